//! Pages that mean harm, in a real browser: they stay as quick as they are, the worker lives, and honest chats are read exactly.

use std::time::Duration;

use serde_json::json;
use tests::browser::{Browser, Window};
use tests::companion::Companion;
use tests::process::until;
use tests::scenario;

use crate::extension::Plain;

const PAGES: [&str; 10] = [
    "rewriting",
    "restless",
    "million",
    "deep",
    "text",
    "attributes",
    "clobbered",
    "shadows",
    "frames",
    "busy",
];
/// Of the page's main thread; honest pages pay a hundredth, measured by `scripts/bench capture`.
const MOST: f64 = 0.15;

#[test]
fn hostile_pages_stay_usable_and_a_chat_beside_them_is_captured_exactly() {
    let folder = tempfile::tempdir().unwrap();
    let companion = Companion::start(&folder.path().join("companion"), "24h", None);
    let plain = Plain::start();
    let mut browser = Browser::open("chromium", &companion, &plain.origin, Window::Hidden);
    let worker = browser.order(&json!({"workers": true}))["workers"].clone();
    for page in PAGES {
        browser.go(&format!("{}/hostile/?{page}", plain.origin));
        let seen = browser.order(&json!({"share": 5000}));
        let (share, steps) = (seen["share"].as_f64().unwrap(), seen["steps"].as_u64().unwrap());
        assert!(
            share < MOST,
            "the lens took {share} of the time of the page '{page}'"
        );
        assert!(steps >= 10, "the page '{page}' made {steps} steps only");
    }
    // Two of them stay open and go on beside the chat.
    for page in ["rewriting", "restless", "chat"] {
        let address = if page == "chat" {
            plain.chat("beside")
        } else {
            format!("{}/hostile/?{page}", plain.origin)
        };
        let _ = browser.order(&json!({"tab": address}));
    }
    browser.say("What is the first question?", "my answer.");
    browser.say("What is the second question?", "Reply 2");
    let texts = until("the chat is held", Duration::from_secs(240), || {
        let records = companion.records();
        let shown = records
            .iter()
            .map(|record| scenario::visible(&companion.json(&["show", &scenario::text_of(&record["id"])])));
        shown
            .into_iter()
            .find(|messages| messages.len() == 4 && messages[0].1.contains("first question"))
    });
    let reply = |number| {
        format!("Reply {number} to this question: it is a good one, and this is the whole of my answer.")
    };
    let texts: Vec<&str> = texts.iter().map(|(_, text)| text.trim()).collect();
    assert_eq!(
        texts,
        [
            "What is the first question?",
            &reply(1),
            "What is the second question?",
            &reply(2)
        ]
    );
    assert_eq!(
        browser.order(&json!({"workers": true}))["workers"],
        worker,
        "the worker was started anew"
    );
}
