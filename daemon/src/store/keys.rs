//! Content keys, the seed and other secrets: each sealed by the master key.
//!
//! A record's body is sealed with a key of its own; deleting that key erases the body wherever a copy of it may lie.
//! Keys are committed before the rows that need them. So that a record does not have to wait for two flushes to disk, some are
//! committed ahead of need: the stock. A key of the stock seals nothing yet; those left over are deleted at the end.

use std::collections::HashSet;

use chacha20poly1305::aead::{Aead, AeadInOut, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rusqlite::{Connection, OptionalExtension, params};
use shared::keys::{RecordId, Seed};
use zeroize::Zeroizing;

use super::{StoreError, Tx, View};
use crate::config::DataDir;
use crate::keyring::{self, NoKey};
use crate::world::World;

/// Names one content key.
pub type KeyId = [u8; 16];
/// The bytes of a content key as it is sealed: nonce, key, tag.
pub(super) const WRAPPED: usize = 24 + 32 + 16;
type Secret = Zeroizing<[u8; 32]>;

/// The master key, and the randomness that sealing needs.
pub struct Vault {
    master: XChaCha20Poly1305,
    world: World,
}

/// Content keys that are committed and seal nothing yet.
#[derive(Default)]
pub(super) struct Stock {
    keys: Vec<(KeyId, Secret)>,
    /// A key was asked for since the stock was last filled.
    wanted: bool,
    /// To how many it was filled last.
    filled: usize,
    /// None was left when one was asked for.
    ran_out: bool,
}

const DAMAGED: &str =
    "a sealed value in the data directory is damaged: go back to the last good copy with `tributary restore`";

/// A stock is filled to so many keys at first, and to twice as many whenever it was not enough, up to the second number.
const STOCK: [usize; 2] = [64, 2_048];

impl Stock {
    /// Whether fewer than half of the keys are left.
    pub(super) fn is_low(&self) -> bool {
        self.wanted && self.keys.len() < self.filled.max(STOCK[0]) / 2
    }

    /// Commits new keys where some were used and few are left.
    pub(super) fn fill(&mut self, keys: &Connection, vault: &Vault) -> Result<(), StoreError> {
        if !self.is_low() {
            return Ok(());
        }
        self.wanted = false;
        let size = if std::mem::take(&mut self.ran_out) {
            (2 * self.filled).clamp(STOCK[0], STOCK[1])
        } else {
            self.filled.max(STOCK[0])
        };
        let mut new = Vec::with_capacity(size);
        let tx = keys.unchecked_transaction()?;
        while self.keys.len() + new.len() < size {
            new.push(vault.add_key(&tx)?);
        }
        tx.commit()?;
        self.filled = size;
        self.keys.append(&mut new);
        Ok(())
    }

    /// Deletes what was not used.
    pub(super) fn empty(&mut self, keys: &Connection) -> Result<(), StoreError> {
        let ids: Vec<KeyId> = self.keys.drain(..).map(|(key_id, _)| key_id).collect();
        if ids.is_empty() {
            Ok(())
        } else {
            forget(keys, &ids)
        }
    }
}

impl Vault {
    /// Takes the master key of a data directory, or makes one.
    ///
    /// # Errors
    /// When it cannot be read, or is missing although there are keys that it has sealed.
    pub fn open(dir: &DataDir, world: &World) -> Result<Self, StoreError> {
        use std::io::{Read, Write};
        let path = dir.master_key();
        let failed =
            |error: std::io::Error| StoreError::Unusable(format!("cannot use {}: {error}", path.display()));
        let mut file = super::open::private(&path).map_err(failed)?;
        let mut secret = Zeroizing::new(Vec::new());
        file.read_to_end(&mut secret).map_err(failed)?;
        if let Some(id) = keyring::named(&secret) {
            let key = keyring::read(&id).map_err(|why| StoreError::Unusable(without(&why).into()))?;
            return Ok(Self {
                master: XChaCha20Poly1305::new(&Key::from(*key)),
                world: world.clone(),
            });
        }
        if secret.is_empty() {
            if dir.keys().exists() {
                return Err(StoreError::Unusable(format!(
                    "{} is missing: without it the records here cannot be read; restore it, or move the data directory away",
                    path.display()
                )));
            }
            secret.extend_from_slice(&world.random::<32>());
            file.write_all(&secret)
                .and_then(|()| file.sync_all())
                .map_err(failed)?;
        }
        let secret: Secret = Zeroizing::new(
            secret
                .as_slice()
                .try_into()
                .map_err(|_| StoreError::Unusable(format!("{} is damaged: restore it", path.display())))?,
        );
        Ok(Self {
            master: XChaCha20Poly1305::new(&Key::from(*secret)),
            world: world.clone(),
        })
    }

    /// Makes a content key, and keeps it.
    fn add_key(&self, keys: &Connection) -> Result<(KeyId, Secret), StoreError> {
        let key_id: KeyId = self.world.random();
        let key: Secret = Zeroizing::new(self.world.random());
        self.keep_key(keys, &key_id, &key)?;
        Ok((key_id, key))
    }

    /// Keeps a content key that is known.
    pub(super) fn keep_key(
        &self,
        keys: &Connection,
        key_id: &KeyId,
        key: &[u8; 32],
    ) -> Result<(), StoreError> {
        let wrapped = self.seal(&self.master, key_id, key);
        keys.prepare_cached("INSERT INTO content_keys (key_id, wrapped) VALUES (?1, ?2)")?
            .execute(params![key_id, wrapped])?;
        Ok(())
    }

    /// Keeps a secret under a name, in place of a former one.
    pub(super) fn keep_secret(&self, keys: &Connection, name: &str, plain: &[u8]) -> Result<(), StoreError> {
        let wrapped = self.seal(&self.master, name.as_bytes(), plain);
        keys.prepare_cached(
            "INSERT INTO secrets (name, wrapped) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET wrapped = excluded.wrapped",
        )?
        .execute(params![name, wrapped])?;
        Ok(())
    }

    /// A secret in one database of keys.
    pub(super) fn secret_in(&self, keys: &Connection, name: &str) -> Result<Option<[u8; 32]>, StoreError> {
        let plain = self.sealed_in(keys, name)?;
        Ok(plain.and_then(|plain| plain.as_slice().try_into().ok()))
    }

    fn sealed_in(&self, keys: &Connection, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let wrapped: Option<Vec<u8>> = keys
            .prepare_cached("SELECT wrapped FROM secrets WHERE name = ?1")?
            .query_row(params![name], |row| row.get(0))
            .optional()?;
        wrapped
            .map(|wrapped| unseal(&self.master, name.as_bytes(), &wrapped))
            .transpose()
    }

    /// Unwraps a content key.
    pub(super) fn content_key(
        &self,
        key_id: &KeyId,
        wrapped: &[u8],
    ) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        let key = unseal(&self.master, key_id, wrapped)?;
        Ok(Zeroizing::new(
            key.as_slice()
                .try_into()
                .map_err(|_| rusqlite::Error::InvalidQuery)?,
        ))
    }

    /// Opens a body into a buffer that is used again and again.
    pub(super) fn open_into(
        &self,
        key_id: &KeyId,
        wrapped: &[u8],
        sealed: &[u8],
        plain: &mut Vec<u8>,
    ) -> Result<(), StoreError> {
        let damaged = || StoreError::Unusable(DAMAGED.into());
        let key = self.content_key(key_id, wrapped)?;
        let (nonce, ciphertext) = sealed.split_first_chunk::<24>().ok_or_else(damaged)?;
        plain.clear();
        plain.extend_from_slice(ciphertext);
        XChaCha20Poly1305::new(&Key::from(*key))
            .decrypt_in_place(&XNonce::from(*nonce), key_id, plain)
            .map_err(|_| damaged())
    }

    fn seal(&self, cipher: &XChaCha20Poly1305, name: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; 24] = self.world.random();
        let mut sealed = nonce.to_vec();
        sealed.extend(
            cipher
                .encrypt(
                    &XNonce::from(nonce),
                    Payload {
                        msg: plain,
                        aad: name,
                    },
                )
                .expect("bodies are far below the cipher's limit of 256 GiB"),
        );
        sealed
    }
}

