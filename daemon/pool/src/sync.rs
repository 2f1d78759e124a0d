//! Applies a release's retractions to a consumer's copy.
//!
//! In: a release (or only its `retractions.parquet`), and a file or a folder. Out: Parquet and JSON Lines files without
//! the records that were taken back. Files that hold none of them are not touched.
//! A row is recognised by its column `record_id`, or `conversation_id` where a format has no other; files with
//! neither are left alone and counted, so that nobody takes them for cleaned.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use arrow_array::{Array as _, RecordBatch, StringArray};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReaderBuilder, RowSelection, RowSelector};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::errors::ParquetError;
use serde_json::Value;

use crate::release::staging::files_below;
use crate::release::write::properties;

/// The columns that name a record, in the order in which they are looked for.
const ID_COLUMNS: [&str; 2] = ["record_id", "conversation_id"];

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    /// Rows that were removed.
    pub removed: u64,
    /// Files that were written anew.
    pub rewritten: u64,
    /// Files that held none of the records.
    pub clean: u64,
    /// Parquet and JSON Lines files in which records cannot be recognised.
    pub unknown: u64,
}

/// Why a copy cannot be cleaned.
#[derive(Debug)]
pub enum SyncError {
    /// The release has no list of retractions.
    NoList(PathBuf),
    Parquet(PathBuf, ParquetError),
    File(PathBuf, io::Error),
}

impl fmt::Display for SyncError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoList(path) => write!(
                formatter,
                "{} is missing: give the directory of a release, or fetch it again",
                path.display()
            ),
            Self::Parquet(path, error) => write!(formatter, "{}: {error}", path.display()),
            Self::File(path, error) => write!(formatter, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for SyncError {}

/// Removes from `copy` what the release says was taken back.
///
/// # Errors
/// If the list or a file cannot be read or written; every file is either as before or completely cleaned.
pub fn sync(release: &Path, copy: &Path) -> Result<Synced, SyncError> {
    let list = if release.is_dir() {
        release.join("retractions.parquet")
    } else {
        release.to_owned()
    };
    if !list.is_file() {
        return Err(SyncError::NoList(list));
    }
    let gone: HashSet<String> = ids_in(&list, "record_id")?.into_iter().flatten().collect();
    let files = if copy.is_dir() {
        files_below(copy).map_err(|error| SyncError::File(copy.to_owned(), error))?
    } else {
        vec![copy.to_owned()]
    };
    let mut synced = Synced::default();
    for file in files {
        let name = file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let removed = if name == "retractions.parquet" {
            continue;
        } else if name.ends_with(".parquet") {
            clean_parquet(&file, &gone)?
        } else if name.ends_with(".jsonl") {
            clean_lines(&file, &gone)?
        } else {
            continue;
        };
        match removed {
            None => synced.unknown += 1,
            Some(0) => synced.clean += 1,
            Some(removed) => {
                synced.removed += removed;
                synced.rewritten += 1;
            }
        }
    }
    Ok(synced)
}

/// The ids in one column of a Parquet file, row by row.
///
/// # Errors
/// If the file cannot be read or has no such column of text.
pub fn ids_in(path: &Path, column: &str) -> Result<Vec<Option<String>>, SyncError> {
    let failed = |error| SyncError::Parquet(path.to_owned(), error);
    let builder = reader(path)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), [column]);
    let mut ids = Vec::new();
    for batch in builder.with_projection(mask).build().map_err(failed)? {
        let batch: RecordBatch = batch.map_err(|error| failed(error.into()))?;
        let texts = batch
            .column_by_name(column)
            .and_then(|column| column.as_any().downcast_ref::<StringArray>())
            .ok_or_else(|| {
                failed(ParquetError::General(format!(
                    "there is no column {column} of text"
                )))
            })?;
        ids.extend(texts.iter().map(|text| text.map(str::to_owned)));
    }
    Ok(ids)
}

fn reader(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, SyncError> {
    let file = File::open(path).map_err(|error| SyncError::File(path.to_owned(), error))?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| SyncError::Parquet(path.to_owned(), error))
}

/// `None` if records cannot be recognised in this file, otherwise how many were removed.
fn clean_parquet(path: &Path, gone: &HashSet<String>) -> Result<Option<u64>, SyncError> {
    let failed = |error| SyncError::Parquet(path.to_owned(), error);
    let builder = reader(path)?;
    let schema = builder.schema().clone();
    let Some(column) = ID_COLUMNS
        .into_iter()
        .find(|name| schema.column_with_name(name).is_some())
    else {
        return Ok(None);
    };
    let keep: Vec<bool> = ids_in(path, column)?
        .into_iter()
        .map(|id| id.is_none_or(|id| !gone.contains(&id)))
        .collect();
    let removed = keep.iter().filter(|keep| !**keep).count() as u64;
    if removed == 0 {
        return Ok(Some(0));
    }
    let selection: RowSelection = keep
        .chunk_by(|one, next| one == next)
        .map(|run| {
            if run[0] {
                RowSelector::select(run.len())
            } else {
                RowSelector::skip(run.len())
            }
        })
        .collect::<Vec<_>>()
        .into();
    replace(path, |file| {
        let mut writer = ArrowWriter::try_new(file, schema, Some(properties())).map_err(failed)?;
        for batch in builder.with_row_selection(selection).build().map_err(failed)? {
            let batch = batch.map_err(|error| failed(error.into()))?;
            writer.write(&batch).map_err(failed)?;
        }
        writer.into_inner().map_err(failed)
    })?;
    Ok(Some(removed))
}

/// As `clean_parquet`. A file counts as known if every line names its record.
fn clean_lines(path: &Path, gone: &HashSet<String>) -> Result<Option<u64>, SyncError> {
    let failed = |error| SyncError::File(path.to_owned(), error);
    let lines = || Ok(BufReader::new(File::open(path)?).split(b'\n'));
    let mut removed = 0;
    for line in lines().map_err(failed)? {
        let line = line.map_err(failed)?;
        match id_of(&line) {
            None if line.is_empty() => {}
            None => return Ok(None),
            Some(id) => removed += u64::from(gone.contains(&id)),
        }
    }
    if removed == 0 {
        return Ok(Some(0));
    }
    replace(path, |file| {
        let mut writer = BufWriter::new(file);
        for line in lines().map_err(failed)? {
            let line = line.map_err(failed)?;
            if id_of(&line).is_some_and(|id| !gone.contains(&id)) {
                writer
                    .write_all(&line)
                    .and_then(|()| writer.write_all(b"\n"))
                    .map_err(failed)?;
            }
        }
        writer.into_inner().map_err(|error| failed(error.into_error()))
    })?;
    Ok(Some(removed))
}

fn id_of(line: &[u8]) -> Option<String> {
    let Ok(Value::Object(row)) = serde_json::from_slice(line) else {
        return None;
    };
    ID_COLUMNS
        .into_iter()
        .find_map(|name| Some(row.get(name)?.as_str()?.to_owned()))
}

/// Writes a file anew beside the former one and then in its place.
fn replace(path: &Path, write: impl FnOnce(File) -> Result<File, SyncError>) -> Result<(), SyncError> {
    let failed = |error| SyncError::File(path.to_owned(), error);
    let scratch = path.with_extension("part");
    let written = File::create(&scratch)
        .map_err(failed)
        .and_then(write)
        .and_then(|file| {
            file.sync_all()
                .and_then(|()| fs::rename(&scratch, path))
                .map_err(failed)
        });
    if written.is_err() {
        // The failure above is what is told.
        let _ = fs::remove_file(&scratch);
    }
    written
}
