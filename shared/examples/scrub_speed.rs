//! Measures the scrubber's rules: for each file named, a JSONL with `text`, MB/s of finding, first call and later calls.
//!
//! Time is what this thread spent computing, where Linux tells it, so that others on the machine disturb less; the best of eight.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::{Duration, Instant};

/// Time spent by this thread, or else time gone by.
fn spent(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|line| line.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn main() {
    let origin = Instant::now();
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
        let pass = |texts: &[String], work: &dyn Fn(&str)| {
            let start = spent(origin);
            for text in texts {
                work(text);
            }
            spent(origin).saturating_sub(start).as_secs_f64()
        };
        let find = |text: &str| drop(std::hint::black_box(shared::scrub::find(text)));
        let scrub = |text: &str| drop(std::hint::black_box(shared::scrub::scrub_text(text)));
        let first = pass(&texts[..1], &find);
        let rate = |work: &dyn Fn(&str)| {
            let best = (0..8).map(|_| pass(&texts, work)).fold(f64::MAX, f64::min);
            bytes as f64 / 1e6 / best
        };
        println!(
            "{file}: {:.2} MB, first {:.0} ms, found at {:.1} MB/s, scrubbed at {:.1} MB/s",
            bytes as f64 / 1e6,
            first * 1e3,
            rate(&find),
            rate(&scrub)
        );
    }
}
