//! What left for the companion, and when: the person's own list of it.
//!
//! In: each delivery that was tried, and what became of it. Out: the list as it is stored and shown. Holds no content: a site's
//! name, sizes and outcomes. Bounded in number and age; does not read the clock.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use shared::api::{ConversationId, ExtensionReply};
use shared::record::Record;
use shared::time::Timestamp;

use crate::daemon_client::Failure;
use crate::outbox::{Outcome, Write};

/// Under which the list is stored.
pub const KEY: &str = "log";
/// More entries than this are not kept.
pub const MOST: usize = 500;
/// Entries older than this are not kept, in milliseconds.
const LONGEST: i64 = 30 * 24 * 60 * 60 * 1000;
/// So much of a conversation's id tells it from the others.
const SHORT_ID: usize = 8;

/// The list, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Log(VecDeque<Entry>);

/// One thing that was handed over, or was tried to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub at: Timestamp,
    pub what: What,
    /// The site's name as it stands in the record.
    pub site: String,
    /// The beginning of the conversation's id between browser and companion; empty for a report.
    pub id: String,
    pub revision: u64,
    pub messages: usize,
    pub bytes: usize,
    /// The companion's port on this computer.
    pub port: u16,
    pub outcome: Fate,
    /// How often the same was tried with the same outcome, one after the other.
    pub times: u32,
}

/// What it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Conversation,
    /// How a page is built, which the person sent.
    PageReport,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The companion has it, and the copy here is gone.
    Taken,
    /// The companion does not want it: it was taken back before.
    Declined,
    Refused,
    /// Nothing answered; it waits.
    NotReached,
    /// What answered was not the companion; it got ciphertext.
    NotTheCompanion,
}

impl Fate {
    /// What became of one attempt.
    #[must_use]
    pub fn of(outcome: Outcome, answer: &Result<ExtensionReply, Failure>) -> Self {
        match (outcome, answer) {
            (Outcome::Committed, _) => Self::Taken,
            (Outcome::Declined, _) => Self::Declined,
            (Outcome::Kept, Err(Failure::Unreachable | Failure::NotPaired)) => Self::NotReached,
            (
                Outcome::Kept,
                Ok(ExtensionReply::Refused { .. }) | Err(Failure::Refused { .. } | Failure::TooLarge),
            ) => Self::Refused,
            (Outcome::Kept, _) => Self::NotTheCompanion,
        }
    }
}

impl Entry {
    /// About a conversation on its way.
    #[must_use]
    pub fn of(id: &ConversationId, revision: u64, record: &Record, port: u16, at: Timestamp) -> Self {
        Self {
            at,
            what: What::Conversation,
            site: record.site.clone(),
            id: id.0.chars().take(SHORT_ID).collect(),
            revision,
            messages: record.messages.len(),
            bytes: serde_json::to_vec(record).map_or(0, |json| json.len()),
            port,
            outcome: Fate::NotReached,
            times: 1,
        }
    }

    /// About a report of how a page is built.
    #[must_use]
    pub fn of_report(report: &str, port: u16, outcome: Fate, at: Timestamp) -> Self {
        Self {
            at,
            what: What::PageReport,
            site: String::new(),
            id: String::new(),
            revision: 0,
            messages: 0,
            bytes: report.len(),
            port,
            outcome,
            times: 1,
        }
    }

    /// Whether this is the same thing with the same outcome.
    fn repeats(&self, other: &Self) -> bool {
        self.what == other.what
            && self.what == What::Conversation
            && (&self.id, self.revision, self.outcome) == (&other.id, other.revision, other.outcome)
            && self.outcome != Fate::Taken
    }
}

impl Log {
    /// Reads the stored list; one that cannot be read is empty.
    #[must_use]
    pub fn parse(stored: Option<&str>) -> Self {
        stored
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }

    /// Notes one delivery, and forgets what is too old or too much. An attempt that fails as it did before is counted with
    /// the former one, so that a companion that is switched off for a night does not push everything else out.
    pub fn note(&mut self, entry: Entry) -> Write {
        let oldest = entry.at.plus(-LONGEST);
        self.0.retain(|other| other.at >= oldest);
        let former = self.0.iter().position(|other| other.repeats(&entry));
        let times = former
            .and_then(|at| self.0.remove(at))
            .map_or(0, |former| former.times);
        self.0.push_back(Entry {
            times: entry.times.saturating_add(times),
            ..entry
        });
        while self.0.len() > MOST {
            self.0.pop_front();
        }
        self.stored()
    }

