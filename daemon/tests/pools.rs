//! Receipts are held against releases, also those of a lying pool; and several pools cannot tell that they have one contributor.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use common::{Companion, Pool, command, record, submit};
use serde_json::{Value, json};

fn ids(companion: &Companion) -> Vec<String> {
    let list = companion.json(&["list"]);
    let ids = list.as_array().unwrap().iter();
    ids.map(|record| record["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Waits until this holds of what the companion says.
#[track_caller]
fn until(companion: &Companion, arguments: &[&str], holds: impl Fn(&Value) -> bool) -> Value {
    let start = Instant::now();
    loop {
        let said = companion.json(arguments);
        if holds(&said) {
            return said;
        }
        assert!(
            start.elapsed() < Duration::from_secs(100),
            "{arguments:?}: {said:#}\n{}",
            companion.log()
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[track_caller]
fn await_outcome(companion: &Companion, id: &str, outcome: &str, release: u32) -> Value {
    until(companion, &["show", id], |shown| {
        shown["check"]["outcome"] == outcome && shown["check"]["release"] == release
    })
}

fn give(companion: &Companion, count: u64) -> Vec<String> {
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    for number in 0..count {
        companion.ask(
            &mut browser,
            &submit(number + 1, 1, record("a question", &format!("answer {number}"))),
        );
    }
    ids(companion)
}

#[test]
fn what_a_release_says_about_each_record_is_checked_and_a_lie_is_loud() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    let given = give(&companion, 4);
    companion.json(&["donate", "--all"]);
    companion.await_states(&["donated"; 4]);
    let listed = pool.held.lock().unwrap().listed();
    let digest_of = |id: &str| listed.iter().find(|(known, _)| known == id).unwrap().clone();
    let [one, two, three, four] = [0, 1, 2, 3].map(|at| given[at].clone());

    // Release 2, on a later day: one as donated, another altered, a third left out, the fourth taken back and yet there.
    companion.json(&["retract", &four]);
    pool.await_retracted(&four);
    let altered = (two.clone(), "0".repeat(64));
    pool.held.lock().unwrap().publish(
        2,
        "2026-11-23",
        &[digest_of(&one), altered.clone(), digest_of(&four)],
    );
    await_outcome(&companion, &one, "as donated", 2);
    let shown = await_outcome(&companion, &two, "altered", 2);
    assert!(
        shown["timeline"]
            .as_array()
            .unwrap()
            .iter()
            .any(|entry| entry["event"] == "altered 2"),
        "{shown:#}"
    );
    await_outcome(&companion, &three, "absent", 2);
    await_outcome(&companion, &four, "retained", 2);
    let status = companion.json(&["status"]);
    let breaches: Vec<&str> = status["releases"][0]["breaches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|breach| breach["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(breaches, ["altered", "retained"]);
    let text = String::from_utf8(companion.run(&["status"]).stdout).unwrap();
    assert_eq!(text.matches("WARNING").count(), 2, "{text}");
    let receipts = companion.json(&["receipts"]);
    assert!(
        receipts["receipts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|proof| proof["record_id"] == json!(two) && proof["check"]["outcome"] == "altered")
    );

    // The pool says of every record that it is in release 1: there it is missing. It has also gone back, which is not believed.
    pool.held.lock().unwrap().publish(1, "2026-11-22", &[]);
    until(&companion, &["status"], |status| {
        status["releases"][0]["doubt"] == "older" && status["releases"][0]["release"] == 2
    });
    // The same number, and something else in it.
    pool.held
        .lock()
        .unwrap()
        .publish(2, "2026-11-23", &[digest_of(&one), digest_of(&two)]);
    until(&companion, &["status"], |status| {
        status["releases"][0]["doubt"] == "forked"
    });
    // Signed by another key.
    {
        let mut held = pool.held.lock().unwrap();
        held.key = Some(9);
        held.publish(3, "2026-11-24", &[digest_of(&two)]);
        held.key = None;
    }
    until(&companion, &["status"], |status| {
        status["releases"][0]["doubt"] == "unsigned"
    });
    let text = String::from_utf8(companion.run(&["status"]).stdout).unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    assert!(
        words.join(" ").contains("its pinned key has not signed"),
        "{text}"
    );
    // A list that is not the one that was signed.
    {
        let mut held = pool.held.lock().unwrap();
        held.publish(3, "2026-11-24", &[digest_of(&one), digest_of(&two)]);
        held.release.as_mut().unwrap().1.push('\n');
    }
    until(&companion, &["status"], |status| {
        status["releases"][0]["doubt"] == "list"
    });
    assert_eq!(
        companion.json(&["show", &two])["check"]["outcome"],
        "altered",
        "nothing of it was believed"
    );
    // It mends its ways.
    pool.held
        .lock()
        .unwrap()
        .publish(4, "2026-11-25", &[digest_of(&one), digest_of(&two)]);
    await_outcome(&companion, &two, "as donated", 4);
    await_outcome(&companion, &four, "out", 4);
    let status = companion.json(&["status"]);
    assert_eq!(status["releases"][0]["doubt"], Value::Null);
    assert_eq!(status["releases"][0]["breaches"], json!([]));
    // Whom it asked about, the pool never learned: lists are of buckets, and all are fetched.
    let asked = pool.held.lock().unwrap().asked.clone();
    assert!(asked.iter().any(|line| line.starts_with("GET /v1/release/all/")));
}

#[test]
fn a_record_that_the_pool_says_is_released_and_that_is_not_there_is_missing() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    let given = give(&companion, 1);
    companion.json(&["donate", "--all"]);
    companion.await_states(&["donated"]);
    // It answers to every question that the record is in release 1.
    until(&companion, &["show", &given[0]], |shown| {
        shown["releases"] == json!([1])
    });
    pool.held.lock().unwrap().publish(1, "2026-11-22", &[]);
    await_outcome(&companion, &given[0], "missing", 1);
}

fn add(companion: &Companion, pool: &Pool) {
    let added = companion.json(&["pool", "add", &pool.url, "--agree", "--licence", "CC-BY-4.0"]);
    assert_eq!(added["consent"]["licence"], "CC-BY-4.0");
}

#[test]
fn each_record_goes_to_the_pool_that_was_chosen_and_two_pools_cannot_link_them() {
    let (home, other) = (Pool::start(), Pool::start_another(20));
    let companion = Companion::start(&["--pool", &home.url]);
    let given = give(&companion, 4);
    assert_eq!(companion.json(&["pool", "list"]).as_array().unwrap().len(), 1);
    let unagreed = companion.run(&["pool", "add", &other.url]);
    assert!(!unagreed.status.success(), "nobody agreed");
    add(&companion, &other);
    let unknown = companion.run(&["pool", "choose", "http://127.0.0.1:9", &given[0]]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no such pool"));
    companion.json(&["pool", "choose", &other.url, &given[0], &given[1]]);
    assert_eq!(companion.json(&["show", &given[0]])["pool"], other.url);
    assert_eq!(companion.json(&["show", &given[2]])["pool"], home.url);
    companion.json(&["donate", "--all"]);
    companion.await_states(&["donated"; 4]);
    let (at_home, there) = (
        home.held.lock().unwrap().listed(),
        other.held.lock().unwrap().listed(),
    );
    assert_eq!((at_home.len(), there.len()), (2, 2));
    // The first pool has the ids that the records always had; the other has ids that stand nowhere else.
    for id in &given[2..] {
        assert!(at_home.iter().any(|(known, _)| known == id));
    }
    for (id, _) in &there {
        assert!(!given.contains(id), "{id}");
    }
    let shown = companion.json(&["show", &given[0]]);
    assert!(
        there.iter().any(|(id, _)| shown["id_at_pool"] == json!(id)),
        "{shown:#}"
    );
    // Each travels with what was agreed to with its pool.
    let licence = |pool: &Pool| {
        let held = pool.held.lock().unwrap();
        held.records
            .iter()
            .map(|signed| serde_json::to_value(signed.envelope.consent.licence).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(licence(&home), [json!("research-only"), json!("research-only")]);
    assert_eq!(licence(&other), [json!("CC-BY-4.0"), json!("CC-BY-4.0")]);

    // After donation it is fixed, and a pool that has something is not removed.
    let late = companion.run(&["pool", "choose", "default", &given[0]]);
    assert!(!late.status.success());
    let refused = companion.run(&["pool", "remove", &other.url]);
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(why.contains("2 of your records are at this pool"), "{why}");
    let home_stays = companion.run(&["pool", "remove", &home.url]);
    assert!(String::from_utf8_lossy(&home_stays.stderr).contains("started with"));

    // Releases of both are checked, each with the ids that it knows.
    let other_url = other.url.clone();
    other.held.lock().unwrap().publish(7, "2026-11-23", &there);
    await_outcome(&companion, &given[1], "as donated", 7);

    // Taking back works everywhere; then the pool can go.
    companion.json(&["retract", &given[0], &given[1]]);
    for (id, _) in &there {
        other.await_retracted(id);
    }
    assert!(home.held.lock().unwrap().retracted.is_empty());
    let start = Instant::now();
    while companion.json(&["status"])["outbox"]["retractions"] != 0 {
        assert!(start.elapsed() < Duration::from_secs(100));
        std::thread::sleep(Duration::from_millis(50));
    }
    companion.json(&["pool", "remove", &other_url]);
    assert_eq!(companion.json(&["pool", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn records_of_a_pool_that_is_removed_go_to_the_default_and_the_default_can_be_another() {
    let (home, other, third) = (Pool::start(), Pool::start_another(20), Pool::start_another(30));
    let companion = Companion::start(&["--pool", &home.url]);
    let given = give(&companion, 2);
    add(&companion, &other);
    add(&companion, &third);
    companion.json(&["pool", "choose", &other.url, &given[0]]);
    companion.json(&["pool", "default", &third.url]);
    assert_eq!(companion.json(&["show", &given[0]])["pool"], other.url);
    assert_eq!(companion.json(&["show", &given[1]])["pool"], third.url);
    companion.json(&["pool", "remove", &other.url]);
    assert_eq!(companion.json(&["show", &given[0]])["pool"], third.url);
    assert_eq!(
        companion.json(&["show", &given[0]])["consent"]["licence"],
        "CC-BY-4.0"
    );
    // The same pool under another address is the same pool.
    let again = companion.run(&[
        "pool",
        "add",
        &third.url.replace("127.0.0.1", "localhost"),
        "--agree",
    ]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("known here already"));
    companion.json(&["donate", "--all"]);
    companion.await_states(&["donated"; 2]);
    assert_eq!((home.records(), other.records(), third.records()), (0, 0, 2));
}

fn restore(companion: &Companion, words: &str, pool: &str) {
    let mut child = command(companion.dir.path())
        .args(["phrase", "--restore", "--json", "--pool", pool])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(words.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_recovery_phrase_finds_the_records_of_every_pool_and_tells_none_the_ids_of_another() {
    let (home, other) = (Pool::start(), Pool::start_another(20));
    let phrase = {
        let companion = Companion::start(&["--pool", &home.url]);
        let given = give(&companion, 4);
        add(&companion, &other);
        companion.json(&["pool", "choose", &other.url, &given[0], &given[2]]);
        companion.json(&["donate", "--all"]);
        companion.await_states(&["donated"; 4]);
        companion.json(&["phrase"])["phrase"].as_str().unwrap().to_owned()
    };
    let at_home = home.held.lock().unwrap().listed();
    let there = other.held.lock().unwrap().listed();
    assert_eq!((at_home.len(), there.len()), (2, 2));
    other.held.lock().unwrap().asked.clear();

    // The other pool first: it must not learn what the first one knows.
    let companion = Companion::start(&[]);
    restore(&companion, &phrase, &other.url);
    assert_eq!(companion.states(), ["donated"; 2]);
    add(&companion, &home);
    until(&companion, &["status"], |status| {
        status["search"].is_null() && status["donated"] == 4
    });
    for line in &other.held.lock().unwrap().asked {
        assert!(
            at_home.iter().all(|(id, _)| !line.contains(id.as_str())),
            "{line}"
        );
    }
    // All of it can be taken back, and what is given from now on uses no key again.
    companion.json(&["retract", "--all"]);
    for (id, _) in &at_home {
        home.await_retracted(id);
    }
    for (id, _) in &there {
        other.await_retracted(id);
    }
    let mut browser = companion.pair();
    companion.json(&["consent", "--agree"]);
    companion.ask(&mut browser, &submit(9, 1, record("something", "new")));
    let new = ids(&companion)[0].clone();
    companion.json(&["donate", &new]);
    until(&companion, &["show", &new], |shown| shown["state"] == "donated");
    assert_eq!(home.records() + other.records(), 1);
}
