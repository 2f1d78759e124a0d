//! The record: one conversation as it is donated.
//!
//! In: a `Scrubbed` conversation and the signals found in it. Out: the versioned unit that is held,
//! shown, donated and released. PRIVACY.md says of every field what it is for and how sensitive it is.
//! Invariant: `Record::new` is the only constructor and takes only `Scrubbed`. Deserialising bypasses
//! a constructor, so both intakes call `scrub::remaining` on what they receive.
//!
//! Raw text has no way into a record:
//!
//! ```compile_fail
//! use shared::{conversation::Conversation, record::Record, time::Day};
//! fn shortcut(conversation: Conversation, day: Day) -> Record {
//!     Record::new(conversation, vec![], &day)
//! }
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::conversation::{AsideKind, Capture, GestureKind, MessageId, Role};
use crate::feedback::{Evidence, Signal, SignalKind};
use crate::language;
use crate::scrub::{self, Kept, PiiType, Redaction, Scrubbed, ScrubbedMessage};
use crate::time::{Day, Month};

/// The version of the record format that this crate writes and reads.
pub const VERSION: u32 = 1;

/// One conversation, scrubbed, with its feedback.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub v: u32,
    /// The site's id, or `unknown`; never an address.
    pub site: String,
    pub capture: Capture,
    /// A tree: every message after its parent.
    pub messages: Vec<RecordMessage>,
    /// The visible path.
    pub branch: Vec<MessageId>,
    pub signals: Vec<Signal>,
    /// What the person did on the page, as it was reported and in its order: what gesture signals were drawn from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// What the contributor said about it.
    #[serde(default)]
    pub judgements: Judgements,
    pub scrub: ScrubSummary,
    /// When the conversation took place, no finer than this.
    pub month: Month,
}

/// One message of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordMessage {
    pub id: MessageId,
    #[serde(default)]
    pub parent_id: Option<MessageId>,
    pub role: Role,
    /// Scrubbed markdown.
    pub text: String,
    #[serde(default)]
    pub model: Option<String>,
    /// ISO 639 code of the text's language, where it is clear.
    #[serde(default)]
    pub lang: Option<String>,
    #[serde(default)]
    pub redactions: Vec<Redaction>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Thinking and tool calls that the page shows apart from the reply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asides: Vec<Aside>,
}

/// A source that a reply names, scrubbed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    pub title: String,
    pub url: String,
}

/// Something a model wrote or did on the way to its reply, scrubbed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aside {
    pub kind: AsideKind,
    /// Scrubbed markdown.
    pub text: String,
    #[serde(default)]
    pub redactions: Vec<Redaction>,
}

/// One thing that the person did to one message, without its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub message_id: MessageId,
    pub kind: GestureKind,
    /// Reasons that were ticked or written beside a rating, scrubbed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<String>,
}

/// The contributor's own, explicit judgements; never inferred.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Judgements {
    /// Ratings of single messages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<Rating>,
    /// Scores of single replies, by attribute.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
    /// What the contributor calls the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Detected signals that the contributor disagrees with: they stay, marked as contested.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contests: Vec<Contest>,
    /// What the contributor said to detected signals: how often detectors are right is counted from it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Outcome>,
}

/// A contributor's rating of one message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    pub message_id: MessageId,
    /// −1 or 1.
    pub thumb: i8,
}

/// A contributor's scores of one reply, each 1–5, on the five attributes of `HelpSteer2`, which counts 0–4. What was not scored is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    pub message_id: MessageId,
    /// Which wording of the five questions was answered.
    pub scale: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helpfulness: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correctness: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coherence: Option<u8>,
    /// How much has to be known to write such a reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complexity: Option<u8>,
    /// How long it is for what was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verbosity: Option<u8>,
}

impl Score {
    /// The five attributes in the order in which they are asked.
    #[must_use]
    pub fn attributes(&self) -> [Option<u8>; 5] {
        [
            self.helpfulness,
            self.correctness,
            self.coherence,
            self.complexity,
            self.verbosity,
        ]
    }

    /// Whether every score is 1–5, and there is one.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let mut given = self.attributes().into_iter().flatten().peekable();
        given.peek().is_some() && given.all(|score| (1..=5).contains(&score))
    }
}

/// The version of the wording of the five questions.
pub const SCALE: u32 = 1;

/// A contributor's disagreement with one detected signal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contest {
    pub message_id: MessageId,
    pub kind: SignalKind,
    pub detector: String,
}

/// What a detector said, and what the contributor said to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Absent for a signal that was removed: whoever takes it away does not want to give where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    pub kind: SignalKind,
    /// Id and version, as in the signal.
    pub detector: String,
    /// How sure the detector was.
    pub confidence: f64,
    pub said: Said,
    /// What it really was, where it was corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
}

/// The contributor's answer to a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Said {
    Confirmed,
    /// It was something else; `label` says what.
    Corrected,
    /// It is wrong.
    Contested,
    /// It was taken out of the record, and the contributor lets that be counted.
    Removed,
}

/// What a contributor can say that a turn was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    Positive,
    AwareCorrection,
    AwareNoCorrection,
    Clarification,
    Rephrase,
    Refine,
    /// No feedback at all.
    None,
}

impl Label {
    /// The kind of signal that it would be.
    #[must_use]
    pub fn kind(self) -> Option<SignalKind> {
        Some(match self {
            Self::Positive => SignalKind::Positive,
            Self::AwareCorrection => SignalKind::AwareCorrection,
            Self::AwareNoCorrection => SignalKind::AwareNoCorrection,
            Self::Clarification => SignalKind::Clarification,
            Self::Rephrase => SignalKind::Rephrase,
            Self::Refine => SignalKind::Refine,
            Self::None => return None,
        })
    }
}

