//! What may be published, by ranges of ids: in PostgreSQL.

use shared::keys::RecordId;

use super::Postgres;
use super::records::raw_record;
use crate::store::listing::{Candidate, Listing, Which, candidate};
use crate::store::rows::parsed;
use crate::store::{StoreError, Stored};

impl Listing for Postgres {
    fn candidates(&self, from: &str, to: &str) -> Result<Vec<Candidate>, StoreError> {
        let rows = self.ask(|session| {
            session.query(
                "SELECT record_id, content_sha256, state, received_day FROM records
                 WHERE record_id >= $1 AND record_id < $2 AND state IN ('accepted', 'released')
                   AND envelope IS NOT NULL
                 ORDER BY record_id",
                &[&from, &to],
            )
        })?;
        rows.iter()
            .map(|row| candidate((row.get(0), row.get(1), row.get(2), row.get(3))))
            .collect()
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
        let rows = self.ask(|session| {
            session.query(
                "SELECT record_id, state, received_day, envelope FROM records
                 WHERE record_id >= $1 AND record_id < $2 AND record_id > $3
                   AND state IN ('accepted', $4) AND envelope IS NOT NULL
                 ORDER BY record_id LIMIT $5",
                &[&from, &to, &after, &which.also(), &i64::from(at_most)],
            )
        })?;
        rows.iter().map(|row| parsed(raw_record(row))).collect()
    }
}
