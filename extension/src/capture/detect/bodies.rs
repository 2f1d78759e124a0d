//! What of a turn's elements is its text, and what stands beside it: speaker, time, tools, counters, suggestions.
//!
//! In: the elements of each turn. Out: the elements that hold the text, and what inside them to leave out. By structure, not by
//! words: a text that stands at the same place in every turn of a side is a label in any language; beside rendered prose, a short
//! text in a box of another make is no part of it.

use shared::conversation::Role;

use super::Item;
use super::facts::{Own, Page, Set, Table, hash, is_prose, kind};
use crate::capture::mirror::{Child, Node, collapse, is_inline};

/// A label is not longer than this, in bytes of letters.
const LABEL: usize = 90;
/// Paragraphs with less than this beside a larger text are a remark of the page.
const REMARK: usize = 60;

/// More texts than this are no suggestions.
const MAX_SUGGESTIONS: usize = 16;

/// The turns that have a text at one place, its forms, and how many there are.
type Repeats = (Set<usize>, Set<u64>, usize);

/// A short text at one place of a turn.
struct Short<'a> {
    spot: usize,
    item: usize,
    place: (bool, u64),
    own: &'a Own,
}

impl Page<'_> {
    /// Finds the text of every turn. `besides` are elements known to stand beside a text.
    pub(super) fn find_bodies(&self, items: &mut [Item], besides: &[usize]) {
        let labels = self.labels(items, besides);
        let mut in_order: Vec<usize> = labels.iter().copied().collect();
        in_order.sort_unstable();
        for item in items {
            let mut bodies = Vec::new();
            let mut left_out: Vec<usize> = Vec::new();
            for piece in &item.pieces {
                bodies.push(self.core(*piece, &labels, &mut left_out));
            }
            for piece in &item.pieces {
                let from = in_order.partition_point(|label| label < piece);
                let inside = in_order[from..]
                    .iter()
                    .take_while(|label| **label < self.spots[*piece].end);
                left_out.extend(inside);
            }
            item.bodies = bodies;
            item.left_out = left_out;
        }
    }

    fn labels(&self, items: &[Item], besides: &[usize]) -> Set<usize> {
        let beside: Set<(u64, u64)> = besides
            .iter()
            .flat_map(|at| *at..self.spots[*at].end)
            .filter(|at| self.spots[*at].own)
            .map(|at| self.make(at))
            .collect();
        let mut shorts: Vec<Short<'_>> = Vec::new();
        let mut counts: Table<bool, usize> = Table::default();
        let mut largest: Table<(bool, u64), usize> = Table::default();
        for (index, item) in items.iter().enumerate() {
            let user = item.role == Role::User;
            *counts.entry(user).or_default() += 1;
            let whole: usize = item.pieces.iter().map(|piece| self.spots[*piece].weight()).sum();
            for piece in &item.pieces {
                self.shorts(*piece, *piece, 0, &mut |spot, place| {
                    *largest.entry((user, place)).or_default() += self.spots[spot].weight();
                    if self.spots[spot].weight() < whole && self.spots[spot].weight() <= LABEL {
                        shorts.push(Short {
                            spot,
                            item: index,
                            place: (user, place),
                            own: self.own(spot),
                        });
                    }
                });
            }
        }
        // The place that holds most is where the text stands.
        let mut body: Table<bool, (usize, u64)> = Table::default();
        for ((user, place), weight) in &largest {
            let entry = body.entry(*user).or_insert((0, 0));
            if (*weight, *place) > *entry {
                *entry = (*weight, *place);
            }
        }
        let mut places: Table<(bool, u64), Repeats> = Table::default();
        for short in &shorts {
            let entry = places.entry(short.place).or_default();
            entry.0.insert(short.item);
            entry.1.insert(short.own.form);
            entry.2 += 1;
        }
        let mut repeated: Set<u64> = Set::default();
        for ((user, place), (turns, texts, count)) in &places {
            let is_body = body.get(user).is_some_and(|(_, body)| body == place);
            let same = turns.len() >= 2 && texts.len() == 1;
            let few = *count >= 4 && texts.len() * 2 <= *count && turns.len() >= 2;
            if !is_body && (same || few) {
                repeated.insert(*place);
            }
        }
        shorts
            .into_iter()
            .filter(|short| {
                let is_body = body
                    .get(&short.place.0)
                    .is_some_and(|(_, body)| *body == short.place.1);
                (!is_body && repeated.contains(&short.place.1))
                    || beside.contains(&self.make(short.spot))
                    || self.spots[short.spot].style.label
                    || short.own.is_label
            })
            .map(|short| short.spot)
            .collect()
    }

    /// What an element and the one around it are made of.
    fn make(&self, at: usize) -> (u64, u64) {
        let spot = &self.spots[at];
        let around = self.spots.get(spot.parent).map_or(0, |around| around.looks);
        (around, spot.looks)
    }

    /// Elements with a text of their own outside of prose, each with its place relative to the turn.
    fn shorts(&self, root: usize, at: usize, place: u64, found: &mut impl FnMut(usize, u64)) {
        let Some(node) = self.node(at) else { return };
        let place = if at == root {
            0
        } else {
            hash(&(place, self.spots[at].looks))
        };
        if self.spots[at].own && !self.is_heading_of_prose(root, at, node) {
            found(at, place);
        }
        let in_prose =
            matches!(
                node.tag.as_str(),
                "ul" | "ol" | "pre" | "table" | "blockquote" | "math"
            ) || (matches!(node.tag.as_str(), "p" | "li" | "td") && self.spots[at].own && at != root)
                || self.spots[at].style.formula;
        if in_prose {
            return;
        }
        for child in self.each_child(at) {
            let inside_text = self.spots[at].own
                && self.node(child).is_some_and(|child| {
                    matches!(child.tag.as_str(), "strong" | "em" | "b" | "i" | "code" | "a")
                })
                && self.spots[at].weight() > LABEL;
            if !inside_text {
                self.shorts(root, child, place, found);
            }
        }
    }

    /// A heading among paragraphs is text, however often it comes.
    fn is_heading_of_prose(&self, root: usize, at: usize, node: &Node) -> bool {
        let parent = self.spots[at].parent;
        parent != root
            && parent < at
            && matches!(node.tag.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
            && self
                .each_child(parent)
                .take(8)
                .any(|child| child != at && self.node(child).is_some_and(|node| is_prose(&node.tag)))
    }

    /// Goes inwards until an element holds nothing but text; what stands beside the way is left out.
    fn core(&self, from: usize, labels: &Set<usize>, left_out: &mut Vec<usize>) -> usize {
        let mut at = from;
        if self.node(from).is_some_and(|node| is_prose(&node.tag)) && !self.holds_rows(from) {
            return from;
        }
        loop {
            if self.spots[at].own && !labels.contains(&at) {
                return at;
            }
            let children: Vec<usize> = self
                .each_child(at)
                .filter(|child| !self.is_all_labels(*child, labels))
                .collect();
            let Some(main) = children
                .iter()
                .copied()
                .max_by_key(|child| (self.substance(*child), usize::MAX - child))
            else {
                return at;
            };
            let Some(node) = self.node(main) else { return at };
            let mut alone = true;
            let flows = children
                .iter()
                .filter(|child| self.spots[**child].looks == self.spots[main].looks)
                .count()
                >= 2;
            // Texts between lists, code and tables: paragraphs, whatever element a page makes them of.
            let runs = children.iter().filter(|child| self.spots[**child].own).count() >= 2
                && children.iter().any(|child| {
                    self.node(*child).is_some_and(|node| {
                        matches!(node.tag.as_str(), "ul" | "ol" | "pre" | "table" | "blockquote")
                    }) && !self.is_aside(main, *child)
                });
            for child in &children {
                if *child == main {
                    continue;
                }
                let is_text = self.node(*child).is_some_and(|node| is_prose(&node.tag));
                let flows_on = (flows && is_text) || (runs && (is_text || self.spots[*child].own));
                if self.belongs(main, *child) || (flows_on && !self.is_aside(main, *child)) {
                    alone = false;
                } else {
                    left_out.push(*child);
                }
            }
            if !alone || is_prose(&node.tag) || is_inline(&node.tag) {
                return if alone { main } else { at };
            }
            at = main;
        }
    }

    /// A list or a table that is used to lay out a page has boxes inside its items.
    fn holds_rows(&self, at: usize) -> bool {
        self.node(at)
            .is_some_and(|node| matches!(node.tag.as_str(), "ul" | "ol" | "table"))
            && self.spots[at].prose > 0
    }

    fn is_all_labels(&self, at: usize, labels: &Set<usize>) -> bool {
        labels.contains(&at)
            || (!self.spots[at].own && {
                self.spots[at].heaviest.is_some()
                    && self.each_child(at).all(|child| self.is_all_labels(child, labels))
            })
    }

    /// How much an element looks like the text itself.
    fn substance(&self, at: usize) -> usize {
        let spot = &self.spots[at];
        let rich = (spot.kind | spot.inside) & kind::RICH;
        if spot.kind & kind::QUOTE != 0 {
            return 0; // what is quoted is not what is said
        }
        spot.weight() + spot.prose + if rich.count_ones() >= 2 { 200 } else { 0 }
    }

    /// Whether an element beside the main one is a part of the text.
    pub(super) fn belongs(&self, main: usize, other: usize) -> bool {
        let (Some(main_node), Some(node)) = (self.node(main), self.node(other)) else {
            return false;
        };
        let (main_spot, spot) = (&self.spots[main], &self.spots[other]);
        if self.is_aside(main, other) {
            return false;
        }
        if is_prose(&main_node.tag) || is_inline(&main_node.tag) {
            return is_prose(&node.tag)
                || is_inline(&node.tag)
                || (spot.kind | spot.inside) & kind::RICH != 0
                || spot.weight() > LABEL;
        }
        spot.looks == main_spot.looks
            || (spot.kind | spot.inside) & (kind::PRE | kind::TABLE | kind::QUOTE) != 0
            || matches!(node.tag.as_str(), "ul" | "ol" | "hr")
            || spot.prose >= REMARK
    }

    /// What is about the text rather than of it: suggestions, thoughts.
    fn is_aside(&self, main: usize, other: usize) -> bool {
        self.is_list_of_questions(other)
            || self.node(other).is_some_and(|node| node.tag == "details")
            || (other < main && self.is_disclosure(other))
    }

    /// A control with words on it that opens and closes what follows: thoughts, steps, sources.
    fn is_disclosure(&self, at: usize) -> bool {
        let Some(node) = self.node(at) else { return false };
        self.spots[at].inside & (kind::PRE | kind::TABLE) == 0
            && node.elements().next().is_some_and(|first| {
                self.mirror.node(first).is_some_and(|first_node| {
                    (first_node.tag == "button" || first_node.attribute("role") == Some("button"))
                        && (first_node.attribute("aria-expanded").is_some()
                            || !self.mirror.text(first).is_empty())
                })
            })
    }

    /// Suggestions of what to ask next: several texts, all of which ask.
    fn is_list_of_questions(&self, at: usize) -> bool {
        let mut texts = 0;
        let mut asking = 0;
        for inner in at..self.spots[at].end {
            if !self.spots[inner].own {
                continue;
            }
            texts += 1;
            if texts > MAX_SUGGESTIONS {
                return false;
            }
            asking += usize::from(self.node(inner).is_some_and(asks));
        }
        asking >= 2 && asking + 1 >= texts
    }
}

/// The text of the element itself, not of elements inside it.
pub(super) fn own_text(node: &Node) -> String {
    let texts: Vec<&str> = node
        .children
        .iter()
        .filter_map(|child| match child {
            Child::Text(text) => Some(text.as_str()),
            Child::Node(_) => None,
        })
        .collect();
    collapse(&texts.join(" "))
}

/// Whether the text of the element itself ends as a question does.
fn asks(node: &Node) -> bool {
    let texts = node.children.iter().rev().filter_map(|child| match child {
        Child::Text(text) => text.trim_end().chars().next_back(),
        Child::Node(_) => None,
    });
    texts.take(1).any(|last| matches!(last, '?' | '？' | '؟' | ';'))
}

/// The form of a text: every number alike.
pub(super) fn masked(text: &str) -> String {
    let mut form = String::new();
    for character in text.chars() {
        if character.is_numeric() {
            if !form.ends_with('#') {
                form.push('#');
            }
        } else {
            form.extend(character.to_lowercase());
        }
    }
    form
}
