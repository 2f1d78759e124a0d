//! What is exported can be imported again, and other programs find in it what they look for.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use serde_json::json;
use shared::conversation::Conversation;

use super::*;
use crate::import::{self, Found, Ratings};

/// A record as `show` gives it: a question whose reply was asked for twice, with a thumb on each; and one more question.
fn shown() -> Value {
    let message = |id: &str, above: Option<&str>, role: &str, text: &str| {
        json!({
            "id": id, "parent_id": above, "role": role, "text": text, "lang": "en",
            "model": if role == "assistant" { Some("model-a") } else { None }
        })
    };
    json!({
        "id": "abcdefghijklmnopqrstuvwxyz", "state": "held", "site": "chatgpt", "month": "2026-11",
        "capture": {"turns_seen": 3, "turns_captured": 3, "confidence": 1.0, "method": "adapter@1"},
        "messages": [
            message("m1", None, "user", "# How high is it?\nI mean the tower of [PERSON_1]."),
            message("m2", Some("m1"), "assistant", "Ten metres."),
            message("m3", Some("m1"), "assistant", "## Height\n\nForty metres.\n\n```\n# not a heading\n```"),
            message("m4", Some("m3"), "user", "Thank you, and how old?"),
        ],
        "branch": ["m1", "m3", "m4"],
        "events": [
            {"message_id": "m2", "kind": "thumbs_down", "said": ["too short"]},
            {"message_id": "m3", "kind": "thumbs_down"},
            {"message_id": "m3", "kind": "thumbs_cleared"},
            {"message_id": "m4", "kind": "copy"},
        ],
        "judgements": {"ratings": [{"message_id": "m3", "thumb": 1}], "note": "for the club"},
    })
}

/// As many records as this, exported; and one that was erased, which adds nothing.
fn exported(format: Format, records: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut export = Export::plain(format, &mut bytes).unwrap();
    export
        .record(&json!({"id": "gone", "state": "retracted", "capture": null, "messages": [], "branch": []}))
        .unwrap();
    for number in 0..records {
        let mut one = shown();
        one["id"] = json!(format!("record{number}"));
        export.record(&one).unwrap();
    }
    let written = export.finish().unwrap();
    assert_eq!(written, records as u64 + u64::from(format == Format::Jsonl));
    bytes
}

fn imported(bytes: &[u8]) -> Vec<Conversation> {
    let mut conversations = Vec::new();
    let mut sink = |found| {
        match found {
            Found::Conversation(one) => conversations.push(one.conversation),
            Found::Problem(problem) => panic!("{problem}"),
        }
        ControlFlow::Continue(())
    };
    import::read(Cursor::new(bytes.to_vec()), "file", Ratings::default(), &mut sink).unwrap();
    conversations
}

/// Each message with the one above it.
fn lines(conversation: &Conversation) -> Vec<String> {
    let above = |id: &Option<MessageId>| id.as_ref().map_or("-", |id| id.0.as_str()).to_owned();
    conversation
        .messages
        .iter()
        .map(|message| {
            format!(
                "{} {} {}: {}",
                message.id.0,
                above(&message.parent_id),
                role(message.role),
                message.text.lines().next_back().unwrap_or_default()
            )
        })
        .collect()
}

#[test]
fn forms_without_branches_hold_the_visible_path_and_are_imported_again() {
    for format in [Format::Messages, Format::Sharegpt, Format::Rows] {
        let back = imported(&exported(format, 2));
        assert_eq!(back.len(), 2, "{format:?}");
        assert_eq!(
            lines(&back[0]),
            [
                "m1 - user: I mean the tower of [PERSON_1].",
                "m2 m1 assistant: ```",
                "m3 m2 user: Thank you, and how old?"
            ],
            "{format:?}"
        );
        assert_eq!(
            back[0].messages[1].model.as_deref(),
            Some("model-a"),
            "{format:?}"
        );
    }
}

#[test]
fn chats_for_open_webui_keep_every_version_and_every_thumb() {
    let back = imported(&exported(Format::OpenWebui, 2));
    assert_eq!(back.len(), 2);
    assert_tree(&back[0]);
}

#[test]
fn a_zip_in_the_form_of_chatgpt_keeps_every_version_and_every_thumb() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut export = Export::<Vec<u8>>::zip(file.reopen().unwrap()).unwrap();
    export.record(&shown()).unwrap();
    assert_eq!(export.finish().unwrap(), 1);
    let mut zip = zip::ZipArchive::new(file.reopen().unwrap()).unwrap();
    assert_eq!(zip.len(), 2);
    let feedback: Value = serde_json::from_reader(zip.by_name("message_feedback.json").unwrap()).unwrap();
    assert_eq!(feedback[0]["rating"], "thumbs_down");
    let back = imported(&std::fs::read(file.path()).unwrap());
    assert_eq!(back.len(), 1);
    assert_tree(&back[0]);
}

/// What a form with branches must give back.
fn assert_tree(back: &Conversation) {
    assert_eq!(
        lines(back),
        [
            "m1 - user: I mean the tower of [PERSON_1].",
            "m2 m1 assistant: Ten metres.",
            "m3 m1 assistant: ```",
            "m4 m3 user: Thank you, and how old?"
        ]
    );
    let branch: Vec<&str> = back.branch.iter().map(|id| id.0.as_str()).collect();
    assert_eq!(branch, ["m1", "m3", "m4"]);
    let mut thumbs: Vec<_> = back
        .gestures
        .iter()
        .map(|gesture| {
            (
                gesture.message_id.0.as_str(),
                gesture.kind,
                gesture.said.join(" "),
            )
        })
        .collect();
    thumbs.sort_by_key(|(id, ..)| *id);
    assert_eq!(
        thumbs,
        [
            ("m2", GestureKind::ThumbsDown, "too short".to_owned()),
            ("m3", GestureKind::ThumbsUp, String::new())
        ]
    );
    assert_eq!(
        back.day.as_ref().map(|day| day.month().to_string()).as_deref(),
        Some("2026-11")
    );
}

#[test]
fn the_text_to_read_has_one_heading_a_message_and_leaves_code_alone() {
    let text = String::from_utf8(exported(Format::Markdown, 1)).unwrap();
    assert_eq!(
        text,
        "# How high is it?\n\n*chatgpt, 2026-11*\n\n> for the club\n\n## You\n\n### How high is it?\nI mean the tower of [PERSON_1].\n\n\
         ## model-a 👍\n\n#### Height\n\nForty metres.\n\n```\n# not a heading\n```\n\n## You\n\nThank you, and how old?\n"
    );
}

#[test]
fn no_records_are_an_empty_list_and_not_a_broken_one() {
    for format in [Format::Sharegpt, Format::OpenWebui] {
        let bytes = exported(format, 0);
        assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), json!([]));
    }
    assert_eq!(exported(Format::Messages, 0), b"");
}

#[test]
fn a_full_disk_is_an_error_and_not_a_short_file() {
    struct Full(Arc<Mutex<usize>>);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut left = self.0.lock().unwrap();
            if *left < bytes.len() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            *left -= bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let left = Arc::new(Mutex::new(600));
    let mut export = Export::plain(Format::Sharegpt, Full(left)).unwrap();
    let end = (0..9).map(|_| export.record(&shown())).find(Result::is_err);
    assert_eq!(end.unwrap().unwrap_err().kind(), io::ErrorKind::StorageFull);
}
