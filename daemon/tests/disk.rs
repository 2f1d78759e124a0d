//! What the companion does when the disk is full, and when it fails: it says so, loses nothing that it acknowledged, and goes on
//! once it can.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::path::Path;
use std::process::{Command, Stdio};

use common::{Browser, Companion, record, submit};
use daemon::http::Patience;
use daemon::refused::{Kind, Refused};
use daemon::store::Store;
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::{Value, json};
use shared::api::ExtensionReply;
use shared::time::Timestamp;

/// A companion in this process, whose databases can be given a last page.
struct Confined {
    outside: Companion,
    store: Store,
}

impl Confined {
    fn start() -> Self {
        let (outside, store) = common::start_here(Patience::default());
        Self { outside, store }
    }

    /// From now on the databases may have this many pages; where they have more already, as many as they have.
    fn pages(&self, most: u32) {
        self.store
            .write("confine", move |tx| {
                for connection in [tx.main, tx.keys] {
                    connection.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))?;
                }
                Ok::<_, Refused>(())
            })
            .unwrap();
    }

    /// Fills what room is left, down to the last few bytes.
    fn fill(&self, id: &str) {
        for event in ["x".repeat(1_000), "x".repeat(10)] {
            loop {
                let (event, id) = (event.clone(), id.parse().unwrap());
                let noted = self.store.write("fill", move |tx| {
                    Ok::<_, Refused>(tx.note(&id, &event, Timestamp(0))?)
                });
                if let Err(refused) = noted {
                    assert_eq!(refused.kind, Kind::Full, "{refused}");
                    break;
                }
            }
        }
    }
}

fn hand_in(companion: &Companion, browser: &mut Browser, conversation: u64, text: &str) -> ExtensionReply {
    companion.ask(browser, &submit(conversation, 1, record(text, "a")))
}

#[track_caller]
fn refused_for_now(reply: &ExtensionReply, words: &str) {
    let ExtensionReply::Refused { reason, retry: true } = reply else {
        panic!("{reply:?}");
    };
    assert!(reason.starts_with(words), "{reason}");
}

#[track_caller]
fn is_sound(dir: &Path) {
    for file in ["tributary.db", "keys.db"] {
        let connection = rusqlite::Connection::open(dir.join(file)).unwrap();
        let sound: String = connection
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(sound, "ok", "{file}");
    }
}

