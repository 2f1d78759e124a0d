//! One look at the page, prepared for comparison with what is known.
//!
//! In: the turns of the look, the thread. Out: the turns that follow one another, the ones shown beside them, and the names that
//! can be trusted: a name that two turns of one look share names neither.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use shared::conversation::{GestureKind, Role};

use super::Thread;
use crate::capture::page::Turn;

/// Stands for a text where only equality counts.
pub(super) fn key(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

pub(super) struct Seen<'a> {
    turns: &'a [Turn],
    keys: Vec<u64>,
    ids: Vec<Option<&'a str>>,
    /// The turns that follow one another.
    pub(super) rows: Vec<usize>,
    /// A row, and the turns that are shown beside it.
    pub(super) beside: Vec<(usize, Vec<usize>)>,
}

impl<'a> Seen<'a> {
    pub(super) fn new(turns: &'a [Turn], thread: &Thread) -> Self {
        let mut times: HashMap<(Role, &str), u32> = HashMap::new();
        for turn in turns {
            if let Some(id) = turn.site_id.as_deref() {
                *times.entry((turn.role, id)).or_default() += 1;
            }
        }
        let id_of = |turn: &'a Turn| turn.site_id.as_deref().filter(|id| times[&(turn.role, *id)] == 1);
        let mut seen = Self {
            turns,
            keys: turns.iter().map(|turn| key(&turn.text)).collect(),
            ids: turns.iter().map(id_of).collect(),
            rows: Vec::with_capacity(turns.len()),
            beside: Vec::new(),
        };
        let mut groups: Vec<Vec<usize>> = Vec::with_capacity(turns.len());
        for (at, turn) in turns.iter().enumerate() {
            match groups.last_mut() {
                Some(group) if turn.beside && turns[group[0]].role == turn.role => group.push(at),
                _ => groups.push(vec![at]),
            }
        }
        let known = groups
            .iter()
            .any(|group| group.len() > 1)
            .then(|| Standing::of(thread));
        for mut group in groups {
            if let Some(standing) = known.as_ref().filter(|_| group.len() > 1) {
                let best = (0..group.len())
                    .rev()
                    .max_by_key(|place| standing.of_turn(&seen, group[*place]))
                    .unwrap_or(0);
                let main = group.remove(best);
                seen.beside.push((seen.rows.len(), group));
                seen.rows.push(main);
            } else {
                seen.rows.push(group[0]);
            }
        }
        seen
    }

    pub(super) fn turn(&self, row: usize) -> &'a Turn {
        &self.turns[self.rows[row]]
    }

    pub(super) fn at(&self, turn: usize) -> &'a Turn {
        &self.turns[turn]
    }

    pub(super) fn key(&self, row: usize) -> u64 {
        self.keys[self.rows[row]]
    }

    pub(super) fn key_at(&self, turn: usize) -> u64 {
        self.keys[turn]
    }

    pub(super) fn id(&self, row: usize) -> Option<&'a str> {
        self.ids[self.rows[row]]
    }

    pub(super) fn id_at(&self, turn: usize) -> Option<&'a str> {
        self.ids[turn]
    }
}

/// Which of several replies side by side the conversation goes on from: a picked one, else the one on the branch.
struct Standing<'a> {
    ids: HashMap<&'a str, usize>,
    texts: HashMap<u64, usize>,
    nodes: HashMap<u32, usize>,
    picked: HashSet<usize>,
    branch: HashSet<usize>,
}

impl<'a> Standing<'a> {
    fn of(thread: &'a Thread) -> Self {
        let kept = || thread.kept.iter().enumerate();
        Self {
            ids: kept()
                .filter_map(|(at, kept)| Some((kept.site_id.as_deref()?, at)))
                .collect(),
            texts: kept().map(|(at, kept)| (kept.key, at)).collect(),
            nodes: thread
                .open
                .iter()
                .flat_map(|at| thread.kept[*at].nodes.iter().map(|node| (*node, *at)))
                .collect(),
            picked: thread
                .gestures
                .iter()
                .filter(|(_, kind)| *kind == GestureKind::Prefer)
                .map(|(at, _)| *at)
                .collect(),
            branch: thread.branch.iter().copied().collect(),
        }
    }

    fn of_turn(&self, seen: &Seen<'_>, turn: usize) -> u8 {
        let known = seen
            .id_at(turn)
            .and_then(|id| self.ids.get(id))
            .or_else(|| seen.at(turn).nodes.iter().find_map(|node| self.nodes.get(node)))
            .or_else(|| self.texts.get(&seen.key_at(turn)));
        match known {
            Some(at) if self.picked.contains(at) => 2,
            Some(at) if self.branch.contains(at) => 1,
            _ => 0,
        }
    }
}
