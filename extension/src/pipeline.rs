//! The one sentence: a conversation is searched for feedback, scrubbed, and becomes a record.
//!
//! In: a raw conversation and the day of its capture. Out: the record, which is all that ever leaves the page's tab.
//! Does not decide whether there is anything worth handing over beyond `complete`.

use shared::conversation::{Conversation, MessageId, Role};
use shared::feedback::detect;
use shared::record::Record;
use shared::scrub::{PiiType, Wishes, scrub_with};
use shared::time::Day;

/// Turns a raw conversation into a record.
#[must_use]
pub fn record(conversation: Conversation, captured: &Day, wishes: &Wishes) -> Record {
    let signals = detect(&conversation);
    Record::new(scrub_with(conversation, wishes), signals, captured)
}

/// The value that one redaction of a message took out, and its kind: for the person who says that it is not personal.
#[must_use]
pub fn taken(
    conversation: Conversation,
    wishes: &Wishes,
    id: &MessageId,
    redaction: usize,
) -> Option<(PiiType, String)> {
    let raw = conversation.message(id)?.text.clone();
    let (kind, range) = scrub_with(conversation, wishes).taken_from(id, redaction)?;
    let value: String = raw.chars().skip(range.start).take(range.len()).collect();
    Some((kind, value))
}

/// Whether a conversation holds at least one question and one reply: less is not a conversation yet.
#[must_use]
pub fn complete(conversation: &Conversation) -> bool {
    let speaks = |role| {
        conversation
            .messages
            .iter()
            .any(|message| message.role == role && !message.text.trim().is_empty())
    };
    speaks(Role::User) && speaks(Role::Assistant)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use shared::conversation::{Capture, Message, MessageId};
    use shared::time::Timestamp;

    /// A conversation of these texts, the person's and the model's in turn.
    pub(crate) fn conversation(texts: &[&str]) -> Conversation {
        let id = |number: usize| MessageId(format!("m{number}"));
        Conversation {
            site: "unknown".into(),
            messages: texts
                .iter()
                .enumerate()
                .map(|(number, text)| Message {
                    id: id(number),
                    parent_id: number.checked_sub(1).map(id),
                    role: if number % 2 == 0 {
                        Role::User
                    } else {
                        Role::Assistant
                    },
                    text: (*text).to_owned(),
                    model: None,
                    citations: vec![],
                    asides: vec![],
                })
                .collect(),
            branch: (0..texts.len()).map(id).collect(),
            gestures: vec![],
            capture: Capture {
                turns_seen: u32::try_from(texts.len()).unwrap(),
                turns_captured: u32::try_from(texts.len()).unwrap(),
                confidence: 0.9,
                method: "generic@1".into(),
            },
            day: None,
        }
    }

    /// The record of `conversation(texts)`.
    pub(crate) fn record_of(texts: &[&str]) -> Record {
        record(
            conversation(texts),
            &Timestamp(1_795_305_600_000).day(),
            &Wishes::default(),
        )
    }

    #[test]
    fn a_record_keeps_the_tree_and_the_path_and_coarsens_the_day() {
        let record = record_of(&["What is alpha?", "A letter.", "And beta?", "Another."]);
        assert_eq!(record.messages.len(), 4);
        assert_eq!(record.messages[3].parent_id, Some(MessageId("m2".into())));
        assert_eq!(record.branch.len(), 4);
        assert_eq!(record.month.to_string(), "2026-11");
    }

    #[test]
    fn nothing_is_handed_over_before_there_is_a_question_and_a_reply() {
        for (texts, expected) in [
            (&[][..], false),
            (&["hello"], false),
            (&["hello", "  "], false),
            (&["hello", "hi"], true),
        ] {
            assert_eq!(complete(&conversation(texts)), expected, "{texts:?}");
        }
    }
}
