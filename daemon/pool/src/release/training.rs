//! Training rows as columns: preferences, single judgements and battles, in the schemas that their tools read.
//!
//! In: records, one after the other. Out: a Parquet file per kind, only where there are rows. Explicit and inferred rows go into
//! different files. The schemas are what researchers rely on: columns are added, never changed or removed.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use arrow_schema::ArrowError;
use parquet::arrow::ArrowWriter;
use shared::envelope::Envelope;

use super::columns::{bools, floats, lists, structs, text_lists, texts};
use super::manifest::{self, Kind};
use super::write::{Hashed, Output, properties};
use super::{ReleaseError, columns};
use crate::formats::Line;
use crate::judged::{self, About, Battle, Given, Preference, Turn, Unpaired};

/// Rows are written when their texts are this long together, in bytes: six tables for each of several buckets wait in memory.
const TEXT_AT_ONCE: usize = 4 << 20;

/// Rows of one kind.
enum Rows {
    Preferences(Vec<Preference>),
    Unpaired(Vec<Unpaired>),
    Battles(Vec<Battle>),
}

/// The file of one kind in one bucket.
struct Table {
    kind: Kind,
    given: Given,
    waiting: Rows,
    text: usize,
    writer: Option<ArrowWriter<Hashed>>,
    rows: u64,
}

/// The training files of one bucket.
pub(super) struct Training<'a> {
    output: Output<'a>,
    tables: [Table; 6],
}

impl<'a> Training<'a> {
    pub(super) fn new(output: Output<'a>) -> Self {
        let table = |kind, given, waiting| Table {
            kind,
            given,
            waiting,
            text: 0,
            writer: None,
            rows: 0,
        };
        Self {
            output,
            tables: [
                table(Kind::Preference, Given::Explicit, Rows::Preferences(vec![])),
                table(
                    Kind::PreferenceInferred,
                    Given::Inferred,
                    Rows::Preferences(vec![]),
                ),
                table(Kind::Kto, Given::Explicit, Rows::Unpaired(vec![])),
                table(Kind::KtoInferred, Given::Inferred, Rows::Unpaired(vec![])),
                table(Kind::Arena, Given::Explicit, Rows::Battles(vec![])),
                table(Kind::ArenaInferred, Given::Inferred, Rows::Battles(vec![])),
            ],
        }
    }

    pub(super) fn add(&mut self, envelope: &Envelope) -> Result<(), ReleaseError> {
        let line = Line::of(envelope);
        for table in &mut self.tables {
            table.text += match &mut table.waiting {
                Rows::Preferences(rows) => {
                    more(rows, judged::preferences(&line, table.given), Preference::length)
                }
                Rows::Unpaired(rows) => more(rows, judged::unpaired(&line, table.given), Unpaired::length),
                Rows::Battles(rows) => more(rows, judged::battles(&line, table.given), Battle::length),
            };
            if table.text >= TEXT_AT_ONCE {
                table.write(&self.output)?;
            }
        }
        Ok(())
    }

    /// The files that have rows.
    pub(super) fn close(self) -> Result<Vec<manifest::File>, ReleaseError> {
        let mut files = vec![];
        for mut table in self.tables {
            table.write(&self.output)?;
            if let Some(writer) = table.writer {
                let file = writer.into_inner()?;
                files.push(file.keep(&self.output, table.kind, None, table.rows)?);
            }
        }
        Ok(files)
    }
}

impl Table {
    fn write(&mut self, output: &Output<'_>) -> Result<(), ReleaseError> {
        let batch = match &mut self.waiting {
            Rows::Preferences(rows) if !rows.is_empty() => preferences(&std::mem::take(rows)),
            Rows::Unpaired(rows) if !rows.is_empty() => unpaired(&std::mem::take(rows)),
            Rows::Battles(rows) if !rows.is_empty() => battles(&std::mem::take(rows)),
            _ => return Ok(()),
        };
        let batch = batch.map_err(parquet::errors::ParquetError::from)?;
        self.text = 0;
        self.rows += batch.num_rows() as u64;
        if self.writer.is_none() {
            let file = Hashed::create(output.scratch(&columns::word(&self.kind)))?;
            let properties = properties(output.canary);
            self.writer = Some(ArrowWriter::try_new(file, batch.schema(), Some(properties))?);
        }
        let writer = self.writer.as_mut().expect("made above");
        writer.write(&batch)?;
        writer.flush()?;
        Ok(())
    }
}

