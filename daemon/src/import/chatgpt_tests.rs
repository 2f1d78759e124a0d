//! What a ChatGPT export must become.

use serde_json::json;
use shared::conversation::{Conversation, Message};

use super::super::tests::{Read, read_all};
use super::*;

const EXPORT: &[u8] = include_bytes!("fixtures/conversations.json");

/// One conversation with these nodes, read.
fn read_nodes(nodes: &Value) -> Read {
    let item = json!([{ "conversation_id": "c", "mapping": nodes, "current_node": "last" }]);
    read_all(item.to_string().as_bytes())
}

fn said_by(role: &str, text: &str, parent: &str) -> Value {
    json!({ "parent": parent, "message": { "author": { "role": role }, "content": { "parts": [text] } } })
}

fn shape(conversation: &Conversation) -> Vec<(&str, &str, &str)> {
    let above =
        |message: &'_ Message| message.parent_id.clone().map_or(String::new(), |id| id.0).leak() as &str;
    conversation
        .messages
        .iter()
        .map(|message| (message.id.0.as_str(), above(message), message.text.as_str()))
        .collect()
}

#[test]
fn an_export_becomes_a_tree_without_hidden_and_tool_nodes() {
    let import = read_all(EXPORT);
    let first = &import.conversations[0];
    assert_eq!(first.source_key, "chatgpt:11111111-aaaa-4bbb-8ccc-000000000001");
    assert_eq!(
        shape(&first.conversation),
        [
            ("m4", "", "Draw a lighthouse\n\n[image]"),
            ("m1", "m4", "A tower with a light."),
            ("m2", "m4", "A tall tower."),
            ("m5", "m2", "Thanks, and its height?"),
            ("m3", "m5", "Forty metres."),
        ]
    );
    let branch: Vec<&str> = first.conversation.branch.iter().map(|id| id.0.as_str()).collect();
    assert_eq!(branch, ["m4", "m2", "m5", "m3"]);
    assert_eq!(first.conversation.messages[2].model.as_deref(), Some("model-b"));
    assert_eq!(
        first
            .conversation
            .day
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("2024-03-09")
    );
    assert_eq!(first.conversation.capture.method, "import:chatgpt@1");
    assert!(import.problems.is_empty());
}

#[test]
fn importing_the_same_export_again_gives_the_same_keys() {
    let keys = || -> Vec<String> {
        read_all(EXPORT)
            .conversations
            .into_iter()
            .map(|imported| imported.source_key)
            .collect()
    };
    assert_eq!(keys(), keys());
}

#[test]
fn a_conversation_that_runs_in_a_circle_is_passed_over_and_named() {
    let import =
        read_nodes(&json!({ "a": said_by("user", "secret", "b"), "b": said_by("assistant", "secret", "a") }));
    assert!(import.conversations.is_empty());
    assert!(import.problems[0].what.contains("circle"));
    assert!(!import.problems[0].to_string().contains("secret"));
}

#[test]
fn a_missing_parent_begins_a_tree_and_loses_nothing() {
    let import = read_nodes(
        &json!({ "a": said_by("user", "hi", "gone"), "last": said_by("assistant", "hello", "a") }),
    );
    assert_eq!(
        shape(&import.conversations[0].conversation),
        [("m1", "", "hi"), ("m2", "m1", "hello")]
    );
}

#[test]
fn the_providers_ids_never_become_ours() {
    let import = read_nodes(
        &json!({ "a b": said_by("user", "hi", ""), "last": said_by("assistant", "hello", "a b") }),
    );
    assert_eq!(
        shape(&import.conversations[0].conversation),
        [("m1", "", "hi"), ("m2", "m1", "hello")]
    );
}

#[test]
fn wrong_types_anywhere_do_not_stop_the_rest() {
    let good = json!({ "conversation_id": "good", "mapping": { "a": said_by("user", "hi", "") } });
    for wrong in [
        json!({ "mapping": [] }),
        json!({ "mapping": { "a": 1 } }),
        json!({ "mapping": { "a": { "message": { "author": "user" } } } }),
        json!({ "mapping": { "a": { "message": { "author": { "role": 3 } } } }, "create_time": "x" }),
        json!(7),
    ] {
        let import = read_all(json!([wrong, good]).to_string().as_bytes());
        assert_eq!(import.conversations.len(), 1, "{wrong}");
        assert_eq!(import.problems.len(), 1, "{wrong}");
    }
}

#[test]
fn a_chain_of_fifty_thousand_messages_is_read() {
    let mut nodes = Map::new();
    for number in 0..50_000 {
        let parent = if number == 0 {
            String::new()
        } else {
            format!("n{}", number - 1)
        };
        nodes.insert(format!("n{number}"), said_by("user", "x", &parent));
    }
    assert_eq!(
        read_nodes(&Value::Object(nodes)).conversations[0]
            .conversation
            .messages
            .len(),
        50_000
    );
}

#[test]
fn citation_marks_of_the_page_are_dropped() {
    assert_eq!(
        without_marks("It is tall\u{e200}cite\u{e202}turn0\u{e201}."),
        "It is tall."
    );
}
