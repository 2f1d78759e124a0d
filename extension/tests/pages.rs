//! Real chat interfaces, as the lens described them, must come out as the conversation that took place.
//!
//! In: `pages/NAME.jsonl`, recorded from the running interface by `pages/record.mjs`. Out: compared to `pages/NAME.expected.json`,
//! with the site adapters and without any. `UPDATE_FIXTURES=1` rewrites the expected files from the run with adapters.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use extension::capture::{LensMessage, Session, Sites};
use serde_json::{Value, json};
use shared::time::Timestamp;

#[derive(serde::Deserialize)]
struct Line {
    at: i64,
    m: Value,
}

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn adapters() -> Rc<Sites> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder("../manifest/sites")).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap() != "schema.json" {
            files.push((
                path.file_name().unwrap().to_str().unwrap().to_owned(),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
    let borrowed: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let (sites, problems) = Sites::parse(&borrowed);
    assert!(problems.is_empty(), "{problems:?}");
    Rc::new(sites)
}

fn lines(name: &str) -> Vec<Line> {
    let text = fs::read_to_string(folder("tests/pages").join(format!("{name}.jsonl"))).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Plays a recording, with the ticks that the background would give.
fn play(name: &str, sites: Rc<Sites>) -> Session {
    let mut session = Session::new(sites);
    let mut clock = 0;
    for line in lines(name) {
        while clock + 500 < line.at {
            clock += 500;
            session.tick(Timestamp(clock));
        }
        clock = line.at;
        let message: LensMessage = serde_json::from_value(line.m).unwrap();
        let heard = session.receive(message, Timestamp(clock));
        assert!(
            !heard.needs_full,
            "{name}: the mirror lost the page at {clock} ms"
        );
    }
    session.tick(Timestamp(clock + 2_000));
    session
}

fn told(session: &Session) -> Value {
    let Some(conversation) = session.conversation() else {
        return Value::Null;
    };
    let messages: Vec<Value> = conversation
        .messages
        .iter()
        .map(|message| {
            json!({ "id": message.id, "parent": message.parent_id, "role": message.role, "text": message.text,
                    "citations": message.citations.iter().map(|citation| citation.url.clone()).collect::<Vec<_>>() })
        })
        .collect();
    let gestures: Vec<Value> = conversation
        .gestures
        .iter()
        .map(|gesture| json!([gesture.message_id, gesture.kind]))
        .collect();
    json!({ "messages": messages, "branch": conversation.branch, "gestures": gestures })
}

fn check(name: &str, site: &str) {
    let expected = folder("tests/pages").join(format!("{name}.expected.json"));
    let with_adapters = play(name, adapters());
    let told_with = told(&with_adapters);
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(
            &expected,
            format!("{}\n", serde_json::to_string_pretty(&told_with).unwrap()),
        )
        .unwrap();
    }
    let wanted: Value = serde_json::from_str(&fs::read_to_string(&expected).unwrap()).unwrap();
    assert_eq!(told_with, wanted, "{name} with adapters");
    assert_eq!(with_adapters.conversation().unwrap().site, site);
    let without = play(name, Rc::new(Sites::none()));
    assert_eq!(told(&without), wanted, "{name} without adapters");
    assert_eq!(without.health().method, "generic@1");
}

macro_rules! pages {
    ($($test:ident: $name:literal as $site:literal;)*) => { $(#[test] fn $test() { check($name, $site); })* };
}

pages! {
    gradio_comes_out_exactly: "gradio" as "gradio";
    deep_chat_comes_out_exactly: "deep-chat" as "deep-chat";
    n8n_chat_comes_out_exactly: "n8n-chat" as "n8n-chat";
    mesop_comes_out_exactly: "mesop" as "unknown";
    chatscope_comes_out_exactly: "chatscope" as "unknown";
    nicegui_comes_out_exactly: "nicegui" as "unknown";
}
