//! The site adapters that the pool publishes: in SQLite.

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::adapter::{Adapter, AdapterList};
use shared::time::Day;

use super::Sqlite;
use crate::store::StoreError;
use crate::store::adapters::{Adapters, Changed, changing, listed};

impl Adapters for Sqlite {
    fn adapters(&self, today: &Day) -> Result<AdapterList, StoreError> {
        self.read(|connection| list(connection, today))
    }

    fn publish_adapters(&self, adapters: &[Adapter], today: &Day) -> Result<Changed, StoreError> {
        self.write(|tx| {
            let former = list(tx, today)?;
            let changed = changing(&former, adapters)?;
            if changed.is_empty() {
                return Ok(Changed {
                    adapters: 0,
                    sequence: former.sequence,
                });
            }
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

    fn withdraw_adapter(&self, site: &str, today: &Day) -> Result<Option<Changed>, StoreError> {
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

fn list(connection: &Connection, today: &Day) -> Result<AdapterList, StoreError> {
    let state = connection
        .query_row("SELECT sequence, issued FROM adapter_list", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let rows = connection
        .prepare_cached("SELECT site, text FROM adapters ORDER BY site")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    listed(state, rows, today)
}

/// The next number of the list.
fn step(tx: &Connection, today: &Day) -> Result<u64, StoreError> {
    Ok(tx.query_row(
        "INSERT INTO adapter_list (one, sequence, issued) VALUES (1, 1, ?1)
         ON CONFLICT (one) DO UPDATE SET sequence = sequence + 1, issued = excluded.issued
         RETURNING sequence",
        [today.to_string()],
        |row| row.get(0),
    )?)
}
