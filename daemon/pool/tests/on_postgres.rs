//! The tests of what a pool does, once more, each pool with a database in PostgreSQL.

#![allow(clippy::unwrap_used, reason = "these are tests")]
#![allow(clippy::duplicate_mod, reason = "each of them brings what it needs")]

#[path = "intake.rs"]
mod intake;
#[path = "release.rs"]
mod release;
#[path = "sites.rs"]
mod sites;
#[path = "together.rs"]
mod together;
#[path = "training.rs"]
mod training;
