//! A record's whole life, with the real binary, a paired browser and a signing pool.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use common::{Companion, Pool, command, record, submit};
use serde_json::json;
use shared::api::{ExtensionReply, ExtensionRequest};

fn first_id(companion: &Companion) -> String {
    companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_record_is_held_donated_after_its_window_released_and_retracted_for_good() {
    let pool = Pool::start();
    let companion = Companion::start(&["--window", "2s", "--pool", &pool.url]);
    companion.json(&["consent", "--agree", "--after-window", "donate"]);
    let mut browser = companion.pair();
    let reply = companion.ask(&mut browser, &submit(1, 1, record("what is rust", "a language")));
    assert!(
        matches!(reply, ExtensionReply::Committed { revision: 1, .. }),
        "{reply:?}"
    );
    let id = first_id(&companion);
    assert_eq!(pool.records(), 0, "nothing leaves within the window");

    companion.await_states(&["donated"]);
    assert_eq!(pool.records(), 1);
    let shown = companion.json(&["show", &id]);
    assert_eq!(shown["releases"], json!([1]));
    assert_eq!(shown["messages"][0]["text"], "what is rust");
    assert_eq!(shown["consent"]["terms_id"], "2026-11");

    companion.json(&["retract", &id]);
    pool.await_retracted(&id);
    assert_eq!(companion.states(), ["retracted"]);
    assert_eq!(pool.records(), 0);
    assert!(!companion.run(&["donate", &id]).status.success());

    let again = companion.ask(
        &mut browser,
        &submit(1, 2, record("what is rust", "still a language")),
    );
    assert!(matches!(again, ExtensionReply::Declined { .. }), "{again:?}");
}

#[test]
fn nothing_is_donated_before_the_terms_are_agreed_to() {
    let pool = Pool::start();
    let companion = Companion::start(&["--window", "0s", "--pool", &pool.url]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("hello", "hi")));
    companion.await_states(&["ready"]);
    let refused = companion.run(&["donate", &first_id(&companion)]);
    assert_eq!(refused.status.code(), Some(1));
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        message.contains("consent terms not agreed: run `tributary consent --agree`"),
        "{message}"
    );
    assert_eq!(pool.records(), 0);

    companion.json(&["consent", "--agree"]);
    companion.json(&["donate", &first_id(&companion)]);
    companion.await_states(&["donated"]);
}

#[test]
fn handing_in_again_changes_nothing_and_newer_turns_replace_what_is_held() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let mut hand_in =
        |revision, text: &str| companion.ask(&mut browser, &submit(1, revision, record("q", text)));
    hand_in(2, "two");
    let id = first_id(&companion);
    let again = hand_in(2, "two");
    assert!(
        matches!(again, ExtensionReply::Committed { revision: 2, .. }),
        "{again:?}"
    );
    let older = hand_in(1, "one");
    assert!(
        matches!(older, ExtensionReply::Committed { revision: 1, .. }),
        "{older:?}"
    );
    let other = hand_in(2, "other");
    assert!(
        matches!(other, ExtensionReply::Refused { retry: false, .. }),
        "{other:?}"
    );
    assert_eq!(companion.json(&["show", &id])["messages"][1]["text"], "two");
    hand_in(3, "three");
    assert_eq!(companion.json(&["show", &id])["messages"][1]["text"], "three");
    assert_eq!(companion.states(), ["held"]);
}

#[test]
fn a_donated_conversation_that_grows_replaces_its_donation() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "short")));
    let old = first_id(&companion);
    companion.json(&["donate", &old]);
    companion.await_states(&["donated"]);
    companion.ask(&mut browser, &submit(1, 2, record("q", "longer")));
    assert_eq!(companion.states(), ["held", "donated"]);
    companion.json(&["donate", &first_id(&companion)]);
    companion.await_states(&["donated", "retracted"]);
    pool.await_retracted(&old);
    assert_eq!(pool.records(), 1);
}

