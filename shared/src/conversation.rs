//! A raw conversation: a tree of messages, as it stands on the page or in an export.
//!
//! In: what capture or import read. Out: the input of `feedback::detect` and `scrub::scrub`.
//! Invariant: nothing here implements `Serialize`, and `Debug` prints no text. Raw conversations
//! are not stored and not sent; the only way out is through `scrub`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::time::Day;

/// Names one message inside its conversation; means nothing outside of it. At most 64 characters of `[A-Za-z0-9_-]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub String);

impl fmt::Display for MessageId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    User,
    Assistant,
}

/// One utterance. Siblings (same parent) are regenerated replies or edited questions.
#[derive(Clone, PartialEq)]
pub struct Message {
    pub id: MessageId,
    /// `None` for the first message, and for a rewritten first message.
    pub parent_id: Option<MessageId>,
    pub role: Role,
    /// Markdown.
    pub text: String,
    /// The model's name, where the page shows it.
    pub model: Option<String>,
    pub citations: Vec<RawCitation>,
    /// What stands beside the reply and is none of it, in the order of the page.
    pub asides: Vec<RawAside>,
}

/// A source that a reply names.
#[derive(Clone, PartialEq)]
pub struct RawCitation {
    pub title: String,
    pub url: String,
}

/// Something a model wrote or did on the way to its reply, as the page shows it apart from the reply.
#[derive(Clone, PartialEq)]
pub struct RawAside {
    pub kind: AsideKind,
    /// Markdown.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AsideKind {
    /// Thinking that the page shows.
    Reasoning,
    /// A call of a tool, and what came of it.
    Tool,
}

/// What the person did with a message, as the page showed it. A raw event, kept beside the signals drawn from it.
#[derive(Clone, PartialEq)]
pub struct Gesture {
    /// The message it was done to.
    pub message_id: MessageId,
    pub kind: GestureKind,
    /// What was said with it: the reasons that were ticked beside a rating, and what was written there. Raw text.
    pub said: Vec<String>,
}

impl Gesture {
    /// A gesture without words.
    #[must_use]
    pub fn new(message_id: MessageId, kind: GestureKind) -> Self {
        Self {
            message_id,
            kind,
            said: vec![],
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GestureKind {
    ThumbsUp,
    ThumbsDown,
    /// A thumb, up or down, taken back.
    ThumbsCleared,
    /// The reply was reported as harmful.
    Report,
    /// The whole message was copied.
    Copy,
    /// A code block of it was copied.
    CopyCode,
    /// A selected part of it was copied.
    CopyPart,
    /// Another reply was asked for; points at the reply that was not good enough.
    Regenerate,
    /// Another reply was asked for with a wish: shorter, longer, by another model; points at the old reply.
    RegenerateModified,
    /// Another reply was asked for while the page said that this one had failed: no judgement of what it says.
    RegenerateFailed,
    /// The question before this reply was rewritten and sent again; points at the old reply.
    EditResend,
    /// This reply was stopped while it was written.
    Stop,
    /// As `Stop`, after hardly anything was written.
    StopEarly,
    /// As `Stop`, when nearly all was written.
    StopLate,
    /// This one of several replies was picked.
    Prefer,
    /// Of several replies side by side, this one among them, none was better.
    PreferTie,
    /// As `PreferTie`, and all of them were bad.
    PreferNeither,
    /// The choice between several replies was passed over.
    PreferSkip,
    /// Another version of this reply was looked at.
    PageVariants,
    Share,
    Export,
    Pin,
    /// The reply was read aloud.
    ReadAloud,
    /// A link in the reply was opened.
    OpenLink,
    /// The conversation was deleted; points at its last reply.
    Delete,
    /// The reply was asked to go on where it ended.
    Continue,
}

/// How the conversation was read, and how completely.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capture {
    /// Messages that the page showed.
    pub turns_seen: u32,
    /// Messages that are in the record.
    pub turns_captured: u32,
    /// 0–1: how sure the reader is that these are the messages, with these roles.
    pub confidence: f64,
    /// `adapter:gradio@1`, `generic@1`, `import:chatgpt@1`.
    pub method: String,
}

/// One thread on one site.
#[derive(Clone, PartialEq)]
pub struct Conversation {
    /// The adapter's site id (`chatgpt`, `gradio`), or `unknown`; never an address.
    pub site: String,
    /// Every message after its parent.
    pub messages: Vec<Message>,
    /// The ids of the path that the page shows now, first to last.
    pub branch: Vec<MessageId>,
    /// In the order in which they happened.
    pub gestures: Vec<Gesture>,
    pub capture: Capture,
    /// When it took place, where an export says so; otherwise the day of capture stands in the record.
    pub day: Option<Day>,
}

impl Conversation {
    /// The message with this id.
    #[must_use]
    pub fn message(&self, id: &MessageId) -> Option<&Message> {
        self.messages.iter().find(|message| &message.id == id)
    }

    /// The visible path as messages, first to last; ids that name no message are passed over.
    pub fn visible(&self) -> impl Iterator<Item = &Message> {
        self.branch.iter().filter_map(|id| self.message(id))
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Message")
            .field("id", &self.id)
            .field("parent_id", &self.parent_id)
            .field("role", &self.role)
            .field("text", &format_args!("<redacted, {} bytes>", self.text.len()))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Gesture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Gesture")
            .field("message_id", &self.message_id)
            .field("kind", &self.kind)
            .field("said", &format_args!("<redacted, {} texts>", self.said.len()))
            .finish()
    }
}

impl fmt::Debug for Conversation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Conversation")
            .field("site", &self.site)
            .field("messages", &self.messages)
            .field("branch", &self.branch)
            .field("capture", &self.capture)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_holds_no_text() {
        let message = Message {
            id: MessageId("m1".into()),
            parent_id: None,
            role: Role::User,
            text: "my secret plan".into(),
            model: None,
            citations: vec![],
            asides: vec![RawAside {
                kind: AsideKind::Reasoning,
                text: "my secret thought".into(),
            }],
        };
        assert!(!format!("{message:?}").contains("secret"));
        let gesture = Gesture {
            message_id: MessageId("m1".into()),
            kind: GestureKind::ThumbsDown,
            said: vec!["my secret reason".into()],
        };
        assert!(!format!("{gesture:?}").contains("secret"));
    }
}
