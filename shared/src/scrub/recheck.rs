//! Runs the rules over a record that exists already: for both intakes, and for a contributor's own redactions.
//!
//! In: a record, perhaps from another machine. Out: what is still in it, or the record with that taken out too.
//! Invariant: after `rescrub`, `remaining` is empty.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{self, Draft, Gone, Written};
use super::wishes::{self, Kept, PrivateWords};
use super::{PiiType, Redaction, find, span};
use crate::conversation::MessageId;
use crate::record::{Record, place as moved_to};

/// Something the rules find in a record. It says where and why, never what.
#[derive(Clone, Debug, PartialEq)]
pub struct Remaining {
    /// The message it stands in or is cited by; `None` for the contributor's note and labels.
    pub message_id: Option<MessageId>,
    pub kind: PiiType,
    pub rule: &'static str,
    pub confidence: f64,
}

/// One text of a record.
#[derive(Clone, Copy)]
enum Place {
    Message(usize),
    Title(usize, usize),
    Url(usize, usize),
    Aside(usize, usize),
    /// What the contributor calls the conversation.
    Heading,
    Note,
    Label(usize),
    /// What was said with an event.
    Said(usize, usize),
}

fn places(record: &Record) -> Vec<Place> {
    let mut places = vec![];
    for (index, message) in record.messages.iter().enumerate() {
        places.push(Place::Message(index));
        for citation in 0..message.citations.len() {
            places.extend([Place::Title(index, citation), Place::Url(index, citation)]);
        }
        places.extend((0..message.asides.len()).map(|aside| Place::Aside(index, aside)));
    }
    places.extend(record.judgements.title.is_some().then_some(Place::Heading));
    places.extend(record.judgements.note.is_some().then_some(Place::Note));
    places.extend((0..record.judgements.labels.len()).map(Place::Label));
    for (index, event) in record.events.iter().enumerate() {
        places.extend((0..event.said.len()).map(|said| Place::Said(index, said)));
    }
    places
}

fn text_at(record: &Record, place: Place) -> &str {
    match place {
        Place::Message(index) => &record.messages[index].text,
        Place::Title(index, citation) => &record.messages[index].citations[citation].title,
        Place::Url(index, citation) => &record.messages[index].citations[citation].url,
        Place::Aside(index, aside) => &record.messages[index].asides[aside].text,
        Place::Heading => record.judgements.title.as_deref().unwrap_or_default(),
        Place::Note => record.judgements.note.as_deref().unwrap_or_default(),
        Place::Label(index) => &record.judgements.labels[index],
        Place::Said(index, said) => &record.events[index].said[said],
    }
}

/// What the rules still find in a record's messages, citations, events, title, note and labels.
#[must_use]
pub fn remaining(record: &Record) -> Vec<Remaining> {
    let mut remaining = vec![];
    for place in places(record) {
        let message_id = match place {
            Place::Message(index)
            | Place::Title(index, _)
            | Place::Url(index, _)
            | Place::Aside(index, _) => Some(&record.messages[index].id),
            Place::Said(index, _) => Some(&record.events[index].message_id),
            Place::Heading | Place::Note | Place::Label(_) => None,
        };
        let text = text_at(record, place);
        let mut found = find(text);
        record.scrub.kept.spare(text, &mut found);
        remaining.extend(found.into_iter().map(|finding| Remaining {
            message_id: message_id.cloned(),
            kind: finding.kind,
            rule: finding.rule,
            confidence: finding.confidence,
        }));
    }
    remaining
}

/// Takes out what the rules find in a record, moving redactions and evidence with the text; says how many values.
pub fn rescrub(record: &mut Record) -> u32 {
    rescrub_with(record, &PrivateWords::default())
}

/// As `rescrub`, with words that always go.
pub fn rescrub_with(record: &mut Record, private: &PrivateWords) -> u32 {
    rewrite(record, |drafts, kept| {
        draft::take_private(drafts, private);
        draft::settle(drafts, kept);
    })
}

/// Takes one span out of a message, and the same value wherever else the record has it. Offsets in code points.
/// `None`: there is no such message or span. Otherwise how many values were replaced.
pub(crate) fn take_span(
    record: &mut Record,
    id: &MessageId,
    start: usize,
    end: usize,
    kind: PiiType,
) -> Option<u32> {
    let index = record.messages.iter().position(|message| &message.id == id)?;
    let text = &record.messages[index].text;
    let range = span::byte_of(text, start)?..span::byte_of(text, end)?;
    if range.is_empty() {
        return None;
    }
    let target = places(record)
        .iter()
        .position(|place| matches!(place, Place::Message(other) if *other == index))?;
    Some(rewrite(record, |drafts, kept| {
        draft::take_everywhere(
            drafts,
            target,
            &Gone {
                range,
                kind,
                rule: super::CONTRIBUTOR,
                confidence: 1.0,
            },
        );
        draft::settle(drafts, kept);
    }))
}

