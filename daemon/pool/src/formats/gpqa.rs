//! `gpqa`: a question with a right and wrong answers, with the columns of GPQA that a record can fill.
//!
//! In: one record that allows evaluation. Out: a line for every first question of which one reply was explicitly judged good and another bad.
//! Nobody has said that its contributor is an expert, and no expert validated it: whoever wants an exam adds that.

use std::collections::HashMap;

use serde_json::{Value, json};
use shared::consent::Purpose;

use super::columns::{Column, NOBODY, NOT_ASKED, Type, WHOSE, empty, noted};
use super::item::Item;
use super::{Feedback, Format, Table};

pub(super) const FORMAT: Format = Format {
    name: "gpqa",
    aliases: &[],
    what: "A question with an answer judged good and others judged bad: items for an exam that experts still have to validate",
    loads: "pandas.read_json('PATH', lines=True)",
    feedback: Feedback::Explicit,
    purpose: Some(Purpose::Evaluate),
    tables: &[Table {
        name: "gpqa",
        columns: COLUMNS,
        more: WHOSE,
        rows,
    }],
    also: None,
};

const NOT_REVISED: &str = "nobody revises a conversation after it took place";
const NOT_VALIDATED: &str = "no expert validated it";

const COLUMNS: &[Column] = &[
    empty("Pre-Revision Question", Type::Text, NOT_REVISED),
    empty("Pre-Revision Correct Answer", Type::Text, NOT_REVISED),
    empty("Pre-Revision Incorrect Answer 1", Type::Text, NOT_REVISED),
    empty("Pre-Revision Incorrect Answer 2", Type::Text, NOT_REVISED),
    empty("Pre-Revision Incorrect Answer 3", Type::Text, NOT_REVISED),
    empty("Pre-Revision Explanation", Type::Text, NOT_REVISED),
    empty(
        "Self-reported question-writing time (minutes)",
        Type::Float,
        NOT_ASKED,
    ),
    noted("Question", Type::Text, "a question that begins its conversation"),
    noted(
        "Correct Answer",
        Type::Text,
        "a reply that the contributor judged good",
    ),
    noted(
        "Incorrect Answer 1",
        Type::Text,
        "a reply that the contributor judged bad",
    ),
    noted("Incorrect Answer 2", Type::Text, "another one, if there is"),
    noted("Incorrect Answer 3", Type::Text, "another one, if there is"),
    noted(
        "Explanation",
        Type::Text,
        "what was ticked or written beside the ratings, or the contributor's note",
    ),
    empty(
        "Revision Comments (from Question Writer)",
        Type::Text,
        NOT_REVISED,
    ),
    empty("Subdomain", Type::Text, NOT_ASKED),
    empty("Writer's Difficulty Estimate", Type::Text, NOT_ASKED),
    empty("Extra Revised Question", Type::Text, NOT_REVISED),
    empty("Extra Revised Explanation", Type::Text, NOT_REVISED),
    empty("Extra Revised Correct Answer", Type::Text, NOT_REVISED),
    empty("Extra Revised Incorrect Answer 1", Type::Text, NOT_REVISED),
    empty("Extra Revised Incorrect Answer 2", Type::Text, NOT_REVISED),
    empty("Extra Revised Incorrect Answer 3", Type::Text, NOT_REVISED),
    empty("Non-Expert Validator Accuracy", Type::Float, NOT_VALIDATED),
    empty("Majority Non-Expert Vals Incorrect", Type::Float, NOT_VALIDATED),
    empty("Expert Validator Accuracy", Type::Float, NOT_VALIDATED),
    noted("Record ID", Type::Text, "the question"),
    empty("High-level domain", Type::Text, NOT_ASKED),
    empty("Question Writer", Type::Text, NOBODY),
    empty("Feedback_EV_1", Type::Text, NOT_VALIDATED),
    empty("Validator Revision Suggestion_EV_1", Type::Text, NOT_VALIDATED),
    empty("Is First Feedback Instance_EV_1", Type::Bool, NOT_VALIDATED),
    empty("Validator Answered Correctly_EV_1", Type::Bool, NOT_VALIDATED),
    empty("Validator_EV_1", Type::Text, NOBODY),
    noted(
        "Canary String",
        Type::Text,
        "the release's; null where it has none",
    ),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let mut asked = HashMap::new();
    let mut order = vec![];
    let canary = Some(&item.release.canary).filter(|canary| !canary.is_empty());
    for judged in item.judged() {
        let [question] = judged.prompt[..] else { continue };
        let replies = asked.entry(&question.id).or_insert_with(|| {
            order.push(question);
            vec![]
        });
        replies.push((judged.reply, judged.found.good));
    }
    order
        .into_iter()
        .filter_map(|question| {
            let replies = asked.get(&question.id)?;
            let (right, _) = replies.iter().find(|(_, good)| *good)?;
            let wrong: Vec<_> = replies.iter().filter(|(_, good)| !good).collect();
            wrong.first()?;
            let wrong_answer = |at: usize| wrong.get(at).map(|(reply, _)| &reply.text);
            let words: Vec<String> = replies
                .iter()
                .filter_map(|(reply, _)| item.words(&reply.id))
                .collect();
            let explanation = (!words.is_empty())
                .then(|| words.join("\n"))
                .or_else(|| item.record.judgements.note.clone());
            Some(json!({
                "Question": question.text,
                "Correct Answer": right.text,
                "Incorrect Answer 1": wrong_answer(0),
                "Incorrect Answer 2": wrong_answer(1),
                "Incorrect Answer 3": wrong_answer(2),
                "Explanation": explanation,
                "Record ID": item.global(&question.id),
                "Canary String": canary,
            }))
        })
        .collect()
}
