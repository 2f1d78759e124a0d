//! The eighty-two attacks on the companion that SECURITY.md lists, one test each, with the real binary over real sockets.
//!
//! `support` holds the companion under attack and what must hold after every attack. Those that need a browser are repeated in
//! real ones by `tests/tests/attacks`; `listed` checks that none of them is missing.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

#[path = "../common/mod.rs"]
mod common;
mod support;

mod a_rebinding; // 1 to 14: other names, other protocols
mod b_origins; // 15 to 22: other origins
mod b_pages; // 23 to 32: what browsers send for a page without asking
mod c_credentials; // 33 to 40: the dashboard's
mod d_pairing; // 41 to 47: the extension's
mod e_bodies; // 48 to 53: lengths and slowness
mod e_formats; // 54 to 56: what is no request
mod f_content; // 57 to 63: names, texts, floods, errors
mod g_machine; // 64 to 70: other users and programs of this machine
mod h_tricks; // 71 to 82: many at once, two readings, the wrong moment
mod listed;
