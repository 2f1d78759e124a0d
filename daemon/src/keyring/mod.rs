//! Keeps the master key in the keyring of the desktop, where there is one.
//!
//! In: a data directory. Out: its file `master.key` names an entry of the keyring instead of holding the key. Speaks the Secret
//! Service of GNOME, KDE and `KeePassXC` over the session's bus (`bus`, `wire`); a library for it would triple the work at every start and
//! the size of what is held in memory. Where there is no such service the key stays in the file, and `status` and the dashboard say so.
//! The environment says where the bus is, and is read here for nothing else.

mod bus; // calls and answers over the session's bus
mod wire; // how values are written on it

use std::io::Write;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::config::DataDir;
use crate::store::copy;
use bus::Bus;
use wire::{Read, Value};

/// What a file that names an entry of the keyring begins with.
const NAMES: &[u8] = b"keyring ";
const SERVICE: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const LABEL: &str = "Tributary: the key to the records on this computer";
/// Whoever is asked to unlock the keyring may have to find their password first.
const ASKED: Duration = Duration::from_secs(120);

/// A master key.
pub type Key = Zeroizing<[u8; 32]>;

/// Why a key is not had from the keyring.
#[derive(Debug)]
pub enum NoKey {
    /// There is no keyring here, or it does not answer.
    NoKeyring,
    /// It stays locked.
    Locked,
    /// It has no such entry.
    Missing,
}

/// Where the master key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Keyring,
    File,
}

impl Place {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
        }
    }
}

/// Where the master key of a data directory is.
#[must_use]
pub fn place(dir: &DataDir) -> Place {
    match std::fs::read(dir.master_key()) {
        Ok(bytes) if named(&bytes).is_some() => Place::Keyring,
        _ => Place::File,
    }
}

/// The entry that the content of a key file names; nothing when it is the key itself.
#[must_use]
pub fn named(file: &[u8]) -> Option<String> {
    let id = std::str::from_utf8(file.strip_prefix(NAMES)?).ok()?.trim_end();
    let plain = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| id.to_owned())
}

/// The key of an entry. A locked keyring asks its owner to unlock it.
///
/// # Errors
/// Says why there is none.
pub fn read(id: &str) -> Result<Key, NoKey> {
    let mut keyring = Keyring::open().ok_or(NoKey::NoKeyring)?;
    keyring.read(id)
}

/// Moves the master key of a data directory from its file into the keyring, where there is one that is open. The file is changed only
/// after the keyring has given the key back. Out: whether it was moved.
///
/// `fresh` becomes the key of a data directory that has none yet: it never lies on the disk.
pub fn adopt(dir: &DataDir, id: &str, fresh: Key) -> bool {
    let file = dir.master_key();
    let key = match std::fs::read(&file).map(Zeroizing::new) {
        Ok(bytes) => match <[u8; 32]>::try_from(bytes.as_slice()) {
            Ok(key) => Zeroizing::new(key),
            Err(_) => return false,
        },
        Err(_) if dir.keys().exists() => return false,
        Err(_) => fresh,
    };
    let Some(mut keyring) = Keyring::open() else {
        return false;
    };
    if keyring.write(id, &key).is_none() {
        return false;
    }
    if !keyring.read(id).is_ok_and(|back| *back == *key) {
        return false;
    }
    let partial = copy::beside(&file, "partial");
    let written = copy::remove(&partial).is_ok()
        && crate::store::private(&partial)
            .and_then(|mut file| {
                file.write_all(NAMES)?;
                writeln!(file, "{id}")
            })
            .is_ok();
    written && copy::place(&partial, &file).is_ok()
}

/// Forgets an entry. A locked keyring asks its owner to unlock it. Out: whether there is none any more.
#[must_use]
pub fn forget(id: &str) -> bool {
    Keyring::open().is_some_and(|mut keyring| keyring.forget(id).is_some())
}

/// The entry that the key file of a data directory names.
#[must_use]
pub fn entry(dir: &DataDir) -> Option<String> {
    named(&std::fs::read(dir.master_key()).ok()?)
}

/// A session with the keyring.
struct Keyring {
    bus: Bus,
    session: String,
}

impl Keyring {
    fn open() -> Option<Self> {
        let mut bus = Bus::connect()?;
        let answer = bus.call(
            SERVICE,
            ROOT,
            "org.freedesktop.Secret.Service",
            "OpenSession",
            &[
                Value::Text("plain".into()),
                Value::Variant(Box::new(Value::Text(String::new()))),
            ],
        )?;
        let mut read = answer.body();
        read.variant()?;
        let session = read.text()?;
        Some(Self { bus, session })
    }

