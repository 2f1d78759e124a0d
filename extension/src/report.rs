//! The page on which a person looks at a report about a page, and sends it or does not.
//!
//! In: the background's report about the tab that the address names. Out: exactly the text that is shown, once the button is
//! pressed. Nothing is sent before, and nothing is kept after.

use wasm_bindgen::prelude::*;

use crate::browser;
use crate::message::{Answer, Ask};
use crate::page::{self, Tab, say, show};

/// Opens the page.
#[wasm_bindgen]
pub async fn report() {
    page::localise();
    let tab = page::asked_tab();
    let again = tab.clone();
    page::on(&page::element("name-site"), "change", move || {
        let tab = again.clone();
        // The event's default, which `on` prevents, is over by the time of a change.
        async move { look(tab).await }
    });
    page::on_click(&page::element("send"), send);
    look(tab).await;
}

/// Shows the report as the page stands now.
async fn look(tab: Tab) {
    let name_site = page::input("name-site").checked();
    let answer = page::ask(Ask::Report { name_site }, tab).await;
    let report = answer.and_then(|answer| answer.report).unwrap_or_default();
    say("text", &report);
    let kilobytes = report.len().div_ceil(1000).to_string();
    say("size", &browser::text("reportSize", &[&kilobytes]));
    show("nothing", report.is_empty());
    show("something", !report.is_empty());
    show("send", true);
    say("result", "");
    say("done", "");
}

async fn send() {
    show("send", false);
    let report = page::element("text").text_content().unwrap_or_default();
    match page::ask(Ask::SendReport { report }, None).await {
        Some(Answer { failure: None, .. }) => say("done", &browser::text("reportSent", &[])),
        Some(Answer {
            failure: Some(failure),
            ..
        }) => {
            say("result", &page::explain(&failure));
            show("send", true);
        }
        None => {
            say("result", &browser::text("reportNotSent", &[]));
            show("send", true);
        }
    }
}
