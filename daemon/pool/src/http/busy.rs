//! Sheds load when more records arrive than this node can take: callers then work a little before each one.
//!
//! In: the time, and the work that came with a request. Out: nothing, or how many bits are asked for. Normally none: a companion
//! that gives a record now and then never notices. Held in memory, one number for all callers together; nothing about any of them.
//! Against a person with many machines this does nothing, and it is not meant to.

use std::sync::{Mutex, PoisonError};

use shared::time::Timestamp;

const MINUTE: f64 = 60_000.0;
/// Bits asked for beyond once, twice and three times the load: some tenths of a second, one, and several of one core.
const STEPS: [u8; 3] = [18, 20, 22];

/// How much arrived lately.
pub struct Busy {
    /// Records that this node takes in a minute, and at once, without asking for work.
    per_minute: f64,
    level: Mutex<Level>,
}

#[derive(Clone, Copy)]
struct Level {
    records: f64,
    at: i64,
}

impl Busy {
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute: f64::from(per_minute.max(1)),
            level: Mutex::new(Level { records: 0.0, at: 0 }),
        }
    }

    /// Lets one more record in, or says how many bits of work it needs. `worked` says whether so many were done.
    ///
    /// # Errors
    /// The bits.
    pub fn admit(&self, now: Timestamp, worked: impl FnOnce(u8) -> bool) -> Result<(), u8> {
        let needed = self.needed(now);
        // Looked at outside of the lock: it is a digest.
        if needed > 0 && !worked(needed) {
            return Err(needed);
        }
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        // Bounded, so that the end of a flood is noticed within minutes.
        level.records = (level.records + 1.0).min(4.0 * self.per_minute);
        Ok(())
    }

    /// The bits that the next record needs.
    pub fn needed(&self, now: Timestamp) -> u8 {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = (now.0 - level.at).max(0) as f64;
        level.records = (level.records - passed * self.per_minute / MINUTE).max(0.0);
        level.at = now.0;
        let times = level.records / self.per_minute;
        match times {
            times if times < 1.0 => 0,
            times if times < 2.0 => STEPS[0],
            times if times < 3.0 => STEPS[1],
            _ => STEPS[2],
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nobody_works_until_more_arrives_than_the_node_takes() {
        let busy = Busy::new(100);
        let at = |second: i64| Timestamp(second * 1000);
        let idle = |_| panic!("no work is asked for");
        assert!((0..100).all(|_| busy.admit(at(0), idle).is_ok()));
        assert_eq!(busy.admit(at(0), |_| false), Err(18));
        assert!((0..100).all(|_| busy.admit(at(0), |bits| bits == 18).is_ok()));
        assert_eq!(busy.admit(at(0), |bits| bits <= 18), Err(20));
        assert!((0..5_000).all(|_| busy.admit(at(0), |_| true).is_ok()));
        assert_eq!(busy.needed(at(0)), 22);
        assert_eq!(busy.needed(at(240)), 0, "a flood is over after some minutes");
        assert!(busy.admit(at(240), idle).is_ok());
    }

    proptest! {
        #[test]
        fn whoever_is_refused_makes_nothing_dearer(refused in 1_usize..500) {
            let busy = Busy::new(10);
            (0..15).for_each(|_| { let _ = busy.admit(Timestamp(0), |_| true); });
            let before = busy.needed(Timestamp(0));
            (0..refused).for_each(|_| { let _ = busy.admit(Timestamp(0), |_| false); });
            prop_assert_eq!(busy.needed(Timestamp(0)), before);
        }

        #[test]
        fn the_clock_may_run_backwards(times in prop::collection::vec(any::<i32>(), 1..50)) {
            let busy = Busy::new(3);
            for time in times {
                let needed = busy.needed(Timestamp(i64::from(time)));
                prop_assert!([0, 18, 20, 22].contains(&needed));
                let _ = busy.admit(Timestamp(i64::from(time)), |_| true);
            }
        }
    }
}
