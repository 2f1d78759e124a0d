//! What a page pays for being read: the same long conversation without the extension, with it, and beside a poller.
//!
//! In: how long a reply streams, and how often each case is run. Out: the medians, one table. The measuring itself is
//! `tests/browser/cost.mjs`, in a real Chromium.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::browser::{Browser, Window};
use crate::companion::Companion;
use crate::paths;
use crate::process::{Process, free_port};

/// How long and how often.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    pub seconds: u32,
    pub runs: usize,
}

impl Effort {
    pub const WHOLE: Self = Self { seconds: 60, runs: 3 };
    pub const QUICK: Self = Self { seconds: 10, runs: 1 };
}

/// Who reads the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Nobody,
    Lens,
    Poller,
}

const COLUMNS: [(&str, &str); 11] = [
    ("first_ms", "first ms"),
    ("first_longest_ms", "longest"),
    ("script_percent", "script %"),
    ("longest_ms", "longest"),
    ("layout_percent", "layout %"),
    ("page_percent", "page %"),
    ("kb_per_second", "kB/s"),
    ("worker_percent", "worker %"),
    ("page_mb", "page MB"),
    ("page_heap_mb", "heap MB"),
    ("worker_mb", "worker MB"),
];

/// Runs every case and returns the table.
///
/// # Panics
/// When a browser or a server does not start.
#[must_use]
pub fn table(effort: Effort) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let companion = Companion::start(folder.path(), "24h", None);
    let port = free_port();
    let pages = Process::start(
        "the long page",
        Command::new("node")
            .arg(paths::root().join("tests/interfaces/plain/server.mjs"))
            .arg(port.to_string()),
    );
    pages.line_with("ready");
    let origin = format!("http://127.0.0.1:{port}");
    let mut lines = vec![format!(
        "{:<22} {}",
        "turns, growth, reader",
        COLUMNS.map(|(_, title)| format!("{title:>9}")).join(" ")
    )];
    for (turns, grow) in [
        (20, "blocks"),
        (200, "blocks"),
        (1000, "blocks"),
        (20, "whole"),
        (200, "whole"),
        (1000, "whole"),
    ] {
        for reading in [Reading::Nobody, Reading::Lens, Reading::Poller] {
            let url = format!("{origin}/long/?turns={turns}&grow={grow}");
            let runs: Vec<Value> = (0..effort.runs)
                .map(|_| measure(reading, &url, effort, &companion, &origin))
                .collect();
            let medians = COLUMNS.map(|(key, _)| format!("{:>9.2}", median(&runs, key)));
            lines.push(format!(
                "{:<22} {}",
                format!("{turns} {grow} {}", name(reading)),
                medians.join(" ")
            ));
        }
    }
    lines.join("\n")
}

fn name(reading: Reading) -> &'static str {
    match reading {
        Reading::Nobody => "nobody",
        Reading::Lens => "lens",
        Reading::Poller => "poller",
    }
}

fn measure(reading: Reading, url: &str, effort: Effort, companion: &Companion, origin: &str) -> Value {
    let scripts = paths::root().join("tests/browser");
    let mut command = Command::new("node");
    command
        .arg(scripts.join("cost.mjs"))
        .args(["--url", url, "--seconds", &effort.seconds.to_string()]);
    let debug_port = free_port().to_string();
    // Kept open until the measurement is over.
    let _browser = (reading == Reading::Lens).then(|| {
        command.args(["--connect", &debug_port]);
        Browser::open_with("chromium", companion, origin, Window::Hidden, |command| {
            command.args(["--debug-port", &debug_port]);
        })
    });
    if reading == Reading::Poller {
        command.arg("--extension").arg(scripts.join("poller"));
    }
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .expect("node can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().last().unwrap_or_default();
    serde_json::from_str(line).unwrap_or_else(|_| panic!("{reading:?} on {url} was not measured: {text}"))
}

fn median(runs: &[Value], key: &str) -> f64 {
    let mut values: Vec<f64> = runs.iter().filter_map(|run| run[key].as_f64()).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
