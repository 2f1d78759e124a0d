//! What happens to a thread over time, told through hand-written pictures of a small page.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::rc::Rc;

use extension::capture::{LensMessage, Session, Sites};
use serde_json::{Value, json};
use shared::conversation::{GestureKind, Role};
use shared::time::Timestamp;

/// A page in front of a session. Turns are told as `U…` for a question and anything else for a reply.
struct Page {
    session: Session,
    seq: u64,
    now: i64,
    url: &'static str,
}

impl Page {
    fn new() -> Self {
        let session = Session::new(Rc::new(Sites::none()));
        Self {
            session,
            seq: 0,
            now: 0,
            url: "https://chat.example/",
        }
    }

    /// The page shows these turns and rests; the number is the element.
    fn shows(&mut self, turns: &[(u32, &str)]) {
        let mut list = Vec::new();
        let mut nodes = vec![
            json!({ "i": 1, "t": "html", "c": [2, 3] }),
            json!({ "i": 3, "t": "textarea" }),
        ];
        for (element, text) in turns {
            let class = if text.starts_with('U') {
                "message user-message"
            } else {
                "message assistant-message"
            };
            nodes.push(json!({ "i": element, "t": "div", "a": { "class": class }, "c": [text] }));
            list.push(*element);
        }
        nodes.push(json!({ "i": 2, "t": "main", "c": list }));
        self.says(json!({ "full": true, "root": 1, "nodes": nodes, "quiet": true }));
        self.now += 3_000;
        self.session.tick(Timestamp(self.now));
    }

    fn sends(&mut self, text: &str) {
        self.says(json!({ "quiet": true, "event": { "k": "send", "n": 3, "text": text } }));
    }

    fn says(&mut self, mut message: Value) {
        message["seq"] = json!(self.seq);
        message["url"] = json!(self.url);
        self.seq += 1;
        self.now += 1_000;
        let message: LensMessage = serde_json::from_value(message).unwrap();
        assert!(!self.session.receive(message, Timestamp(self.now)).needs_full);
    }

    fn path(&self) -> Vec<String> {
        let conversation = self.session.conversation().unwrap();
        conversation
            .visible()
            .map(|message| message.text.clone())
            .collect()
    }
}

#[test]
fn a_page_with_history_is_read_without_anything_typed() {
    let mut page = Page::new();
    page.shows(&[
        (10, "U one"),
        (11, "answer one"),
        (12, "U two"),
        (13, "answer two"),
    ]);
    let conversation = page.session.conversation().unwrap();
    let roles: Vec<Role> = conversation.messages.iter().map(|message| message.role).collect();
    assert_eq!(roles, [Role::User, Role::Assistant, Role::User, Role::Assistant]);
    assert_eq!(conversation.site, "unknown");
    assert_eq!(conversation.capture.turns_captured, 4);
}

#[test]
fn going_to_another_thread_starts_another_conversation() {
    let mut page = Page::new();
    page.url = "https://chat.example/c/11111111-aaaa";
    page.shows(&[(10, "U one"), (11, "answer one")]);
    let first_key = page.session.thread_key().unwrap();
    page.url = "https://chat.example/c/22222222-bbbb#part";
    page.shows(&[(20, "U other"), (21, "answer other")]);
    assert_eq!(page.path(), ["U other", "answer other"]);
    assert_eq!(page.session.conversation().unwrap().messages.len(), 2);
    assert_ne!(page.session.thread_key().unwrap(), first_key);
    assert_eq!(
        page.session.thread_key().unwrap(),
        "https://chat.example/c/22222222-bbbb"
    );
}

#[test]
fn a_new_chat_at_the_same_address_is_another_thread() {
    let mut page = Page::new();
    page.shows(&[(10, "U one"), (11, "answer one")]);
    let first_key = page.session.thread_key().unwrap();
    page.shows(&[]);
    page.sends("U fresh");
    page.shows(&[(20, "U fresh"), (21, "answer fresh")]);
    assert_eq!(page.session.conversation().unwrap().messages.len(), 2);
    assert_ne!(page.session.thread_key().unwrap(), first_key);
}

#[test]
fn a_rewritten_first_question_is_a_sibling_in_the_same_thread() {
    let mut page = Page::new();
    page.shows(&[(10, "U one"), (11, "answer one")]);
    page.sends("U one, better");
    page.shows(&[(20, "U one, better"), (21, "better answer")]);
    let conversation = page.session.conversation().unwrap();
    assert_eq!(page.path(), ["U one, better", "better answer"]);
    assert_eq!(conversation.messages.len(), 4);
    assert!(
        conversation
            .messages
            .iter()
            .filter(|message| message.parent_id.is_none())
            .count()
            == 2
    );
    assert_eq!(conversation.gestures[0].kind, GestureKind::EditResend);
}

