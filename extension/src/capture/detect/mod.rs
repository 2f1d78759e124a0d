//! Finds the conversation on a page that no adapter knows.
//!
//! In: the mirror, and what the person typed and sent on this page. Out: the turns, with a confidence; or nothing.
//! `facts` walks the page once. Three readers propose conversations: `marked` (attributes that differ only in a word for the one or
//! the other side), `behaviour` (what was typed appears, and something new follows it), `siblings` (rows of one list that fall
//! into two kinds). `bodies` finds the text of each turn, `weigh` says what speaks for a chat with a model, and the proposal for
//! which most speaks becomes `turns`.
//! Deliberately careful: without a composer, without two sides, or without a sign that the other side is a model, the page is
//! not a chat. A false conversation is worse than none. Words of a language count as hints, never as conditions.

use std::collections::HashSet;

use shared::conversation::Role;

use crate::capture::marks::words;
use crate::capture::mirror::{Mirror, Node, NodeId};
use crate::capture::page::Found;

use self::facts::Page;
use self::typed::Shown;
use self::weigh::Prospect;

mod behaviour; // what was typed appears, and something new follows it
mod bodies; // the text of a turn, without what stands beside it
mod facts; // the page in one walk
mod marked; // attributes that name a side
mod siblings; // rows of one list, of two kinds
mod turns; // proposals as turns
mod typed; // where the page shows what was typed
mod weigh; // what speaks for a chat with a model

/// Below this a page is not a chat.
const SURE_ENOUGH: f64 = 0.6;

/// Looks for a conversation.
#[must_use]
pub fn detect(mirror: &Mirror, typed: &[String]) -> Option<Found> {
    let page = Page::new(mirror)?;
    if page.composers.is_empty() {
        return None;
    }
    let shown = page.shown(typed);
    let (confidence, candidate) = page.best(&shown)?;
    let turns = page.turns(&candidate, &shown, typed);
    let has = |role: Role| turns.iter().any(|turn| turn.role == role);
    if !has(Role::User) || !has(Role::Assistant) {
        return None;
    }
    Some(Found {
        turns,
        site: "unknown".to_owned(),
        method: "generic@1".to_owned(),
        confidence,
        busy: is_busy(mirror),
        degraded: false,
    })
}

/// A proposal, whether it was taken or not.
pub struct Weighed {
    /// The reader that made it.
    pub by: &'static str,
    /// Zero where it is no conversation with a model.
    pub confidence: f64,
    /// The first element of each turn.
    pub turns: Vec<(NodeId, Role)>,
}

/// The best proposals, for people who wonder why a page is not read: as many as wanted, the surest first.
#[must_use]
pub fn weighed(mirror: &Mirror, typed: &[String], most: usize) -> Vec<Weighed> {
    let Some(page) = Page::new(mirror) else {
        return Vec::new();
    };
    let shown = page.shown(typed);
    let mut all: Vec<(f64, Weighed)> = Vec::new();
    for mut candidate in page.proposals(&shown, true) {
        let prospect = page.prospect(&candidate, &shown);
        page.find_bodies(&mut candidate.items, &candidate.besides);
        let weighed = prospect.and_then(|prospect| page.weigh(&candidate, &prospect));
        let (confidence, rank) = weighed.unwrap_or_default();
        let items = candidate.items.iter();
        let first = |item: &Item| Some((page.spots[*item.pieces.first()?].id, item.role));
        let turns = items.filter_map(first).collect();
        let by = candidate.by;
        all.push((
            rank,
            Weighed {
                by,
                confidence,
                turns,
            },
        ));
        all.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        all.truncate(most);
    }
    all.into_iter().map(|(_, weighed)| weighed).collect()
}

