//! `sharelm`: the eight columns of the `ShareLM` dataset.
//!
//! In: one record. Out: one line with exactly these columns: `conversation_id`, `conversation`, `model_name`,
//! `user_id`, `timestamp`, `source`, `user_metadata`, `conversation_metadata`.
//! What the pool never learns (`user_id`, `user_metadata`) is empty; `timestamp` is the month. Empty is an empty text, as in the dataset.

use serde_json::{Value, json};
use shared::feedback::{SignalKind, Source};

use super::columns::{Column, Field, TURNS, Type, column, noted};
use super::item::{Item, turns};
use super::{Feedback, Format, Table};

pub(super) const FORMAT: Format = Format {
    name: "sharelm",
    aliases: &[],
    what: "One conversation in the eight columns of the ShareLM dataset: adding to it",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::None,
    purpose: None,
    tables: &[Table {
        name: "sharelm",
        columns: COLUMNS,
        more: &[],
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[
    noted("conversation_id", Type::Text, "the record's id; `sync` reads it"),
    column("conversation", TURNS),
    noted(
        "model_name",
        Type::Text,
        "the first that the page named, or an empty text",
    ),
    noted(
        "user_id",
        Type::Text,
        "always an empty text: the pool knows nothing about contributors",
    ),
    noted("timestamp", Type::Text, "the month"),
    noted("source", Type::Text, "the site's id, never an address"),
    noted(
        "user_metadata",
        Type::Struct(&[
            Field("location", Type::Text),
            Field("age", Type::Text),
            Field("gender", Type::Text),
        ]),
        "always empty texts: the pool knows nothing about contributors",
    ),
    noted(
        "conversation_metadata",
        Type::Struct(&[
            Field("rate", Type::Text),
            Field("language", Type::Text),
            Field("redacted", Type::Text),
            Field("toxic", Type::Text),
            Field("title", Type::Text),
            Field("custom_instruction", Type::Text),
            Field("status", Type::Text),
        ]),
        "`rate` is the last explicit thumb, `title` what the contributor calls it; `toxic`, `custom_instruction` and `status` are empty texts",
    ),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let record = item.record;
    let redacted = record
        .messages
        .iter()
        .any(|message| !message.redactions.is_empty());
    vec![json!({
        "conversation_id": item.line.record_id,
        "conversation": turns(&item.path()),
        "model_name": item.model().unwrap_or_default(),
        "user_id": "",
        "timestamp": record.month,
        "source": record.site,
        "user_metadata": { "location": "", "age": "", "gender": "" },
        "conversation_metadata": {
            "rate": rate(item),
            "language": item.language().unwrap_or_default(),
            "redacted": if redacted { "true" } else { "false" },
            "toxic": "",
            "title": record.judgements.title.as_deref().unwrap_or_default(),
            "custom_instruction": "",
            "status": "",
        },
    })]
}

/// The last explicit thumb of the conversation, in `ShareLM`'s words; inferred feedback is not a rating.
fn rate(item: &Item<'_>) -> &'static str {
    let rated = item
        .record
        .judgements
        .ratings
        .last()
        .map(|rating| rating.thumb > 0);
    let thumbed = || {
        let explicit = item
            .record
            .signals
            .iter()
            .rev()
            .filter(|signal| signal.source == Source::Explicit);
        explicit
            .filter_map(|signal| match signal.kind {
                SignalKind::ThumbsUp => Some(true),
                SignalKind::ThumbsDown => Some(false),
                _ => None,
            })
            .next()
    };
    match rated.or_else(thumbed) {
        Some(true) => "thumbup",
        Some(false) => "thumbdown",
        None => "",
    }
}
