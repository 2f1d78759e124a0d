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
use shared::pool_terms::{MAX_TEXT_BYTES, PoolTerms};

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

#[test]
fn what_is_changed_after_its_donation_goes_to_the_pool_as_the_next_version() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    let given = give(&companion, 1);
    let id = &given[0];
    let early = companion.run(&["note", id, "too", "early", "--new-version"]);
    assert!(String::from_utf8_lossy(&early.stderr).contains("not donated yet"));
    companion.json(&["donate", id]);
    companion.await_states(&["donated"]);
    let first = pool.held.lock().unwrap().listed();
    let late = companion.run(&["note", id, "a", "poem"]);
    assert!(String::from_utf8_lossy(&late.stderr).contains("--new-version"));
    companion.json(&["redact", id, "m2", "answer", "--new-version"]);
    companion.json(&["note", id, "a", "poem", "--new-version"]);
    let shown = until(&companion, &["show", id], |shown| {
        shown["version"] == 2 && shown["revision_waits"] == false
    });
    assert_eq!(shown["state"], "donated");
    {
        let held = pool.held.lock().unwrap();
        assert_eq!(held.records.len(), 1, "it is the same record");
        let envelope = &held.records[0].envelope;
        assert_eq!((envelope.version, envelope.record_id.as_ref()), (2, id.as_str()));
        assert_eq!(envelope.content.judgements.note.as_deref(), Some("a poem"));
        assert!(!envelope.content.messages[1].text.contains("answer"));
    }
    // A release that was made before has the former form, which is no lie.
    let mut held = pool.held.lock().unwrap();
    held.publish(2, "2026-11-23", &first);
    drop(held);
    await_outcome(&companion, id, "former", 2);
    let mut held = pool.held.lock().unwrap();
    let now = held.listed();
    held.publish(3, "2026-11-24", &now);
    drop(held);
    await_outcome(&companion, id, "as donated", 3);
    // What a pool does not take is said, and the record stays as the pool has it.
    pool.held.lock().unwrap().refusals = vec![(
        409,
        json!({"code": "conflict", "message": "another form is reviewed"}).to_string(),
    )];
    companion.json(&["note", id, "more", "--new-version"]);
    until(&companion, &["show", id], |shown| {
        let timeline = shown["timeline"].as_array().unwrap();
        timeline
            .iter()
            .any(|entry| entry["event"] == "new version refused")
    });
    companion.json(&["retract", id]);
    pool.await_retracted(id);
}

fn terms(id: &str, texts: &[(&str, &str)]) -> PoolTerms {
    let texts = texts
        .iter()
        .map(|(language, text)| ((*language).to_owned(), (*text).to_owned()));
    PoolTerms::new(id.into(), texts.collect()).unwrap()
}

fn consents(pool: &Pool) -> Vec<(String, String, String)> {
    let held = pool.held.lock().unwrap();
    let all = held.records.iter().map(|signed| &signed.envelope.consent);
    all.map(|receipt| {
        (
            receipt.terms_id.clone(),
            receipt.terms_sha256.clone(),
            receipt.language.clone(),
        )
    })
    .collect()
}

#[track_caller]
fn refused(companion: &Companion, arguments: &[&str]) -> String {
    let output = companion.run(arguments);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn what_goes_to_a_pool_with_terms_of_its_own_was_agreed_to_on_these_and_stays_here_when_they_change() {
    let (home, other) = (Pool::start(), Pool::start_another(20));
    let first = terms(
        "river-1",
        &[
            ("fy", "# Dit jouwe jo\n\nAlles."),
            ("en", "# What you give\n\nAll of it, <b>for</b> good."),
        ],
    );
    other.held.lock().unwrap().terms = Some(first.clone());
    let companion = Companion::start(&["--pool", &home.url]);
    let given = give(&companion, 4);
    let shown = refused(&companion, &["pool", "add", &other.url]);
    assert!(shown.contains("All of it, <b>for</b> good."), "{shown}");
    assert!(
        shown.contains(&first.texts[1].sha256) && shown.contains("fy, en"),
        "{shown}"
    );
    let added = companion.json(&["pool", "add", &other.url, "--agree", "--language", "fy"]);
    assert_eq!(added["consent"]["terms_sha256"], first.texts[0].sha256);
    companion.json(&["pool", "choose", &other.url, &given[0], &given[1], &given[2]]);
    companion.json(&["donate", &given[0], &given[3]]);
    until(&companion, &["list"], |list| {
        let states = list
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["state"].as_str().unwrap());
        states.filter(|state| *state == "donated").count() == 2
    });
    assert_eq!(
        consents(&other),
        [(
            "river-1".to_owned(),
            first.texts[0].sha256.clone(),
            "fy".to_owned()
        )]
    );
    let general = shared::consent::TERMS_ID.to_owned();
    assert_eq!(
        consents(&home)[0].0,
        general,
        "each pool has what was agreed to with it"
    );

    // Other terms: what was on its way stays, what waits may not leave, and what the pool has can be taken back as ever.
    let second = terms(
        "river-2",
        &[
            ("en", "# What you give\n\nHalf."),
            ("fy", "# Dit jouwe jo\n\nDe helte."),
        ],
    );
    other.held.lock().unwrap().terms = Some(second.clone());
    companion.json(&["donate", &given[1]]);
    let paused = until(&companion, &["pool", "list"], |pools| pools[1]["paused"] == true);
    assert_eq!(
        (&paused[1]["agreed"], &paused[1]["terms"]["id"]),
        (&json!(false), &json!("river-2"))
    );
    assert_eq!(companion.json(&["show", &given[1]])["state"], "queued");
    let said = companion.run(&["status"]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(
        said.contains("has other terms than those that you agreed to"),
        "{said}"
    );
    assert!(!said.contains("last error"), "nothing failed: {said}");
    let why = refused(&companion, &["donate", &given[2]]);
    assert!(why.contains("terms that you have not agreed to"), "{why}");
    assert_eq!(other.records(), 1);

    // Whoever agreed in Frisian reads in Frisian what has changed; agreeing anew sends what waited, on the new terms.
    let shown = refused(&companion, &["pool", "add", &other.url]);
    assert!(shown.contains("[-Alles.-] {+De helte.+}"), "{shown}");
    companion.json(&["pool", "add", &other.url, "--agree"]);
    until(&companion, &["show", &given[1]], |shown| {
        shown["state"] == "donated"
    });
    assert_eq!(
        consents(&other)[1],
        (
            "river-2".to_owned(),
            second.texts[1].sha256.clone(),
            "fy".to_owned()
        )
    );
    assert_eq!(
        companion.json(&["show", &given[0]])["consent"]["terms_id"],
        "river-1"
    );

    // Withdrawing takes back what that pool has and nothing else; every text can still be read, also when the pool is gone.
    companion.json(&["donate", &given[2]]);
    until(&companion, &["show", &given[2]], |shown| {
        shown["state"] == "donated"
    });
    assert_eq!(companion.json(&["pool", "withdraw", &other.url])["taken_back"], 3);
    until(&companion, &["status"], |status| {
        status["outbox"]["retractions"] == 0
    });
    assert_eq!((other.records(), home.records()), (0, 1));
    companion.json(&["pool", "remove", &other.url]);
    let kept = companion.json(&["pool", "terms"]);
    let texts: Vec<&str> = kept
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, [&first.texts[0].text, &second.texts[1].text]);
    assert!(
        kept.as_array()
            .unwrap()
            .iter()
            .all(|one| one["in_force"] == false && one["url"] == other.url)
    );
    companion.json(&["erase-everything", "--yes"]);
    assert_eq!(companion.json(&["pool", "terms"]), json!([]));
}

