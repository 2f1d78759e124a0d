//! The verbs that read files and lines: `import`, `scrub --jsonl`, `detect --jsonl`, `export`.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::io::Write;
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
