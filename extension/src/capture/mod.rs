//! What the lens saw, as a conversation that grows.
//!
//! In: the lens's messages and the time. Out: a raw `Conversation` of settled messages, with gestures, and how well it went.
//! In the order of the data: `mirror` keeps the page's copy, `page` reads its turns (`sites` by adapter, `detect` and `marks` without one,
//! `select` and `markdown` serve both), `reading` adds what the layout says (`pager`: which version), `visit` knows which thread they
//! belong to, `thread` makes one growing tree of them, `gesture` understands clicks;
//! `rating` says which replies can be rated in the page; `health` and `beginning` say how well it went, `report` how a page is built that is not read well, `updates` which newer adapters are used.
//! Invariant: pure. No clock, no I/O; whatever a page sends, nothing here panics.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use shared::conversation::{Capture, Conversation, GestureKind, MessageId};
use shared::time::Timestamp;

use self::gesture::Click;
use self::gesture::reason::{Said, Ticked};
pub use self::health::{Health, Note, Reader};
use self::mirror::{Description, Mirror, NodeId};
use self::page::{Found, Turn};
use self::reading::Reading;
pub use self::sites::Sites;
use self::visit::{Address, Seat, Visit};
use shared::site_report::SiteReport;

pub mod beginning;
pub mod detect;
pub mod gesture;
pub mod health;
pub mod markdown;
pub mod marks;
pub mod mirror;
pub mod page;
pub mod pager;
pub mod rating;
pub mod reading;
pub mod report;
pub mod select;
pub mod sites;
pub mod thread;
pub mod updates;
pub mod visit;

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
    slow: bool,
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
        /// The field that `text` stands in.
        #[serde(default)]
        n: Option<NodeId>,
    },
    Copy {
        n: NodeId,
        #[serde(default)]
        text: String,
    },
    Send {
        #[serde(default)]
        text: String,
        #[serde(default)]
        n: Option<NodeId>,
    },
    /// In the rating control: the reply that ends with this element.
    Rate { n: NodeId, v: i8 },
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
/// So many things that the person did are kept until a full picture comes.
const MAX_UNHEARD: usize = 8;
/// A copy control often copies through a selection: within this time it is one gesture.
const ONE_COPY: i64 = 1_000;

/// While a page changes, it is read anew after a millisecond for so many of its elements: reading takes time for each of them.
const ELEMENTS_PER_MILLISECOND: i64 = 20;

/// So long after a rating, what is ticked and written beside it belongs to it, in milliseconds.
const REASONED_WITHIN: i64 = 120_000;

/// A full picture that was asked for is asked for again after this time.
const ASKS_AGAIN_AFTER: i64 = 2_000;

/// One document in one frame of one tab.
pub struct Session {
    sites: Rc<Sites>,
    mirror: Mirror,
    reading: Reading,
    visit: Visit,
    found: Option<Found>,
    /// What the address says, which is asked for often and changes rarely.
    address: Address,
    typed: Vec<String>,
    url: String,
    quiet: bool,
    cut: bool,
    slow: bool,
    heard: u64,
    awaits_full: bool,
    /// The mirror changed since the turns were read from it.
    unread: bool,
    /// Only what grew is read where nothing else changed.
    shortcuts: bool,
    last_read: Option<Timestamp>,
    /// When a full picture was last asked for and has not come.
    asked: Option<Timestamp>,
    copied: Option<Timestamp>,
    /// How many items the page counted before the first turn, at the least, as long as this thread is seen.
    missing: Option<u32>,
    /// The control that opened the menu which may be open now.
    opener: Option<NodeId>,
    /// What the person did while the mirror had lost the page.
    unheard: Vec<Event>,
    /// When the page was last seen to say that a reply has failed.
    failed: Option<Timestamp>,
    /// The turn that was rated last, when, and the reasons that are being given.
    rated: Option<(Turn, Timestamp, Ticked)>,
}