    fn service(&mut self, member: &str, arguments: &[Value]) -> Option<bus::Answer> {
        self.bus
            .call(SERVICE, ROOT, "org.freedesktop.Secret.Service", member, arguments)
    }

    /// The entries with this id: those that are open, and those that are locked.
    fn find(&mut self, id: &str) -> Option<(Vec<String>, Vec<String>)> {
        let answer = self.service("SearchItems", &[attributes(id)])?;
        let mut read = answer.body();
        Some((read.texts()?, read.texts()?))
    }

    fn read(&mut self, id: &str) -> Result<Key, NoKey> {
        let (mut open, locked) = self.find(id).ok_or(NoKey::NoKeyring)?;
        if open.is_empty() && !locked.is_empty() {
            self.unlock(&locked, ASKED).ok_or(NoKey::Locked)?;
            open = locked;
        }
        let item = open.first().ok_or(NoKey::Missing)?.clone();
        let session = Value::Path(self.session.clone());
        let answer = self
            .bus
            .call(
                SERVICE,
                &item,
                "org.freedesktop.Secret.Item",
                "GetSecret",
                &[session],
            )
            .ok_or(NoKey::Missing)?;
        secret(&mut answer.body()).ok_or(NoKey::Missing)
    }

    /// Has locked things unlocked, by their owner where that is needed.
    fn unlock(&mut self, locked: &[String], patience: Duration) -> Option<()> {
        let paths = Value::Paths(locked.to_vec());
        let answer = self.service("Unlock", &[paths])?;
        let mut read = answer.body();
        let (unlocked, prompt) = (read.texts()?, read.text()?);
        if prompt == "/" {
            return (!unlocked.is_empty()).then_some(());
        }
        self.bus.hear("org.freedesktop.Secret.Prompt", "Completed")?;
        self.bus.call(
            SERVICE,
            &prompt,
            "org.freedesktop.Secret.Prompt",
            "Prompt",
            &[Value::Text(String::new())],
        )?;
        let completed = self.bus.signal(&prompt, "Completed", patience)?;
        let dismissed = completed.body().number()? != 0;
        (!dismissed).then_some(())
    }

    /// Adds an entry to the collection that is open by default. Nobody is asked for anything.
    fn write(&mut self, id: &str, key: &[u8; 32]) -> Option<()> {
        let answer = self.service("ReadAlias", &[Value::Text("default".into())])?;
        let collection = answer.body().text()?;
        if collection == "/" {
            return None;
        }
        let properties = Value::Properties(vec![
            (
                "org.freedesktop.Secret.Item.Label".into(),
                Value::Text(LABEL.into()),
            ),
            ("org.freedesktop.Secret.Item.Attributes".into(), attributes(id)),
        ]);
        let secret = Value::Secret {
            session: self.session.clone(),
            value: Zeroizing::new(key.to_vec()),
        };
        let answer = self.bus.call(
            SERVICE,
            &collection,
            "org.freedesktop.Secret.Collection",
            "CreateItem",
            &[properties, secret, Value::Flag(true)],
        )?;
        let mut read = answer.body();
        let (item, prompt) = (read.text()?, read.text()?);
        (item != "/" && prompt == "/").then_some(())
    }

    fn forget(&mut self, id: &str) -> Option<()> {
        let (mut items, locked) = self.find(id)?;
        if !locked.is_empty() {
            self.unlock(&locked, ASKED)?;
            items.extend(locked);
        }
        for item in items {
            self.bus
                .call(SERVICE, &item, "org.freedesktop.Secret.Item", "Delete", &[])?;
        }
        let (open, locked) = self.find(id)?;
        (open.is_empty() && locked.is_empty()).then_some(())
    }
}

fn attributes(id: &str) -> Value {
    Value::Attributes(vec![
        ("application".into(), "tributary".into()),
        ("key".into(), id.into()),
    ])
}

/// The value of a secret: session, parameters, value, type.
fn secret(read: &mut Read<'_>) -> Option<Key> {
    read.align(8);
    read.text()?;
    read.bytes()?;
    let value = Zeroizing::new(read.bytes()?.to_vec());
    Some(Zeroizing::new(value.as_slice().try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_names_an_entry_or_is_the_key() {
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(named(format!("keyring {id}\n").as_bytes()).as_deref(), Some(id));
        for other in [&[7; 32][..], b"keyring ", b"keyring ../../x\n", b""] {
            assert_eq!(named(other), None);
        }
    }
}
