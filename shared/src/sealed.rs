//! What the extension and the companion say to each other: sealed with a key that only the two have.
//!
//! Pairing: the person copies a code of 128 bits from the companion into the extension. The first message is
//! sealed with a key from that code; both ends then derive the lasting key from code and both nonces.
//! Afterwards no secret ever crosses the wire: a program that squats the companion's port sees ciphertext, and
//! cannot forge an acknowledgement. In: bytes and nonces from whoever owns randomness. Out: frames.
//!
//! Frames (all integers big-endian):
//!
//! ```text
//! pair     client_nonce 32 | nonce 24 | ciphertext                 sealed with pair_key(code, client_nonce)
//! request  client_id 16 | unix_seconds 8 | nonce 24 | ciphertext   sealed with K's client-to-daemon half
//! reply    nonce 24 | ciphertext                                   sealed with K's daemon-to-client half
//! ```
//!
//! The header of a frame, the path and the port are authenticated with it, and a reply is bound to its request.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use data_encoding::{Encoding, Specification};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// How far the two clocks may be apart, in seconds.
pub const MAX_CLOCK_SKEW: u64 = 120;

/// Names one paired browser to the companion.
pub type ClientId = [u8; 16];
/// Fresh random bytes, one per frame.
pub type Nonce = [u8; 24];

const HEADER: usize = 16 + 8 + 24;

/// The key that pairing leaves on both ends. Prints as `<redacted>`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PairKey(pub [u8; 32]);

/// The frame was not sealed with this key, for this path and port, or was changed on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAuthentic;

/// A request's head, readable before the key is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestHead {
    pub client_id: ClientId,
    pub unix_seconds: u64,
    pub nonce: Nonce,
}

/// Where a frame is sent; sealed into it, so that it is worthless anywhere else.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    pub path: &'a str,
    pub port: u16,
}

/// Writes a pairing code as people copy it: 26 Crockford characters in groups.
#[must_use]
pub fn show_code(code: &[u8; 16]) -> String {
    let text = crockford().encode(code);
    text.as_bytes()
        .chunks(7)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect::<Vec<_>>()
        .join("-")
}

/// Reads a pairing code; spaces, hyphens and case do not matter, and `O`, `I`, `L` are read as digits.
#[must_use]
pub fn read_code(text: &str) -> Option<[u8; 16]> {
    crockford().decode(text.trim().as_bytes()).ok()?.try_into().ok()
}

fn crockford() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification
        .translate
        .from
        .push_str("abcdefghjkmnpqrstvwxyzoOiIlL");
    specification
        .translate
        .to
        .push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    specification.ignore.push_str(" -");
    specification
        .encoding()
        .expect("the alphabet has 32 different characters")
}

/// The key that seals the pairing message and its reply.
#[must_use]
pub fn code_key(code: &[u8; 16], client_nonce: &[u8; 32]) -> PairKey {
    PairKey(derive(code, client_nonce, b"tributary pair v1"))
}

/// The lasting key, known to both ends once the companion's nonce has come back.
#[must_use]
pub fn lasting_key(code: &[u8; 16], client_nonce: &[u8; 32], daemon_nonce: &[u8; 32]) -> PairKey {
    let salt = [*client_nonce, *daemon_nonce].concat();
    PairKey(derive(code, &salt, b"tributary client v1"))
}

/// The key that takes a former one's place: nobody learns it who has not that one and both shares, which cross the wire sealed.
#[must_use]
pub fn renewed_key(former: &PairKey, client_share: &[u8; 32], daemon_share: &[u8; 32]) -> PairKey {
    let salt = [*client_share, *daemon_share].concat();
    PairKey(derive(&former.0, &salt, b"tributary renewed v1"))
}

/// Makes a pairing frame.
#[must_use]
pub fn seal_pairing(
    code: &[u8; 16],
    client_nonce: &[u8; 32],
    nonce: &Nonce,
    to: Destination<'_>,
    plain: &[u8],
) -> Vec<u8> {
    let mut frame = [&client_nonce[..], nonce].concat();
    let bound = bind("pair", to, &frame);
    frame.extend(cipher(&code_key(code, client_nonce), "up").seal(nonce, &bound, plain));
    frame
}

