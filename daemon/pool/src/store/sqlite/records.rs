//! Putting a record, taking it back, asking what became of it: in SQLite.
//!
//! A retraction moves what may stay of a record to the table of tombstones and deletes the rest.

use rusqlite::{Connection, OptionalExtension, Row, params};
use shared::api::{PoolState, RetractionEntry, RetractionList};
use shared::keys::{PoolId, RecordId};
use shared::time::Day;

use super::{PATIENCE, PATIENCE_TO_FLUSH, Sqlite};
use crate::store::records::{RETRACTIONS_AT_ONCE, Records};
use crate::store::rows::{RawRecord, day_of, name_of, parsed, state_of, tombstone};
use crate::store::{Counts, Standing, StoreError, Stored, Tombstone};

/// State, reason, first and last release.
type RawStanding = (String, Option<String>, Option<u32>, Option<u32>);

impl Records for Sqlite {
    fn name(&self) -> Result<Option<String>, StoreError> {
        self.read(|connection| {
            Ok(connection
                .query_row("SELECT value FROM settings WHERE key = 'name'", [], |row| {
                    row.get(0)
                })
                .optional()?)
        })
    }

    fn set_name(&self, name: &str) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO settings (key, value) VALUES ('name', ?1)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                [name],
            )?;
            Ok(())
        })
    }

    fn belongs_to(&self, pool_id: &PoolId) -> Result<String, StoreError> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO settings (key, value) VALUES ('pool_id', ?1) ON CONFLICT (key) DO NOTHING",
                [pool_id.as_ref()],
            )?;
            Ok(
                tx.query_row("SELECT value FROM settings WHERE key = 'pool_id'", [], |row| {
                    row.get(0)
                })?,
            )
        })
    }

    fn retract(&self, record_id: &RecordId, day: &Day) -> Result<Day, StoreError> {
        let id = record_id.as_ref();
        let retracted = self.write(|tx| {
            tx.prepare_cached(
                "INSERT INTO tombstones (record_id, content_sha256, day, first_release, last_release)
                 SELECT ?1, content_sha256, ?2, first_release, last_release
                 FROM (SELECT 1) LEFT JOIN records ON record_id = ?1
                 WHERE true
                 ON CONFLICT (record_id) DO NOTHING",
            )?
            .execute(params![id, day.to_string()])?;
            tx.prepare_cached("DELETE FROM records WHERE record_id = ?1")?
                .execute([id])?;
            let day: String = tx
                .prepare_cached("SELECT day FROM tombstones WHERE record_id = ?1")?
                .query_row([id], |row| row.get(0))?;
            day_of(day, id)
        })?;
        self.flush_mine()?;
        Ok(retracted)
    }

    fn flush_erased(&self) -> Result<bool, StoreError> {
        let busy = self.writer.between(|connection| {
            connection.busy_timeout(PATIENCE_TO_FLUSH)?;
            let busy =
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
            connection.busy_timeout(PATIENCE)?;
            busy
        })?;
        Ok(busy == 0)
    }

    /// Rows are kept in the order of their ids from the first.
    fn forget_order(&self, _: &Day) -> Result<bool, StoreError> {
        Ok(true)
    }

    fn standing(&self, record_id: &RecordId) -> Result<Option<Standing>, StoreError> {
        let id = record_id.as_ref();
        self.read(|connection| {
            let found: Option<RawStanding> = connection
                .prepare_cached(
                    "SELECT state, reason, first_release, last_release FROM records WHERE record_id = ?1
                     UNION ALL
                     SELECT 'retracted', NULL, first_release, last_release FROM tombstones WHERE record_id = ?1",
                )?
                .query_row([id], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })
                .optional()?;
            let Some((state, reason, first, last)) = found else {
                return Ok(None);
            };
            let releases = match (first, last) {
                (Some(first), Some(last)) => connection
                    .prepare_cached("SELECT number FROM releases WHERE number BETWEEN ?1 AND ?2 ORDER BY number")?
                    .query_map([first, last], |row| row.get(0))?
                    .collect::<Result<_, _>>()?,
                _ => vec![],
            };
            Ok(Some(Standing {
                state: state_of(&state, id)?,
                reason,
                releases,
            }))
        })
    }

    fn stored(&self, record_id: &RecordId) -> Result<Option<Stored>, StoreError> {
        let raw = self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT record_id, state, received_day, envelope FROM records JOIN contents USING (record_id)
                     WHERE record_id = ?1",
                )?
                .query_row([record_id.as_ref()], raw_record)
                .optional()?)
        })?;
        raw.map(parsed).transpose()
    }

    fn some(
        &self,
        states: &[PoolState],
        after: Option<&RecordId>,
        at_most: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let wanted = |state| {
            if states.contains(&state) {
                name_of(state)
            } else {
                ""
            }
        };
        let raws = self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT record_id, state, received_day, envelope FROM records JOIN contents USING (record_id)
                     WHERE state IN (?1, ?2, ?3) AND record_id > ?4
                     ORDER BY record_id LIMIT ?5",
                )?
                .query_map(
                    params![
                        wanted(PoolState::Quarantined),
                        wanted(PoolState::Accepted),
                        wanted(PoolState::Released),
                        after.map_or("", AsRef::as_ref),
                        at_most
                    ],
                    raw_record,
                )?
                .collect::<Result<Vec<_>, _>>()?)
        })?;
        raws.into_iter().map(parsed).collect()
    }

    fn retractions(&self, after: u64) -> Result<RetractionList, StoreError> {
        let rows = self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT cursor, record_id, day FROM tombstones WHERE cursor > ?1 ORDER BY cursor LIMIT ?2",
                )?
                .query_map(
                    params![i64::try_from(after).unwrap_or(i64::MAX), RETRACTIONS_AT_ONCE],
                    |row| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?)),
                )?
                .collect::<Result<Vec<(i64, String, String)>, _>>()?)
        })?;
        let cursor = rows.last().map_or(after, |row| row.0.unsigned_abs());
        let retractions = rows
            .into_iter()
            .map(|(_, id, day)| {
                let Tombstone { record_id, day } = tombstone(&id, day)?;
                Ok(RetractionEntry { record_id, day })
            })
            .collect::<Result<_, StoreError>>()?;
        Ok(RetractionList { retractions, cursor })
    }

    fn latest_retractions(&self, at_most: u32) -> Result<Vec<Tombstone>, StoreError> {
        self.read(|connection| {
            tombstones(
                connection,
                "SELECT record_id, day FROM tombstones ORDER BY day DESC, record_id LIMIT ?1",
                at_most,
            )
        })
    }

    fn taken_back(&self) -> Result<Vec<Tombstone>, StoreError> {
        self.read(|connection| {
            tombstones(
                connection,
                "SELECT record_id, day FROM tombstones
                 UNION
                 SELECT record_id, decided_day FROM records WHERE state = 'rejected' AND first_release IS NOT NULL
                 ORDER BY record_id LIMIT ?1",
                u32::MAX,
            )
        })
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.read(|connection| {
            // Each is answered by the index of the states alone.
            let mut counts = Counts::default();
            let mut statement =
                connection.prepare_cached("SELECT state, count(*) FROM records GROUP BY state")?;
            let rows =
                statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?)))?;
            for row in rows {
                let (state, number) = row?;
                *counts.of(state_of(&state, "of the counts")?) = number;
            }
            counts.retracted = connection
                .prepare_cached("SELECT count(*) FROM tombstones WHERE content_sha256 IS NOT NULL")?
                .query_row([], |row| row.get(0))?;
            Ok(counts)
        })
    }
}

fn tombstones(connection: &Connection, sql: &str, at_most: u32) -> Result<Vec<Tombstone>, StoreError> {
    let rows = connection
        .prepare_cached(sql)?
        .query_map([at_most], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(String, String)>, _>>()?;
    rows.into_iter().map(|(id, day)| tombstone(&id, day)).collect()
}

pub(super) fn raw_record(row: &Row<'_>) -> rusqlite::Result<RawRecord> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}
