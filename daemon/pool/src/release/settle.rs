//! Tidies a place after publication: documents to the top, the manifest into the archive, superseded files aside, and what must not
//! be there any more away.
//!
//! In: the newest manifest. Out: a place that agrees with it. Everything is found by looking, so that the next call finishes what a
//! crash left, and calling it twice changes nothing.
//! A superseded file stays as long as all its records are given in the same form: who works with an earlier release can
//! load it again. When one of them was taken back or changed, the files of its bucket are deleted from every release.

use std::collections::{BTreeMap, HashMap, HashSet};

use shared::keys::{RecordId, SecretKey, sha256_hex};
use shared::time::Day;

use super::ReleaseError;
use super::changes::{self, Change};
use super::manifest::{ARCHIVE, File, KINDS, Kind, Manifest, NAME, SUPERSEDED, Withdrawn};
use super::place::{Entry, Place};

/// Files that no release mentions may belong to one that is being written elsewhere; after so many days they do not.
const STALE: i64 = 2;

/// Makes a place agree with its newest manifest.
pub(super) fn settle(
    place: &Place,
    current: Option<(&Manifest, &[u8])>,
    key: &SecretKey,
    today: &Day,
) -> Result<(), ReleaseError> {
    let mut known = Known::default();
    let Known {
        live,
        archived,
        withdrawn,
    } = &mut known;
    if let Some((manifest, bytes)) = current {
        live.extend(manifest.files.iter().map(|file| file.path.clone()));
        for file in manifest.of_kind(Kind::Document) {
            let name = document_name(file);
            let there = place
                .read(name)?
                .is_some_and(|bytes| sha256_hex(&bytes) == file.sha256);
            if !there {
                place.write(name, &file.stored(place)?)?;
            }
        }
        let gone = gone(place, manifest)?;
        for mut former in superseded(place, manifest.number)? {
            if withdraw(place, &mut former, &gone, manifest, today)? {
                place.write(&Manifest::archived(former.number), &former.signed(key))?;
            }
            archived.extend(still_there(&former).map(|file| file.path.clone()));
            withdrawn.extend(former.withdrawn.into_iter().flat_map(|withdrawn| withdrawn.paths));
        }
        let copy = Manifest::archived(manifest.number);
        if !manifest.is_former() && place.read(&copy)?.as_deref() != Some(bytes) {
            place.write(&copy, bytes)?;
        }
    }
    for entry in place.list("")? {
        tidy(place, &entry, &known, today)?;
    }
    Ok(())
}

/// Where a document is found by people.
#[must_use]
pub fn document_name(file: &File) -> &str {
    file.path.rsplit('/').next().unwrap_or(&file.path)
}

/// The paths that manifests name.
#[derive(Default)]
struct Known {
    /// Of the newest release.
    live: HashSet<String>,
    /// Of earlier releases, and still given.
    archived: HashSet<String>,
    withdrawn: HashSet<String>,
}

fn tidy(place: &Place, entry: &Entry, known: &Known, today: &Day) -> Result<(), ReleaseError> {
    let Known {
        live,
        archived,
        withdrawn,
    } = known;
    let (aside, path) = match entry
        .name
        .strip_prefix(SUPERSEDED)
        .and_then(|rest| rest.strip_prefix('/'))
    {
        Some(path) => (true, path),
        None => (false, entry.name.as_str()),
    };
    let ours = KINDS.iter().any(|kind| {
        path.strip_prefix(kind.folder())
            .is_some_and(|rest| rest.starts_with('/'))
    });
    if !ours || (!aside && live.contains(path)) {
        return Ok(());
    }
    let is_document = path.starts_with(Kind::Document.folder());
    if archived.contains(path) && !live.contains(path) {
        if !aside && !is_document {
            place.rename(path, &format!("{SUPERSEDED}/{path}"))?;
        }
        return Ok(());
    }
    let stale = |day: &Day| today.days_after(day) >= STALE;
    // What holds something that was taken back goes at once; a stranger may belong to a release that is being written.
    if aside || withdrawn.contains(path) || entry.day.as_ref().is_none_or(stale) {
        place.delete(&entry.name)?;
    }
    Ok(())
}

