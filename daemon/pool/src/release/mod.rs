//! Publishes: everything that was accepted and not taken back, as an immutable numbered release.
//!
//! In: the pool, a folder or a bucket of an object store (empty, or with a former release of the same pool), the day. Out: the next
//! release there. Files of unchanged buckets are shared with the former release; files that held a retracted record are written
//! anew and deleted.
//! Invariant: the manifest is put in place last and at once, in the transaction that marks its records as released. A crash before
//! leaves the former release as it was, a crash after is finished by the next call.

pub mod buckets; // into which bucket a record goes
mod build; // which buckets are still good; the others are written
pub mod changes; // what came, what changed, what went
pub mod columns; // records as Arrow columns
pub mod hotfix; // takes out what was taken back, again and again
pub mod manifest; // what a release says about its files
mod order; // what one bucket is to hold, and writing it
pub mod place; // a folder, or a bucket of an object store
mod settle; // after publication: what belongs where, and what must go
pub mod splits; // train, validation, test, by the prompt
pub mod survey; // too much of the same; near duplicates in one split
mod training; // what records are good for in training, one file per kind
pub mod workers; // several machines write one release
pub mod write; // one bucket of records -> its files

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use shared::api::PoolState;
use shared::keys::{PoolId, RecordId, sha256_hex};
use shared::time::Day;

use crate::card::{self, Facts};
use crate::config::Pool;
use crate::near::clusters::{self, Shown};
use crate::store::{Published, Release, StoreError, Tombstone};
use buckets::Division;
pub use build::Scope;
use build::{Built, Former, Plan, Prepared};
use manifest::{File, Kind, Manifest, Unreadable};
use place::{Place, PlaceError, Version};
pub use settle::document_name;
use survey::{Caps, HeldBack, Survey, Table, Totals};
use workers::Shift;
pub use write::split_of;

/// How often a release is built again because records were retracted in the meantime.
const MAX_ATTEMPTS: u32 = 10;
/// Buckets that are written at the same time, at most: each has some megabytes in memory.
const MOST_THREADS: usize = 8;

/// Why there is no new release.
#[derive(Debug)]
pub enum ReleaseError {
    /// The place holds something else.
    NotARelease {
        dir: PathBuf,
    },
    /// The place holds a release of another pool.
    OtherPool {
        dir: PathBuf,
    },
    /// Another release into the same folder is running.
    Busy {
        dir: PathBuf,
    },
    /// The release that is being written here is written by another version of this program.
    OtherProgram {
        dir: PathBuf,
    },
    /// Nothing was accepted, so there is nothing to publish.
    NothingAccepted,
    /// Retractions kept arriving faster than the release could be built.
    Unsettled,
    File {
        path: PathBuf,
        source: io::Error,
    },
    /// The place cannot be used, or somebody else published there.
    Place(PlaceError),
    /// A file of the former release is damaged.
    Unreadable(Unreadable),
    /// The records could not be written as Parquet.
    Parquet(parquet::errors::ParquetError),
    Store(StoreError),
}

impl fmt::Display for ReleaseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotARelease { dir } => write!(
                formatter,
                "{} holds something else than a release: give an empty directory or a former release",
                dir.display()
            ),
            Self::OtherPool { dir } => write!(
                formatter,
                "{} holds a release of another pool: give an empty directory",
                dir.display()
            ),
            Self::Busy { dir } => write!(
                formatter,
                "another release into {} is running: wait until it is done",
                dir.display()
            ),
            Self::OtherProgram { dir } => write!(
                formatter,
                "the release that is being written in {} is written by another version of this program: use the same on every machine",
                dir.display()
            ),
            Self::NothingAccepted => formatter.write_str(
                "no record is accepted, so there is nothing to release: see `tributary-pool review`",
            ),
            Self::Unsettled => {
                formatter.write_str("records were retracted while the release was built: run it again")
            }
            Self::File { path, source } => write!(formatter, "{}: {source}", path.display()),
            Self::Place(error) => error.fmt(formatter),
            Self::Unreadable(error) => error.fmt(formatter),
            Self::Parquet(error) => write!(formatter, "the records cannot be written as Parquet: {error}"),
            Self::Store(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for ReleaseError {}

impl From<StoreError> for ReleaseError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<PlaceError> for ReleaseError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::File(path, source) => Self::File { path, source },
            PlaceError::Busy(place) => Self::Busy { dir: place.into() },
            error => Self::Place(error),
        }
    }
}

