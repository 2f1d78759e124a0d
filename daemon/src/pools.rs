//! Several pools: added with what was agreed to, chosen for records, removed.
//!
//! In: addresses, what a pool shows of itself, ids. Out: the list, or why not. With one pool, nothing of this is seen.
//! A record's pool can be chosen as long as the record has not left, and is fixed from then on. Asking a pool who it is, is the work of
//! `pool_client`; how keys differ, that of `store::pools`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::api::PoolInfo;
use shared::consent::{ConsentReceipt, Licence, Purpose, TERMS, TERMS_ID, is_known, text_of};
use shared::difference::difference;
use shared::keys::{PoolId, RecordId, sha256_hex};
use shared::pool_terms::TermsText;

use crate::companion::{self, Companion};
use crate::hold::{self, Event};
use crate::refused::{Kind, Refused};
use crate::store::pools::{Agreement, Known, pool_of};
use crate::store::records::Row;
use crate::store::{StoreError, Tx, View};
use crate::{config, consent, donate, licence, restore, retract};

/// What a pool shows of itself before anything is agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    pub url: String,
    pub pool: PoolInfo,
    /// SHA-256 of the terms that it publishes.
    pub terms_sha256: String,
    /// Where it has terms of its own: the text that is shown.
    #[serde(default)]
    pub own: Option<TermsText>,
}

/// Adding a pool: what it showed, and what was agreed to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    pub shown: Shown,
    pub licence: Licence,
    pub purposes: Vec<Purpose>,
    pub language: String,
}

/// A key for people to compare: its digest in groups of four.
#[must_use]
pub fn fingerprint(pool: &PoolInfo) -> String {
    let digest = sha256_hex(String::from(pool.public_key).as_bytes());
    let groups: Vec<&str> = (0..32).step_by(4).map(|at| &digest[at..at + 4]).collect();
    groups.join(" ")
}

/// All pools.
///
/// # Errors
/// When the store fails.
pub fn list(companion: &Companion) -> Result<Value, Refused> {
    companion.store.read(|view| Ok(json!({"pools": listed(view)?})))
}

/// All pools, as the dashboard and the command line show them.
///
/// # Errors
/// When the store fails.
pub fn listed(view: &View<'_>) -> Result<Vec<Value>, StoreError> {
    view.pools()?
        .iter()
        .map(|known| {
            Ok(json!({
                "url": known.url,
                "name": known.pool.as_ref().map(|pool| &pool.name),
                "pool_id": known.pool.as_ref().map(|pool| &pool.pool_id),
                "fingerprint": known.pool.as_ref().map(fingerprint),
                "consent": known.consent,
                "terms": known.own_terms(),
                "agreed": known.agreed().is_some(),
                "paused": known.agreed().is_none() && former(view, known)?.is_some(),
                "default": known.default,
                "home": known.home,
                "records": view.given_to(&known.url)?,
            }))
        })
        .collect()
}