/// The records of the former release that are no longer given as they were, with their new digest if they have one.
fn gone(place: &Place, manifest: &Manifest) -> Result<HashMap<RecordId, Option<String>>, ReleaseError> {
    let mut gone = HashMap::new();
    let listed = manifest
        .of_kind(Kind::Document)
        .find(|file| document_name(file) == changes::NAME);
    let Some(file) = listed else { return Ok(gone) };
    for change in changes::read(&file.read_at(place)?).unwrap_or_default() {
        match change {
            Change::Removed { record_id } => {
                gone.insert(record_id, None);
            }
            Change::Changed {
                record_id,
                content_sha256,
            } => {
                gone.insert(record_id, Some(content_sha256));
            }
            Change::Release { .. } | Change::Added { .. } => {}
        }
    }
    Ok(gone)
}

/// The manifests of all earlier releases of this place.
pub(super) fn superseded(place: &Place, current: u32) -> Result<Vec<Manifest>, ReleaseError> {
    let mut manifests = vec![];
    for entry in place.list(ARCHIVE)? {
        let number = entry
            .name
            .strip_prefix(ARCHIVE)
            .and_then(|rest| rest.strip_prefix('/')?.strip_suffix(NAME)?.strip_suffix('/'))
            .and_then(|number| number.parse::<u32>().ok());
        if number.is_none_or(|number| number == current) {
            continue;
        }
        if let Some(bytes) = place.read(&entry.name)? {
            manifests.push(Manifest::parse(&bytes, entry.name.as_ref())?);
        }
    }
    Ok(manifests)
}

/// The files of an earlier release that were not withdrawn.
pub(super) fn still_there(manifest: &Manifest) -> impl Iterator<Item = &File> {
    let gone: HashSet<&str> = manifest
        .withdrawn
        .iter()
        .flat_map(|withdrawn| withdrawn.paths.iter().map(String::as_str))
        .collect();
    manifest
        .files
        .iter()
        .filter(move |file| !gone.contains(file.path.as_str()))
}

/// Marks the buckets of an earlier release as withdrawn that hold what is gone. Gives whether there are any.
fn withdraw(
    place: &Place,
    former: &mut Manifest,
    gone: &HashMap<RecordId, Option<String>>,
    current: &Manifest,
    today: &Day,
) -> Result<bool, ReleaseError> {
    let division = former.buckets;
    let mut concerned: BTreeMap<String, Vec<&RecordId>> = BTreeMap::new();
    for id in gone.keys() {
        concerned.entry(division.of(id).name()).or_default().push(id);
    }
    let mut paths: Vec<String> = vec![];
    for (bucket, ids) in concerned {
        let files: Vec<&File> = still_there(former)
            .filter(|file| file.kind != Kind::Document)
            .filter(|file| file.bucket == bucket || file.bucket.is_empty())
            .collect();
        let lists = files.iter().filter(|file| file.kind == Kind::Records);
        let mut holds = false;
        for list in lists {
            holds |= match read_aside(place, list) {
                // A list that cannot be read proves nothing.
                None => true,
                Some(text) => ids.iter().any(|id| {
                    shared::release::listed(&text, id)
                        .is_some_and(|digest| gone[*id].as_ref() != Some(&digest))
                }),
            };
        }
        if holds {
            paths.extend(files.iter().map(|file| file.path.clone()));
        }
    }
    if paths.is_empty() {
        return Ok(false);
    }
    let withdrawn = former.withdrawn.get_or_insert_with(|| Withdrawn {
        by: current.number,
        day: today.clone(),
        paths: vec![],
    });
    (withdrawn.by, withdrawn.day) = (current.number, today.clone());
    withdrawn.paths.extend(paths);
    Ok(true)
}

/// A file of an earlier release, wherever it lies now.
pub(super) fn read_aside(place: &Place, file: &File) -> Option<String> {
    let aside = File {
        path: format!("{SUPERSEDED}/{}", file.path),
        ..file.clone()
    };
    let bytes = file.read_at(place).or_else(|_| aside.read_at(place)).ok()?;
    String::from_utf8(bytes).ok()
}