/// What survives a restart of the worker, in memory-only storage.
#[derive(Serialize, Deserialize)]
struct Snapshot {
    visit: Visit,
    #[serde(default)]
    newest_first: bool,
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
            reading: Reading::default(),
            visit: Visit::default(),
            found: None,
            address: Address::default(),
            typed: Vec::new(),
            url: String::new(),
            quiet: false,
            cut: false,
            slow: false,
            heard: 0,
            awaits_full: true,
            unread: false,
            shortcuts: true,
            last_read: None,
            asked: None,
            copied: None,
            missing: None,
            opener: None,
            unheard: Vec::new(),
            failed: None,
            rated: None,
        }
    }

    /// Reads the whole page at every look, to compare.
    pub fn without_shortcuts(&mut self) {
        self.shortcuts = false;
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
            self.keep_for_later(message.event);
            return self.ask_for_full(now);
        }
        self.heard = message.seq;
        let moved = self.url != message.url;
        self.url = message.url;
        self.quiet = message.quiet;
        self.cut = message.cut || (self.cut && !message.full);
        self.slow = message.slow;
        let described = message.full || !message.nodes.is_empty();
        let root = if message.full { message.root } else { None };
        if !self.mirror.apply(root, message.nodes, message.more) {
            // A picture that was cut by the lens's budget may name nodes it cannot describe.
            self.cut |= self.mirror.is_overfull();
            self.awaits_full = !(message.full && self.cut);
            if self.awaits_full {
                return self.ask_for_full(now);
            }
        }
        self.awaits_full = false;
        self.asked = None;
        let typed = match &message.event {
            Some(Event::Send { text, .. } | Event::Click { text: Some(text), .. }) => self.remember(text),
            _ => false,
        };
        if matches!(message.event, Some(Event::Click { .. })) {
            self.visit.thread_mut().clicked(now);
        }
        if moved || message.full {
            self.address = self.address();
        }
        let mut changed = false;
        let waiting =
            self.unread || typed || moved || message.full || message.event.is_some() || message.more;
        if described && !self.quiet && !waiting && self.shortcuts && self.takes_shortcut(now, &mut changed) {
            return Heard {
                needs_full: false,
                changed: changed | self.settle(now),
            };
        }
        self.unread |= described || typed || moved;
        let urgent = self.quiet || typed || message.full || message.event.is_some() || self.is_due(now);
        if self.unread && !message.more && urgent {
            changed |= self.read(now);
        }
        if !message.more {
            for event in std::mem::take(&mut self.unheard) {
                changed |= self.understand(&event, now);
            }
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
        self.conversation_of(self.visit.thread())
    }

    /// What the page has left since this was last asked: conversations, each with what identifies its thread.
    pub fn take_left(&mut self) -> Vec<(String, Conversation)> {
        let mut visit = std::mem::take(&mut self.visit);
        let left = |seat: &Seat| Some((seat.key()?, self.conversation_of(&seat.thread)?));
        let conversations = visit.take_left().iter().filter_map(left).collect();
        self.visit = visit;
        conversations
    }

    /// Takes in what another page knows of the same thread. True when there was something.
    pub fn absorb(&mut self, other: &Self) -> bool {
        // Elsewhere two chats that begin alike have the same key.
        let named = self.visit.is_named() && other.visit.is_named();
        named
            && self.thread_key() == other.thread_key()
            && self.visit.thread_mut().absorb(other.visit.thread())
    }

    fn conversation_of(&self, thread: &thread::Thread) -> Option<Conversation> {
        let messages = thread.messages();
        if messages.is_empty() {
            return None;
        }
        let health = self.health();
        let (seen, captured) = thread.counts();
        Some(Conversation {
            site: self
                .found
                .as_ref()
                .map_or_else(|| "unknown".to_owned(), |found| found.site.clone()),
            branch: thread.branch(),
            gestures: thread.gestures(),
            capture: Capture {
                turns_seen: count(seen),
                turns_captured: count(captured),
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
        let (seen, captured) = self.visit.thread().counts();
        let mut health = Health {
            turns_seen: count(seen),
            turns_captured: count(captured),
            streaming: self.visit.thread().is_streaming(),
            ..Health::default()
        };
        if let Some(found) = &self.found {
            health.confidence = found.confidence;
            health.method.clone_from(&found.method);
            health.degraded = found.degraded;
            if found.degraded {
                health.notes.push(if found.turns.is_empty() {
                    Note::SiteUnreadable
                } else {
                    Note::SiteChanged
                });
            }
        }
        if self.slow {
            health.notes.push(Note::ReadLessOften);
        }
        if self.cut || self.mirror.is_overfull() {
            health.degraded = true;
            health.notes.insert(0, Note::TooLarge);
        }
        if self.missing.is_some_and(|missing| missing > beginning::FEW) {
            health.notes.push(Note::BeginningMissing);
        }
        health
    }

    /// How many bytes the page's copy takes, roughly.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.mirror.weight()
    }

    /// Forgets the page's copy, not the conversation: the next message of the lens asks for a full picture.
    pub fn forget_page(&mut self) {
        self.mirror = Mirror::default();
        self.awaits_full = true;
        self.asked = None;
    }

    /// The person rates a reply outside of the page. False when the thread has no such reply.
    pub fn rate(&mut self, id: &MessageId, kind: GestureKind) -> bool {
        self.visit.thread_mut().rate(id, kind)
    }

    /// What identifies this thread; contains the page's address and must not leave the extension as it is.
    #[must_use]
    pub fn thread_key(&self) -> Option<String> {
        self.visit.key()
    }

    /// The state of the thread as JSON; raw text, for memory-only storage.
    #[must_use]
    pub fn snapshot(&self) -> String {
        #[derive(Serialize)]
        struct Borrowed<'a> {
            visit: &'a Visit,
            newest_first: bool,
            typed: &'a [String],
            url: &'a str,
            missing: Option<u32>,
        }
        serde_json::to_string(&Borrowed {
            visit: &self.visit,
            newest_first: self.reading.is_newest_first(),
            typed: &self.typed,
            url: &self.url,
            missing: self.missing,
        })
        .unwrap_or_default()
    }

    /// Takes up a snapshot again; one that makes no sense changes nothing.
    pub fn restore(&mut self, snapshot: &str) {
        if let Ok(snapshot) = serde_json::from_str::<Snapshot>(snapshot) {
            self.visit = snapshot.visit.restored();
            self.reading.restore(snapshot.newest_first);
            self.typed = snapshot.typed;
            self.url = snapshot.url;
            self.missing = snapshot.missing;
        }
    }

    /// Puts what a former document of the same tab knew on the shelf: a page that is loaded again goes on with its thread.
    pub fn inherit(&mut self, snapshot: &str) {
        if let Ok(snapshot) = serde_json::from_str::<Snapshot>(snapshot) {
            self.visit.inherit(snapshot.visit);
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

    /// What was typed is worth knowing at once; what was clicked is understood once the page is known again.
    fn keep_for_later(&mut self, event: Option<Event>) {
        if let Some(Event::Send { text, .. } | Event::Click { text: Some(text), .. }) = &event {
            self.remember(text);
        }
        if let Some(event) = event.filter(|_| self.unheard.len() < MAX_UNHEARD) {
            self.unheard.push(event);
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
        self.visit.asked();
        true
    }

    fn is_due(&self, now: Timestamp) -> bool {
        let elements = i64::try_from(self.mirror.len()).unwrap_or(i64::MAX);
        self.last_read
            .is_none_or(|at| now.0.saturating_sub(at.0).abs() >= elements / ELEMENTS_PER_MILLISECOND)
    }

    fn address(&self) -> Address {
        let base = self.url.split('#').next().unwrap_or_default();
        let name = match self.sites.find(&self.url, &self.mirror) {
            Some(site) if site.names_threads() => site.thread_of(&self.url).map(str::to_owned),
            _ => ids_in(base),
        };
        Address {
            base: base.to_owned(),
            name,
        }
    }

    /// Reads only the words that a reply has grown by, if nothing else has changed: that takes no longer in a long conversation.
    fn takes_shortcut(&mut self, now: Timestamp, changed: &mut bool) -> bool {
        let (Some(described), Some(found)) = (self.mirror.take_described(), &mut self.found) else {
            return false;
        };
        let Some(grown) = self.reading.grown(&self.mirror, &mut found.turns, &described) else {
            return false;
        };
        for turn in grown {
            let Some(outcome) = self.visit.retext(turn, &found.turns[turn], now) else {
                return false;
            };
            *changed |= outcome;
        }
        true
    }

    fn read(&mut self, now: Timestamp) -> bool {
        (self.unread, self.last_read) = (false, Some(now));
        _ = self.mirror.take_described();
        let found = self
            .reading
            .read(&self.mirror, &self.sites, &self.url, &self.typed);
        let Some(found) = found else {
            self.visit.emptied();
            return false;
        };
        if found.turns.is_empty() {
            // The page shows text that nobody can read as turns: nothing to add, and something to say.
            self.visit.emptied();
            let news = self.found.as_ref().is_none_or(|before| !before.degraded);
            self.found = Some(found);
            return news;
        }
        let before = beginning::before_first(&self.mirror, &found.turns);
        let thread = self.visit.key();
        let changed = self.visit.see(&found.turns, &self.address, &self.typed, now);
        if self.visit.key() == thread {
            self.missing = before
                .map(|before| self.missing.map_or(before, |known| known.min(before)))
                .or(self.missing);
        } else {
            self.missing = before;
        }
        let site = self.sites.find(&self.url, &self.mirror);
        if gesture::failure::is_shown(&self.mirror) {
            self.failed = Some(now);
        }
        let mut rated = false;
        for (turn, kind) in gesture::ratings(&self.mirror, site, &found.turns) {
            rated |= self.visit.thread_mut().note_shown(&found.turns[turn], kind);
        }
        self.found = Some(found);
        rated || changed
    }

    fn understand(&mut self, event: &Event, now: Timestamp) -> bool {
        let Some(found) = &self.found else { return false };
        let understood = match event {
            Event::Click { p, .. } => {
                let site = self.sites.find(&self.url, &self.mirror);
                let opener = self.opener.take();
                match gesture::of_click(&self.mirror, site, &found.turns, p, opener) {
                    Click::Gesture(turn, kind) => Some((turn, kind)),
                    Click::Opens(control) => {
                        self.opener = Some(control);
                        None
                    }
                    Click::Nothing => None,
                }
            }
            Event::Copy { n, text } if self.copied.is_none_or(|at| now.0 - at.0 > ONE_COPY) => {
                gesture::of_copy(&self.mirror, &found.turns, *n, text)
            }
            Event::Rate { n, v } => self.turn_ending_with(*n).zip(rating::meaning(*v)),
            _ => None,
        };
        let Some((turn, kind)) = understood else {
            return self.hear_reasons(event, now);
        };
        if matches!(event, Event::Click { .. }) && matches!(kind, GestureKind::Copy | GestureKind::CopyCode) {
            self.copied = Some(now);
        }
        let kind = match kind {
            GestureKind::Stop => self.visit.thread().stopped(),
            GestureKind::Regenerate | GestureKind::RegenerateModified if self.has_failed(now) => {
                GestureKind::RegenerateFailed
            }
            kind => kind,
        };
        let Some(found) = &self.found else { return false };
        if matches!(
            kind,
            GestureKind::ThumbsUp | GestureKind::ThumbsDown | GestureKind::Report
        ) {
            self.rated = Some((found.turns[turn].clone(), now, Ticked::default()));
        }
        self.visit.thread_mut().note(&found.turns[turn], kind)
    }

    /// Whether the page says that a reply has failed, or did so a moment ago.
    fn has_failed(&self, now: Timestamp) -> bool {
        self.failed
            .is_some_and(|at| now.0.saturating_sub(at.0).abs() < gesture::failure::FRESH)
            || gesture::failure::is_shown(&self.mirror)
    }

    /// What is ticked or written beside the last rating.
    fn hear_reasons(&mut self, event: &Event, now: Timestamp) -> bool {
        let Some((turn, at, ticked)) = &mut self.rated else {
            return false;
        };
        if now.0.saturating_sub(at.0).abs() > REASONED_WITHIN {
            self.rated = None;
            return false;
        }
        let said = match event {
            Event::Click { p, text, n } => {
                let path: Vec<NodeId> = p
                    .iter()
                    .copied()
                    .filter(|id| self.mirror.node(*id).is_some())
                    .collect();
                ticked.click(&self.mirror, &path, n.zip(text.as_deref()))
            }
            Event::Send { text, n } => ticked.send(&self.mirror, n.map(|field| (field, text.as_str()))),
            _ => Said::Waits,
        };
        match said {
            Said::Reasons(reasons) => {
                let thread = self.visit.thread_mut();
                reasons.iter().fold(false, |changed, reason| {
                    thread.note_reason(turn, reason) | changed
                })
            }
            Said::Left => {
                self.rated = None;
                false
            }
            Said::Waits => false,
        }
    }

    fn settle(&mut self, now: Timestamp) -> bool {
        let busy = self.found.as_ref().is_some_and(|found| found.busy);
        let mut joined = self.visit.tick(now);
        if self.visit.is_overdue(now)
            && let Some(found) = &self.found
        {
            joined |= self.visit.see(&found.turns, &self.address, &self.typed, now);
        }
        self.visit.thread_mut().settle(self.quiet, busy, now) || joined
    }
}

/// Path segments and query values that look like the name of one thread: long, with digits.
fn ids_in(address: &str) -> Option<String> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let ids: Vec<&str> = path
        .split(['/', '?', '&', '='])
        .skip(1)
        .filter(|part| {
            part.len() >= 8
                && part.chars().any(|character| character.is_ascii_digit())
                && part.chars().all(|character| {
                    character.is_ascii_alphanumeric() || character == '-' || character == '_'
                })
        })
        .collect();
    (!ids.is_empty()).then(|| ids.join("/"))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// FNV-1a: the same in every build, which the standard hasher does not promise.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
