//! What a contributor answers to detected signals: shown, kept through newer turns, and travelling with the donation.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use common::{Companion, Pool, record, submit};
use serde_json::{Value, json};
use shared::conversation::{GestureKind, MessageId};
use shared::feedback::{Signal, SignalKind, Source};
use shared::record::{Event, Record};

/// A conversation whose reply was copied, and then praised or complained about.
fn judged(words: SignalKind, confidence: f64) -> Record {
    let mut record = record("sort a list", "use sort");
    let reply = MessageId("m2".into());
    let signal = |kind, source, confidence, detector: &str| Signal {
        message_id: reply.clone(),
        kind,
        source,
        polarity: if kind == SignalKind::AwareCorrection {
            -1.0
        } else {
            1.0
        },
        strength: 0.8,
        confidence,
        detector: detector.into(),
        evidence: None,
    };
    record.signals = vec![
        signal(SignalKind::Copy, Source::Gesture, 0.9, "gesture@2"),
        signal(words, Source::Reply, confidence, "reply@1"),
    ];
    record.events = vec![Event {
        message_id: reply.clone(),
        kind: GestureKind::Copy,
        said: vec![],
    }];
    record
}

fn answer(kind: &str, detector: &str, answer: &Value) -> Value {
    json!({"op": "judge", "message_id": "m2", "kind": kind, "detector": detector, "answer": answer})
}

#[test]
fn an_answer_survives_newer_turns_and_a_revised_signal_and_goes_along_with_the_donation() {
    let pool = Pool::start();
    let companion = Companion::start(&["--window", "1s", "--pool", &pool.url]);
    companion.json(&["consent", "--agree", "--after-window", "wait"]);
    let mut browser = companion.pair();
    let token = companion.sign_in();
    companion.ask(&mut browser, &submit(1, 1, judged(SignalKind::Positive, 0.7)));
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    let edit = |body: &Value| {
        companion
            .api(&token, "POST", &format!("/api/records/{id}/edit"), Some(body))
            .status
    };

    let verdict = |record: &Value| {
        (
            record["verdicts"][0]["leaning"].clone(),
            record["verdicts"][0]["tier"].clone(),
        )
    };
    assert_eq!(
        verdict(&companion.json(&["show", &id])),
        (json!("good"), json!("text"))
    );
    assert_eq!(
        edit(&answer(
            "positive",
            "reply@1",
            &json!({"corrected": "aware_correction"})
        )),
        200
    );
    assert_eq!(edit(&answer("copy", "gesture@2", &json!("removed"))), 200);
    assert_eq!(edit(&answer("share", "gesture@2", &json!("confirmed"))), 422);
    let shown = companion.json(&["show", &id]);
    assert_eq!(verdict(&shown), (json!("bad"), json!("explicit")));
    assert_eq!(shown["events"], json!([]));
    let told = String::from_utf8(companion.run(&["show", &id]).stdout).unwrap();
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("you say it is aware_correction") && told.contains("removed: one copy of gesture@2"),
        "{told}"
    );

    // The next reply makes the detector think again.
    companion.ask(&mut browser, &submit(1, 2, judged(SignalKind::Refine, 0.9)));
    let shown = companion.json(&["show", &id]);
    assert_eq!(verdict(&shown), (json!("bad"), json!("explicit")), "{shown}");
    companion.json(&["approve", &id]);
    companion.await_states(&["donated"]);
    let donated = pool.held.lock().unwrap().records[0].envelope.content.clone();
    assert!(
        donated.events.is_empty()
            && donated
                .signals
                .iter()
                .all(|signal| signal.kind != SignalKind::Copy),
        "{donated:?}"
    );
    let outcomes = serde_json::to_value(&donated.judgements.outcomes).unwrap();
    assert_eq!(
        outcomes,
        json!([
            {"message_id": "m2", "kind": "positive", "detector": "reply@1", "confidence": 0.7, "said": "corrected", "label": "aware_correction"},
            {"kind": "copy", "detector": "gesture@2", "confidence": 0.9, "said": "removed"},
        ])
    );
}

#[test]
fn a_signal_that_is_removed_in_silence_leaves_nothing_behind() {
    let companion = Companion::start(&["--window", "1h"]);
    let mut browser = companion.pair();
    let token = companion.sign_in();
    companion.ask(&mut browser, &submit(1, 1, judged(SignalKind::Positive, 0.7)));
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    let body = answer("copy", "gesture@2", &json!("removed_unsaid"));
    let path = format!("/api/records/{id}/edit");
    assert_eq!(companion.api(&token, "POST", &path, Some(&body)).status, 200);
    let shown = companion.json(&["show", &id]);
    assert!(
        !shown["signals"].to_string().contains("copy") && shown["judgements"].get("outcomes").is_none(),
        "{shown}"
    );
    assert_eq!(shown["events"], json!([]));
}
