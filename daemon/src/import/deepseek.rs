//! One conversation of a DeepSeek export: a mapping of nodes, whose messages are made of fragments.
//!
//! In: an item. Out: a tree. What the model thought is kept beside its reply, what it searched is left out.
//! Exports from before there were fragments have one text per message, and the thinking beside it.

use serde_json::{Map, Value};
use shared::conversation::{AsideKind, RawAside, Role};

use super::gather::Read;
use super::tree::{Node, Said, Tree};
use super::{Imported, Whole, source_key, text, when};

/// How conversations of this format are marked.
const METHOD: &str = "import:deepseek@1";

/// Reads an item, if it is a conversation of DeepSeek.
pub(super) fn imported(item: &Value) -> Read {
    let mapping = item.get("mapping")?.as_object()?;
    // ChatGPT's times of a conversation are `create_time`.
    let is_ours = item.get("inserted_at").is_some()
        || mapping.values().any(|node| {
            node.get("message")
                .is_some_and(|message| message.get("fragments").is_some())
        });
    is_ours.then(|| conversation(item, mapping))
}

fn conversation(item: &Value, mapping: &Map<String, Value>) -> Result<Imported, &'static str> {
    let nodes = mapping.iter().map(|(id, node)| Node {
        id,
        parent: text(node, "parent"),
        made: made(node),
        said: node.get("message").and_then(said),
    });
    let mut nodes: Vec<Node<'_>> = nodes.collect();
    // A map has no order of its own: siblings stand in the order in which they were made.
    nodes.sort_by(|one, other| {
        one.made
            .total_cmp(&other.made)
            .then_with(|| number(one.id).cmp(&number(other.id)))
    });
    let tree = Tree::grow(nodes)?;
    let branch = tree.branch(text(item, "current_node"));
    let whole = Whole {
        site: "deepseek",
        method: METHOD,
        confidence: 1.0,
        day: item.get("inserted_at").and_then(when::day),
    };
    Ok(Imported {
        source_key: source_key("deepseek", text(item, "id"), item),
        conversation: whole.conversation(tree.messages, branch, Vec::new()),
    })
}

/// Nodes are numbered: `10` comes after `9`.
fn number(id: &str) -> (u64, &str) {
    (id.parse().unwrap_or(u64::MAX), id)
}

fn made(node: &Value) -> f64 {
    node.get("message")
        .and_then(|message| message.get("inserted_at"))
        .and_then(when::seconds)
        .unwrap_or(f64::MAX)
}

fn said(message: &Value) -> Option<Said> {
    let mut said = match message.get("fragments").and_then(Value::as_array) {
        Some(fragments) => of_fragments(fragments)?,
        None => of_text(message)?,
    };
    if said.text.trim().is_empty() {
        return None;
    }
    said = said.by(text(message, "model"));
    Some(said)
}

fn of_fragments(fragments: &[Value]) -> Option<Said> {
    let of_kind = |kinds: &[&str]| -> Vec<String> {
        fragments
            .iter()
            .filter(|fragment| text(fragment, "type").is_some_and(|kind| kinds.contains(&kind)))
            .filter_map(|fragment| text(fragment, "content"))
            .map(str::to_owned)
            .collect()
    };
    let asked = of_kind(&["REQUEST"]);
    if !asked.is_empty() {
        return Some(Said::new(Role::User, asked.join("\n\n")));
    }
    let mut said = Said::new(Role::Assistant, of_kind(&["RESPONSE"]).join("\n\n"));
    said.asides = thoughts(of_kind(&["THINK"]));
    Some(said)
}

fn of_text(message: &Value) -> Option<Said> {
    let role = match text(message, "role")?.to_ascii_lowercase().as_str() {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => return None,
    };
    let mut said = Said::new(role, text(message, "content")?.to_owned());
    let thought = ["reasoning_content", "thinking_content"]
        .into_iter()
        .filter_map(|name| text(message, name));
    said.asides = thoughts(thought.map(str::to_owned).collect());
    Some(said)
}

fn thoughts(texts: Vec<String>) -> Vec<RawAside> {
    texts
        .into_iter()
        .filter(|text| !text.trim().is_empty())
        .map(|text| RawAside {
            kind: AsideKind::Reasoning,
            text,
        })
        .collect()
}
