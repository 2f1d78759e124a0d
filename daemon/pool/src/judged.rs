//! What a record is good for in training, as rows that the tools of others read: preferences, single judgements, battles.
//!
//! In: one line of a release. Out: rows with the texts in conversational form, and beside them which evidence by which detectors
//! justifies each. What was given as a judgement and what was inferred are different rows of different files: they are
//! never mixed.
//! `shared::feedback::pairs` says what justifies a row; nothing is decided here.

use std::collections::HashMap;

use serde::Serialize;
use shared::conversation::{MessageId, Role};
use shared::feedback::pairs::{self, Comparison, Ground, Judgement, Winner};
use shared::record::{Record, RecordMessage};

use crate::formats::Line;
use crate::release::columns::{role, word};

/// The most text that the rows of one record and one format repeat, in bytes: a hostile record could judge each of many replies to
/// a very long conversation.
pub(crate) const MOST_TEXT: usize = 16 << 20;

/// One message, as `datasets` and TRL write it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turn {
    pub role: &'static str,
    pub content: String,
}

/// Columns that every row has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct About {
    pub record_id: String,
    pub licence: String,
    pub purposes: Vec<String>,
    /// Why the row is justified: `side_by_side`, `judged`, `kept`, `resent`, `text`.
    pub basis: String,
    /// 0–1: how sure the weakest of what it rests on is.
    pub confidence: f64,
    /// The kinds of the evidence: signals by their kind, `rating`, or `label` for the contributor's own word.
    pub evidence: Vec<String>,
    /// The messages that each piece of evidence is about.
    pub evidence_about: Vec<String>,
    /// What found each: id and version of a detector, or `contributor`.
    pub detectors: Vec<String>,
}

/// TRL's preference format with an explicit prompt.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Preference {
    pub prompt: Vec<Turn>,
    pub chosen: Vec<Turn>,
    pub rejected: Vec<Turn>,
    #[serde(flatten)]
    pub about: About,
}

/// TRL's unpaired preference, as KTO takes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unpaired {
    pub prompt: Vec<Turn>,
    pub completion: Vec<Turn>,
    pub label: bool,
    #[serde(flatten)]
    pub about: About,
}

/// The columns of Chatbot Arena's conversations that a record can fill.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Battle {
    pub question_id: String,
    pub model_a: String,
    pub model_b: String,
    /// `model_a`, `model_b`, `tie` or `tie (bothbad)`.
    pub winner: &'static str,
    pub judge: &'static str,
    pub conversation_a: Vec<Turn>,
    pub conversation_b: Vec<Turn>,
    /// The person's messages in it.
    pub turn: i64,
    /// Whether neither model was named on the page.
    pub anony: bool,
    pub language: String,
    #[serde(flatten)]
    pub about: About,
}

impl Preference {
    /// How much text it repeats, roughly and in bytes.
    pub(crate) fn length(&self) -> usize {
        length(&self.prompt) + length(&self.chosen) + length(&self.rejected)
    }
}

impl Unpaired {
    /// As `Preference::length`.
    pub(crate) fn length(&self) -> usize {
        length(&self.prompt) + length(&self.completion)
    }
}

impl Battle {
    /// As `Preference::length`.
    pub(crate) fn length(&self) -> usize {
        length(&self.conversation_a) + length(&self.conversation_b)
    }
}

/// Given as such, or inferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Explicit,
    Inferred,
}

impl Given {
    /// Whether this is what was asked for.
    pub(crate) fn is(self, explicit: bool) -> bool {
        explicit == (self == Self::Explicit)
    }
}

/// The preferences of a record.
#[must_use]
pub fn preferences(line: &Line, given: Given) -> Vec<Preference> {
    let known = Known::new(&line.record);
    let rows = compared(&known, given).into_iter().filter_map(|(found, prompt)| {
        let (chosen, rejected) = found.chosen_and_rejected()?;
        Some(Preference {
            chosen: vec![turn(known.message(chosen)?)],
            rejected: vec![turn(known.message(rejected)?)],
            prompt,
            about: about_comparison(line, &found),
        })
    });
    bounded(rows, Preference::length)
}

/// The single judgements of a record.
#[must_use]
pub fn unpaired(line: &Line, given: Given) -> Vec<Unpaired> {
    let known = Known::new(&line.record);
    let rows = pairs::judgements(known.record)
        .into_iter()
        .filter(|found| given.is(found.explicit))
        .filter_map(|found| {
            let reply = known.message(&found.reply)?;
            Some(Unpaired {
                prompt: known.prompt(reply)?,
                completion: vec![turn(reply)],
                label: found.good,
                about: about_judgement(line, &found),
            })
        });
    bounded(rows, Unpaired::length)
}