    /// Forgets everything.
    pub fn clear(&mut self) -> Write {
        self.0.clear();
        Write {
            key: KEY.to_owned(),
            value: None,
        }
    }

    /// The entries, newest first.
    #[must_use]
    pub fn newest_first(&self) -> Vec<Entry> {
        self.0.iter().rev().cloned().collect()
    }

    fn stored(&self) -> Write {
        Write {
            key: KEY.to_owned(),
            value: Some(serde_json::to_string(self).expect("entries have plain fields")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::tests::record_of;

    const NOW: Timestamp = Timestamp(1_795_305_600_000);

    fn entry(id: &str, revision: u64, outcome: Fate, at: Timestamp) -> Entry {
        let record = record_of(&["What is alpha?", "A letter."]);
        Entry {
            outcome,
            ..Entry::of(&ConversationId(id.into()), revision, &record, 7411, at)
        }
    }

    #[test]
    fn every_delivery_is_an_entry_without_content_and_survives_the_worker() {
        let mut log = Log::default();
        for revision in 1..=3 {
            log.note(entry("0123456789abcdef", revision, Fate::Taken, NOW));
        }
        let write = log.note(entry("0123456789abcdef", 3, Fate::Taken, NOW));
        let stored = write.value.unwrap();
        assert!(
            !stored.contains("alpha") && !stored.contains("89abcdef"),
            "{stored}"
        );
        let again = Log::parse(Some(&stored));
        assert_eq!((&again, again.newest_first().len()), (&log, 4));
        assert_eq!(again.newest_first()[0].messages, 2);
        assert!(again.newest_first()[0].bytes > 100);
    }

    #[test]
    fn attempts_that_fail_alike_are_counted_in_one_entry() {
        let mut log = Log::default();
        for hour in 0..100 {
            log.note(entry("a", 1, Fate::NotReached, NOW.plus(hour * 3_600_000)));
        }
        log.note(entry("a", 1, Fate::Taken, NOW.plus(400_000_000)));
        let entries = log.newest_first();
        assert_eq!(entries.len(), 2);
        assert_eq!((entries[0].outcome, entries[1].times), (Fate::Taken, 100));
    }

    #[test]
    fn the_list_is_bounded_in_number_and_age() {
        let mut log = Log::default();
        for revision in 0..MOST as u64 + 20 {
            log.note(entry("a", revision, Fate::Taken, NOW));
        }
        assert_eq!(log.newest_first().len(), MOST);
        log.note(entry("b", 1, Fate::Taken, NOW.plus(LONGEST + 1)));
        assert_eq!(log.newest_first().len(), 1);
        assert_eq!(log.clear().value, None);
        assert!(log.newest_first().is_empty());
    }

    #[test]
    fn a_list_that_cannot_be_read_is_empty() {
        for broken in [None, Some(""), Some("{}"), Some("[1]"), Some(r#"[{"at":1}]"#)] {
            assert_eq!(Log::parse(broken), Log::default(), "{broken:?}");
        }
    }

    #[test]
    fn what_became_of_an_attempt_is_said_as_it_was() {
        let refused = Ok(ExtensionReply::Refused {
            reason: "full".into(),
            retry: true,
        });
        for (outcome, answer, fate) in [
            (Outcome::Committed, Ok(ExtensionReply::Done), Fate::Taken),
            (Outcome::Declined, Ok(ExtensionReply::Done), Fate::Declined),
            (Outcome::Kept, refused, Fate::Refused),
            (Outcome::Kept, Err(Failure::Unreachable), Fate::NotReached),
            (Outcome::Kept, Err(Failure::NotAuthentic), Fate::NotTheCompanion),
            (Outcome::Kept, Ok(ExtensionReply::Done), Fate::NotTheCompanion),
        ] {
            assert_eq!(Fate::of(outcome, &answer), fate, "{answer:?}");
        }
    }
}
