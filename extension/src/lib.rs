//! From the page to a sealed record.

pub mod capture; // what the lens saw, as a conversation that grows