/// Adds a pool, or agrees anew with one that is known.
///
/// # Errors
/// When it has other terms than this companion knows, is known under another address, shows another key than the pinned one, or nothing is
/// agreed to.
pub fn add(companion: &Companion, add: Add) -> Result<Value, Refused> {
    let url = config::pool_url(&add.shown.url).map_err(Refused::invalid)?;
    let mut pool = add.shown.pool;
    pool.name = pool.name.chars().filter(|c| !c.is_control()).take(100).collect();
    if PoolId::of(&pool.public_key) != pool.pool_id {
        return Err(Refused::invalid(format!(
            "{url} shows a pool id that is not that of its key"
        )));
    }
    let own = own_terms(&pool, add.shown.own.as_ref(), &url)?;
    if own.is_none() && add.shown.terms_sha256 != sha256_hex(shared::consent::TERMS.as_bytes()) {
        return Err(Refused::new(
            Kind::Conflict,
            "terms_of_pool",
            format!(
                "{url} has other terms than this companion can show: update the companion, or ask the pool's maintainers"
            ),
        ));
    }
    let mut receipt = consent::receipt(companion, add.licence, add.purposes, &add.language)?;
    let agreement = own.map(|(id, own)| {
        receipt.terms_id = id;
        receipt.terms_sha256 = own.sha256;
        receipt.language = own.language;
        Agreement {
            url: url.clone(),
            receipt: receipt.clone(),
            text: own.text,
        }
    });
    let wall = companion.world.now();
    let now = companion.hold_now();
    companion.change("add pool", move |tx| {
        if let Some(pinned) = tx.pinned_pool(&url)?
            && pinned.public_key != pool.public_key
        {
            return Err(Refused::new(
                Kind::Conflict,
                "other_key",
                format!("{url} shows another key than before: ask the pool's maintainers"),
            ));
        }
        if let Some(other) = tx.address_of(&pool.pool_id)?.filter(|known| *known != url) {
            return Err(Refused::new(
                Kind::Conflict,
                "pool_known",
                format!("this pool is known here already, as {other}"),
            ));
        }
        let home: Option<String> = tx.setting("pool_url")?;
        let is_home = home.as_ref().is_none_or(|home| *home == url);
        if home.is_none() {
            // The first pool of all: as if the companion had been started with it.
            tx.set("pool_url", &url)?;
        }
        if is_home {
            tx.pin_pool(&url, &pool)?;
        } else {
            tx.add_pool(&url, &pool, &receipt)?;
        }
        tx.keep_terms(&url, pool.terms.as_ref())?;
        match &agreement {
            // What a pool has of its own is agreed to with that pool, and with no other.
            Some(agreement) => tx.agree_with(agreement)?,
            None if is_home => {
                tx.set("consent", &receipt)?;
                tx.unset("withdrawn")?;
            }
            None => {}
        }
        tx.send_soon(&url, now)?;
        restore::look_at(tx, &url)?;
        tracing::info!(pool = %pool.pool_id, at = wall.0, "pool added");
        Ok(json!({"url": url, "consent": receipt}))
    })
}

