//! What the person did to the messages of a thread: gestures, ratings, the reasons given with them.
//!
//! In: a turn of the last look, or a message's id, and what was done to it. Out: gestures on settled messages, and how each turn is rated.
//! Deliberately not here: finding gestures on the page, and what they say about a reply.

use shared::conversation::{Gesture, GestureKind, MessageId, Role};

use super::{Kept, Thread, name, seen};
use crate::capture::page::Turn;

/// More gestures than this in one thread are not kept.
const MAX_GESTURES: usize = 5_000;
/// More reasons than this are not kept.
pub(super) const MAX_REASONS: usize = 100;

impl Thread {
    /// What the person did to settled messages.
    #[must_use]
    pub fn gestures(&self) -> Vec<Gesture> {
        let mut gestures: Vec<(usize, Gesture)> = self
            .gestures
            .iter()
            .filter(|(at, _)| self.kept[*at].settled)
            .map(|(at, kind)| (*at, Gesture::new(name(*at), *kind)))
            .collect();
        for (rated, said) in &self.said {
            let rating = gestures
                .iter_mut()
                .rfind(|(at, gesture)| at == rated && is_judged(gesture.kind));
            if let Some((_, rating)) = rating {
                rating.said.push(said.clone());
            }
        }
        gestures.into_iter().map(|(_, gesture)| gesture).collect()
    }

    /// Notes a reason that was given with the last rating or report of the message that this turn shows.
    pub fn note_reason(&mut self, turn: &Turn, reason: &str) -> bool {
        let Some(at) = self.place_of(turn) else {
            return false;
        };
        let known = self
            .said
            .iter()
            .any(|(other, said)| *other == at && said == reason);
        let judged = self
            .gestures
            .iter()
            .any(|(other, kind)| *other == at && is_judged(*kind));
        if known || !judged || self.said.len() >= MAX_REASONS {
            return false;
        }
        self.said.push((at, reason.to_owned()));
        true
    }

    /// Notes a gesture on the message that this turn shows.
    pub fn note(&mut self, turn: &Turn, kind: GestureKind) -> bool {
        self.place_of(turn).is_some_and(|at| self.note_at(at, kind))
    }

    fn note_at(&mut self, at: usize, kind: GestureKind) -> bool {
        if self.gestures.len() >= MAX_GESTURES {
            return false;
        }
        if matches!(
            kind,
            GestureKind::ThumbsUp | GestureKind::ThumbsDown | GestureKind::ThumbsCleared
        ) {
            // Another rating has other reasons.
            self.said.retain(|(other, _)| *other != at);
        }
        self.gestures.push((at, kind));
        if matches!(
            kind,
            GestureKind::Regenerate | GestureKind::RegenerateModified | GestureKind::RegenerateFailed
        ) {
            self.kept[at].redo = true;
        }
        true
    }

    /// Notes how the person rates a reply of the visible path that is told by its id.
    pub fn rate(&mut self, id: &MessageId, kind: GestureKind) -> bool {
        let rated = self.branch.iter().copied().find(|at| &name(*at) == id);
        let Some(at) = rated.filter(|at| self.kept[*at].role == Role::Assistant) else {
            return false;
        };
        self.note_at(at, kind)
    }

    /// The message that a turn shows. Two replies may say the same; one element shows one of them.
    fn place_of(&self, turn: &Turn) -> Option<usize> {
        let text = seen::key(&turn.text);
        let find = |is: &dyn Fn(&Kept) -> bool| {
            let mut known = self
                .branch
                .iter()
                .rev()
                .chain(self.shown.iter().flatten())
                .copied()
                .chain((0..self.kept.len()).rev().filter(|at| self.kept[*at].beside));
            known.find(|at| self.kept[*at].role == turn.role && is(&self.kept[*at]))
        };
        find(&|kept| kept.nodes.iter().any(|node| turn.nodes.contains(node)))
            .or_else(|| find(&|kept| kept.key == text && kept.text == turn.text))
    }

    /// Notes a rating that stands on the page, unless the person has rated that message here.
    pub fn note_shown(&mut self, turn: &Turn, kind: GestureKind) -> bool {
        let Some(at) = self.place_of(turn) else {
            return false;
        };
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

    /// How the message of each turn of the last look is rated, −1, 0 or 1; nothing for one that is not finished.
    #[must_use]
    pub fn ratings(&self) -> Vec<Option<i8>> {
        let mut ratings = vec![0; self.kept.len()];
        for (at, kind) in &self.gestures {
            match kind {
                GestureKind::ThumbsUp => ratings[*at] = 1,
                GestureKind::ThumbsDown => ratings[*at] = -1,
                GestureKind::ThumbsCleared => ratings[*at] = 0,
                _ => {}
            }
        }
        let shown = self.shown.iter();
        shown
            .map(|at| at.filter(|at| self.kept[*at].settled).map(|at| ratings[at]))
            .collect()
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
}

/// Whether a gesture may come with reasons.
fn is_judged(kind: GestureKind) -> bool {
    matches!(
        kind,
        GestureKind::ThumbsUp | GestureKind::ThumbsDown | GestureKind::Report
    )
}

#[cfg(test)]
mod tests {
    use shared::time::Timestamp;

    use super::*;

    #[test]
    fn a_reply_is_rated_by_its_id_and_a_question_is_not() {
        let mut thread = Thread::default();
        let turns = [
            Turn::new(vec![1], Role::User, "U1".to_owned()),
            Turn::new(vec![2], Role::Assistant, "A1".to_owned()),
        ];
        thread.update(&turns, Timestamp(0));
        thread.settle(true, false, Timestamp(1_000_000));
        assert!(!thread.rate(&name(0), GestureKind::ThumbsUp));
        assert!(!thread.rate(&MessageId("m9".into()), GestureKind::ThumbsUp));
        assert!(thread.rate(&name(1), GestureKind::ThumbsUp));
        assert_eq!(thread.gestures(), [Gesture::new(name(1), GestureKind::ThumbsUp)]);
    }
}
