//! Whether a record has the form that the format promises.
//!
//! In: a record that could be deserialised. Out: nothing, or where it is wrong.
//! What the types cannot say is said here: a tree whose parents come first, spans inside their texts,
//! numbers inside their ranges, names of a sane length. Releases and their readers rely on it.

use std::collections::HashMap;

use shared::conversation::MessageId;
use shared::record::{self, Record, RecordMessage, Said};
use shared::scrub::Redaction;

/// Messages by id, with their place in the record and the length of their text in code points.
type Index<'a> = HashMap<&'a MessageId, (usize, usize)>;

/// The most messages that one record may have.
const MAX_MESSAGES: usize = 10_000;
/// The most signals, ratings, labels, redactions or citations in one list.
const MAX_LIST: usize = 20_000;

/// Checks the form of a record.
///
/// # Errors
/// Says which part is wrong, without repeating it.
pub fn check(record: &Record) -> Result<(), String> {
    ensure(
        record.v == record::VERSION,
        "v is not a version that this pool knows",
    )?;
    ensure(is_name(&record.site, 64, "_-."), "site is not a site id")?;
    ensure(
        is_name(&record.capture.method, 64, ":@_-."),
        "capture.method is not a method",
    )?;
    ensure(
        is_share(record.capture.confidence),
        "capture.confidence is not between 0 and 1",
    )?;
    let index = tree(record)?;
    branch(record, &index)?;
    for message in &record.messages {
        message_parts(message, index[&message.id].1)
            .map_err(|wrong| format!("message {}: {wrong}", message.id))?;
    }
    signals(record, &index)?;
    events(record, &index)?;
    judgements(record, &index)
}

fn tree(record: &Record) -> Result<Index<'_>, String> {
    ensure(
        (1..=MAX_MESSAGES).contains(&record.messages.len()),
        "messages are none or too many",
    )?;
    let mut index = Index::new();
    for (place, message) in record.messages.iter().enumerate() {
        ensure(
            !message.id.0.is_empty() && is_name(&message.id.0, 64, "_-"),
            "a message id is not 1 to 64 characters of A-Z, a-z, 0-9, _ and -",
        )?;
        let parent_known = message
            .parent_id
            .as_ref()
            .is_none_or(|parent| index.contains_key(parent));
        ensure(parent_known, "a message comes before its parent, or has none")?;
        let length = message.text.chars().count();
        ensure(
            index.insert(&message.id, (place, length)).is_none(),
            "two messages have the same id",
        )?;
    }
    Ok(index)
}

/// The visible path goes down the tree; turns that the contributor dropped may be missing in between.
fn branch(record: &Record, index: &Index<'_>) -> Result<(), String> {
    ensure(!record.branch.is_empty(), "branch is empty")?;
    for id in &record.branch {
        ensure(index.contains_key(id), "branch names a message that is not there")?;
    }
    for pair in record.branch.windows(2) {
        let mut above = parent(record, index, &pair[1]);
        while let Some(id) = above {
            if id == &pair[0] {
                break;
            }
            above = parent(record, index, id);
        }
        ensure(above.is_some(), "branch is not one path through the tree")?;
    }
    Ok(())
}

fn parent<'a>(record: &'a Record, index: &Index<'_>, id: &MessageId) -> Option<&'a MessageId> {
    record.messages[index[id].0].parent_id.as_ref()
}

fn message_parts(message: &RecordMessage, length: usize) -> Result<(), String> {
    let is_short =
        |text: &Option<String>, most| text.as_ref().is_none_or(|text| text.chars().count() <= most);
    ensure(is_short(&message.model, 200), "model is too long")?;
    ensure(
        message.lang.as_ref().is_none_or(|lang| is_name(lang, 16, "-")),
        "lang is not a language code",
    )?;
    ensure(
        message.citations.len() <= MAX_LIST && message.asides.len() <= MAX_LIST,
        "it has too many parts",
    )?;
    redactions(&message.redactions, length)?;
    for aside in &message.asides {
        redactions(&aside.redactions, aside.text.chars().count())?;
    }
    for citation in &message.citations {
        ensure(
            citation.title.len() <= 2000 && citation.url.len() <= 4000,
            "a citation is too long",
        )?;
    }
    Ok(())
}

