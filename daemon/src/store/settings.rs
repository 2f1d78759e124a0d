//! Small values that outlive the process, and the paired browsers.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::time::Day;

use super::records::json;
use super::{StoreError, Tx, View};

/// A paired browser. Its key lies among the secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Client {
    /// 32 hexadecimal digits.
    pub id: String,
    pub browser: String,
    pub origin: String,
    pub paired_day: Day,
    pub last_seen_day: Day,
}

/// Notes that backups outside of the data directory, where there are any, hold what is now erased.
pub(super) fn backups_hold_erased(main: &Connection) -> Result<(), StoreError> {
    main.execute(
        "INSERT INTO settings (name, value)
         SELECT 'backups_hold_erased', 'true' WHERE EXISTS (SELECT 1 FROM settings WHERE name = 'backups')
         ON CONFLICT (name) DO NOTHING",
        [],
    )?;
    Ok(())
}

impl View<'_> {
    /// A setting.
    ///
    /// # Errors
    /// When the store fails, or the value is of another type.
    pub fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        let value: Option<String> = self
            .main
            .prepare_cached("SELECT value FROM settings WHERE name = ?1")?
            .query_row(params![name], |row| row.get(0))
            .optional()?;
        value
            .map(|json| serde_json::from_str(&json))
            .transpose()
            .map_err(|_| StoreError::Unusable(format!("the setting {name} cannot be read")))
    }

    /// All paired browsers.
    ///
    /// # Errors
    /// When the store fails.
    pub fn clients(&self) -> Result<Vec<Client>, StoreError> {
        let mut statement = self.main.prepare_cached(
            "SELECT id, browser, origin, paired_day, last_seen_day FROM clients ORDER BY rowid",
        )?;
        let day = |text: String| Day::try_from(text).map_err(|_| rusqlite::Error::InvalidQuery);
        let rows = statement.query_map([], |row| {
            Ok(Client {
                id: row.get(0)?,
                browser: row.get(1)?,
                origin: row.get(2)?,
                paired_day: day(row.get(3)?)?,
                last_seen_day: day(row.get(4)?)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Keeps a setting.
    ///
    /// # Errors
    /// When the store fails.
    pub fn set<T: Serialize>(&self, name: &str, value: &T) -> Result<(), StoreError> {
        self.main
            .prepare_cached(
                "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![name, json(value)])?;
        Ok(())
    }

    /// Forgets a setting.
    ///
    /// # Errors
    /// When the store fails.
    pub fn unset(&self, name: &str) -> Result<(), StoreError> {
        self.main
            .execute("DELETE FROM settings WHERE name = ?1", params![name])?;
        Ok(())
    }

    /// Adds a paired browser and its key.
    ///
    /// # Errors
    /// When the store fails.
    pub fn add_client(&self, client: &Client, key: &[u8; 32]) -> Result<(), StoreError> {
        self.keep_secret(&format!("client:{}", client.id), key)?;
        self.main.execute(
            "INSERT INTO clients (id, browser, origin, paired_day, last_seen_day) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                client.id,
                client.browser,
                client.origin,
                client.paired_day.to_string(),
                client.last_seen_day.to_string()
            ],
        )?;
        Ok(())
    }

    /// Notes that a paired browser was here. Out: whether it is known.
    ///
    /// # Errors
    /// When the store fails.
    pub fn saw_client(&self, id: &str, day: &Day) -> Result<bool, StoreError> {
        let changed = self.main.execute(
            "UPDATE clients SET last_seen_day = ?2 WHERE id = ?1",
            params![id, day.to_string()],
        )?;
        Ok(changed > 0)
    }

    /// Unpairs a browser. Out: whether it was paired.
    ///
    /// # Errors
    /// When the store fails.
    pub fn drop_client(&self, id: &str) -> Result<bool, StoreError> {
        self.drop_secret(&format!("client:{id}"))?;
        Ok(self
            .main
            .execute("DELETE FROM clients WHERE id = ?1", params![id])?
            > 0)
    }
}
