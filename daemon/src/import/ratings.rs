//! What a person said about replies in ChatGPT, exported beside the conversations: `message_feedback.json` (thumbs) and
//! `model_comparisons.json` (which of two replies was better).
//!
//! In: the two files. Out: gestures by conversation and message. What cannot be read is left out: the conversations are
//! worth more than the rest of these files.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;
use shared::conversation::GestureKind;

use super::text;

/// One rating: the message, what was done, and the reasons that were given with it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rating {
    pub(super) message: String,
    pub(super) kind: GestureKind,
    pub(super) said: Vec<String>,
}

/// Ratings by conversation, in the order of the files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ratings(Rc<HashMap<String, Vec<Rating>>>);

impl Ratings {
    /// Reads the two files of an export, as far as they are there.
    pub(super) fn of(feedback: Option<&[u8]>, comparisons: Option<&[u8]>) -> Self {
        let listed = |bytes: Option<&[u8]>| -> Vec<Value> {
            bytes
                .and_then(|bytes| serde_json::from_slice(bytes).ok())
                .unwrap_or_default()
        };
        let mut ratings: HashMap<String, Vec<Rating>> = HashMap::new();
        let thumbs = listed(feedback);
        let picks = listed(comparisons);
        let read = thumbs
            .iter()
            .filter_map(thumb)
            .chain(picks.iter().filter_map(comparison));
        for (conversation, rating) in read {
            ratings.entry(conversation).or_default().push(rating);
        }
        Self(Rc::new(ratings))
    }

    /// What was said about the messages of one conversation.
    pub(super) fn about(&self, conversation: Option<&str>) -> &[Rating] {
        conversation
            .and_then(|id| self.0.get(id))
            .map_or(&[], Vec::as_slice)
    }
}

fn thumb(item: &Value) -> Option<(String, Rating)> {
    let field = |names: [&str; 2]| names.into_iter().find_map(|name| text(item, name));
    let kind = match field(["rating", "feedback"])?.to_ascii_lowercase().as_str() {
        "thumbs_up" | "thumbsup" | "thumbup" => GestureKind::ThumbsUp,
        "thumbs_down" | "thumbsdown" | "thumbdown" => GestureKind::ThumbsDown,
        _ => return None,
    };
    let rating = Rating {
        message: field(["message_id", "id"])?.to_owned(),
        kind,
        said: reasons(item.get("content")),
    };
    Some((text(item, "conversation_id")?.to_owned(), rating))
}

/// The tags that were ticked and the text that was written beside a rating: JSON in a string.
fn reasons(content: Option<&Value>) -> Vec<String> {
    let content = content.and_then(Value::as_str).unwrap_or_default();
    let Ok(Value::Object(content)) = serde_json::from_str(content) else {
        return vec![];
    };
    said(content.get("tags"), content.get("text"))
}

fn said(tags: Option<&Value>, words: Option<&Value>) -> Vec<String> {
    let tags = tags.and_then(Value::as_array).into_iter().flatten();
    tags.chain(words)
        .filter_map(Value::as_str)
        .map(|reason| reason.trim().to_owned())
        .filter(|reason| !reason.is_empty())
        .collect()
}

/// A choice between a reply and a newer one: side by side, or "was this better or worse?" after asking again.
fn comparison(item: &Value) -> Option<(String, Rating)> {
    let conversation = text(item.get("input")?, "conversation_id")?;
    let choice = item.get("output")?.get("feedback_step_2")?;
    let turn = |name: &str| -> Option<&str> { text(choice.get(name)?.get(0)?, "id") };
    let (kind, message) = match text(choice, "completion_comparison_rating")? {
        "new" => (GestureKind::Prefer, turn("new_turn")?),
        "original" => (
            GestureKind::Prefer,
            turn("original_turn").or_else(|| text(item.get("input")?, "original_message_id"))?,
        ),
        "same" => (GestureKind::PreferTie, turn("new_turn")?),
        _ => return None,
    };
    let rating = Rating {
        message: message.to_owned(),
        kind,
        said: said(
            choice.get("feedback_tags").or_else(|| choice.get("tags")),
            choice.get("feedback_text").or_else(|| choice.get("text")),
        ),
    };
    Some((conversation.to_owned(), rating))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn thumbs_and_comparisons_are_found_by_conversation() {
        let feedback = json!([
            {"conversation_id": "c", "id": "a1", "rating": "thumbs_down", "content": "{\"tags\": [\"false\"], \"text\": \" wrong year \"}"},
            {"conversation_id": "d", "message_id": "a9", "rating": "thumbsUp", "content": null},
            {"conversation_id": "c", "id": "a2", "rating": "shrug"},
            7
        ]);
        let chosen = |rating: &str| {
            json!({"input": {"conversation_id": "c"}, "output": {"feedback_step_2": {
                "completion_comparison_rating": rating, "new_completion_placement": "right",
                "new_turn": [{"id": "new"}], "original_turn": [{"id": "old"}]
            }}})
        };
        let comparisons =
            json!([chosen("new"), chosen("original"), chosen("same"), chosen("unheard of"), {"input": 5}]);
        let ratings = Ratings::of(
            Some(feedback.to_string().as_bytes()),
            Some(comparisons.to_string().as_bytes()),
        );
        let read: Vec<(&str, GestureKind)> = ratings
            .about(Some("c"))
            .iter()
            .map(|rating| (rating.message.as_str(), rating.kind))
            .collect();
        assert_eq!(
            read,
            [
                ("a1", GestureKind::ThumbsDown),
                ("new", GestureKind::Prefer),
                ("old", GestureKind::Prefer),
                ("new", GestureKind::PreferTie),
            ]
        );
        assert_eq!(ratings.about(Some("c"))[0].said, ["false", "wrong year"]);
        assert_eq!(ratings.about(Some("d")).len(), 1);
        assert!(ratings.about(None).is_empty());
    }

    #[test]
    fn files_that_are_no_lists_give_no_ratings() {
        let ratings = Ratings::of(Some(b"{"), Some(b"{\"a\": 1}"));
        assert!(ratings.about(Some("c")).is_empty());
    }
}
