//! How many records a pool takes a second: verified, gated and stored, against the same rows merely written to the same database by
//! its fastest plain way, in the same run. Prints figures, fails only if something is wrong.
//!
//! `cargo bench -p pool --bench intake -- [--rows 10000,100000] [--store sqlite|postgres] [--requests N] [--kills ROUNDS]`
#![allow(clippy::unwrap_used, reason = "this is a measurement")]
#![allow(clippy::print_stdout, reason = "this is a measurement")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pool::intake;
use pool::intake::consent::Policy;
use pool::store::{Put, Store};
use shared::consent::{Licence, Purpose, agree};
use shared::envelope::SignedEnvelope;
use shared::keys::{RecordId, Seed};
use shared::record::Record;
use support::cluster::{self, Cluster};
use support::kills::{self, Node, pool_id};
use support::{day, record};

/// Rows in memory at once; they are given and written in turns.
const CHUNK: u64 = 5_000;
/// Rows in one transaction of the plain way.
const BATCH: usize = 1_000;

struct Options {
    rows: Vec<u64>,
    stores: Vec<String>,
    /// Requests that a pool answers at the same moment.
    requests: usize,
    kills: Option<u32>,
}

fn main() {
    let options = options();
    if let Some(rounds) = options.kills {
        let program = Path::new(env!("CARGO_BIN_EXE_tributary-pool"));
        for name in &options.stores {
            let database = (name == "postgres").then(|| Cluster::shared().database());
            let report = kills::rounds(program, database.as_deref(), rounds);
            println!(
                "{name}: killed {rounds} times: {report:?}: nothing lost, nothing doubled, nothing back"
            );
        }
        return;
    }
    println!(
        "store     rows      taken/s  written/s  ratio  of that gates/s  last tenth/s  peak MB (with the makers of rows)"
    );
    for name in &options.stores {
        for &rows in &options.rows {
            measure(name, rows, options.requests);
        }
        over_http(name, options.rows[0].min(20_000), options.requests);
    }
}

fn options() -> Options {
    let mut options = Options {
        rows: vec![10_000, 100_000],
        stores: vec!["sqlite".into(), "postgres".into()],
        requests: 32,
        kills: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value");
        match argument.as_str() {
            "--rows" => {
                options.rows = value()
                    .split(',')
                    .map(|rows| {
                        rows.parse()
                            .expect("--rows takes numbers with commas between them")
                    })
                    .collect()
            }
            "--store" => options.stores = vec![value()],
            "--requests" => options.requests = value().parse().expect("--requests takes a number"),
            "--kills" => options.kills = Some(value().parse().expect("--kills takes a number")),
            // Cargo's own.
            "--bench" => {}
            other => panic!("{other} is not known"),
        }
    }
    options
}

/// A row as it arrives and as it is written.
struct Row {
    id: RecordId,
    body: Vec<u8>,
}

/// Signed records of some 2.6 kB, each different.
fn rows(from: u64, to: u64, template: &Record) -> Vec<Row> {
    let counters: Vec<u64> = (from..to).collect();
    let make = |counter: &u64| {
        let mut content = template.clone();
        content.messages[2]
            .text
            .push_str(&format!(" Seen {counter} times."));
        let consent = agree(Licence::CcBy, vec![Purpose::Research], "en", day(0));
        let key = Seed([8; 32]).record_key(*counter);
        let signed = SignedEnvelope::sign(content, consent, day(0), &key, &pool_id());
        Row {
            id: signed.envelope.record_id.clone(),
            body: serde_json::to_vec(&signed).expect("an envelope has string keys"),
        }
    };
    std::thread::scope(|scope| {
        let halves: Vec<_> = counters
            .chunks(counters.len().div_ceil(2))
            .map(|half| scope.spawn(|| half.iter().map(make).collect::<Vec<_>>()))
            .collect();
        halves
            .into_iter()
            .flat_map(|half| half.join().expect("signing does not panic"))
            .collect()
    })
}

fn template() -> Record {
    record(&"Boats float because they weigh less than the water they push away. ".repeat(15))
}

/// The plain way of the same database.
enum Plain {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Client>),
}

impl Plain {
    fn open(name: &str, dir: &Path, database: &str) -> Self {
        if name == "sqlite" {
            let connection = rusqlite::Connection::open(dir.join("plain.db"))
                .expect("the folder of this run can be written");
            connection
                .execute_batch(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                     CREATE TABLE plain (record_id TEXT NOT NULL PRIMARY KEY, envelope BLOB NOT NULL) STRICT, WITHOUT ROWID;",
                )
                .expect("a new file takes a table");
            return Self::Sqlite(connection);
        }
        let mut client =
            postgres::Client::connect(database, postgres::NoTls).expect("the server of this run listens");
        client
            .batch_execute("CREATE TABLE public.plain (record_id text COLLATE \"C\" PRIMARY KEY, envelope bytea NOT NULL)")
            .unwrap();
        Self::Postgres(Box::new(client))
    }

