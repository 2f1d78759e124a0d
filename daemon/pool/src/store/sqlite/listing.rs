//! What may be published, by ranges of ids: in SQLite.

use rusqlite::params;
use shared::keys::RecordId;

use super::Sqlite;
use super::records::raw_record;
use crate::store::listing::{Candidate, Listing, RawCandidate, Which, candidate};
use crate::store::rows::parsed;
use crate::store::{StoreError, Stored};

impl Listing for Sqlite {
    fn candidates(&self, from: &str, to: &str) -> Result<Vec<Candidate>, StoreError> {
        let rows = self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT record_id, content_sha256, state, received_day FROM records
                     WHERE record_id >= ?1 AND record_id < ?2 AND state IN ('accepted', 'released') ORDER BY record_id",
                )?
                .query_map(params![from, to], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })?
                .collect::<Result<Vec<RawCandidate>, _>>()?)
        })?;
        rows.into_iter().map(candidate).collect()
    }

    fn contents(
        &self,
        from: &str,
        to: &str,
        which: Which,
        after: Option<&RecordId>,
        at_most: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let after = after.map_or("", AsRef::as_ref);
        let raws = self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    // The range of ids is what finds the rows; the plus keeps the index of the states out of it.
                    "SELECT record_id, state, received_day, envelope FROM records JOIN contents USING (record_id)
                     WHERE record_id >= ?1 AND record_id < ?2 AND record_id > ?3 AND +state IN ('accepted', ?5)
                     ORDER BY record_id LIMIT ?4",
                )?
                .query_map(params![from, to, after, at_most, which.also()], raw_record)?
                .collect::<Result<Vec<_>, _>>()?)
        })?;
        // Parsed without the connection, so that others can read meanwhile.
        raws.into_iter().map(parsed).collect()
    }
}
