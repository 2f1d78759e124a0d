//! Chats as Open WebUI imports them: a history of messages that name their parents, with the thumbs in it.
//!
//! Left out: signals, sources. Thinking becomes the folded details that Open WebUI itself writes.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use shared::conversation::AsideKind;
use shared::record::RecordMessage;

use super::{Shown, role};

pub(super) fn chat(shown: &Shown) -> Value {
    let thumbs = shown.thumbs();
    let below = shown.below();
    let mut history = Map::new();
    for (place, message) in shown.messages.iter().enumerate() {
        let mut one = json!({
            "id": message.id,
            "parentId": message.parent_id,
            "childrenIds": below.get(&Some(&message.id)).map_or(&[][..], Vec::as_slice),
            "role": role(message.role),
            "content": content(message),
            "timestamp": shown.seconds(place),
        });
        if let Some(model) = &message.model {
            one["model"] = json!(model);
        }
        if let Some((up, said)) = thumbs.get(&message.id) {
            one["annotation"] = json!({"rating": if *up { 1 } else { -1 }, "comment": said.join("\n")});
        }
        history.insert(message.id.0.clone(), one);
    }
    let visible: Vec<&Value> = shown
        .visible()
        .filter_map(|message| history.get(&message.id.0))
        .collect();
    let models: Vec<&str> = shown.model().into_iter().collect();
    json!({
        "id": shown.id,
        "title": shown.title(),
        "created_at": shown.seconds(0),
        "updated_at": shown.seconds(shown.messages.len()),
        "chat": {
            "title": shown.title(),
            "models": models,
            "messages": visible,
            "timestamp": shown.seconds(0) * 1000,
            "history": {"currentId": shown.branch.last(), "messages": history},
        },
    })
}

fn content(message: &RecordMessage) -> String {
    let mut content = String::new();
    for aside in &message.asides {
        if aside.kind == AsideKind::Reasoning {
            let quoted = aside.text.lines().fold(String::new(), |mut all, line| {
                let _ = writeln!(all, "> {line}");
                all
            });
            let _ = writeln!(
                content,
                "<details type=\"reasoning\" done=\"true\">\n<summary>Thought</summary>\n{quoted}</details>\n"
            );
        }
    }
    content.push_str(&message.text);
    content
}