#[test]
fn the_first_pool_may_have_terms_of_its_own_too_and_get_them_later() {
    let home = Pool::start();
    let companion = Companion::start(&["--pool", &home.url]);
    let given = give(&companion, 3);
    companion.json(&["donate", &given[0]]);
    until(&companion, &["show", &given[0]], |shown| {
        shown["state"] == "donated"
    });
    let own = terms("river-1", &[("en", "Ours.")]);
    home.held.lock().unwrap().terms = Some(own.clone());
    companion.json(&["donate", &given[1]]);
    until(&companion, &["pool", "list"], |pools| pools[0]["paused"] == true);
    companion.json(&["pool", "add", &home.url, "--agree"]);
    until(&companion, &["show", &given[1]], |shown| {
        shown["state"] == "donated"
    });
    let names = |pool: &Pool| consents(pool).into_iter().map(|(id, ..)| id).collect::<Vec<_>>();
    assert_eq!(names(&home), [shared::consent::TERMS_ID, "river-1"]);
    // What the extension asked for is untouched: it is about reading pages, whoever gets the records.
    assert_eq!(
        companion.json(&["consent", "--show"])["consent"]["terms_id"],
        shared::consent::TERMS_ID
    );
    // Ending it is ending it: nobody is asked again by itself.
    assert_eq!(companion.json(&["pool", "withdraw", &home.url])["taken_back"], 2);
    let ended = companion.json(&["pool", "list"]);
    assert_eq!(
        (&ended[0]["consent"], &ended[0]["paused"]),
        (&Value::Null, &json!(false))
    );
    // Back to the project's terms.
    home.held.lock().unwrap().terms = None;
    companion.json(&["pool", "add", &home.url, "--agree"]);
    companion.json(&["donate", &given[2]]);
    until(&companion, &["show", &given[2]], |shown| {
        shown["state"] == "donated"
    });
    until(&companion, &["status"], |status| {
        status["outbox"]["retractions"] == 0
    });
    assert_eq!(names(&home), [shared::consent::TERMS_ID]);
}

#[test]
fn terms_that_a_pool_does_not_show_as_it_should_cannot_be_agreed_to() {
    let (home, other) = (Pool::start(), Pool::start_another(20));
    let companion = Companion::start(&["--pool", &home.url]);
    let good = terms("river-1", &[("en", "Ours.")]);
    for (alter, expected) in [
        (
            (|terms| terms.texts[0].text.push('!')) as fn(&mut PoolTerms),
            "the digest of these terms is not that of their text",
        ),
        (
            |terms| terms.texts[0].text = "x".repeat(MAX_TEXT_BYTES + 1),
            "say it shorter",
        ),
        (
            |terms| terms.texts[0].text = "\u{1b}[2J".into(),
            "control characters",
        ),
        (|terms| terms.texts[0].text = " ".into(), "say nothing"),
        (|terms| terms.texts.clear(), "1 to 12 texts"),
        (
            |terms| terms.id = "2026-11".into(),
            "how the project names its own terms",
        ),
        (|terms| terms.id = "../v1/pool".into(), "cannot name terms"),
        (
            |terms| terms.texts[0].language = "<script>".into(),
            "names no language",
        ),
    ] {
        let mut bad = good.clone();
        alter(&mut bad);
        other.held.lock().unwrap().terms = Some(bad);
        let why = refused(&companion, &["pool", "add", &other.url, "--agree"]);
        assert!(why.contains(expected), "{why}");
        assert!(!why.contains('\u{1b}'));
    }
    assert_eq!(companion.json(&["pool", "list"]).as_array().unwrap().len(), 1);
}
