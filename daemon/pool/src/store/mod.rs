//! What the pool remembers: the types that cross the border to the database.
//!
//! In: verified envelopes, retractions, decisions. Out: the same, and counts.
//! Invariant: all SQL of this crate is in this folder, and nothing here knows HTTP or files of a release.

pub mod adapters; // of chat sites, as the pool publishes them
pub mod listing; // what may be published, by ranges of ids
pub mod reports; // how pages are built that no adapter fits
pub mod sqlite;

use std::fmt;

use serde::Serialize;
use shared::api::PoolState;
use shared::envelope::SignedEnvelope;
use shared::keys::RecordId;
use shared::time::Day;

pub use sqlite::Store;

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

/// Why the store did not answer.
#[derive(Debug)]
pub enum StoreError {
    /// The database could not be read or written.
    Database(rusqlite::Error),
    /// A newer program wrote this database.
    TooNew { version: i64 },
    /// A row is not what this program writes.
    Damaged { record_id: String },
    /// A file could not be moved into place while publishing.
    Publish(std::io::Error),
    /// A decision names a record that is not in a state to be decided.
    NotWaiting { record_id: RecordId },
    /// An adapter is published with this version or a higher one.
    NotNewer { site: String, published: u32 },
    /// The adapters would outgrow what companions take.
    Unfit(shared::adapter::Unfit),
    /// A row of the adapters is not what this program writes.
    DamagedAdapter { site: String },
    /// A row of the reports is not what this program writes.
    DamagedReport { id: String },
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => write!(formatter, "the database cannot be used: {error}"),
            Self::TooNew { version } => write!(
                formatter,
                "the database has version {version}, which a newer tributary-pool wrote: update this program"
            ),
            Self::Damaged { record_id } => {
                write!(
                    formatter,
                    "record {record_id} cannot be read: run `tributary-pool audit`"
                )
            }
            Self::Publish(error) => write!(formatter, "the release cannot be moved into place: {error}"),
            Self::NotWaiting { record_id } => write!(
                formatter,
                "record {record_id} is not in quarantine: run `tributary-pool review` to see what waits"
            ),
            Self::NotNewer { site, published } => write!(
                formatter,
                "the adapter of {site} is published with version {published}: give the new one a higher version"
            ),
            Self::Unfit(unfit) => write!(formatter, "companions would not take the list: {unfit}"),
            Self::DamagedAdapter { site } => write!(
                formatter,
                "the adapter of {site} cannot be read: withdraw it and publish it again"
            ),
            Self::DamagedReport { id } => write!(
                formatter,
                "report {id} cannot be read: erase it with `tributary-pool reports --erase {id}`"
            ),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}
