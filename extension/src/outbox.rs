//! Records on their way to the companion: kept until it has proven that it holds them.
//!
//! In: the newest form of a conversation, and what became of an attempt to deliver it. Out: what is due, when to wake up,
//! and what storage must hold now. One entry per conversation. Invariant: only a sealed acknowledgement of exactly this
//! revision removes an entry. Does not send, store or read the clock.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::api::{ConversationId, ExtensionReply, MAX_RECORD_BYTES};
use shared::record::Record;
use shared::time::Timestamp;

use crate::daemon_client::Failure;

const PREFIX: &str = "outbox:";
const FIRST_PAUSE: i64 = 5_000;
const LONGEST_PAUSE: i64 = 15 * 60_000;

/// One change of storage; without a value the key is removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    pub key: String,
    pub value: Option<String>,
}

/// The queue.
#[derive(Default)]
pub struct Outbox {
    entries: BTreeMap<ConversationId, Entry>,
}

/// One conversation in the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub conversation_id: ConversationId,
    pub revision: u64,
    pub record: Box<Record>,
    attempts: u32,
    next_attempt: Timestamp,
    /// The companion will not take this form; a newer one may pass.
    refused: bool,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Committed,
    /// The contributor does not want it kept: the copy is gone, and the conversation must not be captured again.
    Declined,
    /// Still queued.
    Kept,
}

impl Outbox {
    /// Reads what was stored; entries that cannot be read are left alone.
    pub fn read<'a>(stored: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let entries = stored
            .filter(|(key, _)| key.starts_with(PREFIX))
            .filter_map(|(_, value)| serde_json::from_str::<Entry>(value).ok())
            .map(|entry| (entry.conversation_id.clone(), entry))
            .collect();
        Self { entries }
    }

    /// Queues the newest form of a conversation in place of an older one; due at once. A form that the companion
    /// would not take for its size is not queued: the former one stays.
    pub fn put(
        &mut self,
        id: &ConversationId,
        revision: u64,
        record: Record,
        now: Timestamp,
    ) -> Option<Write> {
        let entry = Entry {
            conversation_id: id.clone(),
            revision,
            record: Box::new(record),
            attempts: 0,
            next_attempt: now,
            refused: false,
        };
        let write = stored(&entry);
        if write
            .value
            .as_ref()
            .is_some_and(|text| text.len() > MAX_RECORD_BYTES)
        {
            return None;
        }
        self.entries.insert(id.clone(), entry);
        Some(write)
    }

    /// The entry to deliver now.
    #[must_use]
    pub fn due(&self, now: Timestamp) -> Option<&Entry> {
        self.entries
            .values()
            .filter(|entry| !entry.refused && entry.next_attempt <= now)
            .min_by_key(|entry| entry.next_attempt)
    }

    /// When something will be due.
    #[must_use]
    pub fn wake_at(&self) -> Option<Timestamp> {
        let waiting = self.entries.values().filter(|entry| !entry.refused);
        waiting.map(|entry| entry.next_attempt).min()
    }

    /// Takes note of an authentic reply, or of its absence, to the delivery of one revision.
    pub fn settle(
        &mut self,
        id: &ConversationId,
        revision: u64,
        answer: &Result<ExtensionReply, Failure>,
        now: Timestamp,
    ) -> (Outcome, Option<Write>) {
        let about = |conversation: &ConversationId, number: u64| conversation == id && number == revision;
        match answer {
            Ok(ExtensionReply::Committed {
                conversation_id,
                revision,
            }) if about(conversation_id, *revision) => (Outcome::Committed, self.remove_up_to(id, *revision)),
            // What the contributor revoked is revoked in every form.
            Ok(ExtensionReply::Declined {
                conversation_id,
                revision,
            }) if about(conversation_id, *revision) => (Outcome::Declined, self.remove_up_to(id, u64::MAX)),
            Ok(ExtensionReply::Refused { retry: false, .. }) => (
                Outcome::Kept,
                self.postpone(id, revision, now, |entry| entry.refused = true),
            ),
            _ => (Outcome::Kept, self.postpone(id, revision, now, |_| ())),
        }
    }

    /// Makes everything due now: the companion is there again, or the person asked.
    pub fn retry(&mut self, now: Timestamp) {
        for entry in self.entries.values_mut() {
            entry.next_attempt = entry.next_attempt.min(now);
            entry.refused = false;
        }
    }

    /// Empties the queue, because consent was withdrawn.
    pub fn clear(&mut self) -> Vec<Write> {
        let ids: Vec<ConversationId> = self.entries.keys().cloned().collect();
        ids.iter()
            .filter_map(|id| self.remove_up_to(id, u64::MAX))
            .collect()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn remove_up_to(&mut self, id: &ConversationId, revision: u64) -> Option<Write> {
        // A newer form that arrived meanwhile is not covered by the acknowledgement.
        self.entries.get(id).filter(|entry| entry.revision <= revision)?;
        self.entries.remove(id);
        Some(Write {
            key: key(id),
            value: None,
        })
    }

    fn postpone(
        &mut self,
        id: &ConversationId,
        revision: u64,
        now: Timestamp,
        mark: impl FnOnce(&mut Entry),
    ) -> Option<Write> {
        let entry = self
            .entries
            .get_mut(id)
            .filter(|entry| entry.revision == revision)?;
        entry.attempts = entry.attempts.saturating_add(1);
        entry.next_attempt = now.plus(pause_after(entry.attempts));
        mark(entry);
        Some(stored(entry))
    }
}

