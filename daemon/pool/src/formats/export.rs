//! Writes a release, or the part of it that is wanted, in one format.
//!
//! In: a release, in a folder or an object store. Out: one file or a folder of them, and their card. Files are read line by line, and checked against
//! the manifest as they are read: if one is not what was published, nothing is left behind.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use shared::consent::{Licence, Purpose};
use shared::time::Month;

use super::columns::{Column, fitted};
use super::item::{Item, map};
use super::sink::{self, Sink};
use super::{Chosen, ExportError, Line, Table, card};
use crate::release::columns::word;
use crate::release::manifest::{self, Kind, Manifest, Unreadable};
use crate::release::place::Place;

/// Which records are wanted; by default all.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only records that allow this.
    pub purpose: Option<Purpose>,
    /// Only records under one of these; empty for any.
    pub licences: Vec<Licence>,
    /// Only this part of the release.
    pub split: Option<String>,
    /// Only conversations of this month or later.
    pub since: Option<Month>,
    /// Only conversations of this month or earlier.
    pub until: Option<Month>,
}

impl From<Option<Purpose>> for Wanted {
    fn from(purpose: Option<Purpose>) -> Self {
        Self {
            purpose,
            ..Self::default()
        }
    }
}

/// How many records were written, and how many have nothing that this format could hold or were not asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    pub written: u64,
    pub passed_over: u64,
}

/// What is being written.
pub(super) struct Job<'a> {
    pub(super) chosen: Chosen,
    pub(super) manifest: &'a Manifest,
    pub(super) wanted: &'a Wanted,
    /// The rows of each table.
    pub(super) rows: Vec<u64>,
    /// How often each column had a value, by table and column.
    pub(super) filled: Vec<Vec<u64>>,
    pub(super) licences: BTreeMap<String, u64>,
    pub(super) exported: Exported,
}

/// Writes what is wanted of a release in one format: a file, or a folder if the format has several.
///
/// # Errors
/// If the release cannot be read, or a file cannot be written; then no file is left.
pub fn export(
    chosen: Chosen,
    release: &Path,
    wanted: impl Into<Wanted>,
    output: &Path,
) -> Result<Exported, ExportError> {
    export_from(chosen, &Place::folder(release), wanted, output)
}

/// As `export`, with a release in any place.
///
/// # Errors
/// As `export`.
pub fn export_from(
    chosen: Chosen,
    release: &Place,
    wanted: impl Into<Wanted>,
    output: &Path,
) -> Result<Exported, ExportError> {
    let wanted = wanted.into();
    let manifest = Manifest::read_at(release).map_err(ExportError::Release)?;
    let format = chosen.format;
    let in_folder = format.tables.len() > 1 || format.also.is_some();
    if in_folder {
        fs::create_dir_all(output).map_err(|error| ExportError::File(output.to_owned(), error))?;
    }
    let paths: Vec<PathBuf> = format
        .tables
        .iter()
        .map(|table| {
            if in_folder {
                output.join(format!("{}.jsonl", table.name))
            } else {
                output.to_owned()
            }
        })
        .collect();
    let mut job = Job {
        chosen,
        manifest: &manifest,
        wanted: &wanted,
        rows: vec![0; format.tables.len()],
        filled: format
            .tables
            .iter()
            .map(|table| vec![0; columns_of(table).len()])
            .collect(),
        licences: BTreeMap::new(),
        exported: Exported::default(),
    };
    let done = write(&mut job, release, &paths).and_then(|()| {
        let card = if in_folder {
            output.join(card::NAME)
        } else {
            let name = output
                .file_name()
                .map(|name| name.to_string_lossy())
                .unwrap_or_default();
            output.with_file_name(format!("{name}.{}", card::NAME))
        };
        let mut texts = vec![(card, card::card(&job))];
        if let Some(also) = &format.also {
            texts.push((output.join(also.name), (also.text)()));
        }
        for (path, text) in texts {
            fs::write(&path, text).map_err(|error| ExportError::File(path, error))?;
        }
        Ok(job.exported)
    });
    if done.is_err() {
        paths.iter().for_each(|path| sink::discard(path));
    }
    done
}

/// All columns of a table, those of the format first.
pub(super) fn columns_of(table: &Table) -> Vec<Column> {
    table.columns.iter().chain(table.more).copied().collect()
}

