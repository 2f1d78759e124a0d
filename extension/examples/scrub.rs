//! The scrubber as the extension has it, for `scripts/bench wasm`: in WASM, called from Node.
//!
//! In: a text. Out: how many values were found or replaced. Empty on other machines than WASM's.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::wasm_bindgen;

/// The model for names, which is a file of its own in the extension.
///
/// # Panics
/// When it is none.
#[wasm_bindgen(start)]
pub fn learn() {
    assert!(shared::scrub::learn_names(include_bytes!(
        "../../shared/src/scrub/names/names.bin"
    )));
}

/// How many values the rules find in a text.
#[wasm_bindgen]
#[must_use]
pub fn find(text: &str) -> usize {
    shared::scrub::find(text).len()
}

/// How many values leave a text.
#[wasm_bindgen]
#[must_use]
pub fn scrub(text: &str) -> usize {
    shared::scrub::scrub_text(text).1.len()
}
