//! Looks for words in bodies that lie sealed: opens one after the other, newest first, on every core, and keeps nothing.
//!
//! In: words. Out: the counters of the records that have them. Nothing readable is written and no index is kept, so there is nothing
//! to erase. Most bodies are told apart by their bytes alone; only where these may fit is the record read.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use memchr::memmem::Finder;
use rusqlite::params;
use shared::record::Record;
use zeroize::Zeroize;

use super::keys::{KeyId, Vault, WRAPPED};
use super::records::Body;
use super::{StoreError, open};
use crate::config::DataDir;
use crate::hold::State;

/// Records that a thread takes at a time.
const STEP: u64 = 512;
/// More threads than this gain nothing on the machines of contributors.
const THREADS: usize = 4;

pub(super) fn search(
    dir: &DataDir,
    vault: &Vault,
    needle: &str,
    state: Option<State>,
    below: Option<u64>,
    limit: usize,
) -> Result<Vec<u64>, StoreError> {
    let main = open::read_only(&dir.records())?;
    let last: Option<i64> = main.query_row("SELECT max(counter) FROM records", [], |row| row.get(0))?;
    let top = last.map_or(0, |last| last.unsigned_abs() + 1);
    let search = Search {
        needle: needle.to_lowercase(),
        filter: filter(needle),
        wrapped: wrapped_keys(dir)?,
        vault,
        state,
        next: AtomicU64::new(below.map_or(top, |below| below.min(top))),
        limit,
        enough: AtomicUsize::new(0),
        failed: AtomicBool::new(false),
    };
    let found = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(THREADS));
    let threads = if top < 2 * STEP { 1 } else { threads };
    std::thread::scope(|scope| -> Result<(), StoreError> {
        let others: Vec<_> = (1..threads)
            .map(|_| scope.spawn(|| search.run(&open::read_only(&dir.records())?, &found)))
            .collect();
        search.run(&main, &found)?;
        for other in others {
            other
                .join()
                .unwrap_or_else(|_| Err(StoreError::Unusable("the search broke off".into())))?;
        }
        Ok(())
    })?;
    let mut found = found
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.truncate(limit);
    Ok(found)
}

/// One search under way, shared by its threads.
struct Search<'a> {
    needle: String,
    /// What every body that has the words has among its bytes, whatever the letters' case.
    filter: Option<Finder<'static>>,
    wrapped: Wrapped,
    vault: &'a Vault,
    state: Option<State>,
    /// Below this counter nobody has looked yet.
    next: AtomicU64,
    limit: usize,
    enough: AtomicUsize,
    failed: AtomicBool,
}

impl Search<'_> {
    /// Takes step after step until all is read or enough is found. Steps are handed out newest first, so whatever is newer than
    /// something that was found has been looked at.
    fn run(&self, main: &rusqlite::Connection, found: &Mutex<Vec<u64>>) -> Result<(), StoreError> {
        let done = self.steps(main, found);
        if done.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        done
    }

    fn steps(&self, main: &rusqlite::Connection, found: &Mutex<Vec<u64>>) -> Result<(), StoreError> {
        let of_state = if self.state.is_some() {
            "state = ?3"
        } else {
            "?3 IS NULL"
        };
        let mut statement = main.prepare(&format!(
            "SELECT counter, key_id, body, site FROM records
             WHERE counter >= ?1 AND counter < ?2 AND {of_state} AND key_id IS NOT NULL
             ORDER BY counter DESC"
        ))?;
        let (mut plain, mut small) = (Vec::new(), Vec::new());
        while !self.failed.load(Ordering::Relaxed) && self.enough.load(Ordering::Relaxed) < self.limit {
            let Ok(until) = self
                .next
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |next| {
                    (next > 0).then(|| next.saturating_sub(STEP))
                })
            else {
                break;
            };
            let from = until.saturating_sub(STEP).cast_signed();
            let mut rows =
                statement.query(params![from, until.cast_signed(), self.state.map(State::name)])?;
            while let Some(row) = rows.next()? {
                let key_id: KeyId = row.get(1)?;
                // Erased since the keys were read.
                let Some(wrapped) = self.wrapped.get(&key_id) else {
                    continue;
                };
                let sealed = row
                    .get_ref(2)?
                    .as_blob()
                    .map_err(|_| rusqlite::Error::InvalidQuery)?;
                self.vault.open_into(&key_id, wrapped, sealed, &mut plain)?;
                let site = row
                    .get_ref(3)?
                    .as_str()
                    .map_err(|_| rusqlite::Error::InvalidQuery)?;
                if self.fits(site, &plain, &mut small) {
                    let counter: i64 = row.get(0)?;
                    self.enough.fetch_add(1, Ordering::Relaxed);
                    found
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push(counter.unsigned_abs());
                }
            }
        }
        plain.zeroize();
        small.zeroize();
        Ok(())
    }

    /// `small` is room for the bytes in small letters.
    fn fits(&self, site: &str, plain: &[u8], small: &mut Vec<u8>) -> bool {
        if site.contains(&self.needle) {
            return true;
        }
        if let Some(filter) = &self.filter {
            small.clear();
            small.extend_from_slice(plain);
            small.make_ascii_lowercase();
            if filter.find(small).is_none() {
                return false;
            }
        }
        serde_json::from_slice::<Body>(plain).is_ok_and(|body| mentions(&body.record, &self.needle))
    }
}

