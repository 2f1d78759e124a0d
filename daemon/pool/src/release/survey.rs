//! What a release takes of all that it could take, and into which split each record goes.
//!
//! In: every record that may be published, as a few numbers. Out: for each whether it comes in, why not, and its split. Of records that
//! say nearly the same, and of those in which people wrote the same, a release takes a bounded number; what was released
//! before stays, and of the others the ids draw lots. Near duplicates and equal prompts share their split: that of their released
//! records, otherwise what the prompt of the first of them says. A record keeps its split as long as it is released.
//! Memory: some 110 bytes a record while this is made and 17 after, whatever the records say.

use std::fmt;

use serde::{Deserialize, Serialize};
use shared::keys::RecordId;

use super::splits::{self, SPLITS, Split, mix};
use crate::near::clusters::{Shown, Trees, index, join_alike, number};

/// At most so many of a kind, or such a part of all, whichever is more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cap {
    pub least: u32,
    /// One of so many; none if only `least` counts.
    pub part: Option<u32>,
}

/// How much of the same a release takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Records of one cluster of near duplicates. One text is worth little more in a thousand copies than in a hundred, while a hundred
    /// judgements of the same reply by different people are worth having.
    pub near_duplicates: Cap,
    /// Records in which people wrote the same, whatever was replied: replies differ, so more of them are worth having.
    pub same_wording: Cap,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            near_duplicates: Cap {
                least: 100,
                part: Some(1_000),
            },
            same_wording: Cap {
                least: 1_000,
                part: Some(100),
            },
        }
    }
}

impl Cap {
    /// How many of these a release of so many records takes.
    #[must_use]
    pub fn of(self, records: u64) -> u64 {
        let part = self.part.map_or(0, |part| records / u64::from(part.max(1)));
        u64::from(self.least).max(part)
    }
}

/// Accepted records that a release does not have, by the reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HeldBack {
    /// Beyond the cap for one cluster of near duplicates.
    pub near_duplicates: u64,
    /// Beyond the cap for one wording.
    pub same_wording: u64,
    /// Accepted too late for it, or after the day up to which it takes what arrived, or beside a hotfix.
    pub late: u64,
}

impl HeldBack {
    #[must_use]
    pub fn all(&self) -> u64 {
        self.near_duplicates + self.same_wording + self.late
    }

    pub(super) fn add(&mut self, other: Self) {
        self.near_duplicates += other.near_duplicates;
        self.same_wording += other.same_wording;
        self.late += other.late;
    }
}

/// What is known of one record.
pub(super) struct Entry {
    pub(super) id: u128,
    /// Whether some release has it, so that it stays.
    pub(super) released: bool,
    /// The split that it has already.
    pub(super) fixed: Option<Split>,
    /// The split that its own prompt asks for.
    pub(super) own: Split,
    pub(super) prompt: u64,
    pub(super) wording: u64,
}

/// What is to become of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Comes(Split),
    NearDuplicate,
    SameWording,
}

/// What is to become of every record.
#[derive(Default)]
pub(super) struct Survey {
    ids: Vec<u128>,
    verdicts: Vec<Verdict>,
    pub(super) totals: Totals,
}

/// What the card says about all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    /// The caps as numbers for a release of this size.
    pub most_near_duplicates: u64,
    pub most_of_one_wording: u64,
    /// Clusters of two near duplicates and more.
    pub clusters: u64,
    /// Records in the largest of them.
    pub largest: u64,
    /// Groups of near duplicates and equal prompts whose records are in several splits, since they grew together after their release.
    pub divided: u64,
}

impl Survey {
    /// Looks at all records; `scan` shows them with the numbers of their texts, as often as it is called.
    ///
    /// # Errors
    /// Those of `scan`.
    pub(super) fn make<E>(
        mut table: Table,
        caps: &Caps,
        scan: impl FnMut(&mut dyn FnMut(Shown)) -> Result<(), E>,
    ) -> Result<Self, E> {
        let count = table.ids.len();
        debug_assert!(table.ids.is_sorted(), "buckets are in the order of their ids");
        let mut totals = Totals {
            most_near_duplicates: caps.near_duplicates.of(count as u64),
            most_of_one_wording: caps.same_wording.of(count as u64),
            ..Totals::default()
        };
        let mut trees = Trees::new(count);
        join_alike(&table.ids, &mut trees, scan)?;
        table.cap_clusters(&mut trees, &mut totals);
        table.cap_wordings(totals.most_of_one_wording);
        table.divide(trees, &mut totals);
        Ok(Self {
            verdicts: table.verdicts(),
            ids: table.ids,
            totals,
        })
    }

