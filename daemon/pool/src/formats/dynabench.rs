//! `dynabench`: questions with the reply of a model that was judged right or wrong, with the columns of Dynabench's examples.
//!
//! In: one record. Out: a line for every judged reply. `retracted` is false in every line: what was taken back is not here, and
//! `sync` removes it from copies. Not here: what the right reply would be, users, times.

use serde_json::{Value, json};

use super::columns::{Column, NO_TIME, NOBODY, NOT_ASKED, TURNS, Type, WHY, empty, noted};
use super::item::{Item, Judged, because, question, turns};
use super::{Feedback, Format, Table};

pub(super) const FORMAT: Format = Format {
    name: "dynabench",
    aliases: &[],
    what: "A question and whether the model got it wrong, with the person's reason: adversarial evaluation as in Dynabench",
    loads: "pandas.read_json('PATH', lines=True)",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "examples",
        columns: COLUMNS,
        more: MORE,
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[
    noted("id", Type::Text, "the reply"),
    noted("cid", Type::Text, "the question"),
    empty("uid", Type::Text, NOBODY),
    empty("tag", Type::Text, "nobody set a task"),
    noted("context", TURNS, "the turns before the question"),
    noted("text", Type::Text, "what was asked last"),
    noted(
        "example_explanation",
        Type::Text,
        "what was ticked or written beside the rating",
    ),
    empty("model_explanation", Type::Text, NOT_ASKED),
    empty("metadata_json", Type::Json, "the further columns say it"),
    empty("target_pred", Type::Text, NOT_ASKED),
    noted("model_preds", Type::Text, "the reply"),
    noted("target_model", Type::Text, "null where the page named none"),
    noted("split", Type::Text, "the release's, where it is divided"),
    noted("model_wrong", Type::Bool, "whether the reply was judged bad"),
    noted("retracted", Type::Bool, "always false"),
    noted("flagged", Type::Bool, "whether the reply was reported as harmful"),
    empty("generated_datetime", Type::Text, NO_TIME),
    empty("time_elapsed", Type::Float, NO_TIME),
    empty("total_verified", Type::Int, "no peer validates examples"),
];
const MORE: &[Column] = WHY;

fn rows(item: &Item<'_>) -> Vec<Value> {
    let row = |judged: Judged<'_>| {
        let (asked, before) = judged.prompt.split_last()?;
        let explicit = judged.found.explicit;
        let row = json!({
            "id": item.global(&judged.reply.id),
            "cid": item.global(&asked.id),
            "context": turns(before),
            "text": question(&judged.prompt),
            "example_explanation": item.words(&judged.reply.id).filter(|_| explicit),
            "model_preds": judged.reply.text,
            "target_model": judged.reply.model,
            "split": item.line.split,
            "model_wrong": !judged.found.good,
            "retracted": false,
            "flagged": item.reported(&judged.reply.id),
        });
        Some(because(row, &judged.about))
    };
    item.judged().into_iter().filter_map(row).collect()
}
