//! How rows and bodies of records change.
//!
//! Every write of a body uses a new key, so that older forms of it are gone for good.

use rusqlite::{OptionalExtension, params};
use shared::keys::RecordId;

use super::{Body, Row, Written, json};
use crate::store::keys::KeyId;
use crate::store::{StoreError, Tx};

impl Tx<'_> {
    /// Adds a record.
    ///
    /// # Errors
    /// When the store fails.
    pub fn add_record(&self, row: &Row, body: &Body) -> Result<(), StoreError> {
        self.add_written(row, &body.written())
    }

    /// Adds a record whose body was written before.
    ///
    /// # Errors
    /// When the store fails.
    pub fn add_written(&self, row: &Row, body: &Written) -> Result<(), StoreError> {
        let sealed = self.seal_body(&body.0)?;
        self.insert(row, Some(sealed))
    }

    /// Adds a record whose text is not here.
    ///
    /// # Errors
    /// When the store fails.
    pub fn add_erased(&self, row: &Row) -> Result<(), StoreError> {
        self.insert(row, None)
    }

    fn insert(&self, row: &Row, body: Option<(KeyId, Vec<u8>)>) -> Result<(), StoreError> {
        let (key_id, body) = body.unzip();
        self.main
            .prepare_cached(
                "INSERT INTO records (id, counter, conversation, revision, state, since, hold_window, sent, site, created_day,
                                      updated, turns, reason, supersedes, consent, releases, pool_url, asked, look, key_id, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
            )?
            .execute(params![
                row.id.as_ref(),
                row.counter.cast_signed(),
                row.conversation,
                row.revision.cast_signed(),
                row.hold.state.name(),
                row.hold.since,
                row.hold.window,
                row.hold.sent,
                row.site,
                row.created_day.to_string(),
                row.updated.0,
                row.turns,
                row.reason,
                row.supersedes.as_ref().map(AsRef::as_ref),
                row.consent.as_ref().map(json),
                json(&row.releases),
                row.pool_url,
                row.asked,
                row.look,
                key_id,
                body,
            ])?;
        Ok(())
    }

    /// Writes whatever of a row can change.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_row(&self, row: &Row) -> Result<(), StoreError> {
        let consent = row.consent.as_ref().map(json);
        self.main
            .prepare_cached(
                "UPDATE records
                 SET revision = ?2, state = ?3, since = ?4, hold_window = ?5, sent = ?6, updated = ?7, turns = ?8,
                     reason = ?9, supersedes = ?10, consent = ?11, releases = ?12, pool_url = ?13, asked = ?14, look = ?15
                 WHERE id = ?1",
            )?
            .execute(params![
                row.id.as_ref(),
                row.revision.cast_signed(),
                row.hold.state.name(),
                row.hold.since,
                row.hold.window,
                row.hold.sent,
                row.updated.0,
                row.turns,
                row.reason,
                row.supersedes.as_ref().map(AsRef::as_ref),
                consent,
                json(&row.releases),
                row.pool_url,
                row.asked,
                row.look,
            ])?;
        Ok(())
    }

    /// Seals a body with a new key, in place of the former one, which is erased.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_body(&self, id: &RecordId, body: &Body) -> Result<(), StoreError> {
        self.keep_written(id, &body.written())
    }

    /// As `keep_body`, with a body that was written before.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_written(&self, id: &RecordId, body: &Written) -> Result<(), StoreError> {
        self.erase_body(id)?;
        let (key_id, sealed) = self.seal_body(&body.0)?;
        self.main.execute(
            "UPDATE records SET key_id = ?2, body = ?3 WHERE id = ?1",
            params![id.as_ref(), key_id, sealed],
        )?;
        Ok(())
    }

    /// Erases the text of a record, for good.
    ///
    /// # Errors
    /// When the store fails.
    pub fn erase_body(&self, id: &RecordId) -> Result<(), StoreError> {
        let key_id: Option<Option<KeyId>> = self
            .main
            .query_row(
                "SELECT key_id FROM records WHERE id = ?1",
                params![id.as_ref()],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(Some(key_id)) = key_id {
            self.forget_key(key_id);
            self.main.execute(
                "UPDATE records SET key_id = NULL, body = NULL WHERE id = ?1",
                params![id.as_ref()],
            )?;
        }
        Ok(())
    }

    /// Forgets that a record ever was.
    ///
    /// # Errors
    /// When the store fails.
    pub fn forget_record(&self, id: &RecordId) -> Result<(), StoreError> {
        self.erase_body(id)?;
        for sql in [
            "DELETE FROM timeline WHERE record_id = ?1",
            "DELETE FROM checks WHERE record_id = ?1",
            "DELETE FROM signed WHERE record_id = ?1",
            "DELETE FROM versions WHERE record_id = ?1",
            "DELETE FROM receipts WHERE record_id = ?1",
            "DELETE FROM outbox WHERE record_id = ?1",
            "DELETE FROM records WHERE id = ?1",
        ] {
            self.main.execute(sql, params![id.as_ref()])?;
        }
        Ok(())
    }

    /// Asks about a donated record by this hold time.
    ///
    /// # Errors
    /// When the store fails.
    pub fn ask_by(&self, id: &RecordId, by: i64) -> Result<(), StoreError> {
        self.main.execute(
            "UPDATE records SET asked = ?2 WHERE id = ?1 AND asked > ?2",
            params![id.as_ref(), by],
        )?;
        Ok(())
    }

    /// Lengthens the windows of what is held to at least this.
    ///
    /// # Errors
    /// When the store fails.
    pub fn lengthen_windows(&self, window: i64) -> Result<(), StoreError> {
        self.main.execute(
            "UPDATE records SET hold_window = ?1 WHERE state IN ('held', 'approved') AND hold_window < ?1",
            params![window],
        )?;
        Ok(())
    }
}
