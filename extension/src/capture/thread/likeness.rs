//! Whether a turn that stands in the place of a known message is that message, or another version of it.
//!
//! In: a turn, a message, and how surely what follows is known. Out: the verdict. What a page says counts before what a text
//! looks like: its own ids and pagers first, then elements, then how much of the text is left. Changes nothing.

use std::collections::HashMap;

use shared::conversation::Role;

use super::Kept;
use super::seen::Seen;
use crate::capture::page::Turn;

/// A text of this many bytes is not written twice by chance.
const TELLING: usize = 24;
/// Texts are compared word by word up to this many words.
const MAX_WORDS: usize = 20_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Same,
    Version,
}

/// How surely the turn after this one is the message after that one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Followed {
    No,
    /// By its text.
    Alike,
    /// By its id or its element.
    Surely,
}

/// How surely a turn is a known message, wherever it stands; 0 when it is not.
pub(super) fn likeness(seen: &Seen<'_>, row: usize, kept: &Kept) -> u32 {
    let turn = seen.turn(row);
    if kept.role != turn.role || is_other_version(kept, turn) {
        return 0;
    }
    let same_element = shares_element(kept, turn);
    let same_text = kept.key == seen.key(row) && kept.text == turn.text;
    match (kept.site_id.as_deref(), seen.id(row)) {
        (Some(known), Some(seen)) if known == seen => return 100,
        (Some(_), Some(_)) if !same_element || (kept.settled && !same_text) => return 0,
        _ => {}
    }
    let place = u32::from(kept.place.is_some() && kept.place == turn.place) * 2;
    if same_text {
        10 + u32::from(same_element) * 3 + place
    } else if same_element
        && (!kept.settled
            || (turn.role == Role::Assistant && !kept.redo && alike(&kept.text, &turn.text) >= 0.5))
    {
        8
    } else {
        0
    }
}

/// Whether a pair would be one by chance only.
pub(super) fn is_weak(seen: &Seen<'_>, row: usize, kept: &Kept) -> bool {
    let turn = seen.turn(row);
    let same_id = seen.id(row).is_some() && seen.id(row) == kept.site_id.as_deref();
    let same_place = kept.place.is_some() && kept.place == turn.place;
    turn.text.len() < TELLING && !(shares_element(kept, turn) || same_id || same_place)
}

/// Whether a turn in the place of a message is that message with another text, or another version.
pub(super) fn judge(seen: &Seen<'_>, row: usize, kept: &Kept, followed: Followed) -> Verdict {
    let turn = seen.turn(row);
    let (mut ids_agree, mut ids_differ) = (false, false);
    if let (Some(known), Some(seen)) = (kept.site_id.as_deref(), seen.id(row)) {
        ids_agree = known == seen;
        ids_differ = known != seen;
    }
    if is_other_version(kept, turn) {
        return Verdict::Version;
    }
    let same_element = shares_element(kept, turn);
    if ids_agree {
        return Verdict::Same;
    }
    if kept.text == turn.text {
        return if kept.redo && !same_element {
            Verdict::Version
        } else {
            Verdict::Same
        };
    }
    let same = if !kept.settled {
        let short = kept.text.len() < 2 * TELLING;
        // Another reply was asked for as soon as this one stood there.
        let replaced = kept.redo && !same_element;
        (same_element && !kept.redo) || !(ids_differ || replaced) || short || grows(&kept.text, &turn.text)
    } else if kept.redo {
        false
    } else if turn.role == Role::User {
        match followed {
            Followed::Surely => true,
            Followed::Alike => !ids_differ && alike(&kept.text, &turn.text) >= 0.85,
            Followed::No => false,
        }
    } else if ids_differ && followed == Followed::No {
        false
    } else if followed != Followed::No {
        true
    } else {
        alike(&kept.text, &turn.text) >= if same_element { 0.5 } else { 0.85 }
    };
    if same { Verdict::Same } else { Verdict::Version }
}

/// Whether the page's pager says that this is another version of the message.
pub(super) fn is_other_version(kept: &Kept, turn: &Turn) -> bool {
    match (kept.variant, turn.variant) {
        (Some((known, _)), Some((shown, _))) => known != shown,
        // A message without a pager is the only version, and so the first; unless the page hid the pager.
        (None, Some((shown, _))) => shown != 1 && kept.settled && kept.text != turn.text,
        _ => false,
    }
}

pub(super) fn shares_element(kept: &Kept, turn: &Turn) -> bool {
    kept.nodes.iter().any(|node| turn.nodes.contains(node))
}

/// Whether a text is the start of another one, give or take its last words.
fn grows(old: &str, new: &str) -> bool {
    let common = common_start(old, new);
    common > 0 && common * 5 >= old.len() * 4
}

fn common_start(left: &str, right: &str) -> usize {
    left.bytes()
        .zip(right.bytes())
        .take_while(|(left, right)| left == right)
        .count()
}

/// How much of a text is left in another one: 1 when nothing was taken away, 0 when nothing is left. Pairs of words count.
pub(super) fn alike(old: &str, new: &str) -> f64 {
    if grows(old, new) {
        return 1.0;
    }
    let words = |text: &'_ str| -> Vec<u64> {
        text.split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(MAX_WORDS)
            .map(super::seen::key)
            .collect()
    };
    let (old, new) = (words(old), words(new));
    let pairs = |words: &[u64]| -> HashMap<(u64, u64), u32> {
        let mut pairs = HashMap::new();
        let first = words.first().map(|first| (0, *first));
        for pair in first
            .into_iter()
            .chain(words.windows(2).map(|pair| (pair[0], pair[1])))
        {
            *pairs.entry(pair).or_default() += 1;
        }
        pairs
    };
    let (former, present) = (pairs(&old), pairs(&new));
    let total: u32 = former.values().sum();
    let left: u32 = former
        .iter()
        .map(|(pair, times)| present.get(pair).copied().unwrap_or(0).min(*times))
        .sum();
    if total == 0 {
        0.0
    } else {
        f64::from(left) / f64::from(total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additions_leave_a_text_alike_and_another_answer_does_not() {
        let old = "The river is 120 km long. It rises in the hills and ends in the sea near the old town.";
        let cited =
            "The river is 120 km long.[1] It rises in the hills[2] and ends in the sea near the old town.[3]";
        let thought = format!("Thought for 5 s\n\n{old}");
        let other = "Rivers of this kind are about 120 km long; this one begins in the hills.";
        assert!(alike(old, cited) >= 0.85);
        assert!(alike(old, &thought) >= 0.85);
        assert!(alike(old, other) < 0.5);
        assert!(alike("", "x") < 0.5);
        assert!(alike("👍", "👎") < 0.5);
    }
}
