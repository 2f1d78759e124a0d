//! A computer is lost and the recovery phrase is kept: everything can be taken back.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use common::{Companion, Pool, command, record, submit};
use serde_json::{Value, json};
use shared::api::ExtensionReply;

/// Donates three records and takes one back, revokes two in between; out: the phrase, and the ids that the pool still has.
fn a_former_life(pool: &Pool) -> (String, Vec<String>) {
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    let mut ids = Vec::new();
    for number in 0..5 {
        companion.ask(
            &mut browser,
            &submit(number, 1, record("a question", "an answer")),
        );
        let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
        companion.json(&[if number % 2 == 0 { "donate" } else { "revoke" }, &id]);
        ids.push(id);
    }
    companion.await_states(&["donated", "revoked", "donated", "revoked", "donated"]);
    companion.json(&["retract", &ids[2]]);
    pool.await_retracted(&ids[2]);
    let phrase = companion.json(&["phrase"])["phrase"].as_str().unwrap().to_owned();
    (phrase, vec![ids[4].clone(), ids[0].clone()])
}

fn restore(dir: &Path, words: &str, arguments: &[&str]) -> Output {
    let mut child = command(dir)
        .args(["phrase", "--restore", "--json"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(words.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn ids(companion: &Companion, state: &str) -> Vec<String> {
    let list = companion.json(&["list", "--state", state]);
    let ids = list.as_array().unwrap().iter();
    ids.map(|record| record["id"].as_str().unwrap().to_owned())
        .collect()
}

#[track_caller]
fn refused(output: &Output, words: &str) {
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains(words), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}

#[test]
fn with_the_phrase_alone_every_donated_record_is_found_and_taken_back() {
    let pool = Pool::start();
    let (phrase, kept) = a_former_life(&pool);
    let dir = tempfile::tempdir().unwrap();
    let output = restore(dir.path(), &phrase, &["--pool", &pool.url]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["found"], 2);

    let companion = Companion::start_in(dir, 0, &[]);
    assert_eq!(ids(&companion, "donated"), kept);
    let shown = companion.json(&["show", &kept[0]]);
    assert_eq!(
        (&shown["messages"], &shown["releases"]),
        (&json!([]), &json!([1]))
    );
    assert_eq!(companion.json(&["phrase"])["phrase"], phrase.as_str());
    companion.json(&["retract", "--all"]);
    for id in &kept {
        pool.await_retracted(id);
    }
    assert_eq!(pool.records(), 0);
    assert_eq!(ids(&companion, "retracted"), kept);
}

#[test]
fn a_running_companion_restores_too_and_never_uses_a_former_key_again() {
    let pool = Pool::start();
    let (phrase, kept) = a_former_life(&pool);
    let companion = Companion::start(&["--pool", &pool.url]);
    let output = restore(
        companion.dir.path(),
        &format!(" {}\n", phrase.to_uppercase()),
        &[],
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(ids(&companion, "donated"), kept);
    let again = restore(companion.dir.path(), &phrase, &[]);
    assert!(again.status.success());
    assert_eq!(ids(&companion, "donated"), kept, "restoring again adds nothing");

    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    let taken = companion.ask(&mut browser, &submit(9, 1, record("new", "a")));
    assert!(matches!(taken, ExtensionReply::Committed { .. }), "{taken:?}");
    companion.json(&["donate", "--all"]);
    companion.await_states(&["donated", "donated", "donated"]);
    assert_eq!(pool.records(), 3);
}

#[test]
fn wrong_words_other_records_and_a_missing_pool_restore_nothing() {
    let pool = Pool::start();
    let (phrase, _) = a_former_life(&pool);
    let dir = tempfile::tempdir().unwrap();
    let (_, rest) = phrase.split_once(' ').unwrap();
    for words in [rest, ""] {
        refused(&restore(dir.path(), words, &["--pool", &pool.url]), "24 words");
    }
    let no_pool = restore(dir.path(), &phrase, &[]);
    refused(
        &no_pool,
        "no pool is set: say where the records were donated, with --pool URL",
    );

    let nobody = restore(dir.path(), &phrase, &["--pool", "http://127.0.0.1:1"]);
    refused(&nobody, "does not answer");
    let later = restore(dir.path(), &phrase, &["--pool", &pool.url]);
    assert!(
        later.status.success(),
        "the right address can be given afterwards"
    );

    let companion = Companion::start(&["--pool", &pool.url]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    let mine = companion.json(&["phrase"]);
    refused(
        &restore(companion.dir.path(), &phrase, &[]),
        "records of another phrase",
    );
    assert_eq!(companion.json(&["phrase"]), mine);
    assert_eq!(companion.states(), ["held"]);
}
