//! The shape of a record: a tree in which every id, path, span and number makes sense.
//!
//! In: a record from another program. Out: nothing, or the first thing that is wrong, by place and never by content.

use std::collections::HashMap;

use shared::conversation::MessageId;
use shared::record::{self, Record, RecordMessage};
use shared::scrub::Redaction;

use super::Revision;
use crate::refused::{Kind, Refused};

/// The most messages of one record.
const MESSAGES: usize = 10_000;
/// The most bytes of one message.
const TEXT: usize = shared::api::MAX_RECORD_BYTES;
/// The most bytes of a name: model, language, method, detector, rule.
const NAME: usize = 200;
/// The most of anything that hangs on a record or message.
const MANY: usize = 10_000;
/// The most bytes of a contributor's title.
const TITLE: usize = 1_600;
/// The most bytes of a contributor's note.
pub const NOTE: usize = 4_000;
/// The most labels, and the most bytes of each.
pub const LABELS: (usize, usize) = (50, 100);

fn wrong(what: impl Into<String>) -> Refused {
    Refused::new(Kind::Invalid, "not_a_record", what)
}

fn ensure(holds: bool, what: &str) -> Result<(), Refused> {
    if holds { Ok(()) } else { Err(wrong(what)) }
}

/// Checks that a conversation is named as the protocol says.
///
/// # Errors
/// When it is not 32 hexadecimal digits.
pub fn conversation_id(id: &str) -> Result<(), Refused> {
    ensure(
        id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')),
        "the conversation id is not 32 hexadecimal digits",
    )
}

/// Checks that a revision can be counted further.
///
/// # Errors
/// When it is too great.
pub fn revision(revision: Revision) -> Result<(), Refused> {
    let fits = match revision {
        Revision::Number(number) => i64::try_from(number).is_ok_and(|number| number < i64::MAX),
        Revision::ByContent => true,
    };
    ensure(fits, "the revision is too great a number")
}

/// The most reasons that one rating may have, and the longest, in bytes.
const REASONS: (usize, usize) = (16, 16_384);

/// Checks the shape of a record.
///
/// # Errors
/// Names the first thing that is wrong.
pub fn record(record: &Record) -> Result<(), Refused> {
    ensure(
        record.v == record::VERSION,
        "the record is of another version than 1",
    )?;
    ensure(is_site(&record.site), "the site is not a site id")?;
    ensure(
        (1..=MESSAGES).contains(&record.messages.len()),
        "the record has no messages, or more than 10,000",
    )?;
    ensure(
        record.capture.method.len() <= NAME,
        "the capture method is too long",
    )?;
    fraction(
        record.capture.confidence,
        "the capture confidence is not between 0 and 1",
    )?;
    let lengths = messages(&record.messages)?;
    branch(record)?;
    ensure(record.signals.len() <= MANY, "the record has too many signals")?;
    for (index, signal) in record.signals.iter().enumerate() {
        let fail = |what: &str| wrong(format!("signal {index}: {what}"));
        let known = lengths.contains_key(&signal.message_id);
        if !known || signal.detector.len() > NAME {
            return Err(fail(
                "it points at no message, or its detector has too long a name",
            ));
        }
        let numbers = (-1.0..=1.0).contains(&signal.polarity)
            && (0.0..=1.0).contains(&signal.strength)
            && (0.0..=1.0).contains(&signal.confidence);
        if !numbers {
            return Err(fail("a number is out of range"));
        }
        if let Some(evidence) = &signal.evidence {
            let length = lengths.get(&evidence.message_id).copied().unwrap_or(0);
            if evidence.start > evidence.end || evidence.end > length {
                return Err(fail("its evidence lies outside of the text"));
            }
        }
    }
    events(record, &lengths)?;
    judgements(record, &lengths)
}

fn events(record: &Record, lengths: &HashMap<&MessageId, usize>) -> Result<(), Refused> {
    let sound = record.events.iter().all(|event| {
        lengths.contains_key(&event.message_id)
            && event.said.len() <= REASONS.0
            && event.said.iter().all(|said| said.len() <= REASONS.1)
    });
    ensure(
        sound && record.events.len() <= MANY,
        "an event points at no message, or too much was said with it",
    )
}

fn is_site(site: &str) -> bool {
    (1..=64).contains(&site.len())
        && site
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'))
}

fn fraction(number: f64, what: &str) -> Result<(), Refused> {
    ensure((0.0..=1.0).contains(&number), what)
}

