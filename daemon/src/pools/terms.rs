//! Consent terms that pools have of their own: what is shown of them, what has changed, what was agreed to, and ending that.
//!
//! In: what a pool shows, and what was agreed to with it. Out: whether something may go there, and on which receipt. What a pool has is taken
//! back on the terms that it was given on; what has not left goes on those that are agreed to when it leaves.

use serde_json::{Value, json};
use shared::api::PoolInfo;
use shared::consent::{ConsentReceipt, TERMS, TERMS_ID, is_known, text_of};
use shared::difference::difference;
use shared::keys::RecordId;
use shared::pool_terms::TermsText;

use super::{Shown, address, agreed, find, fingerprint};
use crate::companion::Companion;
use crate::hold::{self, Event};
use crate::refused::{Kind, Refused};
use crate::store::pools::Known;
use crate::store::records::Row;
use crate::store::{StoreError, Tx, View};
use crate::{donate, licence, retract};

/// The terms that a pool shows as its own, with their name.
pub(super) fn own_terms(
    pool: &PoolInfo,
    own: Option<&TermsText>,
    url: &str,
) -> Result<Option<(String, TermsText)>, Refused> {
    let (Some(named), Some(own)) = (&pool.terms, own) else {
        if pool.terms.is_none() && own.is_none() {
            return Ok(None);
        }
        return Err(Refused::invalid(format!(
            "the terms of {url} were not shown: look at the pool again"
        )));
    };
    named.check().and_then(|()| own.check()).map_err(|why| {
        Refused::invalid(format!(
            "{url} does not show its consent terms as it should: {why}"
        ))
    })?;
    if !named.names(&named.id, &own.sha256) {
        return Err(Refused::invalid(format!(
            "{url} shows other terms than it names: look at the pool again"
        )));
    }
    Ok(Some((named.id.clone(), own.clone())))
}

/// What was agreed to with a pool before it had other terms: the receipt, and the text where it is known.
///
/// # Errors
/// When the store fails.
pub fn former(
    view: &View<'_>,
    known: &Known,
) -> Result<Option<(ConsentReceipt, Option<String>)>, StoreError> {
    let receipt = match &known.consent {
        Some(receipt) => Some(receipt.clone()),
        // With the first pool, what was agreed to in general counts until it has terms of its own.
        // Whoever ended it is not asked again by itself.
        None if known.home && !view.agreements()?.iter().any(|one| one.url == known.url) => {
            view.setting("consent")?
        }
        None => None,
    };
    let Some(receipt) = receipt else { return Ok(None) };
    let kept = view.agreements()?.into_iter().find(|agreement| {
        agreement.url == known.url && agreement.receipt.terms_sha256 == receipt.terms_sha256
    });
    let text = kept
        .map(|agreement| agreement.text)
        .or_else(|| text_of(&receipt.terms_id).map(str::to_owned));
    Ok(Some((receipt, text)))
}

/// What a person sees before they agree: who answers, on which terms, and where they agreed to other ones before, what has changed.
///
/// # Errors
/// When the store fails.
pub fn looked_at(companion: &Companion, shown: &Shown) -> Result<Value, Refused> {
    let before = companion.store.read(|view| {
        let known = view.pools()?.into_iter().find(|known| known.url == shown.url);
        known.map_or(Ok(None), |known| former(view, &known))
    })?;
    let text = shown.own.as_ref().map_or(TERMS, |own| &own.text);
    let before = before.filter(|(receipt, _)| receipt.terms_sha256 != shown.terms_sha256);
    let language = shown.own.as_ref().map_or("en", |own| &own.language);
    // Two versions of the same text are compared; terms of others and other languages have nothing in common but words.
    let changes = before
        .as_ref()
        .filter(|(receipt, _)| {
            let was_own = !is_known(&receipt.terms_id, &receipt.terms_sha256);
            was_own == shown.own.is_some() && (!was_own || receipt.language == *language)
        })
        .and_then(|(_, former)| Some(difference(former.as_ref()?, text)));
    Ok(json!({
        "shown": shown,
        "fingerprint": fingerprint(&shown.pool),
        "terms": {
            "id": shown.pool.terms.as_ref().map_or(TERMS_ID, |named| &named.id),
            "sha256": shown.terms_sha256,
            "language": language,
            "text": text,
        },
        "former": before.map(|(receipt, _)| receipt),
        "changes": changes,
    }))
}

