//! The records of a release in the formats of other tools: one file per format.
//!
//! In: a release. Out: one JSON Lines file. A format is a function from one record to its lines.
//! Each line names its record, so that `sync` can apply retractions to an exported file too.

mod arena; // Chatbot Arena's battles
mod kto; // TRL's unpaired preference
mod messages; // OpenAI's and TRL's `messages`
mod preference; // TRL's preference
mod sharelm; // ShareLM's eight columns

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::consent::{Licence, Purpose};
use shared::envelope::Envelope;
use shared::keys::RecordId;
use shared::record::Record;

use crate::release::manifest::{Kind, Manifest, Unreadable};

/// A format, by the name that `--format` takes.
pub struct Format {
    pub name: &'static str,
    pub what: &'static str,
    lines: fn(&Line) -> Vec<Value>,
}

/// Every format that can be written.
pub const FORMATS: [Format; 8] = [
    arena::FORMAT,
    arena::INFERRED,
    kto::FORMAT,
    kto::INFERRED,
    messages::FORMAT,
    preference::FORMAT,
    preference::INFERRED,
    sharelm::FORMAT,
];

/// One line of a release's JSON Lines file.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    pub record_id: RecordId,
    pub content_sha256: String,
    pub licence: Licence,
    pub purposes: Vec<Purpose>,
    pub terms_id: String,
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
            record: envelope.content.clone(),
        }
    }
}

/// Rows as lines.
fn written<T: Serialize>(rows: Vec<T>) -> Vec<Value> {
    let line = |row: T| serde_json::to_value(row).expect("a row has string keys");
    rows.into_iter().map(line).collect()
}

/// How many records were written, and how many have nothing that this format could hold or were not asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    pub written: u64,
    pub passed_over: u64,
}

/// Why a release cannot be exported.
#[derive(Debug)]
pub enum ExportError {
    UnknownFormat(String),
    Release(Unreadable),
    /// A line of a release is not what this program writes.
    UnknownLine(PathBuf),
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
            Self::Release(error) => error.fmt(formatter),
            Self::UnknownLine(path) => write!(
                formatter,
                "{} has a line in a form that this program does not know: update it",
                path.display()
            ),
            Self::File(path, error) => write!(formatter, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for ExportError {}

/// The format with this name.
///
/// # Errors
/// If there is none.
pub fn named(name: &str) -> Result<&'static Format, ExportError> {
    FORMATS
        .iter()
        .find(|format| format.name == name)
        .ok_or_else(|| ExportError::UnknownFormat(name.to_owned()))
}

/// Writes all records of a release, or those that allow a purpose, in one format.
///
/// # Errors
/// If the release cannot be read, or the file cannot be written; then no file is left.
pub fn export(
    format: &Format,
    release: &Path,
    purpose: Option<Purpose>,
    output: &Path,
) -> Result<Exported, ExportError> {
    let manifest = Manifest::read(release).map_err(ExportError::Release)?;
    let scratch = output.with_file_name(format!(
        "{}.part",
        output
            .file_name()
            .map(|name| name.to_string_lossy())
            .unwrap_or_default()
    ));
    let failed = |error| ExportError::File(output.to_owned(), error);
    let mut file = BufWriter::new(File::create(&scratch).map_err(failed)?);
    let exported = write_lines(format, release, &manifest, purpose, |line| {
        serde_json::to_writer(&mut file, line).map_err(io::Error::from)?;
        file.write_all(b"\n")
    })
    .and_then(|exported| {
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&scratch, output))
            .map_err(failed)?;
        Ok(exported)
    });
    if exported.is_err() {
        // The failure above is what is told; a leftover could not be more than a nuisance.
        let _ = std::fs::remove_file(&scratch);
    }
    exported
}

fn write_lines(
    format: &Format,
    release: &Path,
    manifest: &Manifest,
    purpose: Option<Purpose>,
    mut write: impl FnMut(&Value) -> io::Result<()>,
) -> Result<Exported, ExportError> {
    let mut exported = Exported::default();
    for file in manifest.of_kind(Kind::Jsonl) {
        let path = release.join(&file.path);
        for text in file
            .read(release)
            .map_err(ExportError::Release)?
            .split(|byte| *byte == b'\n')
        {
            if text.is_empty() {
                continue;
            }
            let line: Line =
                serde_json::from_slice(text).map_err(|_| ExportError::UnknownLine(path.clone()))?;
            let wanted = purpose.is_none_or(|purpose| line.purposes.contains(&purpose));
            let values = if wanted { (format.lines)(&line) } else { vec![] };
            if values.is_empty() {
                exported.passed_over += 1;
            } else {
                exported.written += 1;
            }
            for value in values {
                write(&value).map_err(|error| ExportError::File(path.clone(), error))?;
            }
        }
    }
    Ok(exported)
}
