//! Measures the scrubber's rules: for each file named, a JSONL with `text`, MB/s of finding, first call and later calls.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::Instant;

fn main() {
    for file in std::env::args().skip(1) {
        let texts: Vec<String> = std::fs::read_to_string(&file)
            .unwrap()
            .lines()
            .map(|line| {
                serde_json::from_str::<serde_json::Value>(line).unwrap()["text"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        let bytes: usize = texts.iter().map(String::len).sum();
        let start = Instant::now();
        let _ = shared::scrub::find(&texts[0]);
        let first = start.elapsed();
        let mut best = f64::MAX;
        for _ in 0..4 {
            let start = Instant::now();
            for text in &texts {
                std::hint::black_box(shared::scrub::find(text));
            }
            best = best.min(start.elapsed().as_secs_f64());
        }
        println!(
            "{file}: {:.2} MB, first {first:?}, {:.1} MB/s",
            bytes as f64 / 1e6,
            bytes as f64 / 1e6 / best
        );
    }
}
