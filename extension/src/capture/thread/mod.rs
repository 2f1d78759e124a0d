//! One thread as it grows: a tree of messages that outlives what the page shows at the moment.
//!
//! In: the turns of one look at the page, the time. Out: messages with parents, the visible branch, what is settled.
//! Turns are matched to known messages by the site's own id, by text, or by the element of a reply that still grows. What is
//! missing from the page (a virtualised list unmounts it) stays; what appears above the known turns is put before them; what
//! appears in place of known turns becomes their sibling.
//! Replies before the first question are greetings of the page and are left out.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use shared::conversation::{AsideKind, GestureKind, Message, MessageId, RawAside, RawCitation, Role};
use shared::time::Timestamp;

use crate::capture::mirror::NodeId;
use crate::capture::page::Turn;

use self::seen::Seen;

mod absorb; // what another page knows of the same thread
mod align; // which turn is which known message
mod judged; // what the person did to its messages
mod likeness; // the same message, or another version of it
mod merge; // taking a look over
mod parts; // windows of a long list, with something missing between them
mod seen; // one look, prepared

/// A reply that has not changed for this long, on a quiet page without a busy marker, is finished.
const SETTLES_AFTER: i64 = 1_200;
/// As above, on a page that never is quiet: well beyond the slowest pace of the lens, 8 seconds, in which it may be told nothing.
const SETTLES_RESTLESS_AFTER: i64 = 20_000;
/// As above, beside a busy marker that never goes away.
const SETTLES_BUSY_AFTER: i64 = 30_000;
/// More messages than this in one thread are not kept.
const MAX_MESSAGES: usize = 5_000;
/// One of several replies that is left alone this soon after a click was picked.
const PICKED_WITHIN: i64 = 5_000;
/// A branch that began so short a time before the address changed may have been the other thread already.
const TURNING_DOUBTED: i64 = 2_500;

/// A message of the thread.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    parent: Option<usize>,
    role: Role,
    text: String,
    model: Option<String>,
    citations: Vec<(String, String)>,
    #[serde(default)]
    asides: Vec<(AsideKind, String)>,
    site_id: Option<String>,
    changed: i64,
    settled: bool,
    /// Which of how many versions the page said it is.
    #[serde(default)]
    variant: Option<(u32, u32)>,
    /// Its number in the page's list.
    #[serde(default)]
    place: Option<u32>,
    /// Something may be missing between its parent and it.
    #[serde(default)]
    gap: bool,
    /// Another version of it was asked for.
    #[serde(default)]
    redo: bool,
    /// It is shown next to other replies to the same question.
    #[serde(default)]
    beside: bool,
    #[serde(default)]
    nodes: Vec<NodeId>,
    /// The child that was last on the branch.
    #[serde(default)]
    chosen: Option<usize>,
    #[serde(skip)]
    children: Vec<usize>,
    #[serde(skip)]
    key: u64,
}

/// The growing thread.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Thread {
    kept: Vec<Kept>,
    branch: Vec<usize>,
    gestures: Vec<(usize, GestureKind)>,
    /// What was said with the rating of a message.
    #[serde(default)]
    said: Vec<(usize, String)>,
    #[serde(skip)]
    roots: Vec<usize>,
    /// What is not settled.
    #[serde(skip)]
    open: Vec<usize>,
    /// The message that each turn of the last look shows.
    #[serde(default)]
    shown: Vec<Option<usize>>,
    /// When the person last clicked something.
    #[serde(default)]
    clicked: Option<i64>,
    /// As it was before another branch began, and when that was.
    #[serde(skip)]
    former: Option<(Box<Thread>, i64)>,
}

/// What taking over the turns of a look did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Unchanged,
    Changed,
    /// None of the turns belongs to this thread: the page shows another one.
    Another,
}

impl Thread {
    /// Takes over what the page shows now.
    pub fn update(&mut self, turns: &[Turn], now: Timestamp) -> Outcome {
        let seen = Seen::new(turns, self);
        let mut outcome = self.take(&seen, now);
        if outcome != Outcome::Another {
            if self.look_beside(&seen, now) && outcome == Outcome::Unchanged {
                outcome = Outcome::Changed;
            }
            self.remember_shown(turns);
        }
        outcome
    }

