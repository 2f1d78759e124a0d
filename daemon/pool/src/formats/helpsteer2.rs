//! `helpsteer2`: one reply with the contributor's scores on the five attributes of `HelpSteer2`, 0–4.
//!
//! In: one record. Out: a line for every reply that has a score; attributes that were not scored are null. A thumb is no score.

use serde_json::{Value, json};
use shared::conversation::Role;
use shared::record::RecordMessage;

use super::columns::{Column, Type, WHOSE, column, noted};
use super::item::Item;
use super::{Feedback, Format, Table};

pub(super) const FORMAT: Format = Format {
    name: "helpsteer2",
    aliases: &[],
    what: "One reply with scores for helpfulness, correctness, coherence, complexity and verbosity: SteerLM and regression reward models",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Explicit,
    purpose: None,
    tables: &[Table {
        name: "helpsteer2",
        columns: COLUMNS,
        more: WHOSE,
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[
    noted(
        "prompt",
        Type::Text,
        "earlier turns are set apart by `<extra_id_1>`, as in HelpSteer2",
    ),
    column("response", Type::Text),
    noted(
        "helpfulness",
        Type::Int,
        "0–4: the contributor's 1–5 less one; null if not scored",
    ),
    column("correctness", Type::Int),
    column("coherence", Type::Int),
    column("complexity", Type::Int),
    column("verbosity", Type::Int),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let replies = item
        .record
        .messages
        .iter()
        .filter(|message| message.role == Role::Assistant);
    replies
        .filter_map(|reply| {
            let scores = item.scores(&reply.id);
            if scores.is_empty() {
                return None;
            }
            let from_zero = |score: Option<u8>| score.map(|score| score - 1);
            Some(json!({
                "prompt": prompt(&item.before(reply)?),
                "response": reply.text,
                "helpfulness": from_zero(scores.helpfulness),
                "correctness": from_zero(scores.correctness),
                "coherence": from_zero(scores.coherence),
                "complexity": from_zero(scores.complexity),
                "verbosity": from_zero(scores.verbosity),
            }))
        })
        .collect()
}

/// The turns as one text: a question stands as it is, what follows says who speaks.
fn prompt(messages: &[&RecordMessage]) -> String {
    let mut text = String::new();
    for (at, message) in messages.iter().enumerate() {
        if at > 0 {
            text.push_str(match message.role {
                Role::User => "\n<extra_id_1>User\n",
                Role::Assistant => "\n<extra_id_1>Assistant\n",
            });
        }
        text.push_str(&message.text);
    }
    text
}
