//! Copies of the databases while they are in use, and what a copy needs before it can take their place.
//!
//! A copy is made beside its place, checked, flushed, and then named: whatever has the name is whole. Copies of the records hold sealed
//! bodies and no keys.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::backup::Backup;
use rusqlite::{Connection, OptionalExtension, params};
use zeroize::Zeroizing;

use super::keys::{KeyId, Vault};
use super::{Store, StoreError, open};
use crate::config::DataDir;

/// Pages that are copied before a writer may have its turn.
const STEP: i32 = 512;

/// The keys and secrets of a data directory, opened.
pub struct OpenedKeys {
    pub content: Vec<(KeyId, Zeroizing<[u8; 32]>)>,
    /// By name; those of paired browsers are left out, as they are to pair again.
    pub secrets: Vec<(String, Zeroizing<Vec<u8>>)>,
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unusable(format!("cannot {what} {}: {error}", path.display()))
}

impl Store {
    /// Copies the records, with sealed bodies.
    ///
    /// # Errors
    /// When a file cannot be written or the store fails.
    pub fn copy_records(&self, to: &Path) -> Result<(), StoreError> {
        copy(&self.0.dir.records(), to)
    }

    /// Copies the keys, as they lie here: sealed by the master key.
    ///
    /// # Errors
    /// When a file cannot be written or the store fails.
    pub fn copy_keys(&self, to: &Path) -> Result<(), StoreError> {
        copy(&self.0.dir.keys(), to)
    }

    /// Every key that a record needs, opened: for a copy that is to be of use elsewhere.
    ///
    /// # Errors
    /// When the store fails.
    pub fn opened_keys(&self) -> Result<OpenedKeys, StoreError> {
        self.read(|view| {
            let mut content = Vec::new();
            let mut needed = view
                .main
                .prepare("SELECT key_id FROM records WHERE key_id IS NOT NULL")?;
            let mut wrapped = view
                .keys
                .prepare("SELECT wrapped FROM content_keys WHERE key_id = ?1")?;
            let mut rows = needed.query([])?;
            while let Some(row) = rows.next()? {
                let key_id: KeyId = row.get(0)?;
                let wrapped: Option<Vec<u8>> =
                    wrapped.query_row(params![key_id], |row| row.get(0)).optional()?;
                if let Some(wrapped) = wrapped {
                    content.push((key_id, view.vault.content_key(&key_id, &wrapped)?));
                }
            }
            let mut names = view
                .keys
                .prepare("SELECT name FROM secrets WHERE name NOT LIKE 'client:%'")?;
            let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let mut secrets = Vec::new();
            for name in names {
                secrets.extend(view.sealed(&name)?.map(|plain| (name, plain)));
            }
            Ok(OpenedKeys { content, secrets })
        })
    }
}

/// Copies on a thread of its own that gives way to whoever waits for an answer.
fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    std::thread::scope(|scope| {
        let copying = scope.spawn(|| {
            open::give_way();
            copy_here(from, to)
        });
        copying
            .join()
            .unwrap_or_else(|_| Err(StoreError::Unusable("the copy broke off".into())))
    })
}

fn copy_here(from: &Path, to: &Path) -> Result<(), StoreError> {
    let partial = beside(to, "partial");
    remove(&partial)?;
    // Made here, so that nobody else can read it.
    open::private(&partial).map_err(|error| failed("write", &partial, &error))?;
    {
        let source = open::read_only(from)?;
        let mut copy = Connection::open(&partial)?;
        Backup::new(&source, &mut copy)?.run_to_completion(
            STEP,
            std::time::Duration::from_millis(1),
            None,
        )?;
        // A copy is one file.
        copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        open::check(&copy, &partial)?;
    }
    place(&partial, to)
}

/// Flushes a file and gives it its name.
pub(crate) fn place(partial: &Path, to: &Path) -> Result<(), StoreError> {
    let flush = |path: &Path| File::open(path).and_then(|file| file.sync_all());
    flush(partial).map_err(|error| failed("flush", partial, &error))?;
    std::fs::rename(partial, to).map_err(|error| failed("write", to, &error))?;
    to.parent().map_or(Ok(()), |folder| {
        flush(folder).map_err(|error| failed("flush", folder, &error))
    })
}

/// The name of a file that belongs to another.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Removes a file; where there is none, there is nothing to do.
///
/// # Errors
/// When it is there and cannot be removed.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed("remove", path, &error)),
        _ => Ok(()),
    }
}

/// Takes the lock of a data directory whose store is not opened.
///
/// # Errors
/// When another companion has it.
pub fn lock(dir: &DataDir) -> Result<File, StoreError> {
    open::lock(dir)
}

/// Whether the keys of a data directory are sound and can be opened.
#[must_use]
pub fn sound_keys(dir: &DataDir) -> bool {
    dir.keys().exists()
        && open::read_only(&dir.keys())
            .and_then(|keys| open::check(&keys, &dir.keys()))
            .is_ok()
}

/// The seed of a data directory whose records cannot be opened, where its keys can.
#[must_use]
pub fn seed_of(dir: &DataDir, vault: &Vault) -> Option<[u8; 32]> {
    let keys = open::read_only(&dir.keys()).ok()?;
    vault.secret_in(&keys, "seed").ok()?
}

/// Writes opened keys into a new data directory.
///
/// # Errors
/// When its files cannot be written.
pub fn keep_keys(dir: &DataDir, vault: &Vault, opened: &OpenedKeys) -> Result<(), StoreError> {
    let keys = open::connect_to_write(&dir.keys())?;
    open::migrate_keys(&keys)?;
    let tx = keys.unchecked_transaction()?;
    for (key_id, key) in &opened.content {
        vault.keep_key(&tx, key_id, key)?;
    }
    for (name, plain) in &opened.secrets {
        vault.keep_secret(&tx, name, plain)?;
    }
    tx.commit()?;
    settle(keys)
}

