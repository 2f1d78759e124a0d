//! Publishes: everything that was accepted and not taken back, as an immutable numbered release.
//!
//! In: the pool, an empty directory or a former release of the same pool, the day. Out: the next release in
//! that directory. Unchanged files are kept, files that held a retracted record are written anew and deleted.
//! Invariant: the manifest is renamed into place last, in the transaction that marks its records as released; a
//! crash before leaves the former release as it was, a crash after is finished by the next call.

pub mod columns; // records as Arrow columns
pub mod manifest; // what a release says about its files
pub mod staging; // new files, written beside the former release and then moved into place
mod training; // what records are good for in training, one file per kind
pub mod write; // one bucket of records -> one Parquet and one JSON Lines file

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use shared::api::PoolState;
use shared::keys::RecordId;
use shared::time::Day;

use crate::card::{self, Facts};
use crate::config::Pool;
use crate::store::{Published, Release, StoreError};
use manifest::Manifest;
use staging::Staging;
use write::Buckets;

/// How many records are read from the store at once.
const AT_ONCE: u32 = 256;
/// How often a release is built again because records were retracted in the meantime.
const MAX_ATTEMPTS: u32 = 10;

/// Why there is no new release.
#[derive(Debug)]
pub enum ReleaseError {
    /// The directory holds something else.
    NotARelease {
        dir: PathBuf,
    },
    /// The directory holds a release of another pool.
    OtherPool {
        dir: PathBuf,
    },
    /// Another release into the same directory is running.
    Busy {
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
            Self::NothingAccepted => formatter.write_str(
                "no record is accepted, so there is nothing to release: see `tributary-pool review`",
            ),
            Self::Unsettled => {
                formatter.write_str("records were retracted while the release was built: run it again")
            }
            Self::File { path, source } => write!(formatter, "{}: {source}", path.display()),
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
    let mut staging = Staging::open(dir, &pool.id)?;
    adopt(pool, &staging)?;
    for _ in 0..MAX_ATTEMPTS {
        if let Some(release) = attempt(pool, &mut staging, today, at_step)? {
            staging.finish()?;
            return Ok(release);
        }
        staging.discard()?;
    }
    Err(ReleaseError::Unsettled)
}

/// The moments at which a crash would find the directory in different states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The new data files are written, under names that no manifest mentions.
    DataWritten,
    /// All documents are written; the manifest is about to be renamed into place.
    BeforeManifest,
    /// The manifest is in place; the former release's files are not yet deleted.
    AfterManifest,
}

fn attempt(
    pool: &Pool,
    staging: &mut Staging,
    today: &Day,
    at_step: &mut dyn FnMut(Step) -> io::Result<()>,
) -> Result<Option<Release>, ReleaseError> {
    let counts = pool.store.counts()?;
    let total = counts.accepted + counts.released;
    if total == 0 && staging.former().is_none() {
        return Err(ReleaseError::NothingAccepted);
    }
    let last = pool.store.releases()?.first().map_or(0, |release| release.number);
    let number = last.max(staging.former().map_or(0, |former| former.number)) + 1;
    staging.begin(number)?;
    let staging = &*staging;
    let former = staging.former();
    let taken_back = pool.store.taken_back()?;

    let mut facts = Facts::default();
    let mut buckets = Buckets::new(staging, former.map_or(0, |former| former.prefix_length), total)?;
    let mut ids: Vec<RecordId> = Vec::new();
    loop {
        let some = pool
            .store
            .some(&[PoolState::Accepted, PoolState::Released], ids.last(), AT_ONCE)?;
        if some.is_empty() {
            break;
        }
        for stored in some {
            let envelope = stored.signed.envelope;
            facts.add(&envelope);
            ids.push(envelope.record_id.clone());
            buckets.add(envelope)?;
        }
    }
    let written = buckets.finish()?;
    step(staging, at_step, Step::DataWritten)?;

    let dropped = staging
        .former_ids()?
        .difference(&ids.iter().cloned().collect())
        .count() as u64;
    let manifest = Manifest {
        format: manifest::FORMAT.to_owned(),
        pool_id: pool.id.clone(),
        pool_name: pool.name.clone(),
        number,
        day: today.clone(),
        rows: ids.len() as u64,
        dropped,
        prefix_length: written.prefix_length,
        detectors: facts.detectors.clone(),
        files: written.files,
    };
    let document = card::Document {
        manifest: &manifest,
        former: former.map(|former| former.number),
        facts: &facts,
        counts: &counts,
        taken_back: taken_back.len(),
        releases: &pool.store.releases()?,
    };
    staging.write_documents(&document, &taken_back)?;
    step(staging, at_step, Step::BeforeManifest)?;

    let release = Release {
        number,
        day: today.clone(),
        rows: manifest.rows,
        dropped,
        path: staging.dir().display().to_string(),
    };
    let published = pool.store.publish(&release, &ids, || staging.place_manifest())?;
    if published == Published::RecordsChanged {
        return Ok(None);
    }
    step(staging, at_step, Step::AfterManifest)?;
    Ok(Some(release))
}

fn step(
    staging: &Staging,
    at_step: &mut dyn FnMut(Step) -> io::Result<()>,
    step: Step,
) -> Result<(), ReleaseError> {
    at_step(step).map_err(|source| file_error(staging.dir(), source))
}

/// A crash between the rename of a manifest and the commit of its transaction leaves a release that the store does
/// not know. It is published, so the store learns of it.
fn adopt(pool: &Pool, staging: &Staging) -> Result<(), ReleaseError> {
    let Some(former) = staging.former() else {
        return Ok(());
    };
    if pool
        .store
        .releases()?
        .iter()
        .any(|release| release.number == former.number)
    {
        return Ok(());
    }
    let mut still_here = Vec::new();
    for id in staging.former_ids()? {
        let standing = pool.store.standing(&id)?;
        if standing
            .is_some_and(|standing| matches!(standing.state, PoolState::Accepted | PoolState::Released))
        {
            still_here.push(id);
        }
    }
    let release = Release {
        number: former.number,
        day: former.day.clone(),
        rows: former.rows,
        dropped: former.dropped,
        path: staging.dir().display().to_string(),
    };
    pool.store.publish(&release, &still_here, || Ok(()))?;
    Ok(())
}

/// The ids that two readers of the same release must agree on.
pub(crate) type Ids = BTreeSet<RecordId>;
