//! The companion under attack, and what must hold after every attack: nothing has changed, no answer holds a word of a record, and
//! none opens a door to other origins.
//!
//! Most attacks meet one companion, one after the other, so that what an earlier one has left behind would meet a later one.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use daemon::config::DataDir;
use daemon::order::Order;
use daemon::socket;
use serde_json::{Value, json};
use shared::api;

use crate::common::{Answer, Browser, Companion, record, submit};

/// Stands in the record that every attacked companion holds.
pub(crate) const CANARY: &str = "canary-of-a-private-chat";

/// Every path from which the dashboard reads.
pub(crate) const READS: [&str; 6] = [
    "/api/overview",
    "/api/status",
    "/api/records",
    "/api/words",
    "/api/records/aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "/api/records/aaaaaaaaaaaaaaaaaaaaaaaaaa/envelope",
];

/// Every path to which something is posted.
pub(crate) const WRITES: [&str; 9] = [
    "/api/bulk",
    "/api/pair",
    "/api/consent",
    "/api/settings",
    "/api/words",
    "/api/session",
    "/api/erase-everything",
    api::PAIR,
    api::EXTENSION,
];

/// A companion that holds one record and knows one browser, with the dashboard open.
pub(crate) struct Target {
    companion: Companion,
    pub(crate) browser: Mutex<Browser>,
    pub(crate) token: String,
    /// Of the record.
    pub(crate) id: String,
}

impl Deref for Target {
    type Target = Companion;
    fn deref(&self) -> &Companion {
        &self.companion
    }
}

static SHARED: Mutex<Weak<Mutex<Target>>> = Mutex::new(Weak::new());

/// Attacks the companion that all attacks share, and checks that nothing has changed.
#[track_caller]
pub(crate) fn attack(attack: impl FnOnce(&Target)) {
    let shared = {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let target = Arc::new(Mutex::new(Target::new(Companion::start(&[]))));
            *shared = Arc::downgrade(&target);
            target
        })
    };
    // An attack that succeeded has failed its own test; the others go on.
    let target = shared.lock().unwrap_or_else(PoisonError::into_inner);
    target.survives(attack);
}

/// Attacks a companion of this test's own.
#[track_caller]
pub(crate) fn attack_alone(companion: Companion, attack: impl FnOnce(&Target)) {
    Target::new(companion).survives(attack);
}

impl Target {
    pub(crate) fn new(companion: Companion) -> Self {
        let mut browser = companion.pair();
        companion.ask(&mut browser, &submit(1, 1, record(CANARY, CANARY)));
        let token = companion.sign_in();
        let list = order(&companion, &Order::Status);
        assert_eq!(list["held"], 1, "{list}");
        let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
        Self {
            companion,
            browser: Mutex::new(browser),
            token,
            id,
        }
    }

    #[track_caller]
    fn survives(&self, attack: impl FnOnce(&Self)) {
        let before = self.state();
        attack(self);
        let after = self.state();
        assert_eq!(
            after, before,
            "the attack has changed what the companion holds or knows"
        );
    }

    /// All that the owner can see of this companion, but for the time that passes.
    pub(crate) fn state(&self) -> Value {
        let list = order(
            &self.companion,
            &Order::List {
                state: None,
                query: None,
                site: None,
                language: None,
                risk: None,
                signal: None,
                sort: None,
                after: None,
                limit: 500,
            },
        );
        let show = order(&self.companion, &Order::Show { id: self.id.clone() });
        let mut state = json!({
            "status": order(&self.companion, &Order::Status),
            "overview": order(&self.companion, &Order::Overview),
            "words": order(&self.companion, &Order::Words { words: None }),
            "list": list,
            "show": show,
        });
        assert_eq!(state["show"]["messages"][0]["text"], CANARY);
        forget_the_time(&mut state);
        state
    }

    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// Would erase the record, if it were carried out.
    pub(crate) fn harm(&self) -> String {
        json!({"verb": "revoke", "ids": [self.id]}).to_string()
    }