    /// Takes over one turn of the last look that has a new text; nothing when that is no mere change of a text.
    pub fn retext(&mut self, turn: usize, shown: &Turn, now: Timestamp) -> Option<Outcome> {
        let at = (*self.shown.get(turn)?)?;
        let kept = &self.kept[at];
        let mere = kept.role == shown.role
            && kept.nodes == shown.nodes
            && kept.site_id == shown.site_id
            && kept.variant == shown.variant
            && !shown.beside
            && !kept.redo
            && (!kept.settled || kept.text == shown.text);
        if !mere {
            return None;
        }
        let turns = std::slice::from_ref(shown);
        Some(if self.refresh(at, &Seen::new(turns, self), 0, now) {
            Outcome::Changed
        } else {
            Outcome::Unchanged
        })
    }

    /// Takes over a page on which the first question in sight was rewritten: a sibling of the old one, with all that follows.
    pub fn rewrite_first(&mut self, turns: &[Turn], now: Timestamp) {
        let first = self.shown.iter().flatten().next().copied();
        let place = first
            .and_then(|first| self.branch.iter().position(|at| *at == first))
            .unwrap_or(0);
        for at in std::mem::take(&mut self.open) {
            self.kept[at].settled = true;
        }
        let seen = Seen::new(turns, self);
        let row = (0..seen.rows.len()).find(|row| seen.turn(*row).role == Role::User);
        if let Some(row) = row {
            let is_question = |place: &usize| self.kept[self.branch[*place]].role == Role::User;
            let place = (place..self.branch.len()).find(is_question).unwrap_or(place);
            self.turn_off(&seen, row, place, now);
        }
        self.remember_branch();
        self.remember_shown(turns);
    }

    /// Whether a look would begin another branch.
    #[must_use]
    pub fn would_turn(&self, turns: &[Turn]) -> bool {
        let seen = Seen::new(turns, self);
        let pairs = self.align(&seen, &self.branch);
        self.better_path(&seen, pairs.len()).is_none() && self.compare(&seen, &pairs).turning.is_some()
    }

    /// Notes that the person clicked something: what vanishes now was not chosen.
    pub fn clicked(&mut self, now: Timestamp) {
        self.clicked = Some(now.0);
    }

    /// Lets time pass: finishes what has stopped growing. True when something was finished.
    pub fn settle(&mut self, quiet: bool, busy: bool, now: Timestamp) -> bool {
        if self
            .former
            .as_ref()
            .is_some_and(|(_, at)| now.0.saturating_sub(*at) > TURNING_DOUBTED)
        {
            self.former = None;
        }
        let last = self.branch.last().copied();
        let mut finished = false;
        for at in self.open.clone() {
            let kept = &self.kept[at];
            let still = now.0.saturating_sub(kept.changed);
            let wait = match (busy, quiet) {
                (true, _) => SETTLES_BUSY_AFTER,
                (false, true) => SETTLES_AFTER,
                (false, false) => SETTLES_RESTLESS_AFTER,
            };
            let grows = Some(at) == last
                || (kept.beside && last.is_some_and(|last| self.kept[last].parent == kept.parent));
            if !grows || still >= wait || (kept.role == Role::User && still >= SETTLES_AFTER) {
                self.finish(at);
                finished = true;
            }
        }
        finished
    }

    /// Whether a message is still being written.
    #[must_use]
    pub fn is_streaming(&self) -> bool {
        self.branch.last().is_some_and(|at| !self.kept[*at].settled)
    }

