//! The verbs that read files and lines: `import`, `scrub --jsonl`, `detect --jsonl`, `export`.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use common::command;
use serde_json::{Value, json};

fn filter(verb: &str, lines: &str) -> Output {
    let dir = tempfile::tempdir().unwrap();
    let mut child = command(dir.path())
        .args([verb, "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn values(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn scrub_says_where_in_the_input_personal_data_stands_in_code_points() {
    let line = json!({"id": "a", "text": "é😀 mail ada.lovelace@lovelace-mail.org"});
    let output = filter("scrub", &format!("{line}\n"));
    assert!(output.status.success());
    let found = values(&output);
    assert_eq!(
        found[0]["spans"],
        json!([{"start": 8, "end": 38, "type": "EMAIL"}])
    );
    assert_eq!(found[0]["text"], "é😀 mail [EMAIL_1]");
}

#[test]
fn malformed_lines_are_named_and_the_others_go_on() {
    let (first, last) = (json!({"id": 1, "text": "hello"}), json!({"id": 2, "text": "bye"}));
    let output = filter("scrub", &format!("{first}\nnonsense\n\n{last}\n"));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(values(&output).len(), 2);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("line 2 "), "{message}");
}

#[test]
fn detect_labels_the_turn_it_is_asked_about() {
    let turn = json!({
        "id": "t", "prev_user": "sort this list", "prev_assistant": "here it is",
        "user": "thanks, that works perfectly!"
    });
    let output = filter("detect", &format!("{turn}\n"));
    assert!(output.status.success());
    assert_eq!(values(&output)[0]["labels"], json!(["positive"]));
}

#[test]
fn importing_again_changes_nothing_and_what_is_broken_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("chats.jsonl");
    let line = |question: &str| json!({"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": "an answer"}]});
    let lines = format!(
        "{}\n{}\n",
        line("one"),
        line("mail ada.lovelace@lovelace-mail.org")
    );
    std::fs::write(&file, lines).unwrap();
    let data = dir.path().join("data");
    let import = || {
        let output = command(&data)
            .args(["import", "--json"])
            .arg(&file)
            .output()
            .unwrap();
        let counts: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), counts)
    };
    let (code, first) = import();
    assert_eq!((code, &first["new"]), (Some(0), &json!(2)));
    let (code, again) = import();
    assert_eq!(
        (code, &again["new"], &again["known"]),
        (Some(0), &json!(0), &json!(2))
    );
    let exported = command(&data).args(["export"]).output().unwrap();
    let exported = String::from_utf8(exported.stdout).unwrap();
    assert_eq!(exported.lines().count(), 2);
    assert!(exported.contains("mail [EMAIL_1]") && !exported.contains("lovelace"));

    std::fs::write(&file, format!("{}\n{{broken\n", line("three"))).unwrap();
    let (code, third) = import();
    assert_eq!(
        (code, &third["new"], &third["problems"]),
        (Some(1), &json!(1), &json!(1))
    );
}

#[test]
fn what_is_here_can_be_taken_away_in_forms_that_can_be_imported_again() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("chats.json");
    std::fs::write(&file, claude_export(3).to_string()).unwrap();
    let data = dir.path().join("data");
    let imported = |data: &Path, file: &Path| {
        let output = command(data)
            .args(["import", "--json"])
            .arg(file)
            .output()
            .unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["new"].clone()
    };
    assert_eq!(imported(&data, &file), 3);
    for format in ["messages", "sharegpt", "rows", "chatgpt", "open-webui"] {
        let away = dir.path().join(format!("away.{format}"));
        std::fs::write(&away, "what was there before").unwrap();
        let output = command(&data)
            .args(["export", "--format", format, "--output"])
            .arg(&away)
            .output()
            .unwrap();
        assert!(output.status.success(), "{format}");
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&away).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "{format}: for nobody else to read");
        assert_eq!(imported(&dir.path().join(format), &away), 3, "{format}");
    }
    let readable = command(&data)
        .args(["export", "--format", "markdown"])
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(readable.stdout)
            .unwrap()
            .matches("\n# ")
            .count(),
        2
    );

    let nowhere = command(&data)
        .args(["export", "--format", "chatgpt"])
        .output()
        .unwrap();
    assert!(!nowhere.status.success());
    assert!(
        String::from_utf8(nowhere.stderr)
            .unwrap()
            .contains("--output FILE.zip")
    );
    let left: Vec<_> = std::fs::read_dir(dir.path())
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter(|name| name.ends_with(".part"))
        .collect();
    assert_eq!(left, [""; 0]);
}

