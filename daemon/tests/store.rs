//! What the store promises: what is acknowledged is never lost, and what is erased is gone from every file.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::path::{Path, PathBuf};
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
        acknowledged.len() > 5,
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

/// Whether these bytes stand in any file of the directory, or of one in it.
fn anywhere(dir: &Path, needle: &[u8]) -> bool {
    !places(dir, needle).is_empty()
}

/// The files in which these bytes stand.
fn places(dir: &Path, needle: &[u8]) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(places(&path, needle));
        } else if std::fs::read(&path)
            .is_ok_and(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
        {
            found.push(path);
        }
    }
    found
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
        read("tributary.db", "SELECT body FROM records WHERE body IS NOT NULL"),
        wrapped(dir),
    )
}

/// The wrapped key of the only record; keys of the stock lie beside it.
fn wrapped(dir: &Path) -> Vec<u8> {
    let connection = rusqlite::Connection::open(dir.join("keys.db")).unwrap();
    let records = dir.join("tributary.db");
    connection
        .execute("ATTACH ?1 AS main_file", [records.to_str().unwrap()])
        .unwrap();
    connection
        .query_row(
            "SELECT wrapped FROM content_keys WHERE key_id IN (SELECT key_id FROM main_file.records)",
            [],
            |row| row.get(0),
        )
        .unwrap()
}

/// A stray read of another process may keep the log from being cut; none is here.
const CANARY: &str = "canary-7f3a-in-a-question";

/// Hands one record with a canary in, copies everything as the companion does once a day, has it erased, and looks into every file.
#[track_caller]
fn leaves_nothing(arguments: &[&str], erase: impl FnOnce(&Companion, &str)) {
    let companion = Companion::start(arguments);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record(CANARY, "a")));
    let (port, dir) = (companion.port, companion.kill());
    {
        let data = daemon::config::DataDir(dir.path().to_owned());
        let inside = daemon::companion::Companion::open(data, common::world(), None).unwrap();
        daemon::backup::make_daily(&inside, &inside.world.now().day()).unwrap();
    }
    let companion = Companion::start_in(dir, port, arguments);
    let path = companion.dir.path();
    let (body, key) = sealed(path);
    assert!(
        places(path, &key).len() >= 2,
        "the key is in its file and in the copy: {:?}",
        places(path, &key)
    );
    assert!(
        !places(&path.join("backups"), &body[..64]).is_empty(),
        "the copy has the sealed body"
    );
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    erase(&companion, &id);
    assert_eq!(places(path, &key), Vec::<PathBuf>::new(), "no file has the key");
    assert_eq!(
        places(path, CANARY.as_bytes()),
        Vec::<PathBuf>::new(),
        "no file has the text"
    );
    for part in [&body[..64], &body[body.len() - 64..]] {
        let left: Vec<PathBuf> = places(path, part)
            .into_iter()
            .filter(|file| !file.starts_with(path.join("backups")))
            .collect();
        assert_eq!(
            left,
            Vec::<PathBuf>::new(),
            "the sealed body is in no file but a copy without its key"
        );
    }
    for listed in [companion.json(&["list"]), companion.json(&["show", &id])] {
        assert!(!listed.to_string().contains("canary"));
    }
}

#[test]
fn a_revoked_record_is_readable_in_no_file() {
    leaves_nothing(&[], |companion, id| {
        companion.json(&["revoke", id]);
    });
}

#[test]
fn a_retracted_record_is_readable_in_no_file() {
    let pool = common::Pool::start();
    leaves_nothing(&["--pool", &pool.url], |companion, id| {
        companion.json(&["consent", "--agree"]);
        companion.json(&["donate", id]);
        companion.await_states(&["donated"]);
        companion.json(&["retract", id]);
        pool.await_retracted(id);
    });
}

#[test]
fn a_turn_that_was_dropped_is_readable_in_no_file() {
    leaves_nothing(&[], |companion, id| {
        let mut browser = companion.pair();
        let _ = companion.ask(&mut browser, &submit(1, 2, two_turns()));
        let token = companion.sign_in();
        let drop = serde_json::json!({"op": "drop", "message_id": "m1"});
        let answer = companion.api(&token, "POST", &format!("/api/records/{id}/edit"), Some(&drop));
        assert_eq!(answer.status, 200, "{}", answer.text());
    });
}

/// The canary's turn and another.
fn two_turns() -> shared::record::Record {
    let mut longer = record(CANARY, "a");
    let mut more = record("another question", "another answer");
    for (at, message) in more.messages.iter_mut().enumerate() {
        message.id = shared::conversation::MessageId(format!("m{}", at + 3));
        message.parent_id = Some(shared::conversation::MessageId(format!("m{}", at + 2)));
    }
    longer
        .branch
        .extend(more.messages.iter().map(|message| message.id.clone()));
    longer.messages.append(&mut more.messages);
    longer.capture.turns_seen = 4;
    longer.capture.turns_captured = 4;
    longer
}

#[test]
fn stop_and_erase_everything_leaves_nothing_readable() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record(CANARY, "a")));
    companion.json(&["words", "--add", "Zanzibarina"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("copy");
    companion.json(&["backup", file.to_str().unwrap()]);
    let path = companion.dir.path();
    let (body, key) = sealed(path);
    let erased = companion.json(&["erase-everything", "--yes"]);
    assert_eq!(erased["backups_left"], serde_json::json!([]));
    assert!(!file.exists(), "the backup is gone");
    for bytes in [CANARY.as_bytes(), b"Zanzibarina", &key, &body[..64]] {
        assert_eq!(places(path, bytes), Vec::<PathBuf>::new());
    }
    assert_eq!(
        companion.json(&["words"])["words"],
        serde_json::json!([]),
        "the words are forgotten"
    );
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
