//! What the dashboard asks and the command line can ask, too: filters, orders, counts, scores, a record's own terms, files handed in.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::time::{Duration, Instant};

use common::{Companion, Pool, record, submit};
use serde_json::{Value, json};
use shared::conversation::MessageId;
use shared::feedback::{Signal, SignalKind, Source};
use shared::record::Record;

/// A conversation on a site, with a signal where one is named.
fn on(site: &str, question: &str, signal: Option<SignalKind>) -> Record {
    let mut record = record(question, "Here is what I know about it.");
    record.site = site.into();
    record.signals = signal
        .into_iter()
        .map(|kind| Signal {
            message_id: MessageId("m2".into()),
            kind,
            source: Source::Gesture,
            polarity: 1.0,
            strength: 0.8,
            confidence: 0.9,
            detector: "gesture@2".into(),
            evidence: None,
        })
        .collect();
    record
}

/// Six records: two sites, two languages, two kinds of feedback, one that tells much about a person.
fn companion() -> (Companion, String) {
    let companion = Companion::start(&["--window", "1h"]);
    companion.json(&[
        "consent",
        "--agree",
        "--licence",
        "CC-BY-4.0",
        "--purposes",
        "research,train",
    ]);
    let mut browser = companion.pair();
    let much = "I am 34 years old and work as a baker at the bakery in the village, my wife is pregnant, my son has asthma, \
                and on 3.11.2026 my doctor said that my diabetes is worse, case 83749274";
    for (index, (site, question, signal)) in [
        (
            "chatgpt",
            "how do I sort a list of numbers",
            Some(SignalKind::ThumbsUp),
        ),
        ("chatgpt", "wie sortiere ich eine Liste von Zahlen", None),
        (
            "claude",
            "why is the sky blue in the morning",
            Some(SignalKind::Copy),
        ),
        (
            "claude",
            "warum ist der Himmel am Morgen so blau",
            Some(SignalKind::ThumbsUp),
        ),
        ("claude", much, None),
        ("gradio", "what is the capital of France", None),
    ]
    .into_iter()
    .enumerate()
    {
        companion.ask(
            &mut browser,
            &submit(index as u64 + 1, 1, on(site, question, signal)),
        );
    }
    let token = companion.sign_in();
    (companion, token)
}

fn page(companion: &Companion, token: &str, query: &str) -> Value {
    let answer = companion.api(token, "GET", &format!("/api/records?{query}"), None);
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()
}

fn previews(page: &Value) -> Vec<String> {
    let records = page["records"].as_array().unwrap().iter();
    records
        .map(|record| {
            let words: Vec<&str> = record["preview"].as_str().unwrap().split(' ').collect();
            words[..3].join(" ")
        })
        .collect()
}

#[test]
fn a_list_is_filtered_by_everything_at_once_and_sorted() {
    let (companion, token) = companion();
    for (query, expected) in [
        ("site=chatgpt", &["wie sortiere ich", "how do I"][..]),
        ("site=claude&language=de", &["warum ist der"]),
        ("signal=thumbs_up", &["warum ist der", "how do I"]),
        ("signal=thumbs_up&site=chatgpt", &["how do I"]),
        ("signal=any&q=blue", &["why is the"]),
        ("q=sort&site=chatgpt", &["wie sortiere ich", "how do I"]),
        ("risk=high", &["I am 34"]),
        ("risk=high&site=chatgpt", &[]),
        ("state=revoked&site=chatgpt", &[]),
        ("signal=none&language=de", &["wie sortiere ich"]),
        ("sort=oldest&site=chatgpt", &["how do I", "wie sortiere ich"]),
        ("site=nowhere", &[]),
        ("sort=risk&limit=1", &["I am 34"]),
    ] {
        assert_eq!(previews(&page(&companion, &token, query)), expected, "{query}");
    }
    let first = page(&companion, &token, "sort=oldest&limit=4");
    assert_eq!((&first["total"], &first["next"]), (&json!(6), &json!("4")));
    let second = page(&companion, &token, "sort=oldest&limit=4&after=4");
    assert_eq!((previews(&second).len(), &second["next"]), (2, &Value::Null));
    for bad in ["risk=huge", "signal=applause", "sort=sideways", "state=lost"] {
        let answer = companion.api(&token, "GET", &format!("/api/records?{bad}"), None);
        assert_eq!(answer.status, 422, "{bad}");
    }
    let same = companion.json(&[
        "list",
        "--signal",
        "thumbs_up",
        "--site",
        "chatgpt",
        "--sort",
        "oldest",
    ]);
    assert_eq!(same[0]["preview"], json!("how do I sort a list of numbers"));
}

