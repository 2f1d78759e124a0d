//! From a copy back to a data directory.
//!
//! In: a daily copy, or a file of `tributary backup` and, on another computer, the recovery phrase. Out: a data directory in which
//! whatever had not left waits its whole window again and must be looked at first. Everything is made ready beside the present files,
//! which are replaced only when it is complete.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{all_daily, sealed};
use crate::config::DataDir;
use crate::refused::{Kind, Refused};
use crate::store::copy::{self, Readied};
use crate::store::keys::Vault;
use crate::store::{Store, StoreError};
use crate::world::World;

/// Where the records come from.
pub enum Source {
    /// The newest daily copy that is sound.
    Daily,
    /// A file of `tributary backup`.
    File(PathBuf),
}

/// Whether present records may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Present {
    Keep,
    Replace,
}

/// What was restored.
pub struct Restored {
    pub from: PathBuf,
    pub readied: Readied,
}

impl Restored {
    #[must_use]
    pub fn json(&self) -> Value {
        json!({"from": self.from, "records": self.readied.kept, "erased_since": self.readied.erased, "changes_not_sent": self.readied.unsent})
    }
}

/// Restores. `phrase` gives the seed where it is not here; `present` says whether sound records may be replaced.
///
/// # Errors
/// Says why not; nothing has changed then.
pub fn restore(
    dir: &DataDir,
    world: &World,
    source: &Source,
    present: Present,
    phrase: impl FnOnce() -> Result<[u8; 32], Refused>,
) -> Result<Restored, Refused> {
    if present == Present::Keep && holds_records(dir, world)? {
        return Err(Refused::new(
            Kind::Conflict,
            "not_empty",
            "there are sound records here: add --replace to go back to the copy all the same",
        ));
    }
    // Held to the end: no companion starts in between.
    let _lock = copy::lock(dir)?;
    let day = world.now().day().to_string();
    let made = copy::begin_restoration(dir)?;
    let (from, readied) = match source {
        Source::Daily => daily(dir, &made, &day)?,
        Source::File(path) => {
            let seed = Vault::open(dir, world)
                .ok()
                .and_then(|vault| copy::seed_of(dir, &vault));
            let seed = match seed {
                // The backup may be of another computer than this one.
                Some(seed) if sealed::open(path, &seed, &made).is_ok() => seed,
                _ => phrase()?,
            };
            copy::remove(&made.records())?;
            let opened = sealed::open(path, &seed, &made)?;
            let vault = Vault::open(&made, world)?;
            copy::keep_keys(&made, &vault, &opened)?;
            let readied = copy::ready(&made.records(), &made.keys(), REASON, &day)?;
            (path.clone(), readied)
        }
    };
    copy::end_restoration(dir)?;
    Ok(Restored { from, readied })
}

const REASON: &str = "restored from a backup: look at it before it goes";

/// Whether there are records here that can be read.
fn holds_records(dir: &DataDir, world: &World) -> Result<bool, Refused> {
    if !dir.records().exists() {
        return Ok(false);
    }
    match Store::open(dir, world) {
        Ok(store) => Ok(store.read(|view| Ok::<_, StoreError>(!view.records(None, None, 1)?.is_empty()))?),
        Err(StoreError::AlreadyOpen) => Err(Refused::new(
            Kind::Conflict,
            "already_running",
            "the companion is running: stop it, then restore",
        )),
        Err(_) => Ok(false),
    }
}

fn daily(dir: &DataDir, made: &DataDir, day: &str) -> Result<(PathBuf, Readied), Refused> {
    let keys = if copy::sound_keys(dir) {
        dir.keys()
    } else if dir.keys_mirror().exists() {
        let mirror = made.keys();
        std::fs::copy(dir.keys_mirror(), &mirror).map_err(|error| super::cannot("copy", &mirror, &error))?;
        mirror
    } else {
        dir.keys()
    };
    let mut why = Refused::new(
        Kind::NotFound,
        "no_backup",
        "there is no daily copy here: name a file that `tributary backup` has written",
    );
    for copied in all_daily(dir).into_iter().rev() {
        copy::remove(&made.records())?;
        std::fs::copy(&copied, made.records()).map_err(|error| super::cannot("copy", &copied, &error))?;
        match copy::ready(&made.records(), &keys, REASON, day) {
            Ok(readied) => return Ok((copied, readied)),
            Err(error) => why = error.into(),
        }
    }
    Err(why)
}