/// Opens a pairing frame with the code that the companion showed. Out: the client's nonce, the frame's nonce and the text.
///
/// # Errors
/// When the frame is too short or was not sealed with this code.
pub fn open_pairing(
    code: &[u8; 16],
    to: Destination<'_>,
    frame: &[u8],
) -> Result<([u8; 32], Nonce, Vec<u8>), NotAuthentic> {
    let (client_nonce, rest) = frame.split_first_chunk::<32>().ok_or(NotAuthentic)?;
    let (nonce, ciphertext) = rest.split_first_chunk::<24>().ok_or(NotAuthentic)?;
    let bound = bind("pair", to, &frame[..56]);
    let plain = cipher(&code_key(code, client_nonce), "up").open(nonce, &bound, ciphertext)?;
    Ok((*client_nonce, *nonce, plain))
}

/// Makes a request frame.
#[must_use]
pub fn seal_request(key: &PairKey, head: &RequestHead, to: Destination<'_>, plain: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(HEADER + plain.len() + 16);
    frame.extend_from_slice(&head.client_id);
    frame.extend_from_slice(&head.unix_seconds.to_be_bytes());
    frame.extend_from_slice(&head.nonce);
    let bound = bind("request", to, &frame);
    frame.extend(cipher(key, "up").seal(&head.nonce, &bound, plain));
    frame
}

/// Reads the head of a request frame, to look up the client's key. Nothing in it is proven yet.
#[must_use]
pub fn head(frame: &[u8]) -> Option<RequestHead> {
    let (client_id, rest) = frame.split_first_chunk::<16>()?;
    let (seconds, rest) = rest.split_first_chunk::<8>()?;
    let (nonce, _) = rest.split_first_chunk::<24>()?;
    Some(RequestHead {
        client_id: *client_id,
        unix_seconds: u64::from_be_bytes(*seconds),
        nonce: *nonce,
    })
}

/// Opens a request frame. The caller checks time and repetition.
///
/// # Errors
/// When the frame is too short, was changed, or was sealed with another key or for another destination.
pub fn open_request(key: &PairKey, to: Destination<'_>, frame: &[u8]) -> Result<Vec<u8>, NotAuthentic> {
    let head_of_frame = head(frame).ok_or(NotAuthentic)?;
    let (header, ciphertext) = frame.split_at(HEADER);
    cipher(key, "up").open(&head_of_frame.nonce, &bind("request", to, header), ciphertext)
}

/// Makes the reply to the request (or pairing) with this nonce.
#[must_use]
pub fn seal_reply(key: &PairKey, request: &Nonce, nonce: &Nonce, plain: &[u8]) -> Vec<u8> {
    let mut frame = nonce.to_vec();
    frame.extend(cipher(key, "down").seal(nonce, &[b"reply\n", &request[..]].concat(), plain));
    frame
}

/// Opens the reply to the request (or pairing) with this nonce.
///
/// # Errors
/// When the reply is not from the paired companion, or answers another request.
pub fn open_reply(key: &PairKey, request: &Nonce, frame: &[u8]) -> Result<Vec<u8>, NotAuthentic> {
    let (nonce, ciphertext) = frame.split_first_chunk::<24>().ok_or(NotAuthentic)?;
    cipher(key, "down").open(nonce, &[b"reply\n", &request[..]].concat(), ciphertext)
}

fn bind(frame: &str, to: Destination<'_>, header: &[u8]) -> Vec<u8> {
    let mut bound = format!("{frame}\nPOST {}\n{}\n", to.path, to.port).into_bytes();
    bound.extend_from_slice(header);
    bound
}

fn derive(secret: &[u8], salt: &[u8], info: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand(info, &mut out)
        .expect("32 bytes fit one HKDF-SHA256 output");
    out
}

