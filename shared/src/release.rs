//! How a release is signed, and how a contributor finds their record in it.
//!
//! In: a manifest as JSON, the pool's key. Out: whether this pool published exactly this. The pool signs with it, companions and
//! consumers check with it. A line of a release's lists is `record_id`, tab, `content_sha256`, and perhaps more columns.

use serde_json::Value;

use crate::keys::{PoolId, PublicKey, RecordId, SecretKey, Sig, sha256_hex};

/// The field that holds the signature of everything else.
pub const SIGNATURE: &str = "signature";

/// The manifest with the pool's signature; anything but an object stays as it is.
#[must_use]
pub fn sign(mut manifest: Value, key: &SecretKey) -> Value {
    let message = message(&manifest, &PoolId::of(&key.public()));
    if let Some(fields) = manifest.as_object_mut() {
        fields.insert(SIGNATURE.to_owned(), String::from(key.sign(&message)).into());
    }
    manifest
}

/// Whether the pool with this key signed this manifest.
#[must_use]
pub fn is_signed(manifest: &Value, key: &PublicKey) -> bool {
    let sig = manifest
        .get(SIGNATURE)
        .and_then(Value::as_str)
        .and_then(|text| Sig::try_from(text.to_owned()).ok());
    sig.is_some_and(|sig| key.signed(&message(manifest, &PoolId::of(key)), &sig))
}

/// Domain, pool and the digest of the manifest without its signature, as canonical JSON (RFC 8785).
fn message(manifest: &Value, pool: &PoolId) -> Vec<u8> {
    let mut unsigned = manifest.clone();
    if let Some(fields) = unsigned.as_object_mut() {
        fields.remove(SIGNATURE);
    }
    let json = crate::canonical::to_vec(&unsigned).expect("JSON has string keys and finite numbers");
    format!("release-v1\n{pool}\n{}", sha256_hex(&json)).into_bytes()
}

/// The digest that a list of records names for this one.
#[must_use]
pub fn listed(list: &str, record_id: &RecordId) -> Option<String> {
    let rest = list
        .lines()
        .find_map(|line| line.strip_prefix(record_id.as_ref())?.strip_prefix('\t'))?;
    rest.split('\t').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::keys::Seed;

    #[test]
    fn a_manifest_is_signed_as_a_whole_and_by_one_pool() {
        let key = SecretKey::from_bytes(&[3; 32]);
        let signed = sign(json!({"number": 2, "files": [{"path": "a"}]}), &key);
        assert!(is_signed(&signed, &key.public()));
        assert!(!is_signed(&signed, &SecretKey::from_bytes(&[4; 32]).public()));
        let mut changed = signed.clone();
        changed["files"][0]["path"] = "b".into();
        assert!(!is_signed(&changed, &key.public()));
        let mut more = signed.clone();
        more["withdrawn"] = true.into();
        assert!(!is_signed(&more, &key.public()));
        for none in [
            json!({"number": 2}),
            json!([]),
            json!(null),
            json!({"signature": 3}),
        ] {
            assert!(!is_signed(&none, &key.public()));
        }
    }

    #[test]
    fn a_record_is_found_by_its_whole_id() {
        let id = RecordId::of(&Seed([1; 32]).record_key(1).public());
        let list = format!("x{id}\tno\n{id}x\tno\n{id}\tyes\ttrain\n");
        assert_eq!(listed(&list, &id).as_deref(), Some("yes"));
        assert_eq!(listed("", &id), None);
    }
}
