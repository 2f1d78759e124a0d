//! The other side, when an adapter only knows one.
//!
//! In: the turns of one side. Out: these, and what lies between them as the turns of the other side; or nothing, when
//! nothing lies between. Knows no names of anything: a conversation is a list whose entries take turns.

use std::collections::{HashMap, HashSet};

use shared::conversation::Role;

use super::{Turn, adapter, citations};
use crate::capture::markdown;
use crate::capture::marks::is_label;
use crate::capture::mirror::{Child, Mirror, Node, NodeId};
use crate::capture::sites::{Look, Part, Site};

/// How far above a single turn the list of turns may lie.
const REACH: usize = 8;

/// The turns of both sides.
pub(super) fn complete(
    mirror: &Mirror,
    site: &Site,
    look: &Look<'_>,
    elements: &[NodeId],
    known: &[Turn],
) -> Option<Vec<Turn>> {
    let role = known.first()?.role;
    let other = if role == Role::User {
        Role::Assistant
    } else {
        Role::User
    };
    let page = Page::new(mirror, site, look, elements, known);
    let mut rows = Vec::new();
    page.rows(page.list()?, &mut rows);
    let mut turns: Vec<Turn> = Vec::new();
    for row in rows {
        match row {
            Row::Known(at) => turns.push(copy(&known[at])),
            Row::Other(id) => {
                let markdown::Reading { text, asides } = match other {
                    Role::User => markdown::Reading {
                        text: markdown::write_all(mirror, &[id], &page.left_out),
                        asides: Vec::new(),
                    },
                    Role::Assistant => markdown::read(mirror, &[id], &[id], &page.left_out, &page.named),
                };
                if text.is_empty() || is_label(&text) {
                    continue;
                }
                if let Some(before) = turns.last_mut().filter(|turn| turn.role == other) {
                    before.nodes.push(id);
                    before.text.push_str("\n\n");
                    before.text.push_str(&text);
                    before.asides.extend(asides);
                } else if other == Role::User || !turns.is_empty() {
                    turns.push(Turn {
                        citations: if other == Role::Assistant {
                            citations(mirror, id)
                        } else {
                            Vec::new()
                        },
                        asides,
                        ..Turn::new(vec![id], other, text)
                    });
                }
            }
        }
    }
    if site.newest_first {
        turns = adapter::oldest_first(turns);
    }
    turns.iter().any(|turn| turn.role == other).then_some(turns)
}

/// Whether a page shows so much text outside its frame that an adapter which finds nothing must be blind.
pub(super) fn shows_prose(mirror: &Mirror, elements: &[NodeId]) -> bool {
    const PROSE: usize = 100;
    let mut letters = 0;
    let mut closed: HashSet<NodeId> = HashSet::new();
    let mut prose: HashSet<NodeId> = HashSet::new();
    for id in elements {
        let Some(node) = mirror.node(*id) else { continue };
        let lies_in = |set: &HashSet<NodeId>| node.parent.is_some_and(|parent| set.contains(&parent));
        let frame = matches!(node.tag.as_str(), "nav" | "aside" | "header" | "footer" | "a");
        if node.hidden || frame || markdown::is_furniture(node) || lies_in(&closed) {
            closed.insert(*id);
        } else if lies_in(&prose) || matches!(node.tag.as_str(), "p" | "li" | "pre" | "td") {
            prose.insert(*id);
            letters += own_letters(node);
        }
        if letters >= PROSE {
            return true;
        }
    }
    false
}

fn own_letters(node: &Node) -> usize {
    node.children
        .iter()
        .map(|child| match child {
            Child::Text(text) => text
                .chars()
                .filter(|character| character.is_alphanumeric())
                .count(),
            Child::Node(_) => 0,
        })
        .sum()
}

enum Row {
    Known(usize),
    Other(NodeId),
}

struct Page<'a> {
    mirror: &'a Mirror,
    known: &'a [Turn],
    /// Which turn starts or goes on at an element.
    place: HashMap<NodeId, usize>,
    left_out: HashSet<NodeId>,
    named: markdown::Named,
    composers: HashSet<NodeId>,
    /// Every element around a known turn, the turn's own included.
    around: HashSet<NodeId>,
    /// Every element around a composer.
    outside: HashSet<NodeId>,
}

impl<'a> Page<'a> {
    fn new(mirror: &'a Mirror, site: &Site, look: &Look<'_>, elements: &[NodeId], known: &'a [Turn]) -> Self {
        let mut left_out = adapter::left_out(look);
        left_out.extend(look.every(Part::Busy));
        let composers: HashSet<NodeId> = elements
            .iter()
            .copied()
            .filter(|id| {
                mirror.node(*id).is_some_and(|node| {
                    node.tag == "textarea"
                        || node
                            .attribute("contenteditable")
                            .is_some_and(|value| value != "false")
                }) || site.composer.matches(mirror, *id)
            })
            .collect();
        Self {
            mirror,
            known,
            place: known
                .iter()
                .enumerate()
                .flat_map(|(at, turn)| turn.nodes.iter().map(move |id| (*id, at)))
                .collect(),
            left_out,
            named: adapter::named(look),
            around: known
                .iter()
                .flat_map(|turn| turn.nodes.iter())
                .flat_map(|id| mirror.ancestors(*id))
                .collect(),
            outside: composers.iter().flat_map(|id| mirror.ancestors(*id)).collect(),
            composers,
        }
    }

    /// The innermost element that holds all known turns and something besides.
    fn list(&self) -> Option<NodeId> {
        let first = *self.known.first()?.nodes.first()?;
        let last = *self.known.last()?.nodes.first()?;
        let around_last: HashSet<NodeId> = self.mirror.ancestors(last).collect();
        let common = self
            .mirror
            .ancestors(first)
            .skip(1)
            .find(|outer| around_last.contains(outer))?;
        if self.known.len() > 1 {
            return Some(common);
        }
        self.mirror
            .ancestors(common)
            .take(REACH)
            .take_while(|outer| !self.outside.contains(outer))
            .find(|outer| {
                let mut rows = Vec::new();
                self.rows(*outer, &mut rows);
                rows.iter()
                    .any(|row| matches!(row, Row::Other(id) if !self.mirror.text(*id).is_empty()))
            })
    }

    /// The entries of the list: known turns, and whatever holds none.
    fn rows(&self, id: NodeId, rows: &mut Vec<Row>) {
        let Some(node) = self.mirror.node(id) else { return };
        for child in node.elements() {
            let Some(inner) = self.mirror.node(child) else {
                continue;
            };
            if inner.hidden || self.composers.contains(&child) || self.left_out.contains(&child) {
                continue;
            }
            if let Some(at) = self.place.get(&child) {
                rows.push(Row::Known(*at));
            } else if self.around.contains(&child) {
                self.rows(child, rows);
            } else if !self.outside.contains(&child)
                && !markdown::is_furniture(inner)
                && !matches!(inner.tag.as_str(), "header" | "footer" | "aside")
            {
                rows.push(Row::Other(child));
            }
        }
    }
}

fn copy(turn: &Turn) -> Turn {
    Turn {
        site_id: turn.site_id.clone(),
        model: turn.model.clone(),
        variant: turn.variant,
        beside: turn.beside,
        citations: turn.citations.clone(),
        asides: turn.asides.clone(),
        ..Turn::new(turn.nodes.clone(), turn.role, turn.text.clone())
    }
}
