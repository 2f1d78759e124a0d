//! Compares a turn with the one before: the same request again, or the next one in a row?
//!
//! In: two raw texts. Out: how they relate. Linear: only the ends of each are compared, as bags of words.
//! Not here: what follows from it.

use std::cmp::Ordering;

use super::cue::in_word;
use super::text::folded;
use crate::feedback::cues::Script;

/// How a text relates to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::feedback) enum Relation {
    /// The same words.
    Same,
    /// The same words and some more.
    Extended,
    /// Some of the same words and no others.
    Reduced,
    /// The same words around another number, name or item: the next request, not the same one.
    OtherSlot,
    /// As alike as this, 0–1.
    Alike(f64),
}

/// How `later` relates to `earlier`.
pub(in crate::feedback) fn relation(earlier: &str, later: &str) -> Relation {
    let (before, after) = (words(earlier), words(later));
    if before.is_empty() || after.is_empty() {
        return Relation::Alike(0.0);
    }
    let (mut shared, mut old_number, mut new_number) = (0, false, false);
    let (mut one, mut other) = (before.iter().peekable(), after.iter().peekable());
    while let (Some(left), Some(right)) = (one.peek(), other.peek()) {
        match left.cmp(right) {
            Ordering::Equal => {
                shared += 1;
                one.next();
                other.next();
            }
            Ordering::Less => old_number |= one.next().is_some_and(|word| word.is_number()),
            Ordering::Greater => new_number |= other.next().is_some_and(|word| word.is_number()),
        }
    }
    old_number |= one.any(|word| word.is_number());
    new_number |= other.any(|word| word.is_number());
    let (gone, new) = (before.len() - shared, after.len() - shared);
    let alike = shared as f64 / (before.len() + after.len() - shared) as f64;
    if gone == 0 && new == 0 {
        Relation::Same
    } else if old_number && new_number && alike >= 0.25 {
        Relation::OtherSlot
    } else if gone == 0 && shared >= 3 && new <= 2 * shared {
        Relation::Extended
    } else if new == 0 && shared >= 3 && before.len() <= 3 * after.len() {
        Relation::Reduced
    } else if alike >= 0.5 && gone > 0 && new > 0 && gone <= 3 && new <= 3 {
        Relation::OtherSlot
    } else {
        Relation::Alike(alike)
    }
}

/// A word by the digest of its folded letters; the lowest bit says that it begins with a digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Word(u64);

impl Word {
    fn is_number(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The words of a text, of a long one those at its start and end, sorted; in scripts without spaces, pairs of letters.
fn words(text: &str) -> Vec<Word> {
    const HEAD: usize = 600;
    const TAIL: usize = 300;
    let boundary = |mut place: usize| {
        while !text.is_char_boundary(place) {
            place += 1;
        }
        place
    };
    let folded = if text.len() <= HEAD + TAIL {
        folded(text)
    } else {
        folded(&text[..boundary(HEAD)]) + "\n" + &folded(&text[boundary(text.len() - TAIL)..])
    };
    let mut bag = Vec::with_capacity(64);
    for word in folded
        .split(|letter| !in_word(letter))
        .filter(|word| !word.is_empty())
    {
        let first = word.chars().next();
        if first.and_then(Script::of).is_some_and(|script| !script.spaced()) {
            let mut last = first;
            bag.extend(word.chars().skip(1).map(|letter| {
                let pair = [last.replace(letter).unwrap_or(letter), letter];
                Word(pair.iter().fold(0, |sum, letter| mixed(sum, u64::from(*letter))) << 1)
            }));
            if word.chars().nth(1).is_none() {
                bag.extend(first.map(|letter| Word(mixed(0, u64::from(letter)) << 1)));
            }
        } else {
            let digest = word.bytes().fold(0, |sum, byte| mixed(sum, u64::from(byte)));
            let number = first.is_some_and(char::is_numeric);
            bag.push(Word(digest << 1 | u64::from(number)));
        }
    }
    bag.sort_unstable();
    bag
}

/// Stirs a value into a digest (FNV-1a, then spread).
fn mixed(sum: u64, value: u64) -> u64 {
    (sum ^ value ^ 0xcbf2_9ce4_8422_2325)
        .wrapping_mul(0x0100_0000_01b3)
        .rotate_left(23)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_item_is_another_request_and_an_added_wish_is_the_same_one() {
        for (earlier, later, expected) in [
            ("explain chapter 6", "Explain chapter 7", Relation::OtherSlot),
            ("explain chapter 6", "explain chapter 6!", Relation::Same),
            (
                "sort the list by name",
                "sort the list by name in Java please",
                Relation::Extended,
            ),
            (
                "what is the capital of France",
                "what is the capital of Spain",
                Relation::OtherSlot,
            ),
            ("请解释第六章的内容", "请解释第六章的内容", Relation::Same),
            ("", "anything", Relation::Alike(0.0)),
        ] {
            assert_eq!(relation(earlier, later), expected, "{earlier} / {later}");
        }
    }
}
