//! Measures the scrubber: stdin `{"id","text"}` lines; stdout `{"id","text","spans":[{"start","end","type","rule"}]}`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::io::BufRead;

fn main() {
    for line in std::io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let (text, redactions) = shared::scrub::scrub_text(row["text"].as_str().unwrap());
        let spans: Vec<_> = redactions
            .iter()
            .map(|span| serde_json::json!({"start": span.start, "end": span.end, "type": span.kind, "rule": span.rule}))
            .collect();
        println!(
            "{}",
            serde_json::json!({"id": row["id"], "text": text, "spans": spans})
        );
    }
}
