//! One chat of an Open WebUI export: a history of messages that name their parents.
//!
//! In: an item. Out: a tree, with the ratings that were given in it. Thinking and tools, which stand in the text as folded
//! details, are taken out of it; thinking is kept beside the reply.

use serde_json::{Map, Value};
use shared::conversation::{AsideKind, Gesture, GestureKind, RawAside, Role};

use super::gather::Read;
use super::tree::{Node, Said, Tree};
use super::{Imported, Whole, html, source_key, text, when};

/// How conversations of this format are marked.
const METHOD: &str = "import:open-webui@1";

/// Reads an item, if it is a chat of Open WebUI.
pub(super) fn imported(item: &Value) -> Read {
    let chat = item.get("chat").unwrap_or(item);
    let history = chat.get("history")?;
    let messages = history.get("messages")?.as_object()?;
    Some(conversation(item, chat, history, messages))
}

fn conversation(
    item: &Value,
    chat: &Value,
    history: &Value,
    messages: &Map<String, Value>,
) -> Result<Imported, &'static str> {
    let made = |message: &Value| {
        message
            .get("timestamp")
            .and_then(when::seconds)
            .unwrap_or(f64::MAX)
    };
    let nodes = messages.iter().map(|(id, message)| Node {
        id,
        parent: text(message, "parentId"),
        made: made(message),
        said: said(message),
    });
    let mut nodes: Vec<Node<'_>> = nodes.collect();
    nodes.sort_by(|one, other| one.made.total_cmp(&other.made).then_with(|| one.id.cmp(other.id)));
    let tree = Tree::grow(nodes)?;
    let branch = tree.branch(text(history, "currentId"));
    let gestures = messages
        .iter()
        .filter_map(|(id, message)| {
            let (kind, said) = rating(message.get("annotation")?)?;
            Some(Gesture {
                message_id: tree.names.get(id.as_str())?.clone(),
                kind,
                said,
            })
        })
        .collect();
    let times = [item.get("created_at"), chat.get("timestamp")];
    let whole = Whole {
        site: "open-webui",
        method: METHOD,
        confidence: 1.0,
        day: times.into_iter().flatten().find_map(when::day),
    };
    Ok(Imported {
        source_key: source_key("open-webui", text(item, "id"), item),
        conversation: whole.conversation(tree.messages, branch, gestures),
    })
}

fn said(message: &Value) -> Option<Said> {
    let role = match text(message, "role")? {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => return None,
    };
    let (content, thoughts) = html::without_details(text(message, "content")?);
    if content.trim().is_empty() {
        return None;
    }
    let mut said = Said::new(role, content.trim().to_owned()).by(text(message, "model"));
    if role == Role::Assistant {
        said.asides = thoughts
            .into_iter()
            .map(|text| RawAside {
                kind: AsideKind::Reasoning,
                text,
            })
            .collect();
    }
    Some(said)
}

fn rating(annotation: &Value) -> Option<(GestureKind, Vec<String>)> {
    let rating = annotation.get("rating")?;
    let value = rating.as_f64().or_else(|| rating.as_str()?.parse().ok())?;
    let kind = if value > 0.0 {
        GestureKind::ThumbsUp
    } else if value < 0.0 {
        GestureKind::ThumbsDown
    } else {
        return None;
    };
    let said = ["reason", "comment"]
        .into_iter()
        .filter_map(|name| text(annotation, name))
        .map(|said| said.trim().to_owned())
        .filter(|said| !said.is_empty())
        .collect();
    Some((kind, said))
}
