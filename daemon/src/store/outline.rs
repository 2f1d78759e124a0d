//! Many records at a glance: where each stands, without its text, and counts over all of them.
//!
//! In: nothing, or counters. Out: outlines, bodies, counts. What is read here lies before the sealed body in its row, so that
//! looking at many rows does not mean reading many bodies.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{OptionalExtension, params};
use shared::keys::RecordId;

use super::keys::KeyId;
use super::records::Body;
use super::{StoreError, View};
use crate::hold::State;

/// Where a record stands, in the few bytes that many of them may take.
pub struct Outline {
    pub counter: u64,
    /// Changes whenever the body does; nothing once it is erased.
    pub key: Option<KeyId>,
    pub state: State,
    /// Shared by all rows that say the same, as many do.
    pub site: Arc<str>,
    pub day: Arc<str>,
    /// Hold time at which its window ends.
    pub end: i64,
    pub updated: i64,
    pub turns: u32,
}

/// How many records did something on one day.
pub struct Daily {
    pub day: String,
    pub event: String,
    pub records: u64,
}

/// One of the pool's signed proofs.
pub struct Proof {
    pub id: RecordId,
    pub verb: String,
    /// JSON, as the pool signed it.
    pub receipt: String,
}

impl View<'_> {
    /// All records, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn outlines(&self) -> Result<Vec<Outline>, StoreError> {
        let mut statement = self.main.prepare_cached(
            "SELECT counter, key_id, state, site, created_day, since + hold_window, updated, turns
             FROM records ORDER BY counter DESC",
        )?;
        let mut shared: HashMap<String, Arc<str>> = HashMap::new();
        let mut share = |text: &str| {
            if let Some(known) = shared.get(text) {
                return Arc::clone(known);
            }
            let new: Arc<str> = text.into();
            shared.insert(text.to_owned(), Arc::clone(&new));
            new
        };
        let mut text = |row: &rusqlite::Row<'_>, column: usize| -> rusqlite::Result<Arc<str>> {
            let value = row.get_ref(column)?;
            Ok(share(value.as_str().map_err(|_| rusqlite::Error::InvalidQuery)?))
        };
        let rows = statement.query_map([], |row| {
            let state = row.get_ref(2)?;
            let state = state.as_str().map_err(|_| rusqlite::Error::InvalidQuery)?;
            Ok(Outline {
                counter: row.get::<_, i64>(0)?.cast_unsigned(),
                key: row.get(1)?,
                state: State::named(state).ok_or(rusqlite::Error::InvalidQuery)?,
                site: text(row, 3)?,
                day: text(row, 4)?,
                end: row.get(5)?,
                updated: row.get(6)?,
                turns: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The text of the record with this counter, and the key it lies under; nothing once it is erased, or where it cannot be read.
    ///
    /// # Errors
    /// When the store fails.
    pub fn body_of(&self, counter: u64) -> Result<Option<(KeyId, Body)>, StoreError> {
        type Sealed = (Option<KeyId>, Option<Vec<u8>>);
        let sealed: Option<Sealed> = self
            .main
            .prepare_cached("SELECT key_id, body FROM records WHERE counter = ?1")?
            .query_row(params![counter.cast_signed()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let Some((Some(key), Some(body))) = sealed else {
            return Ok(None);
        };
        let plain = self.open_body(&key, &body)?;
        Ok(serde_json::from_slice(&plain).ok().map(|body| (key, body)))
    }

    /// How many records arrived, were donated and were taken back, day by day (UTC), oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn daily(&self) -> Result<Vec<Daily>, StoreError> {
        let mut statement = self.main.prepare_cached(
            "SELECT date(at / 1000, 'unixepoch') AS day, event, count(DISTINCT record_id)
             FROM timeline WHERE event IN ('held', 'donated', 'retracted', 'revoked')
             GROUP BY day, event ORDER BY day",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Daily {
                day: row.get(0)?,
                event: row.get(1)?,
                records: row.get::<_, i64>(2)?.unsigned_abs(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The lists of releases that donated records stand in, each with the number of its records.
    ///
    /// # Errors
    /// When the store fails.
    pub fn released(&self) -> Result<Vec<(Vec<u32>, u64)>, StoreError> {
        let mut statement = self.main.prepare_cached(
            "SELECT releases, count(*) FROM records WHERE state = 'donated' GROUP BY releases",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        let mut released = Vec::new();
        for row in rows {
            let (releases, count) = row?;
            let releases = serde_json::from_str(&releases).map_err(|_| rusqlite::Error::InvalidQuery)?;
            released.push((releases, count.unsigned_abs()));
        }
        Ok(released)
    }

    /// Why records came back, each reason with the number of its records, most frequent first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn reasons(&self) -> Result<Vec<(State, String, u64)>, StoreError> {
        let mut statement = self.main.prepare_cached(
            "SELECT state, reason, count(*) FROM records
             WHERE state IN ('held', 'approved', 'ready', 'rejected', 'donated') AND reason IS NOT NULL
             GROUP BY state, reason ORDER BY count(*) DESC LIMIT 50",
        )?;
        let rows = statement.query_map([], |row| {
            let state: String = row.get(0)?;
            Ok((
                State::named(&state).ok_or(rusqlite::Error::InvalidQuery)?,
                row.get(1)?,
                row.get::<_, i64>(2)?.unsigned_abs(),
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the pool has signed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn proofs(&self) -> Result<Vec<Proof>, StoreError> {
        let mut statement = self
            .main
            .prepare_cached("SELECT record_id, verb, receipt FROM receipts ORDER BY rowid")?;
        let rows = statement.query_map([], |row| {
            Ok(Proof {
                id: row
                    .get::<_, String>(0)?
                    .parse()
                    .map_err(|_| rusqlite::Error::InvalidQuery)?,
                verb: row.get(1)?,
                receipt: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
