//! Turns what the person wrote next into signals.

use super::Signal;
use crate::conversation::Conversation;

/// Signals from the replies of a conversation.
#[must_use]
pub fn detect(_conversation: &Conversation) -> Vec<Signal> {
    Vec::new()
}
