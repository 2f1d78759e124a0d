//! The popup: what was captured of this page, and exactly the text that would be handed over.
//!
//! In: the background's picture. Out: the page, and the person's wishes. Decides nothing about capture.

use std::cell::RefCell;

use shared::conversation::{GestureKind, MessageId, Role};
use shared::record::{Record, RecordMessage};
use shared::scrub::{Hidden, PiiType, Redaction};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

use crate::badge::sentence;
use crate::browser;
use crate::capture::Reader;
use crate::daemon_client::Failure;
use crate::message::{Answer, Ask, CaptureView, ConversationView, Overview, Scope, Undo};
use crate::page::{self, Tab, append, make, say, show};
use crate::settings::Origin;

const ROUND: i32 = 1_200;
/// The rule of redactions that the person made.
const BY_HAND: &str = "contributor";

thread_local! {
    static SHOWN: RefCell<Option<Overview>> = const { RefCell::new(None) };
}

/// A run of text, or a placeholder and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub redacted: Option<PiiType>,
}

/// Cuts a scrubbed text at its redactions, which count in code points.
#[must_use]
pub fn pieces(text: &str, redactions: &[Redaction]) -> Vec<Piece> {
    let characters: Vec<char> = text.chars().collect();
    let run = |start: usize, end: usize| characters[start..end].iter().collect::<String>();
    let (mut pieces, mut done) = (vec![], 0);
    for redaction in redactions {
        let end = redaction.end.min(characters.len());
        if redaction.start < done || redaction.start >= end {
            continue;
        }
        if redaction.start > done {
            pieces.push(Piece {
                text: run(done, redaction.start),
                redacted: None,
            });
        }
        pieces.push(Piece {
            text: run(redaction.start, end),
            redacted: Some(redaction.kind),
        });
        done = end;
    }
    if done < characters.len() {
        pieces.push(Piece {
            text: run(done, characters.len()),
            redacted: None,
        });
    }
    pieces
}

/// Opens the popup.
#[wasm_bindgen]
pub async fn popup() {
    page::localise();
    // Our own pages may be opened in a tab of their own, for a tab that the address names.
    let tab = page::asked_tab().or(browser::active_tab().await);
    listen(&tab);
    // What is known at once, then what the companion says.
    update(page::ask(Ask::Glance, tab.clone()).await, &tab);
    update(page::ask(Ask::Look, tab.clone()).await, &tab);
    // A page that rests needs a moment to tell itself anew.
    for wait in [100, 150, 250, 400, 600]
        .into_iter()
        .chain(std::iter::repeat(ROUND))
    {
        browser::sleep(wait).await;
        update(page::ask(Ask::Glance, tab.clone()).await, &tab);
    }
}

