//! Records as columns: the schema of a release's Parquet files, one row per record.
//!
//! In: envelopes. Out: one Arrow batch with nested columns, so that a row holds the whole tree.
//! The schema is part of what researchers rely on: columns are added, never changed or removed.
//! Not in it: the day of consent and of donation, the record's key and its signature, which could link records. Only who asked for credit is
//! linked, by their pseudonym.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int32Array, ListArray, RecordBatch, StringArray, StructArray,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, Field, FieldRef, Schema, SchemaRef};
use shared::conversation::{MessageId, Role};
use shared::envelope::Envelope;
use shared::feedback::Signal;
use shared::keys::RecordId;
use shared::record::{Citation, Event, Outcome, Rating, Record, RecordMessage};
use shared::scrub::Redaction;

use super::splits::Split;

/// Columns that not every record has.
const NULLABLE: [&str; 3] = ["note", "pseudonym", "pseudonym_name"];

/// The schema of every Parquet file of a release.
#[must_use]
pub fn schema() -> SchemaRef {
    batch(&[], Split::Train)
        .expect("no rows fit every schema")
        .schema()
}

/// These envelopes, all of one split, as one batch.
///
/// # Errors
/// If there is more text than one batch can address (2 GiB).
pub fn batch(envelopes: &[Envelope], split: Split) -> Result<RecordBatch, ArrowError> {
    let records: Vec<&Record> = envelopes.iter().map(|envelope| &envelope.content).collect();
    let of_envelope = |read: fn(&Envelope) -> String| texts(envelopes.iter().map(|it| Some(read(it))));
    let of_record = |read: fn(&Record) -> String| texts(records.iter().map(|it| Some(read(it))));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("record_id", of_envelope(|it| it.record_id.to_string())),
        ("content_sha256", of_envelope(|it| it.content_sha256.clone())),
        ("licence", of_envelope(|it| word(&it.consent.licence))),
        ("purposes", purposes(envelopes)),
        ("terms_id", of_envelope(|it| it.consent.terms_id.clone())),
        ("site", of_record(|it| it.site.clone())),
        ("month", of_record(|it| it.month.to_string())),
        ("turns", ints(records.iter().map(|it| Some(turns(it))))),
        ("messages", messages(&records)),
        (
            "branch",
            text_lists(records.iter().map(|it| it.branch.iter().map(text).collect())),
        ),
        ("signals", signals(&records)),
        ("ratings", ratings(&records)),
        ("events", events(&records)),
        ("outcomes", outcomes(&records)),
        (
            "labels",
            text_lists(records.iter().map(|it| it.judgements.labels.clone())),
        ),
        ("note", texts(records.iter().map(|it| it.judgements.note.clone()))),
        ("capture", capture(&records)),
        ("scrub", scrub(&records)),
        (
            "split",
            texts(records.iter().map(|_| Some(split.name().to_owned()))),
        ),
        ("pseudonym", texts(envelopes.iter().map(pseudonym))),
        (
            "pseudonym_name",
            texts(
                envelopes
                    .iter()
                    .map(|it| it.byline.as_ref().and_then(|byline| byline.name.clone())),
            ),
        ),
    ];
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), NULLABLE.contains(name)))
        .collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
}

/// The pseudonym of somebody who asked for credit: the hash of its key, since anybody can take any name.
pub(crate) fn pseudonym(envelope: &Envelope) -> Option<String> {
    let byline = envelope.byline.as_ref()?;
    Some(RecordId::of(&byline.pk).to_string())
}

fn purposes(envelopes: &[Envelope]) -> ArrayRef {
    text_lists(
        envelopes
            .iter()
            .map(|it| it.consent.purposes.iter().map(word).collect()),
    )
}

