//! A look at the page, with what its layout says about the turns: numbers in a list, versions, replies side by side, the newest first.
//!
//! In: what `page` found. Out: the same turns in the order of time, each with its place, its version and whether it stands beside
//! the turn before. Remembers only whether this page shows the newest turn first.

use std::collections::{BTreeMap, HashMap, HashSet};

use shared::conversation::Role;

use crate::capture::mirror::{Former, Mirror, Node, NodeId, collapse};
use crate::capture::page::{self, Found, Turn};
use crate::capture::pager::{self, Following};
use crate::capture::sites::Sites;

/// Attributes in which long lists number their rows.
const NUMBERS: &[&str] = &[
    "data-index",
    "data-item-index",
    "data-turn-index",
    "data-message-index",
    "data-known-index",
    "data-virtual-index",
    "data-rowindex",
    "aria-posinset",
    "aria-rowindex",
];
/// An end of a text that is shorter than this many characters may stand elsewhere too.
const LEAST_KNOWN: usize = 4;
/// A row lies at most this far around the turn.
const ROW_WITHIN: usize = 4;

/// Reads one page again and again.
#[derive(Default)]
pub struct Reading {
    /// The newest turn stands first.
    reversed: bool,
    /// The elements of the last look's turns.
    before: HashSet<NodeId>,
    /// The turn that each of these elements holds.
    turns: HashMap<NodeId, usize>,
    /// Which way this page was first seen to run.
    decided: bool,
}

impl Reading {
    /// Reads the turns of the page. Nothing when the page shows no conversation.
    pub fn read(&mut self, mirror: &Mirror, sites: &Sites, url: &str, typed: &[String]) -> Option<Found> {
        let mut found = page::read(mirror, sites, url, typed)?;
        let declared = found.method.starts_with("adapter");
        self.arrange(mirror, &mut found.turns, typed, declared);
        self.turns.clear();
        for (at, turn) in found.turns.iter().enumerate() {
            self.turns.extend(turn.nodes.iter().map(|node| (*node, at)));
        }
        Some(found)
    }

    /// Whether the page shows the newest turn first.
    #[must_use]
    pub fn is_newest_first(&self) -> bool {
        self.reversed
    }

    /// Goes on with a page that was read before.
    pub fn restore(&mut self, newest_first: bool) {
        (self.reversed, self.decided) = (newest_first, true);
    }

    /// Takes over the words that turns have grown by, and says which turns; nothing when anything else has changed.
    ///
    /// Only plain words at the very end of a turn count, in an element that held nothing but text before: whatever a page's
    /// reader does with a turn, it does the same to its last words.
    pub fn grown(
        &self,
        mirror: &Mirror,
        turns: &mut [Turn],
        described: &BTreeMap<NodeId, Option<Former>>,
    ) -> Option<Vec<usize>> {
        let mut grown = Vec::with_capacity(described.len());
        for (id, former) in described {
            let (former, node) = (former.as_ref()?, mirror.node(*id)?);
            let text = node.only_text()?;
            if !former.is_still(node) || node.keeps_breaks || !mirror.is_shown(*id) {
                return None;
            }
            if text == former.text {
                continue;
            }
            let added = text
                .strip_prefix(former.text.as_str())
                .filter(|added| is_plain(added))?;
            let turn = mirror
                .ancestors(*id)
                .find_map(|outer| self.turns.get(&outer))
                .copied()?;
            let shown = &mut turns.get_mut(turn)?.text;
            let (before, now) = (collapse(&former.text), collapse(&text));
            // A text without blanks at its end goes on where it ended; else the blank comes with the next word.
            if before.chars().count() < LEAST_KNOWN || !shown.ends_with(&before) || added.is_empty() {
                return None;
            }
            shown.push_str(&now[before.len()..]);
            grown.push(turn);
        }
        Some(grown)
    }

