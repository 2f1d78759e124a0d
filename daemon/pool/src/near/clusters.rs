//! Records that say nearly the same, together: for reviewers, and for `release::survey`, so that no release is full of one text.
//!
//! In: a function that shows every record's id, whether it is in a release already, and its numbers; it is called a few times,
//! in the same order of ids. Out: for each record its cluster, and its place in it. Memory: some 70 bytes a record while it
//! is built and 24 after, whatever the clusters look like; time: sorting.

use std::collections::HashMap;

use data_encoding::BASE32_NOPAD;
use shared::api::PoolState;
use shared::keys::RecordId;

use super::{BANDS, Bands};
use crate::store::dossiers::Kept;
use crate::store::{Store, StoreError};

/// Bands compared in one pass over the records.
const AT_ONCE: usize = 4;
/// Rows read at once.
const ROWS_AT_ONCE: u32 = 1_000;

/// The clusters of all records in these states, for reviewers; a release has its own ends (`release::survey`) and joins in the same way.
///
/// # Errors
/// If the database cannot be read.
pub fn of(store: &Store, states: &[PoolState]) -> Result<Clusters, StoreError> {
    Clusters::build(|each| {
        every(store, states, |kept| {
            each(Shown {
                id: kept.id,
                released: kept.state == PoolState::Released,
                bands: kept.bands,
            });
        })
    })
}

/// Calls `each` with all records in these states, without their content.
///
/// # Errors
/// If the database cannot be read.
pub fn every(store: &Store, states: &[PoolState], mut each: impl FnMut(Kept)) -> Result<(), StoreError> {
    let mut after: Option<RecordId> = None;
    loop {
        let some = store.kept(states, after.as_ref(), ROWS_AT_ONCE)?;
        let Some(last) = some.last() else { return Ok(()) };
        after = Some(last.id.clone());
        some.into_iter().for_each(&mut each);
    }
}

/// The clusters of some records.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// The ids as numbers, ascending.
    ids: Vec<u128>,
    /// For each record the first record of its cluster.
    roots: Vec<u32>,
    /// For each record how many of its cluster come before it: those that were released, then by id.
    places: Vec<u32>,
    /// For each first record how large the cluster is.
    sizes: HashMap<u32, u32>,
}

/// Where a record stands among those that are like it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Names the cluster among these clusters; the same for all its records.
    pub cluster: u32,
    pub size: u32,
    /// From 0; released ones first, so that what was taken once is taken again.
    pub place: u32,
}

/// What is shown of a record.
#[derive(Clone, Debug)]
pub struct Shown {
    pub id: RecordId,
    pub released: bool,
    /// Absent for a record without words, which is like no other.
    pub bands: Option<Bands>,
}

impl Clusters {
    /// Builds the clusters. `scan` shows all records in the order of their ids each time it is called; a record that comes
    /// or goes between two calls is left alone.
    ///
    /// # Errors
    /// Those of `scan`.
    pub fn build<E>(mut scan: impl FnMut(&mut dyn FnMut(Shown)) -> Result<(), E>) -> Result<Self, E> {
        let mut ids: Vec<u128> = vec![];
        let mut released: Vec<bool> = vec![];
        scan(&mut |shown| {
            ids.push(number(&shown.id));
            released.push(shown.released);
        })?;
        if !ids.is_sorted() {
            let mut both: Vec<_> = ids.into_iter().zip(released).collect();
            both.sort_unstable();
            (ids, released) = both.into_iter().unzip();
        }
        let mut trees = Trees::new(ids.len());
        join_alike(&ids, &mut trees, scan)?;
        Ok(Self::of(ids, &released, trees))
    }

