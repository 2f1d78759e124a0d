//! What may be published, by ranges of ids: in short, and with content.
//!
//! In: the first id that belongs to a range, and the first that no longer does, as text. Out: accepted and released records, in the
//! order of their ids. Lists are short enough to hold a whole bucket of a release; contents come in pages.

use shared::api::PoolState;
use shared::keys::RecordId;
use shared::time::Day;

use super::rows::{damaged, day_of, state_of};
use super::{StoreError, Stored};

/// A record that may be published, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub record_id: RecordId,
    pub content_sha256: String,
    pub state: PoolState,
    pub received_day: Day,
}

/// Which contents are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Accepted and released ones.
    All,
    /// Only those that no release holds yet.
    New,
}

/// Reading for a release.
pub trait Listing {
    /// Everything that may be published in this range, without contents.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn candidates(&self, from: &str, to: &str) -> Result<Vec<Candidate>, StoreError>;

    /// Some of what may be published in this range after an id, with contents.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn contents(
        &self,
        from: &str,
        to: &str,
        which: Which,
        after: Option<&RecordId>,
        at_most: u32,
    ) -> Result<Vec<Stored>, StoreError>;
}

impl Which {
    /// The second state that is wanted beside accepted ones.
    pub(super) fn also(self) -> &'static str {
        match self {
            Self::All => "released",
            Self::New => "",
        }
    }
}

/// Id, digest, state, day of arrival.
pub(super) type RawCandidate = (String, String, String, String);

pub(super) fn candidate((id, content_sha256, state, day): RawCandidate) -> Result<Candidate, StoreError> {
    Ok(Candidate {
        content_sha256,
        state: state_of(&state, &id)?,
        received_day: day_of(day, &id)?,
        record_id: id.parse().map_err(|_| damaged(&id))?,
    })
}
