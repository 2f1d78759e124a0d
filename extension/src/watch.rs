//! One page under capture: its session, and what has become of its conversation.
//!
//! In: lens messages and the time. Out: whether a record is worth making now, and what the popup shows. Records are made
//! when the page has come to rest, not for every word a reply grows by. Does not store or send.

use std::collections::BTreeSet;
use std::rc::Rc;

use shared::record::Record;
use shared::scrub::Wishes;
use shared::time::Timestamp;

use crate::background::Budget;
use crate::badge::TabState;
use crate::browser::{LensSender, Port};
use crate::capture::mirror::NodeId;
use crate::capture::{Health, LensMessage, Note, Reader, Session, Sites};
use crate::message::{CaptureView, ConversationView};
use crate::pipeline;
use crate::settings::Origin;
use crate::threads::Name;

/// A reply that never seems to end is handed over as it stands after this time.
const LONGEST_WAIT: i64 = 60_000;
/// A page that has not been quiet for so long never is.
const NEVER_RESTS: i64 = LONGEST_WAIT;
/// More frames than this in one page are not looked into.
const MAX_FRAMES: usize = 20;
/// How long a page is looked after once nothing changes any more.
const SETTLING: i64 = 4_000;

/// Names a document in a frame of a tab.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LensKey {
    pub(crate) tab: i32,
    pub(crate) frame: i32,
    pub(crate) document: String,
}

impl LensKey {
    pub(crate) fn of(sender: &LensSender) -> Self {
        Self {
            tab: sender.tab,
            frame: sender.frame,
            document: sender.document.clone(),
        }
    }

    /// Under which a snapshot of the page is kept in memory.
    pub(crate) fn snapshot_key(&self) -> String {
        format!("{}{}", self.frame_prefix(), self.document)
    }

    /// With which the keys of all snapshots of this frame begin.
    pub(crate) fn frame_prefix(&self) -> String {
        format!("lens:{}:{}:", self.tab, self.frame)
    }
}

pub(crate) struct Watched {
    pub(crate) origin: Origin,
    /// Whose pages are shown inside this one.
    pub(crate) frames: BTreeSet<Origin>,
    /// None while the lens has nothing to say or its page is gone.
    pub(crate) port: Option<Port>,
    pub(crate) session: Session,
    /// Whether somebody already comes back to this page from time to time.
    pub(crate) attended: bool,
    pub(crate) conversation: Option<ConversationView>,
    pub(crate) record: Option<Record>,
    pub(crate) name: Option<Name>,
    /// Whether the newest record outgrew what the companion takes.
    pub(crate) too_large: bool,
    /// What its lens may still send.
    pub(crate) budget: Budget,
    /// When its lens last said something.
    pub(crate) last_heard: Timestamp,
    /// The replies that its lens was last told can be rated.
    pub(crate) offered: Vec<(NodeId, i8)>,
    /// Since when there are changes that no record was made of.
    changed_since: Option<Timestamp>,
    last_change: Timestamp,
    /// Since when the page has not been quiet.
    restless_since: Option<Timestamp>,
    never_rests: bool,
}

/// What a look at the page found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// Make a record now.
    pub(crate) ripe: bool,
    /// Come back soon.
    pub(crate) again: bool,
}

impl Watched {
    pub(crate) fn new(origin: Origin, sites: Rc<Sites>, now: Timestamp) -> Self {
        Self {
            origin,
            frames: BTreeSet::new(),
            port: None,
            session: Session::new(sites),
            attended: false,
            conversation: None,
            record: None,
            name: None,
            too_large: false,
            budget: Budget::new(now),
            last_heard: now,
            offered: vec![],
            changed_since: None,
            last_change: now,
            restless_since: None,
            never_rests: false,
        }
    }

    /// How well the capture goes.
    pub(crate) fn health(&self) -> Health {
        let mut health = self.session.health();
        if self.never_rests && !health.notes.contains(&Note::NeverRests) {
            health.notes.push(Note::NeverRests);
        }
        health
    }

    /// Goes on where a stopped worker was.
    pub(crate) fn restore(&mut self, snapshot: &str, now: Timestamp) {
        self.session.restore(snapshot);
        self.note_change(now);
    }

    /// True when a frame has come into the page that was not there before.
    pub(crate) fn receive(&mut self, message: LensMessage, now: Timestamp) -> bool {
        let mut embeds = false;
        for origin in message.frames().filter_map(Origin::of) {
            embeds |= origin != self.origin && self.frames.len() < MAX_FRAMES && self.frames.insert(origin);
        }
        self.last_heard = now;
        let heard = self.session.receive(message, now);
        self.restless_since = (!self.session.is_quiet()).then(|| self.restless_since.unwrap_or(now));
        self.never_rests = self
            .restless_since
            .is_some_and(|since| now.0 - since.0 >= NEVER_RESTS);
        self.heard(heard.needs_full, heard.changed, now);
        embeds
    }

    /// Looks whether the page has come to rest.
    pub(crate) fn look(&mut self, now: Timestamp) -> Look {
        let heard = self.session.tick(now);
        self.heard(heard.needs_full, heard.changed, now);
        let streaming = self.session.health().streaming;
        let waited = self.changed_since.map(|since| now.0 - since.0);
        let ripe = waited.is_some_and(|waited| !streaming || waited >= LONGEST_WAIT);
        if ripe {
            self.changed_since = None;
        }
        let again = streaming || self.changed_since.is_some() || now.0 - self.last_change.0 < SETTLING;
        Look { ripe, again }
    }

    /// The record of the page as it stands, once there is a conversation.
    pub(crate) fn make_record(&self, now: Timestamp, wishes: &Wishes) -> Option<Record> {
        let conversation = self.session.conversation()?;
        pipeline::complete(&conversation).then(|| pipeline::record(conversation, &now.day(), wishes))
    }

    pub(crate) fn stop(&self) {
        if let Some(port) = &self.port {
            port.want("stop");
        }
    }

    pub(crate) fn view(&self) -> CaptureView {
        let health = self.health();
        CaptureView {
            turns_seen: health.turns_seen,
            turns_captured: health.turns_captured,
            confidence: health.confidence,
            reader: Reader::of(&health.method),
            method: health.method,
            degraded: health.degraded,
            streaming: health.streaming,
            notes: health.notes,
            too_large: self.too_large,
            conversation: self.conversation.clone(),
            record: self.record.clone(),
        }
    }

    pub(crate) fn tab_state(&self) -> TabState {
        if self
            .conversation
            .as_ref()
            .is_some_and(|it| it.paused || it.declined)
        {
            return TabState::Paused;
        }
        let health = self.health();
        TabState::Reading {
            turns_seen: health.turns_seen,
            turns_captured: health.turns_captured,
            degraded: health.degraded,
            note: health.notes.first().copied(),
        }
    }

    fn heard(&mut self, needs_full: bool, changed: bool, now: Timestamp) {
        if needs_full && let Some(port) = &self.port {
            port.want("full");
        }
        if changed {
            self.note_change(now);
        }
    }

    fn note_change(&mut self, now: Timestamp) {
        self.changed_since.get_or_insert(now);
        self.last_change = now;
    }
}
