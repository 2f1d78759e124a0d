//! One conversation of a Grok export: what is known of it, and its responses.
//!
//! In: an item. Out: a tree where responses name the one before, else one message after the other by time.
//! What the model thought is kept beside its reply.

use serde_json::Value;
use shared::conversation::{AsideKind, RawAside, Role};

use super::gather::Read;
use super::tree::{Node, Said, Tree};
use super::{Imported, Whole, source_key, text, when};

/// How conversations of this format are marked.
const METHOD: &str = "import:grok@1";

/// Reads an item, if it is a conversation of Grok.
pub(super) fn imported(item: &Value) -> Read {
    let responses = item.get("responses")?;
    let about = item
        .get("conversation")
        .filter(|about| about.is_object())
        .unwrap_or(item);
    Some(conversation(item, about, responses))
}

fn conversation(item: &Value, about: &Value, responses: &Value) -> Result<Imported, &'static str> {
    let listed = responses
        .as_array()
        .ok_or("no list of responses; this conversation was passed over")?;
    let mut responses: Vec<&Value> = listed
        .iter()
        .map(|listed| listed.get("response").unwrap_or(listed))
        .collect();
    let made = |response: &Value| {
        response
            .get("create_time")
            .and_then(when::seconds)
            .unwrap_or(f64::MAX)
    };
    responses.sort_by(|one, other| made(one).total_cmp(&made(other)));
    let places: Vec<String> = (0..responses.len()).map(|place| place.to_string()).collect();
    let id = |place: usize| {
        let response: &Value = responses[place];
        text(response, "_id")
            .or_else(|| text(response, "response_id"))
            .unwrap_or(&places[place])
    };
    let has_parents = responses.iter().any(|response| parent(response).is_some());
    let nodes = responses.iter().enumerate().map(|(place, response)| Node {
        id: id(place),
        parent: if has_parents {
            parent(response)
        } else {
            place.checked_sub(1).map(id)
        },
        made: made(response),
        said: said(response),
    });
    let tree = Tree::grow(nodes.collect())?;
    let last = text(about, "leaf_response_id").or_else(|| responses.len().checked_sub(1).map(id));
    let branch = tree.branch(last);
    let whole = Whole {
        site: "grok",
        method: METHOD,
        confidence: 1.0,
        day: about.get("create_time").and_then(when::day),
    };
    let own = text(about, "id").or_else(|| text(about, "conversation_id"));
    Ok(Imported {
        source_key: source_key("grok", own, item),
        conversation: whole.conversation(tree.messages, branch, Vec::new()),
    })
}

fn parent(response: &Value) -> Option<&str> {
    text(response, "parent_response_id").filter(|parent| !parent.is_empty())
}

fn said(response: &Value) -> Option<Said> {
    let role = match text(response, "sender")?.to_ascii_lowercase().as_str() {
        "human" | "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => return None,
    };
    let said_text = text(response, "message")?;
    if said_text.trim().is_empty() {
        return None;
    }
    let mut said = Said::new(role, said_text.to_owned()).by(text(response, "model"));
    let thought = text(response, "thinking_trace").filter(|thought| !thought.trim().is_empty());
    said.asides = thought
        .map(|text| RawAside {
            kind: AsideKind::Reasoning,
            text: text.to_owned(),
        })
        .into_iter()
        .collect();
    Some(said)
}
