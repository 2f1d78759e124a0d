//! The pools that the contributor gives to, and which key a record has at which of them.
//!
//! The first pool is the one that `serve --pool` named when something was sent there for the first time; others are added beside it. A
//! record is signed for the first pool with the key that its id comes from, and for any other with a key for that pool only: two pools
//! cannot tell that they have something from the same contributor. Where it was done otherwise, the table `signed` says so.

use rusqlite::{OptionalExtension, params};
use shared::api::PoolInfo;
use shared::consent::{ConsentReceipt, is_known};
use shared::keys::{PoolId, RecordId, SecretKey, Seed};
use shared::pool_terms::TermsNamed;

use super::records::json;
use super::{StoreError, Tx, View};
use crate::hold::State;

const FIRST: &str = "first_pool";
const NOT_FIRST: &str = "not_first_pools";
const DEFAULT: &str = "default_pool";

/// A pool that the contributor gives to.
#[derive(Clone, Debug)]
pub struct Known {
    pub url: String,
    /// As pinned; nothing before the first contact.
    pub pool: Option<PoolInfo>,
    /// What was agreed to with it.
    pub consent: Option<ConsentReceipt>,
    /// The one that `serve --pool` names.
    pub home: bool,
    /// Where records go unless another is chosen.
    pub default: bool,
}

impl Known {
    /// Whether it has consent terms of its own.
    #[must_use]
    pub fn own_terms(&self) -> Option<&TermsNamed> {
        self.pool.as_ref()?.terms.as_ref()
    }

    /// What was agreed to with it, where that is what it asks for: nothing goes to a pool on terms that it has replaced. Older terms of the
    /// project stay good, as they do everywhere.
    #[must_use]
    pub fn agreed(&self) -> Option<&ConsentReceipt> {
        self.consent.as_ref().filter(|receipt| match self.own_terms() {
            Some(named) => named.names(&receipt.terms_id, &receipt.terms_sha256),
            None => is_known(&receipt.terms_id, &receipt.terms_sha256),
        })
    }
}

