//! Stops one network from flooding the pool.
//!
//! In: the address of a connection and the time. Out: nothing, or how long to wait.
//! Only an HMAC of the address's /24 or /48 is held, in memory, under a random key that changes every day: nothing
//! of it is written anywhere, and yesterday's entries mean nothing today.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use shared::time::Timestamp;

const DAY: i64 = 24 * 60 * 60 * 1000;
const MINUTE: i64 = 60 * 1000;
/// Full buckets are thrown away when there are more than this many.
const MAX_NETWORKS: usize = 100_000;

/// How often one network may ask.
pub struct Rate {
    /// Requests in a minute, and the most at once.
    per_minute: f64,
    /// Whether callers on this machine are counted too.
    loopback: Loopback,
    seen: Mutex<Seen>,
}

/// Whether callers on this machine are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loopback {
    Counted,
    Free,
}

struct Seen {
    day: i64,
    key: [u8; 32],
    buckets: HashMap<[u8; 16], Bucket>,
}

impl Seen {
    /// Nothing, under a key that nobody has ever seen.
    fn new(day: i64) -> Self {
        let mut key = [0; 32];
        getrandom::fill(&mut key).expect("without randomness there can be no key");
        Self {
            day,
            key,
            buckets: HashMap::new(),
        }
    }

    /// What is held in place of a network.
    fn name_of(&self, network: [u8; 6]) -> [u8; 16] {
        let mut hmac = Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of any length will do");
        hmac.update(&network);
        let digest: [u8; 32] = hmac.finalize().into_bytes().into();
        *digest.first_chunk().expect("sixteen bytes of thirty-two")
    }
}

struct Bucket {
    tokens: f64,
    at: i64,
}

impl Rate {
    #[must_use]
    pub fn new(per_minute: u32, loopback: Loopback) -> Self {
        Self {
            per_minute: f64::from(per_minute.max(1)),
            loopback,
            seen: Mutex::new(Seen::new(0)),
        }
    }

    /// As many requests in a minute, from the same callers.
    #[must_use]
    pub fn with(&self, per_minute: u32) -> Self {
        Self::new(per_minute, self.loopback)
    }

    /// Counts one request; gives the seconds to wait if it is one too many.
    pub fn count(&self, address: IpAddr, now: Timestamp) -> Option<u64> {
        let address = address.to_canonical();
        if address.is_loopback() && self.loopback == Loopback::Free {
            return None;
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.day != now.0.div_euclid(DAY) {
            *seen = Seen::new(now.0.div_euclid(DAY));
        }
        let refill = self.per_minute / MINUTE as f64;
        if seen.buckets.len() > MAX_NETWORKS {
            let full = |bucket: &Bucket| {
                bucket.tokens + (now.0 - bucket.at).max(0) as f64 * refill >= self.per_minute
            };
            seen.buckets.retain(|_, bucket| !full(bucket));
        }
        let network = seen.name_of(network_of(address));
        let bucket = seen.buckets.entry(network).or_insert(Bucket {
            tokens: self.per_minute,
            at: now.0,
        });
        let passed = (now.0 - bucket.at).max(0) as f64;
        bucket.tokens = (bucket.tokens + passed * refill).min(self.per_minute);
        bucket.at = now.0;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return None;
        }
        Some(((1.0 - bucket.tokens) / refill / 1000.0).ceil().max(1.0) as u64)
    }
}

/// The part of an address that names a network: 24 bits, or 48 of the newer kind.
fn network_of(address: IpAddr) -> [u8; 6] {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            [a, b, c, 0, 0, 4]
        }
        IpAddr::V6(address) => {
            let [a, b, c, d, e, f, ..] = address.octets();
            [a, b, c, d, e, f]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_asks_too_often_waits_while_others_go_on() {
        let rate = Rate::new(2, Loopback::Counted);
        let here: IpAddr = "192.0.2.1".parse().unwrap();
        let beside: IpAddr = "192.0.2.99".parse().unwrap();
        let elsewhere: IpAddr = "198.51.100.1".parse().unwrap();
        assert_eq!(rate.count(here, Timestamp(0)), None);
        assert_eq!(rate.count(beside, Timestamp(0)), None);
        assert_eq!(rate.count(here, Timestamp(0)), Some(30));
        assert_eq!(rate.count(elsewhere, Timestamp(0)), None);
        assert_eq!(rate.count(here, Timestamp(30_000)), None);
        assert_eq!(rate.count(here, Timestamp(30_000)), Some(30));
    }

    #[test]
    fn what_is_held_of_a_network_is_another_thing_every_day_and_in_every_process() {
        let network = network_of("192.0.2.1".parse().unwrap());
        let (today, tomorrow) = (Seen::new(1), Seen::new(2));
        assert_eq!(today.name_of(network), today.name_of(network));
        assert_ne!(today.name_of(network), tomorrow.name_of(network));
        let rate = Rate::new(1, Loopback::Counted);
        let address = "192.0.2.1".parse().unwrap();
        assert_eq!(rate.count(address, Timestamp(0)), None);
        assert!(rate.count(address, Timestamp(1)).is_some());
        assert_eq!(rate.count(address, Timestamp(DAY)), None);
        let seen = rate.seen.lock().unwrap();
        assert_eq!(seen.buckets.len(), 1, "yesterday is forgotten");
    }

    #[test]
    fn callers_on_this_machine_are_free_unless_counted() {
        let rate = Rate::new(1, Loopback::Free);
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!(
                (0..9).filter_map(|_| rate.count(address, Timestamp(0))).count(),
                0
            );
        }
    }
}
