//! From the page to a sealed record.
