//! Signing in to the dashboard without cookies: a one-time code becomes a token that one tab keeps.
//!
//! Cookies are shared between all ports of a host, so they cannot be the credential here. Codes live 60 seconds and are good
//! for one use; tokens end after 30 idle minutes, after 12 hours, and with the process. Only their hashes are kept.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::allowance::{Allowance, Rate};
use crate::world::World;

const CODE_LIFE: i64 = 60 * 1000;
const IDLE: i64 = 30 * 60 * 1000;
const LIFE: i64 = 12 * 60 * 60 * 1000;
/// Wrong codes within a minute before nobody may try any more.
const GUESSES: usize = 5;
/// Requests of one tab: a person's and their scripts', by far.
const REQUESTS: Rate = Rate {
    burst: 3_000.0,
    per_second: 300.0,
};
/// The most tabs that are signed in at once; the oldest gives way.
const SESSIONS: usize = 32;

/// Open codes and sessions. Times are on the hold clock.
#[derive(Default)]
pub struct SignIn {
    codes: Vec<(Hash, i64)>,
    sessions: Vec<Session>,
    wrong: Vec<i64>,
}

type Hash = [u8; 32];

struct Session {
    token: Hash,
    origin: String,
    begun: i64,
    used: i64,
    allowance: Allowance,
}

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    Admitted,
    /// No session has this token, or it has ended.
    Unknown,
    /// The session was opened under another name of this machine.
    OtherOrigin,
    TooMany,
}

/// Why a code is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEntry {
    Wrong,
    TooMany,
}

fn hash(secret: &str) -> Hash {
    Sha256::digest(secret.as_bytes()).into()
}

impl SignIn {
    /// Makes a one-time code.
    #[must_use]
    pub fn offer(&mut self, world: &World, now: i64) -> String {
        let code = HEXLOWER.encode(&world.random::<16>());
        self.codes.retain(|(_, expires)| now < *expires);
        self.codes.push((hash(&code), now + CODE_LIFE));
        code
    }

    /// Takes a code; out: the token of a session that is bound to this origin.
    ///
    /// # Errors
    /// When the code is wrong, old or used, or there were too many wrong ones.
    pub fn enter(&mut self, world: &World, now: i64, origin: &str, code: &str) -> Result<String, NoEntry> {
        self.wrong.retain(|at| now - at < 60_000);
        if self.wrong.len() >= GUESSES {
            return Err(NoEntry::TooMany);
        }
        let given = hash(code);
        self.codes.retain(|(_, expires)| now < *expires);
        let Some(index) = self
            .codes
            .iter()
            .position(|(code, _)| bool::from(code.ct_eq(&given)))
        else {
            self.wrong.push(now);
            return Err(NoEntry::Wrong);
        };
        self.codes.remove(index);
        let token = HEXLOWER.encode(&world.random::<32>());
        if self.sessions.len() >= SESSIONS {
            self.sessions.remove(0);
        }
        self.sessions.push(Session {
            token: hash(&token),
            origin: origin.to_owned(),
            begun: now,
            used: now,
            allowance: Allowance::new(REQUESTS, now),
        });
        Ok(token)
    }

    /// Whether this token belongs to a session of this origin; using it keeps it alive.
    #[must_use]
    pub fn admits(&mut self, now: i64, origin: &str, token: &str) -> Entry {
        self.sessions
            .retain(|session| now - session.used < IDLE && now - session.begun < LIFE);
        let given = hash(token);
        let mut entry = Entry::Unknown;
        for session in &mut self.sessions {
            if !bool::from(session.token.ct_eq(&given)) {
                continue;
            }
            entry = if session.origin != origin {
                Entry::OtherOrigin
            } else if session.allowance.take(now) {
                session.used = now;
                Entry::Admitted
            } else {
                Entry::TooMany
            };
        }
        entry
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU8, Ordering};

    use shared::time::Timestamp;

    use super::*;
    use crate::hold::Reading;

    const HERE: &str = "http://127.0.0.1:7411";

    fn world() -> World {
        let next = AtomicU8::new(0);
        World {
            clock: Arc::new(|| Reading {
                wall: Timestamp(0),
                boot: 0,
                boot_id: String::new(),
            }),
            entropy: Arc::new(move |bytes| bytes.fill(next.fetch_add(1, Ordering::Relaxed))),
            send_delay: 0,
        }
    }

    #[test]
    fn a_code_is_good_once_and_for_a_minute() {
        let (world, mut sign_in) = (world(), SignIn::default());
        let code = sign_in.offer(&world, 0);
        assert!(sign_in.enter(&world, 1, HERE, &code).is_ok());
        assert_eq!(sign_in.enter(&world, 2, HERE, &code), Err(NoEntry::Wrong));
        let late = sign_in.offer(&world, 0);
        assert_eq!(sign_in.enter(&world, CODE_LIFE, HERE, &late), Err(NoEntry::Wrong));
    }

    #[test]
    fn after_five_wrong_codes_not_even_the_right_one_is_taken() {
        let (world, mut sign_in) = (world(), SignIn::default());
        let code = sign_in.offer(&world, 0);
        for _ in 0..GUESSES {
            assert_eq!(sign_in.enter(&world, 1, HERE, "guess"), Err(NoEntry::Wrong));
        }
        assert_eq!(sign_in.enter(&world, 1, HERE, &code), Err(NoEntry::TooMany));
    }

    #[test]
    fn a_session_ends_when_idle_when_old_and_elsewhere() {
        let (world, mut sign_in) = (world(), SignIn::default());
        let code = sign_in.offer(&world, 0);
        let token = sign_in.enter(&world, 0, HERE, &code).unwrap();
        assert_eq!(
            sign_in.admits(1, "http://localhost:7411", &token),
            Entry::OtherOrigin
        );
        let mut now = 0;
        while now + IDLE - 1 < LIFE {
            now += IDLE - 1;
            assert_eq!(sign_in.admits(now, HERE, &token), Entry::Admitted, "{now}");
        }
        assert_eq!(sign_in.admits(LIFE, HERE, &token), Entry::Unknown, "too old");
        let code = sign_in.offer(&world, LIFE);
        let token = sign_in.enter(&world, LIFE, HERE, &code).unwrap();
        assert_eq!(sign_in.admits(LIFE + IDLE, HERE, &token), Entry::Unknown, "idle");
    }

    #[test]
    fn a_tab_that_floods_has_to_wait_and_others_need_not() {
        let (world, mut sign_in) = (world(), SignIn::default());
        let tokens = [(); 2].map(|()| {
            let code = sign_in.offer(&world, 0);
            sign_in.enter(&world, 0, HERE, &code).unwrap()
        });
        let admitted = (0..10_000)
            .filter(|_| sign_in.admits(0, HERE, &tokens[0]) == Entry::Admitted)
            .count();
        assert_eq!(admitted, 3_000);
        assert_eq!(sign_in.admits(0, HERE, &tokens[0]), Entry::TooMany);
        assert_eq!(sign_in.admits(0, HERE, &tokens[1]), Entry::Admitted);
        assert_eq!(sign_in.admits(1_000, HERE, &tokens[0]), Entry::Admitted);
    }
}
