//! Which records are wanted, and in which order.
//!
//! In: what the contributor asks for. Out: counters of records. Newest first, by state and by words in the text, is answered from the
//! store's indexes; everything else from the survey. Deliberately not here: what is shown of each.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::json;
use shared::feedback::SignalKind;
use shared::risk::Level;

use crate::companion::Companion;
use crate::hold::State;
use crate::refused::Refused;
use crate::store::outline::Outline;
use crate::survey::{self, About, Reading, Survey};

/// What a list shall show.
#[derive(Debug, Default)]
pub struct Wanted {
    pub state: Option<State>,
    /// Words in the text, or in the name of the site.
    pub query: Option<String>,
    pub site: Option<String>,
    /// ISO 639 code, or `unknown`.
    pub language: Option<String>,
    pub risk: Option<Level>,
    pub signal: Option<Feedback>,
    pub sort: Sort,
}

/// Which feedback a record shall have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feedback {
    Kind(SignalKind),
    Any,
    Nothing,
    /// The contributor's own: a thumb, scores, a label, a note.
    Judged,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    /// What leaves first, first; what does not leave by itself last.
    Due,
    /// Changed last, first.
    Changed,
    Longest,
    Riskiest,
}

/// One page of what was found.
pub struct Found {
    pub counters: Vec<u64>,
    pub next: Option<u64>,
    pub total: usize,
    pub reading: Option<Reading>,
}

impl Wanted {
    /// Whether the store's indexes answer it.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.site.is_none() && self.sort == Sort::Newest && !self.needs_text()
    }

    fn needs_text(&self) -> bool {
        self.language.is_some() || self.risk.is_some() || self.signal.is_some() || self.sort == Sort::Riskiest
    }

    fn fits(&self, survey: &Survey, row: &Outline) -> bool {
        let plain = self.state.is_none_or(|state| row.state == state)
            && self.site.as_deref().is_none_or(|site| site == &*row.site);
        if !plain {
            return false;
        }
        if self.language.is_none() && self.risk.is_none() && self.signal.is_none() {
            return true;
        }
        survey.about(row).is_some_and(|about| {
            self.language
                .as_deref()
                .is_none_or(|language| survey.speaks(about, language))
                && self.risk.is_none_or(|risk| about.level == risk)
                && self.signal.is_none_or(|signal| has(about, signal))
        })
    }
}

fn has(about: &About, wanted: Feedback) -> bool {
    match wanted {
        Feedback::Kind(kind) => about.has(kind),
        Feedback::Any => about.has_signals(),
        Feedback::Nothing => !about.has_signals() && !about.judged,
        Feedback::Judged => about.judged,
    }
}

/// Reads a level by its name.
///
/// # Errors
/// When there is none of this name.
pub fn risk(name: &str) -> Result<Level, Refused> {
    match name {
        "low" => Ok(Level::Low),
        "some" => Ok(Level::Some),
        "high" => Ok(Level::High),
        _ => Err(Refused::invalid(
            "there is no such risk: choose low, some or high",
        )),
    }
}

/// Reads what feedback is wanted: a kind of signal, `any`, `none` or `rated`.
///
/// # Errors
/// When there is none of this name.
pub fn signal(name: &str) -> Result<Feedback, Refused> {
    Ok(match name {
        "any" => Feedback::Any,
        "none" => Feedback::Nothing,
        "rated" => Feedback::Judged,
        kind => Feedback::Kind(serde_json::from_value(json!(kind)).map_err(|_| {
            Refused::invalid(
                "there is no such signal: choose any, none, rated, or a kind that `tributary show` names",
            )
        })?),
    })
}

/// Reads an order by its name.
///
/// # Errors
/// When there is none of this name.
pub fn sort(name: &str) -> Result<Sort, Refused> {
    Ok(match name {
        "newest" => Sort::Newest,
        "oldest" => Sort::Oldest,
        "due" => Sort::Due,
        "changed" => Sort::Changed,
        "longest" => Sort::Longest,
        "risk" => Sort::Riskiest,
        _ => {
            return Err(Refused::invalid(
                "there is no such order: choose newest, oldest, due, changed, longest or risk",
            ));
        }
    })
}

/// Finds one page.
///
/// # Errors
/// When the store fails.
pub fn find(
    companion: &Companion,
    wanted: &Wanted,
    after: Option<u64>,
    limit: usize,
) -> Result<Found, Refused> {
    let words = wanted.query.as_deref().filter(|query| !query.is_empty());
    let with_words: Option<HashSet<u64>> = words
        .map(|words| companion.store.search(words, wanted.state, None, usize::MAX))
        .transpose()?
        .map(|found| found.into_iter().collect());
    survey::ask(companion, wanted.needs_text(), |survey| {
        let mut rows: Vec<&Outline> = survey
            .rows
            .iter()
            .filter(|row| {
                with_words
                    .as_ref()
                    .is_none_or(|found| found.contains(&row.counter))
                    && wanted.fits(survey, row)
            })
            .collect();
        // Rows come newest first, and sorting keeps that order among equals.
        rows.sort_by(|one, other| compare(survey, wanted.sort, one, other));
        let start = usize::try_from(after.unwrap_or(0)).unwrap_or(usize::MAX);
        let page = rows.iter().skip(start).take(limit);
        let end = start.saturating_add(limit);
        let reading = survey.reading();
        Ok(Found {
            counters: page.map(|row| row.counter).collect(),
            next: (rows.len() > end).then_some(end as u64),
            total: rows.len(),
            reading: (wanted.needs_text() && reading.done < reading.of).then_some(reading),
        })
    })
}

fn compare(survey: &Survey, sort: Sort, one: &Outline, other: &Outline) -> Ordering {
    let due = |row: &Outline| match row.state {
        State::Ready => (0, 0),
        State::Held | State::Approved => (1, row.end),
        _ => (2, 0),
    };
    let risk = |row: &Outline| survey.about(row).map_or(-1.0, |about| about.score);
    match sort {
        Sort::Newest => Ordering::Equal,
        Sort::Oldest => one.counter.cmp(&other.counter),
        Sort::Due => due(one).cmp(&due(other)),
        Sort::Changed => other.updated.cmp(&one.updated),
        Sort::Longest => other.turns.cmp(&one.turns),
        Sort::Riskiest => risk(other).total_cmp(&risk(one)),
    }
}
