//! What releases say about donated records, and which pools' releases are to be looked at when.

use rusqlite::{OptionalExtension, params};
use serde_json::{Value, json};
use shared::envelope::Receipt;
use shared::keys::RecordId;
use shared::retraction::RetractionReceipt;
use shared::time::Day;

use super::{StoreError, Tx, View};
use crate::proof::{Given, Newest, Outcome};

/// A record whose outcome is open.
pub struct Open {
    pub id: RecordId,
    pub given: Given,
    /// What this release was found to say before, if it was looked at.
    pub known: Option<Outcome>,
}

/// Rows that a pool has, or had: by its address.
const AT_POOL: &str =
    "r.pool_url = ?1 AND (r.state = 'donated' OR (r.sent = 1 AND r.state IN ('retracted', 'revoked')))";

impl View<'_> {
    /// A pool whose newest release is to be looked at by now, where it has something of the contributor's.
    ///
    /// # Errors
    /// When the store fails.
    pub fn pool_to_visit(&self, now: i64) -> Result<Option<String>, StoreError> {
        let sql = format!(
            "SELECT p.url FROM pools p WHERE p.visit <= ?2
             AND EXISTS (SELECT 1 FROM records r WHERE {} LIMIT 1) ORDER BY p.visit LIMIT 1",
            AT_POOL.replace("?1", "p.url")
        );
        let sql = sql.replace("?2", "?1");
        Ok(self
            .main
            .query_row(&sql, params![now], |row| row.get(0))
            .optional()?)
    }

    /// The hold time of the next look at a release.
    ///
    /// # Errors
    /// When the store fails.
    pub fn next_visit(&self) -> Result<Option<i64>, StoreError> {
        Ok(self
            .main
            .query_row("SELECT min(visit) FROM pools", [], |row| row.get(0))?)
    }

    /// The number and the manifest's digest of the newest release of a pool that was believed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn believed(&self, url: &str) -> Result<Option<(u32, String)>, StoreError> {
        let sql = "SELECT release_number, manifest FROM pools WHERE url = ?1 AND manifest IS NOT NULL";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        Ok(self.main.query_row(sql, params![url], read).optional()?)
    }

    /// The records at a pool about which this release has not said everything yet.
    ///
    /// # Errors
    /// When the store fails.
    pub fn open_outcomes(&self, url: &str, release: u32) -> Result<Vec<Open>, StoreError> {
        let sql = format!(
            "SELECT r.id, r.state, r.releases, d.receipt, t.receipt, c.outcome, c.release,
                    (SELECT group_concat(f.receipt, char(10)) FROM receipts f WHERE f.record_id = r.id AND f.verb LIKE 'former %')
             FROM records r
             LEFT JOIN receipts d ON d.record_id = r.id AND d.verb = 'donate'
             LEFT JOIN receipts t ON t.record_id = r.id AND t.verb = 'retract'
             LEFT JOIN checks c ON c.record_id = r.id
             WHERE {AT_POOL} AND (c.release IS NOT ?2 OR c.outcome IN ('absent', 'leaving'))"
        );
        let mut statement = self.main.prepare_cached(&sql)?;
        let rows = statement.query_map(params![url, release], |row| {
            let state: String = row.get(1)?;
            let given = if state == "donated" {
                let former: Option<String> = row.get(7)?;
                Given::Donated {
                    digest: row.get::<_, Option<String>>(3)?.as_deref().and_then(digest),
                    former: former
                        .iter()
                        .flat_map(|all| all.lines())
                        .filter_map(digest)
                        .collect(),
                    releases: serde_json::from_str(&row.get::<_, String>(2)?).unwrap_or_default(),
                }
            } else {
                let receipt: Option<String> = row.get(4)?;
                let receipt: Option<RetractionReceipt> =
                    receipt.and_then(|json| serde_json::from_str(&json).ok());
                Given::TakenBack {
                    confirmed: receipt.map(|receipt| receipt.retracted_day),
                }
            };
            let of_this = row.get::<_, Option<u32>>(6)? == Some(release);
            let known: Option<String> = row.get(5)?;
            Ok(Open {
                id: row
                    .get::<_, String>(0)?
                    .parse()
                    .map_err(|_| rusqlite::Error::InvalidQuery)?,
                given,
                known: known.filter(|_| of_this).and_then(|name| Outcome::named(&name)),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the newest release says about a record.
    ///
    /// # Errors
    /// When the store fails.
    pub fn check_of(&self, id: &RecordId) -> Result<Option<Value>, StoreError> {
        let sql = "SELECT outcome, release, day FROM checks WHERE record_id = ?1";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(json!({
                "outcome": row.get::<_, String>(0)?,
                "release": row.get::<_, u32>(1)?,
                "day": row.get::<_, String>(2)?,
            }))
        };
        let mut statement = self.main.prepare_cached(sql)?;
        Ok(statement.query_row(params![id.as_ref()], read).optional()?)
    }

    /// For each pool with records of the contributor's: its newest release, whether it is believed, and how many records have which outcome.
    ///
    /// # Errors
    /// When the store fails.
    pub fn releases_checked(&self) -> Result<Vec<Value>, StoreError> {
        let mut pools = self.main.prepare_cached(
            "SELECT url, name, release_number, release_day, doubt FROM pools
             WHERE release_number IS NOT NULL OR doubt IS NOT NULL ORDER BY rowid",
        )?;
        let rows = pools.query_map([], |row| {
            Ok(json!({
                "pool": row.get::<_, String>(0)?,
                "name": row.get::<_, String>(1)?,
                "release": row.get::<_, Option<u32>>(2)?,
                "day": row.get::<_, Option<String>>(3)?,
                "doubt": row.get::<_, Option<String>>(4)?,
            }))
        })?;
        let mut all: Vec<Value> = rows.collect::<Result<_, _>>()?;
        let mut counted = self.main.prepare_cached(
            "SELECT c.outcome, count(*), min(c.record_id) FROM checks c JOIN records r ON r.id = c.record_id
             WHERE r.pool_url = ?1 GROUP BY c.outcome",
        )?;
        for pool in &mut all {
            let url = pool["pool"].as_str().unwrap_or_default().to_owned();
            let rows = counted.query_map(params![url], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, String>(2)?,
                ))
            })?;
            let (mut outcomes, mut breaches) = (serde_json::Map::new(), Vec::new());
            for row in rows {
                let (outcome, count, example) = row?;
                if Outcome::named(&outcome).is_some_and(Outcome::is_breach) {
                    breaches.push(json!({"outcome": outcome, "records": count, "record_id": example}));
                }
                outcomes.insert(outcome, json!(count));
            }
            pool["outcomes"] = Value::Object(outcomes);
            pool["breaches"] = json!(breaches);
        }
        Ok(all)
    }
}

