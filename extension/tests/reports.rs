//! A report tells how a page is built and nothing of what it says: for every recorded page, and for one made to leak.
#![expect(clippy::unwrap_used, reason = "a test")]

#[path = "support/adapters.rs"]
mod adapters;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use adapters::adapters;
use extension::capture::report::is_known_word;
use extension::capture::{LensMessage, Session, Sites};
use serde_json::{Value, json};
use shared::site_report::{MAX_REPORT_BYTES, SiteReport};
use shared::time::Timestamp;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Every recording, as messages of the lens.
fn recordings() -> Vec<(String, Vec<Value>)> {
    let mut recordings = Vec::new();
    for place in ["pages", "sites", "unseen", "not-chats"] {
        for entry in fs::read_dir(folder("tests").join(place)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "jsonl") {
                let text = fs::read_to_string(&path).unwrap();
                let lines = text
                    .lines()
                    .map(|line| serde_json::from_str::<Value>(line).unwrap()["m"].clone());
                recordings.push((path.display().to_string(), lines.collect()));
            }
        }
    }
    assert!(recordings.len() >= 100);
    recordings
}

fn session(messages: &[Value], sites: Rc<Sites>) -> Session {
    let mut session = Session::new(sites);
    for (at, message) in messages.iter().enumerate() {
        let message: LensMessage = serde_json::from_value(message.clone()).unwrap();
        session.receive(message, Timestamp(at as i64 * 1_000));
    }
    session
}

/// Words of three letters and more, in small letters; `camelCase` gives both its words and the whole.
fn words(text: &str, found: &mut BTreeSet<String>) {
    for run in text.split(|letter: char| !letter.is_alphabetic()) {
        let mut start = 0;
        let letters: Vec<char> = run.chars().collect();
        for at in 1..=letters.len() {
            if at == letters.len() || (letters[at].is_uppercase() && letters[at - 1].is_lowercase()) {
                found.insert(letters[start..at].iter().collect::<String>().to_lowercase());
                start = at;
            }
        }
        found.insert(run.to_lowercase());
    }
    found.retain(|word| word.chars().count() >= 3);
}

/// Everything that was ever text on the page, what was typed, and the texts in its attributes.
fn said(messages: &[Value]) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for message in messages {
        words(message["event"]["text"].as_str().unwrap_or_default(), &mut said);
        for node in message["nodes"].as_array().unwrap_or(&vec![]) {
            for child in ["c", "s"]
                .iter()
                .flat_map(|list| node[*list].as_array().cloned().unwrap_or_default())
            {
                words(child.as_str().unwrap_or_default(), &mut said);
            }
            for name in ["aria-label", "title", "alt", "placeholder", "href"] {
                words(node["a"][name].as_str().unwrap_or_default(), &mut said);
            }
        }
    }
    said
}

/// Every name in a report.
fn told(report: &SiteReport) -> BTreeSet<String> {
    let mut told = BTreeSet::new();
    for element in &report.elements {
        if element.tag != "x-unnamed" {
            words(&element.tag, &mut told);
        }
        element.names.iter().for_each(|name| words(name, &mut told));
        element
            .values
            .values()
            .flatten()
            .for_each(|token| words(token, &mut told));
    }
    told
}

#[test]
fn no_word_of_a_page_is_in_its_report_but_words_of_all_web_pages() {
    let (mut words_said, mut words_told) = (0, 0);
    for (name, messages) in recordings() {
        for sites in [adapters(), Rc::new(Sites::none())] {
            let report = session(&messages, sites).report("0.1.0", None);
            assert_eq!(report.check(), Ok(()), "{name}");
            // Words that stood on the page once and are gone are no longer known to the mirror; the last picture counts.
            let last = messages
                .iter()
                .rposition(|message| message["full"] == true)
                .unwrap();
            let said = said(&messages[last..]);
            let told = told(&report);
            (words_said, words_told) = (words_said + said.len(), words_told + told.len());
            let leaks: Vec<_> = told
                .intersection(&said)
                .filter(|word| !is_known_word(word))
                .collect();
            assert!(leaks.is_empty(), "{name} leaks {leaks:?}");
        }
    }
    assert!(
        words_said > 10_000 && words_told > 2_000,
        "{words_said} words on the pages, {words_told} in reports"
    );
}