/// Every text that was agreed to with pools that have terms of their own, newest receipt of each, also where the pool is gone.
///
/// # Errors
/// When the store fails.
pub fn agreements(view: &View<'_>) -> Result<Vec<Value>, StoreError> {
    let pools = view.pools()?;
    view.agreements()?
        .into_iter()
        .map(|agreement| {
            let in_force = pools.iter().any(|known| {
                known.url == agreement.url
                    && known
                        .agreed()
                        .is_some_and(|agreed| agreed.terms_sha256 == agreement.receipt.terms_sha256)
            });
            Ok(json!({
                "url": agreement.url,
                "name": view.pinned_pool(&agreement.url)?.map(|pool| pool.name),
                "receipt": agreement.receipt,
                "text": agreement.text,
                "in_force": in_force,
            }))
        })
        .collect()
}

/// Withdraws what was agreed to with one pool: what it has is taken back, and nothing more goes there. What has not left stays, for another
/// pool. Out: how many records are taken back.
///
/// # Errors
/// When there is no such pool, or it is the first one and has no terms of its own.
pub fn withdraw(companion: &Companion, url: &str) -> Result<Value, Refused> {
    let url = url.to_owned();
    let wall = companion.world.now();
    let circumstances = companion.store.read(|view| companion.circumstances(view))?;
    companion.change("withdraw from pool", move |tx| {
        let known = find(tx, &url)?;
        if known.home && known.own_terms().is_none() {
            return Err(Refused::new(
                Kind::Conflict,
                "home_consent",
                "this pool has what you agreed to in general: withdraw that with `tributary consent --withdraw`",
            ));
        }
        let mut taken_back = 0;
        for state in [hold::State::Donated, hold::State::Queued] {
            for row in tx.records(Some(state), None, usize::MAX)? {
                if address(tx, &row)?.as_ref() != Some(&known.url) {
                    continue;
                }
                match (state, row.hold.sent) {
                    (hold::State::Donated, _) => retract::erase(tx, row, Event::Retract, &circumstances, wall)?,
                    (_, true) => retract::erase(tx, row, Event::Revoke, &circumstances, wall)?,
                    // What has not left waits here again.
                    (_, false) => {
                        donate::step(tx, row, Event::HoldFor(1), &circumstances, wall, 0)?;
                        continue;
                    }
                }
                taken_back += 1;
            }
        }
        tx.withdraw_from(&known.url)?;
        Ok(json!({"url": known.url, "taken_back": taken_back}))
    })
}

/// What a record leaves with that was not sent before: as it is agreed to with its pool now, unless the record's own terms leave nothing of
/// that.
///
/// # Errors
/// When the store fails.
pub fn agreed_when_leaving(tx: &Tx<'_>, row: &Row) -> Result<Option<ConsentReceipt>, StoreError> {
    if row.hold.sent {
        return Ok(row.consent.clone());
    }
    let mut open = row.clone();
    open.hold.state = hold::State::Ready;
    let terms = tx.body(&row.id)?.and_then(|body| body.terms);
    let now = agreed(tx, &open)?;
    let fits = now.filter(|receipt| licence::narrowed(receipt.clone(), terms.as_ref()).is_some());
    Ok(fits.or_else(|| row.consent.clone()))
}

/// Whether something may be sent to a pool now: on the terms that it shows, and no others.
///
/// # Errors
/// When the store fails.
pub fn may_send(view: &View<'_>, url: &str, id: &RecordId) -> Result<bool, Refused> {
    if let Some(known) = view.pools()?.iter().find(|known| known.url == url) {
        return Ok(known.agreed().is_some());
    }
    // One that nothing more is given to may still get newer forms of what it has, on the terms that these have.
    let Some(named) = view.pinned_pool(url)?.and_then(|pool| pool.terms) else {
        return Ok(true);
    };
    let receipt = view.record(id)?.and_then(|row| row.consent);
    Ok(receipt.is_some_and(|receipt| named.names(&receipt.terms_id, &receipt.terms_sha256)))
}