#[test]
fn the_contributors_judgements_survive_newer_turns_and_are_donated() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    let (id, token) = (first_id(&companion), companion.sign_in());
    let path = format!("/api/records/{id}/edit");
    for edit in [
        json!({"op": "rate", "message_id": "m1", "thumb": -1}),
        json!({"op": "note", "text": "it misunderstood"}),
        json!({"op": "label", "labels": ["rust"]}),
    ] {
        assert_eq!(companion.api(&token, "POST", &path, Some(&edit)).status, 200);
    }
    companion.ask(&mut browser, &submit(1, 2, record("q", "a longer answer")));
    companion.json(&["donate", &id]);
    companion.await_states(&["donated"]);
    let donated = pool.held.lock().unwrap().records[0].envelope.content.clone();
    assert_eq!(donated.messages[1].text, "a longer answer");
    assert_eq!(donated.judgements.ratings[0].thumb, -1);
    assert_eq!(donated.judgements.note.as_deref(), Some("it misunderstood"));
    assert_eq!(donated.judgements.labels, ["rust"]);
}

#[test]
fn a_receipt_of_another_key_than_the_pinned_one_donates_nothing() {
    let pool = Pool::start();
    pool.held.lock().unwrap().forge = true;
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    let id = first_id(&companion);
    companion.json(&["donate", &id]);
    let start = std::time::Instant::now();
    while companion.json(&["status"])["last_error"].is_null() {
        assert!(start.elapsed().as_secs() < 100);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let error = companion.json(&["status"])["last_error"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(error.contains("not signed by the pool's pinned key"), "{error}");
    assert_eq!(companion.states(), ["queued"]);

    // The pool may have it all the same: revoking takes it back there, too.
    pool.held.lock().unwrap().forge = false;
    companion.json(&["revoke", &id]);
    assert_eq!(companion.states(), ["revoked"]);
    pool.await_retracted(&id);
}

#[test]
fn a_refusal_for_good_is_shown_with_its_reason_and_a_passing_one_is_tried_again() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    let id = first_id(&companion);
    pool.held.lock().unwrap().refusals = vec![
        (503, String::new()),
        (
            422,
            json!({"code": "personal_data", "message": "a phone number"}).to_string(),
        ),
    ];
    companion.json(&["donate", &id]);
    companion.await_states(&["rejected"]);
    let reason = companion.json(&["show", &id])["reason"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(reason.contains("personal_data: a phone number"), "{reason}");
    companion.json(&["donate", &id]);
    companion.await_states(&["donated"]);
}

#[test]
fn orders_work_while_no_companion_runs_and_are_carried_out_at_the_next_start() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    let id = first_id(&companion);
    let dir = companion.kill();
    let run = |arguments: &[&str]| command(dir.path()).args(arguments).output().unwrap();
    assert!(run(&["consent", "--agree"]).status.success());
    assert!(run(&["donate", &id]).status.success());
    assert_eq!(run(&["pair"]).status.code(), Some(1));
    let listed = run(&["list", "--json"]);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("queued"));
    let companion = Companion::start_in(dir, 0, &[]);
    companion.await_states(&["donated"]);
}

#[test]
fn withdrawing_takes_everything_back_and_nothing_more_is_taken_in() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    let donated = first_id(&companion);
    companion.json(&["donate", &donated]);
    companion.await_states(&["donated"]);
    companion.ask(&mut browser, &submit(2, 1, record("q", "b")));
    companion.json(&["consent", "--withdraw"]);
    companion.await_states(&["revoked", "retracted"]);
    pool.await_retracted(&donated);
    let refused = companion.ask(&mut browser, &submit(3, 1, record("q", "c")));
    assert!(
        matches!(refused, ExtensionReply::Refused { retry: true, .. }),
        "{refused:?}"
    );
    let status = companion.ask(&mut browser, &ExtensionRequest::Status);
    assert!(
        matches!(
            status,
            ExtensionReply::Status {
                held: 0,
                donated: 0,
                consent: None,
                ..
            }
        ),
        "{status:?}"
    );
}

#[test]
fn browsers_learn_which_terms_are_in_force_and_their_text() {
    let companion = Companion::start(&[]);
    companion.json(&["consent", "--agree", "--after-window", "wait"]);
    let mut browser = companion.pair();
    let status = companion.ask(&mut browser, &ExtensionRequest::Status);
    assert!(
        matches!(&status, ExtensionReply::Status { terms_id, consent: Some(consent), .. } if *terms_id == consent.terms_id),
        "{status:?}"
    );
    let terms = companion.ask(&mut browser, &ExtensionRequest::Terms);
    let ExtensionReply::Terms { current, former } = terms else {
        panic!("{terms:?}");
    };
    assert_eq!((current.text.as_str(), former), (shared::consent::TERMS, None));
    assert_eq!(
        shared::consent::text_of(&current.id),
        Some(shared::consent::TERMS)
    );
}

