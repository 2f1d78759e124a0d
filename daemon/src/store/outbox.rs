//! What is on its way to the pool: donations and retractions, until the pool has proven that it has them.

use rusqlite::{OptionalExtension, Row as SqlRow, params};
use shared::keys::RecordId;
use shared::time::Day;

use super::{StoreError, Tx, View};

/// What is to be told to the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    Donate,
    Retract,
}

impl Errand {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Donate => "donate",
            Self::Retract => "retract",
        }
    }
}

/// One errand.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub record_id: RecordId,
    pub errand: Errand,
    /// Hold time of the next attempt.
    pub due: i64,
    pub attempts: u32,
    pub queued_day: Day,
}

const COLUMNS: &str = "record_id, verb, due, attempts, queued_day";

fn outgoing(sql: &SqlRow<'_>) -> rusqlite::Result<Outgoing> {
    let id: String = sql.get(0)?;
    let verb: String = sql.get(1)?;
    let day: String = sql.get(4)?;
    Ok(Outgoing {
        record_id: id.parse().map_err(|_| rusqlite::Error::InvalidQuery)?,
        errand: if verb == "donate" {
            Errand::Donate
        } else {
            Errand::Retract
        },
        due: sql.get(2)?,
        attempts: sql.get(3)?,
        queued_day: Day::try_from(day).map_err(|_| rusqlite::Error::InvalidQuery)?,
    })
}

impl View<'_> {
    /// What is to be done now; retractions first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn outgoing_due(&self, now: i64) -> Result<Option<Outgoing>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM outbox WHERE due <= ?1 ORDER BY verb = 'donate', due LIMIT 1");
        Ok(self.main.query_row(&sql, params![now], outgoing).optional()?)
    }

    /// What is on its way for this record.
    ///
    /// # Errors
    /// When the store fails.
    pub fn outgoing_of(&self, id: &RecordId) -> Result<Option<Outgoing>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM outbox WHERE record_id = ?1");
        Ok(self
            .main
            .query_row(&sql, params![id.as_ref()], outgoing)
            .optional()?)
    }

    /// Whether the pool has still to be told that this record is taken back.
    ///
    /// # Errors
    /// When the store fails.
    pub fn retraction_waits(&self, id: &RecordId) -> Result<bool, StoreError> {
        Ok(self
            .main
            .prepare_cached("SELECT 1 FROM outbox WHERE record_id = ?1 AND verb = 'retract'")?
            .exists(params![id.as_ref()])?)
    }

    /// The hold time of the next errand.
    ///
    /// # Errors
    /// When the store fails.
    pub fn next_errand(&self) -> Result<Option<i64>, StoreError> {
        Ok(self
            .main
            .query_row("SELECT min(due) FROM outbox", [], |row| row.get(0))?)
    }

    /// How many errands wait: donations, retractions.
    ///
    /// # Errors
    /// When the store fails.
    pub fn errands(&self) -> Result<(u64, u64), StoreError> {
        let count = |verb: &str| -> Result<u64, StoreError> {
            let count: i64 = self.main.query_row(
                "SELECT count(*) FROM outbox WHERE verb = ?1",
                params![verb],
                |row| row.get(0),
            )?;
            Ok(count.unsigned_abs())
        };
        Ok((count("donate")?, count("retract")?))
    }
}

impl Tx<'_> {
    /// Puts an errand into the outbox; a retraction takes the place of a donation.
    ///
    /// # Errors
    /// When the store fails.
    pub fn send_out(&self, outgoing: &Outgoing) -> Result<(), StoreError> {
        self.main.execute(
            "INSERT INTO outbox (record_id, verb, due, attempts, queued_day) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (record_id) DO UPDATE
             SET verb = excluded.verb, due = excluded.due, attempts = excluded.attempts, queued_day = excluded.queued_day",
            params![
                outgoing.record_id.as_ref(),
                outgoing.errand.name(),
                outgoing.due,
                outgoing.attempts,
                outgoing.queued_day.to_string()
            ],
        )?;
        Ok(())
    }

    /// Makes due what was under way when the companion ended: whether it arrived is unknown, and asking again is harmless.
    ///
    /// # Errors
    /// When the store fails.
    pub fn resume(&self, now: i64) -> Result<(), StoreError> {
        self.main.execute(
            "UPDATE outbox SET due = ?1
             WHERE due > ?1 AND (verb = 'retract' OR record_id IN (SELECT id FROM records WHERE sent = 1))",
            params![now],
        )?;
        Ok(())
    }

    /// Takes an errand out of the outbox.
    ///
    /// # Errors
    /// When the store fails.
    pub fn recall(&self, id: &RecordId, errand: Errand) -> Result<(), StoreError> {
        self.main.execute(
            "DELETE FROM outbox WHERE record_id = ?1 AND verb = ?2",
            params![id.as_ref(), errand.name()],
        )?;
        Ok(())
    }

    /// Moves the next attempt of an errand.
    ///
    /// # Errors
    /// When the store fails.
    pub fn put_off(&self, id: &RecordId, errand: Errand, due: i64) -> Result<(), StoreError> {
        self.main.execute(
            "UPDATE outbox SET due = ?3 WHERE record_id = ?1 AND verb = ?2",
            params![id.as_ref(), errand.name(), due],
        )?;
        Ok(())
    }
}
