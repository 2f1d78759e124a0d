//! Gemini in a Google Takeout: `My Activity/Gemini Apps/MyActivity.json`, a list of activities, each a prompt and its answer.
//!
//! In: activities, newest first or oldest first. Out: one conversation per sitting. Activities name no conversation: those
//! with less than half an hour between them are taken for one, and the capture says how unsure that is.
//! Not here: what was done with settings, files and shared links; a prompt without an answer is kept.

use serde_json::Value;
use shared::conversation::Role;

use super::gather::Read;
use super::tree::{self, Said};
use super::{Imported, Whole, digest, html, text, when};

/// How conversations of this format are marked.
const METHOD: &str = "import:gemini@1";
/// Seconds without an activity that end a sitting.
const PAUSE: f64 = 1_800.0;
/// Activities of one sitting; a longer one is cut.
const MOST: usize = 500;
/// What an activity's title begins with when the rest is what the person wrote.
const SAID: [&str; 7] = [
    "Prompted with:",
    "Asked Gemini:",
    "Asked Bard:",
    "Prompted",
    "Asked",
    "Said",
    "Answered",
];
/// What a title begins with when nothing was written.
const NOT_SAID: [&str; 18] = [
    "Created",
    "Used",
    "Added",
    "Gave",
    "Selected",
    "Shared",
    "Deleted",
    "Viewed",
    "Visited",
    "Searched",
    "Edited",
    "Pinned",
    "Renamed",
    "Exported",
    "Updated",
    "Turned",
    "Connected",
    "Removed",
];

/// Whether this is an activity, of whatever product.
pub(super) fn is_activity(item: &Value) -> bool {
    text(item, "title").is_some()
        && text(item, "time").is_some()
        && (item.get("products").is_some() || item.get("safeHtmlItem").is_some())
}

/// One prompt and its answer.
struct Activity {
    at: f64,
    prompt: String,
    answer: Option<String>,
}

/// Activities that belong together, in the order of the file.
#[derive(Default)]
pub(super) struct Sitting {
    activities: Vec<Activity>,
}

impl Sitting {
    /// Takes an activity, and gives the sitting before when another one begins.
    pub(super) fn take(&mut self, item: &Value) -> Read {
        let activity = activity(item)?;
        let goes_on = self
            .activities
            .last()
            .is_none_or(|last| (last.at - activity.at).abs() <= PAUSE && self.activities.len() < MOST);
        let ended = if goes_on { None } else { self.end() };
        self.activities.push(activity);
        ended
    }

    /// Gives the sitting that was read.
    pub(super) fn end(&mut self) -> Read {
        let mut activities = std::mem::take(&mut self.activities);
        activities.sort_by(|one, other| one.at.total_cmp(&other.at));
        let first = activities.first()?;
        let source_key = format!(
            "gemini:{}",
            digest(format!("{} {}", first.at, first.prompt).as_bytes())
        );
        let day = Some(when::of(first.at));
        // A single exchange is sure to be one conversation, or the beginning of one.
        let confidence = if activities.len() == 1 { 0.9 } else { 0.6 };
        let said = activities.into_iter().flat_map(|activity| {
            let answer = activity.answer.map(|answer| Said::new(Role::Assistant, answer));
            std::iter::once(Said::new(Role::User, activity.prompt)).chain(answer)
        });
        Some(tree::in_a_row(said.collect()).map(|(messages, branch)| {
            Imported {
                source_key,
                conversation: Whole {
                    site: "gemini",
                    method: METHOD,
                    confidence,
                    day,
                }
                .conversation(messages, branch, Vec::new()),
            }
        }))
    }
}

fn activity(item: &Value) -> Option<Activity> {
    let products = item.get("products").and_then(Value::as_array);
    let labels = products
        .into_iter()
        .flatten()
        .chain(item.get("header"))
        .filter_map(Value::as_str);
    let mut labels = labels.map(str::to_lowercase).peekable();
    if labels.peek().is_some() && !labels.any(|label| label.contains("gemini") || label.contains("bard")) {
        return None;
    }
    let answers = item.get("safeHtmlItem").and_then(Value::as_array);
    let answer = answers
        .into_iter()
        .flatten()
        .filter_map(|answer| text(answer, "html"))
        .map(html::to_markdown)
        .filter(|answer| !answer.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    let answer = Some(answer).filter(|answer| !answer.is_empty());
    Some(Activity {
        at: when::seconds(item.get("time")?)?,
        prompt: prompt(text(item, "title")?, answer.is_some())?,
        answer,
    })
}

/// What the person wrote. In other languages the verb is another one; there a title counts when it was answered.
fn prompt(title: &str, answered: bool) -> Option<String> {
    let title = title.trim();
    let after = |verb: &str| -> Option<&str> {
        let rest = title.strip_prefix(verb)?;
        rest.starts_with(char::is_whitespace).then(|| rest.trim())
    };
    let prompt = match SAID.into_iter().find_map(after) {
        Some(prompt) => prompt,
        None if NOT_SAID.into_iter().any(|verb| after(verb).is_some()) || !answered => return None,
        None => title,
    };
    (!prompt.is_empty()).then(|| prompt.to_owned())
}
