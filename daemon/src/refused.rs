//! Why something was not done: a stable code for programs, a sentence for people, never content.

use std::fmt;

use shared::api::Refusal;
use shared::keys::RecordId;

/// What the caller can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Ask differently.
    Invalid,
    /// The thing does not exist.
    NotFound,
    /// Its state does not allow this now.
    Conflict,
    /// It was taken back and cannot come again.
    Gone,
    /// Ask later.
    Later,
    /// Make room on the disk, then ask again.
    Full,
    /// Something here is broken.
    Broken,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub kind: Kind,
    pub code: &'static str,
    pub message: String,
}

impl Refused {
    #[must_use]
    pub fn new(kind: Kind, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            code,
            message: message.into(),
        }
    }

    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, "invalid", message)
    }

    #[must_use]
    pub fn no_record(id: &RecordId) -> Self {
        Self::new(
            Kind::NotFound,
            "not_found",
            format!("there is no record {id}: see `tributary list`"),
        )
    }

    #[must_use]
    pub fn no_pool() -> Self {
        Self::new(
            Kind::Conflict,
            "no_pool",
            "no pool is set: start the companion with `tributary serve --pool URL`",
        )
    }

    #[must_use]
    pub fn no_consent() -> Self {
        Self::new(
            Kind::Conflict,
            "no_consent",
            "consent terms not agreed: run `tributary consent --agree`",
        )
    }

    #[must_use]
    pub fn no_purpose() -> Self {
        Self::new(
            Kind::Conflict,
            "no_purpose",
            "none of the record's own purposes is agreed to: choose its terms again with `tributary licence`",
        )
    }

    #[must_use]
    pub fn refusal(&self) -> Refusal {
        Refusal {
            code: self.code.to_owned(),
            message: self.message.clone(),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Refused {}
