//! Real browsers with the built extension on real chat interfaces.

use serde_json::Value;
use tests::browser::{Browser, Window};
use tests::chat_interface::ChatInterface;
use tests::scenario::{self, TURNS, text_of};
use tests::story::Story;

/// Text with all white space folded: what counts is that nothing is missing, added or out of place.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn kinds(record: &Value) -> Vec<String> {
    record["signals"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|signal| text_of(&signal["kind"]))
        .collect()
}

/// Whether a text holds each of these pieces, in this order.
fn holds_in_order(text: &str, pieces: &[&str]) -> bool {
    let mut rest = text;
    pieces.iter().all(|piece| match rest.find(piece) {
        Some(place) => {
            rest = &rest[place + piece.len()..];
            true
        }
        None => false,
    })
}

/// Chats, and checks every step until the conversation is released and taken back.
fn one_real_chat(browser_name: &str, interface: &str) {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::begin(folder.path());
    let chat = ChatInterface::start(interface);
    let mut browser = Browser::open(browser_name, &story.companion, &chat.origin, Window::Hidden);
    browser.go(&chat.origin);
    for (said, until) in TURNS {
        browser.say(said, until);
    }

    let record = story.held(TURNS.len() * 2);
    let id = text_of(&record["id"]);
    let messages = scenario::visible(&record);
    let roles: Vec<_> = messages.iter().map(|(role, _)| role.as_str()).collect();
    assert_eq!(
        roles,
        ["user", "assistant", "user", "assistant", "user", "assistant"]
    );
    assert_eq!(messages[2].1, TURNS[1].0);
    assert_eq!(messages[4].1, TURNS[2].0);
    assert!(
        folded(&messages[0].1).ends_with("How do I sort a list?"),
        "{}",
        messages[0].1
    );

    // The structure of the first reply; interfaces render code languages and TeX differently, so these are checked apart.
    let first = &messages[1].1;
    let pieces = [
        "**in place**",
        "*sorted copy*",
        "[Timsort](https://example.com/timsort)",
        "`a < b && b > c`",
        "```",
        "names = [\"Zoe\", \"Ada\", \"Grace\"]\nnames.sort()          # in place\nprint(sorted(names))  # a <copy>",
        "```",
        "1. Build the list.",
        "2. Call `sort`.",
        "- pass `reverse=True` to turn it round",
        "3. Use the result.",
        "| Call |",
        "| sort |",
        "| sorted |",
        "End of the first answer.",
    ];
    assert!(
        holds_in_order(&tidy_table(first), &pieces),
        "the first reply on {interface} is:\n{first}"
    );
    assert!(
        first.trim_start().starts_with("You can sort")
            && first.trim_end().ends_with("End of the first answer."),
        "{first}"
    );
    let second = &messages[3].1;
    let pieces = [
        "> The key is called once",
        "```",
        "names.sort(key=len)",
        "```",
        "- short names",
        "- equal lengths",
        "End of the second answer.",
    ];
    assert!(
        holds_in_order(second, &pieces),
        "the second reply on {interface} is:\n{second}"
    );

    let redactions = scenario::redactions(&record);
    for kind in ["PERSON", "EMAIL", "PHONE"] {
        assert!(
            redactions.contains_key(kind),
            "{kind} is missing among {redactions:?}"
        );
    }
    assert!(
        kinds(&record).contains(&"aware_correction".to_owned()),
        "{:?}",
        kinds(&record)
    );
    assert!(
        kinds(&record).contains(&"positive".to_owned()),
        "{:?}",
        kinds(&record)
    );
    assert_eq!(text_of(&record["state"]), "held");

    story.donate(&id);
    story.release();
    let released = story.released();
    assert_eq!(released.len(), 1);
    assert_eq!(text_of(&released[0]["record_id"]), id);
    assert_eq!(scenario::leak(folder.path()), None);

    story.retract(&id);
    story.release();
    assert!(story.released().is_empty());
    let left: Vec<_> = story
        .files()
        .into_iter()
        .filter(|file| holds(file, b"Timsort"))
        .collect();
    assert!(left.is_empty(), "the retracted text is still in {left:?}");
}

/// Table cells may be padded to any width.
fn tidy_table(text: &str) -> String {
    text.lines()
        .map(|line| {
            if line.trim_start().starts_with('|') {
                folded(line)
            } else {
                line.to_owned()
            }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn holds(file: &std::path::Path, needle: &[u8]) -> bool {
    std::fs::read(file)
        .unwrap()
        .windows(needle.len())
        .any(|window| window == needle)
}

#[test]
fn one_real_chat_in_chromium_on_a_web_component() {
    one_real_chat("chromium", "deep-chat");
}

#[test]
fn one_real_chat_in_chromium_on_gradio() {
    one_real_chat("chromium", "gradio");
}

#[test]
fn one_real_chat_in_chromium_on_a_page_with_a_strict_policy() {
    one_real_chat("chromium", "mesop");
}

#[test]
fn one_real_chat_in_firefox_on_gradio() {
    one_real_chat("firefox", "gradio");
}

#[test]
fn one_real_chat_in_firefox_on_a_page_with_a_strict_policy() {
    one_real_chat("firefox", "mesop");
}

#[test]
fn clicks_on_a_reply_become_signals_about_that_reply() {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::begin(folder.path());
    let chat = ChatInterface::start("gradio");
    let mut browser = Browser::open("chromium", &story.companion, &chat.origin, Window::Hidden);
    browser.go(&chat.origin);
    for (said, until) in &TURNS[..2] {
        browser.say(said, until);
    }
    let _ = story.held(4);
    browser.click_last("button[aria-label='Like']");
    browser.click_last("button[aria-label='Copy message']");
    let record = tests::process::until(
        "both clicks are signals",
        std::time::Duration::from_secs(240),
        || {
            let record = story.held(4);
            (kinds(&record).contains(&"thumbs_up".to_owned()) && kinds(&record).contains(&"copy".to_owned()))
                .then_some(record)
        },
    );
    let last = record["branch"].as_array().unwrap().last().unwrap();
    for signal in record["signals"].as_array().unwrap() {
        if ["thumbs_up", "copy"].contains(&text_of(&signal["kind"]).as_str()) {
            assert_eq!(&signal["message_id"], last);
        }
    }
}

#[test]
fn a_conversation_goes_on_after_a_reload_and_after_the_companion_was_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut story = Story::begin(folder.path());
    let chat = ChatInterface::start("deep-chat");
    let mut browser = Browser::open("chromium", &story.companion, &chat.origin, Window::Hidden);
    browser.go(&chat.origin);
    browser.say(TURNS[0].0, TURNS[0].1);
    let first = story.held(2);
    story.companion.stop();
    browser.say(TURNS[1].0, TURNS[1].1);
    story.companion.serve();
    let grown = story.held(4);
    assert_eq!(
        first["id"], grown["id"],
        "the same conversation must stay one record"
    );
    assert_eq!(story.companion.records().len(), 1);
}