/// Adds rows to others; says how long the new ones are.
fn more<T>(rows: &mut Vec<T>, new: Vec<T>, length: fn(&T) -> usize) -> usize {
    let text = new.iter().map(length).sum();
    rows.extend(new);
    text
}

fn preferences(rows: &[Preference]) -> Result<RecordBatch, ArrowError> {
    with_about(
        vec![
            ("prompt", turns(rows.iter().map(|row| &row.prompt))),
            ("chosen", turns(rows.iter().map(|row| &row.chosen))),
            ("rejected", turns(rows.iter().map(|row| &row.rejected))),
        ],
        &rows.iter().map(|row| &row.about).collect::<Vec<_>>(),
    )
}

fn unpaired(rows: &[Unpaired]) -> Result<RecordBatch, ArrowError> {
    with_about(
        vec![
            ("prompt", turns(rows.iter().map(|row| &row.prompt))),
            ("completion", turns(rows.iter().map(|row| &row.completion))),
            ("label", bools(rows.iter().map(|row| row.label))),
        ],
        &rows.iter().map(|row| &row.about).collect::<Vec<_>>(),
    )
}

fn battles(rows: &[Battle]) -> Result<RecordBatch, ArrowError> {
    let text = |read: fn(&Battle) -> &str| texts(rows.iter().map(|row| Some(read(row).to_owned())));
    with_about(
        vec![
            ("question_id", text(|row| &row.question_id)),
            ("model_a", text(|row| &row.model_a)),
            ("model_b", text(|row| &row.model_b)),
            ("winner", text(|row| row.winner)),
            ("judge", text(|row| row.judge)),
            (
                "conversation_a",
                turns(rows.iter().map(|row| &row.conversation_a)),
            ),
            (
                "conversation_b",
                turns(rows.iter().map(|row| &row.conversation_b)),
            ),
            (
                "turn",
                Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.turn))),
            ),
            ("anony", bools(rows.iter().map(|row| row.anony))),
            ("language", text(|row| &row.language)),
        ],
        &rows.iter().map(|row| &row.about).collect::<Vec<_>>(),
    )
}

fn with_about(mut columns: Vec<(&str, ArrayRef)>, about: &[&About]) -> Result<RecordBatch, ArrowError> {
    let text = |read: fn(&About) -> &str| texts(about.iter().map(|row| Some(read(row).to_owned())));
    let list = |read: fn(&About) -> &Vec<String>| text_lists(about.iter().map(|row| read(row).clone()));
    columns.extend([
        ("record_id", text(|row| &row.record_id)),
        ("licence", text(|row| &row.licence)),
        ("purposes", list(|row| &row.purposes)),
        ("basis", text(|row| &row.basis)),
        ("confidence", floats(about.iter().map(|row| row.confidence))),
        ("evidence", list(|row| &row.evidence)),
        ("evidence_about", list(|row| &row.evidence_about)),
        ("detectors", list(|row| &row.detectors)),
    ]);
    RecordBatch::try_from_iter(columns)
}

fn turns<'a>(rows: impl Iterator<Item = &'a Vec<Turn>>) -> ArrayRef {
    lists(rows.map(|row| row.iter().collect()), |items: &[&Turn]| {
        structs(vec![
            ("role", texts(items.iter().map(|turn| Some(turn.role.to_owned())))),
            (
                "content",
                texts(items.iter().map(|turn| Some(turn.content.clone()))),
            ),
        ])
    })
}
