//! Years of chats in the shape of a ChatGPT export, made up.
//!
//! In: how many bytes. Out: a zip of `conversations.json`, whose nodes carry what real ones carry (hidden beginnings, tools, replies that were
//! asked for again, ids, times, models), and `message_feedback.json`. The sentences are drawn from a few patterns and many words, in English,
//! German and Spanish, some with code or a mail address beside them, and no two conversations are the same.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What an archive holds.
pub(super) struct Archive {
    pub(super) bytes: u64,
    pub(super) packed: u64,
    pub(super) text: u64,
    pub(super) conversations: usize,
}

pub(super) fn write(path: &Path, bytes: u64) -> Archive {
    let mut zip = ZipWriter::new(BufWriter::new(
        File::create(path).expect("the archive can be made"),
    ));
    let options = SimpleFileOptions::default()
        .large_file(true)
        .compression_level(Some(1));
    zip.start_file("conversations.json", options)
        .expect("an entry can begin");
    let mut made = Archive {
        bytes: 0,
        packed: 0,
        text: 0,
        conversations: 0,
    };
    let mut thumbs = Vec::new();
    let mut chance = Chance(7);
    while made.bytes < bytes {
        let (conversation, said) = conversation(made.conversations, &mut chance, &mut thumbs);
        let start = if made.conversations == 0 { "[" } else { ", " };
        let line = format!("{start}{conversation}");
        zip.write_all(line.as_bytes())
            .expect("the archive can be written");
        made.bytes += line.len() as u64;
        made.text += said as u64;
        made.conversations += 1;
    }
    zip.write_all(b"]").expect("the archive can be written");
    zip.start_file("message_feedback.json", options)
        .expect("an entry can begin");
    serde_json::to_writer(&mut zip, &thumbs).expect("the archive can be written");
    zip.finish()
        .expect("the archive can be finished")
        .flush()
        .expect("the archive can be written");
    made.packed = std::fs::metadata(path).expect("it is there").len();
    made
}

/// A small generator of numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn id(&mut self) -> String {
        let mut part =
            |digits: usize| format!("{:0digits$x}", self.below(1 << 31) % (1 << (digits * 4).min(31)));
        format!(
            "{}-{}-{}-{}-{}{}",
            part(8),
            part(4),
            part(4),
            part(4),
            part(6),
            part(6)
        )
    }
}

/// One conversation as an item of `conversations.json`, and how many bytes were said in it.
fn conversation(number: usize, chance: &mut Chance, thumbs: &mut Vec<Value>) -> (Value, usize) {
    let id = chance.id();
    let tongue = chance.below(6).saturating_sub(3); // four of six in English
    let start = 1_680_000_000.0 + number as f64 * 977.0;
    let mut nodes = serde_json::Map::new();
    let mut said = 0;
    let root = chance.id();
    nodes.insert(
        root.clone(),
        json!({"id": root, "message": null, "parent": null, "children": []}),
    );
    let mut above = hang(
        &mut nodes,
        &root,
        chance,
        start,
        "system",
        "",
        &json!({"is_visually_hidden_from_conversation": true}),
    );
    for turn in 0..=chance.below(5) + chance.below(5) {
        let time = start + turn as f64 * 61.3;
        let mut question = sentences(chance, tongue, 1, 3);
        if turn == 0 {
            question = format!("This is journal entry {number}. {question}");
        } else if chance.below(6) == 0 {
            question = format!(
                "{} {question}",
                chance.one(&[
                    "Thanks, that works.",
                    "No, that is wrong.",
                    "Try again, shorter please.",
                    "Perfect!"
                ])
            );
        }
        if chance.below(20) == 0 {
            question = format!(
                "{question} Write to {}.{number}@post.{}.net.",
                chance.one(NOUNS[0]),
                chance.one(NOUNS[0])
            );
        }
        said += question.len();
        above = hang(
            &mut nodes,
            &above,
            chance,
            time,
            "user",
            &question,
            &json!({"timestamp_": "absolute", "serialization_metadata": {"custom_symbol_offsets": []}}),
        );
        if chance.below(10) == 0 {
            above = hang(
                &mut nodes,
                &above,
                chance,
                time + 1.0,
                "tool",
                "{\"result\": \"4 entries\"}",
                &json!({"command": "search", "status": "finished"}),
            );
        }
        // Every tenth reply was asked for once more: both are there, and the conversation goes on below either of them.
        let asked = above.clone();
        for again in 0..=usize::from(chance.below(10) == 0) {
            let reply = answer(chance, tongue);
            said += reply.len();
            let model = chance.one(&["gpt-4", "gpt-4o", "gpt-4o-mini", "o3"]);
            let request = chance.id();
            let node = hang(
                &mut nodes,
                &asked,
                chance,
                time + 4.0 + again as f64,
                "assistant",
                &reply,
                &json!({
                    "finish_details": {"type": "stop", "stop_tokens": [200_002]}, "is_complete": true, "citations": [], "content_references": [],
                    "message_type": null, "model_slug": model, "default_model_slug": "auto", "parent_id": asked, "request_id": request, "timestamp_": "absolute"
                }),
            );
            if again == 1 || chance.below(12) == 0 {
                thumbs.push(json!({"id": node, "conversation_id": id, "rating": chance.one(&["thumbs_up", "thumbs_down"]), "content": "{}", "create_time": "2024-05-01T10:00:00Z"}));
            }
            if again == 0 || chance.below(2) == 0 {
                above = node;
            }
        }
    }
    let conversation = json!({
        "title": sentences(chance, tongue, 1, 1), "create_time": start, "update_time": start + 900.0, "mapping": nodes,
        "moderation_results": [], "current_node": above, "plugin_ids": null, "conversation_id": id, "conversation_template_id": null,
        "gizmo_id": null, "is_archived": false, "safe_urls": [], "default_model_slug": "auto", "voice": null, "id": id
    });
    (conversation, said)
}