    /// Messages on the visible branch, and how many of them are settled.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let growing = self.open.iter().filter(|at| self.branch.contains(at)).count();
        (self.branch.len(), self.branch.len() - growing)
    }

    /// Whether there is nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How much text there is, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.kept.iter().map(|kept| kept.text.len()).sum()
    }

    /// Whether a look shows messages of this thread, and nothing that this thread does not know.
    #[must_use]
    pub fn explains(&self, turns: &[Turn]) -> bool {
        let seen = Seen::new(turns, self);
        self.align(&seen, &self.branch).len() == seen.rows.len()
    }

    /// Whether a look shows any message of this thread.
    #[must_use]
    pub fn shows(&self, turns: &[Turn]) -> bool {
        let seen = Seen::new(turns, self);
        !self.align(&seen, &self.branch).is_empty()
    }

    /// Whether a look begins as this thread does: the first question, and its reply if both are there.
    #[must_use]
    pub fn begins_like(&self, turns: &[Turn]) -> bool {
        let Some(from) = turns.iter().position(|turn| turn.role == Role::User) else {
            return false;
        };
        let is = |at: usize, turn: &Turn| turn.role == self.kept[at].role && turn.text == self.kept[at].text;
        self.roots.iter().any(|root| {
            is(*root, &turns[from])
                && turns
                    .get(from + 1)
                    .is_none_or(|reply| self.children(Some(*root)).iter().any(|at| is(*at, reply)))
        })
    }

    /// The thread as it was before a branch began that turns out to be another thread: the look shows it at another address,
    /// and it began a moment ago.
    #[must_use]
    pub fn before_turning(&mut self, turns: &[Turn], now: Timestamp) -> Option<Self> {
        let (former, at) = self.former.take()?;
        let soon = now.0.saturating_sub(at) <= TURNING_DOUBTED;
        (soon && self.explains(turns) && !former.explains(turns)).then_some(*former)
    }

    /// Whether a look is drawn with elements that showed this thread before.
    #[must_use]
    pub fn shares_elements(&self, turns: &[Turn]) -> bool {
        let nodes: HashSet<NodeId> = turns.iter().flat_map(|turn| turn.nodes.iter().copied()).collect();
        self.branch
            .iter()
            .any(|at| self.kept[*at].nodes.iter().any(|node| nodes.contains(node)))
    }

    /// The text of the first question, as it was before it was rewritten.
    #[must_use]
    pub fn first_question(&self) -> Option<&str> {
        let first = self.roots.first().map(|at| &self.kept[*at]);
        first
            .filter(|kept| kept.role == Role::User)
            .or_else(|| {
                let mut branch = self.branch.iter().map(|at| &self.kept[*at]);
                branch.find(|kept| kept.role == Role::User)
            })
            .map(|kept| kept.text.as_str())
    }

    /// Every settled message, parents first.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        let order = self.parents_first();
        order
            .into_iter()
            .filter(|at| self.kept[*at].settled)
            .map(|at| {
                let kept = &self.kept[at];
                Message {
                    id: name(at),
                    parent_id: kept.parent.map(name),
                    role: kept.role,
                    text: kept.text.clone(),
                    model: kept.model.clone(),
                    asides: kept
                        .asides
                        .iter()
                        .map(|(kind, text)| RawAside {
                            kind: *kind,
                            text: text.clone(),
                        })
                        .collect(),
                    citations: kept
                        .citations
                        .iter()
                        .map(|(title, url)| RawCitation {
                            title: title.clone(),
                            url: url.clone(),
                        })
                        .collect(),
                }
            })
            .collect()
    }

    /// The settled part of the visible path.
    #[must_use]
    pub fn branch(&self) -> Vec<MessageId> {
        self.branch
            .iter()
            .take_while(|at| self.kept[**at].settled)
            .map(|at| name(*at))
            .collect()
    }

    /// Puts the thread back together after a restart; a snapshot that makes no sense leaves it empty.
    #[must_use]
    pub fn restored(mut self) -> Self {
        let count = self.kept.len();
        let within = |at: &Option<usize>| at.is_none_or(|at| at < count);
        let sound = self
            .kept
            .iter()
            .enumerate()
            .all(|(at, kept)| within(&kept.parent) && within(&kept.chosen) && kept.parent != Some(at))
            && self.branch.iter().all(|at| *at < count)
            && self.gestures.iter().all(|(at, _)| *at < count)
            && self.said.iter().all(|(at, _)| *at < count)
            && self.shown.iter().flatten().all(|at| *at < count);
        if !sound {
            return Self::default();
        }
        for at in 0..count {
            self.kept[at].key = seen::key(&self.kept[at].text);
            match self.kept[at].parent {
                Some(parent) => self.kept[parent].children.push(at),
                None => self.roots.push(at),
            }
            if !self.kept[at].settled {
                self.open.push(at);
            }
        }
        let is_tree = self.parents_first().len() == count;
        let is_path = self.branch.iter().enumerate().all(|(place, at)| {
            self.kept[*at].parent == place.checked_sub(1).map(|before| self.branch[before])
        });
        let chosen = self.kept.iter().enumerate().all(|(at, kept)| {
            kept.chosen
                .is_none_or(|child| self.kept[child].parent == Some(at))
        });
        if is_tree && is_path && chosen {
            self
        } else {
            Self::default()
        }
    }

    /// Forgets the elements: they were those of another document.
    #[must_use]
    pub fn in_another_document(mut self) -> Self {
        for at in std::mem::take(&mut self.open) {
            self.kept[at].settled = true;
        }
        for kept in &mut self.kept {
            kept.nodes.clear();
            kept.redo = false;
        }
        self.shown.clear();
        self.clicked = None;
        self
    }

    fn parents_first(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.kept.len());
        let mut open: Vec<usize> = self.roots.iter().rev().copied().collect();
        while let Some(at) = open.pop() {
            if order.len() >= self.kept.len() {
                break;
            }
            order.push(at);
            open.extend(self.kept[at].children.iter().rev());
        }
        order
    }

    fn children(&self, parent: Option<usize>) -> &[usize] {
        match parent {
            Some(parent) => &self.kept[parent].children,
            None => &self.roots,
        }
    }

    /// Makes a message the child of another one, and of nobody else.
    fn hang(&mut self, at: usize, parent: Option<usize>) {
        match self.kept[at].parent {
            Some(former) => self.kept[former].children.retain(|child| *child != at),
            None => self.roots.retain(|root| *root != at),
        }
        self.kept[at].parent = parent;
        match parent {
            Some(parent) => self.kept[parent].children.push(at),
            None => self.roots.push(at),
        }
    }

    fn finish(&mut self, at: usize) {
        self.kept[at].settled = true;
        self.open.retain(|open| *open != at);
    }

    /// Every message on the branch knows which way the branch goes on.
    fn remember_branch(&mut self) {
        for pair in self.branch.windows(2) {
            self.kept[pair[0]].chosen = Some(pair[1]);
        }
    }

    fn remember_shown(&mut self, turns: &[Turn]) {
        let mut by_node: HashMap<NodeId, usize> = HashMap::new();
        for at in self.branch.iter().chain(self.shown.iter().flatten()) {
            for node in &self.kept[*at].nodes {
                by_node.insert(*node, *at);
            }
        }
        let of = |turn: &Turn| {
            let at = turn.nodes.first().and_then(|node| by_node.get(node)).copied();
            at.filter(|at| self.kept[*at].text == turn.text && self.kept[*at].nodes == turn.nodes)
        };
        self.shown = turns.iter().map(of).collect();
    }

    /// Takes over replies that are shown next to one another; notes which of them was picked.
    fn look_beside(&mut self, seen: &Seen<'_>, now: Timestamp) -> bool {
        let mut changed = false;
        for (row, others) in &seen.beside {
            let main = self.branch.iter().rev().copied().find(|at| {
                let turn = seen.turn(*row);
                self.kept[*at].role == turn.role && self.kept[*at].nodes == turn.nodes
            });
            let Some(main) = main else { continue };
            let parent = self.kept[main].parent;
            self.kept[main].beside = true;
            for turn in others {
                let at = match self.child_like(parent, seen, *turn).filter(|at| *at != main) {
                    Some(at) => {
                        changed |= self.refresh(at, seen, *turn, now);
                        Some(at)
                    }
                    None => {
                        changed = true;
                        self.add(parent, seen, *turn, now)
                    }
                };
                if let Some(at) = at {
                    self.kept[at].beside = true;
                }
            }
        }
        changed | self.pick(seen, now)
    }

    /// A reply that stood beside others and stands alone right after a click was picked.
    fn pick(&mut self, seen: &Seen<'_>, now: Timestamp) -> bool {
        let grouped: Vec<usize> = seen.beside.iter().map(|(row, _)| *row).collect();
        let mut picked = Vec::new();
        for row in 0..seen.rows.len() {
            let turn = seen.turn(row);
            if turn.role != Role::Assistant || grouped.contains(&row) {
                continue;
            }
            let alone = self
                .branch
                .iter()
                .rev()
                .take(4)
                .copied()
                .find(|at| self.kept[*at].beside && self.kept[*at].nodes == turn.nodes);
            picked.extend(alone);
        }
        let soon = self
            .clicked
            .is_some_and(|at| now.0.saturating_sub(at) <= PICKED_WITHIN);
        let mut changed = false;
        for at in picked {
            let siblings = self.children(self.kept[at].parent).to_vec();
            for sibling in &siblings {
                self.kept[*sibling].beside = false;
            }
            // Who called it a tie, or passed, has not picked what stays.
            let known = self
                .gestures
                .iter()
                .any(|(other, kind)| is_choice(*kind) && siblings.contains(other));
            if soon && !known && self.kept[at].settled {
                self.gestures.push((at, GestureKind::Prefer));
                changed = true;
            }
        }
        changed
    }

    /// Takes over the present text of a known message.
    fn refresh(&mut self, at: usize, seen: &Seen<'_>, turn: usize, now: Timestamp) -> bool {
        let (shown, id) = (seen.at(turn), seen.id_at(turn));
        let kept = &mut self.kept[at];
        if kept.nodes != shown.nodes {
            kept.nodes.clone_from(&shown.nodes);
        }
        if id.is_some() && kept.site_id.as_deref() != id {
            kept.site_id = id.map(str::to_owned);
        }
        if shown.model.is_some() && kept.model != shown.model {
            kept.model.clone_from(&shown.model);
        }
        kept.variant = shown.variant.or(kept.variant);
        kept.place = shown.place.or(kept.place);
        if kept.citations.len() != shown.citations.len()
            || kept
                .citations
                .iter()
                .zip(&shown.citations)
                .any(|(known, seen)| known.0 != seen.title || known.1 != seen.url)
        {
            kept.citations = named(&shown.citations);
        }
        // Thinking that was folded meanwhile was seen all the same.
        let thought = !shown.asides.is_empty() && kept.asides != asides(shown);
        if thought {
            kept.asides = asides(shown);
        }
        if kept.text == shown.text {
            return thought;
        }
        kept.text.clone_from(&shown.text);
        kept.key = seen.key_at(turn);
        kept.changed = now.0;
        kept.redo = false;
        if kept.settled {
            kept.settled = false;
            self.open.push(at);
        }
        true
    }

    fn add(&mut self, parent: Option<usize>, seen: &Seen<'_>, turn: usize, now: Timestamp) -> Option<usize> {
        let shown = seen.at(turn);
        let kept = Kept {
            parent,
            role: shown.role,
            text: shown.text.clone(),
            model: shown.model.clone(),
            citations: named(&shown.citations),
            asides: asides(shown),
            site_id: seen.id_at(turn).map(str::to_owned),
            changed: now.0,
            settled: false,
            variant: shown.variant,
            place: shown.place,
            gap: false,
            redo: false,
            beside: false,
            nodes: shown.nodes.clone(),
            chosen: None,
            children: Vec::new(),
            key: seen.key_at(turn),
        };
        let at = self.keep(kept)?;
        self.open.push(at);
        Some(at)
    }

    fn keep(&mut self, kept: Kept) -> Option<usize> {
        if self.kept.len() >= MAX_MESSAGES {
            return None;
        }
        let (at, parent) = (self.kept.len(), kept.parent);
        self.kept.push(kept);
        match parent {
            Some(parent) => self.kept[parent].children.push(at),
            None => self.roots.push(at),
        }
        Some(at)
    }
}

