//! What a release says about itself: `manifest.json`, the one file that makes the others a release.
//!
//! In: the manifest of a place. Out: which files belong to it, with their digests, signed by the pool's key.
//! A reader that checks signature and digests has exactly what the pool published.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::keys::{PoolId, PublicKey, RecordId, SecretKey, sha256_hex};
use shared::time::Day;

use super::buckets::{Bucket, Division};
use super::place::{Place, PlaceError};
use super::splits::Split;
use super::survey::{HeldBack, Totals};
use crate::card::Answers;

pub const FORMAT: &str = "tributary-release/2";
/// Not signed, all lists in one file, JSON Lines not compressed. It is read, and never written again.
const FORMER_FORMAT: &str = "tributary-release/1";
pub const NAME: &str = "manifest.json";
/// The manifests of all releases of a place, by their numbers.
pub const ARCHIVE: &str = "releases";
/// Files of earlier releases that are not part of the newest one, below this with their paths.
pub const SUPERSEDED: &str = "superseded";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: String,
    pub pool_id: PoolId,
    pub pool_name: String,
    /// The pool's key, whose hash is the pool's id. Absent in the former format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<PublicKey>,
    pub number: u32,
    pub day: Day,
    /// Whether nothing was done but to take out records that were taken back.
    #[serde(default)]
    pub hotfix: bool,
    pub rows: u64,
    /// Records of the former release that are no longer in this one.
    pub dropped: u64,
    /// Into how many buckets the records are divided.
    #[serde(default)]
    pub buckets: Division,
    /// The version of the program's way to write files: another one writes all of them anew.
    #[serde(default)]
    pub writer: u32,
    /// Rows of each split.
    #[serde(default)]
    pub splits: BTreeMap<Split, u64>,
    /// A text by which copies of this pool's data are found where they should not be.
    #[serde(default)]
    pub canary: String,
    /// Records that arrived after this day wait for a later release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<Day>,
    /// Accepted records that are not in it.
    #[serde(default)]
    pub held_back: u64,
    /// Why they are not.
    #[serde(default)]
    pub held_back_by: HeldBack,
    /// How much of the same there is, and how much a release takes; absent in a hotfix, which takes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sameness: Option<Totals>,
    /// How many days after their retraction records were out, and how many records, over all releases.
    #[serde(default)]
    pub removals: BTreeMap<u32, u64>,
    /// How often each detector was found right, by its id and version.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub detectors: BTreeMap<String, Answers>,
    pub files: Vec<File>,
    /// In the archive: what is no longer here of a superseded release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
}

/// Files of a superseded release that were deleted, since they held records that are no longer given in this form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The release with which the last of them went.
    pub by: u32,
    pub day: Day,
    pub paths: Vec<String>,
}

/// One immutable file; its name is its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Relative to the manifest, with `/`.
    pub path: String,
    pub kind: Kind,
    /// Which records are in it; empty if there is one bucket.
    pub bucket: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    pub rows: u64,
    /// As it is stored, compressed or not.
    pub bytes: u64,
    pub sha256: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One row per record.
    Parquet,
    /// One line per record, complete.
    Jsonl,
    /// `record_id`, `content_sha256`, split, wording and prompt, with tabs: to find one's receipt.
    Records,
    /// What the data card counts, of one bucket.
    Facts,
    /// Card, changes, terms, Croissant, retractions: copied to the top once the manifest is in place.
    Document,
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
            Self::Facts => "facts",
            Self::Document => "documents",
            Self::Preference => "preference",
            Self::PreferenceInferred => "preference-inferred",
            Self::Kto => "kto",
            Self::KtoInferred => "kto-inferred",
            Self::Arena => "arena",
            Self::ArenaInferred => "arena-inferred",
        }
    }

    /// How the names of its files end.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl.zst",
            Self::Records => "tsv",
            Self::Facts => "json",
            _ => "parquet",
        }
    }
}

