//! Checks what arrives before anything is stored.
//!
//! In: an envelope from the network, and what this pool takes. Out: what reviewers should know of it, or the one reason why it is
//! refused. Every reason has a code that does not change, for programs, and a sentence, for people.
//! Invariant: no refusal repeats what the record says; it names a rule, a field or a message id.

use shared::envelope::{Forged, SignedEnvelope};
use shared::keys::{PoolId, RecordId};
use shared::pseudonym;
use shared::time::Day;

pub mod consent; // was it agreed to, on terms that this pool knows?
pub mod language; // is it in the language it says?
pub mod notice; // what a reviewer should look at first
pub mod shape; // does it have the form that the format promises?
pub mod take; // all of it, and storing what passed

use consent::{NotAgreed, Policy};
use notice::Notice;

/// Why an envelope is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The path names another record.
    OtherId,
    Forged(Forged),
    NotAgreed(NotAgreed),
    /// The record breaks the format; says where.
    Shape(String),
    /// The pseudonym's name is no name.
    Name,
    /// A scrub rule still finds personal data.
    PersonalData {
        place: String,
        rule: String,
    },
}

impl Refused {
    /// For programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherId => "other_id",
            Self::Forged(_) => "forged",
            Self::NotAgreed(why) => why.code(),
            Self::Shape(_) => "form",
            Self::Name => "name",
            Self::PersonalData { .. } => "personal_data",
        }
    }

    /// For people: what is wrong, and what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::OtherId => "the path and the envelope name different records".to_owned(),
            Self::Forged(Forged::Id) => "the id is not the hash of the key".to_owned(),
            Self::Forged(Forged::Digest) => "the digest is not that of the content".to_owned(),
            Self::Forged(Forged::Signature) => {
                "the signature is not of this key, this envelope and this pool".to_owned()
            }
            Self::Forged(Forged::Byline) => {
                "the pseudonym has not signed for this record and this pool".to_owned()
            }
            Self::NotAgreed(why) => why.sentence(),
            Self::Shape(wrong) => wrong.clone(),
            Self::Name => "a pseudonym's name is one line of 1 to 40 characters".to_owned(),
            Self::PersonalData { place, rule } => {
                format!("rule {rule} still finds personal data in {place}: scrub it again")
            }
        }
    }
}

/// What the checks leave of an envelope that passed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub notices: Vec<Notice>,
    /// The signed envelope as it is kept: canonical JSON, the bytes that were signed.
    pub json: Vec<u8>,
}

/// Checks that an envelope is authentic, agreed to, well formed, and free of what the scrub rules know. `tomorrow` is the last
/// day that a contributor's calendar may show.
///
/// # Errors
/// Says the first thing that is wrong.
pub fn check(
    signed: &SignedEnvelope,
    path_id: &RecordId,
    pool: &PoolId,
    policy: &Policy,
    tomorrow: &Day,
) -> Result<Checked, Refused> {
    let envelope = &signed.envelope;
    if &envelope.record_id != path_id {
        return Err(Refused::OtherId);
    }
    if envelope.v != 1 {
        return Err(Refused::Shape("the envelope's version is not 1".to_owned()));
    }
    if !(1..=MOST_VERSIONS).contains(&envelope.version) {
        return Err(Refused::Shape(format!("version is not 1 to {MOST_VERSIONS}")));
    }
    let json = signed.verify(pool).map_err(Refused::Forged)?;
    consent::check(&envelope.consent, &envelope.created_day, tomorrow, policy).map_err(Refused::NotAgreed)?;
    let name = envelope.byline.as_ref().and_then(|byline| byline.name.as_deref());
    if let Some(name) = name
        && !pseudonym::is_fit(name)
    {
        return Err(Refused::Name);
    }
    shape::check(&envelope.content).map_err(Refused::Shape)?;
    if let Some(found) = shared::scrub::remaining(&envelope.content).into_iter().next() {
        return Err(Refused::PersonalData {
            place: found
                .message_id
                .map_or_else(|| "the note or a label".to_owned(), |id| format!("message {id}")),
            rule: found.rule.to_owned(),
        });
    }
    let mut notices = notice::notices(&envelope.content);
    if envelope.byline.is_some() {
        notices.push(Notice::Credited);
    }
    Ok(Checked { notices, json })
}

/// A record is edited now and then, not a thousand times.
const MOST_VERSIONS: u32 = 1_000;