fn named(citations: &[RawCitation]) -> Vec<(String, String)> {
    citations
        .iter()
        .map(|citation| (citation.title.clone(), citation.url.clone()))
        .collect()
}

fn asides(turn: &Turn) -> Vec<(AsideKind, String)> {
    turn.asides
        .iter()
        .map(|aside| (aside.kind, aside.text.clone()))
        .collect()
}

/// Whether a gesture chooses among replies side by side, or declines to.
fn is_choice(kind: GestureKind) -> bool {
    matches!(
        kind,
        GestureKind::Prefer | GestureKind::PreferTie | GestureKind::PreferNeither | GestureKind::PreferSkip
    )
}

fn name(at: usize) -> MessageId {
    MessageId(format!("m{}", at + 1))
}

#[cfg(test)]
mod tests {
    use shared::conversation::Gesture;

    use super::*;

    fn turn(node: NodeId, text: &str) -> Turn {
        let role = if text.starts_with('U') {
            Role::User
        } else {
            Role::Assistant
        };
        Turn::new(vec![node], role, text.to_owned())
    }

    /// A thread after these looks, one second apart; a number before the text is the element.
    fn after(looks: &[&[(NodeId, &str)]]) -> Thread {
        let mut thread = Thread::default();
        for (second, look) in (0i64..).zip(looks) {
            let turns: Vec<Turn> = look.iter().map(|(node, text)| turn(*node, text)).collect();
            let now = Timestamp(second * 10_000);
            thread.settle(true, false, now);
            assert_ne!(thread.update(&turns, now), Outcome::Another);
        }
        thread.settle(true, false, Timestamp(1_000_000));
        thread
    }

