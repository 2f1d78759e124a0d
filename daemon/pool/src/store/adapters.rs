//! The site adapters that the pool publishes.
//!
//! In: checked adapters. Out: the list of all, with a number that only grows. Deliberately not here: the signature.

use rusqlite::{OptionalExtension, params};
use shared::adapter::{Adapter, AdapterList};
use shared::time::Day;

use super::{Store, StoreError};

/// What publishing did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    pub adapters: usize,
    /// The number of the list that is in force now.
    pub sequence: u64,
}

impl Store {
    /// The list in force; empty before anything was published.
    ///
    /// # Errors
    /// If the database cannot be read, or holds an adapter that this program would not have taken.
    pub fn adapters(&self, today: &Day) -> Result<AdapterList, StoreError> {
        let connection = self.lock();
        let state: Option<(u64, String)> = connection
            .query_row("SELECT sequence, issued FROM adapter_list", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let (sequence, issued) = match state {
            Some((sequence, day)) => (sequence, Day::try_from(day).map_err(|_| damaged("list"))?),
            None => (0, today.clone()),
        };
        let mut statement = connection.prepare_cached("SELECT site, text FROM adapters ORDER BY site")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let mut adapters = vec![];
        for row in rows {
            let (site, text) = row?;
            adapters.push(Adapter::read(&text).map_err(|_| damaged(&site))?);
        }
        Ok(AdapterList {
            sequence,
            issued,
            adapters,
        })
    }

    /// Publishes these adapters beside the others, as one change. What is published already, word for word, changes nothing.
    ///
    /// # Errors
    /// If one has not a higher version than the published one, the list would outgrow its limits, or the database cannot be written.
    pub fn publish_adapters(&self, adapters: &[Adapter], today: &Day) -> Result<Changed, StoreError> {
        let former = self.adapters(today)?;
        let mut next = former.clone();
        let mut changed = vec![];
        for adapter in adapters {
            match next.adapters.iter_mut().find(|known| known.site == adapter.site) {
                Some(known) if known.text == adapter.text => continue,
                Some(known) if known.version >= adapter.version => {
                    return Err(StoreError::NotNewer {
                        site: adapter.site.clone(),
                        published: known.version,
                    });
                }
                Some(known) => *known = adapter.clone(),
                None => next.adapters.push(adapter.clone()),
            }
            changed.push(adapter);
        }
        next.check().map_err(StoreError::Unfit)?;
        if changed.is_empty() {
            return Ok(Changed {
                adapters: 0,
                sequence: former.sequence,
            });
        }
        self.write(|tx| {
            for adapter in &changed {
                tx.execute(
                    "INSERT INTO adapters (site, text) VALUES (?1, ?2) ON CONFLICT (site) DO UPDATE SET text = excluded.text",
                    params![adapter.site, adapter.text],
                )?;
            }
            Ok(Changed {
                adapters: changed.len(),
                sequence: step(tx, today)?,
            })
        })
    }

    /// Takes the adapter of a site out of the list. Nothing if there is none.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn withdraw_adapter(&self, site: &str, today: &Day) -> Result<Option<Changed>, StoreError> {
        self.write(|tx| {
            if tx.execute("DELETE FROM adapters WHERE site = ?1", [site])? == 0 {
                return Ok(None);
            }
            Ok(Some(Changed {
                adapters: 1,
                sequence: step(tx, today)?,
            }))
        })
    }
}

/// The next number of the list.
fn step(tx: &rusqlite::Transaction<'_>, today: &Day) -> Result<u64, StoreError> {
    Ok(tx.query_row(
        "INSERT INTO adapter_list (one, sequence, issued) VALUES (1, 1, ?1)
         ON CONFLICT (one) DO UPDATE SET sequence = sequence + 1, issued = excluded.issued
         RETURNING sequence",
        [today.to_string()],
        |row| row.get(0),
    )?)
}

fn damaged(site: &str) -> StoreError {
    StoreError::DamagedAdapter {
        site: site.to_owned(),
    }
}
