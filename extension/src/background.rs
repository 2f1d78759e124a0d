//! The background: hears the browser's events and tells the parts.
//!
//! In: events, forwarded by `background.js`. Out: lenses running where they may, records in the outbox, deliveries, badges.
//! The browser may stop this worker at any moment: what must last is stored before anything is done with it, and all else is
//! rebuilt from storage and from the lenses. Raw text is kept in memory only.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use shared::api::{ConversationId, ExtensionReply, ExtensionRequest};
use shared::consent::{ConsentReceipt, TERMS_ID};
use shared::keys::sha256_hex;
use shared::time::Timestamp;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::badge::{TabState, badge};
use crate::browser::{self, Area, Port};
use crate::capture::{LensMessage, Sites};
use crate::daemon_client::{self, Failure, Pairing};
use crate::message::{Answer, Ask, ConversationView, Overview, PageView, Question, Scope, SiteView};
use crate::outbox::{Outbox, Outcome, Write};
use crate::settings::{Origin, Provision, Settings, Site};
use crate::threads::{Name, Threads, Verdict};
use crate::watch::{LensKey, Watched};

const ROUND: i32 = 600;
const DELIVER: &str = "deliver";
const STATUS: &str = "status";

thread_local! {
    static BACKGROUND: RefCell<Option<Background>> = const { RefCell::new(None) };
}

/// Everything the background knows. Never borrowed across an `await`.
struct Background {
    settings: Settings,
    pairing: Option<Pairing>,
    companion: Companion,
    trouble: Option<Failure>,
    salt: [u8; 32],
    threads: Threads,
    outbox: Outbox,
    delivering: bool,
    sites: Rc<Sites>,
    pages: BTreeMap<LensKey, Watched>,
    /// Of pages that were watched before the worker was stopped.
    snapshots: BTreeMap<String, String>,
}

/// What the companion said last about itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Companion {
    consent: Option<ConsentReceipt>,
    held: u64,
    donated: u64,
    window_seconds: u64,
}

fn with<R>(act: impl FnOnce(&mut Background) -> R) -> R {
    BACKGROUND.with_borrow_mut(|background| {
        act(background
            .as_mut()
            .expect("background.js calls `start` before it forwards events"))
    })
}

// ---- what background.js calls ----

/// Rebuilds everything from storage.
///
/// # Errors
/// When storage cannot be read: going on would forget what the person has set.
#[wasm_bindgen]
pub async fn start() -> Result<(), JsValue> {
    browser::report_panics();
    let unreadable = || JsValue::from_str("storage cannot be read");
    let stored = browser::read(Area::Disk).await.ok_or_else(unreadable)?;
    let snapshots = browser::read(Area::Memory).await.unwrap_or_default();
    let sites = Rc::new(load_sites().await);
    let values: BTreeMap<&str, &str> = pairs(&stored).collect();
    let known_salt = values
        .get("salt")
        .and_then(|text| HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok());
    let salt = known_salt.unwrap_or_else(browser::random);
    let background = Background {
        settings: Settings::parse(values.get("settings").copied()),
        pairing: values.get("pairing").and_then(|text| Pairing::parse(text)),
        companion: values
            .get("companion")
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default(),
        trouble: None,
        salt,
        threads: Threads::read(pairs(&stored)),
        outbox: Outbox::read(pairs(&stored)),
        delivering: false,
        sites,
        pages: BTreeMap::new(),
        snapshots: snapshots.into_iter().collect(),
    };
    BACKGROUND.set(Some(background));
    if known_salt.is_none() {
        store("salt", Some(HEXLOWER.encode(&salt))).await;
    }
    if with(|background| background.pairing.is_none()) {
        provision().await;
    }
    spawn_local(async {
        deliver().await;
        plan().await;
    });
    Ok(())
}

/// The extension was installed or updated.
#[wasm_bindgen]
pub async fn installed(reason: String) {
    let provisioned = provision().await;
    if reason == "install" && !provisioned {
        browser::open_page("onboarding.html").await;
    }
    refresh().await;
    apply().await;
}

/// The browser was started.
#[wasm_bindgen]
pub async fn started() {
    provision().await;
    refresh().await;
    apply().await;
}

/// An alarm rang.
#[wasm_bindgen]
pub async fn alarm_rang(name: String) {
    if name == STATUS {
        refresh().await;
    }
    deliver().await;
    plan().await;
}

