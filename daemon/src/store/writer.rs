//! The one who writes: takes jobs, runs them in one transaction, commits, answers.
//!
//! Group commit: whatever waits in the queue shares one commit, so that many small writes cost one flush to disk. Each job
//! has its own savepoint; a refused job undoes only itself. Answers go out only after the commit. Whoever finds nobody writing and nobody
//! waiting writes on its own thread, because being woken by another one can take longer than the disk does; everybody else waits in the
//! queue for the writing thread. That thread also does what can wait until the answers are out: see `tidy`. A full disk undoes the
//! whole group, and a failing one ends all writing: see `failure`.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use rusqlite::Connection;

use super::ahead::Ahead;
use super::keys::{KeyId, Stock, Vault};
use super::{Outcome, StoreError, View};
use shared::keys::Seed;

/// The most jobs that share one commit.
pub(super) const GROUP: usize = 256;

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
    /// The seed, once it was asked for.
    pub(super) seed: RefCell<Option<Seed>>,
    /// The last counter that was used, once it was asked for.
    pub(super) counted: Cell<Option<u64>>,
    /// Ids of records to come.
    pub(super) ahead: &'a Ahead,
}

/// What whoever writes has in its hands.
pub(super) struct Writer {
    pub(super) main: Connection,
    pub(super) keys: Connection,
    pub(super) vault: Arc<Vault>,
    /// The copy of the keys among the backups: gone before any key is, and made anew later.
    pub(super) mirror: PathBuf,
    pub(super) stock: RefCell<Stock>,
    pub(super) ahead: Arc<Ahead>,
    /// Content keys that could not be deleted yet, because the disk was full.
    pub(super) leftover: Vec<KeyId>,
    /// The disk has failed: nothing more may be written.
    pub(super) failing: bool,
    /// A check has found damage: nothing more may be written.
    pub(super) damaged: Arc<AtomicBool>,
}

/// Where those who write meet.
pub(super) struct Desk {
    pub(super) writer: Mutex<Writer>,
    /// Jobs in the queue.
    pub(super) waiting: AtomicUsize,
    /// Pages in the logs of records and keys.
    pub(super) logged: [Arc<AtomicI32>; 2],
    /// Something was written since the writing thread last looked.
    pub(super) used: AtomicBool,
    /// The writing thread sleeps until it is rung for.
    pub(super) asleep: AtomicBool,
}

/// What the writing thread is woken for.
pub(super) enum Message {
    Write(Job),
    Tidy,
}

impl Desk {
    /// Writes on this thread, where nobody writes and nobody waits. Out: the job, where somebody does; otherwise whether the
    /// writing thread is to be woken for what is left to do.
    pub(super) fn write_here(&self, job: Job) -> Result<bool, Job> {
        if self.waiting.load(Ordering::Acquire) > 0 {
            return Err(job);
        }
        // Somebody writes; or somebody panicked in the middle of it, and nothing may be written any more.
        let Ok(mut writer) = self.writer.try_lock() else {
            return Err(job);
        };
        writer.group(vec![job]);
        let untidy = writer.stock.borrow().is_low() || super::tidy::log_is_long(&self.logged);
        drop(writer);
        self.used.store(true, Ordering::Release);
        Ok(self.asleep.swap(false, Ordering::AcqRel) || untidy)
    }
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
        run(tx.view.main, sql)?;
        run(tx.view.keys, sql)
    };
    let ended = |error: StoreError| (Err(error.copy().into()), Some(error));
    if let Err(error) = both("SAVEPOINT job") {
        return ended(error);
    }
    let (unneeded, counted) = (tx.unneeded.borrow().len(), tx.counted.get());
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
            tx.counted.set(counted);
            // It may have been made in what was undone.
            tx.seed.take();
            let undone = both("ROLLBACK TO job").and_then(|()| both("RELEASE job")).err();
            let cause = refused.disk().or(undone);
            (Err(refused), cause)
        }
    }
}

impl Writer {
    /// Runs jobs in one transaction, and answers them after its commit.
    pub(super) fn group(&mut self, jobs: Vec<Job>) {
        let mut leftover = std::mem::take(&mut self.leftover);
        let tx = Tx {
            view: View {
                main: &self.main,
                keys: &self.keys,
                vault: &self.vault,
            },
            unneeded: RefCell::new(leftover.clone()),
            stock: &self.stock,
            cut: Cell::new(false),
            seed: RefCell::new(None),
            counted: Cell::new(None),
            ahead: &self.ahead,
        };
        let mut ended = if self.failing {
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
        let mut failing = self.failing;
        if let Err(error) = &outcome {
            undo(&tx);
            match error {
                StoreError::Failing if !failing => {
                    tracing::error!("{error}");
                    failing = true;
                }
                // The log's own room may be what the next transaction needs.
                StoreError::Full => {
                    let _ = [&self.keys, &self.main].map(checkpoint);
                }
                _ => {}
            }
        }
        drop(tx);
        self.leftover = leftover;
        self.failing = failing;
        for finish in finishes {
            finish(outcome.as_ref().copied().map_err(StoreError::copy));
        }
    }

    /// New keys first, then the rows that need them, then the keys that nothing needs any more.
    fn commit(&self, tx: &Tx<'_>, leftover: &mut Vec<KeyId>) -> Result<(), StoreError> {
        let (main, keys) = (tx.view.main, tx.view.keys);
        let unneeded = tx.unneeded.take();
        if !unneeded.is_empty() {
            crate::store::settings::backups_hold_erased(main)?;
        }
        tx.keep_counter()?;
        run(keys, "COMMIT")?;
        run(main, "COMMIT")?;
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
}

fn begin(tx: &Tx<'_>) -> Result<(), StoreError> {
    run(tx.view.main, "BEGIN IMMEDIATE")?;
    run(tx.view.keys, "BEGIN IMMEDIATE")
}

/// Runs a statement that was run before, without reading it again.
fn run(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
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
