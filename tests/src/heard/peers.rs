//! Other ways to hear feedback, installed on demand under `target/hearers`, each in a small program of its own (`tests/bench/hearers`).
//!
//! In: the file of rows. Out: the labels they give, their time, or one line why one was skipped. Nothing of the workspace depends on them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::rows::Row;
use crate::paths;

/// A program and the packages that it needs.
pub(super) struct Peer {
    pub(super) name: &'static str,
    pub(super) program: &'static str,
    packages: &'static [&'static str],
}

pub(super) const ALL: &[Peer] = &[
    Peer {
        name: "VADER",
        program: "vader.py",
        packages: &["vaderSentiment==3.3.2"],
    },
    Peer {
        name: "TextBlob",
        program: "textblob_polarity.py",
        packages: &["textblob==0.19.0"],
    },
    Peer {
        name: "npm sentiment (AFINN)",
        program: "afinn.mjs",
        packages: &["sentiment@5.0.2"],
    },
    Peer {
        name: "keyword list",
        program: "keywords.py",
        packages: &[],
    },
    Peer {
        name: "tf-idf + LR (5-fold)",
        program: "tfidf.py",
        packages: &["scikit-learn==1.7.2"],
    },
];

/// What a program answered.
pub(super) struct Answer {
    pub(super) heard: Vec<BTreeSet<String>>,
    pub(super) seconds: f64,
}

pub(super) fn run(peer: &Peer, file: &Path, rows: &[Row]) -> Result<Answer, String> {
    let folder = paths::root()
        .join("target/hearers")
        .join(peer.program.replace('.', "-"));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let programs = paths::root().join("tests/bench/hearers");
    let file = std::fs::canonicalize(file).map_err(|error| error.to_string())?;
    let answers = folder.join("answers.jsonl");
    let node = peer.program.ends_with(".mjs");
    let mut command = if node {
        install(&folder, peer, |_| {
            let mut npm = Command::new("npm");
            npm.args([
                "install",
                "--silent",
                "--ignore-scripts",
                "--no-audit",
                "--prefix",
            ])
            .arg(&folder)
            .args(peer.packages);
            vec![npm]
        })?;
        // Node looks for modules beside the program.
        std::fs::copy(programs.join(peer.program), folder.join(peer.program))
            .map_err(|error| error.to_string())?;
        let mut node = Command::new("node");
        node.arg(folder.join(peer.program));
        node
    } else {
        let python = if peer.packages.is_empty() {
            "python3".into()
        } else {
            folder.join("env/bin/python")
        };
        install(&folder, peer, |folder| {
            let mut environment = Command::new("python3");
            environment.args(["-m", "venv"]).arg(folder.join("env"));
            let mut pip = Command::new(folder.join("env/bin/python"));
            pip.args(["-m", "pip", "install", "--quiet"]).args(peer.packages);
            vec![environment, pip]
        })?;
        let mut python = Command::new(python);
        python.arg(programs.join(peer.program));
        python
    };
    finish(
        command.arg(&file).arg(&answers).current_dir(&folder),
        "it did not answer",
    )?;
    let lines = std::fs::read_to_string(&answers).map_err(|_| "it wrote no answers".to_owned())?;
    let mut lines = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap_or_default());
    let times = lines.next().unwrap_or_default();
    let mut heard: BTreeMap<String, BTreeSet<String>> = lines
        .filter_map(|line| {
            let labels = line["labels"].as_array()?.iter().filter_map(Value::as_str);
            Some((
                line["id"].as_str()?.to_owned(),
                labels.map(str::to_owned).collect(),
            ))
        })
        .collect();
    Ok(Answer {
        heard: rows
            .iter()
            .map(|row| heard.remove(&row.id).unwrap_or_default())
            .collect(),
        seconds: times["seconds"].as_f64().unwrap_or(f64::NAN),
    })
}

/// Installs a program's packages, once.
fn install(folder: &Path, peer: &Peer, commands: impl Fn(&Path) -> Vec<Command>) -> Result<(), String> {
    let done = folder.join("installed");
    if peer.packages.is_empty() || done.exists() {
        return Ok(());
    }
    for mut command in commands(folder) {
        finish(&mut command, "its packages could not be installed")?;
    }
    std::fs::write(done, "").map_err(|error| error.to_string())
}

fn finish(command: &mut Command, failure: &str) -> Result<(), String> {
    let ended = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(failure.to_owned()),
        Err(_) => Err(format!(
            "{failure}: {} is not here",
            command.get_program().to_string_lossy()
        )),
    }
}
