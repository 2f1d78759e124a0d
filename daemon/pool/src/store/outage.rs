//! Knows whether an outage of the database was told already, so that it is one line in the log and not one for every request.
//!
//! In: what each call of the store came to, and the time. Out: the same; an error of an outage that was told says so. Deliberately not
//! here: telling it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::StoreError;

/// A database that comes and goes is told as often at most.
const QUIET: Duration = Duration::from_secs(60);

/// What is known of outages.
#[derive(Debug, Default)]
pub(super) struct Outage(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// When the latest outage was told.
    told: Option<Instant>,
    /// Whether the database has answered since.
    over: bool,
}

impl Outage {
    /// Passes on what a call came to.
    pub(super) fn heard<T>(&self, outcome: Result<T, StoreError>, now: Instant) -> Result<T, StoreError> {
        match outcome {
            Err(StoreError::Away(mut cause)) => {
                let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                let is_news = known
                    .told
                    .is_none_or(|told| known.over && now.duration_since(told) >= QUIET);
                if is_news {
                    known.told = Some(now);
                    known.over = false;
                } else {
                    cause.is_told = true;
                }
                Err(StoreError::Away(cause))
            }
            Ok(value) => {
                let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                known.over = true;
                Ok(value)
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Cause;

    #[test]
    fn an_outage_is_told_once_and_the_next_one_again_but_not_every_moment() {
        let outage = Outage::default();
        let begun = Instant::now();
        let at = |seconds| begun + Duration::from_secs(seconds);
        let fails = |seconds| {
            let away = outage.heard::<()>(Err(StoreError::Away(Cause::new("gone"))), at(seconds));
            away.unwrap_err().is_told()
        };
        assert_eq!(outage.heard(Ok(7), at(0)).unwrap(), 7);
        // (second, whether it was told before)
        for (second, told) in [(1, false), (1, true), (2, true), (300, true)] {
            assert_eq!(fails(second), told, "at second {second}");
        }
        outage.heard(Ok(()), at(310)).unwrap();
        assert!(!fails(320), "a new outage, long after the former was told");
        outage.heard(Ok(()), at(330)).unwrap();
        assert!(fails(340), "it comes and goes");
        assert!(!fails(400), "and is still told every minute");
        let other = outage.heard::<()>(Err(StoreError::NotMade), at(401));
        assert!(!other.unwrap_err().is_told(), "every other error is news");
    }
}
