//! What every kind of export must become.

use std::io::{Cursor, Write as _};

use serde_json::{Value, json};
use shared::conversation::{AsideKind, GestureKind};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

/// What a file gave.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) conversations: Vec<Imported>,
    pub(super) problems: Vec<Problem>,
    pub(super) refused: Option<Why>,
}

/// Reads a file to its end.
pub(super) fn read_all(bytes: &[u8]) -> Read {
    let mut read = Read::default();
    let mut sink = |found| {
        match found {
            Found::Conversation(imported) => read.conversations.push(imported),
            Found::Problem(problem) => read.problems.push(problem),
        }
        ControlFlow::Continue(())
    };
    let end = super::read(Cursor::new(bytes), "file", Ratings::default(), &mut sink);
    read.refused = end.err().map(|refused| refused.why);
    read
}

fn read_value(value: &Value) -> Read {
    read_all(value.to_string().as_bytes())
}

/// The only conversation of a file, with nothing wrong.
fn only(value: &Value) -> Imported {
    let mut read = read_value(value);
    assert_eq!((read.refused, &read.problems[..]), (None, &[][..]));
    assert_eq!(read.conversations.len(), 1);
    read.conversations.remove(0)
}

/// Each message: id, parent, role and text.
fn lines(conversation: &Conversation) -> Vec<String> {
    conversation
        .messages
        .iter()
        .map(|message| {
            let above = message.parent_id.as_ref().map_or("-", |id| id.0.as_str());
            format!("{} {above} {:?}: {}", message.id, message.role, message.text)
        })
        .collect()
}

fn branch(conversation: &Conversation) -> Vec<&str> {
    conversation.branch.iter().map(|id| id.0.as_str()).collect()
}

