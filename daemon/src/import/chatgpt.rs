//! One conversation of a ChatGPT export: a mapping of nodes.
//!
//! In: an item with `mapping` and `current_node`, and what was said about its replies. Out: a tree.
//! Hidden, system and tool nodes are contracted away; regenerated replies and edited questions stay siblings.
//! Not here: titles, attachments, times finer than a day.
//! A conversation that cannot be read whole is passed over with a problem, never cut.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use shared::conversation::{Gesture, MessageId, Role};

use super::gather::Read;
use super::ratings::{Rating, Ratings};
use super::tree::{Node, Said, Tree};
use super::{Imported, Whole, source_key, text as field, when};

/// How conversations of this format are marked.
const METHOD: &str = "import:chatgpt@1";

/// Reads an item, if it is a conversation of ChatGPT.
pub(super) fn imported(item: &Value, ratings: &Ratings) -> Read {
    let mapping = item.get("mapping")?;
    Some(conversation(item, mapping, ratings))
}

fn conversation(item: &Value, mapping: &Value, ratings: &Ratings) -> Result<Imported, &'static str> {
    let mapping = mapping
        .as_object()
        .ok_or("no mapping of messages; this conversation was passed over")?;
    let id = field(item, "conversation_id").or_else(|| field(item, "id"));
    let nodes = in_order(mapping).into_iter().map(|node| Node {
        id: node,
        parent: mapping[node].get("parent").and_then(Value::as_str),
        made: mapping[node]["message"]["create_time"]
            .as_f64()
            .unwrap_or(f64::MAX),
        said: said(&mapping[node]),
    });
    let tree = Tree::grow(nodes.collect())?;
    let branch = tree.branch(field(item, "current_node"));
    let whole = Whole {
        site: "chatgpt",
        method: METHOD,
        confidence: 1.0,
        day: item.get("create_time").and_then(when::day),
    };
    let gestures = gestures(ratings.about(id), mapping, &tree.names);
    Ok(Imported {
        source_key: source_key("chatgpt", id, item),
        conversation: whole.conversation(tree.messages, branch, gestures),
    })
}

/// Every node once: children in the order their parent lists them, then whatever no parent lists.
fn in_order(mapping: &Map<String, Value>) -> Vec<&str> {
    let mut seen = HashSet::new();
    let listed = mapping
        .values()
        .filter_map(|value| value.get("children")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .filter(|node| mapping.contains_key(*node));
    listed
        .chain(mapping.keys().map(String::as_str))
        .filter(|node| seen.insert(*node))
        .collect()
}

/// Who spoke and what, where a person saw it.
fn said(node: &Value) -> Option<Said> {
    let message = node.get("message")?;
    let role = match message.get("author")?.get("role")?.as_str()? {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => return None,
    };
    let hidden = message
        .get("metadata")
        .and_then(|metadata| metadata.get("is_visually_hidden_from_conversation"));
    // What a model writes to a tool has a recipient.
    let recipient = message.get("recipient").and_then(Value::as_str).unwrap_or("all");
    if hidden.and_then(Value::as_bool) == Some(true) || recipient != "all" {
        return None;
    }
    let text = text(message.get("content")?)?;
    (!text.trim().is_empty()).then(|| Said::new(role, text).by(model(message)))
}

fn text(content: &Value) -> Option<String> {
    let kind = content
        .get("content_type")
        .and_then(Value::as_str)
        .unwrap_or("text");
    // Thinking and profile texts are not part of what was said.
    if matches!(
        kind,
        "thoughts" | "reasoning_recap" | "user_editable_context" | "model_editable_context"
    ) {
        return None;
    }
    let own = content.get("text").and_then(Value::as_str);
    match (content.get("parts").and_then(Value::as_array), own) {
        (Some(parts), _) => {
            let parts: Vec<String> = parts.iter().map(part).filter(|part| !part.is_empty()).collect();
            Some(without_marks(&parts.join("\n\n")))
        }
        (None, Some(text)) if kind == "code" => Some(format!("```\n{text}\n```")),
        (None, Some(text)) => Some(without_marks(text)),
        (None, None) => Some("[attachment]".to_owned()),
    }
}

/// One part of a message; what is not text becomes a placeholder.
fn part(part: &Value) -> String {
    if let Some(text) = part.as_str() {
        return text.to_owned();
    }
    let kind = part.get("content_type").and_then(Value::as_str).unwrap_or("");
    match part.get("text").and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None if kind.contains("image") => "[image]".to_owned(),
        None if kind.contains("video") => "[video]".to_owned(),
        None if kind.contains("audio") => "[audio]".to_owned(),
        None => "[attachment]".to_owned(),
    }
}

/// The text without the private-use marks that stand for citations and widgets on the page.
fn without_marks(text: &str) -> String {
    const OPEN: char = '\u{e200}';
    const CLOSE: char = '\u{e201}';
    let mut clean = String::with_capacity(text.len());
    let mut pieces = text.split(OPEN);
    clean.push_str(pieces.next().unwrap_or(""));
    for piece in pieces {
        clean.push_str(piece.split_once(CLOSE).map_or(piece, |(_, after)| after));
    }
    clean
}

fn model(message: &Value) -> Option<&str> {
    field(message.get("metadata")?, "model_slug")
}

/// The ratings that name a message of this conversation, by its node or by its own id.
fn gestures(
    rated: &[Rating],
    mapping: &Map<String, Value>,
    names: &HashMap<&str, MessageId>,
) -> Vec<Gesture> {
    if rated.is_empty() {
        return Vec::new();
    }
    let own_ids: HashMap<&str, &str> = mapping
        .iter()
        .filter_map(|(node, value)| Some((field(value.get("message")?, "id")?, node.as_str())))
        .collect();
    rated
        .iter()
        .filter_map(|rating| {
            let id = rating.message.as_str();
            let node = if names.contains_key(id) {
                id
            } else {
                own_ids.get(id)?
            };
            Some(Gesture {
                message_id: names.get(node)?.clone(),
                kind: rating.kind,
                said: rating.said.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
#[path = "chatgpt_tests.rs"]
mod tests;