/// The person granted or took away the right to read a site, here or in the browser's own settings.
#[wasm_bindgen]
pub async fn permissions_changed() {
    apply().await;
}

/// A tab is gone.
#[wasm_bindgen]
pub async fn tab_closed(tab: i32) {
    let keys: Vec<LensKey> = with(|background| {
        background
            .pages
            .keys()
            .filter(|key| key.tab == tab)
            .cloned()
            .collect()
    });
    for key in keys {
        finish(&key).await;
    }
}

/// A lens has connected.
#[wasm_bindgen]
pub fn lens_came(port: Port) {
    let Some(sender) = port
        .lens()
        .filter(|sender| with(|background| background.allows(&sender.origin)))
    else {
        port.want("stop");
        return;
    };
    let key = LensKey::of(&sender);
    let (replaced, now) = (Rc::new(RefCell::new(vec![])), browser::now());
    with(|background| {
        let gone = background.pages.keys().filter(|other| {
            (other.tab, other.frame) == (key.tab, key.frame) && other.document != key.document
        });
        replaced.borrow_mut().extend(gone.cloned());
        let sites = Rc::clone(&background.sites);
        let snapshot = background.snapshots.remove(&key.snapshot_key());
        let page = background.pages.entry(key.clone()).or_insert_with(|| {
            let mut page = Watched::new(sender.origin, sites, now);
            if let Some(snapshot) = &snapshot {
                page.restore(snapshot, now);
            }
            page
        });
        // A second lens in the same document would report everything twice.
        page.stop();
        page.port = Some(port);
    });
    spawn_local(async move {
        for key in replaced.take() {
            finish(&key).await;
        }
    });
}

/// A lens says what it sees.
#[wasm_bindgen]
pub fn lens_said(port: &Port, message: &JsValue) {
    let Some(key) = port.lens().map(|sender| LensKey::of(&sender)) else {
        return;
    };
    let parsed = browser::json(message).and_then(|text| serde_json::from_str::<LensMessage>(&text).ok());
    let attend_now = with(|background| {
        let page = background
            .pages
            .get_mut(&key)
            .filter(|page| page.port.as_ref() == Some(port))?;
        page.receive(parsed?, browser::now());
        let attended = std::mem::replace(&mut page.attended, true);
        Some(!attended)
    });
    if attend_now == Some(true) {
        spawn_local(attend(key));
    }
}

/// A lens has disconnected: its page is gone, or it rests until there is something to say.
#[wasm_bindgen]
pub async fn lens_gone(port: Port) {
    let Some(key) = port.lens().map(|sender| LensKey::of(&sender)) else {
        return;
    };
    let was_current = with(|background| {
        let page = background
            .pages
            .get_mut(&key)
            .filter(|page| page.port.as_ref() == Some(&port));
        page.map(|page| page.port = None).is_some()
    });
    if was_current {
        evaluate(&key).await;
        deliver().await;
    }
}

/// One of our pages asks.
#[wasm_bindgen]
pub async fn page_asked(message: JsValue, sender: JsValue) -> JsValue {
    let question = message.as_string().filter(|_| browser::is_own_page(&sender));
    let Some(question) = question.and_then(|text| serde_json::from_str::<Question>(&text).ok()) else {
        return JsValue::UNDEFINED;
    };
    let failure = act(question.ask).await.err();
    let overview = overview(question.tab, question.address.as_deref()).await;
    let answer = serde_json::to_string(&Answer { failure, overview });
    answer
        .expect("an answer has string keys and finite numbers")
        .into()
}

// ---- pages ----

/// Comes back to a page until it rests.
async fn attend(key: LensKey) {
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
        show(key.tab).await;
        if !look.again {
            return;
        }
    }
}

/// Makes a record of a page as it stands, and queues it if it is new.
async fn evaluate(key: &LensKey) {
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
}

/// Hands over what is left of a page that is gone, and forgets it.
async fn finish(key: &LensKey) {
    evaluate(key).await;
    with(|background| {
        background.snapshots.remove(&key.snapshot_key());
        background.pages.remove(key)
    });
    browser::write(
        Area::Memory,
        vec![Write {
            key: key.snapshot_key(),
            value: None,
        }],
    )
    .await;
    deliver().await;
}