    /// What is to become of this record; `None` if it was not there yet.
    pub(super) fn of(&self, id: &RecordId) -> Option<Verdict> {
        let at = self.ids.binary_search(&number(id)).ok()?;
        Some(self.verdicts[at])
    }
}

impl fmt::Debug for Survey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Survey of {} records", self.ids.len())
    }
}

/// All records, as columns.
pub(super) struct Table {
    ids: Vec<u128>,
    released: Vec<bool>,
    splits: Vec<Split>,
    fixed: Vec<bool>,
    held: Vec<Option<Verdict>>,
    prompts: Vec<u64>,
    wordings: Vec<u64>,
}

impl Table {
    /// An empty one, with room for so many.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self {
            ids: Vec::with_capacity(count),
            released: Vec::with_capacity(count),
            splits: Vec::with_capacity(count),
            fixed: Vec::with_capacity(count),
            held: Vec::with_capacity(count),
            prompts: Vec::with_capacity(count),
            wordings: Vec::with_capacity(count),
        }
    }

    /// Adds a record; its id is higher than those before.
    pub(super) fn push(&mut self, entry: &Entry) {
        self.ids.push(entry.id);
        self.held.push(None);
        self.released.push(entry.released);
        self.splits.push(entry.fixed.unwrap_or(entry.own));
        self.fixed.push(entry.fixed.is_some());
        self.prompts.push(entry.prompt);
        self.wordings.push(entry.wording);
    }

    /// Holds back what is beyond the cap in its cluster.
    fn cap_clusters(&mut self, trees: &mut Trees, totals: &mut Totals) {
        let mut sizes = vec![0_u32; self.ids.len()];
        for at in 0..self.ids.len() {
            sizes[trees.root(index(at)) as usize] += 1;
        }
        totals.clusters = sizes.iter().filter(|size| **size > 1).count() as u64;
        totals.largest = sizes
            .iter()
            .copied()
            .filter(|size| *size > 1)
            .max()
            .unwrap_or(0)
            .into();
        let most = totals.most_near_duplicates;
        let crowded: Vec<(u64, u32)> = (0..self.ids.len())
            .map(|at| (trees.root(index(at)), index(at)))
            .filter(|(root, _)| u64::from(sizes[*root as usize]) > most)
            .map(|(root, at)| (u64::from(root), at))
            .collect();
        drop(sizes);
        self.hold(crowded, most, Verdict::NearDuplicate);
    }

    /// Holds back what is beyond the cap of its wording.
    fn cap_wordings(&mut self, most: u64) {
        let free = |at: &usize| self.held[*at].is_none();
        let all: Vec<(u64, u32)> = (0..self.ids.len())
            .filter(free)
            .map(|at| (self.wordings[at], index(at)))
            .collect();
        self.hold(all, most, Verdict::SameWording);
    }

    /// Of those that come with the same number, holds back all but some: what is released stays, then lots are drawn.
    fn hold(&mut self, mut numbered: Vec<(u64, u32)>, most: u64, why: Verdict) {
        numbered.sort_unstable_by_key(|(number, at)| {
            let at = *at as usize;
            (*number, !self.released[at], lot(self.ids[at]))
        });
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        for same in numbered.chunk_by(|one, next| one.0 == next.0) {
            for (_, at) in same.iter().skip(most) {
                let at = *at as usize;
                if !self.released[at] {
                    self.held[at] = Some(why);
                }
            }
        }
    }

    /// Gives near duplicates and equal prompts one split.
    fn divide(&mut self, mut trees: Trees, totals: &mut Totals) {
        let prompts: Vec<(u64, u32)> = self
            .prompts
            .iter()
            .enumerate()
            .filter(|(_, prompt)| **prompt != splits::NO_PROMPT)
            .map(|(at, prompt)| (*prompt, index(at)))
            .collect();
        trees.join_equal(prompts);
        let mut fixed: Vec<[u32; 3]> = vec![[0; 3]; self.ids.len()];
        for at in 0..self.ids.len() {
            if self.fixed[at] {
                fixed[trees.root(index(at)) as usize][self.splits[at] as usize] += 1;
            }
        }
        totals.divided = fixed
            .iter()
            .filter(|counts| counts.iter().filter(|count| **count > 0).count() > 1)
            .count() as u64;
        for at in 0..self.ids.len() {
            let root = trees.root(index(at)) as usize;
            if !self.fixed[at] {
                // Where none has a split yet, the first of the group keeps what its own prompt says.
                self.splits[at] = most_frequent(fixed[root]).unwrap_or(self.splits[root]);
            }
        }
    }

    fn verdicts(&self) -> Vec<Verdict> {
        let both = self.held.iter().zip(&self.splits);
        both.map(|(held, split)| held.unwrap_or(Verdict::Comes(*split)))
            .collect()
    }
}

