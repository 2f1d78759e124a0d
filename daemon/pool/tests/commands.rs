//! The real binary: every command while `serve` runs, its exit codes, and what a kill leaves.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use shared::api::PoolInfo;
use shared::consent::{Licence, Purpose, agree};
use shared::envelope::SignedEnvelope;
use support::{Answer, day, exchange, id, key, record};

/// A running `serve`; killed when dropped.
struct Serving {
    child: Child,
    address: SocketAddr,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tributary-pool"));
    command.arg("--data-dir").arg(data);
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    command(data).args(arguments).output().unwrap()
}

/// What a successful command printed.
fn done(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), errors.as_str()),
        (Some(0), ""),
        "{arguments:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The one line that a refused command printed.
fn refused(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), errors.lines().count()),
        (Some(1), 1),
        "{arguments:?}: {errors}"
    );
    errors
}

fn serve(data: &Path) -> Serving {
    let mut child = command(data)
        .args(["serve", "--port", "0", "--name", "Test pool"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .trim()
        .strip_prefix("tributary-pool: listening on http://")
        .expect(&line);
    Serving {
        child,
        address: address.parse().unwrap(),
    }
}

fn get(address: SocketAddr, path: &str) -> Answer {
    exchange(
        address,
        format!("GET {path} HTTP/1.1\r\nhost: pool\r\nconnection: close\r\n\r\n").as_bytes(),
    )
}

fn put(address: SocketAddr, counter: u64, text: &str) -> u16 {
    let info: PoolInfo = serde_json::from_str(&get(address, "/v1/pool").body).unwrap();
    let consent = agree(Licence::Cc0, vec![Purpose::Research], "en", day(0));
    let signed = SignedEnvelope::sign(record(text), consent, day(0), &key(counter), &info.pool_id);
    let body = serde_json::to_vec(&signed).unwrap();
    let head = format!(
        "PUT /v1/records/{} HTTP/1.1\r\nhost: pool\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        id(&key(counter)),
        body.len()
    );
    exchange(address, &[head.as_bytes(), &body].concat()).status
}

#[test]
fn records_go_from_the_network_into_a_release_while_the_pool_serves() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let out = dir.path().join("release");
    let out = out.to_str().unwrap();
    let serving = serve(&data);
    for counter in 1..=3 {
        assert_eq!(
            put(serving.address, counter, &format!("reply {counter} \u{1b}[2J")),
            201
        );
    }
    let ids: Vec<String> = (1..=3).map(|counter| id(&key(counter)).to_string()).collect();
    let waiting: Vec<serde_json::Value> = serde_json::from_str(&done(&data, &["review", "--json"])).unwrap();
    assert_eq!(waiting.len(), 3);
    assert!(waiting.iter().all(|one| one["state"] == "quarantined" && ids.contains(&one["id"].as_str().unwrap().to_owned())));
    let shown = done(&data, &["review", "--show", &ids[0]]);
    assert!(shown.contains("reply 1") && !shown.contains('\u{1b}'), "{shown}");
    done(&data, &["review", "--reject", &ids[2], "--reason", "made up"]);
    done(&data, &["review", "--accept", &ids[0]]);
    done(&data, &["review", "--accept-all"]);
    assert!(done(&data, &["release", "--out", out]).starts_with("release 1 of 2 records"));
    assert!(
        get(serving.address, &format!("/v1/records/{}/status", ids[0]))
            .body
            .contains("\"releases\":[1]")
    );
    assert!(
        get(serving.address, &format!("/v1/records/{}/status", ids[2]))
            .body
            .contains("made up")
    );
    assert!(get(serving.address, "/").body.contains("Release 1"));
    done(&data, &["audit"]);
    assert!(done(&data, &["card"]).contains("2 records with 10 messages"));
    let messages = dir.path().join("messages.jsonl");
    let messages = messages.to_str().unwrap();
    done(
        &data,
        &["export", "--format", "messages", "--release", out, "-o", messages],
    );
    done(&data, &["sync", "--release", out, messages]);
    assert_eq!(std::fs::read_to_string(messages).unwrap().lines().count(), 2);
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let mut serving = serve(&data);
    for counter in 1..=5 {
        assert_eq!(put(serving.address, counter, "x"), 201);
    }
    serving.child.kill().unwrap();
    let waiting: Vec<serde_json::Value> = serde_json::from_str(&done(&data, &["review", "--json"])).unwrap();
    assert_eq!(waiting.len(), 5);
}

#[test]
fn refusals_say_what_to_do_in_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    assert!(refused(&data, &["review"]).contains("run `tributary-pool init"));
    assert!(refused(&data, &["init", "--name", "two\nlines"]).contains("is one line"));
    done(&data, &["init", "--name", "Test pool"]);
    let serving = serve(&data);
    let port = serving.address.port().to_string();
    assert!(refused(&data, &["serve", "--port", &port]).contains("choose another --port"));
    let out = dir.path().join("release");
    assert!(refused(&data, &["release", "--out", out.to_str().unwrap()]).contains("no record is accepted"));
    assert!(
        refused(&data, &["release", "--out", "https://example.com/x"]).contains("give a folder or s3://")
    );
    for address in ["s3://", "s3://user:secret@bucket/x", "s3://bucket/x?key=secret"] {
        let line = refused(&data, &["release", "--out", address]);
        assert!(line.contains("is no place for a release"), "{line}");
    }
    assert!(refused(&data, &["release", "--out", "s3://bucket/x"]).contains("there are no credentials"));
    let unknown = id(&key(9)).to_string();
    assert!(refused(&data, &["review", "--accept", &unknown]).contains(&unknown));
    let unknown_format = ["export", "--format", "nonsense", "--release", ".", "-o", "x"];
    assert!(refused(&data, &unknown_format).contains("known are arena arena-conversations argilla aya"));
    let inferred = [
        "export",
        "--format",
        "messages",
        "--inferred",
        "--release",
        ".",
        "-o",
        "x",
    ];
    assert!(refused(&data, &inferred).contains("leave --inferred out"));
    let listed = done(&data, &["export", "--list"]);
    assert!(
        listed.contains("trl-dpo (also --inferred): Pairs of replies"),
        "{listed}"
    );
    for wrong in [
        &["bogus"][..],
        &["review", "--reject", &unknown],
        &["review", "--accept", "../x"],
    ] {
        assert_eq!(run(&data, wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_the_data_directory() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let serving = serve(&data);
    assert_eq!(put(serving.address, 1, "x"), 201);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let names: Vec<_> = std::fs::read_dir(&data)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(names.len() >= 3, "{names:?}");
    for path in names {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}