impl From<Unreadable> for ReleaseError {
    fn from(error: Unreadable) -> Self {
        match error {
            Unreadable::Place(error) => error.into(),
            Unreadable::File(path, source) => Self::File { path, source },
            error => Self::Unreadable(error),
        }
    }
}

impl From<parquet::errors::ParquetError> for ReleaseError {
    fn from(error: parquet::errors::ParquetError) -> Self {
        Self::Parquet(error)
    }
}

pub(crate) fn file_error(path: &Path, source: io::Error) -> ReleaseError {
    ReleaseError::File {
        path: path.to_owned(),
        source,
    }
}

/// The moments at which a crash would find the place in different states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The new data files are written, under names that no manifest mentions.
    DataWritten,
    /// All documents are written; the manifest is about to be put in place.
    BeforeManifest,
    /// The manifest is in place; the former release's files are not yet gone.
    AfterManifest,
}

/// Publishes the next release into this directory.
///
/// # Errors
/// If the directory is not fit for it, there is nothing to publish, or a file or the database fails; what was
/// published before stays as it was.
pub fn release(pool: &Pool, dir: &Path, today: &Day) -> Result<Release, ReleaseError> {
    release_with(pool, dir, today, &mut |_| Ok(()))
}

/// As `release`, with a look at each step as it begins; tests let the step fail.
///
/// # Errors
/// As `release`, or the error that `at_step` gave.
pub fn release_with(
    pool: &Pool,
    dir: &Path,
    today: &Day,
    at_step: &mut dyn FnMut(Step) -> io::Result<()>,
) -> Result<Release, ReleaseError> {
    let released = publish(pool, &mut Place::folder(dir), &Scope::Everything, today, at_step)?;
    Ok(released.expect("only a hotfix can have nothing to do"))
}

/// How a release is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    pub caps: Caps,
    /// How this process works with others on it; alone without.
    pub shared: Option<Shift<'a>>,
}

/// Publishes the next release in a place; `None` if a hotfix has nothing to take out.
///
/// # Errors
/// As `release_with`.
pub fn publish(
    pool: &Pool,
    place: &mut Place,
    scope: &Scope,
    today: &Day,
    at_step: &mut dyn FnMut(Step) -> io::Result<()>,
) -> Result<Option<Release>, ReleaseError> {
    publish_as(pool, place, scope, &Options::default(), today, at_step)
}

/// As `publish`, otherwise than usual.
///
/// # Errors
/// As `publish`.
pub fn publish_as(
    pool: &Pool,
    place: &mut Place,
    scope: &Scope,
    options: &Options<'_>,
    today: &Day,
    at_step: &mut dyn FnMut(Step) -> io::Result<()>,
) -> Result<Option<Release>, ReleaseError> {
    let place = {
        place.lock()?;
        &*place
    };
    let (former, bytes, version) = former(pool, place)?;
    workers::clear(pool, place)?;
    settle::settle(place, former.as_ref().zip(bytes.as_deref()), &pool.key, today)?;
    adopt(pool, place, former.as_ref())?;
    let mut attempt = Attempt {
        pool,
        place,
        scope,
        options,
        today,
        former,
        version,
        cache: build::Cache::default(),
        at_step,
    };
    for _ in 0..MAX_ATTEMPTS {
        match attempt.run()? {
            Tried::Nothing => return Ok(None),
            Tried::Changed => {}
            Tried::Done(done) => {
                let (release, manifest, bytes) = *done;
                workers::clear(pool, place)?;
                for path in attempt.cache.strays() {
                    if !manifest.files.iter().any(|file| file.path == path) {
                        place.delete(&path)?;
                    }
                }
                settle::settle(place, Some((&manifest, &bytes)), &pool.key, today)?;
                return Ok(Some(release));
            }
        }
    }
    Err(ReleaseError::Unsettled)
}

type FormerManifest = (Option<Manifest>, Option<Vec<u8>>, Version);