fn messages(records: &[&Record]) -> ArrayRef {
    let rows = records
        .iter()
        .map(|record| record.messages.iter().map(|message| (*record, message)).collect());
    lists(rows, |items: &[(&Record, &RecordMessage)]| {
        let each = || items.iter().map(|(_, message)| *message);
        structs(vec![
            ("id", texts(each().map(|it| Some(text(&it.id))))),
            (
                "parent_id",
                texts(each().map(|it| it.parent_id.as_ref().map(text))),
            ),
            ("role", texts(each().map(|it| Some(role(it.role).to_owned())))),
            ("content", texts(each().map(|it| Some(it.text.clone())))),
            ("model", texts(each().map(|it| it.model.clone()))),
            ("lang", texts(each().map(|it| it.lang.clone()))),
            (
                "on_branch",
                bools(items.iter().map(|(record, it)| record.branch.contains(&it.id))),
            ),
            ("redactions", redactions(each())),
            ("citations", citations(each())),
        ])
    })
}

fn redactions<'a>(messages: impl Iterator<Item = &'a RecordMessage>) -> ArrayRef {
    lists(
        messages.map(|it| it.redactions.iter().collect()),
        |items: &[&Redaction]| {
            structs(vec![
                ("start", ints(items.iter().map(|it| int(it.start)))),
                ("end", ints(items.iter().map(|it| int(it.end)))),
                ("type", texts(items.iter().map(|it| Some(word(&it.kind))))),
                ("rule", texts(items.iter().map(|it| Some(it.rule.clone())))),
                ("confidence", floats(items.iter().map(|it| it.confidence))),
            ])
        },
    )
}

fn citations<'a>(messages: impl Iterator<Item = &'a RecordMessage>) -> ArrayRef {
    lists(
        messages.map(|it| it.citations.iter().collect()),
        |items: &[&Citation]| {
            structs(vec![
                ("title", texts(items.iter().map(|it| Some(it.title.clone())))),
                ("url", texts(items.iter().map(|it| Some(it.url.clone())))),
            ])
        },
    )
}

fn signals(records: &[&Record]) -> ArrayRef {
    let rows = records
        .iter()
        .map(|record| record.signals.iter().map(|signal| (*record, signal)).collect());
    lists(rows, |items: &[(&Record, &Signal)]| {
        let each = || items.iter().map(|(_, signal)| *signal);
        let evidence = || each().map(|it| it.evidence.as_ref());
        structs(vec![
            ("message_id", texts(each().map(|it| Some(text(&it.message_id))))),
            ("kind", texts(each().map(|it| Some(word(&it.kind))))),
            ("source", texts(each().map(|it| Some(word(&it.source))))),
            ("polarity", floats(each().map(|it| it.polarity))),
            ("strength", floats(each().map(|it| it.strength))),
            ("confidence", floats(each().map(|it| it.confidence))),
            ("detector", texts(each().map(|it| Some(it.detector.clone())))),
            (
                "contested",
                bools(items.iter().map(|(record, it)| is_contested(record, it))),
            ),
            (
                "evidence_message_id",
                texts(evidence().map(|it| it.map(|it| text(&it.message_id)))),
            ),
            (
                "evidence_start",
                ints(evidence().map(|it| it.and_then(|it| int(it.start)))),
            ),
            (
                "evidence_end",
                ints(evidence().map(|it| it.and_then(|it| int(it.end)))),
            ),
        ])
    })
}

fn ratings(records: &[&Record]) -> ArrayRef {
    let rows = records.iter().map(|it| it.judgements.ratings.iter().collect());
    lists(rows, |items: &[&Rating]| {
        structs(vec![
            (
                "message_id",
                texts(items.iter().map(|it| Some(text(&it.message_id)))),
            ),
            ("thumb", ints(items.iter().map(|it| int(it.thumb)))),
        ])
    })
}

fn events(records: &[&Record]) -> ArrayRef {
    let rows = records.iter().map(|it| it.events.iter().collect());
    lists(rows, |items: &[&Event]| {
        structs(vec![
            (
                "message_id",
                texts(items.iter().map(|it| Some(text(&it.message_id)))),
            ),
            ("kind", texts(items.iter().map(|it| Some(word(&it.kind))))),
            ("said", text_lists(items.iter().map(|it| it.said.clone()))),
        ])
    })
}