/// Every kind.
pub const KINDS: [Kind; 11] = [
    Kind::Parquet,
    Kind::Jsonl,
    Kind::Records,
    Kind::Facts,
    Kind::Document,
    Kind::Preference,
    Kind::PreferenceInferred,
    Kind::Kto,
    Kind::KtoInferred,
    Kind::Arena,
    Kind::ArenaInferred,
];

/// The kinds of training files, each a configuration of its own.
pub const TRAINING: [Kind; 6] = [
    Kind::Preference,
    Kind::PreferenceInferred,
    Kind::Kto,
    Kind::KtoInferred,
    Kind::Arena,
    Kind::ArenaInferred,
];

/// A record as a release lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub record_id: RecordId,
    pub content_sha256: String,
    /// Absent in the former format.
    pub split: Option<Split>,
    pub wording: Option<u64>,
    /// Absent in lists of before.
    pub prompt: Option<u64>,
}

/// Why a file of a release cannot be read.
#[derive(Debug)]
pub enum Unreadable {
    /// There is no manifest, so this is no release.
    NoManifest(PathBuf),
    /// The manifest is not in a format that this program knows.
    UnknownFormat(PathBuf),
    /// A file is not the one that was published.
    OtherContent(PathBuf),
    /// The manifest is not signed by the pool that it names.
    Unsigned(PathBuf),
    File(PathBuf, io::Error),
    Place(PlaceError),
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
            Self::Unsigned(path) => write!(
                formatter,
                "{} is not signed by the pool that it names: fetch the release again",
                path.display()
            ),
            Self::File(path, error) => write!(formatter, "{}: {error}", path.display()),
            Self::Place(error) => error.fmt(formatter),
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
        Self::read_at(&Place::folder(dir))
    }

    /// The manifest of the newest release in this place.
    ///
    /// # Errors
    /// As `read`.
    pub fn read_at(place: &Place) -> Result<Self, Unreadable> {
        let here = PathBuf::from(place.address());
        match place.read(NAME).map_err(unreadable)? {
            Some(bytes) => Self::parse(&bytes, &here.join(NAME)),
            None => Err(Unreadable::NoManifest(here)),
        }
    }

    /// The manifest with these bytes; `path` is told if they are none.
    ///
    /// # Errors
    /// If they are no manifest, or one that the pool did not sign.
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self, Unreadable> {
        let unknown = || Unreadable::UnknownFormat(path.to_owned());
        let value: Value = serde_json::from_slice(bytes).map_err(|_| unknown())?;
        let manifest: Self = Self::deserialize(&value).map_err(|_| unknown())?;
        if !manifest.files.iter().all(|file| is_inside(&file.path)) {
            return Err(unknown());
        }
        match (manifest.format.as_str(), &manifest.public_key) {
            (FORMER_FORMAT, _) => Ok(manifest),
            (FORMAT, Some(key)) => {
                let signed = PoolId::of(key) == manifest.pool_id && shared::release::is_signed(&value, key);
                signed
                    .then_some(manifest)
                    .ok_or_else(|| Unreadable::Unsigned(path.to_owned()))
            }
            _ => Err(unknown()),
        }
    }

    /// The bytes that are published.
    #[must_use]
    pub fn signed(&self, key: &SecretKey) -> Vec<u8> {
        let value = serde_json::to_value(self).expect("a manifest has string keys");
        let signed = shared::release::sign(value, key);
        let mut json = serde_json::to_vec_pretty(&signed).expect("JSON can be written");
        json.push(b'\n');
        json
    }

    /// Whether it is in the format of before, which is only good for being replaced.
    #[must_use]
    pub fn is_former(&self) -> bool {
        self.format == FORMER_FORMAT
    }

    /// Where its copy in the archive is.
    #[must_use]
    pub fn archived(number: u32) -> String {
        format!("{ARCHIVE}/{number}/{NAME}")
    }

    /// The files of one kind, in the order of their buckets.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| file.kind == kind)
    }

    /// The files of one bucket.
    pub fn of_bucket(&self, bucket: Bucket) -> impl Iterator<Item = &File> {
        let name = bucket.name();
        self.files
            .iter()
            .filter(move |file| file.kind != Kind::Document && file.bucket == name)
    }

    /// Every record of the release with the digest of its content.
    ///
    /// # Errors
    /// If a file is missing or was changed.
    pub fn records(&self, dir: &Path) -> Result<Vec<(RecordId, String)>, Unreadable> {
        let listed = self.listed(&Place::folder(dir))?;
        Ok(listed
            .into_iter()
            .map(|listed| (listed.record_id, listed.content_sha256))
            .collect())
    }

    /// Every record of the release, bucket by bucket and in the order of the ids.
    ///
    /// # Errors
    /// If a file is missing or was changed.
    pub fn listed(&self, place: &Place) -> Result<Vec<Listed>, Unreadable> {
        let mut records = Vec::new();
        for file in self.of_kind(Kind::Records) {
            records.extend(file.listed(place)?);
        }
        Ok(records)
    }
}

