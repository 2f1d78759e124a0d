//! The pool's memory in PostgreSQL, or in a Citus cluster behind the same kind of address.
//!
//! In: one call per purpose. Out: the answer, after commit. Any number of processes on any number of machines may use the same
//! database. Statements that failed because others wrote the same rows, or on a connection that broke, are said again; when the database
//! cannot be reached, the caller is told so at once.
//! Deliberately not here: sharding. A cluster places the rows, and every statement about one record names its id.

pub mod address; // where the database is, and how to reach it safely
mod adapters;
mod claims;
mod decisions;
mod dossiers;
mod failed; // what went wrong, and whether to try again
mod listing;
pub mod migrate;
mod order; // forgets in which order records arrived
mod records;
mod releases;
mod reports;
mod session; // one connection, with its prepared statements

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::fresh::Groups;
use super::outage::Outage;
use super::{Cause, StoreError};
pub use address::Address;
use failed::Failed;
use session::Session;

/// Connections of one process at most. PostgreSQL allows a hundred in all unless told otherwise.
const MOST_CONNECTIONS: usize = 16;
/// How long a call waits for a connection that others use.
const PATIENCE: Duration = Duration::from_secs(10);
/// As many statements with new records are under way at once: while one waits for the disk, the next one is written.
const LEADERS: usize = 2;
/// How often a statement is said again.
const MOST_REPEATS: u32 = 8;

/// A pool's database at an address.
pub struct Postgres {
    address: Address,
    connections: Mutex<Connections>,
    returned: Condvar,
    /// Those who give new records at this moment.
    groups: Groups,
    /// Whether its tables are spread over a cluster. There each statement goes to the one node that has the record, so that nobody waits
    /// for a node that is away but those who need it.
    is_cluster: bool,
    outage: Outage,
    /// Something was erased that VACUUM has not yet removed.
    erased: AtomicBool,
}

struct Connections {
    idle: Vec<Session>,
    open: usize,
}

impl Postgres {
    /// Opens the database; `create` makes or migrates its tables.
    ///
    /// # Errors
    /// If it cannot be reached, has no tables of a pool, or a newer program wrote it.
    pub fn open(address: &Address, create: bool) -> Result<Self, StoreError> {
        let mut postgres = Self {
            address: address.clone(),
            connections: Mutex::new(Connections {
                idle: vec![],
                open: 0,
            }),
            returned: Condvar::new(),
            groups: Groups::new(LEADERS),
            is_cluster: false,
            outage: Outage::default(),
            // Whoever served before may have stopped before it could clean up.
            erased: AtomicBool::new(true),
        };
        if create {
            postgres.once(migrate::migrate)?;
        } else {
            postgres.ask(migrate::check)?;
        }
        postgres.is_cluster = postgres.ask(migrate::is_cluster)?;
        Ok(postgres)
    }

    /// Says one statement, or several that only read. It may be said again, so it must not matter how often.
    fn ask<T>(&self, work: impl FnMut(&mut Session) -> Result<T, Failed>) -> Result<T, StoreError> {
        self.outage.heard(self.repeat(work), Instant::now())
    }

    fn repeat<T>(&self, mut work: impl FnMut(&mut Session) -> Result<T, Failed>) -> Result<T, StoreError> {
        let mut repeats = 0;
        loop {
            let failed = match self.with_session(&mut work) {
                Ok(value) => return Ok(value),
                Err(failed) => failed,
            };
            repeats += 1;
            if repeats > MOST_REPEATS || !failed.may_pass() {
                return Err(failed.into());
            }
            if failed.is_broken() {
                // The database was restarted, most likely: no other idle connection is any better.
                self.lock_connections().forget_idle();
            } else {
                std::thread::sleep(Duration::from_millis(1 << repeats));
            }
        }
    }

