//! Site adapters as they travel: from the pool, which signs them, through the companion to the extension.
//!
//! In: the text of an adapter file, as `manifest/sites/schema.json` describes it. Out: its site and version, or why it may not travel; and the
//! signed list of all that a pool publishes. An adapter is data, never code. Deliberately not here: what its selectors mean and
//! cost, which only the extension knows; so a program need not change when adapters learn to say more.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::keys::{PoolId, PublicKey, SecretKey, Sig, sha256_hex};
use crate::time::Day;

/// The largest adapter file, in bytes.
pub const MAX_ADAPTER_BYTES: usize = 32 * 1024;
/// As many sites one pool can publish adapters for.
pub const MAX_ADAPTERS: usize = 100;
/// All texts of one list together, in bytes.
pub const MAX_LIST_BYTES: usize = 1024 * 1024;
/// Values in one file, and characters in one of them.
const MAX_VALUES: usize = 400;
const MAX_VALUE: usize = 500;
/// A file is an object of arrays, or of objects of arrays.
const MAX_DEPTH: usize = 4;

/// One adapter, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adapter {
    pub site: String,
    pub version: u32,
    /// Of the text.
    pub sha256: String,
    pub text: String,
}

/// All adapters that a pool publishes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdapterList {
    /// Grows with every change; a smaller one than before is an old list that somebody shows again.
    pub sequence: u64,
    pub issued: Day,
    pub adapters: Vec<Adapter>,
}

/// `GET /v1/adapters`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedAdapters {
    pub list: AdapterList,
    pub sig: Sig,
}

/// Why an adapter, or a list of them, is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    TooLarge {
        bytes: usize,
        most: usize,
    },
    TooMany {
        what: &'static str,
        most: usize,
    },
    NotAnObject,
    TooDeep,
    Missing {
        field: &'static str,
    },
    /// A value that is neither text, number nor yes or no.
    Odd {
        field: String,
    },
    /// The list says something else about a text than the text itself.
    Disagrees {
        site: String,
    },
    Twice {
        site: String,
    },
    NotSigned,
}

impl fmt::Display for Unfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes, most } => {
                write!(formatter, "it has {bytes} bytes, at most {most} are taken")
            }
            Self::TooMany { what, most } => write!(formatter, "it has more than {most} {what}"),
            Self::NotAnObject => formatter.write_str("it is not a JSON object"),
            Self::TooDeep => formatter.write_str("it is nested too deeply"),
            Self::Missing { field } => write!(formatter, "`{field}` is missing or not what it should be"),
            Self::Odd { field } => write!(formatter, "`{field}` holds something that no adapter says"),
            Self::Disagrees { site } => {
                write!(
                    formatter,
                    "the list says something else about the adapter of {site} than its text"
                )
            }
            Self::Twice { site } => write!(formatter, "{site} is named twice"),
            Self::NotSigned => formatter.write_str("the list is not signed by the pool's key"),
        }
    }
}

impl std::error::Error for Unfit {}

impl Adapter {
    /// Reads the text of an adapter file, as far as every program can understand it.
    ///
    /// # Errors
    /// When it is too large, or has not the form of an adapter.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        if text.len() > MAX_ADAPTER_BYTES {
            return Err(Unfit::TooLarge {
                bytes: text.len(),
                most: MAX_ADAPTER_BYTES,
            });
        }
        let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(text) else {
            return Err(Unfit::NotAnObject);
        };
        let site = fields.get("site").and_then(Value::as_str);
        let site = site
            .filter(|site| is_site_id(site))
            .ok_or(Unfit::Missing { field: "site" })?;
        let version = fields.get("version").and_then(Value::as_u64);
        let version = version
            .and_then(|version| u32::try_from(version).ok())
            .filter(|version| *version > 0)
            .ok_or(Unfit::Missing { field: "version" })?;
        let verified = fields.get("verified").and_then(Value::as_str);
        if verified.is_none_or(|day| Day::try_from(day.to_owned()).is_err()) {
            return Err(Unfit::Missing { field: "verified" });
        }
        let mut values = 0;
        for (name, value) in &fields {
            measure(name, value, 1, &mut values)?;
        }
        Ok(Self {
            site: site.to_owned(),
            version,
            sha256: sha256_hex(text.as_bytes()),
            text: text.to_owned(),
        })
    }

    /// Whether digest, site and version are those of the text.
    ///
    /// # Errors
    /// Says what does not fit.
    pub fn check(&self) -> Result<(), Unfit> {
        if Self::read(&self.text)? == *self {
            Ok(())
        } else {
            Err(Unfit::Disagrees {
                site: self
                    .site
                    .chars()
                    .filter(|letter| letter.is_ascii_graphic())
                    .take(64)
                    .collect(),
            })
        }
    }
}