/// A page whose programs put what people say and who they are wherever a name can stand.
fn leaky() -> Vec<Value> {
    vec![json!({ "seq": 1, "full": true, "root": 1, "quiet": true,
        "url": "https://chat.example/u/gwendolyn/project-manhattan?q=zeppelin",
        "event": { "k": "send", "n": 9, "text": "Tell me about chrysanthemums" },
        "nodes": [
            { "i": 1, "t": "html", "c": [2] },
            { "i": 2, "t": "body", "c": [3, 9, 10],
              "a": { "class": "theme-dark gwendolyn projectManhattan zeppelin", "data-user": "gwendolyn", "data-theme": "dark" } },
            { "i": 3, "t": "main", "c": [4, 5, 6, 7, 8], "b": [13, 987, 644] },
            { "i": 4, "t": "div", "c": ["Tell me about chrysanthemums"],
              "a": { "class": "message user-message chat-chrysanthemums TellMeAbout", "data-testid": "turn-about-chrysanthemums" } },
            { "i": 5, "t": "div", "c": ["Ada Lovelace wrote to ada.lovelace@example.com"],
              "a": { "class": "message bot-message adaLovelace ada_lovelace AdaLovelaceWrote user-adalovelace uid-83748291 k3j9x7q2",
                     "role": "article", "title": "written by Rumpelstiltskin", "data-author": "lovelace", "data-turn": "assistant" } },
            { "i": 6, "t": "lovelace-card", "a": { "data-lovelace": "1", "aria-label": "Quetzalcoatl", "class": "quetzalcoatl card" } },
            { "i": 7, "t": "img", "a": { "alt": "Portrait of Bartholomew", "class": "bartholomew-picture avatar" } },
            { "i": 8, "t": "a", "c": ["more"], "a": { "href": "https://example.org/nebuchadnezzar", "class": "link nebuchadnezzar", "id": "xenophon" } },
            { "i": 9, "t": "textarea", "a": { "placeholder": "Ask Methuselah", "class": "composer methuselah" } },
            { "i": 10, "t": "div", "h": 1, "c": ["Hidden Balthasar"], "a": { "class": "balthasar", "type": "button" } }
        ] })]
}

#[test]
fn what_a_page_hides_in_names_stays_here() {
    let report = session(&leaky(), Rc::new(Sites::none())).report("0.1.0", None);
    assert_eq!(report.check(), Ok(()));
    let text = serde_json::to_string(&report).unwrap().to_lowercase();
    for secret in [
        "gwendolyn",
        "manhattan",
        "zeppelin",
        "chrysanthemum",
        "tellmeabout",
        "lovelace",
        "example",
        "83748291",
        "k3j9x7q2",
        "rumpel",
        "quetzal",
        "bartholomew",
        "nebuchad",
        "xenophon",
        "methuselah",
        "balthasar",
        "chat.",
    ] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    // What an adapter needs is there all the same.
    let turn = report.elements.iter().find(|element| {
        element
            .values
            .get("class")
            .is_some_and(|tokens| tokens.iter().any(|token| token == "bot-message"))
    });
    let turn = turn.unwrap();
    assert_eq!(turn.values["data-turn"], ["assistant"]);
    assert_eq!(turn.values["role"], ["article"]);
    assert!(turn.dropped >= 6);
    let main = report
        .elements
        .iter()
        .find(|element| element.tag == "main")
        .unwrap();
    assert_eq!(main.bounds, Some([10, 990, 640]));
}

