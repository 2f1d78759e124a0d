//! What a pool has acknowledged stays so, whatever is killed or stopped: the pool itself, or its database.

#![allow(clippy::unwrap_used, reason = "these are tests")]
#![allow(
    clippy::print_stdout,
    reason = "acceptance on a cluster says what it measured"
)]

mod support;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pool::config::Place;
use pool::http::limits::Limits;
use pool::http::rate::{Loopback, Rate};
use pool::store::Put;
use shared::retraction::Retraction;
use shared::time::Timestamp;
use support::cluster::{self, Cluster, PATIENCE};
use support::kills::{self, envelope, pool_id, send};
use support::{TestPool, day, id, key};

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tributary-pool"))
}

fn place(database: &str, dir: &Path) -> Place {
    Place {
        dir: dir.join("data"),
        key: None,
        database: Some(cluster::address(database)),
    }
}

/// A node of the pool with this database.
fn node(database: &str) -> TestPool {
    let dir = tempfile::tempdir().unwrap();
    let place = place(database, dir.path());
    TestPool::start_at(&place, dir, Rate::new(1, Loopback::Free), Limits::default())
}

#[test]
fn a_pool_that_is_killed_fifty_times_loses_nothing_and_brings_nothing_back() {
    let report = kills::rounds(program(), None, 50);
    assert!(report.received > 100 && report.retracted > 30, "{report:?}");
    assert!(report.cut > 0, "nobody was interrupted: {report:?}");
}

#[test]
fn a_pool_on_postgresql_that_is_killed_loses_nothing_and_brings_nothing_back() {
    let report = kills::rounds(program(), Some(&Cluster::shared().database()), 25);
    assert!(report.received > 50 && report.retracted > 15, "{report:?}");
    assert!(report.cut > 0, "nobody was interrupted: {report:?}");
}

#[test]
fn a_database_that_stops_and_starts_under_load_loses_nothing_that_was_acknowledged() {
    let cluster = Cluster::start();
    let database = cluster.database();
    let nodes = [node(&database), node(&database)];
    let given: Mutex<Vec<u64>> = Mutex::default();
    let taken_back: Mutex<Vec<u64>> = Mutex::default();
    let refused = AtomicUsize::new(0);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for contributor in 0..4 {
            let (nodes, given, taken_back, refused, done) = (&nodes, &given, &taken_back, &refused, &done);
            scope.spawn(move || {
                for counter in (contributor..).step_by(4) {
                    let address = nodes[usize::try_from(contributor % 2).unwrap()].address;
                    // Asks until it is answered, as a companion does.
                    let until_answered = |method, path: &str, body: &[u8]| loop {
                        match send(address, method, path, body).expect("the pool itself answers") {
                            (503, _) => {
                                refused.fetch_add(1, Ordering::SeqCst);
                                std::thread::sleep(Duration::from_millis(20));
                            }
                            answered => return answered,
                        }
                    };
                    let key = key(counter);
                    let path = format!("/v1/records/{}", id(&key));
                    let body = serde_json::to_vec(&envelope(&key, counter)).unwrap();
                    let (status, answer) = until_answered("PUT", &path, &body);
                    assert!(matches!(status, 200 | 201), "{status} {answer}");
                    given.lock().unwrap().push(counter);
                    if counter % 5 == 0 {
                        let body = serde_json::to_vec(&Retraction::sign(&key, &pool_id())).unwrap();
                        let (status, answer) = until_answered("DELETE", &path, &body);
                        assert_eq!(status, 200, "{answer}");
                        taken_back.lock().unwrap().push(counter);
                    }
                    if done.load(Ordering::SeqCst) {
                        return;
                    }
                }
            });
        }
        let until = |reached: &dyn Fn() -> bool| {
            let since = Instant::now();
            while !reached() {
                assert!(since.elapsed() < PATIENCE, "it does not go on");
                std::thread::sleep(Duration::from_millis(2));
            }
        };
        for _ in 0..3 {
            let before = given.lock().unwrap().len();
            until(&|| given.lock().unwrap().len() >= before + 20);
            let before = refused.load(Ordering::SeqCst);
            cluster.stop();
            until(&|| refused.load(Ordering::SeqCst) >= before + 8);
            cluster.go();
        }
        let before = given.lock().unwrap().len();
        until(&|| given.lock().unwrap().len() >= before + 20);
        done.store(true, Ordering::SeqCst);
    });
    let (given, taken_back) = (given.into_inner().unwrap(), taken_back.into_inner().unwrap());
    let store = &nodes[0].pool.store;
    for counter in &given {
        let stored = store.stored(&id(&key(*counter))).unwrap();
        assert_eq!(stored.is_none(), taken_back.contains(counter), "record {counter}");
    }
    let counts = store.counts().unwrap();
    assert_eq!(counts.received(), given.len() as u64, "nothing is doubled");
    assert_eq!(counts.retracted, taken_back.len() as u64);
}

