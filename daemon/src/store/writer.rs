//! The writing thread: takes jobs, runs them in one transaction, commits, answers.
//!
//! Group commit: whatever waits in the queue shares one commit, so that many small writes cost one flush to disk. Each job
//! has its own savepoint; a refused job undoes only itself. Answers go out only after the commit.

use std::cell::RefCell;
use std::sync::mpsc;

use rusqlite::Connection;

use super::keys::{KeyId, Vault};
use super::{StoreError, View};

/// The most jobs that share one commit.
const GROUP: usize = 256;

/// One transaction under way.
pub struct Tx<'a> {
    pub view: View<'a>,
    /// Content keys that nothing needs once this is committed.
    pub(super) unneeded: RefCell<Vec<KeyId>>,
}

/// Runs inside the transaction; out: what to do once the commit has, or has not, happened.
pub(super) type Job = Box<dyn FnOnce(&Tx<'_>) -> Finish + Send>;
type Finish = Box<dyn FnOnce(Result<(), StoreError>)>;

pub(super) fn job<T, E, F>(name: &'static str, job: F, answer: mpsc::SyncSender<Result<T, E>>) -> Job
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: FnOnce(&Tx<'_>) -> Result<T, E> + Send + 'static,
{
    Box::new(move |tx| {
        let result = in_savepoint(tx, job);
        Box::new(move |committed| {
            if let Err(error) = &committed {
                tracing::error!(transaction = name, %error, "not committed");
            }
            let result = match (result, committed) {
                (Ok(_), Err(error)) => Err(error.into()),
                (result, _) => result,
            };
            // Whoever asked may have gone away; the work is done all the same.
            let _ = answer.send(result);
        })
    })
}

fn in_savepoint<T, E, F>(tx: &Tx<'_>, job: F) -> Result<T, E>
where
    E: From<StoreError>,
    F: FnOnce(&Tx<'_>) -> Result<T, E>,
{
    let both = |sql: &str| -> Result<(), StoreError> {
        tx.view.main.execute_batch(sql)?;
        Ok(tx.view.keys.execute_batch(sql)?)
    };
    both("SAVEPOINT job")?;
    let unneeded = tx.unneeded.borrow().len();
    match job(tx) {
        Ok(value) => {
            both("RELEASE job")?;
            Ok(value)
        }
        Err(refused) => {
            both("ROLLBACK TO job; RELEASE job")?;
            tx.unneeded.borrow_mut().truncate(unneeded);
            Err(refused)
        }
    }
}

pub(super) fn run(main: &Connection, keys: &Connection, vault: &Vault, queue: &mpsc::Receiver<Job>) {
    while let Ok(first) = queue.recv() {
        let mut jobs = vec![first];
        jobs.extend(queue.try_iter().take(GROUP - 1));
        let tx = Tx {
            view: View { main, keys, vault },
            unneeded: RefCell::default(),
        };
        let started = main
            .execute_batch("BEGIN IMMEDIATE")
            .and_then(|()| keys.execute_batch("BEGIN IMMEDIATE"));
        if let Err(error) = started {
            let message = StoreError::from(error).to_string();
            let _ = main.execute_batch("ROLLBACK");
            for job in jobs {
                // A job that cannot be run is refused by running it outside of any transaction that could commit.
                drop(job);
            }
            tracing::error!(%message, "no transaction");
            continue;
        }
        let finishes: Vec<Finish> = jobs.into_iter().map(|job| job(&tx)).collect();
        let outcome = commit(&tx);
        let failed = outcome.err().map(|error| error.to_string());
        for finish in finishes {
            finish(match &failed {
                None => Ok(()),
                Some(message) => Err(StoreError::Unusable(message.clone())),
            });
        }
    }
}

/// New keys first, then the rows that need them, then the keys that nothing needs any more.
fn commit(tx: &Tx<'_>) -> Result<(), StoreError> {
    let (main, keys) = (tx.view.main, tx.view.keys);
    if let Err(error) = keys
        .execute_batch("COMMIT")
        .and_then(|()| main.execute_batch("COMMIT"))
    {
        let _ = keys.execute_batch("ROLLBACK");
        let _ = main.execute_batch("ROLLBACK");
        return Err(error.into());
    }
    let unneeded = tx.unneeded.take();
    if unneeded.is_empty() {
        return Ok(());
    }
    super::keys::forget(keys, &unneeded)?;
    // A deleted row stays readable in the write-ahead log until the log is cut.
    for connection in [keys, main] {
        cut_log(connection)?;
    }
    Ok(())
}

fn cut_log(connection: &Connection) -> Result<(), StoreError> {
    for _ in 0..100 {
        let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    // A reader is in the way; the key is gone already, and the next erasure cuts the log.
    tracing::warn!("the write-ahead log could not be cut: a reader is in the way");
    Ok(())
}