/// What to do where the keyring does not give the key.
fn without(why: &NoKey) -> &'static str {
    match why {
        NoKey::NoKeyring => {
            "the key to the records lies in the keyring of your desktop, which does not answer: log in to the desktop, then start again"
        }
        NoKey::Locked => {
            "the keyring of your desktop stays locked, and the key to the records lies in it: unlock it, then start again"
        }
        NoKey::Missing => {
            "the keyring of your desktop has lost the key to the records: go back to a backup with `tributary restore FILE`"
        }
    }
}

fn unseal(cipher: &XChaCha20Poly1305, name: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let damaged = || StoreError::Unusable(DAMAGED.into());
    let (nonce, ciphertext) = sealed.split_first_chunk::<24>().ok_or_else(damaged)?;
    cipher
        .decrypt(
            &XNonce::from(*nonce),
            Payload {
                msg: ciphertext,
                aad: name,
            },
        )
        .map(Zeroizing::new)
        .map_err(|_| damaged())
}

impl View<'_> {
    /// Opens a body that was sealed with this key.
    pub(super) fn open_body(&self, key_id: &KeyId, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let wrapped: Vec<u8> = self
            .keys
            .prepare_cached("SELECT wrapped FROM content_keys WHERE key_id = ?1")?
            .query_row(params![key_id], |row| row.get(0))?;
        let key = self.vault.content_key(key_id, &wrapped)?;
        unseal(&XChaCha20Poly1305::new(&Key::from(*key)), key_id, sealed)
    }

    /// A secret by its name.
    ///
    /// # Errors
    /// When the store fails.
    pub fn secret(&self, name: &str) -> Result<Option<[u8; 32]>, StoreError> {
        self.vault.secret_in(self.keys, name)
    }

    /// Something longer that nobody else may read, by its name.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sealed(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        self.vault.sealed_in(self.keys, name)
    }
}