/// What a copy of the records must be before it takes their place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readied {
    /// Records whose text is there.
    pub kept: usize,
    /// Records whose key is gone: they were erased after the copy was made.
    pub erased: usize,
    /// Donated records whose last changes the pool may not have: these do not go by themselves, as nothing does that nobody has looked at.
    pub unsent: Vec<String>,
}

/// Readies a copy of the records: whatever had not left has to be looked at and waits its whole window again, and what was erased since
/// stays erased, and is taken back where it may have left.
///
/// # Errors
/// When the copy is damaged, of a newer version, or cannot be written.
pub fn ready(records: &Path, keys: &Path, reason: &str, day: &str) -> Result<Readied, StoreError> {
    let main = open::connect_to_write(records).map_err(|error| open::name_damage(error, records))?;
    open::check(&main, records)?;
    open::migrate_records(&main)?;
    let known = open::read_only(keys)?;
    let mut readied = Readied::default();
    let tx = main.unchecked_transaction()?;
    let rows: Vec<(String, KeyId, String, bool)> = tx
        .prepare("SELECT id, key_id, state, sent FROM records WHERE key_id IS NOT NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    for (id, key_id, state, sent) in rows {
        let there = known
            .prepare_cached("SELECT 1 FROM content_keys WHERE key_id = ?1")?
            .exists(params![key_id])?;
        if there {
            readied.kept += 1;
            continue;
        }
        readied.erased += 1;
        let donated = state == "donated";
        tx.execute(
            "UPDATE records SET key_id = NULL, body = NULL, state = ?2 WHERE id = ?1",
            params![id, if donated { "retracted" } else { "revoked" }],
        )?;
        tx.execute("DELETE FROM outbox WHERE record_id = ?1", params![id])?;
        if donated || sent || state == "queued" {
            tx.execute(
                "INSERT INTO outbox (record_id, verb, due, attempts, queued_day) VALUES (?1, 'retract', 0, 0, ?2)",
                params![id, day],
            )?;
        }
    }
    readied.unsent = tx
        .prepare(
            "SELECT r.id FROM outbox o JOIN records r ON r.id = o.record_id
             WHERE o.verb = 'donate' AND r.state = 'donated' AND r.key_id IS NOT NULL ORDER BY r.counter",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    tx.execute("DELETE FROM outbox WHERE verb = 'donate'", [])?;
    tx.execute(
        "UPDATE records SET state = 'held', since = 0, look = 1, reason = ?1
         WHERE state IN ('held', 'approved', 'ready', 'queued')",
        params![reason],
    )?;
    // The hold clock starts anew: nothing that passed since the copy was made counts for anything.
    tx.execute_batch(
        "UPDATE records SET asked = 0;
         UPDATE pools SET visit = 0;
         UPDATE outbox SET due = 0;
         DELETE FROM clients;
         DELETE FROM settings WHERE name IN ('hold_clock', 'backups_hold_erased');",
    )?;
    let pool: Option<String> = tx
        .query_row("SELECT value FROM settings WHERE name = 'pool_url'", [], |row| {
            row.get(0)
        })
        .optional()?;
    if let Some(pool) = pool {
        // What left after the copy was made is found at the pool, so that no key is used twice and nothing is donated twice.
        tx.execute(
            "INSERT INTO settings (name, value)
             VALUES ('search', json_object('pool_url', json(?1), 'next', 0, 'unknown', 0, 'found', 0))
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![pool],
        )?;
    }
    tx.commit()?;
    settle(main)?;
    Ok(readied)
}

/// Leaves one file.
fn settle(connection: Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error.into())
}

/// Puts what a restoration has made ready in place, however often it was interrupted; what is not ready is thrown away.
///
/// # Errors
/// When a file cannot be moved.
pub(super) fn finish_restoration(dir: &DataDir) -> Result<(), StoreError> {
    let made = DataDir(dir.restoring());
    if !made.path().exists() {
        return Ok(());
    }
    if is_ready(&made).exists() {
        for (from, to) in [
            (made.master_key(), dir.master_key()),
            (made.keys(), dir.keys()),
            (made.records(), dir.records()),
        ] {
            if from.exists() {
                for log in ["-wal", "-shm"] {
                    let mut name = to.as_os_str().to_owned();
                    name.push(log);
                    remove(Path::new(&name))?;
                }
                place(&from, &to)?;
            }
        }
    }
    std::fs::remove_dir_all(made.path()).map_err(|error| failed("remove", made.path(), &error))
}

/// Says that a restoration is complete.
fn is_ready(made: &DataDir) -> PathBuf {
    made.path().join("ready")
}

/// Makes the place for a restoration.
///
/// # Errors
/// When it cannot be made.
pub fn begin_restoration(dir: &DataDir) -> Result<DataDir, StoreError> {
    finish_restoration(dir)?;
    let made = DataDir(dir.restoring());
    std::fs::create_dir(made.path()).map_err(|error| failed("make", made.path(), &error))?;
    open::restrict(made.path(), 0o700)?;
    Ok(made)
}

/// Puts a restoration in place.
///
/// # Errors
/// When a file cannot be written; the next start goes on then.
pub fn end_restoration(dir: &DataDir) -> Result<(), StoreError> {
    let made = DataDir(dir.restoring());
    let ready = is_ready(&made);
    let partial = beside(&ready, "partial");
    open::private(&partial).map_err(|error| failed("write", &partial, &error))?;
    place(&partial, &ready)?;
    finish_restoration(dir)
}
