//! A release directory while a release is written into it.
//!
//! In: files, under names that the former manifest does not mention. Out: the next release, in place.
//! What waits is in `.next-N/`. The rename of its manifest is the moment of publication. After a crash, a `.next-N/`
//! beside a manifest of number N was published and only needs its documents placed; any other one is discarded.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use shared::keys::PoolId;

use super::manifest::{self, Manifest, Unreadable};
use super::{Ids, ReleaseError, file_error, write};
use crate::card::{self, Document};
use crate::store::Tombstone;

const NEXT: &str = ".next-";
const LOCK: &str = ".lock";
/// The documents, replaced by every release. The folders of immutable files are beside them.
const DOCUMENTS: [&str; 5] = [
    "README.md",
    "CHANGES.md",
    "USE-CONDITIONS.md",
    "croissant.json",
    "retractions.parquet",
];
/// The folders of immutable files.
pub(super) const FOLDERS: [&str; 9] = [
    "data",
    "jsonl",
    "records",
    "preference",
    "preference-inferred",
    "kto",
    "kto-inferred",
    "arena",
    "arena-inferred",
];

/// A locked release directory.
pub struct Staging {
    dir: PathBuf,
    former: Option<Manifest>,
    /// Where the next release waits.
    next: PathBuf,
    /// Held until dropped: one release at a time.
    _lock: File,
}

impl Staging {
    /// Locks a directory, and tidies up after a crash.
    ///
    /// # Errors
    /// If it is neither empty nor a release of this pool, or is locked.
    pub fn open(dir: &Path, pool: &PoolId) -> Result<Self, ReleaseError> {
        fs::create_dir_all(dir).map_err(|source| file_error(dir, source))?;
        let dir = dir.canonicalize().map_err(|source| file_error(dir, source))?;
        let former = match Manifest::read(&dir) {
            Ok(manifest) if &manifest.pool_id == pool => Some(manifest),
            Ok(_) => return Err(ReleaseError::OtherPool { dir }),
            Err(Unreadable::NoManifest(_)) if is_empty(&dir)? => None,
            Err(_) => return Err(ReleaseError::NotARelease { dir }),
        };
        let lock_path = dir.join(LOCK);
        let lock = File::create(&lock_path).map_err(|source| file_error(&lock_path, source))?;
        if lock.try_lock().is_err() {
            return Err(ReleaseError::Busy { dir });
        }
        let mut staging = Self {
            next: dir.join(NEXT),
            dir,
            former,
            _lock: lock,
        };
        for leaving in leavings(&staging.dir)? {
            let published = staging.former.as_ref().map(|former| former.number);
            staging.next = staging.dir.join(&leaving);
            if leaving.strip_prefix(NEXT).and_then(|number| number.parse().ok()) == published {
                staging.finish()?;
            } else {
                staging.discard()?;
            }
        }
        Ok(staging)
    }