impl Tx<'_> {
    /// Seals a body with a new key. Out: the key's id, and the sealed body.
    pub(super) fn seal_body(&self, plain: &[u8]) -> Result<(KeyId, Vec<u8>), StoreError> {
        let in_stock = {
            let mut stock = self.stock.borrow_mut();
            stock.wanted = true;
            stock.ran_out |= stock.keys.is_empty() && stock.filled > 0;
            stock.keys.pop()
        };
        let (key_id, key) = match in_stock {
            Some(key) => key,
            None => self.vault.add_key(self.keys)?,
        };
        let sealed = self
            .vault
            .seal(&XChaCha20Poly1305::new(&Key::from(*key)), &key_id, plain);
        Ok((key_id, sealed))
    }

    /// Deletes this key once the transaction is committed.
    pub(super) fn forget_key(&self, key_id: KeyId) {
        self.unneeded.borrow_mut().push(key_id);
    }

    /// Keeps a secret under a name, in place of a former one.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_secret(&self, name: &str, secret: &[u8; 32]) -> Result<(), StoreError> {
        self.keep_sealed(name, secret)
    }

    /// Seals something longer under a name, in place of a former one.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_sealed(&self, name: &str, plain: &[u8]) -> Result<(), StoreError> {
        self.cut.set(true);
        self.seed.take();
        self.vault.keep_secret(self.keys, name, plain)
    }

    /// Forgets a secret.
    ///
    /// # Errors
    /// When the store fails.
    pub fn drop_secret(&self, name: &str) -> Result<(), StoreError> {
        self.cut.set(true);
        self.seed.take();
        self.keys
            .execute("DELETE FROM secrets WHERE name = ?1", params![name])?;
        Ok(())
    }

    /// The contributor's seed, made at first use.
    ///
    /// # Errors
    /// When the store fails.
    pub fn seed(&self) -> Result<Seed, StoreError> {
        if let Some(seed) = self.seed.borrow().as_ref() {
            return Ok(Seed(seed.0));
        }
        let seed = match self.secret("seed")? {
            Some(seed) => seed,
            None => {
                let seed: [u8; 32] = self.vault.world.random();
                self.keep_secret("seed", &seed)?;
                seed
            }
        };
        self.seed.replace(Some(Seed(seed)));
        Ok(Seed(seed))
    }

    /// A counter that was never used before, and the id that it makes. It is written with the record that takes it; former companions kept
    /// it beside the keys.
    ///
    /// # Errors
    /// When the store fails.
    pub fn next_id(&self) -> Result<(u64, RecordId), StoreError> {
        let last = match self.counted.get() {
            Some(last) => last,
            None => self.last_counter()?,
        };
        self.counted.set(Some(last + 1));
        Ok((last + 1, self.ahead.id(&self.seed()?, last + 1)))
    }

    /// Leaves out the counters below this one, which may have been used elsewhere.
    ///
    /// # Errors
    /// When the store fails.
    pub fn count_from(&self, counter: u64) -> Result<(), StoreError> {
        let last = self.last_counter()?.max(self.counted.get().unwrap_or(0));
        self.counted.set(Some(last.max(counter)));
        Ok(())
    }

    /// Writes down which counters were used in this transaction.
    pub(super) fn keep_counter(&self) -> Result<(), StoreError> {
        match self.counted.get() {
            Some(counter) => self.set("counter", &counter),
            None => Ok(()),
        }
    }
}

