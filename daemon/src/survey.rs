//! What many records are about, in memory: languages, signals, residual risk of each, so that lists can be filtered and counted.
//!
//! Bodies lie sealed and nothing readable may be written beside them, so this is made when the contributor looks, newest record
//! first, piece by piece, and dropped when they have not looked for a while. In: the store. Out: rows with what was read of each. A row
//! is read again only when its body has changed. It holds no word of any text.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use shared::feedback::SignalKind;
use shared::record::Record;
use shared::risk::{self, Level};

use crate::companion::{Companion, lock};
use crate::refused::Refused;
use crate::store::StoreError;
use crate::store::keys::KeyId;
use crate::store::outline::Outline;

/// How long one question may read before it answers with what is known so far.
const PATIENCE: i64 = 2_000;
/// Unused for this long, it is dropped.
const IDLE: i64 = 10 * 60 * 1000;
/// Records that a thread reads at a time.
const STEP: usize = 32;
/// As many as the store has connections to read with.
const THREADS: usize = 2;

/// What a record is about.
#[derive(Clone)]
pub struct About {
    key: KeyId,
    /// Bits: places in `Survey::languages`.
    languages: u64,
    /// Bits: kinds, in the order of their declaration.
    signals: u64,
    /// Whether the contributor judged it: a thumb, scores, a label, a note.
    pub judged: bool,
    pub level: Level,
    pub score: f64,
}

impl About {
    #[must_use]
    pub fn has(&self, kind: SignalKind) -> bool {
        self.signals & bit(kind) != 0
    }

    #[must_use]
    pub fn has_signals(&self) -> bool {
        self.signals != 0
    }
}

fn bit(kind: SignalKind) -> u64 {
    1 << (kind as u32).min(63)
}

/// The rows, newest first, and what is known of them.
#[derive(Default)]
pub struct Survey {
    version: Option<u64>,
    pub rows: Vec<Outline>,
    about: HashMap<u64, About>,
    /// Names by place; `Record`s have few.
    languages: Vec<String>,
    kinds: BTreeSet<SignalKind>,
    /// What was counted in the store's history, and at which version of it.
    past: Option<(u64, Value)>,
    used: i64,
}

/// How far the reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Reading {
    pub done: usize,
    pub of: usize,
}

impl Survey {
    /// What is known of a row; nothing while it has not been read, and once it is erased.
    #[must_use]
    pub fn about(&self, row: &Outline) -> Option<&About> {
        self.about
            .get(&row.counter)
            .filter(|about| row.key == Some(about.key))
    }

    /// Whether a record has messages in this language.
    #[must_use]
    pub fn speaks(&self, about: &About, language: &str) -> bool {
        let place = self.languages.iter().position(|name| name == language);
        match place {
            Some(place) => about.languages & (1 << place) != 0,
            None => language == UNKNOWN && about.languages == 0,
        }
    }

    /// The languages of a record.
    pub fn languages_of<'survey>(&'survey self, about: &'survey About) -> impl Iterator<Item = &'survey str> {
        let unknown = (about.languages == 0).then_some(UNKNOWN);
        self.languages
            .iter()
            .enumerate()
            .filter(|(place, _)| about.languages & (1 << place) != 0)
            .map(|(_, name)| name.as_str())
            .chain(unknown)
    }

    /// Every kind of signal that was met.
    pub fn kinds(&self) -> impl Iterator<Item = SignalKind> + '_ {
        self.kinds.iter().copied()
    }

    /// How many rows have been read.
    #[must_use]
    pub fn reading(&self) -> Reading {
        let of = self.rows.iter().filter(|row| row.key.is_some());
        let (done, of) = of.fold((0, 0), |(done, of), row| {
            (done + usize::from(self.about(row).is_some()), of + 1)
        });
        Reading { done, of }
    }

    /// What was erased meanwhile, or is of another version, is not asked for again.
    fn note_unreadable(&mut self, counter: u64, key: KeyId) {
        let about = About {
            key,
            languages: 0,
            signals: 0,
            judged: false,
            level: Level::Low,
            score: 0.0,
        };
        self.about.insert(counter, about);
    }

    fn note(&mut self, counter: u64, key: KeyId, record: &Record) {
        let mut languages = 0;
        let named: BTreeSet<&String> = record
            .messages
            .iter()
            .filter_map(|message| message.lang.as_ref())
            .collect();
        for name in named {
            let place = self.languages.iter().position(|known| known == name).or_else(|| {
                // More languages than bits: the rest counts as not clear.
                (self.languages.len() < 64).then(|| {
                    self.languages.push(name.clone());
                    self.languages.len() - 1
                })
            });
            languages |= place.map_or(0, |place| 1 << place);
        }
        let mut signals = 0;
        for signal in &record.signals {
            signals |= bit(signal.kind);
            self.kinds.insert(signal.kind);
        }
        let judgements = &record.judgements;
        let risk = risk::residual(record);
        let about = About {
            key,
            languages,
            signals,
            judged: !(judgements.ratings.is_empty()
                && judgements.scores.is_empty()
                && judgements.labels.is_empty()
                && judgements.note.is_none()),
            level: risk.level,
            score: risk.score,
        };
        self.about.insert(counter, about);
    }
}