fn listen(tab: &Tab) {
    let wish = |id: &str, wish: fn(&Overview) -> Option<Ask>| {
        let tab = tab.clone();
        page::on_click(&page::element(id), move || {
            let wish = SHOWN.with_borrow(|shown| shown.as_ref().and_then(wish));
            let tab = tab.clone();
            async move {
                if let Some(wish) = wish {
                    update(page::ask(wish, tab.clone()).await, &tab);
                }
            }
        });
    };
    wish("pause-all", |overview| {
        let scope = Scope::Everything;
        Some(if overview.paused {
            Ask::Resume { scope }
        } else {
            Ask::Pause { scope }
        })
    });
    wish("pause-site", |overview| {
        let scope = Scope::Site {
            origin: origin(overview)?,
        };
        Some(if site_paused(overview)? {
            Ask::Resume { scope }
        } else {
            Ask::Pause { scope }
        })
    });
    wish("pause-conversation", |overview| {
        let conversation = conversation(overview)?;
        let scope = Scope::Conversation {
            id: conversation.id.clone(),
        };
        Some(if conversation.paused {
            Ask::Resume { scope }
        } else {
            Ask::Pause { scope }
        })
    });
    wish("switch-off", |overview| {
        Some(Ask::SwitchOff {
            origin: origin(overview)?,
        })
    });
    wish("deliver", |_| Some(Ask::Deliver));
    wish("undo", |_| Some(Ask::Undo));
    page::on_click(&page::element("dashboard"), || async {
        let port = SHOWN.with_borrow(|shown| shown.as_ref().map(|overview| overview.port));
        if let Some(port) = port {
            browser::open_companion(port).await;
        }
    });
    page::on_document("selectionchange", || {
        let selected = browser::selected_text();
        if !selected.trim().is_empty() && !page::is_focused("hide-words") {
            page::input("hide-words").set_value(selected.trim());
            show("hide-nothing", false);
        }
    });
    let about = tab.clone();
    page::on(&page::element("hide"), "submit", move || {
        let tab = about.clone();
        async move { hide(&tab).await }
    });
    page::on_click(&page::element("setup"), || browser::open_page("onboarding.html"));
    page::on_click(&page::element("options"), browser::open_options);
    let about = tab.as_ref().map(|(tab, address)| {
        let address = address.as_deref().unwrap_or_default();
        format!("report.html?tab={tab}&{address}")
    });
    page::on_click(&page::element("report"), move || {
        let about = about.clone();
        async move {
            if let Some(about) = about {
                browser::open_page(&about).await;
            }
        }
    });
    let tab = tab.clone();
    page::on_click(&page::element("switch-on"), move || {
        let origin = SHOWN.with_borrow(|shown| shown.as_ref().and_then(origin));
        let granted = origin.as_ref().map(browser::request_permission);
        let tab = tab.clone();
        async move {
            let (Some(origin), Some(granted)) = (origin, granted) else {
                return;
            };
            // Firefox closes the popup over its question, so the wish is told before the answer is known;
            // the background reads nothing without the permission.
            update(
                page::ask(
                    Ask::SwitchOn {
                        origin: origin.clone(),
                    },
                    tab.clone(),
                )
                .await,
                &tab,
            );
            let wish = if granted.await {
                Ask::SwitchOn { origin }
            } else {
                Ask::SwitchOff { origin }
            };
            update(page::ask(wish, tab.clone()).await, &tab);
        }
    });
}

/// Hides what the field names, everywhere in this conversation.
async fn hide(tab: &Tab) {
    let words = page::input("hide-words").value();
    let passages = SHOWN.with_borrow(|shown| {
        let record = capture(shown.as_ref()?)?.record.as_ref()?;
        let texts: Vec<&str> = record
            .messages
            .iter()
            .map(|message| message.text.as_str())
            .collect();
        Some(passages(&words, &texts))
    });
    let passages = passages.unwrap_or_default();
    show("hide-nothing", passages.is_empty());
    if !passages.is_empty() {
        // Else what is still selected would fill the field again.
        browser::select_nothing();
        page::input("hide-words").set_value("");
        update(page::ask(Ask::Hide { passages }, tab.clone()).await, tab);
    }
}

/// What of these words can be hidden: each line of them, without placeholders, as far as it stands in one of the texts. A part of
/// a word becomes the whole word.
#[must_use]
pub fn passages(words: &str, texts: &[&str]) -> Vec<String> {
    let lines = words.lines().flat_map(between_placeholders);
    lines.filter_map(|line| whole_words(line.trim(), texts)).collect()
}

fn between_placeholders(line: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (vec![], line);
    let mut from = 0;
    while let Some(start) = rest[from..].find('[').map(|at| from + at) {
        let end = rest[start..].find(']').map(|at| start + at + 1);
        let is_one = |inner: &str| {
            inner.len() > 4
                && inner
                    .chars()
                    .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
        };
        match end.filter(|end| is_one(&rest[start + 1..end - 1])) {
            Some(end) => {
                parts.push(&rest[..start]);
                (rest, from) = (&rest[end..], 0);
            }
            None => from = start + 1,
        }
    }
    parts.push(rest);
    parts
}

