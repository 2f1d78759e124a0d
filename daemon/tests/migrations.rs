//! Data directories of every version that was ever released open in this one, with everything that was in them.
//!
//! A directory of a version is built from the SQL text that made it then, in `tests/released/`, which is only ever added to.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::path::Path;

use daemon::companion::Companion;
use daemon::config::DataDir;
use rusqlite::Connection;

/// Each released layout: of the records, and of the keys.
const RELEASED: [(&str, &str, &str); 1] = [(
    "1",
    include_str!("released/records_1.sql"),
    include_str!("released/keys_1.sql"),
)];

fn build(dir: &Path, records: &str, keys: &str) {
    for (file, sql) in [("tributary.db", records), ("keys.db", keys)] {
        Connection::open(dir.join(file))
            .unwrap()
            .execute_batch(sql)
            .unwrap();
    }
    // The master key of the fixtures: 32 sevens.
    std::fs::write(dir.join("master.key"), [7; 32]).unwrap();
}

#[test]
fn a_data_directory_of_every_released_version_opens_with_everything_in_it() {
    for (version, records, keys) in RELEASED {
        let dir = tempfile::tempdir().unwrap();
        build(dir.path(), records, keys);
        for _again in 0..2 {
            let companion = Companion::open(DataDir(dir.path().to_owned()), common::world(), None)
                .unwrap_or_else(|error| panic!("version {version}: {error}"));
            let (rows, counter) = companion
                .store
                .read(|view| {
                    Ok::<_, daemon::store::StoreError>((view.records(None, None, 10)?, view.last_counter()?))
                })
                .unwrap();
            let states: Vec<&str> = rows.iter().map(|row| row.hold.state.name()).collect();
            assert_eq!(states, ["revoked", "donated", "held"], "version {version}");
            assert_eq!(counter, 9, "version {version}: no counter is used again");
            let body = companion
                .store
                .read(|view| view.body(&rows[2].id))
                .unwrap()
                .unwrap();
            assert_eq!(body.record.messages[0].text, "question 1", "version {version}");
            assert_eq!(
                companion.settings().unwrap().window,
                3_600_000,
                "version {version}"
            );
        }
        let indexes: i64 = Connection::open(dir.path().join("tributary.db"))
            .unwrap()
            .query_row(
                "SELECT count(*) FROM sqlite_schema WHERE name = 'records_by_end'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(indexes, 1, "version {version} has today's layout");
    }
}

#[test]
fn a_data_directory_of_a_newer_version_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let (_, records, keys) = RELEASED[0];
    build(dir.path(), records, keys);
    let path = dir.path().join("tributary.db");
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 999)
        .unwrap();
    let output = common::command(dir.path()).arg("list").output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("newer or another program"), "{message}");
    let version: i64 = Connection::open(&path)
        .unwrap()
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(version, 999);
}
