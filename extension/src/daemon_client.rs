//! Speaks with the companion: sealed frames to a fixed address on this machine, nothing else.
//!
//! In: a request and the pairing. Out: an authentic reply, or why there is none. Whatever answers without the key, says yes in
//! the clear or repeats an old reply counts as nobody. Does not queue and does not retry.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use shared::api::{
    EXTENSION, ExtensionReply, ExtensionRequest, HostReply, HostRequest, NATIVE_HOST, PAIR, PairReply,
    PairRequest,
};
use shared::sealed::{self, ClientId, Destination, Nonce, PairKey, RequestHead};
use shared::time::Timestamp;

use crate::browser;

/// The lasting bond with one companion. Prints without its key.
#[derive(Clone)]
pub struct Pairing {
    client_id: ClientId,
    key: PairKey,
    pub port: u16,
    /// Since when it has this key.
    since: Timestamp,
}

/// How long a key is used, in milliseconds.
const KEY_LIFE: i64 = 90 * 24 * 60 * 60 * 1000;

/// Why the companion did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Failure {
    NotPaired,
    /// The text is not a pairing code.
    NotACode,
    /// Something answered, but it does not hold our key: another program, or a companion that has forgotten this browser.
    NotAuthentic,
    /// Nothing listens there.
    Unreachable,
    /// A conversation has grown beyond what the companion takes; what it holds already stays.
    TooLarge,
    /// What is to be hidden does not stand in the text.
    NothingToHide,
    /// The companion said no, and why.
    Refused {
        reason: String,
    },
}

impl Failure {
    /// The key of the sentence that says it, and what stands in the sentence.
    #[must_use]
    pub fn sentence(&self) -> (&'static str, Option<String>) {
        match self {
            Self::NotPaired => ("failNotPaired", None),
            Self::NotACode => ("failNotACode", None),
            Self::NotAuthentic => ("failNotAuthentic", None),
            Self::Unreachable => ("failUnreachable", None),
            Self::TooLarge => ("failTooLarge", None),
            Self::NothingToHide => ("hideNothing", None),
            Self::Refused { reason } => ("failRefused", Some(reason.clone())),
        }
    }
}

impl Pairing {
    /// Reads a stored pairing.
    #[must_use]
    pub fn parse(stored: &str) -> Option<Self> {
        let stored: StoredPairing = serde_json::from_str(stored).ok()?;
        Some(Self {
            client_id: bytes(&stored.client_id)?,
            key: PairKey(bytes(&stored.key)?),
            port: stored.port,
            since: Timestamp(stored.since),
        })
    }

    /// The text to store.
    #[must_use]
    pub fn to_stored(&self) -> String {
        let stored = StoredPairing {
            client_id: HEXLOWER.encode(&self.client_id),
            key: HEXLOWER.encode(&self.key.0),
            port: self.port,
            since: self.since.0,
        };
        serde_json::to_string(&stored).expect("plain fields")
    }

    /// Seals one request.
    #[must_use]
    pub fn seal(&self, request: &ExtensionRequest, nonce: Nonce, now: Timestamp) -> Vec<u8> {
        let head = RequestHead {
            client_id: self.client_id,
            unix_seconds: u64::try_from(now.0 / 1000).unwrap_or(0),
            nonce,
        };
        let plain = serde_json::to_vec(request).expect("a request has string keys and finite numbers");
        sealed::seal_request(&self.key, &head, self.to(EXTENSION), &plain)
    }

    /// Opens the reply to the request with this nonce.
    ///
    /// # Errors
    /// When the reply is not authentic, or is authentic and says no.
    pub fn open(&self, nonce: &Nonce, reply: &[u8]) -> Result<ExtensionReply, Failure> {
        let plain = sealed::open_reply(&self.key, nonce, reply).map_err(|_| Failure::NotAuthentic)?;
        serde_json::from_slice(&plain).map_err(|_| Failure::NotAuthentic)
    }

    /// Whether it is time for another key.
    #[must_use]
    pub fn is_old(&self, now: Timestamp) -> bool {
        now.0 - self.since.0 > KEY_LIFE
    }

    /// The same bond with the key that follows from both ends' shares.
    #[must_use]
    pub fn renewed(&self, own: &[u8; 32], companions: &[u8; 32], now: Timestamp) -> Self {
        Self {
            key: sealed::renewed_key(&self.key, own, companions),
            since: now,
            ..*self
        }
    }

    fn to<'a>(&self, path: &'a str) -> Destination<'a> {
        Destination {
            path,
            port: self.port,
        }
    }
}

impl fmt::Debug for Pairing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pairing")
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredPairing {
    client_id: String,
    key: String,
    port: u16,
    #[serde(default)]
    since: i64,
}

fn bytes<const N: usize>(hexadecimal: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(hexadecimal.as_bytes()).ok()?.try_into().ok()
}

