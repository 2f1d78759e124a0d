//! From the page to a sealed record.
#![forbid(unsafe_code)]

pub mod capture; // what the lens saw, as a conversation that grows

pub mod pipeline; // conversation -> detect -> scrub -> record

pub mod background; // events of the browser, told to the parts below
pub mod log; // what left for the companion, and when
pub mod daemon_client; // sealed frames to this machine's companion
pub mod outbox; // records on their way to the companion
pub mod threads; // which conversation is this
mod watch; // one page under capture

pub mod badge; // what the icon says
pub mod onboarding; // the way, the terms, and agreeing to them
pub mod sent; // what left, to be looked at
pub mod options; // pairing and the list of sites
mod page; // what our pages have in common
pub mod report; // how a page is built, to be looked at and sent
pub mod popup; // this page, exactly as it would be handed over

pub mod browser; // the only extern "C", clock and randomness
pub mod message; // what pages and background say to each other
pub mod settings; // what the person has set
