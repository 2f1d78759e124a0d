//! Builds the buckets of a release: which records each must hold, and whether its files are still good.
//!
//! In: the pool, the former release, what is let in. Out: for each bucket its files, what the card counts, and what changed. A bucket
//! that holds what it held is not read; the others are written as streams, some at a time.

use std::collections::{BTreeMap, HashSet};
use std::sync::Mutex;

use shared::api::PoolState;
use shared::keys::{RecordId, sha256_hex};
use shared::time::Day;

use super::ReleaseError;
use super::buckets::{Bucket, Division};
use super::manifest::{self, Kind, Listed, Manifest};
use super::place::Place;
use super::splits::{self, Flood, Limits};
use super::write::{BucketFiles, Output, WRITER, Written, said};
use crate::card::Facts;
use crate::config::Pool;
use crate::store::listing::{Candidate, Which};

/// How many records with their contents are read from the store at once.
const AT_ONCE: u32 = 256;

/// What a release lets in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Everything that was accepted, up to this day of arrival if there is one.
    #[default]
    Everything,
    Until(Day),
    /// Nothing new: only what was taken back goes.
    Hotfix,
}

/// One bucket of a release.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) files: Vec<manifest::File>,
    pub(super) facts: Facts,
    pub(super) ids: Vec<RecordId>,
    pub(super) added: Vec<RecordId>,
    /// With the digest of the new content.
    pub(super) changed: Vec<(RecordId, String)>,
    pub(super) removed: Vec<RecordId>,
    /// Accepted records that are not in it.
    pub(super) waiting: u64,
}

/// The former release of a place.
pub(super) struct Former {
    pub(super) manifest: Option<Manifest>,
    /// By bucket of the new division, where that is another one.
    regrouped: Option<BTreeMap<Bucket, Vec<Listed>>>,
    /// What lies in the place.
    present: HashSet<String>,
    division: Division,
}

impl Former {
    pub(super) fn new(
        manifest: Option<Manifest>,
        place: &Place,
        division: Division,
    ) -> Result<Self, ReleaseError> {
        let present = place.list("")?.into_iter().map(|entry| entry.name).collect();
        let other = manifest
            .as_ref()
            .filter(|former| former.is_former() || former.buckets != division);
        let regrouped = match other {
            None => None,
            Some(former) => {
                let mut buckets: BTreeMap<Bucket, Vec<Listed>> = BTreeMap::new();
                for listed in former.listed(place)? {
                    buckets
                        .entry(division.of(&listed.record_id))
                        .or_default()
                        .push(listed);
                }
                Some(buckets)
            }
        };
        Ok(Self {
            manifest,
            regrouped,
            present,
            division,
        })
    }

    /// What the former release held of this bucket.
    fn listed(&self, place: &Place, bucket: Bucket) -> Result<Vec<Listed>, ReleaseError> {
        if let Some(regrouped) = &self.regrouped {
            return Ok(regrouped.get(&bucket).cloned().unwrap_or_default());
        }
        let Some(former) = &self.manifest else {
            return Ok(vec![]);
        };
        let mut listed = vec![];
        for file in former.of_bucket(bucket).filter(|file| file.kind == Kind::Records) {
            listed.extend(file.listed(place)?);
        }
        Ok(listed)
    }

    /// The former files of a bucket, if they are all here and this program would write the same.
    fn reusable(&self, bucket: Bucket) -> Option<Vec<manifest::File>> {
        let former = self.manifest.as_ref()?;
        let same = self.regrouped.is_none() && former.writer == WRITER && former.buckets == self.division;
        let files: Vec<manifest::File> = former.of_bucket(bucket).cloned().collect();
        let here = !files.is_empty() && files.iter().all(|file| self.present.contains(&file.path));
        (same && here).then_some(files)
    }
}

/// What all buckets of a release have in common.
pub(super) struct Plan<'a> {
    pub(super) pool: &'a Pool,
    pub(super) place: &'a Place,
    pub(super) scratch: &'a std::path::Path,
    pub(super) former: &'a Former,
    pub(super) scope: &'a Scope,
    pub(super) limits: Limits,
    pub(super) canary: &'a str,
    pub(super) cache: &'a Cache,
}

/// What former attempts at the same release have written, by bucket: a digest of what it was to hold, and its files.
pub(super) type Cache = Mutex<BTreeMap<Bucket, (String, Vec<manifest::File>)>>;

