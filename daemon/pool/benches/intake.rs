//! How many records a pool takes a second: parsed, verified, gated, stored with what is known of them, and signed for, as a request does it;
//! against the same bytes merely written to the same kind of database by its fastest plain way, in the same run and with the same promise
//! that they are on the disk. Prints figures, fails only if something is wrong.
//!
//! `cargo bench -p pool --bench intake -- [--rows 10000,100000] [--store sqlite|postgres] [--requests N] [--steps] [--kills ROUNDS]`
#![allow(clippy::print_stdout, reason = "this is a measurement")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pool::config::{Place, Pool};
use pool::intake::take::{Taken, take};
use pool::intake::{consent, notice, shape};
use shared::consent::{Licence, Purpose, agree};
use shared::envelope::{Receipt, SignedEnvelope};
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
    /// Only say where the time of a row goes.
    steps: bool,
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
    steps();
    if options.steps {
        return;
    }
    println!(
        "store     rows      taken/s  written/s  ratio  of that gates/s  last tenth/s  µs of processor taken  written  peak MB (with the makers of rows)"
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
        steps: false,
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
            "--steps" => options.steps = true,
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
            .expect("an empty database takes a table");
        Self::Postgres(Box::new(client))
    }

    fn write(&mut self, rows: &[Row]) {
        match self {
            Self::Sqlite(connection) => {
                for batch in rows.chunks(BATCH) {
                    let tx = connection.transaction().expect("nobody else writes");
                    let mut insert = tx
                        .prepare_cached("INSERT INTO plain (record_id, envelope) VALUES (?1, ?2)")
                        .expect("the table is there");
                    for row in batch {
                        insert
                            .execute((row.id.as_ref(), &row.body))
                            .expect("ids are all different");
                    }
                    drop(insert);
                    tx.commit().expect("the disk has room");
                }
            }
            Self::Postgres(client) => {
                let mut copy = client
                    .copy_in("COPY public.plain (record_id, envelope) FROM STDIN (FORMAT binary)")
                    .expect("the table is there");
                let mut bytes = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
                for row in rows {
                    bytes.extend(2i16.to_be_bytes());
                    for field in [row.id.as_ref().as_bytes(), &row.body] {
                        bytes.extend(
                            i32::try_from(field.len())
                                .expect("a record is far below 2 GB")
                                .to_be_bytes(),
                        );
                        bytes.extend(field);
                    }
                    if bytes.len() > 1 << 20 {
                        copy.write_all(&bytes).expect("the server takes rows");
                        bytes.clear();
                    }
                }
                bytes.extend((-1i16).to_be_bytes());
                copy.write_all(&bytes).expect("the server takes rows");
                copy.finish().expect("the server has taken all rows");
            }
        }
    }
}

fn measure(name: &str, total: u64, requests: usize) {
    let dir = tempfile::tempdir().expect("a folder can be made");
    // A server of its own, which waits for the disk as a pool's would.
    let cluster = (name == "postgres").then(Cluster::start);
    let database = cluster.as_ref().map(Cluster::database).unwrap_or_default();
    let pool = pool(dir.path(), cluster.as_ref().map(|_| database.as_str()));
    let mut plain = Plain::open(name, dir.path(), &database);
    let template = template();
    let (mut taken, mut written, mut gated) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    // What this program and the server have had of the processors: on a machine that does other things too, this is what can be compared.
    let busy =
        || busy_time(std::process::id()) + cluster.as_ref().map_or(0.0, |it| busy_time(it.process_id()));
    let (mut taken_busy, mut written_busy) = (0.0, 0.0);
    let mut last_tenth = (0, Duration::ZERO);
    let mut from = 0;
    while from < total {
        let to = (from + CHUNK).min(total);
        let chunk = rows(from, to, &template);
        let begun = Instant::now();
        in_parallel(&chunk, 2, |row| {
            let signed: SignedEnvelope = serde_json::from_slice(&row.body).expect("it was written so");
            pool::intake::check(&signed, &row.id, &pool.id, &pool.policy, &day(1))
                .expect("it is a good record");
            pool.sketcher.record(&signed.envelope.content)
        });
        gated += begun.elapsed();
        // Each goes first as often as the other.
        if (from / CHUNK).is_multiple_of(2) {
            let before = busy();
            written += timed(|| plain.write(&chunk));
            written_busy += busy() - before;
        }
        let before = busy();
        let took = timed(|| {
            in_parallel(&chunk, requests, |row| {
                let signed: SignedEnvelope = serde_json::from_slice(&row.body).expect("it was written so");
                let taken =
                    take(&pool, &row.id, &signed, &day(0), &day(1)).expect("the database can be written");
                assert!(matches!(taken, Taken::New(_)), "{taken:?}");
            });
        });
        taken += took;
        taken_busy += busy() - before;
        if !(from / CHUNK).is_multiple_of(2) {
            let before = busy();
            written += timed(|| plain.write(&chunk));
            written_busy += busy() - before;
        }
        if to > total / 10 * 9 {
            last_tenth = (last_tenth.0 + chunk.len(), last_tenth.1 + took);
        }
        from = to;
    }
    assert_eq!(
        pool.store.counts().expect("the database can be read").quarantined,
        total
    );
    let a_second = |rows: u64, time: Duration| rows as f64 / time.as_secs_f64();
    println!(
        "{name:<8} {total:>8} {:>9.0} {:>10.0} {:>6.2} {:>15.0} {:>13.0} {:>22.0} {:>8.0} {:>8.0}",
        a_second(total, taken),
        a_second(total, written),
        written.as_secs_f64() / taken.as_secs_f64(),
        a_second(total, gated),
        a_second(last_tenth.0 as u64, last_tenth.1),
        taken_busy * 1e6 / total as f64,
        written_busy * 1e6 / total as f64,
        peak_memory() as f64 / 1e6,
    );
}

