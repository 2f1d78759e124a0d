//! How well feedback is heard: labelled turns, a score, how far a confidence can be trusted, and other ways on the same rows.

#![allow(clippy::print_stdout, reason = "printing tables is what it is for")]

mod peers;
mod rows;
mod score;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use shared::feedback::reply::Label;

pub use rows::{Row, read};
pub use score::{Counts, KINDS, Score, score};

/// Prints a line of figures per way to hear, ours first, then how far our confidence can be trusted.
///
/// # Errors
/// When the rows cannot be read.
pub fn table(file: &Path, with_peers: bool) -> Result<(), String> {
    let rows = read(file)?;
    println!(
        "\ndetect: {} labelled turns from {}",
        rows.len(),
        file.file_name().unwrap_or_default().to_string_lossy()
    );
    println!(
        "any feedback: precision, recall, F1; complaint: either kind of correction; polarity: right sign, of turns with feedback; \
         FPR: of turns without feedback, how many are heard to have some; turns that only refine are left out"
    );
    print!(
        "{:<22} {:>6} {:>5} {:>5} {:>5} {:>6} {:>6} {:>6}",
        "way", "macro", "P", "R", "F1", "compl.", "polar.", "FPR"
    );
    for kind in KINDS {
        print!(" {:>8}", short(kind));
    }
    println!(" {:>10}", "turns/s");
    let heard: Vec<Vec<Label>> = rows.iter().map(Row::heard).collect();
    let names: Vec<BTreeSet<String>> = heard
        .iter()
        .map(|labels| labels.iter().map(|label| rows::name(label.kind)).collect())
        .collect();
    line("tributary", &score(rows.iter().zip(&names)), rate(&rows));
    let sets: BTreeSet<&str> = rows.iter().map(|row| row.set.as_str()).collect();
    if sets.len() > 1 && sets.len() <= 12 {
        for set in sets {
            let part = rows.iter().zip(&names).filter(|(row, _)| row.set == set);
            line(&format!("  {set}"), &score(part), f64::NAN);
        }
    }
    if with_peers {
        for peer in peers::ALL {
            match peers::run(peer, file, &rows) {
                Ok(answer) => line(
                    peer.name,
                    &score(rows.iter().zip(&answer.heard)),
                    rows.len() as f64 / answer.seconds,
                ),
                Err(reason) => println!("{:<22} skipped: {reason}", peer.name),
            }
        }
    }
    reliability(&rows, &heard);
    Ok(())
}

/// Turns per second on one core: the best of several rounds over all rows.
fn rate(rows: &[Row]) -> f64 {
    const ROUNDS: usize = 15;
    let least = (20_000 / rows.len().max(1)).max(1);
    let best = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for row in rows.iter().cycle().take(rows.len() * least) {
                std::hint::black_box(row.heard());
            }
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    (rows.len() * least) as f64 / best
}

fn line(name: &str, score: &Score, rate: f64) {
    print!(
        "{name:<22} {:>6.2} {:>5.2} {:>5.2} {:>5.2} {:>6.2} {:>6.2} {:>6.3}",
        score.macro_f1(),
        score.any.precision(),
        score.any.recall(),
        score.any.f1(),
        score.complaint.f1(),
        score.polarity,
        score.false_positives
    );
    for counts in score.kinds {
        print!(" {:>8.2}", counts.f1());
    }
    if rate.is_nan() {
        println!(" {:>10}", "-");
    } else {
        println!(" {rate:>10.0}");
    }
}

/// Of labels with some confidence, how many are right.
fn reliability(rows: &[Row], heard: &[Vec<Label>]) {
    const STEPS: usize = 10;
    let mut steps = [(0_usize, 0.0, 0_usize); STEPS];
    for (row, labels) in rows.iter().zip(heard) {
        for label in labels {
            let step = &mut steps[((label.score * STEPS as f64) as usize).min(STEPS - 1)];
            step.0 += 1;
            step.1 += label.score;
            step.2 += usize::from(row.labels.contains(&rows::name(label.kind)));
        }
    }
    let all: usize = steps.iter().map(|step| step.0).sum();
    println!(
        "\nreliability: of labels with such a confidence, how many are right ({all} labels, refine among them)"
    );
    println!(
        "{:<22} {:>8} {:>8} {:>8}",
        "confidence", "labels", "said", "right"
    );
    let mut error = 0.0;
    for (place, (labels, said, right)) in steps.into_iter().enumerate() {
        if labels > 0 {
            let (said, share) = (said / labels as f64, right as f64 / labels as f64);
            error += (said - share).abs() * labels as f64 / all as f64;
            let low = place as f64 / STEPS as f64;
            println!(
                "{:<22} {labels:>8} {said:>8.2} {share:>8.2}",
                format!("{low:.1} to {:.1}", low + 0.1)
            );
        }
    }
    println!("mean difference of what is said and what is right: {error:.3}");
}

fn short(kind: &str) -> &str {
    match kind {
        "aware_correction" => "correct",
        "aware_no_correction" => "wrong",
        "clarification" => "clarify",
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Well below what is measured today, so that only a real loss fails.
    #[test]
    fn everyday_turns_are_heard_about_as_well_as_they_were() {
        let rows = read(&crate::paths::root().join("tests/bench/feedback.jsonl")).unwrap();
        let heard: Vec<BTreeSet<String>> = rows
            .iter()
            .map(|row| row.heard().iter().map(|label| rows::name(label.kind)).collect())
            .collect();
        let score = score(rows.iter().zip(&heard));
        assert!(score.any.f1() > 0.8, "any feedback: {:?}", score.any);
        assert!(score.complaint.f1() > 0.8, "complaints: {:?}", score.complaint);
        assert!(score.kinds[0].f1() > 0.8, "praise: {:?}", score.kinds[0]);
        assert!(score.macro_f1() > 0.62, "{}", score.macro_f1());
        assert!(score.false_positives < 0.14, "{}", score.false_positives);
    }

    /// Each of 22 languages is heard, and none hears too much; well below what is measured today.
    #[test]
    fn turns_are_heard_in_every_language() {
        let rows = read(&crate::paths::root().join("tests/bench/tongues.jsonl")).unwrap();
        let languages: BTreeSet<&str> = rows.iter().filter_map(|row| row.lang.as_deref()).collect();
        assert_eq!(languages.len(), 22);
        for language in languages {
            let own: Vec<(&Row, BTreeSet<String>)> = rows
                .iter()
                .filter(|row| row.lang.as_deref() == Some(language))
                .map(|row| (row, row.heard().iter().map(|label| rows::name(label.kind)).collect()))
                .collect();
            let score = score(own.iter().map(|(row, heard)| (*row, heard)));
            assert!(score.any.f1() > 0.8, "{language}: any feedback {:?}", score.any);
            assert!(score.false_positives < 0.16, "{language}: {}", score.false_positives);
        }
    }
}
