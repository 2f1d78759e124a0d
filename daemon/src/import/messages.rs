//! A conversation as OpenAI takes them: `{"messages": [{"role", "content"}, …]}`.
//!
//! In: an item. Out: one message after the other.
//! Instructions (`system`, `developer`) and tools are left out; only what a person and a model said stays.

use serde_json::Value;
use shared::conversation::Role;

use super::gather::Read;
use super::tree::{self, Said};
use super::{Imported, Whole, digest, text as field};

/// How conversations of this format are marked.
const METHOD: &str = "import:messages@1";

/// Reads an item, if it has this form.
pub(super) fn imported(item: &Value) -> Read {
    let listed = item.get("messages")?;
    Some(conversation(item, listed))
}

fn conversation(item: &Value, listed: &Value) -> Result<Imported, &'static str> {
    let listed = listed
        .as_array()
        .ok_or("no list of messages; this line was passed over")?;
    let mut said = Vec::new();
    for message in listed {
        let role = match field(message, "role") {
            Some("user") => Role::User,
            Some("assistant") => Role::Assistant,
            Some("system" | "developer" | "tool" | "function") => continue,
            _ => return Err("a message without a known role; this line was passed over"),
        };
        let content = text(message.get("content").unwrap_or(&Value::Null))
            .ok_or("a message with content of an unknown kind; this line was passed over")?;
        if !content.trim().is_empty() {
            said.push(Said::new(role, content).by(field(item, "model")));
        }
    }
    if said.is_empty() {
        return Err("nothing that a person or a model said; this line was passed over");
    }
    let (messages, branch) = tree::in_a_row(said)?;
    let whole = Whole {
        site: "unknown",
        method: METHOD,
        confidence: 1.0,
        day: None,
    };
    Ok(Imported {
        source_key: format!("messages:{}", digest(item.to_string().as_bytes())),
        conversation: whole.conversation(messages, branch, Vec::new()),
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