/// The release that is in a place now, if the place is fit for one of this pool.
fn former(pool: &Pool, place: &Place) -> Result<FormerManifest, ReleaseError> {
    let dir = PathBuf::from(place.address());
    let (bytes, version) = place.read_version(manifest::NAME)?;
    let Some(bytes) = bytes else {
        // A first release that was cut short leaves files that no manifest mentions.
        let fit = match place {
            Place::Folder(folder) => folder.is_locked(),
            Place::S3(_) => place.list("")?.iter().all(|entry| {
                manifest::KINDS
                    .iter()
                    .map(|kind| kind.folder())
                    .chain([workers::FOLDER])
                    .any(|folder| entry.name.starts_with(folder))
            }),
        };
        return if fit {
            Ok((None, None, version))
        } else {
            Err(ReleaseError::NotARelease { dir })
        };
    };
    match Manifest::parse(&bytes, &dir) {
        Ok(manifest) if manifest.pool_id == pool.id => Ok((Some(manifest), Some(bytes), version)),
        Ok(_) => Err(ReleaseError::OtherPool { dir }),
        Err(_) => Err(ReleaseError::NotARelease { dir }),
    }
}

/// A crash between a manifest and the commit of its transaction leaves a release that the store does not know. It is
/// published, so the store learns of it.
fn adopt(pool: &Pool, place: &Place, former: Option<&Manifest>) -> Result<(), ReleaseError> {
    let Some(former) = former else {
        return Ok(());
    };
    let known = pool.store.releases()?;
    if known.iter().any(|release| release.number == former.number) {
        return Ok(());
    }
    let mut still_here = Vec::new();
    for listed in former.listed(place)? {
        let standing = pool.store.standing(&listed.record_id)?;
        if standing
            .is_some_and(|standing| matches!(standing.state, PoolState::Accepted | PoolState::Released))
        {
            still_here.push(listed.record_id);
        }
    }
    let release = published(former, place);
    pool.store.publish(&release, &still_here, || Ok(()))?;
    Ok(())
}

fn published(manifest: &Manifest, place: &Place) -> Release {
    Release {
        number: manifest.number,
        day: manifest.day.clone(),
        rows: manifest.rows,
        dropped: manifest.dropped,
        path: place.address(),
    }
}

