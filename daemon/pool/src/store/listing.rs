//! What may be published, by ranges of ids: in short, and with content.
//!
//! In: the first id that belongs to a range, and the first that no longer does, as text. Out: accepted and released records, in the
//! order of their ids. Lists are short enough to hold a whole bucket of a release; contents come in pages.

use rusqlite::params;
use shared::api::PoolState;
use shared::keys::RecordId;
use shared::time::Day;

use super::sqlite::{damaged, day_of, parsed, raw_record, state_of};
use super::{Store, StoreError, Stored};

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

impl Store {
    /// Everything that may be published in this range, without contents.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn candidates(&self, from: &str, to: &str) -> Result<Vec<Candidate>, StoreError> {
        let rows = self
            .lock()
            .prepare_cached(
                "SELECT record_id, content_sha256, state, received_day FROM records
                 WHERE record_id >= ?1 AND record_id < ?2 AND state IN ('accepted', 'released') ORDER BY record_id",
            )?
            .query_map(params![from, to], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?
            .collect::<Result<Vec<(String, String, String, String)>, _>>()?;
        rows.into_iter()
            .map(|(id, content_sha256, state, day)| {
                Ok(Candidate {
                    content_sha256,
                    state: state_of(&state, &id)?,
                    received_day: day_of(day, &id)?,
                    record_id: id.parse().map_err(|_| damaged(&id))?,
                })
            })
            .collect()
    }

    /// Some of what may be published in this range after an id, with contents.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn contents(
        &self,
        from: &str,
        to: &str,
        which: Which,
        after: Option<&RecordId>,
        at_most: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let raws = self
            .lock()
            .prepare_cached(
                "SELECT record_id, state, received_day, envelope FROM records JOIN contents USING (record_id)
                 WHERE record_id >= ?1 AND record_id < ?2 AND record_id > ?3 AND state IN ('accepted', ?5)
                 ORDER BY record_id LIMIT ?4",
            )?
            .query_map(
                params![
                    from,
                    to,
                    after.map_or("", AsRef::as_ref),
                    at_most,
                    if which == Which::All { "released" } else { "" }
                ],
                raw_record,
            )?
            .collect::<Result<Vec<_>, _>>()?;
        // Parsed without the lock, so that several threads can.
        raws.into_iter().map(parsed).collect()
    }
}
