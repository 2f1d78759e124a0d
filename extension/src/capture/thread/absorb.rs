//! What another page knows about the same thread.
//!
//! In: the thread as another tab or an earlier document of this tab holds it. Out: this thread with the messages and gestures that only the
//! other one has seen. The branch stays what this page shows.

use std::collections::BTreeMap;

use shared::conversation::{GestureKind, Role};

use super::judged::MAX_REASONS;
use super::{Kept, Thread};

impl Thread {
    /// Takes in what only the other one knows. True when there was something.
    pub fn absorb(&mut self, other: &Self) -> bool {
        let mut mine: Vec<Option<usize>> = vec![None; other.kept.len()];
        let mut known: BTreeMap<(bool, u64), Vec<usize>> = BTreeMap::new();
        for at in &self.branch {
            known.entry(key_of(&self.kept[*at])).or_default().push(*at);
        }
        for at in &other.branch {
            if let Some([only]) = known.get(&key_of(&other.kept[*at])).map(Vec::as_slice) {
                mine[*at] = Some(*only);
            }
        }
        let mut changed = false;
        for at in other.parents_first() {
            let theirs = &other.kept[at];
            if !theirs.settled {
                continue;
            }
            let parent = match theirs.parent {
                None => None,
                Some(parent) => match mine[parent] {
                    Some(parent) => Some(parent),
                    None => continue,
                },
            };
            if mine[at].is_none() {
                mine[at] = self
                    .children(parent)
                    .iter()
                    .copied()
                    .find(|at| is_same(&self.kept[*at], theirs));
            }
            if mine[at].is_none() && (parent.is_some() || !self.roots.is_empty() && self.shares_root(other)) {
                mine[at] = self.adopt(parent, theirs);
                changed |= mine[at].is_some();
            }
        }
        changed | self.absorb_gestures(other, &mine)
    }

    /// Whether a message that begins the other thread begins this one as well.
    fn shares_root(&self, other: &Self) -> bool {
        other.roots.iter().any(|theirs| {
            self.roots
                .iter()
                .any(|mine| is_same(&self.kept[*mine], &other.kept[*theirs]))
        })
    }

    fn adopt(&mut self, parent: Option<usize>, theirs: &Kept) -> Option<usize> {
        let kept = Kept {
            parent,
            settled: true,
            nodes: Vec::new(),
            children: Vec::new(),
            chosen: None,
            ..theirs.clone()
        };
        self.keep(kept)
    }

    fn absorb_gestures(&mut self, other: &Self, mine: &[Option<usize>]) -> bool {
        let mut counts: BTreeMap<(usize, String), i64> = BTreeMap::new();
        let name = |kind: GestureKind| format!("{kind:?}");
        for (at, kind) in &self.gestures {
            *counts.entry((*at, name(*kind))).or_default() -= 1;
        }
        let mut changed = false;
        for (at, kind) in &other.gestures {
            let Some(at) = mine[*at] else { continue };
            let surplus = counts.entry((at, name(*kind))).or_default();
            *surplus += 1;
            if *surplus > 0 {
                self.gestures.push((at, *kind));
                changed = true;
            }
        }
        for (at, reason) in &other.said {
            let Some(at) = mine[*at] else { continue };
            let reason = (at, reason.clone());
            if self.said.len() < MAX_REASONS && !self.said.contains(&reason) {
                self.said.push(reason);
                changed = true;
            }
        }
        changed
    }
}

fn key_of(kept: &Kept) -> (bool, u64) {
    (kept.role == Role::User, kept.key)
}

fn is_same(mine: &Kept, theirs: &Kept) -> bool {
    mine.role == theirs.role
        && (mine.text == theirs.text || (mine.site_id.is_some() && mine.site_id == theirs.site_id))
}
