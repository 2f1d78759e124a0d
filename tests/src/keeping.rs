//! How fast the companion keeps what it is given, beside SQLite alone on the same disk, and how it does with very much of it.
//!
//! In: how many records to hold. Out: tables. SQLite alone has the same schema and settings and writes rows of the same size, in one
//! file, one transaction after the other. The companion seals them and keeps their keys in another file: that is the store. With scrubbing it
//! takes in as from a browser: it checks each record, looks for personal data in it again, and looks whether the conversation is known.
//! One caller waits for every answer before it hands in more; of four, some are checked while others are written, and share a commit.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use daemon::companion::Companion as Inside;
use daemon::config::DataDir;
use daemon::hold::Reading;
use daemon::intake::{self, Handed, Revision};
use daemon::store::records::{Body, Row};
use daemon::world::World;
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use shared::time::Timestamp;

use crate::companion::Companion;
use crate::hand;

const RUNS: usize = 5;
const PROSE: &str = "The river rises in the hills and runs for many miles before it meets the sea. Along its banks people have built mills, bridges and small harbours, and each of them tells something about the time in which it was made. ";

/// Measures everything and prints it.
///
/// # Panics
/// When a program does not start, or the disk refuses to work.
#[allow(clippy::print_stdout, reason = "printing tables is what this is for")]
pub fn table(held: u64) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let folder = folder.path();
    println!(
        "\nintake: records of 1.9 kB a second, acknowledged after they are on disk, median of {RUNS} runs in turns"
    );
    println!(
        "{:<10} {:>13} {:>13} {:>6} {:>15} {:>6} {:>15} {:>6} {:>15} {:>6}",
        "at a time",
        "SQLite alone",
        "bare store",
        "ratio",
        "with scrubbing",
        "ratio",
        "bare, 4 callers",
        "ratio",
        "scrub, 4 callers",
        "ratio"
    );
    for (batch, count) in [(1, 400), (10, 2_000), (100, 10_000)] {
        let mut rates = [const { Vec::new() }; 5];
        for run in 0..RUNS {
            let place = |name: &str| folder.join(format!("{name}-{batch}-{run}"));
            rates[0].push(rate(count, alone(&place("alone"), batch, count)));
            rates[1].push(rate(count, stored(&place("store"), batch, count, 1)));
            rates[2].push(rate(count, taken(&place("taken"), batch, count, 1)));
            rates[3].push(rate(count, stored(&place("stores"), batch, count, 4)));
            rates[4].push(rate(count, taken(&place("takens"), batch, count, 4)));
            for name in ["alone", "store", "taken", "stores", "takens"] {
                let _ = std::fs::remove_dir_all(place(name));
            }
        }
        let [alone, stored, taken, stores, takens] = rates.map(|mut rates| middle(&mut rates));
        println!(
            "{batch:<10} {alone:>13.0} {stored:>13.0} {:>6.2} {taken:>15.0} {:>6.2} {stores:>15.0} {:>6.2} {takens:>16.0} {:>6.2}",
            stored / alone,
            taken / alone,
            stores / alone,
            takens / alone
        );
    }
    let flush = flush(folder);
    let dir = folder.join("one-by-one");
    let inside = open(&dir);
    let (middle_flush, late_flush) = flush;
    println!(
        "a flush of the disk alone: median {:.2} ms, 99 of 100 within {:.2} ms",
        ms(middle_flush),
        ms(late_flush)
    );
    for (name, (p50, p99)) in [
        ("with scrubbing", one_by_one(&inside, 1_000, 0)),
        ("bare store", stored_one_by_one(&inside, 1_000)),
    ] {
        println!(
            "one by one, {name}: median {:.2} ms, 99 of 100 within {:.2} ms: {:.2} times the median flush",
            ms(p50),
            ms(p99),
            p99.as_secs_f64() / middle_flush.as_secs_f64()
        );
    }
    drop(inside);

    let bytes = std::fs::metadata(crate::paths::program("tributary")).map_or(0, |file| file.len());
    println!("the program: {:.1} MB", bytes as f64 / 1e6);
    let empty = folder.join("empty");
    let (ready, resident) = start(&empty);
    println!("empty: ready after {ready:.0} ms, {resident:.1} MB resident");

    let full = folder.join("full");
    let inside = open(&full);
    let before = one_by_one(&inside, 300, 0).0;
    for from in (1_000..1_000 + held).step_by(500) {
        let many = (from..from + 500).map(handed).collect();
        for answer in intake::take_all(&inside, many).expect("the companion takes in") {
            answer.expect("the record is taken");
        }
    }
    let after = one_by_one(&inside, 300, 2_000_000).0;
    drop(inside);
    println!(
        "a new record beside {held} held ones: {:.2} ms, beside none: {:.2} ms, ratio {:.2}",
        ms(after),
        ms(before),
        after.as_secs_f64() / before.as_secs_f64()
    );
    let (ready, resident) = start(&full);
    println!("{held} held: ready after {ready:.0} ms, {resident:.1} MB resident");
    let mut serving = Companion::start(&full, "24h", None);
    // Big files are checked, and the daily copy is made, after a start.
    let mut worked = serving.processor_ms();
    loop {
        std::thread::sleep(Duration::from_secs(2));
        let now = serving.processor_ms();
        if now - worked < 50.0 {
            break;
        }
        worked = now;
    }
    for (name, query) in [
        ("first page", None),
        ("search, a word in every record", Some("bridges")),
        ("search, a word in the oldest", Some("number 1000 ")),
        ("search, a word in none", Some("xylophone")),
    ] {
        let worked = serving.processor_ms();
        let mut times: Vec<f64> = (0..RUNS).map(|_| asked(&serving, query)).collect();
        let worked = (serving.processor_ms() - worked) / RUNS as f64;
        let first = times[0];
        println!(
            "{name:<32} {first:>8.0} ms the first time, then {:.0} ms; {worked:.0} ms of processor time each",
            middle(&mut times)
        );
    }
}

