//! Many words looked for in one pass over a text, in any case of ASCII.
//!
//! In: words, once; then texts. Out: every place of every word, by where they begin. Deliberately no automaton: at nearly all
//! places four bytes and a table say that no word begins, and that costs less than following states. Linear: at one place
//! as many words are compared as begin with the same four bytes.

use std::ops::Range;

/// The words, ready to be looked for: those of four and more bytes, of three, and of one and two.
pub(crate) struct Scanner([Table; 3]);

/// How many of a word's first bytes each table knows it by, as a mask.
const KNOWN_BY: [u64; 3] = [0xFFFF_FFFF, 0xFF_FFFF, 0xFFFF];

/// Words by their first bytes.
struct Table {
    /// For each hash, which words begin so: [`ANYWHERE`], [`OPENING`].
    kinds: Box<[u8; SLOTS]>,
    /// For each hash, where its words begin among `words`.
    buckets: Vec<u16>,
    words: Vec<Word>,
}

/// One word: its first eight bytes, what counts of them, and the rest.
#[derive(Clone)]
struct Word {
    key: u64,
    mask: u64,
    rest: Box<[u8]>,
    length: usize,
    index: usize,
    /// It does not count behind a letter of ASCII.
    opens: bool,
}

/// How many hashes there are, as a power of two.
const BITS: u32 = 14;
const SLOTS: usize = 1 << BITS;
/// Words that count everywhere, and words that do not count behind a letter of ASCII.
const ANYWHERE: u8 = 1;
const OPENING: u8 = 2;
/// Bytes compared at once.
const KEY: usize = 8;

impl Scanner {
    /// Takes words, none empty or with a zero byte, each with whether it does not count behind a letter of ASCII.
    pub(crate) fn new<'word>(words: impl Iterator<Item = (&'word str, bool)>) -> Self {
        let mut sorted = [vec![], vec![], vec![]];
        for (index, (word, opens)) in words.enumerate() {
            let word = word.to_ascii_lowercase();
            let bytes = word.as_bytes();
            let length = bytes.len();
            let mut key = [0; KEY];
            key[..length.min(KEY)].copy_from_slice(&bytes[..length.min(KEY)]);
            let key = u64::from_le_bytes(key);
            let word = Word {
                key,
                mask: u64::MAX >> (64 - 8 * length.min(KEY)),
                rest: bytes[length.min(KEY)..].into(),
                length,
                index,
                opens,
            };
            match length {
                // One byte stands for itself with any other behind it.
                1 => {
                    let mut slots: Vec<_> = (0..256)
                        .map(|second| slot(key | second << 8, KNOWN_BY[2]))
                        .collect();
                    slots.sort_unstable();
                    slots.dedup();
                    sorted[2].extend(slots.into_iter().map(|slot| (slot, word.clone())));
                }
                2 => sorted[2].push((slot(key, KNOWN_BY[2]), word)),
                3 => sorted[1].push((slot(key, KNOWN_BY[1]), word)),
                _ => sorted[0].push((slot(key, KNOWN_BY[0]), word)),
            }
        }
        Self(sorted.map(Table::new))
    }

    /// Calls `found` with the place and the number of each word in a stretch of a text; `lower` is memory to be used.
    pub(crate) fn scan(
        &self,
        text: &[u8],
        stretch: Range<usize>,
        lower: &mut Vec<u8>,
        mut found: impl FnMut(Range<usize>, usize),
    ) {
        super::steps::count(stretch.len());
        let offset = stretch.start;
        let length = stretch.len();
        let mut last = offset.checked_sub(1).map_or(0, |place| text[place]);
        lower.clear();
        lower.extend_from_slice(&text[stretch]);
        // No word goes on into these.
        lower.extend_from_slice(&[0; KEY]);
        lower.make_ascii_lowercase();
        let [long, middle, short] = &self.0;
        for (at, window) in lower.windows(KEY).take(length).enumerate() {
            let bytes = u64::from_le_bytes(window.try_into().expect("windows have this length"));
            let wanted = WANTED[usize::from(last)];
            last = bytes as u8;
            let slots = [
                slot(bytes, KNOWN_BY[0]),
                slot(bytes, KNOWN_BY[1]),
                slot(bytes, KNOWN_BY[2]),
            ];
            let kinds = long.kinds[slots[0]] | middle.kinds[slots[1]] | short.kinds[slots[2]];
            if kinds & wanted == 0 {
                continue;
            }
            let place = Place {
                bytes,
                // Behind the end there are only zeros, which no word holds.
                rest: &lower[at..],
                opens: wanted & OPENING != 0,
            };
            for (table, slot) in [(long, slots[0]), (middle, slots[1]), (short, slots[2])] {
                if table.kinds[slot] & wanted == 0 {
                    continue;
                }
                for word in table.of(slot).iter().filter(|word| place.holds(word)) {
                    found(offset + at..offset + at + word.length, word.index);
                }
            }
        }
    }
}

