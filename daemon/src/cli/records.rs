//! `list`, `show`, and what can be done to records: `revoke`, `retract`, `donate`, `approve`, `hold`.

use clap::Args;
use serde_json::{Value, json};

use super::{Here, say, say_json};
use crate::config;
use crate::order::{Order, Verb};

#[derive(Args)]
pub struct List {
    /// Only this state: held, approved, ready, queued, donated, rejected, retracted, revoked.
    #[arg(long)]
    state: Option<String>,
}

#[derive(Args)]
pub struct Ids {
    /// Which records.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    ids: Vec<String>,
    /// Every record to which it applies.
    #[arg(long)]
    all: bool,
}

#[derive(Args)]
pub struct Hold {
    #[command(flatten)]
    ids: Ids,
    /// How long from now: 12h, 7d.
    #[arg(long = "for", value_name = "DURATION")]
    length: String,
}

/// # Errors
/// When the store fails, or there is no such state.
pub fn list(here: &Here, list: &List) -> Result<(), String> {
    let mut records = Vec::new();
    let mut after = None;
    loop {
        let page = here.order(Order::List {
            state: list.state.clone(),
            query: None,
            after,
            limit: 500,
        })?;
        records.extend(page["records"].as_array().cloned().unwrap_or_default());
        after = page["next"].as_str().and_then(|next| next.parse().ok());
        if after.is_none() {
            break;
        }
    }
    if here.json {
        say_json(&Value::Array(records));
        return Ok(());
    }
    for record in records {
        say(&format!(
            "{}  {:<9}  {}  {:<12}  {:>3} turns  {}",
            text(&record["id"]),
            text(&record["state"]),
            text(&record["created_day"]),
            text(&record["site"]),
            record["turns"],
            printable(&text(&record["preview"])),
        ));
    }
    Ok(())
}

/// # Errors
/// When there is no such record.
pub fn show(here: &Here, id: String) -> Result<(), String> {
    let record = here.order(Order::Show { id })?;
    if here.json {
        say_json(&record);
        return Ok(());
    }
    say(&format!(
        "{}  {}  {}",
        text(&record["id"]),
        text(&record["state"]),
        text(&record["site"])
    ));
    for message in record["messages"].as_array().into_iter().flatten() {
        say(&format!(
            "\n{}:\n{}",
            text(&message["role"]),
            printable(&text(&message["text"]))
        ));
    }
    for signal in record["signals"].as_array().into_iter().flatten() {
        say(&format!(
            "\nsignal {} ({}, {}) on message {}",
            text(&signal["kind"]),
            text(&signal["source"]),
            text(&signal["detector"]),
            text(&signal["message_id"])
        ));
    }
    if let Some(reason) = record["reason"].as_str() {
        say(&format!("\n{}", printable(reason)));
    }
    Ok(())
}

/// # Errors
/// When the verb could not be done to one of them; it is done to the others.
pub fn change(here: &Here, verb: Verb, ids: Ids, seconds: Option<i64>) -> Result<(), String> {
    let answer = if ids.all {
        here.order(Order::ChangeAll { verb, seconds })?
    } else {
        here.order(Order::Change {
            verb,
            ids: ids.ids,
            seconds,
        })?
    };
    let results = answer["results"].as_array().cloned().unwrap_or_default();
    if here.json {
        say_json(&json!(results));
    }
    let mut problems = Vec::new();
    for result in &results {
        if result["ok"] == json!(true) {
            if !here.json {
                say(&format!("{}  {}", text(&result["id"]), text(&result["state"])));
            }
        } else {
            problems.push(text(&result["error"]["message"]));
        }
    }
    match problems.as_slice() {
        [] => Ok(()),
        [one] => Err(one.clone()),
        many => Err(format!(
            "{} of {} not done: {}",
            many.len(),
            results.len(),
            many.join("; ")
        )),
    }
}

/// # Errors
/// When the duration is none, or a record cannot be held any more.
pub fn hold(here: &Here, hold: Hold) -> Result<(), String> {
    let seconds = config::duration(&hold.length)?.div_euclid(1000);
    change(here, Verb::Hold, hold.ids, Some(seconds))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Chats can hold sequences that steer a terminal: they are shown, not obeyed.
fn printable(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| if steers(c) { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn chats_cannot_steer_the_terminal() {
        assert_eq!(
            super::printable("a\u{1b}[2Jb\nc\u{202e}d"),
            "a\u{fffd}[2Jb\nc\u{fffd}d"
        );
    }
}
