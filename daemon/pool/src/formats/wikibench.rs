//! `wikibench`: every label of a reply beside the one that was agreed on, in the form of Wikibench's items.
//!
//! In: one record. Out: a line for every judged reply: `individualLabels` has each judgement, `primaryLabel` what all of them together say, and
//! nothing where they disagree. With inferred feedback, the labels are those of detectors. A Wikibench dump is one object
//! by `pageId`: read the lines into one. Not here: names and times.

use serde_json::{Value, json};
use shared::conversation::Role;
use shared::feedback::combine::{Leaning, verdicts};
use shared::feedback::evidence::{Input, Tier};

use super::columns::{Column, Field, Type, WHOSE, column, noted};
use super::dices::{is_rating, judgement};
use super::item::Item;
use super::{Feedback, Format, Table};
use crate::judged::Given;

/// Below this a label was not sure.
const SURE: f64 = 0.8;

pub(super) const FORMAT: Format = Format {
    name: "wikibench",
    aliases: &[],
    what: "Every single label of a reply beside the one that was agreed on: benchmarks that keep disagreement",
    loads: "{row['pageId']: row for row in map(json.loads, open('PATH'))}",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "wikibench",
        columns: COLUMNS,
        more: WHOSE,
        rows,
    }],
    also: None,
};

const LABEL: Type = Type::Struct(&[
    Field("userName", Type::Text),
    Field("label", Type::Text),
    Field("note", Type::Text),
    Field("origin", Type::Text),
    Field("created", Type::Time),
    Field("touched", Type::Time),
    Field("lowConfidence", Type::Bool),
    Field("category", Type::Text),
]);

const COLUMNS: &[Column] = &[
    noted("pageId", Type::Text, "the reply"),
    noted("entityType", Type::Text, "always `chatReply`"),
    column("entityId", Type::Text),
    noted(
        "entityNote",
        Type::Text,
        "the contributor's note on the conversation",
    ),
    noted(
        "facets",
        Type::Struct(&[Field(
            "helpful",
            Type::Struct(&[
                Field(
                    "primaryLabel",
                    Type::Struct(&[
                        Field("lastModifier", Type::Text),
                        Field("label", Type::Text),
                        Field("touched", Type::Time),
                        Field("autolabeled", Type::Bool),
                    ]),
                ),
                Field("individualLabels", Type::List(&LABEL)),
            ]),
        )]),
        "one facet, `helpful`; labels are good, bad or neither; `origin` is a detector or `contributor`, `category` the kind of judgement; `userName`, `lastModifier`, `created`, `touched` are always null",
    ),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let agreed: std::collections::HashMap<_, _> = verdicts(item.record)
        .into_iter()
        .filter(|verdict| verdict.tier == Some(Tier::Explicit))
        .map(|verdict| (verdict.message_id, verdict.leaning))
        .collect();
    item.evidence()
        .into_iter()
        .filter(|(reply, _)| reply.role == Role::Assistant)
        .map(|(reply, inputs)| {
            let labels: Vec<Value> = inputs
                .iter()
                .map(|input| {
                    json!({
                        "label": good_or_bad(input),
                        "note": item.words(&reply.id).filter(|_| is_rating(input)),
                        "origin": input.detector().unwrap_or("contributor"),
                        "lowConfidence": input.confidence < SURE || input.set_aside.is_some(),
                        "category": judgement(input),
                    })
                })
                .collect();
            let primary = match (item.given, agreed.get(&reply.id)) {
                // What was inferred is never the agreed label by itself.
                (Given::Explicit, Some(Leaning::Good)) => Some("good"),
                (Given::Explicit, Some(Leaning::Bad)) => Some("bad"),
                _ => None,
            };
            json!({
                "pageId": item.global(&reply.id),
                "entityType": "chatReply",
                "entityId": item.global(&reply.id),
                "entityNote": item.record.judgements.note,
                "facets": { "helpful": {
                    "primaryLabel": { "label": primary, "autolabeled": false },
                    "individualLabels": labels,
                }},
            })
        })
        .collect()
}

fn good_or_bad(input: &Input) -> &'static str {
    if input.polarity > 0.0 {
        "good"
    } else if input.polarity < 0.0 {
        "bad"
    } else {
        "neither"
    }
}
