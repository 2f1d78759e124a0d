//! Marks: attributes that differ only in a word for the one or the other side (`message-user` / `message-bot`).
//!
//! In: the page's shown elements. Out: the two sets of marked elements that make the best conversation, if any does.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use shared::conversation::Role;

use super::{Candidate, Page, SURE_ENOUGH};
use crate::capture::marks::{attribute_of, marks};
use crate::capture::mirror::NodeId;

/// A mark on more elements than this is a style, not a side.
const MAX_MARKED: usize = 2_000;
/// Marks of one side that are tried against those of the other.
const MAX_PATTERNS: usize = 40;

impl Page<'_> {
    pub(super) fn by_marks(&self) -> Option<Candidate> {
        let mut patterns: BTreeMap<(String, bool), (Vec<NodeId>, f64)> = BTreeMap::new();
        for id in &self.shown {
            let Some(node) = self.mirror.node(*id) else {
                continue;
            };
            for mark in marks(node) {
                let entry = patterns
                    .entry((mark.pattern, mark.role == Role::User))
                    .or_insert((Vec::new(), mark.weight));
                entry.0.push(*id);
                entry.1 = entry.1.min(mark.weight);
            }
        }
        patterns.retain(|_, (ids, _)| ids.len() <= MAX_MARKED);
        let users: Vec<_> = patterns
            .iter()
            .filter(|((_, user), _)| *user)
            .take(MAX_PATTERNS)
            .collect();
        let others: Vec<_> = patterns
            .iter()
            .filter(|((_, user), _)| !*user)
            .take(MAX_PATTERNS)
            .collect();
        let mut best: Option<(f64, Candidate)> = None;
        for ((user_pattern, _), (user_ids, user_weight)) in &users {
            for ((other_pattern, _), (other_ids, other_weight)) in &others {
                let alike = user_pattern == other_pattern;
                let weight = user_weight.min(*other_weight);
                if !alike && (weight < 2.0 || attribute_of(user_pattern) != attribute_of(other_pattern)) {
                    continue;
                }
                for inner in [false, true] {
                    let Some((score, candidate)) = self.weigh(user_ids, other_ids, weight, alike, inner)
                    else {
                        continue;
                    };
                    if best.as_ref().is_none_or(|(best, _)| score > *best) {
                        best = Some((score, candidate));
                    }
                }
            }
        }
        best.map(|(_, candidate)| candidate)
            .filter(|candidate| candidate.confidence >= SURE_ENOUGH)
    }

    /// How well two sets of marked elements make a conversation; nothing when they cannot.
    pub(super) fn weigh(
        &self,
        users: &[NodeId],
        others: &[NodeId],
        weight: f64,
        alike: bool,
        inner: bool,
    ) -> Option<(f64, Candidate)> {
        let mut items: Vec<(NodeId, Role)> = users.iter().map(|id| (*id, Role::User)).collect();
        items.extend(others.iter().map(|id| (*id, Role::Assistant)));
        let members: HashSet<NodeId> = items.iter().map(|(id, _)| *id).collect();
        let covered: HashSet<NodeId> = members
            .iter()
            .flat_map(|id| self.mirror.ancestors(*id).skip(1))
            .filter(|outer| members.contains(outer))
            .collect();
        items.retain(|(id, _)| {
            if inner {
                !covered.contains(id)
            } else {
                !self
                    .mirror
                    .ancestors(*id)
                    .skip(1)
                    .any(|outer| members.contains(&outer))
            }
        });
        items.retain(|(id, _)| !self.key_of(*id).is_empty());
        items.sort_by_key(|(id, _)| self.place.get(id).copied().unwrap_or(usize::MAX));
        items.dedup_by_key(|(id, _)| *id);
        let user_count = items.iter().filter(|(_, role)| *role == Role::User).count();
        if user_count == 0 || user_count == items.len() {
            return None;
        }
        let changes = items.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
        #[expect(clippy::cast_precision_loss, reason = "a page has few turns")]
        let alternation = changes as f64 / (items.len() - 1) as f64;
        if alternation < 0.4
            || items.iter().any(|(id, _)| {
                self.composers
                    .iter()
                    .any(|composer| self.mirror.contains(*id, *composer))
            })
        {
            return None;
        }
        let asked = |typed: &NodeId| {
            items
                .iter()
                .any(|(id, role)| *role == Role::User && self.mirror.contains(*id, *typed))
        };
        let covered: HashSet<Rc<str>> = self
            .typed
            .iter()
            .filter(|typed| asked(typed))
            .map(|typed| self.key_of(*typed))
            .collect();
        if self
            .typed
            .iter()
            .any(|typed| !covered.contains(&self.key_of(*typed)))
        {
            return None;
        }
        let container = self.common(items.iter().map(|(id, _)| *id))?;
        let inside = self.key_of(container).len().max(1);
        let held: usize = items.iter().map(|(id, _)| self.key_of(*id).len()).sum();
        #[expect(clippy::cast_precision_loss, reason = "only compared")]
        let coverage = (held as f64 / inside as f64).min(1.0);
        let model_like = weight >= 2.0
            || self.looks_like_a_model(
                items
                    .iter()
                    .filter(|(_, role)| *role == Role::Assistant)
                    .map(|(id, _)| *id),
            );
        let mut confidence: f64 = if !covered.is_empty() { 0.7 } else { 0.4 };
        confidence += 0.1 * alternation + 0.1 * coverage;
        confidence += if weight >= 3.0 {
            0.15
        } else if weight >= 2.0 {
            0.1
        } else {
            0.0
        };
        if self.composers.is_empty() {
            confidence -= 0.25;
        }
        if !model_like {
            confidence = confidence.min(0.3);
        }
        #[expect(clippy::cast_precision_loss, reason = "only compared")]
        let score = confidence * 10.0
            + items.len() as f64 * 0.5
            + weight
            + if alike { 1.0 } else { 0.0 }
            + coverage * 2.0
            - if inner { 0.1 } else { 0.0 };
        Some((
            score,
            Candidate {
                items,
                confidence: confidence.min(0.97),
            },
        ))
    }
}
