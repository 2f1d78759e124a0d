//! What the popup, the options and the onboarding page have in common.
//!
//! In: a document whose elements carry `data-i18n` keys. Out: the same with texts in it, and small helpers. Text enters the
//! page through `textContent` only: conversations are hostile input.

use std::future::Future;

use shared::consent::{ConsentReceipt, Licence, Purpose};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, Event, HtmlInputElement};

use crate::browser;
use crate::daemon_client::Failure;
use crate::message::{Answer, Ask, Question};

/// The page's document.
pub(crate) fn document() -> Document {
    let window = web_sys::window().expect("pages have a window");
    window.document().expect("a window of a page has a document")
}

/// An element that the page's HTML is known to hold.
pub(crate) fn element(id: &str) -> Element {
    let found = document().get_element_by_id(id);
    found.unwrap_or_else(|| panic!("the page has no element `{id}`"))
}

pub(crate) fn input(id: &str) -> HtmlInputElement {
    element(id).unchecked_into()
}

/// Fills in all texts of the page.
pub(crate) fn localise() {
    browser::report_panics();
    let marked = document()
        .query_selector_all("[data-i18n]")
        .expect("the selector is well formed");
    for index in 0..marked.length() {
        let Some(element) = marked.get(index).and_then(|node| node.dyn_into::<Element>().ok()) else {
            continue;
        };
        let key = element.get_attribute("data-i18n").unwrap_or_default();
        element.set_text_content(Some(&browser::text(&key, &[])));
    }
    let named = document()
        .query_selector_all("[data-i18n-label]")
        .expect("the selector is well formed");
    for index in 0..named.length() {
        let Some(element) = named.get(index).and_then(|node| node.dyn_into::<Element>().ok()) else {
            continue;
        };
        let key = element.get_attribute("data-i18n-label").unwrap_or_default();
        _ = element.set_attribute("aria-label", &browser::text(&key, &[]));
    }
    let heading = document().query_selector("h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.text_content()) {
        let name = browser::text("extensionName", &[]);
        let title = if heading == name {
            name
        } else {
            format!("{heading} – {name}")
        };
        document().set_title(&title);
    }
    // The language that the texts are in, which is English where the browser's own is none of ours.
    if let Some(root) = document().document_element() {
        _ = root.set_attribute("lang", &browser::text("language", &[]));
        _ = root.set_attribute("dir", &browser::text("direction", &[]));
    }
}

pub(crate) fn say(id: &str, text: &str) {
    element(id).set_text_content(Some(text));
}

pub(crate) fn show(id: &str, visible: bool) {
    let element = element(id);
    if !visible {
        mind_focus_in(&element);
    }
    _ = if visible {
        element.remove_attribute("hidden")
    } else {
        element.set_attribute("hidden", "")
    };
}

/// A new element with a class and a text.
pub(crate) fn make(tag: &str, class: &str, text: &str) -> Element {
    let element = document()
        .create_element(tag)
        .expect("tags in this program are valid names");
    if !class.is_empty() {
        element.set_class_name(class);
    }
    element.set_text_content(Some(text));
    element
}

pub(crate) fn append(parent: &Element, child: &Element) {
    parent
        .append_child(child)
        .expect("a new element can be appended anywhere");
}

pub(crate) fn empty(id: &str) -> Element {
    let element = element(id);
    mind_focus_in(&element);
    element.set_text_content(None);
    element
}

/// Does something at every click. The page keeps the listener as long as it is open.
pub(crate) fn on_click<F: Future<Output = ()> + 'static>(target: &Element, act: impl Fn() -> F + 'static) {
    on(target, "click", act);
}

pub(crate) fn on<F: Future<Output = ()> + 'static>(
    target: &Element,
    event: &str,
    act: impl Fn() -> F + 'static,
) {
    let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        event.prevent_default();
        // `act` itself runs inside the click, as asking for permission must; what it returns runs afterwards.
        spawn_local(act());
    });
    _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    listener.forget();
}

/// Whether this element has the focus.
pub(crate) fn is_focused(id: &str) -> bool {
    document()
        .active_element()
        .is_some_and(|focused| focused.id() == id)
}

/// The name that survives when an element is drawn anew.
const NAME: &str = "data-focus";

/// Names an element, so that it keeps the focus when its list is drawn anew.
pub(crate) fn name_for_focus(element: &Element, name: &str) {
    _ = element.set_attribute(NAME, name);
}

