//! One record as the formats read it: its tree, its visible path, its comparisons and judgements with the texts around them.
//!
//! In: a line of a release. Out: references into it. Nothing is decided here: `shared::feedback` says what justifies what.
//! Invariant: the texts that the rows of one record repeat are bounded, whoever made the record.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};
use shared::conversation::{GestureKind, MessageId, Role};
use shared::feedback::evidence::{self, Input, Tier, What};
use shared::feedback::pairs::{self, Comparison, Judgement};
use shared::feedback::{Signal, SignalKind};
use shared::record::{Record, RecordMessage, Score};

use super::Line;
use crate::judged::{self, About, Given, MOST_TEXT};
use crate::release::columns::role;
use crate::release::manifest::Manifest;

/// One record with what is needed to write it.
pub(super) struct Item<'a> {
    pub(super) line: &'a Line,
    pub(super) record: &'a Record,
    pub(super) release: &'a Manifest,
    /// Which feedback was asked for.
    pub(super) given: Given,
    by_id: HashMap<&'a MessageId, &'a RecordMessage>,
    roots: Vec<&'a RecordMessage>,
    children: HashMap<&'a MessageId, Vec<&'a RecordMessage>>,
    shown: HashSet<&'a MessageId>,
    said: HashMap<&'a MessageId, Vec<&'a str>>,
    reported: HashSet<&'a MessageId>,
    signals: HashMap<&'a MessageId, Vec<&'a Signal>>,
    scores: HashMap<&'a MessageId, &'a Score>,
    left: Cell<usize>,
}

/// What the contributor scored of one reply, each 1–5.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scores {
    pub(super) helpfulness: Option<u8>,
    pub(super) correctness: Option<u8>,
    pub(super) coherence: Option<u8>,
    pub(super) complexity: Option<u8>,
    pub(super) verbosity: Option<u8>,
}

impl Scores {
    pub(super) fn each(&self) -> [Option<u8>; 5] {
        [
            self.helpfulness,
            self.correctness,
            self.coherence,
            self.complexity,
            self.verbosity,
        ]
    }

    pub(super) fn is_empty(&self) -> bool {
        self.each().iter().all(Option::is_none)
    }
}

/// Two replies to one question, with what was asked.
pub(super) struct Compared<'a> {
    pub(super) found: Comparison,
    pub(super) prompt: Vec<&'a RecordMessage>,
    pub(super) first: &'a RecordMessage,
    pub(super) second: &'a RecordMessage,
    pub(super) about: About,
}

/// One judged reply, with what was asked.
pub(super) struct Judged<'a> {
    pub(super) found: Judgement,
    pub(super) prompt: Vec<&'a RecordMessage>,
    pub(super) reply: &'a RecordMessage,
    pub(super) about: About,
}

impl<'a> Item<'a> {
    pub(super) fn new(line: &'a Line, release: &'a Manifest, given: Given) -> Self {
        let record = &line.record;
        let mut roots = vec![];
        let mut children: HashMap<&MessageId, Vec<&RecordMessage>> = HashMap::new();
        for message in &record.messages {
            match &message.parent_id {
                Some(parent) => children.entry(parent).or_default().push(message),
                None => roots.push(message),
            }
        }
        let mut said: HashMap<&MessageId, Vec<&str>> = HashMap::new();
        let mut reported = HashSet::new();
        for event in &record.events {
            let words = event.said.iter().map(String::as_str);
            said.entry(&event.message_id).or_default().extend(words);
            if event.kind == GestureKind::Report {
                reported.insert(&event.message_id);
            }
        }
        let mut signals: HashMap<&MessageId, Vec<&Signal>> = HashMap::new();
        for signal in &record.signals {
            signals.entry(&signal.message_id).or_default().push(signal);
            if signal.kind == SignalKind::Report {
                reported.insert(&signal.message_id);
            }
        }
        Self {
            line,
            record,
            release,
            given,
            by_id: record
                .messages
                .iter()
                .map(|message| (&message.id, message))
                .collect(),
            roots,
            children,
            shown: record.branch.iter().collect(),
            said,
            reported,
            signals,
            scores: record
                .judgements
                .scores
                .iter()
                .map(|score| (&score.message_id, score))
                .collect(),
            left: Cell::new(MOST_TEXT),
        }
    }

