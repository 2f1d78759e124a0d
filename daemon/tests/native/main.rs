//! Pairing without a code being copied: what `setup` registers with browsers, what the registered program answers and to whom, and what
//! `uninstall` leaves.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

#[path = "../common/mod.rs"]
mod common;
mod pairing; // what the registered program answers, and to whom
mod registering; // what setup writes and uninstall removes
mod support;