/// The battles of a record.
#[must_use]
pub fn battles(line: &Line, given: Given) -> Vec<Battle> {
    let known = Known::new(&line.record);
    let rows = compared(&known, given).into_iter().filter_map(|(found, prompt)| {
        let (a, b) = (known.message(&found.first)?, known.message(&found.second)?);
        let with = |reply: &RecordMessage| prompt.iter().cloned().chain([turn(reply)]).collect();
        let model = |reply: &RecordMessage| reply.model.clone().unwrap_or_default();
        Some(Battle {
            question_id: format!("{}-{}-{}", line.record_id, found.first, found.second),
            model_a: model(a),
            model_b: model(b),
            winner: match found.winner {
                Winner::First => "model_a",
                Winner::Second => "model_b",
                Winner::Tie => "tie",
                Winner::BothBad => "tie (bothbad)",
            },
            judge: "contributor",
            conversation_a: with(a),
            conversation_b: with(b),
            turn: prompt.iter().filter(|turn| turn.role == "user").count() as i64,
            anony: a.model.is_none() && b.model.is_none(),
            language: a.lang.clone().or(b.lang.clone()).unwrap_or_default(),
            about: about_comparison(line, &found),
        })
    });
    bounded(rows, Battle::length)
}

/// The comparisons of a record with what was asked.
fn compared(known: &Known<'_>, given: Given) -> Vec<(Comparison, Vec<Turn>)> {
    let mut left = MOST_TEXT;
    pairs::comparisons(known.record)
        .into_iter()
        .filter(|found| given.is(found.explicit))
        .map_while(|found| {
            let prompt = known
                .message(&found.first)
                .and_then(|reply| known.prompt(reply))?;
            left = left.checked_sub(length(&prompt))?;
            Some((found, prompt))
        })
        .collect()
}

/// Rows until their texts become too long together.
fn bounded<T>(rows: impl Iterator<Item = T>, length: impl Fn(&T) -> usize) -> Vec<T> {
    let mut left = MOST_TEXT;
    rows.map_while(|row| {
        left = left.checked_sub(length(&row))?;
        Some(row)
    })
    .collect()
}

fn length(turns: &[Turn]) -> usize {
    turns.iter().map(|turn| turn.content.len() + 64).sum()
}

/// What justifies a comparison.
pub(crate) fn about_comparison(line: &Line, found: &Comparison) -> About {
    about(line, word(&found.basis), found.confidence, &found.grounds)
}

/// What justifies a judgement.
pub(crate) fn about_judgement(line: &Line, found: &Judgement) -> About {
    let basis = if found.explicit { "judged" } else { "text" };
    about(line, basis.to_owned(), found.confidence, &found.grounds)
}

fn about(line: &Line, basis: String, confidence: f64, grounds: &[Ground]) -> About {
    let each = |read: fn(&Ground) -> String| grounds.iter().map(read).collect();
    About {
        record_id: line.record_id.to_string(),
        licence: word(&line.licence),
        purposes: line.purposes.iter().map(word).collect(),
        basis,
        confidence,
        evidence: each(|ground| match (ground.input.kind(), ground.input.detector()) {
            (Some(kind), Some(_)) => word(&kind),
            (Some(_), None) => "label".to_owned(),
            (None, _) => "rating".to_owned(),
        }),
        evidence_about: each(|ground| ground.about.0.clone()),
        detectors: each(|ground| ground.input.detector().unwrap_or("contributor").to_owned()),
    }
}

/// A record whose messages are found at once: it may have thousands, each asked for many times.
struct Known<'a> {
    record: &'a Record,
    by_id: HashMap<&'a MessageId, &'a RecordMessage>,
}

impl<'a> Known<'a> {
    fn new(record: &'a Record) -> Self {
        let by_id = record
            .messages
            .iter()
            .map(|message| (&message.id, message))
            .collect();
        Self { record, by_id }
    }

    fn message(&self, id: &MessageId) -> Option<&'a RecordMessage> {
        self.by_id.get(id).copied()
    }

    /// The messages before a reply, first to last; none if nobody asked.
    fn prompt(&self, reply: &RecordMessage) -> Option<Vec<Turn>> {
        let above = |message: &RecordMessage| message.parent_id.as_ref().and_then(|id| self.message(id));
        let mut path: Vec<_> = std::iter::successors(above(reply), |message| above(message)).collect();
        path.reverse();
        // A reply without a question before it is no answer to anything.
        path.iter().find(|message| message.role == Role::User)?;
        Some(path.into_iter().map(turn).collect())
    }
}

fn turn(message: &RecordMessage) -> Turn {
    Turn {
        role: role(message.role),
        content: message.text.clone(),
    }
}
