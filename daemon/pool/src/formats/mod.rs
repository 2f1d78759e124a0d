//! The records of a release in the formats of other tools: one file per format.
//!
//! In: a release. Out: JSON Lines (gzipped or not) or Parquet, and beside it a card that says what is in each column. A format is a list of
//! columns and a function from one record to its rows.
//! Each row names its record, so that `sync` can apply retractions to an exported file too.
//! What was given as a judgement and what was inferred are never in one file: the latter is written only when it is asked for.

mod columns; // columns, rows that fit them, Arrow
mod item; // one record as formats read it
mod languages; // what languages are called
mod sink; // JSON Lines, gzip, Parquet
mod card; // EXPORT.md
mod export; // from a release to files

mod argilla; // records with our findings as suggestions
mod arena; // Chatbot Arena's battles
mod arena_140k; // LMArena's battles of 2025
mod aya; // Aya's questions and answers
mod dices; // one row per judgement
mod dynabench; // questions that a model got wrong
mod gpqa; // questions with right and wrong answers
mod helpsteer2; // five scores of one reply
mod helpsteer3; // two replies and how much better one is; replies before and after criticism
mod hh; // transcripts, chosen and rejected
mod livebench; // questions of a time
mod lmsys; // LMSYS-Chat-1M
mod messages; // OpenAI's and TRL's `messages`
mod oasst; // OpenAssistant's message trees
mod prism; // PRISM's four tables
mod sharelm; // ShareLM's eight columns
mod trl_dpo; // TRL's preference
mod trl_kto; // TRL's unpaired preference
mod ultrafeedback; // several replies to one question
mod webgpt; // answers with citations
mod wikibench; // every label of an item beside the agreed one
mod wildchat; // WildChat

use std::fmt;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::consent::{Licence, Purpose};
use shared::envelope::Envelope;
use shared::keys::RecordId;
use shared::record::Record;

pub use columns::{Column, Misfit, Type};
pub use export::{Exported, Wanted, export, export_from};

use crate::judged::Given;
use crate::release::manifest::Unreadable;
use item::Item;

/// A format, by the name that `--format` takes.
pub struct Format {
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// What a row is, and what it is good for.
    pub what: &'static str,
    /// One line of code that loads it; `PATH` stands for what was written.
    pub loads: &'static str,
    /// Which feedback its rows rest on.
    pub feedback: Feedback,
    /// Only records that allow this purpose are written, whatever was asked for.
    pub purpose: Option<Purpose>,
    pub tables: &'static [Table],
    also: Option<Also>,
}

/// A file that is the same for every release.
struct Also {
    name: &'static str,
    text: fn() -> String,
}

/// Which feedback a format needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feedback {
    /// Rows are there without any; what judgements they hold was given.
    None,
    /// Rows rest on what was given; there is no other form.
    Explicit,
    /// Rows rest on what was given, or, where that is asked for, only on what was inferred.
    Either,
    /// What it needs is never given as such.
    Inferred,
}

/// One file of a format.
pub struct Table {
    /// What its file is called if there are several.
    pub name: &'static str,
    pub columns: &'static [Column],
    /// Further columns, which the format itself does not have.
    pub more: &'static [Column],
    rows: fn(&Item<'_>) -> Vec<Value>,
}

/// Every format that can be written.
pub const FORMATS: [Format; 25] = [
    arena_140k::FORMAT,
    arena::FORMAT,
    argilla::FORMAT,
    aya::FORMAT,
    dices::FORMAT,
    dynabench::FORMAT,
    gpqa::FORMAT,
    helpsteer2::FORMAT,
    helpsteer3::FORMAT,
    helpsteer3::EDIT,
    hh::FORMAT,
    livebench::FORMAT,
    lmsys::FORMAT,
    messages::FORMAT,
    oasst::FORMAT,
    oasst::FLAT,
    prism::FORMAT,
    sharelm::FORMAT,
    trl_dpo::FORMAT,
    trl_kto::FORMAT,
    ultrafeedback::FORMAT,
    ultrafeedback::BINARIZED,
    webgpt::FORMAT,
    wikibench::FORMAT,
    wildchat::FORMAT,
];

/// A format with the feedback that its rows shall rest on.
#[derive(Clone, Copy)]
pub struct Chosen {
    pub format: &'static Format,
    given: Given,
}

impl Chosen {
    /// The same, with what was inferred instead of what was given.
    ///
    /// # Errors
    /// If the format has no such form.
    pub fn inferred(self) -> Result<Self, ExportError> {
        match self.format.feedback {
            Feedback::Either | Feedback::Inferred => Ok(Self {
                given: Given::Inferred,
                ..self
            }),
            Feedback::None | Feedback::Explicit => Err(ExportError::NothingInferred(self.format.name)),
        }
    }
}

/// One line of a release's JSON Lines file.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    pub record_id: RecordId,
    pub content_sha256: String,
    pub licence: Licence,
    pub purposes: Vec<Purpose>,
    pub terms_id: String,
    /// The part of a release that it is in, where the release is divided.
    #[serde(default)]
    pub split: Option<String>,
    pub record: Record,
}