    /// Sends a request for the good host; out: an answer that gives nothing away.
    #[track_caller]
    pub(crate) fn send(&self, method: &str, path: &str, head: &[(&str, &str)], body: &str) -> Answer {
        silent(self.companion.request(method, path, head, body.as_bytes()))
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str, head: &[(&str, &str)]) -> Answer {
        self.send("GET", path, head, "")
    }

    #[track_caller]
    pub(crate) fn post(&self, path: &str, head: &[(&str, &str)], body: &str) -> Answer {
        self.send("POST", path, head, body)
    }

    /// Sends bytes as they are; out: an answer that gives nothing away.
    #[track_caller]
    pub(crate) fn bytes(&self, bytes: impl AsRef<[u8]>) -> Answer {
        silent(self.companion.raw(bytes.as_ref()))
    }

    /// As a page of this host would: reads with the dashboard's credential, and then harms with it.
    #[track_caller]
    pub(crate) fn as_host(&self, host: &str, further: &str, expected: &[u16]) {
        let bearer = self.bearer();
        for credential in [String::new(), format!("Authorization: {bearer}\r\n")] {
            let head = format!("Host: {host}\r\n{further}{credential}");
            let read = format!("GET /api/records HTTP/1.1\r\n{head}\r\n");
            refused(&self.bytes(read), expected);
            let harm = self.harm();
            let write = format!(
                "POST /api/bulk HTTP/1.1\r\n{head}Origin: http://{host}\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\n\r\n{harm}",
                harm.len()
            );
            refused(&self.bytes(write), expected);
        }
    }

    /// The dashboard's own head of a change, with these lines in place of its own.
    pub(crate) fn write_head(&self, instead: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = [
            ("Origin", self.own_origin()),
            ("Authorization", self.bearer()),
            ("Content-Type", "application/json".to_owned()),
        ];
        let replaced = |name: &str| instead.iter().any(|(other, _)| *other == name);
        let kept = own.into_iter().filter(|(name, _)| !replaced(name));
        let instead = instead.iter().filter(|(_, value)| !value.is_empty());
        kept.map(|(name, value)| (name.to_owned(), value))
            .chain(instead.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
            .collect()
    }

    /// Harms as the dashboard would, but for these lines of the head; an empty value leaves the line out.
    #[track_caller]
    pub(crate) fn harm_with(&self, instead: &[(&str, &str)]) -> Answer {
        let head = self.write_head(instead);
        let head: Vec<(&str, &str)> = head
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post("/api/bulk", &head, &self.harm())
    }
}

fn order(companion: &Companion, order: &Order) -> Value {
    socket::ask(&DataDir(companion.dir.path().to_owned()), order)
        .expect("the companion serves")
        .unwrap()
}

fn forget_the_time(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for passing in ["uptime_seconds", "due", "earliest_donation", "now"] {
                fields.remove(passing);
            }
            fields.values_mut().for_each(forget_the_time);
        }
        Value::Array(values) => values.iter_mut().for_each(forget_the_time),
        _ => {}
    }
}

/// An answer to somebody who has no right: it opens no door and says nothing.
#[track_caller]
pub(crate) fn silent(answer: Answer) -> Answer {
    for name in [
        "access-control-",
        "set-cookie",
        "\r\nserver:",
        "x-powered-by",
        "upgrade:",
    ] {
        assert!(!answer.head.contains(name), "{name} in {}", answer.head);
    }
    assert!(
        !answer.head.contains(CANARY) && !answer.text().contains(CANARY),
        "the text of a record: {answer:?}"
    );
    answer
}

/// An answer of the guard: one of these statuses, and all the headers that make it harmless.
#[track_caller]
pub(crate) fn refused(answer: &Answer, expected: &[u16]) {
    assert!(
        expected.contains(&answer.status),
        "{expected:?} expected: {answer:?}"
    );
    hardened(answer);
}

#[track_caller]
pub(crate) fn hardened(answer: &Answer) {
    for header in [
        "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
         form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'",
        "x-frame-options: deny",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
        "cross-origin-resource-policy: same-origin",
        "cross-origin-opener-policy: same-origin",
        "referrer-policy: no-referrer",
    ] {
        assert!(
            answer.head.contains(header),
            "{header} missing in {}",
            answer.head
        );
    }
}
