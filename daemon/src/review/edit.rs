//! One change to a record, as the dashboard asks for it.

use serde::{Deserialize, Serialize};
use shared::conversation::MessageId;
use shared::edit::{self, Answer};
use shared::feedback::SignalKind;
use shared::record::{SCALE, Score};
use shared::scrub::PiiType;

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase", deny_unknown_fields)]
pub enum Edit {
    /// Takes a part of a message's text out; offsets in code points of the text as it is shown.
    Redact {
        message_id: MessageId,
        start: usize,
        end: usize,
        #[serde(rename = "type")]
        kind: PiiType,
    },
    /// Drops the turn of this message.
    Drop {
        message_id: MessageId,
    },
    /// −1, 1, or 0 to take the rating back.
    Rate {
        message_id: MessageId,
        thumb: i8,
    },
    /// 1–5 each; what is absent is not scored, and none at all takes the scores back.
    Score {
        message_id: MessageId,
        #[serde(default)]
        helpfulness: Option<u8>,
        #[serde(default)]
        correctness: Option<u8>,
        #[serde(default)]
        coherence: Option<u8>,
        #[serde(default)]
        complexity: Option<u8>,
        #[serde(default)]
        verbosity: Option<u8>,
    },
    /// An empty text takes the title away.
    Title {
        text: String,
    },
    /// An empty text takes the note away.
    Note {
        text: String,
    },
    Label {
        labels: Vec<String>,
    },
    /// Disagrees with a detected signal.
    Contest {
        message_id: MessageId,
        kind: SignalKind,
        detector: String,
    },
    /// Answers a detected signal.
    Judge {
        message_id: MessageId,
        kind: SignalKind,
        detector: String,
        answer: Answer,
    },
}

impl From<Edit> for edit::Edit {
    fn from(edit: Edit) -> Self {
        match edit {
            Edit::Redact {
                message_id,
                start,
                end,
                kind,
            } => Self::Redact {
                message_id,
                start,
                end,
                kind,
            },
            Edit::Drop { message_id } => Self::DropMessage { message_id },
            Edit::Rate { message_id, thumb } => Self::Rate { message_id, thumb },
            Edit::Score {
                message_id,
                helpfulness,
                correctness,
                coherence,
                complexity,
                verbosity,
            } => Self::Score(Score {
                message_id,
                scale: SCALE,
                helpfulness,
                correctness,
                coherence,
                complexity,
                verbosity,
            }),
            Edit::Title { text } => Self::Title { text },
            Edit::Note { text } => Self::Note { text },
            Edit::Label { labels } => Self::Label { labels },
            Edit::Contest {
                message_id,
                kind,
                detector,
            } => Self::Contest {
                message_id,
                kind,
                detector,
            },
            Edit::Judge {
                message_id,
                kind,
                detector,
                answer,
            } => Self::Judge {
                message_id,
                kind,
                detector,
                answer,
                confidence: None,
            },
        }
    }
}
