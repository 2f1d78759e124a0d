//! The consent terms, and the receipt for agreeing to them.
//!
//! In: which licence and which purposes a contributor chose, on which day. Out: a receipt that names
//! the exact text by id and hash. Terms only ever get new versions; old receipts keep the old id.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::keys::sha256_hex;
use crate::time::Day;

/// The id of the current terms; the date they were written.
pub const TERMS_ID: &str = "2026-11";

/// The current terms, in full.
pub const TERMS: &str = include_str!("consent/terms-2026-11.md");

/// All terms that were ever shown, by id: old receipts keep naming the old ones.
pub const ALL_TERMS: [(&str, &str); 1] = [(TERMS_ID, TERMS)];

/// Whether some terms have this id and exactly this digest.
#[must_use]
pub fn is_known(terms_id: &str, terms_sha256: &str) -> bool {
    ALL_TERMS
        .iter()
        .zip(digests())
        .any(|((id, _), digest)| *id == terms_id && digest == terms_sha256)
}

/// The digests of all terms: made once, since every record that arrives is compared with them.
fn digests() -> &'static [String] {
    static DIGESTS: OnceLock<Vec<String>> = OnceLock::new();
    DIGESTS.get_or_init(|| {
        ALL_TERMS
            .iter()
            .map(|(_, text)| sha256_hex(text.as_bytes()))
            .collect()
    })
}

/// The text of these terms, where they were ever shown.
#[must_use]
pub fn text_of(terms_id: &str) -> Option<&'static str> {
    let known = ALL_TERMS.iter().find(|(id, _)| *id == terms_id);
    known.map(|(_, text)| *text)
}

/// What a contributor agreed to. Travels with every record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentReceipt {
    pub terms_id: String,
    /// SHA-256 of the exact text that was shown, 64 hexadecimal digits.
    pub terms_sha256: String,
    pub licence: Licence,
    /// What the record may be used for; never empty.
    pub purposes: Vec<Purpose>,
    /// The language in which the terms were shown.
    pub language: String,
    pub day: Day,
}

/// On which terms a record is released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Licence {
    #[serde(rename = "CC0-1.0")]
    Cc0,
    #[serde(rename = "CC-BY-4.0")]
    CcBy,
    /// Research only, not for commercial use.
    #[serde(rename = "research-only")]
    ResearchOnly,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    Research,
    Train,
    Evaluate,
    Commercial,
}

/// What happens at the end of the revocation window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AfterWindow {
    /// The record is donated.
    Donate,
    /// The record waits for approval.
    Wait,
}

/// Agrees to the current terms.
#[must_use]
pub fn agree(licence: Licence, purposes: Vec<Purpose>, language: &str, day: Day) -> ConsentReceipt {
    ConsentReceipt {
        terms_id: TERMS_ID.to_owned(),
        terms_sha256: sha256_hex(TERMS.as_bytes()),
        licence,
        purposes,
        language: language.to_owned(),
        day,
    }
}
