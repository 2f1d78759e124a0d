//! The tables, one step after the other; and where a cluster keeps them.
//!
//! In: a connection whose user may create a schema. Out: the pool's tables in the schema `tributary`.
//! Any number of nodes may start at once: one migrates, the others wait and find it done.

use super::failed::Failed;
use super::session::Session;
use crate::store::StoreError;

/// In order; the version of a database is how many of them it has seen.
const MIGRATIONS: [&str; 5] = [
    include_str!("../migrations/postgres/0001_pool.sql"),
    include_str!("../migrations/postgres/0002_sites.sql"),
    include_str!("../migrations/postgres/0003_claims.sql"),
    include_str!("../migrations/postgres/0004_dossiers.sql"),
    include_str!("../migrations/postgres/0005_intake.sql"),
];
/// Tables with a row per record: a cluster spreads them by `record_id`, all in the same way.
pub const DISTRIBUTED: [&str; 1] = ["records"];
/// Small tables that are read beside those: every node of a cluster has them.
pub const EVERYWHERE: [&str; 6] = [
    "settings",
    "releases",
    "adapters",
    "adapter_list",
    "site_reports",
    "rulings",
];
// What is not named here stays on the node that is asked: `feed` and `claims`, whose rows are locked by those who work together.

/// `TRIP`, as a number: who migrates holds this lock.
const LOCK: i64 = 0x5452_4950;

/// Makes the tables or brings them up to date; on a Citus cluster, spreads those that are not yet spread.
pub(super) fn migrate(session: &mut Session) -> Result<(), Failed> {
    session.batch("BEGIN")?;
    session.query("SELECT pg_advisory_xact_lock($1)", &[&LOCK])?;
    session.batch(
        "CREATE SCHEMA IF NOT EXISTS tributary;
         CREATE TABLE IF NOT EXISTS tributary.migrations (version integer PRIMARY KEY);",
    )?;
    let version = version(session)?;
    let known = known();
    if version > known {
        return Err(StoreError::TooNew { version }.into());
    }
    for (number, migration) in (1i32..).zip(MIGRATIONS) {
        if i64::from(number) > version {
            session.batch(migration)?;
            session.execute("INSERT INTO migrations (version) VALUES ($1)", &[&number])?;
        }
    }
    spread(session)?;
    session.batch("COMMIT")
}

/// The tables must be there, and of this program's version.
pub(super) fn check(session: &mut Session) -> Result<(), Failed> {
    let made: bool = session
        .query_one("SELECT to_regclass('tributary.migrations') IS NOT NULL", &[])?
        .get(0);
    if !made {
        return Err(StoreError::NotMade.into());
    }
    let version = version(session)?;
    match version.cmp(&known()) {
        std::cmp::Ordering::Less => Err(StoreError::TooOld { version }.into()),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(StoreError::TooNew { version }.into()),
    }
}

fn version(session: &mut Session) -> Result<i64, Failed> {
    let version: i32 = session
        .query_one("SELECT coalesce(max(version), 0) FROM tributary.migrations", &[])?
        .get(0);
    Ok(i64::from(version))
}

fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).expect("a handful of migrations")
}

/// Whether the database can spread tables over a cluster; then `migrate` has done so.
pub(super) fn is_cluster(session: &mut Session) -> Result<bool, Failed> {
    let citus = session.query_opt("SELECT 1 FROM pg_extension WHERE extname = 'citus'", &[])?;
    Ok(citus.is_some())
}

fn spread(session: &mut Session) -> Result<(), Failed> {
    if !is_cluster(session)? {
        return Ok(());
    }
    let tables = DISTRIBUTED
        .iter()
        .map(|table| {
            (
                table,
                "SELECT create_distributed_table($1::text::regclass, 'record_id')",
            )
        })
        .chain(
            EVERYWHERE
                .iter()
                .map(|table| (table, "SELECT create_reference_table($1::text::regclass)")),
        );
    for (table, statement) in tables {
        let table = format!("tributary.{table}");
        let placed = session.query_opt(
            "SELECT 1 FROM pg_dist_partition WHERE logicalrelid = $1::text::regclass",
            &[&table],
        )?;
        if placed.is_none() {
            session.query(statement, &[&table])?;
        }
    }
    Ok(())
}
