//! The popup's picture of a tab, as data: what was captured, and exactly the text that would be handed over.
//!
//! In: how things stand. Out: which parts of `popup.html` are shown, what they say, and what pressing them asks for. Sentences are keys of
//! `messages.json`, so the page says them in the person's language. Pure: `popup.js` puts the picture into the page and decides nothing, and
//! decides nothing about capture. A page that has to load no program shows its content several times as soon as one that has.

use std::collections::BTreeMap;

use serde::Serialize;
use shared::record::Record;

use crate::badge;
use crate::capture::Reader;
use crate::daemon_client::Failure;
use crate::message::{Ask, CaptureView, ConversationView, Overview, Scope, Undo};
use crate::settings::{Browser, Origin};

pub use self::hide::passages;
pub use self::turns::{Button, Piece, Turn, pieces, turns};

mod hide; // what of a text can be hidden by naming it
mod turns; // the text, with what can be said about it

/// Everything that the popup shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Picture {
    /// By the id of the element.
    parts: BTreeMap<&'static str, Part>,
    turns: Vec<Turn>,
}

/// One element of `popup.html`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Part {
    pub shown: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub says: Vec<Words>,
    /// Of a list: an item each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<Words>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressed: Option<bool>,
    /// What pressing it asks of the background.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asks: Option<Ask>,
    /// What must be asked of the person before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Needs>,
    /// The address that pressing it opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
}

/// A right that only the person can give.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Needs {
    /// To read pages that match this pattern.
    pub pattern: String,
    /// What is asked of the background where the person says no.
    pub otherwise: Ask,
}

/// Something that is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Words {
    /// A key of `messages.json`, and what stands in the sentence.
    Sentence(Vec<String>),
    /// What is the same in every language.
    Plain(String),
}

fn says(key: &str) -> Vec<Words> {
    vec![sentence(key, &[])]
}

fn sentence(key: &str, values: &[&str]) -> Words {
    let words = std::iter::once(&key).chain(values);
    Words::Sentence(words.map(|word| (*word).to_owned()).collect())
}

impl From<&Failure> for Words {
    fn from(failure: &Failure) -> Self {
        let (key, value) = failure.sentence();
        sentence(
            key,
            &value.as_slice().iter().map(String::as_str).collect::<Vec<_>>(),
        )
    }
}

/// The picture of how things stand.
#[must_use]
pub fn picture(overview: &Overview, browser: Browser) -> Picture {
    let ready = overview.paired && overview.consent.is_some() && !overview.terms_changed;
    let record = record(overview);
    let parts = [
        setup(overview, ready),
        page(overview),
        switches(overview, browser),
        below(overview),
    ];
    let mut parts: BTreeMap<&'static str, Part> = parts.into_iter().flatten().collect();
    let section = |shown| Part {
        shown,
        ..Part::default()
    };
    parts.insert("page", section(ready));
    parts.insert("preview", section(ready && record.is_some()));
    let removed: u32 = record.map_or(0, |record| record.scrub.counts.values().sum());
    let found = record.map_or(0, |record| record.signals.len());
    let counts = [&*removed.to_string(), &*found.to_string()];
    parts.insert("removed", line(true, vec![sentence("removed", &counts)]));
    Picture {
        parts,
        turns: record.filter(|_| ready).map(turns).unwrap_or_default(),
    }
}

fn line(shown: bool, says: Vec<Words>) -> Part {
    Part {
        shown,
        says,
        ..Part::default()
    }
}

/// What is to be done before anything is read.
fn setup(overview: &Overview, ready: bool) -> Vec<(&'static str, Part)> {
    let text = match (overview.paired, overview.terms_changed) {
        (false, _) => "popupNeedsPairing",
        (true, false) => "popupNeedsConsent",
        (true, true) => "popupTermsChanged",
    };
    vec![
        ("setup-needed", line(!ready, vec![])),
        ("setup-text", line(true, says(text))),
    ]
}

/// This page: its site, how well it is read, and what may be wrong with that.
fn page(overview: &Overview) -> Vec<(&'static str, Part)> {
    let site = site_paused(overview);
    let (state, detail) = state_lines(overview, site);
    let origin = origin(overview).map(|origin| Words::Plain(origin.as_ref().to_owned()));
    let reading = capture(overview).filter(|_| site == Some(false) && !overview.paused);
    let notes = reading.iter().flat_map(|capture| &capture.notes);
    let notes: Vec<Words> = notes.map(|note| sentence(badge::sentence(*note), &[])).collect();
    let recognised = reading.is_some_and(|capture| capture.turns_seen > 0);
    let report = if recognised { "reportPage" } else { "thisIsAChat" };
    vec![
        ("site", line(origin.is_some(), origin.into_iter().collect())),
        ("state", line(true, vec![state])),
        ("detail", line(!detail.is_empty(), detail)),
        (
            "notes",
            Part {
                shown: !notes.is_empty(),
                items: Some(notes),
                ..Part::default()
            },
        ),
        ("report", line(reading.is_some(), says(report))),
    ]
}

