//! Why the store did not answer.
//!
//! In: errors of either database. Out: one kind of error, whose text never holds a value of a row or a password.

use std::fmt;

use shared::keys::RecordId;

/// Why the store did not answer.
#[derive(Debug)]
pub enum StoreError {
    /// The database could not be read or written.
    Database(Cause),
    /// The database does not answer now; the same call may succeed later.
    Away(Cause),
    /// Nobody has made the tables of a pool there.
    NotMade,
    /// A newer program wrote this database.
    TooNew { version: i64 },
    /// The database has to be migrated first.
    TooOld { version: i64 },
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

/// What the database said, in words that are safe to show its operator.
#[derive(Clone, PartialEq, Eq)]
pub struct Cause {
    words: String,
    /// It is part of an outage that the operator knows of.
    pub(super) is_told: bool,
}

impl Cause {
    pub(super) fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            is_told: false,
        }
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words)
    }
}

impl StoreError {
    /// Whether the operator was told of this outage already.
    #[must_use]
    pub fn is_told(&self) -> bool {
        matches!(self, Self::Away(cause) if cause.is_told)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(cause) => write!(formatter, "the database cannot be used: {cause}"),
            Self::Away(cause) => write!(
                formatter,
                "the database does not answer: {cause}: start it, or check --database"
            ),
            Self::NotMade => formatter.write_str(
                "there is no pool in this database: run `tributary-pool init` with the same --database",
            ),
            Self::TooNew { version } => write!(
                formatter,
                "the database has version {version}, which a newer tributary-pool wrote: update this program"
            ),
            Self::TooOld { version } => write!(
                formatter,
                "the database has version {version}, which is older than this program: run `tributary-pool init` with the same --database"
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
        let cause = Cause::new(error.to_string());
        match error.sqlite_error_code() {
            Some(
                rusqlite::ErrorCode::DatabaseBusy
                | rusqlite::ErrorCode::DatabaseLocked
                | rusqlite::ErrorCode::DiskFull,
            ) => Self::Away(cause),
            _ => Self::Database(cause),
        }
    }
}