/// Checks the tree. Out: the length of every text in code points.
fn messages(messages: &[RecordMessage]) -> Result<HashMap<&MessageId, usize>, Refused> {
    let mut lengths = HashMap::with_capacity(messages.len());
    for (index, message) in messages.iter().enumerate() {
        let fail = |what: &str| wrong(format!("message {index}: {what}"));
        let id = message.id.0.as_bytes();
        let good = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if !(1..=64).contains(&id.len()) || !id.iter().all(good) {
            return Err(fail("its id is not 1-64 characters of A-Z, a-z, 0-9, _ and -"));
        }
        if message
            .parent_id
            .as_ref()
            .is_some_and(|parent| !lengths.contains_key(parent))
        {
            return Err(fail("its parent does not stand before it"));
        }
        let names = [&message.model, &message.lang];
        if names.into_iter().flatten().any(|name| name.len() > NAME) {
            return Err(fail("its model or language has too long a name"));
        }
        let many = message.citations.len().max(message.asides.len());
        if message.text.len() > TEXT || many > MANY {
            return Err(fail("it is too large"));
        }
        if message
            .citations
            .iter()
            .any(|citation| citation.title.len() + citation.url.len() > 8_192)
        {
            return Err(fail("a citation is too long"));
        }
        let length = message.text.chars().count();
        redactions(&message.redactions, length).map_err(fail)?;
        for aside in &message.asides {
            redactions(&aside.redactions, aside.text.chars().count()).map_err(fail)?;
        }
        if lengths.insert(&message.id, length).is_some() {
            return Err(fail("its id is taken"));
        }
    }
    Ok(lengths)
}

/// Checks what was taken out of a text of so many code points.
fn redactions(redactions: &[Redaction], length: usize) -> Result<(), &'static str> {
    if redactions.len() > MANY {
        return Err("it is too large");
    }
    let mut end = 0;
    for redaction in redactions {
        if redaction.start < end || redaction.end < redaction.start || redaction.end > length {
            return Err("its redactions overlap, or lie outside of the text");
        }
        if !(0.0..=1.0).contains(&redaction.confidence) || redaction.rule.len() > NAME {
            return Err("a redaction has a number out of range or too long a rule");
        }
        end = redaction.end;
    }
    Ok(())
}

fn branch(record: &Record) -> Result<(), Refused> {
    let parents: HashMap<&MessageId, Option<&MessageId>> = record
        .messages
        .iter()
        .map(|message| (&message.id, message.parent_id.as_ref()))
        .collect();
    let mut before = None;
    for id in &record.branch {
        ensure(
            parents.get(id) == Some(&before),
            "the visible branch is not a path from a first message down the tree",
        )?;
        before = Some(id);
    }
    ensure(before.is_some(), "the visible branch is empty")
}

fn judgements(record: &Record, lengths: &HashMap<&MessageId, usize>) -> Result<(), Refused> {
    let judgements = &record.judgements;
    let rated = judgements
        .ratings
        .iter()
        .all(|rating| matches!(rating.thumb, -1 | 1) && lengths.contains_key(&rating.message_id));
    let contested = judgements
        .contests
        .iter()
        .all(|contest| lengths.contains_key(&contest.message_id) && contest.detector.len() <= NAME);
    let answered = judgements.outcomes.iter().all(|outcome| {
        let known = outcome
            .message_id
            .as_ref()
            .is_none_or(|id| lengths.contains_key(id));
        known && outcome.detector.len() <= NAME && (0.0..=1.0).contains(&outcome.confidence)
    });
    ensure(
        answered && judgements.outcomes.len() <= MANY,
        "an answer to a signal points at no message, or its confidence is out of range",
    )?;
    let few = judgements.ratings.len() <= MANY && judgements.contests.len() <= MANY;
    ensure(
        rated && contested && few,
        "a rating or contest points at no message, or is neither -1 nor 1",
    )?;
    ensure(
        judgements.scores.len() <= MANY
            && judgements
                .scores
                .iter()
                .all(|score| score.is_sound() && lengths.contains_key(&score.message_id)),
        "a score points at no message, or is not between 1 and 5",
    )?;
    labels(&judgements.labels)?;
    ensure(
        judgements
            .title
            .as_ref()
            .is_none_or(|title| (1..=TITLE).contains(&title.len())),
        "the title is empty, or longer than 1,600 bytes",
    )?;
    ensure(
        judgements.note.as_ref().is_none_or(|note| note.len() <= NOTE),
        "the note is longer than 4,000 bytes",
    )
}

/// Checks a contributor's labels.
///
/// # Errors
/// When they are too many or too long.
pub fn labels(labels: &[String]) -> Result<(), Refused> {
    ensure(
        labels.len() <= LABELS.0 && labels.iter().all(|label| (1..=LABELS.1).contains(&label.len())),
        "there are more than 50 labels, or one is empty or longer than 100 bytes",
    )
}