/// What can be switched, with one click each.
fn switches(overview: &Overview, browser: Browser) -> Vec<(&'static str, Part)> {
    let (origin, site) = (origin(overview), site_paused(overview));
    let conversation = conversation(overview);
    let pause = |shown: bool, paused: bool, [pause, resume]: [&str; 2], scope: Option<Scope>| Part {
        shown: shown && scope.is_some(),
        says: says(if paused { resume } else { pause }),
        pressed: Some(paused),
        asks: scope.map(|scope| {
            if paused {
                Ask::Resume { scope }
            } else {
                Ask::Pause { scope }
            }
        }),
        ..Part::default()
    };
    let of_site = origin.clone().map(|origin| Scope::Site { origin });
    let of_conversation = conversation.map(|it| Scope::Conversation { id: it.id.clone() });
    let undo = conversation.and_then(|conversation| conversation.undo);
    let undone = undo.map(|undo| match undo {
        Undo::Kept => "undoKept",
        Undo::Hidden => "undoHidden",
        Undo::Shown => "undoShown",
    });
    let switch_on = Part {
        shown: origin.is_some() && site.is_none(),
        asks: origin.clone().map(|origin| Ask::SwitchOn { origin }),
        needs: origin.as_ref().map(|origin| Needs {
            pattern: origin.pattern(browser),
            otherwise: Ask::SwitchOff {
                origin: origin.clone(),
            },
        }),
        ..Part::default()
    };
    let asking = |shown: bool, asks: Option<Ask>| Part {
        shown,
        asks,
        ..Part::default()
    };
    vec![
        (
            "pause-all",
            pause(
                true,
                overview.paused,
                ["pauseAll", "resumeAll"],
                Some(Scope::Everything),
            ),
        ),
        (
            "pause-site",
            pause(
                site.is_some(),
                site == Some(true),
                ["pauseSite", "resumeSite"],
                of_site,
            ),
        ),
        (
            "pause-conversation",
            pause(
                conversation.is_some_and(|it| !it.declined) && site == Some(false),
                conversation.is_some_and(|it| it.paused),
                ["pauseConversation", "resumeConversation"],
                of_conversation,
            ),
        ),
        ("switch-on", switch_on),
        (
            "switch-off",
            asking(site.is_some(), origin.map(|origin| Ask::SwitchOff { origin })),
        ),
        (
            "undo",
            Part {
                says: undone.map(says).unwrap_or_default(),
                ..asking(undone.is_some(), Some(Ask::Undo))
            },
        ),
    ]
}

/// Between here and the companion.
fn below(overview: &Overview) -> Vec<(&'static str, Part)> {
    let counts = [&*overview.held.to_string(), &*overview.donated.to_string()];
    let too_large = capture(overview).is_some_and(|capture| capture.too_large);
    let trouble = overview.trouble.clone();
    let trouble = trouble
        .or(too_large.then_some(Failure::TooLarge))
        .filter(|_| overview.paired);
    let queued = overview.queued.to_string();
    vec![
        (
            "trouble",
            line(trouble.is_some(), trouble.iter().map(Words::from).collect()),
        ),
        (
            "queued",
            line(overview.queued > 0, vec![sentence("queued", &[&queued])]),
        ),
        (
            "deliver",
            Part {
                shown: overview.queued > 0,
                asks: Some(Ask::Deliver),
                ..Part::default()
            },
        ),
        ("held", line(overview.paired, vec![sentence("held", &counts)])),
        (
            "dashboard",
            Part {
                shown: overview.paired,
                // Its own page, which asks for a sign-in.
                opens: Some(format!("http://127.0.0.1:{}/", overview.port)),
                ..Part::default()
            },
        ),
    ]
}

fn origin(overview: &Overview) -> Option<Origin> {
    overview.page.as_ref()?.origin.clone()
}

fn capture(overview: &Overview) -> Option<&CaptureView> {
    overview.page.as_ref()?.capture.as_ref()
}