#[test]
fn what_the_contributor_took_out_stays_out_when_the_conversation_grows() {
    let pool = Pool::start();
    let companion = Companion::start(&["--window", "1s", "--pool", &pool.url]);
    companion.json(&["consent", "--agree", "--after-window", "wait"]);
    let mut browser = companion.pair();
    let token = companion.sign_in();
    companion.ask(
        &mut browser,
        &submit(1, 1, record("my cat Whiskers is ill", "sorry")),
    );
    let id = first_id(&companion);
    let path = format!("/api/records/{id}/edit");
    let taken_out = json!({"op": "redact", "message_id": "m1", "start": 7, "end": 15, "type": "PRIVATE"});
    assert_eq!(companion.api(&token, "POST", &path, Some(&taken_out)).status, 200);
    assert_eq!(
        companion.json(&["show", &id])["messages"][0]["text"],
        "my cat [PRIVATE_1] is ill"
    );

    companion.ask(
        &mut browser,
        &submit(1, 2, record("my cat Whiskers is ill", "is Whiskers old?")),
    );
    companion.json(&["approve", &id]);
    companion.await_states(&["donated"]);
    let donated = serde_json::to_string(&pool.held.lock().unwrap().records[0].envelope).unwrap();
    assert!(!donated.contains("Whiskers"), "{donated}");
}

#[test]
fn a_redaction_that_no_longer_fits_keeps_the_record_here_until_it_is_looked_at() {
    let pool = Pool::start();
    let companion = Companion::start(&["--window", "0s", "--pool", &pool.url]);
    let mut browser = companion.pair();
    let token = companion.sign_in();
    companion.ask(&mut browser, &submit(1, 1, record("I live near Oak", "nice")));
    let id = first_id(&companion);
    let path = format!("/api/records/{id}/edit");
    let taken_out = json!({"op": "redact", "message_id": "m1", "start": 12, "end": 15, "type": "PRIVATE"});
    assert_eq!(companion.api(&token, "POST", &path, Some(&taken_out)).status, 200);
    companion.ask(
        &mut browser,
        &submit(1, 2, record("I live near Oak Hill", "nice")),
    );
    companion.json(&["consent", "--agree", "--after-window", "donate"]);
    companion.ask(&mut browser, &submit(2, 1, record("another", "one")));
    companion.await_states(&["donated", "ready"]);
    let shown = companion.json(&["show", &id]);
    assert!(shown["reason"].as_str().unwrap().contains("redaction"), "{shown}");

    companion.json(&["donate", &id]);
    companion.await_states(&["donated", "donated"]);
}

#[test]
fn personal_data_that_an_older_extension_left_is_taken_out_here() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let mut older = record("write to", "ok");
    older.messages[0].text = "write to ada.lovelace@lovelace-mail.org".into();
    companion.ask(&mut browser, &submit(1, 1, older));
    let shown = companion.json(&["show", &first_id(&companion)]);
    assert_eq!(shown["messages"][0]["text"], "write to [EMAIL_1]");
}

#[test]
fn a_delivery_that_a_crash_interrupted_is_made_again_at_the_next_start() {
    let pool = Pool::start();
    pool.held.lock().unwrap().forge = true;
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    companion.json(&["donate", "--all"]);
    // The pool has it, but the companion was never given a receipt that it could believe.
    let start = std::time::Instant::now();
    while pool.records() == 0 {
        assert!(start.elapsed().as_secs() < 100);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let dir = companion.kill();
    pool.held.lock().unwrap().forge = false;
    let companion = Companion::start_in(dir, 0, &[]);
    companion.await_states(&["donated"]);
    assert_eq!(pool.records(), 1);
}

#[test]
fn the_history_of_a_record_says_once_that_sending_began_however_often_it_is_tried() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("a question", "an answer")));
    pool.held.lock().unwrap().refusals = vec![(503, "{}".to_owned()); 2];
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    companion.json(&["donate", &id]);
    companion.json(&["donate", &id]);
    companion.await_states(&["donated"]);
    assert!(
        pool.held.lock().unwrap().refusals.is_empty(),
        "it was tried three times"
    );
    let shown = companion.json(&["show", &id]);
    let events: Vec<&str> = shown["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["event"].as_str().unwrap())
        // What the pool says of it later.
        .filter(|event| !event.starts_with("released"))
        .collect();
    assert_eq!(events, ["held", "donate now", "queued", "donated"]);
}
