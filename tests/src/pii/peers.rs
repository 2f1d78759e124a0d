//! Other tools, installed on demand under `target/peers`, each in a small program of its own (`tests/bench/peers`).
//!
//! In: the file of rows. Out: the spans they find, their time, or one line why a tool was skipped. Nothing of the
//! workspace depends on them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::rows::{Row, Span, spans};
use crate::paths;

/// A tool and how it comes here.
pub(super) struct Peer {
    pub(super) name: &'static str,
    from: From,
    program: &'static str,
}

enum From {
    /// Packages for a virtual environment.
    Pip(&'static [&'static str]),
    /// Packages for a folder of node modules.
    Npm(&'static [&'static str]),
}

pub(super) const ALL: &[Peer] = &[
    Peer {
        name: "presidio (patterns)",
        from: From::Pip(&["presidio-analyzer==2.2.360"]),
        program: "presidio_patterns.py",
    },
    Peer {
        name: "scrubadub",
        from: From::Pip(&["scrubadub==2.0.1"]),
        program: "scrubadub_default.py",
    },
    Peer {
        name: "datafog",
        from: From::Pip(&["datafog"]),
        program: "datafog_regex.py",
    },
    Peer {
        name: "redact-pii",
        from: From::Npm(&["redact-pii@3.4.0"]),
        program: "redact_pii.mjs",
    },
];

/// What a tool answered.
pub(super) struct Answer {
    pub(super) found: Vec<Vec<Span>>,
    pub(super) seconds: f64,
    pub(super) start: f64,
}

/// Longest time for an installation, and for all rows.
const INSTALL: Duration = Duration::from_secs(600);
const RUN: Duration = Duration::from_secs(900);

pub(super) fn run(peer: &Peer, file: &Path, rows: &[Row]) -> Result<Answer, String> {
    let folder = paths::root()
        .join("target/peers")
        .join(peer.program.replace('.', "-"));
    let program = paths::root().join("tests/bench/peers").join(peer.program);
    let mut command = match peer.from {
        From::Pip(packages) => pip(&folder, packages)?,
        From::Npm(packages) => npm(&folder, packages)?,
    };
    // Node looks for modules beside the program.
    let program = if matches!(peer.from, From::Npm(_)) {
        let copy = folder.join(peer.program);
        std::fs::copy(&program, &copy).map_err(|error| error.to_string())?;
        copy
    } else {
        program
    };
    let answers = folder.join("answers.jsonl");
    command.arg(program).arg(file).arg(&answers).current_dir(&folder);
    finish(&mut command, RUN, "it did not answer")?;
    let lines = std::fs::read_to_string(&answers).map_err(|_| "it wrote no answers".to_owned())?;
    let mut lines = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap_or_default());
    let times = lines.next().unwrap_or_default();
    let mut found: std::collections::BTreeMap<String, Vec<Span>> = lines
        .map(|line| {
            (
                line["id"]
                    .as_str()
                    .map_or_else(|| line["id"].to_string(), str::to_owned),
                spans(&line["spans"]),
            )
        })
        .collect();
    Ok(Answer {
        found: rows
            .iter()
            .map(|row| found.remove(&row.id).unwrap_or_default())
            .collect(),
        seconds: times["seconds"].as_f64().unwrap_or(f64::NAN),
        start: times["start"].as_f64().unwrap_or(f64::NAN),
    })
}

fn pip(folder: &Path, packages: &[&str]) -> Result<Command, String> {
    let python: PathBuf = folder.join("env/bin/python");
    if !folder.join("installed").exists() {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        finish(
            Command::new("python3")
                .args(["-m", "venv"])
                .arg(folder.join("env")),
            INSTALL,
            "no virtual environment could be made",
        )?;
        finish(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet"])
                .args(packages),
            INSTALL,
            "pip could not install it",
        )?;
        std::fs::write(folder.join("installed"), "").map_err(|error| error.to_string())?;
    }
    Ok(Command::new(python))
}

fn npm(folder: &Path, packages: &[&str]) -> Result<Command, String> {
    if !folder.join("installed").exists() {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        finish(
            Command::new("npm")
                .args([
                    "install",
                    "--silent",
                    "--ignore-scripts",
                    "--no-audit",
                    "--prefix",
                ])
                .arg(folder)
                .args(packages),
            INSTALL,
            "npm could not install it",
        )?;
        std::fs::write(folder.join("installed"), "").map_err(|error| error.to_string())?;
    }
    Ok(Command::new("node"))
}

/// Runs a command to its end, or ends it when its time is over.
fn finish(command: &mut Command, most: Duration, failure: &str) -> Result<(), String> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| {
            format!(
                "{failure}: {} is not here",
                command.get_program().to_string_lossy()
            )
        })?;
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(None) if start.elapsed() < most => std::thread::sleep(Duration::from_millis(50)),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("{failure} in {} s", most.as_secs()));
            }
            Ok(Some(_)) | Err(_) => return Err(failure.to_owned()),
        }
    }
}