impl Page<'_> {
    /// What all readers propose, in the order in which they are believed; without what cannot be taken unless that is wanted too.
    fn proposals(&self, shown: &[Shown], hopeless: bool) -> Vec<Candidate> {
        let mut known: HashSet<u64> = HashSet::new();
        let mut proposals = self.by_marks();
        proposals.extend(self.by_behaviour(shown));
        proposals.extend(self.by_siblings(shown, hopeless));
        // Several readers often see the same; the first to do so knows most about it.
        proposals.retain(|candidate| candidate.is_plausible() && known.insert(candidate.print()));
        proposals
    }

    /// The proposal for which most speaks, the first of equals, with its confidence. Texts are only looked for in those that can
    /// still be it.
    fn best(&self, shown: &[Shown]) -> Option<(f64, Candidate)> {
        let mut open: Vec<(usize, Prospect, Candidate)> = self
            .proposals(shown, false)
            .into_iter()
            .enumerate()
            .filter_map(|(at, candidate)| Some((at, self.prospect(&candidate, shown)?, candidate)))
            .collect();
        open.sort_by(|(one_at, one, _), (other_at, other, _)| {
            other.most.total_cmp(&one.most).then(one_at.cmp(other_at))
        });
        let mut best: Option<(f64, usize, f64, Candidate)> = None;
        for (at, prospect, mut candidate) in open {
            let beats = |rank: f64| {
                best.as_ref()
                    .is_none_or(|(best, first, ..)| rank > *best || (rank >= *best && at < *first))
            };
            if !beats(prospect.most) {
                continue;
            }
            self.find_bodies(&mut candidate.items, &candidate.besides);
            if let Some((confidence, rank)) = self.weigh(&candidate, &prospect)
                && confidence >= SURE_ENOUGH
                && beats(rank)
            {
                best = Some((rank, at, confidence, candidate));
            }
        }
        best.map(|(_, _, confidence, candidate)| (confidence, candidate))
    }
}

/// One turn of a proposal.
struct Item {
    role: Role,
    /// The elements that make it up, in the order of the page.
    pieces: Vec<usize>,
    /// Of each, the element that holds the text.
    bodies: Vec<usize>,
    left_out: Vec<usize>,
}

impl Item {
    fn new(role: Role, pieces: Vec<usize>) -> Self {
        Self {
            role,
            pieces,
            bodies: Vec::new(),
            left_out: Vec::new(),
        }
    }
}

/// A proposal: turns in the order of time.
struct Candidate {
    by: &'static str,
    items: Vec<Item>,
    /// The element around all of them.
    around: usize,
    /// Elements between the turns that are known not to be part of any.
    besides: Vec<usize>,
    /// How clearly attributes name the sides.
    marks: f64,
    /// They name a model.
    names_model: bool,
}

impl Candidate {
    /// Whether both sides take part, and one does not say everything at a stretch.
    fn is_plausible(&self) -> bool {
        let asks = |item: &Item| item.role == Role::User;
        let questions = self.items.iter().filter(|item| asks(item)).count();
        let doubled = self
            .items
            .windows(2)
            .filter(|pair| asks(&pair[0]) && asks(&pair[1]))
            .count();
        questions > 0 && questions < self.items.len() && doubled * 4 <= questions
    }

    fn print(&self) -> u64 {
        let items: Vec<(bool, &[usize])> = self
            .items
            .iter()
            .map(|item| (item.role == Role::User, item.pieces.as_slice()))
            .collect();
        facts::hash(&(items, self.marks >= 2.0, self.around))
    }
}

fn is_busy(mirror: &Mirror) -> bool {
    let is_stop = |node: &Node| {
        (node.tag == "button" || node.attribute("role") == Some("button"))
            && ["data-testid", "aria-label", "title"]
                .iter()
                .filter_map(|name| node.attribute(name))
                .any(|label| words(label).first().is_some_and(|word| word == "stop"))
    };
    mirror.root().is_some_and(|root| {
        mirror
            .walk_shown(root)
            .into_iter()
            .filter_map(|id| mirror.node(id))
            .any(|node| node.attribute("aria-busy") == Some("true") || is_stop(node))
    })
}
