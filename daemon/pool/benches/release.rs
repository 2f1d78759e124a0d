//! How long a release takes, how much memory, and what one retraction rewrites: the program itself, run on a pool with so many records.
//! Prints figures, fails only if something is wrong.
//!
//! `cargo bench -p pool --bench release -- [--rows 10000,100000,1000000] [--store sqlite|postgres] [--workers N]`
//! Records are conversations of invented words, as frequent as words are, each another one, but for some that nearly repeat one; signed and
//! put through the store (not through the network), accepted without review. Nothing of that is measured.
#![allow(clippy::unwrap_used, reason = "this is a measurement")]
#![allow(clippy::print_stdout, reason = "this is a measurement")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pool::config::{Place, Pool};
use pool::release::manifest::{File, Kind, Manifest};
use pool::store::dossiers::Arrival;
use shared::consent::{Licence, Purpose, agree};
use shared::conversation::Role;
use shared::envelope::SignedEnvelope;
use shared::record::Record;
use support::cluster::{self, Cluster};
use support::{day, key, record};

/// Records that are put at the same time; the store shares their flush.
const TOGETHER: u64 = 64;
/// Different words.
const WORDS: u64 = 30_000;
/// One of so many records nearly repeats another one.
const REPEATS: u64 = 50;
/// One of so many begins with one of a few hundred questions that many ask.
const COMMON: u64 = 10;

struct Options {
    rows: Vec<u64>,
    store: String,
    workers: usize,
}

fn main() {
    let options = options();
    println!(
        "store     rows      seconds  rows/s  peak MB  worker MB  release MB  of it Parquet  buckets  held back  hotfix s  peak MB  rewritten files  in buckets  rewritten MB"
    );
    for &rows in &options.rows {
        measure(rows, &options);
    }
}

fn options() -> Options {
    let mut options = Options {
        rows: vec![10_000],
        store: "sqlite".into(),
        workers: 0,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value");
        match argument.as_str() {
            "--rows" => {
                options.rows = value()
                    .split(',')
                    .map(|rows| rows.replace('k', "000").replace('M', "000000"))
                    .map(|rows| {
                        rows.parse()
                            .expect("--rows takes numbers with commas between them")
                    })
                    .collect();
            }
            "--store" => options.store = value(),
            "--workers" => options.workers = value().parse().expect("--workers takes a number"),
            // Cargo's own.
            "--bench" => {}
            other => panic!("{other} is not known"),
        }
    }
    options
}

/// Random enough, and the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }

    /// Frequent words are frequent: the logarithm of the rank is evenly spread.
    fn word(&mut self) -> u64 {
        let share = (self.roll() >> 11) as f64 / (1_u64 << 53) as f64;
        // Between 0 and the number of words.
        (WORDS as f64).powf(share) as u64 - 1
    }
}

/// Frequent words are short.
fn spell(word: u64, text: &mut String) {
    let mut dice = Dice(word);
    for _ in 0..=word.checked_ilog2().unwrap_or(0) / 4 {
        let roll = dice.roll();
        text.push(b"bcdfghklmnprstvw"[usize::try_from(roll % 16).unwrap()].into());
        text.push(b"aaeeiou"[usize::try_from(roll / 16 % 7).unwrap()].into());
    }
}

fn sentences(dice: &mut Dice, letters: usize) -> String {
    let mut text = String::with_capacity(letters + 20);
    while text.len() < letters {
        spell(dice.word(), &mut text);
        text.push_str(match dice.roll() % 12 {
            0 => ". ",
            1 => ", ",
            _ => " ",
        });
    }
    text
}

/// A conversation of 1.5 to 2.6 kB.
fn conversation(template: &Record, counter: u64) -> Record {
    // What nearly repeats another one begins as it does.
    let original = if counter % REPEATS == REPEATS - 1 {
        counter - counter % 1_000
    } else {
        counter
    };
    let mut dice = Dice(original << 20);
    let all = 1_500 + usize::try_from(dice.roll() % 1_100).unwrap();
    let mut content = template.clone();
    let said = all / 8;
    for (at, message) in content.messages.iter_mut().enumerate() {
        let letters = match (message.role, at) {
            (Role::User, _) => said,
            (Role::Assistant, 1) => all / 5,
            (Role::Assistant, _) => all * 11 / 40,
        };
        message.text = sentences(&mut dice, letters);
    }
    if original % COMMON == 0 {
        content.messages[0].text = sentences(&mut Dice(original / COMMON % 300), 60);
    }
    if original != counter {
        content.messages[2]
            .text
            .push_str(&sentences(&mut Dice(counter), 12));
    }
    content
}

