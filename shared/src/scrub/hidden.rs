//! Words of one conversation that the person hid while looking at it.
//!
//! In: the words, as they stand in the text. Out: where they stand, in any text of the same conversation. Only digests are
//! kept, since they are remembered on disk where no raw text may lie. Does not guess inflections: the person saw what they hid.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::wishes::{Letter, digest, folded, is_unspaced};

/// More passages than this are not hidden in one conversation.
const MOST: usize = 100;
/// Longest passage, in letters and digits.
const LONGEST: usize = 1_000;
/// Odd and large: every letter changes most bits of a print.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// What is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(BTreeSet<Passage>);

/// One passage: its length, a quick print to look for, and the digest that decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Passage {
    letters: usize,
    print: u64,
    digest: String,
}

impl Hidden {
    /// What hides this passage. None when there is too little of it to be told from other text, or too much.
    #[must_use]
    pub fn of(passage: &str) -> Option<Self> {
        let letters = folded(passage);
        let first = letters.first()?;
        let enough = letters.len() >= 2 || is_unspaced(first.folded);
        let passage = Passage {
            letters: letters.len(),
            print: print(&letters),
            digest: digest(&text_of(&letters)),
        };
        (enough && letters.len() <= LONGEST).then(|| Self(BTreeSet::from([passage])))
    }

    /// Hides this too, as far as there is room. True when that is new.
    pub fn add(&mut self, other: &Self) -> bool {
        let before = self.0.len();
        let room = MOST.saturating_sub(before);
        let new: Vec<Passage> = other.0.difference(&self.0).take(room).cloned().collect();
        self.0.extend(new);
        self.0.len() > before
    }

    /// Shows this again. True when it was hidden.
    pub fn remove(&mut self, other: &Self) -> bool {
        let before = self.0.len();
        self.0.retain(|passage| !other.0.contains(passage));
        self.0.len() < before
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where the passages stand, in bytes, first to last, apart from each other.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return vec![];
        }
        let letters = folded(text);
        let mut prints = Vec::with_capacity(letters.len() + 1);
        prints.push(0u64);
        for letter in &letters {
            let last = prints[prints.len() - 1];
            prints.push(next(last, letter.folded));
        }
        let mut lengths: Vec<(usize, u64)> = self
            .0
            .iter()
            .map(|passage| (passage.letters, power(passage.letters)))
            .collect();
        lengths.dedup_by_key(|(length, _)| *length);
        let (mut found, mut at) = (vec![], 0);
        while at < letters.len() {
            // The longest that begins here.
            let hit = lengths.iter().rev().find(|(length, power)| {
                let end = at + length;
                end <= letters.len() && stands_alone(&letters, at, end) && {
                    let print = prints[end].wrapping_sub(prints[at].wrapping_mul(*power));
                    self.holds(&letters[at..end], print)
                }
            });
            match hit {
                Some((length, _)) => {
                    let end = at + length;
                    found.push(letters[at].range.start..letters[end - 1].range.end);
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }

    fn holds(&self, letters: &[Letter], print: u64) -> bool {
        let mut alike = self
            .0
            .iter()
            .filter(|passage| (passage.letters, passage.print) == (letters.len(), print))
            .peekable();
        alike.peek().is_some() && {
            let digest = digest(&text_of(letters));
            alike.any(|passage| passage.digest == digest)
        }
    }
}

/// Whether no word is cut at either end.
fn stands_alone(letters: &[Letter], at: usize, end: usize) -> bool {
    let cut = |place: usize| {
        letters
            .get(place)
            .is_some_and(|letter| !letter.begins && !is_unspaced(letter.folded))
    };
    !cut(at) && !cut(end)
}

fn text_of(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.folded).collect()
}

fn next(print: u64, letter: char) -> u64 {
    print
        .wrapping_mul(BASE)
        .wrapping_add(u64::from(u32::from(letter)))
}

fn print(letters: &[Letter]) -> u64 {
    letters
        .iter()
        .fold(0, |so_far, letter| next(so_far, letter.folded))
}

fn power(exponent: usize) -> u64 {
    (0..exponent).fold(1, |power: u64, _| power.wrapping_mul(BASE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'text>(passages: &[&str], text: &'text str) -> Vec<&'text str> {
        let mut hidden = Hidden::default();
        for passage in passages {
            assert!(hidden.add(&Hidden::of(passage).unwrap()), "{passage}");
        }
        hidden.find(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_hidden_passage_is_found_wherever_it_stands() {
        for (passage, text, wanted) in [
            ("Whiskers", "My cat Whiskers, WHISKERS and whiskers!", 3),
            ("the blue house", "In the blue house; not the blue houses.", 1),
            ("the blue house", "the\nblue   house", 1),
            ("小林", "今日は小林さんと", 1),
            ("مدينة حلب", "من مدينة حلب أمس", 1),
            ("Zoë", "Zoe and Zoë", 2),
            ("x2", "take x2 or x22", 1),
        ] {
            assert_eq!(found(&[passage], text).len(), wanted, "{passage} in {text}");
        }
    }

    #[test]
    fn parts_of_other_words_are_left_alone() {
        assert!(found(&["art"], "a party, smart, artful").is_empty());
        assert_eq!(
            found(&["art", "art of war"], "The art of war is art."),
            ["art of war", "art"]
        );
    }

    #[test]
    fn too_little_and_too_much_is_not_hidden() {
        for passage in ["", "…", "a", &"x".repeat(LONGEST + 1)] {
            assert_eq!(Hidden::of(passage), None, "{passage}");
        }
        assert!(Hidden::of("林").is_some());
    }

    #[test]
    fn what_is_remembered_holds_no_text_and_can_be_taken_back() {
        let mut hidden = Hidden::of("Whiskers the cat").unwrap();
        let stored = serde_json::to_string(&hidden).unwrap();
        assert!(!stored.to_lowercase().contains("whiskers"));
        let again: Hidden = serde_json::from_str(&stored).unwrap();
        assert_eq!(again.find("whiskers the cat").len(), 1);
        assert!(hidden.remove(&again) && hidden.is_empty());
        assert!(!hidden.remove(&again));
    }
}
