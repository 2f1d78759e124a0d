//! A conversation that LibreChat exported: messages that name their parents, in one list or each below the one before.
//!
//! In: an item. Out: a tree, with the ratings that were given in it. Thinking is kept beside the reply, tools are left out.

use serde_json::Value;
use shared::conversation::{AsideKind, Gesture, GestureKind, RawAside, Role};

use super::gather::Read;
use super::tree::{Node, Said, Tree};
use super::{Imported, Whole, source_key, text, when};

/// How conversations of this format are marked.
const METHOD: &str = "import:librechat@1";

/// Reads an item, if it is a conversation of LibreChat.
pub(super) fn imported(item: &Value) -> Read {
    let listed = item
        .get("messagesTree")
        .or_else(|| item.get("messages"))?
        .as_array()?;
    let is_ours = item.get("conversationId").is_some()
        && listed.iter().any(|message| message.get("messageId").is_some());
    is_ours.then(|| conversation(item, listed))
}

fn conversation(item: &Value, listed: &[Value]) -> Result<Imported, &'static str> {
    let mut messages: Vec<&Value> = Vec::new();
    let mut open: Vec<&Value> = listed.iter().rev().collect();
    while let Some(message) = open.pop() {
        messages.push(message);
        let below = message.get("children").and_then(Value::as_array);
        open.extend(below.into_iter().flatten().rev());
    }
    let nodes = messages.iter().filter_map(|message| {
        Some(Node {
            id: text(message, "messageId")?,
            parent: text(message, "parentMessageId"),
            made: message
                .get("createdAt")
                .and_then(when::seconds)
                .unwrap_or(f64::MAX),
            said: said(message),
        })
    });
    let tree = Tree::grow(nodes.collect())?;
    let latest = messages
        .iter()
        .filter(|message| text(message, "messageId").is_some_and(|id| tree.names.contains_key(id)))
        .filter_map(|message| {
            Some((
                when::seconds(message.get("createdAt")?)?,
                text(message, "messageId")?,
            ))
        })
        .max_by(|one, other| one.0.total_cmp(&other.0));
    let branch = tree.branch(latest.map(|(_, id)| id));
    let gestures = messages
        .iter()
        .filter_map(|message| {
            let (kind, said) = rating(message.get("feedback")?)?;
            Some(Gesture {
                message_id: tree.names.get(text(message, "messageId")?)?.clone(),
                kind,
                said,
            })
        })
        .collect();
    let whole = Whole {
        site: "librechat",
        method: METHOD,
        confidence: 1.0,
        day: messages
            .iter()
            .find_map(|message| when::day(message.get("createdAt")?)),
    };
    Ok(Imported {
        source_key: source_key("librechat", text(item, "conversationId"), item),
        conversation: whole.conversation(tree.messages, branch, gestures),
    })
}

fn said(message: &Value) -> Option<Said> {
    if message.get("error").and_then(Value::as_bool) == Some(true) {
        return None;
    }
    let role = match message.get("isCreatedByUser")?.as_bool()? {
        true => Role::User,
        false => Role::Assistant,
    };
    let mut said = Said::new(role, String::new()).by(text(message, "model"));
    let mut parts: Vec<&str> = Vec::new();
    for part in message
        .get("content")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        // Text stands in the part itself or one step below.
        let inner = |name: &str| text(part, name).or_else(|| text(part.get(name)?, "value"));
        match text(part, "type") {
            Some("text") => parts.extend(inner("text")),
            Some("think") => said.asides.extend(inner("think").map(|text| RawAside {
                kind: AsideKind::Reasoning,
                text: text.to_owned(),
            })),
            Some("image_file" | "image_url") => parts.push("[image]"),
            _ => {}
        }
    }
    if parts.iter().all(|part| part.trim().is_empty()) {
        parts = text(message, "text").into_iter().collect();
    }
    parts.retain(|part| !part.trim().is_empty());
    said.text = parts.join("\n\n");
    (!said.text.is_empty()).then_some(said)
}

fn rating(feedback: &Value) -> Option<(GestureKind, Vec<String>)> {
    let kind = match text(feedback, "rating")? {
        "thumbsUp" => GestureKind::ThumbsUp,
        "thumbsDown" => GestureKind::ThumbsDown,
        _ => return None,
    };
    let tag = feedback.get("tag");
    let tag = tag.and_then(|tag| tag.as_str().or_else(|| text(tag, "key")));
    let said = [tag, text(feedback, "text")]
        .into_iter()
        .flatten()
        .map(|said| said.trim().to_owned())
        .filter(|said| !said.is_empty())
        .collect();
    Some((kind, said))
}
