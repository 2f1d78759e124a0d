//! Compares heard labels with true ones: per kind, any feedback, complaints, polarity, and false positives.
//!
//! Turns whose only label is `refine` are left out, and `refine` counts as none where it is heard.

use std::collections::BTreeSet;

use super::rows::Row;

/// The five kinds that are scored.
pub const KINDS: [&str; 5] = [
    "positive",
    "aware_correction",
    "aware_no_correction",
    "clarification",
    "rephrase",
];
const COMPLAINTS: [&str; 2] = ["aware_correction", "aware_no_correction"];

/// Right, wrongly heard and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Counts {
    fn add(&mut self, truth: bool, heard: bool) {
        self.right += usize::from(truth && heard);
        self.wrong += usize::from(!truth && heard);
        self.missed += usize::from(truth && !heard);
    }

    #[must_use]
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    #[must_use]
    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    #[must_use]
    pub fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }

    fn occurs(self) -> bool {
        self.right + self.missed > 0
    }
}

/// The figures of one tool on one set of rows.
#[derive(Debug, Default)]
pub struct Score {
    pub rows: usize,
    pub kinds: [Counts; KINDS.len()],
    pub any: Counts,
    pub complaint: Counts,
    /// Of turns with feedback, how many were heard with the right sign.
    pub polarity: f64,
    /// Of turns without feedback, how many were heard to have some.
    pub false_positives: f64,
}

impl Score {
    /// The mean F1 of the kinds that occur.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        let occurring: Vec<f64> = self
            .kinds
            .iter()
            .filter(|counts| counts.occurs())
            .map(|counts| counts.f1())
            .collect();
        occurring.iter().sum::<f64>() / occurring.len().max(1) as f64
    }
}

/// Scores what was heard, row by row.
#[must_use]
pub fn score<'a>(pairs: impl Iterator<Item = (&'a Row, &'a BTreeSet<String>)>) -> Score {
    let mut score = Score::default();
    let (mut quiet, mut false_alarms, mut loud, mut right_sign) = (0, 0, 0, 0);
    for (row, heard) in pairs {
        let scored = |labels: &BTreeSet<String>| -> BTreeSet<String> {
            let not = |label: &&String| {
                !["none", "refine"].contains(&label.as_str()) && !row.unscored.contains(*label)
            };
            labels.iter().filter(not).cloned().collect()
        };
        if row.labels.len() == 1 && row.labels.contains("refine") {
            continue;
        }
        let (truth, heard) = (scored(&row.labels), scored(heard));
        score.rows += 1;
        for (kind, counts) in KINDS.iter().zip(&mut score.kinds) {
            if !row.unscored.contains(*kind) {
                counts.add(truth.contains(*kind), heard.contains(*kind));
            }
        }
        let complains = |labels: &BTreeSet<String>| COMPLAINTS.iter().any(|label| labels.contains(*label));
        score.any.add(!truth.is_empty(), !heard.is_empty());
        score.complaint.add(complains(&truth), complains(&heard));
        if truth.is_empty() {
            quiet += 1;
            false_alarms += usize::from(!heard.is_empty());
        } else {
            loud += 1;
            let (wanted, got) = (sign(&truth), sign(&heard));
            right_sign += usize::from(wanted == got || wanted == (true, true) && got != (false, false));
        }
    }
    score.polarity = share(right_sign, loud);
    score.false_positives = share(false_alarms, quiet);
    score
}

/// Whether labels praise, and whether they find fault.
fn sign(labels: &BTreeSet<String>) -> (bool, bool) {
    (
        labels.contains("positive"),
        labels.iter().any(|label| label != "positive"),
    )
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_wrong_and_missed_labels_make_the_figures() {
        let row = |labels: &[&str]| -> Row {
            serde_json::from_value(serde_json::json!({ "id": "r", "user": "u", "labels": labels })).unwrap()
        };
        let set = |labels: &[&str]| -> BTreeSet<String> {
            labels.iter().map(|label| (*label).to_owned()).collect()
        };
        let rows = [
            (row(&["positive"]), set(&["positive"])),
            (row(&["aware_correction"]), set(&["aware_no_correction"])),
            (row(&["none"]), set(&["positive"])),
            (row(&["none"]), set(&["refine"])),
            (row(&["refine"]), set(&["rephrase"])),
            (row(&["clarification"]), set(&[])),
        ];
        let score = score(rows.iter().map(|(row, heard)| (row, heard)));
        assert_eq!(score.rows, 5);
        assert_eq!(
            (score.any.precision(), score.any.recall()),
            (2.0 / 3.0, 2.0 / 3.0)
        );
        assert_eq!(score.complaint.f1(), 1.0);
        assert_eq!(score.polarity, 2.0 / 3.0);
        assert_eq!(score.false_positives, 0.5);
        assert_eq!(score.macro_f1(), 2.0 / 3.0 / 3.0);
    }
}
