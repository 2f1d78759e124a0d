//! Rows and bodies of records, as they are read.
//!
//! A row says where a record stands and holds no text. A body holds the text, sealed.
//! They are written in `write`.

mod write; // how they change

use rusqlite::{OptionalExtension, Row as SqlRow, params};
use serde::{Deserialize, Serialize};
use shared::consent::ConsentReceipt;
use shared::edit::Edits;
use shared::keys::RecordId;
use shared::record::Record;
use shared::time::{Day, Timestamp};

use super::{StoreError, View};
use crate::hold::{Hold, State};
use crate::licence::Choice;

/// Where a record stands. No text.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: RecordId,
    pub counter: u64,
    pub conversation: String,
    pub revision: u64,
    pub hold: Hold,
    pub site: String,
    pub created_day: Day,
    pub updated: Timestamp,
    pub turns: u32,
    pub reason: Option<String>,
    pub supersedes: Option<RecordId>,
    pub consent: Option<ConsentReceipt>,
    pub releases: Vec<u32>,
    pub pool_url: Option<String>,
    /// Hold time of the next question to the pool about its status.
    pub asked: i64,
    /// Whether the contributor must look at it before it may leave.
    pub look: bool,
}

/// What is sealed: the record as it would be donated, and what the contributor changed in it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub record: Record,
    #[serde(default)]
    pub edits: Edits,
    /// The record's own terms, where the contributor chose narrower ones than those agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Choice>,
    /// Digest of the record as it came in, to tell whether it comes again.
    pub received: String,
}

/// A body as it is sealed. Leaves nothing in memory.
pub struct Written(zeroize::Zeroizing<Vec<u8>>);

impl Body {
    #[must_use]
    pub fn written(&self) -> Written {
        Written(zeroize::Zeroizing::new(json(self).into_bytes()))
    }
}

const COLUMNS: &str = "id, counter, conversation, revision, state, since, hold_window, sent, site, created_day, updated, turns, reason, supersedes, consent, releases, pool_url, asked, look";

fn parse<T, E>(result: Result<T, E>) -> rusqlite::Result<T> {
    result.map_err(|_| rusqlite::Error::InvalidQuery)
}

fn row(sql: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let state: String = sql.get(4)?;
    let supersedes: Option<String> = sql.get(13)?;
    let consent: Option<String> = sql.get(14)?;
    Ok(Row {
        id: parse(sql.get::<_, String>(0)?.parse())?,
        counter: sql.get::<_, i64>(1)?.cast_unsigned(),
        conversation: sql.get(2)?,
        revision: sql.get::<_, i64>(3)?.cast_unsigned(),
        hold: Hold {
            state: parse(State::named(&state).ok_or(()))?,
            since: sql.get(5)?,
            window: sql.get(6)?,
            sent: sql.get(7)?,
        },
        site: sql.get(8)?,
        created_day: parse(Day::try_from(sql.get::<_, String>(9)?))?,
        updated: Timestamp(sql.get(10)?),
        turns: sql.get(11)?,
        reason: sql.get(12)?,
        supersedes: supersedes.map(|id| parse(id.parse())).transpose()?,
        consent: consent
            .map(|json| parse(serde_json::from_str(&json)))
            .transpose()?,
        releases: parse(serde_json::from_str(&sql.get::<_, String>(15)?))?,
        pool_url: sql.get(16)?,
        asked: sql.get(17)?,
        look: sql.get(18)?,
    })
}

