//! What is known of records beside their content: in PostgreSQL.
//!
//! A record that is new is one statement, and shares it with others that come at the same moment. Only where it is known already its row is locked, read and written.

use postgres::Row;
use shared::api::{PoolState, Verdict};
use shared::envelope::SignedEnvelope;
use shared::keys::RecordId;
use shared::time::Day;

use super::Postgres;
use super::failed::Failed;
use super::session::Session;
use crate::dossier::Dossier;
use crate::store::dossiers::{
    Arrival, Counted, Dossiers, Kept, Known, Move, Step, arrives, fresh, kept, read, verdict_name, voters,
    written,
};
use crate::store::fresh::{Fresh, Outcome};
use crate::store::rows::{damaged, day_of, name_of, state_of};
use crate::store::{Put, StoreError};

impl Dossiers for Postgres {
    fn take(&self, signed: &SignedEnvelope, arrival: &Arrival, day: &Day) -> Result<Put, StoreError> {
        let id = signed.envelope.record_id.as_ref();
        let digest = &signed.envelope.content_sha256;
        let json = &arrival.json;
        let today = day.to_string();
        let bands = arrival.bands.map(|bands| bands.to_bytes());
        if self.is_new(signed, arrival, day)? {
            return Ok(Put::New);
        }
        let put = self.transact(|tx| {
            let row = tx.query_one(
                "SELECT state, content_sha256, received_day, dossier, envelope FROM records
                 WHERE record_id = $1 FOR UPDATE",
                &[&id],
            )?;
            let state = state_of(row.get(0), id)?;
            if state == PoolState::Retracted {
                return Ok(Put::Retracted);
            }
            let known = Known {
                digest: row.get::<_, Option<String>>(1).unwrap_or_default(),
                received_day: day_of(row.get::<_, Option<String>>(2).unwrap_or_default(), id)?,
                state,
                dossier: read(id, row.get::<_, Option<&[u8]>>(3))?,
                envelope: row.get(4),
            };
            let dossier = match arrives(known, signed, arrival)? {
                Step::Nothing(put) => return Ok(put),
                Step::Write(dossier) => dossier,
            };
            let (votes, waits, dossier) = (voters(&dossier), dossier.is_waited_for(), written(&dossier));
            tx.execute(
                "UPDATE records SET state = 'quarantined', content_sha256 = $2, received_day = $3, envelope = $4,
                     bands = $5, notices = $6, votes = $7, waits = $8, dossier = $9, reason = NULL, decided_day = NULL
                 WHERE record_id = $1",
                &[
                    &id,
                    digest,
                    &today,
                    json,
                    &bands,
                    &arrival.notices,
                    &votes,
                    &waits,
                    &dossier,
                ],
            )?;
            Ok(Put::New)
        })?;
        if put == Put::New {
            self.note_erased();
        }
        Ok(put)
    }

    fn dossier(&self, record_id: &RecordId) -> Result<Option<Dossier>, StoreError> {
        let id = record_id.as_ref();
        self.ask(|session| {
            let row = session.query_opt(
                "SELECT dossier FROM records WHERE record_id = $1 AND state <> 'retracted'",
                &[&id],
            )?;
            let dossier = row.map(|row| read(id, row.get::<_, Option<&[u8]>>(0)));
            Ok(dossier.transpose()?)
        })
    }

    fn amend(
        &self,
        record_id: &RecordId,
        day: &Day,
        work: &mut dyn FnMut(PoolState, &mut Dossier) -> Option<Move>,
    ) -> Result<bool, StoreError> {
        let id = record_id.as_ref();
        let today = day.to_string();
        let (found, erased) = self.transact(|tx| {
            let row = tx.query_opt(
                "SELECT state, dossier FROM records WHERE record_id = $1 AND state <> 'retracted' FOR UPDATE",
                &[&id],
            )?;
            let Some(row) = row else {
                return Ok((false, false));
            };
            let mut dossier = read(id, row.get::<_, Option<&[u8]>>(1))?;
            let Some(step) = work(state_of(row.get(0), id)?, &mut dossier) else {
                return Ok((true, false));
            };
            let (votes, waits, dossier) = (voters(&dossier), dossier.is_waited_for(), written(&dossier));
            tx.execute(
                "UPDATE records SET dossier = $2, votes = $3, waits = $4 WHERE record_id = $1",
                &[&id, &dossier, &votes, &waits],
            )?;
            match &step {
                Move::Stay => {}
                Move::Accept => {
                    tx.execute(
                        "UPDATE records SET state = 'accepted', decided_day = $2 WHERE record_id = $1",
                        &[&id, &today],
                    )?;
                }
                Move::Reject { reason } => {
                    tx.execute(
                        "UPDATE records SET state = 'rejected', reason = $2, decided_day = $3, envelope = NULL
                         WHERE record_id = $1",
                        &[&id, reason, &today],
                    )?;
                }
            }
            Ok((true, matches!(step, Move::Reject { .. })))
        })?;
        if erased {
            self.note_erased();
        }
        Ok(found)
    }

