//! What the model sees of a turn: its words, hashed.
//!
//! In: a turn in the person's own words. Out: bucket numbers, each with the clause it was seen in.
//! Single words, pairs and how the turn begins; of a long turn only both ends. Whoever changes this trains the model anew
//! (`scripts/train-feedback`).

use super::cue::in_word;
use super::text::{OPAQUE, Own};

/// The model has two to this power buckets.
pub(super) const BITS: u32 = 13;
/// Words from the start, and before the end, that are looked at.
const FIRST: usize = 16;
const LAST: usize = 8;

/// A feature: where the model keeps its weights, and the clause it was seen in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Feature {
    pub(super) bucket: u16,
    pub(super) clause: u16,
}

/// The features of a turn, each bucket once.
pub(super) fn features(own: &Own) -> Vec<Feature> {
    let words = words(own);
    let head = &words[..words.len().min(FIRST)];
    let tail = &words[words.len().saturating_sub(LAST).max(head.len())..];
    let mut features = Vec::with_capacity(2 * (FIRST + LAST) + 3);
    let mut add = |tag, digests: &[Word]| {
        let digest = digests.iter().fold(tag, |sum, word| stirred(sum, word.digest));
        let clause = digests.first().map_or(0, |word| word.clause);
        features.push(Feature {
            bucket: bucket(digest),
            clause,
        });
    };
    for part in [head, tail] {
        part.iter().for_each(|word| add(1, std::slice::from_ref(word)));
        part.windows(2).for_each(|pair| add(2, pair));
    }
    for count in 1..=3 {
        if let Some(start) = words.get(..count) {
            add(3 + count as u64, start);
        }
    }
    features.sort_unstable();
    features.dedup_by_key(|feature| feature.bucket);
    features
}

#[derive(Clone, Copy)]
struct Word {
    digest: u64,
    clause: u16,
}

/// The words; foreign passages and question marks count as words, and all numbers as one.
fn words(own: &Own) -> Vec<Word> {
    let mut words = Vec::with_capacity(64);
    let (mut clause, mut digest, mut number) = (0, 0, false);
    for (place, letter) in own.text.char_indices() {
        if in_word(letter) {
            if digest == 0 {
                digest = SEED;
                number = letter.is_numeric();
            }
            digest = stirred(digest, u64::from(letter));
            continue;
        }
        if digest != 0 {
            words.push(Word {
                digest: if number { 1 } else { digest },
                clause,
            });
            digest = 0;
        }
        while own
            .clauses
            .get(usize::from(clause) + 1)
            .is_some_and(|next| next.start <= place + letter.len_utf8())
        {
            clause += 1;
        }
        if letter == OPAQUE || letter == '?' {
            words.push(Word {
                digest: u64::from(letter),
                clause,
            });
        }
    }
    if digest != 0 {
        words.push(Word {
            digest: if number { 1 } else { digest },
            clause,
        });
    }
    words
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn stirred(sum: u64, value: u64) -> u64 {
    (sum ^ value).wrapping_mul(0x9fb2_1c65_1e98_df25).rotate_left(29)
}

/// The upper bits of a product are the well mixed ones.
fn bucket(digest: u64) -> u16 {
    (digest.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_few_whatever_the_length_and_numbers_are_alike() {
        let buckets = |text: &str| features(&Own::read(text));
        assert_eq!(buckets(""), []);
        assert_eq!(buckets("chapter 6"), buckets("chapter 7"));
        assert_ne!(buckets("chapter six"), buckets("chapter seven"));
        assert!(buckets(&"wrong again ".repeat(10_000)).len() < 60);
    }
}
