//! The newest release of each place, for the pool's pages.
//!
//! In: addresses that the store knows. Out: manifest and data card, if they can be read. A folder is read each time; an object store is
//! asked at most once a minute, since strangers ask for the pages and each question costs time and money, and nobody waits long for
//! it: what is not here yet is there the next time.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use shared::time::Timestamp;

use crate::release::document_name;
use crate::release::manifest::{Kind, Manifest};
use crate::release::place::Place;

/// How long an answer of an object store is good, in milliseconds.
const KEPT_MS: i64 = 60_000;
/// How long somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest card that is shown.
const MOST_CARD: u64 = 4 * 1024 * 1024;

/// The newest release of a place.
pub(super) struct Newest {
    pub(super) manifest: Manifest,
    pub(super) card: Option<String>,
}

/// When an object store was asked, and what it said last.
struct Asked {
    at: Timestamp,
    answer: Option<Arc<Newest>>,
}

static ASKED: LazyLock<Mutex<HashMap<String, Asked>>> = LazyLock::new(Mutex::default);

fn asked() -> MutexGuard<'static, HashMap<String, Asked>> {
    ASKED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The newest release at this address; `None` if it cannot be read, or not yet.
pub(super) fn newest(address: &str, now: Timestamp) -> Option<Arc<Newest>> {
    if !address.contains("://") {
        return read(address).map(Arc::new);
    }
    {
        let mut asked = asked();
        let known = asked.get(address);
        let fresh = known.is_some_and(|known| (0..KEPT_MS).contains(&(now.0 - known.at.0)));
        let answer = known.and_then(|known| known.answer.clone());
        if fresh {
            return answer;
        }
        // Whoever comes while the store is being asked takes the former answer.
        asked.insert(address.to_owned(), Asked { at: now, answer });
    }
    let (told, answer) = mpsc::channel();
    let place = address.to_owned();
    // A store brings a runtime of its own, so it needs a thread outside of ours; and it may take minutes to say no.
    std::thread::spawn(move || {
        let answer = read(&place).map(Arc::new);
        if let Some(known) = asked().get_mut(&place) {
            known.answer.clone_from(&answer);
        }
        // Nobody may be waiting any more.
        let _ = told.send(answer);
    });
    match answer.recv_timeout(PATIENCE) {
        Ok(answer) => answer,
        Err(_) => asked().get(address).and_then(|known| known.answer.clone()),
    }
}

fn read(address: &str) -> Option<Newest> {
    let place = Place::at(address).ok()?;
    let manifest = Manifest::read_at(&place).ok()?;
    let card = manifest
        .of_kind(Kind::Document)
        .find(|file| document_name(file) == "README.md" && file.bytes <= MOST_CARD)
        .and_then(|file| String::from_utf8(file.read_at(&place).ok()?).ok());
    Some(Newest { manifest, card })
}
