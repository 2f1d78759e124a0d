//! What one page may cost the background, whatever it does.
//!
//! In: how large a lens's messages are and how long they took to understand. Out: whether to listen, and whether to ask for less.
//! Pure: the time is a parameter. Honest pages, however long, stay far below these budgets.

use shared::time::Timestamp;

/// A longer message is not looked at: the lens sends some hundred kilobytes at most.
const MAX_MESSAGE: usize = 4_000_000;
/// What may come at once: two full pictures of the largest page.
const BURST: f64 = 24_000_000.0;
/// What may come for ever, in bytes per millisecond.
const STEADY: f64 = 1_000.0;
/// What a message costs besides its length, and what a millisecond of thinking costs: with `STEADY`, 500 messages per second,
/// or a fifth of the time.
const PER_MESSAGE: f64 = 2_000.0;
const PER_MILLISECOND: f64 = 5_000.0;
/// The pace is halved again after this time, if that is still needed.
const PATIENCE: i64 = 10_000;
/// So many frames of one tab are read.
pub(super) const MAX_FRAMES: usize = 32;
/// The copies of all pages together take so many bytes.
pub(super) const MAX_COPIES: usize = 96_000_000;

/// What one lens has used up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    used: f64,
    thought: f64,
    at: Timestamp,
    slowed: Option<Timestamp>,
}

/// What to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Read,
    /// Read it, and tell the lens `{ want: "slower" }`.
    ReadLessOften,
    /// Too much: it is as if it had not come.
    Ignore,
}

impl Budget {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            used: 0.0,
            thought: 0.0,
            at: now,
            slowed: None,
        }
    }

    /// A message of this length came.
    pub(super) fn arrived(&mut self, bytes: usize, now: Timestamp) -> Verdict {
        self.refill(now);
        // A message that is too long counts no more than one that is as long as may be.
        self.used += bytes.min(MAX_MESSAGE) as f64 + PER_MESSAGE;
        if bytes > MAX_MESSAGE || self.used > BURST {
            self.used = self.used.min(BURST);
            return Verdict::Ignore;
        }
        let much = self.used > BURST / 2.0 || self.thought > 2.0 * PER_MILLISECOND * 1_000.0;
        let told_lately = self.slowed.is_some_and(|at| (now.0 - at.0).abs() < PATIENCE);
        if much && !told_lately {
            self.slowed = Some(now);
            return Verdict::ReadLessOften;
        }
        Verdict::Read
    }

    /// Understanding a message took so long.
    pub(super) fn took(&mut self, milliseconds: i64) {
        self.thought += milliseconds.clamp(0, 10_000) as f64 * PER_MILLISECOND;
    }

    fn refill(&mut self, now: Timestamp) {
        let passed = (now.0 - self.at.0).max(0) as f64 * STEADY;
        self.at = now;
        self.used = (self.used - passed).max(0.0);
        self.thought = (self.thought - passed).max(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of these messages are read, and how often less is asked for.
    fn play(bytes: usize, every: i64, count: i64, thinking: i64) -> (usize, usize) {
        let mut budget = Budget::new(Timestamp(0));
        let verdicts: Vec<Verdict> = (0..count)
            .map(|number| {
                let verdict = budget.arrived(bytes, Timestamp(number * every));
                budget.took(thinking);
                verdict
            })
            .collect();
        let of = |wanted: Verdict| verdicts.iter().filter(|verdict| **verdict == wanted).count();
        (
            of(Verdict::Read) + of(Verdict::ReadLessOften),
            of(Verdict::ReadLessOften),
        )
    }

    #[test]
    fn an_honest_page_is_always_read_and_never_slowed() {
        assert_eq!(play(20_000, 1_000, 3_600, 50), (3_600, 0));
        // The first picture of the largest page, in parts.
        assert_eq!(play(200_000, 16, 45, 5), (45, 0));
    }

    #[test]
    fn a_page_that_keeps_the_port_busy_is_slowed_and_then_ignored() {
        let (read, slowed) = play(500_000, 16, 2_000, 0);
        assert!(read < 200, "{read} of 2,000 were read");
        assert!(slowed >= 1);
        let (read, _) = play(10, 0, 100_000, 0);
        assert!(read < 13_000, "{read} of 100,000 were read at once");
    }

    #[test]
    fn a_page_that_takes_long_to_understand_is_slowed_but_read() {
        let (read, slowed) = play(5_000, 1_000, 120, 400);
        assert_eq!(read, 120);
        assert!((1..=12).contains(&slowed), "slowed {slowed} times");
    }

    #[test]
    fn a_giant_message_is_ignored_and_the_next_one_read() {
        let mut budget = Budget::new(Timestamp(0));
        assert_eq!(budget.arrived(MAX_MESSAGE + 1, Timestamp(0)), Verdict::Ignore);
        assert_eq!(budget.arrived(100, Timestamp(1)), Verdict::Read);
    }
}
