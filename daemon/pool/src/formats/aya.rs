//! `aya`: a question and an answer in one language, with the columns of the Aya dataset.
//!
//! In: one record. Out: a line for every reply to a first question that was judged good, if its language is clear.
//! Aya's answers are written or edited by people; these were written by models and judged by people, so `annotation_type` is empty.

use serde_json::{Value, json};

use super::columns::{Column, NOBODY, Type, WHY, column, empty, noted};
use super::item::{Item, Judged, because};
use super::{Feedback, Format, Table, languages};

pub(super) const FORMAT: Format = Format {
    name: "aya",
    aliases: &["aya-dataset"],
    what: "A question and a reply that was judged good, in one language: instruction tuning in many languages",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "aya",
        columns: COLUMNS,
        more: MORE,
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[
    noted("inputs", Type::Text, "a question that begins its conversation"),
    noted("targets", Type::Text, "the reply"),
    noted("language", Type::Text, "English name"),
    noted("language_code", Type::Text, "ISO 639-3"),
    empty(
        "annotation_type",
        Type::Text,
        "Aya's types say that a person wrote or edited the answer; a model wrote these",
    ),
    empty("user_id", Type::Text, NOBODY),
];
const MORE: &[Column] = &[
    column("model", Type::Text),
    WHY[0],
    WHY[1],
    WHY[2],
    WHY[3],
    WHY[4],
    WHY[5],
    WHY[6],
    WHY[7],
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let row = |judged: Judged<'_>| {
        let [question] = judged.prompt[..] else {
            return None;
        };
        if !judged.found.good {
            return None;
        }
        let code = question.lang.as_deref()?;
        let row = json!({
            "inputs": question.text,
            "targets": judged.reply.text,
            "language": languages::name(code)?,
            "language_code": languages::three_letters(code)?,
            "model": judged.reply.model,
        });
        Some(because(row, &judged.about))
    };
    item.judged().into_iter().filter_map(row).collect()
}
