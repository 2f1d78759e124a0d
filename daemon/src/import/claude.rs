//! One conversation of a Claude export: a list of `chat_messages`, which name their parents in newer exports.
//!
//! In: an item. Out: a tree, or one message after the other. What the model thought is kept beside its reply; its tools
//! and what they brought are left out. Not here: titles, projects, the content of attached files.

use serde_json::Value;
use shared::conversation::{AsideKind, RawAside, RawCitation, Role};

use super::gather::Read;
use super::tree::{Node, Said, Tree};
use super::{Imported, Whole, source_key, text, when};

/// How conversations of this format are marked.
const METHOD: &str = "import:claude@1";

/// Reads an item, if it is a conversation of Claude.
pub(super) fn imported(item: &Value) -> Read {
    let listed = item.get("chat_messages")?;
    Some(conversation(item, listed))
}

fn conversation(item: &Value, listed: &Value) -> Result<Imported, &'static str> {
    let listed = listed
        .as_array()
        .ok_or("no list of messages; this conversation was passed over")?;
    let has_parents = listed
        .iter()
        .any(|message| text(message, "parent_message_uuid").is_some());
    let places: Vec<String> = (0..listed.len()).map(|place| place.to_string()).collect();
    let id = |place: usize| text(&listed[place], "uuid").unwrap_or(&places[place]);
    let model = text(item, "model");
    let nodes = listed.iter().enumerate().map(|(place, message)| Node {
        id: id(place),
        parent: if has_parents {
            text(message, "parent_message_uuid")
        } else {
            place.checked_sub(1).map(id)
        },
        made: message
            .get("created_at")
            .and_then(when::seconds)
            .unwrap_or(f64::MAX),
        said: said(message).map(|said| said.by(text(message, "model").or(model))),
    });
    let tree = Tree::grow(nodes.collect())?;
    let last = text(item, "current_leaf_message_uuid")
        .or_else(|| listed.last().and_then(|message| text(message, "uuid")));
    let branch = tree.branch(last);
    let whole = Whole {
        site: "claude",
        method: METHOD,
        confidence: 1.0,
        day: item.get("created_at").and_then(when::day),
    };
    Ok(Imported {
        source_key: source_key("claude", text(item, "uuid"), item),
        conversation: whole.conversation(tree.messages, branch, Vec::new()),
    })
}

fn said(message: &Value) -> Option<Said> {
    let role = match text(message, "sender")? {
        "human" | "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => return None,
    };
    let mut said = Said::new(role, String::new());
    let mut parts: Vec<String> = Vec::new();
    for block in message
        .get("content")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        match text(block, "type") {
            Some("text") => {
                parts.extend(text(block, "text").map(str::to_owned));
                let cited = block.get("citations").and_then(Value::as_array);
                said.citations
                    .extend(cited.into_iter().flatten().filter_map(citation));
            }
            Some("thinking") => said.asides.extend(text(block, "thinking").map(|text| RawAside {
                kind: AsideKind::Reasoning,
                text: text.to_owned(),
            })),
            Some("image") => parts.push("[image]".to_owned()),
            _ => {}
        }
    }
    if parts.iter().all(|part| part.trim().is_empty()) {
        // Older exports have the text beside the blocks, or only there.
        parts = text(message, "text").map(str::to_owned).into_iter().collect();
    }
    let attached = ["attachments", "files"]
        .into_iter()
        .filter_map(|name| message.get(name)?.as_array())
        .map(Vec::len)
        .sum();
    parts.extend(std::iter::repeat_n("[attachment]".to_owned(), attached));
    parts.retain(|part| !part.trim().is_empty());
    said.text = parts.join("\n\n");
    (!said.text.is_empty()).then_some(said)
}

fn citation(cited: &Value) -> Option<RawCitation> {
    let url = text(cited, "url").or_else(|| text(cited.get("details")?, "url"))?;
    Some(RawCitation {
        title: text(cited, "title").unwrap_or_default().to_owned(),
        url: url.to_owned(),
    })
}
