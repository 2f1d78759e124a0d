//! A pool and its PostgreSQL: starting, keys, versions, commands, and others who write the same rows.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pool::config::{ConfigError, Place, Pool};
use pool::store::{Put, StoreError};
use postgres::{Client, NoTls};
use shared::keys::SecretKey;
use support::cluster::{self, Cluster, PATIENCE};
use support::kills::envelope;
use support::{day, id, key};

fn place(database: &str, dir: &Path) -> Place {
    Place {
        dir: dir.join("data"),
        key: None,
        database: Some(cluster::address(database)),
    }
}

#[test]
fn many_nodes_may_start_at_once_in_an_empty_database() {
    let database = Cluster::shared().database();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| cluster::store(&database));
        }
    });
    assert_eq!(cluster::store(&database).counts().unwrap().received(), 0);
}

#[test]
fn a_node_with_another_key_is_refused_by_the_database_of_a_pool() {
    let database = Cluster::shared().database();
    let dir = tempfile::tempdir().unwrap();
    let place = place(&database, dir.path());
    let without = Pool::open_at(&place);
    assert!(matches!(without, Err(ConfigError::NoPool { .. })));
    let first = Pool::create_at(&place, None, || [1; 32]).unwrap();
    let elsewhere = Place {
        dir: dir.path().join("elsewhere"),
        key: Some(dir.path().join("other.key")),
        ..place.clone()
    };
    assert!(matches!(
        Pool::open_at(&elsewhere),
        Err(ConfigError::NoKey { .. })
    ));
    let Err(refused) = Pool::create_at(&elsewhere, None, || [2; 32]) else {
        panic!("another key is another pool");
    };
    assert!(refused.to_string().contains(first.id.as_ref()), "{refused}");
    let copied = Place {
        key: Some(place.dir.join("pool.key")),
        ..elsewhere
    };
    let second = Pool::open_at(&copied).unwrap();
    assert_eq!(second.id, first.id);
    let put = support::store(
        &second.store,
        &envelope(&SecretKey::from_bytes(&[9; 32]), 1),
        &day(0),
    )
    .unwrap();
    assert_eq!(put, Put::New);
    assert_eq!(first.store.counts().unwrap().received(), 1);
}

#[test]
fn a_database_without_tables_or_with_newer_ones_is_not_used() {
    let cluster = Cluster::shared();
    let database = cluster.database();
    let open = |create| pool::store::Store::connect(&cluster::address(&database), create).map(drop);
    assert!(matches!(open(false), Err(StoreError::NotMade)));
    open(true).unwrap();
    open(false).unwrap();
    cluster.ask(&database, "INSERT INTO tributary.migrations VALUES (9999)");
    for create in [false, true] {
        assert!(matches!(open(create), Err(StoreError::TooNew { version: 9999 })));
    }
}

#[test]
fn a_database_that_is_away_is_said_to_be_and_no_password_is() {
    let started = Instant::now();
    let address = cluster::address("postgres://pool:hunter2@127.0.0.1:1/pool");
    let Err(away) = pool::store::Store::connect(&address, false) else {
        panic!("nobody listens there");
    };
    assert!(matches!(away, StoreError::Away(_)), "{away:?}");
    assert!(!format!("{away} {away:?} {address:?}").contains("hunter2"));
    assert!(started.elapsed() < Duration::from_secs(20), "said at once");
}

/// Runs a command of the program on this database, with the key in a file elsewhere; gives what it prints.
fn pool(database: &str, dir: &Path, arguments: &[&str]) -> Result<String, String> {
    let done = Command::new(env!("CARGO_BIN_EXE_tributary-pool"))
        .args(arguments)
        .env("TRIBUTARY_POOL_DATABASE", database)
        .arg("--key")
        .arg(dir.join("the.key"))
        .env("HOME", dir)
        .env_remove("XDG_DATA_HOME")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap().trim().to_owned();
    match done.status.success() {
        true => Ok(text(done.stdout)),
        false => Err(text(done.stderr)),
    }
}

