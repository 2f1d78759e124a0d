//! Compares a turn with the one before: the same request again, or the next one in a row?
//!
//! In: two raw texts. Out: how they relate. Linear: only the first words of each are compared, as bags.
//! Not here: what follows from it.

use std::collections::HashMap;

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
    let (total_before, total_after) = (before.values().sum::<usize>(), after.values().sum::<usize>());
    if total_before == 0 || total_after == 0 {
        return Relation::Alike(0.0);
    }
    let shared: usize = before
        .iter()
        .map(|(word, count)| (*count).min(after.get(word).copied().unwrap_or(0)))
        .sum();
    let (gone, new) = (total_before - shared, total_after - shared);
    let alike = shared as f64 / (total_before + total_after - shared) as f64;
    let has_number = |one: &HashMap<String, usize>, other: &HashMap<String, usize>| {
        one.keys()
            .any(|word| word.starts_with(|letter: char| letter.is_numeric()) && !other.contains_key(word))
    };
    if gone == 0 && new == 0 {
        Relation::Same
    } else if has_number(&before, &after) && has_number(&after, &before) {
        Relation::OtherSlot
    } else if gone == 0 && shared >= 3 && new <= 2 * shared {
        Relation::Extended
    } else if new == 0 && shared >= 3 && total_before <= 3 * total_after {
        Relation::Reduced
    } else if alike >= 0.5 && gone > 0 && new > 0 && gone <= 3 && new <= 3 {
        Relation::OtherSlot
    } else {
        Relation::Alike(alike)
    }
}

/// The first words as a bag; in scripts without spaces, pairs of letters.
fn words(text: &str) -> HashMap<String, usize> {
    const MOST: usize = 300;
    let mut bag = HashMap::new();
    let head: String = text.chars().take(MOST * 8).collect();
    for word in folded(&head)
        .split(|letter| !in_word(letter))
        .filter(|word| !word.is_empty())
        .take(MOST)
    {
        if word
            .chars()
            .next()
            .and_then(Script::of)
            .is_some_and(|script| !script.spaced())
        {
            let letters: Vec<char> = word.chars().collect();
            for pair in letters.windows(2.min(letters.len())) {
                *bag.entry(pair.iter().collect()).or_default() += 1;
            }
        } else {
            *bag.entry(word.to_owned()).or_default() += 1;
        }
    }
    bag
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
