//! `livebench`: the questions of a conversation as an item of a benchmark that is fenced in time, with the columns of `LiveBench`.
//!
//! In: one record that allows evaluation. Out: one line: what the person asked, turn by turn, on the visible branch.
//! `--since` and `--until` cut a slice of months: a model that was trained before the first of them has not seen it.
//! Not here: a ground truth.

use serde_json::{Value, json};
use shared::consent::Purpose;
use shared::conversation::Role;

use super::columns::{Column, NOT_CLASSIFIED, TEXTS, Type, WHOSE, empty, noted};
use super::item::Item;
use super::{Feedback, Format, Table};

pub(super) const FORMAT: Format = Format {
    name: "livebench",
    aliases: &[],
    what: "The questions of a conversation with the month they were asked: evaluation on what no model was trained on yet",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::None,
    purpose: Some(Purpose::Evaluate),
    tables: &[Table {
        name: "livebench",
        columns: COLUMNS,
        more: MORE,
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[
    noted("question_id", Type::Text, "the record's id"),
    empty("category", Type::Text, NOT_CLASSIFIED),
    empty("ground_truth", Type::Text, "nobody wrote one"),
    noted("turns", TEXTS, "the questions of the visible branch"),
    empty("task", Type::Text, NOT_CLASSIFIED),
    noted(
        "livebench_release_date",
        Type::Text,
        "the day of this release of the pool",
    ),
    noted(
        "livebench_removal_date",
        Type::Text,
        "an empty text: `sync` removes what is taken back",
    ),
];
const MORE: &[Column] = &[
    WHOSE[0],
    WHOSE[1],
    noted("month", Type::Text, "when it was asked"),
    noted("language", Type::Text, "ISO 639-1; null where it is not clear"),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let turns: Vec<&str> = item
        .path()
        .iter()
        .filter(|message| message.role == Role::User)
        .map(|message| message.text.as_str())
        .collect();
    if turns.is_empty() {
        return vec![];
    }
    vec![json!({
        "question_id": item.line.record_id,
        "turns": turns,
        "livebench_release_date": item.release.day,
        "livebench_removal_date": "",
        "month": item.record.month,
        "language": item.language(),
    })]
}