impl View<'_> {
    /// The contributor's seed, where there is one, and the last counter that was used.
    ///
    /// # Errors
    /// When the store fails.
    pub fn seed_and_counter(&self) -> Result<Option<(Seed, u64)>, StoreError> {
        let Some(seed) = self.secret("seed")? else {
            return Ok(None);
        };
        Ok(Some((Seed(seed), self.last_counter()?)))
    }

    /// The last counter that was used.
    ///
    /// # Errors
    /// When the store fails.
    pub fn last_counter(&self) -> Result<u64, StoreError> {
        let beside_the_keys: Option<i64> = self
            .keys
            .prepare_cached("SELECT value FROM counters WHERE name = 'record'")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let counter: u64 = self.setting("counter")?.unwrap_or(0);
        Ok(counter.max(beside_the_keys.map_or(0, i64::unsigned_abs)))
    }
}

/// Deletes content keys that no record needs any more.
pub(super) fn forget(keys: &Connection, unneeded: &[KeyId]) -> Result<(), StoreError> {
    // Undone by itself where it fails half-way.
    let tx = keys.unchecked_transaction()?;
    for key_id in unneeded {
        tx.prepare_cached("DELETE FROM content_keys WHERE key_id = ?1")?
            .execute(params![key_id])?;
    }
    Ok(tx.commit()?)
}

/// Deletes the content keys that a crash between two commits, or a stock that was not emptied, left behind.
pub(super) fn sweep(main: &Connection, keys: &Connection) -> Result<(), StoreError> {
    let count = |connection: &Connection, sql: &str| -> Result<i64, StoreError> {
        Ok(connection.query_row(sql, [], |row| row.get(0))?)
    };
    // Every key that a record needs is there, so equal numbers mean the same keys.
    let needed = count(main, "SELECT count(*) FROM records WHERE key_id IS NOT NULL")?;
    if count(keys, "SELECT count(*) FROM content_keys")? == needed {
        return Ok(());
    }
    let ids = |connection: &Connection, sql: &str| -> Result<HashSet<KeyId>, StoreError> {
        let mut statement = connection.prepare(sql)?;
        Ok(statement
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?)
    };
    let needed = ids(main, "SELECT key_id FROM records WHERE key_id IS NOT NULL")?;
    let kept = ids(keys, "SELECT key_id FROM content_keys")?;
    if !needed.is_subset(&kept) {
        return Err(StoreError::Damaged(
            "keys.db lacks keys of records that are here: nothing was changed; check the disk, then go back to the last good copy with `tributary restore`"
                .into(),
        ));
    }
    let unneeded: Vec<KeyId> = kept.difference(&needed).copied().collect();
    if !unneeded.is_empty() {
        forget(keys, &unneeded)?;
        for connection in [keys, main] {
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
    }
    Ok(())
}
