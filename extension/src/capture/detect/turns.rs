//! Elements with a side, as turns: their text without the speaker's name, the time and the like.
//!
//! In: elements in document order, each with its side. Out: turns. Does not decide whether the page is a chat.

use std::collections::{HashMap, HashSet};

use shared::conversation::Role;

use super::{Page, key, own_text};
use crate::capture::markdown::{self, Named, Reading};
use crate::capture::marks::{is_label, is_named_as_label, marks};
use crate::capture::mirror::NodeId;
use crate::capture::page::{Turn, citations};

impl Page<'_> {
    /// Items as turns: neighbours of one side under one parent are one turn; names, times and the like are left out.
    pub(super) fn turns(&self, items: &[(NodeId, Role)]) -> Vec<Turn> {
        let labels = self.labels(items);
        let mut turns: Vec<Turn> = Vec::new();
        for (id, role) in items {
            let Reading { text, asides } = match role {
                Role::User => Reading {
                    text: markdown::write(self.mirror, *id, &labels),
                    asides: Vec::new(),
                },
                Role::Assistant => markdown::read(self.mirror, &[*id], &[*id], &labels, &Named::default()),
            };
            if text.is_empty() {
                continue;
            }
            let parent = self.mirror.node(*id).and_then(|node| node.parent);
            if let Some(before) = turns.last_mut().filter(|turn| {
                *role == Role::Assistant && turn.role == *role && self.same_parent(turn, parent)
            }) {
                before.nodes.push(*id);
                before.text.push_str("\n\n");
                before.text.push_str(&text);
                before.asides.extend(asides);
                continue;
            }
            turns.push(Turn {
                site_id: self.site_id(*id),
                citations: citations(self.mirror, *id),
                asides,
                ..Turn::new(vec![*id], *role, text)
            });
        }
        turns
    }

    pub(super) fn same_parent(&self, turn: &Turn, parent: Option<NodeId>) -> bool {
        turn.nodes
            .last()
            .and_then(|id| self.mirror.node(*id))
            .and_then(|node| node.parent)
            == parent
            && turn
                .nodes
                .last()
                .is_some_and(|id| self.mirror.node(*id).is_some_and(|node| marks(node).is_empty()))
    }

    /// Short texts beside the message: the speaker's name, the time. By their form, or because they repeat in every turn of a side.
    pub(super) fn labels(&self, items: &[(NodeId, Role)]) -> HashSet<NodeId> {
        let mut labels = HashSet::new();
        let mut seen: HashMap<(bool, String), HashSet<NodeId>> = HashMap::new();
        let mut per_role: HashMap<bool, usize> = HashMap::new();
        let mut leaves: Vec<(NodeId, NodeId, bool, String)> = Vec::new();
        for (item, role) in items {
            let user = *role == Role::User;
            *per_role.entry(user).or_default() += 1;
            let whole = self.key_of(*item);
            for id in self.mirror.walk_shown(*item) {
                let Some(node) = self.mirror.node(id) else {
                    continue;
                };
                let text = own_text(node);
                if text.is_empty()
                    || text.chars().count() > 40
                    || key(&text) == *whole
                    || self.in_content(*item, id)
                {
                    continue;
                }
                seen.entry((user, text.clone())).or_default().insert(*item);
                leaves.push((*item, id, user, text));
            }
        }
        for (_, id, user, text) in leaves {
            let everywhere = per_role[&user] >= 2 && seen[&(user, text.clone())].len() == per_role[&user];
            let named = self.mirror.node(id).is_some_and(is_named_as_label);
            if everywhere || named || is_label(&text) {
                labels.insert(id);
            }
        }
        labels
    }

    /// Whether an element is part of rendered prose, where nothing is a label.
    pub(super) fn in_content(&self, item: NodeId, id: NodeId) -> bool {
        self.mirror
            .ancestors(id)
            .take_while(|outer| *outer != item)
            .filter_map(|id| self.mirror.node(id))
            .any(|node| {
                matches!(
                    node.tag.as_str(),
                    "p" | "li"
                        | "pre"
                        | "code"
                        | "table"
                        | "blockquote"
                        | "h1"
                        | "h2"
                        | "h3"
                        | "h4"
                        | "h5"
                        | "h6"
                        | "strong"
                        | "em"
                        | "a"
                        | "math"
                ) || node.has_class("katex")
            })
    }

    pub(super) fn site_id(&self, id: NodeId) -> Option<String> {
        let node = self.mirror.node(id)?;
        ["data-message-id", "data-turn-id", "data-id"]
            .iter()
            .find_map(|name| node.attribute(name))
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    }
}
