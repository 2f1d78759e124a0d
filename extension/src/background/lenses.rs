//! Which pages are watched, and what becomes of what they show.
//!
//! In: pages that a lens has told of. Out: records in the outbox, badges, lenses started and stopped. Does not talk to the companion.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use shared::api::ConversationId;
use shared::scrub::Wishes;
use shared::time::Timestamp;

use super::budgets::MAX_COPIES;
use super::drawings::{self, draw, draw_all};
use super::{Background, MAX_FRAMES, deliver, with};
use crate::badge::{TabState, badge};
use crate::browser::{self, Area};
use crate::message::{CaptureView, ConversationView, Undo};
use crate::outbox::Write;
use crate::pipeline;
use crate::settings::Origin;
use crate::threads::{Change, Name, Verdict};
use crate::watch::{LensKey, Watched};

/// How often a page that is not at rest is looked at, in milliseconds.
const ROUND: i32 = 600;

/// A view that is larger than this is not kept, in bytes: memory is short.
const LARGEST_VIEW: usize = 500_000;

/// Comes back to a page until it rests.
pub(super) async fn attend(key: LensKey) {
    loop {
        browser::sleep(ROUND).await;
        let look = with(|background| {
            let page = background.pages.get_mut(&key)?;
            let look = page.look(browser::now());
            page.attended = look.again;
            Some(look)
        });
        let Some(look) = look else { return };
        if look.ripe {
            evaluate(&key).await;
            deliver().await;
        }
        with(|background| background.offer_ratings(&key));
        show(key.tab).await;
        if !look.again {
            draw(key.tab).await;
            return;
        }
    }
}

/// Makes a record of a page as it stands, and queues it if it is new.
pub(super) async fn evaluate(key: &LensKey) {
    let fresh = ConversationId(HEXLOWER.encode(&browser::random::<16>()));
    let Some((writes, snapshot)) = with(|background| background.evaluate(key, &fresh, browser::now())) else {
        return;
    };
    browser::write(Area::Disk, writes).await;
    let snapshot = Write {
        key: key.snapshot_key(),
        value: Some(snapshot),
    };
    browser::write(Area::Memory, vec![snapshot]).await;
    // Apart from the snapshot, which must not fail with it when memory is short.
    let view = with(|background| background.view_to_store(key.tab));
    browser::write(Area::Memory, vec![view]).await;
    draw(key.tab).await;
}

/// With which the key begins under which the last view of a tab is kept in memory.
const VIEW: &str = "view:";

fn view_key(tab: i32) -> String {
    format!("{VIEW}{tab}")
}

/// What the popup showed of a tab last.
#[derive(Serialize, Deserialize)]
struct LastView {
    origin: Origin,
    view: CaptureView,
}

/// Hands over what is left of a page that is gone, and forgets it.
pub(super) async fn finish(key: &LensKey) {
    evaluate(key).await;
    with(|background| {
        background.snapshots.remove(&key.snapshot_key());
        background.pages.remove(key)
    });
    let gone = Write {
        key: key.snapshot_key(),
        value: None,
    };
    browser::write(Area::Memory, vec![gone]).await;
    forget_view(key.tab).await;
    deliver().await;
}

/// Keeps no longer what the popup showed of a tab.
pub(super) async fn forget_view(tab: i32) {
    with(|background| {
        background.snapshots.remove(&view_key(tab));
        background.forget_drawing(tab);
    });
    let gone = |key| Write { key, value: None };
    let writes = vec![gone(view_key(tab)), gone(drawings::key(tab))];
    browser::write(Area::Memory, writes).await;
}

impl Background {
    /// Capture needs a companion to hand records to, consent to the terms in force, and a site that is on and not paused.
    pub(super) fn allows(&self, origin: &Origin) -> bool {
        self.pairing.is_some() && self.companion.has_consent() && self.settings.allow(origin)
    }

    /// As above, for a page in a tab: a chat that a page embeds belongs to the page that the person switched on, as far as
    /// the browser lets us read it.
    pub(super) fn allows_in(&self, tab: i32, origin: &Origin) -> bool {
        self.allows(origin)
            || self
                .embedded()
                .any(|(host, frame)| host == tab && frame == origin)
    }