fn whole_words(part: &str, texts: &[&str]) -> Option<String> {
    let stands = |passage: &str| {
        let hidden = Hidden::of(passage)?;
        let found = texts.iter().any(|text| !hidden.find(text).is_empty());
        found.then(|| passage.to_owned())
    };
    stands(part).or_else(|| {
        let (text, at) = texts
            .iter()
            .filter(|_| !part.is_empty())
            .find_map(|text| Some((text, text.find(part)?)))?;
        let before = text[..at].trim_end_matches(char::is_alphanumeric).len();
        let after = &text[at + part.len()..];
        let end = text.len() - after.trim_start_matches(char::is_alphanumeric).len();
        stands(&text[before..end])
    })
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

fn update(answer: Option<Answer>, tab: &Tab) {
    let Some(Answer {
        overview, failure, ..
    }) = answer
    else {
        return;
    };
    if let Some(failure) = &failure {
        say("trouble", &page::explain(failure));
        show("trouble", true);
    }
    if SHOWN.with_borrow(|shown| shown.as_ref() == Some(&overview)) {
        return;
    }
    render(&overview, tab);
    SHOWN.set(Some(overview));
}

fn render(overview: &Overview, tab: &Tab) {
    let ready = overview.paired && overview.consent.is_some() && !overview.terms_changed;
    let origin = origin(overview);
    let site = site_paused(overview);
    let conversation = conversation(overview);
    show("setup-needed", !ready);
    show("page", ready);
    say(
        "setup-text",
        &browser::text(
            match (overview.paired, overview.terms_changed) {
                (false, _) => "popupNeedsPairing",
                (true, false) => "popupNeedsConsent",
                (true, true) => "popupTermsChanged",
            },
            &[],
        ),
    );
    say("site", origin.as_ref().map_or("", |origin| origin.as_ref()));
    let (state, detail) = state_lines(overview, site);
    say("state", &state);
    say("detail", &detail);
    show("detail", !detail.is_empty());
    render_notes(overview, site);

    show("switch-on", origin.is_some() && site.is_none());
    show("switch-off", site.is_some());
    show("pause-site", site.is_some());
    show(
        "pause-conversation",
        conversation.is_some_and(|conversation| !conversation.declined) && site == Some(false),
    );
    let label = |id: &str, paused: bool, pause: &str, resume: &str| {
        say(id, &browser::text(if paused { resume } else { pause }, &[]));
        _ = page::element(id).set_attribute("aria-pressed", if paused { "true" } else { "false" });
    };
    label("pause-all", overview.paused, "pauseAll", "resumeAll");
    label("pause-site", site == Some(true), "pauseSite", "resumeSite");
    let paused = conversation.is_some_and(|conversation| conversation.paused);
    label(
        "pause-conversation",
        paused,
        "pauseConversation",
        "resumeConversation",
    );

    // What is paused, taken back or too long is handed to nobody, so the preview may not say that it is.
    let handed_over = site == Some(false)
        && !overview.paused
        && !conversation.is_some_and(|conversation| conversation.paused || conversation.declined)
        && !capture(overview).is_some_and(|capture| capture.too_large);
    let record = capture(overview).and_then(|capture| capture.record.as_ref());
    let record = record.filter(|_| handed_over);
    show("preview", record.is_some());
    let undo = conversation.and_then(|conversation| conversation.undo);
    show("undo", undo.is_some());
    if let Some(undo) = undo {
        let key = match undo {
            Undo::Kept => "undoKept",
            Undo::Hidden => "undoHidden",
            Undo::Shown => "undoShown",
        };
        say("undo", &browser::text(key, &[]));
    }
    show("dashboard", overview.paired);
    if let Some(record) = record {
        render_record(record, tab);
    }
    say(
        "queued",
        &browser::text("queued", &[&overview.queued.to_string()]),
    );
    say(
        "held",
        &browser::text(
            "held",
            &[&overview.held.to_string(), &overview.donated.to_string()],
        ),
    );
    show("queued", overview.queued > 0);
    show("held", overview.paired);
    show("deliver", overview.queued > 0);
    let too_large = capture(overview).is_some_and(|capture| capture.too_large);
    let trouble = overview
        .trouble
        .clone()
        .or(too_large.then_some(Failure::TooLarge));
    show("trouble", trouble.is_some() && overview.paired);
    if let Some(failure) = &trouble {
        say("trouble", &page::explain(failure));
    }
}

/// What may be wrong with the capture, and the offer to show how the page is built.
fn render_notes(overview: &Overview, site: Option<bool>) {
    let list = page::empty("notes");
    let reading = capture(overview).filter(|_| site == Some(false) && !overview.paused);
    let recognised = reading.is_some_and(|capture| capture.turns_seen > 0);
    for note in reading.iter().flat_map(|capture| &capture.notes) {
        append(&list, &make("li", "", &browser::text(sentence(*note), &[])));
    }
    show("notes", reading.is_some_and(|capture| !capture.notes.is_empty()));
    let label = if recognised { "reportPage" } else { "thisIsAChat" };
    say("report", &browser::text(label, &[]));
    show("report", reading.is_some());
}

/// The headline about this page, and the line beneath.
fn state_lines(overview: &Overview, site: Option<bool>) -> (String, String) {
    let plain = |key: &str| (browser::text(key, &[]), String::new());
    let Some(site_paused) = site else {
        let known = overview.page.as_ref().and_then(|page| page.known.as_deref());
        return match (origin(overview), known) {
            (Some(_), Some(name)) => (
                browser::text("stateOff", &[]),
                browser::text("detailKnown", &[name]),
            ),
            (Some(_), None) => (browser::text("stateOff", &[]), browser::text("detailOff", &[])),
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
                &capture.turns_captured.to_string()[..],
                &capture.turns_seen.to_string(),
            ];
            (browser::text("stateCaptured", &counts), how(capture))
        }
        (Some(_), _) => (
            browser::text("stateNothing", &[]),
            browser::text("detailNothing", &[]),
        ),
        _ => plain("stateNothing"),
    }
}

