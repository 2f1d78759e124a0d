//! One thread as it grows: a tree of messages that outlives what the page shows at the moment.
//!
//! In: the turns of one look at the page, the time. Out: messages with parents, the visible branch, what is settled.
//! Turns are matched to known messages by the site's own id, by text, or by the element of a reply that still grows. What is
//! missing from the page (a virtualised list unmounts it) stays; what appears above the known turns is put before them; what
//! appears in place of known turns becomes their sibling.
//! Replies before the first question are greetings of the page and are left out.

use serde::{Deserialize, Serialize};
use shared::conversation::{
    AsideKind, Gesture, GestureKind, Message, MessageId, RawAside, RawCitation, Role,
};
use shared::time::Timestamp;

use crate::capture::mirror::NodeId;
use crate::capture::page::Turn;

mod align; // which turn is which known message

/// A reply that has not changed for this long, on a quiet page without a busy marker, is finished.
const SETTLES_AFTER: i64 = 1_200;
/// As above, on a page that never is quiet: well beyond the slowest pace of the lens, 8 seconds, in which it may be told nothing.
const SETTLES_RESTLESS_AFTER: i64 = 20_000;
/// As above, beside a busy marker that never goes away.
const SETTLES_BUSY_AFTER: i64 = 30_000;
/// More messages than this in one thread are not kept.
const MAX_MESSAGES: usize = 5_000;

/// A message of the thread.
#[derive(Serialize, Deserialize)]
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
    #[serde(skip)]
    nodes: Vec<NodeId>,
}

