//! Attacks on the companion that pages make, in a real browser: the numbers are those of SECURITY.md, and the same attacks are made
//! without a browser in `daemon/tests/hostile_callers`.
//!
//! The page has the dashboard's own credential, which no page can have: what is stopped is stopped by the guard and by the browser.

mod asking; // 1 to 24: pages that ask and write
mod showing; // 25 to 60: navigation, forms, frames, and what the dashboard shows
mod support;
