//! Reads the `conversations.json` of a ChatGPT export.
//!
//! In: a JSON list of conversations, each a mapping of nodes, and the ratings exported beside it. Out: trees.
//! Hidden, system and tool nodes are contracted away; regenerated replies and edited questions stay siblings.
//! Not here: titles, attachments, A/B comparisons, times finer than a day.
//! A conversation that cannot be read whole is passed over with a problem, never cut.

use std::collections::{HashMap, HashSet};

use serde::Deserializer as _;
use serde::de::{SeqAccess, Visitor};
use serde_json::{Map, Value};
use shared::conversation::{Conversation, Gesture, GestureKind, Message, MessageId, Role};
use shared::time::{Day, Timestamp};

use super::{Import, Imported, Problem, Why, capture, digest};

/// How conversations of this format are marked.
const METHOD: &str = "import:chatgpt@1";
/// 2100-01-01: seconds beyond are no time of an export.
const LATEST: f64 = 4_102_444_800.0;

/// Reads a list of conversations; refuses one in which no item is a conversation.
pub(super) fn read(bytes: &[u8], feedback: Option<&[u8]>) -> Result<Import, Why> {
    let mut reader = Reader {
        thumbs: thumbs(feedback),
        import: Import::default(),
        known: false,
    };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    json.deserialize_seq(&mut reader)
        .and_then(|()| json.end())
        .map_err(|error| Why::BrokenJson(error.line()))?;
    if reader.known {
        Ok(reader.import)
    } else {
        Err(Why::UnknownFormat)
    }
}

/// Ratings by conversation and message, in the order of the file.
type Thumbs = HashMap<String, Vec<Thumb>>;

/// One rating: the message, which way, and the reasons that were given with it.
type Thumb = (String, GestureKind, Vec<String>);

/// Takes one conversation after the other, so that only one is held as JSON.
struct Reader {
    thumbs: Thumbs,
    import: Import,
    /// At least one item was a conversation.
    known: bool,
}

impl<'de> Visitor<'de> for &mut Reader {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list of conversations")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut line = 0;
        while let Some(item) = items.next_element::<Value>()? {
            line += 1;
            self.known |= item.get("mapping").is_some();
            match imported(&item, &self.thumbs) {
                Ok(imported) => self.import.conversations.push(imported),
                Err(what) => self.import.problems.push(Problem { line, what }),
            }
        }
        Ok(())
    }
}

fn imported(item: &Value, thumbs: &Thumbs) -> Result<Imported, &'static str> {
    let mapping = item
        .get("mapping")
        .and_then(Value::as_object)
        .ok_or("no mapping of messages; this conversation was passed over")?;
    let id = ["conversation_id", "id"]
        .into_iter()
        .find_map(|name| item.get(name)?.as_str());
    let source_key = match id {
        Some(id) if is_short(id) => format!("chatgpt:{id}"),
        _ => format!("chatgpt:sha256-{}", digest(item.to_string().as_bytes())),
    };
    let (messages, names) = tree(mapping)?;
    let branch = branch(
        mapping,
        item.get("current_node").and_then(Value::as_str),
        &messages,
        &names,
    );
    let rated = id.and_then(|id| thumbs.get(id)).map_or(&[][..], Vec::as_slice);
    Ok(Imported {
        source_key,
        conversation: Conversation {
            site: "chatgpt".to_owned(),
            branch,
            gestures: gestures(rated, mapping, &names),
            capture: capture(&messages, METHOD),
            day: item.get("create_time").and_then(Value::as_f64).and_then(day),
            messages,
        },
    })
}

/// The messages that stay, parents first and siblings in order, and their ids by node.
fn tree(mapping: &Map<String, Value>) -> Result<(Vec<Message>, HashMap<&str, MessageId>), &'static str> {
    let said: HashMap<&str, (Role, String)> = mapping
        .iter()
        .filter_map(|(node, value)| Some((node.as_str(), said(value)?)))
        .collect();
    let ids = own_ids(mapping, said.keys().copied());
    let mut below: HashMap<Option<&str>, Vec<&str>> = HashMap::new();
    for node in in_order(mapping) {
        below.entry(parent(mapping, node)).or_default().push(node);
    }
    let mut messages = Vec::new();
    let mut names: HashMap<&str, MessageId> = HashMap::new();
    // Depth first without recursion: exports hold chains of thousands of nodes. With each node goes the message above it.
    let start = |nodes: Option<&Vec<&'_ str>>| nodes.map_or(0, Vec::len);
    let mut open: Vec<(&str, Option<MessageId>)> = Vec::with_capacity(start(below.get(&None)));
    open.extend(
        below
            .get(&None)
            .into_iter()
            .flatten()
            .rev()
            .map(|node| (*node, None)),
    );
    while let Some((node, above)) = open.pop() {
        let mut nearest = above;
        if let Some((role, text)) = said.get(node) {
            let id = ids[node].clone();
            messages.push(Message {
                id: id.clone(),
                parent_id: nearest,
                role: *role,
                text: text.clone(),
                model: model(&mapping[node]).filter(|_| *role == Role::Assistant),
                citations: Vec::new(),
                asides: Vec::new(),
            });
            names.insert(node, id.clone());
            nearest = Some(id);
        }
        open.extend(
            below
                .get(&Some(node))
                .into_iter()
                .flatten()
                .rev()
                .map(|child| (*child, nearest.clone())),
        );
    }
    if names.len() < said.len() {
        return Err("its messages form a circle; this conversation was passed over");
    }
    if messages.is_empty() {
        return Err("nothing that a person or a model said; this conversation was passed over");
    }
    Ok((messages, names))
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