/// Site ids stand in records and file names: small letters, digits and hyphens.
#[must_use]
pub fn is_site_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && !text.starts_with('-')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn measure(name: &str, value: &Value, depth: usize, values: &mut usize) -> Result<(), Unfit> {
    if depth > MAX_DEPTH {
        return Err(Unfit::TooDeep);
    }
    *values += 1;
    if *values > MAX_VALUES {
        return Err(Unfit::TooMany {
            what: "values",
            most: MAX_VALUES,
        });
    }
    match value {
        Value::Null => Err(Unfit::Odd {
            field: name.chars().take(64).collect(),
        }),
        Value::Bool(_) | Value::Number(_) => Ok(()),
        Value::String(text) if text.len() > MAX_VALUE => Err(Unfit::TooLarge {
            bytes: text.len(),
            most: MAX_VALUE,
        }),
        Value::String(_) => Ok(()),
        Value::Array(items) => items
            .iter()
            .try_for_each(|item| measure(name, item, depth + 1, values)),
        Value::Object(fields) => fields
            .iter()
            .try_for_each(|(name, item)| measure(name, item, depth + 1, values)),
    }
}

impl AdapterList {
    /// Checks what does not need a key: number, size, and that every entry is what it says.
    ///
    /// # Errors
    /// Says what does not fit.
    pub fn check(&self) -> Result<(), Unfit> {
        if self.adapters.len() > MAX_ADAPTERS {
            return Err(Unfit::TooMany {
                what: "adapters",
                most: MAX_ADAPTERS,
            });
        }
        let bytes = self.adapters.iter().map(|adapter| adapter.text.len()).sum();
        if bytes > MAX_LIST_BYTES {
            return Err(Unfit::TooLarge {
                bytes,
                most: MAX_LIST_BYTES,
            });
        }
        let mut sites = std::collections::BTreeSet::new();
        for adapter in &self.adapters {
            adapter.check()?;
            if !sites.insert(&adapter.site) {
                return Err(Unfit::Twice {
                    site: adapter.site.clone(),
                });
            }
        }
        Ok(())
    }

    /// Names this very list.
    #[must_use]
    pub fn digest(&self) -> String {
        let json = crate::canonical::to_vec(self).expect("a list has string keys and whole numbers");
        sha256_hex(&json)
    }
}

impl SignedAdapters {
    /// Signs a list with the pool's key.
    #[must_use]
    pub fn sign(list: AdapterList, key: &SecretKey) -> Self {
        let sig = key.sign(&signed_bytes(&list, &PoolId::of(&key.public())));
        Self { list, sig }
    }

    /// Whether the pool with this key signed this list, and the list keeps the limits.
    ///
    /// # Errors
    /// Says what does not fit; the signature first.
    pub fn verify(&self, pool_key: &PublicKey) -> Result<(), Unfit> {
        if !pool_key.signed(&signed_bytes(&self.list, &PoolId::of(pool_key)), &self.sig) {
            return Err(Unfit::NotSigned);
        }
        self.list.check()
    }
}