/// A new pool with the key of `pool_id`.
fn pool(dir: &Path, database: Option<&str>) -> Pool {
    let place = Place {
        dir: dir.join("data"),
        key: None,
        database: database.map(cluster::address),
    };
    Pool::create_at(&place, None, || [7; 32]).expect("the folder is empty")
}

/// Where the time of a row goes, one step after the other on one core.
fn steps() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let pool = pool(dir.path(), None);
    let rows = rows(0, 2_000, &template());
    let parse = |row: &Row| serde_json::from_slice::<SignedEnvelope>(&row.body).expect("it was written so");
    let parsed: Vec<_> = rows.iter().map(parse).collect();
    let step = |name: &str, work: &dyn Fn(usize)| {
        let before = processor_time();
        (0..rows.len()).for_each(work);
        let took = processor_time() - before;
        println!("{:>8.1} µs  {name}", took.as_secs_f64() * 1e6 / rows.len() as f64);
    };
    println!("a row of {} bytes, in time of the processor:", rows[0].body.len());
    step("parsed", &|at| {
        std::hint::black_box(parse(&rows[at]));
    });
    step("canonical JSON of the content", &|at| {
        std::hint::black_box(shared::envelope::canonical(&parsed[at].envelope.content));
    });
    step("verified: both digests and the signature", &|at| {
        parsed[at].verify(&pool.id).expect("it is signed");
    });
    step("consent", &|at| {
        let envelope = &parsed[at].envelope;
        consent::check(&envelope.consent, &envelope.created_day, &day(1), &pool.policy)
            .expect("it is agreed to");
    });
    step("shape", &|at| {
        shape::check(&parsed[at].envelope.content).expect("it has the form")
    });
    step("scrub rules", &|at| {
        assert!(shared::scrub::remaining(&parsed[at].envelope.content).is_empty());
    });
    step("notices: language, risk", &|at| {
        std::hint::black_box(notice::notices(&parsed[at].envelope.content));
    });
    step("numbers for clusters", &|at| {
        std::hint::black_box(pool.sketcher.record(&parsed[at].envelope.content));
    });
    step("receipt", &|at| {
        let digest = parsed[at].envelope.content_sha256.clone();
        std::hint::black_box(Receipt::sign(rows[at].id.clone(), digest, day(0), &pool.key));
    });
}

/// Seconds that a process, its children and theirs have had of the processors.
fn busy_time(process: u32) -> f64 {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{process}/stat")) else {
        // It ended meanwhile; its parent has its time.
        return 0.0;
    };
    // Behind the name, which may hold anything: user and system time, its own and that of children that ended, in hundredths.
    let fields = stat
        .rsplit(')')
        .next()
        .expect("a split text has an end")
        .split_whitespace();
    let own: f64 = fields
        .skip(11)
        .take(4)
        .map(|field| field.parse::<f64>().expect("the kernel writes numbers"))
        .sum();
    let children =
        std::fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    let children = children
        .split_whitespace()
        .map(|child| busy_time(child.parse().expect("the kernel writes numbers")));
    own / 100.0 + children.sum::<f64>()
}

/// What this thread has had of the processors, whatever else they did meanwhile.
fn processor_time() -> Duration {
    let scheduled = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux has it");
    let nanoseconds = scheduled
        .split(' ')
        .next()
        .and_then(|time| time.parse().ok())
        .expect("the kernel writes numbers");
    Duration::from_nanos(nanoseconds)
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
    let dir = tempfile::tempdir().expect("a folder can be made");
    let cluster = (name == "postgres").then(Cluster::start);
    let database = cluster.as_ref().map(Cluster::database);
    let program = Path::new(env!("CARGO_BIN_EXE_tributary-pool"));
    let node = Node::start(program, dir.path(), database.as_deref());
    let rows = rows(0, total, &template());
    let took = timed(|| {
        in_parallel(&rows, requests, |row| {
            let path = format!("/v1/records/{}", row.id);
            let (status, answer) =
                kills::send(node.address, "PUT", &path, &row.body).expect("the pool answers");
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
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .expect("the kernel tells it");
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse::<u64>().ok())
        .expect("the kernel writes numbers")
        * 1024
}