impl Plan<'_> {
    /// Builds one bucket, or finds that it need not be built.
    pub(super) fn build(&self, bucket: Bucket) -> Result<Built, ReleaseError> {
        let former = self.former.listed(self.place, bucket)?;
        let before: BTreeMap<&str, &Listed> = former
            .iter()
            .map(|listed| (listed.record_id.as_ref(), listed))
            .collect();
        let mut wanted = vec![];
        let mut waiting = 0;
        for candidate in candidates(self.pool, bucket)? {
            if self.lets_in(&candidate, &before) {
                wanted.push(candidate);
            } else {
                waiting += 1;
            }
        }
        let same = wanted.len() == former.len()
            && wanted.iter().all(|wanted| {
                before
                    .get(wanted.record_id.as_ref())
                    .is_some_and(|listed| listed.content_sha256 == wanted.content_sha256)
            });
        let written = match self.former.reusable(bucket).filter(|_| same) {
            Some(files) => self.reuse(files)?,
            None => self.write_once(bucket, &wanted, &before, &mut waiting)?,
        };
        let now: BTreeMap<&str, &str> = written
            .ids
            .iter()
            .map(|(id, digest)| (id.as_ref(), digest.as_str()))
            .collect();
        let removed = former
            .iter()
            .filter(|listed| !now.contains_key(listed.record_id.as_ref()))
            .map(|listed| listed.record_id.clone())
            .collect();
        let (mut added, mut changed) = (vec![], vec![]);
        for (id, digest) in &written.ids {
            match before.get(id.as_ref()) {
                // Everything is new in a first release: the lists of records say it.
                None if self.former.manifest.is_none() => {}
                None => added.push(id.clone()),
                Some(listed) if listed.content_sha256 != *digest => {
                    changed.push((id.clone(), digest.clone()));
                }
                Some(_) => {}
            }
        }
        Ok(Built {
            files: written.files,
            facts: written.facts,
            ids: written.ids.into_iter().map(|(id, _)| id).collect(),
            added,
            changed,
            removed,
            waiting,
        })
    }

    fn lets_in(&self, candidate: &Candidate, before: &BTreeMap<&str, &Listed>) -> bool {
        match self.scope {
            _ if before.contains_key(candidate.record_id.as_ref()) => true,
            Scope::Hotfix => false,
            // What another place of this pool has published belongs here too.
            _ if candidate.state == PoolState::Released => true,
            Scope::Until(day) => candidate.received_day <= *day,
            Scope::Everything => true,
        }
    }

    fn reuse(&self, files: Vec<manifest::File>) -> Result<Written, ReleaseError> {
        let (mut facts, mut ids) = (Facts::default(), vec![]);
        for file in &files {
            if file.kind == Kind::Facts {
                facts = serde_json::from_slice(&file.read_at(self.place)?).map_err(|_| {
                    ReleaseError::Unreadable(manifest::Unreadable::UnknownFormat(file.path.clone().into()))
                })?;
            } else if file.kind == Kind::Records {
                let listed = file.listed(self.place)?;
                ids.extend(
                    listed
                        .into_iter()
                        .map(|listed| (listed.record_id, listed.content_sha256)),
                );
            }
        }
        Ok(Written { files, facts, ids })
    }

    /// Writes a bucket, unless a former attempt has.
    fn write_once(
        &self,
        bucket: Bucket,
        wanted: &[Candidate],
        before: &BTreeMap<&str, &Listed>,
        waiting: &mut u64,
    ) -> Result<Written, ReleaseError> {
        let mut text = String::new();
        for candidate in wanted {
            text.push_str(candidate.record_id.as_ref());
            text.push_str(&candidate.content_sha256);
        }
        let digest = sha256_hex(text.as_bytes());
        let cache = || {
            self.cache
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        };
        let known = cache()
            .get(&bucket)
            .filter(|(known, _)| *known == digest)
            .cloned();
        if let Some((_, files)) = known {
            let written = self.reuse(files)?;
            *waiting += (wanted.len() - written.ids.len().min(wanted.len())) as u64;
            return Ok(written);
        }
        let written = self.write(bucket, wanted, before, waiting)?;
        cache().insert(bucket, (digest, written.files.clone()));
        Ok(written)
    }

    fn write(
        &self,
        bucket: Bucket,
        wanted: &[Candidate],
        before: &BTreeMap<&str, &Listed>,
        waiting: &mut u64,
    ) -> Result<Written, ReleaseError> {
        let wanted: HashSet<&str> = wanted.iter().map(|wanted| wanted.record_id.as_ref()).collect();
        let mut files = BucketFiles::open(Output {
            place: self.place,
            scratch: self.scratch,
            bucket,
            canary: self.canary,
        })?;
        each_content(self.pool, bucket, Which::All, |stored| {
            let id = &stored.signed.envelope.record_id;
            if !wanted.contains(id.as_ref()) {
                return Ok(());
            }
            let wording = splits::wording(said(&stored.signed.envelope.content));
            let known = before.contains_key(id.as_ref()) || stored.state == PoolState::Released;
            if !known && !splits::comes_in(&self.limits, wording, id.as_ref()) {
                *waiting += 1;
                return Ok(());
            }
            files.add(stored.signed.envelope, wording)
        })?;
        files.close()
    }
}

