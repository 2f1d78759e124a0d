//! A proposal as turns.
//!
//! In: items in the order of time, with the elements that hold their text. Out: turns. Neighbouring replies are parts of one, unless
//! they stand next to each other on the screen: then they are two answers to choose from; or around a question that is being edited. Does not decide whether the page is a chat.

use std::collections::HashSet;

use shared::conversation::Role;

use super::facts::Page;
use super::typed::Shown;
use super::{Candidate, Item};
use crate::capture::markdown::{self, Named, Reading};
use crate::capture::marks::version_of;
use crate::capture::mirror::NodeId;
use crate::capture::page::{Turn, citations};

impl Page<'_> {
    pub(super) fn turns(&self, candidate: &Candidate, shown: &[Shown], typed: &[String]) -> Vec<Turn> {
        let mut turns: Vec<Turn> = Vec::new();
        let mut before: Option<usize> = None;
        let mut last_piece: Option<usize> = None;
        for item in &self.parted(&candidate.items) {
            let left_out: HashSet<NodeId> = item.left_out.iter().map(|at| self.spots[*at].id).collect();
            let columns = self.columns(item);
            let edited = last_piece.is_some_and(|last| self.is_box_between(last, item.pieces[0]));
            last_piece = item.pieces.last().copied();
            for (at, parts) in columns.iter().enumerate() {
                let ids: Vec<NodeId> = parts.iter().map(|part| self.spots[*part].id).collect();
                let Reading { text, asides } = match item.role {
                    Role::User => {
                        let text = markdown::write_all(self.mirror, &ids, &left_out);
                        Reading {
                            text: self.as_typed(item, text, shown, typed),
                            asides: Vec::new(),
                        }
                    }
                    Role::Assistant => markdown::read(self.mirror, &ids, &ids, &left_out, &Named::default()),
                };
                if text.is_empty() {
                    continue;
                }
                let nodes: Vec<NodeId> = if columns.len() > 1 {
                    ids
                } else {
                    item.pieces.iter().map(|piece| self.spots[*piece].id).collect()
                };
                let beside = at > 0
                    || before.is_some_and(|before| {
                        item.role == Role::Assistant && self.stand_abreast(before, item.pieces[0])
                    });
                let joins = item.role == Role::Assistant && !beside && !edited;
                if let Some(last) = turns
                    .last_mut()
                    .filter(|last| joins && last.role == item.role && !last.beside)
                {
                    last.nodes.extend(nodes);
                    last.text.push_str("\n\n");
                    last.text.push_str(&text);
                    last.asides.extend(asides);
                    last.citations.extend(
                        item.pieces
                            .iter()
                            .flat_map(|at| citations(self.mirror, self.spots[*at].id)),
                    );
                    continue;
                }
                turns.push(Turn {
                    site_id: self.site_id(&nodes),
                    variant: self.version(item),
                    citations: nodes.iter().flat_map(|id| citations(self.mirror, *id)).collect(),
                    beside,
                    asides,
                    ..Turn::new(nodes, item.role, text)
                });
            }
            before = (item.role == Role::Assistant).then(|| item.pieces[0]);
        }
        turns
    }

    /// Replies that a box between them parts are two.
    fn parted(&self, items: &[Item]) -> Vec<Item> {
        let mut parted: Vec<Item> = Vec::new();
        for item in items {
            let empty = || Item {
                left_out: item.left_out.clone(),
                ..Item::new(item.role, Vec::new())
            };
            let one_body_each = item.bodies.len() == item.pieces.len();
            let mut part = empty();
            for (at, piece) in item.pieces.iter().enumerate() {
                let before = part.pieces.last();
                let cut = before.is_some_and(|before| one_body_each && self.is_box_between(*before, *piece));
                if cut {
                    parted.push(std::mem::replace(&mut part, empty()));
                }
                part.pieces.push(*piece);
                part.bodies.extend(item.bodies.get(at));
            }
            if !one_body_each {
                part.bodies.clone_from(&item.bodies);
            }
            parted.push(part);
        }
        parted
    }

    /// Whether a box to write in stands between two pieces: there a question is being edited, and the replies around it are two.
    fn is_box_between(&self, one: usize, other: usize) -> bool {
        let (first, second) = (one.min(other), one.max(other));
        let between = self.spots[first].end..=second;
        self.boxes.iter().any(|(_, before)| between.contains(before))
    }

    /// Which of how many versions a turn says that it is.
    fn version(&self, item: &Item) -> Option<(u32, u32)> {
        item.pieces
            .iter()
            .flat_map(|piece| *piece..self.spots[*piece].end)
            .filter(|at| (2..=6).contains(&self.spots[*at].weight()))
            .find_map(|at| version_of(&self.mirror.text(self.spots[at].id)))
    }

    /// A question as it was typed where the page changed, cut or rendered it; pages also set questions as headings.
    fn as_typed(&self, item: &Item, text: String, shown: &[Shown], typed: &[String]) -> String {
        let ink = |text: &str| {
            text.chars()
                .filter(|character| !character.is_whitespace())
                .collect::<String>()
        };
        let body = item.bodies.first().copied();
        let source = body
            .filter(|_| item.bodies.len() == 1)
            .and_then(|body| {
                shown.iter().find(|place| {
                    if self.contains(place.spot, body) {
                        return self.text(place.spot) == self.text(body);
                    }
                    let aside: usize = item
                        .left_out
                        .iter()
                        .filter(|at| self.contains(body, **at) && !self.contains(place.spot, **at))
                        .map(|at| self.spots[*at].weight())
                        .sum();
                    self.contains(body, place.spot)
                        && self.spots[place.spot].weight() + aside >= self.spots[body].weight()
                })
            })
            .and_then(|place| typed.get(place.typed));
        match source {
            Some(source) if ink(source) != ink(&text) => source.trim().to_owned(),
            Some(_) => text,
            None => match text.trim_start_matches('#').strip_prefix(' ') {
                Some(heading) if !heading.contains('\n') => heading.to_owned(),
                _ => text,
            },
        }
    }

    /// The parts of an item, each with those that belong to one answer: one group, or as many as stand next to each other.
    fn columns(&self, item: &Item) -> Vec<Vec<usize>> {
        if item.role == Role::Assistant && item.bodies.len() == 1 {
            let children: Vec<usize> = self
                .children(item.bodies[0])
                .into_iter()
                .filter(|child| !item.left_out.contains(child))
                .collect();
            let abreast = children.len() >= 2
                && children.len() <= 4
                && children.windows(2).all(|pair| {
                    self.spots[pair[0]].looks == self.spots[pair[1]].looks
                        && self.stand_abreast(pair[0], pair[1])
                });
            if abreast {
                return children.into_iter().map(|child| vec![child]).collect();
            }
        }
        vec![item.bodies.clone()]
    }

    /// Whether two siblings stand next to each other: to the right of one another, in a box that is not as high as both together.
    fn stand_abreast(&self, one: usize, other: usize) -> bool {
        let parent = self.spots[one].parent;
        if parent != self.spots[other].parent {
            return false;
        }
        let bounds = |at: usize| self.node(at).and_then(|node| node.bounds);
        let (Some(one), Some(other), Some(around)) = (bounds(one), bounds(other), bounds(parent)) else {
            return false;
        };
        let apart = other.left + 8.0 >= one.left + one.width || one.left + 8.0 >= other.left + other.width;
        apart
            && one.width >= 60.0
            && other.width >= 60.0
            && around.height < (one.height + other.height) * 0.95
    }

    fn site_id(&self, nodes: &[NodeId]) -> Option<String> {
        let node = self.mirror.node(*nodes.first()?)?;
        ["data-message-id", "data-turn-id", "data-id"]
            .iter()
            .find_map(|name| node.attribute(name))
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    }
}
