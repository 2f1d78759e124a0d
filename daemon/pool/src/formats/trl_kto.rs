//! `trl-kto`: TRL's unpaired preference, `{"prompt", "completion", "label"}`, one line per judged reply.
//!
//! In: one record. Out: a line for every reply that got an explicit judgement (a thumb, a rating, the contributor's own word about
//! a signal); the last one counts. With inferred feedback: those that follow from what was written next, and nothing else.

use serde_json::Value;

use super::columns::{Column, TURNS, Type, WHY, column};
use super::item::Item;
use super::{Feedback, Format, Table, written};
use crate::judged::unpaired;

pub(super) const FORMAT: Format = Format {
    name: "trl-kto",
    aliases: &["kto"],
    what: "One line per judged reply, good or bad: unpaired preference training with TRL",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "kto",
        columns: COLUMNS,
        more: WHY,
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[
    column("prompt", TURNS),
    column("completion", TURNS),
    column("label", Type::Bool),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    written(unpaired(item.line, item.given))
}
