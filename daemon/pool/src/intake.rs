//! Checks what arrives before anything is stored.
//!
//! In: an envelope from the network. Out: nothing, or the one reason why it is refused.
//! Invariant: no refusal repeats what the record says; it names a rule, a field or a message id.

use shared::consent::{self, ConsentReceipt};
use shared::envelope::{Forged, SignedEnvelope};
use shared::keys::{PoolId, RecordId, sha256_hex};

pub mod shape;

/// Why an envelope is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The path names another record.
    OtherId,
    Forged(Forged),
    /// The consent receipt names terms that this pool does not know.
    UnknownTerms,
    /// The consent receipt allows nothing.
    NoPurpose,
    /// The record breaks the format; says where.
    Shape(String),
    /// A scrub rule still finds personal data.
    PersonalData {
        place: String,
        rule: String,
    },
}

/// Checks that an envelope is authentic, agreed to, well formed, and free of what the scrub rules know.
///
/// # Errors
/// Says the first thing that is wrong.
pub fn check(signed: &SignedEnvelope, path_id: &RecordId, pool: &PoolId) -> Result<(), Refused> {
    let envelope = &signed.envelope;
    if &envelope.record_id != path_id {
        return Err(Refused::OtherId);
    }
    if envelope.v != 1 {
        return Err(Refused::Shape("the envelope's version is not 1".to_owned()));
    }
    signed.verify(pool).map_err(Refused::Forged)?;
    agreed(&envelope.consent)?;
    shape::check(&envelope.content).map_err(Refused::Shape)?;
    match shared::scrub::remaining(&envelope.content).into_iter().next() {
        None => Ok(()),
        Some(found) => Err(Refused::PersonalData {
            place: found
                .message_id
                .map_or_else(|| "the note or a label".to_owned(), |id| format!("message {id}")),
            rule: found.rule.to_owned(),
        }),
    }
}

fn agreed(receipt: &ConsentReceipt) -> Result<(), Refused> {
    if receipt.terms_id != consent::TERMS_ID || receipt.terms_sha256 != sha256_hex(consent::TERMS.as_bytes())
    {
        return Err(Refused::UnknownTerms);
    }
    if receipt.purposes.is_empty() {
        return Err(Refused::NoPurpose);
    }
    if receipt.purposes.len() > 4 || receipt.language.len() > 16 {
        return Err(Refused::Shape(
            "the consent receipt's purposes or language are too long".to_owned(),
        ));
    }
    Ok(())
}
