//! Putting a record, taking it back, asking what became of it: in PostgreSQL.
//!
//! One row per record for its whole life: whoever comes first, the record or its retraction, makes it. So each of them is one
//! statement about one row, and a retraction wins against a record that arrives at the same moment, whichever commits first.

use postgres::Row;
use shared::api::{PoolState, RetractionEntry, RetractionList};
use shared::keys::{PoolId, RecordId};
use shared::time::Day;

use super::Postgres;
use super::failed::Failed;
use super::session::Session;
use crate::store::records::{RETRACTIONS_AT_ONCE, Records};
use crate::store::rows::{RawRecord, bucket_of, day_of, name_of, parsed, state_of, tombstone};
use crate::store::{Counts, Standing, StoreError, Stored, Tombstone};

impl Records for Postgres {
    fn name(&self) -> Result<Option<String>, StoreError> {
        self.ask(|session| {
            let row = session.query_opt("SELECT value FROM settings WHERE key = 'name'", &[])?;
            Ok(row.map(|row| row.get(0)))
        })
    }

    fn set_name(&self, name: &str) -> Result<(), StoreError> {
        self.ask(|session| {
            session.execute(
                "INSERT INTO settings (key, value) VALUES ('name', $1)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                &[&name],
            )?;
            Ok(())
        })
    }

    fn belongs_to(&self, pool_id: &PoolId) -> Result<String, StoreError> {
        self.ask(|session| {
            if let Some(row) = session.query_opt("SELECT value FROM settings WHERE key = 'pool_id'", &[])? {
                return Ok(row.get(0));
            }
            session.execute(
                "INSERT INTO settings (key, value) VALUES ('pool_id', $1) ON CONFLICT (key) DO NOTHING",
                &[&pool_id.as_ref()],
            )?;
            Ok(session
                .query_one("SELECT value FROM settings WHERE key = 'pool_id'", &[])?
                .get(0))
        })
    }

    fn retract(&self, record_id: &RecordId, day: &Day) -> Result<Day, StoreError> {
        let id = record_id.as_ref();
        let bucket = i16::from(bucket_of(record_id));
        let today = day.to_string();
        let retracted: String = self.ask(|session| {
            let row = session.query_one(
                "INSERT INTO records AS known (record_id, bucket, state, retracted_day)
                 VALUES ($1, $2, 'retracted', $3)
                 ON CONFLICT (record_id) DO UPDATE SET
                     state = 'retracted', envelope = NULL, reason = NULL, received_day = NULL, decided_day = NULL,
                     bands = NULL, notices = NULL, votes = NULL, waits = false, dossier = NULL,
                     retracted_day = coalesce(known.retracted_day, excluded.retracted_day)
                 RETURNING retracted_day",
                &[&id, &bucket, &today],
            )?;
            Ok(row.get(0))
        })?;
        self.note_erased();
        day_of(retracted, id)
    }

    fn flush_erased(&self) -> Result<bool, StoreError> {
        self.vacuum()
    }

    fn forget_order(&self, today: &Day) -> Result<bool, StoreError> {
        self.lay_anew(today)
    }

    fn standing(&self, record_id: &RecordId) -> Result<Option<Standing>, StoreError> {
        let id = record_id.as_ref();
        self.ask(|session| {
            let Some(row) = session.query_opt(
                "SELECT state, reason, first_release, last_release FROM records WHERE record_id = $1",
                &[&id],
            )?
            else {
                return Ok(None);
            };
            let releases = match (row.get::<_, Option<i32>>(2), row.get::<_, Option<i32>>(3)) {
                (Some(first), Some(last)) => session
                    .query(
                        "SELECT number FROM releases WHERE number BETWEEN $1 AND $2 ORDER BY number",
                        &[&first, &last],
                    )?
                    .iter()
                    .map(|row| row.get::<_, i32>(0).unsigned_abs())
                    .collect(),
                _ => vec![],
            };
            Ok(Some(Standing {
                state: state_of(row.get(0), id)?,
                reason: row.get(1),
                releases,
            }))
        })
    }

    fn stored(&self, record_id: &RecordId) -> Result<Option<Stored>, StoreError> {
        let raw = self.ask(|session| {
            let row = session.query_opt(
                "SELECT record_id, state, received_day, envelope FROM records
                 WHERE record_id = $1 AND envelope IS NOT NULL",
                &[&record_id.as_ref()],
            )?;
            Ok(row.as_ref().map(raw_record))
        })?;
        raw.map(parsed).transpose()
    }

    fn some(
        &self,
        states: &[PoolState],
        after: Option<&RecordId>,
        at_most: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let states: Vec<&str> = states.iter().copied().map(name_of).collect();
        let raws = self.ask(|session| {
            let rows = session.query(
                "SELECT record_id, state, received_day, envelope FROM records
                 WHERE state = ANY($1) AND record_id > $2 AND envelope IS NOT NULL
                 ORDER BY record_id LIMIT $3",
                &[&states, &after.map_or("", AsRef::as_ref), &i64::from(at_most)],
            )?;
            Ok(rows.iter().map(raw_record).collect::<Vec<_>>())
        })?;
        raws.into_iter().map(parsed).collect()
    }

