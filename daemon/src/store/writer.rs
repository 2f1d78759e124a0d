//! The writing thread: takes jobs, runs them in one transaction, commits, answers.
//!
//! Group commit: whatever waits in the queue shares one commit, so that many small writes cost one flush to disk. Each job
//! has its own savepoint; a refused job undoes only itself. Answers go out only after the commit; what can wait, as moving the
//! log into the database and making new keys, comes after the answers. A full disk undoes the whole group, and a failing one ends
//! all writing: see `failure`.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc;

use rusqlite::Connection;

use super::keys::{KeyId, Stock, Vault};
use super::{Outcome, StoreError, View};

/// The most jobs that share one commit.
const GROUP: usize = 256;
/// A log of more pages than this is moved into the database; it is then written from its beginning again.
const LONG_LOG: i32 = 1_000;

/// After so long without work, memory is given back.
const REST: std::time::Duration = std::time::Duration::from_secs(10);

/// Breaks the promise on purpose, so that a test can show that it would notice. Not part of released programs.
#[cfg(debug_assertions)]
pub static ACKNOWLEDGE_FIRST: AtomicBool = AtomicBool::new(false);

/// One transaction under way.
pub struct Tx<'a> {
    pub view: View<'a>,
    /// Content keys that nothing needs once this is committed.
    pub(super) unneeded: RefCell<Vec<KeyId>>,
    /// Content keys that are committed already.
    pub(super) stock: &'a RefCell<Stock>,
    /// A secret was replaced or forgotten: its former form is to leave the log, too.
    pub(super) cut: Cell<bool>,
}

/// What the writing thread owns.
pub(super) struct Writer {
    pub(super) main: Connection,
    pub(super) keys: Connection,
    pub(super) vault: Arc<Vault>,
    /// The copy of the keys among the backups: gone before any key is, and made anew later.
    pub(super) mirror: PathBuf,
    /// Pages in the logs of records and keys.
    pub(super) logged: [Arc<AtomicI32>; 2],
    /// A check has found damage: nothing more may be written.
    pub(super) damaged: Arc<AtomicBool>,
}

