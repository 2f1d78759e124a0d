//! The main job, end to end, on this machine: `scripts/demo` runs this.
//!
//! Starts a pool and a companion, opens a real browser with the extension on a real chat interface, chats, and follows the
//! conversation until it is released and taken back. Prints every step with what was seen.
#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "printing the steps is what this program is for"
)]

use serde_json::Value;
use tests::browser::{Browser, Window};
use tests::chat_interface::ChatInterface;
use tests::scenario::{self, TURNS, text_of};
use tests::story::Story;

fn main() {
    // A step that cannot be done ends the demo with its reason, in one line.
    std::panic::set_hook(Box::new(|panic| {
        let reason = panic.payload_as_str().unwrap_or("unknown reason");
        eprintln!("demo: {}", reason.replace('\n', " "));
    }));
    let headless = std::env::args().any(|argument| argument == "--headless");
    let folder = tests::paths::root().join("target/demo");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("the former demo's folder target/demo can be removed");
    }
    std::fs::create_dir_all(&folder).expect("the folder target/demo can be made");

    let story = Story::begin(&folder);
    step(
        "started",
        &format!(
            "a pool at {} and a companion at http://127.0.0.1:{}",
            story.pool.url, story.companion.port
        ),
    );
    let chat = ChatInterface::start("deep-chat");
    let window = if headless { Window::Hidden } else { Window::Shown };
    let mut browser = Browser::open("chromium", &story.companion, &chat.origin, window);
    step(
        "browser",
        "Chromium with the extension, paired, terms agreed to, capture on for this one site",
    );
    browser.go(&chat.origin);
    for (said, until) in TURNS {
        browser.say(said, until);
    }
    step(
        "chatted",
        &format!("{} questions on {}", TURNS.len(), chat.origin),
    );

    let record = story.held(TURNS.len() * 2);
    let id = text_of(&record["id"]);
    step(
        "captured",
        &format!(
            "{} messages by {}",
            record["capture"]["turns_captured"],
            text_of(&record["capture"]["method"])
        ),
    );
    for (role, text) in scenario::visible(&record) {
        println!("    {role:>9} | {}", text.replace('\n', "\n              | "));
    }
    step("redacted", &counts(&scenario::redactions(&record)));
    step("understood", &signals(&record));
    step(
        "held",
        &format!(
            "record {id}: state {}, nothing has left this machine",
            text_of(&record["state"])
        ),
    );
    story.donate(&id);
    step("donated", "now, by hand; the pool's signed receipt is checked");
    story.release();
    let released = story.released();
    assert!(
        released.iter().any(|line| text_of(&line["record_id"]) == id),
        "record {id} is not in the release"
    );
    step("released", &format!("{} record, in", released.len()));
    list(&story);
    if let Some(leak) = scenario::leak(&folder) {
        panic!("personal data was stored: {leak}");
    }
    step(
        "searched",
        "every file of companion, pool and release: none of the personal data that was typed",
    );
    story.retract(&id);
    step("retracted", "the pool's signed receipt is checked");
    story.release();
    assert!(story.released().is_empty(), "record {id} is still in the release");
    step("released again", "without it; the files are");
    list(&story);

    if !headless {
        let dashboard = story.companion.run(&["open"]);
        println!(
            "\nThe browser and the dashboard are open ({}). Press Enter to end.",
            dashboard.trim()
        );
        let _ = std::io::stdin().read_line(&mut String::new());
    }
}

fn step(name: &str, seen: &str) {
    println!("{name:>14}: {seen}");
}

fn counts(redactions: &std::collections::BTreeMap<String, usize>) -> String {
    redactions
        .iter()
        .map(|(kind, count)| format!("{count} × {kind}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn signals(record: &Value) -> String {
    let signals = record["signals"].as_array().cloned().unwrap_or_default();
    let one = |signal: &Value| format!("{} ({})", text_of(&signal["kind"]), text_of(&signal["source"]));
    if signals.is_empty() {
        "no signals".to_owned()
    } else {
        signals.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

fn list(story: &Story) {
    for file in story.files() {
        println!("                {}", file.display());
    }
}