/// Hangs a message below another and gives its id.
fn hang(
    nodes: &mut serde_json::Map<String, Value>,
    above: &str,
    chance: &mut Chance,
    time: f64,
    role: &str,
    text: &str,
    metadata: &Value,
) -> String {
    let id = chance.id();
    if let Some(children) = nodes[above]["children"].as_array_mut() {
        children.push(json!(id));
    }
    nodes.insert(id.clone(), json!({
        "id": id, "parent": above, "children": [],
        "message": {
            "id": id, "author": {"role": role, "name": null, "metadata": {}}, "create_time": time, "update_time": null,
            "content": {"content_type": "text", "parts": [text]}, "status": "finished_successfully", "end_turn": role == "assistant",
            "weight": 1.0, "metadata": metadata, "recipient": "all", "channel": null
        }
    }));
    id
}

fn answer(chance: &mut Chance, tongue: usize) -> String {
    let mut text = sentences(chance, tongue, 2, 5);
    for _ in 0..chance.below(4) {
        text.push_str("\n\n");
        match chance.below(4) {
            0 => {
                for item in 1..=3 + chance.below(4) {
                    text.push_str(&format!("{item}. {}\n", sentences(chance, tongue, 1, 1)));
                }
            }
            1 => text.push_str(&format!(
                "```python\ndef {0}_{1}({2}):\n    total = 0\n    for {1} in {2}:\n        total += {1}.{3} * {4}\n    return total\n```",
                chance.one(&["count", "find", "sort", "load"]), chance.one(NOUNS[0]), chance.one(&["items", "rows", "values"]),
                chance.one(&["size", "weight", "price"]), chance.below(900)
            )),
            2 => text.push_str(&format!("## {}\n\n{}", chance.one(NOUNS[tongue]), sentences(chance, tongue, 2, 6))),
            _ => text.push_str(&sentences(chance, tongue, 3, 7)),
        }
    }
    text
}

fn sentences(chance: &mut Chance, tongue: usize, least: usize, most: usize) -> String {
    let count = least + chance.below(most - least + 1);
    let mut text = String::new();
    for number in 0..count {
        if number > 0 {
            text.push(' ');
        }
        let mut pattern = chance.one(PATTERNS[tongue]);
        while let Some((before, after)) = pattern.split_once('*') {
            text.push_str(before);
            text.push_str(chance.one(NOUNS[tongue]));
            pattern = after;
        }
        text.push_str(pattern);
    }
    text
}

const PATTERNS: [&[&str]; 3] = [
    &[
        "How do I keep the * from getting into the * when it rains?",
        "The * was older than the *, and nobody remembered who had made either of them.",
        "Could you explain why a * needs so much more time than a *?",
        "If you move the * closer to the *, you will see the difference at once.",
        "There are three ways to do it: with a *, with a *, or by hand.",
        "I would start with the *, because everything else depends on it.",
        "What would you change about this plan for the * and the *?",
        "It depends on how often you use the *; twice a week is usually enough.",
        "Note that the * does not have to be new, as long as it fits the *.",
        "Please write two paragraphs about a * that is looking for its *.",
    ],
    &[
        "Wie bekomme ich * und * in denselben Schrank, ohne dass etwas bricht?",
        "Das hängt davon ab, wie alt * ist und ob * noch gebraucht wird.",
        "Am besten beginnt man mit *, weil alles andere darauf aufbaut.",
        "Kannst du mir erklären, warum * so viel länger dauert als *?",
        "Es gibt drei Wege, und der kürzeste führt an * vorbei.",
    ],
    &[
        "¿Cómo puedo guardar * junto a * sin que se rompa nada?",
        "Depende de la edad de * y de si todavía hace falta *.",
        "Lo mejor es empezar con *, porque todo lo demás depende de eso.",
        "¿Puedes explicarme por qué * tarda mucho más que *?",
        "Hay tres caminos, y el más corto pasa por delante de *.",
    ],
];

const NOUNS: [&[&str]; 3] = [
    &[
        "garden", "kettle", "ladder", "window", "notebook", "bridge", "orchard", "compass", "blanket",
        "engine", "lantern", "pocket", "recipe", "shelf", "ticket", "umbrella", "violin", "wagon", "anchor",
        "basket", "candle", "drawer", "fence", "glove", "hammer", "island", "jacket", "kitchen", "letter",
        "mirror", "needle", "oven", "pillow", "quilt", "river", "spoon", "table", "valley", "whistle",
        "yard", "harbour", "pencil", "saddle", "thread", "village", "workshop", "bicycle", "chimney", "roof",
        "cellar",
    ],
    &[
        "der Garten",
        "die Leiter",
        "das Fenster",
        "die Brücke",
        "der Kessel",
        "das Heft",
        "die Laterne",
        "der Anker",
        "das Regal",
        "die Decke",
        "der Zaun",
        "die Nadel",
        "der Ofen",
        "das Kissen",
        "der Fluss",
        "der Löffel",
        "das Tal",
        "die Werkstatt",
        "das Dach",
    ],
    &[
        "el jardín",
        "la escalera",
        "la ventana",
        "el puente",
        "la tetera",
        "el cuaderno",
        "la linterna",
        "el ancla",
        "el estante",
        "la manta",
        "la valla",
        "la aguja",
        "el horno",
        "la almohada",
        "el río",
        "la cuchara",
        "el valle",
        "el taller",
        "el tejado",
    ],
];
