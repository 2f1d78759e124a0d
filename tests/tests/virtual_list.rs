//! A chat of which only what is in view is in the document, in a real browser: the companion holds the tree that the page holds.
//!
//! The page is `tests/interfaces/virtual`; it says itself what took place. Turns leave the document and come back as new elements.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::browser::{Browser, Window};
use tests::companion::Companion;
use tests::scenario::{self, text_of};

use crate::extension::Plain;

const PATIENCE: Duration = Duration::from_secs(180);
const LIST: &str = ".list";

/// Who said what after what; `None` where a conversation begins.
type Tree = BTreeSet<(bool, String, Option<String>)>;

/// A conversation: all that was ever said in it, and the path in sight.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Talk {
    path: Vec<String>,
    tree: Tree,
}

/// Line breaks and blanks are the matter of other tests.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn held(record: &Value) -> Talk {
    let messages = record["messages"].as_array().unwrap();
    let text = |id: &Value| {
        let message = messages.iter().find(|message| &message["id"] == id)?;
        Some(folded(&text_of(&message["text"])))
    };
    Talk {
        path: scenario::visible(record)
            .iter()
            .map(|(_, text)| folded(text))
            .collect(),
        tree: messages
            .iter()
            .map(|message| {
                (
                    message["role"] == "user",
                    folded(&text_of(&message["text"])),
                    text(&message["parent_id"]),
                )
            })
            .collect(),
    }
}

fn all_held(companion: &Companion) -> Vec<Talk> {
    let ids = companion.records();
    let mut talks: Vec<Talk> = ids
        .iter()
        .map(|record| held(&companion.json(&["show", &text_of(&record["id"])])))
        .collect();
    talks.sort();
    talks
}

fn took_place(browser: &mut Browser) -> Vec<Talk> {
    let told = browser.order(&json!({"tell": "truth()"}))["told"].clone();
    let mut talks: Vec<Talk> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|talk| Talk {
            path: talk["path"]
                .as_array()
                .unwrap()
                .iter()
                .map(|text| folded(&text_of(text)))
                .collect(),
            tree: talk["tree"]
                .as_array()
                .unwrap()
                .iter()
                .map(|said| {
                    let after = said["after"].as_str().map(folded);
                    (said["mine"] == true, folded(&text_of(&said["text"])), after)
                })
                .collect(),
        })
        .collect();
    talks.sort();
    talks
}

/// Holds once a page shows this text.
fn shows(text: &str) -> String {
    format!("inView().some((turn) => turn.text === {})", json!(text))
}

/// A person in front of the page.
struct Person {
    browser: Browser,
    companion: Companion,
}

impl Person {
    fn order(&mut self, order: &Value) {
        let _ = self.browser.order(order);
    }

    fn rest(&mut self) {
        self.order(&json!({"await": "atRest()"}));
    }

    fn scroll(&mut self, way: &Value) {
        self.order(&json!({"scroll": way, "in": LIST}));
    }

    fn say(&mut self, text: &str) {
        self.order(&json!({"say": text}));
        self.order(&json!({"await": shows(text)}));
        self.rest();
    }

    fn click(&mut self, selector: &str, index: i32) {
        self.order(&json!({"click": selector, "index": index}));
        self.rest();
    }

    fn edit(&mut self, index: i32, text: &str) {
        self.click(".edit", index);
        self.order(&json!({"say": text, "in": ".editing"}));
        self.order(&json!({"await": shows(text)}));
        self.rest();
    }

