//! How well personal data is found: labelled rows, a score, and other tools beside ours on the same rows.

#![allow(clippy::print_stdout, reason = "printing a table is what it is for")]

mod peers;
mod rows;
mod score;

use std::path::Path;
use std::time::Instant;

pub use rows::{Row, Span, read};
pub use score::{Score, score};

/// Types with a column of their own.
const COLUMNS: &[&str] = &[
    "PERSON",
    "EMAIL",
    "PHONE",
    "ADDRESS",
    "NATIONAL_ID",
    "SECRET",
    "USERNAME",
    "DATE_OF_BIRTH",
];

/// Prints one row of figures per tool: ours first, then each peer that could be installed.
///
/// # Errors
/// When the rows cannot be read.
pub fn table(file: &Path, with_peers: bool) -> Result<(), String> {
    let rows = read(file)?;
    let bytes: usize = rows.iter().map(|row| row.text.len()).sum();
    println!(
        "\nscrub: {} labelled rows, {:.2} MB, from {}",
        rows.len(),
        bytes as f64 / 1e6,
        file.file_name().unwrap_or_default().to_string_lossy()
    );
    println!(
        "P R F1 F2: right type, half of the span; exact: same ends; full: whole span masked, any type; leak and over: % of characters"
    );
    print!(
        "{:<22} {:>5} {:>5} {:>5} {:>5} {:>5} {:>5} {:>6} {:>6} {:>6} {:>6}",
        "tool", "P", "R", "F1", "F2", "exact", "full", "leak%", "over%", "clean%", "hit%"
    );
    for column in COLUMNS {
        print!(" {:>8}", &column[..column.len().min(8)]);
    }
    println!(" {:>8} {:>8}", "MB/s", "start s");
    let start = Instant::now();
    let _ = shared::scrub::find("a@b.cd");
    let started = start.elapsed().as_secs_f64();
    let predict = || -> Vec<Vec<Span>> { rows.iter().map(|row| ours(&row.text)).collect() };
    let found = predict();
    let start = Instant::now();
    std::hint::black_box(predict());
    let rate = bytes as f64 / 1e6 / start.elapsed().as_secs_f64();
    print_row("tributary", &score(&rows, &found), rate, started);
    if with_peers {
        for peer in peers::ALL {
            match peers::run(peer, file, &rows) {
                Ok(answer) => print_row(
                    peer.name,
                    &score(&rows, &answer.found),
                    bytes as f64 / 1e6 / answer.seconds,
                    answer.start,
                ),
                Err(reason) => println!("{:<22} skipped: {reason}", peer.name),
            }
        }
    }
    Ok(())
}

fn ours(text: &str) -> Vec<Span> {
    shared::scrub::scrub_text(text)
        .1
        .into_iter()
        .map(|span| Span {
            start: span.start,
            end: span.end,
            kind: span.kind.name().to_owned(),
        })
        .collect()
}

fn print_row(name: &str, score: &Score, rate: f64, start: f64) {
    let (precision, recall, f1, f2) = score.typed;
    print!(
        "{name:<22} {precision:>5.2} {recall:>5.2} {f1:>5.2} {f2:>5.2} {:>5.2} {:>5.2} {:>6.1} {:>6.2} {:>6.1} {:>6.1}",
        score.exact,
        score.full,
        100.0 * score.leak,
        100.0 * score.over,
        100.0 * score.clean,
        100.0 * score.hit
    );
    for column in COLUMNS {
        match score.types.get(*column) {
            Some(f1) => print!(" {f1:>8.2}"),
            None => print!(" {:>8}", "-"),
        }
    }
    println!(" {rate:>8.2} {start:>8.2}");
}