fn digest(receipt: &str) -> Option<String> {
    let receipt: Receipt = serde_json::from_str(receipt).ok()?;
    Some(receipt.content_sha256)
}

impl Tx<'_> {
    /// Looks at a pool's releases again at this hold time; `doubt` is why what it shows now is not believed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn visit_again(&self, url: &str, at: i64) -> Result<(), StoreError> {
        self.main
            .execute("UPDATE pools SET visit = ?2 WHERE url = ?1", params![url, at])?;
        Ok(())
    }

    /// Keeps why what a pool shows is not believed, or that it is.
    ///
    /// # Errors
    /// When the store fails.
    pub fn doubt(&self, url: &str, doubt: Option<&str>) -> Result<(), StoreError> {
        self.main
            .execute("UPDATE pools SET doubt = ?2 WHERE url = ?1", params![url, doubt])?;
        Ok(())
    }

    /// Keeps which release is the newest of a pool.
    ///
    /// # Errors
    /// When the store fails.
    pub fn believe(&self, url: &str, newest: &Newest) -> Result<(), StoreError> {
        self.main.execute(
            "UPDATE pools SET release_number = ?2, release_day = ?3, manifest = ?4 WHERE url = ?1",
            params![url, newest.number, newest.day.to_string(), newest.digest],
        )?;
        Ok(())
    }

    /// Keeps what a release says about a record. Out: whether it said something else before, or nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_check(
        &self,
        id: &RecordId,
        outcome: Outcome,
        release: u32,
        day: &Day,
    ) -> Result<bool, StoreError> {
        let before: Option<String> = self
            .main
            .prepare_cached("SELECT outcome FROM checks WHERE record_id = ?1")?
            .query_row(params![id.as_ref()], |row| row.get(0))
            .optional()?;
        self.main
            .prepare_cached(
                "INSERT INTO checks (record_id, outcome, release, day) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (record_id) DO UPDATE SET outcome = excluded.outcome, release = excluded.release, day = excluded.day",
            )?
            .execute(params![id.as_ref(), outcome.name(), release, day.to_string()])?;
        Ok(before.as_deref() != Some(outcome.name()))
    }

    /// Has the newest release looked at anew for a record that changed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn forget_check(&self, id: &RecordId) -> Result<(), StoreError> {
        self.main
            .prepare_cached("DELETE FROM checks WHERE record_id = ?1")?
            .execute(params![id.as_ref()])?;
        Ok(())
    }
}