    fn arrange(&mut self, mirror: &Mirror, turns: &mut [Turn], typed: &[String], declared: bool) {
        if !declared && stand_upside_down(mirror, turns) {
            turn_over(turns);
        }
        let rows = Rows::of(mirror, turns);
        for turn in turns.iter_mut() {
            rows.number(mirror, turn);
        }
        let others: HashMap<NodeId, usize> = turns
            .iter()
            .enumerate()
            .flat_map(|(at, turn)| turn.nodes.iter().map(move |node| (*node, at)))
            .collect();
        let mut rows = Following::default();
        for (at, turn) in turns.iter_mut().enumerate() {
            let is_other = |id: NodeId| others.get(&id).is_some_and(|other| *other != at);
            if let Some(version) = pager::of_turn(mirror, &turn.nodes, &mut rows, is_other) {
                turn.variant = Some(version);
                without_pager(&mut turn.text, version);
            }
        }
        for at in 1..turns.len() {
            if turns[at].role == Role::Assistant
                && turns[at - 1].role == Role::Assistant
                && stand_side_by_side(mirror, &turns[at - 1], &turns[at])
            {
                turns[at].beside = true;
            }
        }
        if declared {
            return;
        }
        self.learn_order(turns, typed);
        if self.reversed {
            turn_over(turns);
        }
    }

    /// Which way time runs: by the numbers of the rows, else by where the question appears that was just typed.
    fn learn_order(&mut self, turns: &[Turn], typed: &[String]) {
        let numbers: Vec<u32> = turns.iter().filter_map(|turn| turn.place).collect();
        if numbers.len() >= 2 && numbers.len() == turns.len() {
            self.reversed = numbers.windows(2).all(|pair| pair[0] > pair[1]);
            return;
        }
        if !self.decided
            && let ([first, .., last], true) = (turns, self.before.is_empty())
        {
            // The first look at a page finds it at rest, as a rule: then the newest turn is a reply.
            self.decided = first.role != last.role;
            self.reversed = first.role == Role::Assistant && last.role == Role::User && turns.len() > 2;
        }
        let letters = |text: &str| -> String {
            text.chars()
                .filter(|character| character.is_alphanumeric())
                .collect()
        };
        let is_new = |turn: &Turn| !turn.nodes.iter().any(|node| self.before.contains(node));
        if let ([first, .., last], Some(typed)) = (turns, typed.last()) {
            let asked = |question: Option<&Turn>| {
                question.is_some_and(|turn| is_new(turn) && letters(&turn.text) == letters(typed))
            };
            let mut questions = turns.iter().filter(|turn| turn.role == Role::User);
            let (first_question, last_question) = (questions.next(), questions.next_back());
            if is_new(first) && !is_new(last) && asked(first_question) {
                self.reversed = true;
            } else if is_new(last) && !is_new(first) && asked(last_question) {
                self.reversed = false;
            }
        }
        self.before = turns.iter().flat_map(|turn| turn.nodes.iter().copied()).collect();
    }
}

/// Words that mean nothing to markdown wherever they stand in a line.
fn is_plain(added: &str) -> bool {
    added.chars().all(|character| {
        character.is_alphanumeric() || matches!(character, ' ' | ',' | '.' | ';' | '?' | '\'' | '"')
    })
}

/// Whether the turns run against the order of the page.
fn stand_upside_down(mirror: &Mirror, turns: &[Turn]) -> bool {
    let ends = |turn: &Turn| turn.nodes.first().copied();
    let ([first, .., last], false) = (turns, turns.len() < 2) else {
        return false;
    };
    let (Some(first), Some(last)) = (ends(first), ends(last)) else {
        return false;
    };
    let way = |id: NodeId| {
        let mut way: Vec<NodeId> = mirror.ancestors(id).collect();
        way.reverse();
        way
    };
    let (one, other) = (way(first), way(last));
    let parting = one
        .iter()
        .zip(&other)
        .take_while(|(one, other)| one == other)
        .count();
    let (Some(outer), Some(one), Some(other)) = (
        parting.checked_sub(1).map(|at| one[at]),
        one.get(parting),
        other.get(parting),
    ) else {
        return false;
    };
    let mut children = mirror.node(outer).into_iter().flat_map(Node::elements);
    children.find(|child| child == one || child == other) == Some(*other)
}

