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
use shared::consent::ConsentReceipt;
use shared::scrub::PrivateWords;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser::{self, Area, Port};
use crate::capture::{LensMessage, Sites};
use crate::daemon_client::{Failure, Pairing};
use crate::log::{self, Log};
use crate::message::{Answer, Ask, Drawn, Question};
use crate::outbox::{Outbox, Write};
use crate::popup;
use crate::settings::Settings;
use crate::threads::Threads;
use crate::watch::{LensKey, Watched};

pub(crate) use self::budgets::Budget;
use self::budgets::{MAX_FRAMES, Verdict};
use self::delivery::{deliver, plan, refresh};
use self::drawings::Drawings;
use self::lenses::{apply, attend, evaluate, finish};
use self::wishes::{act, overview, pair_itself, provision};

mod budgets; // what one page may cost
mod drawings; // what the popup shows at once
mod delivery; // to the companion, and what it says about itself
mod lenses; // which pages are watched, and what becomes of what they show
mod rating; // the control in the page, for those who want one
mod reports; // how a page is built, for the pool
mod updates; // newer site adapters than those of the package
mod wishes; // what the person wants, and the whole picture for them

const STATUS: &str = "status";
/// The scrubber's model for names, a file of the package.
const NAMES: &str = "names.bin";

thread_local! {
    static BACKGROUND: RefCell<Option<Background>> = const { RefCell::new(None) };
}

/// Everything the background knows. Never borrowed across an `await`.
struct Background {
    settings: Settings,
    pairing: Option<Pairing>,
    /// The person has unpaired here.
    unpaired: bool,
    pairing_itself: bool,
    companion: Companion,
    trouble: Option<Failure>,
    salt: [u8; 32],
    threads: Threads,
    /// From the companion, for as long as this worker lives.
    private: PrivateWords,
    outbox: Outbox,
    log: Log,
    delivering: bool,
    sites: Rc<Sites>,
    /// Names the adapters that came from the companion.
    adapters: String,
    pages: BTreeMap<LensKey, Watched>,
    /// Of pages that were watched before the worker was stopped.
    snapshots: BTreeMap<String, String>,
    drawings: Drawings,
}

/// What the companion said last about itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Companion {
    consent: Option<ConsentReceipt>,
    held: u64,
    donated: u64,
    window_seconds: u64,
    /// Names the terms in force; empty where the companion does not say.
    terms_id: String,
}

impl Companion {
    /// Whether the person has agreed to the terms in force.
    fn has_consent(&self) -> bool {
        self.consent.is_some() && !self.terms_changed()
    }

