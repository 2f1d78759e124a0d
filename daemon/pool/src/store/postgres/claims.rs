//! Which worker writes which bucket of a release: in PostgreSQL, where many workers ask at once and none waits for another.

use std::time::Duration;

use shared::keys::RecordId;
use shared::time::Timestamp;

use super::Postgres;
use super::records::raw_record;
use crate::store::claims::{Claim, Claims, Progress, until};
use crate::store::rows::{parsed, ranges_of};
use crate::store::{StoreError, Stored};

impl Claims for Postgres {
    fn open_buckets(&self, release: u32, buckets: &[u8]) -> Result<(), StoreError> {
        let release = i32::try_from(release).unwrap_or(i32::MAX);
        self.transact(|tx| {
            for &bucket in buckets {
                tx.execute(
                    "INSERT INTO claims (release, bucket) VALUES ($1, $2) ON CONFLICT (release, bucket) DO NOTHING",
                    &[&release, &i16::from(bucket)],
                )?;
            }
            Ok(())
        })
    }

    fn claim_bucket(
        &self,
        release: u32,
        worker: &str,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Option<Claim>, StoreError> {
        let number = i32::try_from(release).unwrap_or(i32::MAX);
        // An answer that is lost costs one lease: then the bucket is given again.
        let row = self.ask(|session| {
            session.query_opt(
                "UPDATE claims SET worker = $2, until_ms = $4
                 WHERE release = $1 AND bucket = (
                     SELECT bucket FROM claims
                     WHERE release = $1 AND outcome IS NULL AND (worker IS NULL OR until_ms <= $3)
                     ORDER BY bucket LIMIT 1
                     FOR UPDATE SKIP LOCKED)
                 RETURNING bucket",
                &[&number, &worker, &now.0, &until(now, lease)],
            )
        })?;
        Ok(row.map(|row| Claim {
            release,
            bucket: u8::try_from(row.get::<_, i16>(0)).unwrap_or(u8::MAX),
        }))
    }

    fn finish_bucket(&self, claim: Claim, worker: &str, outcome: &str) -> Result<bool, StoreError> {
        let finished = self.ask(|session| {
            session.execute(
                "UPDATE claims SET outcome = $4
                 WHERE release = $1 AND bucket = $2 AND worker = $3 AND (outcome IS NULL OR outcome = $4)",
                &[
                    &i32::try_from(claim.release).unwrap_or(i32::MAX),
                    &i16::from(claim.bucket),
                    &worker,
                    &outcome,
                ],
            )
        })?;
        Ok(finished > 0)
    }

    fn progress(&self, release: u32) -> Result<Progress, StoreError> {
        let rows = self.ask(|session| {
            session.query(
                "SELECT bucket, outcome FROM claims WHERE release = $1 ORDER BY bucket",
                &[&i32::try_from(release).unwrap_or(i32::MAX)],
            )
        })?;
        Ok(Progress::of(
            rows.iter()
                .map(|row| (u8::try_from(row.get::<_, i16>(0)).unwrap_or(u8::MAX), row.get(1)))
                .collect(),
        ))
    }

    fn close_buckets(&self, release: u32) -> Result<(), StoreError> {
        self.ask(|session| {
            session.execute(
                "DELETE FROM claims WHERE release = $1",
                &[&i32::try_from(release).unwrap_or(i32::MAX)],
            )
        })?;
        Ok(())
    }

    fn scan_bucket(
        &self,
        bucket: u8,
        after: Option<&RecordId>,
        at_most: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let after = after.map_or("", AsRef::as_ref);
        let mut found = vec![];
        for (start, end) in ranges_of(bucket) {
            let most = i64::from(at_most) - i64::try_from(found.len()).unwrap_or(i64::MAX);
            // The index of the ids finds the bucket; its column says the same.
            let rows = self.ask(|session| {
                session.query(
                    "SELECT record_id, state, received_day, envelope FROM records
                     WHERE record_id > $1 AND record_id >= $2 AND record_id < $3
                       AND state IN ('accepted', 'released') AND envelope IS NOT NULL
                     ORDER BY record_id LIMIT $4",
                    &[&after, &start, &end, &most],
                )
            })?;
            for row in &rows {
                found.push(parsed(raw_record(row))?);
            }
        }
        Ok(found)
    }
}
