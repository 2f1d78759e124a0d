//! Quarantine: what arrived and waits for a person to look at it.
//!
//! In: the store. Out: what waits, in short or in full, safe to print on a terminal.
//! Deciding is the store's `accept` and `reject`; a rejection erases the content and tells its contributor why.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;
use shared::api::PoolState;
use shared::consent::{Licence, Purpose};
use shared::conversation::Role;
use shared::keys::RecordId;
use shared::record::Record;
use shared::time::{Day, Month};

use crate::store::{Store, StoreError, Stored};

const AT_ONCE: u32 = 256;

/// A waiting record in one line.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    pub id: RecordId,
    pub state: PoolState,
    pub received_day: Day,
    pub site: String,
    pub month: Month,
    pub licence: Licence,
    pub purposes: Vec<Purpose>,
    pub messages: usize,
    pub signals: usize,
    pub redactions: usize,
    pub languages: BTreeSet<String>,
    pub models: BTreeSet<String>,
    /// Whether the contributor looked at it before it was given.
    pub seen_by_contributor: bool,
}

/// Everything that waits, in the order of the ids.
///
/// # Errors
/// If the database cannot be read.
pub fn waiting(store: &Store) -> Result<Vec<Waiting>, StoreError> {
    let mut all = Vec::new();
    let mut after: Option<RecordId> = None;
    loop {
        let some = store.some(&[PoolState::Quarantined], after.as_ref(), AT_ONCE)?;
        let Some(last) = some.last() else {
            return Ok(all);
        };
        after = Some(last.signed.envelope.record_id.clone());
        all.extend(some.iter().map(in_short));
    }
}

fn in_short(stored: &Stored) -> Waiting {
    let envelope = &stored.signed.envelope;
    let record = &envelope.content;
    Waiting {
        id: envelope.record_id.clone(),
        state: stored.state,
        received_day: stored.received_day.clone(),
        site: record.site.clone(),
        month: record.month.clone(),
        licence: envelope.consent.licence,
        purposes: envelope.consent.purposes.clone(),
        messages: record.messages.len(),
        signals: record.signals.len(),
        redactions: record
            .messages
            .iter()
            .map(|message| message.redactions.len())
            .sum(),
        languages: record
            .messages
            .iter()
            .filter_map(|message| message.lang.clone())
            .collect(),
        models: record
            .messages
            .iter()
            .filter_map(|message| message.model.clone())
            .collect(),
        seen_by_contributor: record.scrub.reviewed,
    }
}

/// A waiting record as one line of a list.
#[must_use]
pub fn in_one_line(waiting: &Waiting) -> String {
    let names = |names: &BTreeSet<String>| names.iter().map(|name| inert(name)).collect::<Vec<_>>().join(",");
    format!(
        "{}  {}  {}  {} messages, {} signals, {} redactions  {}  {}",
        waiting.id,
        waiting.received_day,
        inert(&waiting.site),
        waiting.messages,
        waiting.signals,
        waiting.redactions,
        names(&waiting.languages),
        names(&waiting.models)
    )
}

/// A record to read on a terminal.
#[must_use]
pub fn in_full(record: &Record) -> String {
    let mut text = String::new();
    for message in &record.messages {
        let who = match message.role {
            Role::User => "user",
            Role::Assistant => "assistant",
        };
        let model = message.model.as_deref().map(inert).unwrap_or_default();
        writeln!(text, "── {} {who} {model}", message.id).expect("writing to a string does not fail");
        writeln!(text, "{}\n", inert(&message.text)).expect("writing to a string does not fail");
    }
    if let Some(note) = &record.judgements.note {
        writeln!(text, "── note\n{}\n", inert(note)).expect("writing to a string does not fail");
    }
    text
}

/// Text that a terminal shows and does not obey: no escape sequences, no reversed reading direction.
#[must_use]
pub fn inert(text: &str) -> String {
    let turns_text_around = |letter| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    text.chars()
        .map(|letter| match letter {
            '\n' | '\t' => letter.to_string(),
            letter if letter.is_control() || turns_text_around(letter) => letter.escape_unicode().to_string(),
            letter => letter.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn a_terminal_does_not_obey_what_a_conversation_says() {
        assert_eq!(inert("a\u{1b}[2Jb\u{202e}c\nd"), "a\\u{1b}[2Jb\\u{202e}c\nd");
    }
}