fn redactions(redactions: &[Redaction], length: usize) -> Result<(), String> {
    ensure(redactions.len() <= MAX_LIST, "it has too many parts")?;
    for redaction in redactions {
        ensure(
            redaction.start <= redaction.end && redaction.end <= length,
            "a redaction lies outside the text",
        )?;
        ensure(
            is_share(redaction.confidence) && is_name(&redaction.rule, 100, "._-"),
            "a redaction's rule or confidence is not valid",
        )?;
    }
    Ok(())
}

fn signals(record: &Record, index: &Index<'_>) -> Result<(), String> {
    ensure(record.signals.len() <= MAX_LIST, "there are too many signals")?;
    for signal in &record.signals {
        ensure(
            index.contains_key(&signal.message_id),
            "a signal points at a message that is not there",
        )?;
        let in_range = (-1.0..=1.0).contains(&signal.polarity)
            && is_share(signal.strength)
            && is_share(signal.confidence);
        ensure(
            in_range,
            "a signal's polarity, strength or confidence is out of range",
        )?;
        ensure(
            is_name(&signal.detector, 64, "@_-."),
            "a signal's detector is not an id",
        )?;
        if let Some(evidence) = &signal.evidence {
            let inside = index
                .get(&evidence.message_id)
                .is_some_and(|&(_, length)| evidence.start <= evidence.end && evidence.end <= length);
            ensure(inside, "a signal's evidence lies outside of its message")?;
        }
    }
    Ok(())
}

fn events(record: &Record, index: &Index<'_>) -> Result<(), String> {
    ensure(record.events.len() <= MAX_LIST, "there are too many events")?;
    for event in &record.events {
        ensure(
            index.contains_key(&event.message_id),
            "an event points at a message that is not there",
        )?;
        ensure(
            event.said.len() <= 16 && event.said.iter().all(|said| said.len() <= 16_384),
            "too much was said with an event",
        )?;
    }
    Ok(())
}

fn judgements(record: &Record, index: &Index<'_>) -> Result<(), String> {
    let judgements = &record.judgements;
    for rating in &judgements.ratings {
        ensure(
            index.contains_key(&rating.message_id) && matches!(rating.thumb, -1 | 1),
            "a rating has no message, or is neither -1 nor 1",
        )?;
    }
    for score in &judgements.scores {
        ensure(
            index.contains_key(&score.message_id) && score.is_sound(),
            "a score has no message, or is not between 1 and 5",
        )?;
    }
    for contest in &judgements.contests {
        ensure(
            index.contains_key(&contest.message_id) && is_name(&contest.detector, 64, "@_-."),
            "a contest has no message or detector",
        )?;
    }
    for outcome in &judgements.outcomes {
        ensure(
            outcome
                .message_id
                .as_ref()
                .is_none_or(|id| index.contains_key(id))
                && is_name(&outcome.detector, 64, "@_-.")
                && is_share(outcome.confidence),
            "an answer to a signal has no message, no detector, or a confidence out of range",
        )?;
        let is_correction = outcome.said == Said::Corrected;
        ensure(
            outcome.label.is_some() == is_correction
                && outcome.message_id.is_none() == (outcome.said == Said::Removed),
            "an answer to a signal names what it must not, or lacks what it must name",
        )?;
    }
    let few = judgements.labels.len() <= 100
        && judgements.outcomes.len() <= MAX_LIST
        && judgements.ratings.len() <= MAX_LIST
        && judgements.scores.len() <= MAX_LIST
        && judgements.contests.len() <= MAX_LIST;
    ensure(few, "there are too many judgements")?;
    let short = judgements.labels.iter().all(|label| label.chars().count() <= 100)
        && judgements
            .title
            .as_ref()
            .is_none_or(|title| title.chars().count() <= 400)
        && judgements
            .note
            .as_ref()
            .is_none_or(|note| note.chars().count() <= 20_000);
    ensure(short, "a label, the title or the note is too long")
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

/// Letters, digits and some marks: nothing in which an address or a sentence could hide.
fn is_name(text: &str, at_most: usize, marks: &str) -> bool {
    (1..=at_most).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || marks.as_bytes().contains(&byte))
}

/// Between 0 and 1, and so neither infinite nor undefined.
fn is_share(number: f64) -> bool {
    (0.0..=1.0).contains(&number)
}
