//! What the companion takes from outside: the time, randomness, and the settings of the environment.
//!
//! `main` makes the real one; tests make one with a clock that they move.

use std::sync::Arc;

use shared::time::Timestamp;

use crate::hold::Reading;

type Clock = Arc<dyn Fn() -> Reading + Send + Sync>;
type Entropy = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Clock, randomness and environment of one process.
#[derive(Clone)]
pub struct World {
    pub clock: Clock,
    pub entropy: Entropy,
    /// Mean of the random delay before each donation, in milliseconds.
    pub send_delay: i64,
}

impl World {
    #[must_use]
    pub fn read(&self) -> Reading {
        (self.clock)()
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.read().wall
    }

    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.entropy)(&mut bytes);
        bytes
    }

    /// A number in 0 (inclusive) to 1 (exclusive), all values equally likely.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        let bits = u64::from_be_bytes(self.random()) >> 11;
        bits as f64 / (1_u64 << 53) as f64
    }

    /// An exponentially distributed delay with this mean, at most a day.
    #[must_use]
    pub fn delay(&self, mean: i64) -> i64 {
        let drawn = -(1.0 - self.fraction()).ln() * mean as f64;
        (drawn as i64).clamp(0, 86_400_000)
    }
}
