//! To the companion: what waits in the outbox; from it: how it is.
//!
//! In: the outbox and the pairing. Out: authentic answers, acted on; alarms for what must wait. Makes no records.

use shared::api::{ConversationId, ExtensionReply, ExtensionRequest};
use shared::scrub::PrivateWords;

use super::drawings::draw_all;
use super::{Background, Companion, STATUS, apply, store, updates, with};
use crate::browser::{self, Area};
use crate::daemon_client::{self, Failure};
use crate::log;
use crate::message::ConversationView;
use crate::outbox::{Outcome, Write};

const DELIVER: &str = "deliver";

/// Asks the companion for one thing and remembers what went wrong.
pub(super) async fn ask(request: &ExtensionRequest) -> Result<ExtensionReply, Failure> {
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
pub(super) async fn refresh() {
    let Ok(ExtensionReply::Status {
        held,
        donated,
        consent,
        window_seconds,
        private_words,
        terms_id,
    }) = ask(&ExtensionRequest::Status).await
    else {
        draw_all().await;
        return;
    };
    let companion = Companion {
        consent,
        held,
        donated,
        window_seconds,
        terms_id,
    };
    let text = serde_json::to_string(&companion).expect("a status has plain fields");
    let private = PrivateWords::new(private_words.iter().map(String::as_str));
    with(|background| background.private = private);
    let before = with(|background| std::mem::replace(&mut background.companion, companion.clone()));
    if before != companion {
        store("companion", Some(text)).await;
    }
    if before.has_consent() != companion.has_consent() {
        apply().await;
    } else {
        draw_all().await;
    }
    updates::sync().await;
    renew().await;
}

/// Takes another key for the bond with the companion, when the present one is old.
async fn renew() {
    let old = with(|background| {
        let pairing = background.pairing.clone();
        pairing.filter(|pairing| pairing.is_old(browser::now()))
    });
    let Some(old) = old else { return };
    let Some(renewed) = daemon_client::renew(&old).await else {
        return;
    };
    // Both keys are good until the new one is used, which is after it is stored.
    store("pairing", Some(renewed.to_stored())).await;
    with(|background| background.pairing = background.pairing.is_some().then_some(renewed));
}

/// Hands over everything that is due, one record at a time.
pub(super) async fn deliver() {
    let begun = with(|background| {
        background.pairing.is_some() && !std::mem::replace(&mut background.delivering, true)
    });
    if !begun {
        return;
    }
    let mut handed = false;
    while let Some(entry) = with(|background| background.outbox.due(browser::now()).cloned()) {
        handed = true;
        let (id, revision) = (entry.conversation_id, entry.revision);
        let note = with(|background| {
            let port = background.pairing.as_ref().map_or(0, |pairing| pairing.port);
            log::Entry::of(&id, revision, &entry.record, port, browser::now())
        });
        let request = ExtensionRequest::Submit {
            conversation_id: id.clone(),
            revision,
            record: entry.record,
        };
        let answer = ask(&request).await;
        let (outcome, mut writes) = with(|background| {
            let (outcome, write) = background.outbox.settle(&id, revision, &answer, browser::now());
            let noted = background.log.note(log::Entry {
                outcome: log::Fate::of(outcome, &answer),
                ..note
            });
            (outcome, write.into_iter().chain([noted]).collect::<Vec<_>>())
        });
        if outcome == Outcome::Declined {
            writes.extend(with(|background| background.decline(&id)));
        }
        browser::write(Area::Disk, writes).await;
    }
    with(|background| background.delivering = false);
    if handed {
        draw_all().await;
    }
    plan().await;
}

impl Background {
    pub(super) fn decline(&mut self, id: &ConversationId) -> Vec<Write> {
        self.mark(id, |conversation| conversation.declined = true);
        self.threads.decline(id)
    }

    pub(super) fn mark(&mut self, id: &ConversationId, change: impl Fn(&mut ConversationView)) {
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
pub(super) async fn plan() {
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
