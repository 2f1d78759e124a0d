//! `messages`: the visible branch as `{"messages": [{"role", "content"}]}`, for TRL's supervised training and for OpenAI's tools.
//!
//! In: one record. Out: one line, or none if nobody answered. Feedback has no place in this format.
//! Leading replies without a question and trailing questions without a reply are left out.

use serde_json::{Value, json};

use super::columns::{Column, TURNS, WHOSE, column};
use super::item::{Item, turns};
use super::{Feedback, Format, Table};

pub(super) const FORMAT: Format = Format {
    name: "messages",
    aliases: &["trl-sft"],
    what: "The visible branch of each conversation as a list of role and content: supervised training with TRL or OpenAI's tools",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::None,
    purpose: None,
    tables: &[Table {
        name: "messages",
        columns: COLUMNS,
        more: WHOSE,
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[column("messages", TURNS)];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let path = item.answered_path();
    if path.is_empty() {
        return vec![];
    }
    vec![json!({ "messages": turns(&path) })]
}