    fn path(thread: &Thread) -> Vec<&str> {
        thread
            .branch
            .iter()
            .map(|at| thread.kept[*at].text.as_str())
            .collect()
    }

    #[test]
    fn greetings_before_the_first_question_are_left_out() {
        assert_eq!(
            path(&after(&[
                &[(1, "Hi!"), (2, "How can I help?")],
                &[(1, "Hi!"), (2, "How can I help?"), (3, "U1"), (4, "A1")]
            ])),
            ["U1", "A1"]
        );
    }

    #[test]
    fn turns_that_are_unmounted_stay_and_come_back_as_themselves() {
        let all: &[(NodeId, &str)] = &[(1, "U1"), (2, "A1"), (3, "U2"), (4, "A2")];
        let thread = after(&[all, &[(3, "U2"), (4, "A2")], &[(11, "U1"), (12, "A1")], all]);
        assert_eq!(path(&thread), ["U1", "A1", "U2", "A2"]);
        assert_eq!(thread.kept.len(), 4);
    }

    #[test]
    fn history_that_is_loaded_above_comes_first() {
        let thread = after(&[
            &[(5, "U3"), (6, "A3")],
            &[(1, "U1"), (2, "A1"), (3, "U2"), (4, "A2"), (5, "U3"), (6, "A3")],
        ]);
        assert_eq!(path(&thread), ["U1", "A1", "U2", "A2", "U3", "A3"]);
        let parents: Vec<_> = thread
            .messages()
            .into_iter()
            .map(|message| message.parent_id.is_none())
            .collect();
        assert_eq!(parents, [true, false, false, false, false, false]);
    }

