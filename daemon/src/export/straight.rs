//! Forms without branches: the visible path, and nothing that was said beside it.
//!
//! Left out: other versions of a reply, thumbs and signals, sources, thinking, times.

use serde_json::{Value, json};

use super::{Shown, role};

/// As OpenAI and most trainers take a conversation.
pub(super) fn messages(shown: &Shown) -> Value {
    let messages: Vec<Value> = shown
        .visible()
        .map(|message| json!({"role": role(message.role), "content": message.text}))
        .collect();
    let mut line = json!({"messages": messages});
    if let Some(model) = shown.model() {
        line["model"] = json!(model);
    }
    line
}

/// As ShareGPT and its followers.
pub(super) fn sharegpt(shown: &Shown) -> Value {
    let turns: Vec<Value> = shown
        .visible()
        .map(|message| {
            let from = match role(message.role) {
                "user" => "human",
                _ => "gpt",
            };
            json!({"from": from, "value": message.text})
        })
        .collect();
    json!({"id": shown.id, "model": shown.model(), "conversations": turns})
}

/// As WildChat and LMSYS-Chat-1M.
pub(super) fn row(shown: &Shown) -> Value {
    let turns: Vec<Value> = shown
        .visible()
        .map(|message| json!({"role": role(message.role), "content": message.text, "language": message.lang}))
        .collect();
    json!({
        "conversation_id": shown.id,
        "model": shown.model(),
        "turn": turns.len().div_ceil(2),
        "timestamp": format!("{}-01T00:00:00Z", shown.month),
        "conversation": turns,
    })
}
