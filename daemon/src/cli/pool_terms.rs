//! `pool add` and `pool terms`: consent terms of pools' own, to read.
//!
//! In: what a pool shows, what was agreed to. Out: text, in which no sign of a stranger steers the terminal.

use serde_json::{Value, json};

use super::{Here, layout, say, say_json};
use crate::order::Order;
use crate::pools::Shown;

/// The terms in full, and before them what has changed where other ones were agreed to.
pub(super) fn show(shown: &Shown, looked: &Value) {
    let terms = &looked["terms"];
    if let Some(own) = &shown.own {
        let languages: Vec<&str> = shown
            .pool
            .terms
            .iter()
            .flat_map(|named| &named.texts)
            .map(|text| &*text.language)
            .collect();
        say(&format!(
            "\nThis pool has terms of its own: {} in {}, SHA-256 {}. Languages: {}.",
            layout::printable(terms["id"].as_str().unwrap_or_default()),
            layout::printable(&own.language),
            own.sha256,
            layout::printable(&languages.join(", "))
        ));
    }
    if let Some(former) = looked["former"]["terms_id"].as_str() {
        say(&format!(
            "\nUntil now you had agreed to {}, on {}.",
            layout::printable(former),
            looked["former"]["day"].as_str().unwrap_or_default()
        ));
    }
    if let Some(blocks) = looked["changes"].as_array() {
        say("What is gone since stands in [-…-], what is new in {+…+}:\n");
        let is_changed = |block: &&Value| {
            let runs = block["runs"].as_array();
            runs.is_some_and(|runs| runs.iter().any(|run| run["mark"] != "same"))
        };
        for block in blocks.iter().filter(is_changed) {
            let words: Vec<String> = block["runs"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|run| {
                    let text = layout::printable(run["text"].as_str().unwrap_or_default());
                    match run["mark"].as_str() {
                        Some("added") => format!("{{+{text}+}}"),
                        Some("removed") => format!("[-{text}-]"),
                        _ => text,
                    }
                })
                .collect();
            say(&layout::wrapped(&words.join(" "), "  "));
        }
        say("\nIn full:");
    }
    say("");
    let text = terms["text"].as_str().unwrap_or_default();
    for line in text.trim_end().lines() {
        say(&layout::printable(line));
    }
}

/// # Errors
/// When the companion does not answer.
pub(super) fn agreed_to(here: &Here, url: Option<&str>) -> Result<(), String> {
    let url = url.map(crate::config::pool_url).transpose()?;
    let answer = here.order(Order::Agreements)?;
    let all = answer["agreements"].as_array().cloned().unwrap_or_default();
    let wanted: Vec<&Value> = all
        .iter()
        .filter(|one| url.as_ref().is_none_or(|url| one["url"] == **url))
        .collect();
    if here.json {
        say_json(&json!(wanted));
        return Ok(());
    }
    let text = |value: &Value| layout::printable(value.as_str().unwrap_or_default());
    for one in wanted {
        let receipt = &one["receipt"];
        say(&format!(
            "{}{}\n    terms {} in {}, agreed on {}: {}\n    SHA-256 {}\n",
            text(&one["url"]),
            if one["in_force"] == true {
                ""
            } else {
                "  (not in force)"
            },
            text(&receipt["terms_id"]),
            text(&receipt["language"]),
            text(&receipt["day"]),
            text(&receipt["licence"]),
            text(&receipt["terms_sha256"])
        ));
        for line in one["text"].as_str().unwrap_or_default().trim_end().lines() {
            say(&layout::printable(line));
        }
        say("");
    }
    Ok(())
}
