//! `kto`: TRL's unpaired preference, `{"prompt", "completion", "label"}`, one line per judged reply.
//!
//! In: one record. Out: a line for every reply that got an explicit judgement (a thumb, a rating); the last one counts.
//! Inferred signals are not judgements and are left out, as are signals that their contributor contests.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::conversation::{MessageId, Role};
use shared::feedback::{Signal, SignalKind, Source};
use shared::record::{Record, RecordMessage};

use super::{Format, Line};
use crate::release::columns::{is_contested, role, word};

pub(super) const FORMAT: Format = Format {
    name: "kto",
    what: "one line per reply that was explicitly judged (TRL)",
    lines,
};

fn lines(line: &Line) -> Vec<Value> {
    let record = &line.record;
    let row = |(id, good): (&MessageId, bool)| {
        let reply = record
            .message(id)
            .filter(|message| message.role == Role::Assistant)?;
        let prompt = path_to(record, reply);
        // A reply without a question before it is no answer to anything.
        prompt.iter().find(|message| message.role == Role::User)?;
        Some(json!({
            "prompt": prompt.iter().map(|message| turn(message)).collect::<Vec<_>>(),
            "completion": [turn(reply)],
            "label": good,
            "record_id": line.record_id,
            "licence": word(&line.licence),
        }))
    };
    judged(record).into_iter().filter_map(row).collect()
}

/// The explicit judgement of each message; what a contributor rated in the dashboard stands over a thumb on the page.
fn judged(record: &Record) -> BTreeMap<&MessageId, bool> {
    let thumbs = record.signals.iter().filter_map(|signal| {
        let counts = signal.source == Source::Explicit && !is_contested(record, signal);
        Some((&signal.message_id, is_good(signal).filter(|_| counts)?))
    });
    let ratings = record.judgements.ratings.iter();
    thumbs
        .chain(ratings.map(|rating| (&rating.message_id, rating.thumb > 0)))
        .collect()
}

fn is_good(signal: &Signal) -> Option<bool> {
    match signal.kind {
        SignalKind::ThumbsUp => Some(true),
        SignalKind::ThumbsDown => Some(false),
        _ => None,
    }
}

/// The messages before a reply, first to last.
fn path_to<'a>(record: &'a Record, reply: &RecordMessage) -> Vec<&'a RecordMessage> {
    let mut path = Vec::new();
    let mut above = reply.parent_id.as_ref().and_then(|id| record.message(id));
    while let Some(message) = above {
        path.push(message);
        above = message.parent_id.as_ref().and_then(|id| record.message(id));
    }
    path.reverse();
    path
}

fn turn(message: &RecordMessage) -> Value {
    json!({ "role": role(message.role), "content": message.text })
}