/// An export in Claude's form with so many conversations.
fn claude_export(conversations: usize) -> Value {
    let conversation = |number: usize| {
        json!({"uuid": format!("c-{number}"), "created_at": "2025-03-04T05:06:07Z", "chat_messages": [
            {"uuid": format!("q-{number}"), "sender": "human", "text": format!("What is {number} times seven, please?")},
            {"uuid": format!("a-{number}"), "sender": "assistant", "text": format!("It is {}.", number * 7)}
        ]})
    };
    (0..conversations).map(conversation).collect()
}

#[test]
fn an_import_that_was_killed_half_way_is_finished_by_the_next_one() {
    const ALL: usize = 600;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("conversations.json");
    std::fs::write(&file, claude_export(ALL).to_string()).unwrap();
    let companion = common::Companion::start(&[]);
    let mut first = command(companion.dir.path())
        .arg("import")
        .arg(&file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let held = || companion.states().len();
    while held() == 0 && first.try_wait().unwrap().is_none() {}
    first.kill().unwrap();
    first.wait().unwrap();
    let before = held();
    assert!(before > 0);
    let counts = companion.json(&["import", &file.to_string_lossy()]);
    let (new, known) = (counts["new"].as_u64().unwrap(), counts["known"].as_u64().unwrap());
    assert_eq!(new + known, ALL as u64);
    assert_eq!(held(), ALL, "each conversation is there once");
}

#[test]
fn a_conversation_that_was_captured_from_its_page_is_recognised_in_an_export() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("conversations.json");
    std::fs::write(&file, claude_export(2).to_string()).unwrap();
    let companion = common::Companion::start(&[]);
    let mut browser = companion.pair();
    // The page shows the same words with other marks.
    let mut record = common::record("What is 1 times seven, please?", "**It is** 7.");
    record.site = "claude".into();
    companion.ask(&mut browser, &common::submit(1, 1, record));
    let counts = companion.json(&["import", &file.to_string_lossy()]);
    assert_eq!((&counts["new"], &counts["known"]), (&json!(1), &json!(1)));
    assert_eq!(companion.states().len(), 2);
}

#[test]
fn a_folder_with_an_unpacked_export_is_imported_with_the_ratings_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("export");
    std::fs::create_dir(&folder).unwrap();
    let node = |parent: &str, role: &str, text: &str| json!({"parent": parent, "message": {"author": {"role": role}, "content": {"parts": [text]}}});
    let conversations = json!([{"conversation_id": "c-1", "current_node": "a", "mapping": {
        "q": node("", "user", "How tall is it?"), "a": node("q", "assistant", "Forty metres.")}}]);
    let feedback = json!([{"conversation_id": "c-1", "id": "a", "rating": "thumbs_down", "content": "{\"tags\": [\"not-factual\"]}"}]);
    std::fs::write(folder.join("conversations.json"), conversations.to_string()).unwrap();
    std::fs::write(folder.join("message_feedback.json"), feedback.to_string()).unwrap();
    std::fs::write(folder.join("user.json"), "{\"email\": \"ada@lovelace-mail.org\"}").unwrap();
    let data = dir.path().join("data");
    let output = command(&data).arg("import").arg(&folder).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let exported = command(&data).arg("export").output().unwrap();
    let record: Value = serde_json::from_slice(&exported.stdout).unwrap();
    let signals = record["signals"].as_array().unwrap();
    let kinds: Vec<&Value> = signals.iter().map(|signal| &signal["kind"]).collect();
    assert_eq!(kinds, ["thumbs_down"]);
}