    /// Waits until everything that is mounted now is held. A reply whose question is not there could be a greeting.
    fn until_in_view_is_held(&mut self) {
        let shown = self.browser.order(&json!({"tell": "inView()"}))["told"].clone();
        let shown: Vec<String> = shown
            .as_array()
            .unwrap()
            .iter()
            .skip_while(|turn| turn["mine"] == false)
            .map(|turn| folded(&text_of(&turn["text"])))
            .collect();
        assert!(!shown.is_empty());
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = all_held(&self.companion);
            let known: BTreeSet<&String> = found
                .iter()
                .flat_map(|talk| talk.tree.iter().map(|(_, text, _)| text))
                .collect();
            let missing: Vec<&String> = shown.iter().filter(|text| !known.contains(text)).collect();
            if missing.is_empty() {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "in view and not held: {missing:#?}\nheld: {found:#?}"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Waits until the companion holds what took place; says what differs when it does not.
    fn until_all_is_held(&mut self, when: &str) {
        let truth = took_place(&mut self.browser);
        let deadline = Instant::now() + PATIENCE;
        let mut found = all_held(&self.companion);
        while found != truth {
            assert!(
                Instant::now() < deadline,
                "{when}: {}",
                difference(&truth, &found)
            );
            std::thread::sleep(Duration::from_millis(100));
            found = all_held(&self.companion);
        }
    }
}

fn difference(truth: &[Talk], found: &[Talk]) -> String {
    let said = |talks: &[Talk]| -> Tree { talks.iter().flat_map(|talk| talk.tree.clone()).collect() };
    let (truly, held) = (said(truth), said(found));
    let paths = |talks: &[Talk]| -> Vec<Vec<String>> {
        let short = |text: &String| text.chars().take(60).collect();
        talks
            .iter()
            .map(|talk| talk.path.iter().map(short).collect())
            .collect()
    };
    format!(
        "{} conversations took place, {} are held\nnot held: {:#?}\nheld, never said: {:#?}\npaths: {:#?}\nheld: {:#?}",
        truth.len(),
        found.len(),
        truly.difference(&held).collect::<Vec<_>>(),
        held.difference(&truly).collect::<Vec<_>>(),
        paths(truth),
        paths(found),
    )
}

fn the_tree_is_held(name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let companion = Companion::start(&folder.path().join("companion"), "24h", None);
    let plain = Plain::start();
    let browser = Browser::open(name, &companion, &plain.origin, Window::Hidden);
    let mut person = Person { browser, companion };
    let harbour = format!("{}/virtual/c/0d41c2a7-harbour", plain.origin);
    person.order(&json!({"open": harbour}));
    person.order(&json!({"await": "document.body.dataset.ready === '1'"}));

    // Up to the first turn: older ones are loaded on the way, those below leave the document.
    for step in 0.. {
        assert!(step < 60, "the list has no end");
        person.until_in_view_is_held();
        if person.browser.order(&json!({"tell": "atTop()"}))["told"] == true {
            break;
        }
        person.scroll(&json!(-700));
        person.order(&json!({"await": "atRest()"}));
    }
    person.until_all_is_held("after scrolling up");

    // Here and there, faster than anybody can read.
    let mut dice: u64 = 7;
    for _ in 0..15 {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let way = i64::try_from(dice >> 33).unwrap() % 5000 - 2500;
        person.scroll(&json!(way));
    }
    person.scroll(&json!("bottom"));
    person.say("Which of these things should I throw away first?");
    person.click(".again", -1);
    person.until_all_is_held("after another version was made");
    person.click(".previous", -1);
    person.until_all_is_held("after the first version was shown again");
    person.say("And what does that cost in a year?");
    person.until_all_is_held("before a question is edited");
    person.edit(-1, "And what does it save in a year?");
    person.until_all_is_held("after a question was edited");
    person.say("Give me two answers on a rapid ladder.");
    person.until_in_view_is_held();
    person.click(".prefer", 0);
    person.until_all_is_held("after one of two answers was picked");

    // Other chats in the same document, and back in the middle of the first one.
    person.click("nav a", 0);
    person.say("Where do I find dry sand?");
    person.say("How much of the sand do I need?");
    person.click("nav a", 1);
    person.scroll(&json!(-1500));
    person.click("nav a", -1);
    person.say("And where does the water go?");
    // A reply that has only just ended is not known to be whole: nobody leaves before it is read.
    person.until_in_view_is_held();
    person.click("nav a", 1);
    person.until_all_is_held("after other chats");

    // The same chat in another tab, in this one again, and with another worker.
    person.order(&json!({"tab": harbour}));
    person.order(&json!({"await": "document.body.dataset.ready === '1'"}));
    person.say("Is there anything else to keep in mind?");
    person.click(".again", -1);
    person.order(&json!({"reload": true}));
    person.order(&json!({"await": "document.body.dataset.ready === '1'"}));
    person.until_all_is_held("after another tab and a reload");
    if name == "chromium" {
        person.order(&json!({"stop-worker": true}));
    }
    person.scroll(&json!(-900));
    person.scroll(&json!("bottom"));
    person.say("Then what is the last thing to do?");
    person.edit(-2, "Is there nothing else to keep in mind?");
    person.until_all_is_held("in the end");
}

#[test]
fn the_tree_of_a_chat_survives_a_list_that_mounts_only_what_is_in_view() {
    the_tree_is_held("chromium");
}
