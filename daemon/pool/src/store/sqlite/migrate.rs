//! The tables, one step after the other.

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;

/// In order; the version of a database is how many of them it has seen.
const MIGRATIONS: [&str; 5] = [
    include_str!("../migrations/sqlite/0001_pool.sql"),
    include_str!("../migrations/sqlite/0002_sites.sql"),
    include_str!("../migrations/sqlite/0003_claims.sql"),
    include_str!("../migrations/sqlite/0004_dossiers.sql"),
    include_str!("../migrations/sqlite/0005_intake.sql"),
];
/// `TRIP`: tells this file from other programs' databases.
const APPLICATION_ID: i64 = 0x5452_4950;

pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(MIGRATIONS.len()).expect("a handful of migrations");
    if version > known {
        return Err(StoreError::TooNew { version });
    }
    for migration in MIGRATIONS.iter().skip(usize::try_from(version).unwrap_or(0)) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(())
}
