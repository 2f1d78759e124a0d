//! The envelope: a record and its consent receipt, signed for one pool.
//!
//! In: a record that may be donated, its key, the pool's id. Out: the body of `PUT /v1/records/{id}`,
//! which carries its own proof: the id is the hash of the key, the signature covers the content.

use serde::{Deserialize, Serialize};

use crate::consent::ConsentReceipt;
use crate::keys::{PoolId, PublicKey, RecordId, SecretKey, Sig, sha256_hex};
use crate::pseudonym::Byline;
use crate::record::Record;
use crate::time::Day;

/// A record on its way to a pool, with its signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedEnvelope {
    pub envelope: Envelope,
    pub sig: Sig,
}

/// What is signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    pub v: u32,
    pub record_id: RecordId,
    pub pk: PublicKey,
    /// Counts the forms in which this record was given to this pool, from 1; a newer one takes the place of the former.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub version: u32,
    /// Only where the contributor wants credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byline: Option<Byline>,
    pub content: Record,
    /// SHA-256 of the content as canonical JSON (RFC 8785), 64 hexadecimal digits.
    pub content_sha256: String,
    pub consent: ConsentReceipt,
    pub created_day: Day,
}

fn first() -> u32 {
    1
}

fn is_first(version: &u32) -> bool {
    *version == 1
}

/// Why an envelope is not what it claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forged {
    /// The id is not the hash of the key.
    Id,
    /// The digest is not that of the content.
    Digest,
    /// The signature is not of this key, this envelope and this pool.
    Signature,
    /// The pseudonym did not sign for this record and this pool.
    Byline,
}

/// The pool's proof that it has received a record; a companion marks nothing as donated without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    pub record_id: RecordId,
    pub content_sha256: String,
    pub received_day: Day,
    pub pool_id: PoolId,
    pub sig: Sig,
}

/// The record as canonical JSON (RFC 8785): the bytes that are hashed, and shown as "what is sent".
#[must_use]
pub fn canonical(record: &Record) -> Vec<u8> {
    crate::canonical::to_vec(record)
        .expect("a record has string keys and finite numbers, which JSON can write")
}

impl SignedEnvelope {
    /// Signs a record for one pool.
    #[must_use]
    pub fn sign(
        content: Record,
        consent: ConsentReceipt,
        created_day: Day,
        key: &SecretKey,
        pool: &PoolId,
    ) -> Self {
        Self::sign_version(1, None, content, consent, created_day, key, pool)
    }

    /// Signs a newer form of a record that this pool has, or one with a pseudonym.
    #[must_use]
    pub fn sign_version(
        version: u32,
        byline: Option<Byline>,
        content: Record,
        consent: ConsentReceipt,
        created_day: Day,
        key: &SecretKey,
        pool: &PoolId,
    ) -> Self {
        let pk = key.public();
        let envelope = Envelope {
            v: 1,
            record_id: RecordId::of(&pk),
            pk,
            version,
            byline,
            content_sha256: sha256_hex(&canonical(&content)),
            content,
            consent,
            created_day,
        };
        let sig = key.sign(&signed_bytes(&envelope.canonical(), pool));
        Self { envelope, sig }
    }

    /// Checks id, digest, signature and pseudonym, in this order. Gives what may be kept as it is: envelope and signature as canonical
    /// JSON, the very bytes that were signed.
    ///
    /// # Errors
    /// Says which of the four does not fit.
    pub fn verify(&self, pool: &PoolId) -> Result<Vec<u8>, Forged> {
        if RecordId::of(&self.envelope.pk) != self.envelope.record_id {
            return Err(Forged::Id);
        }
        let (json, content) = crate::canonical::to_vec_with_place(&self.envelope, "content")
            .expect("an envelope has string keys and finite numbers");
        let content = content.expect("an envelope has a content");
        if sha256_hex(&json[content]) != self.envelope.content_sha256 {
            return Err(Forged::Digest);
        }
        if !self.envelope.pk.signed(&signed_bytes(&json, pool), &self.sig) {
            return Err(Forged::Signature);
        }
        let byline = self.envelope.byline.as_ref();
        if byline.is_some_and(|byline| !byline.is_for(&self.envelope.record_id, pool)) {
            return Err(Forged::Byline);
        }
        let sig = String::from(self.sig);
        Ok([
            b"{\"envelope\":",
            json.as_slice(),
            b",\"sig\":\"",
            sig.as_bytes(),
            b"\"}",
        ]
        .concat())
    }
}

impl Envelope {
    fn canonical(&self) -> Vec<u8> {
        crate::canonical::to_vec(self).expect("an envelope has string keys and finite numbers")
    }
}

impl Receipt {
    /// Signed by the pool when a record is committed.
    #[must_use]
    pub fn sign(record_id: RecordId, content_sha256: String, received_day: Day, key: &SecretKey) -> Self {
        let pool_id = PoolId::of(&key.public());
        let sig = key.sign(&receipt_bytes(
            &record_id,
            &content_sha256,
            &received_day,
            &pool_id,
        ));
        Self {
            record_id,
            content_sha256,
            received_day,
            pool_id,
            sig,
        }
    }

    /// Whether this pool signed this receipt.
    #[must_use]
    pub fn is_of(&self, pool_key: &PublicKey) -> bool {
        let message = receipt_bytes(
            &self.record_id,
            &self.content_sha256,
            &self.received_day,
            &self.pool_id,
        );
        PoolId::of(pool_key) == self.pool_id && pool_key.signed(&message, &self.sig)
    }
}

/// Domain, pool and digest; every part has a fixed length or ends at a newline, so nothing can slide between parts.
fn signed_bytes(json: &[u8], pool: &PoolId) -> Vec<u8> {
    format!("donate-v1\n{pool}\n{}", sha256_hex(json)).into_bytes()
}

fn receipt_bytes(record_id: &RecordId, content_sha256: &str, day: &Day, pool: &PoolId) -> Vec<u8> {
    format!("receipt-v1\n{pool}\n{record_id}\n{content_sha256}\n{day}").into_bytes()
}
