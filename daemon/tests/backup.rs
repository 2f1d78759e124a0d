//! Copies: what comes back from them, and that nothing erased ever does.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use common::{Browser, Companion, Pool, record, submit};
use daemon::config::DataDir;
use daemon::{backup, retract};
use serde_json::{Value, json};

fn ok(output: &Output) -> Value {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[track_caller]
fn refused(output: &Output, says: &str) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains(says) && error.lines().count() == 1, "{error}");
}

fn restore(dir: &Path, arguments: &[&str], words: &str) -> Output {
    let mut child = common::command(dir)
        .args(["restore", "--json"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have refused before it reads.
    let _ = child.stdin.take().unwrap().write_all(words.as_bytes());
    child.wait_with_output().unwrap()
}

/// Hands in "question 1" and so on.
fn hand_in(companion: &Companion, browser: &mut Browser, records: u64) {
    for number in 1..=records {
        let record = record(&format!("question {number}"), "a");
        companion.ask(browser, &submit(number, 1, record));
    }
}

fn list(dir: &Path) -> Vec<Value> {
    let output = common::command(dir).args(["list", "--json"]).output().unwrap();
    ok(&output).as_array().unwrap().clone()
}

fn previews(dir: &Path) -> Vec<String> {
    let records = list(dir).into_iter();
    records
        .map(|record| record["preview"].as_str().unwrap().to_owned())
        .filter(|preview| !preview.is_empty())
        .collect()
}

#[test]
fn a_backup_brings_everything_back_on_another_computer_with_the_phrase_and_only_with_it() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    hand_in(&companion, &mut browser, 3);
    companion.json(&["words", "--add", "Ottilie"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("copy.tributary");
    let written = companion.json(&["backup", file.to_str().unwrap()]);
    assert_eq!(written["records"], 3);
    let bytes = std::fs::read(&file).unwrap();
    for secret in ["question 1", "Ottilie", "SQLite format 3", "gradio"] {
        let found = bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!found, "{secret} can be read in the file");
    }
    let phrase = companion.json(&["phrase"])["phrase"].as_str().unwrap().to_owned();
    let other = common::command(elsewhere.path())
        .args(["phrase", "--json"])
        .output()
        .unwrap();
    let wrong = ok(&other)["phrase"].as_str().unwrap().to_owned();

    let new = tempfile::tempdir().unwrap();
    let file = file.to_str().unwrap();
    refused(&restore(new.path(), &[file], &wrong), "another recovery phrase");
    refused(&restore(new.path(), &[file], "some words"), "24 words");
    assert_eq!(list(new.path()).len(), 0, "nothing has changed");
    let mut cut = bytes.clone();
    cut.truncate(bytes.len() - 1);
    let short = elsewhere.path().join("short");
    std::fs::write(&short, cut).unwrap();
    refused(
        &restore(new.path(), &[short.to_str().unwrap()], &phrase),
        "damaged",
    );

    let restored = ok(&restore(new.path(), &[file], &phrase));
    assert_eq!(restored["records"], 3);
    assert_eq!(previews(new.path()), ["question 3", "question 2", "question 1"]);
    for record in list(new.path()) {
        assert_eq!(record["state"], "held");
        assert!(
            record["reason"].as_str().unwrap().contains("look at it"),
            "{record}"
        );
    }
    let words = ok(&common::command(new.path())
        .args(["words", "--json"])
        .output()
        .unwrap());
    assert!(words.to_string().contains("Ottilie"), "{words}");
    refused(&restore(new.path(), &[file], &phrase), "--replace");
    refused(
        &restore(companion.dir.path(), &[file], &phrase),
        "companion is running",
    );
}

#[test]
fn what_is_erased_is_gone_from_a_backup_that_can_be_reached_and_named_where_it_cannot() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    hand_in(&companion, &mut browser, 2);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("copy");
    companion.json(&["backup", file.to_str().unwrap()]);
    let dir = companion.kill();
    let away = elsewhere.path().join("on another shelf");
    std::fs::rename(&file, &away).unwrap();
    let newest = list(dir.path())[0]["id"].as_str().unwrap().to_owned();
    ok(&common::command(dir.path())
        .args(["revoke", &newest, "--json"])
        .output()
        .unwrap());
    let status = || {
        ok(&common::command(dir.path())
            .args(["status", "--json"])
            .output()
            .unwrap())
    };
    assert_eq!(
        status()["backups"]["files"][0]["holds_erased"],
        true,
        "{}",
        status()
    );

    std::fs::rename(&away, &file).unwrap();
    assert_eq!(
        status()["backups"]["files"][0]["holds_erased"],
        true,
        "it is there again"
    );
    assert_eq!(
        status()["backups"]["files"][0]["holds_erased"],
        false,
        "and was written anew"
    );
    ok(&restore(dir.path(), &[file.to_str().unwrap(), "--replace"], ""));
    assert_eq!(previews(dir.path()), ["question 1"]);
}

/// Takes records in, copies them as the companion does once a day, and goes on.
fn with_a_daily_copy(dir: &Path, after: impl FnOnce(&daemon::companion::Companion)) {
    let inside = daemon::companion::Companion::open(DataDir(dir.to_owned()), common::world(), None).unwrap();
    backup::make_daily(&inside, &inside.world.now().day()).unwrap();
    after(&inside);
    drop(inside);
    // A test beside this one that starts a program in this moment has handed it the open lock, until that program has begun.
    let start = Instant::now();
    while let output = common::command(dir).arg("status").output().unwrap()
        && String::from_utf8_lossy(&output.stderr).contains("already running")
    {
        assert!(start.elapsed() < Duration::from_secs(100), "{output:?}");
    }
}

#[test]
fn a_damaged_file_is_replaced_by_the_last_daily_copy_and_what_was_revoked_since_stays_gone() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    hand_in(&companion, &mut browser, 3);
    let dir = companion.kill();
    let newest = list(dir.path())[0]["id"].as_str().unwrap().to_owned();
    with_a_daily_copy(dir.path(), |inside| {
        retract::revoke(inside, &newest.parse().unwrap()).unwrap();
        assert!(
            !inside.dir.keys_mirror().exists(),
            "a copy of the keys would have the erased one"
        );
    });
    for file in ["tributary.db", "tributary.db-wal"] {
        let path = dir.path().join(file);
        let length = usize::try_from(std::fs::metadata(&path).map_or(0, |file| file.len())).unwrap();
        std::fs::write(&path, vec![0xaa; length]).unwrap();
    }
    let said = common::command(dir.path()).arg("list").output().unwrap();
    refused(&said, "damaged");
    let restored = ok(&restore(dir.path(), &[], ""));
    assert_eq!(
        (&restored["records"], &restored["erased_since"]),
        (&2.into(), &1.into())
    );
    assert_eq!(previews(dir.path()), ["question 2", "question 1"]);
    let states: Vec<Value> = list(dir.path())
        .into_iter()
        .map(|record| record["state"].clone())
        .collect();
    assert_eq!(states, ["revoked", "held", "held"]);
}