/// Which wordings there are too many of. Needs the contents of what is new, so a small pool is not asked.
pub(super) fn limits(
    pool: &Pool,
    place: &Place,
    former: &Former,
    total: u64,
    threads: usize,
) -> Result<Limits, ReleaseError> {
    if total <= splits::most_of_one_wording(0) {
        return Ok(Limits::new());
    }
    let flood = Mutex::new(Flood::default());
    each_bucket(former.division, threads, |bucket| {
        let mut seen = vec![];
        for listed in former.listed(place, bucket)? {
            seen.extend(listed.wording.map(|wording| (wording, true, listed.record_id)));
        }
        each_content(pool, bucket, Which::New, |stored| {
            let envelope = &stored.signed.envelope;
            seen.push((
                splits::wording(said(&envelope.content)),
                false,
                envelope.record_id.clone(),
            ));
            Ok(())
        })?;
        let mut flood = flood.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (wording, released, id) in seen {
            flood.add(wording, released, id.as_ref());
        }
        Ok(())
    })?;
    let flood = flood
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(flood.limits())
}

/// Does something with every bucket, some at a time; gives the results in the order of the buckets.
pub(super) fn each_bucket<T: Send>(
    division: Division,
    threads: usize,
    work: impl Fn(Bucket) -> Result<T, ReleaseError> + Sync,
) -> Result<Vec<T>, ReleaseError> {
    let waiting = Mutex::new(division.buckets());
    let next = || {
        waiting
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .next()
    };
    let worker = || -> Result<Vec<(Bucket, T)>, ReleaseError> {
        let mut done = vec![];
        while let Some(bucket) = next() {
            match work(bucket) {
                Ok(result) => done.push((bucket, result)),
                Err(error) => {
                    // The others need not go on.
                    while next().is_some() {}
                    return Err(error);
                }
            }
        }
        Ok(done)
    };
    let mut done = vec![];
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(worker)).collect();
        for worker in workers {
            match worker.join() {
                Ok(results) => done.extend(results?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok::<_, ReleaseError>(())
    })?;
    done.sort_by_key(|(bucket, _)| *bucket);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

/// The first text after everything that begins with a prefix: ids have no letter after `z`.
fn end(prefix: &str) -> String {
    format!("{prefix}{{")
}

fn candidates(pool: &Pool, bucket: Bucket) -> Result<Vec<Candidate>, ReleaseError> {
    let mut all = vec![];
    for prefix in bucket.prefixes() {
        all.extend(pool.store.candidates(&prefix, &end(&prefix))?);
    }
    Ok(all)
}

fn each_content(
    pool: &Pool,
    bucket: Bucket,
    which: Which,
    mut work: impl FnMut(crate::store::Stored) -> Result<(), ReleaseError>,
) -> Result<(), ReleaseError> {
    for prefix in bucket.prefixes() {
        let mut after: Option<RecordId> = None;
        loop {
            let some = pool
                .store
                .contents(&prefix, &end(&prefix), which, after.as_ref(), AT_ONCE)?;
            let Some(last) = some.last() else { break };
            after = Some(last.signed.envelope.record_id.clone());
            some.into_iter().try_for_each(&mut work)?;
        }
    }
    Ok(())
}
