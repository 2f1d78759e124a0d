//! `oasst`: `OpenAssistant`'s message trees, one line per tree; `oasst-messages`: the same messages as flat rows, as on Hugging Face.
//!
//! In: one record. Out: a tree for every first message. Regenerated replies and edited questions are siblings; replies that were all compared
//! with each other are ranked. Explicit thumbs are emojis. Not here: peer reviews, users, times.
//! A tree deeper than [`DEEPEST`] messages is left out of `oasst`, whose lines nest: readers stop at some depth. The flat rows have it.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use shared::conversation::{MessageId, Role};
use shared::feedback::SignalKind;
use shared::feedback::evidence::{Input, What};
use shared::feedback::pairs::{self, Winner};
use shared::record::RecordMessage;

use super::columns::{
    Column, Field, NO_TIME, NOBODY, NOT_MODERATED, TEXTS, Type, WHOSE, column, empty, noted,
};
use super::item::Item;
use super::{Feedback, Format, Table};

/// JSON readers allow some hundred levels, and each message takes two.
const DEEPEST: usize = 50;

pub(super) const FORMAT: Format = Format {
    name: "oasst",
    aliases: &["oasst-trees"],
    what: "One tree of messages per line, siblings ranked where they were compared: OpenAssistant's readers and trainers",
    loads: "oasst_data.read_message_trees('PATH')",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "trees",
        columns: TREE,
        more: WHOSE,
        rows: trees,
    }],
    also: None,
};

pub(super) const FLAT: Format = Format {
    name: "oasst-messages",
    aliases: &["oasst-flat"],
    what: "One message per row with its parent and tree, as oasst1 and oasst2 on Hugging Face",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "messages",
        columns: MESSAGE,
        more: WHOSE,
        rows: messages,
    }],
    also: None,
};

const NO_PEERS: &str = "no peer reviews messages";

const TREE: &[Column] = &[
    noted("message_tree_id", Type::Text, "the id of its first message"),
    noted(
        "tree_state",
        Type::Text,
        "`ready_for_export`: the pool accepted and published the record",
    ),
    noted(
        "prompt",
        Type::Json,
        "the first message with `replies`; of each message `user_id`, `review_count`, `review_result`, `events` and `tree_state` are null",
    ),
    noted("origin", Type::Text, "the site's id, never an address"),
];

const MESSAGE: &[Column] = &[
    column("message_id", Type::Text),
    column("parent_id", Type::Text),
    empty("user_id", Type::Text, NOBODY),
    empty("created_date", Type::Text, NO_TIME),
    column("text", Type::Text),
    noted("role", Type::Text, "prompter or assistant"),
    noted("lang", Type::Text, "ISO 639-1; null where it is not clear"),
    empty("review_count", Type::Int, NO_PEERS),
    empty("review_result", Type::Bool, NO_PEERS),
    noted(
        "deleted",
        Type::Bool,
        "always false: what was taken back is not here",
    ),
    noted(
        "rank",
        Type::Int,
        "0 is best; only where all siblings were compared with each other",
    ),
    noted("synthetic", Type::Bool, "whether a model wrote it"),
    column("model_name", Type::Text),
    empty(
        "detoxify",
        Type::Struct(&[
            Field("toxicity", Type::Float),
            Field("severe_toxicity", Type::Float),
            Field("obscene", Type::Float),
            Field("identity_attack", Type::Float),
            Field("insult", Type::Float),
            Field("threat", Type::Float),
            Field("sexual_explicit", Type::Float),
        ]),
        NOT_MODERATED,
    ),
    column("message_tree_id", Type::Text),
    noted(
        "tree_state",
        Type::Text,
        "`ready_for_export`: the pool accepted and published the record",
    ),
    noted(
        "emojis",
        Type::Struct(&[Field("name", TEXTS), Field("count", Type::List(&Type::Int))]),
        "explicit thumbs and reports: +1, -1, red_flag",
    ),
    noted(
        "labels",
        Type::Struct(&[
            Field("name", TEXTS),
            Field("value", Type::List(&Type::Float)),
            Field("count", Type::List(&Type::Int)),
        ]),
        "`helpfulness`, the contributor's own score from 0 to 1",
    ),
];
const STATE: &str = "ready_for_export";

fn trees(item: &Item<'_>) -> Vec<Value> {
    let ranks = ranks(item);
    let judged = given(item);
    let mut depths: HashMap<&MessageId, usize> = HashMap::new();
    let mut roots: HashMap<&MessageId, &MessageId> = HashMap::new();
    let mut deepest: HashMap<&MessageId, usize> = HashMap::new();
    for message in &item.record.messages {
        let parent = message.parent_id.as_ref();
        let depth = parent.and_then(|id| depths.get(id)).map_or(1, |depth| depth + 1);
        let root = parent
            .and_then(|id| roots.get(id).copied())
            .unwrap_or(&message.id);
        depths.insert(&message.id, depth);
        roots.insert(&message.id, root);
        let most = deepest.entry(root).or_default();
        *most = depth.max(*most);
    }
    item.below(None)
        .iter()
        .filter(|root| root.role == Role::User && !item.below(Some(&root.id)).is_empty())
        .filter(|root| deepest.get(&root.id).is_some_and(|depth| *depth <= DEEPEST))
        .map(|root| {
            json!({
                "message_tree_id": item.global(&root.id),
                "tree_state": STATE,
                "prompt": node(item, root, &ranks, &judged),
                "origin": item.record.site,
            })
        })
        .collect()
}