fn rewrite(record: &mut Record, work: impl FnOnce(&mut [Draft], &Kept)) -> u32 {
    let places = places(record);
    let mut drafts: Vec<_> = places
        .iter()
        .map(|&place| Draft::new(text_at(record, place).to_owned()))
        .collect();
    let kept = std::mem::take(&mut record.scrub.kept);
    work(&mut drafts, &kept);
    let mut replaced = 0;
    for (place, (text, written)) in places.into_iter().zip(draft::write(drafts, &kept)) {
        replaced += written.len() as u32;
        if !written.is_empty() {
            put(record, place, text, &written);
        }
    }
    record.scrub.kept = kept;
    if replaced > 0 {
        forget_what_is_gone(record);
        record.scrub.version = record.scrub.version.max(super::VERSION);
    }
    replaced
}

/// A digest of a value that no text holds any more would only help to guess it.
fn forget_what_is_gone(record: &mut Record) {
    if record.scrub.kept.is_empty() {
        return;
    }
    let mut values = BTreeSet::new();
    for place in places(record) {
        let text = text_at(record, place);
        values.extend(
            find(text)
                .into_iter()
                .map(|finding| wishes::digest(&text[finding.start..finding.end])),
        );
    }
    record.scrub.kept.retain_only(&values);
}

fn put(record: &mut Record, place: Place, text: String, written: &[Written]) {
    for one in written {
        *record.scrub.counts.entry(one.kind).or_default() += 1;
    }
    match place {
        Place::Message(index) => put_message(record, index, text, written),
        Place::Title(index, citation) => record.messages[index].citations[citation].title = text,
        Place::Url(index, citation) => record.messages[index].citations[citation].url = text,
        Place::Aside(index, aside) => {
            let aside = &mut record.messages[index].asides[aside];
            aside.text = text;
            let old = std::mem::take(&mut aside.redactions);
            aside.redactions = merged(old, written, &mut record.scrub.counts);
        }
        Place::Heading => record.judgements.title = Some(text),
        Place::Note => record.judgements.note = Some(text),
        Place::Label(index) => record.judgements.labels[index] = text,
        Place::Said(index, said) => record.events[index].said[said] = text,
    }
}

fn put_message(record: &mut Record, index: usize, text: String, written: &[Written]) {
    let moved: Vec<_> = written.iter().map(|one| one.place).collect();
    let message = &mut record.messages[index];
    message.text = text;
    let old = std::mem::take(&mut message.redactions);
    message.redactions = merged(old, written, &mut record.scrub.counts);
    let id = message.id.clone();
    for evidence in record
        .signals
        .iter_mut()
        .filter_map(|signal| signal.evidence.as_mut())
    {
        if evidence.message_id == id {
            evidence.start = moved_to(evidence.start, &moved).0;
            evidence.end = moved_to(evidence.end, &moved).1;
        }
    }
}

/// The redactions of a text after more was taken out of it: those before, moved, and the new ones.
fn merged(old: Vec<Redaction>, written: &[Written], counts: &mut BTreeMap<PiiType, u32>) -> Vec<Redaction> {
    let moved: Vec<_> = written.iter().map(|one| one.place).collect();
    let mut kept = redactions(written);
    for old in old {
        let swallowed = moved.iter().any(|place| place.0 < old.end && old.start < place.1);
        if swallowed {
            if let Some(count) = counts.get_mut(&old.kind) {
                *count = count.saturating_sub(1);
            }
        } else {
            let (start, end) = (moved_to(old.start, &moved).0, moved_to(old.end, &moved).1);
            kept.push(Redaction { start, end, ..old });
        }
    }
    counts.retain(|_, count| *count > 0);
    kept.sort_by_key(|redaction| redaction.start);
    kept
}

/// Written placeholders as a record keeps them.
pub(crate) fn redactions(written: &[Written]) -> Vec<Redaction> {
    let redaction = |one: &Written| Redaction {
        start: one.place.2,
        end: one.place.3,
        kind: one.kind,
        rule: one.rule.to_owned(),
        confidence: one.confidence,
    };
    written.iter().map(redaction).collect()
}
