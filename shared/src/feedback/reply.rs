//! Turns what the person wrote next into signals.
//!
//! In: a turn with its surroundings, or a whole conversation. Out: labels, or signals about the reply before the turn.
//! The kinds are those of Don-Yehiya et al. (2024, arXiv 2407.10944) and `refine`.
//! Invariant: returns for every string, in linear time. Known false positives: feedback words in a task that
//! no known verb opens, and corrections of the person's own text.

mod calibration;
mod cue;
mod decide;
mod fault;
mod features;
mod languages;
mod model;
mod reading;
mod rules;
mod similar;
mod text;

use std::collections::HashMap;
use std::ops::Range;

use super::{Evidence, Signal, SignalKind, Source};
use crate::conversation::{Conversation, Message, MessageId, Role};

pub use decide::{labels, seen};
pub(super) use similar::{Relation, relation};
pub(crate) use text::folded;

/// This detector and its version.
const DETECTOR: &str = "reply@2";
/// Below a preference between two replies, above a click whose meaning is inferred.
const STRENGTH: f64 = 0.8;

/// A user message and what stands around it.
#[derive(Clone, Copy)]
pub struct Turn<'a> {
    /// The request before; empty where there is none.
    pub prev_user: &'a str,
    /// The reply that the turn may judge.
    pub prev_assistant: &'a str,
    pub user: &'a str,
    /// The reply that follows, once there is one: a late cue.
    pub next_assistant: Option<&'a str>,
    /// ISO 639 code, where it is known.
    pub lang: Option<&'a str>,
}

/// One kind of feedback in a turn, and the words it was read from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    pub kind: SignalKind,
    /// 0–1.
    pub score: f64,
    /// Bytes of the user text.
    pub start: usize,
    pub end: usize,
}

/// Signals from the replies of a conversation, along every path of its tree.
#[must_use]
pub fn detect(conversation: &Conversation) -> Vec<Signal> {
    let mut best: Vec<Signal> = Vec::new();
    let mut found: HashMap<(&MessageId, SignalKind), usize> = HashMap::new();
    for placed in turns(conversation) {
        for label in labels(&placed.turn) {
            let signal = signal(&placed, label);
            // Rewritings of one question judge the same reply; the surest of them stands.
            match found.get(&(&placed.judged.id, label.kind)) {
                Some(place) if best[*place].confidence >= signal.confidence => {}
                Some(place) => best[*place] = signal,
                None => {
                    found.insert((&placed.judged.id, label.kind), best.len());
                    best.push(signal);
                }
            }
        }
    }
    best
}

/// A turn and its place in the tree.
pub(super) struct Placed<'a> {
    /// The reply before the turn.
    pub(super) judged: &'a Message,
    pub(super) user: &'a Message,
    pub(super) turn: Turn<'a>,
}

/// Every user message that follows a reply.
pub(super) fn turns(conversation: &Conversation) -> impl Iterator<Item = Placed<'_>> {
    let by_id: HashMap<&MessageId, &Message> = conversation
        .messages
        .iter()
        .map(|message| (&message.id, message))
        .collect();
    // The last reply to a message is the one the person kept or saw last.
    let replies: HashMap<&MessageId, &Message> = conversation
        .messages
        .iter()
        .filter(|message| message.role == Role::Assistant)
        .filter_map(|message| Some((message.parent_id.as_ref()?, message)))
        .collect();
    conversation
        .messages
        .iter()
        .filter(|message| message.role == Role::User)
        .filter_map(move |user| {
            let parent = |message: &Message| message.parent_id.as_ref().and_then(|id| by_id.get(id).copied());
            let judged = parent(user).filter(|message| message.role == Role::Assistant)?;
            // A reply may come in pieces, one below the other; few pieces, as the tree may be hostile.
            let mut before = parent(judged);
            for _ in 0..8 {
                before = before
                    .filter(|message| message.role == Role::User)
                    .or_else(|| before.and_then(parent));
            }
            let before = before.filter(|message| message.role == Role::User);
            let turn = Turn {
                prev_user: before.map_or("", |message| &message.text),
                prev_assistant: &judged.text,
                user: &user.text,
                next_assistant: replies.get(&user.id).map(|message| message.text.as_str()),
                lang: None,
            };
            Some(Placed { judged, user, turn })
        })
}

fn signal(placed: &Placed<'_>, label: Label) -> Signal {
    let points = |bytes: Range<usize>| placed.user.text.get(bytes).map_or(0, |text| text.chars().count());
    let start = points(0..label.start);
    Signal {
        message_id: placed.judged.id.clone(),
        kind: label.kind,
        source: Source::Reply,
        polarity: polarity(label.kind),
        strength: STRENGTH,
        confidence: label.score,
        detector: DETECTOR.to_owned(),
        evidence: Some(Evidence {
            message_id: placed.user.id.clone(),
            start,
            end: start + points(label.start..label.end),
        }),
    }
}

/// Uncalibrated defaults; the raw labels stay beside them for whoever prefers +1 and −1.
pub(super) fn polarity(kind: SignalKind) -> f64 {
    match kind {
        SignalKind::Positive => 1.0,
        SignalKind::AwareCorrection | SignalKind::AwareNoCorrection => -1.0,
        SignalKind::Rephrase => -0.6,
        SignalKind::Clarification => -0.3,
        SignalKind::Refine => -0.1,
        _ => 0.0,
    }
}

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod tests;
