//! Consent terms that pools have of their own: which are in force, and every text that was agreed to.
//!
//! A text that was agreed to stays when the pool goes, so that it can be read then, too; only erasing everything erases it.

use rusqlite::params;
use shared::consent::ConsentReceipt;
use shared::pool_terms::TermsNamed;

use super::records::json;
use super::{StoreError, Tx, View};

/// Terms of a pool's own that were agreed to once.
#[derive(Clone, Debug)]
pub struct Agreement {
    pub url: String,
    pub receipt: ConsentReceipt,
    /// As it was shown.
    pub text: String,
}

impl View<'_> {
    /// All terms of pools' own that were agreed to, with these pools or former ones.
    ///
    /// # Errors
    /// When the store fails.
    pub fn agreements(&self) -> Result<Vec<Agreement>, StoreError> {
        let mut statement = self
            .main
            .prepare_cached("SELECT pool_url, receipt, text FROM agreements ORDER BY rowid")?;
        let rows = statement.query_map([], |row| {
            let receipt: String = row.get(1)?;
            Ok(Agreement {
                url: row.get(0)?,
                receipt: serde_json::from_str(&receipt).map_err(|_| rusqlite::Error::InvalidQuery)?,
                text: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Keeps which terms of its own a pool has in force; none: the project's.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_terms(&self, url: &str, terms: Option<&TermsNamed>) -> Result<(), StoreError> {
        self.main.execute(
            "UPDATE pools SET terms = ?2 WHERE url = ?1",
            params![url, terms.map(json)],
        )?;
        Ok(())
    }

    /// Keeps what was agreed to with a pool on terms of its own, and the text.
    ///
    /// # Errors
    /// When the store fails.
    pub fn agree_with(&self, agreement: &Agreement) -> Result<(), StoreError> {
        let Agreement { url, receipt, text } = agreement;
        self.main.execute(
            "UPDATE pools SET consent = ?2 WHERE url = ?1",
            params![url, json(receipt)],
        )?;
        self.main.execute(
            "INSERT INTO agreements (pool_url, terms_sha256, receipt, text) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (pool_url, terms_sha256) DO UPDATE SET receipt = excluded.receipt",
            params![url, receipt.terms_sha256, json(receipt), text],
        )?;
        Ok(())
    }

    /// Nothing is agreed to with a pool any more.
    ///
    /// # Errors
    /// When the store fails.
    pub fn withdraw_from(&self, url: &str) -> Result<(), StoreError> {
        self.main
            .execute("UPDATE pools SET consent = NULL WHERE url = ?1", params![url])?;
        Ok(())
    }

    /// What waits for a pool is tried again at once.
    ///
    /// # Errors
    /// When the store fails.
    pub fn send_soon(&self, url: &str, now: i64) -> Result<(), StoreError> {
        let is_default = self
            .pools()?
            .iter()
            .any(|known| known.default && known.url == url);
        self.main.execute(
            "UPDATE outbox SET due = ?2, attempts = 0 WHERE verb = 'donate' AND record_id IN
             (SELECT id FROM records WHERE pool_url = ?1 OR (?3 AND pool_url IS NULL AND state = 'queued'))",
            params![url, now, is_default],
        )?;
        Ok(())
    }
}
