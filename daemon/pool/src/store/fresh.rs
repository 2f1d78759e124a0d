//! New records are written many at a time: those who give at the same moment share the way to the database and the wait for its disk.
//!
//! In: a row from each. Out: to each whether its row is new, after the commit.
//! Whoever finds nobody writing leads: it takes what waits, its own row with it, and writes all at once. What comes
//! meanwhile waits for the next turn, so nobody waits when little comes, and the turns grow when much does. The rows of a turn
//! are in the order of their ids, so within it no order of arrival is left.
//! If a turn fails, each of its rows is written alone by the one who gave it, so nobody is refused for what another one gave.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// As many rows are written at once at most.
const MOST_TOGETHER: usize = 128;

/// What is written of a record that is new.
pub(super) struct Fresh {
    pub(super) id: String,
    pub(super) bucket: i16,
    pub(super) digest: String,
    pub(super) day: String,
    pub(super) json: Vec<u8>,
    pub(super) bands: Option<Vec<u8>>,
    pub(super) notices: String,
    pub(super) dossier: Vec<u8>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    New,
    /// There is a row with this id.
    Known,
    /// The turn failed: write it alone.
    Alone,
}

/// Those who wait.
pub(super) struct Groups {
    queue: Mutex<Queue>,
    most_leaders: usize,
}

#[derive(Default)]
struct Queue {
    /// Whoever leads is not among them, so that nobody else takes its row and the lead with it.
    waiting: VecDeque<Arc<Waiting>>,
    leaders: usize,
}

struct Waiting {
    row: Fresh,
    told: Mutex<Told>,
    changed: Condvar,
}

#[derive(Clone, Copy)]
enum Told {
    Nothing,
    /// Whoever waits here leads the next turn.
    Lead,
    Done(Outcome),
}

impl Groups {
    /// As many turns are under way at once: where a turn waits for another machine, the next may begin.
    pub(super) fn new(most_leaders: usize) -> Self {
        Self {
            queue: Mutex::default(),
            most_leaders,
        }
    }

    /// Writes a row together with those of others. `write` writes all of them or none; it gives the ids that are new, or nothing if it failed.
    pub(super) fn write(&self, row: Fresh, write: &dyn Fn(&[&Fresh]) -> Option<Vec<String>>) -> Outcome {
        let mine = Arc::new(Waiting {
            row,
            told: Mutex::new(Told::Nothing),
            changed: Condvar::new(),
        });
        {
            let mut queue = self.lock();
            if queue.leaders < self.most_leaders {
                queue.leaders += 1;
                mine.tell(Told::Lead);
            } else {
                queue.waiting.push_back(Arc::clone(&mine));
            }
        }
        loop {
            match mine.wait() {
                Told::Done(outcome) => return outcome,
                Told::Lead => self.lead(&mine, write),
                Told::Nothing => {}
            }
        }
    }

    /// Writes what waits, with the row of the one who leads, and gives the lead to somebody who waits.
    fn lead(&self, mine: &Arc<Waiting>, write: &dyn Fn(&[&Fresh]) -> Option<Vec<String>>) {
        let mut party = Party {
            groups: self,
            members: self.gather(mine),
            outcomes: vec![],
        };
        party
            .members
            .sort_by(|left, right| left.row.id.cmp(&right.row.id));
        let mut rows: Vec<&Fresh> = party.members.iter().map(|member| &member.row).collect();
        rows.dedup_by(|later, first| later.id == first.id);
        if let Some(mut new) = write(&rows) {
            new.sort();
            let mut last = None;
            party.outcomes = party
                .members
                .iter()
                .map(|member| {
                    let id = member.row.id.as_str();
                    // Of those that came twice at once, one is new.
                    let is_first = last.replace(id) != Some(id);
                    if is_first && new.binary_search_by(|new| new.as_str().cmp(id)).is_ok() {
                        Outcome::New
                    } else {
                        Outcome::Known
                    }
                })
                .collect();
        }
    }

    /// Takes the leader and those who waited longest.
    fn gather(&self, mine: &Arc<Waiting>) -> Vec<Arc<Waiting>> {
        let mut queue = self.lock();
        let count = queue.waiting.len().min(MOST_TOGETHER - 1);
        let mut members = vec![Arc::clone(mine)];
        members.extend(queue.waiting.drain(..count));
        members
    }

    /// Nothing that could panic is done while the lock is held.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn tell(&self, told: Told) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = told;
        self.changed.notify_one();
    }

    fn wait(&self) -> Told {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match *told {
                Told::Nothing => {
                    told = self.changed.wait(told).unwrap_or_else(PoisonError::into_inner);
                }
                Told::Lead => {
                    *told = Told::Nothing;
                    return Told::Lead;
                }
                done @ Told::Done(_) => return done,
            }
        }
    }
}

