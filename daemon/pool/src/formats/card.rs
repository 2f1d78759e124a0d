//! `EXPORT.md`: what an exported file is, which records are in it, and what each of its columns holds or why it holds nothing.
//!
//! In: a finished job. Out: Markdown. Every figure in it was counted while the rows were written.

use std::fmt::Write as _;

use super::columns::{Column, word};
use super::export::{Job, columns_of};
use super::{Feedback, Table};
use crate::judged::Given;
use crate::release::columns;

pub(super) const NAME: &str = "EXPORT.md";

pub(super) fn card(job: &Job<'_>) -> String {
    let format = job.chosen.format;
    let manifest = job.manifest;
    let mut text = String::new();
    let mut line = |one: &str| {
        text.push_str(one);
        text.push('\n');
    };
    line(&format!("# Export: {}\n", format.name));
    line(&format!("{}.\n", format.what));
    line(&format!(
        "- Release {} of {}, pool `{}`",
        manifest.number, manifest.day, manifest.pool_id
    ));
    line(&format!(
        "- {} records written, {} passed over (nothing for this format in them, or not asked for)",
        job.exported.written, job.exported.passed_over
    ));
    line(&format!("- Asked for: {}", asked(job)));
    line(&format!("- Feedback: {}", feedback(job)));
    let licences: Vec<String> = job
        .licences
        .iter()
        .map(|(licence, records)| format!("{records} under {licence}"))
        .collect();
    if !licences.is_empty() {
        line(&format!("- Licences: {}", licences.join(", ")));
    }
    line(&format!("- Loads with: `{}`", format.loads));
    line(
        "- Contributors can take records back. `tributary-pool sync --release DIR PATH` removes from this copy what a later release says was taken back; it finds rows by `record_id` (or `conversation_id`).",
    );
    for (at, table) in format.tables.iter().enumerate() {
        if format.tables.len() > 1 {
            line(&format!("\n## {}", table.name));
        }
        line(&format!("\n{} rows.\n", job.rows[at]));
        line("| column | type | rows with a value | |\n|---|---|---|---|");
        for (column, filled) in columns_of(table).iter().zip(&job.filled[at]) {
            line(&row(table, column, *filled));
        }
    }
    text
}

fn row(table: &Table, column: &Column, filled: u64) -> String {
    let own = table.columns.iter().any(|own| own.name == column.name);
    let remark = match (column.empty, own) {
        (Some(why), _) => format!("always empty: {why}"),
        (None, true) => column.note.to_owned(),
        (None, false) if column.note.is_empty() => "not in the original format".to_owned(),
        (None, false) => format!("{} (not in the original format)", column.note),
    };
    format!(
        "| `{}` | {} | {filled} | {remark} |",
        column.name,
        word(column.holds)
    )
}

fn asked(job: &Job<'_>) -> String {
    let wanted = job.wanted;
    let mut parts = vec![];
    for purpose in [job.chosen.format.purpose, wanted.purpose].into_iter().flatten() {
        parts.push(format!("records that allow `{}`", columns::word(&purpose)));
    }
    for licence in &wanted.licences {
        parts.push(format!("licence {}", columns::word(licence)));
    }
    if let Some(split) = &wanted.split {
        parts.push(format!("split {split}"));
    }
    if let Some(since) = &wanted.since {
        parts.push(format!("since {since}"));
    }
    if let Some(until) = &wanted.until {
        parts.push(format!("until {until}"));
    }
    if parts.is_empty() {
        "everything".to_owned()
    } else {
        parts.join(", ")
    }
}

fn feedback(job: &Job<'_>) -> String {
    let mut text = String::new();
    let said = match (job.chosen.format.feedback, job.chosen.given) {
        (Feedback::None, _) => "rows need none; what judgements are in them were given as such",
        (_, Given::Explicit) => {
            "only what contributors gave as a judgement; nothing inferred is in this file"
        }
        (_, Given::Inferred) => {
            "only what was inferred from what people wrote or did next; nothing in this file was given as a judgement"
        }
    };
    write!(text, "{said}").expect("writing to memory cannot fail");
    text
}
