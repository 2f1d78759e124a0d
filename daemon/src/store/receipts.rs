//! The pool's proofs, the pinned pools, and what happened to each record when.

use rusqlite::{OptionalExtension, params};
use shared::api::PoolInfo;
use shared::keys::RecordId;
use shared::time::Timestamp;

use super::outbox::Errand;
use super::records::json;
use super::{StoreError, Tx, View};

impl View<'_> {
    /// The pool that answers at this address, as pinned at first contact.
    ///
    /// # Errors
    /// When the store fails.
    pub fn pinned_pool(&self, url: &str) -> Result<Option<PoolInfo>, StoreError> {
        let row: Option<(String, String, String, Option<String>)> = self
            .main
            .query_row(
                "SELECT pool_id, public_key, name, terms FROM pools WHERE url = ?1",
                params![url],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .optional()?;
        let Some((pool_id, public_key, name, terms)) = row else {
            return Ok(None);
        };
        let damaged = |_| StoreError::Database(rusqlite::Error::InvalidQuery);
        Ok(Some(PoolInfo {
            pool_id: pool_id.parse().map_err(|_| damaged(()))?,
            public_key: public_key.try_into().map_err(|_| damaged(()))?,
            name,
            terms: terms
                .map(|json| serde_json::from_str(&json).map_err(|_| damaged(())))
                .transpose()?,
        }))
    }

    /// Which form of a record the pool has, or gets first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn version_of(&self, id: &RecordId) -> Result<u32, StoreError> {
        let version: Option<u32> = self
            .main
            .prepare_cached("SELECT version FROM versions WHERE record_id = ?1")?
            .query_row(params![id.as_ref()], |row| row.get(0))
            .optional()?;
        Ok(version.unwrap_or(1))
    }

    /// What happened to a record, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn timeline(&self, id: &RecordId) -> Result<Vec<(String, Timestamp)>, StoreError> {
        let mut statement = self
            .main
            .prepare_cached("SELECT event, at FROM timeline WHERE record_id = ?1 ORDER BY at, rowid")?;
        let rows = statement.query_map(params![id.as_ref()], |row| {
            Ok((row.get(0)?, Timestamp(row.get(1)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Pins a pool.
    ///
    /// # Errors
    /// When the store fails.
    pub fn pin_pool(&self, url: &str, pool: &PoolInfo) -> Result<(), StoreError> {
        self.main.execute(
            "INSERT INTO pools (url, pool_id, public_key, name, terms) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (url) DO NOTHING",
            params![
                url,
                pool.pool_id.as_ref(),
                String::from(pool.public_key),
                pool.name,
                pool.terms.as_ref().map(json)
            ],
        )?;
        Ok(())
    }

    /// Keeps a proof.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_receipt(&self, id: &RecordId, errand: Errand, receipt: &str) -> Result<(), StoreError> {
        self.main.execute(
            "INSERT INTO receipts (record_id, verb, receipt) VALUES (?1, ?2, ?3)
             ON CONFLICT (record_id, verb) DO UPDATE SET receipt = excluded.receipt",
            params![id.as_ref(), errand.name(), receipt],
        )?;
        Ok(())
    }

    /// A pool has the next form of a record: the receipt of the former one is put aside.
    ///
    /// # Errors
    /// When the store fails.
    pub fn next_version(&self, id: &RecordId) -> Result<(), StoreError> {
        let had = self.version_of(id)?;
        self.main.execute(
            "UPDATE receipts SET verb = ?2 WHERE record_id = ?1 AND verb = 'donate'",
            params![id.as_ref(), format!("former {had}")],
        )?;
        self.main.execute(
            "INSERT INTO versions (record_id, version) VALUES (?1, ?2)
             ON CONFLICT (record_id) DO UPDATE SET version = excluded.version",
            params![id.as_ref(), had + 1],
        )?;
        Ok(())
    }

    /// Notes what happened to a record.
    ///
    /// # Errors
    /// When the store fails.
    pub fn note(&self, id: &RecordId, event: &str, at: Timestamp) -> Result<(), StoreError> {
        self.main
            .prepare_cached("INSERT INTO timeline (record_id, event, at) VALUES (?1, ?2, ?3)")?
            .execute(params![id.as_ref(), event, at.0])?;
        Ok(())
    }
}