fn texts(companion: &Companion) -> Vec<String> {
    let list = companion.json(&["list"]);
    let ids = list
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["id"].as_str().unwrap());
    let text = |id: &str| {
        companion.json(&["show", id])["messages"][0]["text"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    ids.map(text).collect()
}

#[test]
fn a_full_disk_takes_nothing_in_loses_nothing_and_goes_on_when_there_is_room() {
    let confined = Confined::start();
    let companion = &confined.outside;
    let mut browser = companion.pair();
    let long = "a long question ".repeat(20_000);
    let first = hand_in(companion, &mut browser, 1, "the first question");
    assert!(matches!(first, ExtensionReply::Committed { .. }), "{first:?}");
    let archive = companion.dir.path().join("chats.jsonl");
    let chat = json!({"messages": [{"role": "user", "content": long.trim()}, {"role": "assistant", "content": "b"}]});
    std::fs::write(&archive, format!("{chat}\n")).unwrap();

    confined.pages(1);
    for conversation in [2, 3] {
        refused_for_now(
            &hand_in(companion, &mut browser, conversation, long.trim()),
            "the disk is full: ",
        );
    }
    let import = companion.run(&["import", archive.to_str().unwrap()]);
    assert_eq!(import.status.code(), Some(1));
    let message = String::from_utf8(import.stderr).unwrap();
    assert!(message.starts_with("tributary: the disk is full: "), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert_eq!(texts(companion), ["the first question"]);

    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    confined.fill(&id);
    let token = companion.sign_in();
    let edit = json!({"op": "note", "text": "it misunderstood"});
    let answer = companion.api(&token, "POST", &format!("/api/records/{id}/edit"), Some(&edit));
    assert_eq!(answer.status, 507, "{}", answer.text());
    assert_eq!(answer.json()["code"], "disk_full");
    assert_eq!(companion.json(&["show", &id])["judgements"]["note"], Value::Null);

    confined.pages(1_000_000);
    let taken = hand_in(companion, &mut browser, 2, long.trim());
    assert!(matches!(taken, ExtensionReply::Committed { .. }), "{taken:?}");
    assert_eq!(companion.json(&["import", archive.to_str().unwrap()])["new"], 1);
    assert_eq!(
        companion
            .api(&token, "POST", &format!("/api/records/{id}/edit"), Some(&edit))
            .status,
        200
    );
    assert_eq!(texts(companion), [long.trim(), long.trim(), "the first question"]);
    is_sound(companion.dir.path());
}

#[test]
fn records_handed_in_at_once_on_a_filling_disk_are_each_acknowledged_or_refused() {
    let confined = Confined::start();
    let companion = &confined.outside;
    let mut browser = companion.pair();
    let _ = hand_in(companion, &mut browser, 0, "0");
    confined.pages(150);
    let frames: Vec<_> = (1..=16_u64)
        .map(|number| {
            let text = format!("{number} {}", "words ".repeat(10_000));
            browser.seal(
                companion.port,
                common::now(),
                &submit(number, 1, record(text.trim(), "a")),
            )
        })
        .collect();
    let key = &browser.key;
    let committed: Vec<bool> = std::thread::scope(|scope| {
        let racers: Vec<_> = frames
            .iter()
            .map(|(frame, nonce)| {
                scope.spawn(move || {
                    let answer = companion.frame(shared::api::EXTENSION, common::ORIGIN, frame);
                    let plain = shared::sealed::open_reply(key, nonce, &answer.body).unwrap();
                    match serde_json::from_slice(&plain).unwrap() {
                        ExtensionReply::Committed { .. } => true,
                        reply => {
                            refused_for_now(&reply, "the disk is full: ");
                            false
                        }
                    }
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert!(committed.contains(&false), "the disk was full");
    let mut kept: Vec<usize> = texts(companion)
        .iter()
        .map(|text| text.split(' ').next().unwrap().parse().unwrap())
        .filter(|number| *number > 0)
        .collect();
    kept.sort_unstable();
    let acknowledged: Vec<usize> = (1..=16).filter(|number| committed[number - 1]).collect();
    assert_eq!(kept, acknowledged, "exactly what was acknowledged is there");
    is_sound(companion.dir.path());
}

#[test]
fn a_disk_that_fails_ends_all_writing_until_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let mut program = Command::new("sh");
    // Writes beyond the limit then fail, as those to a broken disk do, instead of ending the process.
    program
        .args([
            "-c",
            r#"trap '' XFSZ; exec "$0" "$@""#,
            env!("CARGO_BIN_EXE_tributary"),
            "--data-dir",
        ])
        .arg(dir.path())
        .stdin(Stdio::null());
    let companion = Companion::start_with(program, dir, 0, &[]);
    let (port, mut browser) = (companion.port, companion.pair());
    let _ = hand_in(&companion, &mut browser, 1, "the first question");
    let process = Pid::from_raw(i32::try_from(companion.process()).unwrap());
    let limit = |bytes| {
        let current = Some(bytes);
        prlimit(
            process,
            Resource::Fsize,
            Rlimit {
                current,
                maximum: None,
            },
        )
        .unwrap();
    };

    limit(20_000);
    let long = "a long question ".repeat(20_000);
    refused_for_now(
        &hand_in(&companion, &mut browser, 2, long.trim()),
        "the disk fails: ",
    );
    limit(1 << 40);
    refused_for_now(
        &hand_in(&companion, &mut browser, 3, "a short question"),
        "the disk fails: ",
    );
    let refused = companion.run(&["revoke", "--all"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("until the companion is started again"));
    assert_eq!(texts(&companion), ["the first question"], "reading goes on");

    let companion = Companion::start_in(companion.kill(), port, &[]);
    is_sound(companion.dir.path());
    assert_eq!(texts(&companion), ["the first question"]);
    let taken = hand_in(&companion, &mut browser, 3, "a short question");
    assert!(matches!(taken, ExtensionReply::Committed { .. }), "{taken:?}");
}
