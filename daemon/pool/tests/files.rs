//! What is left in the files of a pool on SQLite.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use shared::api::RecordStatus;
use support::{TestPool, day, files, holds, id, key};

#[test]
fn erased_text_is_in_no_file_of_the_data_directory() {
    let pool = TestPool::start();
    let canary = "canary-e5f1-".repeat(3000);
    pool.put(&pool.envelope(&key(1), &canary));
    pool.put(&pool.envelope(&key(2), "canary-stays"));
    let holding = |needle| {
        files(&pool.dir.path().join("data"))
            .iter()
            .filter(|(_, bytes)| holds(bytes, needle))
            .count()
    };
    assert!(holding("canary-e5f1") > 0);
    pool.delete(&key(1));
    assert_eq!(holding("canary-e5f1"), 0);
    pool.pool.store.reject(&[id(&key(2))], "spam", &day(0)).unwrap();
    assert_eq!(holding("canary-stays"), 0);
    let standing = pool.get(&format!("/v1/records/{}/status", id(&key(2))));
    let status: RecordStatus = serde_json::from_str(&standing.body).unwrap();
    assert_eq!(status.reason.as_deref(), Some("spam"));
}

#[test]
fn a_reader_in_another_process_delays_erasing_but_does_not_prevent_it() {
    let pool = TestPool::start();
    let database = pool.dir.path().join("data/pool.db");
    pool.put(&pool.envelope(&key(1), "canary-read"));
    let reader = rusqlite::Connection::open(&database).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM contents;")
        .unwrap();
    assert_eq!(pool.delete(&key(1)).status, 200);
    assert!(!pool.pool.store.flush_erased().unwrap());
    reader.execute_batch("COMMIT").unwrap();
    assert!(pool.pool.store.flush_erased().unwrap());
    let data = files(&pool.dir.path().join("data"));
    assert!(!data.iter().any(|(_, bytes)| holds(bytes, "canary-read")));
}
