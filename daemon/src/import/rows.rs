//! A row of WildChat or LMSYS-Chat-1M: `{"conversation_id" | "conversation_hash", "model", "conversation": [{"role", "content"}]}`.
//!
//! In: an item. Out: one message after the other. Whatever such a row says about the person (country, address, headers) is not read.

use serde_json::Value;
use shared::conversation::Role;

use super::gather::Read;
use super::tree::{self, Said};
use super::{Imported, Whole, source_key, text, when};

/// How conversations of this format are marked.
const METHOD: &str = "import:rows@1";

/// Reads an item, if it is such a row.
pub(super) fn imported(item: &Value) -> Read {
    let listed = item.get("conversation")?.as_array()?;
    Some(conversation(item, listed))
}

fn conversation(item: &Value, listed: &[Value]) -> Result<Imported, &'static str> {
    let mut said = Vec::new();
    for turn in listed {
        let role = match text(turn, "role").unwrap_or_default() {
            "user" => Role::User,
            "assistant" => Role::Assistant,
            "system" => continue,
            _ => return Err("a turn without a known role; this row was passed over"),
        };
        let content = text(turn, "content").ok_or("a turn without text; this row was passed over")?;
        if !content.trim().is_empty() {
            said.push(Said::new(role, content.to_owned()).by(text(item, "model")));
        }
    }
    let (messages, branch) = tree::in_a_row(said)?;
    let whole = Whole {
        site: "unknown",
        method: METHOD,
        confidence: 1.0,
        day: ["timestamp", "tstamp"]
            .into_iter()
            .find_map(|name| when::day(item.get(name)?)),
    };
    let id = text(item, "conversation_hash").or_else(|| text(item, "conversation_id"));
    Ok(Imported {
        source_key: source_key("rows", id, item),
        conversation: whole.conversation(messages, branch, Vec::new()),
    })
}