/// A pairing that has been asked for and not been answered yet.
pub struct PairingAttempt {
    code: [u8; 16],
    client_nonce: [u8; 32],
    nonce: Nonce,
    port: u16,
}

impl PairingAttempt {
    /// Reads the code as the person copied it.
    ///
    /// # Errors
    /// When the text is not a pairing code.
    pub fn new(code: &str, port: u16, client_nonce: [u8; 32], nonce: Nonce) -> Result<Self, Failure> {
        let code = sealed::read_code(code).ok_or(Failure::NotACode)?;
        Ok(Self {
            code,
            client_nonce,
            nonce,
            port,
        })
    }

    /// The frame to post.
    #[must_use]
    pub fn frame(&self, request: &PairRequest) -> Vec<u8> {
        let plain = serde_json::to_vec(request).expect("two plain fields");
        let to = Destination {
            path: PAIR,
            port: self.port,
        };
        sealed::seal_pairing(&self.code, &self.client_nonce, &self.nonce, to, &plain)
    }

    /// Completes the pairing with the companion's reply.
    ///
    /// # Errors
    /// When whatever answered does not know the code.
    pub fn complete(&self, reply: &[u8], now: Timestamp) -> Result<Pairing, Failure> {
        let key = sealed::code_key(&self.code, &self.client_nonce);
        let plain = sealed::open_reply(&key, &self.nonce, reply).map_err(|_| Failure::NotAuthentic)?;
        let reply: PairReply = serde_json::from_slice(&plain).map_err(|_| Failure::NotAuthentic)?;
        Ok(Pairing {
            client_id: reply.client_id,
            key: sealed::lasting_key(&self.code, &self.client_nonce, &reply.daemon_nonce),
            port: self.port,
            since: now,
        })
    }
}

/// Asks the companion for one thing.
///
/// # Errors
/// When nothing authentic answers.
pub async fn ask(pairing: &Pairing, request: &ExtensionRequest) -> Result<ExtensionReply, Failure> {
    let nonce = browser::random();
    let frame = pairing.seal(request, nonce, browser::now());
    let reply = browser::post(&address(pairing.port, EXTENSION), &frame).await;
    pairing.open(&nonce, &reply.ok_or(Failure::Unreachable)?)
}

/// Pairs with the companion that shows this code.
///
/// # Errors
/// When the code is malformed, nothing answers, or what answers does not know the code.
pub async fn pair(code: &str, port: u16) -> Result<Pairing, Failure> {
    let attempt = PairingAttempt::new(code, port, browser::random(), browser::random())?;
    let request = PairRequest {
        origin: browser::own_origin(),
        browser: browser::name().to_owned(),
    };
    let reply = browser::post(&address(port, PAIR), &attempt.frame(&request)).await;
    attempt.complete(&reply.ok_or(Failure::Unreachable)?, browser::now())
}

/// Asks the companion for another key. Out: the bond with it, to be used once it is stored; nothing where an older companion knows no such thing.
pub async fn renew(pairing: &Pairing) -> Option<Pairing> {
    let own = browser::random();
    match ask(pairing, &ExtensionRequest::Renew { share: own }).await {
        Ok(ExtensionReply::Renewed { share }) => Some(pairing.renewed(&own, &share, browser::now())),
        _ => None,
    }
}

/// Asks the program that the companion has registered with this browser. Out: a code that is good once, and the port.
pub async fn fetch_code() -> Option<(String, u16)> {
    let question = serde_json::to_string(&HostRequest::Pair {}).ok()?;
    let answer = browser::ask_program(NATIVE_HOST, &question).await?;
    match serde_json::from_str(&answer).ok()? {
        HostReply::Offer { code, port } => Some((code, port)),
        HostReply::Refused { .. } => None,
    }
}