fn outcomes(records: &[&Record]) -> ArrayRef {
    let rows = records.iter().map(|it| it.judgements.outcomes.iter().collect());
    lists(rows, |items: &[&Outcome]| {
        let each = || items.iter();
        structs(vec![
            (
                "message_id",
                texts(each().map(|it| it.message_id.as_ref().map(text))),
            ),
            ("kind", texts(each().map(|it| Some(word(&it.kind))))),
            ("detector", texts(each().map(|it| Some(it.detector.clone())))),
            ("confidence", floats(each().map(|it| it.confidence))),
            ("said", texts(each().map(|it| Some(word(&it.said))))),
            ("label", texts(each().map(|it| it.label.as_ref().map(word)))),
        ])
    })
}

fn capture(records: &[&Record]) -> ArrayRef {
    let each = || records.iter().map(|it| &it.capture);
    structs(vec![
        ("method", texts(each().map(|it| Some(it.method.clone())))),
        ("confidence", floats(each().map(|it| it.confidence))),
        ("turns_seen", ints(each().map(|it| int(it.turns_seen)))),
        ("turns_captured", ints(each().map(|it| int(it.turns_captured)))),
    ])
}

fn scrub(records: &[&Record]) -> ArrayRef {
    let redactions = |record: &Record| {
        record
            .messages
            .iter()
            .map(|it| it.redactions.len())
            .sum::<usize>()
    };
    structs(vec![
        ("version", ints(records.iter().map(|it| int(it.scrub.version)))),
        ("reviewed", bools(records.iter().map(|it| it.scrub.reviewed))),
        ("redactions", ints(records.iter().map(|it| int(redactions(it))))),
    ])
}

/// Whether the contributor disagrees with this signal.
pub(crate) fn is_contested(record: &Record, signal: &Signal) -> bool {
    record.judgements.contests.iter().any(|contest| {
        contest.message_id == signal.message_id
            && contest.kind == signal.kind
            && contest.detector == signal.detector
    })
}

/// The person's messages on the visible branch.
#[must_use]
pub fn turns(record: &Record) -> i32 {
    let count = record
        .branch
        .iter()
        .filter_map(|id| record.message(id))
        .filter(|message| message.role == Role::User)
        .count();
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// `user` or `assistant`.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::User => "user",
        Role::Assistant => "assistant",
    }
}

/// The name that a plain enum has in JSON, so that it has one spelling everywhere.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => unreachable!("only enums without fields are words"),
    }
}

fn text(id: &MessageId) -> String {
    id.0.clone()
}

fn int<T: TryInto<i32>>(number: T) -> Option<i32> {
    number.try_into().ok()
}

pub(super) fn texts(items: impl IntoIterator<Item = Option<String>>) -> ArrayRef {
    Arc::new(items.into_iter().collect::<StringArray>())
}

fn ints(items: impl IntoIterator<Item = Option<i32>>) -> ArrayRef {
    Arc::new(items.into_iter().collect::<Int32Array>())
}

pub(super) fn floats(items: impl IntoIterator<Item = f64>) -> ArrayRef {
    Arc::new(Float64Array::from_iter_values(items))
}

pub(super) fn bools(items: impl IntoIterator<Item = bool>) -> ArrayRef {
    Arc::new(items.into_iter().map(Some).collect::<BooleanArray>())
}

pub(super) fn structs(columns: Vec<(&str, ArrayRef)>) -> ArrayRef {
    let fields_and_arrays: Vec<(FieldRef, ArrayRef)> = columns
        .into_iter()
        .map(|(name, array)| (Arc::new(Field::new(name, array.data_type().clone(), true)), array))
        .collect();
    Arc::new(StructArray::from(fields_and_arrays))
}

/// One list per row; the items of all rows become one array.
pub(super) fn lists<T>(rows: impl Iterator<Item = Vec<T>>, array: impl FnOnce(&[T]) -> ArrayRef) -> ArrayRef {
    let rows: Vec<Vec<T>> = rows.collect();
    let offsets = OffsetBuffer::from_lengths(rows.iter().map(Vec::len));
    let items: Vec<T> = rows.into_iter().flatten().collect();
    let items = array(&items);
    let item: FieldRef = Arc::new(Field::new("item", items.data_type().clone(), true));
    Arc::new(ListArray::new(item, offsets, items, None))
}

pub(super) fn text_lists(rows: impl Iterator<Item = Vec<String>>) -> ArrayRef {
    lists(rows, |items| texts(items.iter().map(|it| Some(it.clone()))))
}
