//! Removes personal data, on the contributor's machine, before anything is stored or sent.
//!
//! In: a raw conversation. Out: `Scrubbed`, the only thing a `Record` can be made of.
//! Invariant: `scrub` and `find` return for every text, and give the same answer on every platform; what `scrub`
//! returns holds no finding. It does not promise anonymity: it finds what the rules know.

mod checks; // checksums
mod columns; // tables in text
mod credits; // who made a published work
mod doubt; // what was too little sure to be taken out
mod draft; // texts while values are taken out of them
mod find; // the rules, run over one text
mod hidden; // words of one conversation that the person hid
mod gate; // where values may begin, for many rules at once
mod lines; // lines by number
mod marks; // quotation marks and brackets around values
mod names; // names of people without a cue
mod pattern; // one pattern at one place
mod programs; // names that are words of a program
mod recheck; // the rules, run over a record
mod rules; // the rules themselves, with their evidence
mod scan; // many words in one pass
mod steps; // how much is read, counted in tests
mod span; // offsets, graphemes, placeholders
mod value; // when two spellings are one value
mod windows; // where each rule has to look
mod wishes; // words that always go, values that stay

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::conversation::{AsideKind, Capture, Conversation, MessageId, RawCitation, Role};
use crate::record::{Aside, Citation, Event};
use crate::time::Day;

pub use doubt::{Doubt, Suspicion, doubts};
pub use find::find;
pub use hidden::Hidden;
#[cfg(target_family = "wasm")]
pub use names::learn as learn_names;
pub(crate) use recheck::take_span;
pub use recheck::{Remaining, remaining, rescrub, rescrub_with};
pub use wishes::{Kept, MAX_LETTERS, MAX_WORDS, PrivateWords, Wishes};

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
    pub(crate) events: Vec<Event>,
    pub(crate) capture: Capture,
    pub(crate) day: Option<Day>,
    pub(crate) counts: BTreeMap<PiiType, u32>,
    pub(crate) kept: Kept,
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
    pub(crate) asides: Vec<crate::record::Aside>,
}

impl Scrubbed {
    /// Where the text stood that one redaction of a message took out: its kind, and code points of the raw text.
    #[must_use]
    pub fn taken_from(&self, id: &MessageId, redaction: usize) -> Option<(PiiType, std::ops::Range<usize>)> {
        let message = self.messages.iter().find(|message| &message.id == id)?;
        let kind = message.redactions.get(redaction)?.kind;
        let (start, end, ..) = *message.moved.get(redaction)?;
        Some((kind, start..end))
    }
}

/// The rule id of what a contributor marked.
pub(crate) const CONTRIBUTOR: &str = "contributor";
/// Longest model name that is kept, in characters: a page could write anything there.
const MODEL_NAME: usize = 80;
/// Longest site id that is kept, in characters.
const SITE: usize = 64;
/// So many events of a conversation are kept.
const MOST_EVENTS: usize = 5_000;
/// So many reasons of one rating, and the longest of them in characters before it is scrubbed.
const MOST_SAID: usize = 16;
const SAID: usize = 1_000;

/// Replaces every finding by a placeholder that is the same for the same value in the whole conversation.
#[must_use]
pub fn scrub(conversation: Conversation) -> Scrubbed {
    scrub_with(conversation, &Wishes::default())
}