    fn write(&mut self, rows: &[Row]) {
        match self {
            Self::Sqlite(connection) => {
                for batch in rows.chunks(BATCH) {
                    let tx = connection.transaction().unwrap();
                    let mut insert = tx
                        .prepare_cached("INSERT INTO plain (record_id, envelope) VALUES (?1, ?2)")
                        .unwrap();
                    for row in batch {
                        insert.execute((row.id.as_ref(), &row.body)).unwrap();
                    }
                    drop(insert);
                    tx.commit().unwrap();
                }
            }
            Self::Postgres(client) => {
                let mut copy = client
                    .copy_in("COPY public.plain (record_id, envelope) FROM STDIN (FORMAT binary)")
                    .unwrap();
                let mut bytes = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
                for row in rows {
                    bytes.extend(2i16.to_be_bytes());
                    for field in [row.id.as_ref().as_bytes(), &row.body] {
                        bytes.extend(i32::try_from(field.len()).unwrap().to_be_bytes());
                        bytes.extend(field);
                    }
                    if bytes.len() > 1 << 20 {
                        copy.write_all(&bytes).unwrap();
                        bytes.clear();
                    }
                }
                bytes.extend((-1i16).to_be_bytes());
                copy.write_all(&bytes).unwrap();
                copy.finish().unwrap();
            }
        }
    }
}

fn measure(name: &str, total: u64, requests: usize) {
    let dir = tempfile::tempdir().unwrap();
    // A server of its own, which waits for the disk as a pool's would.
    let cluster = (name == "postgres").then(Cluster::start);
    let database = cluster.as_ref().map(Cluster::database).unwrap_or_default();
    let store = match &cluster {
        None => Store::open(&dir.path().join("pool.db")).unwrap(),
        Some(_) => cluster::store(&database),
    };
    let mut plain = Plain::open(name, dir.path(), &database);
    let template = template();
    let (mut taken, mut written, mut gated) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut last_tenth = (0, Duration::ZERO);
    let mut from = 0;
    while from < total {
        let to = (from + CHUNK).min(total);
        let chunk = rows(from, to, &template);
        let begun = Instant::now();
        in_parallel(&chunk, 2, gate);
        gated += begun.elapsed();
        // Each goes first as often as the other.
        if (from / CHUNK).is_multiple_of(2) {
            written += timed(|| plain.write(&chunk));
        }
        let took = timed(|| {
            in_parallel(&chunk, requests, |row| {
                assert_eq!(store.put(&gate(row), &day(0)).unwrap(), Put::New);
            });
        });
        taken += took;
        if !(from / CHUNK).is_multiple_of(2) {
            written += timed(|| plain.write(&chunk));
        }
        if to > total / 10 * 9 {
            last_tenth = (last_tenth.0 + chunk.len(), last_tenth.1 + took);
        }
        from = to;
    }
    assert_eq!(store.counts().unwrap().quarantined, total);
    let a_second = |rows: u64, time: Duration| rows as f64 / time.as_secs_f64();
    println!(
        "{name:<8} {total:>8} {:>9.0} {:>10.0} {:>6.2} {:>15.0} {:>13.0} {:>8.0}",
        a_second(total, taken),
        a_second(total, written),
        written.as_secs_f64() / taken.as_secs_f64(),
        a_second(total, gated),
        a_second(last_tenth.0 as u64, last_tenth.1),
        peak_memory() as f64 / 1e6,
    );
}

/// From the bytes of a request to what may be stored.
fn gate(row: &Row) -> SignedEnvelope {
    let signed: SignedEnvelope = serde_json::from_slice(&row.body).unwrap();
    intake::check(&signed, &row.id, &pool_id(), &Policy::default(), &day(1)).unwrap();
    signed
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn in_parallel<R>(rows: &[Row], threads: usize, work: impl Fn(&Row) -> R + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(row);
                }
            });
        }
    });
}

/// The program itself, asked over HTTP with a connection for each record.
fn over_http(name: &str, total: u64, requests: usize) {
    let dir = tempfile::tempdir().unwrap();
    let cluster = (name == "postgres").then(Cluster::start);
    let database = cluster.as_ref().map(Cluster::database);
    let program = Path::new(env!("CARGO_BIN_EXE_tributary-pool"));
    let node = Node::start(program, dir.path(), database.as_deref());
    let rows = rows(0, total, &template());
    let took = timed(|| {
        in_parallel(&rows, requests, |row| {
            let path = format!("/v1/records/{}", row.id);
            let (status, answer) = kills::send(node.address, "PUT", &path, &row.body).unwrap();
            assert_eq!(status, 201, "{answer}");
        });
    });
    println!(
        "{name:<8} {total:>8} over HTTP, one connection each: {:.0} a second; the pool's memory at most {:.0} MB",
        total as f64 / took.as_secs_f64(),
        node.peak_memory() as f64 / 1e6
    );
}

/// Bytes of memory that this process has had at most.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
