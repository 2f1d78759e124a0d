//! `scrub --jsonl` and `detect --jsonl`: filters of lines, for scripts and for measuring.
//!
//! A line that is not what it should be is named on stderr with its number, and the others go on.

use std::io::{BufRead, Write};

use serde::Deserialize;
use serde_json::{Value, json};
use shared::conversation::{Capture, Conversation, Message, MessageId, Role};
use shared::feedback::{self, Source};
use shared::scrub;

#[derive(Deserialize)]
struct Text {
    id: Value,
    text: String,
}

#[derive(Deserialize)]
struct Turn {
    id: Value,
    #[serde(default)]
    prev_user: Option<String>,
    #[serde(default)]
    prev_assistant: Option<String>,
    user: String,
    #[serde(default)]
    next_assistant: Option<String>,
}

/// # Errors
/// When a line was not read, after all the others are written.
pub fn scrub() -> Result<(), String> {
    lines(|line| {
        let Text { id, text } = serde_json::from_str(line).ok()?;
        let (text, redactions) = scrub::scrub_text(&text);
        let spans: Vec<Value> = redactions
            .iter()
            .map(|span| json!({"start": span.start, "end": span.end, "type": span.kind}))
            .collect();
        Some(json!({"id": id, "text": text, "spans": spans}))
    })
}

/// # Errors
/// When a line was not read, after all the others are written.
pub fn detect() -> Result<(), String> {
    lines(|line| {
        let turn: Turn = serde_json::from_str(line).ok()?;
        let mut messages: Vec<Message> = Vec::new();
        let texts = [
            ("prev_user", Role::User, turn.prev_user),
            (
                "prev_assistant",
                Role::Assistant,
                Some(turn.prev_assistant.unwrap_or_default()),
            ),
            ("user", Role::User, Some(turn.user)),
            ("next_assistant", Role::Assistant, turn.next_assistant),
        ];
        for (id, role, text) in texts {
            if let Some(text) = text {
                let parent = messages.last().map(|message| message.id.clone());
                messages.push(message(id, parent, role, text));
            }
        }
        let signals: Vec<_> = feedback::detect(&conversation(messages))
            .into_iter()
            .filter(|signal| signal.source == Source::Reply)
            .collect();
        // Of this turn only: what `user` says about the reply before it.
        let of_turn = signals.iter().filter(|signal| {
            signal
                .evidence
                .as_ref()
                .is_none_or(|evidence| evidence.message_id.0 == "user")
        });
        let mut labels: Vec<_> = of_turn.map(|signal| signal.kind).collect();
        labels.sort();
        labels.dedup();
        Some(json!({"id": turn.id, "labels": labels, "signals": signals}))
    })
}

fn message(id: &str, parent_id: Option<MessageId>, role: Role, text: String) -> Message {
    Message {
        id: MessageId(id.into()),
        parent_id,
        role,
        text,
        model: None,
        citations: vec![],
        asides: vec![],
    }
}

fn conversation(messages: Vec<Message>) -> Conversation {
    let turns = u32::try_from(messages.len()).unwrap_or(u32::MAX);
    Conversation {
        site: "unknown".into(),
        branch: messages.iter().map(|message| message.id.clone()).collect(),
        messages,
        gestures: vec![],
        capture: Capture {
            turns_seen: turns,
            turns_captured: turns,
            confidence: 1.0,
            method: "lines@1".into(),
        },
        day: None,
    }
}

fn lines(answer: impl Fn(&str) -> Option<Value>) -> Result<(), String> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut malformed = 0_u64;
    for (index, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let line = line.map_err(|error| format!("cannot read stdin: {error}"))?;
        let text = std::str::from_utf8(&line)
            .ok()
            .map(|line| line.trim_end_matches('\r'));
        if text.is_some_and(|text| text.trim().is_empty()) {
            continue;
        }
        match text.and_then(&answer) {
            Some(value) => {
                if writeln!(out, "{value}").is_err() {
                    return Ok(());
                }
            }
            None => {
                malformed += 1;
                let _ = writeln!(
                    std::io::stderr(),
                    "tributary: line {} is not what this filter reads",
                    index + 1
                );
            }
        }
    }
    let _ = out.flush();
    if malformed == 0 {
        Ok(())
    } else {
        Err(format!("{malformed} lines were not read"))
    }
}
