//! `import`: past conversations from the export archives of chat providers.
//!
//! Raw text stays in this process: what goes to the companion is scrubbed. Importing the same file again changes nothing, so
//! an import that was broken off is started again.

use std::io::{IsTerminal as _, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Here, say, say_json};
use crate::import::pipeline::{self, Step};
use crate::order::Order;

#[derive(Args)]
pub struct Import {
    /// Archives, files or folders of files; their formats are recognised.
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
    let mut files = Vec::new();
    for path in &import.files {
        match pipeline::files_of(path) {
            Ok(found) if found.is_empty() => {
                problem(
                    &mut counts,
                    &format!("{} holds no file that could be an export", named(path)),
                );
            }
            Ok(found) => files.extend(found),
            Err(error) => problem(&mut counts, &format!("{} cannot be read: {error}", named(path))),
        }
    }
    let shows_progress = std::io::stderr().is_terminal() && !here.json;
    let today = here.world.now().day();
    let mut desk = here.desk();
    let end = pipeline::run(&files, &today, |step| -> Result<(), String> {
        match step {
            Step::Problem(what) => problem(&mut counts, &what),
            Step::Batch(conversations) => {
                let answer = desk.order(Order::Import { conversations })?;
                let count = |key: &str| answer[key].as_u64().unwrap_or(0);
                counts.new += count("new");
                counts.known += count("known");
                counts.declined += count("declined");
                for refused in answer["refused"].as_array().into_iter().flatten() {
                    problem(&mut counts, refused.as_str().unwrap_or_default());
                }
                if shows_progress {
                    let read = counts.new + counts.known + counts.declined;
                    let _ = write!(std::io::stderr(), "\r{read} conversations …");
                }
            }
        }
        Ok(())
    });
    if shows_progress {
        let _ = writeln!(std::io::stderr());
    }
    end?;
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

fn named(path: &std::path::Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn problem(counts: &mut Counts, message: &str) {
    counts.problems += 1;
    let _ = writeln!(std::io::stderr(), "tributary: {message}");
}
