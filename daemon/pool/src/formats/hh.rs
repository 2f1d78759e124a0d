//! `hh`: Anthropic's `hh-rlhf`, two transcripts that differ in their last reply, `{"chosen", "rejected"}`.
//!
//! In: one record. Out: a line for every pair of replies to one question with a better one. A text that itself says who speaks, in the
//! transcript's own words, would be read as another turn: such pairs are left out. So are conversations that a reply begins.

use serde_json::{Value, json};
use shared::conversation::Role;
use shared::record::RecordMessage;

use super::columns::{Column, Type, WHY, column};
use super::item::{Item, because};
use super::{Feedback, Format, Table};

pub(super) const FORMAT: Format = Format {
    name: "hh",
    aliases: &["hh-rlhf"],
    what: "Two transcripts, chosen and rejected, that differ in the last reply: reward models trained on hh-rlhf",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "hh",
        columns: COLUMNS,
        more: WHY,
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[column("chosen", Type::Text), column("rejected", Type::Text)];
const HUMAN: &str = "\n\nHuman:";
const ASSISTANT: &str = "\n\nAssistant:";

fn rows(item: &Item<'_>) -> Vec<Value> {
    let pair = |compared: super::item::Compared<'_>| {
        let (chosen, rejected) = compared.found.chosen_and_rejected()?;
        let transcript = |id| {
            let reply = item.message(id)?;
            compared
                .prompt
                .iter()
                .copied()
                .chain([reply])
                .map(said)
                .collect::<Option<String>>()
        };
        let alternates = compared
            .prompt
            .iter()
            .enumerate()
            .all(|(at, message)| (message.role == Role::User) == (at % 2 == 0));
        if !alternates {
            return None;
        }
        let row = json!({ "chosen": transcript(chosen)?, "rejected": transcript(rejected)? });
        Some(because(row, &compared.about))
    };
    item.compared().into_iter().filter_map(pair).collect()
}

fn said(message: &RecordMessage) -> Option<String> {
    let who = match message.role {
        Role::User => HUMAN,
        Role::Assistant => ASSISTANT,
    };
    let ambiguous = message.text.contains(HUMAN) || message.text.contains(ASSISTANT);
    (!ambiguous).then(|| format!("{who} {}", message.text))
}