    fn kept(
        &self,
        states: &[PoolState],
        after: Option<&RecordId>,
        at_most: u32,
    ) -> Result<Vec<Kept>, StoreError> {
        let states: Vec<&str> = states.iter().copied().map(name_of).collect();
        let raws = self.ask(|session| {
            let rows = session.query(
                "SELECT record_id, state, bands, notices, votes FROM records
                 WHERE state = ANY($1) AND record_id > $2 ORDER BY record_id LIMIT $3",
                &[&states, &after.map_or("", AsRef::as_ref), &i64::from(at_most)],
            )?;
            let raw = |row: &Row| (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4));
            Ok(rows.iter().map(raw).collect::<Vec<_>>())
        })?;
        raws.into_iter().map(kept).collect()
    }

    fn objections(&self, at_most: u32) -> Result<Vec<(RecordId, Dossier)>, StoreError> {
        let rows = self.ask(|session| {
            let rows = session.query(
                "SELECT record_id, dossier FROM records WHERE waits ORDER BY record_id LIMIT $1",
                &[&i64::from(at_most)],
            )?;
            let raw = |row: &Row| (row.get(0), row.get(1));
            Ok(rows.iter().map(raw).collect::<Vec<(String, Option<Vec<u8>>)>>())
        })?;
        rows.into_iter()
            .map(|(id, json)| {
                let dossier = read(&id, json.as_deref())?;
                Ok((id.parse().map_err(|_| damaged(&id))?, dossier))
            })
            .collect()
    }

    fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.ask(|session| setting(session, key))
    }

    fn change_setting(
        &self,
        key: &str,
        work: &mut dyn FnMut(Option<String>) -> Option<String>,
    ) -> Result<(), StoreError> {
        self.transact(|tx| {
            // Two who change settings wait for each other.
            tx.query("SELECT pg_advisory_xact_lock(hashtext($1))", &[&key])?;
            if let Some(value) = work(setting(tx, key)?) {
                tx.execute(
                    "INSERT INTO settings (key, value) VALUES ($1, $2)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    &[&key, &value],
                )?;
            }
            Ok(())
        })
    }

    fn count_ruling(&self, day: &Day, verdict: Verdict, code: &str, count: u64) -> Result<(), StoreError> {
        let month = day.month().to_string();
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.once(|session| {
            session.execute(
                "INSERT INTO rulings AS known (month, verdict, code, count) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (month, verdict, code) DO UPDATE SET count = known.count + excluded.count",
                &[&month, &verdict_name(verdict), &code, &count],
            )
        })?;
        Ok(())
    }

    fn rulings(&self) -> Result<Vec<Counted>, StoreError> {
        self.ask(|session| {
            let rows = session.query(
                "SELECT month, verdict, code, count FROM rulings ORDER BY month DESC, verdict, code",
                &[],
            )?;
            let counted = |row: &Row| Counted {
                month: row.get(0),
                verdict: row.get(1),
                code: row.get(2),
                count: row.get::<_, i64>(3).unsigned_abs(),
            };
            Ok(rows.iter().map(counted).collect())
        })
    }
}

impl Postgres {
    /// Writes a record that nobody knows; gives whether that is so.
    fn is_new(&self, signed: &SignedEnvelope, arrival: &Arrival, day: &Day) -> Result<bool, StoreError> {
        if !self.is_cluster {
            match self
                .groups
                .write(fresh(signed, arrival, day), &|rows| self.write_new(rows))
            {
                Outcome::New => return Ok(true),
                Outcome::Known => return Ok(false),
                Outcome::Alone => {}
            }
        }
        let row = fresh(signed, arrival, day);
        let new = self.ask(|session| {
            session.execute(
                "INSERT INTO records (record_id, bucket, state, content_sha256, received_day, envelope, bands, notices, votes, dossier)
                 VALUES ($1, $2, 'quarantined', $3, $4, $5, $6, $7, '', $8)
                 ON CONFLICT (record_id) DO NOTHING",
                &[
                    &row.id,
                    &row.bucket,
                    &row.digest,
                    &row.day,
                    &row.json,
                    &row.bands,
                    &row.notices,
                    &row.dossier,
                ],
            )
        })?;
        Ok(new > 0)
    }

    /// Writes records that nobody knows, in one statement. Gives the ids of those that were new; nothing if it failed.
    fn write_new(&self, rows: &[&Fresh]) -> Option<Vec<String>> {
        let written = self.ask(|session| {
            let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
            let buckets: Vec<i16> = rows.iter().map(|row| row.bucket).collect();
            let digests: Vec<&str> = rows.iter().map(|row| row.digest.as_str()).collect();
            let days: Vec<&str> = rows.iter().map(|row| row.day.as_str()).collect();
            let jsons: Vec<&[u8]> = rows.iter().map(|row| row.json.as_slice()).collect();
            let bands: Vec<Option<&[u8]>> = rows.iter().map(|row| row.bands.as_deref()).collect();
            let notices: Vec<&str> = rows.iter().map(|row| row.notices.as_str()).collect();
            let dossiers: Vec<&[u8]> = rows.iter().map(|row| row.dossier.as_slice()).collect();
            session.query(
                "INSERT INTO records (record_id, bucket, state, content_sha256, received_day, envelope, bands, notices, votes, dossier)
                 SELECT id, bucket, 'quarantined', digest, day, envelope, bands, notices, '', dossier
                 FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::text[], $8::bytea[])
                     AS given (id, bucket, digest, day, envelope, bands, notices, dossier)
                 ON CONFLICT (record_id) DO NOTHING
                 RETURNING record_id",
                &[&ids, &buckets, &digests, &days, &jsons, &bands, &notices, &dossiers],
            )
        });
        Some(written.ok()?.iter().map(|row| row.get(0)).collect())
    }
}

fn setting(session: &mut Session, key: &str) -> Result<Option<String>, Failed> {
    let row = session.query_opt("SELECT value FROM settings WHERE key = $1", &[&key])?;
    Ok(row.map(|row| row.get(0)))
}
