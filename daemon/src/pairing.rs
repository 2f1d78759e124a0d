//! Pairs browsers, and opens what paired browsers send.
//!
//! In: frames of `shared::sealed`. Out: their text, proven to come from a paired browser, from its own origin, now and only
//! once. A code that a person copies is worth five minutes, five tries and one browser; one that a browser fetches by itself
//! (`native`) is worth a minute, and only to the extension that asked.

mod clients; // who is paired: list, unpair, renew keys
mod once; // what must not be done again, remembered beyond this run

use std::collections::{HashMap, HashSet, VecDeque};

use data_encoding::HEXLOWER;
use shared::api::{self, PairReply, PairRequest};
use shared::sealed::{self, Destination, MAX_CLOCK_SKEW, Nonce, PairKey};
use shared::time::Timestamp;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::allowance::{Allowance, Rate};
use crate::companion::{Companion, lock};
use crate::native::Browser;
use crate::store::StoreError;
use crate::store::settings::Client;
pub use clients::{renew, shown, unpair};

/// How long a pairing code is good for, in milliseconds.
const CODE_LIFE: i64 = 5 * 60 * 1000;
/// The same for a code that no person has to copy.
const FETCHED_LIFE: i64 = 60 * 1000;
/// The most codes that browsers have fetched and not used yet; the oldest gives way.
const FETCHED: usize = 8;
const TRIES: u32 = 5;
/// The most requests of one browser that are remembered; more than this in four minutes is a flood.
const REMEMBERED: usize = 4_096;
/// Requests of one browser.
const REQUESTS: Rate = Rate {
    burst: 200.0,
    per_second: 20.0,
};

/// What pairing remembers while the daemon runs.
#[derive(Default)]
pub struct Pairing {
    /// At most one of them was shown to a person.
    pending: Vec<Pending>,
    seen: HashMap<[u8; 16], Seen>,
}

struct Pending {
    code: Zeroizing<[u8; 16]>,
    expires: i64,
    tries: u32,
    /// The browser that fetched it; none where a person copies it.
    fetched_by: Option<Browser>,
}

struct Seen {
    nonces: HashSet<Nonce>,
    order: VecDeque<(u64, Nonce)>,
    allowance: Allowance,
}

/// Why a frame is not answered.
#[derive(Debug)]
pub enum NotPaired {
    /// Nobody is pairing.
    NoPairing,
    /// Too many tries, or too many requests.
    TooMany,
    /// Not sealed by a paired browser, or not now.
    Unproven,
    /// Sealed by a paired browser that speaks from elsewhere.
    OtherOrigin,
    /// This very frame was answered before.
    Repeated,
    Store(StoreError),
}