    pub(super) fn message(&self, id: &MessageId) -> Option<&'a RecordMessage> {
        self.by_id.get(id).copied()
    }

    /// What hangs below a message, or the first messages.
    pub(super) fn below(&self, id: Option<&MessageId>) -> &[&'a RecordMessage] {
        match id {
            Some(id) => self.children.get(id).map_or(&[], Vec::as_slice),
            None => &self.roots,
        }
    }

    /// The visible path, first to last.
    pub(super) fn path(&self) -> Vec<&'a RecordMessage> {
        self.record
            .branch
            .iter()
            .filter_map(|id| self.message(id))
            .collect()
    }

    /// The visible path from the first question to the last reply; none if nobody answered.
    pub(super) fn answered_path(&self) -> Vec<&'a RecordMessage> {
        let path = self.path();
        let first = path.iter().position(|message| message.role == Role::User);
        let last = path.iter().rposition(|message| message.role == Role::Assistant);
        match (first, last) {
            (Some(first), Some(last)) if first < last => path[first..=last].to_vec(),
            _ => vec![],
        }
    }

    /// The messages before a reply, first to last; none if nobody asked, or if the rows of this record repeat too much already.
    pub(super) fn before(&self, reply: &RecordMessage) -> Option<Vec<&'a RecordMessage>> {
        let mut path = Vec::new();
        let mut above = reply.parent_id.as_ref().and_then(|id| self.message(id));
        let mut length = reply.text.len() + 64;
        while let Some(message) = above {
            length += message.text.len() + 64;
            if length > self.left.get() {
                self.left.set(0);
                return None;
            }
            path.push(message);
            above = message.parent_id.as_ref().and_then(|id| self.message(id));
        }
        path.reverse();
        path.iter().find(|message| message.role == Role::User)?;
        self.left.set(self.left.get() - length);
        Some(path)
    }

    /// The comparisons that were asked for.
    pub(super) fn compared(&self) -> Vec<Compared<'a>> {
        pairs::comparisons(self.record)
            .into_iter()
            .filter(|found| self.given.is(found.explicit))
            .filter_map(|found| {
                let (first, second) = (self.message(&found.first)?, self.message(&found.second)?);
                Some(Compared {
                    prompt: self.before(first)?,
                    about: judged::about_comparison(self.line, &found),
                    found,
                    first,
                    second,
                })
            })
            .collect()
    }

    /// The single judgements that were asked for.
    pub(super) fn judged(&self) -> Vec<Judged<'a>> {
        pairs::judgements(self.record)
            .into_iter()
            .filter(|found| self.given.is(found.explicit))
            .filter_map(|found| {
                let reply = self.message(&found.reply)?;
                Some(Judged {
                    prompt: self.before(reply)?,
                    about: judged::about_judgement(self.line, &found),
                    found,
                    reply,
                })
            })
            .collect()
    }

    /// Every piece of evidence that was asked for, in the order of the messages it is about: agreeing or not, set aside or not.
    pub(super) fn evidence(&self) -> Vec<(&'a RecordMessage, Vec<Input>)> {
        let mut inputs = evidence::inputs(self.record);
        self.record
            .messages
            .iter()
            .filter_map(|message| {
                let found: Vec<Input> = inputs
                    .remove(&message.id)?
                    .into_iter()
                    .filter(|input| self.given.is(is_explicit(input)))
                    .collect();
                (!found.is_empty()).then_some((message, found))
            })
            .collect()
    }

    /// The reasons that the person ticked or wrote beside a rating of this message, as one text, if there are any.
    pub(super) fn words(&self, id: &MessageId) -> Option<String> {
        let said = self.said.get(id).filter(|said| !said.is_empty())?;
        Some(said.join("; "))
    }

    /// Whether the person reported this message as harmful.
    pub(super) fn reported(&self, id: &MessageId) -> bool {
        self.reported.contains(id)
    }

    /// The signals about this message.
    pub(super) fn signals(&self, id: &MessageId) -> &[&'a Signal] {
        self.signals.get(id).map_or(&[], Vec::as_slice)
    }

    /// The last explicit thumb or rating of each message: whether it is good.
    pub(super) fn thumbs(&self) -> HashMap<&'a MessageId, bool> {
        let last = |inputs: &[Input]| {
            inputs
                .iter()
                .filter(|input| input.tier == Tier::Explicit && input.set_aside.is_none())
                .filter(|input| {
                    matches!(input.what, What::Rating)
                        || matches!(input.kind(), Some(SignalKind::ThumbsUp | SignalKind::ThumbsDown))
                })
                .max_by_key(|input| input.at)
                .map(|input| input.polarity > 0.0)
        };
        let inputs = evidence::inputs(self.record);
        inputs
            .iter()
            .filter_map(|(id, inputs)| Some((*id, last(inputs)?)))
            .collect()
    }

    /// The contributor's scores of this reply; what is not 1–5 is none.
    pub(super) fn scores(&self, id: &MessageId) -> Scores {
        let Some(score) = self.scores.get(id) else {
            return Scores::default();
        };
        let in_range = |score: Option<u8>| score.filter(|score| (1..=5).contains(score));
        Scores {
            helpfulness: in_range(score.helpfulness),
            correctness: in_range(score.correctness),
            coherence: in_range(score.coherence),
            complexity: in_range(score.complexity),
            verbosity: in_range(score.verbosity),
        }
    }

    /// Whether this message is on the visible path.
    pub(super) fn is_shown(&self, message: &RecordMessage) -> bool {
        self.shown.contains(&message.id)
    }

    /// The first model of the visible path that the page named.
    pub(super) fn model(&self) -> Option<&'a str> {
        self.path().iter().find_map(|message| message.model.as_deref())
    }

    /// The first language of the visible path that is clear.
    pub(super) fn language(&self) -> Option<&'a str> {
        self.path().iter().find_map(|message| message.lang.as_deref())
    }

    /// The name of a message that no other record has.
    pub(super) fn global(&self, id: &MessageId) -> String {
        format!("{}-{id}", self.line.record_id)
    }
}