/// One message with everything below it; the caller has seen to it that this is not deep.
fn node(
    item: &Item<'_>,
    message: &RecordMessage,
    ranks: &HashMap<&MessageId, usize>,
    judged: &HashMap<&MessageId, Given>,
) -> Value {
    let replies: Vec<Value> = item
        .below(Some(&message.id))
        .iter()
        .map(|reply| node(item, reply, ranks, judged))
        .collect();
    let given = judged.get(&message.id);
    let labels: Map<String, Value> = given
        .and_then(|given| given.helpfulness)
        .map(|value| ("helpfulness".to_owned(), json!({ "value": value, "count": 1 })))
        .into_iter()
        .collect();
    let emojis: Map<String, Value> = given
        .map(|given| given.emojis.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|name| ((*name).to_owned(), json!(1)))
        .collect();
    json!({
        "message_id": item.global(&message.id),
        "parent_id": message.parent_id.as_ref().map(|id| item.global(id)),
        "user_id": null,
        "text": message.text,
        "role": role(message.role),
        "lang": message.lang,
        "review_count": null,
        "review_result": null,
        "deleted": false,
        "rank": ranks.get(&message.id),
        "synthetic": message.role == Role::Assistant,
        "model_name": message.model,
        "emojis": emojis,
        "replies": replies,
        "labels": labels,
        "events": null,
        "tree_state": null,
    })
}

fn messages(item: &Item<'_>) -> Vec<Value> {
    let ranks = ranks(item);
    let judged = given(item);
    let mut roots: HashMap<&MessageId, &MessageId> = HashMap::new();
    let mut rows = vec![];
    for message in &item.record.messages {
        let root = message
            .parent_id
            .as_ref()
            .and_then(|id| roots.get(id).copied())
            .unwrap_or(&message.id);
        roots.insert(&message.id, root);
        let given = judged.get(&message.id);
        let emojis = given
            .map(|given| given.emojis.as_slice())
            .filter(|names| !names.is_empty());
        let helpfulness = given.and_then(|given| given.helpfulness);
        rows.push(json!({
            "message_id": item.global(&message.id),
            "parent_id": message.parent_id.as_ref().map(|id| item.global(id)),
            "text": message.text,
            "role": role(message.role),
            "lang": message.lang,
            "deleted": false,
            "rank": ranks.get(&message.id),
            "synthetic": message.role == Role::Assistant,
            "model_name": message.model,
            "message_tree_id": item.global(root),
            "tree_state": STATE,
            "emojis": emojis.map(|names| json!({ "name": names, "count": vec![1; names.len()] })),
            "labels": helpfulness.map(|value| json!({ "name": ["helpfulness"], "value": [value], "count": [1] })),
        }));
    }
    rows
}

fn role(role: Role) -> &'static str {
    match role {
        Role::User => "prompter",
        Role::Assistant => "assistant",
    }
}

/// What was given about one message.
#[derive(Default)]
struct Given {
    emojis: Vec<&'static str>,
    helpfulness: Option<f64>,
}

/// Nothing, where inferred feedback was asked for.
fn given<'a>(item: &Item<'a>) -> HashMap<&'a MessageId, Given> {
    let mut found: HashMap<&MessageId, Given> = HashMap::new();
    if item.given != crate::judged::Given::Explicit {
        return found;
    }
    for (message, inputs) in item.evidence() {
        let given = found.entry(&message.id).or_default();
        for name in inputs.iter().filter_map(emoji) {
            if !given.emojis.contains(&name) {
                given.emojis.push(name);
            }
        }
    }
    for message in &item.record.messages {
        if let Some(score) = item.scores(&message.id).helpfulness {
            found.entry(&message.id).or_default().helpfulness = Some(f64::from(score - 1) / 4.0);
        }
    }
    found
}

fn emoji(input: &Input) -> Option<&'static str> {
    match &input.what {
        What::Rating => Some(if input.polarity > 0.0 { "+1" } else { "-1" }),
        What::Signal { kind, .. } => match kind {
            SignalKind::ThumbsUp => Some("+1"),
            SignalKind::ThumbsDown => Some("-1"),
            SignalKind::Report => Some("red_flag"),
            _ => None,
        },
        What::Label { .. } => None,
    }
}

/// The place of each reply among its siblings, where every two of them were compared and one of them was better.
fn ranks<'a>(item: &Item<'a>) -> HashMap<&'a MessageId, usize> {
    let mut lost: HashMap<&MessageId, usize> = HashMap::new();
    let mut compared: HashMap<Option<&MessageId>, usize> = HashMap::new();
    let found: Vec<_> = pairs::comparisons(item.record)
        .into_iter()
        .filter(|found| item.given.is(found.explicit))
        .collect();
    for comparison in &found {
        let (Some(first), Some(second)) = (item.message(&comparison.first), item.message(&comparison.second))
        else {
            continue;
        };
        let loser = match comparison.winner {
            Winner::First => second,
            Winner::Second => first,
            Winner::Tie | Winner::BothBad => continue,
        };
        if first.parent_id == second.parent_id {
            *lost.entry(&loser.id).or_default() += 1;
            *compared.entry(first.parent_id.as_ref()).or_default() += 1;
        }
    }
    let mut ranks = HashMap::new();
    for (parent, pairs) in compared {
        let siblings = item.below(parent);
        let mut places: Vec<usize> = siblings
            .iter()
            .map(|reply| lost.get(&reply.id).copied().unwrap_or(0))
            .collect();
        let everyone = siblings.len() * (siblings.len() - 1) / 2;
        places.sort_unstable();
        // Choices that go round in a circle make no order.
        let ordered = places.iter().enumerate().all(|(place, lost)| place == *lost);
        if pairs == everyone && ordered {
            for reply in siblings {
                ranks.insert(&reply.id, lost.get(&reply.id).copied().unwrap_or(0));
            }
        }
    }
    ranks
}