    /// Begins the release with this number.
    pub(super) fn begin(&mut self, number: u32) -> Result<(), ReleaseError> {
        self.next = self.dir.join(format!("{NEXT}{number}"));
        fs::create_dir_all(&self.next).map_err(|source| file_error(&self.next, source))
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The release that is in the directory now.
    pub fn former(&self) -> Option<&Manifest> {
        self.former.as_ref()
    }

    /// The ids of the former release.
    ///
    /// # Errors
    /// If its list of records cannot be read.
    pub fn former_ids(&self) -> Result<Ids, ReleaseError> {
        let Some(former) = &self.former else {
            return Ok(Ids::new());
        };
        let records = former.records(&self.dir).map_err(|_| ReleaseError::NotARelease {
            dir: self.dir.clone(),
        })?;
        Ok(records.into_iter().map(|(id, _)| id).collect())
    }

    /// Where a new file may be written before its name is known.
    pub(super) fn scratch(&self, name: &str) -> PathBuf {
        self.next.join(name)
    }

    /// Gives a finished file its place and name. A file that is there already has the same content.
    pub(super) fn keep(&self, scratch: &Path, path: &str) -> Result<(), ReleaseError> {
        let target = self.dir.join(path);
        let folder = target.parent().expect("files are in folders");
        fs::create_dir_all(folder).map_err(|source| file_error(folder, source))?;
        fs::rename(scratch, &target).map_err(|source| file_error(&target, source))?;
        sync_folder(folder)
    }

    /// Writes the documents and the manifest, to be placed later.
    pub(super) fn write_documents(
        &self,
        document: &Document<'_>,
        taken_back: &[Tombstone],
    ) -> Result<(), ReleaseError> {
        self.write_next("README.md", card::readme(document).as_bytes())?;
        let former_changes = fs::read_to_string(self.dir.join("CHANGES.md")).unwrap_or_default();
        self.write_next("CHANGES.md", card::changes(document, &former_changes).as_bytes())?;
        self.write_next("USE-CONDITIONS.md", card::use_conditions().as_bytes())?;
        self.write_next("croissant.json", card::croissant::croissant(document).as_bytes())?;
        write::retractions(&self.scratch("retractions.parquet"), taken_back)?;
        let mut json = serde_json::to_vec_pretty(document.manifest).expect("a manifest has string keys");
        json.push(b'\n');
        self.write_next(manifest::NAME, &json)?;
        sync_folder(&self.next)
    }

    /// The moment of publication.
    pub(super) fn place_manifest(&self) -> io::Result<()> {
        fs::rename(self.next.join(manifest::NAME), self.dir.join(manifest::NAME))?;
        File::open(&self.dir)?.sync_all()
    }

    /// After publication: places the documents, deletes what the manifest does not mention.
    pub(super) fn finish(&self) -> Result<(), ReleaseError> {
        for name in DOCUMENTS {
            let target = self.dir.join(name);
            match fs::rename(self.next.join(name), &target) {
                Ok(()) => {}
                // Moved before the crash that this call makes good.
                Err(error) if error.kind() == io::ErrorKind::NotFound && target.exists() => {}
                Err(error) => return Err(file_error(&target, error)),
            }
        }
        self.delete_unmentioned()?;
        remove_folder(&self.next)?;
        sync_folder(&self.dir)
    }

    /// Gives up what was not published.
    pub(super) fn discard(&self) -> Result<(), ReleaseError> {
        remove_folder(&self.next)?;
        self.delete_unmentioned()
    }

    fn write_next(&self, name: &str, bytes: &[u8]) -> Result<(), ReleaseError> {
        let path = self.next.join(name);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|source| file_error(&path, source))
    }

    fn delete_unmentioned(&self) -> Result<(), ReleaseError> {
        let mentioned: BTreeSet<PathBuf> = match Manifest::read(&self.dir) {
            Ok(manifest) => manifest
                .files
                .iter()
                .map(|file| self.dir.join(&file.path))
                .collect(),
            Err(Unreadable::NoManifest(_)) => BTreeSet::new(),
            Err(_) => {
                return Err(ReleaseError::NotARelease {
                    dir: self.dir.clone(),
                });
            }
        };
        for folder in FOLDERS {
            for file in files_below(&self.dir.join(folder)).map_err(|source| file_error(&self.dir, source))? {
                if !mentioned.contains(&file) {
                    fs::remove_file(&file).map_err(|source| file_error(&file, source))?;
                    // Only empty folders go; the others refuse.
                    let _ = fs::remove_dir(file.parent().expect("files are in folders"));
                }
            }
        }
        Ok(())
    }
}

/// All files below a folder; none if it is not there.
///
/// # Errors
/// If a folder cannot be listed.
pub fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(files),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// Whether nothing but the leavings of a first release that was cut short is here.
fn is_empty(dir: &Path) -> Result<bool, ReleaseError> {
    let names = names_in(dir)?;
    let was_cut_short = names.iter().any(|name| name == LOCK);
    Ok(names.iter().all(|name| {
        name == LOCK || (was_cut_short && (name.starts_with(NEXT) || FOLDERS.contains(&name.as_str())))
    }))
}

fn leavings(dir: &Path) -> Result<Vec<String>, ReleaseError> {
    let mut names = names_in(dir)?;
    names.retain(|name| name.starts_with(NEXT));
    Ok(names)
}

fn names_in(dir: &Path) -> Result<Vec<String>, ReleaseError> {
    let entries = fs::read_dir(dir).map_err(|source| file_error(dir, source))?;
    entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<_>>()
        .map_err(|source| file_error(dir, source))
}

fn remove_folder(folder: &Path) -> Result<(), ReleaseError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(file_error(folder, error)),
        _ => Ok(()),
    }
}

fn sync_folder(folder: &Path) -> Result<(), ReleaseError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| file_error(folder, source))
}
