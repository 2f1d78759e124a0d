//! What the person wants, and the whole picture for them.
//!
//! In: wishes of our own pages, and of a developer's package. Out: settings, pairing and consent, stored and acted on.

use std::collections::BTreeSet;

use shared::api::{ConversationId, ExtensionReply, ExtensionRequest};
use shared::conversation::{GestureKind, MessageId};
use shared::keys::sha256_hex;
use shared::scrub::{Hidden, Kept, PiiType};
use wasm_bindgen_futures::spawn_local;

use super::delivery::ask;
use super::lenses::show;
use super::{Background, Companion, apply, deliver, evaluate, pairs, rating, refresh, reports, store, with};
use crate::browser::{self, Area};
use crate::daemon_client::{self, Failure, Pairing};
use crate::message::{Ask, Overview, PageView, Scope, SiteView, Terms};
use crate::outbox::Write;
use crate::pipeline;
use crate::popup::passages;
use crate::settings::{Origin, Provision, Settings, Site};
use crate::threads::Change;
use crate::watch::{LensKey, Watched};

/// How often it is looked, five times a second, whether a page has told itself anew.
const PATIENCE: usize = 50;
/// Stored when the person has unpaired: from then on only a code pairs again.
pub(super) const UNPAIRED: &str = "unpaired";

/// Pairs and switches sites on as the package says, once; a released package says nothing.
pub(super) async fn provision() -> bool {
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
        _ = act(Ask::SwitchOn { origin }, None).await;
    }
    // Last, so that whoever waits for the pairing finds the sites on.
    let pair = Ask::Pair {
        code: wish.pairing_code,
        port: wish.port,
    };
    if act(pair, None).await.is_ok() {
        store("provisioned", Some(mark)).await;
    }
    true
}

/// Pairs without a code being copied, where the companion is registered with this browser and the person has not unpaired here.
pub(super) async fn pair_itself() {
    let begun = with(|background| {
        let wanted = background.pairing.is_none() && !background.unpaired;
        wanted && !std::mem::replace(&mut background.pairing_itself, true)
    });
    if !begun {
        return;
    }
    if let Some((code, port)) = daemon_client::fetch_code().await
        && let Ok(pairing) = daemon_client::pair(&code, port).await
    {
        adopt(pairing, port).await;
    }
    with(|background| background.pairing_itself = false);
}

/// Goes on with a companion that has just been paired.
async fn adopt(pairing: Pairing, port: u16) {
    store("pairing", Some(pairing.to_stored())).await;
    store(UNPAIRED, None).await;
    with(|background| (background.pairing, background.unpaired) = (Some(pairing), false));
    set(|settings| settings.port = port).await;
    refresh().await;
    retry().await;
}

pub(super) async fn act(wish: Ask, tab: Option<i32>) -> Result<(), Failure> {
    match wish {
        Ask::Look => {
            if let Some(tab) = tab {
                wake(tab).await;
            }
            pair_itself().await;
            refresh().await;
        }
        // What these ask for is in the answer.
        Ask::Glance | Ask::Report { .. } | Ask::Terms | Ask::KnownSites | Ask::Log => {}
        Ask::ClearLog => {
            let write = with(|background| background.log.clear());
            browser::write(Area::Disk, vec![write]).await;
        }
        Ask::SendReport { report } => reports::send(&report).await?,
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
            adopt(pairing, port).await;
        }
        Ask::Unpair => {
            with(|background| {
                (background.pairing, background.companion) = (None, Companion::default());
                background.unpaired = true;
            });
            store("pairing", None).await;
            store(UNPAIRED, Some("yes".to_owned())).await;
            store("companion", None).await;
            apply().await;
        }
        Ask::RatingControl { on } => {
            set(|settings| settings.rating_control = on).await;
            rating::switch().await;
        }
        Ask::Agree {
            terms_id,
            licence,
            purposes,
            language,
            after_window,
        } => {
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
        Ask::Keep {
            message_id,
            redaction,
        } => {
            alter(tab, |background, tab| {
                let (kind, value) = background.taken(tab, &message_id, redaction)?;
                let mut kept = Kept::default();
                kept.keep(kind, &value).then_some(Change::Keep(kept))
            })
            .await;
        }
        Ask::Show {
            message_id,
            redaction,
        } => {
            alter(tab, |background, tab| {
                let (_, value) = background.taken(tab, &message_id, redaction)?;
                Hidden::of(&value).map(Change::Show)
            })
            .await;
        }
        Ask::Hide { words } => {
            let mut found = false;
            alter(tab, |background, tab| {
                let record = background.best_page(tab)?.record.as_ref()?;
                let texts: Vec<&str> = record.messages.iter().map(|message| &*message.text).collect();
                let mut all = Hidden::default();
                for passage in passages(&words, &texts) {
                    if let Some(passage) = Hidden::of(&passage) {
                        all.add(&passage);
                    }
                }
                found = !all.is_empty();
                found.then_some(Change::Hide(all))
            })
            .await;
            if !found {
                return Err(Failure::NothingToHide);
            }
        }
        Ask::Undo => {
            await_page(tab).await;
            let writes = with(|background| {
                let id = background.conversation_in(tab?)?;
                Some(background.threads.undo(&id))
            });
            read_again(tab, writes).await;
        }
        Ask::Rate { message_id, good } => {
            let kind = match good {
                Some(true) => GestureKind::ThumbsUp,
                Some(false) => GestureKind::ThumbsDown,
                None => GestureKind::ThumbsCleared,
            };
            await_page(tab).await;
            let rated = with(|background| background.rate(tab?, &message_id, kind).then(Vec::new));
            read_again(tab, rated).await;
        }
        Ask::Deliver => retry().await,
    }
    Ok(())
}

