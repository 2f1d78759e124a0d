//! One change to a record, as the dashboard asks for it, and how it is applied.

use serde::{Deserialize, Serialize};
use shared::conversation::MessageId;
use shared::feedback::SignalKind;
use shared::record::{Contest, Rating, Record};

use crate::intake::check;
use crate::refused::Refused;
use crate::store::records::Body;

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase", deny_unknown_fields)]
pub enum Edit {
    /// −1, 1, or 0 to take the rating back.
    Rate {
        message_id: MessageId,
        thumb: i8,
    },
    /// An empty text takes the note away.
    Note {
        text: String,
    },
    Label {
        labels: Vec<String>,
    },
    /// Disagrees with a detected signal; a second time takes that back.
    Contest {
        message_id: MessageId,
        kind: SignalKind,
        detector: String,
    },
}

/// All changes to a record, in their order.
pub type Edits = Vec<Edit>;

/// Applies all changes; those that name a message that is no longer there are passed over.
pub fn apply(record: &mut Record, edits: &Edits) {
    for edit in edits {
        apply_one(record, edit);
    }
}

fn apply_one(record: &mut Record, edit: &Edit) {
    let judgements = &mut record.judgements;
    match edit {
        Edit::Rate { message_id, thumb } => {
            judgements
                .ratings
                .retain(|rating| &rating.message_id != message_id);
            if *thumb != 0 {
                judgements.ratings.push(Rating {
                    message_id: message_id.clone(),
                    thumb: *thumb,
                });
            }
        }
        Edit::Note { text } => judgements.note = Some(text.clone()).filter(|text| !text.is_empty()),
        Edit::Label { labels } => judgements.labels.clone_from(labels),
        Edit::Contest {
            message_id,
            kind,
            detector,
        } => {
            let contest = Contest {
                message_id: message_id.clone(),
                kind: *kind,
                detector: detector.clone(),
            };
            let before = judgements.contests.len();
            judgements.contests.retain(|known| known != &contest);
            if judgements.contests.len() == before {
                judgements.contests.push(contest);
            }
        }
    }
}

/// Adds a change, if it fits the record.
///
/// # Errors
/// When it names a message that is not there, or holds a value out of range.
pub fn add(body: &mut Body, change: Edit) -> Result<(), Refused> {
    let here = |id: &MessageId| body.record.message(id).is_some();
    let fits = match &change {
        Edit::Rate { message_id, thumb } => here(message_id) && (-1..=1).contains(thumb),
        Edit::Contest {
            message_id,
            kind,
            detector,
        } => body.record.signals.iter().any(|signal| {
            &signal.message_id == message_id && signal.kind == *kind && &signal.detector == detector
        }),
        Edit::Note { text } => text.len() <= check::NOTE,
        Edit::Label { labels } => {
            check::labels(labels)?;
            true
        }
    };
    if !fits {
        return Err(Refused::invalid(
            "the change does not fit this record: reload it and try again",
        ));
    }
    body.edits.push(change);
    Ok(())
}
