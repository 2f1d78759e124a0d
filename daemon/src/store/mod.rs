//! The only SQL: one at a time writes, a few connections read, and erasing means erasing.
//!
//! In: named closures over one transaction. Out: their results, after the commit that made them durable.
//! Two databases: `tributary.db` holds records with sealed bodies, `keys.db` the keys that open them. New keys are
//! committed before the rows that need them, and deleted after the rows that needed them, so a crash in between
//! leaves at worst a key that nothing needs; opening the store sweeps those away.

mod ahead; // ids of records to come
pub mod copy; // copies while it is in use, and what takes its place
pub mod failure; // why not, and what that means for the next write
pub mod keys; // content keys, seed, secrets
pub mod open; // files, permissions, pragmas, migrations
pub mod outbox; // what is on its way
pub mod outline; // many records at a glance, and counts
pub mod checks; // what releases say about donated records
pub mod agreements; // terms of pools' own that were agreed to
pub mod pools; // which pools there are, and which key a record has where
pub mod receipts; // the pool's proofs, pinned pools, timeline
pub mod records; // rows and bodies
mod search; // words in bodies that lie sealed
pub mod settings; // small values, paired browsers
mod tidy; // the writing thread
mod writer; // one transaction for whoever waits

use std::ops::Deref;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, mpsc};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::config::DataDir;
use crate::hold::State;
use crate::world::World;
use ahead::Ahead;
pub use failure::{Outcome, StoreError};
use keys::Vault;
pub(crate) use open::private;
#[cfg(debug_assertions)]
pub use writer::ACKNOWLEDGE_FIRST;
pub use writer::Tx;
use writer::{Desk, Message};

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
    bell: Mutex<Option<mpsc::Sender<Message>>>,
    desk: Arc<Desk>,
    ahead: Arc<Ahead>,
    /// Opened when they are needed.
    readers: [Mutex<Option<(Connection, Connection)>>; READERS],
    vault: Arc<Vault>,
    /// Grows with every transaction.
    version: AtomicU64,
    dir: DataDir,
    thread: Mutex<Option<JoinHandle<()>>>,
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
        copy::finish_restoration(dir)?;
        let vault = Arc::new(Vault::open(dir, world)?);
        let (mut main, mut keys) = open::connect(dir)?;
        let checked = open::check_if_small(dir, &main, &keys)?;
        open::migrate(&main, &keys)?;
        keys::sweep(&main, &keys)?;
        let damaged = Arc::new(AtomicBool::new(false));
        let logged = [count_log(&mut main)?, count_log(&mut keys)?];
        let ahead = Arc::new(Ahead::default());
        let desk = Arc::new(Desk {
            writer: Mutex::new(writer::Writer {
                main,
                keys,
                vault: Arc::clone(&vault),
                mirror: dir.keys_mirror(),
                stock: std::cell::RefCell::default(),
                ahead: Arc::clone(&ahead),
                leftover: Vec::new(),
                failing: false,
                damaged: Arc::clone(&damaged),
            }),
            waiting: AtomicUsize::new(0),
            logged,
            used: AtomicBool::new(false),
            asleep: AtomicBool::new(false),
        });
        let (bell, queue) = mpsc::channel();
        let thread = {
            let (desk, files) = (Arc::clone(&desk), [dir.records(), dir.keys()]);
            spawn("store", move || tidy::run(&desk, &queue, &files))?
        };
        if !checked {
            let dir = dir.clone();
            spawn("check", move || {
                open::give_way();
                if let Err(error) = open::check_all(&dir) {
                    tracing::error!("{error}");
                    if matches!(error, StoreError::Damaged(_)) {
                        damaged.store(true, std::sync::atomic::Ordering::Relaxed);
                    }
                }
            })?;
        }
        Ok(Self(Arc::new(Inner {
            bell: Mutex::new(Some(bell)),
            desk,
            ahead,
            readers: std::array::from_fn(|_| Mutex::new(None)),
            vault,
            version: AtomicU64::new(0),
            dir: dir.clone(),
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
        let gone = || StoreError::Unusable("the store is closed: start the companion again".into());
        match self.0.desk.write_here(writer::job(name, job, answer)) {
            Ok(true) => {
                let _ = self.0.ring(Message::Tidy);
            }
            Ok(false) => {}
            Err(job) => {
                self.0.desk.waiting.fetch_add(1, Ordering::AcqRel);
                if !self.0.ring(Message::Write(job)) {
                    return Err(gone().into());
                }
            }
        }
        let outcome = outcome.recv().unwrap_or_else(|_| Err(gone().into()));
        self.0.version.fetch_add(1, Ordering::Relaxed);
        outcome
    }

    /// Another number whenever something may have been written since.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.0.version.load(Ordering::Relaxed)
    }

    /// Works out the ids of so many records that are about to be added after this counter.
    pub fn look_ahead(&self, seed: &shared::keys::Seed, last: u64, count: u64) {
        self.0.ahead.prepare(seed, last, count);
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
        let mut reader = self.reader();
        let connections = match reader.take() {
            Some(connections) => connections,
            None => open::connect_to_read(&self.0.dir)?,
        };
        let connections = reader.insert(connections);
        let view = View {
            main: &connections.0,
            keys: &connections.1,
            vault: &self.0.vault,
        };
        let both = |sql: &str| {
            view.main.prepare_cached(sql)?.execute([])?;
            view.keys.prepare_cached(sql)?.execute([])
        };
        both("BEGIN").map_err(StoreError::from)?;
        let result = job(&view);
        both("COMMIT").map_err(StoreError::from)?;
        result
    }

    /// Looks for words in the text of records, newest first. Out: those that have it, up to `limit`, or a little more.
    ///
    /// # Errors
    /// When the store fails.
    pub fn search(
        &self,
        needle: &str,
        state: Option<State>,
        below: Option<u64>,
        limit: usize,
    ) -> Result<Vec<u64>, StoreError> {
        search::search(&self.0.dir, &self.0.vault, needle, state, below, limit)
    }

    /// The first that nobody reads with.
    fn reader(&self) -> MutexGuard<'_, Option<(Connection, Connection)>> {
        let free = self.0.readers.iter().find_map(|reader| reader.try_lock().ok());
        free.unwrap_or_else(|| crate::companion::lock(&self.0.readers[0]))
    }
}

/// Counts the pages in the log of a connection, commit by commit.
fn count_log(connection: &mut Connection) -> Result<Arc<AtomicI32>, StoreError> {
    let logged = Arc::new(AtomicI32::new(0));
    let count = Arc::clone(&logged);
    connection.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
        count.store(pages, std::sync::atomic::Ordering::Relaxed);
        Ok(())
    }))?;
    Ok(logged)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    std::thread::Builder::new()
        .name(name.into())
        .spawn(work)
        .map_err(|error| StoreError::Unusable(format!("no thread for the store: {error}")))
}

impl Inner {
    /// Wakes the writing thread. Out: whether it is there.
    fn ring(&self, message: Message) -> bool {
        let bell = crate::companion::lock(&self.bell);
        bell.as_ref().is_some_and(|bell| bell.send(message).is_ok())
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        drop(self.bell.lock().map(|mut bell| bell.take()));
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