/// The growing thread.
#[derive(Default, Serialize, Deserialize)]
pub struct Thread {
    kept: Vec<Kept>,
    branch: Vec<usize>,
    gestures: Vec<(usize, GestureKind)>,
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
        let pairs = self.align(turns);
        if pairs.is_empty() {
            if !self.branch.is_empty() {
                return if turns.iter().any(|turn| turn.role == Role::User) {
                    Outcome::Another
                } else {
                    Outcome::Unchanged
                };
            }
            let from = turns
                .iter()
                .position(|turn| turn.role == Role::User)
                .unwrap_or(turns.len());
            for turn in &turns[from..] {
                self.append(turn, now);
            }
            return if from < turns.len() {
                Outcome::Changed
            } else {
                Outcome::Unchanged
            };
        }
        let mut changed = false;
        for (turn, place) in &pairs {
            changed |= self.refresh(self.branch[*place], &turns[*turn], now);
        }
        let (last_turn, last_place) = pairs[pairs.len() - 1];
        changed |= self.follow(&turns[last_turn + 1..], last_place, now);
        for window in pairs.windows(2).rev() {
            let ((left_turn, left_place), (right_turn, right_place)) = (window[0], window[1]);
            if right_place == left_place + 1 {
                changed |= self.insert(&turns[left_turn + 1..right_turn], right_place, now);
            }
        }
        let (first_turn, first_place) = pairs[0];
        if first_place == 0 {
            let from = turns[..first_turn]
                .iter()
                .position(|turn| turn.role == Role::User)
                .unwrap_or(first_turn);
            changed |= self.insert(&turns[from..first_turn], 0, now);
        }
        if changed {
            Outcome::Changed
        } else {
            Outcome::Unchanged
        }
    }

    /// Takes over a page on which the first question was rewritten: a sibling of the old one, with all that follows.
    pub fn rewrite_first(&mut self, turns: &[Turn], now: Timestamp) {
        if let Some(reply) = self
            .branch
            .iter()
            .copied()
            .find(|at| self.kept[*at].role == Role::Assistant)
        {
            self.gestures.push((reply, GestureKind::EditResend));
        }
        for at in &self.branch {
            self.kept[*at].settled = true;
        }
        self.branch.clear();
        let from = turns
            .iter()
            .position(|turn| turn.role == Role::User)
            .unwrap_or(turns.len());
        for turn in &turns[from..] {
            self.append(turn, now);
        }
    }

    /// Lets time pass: finishes what has stopped growing. True when something was finished.
    pub fn settle(&mut self, quiet: bool, busy: bool, now: Timestamp) -> bool {
        let mut any = false;
        let last = self.branch.last().copied();
        for (at, kept) in self.kept.iter_mut().enumerate().filter(|(_, kept)| !kept.settled) {
            let still = now.0.saturating_sub(kept.changed);
            let wait = match (busy, quiet) {
                (true, _) => SETTLES_BUSY_AFTER,
                (false, true) => SETTLES_AFTER,
                (false, false) => SETTLES_RESTLESS_AFTER,
            };
            if Some(at) != last || still >= wait || (kept.role == Role::User && still >= SETTLES_AFTER) {
                kept.settled = true;
                any = true;
            }
        }
        any
    }

    /// Whether a message is still being written.
    #[must_use]
    pub fn is_streaming(&self) -> bool {
        self.branch.last().is_some_and(|at| !self.kept[*at].settled)
    }

    /// Messages on the visible branch, and how many of them are settled.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (
            self.branch.len(),
            self.branch.iter().filter(|at| self.kept[**at].settled).count(),
        )
    }

    /// The text of the first question.
    #[must_use]
    pub fn first_question(&self) -> Option<&str> {
        self.branch
            .iter()
            .map(|at| &self.kept[*at])
            .find(|kept| kept.role == Role::User)
            .map(|kept| kept.text.as_str())
    }

    /// Every settled message, parents first.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        let mut order = Vec::new();
        let mut open: Vec<usize> = self.children(None).rev().collect();
        while let Some(at) = open.pop() {
            if order.len() > self.kept.len() {
                break;
            }
            if self.kept[at].settled {
                order.push(at);
                open.extend(self.children(Some(at)).rev());
            }
        }
        order
            .into_iter()
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

    /// What the person did to settled messages.
    #[must_use]
    pub fn gestures(&self) -> Vec<Gesture> {
        self.gestures
            .iter()
            .filter(|(at, _)| self.kept[*at].settled)
            .map(|(at, kind)| Gesture {
                message_id: name(*at),
                kind: *kind,
            })
            .collect()
    }

    /// Notes a gesture on the message that the turn with these elements shows.
    pub fn note(&mut self, turn: &Turn, kind: GestureKind) -> bool {
        let Some(place) = self.place_of(turn) else {
            return false;
        };
        self.gestures.push((self.branch[place], kind));
        true
    }

    /// Where on the branch the message is that a turn shows.
    fn place_of(&self, turn: &Turn) -> Option<usize> {
        let is_one = |at: &usize, by_element: bool| {
            let kept = &self.kept[*at];
            let same = kept.nodes.iter().any(|node| turn.nodes.contains(node));
            kept.role == turn.role && if by_element { same } else { kept.text == turn.text }
        };
        // Two replies may say the same; one element shows one of them.
        let by_element = self.branch.iter().rposition(|at| is_one(at, true));
        by_element.or_else(|| self.branch.iter().rposition(|at| is_one(at, false)))
    }

    /// Notes a rating that stands on the page, unless the person has rated that message here.
    pub fn note_shown(&mut self, turn: &Turn, kind: GestureKind) -> bool {
        let Some(place) = self.place_of(turn) else {
            return false;
        };
        let at = self.branch[place];
        let rated = self.gestures.iter().any(|(other, kind)| {
            *other == at
                && matches!(
                    kind,
                    GestureKind::ThumbsUp | GestureKind::ThumbsDown | GestureKind::ThumbsCleared
                )
        });
        if !rated {
            self.gestures.push((at, kind));
        }
        !rated
    }

    /// How early the reply that is being written is stopped, measured by the replies before it: nobody knows how long it would
    /// have become.
    #[must_use]
    pub fn stopped(&self) -> GestureKind {
        let length = |at: usize| self.kept[at].text.chars().count();
        let mut replies = self
            .branch
            .iter()
            .copied()
            .filter(|at| self.kept[*at].role == Role::Assistant);
        let Some(last) = replies.next_back() else {
            return GestureKind::Stop;
        };
        let mut others: Vec<usize> = replies.map(length).collect();
        others.sort_unstable();
        match others.get(others.len() / 2) {
            Some(usual) if length(last) * 5 < *usual => GestureKind::StopEarly,
            Some(usual) if length(last) * 10 > usual * 9 => GestureKind::StopLate,
            _ => GestureKind::Stop,
        }
    }

    /// Puts the thread back together after a restart; a snapshot that makes no sense leaves it empty.
    #[must_use]
    pub fn restored(self) -> Self {
        let sound = self.kept.iter().enumerate().all(|(at, kept)| {
            kept.parent
                .is_none_or(|parent| parent < self.kept.len() && parent != at)
        }) && self.branch.iter().all(|at| *at < self.kept.len())
            && self.gestures.iter().all(|(at, _)| *at < self.kept.len());
        if sound { self } else { Self::default() }
    }

    fn children(&self, parent: Option<usize>) -> impl DoubleEndedIterator<Item = usize> {
        self.kept
            .iter()
            .enumerate()
            .filter(move |(_, kept)| kept.parent == parent)
            .map(|(at, _)| at)
    }
    /// Takes over the present text of a known message.
    fn refresh(&mut self, at: usize, turn: &Turn, now: Timestamp) -> bool {
        let kept = &mut self.kept[at];
        kept.nodes.clone_from(&turn.nodes);
        if turn.site_id.is_some() {
            kept.site_id.clone_from(&turn.site_id);
        }
        if turn.model.is_some() {
            kept.model.clone_from(&turn.model);
        }
        kept.citations = turn
            .citations
            .iter()
            .map(|citation| (citation.title.clone(), citation.url.clone()))
            .collect();
        kept.asides = asides(turn);
        if kept.text == turn.text {
            return false;
        }
        kept.text.clone_from(&turn.text);
        kept.changed = now.0;
        kept.settled = false;
        true
    }

    /// Turns after the last known one: a continuation, or siblings of what stood there.
    fn follow(&mut self, turns: &[Turn], place: usize, now: Timestamp) -> bool {
        let Some(first) = turns.first() else { return false };
        let mut keep = place + 1;
        while keep < self.branch.len() && self.kept[self.branch[keep]].role != first.role {
            keep += 1;
        }
        let mut rest = turns;
        if let Some(at) = self.branch.get(keep).copied() {
            if !self.kept[at].settled && first.role == Role::Assistant {
                self.refresh(at, first, now);
                keep += 1;
                rest = &turns[1..];
            } else if first.role == Role::User
                && let Some(reply) = self.branch.get(keep + 1).copied()
            {
                self.gestures.push((reply, GestureKind::EditResend));
            }
        }
        self.branch.truncate(keep);
        for turn in rest {
            self.append(turn, now);
        }
        true
    }

    /// Adds a turn at the end of the branch: a message known as a sibling, or a new one.
    fn append(&mut self, turn: &Turn, now: Timestamp) {
        let parent = self.branch.last().copied();
        let known = self.children(parent).find(|at| {
            let kept = &self.kept[*at];
            kept.role == turn.role && kept.text == turn.text
        });
        if let Some(at) = known {
            self.refresh(at, turn, now);
            self.branch.push(at);
        } else if let Some(at) = self.add(parent, turn, now) {
            self.branch.push(at);
        }
    }

    /// Puts turns before the one at `place`: history that was loaded, or shells that were filled.
    fn insert(&mut self, turns: &[Turn], place: usize, now: Timestamp) -> bool {
        let after = self.branch[place];
        let mut parent = self.kept[after].parent;
        let mut new = Vec::new();
        for turn in turns {
            let Some(at) = self.add(parent, turn, now) else {
                break;
            };
            self.kept[at].settled = true;
            new.push(at);
            parent = Some(at);
        }
        if new.is_empty() {
            return false;
        }
        self.kept[after].parent = parent;
        self.branch.splice(place..place, new);
        true
    }

    fn add(&mut self, parent: Option<usize>, turn: &Turn, now: Timestamp) -> Option<usize> {
        if self.kept.len() >= MAX_MESSAGES {
            return None;
        }
        self.kept.push(Kept {
            parent,
            role: turn.role,
            text: turn.text.clone(),
            model: turn.model.clone(),
            citations: turn
                .citations
                .iter()
                .map(|citation| (citation.title.clone(), citation.url.clone()))
                .collect(),
            asides: asides(turn),
            site_id: turn.site_id.clone(),
            changed: now.0,
            settled: false,
            nodes: turn.nodes.clone(),
        });
        Some(self.kept.len() - 1)
    }
}

fn asides(turn: &Turn) -> Vec<(AsideKind, String)> {
    turn.asides
        .iter()
        .map(|aside| (aside.kind, aside.text.clone()))
        .collect()
}

fn name(at: usize) -> MessageId {
    MessageId(format!("m{}", at + 1))
}

#[cfg(test)]
mod tests {
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
            [Gesture {
                message_id: name(3),
                kind: GestureKind::EditResend
            }]
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
