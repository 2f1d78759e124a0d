//! What the lens saw, as a conversation that grows.
//!
//! In: the lens's messages and the time. Out: a raw `Conversation` of settled messages, with gestures, and how well it went.
//! In the order of the data: `mirror` keeps the page's copy, `page` reads its turns (`sites` by adapter, `detect` and `marks` without one,
//! `select` and `markdown` serve both), `thread` makes one growing tree of them, `gesture` understands clicks;
//! `health` and `beginning` say how well it went, `report` how a page is built that is not read well, `updates` which newer adapters are used.
//! Invariant: pure. No clock, no I/O; whatever a page sends, nothing here panics.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use shared::conversation::{Capture, Conversation, GestureKind, Role};
use shared::time::Timestamp;

pub use self::health::{Health, Note, Reader};
use self::mirror::{Description, Mirror, NodeId};
use self::page::Found;
pub use self::sites::Sites;
use self::thread::{Outcome, Thread};
use shared::site_report::SiteReport;

pub mod beginning;
pub mod detect;
pub mod gesture;
pub mod health;
pub mod markdown;
pub mod marks;
pub mod mirror;
pub mod page;
pub mod report;
pub mod select;
pub mod sites;
pub mod thread;
pub mod updates;

/// One message of the lens; the protocol stands at the head of `manifest/lens.js`.
#[derive(Deserialize)]
pub struct LensMessage {
    #[serde(default)]
    seq: u64,
    #[serde(default)]
    full: bool,
    #[serde(default)]
    root: Option<NodeId>,
    #[serde(default)]
    nodes: Vec<Description>,
    #[serde(default)]
    more: bool,
    #[serde(default)]
    cut: bool,
    #[serde(default)]
    quiet: bool,
    #[serde(default)]
    url: String,
    #[serde(default)]
    event: Option<Event>,
}

impl LensMessage {
    /// The origins of the frames that this message describes.
    pub fn frames(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().filter_map(Description::frame_origin)
    }
}

/// What the person did.
#[derive(Deserialize)]
#[serde(tag = "k", rename_all = "lowercase")]
enum Event {
    Click {
        #[serde(default)]
        p: Vec<NodeId>,
        #[serde(default)]
        text: Option<String>,
    },
    Copy {
        n: NodeId,
        #[serde(default)]
        text: String,
    },
    Send {
        #[serde(default)]
        text: String,
    },
    #[serde(other)]
    Other,
}

/// What a message or the passing of time did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Tell the lens `{ want: "full" }`.
    pub needs_full: bool,
    /// The conversation or its health is not what it was.
    pub changed: bool,
}

/// Texts a person sent are remembered to recognise them on the page; this many.
const MAX_TYPED: usize = 200;
/// A copy control often copies through a selection: within this time it is one gesture.
const ONE_COPY: i64 = 1_000;

/// A full picture that was asked for is asked for again after this time.
const ASKS_AGAIN_AFTER: i64 = 2_000;

/// One document in one frame of one tab.
pub struct Session {
    sites: Rc<Sites>,
    mirror: Mirror,
    thread: Thread,
    found: Option<Found>,
    typed: Vec<String>,
    url: String,
    quiet: bool,
    cut: bool,
    heard: u64,
    awaits_full: bool,
    /// When a full picture was last asked for and has not come.
    asked: Option<Timestamp>,
    copied: Option<Timestamp>,
    /// The address at which the thread was last seen.
    thread_url: String,
    /// The page showed no turn since then.
    emptied: bool,
    /// How many items the page counted before the first turn, at the least, as long as this thread is seen.
    missing: Option<u32>,
}

/// What survives a restart of the worker, in memory-only storage.
#[derive(Serialize, Deserialize)]
struct Snapshot {
    thread: Thread,
    typed: Vec<String>,
    url: String,
    #[serde(default)]
    missing: Option<u32>,
}

impl Session {
    #[must_use]
    pub fn new(sites: Rc<Sites>) -> Self {
        Self {
            sites,
            mirror: Mirror::default(),
            thread: Thread::default(),
            found: None,
            typed: Vec::new(),
            url: String::new(),
            quiet: false,
            cut: false,
            heard: 0,
            awaits_full: true,
            asked: None,
            copied: None,
            thread_url: String::new(),
            emptied: false,
            missing: None,
        }
    }

    /// Goes on with other adapters, from the next look at the page on.
    pub fn use_sites(&mut self, sites: Rc<Sites>) {
        self.sites = sites;
    }