/// As `scrub`, with words that always go and values that stay.
#[must_use]
pub fn scrub_with(conversation: Conversation, wishes: &Wishes) -> Scrubbed {
    let mut drafts = vec![];
    let mut frames = vec![];
    for message in conversation.messages {
        frames.push((
            message.id,
            message.parent_id,
            message.role,
            message.model,
            message.citations.len(),
            message
                .asides
                .iter()
                .map(|aside| aside.kind)
                .collect::<Vec<AsideKind>>(),
        ));
        drafts.push(draft::Draft::new(message.text));
        for RawCitation { title, url } in message.citations {
            drafts.push(draft::Draft::new(title));
            drafts.push(draft::Draft::new(bare_address(&url)));
        }
        drafts.extend(
            message
                .asides
                .into_iter()
                .map(|aside| draft::Draft::new(aside.text)),
        );
    }
    let gestures: Vec<_> = conversation.gestures.into_iter().take(MOST_EVENTS).collect();
    for said in gestures
        .iter()
        .flat_map(|gesture| gesture.said.iter().take(MOST_SAID))
    {
        drafts.push(draft::Draft::new(said.chars().take(SAID).collect()));
    }
    draft::take_private(&mut drafts, &wishes.private);
    draft::take_hidden(&mut drafts, &wishes.hidden);
    draft::settle(&mut drafts, &wishes.kept);
    let mut counts = BTreeMap::new();
    let mut texts = draft::write(drafts, &wishes.kept)
        .into_iter()
        .inspect(|(_, written)| {
            for one in written {
                *counts.entry(one.kind).or_default() += 1;
            }
        });
    let mut next = || texts.next().expect("one text came out for each that went in");
    let messages = frames
        .into_iter()
        .map(|(id, parent_id, role, model, citations, asides)| {
            let (text, written) = next();
            ScrubbedMessage {
                id,
                parent_id,
                role,
                text,
                model: model.map(|model| bounded(&model, MODEL_NAME)),
                redactions: recheck::redactions(&written),
                moved: written.iter().map(|one| one.place).collect(),
                citations: (0..citations)
                    .map(|_| Citation {
                        title: next().0,
                        url: next().0,
                    })
                    .collect(),
                asides: asides
                    .into_iter()
                    .map(|kind| {
                        let (text, written) = next();
                        Aside {
                            kind,
                            text,
                            redactions: recheck::redactions(&written),
                        }
                    })
                    .collect(),
            }
        })
        .collect();
    let events = gestures
        .into_iter()
        .map(|gesture| Event {
            message_id: gesture.message_id,
            kind: gesture.kind,
            said: gesture.said.iter().take(MOST_SAID).map(|_| next().0).collect(),
        })
        .collect();
    drop(texts);
    Scrubbed {
        site: bounded(&conversation.site, SITE),
        messages,
        branch: conversation.branch,
        events,
        capture: conversation.capture,
        day: conversation.day,
        counts,
        kept: wishes.kept.clone(),
    }
}

/// One text on its own, scrubbed, and what was replaced: the spans are code points of the *input*.
#[must_use]
pub fn scrub_text(text: &str) -> (String, Vec<Redaction>) {
    let mut drafts = vec![draft::Draft::new(text.to_owned())];
    let kept = Kept::default();
    draft::settle(&mut drafts, &kept);
    let (scrubbed, written) = draft::write(drafts, &kept)
        .pop()
        .expect("one text came out for the one that went in");
    let redaction = |one: draft::Written| Redaction {
        start: one.place.0,
        end: one.place.1,
        kind: one.kind,
        rule: one.rule.to_owned(),
        confidence: one.confidence,
    };
    (scrubbed, written.into_iter().map(redaction).collect())
}

/// The types of the placeholders in a text, first to last.
pub(crate) fn placeholder_types(text: &str) -> impl Iterator<Item = PiiType> {
    span::placeholders(text)
        .into_iter()
        .map(|placeholder| placeholder.kind)
}

/// An address without user, password, query and fragment: what is left names the document, not the reader.
fn bare_address(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = &url[..end];
    let Some(authority) = url.find("//").map(|place| place + 2) else {
        return url.to_owned();
    };
    let host = url[authority..]
        .find('/')
        .map_or(url.len(), |place| authority + place);
    match url[authority..host].rfind('@') {
        Some(user) => format!("{}{}", &url[..authority], &url[authority + user + 1..]),
        None => url.to_owned(),
    }
}

/// The first line of a name, cut to a length.
fn bounded(name: &str, most: usize) -> String {
    name.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(most)
        .collect()
}

#[cfg(test)]
mod every_rule;
#[cfg(test)]
mod tests;
