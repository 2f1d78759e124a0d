//! Which turn a control belongs to.
//!
//! In: the mirror and the turns. Out: for an element, the turn that holds it, else the last one before it in the closest
//! surroundings that hold any. Made once for a look, so that many controls can be asked about.

use std::collections::HashMap;

use crate::capture::mirror::{Mirror, NodeId};
use crate::capture::page::Turn;

pub(super) struct Targets<'a> {
    mirror: &'a Mirror,
    /// For each element around or at a turn: the turns in it, with the child through which they are reached.
    below: HashMap<NodeId, Vec<(Option<NodeId>, usize)>>,
    own: HashMap<NodeId, usize>,
}

impl<'a> Targets<'a> {
    pub(super) fn new(mirror: &'a Mirror, turns: &[Turn]) -> Self {
        let mut below: HashMap<NodeId, Vec<(Option<NodeId>, usize)>> = HashMap::new();
        let mut own = HashMap::new();
        for (at, turn) in turns.iter().enumerate() {
            for node in &turn.nodes {
                own.insert(*node, at);
                let mut through = None;
                for outer in mirror.ancestors(*node) {
                    let reached = below.entry(outer).or_default();
                    if reached.last() != Some(&(through, at)) {
                        reached.push((through, at));
                    }
                    through = Some(outer);
                }
            }
        }
        Self { mirror, below, own }
    }

    /// The turn that holds the element.
    pub(super) fn holding(&self, id: NodeId) -> Option<usize> {
        self.mirror
            .ancestors(id)
            .find_map(|outer| self.own.get(&outer).copied())
    }

    /// The turn an element belongs to.
    pub(super) fn of(&self, id: NodeId) -> Option<usize> {
        if let Some(at) = self.holding(id) {
            return Some(at);
        }
        let mut through = id;
        for outer in self.mirror.ancestors(id).skip(1) {
            if let Some(reached) = self.below.get(&outer) {
                let mut before = None;
                let order = self.mirror.node(outer)?.elements();
                for child in order {
                    if child == through {
                        break;
                    }
                    let last = reached.iter().rev().find(|(way, _)| *way == Some(child));
                    before = last.map(|(_, at)| *at).or(before);
                }
                return before.or(reached.first().map(|(_, at)| *at));
            }
            through = outer;
        }
        None
    }
}