impl Table {
    fn new(mut words: Vec<(usize, Word)>) -> Self {
        words.sort_by_key(|(slot, _)| *slot);
        let mut kinds = Box::new([0; SLOTS]);
        let mut buckets = vec![0; SLOTS + 1];
        for (slot, word) in &words {
            kinds[*slot] |= if word.opens { OPENING } else { ANYWHERE };
            buckets[slot + 1] += 1;
        }
        for slot in 0..SLOTS {
            buckets[slot + 1] += buckets[slot];
        }
        Self {
            kinds,
            buckets,
            words: words.into_iter().map(|(_, word)| word).collect(),
        }
    }

    /// The words of a slot.
    fn of(&self, slot: usize) -> &[Word] {
        &self.words[usize::from(self.buckets[slot])..usize::from(self.buckets[slot + 1])]
    }
}

/// The hash of some of these bytes.
fn slot(bytes: u64, mask: u64) -> usize {
    (((bytes & mask) as u32).wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}

/// A place in a text in small letters: its first bytes, all that follow, and whether no letter of ASCII stands before.
struct Place<'text> {
    bytes: u64,
    rest: &'text [u8],
    opens: bool,
}

impl Place<'_> {
    fn holds(&self, word: &Word) -> bool {
        self.bytes & word.mask == word.key
            && (self.opens || !word.opens)
            && (word.length <= KEY || self.rest[KEY..].starts_with(&word.rest))
    }
}

/// For each byte, which words count behind it.
const WANTED: [u8; 256] = {
    let mut wanted = [ANYWHERE | OPENING; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphabetic() {
            wanted[byte] = ANYWHERE;
        }
        byte += 1;
    }
    wanted
};

#[cfg(test)]
mod tests {
    use aho_corasick::{AhoCorasickBuilder, Input};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_place_of_every_word_is_found_as_an_automaton_finds_it(
            words in proptest::collection::btree_set("[ab@ é]{1,11}", 1..12),
            text in "[abAB@ éx]{0,60}",
            from in 0_usize..8,
        ) {
            let automaton = AhoCorasickBuilder::new().ascii_case_insensitive(true).build(&words).unwrap();
            let from = from.min(text.len());
            let mut expected: Vec<_> = automaton
                .find_overlapping_iter(Input::new(&text).range(from..))
                .map(|place| (place.range(), place.pattern().as_usize()))
                .collect();
            let opens = |place: &Range<usize>| {
                place.start == 0 || !text.as_bytes()[place.start - 1].is_ascii_alphabetic()
            };
            let mut found = vec![];
            for only_opening in [false, true] {
                let scanner = Scanner::new(words.iter().map(|word| (word.as_str(), only_opening)));
                found.clear();
                scanner.scan(text.as_bytes(), from..text.len(), &mut vec![], |place, word| found.push((place, word)));
                found.sort_by_key(|(place, word)| (place.start, place.end, *word));
                expected.sort_by_key(|(place, word)| (place.start, place.end, *word));
                if only_opening {
                    expected.retain(|(place, _)| opens(place));
                }
                prop_assert_eq!(&found, &expected);
            }
        }
    }
}
