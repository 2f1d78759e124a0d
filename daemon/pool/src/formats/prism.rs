//! `prism`: the four tables of the PRISM alignment dataset: survey, conversations, utterances, metadata.
//!
//! In: one record. Out: one conversation, a row for every reply to a question of its visible path, and a row for every text about what was
//! found in it: the pair of "a machine said so" and "a person said so" is what scrubbing and its review have. The survey stays empty.
//! Not here: scores of 1–100, sliders, demographics.

use serde_json::{Value, json};
use shared::conversation::Role;
use shared::record::RecordMessage;

use super::columns::{
    Column, Field, NO_TIME, NOBODY, NOT_ASKED, NOT_MODERATED, Type, WHOSE, column, empty, noted,
};
use super::item::{Item, is_redacted};
use super::{Feedback, Format, Table, languages};

pub(super) const FORMAT: Format = Format {
    name: "prism",
    aliases: &[],
    what: "Conversations with several replies to a question, in PRISM's four tables: studies of whose preferences differ",
    loads: "pandas.read_json('PATH/utterances.jsonl', lines=True)",
    feedback: Feedback::None,
    purpose: None,
    tables: &[
        Table {
            name: "survey",
            columns: SURVEY,
            more: WHOSE,
            rows: |_| vec![],
        },
        Table {
            name: "conversations",
            columns: CONVERSATIONS,
            more: WHOSE,
            rows: conversations,
        },
        Table {
            name: "utterances",
            columns: UTTERANCES,
            more: WHOSE,
            rows: utterances,
        },
        Table {
            name: "metadata",
            columns: METADATA,
            more: WHOSE,
            rows: metadata,
        },
    ],
    also: None,
};

const NOT_SAMPLED: &str = "nobody was sampled";
const SLIDERS: Type = Type::Struct(&[
    Field("values", Type::Int),
    Field("fluency", Type::Int),
    Field("factuality", Type::Int),
    Field("safety", Type::Int),
    Field("diversity", Type::Int),
    Field("creativity", Type::Int),
    Field("helpfulness", Type::Int),
]);

const SURVEY: &[Column] = &[
    empty("user_id", Type::Text, NOBODY),
    empty("survey_only", Type::Bool, NOBODY),
    empty("num_completed_conversations", Type::Int, NOBODY),
    empty("consent", Type::Text, NOBODY),
    empty("consent_age", Type::Text, NOBODY),
    empty("lm_familiarity", Type::Text, NOBODY),
    empty("lm_indirect_use", Type::Text, NOBODY),
    empty("lm_direct_use", Type::Text, NOBODY),
    empty("lm_frequency_use", Type::Text, NOBODY),
    empty("self_description", Type::Text, NOBODY),
    empty("system_string", Type::Text, NOBODY),
    empty("age", Type::Text, NOBODY),
    empty("gender", Type::Text, NOBODY),
    empty("employment_status", Type::Text, NOBODY),
    empty("education", Type::Text, NOBODY),
    empty("marital_status", Type::Text, NOBODY),
    empty("english_proficiency", Type::Text, NOBODY),
    empty("study_id", Type::Text, NOBODY),
    empty("study_locale", Type::Text, NOBODY),
    empty("religion", Type::Json, NOBODY),
    empty("ethnicity", Type::Json, NOBODY),
    empty("location", Type::Json, NOBODY),
    empty("lm_usecases", Type::Json, NOBODY),
    empty("stated_prefs", Type::Json, NOBODY),
    empty("order_lm_usecases", Type::Json, NOBODY),
    empty("order_stated_prefs", Type::Json, NOBODY),
    empty("generated_datetime", Type::Text, NOBODY),
    empty("timing_duration_s", Type::Float, NOBODY),
    empty("timing_duration_mins", Type::Float, NOBODY),
    empty("included_in_US_REP", Type::Bool, NOBODY),
    empty("included_in_UK_REP", Type::Bool, NOBODY),
    empty("included_in_balanced_subset", Type::Bool, NOBODY),
];

const CONVERSATIONS: &[Column] = &[
    column("conversation_id", Type::Text),
    empty("user_id", Type::Text, NOBODY),
    noted(
        "conversation_type",
        Type::Text,
        "always `unguided`: nobody set a topic",
    ),
    column("opening_prompt", Type::Text),
    column("conversation_turns", Type::Int),
    noted(
        "conversation_history",
        Type::List(&Type::Struct(&[
            Field("turn", Type::Int),
            Field("role", Type::Text),
            Field("content", Type::Text),
            Field("model_name", Type::Text),
            Field("model_provider", Type::Text),
            Field("score", Type::Int),
            Field("if_chosen", Type::Bool),
            Field("within_turn_id", Type::Int),
        ])),
        "`model_provider` and `score` are null; `if_chosen` is the reply that the conversation stands on",
    ),
    empty("performance_attributes", SLIDERS, NOT_ASKED),
    empty("choice_attributes", SLIDERS, NOT_ASKED),
    noted("open_feedback", Type::Text, "the contributor's note"),
    empty("generated_datetime", Type::Text, NO_TIME),
    empty("timing_duration_s", Type::Float, NO_TIME),
    empty("timing_duration_mins", Type::Float, NO_TIME),
    empty("included_in_balanced_subset", Type::Bool, NOT_SAMPLED),
];