fn conversation(overview: &Overview) -> Option<&ConversationView> {
    capture(overview)?.conversation.as_ref()
}

/// Whether this page's site is paused; none if it is not switched on.
fn site_paused(overview: &Overview) -> Option<bool> {
    let origin = origin(overview)?;
    let site = overview
        .sites
        .iter()
        .find(|site| site.origin == origin && site.granted)?;
    Some(site.paused)
}

/// What would be handed over. What is paused, taken back or too long is handed to nobody, so the popup may not say that it is.
fn record(overview: &Overview) -> Option<&Record> {
    let stopped = conversation(overview).is_some_and(|it| it.paused || it.declined);
    let handed_over = site_paused(overview) == Some(false) && !overview.paused && !stopped;
    let capture = capture(overview).filter(|capture| handed_over && !capture.too_large)?;
    capture.record.as_ref()
}

/// The headline about this page, and the line beneath.
fn state_lines(overview: &Overview, site: Option<bool>) -> (Words, Vec<Words>) {
    let plain = |key: &str| (sentence(key, &[]), vec![]);
    let with = |key: &str, detail: Words| (sentence(key, &[]), vec![detail]);
    let Some(site_paused) = site else {
        let known = overview.page.as_ref().and_then(|page| page.known.as_deref());
        return match (origin(overview), known) {
            (Some(_), Some(name)) => with("stateOff", sentence("detailKnown", &[name])),
            (Some(_), None) => with("stateOff", sentence("detailOff", &[])),
            (None, _) => plain("stateNoSite"),
        };
    };
    if overview.paused {
        return plain("stateAllPaused");
    }
    if site_paused {
        return plain("stateSitePaused");
    }
    match (capture(overview), conversation(overview)) {
        (_, Some(conversation)) if conversation.declined => plain("stateDeclined"),
        (_, Some(conversation)) if conversation.paused => plain("stateConversationPaused"),
        (Some(capture), _) if capture.turns_seen > 0 => {
            let counts = [
                &*capture.turns_captured.to_string(),
                &*capture.turns_seen.to_string(),
            ];
            (sentence("stateCaptured", &counts), how(capture))
        }
        (Some(_), _) => with("stateNothing", sentence("detailNothing", &[])),
        _ => plain("stateNothing"),
    }
}

