//! The pool's memory in one SQLite file.
//!
//! In: one call per purpose. Out: the answer, after commit. Several processes may use the same file at the
//! same time: readers never block, writers wait for each other.
//! Retracted and rejected content is overwritten in the file and flushed out of the write-ahead log at once.

use std::path::Path;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use shared::api::{PoolState, RetractionEntry, RetractionList};
use shared::envelope::SignedEnvelope;
use shared::keys::RecordId;
use shared::time::Day;

use super::{Counts, Published, Put, Release, Standing, StoreError, Stored, Tombstone};

const MIGRATIONS: [&str; 2] = [
    include_str!("migrations/0001_pool.sql"),
    include_str!("migrations/0002_sites.sql"),
];
/// `TRIP`: tells this file from other programs' databases.
const APPLICATION_ID: i64 = 0x5452_4950;
/// How long a writer waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long emptying the log waits for readers; it can be done later.
const PATIENCE_TO_FLUSH: Duration = Duration::from_millis(500);
/// Entries in one answer of the public list of retractions.
const RETRACTIONS_AT_ONCE: u32 = 1000;

/// A pool's database.
pub struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    /// Opens the database, creating or migrating it as needed.
    ///
    /// # Errors
    /// If the file cannot be used, or a newer program wrote it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA trusted_schema = OFF;
             PRAGMA cell_size_check = ON;",
        )?;
        migrate(&mut connection)?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    /// The pool's name, if it was given one.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn name(&self) -> Result<Option<String>, StoreError> {
        let name = self
            .lock()
            .query_row("SELECT value FROM settings WHERE key = 'name'", [], |row| {
                row.get(0)
            })
            .optional()?;
        Ok(name)
    }

    /// Gives the pool a name.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn set_name(&self, name: &str) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO settings (key, value) VALUES ('name', ?1)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [name],
        )?;
        Ok(())
    }

    /// Puts a verified record into quarantine, unless it is known or was taken back.
    ///
    /// # Errors
    /// If the database cannot be written; nothing is stored then.
    pub fn put(&self, signed: &SignedEnvelope, day: &Day) -> Result<Put, StoreError> {
        let id = signed.envelope.record_id.as_ref();
        let digest = &signed.envelope.content_sha256;
        let json = serde_json::to_vec(signed).map_err(|_| damaged(id))?;
        self.write(|tx| {
            if exists(tx, "SELECT 1 FROM tombstones WHERE record_id = ?1", id)? {
                return Ok(Put::Retracted);
            }
            let known: Option<(String, String)> = tx
                .query_row(
                    "SELECT content_sha256, received_day FROM records WHERE record_id = ?1",
                    [id],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?;
            if let Some((known_digest, received_day)) = known {
                return Ok(if &known_digest == digest {
                    Put::Same {
                        received_day: day_of(received_day, id)?,
                    }
                } else {
                    Put::Other
                });
            }
            tx.execute(
                "INSERT INTO records (record_id, content_sha256, state, received_day)
                 VALUES (?1, ?2, 'quarantined', ?3)",
                params![id, digest, day.to_string()],
            )?;
            tx.execute(
                "INSERT INTO contents (record_id, envelope) VALUES (?1, ?2)",
                params![id, json],
            )?;
            Ok(Put::New)
        })
    }

    /// Erases a record, known or not, and blocks its return. Gives the day of its first retraction.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn retract(&self, record_id: &RecordId, day: &Day) -> Result<Day, StoreError> {
        let id = record_id.as_ref();
        let retracted = self.write(|tx| {
            tx.execute(
                "INSERT INTO tombstones (record_id, content_sha256, day, first_release, last_release)
                 SELECT ?1, content_sha256, ?2, first_release, last_release
                 FROM (SELECT 1) LEFT JOIN records ON record_id = ?1
                 WHERE true
                 ON CONFLICT (record_id) DO NOTHING",
                params![id, day.to_string()],
            )?;
            tx.execute("DELETE FROM records WHERE record_id = ?1", [id])?;
            let day: String =
                tx.query_row("SELECT day FROM tombstones WHERE record_id = ?1", [id], |row| {
                    row.get(0)
                })?;
            day_of(day, id)
        })?;
        self.flush_erased()?;
        Ok(retracted)
    }

    /// Empties the write-ahead log, so that erased content is in no file. Gives whether it is empty: another
    /// process that is reading may keep it, and then this must be called again.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn flush_erased(&self) -> Result<bool, StoreError> {
        let connection = self.lock();
        connection.busy_timeout(PATIENCE_TO_FLUSH)?;
        let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        connection.busy_timeout(PATIENCE)?;
        let busy = busy?;
        Ok(busy == 0)
    }

    /// What is known of one id; `None` if nothing.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn standing(&self, record_id: &RecordId) -> Result<Option<Standing>, StoreError> {
        let connection = self.lock();
        let id = record_id.as_ref();
        let found: Option<RawStanding> = connection
            .query_row(
                "SELECT state, reason, first_release, last_release FROM records WHERE record_id = ?1
                 UNION ALL
                 SELECT 'retracted', NULL, first_release, last_release FROM tombstones WHERE record_id = ?1",
                [id],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .optional()?;
        let Some((state, reason, first, last)) = found else {
            return Ok(None);
        };
        let releases = match (first, last) {
            (Some(first), Some(last)) => connection
                .prepare("SELECT number FROM releases WHERE number BETWEEN ?1 AND ?2 ORDER BY number")?
                .query_map([first, last], |row| row.get(0))?
                .collect::<Result<_, _>>()?,
            _ => vec![],
        };
        Ok(Some(Standing {
            state: state_of(&state, id)?,
            reason,
            releases,
        }))
    }

    /// One record with its content; `None` if it has none.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn stored(&self, record_id: &RecordId) -> Result<Option<Stored>, StoreError> {
        let raw = self
            .lock()
            .query_row(
                "SELECT record_id, state, received_day, envelope FROM records JOIN contents USING (record_id)
                 WHERE record_id = ?1",
                [record_id.as_ref()],
                raw_record,
            )
            .optional()?;
        raw.map(parsed).transpose()
    }

    /// Some records in one of these states, with ids after `after`, in the order of their ids.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn some(
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
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT record_id, state, received_day, envelope FROM records JOIN contents USING (record_id)
             WHERE state IN (?1, ?2, ?3) AND record_id > ?4
             ORDER BY record_id LIMIT ?5",
        )?;
        let raws = statement
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
            .collect::<Result<Vec<_>, _>>()?;
        raws.into_iter().map(parsed).collect()
    }

    /// Accepts these records; all of them or, if one is not in quarantine, none.
    ///
    /// # Errors
    /// If one does not wait, or the database cannot be written.
    pub fn accept(&self, ids: &[RecordId], day: &Day) -> Result<(), StoreError> {
        self.write(|tx| {
            for id in ids {
                let changed = tx.execute(
                    "UPDATE records SET state = 'accepted', decided_day = ?2
                     WHERE record_id = ?1 AND state = 'quarantined'",
                    params![id.as_ref(), day.to_string()],
                )?;
                if changed == 0 {
                    return Err(StoreError::NotWaiting {
                        record_id: id.clone(),
                    });
                }
            }
            Ok(())
        })
    }

    /// Accepts whatever waits at this moment and says how many. One statement, so a retraction beside it cannot get in its way.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn accept_all(&self, day: &Day) -> Result<usize, StoreError> {
        self.write(|tx| {
            Ok(tx.execute(
                "UPDATE records SET state = 'accepted', decided_day = ?1 WHERE state = 'quarantined'",
                params![day.to_string()],
            )?)
        })
    }

    /// Rejects these records, also accepted and released ones, and erases their content; all or none.
    ///
    /// # Errors
    /// If one is unknown or rejected already, or the database cannot be written.
    pub fn reject(&self, ids: &[RecordId], reason: &str, day: &Day) -> Result<(), StoreError> {
        self.write(|tx| {
            for id in ids {
                let changed = tx.execute(
                    "UPDATE records SET state = 'rejected', reason = ?2, decided_day = ?3
                     WHERE record_id = ?1 AND state <> 'rejected'",
                    params![id.as_ref(), reason, day.to_string()],
                )?;
                if changed == 0 {
                    return Err(StoreError::NotWaiting {
                        record_id: id.clone(),
                    });
                }
                tx.execute("DELETE FROM contents WHERE record_id = ?1", [id.as_ref()])?;
            }
            Ok(())
        })?;
        self.flush_erased()?;
        Ok(())
    }

    /// The public list of retractions after a cursor.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn retractions(&self, after: u64) -> Result<RetractionList, StoreError> {
        let connection = self.lock();
        let rows = connection
            .prepare_cached(
                "SELECT cursor, record_id, day FROM tombstones WHERE cursor > ?1 ORDER BY cursor LIMIT ?2",
            )?
            .query_map(
                params![i64::try_from(after).unwrap_or(i64::MAX), RETRACTIONS_AT_ONCE],
                |row| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?)),
            )?
            .collect::<Result<Vec<(i64, String, String)>, _>>()?;
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

    /// The latest retractions, newest day first, for people to read.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn latest_retractions(&self, at_most: u32) -> Result<Vec<Tombstone>, StoreError> {
        self.tombstones(
            "SELECT record_id, day FROM tombstones ORDER BY day DESC, record_id LIMIT ?1",
            at_most,
        )
    }

    /// Everything that a consumer must remove: what contributors took back, and what the pool took out again
    /// after it was released; by id.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn taken_back(&self) -> Result<Vec<Tombstone>, StoreError> {
        self.tombstones(
            "SELECT record_id, day FROM tombstones
             UNION
             SELECT record_id, decided_day FROM records WHERE state = 'rejected' AND first_release IS NOT NULL
             ORDER BY record_id LIMIT ?1",
            u32::MAX,
        )
    }

    fn tombstones(&self, sql: &str, at_most: u32) -> Result<Vec<Tombstone>, StoreError> {
        let connection = self.lock();
        let rows = connection
            .prepare_cached(sql)?
            .query_map([at_most], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<Vec<(String, String)>, _>>()?;
        rows.into_iter().map(|(id, day)| tombstone(&id, day)).collect()
    }

    /// How many records are in which state.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let counts = self.lock().query_row(
            "SELECT count(*) FILTER (WHERE state = 'quarantined'),
                    count(*) FILTER (WHERE state = 'accepted'),
                    count(*) FILTER (WHERE state = 'rejected'),
                    count(*) FILTER (WHERE state = 'released'),
                    (SELECT count(*) FROM tombstones WHERE content_sha256 IS NOT NULL)
             FROM records",
            [],
            |row| {
                Ok(Counts {
                    quarantined: row.get(0)?,
                    accepted: row.get(1)?,
                    rejected: row.get(2)?,
                    released: row.get(3)?,
                    retracted: row.get(4)?,
                })
            },
        )?;
        Ok(counts)
    }

    /// All releases, newest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn releases(&self) -> Result<Vec<Release>, StoreError> {
        let connection = self.lock();
        let rows = connection
            .prepare_cached("SELECT number, day, rows, dropped, path FROM releases ORDER BY number DESC")?
            .query_map([], |row| {
                Ok((
                    row.get(0)?,
                    row.get::<_, String>(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                ))
            })?
            .collect::<Result<Vec<(u32, String, u64, u64, String)>, _>>()?;
        rows.into_iter()
            .map(|(number, day, rows, dropped, path)| {
                Ok(Release {
                    number,
                    day: day_of(day, "of a release")?,
                    rows,
                    dropped,
                    path,
                })
            })
            .collect()
    }

    /// Makes these records part of a release, if every one of them may still be published; `place` puts the
    /// release where readers find it, inside the same transaction.
    ///
    /// # Errors
    /// If the database cannot be written or `place` fails; the records then stay as they were.
    pub fn publish(
        &self,
        release: &Release,
        ids: &[RecordId],
        place: impl FnOnce() -> std::io::Result<()>,
    ) -> Result<Published, StoreError> {
        let mut connection = self.lock();
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for id in ids {
            let changed = tx
                .prepare_cached(
                    "UPDATE records
                     SET state = 'released', first_release = coalesce(first_release, ?2), last_release = ?2
                     WHERE record_id = ?1 AND state IN ('accepted', 'released')",
                )?
                .execute(params![id.as_ref(), release.number])?;
            if changed == 0 {
                return Ok(Published::RecordsChanged);
            }
        }
        tx.execute(
            "INSERT INTO releases (number, day, rows, dropped, path) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                release.number,
                release.day.to_string(),
                release.rows,
                release.dropped,
                release.path
            ],
        )?;
        place().map_err(StoreError::Publish)?;
        tx.commit()?;
        Ok(Published::Done)
    }

    /// One transaction with one purpose; an error leaves everything as it was.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut connection = self.lock();
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// A panic while the lock was held has rolled its transaction back, so the connection is good.
    pub(super) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(MIGRATIONS.len()).expect("a handful of migrations");
    if version > known {
        return Err(StoreError::TooNew { version });
    }
    for migration in MIGRATIONS.iter().skip(usize::try_from(version).unwrap_or(0)) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(())
}

