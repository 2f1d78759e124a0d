//! The companion: holds records on the contributor's machine until they may be donated.
//!
//! In: sealed frames from the extension, orders from the command line and the dashboard. Out: donations and
//! retractions to one pool. Invariant: only `store` knows SQL, only `http` knows status codes, only
//! `pool_client` speaks to the network, and only `main` owns clock, environment and randomness.
#![forbid(unsafe_code)]

pub mod pairing; // codes, paired browsers, sealed frames
pub mod native; // the program that browsers start to pair by themselves
pub mod pseudonym; // a name at the pool, for those who want credit
pub mod private; // the contributor's own words, which always go
pub mod intake; // checks and stores what arrives
pub mod import; // what people exported elsewhere -> conversations
pub mod export; // one's own records in the forms of other programs
pub mod hold; // when a record may leave: pure
pub mod review; // what the contributor sees, and changes
pub mod survey; // what many records are about, in memory while it is looked at
pub mod licence; // a record's own terms, within what was agreed to
pub mod donate; // the end of the window: donate, approve, hold longer
pub mod deliver; // empties the outbox
pub mod pools; // several pools: added, chosen, removed
pub mod proof; // receipts against releases: pure
pub mod retract; // revoke, retract, withdraw, erase everything
pub mod backup; // copies of what is here, and back
pub mod restore; // from the recovery phrase to the donated records
pub mod adapters; // site adapters of the pool, for paired browsers
pub mod consent; // the terms in force on this machine
pub mod order; // everything one can ask of a companion
pub mod cli; // one verb per file
pub mod socket; // orders from the command line to a running companion
pub mod http; // the guard and the routes on 127.0.0.1
pub mod pool_client; // the only outgoing HTTP
pub mod keyring; // where the master key lies
pub mod store; // the only SQL
pub mod allowance; // how much one caller may ask
pub mod companion; // the parts of one running companion
pub mod refused; // why something was not done, for people and for programs
pub mod config; // where things lie, and how durations are written
pub mod world; // clock, randomness and settings of the environment, as values
