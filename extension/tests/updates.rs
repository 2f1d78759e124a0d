//! Adapters that came over the network: in use where they fit, never worse than those of the package.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::rc::Rc;

use extension::capture::{Health, LensMessage, Note, Session, Sites};
use serde_json::{Value, json};
use shared::time::Timestamp;

fn adapter(version: u32, user: &str, assistant: &str) -> String {
    json!({ "site": "some-chat", "version": version, "verified": "2026-11-21", "hosts": ["chat.example"],
        "user": [user], "assistant": [assistant] })
    .to_string()
}

fn packaged() -> Sites {
    let (sites, problems) = Sites::parse(&[("some-chat.json", &adapter(1, ".question", ".answer"))]);
    assert!(problems.is_empty());
    sites
}

/// A page whose turns carry these classes.
fn page(user: &str, assistant: &str, more: &Value) -> Value {
    let mut attributes = more.clone();
    attributes["class"] = json!(user);
    json!({ "seq": 1, "full": true, "root": 1, "quiet": true, "url": "https://chat.example/c/1",
        "event": { "k": "send", "n": 5, "text": "Why is the sky blue?" }, "nodes": [
        { "i": 1, "t": "html", "c": [2, 5] },
        { "i": 2, "t": "main", "c": [3, 4] },
        { "i": 3, "t": "div", "a": attributes, "c": ["Why is the sky blue?"] },
        { "i": 4, "t": "div", "a": { "class": assistant, "data-index": "8" }, "c": [9, 6] },
        { "i": 9, "t": "p", "c": ["It is blue for one reason, and that reason is older than any eye that sees it."] },
        { "i": 5, "t": "textarea" },
        { "i": 6, "t": "ul", "c": [7, 8] },
        { "i": 7, "t": "li", "c": ["Because light scatters."] },
        { "i": 8, "t": "li", "c": ["Blue light scatters most of all, in every direction of the sky."] }
    ] })
}

fn read(sites: Sites, page: &Value) -> Health {
    let mut session = Session::new(Rc::new(sites));
    let message: LensMessage = serde_json::from_value(page.clone()).unwrap();
    session.receive(message, Timestamp(0));
    session.tick(Timestamp(5_000));
    session.health()
}

#[test]
fn a_newer_adapter_reads_a_site_that_has_changed() {
    let changed = page("bubble-user", "bubble-bot", &json!({}));
    let before = read(packaged(), &changed);
    assert!(before.degraded);
    assert_eq!(before.notes, [Note::SiteChanged]);

    let update = adapter(2, ".bubble-user", ".bubble-bot");
    let (sites, problems) = packaged().updated(&[&update]);
    assert!(problems.is_empty());
    let after = read(sites, &changed);
    assert_eq!(
        (after.method.as_str(), after.degraded),
        ("adapter:some-chat@2", false)
    );
    assert!(after.notes.is_empty());
}

#[test]
fn where_the_newer_adapter_finds_nothing_the_one_of_the_package_reads_on() {
    let (sites, _) = packaged().updated(&[&adapter(2, ".bubble-user", ".bubble-bot")]);
    let health = read(sites, &page("question", "answer", &json!({})));
    assert_eq!(
        (health.method.as_str(), health.degraded),
        ("adapter:some-chat@1", false)
    );
}

#[test]
fn an_older_adapter_does_not_take_the_place_of_a_newer_package() {
    for version in [1, 0] {
        let (sites, _) = packaged().updated(&[&adapter(version, ".bubble-user", ".bubble-bot")]);
        let health = read(sites, &page("question", "answer", &json!({})));
        assert_eq!(health.method, "adapter:some-chat@1");
    }
}

#[test]
fn bombs_and_nonsense_are_left_out_and_the_package_reads_on() {
    let good = adapter(2, ".bubble-user", ".bubble-bot");
    let with = |field: &str, value: Value| {
        let mut adapter: Value = serde_json::from_str(&good).unwrap();
        adapter[field] = value;
        adapter.to_string()
    };
    for (bad, expected) in [
        (String::new(), "JSON"),
        (good.replace(".bubble-user", &":has(".repeat(40)), "costly"),
        (with("user", json!([".a >"])), "selector"),
        (with("user", json!(["* * * * *"])), "costly"),
        (with("run", json!(["alert(1)"])), "run"),
        (with("thread", json!("((((a{99}){99}){99}){99})")), "size"),
        (with("thread", json!("(")), "parse"),
        (with("actions", json!({ "hack": [".x"] })), "hack"),
        (with("user", json!(vec![".a"; 300])), "selectors"),
    ] {
        let (sites, problems) = packaged().updated(&[&bad]);
        assert_eq!(problems.len(), 1, "{bad}");
        assert!(problems[0].contains(expected), "{} for {bad}", problems[0]);
        assert_eq!(
            read(sites, &page("question", "answer", &json!({}))).method,
            "adapter:some-chat@1"
        );
    }
}

#[test]
fn the_adapters_of_the_package_would_be_admitted_as_updates() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../manifest/sites");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap() == "schema.json" {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            extension::capture::updates::admit(&text),
            Ok(()),
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_page_that_counts_its_rows_from_the_eighth_on_shows_a_part_only() {
    let counted = page("question", "answer", &json!({ "data-index": "7" }));
    let health = read(packaged(), &counted);
    assert_eq!(health.notes, [Note::BeginningMissing], "{health:?}");
    for first in ["0", "1", "8", "x"] {
        let whole = page("question", "answer", &json!({ "data-index": first }));
        assert!(read(packaged(), &whole).notes.is_empty(), "{first}");
    }
}