impl Background {
    /// Capture needs a companion to hand records to, consent, and a site that is on and not paused.
    fn allows(&self, origin: &Origin) -> bool {
        self.pairing.is_some() && self.companion.consent.is_some() && self.settings.allow(origin)
    }

    /// What to write after a look at this page, and the page's snapshot.
    fn evaluate(
        &mut self,
        key: &LensKey,
        fresh: &ConversationId,
        now: Timestamp,
    ) -> Option<(Vec<Write>, String)> {
        if !self.pages.get(key).is_some_and(|page| self.allows(&page.origin)) {
            return None;
        }
        let page = self.pages.get_mut(key)?;
        let snapshot = page.session.snapshot();
        let (Some(record), Some(thread_key)) = (page.make_record(now), page.session.thread_key()) else {
            (page.record, page.conversation) = (None, None);
            return Some((vec![], snapshot));
        };
        let former = page.name.take();
        let name = Name::of(
            &self.salt,
            page.origin.as_ref(),
            &thread_key,
            &record,
            former.as_ref(),
        );
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
            match write {
                Some(write) => writes.push(write),
                None => self.trouble = Some(Failure::TooLarge),
            }
        }
        page.record = Some(record);
        page.conversation = self.threads.get(&name.hash).map(|thread| ConversationView {
            id: thread.conversation_id.clone(),
            paused: thread.paused,
            declined: thread.declined,
        });
        page.name = Some(name);
        Some((writes, snapshot))
    }

    fn tab_state(&self, tab: i32) -> TabState {
        let page = self.best_page(tab);
        match page {
            Some(page) if self.allows(&page.origin) => page.tab_state(),
            Some(_) => TabState::Paused,
            None => TabState::Off,
        }
    }

    /// The frame of a tab that holds most of a conversation.
    fn best_page(&self, tab: i32) -> Option<&Watched> {
        let pages = self.pages.iter().filter(|(key, _)| key.tab == tab);
        pages
            .map(|(_, page)| page)
            .max_by_key(|page| page.session.health().turns_captured)
    }
}

/// Shows a tab's badge.
async fn show(tab: i32) {
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
    let title = browser::text(badge.title, &[&captured.to_string(), &seen.to_string()]);
    browser::show_badge(tab, &badge.text, badge.colour, &title).await;
}

