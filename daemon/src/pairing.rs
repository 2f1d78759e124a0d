//! Pairs browsers, and opens what paired browsers send.
//!
//! In: frames of `shared::sealed`. Out: their text, proven to come from a paired browser, from its own origin, now and only
//! once. A code is worth five minutes, five tries and one browser.

use std::collections::{HashMap, HashSet, VecDeque};

use data_encoding::HEXLOWER;
use shared::api::{self, PairReply, PairRequest};
use shared::sealed::{self, Destination, MAX_CLOCK_SKEW, Nonce, PairKey};
use shared::time::Timestamp;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::companion::{Companion, lock};
use crate::store::StoreError;
use crate::store::settings::Client;

/// How long a pairing code is good for, in milliseconds.
const CODE_LIFE: i64 = 5 * 60 * 1000;
const TRIES: u32 = 5;
/// The most requests of one browser that are remembered; more than this in four minutes is a flood.
const REMEMBERED: usize = 4_096;
/// Requests of one browser: this many at once, and this many a second from then on.
const BURST: f64 = 200.0;
const PER_SECOND: f64 = 20.0;

/// What pairing remembers while the daemon runs.
#[derive(Default)]
pub struct Pairing {
    pending: Option<Pending>,
    seen: HashMap<[u8; 16], Seen>,
}

struct Pending {
    code: Zeroizing<[u8; 16]>,
    expires: i64,
    tries: u32,
}

struct Seen {
    nonces: HashSet<Nonce>,
    order: VecDeque<(u64, Nonce)>,
    tokens: f64,
    filled: i64,
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

/// Offers a pairing. Out: the code to show, and when it expires.
#[must_use]
pub fn offer(companion: &Companion) -> (String, Timestamp) {
    let code: [u8; 16] = companion.world.random();
    let shown = sealed::show_code(&code);
    lock(&companion.pairing).pending = Some(Pending {
        code: Zeroizing::new(code),
        expires: companion.hold_now() + CODE_LIFE,
        tries: 0,
    });
    (shown, companion.world.now().plus(CODE_LIFE))
}

/// Pairs a browser. Out: the sealed reply.
///
/// # Errors
/// When nobody is pairing, the code is another one, or the frame names another origin than it came from.
pub fn pair(companion: &Companion, port: u16, origin: &str, frame: &[u8]) -> Result<Vec<u8>, NotPaired> {
    let code = {
        let mut pairing = lock(&companion.pairing);
        let now = companion.hold_now();
        let pending = pairing.pending.as_mut().filter(|pending| now < pending.expires);
        let pending = pending.ok_or(NotPaired::NoPairing)?;
        if pending.tries >= TRIES {
            return Err(NotPaired::TooMany);
        }
        pending.tries += 1;
        pending.code.clone()
    };
    let to = Destination {
        path: api::PAIR,
        port,
    };
    let (client_nonce, nonce, plain) =
        sealed::open_pairing(&code, to, frame).map_err(|_| NotPaired::Unproven)?;
    let request: PairRequest = serde_json::from_slice(&plain).map_err(|_| NotPaired::Unproven)?;
    if request.origin != origin {
        return Err(NotPaired::OtherOrigin);
    }
    // Of two browsers that race for one code, one takes it.
    {
        let mut pairing = lock(&companion.pairing);
        let same = |pending: &Pending| bool::from(pending.code.as_slice().ct_eq(code.as_slice()));
        if !pairing.pending.as_ref().is_some_and(same) {
            return Err(NotPaired::NoPairing);
        }
        pairing.pending = None;
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
    companion
        .store
        .write("pair browser", move |tx| tx.add_client(&client, &key.0))?;
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
    key: PairKey,
    nonce: Nonce,
}

/// Opens a request frame.
///
/// # Errors
/// When it is not from a paired browser, from another origin than that browser's, not of now, or a repetition.
pub fn open(companion: &Companion, port: u16, origin: &str, frame: &[u8]) -> Result<Opened, NotPaired> {
    let head = sealed::head(frame).ok_or(NotPaired::Unproven)?;
    let id = HEXLOWER.encode(&head.client_id);
    let (key, client) = companion.store.read(|view| {
        let client = view.clients()?.into_iter().find(|client| client.id == id);
        Ok::<_, StoreError>((view.secret(&format!("client:{id}"))?, client))
    })?;
    let (Some(key), Some(client)) = (key, client) else {
        return Err(NotPaired::Unproven);
    };
    let key = PairKey(key);
    let to = Destination {
        path: api::EXTENSION,
        port,
    };
    let plain = sealed::open_request(&key, to, frame).map_err(|_| NotPaired::Unproven)?;
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
        key,
        nonce: head.nonce,
    })
}

fn remember(companion: &Companion, client: [u8; 16], nonce: Nonce, seconds: u64) -> Result<(), NotPaired> {
    let now = companion.hold_now();
    let mut pairing = lock(&companion.pairing);
    let seen = pairing.seen.entry(client).or_insert_with(|| Seen {
        nonces: HashSet::new(),
        order: VecDeque::new(),
        tokens: BURST,
        filled: now,
    });
    if seen.nonces.contains(&nonce) {
        return Err(NotPaired::Repeated);
    }
    seen.tokens = (seen.tokens + (now - seen.filled) as f64 / 1000.0 * PER_SECOND).min(BURST);
    seen.filled = now;
    while let Some((then, old)) = seen.order.front().copied() {
        if seconds.abs_diff(then) <= 2 * MAX_CLOCK_SKEW {
            break;
        }
        seen.order.pop_front();
        seen.nonces.remove(&old);
    }
    if seen.tokens < 1.0 || seen.order.len() >= REMEMBERED {
        return Err(NotPaired::TooMany);
    }
    seen.tokens -= 1.0;
    seen.nonces.insert(nonce);
    seen.order.push_back((seconds, nonce));
    Ok(())
}

impl Opened {
    /// Seals the answer to this request.
    #[must_use]
    pub fn reply(&self, companion: &Companion, plain: &[u8]) -> Vec<u8> {
        sealed::seal_reply(&self.key, &self.nonce, &companion.world.random(), plain)
    }
}
