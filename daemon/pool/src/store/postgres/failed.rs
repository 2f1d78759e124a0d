//! What went wrong, and whether to try again.
//!
//! In: errors of the driver and of the server. Out: the store's error. What the server quotes from rows stays out of it.

use postgres::error::SqlState;

use crate::store::{Cause, StoreError};

/// Why a piece of work was not done.
#[derive(Debug)]
pub(super) enum Failed {
    /// A connection could not even be made.
    Unreachable(postgres::Error),
    Postgres(postgres::Error),
    Store(StoreError),
    /// The work itself wants nothing to be changed.
    Abandoned,
}

impl From<postgres::Error> for Failed {
    fn from(error: postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Failed {
    /// The same work may succeed if it is done again at once: others wrote the same rows, or only this connection is gone.
    pub(super) fn may_pass(&self) -> bool {
        let conflict = [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
        ];
        self.is_broken()
            || matches!(self, Self::Postgres(error) if error.code().is_some_and(|code| conflict.contains(code)))
    }

    /// The connection is of no use any more.
    pub(super) fn is_broken(&self) -> bool {
        match self {
            // Told to go; or the plan of a prepared statement is for tables that have changed since, or is not known to
            // the server behind a proxy.
            Self::Postgres(error) => error
                .code()
                .is_none_or(|code| ["57P01", "57P02", "57P03", "0A000", "26000"].contains(&code.code())),
            Self::Unreachable(_) | Self::Store(_) | Self::Abandoned => false,
        }
    }
}

impl From<Failed> for StoreError {
    fn from(failed: Failed) -> Self {
        let error = match failed {
            Failed::Store(error) => return error,
            Failed::Abandoned => return Self::Database(Cause::new("nothing was changed")),
            Failed::Unreachable(error) | Failed::Postgres(error) => error,
        };
        let Some(said) = error.as_db_error() else {
            return Self::Away(Cause::new(with_source(&error)));
        };
        let code = said.code().code();
        // Errors about data quote it; those about the server do not.
        let cause = match &code[..2] {
            "22" | "23" | "P0" => Cause::new(format!("PostgreSQL says {code}")),
            _ => Cause::new(format!("PostgreSQL says {code}: {}", said.message())),
        };
        match &code[..2] {
            // Connections, resources, an operator at work, a failover to a server that only reads, locks, repeated conflicts.
            "08" | "53" | "57" | "58" | "25" | "55" | "40" => Self::Away(cause),
            _ => Self::Database(cause),
        }
    }
}

fn with_source(error: &postgres::Error) -> String {
    use std::error::Error as _;
    let words = error.to_string();
    match error.source() {
        Some(source) if !words.contains(&source.to_string()) => format!("{words}: {source}"),
        _ => words,
    }
}
