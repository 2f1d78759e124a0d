//! The pool's memory in one SQLite file.
//!
//! In: one call per purpose. Out: the answer, after commit. Several processes may use the same file at the
//! same time: readers never block, writers wait for each other.
//! Retracted and rejected content is overwritten in the file and flushed out of the write-ahead log at once.

mod adapters;
mod claims;
mod decisions;
mod dossiers;
mod group; // one commit for many writers
mod listing;
mod migrate;
mod records;
mod releases;
mod reports;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use super::StoreError;
use super::fresh::Groups;
use super::outage::Outage;
use super::records::Records as _;
use group::Writer;

/// How long a writer waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long emptying the log waits for readers; it can be done later.
const PATIENCE_TO_FLUSH: Duration = Duration::from_millis(500);
/// As many idle readers are kept for the next reads.
const IDLE_READERS: usize = 8;

/// A pool's database in a file.
pub struct Sqlite {
    path: PathBuf,
    writer: Writer,
    readers: Mutex<Vec<Connection>>,
    outage: Outage,
    /// Those who give new records at this moment.
    groups: Groups,
    /// How many changes have erased something.
    erased: AtomicU64,
    /// Of these, how many the log no longer holds.
    flushed: Mutex<u64>,
}

impl Sqlite {
    /// Opens the database, creating or migrating it as needed.
    ///
    /// # Errors
    /// If the file cannot be used, or a newer program wrote it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        // Ids come in no order, so pages are met again and again before they are full: 32 MiB of memory, and 16 of log before it moves
        // into the database, save much of reading and writing them twice.
        connection.execute_batch(
            "PRAGMA cache_size = -32768;
             PRAGMA wal_autocheckpoint = 4000;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA trusted_schema = OFF;
             PRAGMA cell_size_check = ON;",
        )?;
        migrate::migrate(&mut connection)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Writer::new(connection),
            readers: Mutex::new(vec![]),
            outage: Outage::default(),
            // There is one disk and one writer: whoever comes meanwhile shares the next turn.
            groups: Groups::new(1),
            erased: AtomicU64::new(0),
            flushed: Mutex::new(0),
        })
    }

    /// Looks something up, beside whoever writes.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.reader()?,
        };
        let found = self.outage.heard(work(&connection), Instant::now());
        let mut idle = self.idle();
        if idle.len() < IDLE_READERS {
            idle.push(connection);
        }
        found
    }

    /// One change with one purpose; an error leaves everything as it was. Gives the answer after the commit, which others share.
    fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.outage.heard(self.writer.together(work), Instant::now())
    }

    /// As `write`, in a transaction of its own, which is committed as soon as `work` is done.
    fn alone<T, E: From<StoreError>>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        self.writer.alone(work)
    }

    /// Empties the log of what a change has just erased, unless somebody did since: those who erase at the same moment share that too.
    fn flush_mine(&self) -> Result<(), StoreError> {
        let mine = self.erased.fetch_add(1, Ordering::SeqCst) + 1;
        let mut flushed = self.flushed.lock().unwrap_or_else(PoisonError::into_inner);
        if *flushed < mine {
            let so_far = self.erased.load(Ordering::SeqCst);
            if self.flush_erased()? {
                *flushed = so_far;
            }
        }
        Ok(())
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(
            "PRAGMA temp_store = MEMORY;
             PRAGMA trusted_schema = OFF;
             PRAGMA cell_size_check = ON;",
        )?;
        Ok(connection)
    }

    /// A panic while the lock was held leaves a list of good connections.
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
