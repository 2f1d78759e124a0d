//! Names the language of texts, one JSON object per line, for measuring.
//!
//! In, on stdin: `{"text"}` and whatever else. Out, on stdout: the same with `"found"`: a code, or null where it is not clear.

use std::io::{self, BufRead, Write};

use serde_json::Value;
use shared::language::Guess;

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let mut row: Value = serde_json::from_str(&line?)?;
        let found = row["text"].as_str().and_then(|text| Guess::of(text).clear());
        row["found"] = found.map_or(Value::Null, Value::from);
        writeln!(out, "{row}")?;
    }
    Ok(())
}