    /// Whether other terms are in force than those that the person agreed to.
    fn terms_changed(&self) -> bool {
        let other = |consent: &ConsentReceipt| !self.terms_id.is_empty() && consent.terms_id != self.terms_id;
        self.consent.as_ref().is_some_and(other)
    }
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
/// When storage cannot be read: going on would forget what the person has set. When the scrubber's model cannot be read: going on would
/// leave names in.
#[wasm_bindgen]
pub async fn start() -> Result<(), JsValue> {
    browser::report_panics();
    // All at once: somebody may be waiting for this worker.
    let (names, stored, snapshots) = (
        browser::packaged_bytes(NAMES),
        browser::read(Area::Disk),
        browser::read(Area::Memory),
    );
    let packaged = updates::packaged();
    learn_names(&names.await.unwrap_or_default())?;
    let unreadable = || JsValue::from_str("storage cannot be read");
    let stored = stored.await.ok_or_else(unreadable)?;
    let snapshots = snapshots.await.unwrap_or_default();
    let values: BTreeMap<&str, &str> = pairs(&stored).collect();
    let (sites, adapters) = updates::load(packaged.await, values.get(updates::KEY).copied());
    let known_salt = values
        .get("salt")
        .and_then(|text| HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok());
    let salt = known_salt.unwrap_or_else(browser::random);
    let background = Background {
        settings: Settings::parse(values.get("settings").copied()),
        pairing: values.get("pairing").and_then(|text| Pairing::parse(text)),
        unpaired: values.contains_key(wishes::UNPAIRED),
        pairing_itself: false,
        companion: values
            .get("companion")
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default(),
        trouble: None,
        salt,
        threads: Threads::read(pairs(&stored)),
        private: PrivateWords::default(),
        outbox: Outbox::read(pairs(&stored)),
        log: Log::parse(values.get(log::KEY).copied()),
        delivering: false,
        sites: Rc::new(sites),
        adapters,
        pages: BTreeMap::new(),
        snapshots: snapshots.into_iter().collect(),
        drawings: Drawings::default(),
    };
    BACKGROUND.set(Some(background));
    if known_salt.is_none() {
        store("salt", Some(HEXLOWER.encode(&salt))).await;
    }
    if with(|background| background.pairing.is_none()) {
        provision().await;
    }
    spawn_local(async {
        pair_itself().await;
        deliver().await;
        plan().await;
    });
    Ok(())
}

#[cfg(target_family = "wasm")]
fn learn_names(file: &[u8]) -> Result<(), JsValue> {
    if shared::scrub::learn_names(file) {
        Ok(())
    } else {
        Err(JsValue::from_str("names.bin of the package cannot be read"))
    }
}

/// Where it is compiled for tests, the program has the model in itself.
#[cfg(not(target_family = "wasm"))]
fn learn_names(_: &[u8]) -> Result<(), JsValue> {
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
        pair_itself().await;
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
    lenses::forget_view(tab).await;
}

/// A lens has connected.
#[wasm_bindgen]
pub fn lens_came(port: Port) {
    let Some(sender) = port
        .lens()
        .filter(|sender| with(|background| background.allows_in(sender.tab, &sender.origin)))
    else {
        port.want("stop");
        return;
    };
    let key = LensKey::of(&sender);
    if with(|background| background.is_crowded(&key)) {
        port.want("stop");
        return;
    }
    let (replaced, now) = (Rc::new(RefCell::new(vec![])), browser::now());
    let other = with(|background| background.is_other_document(&key));
    with(|background| {
        let gone = background.pages.keys().filter(|other| {
            (other.tab, other.frame) == (key.tab, key.frame) && other.document != key.document
        });
        replaced.borrow_mut().extend(gone.cloned());
        let sites = Rc::clone(&background.sites);
        let snapshot = background.snapshots.remove(&key.snapshot_key());
        let before = background.of_former_document(&key, &sender.origin);
        let page = background.pages.entry(key.clone()).or_insert_with(|| {
            let mut page = Watched::new(sender.origin, sites, now);
            if let Some(before) = &before {
                page.session.inherit(before);
            }
            if let Some(snapshot) = &snapshot {
                page.restore(snapshot, now);
            }
            page
        });
        // A second lens in the same document would report everything twice.
        page.stop();
        page.port = Some(port);
        page.offered.clear();
    });
    spawn_local(async move {
        if other {
            lenses::forget_view(key.tab).await;
        }
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
    let Some(text) = browser::json(message) else {
        return;
    };
    let heard = with(|background| {
        let page = background
            .pages
            .get_mut(&key)
            .filter(|page| page.port.as_ref() == Some(port))?;
        let now = browser::now();
        match page.budget.arrived(text.len(), now) {
            Verdict::Ignore => return None,
            Verdict::ReadLessOften => port.want("slower"),
            Verdict::Read => {}
        }
        let embeds = page.receive(serde_json::from_str::<LensMessage>(&text).ok()?, now);
        page.budget.took(browser::now().0 - now.0);
        background.forget_oldest_copies(&key);
        let page = background.pages.get_mut(&key)?;
        let attended = std::mem::replace(&mut page.attended, true);
        Some((embeds, attended))
    });
    let Some((embeds, attended)) = heard else { return };
    if embeds {
        spawn_local(apply());
    }
    if !attended {
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
    if !was_current {
        return;
    }
    evaluate(&key).await;
    // A page may make and drop frames for ever.
    let worthless = |page: &Watched| key.frame != 0 && page.port.is_none() && page.record.is_none();
    if with(|background| background.pages.get(&key).is_some_and(worthless)) {
        finish(&key).await;
    }
    deliver().await;
}

/// One of our pages asks.
#[wasm_bindgen]
pub async fn page_asked(message: JsValue, sender: JsValue) -> JsValue {
    let question = message.as_string().filter(|_| browser::is_own_page(&sender));
    let Some(question) = question.and_then(|text| serde_json::from_str::<Question>(&text).ok()) else {
        return JsValue::UNDEFINED;
    };
    let report = match (&question.ask, question.tab) {
        (Ask::Report { name_site }, Some(tab)) => with(|background| background.report(tab, *name_site)),
        _ => None,
    };
    let hosts = if question.ask == Ask::KnownSites {
        with(|background| background.sites.hosts())
    } else {
        vec![]
    };
    let wants_log = matches!(question.ask, Ask::Log | Ask::ClearLog);
    let (terms, failure) = match question.ask {
        Ask::Terms => (wishes::terms().await, None),
        ask => (None, act(ask, question.tab).await.err()),
    };
    let log = if wants_log {
        with(|background| background.log.newest_first())
    } else {
        vec![]
    };
    let overview = overview(question.tab, question.address.as_deref()).await;
    if question.draw {
        let drawn = serde_json::to_string(&Drawn {
            failed: failure.is_some(),
            picture: popup::picture(&overview, browser::kind()),
        });
        return drawn.expect("a picture has string keys").into();
    }
    let answer = serde_json::to_string(&Answer {
        failure,
        report,
        terms,
        hosts,
        log,
        overview,
    });
    answer
        .expect("an answer has string keys and finite numbers")
        .into()
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

#[cfg(test)]
mod tests {
    use super::*;
    use shared::consent::{Licence, Purpose, agree};
    use shared::time::Timestamp;

    #[test]
    fn consent_holds_for_the_terms_in_force_and_for_no_others() {
        let receipt = agree(Licence::CcBy, vec![Purpose::Research], "en", Timestamp(0).day());
        let agreed = receipt.terms_id.clone();
        for (consent, in_force, holds, changed) in [
            (None, agreed.as_str(), false, false),
            (Some(receipt.clone()), agreed.as_str(), true, false),
            (Some(receipt.clone()), "2031-01", false, true),
            // A companion that does not say which terms are in force knows only those.
            (Some(receipt), "", true, false),
        ] {
            let companion = Companion {
                consent,
                terms_id: in_force.to_owned(),
                ..Companion::default()
            };
            assert_eq!(
                (companion.has_consent(), companion.terms_changed()),
                (holds, changed),
                "{in_force}"
            );
        }
    }
}
