//! Content keys, the seed and other secrets: each sealed by the master key.
//!
//! The master key is a file of 32 random bytes that only its owner can read. A record's body is sealed with a key of its
//! own; deleting that key erases the body wherever a copy of it may lie.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rusqlite::{Connection, OptionalExtension, params};
use shared::keys::Seed;
use zeroize::Zeroizing;

use super::{StoreError, Tx, View};
use crate::config::DataDir;
use crate::world::World;

/// Names one content key.
pub type KeyId = [u8; 16];
type Secret = Zeroizing<[u8; 32]>;

/// The master key, and the randomness that sealing needs.
pub struct Vault {
    master: XChaCha20Poly1305,
    world: World,
}

impl Vault {
    pub(super) fn open(dir: &DataDir, world: &World) -> Result<Self, StoreError> {
        use std::io::{Read, Write};
        let path = dir.master_key();
        let failed =
            |error: std::io::Error| StoreError::Unusable(format!("cannot use {}: {error}", path.display()));
        let mut file = super::open::private(&path).map_err(failed)?;
        let mut secret = Zeroizing::new(Vec::new());
        file.read_to_end(&mut secret).map_err(failed)?;
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

fn unseal(cipher: &XChaCha20Poly1305, name: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let damaged =
        || StoreError::Unusable("a sealed value in the data directory is damaged: restore a backup".into());
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
        let wrapped: Vec<u8> = self.keys.query_row(
            "SELECT wrapped FROM content_keys WHERE key_id = ?1",
            params![key_id],
            |row| row.get(0),
        )?;
        let key = unseal(&self.vault.master, key_id, &wrapped)?;
        let key: Secret = Zeroizing::new(
            key.as_slice()
                .try_into()
                .map_err(|_| rusqlite::Error::InvalidQuery)?,
        );
        unseal(&XChaCha20Poly1305::new(&Key::from(*key)), key_id, sealed)
    }

    /// A secret by its name.
    ///
    /// # Errors
    /// When the store fails.
    pub fn secret(&self, name: &str) -> Result<Option<[u8; 32]>, StoreError> {
        let plain = self.sealed(name)?;
        Ok(plain.and_then(|plain| plain.as_slice().try_into().ok()))
    }

    /// Something longer that nobody else may read, by its name.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sealed(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let wrapped: Option<Vec<u8>> = self
            .keys
            .query_row(
                "SELECT wrapped FROM secrets WHERE name = ?1",
                params![name],
                |row| row.get(0),
            )
            .optional()?;
        wrapped
            .map(|wrapped| unseal(&self.vault.master, name.as_bytes(), &wrapped))
            .transpose()
    }
}

impl Tx<'_> {
    /// Seals a body with a new key. Out: the key's id, and the sealed body.
    pub(super) fn seal_body(&self, plain: &[u8]) -> Result<(KeyId, Vec<u8>), StoreError> {
        let key_id: KeyId = self.vault.world.random();
        let key: Secret = Zeroizing::new(self.vault.world.random());
        let wrapped = self.vault.seal(&self.vault.master, &key_id, &*key);
        self.keys.execute(
            "INSERT INTO content_keys (key_id, wrapped) VALUES (?1, ?2)",
            params![key_id, wrapped],
        )?;
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
        let wrapped = self.vault.seal(&self.vault.master, name.as_bytes(), plain);
        self.keys.execute(
            "INSERT INTO secrets (name, wrapped) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET wrapped = excluded.wrapped",
            params![name, wrapped],
        )?;
        Ok(())
    }

    /// Forgets a secret.
    ///
    /// # Errors
    /// When the store fails.
    pub fn drop_secret(&self, name: &str) -> Result<(), StoreError> {
        self.keys
            .execute("DELETE FROM secrets WHERE name = ?1", params![name])?;
        Ok(())
    }

    /// The contributor's seed, made at first use.
    ///
    /// # Errors
    /// When the store fails.
    pub fn seed(&self) -> Result<Seed, StoreError> {
        if let Some(seed) = self.secret("seed")? {
            return Ok(Seed(seed));
        }
        let seed: [u8; 32] = self.vault.world.random();
        self.keep_secret("seed", &seed)?;
        Ok(Seed(seed))
    }

    /// A counter that was never used before.
    ///
    /// # Errors
    /// When the store fails.
    pub fn next_counter(&self) -> Result<u64, StoreError> {
        let counter: i64 = self.keys.query_row(
            "INSERT INTO counters (name, value) VALUES ('record', 1)
             ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            [],
            |row| row.get(0),
        )?;
        Ok(counter.unsigned_abs())
    }

    /// Leaves out the counters below this one, which may have been used elsewhere.
    ///
    /// # Errors
    /// When the store fails.
    pub fn count_from(&self, counter: u64) -> Result<(), StoreError> {
        self.keys.execute(
            "INSERT INTO counters (name, value) VALUES ('record', ?1)
             ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
            params![i64::try_from(counter).unwrap_or(i64::MAX)],
        )?;
        Ok(())
    }
}

/// Deletes content keys that no record needs any more.
pub(super) fn forget(keys: &Connection, unneeded: &[KeyId]) -> Result<(), StoreError> {
    // Undone by itself where it fails half-way.
    let tx = keys.unchecked_transaction()?;
    for key_id in unneeded {
        tx.execute("DELETE FROM content_keys WHERE key_id = ?1", params![key_id])?;
    }
    Ok(tx.commit()?)
}

/// Deletes the content keys that a crash between two commits left behind.
pub(super) fn sweep(main: &Connection, keys: &Connection) -> Result<(), StoreError> {
    let mut needed = main.prepare("SELECT 1 FROM records WHERE key_id = ?1")?;
    let mut all = keys.prepare("SELECT key_id FROM content_keys")?;
    let ids: Vec<KeyId> = all.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    // Looked up one by one through the table; there are at most some thousands, once per start.
    let mut unneeded = Vec::new();
    for key_id in ids {
        if !needed.exists(params![key_id])? {
            unneeded.push(key_id);
        }
    }
    drop((needed, all));
    if !unneeded.is_empty() {
        forget(keys, &unneeded)?;
        for connection in [keys, main] {
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
    }
    Ok(())
}
