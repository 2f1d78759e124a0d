//! `messages`: the visible branch as `{"messages": [{"role", "content"}]}`, for TRL and for OpenAI's tools.
//!
//! In: one record. Out: one line, or none if nobody answered. Feedback has no place in this format.
//! Leading replies without a question and trailing questions without a reply are left out.

use serde_json::{Value, json};
use shared::conversation::Role;

use super::{Format, Line};
use crate::release::columns::{role, word};

pub(super) const FORMAT: Format = Format {
    name: "messages",
    what: "the visible branch as a list of role and content (TRL, OpenAI)",
    lines,
};

fn lines(line: &Line) -> Vec<Value> {
    let mut path: Vec<_> = line
        .record
        .branch
        .iter()
        .filter_map(|id| line.record.message(id))
        .collect();
    while path.last().is_some_and(|message| message.role == Role::User) {
        path.pop();
    }
    let first_question = path.iter().position(|message| message.role == Role::User);
    let Some(first_question) = first_question else {
        return vec![];
    };
    let messages: Vec<Value> = path[first_question..]
        .iter()
        .map(|message| json!({ "role": role(message.role), "content": message.text }))
        .collect();
    vec![json!({ "messages": messages, "record_id": line.record_id, "licence": word(&line.licence) })]
}
