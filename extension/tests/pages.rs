//! Real chat interfaces, as the lens described them, must come out as the conversation that took place.
//!
//! In: `pages/NAME.jsonl`, recorded from the running interface by `pages/record.mjs`. Out: compared to `pages/NAME.expected.json`,
//! with the site adapters and without any. `UPDATE_FIXTURES=1` rewrites the expected files from the run with adapters.
#![expect(clippy::unwrap_used, reason = "a test")]

#[path = "support/adapters.rs"]
mod adapters;

use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use adapters::adapters;
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

fn lines(file: &str) -> Vec<Line> {
    let text = fs::read_to_string(folder("tests").join(file)).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Plays a recording, with the ticks that the background would give.
fn play(name: &str, sites: Rc<Sites>) -> Session {
    play_lines(name, lines(&format!("pages/{name}.jsonl")), sites)
}

fn play_lines(name: &str, lines: Vec<Line>, sites: Rc<Sites>) -> Session {
    let mut session = Session::new(sites);
    let mut clock = 0;
    for line in lines {
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
    let wanted = check_adapter(name, site);
    let without = play(name, Rc::new(Sites::none()));
    assert_eq!(told(&without), wanted, "{name} without adapters");
    assert_eq!(without.health().method, "generic@1");
}

/// Compares what the adapters read, and gives back what was expected.
fn check_adapter(name: &str, site: &str) -> Value {
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
    wanted
}

/// Pages made by hand after what is known about the site, with invented text.
#[test]
fn sites_without_a_local_copy_are_read_by_their_adapters() {
    check("claude", "claude");
    check("chatgpt", "chatgpt");
    let conversation = play("chatgpt", adapters()).conversation().unwrap();
    assert_eq!(conversation.messages[1].model.as_deref(), Some("model-5"));
    assert_eq!(
        conversation.messages[1].citations[0].url,
        "https://example.org/river"
    );
}

macro_rules! pages {
    ($($test:ident: $name:literal as $site:literal;)*) => { $(#[test] fn $test() { check($name, $site); })* };
}

pages! {
    gradio_comes_out_exactly: "gradio" as "gradio";
    deep_chat_comes_out_exactly: "deep-chat" as "deep-chat";
    n8n_chat_comes_out_exactly: "n8n-chat" as "n8n-chat";
    mesop_comes_out_exactly: "mesop" as "unknown";
    chatscope_comes_out_exactly: "chatscope" as "chatscope";
    nicegui_comes_out_exactly: "nicegui" as "nicegui";
    chainlit_comes_out_exactly: "chainlit" as "chainlit";
    assistant_ui_comes_out_exactly: "assistant-ui" as "assistant-ui";
    gestures_in_gradio_point_at_the_right_reply: "gradio-gestures" as "gradio";
    every_control_of_gradio_is_understood_or_left_alone: "gradio-all" as "gradio";
    icons_without_words_in_chainlit_are_understood: "chainlit-gestures" as "chainlit";
    gestures_in_assistant_ui_point_at_the_right_reply: "assistant-ui-gestures" as "assistant-ui";
}

/// The canned replies of the test backends, apart from what an interface itself does not render.
const CANNED: &[&str] = &[
    "Sure — here is **answer ALPHA-MARK-1**. It has several paragraphs, with *emphasis* and `inline code`.",
    "Second paragraph of the reply, with a [link](https://example.com/) and the numbers 1 < 2 && 3 > 2.",
    "def greet(name: str) -> str:\n    # a comment & <angle> brackets\n    return f\"Hello, {name}!\"\n```",
    "1. first step\n2. second step\n   - nested bullet\n3. third step",
    "Inline math $E = mc^2$ and display math:",
    "End of ALPHA.",
];

#[test]
fn replies_are_what_the_backend_sent() {
    for name in [
        "gradio",
        "deep-chat",
        "n8n-chat",
        "mesop",
        "chatscope",
        "nicegui",
        "assistant-ui",
        "chainlit",
    ] {
        let conversation = play(name, adapters()).conversation().unwrap();
        let texts: Vec<&str> = conversation
            .messages
            .iter()
            .map(|message| message.text.as_str())
            .collect();
        assert_eq!(texts.len(), 4, "{name}");
        assert_eq!(
            texts[0], "FIRST-QUESTION What is alpha? Please explain in detail.",
            "{name}"
        );
        assert_eq!(texts[2], "SECOND-QUESTION And what about beta then?", "{name}");
        for part in CANNED {
            assert!(texts[1].contains(part), "{name} lacks {part}");
        }
        let table = "| Col A | Col B |\n|-------|------:|\n| x | 1 |\n| y | 22 |";
        let spaced = texts[1]
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        // assistant-ui renders tables and formulas as they were written.
        assert!(
            name == "assistant-ui" || spaced.contains(table),
            "{name} lacks the table"
        );
        assert!(texts[3].contains("> A quoted line.\n\n- one\n- two"), "{name}");
        assert!(
            texts[1].starts_with("Sure") && texts[1].ends_with("End of ALPHA."),
            "{name}"
        );
        assert!(
            texts[3].starts_with("This is **answer BETA-MARK-2**") && texts[3].ends_with("End of BETA."),
            "{name}"
        );
    }
}

#[test]
fn reading_only_what_grew_finds_what_reading_everything_finds() {
    for name in RECORDED {
        for sites in [adapters(), Rc::new(Sites::none())] {
            let (mut quick, mut thorough) = (Session::new(Rc::clone(&sites)), Session::new(sites));
            thorough.without_shortcuts();
            for line in lines(&format!("pages/{name}.jsonl")) {
                for session in [&mut quick, &mut thorough] {
                    let message: LensMessage = serde_json::from_value(line.m.clone()).unwrap();
                    session.receive(message, Timestamp(line.at));
                }
                assert_eq!(told(&quick), told(&thorough), "{name} at {} ms", line.at);
                let (quick, thorough) = (quick.health(), thorough.health());
                assert_eq!(quick.turns_seen, thorough.turns_seen, "{name} at {} ms", line.at);
            }
        }
    }
}

const RECORDED: &[&str] = &[
    "gradio",
    "deep-chat",
    "n8n-chat",
    "mesop",
    "chatscope",
    "nicegui",
    "chainlit",
    "assistant-ui",
    "gradio-gestures",
];

#[test]
fn a_restarted_worker_goes_on_with_the_same_thread() {
    let mut all = lines("pages/gradio-gestures.jsonl");
    let restart = all.iter().rposition(|line| line.m["full"] == true).unwrap();
    let again = all.drain(restart..).next().unwrap();
    assert!(restart > 0);
    let before = play_lines("first half", all, adapters());
    let mut after = Session::new(adapters());
    after.restore(&before.snapshot());
    assert!(
        after
            .receive(
                serde_json::from_value(json!({ "seq": 99, "quiet": true })).unwrap(),
                Timestamp(0)
            )
            .needs_full
    );
    let heard = after.receive(serde_json::from_value(again.m).unwrap(), Timestamp(1_000));
    assert!(!heard.needs_full);
    after.tick(Timestamp(9_000));
    assert_eq!(told(&after), told(&before));
    assert_eq!(after.thread_key(), before.thread_key());
}

#[test]
fn a_reply_is_not_in_the_conversation_while_it_grows() {
    let all = lines("pages/chatscope.jsonl");
    let mut session = Session::new(adapters());
    let mut seen_streaming = false;
    for line in all {
        session.receive(serde_json::from_value(line.m).unwrap(), Timestamp(line.at));
        let health = session.health();
        if health.streaming && health.turns_seen == 2 {
            seen_streaming = true;
            let conversation = session.conversation();
            assert!(conversation.is_none_or(|conversation| conversation.messages.len() < 2));
        }
    }
    assert!(seen_streaming);
}

#[test]
fn pages_that_are_no_chats_have_no_conversation() {
    for name in [
        "documentation",
        "mail",
        "search",
        "issue",
        "comments",
        "messenger",
    ] {
        for sites in [adapters(), Rc::new(Sites::none())] {
            let session = play_lines(name, lines(&format!("not-chats/{name}.jsonl")), sites);
            assert!(session.conversation().is_none(), "{name}");
            assert!(session.thread_key().is_none(), "{name}");
        }
    }
}

#[test]
fn without_adapters_names_of_classes_do_not_matter_once_a_question_was_typed() {
    for name in [
        "gradio",
        "deep-chat",
        "n8n-chat",
        "mesop",
        "chatscope",
        "nicegui",
        "assistant-ui",
        "chainlit",
    ] {
        let mut all = lines(&format!("pages/{name}.jsonl"));
        for line in &mut all {
            for node in line
                .m
                .get_mut("nodes")
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                for (attribute, value) in node
                    .get_mut("a")
                    .and_then(Value::as_object_mut)
                    .into_iter()
                    .flatten()
                {
                    // The language of a code block and the library that draws formulas are part of what is read, not of how the site names things.
                    let told = attribute == "class"
                        && ["language-", "katex"]
                            .iter()
                            .any(|name| value.as_str().unwrap().contains(name));
                    if !told && (attribute == "class" || attribute == "id" || attribute.starts_with("data-"))
                    {
                        *value = json!(scrambled(value.as_str().unwrap()));
                    }
                }
            }
        }
        let wanted = told(&play(name, Rc::new(Sites::none())));
        let found = told(&play_lines(name, all, Rc::new(Sites::none())));
        assert_eq!(without_languages(&found), without_languages(&wanted), "{name}");
    }
}

/// Another word for every word, always the same.
fn scrambled(value: &str) -> String {
    let words = value.split_whitespace().map(|word| {
        let sum = word.bytes().fold(7u64, |sum, byte| {
            sum.wrapping_mul(131).wrapping_add(u64::from(byte))
        });
        format!("x{sum:x}")
    });
    words.collect::<Vec<_>>().join(" ")
}

fn without_languages(told: &Value) -> String {
    told.to_string()
        .replace("```python", "```")
        .replace("```js", "```")
        .replace("**", "")
        .replace('*', "")
}

/// A small generator, so that the mangled streams are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }
}

#[test]
fn mangled_streams_never_panic_and_a_full_picture_heals() {
    let sites = adapters();
    for name in ["gradio-gestures", "mesop", "n8n-chat"] {
        let healthy = told(&play(name, Rc::clone(&sites)));
        for seed in 0..25u64 {
            let mut dice = Dice(seed * 7 + 1);
            let mut session = Session::new(Rc::clone(&sites));
            for line in lines(&format!("pages/{name}.jsonl")) {
                let mut message = line.m;
                mangle(&mut message, &mut dice);
                if dice.roll(8) == 0 {
                    continue;
                }
                if let Ok(message) = serde_json::from_value::<LensMessage>(message) {
                    session.receive(message, Timestamp(line.at));
                }
            }
            session.tick(Timestamp(1_000_000));
            let _ = (session.conversation(), session.health(), session.thread_key());
            let mut again = Session::new(Rc::clone(&sites));
            again.restore(&session.snapshot());
        }
        assert_eq!(told(&play(name, Rc::clone(&sites))), healthy);
    }
}

fn mangle(message: &mut Value, dice: &mut Dice) {
    let Some(nodes) = message["nodes"].as_array_mut() else {
        return;
    };
    for _ in 0..dice.roll(6) {
        if nodes.is_empty() {
            return;
        }
        let (one, other) = (dice.roll(nodes.len()), dice.roll(nodes.len()));
        match dice.roll(6) {
            0 => drop(nodes.remove(one)),
            1 => nodes.swap(one, other),
            2 => nodes[one]["i"] = nodes[other]["i"].clone(),
            3 => nodes[one]["c"] = json!([nodes[other]["i"], "text", nodes[one]["i"], 4_294_967_295u32]),
            4 => nodes[one]["t"] = json!("pre"),
            _ => nodes[one]["s"] = nodes[other]["c"].clone(),
        }
    }
}

#[test]
fn depth_and_size_of_a_page_are_bounded() {
    let mut session = Session::new(Rc::new(Sites::none()));
    let nodes: Vec<Value> = (1..20_000)
        .map(|id| json!({ "i": id, "t": "div", "a": { "class": "user bot" }, "c": [id + 1] }))
        .collect();
    let message = json!({ "seq": 0, "full": true, "root": 1, "nodes": nodes, "quiet": true, "url": "https://deep.example/" });
    session.receive(serde_json::from_value(message).unwrap(), Timestamp(0));
    assert!(session.conversation().is_none());
}
