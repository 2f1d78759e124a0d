//! Prints what the reply detector's model sees of labelled turns, for `scripts/train-feedback`.
//!
//! In, on stdin: JSON lines as for `detect_jsonl`, with `labels`. Out, on stdout, one line per turn:
//! `labels<TAB>what the rules give each kind<TAB>bucket bucket …`.

use std::io::{self, BufRead, Write};

use serde::Deserialize;
use shared::feedback::reply::{Turn, seen};

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    prev_user: String,
    #[serde(default)]
    prev_assistant: String,
    user: String,
    next_assistant: Option<String>,
    lang: Option<String>,
    labels: Vec<String>,
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line: Line = serde_json::from_str(&line?)?;
        let (offsets, buckets) = seen(&Turn {
            prev_user: &line.prev_user,
            prev_assistant: &line.prev_assistant,
            user: &line.user,
            next_assistant: line.next_assistant.as_deref().filter(|text| !text.is_empty()),
            lang: line.lang.as_deref(),
        });
        let offsets: Vec<String> = offsets.iter().map(|offset| format!("{offset:.3}")).collect();
        let buckets: Vec<String> = buckets.iter().map(u16::to_string).collect();
        writeln!(
            out,
            "{}\t{}\t{}",
            line.labels.join(","),
            offsets.join(" "),
            buckets.join(" ")
        )?;
    }
    Ok(())
}