struct Direction(XChaCha20Poly1305);

fn cipher(key: &PairKey, direction: &str) -> Direction {
    let mut secret = derive(&key.0, direction.as_bytes(), b"tributary direction v1");
    let cipher = XChaCha20Poly1305::new(&Key::from(secret));
    secret.zeroize();
    Direction(cipher)
}

impl Direction {
    fn seal(&self, nonce: &Nonce, bound: &[u8], plain: &[u8]) -> Vec<u8> {
        self.0
            .encrypt(
                &XNonce::from(*nonce),
                Payload {
                    msg: plain,
                    aad: bound,
                },
            )
            .expect("messages are far below the cipher's limit of 256 GiB")
    }

    fn open(&self, nonce: &Nonce, bound: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, NotAuthentic> {
        self.0
            .decrypt(
                &XNonce::from(*nonce),
                Payload {
                    msg: ciphertext,
                    aad: bound,
                },
            )
            .map_err(|_| NotAuthentic)
    }
}

impl fmt::Debug for PairKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PairKey(<redacted>)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TO: Destination<'_> = Destination {
        path: "/v1/extension",
        port: 7411,
    };
    const HEAD: RequestHead = RequestHead {
        client_id: [1; 16],
        unix_seconds: 1_795_305_600,
        nonce: [2; 24],
    };

    #[test]
    fn codes_survive_sloppy_copying() {
        let code = [0xA5; 16];
        let shown = show_code(&code);
        assert_eq!(shown.replace('-', "").len(), 26);
        assert_eq!(read_code(&shown), Some(code));
        assert_eq!(
            read_code(&format!("  {} ", shown.to_lowercase().replace('-', " "))),
            Some(code)
        );
        assert_eq!(read_code("nonsense"), None);
        assert_eq!(read_code(""), None);
    }

    #[test]
    fn both_ends_of_a_pairing_agree_and_a_wrong_code_opens_nothing() {
        let (code, client_nonce) = ([7; 16], [8; 32]);
        let frame = seal_pairing(&code, &client_nonce, &[9; 24], TO, b"hello");
        assert_eq!(
            open_pairing(&code, TO, &frame),
            Ok((client_nonce, [9; 24], b"hello".to_vec()))
        );
        assert_eq!(open_pairing(&[6; 16], TO, &frame), Err(NotAuthentic));
    }

    #[test]
    fn a_request_opens_only_unchanged_at_its_destination() {
        let key = PairKey([3; 32]);
        let frame = seal_request(&key, &HEAD, TO, b"record");
        assert_eq!(head(&frame), Some(HEAD));
        assert_eq!(open_request(&key, TO, &frame), Ok(b"record".to_vec()));
        assert_eq!(
            open_request(&key, Destination { port: 7412, ..TO }, &frame),
            Err(NotAuthentic)
        );
        assert_eq!(
            open_request(
                &key,
                Destination {
                    path: "/v1/other",
                    ..TO
                },
                &frame
            ),
            Err(NotAuthentic)
        );
        assert_eq!(open_request(&PairKey([4; 32]), TO, &frame), Err(NotAuthentic));
        for position in 0..frame.len() {
            let mut changed = frame.clone();
            changed[position] ^= 1;
            assert_eq!(
                open_request(&key, TO, &changed),
                Err(NotAuthentic),
                "byte {position}"
            );
            assert_eq!(
                open_request(&key, TO, &frame[..position]),
                Err(NotAuthentic),
                "cut at {position}"
            );
        }
    }

    #[test]
    fn a_reply_answers_one_request_and_cannot_be_a_request() {
        let key = PairKey([3; 32]);
        let reply = seal_reply(&key, &HEAD.nonce, &[5; 24], b"committed");
        assert_eq!(open_reply(&key, &HEAD.nonce, &reply), Ok(b"committed".to_vec()));
        assert_eq!(open_reply(&key, &[6; 24], &reply), Err(NotAuthentic));
        assert_eq!(open_request(&key, TO, &reply), Err(NotAuthentic));
    }
}
