//! One commit for many writers: the disk is asked to flush once for all who write at the same moment.
//!
//! In: what each of them does. Out: to each its answer, after the commit that holds its change.
//! Whoever finds others waiting leaves the transaction open for them and waits; the last one commits for all. Each has a savepoint
//! of its own, so that one that fails, or panics, changes nothing and harms nobody.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::store::{Cause, StoreError};

/// As many changes share one commit at most, so that the first of them does not wait for ever.
const MOST_TOGETHER: usize = 256;

/// The connection that writes.
pub(super) struct Writer {
    state: Mutex<State>,
    /// How many are about to take the lock in order to write.
    coming: AtomicUsize,
    settled: Condvar,
}

struct State {
    connection: Connection,
    /// The number of the group whose transaction is open, or will be opened next.
    group: u64,
    open: bool,
    /// How many of the open group wait for its commit, or would if they were not the ones to make it.
    members: usize,
    /// Why a group was not committed, and how many of it have not yet been told.
    failed: HashMap<u64, (Cause, usize)>,
}

impl Writer {
    pub(super) fn new(connection: Connection) -> Self {
        Self {
            state: Mutex::new(State {
                connection,
                group: 0,
                open: false,
                members: 0,
                failed: HashMap::new(),
            }),
            coming: AtomicUsize::new(0),
            settled: Condvar::new(),
        }
    }

    /// Does this work and answers after a commit that others may share.
    pub(super) fn together<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.coming.fetch_add(1, Ordering::SeqCst);
        let mut state = self.lock();
        self.coming.fetch_sub(1, Ordering::SeqCst);
        if !state.open {
            state.begin()?;
        }
        let done = catch_unwind(AssertUnwindSafe(|| in_savepoint(&state.connection, work)));
        let group = state.group;
        let succeeded = matches!(done, Ok(Ok(_)));
        state.members += usize::from(succeeded);
        // Whoever is coming will find the transaction open and see to it.
        let is_last = self.coming.load(Ordering::SeqCst) == 0 || state.members >= MOST_TOGETHER;
        if is_last {
            state.commit();
            self.settled.notify_all();
        }
        match done {
            Err(panic) => {
                drop(state);
                resume_unwind(panic)
            }
            Ok(Err(error)) => Err(error),
            Ok(Ok(value)) => {
                while state.group == group {
                    state = self.settled.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
                state.outcome(group).map(|()| value)
            }
        }
    }

    /// Does this work in a transaction of its own.
    pub(super) fn alone<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut state = self.settle();
        state.begin()?;
        let done = catch_unwind(AssertUnwindSafe(|| in_savepoint(&state.connection, work)));
        let group = state.group;
        state.members = usize::from(matches!(done, Ok(Ok(_))));
        state.commit();
        match done {
            Err(panic) => {
                drop(state);
                resume_unwind(panic)
            }
            Ok(done) => {
                let value = done?;
                state.outcome(group)?;
                Ok(value)
            }
        }
    }

    /// The connection, while no transaction is open.
    pub(super) fn between<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        work(&self.settle().connection)
    }

    fn settle(&self) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        if state.open {
            state.commit();
            self.settled.notify_all();
        }
        state
    }

    /// Panics are caught before they could leave the state half changed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn begin(&mut self) -> Result<(), StoreError> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        self.open = true;
        self.members = 0;
        Ok(())
    }

    /// Ends the group's transaction, one way or the other.
    fn commit(&mut self) {
        if let Err(error) = self.connection.execute_batch("COMMIT") {
            // It may have been rolled back by itself; then there is nothing to roll back and that is well.
            let _ = self.connection.execute_batch("ROLLBACK");
            if self.members > 0 {
                let cause = Cause::new(error.to_string());
                self.failed.insert(self.group, (cause, self.members));
            }
        }
        self.open = false;
        self.members = 0;
        self.group += 1;
    }

    /// What one member of a group is told.
    fn outcome(&mut self, group: u64) -> Result<(), StoreError> {
        let Some((cause, untold)) = self.failed.get_mut(&group) else {
            return Ok(());
        };
        let cause = cause.clone();
        *untold -= 1;
        if *untold == 0 {
            self.failed.remove(&group);
        }
        Err(StoreError::Away(cause))
    }
}

fn in_savepoint<T, E: From<StoreError>>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    /// Undoes the work unless it was done, also when it panics.
    struct Undo<'a>(&'a Connection);
    impl Drop for Undo<'_> {
        fn drop(&mut self) {
            // If the whole transaction is gone, so is the savepoint, and the commit will say so.
            let _ = self.0.execute_batch("ROLLBACK TO one; RELEASE one");
        }
    }
    let run = |sql| -> Result<(), StoreError> {
        connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    };
    run("SAVEPOINT one")?;
    let undo = Undo(connection);
    let value = work(connection)?;
    run("RELEASE one")?;
    std::mem::forget(undo);
    Ok(value)
}