/// Given as a judgement, whether outright or by choosing between replies.
fn is_explicit(input: &Input) -> bool {
    input.tier == Tier::Explicit
        || matches!(
            input.kind(),
            Some(SignalKind::Report | SignalKind::Tie | SignalKind::BothBad)
        )
        || (input.kind() == Some(SignalKind::Prefer) && input.strength >= pairs::CHOICE)
}

/// `{"role", "content"}`.
pub(super) fn turn(message: &RecordMessage) -> Value {
    json!({ "role": role(message.role), "content": message.text })
}

pub(super) fn turns<'a>(messages: impl IntoIterator<Item = &'a &'a RecordMessage>) -> Vec<Value> {
    messages.into_iter().map(|message| turn(message)).collect()
}

/// What was asked last.
pub(super) fn question<'a>(prompt: &[&'a RecordMessage]) -> &'a str {
    let asked = prompt.iter().rev().find(|message| message.role == Role::User);
    asked.map_or("", |message| &message.text)
}

pub(super) fn is_redacted(message: &RecordMessage) -> bool {
    !message.redactions.is_empty()
}

/// A row with what justifies it.
pub(super) fn because(row: Value, about: &About) -> Value {
    let mut row = map(row);
    row.append(&mut map(serde_json::to_value(about).expect("it has string keys")));
    Value::Object(row)
}

pub(super) fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