const UTTERANCES: &[Column] = &[
    column("utterance_id", Type::Text),
    noted("interaction_id", Type::Text, "the question"),
    column("conversation_id", Type::Text),
    empty("user_id", Type::Text, NOBODY),
    column("turn", Type::Int),
    column("within_turn_id", Type::Int),
    noted(
        "conversation_type",
        Type::Text,
        "always `unguided`: nobody set a topic",
    ),
    column("user_prompt", Type::Text),
    column("model_response", Type::Text),
    column("model_name", Type::Text),
    empty(
        "model_provider",
        Type::Text,
        "sites name models, not who runs them",
    ),
    empty("score", Type::Int, NOT_ASKED),
    noted(
        "if_chosen",
        Type::Bool,
        "the reply that the conversation stands on",
    ),
    empty("included_in_balanced_subset", Type::Bool, NOT_SAMPLED),
];

const METADATA: &[Column] = &[
    noted("column_id", Type::Text, "user_prompt or model_response"),
    empty("user_id", Type::Text, NOBODY),
    column("conversation_id", Type::Text),
    noted("interaction_id", Type::Text, "of a question"),
    noted("utterance_id", Type::Text, "of a reply"),
    noted(
        "pii_flag",
        Type::Bool,
        "whether a rule or a model replaced personal data in it",
    ),
    noted(
        "pii_manual_flag",
        Type::Bool,
        "whether the contributor marked more; null if they did not look",
    ),
    noted(
        "language_flag",
        Type::Text,
        "English name; null where it is not clear",
    ),
    noted(
        "en_flag",
        Type::Bool,
        "whether it is English; null where it is not clear",
    ),
    empty("moderation_flag", Type::Bool, NOT_MODERATED),
];

/// A question of the visible path with every reply to it.
struct Round<'a> {
    question: &'a RecordMessage,
    replies: Vec<&'a RecordMessage>,
}

fn rounds<'a>(item: &Item<'a>) -> Vec<Round<'a>> {
    item.path()
        .into_iter()
        .filter(|message| message.role == Role::User)
        .map(|question| Round {
            replies: item
                .below(Some(&question.id))
                .iter()
                .copied()
                .filter(|reply| reply.role == Role::Assistant)
                .collect(),
            question,
        })
        .filter(|round| !round.replies.is_empty())
        .collect()
}

fn conversations(item: &Item<'_>) -> Vec<Value> {
    let rounds = rounds(item);
    let Some(first) = rounds.first() else {
        return vec![];
    };
    let mut history = vec![];
    for (turn, round) in rounds.iter().enumerate() {
        history.push(json!({ "turn": turn, "role": "user", "content": round.question.text }));
        for (within, reply) in round.replies.iter().enumerate() {
            history.push(json!({
                "turn": turn, "role": "model", "content": reply.text, "model_name": reply.model,
                "if_chosen": item.is_shown(reply), "within_turn_id": within,
            }));
        }
    }
    vec![json!({
        "conversation_id": item.line.record_id,
        "conversation_type": "unguided",
        "opening_prompt": first.question.text,
        "conversation_turns": rounds.len(),
        "conversation_history": history,
        "open_feedback": item.record.judgements.note,
    })]
}

fn utterances(item: &Item<'_>) -> Vec<Value> {
    let mut rows = vec![];
    for (turn, round) in rounds(item).iter().enumerate() {
        // Each reply repeats its question: `before` bounds how much that can be.
        for (within, reply) in round.replies.iter().enumerate() {
            if item.before(reply).is_none() {
                continue;
            }
            rows.push(json!({
                "utterance_id": item.global(&reply.id),
                "interaction_id": item.global(&round.question.id),
                "conversation_id": item.line.record_id,
                "turn": turn,
                "within_turn_id": within,
                "conversation_type": "unguided",
                "user_prompt": round.question.text,
                "model_response": reply.text,
                "model_name": reply.model,
                "if_chosen": item.is_shown(reply),
            }));
        }
    }
    rows
}

fn metadata(item: &Item<'_>) -> Vec<Value> {
    let by_hand = |message: &RecordMessage| {
        let marked = message
            .redactions
            .iter()
            .any(|redaction| redaction.rule == "contributor");
        (marked || item.record.scrub.reviewed).then_some(marked)
    };
    let row = |message: &RecordMessage, column: &str, interaction: String, utterance: Option<String>| {
        json!({
            "column_id": column,
            "conversation_id": item.line.record_id,
            "interaction_id": interaction,
            "utterance_id": utterance,
            "pii_flag": is_redacted(message) && message.redactions.iter().any(|redaction| redaction.rule != "contributor"),
            "pii_manual_flag": by_hand(message),
            "language_flag": message.lang.as_deref().and_then(languages::name),
            "en_flag": message.lang.as_deref().map(|code| code == "en"),
        })
    };
    let mut rows = vec![];
    for round in rounds(item) {
        let interaction = item.global(&round.question.id);
        rows.push(row(round.question, "user_prompt", interaction.clone(), None));
        for reply in &round.replies {
            let utterance = Some(item.global(&reply.id));
            rows.push(row(reply, "model_response", interaction.clone(), utterance));
        }
    }
    rows
}
