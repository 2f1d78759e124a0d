//! Turns what the person did into signals.
//!
//! In: the gestures of a conversation, and the tree itself: siblings show what was asked for again.
//! Out: signals. Polarity and strength are published defaults, own judgement and uncalibrated.
//! No signal comes of a gesture that only looks like a judgement: another try after an error, a copy that was pasted back, a
//! rating that was taken back, a choice that was passed over. The gestures themselves stay in the record as raw events.
//! Not here: time. The page's reader knows when a page said that a reply failed, and how early a reply was stopped; how long
//! a reply was looked at and whether its reader came back is not kept.

pub mod circumstances; // errors, quotations, typing errors
mod tree; // siblings, and the turns after a reply

use std::collections::{HashMap, HashSet};

use super::{Evidence, Signal, SignalKind, Source};
use crate::conversation::{Conversation, Gesture, GestureKind, MessageId, Role};
use circumstances::is_no_reply;
use tree::Tree;

/// This detector and its version.
pub const DETECTOR: &str = "gesture@2";
/// How sure we are that it happened: as the page reported it, or as the shape of the tree shows it.
const REPORTED: f64 = 0.9;
const DERIVED: f64 = 0.7;
/// How sure we are that what is written after a stop corrects what was stopped.
const CORRECTED: f64 = 0.6;

/// The signal of a gesture that needs no look around: its kind, polarity and strength.
fn plain(kind: GestureKind) -> Option<(SignalKind, f64, f64)> {
    use GestureKind as G;
    use SignalKind as S;
    Some(match kind {
        G::Report => (S::Report, -1.0, 0.9),
        G::RegenerateModified => (S::Refine, -1.0, 0.4),
        G::Stop => (S::Stop, -1.0, 0.5),
        G::StopEarly => (S::Stop, -1.0, 0.6),
        G::StopLate => (S::Stop, -1.0, 0.1),
        G::Share => (S::Share, 1.0, 0.7),
        G::Export => (S::Export, 1.0, 0.7),
        G::Pin => (S::Pin, 1.0, 0.7),
        G::ReadAloud => (S::ReadAloud, 1.0, 0.2),
        G::OpenLink => (S::OpenLink, 1.0, 0.2),
        G::Delete => (S::Delete, -1.0, 0.2),
        G::Continue => (S::Continue, 1.0, 0.1),
        _ => return None,
    })
}

/// Signals from the gestures of a conversation.
#[must_use]
pub fn detect(conversation: &Conversation) -> Vec<Signal> {
    let tree = Tree::new(conversation);
    let mut signals = Signals::default();
    let is_thumb = |kind| {
        matches!(
            kind,
            GestureKind::ThumbsUp | GestureKind::ThumbsDown | GestureKind::ThumbsCleared
        )
    };
    for (id, kind) in last_of_each(&conversation.gestures, is_thumb, Some) {
        match kind {
            GestureKind::ThumbsUp => signals.add(id, SignalKind::ThumbsUp, (1.0, 1.0), 1.0),
            GestureKind::ThumbsDown => signals.add(id, SignalKind::ThumbsDown, (-1.0, 1.0), 1.0),
            _ => {}
        }
    }
    choices(conversation, &tree, &mut signals);
    let technical: HashSet<&MessageId> = conversation
        .gestures
        .iter()
        .filter(|gesture| gesture.kind == GestureKind::RegenerateFailed)
        .map(|gesture| &gesture.message_id)
        .collect();
    let mut repeats: HashMap<Option<&MessageId>, i32> = HashMap::new();
    for Gesture {
        message_id: id, kind, ..
    } in &conversation.gestures
    {
        let Some(message) = tree
            .by_id
            .get(id)
            .filter(|message| message.role == Role::Assistant)
        else {
            continue;
        };
        match kind {
            GestureKind::Copy if !tree.whole_is_quoted(message) => {
                signals.add(id, SignalKind::Copy, (1.0, 0.6), REPORTED);
            }
            GestureKind::CopyCode if !tree.failed_in_use.contains(id) && !tree.part_is_quoted(id) => {
                signals.add(id, SignalKind::CopyCode, (1.0, 0.7), REPORTED);
            }
            GestureKind::CopyPart if !tree.part_is_quoted(id) => {
                signals.add(id, SignalKind::CopyPart, (1.0, 0.4), REPORTED);
            }
            GestureKind::Regenerate if !is_no_reply(&message.text) => {
                let repeat = repeats.entry(message.parent_id.as_ref()).or_default();
                signals.add(id, SignalKind::Regenerate, (-1.0, regenerated(*repeat)), REPORTED);
                *repeat += 1;
            }
            GestureKind::RegenerateModified if is_no_reply(&message.text) => {}
            GestureKind::EditResend if !is_no_reply(&message.text) => {
                if let Some(strength) = tree.rewritten_before(message).unwrap_or(Some(0.5)) {
                    signals.add(id, SignalKind::EditResend, (-1.0, strength), REPORTED);
                }
            }
            GestureKind::PageVariants if !tree.goes_on(message) => {
                signals.add(id, SignalKind::Paged, (0.0, 0.1), REPORTED);
            }
            kind => {
                if let Some((kind, polarity, strength)) = plain(*kind) {
                    signals.add(id, kind, (polarity, strength), REPORTED);
                }
            }
        }
        if matches!(kind, GestureKind::Stop | GestureKind::StopEarly)
            && let Some(turn) = tree.turn_after(id)
        {
            signals.add(id, SignalKind::AwareCorrection, (-1.0, 0.5), CORRECTED);
            signals.found_in(turn);
        }
    }
    tree.derive(&technical, &mut signals);
    signals.list
}

