//! Every control that chat pages give a reply, each used once in a real browser: the raw event is in the record, and what follows
//! from it beside it.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use tests::browser::{Browser, Window};
use tests::companion::Companion;
use tests::process::until;
use tests::scenario::text_of;

use crate::extension::Plain;

const PATIENCE: Duration = Duration::from_secs(120);

/// Uses one page, and counts the replies that it shows.
struct Person {
    browser: Browser,
    replies: u32,
    /// How many replies the last question got.
    asked_for: usize,
}

impl Person {
    fn press(&mut self, label: &str) {
        self.browser.click_last(&format!("[aria-label='{label}']"));
    }

    /// Waits until the next reply is whole.
    fn reply(&mut self) {
        self.replies += 1;
        let end = format!("End of reply {}.", self.replies);
        let _ = self.browser.order(&json!({"wait": end}));
    }

    fn ask(&mut self, question: &str) {
        let _ = self.browser.order(&json!({"say": question}));
        self.reply();
    }

    /// Waits until the last reply is in the record: one that is still read as growing cannot be judged.
    fn settles(&mut self, companion: &Companion) {
        let ends = (1..=self.replies)
            .rev()
            .take(self.asked_for)
            .map(|number| format!("End of reply {number}."));
        let ends: Vec<String> = ends.collect();
        until("the last reply has settled", PATIENCE, || {
            let record = record(companion)?;
            let texts: Vec<String> = record["messages"]
                .as_array()?
                .iter()
                .map(|message| text_of(&message["text"]))
                .collect();
            let there = |end: &String| texts.iter().any(|text| text.contains(end));
            ends.iter().all(there).then_some(())
        });
    }
}

fn record(companion: &Companion) -> Option<Value> {
    let id = text_of(&companion.records().first()?["id"]);
    Some(companion.json(&["show", &id]))
}

fn kinds(record: &Value, list: &str) -> BTreeSet<String> {
    let each = record[list].as_array().into_iter().flatten();
    each.map(|item| text_of(&item["kind"])).collect()
}

#[test]
fn every_control_of_a_reply_is_understood_once() {
    let folder = tempfile::tempdir().unwrap();
    let companion = Companion::start(&folder.path().join("companion"), "24h", None);
    let plain = Plain::start();
    let mut browser = Browser::open("chromium", &companion, &plain.origin, Window::Hidden);
    browser.go(&format!("{}/controls/", plain.origin));
    let mut person = Person {
        browser,
        replies: 0,
        asked_for: 1,
    };

    // What is done with a reply that stays.
    person.ask("Tell me about boats.");
    person.settles(&companion);
    let _ = person.browser.order(&json!({"copy": ".assistant .content p"}));
    for label in [
        "Share",
        "Export",
        "Pin",
        "Report response",
        "Read aloud",
        "Continue generating",
        "Copy response",
    ] {
        person.press(label);
    }
    person.browser.click_last(".assistant a");
    person.press("Good response");
    person.press("Good response");
    person.press("Bad response");
    person.browser.click_last("dialog button:first-child");
    let _ = person
        .browser
        .order(&json!({"say": "the year is wrong", "in": "dialog textarea"}));
    person.browser.click_last("#submit");

    // Code whose error comes back.
    person.ask("Show me some code.");
    person.settles(&companion);
    person.press("Copy code");
    person.ask("NameError: name 'boat' is not defined");

    // Another reply: with a wish, for its own sake, after an error; and versions that are looked at.
    person.settles(&companion);
    person.press("Regenerate options");
    person.browser.click_last("[role=menuitem]");
    person.reply();
    person.ask("And how do sails work?");
    person.settles(&companion);
    person.press("Regenerate");
    person.reply();
    person.settles(&companion);
    person.press("Previous response");
    person.ask("Please fail once.");
    let _ = person
        .browser
        .order(&json!({"await": "document.querySelector('[role=alert]') !== null"}));
    person.settles(&companion);
    person.press("Regenerate");
    person.reply();

    // Side by side, four times.
    for choice in ["I prefer this response", "Both are good", "Both are bad", "Skip"] {
        let _ = person
            .browser
            .order(&json!({"say": format!("Give me two names for a boat, {choice}.")}));
        person.replies += 1;
        person.reply();
        person.asked_for = 2;
        person.settles(&companion);
        person.press(choice);
    }

    // Rewritten, stopped and corrected, deleted.
    person.ask("What is a keel?");
    person.settles(&companion);
    person.press("Edit message");
    person.reply();
    let _ = person
        .browser
        .order(&json!({"say": "Now something slow, please."}));
    let _ = person.browser.order(&json!({"await": "document.querySelectorAll('.assistant').length > 0 && document.querySelector('#thread').lastElementChild.textContent.length > 20"}));
    person.browser.click_last("#stop");
    person.replies += 1;
    person.ask("I meant rowing, not sailing.");
    person.asked_for = 1;
    person.settles(&companion);
    person.browser.click_last("#delete");

    let expected = [
        "share",
        "export",
        "pin",
        "report",
        "read_aloud",
        "continue",
        "copy",
        "open_link",
        "copy_part",
        "thumbs_up",
        "thumbs_cleared",
        "thumbs_down",
        "copy_code",
        "regenerate_modified",
        "regenerate",
        "page_variants",
        "regenerate_failed",
        "prefer",
        "prefer_tie",
        "prefer_neither",
        "prefer_skip",
        "edit_resend",
        "delete",
    ];
    let record = until("every control is an event", PATIENCE, || {
        let record = record(&companion)?;
        let found = kinds(&record, "events");
        let all = expected.into_iter().all(|kind| found.contains(kind));
        (all && found.iter().any(|kind| kind.starts_with("stop"))).then_some(record)
    });
    let signals = kinds(&record, "signals");
    for kind in [
        "share",
        "export",
        "pin",
        "report",
        "read_aloud",
        "open_link",
        "thumbs_down",
        "refine",
        "regenerate",
        "prefer",
        "tie",
        "both_bad",
        "edit_resend",
        "stop",
        "aware_correction",
    ] {
        assert!(signals.contains(kind), "{kind} is missing among {signals:?}");
    }
    assert!(!signals.contains("thumbs_up"), "it was taken back");
    assert!(!signals.contains("copy_code"), "its error came back");
    let said: Vec<String> = record["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["kind"] == "thumbs_down")
        .flat_map(|event| event["said"].as_array().cloned().unwrap_or_default())
        .map(|said| text_of(&said))
        .collect();
    assert_eq!(said, ["Not factual", "the year is wrong"]);
    assert!(!record["verdicts"].as_array().unwrap().is_empty());
}