/// Runs inside a transaction, or learns why there is none. Out: what ended the transaction for everybody in it, and what to do
/// once the commit has, or has not, happened.
pub(super) type Job = Box<dyn FnOnce(Result<&Tx<'_>, StoreError>) -> (Option<StoreError>, Finish) + Send>;
type Finish = Box<dyn FnOnce(Result<(), StoreError>)>;

pub(super) fn job<T, E, F>(name: &'static str, job: F, answer: mpsc::SyncSender<Result<T, E>>) -> Job
where
    T: Send + 'static,
    E: Outcome + Send + 'static,
    F: FnOnce(&Tx<'_>) -> Result<T, E> + Send + 'static,
{
    Box::new(move |tx| {
        let (result, ended) = match tx {
            Ok(tx) => in_savepoint(tx, job),
            Err(error) => (Err(error.into()), None),
        };
        let finish: Finish = Box::new(move |committed| {
            if let Err(error) = &committed {
                tracing::error!(transaction = name, %error, "not committed");
            }
            let result = match (result, committed) {
                (Ok(_), Err(error)) => Err(error.into()),
                (result, _) => result,
            };
            // Whoever asked may have gone away; the work is done all the same.
            let _ = answer.send(result);
        });
        (ended, finish)
    })
}

fn in_savepoint<T, E, F>(tx: &Tx<'_>, job: F) -> (Result<T, E>, Option<StoreError>)
where
    E: Outcome,
    F: FnOnce(&Tx<'_>) -> Result<T, E>,
{
    let both = |sql: &str| -> Result<(), StoreError> {
        tx.view.main.execute_batch(sql)?;
        Ok(tx.view.keys.execute_batch(sql)?)
    };
    let ended = |error: StoreError| (Err(error.copy().into()), Some(error));
    if let Err(error) = both("SAVEPOINT job") {
        return ended(error);
    }
    let unneeded = tx.unneeded.borrow().len();
    let result = job(tx);
    // SQLite gives up the whole transaction on some failures, even where the job did not mind.
    if tx.view.main.is_autocommit() || tx.view.keys.is_autocommit() {
        let cause = result.as_ref().err().and_then(Outcome::disk);
        return ended(cause.unwrap_or_else(|| {
            StoreError::Unusable("the store gave up this transaction: try again".to_owned())
        }));
    }
    match result {
        Ok(value) => match both("RELEASE job") {
            Ok(()) => (Ok(value), None),
            Err(error) => ended(error),
        },
        Err(refused) => {
            tx.unneeded.borrow_mut().truncate(unneeded);
            let undone = both("ROLLBACK TO job; RELEASE job").err();
            let cause = refused.disk().or(undone);
            (Err(refused), cause)
        }
    }
}

impl Writer {
    pub(super) fn run(self, queue: &mpsc::Receiver<Job>) {
        let (main, keys) = (&self.main, &self.keys);
        let mut failing = false;
        let stock = RefCell::new(Stock::default());
        // Content keys that could not be deleted yet, because the disk was full.
        let mut leftover = Vec::new();
        let mut rested = true;
        loop {
            // Nothing wakes this thread when there is nothing to do.
            let next = if rested {
                queue.recv().map_err(|_| mpsc::RecvTimeoutError::Disconnected)
            } else {
                queue.recv_timeout(REST)
            };
            let first = match next {
                Ok(first) => first,
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    rested = true;
                    for connection in [main, keys] {
                        let _ = connection.execute_batch("PRAGMA shrink_memory");
                    }
                    continue;
                }
            };
            rested = false;
            let mut jobs = vec![first];
            jobs.extend(queue.try_iter().take(GROUP - 1));
            let tx = Tx {
                view: View {
                    main,
                    keys,
                    vault: &self.vault,
                },
                unneeded: RefCell::new(leftover.clone()),
                stock: &stock,
                cut: Cell::new(false),
            };
            let mut ended = if failing {
                Some(StoreError::Failing)
            } else if self.damaged.load(Ordering::Relaxed) {
                Some(StoreError::damaged_while_running())
            } else {
                begin(&tx).err()
            };
            let mut finishes = Vec::with_capacity(jobs.len());
            for job in jobs {
                let (cause, finish) = job(ended.as_ref().map_or(Ok(&tx), |error| Err(error.copy())));
                ended = ended.or(cause);
                finishes.push(finish);
            }
            #[cfg(debug_assertions)]
            if ended.is_none() && ACKNOWLEDGE_FIRST.load(Ordering::Relaxed) {
                finishes.drain(..).for_each(|finish| finish(Ok(())));
                std::thread::sleep(std::time::Duration::from_millis(30));
            }
            let outcome = match ended {
                None => self.commit(&tx, &mut leftover),
                Some(error) => Err(error),
            };
            if let Err(error) = &outcome {
                undo(&tx);
                match error {
                    StoreError::Failing if !failing => {
                        tracing::error!("{error}");
                        failing = true;
                    }
                    // The log's own room may be what the next transaction needs.
                    StoreError::Full => {
                        let _ = [keys, main].map(checkpoint);
                    }
                    _ => {}
                }
            }
            let fine = outcome.is_ok();
            for finish in finishes {
                finish(outcome.as_ref().copied().map_err(StoreError::copy));
            }
            if fine && let Err(error) = self.tidy(&stock) {
                // Nobody's transaction depends on it; a failing disk ends all writing here as well.
                tracing::warn!(%error, "could not tidy up after a transaction");
                failing = matches!(error, StoreError::Failing);
            }
        }
        if !failing {
            let _ = stock.into_inner().empty(keys);
        }
    }

    /// New keys first, then the rows that need them, then the keys that nothing needs any more.
    fn commit(&self, tx: &Tx<'_>, leftover: &mut Vec<KeyId>) -> Result<(), StoreError> {
        let (main, keys) = (tx.view.main, tx.view.keys);
        let unneeded = tx.unneeded.take();
        if !unneeded.is_empty() {
            crate::store::settings::backups_hold_erased(main)?;
        }
        keys.execute_batch("COMMIT")?;
        main.execute_batch("COMMIT")?;
        if unneeded.is_empty() && !tx.cut.get() {
            return Ok(());
        }
        // Whoever asked for an erasure learns that it is not complete, and the next transaction completes it.
        leftover.clone_from(&unneeded);
        super::copy::remove(&self.mirror)?;
        super::keys::forget(keys, &unneeded)?;
        leftover.clear();
        // A deleted row stays readable in the write-ahead log until the log is cut.
        for connection in [keys, main] {
            cut_log(connection)?;
        }
        Ok(())
    }

    /// What can wait until the answers are out.
    fn tidy(&self, stock: &RefCell<Stock>) -> Result<(), StoreError> {
        stock.borrow_mut().fill(&self.keys, &self.vault)?;
        for (connection, logged) in [&self.main, &self.keys].into_iter().zip(&self.logged) {
            if logged.load(Ordering::Relaxed) > LONG_LOG {
                logged.store(0, Ordering::Relaxed);
                // As far as readers let it.
                connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
            }
        }
        Ok(())
    }
}

fn begin(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.view.main.execute_batch("BEGIN IMMEDIATE")?;
    Ok(tx.view.keys.execute_batch("BEGIN IMMEDIATE")?)
}

/// Rolls back what is still open; where nothing is, there is nothing to do.
fn undo(tx: &Tx<'_>) {
    for connection in [tx.view.main, tx.view.keys] {
        if !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
    }
}

/// Moves the write-ahead log into the database, and cuts it. Out: whether a reader was in the way.
fn checkpoint(connection: &Connection) -> Result<bool, StoreError> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(busy != 0)
}

fn cut_log(connection: &Connection) -> Result<(), StoreError> {
    for _ in 0..100 {
        if !checkpoint(connection)? {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    // A reader is in the way; the key is gone already, and the next erasure cuts the log.
    tracing::warn!("the write-ahead log could not be cut: a reader is in the way");
    Ok(())
}