/// The other way round; replies side by side stay in their order.
fn turn_over(turns: &mut [Turn]) {
    turns.reverse();
    for group in turns.chunk_by_mut(|left, _| left.beside) {
        group.reverse();
    }
}

/// Rows of a numbered list: each number names one place, and the numbers run one way.
struct Rows {
    attribute: Option<&'static str>,
    by_id: bool,
}

impl Rows {
    fn of(mirror: &Mirror, turns: &[Turn]) -> Self {
        let fits = |numbers: Vec<Option<u32>>| {
            let all: Vec<u32> = numbers.iter().flatten().copied().collect();
            !all.is_empty()
                && all.len() == turns.len()
                && (all.windows(2).all(|pair| pair[0] <= pair[1])
                    || all.windows(2).all(|pair| pair[0] >= pair[1]))
                && all.iter().collect::<HashSet<_>>().len() * 2 >= all.len()
        };
        let attribute = NUMBERS.iter().copied().find(|name| {
            fits(
                turns
                    .iter()
                    .map(|turn| attribute_of(mirror, turn, name))
                    .collect(),
            )
        });
        Self {
            attribute,
            by_id: turns.iter().any(|turn| turn.site_id.is_some())
                && turns
                    .iter()
                    .all(|turn| turn.site_id.as_deref().is_none_or(is_number)),
        }
    }

    fn number(&self, mirror: &Mirror, turn: &mut Turn) {
        turn.place = self.attribute.and_then(|name| attribute_of(mirror, turn, name));
        if self.by_id {
            // The number of a row is no name: another version of the reply has the same.
            let id = turn.site_id.take();
            turn.place = turn.place.or_else(|| id?.parse().ok());
        }
    }
}

fn is_number(id: &str) -> bool {
    id.len() <= 5 && id.parse::<u32>().is_ok()
}

fn attribute_of(mirror: &Mirror, turn: &Turn, name: &str) -> Option<u32> {
    let first = *turn.nodes.first()?;
    mirror
        .ancestors(first)
        .take(ROW_WITHIN)
        .find_map(|id| mirror.node(id)?.attribute(name)?.parse().ok())
}

/// Whether two turns share a line of the page: one begins where the other ends.
fn stand_side_by_side(mirror: &Mirror, left: &Turn, right: &Turn) -> bool {
    let bounds = |turn: &Turn| {
        mirror
            .node(*turn.nodes.first()?)?
            .bounds
            .filter(|bounds| bounds.width > 0.0)
    };
    let (Some(one), Some(other)) = (bounds(left), bounds(right)) else {
        return false;
    };
    let apart = one.left + one.width <= other.left + 2.0 || other.left + other.width <= one.left + 2.0;
    let (narrow, wide) = (one.width.min(other.width), one.width.max(other.width));
    apart && narrow * 2.0 >= wide
}

/// Takes the line away that a pager inside the turn left in its text.
fn without_pager(text: &mut String, version: (u32, u32)) {
    let is_pager = |line: &str| {
        let line: String = collapse(line)
            .chars()
            .filter(|character| !character.is_whitespace())
            .collect();
        pager::version(&line) == Some(version)
    };
    let end = text.trim_end();
    if let Some(last) = end.lines().next_back().filter(|line| is_pager(line)) {
        let keep = end.len() - last.len();
        text.truncate(keep);
        text.truncate(text.trim_end().len());
    } else if let Some(first) = text.lines().next().filter(|line| is_pager(line)) {
        *text = text[first.len()..].trim_start().to_owned();
    }
}