/// What is in here may go away. Whoever works with the keyboard goes on where they were once all is drawn, or at what comes next where that
/// is gone; else they would begin at the top of the page again.
fn mind_focus_in(part: &Element) {
    let Some(focused) = document()
        .active_element()
        .filter(|focused| part.contains(Some(focused)))
    else {
        return;
    };
    let selector = "button, input, summary, a[href], [tabindex]";
    let all = document()
        .query_selector_all(selector)
        .expect("the selector is well formed");
    let all: Vec<Element> = (0..all.length())
        .filter_map(|index| all.get(index)?.dyn_into().ok())
        .collect();
    let here = all.iter().position(|element| *element == focused).unwrap_or(0);
    let (before, from_here) = all.split_at(here);
    let candidates: Vec<Element> = from_here.iter().chain(before.iter().rev()).cloned().collect();
    spawn_local(async move {
        // Drawing ends before this begins.
        if let Some(next) = candidates.into_iter().find_map(standing) {
            _ = next.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    });
}

/// The element, or the one that was drawn in its place, if it can have the focus.
fn standing(element: Element) -> Option<Element> {
    let open = |element: &Element| {
        let hidden = element.closest("[hidden], details:not([open]) > :not(summary)");
        element.is_connected()
            && !element.has_attribute("disabled")
            && hidden.is_ok_and(|hidden| hidden.is_none())
    };
    let anew = || {
        let selector = format!("[{NAME}=\"{}\"]", element.get_attribute(NAME)?);
        let all = document().query_selector_all(&selector).ok()?;
        (0..all.length())
            .filter_map(|index| all.get(index)?.dyn_into().ok())
            .find(open)
    };
    if open(&element) { Some(element) } else { anew() }
}

/// Asks the background and waits for the whole picture.
pub(crate) async fn ask(ask: Ask, tab: Tab) -> Option<Answer> {
    let (tab, address) = match tab {
        Some((tab, address)) => (Some(tab), address),
        None => (None, None),
    };
    let question = serde_json::to_string(&Question {
        ask,
        tab,
        address,
        draw: false,
    })
    .expect("a question has plain fields");
    serde_json::from_str(&browser::ask_background(&question).await?).ok()
}

/// A failure in the person's language.
pub(crate) fn explain(failure: &Failure) -> String {
    let (key, value) = failure.sentence();
    browser::text(
        key,
        &value.as_slice().iter().map(String::as_str).collect::<Vec<_>>(),
    )
}

/// A failure to pair: a companion that cannot read our frame was shown a code it does not know.
pub(crate) fn explain_pairing(failure: &Failure) -> String {
    match failure {
        Failure::NotAuthentic => browser::text("failWrongCode", &[]),
        other => explain(other),
    }
}

/// What was agreed to, in one line.
pub(crate) fn consent_line(consent: &ConsentReceipt) -> String {
    let purposes = consent.purposes.iter().map(|purpose| match purpose {
        Purpose::Research => "purposeResearch",
        Purpose::Train => "purposeTrain",
        Purpose::Evaluate => "purposeEvaluate",
        Purpose::Commercial => "purposeCommercial",
    });
    let purposes: Vec<String> = purposes.map(|key| browser::text(key, &[])).collect();
    let licence = match consent.licence {
        Licence::Cc0 => "CC0 1.0".to_owned(),
        Licence::CcBy => "CC BY 4.0".to_owned(),
        Licence::ResearchOnly => browser::text("licenceResearch", &[]),
    };
    browser::text(
        "consentLine",
        &[
            &consent.terms_id,
            &consent.day.to_string(),
            &licence,
            &purposes.join("; "),
        ],
    )
}

/// Does something whenever a field changes.
pub(crate) fn on_change(target: &Element, act: impl Fn() + 'static) {
    let listener = Closure::<dyn Fn()>::new(act);
    _ = target.add_event_listener_with_callback("change", listener.as_ref().unchecked_ref());
    listener.forget();
}

pub(crate) fn enable(id: &str, enabled: bool) {
    let element = element(id);
    _ = if enabled {
        element.remove_attribute("disabled")
    } else {
        element.set_attribute("disabled", "")
    };
}

/// A tab and its address, as far as they are known.
pub(crate) type Tab = Option<(i32, Option<String>)>;

/// The tab that the address of our own page names.
pub(crate) fn asked_tab() -> Tab {
    let search = search();
    let (tab, address) = search.strip_prefix("?tab=")?.split_once('&')?;
    Some((tab.parse().ok()?, Some(address.to_owned())))
}

/// What follows the `?` in the page's address, with it.
pub(crate) fn search() -> String {
    let location = document().location();
    location
        .and_then(|location| location.search().ok())
        .unwrap_or_default()
}
