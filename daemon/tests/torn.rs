//! A log that ends in the middle, and files that are damaged: what was acknowledged before the tear is there, and damage is said.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::path::Path;

use common::{Companion, record, submit};
use daemon::config::DataDir;
use daemon::review;
use shared::api::ExtensionReply;

/// The frames of a log begin behind a head of so many bytes, and each has a head of its own.
const LOG_HEAD: usize = 32;
const FRAME_HEAD: usize = 24;

/// A companion that was killed: its data directory, and how long the log of its records was after each acknowledgement.
fn killed_with_records(count: u64) -> (tempfile::TempDir, Vec<usize>) {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let log = companion.dir.path().join("tributary.db-wal");
    let lengths = (1..=count)
        .map(|number| {
            let reply = companion.ask(&mut browser, &submit(number, 1, record(&question(number), "a")));
            assert!(matches!(reply, ExtensionReply::Committed { .. }), "{reply:?}");
            usize::try_from(std::fs::metadata(&log).unwrap().len()).unwrap()
        })
        .collect();
    (companion.kill(), lengths)
}

fn question(number: u64) -> String {
    format!("question {number} about rivers")
}

fn copied(dir: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
    }
    copy
}

/// The questions that a companion finds in a directory, oldest first, or what it says instead.
fn found(dir: &Path) -> Result<Vec<String>, String> {
    let companion = daemon::companion::Companion::open(DataDir(dir.to_owned()), common::world(), None)
        .map_err(|error| error.to_string())?;
    let listed = review::list(&companion, &review::Wanted::default(), None, 100)
        .map_err(|refused| refused.message)?
        .records;
    let texts = listed
        .iter()
        .rev()
        .map(|record| record["preview"].as_str().unwrap().to_owned());
    Ok(texts.collect())
}

#[test]
fn a_torn_log_of_records_keeps_everything_that_was_acknowledged_before_the_tear() {
    let (dir, lengths) = killed_with_records(4);
    let log = std::fs::read(dir.path().join("tributary.db-wal")).unwrap();
    let page = usize::try_from(u32::from_be_bytes(log[8..12].try_into().unwrap())).unwrap();
    let frames = (log.len() - LOG_HEAD) / (FRAME_HEAD + page);
    assert!(frames > 8, "the log holds what was handed in: {frames} frames");
    let end = |frame: usize| LOG_HEAD + frame * (FRAME_HEAD + page);
    let mut torn: Vec<(usize, Vec<u8>)> = (0..=frames)
        .flat_map(|frame| [end(frame), end(frame) + FRAME_HEAD / 2, end(frame) + page / 2])
        .filter(|cut| *cut <= log.len())
        .map(|cut| (cut, log[..cut].to_vec()))
        .collect();
    torn.extend((0..frames).map(|frame| (end(frame), garbled(&log, end(frame)))));
    for (cut, torn) in torn {
        let copy = copied(dir.path());
        std::fs::write(copy.path().join("tributary.db-wal"), torn).unwrap();
        let texts = found(copy.path()).unwrap_or_else(|said| panic!("cut at {cut}: {said}"));
        let kept: Vec<String> = (1..=u64::try_from(texts.len()).unwrap()).map(question).collect();
        assert_eq!(texts, kept, "cut at {cut}: a prefix, in order");
        let before = lengths.iter().filter(|length| **length <= cut).count();
        assert!(
            texts.len() >= before,
            "cut at {cut}: {before} were acknowledged before"
        );
    }
}

/// The log with some other bytes from here on.
fn garbled(log: &[u8], from: usize) -> Vec<u8> {
    let mut garbled = log.to_vec();
    garbled[from..]
        .iter_mut()
        .take(100)
        .for_each(|byte| *byte ^= 0x5a);
    garbled
}

#[test]
fn a_torn_log_of_keys_is_said_and_nothing_is_thrown_away() {
    let (dir, _) = killed_with_records(2);
    let path = dir.path().join("keys.db-wal");
    let log = std::fs::read(&path).unwrap();
    // What the first start wrote is left, the keys are not.
    std::fs::write(&path, &log[..log.len() / 8]).unwrap();
    for _ in 0..2 {
        match found(dir.path()) {
            Ok(texts) => assert_eq!(texts.len(), 2, "all or a word"),
            Err(said) => assert!(said.contains("keys.db"), "{said}"),
        }
    }
}

#[test]
fn a_damaged_file_is_named_at_the_start_and_left_as_it_is() {
    let (dir, _) = killed_with_records(8);
    for file in ["tributary.db", "keys.db"] {
        let connection = rusqlite::Connection::open(dir.path().join(file)).unwrap();
        connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .unwrap();
    }
    for file in ["tributary.db", "keys.db"] {
        let copy = copied(dir.path());
        let path = copy.path().join(file);
        let mut bytes = std::fs::read(&path).unwrap();
        // Everything behind the first page, which says that it is a database.
        bytes[4096..].fill(0xaa);
        std::fs::write(&path, &bytes).unwrap();
        let output = common::command(copy.path()).arg("list").output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{file}: {message}");
        assert!(message.contains(&format!("{file} is damaged")), "{message}");
        assert!(message.contains("tributary restore"), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
        let left = std::fs::read(&path).unwrap();
        assert!(
            left.len() == bytes.len() && left[4096..] == bytes[4096..],
            "{file} is left as it is"
        );
    }
}
