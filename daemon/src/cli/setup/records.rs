//! Deletes what the companion has written into its data directory, and nothing that it has not.

use super::{Home, Report};
use crate::config::DataDir;
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

pub(super) fn remove(dir: &DataDir, home: &Home, report: &mut Report) -> Result<(), String> {
    if socket::ask(dir, &Order::Status).is_some() {
        return Err("a companion still runs over these records: stop it first".into());
    }
    let files: Vec<_> = std::fs::read_dir(dir.path())
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            OWN.iter().any(|own| name.starts_with(own))
        })
        .map(|entry| entry.path())
        .collect();
    for file in files {
        report.remove(&file, &home.home)?;
    }
    Ok(())
}