/// The terms that a pool shows as its own, with their name.
fn own_terms(
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
        None if known.home => view.setting("consent")?,
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

/// Gives nothing more to a pool.
///
/// # Errors
/// When there is no such pool, it is the first one, or it has records.
pub fn remove(companion: &Companion, url: &str) -> Result<(), Refused> {
    let url = url.to_owned();
    companion.change("remove pool", move |tx| {
        let known = find(tx, &url)?;
        if known.home {
            return Err(Refused::new(
                Kind::Conflict,
                "home_pool",
                "this is the pool that the companion was started with: start it with another one first, `tributary serve --pool URL`",
            ));
        }
        let given = tx.given_to(&known.url)?;
        if given > 0 {
            return Err(Refused::new(
                Kind::Conflict,
                "pool_has_records",
                format!("{given} of your records are at this pool: take them back first, `tributary list --state donated`"),
            ));
        }
        tx.remove_pool(&known.url)?;
        restore::pass_over(tx, &known.url)
    })
}

/// Sends records there unless another pool is chosen.
///
/// # Errors
/// When there is no such pool, or nothing is agreed to with it.
pub fn make_default(companion: &Companion, url: &str) -> Result<(), Refused> {
    let url = url.to_owned();
    companion.change("choose default pool", move |tx| {
        let known = find(tx, &url)?;
        agreed_with(&known)?;
        Ok(tx.default_pool(&known.url)?)
    })
}

/// Chooses the pool of each of these records; with none, the default. Out: what became of each.
///
/// # Errors
/// When these are too many at once.
pub fn choose(companion: &Companion, ids: &[String], url: Option<&str>) -> Result<Value, Refused> {
    if ids.len() > 10_000 {
        return Err(Refused::new(
            Kind::Invalid,
            "too_many_records",
            "these are more than 10,000 records at once: do it in parts",
        ));
    }
    let results: Vec<Value> = ids
        .iter()
        .map(
            |id| match crate::order::read_id(id).and_then(|id| choose_one(companion, id, url)) {
                Ok(()) => json!({"id": id, "ok": true}),
                Err(refused) => json!({"id": id, "ok": false, "error": refused.refusal()}),
            },
        )
        .collect();
    Ok(json!({"results": results}))
}

/// Chooses the pool of one record.
///
/// # Errors
/// When it has left, there is no such pool, or nothing is agreed to with it.
pub fn choose_one(companion: &Companion, id: RecordId, url: Option<&str>) -> Result<(), Refused> {
    let url = url.map(str::to_owned);
    let wall = companion.world.now();
    let circumstances = companion.store.read(|view| companion.circumstances(view))?;
    companion.change("choose pool", move |tx| {
        let mut row = tx.record(&id)?.ok_or_else(|| Refused::no_record(&id))?;
        // Whatever may be edited has not left, or was refused by the pool that it went to.
        hold::next(row.hold, Event::Edited, &circumstances).map_err(|stays| donate::explain(stays, &id))?;
        let chosen = url.map(|url| find(tx, &url)).transpose()?;
        if let Some(known) = &chosen {
            agreed_with(known)?;
        }
        row.pool_url = chosen.map(|known| known.url);
        row.consent = None;
        row.updated = wall;
        if let Some(body) = tx.body(&id)?
            && let Some(receipt) = agreed(tx, &row)?
            && licence::narrowed(receipt, body.terms.as_ref()).is_none()
        {
            return Err(Refused::no_purpose());
        }
        tx.keep_row(&row)?;
        tx.note(&id, "pool chosen", wall)?;
        Ok(())
    })
}

fn find(tx: &Tx<'_>, url: &str) -> Result<Known, Refused> {
    let url = config::pool_url(url).map_err(Refused::invalid)?;
    let all = tx.pools()?;
    all.into_iter().find(|known| known.url == url).ok_or_else(|| {
        Refused::new(
            Kind::NotFound,
            "no_such_pool",
            "no such pool is known here: see `tributary pool list`",
        )
    })
}

fn agreed_with(known: &Known) -> Result<(), Refused> {
    if known.agreed().is_some() {
        return Ok(());
    }
    if known.home && known.own_terms().is_none() {
        return Err(Refused::no_consent());
    }
    if known.own_terms().is_some() {
        return Err(Refused::new(
            Kind::Conflict,
            "pool_terms",
            format!(
                "{} has consent terms that you have not agreed to: read them and agree, `tributary pool add {}`",
                known.url, known.url
            ),
        ));
    }
    Err(Refused::new(
        Kind::Conflict,
        "pool_not_agreed",
        format!(
            "the terms are not agreed with this pool: `tributary pool add {}`",
            known.url
        ),
    ))
}

/// What a record travels with: as it is written down, or what was agreed to with its pool.
///
/// # Errors
/// When the store fails.
pub fn agreed(view: &View<'_>, row: &Row) -> Result<Option<ConsentReceipt>, StoreError> {
    if row.hold.state.is_open() {
        let pools = view.pools()?;
        let special = |known: &&Known| !known.home || known.own_terms().is_some();
        if let Some(known) = pool_of(&pools, row).filter(special) {
            return Ok(known.consent.clone());
        }
        // What was agreed to with a pool on terms that it had of its own says nothing about the project's.
        let fits = |receipt: &&ConsentReceipt| is_known(&receipt.terms_id, &receipt.terms_sha256);
        return match row.consent.as_ref().filter(fits) {
            Some(receipt) => Ok(Some(receipt.clone())),
            None => Ok(companion::settings(view)?.consent),
        };
    }
    match &row.consent {
        Some(receipt) => Ok(Some(receipt.clone())),
        None => Ok(companion::settings(view)?.consent),
    }
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

/// The address of the pool to which a record goes, or where it is.
///
/// # Errors
/// When the store fails.
pub fn address(view: &View<'_>, row: &Row) -> Result<Option<String>, StoreError> {
    let pools = view.pools()?;
    let fixed = row.hold.state == hold::State::Donated
        || matches!(row.hold.state, hold::State::Revoked | hold::State::Retracted)
        || row.hold.state == hold::State::Queued && row.hold.sent;
    if fixed && row.pool_url.is_some() {
        return Ok(row.pool_url.clone());
    }
    Ok(pool_of(&pools, row).map(|known| known.url.clone()))
}

/// Whether a record may leave: for a pool, with which its terms are agreed.
///
/// # Errors
/// Says what is missing.
pub fn may_leave(view: &View<'_>, row: &Row) -> Result<(), Refused> {
    let pools = view.pools()?;
    let settings = companion::settings(view)?;
    // As long as there is one pool, the terms come first: they are what a person can do something about.
    if pools.len() <= 1 && settings.consent.is_none() && pools.iter().all(|known| known.own_terms().is_none())
    {
        return Err(Refused::no_consent());
    }
    agreed_with(pool_of(&pools, row).ok_or_else(Refused::no_pool)?)
}
