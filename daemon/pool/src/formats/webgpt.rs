//! `webgpt`: two answers with the sources that they name, and which is better, with the columns of `WebGPT`'s comparisons.
//!
//! In: one record. Out: a line for every pair of replies to one question that were compared, if one of them names a source.
//! Not here: what the sources say (only their titles and addresses are kept), and tokens.

use serde_json::{Value, json};
use shared::feedback::pairs::Winner;
use shared::record::RecordMessage;

use super::columns::{Column, Field, TEXTS, TURNS, Type, WHY, empty, noted};
use super::item::{Compared, Item, because, question, turns};
use super::{Feedback, Format, Table};

pub(super) const FORMAT: Format = Format {
    name: "webgpt",
    aliases: &["webgpt-comparisons"],
    what: "Two answers with their citations and a score for each: reward models for answers that name sources",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "webgpt",
        columns: COLUMNS,
        more: MORE,
        rows,
    }],
    also: None,
};

const QUOTES: Type = Type::Struct(&[
    Field("title", TEXTS),
    Field("extract", TEXTS),
    Field("url", TEXTS),
]);
const TOKENS: Type = Type::Struct(&[
    Field("prefix", Type::List(&Type::Int)),
    Field("completion", Type::List(&Type::Int)),
]);
const NO_TOKENS: &str = "tokens belong to one model";
const QUOTED: &str = "`title` and `url` of each citation; every `extract` is null, since no page is fetched";

const COLUMNS: &[Column] = &[
    noted(
        "question",
        Type::Struct(&[
            Field("dataset", Type::Text),
            Field("full_text", Type::Text),
            Field("id", Type::Text),
        ]),
        "what was asked last; `dataset` is the pool's id",
    ),
    noted("quotes_0", QUOTES, QUOTED),
    noted("answer_0", Type::Text, "the reply"),
    empty("tokens_0", TOKENS, NO_TOKENS),
    noted(
        "score_0",
        Type::Float,
        "1 for the better one, −1 for the other, 0 for both where none was better",
    ),
    noted("quotes_1", QUOTES, QUOTED),
    noted("answer_1", Type::Text, "the reply"),
    empty("tokens_1", TOKENS, NO_TOKENS),
    noted("score_1", Type::Float, "−score_0"),
];
const MORE: &[Column] = &[
    noted("context", TURNS, "the turns before the question"),
    WHY[0],
    WHY[1],
    WHY[2],
    WHY[3],
    WHY[4],
    WHY[5],
    WHY[6],
    WHY[7],
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let cited = |compared: &Compared<'_>| {
        !compared.first.citations.is_empty() || !compared.second.citations.is_empty()
    };
    item.compared()
        .into_iter()
        .filter(cited)
        .map(|compared| {
            let score = match compared.found.winner {
                Winner::First => 1.0,
                Winner::Second => -1.0,
                Winner::Tie | Winner::BothBad => 0.0,
            };
            let (first, second) = (compared.first, compared.second);
            let before = compared.prompt.split_last().map_or(&[][..], |(_, before)| before);
            let asked = compared.prompt.last().map(|message| item.global(&message.id));
            let row = json!({
                "question": {
                    "dataset": item.release.pool_id, "full_text": question(&compared.prompt), "id": asked,
                },
                "quotes_0": quotes(first),
                "answer_0": first.text,
                "score_0": score,
                "quotes_1": quotes(second),
                "answer_1": second.text,
                // Minus nothing would be written as -0.0.
                "score_1": 0.0 - score,
                "context": turns(before),
            });
            because(row, &compared.about)
        })
        .collect()
}

fn quotes(reply: &RecordMessage) -> Value {
    let citations = &reply.citations;
    json!({
        "title": citations.iter().map(|citation| &citation.title).collect::<Vec<_>>(),
        "extract": vec![Value::Null; citations.len()],
        "url": citations.iter().map(|citation| &citation.url).collect::<Vec<_>>(),
    })
}