#[test]
fn two_nodes_that_are_asked_about_the_same_records_at_once_agree() {
    let database = Cluster::shared().database();
    let stores = [cluster::store(&database), cluster::store(&database)];
    let new = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for store in &stores {
            scope.spawn(|| {
                for counter in 0..60 {
                    match support::store(store, &envelope(&key(counter), counter), &day(0)).unwrap() {
                        Put::New => _ = new.fetch_add(1, Ordering::SeqCst),
                        Put::Same { .. } | Put::Retracted => {}
                        Put::Other => panic!("they are the same"),
                    }
                }
            });
            scope.spawn(|| {
                for counter in (0..60).rev().step_by(2) {
                    store.retract(&id(&key(counter)), &day(0)).unwrap();
                }
            });
        }
    });
    assert!(new.load(Ordering::SeqCst) <= 60, "each is new once at most");
    for counter in 0..60 {
        let stored = stores[0].stored(&id(&key(counter))).unwrap();
        assert_eq!(stored.is_none(), counter % 2 == 1, "record {counter}");
    }
    let ids = |store: &pool::store::Store| {
        let list = store.retractions(0).unwrap();
        list.retractions
            .into_iter()
            .map(|entry| entry.record_id)
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&stores[0]), ids(&stores[1]));
    assert_eq!(ids(&stores[0]).len(), 30);
}

#[test]
fn a_reader_of_the_list_misses_nothing_while_two_nodes_take_back() {
    let database = Cluster::shared().database();
    let stores = [cluster::store(&database), cluster::store(&database)];
    let done = AtomicUsize::new(0);
    let read = std::thread::scope(|scope| {
        for (half, store) in (0u64..).zip(&stores) {
            let done = &done;
            scope.spawn(move || {
                for counter in 0..100 {
                    store.retract(&id(&key(half * 100 + counter)), &day(0)).unwrap();
                }
                done.fetch_add(1, Ordering::SeqCst);
            });
        }
        let mut read = vec![];
        let mut cursor = 0;
        loop {
            let finished = done.load(Ordering::SeqCst) == 2;
            let list = stores[1].retractions(cursor).unwrap();
            cursor = list.cursor;
            let nothing = list.retractions.is_empty();
            read.extend(list.retractions.into_iter().map(|entry| entry.record_id));
            if finished && nothing {
                break read;
            }
        }
    });
    let mut read = read;
    read.sort();
    let mut expected: Vec<_> = (0..200).map(|counter| id(&key(counter))).collect();
    expected.sort();
    assert_eq!(read, expected);
}

#[test]
fn workers_on_several_machines_share_the_buckets_without_waiting_for_each_other() {
    let database = Cluster::shared().database();
    let stores: Vec<_> = (0..3).map(|_| cluster::store(&database)).collect();
    let buckets: Vec<u8> = (0..=255).collect();
    stores[0].open_buckets(1, &buckets).unwrap();
    let done: Mutex<Vec<u8>> = Mutex::default();
    std::thread::scope(|scope| {
        for (number, store) in stores.iter().enumerate() {
            let done = &done;
            scope.spawn(move || {
                let worker = format!("worker {number}");
                while let Some(claim) = store
                    .claim_bucket(1, &worker, Timestamp(0), Duration::from_secs(60))
                    .unwrap()
                {
                    assert!(store.finish_bucket(claim, &worker, "{}").unwrap());
                    done.lock().unwrap().push(claim.bucket);
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_unstable();
    assert_eq!(done, buckets, "each once");
    assert_eq!(stores[0].progress(1).unwrap().open, 0);
}

/// Needs a Citus cluster: `TRIBUTARY_TEST_DATABASE` names it, `TRIBUTARY_TEST_STOP` and `TRIBUTARY_TEST_START` are commands that stop and start
/// one of its workers.
#[test]
#[ignore = "needs a Citus cluster, which Debian does not have"]
fn a_cluster_of_which_a_worker_is_stopped_serves_the_records_of_the_others() {
    let command = |name: &str| {
        let command = std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
        let done = std::process::Command::new("sh")
            .args(["-c", &command])
            .status()
            .unwrap();
        assert!(done.success(), "{command}");
    };
    let node = node(&Cluster::shared().database());
    let ask = |counter| {
        let path = format!("/v1/records/{}/status", id(&key(counter)));
        send(node.address, "GET", &path, b"").unwrap().0
    };
    let give = |counter| {
        kills::put(node.address, &envelope(&key(counter), counter))
            .unwrap()
            .0
    };
    assert!((0..200).all(|counter| give(counter) == 201));
    command("TRIBUTARY_TEST_STOP");
    let begun = Instant::now();
    let asked: Vec<u16> = (0..200).map(ask).collect();
    let given: Vec<u16> = (200..400).map(give).collect();
    let took = begun.elapsed();
    let of = |answers: &[u16], status| answers.iter().filter(|&&answer| answer == status).count();
    println!(
        "with a worker stopped: {} of 200 records answered, {} told to wait; {} of 200 new ones taken, {} told to wait; in {took:?}",
        of(&asked, 200),
        of(&asked, 503),
        of(&given, 201),
        of(&given, 503)
    );
    assert_eq!(of(&asked, 200) + of(&asked, 503), 200, "{asked:?}");
    assert_eq!(of(&given, 201) + of(&given, 503), 200, "{given:?}");
    for served in [of(&asked, 200), of(&given, 201)] {
        assert!((1..200).contains(&served), "{served} of 200 are served");
    }
    command("TRIBUTARY_TEST_START");
    assert!((0..200).all(|counter| ask(counter) == 200));
    assert!((200..400).all(|counter| matches!(give(counter), 200 | 201)));
    assert_eq!(node.pool.store.counts().unwrap().received(), 400);
}
