//! Compares found spans with labelled ones.
//!
//! Only letters and digits count. A labelled span is found when half of it lies under findings of its type; a finding is
//! right when half of it lies in labels of its type. Labels whose type begins with `?` are neither: no credit, no blame.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{Row, Span};

/// The figures of one tool.
pub struct Score {
    /// Precision, recall, F1 and F2 over all types.
    pub typed: (f64, f64, f64, f64),
    /// F1 where both ends and the type agree.
    pub exact: f64,
    /// Share of labelled spans that are wholly covered, whatever the type.
    pub full: f64,
    /// Share of the letters and digits in labels that stay.
    pub leak: f64,
    /// Share of all other characters that go.
    pub over: f64,
    /// Share of rows with labels of which nothing stays.
    pub clean: f64,
    /// Share of rows without labels in which something goes.
    pub hit: f64,
    /// F1 by type, for types with labels.
    pub types: BTreeMap<String, f64>,
}

#[derive(Default)]
struct Count {
    gold: usize,
    found: usize,
    right: usize,
    predicted: usize,
    exact: usize,
    full: usize,
}

#[derive(Default)]
struct Totals {
    personal: usize,
    leaked: usize,
    other: usize,
    masked: usize,
    rows: usize,
    clean: usize,
    free_rows: usize,
    hit: usize,
}

/// Scores one tool: `found[n]` are its spans of row `n`.
#[must_use]
pub fn score(rows: &[Row], found: &[Vec<Span>]) -> Score {
    let mut counts = BTreeMap::<String, Count>::new();
    let mut totals = Totals::default();
    for (row, found) in rows.iter().zip(found) {
        score_row(row, found, &mut counts, &mut totals);
    }
    let mut all = Count::default();
    for count in counts.values() {
        all.gold += count.gold;
        all.found += count.found;
        all.right += count.right;
        all.predicted += count.predicted;
        all.exact += count.exact;
        all.full += count.full;
    }
    let (precision, recall) = (share(all.right, all.predicted), share(all.found, all.gold));
    Score {
        typed: (
            precision,
            recall,
            f(1.0, precision, recall),
            f(2.0, precision, recall),
        ),
        exact: f(1.0, share(all.exact, all.predicted), share(all.exact, all.gold)),
        full: share(all.full, all.gold),
        leak: share(totals.leaked, totals.personal),
        over: share(totals.masked, totals.other),
        clean: share(totals.clean, totals.rows),
        hit: share(totals.hit, totals.free_rows),
        types: counts
            .iter()
            .filter(|(_, count)| count.gold > 0)
            .map(|(kind, count)| {
                let f1 = f(
                    1.0,
                    share(count.right, count.predicted),
                    share(count.found, count.gold),
                );
                (kind.clone(), f1)
            })
            .collect(),
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn f(beta: f64, precision: f64, recall: f64) -> f64 {
    let weight = beta * beta;
    let sum = weight * precision + recall;
    if sum > 0.0 {
        (1.0 + weight) * precision * recall / sum
    } else {
        0.0
    }
}

fn score_row(row: &Row, found: &[Span], counts: &mut BTreeMap<String, Count>, totals: &mut Totals) {
    let letters: Vec<char> = row.text.chars().collect();
    let counts_here = |at: usize| letters[at].is_alphanumeric();
    let trimmed = |span: &Span| {
        let (mut start, mut end) = (span.start.min(letters.len()), span.end.min(letters.len()));
        while start < end && !counts_here(start) {
            start += 1;
        }
        while start < end && !counts_here(end - 1) {
            end -= 1;
        }
        Span {
            start,
            end,
            kind: span.kind.clone(),
        }
    };
    let found: BTreeSet<Span> = found
        .iter()
        .map(trimmed)
        .filter(|span| span.start < span.end)
        .collect();
    let (hard, soft): (Vec<&Span>, Vec<&Span>) =
        row.spans.iter().partition(|span| !span.kind.starts_with('?'));
    let covered = |at: usize| found.iter().any(|span| span.start <= at && at < span.end);
    let places = |span: &Span| -> Vec<usize> {
        (span.start..span.end.min(letters.len()))
            .filter(|&at| counts_here(at))
            .collect()
    };
    let mut leaked = false;
    for label in &hard {
        let count = counts.entry(label.kind.clone()).or_default();
        let places = places(label);
        let typed = places
            .iter()
            .filter(|&&at| {
                found
                    .iter()
                    .any(|span| span.kind == label.kind && span.start <= at && at < span.end)
            })
            .count();
        let left = places.iter().filter(|&&at| !covered(at)).count();
        count.gold += 1;
        count.found += usize::from(typed * 2 >= places.len());
        count.exact += usize::from(found.contains(&trimmed(label)));
        count.full += usize::from(left == 0);
        totals.personal += places.len();
        totals.leaked += left;
        leaked |= left > 0;
    }
    let within = |spans: &[&Span], at: usize| spans.iter().any(|span| span.start <= at && at < span.end);
    let mut hit = false;
    for span in &found {
        let places = places(span);
        let ignored = places
            .iter()
            .filter(|&&at| within(&soft, at) && !within(&hard, at))
            .count();
        if ignored * 2 > places.len() {
            continue;
        }
        let right = places
            .iter()
            .filter(|&&at| {
                hard.iter()
                    .any(|label| label.kind == span.kind && label.start <= at && at < label.end)
            })
            .count();
        hit |= !places.iter().any(|&at| within(&hard, at));
        let count = counts.entry(span.kind.clone()).or_default();
        count.predicted += 1;
        count.right += usize::from(right * 2 >= places.len());
    }
    if hard.is_empty() {
        totals.free_rows += 1;
        totals.hit += usize::from(hit);
    } else {
        totals.rows += 1;
        totals.clean += usize::from(!leaked);
    }
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_whitespace() && !within(&hard, at) && !within(&soft, at) {
            totals.other += 1;
            totals.masked += usize::from(covered(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize, kind: &str) -> Span {
        Span {
            start,
            end,
            kind: kind.to_owned(),
        }
    }

    fn row(text: &str, spans: Vec<Span>) -> Row {
        Row {
            id: "1".to_owned(),
            text: text.to_owned(),
            spans,
        }
    }

    #[test]
    fn a_perfect_answer_scores_one_and_leaks_nothing() {
        let rows = [
            row("call 555 now", vec![span(5, 8, "PHONE")]),
            row("nothing", vec![]),
        ];
        let score = score(&rows, &[vec![span(5, 8, "PHONE")], vec![]]);
        assert_eq!(
            (score.typed.2, score.leak, score.hit, score.clean),
            (1.0, 0.0, 0.0, 1.0)
        );
    }

    #[test]
    fn a_wrong_type_masks_but_does_not_count_and_a_miss_leaks() {
        let rows = [
            row("call 555 now", vec![span(5, 8, "PHONE")]),
            row("plain", vec![]),
        ];
        let wrong = score(&rows, &[vec![span(5, 8, "EMAIL")], vec![span(0, 5, "PHONE")]]);
        assert_eq!(
            (wrong.typed.2, wrong.full, wrong.leak, wrong.hit),
            (0.0, 1.0, 0.0, 1.0)
        );
        let missed = score(&rows, &[vec![], vec![]]);
        assert_eq!((missed.leak, missed.clean), (1.0, 0.0));
    }
}
