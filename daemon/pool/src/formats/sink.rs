//! Where rows go: JSON Lines, packed by gzip or zstd or not at all, or Parquet, by the name of the file.
//!
//! In: fitted rows, one after the other. Out: a file under its final name, or none at all.
//! Memory is bounded by the rows of some megabytes of text.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use serde_json::Value;

use super::ExportError;
use super::columns::{Column, batch, schema, write_json};
use crate::release::write::properties;

/// Rows become columns when their JSON is this long together, or there are this many.
const TEXT_AT_ONCE: usize = 8 << 20;
const ROWS_AT_ONCE: usize = 10_000;
const ZSTD_LEVEL: i32 = 3;

/// One file that is being written.
pub(super) struct Sink {
    path: PathBuf,
    columns: Vec<Column>,
    writer: Writer,
    line: Vec<u8>,
}

enum Writer {
    Lines(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
    Parquet {
        writer: Box<ArrowWriter<BufWriter<File>>>,
        waiting: Vec<Vec<Value>>,
        text: usize,
    },
}

impl Sink {
    /// Begins a file beside its final place.
    pub(super) fn create(path: &Path, columns: Vec<Column>) -> Result<Self, ExportError> {
        let file = File::create(scratch(path)).map_err(|error| ExportError::File(path.to_owned(), error))?;
        let file = BufWriter::new(file);
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let writer = if name.ends_with(".parquet") {
            let writer = ArrowWriter::try_new(file, schema(&columns).into(), Some(properties("")))
                .map_err(|error| ExportError::Parquet(path.to_owned(), error))?;
            Writer::Parquet {
                writer: Box::new(writer),
                waiting: vec![],
                text: 0,
            }
        } else if name.ends_with(".gz") {
            Writer::Gzip(GzEncoder::new(file, Compression::default()))
        } else if name.ends_with(".zst") {
            let packed = zstd::Encoder::new(file, ZSTD_LEVEL);
            Writer::Zstd(packed.map_err(|error| ExportError::File(path.to_owned(), error))?)
        } else {
            Writer::Lines(file)
        };
        Ok(Self {
            path: path.to_owned(),
            columns,
            writer,
            line: vec![],
        })
    }

    pub(super) fn add(&mut self, row: Vec<Value>) -> Result<(), ExportError> {
        self.line.clear();
        write_json(&row, &self.columns, &mut self.line);
        self.line.push(b'\n');
        let failed = |error| ExportError::File(self.path.clone(), error);
        match &mut self.writer {
            Writer::Lines(file) => file.write_all(&self.line).map_err(failed)?,
            Writer::Gzip(file) => file.write_all(&self.line).map_err(failed)?,
            Writer::Zstd(file) => file.write_all(&self.line).map_err(failed)?,
            Writer::Parquet { waiting, text, .. } => {
                *text += self.line.len();
                waiting.push(row);
                if *text >= TEXT_AT_ONCE || waiting.len() >= ROWS_AT_ONCE {
                    self.flush()?;
                }
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ExportError> {
        if let Writer::Parquet {
            writer,
            waiting,
            text,
        } = &mut self.writer
        {
            if waiting.is_empty() {
                return Ok(());
            }
            *text = 0;
            let rows = std::mem::take(waiting);
            batch(&rows, &self.columns)
                .map_err(parquet::errors::ParquetError::from)
                .and_then(|batch| writer.write(&batch))
                .and_then(|()| writer.flush())
                .map_err(|error| ExportError::Parquet(self.path.clone(), error))?;
        }
        Ok(())
    }

    /// Ends the file and puts it in its place.
    pub(super) fn finish(mut self) -> Result<(), ExportError> {
        self.flush()?;
        let failed = |error| ExportError::File(self.path.clone(), error);
        let file = match self.writer {
            Writer::Lines(file) => file,
            Writer::Gzip(file) => file.finish().map_err(failed)?,
            Writer::Zstd(file) => file.finish().map_err(failed)?,
            Writer::Parquet { writer, .. } => writer
                .into_inner()
                .map_err(|error| ExportError::Parquet(self.path.clone(), error))?,
        };
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(scratch(&self.path), &self.path))
            .map_err(failed)
    }
}

/// Takes away what a failure left beside a file.
pub(super) fn discard(path: &Path) {
    // The failure is what is told; a leftover could not be more than a nuisance.
    let _ = std::fs::remove_file(scratch(path));
}

fn scratch(path: &Path) -> PathBuf {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy())
        .unwrap_or_default();
    path.with_file_name(format!("{name}.part"))
}
