//! Several pools: added with what was agreed to, chosen for records, removed.
//!
//! In: addresses, what a pool shows of itself, ids. Out: the list, or why not. With one pool, nothing of this is seen.
//! A record's pool can be chosen as long as the record has not left, and is fixed from then on. Asking a pool who it is, is the work of
//! `pool_client`; how keys differ, that of `store::pools`.

pub mod terms; // terms that pools have of their own

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::api::PoolInfo;
use shared::consent::{ConsentReceipt, Licence, Purpose, TERMS, is_known};
use shared::keys::{PoolId, RecordId, sha256_hex};
use shared::pool_terms::TermsText;

use crate::companion::{self, Companion};
use crate::hold::{self, Event};
use crate::refused::{Kind, Refused};
use crate::store::agreements::Agreement;
use crate::store::pools::{Known, pool_of};
use crate::store::records::Row;
use crate::store::{StoreError, Tx, View};
use crate::{config, consent, donate, licence, restore};

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
                "paused": known.agreed().is_none() && terms::former(view, known)?.is_some(),
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
    let own = terms::own_terms(&pool, add.shown.own.as_ref(), &url)?;
    if own.is_none() && add.shown.terms_sha256 != sha256_hex(TERMS.as_bytes()) {
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
