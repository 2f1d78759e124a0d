//! Opens the files of a data directory: lock, permissions, pragmas, migrations.
//!
//! Everything is readable by its owner only, whatever the umask says, and no path may be a symbolic link.

use std::fs::{File, OpenOptions};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{StoreError, is_symlink};
use crate::config::DataDir;

/// `Trib`, so that `file` and other tools can tell.
const APPLICATION_ID: i32 = 0x5472_6962;

/// Each database's migrations, oldest first; only ever added to.
const RECORDS: [&str; 1] = [include_str!("migrations/records_1.sql")];
const KEYS: [&str; 1] = [include_str!("migrations/keys_1.sql")];

fn unusable(what: &str, path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unusable(format!("{what} {}: {error}", path.display()))
}

/// Makes the data directory where it is missing, and takes its lock.
pub(super) fn lock(dir: &DataDir) -> Result<File, StoreError> {
    let path = dir.path();
    std::fs::create_dir_all(path).map_err(|error| unusable("cannot make", path, &error))?;
    restrict(path, 0o700)?;
    for file in [dir.records(), dir.keys(), dir.master_key(), dir.lock()] {
        if is_symlink(&file) {
            return Err(StoreError::Unusable(format!(
                "{} is a symbolic link: the companion keeps its files itself",
                file.display()
            )));
        }
    }
    let lock = private(&dir.lock()).map_err(|error| unusable("cannot open", &dir.lock(), &error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::AlreadyOpen),
        Err(std::fs::TryLockError::Error(error)) => Err(unusable("cannot lock", &dir.lock(), &error)),
    }
}

/// Opens a file that only its owner can read, making it where it is missing.
pub(super) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn restrict(path: &Path, mode: u32) -> Result<(), StoreError> {
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
        .map_err(|error| unusable("cannot restrict", path, &error))?;
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// The writer's two connections.
pub(super) fn connect(dir: &DataDir) -> Result<(Connection, Connection), StoreError> {
    let one = |path: &Path| -> Result<Connection, StoreError> {
        // Made here, so that the log files beside it inherit the permissions.
        private(path).map_err(|error| unusable("cannot open", path, &error))?;
        restrict(path, 0o600)?;
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        // FULL: an acknowledged record survives a power cut. secure_delete: freed pages are zeroed.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA secure_delete = ON;
             PRAGMA foreign_keys = ON;
             PRAGMA fullfsync = ON;
             PRAGMA checkpoint_fullfsync = ON;
             PRAGMA cell_size_check = ON;",
        )?;
        harmless(&connection)?;
        Ok(connection)
    };
    Ok((one(&dir.records())?, one(&dir.keys())?))
}

/// One reader's two connections.
pub(super) fn connect_to_read(dir: &DataDir) -> Result<(Connection, Connection), StoreError> {
    let one = |path: &Path| -> Result<Connection, StoreError> {
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        harmless(&connection)?;
        Ok(connection)
    };
    Ok((one(&dir.records())?, one(&dir.keys())?))
}

fn harmless(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "PRAGMA busy_timeout = 5000;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -256;",
    )?;
    Ok(())
}

/// Brings both databases to this version's layout.
pub(super) fn migrate(main: &Connection, keys: &Connection) -> Result<(), StoreError> {
    for (connection, migrations) in [(main, &RECORDS[..]), (keys, &KEYS[..])] {
        let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let version = version as usize;
        let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        if version > migrations.len() || (version > 0 && application != APPLICATION_ID) {
            return Err(StoreError::Unusable(
                "this data directory was written by a newer or another program: update the companion".into(),
            ));
        }
        for (index, migration) in migrations.iter().enumerate().skip(version) {
            connection.execute_batch(&format!(
                "BEGIN IMMEDIATE; {migration} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {}; COMMIT;",
                index + 1
            ))?;
        }
    }
    Ok(())
}
