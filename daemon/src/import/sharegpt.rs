//! A conversation in ShareGPT's form: `{"id", "conversations": [{"from", "value"}]}`.
//!
//! In: an item. Out: one message after the other. Instructions and tools are left out.

use serde_json::Value;
use shared::conversation::Role;

use super::gather::Read;
use super::tree::{self, Said};
use super::{Imported, Whole, source_key, text};

/// How conversations of this format are marked.
const METHOD: &str = "import:sharegpt@1";

/// Reads an item, if it has this form.
pub(super) fn imported(item: &Value) -> Read {
    let listed = item
        .get("conversations")
        .or_else(|| item.get("items"))?
        .as_array()?;
    let is_ours = listed
        .iter()
        .any(|turn| text(turn, "from").is_some() && turn.get("value").is_some());
    is_ours.then(|| conversation(item, listed))
}

fn conversation(item: &Value, listed: &[Value]) -> Result<Imported, &'static str> {
    let mut said = Vec::new();
    for turn in listed {
        let role = match text(turn, "from").unwrap_or_default() {
            "human" | "user" => Role::User,
            "gpt" | "assistant" | "chatgpt" | "bing" | "bard" | "model" => Role::Assistant,
            "system" | "tool" | "function_call" | "observation" => continue,
            _ => return Err("a turn from somebody unknown; this conversation was passed over"),
        };
        let value = text(turn, "value").ok_or("a turn without text; this conversation was passed over")?;
        if !value.trim().is_empty() {
            said.push(Said::new(role, value.to_owned()).by(text(item, "model")));
        }
    }
    let (messages, branch) = tree::in_a_row(said)?;
    let whole = Whole {
        site: "unknown",
        method: METHOD,
        confidence: 1.0,
        day: None,
    };
    Ok(Imported {
        source_key: source_key("sharegpt", text(item, "id"), item),
        conversation: whole.conversation(messages, branch, Vec::new()),
    })
}
