//! One key pair per record, all of them from one seed.
//!
//! In: the contributor's seed and a counter. Out: a signing key, and the record id that proves it.
//! The pool sees only unrelated random-looking keys, so records cannot be linked by their keys;
//! whoever keeps seed and counter can retract everything, even after the database is lost.

use std::fmt;

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Names a record everywhere and for good: the start of the hash of its public key, in base 32.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId(IdLetters);

/// Names a pool: the start of the hash of its public key, in base 32.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PoolId(IdLetters);

/// The letters of an id, in place: a release has a million of them in memory.
type IdLetters = [u8; 26];

/// The text is not an id: 26 characters of a–z and 2–7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not an id: expected 26 characters of a-z and 2-7")
    }
}

impl std::error::Error for NotAnId {}

macro_rules! id {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }
        impl std::str::FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let letters: IdLetters = text.as_bytes().try_into().map_err(|_| NotAnId)?;
                let fits = letters.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
                if fits { Ok(Self(letters)) } else { Err(NotAnId) }
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.as_ref().to_owned()
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                std::str::from_utf8(&self.0).expect("an id has letters and digits of ASCII only")
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(self.as_ref())
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter
                    .debug_tuple(stringify!($name))
                    .field(&self.as_ref())
                    .finish()
            }
        }
        impl $name {
            /// The id that belongs to this public key.
            #[must_use]
            pub fn of(public_key: &PublicKey) -> Self {
                Self(fingerprint(public_key))
            }
        }
    };
}
id!(RecordId);
id!(PoolId);

fn fingerprint(public_key: &PublicKey) -> IdLetters {
    let digest: [u8; 32] = Sha256::digest(public_key.0.as_bytes()).into();
    let mut letters: IdLetters = BASE32_NOPAD.encode(&digest).as_bytes()[..26]
        .try_into()
        .expect("32 bytes make 52 letters");
    letters.make_ascii_lowercase();
    letters
}

/// An Ed25519 public key; 64 hexadecimal digits in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(VerifyingKey);

/// An Ed25519 signature; 128 hexadecimal digits in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sig(Signature);

/// The text is not a public key or a signature in hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKey;

impl fmt::Display for NotAKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a public key or signature in lower-case hexadecimal digits")
    }
}

impl std::error::Error for NotAKey {}

impl TryFrom<String> for PublicKey {
    type Error = NotAKey;
    fn try_from(text: String) -> Result<Self, NotAKey> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NotAKey)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| NotAKey)?;
        VerifyingKey::from_bytes(&bytes).map(Self).map_err(|_| NotAKey)
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        HEXLOWER.encode(key.0.as_bytes())
    }
}

impl TryFrom<String> for Sig {
    type Error = NotAKey;
    fn try_from(text: String) -> Result<Self, NotAKey> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NotAKey)?;
        Signature::from_slice(&bytes).map(Self).map_err(|_| NotAKey)
    }
}

impl From<Sig> for String {
    fn from(sig: Sig) -> Self {
        HEXLOWER.encode(&sig.0.to_bytes())
    }
}

impl PublicKey {
    /// Whether this key signed exactly this message.
    #[must_use]
    pub fn signed(&self, message: &[u8], sig: &Sig) -> bool {
        self.0.verify_strict(message, &sig.0).is_ok()
    }
}

/// The contributor's secret from which all record keys come. Prints as `<redacted>`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Seed(pub [u8; 32]);

/// A secret signing key, of a record or of a pool. Prints as `<redacted>`.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl Seed {
    /// The key pair of the record with this counter.
    #[must_use]
    pub fn record_key(&self, counter: u64) -> SecretKey {
        self.key(b"tributary record v1", &counter.to_be_bytes())
    }

    /// The key pair that the record with this counter has at this pool only: what was given to another cannot be linked to it.
    #[must_use]
    pub fn record_key_at(&self, counter: u64, pool: &PoolId) -> SecretKey {
        let which = [pool.as_ref().as_bytes(), &counter.to_be_bytes()].concat();
        self.key(b"tributary record at pool v1", &which)
    }

    /// The key pair of this contributor's pseudonym at a pool; another one at each.
    #[must_use]
    pub fn pseudonym_key(&self, pool: &PoolId) -> SecretKey {
        self.key(b"tributary pseudonym v1", pool.as_ref().as_bytes())
    }

    fn key(&self, purpose: &[u8], which: &[u8]) -> SecretKey {
        let mut secret = [0_u8; 32];
        let info = [purpose, which].concat();
        Hkdf::<Sha256>::new(None, &self.0)
            .expand(&info, &mut secret)
            .expect("32 bytes fit one HKDF-SHA256 output");
        let key = SecretKey::from_bytes(&secret);
        secret.zeroize();
        key
    }
}

impl SecretKey {
    /// The key with these secret bytes.
    #[must_use]
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Sig {
        use ed25519_dalek::Signer as _;
        Sig(self.0.sign(message))
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Seed(<redacted>)")
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretKey(<redacted>)")
    }
}

/// SHA-256 of some bytes, as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&<[u8; 32]>::from(Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_counter_give_the_same_record_id() {
        let id = |seed: u8, counter| RecordId::of(&Seed([seed; 32]).record_key(counter).public());
        assert_eq!(id(7, 1), id(7, 1));
        assert_ne!(id(7, 1), id(7, 2));
        assert_ne!(id(7, 1), id(8, 1));
        assert!(RecordId::try_from(String::from(id(7, 1))).is_ok());
    }

    #[test]
    fn a_record_has_another_key_at_every_pool_and_no_key_of_another_purpose() {
        let seed = Seed([7; 32]);
        let pool = |byte| PoolId::of(&SecretKey::from_bytes(&[byte; 32]).public());
        let mut keys = vec![];
        for counter in 0..3 {
            keys.push(seed.record_key(counter).public());
            for byte in 1..4 {
                keys.push(seed.record_key_at(counter, &pool(byte)).public());
            }
        }
        keys.push(seed.pseudonym_key(&pool(1)).public());
        let different: std::collections::BTreeSet<String> =
            keys.iter().map(|key| String::from(*key)).collect();
        assert_eq!(different.len(), 13);
        assert_eq!(
            seed.record_key_at(2, &pool(1)).public(),
            seed.record_key_at(2, &pool(1)).public()
        );
    }

    #[test]
    fn hostile_ids_are_refused() {
        for wrong in [
            "",
            "../../../../etc/passwd-----",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "a' OR 1=1 --aaaaaaaaaaaaaa",
        ] {
            assert_eq!(wrong.parse::<RecordId>(), Err(NotAnId), "{wrong}");
        }
    }

    #[test]
    fn a_signature_fits_one_message_and_one_key_only() {
        let key = SecretKey::from_bytes(&[1; 32]);
        let sig = key.sign(b"one");
        assert!(key.public().signed(b"one", &sig));
        assert!(!key.public().signed(b"two", &sig));
        assert!(!SecretKey::from_bytes(&[2; 32]).public().signed(b"one", &sig));
    }

    #[test]
    fn secrets_print_as_redacted() {
        assert_eq!(
            format!("{:?} {:?}", Seed([9; 32]), SecretKey::from_bytes(&[9; 32])),
            "Seed(<redacted>) SecretKey(<redacted>)"
        );
    }
}
