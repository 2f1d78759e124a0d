//! Signing in to the console without cookies: a link becomes a token that one tab keeps.
//!
//! In: the name on a link that was taken, tokens. Out: a token, or whose it is. Tokens end after 30 idle minutes, after 12 hours, and with
//! the process; only their digests are kept. After five wrong codes nobody may try for a minute.

use std::collections::HashSet;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use shared::keys::RecordId;
use shared::time::Timestamp;

const IDLE: i64 = 30 * 60 * 1000;
const LIFE: i64 = 12 * 60 * 60 * 1000;
const GUESSES: usize = 5;
/// Tabs that are signed in at once; the oldest gives way.
const SESSIONS: usize = 64;
/// Records that one tab is remembered to have shown.
const MOST_SHOWN: usize = 10_000;

/// Everybody who is signed in.
#[derive(Default)]
pub(super) struct Sessions {
    open: Vec<Session>,
    wrong: Vec<i64>,
}

struct Session {
    token: [u8; 32],
    reviewer: String,
    /// What was shown to them: only that may be accepted by one person alone.
    shown: HashSet<RecordId>,
    begun: i64,
    used: i64,
}

impl Sessions {
    /// Whether codes are looked at now; call `wrong` for each that is none.
    pub(super) fn may_try(&mut self, now: Timestamp) -> bool {
        self.wrong.retain(|at| now.0 - at < 60_000);
        self.wrong.len() < GUESSES
    }

    pub(super) fn wrong(&mut self, now: Timestamp) {
        self.wrong.push(now.0);
    }

    /// Signs a reviewer in.
    pub(super) fn begin(&mut self, reviewer: String, secret: [u8; 32], now: Timestamp) -> String {
        let token = HEXLOWER.encode(&secret);
        if self.open.len() >= SESSIONS {
            self.open.remove(0);
        }
        self.open.push(Session {
            token: hash(&token),
            reviewer,
            shown: HashSet::new(),
            begun: now.0,
            used: now.0,
        });
        token
    }

    /// Whose token this is; using it keeps it alive.
    pub(super) fn whose(&mut self, token: &str, now: Timestamp) -> Option<String> {
        self.find(token, now).map(|session| session.reviewer.clone())
    }

    /// Notes that a record was shown.
    pub(super) fn show(&mut self, token: &str, id: &RecordId, now: Timestamp) {
        if let Some(session) = self.find(token, now)
            && session.shown.len() < MOST_SHOWN
        {
            session.shown.insert(id.clone());
        }
    }

    /// Whether a record was shown to this tab.
    pub(super) fn has_shown(&mut self, token: &str, id: &RecordId, now: Timestamp) -> bool {
        self.find(token, now)
            .is_some_and(|session| session.shown.contains(id))
    }

    /// Ends the sessions of somebody who is no reviewer any more.
    pub(super) fn keep_only(&mut self, is_reviewer: impl Fn(&str) -> bool) {
        self.open.retain(|session| is_reviewer(&session.reviewer));
    }

    fn find(&mut self, token: &str, now: Timestamp) -> Option<&mut Session> {
        self.open
            .retain(|session| now.0 - session.used < IDLE && now.0 - session.begun < LIFE);
        // Digests are compared: how long that takes tells nothing of the token.
        let given = hash(token);
        let session = self.open.iter_mut().find(|session| session.token == given)?;
        session.used = now.0;
        Some(session)
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_idle_when_old_and_when_its_reviewer_is_removed() {
        let mut sessions = Sessions::default();
        let token = sessions.begin("ada".into(), [1; 32], Timestamp(0));
        assert_eq!(sessions.whose("guess", Timestamp(1)), None);
        let mut now = 0;
        while now + IDLE - 1 < LIFE {
            now += IDLE - 1;
            assert_eq!(sessions.whose(&token, Timestamp(now)).as_deref(), Some("ada"));
        }
        assert_eq!(sessions.whose(&token, Timestamp(LIFE)), None, "old");
        let token = sessions.begin("ada".into(), [2; 32], Timestamp(0));
        assert_eq!(sessions.whose(&token, Timestamp(IDLE)), None, "idle");
        let token = sessions.begin("ada".into(), [3; 32], Timestamp(0));
        sessions.keep_only(|name| name != "ada");
        assert_eq!(sessions.whose(&token, Timestamp(1)), None, "removed");
    }

    #[test]
    fn after_five_wrong_codes_nobody_may_try_for_a_minute() {
        let mut sessions = Sessions::default();
        for _ in 0..5 {
            assert!(sessions.may_try(Timestamp(0)));
            sessions.wrong(Timestamp(0));
        }
        assert!(!sessions.may_try(Timestamp(59_999)));
        assert!(sessions.may_try(Timestamp(60_000)));
    }
}