#[test]
fn the_lengths_of_words_and_numbers_in_data_stay_here() {
    let words = ["I ", "am ", "writing ", "word ", "by ", "word"];
    let page = json!({ "seq": 1, "full": true, "root": 1, "quiet": true, "url": "https://chat.example/", "nodes": [
        { "i": 1, "t": "main", "c": [2, 3], "a": { "data-age": "42", "data-state": "open" } },
        { "i": 2, "t": "p", "c": words },
        { "i": 3, "t": "p", "c": (10..40).collect::<Vec<u32>>() },
    ] });
    let mut page = page;
    let spans = (10..40).map(|id| json!({ "i": id, "t": "span", "c": ["word"] }));
    page["nodes"].as_array_mut().unwrap().extend(spans);
    let report = session(&[page], Rc::new(Sites::none())).report("0.1.0", None);
    let texts: Vec<u32> = report
        .elements
        .iter()
        .filter(|element| element.tag == "#text")
        .map(|text| text.length)
        .collect();
    assert_eq!(texts[0], 50);
    assert!(texts.len() <= 5, "{texts:?}");
    let main = &report.elements[0];
    assert_eq!(
        (main.values.len(), &main.values["data-state"]),
        (1, &vec!["open".to_owned()])
    );
}

#[test]
fn the_host_is_named_only_when_it_is_given() {
    let session = session(&leaky(), Rc::new(Sites::none()));
    let report = session.report("0.1.0", Some("chat.example"));
    assert_eq!(
        (report.check(), report.host.as_deref()),
        (Ok(()), Some("chat.example"))
    );
}

#[test]
fn a_giant_page_fits_into_a_report_with_its_conversation_first() {
    let mut nodes = vec![
        json!({ "i": 1, "t": "html", "c": [2, 3, 4] }),
        json!({ "i": 2, "t": "nav", "c": (1_000..9_000).collect::<Vec<u32>>() }),
        json!({ "i": 3, "t": "main", "c": [10, 11] }),
        json!({ "i": 4, "t": "textarea" }),
        json!({ "i": 10, "t": "div", "a": { "class": "user-message" }, "c": ["Why is the sky blue?"] }),
        json!({ "i": 11, "t": "div", "a": { "class": "bot-message" }, "c": [12] }),
        json!({ "i": 12, "t": "ul", "c": [13] }),
        json!({ "i": 13, "t": "li", "c": ["Light scatters."] }),
    ];
    nodes.extend(
        (1_000..9_000).map(
            |id| json!({ "i": id, "t": "a", "a": { "class": "sidebar-link entry" }, "c": ["Old chat"] }),
        ),
    );
    let page = json!({ "seq": 1, "full": true, "root": 1, "quiet": true, "url": "https://chat.example/", "nodes": nodes });
    let report = session(&[page], Rc::new(Sites::none())).report("0.1.0", None);
    assert!(serde_json::to_vec(&report).unwrap().len() <= MAX_REPORT_BYTES);
    assert_eq!(report.check(), Ok(()));
    let class = |token: &str| {
        report.elements.iter().position(|element| {
            element
                .values
                .get("class")
                .is_some_and(|tokens| tokens.contains(&token.to_owned()))
        })
    };
    assert!(class("user-message").unwrap() < 6);
    assert!(class("sidebar-link").unwrap() > class("bot-message").unwrap());
    assert!(report.left_out > 1_000);
    let candidate = &report.candidates[0];
    assert_eq!((candidate.user, candidate.assistant), (1, 1));
    assert!(
        candidate
            .elements
            .iter()
            .all(|number| report.elements[*number as usize].tag == "div")
    );
}

#[test]
fn a_report_says_how_often_each_alternative_of_an_adapter_matches() {
    let (_, messages) = recordings()
        .into_iter()
        .find(|(name, _)| name.ends_with("chatgpt.jsonl"))
        .unwrap();
    let report = session(&messages, adapters()).report("0.1.0", None);
    assert_eq!(report.site.as_deref(), Some("chatgpt"));
    let matches = &report.adapter.unwrap().matches;
    assert!(matches["user"].iter().any(|count| *count > 0));
    assert_eq!(report.reading.method.split('@').next(), Some("adapter:chatgpt"));
}