    fn retractions(&self, after: u64) -> Result<RetractionList, StoreError> {
        if self.ask(without_cursor)? {
            self.transact(number)?;
        }
        let after_row = i64::try_from(after).unwrap_or(i64::MAX);
        let rows: Vec<(i64, String, String)> = self.ask(|session| {
            let rows = session.query(
                "SELECT cursor, record_id, retracted_day FROM records
                 WHERE cursor IS NOT NULL AND cursor > $1 ORDER BY cursor LIMIT $2",
                &[&after_row, &i64::from(RETRACTIONS_AT_ONCE)],
            )?;
            Ok(rows
                .iter()
                .map(|row| (row.get(0), row.get(1), row.get(2)))
                .collect())
        })?;
        let mut list = RetractionList {
            retractions: vec![],
            cursor: after,
        };
        for (cursor, id, day) in rows {
            // The numbers have no gaps. One that is missing is being committed by another node of the cluster at this moment: whoever reads
            // on from here will see it.
            if cursor.unsigned_abs() != list.cursor + 1 {
                break;
            }
            let Tombstone { record_id, day } = tombstone(&id, day)?;
            list.retractions.push(RetractionEntry { record_id, day });
            list.cursor = cursor.unsigned_abs();
        }
        Ok(list)
    }

    fn latest_retractions(&self, at_most: u32) -> Result<Vec<Tombstone>, StoreError> {
        let rows = self.ask(|session| {
            session.query(
                "SELECT record_id, retracted_day FROM records WHERE state = 'retracted'
                 ORDER BY retracted_day DESC, record_id LIMIT $1",
                &[&i64::from(at_most)],
            )
        })?;
        rows.iter().map(|row| tombstone(row.get(0), row.get(1))).collect()
    }

    fn taken_back(&self) -> Result<Vec<Tombstone>, StoreError> {
        let rows = self.ask(|session| {
            session.query(
                "SELECT record_id, coalesce(retracted_day, decided_day) FROM records
                 WHERE state = 'retracted' OR (state = 'rejected' AND first_release IS NOT NULL)
                 ORDER BY record_id",
                &[],
            )
        })?;
        rows.iter().map(|row| tombstone(row.get(0), row.get(1))).collect()
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.ask(|session| {
            let mut counts = Counts::default();
            for row in session.query("SELECT state, count(*) FROM records GROUP BY state", &[])? {
                let state = state_of(row.get(0), "of the counts")?;
                *counts.of(state) = row.get::<_, i64>(1).unsigned_abs();
            }
            let of_known = session.query_one(
                "SELECT count(*) FROM records WHERE state = 'retracted' AND content_sha256 IS NOT NULL",
                &[],
            )?;
            counts.retracted = of_known.get::<_, i64>(0).unsigned_abs();
            Ok(counts)
        })
    }
}

impl Postgres {
    /// Lets PostgreSQL use the place of erased rows again. Gives whether nothing is left to do.
    fn vacuum(&self) -> Result<bool, StoreError> {
        use std::sync::atomic::Ordering;
        if !self.erased.swap(false, Ordering::SeqCst) {
            return Ok(true);
        }
        self.once(|session| session.batch("VACUUM records"))
            .inspect_err(|_| self.note_erased())?;
        Ok(true)
    }
}

/// Whether a retraction is not yet in the public list.
fn without_cursor(session: &mut Session) -> Result<bool, Failed> {
    let row = session.query_opt(
        "SELECT 1 FROM records WHERE state = 'retracted' AND cursor IS NULL LIMIT 1",
        &[],
    )?;
    Ok(row.is_some())
}

/// Gives the retractions that have no number the next ones, in the order of their ids: numbers that were drawn while retracting would become
/// visible out of order, and a reader would miss some.
fn number(tx: &mut Session) -> Result<(), Failed> {
    let mut last: i64 = tx
        .query_one("SELECT last FROM feed WHERE one = 1 FOR UPDATE", &[])?
        .get(0);
    let rows = tx.query(
        "SELECT record_id FROM records WHERE state = 'retracted' AND cursor IS NULL ORDER BY record_id LIMIT $1",
        &[&i64::from(RETRACTIONS_AT_ONCE)],
    )?;
    for row in rows {
        last += 1;
        tx.execute(
            "UPDATE records SET cursor = $2 WHERE record_id = $1",
            &[&row.get::<_, &str>(0), &last],
        )?;
    }
    tx.execute("UPDATE feed SET last = $1 WHERE one = 1", &[&last])?;
    Ok(())
}

pub(super) fn raw_record(row: &Row) -> RawRecord {
    (
        row.get(0),
        row.get(1),
        row.get::<_, Option<String>>(2).unwrap_or_default(),
        row.get::<_, Option<Vec<u8>>>(3).unwrap_or_default(),
    )
}