/// By what the page is read, and how sure that is, in words.
fn how(capture: &CaptureView) -> Vec<Words> {
    let by = match &capture.reader {
        Reader::Adapter(site) => sentence("readByAdapter", &[site]),
        Reader::Itself | Reader::Nobody => sentence("readByItself", &[]),
    };
    // A note says more about what to do than how sure that is.
    if capture.degraded && !capture.notes.is_empty() {
        return vec![by];
    }
    let sure = match capture.confidence {
        _ if capture.degraded => "sureLittle",
        0.9.. => "sureVery",
        0.75.. => "sureFairly",
        _ => "sureLittle",
    };
    vec![by, sentence(sure, &[])]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{PageView, SiteView};
    use crate::pipeline::tests::record_of;
    use shared::api::ConversationId;
    use shared::consent::{Licence, Purpose, agree};
    use shared::time::Timestamp;

    /// A site that is on and shows a conversation, all of it captured.
    fn all_well() -> Overview {
        let origin = Origin::of("https://chat.example").unwrap();
        Overview {
            port: 7411,
            paired: true,
            consent: Some(agree(
                Licence::CcBy,
                vec![Purpose::Research],
                "en",
                Timestamp(0).day(),
            )),
            terms_changed: false,
            paused: false,
            rating_control: false,
            sites: vec![SiteView {
                origin: origin.clone(),
                paused: false,
                granted: true,
            }],
            queued: 0,
            held: 2,
            donated: 1,
            window_seconds: 0,
            trouble: None,
            page: Some(PageView {
                origin: Some(origin),
                known: None,
                capture: Some(CaptureView {
                    turns_seen: 2,
                    turns_captured: 2,
                    confidence: 0.95,
                    method: "generic@1".into(),
                    reader: Reader::Itself,
                    degraded: false,
                    streaming: false,
                    notes: vec![],
                    too_large: false,
                    conversation: Some(ConversationView {
                        id: ConversationId("c".into()),
                        paused: false,
                        declined: false,
                        undo: None,
                    }),
                    record: Some(record_of(&["Write to ada@posteo.net please.", "I have done so."])),
                }),
            }),
        }
    }

    fn drawn(change: impl FnOnce(&mut Overview)) -> Picture {
        let mut overview = all_well();
        change(&mut overview);
        picture(&overview, Browser::Chromium)
    }

    fn capture(overview: &mut Overview) -> &mut CaptureView {
        overview.page.as_mut().unwrap().capture.as_mut().unwrap()
    }

    #[test]
    fn the_text_is_shown_exactly_while_it_is_handed_over() {
        type Change = fn(&mut Overview);
        let stopped =
            |overview: &mut Overview| capture(overview).conversation.as_mut().unwrap().paused = true;
        let declined =
            |overview: &mut Overview| capture(overview).conversation.as_mut().unwrap().declined = true;
        let changes: [(&str, Change, &str); 9] = [
            ("nothing", |_| (), "stateCaptured"),
            ("unpaired", |overview| overview.paired = false, "stateCaptured"),
            ("no consent", |overview| overview.consent = None, "stateCaptured"),
            (
                "other terms",
                |overview| overview.terms_changed = true,
                "stateCaptured",
            ),
            ("all paused", |overview| overview.paused = true, "stateAllPaused"),
            (
                "site paused",
                |overview| overview.sites[0].paused = true,
                "stateSitePaused",
            ),
            (
                "right taken",
                |overview| overview.sites[0].granted = false,
                "stateOff",
            ),
            ("conversation paused", stopped, "stateConversationPaused"),
            ("declined", declined, "stateDeclined"),
        ];
        for (what, change, state) in changes {
            let picture = drawn(change);
            let there = what == "nothing";
            assert_eq!(picture.turns.len(), if there { 2 } else { 0 }, "{what}");
            assert_eq!(picture.parts["preview"].shown, there, "{what}");
            let Words::Sentence(words) = &picture.parts["state"].says[0] else {
                panic!("a state is a sentence")
            };
            assert_eq!(words[0], state, "{what}");
        }
        let other_terms = drawn(|overview| overview.terms_changed = true);
        assert!(other_terms.parts["setup-needed"].shown && !other_terms.parts["page"].shown);
        assert_eq!(other_terms.parts["setup-text"].says, says("popupTermsChanged"));
        let picture = drawn(|overview| capture(overview).too_large = true);
        assert!(picture.turns.is_empty() && picture.parts["trouble"].shown);
    }

    #[test]
    fn what_was_taken_out_can_be_kept_and_what_is_paused_resumed() {
        let picture = drawn(|_| ());
        let piece = &picture.turns[0].pieces[1];
        assert_eq!(piece.text, "[EMAIL_1]");
        let button = piece.button.as_ref().unwrap();
        assert_eq!((button.says, &*button.name), ("keep", "keep-m0-0"));
        assert!(picture.turns[0].ratings.is_empty() && picture.turns[1].ratings.len() == 2);

        let resume = Ask::Resume {
            scope: Scope::Everything,
        };
        let paused = drawn(|overview| overview.paused = true);
        assert_eq!(paused.parts["pause-all"].asks, Some(resume));
        assert_eq!(paused.parts["pause-all"].pressed, Some(true));
    }

    #[test]
    fn a_site_that_is_off_asks_for_the_right_to_read_it_and_nothing_else() {
        let picture = drawn(|overview| overview.sites.clear());
        let needs = picture.parts["switch-on"].needs.as_ref().unwrap();
        assert!(picture.parts["switch-on"].shown && !picture.parts["switch-off"].shown);
        assert_eq!(needs.pattern, "https://chat.example/*");
        let nowhere = drawn(|overview| overview.page = None);
        assert!(!nowhere.parts["switch-on"].shown && nowhere.parts["switch-on"].asks.is_none());
    }

    #[test]
    fn each_part_is_an_element_of_the_page_and_each_sentence_is_translated() {
        let html = include_str!("../../../manifest/popup.html");
        let messages: serde_json::Value =
            serde_json::from_str(include_str!("../../../manifest/_locales/en/messages.json")).unwrap();
        let off = drawn(|overview| overview.sites.clear());
        let troubled = drawn(|overview| overview.trouble = Some(Failure::Unreachable));
        for (id, part) in [drawn(|_| ()), off, troubled]
            .iter()
            .flat_map(|picture| &picture.parts)
        {
            assert!(html.contains(&format!("id=\"{id}\"")), "{id}");
            for words in part.says.iter().chain(part.items.iter().flatten()) {
                if let Words::Sentence(words) = words {
                    assert!(messages.get(&words[0]).is_some(), "{words:?}");
                }
            }
        }
    }
}