fn asked(serving: &Companion, query: Option<&str>) -> f64 {
    let order = json!({"order": "list", "with": {"state": null, "query": query, "after": null, "limit": 50}});
    let start = Instant::now();
    let answer = hand::order(&serving.data_dir, &order);
    let time = ms(start.elapsed());
    let found = answer.and_then(Result::ok).unwrap_or(Value::Null);
    let expected = if query == Some("xylophone") { 0 } else { 1 };
    assert!(
        found["records"]
            .as_array()
            .is_some_and(|records| records.len() >= expected),
        "{query:?} is answered"
    );
    time
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn rate(count: u64, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Median and 99th of 100 of the times of a write of 4 KiB at the end of a file, and its flush.
fn flush(folder: &Path) -> (Duration, Duration) {
    use std::io::Write as _;
    let mut file = std::fs::File::create(folder.join("flush")).expect("a file can be made");
    let mut times: Vec<Duration> = (0..1_000)
        .map(|_| {
            let start = Instant::now();
            file.write_all(&[7; 4096]).expect("there is room");
            // As SQLite flushes here.
            file.sync_all().expect("the disk works");
            start.elapsed()
        })
        .collect();
    times.sort();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

/// SQLite alone: one row, its key and its event, so many in one transaction.
fn alone(folder: &Path, batch: u64, count: u64) -> Duration {
    std::fs::create_dir_all(folder).expect("a folder can be made");
    let connection = Connection::open(folder.join("alone.db")).expect("a database can be made");
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
             PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;",
        )
        .expect("SQLite knows these settings");
    for schema in [
        include_str!("../../daemon/src/store/migrations/records_1.sql"),
        include_str!("../../daemon/src/store/migrations/records_2.sql"),
        include_str!("../../daemon/src/store/migrations/keys_1.sql"),
    ] {
        connection.execute_batch(schema).expect("the schema is SQL");
    }
    let body = vec![7_u8; serde_json::to_vec(&handed(1).record).expect("this is JSON").len() + 100];
    let mut number = 0_u64;
    let start = Instant::now();
    while number < count {
        connection
            .execute_batch("BEGIN IMMEDIATE")
            .expect("a transaction begins");
        for _ in 0..batch {
            number += 1;
            let key = key(number);
            connection
                .prepare_cached(
                    "INSERT INTO records VALUES (?1, ?2, ?3, 1, 'held', 'gradio', '2026-11-22', 0, 0, 86400000, 0, 2,
                                                 ?4, ?5, NULL, NULL, NULL, '[]', NULL, 0, 0)",
                )
                .and_then(|mut insert| {
                    insert.execute(params![
                        id_like(key),
                        number.cast_signed(),
                        format!("{number:032x}"),
                        key,
                        body
                    ])
                })
                .expect("a row is written");
            connection
                .prepare_cached("INSERT INTO content_keys VALUES (?1, ?2)")
                .and_then(|mut insert| insert.execute(params![key, [7_u8; 72]]))
                .expect("a row is written");
            connection
                .prepare_cached("INSERT INTO timeline VALUES (?1, 'held', 0)")
                .and_then(|mut insert| insert.execute(params![id_like(key)]))
                .expect("a row is written");
        }
        connection.execute_batch("COMMIT").expect("the transaction ends");
    }
    start.elapsed()
}

/// As long as the id of a record.
fn id_like(key: [u8; 16]) -> String {
    let mut id = format!("{:032x}", u128::from_be_bytes(key));
    id.truncate(26);
    id
}

/// Sixteen bytes that look random.
fn key(number: u64) -> [u8; 16] {
    let mixed = u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    mixed.rotate_left(64).to_be_bytes()
}

/// The companion's store, without what intake does before it; so many callers, who each wait for every answer.
fn stored(folder: &Path, batch: u64, count: u64, callers: u64) -> Duration {
    let inside = open(folder);
    let (row, body) = sample(&inside);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..callers {
            scope.spawn(|| {
                for _ in 0..count / batch / callers {
                    keep(&inside, &row, &body, batch);
                }
            });
        }
    });
    start.elapsed()
}