impl View<'_> {
    /// All pools that the contributor gives to, the first one first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn pools(&self) -> Result<Vec<Known>, StoreError> {
        let home: Option<String> = self.setting("pool_url")?;
        let mut all = Vec::new();
        if let Some(url) = &home {
            all.push(Known {
                url: url.clone(),
                pool: self.pinned_pool(url)?,
                consent: self.consent_at_home(url)?,
                home: true,
                default: false,
            });
        }
        let mut statement = self
            .main
            .prepare_cached("SELECT url, consent FROM pools WHERE added = 1 ORDER BY rowid")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
        })?;
        for row in rows {
            let (url, consent) = row?;
            if home.as_ref() == Some(&url) {
                continue;
            }
            let consent = consent.map(|json| serde_json::from_str(&json)).transpose();
            all.push(Known {
                pool: self.pinned_pool(&url)?,
                consent: consent.map_err(|_| rusqlite::Error::InvalidQuery)?,
                url,
                home: false,
                default: false,
            });
        }
        let chosen: Option<String> = self.setting(DEFAULT)?;
        let default = all
            .iter()
            .position(|known| chosen.as_ref() == Some(&known.url))
            .unwrap_or(0);
        if let Some(known) = all.get_mut(default) {
            known.default = true;
        }
        Ok(all)
    }

    /// What was agreed to with the first pool: in general, unless it has terms of its own.
    fn consent_at_home(&self, url: &str) -> Result<Option<ConsentReceipt>, StoreError> {
        if self.pinned_pool(url)?.is_none_or(|pool| pool.terms.is_none()) {
            return self.setting("consent");
        }
        let consent: Option<String> = self
            .main
            .query_row("SELECT consent FROM pools WHERE url = ?1", params![url], |row| {
                row.get(0)
            })
            .optional()?
            .flatten();
        let consent = consent.map(|json| serde_json::from_str(&json)).transpose();
        Ok(consent.map_err(|_| rusqlite::Error::InvalidQuery)?)
    }

    /// Whether a record has a key for this pool only.
    fn has_own_key(&self, id: &RecordId, pool: &PoolId) -> Result<bool, StoreError> {
        let said: Option<bool> = self
            .main
            .prepare_cached("SELECT own FROM signed WHERE record_id = ?1 AND pool_id = ?2")?
            .query_row(params![id.as_ref(), pool.as_ref()], |row| row.get(0))
            .optional()?;
        if let Some(own) = said {
            return Ok(own);
        }
        Ok(match self.setting::<PoolId>(FIRST)? {
            Some(first) => first != *pool,
            None => self.is_not_first(pool)?,
        })
    }

    /// Whether a pool is not the first, while nothing was sent to that one.
    fn is_not_first(&self, pool: &PoolId) -> Result<bool, StoreError> {
        let others: Vec<PoolId> = self.setting(NOT_FIRST)?.unwrap_or_default();
        let home: Option<String> = self.setting("pool_url")?;
        let home = home.map(|url| self.pinned_pool(&url)).transpose()?.flatten();
        Ok(others.contains(pool) || home.is_none_or(|home| home.pool_id != *pool))
    }

    /// The key of a record at a pool.
    ///
    /// # Errors
    /// When the store fails.
    pub fn key_at(
        &self,
        seed: &Seed,
        id: &RecordId,
        counter: u64,
        pool: &PoolId,
    ) -> Result<SecretKey, StoreError> {
        Ok(if self.has_own_key(id, pool)? {
            seed.record_key_at(counter, pool)
        } else {
            seed.record_key(counter)
        })
    }

    /// What a record is called at a pool.
    ///
    /// # Errors
    /// When the store fails.
    pub fn id_at(&self, id: &RecordId, pool: &PoolId) -> Result<RecordId, StoreError> {
        if !self.has_own_key(id, pool)? {
            return Ok(id.clone());
        }
        let (Some(row), Some(seed)) = (self.record(id)?, self.secret("seed")?) else {
            return Ok(id.clone());
        };
        Ok(RecordId::of(
            &Seed(seed).record_key_at(row.counter, pool).public(),
        ))
    }

    /// The pool to which nothing but the usual keys was ever given.
    ///
    /// # Errors
    /// When the store fails.
    pub fn first_pool(&self) -> Result<Option<PoolId>, StoreError> {
        self.setting(FIRST)
    }

    /// How many records a pool has, or may have, that were not taken back.
    ///
    /// # Errors
    /// When the store fails.
    pub fn given_to(&self, url: &str) -> Result<u64, StoreError> {
        let count: i64 = self.main.query_row(
            "SELECT count(*) FROM records WHERE pool_url = ?1 AND (state = 'donated' OR (state = 'queued' AND sent = 1))",
            params![url],
            |row| row.get(0),
        )?;
        Ok(count.unsigned_abs())
    }

    /// The address at which a pool with this id is known.
    ///
    /// # Errors
    /// When the store fails.
    pub fn address_of(&self, pool: &PoolId) -> Result<Option<String>, StoreError> {
        let all = self.pools()?;
        let is = |known: &Known| known.pool.as_ref().is_some_and(|known| known.pool_id == *pool);
        Ok(all.into_iter().find(is).map(|known| known.url))
    }
}