#[test]
fn every_command_works_on_a_database_with_the_key_elsewhere() {
    let database = Cluster::shared().database();
    let dir = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| pool(&database, dir.path(), arguments);
    let early = run(&["review"]).unwrap_err();
    assert!(early.contains("the.key is not there"), "{early}");
    let made = run(&["init", "--name", "Ours"]).unwrap();
    assert!(made.contains("(Ours) is at "), "{made}");
    assert_eq!(run(&["init"]).unwrap(), made, "again changes nothing");
    let ours = Place {
        key: Some(dir.path().join("the.key")),
        ..place(&database, dir.path())
    };
    let ours = Pool::open_at(&ours).unwrap();
    for counter in 0..3 {
        support::store(&ours.store, &envelope(&key(counter), counter), &day(0)).unwrap();
    }
    let waiting = run(&["review"]).unwrap();
    assert!(waiting.contains("3 records wait"), "{waiting}");
    assert_eq!(run(&["review", "--accept-all"]).unwrap(), "3 records accepted");
    let out = dir.path().join("release");
    let out = out.to_str().unwrap();
    let released = run(&["release", "--out", out]).unwrap();
    assert!(released.contains("of 3 records"), "{released}");
    ours.store.retract(&id(&key(1)), &day(1)).unwrap();
    let released = run(&["release", "--out", out]).unwrap();
    assert!(
        released.contains("of 2 records") && released.contains("1 dropped"),
        "{released}"
    );
    assert!(run(&["card"]).unwrap().contains("Ours"));
    let elsewhere = Command::new(env!("CARGO_BIN_EXE_tributary-pool"))
        .args(["review", "--database", "mysql://x"])
        .output()
        .unwrap();
    assert_eq!(elsewhere.status.code(), Some(2));
}

#[test]
fn a_decision_that_meets_a_deadlock_is_taken_again() {
    let database = Cluster::shared().database();
    let store = cluster::store(&database);
    let mut ids: Vec<_> = (0..2).map(|counter| id(&key(counter))).collect();
    for counter in 0..2 {
        support::store(&store, &envelope(&key(counter), counter), &day(0)).unwrap();
    }
    ids.sort();
    let mut other = Client::connect(&database, NoTls).unwrap();
    // So that it is the pool whom the server sends away.
    other
        .batch_execute("SET deadlock_timeout = '10min'; BEGIN")
        .unwrap();
    let touch = "UPDATE tributary.records SET reason = NULL WHERE record_id = $1";
    other.execute(touch, &[&ids[1].as_ref()]).unwrap();
    std::thread::scope(|scope| {
        let accepting = scope.spawn(|| store.accept(&ids, &day(1)));
        let mut watching = Client::connect(&database, NoTls).unwrap();
        let mut until = |sql: &str| {
            let since = Instant::now();
            while watching.query_opt(sql, &[]).unwrap().is_none() {
                assert!(since.elapsed() < PATIENCE, "never: {sql}");
                std::thread::sleep(Duration::from_millis(10));
            }
        };
        // The decision has the first record and waits for the second.
        until(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() LIMIT 1",
        );
        other.execute(touch, &[&ids[0].as_ref()]).unwrap();
        other.batch_execute("COMMIT").unwrap();
        accepting.join().unwrap().unwrap();
        until("SELECT 1 FROM pg_stat_database WHERE datname = current_database() AND deadlocks > 0");
    });
    assert_eq!(store.counts().unwrap().accepted, 2);
}

#[test]
fn a_database_that_serialises_everything_is_asked_again_until_it_answers() {
    let cluster = Cluster::shared();
    let database = cluster.database();
    drop(cluster::store(&database));
    let strict = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable', \
                  current_database()); END $$";
    cluster.ask(&database, strict);
    let stores = [cluster::store(&database), cluster::store(&database)];
    let new = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for store in stores.iter().chain(&stores) {
            scope.spawn(|| {
                for counter in 0..20 {
                    let put = support::store(store, &envelope(&key(counter), counter), &day(0)).unwrap();
                    new.fetch_add(usize::from(put == Put::New), Ordering::SeqCst);
                    store.retract(&id(&key(counter)), &day(0)).unwrap();
                }
            });
        }
    });
    assert!(new.load(Ordering::SeqCst) <= 20);
    assert_eq!(stores[0].retractions(0).unwrap().retractions.len(), 20);
}
