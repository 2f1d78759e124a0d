//! A name for people who want credit: a second key for each pool, and a signed statement that a record is theirs.
//!
//! In: the contributor's seed and a pool. Out: a key that is the same for all records of this pool and for no other pool, and
//! the statement that ties one record to it. Off unless somebody asks for it: whoever signs two records with it tells everybody
//! that one person wrote both.

use serde::{Deserialize, Serialize};

use crate::keys::{PoolId, PublicKey, RecordId, SecretKey, Sig, sha256_hex};

/// The longest name, in characters.
pub const MOST_LETTERS: usize = 40;

/// "This record is mine", said by a pseudonym.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Byline {
    pub pk: PublicKey,
    /// What the person wants to be called; nobody checks that it is theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub sig: Sig,
}

impl Byline {
    /// Ties a record to a pseudonym.
    #[must_use]
    pub fn sign(record_id: &RecordId, name: Option<String>, key: &SecretKey, pool: &PoolId) -> Self {
        let sig = key.sign(&signed_bytes(record_id, name.as_deref(), pool));
        Self {
            pk: key.public(),
            name,
            sig,
        }
    }

    /// Whether the pseudonym itself said this, of this record, to this pool.
    #[must_use]
    pub fn is_for(&self, record_id: &RecordId, pool: &PoolId) -> bool {
        self.pk
            .signed(&signed_bytes(record_id, self.name.as_deref(), pool), &self.sig)
    }
}

/// Whether a name is one line of a sane length.
#[must_use]
pub fn is_fit(name: &str) -> bool {
    (1..=MOST_LETTERS).contains(&name.chars().count())
        && name.trim() == name
        && !name.chars().any(|letter| letter.is_control() || steers(letter))
}

/// Marks that turn the direction of reading around.
fn steers(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

fn signed_bytes(record_id: &RecordId, name: Option<&str>, pool: &PoolId) -> Vec<u8> {
    // Whether there is a name is part of what is said; its digest has a fixed length.
    let name = name.map_or_else(|| "-".to_owned(), |name| sha256_hex(name.as_bytes()));
    format!("byline-v1\n{pool}\n{record_id}\n{name}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Seed;

    #[test]
    fn a_pseudonym_is_the_same_within_a_pool_and_another_elsewhere() {
        let pool = |number| PoolId::of(&SecretKey::from_bytes(&[number; 32]).public());
        let seed = Seed([5; 32]);
        let key = |number| seed.pseudonym_key(&pool(number)).public();
        assert_eq!(key(1), key(1));
        assert_ne!(key(1), key(2));
        assert_ne!(key(1), Seed([6; 32]).pseudonym_key(&pool(1)).public());
        assert_ne!(key(1), seed.record_key(0).public());
    }

    #[test]
    fn a_byline_fits_one_record_one_pool_and_one_name() {
        let pool = PoolId::of(&SecretKey::from_bytes(&[1; 32]).public());
        let elsewhere = PoolId::of(&SecretKey::from_bytes(&[2; 32]).public());
        let id = |number| RecordId::of(&SecretKey::from_bytes(&[number; 32]).public());
        let key = Seed([5; 32]).pseudonym_key(&pool);
        let byline = Byline::sign(&id(7), Some("Ada".into()), &key, &pool);
        assert!(byline.is_for(&id(7), &pool));
        assert!(!byline.is_for(&id(8), &pool));
        assert!(!byline.is_for(&id(7), &elsewhere));
        let renamed = Byline { name: None, ..byline };
        assert!(!renamed.is_for(&id(7), &pool));
    }

    #[test]
    fn names_are_one_short_line() {
        assert!(is_fit("Ada of the hills"));
        for wrong in ["", " Ada", "a\nb", "a\u{202e}b", &"a".repeat(41)] {
            assert!(!is_fit(wrong), "{wrong:?}");
        }
    }
}