/// Has a page that rests tell itself anew, where this worker is younger than what its lens said last.
async fn wake(tab: i32) {
    let live = with(|background| {
        let origins = background.settings.sites.keys();
        let live = origins.filter(|origin| background.allows(origin)).cloned();
        background
            .best_page(tab)
            .is_none()
            .then(|| live.collect::<Vec<Origin>>())
    });
    for origin in live.unwrap_or_default() {
        let pattern = origin.pattern(browser::kind());
        if browser::has_permission(&origin).await && browser::tabs_of(&pattern).await.contains(&tab) {
            let files = with(|background| background.scripts());
            browser::inject(tab, files).await;
            return;
        }
    }
}

/// Changes what leaves of the conversation in this tab.
async fn alter(tab: Option<i32>, change: impl FnOnce(&Background, i32) -> Option<Change>) {
    await_page(tab).await;
    let writes = with(|background| {
        let change = change(background, tab?)?;
        let id = background.conversation_in(tab?)?;
        Some(background.threads.alter(&id, &change))
    });
    read_again(tab, writes).await;
}

/// Waits until a page that rested has told itself anew, as its conversation was shown meanwhile.
async fn await_page(tab: Option<i32>) {
    let Some(tab) = tab else { return };
    for _ in 0..PATIENCE {
        if with(|background| background.conversation_in(tab).is_some()) {
            return;
        }
        browser::sleep(200).await;
    }
}

/// Stores what has changed, and makes the tab's record anew.
async fn read_again(tab: Option<i32>, writes: Option<Vec<Write>>) {
    let (Some(tab), Some(writes)) = (tab, writes) else {
        return;
    };
    browser::write(Area::Disk, writes).await;
    let keys: Vec<LensKey> = with(|background| background.pages.keys().cloned().collect());
    for key in keys.iter().filter(|key| key.tab == tab) {
        evaluate(key).await;
    }
    // The picture does not wait for the companion.
    spawn_local(deliver());
}

/// The terms in force at the companion and those that were agreed to; nothing where nobody can say.
pub(super) async fn terms() -> Option<Terms> {
    let pairing = with(|background| background.pairing.clone())?;
    match daemon_client::ask(&pairing, &ExtensionRequest::Terms).await {
        Ok(ExtensionReply::Terms { current, former }) => Some(Terms { current, former }),
        _ => None,
    }
}

impl Background {
    fn conversation_in(&self, tab: i32) -> Option<ConversationId> {
        Some(self.best_page(tab)?.conversation.as_ref()?.id.clone())
    }

    /// The value that a redaction took out, and its kind.
    fn taken(&self, tab: i32, message_id: &MessageId, redaction: usize) -> Option<(PiiType, String)> {
        let page = self.best_page(tab)?;
        let wishes = self.wishes(page.name.as_ref());
        pipeline::taken(page.session.conversation()?, &wishes, message_id, redaction)
    }

    fn rate(&mut self, tab: i32, message_id: &MessageId, kind: GestureKind) -> bool {
        let best = |page: &Watched| page.session.health().turns_captured;
        let pages = self.pages.iter_mut().filter(|(key, _)| key.tab == tab);
        let page = pages.map(|(_, page)| page).max_by_key(|page| best(page));
        page.is_some_and(|page| page.session.rate(message_id, kind))
    }
}

pub(super) async fn retry() {
    with(|background| background.outbox.retry(browser::now()));
    deliver().await;
}

pub(super) async fn pause(scope: Scope, paused: bool) {
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
pub(super) async fn set(change: impl FnOnce(&mut Settings)) {
    let text = with(|background| {
        change(&mut background.settings);
        serde_json::to_string(&background.settings).expect("settings have string keys")
    });
    store("settings", Some(text)).await;
    apply().await;
}

pub(super) async fn overview(tab: Option<i32>, address: Option<&str>) -> Overview {
    let granted = granted().await;
    with(|background| background.overview(tab, address, &granted))
}

/// Which of the sites that are on the browser still lets us read.
pub(super) async fn granted() -> BTreeSet<Origin> {
    let mut granted = BTreeSet::new();
    for origin in with(|background| background.settings.sites.keys().cloned().collect::<Vec<_>>()) {
        if browser::has_permission(&origin).await {
            granted.insert(origin);
        }
    }
    granted
}

impl Background {
    pub(super) fn overview(
        &self,
        tab: Option<i32>,
        address: Option<&str>,
        granted: &BTreeSet<Origin>,
    ) -> Overview {
        let page = tab.map(|tab| {
            let watched = self.best_page(tab);
            let origin = address.and_then(Origin::of);
            let origin = origin.or_else(|| watched.map(|page| page.origin.clone()));
            let known = origin.as_ref().and_then(Origin::host);
            PageView {
                known: known.and_then(|host| self.sites.of_host(host).map(str::to_owned)),
                capture: match (watched, &origin) {
                    (Some(watched), _) => Some(watched.view()),
                    (None, Some(origin)) => self.last_view(tab, origin),
                    (None, None) => None,
                },
                origin,
            }
        });
        let site = |(origin, site): (&Origin, &Site)| SiteView {
            origin: origin.clone(),
            paused: site.paused,
            granted: granted.contains(origin),
        };
        Overview {
            port: self.settings.port,
            paired: self.pairing.is_some(),
            consent: self.companion.consent.clone(),
            terms_changed: self.companion.terms_changed(),
            paused: self.settings.paused,
            rating_control: self.settings.rating_control,
            sites: self.settings.sites.iter().map(site).collect(),
            queued: self.outbox.len(),
            held: self.companion.held,
            donated: self.companion.donated,
            window_seconds: self.companion.window_seconds,
            trouble: self.trouble.clone(),
            page,
        }
    }
}
