//! A file of past chats that the dashboard hands in piece by piece, and what becomes of it.
//!
//! In: pieces, in order. Out: how far it has come, and in the end how many conversations were new, known before, taken back before or
//! not understood. Raw text lies in memory only, for as long as the file is being read, and is dropped when nobody goes on.
//! Between two commits it can be stopped; what was taken in until then stays, held like everything else.

use std::io::{Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Found, Ratings};
use crate::companion::{Companion, lock};
use crate::order::{self, Order};
use crate::refused::{Kind, Refused};

/// The most bytes of one file: it lies in memory while it is read.
pub const LIMIT: u64 = 512 << 20;
/// Conversations that share one commit.
const BATCH: usize = 20;
/// The most bytes of one piece.
pub const PIECE: usize = 1024 * 1024;
/// Without a piece or a question for this long, it is dropped.
const IDLE: i64 = 5 * 60 * 1000;
/// The most problems that are told; the others are counted.
const TOLD: usize = 20;

/// The one import that may be under way.
#[derive(Default)]
pub struct Imports(Option<Job>);

struct Job {
    id: String,
    name: String,
    of: u64,
    bytes: Vec<u8>,
    touched: i64,
    progress: Progress,
}

/// How far it has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    pub phase: Phase,
    /// Bytes that have arrived, then bytes that have been read.
    pub done: u64,
    pub of: u64,
    pub new: u64,
    pub known: u64,
    pub declined: u64,
    /// Conversations that were not understood or refused.
    pub problems: u64,
    pub told: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    #[default]
    Arriving,
    Reading,
    Done,
    Cancelled,
}

/// How an import begins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// Only to name the file in what is told of it.
    pub name: String,
    pub bytes: u64,
}

fn gone() -> Refused {
    Refused::new(
        Kind::NotFound,
        "not_found",
        "this import is over, or was given up: begin again",
    )
}

/// Begins. Out: the import's id.
///
/// # Errors
/// When another one is under way, or the file is empty or too large.
pub fn begin(companion: &Companion, begin: &Begin) -> Result<String, Refused> {
    if begin.bytes == 0 || begin.bytes > LIMIT {
        return Err(Refused::invalid(format!(
            "a file has between 1 and {LIMIT} bytes: import larger ones with `tributary import`"
        )));
    }
    let now = companion.running();
    let mut imports = lock(&companion.imports);
    let busy = imports.0.as_ref().is_some_and(|job| {
        matches!(job.progress.phase, Phase::Arriving | Phase::Reading) && now - job.touched < IDLE
    });
    if busy {
        return Err(Refused::new(
            Kind::Conflict,
            "importing",
            "another file is being imported: wait for its end, or cancel it",
        ));
    }
    let id = HEXLOWER.encode(&companion.world.random::<8>());
    let name: String = begin
        .name
        .chars()
        .filter(|letter| !letter.is_control())
        .take(200)
        .collect();
    imports.0 = Some(Job {
        id: id.clone(),
        name,
        of: begin.bytes,
        bytes: Vec::new(),
        touched: now,
        progress: Progress {
            of: begin.bytes,
            ..Progress::default()
        },
    });
    Ok(id)
}

/// Takes the next piece; the last one starts the reading, on a thread of its own.
///
/// # Errors
/// When there is no such import, or the file is longer than it was said to be.
pub fn part(companion: &Arc<Companion>, id: &str, piece: &[u8]) -> Result<Progress, Refused> {
    let now = companion.running();
    let mut imports = lock(&companion.imports);
    let job = imports.0.as_mut().filter(|job| job.id == id).ok_or_else(gone)?;
    if job.progress.phase != Phase::Arriving {
        return Err(gone());
    }
    job.touched = now;
    let length = (job.bytes.len() + piece.len()) as u64;
    if length > job.of {
        imports.0 = None;
        return Err(Refused::invalid("the file is longer than was said: begin again"));
    }
    job.bytes.extend_from_slice(piece);
    job.progress.done = length;
    if length == job.of {
        job.progress = Progress {
            phase: Phase::Reading,
            of: job.of,
            ..Progress::default()
        };
        let (bytes, name, id) = (std::mem::take(&mut job.bytes), job.name.clone(), job.id.clone());
        let companion = Arc::clone(companion);
        std::thread::Builder::new()
            .name("import".into())
            .spawn(move || read(&companion, &id, bytes, &name))
            .map_err(|error| {
                Refused::new(Kind::Broken, "internal", format!("no thread to import: {error}"))
            })?;
    }
    Ok(job.progress.clone())
}

