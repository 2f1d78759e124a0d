//! The only SQL: one thread writes, a few connections read, and erasing means erasing.
//!
//! In: named closures over one transaction. Out: their results, after the commit that made them durable.
//! Two databases: `tributary.db` holds records with sealed bodies, `keys.db` the keys that open them. New keys are
//! committed before the rows that need them, and deleted after the rows that needed them, so a crash in between
//! leaves at worst a key that nothing needs; opening the store sweeps those away.

pub mod failure; // why not, and what that means for the next write
pub mod keys; // content keys, seed, secrets
pub mod open; // files, permissions, pragmas, migrations
pub mod outbox; // what is on its way
pub mod receipts; // the pool's proofs, pinned pools, timeline
pub mod records; // rows and bodies
pub mod settings; // small values, paired browsers
mod writer; // the writing thread

use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, mpsc};

use rusqlite::Connection;

use crate::config::DataDir;
use crate::world::World;
pub use failure::{Outcome, StoreError};
use keys::Vault;
pub use writer::Tx;

/// Both databases for reading, with the means to open bodies.
pub struct View<'a> {
    pub main: &'a Connection,
    pub keys: &'a Connection,
    pub vault: &'a Vault,
}

/// A handle to the store; clones share it.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    jobs: Mutex<Option<mpsc::Sender<writer::Job>>>,
    readers: Vec<Mutex<(Connection, Connection)>>,
    next_reader: std::sync::atomic::AtomicUsize,
    vault: Arc<Vault>,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
    /// Held as long as the store is open.
    _lock: std::fs::File,
}

const READERS: usize = 2;

impl Store {
    /// Opens the data directory, making it where it is missing.
    ///
    /// # Errors
    /// When another process has it open, or the files cannot be used.
    pub fn open(dir: &DataDir, world: &World) -> Result<Self, StoreError> {
        let lock = open::lock(dir)?;
        let vault = Arc::new(Vault::open(dir, world)?);
        let (main, keys) = open::connect(dir)?;
        open::migrate(&main, &keys)?;
        keys::sweep(&main, &keys)?;
        let readers = (0..READERS)
            .map(|_| open::connect_to_read(dir).map(Mutex::new))
            .collect::<Result<_, _>>()?;
        let (jobs, queue) = mpsc::channel();
        let for_writer = Arc::clone(&vault);
        let thread = std::thread::Builder::new()
            .name("store".into())
            .spawn(move || writer::run(&main, &keys, &for_writer, &queue))
            .map_err(|error| StoreError::Unusable(format!("no thread for the store: {error}")))?;
        Ok(Self(Arc::new(Inner {
            jobs: Mutex::new(Some(jobs)),
            readers,
            next_reader: std::sync::atomic::AtomicUsize::new(0),
            vault,
            thread: Mutex::new(Some(thread)),
            _lock: lock,
        })))
    }

    /// Runs one named transaction, and returns after its commit.
    ///
    /// # Errors
    /// Whatever the closure refuses; nothing has changed then. Or the store's own failure.
    pub fn write<T, E, F>(&self, name: &'static str, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Outcome + Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (answer, outcome) = mpsc::sync_channel(1);
        let job = writer::job(name, job, answer);
        let sent = {
            let jobs = self
                .0
                .jobs
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok())
        };
        let gone = || StoreError::Unusable("the store is closed: start the companion again".into());
        if !sent {
            return Err(gone().into());
        }
        outcome.recv().unwrap_or_else(|_| Err(gone().into()))
    }

    /// Reads, in one consistent view of the records.
    ///
    /// # Errors
    /// Whatever the closure refuses, or the store's own failure.
    pub fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnOnce(&View<'_>) -> Result<T, E>,
    {
        let connections = self.reader();
        let view = View {
            main: &connections.0,
            keys: &connections.1,
            vault: &self.0.vault,
        };
        let both = |sql: &str| {
            view.main.execute_batch(sql)?;
            view.keys.execute_batch(sql)
        };
        both("BEGIN").map_err(StoreError::from)?;
        let result = job(&view);
        both("COMMIT").map_err(StoreError::from)?;
        result
    }

    fn reader(&self) -> MutexGuard<'_, (Connection, Connection)> {
        let turn = self
            .0
            .next_reader
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.0.readers[turn % READERS]
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        drop(self.jobs.lock().map(|mut jobs| jobs.take()));
        let thread = self.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl<'a> Deref for Tx<'a> {
    type Target = View<'a>;
    fn deref(&self) -> &View<'a> {
        &self.view
    }
}

/// Whether a path is something other than a plain file or directory of ours.
pub(crate) fn is_symlink(path: &Path) -> bool {
    path.symlink_metadata()
        .is_ok_and(|metadata| metadata.file_type().is_symlink())
}
