//! How often a label is right, given the margin it was found with.
//!
//! In: a kind and its margin. Out: a confidence: of labels with .8, eight in ten are right.
//! The curves were fitted on labelled turns (`scripts/train-feedback`); `scripts/bench detect` prints how well they hold.

use super::model::KINDS;

/// For each kind: where the curve is one half, and how steep it is.
const CURVES: [(f64, f64); KINDS] = [
    (-0.11, 0.56),
    (0.06, 0.38),
    (1.01, 0.87),
    (-0.14, 0.56),
    (0.02, 0.90),
    (2.60, 0.28),
];

pub(super) fn confidence(kind: usize, margin: f64) -> f64 {
    let (middle, slope) = CURVES[kind];
    let share = 1.0 / (1.0 + (-slope * (margin - middle)).exp());
    share.clamp(0.05, 0.99)
}
