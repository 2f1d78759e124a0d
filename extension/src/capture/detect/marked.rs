//! Marks: attributes that differ only in a word for the one or the other side (`message-user` / `message-bot`).
//!
//! In: the page's spots. Out: proposals, one for every pair of marked sets that takes turns.

use std::collections::BTreeMap;

use shared::conversation::Role;

use super::facts::Page;
use super::{Candidate, Item};
use crate::capture::marks::attribute_of;

/// A mark on more elements than this is a style, not a side.
const MAX_MARKED: usize = 2_000;
/// Marks of one side that are tried against those of the other.
const MAX_PATTERNS: usize = 24;
/// More proposals than this are not made.
const MAX_PROPOSALS: usize = 60;

impl Page<'_> {
    pub(super) fn by_marks(&self) -> Vec<Candidate> {
        let mut patterns: BTreeMap<(String, bool), (Vec<usize>, f64, bool)> = BTreeMap::new();
        for (at, _) in self
            .spots
            .iter()
            .enumerate()
            .filter(|(_, spot)| spot.weight() > 0)
        {
            for mark in self.marks(at).iter() {
                let entry = patterns
                    .entry((mark.pattern.clone(), mark.role == Role::User))
                    .or_insert((Vec::new(), mark.weight, false));
                entry.2 |= mark.names_model;
                if entry.0.last() != Some(&at) {
                    entry.0.push(at);
                }
                entry.1 = entry.1.min(mark.weight);
            }
        }
        patterns.retain(|_, (spots, ..)| spots.len() <= MAX_MARKED);
        let of = |user: bool| {
            patterns
                .iter()
                .filter(move |((_, side), _)| *side == user)
                .take(MAX_PATTERNS)
        };
        let mut found = Vec::new();
        for ((user_pattern, _), (users, user_weight, _)) in of(true) {
            for ((other_pattern, _), (others, other_weight, names_model)) in of(false) {
                let alike = user_pattern == other_pattern;
                let weight = user_weight.min(*other_weight);
                if !alike && (weight < 2.0 || attribute_of(user_pattern) != attribute_of(other_pattern)) {
                    continue;
                }
                for inner in [false, true] {
                    if found.len() < MAX_PROPOSALS {
                        let weight = weight + if alike { 0.5 } else { 0.0 };
                        found.extend(self.pair(users, others, weight, *names_model, inner));
                    }
                }
            }
        }
        found
    }

    /// Two sets of marked elements as a conversation, if they take turns.
    fn pair(
        &self,
        users: &[usize],
        others: &[usize],
        weight: f64,
        names_model: bool,
        inner: bool,
    ) -> Option<Candidate> {
        let mut marked: Vec<(usize, Role)> = users.iter().map(|at| (*at, Role::User)).collect();
        marked.extend(others.iter().map(|at| (*at, Role::Assistant)));
        marked.sort_by_key(|(at, _)| *at);
        marked.dedup_by_key(|(at, _)| *at);
        let mut kept: Vec<(usize, Role)> = Vec::new();
        for (at, role) in marked {
            match kept.last() {
                Some((outer, _)) if self.contains(*outer, at) => {
                    if inner {
                        kept.pop();
                        kept.push((at, role));
                    }
                }
                _ => kept.push((at, role)),
            }
        }
        let changes = kept.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
        let users = kept.iter().filter(|(_, role)| *role == Role::User).count();
        if users == 0 || users == kept.len() || changes * 5 < (kept.len() - 1) * 2 {
            return None;
        }
        let spots: Vec<usize> = kept.iter().map(|(at, _)| *at).collect();
        let around = self.common(&spots)?;
        let mut items: Vec<Item> = kept
            .into_iter()
            .map(|(at, role)| Item::new(role, vec![at]))
            .collect();
        if self.is_newest_first(&items) {
            items.reverse();
        }
        Some(Candidate {
            by: "marks",
            items,
            besides: self
                .children(around)
                .into_iter()
                .filter(|at| {
                    let next = spots.get(spots.partition_point(|spot| spot < at));
                    self.spots[*at].weight() <= 60 && next.is_none_or(|spot| !self.contains(*at, *spot))
                })
                .collect(),
            around,
            marks: weight,
            names_model,
        })
    }
}
