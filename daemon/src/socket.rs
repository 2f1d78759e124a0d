//! Orders from the command line to a running companion, over a socket in the data directory.
//!
//! One JSON line each way: an order, and its answer. The directory and the socket belong to their owner only, and whoever
//! connects must be that owner, so this caller may do everything.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream as BlockingStream;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::keys::RecordId;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

use crate::companion::blocking;
use crate::config::DataDir;
use crate::deliver;
use crate::http::Desk;
use crate::order::{self, Order};
use crate::refused::{Kind, Refused};

/// The longest order: a batch of imported conversations.
const LONGEST: u64 = 256 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Done(Value),
    Refused { code: String, message: String },
}

/// A path that fits into a socket address, however deep the data directory lies.
fn address(dir: &DataDir) -> std::io::Result<(PathBuf, Option<std::fs::File>)> {
    let path = dir.socket();
    if path.as_os_str().len() < 100 {
        return Ok((path, None));
    }
    let open = std::fs::File::open(dir.path())?;
    let number = std::os::fd::AsRawFd::as_raw_fd(&open);
    Ok((
        PathBuf::from(format!("/proc/self/fd/{number}/companion.sock")),
        Some(open),
    ))
}

/// Opens the socket. The caller holds the lock of the data directory, so an old socket is a dead one.
///
/// # Errors
/// When the directory does not allow it.
pub fn listen(dir: &DataDir) -> std::io::Result<UnixListener> {
    let (path, _open) = address(dir)?;
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Answers until it is dropped.
pub async fn serve(listener: UnixListener, desk: Desk) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let own = rustix::process::geteuid().as_raw();
                if stream.peer_cred().is_ok_and(|peer| peer.uid() == own) {
                    let desk = desk.clone();
                    tokio::spawn(async move {
                        // A caller that goes away does not want the answer.
                        let _ = answer(stream, &desk).await;
                    });
                }
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept an order");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn answer(stream: UnixStream, desk: &Desk) -> std::io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut line = Vec::new();
    let mut reader = tokio::io::BufReader::new(reading.take(LONGEST));
    reader.read_until(b'\n', &mut line).await?;
    let answer = match serde_json::from_slice::<Order>(&line) {
        Ok(order) => {
            if let Order::Show { id } = &order
                && let Ok(id) = id.parse::<RecordId>()
            {
                deliver::ask::refresh(&desk.companion, &desk.client, &id).await;
            }
            blocking(&desk.companion, move |companion| order::perform(companion, order)).await
        }
        Err(_) => Err(Refused::invalid(
            "the running companion does not know this order: restart it with the same version as this program",
        )),
    };
    let answer = match answer {
        Ok(value) => Answer::Done(value),
        Err(refused) => Answer::Refused {
            code: refused.code.to_owned(),
            message: refused.message,
        },
    };
    let mut json = serde_json::to_vec(&answer).unwrap_or_default();
    json.push(b'\n');
    writing.write_all(&json).await?;
    writing.shutdown().await
}

/// Sends an order to the companion that serves this data directory. Out: nothing when none does.
#[must_use]
pub fn ask(dir: &DataDir, order: &Order) -> Option<Result<Value, Refused>> {
    let (path, _open) = address(dir).ok()?;
    let stream = BlockingStream::connect(path).ok()?;
    Some(exchange(stream, order).unwrap_or_else(|_| {
        Err(Refused::new(
            Kind::Later,
            "no_answer",
            "the running companion broke off: see its log, and try again",
        ))
    }))
}

fn exchange(mut stream: BlockingStream, order: &Order) -> std::io::Result<Result<Value, Refused>> {
    let mut json = serde_json::to_vec(order)?;
    json.push(b'\n');
    stream.write_all(&json)?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    Ok(match serde_json::from_str(&line)? {
        Answer::Done(value) => Ok(value),
        Answer::Refused { message, .. } => Err(Refused::new(Kind::Conflict, "refused", message)),
    })
}
