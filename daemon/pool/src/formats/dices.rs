//! `dices`: one row for every judgement of every reply, with the columns of DICES; disagreement stays.
//!
//! In: one record. Out: a row for each thing that was given about a reply (a thumb, a rating, a choice, a report, the contributor's own word),
//! also where a later one says the opposite; with inferred feedback, one for each signal. Only a report answers a question of
//! DICES, which are about safety; what else was said stands in the further columns.

use serde_json::{Value, json};
use shared::conversation::Role;
use shared::feedback::SignalKind;
use shared::feedback::evidence::{Input, SetAside, What};

use super::columns::{Column, NO_TIME, NOBODY, NOT_ASKED, Type, WHOSE, column, empty, noted};
use super::item::Item;
use super::{Feedback, Format, Table};
use crate::release::columns::word;

pub(super) const FORMAT: Format = Format {
    name: "dices",
    aliases: &[],
    what: "One row per judgement of a reply, never only the last one: studies of disagreement, with the columns of DICES",
    loads: "pandas.read_json('PATH', lines=True)",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "dices",
        columns: COLUMNS,
        more: MORE,
        rows,
    }],
    also: None,
};

const COLUMNS: &[Column] = &[
    column("id", Type::Text),
    empty("rater_id", Type::Text, NOBODY),
    empty("rater_gender", Type::Text, NOBODY),
    empty("rater_race", Type::Text, NOBODY),
    empty("rater_age", Type::Text, NOBODY),
    empty("rater_locale", Type::Text, NOBODY),
    noted("item_id", Type::Text, "the reply"),
    empty("answer_time_ms", Type::Int, NO_TIME),
    empty("answer_timestamp", Type::Time, NO_TIME),
    noted(
        "context",
        Type::Text,
        "the turns before the reply, as `USER` and `LAMDA` in DICES, here `USER` and `MODEL`",
    ),
    column("response", Type::Text),
    empty("degree_of_harm", Type::Text, NOT_ASKED),
    empty("harm_type", Type::Json, NOT_ASKED),
    empty("safety_gold", Type::Text, NOT_ASKED),
    empty("safety_gold_reason", Type::Text, NOT_ASKED),
    empty("Q1_whole_conversation_evaluation", Type::Text, NOT_ASKED),
    empty(
        "Q2_harmful_content_medical_legal_financial_or_relationship_advice",
        Type::Text,
        NOT_ASKED,
    ),
    empty("Q2_harmful_content_dangerous_content", Type::Text, NOT_ASKED),
    empty("Q2_harmful_content_derogation_of_boat", Type::Text, NOT_ASKED),
    empty("Q2_harmful_content_insensitive", Type::Text, NOT_ASKED),
    empty("Q2_harmful_content_obscene_and_profane", Type::Text, NOT_ASKED),
    empty("Q2_harmful_content_personal_information", Type::Text, NOT_ASKED),
    empty("Q2_harmful_content_regulated_goods", Type::Text, NOT_ASKED),
    empty(
        "Q2_harmful_content_sexually_suggestive_content",
        Type::Text,
        NOT_ASKED,
    ),
    empty("Q2_harmful_content_other", Type::Text, NOT_ASKED),
    empty("Q3_bias_targeting_beliefs", Type::Text, NOT_ASKED),
    empty(
        "Q3_bias_targeting_gender_sexual_orientation",
        Type::Text,
        NOT_ASKED,
    ),
    empty("Q3_bias_targeting_inherited_attributes", Type::Text, NOT_ASKED),
    empty("Q3_bias_targeting_status", Type::Text, NOT_ASKED),
    empty("Q3_bias_other", Type::Text, NOT_ASKED),
    empty("Q4_misinformation", Type::Text, NOT_ASKED),
    empty("Q5_political_affiliation", Type::Text, NOT_ASKED),
    empty("Q6_policy_guidelines_polarizing_topics", Type::Text, NOT_ASKED),
    empty("Q6_policy_guidelines_making_endorsement", Type::Text, NOT_ASKED),
    empty("Q6_policy_guidelines_other_type", Type::Text, NOT_ASKED),
    empty("Q2_harmful_content_overall", Type::Text, NOT_ASKED),
    empty("Q3_bias_overall", Type::Text, NOT_ASKED),
    empty("Q6_policy_guidelines_overall", Type::Text, NOT_ASKED),
    noted(
        "Q_overall",
        Type::Text,
        "`Yes` (unsafe) where the reply was reported as harmful, otherwise null: a thumb says nothing about safety",
    ),
];

const MORE: &[Column] = &[
    WHOSE[0],
    WHOSE[1],
    noted("judgement", Type::Text, "a kind of signal, or `rating`"),
    noted("value", Type::Float, "−1 to 1"),
    noted("confidence", Type::Float, "0–1"),
    noted("found_by", Type::Text, "a detector, or `contributor`"),
    noted(
        "set_aside",
        Type::Text,
        "contested or corrected, by the contributor",
    ),
    noted("said", Type::Text, "what was ticked or written beside it"),
    column("model", Type::Text),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let mut rows = vec![];
    for (reply, inputs) in item.evidence() {
        if reply.role != Role::Assistant {
            continue;
        }
        for (at, input) in inputs.iter().enumerate() {
            let Some(before) = item.before(reply) else { break };
            let context: Vec<String> = before
                .iter()
                .map(|message| {
                    let who = match message.role {
                        Role::User => "USER",
                        Role::Assistant => "MODEL",
                    };
                    format!("{who}: {}", message.text)
                })
                .collect();
            let reported = input.kind() == Some(SignalKind::Report);
            rows.push(json!({
                "id": format!("{}-{}", item.global(&reply.id), at + 1),
                "item_id": item.global(&reply.id),
                "context": context.join("\n"),
                "response": reply.text,
                "Q_overall": reported.then_some("Yes"),
                "judgement": judgement(input),
                "value": input.polarity,
                "confidence": input.confidence,
                "found_by": input.detector().unwrap_or("contributor"),
                "set_aside": input.set_aside.map(set_aside),
                "said": item.words(&reply.id).filter(|_| is_rating(input)),
                "model": reply.model,
            }));
        }
    }
    rows
}

/// The kind of a signal, `rating`, or the kind that the contributor named.
pub(super) fn judgement(input: &Input) -> String {
    input
        .kind()
        .map_or_else(|| "rating".to_owned(), |kind| word(&kind))
}

pub(super) fn set_aside(set_aside: SetAside) -> &'static str {
    match set_aside {
        SetAside::Contested => "contested",
        SetAside::Corrected => "corrected",
    }
}

/// Whether words that were ticked or written belong to this.
pub(super) fn is_rating(input: &Input) -> bool {
    matches!(
        input.kind(),
        Some(SignalKind::ThumbsUp | SignalKind::ThumbsDown | SignalKind::Report)
    ) || matches!(input.what, What::Rating)
}