/// Those of one turn; told when this is dropped, also if the one who leads panics.
struct Party<'a> {
    groups: &'a Groups,
    members: Vec<Arc<Waiting>>,
    /// As many as members, or none if the turn failed.
    outcomes: Vec<Outcome>,
}

impl Drop for Party<'_> {
    fn drop(&mut self) {
        {
            let mut queue = self.groups.lock();
            match queue.waiting.pop_front() {
                Some(next) => next.tell(Told::Lead),
                None => queue.leaders -= 1,
            }
        }
        for (place, member) in self.members.iter().enumerate() {
            let outcome = self.outcomes.get(place).copied().unwrap_or(Outcome::Alone);
            member.tell(Told::Done(outcome));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    fn row(id: usize) -> Fresh {
        Fresh {
            id: format!("{id:05}"),
            bucket: 0,
            digest: String::new(),
            day: String::new(),
            json: vec![],
            bands: None,
            notices: String::new(),
            dossier: vec![],
        }
    }

    /// A table with what was written, and how often.
    #[derive(Default)]
    struct Table {
        ids: Mutex<BTreeSet<String>>,
        statements: AtomicUsize,
    }

    impl Table {
        fn write(&self, rows: &[&Fresh]) -> Option<Vec<String>> {
            self.statements.fetch_add(1, Ordering::SeqCst);
            assert!(
                rows.is_sorted_by(|left, right| left.id < right.id),
                "in order, each once"
            );
            let mut ids = self.ids.lock().unwrap();
            thread::yield_now();
            Some(
                rows.iter()
                    .filter(|row| ids.insert(row.id.clone()))
                    .map(|row| row.id.clone())
                    .collect(),
            )
        }
    }

    #[test]
    fn every_row_is_new_once_and_many_share_a_statement() {
        let (groups, table) = (Groups::new(2), Table::default());
        let new = AtomicUsize::new(0);
        thread::scope(|scope| {
            for giver in 0..16 {
                let (groups, table, new) = (&groups, &table, &new);
                scope.spawn(move || {
                    for number in 0..200 {
                        // Every row is given by two, some at the same moment.
                        let outcome =
                            groups.write(row(giver / 2 * 1_000 + number), &|rows| table.write(rows));
                        assert_ne!(outcome, Outcome::Alone);
                        new.fetch_add(usize::from(outcome == Outcome::New), Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(new.load(Ordering::SeqCst), 1_600);
        assert_eq!(table.ids.lock().unwrap().len(), 1_600);
        assert!(table.statements.load(Ordering::SeqCst) <= 3_200);
        let queue = groups.lock();
        assert!(queue.waiting.is_empty() && queue.leaders == 0, "nobody is left");
    }

    #[test]
    fn those_who_come_while_a_statement_is_under_way_share_the_next() {
        let (groups, table) = (Groups::new(2), Table::default());
        let gate = (Mutex::new(false), Condvar::new());
        let wait_then_write = |rows: &[&Fresh]| {
            let mut open = gate.0.lock().unwrap();
            while !*open {
                open = gate.1.wait(open).unwrap();
            }
            drop(open);
            table.write(rows)
        };
        thread::scope(|scope| {
            for number in 0..40 {
                let (groups, write) = (&groups, &wait_then_write);
                scope.spawn(move || assert_eq!(groups.write(row(number), write), Outcome::New));
            }
            // Two lead; all others wait.
            while groups.lock().waiting.len() < 40 - 2 {
                thread::yield_now();
            }
            *gate.0.lock().unwrap() = true;
            gate.1.notify_all();
        });
        assert_eq!(table.ids.lock().unwrap().len(), 40);
        assert!(table.statements.load(Ordering::SeqCst) <= 2 + 2);
    }

    #[test]
    fn a_statement_that_fails_or_panics_leaves_each_to_itself_and_the_next_goes_on() {
        let (groups, table) = (Groups::new(2), Table::default());
        assert_eq!(groups.write(row(1), &|_| None), Outcome::Alone);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            groups.write(row(2), &|_| panic!("on purpose"))
        }));
        assert!(panicked.is_err());
        assert_eq!(groups.write(row(3), &|rows| table.write(rows)), Outcome::New);
        assert_eq!(groups.write(row(3), &|rows| table.write(rows)), Outcome::Known);
        assert_eq!(groups.lock().leaders, 0);
    }
}
