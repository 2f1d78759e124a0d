//! Builds the buckets of a release: which records each must hold, and whether its files are still good.
//!
//! In: the pool, the former release, what is let in. Out: for each bucket its files, what the card counts, and what changed. A bucket
//! that holds what it held is not read; the others are written as streams, some at a time.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::{Mutex, mpsc};

use shared::api::PoolState;
use shared::keys::RecordId;
use shared::time::Day;

use super::ReleaseError;
use super::buckets::{Bucket, Division};
use super::manifest::{self, Kind, Listed, Manifest};
use super::order::{Order, Wanted, each_content, end};
use super::place::Place;
use super::splits::{self, Split};
use super::survey::{Entry, HeldBack, Survey, Verdict};
use super::write::{Output, WRITER, prompt_of, said, split_of};
use crate::card::Facts;
use crate::config::Pool;
use crate::near::clusters::number;
use crate::store::listing::{Candidate, Which};

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
    pub(super) held_back: HeldBack,
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
    pub(super) former: &'a Former,
    pub(super) scope: &'a Scope,
    /// Absent in a hotfix, which needs none.
    pub(super) survey: Option<&'a Survey>,
    pub(super) canary: &'a str,
    pub(super) cache: &'a Cache,
}

/// What attempts at the same release have written, by bucket: the digest of its order, and its files; and what of it is no longer wanted.
#[derive(Default)]
pub(super) struct Cache {
    written: Mutex<BTreeMap<Bucket, (String, Vec<manifest::File>)>>,
    strays: Mutex<Vec<String>>,
}

impl Cache {
    /// Paths that an attempt wrote and a later one did not want: they hold what was taken back in between.
    pub(super) fn strays(&self) -> Vec<String> {
        locked(&self.strays).clone()
    }
}

/// What is known of a bucket before it is written.
pub(super) struct Prepared {
    pub(super) order: Order,
    /// If they are what is wanted already.
    pub(super) files: Option<Vec<manifest::File>>,
    pub(super) held_back: HeldBack,
}

