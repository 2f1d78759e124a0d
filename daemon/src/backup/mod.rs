//! Copies of what is here: some that the companion makes by itself, and one that the contributor asks for.
//!
//! By itself, once a day, it copies the records into `backups/`, without their keys, and keeps one copy of the keys beside them. An
//! erasure deletes the key in both places, so no backup can show what was erased. A backup that the contributor asks for is one file
//! anywhere, sealed with the recovery phrase; after an erasure it is written anew where it can be reached, and named where it cannot.

mod restore; // from a copy to a data directory
mod sealed; // one file that only the recovery phrase opens

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::time::Day;

use crate::companion::Companion;
use crate::config::DataDir;
use crate::refused::{Kind, Refused};
use crate::store::View;
use crate::store::copy;
pub use restore::{Present, Restored, Source, restore};

/// So many daily copies are kept.
const DAYS: usize = 3;
/// Copies are looked after so often, and not right after the start, when there are other things to do.
const PAUSE: i64 = 60_000;

/// A backup that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    path: PathBuf,
    day: Day,
    /// It could not be reached since something was erased.
    #[serde(default)]
    holds_erased: bool,
}

const KNOWN: &str = "backups";

/// Makes the daily copy where it is time for it, renews the copy of the keys, and backups that hold what is erased.
///
/// # Errors
/// When a copy cannot be made; tried again later.
pub fn keep_up(companion: &Companion) -> Result<(), Refused> {
    let running = companion.running();
    if running < companion.copied.load(Ordering::Relaxed) + PAUSE {
        return Ok(());
    }
    companion.copied.store(running, Ordering::Relaxed);
    daily(companion)?;
    refresh(companion)
}

fn daily(companion: &Companion) -> Result<(), Refused> {
    let today = companion.world.now().day();
    let (anything, last) = companion.store.read(|view| {
        let last: Option<Day> = view.setting("backup_day")?;
        Ok::<_, Refused>((!view.records(None, None, 1)?.is_empty(), last))
    })?;
    if anything && last.as_ref() != Some(&today) {
        make_daily(companion, &today)?;
    } else if last.is_some() && !companion.dir.keys_mirror().exists() && companion.dir.backups().exists() {
        companion.store.copy_keys(&companion.dir.keys_mirror())?;
    }
    Ok(())
}

/// Copies the records of a day, and all keys.
///
/// # Errors
/// When a file cannot be written.
pub fn make_daily(companion: &Companion, today: &Day) -> Result<(), Refused> {
    let folder = companion.dir.backups();
    std::fs::create_dir_all(&folder).map_err(|error| cannot("make", &folder, &error))?;
    companion
        .store
        .copy_records(&folder.join(format!("records-{today}.db")))?;
    companion.store.copy_keys(&companion.dir.keys_mirror())?;
    let daily = all_daily(&companion.dir);
    for old in daily.iter().rev().skip(DAYS) {
        copy::remove(old)?;
    }
    let today = today.clone();
    companion
        .store
        .write("note daily copy", move |tx| Ok(tx.set("backup_day", &today)?))
}

/// The daily copies, oldest first.
fn all_daily(dir: &DataDir) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(dir.backups())
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("records-") && name.ends_with(".db")
        })
        .collect();
    found.sort();
    found
}

/// Writes a backup to a file. Out: how many records are in it.
///
/// # Errors
/// When the file cannot be written.
pub fn write(companion: &Companion, path: &Path) -> Result<Value, Refused> {
    if !path.is_absolute() {
        return Err(Refused::invalid(
            "say where to write the backup with an absolute path",
        ));
    }
    if path.starts_with(companion.dir.path()) {
        return Err(Refused::invalid(
            "a backup does not belong into the data directory: write it to another disk",
        ));
    }
    let day = companion.world.now().day();
    let known = Known {
        path: path.to_owned(),
        day,
        holds_erased: false,
    };
    // Noted first: what is erased from here on reaches it.
    companion.store.write("note backup", move |tx| {
        let mut all: Vec<Known> = tx.setting(KNOWN)?.unwrap_or_default();
        all.retain(|other| other.path != known.path);
        all.push(known);
        Ok::<_, Refused>(tx.set(KNOWN, &all)?)
    })?;
    let records = sealed::write(companion, path)?;
    Ok(json!({"path": path, "records": records}))
}

/// Writes anew the backups that hold what was erased since.
///
/// # Errors
/// When the store fails.
pub fn refresh(companion: &Companion) -> Result<(), Refused> {
    let (erased, known) = companion.store.read(|view| {
        Ok::<_, Refused>((
            view.setting::<bool>("backups_hold_erased")?.unwrap_or(false),
            view.setting::<Vec<Known>>(KNOWN)?.unwrap_or_default(),
        ))
    })?;
    if !erased
        && !known
            .iter()
            .any(|known| known.holds_erased && known.path.exists())
    {
        return Ok(());
    }
    // What is erased while this goes on is noted again.
    companion.store.write("renew backups", |tx| {
        Ok::<_, Refused>(tx.unset("backups_hold_erased")?)
    })?;
    let today = companion.world.now().day();
    let mut renewed = Vec::new();
    for known in known {
        let written = known.path.exists() && sealed::write(companion, &known.path).is_ok();
        renewed.push(Known {
            day: if written { today.clone() } else { known.day },
            holds_erased: !written,
            ..known
        });
    }
    companion.store.write("note backups", move |tx| {
        // One that was asked for meanwhile stays.
        let mut all: Vec<Known> = tx.setting(KNOWN)?.unwrap_or_default();
        all.retain(|other| !renewed.iter().any(|renewed| renewed.path == other.path));
        renewed.extend(all);
        Ok(tx.set(KNOWN, &renewed)?)
    })
}

/// Removes every copy that can be reached: nothing is to be left here. Out: those that could not.
///
/// # Errors
/// When the store fails.
pub fn remove_all(companion: &Companion) -> Result<Vec<PathBuf>, Refused> {
    let folder = companion.dir.backups();
    match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(cannot("remove", &folder, &error));
        }
        _ => {}
    }
    let known: Vec<Known> = companion
        .store
        .read(|view| view.setting(KNOWN))?
        .unwrap_or_default();
    let left: Vec<Known> = known
        .into_iter()
        .filter(|known| std::fs::remove_file(&known.path).is_err())
        .map(|known| Known {
            holds_erased: true,
            ..known
        })
        .collect();
    let paths = left.iter().map(|known| known.path.clone()).collect();
    companion.store.write("forget backups", move |tx| {
        tx.unset("backup_day")?;
        tx.unset("backups_hold_erased")?;
        if left.is_empty() {
            tx.unset(KNOWN)?;
        } else {
            tx.set(KNOWN, &left)?;
        }
        Ok::<_, Refused>(())
    })?;
    Ok(paths)
}

/// For `status`: the last daily copy, and the backups that were asked for.
///
/// # Errors
/// When the store fails.
pub fn status(view: &View<'_>) -> Result<Value, crate::store::StoreError> {
    let known: Vec<Known> = view.setting(KNOWN)?.unwrap_or_default();
    let last: Option<Day> = view.setting("backup_day")?;
    let erased = view.setting::<bool>("backups_hold_erased")?.unwrap_or(false);
    let files: Vec<Value> = known
        .into_iter()
        .map(|known| json!({"path": known.path, "day": known.day, "holds_erased": known.holds_erased || erased}))
        .collect();
    Ok(json!({"daily": last, "files": files}))
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> Refused {
    Refused::new(
        Kind::Broken,
        "backup",
        format!("cannot {what} {}: {error}", path.display()),
    )
}
