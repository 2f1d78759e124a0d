//! What our own pages (popup, options, onboarding) say to the background, and what it answers.
//!
//! In and out: JSON text. The background answers every question with the whole picture, so a page never puts one together
//! from pieces of different age; the popup gets it drawn. Lens messages are not here: their type belongs to `capture`.

use serde::{Deserialize, Serialize};
use shared::api::{ConsentTerms, ConversationId};
use shared::consent::{AfterWindow, ConsentReceipt, Licence, Purpose};
use shared::conversation::MessageId;
use shared::record::Record;

use crate::capture::{Note, Reader};
use crate::daemon_client::Failure;
use crate::log;
use crate::popup::Picture;
use crate::settings::Origin;

/// What a page wants, and which tab it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub ask: Ask,
    #[serde(default)]
    pub tab: Option<i32>,
    /// The tab's address, where the browser told it.
    #[serde(default)]
    pub address: Option<String>,
    /// Whether the answer is the popup's picture of that.
    #[serde(default)]
    pub draw: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// The picture, after asking the companion how it is.
    Look,
    /// The picture as it stands.
    Glance,
    SwitchOn {
        origin: Origin,
    },
    SwitchOff {
        origin: Origin,
    },
    Pause {
        scope: Scope,
    },
    Resume {
        scope: Scope,
    },
    Pair {
        code: String,
        port: u16,
    },
    Unpair,
    /// Show a control in the page with which replies can be rated, or take it away.
    RatingControl {
        on: bool,
    },
    Agree {
        /// Of the text that was shown.
        terms_id: String,
        licence: Licence,
        purposes: Vec<Purpose>,
        language: String,
        after_window: AfterWindow,
    },
    Withdraw,
    /// What this redaction of the tab's conversation took out is not personal and stays.
    Keep {
        message_id: MessageId,
        /// Counted from 0 within the message.
        redaction: usize,
    },
    /// Hide what these words name, wherever it stands in the tab's conversation.
    Hide {
        words: String,
    },
    /// What was hidden by hand behind this redaction is shown again.
    Show {
        message_id: MessageId,
        /// Counted from 0 within the message.
        redaction: usize,
    },
    /// Undo the latest of these changes to the tab's conversation.
    Undo,
    /// Say how good a reply of the tab's conversation is, or take that back.
    Rate {
        message_id: MessageId,
        good: Option<bool>,
    },
    /// The terms in force at the companion, and those that were agreed to.
    Terms,
    /// Hosts that an adapter knows.
    KnownSites,
    /// What left for the companion.
    Log,
    /// Forget what left, and when.
    ClearLog,
    /// Hand over now what waits.
    Deliver,
    /// How the tab's page is built, to be looked at.
    Report {
        name_site: bool,
    },
    /// Send a report that the person has seen, as it stands.
    SendReport {
        report: String,
    },
}

/// How far a pause reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum Scope {
    Everything,
    Site { origin: Origin },
    Conversation { id: ConversationId },
}

/// The background's answer to every question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Why the question's wish was not fulfilled.
    pub failure: Option<Failure>,
    /// How the page is built, where that was asked: JSON.
    #[serde(default)]
    pub report: Option<String>,
    /// The terms, where they were asked for and the companion told them.
    #[serde(default)]
    pub terms: Option<Terms>,
    /// Hosts that an adapter knows, where that was asked.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// What left, newest first, where that was asked.
    #[serde(default)]
    pub log: Vec<log::Entry>,
    pub overview: Overview,
}

/// The background's answer to the popup.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drawn {
    /// Whether the question's wish was not fulfilled.
    pub failed: bool,
    pub picture: Picture,
}

/// The terms in force, and other ones that were agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub current: ConsentTerms,
    pub former: Option<ConsentTerms>,
}

/// The whole picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub port: u16,
    pub paired: bool,
    pub consent: Option<ConsentReceipt>,
    /// Other terms are in force than those that were agreed to: nothing is read until the person has agreed to them.
    pub terms_changed: bool,
    pub paused: bool,
    /// Whether replies can be rated in the page.
    pub rating_control: bool,
    pub sites: Vec<SiteView>,
    /// Records that wait for the companion.
    pub queued: usize,
    pub held: u64,
    pub donated: u64,
    pub window_seconds: u64,
    /// What went wrong last between us and the companion.
    pub trouble: Option<Failure>,
    pub page: Option<PageView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteView {
    pub origin: Origin,
    pub paused: bool,
    /// Whether the browser still lets us read it.
    pub granted: bool,
}

/// One tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageView {
    /// None on pages that cannot be captured.
    pub origin: Option<Origin>,
    /// The adapter that knows this site by its address.
    pub known: Option<String>,
    pub capture: Option<CaptureView>,
}

/// What was captured of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaptureView {
    pub turns_seen: u32,
    pub turns_captured: u32,
    pub confidence: f64,
    pub method: String,
    pub reader: Reader,
    pub degraded: bool,
    pub streaming: bool,
    /// What may be incomplete or wrong, the most important first.
    pub notes: Vec<Note>,
    /// The newest form is too long to be handed over.
    pub too_large: bool,
    pub conversation: Option<ConversationView>,
    /// Exactly what would be handed over.
    pub record: Option<Record>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationView {
    pub id: ConversationId,
    pub paused: bool,
    pub declined: bool,
    /// What an undo would undo.
    pub undo: Option<Undo>,
}

/// What can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    Kept,
    Hidden,
    Shown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wish_survives_the_way_to_the_background() {
        let origin = Origin::of("https://a.example").unwrap();
        for ask in [
            Ask::Look,
            Ask::Glance,
            Ask::SwitchOn {
                origin: origin.clone(),
            },
            Ask::Pause {
                scope: Scope::Site { origin },
            },
            Ask::Resume {
                scope: Scope::Conversation {
                    id: ConversationId("c".into()),
                },
            },
            Ask::Pair {
                code: "x".into(),
                port: 7411,
            },
            Ask::Hide {
                words: "Whiskers".into(),
            },
            Ask::Rate {
                message_id: MessageId("m2".into()),
                good: Some(true),
            },
            Ask::Undo,
            Ask::Terms,
            Ask::Log,
            Ask::Agree {
                terms_id: "2026-11".into(),
                licence: Licence::CcBy,
                purposes: vec![Purpose::Research],
                language: "en".into(),
                after_window: AfterWindow::Wait,
            },
        ] {
            let question = Question {
                ask,
                tab: Some(3),
                address: None,
                draw: true,
            };
            let text = serde_json::to_string(&question).unwrap();
            assert_eq!(
                serde_json::from_str::<Question>(&text).unwrap(),
                question,
                "{text}"
            );
        }
    }

    #[test]
    fn hostile_messages_are_refused() {
        for text in [
            "",
            "1",
            r#"{"ask":{"to":"read_everything"}}"#,
            r#"{"ask":{"to":"switch_on","origin":"javascript:alert(1)"}}"#,
            r#"{"ask":{"to":"pair","code":"x","port":70000}}"#,
            r#"{"ask":{"to":"look"},"extra":1}"#,
        ] {
            assert!(serde_json::from_str::<Question>(text).is_err(), "{text}");
        }
    }
}
