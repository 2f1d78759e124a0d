//! The benchmarks: `scripts/bench` runs this. Medians of several runs, one table each.
//!
//! In: invented chat texts in several languages (`tests/bench/texts.json`), and labelled rows (`tests/bench/pii.jsonl`, or
//! `--rows FILE`), on which other tools run too (`--no-peers` leaves them out, `--fresh` forgets what they answered before).
//! Out: throughput of scrubbing and of feedback detection, the size of the extension's WASM, the companion's idle memory, how fast and
//! how surely it keeps what it is given (`intake`; `durability` and `kills`, `--rounds N`), how fast an export archive comes in (`import`,
//! `--megabytes N`), and what a page pays for being read (`--quick` for
//! shorter runs). `--hostile`: instead, what texts made to be slow cost.
#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "printing tables is what this program is for"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use shared::conversation::{Capture, Conversation, Message, MessageId, Role};
use shared::{feedback, scrub};
use tests::companion::Companion;
use tests::cost::{self, Effort};
use tests::pii::{self, Peers};
use tests::{bringing, faults, heard, hostile_text, keeping, kills, paths};

const RUNS: usize = 7;

fn main() {
    let mut asked: Vec<String> = std::env::args().skip(1).collect();
    let rows = asked.iter().position(|word| word == "--rows").map(|place| {
        asked.remove(place);
        if place < asked.len() {
            asked.remove(place)
        } else {
            String::new()
        }
    });
    let quick = asked.iter().any(|word| word == "--quick");
    asked.retain(|word| word != "--quick");
    let hostile = asked.iter().any(|word| word == "--hostile");
    asked.retain(|word| word != "--hostile");
    let peers = if asked.iter().any(|word| word == "--no-peers") {
        Peers::None
    } else if asked.iter().any(|word| word == "--fresh") {
        Peers::Fresh
    } else {
        Peers::Kept
    };
    asked.retain(|word| word != "--no-peers" && word != "--fresh");
    let rounds = asked.iter().position(|word| word == "--rounds").map(|place| {
        asked.remove(place);
        let number = (place < asked.len()).then(|| asked.remove(place));
        number.and_then(|number| number.parse().ok()).unwrap_or_else(|| {
            eprintln!("bench: --rounds needs a number");
            std::process::exit(2);
        })
    });
    let megabytes = asked.iter().position(|word| word == "--megabytes").map(|place| {
        asked.remove(place);
        let number = (place < asked.len()).then(|| asked.remove(place));
        number
            .and_then(|number| number.parse().ok())
            .filter(|number| *number > 0)
            .unwrap_or_else(|| {
                eprintln!("bench: --megabytes needs a number");
                std::process::exit(2);
            })
    });
    let known = [
        "scrub",
        "detect",
        "wasm",
        "idle",
        "intake",
        "durability",
        "kills",
        "capture",
        "import",
    ];
    if let Some(unknown) = asked.iter().find(|name| !known.contains(&name.as_str())) {
        eprintln!(
            "bench: unknown benchmark '{unknown}': known are {}",
            known.join(", ")
        );
        std::process::exit(2);
    }
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|asked| asked == name);
    let texts = texts();
    let file = rows.as_ref().map_or_else(
        || paths::root().join("tests/bench/pii.jsonl"),
        std::path::PathBuf::from,
    );
    if wanted("scrub") && hostile {
        hostile_text::table();
    } else if wanted("scrub") {
        bench_scrub(&texts);
        if let Err(reason) = pii::table(&file, peers) {
            eprintln!("bench: {reason}");
            std::process::exit(1);
        }
    }
    if wanted("detect") {
        bench_detect(&texts);
        // Rows that are given belong to the first benchmark that is asked for.
        let turns = rows.filter(|_| !wanted("scrub")).map_or_else(
            || paths::root().join("tests/bench/feedback.jsonl"),
            std::path::PathBuf::from,
        );
        if let Err(reason) = heard::table(&turns, !matches!(peers, Peers::None)) {
            eprintln!("bench: {reason}");
            std::process::exit(1);
        }
    }
    if wanted("wasm") {
        bench_wasm(&file);
    }
    if wanted("idle") {
        bench_idle();
    }
    if wanted("intake") {
        keeping::table(if quick { 10_000 } else { 100_000 });
    }
    if wanted("durability") {
        bench_durability(rounds.unwrap_or(if quick { 50 } else { 1_000 }));
    }
    if wanted("kills") {
        println!(
            "\nkills: companion and pool are killed and the network between them is cut; then every record is accounted for"
        );
        kill(
            kills::Trouble::Everywhere,
            rounds.unwrap_or(if quick { 30 } else { 500 }),
        );
    }
    if wanted("import") {
        bringing::table(megabytes.unwrap_or(if quick { 20 } else { 1_000 }));
    }
    if wanted("capture") {
        bench_capture(if quick { Effort::QUICK } else { Effort::WHOLE });
    }
}