/// Ids of our own: the provider's would let it recognise a donated conversation. Numbered by time, so that they stay
/// the same when a later export holds more of the same conversation.
fn own_ids<'a>(
    mapping: &Map<String, Value>,
    nodes: impl Iterator<Item = &'a str>,
) -> HashMap<&'a str, MessageId> {
    let made = |node: &str| {
        mapping[node]["message"]["create_time"]
            .as_f64()
            .unwrap_or(f64::MAX)
    };
    let mut nodes: Vec<&str> = nodes.collect();
    nodes.sort_by(|one, other| made(one).total_cmp(&made(other)).then_with(|| one.cmp(other)));
    let numbered = nodes.into_iter().zip(1..);
    numbered
        .map(|(node, number)| (node, MessageId(format!("m{number}"))))
        .collect()
}

/// The node above, where it exists; a node whose parent is missing begins a tree of its own.
fn parent<'a>(mapping: &'a Map<String, Value>, node: &str) -> Option<&'a str> {
    let parent = mapping.get(node)?.get("parent")?.as_str()?;
    mapping.contains_key(parent).then_some(parent)
}

/// The path to the node that was shown last; without one, to the last message.
fn branch(
    mapping: &Map<String, Value>,
    current: Option<&str>,
    messages: &[Message],
    names: &HashMap<&str, MessageId>,
) -> Vec<MessageId> {
    let mut path = Vec::new();
    let mut seen = HashSet::new();
    let mut node = current.filter(|node| mapping.contains_key(*node));
    while let Some(here) = node.filter(|here| seen.insert(*here)) {
        path.extend(names.get(here).cloned());
        node = parent(mapping, here);
    }
    if path.is_empty() {
        let above: HashMap<&MessageId, Option<&MessageId>> = messages
            .iter()
            .map(|message| (&message.id, message.parent_id.as_ref()))
            .collect();
        let mut message = messages.last().map(|message| &message.id);
        while let Some(id) = message {
            path.push(id.clone());
            message = above.get(id).copied().flatten();
        }
    }
    path.reverse();
    path
}

/// Who spoke and what, where a person saw it.
fn said(node: &Value) -> Option<(Role, String)> {
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
    (!text.trim().is_empty()).then_some((role, text))
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

fn model(node: &Value) -> Option<String> {
    node.get("message")?
        .get("metadata")?
        .get("model_slug")?
        .as_str()
        .map(str::to_owned)
}

fn day(seconds: f64) -> Option<Day> {
    // The range makes the conversion exact to the millisecond.
    (seconds > 0.0 && seconds < LATEST).then(|| Timestamp((seconds * 1_000.0) as i64).day())
}

/// Letters, digits, `_` and `-`, at most 64 of them.
fn is_short(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The ratings of an export, as far as they can be read.
fn thumbs(feedback: Option<&[u8]>) -> Thumbs {
    let mut thumbs = Thumbs::new();
    let listed: Vec<Value> = feedback
        .and_then(|bytes| serde_json::from_slice(bytes).ok())
        .unwrap_or_default();
    for item in &listed {
        let field = |names: [&str; 2]| names.into_iter().find_map(|name| item.get(name)?.as_str());
        let rating = field(["rating", "feedback"]).map(str::to_ascii_lowercase);
        let kind = match rating.as_deref() {
            Some("thumbs_up" | "thumbsup" | "thumbup") => GestureKind::ThumbsUp,
            Some("thumbs_down" | "thumbsdown" | "thumbdown") => GestureKind::ThumbsDown,
            _ => continue,
        };
        if let (Some(conversation), Some(message)) = (
            item.get("conversation_id").and_then(Value::as_str),
            field(["message_id", "id"]),
        ) {
            thumbs.entry(conversation.to_owned()).or_default().push((
                message.to_owned(),
                kind,
                reasons(item.get("content")),
            ));
        }
    }
    thumbs
}

/// The tags that were ticked and the text that was written beside a rating: JSON in a string.
fn reasons(content: Option<&Value>) -> Vec<String> {
    let content = content.and_then(Value::as_str).unwrap_or_default();
    let Ok(Value::Object(content)) = serde_json::from_str(content) else {
        return vec![];
    };
    let tags = content
        .get("tags")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    tags.chain(content.get("text"))
        .filter_map(Value::as_str)
        .map(|reason| reason.trim().to_owned())
        .filter(|reason| !reason.is_empty())
        .collect()
}

/// The ratings that name a message of this conversation, by its node or by its own id.
fn gestures(rated: &[Thumb], mapping: &Map<String, Value>, names: &HashMap<&str, MessageId>) -> Vec<Gesture> {
    if rated.is_empty() {
        return Vec::new();
    }
    let own_ids: HashMap<&str, &str> = mapping
        .iter()
        .filter_map(|(node, value)| Some((value.get("message")?.get("id")?.as_str()?, node.as_str())))
        .collect();
    rated
        .iter()
        .filter_map(|(id, kind, said)| {
            let node = if names.contains_key(id.as_str()) {
                id
            } else {
                *own_ids.get(id.as_str())?
            };
            Some(Gesture {
                message_id: names.get(node)?.clone(),
                kind: *kind,
                said: said.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
#[path = "chatgpt_tests.rs"]
mod tests;