    fn of(ids: Vec<u128>, released: &[bool], mut trees: Trees) -> Self {
        let roots: Vec<u32> = (0..ids.len()).map(|place| trees.root(index(place))).collect();
        let mut places = vec![0; ids.len()];
        let mut sizes: HashMap<u32, u32> = HashMap::new();
        for wanted in [true, false] {
            for (place, root) in roots.iter().enumerate() {
                if released[place] == wanted {
                    let size = sizes.entry(*root).or_default();
                    places[place] = *size;
                    *size += 1;
                }
            }
        }
        // One that stands alone need not be remembered.
        sizes.retain(|_, size| *size > 1);
        Self {
            ids,
            roots,
            places,
            sizes,
        }
    }

    /// Where a record stands; `None` for one that was not shown.
    #[must_use]
    pub fn place(&self, id: &RecordId) -> Option<Place> {
        let at = self.ids.binary_search(&number(id)).ok()?;
        let cluster = self.roots[at];
        Some(Place {
            cluster,
            size: self.sizes.get(&cluster).copied().unwrap_or(1),
            place: self.places[at],
        })
    }

    /// How many clusters of two and more there are, and how large the largest is.
    #[must_use]
    pub fn counts(&self) -> (usize, u32) {
        (self.sizes.len(), self.sizes.values().copied().max().unwrap_or(0))
    }
}

/// Joins all records that share a number. `ids` are ascending; what `scan` shows beside them is left alone. The numbers of some bands
/// are in memory at once: 64 bytes a record.
///
/// # Errors
/// Those of `scan`.
pub(crate) fn join_alike<E>(
    ids: &[u128],
    trees: &mut Trees,
    mut scan: impl FnMut(&mut dyn FnMut(Shown)) -> Result<(), E>,
) -> Result<(), E> {
    for first in (0..BANDS).step_by(AT_ONCE) {
        let mut seen: [Vec<(u64, u32)>; AT_ONCE] = std::array::from_fn(|_| Vec::with_capacity(ids.len()));
        scan(&mut |shown| {
            let (Ok(place), Some(bands)) = (ids.binary_search(&number(&shown.id)), shown.bands) else {
                return;
            };
            for (seen, band) in seen.iter_mut().zip(&bands.0[first..]) {
                seen.push((*band, index(place)));
            }
        })?;
        for band in seen {
            trees.join_equal(band);
        }
    }
    Ok(())
}

/// Sets that grow together.
pub(crate) struct Trees(Vec<u32>);

impl Trees {
    pub(crate) fn new(count: usize) -> Self {
        Self((0..count).map(index).collect())
    }

    /// The first of the set; every step on the way is made shorter for the next time.
    pub(crate) fn root(&mut self, mut place: u32) -> u32 {
        while self.above(place) != place {
            let grandparent = self.above(self.above(place));
            self.0[place as usize] = grandparent;
            place = grandparent;
        }
        place
    }

    fn above(&self, place: u32) -> u32 {
        self.0[place as usize]
    }

    /// Joins all that come with the same number.
    pub(crate) fn join_equal(&mut self, mut numbered: Vec<(u64, u32)>) {
        numbered.sort_unstable();
        for pair in numbered.windows(2) {
            if pair[0].0 == pair[1].0 {
                self.join(pair[0].1, pair[1].1);
            }
        }
    }

    fn join(&mut self, left: u32, right: u32) {
        let (left, right) = (self.root(left), self.root(right));
        // The smaller becomes the root, so that it does not depend on the order of joining.
        self.0[left.max(right) as usize] = left.min(right);
    }
}

pub(crate) fn index(place: usize) -> u32 {
    u32::try_from(place).expect("a pool has fewer than four thousand million records")
}