#[test]
fn damaged_keys_are_replaced_by_their_copy() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("question 1", "a")));
    let dir = companion.kill();
    with_a_daily_copy(dir.path(), |_| {});
    let keys = dir.path().join("keys.db");
    std::fs::write(&keys, b"not a database, and never was one").unwrap();
    let _ = std::fs::remove_file(dir.path().join("keys.db-wal"));
    refused(
        &common::command(dir.path()).arg("list").output().unwrap(),
        "keys.db is damaged",
    );
    ok(&restore(dir.path(), &[], ""));
    assert_eq!(previews(dir.path()), ["question 1"]);
}

#[test]
fn what_was_donated_after_the_backup_was_made_is_found_at_the_pool_and_not_donated_again() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    hand_in(&companion, &mut browser, 2);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("copy");
    companion.json(&["backup", file.to_str().unwrap()]);
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    companion.json(&["donate", &id]);
    companion.await_states(&["donated", "held"]);
    let dir = companion.kill();
    ok(&restore(dir.path(), &[file.to_str().unwrap(), "--replace"], ""));
    let companion = Companion::start_in(dir, 0, &["--pool", &pool.url]);
    companion.await_states(&["donated", "held"]);
    companion.json(&["retract", &id]);
    pool.await_retracted(&id);
}

#[test]
fn changes_to_donated_records_that_were_not_sent_are_named_when_a_copy_comes_back() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    hand_in(&companion, &mut browser, 2);
    companion.json(&["donate", "--all"]);
    companion.await_states(&["donated", "donated"]);
    let id = list(companion.dir.path())[0]["id"].as_str().unwrap().to_owned();
    pool.held.lock().unwrap().refusals = vec![(503, "{}".to_owned()); 1_000];
    companion.json(&["note", &id, "a", "poem", "--new-version"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("copy");
    let file = file.to_str().unwrap();
    companion.json(&["backup", file]);
    let dir = companion.kill();
    let restored = ok(&restore(dir.path(), &[file, "--replace"], ""));
    assert_eq!(
        (&restored["records"], &restored["changes_not_sent"]),
        (&json!(2), &json!([id]))
    );
    // They are here, and do not go by themselves.
    pool.held.lock().unwrap().refusals.clear();
    let companion = Companion::start_in(dir, 0, &["--pool", &pool.url]);
    let shown = companion.json(&["show", &id]);
    assert_eq!(
        (&shown["judgements"]["note"], &shown["revision_waits"]),
        (&json!("a poem"), &json!(false))
    );
    let again = common::command(companion.dir.path())
        .args(["restore", file, "--replace"])
        .output()
        .unwrap();
    refused(&again, "already running");
    let dir = companion.kill();
    let again = common::command(dir.path())
        .args(["restore", file, "--replace"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(
        said.contains("1 donated records may not have reached the pool") && said.contains(&id),
        "{said}"
    );
}