fn day(conversation: &Conversation) -> Option<String> {
    conversation.day.as_ref().map(ToString::to_string)
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const CHATGPT: &[u8] = include_bytes!("fixtures/conversations.json");
const FEEDBACK: &[u8] = include_bytes!("fixtures/message_feedback.json");
const LINES: &[u8] = include_bytes!("fixtures/messages.jsonl");

#[test]
fn what_is_no_export_is_refused_with_what_to_do() {
    for (bytes, expected) in [
        (&b""[..], Why::Empty),
        (b"  \n ", Why::Empty),
        (b"hello", Why::UnknownFormat),
        (b"[]", Why::UnknownFormat),
        (b"[1, 2]", Why::UnknownFormat),
        (b"{\"a\": 1}", Why::UnknownFormat),
        (b"{\"a\": 1}\n{\"b\": 2}\n", Why::UnknownFormat),
        (b"PK\x03\x04 not really", Why::BrokenArchive),
        (b"[{\"mapping\": {}", Why::BrokenJson(1)),
    ] {
        assert_eq!(
            read_all(bytes).refused,
            Some(expected),
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
    let refused = ImportRefused {
        file: "notes.txt".to_owned(),
        why: Why::UnknownFormat,
    };
    assert!(refused.to_string().starts_with("notes.txt cannot be imported: "));
}

#[test]
fn deep_nesting_is_refused_and_does_not_overflow() {
    let deep = format!("[{}", "[".repeat(100_000));
    assert_eq!(read_all(deep.as_bytes()).refused, Some(Why::BrokenJson(1)));
}

#[test]
fn what_stands_before_a_broken_place_is_read() {
    let one = json!({"messages": [{"role": "user", "content": "hi"}]});
    let read = read_all(format!("[{one}, {one}, {{\"messages\": ").as_bytes());
    assert_eq!(read.conversations.len(), 2);
    assert_eq!(read.refused, Some(Why::BrokenJson(1)));
}

#[test]
fn an_item_longer_than_any_conversation_ends_the_reading() {
    struct Endless;
    impl std::io::Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            buffer.fill(b' ');
            Ok(buffer.len())
        }
    }
    let mut sink = |_| ControlFlow::Continue(());
    let mut gather = Gather::with(&mut sink, Ratings::default());
    let file = std::io::Read::chain(Cursor::new(b"[".to_vec()), Endless);
    assert_eq!(json::read(file, &mut gather), Err(Why::TooLong(json::LONGEST)));
}

#[test]
fn reading_stops_when_the_sink_has_enough() {
    let one = json!({"messages": [{"role": "user", "content": "hi"}]});
    for bytes in [
        format!("[{one}, {one}, {one}, what"),
        format!("{one}\n{one}\n{one}\n"),
        format!("{{\"data\": [{one}, {one}, what"),
    ] {
        let mut taken = 0;
        let mut sink = |_| {
            taken += 1;
            ControlFlow::Break(())
        };
        super::read(
            Cursor::new(bytes.as_bytes()),
            "file",
            Ratings::default(),
            &mut sink,
        )
        .unwrap();
        assert_eq!(taken, 1, "{bytes}");
    }
}

#[test]
fn good_lines_are_read_and_bad_ones_are_named() {
    let read = read_all(LINES);
    let texts: Vec<Vec<&str>> = read
        .conversations
        .iter()
        .map(|imported| {
            imported
                .conversation
                .visible()
                .map(|message| message.text.as_str())
                .collect()
        })
        .collect();
    assert_eq!(
        texts,
        [
            vec!["How tall is the lighthouse?", "It is 40 metres tall.", "Thanks!"],
            vec!["What is this?\n\n[image]", "A lighthouse."],
        ]
    );
    let numbers: Vec<usize> = read.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(numbers, [2, 3, 6]);
    assert!(
        read.problems
            .iter()
            .all(|problem| !problem.to_string().contains("secret"))
    );
}

#[test]
fn the_key_of_a_line_stays_when_lines_are_added() {
    let keys = |bytes: &[u8]| -> Vec<String> {
        read_all(bytes)
            .conversations
            .into_iter()
            .map(|imported| imported.source_key)
            .collect()
    };
    let more = [
        &b"{\"messages\":[{\"role\":\"user\",\"content\":\"new\"}]}\n"[..],
        LINES,
    ]
    .concat();
    assert_eq!(keys(&more)[1..], keys(LINES));
}

#[test]
fn claude_gives_a_tree_with_thinking_apart_and_pages_cited() {
    let imported = only(&json!([{
        "uuid": "c-1", "name": "Towers", "created_at": "2025-03-04T05:06:07.000000Z", "model": "model-c",
        "current_leaf_message_uuid": "a2", "account": {"uuid": "secret"},
        "chat_messages": [
            {"uuid": "q1", "parent_message_uuid": "00000000-0000-4000-8000-000000000000", "sender": "human", "text": "How tall?",
             "content": [{"type": "text", "text": "How tall?"}], "created_at": "2025-03-04T05:06:08Z", "files": [{"file_name": "a.png"}]},
            {"uuid": "a1", "parent_message_uuid": "q1", "sender": "assistant", "text": "", "created_at": "2025-03-04T05:06:09Z",
             "content": [{"type": "text", "text": "Thirty."}]},
            {"uuid": "a2", "parent_message_uuid": "q1", "sender": "assistant", "text": "", "created_at": "2025-03-04T05:06:10Z",
             "content": [{"type": "thinking", "thinking": "Let me look."}, {"type": "tool_use", "name": "web", "input": {}},
                         {"type": "text", "text": "Forty.", "citations": [{"title": "Towers", "url": "https://towers.net/a"}]}]}
        ]
    }]));
    let conversation = &imported.conversation;
    assert_eq!(imported.source_key, "claude:c-1");
    assert_eq!(
        lines(conversation),
        [
            "m1 - User: How tall?\n\n[attachment]",
            "m2 m1 Assistant: Thirty.",
            "m3 m1 Assistant: Forty."
        ]
    );
    assert_eq!(branch(conversation), ["m1", "m3"]);
    assert_eq!(conversation.messages[2].model.as_deref(), Some("model-c"));
    assert!(conversation.messages[2].asides[0].kind == AsideKind::Reasoning);
    assert_eq!(conversation.messages[2].citations[0].url, "https://towers.net/a");
    assert_eq!(day(conversation).as_deref(), Some("2025-03-04"));
}

#[test]
fn claude_without_parents_gives_one_message_after_the_other() {
    let imported = only(
        &json!({"account": {}, "conversations": [{"uuid": "c", "chat_messages": [
            {"uuid": "1", "sender": "human", "text": "hi"}, {"uuid": "2", "sender": "assistant", "text": "hello"}
        ]}]}),
    );
    assert_eq!(
        lines(&imported.conversation),
        ["m1 - User: hi", "m2 m1 Assistant: hello"]
    );
    assert_eq!(branch(&imported.conversation), ["m1", "m2"]);
}

#[test]
fn deepseek_gives_a_tree_of_fragments_and_keeps_the_thinking_apart() {
    let message =
        |fragments: Value, at: &str| json!({"model": "model-d", "inserted_at": at, "fragments": fragments});
    let imported = only(&json!([{
        "id": "d-1", "title": "Towers", "inserted_at": "2025-10-09T08:53:20+08:00",
        "mapping": {
            "root": {"id": "root", "parent": null, "children": ["1"], "message": null},
            "1": {"id": "1", "parent": "root", "children": ["2", "10"],
                  "message": message(json!([{"type": "REQUEST", "content": "How tall?"}]), "2025-10-09T08:53:21+08:00")},
            "10": {"id": "10", "parent": "1", "children": [],
                  "message": message(json!([{"type": "THINK", "content": "Hm."}, {"type": "SEARCH", "results": []},
                                            {"type": "RESPONSE", "content": "Forty."}]), "2025-10-09T08:53:40+08:00")},
            "2": {"id": "2", "parent": "1", "children": [],
                  "message": message(json!([{"type": "RESPONSE", "content": "Thirty."}]), "2025-10-09T08:53:30+08:00")}
        }
    }]));
    let conversation = &imported.conversation;
    assert_eq!(
        (imported.source_key.as_str(), conversation.site.as_str()),
        ("deepseek:d-1", "deepseek")
    );
    assert_eq!(
        lines(conversation),
        [
            "m1 - User: How tall?",
            "m2 m1 Assistant: Thirty.",
            "m3 m1 Assistant: Forty."
        ]
    );
    assert_eq!(branch(conversation), ["m1", "m3"]);
    assert_eq!(conversation.messages[2].asides.len(), 1);
}

#[test]
fn grok_gives_responses_in_order_with_their_models() {
    let response = |id: &str, sender: &str, text: &str, at: i64| {
        json!({"response": {"_id": id, "sender": sender, "message": text, "model": "model-g",
            "create_time": {"$date": {"$numberLong": at.to_string()}}}})
    };
    let export = json!({"conversations": [{
        "conversation": {"id": "g-1", "title": "Towers", "create_time": "2025-02-18T01:02:03.456Z"},
        "responses": [
            response("r2", "ASSISTANT", "Forty.", 1_739_840_530_000),
            response("r1", "human", "How tall?", 1_739_840_523_456),
        ]
    }], "projects": [], "tasks": []});
    let imported = only(&export);
    assert_eq!(imported.source_key, "grok:g-1");
    assert_eq!(
        lines(&imported.conversation),
        ["m1 - User: How tall?", "m2 m1 Assistant: Forty."]
    );
    assert_eq!(imported.conversation.messages[0].model, None);
    assert_eq!(
        imported.conversation.messages[1].model.as_deref(),
        Some("model-g")
    );
    assert_eq!(day(&imported.conversation).as_deref(), Some("2025-02-18"));
}

#[test]
fn mistral_gives_its_chat_with_reactions_and_preferences() {
    let message = |id: &str, role: &str, text: &str, second: u8, more: Value| {
        let mut message = json!({"id": id, "version": 0, "chatId": "l-1", "content": text, "contentChunks": null, "role": role,
            "createdAt": format!("2025-05-06T07:08:{second:02}.000Z"), "reaction": "neutral", "reactionDetail": null,
            "reactionComment": null, "preference": null, "preferenceOver": null, "files": []});
        message
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        message
    };
    let imported = only(&json!([
        message("4", "user", "And wide?", 40, json!({})),
        message(
            "3",
            "assistant",
            "Forty.",
            30,
            json!({"reaction": "like", "reactionComment": " right ", "preferenceOver": "2"})
        ),
        message(
            "1",
            "user",
            "How tall?",
            10,
            json!({"files": [{"type": "image", "name": "a.png"}]})
        ),
        message("2", "assistant", "Thirty.", 20, json!({"reaction": "dislike"})),
        message(
            "5",
            "assistant",
            "",
            50,
            json!({"contentChunks": [{"type": "text", "text": "Ten."}, {"type": "tool_call"}]})
        ),
    ]));
    let conversation = &imported.conversation;
    assert_eq!(
        lines(conversation),
        [
            "m1 - User: How tall?\n\n[attachment]",
            "m2 m1 Assistant: Thirty.",
            "m3 m1 Assistant: Forty.",
            "m4 m3 User: And wide?",
            "m5 m4 Assistant: Ten.",
        ]
    );
    assert_eq!(branch(conversation), ["m1", "m3", "m4", "m5"]);
    let done: Vec<(&str, GestureKind)> = conversation
        .gestures
        .iter()
        .map(|gesture| (gesture.message_id.0.as_str(), gesture.kind))
        .collect();
    assert_eq!(
        done,
        [
            ("m2", GestureKind::ThumbsDown),
            ("m3", GestureKind::ThumbsUp),
            ("m3", GestureKind::Prefer)
        ]
    );
    assert_eq!(conversation.gestures[1].said, ["right"]);
}

#[test]
fn chats_of_one_list_are_told_apart() {
    let message = |chat: &str, text: &str| json!({"id": text, "chatId": chat, "role": "user", "content": text, "createdAt": "2025-05-06T07:08:09Z"});
    let read = read_value(&json!([
        message("a", "one"),
        message("a", "two"),
        message("b", "three")
    ]));
    let sizes: Vec<usize> = read
        .conversations
        .iter()
        .map(|imported| imported.conversation.messages.len())
        .collect();
    assert_eq!(sizes, [2, 1]);
}

#[test]
fn open_webui_gives_a_tree_with_ratings_and_without_folded_details() {
    let imported = only(&json!([{
        "id": "w-1", "user_id": "secret", "title": "Towers", "created_at": 1_760_000_000,
        "chat": {"models": ["model-w"], "history": {"currentId": "a1", "messages": {
            "q1": {"id": "q1", "parentId": null, "childrenIds": ["a1", "a2"], "role": "user", "content": "How tall?", "timestamp": 1_760_000_001},
            "a1": {"id": "a1", "parentId": "q1", "childrenIds": [], "role": "assistant", "model": "model-w", "timestamp": 1_760_000_002,
                   "content": "<details type=\"reasoning\" done=\"true\"><summary>Thought</summary>\n&gt; Hm.</details>\nForty.",
                   "annotation": {"rating": 1, "reason": "accurate_information", "comment": "good"}},
            "a2": {"id": "a2", "parentId": "q1", "childrenIds": [], "role": "assistant", "content": "Thirty.", "timestamp": 1_760_000_003,
                   "annotation": {"rating": -1}}
        }}, "messages": []}
    }]));
    let conversation = &imported.conversation;
    assert_eq!(
        lines(conversation),
        [
            "m1 - User: How tall?",
            "m2 m1 Assistant: Forty.",
            "m3 m1 Assistant: Thirty."
        ]
    );
    assert_eq!(branch(conversation), ["m1", "m2"]);
    assert_eq!(conversation.messages[1].asides[0].text, "Hm.");
    let mut done: Vec<(&str, GestureKind)> = conversation
        .gestures
        .iter()
        .map(|gesture| (gesture.message_id.0.as_str(), gesture.kind))
        .collect();
    done.sort_by_key(|(id, _)| *id);
    assert_eq!(
        done,
        [("m2", GestureKind::ThumbsUp), ("m3", GestureKind::ThumbsDown)]
    );
    assert_eq!(day(conversation).as_deref(), Some("2025-10-09"));
}

#[test]
fn librechat_gives_the_same_from_a_list_and_from_a_tree() {
    let message = |id: &str, above: &str, by_user: bool, text: &str, second: u8| {
        json!({"messageId": id, "parentMessageId": above, "isCreatedByUser": by_user, "text": text, "sender": "x",
            "model": if by_user { Value::Null } else { json!("model-l") }, "error": false,
            "createdAt": format!("2024-05-28T18:08:{second:02}.000Z")})
    };
    let root = "00000000-0000-0000-0000-000000000000";
    let mut second = message("a2", "q1", false, "", 50);
    second["content"] =
        json!([{"type": "think", "think": "Hm."}, {"type": "text", "text": {"value": "Forty."}}]);
    second["feedback"] = json!({"rating": "thumbsUp", "tag": {"key": "accurate_reliable"}, "text": "right"});
    let list = json!({"conversationId": "b-1", "endpoint": "x", "title": "Towers", "branches": true, "recursive": false,
        "messages": [message("q1", root, true, "How tall?", 10), message("a1", "q1", false, "Thirty.", 20), second]});
    let mut top = message("q1", root, true, "How tall?", 10);
    top["children"] = json!([message("a1", "q1", false, "Thirty.", 20), second]);
    let tree = json!({"conversationId": "b-1", "messagesTree": [top]});
    for export in [list, tree] {
        let imported = only(&export);
        let conversation = &imported.conversation;
        assert_eq!(
            lines(conversation),
            [
                "m1 - User: How tall?",
                "m2 m1 Assistant: Thirty.",
                "m3 m1 Assistant: Forty."
            ]
        );
        assert_eq!(branch(conversation), ["m1", "m3"]);
        assert_eq!(conversation.gestures[0].said, ["accurate_reliable", "right"]);
        assert_eq!(conversation.messages[2].asides.len(), 1);
    }
}

#[test]
fn gemini_activities_become_sittings_and_other_products_are_left_out() {
    let activity = |title: &str, time: &str, html: Option<&str>| {
        let mut activity =
            json!({"header": "Gemini Apps", "title": title, "time": time, "products": ["Gemini Apps"]});
        if let Some(html) = html {
            activity["safeHtmlItem"] = json!([{"html": html}]);
        }
        activity
    };
    let read = read_value(&json!([
        activity(
            "Prompted And wide?",
            "2026-07-26T06:20:00.000Z",
            Some("<p>Ten <b>metres</b>.</p>")
        ),
        activity("Gave feedback: good", "2026-07-26T06:10:00.000Z", None),
        activity(
            "Prompted\u{a0}How tall?",
            "2026-07-26T06:07:57.773Z",
            Some("<p>Forty.</p>")
        ),
        json!({"header": "YouTube", "title": "Watched secret", "time": "2026-07-26T06:07:00Z", "products": ["YouTube"]}),
        activity("Prompted hello", "2026-07-25T06:07:57.773Z", None),
    ]));
    assert_eq!((read.refused, &read.problems[..]), (None, &[][..]));
    let texts: Vec<Vec<String>> = read
        .conversations
        .iter()
        .map(|imported| lines(&imported.conversation))
        .collect();
    assert_eq!(
        texts,
        [
            vec![
                "m1 - User: How tall?",
                "m2 m1 Assistant: Forty.",
                "m3 m2 User: And wide?",
                "m4 m3 Assistant: Ten **metres**."
            ],
            vec!["m1 - User: hello"],
        ]
    );
    assert!(
        read.conversations[0].conversation.capture.confidence
            < read.conversations[1].conversation.capture.confidence
    );
}

#[test]
fn a_sitting_that_goes_on_keeps_its_key() {
    let activity = |title: &str, minute: u8| json!({"header": "Gemini Apps", "title": title, "products": ["Gemini Apps"], "time": format!("2026-07-26T06:{minute:02}:00Z")});
    let key = |value: Value| only(&value).source_key;
    assert_eq!(
        key(json!([activity("Prompted one", 7)])),
        key(json!([activity("Prompted two", 20), activity("Prompted one", 7)]))
    );
}

#[test]
fn sharegpt_and_rows_are_read_from_lists_and_lines() {
    let sharegpt = json!({"id": "s_1", "conversations": [
        {"from": "system", "value": "Be kind."}, {"from": "human", "value": "How tall?"}, {"from": "gpt", "value": "Forty."}
    ]});
    let row = json!({"conversation_id": "r-1", "model": "model-r", "timestamp": "2023-05-06T07:08:09+00:00", "country": "secret",
        "conversation": [{"role": "user", "content": "How tall?", "hashed_ip": "secret"}, {"role": "assistant", "content": "Forty."}]});
    for bytes in [format!("[{sharegpt}, {row}]"), format!("{sharegpt}\n{row}\n")] {
        let read = read_all(bytes.as_bytes());
        assert_eq!((read.refused, read.problems.len()), (None, 0), "{bytes}");
        let keys: Vec<&str> = read
            .conversations
            .iter()
            .map(|imported| imported.source_key.as_str())
            .collect();
        assert_eq!(keys, ["sharegpt:s_1", "rows:r-1"]);
        for imported in &read.conversations {
            assert_eq!(
                lines(&imported.conversation),
                ["m1 - User: How tall?", "m2 m1 Assistant: Forty."]
            );
        }
    }
    assert_eq!(
        only(&sharegpt).source_key,
        "sharegpt:s_1",
        "alone and on one line"
    );
    let pretty = serde_json::to_string_pretty(&sharegpt).unwrap();
    assert_eq!(
        read_all(pretty.as_bytes()).conversations.len(),
        1,
        "alone and on many lines"
    );
}

#[test]
fn wrong_types_in_any_format_are_named_and_do_not_stop_the_rest() {
    let good = json!({"messages": [{"role": "user", "content": "hi"}]});
    for wrong in [
        json!({"chat_messages": 5}),
        json!({"chat_messages": [{"sender": "secret"}]}),
        json!({"responses": {}}),
        json!({"conversation": [{"role": "secret", "content": "x"}]}),
        json!({"conversation": [{"role": "user", "content": 5}]}),
        json!({"conversations": [{"from": "secret", "value": "x"}]}),
        json!({"chat": {"history": {"messages": {"a": {"role": "user"}}}}}),
        json!({"conversationId": "c", "messages": [{"messageId": "m"}]}),
        json!({"mapping": {"1": {"message": {"fragments": [{"type": 5}]}}}}),
        json!({"chatId": "c", "role": "secret", "createdAt": 5}),
        json!("secret"),
    ] {
        let read = read_value(&json!([wrong, good, wrong, good]));
        assert_eq!(read.refused, None, "{wrong}");
        assert_eq!(read.conversations.len(), 2, "{wrong}");
        assert!(!read.problems.is_empty(), "{wrong}");
        assert!(
            read.problems
                .iter()
                .all(|problem| !problem.what.contains("secret"))
        );
    }
}

#[test]
fn an_export_zip_gives_its_conversations_and_their_thumbs() {
    let zip = zipped(&[
        ("export/chat.html", b"<html>"),
        ("export/user.json", b"{\"email\": \"secret\"}"),
        ("export/conversations.json", CHATGPT),
        ("export/message_feedback.json", FEEDBACK),
    ]);
    let read = read_all(&zip);
    let gestures = &read.conversations[0].conversation.gestures;
    assert_eq!(gestures.len(), 1);
    assert_eq!(
        (gestures[0].message_id.0.as_str(), gestures[0].kind),
        ("m2", GestureKind::ThumbsUp)
    );
    assert_eq!(gestures[0].said, ["accurate", "just what I needed"]);
    assert!(
        read.problems.is_empty(),
        "nothing beside the conversations was read"
    );
}

#[test]
fn a_comparison_beside_the_conversations_prefers_one_sibling() {
    let comparisons = json!([{"input": {"conversation_id": "11111111-aaaa-4bbb-8ccc-000000000001"}, "output": {"feedback_step_2": {
        "completion_comparison_rating": "new", "new_turn": [{"id": "a2"}], "original_turn": [{"id": "a1"}]}}}]);
    let node = |parent: &str, role: &str, text: &str| json!({"parent": parent, "message": {"author": {"role": role}, "content": {"parts": [text]}}});
    let conversations = json!([{"conversation_id": "11111111-aaaa-4bbb-8ccc-000000000001", "current_node": "a2", "mapping": {
        "q1": node("", "user", "How tall?"), "a1": node("q1", "assistant", "Thirty."), "a2": node("q1", "assistant", "Forty.")}}]);
    let read = read_all(&zipped(&[
        ("conversations.json", conversations.to_string().as_bytes()),
        ("model_comparisons.json", comparisons.to_string().as_bytes()),
    ]));
    let gestures = &read.conversations[0].conversation.gestures;
    assert_eq!(gestures.len(), 1);
    assert_eq!(gestures[0].kind, GestureKind::Prefer);
    let preferred = read.conversations[0].conversation.branch.last().unwrap();
    assert_eq!(&gestures[0].message_id, preferred);
}

#[test]
fn an_export_cut_into_parts_is_read_whole() {
    let zip = zipped(&[
        ("conversations-000.json", CHATGPT),
        ("conversations-001.json", CHATGPT),
    ]);
    assert_eq!(read_all(&zip).conversations.len(), 4);
}

#[test]
fn archives_without_conversations_are_refused() {
    assert_eq!(
        read_all(&zipped(&[("user.json", b"{}")])).refused,
        Some(Why::NoConversationsInArchive)
    );
    assert_eq!(
        read_all(&zipped(&[(
            "Takeout/My Activity/Gemini Apps/MyActivity.html",
            b"<html>"
        )]))
        .refused,
        Some(Why::ActivitiesAsHtml)
    );
}

proptest::proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let _ = read_all(&bytes);
        let _ = read_all(&[b"[", &bytes[..]].concat());
        let _ = read_all(&[b"PK\x03\x04", &bytes[..]].concat());
    }
}