/// How far an import has come.
///
/// # Errors
/// When there is no such import.
pub fn progress(companion: &Companion, id: &str) -> Result<Progress, Refused> {
    with(companion, id, |job| job.progress.clone()).ok_or_else(gone)
}

/// Stops an import at the next commit.
///
/// # Errors
/// When there is no such import.
pub fn cancel(companion: &Companion, id: &str) -> Result<Progress, Refused> {
    with(companion, id, |job| {
        if matches!(job.progress.phase, Phase::Arriving | Phase::Reading) {
            job.progress.phase = Phase::Cancelled;
        }
        job.bytes = Vec::new();
        job.progress.clone()
    })
    .ok_or_else(gone)
}

/// Drops an import that nobody goes on with.
pub fn forget_if_idle(companion: &Companion) {
    let now = companion.running();
    let mut imports = lock(&companion.imports);
    let idle = |job: &Job| job.progress.phase != Phase::Reading && now - job.touched > IDLE;
    if imports.0.as_ref().is_some_and(idle) {
        imports.0 = None;
    }
}

fn with<T>(companion: &Companion, id: &str, then: impl FnOnce(&mut Job) -> T) -> Option<T> {
    let now = companion.running();
    let mut imports = lock(&companion.imports);
    let job = imports.0.as_mut().filter(|job| job.id == id)?;
    job.touched = now;
    Some(then(job))
}

/// Notes what has come; whether to go on.
fn note(companion: &Companion, id: &str, change: impl FnOnce(&mut Progress)) -> bool {
    with(companion, id, |job| {
        change(&mut job.progress);
        job.progress.phase == Phase::Reading
    })
    .unwrap_or(false)
}

fn tell(progress: &mut Progress, problem: String) {
    progress.problems += 1;
    if progress.told.len() < TOLD {
        progress.told.push(problem);
    }
}

fn read(companion: &Companion, id: &str, bytes: Vec<u8>, name: &str) {
    let at = AtomicU64::new(0);
    let today = companion.world.now().day();
    let mut batch = Vec::with_capacity(BATCH);
    let hand_in = |batch: &mut Vec<order::Imported>| {
        let conversations = std::mem::take(batch);
        let answer =
            (!conversations.is_empty()).then(|| order::perform(companion, Order::Import { conversations }));
        note(companion, id, |progress| {
            progress.done = at.load(Ordering::Relaxed).min(progress.of);
            if let Some(answer) = answer {
                count(progress, answer);
            }
        })
    };
    let file = Watched {
        file: Cursor::new(bytes),
        at: &at,
    };
    let end = super::read(file, name, Ratings::default(), &mut |found| {
        let going = match found {
            Found::Conversation(imported) => {
                batch.push(super::scrubbed(imported, &today));
                batch.len() < BATCH || hand_in(&mut batch)
            }
            Found::Problem(problem) => note(companion, id, |progress| {
                tell(progress, format!("{name}:{problem}"));
            }),
        };
        if going {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    // What was read before it was stopped is not handed in any more.
    if note(companion, id, |_| {}) {
        hand_in(&mut batch);
    }
    note(companion, id, |progress| {
        if let Err(refused) = end {
            tell(progress, refused.to_string());
        }
        if progress.phase == Phase::Reading {
            progress.done = progress.of;
            progress.phase = Phase::Done;
        }
    });
}

/// A file in memory that tells how far it has been read.
struct Watched<'a> {
    file: Cursor<Vec<u8>>,
    at: &'a AtomicU64,
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(into)?;
        self.at.store(self.file.position(), Ordering::Relaxed);
        Ok(read)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

fn count(progress: &mut Progress, answer: Result<Value, Refused>) {
    match answer {
        Ok(answer) => {
            let count = |key: &str| answer[key].as_u64().unwrap_or(0);
            progress.new += count("new");
            progress.known += count("known");
            progress.declined += count("declined");
            for refused in answer["refused"].as_array().into_iter().flatten() {
                tell(progress, refused.as_str().unwrap_or_default().to_owned());
            }
        }
        // What refuses one commit refuses the next one, too: no room, no consent.
        Err(refused) => {
            tell(progress, refused.message);
            progress.phase = Phase::Done;
        }
    }
}