    /// Frames of pages that are switched on: the tab, and whose page the frame shows.
    fn embedded(&self) -> impl Iterator<Item = (i32, &Origin)> {
        self.pages
            .iter()
            .filter(|(_, page)| self.allows(&page.origin))
            .flat_map(|(key, page)| page.frames.iter().map(|frame| (key.tab, frame)))
    }

    /// What to write after a look at this page, and the page's snapshot.
    pub(super) fn evaluate(
        &mut self,
        key: &LensKey,
        fresh: &ConversationId,
        now: Timestamp,
    ) -> Option<(Vec<Write>, String)> {
        // Without the page's copy, nothing new can have come, and its thread could not be named.
        let readable = |page: &Watched| page.session.weight() > 0 && self.allows_in(key.tab, &page.origin);
        if !self.pages.get(key).is_some_and(readable) {
            return None;
        }
        let left = self.hand_over_left(key, now);
        self.learn_from_other_pages(key);
        let mut wishes = self.wishes(self.pages.get(key)?.name.as_ref());
        let page = self.pages.get_mut(key)?;
        let snapshot = page.session.snapshot();
        let (Some(mut record), Some(thread_key)) =
            (page.make_record(now, &wishes), page.session.thread_key())
        else {
            (page.record, page.conversation) = (None, None);
            return Some((left, snapshot));
        };
        let former = page.name.take();
        let name = Name::of(
            &self.salt,
            page.origin.as_ref(),
            &thread_key,
            &record,
            former.as_ref(),
        );
        // Of a page that is new here, it is known only now which conversation it shows.
        let (kept, hidden) = (self.threads.kept(&name.hash), self.threads.hidden(&name.hash));
        if (&kept, &hidden) != (&wishes.kept, &wishes.hidden) {
            (wishes.kept, wishes.hidden) = (kept, hidden);
            record = page.make_record(now, &wishes)?;
        }
        let formerly = former
            .filter(|former| name.continues(former))
            .map(|former| former.hash);
        let document = key.snapshot_key();
        let (verdict, mut writes) =
            self.threads
                .offer(&name.hash, formerly.as_ref(), fresh, &document, &record);
        if let Verdict::HandOver {
            conversation_id,
            revision,
        } = &verdict
        {
            let write = self.outbox.put(conversation_id, *revision, record.clone(), now);
            page.too_large = write.is_none();
            writes.extend(write);
        }
        page.record = Some(record);
        page.conversation = self.threads.get(&name.hash).map(|thread| ConversationView {
            id: thread.conversation_id.clone(),
            paused: thread.paused,
            declined: thread.declined,
            undo: thread.latest_change().map(|change| match change {
                Change::Keep(_) => Undo::Kept,
                Change::Hide(_) => Undo::Hidden,
                Change::Show(_) => Undo::Shown,
            }),
        });
        page.name = Some(name);
        writes.extend(left);
        Some((writes, snapshot))
    }

    /// Hands over the last form of conversations that a page has left: it shows another one now.
    fn hand_over_left(&mut self, key: &LensKey, now: Timestamp) -> Vec<Write> {
        let Some(page) = self.pages.get_mut(key) else {
            return vec![];
        };
        let left = page.session.take_left();
        let (former, origin) = (page.name.clone(), page.origin.clone());
        let mut writes = vec![];
        for (thread_key, conversation) in left {
            if !pipeline::complete(&conversation) {
                continue;
            }
            let mut record = pipeline::record(conversation.clone(), &now.day(), &self.wishes(None));
            let name = Name::of(&self.salt, origin.as_ref(), &thread_key, &record, former.as_ref());
            let wishes = self.wishes(Some(&name));
            if !wishes.kept.is_empty() || !wishes.hidden.is_empty() {
                record = pipeline::record(conversation, &now.day(), &wishes);
            }
            let fresh = ConversationId(HEXLOWER.encode(&browser::random::<16>()));
            let document = key.snapshot_key();
            let (verdict, stored) = self.threads.offer(&name.hash, None, &fresh, &document, &record);
            writes.extend(stored);
            if let Verdict::HandOver {
                conversation_id,
                revision,
            } = verdict
            {
                writes.extend(self.outbox.put(&conversation_id, revision, record, now));
            }
        }
        writes
    }

