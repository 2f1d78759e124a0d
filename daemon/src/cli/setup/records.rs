//! Deletes what the companion has written into its data directory, and nothing that it has not; and the key to it in the desktop's keyring.

use std::path::Path;

use super::{Home, Report};
use crate::config::DataDir;
use crate::keyring;
use crate::order::Order;
use crate::socket;

/// Beginnings of the names of its files: databases have logs beside them, pages of openings have numbers.
const OWN: [&str; 6] = [
    "tributary.db",
    "keys.db",
    "master.key",
    "lock",
    "companion.sock",
    "open-",
];
/// Folders of its own, whatever is in them.
const OWN_FOLDERS: [&str; 2] = ["backups", "restoring"];

pub(super) fn remove(dir: &DataDir, home: &Home, report: &mut Report) -> Result<(), String> {
    if socket::ask(dir, &Order::Status).is_some() {
        return Err("a companion still runs over these records: stop it first".into());
    }
    let key = keyring::entry(dir);
    for entry in std::fs::read_dir(dir.path()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if OWN_FOLDERS.contains(&&*name) {
            remove_all(&entry.path(), home, report)?;
        } else if OWN.iter().any(|own| name.starts_with(own)) {
            report.remove(&entry.path(), &home.home)?;
        }
    }
    // Last: a key that stays opens nothing any more.
    if let Some(id) = key {
        if !keyring::forget(&id) {
            return Err(format!(
                "the keyring of your desktop did not answer: its entry {id} stays, and opens nothing any more; delete it there"
            ));
        }
        report.say("removed the key from the keyring of your desktop");
        report.keyring = Some(id);
    }
    Ok(())
}

/// Removes a file, or a folder with everything in it; a link is removed, and what it leads to is left alone.
fn remove_all(path: &Path, home: &Home, report: &mut Report) -> Result<(), String> {
    if !path.is_symlink() && path.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            remove_all(&entry.path(), home, report)?;
        }
        // Where it was empty from the beginning, no file has taken it along.
        let _ = std::fs::remove_dir(path);
        return Ok(());
    }
    report.remove(path, &home.home)
}
