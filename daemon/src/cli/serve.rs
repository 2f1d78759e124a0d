//! `serve`: runs the companion in the foreground.

use std::sync::Arc;

use clap::Args;
use shared::api::COMPANION_PORT;
use tokio::net::TcpListener;

use super::{Here, say};
use crate::adapters::{self, Updates};
use crate::companion::Companion;
use crate::http::{self, Desk};
use crate::pool_client::PoolClient;
use crate::store::copy;
use crate::{config, deliver, keyring, order, socket};

#[derive(Args)]
pub struct Serve {
    /// The window of new records, kept [default: 24h]
    #[arg(long, value_name = "DURATION")]
    window: Option<String>,
    /// The pool: https, or http on this machine; kept
    #[arg(long, value_name = "URL")]
    pool: Option<String>,
    /// Use no site adapters of the pool; kept
    #[arg(long)]
    no_adapter_updates: bool,
    /// Use those of the pool again, as at first; kept
    #[arg(long, conflicts_with = "no_adapter_updates")]
    adapter_updates: bool,
    /// Where to listen: here only
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    bind: String,
}

/// # Errors
/// When the companion cannot start, in one line.
pub fn run(here: Here, serve: &Serve) -> Result<(), String> {
    if serve.bind != "127.0.0.1" {
        return Err(format!(
            "refusing to listen on {}: the companion is for this machine only, use 127.0.0.1",
            serve.bind
        ));
    }
    let window = serve.window.as_deref().map(config::duration).transpose()?;
    let pool = serve.pool.as_deref().map(config::pool_url).transpose()?;
    let updates = if serve.no_adapter_updates {
        Some(Updates::Off)
    } else {
        serve.adapter_updates.then_some(Updates::On)
    };
    into_the_keyring(&here);
    // Few threads, as each keeps memory for good: this one waits for sockets, the others work on the store, which has one writer.
    tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(3)
        .thread_keep_alive(std::time::Duration::from_secs(2))
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?
        .block_on(start(here, window, pool, updates))
}

/// The key to the records belongs into the keyring of the desktop, where there is one; not that of a data directory which is named, as
/// those are for trying things out.
fn into_the_keyring(here: &Here) {
    let wanted = match std::env::var("TRIBUTARY_KEYRING").as_deref() {
        Ok("on") => true,
        Ok(_) => false,
        Err(_) => super::default_dir().is_some_and(|dir| dir == here.dir.path()),
    };
    if !wanted || keyring::place(&here.dir) == keyring::Place::Keyring {
        return;
    }
    // Where another companion is at work, it goes on with the key that it has.
    if let Ok(_lock) = copy::lock(&here.dir) {
        let id = data_encoding::HEXLOWER.encode(&here.world.random::<16>());
        keyring::adopt(&here.dir, &id, here.world.random::<32>().into());
    }
}

async fn start(
    here: Here,
    window: Option<i64>,
    pool: Option<String>,
    updates: Option<Updates>,
) -> Result<(), String> {
    let port = here.port.unwrap_or(COMPANION_PORT);
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!(
                "port {port} of 127.0.0.1 is taken: stop the other program, or choose another with --port"
            )
        }
        _ => format!("cannot listen on 127.0.0.1:{port}: {error}"),
    };
    // The lock comes before the port: a second companion is told that it is one.
    let listening = std::net::TcpListener::bind(("127.0.0.1", port));
    let bound = listening
        .as_ref()
        .ok()
        .and_then(|listener| listener.local_addr().ok());
    let port_served = bound.map_or(port, |address| address.port());
    let companion = Companion::open(here.dir.clone(), here.world.clone(), Some(port_served))
        .map_err(|error| error.to_string())?;
    let listening = listening.map_err(failed)?;
    listening.set_nonblocking(true).map_err(failed)?;
    let listener = TcpListener::from_std(listening).map_err(failed)?;

    order::set_window(&companion, window).map_err(|refused| refused.message)?;
    if let Some(pool) = pool {
        companion
            .change("set pool", move |tx| Ok(tx.set("pool_url", &pool)?))
            .map_err(|refused| refused.message)?;
    }
    if let Some(updates) = updates {
        adapters::switch(&companion, updates).map_err(|refused| refused.message)?;
    }
    // Their codes ended with the run that made them.
    super::open::tidy(&here.dir);
    let now = companion.hold_now();
    companion
        .change("resume deliveries", move |tx| Ok(tx.resume(now)?))
        .map_err(|refused| refused.message)?;
    let orders = socket::listen(&here.dir)
        .map_err(|error| format!("cannot open the socket in the data directory: {error}"))?;
    let client = PoolClient::new()?;
    let companion = Arc::new(companion);
    let desk = Desk {
        companion: Arc::clone(&companion),
        client: client.clone(),
        port: port_served,
    };
    let mut stop = stop_signal()?;
    say(&format!("tributary: listening on http://127.0.0.1:{port_served}"));
    tokio::select! {
        () = http::serve(listener, desk.clone(), http::Patience::default()) => {}
        () = socket::serve(orders, desk) => {}
        () = async {
            deliver::contact::greet(Arc::clone(&companion), client.clone()).await;
            // Who the pool is was pinned by the greeting, so the two below cannot both be first.
            tokio::join!(
                deliver::run(Arc::clone(&companion), client.clone()),
                adapters::run(Arc::clone(&companion), client),
            );
        } => {}
        _ = tokio::signal::ctrl_c() => {}
        _ = stop.recv() => {}
    }
    // The next start goes on from here; a failure costs held records some waiting, and nothing else.
    let _ = companion.keep_clock();
    let _ = std::fs::remove_file(here.dir.socket());
    Ok(())
}

fn stop_signal() -> Result<tokio::signal::unix::Signal, String> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .map_err(|error| format!("cannot listen for the signal to stop: {error}"))
}
