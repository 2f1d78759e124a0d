//! Trains the reply detector's model: `train MODEL FEATURES…`.
//!
//! In: the output of `shared/examples/feedback_features.rs`, one file after the other; a file whose name ends with `.twice` counts double.
//! Out: the model, as `shared/src/feedback/reply/model.rs` reads it. Logistic regression per label by AdaGrad with a penalty that drives
//! useless weights to zero, then rounded to eight bits. Deterministic: one thread, a fixed seed, no clock.

use std::{env, fs, process};

/// As in `features.rs`.
const BUCKETS: usize = 1 << 13;
const KINDS: [&str; 6] = [
    "positive",
    "aware_correction",
    "aware_no_correction",
    "clarification",
    "rephrase",
    "refine",
];
/// How often every example is seen.
const ROUNDS: usize = 12;
const RATE: f32 = 0.15;
/// What a weight loses at each of its updates.
const PENALTY: f32 = 0.05;
/// Words may speak against a kind only this much each: what people talk about says little about what they think of it.
const FLOOR: f32 = 0.0;
struct Example {
    labels: [bool; KINDS.len()],
    /// What the rules give.
    offsets: [f32; KINDS.len()],
    buckets: Vec<usize>,
    weight: f32,
}

fn main() {
    let mut arguments = env::args().skip(1);
    let Some(out) = arguments.next() else {
        eprintln!("usage: train MODEL FEATURES...");
        process::exit(2);
    };
    let mut examples: Vec<Example> = arguments.flat_map(|path| read(&path)).collect();
    let mut state = 0x2026_1122_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut weights = vec![[0_f32; KINDS.len()]; BUCKETS];
    let mut sums = vec![[1e-4_f32; KINDS.len()]; BUCKETS];
    for round in 0..ROUNDS {
        for place in (1..examples.len()).rev() {
            examples.swap(place, (random() % (place as u64 + 1)) as usize);
        }
        let mut loss = 0.0;
        for example in &examples {
            for kind in 0..KINDS.len() {
                let margin: f32 = example.offsets[kind]
                    + example.buckets.iter().map(|bucket| weights[*bucket][kind]).sum::<f32>();
                let guess = 1.0 / (1.0 + (-margin).exp());
                let truth = f32::from(u8::from(example.labels[kind]));
                loss -= if example.labels[kind] { guess.max(1e-6).ln() } else { (1.0 - guess).max(1e-6).ln() };
                let error = (guess - truth) * example.weight;
                for bucket in example.buckets.iter() {
                    let (weight, sum) = (&mut weights[*bucket][kind], &mut sums[*bucket][kind]);
                    *sum += error * error;
                    let step = RATE / sum.sqrt();
                    let moved = *weight - step * error;
                    *weight = (moved.signum() * (moved.abs() - step * PENALTY).max(0.0)).max(FLOOR);
                }
            }
        }
        eprintln!("round {round}: loss {:.4}", loss / examples.len() as f32);
    }
    write(&out, &weights);
}

fn read(path: &str) -> Vec<Example> {
    let weight = if path.ends_with(".twice") { 2.0 } else { 1.0 };
    let text = fs::read_to_string(path).expect("the features can be read");
    text.lines()
        .map(|line| {
            let mut columns = line.split('\t');
            let mut column = || columns.next().expect("labels, offsets and buckets");
            let (labels, offsets, buckets) = (column(), column(), column());
            let mut offsets = offsets.split(' ').map(|offset| offset.parse().expect("a number"));
            Example {
                offsets: std::array::from_fn(|_| offsets.next().expect("an offset per kind")),
                labels: KINDS.map(|kind| labels.split(',').any(|label| label == kind)),
                buckets: buckets.split_whitespace().map(|bucket| bucket.parse().expect("a number")).collect(),
                weight,
            }
        })
        .collect()
}

/// The scale as a 32-bit float, then for each bucket one byte per kind.
fn write(path: &str, weights: &[[f32; KINDS.len()]]) {
    let largest = weights.iter().flatten().fold(0_f32, |most, weight| most.max(weight.abs()));
    let scale = largest / 127.0;
    let mut bytes = scale.to_le_bytes().to_vec();
    bytes.extend(weights.iter().flatten().map(|weight| (weight / scale).round() as i8 as u8));
    let used = bytes.iter().skip(4).filter(|byte| **byte != 0).count();
    fs::write(path, bytes).expect("the model can be written");
    eprintln!("{used} of {} weights are not zero, scale {scale}", weights.len() * KINDS.len());
}
