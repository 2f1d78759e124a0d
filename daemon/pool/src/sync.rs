//! Applies a release's retractions to a consumer's copy.
//!
//! In: a release (a folder, `s3://…`, or only its `retractions.parquet`), and a file or a folder. Out: Parquet and JSON Lines files, packed
//! or not, and lists of records without those that were taken back. Files that hold none of them are not touched, each of the others is
//! replaced whole: doing it again, or after it was cut short, is harmless.
//! A row is recognised by its column `record_id`, or `conversation_id` where a format has no other; files with
//! neither are left alone and counted, so that nobody takes them for cleaned.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use arrow_array::{Array as _, LargeStringArray, RecordBatch, StringArray, StringViewArray};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReaderBuilder, RowSelection, RowSelector};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;
use serde_json::Value;

use crate::release::place::{Place, PlaceError, files_below};
use crate::release::write::properties;

/// The columns that name a record, in the order in which they are looked for.
const ID_COLUMNS: [&str; 2] = ["record_id", "conversation_id"];
const LIST: &str = "retractions.parquet";

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
    Place(PlaceError),
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
            Self::Place(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for SyncError {}

/// Removes from `copy` what the release in this folder says was taken back.
///
/// # Errors
/// If the list or a file cannot be read or written; every file is either as before or completely cleaned.
pub fn sync(release: &Path, copy: &Path) -> Result<Synced, SyncError> {
    let gone = if release.is_dir() {
        taken_back(&Place::folder(release))?
    } else if release.is_file() {
        ids_in(release, "record_id")?.into_iter().flatten().collect()
    } else {
        return Err(SyncError::NoList(release.to_owned()));
    };
    clean(&gone, copy)
}

/// As `sync`, with a release at any address.
///
/// # Errors
/// As `sync`.
pub fn sync_from(release: &str, copy: &Path) -> Result<Synced, SyncError> {
    if !release.contains("://") {
        return sync(Path::new(release), copy);
    }
    let place = Place::at(release).map_err(SyncError::Place)?;
    clean(&taken_back(&place)?, copy)
}

fn taken_back(place: &Place) -> Result<HashSet<String>, SyncError> {
    let path = PathBuf::from(place.address()).join(LIST);
    let bytes = match place.read(LIST) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(SyncError::NoList(path)),
        Err(error) => return Err(SyncError::Place(error)),
    };
    let ids =
        ids_of(bytes::Bytes::from(bytes), "record_id").map_err(|error| SyncError::Parquet(path, error))?;
    Ok(ids.into_iter().flatten().collect())
}

fn clean(gone: &HashSet<String>, copy: &Path) -> Result<Synced, SyncError> {
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
        let removed = if name == LIST || name == crate::release::changes::NAME || name.starts_with(SCRATCH) {
            continue;
        } else if name.ends_with(".parquet") {
            clean_parquet(&file, gone)?
        } else if name.ends_with(".jsonl") {
            clean_lines(&file, gone, Packing::None)?
        } else if name.ends_with(".jsonl.zst") {
            clean_lines(&file, gone, Packing::Zstd)?
        } else if name.ends_with(".jsonl.gz") {
            clean_lines(&file, gone, Packing::Gzip)?
        } else if name.ends_with(".tsv") {
            clean_list(&file, gone)?
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
    let file = File::open(path).map_err(|error| SyncError::File(path.to_owned(), error))?;
    ids_of(file, column).map_err(|error| SyncError::Parquet(path.to_owned(), error))
}

/// As `ids_in`, of a file or of bytes.
///
/// # Errors
/// As `ids_in`.
pub fn ids_of(file: impl ChunkReader + 'static, column: &str) -> Result<Vec<Option<String>>, ParquetError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), [column]);
    let mut ids = Vec::new();
    for batch in builder.with_projection(mask).build()? {
        let batch: RecordBatch = batch?;
        let texts = batch
            .column_by_name(column)
            .and_then(|column| texts(column.as_any()));
        ids.extend(
            texts.ok_or_else(|| ParquetError::General(format!("there is no column {column} of text")))?,
        );
    }
    Ok(ids)
}

/// Text, in whichever of the three ways other programs write it.
fn texts(column: &dyn std::any::Any) -> Option<Vec<Option<String>>> {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    if let Some(texts) = column.downcast_ref::<StringArray>() {
        Some(texts.iter().map(owned).collect())
    } else if let Some(texts) = column.downcast_ref::<LargeStringArray>() {
        Some(texts.iter().map(owned).collect())
    } else {
        let texts = column.downcast_ref::<StringViewArray>()?;
        Some(texts.iter().map(owned).collect())
    }
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
        let mut writer = ArrowWriter::try_new(file, schema, Some(properties(""))).map_err(failed)?;
        for batch in builder.with_row_selection(selection).build().map_err(failed)? {
            let batch = batch.map_err(|error| failed(error.into()))?;
            writer.write(&batch).map_err(failed)?;
        }
        writer.into_inner().map_err(failed)
    })?;
    Ok(Some(removed))
}

