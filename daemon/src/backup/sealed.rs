//! One file that only the recovery phrase opens: the records, and the keys to them.
//!
//! Form: a line that names it, 32 random bytes, then pieces of 64 KiB, each sealed with XChaCha20-Poly1305 under a key that comes from
//! the phrase's seed and the random bytes. A piece's nonce is its number and whether it is the last, so that none can be left out,
//! moved or cut off. Inside: the length of the keys, the keys as JSON, the database of records with its bodies sealed.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::cannot;
use crate::companion::Companion;
use crate::config::DataDir;
use crate::refused::{Kind, Refused};
use crate::store::copy::{self, OpenedKeys};

const NAME: &[u8] = b"Tributary backup 1\n";
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;

/// The keys, as they are written.
#[derive(Serialize, Deserialize, Zeroize)]
struct Keys {
    /// Id and key, both hexadecimal.
    content: Vec<(String, String)>,
    secrets: Vec<(String, String)>,
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.zeroize();
    }
}

fn cipher(seed: &[u8; 32], salt: &[u8; 32]) -> XChaCha20Poly1305 {
    let mut key = Zeroizing::new([0; 32]);
    hkdf::Hkdf::<sha2::Sha256>::new(Some(salt), seed)
        .expand(b"tributary backup v1", &mut *key)
        .expect("32 bytes fit one HKDF-SHA256 output");
    XChaCha20Poly1305::new(&Key::from(*key))
}

fn nonce(number: u64, last: bool) -> XNonce {
    let mut nonce = [0; 24];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    nonce[23] = u8::from(last);
    XNonce::from(nonce)
}

/// Writes a backup beside its place, and then puts it there. Out: how many records are in it.
pub(super) fn write(companion: &Companion, path: &Path) -> Result<usize, Refused> {
    let image = companion.dir.path().join("backup.partial");
    let written = companion
        .store
        .copy_records(&image)
        .map_err(Refused::from)
        .and_then(|()| write_with(companion, &image, path));
    copy::remove(&image)?;
    written
}

fn write_with(companion: &Companion, image: &Path, path: &Path) -> Result<usize, Refused> {
    let seed = companion.store.write("read seed", |tx| tx.seed())?;
    let opened = companion.store.opened_keys()?;
    let records = opened.content.len();
    let keys = Keys {
        content: opened
            .content
            .iter()
            .map(|(id, key)| (HEXLOWER.encode(id), HEXLOWER.encode(&**key)))
            .collect(),
        secrets: opened
            .secrets
            .iter()
            .map(|(name, plain)| (name.clone(), HEXLOWER.encode(plain)))
            .collect(),
    };
    let json = Zeroizing::new(serde_json::to_vec(&keys).expect("lists of strings are JSON"));
    let salt: [u8; 32] = companion.world.random();
    let failed = |error: std::io::Error| cannot("write", path, &error);
    let partial = copy::beside(path, "partial");
    copy::remove(&partial)?;
    let file = crate::store::private(&partial).map_err(failed)?;
    let mut out = BufWriter::new(file);
    out.write_all(NAME)
        .and_then(|()| out.write_all(&salt))
        .map_err(failed)?;
    let length = (json.len() as u64).to_be_bytes();
    let image = File::open(image).map_err(failed)?;
    let plain = length
        .as_slice()
        .chain(json.as_slice())
        .chain(BufReader::new(image));
    seal(&cipher(&seed.0, &salt), plain, &mut out).map_err(failed)?;
    out.flush().map_err(failed)?;
    drop(out);
    copy::place(&partial, path)?;
    Ok(records)
}

fn seal(cipher: &XChaCha20Poly1305, mut plain: impl Read, out: &mut impl Write) -> std::io::Result<()> {
    let mut next = piece(&mut plain, PIECE)?;
    for number in 0.. {
        let mut this = std::mem::take(&mut next);
        if this.len() == PIECE {
            next = piece(&mut plain, PIECE)?;
        }
        let last = next.is_empty();
        cipher
            .encrypt_in_place(&nonce(number, last), b"", &mut this)
            .map_err(|_| std::io::Error::other("a piece is too long"))?;
        out.write_all(&this)?;
        if last {
            break;
        }
    }
    Ok(())
}

