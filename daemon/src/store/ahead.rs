//! Ids of records to come, worked out before the writer needs them.
//!
//! An id is the hash of a public key, and making that key takes longer than writing the row. In: the seed, and how many records somebody is
//! about to hand in. Out: the id of a counter, where it was worked out with the same seed. Nothing depends on it but time: whoever
//! finds no id here works it out. No counter is used up by being looked ahead to.

use std::collections::BTreeMap;
use std::sync::Mutex;

use shared::keys::{RecordId, Seed};
use zeroize::Zeroizing;

use crate::companion::lock;

/// No more ids than this lie ready.
const MOST: u64 = 1_024;

#[derive(Default)]
pub(super) struct Ahead(Mutex<Ready>);

#[derive(Default)]
struct Ready {
    /// Which seed they are of.
    seed: Zeroizing<[u8; 32]>,
    ids: BTreeMap<u64, RecordId>,
    /// Somebody works out the ids up to this counter, or has.
    claimed: u64,
}

impl Ahead {
    /// Sees to it that there are so many more ids than those that others wait for. `last` is the last counter that was used.
    pub(super) fn prepare(&self, seed: &Seed, last: u64, count: u64) {
        let range = {
            let mut ready = lock(&self.0);
            if *ready.seed != seed.0 || ready.claimed < last {
                ready.seed = Zeroizing::new(seed.0);
                ready.ids.clear();
                ready.claimed = last;
            }
            let from = ready.claimed + 1;
            ready.claimed = (ready.claimed + count).min(last + MOST).max(ready.claimed);
            from..=ready.claimed
        };
        let ids: Vec<(u64, RecordId)> = range
            .map(|counter| (counter, RecordId::of(&seed.record_key(counter).public())))
            .collect();
        let mut ready = lock(&self.0);
        if *ready.seed == seed.0 {
            ready.ids.extend(ids);
        }
    }

    /// The id of this counter, which is used now.
    pub(super) fn id(&self, seed: &Seed, counter: u64) -> RecordId {
        {
            let mut ready = lock(&self.0);
            if *ready.seed == seed.0 {
                let found = ready.ids.remove(&counter);
                // Nobody asks for former ones again.
                while ready
                    .ids
                    .first_key_value()
                    .is_some_and(|(former, _)| *former < counter)
                {
                    ready.ids.pop_first();
                }
                if let Some(id) = found {
                    return id;
                }
            }
        }
        RecordId::of(&seed.record_key(counter).public())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_that_of_its_seed_and_counter_whether_it_was_worked_out_ahead_or_not() {
        let ahead = Ahead::default();
        let (one, other) = (Seed([1; 32]), Seed([2; 32]));
        let right = |seed: &Seed, counter| RecordId::of(&seed.record_key(counter).public());
        ahead.prepare(&one, 4, 3);
        for counter in [5, 7, 6, 40] {
            assert_eq!(ahead.id(&one, counter), right(&one, counter));
            assert_eq!(ahead.id(&other, counter), right(&other, counter));
        }
        ahead.prepare(&other, 40, 2);
        assert_eq!(ahead.id(&one, 41), right(&one, 41));
        assert_eq!(ahead.id(&other, 41), right(&other, 41));
    }

    #[test]
    fn however_much_is_prepared_only_so_many_ids_lie_ready() {
        let ahead = Ahead::default();
        let seed = Seed([1; 32]);
        lock(&ahead.0).seed = Zeroizing::new(seed.0);
        lock(&ahead.0).claimed = MOST - 1;
        for _ in 0..5 {
            ahead.prepare(&seed, 0, 1_000_000);
        }
        assert_eq!(lock(&ahead.0).ids.len(), 1);
    }
}