/// The split that most of them have, the first of equal ones; `None` if there are none.
fn most_frequent(counts: [u32; 3]) -> Option<Split> {
    let most = counts.into_iter().max().filter(|most| *most > 0)?;
    SPLITS.into_iter().find(|split| counts[*split as usize] == most)
}

/// A number drawn from an id, which nobody can choose for less than one key a try.
fn lot(id: u128) -> u64 {
    let low = u64::try_from(id & u128::from(u64::MAX)).expect("the mask leaves 64 bits");
    let high = u64::try_from(id >> 64).expect("64 bits are left");
    mix(mix(low) ^ high)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::convert::Infallible;

    use shared::keys::Seed;

    use super::*;
    use crate::near::Bands;

    struct Given {
        released: bool,
        fixed: Option<Split>,
        own: Split,
        /// Records with the same number are near duplicates.
        text: u64,
        prompt: u64,
        wording: u64,
    }

    fn id(number: usize) -> RecordId {
        RecordId::of(&Seed([1; 32]).record_key(number as u64).public())
    }

    /// Records that have nothing in common, new, and for training.
    fn alone(number: usize) -> Given {
        let own = number as u64 + 1;
        Given {
            released: false,
            fixed: None,
            own: Split::Train,
            text: own,
            prompt: own,
            wording: own,
        }
    }

    fn survey(given: &[Given], near_duplicates: u32, same_wording: u32) -> Survey {
        let mut entries: Vec<Entry> = given
            .iter()
            .enumerate()
            .map(|(at, given)| Entry {
                id: number(&id(at)),
                released: given.released,
                fixed: given.fixed,
                own: given.own,
                prompt: given.prompt,
                wording: given.wording,
            })
            .collect();
        entries.sort_by_key(|entry| entry.id);
        let cap = |least| Cap { least, part: None };
        let caps = Caps {
            near_duplicates: cap(near_duplicates),
            same_wording: cap(same_wording),
        };
        let mut table = Table::with_capacity(entries.len());
        entries.iter().for_each(|entry| table.push(entry));
        let done: Result<_, Infallible> = Survey::make(table, &caps, |each| {
            for (at, given) in given.iter().enumerate() {
                each(Shown {
                    id: id(at),
                    released: given.released,
                    bands: Some(Bands(std::array::from_fn(|band| given.text * 100 + band as u64))),
                });
            }
            Ok(())
        });
        match done {
            Ok(survey) => survey,
            Err(never) => match never {},
        }
    }

    fn verdicts(survey: &Survey, range: std::ops::Range<usize>) -> Vec<Verdict> {
        range.map(|at| survey.of(&id(at)).unwrap()).collect()
    }

    #[test]
    fn of_the_same_a_bounded_number_comes_in_and_what_was_released_stays() {
        let mut given: Vec<Given> = (0..60).map(alone).collect();
        for (at, one) in given.iter_mut().enumerate().take(50) {
            // Fifty near duplicates, of which five are released.
            (one.text, one.released) = (107, at >= 45);
        }
        let survey = survey(&given, 20, 5);
        let all = verdicts(&survey, 0..60);
        let held = |wanted| all.iter().filter(|verdict| **verdict == wanted).count();
        assert_eq!(
            (held(Verdict::NearDuplicate), held(Verdict::SameWording)),
            (30, 0)
        );
        assert!(
            all[45..]
                .iter()
                .all(|verdict| *verdict == Verdict::Comes(Split::Train))
        );
        assert_eq!((survey.totals.clusters, survey.totals.largest), (1, 50));
        assert_eq!(
            survey.of(&id(99)),
            None,
            "one that is not known is not decided about"
        );
    }

    #[test]
    fn the_same_wording_is_capped_beside_near_duplicates_and_counted_once() {
        let mut given: Vec<Given> = (0..30).map(alone).collect();
        for one in &mut given[..10] {
            (one.text, one.wording) = (107, 108);
        }
        for one in &mut given[10..20] {
            one.wording = 108;
        }
        let survey = survey(&given, 4, 6);
        let all = verdicts(&survey, 0..30);
        let held = |wanted| all.iter().filter(|verdict| **verdict == wanted).count();
        // Of ten near duplicates four are left, which with the ten others are fourteen of one wording.
        assert_eq!((held(Verdict::NearDuplicate), held(Verdict::SameWording)), (6, 8));
    }

    #[test]
    fn more_released_ones_than_the_cap_all_stay_and_no_new_one_comes() {
        let mut given: Vec<Given> = (0..10).map(alone).collect();
        for (at, one) in given.iter_mut().enumerate() {
            (one.text, one.released) = (107, at < 9);
        }
        let survey = survey(&given, 3, 3);
        let comes = |at: usize| matches!(survey.of(&id(at)), Some(Verdict::Comes(_)));
        assert!((0..9).all(comes) && !comes(9));
    }

    #[test]
    fn near_duplicates_and_equal_prompts_go_where_their_released_ones_are() {
        let mut given: Vec<Given> = (0..8).map(alone).collect();
        // 0 is released; 1 is its near duplicate, 2 has the prompt of 1; 3 and 4 are near duplicates and new.
        (given[0].released, given[0].fixed) = (true, Some(Split::Test));
        (given[0].text, given[1].text) = (107, 107);
        (given[1].prompt, given[2].prompt) = (109, 109);
        (given[3].text, given[4].text, given[3].own) = (105, 105, Split::Validation);
        // Two that were released apart, and one that makes them one group.
        (given[5].released, given[5].fixed) = (true, Some(Split::Train));
        (given[6].released, given[6].fixed) = (true, Some(Split::Test));
        (given[5].text, given[7].text) = (106, 106);
        (given[6].prompt, given[7].prompt) = (104, 104);
        let survey = survey(&given, 10, 10);
        let split = |at: usize| match survey.of(&id(at)) {
            Some(Verdict::Comes(split)) => split,
            other => panic!("{other:?}"),
        };
        assert_eq!([split(0), split(1), split(2)], [Split::Test; 3]);
        assert_eq!(split(3), split(4));
        assert_eq!(
            (split(5), split(6)),
            (Split::Train, Split::Test),
            "a record keeps its split"
        );
        assert_eq!(split(7), Split::Train);
        assert_eq!(survey.totals.divided, 1);
    }

    #[test]
    fn which_ones_stay_out_does_not_hang_on_when_they_came() {
        let given = |count: usize| -> Vec<Given> {
            let mut given: Vec<Given> = (0..count).map(alone).collect();
            given.iter_mut().for_each(|one| one.text = 1_007);
            given
        };
        let chosen = |count: usize| -> HashSet<usize> {
            let survey = survey(&given(count), 10, 1_000);
            let comes = |at: &usize| matches!(survey.of(&id(*at)), Some(Verdict::Comes(_)));
            (0..count).filter(comes).collect()
        };
        let (few, many) = (chosen(100), chosen(300));
        assert_eq!((few.len(), many.len()), (10, 10));
        // Who was drawn from three hundred would have been drawn from the first hundred.
        assert!(many.iter().filter(|at| **at < 100).all(|at| few.contains(at)));
        assert!(many.iter().any(|at| *at >= 100));
    }
}