impl Line {
    /// The line that a release has of this envelope.
    pub(crate) fn of(envelope: &Envelope) -> Self {
        Self {
            record_id: envelope.record_id.clone(),
            content_sha256: envelope.content_sha256.clone(),
            licence: envelope.consent.licence,
            purposes: envelope.consent.purposes.clone(),
            terms_id: envelope.consent.terms_id.clone(),
            split: None,
            record: envelope.content.clone(),
        }
    }
}

/// Rows as lines.
fn written<T: Serialize>(rows: Vec<T>) -> Vec<Value> {
    let line = |row: T| serde_json::to_value(row).expect("a row has string keys");
    rows.into_iter().map(line).collect()
}

/// Why a release cannot be exported.
#[derive(Debug)]
pub enum ExportError {
    UnknownFormat(String),
    /// The format has no rows that rest on inferred feedback.
    NothingInferred(&'static str),
    /// The release is not divided, or has no such part.
    NoSuchSplit(String),
    Release(Unreadable),
    /// A line of a release is not what this program writes.
    UnknownLine(PathBuf),
    /// A format wrote what its columns do not allow.
    Misfit(&'static str, Misfit),
    Parquet(PathBuf, parquet::errors::ParquetError),
    File(PathBuf, io::Error),
}

impl fmt::Display for ExportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFormat(name) => {
                write!(formatter, "unknown format {name:?}: known are")?;
                FORMATS
                    .iter()
                    .try_for_each(|format| write!(formatter, " {}", format.name))
            }
            Self::NothingInferred(name) => write!(
                formatter,
                "{name} has no form that rests on inferred feedback: leave --inferred out"
            ),
            Self::NoSuchSplit(name) => write!(
                formatter,
                "the release has no split {name:?}: leave --split out, or see its manifest"
            ),
            Self::Release(error) => error.fmt(formatter),
            Self::UnknownLine(path) => write!(
                formatter,
                "{} has a line in a form that this program does not know: update it",
                path.display()
            ),
            Self::Misfit(name, Misfit(place)) => write!(
                formatter,
                "{name} cannot be written, its column {place}: this is a mistake in this program, please report it"
            ),
            Self::Parquet(path, error) => write!(formatter, "{}: {error}", path.display()),
            Self::File(path, error) => write!(formatter, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for ExportError {}

/// The format with this name. `NAME-inferred` is the format `NAME` with inferred feedback.
///
/// # Errors
/// If there is none.
pub fn named(name: &str) -> Result<Chosen, ExportError> {
    let exactly = |name: &str| {
        FORMATS
            .iter()
            .find(|format| format.name == name || format.aliases.contains(&name))
    };
    let chosen = |format: &'static Format| Chosen {
        format,
        given: match format.feedback {
            Feedback::Inferred => Given::Inferred,
            Feedback::None | Feedback::Explicit | Feedback::Either => Given::Explicit,
        },
    };
    if let Some(format) = exactly(name) {
        return Ok(chosen(format));
    }
    let unknown = || ExportError::UnknownFormat(name.to_owned());
    let plain = name.strip_suffix("-inferred").ok_or_else(unknown)?;
    chosen(exactly(plain).ok_or_else(unknown)?).inferred()
}
