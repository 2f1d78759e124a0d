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

    /// Does this work in a transaction of its own. Without a savepoint, which would keep in memory every page that the work changes: it
    /// may be all of them.
    pub(super) fn alone<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut state = self.settle();
        state.begin()?;
        match catch_unwind(AssertUnwindSafe(|| work(&state.connection))) {
            Err(panic) => {
                state.roll_back();
                drop(state);
                resume_unwind(panic)
            }
            Ok(Err(error)) => {
                state.roll_back();
                Err(error)
            }
            Ok(Ok(value)) => {
                let group = state.group;
                state.members = 1;
                state.commit();
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
        match self.connection.execute_batch("COMMIT") {
            Ok(()) => self.end(),
            Err(error) => {
                if self.members > 0 {
                    let cause = Cause::new(error.to_string());
                    self.failed.insert(self.group, (cause, self.members));
                }
                self.roll_back();
            }
        }
    }

    fn roll_back(&mut self) {
        // It may have been rolled back by itself; then there is nothing to roll back and that is well.
        let _ = self.connection.execute_batch("ROLLBACK");
        self.end();
    }

    fn end(&mut self) {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    use std::thread;

    use super::*;

    /// A table, how often it was committed, and whether commits fail.
    fn writer() -> (Writer, Arc<AtomicUsize>, Arc<AtomicBool>) {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE numbers (number)").unwrap();
        let commits = Arc::new(AtomicUsize::new(0));
        let refuse = Arc::new(AtomicBool::new(false));
        let (counted, refused) = (Arc::clone(&commits), Arc::clone(&refuse));
        connection
            .commit_hook(Some(move || {
                counted.fetch_add(1, Ordering::SeqCst);
                refused.load(Ordering::SeqCst)
            }))
            .unwrap();
        (Writer::new(connection), commits, refuse)
    }

    fn insert(connection: &Connection, number: usize) -> Result<(), StoreError> {
        connection.execute("INSERT INTO numbers (number) VALUES (?1)", [number])?;
        Ok(())
    }

    fn numbers(writer: &Writer) -> Vec<usize> {
        writer.between(|connection| {
            let mut all = connection
                .prepare("SELECT number FROM numbers ORDER BY number")
                .unwrap();
            let rows = all.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        })
    }

    /// The first writer is busy until all others are waiting; each does `work`. What they are told, in order.
    fn all_at_once(
        writer: &Writer,
        work: impl Fn(&Connection, usize) -> Result<(), StoreError> + Sync,
    ) -> Vec<thread::Result<Result<(), StoreError>>> {
        let begun = AtomicBool::new(false);
        let work = &work;
        thread::scope(|scope| {
            let first = scope.spawn(|| {
                writer.together(|connection| {
                    begun.store(true, Ordering::SeqCst);
                    while writer.coming.load(Ordering::SeqCst) < 7 {
                        thread::yield_now();
                    }
                    work(connection, 0)
                })
            });
            while !begun.load(Ordering::SeqCst) {
                thread::yield_now();
            }
            let mut all = vec![first];
            for number in 1..8 {
                all.push(scope.spawn(move || writer.together(|connection| work(connection, number))));
            }
            all.into_iter().map(thread::ScopedJoinHandle::join).collect()
        })
    }

    #[test]
    fn those_who_write_at_the_same_moment_share_one_commit() {
        let (writer, commits, _) = writer();
        let told = all_at_once(&writer, insert);
        assert!(told.into_iter().all(|told| told.unwrap().is_ok()));
        assert_eq!(numbers(&writer), (0..8).collect::<Vec<_>>());
        assert_eq!(commits.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn one_that_fails_and_one_that_panics_harm_no_other() {
        let (writer, _, _) = writer();
        let told = all_at_once(&writer, |connection, number| {
            insert(connection, number)?;
            match number {
                3 => Err(StoreError::NotMade),
                5 => panic!("on purpose"),
                _ => Ok(()),
            }
        });
        let fine: Vec<_> = (0..8)
            .filter(|&number| matches!(told[number], Ok(Ok(()))))
            .collect();
        assert_eq!(fine, [0, 1, 2, 4, 6, 7]);
        assert!(matches!(told[3], Ok(Err(StoreError::NotMade))) && told[5].is_err());
        assert_eq!(numbers(&writer), fine);
    }

    #[test]
    fn a_transaction_of_its_own_is_undone_when_its_work_fails_or_panics() {
        let (writer, _, refuse) = writer();
        let failed = writer.alone(|connection| {
            insert(connection, 1)?;
            Err::<(), _>(StoreError::NotMade)
        });
        assert!(matches!(failed, Err(StoreError::NotMade)));
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            writer.alone(|connection| {
                insert(connection, 2)?;
                if writer.coming.load(Ordering::SeqCst) == 0 {
                    panic!("on purpose");
                }
                Ok::<(), StoreError>(())
            })
        }));
        assert!(panicked.is_err());
        refuse.store(true, Ordering::SeqCst);
        let refused = writer.alone(|connection| insert(connection, 3));
        assert!(matches!(refused, Err(StoreError::Away(_))));
        refuse.store(false, Ordering::SeqCst);
        writer.together(|connection| insert(connection, 4)).unwrap();
        assert_eq!(numbers(&writer), [4]);
    }

    #[test]
    fn a_commit_that_fails_is_told_to_all_who_shared_it_and_the_next_goes_on() {
        let (writer, _, refuse) = writer();
        refuse.store(true, Ordering::SeqCst);
        let told = all_at_once(&writer, insert);
        assert!(
            told.into_iter()
                .all(|told| matches!(told.unwrap(), Err(StoreError::Away(_))))
        );
        assert!(writer.lock().failed.is_empty(), "nobody is left to be told");
        refuse.store(false, Ordering::SeqCst);
        writer.together(|connection| insert(connection, 9)).unwrap();
        writer.alone(|connection| insert(connection, 10)).unwrap();
        assert_eq!(numbers(&writer), [9, 10]);
    }
}
