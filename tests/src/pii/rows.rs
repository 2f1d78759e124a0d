//! Labelled rows: `{"id","lang","kind","text","spans":[{"start","end","type"}]}`, one a line, offsets in code points.
//!
//! In the rows of this folder `§` keeps invented keys from looking real, and counts for nothing.

use std::path::Path;

use serde_json::Value;

/// A labelled text.
pub struct Row {
    pub id: String,
    pub text: String,
    pub spans: Vec<Span>,
}

/// A stretch of a text, in code points, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub kind: String,
}

/// Reads the rows of a file.
///
/// # Errors
/// When the file cannot be read, or a line is no row.
pub fn read(file: &Path) -> Result<Vec<Row>, String> {
    let lines =
        std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    lines
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            let value: Value = serde_json::from_str(&line.replace('§', ""))
                .map_err(|_| format!("line {} of {} is no row", number + 1, file.display()))?;
            Ok(Row {
                id: match &value["id"] {
                    Value::String(id) => id.clone(),
                    id => id.to_string(),
                },
                text: value["text"].as_str().unwrap_or_default().to_owned(),
                spans: spans(&value["spans"]),
            })
        })
        .collect()
}

/// The spans of a JSON list; what is no span is left out.
pub(super) fn spans(list: &Value) -> Vec<Span> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(|span| {
            Some(Span {
                start: usize::try_from(span["start"].as_u64()?).ok()?,
                end: usize::try_from(span["end"].as_u64()?).ok()?,
                kind: span["type"].as_str()?.to_owned(),
            })
        })
        .collect()
}