    /// Whether the page changed nothing for a moment when it was last heard of.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// How the page is built, without anything it says. `host` is named only where the person chose to.
    #[must_use]
    pub fn report(&self, extension: &str, host: Option<&str>) -> SiteReport {
        let about = report::About {
            extension,
            health: &self.health(),
            cut: self.cut,
            site: self.sites.find(&self.url, &self.mirror),
            host,
            url: &self.url,
            typed: &self.typed,
        };
        report::report(&self.mirror, self.found.as_ref(), &about)
    }

    /// Takes over one message of the lens.
    pub fn receive(&mut self, message: LensMessage, now: Timestamp) -> Heard {
        if !message.full && (self.awaits_full || message.seq != self.heard + 1) {
            self.awaits_full = true;
            return self.ask_for_full(now);
        }
        self.heard = message.seq;
        self.url = message.url;
        self.quiet = message.quiet;
        self.cut = message.cut || (self.cut && !message.full);
        let described = message.full || !message.nodes.is_empty();
        let root = if message.full { message.root } else { None };
        if !self.mirror.apply(root, message.nodes, message.more) {
            // A picture that was cut by the lens's budget may name nodes it cannot describe.
            self.awaits_full = !(message.full && self.cut);
            if self.awaits_full {
                return self.ask_for_full(now);
            }
        }
        self.awaits_full = false;
        self.asked = None;
        let typed = match &message.event {
            Some(Event::Send { text } | Event::Click { text: Some(text), .. }) => self.remember(text),
            _ => false,
        };
        let mut changed = false;
        if (described || typed) && !message.more {
            changed |= self.read(now);
        }
        if let Some(event) = message.event {
            changed |= self.understand(&event, now);
        }
        changed |= self.settle(now);
        Heard {
            needs_full: false,
            changed,
        }
    }

    /// Lets time pass; may settle a reply that stopped growing.
    pub fn tick(&mut self, now: Timestamp) -> Heard {
        Heard {
            needs_full: false,
            changed: self.settle(now),
        }
    }

    /// The conversation so far: settled messages only. Nothing when the page has none.
    #[must_use]
    pub fn conversation(&self) -> Option<Conversation> {
        let messages = self.thread.messages();
        if messages.is_empty() {
            return None;
        }
        let health = self.health();
        Some(Conversation {
            site: self
                .found
                .as_ref()
                .map_or_else(|| "unknown".to_owned(), |found| found.site.clone()),
            branch: self.thread.branch(),
            gestures: self.thread.gestures(),
            capture: Capture {
                turns_seen: health.turns_seen,
                turns_captured: health.turns_captured,
                confidence: health.confidence,
                method: health.method,
            },
            messages,
            day: None,
        })
    }

    /// How well the capture goes.
    #[must_use]
    pub fn health(&self) -> Health {
        let (seen, captured) = self.thread.counts();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut health = Health {
            turns_seen: count(seen),
            turns_captured: count(captured),
            streaming: self.thread.is_streaming(),
            ..Health::default()
        };
        if let Some(found) = &self.found {
            health.confidence = found.confidence;
            health.method.clone_from(&found.method);
            health.degraded = found.degraded;
            if found.degraded {
                health.notes.push(Note::SiteChanged);
            }
        }
        if self.cut {
            health.degraded = true;
            health.notes.insert(0, Note::TooLarge);
        }
        if self.missing.is_some_and(|missing| missing > beginning::FEW) {
            health.notes.push(Note::BeginningMissing);
        }
        health
    }

    /// What identifies this thread; contains the page's address and must not leave the extension as it is.
    #[must_use]
    pub fn thread_key(&self) -> Option<String> {
        let question = self.thread.first_question()?;
        let address = self.url.split('#').next().unwrap_or_default();
        let named = match self.sites.find(&self.url, &self.mirror) {
            Some(site) if site.names_threads() => site.thread_of(&self.url).is_some(),
            _ => carries_an_id(address),
        };
        Some(if named {
            address.to_owned()
        } else {
            format!("{address}#{:016x}", fingerprint(question))
        })
    }

