//! One verb for many records: what is refused for one is done for the others.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::read_id;
use crate::companion::Companion;
use crate::hold::State;
use crate::refused::{Kind, Refused};
use crate::{donate, retract};

/// What can be done to records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    Donate,
    Approve,
    Hold,
    Revoke,
    Retract,
}

/// Does one thing to every record to which it applies. Out: what became of each.
///
/// # Errors
/// When the store fails.
pub(super) fn all(companion: &Companion, verb: Verb, seconds: Option<i64>) -> Result<Vec<Value>, Refused> {
    let rows = companion
        .store
        .read(|view| view.records(None, None, usize::MAX))?;
    let ids: Vec<String> = rows
        .into_iter()
        .filter(|row| applies(verb, row.hold.state))
        .map(|row| row.id.into())
        .collect();
    each(companion, verb, &ids, seconds)
}

fn applies(verb: Verb, state: State) -> bool {
    match verb {
        Verb::Donate => state.is_open(),
        Verb::Approve => matches!(state, State::Held | State::Ready),
        Verb::Hold => state.is_open() || state == State::Queued,
        Verb::Revoke => state.is_open() || state == State::Queued,
        Verb::Retract => state == State::Donated,
    }
}

/// Does one thing to each of many records. Out: what became of each.
///
/// # Errors
/// When these are too many at once.
pub(super) fn each(
    companion: &Companion,
    verb: Verb,
    ids: &[String],
    seconds: Option<i64>,
) -> Result<Vec<Value>, Refused> {
    if ids.len() > 10_000 {
        return Err(Refused::new(
            Kind::Invalid,
            "too_many_records",
            "these are more than 10,000 records at once: do it in parts",
        ));
    }
    Ok(ids
        .iter()
        .map(|id| match one(companion, verb, id, seconds) {
            Ok(state) => json!({"id": id, "ok": true, "state": state}),
            Err(refused) => json!({"id": id, "ok": false, "error": refused.refusal()}),
        })
        .collect())
}

/// Does one thing to one record. Out: its new state.
///
/// # Errors
/// Says why not.
pub fn one(
    companion: &Companion,
    verb: Verb,
    id: &str,
    seconds: Option<i64>,
) -> Result<Option<State>, Refused> {
    let id = read_id(id)?;
    match verb {
        Verb::Donate => donate::donate(companion, &id),
        Verb::Approve => donate::approve(companion, &id),
        Verb::Hold => donate::hold_for(companion, &id, seconds.unwrap_or(0).saturating_mul(1000)),
        Verb::Revoke => retract::revoke(companion, &id),
        Verb::Retract => retract::retract(companion, &id),
    }?;
    let row = companion.store.read(|view| view.record(&id))?;
    Ok(row.map(|row| row.hold.state))
}
