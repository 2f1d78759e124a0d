//! Why the store cannot do its work, and what that means for the next write.
//!
//! A full disk passes: the transaction is undone, and the next one may work. A disk that fails does not: what it said about earlier
//! writes is worth nothing any more (a page that could not be flushed counts as flushed afterwards), so the writer takes nothing
//! until the companion is started again and has read everything anew. Messages name no content.

use std::fmt;

use rusqlite::{ErrorCode, ffi};

use crate::refused::{Kind, Refused};

/// The store cannot do its work.
#[derive(Debug)]
pub enum StoreError {
    /// Another process has this data directory open.
    AlreadyOpen,
    /// Files are missing, foreign, or unreadable.
    Unusable(String),
    /// There is no room: nothing was changed.
    Full,
    /// The disk, or a file on it, is broken.
    Failing,
    /// A file holds what was never written to it.
    Damaged(String),
    Database(rusqlite::Error),
}

/// What a transaction may be refused with: an error that still says whether it was the store itself that failed.
pub trait Outcome: From<StoreError> {
    /// The disk is full or failing: nothing of the transaction may be kept.
    fn disk(&self) -> Option<StoreError>;
}

const FULL: &str = "disk_full";
const FAILING: &str = "disk_failing";
const DAMAGED: &str = "damaged";

impl StoreError {
    /// A check while the companion runs has found damage.
    pub(super) fn damaged_while_running() -> Self {
        Self::Damaged(
            "a file of the data directory is damaged: nothing is written any more; stop the companion, check the disk, then run `tributary restore`"
                .to_owned(),
        )
    }

    /// The same failure, for everybody whose transaction it ended.
    pub(super) fn copy(&self) -> Self {
        match self {
            Self::AlreadyOpen => Self::AlreadyOpen,
            Self::Full => Self::Full,
            Self::Failing => Self::Failing,
            Self::Damaged(what) => Self::Damaged(what.clone()),
            Self::Unusable(_) | Self::Database(_) => Self::Unusable(self.to_string()),
        }
    }
}

impl Outcome for StoreError {
    fn disk(&self) -> Option<Self> {
        matches!(self, Self::Full | Self::Failing | Self::Damaged(_)).then(|| self.copy())
    }
}

impl Outcome for Refused {
    fn disk(&self) -> Option<StoreError> {
        match self.code {
            FULL => Some(StoreError::Full),
            FAILING => Some(StoreError::Failing),
            DAMAGED => Some(StoreError::Damaged(self.message.clone())),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, _) = &error else {
            return Self::Database(error);
        };
        match failure.code {
            ErrorCode::DiskFull => Self::Full,
            // The log's index could not grow.
            ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => Self::Full,
            ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                Self::Failing
            }
            _ => Self::Database(error),
        }
    }
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        let (kind, code) = match error {
            StoreError::AlreadyOpen => (Kind::Broken, "already_running"),
            StoreError::Full => (Kind::Full, FULL),
            StoreError::Failing => (Kind::Broken, FAILING),
            StoreError::Damaged(_) => (Kind::Broken, DAMAGED),
            StoreError::Unusable(_) | StoreError::Database(_) => (Kind::Broken, "store"),
        };
        Self::new(kind, code, error.to_string())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyOpen => {
                formatter.write_str("already running: another companion has this data directory open")
            }
            Self::Unusable(reason) | Self::Damaged(reason) => formatter.write_str(reason),
            Self::Full => formatter.write_str(
                "the disk is full: nothing was changed, and nothing that was acknowledged is lost; make room, then try again",
            ),
            Self::Failing => formatter.write_str(
                "the disk fails: nothing is written any more until the companion is started again; check the disk first",
            ),
            // SQLite's messages can quote values; its codes cannot.
            Self::Database(error) => match error.sqlite_error_code() {
                Some(code) => write!(
                    formatter,
                    "the store failed ({code:?}): check disk space and permissions of the data directory"
                ),
                None => formatter.write_str("the store holds something that this version cannot read"),
            },
        }
    }
}

impl std::error::Error for StoreError {}