    /// The state of the thread as JSON; raw text, for memory-only storage.
    #[must_use]
    pub fn snapshot(&self) -> String {
        #[derive(Serialize)]
        struct Borrowed<'a> {
            thread: &'a Thread,
            typed: &'a [String],
            url: &'a str,
            missing: Option<u32>,
        }
        serde_json::to_string(&Borrowed {
            thread: &self.thread,
            typed: &self.typed,
            url: &self.url,
            missing: self.missing,
        })
        .unwrap_or_default()
    }

    /// Takes up a snapshot again; one that makes no sense changes nothing.
    pub fn restore(&mut self, snapshot: &str) {
        if let Ok(snapshot) = serde_json::from_str::<Snapshot>(snapshot) {
            self.thread = snapshot.thread.restored();
            self.typed = snapshot.typed;
            self.url = snapshot.url;
            self.missing = snapshot.missing;
        }
    }

    /// Asks once, and again when nothing came for a while: what the lens says in between is of no use.
    fn ask_for_full(&mut self, now: Timestamp) -> Heard {
        let due = self
            .asked
            .is_none_or(|at| now.0.saturating_sub(at.0).abs() >= ASKS_AGAIN_AFTER);
        if due {
            self.asked = Some(now);
        }
        Heard {
            needs_full: due,
            changed: false,
        }
    }

    fn remember(&mut self, text: &str) -> bool {
        let text = text.trim();
        if text.is_empty() || self.typed.last().is_some_and(|known| known == text) {
            return false;
        }
        self.typed.retain(|known| known != text);
        if self.typed.len() >= MAX_TYPED {
            self.typed.remove(0);
        }
        self.typed.push(text.to_owned());
        true
    }

    fn read(&mut self, now: Timestamp) -> bool {
        let Some(found) = page::read(&self.mirror, &self.sites, &self.url, &self.typed) else {
            self.emptied = true;
            return false;
        };
        let before = beginning::before_first(&self.mirror, &found.turns);
        self.missing = before
            .map(|before| self.missing.map_or(before, |known| known.min(before)))
            .or(self.missing);
        let mut outcome = self.thread.update(&found.turns, now);
        if outcome == Outcome::Another {
            outcome = Outcome::Changed;
            if self.is_rewritten(&found) {
                self.thread.rewrite_first(&found.turns, now);
            } else {
                self.thread = Thread::default();
                self.missing = before;
                self.thread.update(&found.turns, now);
            }
        }
        self.thread_url.clone_from(&self.url);
        self.emptied = false;
        self.found = Some(found);
        outcome != Outcome::Unchanged
    }

    /// Whether a page without any known turn is the same thread with its first question rewritten: nothing was emptied, nothing
    /// was navigated, and the only question is what the person typed last.
    fn is_rewritten(&self, found: &Found) -> bool {
        let mut questions = found.turns.iter().filter(|turn| turn.role == Role::User);
        let letters = |text: &str| {
            text.chars()
                .filter(|character| character.is_alphanumeric())
                .collect::<String>()
        };
        let typed_last = questions
            .next()
            .zip(self.typed.last())
            .is_some_and(|(turn, typed)| letters(&turn.text) == letters(typed));
        typed_last && questions.next().is_none() && !self.emptied && self.thread_url == self.url
    }

    fn understand(&mut self, event: &Event, now: Timestamp) -> bool {
        let Some(found) = &self.found else { return false };
        let understood = match event {
            Event::Click { p, .. } => {
                let site = self.sites.find(&self.url, &self.mirror);
                gesture::of_click(&self.mirror, site, &found.turns, p)
            }
            Event::Copy { n, text } if self.copied.is_none_or(|at| now.0 - at.0 > ONE_COPY) => {
                gesture::of_copy(&self.mirror, &found.turns, *n, text)
            }
            _ => None,
        };
        let Some((turn, kind)) = understood else {
            return false;
        };
        if matches!(event, Event::Click { .. }) && matches!(kind, GestureKind::Copy | GestureKind::CopyCode) {
            self.copied = Some(now);
        }
        self.thread.note(&found.turns[turn], kind)
    }

    fn settle(&mut self, now: Timestamp) -> bool {
        let busy = self.found.as_ref().is_some_and(|found| found.busy);
        self.thread.settle(self.quiet, busy, now)
    }
}

/// Whether a path segment or a query value looks like the name of one thread: long, with digits.
fn carries_an_id(address: &str) -> bool {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    path.split(['/', '?', '&', '=']).skip(1).any(|part| {
        part.len() >= 8
            && part.chars().any(|character| character.is_ascii_digit())
            && part
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || character == '-' || character == '_')
    })
}

/// FNV-1a: the same in every build, which the standard hasher does not promise.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
