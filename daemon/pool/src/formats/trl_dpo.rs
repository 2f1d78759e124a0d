//! `trl-dpo`: TRL's preference with an explicit prompt, `{"prompt", "chosen", "rejected"}`, in conversational form.
//!
//! In: one record. Out: a line for every pair of replies to one question of which the person chose one side by side, or judged both
//! explicitly. With inferred feedback: the pairs where another reply was asked for and gone on with.

use serde_json::Value;

use super::columns::{Column, TURNS, WHY, column};
use super::item::Item;
use super::{Feedback, Format, Table, written};
use crate::judged::preferences;

pub(super) const FORMAT: Format = Format {
    name: "trl-dpo",
    aliases: &["preference"],
    what: "Pairs of replies with a choice between them: preference training with TRL",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "preference",
        columns: COLUMNS,
        more: WHY,
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[
    column("prompt", TURNS),
    column("chosen", TURNS),
    column("rejected", TURNS),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    written(preferences(item.line, item.given))
}
