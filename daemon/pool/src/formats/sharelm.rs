//! `sharelm`: the eight columns of the `ShareLM` dataset.
//!
//! In: one record. Out: one line with exactly these columns: `conversation_id`, `conversation`, `model_name`,
//! `user_id`, `timestamp`, `source`, `user_metadata`, `conversation_metadata`.
//! What the pool never learns (`user_id`, `user_metadata`) is empty; `timestamp` is the month.

use serde_json::{Value, json};
use shared::feedback::{SignalKind, Source};

use super::{Format, Line};
use crate::release::columns::role;

pub(super) const FORMAT: Format = Format {
    name: "sharelm",
    what: "the eight columns of the ShareLM dataset",
    lines,
};

fn lines(line: &Line) -> Vec<Value> {
    let record = &line.record;
    let path: Vec<_> = record.branch.iter().filter_map(|id| record.message(id)).collect();
    let conversation: Vec<Value> = path
        .iter()
        .map(|message| json!({ "role": role(message.role), "content": message.text }))
        .collect();
    let model = path
        .iter()
        .find_map(|message| message.model.clone())
        .unwrap_or_default();
    let language = path
        .iter()
        .find_map(|message| message.lang.clone())
        .unwrap_or_default();
    let redacted = record
        .messages
        .iter()
        .any(|message| !message.redactions.is_empty());
    vec![json!({
        "conversation_id": line.record_id,
        "conversation": conversation,
        "model_name": model,
        "user_id": "",
        "timestamp": record.month,
        "source": record.site,
        "user_metadata": { "location": "", "age": "", "gender": "" },
        "conversation_metadata": {
            "rate": rate(line),
            "language": language,
            "redacted": if redacted { "true" } else { "false" },
            "toxic": "",
            "title": "",
            "custom_instruction": "",
            "status": "",
        },
    })]
}

/// The last explicit thumb of the conversation, in `ShareLM`'s words; inferred feedback is not a rating.
fn rate(line: &Line) -> &'static str {
    let rated = line
        .record
        .judgements
        .ratings
        .last()
        .map(|rating| rating.thumb > 0);
    let thumbed = || {
        let explicit = line
            .record
            .signals
            .iter()
            .rev()
            .filter(|signal| signal.source == Source::Explicit);
        explicit
            .filter_map(|signal| match signal.kind {
                SignalKind::ThumbsUp => Some(true),
                SignalKind::ThumbsDown => Some(false),
                _ => None,
            })
            .next()
    };
    match rated.or_else(thumbed) {
        Some(true) => "thumbup",
        Some(false) => "thumbdown",
        None => "",
    }
}
