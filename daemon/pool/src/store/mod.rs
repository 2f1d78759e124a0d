//! What the pool remembers: the types that cross the border to the database, and the two databases behind it.
//!
//! In: verified envelopes, retractions, decisions. Out: the same, and counts.
//! Invariant: all SQL of this crate is in this folder, and nothing here knows HTTP or files of a release.
//!
//! `Store` is what callers hold. It derefs to `dyn PoolStore`, so `pool.store.retract(…)` works without an import and
//! without knowing the database. Calls block: from async code, use `spawn_blocking`.
//!
//! **How to add a statement.** Find its subject's file here (`records`, `decisions`, `releases`, `claims`, `adapters`, `reports`;
//! or make a new one with a trait of its own and add that to `PoolStore`). Declare the method in the trait, with plain
//! types; then write it twice, in `sqlite/SUBJECT.rs` and in `postgres/SUBJECT.rs`. In SQLite, `self.read(|connection| …)` and `self.write(|tx| …)`
//! (which shares its commit with others that write at the same moment); `self.alone(|tx| …)` if the commit must wait for something else.
//! In PostgreSQL, `self.ask(|session| …)` for one statement that may be repeated harmlessly, `self.transact(|tx| …)` for several.
//! Tables and columns: a new file in both folders of `migrations/` with the same number, named in both lists (`sqlite/migrate.rs`,
//! `postgres/migrate.rs`); a migration that was released is never changed. What is asked online touches one record and names its id, so that a
//! cluster sends it to one node; no sequences; every unique key of a distributed table holds `record_id`. A table of its own per record needs a line
//! in `postgres::migrate::DISTRIBUTED`. Every behaviour gets its test in `tests/stores.rs`, which runs on both.

pub mod adapters; // of chat sites, as the pool publishes them
pub mod claims; // which worker writes which bucket of a release
pub mod database; // which database: a file, or an address
pub mod decisions; // accepted, rejected
pub mod dossiers; // what is known of a record beside its content
mod error; // why the store did not answer
mod fresh; // new records are written many at a time
pub mod listing; // what may be published, by ranges of ids
mod outage; // told once
pub mod postgres;
pub mod records; // putting, taking back, asking
pub mod releases; // what was published
pub mod reports; // how pages are built that no adapter fits
mod rows; // what a row says, in the words of both databases
pub mod sqlite;

use std::ops::Deref;
use std::path::Path;

use serde::Serialize;
use shared::api::PoolState;
use shared::envelope::SignedEnvelope;
use shared::keys::RecordId;
use shared::time::Day;

pub use database::{Database, NotADatabase};
pub use error::{Cause, StoreError};
pub use rows::bucket_of;

/// A pool's memory, in whichever database.
pub struct Store {
    behind: Box<dyn PoolStore>,
}

/// Everything that a pool asks of its database, by subject.
pub trait PoolStore:
    records::Records
    + decisions::Decisions
    + dossiers::Dossiers
    + releases::Releases
    + claims::Claims
    + listing::Listing
    + adapters::Adapters
    + reports::Reports
    + Send
    + Sync
{
}

impl PoolStore for sqlite::Sqlite {}
impl PoolStore for postgres::Postgres {}

impl Store {
    /// Opens the database in this file, creating or migrating it as needed.
    ///
    /// # Errors
    /// If the file cannot be used, or a newer program wrote it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            behind: Box::new(sqlite::Sqlite::open(path)?),
        })
    }

    /// Opens the database at this address; `create` makes or migrates its tables, otherwise they must be there.
    ///
    /// # Errors
    /// If it cannot be reached, was never made, or a newer program wrote it.
    pub fn connect(address: &postgres::Address, create: bool) -> Result<Self, StoreError> {
        Ok(Self {
            behind: Box::new(postgres::Postgres::open(address, create)?),
        })
    }

    /// Makes these records part of a release, if every one of them may still be published; `place` puts the
    /// release where readers find it, inside the same transaction.
    ///
    /// # Errors
    /// If the database cannot be written or `place` fails; the records then stay as they were.
    pub fn publish(
        &self,
        release: &Release,
        ids: &[RecordId],
        place: impl FnOnce() -> std::io::Result<()>,
    ) -> Result<Published, StoreError> {
        let mut place = Some(place);
        self.behind
            .publish_with(release, ids, &mut || place.take().map_or(Ok(()), |place| place()))
    }
}

impl Deref for Store {
    type Target = dyn PoolStore;

    fn deref(&self) -> &Self::Target {
        &*self.behind
    }
}

/// What became of a record that was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    New,
    /// The same content was here before, since this day.
    Same {
        received_day: Day,
    },
    /// Another content has this id.
    Other,
    /// The contributor took it back.
    Retracted,
}

/// What is known of one id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub state: PoolState,
    pub reason: Option<String>,
    pub releases: Vec<u32>,
}

/// A record with its content.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub state: PoolState,
    pub received_day: Day,
    pub signed: SignedEnvelope,
}

/// What a retraction left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    pub record_id: RecordId,
    pub day: Day,
}

/// A release that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Release {
    pub number: u32,
    pub day: Day,
    pub rows: u64,
    /// Records of the former release that are no longer in this one.
    pub dropped: u64,
    pub path: String,
}

/// How many records are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub quarantined: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub released: u64,
    /// Retractions of records that had been received.
    pub retracted: u64,
}

impl Counts {
    fn of(&mut self, state: PoolState) -> &mut u64 {
        match state {
            PoolState::Quarantined => &mut self.quarantined,
            PoolState::Accepted => &mut self.accepted,
            PoolState::Rejected => &mut self.rejected,
            PoolState::Released => &mut self.released,
            PoolState::Retracted => &mut self.retracted,
        }
    }

    /// All records that ever arrived.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.quarantined + self.accepted + self.rejected + self.released + self.retracted
    }
}

/// What became of the attempt to publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    Done,
    /// A record was retracted or rejected while the release was built: build it again.
    RecordsChanged,
}