#[test]
fn a_question_that_is_being_edited_does_not_make_one_of_the_replies_around_it() {
    let mut page = Page::new();
    let turns = [
        (10, "U one"),
        (11, "answer one"),
        (12, "U two"),
        (13, "answer two"),
        (14, "U three"),
        (15, "answer three"),
    ];
    page.shows(&turns);
    page.says(json!({ "quiet": true, "nodes": [
        { "i": 12, "t": "div", "a": { "class": "message user-message" }, "c": [22] },
        { "i": 22, "t": "textarea" },
    ] }));
    assert_eq!(page.path(), turns.map(|(_, text)| text));
    assert_eq!(page.session.conversation().unwrap().messages.len(), turns.len());
    page.shows(&[
        (10, "U one"),
        (11, "answer one"),
        (32, "U two, better"),
        (33, "better answer"),
    ]);
    assert_eq!(
        page.path(),
        ["U one", "answer one", "U two, better", "better answer"]
    );
    assert_eq!(
        page.session.conversation().unwrap().messages.len(),
        turns.len() + 2
    );
}

#[test]
fn a_message_that_is_missed_asks_for_a_full_picture() {
    let mut page = Page::new();
    page.shows(&[(10, "U one"), (11, "answer one")]);
    let late: LensMessage = serde_json::from_value(json!({ "seq": 7, "quiet": true })).unwrap();
    assert!(page.session.receive(late, Timestamp(9_000)).needs_full);
    let later = |now| {
        (
            serde_json::from_value(json!({ "seq": 8, "quiet": true })).unwrap(),
            Timestamp(now),
        )
    };
    let (message, now) = later(9_500);
    assert!(!page.session.receive(message, now).needs_full, "asked already");
    let (message, now) = later(11_500);
    assert!(page.session.receive(message, now).needs_full, "nothing came");
    page.shows(&[(10, "U one"), (11, "answer one")]);
    assert_eq!(page.path(), ["U one", "answer one"]);
}

#[test]
fn a_page_that_is_loaded_again_keeps_the_replies_and_gestures_it_no_longer_shows() {
    let mut page = Page::new();
    page.url = "https://chat.example/c/11111111-aaaa";
    page.shows(&[(10, "U one"), (11, "an answer")]);
    page.shows(&[(10, "U one"), (12, "something else entirely")]);
    page.sends("U one, better");
    page.shows(&[(20, "U one, better"), (21, "a better answer")]);
    let before = page.session.conversation().unwrap();
    assert_eq!((before.messages.len(), before.gestures.len()), (5, 1));
    let snapshot = page.session.snapshot();
    page.session = Session::new(Rc::new(Sites::none()));
    page.session.inherit(&snapshot);
    page.seq = 0;
    page.shows(&[(5, "U one, better"), (6, "a better answer")]);
    let after = page.session.conversation().unwrap();
    assert!(after.messages == before.messages && after.gestures == before.gestures);
    assert_eq!(page.path(), ["U one, better", "a better answer"]);
}

#[test]
fn two_tabs_of_one_thread_learn_from_each_other() {
    let (mut one, mut other) = (Page::new(), Page::new());
    for page in [&mut one, &mut other] {
        page.url = "https://chat.example/c/11111111-aaaa";
        page.shows(&[(10, "U one"), (11, "an answer")]);
    }
    other.shows(&[(10, "U one"), (12, "something else entirely")]);
    assert!(one.session.absorb(&other.session));
    assert!(!one.session.absorb(&other.session), "nothing is new any more");
    assert_eq!(one.session.conversation().unwrap().messages.len(), 3);
    assert_eq!(one.path(), ["U one", "an answer"]);
}

#[test]
fn a_chat_that_is_left_is_handed_over_and_found_again() {
    let mut page = Page::new();
    page.url = "https://chat.example/c/11111111-aaaa";
    page.shows(&[(10, "U one"), (11, "an answer"), (12, "U two"), (13, "the end")]);
    page.url = "https://chat.example/c/22222222-bbbb";
    page.shows(&[(20, "U other"), (21, "answer other")]);
    let left = page.session.take_left();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].0, "https://chat.example/c/11111111-aaaa");
    assert_eq!(left[0].1.messages.len(), 4);
    page.url = "https://chat.example/c/11111111-aaaa";
    page.shows(&[(32, "U two"), (33, "the end")]);
    assert_eq!(page.path(), ["U one", "an answer", "U two", "the end"]);
}
