//! Writes one bucket of records: Parquet by splits, JSON Lines, the list of records, training rows, and what the card counts.
//!
//! In: envelopes in the order of their ids. Out: immutable files named by their digests, and their entries for the manifest.
//! The same records always give the same bytes, so an unchanged bucket keeps its files from release to release. Everything is a
//! stream: what is in memory at once are the rows of one group, not the bucket.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use data_encoding::HEXLOWER;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde_json::to_string;
use sha2::{Digest, Sha256};
use shared::conversation::Role;
use shared::envelope::{Envelope, canonical};
use shared::record::Record;

use super::buckets::Bucket;
use super::manifest::{self, Kind};
use super::place::Place;
use super::splits::{self, SPLITS, Split};
use super::training::Training;
use super::{ReleaseError, columns, file_error};
use crate::card::Facts;
use crate::store::Tombstone;

/// Changes with everything that makes the same records give other files: columns, rows, compression.
pub(super) const WRITER: u32 = 2;
/// Rows that are turned into columns at once, and the rows of one row group.
const ROWS_AT_ONCE: usize = 1000;
/// A row group also ends when its texts are this long together, in bytes.
const TEXT_AT_ONCE: usize = 8 << 20;

/// Where the files of one bucket go.
#[derive(Clone, Copy)]
pub(super) struct Output<'a> {
    pub(super) place: &'a Place,
    /// For files that have no name yet.
    pub(super) scratch: &'a Path,
    pub(super) bucket: Bucket,
    pub(super) canary: &'a str,
}

impl Output<'_> {
    pub(super) fn scratch(&self, name: &str) -> PathBuf {
        self.scratch.join(format!("{}.{name}", self.bucket.folder()))
    }
}

/// The files of one bucket, open.
pub(super) struct BucketFiles<'a> {
    output: Output<'a>,
    rows: [Rows; 3],
    jsonl: zstd::Encoder<'static, Hashed>,
    records: Hashed,
    training: Training<'a>,
    facts: Facts,
}

/// The Parquet file of one split; it begins with its first row.
#[derive(Default)]
struct Rows {
    writer: Option<ArrowWriter<Hashed>>,
    waiting: Vec<Envelope>,
    text: usize,
    written: u64,
}

impl<'a> BucketFiles<'a> {
    pub(super) fn open(output: Output<'a>) -> Result<Self, ReleaseError> {
        let jsonl = Hashed::create(output.scratch("jsonl"))?;
        let path = jsonl.path.clone();
        let packed = |error| file_error(&path, error);
        Ok(Self {
            output,
            rows: Default::default(),
            jsonl: zstd::Encoder::new(jsonl, 3).map_err(packed)?,
            records: Hashed::create(output.scratch("records"))?,
            training: Training::new(output),
            facts: Facts::default(),
        })
    }

    /// Writes one more record; without a split, its own prompt decides.
    pub(super) fn add(&mut self, envelope: Envelope, split: Option<Split>) -> Result<(), ReleaseError> {
        let split = split.unwrap_or_else(|| split_of(&envelope.content));
        let wording = splits::wording(said(&envelope.content));
        let prompt = splits::prompt(prompt_of(&envelope.content));
        let line = line(&envelope, split, self.output.canary);
        let path = self.jsonl.get_ref().path.clone();
        self.jsonl
            .write_all(&line)
            .map_err(|error| file_error(&path, error))?;
        let listed = format!(
            "{}\t{}\t{}\t{wording:016x}\t{prompt:016x}\n",
            envelope.record_id,
            envelope.content_sha256,
            split.name()
        );
        self.records.write_whole(listed.as_bytes())?;
        self.training.add(&envelope)?;
        self.facts.add(&envelope, split);
        let rows = &mut self.rows[split as usize];
        rows.text += line.len();
        rows.waiting.push(envelope);
        if rows.waiting.len() == ROWS_AT_ONCE || rows.text >= TEXT_AT_ONCE {
            rows.write(split, &self.output)?;
        }
        Ok(())
    }

    pub(super) fn close(mut self) -> Result<Vec<manifest::File>, ReleaseError> {
        let count = self.facts.records;
        let mut files = vec![];
        for split in SPLITS {
            let rows = &mut self.rows[split as usize];
            // A release without records still has its columns.
            let only = count == 0 && split == Split::Train;
            if !rows.waiting.is_empty() || only {
                rows.write(split, &self.output)?;
            }
            if let Some(writer) = rows.writer.take() {
                let file = writer.into_inner()?;
                files.push(file.keep(&self.output, Kind::Parquet, Some(split), rows.written)?);
            }
        }
        let path = self.jsonl.get_ref().path.clone();
        let jsonl = self.jsonl.finish().map_err(|error| file_error(&path, error))?;
        files.push(jsonl.keep(&self.output, Kind::Jsonl, None, count)?);
        files.push(self.records.keep(&self.output, Kind::Records, None, count)?);
        let mut facts = Hashed::create(self.output.scratch("facts"))?;
        let json = serde_json::to_vec(&self.facts).expect("counts have string keys");
        facts.write_whole(&json)?;
        files.push(facts.keep(&self.output, Kind::Facts, None, count)?);
        files.extend(self.training.close()?);
        Ok(files)
    }
}