/// How the text was scrubbed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScrubSummary {
    pub version: u32,
    /// Number of redactions by type.
    pub counts: BTreeMap<PiiType, u32>,
    /// Whether the contributor looked at it before it was donated.
    pub reviewed: bool,
    /// Findings that the contributor called not personal; they stand in the text.
    #[serde(default, skip_serializing_if = "Kept::is_empty")]
    pub kept: Kept,
}

impl Record {
    /// Makes a record of a scrubbed conversation. `captured` is the day of capture, used where the conversation has no day of its own.
    #[must_use]
    pub fn new(scrubbed: Scrubbed, signals: Vec<Signal>, captured: &Day) -> Self {
        let signals = signals
            .into_iter()
            .map(|signal| moved(signal, &scrubbed.messages))
            .collect();
        let month = scrubbed.day.as_ref().unwrap_or(captured).month();
        let languages = language::of_each(scrubbed.messages.iter().map(|message| message.text.as_str()));
        Self {
            v: VERSION,
            site: scrubbed.site,
            capture: scrubbed.capture,
            messages: scrubbed
                .messages
                .into_iter()
                .zip(languages)
                .map(message)
                .collect(),
            branch: scrubbed.branch,
            signals,
            events: scrubbed.events,
            judgements: Judgements::default(),
            scrub: ScrubSummary {
                version: scrub::VERSION,
                counts: scrubbed.counts,
                reviewed: false,
                kept: scrubbed.kept,
            },
            month,
        }
    }

    /// The message with this id.
    #[must_use]
    pub fn message(&self, id: &MessageId) -> Option<&RecordMessage> {
        self.messages.iter().find(|message| &message.id == id)
    }
}

fn message((scrubbed, language): (ScrubbedMessage, Option<&'static str>)) -> RecordMessage {
    RecordMessage {
        id: scrubbed.id,
        parent_id: scrubbed.parent_id,
        role: scrubbed.role,
        text: scrubbed.text,
        model: scrubbed.model,
        lang: language.map(str::to_owned),
        redactions: scrubbed.redactions,
        citations: scrubbed.citations,
        asides: scrubbed.asides,
    }
}

/// The signal with its evidence moved from raw to scrubbed offsets.
fn moved(mut signal: Signal, messages: &[ScrubbedMessage]) -> Signal {
    signal.evidence = signal.evidence.and_then(|evidence| {
        let message = messages
            .iter()
            .find(|message| message.id == evidence.message_id)?;
        let (start, end) = (
            place(evidence.start, &message.moved).0,
            place(evidence.end, &message.moved).1,
        );
        Some(Evidence {
            message_id: evidence.message_id,
            start,
            end,
        })
    });
    signal
}

/// Where a raw offset lies in the scrubbed text: inside a replaced span, that span's two ends.
pub(crate) fn place(offset: usize, replaced: &[(usize, usize, usize, usize)]) -> (usize, usize) {
    let mut shift = 0_isize;
    for &(raw_start, raw_end, start, end) in replaced {
        if offset <= raw_start {
            break;
        }
        if offset < raw_end {
            return (start, end);
        }
        shift = end as isize - raw_end as isize;
    }
    let place = offset.saturating_add_signed(shift);
    (place, place)
}

#[cfg(test)]
mod tests {
    use super::{Record, place};
    use crate::conversation::{Capture, Conversation, Message, MessageId, Role};
    use crate::scrub::scrub;
    use crate::time::Day;

    #[test]
    fn every_message_is_marked_with_its_own_language_where_that_is_clear() {
        let texts = [
            ("wie schreibe ich eine Mail an ada@example.com?", Some("de")),
            ("Du schreibst sie am besten so: ...", Some("de")),
            ("super", Some("de")),
            ("now translate it into English, please", Some("en")),
            ("```\nlet x = 1;\n```", None),
        ];
        let id = |index: usize| MessageId(format!("m{index}"));
        let messages: Vec<Message> = (0..texts.len())
            .map(|index| Message {
                id: id(index),
                parent_id: index.checked_sub(1).map(id),
                role: if index % 2 == 0 {
                    Role::User
                } else {
                    Role::Assistant
                },
                text: texts[index].0.into(),
                model: None,
                citations: vec![],
                asides: vec![],
            })
            .collect();
        let conversation = Conversation {
            site: "gradio".into(),
            branch: messages.iter().map(|message| message.id.clone()).collect(),
            messages,
            gestures: vec![],
            capture: Capture {
                turns_seen: 5,
                turns_captured: 5,
                confidence: 1.0,
                method: "generic@1".into(),
            },
            day: None,
        };
        let day = Day::try_from("2026-11-22".to_owned()).unwrap();
        let record = Record::new(scrub(conversation), vec![], &day);
        for (message, (text, language)) in record.messages.iter().zip(texts) {
            assert_eq!(message.lang.as_deref(), language, "{text}");
        }
    }

    #[test]
    fn raw_offsets_move_with_the_text_around_placeholders() {
        // "mail ada@example.com now" became "mail [EMAIL_1] now".
        let replaced = [(5, 20, 5, 14)];
        for (raw, expected) in [
            (0, (0, 0)),
            (5, (5, 5)),
            (9, (5, 14)),
            (20, (14, 14)),
            (24, (18, 18)),
        ] {
            assert_eq!(place(raw, &replaced), expected, "{raw}");
        }
    }
}
