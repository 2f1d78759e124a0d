//! Turns what the person did into signals.

use super::Signal;
use crate::conversation::Conversation;

/// Signals from the gestures of a conversation.
#[must_use]
pub fn detect(_conversation: &Conversation) -> Vec<Signal> {
    Vec::new()
}