impl Rows {
    fn write(&mut self, split: Split, output: &Output<'_>) -> Result<(), ReleaseError> {
        let batch = columns::batch(&self.waiting, split).map_err(ParquetError::from)?;
        self.waiting.clear();
        self.text = 0;
        self.written += batch.num_rows() as u64;
        if self.writer.is_none() {
            let file = Hashed::create(output.scratch(split.name()))?;
            let properties = properties(output.canary);
            self.writer = Some(ArrowWriter::try_new(file, batch.schema(), Some(properties))?);
        }
        let writer = self.writer.as_mut().expect("made above");
        writer.write(&batch)?;
        writer.flush()?;
        Ok(())
    }
}

/// The split that a record's own prompt asks for.
#[must_use]
pub fn split_of(record: &Record) -> Split {
    splits::split(prompt_of(record))
}

/// What the person wrote first, on the visible branch.
pub(super) fn prompt_of(record: &Record) -> &str {
    said(record).next().unwrap_or_default()
}

/// What the person wrote, on the visible branch.
pub(super) fn said(record: &Record) -> impl Iterator<Item = &str> {
    record
        .branch
        .iter()
        .filter_map(|id| record.message(id))
        .filter(|message| message.role == Role::User)
        .map(|message| message.text.as_str())
}

/// One line of JSON Lines: the complete record in the canonical form that its digest was made of.
fn line(envelope: &Envelope, split: Split, canary: &str) -> Vec<u8> {
    let consent = &envelope.consent;
    let quoted = |text: &str| to_string(text).expect("text is JSON");
    let mut line = format!(
        "{{\"record_id\":{},\"content_sha256\":{},\"licence\":{},\"purposes\":{},\"terms_id\":{},\"split\":{},\"canary\":{},\"record\":",
        quoted(envelope.record_id.as_ref()),
        quoted(&envelope.content_sha256),
        to_string(&consent.licence).expect("an enum is JSON"),
        to_string(&consent.purposes).expect("enums are JSON"),
        quoted(&consent.terms_id),
        quoted(split.name()),
        quoted(canary),
    )
    .into_bytes();
    line.extend(canonical(&envelope.content));
    if let Some(byline) = &envelope.byline {
        // Whole, so that everybody can check that the pseudonym itself said so.
        line.extend(b",\"byline\":");
        line.extend(serde_json::to_vec(byline).expect("a byline has string keys"));
    }
    line.extend(b"}\n");
    line
}

/// The list of taken-back records as a Parquet file, for consumers to apply.
pub(super) fn retractions(taken_back: &[Tombstone], canary: &str) -> Result<Vec<u8>, ReleaseError> {
    let ids: ArrayRef = Arc::new(StringArray::from_iter_values(
        taken_back.iter().map(|gone| gone.record_id.as_ref()),
    ));
    let days: ArrayRef = Arc::new(StringArray::from_iter_values(
        taken_back.iter().map(|gone| gone.day.to_string()),
    ));
    let batch =
        RecordBatch::try_from_iter([("record_id", ids), ("day", days)]).map_err(ParquetError::from)?;
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties(canary)))?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}

/// How Parquet files are written. The canary goes into their metadata.
pub(crate) fn properties(canary: &str) -> WriterProperties {
    let about = (!canary.is_empty()).then(|| vec![KeyValue::new("canary".to_owned(), canary.to_owned())]);
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        // The library's own words would change the digests with every update of it.
        .set_created_by("tributary-pool".to_owned())
        .set_key_value_metadata(about)
        .build()
}

/// A new file that knows its digest.
pub(super) struct Hashed {
    path: PathBuf,
    file: BufWriter<File>,
    digest: Sha256,
    bytes: u64,
}

impl Hashed {
    pub(super) fn create(path: PathBuf) -> Result<Self, ReleaseError> {
        let file = File::create(&path).map_err(|source| file_error(&path, source))?;
        Ok(Self {
            path,
            file: BufWriter::new(file),
            digest: Sha256::new(),
            bytes: 0,
        })
    }

    pub(super) fn write_whole(&mut self, bytes: &[u8]) -> Result<(), ReleaseError> {
        self.write_all(bytes)
            .map_err(|source| file_error(&self.path, source))
    }

    /// Waits until the file is on the disk; gives its path, digest and size.
    fn sync(self) -> Result<(PathBuf, String, u64), ReleaseError> {
        let Self {
            path,
            file,
            digest,
            bytes,
        } = self;
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .map_err(|source| file_error(&path, source))?;
        Ok((path, HEXLOWER.encode(&<[u8; 32]>::from(digest.finalize())), bytes))
    }

    /// Gives the file its final name.
    pub(super) fn keep(
        self,
        output: &Output<'_>,
        kind: Kind,
        split: Option<Split>,
        rows: u64,
    ) -> Result<manifest::File, ReleaseError> {
        let (scratch, sha256, bytes) = self.sync()?;
        let begin = split
            .map(|split| format!("{}-", split.name()))
            .unwrap_or_default();
        let path = format!(
            "{}/{}/{begin}{sha256}.{}",
            kind.folder(),
            output.bucket.folder(),
            kind.ending()
        );
        output.place.keep(&scratch, &path)?;
        Ok(manifest::File {
            path,
            kind,
            bucket: output.bucket.name(),
            split,
            rows,
            bytes,
            sha256,
        })
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
