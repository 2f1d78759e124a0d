//! How much one caller may ask: many things at once, and then so many a second.
//!
//! In: the time. Out: whether one more is allowed now. Knows neither who asks nor what for.

/// How much is allowed.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// At once, after a long silence.
    pub burst: f64,
    /// A second, from then on.
    pub per_second: f64,
}

/// What one caller has left.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    rate: Rate,
    left: f64,
    filled: i64,
}

impl Allowance {
    #[must_use]
    pub fn new(rate: Rate, now: i64) -> Self {
        Self {
            rate,
            left: rate.burst,
            filled: now,
        }
    }

    /// Takes one, where there is one. `now` is on the hold clock, in milliseconds.
    pub fn take(&mut self, now: i64) -> bool {
        let seconds = (now - self.filled).max(0) as f64 / 1000.0;
        self.left = (self.left + seconds * self.rate.per_second).min(self.rate.burst);
        self.filled = now;
        let allowed = self.left >= 1.0;
        if allowed {
            self.left -= 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_up_comes_back_with_time_and_never_exceeds_the_burst() {
        let rate = Rate {
            burst: 3.0,
            per_second: 2.0,
        };
        let mut allowance = Allowance::new(rate, 0);
        let taken = |allowance: &mut Allowance, now| (0..10).filter(|_| allowance.take(now)).count();
        assert_eq!(taken(&mut allowance, 0), 3);
        assert_eq!(taken(&mut allowance, 499), 0);
        assert_eq!(taken(&mut allowance, 500), 1);
        assert_eq!(taken(&mut allowance, 3_600_000), 3);
        assert_eq!(
            taken(&mut allowance, 0),
            0,
            "a clock that is set back gives nothing"
        );
    }
}