impl From<StoreError> for NotPaired {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Offers a pairing to a person. Out: the code to show, and when it expires.
#[must_use]
pub fn offer(companion: &Companion) -> (String, Timestamp) {
    let shown = pend(companion, None, CODE_LIFE);
    (shown, companion.world.now().plus(CODE_LIFE))
}

/// Offers a pairing to a browser's extension that asked through its browser. Out: the code.
#[must_use]
pub fn offer_to(companion: &Companion, browser: Browser) -> String {
    pend(companion, Some(browser), FETCHED_LIFE)
}

fn pend(companion: &Companion, fetched_by: Option<Browser>, life: i64) -> String {
    let code: [u8; 16] = companion.world.random();
    let now = companion.hold_now();
    let pending = &mut lock(&companion.pairing).pending;
    pending.retain(|other| now < other.expires && (fetched_by.is_some() || other.fetched_by.is_some()));
    let fetched = pending.iter().filter(|other| other.fetched_by.is_some()).count();
    if fetched >= FETCHED
        && let Some(oldest) = pending.iter().position(|other| other.fetched_by.is_some())
    {
        pending.remove(oldest);
    }
    pending.push(Pending {
        code: Zeroizing::new(code),
        expires: now + life,
        tries: 0,
        fetched_by,
    });
    sealed::show_code(&code)
}

/// The codes that may be tried now; each is one try poorer.
fn candidates(companion: &Companion) -> Result<Vec<Zeroizing<[u8; 16]>>, NotPaired> {
    let now = companion.hold_now();
    let pending = &mut lock(&companion.pairing).pending;
    pending.retain(|pending| now < pending.expires);
    if pending.is_empty() {
        return Err(NotPaired::NoPairing);
    }
    let open = pending.iter_mut().filter(|pending| pending.tries < TRIES);
    let codes: Vec<_> = open
        .map(|pending| {
            pending.tries += 1;
            pending.code.clone()
        })
        .collect();
    if codes.is_empty() {
        return Err(NotPaired::TooMany);
    }
    Ok(codes)
}

/// Pairs a browser. Out: the sealed reply.
///
/// # Errors
/// When nobody is pairing, the code is another one, or the frame names another origin than it came from.
pub fn pair(companion: &Companion, port: u16, origin: &str, frame: &[u8]) -> Result<Vec<u8>, NotPaired> {
    let to = Destination {
        path: api::PAIR,
        port,
    };
    let opened = candidates(companion)?.into_iter().find_map(|code| {
        let (client_nonce, nonce, plain) = sealed::open_pairing(&code, to, frame).ok()?;
        Some((code, client_nonce, nonce, plain))
    });
    let (code, client_nonce, nonce, plain) = opened.ok_or(NotPaired::Unproven)?;
    let request: PairRequest = serde_json::from_slice(&plain).map_err(|_| NotPaired::Unproven)?;
    if request.origin != origin {
        return Err(NotPaired::OtherOrigin);
    }
    // Of two browsers that race for one code, one takes it.
    let by_itself = {
        let pending = &mut lock(&companion.pairing).pending;
        let same = |pending: &Pending| bool::from(pending.code.as_slice().ct_eq(code.as_slice()));
        let index = pending.iter().position(same).ok_or(NotPaired::NoPairing)?;
        let fetched_by = pending[index].fetched_by;
        if fetched_by.is_some_and(|browser| !browser.speaks_from(origin)) {
            return Err(NotPaired::OtherOrigin);
        }
        pending.remove(index);
        fetched_by.is_some()
    };
    if by_itself && !clients::may_pair_itself(companion, origin)? {
        return Err(NotPaired::OtherOrigin);
    }
    let reply = PairReply {
        client_id: companion.world.random(),
        daemon_nonce: companion.world.random(),
    };
    let key = sealed::lasting_key(&code, &client_nonce, &reply.daemon_nonce);
    let today = companion.world.now().day();
    let client = Client {
        id: HEXLOWER.encode(&reply.client_id),
        browser: request
            .browser
            .chars()
            .filter(|c| !c.is_control())
            .take(60)
            .collect(),
        origin: request.origin,
        paired_day: today.clone(),
        last_seen_day: today,
    };
    clients::add(companion, client, &key, by_itself)?;
    let json = serde_json::to_vec(&reply).expect("two arrays of numbers are JSON");
    Ok(sealed::seal_reply(
        &sealed::code_key(&code, &client_nonce),
        &nonce,
        &companion.world.random(),
        &json,
    ))
}

/// A request that is proven.
pub struct Opened {
    pub plain: Vec<u8>,
    client: String,
    key: PairKey,
    nonce: Nonce,
    unix_seconds: u64,
}

/// Opens a request frame.
///
/// # Errors
/// When it is not from a paired browser, from another origin than that browser's, not of now, or a repetition.
pub fn open(companion: &Companion, port: u16, origin: &str, frame: &[u8]) -> Result<Opened, NotPaired> {
    let head = sealed::head(frame).ok_or(NotPaired::Unproven)?;
    let id = HEXLOWER.encode(&head.client_id);
    let clients::Known { client, keys } = clients::known(companion, &id)?.ok_or(NotPaired::Unproven)?;
    let to = Destination {
        path: api::EXTENSION,
        port,
    };
    let opened = keys.into_iter().find_map(|(age, key)| {
        let plain = sealed::open_request(&key, to, frame).ok()?;
        Some((age, key, plain))
    });
    let (age, key, plain) = opened.ok_or(NotPaired::Unproven)?;
    if client.origin != origin {
        return Err(NotPaired::OtherOrigin);
    }
    let wall = companion.world.now();
    let seconds = wall.0.div_euclid(1000).unsigned_abs();
    let started = companion.started().0.div_euclid(1000).unsigned_abs();
    // What was sent before this start may have been answered before it, and that answer is not remembered.
    if head.unix_seconds.abs_diff(seconds) > MAX_CLOCK_SKEW || head.unix_seconds < started {
        return Err(NotPaired::Unproven);
    }
    remember(companion, head.client_id, head.nonce, head.unix_seconds)?;
    if age == clients::Age::Next {
        clients::take_next(companion, &id, &key)?;
    }
    let today = wall.day();
    if client.last_seen_day != today {
        // Not worth refusing a request: the day is noted by the next one.
        let noted: Result<bool, StoreError> = companion
            .store
            .write("saw browser", move |tx| tx.saw_client(&client.id, &today));
        if let Err(error) = noted {
            tracing::warn!(%error, "a browser's day was not noted");
        }
    }
    Ok(Opened {
        plain,
        client: id,
        key,
        nonce: head.nonce,
        unix_seconds: head.unix_seconds,
    })
}

fn remember(companion: &Companion, client: [u8; 16], nonce: Nonce, seconds: u64) -> Result<(), NotPaired> {
    let now = companion.hold_now();
    let mut pairing = lock(&companion.pairing);
    let seen = pairing.seen.entry(client).or_insert_with(|| Seen {
        nonces: HashSet::new(),
        order: VecDeque::new(),
        allowance: Allowance::new(REQUESTS, now),
    });
    if seen.nonces.contains(&nonce) {
        return Err(NotPaired::Repeated);
    }
    while let Some((then, old)) = seen.order.front().copied() {
        if seconds.abs_diff(then) <= 2 * MAX_CLOCK_SKEW {
            break;
        }
        seen.order.pop_front();
        seen.nonces.remove(&old);
    }
    if seen.order.len() >= REMEMBERED || !seen.allowance.take(now) {
        return Err(NotPaired::TooMany);
    }
    seen.nonces.insert(nonce);
    seen.order.push_back((seconds, nonce));
    Ok(())
}

impl Opened {
    /// Notes, beyond this run of the companion, that this request is being carried out.
    ///
    /// # Errors
    /// When it was before, or the store fails.
    pub fn once(&self, companion: &Companion) -> Result<(), NotPaired> {
        once::note(companion, self.unix_seconds, &self.nonce)
    }

    /// Seals the answer to this request.
    #[must_use]
    pub fn reply(&self, companion: &Companion, plain: &[u8]) -> Vec<u8> {
        sealed::seal_reply(&self.key, &self.nonce, &companion.world.random(), plain)
    }
}
