//! Files -> scrubbed records in batches, on every core.
//!
//! In: files, in order. Out: batches of records in the order of the files, and problems. One thread reads, some detect and
//! scrub, and the caller takes the batches; each waits for the other, so that memory holds a few batches, whatever the size of the file.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use shared::time::Day;

use super::{Found, Imported, read_file, scrubbed};
use crate::order;

/// Conversations that share one commit; the companion has all of them in memory at once.
const CONVERSATIONS: usize = 50;
/// Bytes of text in a batch, beyond which it is handed on.
const TEXT: usize = 1 << 20;
/// Batches that may wait before each step.
const WAITING: usize = 2;
/// More threads than this wait for the disk.
const THREADS: usize = 8;

/// What comes out at the other end.
pub(crate) enum Step {
    Batch(Vec<order::Imported>),
    /// Said to the person as it is.
    Problem(String),
}

/// A step with its place in the order of the files.
type Numbered<T> = (u64, T);

enum Raw {
    Batch(Vec<Imported>),
    Problem(String),
}

/// Reads files and gives what is in them to `take`, until that says that it is enough.
pub(crate) fn run<E>(
    files: &[PathBuf],
    today: &Day,
    mut take: impl FnMut(Step) -> Result<(), E>,
) -> Result<(), E> {
    let threads = thread::available_parallelism().map_or(1, |cores| cores.get().min(THREADS));
    let (raw_in, raw_out) = sync_channel::<Numbered<Raw>>(WAITING);
    let (done_in, done_out) = sync_channel::<Numbered<Step>>(WAITING);
    // The workers own the receiver: once the last of them has ended, the reader sees that nobody takes what it sends.
    let raw_out = Arc::new(Mutex::new(raw_out));
    thread::scope(|scope| {
        scope.spawn(move || read_all(files, &raw_in));
        for _ in 0..threads {
            let (raw_out, done_in) = (Arc::clone(&raw_out), done_in.clone());
            scope.spawn(move || work(&raw_out, &done_in, today));
        }
        drop((raw_out, done_in));
        let result = in_order(&done_out, &mut take);
        // Whoever waits to hand something over sees that nobody takes it, and ends: the workers first, then the reader.
        drop(done_out);
        result
    })
}

/// Gives the steps on in the order of the files.
fn in_order<E>(
    done: &Receiver<Numbered<Step>>,
    take: &mut impl FnMut(Step) -> Result<(), E>,
) -> Result<(), E> {
    let mut early: BTreeMap<u64, Step> = BTreeMap::new();
    let mut next = 0;
    for (number, step) in done {
        early.insert(number, step);
        while let Some(step) = early.remove(&next) {
            next += 1;
            take(step)?;
        }
    }
    Ok(())
}

/// Detects and scrubs one batch after the other.
fn work(raw: &Mutex<Receiver<Numbered<Raw>>>, done: &SyncSender<Numbered<Step>>, today: &Day) {
    loop {
        let received = raw
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .recv();
        let Ok((number, raw)) = received else { return };
        let step = match raw {
            Raw::Problem(problem) => Step::Problem(problem),
            Raw::Batch(conversations) => Step::Batch(
                conversations
                    .into_iter()
                    .map(|one| scrubbed(one, today))
                    .collect(),
            ),
        };
        if done.send((number, step)).is_err() {
            return;
        }
    }
}

/// Reads the files into batches; ends early when nobody takes them.
fn read_all(files: &[PathBuf], out: &SyncSender<Numbered<Raw>>) {
    let mut reader = Reader {
        out,
        number: 0,
        batch: Vec::new(),
        text: 0,
    };
    for path in files {
        if reader.file(path).and_then(|()| reader.flush()).is_err() {
            return;
        }
    }
}

/// Nobody takes what is read.
struct Unwanted;

struct Reader<'a> {
    out: &'a SyncSender<Numbered<Raw>>,
    number: u64,
    batch: Vec<Imported>,
    /// Bytes of text in the batch.
    text: usize,
}

impl Reader<'_> {
    fn file(&mut self, path: &Path) -> Result<(), Unwanted> {
        let name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned();
        let mut wanted = Ok(());
        let end = read_file(path, &mut |found| {
            wanted = match found {
                Found::Conversation(imported) => self.conversation(imported),
                Found::Problem(problem) => self.problem(format!("{name}:{problem}")),
            };
            match wanted {
                Ok(()) => ControlFlow::Continue(()),
                Err(Unwanted) => ControlFlow::Break(()),
            }
        });
        wanted?;
        match end {
            Ok(()) => Ok(()),
            Err(refused) => self.problem(refused.to_string()),
        }
    }

    fn conversation(&mut self, imported: Imported) -> Result<(), Unwanted> {
        let messages = &imported.conversation.messages;
        self.text += messages.iter().map(|message| message.text.len()).sum::<usize>();
        self.batch.push(imported);
        if self.batch.len() < CONVERSATIONS && self.text < TEXT {
            return Ok(());
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Unwanted> {
        self.text = 0;
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() {
            Ok(())
        } else {
            self.send(Raw::Batch(batch))
        }
    }

    fn problem(&mut self, problem: String) -> Result<(), Unwanted> {
        self.send(Raw::Problem(problem))
    }

    fn send(&mut self, raw: Raw) -> Result<(), Unwanted> {
        let number = self.number;
        self.number += 1;
        self.out.send((number, raw)).map_err(|_| Unwanted)
    }
}

/// The files of a folder that may be exports, or the file itself.
///
/// # Errors
/// If the folder cannot be read.
pub(crate) fn files_of(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?.path();
        let name = entry
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if entry.is_file() && (super::archive::may_hold_conversations(&name) || name.ends_with(".zip")) {
            files.push(entry);
        }
    }
    files.sort();
    Ok(files)
}
