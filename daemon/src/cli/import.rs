//! `import`: past conversations from the export archives of chat providers.
//!
//! Raw text stays in this process: what goes to the companion is scrubbed. Importing the same file again changes nothing.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Here, say, say_json};
use crate::import;
use crate::order::{Imported, Order};

#[derive(Args)]
pub struct Import {
    /// Archives or files; their formats are recognised.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[derive(Default)]
struct Counts {
    new: u64,
    known: u64,
    declined: u64,
    problems: u64,
}

/// # Errors
/// When a file or a part of one was not read, after all the others are.
pub fn run(here: &Here, import: &Import) -> Result<(), String> {
    let mut counts = Counts::default();
    for path in &import.files {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        match std::fs::read(path) {
            Ok(bytes) => file(here, &bytes, &name, &mut counts)?,
            Err(error) => problem(&mut counts, &format!("{name} cannot be read: {error}")),
        }
    }
    let Counts {
        new,
        known,
        declined,
        problems,
    } = counts;
    if here.json {
        say_json(&json!({"new": new, "known": known, "declined": declined, "problems": problems}));
    } else {
        say(&format!(
            "{new} new, {known} known already, {declined} taken back before"
        ));
    }
    if problems == 0 {
        Ok(())
    } else {
        Err(format!(
            "{problems} problems: what is named above was not imported, everything else was"
        ))
    }
}

fn problem(counts: &mut Counts, message: &str) {
    counts.problems += 1;
    let _ = writeln!(std::io::stderr(), "tributary: {message}");
}

fn file(here: &Here, bytes: &[u8], name: &str, counts: &mut Counts) -> Result<(), String> {
    let read = match import::read(bytes, name) {
        Ok(read) => read,
        Err(refused) => {
            problem(counts, &refused.to_string());
            return Ok(());
        }
    };
    for passed_over in &read.problems {
        problem(counts, &format!("{name}:{passed_over}"));
    }
    let today = here.world.now().day();
    let mut conversations = read.conversations.into_iter();
    loop {
        let batch: Vec<Imported> = conversations
            .by_ref()
            .take(import::BATCH)
            .map(|imported| import::scrubbed(imported, &today))
            .collect();
        if batch.is_empty() {
            return Ok(());
        }
        let answer = here.order(Order::Import { conversations: batch })?;
        let count = |key: &str| answer[key].as_u64().unwrap_or(0);
        counts.new += count("new");
        counts.known += count("known");
        counts.declined += count("declined");
        for refused in answer["refused"].as_array().into_iter().flatten() {
            problem(
                counts,
                &format!("{name}: {}", refused.as_str().unwrap_or_default()),
            );
        }
    }
}