/// What records are called whose language is not clear.
pub const UNKNOWN: &str = "unknown";

/// Asks the survey, after bringing its rows up to date; `with_text` reads bodies, too, for as long as one may wait for an answer.
///
/// # Errors
/// When the store fails, or `ask` refuses.
pub fn ask<T>(
    companion: &Companion,
    with_text: bool,
    ask: impl FnOnce(&Survey) -> Result<T, Refused>,
) -> Result<T, Refused> {
    let mut survey = lock(&companion.survey);
    survey.used = companion.running();
    let version = companion.store.version();
    if survey.version != Some(version) {
        survey.rows = companion.store.read(|view| view.outlines())?;
        survey.version = Some(version);
        let known: BTreeMap<u64, Option<KeyId>> =
            survey.rows.iter().map(|row| (row.counter, row.key)).collect();
        survey
            .about
            .retain(|counter, about| known.get(counter) == Some(&Some(about.key)));
    }
    if with_text {
        read(companion, &mut survey)?;
    }
    ask(&survey)
}

/// Reads what has not been read, newest first, until it is time to answer.
fn read(companion: &Companion, survey: &mut Survey) -> Result<(), StoreError> {
    let unread: Vec<(u64, KeyId)> = survey
        .rows
        .iter()
        .filter(|row| survey.about(row).is_none())
        .filter_map(|row| Some((row.counter, row.key?)))
        .collect();
    if unread.is_empty() {
        return Ok(());
    }
    let until = companion.running() + PATIENCE;
    let next = AtomicUsize::new(0);
    let found = Mutex::new(survey);
    let work = || -> Result<(), StoreError> {
        loop {
            let from = next.fetch_add(STEP, Ordering::Relaxed);
            let Some(step) = unread.get(from..).filter(|rest| !rest.is_empty()) else {
                return Ok(());
            };
            let step = &step[..step.len().min(STEP)];
            let bodies = companion.store.read(|view| {
                step.iter()
                    .map(|(counter, _)| view.body_of(*counter))
                    .collect::<Result<Vec<_>, StoreError>>()
            })?;
            for ((counter, known), body) in step.iter().zip(bodies) {
                let mut survey = lock(&found);
                match body {
                    Some((key, body)) => survey.note(*counter, key, &body.record),
                    None => survey.note_unreadable(*counter, *known),
                }
            }
            if companion.running() >= until {
                return Ok(());
            }
        }
    };
    if unread.len() <= 2 * STEP {
        return work();
    }
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..THREADS).map(|_| scope.spawn(work)).collect();
        let mine = work();
        for other in others {
            other
                .join()
                .unwrap_or_else(|_| Err(StoreError::Unusable("the survey broke off".into())))?;
        }
        mine
    })
}

/// What `count` counts in the store, counted again only when something was written since.
///
/// # Errors
/// When the store fails.
pub fn past(companion: &Companion, count: impl FnOnce() -> Result<Value, Refused>) -> Result<Value, Refused> {
    let version = companion.store.version();
    if let Some((counted, past)) = &lock(&companion.survey).past
        && *counted == version
    {
        return Ok(past.clone());
    }
    let past = count()?;
    lock(&companion.survey).past = Some((version, past.clone()));
    Ok(past)
}

/// Drops what nobody has asked for in a while.
pub fn forget_if_idle(companion: &Companion) {
    let now = companion.running();
    if let Ok(mut survey) = companion.survey.try_lock()
        && (survey.version.is_some() || survey.past.is_some())
        && now - survey.used > IDLE
    {
        *survey = Survey::default();
    }
}
