//! `tributary-pool`: the command line of the pool, and the only place that owns a clock and randomness
//! (but for the daily key of `http::rate`, which nobody but that module may see).
//!
//! In: arguments. Out: exit code 0 when done, 1 with one line on standard error when refused, 2 for wrong usage.
#![forbid(unsafe_code)]

mod commands;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use shared::time::Timestamp;

fn main() -> ExitCode {
    let arguments = commands::Arguments::parse();
    match commands::run(arguments, now, random) {
        Ok(()) => ExitCode::SUCCESS,
        Err(line) => {
            // If standard error is closed, the exit code still says it.
            let _ = writeln!(std::io::stderr(), "tributary-pool: {line}");
            ExitCode::from(1)
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
}

fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("without randomness there can be no key");
    bytes
}