fn exists(tx: &Transaction<'_>, sql: &str, id: &str) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached(sql)?.exists([id])?)
}

/// State, reason, first and last release.
type RawStanding = (String, Option<String>, Option<u32>, Option<u32>);
/// Id, state, day of arrival, envelope.
pub(super) type RawRecord = (String, String, String, Vec<u8>);

pub(super) fn raw_record(row: &Row<'_>) -> rusqlite::Result<RawRecord> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

pub(super) fn parsed((id, state, day, envelope): RawRecord) -> Result<Stored, StoreError> {
    Ok(Stored {
        state: state_of(&state, &id)?,
        received_day: day_of(day, &id)?,
        signed: serde_json::from_slice(&envelope).map_err(|_| damaged(&id))?,
    })
}

fn tombstone(id: &str, day: String) -> Result<Tombstone, StoreError> {
    Ok(Tombstone {
        day: day_of(day, id)?,
        record_id: id.parse().map_err(|_| damaged(id))?,
    })
}

pub(super) fn day_of(day: String, id: &str) -> Result<Day, StoreError> {
    Day::try_from(day).map_err(|_| damaged(id))
}

pub(super) fn damaged(id: &str) -> StoreError {
    StoreError::Damaged {
        record_id: id.to_owned(),
    }
}

fn name_of(state: PoolState) -> &'static str {
    match state {
        PoolState::Quarantined => "quarantined",
        PoolState::Accepted => "accepted",
        PoolState::Rejected => "rejected",
        PoolState::Released => "released",
        PoolState::Retracted => "retracted",
    }
}

pub(super) fn state_of(name: &str, id: &str) -> Result<PoolState, StoreError> {
    [
        PoolState::Quarantined,
        PoolState::Accepted,
        PoolState::Rejected,
        PoolState::Released,
        PoolState::Retracted,
    ]
    .into_iter()
    .find(|&state| name_of(state) == name)
    .ok_or_else(|| damaged(id))
}
