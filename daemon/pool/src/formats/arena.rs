//! `arena-conversations`: battles with the columns of `chatbot_arena_conversations` (2023) that a record can fill; the tables
//! `arena` and `arena-inferred` of a release have the same rows.
//!
//! In: one record. Out: a line for every pair of replies to one question that were compared outright, ties and both-bad included.
//! Not here: moderation, exact times, a judge's name. `arena` has the columns of 2025.

use serde_json::Value;

use super::columns::{Column, TURNS, Type, WHY, column, noted};
use super::item::Item;
use super::{Feedback, Format, Table, written};
use crate::judged::battles;

pub(super) const FORMAT: Format = Format {
    name: "arena-conversations",
    aliases: &["arena-33k"],
    what: "Two replies and the winner, with the columns of Chatbot Arena's conversations of 2023: rating models with FastChat's tools",
    loads: "pandas.read_json('PATH', lines=True)",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "arena",
        columns: COLUMNS,
        more: WHY,
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[
    column("question_id", Type::Text),
    column("model_a", Type::Text),
    column("model_b", Type::Text),
    noted("winner", Type::Text, "model_a, model_b, tie or tie (bothbad)"),
    noted("judge", Type::Text, "always `contributor`: nobody has a name"),
    column("conversation_a", TURNS),
    column("conversation_b", TURNS),
    column("turn", Type::Int),
    noted("anony", Type::Bool, "whether the page named neither model"),
    column("language", Type::Text),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    written(battles(item.line, item.given))
}