    #[test]
    fn a_regenerated_reply_is_a_sibling_and_going_back_finds_the_old_one() {
        let thread = after(&[
            &[(1, "U1"), (2, "A1 long answer")],
            &[(1, "U1"), (3, "A another one")],
            &[(1, "U1"), (2, "A1 long answer")],
        ]);
        assert_eq!(path(&thread), ["U1", "A1 long answer"]);
        assert_eq!(thread.messages().len(), 3);
    }

    #[test]
    fn an_edited_question_is_a_sibling_and_counts_against_the_old_reply() {
        let thread = after(&[
            &[(1, "U1"), (2, "A1"), (3, "U2"), (4, "A2")],
            &[(1, "U1"), (2, "A1"), (3, "U2 better"), (5, "A3")],
        ]);
        assert_eq!(path(&thread), ["U1", "A1", "U2 better", "A3"]);
        assert_eq!(
            thread.gestures(),
            [Gesture::new(name(3), GestureKind::EditResend)]
        );
    }

    #[test]
    fn a_growing_reply_is_one_message_and_not_final_before_it_rests() {
        let mut thread = Thread::default();
        thread.update(&[turn(1, "U1"), turn(2, "A one")], Timestamp(0));
        thread.settle(true, false, Timestamp(500));
        assert_eq!(thread.branch(), [name(0)]);
        thread.update(&[turn(1, "U1"), turn(2, "A one **two**")], Timestamp(1_000));
        thread.settle(true, true, Timestamp(3_000));
        assert!(thread.is_streaming());
        thread.settle(true, false, Timestamp(3_000));
        assert_eq!(thread.branch(), [name(0), name(1)]);
    }

    #[test]
    fn other_turns_are_another_thread() {
        let mut thread = Thread::default();
        thread.update(&[turn(1, "U1"), turn(2, "A1")], Timestamp(0));
        assert_eq!(
            thread.update(&[turn(3, "U9"), turn(4, "A9")], Timestamp(0)),
            Outcome::Another
        );
    }
}