fn piece(from: &mut impl Read, length: usize) -> std::io::Result<Vec<u8>> {
    let mut piece = Vec::with_capacity(length + TAG);
    from.take(length as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

/// Opens a backup: the database of records into `dir`. Out: the keys.
pub(super) fn open(path: &Path, seed: &[u8; 32], dir: &DataDir) -> Result<OpenedKeys, Refused> {
    let failed = |error: std::io::Error| cannot("read", path, &error);
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let (mut name, mut salt) = ([0; NAME.len()], [0; 32]);
    let named = file
        .read_exact(&mut name)
        .and_then(|()| file.read_exact(&mut salt));
    if named.is_err() || name != NAME {
        return Err(wrong("this file is no backup of `tributary backup`"));
    }
    let cipher = cipher(seed, &salt);
    let to = dir.records();
    let mut out = BufWriter::new(crate::store::private(&to).map_err(|error| cannot("write", &to, &error))?);
    // The length, then the keys, then the rest.
    let mut head = Zeroizing::new(Vec::new());
    let mut keys = None;
    let mut next = piece(&mut file, PIECE + TAG).map_err(failed)?;
    for number in 0.. {
        let mut this = Zeroizing::new(std::mem::take(&mut next));
        if this.len() == PIECE + TAG {
            next = piece(&mut file, PIECE + TAG).map_err(failed)?;
        }
        let last = next.is_empty();
        cipher
            .decrypt_in_place(&nonce(number, last), b"", &mut *this)
            .map_err(|_| {
                wrong("this backup is of another recovery phrase, or damaged: nothing was changed")
            })?;
        if keys.is_none() {
            head.extend_from_slice(&this);
            let Some((length, rest)) = head.split_first_chunk::<8>() else {
                return Err(wrong("this backup is damaged: nothing was changed"));
            };
            let length = usize::try_from(u64::from_be_bytes(*length)).unwrap_or(usize::MAX);
            if let Some(json) = rest.get(..length) {
                keys = Some(read_keys(json)?);
                out.write_all(&rest[length..])
                    .map_err(|error| cannot("write", &to, &error))?;
            }
        } else {
            out.write_all(&this)
                .map_err(|error| cannot("write", &to, &error))?;
        }
        if last {
            break;
        }
    }
    out.flush().map_err(|error| cannot("write", &to, &error))?;
    keys.ok_or_else(|| wrong("this backup is damaged: nothing was changed"))
}

fn read_keys(json: &[u8]) -> Result<OpenedKeys, Refused> {
    let damaged = || wrong("this backup is damaged: nothing was changed");
    let keys: Keys = serde_json::from_slice(json).map_err(|_| damaged())?;
    let bytes = |hex: &str| {
        HEXLOWER
            .decode(hex.as_bytes())
            .map(Zeroizing::new)
            .map_err(|_| damaged())
    };
    let mut opened = OpenedKeys {
        content: Vec::with_capacity(keys.content.len()),
        secrets: Vec::new(),
    };
    for (id, key) in &keys.content {
        let id = bytes(id)?.as_slice().try_into().map_err(|_| damaged())?;
        let key = bytes(key)?.as_slice().try_into().map_err(|_| damaged())?;
        opened.content.push((id, Zeroizing::new(key)));
    }
    for (name, plain) in &keys.secrets {
        opened.secrets.push((name.clone(), bytes(plain)?));
    }
    Ok(opened)
}

fn wrong(message: &str) -> Refused {
    Refused::new(Kind::Conflict, "backup", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_can_be_neither_left_out_nor_moved_nor_cut_off() {
        let cipher = cipher(&[1; 32], &[2; 32]);
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let plain: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let mut sealed = Vec::new();
            seal(&cipher, plain.as_slice(), &mut sealed).unwrap();
            let pieces = length.div_ceil(PIECE).max(1);
            assert_eq!(sealed.len(), length + pieces * TAG, "{length}");
            if pieces > 1 {
                let mut first = sealed[..PIECE + TAG].to_vec();
                let cut = cipher.decrypt_in_place(&nonce(0, true), b"", &mut first);
                assert!(cut.is_err(), "the first piece of several is not the last");
            }
        }
    }
}