/// The invented texts, each made long enough to measure.
fn texts() -> Vec<(String, Vec<String>)> {
    let file = paths::root().join("tests/bench/texts.json");
    let json: Value = serde_json::from_str(&std::fs::read_to_string(file).expect("texts.json can be read"))
        .expect("it is JSON");
    let kinds = json.as_object().expect("texts.json maps kinds to texts");
    let strings = |list: &Value| {
        list.as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    kinds
        .iter()
        .map(|(kind, list)| (kind.clone(), strings(list)))
        .collect()
}

fn median(mut work: impl FnMut()) -> Duration {
    work(); // The first run compiles the rules.
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

fn bench_scrub(texts: &[(String, Vec<String>)]) {
    println!("\nscrub: finding personal data, native, one core, median of {RUNS}");
    println!("{:<24} {:>10} {:>10} {:>10}", "text", "bytes", "findings", "MB/s");
    for (kind, parts) in texts {
        let document = parts.join("\n\n");
        let copies = (1_000_000 / document.len()).max(1);
        let findings = scrub::find(&document).len();
        let time = median(|| {
            for _ in 0..copies {
                std::hint::black_box(scrub::find(std::hint::black_box(&document)));
            }
        });
        let bytes = document.len() * copies;
        println!(
            "{kind:<24} {:>10} {findings:>10} {:>10.1}",
            document.len(),
            bytes as f64 / 1e6 / time.as_secs_f64()
        );
    }
    let long = texts
        .iter()
        .flat_map(|(_, parts)| parts.clone())
        .collect::<Vec<_>>()
        .join("\n\n");
    let long = long.repeat(5_000_000 / long.len() + 1);
    let start = Instant::now();
    let found = scrub::scrub(conversation(&[long.clone(), "Thank you.".to_owned()]));
    std::hint::black_box(found);
    println!(
        "one message of {:.1} MB, whole record: {:.2} s",
        long.len() as f64 / 1e6,
        start.elapsed().as_secs_f64()
    );
}

fn bench_detect(texts: &[(String, Vec<String>)]) {
    let turns: Vec<String> = texts.iter().flat_map(|(_, parts)| parts.clone()).collect();
    let turns: Vec<String> = turns.iter().cycle().take(200).cloned().collect();
    let bytes: usize = turns.iter().map(String::len).sum();
    let conversation = conversation(&turns);
    let signals = feedback::detect(&conversation).len();
    let time = median(|| {
        std::hint::black_box(feedback::detect(std::hint::black_box(&conversation)));
    });
    println!("\ndetect: feedback in one conversation, native, one core, median of {RUNS}");
    println!(
        "{:<24} {:>10} {:>10} {:>10} {:>12}",
        "conversation", "kB", "signals", "MB/s", "messages/s"
    );
    println!(
        "{:<24} {:>10} {signals:>10} {:>10.1} {:>12.0}",
        format!("{} messages", turns.len()),
        bytes / 1000,
        bytes as f64 / 1e6 / time.as_secs_f64(),
        turns.len() as f64 / time.as_secs_f64()
    );
}

fn bench_wasm(rows: &Path) {
    println!("\nwasm: the extension's code");
    for browser in ["chromium", "firefox"] {
        let folder = paths::root().join("dist").join(browser);
        let files = std::fs::read_dir(&folder)
            .unwrap_or_else(|_| panic!("{} is not there: run scripts/build", folder.display()));
        for file in files
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|end| end == "wasm"))
        {
            let packed = std::process::Command::new("gzip")
                .args(["-9", "-c"])
                .arg(&file)
                .output()
                .expect("gzip is there")
                .stdout;
            let bytes = std::fs::metadata(&file).expect("the file is there").len();
            println!(
                "{browser:<24} {:>10} kB {:>10} kB gzipped",
                bytes / 1000,
                packed.len() / 1000
            );
        }
    }
    bench_wasm_speed(rows);
}