    /// What the document knew that this frame showed before: a page that is loaded again goes on with its threads.
    pub(super) fn of_former_document(&mut self, key: &LensKey, origin: &Origin) -> Option<String> {
        let same_frame = |other: &LensKey| (other.tab, other.frame) == (key.tab, key.frame);
        if let Some((_, page)) = self
            .pages
            .iter()
            .find(|(other, page)| same_frame(other) && *other != key && page.origin == *origin)
        {
            return Some(page.session.snapshot());
        }
        // The worker was stopped in between. What belongs to another site fits no thread of this one.
        let frame = key.frame_prefix();
        let former = self
            .snapshots
            .keys()
            .find(|name| name.starts_with(&frame))
            .cloned();
        former.and_then(|name| self.snapshots.remove(&name))
    }

    /// Two tabs may show one thread: what only the other one saw belongs to the record as well.
    fn learn_from_other_pages(&mut self, key: &LensKey) {
        let Some(mut page) = self.pages.remove(key) else {
            return;
        };
        for other in self.pages.values().filter(|other| other.origin == page.origin) {
            page.session.absorb(&other.session);
        }
        self.pages.insert(key.clone(), page);
    }

    /// What the person wants of the scrubber for this conversation.
    pub(super) fn wishes(&self, name: Option<&Name>) -> Wishes {
        Wishes {
            private: self.private.clone(),
            kept: name.map(|name| self.threads.kept(&name.hash)).unwrap_or_default(),
            hidden: name
                .map(|name| self.threads.hidden(&name.hash))
                .unwrap_or_default(),
        }
    }

    /// Whether a tab has as many lenses as are read of one tab, without this one.
    pub(super) fn is_crowded(&self, key: &LensKey) -> bool {
        let others = self.pages.iter().filter(|(other, page)| {
            other.tab == key.tab && *other != key && other.frame != key.frame && page.port.is_some()
        });
        key.frame != 0 && others.count() >= MAX_FRAMES
    }

    /// Keeps the copies of all pages together in bounds: those that were quiet longest go first. Their conversations stay,
    /// and their lenses are asked for a full picture once they have something to say.
    pub(super) fn forget_oldest_copies(&mut self, newest: &LensKey) {
        let mut weight: usize = self.pages.values().map(|page| page.session.weight()).sum();
        while weight > MAX_COPIES {
            let oldest = self
                .pages
                .iter_mut()
                .filter(|(key, page)| *key != newest && page.session.weight() > 0)
                .min_by_key(|(_, page)| page.last_heard);
            let Some((_, page)) = oldest else { return };
            weight -= page.session.weight();
            page.session.forget_page();
        }
    }

    /// What the popup shows of a tab, to be shown at once should the browser stop this worker before it is opened again.
    fn view_to_store(&self, tab: i32) -> Write {
        let last = self.best_page(tab).map(|page| LastView {
            origin: page.origin.clone(),
            view: page.view(),
        });
        let text = last.map(|last| serde_json::to_string(&last).expect("a view has string keys"));
        Write {
            key: view_key(tab),
            value: text.filter(|text| text.len() <= LARGEST_VIEW),
        }
    }

    /// What the popup showed of this site in a tab before the worker was stopped, until the page has told itself anew.
    pub(super) fn last_view(&self, tab: i32, origin: &Origin) -> Option<CaptureView> {
        let stored = self.snapshots.get(&view_key(tab))?;
        let last: LastView = serde_json::from_str(stored).ok()?;
        (last.origin == *origin && self.allows(origin)).then_some(last.view)
    }

    /// The tabs that the popup could show something of.
    pub(super) fn drawable(&self) -> BTreeSet<i32> {
        let stored = self
            .snapshots
            .keys()
            .filter_map(|key| key.strip_prefix(VIEW)?.parse().ok());
        self.pages.keys().map(|key| key.tab).chain(stored).collect()
    }

    /// Whose page a tab shows, as far as that is known.
    pub(super) fn origin_of(&self, tab: i32) -> Option<Origin> {
        let in_tab =
            |(key, page): (&LensKey, &Watched)| (key.tab == tab).then(|| (key.frame, page.origin.clone()));
        let watched = self
            .pages
            .iter()
            .filter_map(in_tab)
            .min()
            .map(|(_, origin)| origin);
        watched.or_else(|| {
            let last: LastView = serde_json::from_str(self.snapshots.get(&view_key(tab))?).ok()?;
            Some(last.origin)
        })
    }