fn write(job: &mut Job<'_>, release: &Place, paths: &[PathBuf]) -> Result<(), ExportError> {
    let tables = job.chosen.format.tables;
    let columns: Vec<Vec<Column>> = tables.iter().map(columns_of).collect();
    let mut sinks = paths
        .iter()
        .zip(&columns)
        .map(|(path, columns)| Sink::create(path, columns.clone()))
        .collect::<Result<Vec<_>, _>>()?;
    let mut split_seen = false;
    for file in job.manifest.of_kind(Kind::Jsonl) {
        let mut lines = Lines::open(release, file)?;
        while let Some(line) = lines.next()? {
            split_seen |= job.wanted.split.is_some() && line.split == job.wanted.split;
            if !is_wanted(job, &line) {
                job.exported.passed_over += 1;
                continue;
            }
            let item = Item::new(&line, job.manifest, job.chosen.given);
            let mut any = false;
            for (at, table) in tables.iter().enumerate() {
                for row in (table.rows)(&item) {
                    let mut row = map(row);
                    for column in table.more {
                        let value = match column.name {
                            "record_id" => line.record_id.to_string(),
                            "licence" => word(&line.licence),
                            _ => continue,
                        };
                        row.entry(column.name).or_insert(value.into());
                    }
                    let row = fitted(row, &columns[at])
                        .map_err(|misfit| ExportError::Misfit(job.chosen.format.name, misfit))?;
                    for (filled, value) in job.filled[at].iter_mut().zip(&row) {
                        *filled += u64::from(!value.is_null());
                    }
                    job.rows[at] += 1;
                    any = true;
                    sinks[at].add(row)?;
                }
            }
            if any {
                job.exported.written += 1;
                *job.licences.entry(word(&line.licence)).or_default() += 1;
            } else {
                job.exported.passed_over += 1;
            }
        }
    }
    if let Some(split) = job.wanted.split.as_ref().filter(|_| !split_seen) {
        return Err(ExportError::NoSuchSplit(split.clone()));
    }
    sinks.into_iter().try_for_each(Sink::finish)
}

fn is_wanted(job: &Job<'_>, line: &Line) -> bool {
    let wanted = job.wanted;
    let allowed = |purpose: Option<Purpose>| purpose.is_none_or(|purpose| line.purposes.contains(&purpose));
    let month = &line.record.month;
    allowed(wanted.purpose)
        && allowed(job.chosen.format.purpose)
        && (wanted.licences.is_empty() || wanted.licences.contains(&line.licence))
        && (wanted.split.is_none() || line.split == wanted.split)
        && wanted.since.as_ref().is_none_or(|since| month >= since)
        && wanted.until.as_ref().is_none_or(|until| month <= until)
}

/// The lines of one file of a release, whose digest is checked at its end.
struct Lines {
    reader: Packed,
    path: PathBuf,
    expected: String,
    text: Vec<u8>,
}

impl Lines {
    fn open(release: &Place, file: &manifest::File) -> Result<Self, ExportError> {
        let path = PathBuf::from(release.address()).join(&file.path);
        let absent = || Unreadable::File(path.clone(), io::ErrorKind::NotFound.into());
        let open = release
            .open(&file.path)
            .map_err(manifest::unreadable)
            .and_then(|open| open.ok_or_else(absent))
            .map_err(ExportError::Release)?;
        Ok(Self {
            reader: Packed::open(open, &path)
                .map_err(|error| ExportError::Release(Unreadable::File(path.clone(), error)))?,
            path,
            expected: file.sha256.clone(),
            text: vec![],
        })
    }

    fn next(&mut self) -> Result<Option<Line>, ExportError> {
        loop {
            self.text.clear();
            let read = self
                .reader
                .read_until(b'\n', &mut self.text)
                .map_err(|error| self.unreadable(error))?;
            if read == 0 {
                let digest = HEXLOWER.encode(&self.reader.hash().finalize());
                return if digest == self.expected {
                    Ok(None)
                } else {
                    Err(ExportError::Release(Unreadable::OtherContent(self.path.clone())))
                };
            }
            if self.text.trim_ascii().is_empty() {
                continue;
            }
            return serde_json::from_slice(&self.text)
                .map(Some)
                .map_err(|_| ExportError::UnknownLine(self.path.clone()));
        }
    }
}

impl Lines {
    /// What cannot be unpacked is not what was published; what cannot be read is told as it is.
    fn unreadable(&self, error: io::Error) -> ExportError {
        let path = self.path.clone();
        ExportError::Release(match error.raw_os_error() {
            Some(_) => Unreadable::File(path, error),
            None => Unreadable::OtherContent(path),
        })
    }
}

/// Lines as they are, or packed. The digest is that of the file as it lies there.
enum Packed {
    Not(BufReader<Hashing>),
    Zstd(BufReader<zstd::Decoder<'static, BufReader<Hashing>>>),
}

impl Packed {
    fn open(file: Box<dyn Read>, path: &Path) -> io::Result<Self> {
        let hashing = Hashing {
            inner: file,
            hash: Sha256::new(),
        };
        let reader = BufReader::with_capacity(1 << 16, hashing);
        Ok(if path.extension().is_some_and(|ending| ending == "zst") {
            Self::Zstd(BufReader::with_capacity(
                1 << 16,
                zstd::Decoder::with_buffer(reader)?,
            ))
        } else {
            Self::Not(reader)
        })
    }

    fn read_until(&mut self, end: u8, text: &mut Vec<u8>) -> io::Result<usize> {
        match self {
            Self::Not(reader) => reader.read_until(end, text),
            Self::Zstd(reader) => reader.read_until(end, text),
        }
    }

    fn hash(&self) -> Sha256 {
        match self {
            Self::Not(reader) => reader.get_ref().hash.clone(),
            Self::Zstd(reader) => reader.get_ref().get_ref().get_ref().hash.clone(),
        }
    }
}

/// Reads on and keeps the digest of what it read.
struct Hashing {
    inner: Box<dyn Read>,
    hash: Sha256,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}
