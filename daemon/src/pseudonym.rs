//! A name under which a pool may credit the contributor: off until somebody asks for it.
//!
//! In: whether it is on, and a name. Out: what it is now, what it gives away, and the byline of an envelope. The key comes from the seed and the
//! pool, so it is another one at every pool, and is back with the recovery phrase.
//! Switching it off changes nothing about what was given with it: that is taken back like any other record.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::keys::{PoolId, RecordId, Seed};
use shared::pseudonym::{self, Byline};

use crate::companion::Companion;
use crate::refused::Refused;
use crate::store::{StoreError, View};

const NAME: &str = "pseudonym";

/// What whoever switches it on is told.
pub const GIVES_AWAY: &str = "With a pseudonym, every record you give from now on says publicly that one person wrote all of them. Whoever recognises \
     you in one of them has recognised you in all, also in those that seem harmless; a name makes that easier. Without a pseudonym, nothing that the \
     pool stores tells which records belong together. Records that you gave before stay unlinked.";

/// What was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub on: bool,
    #[serde(default)]
    pub name: Option<String>,
}

/// Says what it is, or changes it.
///
/// # Errors
/// When the name is none, or the store fails.
pub fn perform(companion: &Companion, choice: Option<Choice>) -> Result<Value, Refused> {
    if let Some(choice) = choice {
        let choice = Choice {
            name: choice.name.filter(|_| choice.on),
            ..choice
        };
        if choice.name.as_ref().is_some_and(|name| !pseudonym::is_fit(name)) {
            return Err(Refused::invalid("a name is one line of 1 to 40 characters"));
        }
        companion.change("choose pseudonym", move |tx| Ok(tx.set(NAME, &choice)?))?;
    }
    let choice = companion.store.read(chosen)?;
    Ok(json!({"on": choice.on, "name": choice.name, "gives_away": GIVES_AWAY}))
}

/// The byline of a record, if the contributor wants credit.
///
/// # Errors
/// When the store fails.
pub fn byline(
    view: &View<'_>,
    seed: &Seed,
    id: &RecordId,
    pool: &PoolId,
) -> Result<Option<Byline>, StoreError> {
    let choice = chosen(view)?;
    let sign = || Byline::sign(id, choice.name.clone(), &seed.pseudonym_key(pool), pool);
    Ok(choice.on.then(sign))
}

fn chosen(view: &View<'_>) -> Result<Choice, StoreError> {
    Ok(view.setting(NAME)?.unwrap_or_default())
}
