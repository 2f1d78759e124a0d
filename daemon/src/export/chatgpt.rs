//! A zip in the form of a ChatGPT export: `conversations.json`, each conversation a mapping of nodes, and `message_feedback.json`.
//!
//! Left out: signals, sources, thinking. Ids are those of the records, and times only say the order of the messages.

use std::io::{self, Write};

use serde_json::{Map, Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Rewind, Shown, role};

/// The node above all others, which every conversation of such an export has.
const ROOT: &str = "root";

/// An archive that is being written.
pub(super) trait Archive {
    fn conversation(&mut self, shown: &Shown, is_first: bool) -> io::Result<()>;
    fn finish(self: Box<Self>) -> io::Result<()>;
}

struct Zip<F: Rewind> {
    zip: ZipWriter<F>,
    /// Beside the conversations, so they are written after them: a few bytes for each thumb.
    feedback: Vec<Value>,
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().large_file(true)
}

pub(super) fn begin(file: impl Rewind) -> io::Result<Box<dyn Archive>> {
    let mut zip = ZipWriter::new(file);
    zip.start_file("conversations.json", options())?;
    zip.write_all(b"[")?;
    Ok(Box::new(Zip {
        zip,
        feedback: Vec::new(),
    }))
}

impl<F: Rewind> Archive for Zip<F> {
    fn conversation(&mut self, shown: &Shown, is_first: bool) -> io::Result<()> {
        for (message, (up, said)) in shown.thumbs() {
            self.feedback.push(json!({
                "id": message,
                "conversation_id": shown.id,
                "rating": if up { "thumbs_up" } else { "thumbs_down" },
                "content": if said.is_empty() { "{}".to_owned() } else { json!({"text": said.join("\n")}).to_string() },
            }));
        }
        write!(
            self.zip,
            "{}\n{}",
            if is_first { "" } else { "," },
            conversation(shown)
        )
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.zip.write_all(b"\n]\n")?;
        self.zip.start_file("message_feedback.json", options())?;
        serde_json::to_writer(&mut self.zip, &self.feedback)?;
        self.zip.finish()?.flush()
    }
}

fn conversation(shown: &Shown) -> Value {
    let all_below = shown.below();
    let below = |above| all_below.get(&above).map_or(&[][..], Vec::as_slice);
    let mut mapping = Map::new();
    mapping.insert(
        ROOT.to_owned(),
        json!({"id": ROOT, "message": null, "parent": null, "children": below(None)}),
    );
    for (place, message) in shown.messages.iter().enumerate() {
        let parent = message.parent_id.as_ref().map_or(ROOT, |id| id.0.as_str());
        mapping.insert(message.id.0.clone(), json!({
            "id": message.id,
            "parent": parent,
            "children": below(Some(&message.id)),
            "message": {
                "id": message.id,
                "author": {"role": role(message.role), "name": null, "metadata": {}},
                "create_time": shown.seconds(place),
                "content": {"content_type": "text", "parts": [message.text]},
                "status": "finished_successfully",
                "weight": 1.0,
                "metadata": message.model.as_ref().map_or_else(|| json!({}), |model| json!({"model_slug": model})),
                "recipient": "all",
            },
        }));
    }
    json!({
        "id": shown.id,
        "conversation_id": shown.id,
        "title": shown.title(),
        "create_time": shown.seconds(0),
        "update_time": shown.seconds(shown.messages.len()),
        "current_node": shown.branch.last(),
        "mapping": mapping,
    })
}
