//! Attacks that pages make, in real browsers.
