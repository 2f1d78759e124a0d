//! A chat of a Mistral (Le Chat) export: a file that is a list of messages.
//!
//! In: messages, in any order. Out: one conversation per `chatId`, with the reactions to its replies. Messages name no
//! parents: a reply that follows a reply was asked for again, so the two are siblings, and the last one is the visible one.
//! `preferenceOver` names the reply that this one was preferred to.

use std::collections::HashMap;

use serde_json::Value;
use shared::conversation::{Gesture, GestureKind, Role};

use super::gather::Read;
use super::tree::{Node, Said, Tree};
use super::{Imported, Whole, source_key, text, when};

/// How conversations of this format are marked.
const METHOD: &str = "import:mistral@1";
/// Messages of one chat; more are not one person's conversation.
const MOST: usize = 100_000;

/// Whether this is a message of a chat.
pub(super) fn is_message(item: &Value) -> bool {
    text(item, "chatId").is_some() && text(item, "role").is_some() && item.get("createdAt").is_some()
}

/// The chat whose messages are being read.
#[derive(Default)]
pub(super) struct Chat {
    messages: Vec<Value>,
}

impl Chat {
    /// Takes a message, and gives the chat before when another one begins.
    pub(super) fn take(&mut self, message: Value) -> Read {
        let goes_on = self
            .messages
            .first()
            .is_none_or(|first| first.get("chatId") == message.get("chatId") && self.messages.len() < MOST);
        let ended = if goes_on { None } else { self.end() };
        self.messages.push(message);
        ended
    }

    /// Gives the chat that was read.
    pub(super) fn end(&mut self) -> Read {
        let messages = std::mem::take(&mut self.messages);
        (!messages.is_empty()).then(|| conversation(messages))
    }
}

fn made(message: &Value) -> f64 {
    message
        .get("createdAt")
        .and_then(when::seconds)
        .unwrap_or(f64::MAX)
}

fn conversation(mut messages: Vec<Value>) -> Result<Imported, &'static str> {
    messages.sort_by(|one, other| made(one).total_cmp(&made(other)));
    let places: Vec<String> = (0..messages.len()).map(|place| place.to_string()).collect();
    let id = |place: usize| text(&messages[place], "id").unwrap_or(&places[place]);
    let mut nodes = Vec::with_capacity(messages.len());
    // The last message, and the last one of the person.
    let (mut before, mut asked): (Option<usize>, Option<usize>) = (None, None);
    for (place, message) in messages.iter().enumerate() {
        let said = said(message);
        let role = said.as_ref().map(|said| said.role);
        let answered = before.is_some_and(|before| Some(before) != asked);
        let parent = if role == Some(Role::Assistant) && answered {
            asked
        } else {
            before
        };
        nodes.push(Node {
            id: id(place),
            parent: parent.map(id),
            made: made(message),
            said,
        });
        if role.is_some() {
            before = Some(place);
        }
        if role == Some(Role::User) {
            asked = Some(place);
        }
    }
    let tree = Tree::grow(nodes)?;
    let branch = tree.branch(before.map(id));
    let known: HashMap<&str, ()> = messages
        .iter()
        .filter_map(|message| Some((text(message, "id")?, ())))
        .collect();
    let gestures = messages
        .iter()
        .filter_map(|message| Some((tree.names.get(text(message, "id")?)?, message)))
        .flat_map(|(name, message)| {
            let said = said_with(message);
            kinds(message, &known).map(move |kind| Gesture {
                message_id: name.clone(),
                kind,
                said: said.clone(),
            })
        })
        .collect();
    let whole = Whole {
        site: "mistral",
        method: METHOD,
        // Who answers whom is told by the order of the messages.
        confidence: 0.95,
        day: messages
            .first()
            .and_then(|message| when::day(message.get("createdAt")?)),
    };
    Ok(Imported {
        source_key: source_key("mistral", text(&messages[0], "chatId"), &messages[0]),
        conversation: whole.conversation(tree.messages, branch, gestures),
    })
}

fn said(message: &Value) -> Option<Said> {
    let role = match text(message, "role")? {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => return None,
    };
    let content = text(message, "content").filter(|content| !content.trim().is_empty());
    let chunks = message.get("contentChunks").and_then(Value::as_array);
    let of_chunks = || {
        let parts = chunks
            .into_iter()
            .flatten()
            .filter_map(|chunk| match text(chunk, "type")? {
                "text" => text(chunk, "text"),
                "image_url" => Some("[image]"),
                _ => None,
            });
        parts.collect::<Vec<_>>().join("")
    };
    let mut parts = vec![content.map_or_else(of_chunks, str::to_owned)];
    let attached = message.get("files").and_then(Value::as_array).map_or(0, Vec::len);
    parts.extend(std::iter::repeat_n("[attachment]".to_owned(), attached));
    parts.retain(|part| !part.trim().is_empty());
    (!parts.is_empty()).then(|| Said::new(role, parts.join("\n\n")).by(text(message, "model")))
}

/// What was done to a message.
fn kinds<'a>(message: &'a Value, known: &HashMap<&str, ()>) -> impl Iterator<Item = GestureKind> + use<'a> {
    let reaction = match text(message, "reaction").map(str::to_ascii_lowercase).as_deref() {
        Some("like" | "liked" | "thumbs_up" | "positive") => Some(GestureKind::ThumbsUp),
        Some("dislike" | "disliked" | "thumbs_down" | "negative") => Some(GestureKind::ThumbsDown),
        _ => None,
    };
    let other = text(message, "preferenceOver").filter(|other| known.contains_key(other));
    reaction.into_iter().chain(other.map(|_| GestureKind::Prefer))
}

/// What was said with a reaction.
fn said_with(message: &Value) -> Vec<String> {
    ["reactionDetail", "reactionComment"]
        .into_iter()
        .filter_map(|name| text(message, name))
        .map(|said| said.trim().to_owned())
        .filter(|said| !said.is_empty())
        .collect()
}
