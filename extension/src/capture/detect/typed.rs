//! Where the page shows what the person typed.
//!
//! In: the typed texts. Out: the outermost elements that show one of them and nothing else; where a page cuts a long text, links
//! in it or a "show more" beside it, the elements that begin as it does.

use std::collections::HashMap;

use super::facts::{Page, letters_of, push_letters};
use crate::capture::mirror::Child;

/// The same text is looked for at this many places.
const MAX_PLACES: usize = 200;
/// A text of which at least so many letters are shown is recognised by its beginning.
const BEGINNING: usize = 16;
/// What may follow a text that is shown cut: the words of a control.
const MORE: usize = 24;
/// What may stand beside a text in its own element: a name and a time.
const BESIDE: usize = 60;

/// An element that shows a typed text.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) spot: usize,
    /// Which of the typed texts, oldest first.
    pub(super) typed: usize,
}

impl Page<'_> {
    /// Every place, in document order.
    pub(super) fn shown(&self, typed: &[String]) -> Vec<Shown> {
        if typed.is_empty() {
            return Vec::new();
        }
        let mut exact: HashMap<(usize, usize), usize> = HashMap::new();
        let mut starting: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, spot) in self
            .spots
            .iter()
            .enumerate()
            .filter(|(_, spot)| spot.weight() > 0)
        {
            exact.entry((spot.from, spot.to)).or_insert(at);
            starting.entry(spot.from).or_default().push(at);
        }
        let mut mixed: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, spot) in self.spots.iter().enumerate() {
            // Beside names or times in elements of their own.
            if spot.own
                && at + 1 < spot.end
                && let Some(node) = self.node(at)
            {
                let mut own = String::new();
                for child in &node.children {
                    if let Child::Text(text) = child {
                        push_letters(&mut own, text);
                    }
                }
                if own.len() < spot.weight() && spot.weight() <= own.len() + BESIDE {
                    mixed.entry(own).or_default().push(at);
                }
            }
        }
        let mut found: Vec<Shown> = Vec::new();
        for (index, text) in typed.iter().enumerate() {
            let text = letters_of(text);
            if text.is_empty() {
                continue;
            }
            let before = found.len();
            for (from, _) in self.letters.match_indices(&text).take(MAX_PLACES) {
                if let Some(spot) = exact.get(&(from, from + text.len())) {
                    found.push(Shown {
                        spot: *spot,
                        typed: index,
                    });
                }
            }
            if found.len() == before {
                let beside = mixed.get(&text).into_iter().flatten().take(MAX_PLACES);
                found.extend(beside.map(|spot| Shown {
                    spot: *spot,
                    typed: index,
                }));
            }
            if found.len() > before {
                continue;
            }
            let beginning: String = text.chars().take(BEGINNING).collect();
            if beginning.chars().count() < BEGINNING {
                continue;
            }
            for (from, _) in self.letters.match_indices(&beginning).take(MAX_PLACES) {
                let alike = starting.get(&from).into_iter().flatten().find(|at| {
                    let shown = self.text(**at);
                    let same = shown
                        .bytes()
                        .zip(text.bytes())
                        .take_while(|(one, other)| one == other)
                        .count();
                    shown.len() <= text.len() + MORE && same + MORE >= shown.len() && same * 2 >= shown.len()
                });
                if let Some(spot) = alike {
                    found.push(Shown {
                        spot: *spot,
                        typed: index,
                    });
                }
            }
        }
        found.retain(|shown| {
            self.node(shown.spot)
                .is_some_and(|node| !matches!(node.tag.as_str(), "a" | "title" | "option"))
        });
        found.sort_by_key(|shown| shown.spot);
        found.dedup_by_key(|shown| shown.spot);
        found
    }
}