impl Tx<'_> {
    /// Keeps with which key a record leaves for a pool.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_signing(&self, id: &RecordId, pool: &PoolId) -> Result<(), StoreError> {
        if self.first_pool()?.is_none() && !self.is_not_first(pool)? {
            return self.set(FIRST, pool);
        }
        if self.has_own_key(id, pool)? {
            self.keep_own_key(id, pool)?;
        }
        Ok(())
    }

    /// Notes that a record has a key for this pool only.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_own_key(&self, id: &RecordId, pool: &PoolId) -> Result<(), StoreError> {
        self.main.execute(
            "INSERT INTO signed (record_id, pool_id, own) VALUES (?1, ?2, 1) ON CONFLICT DO NOTHING",
            params![id.as_ref(), pool.as_ref()],
        )?;
        Ok(())
    }

    /// Notes that this is the pool with the usual keys.
    ///
    /// # Errors
    /// When the store fails.
    pub fn set_first_pool(&self, pool: &PoolId) -> Result<(), StoreError> {
        self.set(FIRST, pool)
    }

    /// Notes of a pool that has keys of its own that it is not the one with the usual ones.
    ///
    /// # Errors
    /// When the store fails.
    pub fn first_is_not(&self, pool: &PoolId) -> Result<(), StoreError> {
        let mut others: Vec<PoolId> = self.setting(NOT_FIRST)?.unwrap_or_default();
        if !others.contains(pool) {
            others.push(pool.clone());
        }
        self.set(NOT_FIRST, &others)
    }

    /// Adds a pool, or keeps what was agreed to with one that is known.
    ///
    /// # Errors
    /// When the store fails.
    pub fn add_pool(&self, url: &str, pool: &PoolInfo, consent: &ConsentReceipt) -> Result<(), StoreError> {
        self.pin_pool(url, pool)?;
        self.main.execute(
            "UPDATE pools SET added = 1, consent = ?2 WHERE url = ?1",
            params![url, json(consent)],
        )?;
        Ok(())
    }

    /// Gives nothing more to a pool: what was chosen for it and has not left goes to the default. Its key stays pinned, since retractions may
    /// be on their way.
    ///
    /// # Errors
    /// When the store fails.
    pub fn remove_pool(&self, url: &str) -> Result<(), StoreError> {
        self.main.execute(
            "UPDATE pools SET added = 0, consent = NULL WHERE url = ?1",
            params![url],
        )?;
        self.main.execute(
            "UPDATE records SET pool_url = NULL, consent = NULL
             WHERE pool_url = ?1 AND state IN ('held', 'approved', 'ready', 'queued', 'rejected')",
            params![url],
        )?;
        if self.setting::<String>(DEFAULT)?.as_deref() == Some(url) {
            self.unset(DEFAULT)?;
        }
        Ok(())
    }

    /// Records go to this pool unless another is chosen.
    ///
    /// # Errors
    /// When the store fails.
    pub fn default_pool(&self, url: &str) -> Result<(), StoreError> {
        self.set(DEFAULT, &url)
    }

    /// Nothing is agreed to with any pool any more; with `forget`, only the first one is left.
    ///
    /// # Errors
    /// When the store fails.
    pub fn withdraw_from_pools(&self, forget: bool) -> Result<(), StoreError> {
        self.main.execute("UPDATE pools SET consent = NULL", [])?;
        if forget {
            self.main
                .execute_batch("UPDATE pools SET added = 0; DELETE FROM agreements;")?;
            self.unset(DEFAULT)?;
        }
        Ok(())
    }

    /// Looks at the releases of those pools later whose visit was due and that have nothing of the contributor's.
    ///
    /// # Errors
    /// When the store fails.
    pub fn visit_all_by(&self, due: i64, at: i64) -> Result<(), StoreError> {
        self.main
            .execute("UPDATE pools SET visit = ?2 WHERE visit <= ?1", params![due, at])?;
        Ok(())
    }
}

/// Which of the pools a record goes to, or is at.
#[must_use]
pub fn pool_of<'a>(pools: &'a [Known], row: &super::records::Row) -> Option<&'a Known> {
    let chosen = row.pool_url.as_ref();
    let known = chosen.and_then(|url| pools.iter().find(|known| known.url == *url));
    if known.is_some() || row.hold.state == State::Donated || row.hold.state == State::Queued && row.hold.sent
    {
        return known;
    }
    pools.iter().find(|known| known.default)
}
