//! The pool: receives donated records, keeps them in quarantine, releases them, and forgets them on demand.
//!
//! The modules in the order of the data:
#![forbid(unsafe_code)]

pub mod config; // the data directory and the pool's key
pub mod http; // what the network may ask; the route table
pub mod intake; // is this envelope what it claims to be, and free of what the scrub rules know?
pub mod dossier; // what is known of a record beside its content: versions, decisions, objections
pub mod near; // which records say nearly the same
pub mod about; // who runs the pool
pub mod reviewers; // who may decide, and how they sign in
pub mod console; // what reviewers see and do
pub mod terms; // consent terms of its own
pub mod uses; // who says that they use a release for what
pub mod review; // quarantine: what waits, accepted or rejected
pub mod release; // immutable numbered publications
pub mod card; // the document of a release, for people and for machines
pub mod judged; // what a record is good for in training: rows with what justifies them
pub mod formats; // the same records in the formats of other tools
pub mod retract; // erasing a record for good
pub mod sync; // applying retractions to a consumer's copy
pub mod audit; // do database, tombstones and published files agree?
pub mod store; // the only SQL