/// Lets lenses run exactly where they may: stops the others, starts missing ones.
async fn apply() {
    let (stopped, wanted) = with(|background| {
        let keys: Vec<LensKey> = background.pages.keys().cloned().collect();
        let stopped: Vec<LensKey> = keys
            .into_iter()
            .filter(|key| {
                background
                    .pages
                    .get(key)
                    .is_some_and(|page| !background.allows(&page.origin))
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
        (stopped, wanted)
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
    }
    let mut patterns: Vec<String> = vec![];
    let mut live: Vec<String> = vec![];
    for (origin, allowed) in wanted {
        let pattern = origin.pattern(browser::kind());
        if browser::has_permission(&origin).await && !patterns.contains(&pattern) {
            patterns.push(pattern.clone());
        }
        if allowed && !live.contains(&pattern) {
            live.push(pattern);
        }
    }
    browser::run_lens_on(&patterns).await;
    for pattern in live.iter().filter(|pattern| patterns.contains(pattern)) {
        for tab in browser::tabs_of(pattern).await {
            if with(|background| background.best_page(tab).is_none()) {
                browser::inject_lens(tab).await;
            }
        }
    }
}

// ---- the companion ----

/// Asks the companion for one thing and remembers what went wrong.
async fn ask(request: &ExtensionRequest) -> Result<ExtensionReply, Failure> {
    let pairing = with(|background| background.pairing.clone()).ok_or(Failure::NotPaired)?;
    let answer = match daemon_client::ask(&pairing, request).await {
        Ok(ExtensionReply::Refused { reason, .. }) if !matches!(request, ExtensionRequest::Submit { .. }) => {
            Err(Failure::Refused { reason })
        }
        other => other,
    };
    with(|background| {
        background.trouble = match &answer {
            Ok(ExtensionReply::Refused { reason, .. }) => Some(Failure::Refused {
                reason: reason.clone(),
            }),
            Ok(_) => None,
            Err(failure) => Some(failure.clone()),
        }
    });
    answer
}

/// Learns the companion's status; starts or stops lenses when consent has changed.
async fn refresh() {
    let Ok(ExtensionReply::Status {
        held,
        donated,
        consent,
        window_seconds,
    }) = ask(&ExtensionRequest::Status).await
    else {
        return;
    };
    let companion = Companion {
        consent,
        held,
        donated,
        window_seconds,
    };
    let text = serde_json::to_string(&companion).expect("a status has plain fields");
    let before = with(|background| std::mem::replace(&mut background.companion, companion.clone()));
    if before != companion {
        store("companion", Some(text)).await;
    }
    if before.consent.is_some() != companion.consent.is_some() {
        apply().await;
    }
}

/// Hands over everything that is due, one record at a time.
async fn deliver() {
    let begun = with(|background| {
        background.pairing.is_some() && !std::mem::replace(&mut background.delivering, true)
    });
    if !begun {
        return;
    }
    while let Some(entry) = with(|background| background.outbox.due(browser::now()).cloned()) {
        let (id, revision) = (entry.conversation_id, entry.revision);
        let request = ExtensionRequest::Submit {
            conversation_id: id.clone(),
            revision,
            record: entry.record,
        };
        let answer = ask(&request).await;
        let (outcome, mut writes) = with(|background| {
            let (outcome, write) = background.outbox.settle(&id, revision, &answer, browser::now());
            (outcome, write.into_iter().collect::<Vec<_>>())
        });
        if outcome == Outcome::Declined {
            writes.extend(with(|background| background.decline(&id)));
        }
        browser::write(Area::Disk, writes).await;
    }
    with(|background| background.delivering = false);
    plan().await;
}

impl Background {
    fn decline(&mut self, id: &ConversationId) -> Vec<Write> {
        self.mark(id, |conversation| conversation.declined = true);
        self.threads.decline(id)
    }

    fn mark(&mut self, id: &ConversationId, change: impl Fn(&mut ConversationView)) {
        let conversations = self
            .pages
            .values_mut()
            .filter_map(|page| page.conversation.as_mut());
        conversations
            .filter(|conversation| &conversation.id == id)
            .for_each(change);
    }
}

/// Sets the alarms: for what waits in the outbox, and for the companion's status, more often until consent is given.
async fn plan() {
    let (wake_at, minutes) = with(|background| {
        let waiting = background.pairing.is_some() && background.companion.consent.is_none();
        (background.outbox.wake_at(), if waiting { 1 } else { 30 })
    });
    if let Some(wake_at) = wake_at {
        // Browsers ring no sooner than half a minute from now.
        browser::alarm_at(DELIVER, wake_at.max(browser::now().plus(30_000)));
    }
    browser::alarm_every(STATUS, minutes);
}

/// Pairs and switches sites on as the package says, once; a released package says nothing.
async fn provision() -> bool {
    let Some(text) = browser::packaged("provision.json").await else {
        return false;
    };
    let Ok(wish) = serde_json::from_str::<Provision>(&text) else {
        return false;
    };
    let mark = sha256_hex(text.as_bytes());
    let stored = browser::read(Area::Disk).await.unwrap_or_default();
    if pairs(&stored).any(|entry| entry == ("provisioned", &mark)) {
        return true;
    }
    for origin in wish.origins.iter().filter_map(|address| Origin::of(address)) {
        _ = act(Ask::SwitchOn { origin }).await;
    }
    // Last, so that whoever waits for the pairing finds the sites on.
    if act(Ask::Pair {
        code: wish.pairing_code,
        port: wish.port,
    })
    .await
    .is_ok()
    {
        store("provisioned", Some(mark)).await;
    }
    true
}

// ---- what the person wants ----

async fn act(wish: Ask) -> Result<(), Failure> {
    match wish {
        Ask::Look => refresh().await,
        Ask::Glance => {}
        Ask::SwitchOn { origin } => {
            set(|settings| _ = settings.sites.entry(origin).or_insert(Site::default())).await
        }
        Ask::SwitchOff { origin } => {
            set(|settings| _ = settings.sites.remove(&origin)).await;
            browser::give_back_permission(&origin).await;
        }
        Ask::Pause { scope } => pause(scope, true).await,
        Ask::Resume { scope } => pause(scope, false).await,
        Ask::Pair { code, port } => {
            let pairing = daemon_client::pair(&code, port).await?;
            store("pairing", Some(pairing.to_stored())).await;
            with(|background| background.pairing = Some(pairing));
            set(|settings| settings.port = port).await;
            refresh().await;
            retry().await;
        }
        Ask::Unpair => {
            with(|background| (background.pairing, background.companion) = (None, Companion::default()));
            store("pairing", None).await;
            store("companion", None).await;
            apply().await;
        }
        Ask::Agree {
            licence,
            purposes,
            language,
            after_window,
        } => {
            let terms_id = TERMS_ID.to_owned();
            ask(&ExtensionRequest::Agree {
                terms_id,
                licence,
                purposes,
                language,
                after_window,
            })
            .await?;
            refresh().await;
        }
        Ask::Withdraw => {
            ask(&ExtensionRequest::Withdraw).await?;
            let writes = with(|background| {
                background.companion.consent = None;
                background.outbox.clear()
            });
            browser::write(Area::Disk, writes).await;
            refresh().await;
            apply().await;
        }
        Ask::Deliver => retry().await,
    }
    Ok(())
}

async fn retry() {
    with(|background| background.outbox.retry(browser::now()));
    deliver().await;
}

async fn pause(scope: Scope, paused: bool) {
    match scope {
        Scope::Everything => set(|settings| settings.paused = paused).await,
        Scope::Site { origin } => {
            set(|settings| {
                if let Some(site) = settings.sites.get_mut(&origin) {
                    site.paused = paused;
                }
            })
            .await;
        }
        Scope::Conversation { id } => {
            let writes = with(|background| {
                background.mark(&id, |conversation| conversation.paused = paused);
                if paused {
                    background.threads.pause(&id)
                } else {
                    background.threads.resume(&id)
                }
            });
            browser::write(Area::Disk, writes).await;
            let keys: Vec<LensKey> = with(|background| background.pages.keys().cloned().collect());
            for key in keys {
                evaluate(&key).await;
                show(key.tab).await;
            }
            deliver().await;
        }
    }
}

/// Changes the settings, stores them, and acts on them.
async fn set(change: impl FnOnce(&mut Settings)) {
    let text = with(|background| {
        change(&mut background.settings);
        serde_json::to_string(&background.settings).expect("settings have string keys")
    });
    store("settings", Some(text)).await;
    apply().await;
}

async fn overview(tab: Option<i32>, address: Option<&str>) -> Overview {
    let (mut overview, origins) = with(|background| {
        let page = tab.map(|tab| {
            let watched = background.best_page(tab);
            let origin = address.and_then(Origin::of);
            PageView {
                origin: origin.or_else(|| watched.map(|page| page.origin.clone())),
                capture: watched.map(Watched::view),
            }
        });
        let overview = Overview {
            port: background.settings.port,
            paired: background.pairing.is_some(),
            consent: background.companion.consent.clone(),
            paused: background.settings.paused,
            sites: vec![],
            queued: background.outbox.len(),
            held: background.companion.held,
            donated: background.companion.donated,
            window_seconds: background.companion.window_seconds,
            trouble: background.trouble.clone(),
            page,
        };
        (overview, background.settings.sites.clone())
    });
    for (origin, site) in origins {
        let granted = browser::has_permission(&origin).await;
        overview.sites.push(SiteView {
            origin,
            paused: site.paused,
            granted,
        });
    }
    overview
}

// ---- storage and files of the package ----

async fn store(key: &str, value: Option<String>) {
    browser::write(
        Area::Disk,
        vec![Write {
            key: key.to_owned(),
            value,
        }],
    )
    .await;
}

fn pairs(stored: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    stored.iter().map(|(key, value)| (key.as_str(), value.as_str()))
}

/// The site adapters that the package holds; `sites/index.json` lists them.
async fn load_sites() -> Sites {
    let index = browser::packaged("sites/index.json").await.unwrap_or_default();
    let mut files = vec![];
    for name in serde_json::from_str::<Vec<String>>(&index).unwrap_or_default() {
        if let Some(text) = browser::packaged(&format!("sites/{name}")).await {
            files.push((name, text));
        }
    }
    let (sites, faults) = Sites::parse(&pairs(&files).collect::<Vec<_>>());
    for fault in faults {
        browser::report(&fault);
    }
    sites
}
