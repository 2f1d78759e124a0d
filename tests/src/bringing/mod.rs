//! How fast years of chats come along, in how much memory, and whether an import that is killed leaves each of them exactly once.
//!
//! In: how many megabytes. Out: a table. Rates are of unpacked bytes, what was said and the structure around it together, until everything is
//! scrubbed and kept.

mod archive; // years of chats, made up

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::companion::Companion;

/// What one import took.
struct Cost {
    seconds: f64,
    /// The most that the importing process had resident, in MB.
    importing: f64,
    /// And the companion beside it, where one served.
    serving: Option<f64>,
}

/// Measures everything and prints it.
///
/// # Panics
/// When a program does not start, or a conversation is not there exactly once.
#[allow(clippy::print_stdout, reason = "printing tables is what this is for")]
pub fn table(megabytes: u64) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let folder = folder.path();
    let file = folder.join("export.zip");
    let archive = archive::write(&file, megabytes * 1_000_000);
    println!(
        "\nimport: a ChatGPT export of {:.0} MB ({:.0} MB of it said, {:.0} MB zipped), {} conversations",
        archive.bytes as f64 / 1e6,
        archive.text as f64 / 1e6,
        archive.packed as f64 / 1e6,
        archive.conversations
    );
    println!(
        "{:<34} {:>8} {:>8} {:>14} {:>14}",
        "", "seconds", "MB/s", "importing, MB", "companion, MB"
    );
    let print = |name: &str, cost: &Cost| {
        println!(
            "{name:<34} {:>8.1} {:>8.1} {:>14.0} {:>14}",
            cost.seconds,
            archive.bytes as f64 / 1e6 / cost.seconds,
            cost.importing,
            cost.serving
                .map_or_else(|| "none".to_owned(), |mb| format!("{mb:.0}"))
        );
    };

    let alone = folder.join("alone");
    let mut stopped = Companion::start(&alone, "24h", None);
    stopped.stop();
    let cost = import(&mut stopped, false, &file);
    print("no companion serves", &cost);
    exactly_once(&stopped, archive.conversations);
    drop(stopped);
    let _ = std::fs::remove_dir_all(&alone);

    let served = folder.join("served");
    let mut serving = Companion::start(&served, "24h", None);
    let cost = import(&mut serving, true, &file);
    print("a companion serves", &cost);
    exactly_once(&serving, archive.conversations);
    let cost = import(&mut serving, true, &file);
    print("again: all of them are known", &cost);
    exactly_once(&serving, archive.conversations);
    drop(serving);
    let _ = std::fs::remove_dir_all(&served);

    let broken = folder.join("broken");
    let mut killed = Companion::start(&broken, "24h", None);
    for part in [3, 2] {
        let mut importing = start(&killed, &file);
        wait_for(&mut importing, &killed, archive.conversations / part);
        importing.kill().expect("it can be killed");
        importing.wait().expect("it ends");
        if part == 2 {
            killed.kill();
            killed.serve();
        }
    }
    let before = held(&killed);
    let cost = import(&mut killed, true, &file);
    print("killed twice, and once more", &cost);
    exactly_once(&killed, archive.conversations);
    println!(
        "killed at a third, at half together with the companion ({before} of {} were kept), started again: each is there exactly once",
        archive.conversations
    );
}

fn start(companion: &Companion, file: &Path) -> Child {
    Command::new(crate::paths::program("tributary"))
        .arg("import")
        .arg(file)
        .arg("--data-dir")
        .arg(&companion.data_dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("tributary starts")
}

fn import(companion: &mut Companion, serves: bool, file: &Path) -> Cost {
    let begin = Instant::now();
    let mut importing = start(companion, file);
    let mut most = 0.0;
    let ended = loop {
        // The kernel keeps the highest mark itself, so looking rarely loses only what was reached at the very end.
        most = high_water(importing.id()).unwrap_or(most);
        if let Some(ended) = importing.try_wait().expect("it can be waited for") {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(ended.success(), "the import failed");
    Cost {
        seconds: begin.elapsed().as_secs_f64(),
        importing: most,
        serving: serves.then(|| high_water(companion.process_id()).unwrap_or_default()),
    }
}

/// The most a process ever had resident, in MB; Linux only.
fn high_water(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

/// Imported conversations are held, and nothing else happens to them here.
fn held(companion: &Companion) -> usize {
    let held = companion.json(&["status"])["held"].as_u64();
    usize::try_from(held.expect("the status counts what is held")).unwrap_or(usize::MAX)
}

fn wait_for(importing: &mut Child, companion: &Companion, count: usize) {
    while held(companion) < count {
        let ended = importing.try_wait().expect("it can be waited for");
        assert!(ended.is_none(), "the import ended before it could be killed");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Every conversation says its number in its first sentence.
fn exactly_once(companion: &Companion, conversations: usize) {
    let file = companion.data_dir.join("everything.jsonl");
    companion.run(&["export", "--output", file.to_str().expect("the path is UTF-8")]);
    let mut seen = vec![0_u32; conversations];
    let lines = std::io::BufRead::lines(std::io::BufReader::new(
        File::open(&file).expect("the export is there"),
    ));
    for line in lines {
        let line = line.expect("the export is text");
        let (_, rest) = line.split_once("journal entry ").expect("each has its number");
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: usize = rest[..digits].parse().expect("it is a number");
        seen[number] += 1;
    }
    let wrong = seen.iter().filter(|count| **count != 1).count();
    assert_eq!(
        wrong, 0,
        "{wrong} of {conversations} conversations are not there exactly once"
    );
    let _ = std::fs::remove_file(file);
}
