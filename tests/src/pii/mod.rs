//! How well personal data is found: labelled rows, a score, and other tools beside ours on the same rows.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "printing a table is what it is for, and saying what it waits for"
)]

mod peers;
mod rows;
mod score;

use std::path::Path;
use std::time::Instant;

pub use rows::{Row, Span, read};
pub use score::{Score, score};

/// Types with a column of their own.
const COLUMNS: &[&str] = &["PERSON", "EMAIL", "PHONE", "ADDRESS", "NATIONAL_ID", "SECRET"];

/// Which tools are asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Peers {
    None,
    /// With the answers of an earlier run to the same rows, where there are some.
    Kept,
    /// All of them anew.
    Fresh,
}

/// Prints one row of figures per tool, the best F2 first: ours, each peer that could be installed, and why the others could not.
///
/// # Errors
/// When the rows cannot be read.
pub fn table(file: &Path, peers: Peers) -> Result<(), String> {
    let file = &file
        .canonicalize()
        .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let rows = read(file)?;
    let bytes: usize = rows.iter().map(|row| row.text.len()).sum();
    println!(
        "\nscrub: {} labelled rows, {:.2} MB, from {}",
        rows.len(),
        bytes as f64 / 1e6,
        file.file_name().unwrap_or_default().to_string_lossy()
    );
    println!(
        "P R F1 F2: right type, half of the span; exact: same ends; full: whole span masked, any type; leak and over-mask: % of characters\n"
    );
    let start = Instant::now();
    let _ = shared::scrub::find("a@b.cd");
    let started = start.elapsed().as_secs_f64();
    let predict = || -> Vec<Vec<Span>> { rows.iter().map(|row| ours(&row.text)).collect() };
    let found = predict();
    let start = Instant::now();
    std::hint::black_box(predict());
    let rate = bytes as f64 / 1e6 / start.elapsed().as_secs_f64();
    let mut lines = vec![line("**tributary**", &score(&rows, &found), rate, started)];
    let mut skipped = vec![];
    let asked = if peers == Peers::None { &[][..] } else { peers::ALL };
    for peer in asked {
        eprintln!("bench: {} …", peer.name);
        match peers::run(peer, file, &rows, peers == Peers::Fresh) {
            Ok(answer) => lines.push(line(
                peer.name,
                &score(&rows, &answer.found),
                bytes as f64 / 1e6 / answer.seconds,
                answer.start,
            )),
            Err(reason) => skipped.push(format!("not measured: {}: {reason}", peer.name)),
        }
    }
    lines.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    print!(
        "| tool | P | R | F1 | F2 | exact F1 | any-type full R | leak % | over-mask % | PII docs clean % | PII-free docs hit % |"
    );
    for column in COLUMNS {
        print!(" {column} F1 |");
    }
    println!(" MB/s | start s |\n|{}", "---|".repeat(13 + COLUMNS.len()));
    for (_, line) in lines {
        println!("{line}");
    }
    for reason in skipped {
        println!("{reason}");
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

/// The F2 of a tool, and its row of the table.
fn line(name: &str, score: &Score, rate: f64, start: f64) -> (f64, String) {
    let (precision, recall, f1, f2) = score.typed;
    let mut line = format!(
        "| {name} | {precision:.2} | {recall:.2} | {f1:.2} | {f2:.2} | {:.2} | {:.2} | {:.1} | {:.2} | {:.1} | {:.1} |",
        score.exact,
        score.full,
        100.0 * score.leak,
        100.0 * score.over,
        100.0 * score.clean,
        100.0 * score.hit
    );
    for column in COLUMNS {
        line += &score
            .types
            .get(*column)
            .map_or_else(|| " - |".to_owned(), |f1| format!(" {f1:.2} |"));
    }
    (f2, format!("{line} {rate:.3} | {start:.1} |"))
}
