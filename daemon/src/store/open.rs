//! Opens the files of a data directory: lock, permissions, pragmas, migrations, and whether they are sound.
//!
//! Everything is readable by its owner only, whatever the umask says, and no path may be a symbolic link. A damaged file is left
//! as it is: what to do about it is the contributor's decision, and one that `restore` carries out.

use std::fs::{File, OpenOptions};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{StoreError, is_symlink};
use crate::config::DataDir;

/// `Trib`, so that `file` and other tools can tell.
const APPLICATION_ID: i32 = 0x5472_6962;

/// Each database's migrations, oldest first; only ever added to.
const RECORDS: [&str; 4] = [
    include_str!("migrations/records_1.sql"),
    include_str!("migrations/records_2.sql"),
    include_str!("migrations/records_3.sql"),
    include_str!("migrations/records_4.sql"),
];
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
pub(crate) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

pub(super) fn restrict(path: &Path, mode: u32) -> Result<(), StoreError> {
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
        .map_err(|error| unusable("cannot restrict", path, &error))?;
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// The writer's two connections.
pub(super) fn connect(dir: &DataDir) -> Result<(Connection, Connection), StoreError> {
    let one = |path: &Path| connect_to_write(path).map_err(|error| name_damage(error, path));
    Ok((one(&dir.records())?, one(&dir.keys())?))
}

/// A database of ours, made where it is missing.
pub(super) fn connect_to_write(path: &Path) -> Result<Connection, StoreError> {
    // Made here, so that the log files beside it inherit the permissions.
    private(path).map_err(|error| unusable("cannot open", path, &error))?;
    restrict(path, 0o600)?;
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    // FULL: an acknowledged record survives a power cut. secure_delete: freed pages are zeroed.
    // The writing thread moves the log into the database itself, after the answers.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA cell_size_check = ON;
         PRAGMA wal_autocheckpoint = 0;",
    )?;
    harmless(&connection)?;
    // Filled only while much is written, and given back afterwards: see the writing thread.
    connection.execute_batch("PRAGMA cache_size = -2000")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// A connection that moves a log into its database, and nothing else.
pub(super) fn connect_to_move_log(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA wal_autocheckpoint = 0;",
    )?;
    harmless(&connection)?;
    Ok(connection)
}

/// One reader's two connections.
pub(super) fn connect_to_read(dir: &DataDir) -> Result<(Connection, Connection), StoreError> {
    Ok((read_only(&dir.records())?, read_only(&dir.keys())?))
}

/// A connection that changes nothing.
pub(super) fn read_only(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    harmless(&connection)?;
    Ok(connection)
}

/// Up to this size, files are checked before the companion is ready; beyond it, while it runs.
const CHECKED_AT_ONCE: u64 = 8 * 1024 * 1024;

/// Checks the form of both databases, as long as that takes no time that anybody would notice. Out: whether both were checked.
///
/// # Errors
/// When one is damaged.
pub(super) fn check_if_small(
    dir: &DataDir,
    main: &Connection,
    keys: &Connection,
) -> Result<bool, StoreError> {
    let mut all = true;
    for (connection, path) in [(main, dir.records()), (keys, dir.keys())] {
        if std::fs::metadata(&path).is_ok_and(|file| file.len() > CHECKED_AT_ONCE) {
            all = false;
            continue;
        }
        check(connection, &path)?;
    }
    Ok(all)
}

/// From here on this thread works where nobody else does, as far as the system knows of such a thing.
pub(super) fn give_way() {
    // A thread is a process to this call of Linux; elsewhere, everything would give way.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19);
}

/// Checks the form of both databases, however long that takes.
///
/// # Errors
/// When one is damaged.
pub(super) fn check_all(dir: &DataDir) -> Result<(), StoreError> {
    for path in [dir.records(), dir.keys()] {
        check(&read_only(&path)?, &path)?;
    }
    Ok(())
}

/// Checks the form of a database.
///
/// # Errors
/// When it is damaged.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let found: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|error| name_damage(error.into(), path))?;
    // What it found may quote a value: only that it found something is said.
    if found == "ok" { Ok(()) } else { Err(damaged(path)) }
}

fn damaged(path: &Path) -> StoreError {
    StoreError::Damaged(format!(
        "{} is damaged: nothing was changed; check the disk, then go back to the last good copy with `tributary restore`",
        path.display()
    ))
}

/// What SQLite calls corrupt is damage to this file, while it is being opened.
pub(super) fn name_damage(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::Failing => damaged(path),
        other => other,
    }
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
    migrate_records(main)?;
    migrate_keys(keys)
}

/// Brings records to this version's layout.
pub(super) fn migrate_records(main: &Connection) -> Result<(), StoreError> {
    migrate_one(main, &RECORDS)
}

/// Brings keys to this version's layout.
pub(super) fn migrate_keys(keys: &Connection) -> Result<(), StoreError> {
    migrate_one(keys, &KEYS)
}

fn migrate_one(connection: &Connection, migrations: &[&str]) -> Result<(), StoreError> {
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
    Ok(())
}