impl File {
    /// The file's content, unpacked, if it is what was published.
    ///
    /// # Errors
    /// If it is missing or was changed.
    pub fn read(&self, dir: &Path) -> Result<Vec<u8>, Unreadable> {
        self.read_at(&Place::folder(dir))
    }

    /// As `read`, from any place.
    ///
    /// # Errors
    /// As `read`.
    pub fn read_at(&self, place: &Place) -> Result<Vec<u8>, Unreadable> {
        let path = || PathBuf::from(place.address()).join(&self.path);
        let bytes = self.stored(place)?;
        if !self.path.ends_with(".zst") {
            return Ok(bytes);
        }
        let mut content = Vec::new();
        zstd::Decoder::new(bytes.as_slice())
            .and_then(|mut decoder| decoder.read_to_end(&mut content))
            .map_err(|error| Unreadable::File(path(), error))?;
        Ok(content)
    }

    /// The bytes as they lie there, if they are those that were published.
    ///
    /// # Errors
    /// If they are missing or were changed.
    pub fn stored(&self, place: &Place) -> Result<Vec<u8>, Unreadable> {
        let path = || PathBuf::from(place.address()).join(&self.path);
        let absent = || Unreadable::File(path(), io::ErrorKind::NotFound.into());
        let bytes = place.read(&self.path).map_err(unreadable)?.ok_or_else(absent)?;
        if sha256_hex(&bytes) != self.sha256 {
            return Err(Unreadable::OtherContent(path()));
        }
        Ok(bytes)
    }

    /// The records in a file of kind `Records`.
    ///
    /// # Errors
    /// If it is missing or was changed.
    pub fn listed(&self, place: &Place) -> Result<Vec<Listed>, Unreadable> {
        let unknown = || Unreadable::UnknownFormat(PathBuf::from(place.address()).join(&self.path));
        let text = String::from_utf8(self.read_at(place)?).map_err(|_| unknown())?;
        text.lines()
            .map(|line| listed(line).ok_or_else(unknown))
            .collect()
    }
}

fn listed(line: &str) -> Option<Listed> {
    let mut fields = line.split('\t');
    let (record_id, content_sha256) = (fields.next()?.parse().ok()?, fields.next()?.to_owned());
    let split = fields.next().and_then(Split::named);
    let mut number = || u64::from_str_radix(fields.next()?, 16).ok();
    Some(Listed {
        record_id,
        content_sha256,
        split,
        wording: number(),
        prompt: number(),
    })
}

pub(crate) fn unreadable(error: PlaceError) -> Unreadable {
    match error {
        PlaceError::File(path, error) => Unreadable::File(path, error),
        error => Unreadable::Place(error),
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