    /// Whether this is a document that this tab did not show when its view was kept.
    pub(super) fn is_other_document(&self, key: &LensKey) -> bool {
        key.frame == 0 && !self.pages.contains_key(key) && !self.snapshots.contains_key(&key.snapshot_key())
    }

    pub(super) fn tab_state(&self, tab: i32) -> TabState {
        let page = self.best_page(tab);
        match page {
            Some(page) if self.allows_in(tab, &page.origin) => page.tab_state(),
            Some(_) => TabState::Paused,
            None => TabState::Off,
        }
    }

    fn watches(&self, tab: i32, origin: &Origin) -> bool {
        self.pages
            .iter()
            .any(|(key, page)| key.tab == tab && &page.origin == origin)
    }

    /// The frame of a tab that holds most of a conversation.
    pub(super) fn best_page(&self, tab: i32) -> Option<&Watched> {
        let pages = self.pages.iter().filter(|(key, _)| key.tab == tab);
        pages
            .map(|(_, page)| page)
            .max_by_key(|page| page.session.health().turns_captured)
    }
}

/// Shows a tab's badge.
pub(super) async fn show(tab: i32) {
    let state = with(|background| background.tab_state(tab));
    let badge = badge(state);
    let (captured, seen) = match state {
        TabState::Reading {
            turns_seen,
            turns_captured,
            ..
        } => (turns_captured, turns_seen),
        _ => (0, 0),
    };
    let mut title = browser::text(badge.title, &[&captured.to_string(), &seen.to_string()]);
    if let Some(note) = badge.note {
        title = format!("{title}. {}", browser::text(note, &[]));
    }
    browser::show_badge(tab, &badge.text, badge.colour, &title).await;
}

/// Lets lenses run exactly where they may: stops the others, starts missing ones.
pub(super) async fn apply() {
    let (stopped, wanted, embedded) = with(|background| {
        let keys: Vec<LensKey> = background.pages.keys().cloned().collect();
        let stopped: Vec<LensKey> = keys
            .into_iter()
            .filter(|key| {
                background
                    .pages
                    .get(key)
                    .is_some_and(|page| !background.allows_in(key.tab, &page.origin))
            })
            .collect();
        for key in &stopped {
            if let Some(page) = background.pages.remove(key) {
                page.stop();
            }
        }
        let sites = background.settings.sites.keys();
        let wanted: Vec<(Origin, bool)> = sites
            .map(|origin| (origin.clone(), background.allows(origin)))
            .collect();
        let embedded: Vec<(i32, Origin)> = background
            .embedded()
            .map(|(tab, frame)| (tab, frame.clone()))
            .collect();
        (stopped, wanted, embedded)
    });
    for key in stopped {
        browser::write(
            Area::Memory,
            vec![Write {
                key: key.snapshot_key(),
                value: None,
            }],
        )
        .await;
        show(key.tab).await;
        forget_view(key.tab).await;
    }
    let mut patterns: Vec<String> = vec![];
    let mut live: Vec<String> = vec![];
    for (origin, allowed) in wanted {
        // A site that is on, yet may not be read now, has no lens: nothing of it is read only to be thrown away.
        if !allowed {
            continue;
        }
        let pattern = origin.pattern(browser::kind());
        if browser::has_permission(&origin).await && !patterns.contains(&pattern) {
            patterns.push(pattern.clone());
        }
        if !live.contains(&pattern) {
            live.push(pattern);
        }
    }
    let mut lacking: BTreeSet<i32> = BTreeSet::new();
    for (tab, frame) in embedded {
        if !browser::has_permission(&frame).await {
            continue;
        }
        let pattern = frame.pattern(browser::kind());
        if !patterns.contains(&pattern) {
            patterns.push(pattern);
        }
        if with(|background| !background.watches(tab, &frame)) {
            lacking.insert(tab);
        }
    }
    let files = with(|background| background.scripts());
    browser::run_scripts_on(&patterns, files).await;
    for tab in lacking {
        browser::inject(tab, files).await;
    }
    for pattern in live.iter().filter(|pattern| patterns.contains(pattern)) {
        for tab in browser::tabs_of(pattern).await {
            if with(|background| background.best_page(tab).is_none()) {
                browser::inject(tab, files).await;
            }
        }
    }
    draw_all().await;
}
