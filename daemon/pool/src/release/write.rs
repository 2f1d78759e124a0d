//! Writes one bucket of records as one Parquet and one JSON Lines file, named by their digests.
//!
//! In: envelopes in the order of their ids. Out: immutable files and their entries for the manifest.
//! The same records always give the same bytes, so an unchanged bucket keeps its file from release to release.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use data_encoding::HEXLOWER;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde_json::to_string;
use sha2::{Digest, Sha256};
use shared::envelope::{Envelope, canonical};

use super::manifest::{self, Kind};
use super::staging::Staging;
use super::training::Training;
use super::{ReleaseError, columns, file_error};
use crate::store::Tombstone;

/// Rows that are turned into columns at once, and the rows of one row group.
const ROWS_AT_ONCE: usize = 1000;
/// Up to this many records are in one bucket, with this many times as many in 32, and so on.
const RECORDS_IN_A_BUCKET: u64 = 20_000;

/// What was written.
pub(super) struct Written {
    pub(super) prefix_length: usize,
    pub(super) files: Vec<manifest::File>,
}

/// The files of a release, one bucket after the other.
pub(super) struct Buckets<'a> {
    staging: &'a Staging,
    prefix_length: usize,
    records: Hashed,
    rows: u64,
    open: Option<Bucket<'a>>,
    files: Vec<manifest::File>,
}

struct Bucket<'a> {
    staging: &'a Staging,
    name: String,
    parquet: ArrowWriter<Hashed>,
    jsonl: Hashed,
    training: Training<'a>,
    waiting: Vec<Envelope>,
    rows: u64,
}

impl<'a> Buckets<'a> {
    /// Chooses how finely to divide so many records; never coarser than the former release.
    pub(super) fn new(
        staging: &'a Staging,
        former_prefix_length: usize,
        records: u64,
    ) -> Result<Self, ReleaseError> {
        Ok(Self {
            staging,
            prefix_length: prefix_length(records).max(former_prefix_length),
            records: Hashed::create(staging.scratch("records"))?,
            rows: 0,
            open: None,
            files: vec![],
        })
    }

    pub(super) fn add(&mut self, envelope: Envelope) -> Result<(), ReleaseError> {
        let name = &envelope.record_id.as_ref()[..self.prefix_length];
        if self.open.as_ref().is_none_or(|open| open.name != name) {
            let next = Bucket::open(self.staging, name)?;
            self.close(Some(next))?;
        }
        let line = format!("{}\t{}\n", envelope.record_id, envelope.content_sha256);
        self.records.write_whole(line.as_bytes())?;
        self.rows += 1;
        self.open.as_mut().expect("opened above").add(envelope)
    }

    pub(super) fn finish(mut self) -> Result<Written, ReleaseError> {
        self.close(None)?;
        let records = self.records.keep(self.staging, Kind::Records, "", self.rows)?;
        self.files.push(records);
        Ok(Written {
            prefix_length: self.prefix_length,
            files: self.files,
        })
    }

    fn close(&mut self, next: Option<Bucket<'a>>) -> Result<(), ReleaseError> {
        let former = std::mem::replace(&mut self.open, next);
        if let Some(bucket) = former {
            self.files.extend(bucket.close()?);
        }
        Ok(())
    }
}

impl<'a> Bucket<'a> {
    fn open(staging: &'a Staging, name: &str) -> Result<Self, ReleaseError> {
        let parquet = Hashed::create(staging.scratch(&format!("{name}.parquet")))?;
        let jsonl = Hashed::create(staging.scratch(&format!("{name}.jsonl")))?;
        Ok(Self {
            staging,
            name: name.to_owned(),
            parquet: ArrowWriter::try_new(parquet, columns::schema(), Some(properties()))?,
            jsonl,
            training: Training::new(staging, name),
            waiting: vec![],
            rows: 0,
        })
    }

    fn add(&mut self, envelope: Envelope) -> Result<(), ReleaseError> {
        self.jsonl.write_whole(&line(&envelope))?;
        self.training.add(&envelope)?;
        self.rows += 1;
        self.waiting.push(envelope);
        if self.waiting.len() == ROWS_AT_ONCE {
            self.write_waiting()?;
        }
        Ok(())
    }