/// What was chosen among replies side by side; of several choices among the same replies the last one stands.
fn choices(conversation: &Conversation, tree: &Tree<'_>, signals: &mut Signals) {
    let is_choice = |kind| {
        matches!(
            kind,
            GestureKind::Prefer
                | GestureKind::PreferTie
                | GestureKind::PreferNeither
                | GestureKind::PreferSkip
        )
    };
    let family = |id: &MessageId| {
        let message = tree.by_id.get(id)?;
        (message.role == Role::Assistant).then_some(message.parent_id.as_ref())
    };
    for (id, kind) in last_of_each(&conversation.gestures, is_choice, family) {
        let Some(message) = tree.by_id.get(id) else {
            continue;
        };
        for shown in tree.siblings(message) {
            let (kind, polarity) = match kind {
                GestureKind::Prefer if shown.id == *id => (SignalKind::Prefer, 1.0),
                GestureKind::Prefer => (SignalKind::Prefer, -1.0),
                GestureKind::PreferTie => (SignalKind::Tie, 0.0),
                GestureKind::PreferNeither => (SignalKind::BothBad, -1.0),
                _ => continue,
            };
            signals.add(&shown.id, kind, (polarity, 0.9), REPORTED);
        }
    }
}

/// The gesture of some kinds that stands in each group of messages after all changes of mind, in the order of the groups.
fn last_of_each<'a, G: Eq + std::hash::Hash>(
    gestures: &'a [Gesture],
    is: impl Fn(GestureKind) -> bool,
    group: impl Fn(&'a MessageId) -> Option<G>,
) -> Vec<(&'a MessageId, GestureKind)> {
    let mut standing: Vec<(&MessageId, GestureKind)> = Vec::new();
    let mut place: HashMap<G, usize> = HashMap::new();
    for gesture in gestures.iter().filter(|gesture| is(gesture.kind)) {
        let Some(group) = group(&gesture.message_id) else {
            continue;
        };
        let index = *place.entry(group).or_insert(standing.len());
        let entry = (&gesture.message_id, gesture.kind);
        if index == standing.len() {
            standing.push(entry);
        } else {
            standing[index] = entry;
        }
    }
    standing
}

/// Each repeat on the same question weighs a fifth more.
fn regenerated(repeat: i32) -> f64 {
    (0.6 * 1.2_f64.powi(repeat.min(10))).min(1.0)
}

/// Signals, each kind once per message.
#[derive(Default)]
struct Signals {
    list: Vec<Signal>,
    place: HashMap<(MessageId, SignalKind), usize>,
    last: usize,
}

impl Signals {
    /// Adds a signal; a later one of the same kind on the same message replaces it.
    fn add(&mut self, id: &MessageId, kind: SignalKind, (polarity, strength): (f64, f64), confidence: f64) {
        let explicit = matches!(
            kind,
            SignalKind::ThumbsUp | SignalKind::ThumbsDown | SignalKind::Report
        );
        let signal = Signal {
            message_id: id.clone(),
            kind,
            source: if explicit {
                Source::Explicit
            } else {
                Source::Gesture
            },
            polarity,
            strength,
            confidence,
            detector: DETECTOR.to_owned(),
            evidence: None,
        };
        match self.place.get(&(id.clone(), kind)) {
            Some(index) => {
                self.list[*index] = signal;
                self.last = *index;
            }
            None => {
                self.last = self.list.len();
                self.place.insert((id.clone(), kind), self.last);
                self.list.push(signal);
            }
        }
    }

    /// Says where the signal that was added last can be read.
    fn found_in(&mut self, evidence: &Evidence) {
        self.list[self.last].evidence = Some(evidence.clone());
    }

    fn has(&self, id: &MessageId, kind: SignalKind) -> bool {
        self.place.contains_key(&(id.clone(), kind))
    }
}

/// The gestures that a kind of signal is drawn from: who takes the signal away takes these away too.
#[must_use]
pub fn drawn_from(kind: SignalKind) -> &'static [GestureKind] {
    use GestureKind as G;
    match kind {
        SignalKind::ThumbsUp | SignalKind::ThumbsDown => &[G::ThumbsUp, G::ThumbsDown, G::ThumbsCleared],
        SignalKind::Report => &[G::Report],
        SignalKind::Copy => &[G::Copy],
        SignalKind::CopyCode => &[G::CopyCode],
        SignalKind::CopyPart => &[G::CopyPart],
        SignalKind::Regenerate => &[G::Regenerate, G::RegenerateFailed],
        SignalKind::Refine => &[G::RegenerateModified],
        SignalKind::EditResend => &[G::EditResend],
        SignalKind::Stop | SignalKind::AwareCorrection => &[G::Stop, G::StopEarly, G::StopLate],
        SignalKind::Prefer | SignalKind::Tie | SignalKind::BothBad => {
            &[G::Prefer, G::PreferTie, G::PreferNeither, G::PreferSkip]
        }
        SignalKind::Share => &[G::Share],
        SignalKind::Export => &[G::Export],
        SignalKind::Pin => &[G::Pin],
        SignalKind::ReadAloud => &[G::ReadAloud],
        SignalKind::OpenLink => &[G::OpenLink],
        SignalKind::Paged => &[G::PageVariants],
        SignalKind::Delete => &[G::Delete],
        SignalKind::Continue => &[G::Continue],
        SignalKind::Positive
        | SignalKind::AwareNoCorrection
        | SignalKind::Clarification
        | SignalKind::Rephrase => &[],
    }
}

#[cfg(test)]
#[path = "gesture_tests.rs"]
mod tests;
