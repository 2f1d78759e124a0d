//! Reads OpenAI messages as JSON lines: `{"messages": [{"role", "content"}, …]}`, one conversation per line.
//!
//! In: bytes. Out: one conversation per good line, and a problem with its number for each bad one.
//! Instructions (`system`, `developer`) and tools are left out; only what a person and a model said stays.

use serde_json::Value;
use shared::conversation::{Conversation, Message, MessageId, Role};

use super::{Import, Imported, Problem, Why, capture, chatgpt, digest};

/// How conversations of this format are marked.
const METHOD: &str = "import:messages@1";

/// Reads every line; refuses a file in which no line is a conversation.
pub(super) fn read(bytes: &[u8]) -> Result<Import, Why> {
    let mut import = Import::default();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        match conversation(line) {
            Ok(conversation) => import.conversations.push(Imported {
                source_key: format!("messages:{}", digest(line)),
                conversation,
            }),
            Err(what) => import.problems.push(Problem {
                line: index + 1,
                what,
            }),
        }
    }
    if !import.conversations.is_empty() {
        return Ok(import);
    }
    // One exported conversation alone, as some tools write it.
    match serde_json::from_slice::<Value>(bytes) {
        Ok(value) if value.get("mapping").is_some() => chatgpt::read(&[b"[", bytes, b"]"].concat(), None),
        _ => Err(Why::UnknownFormat),
    }
}

fn conversation(line: &[u8]) -> Result<Conversation, &'static str> {
    let value: Value =
        serde_json::from_slice(line).map_err(|_| "not a JSON object; this line was passed over")?;
    let listed = value
        .get("messages")
        .and_then(Value::as_array)
        .ok_or("no list of messages; this line was passed over")?;
    let model = value.get("model").and_then(Value::as_str);
    let mut messages: Vec<Message> = Vec::new();
    for listed in listed {
        let role = match listed.get("role").and_then(Value::as_str) {
            Some("user") => Role::User,
            Some("assistant") => Role::Assistant,
            Some("system" | "developer" | "tool" | "function") => continue,
            _ => return Err("a message without a known role; this line was passed over"),
        };
        let text = text(listed.get("content").unwrap_or(&Value::Null))
            .ok_or("a message with content of an unknown kind; this line was passed over")?;
        if text.trim().is_empty() {
            continue;
        }
        messages.push(Message {
            id: MessageId(format!("m{}", messages.len() + 1)),
            parent_id: messages.last().map(|message| message.id.clone()),
            role,
            text,
            model: model.filter(|_| role == Role::Assistant).map(str::to_owned),
            citations: Vec::new(),
            asides: Vec::new(),
        });
    }
    if messages.is_empty() {
        return Err("nothing that a person or a model said; this line was passed over");
    }
    Ok(Conversation {
        site: "unknown".to_owned(),
        branch: messages.iter().map(|message| message.id.clone()).collect(),
        gestures: Vec::new(),
        capture: capture(&messages, METHOD),
        day: None,
        messages,
    })
}

/// The text of a message's content; what is not text becomes a placeholder.
fn text(content: &Value) -> Option<String> {
    match content {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let parts: Option<Vec<String>> = parts.iter().map(part).collect();
            Some(parts?.join("\n\n"))
        }
        _ => None,
    }
}

fn part(part: &Value) -> Option<String> {
    let text = |name: &str| part.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(match part.get("type").and_then(Value::as_str)? {
        "text" | "input_text" | "output_text" => text("text")?,
        "refusal" => text("refusal")?,
        "image_url" | "input_image" | "image" => "[image]".to_owned(),
        "input_audio" | "audio" => "[audio]".to_owned(),
        _ => "[attachment]".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &[u8] = include_bytes!("fixtures/messages.jsonl");

    #[test]
    fn good_lines_are_read_and_bad_ones_are_named() {
        let import = read(LINES).unwrap();
        let texts: Vec<Vec<&str>> = import
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
        let lines: Vec<usize> = import.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [2, 3, 6]);
        assert!(
            import
                .problems
                .iter()
                .all(|problem| !problem.to_string().contains("secret"))
        );
    }

    #[test]
    fn the_key_of_a_line_stays_when_lines_are_added() {
        let keys = |bytes: &[u8]| -> Vec<String> {
            read(bytes)
                .unwrap()
                .conversations
                .into_iter()
                .map(|imported| imported.source_key)
                .collect()
        };
        let more = [
            b"{\"messages\":[{\"role\":\"user\",\"content\":\"new\"}]}\n",
            LINES,
        ]
        .concat();
        assert_eq!(keys(&more)[1..], keys(LINES));
    }
}