impl View<'_> {
    /// The record with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub fn record(&self, id: &RecordId) -> Result<Option<Row>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM records WHERE id = ?1");
        let mut statement = self.main.prepare_cached(&sql)?;
        Ok(statement.query_row(params![id.as_ref()], row).optional()?)
    }

    /// The record with this counter.
    ///
    /// # Errors
    /// When the store fails.
    pub fn record_of(&self, counter: u64) -> Result<Option<Row>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM records WHERE counter = ?1");
        let mut statement = self.main.prepare_cached(&sql)?;
        Ok(statement
            .query_row(params![counter.cast_signed()], row)
            .optional()?)
    }

    /// The newest record of a conversation.
    ///
    /// # Errors
    /// When the store fails.
    pub fn newest_of(&self, conversation: &str) -> Result<Option<Row>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM records WHERE conversation = ?1 ORDER BY counter DESC LIMIT 1");
        let mut statement = self.main.prepare_cached(&sql)?;
        Ok(statement.query_row(params![conversation], row).optional()?)
    }

    /// Newest first, from below this counter on; of one state, or of all.
    ///
    /// # Errors
    /// When the store fails.
    pub fn records(
        &self,
        state: Option<State>,
        below: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        // Two questions, so that each has its index.
        let of_state = if state.is_some() {
            "state = ?1"
        } else {
            "?1 IS NULL"
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM records
             WHERE {of_state} AND counter < ?2
             ORDER BY counter DESC LIMIT ?3"
        );
        let below = below.map_or(i64::MAX, |counter| i64::try_from(counter).unwrap_or(i64::MAX));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.main.prepare_cached(&sql)?;
        let rows = statement.query_map(params![state.map(State::name), below, limit], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Records in their window, whose window is over by now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn past_their_window(&self, now: i64) -> Result<Vec<Row>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM records
             WHERE state IN ('held', 'approved') AND since + hold_window <= ?1
             ORDER BY counter"
        );
        let mut statement = self.main.prepare_cached(&sql)?;
        let rows = statement.query_map(params![now], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Records that wait for nothing but leave to go by themselves.
    ///
    /// # Errors
    /// When the store fails.
    pub fn ready_to_go(&self) -> Result<Vec<Row>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM records WHERE state = 'ready' AND look = 0 ORDER BY counter");
        let mut statement = self.main.prepare_cached(&sql)?;
        let rows = statement.query_map([], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Donated records about which the pool may be asked now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn to_ask_about(&self, now: i64) -> Result<Vec<Row>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM records WHERE state = 'donated' AND asked <= ?1 ORDER BY asked LIMIT 20"
        );
        let mut statement = self.main.prepare_cached(&sql)?;
        let rows = statement.query_map(params![now], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The hold time of the next question to the pool.
    ///
    /// # Errors
    /// When the store fails.
    pub fn next_question(&self) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT min(asked) FROM records WHERE state = 'donated'";
        Ok(self.main.query_row(sql, [], |row| row.get(0))?)
    }

    /// How many records are in each state.
    ///
    /// # Errors
    /// When the store fails.
    pub fn counts(&self) -> Result<Vec<(State, u64)>, StoreError> {
        let mut statement = self
            .main
            .prepare_cached("SELECT state, count(*) FROM records GROUP BY state")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        let mut counts = Vec::new();
        for row in rows {
            let (state, count) = row?;
            counts.extend(State::named(&state).map(|state| (state, count.unsigned_abs())));
        }
        Ok(counts)
    }

    /// The earliest end of a window after this hold time.
    ///
    /// # Errors
    /// When the store fails.
    pub fn earliest_end(&self, after: i64) -> Result<Option<i64>, StoreError> {
        Ok(self.main.query_row(
            "SELECT min(since + hold_window) FROM records
             WHERE state IN ('held', 'approved') AND since + hold_window > ?1",
            params![after],
            |row| row.get(0),
        )?)
    }

    /// The text of a record; `None` once it is erased.
    ///
    /// # Errors
    /// When the store fails, or the sealed body is damaged.
    pub fn body(&self, id: &RecordId) -> Result<Option<Body>, StoreError> {
        type Sealed = (Option<super::keys::KeyId>, Option<Vec<u8>>);
        let sealed: Option<Sealed> = self
            .main
            .prepare_cached("SELECT key_id, body FROM records WHERE id = ?1")?
            .query_row(params![id.as_ref()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((Some(key_id), Some(body))) = sealed else {
            return Ok(None);
        };
        let plain = self.open_body(&key_id, &body)?;
        serde_json::from_slice(&plain).map(Some).map_err(|_| {
            StoreError::Unusable(format!(
                "record {id} is of a version that this companion cannot read"
            ))
        })
    }
}

pub(super) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value)
        .expect("these types have string keys and finite numbers, which JSON can write")
}