fn address(port: u16, path: &str) -> String {
    format!("http://127.0.0.1:{port}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::{Outbox, Outcome};
    use crate::pipeline::tests::record_of;
    use shared::api::ConversationId;

    const NOW: Timestamp = Timestamp(1_795_305_600_000);
    const CODE: [u8; 16] = [5; 16];

    /// Both ends of a pairing that really took place.
    fn paired() -> (Pairing, PairKey) {
        let attempt = PairingAttempt::new(&sealed::show_code(&CODE), 7411, [1; 32], [2; 24]).unwrap();
        let request = PairRequest {
            origin: "chrome-extension://x".into(),
            browser: "Chromium".into(),
        };
        let to = Destination {
            path: PAIR,
            port: 7411,
        };
        let (client_nonce, nonce, plain) = sealed::open_pairing(&CODE, to, &attempt.frame(&request)).unwrap();
        assert_eq!(serde_json::from_slice::<PairRequest>(&plain).unwrap(), request);
        let reply = PairReply {
            client_id: [3; 16],
            daemon_nonce: [4; 32],
        };
        let key = sealed::code_key(&CODE, &client_nonce);
        let frame = sealed::seal_reply(&key, &nonce, &[6; 24], &serde_json::to_vec(&reply).unwrap());
        (
            attempt.complete(&frame, NOW).unwrap(),
            sealed::lasting_key(&CODE, &client_nonce, &[4; 32]),
        )
    }

    #[test]
    fn a_pairing_survives_storage_and_prints_no_key() {
        let (pairing, key) = paired();
        let again = Pairing::parse(&pairing.to_stored()).unwrap();
        let frame = again.seal(&ExtensionRequest::Status, [9; 24], NOW);
        let to = Destination {
            path: EXTENSION,
            port: 7411,
        };
        let plain = sealed::open_request(&key, to, &frame).unwrap();
        assert_eq!(plain, br#"{"op":"status"}"#);
        assert_eq!(sealed::head(&frame).unwrap().unix_seconds, 1_795_305_600);
        assert!(!format!("{pairing:?}").contains(&HEXLOWER.encode(&key.0)[..8]));
    }

    #[test]
    fn a_wrong_code_or_a_stranger_cannot_complete_a_pairing() {
        assert_eq!(
            PairingAttempt::new("hello", 7411, [1; 32], [2; 24]).err(),
            Some(Failure::NotACode)
        );
        let attempt = PairingAttempt::new(&sealed::show_code(&CODE), 7411, [1; 32], [2; 24]).unwrap();
        let reply = PairReply {
            client_id: [3; 16],
            daemon_nonce: [4; 32],
        };
        let stranger = sealed::code_key(&[8; 16], &[1; 32]);
        let forged = sealed::seal_reply(
            &stranger,
            &[2; 24],
            &[6; 24],
            &serde_json::to_vec(&reply).unwrap(),
        );
        for answer in [&b"ok"[..], b"", &forged] {
            assert_eq!(attempt.complete(answer, NOW).err(), Some(Failure::NotAuthentic));
        }
    }

    #[test]
    fn a_squatter_on_the_port_reads_nothing_and_cannot_make_us_forget_a_record() {
        let (pairing, key) = paired();
        let id = ConversationId("c1".into());
        let record = record_of(&["a very private question", "an answer"]);
        let mut outbox = Outbox::default();
        outbox.put(&id, 1, record.clone(), NOW);
        let request = ExtensionRequest::Submit {
            conversation_id: id.clone(),
            revision: 1,
            record: Box::new(record),
        };
        let nonce = [9; 24];
        let frame = pairing.seal(&request, nonce, NOW);
        assert!(!String::from_utf8_lossy(&frame).contains("private"));

        let ack = br#"{"is":"committed","conversation_id":"c1","revision":1}"#;
        let replayed = sealed::seal_reply(&key, &[1; 24], &[6; 24], ack);
        for forged in [&b"ok"[..], b"", ack, &replayed, &frame] {
            let answer = pairing.open(&nonce, forged);
            assert_eq!(answer, Err(Failure::NotAuthentic));
            assert_eq!(outbox.settle(&id, 1, &answer, NOW).0, Outcome::Kept);
            assert_eq!(outbox.len(), 1);
        }

        let authentic = pairing.open(&nonce, &sealed::seal_reply(&key, &nonce, &[6; 24], ack));
        assert_eq!(outbox.settle(&id, 1, &authentic, NOW).0, Outcome::Committed);
        assert!(outbox.is_empty());
    }

    #[test]
    fn a_key_is_renewed_after_ninety_days_and_both_ends_agree_on_the_new_one() {
        let (pairing, key) = paired();
        let day = 24 * 60 * 60 * 1000;
        assert!(!pairing.is_old(NOW.plus(90 * day)));
        assert!(pairing.is_old(NOW.plus(90 * day + 1)));
        let later = NOW.plus(91 * day);
        let renewed = pairing.renewed(&[1; 32], &[2; 32], later);
        assert!(!renewed.is_old(later));
        let again = Pairing::parse(&renewed.to_stored()).unwrap();
        let frame = again.seal(&ExtensionRequest::Status, [9; 24], later);
        let to = Destination {
            path: EXTENSION,
            port: 7411,
        };
        let theirs = sealed::renewed_key(&key, &[1; 32], &[2; 32]);
        assert!(sealed::open_request(&theirs, to, &frame).is_ok());
        assert!(sealed::open_request(&key, to, &frame).is_err());
        // What an earlier version has stored names no day: its key is renewed at once.
        let former = pairing.to_stored();
        let (former, _) = former.split_once(",\"since\"").unwrap();
        assert!(Pairing::parse(&format!("{former}}}")).unwrap().is_old(NOW));
    }
}