/// A pool with so many accepted records.
fn fill(place: &Place, rows: u64) {
    let pool = Pool::create_at(place, Some("A pool"), || [7; 32]).unwrap();
    let template = record("");
    std::thread::scope(|scope| {
        for first in 0..TOGETHER {
            let (pool, template) = (&pool, &template);
            scope.spawn(move || {
                for counter in (first..rows).step_by(usize::try_from(TOGETHER).unwrap()) {
                    let content = conversation(template, counter);
                    let bands = pool.sketcher.record(&content);
                    let consent = agree(Licence::CcBy, vec![Purpose::Research], "en", day(0));
                    let signed = SignedEnvelope::sign(content, consent, day(0), &key(counter), &pool.id);
                    let arrival = Arrival {
                        bands,
                        notices: String::new(),
                        json: signed.verify(&pool.id).unwrap(),
                    };
                    pool.store.take(&signed, &arrival, &day(0)).unwrap();
                }
            });
        }
    });
    assert_eq!(pool.store.accept_all(&day(0)).unwrap() as u64, rows);
}

/// A process that is watched: how long it ran, and the most memory it had.
struct Watched {
    child: Child,
    peak: u64,
}

impl Watched {
    fn start(command: &mut Command) -> Self {
        let child = command.stdout(Stdio::piped()).spawn().unwrap();
        Self { child, peak: 0 }
    }

    /// Whether it still runs.
    fn look(&mut self) -> bool {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let peak = status.ok().and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        });
        // A process that has ended has none.
        self.peak = self.peak.max(peak.unwrap_or(0));
        match self.child.try_wait().unwrap() {
            None => true,
            Some(status) => {
                assert!(status.success());
                false
            }
        }
    }
}

/// Seconds, the most memory of the first, and of the others, in kilobytes.
fn run(commands: Vec<Command>) -> (f64, u64, u64) {
    let begun = Instant::now();
    let mut all: Vec<Watched> = commands
        .into_iter()
        .map(|mut command| Watched::start(&mut command))
        .collect();
    let (first, others) = all.split_first_mut().unwrap();
    while first.look() {
        others.iter_mut().for_each(|other| {
            other.look();
        });
        std::thread::sleep(Duration::from_millis(5));
    }
    let took = begun.elapsed().as_secs_f64();
    for other in others.iter_mut() {
        while other.look() {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    let peak = others.iter().map(|other| other.peak).max().unwrap_or(0);
    (took, first.peak, peak)
}

fn measure(rows: u64, options: &Options) {
    let dir = tempfile::tempdir_in(
        std::env::var("BENCH_DIR").unwrap_or_else(|_| env!("CARGO_TARGET_TMPDIR").into()),
    );
    let dir = dir.unwrap();
    // A server of its own, which waits for the disk as a pool's would.
    let cluster = (options.store == "postgres").then(Cluster::start);
    let database = cluster.as_ref().map(Cluster::database);
    let place = Place {
        dir: dir.path().join("data"),
        key: None,
        database: database.as_deref().map(cluster::address),
    };
    let begun = Instant::now();
    fill(&place, rows);
    println!("{rows} records made in {:.0} s", begun.elapsed().as_secs_f64());

    let out = dir.path().join("release");
    let command = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tributary-pool"));
        command.arg("--data-dir").arg(&place.dir);
        if let Some(database) = &database {
            command.arg("--database").arg(database);
        }
        command.args(["release", "--out"]).arg(&out).args(more);
        command
    };
    let mut commands = match options.workers {
        0 => vec![command(&[])],
        _ => vec![command(&["--share"])],
    };
    commands.extend((0..options.workers).map(|_| command(&["--worker"])));
    let (took, peak, worker_peak) = run(commands);
    let before = Manifest::read(&out).unwrap();
    assert_eq!(before.rows + before.held_back, rows);

    let pool = Pool::open_at(&place).unwrap();
    let released = before.of_kind(Kind::Records).next().unwrap();
    let some = released
        .listed(&pool::release::place::Place::folder(&out))
        .unwrap();
    pool.store
        .retract(&some[some.len() / 2].record_id, &day(1))
        .unwrap();
    drop(pool);
    let (hotfix, hotfix_peak, _) = run(vec![command(&["--hotfix"])]);
    let after = Manifest::read(&out).unwrap();
    assert_eq!((after.rows, after.dropped), (before.rows - 1, 1));
    let new: Vec<&File> = after
        .files
        .iter()
        .filter(|file| file.kind != Kind::Document && !before.files.contains(file))
        .collect();
    let buckets: BTreeSet<&str> = new.iter().map(|file| file.bucket.as_str()).collect();
    assert_eq!(buckets.len(), 1, "one retraction rewrites one bucket");
    let bytes =
        |files: &mut dyn Iterator<Item = &File>| files.map(|file| file.bytes).sum::<u64>() as f64 / 1e6;
    println!(
        "{:<8} {rows:>8} {took:>9.1} {:>7.0} {:>8.0} {:>10.0} {:>11.0} {:>14.0} {:>8} {:>10} {hotfix:>9.2} {:>8.0} {:>16} {:>11} {:>13.1}",
        options.store,
        rows as f64 / took,
        peak as f64 / 1e3,
        worker_peak as f64 / 1e3,
        bytes(&mut before.files.iter()),
        bytes(&mut before.of_kind(Kind::Parquet)),
        u16::from(before.buckets),
        before.held_back,
        hotfix_peak as f64 / 1e3,
        format!("{} of {}", new.len(), after.files.len()),
        format!("{} of {}", buckets.len(), u16::from(after.buckets)),
        bytes(&mut new.iter().copied()),
    );
}
