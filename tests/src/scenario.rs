//! What is said, what must be found, what must never get out.

use serde_json::Value;

/// What the person types, and how the page shows that the reply is complete.
pub const TURNS: [(&str, &str); 3] = [
    (
        "My name is Maria Gonzalez, my mail is maria.gonzalez@posteo.net and my phone is +44 7911 123456. How do I sort a list?",
        "End of the first answer.",
    ),
    (
        "No, I meant by length, not by the alphabet.",
        "End of the second answer.",
    ),
    ("Thanks, that works perfectly!", "End of a later answer."),
];

/// Personal data in what is typed: none of it may be stored, sent or released anywhere.
pub const PERSONAL: [&str; 6] = [
    "Maria",
    "Gonzalez",
    "maria.gonzalez",
    "posteo.net",
    "7911 123456",
    "7911123456",
];

/// The canned replies in the order of `TURNS`, as the markdown they are made of.
///
/// # Panics
/// When `tests/interfaces/replies.json` is not what it should be.
#[must_use]
pub fn replies() -> Vec<String> {
    let file = crate::paths::root().join("tests/interfaces/replies.json");
    let text = std::fs::read_to_string(file).expect("replies.json can be read");
    let replies: Value = serde_json::from_str(&text).expect("replies.json is JSON");
    let lines = replies["lines"].as_array().expect("replies.json has lines");
    lines
        .iter()
        .map(|line| line["reply"].as_str().expect("a reply is text").to_owned())
        .collect()
}

/// One question and its reply as a line that `tributary import` reads.
#[must_use]
pub fn chat_line(question: &str, reply: &str) -> String {
    serde_json::json!({"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": reply}]}).to_string()
}

/// The roles and texts of a record's visible path.
#[must_use]
pub fn visible(record: &Value) -> Vec<(String, String)> {
    let messages = record["messages"].as_array().cloned().unwrap_or_default();
    let branch = record["branch"].as_array().cloned().unwrap_or_default();
    branch
        .iter()
        .filter_map(|id| messages.iter().find(|message| &message["id"] == id))
        .map(|message| (text_of(&message["role"]), text_of(&message["text"])))
        .collect()
}

/// Counts of redactions by type.
#[must_use]
pub fn redactions(record: &Value) -> std::collections::BTreeMap<String, usize> {
    let mut counts = std::collections::BTreeMap::new();
    for message in record["messages"].as_array().into_iter().flatten() {
        for redaction in message["redactions"].as_array().into_iter().flatten() {
            *counts.entry(text_of(&redaction["type"])).or_default() += 1;
        }
    }
    counts
}

/// The text of a JSON string, empty for anything else.
#[must_use]
pub fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Whether a file or any file below a folder holds one of the personal values; says which file and value.
///
/// # Panics
/// When a file below `path` cannot be read.
#[must_use]
pub fn leak(path: &std::path::Path) -> Option<String> {
    let kind = std::fs::symlink_metadata(path)
        .expect("the path exists")
        .file_type();
    if kind.is_dir() {
        let entries = std::fs::read_dir(path).expect("the folder can be read");
        return entries
            .map(|entry| entry.expect("the entry can be read").path())
            .find_map(|path| leak(&path));
    }
    if !kind.is_file() {
        return None;
    }
    let bytes = std::fs::read(path).expect("the file can be read");
    let found = PERSONAL.iter().find(|value| {
        bytes
            .windows(value.len())
            .any(|window| window == value.as_bytes())
    })?;
    Some(format!("{} holds {found}", path.display()))
}
