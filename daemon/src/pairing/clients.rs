//! The paired browsers: who they are, how they came, their keys, and how they go.
//!
//! A browser that pairs by itself is no surprise: the dashboard says so beside it. One that the contributor has unpaired does not come
//! back by itself; a code that a person copied brings it back.

use serde_json::{Value, json};
use shared::sealed::{self, PairKey};

use super::{NotPaired, Opened};
use crate::companion::Companion;
use crate::refused::Refused;
use crate::store::settings::Client;
use crate::store::{StoreError, Tx, View};

/// Ids of the browsers that have paired by themselves.
const BY_THEMSELVES: &str = "paired_by_themselves";
/// Origins that were unpaired, and may not pair by themselves again.
const UNPAIRED: &str = "unpaired_origins";
/// The most browsers of one origin that pair by themselves: profiles of a person, not a program that pairs for ever.
const PROFILES: usize = 16;

/// Which of a browser's keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    Current,
    /// Offered to the browser, and not used by it yet.
    Next,
}

fn secret(id: &str, age: Age) -> String {
    match age {
        Age::Current => format!("client:{id}"),
        Age::Next => format!("client:{id}:next"),
    }
}

fn list(view: &View<'_>, name: &str) -> Result<Vec<String>, StoreError> {
    Ok(view.setting(name)?.unwrap_or_default())
}

/// All paired browsers, as the dashboard and `status` show them.
///
/// # Errors
/// When the store fails.
pub fn shown(view: &View<'_>) -> Result<Vec<Value>, StoreError> {
    let by_themselves = list(view, BY_THEMSELVES)?;
    let clients = view.clients()?.into_iter().map(|client| {
        let mut shown = json!(client);
        shown["by_itself"] = json!(by_themselves.contains(&client.id));
        shown
    });
    Ok(clients.collect())
}

pub(super) fn may_pair_itself(companion: &Companion, origin: &str) -> Result<bool, StoreError> {
    companion.store.read(|view| {
        let paired = view.clients()?;
        let profiles = paired.iter().filter(|client| client.origin == origin).count();
        let unpaired = list(view, UNPAIRED)?;
        Ok(profiles < PROFILES && !unpaired.iter().any(|other| other == origin))
    })
}

pub(super) fn add(
    companion: &Companion,
    client: Client,
    key: &PairKey,
    by_itself: bool,
) -> Result<(), StoreError> {
    let key = key.clone();
    companion.store.write("pair browser", move |tx| {
        if by_itself {
            change(tx, BY_THEMSELVES, |ids| ids.push(client.id.clone()))?;
        } else {
            change(tx, UNPAIRED, |origins| {
                origins.retain(|origin| *origin != client.origin);
            })?;
        }
        tx.add_client(&client, &key.0)
    })
}

fn change(tx: &Tx<'_>, name: &str, change: impl FnOnce(&mut Vec<String>)) -> Result<(), StoreError> {
    let mut values = list(tx, name)?;
    let before = values.clone();
    change(&mut values);
    if values == before {
        return Ok(());
    }
    tx.set(name, &values)
}

/// Unpairs a browser: its keys are gone, and its origin does not pair by itself again. Out: whether it was paired.
///
/// # Errors
/// When the store fails.
pub fn unpair(companion: &Companion, id: String) -> Result<bool, Refused> {
    companion.change("unpair browser", move |tx| {
        let client = tx.clients()?.into_iter().find(|client| client.id == id);
        tx.drop_secret(&secret(&id, Age::Next))?;
        change(tx, BY_THEMSELVES, |ids| ids.retain(|other| *other != id))?;
        if let Some(client) = client {
            change(tx, UNPAIRED, |origins| {
                origins.retain(|origin| *origin != client.origin);
                origins.push(client.origin);
            })?;
        }
        Ok(tx.drop_client(&id)?)
    })
}

/// A paired browser, and the keys with which it may speak.
pub(super) struct Known {
    pub(super) client: Client,
    pub(super) keys: Vec<(Age, PairKey)>,
}

pub(super) fn known(companion: &Companion, id: &str) -> Result<Option<Known>, StoreError> {
    companion.store.read(|view| {
        let Some(client) = view.clients()?.into_iter().find(|client| client.id == id) else {
            return Ok(None);
        };
        let mut keys = Vec::new();
        for age in [Age::Current, Age::Next] {
            keys.extend(view.secret(&secret(id, age))?.map(|key| (age, PairKey(key))));
        }
        Ok(Some(Known { client, keys }))
    })
}

/// Makes a browser's next key, which counts from its first use. Out: the companion's share of it.
///
/// # Errors
/// When the store fails.
pub fn renew(companion: &Companion, opened: &Opened, client_share: &[u8; 32]) -> Result<[u8; 32], NotPaired> {
    let share: [u8; 32] = companion.world.random();
    let next = sealed::renewed_key(&opened.key, client_share, &share);
    let name = secret(&opened.client, Age::Next);
    let kept: Result<(), StoreError> = companion
        .store
        .write("renew key", move |tx| tx.keep_secret(&name, &next.0));
    kept?;
    Ok(share)
}

/// The browser has its next key: the former one is worth nothing from now on.
pub(super) fn take_next(companion: &Companion, id: &str, key: &PairKey) -> Result<(), StoreError> {
    let (current, next, key) = (secret(id, Age::Current), secret(id, Age::Next), key.clone());
    companion.store.write("use new key", move |tx| {
        tx.keep_secret(&current, &key.0)?;
        tx.drop_secret(&next)
    })
}
