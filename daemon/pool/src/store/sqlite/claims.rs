//! Which worker writes which bucket of a release: in SQLite, where one writes at a time anyway.

use std::time::Duration;

use rusqlite::{OptionalExtension as _, params};
use shared::keys::RecordId;
use shared::time::Timestamp;

use super::Sqlite;
use super::records::raw_record;
use crate::store::claims::{Claim, Claims, Progress, until};
use crate::store::rows::{parsed, ranges_of};
use crate::store::{StoreError, Stored};

impl Claims for Sqlite {
    fn open_buckets(&self, release: u32, buckets: &[u8]) -> Result<(), StoreError> {
        self.write(|tx| {
            let mut open = tx.prepare_cached(
                "INSERT INTO claims (release, bucket) VALUES (?1, ?2) ON CONFLICT (release, bucket) DO NOTHING",
            )?;
            for bucket in buckets {
                open.execute(params![release, bucket])?;
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
        self.write(|tx| {
            let bucket = tx
                .prepare_cached(
                    "UPDATE claims SET worker = ?2, until_ms = ?4
                     WHERE release = ?1 AND bucket = (
                         SELECT bucket FROM claims
                         WHERE release = ?1 AND outcome IS NULL AND (worker IS NULL OR until_ms <= ?3)
                         ORDER BY bucket LIMIT 1)
                     RETURNING bucket",
                )?
                .query_row(params![release, worker, now.0, until(now, lease)], |row| {
                    row.get(0)
                })
                .optional()?;
            Ok(bucket.map(|bucket| Claim { release, bucket }))
        })
    }

    fn finish_bucket(&self, claim: Claim, worker: &str, outcome: &str) -> Result<bool, StoreError> {
        self.write(|tx| {
            let finished = tx
                .prepare_cached(
                    "UPDATE claims SET outcome = ?4
                     WHERE release = ?1 AND bucket = ?2 AND worker = ?3 AND (outcome IS NULL OR outcome = ?4)",
                )?
                .execute(params![claim.release, claim.bucket, worker, outcome])?;
            Ok(finished > 0)
        })
    }

    fn progress(&self, release: u32) -> Result<Progress, StoreError> {
        let rows = self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT bucket, outcome FROM claims WHERE release = ?1 ORDER BY bucket")?
                .query_map([release], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<Vec<(u8, Option<String>)>, _>>()?)
        })?;
        Ok(Progress::of(rows))
    }

    fn close_buckets(&self, release: u32) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.execute("DELETE FROM claims WHERE release = ?1", [release])?;
            Ok(())
        })
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
            let raws = self.read(|connection| {
                Ok(connection
                    .prepare_cached(
                        "SELECT record_id, state, received_day, envelope FROM records JOIN contents USING (record_id)
                         WHERE record_id > ?1 AND record_id >= ?2 AND record_id < ?3 AND state IN ('accepted', 'released')
                         ORDER BY record_id LIMIT ?4",
                    )?
                    .query_map(
                        params![after, start, end, at_most as usize - found.len()],
                        raw_record,
                    )?
                    .collect::<Result<Vec<_>, _>>()?)
            })?;
            for raw in raws {
                found.push(parsed(raw)?);
            }
        }
        Ok(found)
    }
}