/// A record, to be kept again and again.
fn sample(inside: &Inside) -> (Row, Body) {
    intake::take(inside, handed(u64::MAX)).expect("the companion takes in");
    inside
        .store
        .read(|view| {
            let row = view.records(None, None, 1)?.remove(0);
            let body = view.body(&row.id)?;
            Ok::<_, daemon::refused::Refused>((row, body.expect("the record is there")))
        })
        .expect("the store can be read")
}

fn keep(inside: &Inside, row: &Row, body: &Body, batch: u64) {
    let (seed, last) = inside
        .store
        .read(|view| view.seed_and_counter())
        .expect("the store can be read")
        .expect("there is a record");
    inside.store.look_ahead(&seed, last, batch);
    let bodies: Vec<_> = (0..batch).map(|_| (row.clone(), body.written())).collect();
    inside
        .store
        .write("hold records", move |tx| {
            for (mut row, body) in bodies {
                (row.counter, row.id) = tx.next_id()?;
                row.conversation = row.id.as_ref().to_owned();
                tx.add_written(&row, &body)?;
                tx.note(&row.id, "held", row.updated)?;
            }
            Ok::<_, daemon::refused::Refused>(())
        })
        .expect("the store can be written");
}

/// Median and 99th of 100 of the times until single rows are acknowledged.
fn stored_one_by_one(inside: &Inside, count: u64) -> (Duration, Duration) {
    let (row, body) = sample(inside);
    let mut times: Vec<Duration> = (0..count)
        .map(|_| {
            let start = Instant::now();
            keep(inside, &row, &body, 1);
            start.elapsed()
        })
        .collect();
    times.sort();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

/// The companion's whole intake; so many callers, who each wait for every answer.
fn taken(folder: &Path, batch: u64, count: u64, callers: u64) -> Duration {
    let inside = open(folder);
    let batches: Vec<Vec<Handed>> = (0..count / batch)
        .map(|number| (number * batch..(number + 1) * batch).map(handed).collect())
        .collect();
    let waiting = Mutex::new(batches.into_iter());
    let next = || waiting.lock().expect("nobody panics with it").next();
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..callers {
            scope.spawn(|| {
                while let Some(batch) = next() {
                    for answer in intake::take_all(&inside, batch).expect("the companion takes in") {
                        answer.expect("the record is taken");
                    }
                }
            });
        }
    });
    start.elapsed()
}

/// Median and 99th of 100 of the times until single records are acknowledged.
fn one_by_one(inside: &Inside, count: u64, from: u64) -> (Duration, Duration) {
    let mut times: Vec<Duration> = (from..from + count)
        .map(|number| {
            let handed = handed(number);
            let start = Instant::now();
            intake::take(inside, handed).expect("the companion takes in");
            start.elapsed()
        })
        .collect();
    times.sort();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

/// Milliseconds until the companion is ready, and its resident megabytes a second later; medians.
fn start(folder: &Path) -> (f64, f64) {
    let (mut ready, mut resident) = (vec![], vec![]);
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut companion = Companion::start(folder, "24h", None);
        ready.push(ms(start.elapsed()));
        std::thread::sleep(Duration::from_secs(1));
        resident.push(companion.resident_kib().unwrap_or(0) as f64 / 1024.0);
    }
    (middle(&mut ready), middle(&mut resident))
}

fn handed(number: u64) -> Handed {
    let answer = PROSE.repeat(6);
    Handed {
        conversation: format!("{number:032x}"),
        revision: Revision::Number(1),
        record: hand::record(&format!("Question number {number} about rivers"), answer.trim()),
    }
}

fn open(folder: &Path) -> Inside {
    let began = Instant::now();
    let random = std::fs::File::open("/dev/urandom").expect("the system has randomness");
    let world = World {
        clock: Arc::new(move || Reading {
            wall: Timestamp(i64::try_from(now().as_millis()).unwrap_or(i64::MAX)),
            boot: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
            boot_id: "bench".into(),
        }),
        entropy: Arc::new(move |bytes| {
            use std::io::Read as _;
            (&random).read_exact(bytes).expect("the system has randomness");
        }),
        send_delay: 0,
    };
    Inside::open(DataDir(folder.to_owned()), world, None).expect("the companion opens")
}

#[allow(clippy::disallowed_methods, reason = "a bench has the clock of its machine")]
fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("it is later than 1970")
}
