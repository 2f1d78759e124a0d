//! A contributor's answer to what a pool decided about their record.
//!
//! In: the record's key, the decision's number, some sentences. Out: the body of `POST /v1/records/{id}/objections`, which
//! proves with the record's own key that it comes from whoever gave the record, and from nobody else.

use serde::{Deserialize, Serialize};

use crate::keys::{PoolId, PublicKey, RecordId, SecretKey, Sig, sha256_hex};

/// The longest text, in characters.
pub const MOST_LETTERS: usize = 2_000;

/// What is said against a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objection {
    pub pk: PublicKey,
    /// The number of the decision, as the record's status tells it.
    pub decision: u32,
    pub text: String,
    pub sig: Sig,
}

impl Objection {
    #[must_use]
    pub fn sign(decision: u32, text: String, key: &SecretKey, pool: &PoolId) -> Self {
        let pk = key.public();
        let sig = key.sign(&signed_bytes(&RecordId::of(&pk), decision, &text, pool));
        Self {
            pk,
            decision,
            text,
            sig,
        }
    }

    /// Whether this was said with the key of this record, to this pool.
    #[must_use]
    pub fn is_for(&self, record_id: &RecordId, pool: &PoolId) -> bool {
        &RecordId::of(&self.pk) == record_id
            && self.pk.signed(
                &signed_bytes(record_id, self.decision, &self.text, pool),
                &self.sig,
            )
    }

    /// Whether the text is neither empty nor too long.
    #[must_use]
    pub fn is_fit(&self) -> bool {
        !self.text.trim().is_empty() && self.text.chars().count() <= MOST_LETTERS
    }
}

fn signed_bytes(record_id: &RecordId, decision: u32, text: &str, pool: &PoolId) -> Vec<u8> {
    let digest = sha256_hex(text.as_bytes());
    format!("object-v1\n{pool}\n{record_id}\n{decision}\n{digest}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whoever_gave_a_record_can_object_and_only_to_what_they_named() {
        let key = SecretKey::from_bytes(&[1; 32]);
        let id = RecordId::of(&key.public());
        let pool = PoolId::of(&SecretKey::from_bytes(&[2; 32]).public());
        let elsewhere = PoolId::of(&SecretKey::from_bytes(&[3; 32]).public());
        let said = Objection::sign(1, "It is no advertisement.".into(), &key, &pool);
        assert!(said.is_for(&id, &pool) && said.is_fit());
        assert!(!said.is_for(&id, &elsewhere));
        let other = SecretKey::from_bytes(&[4; 32]);
        assert!(!Objection::sign(1, "x".into(), &other, &pool).is_for(&id, &pool));
        let moved = Objection {
            decision: 2,
            ..said.clone()
        };
        let reworded = Objection {
            text: "It is.".into(),
            ..said
        };
        assert!(!moved.is_for(&id, &pool) && !reworded.is_for(&id, &pool));
    }
}
