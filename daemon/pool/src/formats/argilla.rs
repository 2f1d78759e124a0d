//! `argilla`: replies to annotate, with what our detectors found as suggestions and what the person said as responses.
//!
//! In: one record. Out: a folder with `settings.json`, which `rg.Settings.from_json` reads, and `records.jsonl`, each line of which
//! `rg.Record.from_dict` reads: one line per reply of the record. What was found in a text is a suggestion with its agent and its score; what the
//! contributor said themselves is a response. A response must name a user: it is [`NOBODY`], to be replaced by an own one.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use shared::conversation::{MessageId, Role};
use shared::feedback::{Signal, SignalKind, Source};
use shared::record::{RecordMessage, Said};
use shared::scrub::{PiiType, Redaction};

use super::columns::{Column, Field, Type, WHOSE, column, noted};
use super::item::{Item, turns};
use super::{Also, Feedback, Format, Table};
use crate::release::columns::word;

pub(super) const FORMAT: Format = Format {
    name: "argilla",
    aliases: &[],
    what: "Replies to annotate, our findings as suggestions, the person's words as responses: correcting labels in Argilla",
    loads: "[rg.Record.from_dict(json.loads(line)) for line in open('PATH/records.jsonl')]",
    feedback: Feedback::None,
    purpose: None,
    tables: &[Table {
        name: "records",
        columns: COLUMNS,
        more: WHOSE,
        rows,
    }],
    also: Some(Also {
        name: "settings.json",
        text: settings,
    }),
};

/// The user of every response: no person.
pub(super) const NOBODY: &str = "00000000-0000-0000-0000-000000000000";
const PERSONAL: &str = "personal_data";
const GOOD: &str = "good";
const NEXT: &str = "feedback_in_next_turn";
const WHY: &str = "why";
const SCORES: [&str; 5] = [
    "helpfulness",
    "correctness",
    "coherence",
    "complexity",
    "verbosity",
];
/// What a turn can be, in the contributor's answers; `none` is no feedback at all.
const KINDS: [SignalKind; 6] = [
    SignalKind::Positive,
    SignalKind::AwareCorrection,
    SignalKind::AwareNoCorrection,
    SignalKind::Clarification,
    SignalKind::Rephrase,
    SignalKind::Refine,
];

const COLUMNS: &[Column] = &[
    noted("id", Type::Text, "the reply"),
    noted(
        "fields",
        Type::Struct(&[
            Field(
                "context",
                Type::List(&Type::Struct(&[
                    Field("role", Type::Text),
                    Field("content", Type::Text),
                ])),
            ),
            Field("reply", Type::Text),
            Field("next", Type::Text),
        ]),
        "`next` is what the person wrote then",
    ),
    noted(
        "metadata",
        Type::Json,
        "record, licence, site, month, model, language",
    ),
    noted(
        "suggestions",
        Type::Json,
        "by question: value, score and agent of what a detector or a rule found",
    ),
    noted("responses", Type::Json, "by question: what the contributor said"),
    column("vectors", Type::Json),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let thumbs = item.thumbs();
    let answers = answers(item);
    let mut rows = vec![];
    for reply in item
        .record
        .messages
        .iter()
        .filter(|message| message.role == Role::Assistant)
    {
        let Some(context) = item.before(reply) else {
            continue;
        };
        let next = item
            .below(Some(&reply.id))
            .iter()
            .find(|message| message.role == Role::User);
        let mut metadata = Map::new();
        metadata.insert("record_id".to_owned(), json!(item.line.record_id));
        metadata.insert("licence".to_owned(), json!(item.line.licence));
        metadata.insert("site".to_owned(), json!(item.record.site));
        metadata.insert("month".to_owned(), json!(item.record.month));
        for (name, value) in [("model", &reply.model), ("language", &reply.lang)] {
            if let Some(value) = value {
                metadata.insert(name.to_owned(), json!(value));
            }
        }
        let thumb = thumbs
            .get(&reply.id)
            .map(|good| if *good { "good" } else { "bad" });
        let labels = answers.get(&reply.id).map_or(&[][..], Vec::as_slice);
        rows.push(json!({
            "id": item.global(&reply.id),
            "fields": { "context": turns(&context), "reply": reply.text, "next": next.map_or("", |next| next.text.as_str()) },
            "metadata": metadata,
            "suggestions": suggestions(item, reply),
            "responses": responses(item, reply, thumb, labels),
            "vectors": {},
        }));
    }
    rows
}

fn suggestions(item: &Item<'_>, reply: &RecordMessage) -> Map<String, Value> {
    let mut found = Map::new();
    let by_rule: Vec<&Redaction> = reply
        .redactions
        .iter()
        .filter(|redaction| redaction.rule != "contributor")
        .collect();
    if !by_rule.is_empty() {
        let mut agents: Vec<&str> = by_rule.iter().map(|redaction| redaction.rule.as_str()).collect();
        agents.sort_unstable();
        agents.dedup();
        found.insert(
            PERSONAL.to_owned(),
            json!({
                "value": spans(&by_rule),
                "score": by_rule.iter().map(|redaction| redaction.confidence).collect::<Vec<_>>(),
                "agent": agents.join(" "),
                "type": "model",
            }),
        );
    }
    let read: Vec<&Signal> = item
        .signals(&reply.id)
        .iter()
        .copied()
        .filter(|signal| signal.source == Source::Reply && KINDS.contains(&signal.kind))
        .collect();
    if !read.is_empty() {
        let (mut values, mut scores, mut agents): (Vec<String>, Vec<f64>, Vec<&str>) =
            (vec![], vec![], vec![]);
        for signal in read {
            let value = word(&signal.kind);
            if !values.contains(&value) {
                values.push(value);
                scores.push(signal.confidence);
            }
            if !agents.contains(&signal.detector.as_str()) {
                agents.push(&signal.detector);
            }
        }
        found.insert(
            NEXT.to_owned(),
            json!({ "value": values, "score": scores, "agent": agents.join(" "), "type": "model" }),
        );
    }
    found
}

