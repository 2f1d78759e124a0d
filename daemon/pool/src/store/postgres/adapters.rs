//! The site adapters that the pool publishes: in PostgreSQL.

use shared::adapter::{Adapter, AdapterList};
use shared::time::Day;

use super::Postgres;
use super::failed::Failed;
use super::session::Session;
use crate::store::StoreError;
use crate::store::adapters::{Adapters, Changed, changing, listed};

impl Adapters for Postgres {
    fn adapters(&self, today: &Day) -> Result<AdapterList, StoreError> {
        self.transact(|tx| list(tx, today))
    }

    fn publish_adapters(&self, adapters: &[Adapter], today: &Day) -> Result<Changed, StoreError> {
        self.transact(|tx| {
            lock(tx)?;
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
                    "INSERT INTO adapters (site, text) VALUES ($1, $2) ON CONFLICT (site) DO UPDATE SET text = excluded.text",
                    &[&adapter.site, &adapter.text],
                )?;
            }
            Ok(Changed {
                adapters: changed.len(),
                sequence: step(tx, today)?,
            })
        })
    }

    fn withdraw_adapter(&self, site: &str, today: &Day) -> Result<Option<Changed>, StoreError> {
        self.transact(|tx| {
            lock(tx)?;
            if tx.execute("DELETE FROM adapters WHERE site = $1", &[&site])? == 0 {
                return Ok(None);
            }
            Ok(Some(Changed {
                adapters: 1,
                sequence: step(tx, today)?,
            }))
        })
    }
}

/// One maintainer at a time.
fn lock(tx: &mut Session) -> Result<(), Failed> {
    tx.query("SELECT sequence FROM adapter_list WHERE one = 1 FOR UPDATE", &[])?;
    Ok(())
}

fn list(tx: &mut Session, today: &Day) -> Result<AdapterList, Failed> {
    let state = tx.query_one("SELECT sequence, issued FROM adapter_list WHERE one = 1", &[])?;
    let state = state
        .get::<_, Option<String>>(1)
        .map(|issued| (state.get::<_, i64>(0).unsigned_abs(), issued));
    let rows = tx.query("SELECT site, text FROM adapters ORDER BY site", &[])?;
    let rows = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    Ok(listed(state, rows, today)?)
}

/// The next number of the list.
fn step(tx: &mut Session, today: &Day) -> Result<u64, Failed> {
    let row = tx.query_one(
        "UPDATE adapter_list SET sequence = sequence + 1, issued = $1 WHERE one = 1 RETURNING sequence",
        &[&today.to_string()],
    )?;
    Ok(row.get::<_, i64>(0).unsigned_abs())
}
