//! `ultrafeedback`: one question with every reply to it and what people said of each; `ultrafeedback-binarized`: the same as pairs.
//!
//! In: one record. Out: of the first a line for every question with several replies of which one was judged; of the second a line for every
//! pair with a better one. Scores are the contributor's own (1–5), never a model's: what was not scored is null.
//! Not here: principles and system prompts, which nobody set.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::conversation::Role;

use super::columns::{Column, Field, NOT_ASKED, TEXTS, TURNS, Type, WHOSE, WHY, column, empty, noted};
use super::item::{Compared, Item, because, question, turns};
use super::{Feedback, Format, Table};

pub(super) const FORMAT: Format = Format {
    name: "ultrafeedback",
    aliases: &[],
    what: "One question with several replies and what was said of each: reward models and rankings",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Explicit,
    purpose: None,
    tables: &[Table {
        name: "ultrafeedback",
        columns: COLUMNS,
        more: MORE,
        rows,
    }],
    also: None,
};

pub(super) const BINARIZED: Format = Format {
    name: "ultrafeedback-binarized",
    aliases: &[],
    what: "A prompt with a chosen and a rejected conversation: DPO recipes written for ultrafeedback_binarized",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "binarized",
        columns: PAIRS,
        more: WHY,
        rows: pairs,
    }],
    also: None,
};

const RATED: Type = Type::Struct(&[Field("Rating", Type::Text), Field("Rationale", Type::Text)]);
const TYPED: Type = Type::Struct(&[
    Field("Type", TEXTS),
    Field("Rationale", Type::Text),
    Field("Rating", Type::Text),
    Field("Rationale For Rating", Type::Text),
]);

const COLUMNS: &[Column] = &[
    noted("source", Type::Text, "the site's id, never an address"),
    noted("instruction", Type::Text, "what was asked last"),
    noted("models", TEXTS, "null where the page named none"),
    noted(
        "completions",
        Type::List(&Type::Struct(&[
            Field("model", Type::Text),
            Field("principle", Type::Text),
            Field("custom_system_prompt", Type::Text),
            Field("response", Type::Text),
            Field(
                "annotations",
                Type::Struct(&[
                    Field("instruction_following", RATED),
                    Field("honesty", RATED),
                    Field("truthfulness", TYPED),
                    Field("helpfulness", TYPED),
                ]),
            ),
            Field("overall_score", Type::Float),
            Field("fine-grained_score", Type::Float),
            Field("critique", Type::Text),
            Field("thumb", Type::Int),
        ])),
        "`helpfulness.Rating` is the contributor's score 1–5; the other annotations, `principle`, `custom_system_prompt`, `overall_score` and `fine-grained_score` are null; `critique` is what was ticked or written; `thumb` (not in the original) is 1 or −1",
    ),
    empty("correct_answers", TEXTS, NOT_ASKED),
    empty("incorrect_answers", TEXTS, NOT_ASKED),
];
const MORE: &[Column] = &[
    WHOSE[0],
    WHOSE[1],
    noted("context", TURNS, "the turns before the question"),
];

const PAIRS: &[Column] = &[
    noted("prompt", Type::Text, "what was asked last"),
    noted("prompt_id", Type::Text, "SHA-256 of the prompt"),
    column("chosen", TURNS),
    column("rejected", TURNS),
    noted("messages", TURNS, "as `chosen`"),
    noted(
        "score_chosen",
        Type::Float,
        "the contributor's score for helpfulness, 1–5; null if not scored",
    ),
    noted("score_rejected", Type::Float, "the same"),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let thumbs = item.thumbs();
    let thumb = |id| thumbs.get(id).map(|good| if *good { 1 } else { -1 });
    let questions = item
        .record
        .messages
        .iter()
        .filter(|message| message.role == Role::User);
    questions
        .filter_map(|asked| {
            let replies: Vec<_> = item
                .below(Some(&asked.id))
                .iter()
                .filter(|reply| reply.role == Role::Assistant)
                .collect();
            let judged = |id| thumb(id).is_some() || !item.scores(id).is_empty();
            if replies.len() < 2 || !replies.iter().any(|reply| judged(&reply.id)) {
                return None;
            }
            let context = item.before(replies[0])?;
            let completions: Vec<Value> = replies
                .iter()
                .map(|reply| {
                    let helpfulness = item.scores(&reply.id).helpfulness;
                    json!({
                        "model": reply.model,
                        "response": reply.text,
                        "annotations": { "helpfulness": helpfulness.map(|score| json!({ "Rating": score.to_string() })) },
                        "critique": item.words(&reply.id),
                        "thumb": thumb(&reply.id),
                    })
                })
                .collect();
            Some(json!({
                "source": item.record.site,
                "instruction": asked.text,
                "models": replies.iter().map(|reply| &reply.model).collect::<Vec<_>>(),
                "completions": completions,
                "context": turns(&context[..context.len() - 1]),
            }))
        })
        .collect()
}

fn pairs(item: &Item<'_>) -> Vec<Value> {
    let pair = |compared: Compared<'_>| {
        let (chosen, rejected) = compared.found.chosen_and_rejected()?;
        let (chosen, rejected) = (item.message(chosen)?, item.message(rejected)?);
        let with = |reply| turns(compared.prompt.iter().chain([&reply]));
        let asked = question(&compared.prompt);
        // A score is given as such: it has no place among inferred rows.
        let score = |id| {
            let scores = (item.given == crate::judged::Given::Explicit).then(|| item.scores(id));
            scores.and_then(|scores| scores.helpfulness).map(f64::from)
        };
        let row = json!({
            "prompt": asked,
            "prompt_id": data_encoding::HEXLOWER.encode(&Sha256::digest(asked)),
            "chosen": with(chosen),
            "rejected": with(rejected),
            "messages": with(chosen),
            "score_chosen": score(&chosen.id),
            "score_rejected": score(&rejected.id),
        });
        Some(because(row, &compared.about))
    };
    item.compared().into_iter().filter_map(pair).collect()
}
