//! Whole-system tests, in one program.
//!
//! They run one after the other (`--test-threads=1`): each starts servers, most start a browser.
#![allow(clippy::unwrap_used, reason = "a failed step of a test has no other way out")]

mod tidy; // the rules of the house
mod import; // from an export to a release and back, without a browser
mod power_cut; // the companion is killed in the middle
mod fault; // system calls fail
mod failure; // things that are down, taken, wrong
mod release; // a release in the tools of researchers
mod receipts; // receipts against the releases of an honest pool and a lying one
mod openapi; // whatever is sent to the pool
mod browser; // real browsers on real chat interfaces
mod extension; // the extension where things go wrong
mod controls; // every control of a reply, each once
mod hostile; // pages that mean harm
mod attacks; // pages that mean harm to the companion
mod pairing; // signing in, and pairing without a code
mod virtual_list; // a chat of which only what is in view is in the document