/// 125 of the 130 bits of an id, in its order.
pub(crate) fn number(id: &RecordId) -> u128 {
    let letters = id.as_ref().to_ascii_uppercase();
    // 24 letters are 15 bytes; the 25th is added as five more bits.
    let bytes = BASE32_NOPAD
        .decode(&letters.as_bytes()[..24])
        .expect("an id is base 32");
    let number = bytes
        .iter()
        .fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let letter = match letters.as_bytes()[24] {
        letter @ b'A'..=b'Z' => letter - b'A',
        digit => digit - b'2' + 26,
    };
    number << 5 | u128::from(letter)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;
    use shared::keys::Seed;

    use super::*;

    fn id(number: u64) -> RecordId {
        RecordId::of(&Seed([1; 32]).record_key(number).public())
    }

    /// Records whose bands are given by single numbers; `None` has no words.
    fn shown(records: &[(u64, bool, Option<[u64; 3]>)]) -> Vec<Shown> {
        let mut shown: Vec<Shown> = records
            .iter()
            .map(|(number, released, first)| Shown {
                id: id(*number),
                released: *released,
                bands: first.map(|first| {
                    // Bands that nobody else has, but for these three.
                    let mut bands = std::array::from_fn(|band| number * 1_000 + band as u64 + 1_000_000);
                    bands[0] = first[0];
                    bands[5] = first[1];
                    bands[11] = first[2];
                    Bands(bands)
                }),
            })
            .collect();
        shown.sort_by(|left, right| left.id.cmp(&right.id));
        shown
    }

    fn build(records: &[Shown]) -> Clusters {
        let done: Result<_, Infallible> = Clusters::build(|each| {
            records.iter().cloned().for_each(each);
            Ok(())
        });
        match done {
            Ok(clusters) => clusters,
            Err(never) => match never {},
        }
    }

    #[test]
    fn ids_keep_their_order_as_numbers() {
        // Letters stand before digits in base 32, and after them in ASCII: what counts is that one order is kept throughout.
        let mut ids: Vec<_> = (0..200).map(id).collect();
        let distinct: std::collections::HashSet<_> = ids.iter().map(number).collect();
        assert_eq!(distinct.len(), 200);
        ids.sort_by_key(number);
        assert!(ids.windows(2).all(|pair| number(&pair[0]) < number(&pair[1])));
    }

    #[test]
    fn what_shares_any_number_is_one_cluster_also_over_others() {
        let records = shown(&[
            (1, false, Some([7, 100, 200])),
            (2, false, Some([7, 101, 201])),
            (3, false, Some([8, 101, 202])),
            (4, false, Some([9, 102, 202])),
            (5, false, Some([10, 103, 203])),
            (6, false, None),
            (7, false, None),
        ]);
        let clusters = build(&records);
        let of = |number| clusters.place(&id(number)).unwrap();
        assert!((2..=4).all(|number| of(number).cluster == of(1).cluster));
        assert_eq!(of(1).size, 4);
        for alone in [5, 6, 7] {
            assert_eq!((of(alone).size, of(alone).place), (1, 0));
        }
        assert_ne!(of(6).cluster, of(7).cluster);
        assert_eq!(clusters.place(&id(99)), None);
        assert_eq!(clusters.counts(), (1, 4));
    }

    proptest! {
        #[test]
        fn clusters_do_not_depend_on_the_order_of_records_and_hold_each_once(
            bands in prop::collection::vec((any::<bool>(), prop::option::of([0_u64..30, 40..70, 80..110])), 1..80)
        ) {
            let records: Vec<_> = bands.iter().enumerate()
                .map(|(number, (released, bands))| (number as u64, *released, *bands))
                .collect();
            let ordered = shown(&records);
            let mut shuffled = ordered.clone();
            shuffled.reverse();
            let (left, right) = (build(&ordered), build(&shuffled));
            let mut members: HashMap<u32, Vec<Place>> = HashMap::new();
            for shown in &ordered {
                let place = left.place(&shown.id).unwrap();
                prop_assert_eq!(Some(place), right.place(&shown.id));
                members.entry(place.cluster).or_default().push(place);
            }
            for (_, mut places) in members {
                places.sort_by_key(|place| place.place);
                for (expected, place) in places.iter().enumerate() {
                    prop_assert_eq!((place.place as usize, place.size as usize), (expected, places.len()));
                }
            }
        }
    }
}
