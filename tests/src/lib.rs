//! Runs the whole of Tributary as people run it: the real programs, real browsers, real chat interfaces.
//!
//! What the tests in `tests/` and the demo share. Everything started here is stopped by `Drop`.
#![forbid(unsafe_code)]

pub mod paths; // where the built programs, the extension and the scripts are
pub mod process; // a child process that is stopped when it is dropped
pub mod chat_interface; // a real chat interface with canned replies
pub mod companion; // `tributary`
pub mod hand; // a paired browser's hand, without the browser
pub mod pool; // `tributary-pool`
pub mod relay; // what passes between companion and pool, and when
pub mod faults; // system calls fail, one after the other
pub mod kills; // the companion is killed again and again, and everything is accounted for
pub mod browser; // a browser with the extension, and someone typing in it
pub mod cost; // what a page pays for being read
pub mod keeping; // how fast records are kept, and how many
pub mod bringing; // an archive of years, imported
pub mod scenario; // what is said, what must be found, what must never get out
pub mod hostile_text; // texts made to be slow, and what they cost
pub mod pii; // how well personal data is found, beside other tools
pub mod heard; // how well feedback is heard, beside other ways
pub mod story; // one chat, from the page to a release and back
