//! How often detectors are right, by what contributors answered to their signals.
//!
//! In: records. Out: for each detector and version, counts, and shares with the interval that so few answers allow.
//! People answer what strikes them, more often what is wrong: the shares are of the answered signals, not of all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::feedback::evidence::family;
use shared::record::{Record, Said};

/// What was answered to the signals of one version of one detector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// Its signals in the release.
    pub signals: u64,
    pub confirmed: u64,
    pub corrected: u64,
    pub contested: u64,
    /// Taken out, and counted with the contributor's leave.
    pub removed: u64,
}

impl Answers {
    /// How many were answered at all.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.confirmed + self.corrected + self.contested + self.removed
    }

    /// Each answer with its number.
    #[must_use]
    pub fn each(&self) -> [(&'static str, u64); 4] {
        [
            ("confirmed", self.confirmed),
            ("corrected", self.corrected),
            ("contested", self.contested),
            ("removed", self.removed),
        ]
    }

    /// Adds other answers to signals of the same detector.
    pub(super) fn merge(&mut self, other: Self) {
        self.signals += other.signals;
        self.confirmed += other.confirmed;
        self.corrected += other.corrected;
        self.contested += other.contested;
        self.removed += other.removed;
    }

    fn add(&mut self, said: Said) {
        match said {
            Said::Confirmed => self.confirmed += 1,
            Said::Corrected => self.corrected += 1,
            Said::Contested => self.contested += 1,
            Said::Removed => self.removed += 1,
        }
    }
}

/// Counts one more record.
pub(super) fn count(detectors: &mut BTreeMap<String, Answers>, record: &Record) {
    for signal in &record.signals {
        detectors.entry(signal.detector.clone()).or_default().signals += 1;
    }
    let outcomes = &record.judgements.outcomes;
    for outcome in outcomes {
        detectors
            .entry(outcome.detector.clone())
            .or_default()
            .add(outcome.said);
    }
    for contest in &record.judgements.contests {
        // Whoever contests now gives an outcome too; in older records the contest is all there is.
        let told = outcomes.iter().any(|outcome| {
            outcome.message_id.as_ref() == Some(&contest.message_id)
                && outcome.kind == contest.kind
                && family(&outcome.detector) == family(&contest.detector)
        });
        if !told {
            detectors
                .entry(contest.detector.clone())
                .or_default()
                .add(Said::Contested);
        }
    }
}

/// The share of `some` among `all` and the 95 % interval after Wilson, which stays sound for few answers and for shares of 0 and 1.
/// `None` where nothing was answered.
#[must_use]
pub fn share(some: u64, all: u64) -> Option<(f64, f64, f64)> {
    const Z: f64 = 1.959_964;
    if all == 0 {
        return None;
    }
    let (some, all) = (some as f64, all as f64);
    let share = some / all;
    let spread = Z * Z / all;
    let middle = (share + spread / 2.0) / (1.0 + spread);
    let half = Z / (1.0 + spread) * (share * (1.0 - share) / all + spread / (4.0 * all)).sqrt();
    Some((share, (middle - half).max(0.0), (middle + half).min(1.0)))
}

/// `3 (75 %, 30–95 %)`.
#[must_use]
pub fn told(some: u64, all: u64) -> String {
    let percent = |share: f64| (share * 100.0).round();
    match share(some, all) {
        None => some.to_string(),
        Some((share, low, high)) => {
            format!(
                "{some} ({} %, {}–{} %)",
                percent(share),
                percent(low),
                percent(high)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_come_with_the_interval_that_their_number_allows() {
        for (some, all, low, high) in [
            (0, 10, 0.0, 0.2775),
            (10, 10, 0.7225, 1.0),
            (3, 4, 0.3006, 0.9544),
            (80, 100, 0.7112, 0.8666),
        ] {
            let (share, found_low, found_high) = share(some, all).unwrap();
            assert!((share - some as f64 / all as f64).abs() < 1e-12);
            assert!(
                (found_low - low).abs() < 1e-3 && (found_high - high).abs() < 1e-3,
                "{some} of {all}: {found_low} {found_high}"
            );
        }
        assert_eq!(share(0, 0), None);
        assert_eq!(
            (told(3, 4), told(0, 0)),
            ("3 (75 %, 30–95 %)".to_owned(), "0".to_owned())
        );
    }
}