/// A text by which copies of a pool's data are found where they should not be: the same in all its releases.
#[must_use]
pub fn canary(pool: &PoolId) -> String {
    let digest = sha256_hex(format!("canary-v1\n{pool}").as_bytes());
    let part = |from: usize, to: usize| &digest[from..to];
    format!(
        "TRIBUTARY-POOL-CANARY {}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}

/// The attempt to publish one release.
struct Attempt<'a> {
    pool: &'a Pool,
    place: &'a Place,
    scope: &'a Scope,
    options: &'a Options<'a>,
    today: &'a Day,
    former: Option<Manifest>,
    version: Version,
    /// Buckets that a former attempt has written.
    cache: build::Cache,
    at_step: &'a mut dyn FnMut(Step) -> io::Result<()>,
}

enum Tried {
    Done(Box<(Release, Manifest, Vec<u8>)>),
    /// A record was retracted meanwhile.
    Changed,
    /// There is nothing that a hotfix would take out.
    Nothing,
}

impl Attempt<'_> {
    fn run(&mut self) -> Result<Tried, ReleaseError> {
        let Self {
            pool, place, today, ..
        } = *self;
        let counts = pool.store.counts()?;
        let total = counts.accepted + counts.released;
        match (&self.former, self.scope) {
            (None, Scope::Hotfix) => return Ok(Tried::Nothing),
            (None, _) if total == 0 => return Err(ReleaseError::NothingAccepted),
            _ => {}
        }
        let earlier = pool.store.releases()?;
        let last = earlier.first().map_or(0, |release| release.number);
        let number = last.max(self.former.as_ref().map_or(0, |former| former.number)) + 1;
        let taken_back = pool.store.taken_back()?;
        let rulings = pool.store.rulings()?;
        let canary = canary(&pool.id);
        let (mut built, sameness) = self.build(number, total, &canary)?;
        if *self.scope == Scope::Hotfix && built.iter().all(|bucket| bucket.removed.is_empty()) {
            return Ok(Tried::Nothing);
        }
        self.step(Step::DataWritten)?;

        let (mut facts, mut held_back) = (Facts::default(), HeldBack::default());
        for bucket in &mut built {
            facts.merge(std::mem::take(&mut bucket.facts));
            held_back.add(bucket.held_back);
        }
        let ids: Vec<RecordId> = built
            .iter_mut()
            .flat_map(|bucket| std::mem::take(&mut bucket.ids))
            .collect();
        let removed: u64 = built.iter().map(|bucket| bucket.removed.len() as u64).sum();
        let mut manifest = Manifest {
            format: manifest::FORMAT.to_owned(),
            pool_id: pool.id.clone(),
            pool_name: pool.name.clone(),
            public_key: Some(pool.key.public()),
            number,
            day: today.clone(),
            hotfix: *self.scope == Scope::Hotfix,
            rows: ids.len() as u64,
            dropped: removed,
            buckets: self.division(total),
            writer: write::WRITER,
            splits: facts.splits.clone(),
            canary,
            frozen: match self.scope {
                Scope::Until(day) => Some(day.clone()),
                _ => None,
            },
            held_back: held_back.all(),
            held_back_by: held_back,
            sameness,
            removals: self.removals(&built, &taken_back),
            detectors: facts.detectors.clone(),
            files: built
                .iter_mut()
                .flat_map(|bucket| std::mem::take(&mut bucket.files))
                .collect(),
            withdrawn: None,
        };
        let since = self.former.as_ref().map(|former| former.number);
        let document = card::Document {
            manifest: &manifest,
            former: since,
            added: match since {
                // Nothing is listed in a first release: all of it is new.
                None => ids.len() as u64,
                Some(_) => built.iter().map(|bucket| bucket.added.len() as u64).sum(),
            },
            changed: built.iter().map(|bucket| bucket.changed.len() as u64).sum(),
            facts: &facts,
            counts: &counts,
            taken_back: taken_back.len(),
            releases: &earlier,
            rulings: &rulings,
            terms: pool.terms(),
        };
        let before = place.read("CHANGES.md")?.unwrap_or_default();
        let documents = [
            ("README.md", card::readme(&document).into_bytes()),
            (
                "CHANGES.md",
                card::changes(&document, &String::from_utf8_lossy(&before)).into_bytes(),
            ),
            ("USE-CONDITIONS.md", card::use_conditions().into_bytes()),
            (
                "croissant.json",
                card::croissant::croissant(&document).into_bytes(),
            ),
            (
                "retractions.parquet",
                write::retractions(&taken_back, &manifest.canary)?,
            ),
            (changes::NAME, changes::write(number, since, &built)),
        ];
        drop(built);
        for (name, bytes) in documents {
            let file = self.keep_document(name, &bytes)?;
            manifest.files.push(file);
        }
        let bytes = manifest.signed(&pool.key);
        self.step(Step::BeforeManifest)?;

        let release = published(&manifest, place);
        let version = &self.version;
        let put = || {
            place
                .write_if(manifest::NAME, &bytes, version)
                .map_err(io::Error::other)
        };
        match pool.store.publish(&release, &ids, put) {
            Ok(Published::Done) => {}
            Ok(Published::RecordsChanged) => return Ok(Tried::Changed),
            Err(StoreError::Publish(error)) => {
                return Err(match error.downcast::<PlaceError>() {
                    Ok(error) => error.into(),
                    Err(error) => StoreError::Publish(error).into(),
                });
            }
            Err(error) => {
                // The number is taken: another release of this pool was faster.
                let taken = pool
                    .store
                    .releases()?
                    .iter()
                    .any(|release| release.number == number);
                return Err(if taken {
                    PlaceError::Overtaken(place.address()).into()
                } else {
                    error.into()
                });
            }
        }
        self.step(Step::AfterManifest)?;
        Ok(Tried::Done(Box::new((release, manifest, bytes))))
    }

    fn division(&self, total: u64) -> Division {
        let former = self.former.as_ref().filter(|former| !former.is_former());
        former
            .map_or(Division::One, |former| former.buckets)
            .max(Division::for_records(total))
    }

    /// All buckets, written or found to be written; and how much of the same there is, unless nobody asked.
    fn build(
        &self,
        release: u32,
        total: u64,
        canary: &str,
    ) -> Result<(Vec<Built>, Option<Totals>), ReleaseError> {
        let division = self.division(total);
        let former = Former::new(self.former.clone(), self.place, division)?;
        let threads = std::thread::available_parallelism().map_or(1, |count| count.get().min(MOST_THREADS));
        let mut plan = Plan {
            pool: self.pool,
            place: self.place,
            former: &former,
            scope: self.scope,
            survey: None,
            canary,
            cache: &self.cache,
        };
        let survey = match self.scope {
            Scope::Hotfix => None,
            _ => Some(self.survey(&plan, (division, total), threads)?),
        };
        plan.survey = survey.as_ref();
        let built = match &self.options.shared {
            None => {
                let scratch = self.place.scratch()?;
                build::each_bucket(division, threads, |bucket| {
                    let Prepared {
                        order,
                        files,
                        held_back,
                    } = plan.prepare(bucket)?;
                    let files = match files {
                        Some(files) => files,
                        None => plan.write(bucket, &order, scratch.path())?,
                    };
                    plan.finish(bucket, files, held_back)
                })?
            }
            Some(shift) => self.build_together(&plan, (release, division), (shift, threads))?,
        };
        Ok((built, survey.map(|survey| survey.totals)))
    }

    /// As many as like write the buckets.
    fn build_together(
        &self,
        plan: &Plan<'_>,
        (release, division): (u32, Division),
        (shift, threads): (&Shift<'_>, usize),
    ) -> Result<Vec<Built>, ReleaseError> {
        let prepared = build::each_bucket(division, threads, |bucket| {
            let prepared = plan.prepare(bucket)?;
            let order = match prepared.files {
                Some(_) => None,
                None => Some(workers::put_order(self.place, &prepared.order)?),
            };
            Ok((prepared.files, order, prepared.held_back))
        })?;
        let orders: Vec<_> = division
            .buckets()
            .zip(&prepared)
            .filter_map(|(bucket, (_, order, _))| Some((bucket, order.clone()?)))
            .collect();
        if !orders.is_empty() {
            let written = workers::share(
                self.pool,
                self.place,
                (release, division),
                &orders,
                (shift, threads),
            )?;
            for (bucket, digest) in orders {
                plan.remember(bucket, digest, &written[&bucket]);
            }
        }
        build::each_bucket(division, threads, |bucket| {
            let (files, _, held_back) = &prepared[usize::from(bucket.number())];
            let files = match files {
                Some(files) => files.clone(),
                None => plan.files_of(bucket).expect("every order was remembered"),
            };
            plan.finish(bucket, files, *held_back)
        })
    }

    /// Looks at everything that may come in.
    fn survey(
        &self,
        plan: &Plan<'_>,
        (division, total): (Division, u64),
        threads: usize,
    ) -> Result<Survey, ReleaseError> {
        let mut table = Table::with_capacity(usize::try_from(total).unwrap_or(0));
        build::in_turn(
            division,
            threads,
            |bucket| plan.entries(bucket),
            |entries| entries.iter().for_each(|entry| table.push(entry)),
        )?;
        let survey = Survey::make(table, &self.options.caps, |each| {
            let states = [PoolState::Accepted, PoolState::Released];
            clusters::every(&self.pool.store, &states, |kept| {
                each(Shown {
                    id: kept.id,
                    released: kept.state == PoolState::Released,
                    bands: kept.bands,
                });
            })
        });
        Ok(survey?)
    }

    /// How long it took to take out what was taken back, with what goes now.
    fn removals(&self, built: &[Built], taken_back: &[Tombstone]) -> BTreeMap<u32, u64> {
        let days: HashMap<&RecordId, &Day> = taken_back
            .iter()
            .map(|gone| (&gone.record_id, &gone.day))
            .collect();
        let mut removals = self
            .former
            .as_ref()
            .map(|former| former.removals.clone())
            .unwrap_or_default();
        for id in built.iter().flat_map(|bucket| &bucket.removed) {
            if let Some(day) = days.get(id) {
                let waited = u32::try_from(self.today.days_after(day)).unwrap_or(0);
                *removals.entry(waited).or_default() += 1;
            }
        }
        removals
    }

    fn keep_document(&self, name: &str, bytes: &[u8]) -> Result<File, ReleaseError> {
        let sha256 = sha256_hex(bytes);
        let path = format!("{}/{sha256}/{name}", Kind::Document.folder());
        self.place.write(&path, bytes)?;
        Ok(File {
            path,
            kind: Kind::Document,
            bucket: String::new(),
            split: None,
            rows: 0,
            bytes: bytes.len() as u64,
            sha256,
        })
    }

    fn step(&mut self, step: Step) -> Result<(), ReleaseError> {
        (self.at_step)(step).map_err(|source| file_error(Path::new(&self.place.address()), source))
    }
}
