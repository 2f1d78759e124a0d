//! Finds the feedback that a conversation already holds.
//!
//! In: a raw conversation. Out: signals, each about one message, copying no text.
//! Invariant: `detect` returns for every conversation; it cannot fail.

mod cues; // the phrases, one data file per language
pub mod gesture; // clicks: copy, thumbs, regenerate, edit-and-resend, stop
pub mod reply; // words: what the person wrote next
pub mod evidence; // everything that speaks for or against one reply
pub mod combine; // evidence -> one verdict per reply
pub mod pairs; // verdicts and the tree -> preferences and single judgements, each with its grounds

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::conversation::{Conversation, MessageId};

pub(crate) use reply::folded;

/// One piece of feedback about one message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// The message that is judged (for replies: the assistant message before the turn).
    pub message_id: MessageId,
    pub kind: SignalKind,
    pub source: Source,
    /// −1 to 1.
    pub polarity: f64,
    /// 0–1.
    pub strength: f64,
    /// 0–1: how sure the detector is.
    pub confidence: f64,
    /// Id and version of the detector: `reply@1`, `gesture@1`.
    pub detector: String,
    /// Where it was read; absent for gestures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// A half-open span of a message's text, in Unicode code points (in bytes only inside `Conversation`-side code, never here).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The message whose text holds the evidence.
    pub message_id: MessageId,
    pub start: usize,
    pub end: usize,
}

/// Kinds of reply signals are the labels of Don-Yehiya et al. (2024, arXiv 2407.10944) and `refine`; the others are gestures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    Positive,
    AwareCorrection,
    AwareNoCorrection,
    Clarification,
    Rephrase,
    Refine,
    ThumbsUp,
    ThumbsDown,
    Copy,
    CopyCode,
    CopyPart,
    Regenerate,
    EditResend,
    Stop,
    Prefer,
    /// Side by side, none was better than the others.
    Tie,
    /// Side by side, all were bad.
    BothBad,
    Report,
    Share,
    Export,
    Pin,
    ReadAloud,
    OpenLink,
    /// Other versions were looked at, and none was gone on with.
    Paged,
    Delete,
    Continue,
}

/// Where feedback comes from; explicit feedback is never mixed with inferred feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A click whose meaning is inferred.
    Gesture,
    /// What was written next.
    Reply,
    /// A judgement given as such: a thumb, a rating.
    Explicit,
}

/// All signals of a conversation, in message order. Evidence spans refer to the raw text; `Record::new` moves them.
#[must_use]
pub fn detect(conversation: &Conversation) -> Vec<Signal> {
    let mut signals = gesture::detect(conversation);
    signals.extend(reply::detect(conversation));
    let places: HashMap<&MessageId, usize> = conversation
        .messages
        .iter()
        .enumerate()
        .map(|(place, message)| (&message.id, place))
        .collect();
    signals.sort_by_key(|signal| places.get(&signal.message_id));
    signals
}
