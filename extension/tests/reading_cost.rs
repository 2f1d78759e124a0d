//! What one look costs while a reply streams, for short and for long conversations.
//!
//! `cargo test -p extension --release --test reading_cost -- --ignored --nocapture` prints the times.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that prints what it measured"
)]

#[path = "support/adapters.rs"]
mod adapters;

use std::rc::Rc;
use std::time::Instant;

use adapters::adapters;
use extension::capture::{LensMessage, Session, Sites};
use serde_json::{Value, json};
use shared::time::Timestamp;

/// A conversation of so many messages, twelve paragraphs and a list in each reply.
struct Page {
    session: Session,
    seq: u64,
    now: i64,
    url: &'static str,
}

/// The last paragraph of the last reply.
const GROWING: u32 = 9;

impl Page {
    fn new(messages: u32, url: &'static str, sites: Rc<Sites>) -> Self {
        let mut page = Self {
            session: Session::new(sites),
            seq: 0,
            now: 0,
            url,
        };
        let mut nodes = vec![
            json!({ "i": 1, "t": "html", "c": [2, 3] }),
            json!({ "i": 3, "t": "textarea" }),
        ];
        let mut list = Vec::new();
        for message in 0..messages {
            let first = 100 + message * 40;
            list.push(first);
            let user = message % 2 == 0;
            let role = if user { "user" } else { "assistant" };
            let growing = message + 1 == messages;
            let paragraphs: u32 = if user { 1 } else { 12 };
            let mut children: Vec<u32> = Vec::new();
            for paragraph in 0..paragraphs {
                let id = if growing && paragraph == 11 {
                    GROWING
                } else {
                    first + 2 + paragraph
                };
                children.push(id);
                let text = format!(
                    "Paragraph {paragraph} of message {message}: some words about rivers, stones and lamps, and why they matter."
                );
                nodes.push(json!({ "i": id, "t": "p", "c": [text] }));
            }
            if !user {
                children.insert(0, first + 30);
                nodes.push(json!({ "i": first + 30, "t": "ul", "c": [first + 31] }));
                nodes.push(json!({ "i": first + 31, "t": "li", "c": ["an item"] }));
            }
            nodes.push(json!({ "i": first + 1, "t": "div", "a": { "class": if user { "whitespace-pre-wrap" } else { "markdown prose" } }, "c": children }));
            let mut attributes = json!({ "class": format!("message {role}-message") });
            if url.contains("chatgpt") {
                attributes["data-message-author-role"] = json!(role);
                attributes["data-message-id"] = json!(format!("id-{message}"));
            }
            nodes.push(json!({ "i": first, "t": "div", "a": attributes, "c": [first + 1] }));
        }
        nodes.push(json!({ "i": 2, "t": "main", "c": list }));
        page.says(json!({ "full": true, "root": 1, "nodes": nodes, "quiet": true }));
        page
    }

    fn says(&mut self, mut message: Value) -> f64 {
        message["seq"] = json!(self.seq);
        message["url"] = json!(self.url);
        self.seq += 1;
        self.now += 20_000; // long enough for every change to be read
        let message: LensMessage = serde_json::from_value(message).unwrap();
        let began = Instant::now();
        assert!(!self.session.receive(message, Timestamp(self.now)).needs_full);
        let _ = self.session.health();
        began.elapsed().as_secs_f64() * 1_000_000.0
    }

    /// The reply grows by some words; the time of one look in microseconds.
    fn grows(&mut self, step: usize) -> f64 {
        let text = format!("The end{}", " and so on".repeat(step + 1));
        self.says(json!({ "nodes": [{ "i": GROWING, "t": "p", "c": [text] }], "quiet": false }))
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[test]
#[ignore = "measures"]
fn the_time_of_a_look_while_a_reply_streams() {
    for (name, url, sites) in [(
        "adapter",
        "https://chatgpt.com/c/11111111-2222-3333-4444-555555555555",
        adapters(),
    )] {
        let mut first = None;
        for messages in [10, 200, 2_000] {
            let mut page = Page::new(messages, url, Rc::clone(&sites));
            assert_eq!(page.session.health().turns_seen, messages);
            let time = median((0..30).map(|step| page.grows(step)).collect());
            page.session.without_shortcuts();
            let whole = median((30..35).map(|step| page.grows(step)).collect());
            let ratio = time / *first.get_or_insert(time);
            println!(
                "{name}: {messages} messages, {time:.0} microseconds a look, {ratio:.1} times that of 10; {whole:.0} for the whole page"
            );
        }
    }
}