fn responses(
    item: &Item<'_>,
    reply: &RecordMessage,
    thumb: Option<&str>,
    labels: &[String],
) -> Map<String, Value> {
    let mut said = Map::new();
    let mut say = |question: &str, value: Value| {
        said.insert(
            question.to_owned(),
            json!([{ "value": value, "user_id": NOBODY, "status": "submitted" }]),
        );
    };
    if let Some(thumb) = thumb {
        say(GOOD, json!(thumb));
    }
    if let Some(words) = item.words(&reply.id) {
        say(WHY, json!(words));
    }
    let marked: Vec<&Redaction> = reply
        .redactions
        .iter()
        .filter(|redaction| redaction.rule == "contributor")
        .collect();
    if !marked.is_empty() {
        say(PERSONAL, spans(&marked));
    }
    if !labels.is_empty() {
        say(NEXT, json!(labels));
    }
    let scores = item.scores(&reply.id);
    for (name, score) in SCORES.iter().zip(scores.each()) {
        if let Some(score) = score {
            say(name, json!(score));
        }
    }
    said
}

/// What the contributor said that the turn after each reply was.
fn answers<'a>(item: &Item<'a>) -> HashMap<&'a MessageId, Vec<String>> {
    let mut answers: HashMap<&MessageId, Vec<String>> = HashMap::new();
    let judgements = &item.record.judgements;
    for outcome in &judgements.outcomes {
        let Some(id) = &outcome.message_id else { continue };
        let label = match (outcome.said, outcome.label) {
            (Said::Confirmed, _) if KINDS.contains(&outcome.kind) => word(&outcome.kind),
            (Said::Corrected, Some(label)) => word(&label),
            _ => continue,
        };
        let labels = answers.entry(id).or_default();
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    for contest in judgements
        .contests
        .iter()
        .filter(|contest| KINDS.contains(&contest.kind))
    {
        let denied = || vec!["none".to_owned()];
        answers.entry(&contest.message_id).or_insert_with(denied);
    }
    answers
}

fn spans(redactions: &[&Redaction]) -> Value {
    redactions
        .iter()
        .map(|redaction| json!({ "start": redaction.start, "end": redaction.end, "label": redaction.kind.name() }))
        .collect()
}

fn settings() -> String {
    let options = |names: &[String]| -> Vec<Value> {
        names
            .iter()
            .map(|name| json!({ "value": name, "text": name }))
            .collect()
    };
    let question = |name: &str, title: &str, kind: &str, mut settings: Value, required: bool| {
        settings["type"] = json!(kind);
        json!({ "name": name, "title": title, "description": null, "required": required, "type": kind, "settings": settings })
    };
    let field = |name: &str, title: &str, kind: &str, required: bool| {
        json!({
            "name": name, "title": title, "required": required, "description": null, "type": kind,
            "settings": { "type": kind, "use_markdown": true },
        })
    };
    let types: Vec<String> = PiiType::all().map(|kind| kind.name().to_owned()).collect();
    let mut kinds: Vec<String> = KINDS.iter().map(word).collect();
    kinds.push("none".to_owned());
    let labels = ["good".to_owned(), "bad".to_owned()];
    let mut questions = vec![
        question(
            GOOD,
            "Is the reply good?",
            "label_selection",
            json!({ "options": options(&labels) }),
            true,
        ),
        question(
            PERSONAL,
            "Where was personal data, and where is some left?",
            "span",
            json!({ "field": "reply", "options": options(&types), "visible_options": null, "allow_overlapping": false }),
            false,
        ),
        question(
            NEXT,
            "What does the next message say about the reply?",
            "multi_label_selection",
            json!({ "options": options(&kinds), "visible_options": null, "options_order": "natural" }),
            false,
        ),
        question(WHY, "Why?", "text", json!({ "use_markdown": false }), false),
    ];
    for name in SCORES {
        let values: Vec<Value> = (1..=5).map(|value| json!({ "value": value })).collect();
        questions.push(question(
            name,
            name,
            "rating",
            json!({ "options": values }),
            false,
        ));
    }
    let metadata: Vec<Value> = ["record_id", "licence", "site", "month", "model", "language"]
        .iter()
        .map(|name| {
            json!({
                "name": name, "title": name, "visible_for_annotators": true,
                "settings": { "type": "terms", "values": null, "visible_for_annotators": true },
            })
        })
        .collect();
    let settings = json!({
        "guidelines": "Suggestions are what rules and models found; responses are what the contributor said. Texts are scrubbed: a placeholder like [EMAIL_1] stands for personal data that was removed.",
        "allow_extra_metadata": false,
        "distribution": { "strategy": "overlap", "min_submitted": 1 },
        "mapping": null,
        "fields": [
            field("context", "What was said before", "chat", true),
            field("reply", "The reply", "text", true),
            field("next", "What the person wrote next", "text", false),
        ],
        "questions": questions,
        "vectors": [],
        "metadata": metadata,
    });
    serde_json::to_string_pretty(&settings).expect("it has string keys")
}