/// Domain, pool and digest; every part has a fixed length or ends at a newline, so nothing can slide between parts.
fn signed_bytes(list: &AdapterList, pool: &PoolId) -> Vec<u8> {
    format!("adapters-v1\n{pool}\n{}", list.digest()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = r#"{"site":"some-chat","version":2,"verified":"2026-11-21","hosts":["chat.example"],"user":[".q"],"assistant":[".a"],"actions":{"copy":["[x]"]}}"#;

    fn list(sequence: u64, texts: &[&str]) -> AdapterList {
        AdapterList {
            sequence,
            issued: Day::try_from("2026-11-22".to_owned()).unwrap(),
            adapters: texts.iter().map(|text| Adapter::read(text).unwrap()).collect(),
        }
    }

    #[test]
    fn an_adapter_says_its_site_and_version_and_may_say_more() {
        let adapter = Adapter::read(PLAIN).unwrap();
        assert_eq!((adapter.site.as_str(), adapter.version), ("some-chat", 2));
        let more = PLAIN.replace("\"hosts\"", "\"groups\":{\"a\":[\"b\"],\"c\":true},\"hosts\"");
        assert!(Adapter::read(&more).is_ok());
    }

    #[test]
    fn what_is_no_adapter_is_refused() {
        let many = format!(
            r#"{{"site":"x","version":1,"verified":"2026-11-21","user":[{}"a"]}}"#,
            "\"a\",".repeat(MAX_VALUES)
        );
        let deep = PLAIN.replace("[\".q\"]", "[[[[[[\".q\"]]]]]]");
        for (text, expected) in [
            ("", "not a JSON object"),
            ("[]", "not a JSON object"),
            (&PLAIN.replace("some-chat", "../../etc/passwd"), "`site`"),
            (&PLAIN.replace("some-chat", "Some Chat"), "`site`"),
            (&PLAIN.replace(":2,", ":0,"), "`version`"),
            (&PLAIN.replace(":2,", ":2.5,"), "`version`"),
            (&PLAIN.replace("2026-11-21", "lately"), "`verified`"),
            (&PLAIN.replace("[\".q\"]", "null"), "`user`"),
            (&PLAIN.replace(".q", &"x".repeat(MAX_VALUE + 1)), "bytes"),
            (&" ".repeat(MAX_ADAPTER_BYTES + 1), "bytes"),
            (&many, "values"),
            (&deep, "nested"),
            (&"[".repeat(20_000), "not a JSON object"),
        ] {
            let refused = Adapter::read(text).unwrap_err().to_string();
            assert!(
                refused.contains(expected),
                "{refused}: {}",
                &text[..text.len().min(80)]
            );
        }
    }

    #[test]
    fn only_the_pools_key_makes_a_list_and_nothing_in_it_can_be_changed() {
        let key = SecretKey::from_bytes(&[7; 32]);
        let signed = SignedAdapters::sign(list(3, &[PLAIN]), &key);
        assert_eq!(signed.verify(&key.public()), Ok(()));
        let stranger = SecretKey::from_bytes(&[8; 32]).public();
        assert_eq!(signed.verify(&stranger), Err(Unfit::NotSigned));
        for change in [
            |list: &mut AdapterList| list.sequence = 4,
            |list: &mut AdapterList| list.adapters[0].text.push(' '),
            |list: &mut AdapterList| list.adapters[0].version = 9,
            |list: &mut AdapterList| list.adapters.clear(),
        ] {
            let mut changed = signed.clone();
            change(&mut changed.list);
            assert_eq!(changed.verify(&key.public()), Err(Unfit::NotSigned));
        }
    }

    #[test]
    fn a_signed_list_still_has_to_keep_the_limits() {
        let key = SecretKey::from_bytes(&[7; 32]);
        let verdict = |list| {
            SignedAdapters::sign(list, &key)
                .verify(&key.public())
                .unwrap_err()
        };
        assert!(matches!(verdict(list(1, &[PLAIN, PLAIN])), Unfit::Twice { .. }));
        let mut lying = list(1, &[PLAIN]);
        lying.adapters[0].version = 9;
        assert!(matches!(verdict(lying), Unfit::Disagrees { .. }));
        let texts: Vec<String> = (0..=MAX_ADAPTERS)
            .map(|number| PLAIN.replace("some-chat", &format!("chat-{number}")))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert!(matches!(verdict(list(1, &texts)), Unfit::TooMany { .. }));
    }
}
