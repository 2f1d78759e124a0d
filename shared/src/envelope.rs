//! The envelope: a record and its consent receipt, signed for one pool.
//!
//! In: a record that may be donated, its key, the pool's id. Out: the body of `PUT /v1/records/{id}`,
//! which carries its own proof: the id is the hash of the key, the signature covers the content.

use serde::{Deserialize, Serialize};

use crate::consent::ConsentReceipt;
use crate::keys::{PoolId, PublicKey, RecordId, SecretKey, Sig, sha256_hex};
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
    pub content: Record,
    /// SHA-256 of the content as canonical JSON (RFC 8785), 64 hexadecimal digits.
    pub content_sha256: String,
    pub consent: ConsentReceipt,
    pub created_day: Day,
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
    serde_json_canonicalizer::to_vec(record)
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
        let pk = key.public();
        let envelope = Envelope {
            v: 1,
            record_id: RecordId::of(&pk),
            pk,
            content_sha256: sha256_hex(&canonical(&content)),
            content,
            consent,
            created_day,
        };
        let sig = key.sign(&signed_bytes(&envelope, pool));
        Self { envelope, sig }
    }

    /// Checks id, digest and signature, in this order.
    ///
    /// # Errors
    /// Says which of the three does not fit.
    pub fn verify(&self, pool: &PoolId) -> Result<(), Forged> {
        if RecordId::of(&self.envelope.pk) != self.envelope.record_id {
            return Err(Forged::Id);
        }
        if sha256_hex(&canonical(&self.envelope.content)) != self.envelope.content_sha256 {
            return Err(Forged::Digest);
        }
        if !self
            .envelope
            .pk
            .signed(&signed_bytes(&self.envelope, pool), &self.sig)
        {
            return Err(Forged::Signature);
        }
        Ok(())
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
fn signed_bytes(envelope: &Envelope, pool: &PoolId) -> Vec<u8> {
    let json =
        serde_json_canonicalizer::to_vec(envelope).expect("an envelope has string keys and finite numbers");
    format!("donate-v1\n{pool}\n{}", sha256_hex(&json)).into_bytes()
}

fn receipt_bytes(record_id: &RecordId, content_sha256: &str, day: &Day, pool: &PoolId) -> Vec<u8> {
    format!("receipt-v1\n{pool}\n{record_id}\n{content_sha256}\n{day}").into_bytes()
}
