//! The contributor's own words: taken out of what waits and of what comes, and readable in no file.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use common::{Companion, record, submit};
use serde_json::json;
use shared::api::{ExtensionReply, ExtensionRequest};

fn texts(companion: &Companion) -> Vec<String> {
    let listed = companion.json(&["list"]);
    let mut texts: Vec<String> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let shown = companion.json(&["show", entry["id"].as_str().unwrap()]);
            shown["messages"][0]["text"].as_str().unwrap().to_owned()
        })
        .collect();
    texts.sort();
    texts
}

#[test]
fn a_private_word_goes_from_what_waits_and_from_what_comes() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    companion.ask(
        &mut browser,
        &submit(1, 1, record("why does BlueHeron fail", "it does not")),
    );
    let answer = companion.json(&["words", "--add", "Blue Heron", "--add", "Zauberberg"]);
    assert_eq!(
        answer,
        json!({"words": ["Blue Heron", "Zauberberg"], "redacted": 1})
    );
    companion.ask(&mut browser, &submit(2, 1, record("des Zauberbergs Ende", "gut")));
    assert_eq!(
        texts(&companion),
        ["des [PRIVATE_1] Ende", "why does [PRIVATE_1] fail"]
    );
    let ExtensionReply::Status { private_words, .. } = companion.ask(&mut browser, &ExtensionRequest::Status)
    else {
        panic!("no status");
    };
    assert_eq!(private_words, ["Blue Heron", "Zauberberg"]);

    let token = companion.sign_in();
    let shown = companion.api(&token, "GET", "/api/words", None).json();
    assert_eq!(shown["words"], json!(["Blue Heron", "Zauberberg"]));
    let kept = companion.api(
        &token,
        "POST",
        "/api/words",
        Some(&json!({"words": ["Zauberberg"]})),
    );
    assert_eq!(kept.json()["redacted"], 0);
    let refused = companion.api(&token, "POST", "/api/words", Some(&json!({"words": ["!"]})));
    assert_eq!(refused.status, 422);
    assert_eq!(
        companion.json(&["words"])["words"],
        json!(["Zauberberg"]),
        "a refused list changes nothing"
    );

    let dir = companion.kill();
    for entry in std::fs::read_dir(dir.path()).unwrap().flatten() {
        if entry.file_type().unwrap().is_file() {
            let bytes = std::fs::read(entry.path()).unwrap();
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            assert!(
                !text.contains("zauberberg") && !text.contains("heron"),
                "{}",
                entry.path().display()
            );
        }
    }
}
