//! The pure core of Tributary, in the order of the data.
//!
//! Invariant: this crate has no I/O, no clock, no randomness and no async. Whatever it needs of
//! these is a parameter, so everything here behaves the same natively, in WASM and in a test.
#![forbid(unsafe_code)]

pub mod time; // instants, days and months, as values
pub mod conversation; // raw chat: a tree of messages, deliberately not serialisable
pub mod language; // which language a text is in, where that is clear
pub mod feedback; // detect(&Conversation) -> Vec<Signal>
pub mod scrub; // scrub(Conversation) -> Scrubbed
pub mod record; // what is donated; can only be made from Scrubbed
pub mod risk; // how easily the person might still be recognised
pub mod edit; // what a contributor changes in a held record
pub mod consent; // the terms, and the receipt for agreeing to them
pub mod pool_terms; // terms that a pool has of its own
pub mod difference; // what has changed in them
pub mod canonical; // the one form of a value whose bytes are hashed and signed
pub mod keys; // one key per record, all from one seed
pub mod envelope; // record + receipt + digest, signed for one pool
pub mod pseudonym; // a name for those who want credit, by a second key
pub mod retraction; // taking a record back, and the proof of it
pub mod release; // how a release is signed, and how a record is found in it
pub mod objection; // what a contributor says against a pool's decision
pub mod work; // what a busy pool asks for before it takes a record
pub mod adapter; // where sites keep their turns: data that a pool may publish
pub mod site_report; // how a page is built, without anything it says
pub mod sealed; // what the extension and the companion say to each other, encrypted
pub mod api; // paths and bodies of both HTTP borders