fn mentions(record: &Record, needle: &str) -> bool {
    let said = &record.judgements;
    let own = said.title.iter().chain(&said.note).chain(&said.labels);
    let texts = record.messages.iter().map(|message| &message.text);
    texts.chain(own).any(|text| text.to_lowercase().contains(needle))
}

/// The longest stretch of the words that JSON writes as it is and whose case, if it has one, is that of ASCII. Nothing when there
/// is no such stretch: then every record is read.
fn filter(needle: &str) -> Option<Finder<'static>> {
    let lower = needle.to_lowercase();
    let plain = |letter: char| {
        let as_it_is =
            letter.is_ascii_alphanumeric() || letter == ' ' || (letter > '\u{7f}' && caseless(letter));
        // Another letter becomes a k when it is made small.
        as_it_is && letter != 'k'
    };
    let longest = lower
        .split(|letter| !plain(letter))
        .max_by_key(|stretch| stretch.len())
        .unwrap_or_default();
    (!longest.is_empty()).then(|| Finder::new(longest).into_owned())
}

fn caseless(letter: char) -> bool {
    letter.to_lowercase().eq([letter]) && letter.to_uppercase().eq([letter])
}

/// Content keys, as they are sealed.
type Wrapped = HashMap<KeyId, [u8; WRAPPED], BuildHasherDefault<AsItIs>>;

/// Takes a name of a key for its own hash: it was drawn at random.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_ne_bytes(*first);
        }
    }

    // The length of a name says nothing.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

fn wrapped_keys(dir: &DataDir) -> Result<Wrapped, StoreError> {
    let keys = open::read_only(&dir.keys())?;
    let count: i64 = keys.query_row("SELECT max(rowid) FROM content_keys", [], |row| {
        Ok(row.get::<_, Option<i64>>(0)?.unwrap_or(0))
    })?;
    // Deleted ones leave gaps, so this is at most a guess.
    let room = usize::try_from(count).unwrap_or(0).min(1 << 20);
    let mut wrapped = Wrapped::with_capacity_and_hasher(room, BuildHasherDefault::default());
    let mut statement = keys.prepare("SELECT key_id, wrapped FROM content_keys")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let key: [u8; WRAPPED] = row.get(1)?;
        wrapped.insert(row.get(0)?, key);
    }
    Ok(wrapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_lets_everything_pass_that_has_the_words() {
        for (needle, text) in [
            ("hello", "Say HELLO to her"),
            ("say \"hi\"", r#"please say \"HI\" now"#),
            ("straße", "die Straße"),
            ("über", "ÜBER alles"),
            ("привет", "ПРИВЕТ мир"),
            ("世界", "你好世界"),
            ("kelvin", "300 Kelvin"),
            ("k", "KELVIN"),
            ("", "anything"),
        ] {
            let passes = filter(needle)
                .is_none_or(|filter| filter.find(text.to_ascii_lowercase().as_bytes()).is_some());
            assert!(passes, "{needle} in {text}");
        }
        let filter = filter("needle").unwrap();
        assert!(filter.find(b"nothing here").is_none());
    }
}