/// By what the page is read, and how sure that is, in words.
fn how(capture: &CaptureView) -> String {
    let by = match &capture.reader {
        Reader::Adapter(site) => browser::text("readByAdapter", &[site]),
        Reader::Itself | Reader::Nobody => browser::text("readByItself", &[]),
    };
    // A note says more about what to do than how sure that is.
    if capture.degraded && !capture.notes.is_empty() {
        return by;
    }
    let sure = match capture.confidence {
        _ if capture.degraded => "sureLittle",
        0.9.. => "sureVery",
        0.75.. => "sureFairly",
        _ => "sureLittle",
    };
    format!("{by} {}", browser::text(sure, &[]))
}

fn render_record(record: &Record, tab: &Tab) {
    let removed: u32 = record.scrub.counts.values().sum();
    say(
        "removed",
        &browser::text(
            "removed",
            &[&removed.to_string(), &record.signals.len().to_string()],
        ),
    );
    let focused = page::focused();
    let list = page::empty("messages");
    for message in record.branch.iter().filter_map(|id| record.message(id)) {
        let rated = record.events.iter().rev().find_map(|event| {
            let rating = rating(event.kind)?;
            (event.message_id == message.id).then_some(rating)
        });
        append(&list, &message_element(message, rated.flatten(), tab));
    }
    page::focus_again(focused);
}

/// What a gesture says of a reply: good, bad, or neither any more. None when it says nothing of that.
fn rating(kind: GestureKind) -> Option<Option<bool>> {
    match kind {
        GestureKind::ThumbsUp => Some(Some(true)),
        GestureKind::ThumbsDown => Some(Some(false)),
        GestureKind::ThumbsCleared => Some(None),
        _ => None,
    }
}

/// Good or bad, in one click; a second one takes it back.
fn rating_buttons(id: &MessageId, rated: Option<bool>, tab: &Tab) -> Element {
    let group = make("div", "rating", "");
    _ = group.set_attribute("role", "group");
    _ = group.set_attribute("aria-label", &browser::text("rate", &[]));
    for (good, key) in [(true, "rateGood"), (false, "rateBad")] {
        let button = make("button", "small", &browser::text(key, &[]));
        let pressed = rated == Some(good);
        _ = button.set_attribute("type", "button");
        _ = button.set_attribute("aria-pressed", if pressed { "true" } else { "false" });
        _ = button.set_attribute("data-focus", &format!("{key}-{}", id.0));
        let (id, tab) = (id.clone(), tab.clone());
        page::on_click(&button, move || {
            let wish = Ask::Rate {
                message_id: id.clone(),
                good: (!pressed).then_some(good),
            };
            let tab = tab.clone();
            async move { update(page::ask(wish, tab.clone()).await, &tab) }
        });
        append(&group, &button);
    }
    group
}

fn message_element(message: &RecordMessage, rated: Option<bool>, tab: &Tab) -> Element {
    let role = match message.role {
        Role::User => "you",
        Role::Assistant => "model",
    };
    let item = make("li", role, "");
    append(&item, &make("h3", "", &browser::text(role, &[])));
    let text = make("p", "text", "");
    // What was written may run the other way than the page.
    _ = text.set_attribute("dir", "auto");
    let mut redaction = 0;
    for piece in pieces(&message.text, &message.redactions) {
        let Some(kind) = piece.redacted else {
            append(&text, &make("span", "", &piece.text));
            continue;
        };
        let mark = make("mark", "", &piece.text);
        _ = mark.set_attribute("title", &page::name(&kind));
        append(&text, &mark);
        let by_hand = message
            .redactions
            .get(redaction)
            .is_some_and(|redaction| redaction.rule == BY_HAND);
        if by_hand || kind.may_be_kept() {
            let button = keep_button(&message.id, redaction, by_hand, &piece.text, tab);
            append(&text, &button);
            // The placeholder itself can be pressed too; the button is what a keyboard and a screen reader reach.
            mark.set_class_name("open");
            page::on_click(&mark, move || {
                // Who selects a text across it does not mean it.
                if browser::selected_text().is_empty() {
                    button.unchecked_ref::<HtmlElement>().click();
                }
                std::future::ready(())
            });
        }
        redaction += 1;
    }
    append(&item, &text);
    if message.role == Role::Assistant {
        append(&item, &rating_buttons(&message.id, rated, tab));
    }
    item
}