/// The same code, called from Node on labelled rows.
fn bench_wasm_speed(rows: &Path) {
    let root = paths::root();
    let answer = std::process::Command::new("node")
        .arg(root.join("tests/bench/wasm.mjs"))
        .arg(root.join("target/bench-wasm/scrub.cjs"))
        .arg(rows)
        .output()
        .expect("node is there");
    let told: Value = serde_json::from_slice(&answer.stdout).unwrap_or_else(|_| {
        panic!(
            "wasm.mjs measured nothing: {}",
            String::from_utf8_lossy(&answer.stderr)
        )
    });
    let number = |name: &str| told[name].as_f64().unwrap_or_default();
    println!(
        "scrub in WASM, Node, one core, MB/s: found {:.1} row by row, {:.1} as one text; scrubbed {:.1} and {:.1}",
        number("findRows"),
        number("findWhole"),
        number("scrubRows"),
        number("scrubWhole")
    );
    println!(
        "first row {:.0} ms; one message of {:.1} MB scrubbed in {:.2} s",
        number("first") * 1e3,
        number("messageBytes") / 1e6,
        number("message")
    );
}

fn bench_idle() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut companion = Companion::start(folder.path(), "24h", None);
    let _ = companion.json(&["status"]);
    let resident = companion.resident_kib().map_or_else(
        || "not measurable here".to_owned(),
        |kib| format!("{:.1} MB", kib as f64 / 1024.0),
    );
    println!("\nidle: the companion's resident memory after start and one request: {resident}");
}

/// Kills programs so often, says what was done, and ends if a promise was broken.
fn kill(trouble: kills::Trouble, rounds: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let start = Instant::now();
    match kills::run(folder.path(), rounds, trouble) {
        Ok(account) => println!(
            "{} kills of the companion, {} of the pool, {} cuts of the network in {} s: {} hand-ins acknowledged, {} donated, {} revoked, \
             {} retracted, {} releases; 0 lost, 0 early, 0 doubled, 0 after a revoke, 0 in a release after their retraction",
            account.rounds,
            account.pool_killed,
            account.cut,
            start.elapsed().as_secs(),
            account.acknowledged,
            account.donated,
            account.revoked,
            account.retracted,
            account.releases,
        ),
        Err(broken) => broken_promise(&broken),
    }
}

fn bench_durability(rounds: usize) {
    println!(
        "\ndurability: the companion is killed while it takes in, donates and takes back; then every record is accounted for"
    );
    kill(kills::Trouble::Companion, rounds);
    println!("faults: the first, second, … system call of every thread fails, until there are no more");
    for (name, calls, error) in [
        ("writing", faults::WRITING, "EIO"),
        ("writing", faults::WRITING, "ENOSPC"),
        ("reading", faults::READING, "EIO"),
    ] {
        match faults::sweep(calls, error) {
            Ok((at_start, running)) => println!(
                "{name} {error:<8} {at_start:>4} kept it from starting, {running:>4} met it at work; 0 acknowledged records lost, 0 erased ones back"
            ),
            Err(broken) => broken_promise(&broken),
        }
    }
}

fn broken_promise(what: &str) -> ! {
    eprintln!("bench: {what}");
    std::process::exit(1);
}

fn bench_capture(effort: Effort) {
    println!(
        "\ncapture: a conversation of so many turns while a reply streams into it, 60 words a second for {} s, Chromium, median of {}",
        effort.seconds, effort.runs
    );
    println!(
        "first: time in the page until all is read, and its longest stretch; then while it streams: the reader's part of the main thread \
         and its longest stretch in ms, all layout and all tasks of the page, bytes to and processor time of the extension, memory"
    );
    println!("{}", cost::table(effort));
}

/// A conversation that alternates between the two roles.
fn conversation(texts: &[String]) -> Conversation {
    let id = |number: usize| MessageId(format!("m{number}"));
    let messages: Vec<Message> = texts
        .iter()
        .enumerate()
        .map(|(number, text)| Message {
            id: id(number),
            parent_id: number.checked_sub(1).map(id),
            role: if number % 2 == 0 {
                Role::User
            } else {
                Role::Assistant
            },
            text: text.clone(),
            model: None,
            citations: vec![],
            asides: vec![],
        })
        .collect();
    let turns = u32::try_from(messages.len()).unwrap_or(u32::MAX);
    Conversation {
        site: "unknown".to_owned(),
        branch: messages.iter().map(|message| message.id.clone()).collect(),
        messages,
        gestures: vec![],
        capture: Capture {
            turns_seen: turns,
            turns_captured: turns,
            confidence: 1.0,
            method: "bench@1".to_owned(),
        },
        day: None,
    }
}