    /// Several statements that belong together; all of them take effect or none. Said again only if it is certain that none did.
    fn transact<T>(&self, work: impl FnMut(&mut Session) -> Result<T, Failed>) -> Result<T, StoreError> {
        self.outage.heard(self.repeat_whole(work), Instant::now())
    }

    fn repeat_whole<T>(
        &self,
        mut work: impl FnMut(&mut Session) -> Result<T, Failed>,
    ) -> Result<T, StoreError> {
        let mut committing = false;
        let mut repeats = 0;
        loop {
            let done = self.with_session(|session| {
                committing = false;
                session.batch("BEGIN")?;
                match work(session) {
                    Ok(value) => {
                        committing = true;
                        session.batch("COMMIT")?;
                        Ok(value)
                    }
                    Err(failed) => {
                        if !failed.is_broken() {
                            session.batch("ROLLBACK")?;
                        }
                        Err(failed)
                    }
                }
            });
            let failed = match done {
                Ok(value) => return Ok(value),
                Err(failed) => failed,
            };
            repeats += 1;
            let unsure = committing && failed.is_broken();
            if repeats > MOST_REPEATS || unsure || !failed.may_pass() {
                return Err(failed.into());
            }
            if failed.is_broken() {
                self.lock_connections().forget_idle();
            } else {
                std::thread::sleep(Duration::from_millis(1 << repeats));
            }
        }
    }

    /// As `ask`, for what is done once and not said again.
    fn once<T>(&self, work: impl FnMut(&mut Session) -> Result<T, Failed>) -> Result<T, StoreError> {
        let done = self.with_session(work).map_err(StoreError::from);
        self.outage.heard(done, Instant::now())
    }

    fn with_session<T>(&self, mut work: impl FnMut(&mut Session) -> Result<T, Failed>) -> Result<T, Failed> {
        let mut held = Held {
            postgres: self,
            session: None,
        };
        let idle = self.take()?;
        let session = held.session.insert(match idle {
            Some(session) => session,
            None => Session::connect(&self.address)?,
        });
        let done = work(session);
        if session.is_closed() || matches!(&done, Err(failed) if failed.is_broken()) {
            held.session = None;
        }
        done
    }

    /// An idle connection, or `None` for the right to make one.
    fn take(&self) -> Result<Option<Session>, Failed> {
        let until = Instant::now() + PATIENCE;
        let mut connections = self.lock_connections();
        loop {
            if let Some(session) = connections.idle.pop() {
                return Ok(Some(session));
            }
            if connections.open < MOST_CONNECTIONS {
                connections.open += 1;
                return Ok(None);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let cause = Cause::new("all connections are busy");
                return Err(StoreError::Away(cause).into());
            }
            let (again, _) = self
                .returned
                .wait_timeout(connections, left)
                .unwrap_or_else(PoisonError::into_inner);
            connections = again;
        }
    }

    fn lock_connections(&self) -> MutexGuard<'_, Connections> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that there is something for VACUUM.
    fn note_erased(&self) {
        self.erased.store(true, Ordering::SeqCst);
    }
}

impl Connections {
    fn forget_idle(&mut self) {
        self.open -= self.idle.len();
        self.idle.clear();
    }
}

impl Drop for Postgres {
    /// Saying goodbye blocks, and the driver panics if it has to on a thread of somebody's runtime; the last owner may well be one.
    fn drop(&mut self) {
        let idle = std::mem::take(&mut self.lock_connections().idle);
        if !idle.is_empty() {
            // A thread cannot be joined by halves: if this one panicked, there was still nobody to tell.
            let _ = std::thread::spawn(move || drop(idle)).join();
        }
    }
}

/// A connection in use; given back when dropped, unless it broke or somebody panicked while using it.
struct Held<'a> {
    postgres: &'a Postgres,
    session: Option<Session>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let mut connections = self.postgres.lock_connections();
        match self.session.take() {
            Some(session) if !std::thread::panicking() => connections.idle.push(session),
            _ => connections.open -= 1,
        }
        self.postgres.returned.notify_one();
    }
}
