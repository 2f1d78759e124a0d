//! What the store promises: what is acknowledged is never lost, and what is erased is gone from every file.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::path::Path;
use std::time::Duration;

use common::{Companion, ORIGIN, now, record, submit};
use shared::api;

#[test]
fn every_acknowledged_record_is_there_after_the_companion_was_killed() {
    let mut companion = Companion::start(&[]);
    let (port, mut browser) = (companion.port, companion.pair());
    let mut conversation = 0;
    let mut acknowledged = Vec::new();
    for round in 0..20_u64 {
        let (process, mut killer) = (companion.process(), None);
        // Sealed by the paired browser, one after the other, until the companion is gone.
        loop {
            conversation += 1;
            let text = format!("question {conversation}");
            let (frame, _) = browser.seal(port, now(), &submit(conversation, 1, record(&text, "a")));
            match companion.try_frame(api::EXTENSION, ORIGIN, &frame) {
                Some(answer) if answer.status == 200 => acknowledged.push(text),
                _ => break,
            }
            // From the first acknowledgement on, it may be killed at any moment.
            killer.get_or_insert_with(|| kill_after(process, Duration::from_millis(round * 37 % 90)));
        }
        let killer = killer.unwrap_or_else(|| kill_after(process, Duration::ZERO));
        killer.join().unwrap();
        companion = Companion::start_in(companion.kill(), port, &[]);
        let list = companion.json(&["list"]);
        let mut kept: Vec<&str> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|record| record["preview"].as_str().unwrap())
            .collect();
        kept.sort_unstable();
        let before = kept.len();
        kept.dedup();
        assert_eq!(kept.len(), before, "nothing is there twice");
        for text in &acknowledged {
            assert!(
                kept.binary_search(&text.as_str()).is_ok(),
                "{text} was lost in round {round}"
            );
        }
    }
    assert!(
        acknowledged.len() > 20,
        "the test has handed something in: {}",
        acknowledged.len()
    );
}

fn kill_after(process: u32, wait: Duration) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        std::thread::sleep(wait);
        let process = rustix::process::Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
        rustix::process::kill_process(process, rustix::process::Signal::KILL).unwrap();
    })
}

/// Whether these bytes stand in any file of the directory.
fn anywhere(dir: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(dir).unwrap().flatten().any(|entry| {
        std::fs::read(entry.path())
            .is_ok_and(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
    })
}

/// The sealed body and the wrapped key of the only record.
fn sealed(dir: &Path) -> (Vec<u8>, Vec<u8>) {
    let read = |file: &str, sql: &str| {
        let connection = rusqlite::Connection::open(dir.join(file)).unwrap();
        connection
            .query_row(sql, [], |row| row.get::<_, Vec<u8>>(0))
            .unwrap()
    };
    (
        read("tributary.db", "SELECT body FROM records"),
        read("keys.db", "SELECT wrapped FROM content_keys"),
    )
}

#[test]
fn what_is_revoked_is_gone_from_every_file_with_its_key() {
    let companion = Companion::start(&[]);
    let dir = companion.dir.path();
    let mut browser = companion.pair();
    let canary = "canary-7f3a-in-a-question";
    companion.ask(&mut browser, &submit(1, 1, record(canary, "a")));
    let (body, key) = sealed(dir);
    assert!(!anywhere(dir, canary.as_bytes()), "bodies are sealed");
    assert!(
        anywhere(dir, &body[..64]) && anywhere(dir, &key),
        "the search finds what is there"
    );

    companion.json(&["revoke", "--all"]);
    assert!(!anywhere(dir, &body[..64]), "the sealed body is gone");
    assert!(!anywhere(dir, &body[body.len() - 64..]), "all of it");
    assert!(!anywhere(dir, &key), "its key is gone");
    assert!(!companion.json(&["list"]).to_string().contains("canary"));
}

#[test]
fn a_former_form_of_a_record_is_gone_once_a_newer_one_came() {
    let companion = Companion::start(&[]);
    let dir = companion.dir.path();
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("with a name", "a")));
    let (body, key) = sealed(dir);
    companion.ask(&mut browser, &submit(1, 2, record("without it", "a")));
    assert!(!anywhere(dir, &body[..64]) && !anywhere(dir, &key));
}

#[test]
fn a_copy_of_the_records_without_the_keys_shows_nothing() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("private question", "a")));
    let dir = companion.kill();
    std::fs::remove_file(dir.path().join("master.key")).unwrap();
    let output = common::command(dir.path()).arg("list").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("master.key is missing"), "{message}");
}

#[test]
fn everything_erased_leaves_nothing_but_what_the_pool_must_still_be_told() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    for number in 0..3 {
        companion.ask(&mut browser, &submit(number, 1, record("q", "a")));
    }
    companion.json(&["erase-everything", "--yes"]);
    assert_eq!(companion.states().len(), 0);
    let status = companion.json(&["status"]);
    assert_eq!(status["clients"], serde_json::json!([]));
    assert_eq!(status["consent"], false);
}
