//! `status`, `pair`, `unpair`, `erase-everything`.

use std::io::{BufRead, IsTerminal};

use serde_json::{Value, json};

use super::{Here, layout, say, say_json};
use crate::order::Order;
use crate::proof::{Doubt, Outcome};

/// # Errors
/// When the store cannot be opened.
pub fn status(here: &Here) -> Result<(), String> {
    let status = here.order(Order::Status)?;
    if here.json {
        say_json(&status);
        return Ok(());
    }
    match status["uptime_seconds"].as_i64() {
        Some(seconds) => say(&format!("running on port {} for {seconds} s", status["port"])),
        None => say("not running: start it with `tributary serve`"),
    }
    say(&format!(
        "{} held, {} ready, {} queued, {} donated, {} retracted, {} revoked",
        status["held"],
        status["ready"],
        status["queued"],
        status["donated"],
        status["retracted"],
        status["revoked"]
    ));
    say(&format!(
        "outbox: {} donations, {} retractions",
        status["outbox"]["donations"], status["outbox"]["retractions"]
    ));
    if status["search"].is_object() {
        say(&format!(
            "looking for the records of the recovery phrase: {} found, {} numbers asked about",
            status["search"]["found"], status["search"]["asked"]
        ));
    }
    for client in status["clients"].as_array().into_iter().flatten() {
        let text = |name: &str| layout::printable(client[name].as_str().unwrap_or_default());
        say(&format!(
            "paired: {}  {}, last seen {}",
            text("id"),
            text("browser"),
            text("last_seen_day")
        ));
    }
    if status["key"] == "file" {
        say(
            "the key to the records lies in a file beside them, not in the keyring of your desktop: who reads your files can read them",
        );
    }
    for file in status["backups"]["files"].as_array().into_iter().flatten() {
        let path = file["path"].as_str().unwrap_or_default();
        if file["holds_erased"] == true {
            say(&format!(
                "the backup {path} holds what was erased since: connect its disk while the companion runs, or delete it"
            ));
        }
    }
    let pools = status["pools"].as_array().into_iter().flatten();
    for url in pools
        .filter(|pool| pool["paused"] == true)
        .map(|pool| &pool["url"])
    {
        let url = layout::printable(url.as_str().unwrap_or_default());
        say(&layout::wrapped(
            &format!(
                "{url} has other terms than those that you agreed to: nothing goes there until you read them and agree, `tributary pool add {url}`"
            ),
            "",
        ));
    }
    for line in releases(&status) {
        say(&layout::wrapped(&line, ""));
    }
    if let Some(error) = status["last_error"].as_str() {
        say(&format!("last error: {error}"));
    }
    Ok(())
}

/// What the pools' newest releases say about the records that they were given.
fn releases(status: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for pool in status["releases"].as_array().into_iter().flatten() {
        let url = layout::printable(pool["pool"].as_str().unwrap_or_default());
        if let Some(doubt) = pool["doubt"].as_str() {
            lines.push(format!("WARNING: {url} {}", Doubt::sentence(doubt)));
        }
        for breach in pool["breaches"].as_array().into_iter().flatten() {
            let said = Outcome::sentence(
                breach["outcome"].as_str().unwrap_or_default(),
                pool["release"].as_u64().unwrap_or(0),
            );
            lines.push(format!(
                "WARNING: {url}: {} of your records, {said}; for instance {}. Keep `tributary receipts --json`: it is the proof",
                breach["records"],
                breach["record_id"].as_str().unwrap_or_default()
            ));
        }
        if let Some(release) = pool["release"].as_u64() {
            let count = |name: &str| pool["outcomes"][name].as_u64().unwrap_or(0);
            lines.push(format!(
                "receipts held against release {release} of {url}: {} as donated, {} not in it",
                count("as donated"),
                count("absent")
            ));
        }
    }
    lines
}

/// # Errors
/// When no companion runs.
pub fn pair(here: &Here) -> Result<(), String> {
    let answer = here.order(Order::Pair)?;
    if here.json {
        say_json(&answer);
    } else {
        say(answer["code"].as_str().unwrap_or_default());
    }
    Ok(())
}

/// # Errors
/// When one of them is not paired; the others are unpaired.
pub fn unpair(here: &Here, ids: &[String]) -> Result<(), String> {
    let mut unpaired = Vec::new();
    let mut problem = None;
    for id in ids {
        match here.order(Order::Unpair { id: id.clone() }) {
            Ok(_) => unpaired.push(id),
            Err(reason) => problem = Some(format!("{}: {reason}", layout::printable(id))),
        }
    }
    if here.json {
        say_json(&json!({"unpaired": unpaired}));
    } else {
        for id in unpaired {
            say(&format!("{id}  unpaired"));
        }
    }
    problem.map_or(Ok(()), Err)
}

/// # Errors
/// When it is not confirmed, or the store fails.
pub fn erase_everything(here: &Here, yes: bool) -> Result<(), String> {
    if !yes && !confirmed() {
        return Err("nothing was erased: confirm with --yes".into());
    }
    let answer: Value = here.order(Order::EraseEverything)?;
    if here.json {
        say_json(&answer);
    } else {
        say(&format!(
            "{} records erased; the pool is told about those that it has",
            answer["erased"]
        ));
        for path in answer["backups_left"].as_array().into_iter().flatten() {
            say(&format!(
                "the backup {} could not be reached: delete it yourself",
                path.as_str().unwrap_or_default()
            ));
        }
    }
    Ok(())
}

fn confirmed() -> bool {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return false;
    }
    say(
        "This erases every record here and takes every donated one back. Write `erase everything` to confirm:",
    );
    let mut line = String::new();
    input.lock().read_line(&mut line).is_ok() && line.trim() == "erase everything"
}
