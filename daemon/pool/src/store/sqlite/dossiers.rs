//! What is known of records beside their content: in SQLite.

use rusqlite::{Connection, OptionalExtension, Row, params};
use shared::api::{PoolState, Verdict};
use shared::envelope::SignedEnvelope;
use shared::keys::RecordId;
use shared::time::Day;

use super::Sqlite;
use crate::dossier::Dossier;
use crate::near::Bands;
use crate::store::dossiers::{
    Arrival, Counted, Dossiers, Kept, Known, Move, RawKept, Step, arrives, fresh, kept, read, verdict_name,
    voters, written,
};
use crate::store::fresh::{Fresh, Outcome};
use crate::store::records::Records as _;
use crate::store::rows::{damaged, day_of, name_of, state_of};
use crate::store::{Put, StoreError};

impl Dossiers for Sqlite {
    fn take(&self, signed: &SignedEnvelope, arrival: &Arrival, day: &Day) -> Result<Put, StoreError> {
        let id = signed.envelope.record_id.as_ref();
        let written_anew = self
            .groups
            .write(fresh(signed, arrival, day), &|rows| self.write_new(rows).ok());
        if written_anew == Outcome::New {
            return Ok(Put::New);
        }
        let (put, replaced) = self.write(|tx| {
            if written_anew == Outcome::Alone && write_one(tx, &fresh(signed, arrival, day))? {
                return Ok((Put::New, false));
            }
            let Some(known) = known(tx, id)? else {
                // Nothing of it is here but what a retraction leaves.
                return Ok((Put::Retracted, false));
            };
            let dossier = match arrives(known, signed, arrival)? {
                Step::Nothing(put) => return Ok((put, false)),
                Step::Write(dossier) => dossier,
            };
            tx.prepare_cached(
                "UPDATE records SET content_sha256 = ?2, state = 'quarantined', received_day = ?3, bands = ?4, notices = ?5,
                     votes = ?6, waits = ?7, dossier = ?8, reason = NULL, decided_day = NULL
                 WHERE record_id = ?1",
            )?
            .execute(params![
                id,
                signed.envelope.content_sha256,
                day.to_string(),
                arrival.bands.map(Bands::to_bytes),
                arrival.notices,
                voters(&dossier),
                dossier.is_waited_for(),
                written(&dossier),
            ])?;
            tx.prepare_cached(
                "INSERT INTO contents (record_id, envelope) VALUES (?1, ?2)
                 ON CONFLICT (record_id) DO UPDATE SET envelope = excluded.envelope",
            )?
            .execute(params![id, arrival.json])?;
            Ok((Put::New, true))
        })?;
        if replaced {
            // What the former version said is to be in no file.
            self.flush_erased()?;
        }
        Ok(put)
    }

    fn dossier(&self, record_id: &RecordId) -> Result<Option<Dossier>, StoreError> {
        let id = record_id.as_ref();
        self.read(|connection| {
            let json: Option<Option<Vec<u8>>> = connection
                .prepare_cached("SELECT dossier FROM records WHERE record_id = ?1")?
                .query_row([id], |row| row.get(0))
                .optional()?;
            json.map(|json| read(id, json.as_deref())).transpose()
        })
    }

    fn amend(
        &self,
        record_id: &RecordId,
        day: &Day,
        work: &mut dyn FnMut(PoolState, &mut Dossier) -> Option<Move>,
    ) -> Result<bool, StoreError> {
        let id = record_id.as_ref();
        let (found, erased) = self.write(|tx| {
            let row: Option<(String, Option<Vec<u8>>)> = tx
                .prepare_cached("SELECT state, dossier FROM records WHERE record_id = ?1")?
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((state, json)) = row else {
                return Ok((false, false));
            };
            let mut dossier = read(id, json.as_deref())?;
            let Some(step) = work(state_of(&state, id)?, &mut dossier) else {
                return Ok((true, false));
            };
            tx.prepare_cached("UPDATE records SET dossier = ?2, votes = ?3, waits = ?4 WHERE record_id = ?1")?
                .execute(params![
                    id,
                    written(&dossier),
                    voters(&dossier),
                    dossier.is_waited_for()
                ])?;
            match &step {
                Move::Stay => {}
                Move::Accept => {
                    tx.prepare_cached(
                        "UPDATE records SET state = 'accepted', decided_day = ?2 WHERE record_id = ?1",
                    )?
                    .execute(params![id, day.to_string()])?;
                }
                Move::Reject { reason } => {
                    tx.prepare_cached(
                        "UPDATE records SET state = 'rejected', reason = ?2, decided_day = ?3 WHERE record_id = ?1",
                    )?
                    .execute(params![id, reason, day.to_string()])?;
                    tx.prepare_cached("DELETE FROM contents WHERE record_id = ?1")?
                        .execute([id])?;
                }
            }
            Ok((true, matches!(step, Move::Reject { .. })))
        })?;
        if erased {
            self.flush_erased()?;
        }
        Ok(found)
    }