/// How lines are packed.
#[derive(Clone, Copy)]
enum Packing {
    None,
    Zstd,
    Gzip,
}

impl Packing {
    fn reader(self, path: &Path) -> io::Result<Box<dyn Read>> {
        let file = File::open(path)?;
        Ok(match self {
            Self::None => Box::new(file),
            Self::Zstd => Box::new(zstd::Decoder::new(file)?),
            Self::Gzip => Box::new(MultiGzDecoder::new(file)),
        })
    }
}

/// As `clean_parquet`. A file counts as known if every line names its record.
fn clean_lines(path: &Path, gone: &HashSet<String>, packing: Packing) -> Result<Option<u64>, SyncError> {
    let failed = |error| SyncError::File(path.to_owned(), error);
    let lines = || Ok(BufReader::new(packing.reader(path)?).split(b'\n'));
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
    let keep = |line: &[u8]| id_of(line).is_some_and(|id| !gone.contains(&id));
    replace(path, |file| {
        let lines = lines().map_err(failed)?;
        match packing {
            Packing::None => copy_lines(lines, file, keep),
            Packing::Zstd => zstd::Encoder::new(file, 3)
                .and_then(|packed| copy_lines(lines, packed, keep))
                .and_then(zstd::Encoder::finish),
            Packing::Gzip => copy_lines(lines, GzEncoder::new(file, Compression::default()), keep)
                .and_then(GzEncoder::finish),
        }
        .map_err(failed)
    })?;
    Ok(Some(removed))
}

/// A release's list of records: the id, a tab, more.
fn clean_list(path: &Path, gone: &HashSet<String>) -> Result<Option<u64>, SyncError> {
    let failed = |error| SyncError::File(path.to_owned(), error);
    let lines = || Ok(BufReader::new(File::open(path)?).split(b'\n'));
    let keep = |line: &[u8]| {
        let id = line.split(|byte| *byte == b'\t').next().unwrap_or_default();
        std::str::from_utf8(id).is_ok_and(|id| !gone.contains(id))
    };
    let mut removed = 0;
    for line in lines().map_err(failed)? {
        removed += u64::from(!keep(&line.map_err(failed)?));
    }
    if removed > 0 {
        replace(path, |file| {
            copy_lines(lines().map_err(failed)?, file, keep).map_err(failed)
        })?;
    }
    // These rows are not data, only their names: they are not counted.
    Ok(Some(0))
}

fn copy_lines<W: Write>(
    lines: impl Iterator<Item = io::Result<Vec<u8>>>,
    out: W,
    keep: impl Fn(&[u8]) -> bool,
) -> io::Result<W> {
    let mut writer = BufWriter::new(out);
    for line in lines {
        let line = line?;
        if keep(&line) {
            writer.write_all(&line)?;
            writer.write_all(b"\n")?;
        }
    }
    writer.into_inner().map_err(io::IntoInnerError::into_error)
}

fn id_of(line: &[u8]) -> Option<String> {
    let Ok(Value::Object(row)) = serde_json::from_slice(line) else {
        return None;
    };
    ID_COLUMNS
        .into_iter()
        .find_map(|name| Some(row.get(name)?.as_str()?.to_owned()))
}

/// What the names of unfinished files begin with.
const SCRATCH: &str = ".part-";

/// Writes a file anew beside the former one and then in its place.
fn replace(path: &Path, write: impl FnOnce(File) -> Result<File, SyncError>) -> Result<(), SyncError> {
    let failed = |error| SyncError::File(path.to_owned(), error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let scratch = tempfile::Builder::new()
        .prefix(SCRATCH)
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(failed)?;
    let permissions = fs::metadata(path).map_err(failed)?.permissions();
    let file = write(scratch.reopen().map_err(failed)?)?;
    file.sync_all()
        .and_then(|()| file.set_permissions(permissions))
        .map_err(failed)?;
    scratch.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
