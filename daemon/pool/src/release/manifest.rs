//! What a release says about itself: `manifest.json`, the one file that makes the others a release.
//!
//! In: the manifest of a directory. Out: which files belong to it, with their digests.
//! A reader that checks the digests has exactly what the pool published.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use shared::keys::{PoolId, RecordId, sha256_hex};
use shared::time::Day;

use crate::card::Answers;

pub const FORMAT: &str = "tributary-release/1";
pub const NAME: &str = "manifest.json";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: String,
    pub pool_id: PoolId,
    pub pool_name: String,
    pub number: u32,
    pub day: Day,
    pub rows: u64,
    /// Records of the former release that are no longer in this one.
    pub dropped: u64,
    /// How many characters of the record id name a bucket: 0 for one bucket, 1 for 32, 2 for 1,024.
    pub prefix_length: usize,
    /// How often each detector was found right, by its id and version.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub detectors: BTreeMap<String, Answers>,
    pub files: Vec<File>,
}

/// One immutable file; its name is its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Relative to the manifest, with `/`.
    pub path: String,
    pub kind: Kind,
    /// The first characters of the ids in it; empty if there is one bucket.
    pub bucket: String,
    pub rows: u64,
    pub bytes: u64,
    pub sha256: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One row per record.
    Parquet,
    /// One line per record, complete.
    Jsonl,
    /// `record_id`, tab, `content_sha256`: to find one's receipt.
    Records,
    /// TRL's preferences, given as such.
    Preference,
    /// As `Preference`, inferred.
    PreferenceInferred,
    /// TRL's unpaired preferences, given as such.
    Kto,
    /// As `Kto`, inferred from what was written next.
    KtoInferred,
    /// Chatbot Arena's battles, given as such.
    Arena,
    /// As `Arena`, inferred.
    ArenaInferred,
}

impl Kind {
    /// The folder of its files.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Parquet => "data",
            Self::Jsonl => "jsonl",
            Self::Records => "records",
            Self::Preference => "preference",
            Self::PreferenceInferred => "preference-inferred",
            Self::Kto => "kto",
            Self::KtoInferred => "kto-inferred",
            Self::Arena => "arena",
            Self::ArenaInferred => "arena-inferred",
        }
    }
}

/// The kinds of training files, each a configuration of its own.
pub const TRAINING: [Kind; 6] = [
    Kind::Preference,
    Kind::PreferenceInferred,
    Kind::Kto,
    Kind::KtoInferred,
    Kind::Arena,
    Kind::ArenaInferred,
];

/// Why a file of a release cannot be read.
#[derive(Debug)]
pub enum Unreadable {
    /// There is no manifest, so this is no release.
    NoManifest(PathBuf),
    /// The manifest is not in a format that this program knows.
    UnknownFormat(PathBuf),
    /// A file is not the one that was published.
    OtherContent(PathBuf),
    File(PathBuf, io::Error),
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoManifest(dir) => {
                write!(formatter, "{} holds no release: it has no {NAME}", dir.display())
            }
            Self::UnknownFormat(path) => write!(
                formatter,
                "{} is not in the format {FORMAT}: update this program, or fetch the release again",
                path.display()
            ),
            Self::OtherContent(path) => write!(
                formatter,
                "{} is not what was published: fetch the release again",
                path.display()
            ),
            Self::File(path, error) => write!(formatter, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Unreadable {}

impl Manifest {
    /// The manifest of the release in this directory.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub fn read(dir: &Path) -> Result<Self, Unreadable> {
        let path = dir.join(NAME);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Unreadable::NoManifest(dir.to_owned()));
            }
            Err(error) => return Err(Unreadable::File(path, error)),
        };
        let manifest: Self =
            serde_json::from_slice(&text).map_err(|_| Unreadable::UnknownFormat(path.clone()))?;
        let tame = manifest.files.iter().all(|file| is_inside(&file.path));
        if manifest.format != FORMAT || !tame {
            return Err(Unreadable::UnknownFormat(path));
        }
        Ok(manifest)
    }

    /// The files of one kind, in the order of their buckets.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| file.kind == kind)
    }

    /// Every record of the release with the digest of its content, in the order of their ids.
    ///
    /// # Errors
    /// If a file is missing or was changed.
    pub fn records(&self, dir: &Path) -> Result<Vec<(RecordId, String)>, Unreadable> {
        let mut records = Vec::new();
        for file in self.of_kind(Kind::Records) {
            let path = dir.join(&file.path);
            let text =
                String::from_utf8(file.read(dir)?).map_err(|_| Unreadable::UnknownFormat(path.clone()))?;
            for line in text.lines() {
                let parsed = line
                    .split_once('\t')
                    .and_then(|(id, digest)| Some((id.parse().ok()?, digest.to_owned())));
                records.push(parsed.ok_or_else(|| Unreadable::UnknownFormat(path.clone()))?);
            }
        }
        Ok(records)
    }
}

impl File {
    /// The file's bytes, if they are those that were published.
    ///
    /// # Errors
    /// If it is missing or was changed.
    pub fn read(&self, dir: &Path) -> Result<Vec<u8>, Unreadable> {
        let path = dir.join(&self.path);
        let bytes = fs::read(&path).map_err(|error| Unreadable::File(path.clone(), error))?;
        if sha256_hex(&bytes) != self.sha256 {
            return Err(Unreadable::OtherContent(path));
        }
        Ok(bytes)
    }
}

/// A manifest comes from outside when a consumer reads it: its paths must stay in its directory.
fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && path.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        })
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn a_manifest_cannot_name_files_outside_of_its_directory() {
        assert!(is_inside("data/all/0f.parquet"));
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "data/../../x",
            "data//x",
            "C:\\x",
            ".next/x",
        ] {
            assert!(!is_inside(path), "{path}");
        }
    }
}
