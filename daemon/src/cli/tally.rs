//! `tally`, `receipts`: what was given, in numbers, and the proofs of it.

use serde_json::Value;

use super::{Here, layout, say, say_json};
use crate::order::Order;
use crate::proof::Outcome;

/// # Errors
/// When the store fails.
pub fn tally(here: &Here) -> Result<(), String> {
    let tally = loop {
        let tally = here.order(Order::Tally)?;
        // A long history is read in parts.
        if tally["reading"].is_null() {
            break tally;
        }
    };
    if here.json {
        say_json(&tally);
        return Ok(());
    }
    say(&format!(
        "{} records, {} messages",
        tally["records"], tally["turns"]
    ));
    for (state, count) in tally["states"].as_object().into_iter().flatten() {
        if count != 0 {
            say(&format!("    {count} {state}"));
        }
    }
    for (title, key) in [
        ("sites", "sites"),
        ("languages", "languages"),
        ("feedback", "signals"),
        ("residual risk", "risks"),
    ] {
        say(&format!("{title}:"));
        for one in tally[key].as_array().into_iter().flatten() {
            let line = format!(
                "    {}: {}, {} of them donated",
                one["name"].as_str().unwrap_or_default(),
                one["records"],
                one["donated"]
            );
            say(&layout::printable(&line));
        }
    }
    for release in tally["releases"].as_array().into_iter().flatten() {
        say(&format!(
            "release {}: {} records",
            release["release"], release["records"]
        ));
    }
    for reason in tally["reasons"].as_array().into_iter().flatten() {
        let line = format!(
            "{} {}: {}",
            reason["records"],
            reason["state"].as_str().unwrap_or_default(),
            reason["reason"].as_str().unwrap_or_default()
        );
        say(&layout::wrapped(&line, ""));
    }
    Ok(())
}

/// # Errors
/// When the store fails.
pub fn receipts(here: &Here) -> Result<(), String> {
    let receipts = here.order(Order::Receipts)?;
    if here.json {
        say_json(&receipts);
        return Ok(());
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let consent = &receipts["consent"];
    say(&if consent.is_object() {
        format!(
            "terms {} agreed on {}: {}",
            text(&consent["terms_id"]),
            text(&consent["day"]),
            text(&consent["licence"])
        )
    } else {
        "no terms agreed".to_owned()
    });
    for proof in receipts["receipts"].as_array().into_iter().flatten() {
        say(&format!(
            "{}  {}",
            text(&proof["record_id"]),
            text(&proof["verb"])
        ));
        if let Some(outcome) = proof["check"]["outcome"].as_str() {
            let release = proof["check"]["release"].as_u64().unwrap_or(0);
            say(&format!("    {}", Outcome::sentence(outcome, release)));
        }
    }
    Ok(())
}
