//! `wildchat`: the columns of `WildChat`, one line per conversation, each message with its own language and redactions.
//!
//! In: one record. Out: its visible branch, if somebody answered. Not here, since they are never collected: networks, countries, browsers, times.

use serde_json::{Value, json};
use shared::conversation::Role;

use super::columns::{Column, Field, NO_TIME, NOBODY, NOT_MODERATED, Type, WHOSE, column, empty, noted};
use super::item::{Item, is_redacted};
use super::{Feedback, Format, Table, languages};
use crate::release::columns::role;

pub(super) const FORMAT: Format = Format {
    name: "wildchat",
    aliases: &["wildchat-1m"],
    what: "One conversation, each message with its language and whether it was redacted: studies that read WildChat",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::None,
    purpose: None,
    tables: &[Table {
        name: "wildchat",
        columns: COLUMNS,
        more: MORE,
        rows,
    }],
    also: None,
};

const HEADER: Type = Type::Struct(&[
    Field("accept-language", Type::Text),
    Field("user-agent", Type::Text),
]);
const MESSAGE: Type = Type::Struct(&[
    Field("content", Type::Text),
    Field("country", Type::Text),
    Field("hashed_ip", Type::Text),
    Field("header", HEADER),
    Field("language", Type::Text),
    Field("redacted", Type::Bool),
    Field("role", Type::Text),
    Field("state", Type::Text),
    Field("timestamp", Type::Time),
    Field("toxic", Type::Bool),
    Field("turn_identifier", Type::Int),
]);
const DETOXIFY: Type = Type::Struct(&[
    Field("identity_attack", Type::Float),
    Field("insult", Type::Float),
    Field("obscene", Type::Float),
    Field("severe_toxicity", Type::Float),
    Field("sexual_explicit", Type::Float),
    Field("threat", Type::Float),
    Field("toxicity", Type::Float),
]);

const COLUMNS: &[Column] = &[
    noted("conversation_hash", Type::Text, "SHA-256 of the record"),
    noted(
        "model",
        Type::Text,
        "the first that the page named; null if it named none",
    ),
    empty("timestamp", Type::Time, NO_TIME),
    noted(
        "conversation",
        Type::List(&MESSAGE),
        "of each message `country`, `state`, `hashed_ip`, `header`, `timestamp` and `toxic` are always null",
    ),
    noted("turn", Type::Int, "questions"),
    noted("language", Type::Text, "English name; null where it is not clear"),
    empty(
        "openai_moderation",
        Type::List(&Type::Struct(&[
            Field("categories", Type::Json),
            Field("category_scores", Type::Json),
            Field("flagged", Type::Bool),
        ])),
        NOT_MODERATED,
    ),
    empty("detoxify_moderation", Type::List(&DETOXIFY), NOT_MODERATED),
    empty("toxic", Type::Bool, NOT_MODERATED),
    noted("redacted", Type::Bool, "whether personal data was replaced in it"),
    empty("state", Type::Text, NOBODY),
    empty("country", Type::Text, NOBODY),
    empty("hashed_ip", Type::Text, NOBODY),
    empty("header", HEADER, NOBODY),
];
const MORE: &[Column] = &[WHOSE[0], WHOSE[1], column("month", Type::Text)];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let path = item.answered_path();
    if path.is_empty() {
        return vec![];
    }
    let places: std::collections::HashMap<_, _> = (1..)
        .zip(&item.record.messages)
        .map(|(place, message): (u32, _)| (&message.id, place))
        .collect();
    let conversation: Vec<Value> = path
        .iter()
        .map(|message| {
            json!({
                "content": message.text,
                "language": message.lang.as_deref().and_then(languages::name),
                "redacted": is_redacted(message),
                "role": role(message.role),
                "turn_identifier": places.get(&message.id),
            })
        })
        .collect();
    vec![json!({
        "conversation_hash": item.line.content_sha256,
        "model": item.model(),
        "conversation": conversation,
        "turn": path.iter().filter(|message| message.role == Role::User).count(),
        "language": item.language().and_then(languages::name),
        "redacted": path.iter().any(|message| is_redacted(message)),
        "month": item.record.month,
    })]
}