/// Doubles from five seconds to a quarter of an hour.
fn pause_after(attempts: u32) -> i64 {
    let doublings = attempts.saturating_sub(1).min(20);
    FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE)
}

fn key(id: &ConversationId) -> String {
    format!("{PREFIX}{}", id.0)
}

fn stored(entry: &Entry) -> Write {
    Write {
        key: key(&entry.conversation_id),
        value: Some(serde_json::to_string(entry).expect("a record has string keys and finite numbers")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::tests::record_of;

    const NOW: Timestamp = Timestamp(1_795_305_600_000);

    fn id() -> ConversationId {
        ConversationId("c1".into())
    }

    fn queued(revision: u64) -> Outbox {
        let mut outbox = Outbox::default();
        outbox.put(&id(), revision, record_of(&["q", "a"]), NOW);
        outbox
    }

    fn committed(revision: u64) -> Result<ExtensionReply, Failure> {
        Ok(ExtensionReply::Committed {
            conversation_id: id(),
            revision,
        })
    }

    #[test]
    fn only_an_authentic_acknowledgement_of_this_revision_removes_an_entry() {
        let other = ConversationId("c2".into());
        for (answer, expected, left) in [
            (committed(3), Outcome::Committed, 0),
            (committed(2), Outcome::Kept, 1),
            (
                Ok(ExtensionReply::Committed {
                    conversation_id: other,
                    revision: 3,
                }),
                Outcome::Kept,
                1,
            ),
            (Ok(ExtensionReply::Done), Outcome::Kept, 1),
            (
                Ok(ExtensionReply::Declined {
                    conversation_id: id(),
                    revision: 3,
                }),
                Outcome::Declined,
                0,
            ),
            (
                Ok(ExtensionReply::Refused {
                    reason: "busy".into(),
                    retry: true,
                }),
                Outcome::Kept,
                1,
            ),
            (
                Ok(ExtensionReply::Refused {
                    reason: "too large".into(),
                    retry: false,
                }),
                Outcome::Kept,
                1,
            ),
            (Err(Failure::NotAuthentic), Outcome::Kept, 1),
            (Err(Failure::Unreachable), Outcome::Kept, 1),
        ] {
            let mut outbox = queued(3);
            let (outcome, write) = outbox.settle(&id(), 3, &answer, NOW);
            assert_eq!((outcome, outbox.len()), (expected, left), "{answer:?}");
            assert_eq!(write.unwrap().value.is_none(), left == 0, "{answer:?}");
        }
    }

    #[test]
    fn a_newer_form_that_arrives_during_delivery_stays_queued() {
        let mut outbox = queued(1);
        outbox.put(&id(), 2, record_of(&["q", "a", "q2", "a2"]), NOW);
        assert_eq!(outbox.settle(&id(), 1, &committed(1), NOW).1, None);
        assert_eq!(outbox.due(NOW).unwrap().revision, 2);
    }

    #[test]
    fn a_revoked_conversation_leaves_in_every_form() {
        let mut outbox = queued(1);
        outbox.put(&id(), 2, record_of(&["q", "a"]), NOW);
        let declined = Ok(ExtensionReply::Declined {
            conversation_id: id(),
            revision: 1,
        });
        assert_eq!(outbox.settle(&id(), 1, &declined, NOW).0, Outcome::Declined);
        assert!(outbox.is_empty());
    }

    #[test]
    fn failed_attempts_wait_longer_and_longer_and_new_data_is_due_at_once() {
        let mut outbox = queued(1);
        let mut now = NOW;
        let mut pauses = vec![];
        for _ in 0..12 {
            outbox.settle(&id(), 1, &Err(Failure::Unreachable), now);
            assert!(outbox.due(now).is_none());
            let next = outbox.wake_at().unwrap();
            pauses.push(next.0 - now.0);
            now = next;
        }
        assert_eq!(pauses[..3], [5_000, 10_000, 20_000]);
        assert_eq!(pauses[11], LONGEST_PAUSE);
        outbox.put(&id(), 2, record_of(&["q", "a"]), now);
        assert!(outbox.due(now).is_some());
    }

    #[test]
    fn a_form_that_was_refused_for_good_is_not_tried_again_until_asked() {
        let mut outbox = queued(1);
        let refused = Ok(ExtensionReply::Refused {
            reason: "too large".into(),
            retry: false,
        });
        outbox.settle(&id(), 1, &refused, NOW);
        assert_eq!((outbox.wake_at(), outbox.len()), (None, 1));
        outbox.retry(NOW);
        assert!(outbox.due(NOW).is_some());
    }

    #[test]
    fn the_queue_outlives_the_worker() {
        let mut outbox = Outbox::default();
        let write = outbox.put(&id(), 4, record_of(&["q", "a"]), NOW).unwrap();
        let value = write.value.unwrap();
        let stored = [
            (write.key.as_str(), value.as_str()),
            ("outbox:broken", "{"),
            ("settings", "{}"),
        ];
        let again = Outbox::read(stored.into_iter());
        assert_eq!((again.len(), again.due(NOW).unwrap().revision), (1, 4));
    }

    #[test]
    fn a_form_too_large_for_the_companion_leaves_the_former_one_queued() {
        let mut outbox = queued(1);
        let giant = "x".repeat(MAX_RECORD_BYTES);
        assert_eq!(outbox.put(&id(), 2, record_of(&["q", &giant]), NOW), None);
        assert_eq!(outbox.due(NOW).unwrap().revision, 1);
    }
}