    fn kept(
        &self,
        states: &[PoolState],
        after: Option<&RecordId>,
        at_most: u32,
    ) -> Result<Vec<Kept>, StoreError> {
        let wanted = |state| {
            if states.contains(&state) {
                name_of(state)
            } else {
                ""
            }
        };
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT record_id, state, bands, notices, votes FROM records
                 WHERE state IN (?1, ?2, ?3, ?4) AND record_id > ?5
                 ORDER BY record_id LIMIT ?6",
            )?;
            let rows = statement.query_map(
                params![
                    wanted(PoolState::Quarantined),
                    wanted(PoolState::Accepted),
                    wanted(PoolState::Released),
                    wanted(PoolState::Rejected),
                    after.map_or("", AsRef::as_ref),
                    at_most
                ],
                raw_kept,
            )?;
            rows.map(|row| kept(row?)).collect()
        })
    }

    fn objections(&self, at_most: u32) -> Result<Vec<(RecordId, Dossier)>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT record_id, dossier FROM records WHERE waits = 1 ORDER BY record_id LIMIT ?1",
            )?;
            let rows = statement.query_map([at_most], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.map(|row| {
                let (id, json): (String, Option<Vec<u8>>) = row?;
                let dossier = read(&id, json.as_deref())?;
                Ok((id.parse().map_err(|_| damaged(&id))?, dossier))
            })
            .collect()
        })
    }

    fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|connection| Ok(setting(connection, key)?))
    }

    fn change_setting(
        &self,
        key: &str,
        work: &mut dyn FnMut(Option<String>) -> Option<String>,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            if let Some(value) = work(setting(tx, key)?) {
                tx.execute(
                    "INSERT INTO settings (key, value) VALUES (?1, ?2)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    [key, &value],
                )?;
            }
            Ok(())
        })
    }

    fn count_ruling(&self, day: &Day, verdict: Verdict, code: &str, count: u64) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.prepare_cached(
                "INSERT INTO rulings (month, verdict, code, count) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (month, verdict, code) DO UPDATE SET count = count + excluded.count",
            )?
            .execute(params![
                day.month().to_string(),
                verdict_name(verdict),
                code,
                count
            ])?;
            Ok(())
        })
    }

    fn rulings(&self) -> Result<Vec<Counted>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT month, verdict, code, count FROM rulings ORDER BY month DESC, verdict, code",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(Counted {
                    month: row.get(0)?,
                    verdict: row.get(1)?,
                    code: row.get(2)?,
                    count: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

impl Sqlite {
    /// Writes records of which nothing is known, all of them in one commit. Gives the ids of those that were new.
    fn write_new(&self, rows: &[&Fresh]) -> Result<Vec<String>, StoreError> {
        self.write(|tx| {
            let mut new = vec![];
            for row in rows {
                if write_one(tx, row)? {
                    new.push(row.id.clone());
                }
            }
            Ok(new)
        })
    }
}

/// Writes a record unless it is known or was taken back; gives whether it was written.
fn write_one(tx: &Connection, row: &Fresh) -> Result<bool, StoreError> {
    let new = tx
        .prepare_cached(
            "INSERT INTO records (record_id, content_sha256, state, received_day, bands, notices, votes, dossier)
             SELECT ?1, ?2, 'quarantined', ?3, ?4, ?5, '', ?6
             WHERE NOT EXISTS (SELECT 1 FROM tombstones WHERE record_id = ?1)
             ON CONFLICT (record_id) DO NOTHING",
        )?
        .execute(params![row.id, row.digest, row.day, row.bands, row.notices, row.dossier])?;
    if new > 0 {
        tx.prepare_cached("INSERT INTO contents (record_id, envelope) VALUES (?1, ?2)")?
            .execute(params![row.id, row.json])?;
    }
    Ok(new > 0)
}

fn known(tx: &Connection, id: &str) -> Result<Option<Known>, StoreError> {
    type Raw = (String, String, String, Option<Vec<u8>>, Option<Vec<u8>>);
    let row: Option<Raw> = tx
        .prepare_cached(
            "SELECT content_sha256, received_day, state, dossier, envelope
             FROM records LEFT JOIN contents USING (record_id) WHERE record_id = ?1",
        )?
        .query_row([id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    row.map(|(digest, received_day, state, dossier, envelope)| {
        Ok(Known {
            digest,
            received_day: day_of(received_day, id)?,
            state: state_of(&state, id)?,
            envelope,
            dossier: read(id, dossier.as_deref())?,
        })
    })
    .transpose()
}

fn setting(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT value FROM settings WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()
}

fn raw_kept(row: &Row<'_>) -> rusqlite::Result<RawKept> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}
