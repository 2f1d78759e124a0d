//! Taking a record back from a pool, and the pool's proof that it did.
//!
//! A retraction needs nothing but the record's key: it works for ids that the pool has never seen (so a
//! retraction that overtakes its donation still wins), and repeating it changes nothing.

use serde::{Deserialize, Serialize};

use crate::keys::{PoolId, PublicKey, RecordId, SecretKey, Sig};
use crate::time::Day;

/// The body of `DELETE /v1/records/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retraction {
    pub pk: PublicKey,
    pub sig: Sig,
}

/// The pool's proof that a record is gone and cannot come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetractionReceipt {
    pub record_id: RecordId,
    pub retracted_day: Day,
    pub pool_id: PoolId,
    pub sig: Sig,
}

impl Retraction {
    #[must_use]
    pub fn sign(key: &SecretKey, pool: &PoolId) -> Self {
        let pk = key.public();
        let sig = key.sign(&retract_bytes(&RecordId::of(&pk), pool));
        Self { pk, sig }
    }

    /// Whether this retraction was made with the key of this record, for this pool.
    #[must_use]
    pub fn is_for(&self, record_id: &RecordId, pool: &PoolId) -> bool {
        &RecordId::of(&self.pk) == record_id && self.pk.signed(&retract_bytes(record_id, pool), &self.sig)
    }
}

impl RetractionReceipt {
    #[must_use]
    pub fn sign(record_id: RecordId, retracted_day: Day, key: &SecretKey) -> Self {
        let pool_id = PoolId::of(&key.public());
        let sig = key.sign(&receipt_bytes(&record_id, &retracted_day, &pool_id));
        Self {
            record_id,
            retracted_day,
            pool_id,
            sig,
        }
    }

    /// Whether this pool signed this receipt.
    #[must_use]
    pub fn is_of(&self, pool_key: &PublicKey) -> bool {
        PoolId::of(pool_key) == self.pool_id
            && pool_key.signed(
                &receipt_bytes(&self.record_id, &self.retracted_day, &self.pool_id),
                &self.sig,
            )
    }
}

fn retract_bytes(record_id: &RecordId, pool: &PoolId) -> Vec<u8> {
    format!("retract-v1\n{pool}\n{record_id}").into_bytes()
}

fn receipt_bytes(record_id: &RecordId, day: &Day, pool: &PoolId) -> Vec<u8> {
    format!("retracted-v1\n{pool}\n{record_id}\n{day}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_records_own_key_can_take_it_back_and_only_from_the_named_pool() {
        let key = SecretKey::from_bytes(&[1; 32]);
        let id = RecordId::of(&key.public());
        let pool = PoolId::of(&SecretKey::from_bytes(&[2; 32]).public());
        let other_pool = PoolId::of(&SecretKey::from_bytes(&[3; 32]).public());
        let retraction = Retraction::sign(&key, &pool);
        assert!(retraction.is_for(&id, &pool));
        assert!(!retraction.is_for(&id, &other_pool));
        assert!(!Retraction::sign(&SecretKey::from_bytes(&[4; 32]), &pool).is_for(&id, &pool));
    }
}