#[test]
fn what_changed_is_found_by_its_new_form_only() {
    let (companion, token) = companion();
    let of = |query: &str| page(&companion, &token, query)["total"].clone();
    assert_eq!(of("signal=rated"), json!(0));
    let id = companion.json(&["list", "--risk", "high"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    companion.json(&["rate", &id, "m2", "--thumb", "up", "--helpfulness", "4"]);
    assert_eq!(of("signal=rated"), json!(1));
    companion.json(&["revoke", &id]);
    assert_eq!(
        (
            of("signal=rated"),
            of("risk=high"),
            of("sort=oldest&state=revoked")
        ),
        (json!(0), json!(0), json!(1))
    );
}

#[test]
fn the_tally_counts_what_is_here_and_names_what_is_due() {
    let (companion, token) = companion();
    let tally = companion.api(&token, "GET", "/api/tally", None).json();
    let count = |list: &str, name: &str| {
        let shares = tally[list].as_array().unwrap().iter();
        shares
            .filter(|share| share["name"] == name)
            .map(|share| share["records"].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!(
        (&tally["records"], &tally["turns"], &tally["states"]["held"]),
        (&json!(6), &json!(12), &json!(6))
    );
    assert_eq!(
        (
            count("sites", "claude"),
            count("sites", "chatgpt"),
            count("sites", "gradio")
        ),
        (3, 2, 1)
    );
    assert_eq!(
        (
            count("signals", "thumbs_up"),
            count("signals", "copy"),
            count("risks", "high")
        ),
        (2, 1, 1)
    );
    assert!(
        count("languages", "en") >= 4 && count("languages", "de") == 2,
        "{tally}"
    );
    assert_eq!(
        (
            tally["due"].as_array().unwrap().len(),
            &tally["risky_and_waiting"]
        ),
        (5, &json!(1))
    );
    assert_eq!(tally["days"].as_array().unwrap().len(), 1);
    assert_eq!(tally["days"][0]["arrived"], json!(6));
    assert_eq!(tally["reading"], Value::Null);
    assert_eq!(companion.json(&["tally"])["sites"], tally["sites"]);
    let told = String::from_utf8(companion.run(&["tally"]).stdout).unwrap();
    assert!(
        told.contains("6 records, 12 messages") && told.contains("claude: 3"),
        "{told}"
    );
}

#[test]
fn a_record_s_own_terms_travel_with_it_and_never_go_beyond_those_agreed_to() {
    let pool = Pool::start();
    let companion = Companion::start(&["--window", "1h", "--pool", &pool.url]);
    companion.json(&[
        "consent",
        "--agree",
        "--licence",
        "CC-BY-4.0",
        "--purposes",
        "research,train",
    ]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("one", "two")));
    let token = companion.sign_in();
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    let choose = |choice: &Value| {
        companion.api(
            &token,
            "POST",
            &format!("/api/records/{id}/licence"),
            Some(choice),
        )
    };
    for wider in [
        json!({"licence": "CC0-1.0"}),
        json!({"purposes": ["research", "commercial"]}),
        json!({"purposes": []}),
    ] {
        let answer = choose(&wider);
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (422, &json!("wider_terms")),
            "{wider}"
        );
    }
    assert_eq!(
        choose(&json!({"licence": "research-only", "purposes": ["train"]})).status,
        200
    );
    // New turns and a new agreement leave the choice standing.
    companion.json(&[
        "consent",
        "--agree",
        "--licence",
        "CC0-1.0",
        "--purposes",
        "research,train,commercial",
    ]);
    companion.ask(&mut browser, &submit(1, 2, record("one", "two and more")));
    let shown = companion.json(&["show", &id]);
    assert_eq!(
        (&shown["consent"]["licence"], &shown["consent"]["purposes"]),
        (&json!("research-only"), &json!(["train"]))
    );
    let sent = companion.api(&token, "GET", &format!("/api/records/{id}/envelope"), None);
    companion.json(&["donate", &id]);
    companion.await_states(&["donated"]);
    let donated = pool.held.lock().unwrap().records[0].envelope.consent.clone();
    assert_eq!(serde_json::to_value(&donated).unwrap(), shown["consent"]);
    if sent.status == 200 {
        assert!(sent.text().contains("research-only"), "{}", sent.text());
    }
    let refused = companion.run(&["licence", &id, "--licence", "research-only"]);
    assert!(!refused.status.success(), "what has left keeps its terms");
    let receipts = companion.json(&["receipts"]);
    assert_eq!(
        (
            &receipts["receipts"][0]["record_id"],
            &receipts["receipts"][0]["verb"]
        ),
        (&json!(id), &json!("donate"))
    );
    assert_eq!(receipts["consent"]["licence"], json!("CC0-1.0"));
}

#[test]
fn title_scores_note_and_labels_travel_with_the_donation() {
    let pool = Pool::start();
    let companion = Companion::start(&["--window", "1h", "--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("sort a list", "use sort")));
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    companion.json(&["title", &id, "Sorting,", "for", "ada@posteo.net"]);
    companion.json(&["rate", &id, "m2", "--helpfulness", "5", "--verbosity", "2"]);
    companion.json(&["rate", &id, "m2", "--correctness", "4"]);
    companion.json(&["label", &id, "python", "short"]);
    let shown = companion.json(&["note", &id, "just what I needed"]);
    let expected = json!({
        "scores": [{"message_id": "m2", "scale": 1, "helpfulness": 5, "correctness": 4, "verbosity": 2}],
        "title": "Sorting, for [EMAIL_1]",
        "labels": ["python", "short"],
        "note": "just what I needed",
    });
    assert_eq!(shown["judgements"], expected);
    assert!(
        !companion
            .run(&["rate", &id, "m2", "--helpfulness", "6"])
            .status
            .success()
    );
    assert!(
        !companion
            .run(&["rate", &id, "m1", "--helpfulness", "3"])
            .status
            .success()
    );
    let found = |words: &str| {
        companion
            .json(&["list", "--search", words])
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(
        (found("SORTING"), found("needed"), found("python"), found("perl")),
        (1, 1, 1, 0)
    );
    companion.json(&["donate", &id]);
    companion.await_states(&["donated"]);
    let donated = pool.held.lock().unwrap().records[0].envelope.content.clone();
    assert_eq!(serde_json::to_value(&donated.judgements).unwrap(), expected);
}

/// Hands a file in as the dashboard does. Out: the id of the import.
fn hand_in(companion: &Companion, token: &str, file: &[u8], piece: usize) -> String {
    let begin = json!({"name": "chats.jsonl", "bytes": file.len()});
    let begun = companion.api(token, "POST", "/api/import", Some(&begin));
    assert_eq!(begun.status, 200, "{}", begun.text());
    let id = begun.json()["import"].as_str().unwrap().to_owned();
    for piece in file.chunks(piece) {
        assert_eq!(
            send(companion, token, &id, "application/octet-stream", piece),
            200
        );
    }
    id
}

fn send(companion: &Companion, token: &str, id: &str, content_type: &str, piece: &[u8]) -> u16 {
    let authorization = format!("Bearer {token}");
    let origin = companion.own_origin();
    let head = [
        ("Authorization", authorization.as_str()),
        ("Origin", &origin),
        ("Content-Type", content_type),
    ];
    companion
        .request("POST", &format!("/api/import/{id}/part"), &head, piece)
        .status
}

fn end(companion: &Companion, token: &str, id: &str) -> Value {
    let start = Instant::now();
    loop {
        let progress = companion
            .api(token, "GET", &format!("/api/import/{id}"), None)
            .json();
        if progress["phase"] == json!("done") || progress["phase"] == json!("cancelled") {
            return progress;
        }
        assert!(start.elapsed() < Duration::from_secs(100), "{progress}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn chats(count: usize) -> Vec<u8> {
    let lines: Vec<String> = (0..count)
        .map(|index| {
            json!({"messages": [{"role": "user", "content": format!("question {index}")}, {"role": "assistant", "content": "an answer"}]})
                .to_string()
        })
        .collect();
    lines.join("\n").into_bytes()
}

#[test]
fn a_file_is_handed_in_piece_by_piece_and_told_of_in_numbers() {
    let companion = Companion::start(&["--window", "1h"]);
    let token = companion.sign_in();
    let mut file = chats(30);
    file.extend_from_slice(b"\n{\"messages\": 7}\n");
    let id = hand_in(&companion, &token, &file, 700);
    let done = end(&companion, &token, &id);
    assert_eq!(
        (&done["new"], &done["known"], &done["problems"]),
        (&json!(30), &json!(0), &json!(1)),
        "{done}"
    );
    assert!(
        done["told"][0].as_str().unwrap().starts_with("chats.jsonl:31"),
        "{done}"
    );
    assert_eq!(companion.states().len(), 30);
    let again = end(&companion, &token, &hand_in(&companion, &token, &file, 1 << 20));
    assert_eq!((&again["new"], &again["known"]), (&json!(0), &json!(30)));
    let nonsense = end(&companion, &token, &hand_in(&companion, &token, b"hello", 5));
    assert_eq!(
        (&nonsense["new"], &nonsense["problems"]),
        (&json!(0), &json!(1)),
        "{nonsense}"
    );
}

#[test]
fn an_import_can_be_stopped_and_takes_nothing_but_its_own_pieces() {
    let companion = Companion::start(&["--window", "1h"]);
    let token = companion.sign_in();
    let begin = json!({"name": "chats.jsonl", "bytes": 100});
    let id = companion.api(&token, "POST", "/api/import", Some(&begin)).json()["import"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        companion.api(&token, "POST", "/api/import", Some(&begin)).status,
        409,
        "one at a time"
    );
    assert_eq!(send(&companion, &token, &id, "application/json", b"{}"), 415);
    assert_eq!(
        send(&companion, "nobody", &id, "application/octet-stream", b"{}"),
        401
    );
    assert_eq!(
        send(&companion, &token, "other", "application/octet-stream", b"{}"),
        404
    );
    assert_eq!(
        send(&companion, &token, &id, "application/octet-stream", &[b'x'; 60]),
        200
    );
    let path = format!("/api/import/{id}/cancel");
    assert_eq!(
        companion.api(&token, "POST", &path, Some(&json!({}))).json()["phase"],
        json!("cancelled")
    );
    assert_eq!(
        send(&companion, &token, &id, "application/octet-stream", &[b'x'; 40]),
        404
    );
    let id = companion.api(&token, "POST", "/api/import", Some(&begin)).json()["import"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        send(&companion, &token, &id, "application/octet-stream", &[b'x'; 101]),
        422
    );
    for bytes in [json!(0), json!(1_u64 << 40)] {
        let begin = json!({"name": "x", "bytes": bytes});
        assert_eq!(
            companion.api(&token, "POST", "/api/import", Some(&begin)).status,
            422
        );
    }
    assert!(companion.states().is_empty());
}

#[test]
fn everything_can_be_taken_along_page_by_page() {
    let (companion, token) = companion();
    let whole = companion.api(&token, "GET", "/api/export", None).json();
    assert_eq!(
        (whole["records"].as_array().unwrap().len(), &whole["next"]),
        (6, &Value::Null)
    );
    assert_eq!(whole["records"][0]["messages"].as_array().unwrap().len(), 2);
}