impl Plan<'_> {
    /// Decides what a bucket holds, and finds out whether it has to be written.
    pub(super) fn prepare(&self, bucket: Bucket) -> Result<Prepared, ReleaseError> {
        let former = self.former.listed(self.place, bucket)?;
        let before = by_id(&former);
        let (mut order, mut held_back) = (Order::default(), HeldBack::default());
        for candidate in candidates(self.pool, bucket)? {
            let listed = before.get(candidate.record_id.as_ref());
            let split = match self.survey {
                None => listed.map(|listed| listed.split),
                Some(survey) => match survey.of(&candidate.record_id) {
                    Some(Verdict::Comes(split)) => Some(Some(split)),
                    Some(Verdict::NearDuplicate) => {
                        held_back.near_duplicates += 1;
                        continue;
                    }
                    Some(Verdict::SameWording) => {
                        held_back.same_wording += 1;
                        continue;
                    }
                    None => None,
                },
            };
            match split {
                None => held_back.late += 1,
                Some(split) => order.0.push(Wanted {
                    record_id: candidate.record_id,
                    content_sha256: candidate.content_sha256,
                    split,
                }),
            }
        }
        let same = order.is_what(&before);
        let files = self
            .former
            .reusable(bucket)
            .filter(|_| same)
            .or_else(|| self.cached(bucket, &order));
        Ok(Prepared {
            order,
            files,
            held_back,
        })
    }

    fn cached(&self, bucket: Bucket, order: &Order) -> Option<Vec<manifest::File>> {
        let written = locked(&self.cache.written);
        let (known, files) = written.get(&bucket)?;
        (*known == order.digest()).then(|| files.clone())
    }

    /// Writes a bucket here and now.
    pub(super) fn write(
        &self,
        bucket: Bucket,
        order: &Order,
        scratch: &Path,
    ) -> Result<Vec<manifest::File>, ReleaseError> {
        let output = Output {
            place: self.place,
            scratch,
            bucket,
            canary: self.canary,
        };
        let files = order.write(self.pool, output)?;
        self.remember(bucket, order.digest(), &files);
        Ok(files)
    }

    /// What was written of a bucket.
    pub(super) fn files_of(&self, bucket: Bucket) -> Option<Vec<manifest::File>> {
        locked(&self.cache.written)
            .get(&bucket)
            .map(|(_, files)| files.clone())
    }

    /// Keeps in mind what was written, by whomever, in case that this release has to be built again.
    pub(super) fn remember(&self, bucket: Bucket, digest: String, files: &[manifest::File]) {
        let before = locked(&self.cache.written).insert(bucket, (digest, files.to_vec()));
        let before = before.map(|(_, files)| files).unwrap_or_default();
        locked(&self.cache.strays).extend(before.into_iter().map(|file| file.path));
    }

    /// What a bucket with these files changes.
    pub(super) fn finish(
        &self,
        bucket: Bucket,
        files: Vec<manifest::File>,
        held_back: HeldBack,
    ) -> Result<Built, ReleaseError> {
        let former = self.former.listed(self.place, bucket)?;
        let before = by_id(&former);
        let (mut facts, mut now) = (Facts::default(), vec![]);
        for file in &files {
            if file.kind == Kind::Facts {
                facts = serde_json::from_slice(&file.read_at(self.place)?).map_err(|_| {
                    ReleaseError::Unreadable(manifest::Unreadable::UnknownFormat(file.path.clone().into()))
                })?;
            } else if file.kind == Kind::Records {
                now.extend(file.listed(self.place)?);
            }
        }
        let here: HashSet<&str> = now.iter().map(|listed| listed.record_id.as_ref()).collect();
        let removed = former
            .iter()
            .filter(|listed| !here.contains(listed.record_id.as_ref()))
            .map(|listed| listed.record_id.clone())
            .collect();
        let (mut added, mut changed) = (vec![], vec![]);
        for listed in &now {
            match before.get(listed.record_id.as_ref()) {
                // Everything is new in a first release: the lists of records say it.
                None if self.former.manifest.is_none() => {}
                None => added.push(listed.record_id.clone()),
                Some(former) if former.content_sha256 != listed.content_sha256 => {
                    changed.push((listed.record_id.clone(), listed.content_sha256.clone()));
                }
                Some(_) => {}
            }
        }
        Ok(Built {
            files,
            facts,
            ids: now.into_iter().map(|listed| listed.record_id).collect(),
            added,
            changed,
            removed,
            held_back,
        })
    }

    /// What is known of the records of a bucket that may come in.
    pub(super) fn entries(&self, bucket: Bucket) -> Result<Vec<Entry>, ReleaseError> {
        let former = self.former.listed(self.place, bucket)?;
        let before = by_id(&former);
        let mut entries = vec![];
        let mut unread: HashMap<RecordId, (bool, Option<Split>)> = HashMap::new();
        let mut which = Which::New;
        for candidate in candidates(self.pool, bucket)? {
            let listed = before.get(candidate.record_id.as_ref()).copied();
            if listed.is_none() && !self.lets_in(&candidate) {
                continue;
            }
            let released = listed.is_some() || candidate.state == PoolState::Released;
            let fixed = listed.and_then(|listed| listed.split);
            let known = listed
                .filter(|listed| listed.content_sha256 == candidate.content_sha256)
                .and_then(|listed| Some((listed.split?, listed.wording?, listed.prompt?)));
            if let Some((split, wording, prompt)) = known {
                entries.push(Entry {
                    id: number(&candidate.record_id),
                    released,
                    fixed,
                    own: split,
                    prompt,
                    wording,
                });
            } else {
                if candidate.state == PoolState::Released {
                    which = Which::All;
                }
                unread.insert(candidate.record_id, (released, fixed));
            }
        }
        if !unread.is_empty() {
            each_content(self.pool, bucket, which, |stored| {
                let envelope = &stored.signed.envelope;
                if let Some((released, fixed)) = unread.get(&envelope.record_id) {
                    entries.push(Entry {
                        id: number(&envelope.record_id),
                        released: *released,
                        fixed: *fixed,
                        own: split_of(&envelope.content),
                        prompt: splits::prompt(prompt_of(&envelope.content)),
                        wording: splits::wording(said(&envelope.content)),
                    });
                }
                Ok(())
            })?;
        }
        entries.sort_unstable_by_key(|entry| entry.id);
        Ok(entries)
    }

    /// Whether a record that is not in the former release may come in.
    fn lets_in(&self, candidate: &Candidate) -> bool {
        match self.scope {
            Scope::Hotfix => false,
            // What another place of this pool has published belongs here too.
            _ if candidate.state == PoolState::Released => true,
            Scope::Until(day) => candidate.received_day <= *day,
            Scope::Everything => true,
        }
    }
}

fn by_id(listed: &[Listed]) -> HashMap<&str, &Listed> {
    listed
        .iter()
        .map(|listed| (listed.record_id.as_ref(), listed))
        .collect()
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Does something with every bucket, some at a time; gives the results in the order of the buckets.
pub(super) fn each_bucket<T: Send>(
    division: Division,
    threads: usize,
    work: impl Fn(Bucket) -> Result<T, ReleaseError> + Sync,
) -> Result<Vec<T>, ReleaseError> {
    let mut all = vec![];
    in_turn(division, threads, work, |result| all.push(result))?;
    Ok(all)
}

/// As `each_bucket`, but hands each result over as soon as those of all buckets before it were: so only few of them are in memory.
pub(super) fn in_turn<T: Send>(
    division: Division,
    threads: usize,
    work: impl Fn(Bucket) -> Result<T, ReleaseError> + Sync,
    mut take: impl FnMut(T),
) -> Result<(), ReleaseError> {
    let waiting = Mutex::new(division.buckets());
    let (done, results) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let (waiting, work, done) = (&waiting, &work, done.clone());
            scope.spawn(move || {
                loop {
                    let Some(bucket) = locked(waiting).next() else {
                        return;
                    };
                    let result = work(bucket);
                    // Nobody listens any more after another one's error: the rest need not be done.
                    if done.send((bucket, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        let (mut early, mut order) = (BTreeMap::new(), division.buckets().peekable());
        for (bucket, result) in results {
            early.insert(bucket, result?);
            while let Some(result) = order.peek().and_then(|next| early.remove(next)) {
                take(result);
                order.next();
            }
        }
        Ok(())
    })
}

fn candidates(pool: &Pool, bucket: Bucket) -> Result<Vec<Candidate>, ReleaseError> {
    let mut all = vec![];
    for prefix in bucket.prefixes() {
        all.extend(pool.store.candidates(&prefix, &end(&prefix))?);
    }
    Ok(all)
}
