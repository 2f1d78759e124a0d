//! Labelled turns: `{"id","lang","prev_user","prev_assistant","user","next_assistant"?,"labels","set"?,"unscored"?}`, one a line.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use shared::feedback::SignalKind;
use shared::feedback::reply::{Label, Turn, labels};

/// A turn and what it says.
#[derive(Deserialize)]
pub struct Row {
    pub id: String,
    #[serde(default)]
    pub lang: Option<String>,
    #[serde(default)]
    pub prev_user: String,
    #[serde(default)]
    pub prev_assistant: String,
    pub user: String,
    #[serde(default)]
    pub next_assistant: Option<String>,
    pub labels: BTreeSet<String>,
    /// Which collection it comes from.
    #[serde(default)]
    pub set: String,
    /// Labels that its annotators did not look for.
    #[serde(default)]
    pub unscored: BTreeSet<String>,
}

impl Row {
    /// What our detector hears.
    pub(super) fn heard(&self) -> Vec<Label> {
        labels(&Turn {
            prev_user: &self.prev_user,
            prev_assistant: &self.prev_assistant,
            user: &self.user,
            next_assistant: self.next_assistant.as_deref().filter(|text| !text.is_empty()),
            lang: self.lang.as_deref(),
        })
    }
}

/// The name of a kind in the rows.
pub(super) fn name(kind: SignalKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
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
            serde_json::from_str(line)
                .map_err(|_| format!("line {} of {} is no labelled turn", number + 1, file.display()))
        })
        .collect()
}
