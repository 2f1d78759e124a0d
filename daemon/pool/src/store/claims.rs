//! Which worker writes which of the 256 buckets of a release, so that several machines can build one together.
//!
//! In: the number of the release that is being built, a worker's name, the time. Out: buckets, each given to one worker at a time.
//! A worker that dies keeps its bucket until its lease is over; then another gets it.

use std::time::Duration;

use shared::keys::RecordId;
use shared::time::Timestamp;

use super::{StoreError, Stored};

/// A bucket that this worker may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    pub release: u32,
    pub bucket: u8,
}

/// How far a release is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Buckets that nobody has finished.
    pub open: u16,
    /// What the workers said about the buckets that they finished, by bucket.
    pub finished: Vec<(u8, String)>,
}

/// Sharing out the buckets.
pub trait Claims {
    /// Opens these buckets of a release to workers; those that are open or finished already stay as they are.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn open_buckets(&self, release: u32, buckets: &[u8]) -> Result<(), StoreError>;

    /// Gives this worker a bucket that nobody works on, until `now` plus `lease`; `None` if there is none at the moment.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn claim_bucket(
        &self,
        release: u32,
        worker: &str,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Option<Claim>, StoreError>;

    /// Says that a bucket is written, with what the others must know about it (JSON). Gives `false` if the lease was over
    /// and another worker has it or has finished it: what this one wrote does not count then.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn finish_bucket(&self, claim: Claim, worker: &str, outcome: &str) -> Result<bool, StoreError>;

    /// How far a release is.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn progress(&self, release: u32) -> Result<Progress, StoreError>;

    /// Forgets the claims of a release, done or given up.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn close_buckets(&self, release: u32) -> Result<(), StoreError>;

    /// Some records of one bucket that may be published (accepted or released), with ids after `after`, in the order of their ids.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn scan_bucket(
        &self,
        bucket: u8,
        after: Option<&RecordId>,
        at_most: u32,
    ) -> Result<Vec<Stored>, StoreError>;
}

impl Progress {
    pub(super) fn of(rows: Vec<(u8, Option<String>)>) -> Self {
        let mut progress = Self::default();
        for (bucket, outcome) in rows {
            match outcome {
                Some(outcome) => progress.finished.push((bucket, outcome)),
                None => progress.open += 1,
            }
        }
        progress
    }
}

/// When a lease that begins now is over.
pub(super) fn until(now: Timestamp, lease: Duration) -> i64 {
    now.0
        .saturating_add(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX))
}
