//! Texts made to be slow, and what they cost the scrubber.
//!
//! In: the pieces of `shared/src/scrub/hostile.txt`, repeated. Out: a table of time for 1 and 2 MB and for 20 MB, and the memory
//! this took at most. That what is read grows no faster than the text is shown without a clock in `shared/src/scrub/tests.rs`.

use std::time::{Duration, Instant};

use shared::scrub::scrub_text;

/// The pieces, one a line, written as in JSON; `#LONG` stands for 1,000 letters.
fn pieces() -> Vec<String> {
    let parsed = |line: &str| {
        serde_json::from_str::<String>(&format!("\"{line}\"")).expect("each line is written as in JSON")
    };
    include_str!("../../shared/src/scrub/hostile.txt")
        .lines()
        .map(|line| parsed(line).replace("#LONG", &"a".repeat(1_000)))
        .collect()
}

/// What this thread spent computing, where the system tells it: others on the machine disturb that less.
fn spent(origin: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|line| line.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| origin.elapsed(), Duration::from_nanos)
}

/// The most memory this program ever had, in MB, where the system tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim()
        .strip_suffix(" kB")?
        .trim()
        .parse::<u64>()
        .ok()
        .map(|kilobytes| kilobytes / 1000)
}

/// Measures each piece and prints a row.
#[expect(clippy::print_stdout, reason = "printing a table is what this is for")]
pub fn table() {
    println!("\nhostile: scrubbing texts of one repeated piece, native, one core, seconds");
    println!(
        "{:<40} {:>8} {:>8} {:>6} {:>8} {:>8}",
        "piece", "1 MB", "2 MB", "ratio", "20 MB", "peak MB"
    );
    let origin = Instant::now();
    for piece in pieces() {
        let seconds = |bytes: usize| {
            let text = piece.repeat(bytes / piece.len());
            let start = spent(origin);
            std::hint::black_box(scrub_text(&text));
            spent(origin).saturating_sub(start).as_secs_f64()
        };
        let _ = seconds(50_000);
        let (once, twice, most) = (seconds(1_000_000), seconds(2_000_000), seconds(20_000_000));
        let shown: String = format!("{piece:?}").chars().take(38).collect();
        println!(
            "{shown:<40} {once:>8.2} {twice:>8.2} {:>6.2} {most:>8.2} {:>8}",
            twice / once,
            peak().map_or_else(|| "?".to_owned(), |peak| peak.to_string())
        );
    }
}
