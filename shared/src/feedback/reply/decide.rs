//! Decides what a turn says about the reply before it.
//!
//! In: a turn. Out: its labels, each with how often such a label is right.
//! Rules weigh the cues; where they see too little, the model may add what the words say.

use super::calibration::confidence;
use super::features::{Feature, features};
use super::model::{self, KINDS};
use super::reading::{HEAD, Reading};
use super::rules::{ENOUGH, Weights};
use super::similar::relation;
use super::text::Own;
use super::{Label, Turn};
use crate::feedback::SignalKind;

/// In the order of the model.
const ORDER: [SignalKind; KINDS] = [
    SignalKind::Positive,
    SignalKind::AwareCorrection,
    SignalKind::AwareNoCorrection,
    SignalKind::Clarification,
    SignalKind::Rephrase,
    SignalKind::Refine,
];
const CORRECT: usize = 1;
const WRONG: usize = 2;
/// What the model needs where the rules see too little.
const ALONE: f64 = 1.5;

/// The feedback in a turn, in the order of its kinds.
#[must_use]
pub fn labels(turn: &Turn<'_>) -> Vec<Label> {
    let own = Own::read(turn.user);
    let reading = Reading::new(turn, &own);
    let weights = reading.weigh(relation(turn.prev_user, turn.user));
    let words = features(&own);
    let by_rule = weights.all();
    let mut margins = model::margins(&words);
    for (margin, (weight, ..)) in margins.iter_mut().zip(by_rule) {
        *margin += offset(weight);
    }
    let mut found: Vec<Label> = Vec::new();
    for (kind, margin) in margins.into_iter().enumerate() {
        let (weight, start, end) = by_rule[kind];
        let sure = weight >= ENOUGH;
        if !sure && (margin < ALONE || yields(kind, &margins, &weights)) {
            continue;
        }
        let (start, end) = if sure {
            (start, end)
        } else {
            evidence(&own, &words, kind)
        };
        found.push(Label {
            kind: ORDER[kind],
            score: confidence(kind, margin),
            start: own.raw(start),
            end: own.raw(end).max(own.raw(start)),
        });
    }
    found
}

/// A complaint is of one kind: what the rules found, else what speaks louder.
fn yields(kind: usize, margins: &[f64; KINDS], weights: &Weights) -> bool {
    let other = match kind {
        CORRECT => (weights.wrong, margins[WRONG] > margins[CORRECT]),
        WRONG => (weights.correct, margins[CORRECT] >= margins[WRONG]),
        _ => return false,
    };
    other.0.0 >= ENOUGH || other.1
}

/// The clause that the model hears.
fn evidence(own: &Own, words: &[Feature], kind: usize) -> (usize, usize) {
    own.clauses
        .get(model::clause(words, kind))
        .map_or((0, own.text.len().min(HEAD)), |clause| (clause.start, clause.end))
}

/// What the rules give a kind, as a margin.
fn offset(weight: f64) -> f64 {
    8.0 * (weight.min(1.0) - ENOUGH)
}

/// What the rules give each kind, as a margin, and the model's buckets; for whoever trains it.
#[doc(hidden)]
#[must_use]
pub fn seen(turn: &Turn<'_>) -> ([f64; KINDS], Vec<u16>) {
    let own = Own::read(turn.user);
    let weights = Reading::new(turn, &own).weigh(relation(turn.prev_user, turn.user));
    let buckets = features(&own).iter().map(|feature| feature.bucket).collect();
    (weights.all().map(|(weight, ..)| offset(weight)), buckets)
}
