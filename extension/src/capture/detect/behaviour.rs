//! Behaviour: what the person typed appears as an element, and something new follows it.
//!
//! In: the elements that show what was typed. Out: these as questions, what lies between them as replies. Knows no attributes.

use shared::conversation::Role;

use super::{Candidate, Page, own_text};
use crate::capture::marks::is_label;
use crate::capture::mirror::NodeId;

impl Page<'_> {
    pub(super) fn by_behaviour(&self) -> Option<Candidate> {
        let mut rows: Vec<NodeId> = Vec::new();
        let mut containers: Vec<NodeId> = Vec::new();
        for typed in &self.typed {
            let (row, container) = self.row_of(*typed)?;
            if !rows.contains(&row) {
                rows.push(row);
                containers.push(container);
            }
        }
        let root = self.common(containers.iter().copied())?;
        let mut items = Vec::new();
        self.split(root, &rows, &mut items);
        let first = items.iter().position(|(_, role)| *role == Role::User)?;
        items.drain(..first);
        let newest = items.iter().rposition(|(_, role)| *role == Role::User)?;
        let asked = items[newest].0;
        // What stood on the page before the question was asked is no reply to it.
        let mut at = 0;
        items.retain(|(id, _)| {
            at += 1;
            at - 1 <= newest || *id > asked
        });
        let model_like = self.looks_like_a_model(
            items
                .iter()
                .filter(|(_, role)| *role == Role::Assistant)
                .map(|(id, _)| *id),
        );
        let confidence = if model_like { 0.8 } else { 0.3 };
        Some(Candidate { items, confidence })
    }

    /// The largest element around a typed text that holds nothing else, and what lies around that.
    pub(super) fn row_of(&self, typed: NodeId) -> Option<(NodeId, NodeId)> {
        let mut row = typed;
        for outer in self.mirror.ancestors(typed).skip(1) {
            if !self.place.contains_key(&outer) {
                return None;
            }
            if self.only_labels_outside(outer, row) {
                row = outer;
            } else {
                return Some((row, outer));
            }
        }
        None
    }

    pub(super) fn only_labels_outside(&self, outer: NodeId, inner: NodeId) -> bool {
        if self
            .composers
            .iter()
            .any(|composer| self.mirror.contains(outer, *composer))
            && self
                .composers
                .iter()
                .all(|composer| !self.mirror.contains(inner, *composer))
        {
            return false;
        }
        self.mirror
            .walk_shown(outer)
            .into_iter()
            .filter(|id| self.place.contains_key(id) && !self.mirror.contains(inner, *id))
            .all(|id| {
                let own = self.mirror.node(id).map(own_text).unwrap_or_default();
                own.is_empty() || is_label(&own)
            })
    }

    pub(super) fn split(&self, id: NodeId, rows: &[NodeId], items: &mut Vec<(NodeId, Role)>) {
        if !self.place.contains_key(&id) || self.mirror.text(id).is_empty() {
            return;
        }
        if rows.contains(&id) {
            items.push((id, Role::User));
        } else if rows.iter().any(|row| self.mirror.contains(id, *row)) {
            for child in self
                .mirror
                .node(id)
                .map(|node| node.elements().collect::<Vec<_>>())
                .unwrap_or_default()
            {
                self.split(child, rows, items);
            }
        } else if !self
            .composers
            .iter()
            .any(|composer| self.mirror.contains(id, *composer))
            && !is_label(&self.mirror.text(id))
        {
            items.push((id, Role::Assistant));
        }
    }
}
