//! The small model: a linear one over hashed words.
//!
//! In: the features of a turn. Out: what speaks for each kind of feedback beyond what the rules see.
//! `model.bin` is made by `scripts/train-feedback`; README.md beside it says from what. Layout: a scale as a 32-bit float, then for each
//! bucket one signed byte per kind.

use super::features::{BITS, Feature};

/// Kinds of feedback, in the order of the file.
pub(super) const KINDS: usize = 6;
const HEAD: usize = 4;

static MODEL: &[u8; HEAD + (KINDS << BITS)] = include_bytes!("model.bin");

/// How much speaks for each kind, as a margin.
pub(super) fn margins(features: &[Feature]) -> [f64; KINDS] {
    let mut sums = [0_i32; KINDS];
    for feature in features {
        for (sum, weight) in sums.iter_mut().zip(weights(*feature)) {
            *sum += i32::from(weight);
        }
    }
    sums.map(|sum| scale() * f64::from(sum))
}

/// The clause whose words speak most for a kind.
pub(super) fn clause(features: &[Feature], kind: usize) -> usize {
    let mut best = (0, 0);
    let mut sums = std::collections::BTreeMap::new();
    for feature in features {
        let sum: &mut i32 = sums.entry(feature.clause).or_default();
        *sum += i32::from(weights(*feature)[kind]);
        if *sum > best.0 {
            best = (*sum, usize::from(feature.clause));
        }
    }
    best.1
}

fn weights(feature: Feature) -> [i8; KINDS] {
    let from = HEAD + usize::from(feature.bucket) * KINDS;
    std::array::from_fn(|kind| i8::from_le_bytes([MODEL[from + kind]]))
}

fn scale() -> f64 {
    let [one, two, three, four, ..] = *MODEL;
    f64::from(f32::from_le_bytes([one, two, three, four]))
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_model_is_the_one_that_the_readme_describes() {
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(MODEL));
        assert_eq!(&digest[..16], "e8c81c55ea451ea7");
    }
}