    fn write_waiting(&mut self) -> Result<(), ReleaseError> {
        let batch = columns::batch(&self.waiting).map_err(parquet::errors::ParquetError::from)?;
        self.parquet.write(&batch)?;
        self.parquet.flush()?;
        self.waiting.clear();
        Ok(())
    }

    fn close(mut self) -> Result<Vec<manifest::File>, ReleaseError> {
        if !self.waiting.is_empty() {
            self.write_waiting()?;
        }
        let parquet = self.parquet.into_inner()?;
        let mut files = vec![
            parquet.keep(self.staging, Kind::Parquet, &self.name, self.rows)?,
            self.jsonl
                .keep(self.staging, Kind::Jsonl, &self.name, self.rows)?,
        ];
        files.extend(self.training.close()?);
        Ok(files)
    }
}

/// One line of JSON Lines: the complete record in the canonical form that its digest was made of.
fn line(envelope: &Envelope) -> Vec<u8> {
    let consent = &envelope.consent;
    let quoted = |text: &str| to_string(text).expect("text is JSON");
    let mut line = format!(
        "{{\"record_id\":{},\"content_sha256\":{},\"licence\":{},\"purposes\":{},\"terms_id\":{},\"record\":",
        quoted(envelope.record_id.as_ref()),
        quoted(&envelope.content_sha256),
        to_string(&consent.licence).expect("an enum is JSON"),
        to_string(&consent.purposes).expect("enums are JSON"),
        quoted(&consent.terms_id),
    )
    .into_bytes();
    line.extend(canonical(&envelope.content));
    line.extend(b"}\n");
    line
}

/// The list of taken-back records, for consumers to apply.
pub(super) fn retractions(path: &Path, taken_back: &[Tombstone]) -> Result<(), ReleaseError> {
    let ids: ArrayRef = Arc::new(StringArray::from_iter_values(
        taken_back.iter().map(|gone| gone.record_id.as_ref()),
    ));
    let days: ArrayRef = Arc::new(StringArray::from_iter_values(
        taken_back.iter().map(|gone| gone.day.to_string()),
    ));
    let batch = RecordBatch::try_from_iter([("record_id", ids), ("day", days)])
        .map_err(parquet::errors::ParquetError::from)?;
    let file = Hashed::create(path.to_owned())?;
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties()))?;
    writer.write(&batch)?;
    writer.into_inner()?.sync()?;
    Ok(())
}

pub(crate) fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        // The library's own words would change the digests with every update of it.
        .set_created_by("tributary-pool".to_owned())
        .build()
}

fn prefix_length(records: u64) -> usize {
    let mut length = 0;
    let mut room = RECORDS_IN_A_BUCKET;
    while records > room && length < 3 {
        length += 1;
        room = room.saturating_mul(32);
    }
    length
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

    fn write_whole(&mut self, bytes: &[u8]) -> Result<(), ReleaseError> {
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
        staging: &Staging,
        kind: Kind,
        bucket: &str,
        rows: u64,
    ) -> Result<manifest::File, ReleaseError> {
        let (scratch, sha256, bytes) = self.sync()?;
        let folder = if bucket.is_empty() { "all" } else { bucket };
        let path = match kind {
            Kind::Records => format!("records/{sha256}.tsv"),
            Kind::Jsonl => format!("jsonl/{folder}/{sha256}.jsonl"),
            kind => format!("{}/{folder}/{sha256}.parquet", kind.folder()),
        };
        staging.keep(&scratch, &path)?;
        Ok(manifest::File {
            path,
            kind,
            bucket: bucket.to_owned(),
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

#[cfg(test)]
mod tests {
    use super::prefix_length;

    #[test]
    fn small_pools_have_one_file_and_large_ones_enough_of_them() {
        for (records, length) in [(0, 0), (20_000, 0), (20_001, 1), (640_000, 1), (1_000_000, 2)] {
            assert_eq!(prefix_length(records), length, "{records}");
        }
    }
}
