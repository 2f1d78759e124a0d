//! `lmsys`: the columns of `lmsys-chat-1m`, one line per conversation.
//!
//! In: one record. Out: its visible branch, if somebody answered. Not here: moderation.

use serde_json::{Value, json};
use shared::conversation::Role;

use super::columns::{Column, Field, NOT_MODERATED, TURNS, Type, WHOSE, column, empty, noted};
use super::item::{Item, is_redacted, turns};
use super::{Feedback, Format, Table, languages};

pub(super) const FORMAT: Format = Format {
    name: "lmsys",
    aliases: &["lmsys-chat-1m"],
    what: "One conversation with its model, language and number of turns: studies that read LMSYS-Chat-1M",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::None,
    purpose: None,
    tables: &[Table {
        name: "lmsys",
        columns: COLUMNS,
        more: WHOSE,
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[
    noted("conversation_id", Type::Text, "the record's id"),
    noted(
        "model",
        Type::Text,
        "the first that the page named; null if it named none",
    ),
    column("conversation", TURNS),
    noted("turn", Type::Int, "questions"),
    noted(
        "language",
        Type::Text,
        "English name; `unknown` where it is not clear",
    ),
    empty(
        "openai_moderation",
        Type::List(&Type::Struct(&[
            Field("categories", Type::Json),
            Field("category_scores", Type::Json),
            Field("flagged", Type::Bool),
        ])),
        NOT_MODERATED,
    ),
    noted("redacted", Type::Bool, "whether personal data was replaced in it"),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let path = item.answered_path();
    if path.is_empty() {
        return vec![];
    }
    vec![json!({
        "conversation_id": item.line.record_id,
        "model": item.model(),
        "conversation": turns(&path),
        "turn": path.iter().filter(|message| message.role == Role::User).count(),
        "language": item.language().and_then(languages::name).unwrap_or("unknown"),
        "redacted": path.iter().any(|message| is_redacted(message)),
    })]
}
