//! Labels turns, one JSON object per line, for measuring the reply detector.
//!
//! In, on stdin: `{"id","prev_user","prev_assistant","user","next_assistant"?,"lang"?}`. Out, on stdout: `{"id","labels","signals"}`.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};
use shared::feedback::SignalKind;
use shared::feedback::reply::{Turn, labels};

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    prev_user: String,
    #[serde(default)]
    prev_assistant: String,
    user: String,
    next_assistant: Option<String>,
    lang: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    id: String,
    labels: Vec<SignalKind>,
    signals: Vec<Found>,
}

/// A label with its evidence in code points of the user text.
#[derive(Serialize)]
struct Found {
    kind: SignalKind,
    confidence: f64,
    start: usize,
    end: usize,
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line: Line = serde_json::from_str(&line?)?;
        let found = labels(&Turn {
            prev_user: &line.prev_user,
            prev_assistant: &line.prev_assistant,
            user: &line.user,
            next_assistant: line.next_assistant.as_deref().filter(|text| !text.is_empty()),
            lang: line.lang.as_deref(),
        });
        let points = |byte: usize| line.user.get(..byte).map_or(0, |text| text.chars().count());
        let answer = Answer {
            labels: found.iter().map(|label| label.kind).collect(),
            signals: found
                .iter()
                .map(|label| Found {
                    kind: label.kind,
                    confidence: label.score,
                    start: points(label.start),
                    end: points(label.end),
                })
                .collect(),
            id: line.id,
        };
        serde_json::to_writer(&mut out, &answer)?;
        writeln!(out)?;
    }
    Ok(())
}
