//! Which database a pool uses: a file beside its key, or one at an address.
//!
//! In: what was said on the command line and in the environment. Out: a choice. Deliberately not here: opening it.

use std::fmt;
use std::str::FromStr;

/// Where records are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Database {
    /// The file `pool.db` in the data directory.
    #[default]
    File,
    /// `postgres://…`, as it was given. Not shown: it may hold a password.
    Address(Hidden),
}

/// Text that is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(pub(super) String);

impl fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("<hidden>")
    }
}

/// Why an address is not one that a pool can use. Never repeats it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotADatabase {
    /// Neither `sqlite` nor `postgres://…`.
    Unknown,
    /// The driver does not understand it.
    Unreadable,
    /// `sslmode` is none of libpq's words.
    Mode,
    /// Over a network without TLS.
    Unprotected,
    /// The certificates to trust cannot be read.
    Certificates { path: String },
}

impl fmt::Display for NotADatabase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => formatter.write_str(
                "a database is `sqlite` (a file in the data directory) or postgres://USER@HOST/NAME",
            ),
            Self::Unreadable => formatter.write_str(
                "the address of the database cannot be read: write postgres://USER@HOST:PORT/NAME and keep the password in PGPASSFILE",
            ),
            Self::Mode => formatter.write_str(
                "sslmode is disable, allow, prefer, require, verify-ca or verify-full",
            ),
            Self::Unprotected => formatter.write_str(
                "a database on another machine is reached by TLS only: leave sslmode=disable out",
            ),
            Self::Certificates { path } => write!(
                formatter,
                "{path} does not hold certificates in PEM: check sslrootcert"
            ),
        }
    }
}

impl std::error::Error for NotADatabase {}

impl FromStr for Database {
    type Err = NotADatabase;

    fn from_str(text: &str) -> Result<Self, NotADatabase> {
        match text {
            "sqlite" => Ok(Self::File),
            text if text.starts_with("postgres://") || text.starts_with("postgresql://") => {
                Ok(Self::Address(Hidden(text.to_owned())))
            }
            _ => Err(NotADatabase::Unknown),
        }
    }
}