/// Beside a redaction: one click, and what is not personal after all stays in the text. Nothing leaves by that: the record waits as before.
fn keep_button(id: &MessageId, redaction: usize, by_hand: bool, placeholder: &str, tab: &Tab) -> Element {
    let (word, sentence) = if by_hand {
        ("show", "showThis")
    } else {
        ("keep", "keepThis")
    };
    let button = make("button", "keep", &browser::text(word, &[]));
    _ = button.set_attribute("data-focus", &format!("keep-{}-{redaction}", id.0));
    _ = button.set_attribute("type", "button");
    let sentence = browser::text(sentence, &[placeholder]);
    // What is said aloud begins with what is seen.
    let name = format!("{}: {sentence}", browser::text(word, &[]));
    _ = button.set_attribute("aria-label", &name);
    _ = button.set_attribute("title", &sentence);
    let (id, tab) = (id.clone(), tab.clone());
    page::on_click(&button, move || {
        let message_id = id.clone();
        let wish = if by_hand {
            Ask::Show {
                message_id,
                redaction,
            }
        } else {
            Ask::Keep {
                message_id,
                redaction,
            }
        };
        let tab = tab.clone();
        async move { update(page::ask(wish, tab.clone()).await, &tab) }
    });
    button
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redaction(start: usize, end: usize) -> Redaction {
        Redaction {
            start,
            end,
            kind: PiiType::Email,
            rule: "contact.email".into(),
            confidence: 1.0,
        }
    }

    #[test]
    fn what_is_hidden_is_whole_words_that_stand_in_the_text() {
        let texts = ["My cat Whiskers met a party, [EMAIL_1] and the art of war."];
        for (words, expected) in [
            ("Whiskers", vec!["Whiskers"]),
            ("hisker", vec!["Whiskers"]),
            ("art", vec!["art"]),
            ("par", vec!["party"]),
            ("a party, [EMAIL_1] and the", vec!["a party,", "and the"]),
            ("[EMAIL_1]", vec![]),
            ("", vec![]),
            ("zebra", vec![]),
            ("Whiskers\nthe art", vec!["Whiskers", "the art"]),
        ] {
            assert_eq!(passages(words, &texts), expected, "{words}");
        }
        assert_eq!(between_placeholders("a [x] [b"), ["a [x] [b"]);
    }

    fn check(text: &str, spans: &[(usize, usize)], expected: &[(&str, bool)]) {
        let redactions: Vec<Redaction> = spans.iter().map(|&(start, end)| redaction(start, end)).collect();
        let found: Vec<(String, bool)> = pieces(text, &redactions)
            .into_iter()
            .map(|piece| (piece.text, piece.redacted.is_some()))
            .collect();
        let expected: Vec<(String, bool)> = expected
            .iter()
            .map(|&(text, redacted)| (text.to_owned(), redacted))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn redactions_are_marked_where_they_stand() {
        check("plain", &[], &[("plain", false)]);
        check(
            "é [EMAIL_1] now",
            &[(2, 11)],
            &[("é ", false), ("[EMAIL_1]", true), (" now", false)],
        );
        check(
            "[EMAIL_1][EMAIL_2]",
            &[(0, 9), (9, 18)],
            &[("[EMAIL_1]", true), ("[EMAIL_2]", true)],
        );
    }

    #[test]
    fn impossible_spans_hide_no_text() {
        check("short", &[(3, 99)], &[("sho", false), ("rt", true)]);
        check("short", &[(7, 9)], &[("short", false)]);
        check(
            "short",
            &[(1, 3), (2, 4)],
            &[("s", false), ("ho", true), ("rt", false)],
        );
        check("", &[(0, 1)], &[]);
    }
}
