//! The writing thread: what waits in the queue, and what can wait until the answers are out.
//!
//! In: jobs, and being rung for. It moves long logs into the databases, makes new keys, and gives memory back when nothing happens any
//! more. Most of a log is moved while others write on; only what came in meanwhile is moved while they wait, so that the log begins anew.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use super::writer::{Desk, GROUP, Message};
use super::{StoreError, open};

/// A log of more pages than this is moved into the database; it is then written from its beginning again.
const LONG_LOG: i32 = 1_000;
/// After so long without work, memory is given back.
const REST: Duration = Duration::from_secs(10);

/// Whether a log is to be moved.
pub(super) fn log_is_long(logged: &[Arc<AtomicI32>; 2]) -> bool {
    logged
        .iter()
        .any(|pages| pages.load(Ordering::Relaxed) > LONG_LOG)
}

/// Works until nobody can ask for anything any more. `files` are those of records and keys.
pub(super) fn run(desk: &Desk, queue: &mpsc::Receiver<Message>, files: &[PathBuf; 2]) {
    let mut rested = true;
    loop {
        // Nothing wakes this thread when there is nothing to do.
        let next = if rested {
            desk.asleep.store(true, Ordering::Release);
            let next = queue.recv().map_err(|_| mpsc::RecvTimeoutError::Disconnected);
            desk.asleep.store(false, Ordering::Release);
            next
        } else {
            queue.recv_timeout(REST)
        };
        let first = match next {
            Ok(first) => first,
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                rested = !desk.used.swap(false, Ordering::AcqRel);
                if rested && !give_back(desk) {
                    return;
                }
                continue;
            }
        };
        rested = false;
        let jobs: Vec<_> = std::iter::once(first)
            .chain(queue.try_iter().take(GROUP - 1))
            .filter_map(|message| match message {
                Message::Write(job) => Some(job),
                Message::Tidy => None,
            })
            .collect();
        if !jobs.is_empty() {
            // Somebody panicked while writing: what is half done must not be written on.
            let Ok(mut writer) = desk.writer.lock() else {
                return;
            };
            let taken = jobs.len();
            writer.group(jobs);
            desk.waiting.fetch_sub(taken, Ordering::Release);
        }
        if let Err(error) = tidy(desk, files) {
            // Nobody's transaction depends on it; a failing disk ends all writing here as well.
            tracing::warn!(%error, "could not tidy up after a transaction");
            if let (StoreError::Failing, Ok(mut writer)) = (error, desk.writer.lock()) {
                writer.failing = true;
            }
        }
    }
    if let Ok(writer) = desk.writer.lock()
        && !writer.failing
    {
        let _ = writer.stock.take().empty(&writer.keys);
    }
}

/// Gives memory back. Out: whether writing is still possible.
fn give_back(desk: &Desk) -> bool {
    let Ok(writer) = desk.writer.lock() else {
        return false;
    };
    for connection in [&writer.main, &writer.keys] {
        connection.flush_prepared_statement_cache();
        let _ = connection.execute_batch("PRAGMA shrink_memory");
    }
    true
}

fn tidy(desk: &Desk, files: &[PathBuf; 2]) -> Result<(), StoreError> {
    if let Ok(writer) = desk.writer.lock()
        && !writer.failing
    {
        writer.stock.borrow_mut().fill(&writer.keys, &writer.vault)?;
    }
    for (file, logged) in files.iter().zip(&desk.logged) {
        if logged.load(Ordering::Relaxed) <= LONG_LOG {
            continue;
        }
        let beside = open::connect_to_move_log(file)?;
        // As far as readers let it.
        let move_log = || beside.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        move_log()?;
        let Ok(_nobody_writes) = desk.writer.lock() else {
            return Ok(());
        };
        logged.store(0, Ordering::Relaxed);
        move_log()?;
    }
    Ok(())
}
