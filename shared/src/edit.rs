//! What a contributor changes in a held record: more redactions, fewer turns, judgements.
//!
//! In: a record and one wish. Out: the changed record, or why not. `Edits` keeps the wishes, so that they are applied
//! again when a newer revision of the same conversation arrives.
//! Invariant: nothing here puts removed text back; an edit that no longer fits its message is not applied.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::conversation::{MessageId, Role};
use crate::feedback::evidence::family;
use crate::feedback::{Signal, SignalKind, Source, gesture};
use crate::record::{Contest, Label, Outcome, Rating, Record, SCALE, Said, Score};
use crate::scrub::{self, PiiType};

/// Longest title, longest note and longest label, in characters.
const TITLE: usize = 200;
const NOTE: usize = 4_000;
const LABEL: usize = 64;
/// Most labels on one record.
const LABELS: usize = 32;

/// Why an edit was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditRefused {
    NoSuchMessage(MessageId),
    /// The span is empty, or ends beyond the message.
    NoSuchSpan(MessageId),
    NoSuchSignal(MessageId),
    /// A correction names what it was, nothing else does.
    NoLabel(MessageId),
    /// Dropping this turn would leave an empty record: revoke it instead.
    NothingLeft(MessageId),
    /// A thumb is −1, 0 or 1.
    NotAThumb(MessageId),
    /// Only replies are scored, and a score is 1–5.
    NotAScore(MessageId),
    TooLong,
    /// The message is not the one the edit was made on.
    Changed(MessageId),
}

impl fmt::Display for EditRefused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchMessage(id) => write!(formatter, "there is no message {id} in this record"),
            Self::NoSuchSpan(id) => write!(
                formatter,
                "message {id} has no such span: select a part of its text"
            ),
            Self::NoSuchSignal(id) => write!(formatter, "message {id} has no such signal"),
            Self::NoLabel(id) => write!(
                formatter,
                "a correction of a signal of message {id} says what it was, another label than the signal's; other answers have no label"
            ),
            Self::NothingLeft(id) => {
                write!(
                    formatter,
                    "nothing would be left without message {id}: revoke the record instead"
                )
            }
            Self::NotAThumb(id) => write!(formatter, "a rating of message {id} must be -1, 0 or 1"),
            Self::NotAScore(id) => {
                write!(
                    formatter,
                    "message {id} must be a reply, and each of its scores 1 to 5"
                )
            }
            Self::TooLong => {
                write!(
                    formatter,
                    "a title has at most {TITLE} characters, a note {NOTE}, a label {LABEL}, a record {LABELS} labels"
                )
            }
            Self::Changed(id) => write!(formatter, "message {id} has changed since the edit was made"),
        }
    }
}

impl std::error::Error for EditRefused {}

/// Replaces a span of a message's scrubbed text (code points) by a placeholder of this type, and the same value
/// wherever else the record has it. Placeholders that the span touches are swallowed whole.
pub fn redact(
    record: &mut Record,
    id: &MessageId,
    start: usize,
    end: usize,
    kind: PiiType,
) -> Result<(), EditRefused> {
    existing(record, id)?;
    scrub::take_span(record, id, start, end, kind).ok_or_else(|| EditRefused::NoSuchSpan(id.clone()))?;
    record.scrub.reviewed = true;
    Ok(())
}

/// Drops the turn a message belongs to: the question and every direct reply to it (its regenerated siblings
/// included). What followed is kept: it hangs on what came before the turn. Signals, ratings and contests about
/// dropped messages go with them.
pub fn drop_message(record: &mut Record, id: &MessageId) -> Result<(), EditRefused> {
    let index = existing(record, id)?;
    let message = &record.messages[index];
    let question = match (message.role, &message.parent_id) {
        (Role::Assistant, Some(parent)) if is_question(record, parent) => parent.clone(),
        _ => id.clone(),
    };
    let before = record
        .message(&question)
        .and_then(|message| message.parent_id.clone());
    let reply = |message: &&crate::record::RecordMessage| {
        message.role == Role::Assistant && message.parent_id.as_ref() == Some(&question)
    };
    let mut dropped: BTreeSet<MessageId> = BTreeSet::from([question.clone()]);
    if is_question(record, &question) {
        dropped.extend(
            record
                .messages
                .iter()
                .filter(reply)
                .map(|message| message.id.clone()),
        );
    }
    if dropped.len() >= record.messages.len() {
        return Err(EditRefused::NothingLeft(id.clone()));
    }
    record.messages.retain(|message| !dropped.contains(&message.id));
    for message in &mut record.messages {
        if message
            .parent_id
            .as_ref()
            .is_some_and(|parent| dropped.contains(parent))
        {
            message.parent_id.clone_from(&before);
        }
    }
    record.branch.retain(|id| !dropped.contains(id));
    record
        .signals
        .retain(|signal| !dropped.contains(&signal.message_id));
    // A signal about a kept message may have been read in a dropped one: what it says stands, its evidence goes.
    for signal in &mut record.signals {
        signal
            .evidence
            .take_if(|evidence| dropped.contains(&evidence.message_id));
    }
    record.events.retain(|event| !dropped.contains(&event.message_id));
    record
        .judgements
        .ratings
        .retain(|rating| !dropped.contains(&rating.message_id));
    record
        .judgements
        .scores
        .retain(|score| !dropped.contains(&score.message_id));
    record
        .judgements
        .outcomes
        .retain(|outcome| outcome.message_id.as_ref().is_none_or(|id| !dropped.contains(id)));
    record
        .judgements
        .contests
        .retain(|contest| !dropped.contains(&contest.message_id));
    record.capture.turns_captured = record.capture.turns_captured.saturating_sub(dropped.len() as u32);
    recount(record);
    record.scrub.reviewed = true;
    Ok(())
}

fn is_question(record: &Record, id: &MessageId) -> bool {
    record
        .message(id)
        .is_some_and(|message| message.role == Role::User)
}

/// Counts redactions again from what the remaining messages hold.
fn recount(record: &mut Record) {
    record.scrub.counts.clear();
    for message in &record.messages {
        let cited = message.citations.iter().flat_map(|citation| {
            scrub::placeholder_types(&citation.title)
                .chain(scrub::placeholder_types(&citation.url))
                .collect::<Vec<_>>()
        });
        for kind in message
            .redactions
            .iter()
            .chain(message.asides.iter().flat_map(|aside| &aside.redactions))
            .map(|redaction| redaction.kind)
            .chain(cited)
        {
            *record.scrub.counts.entry(kind).or_default() += 1;
        }
    }
    let said = record.events.iter().flat_map(|event| &event.said);
    for kind in said.flat_map(|said| scrub::placeholder_types(said)) {
        *record.scrub.counts.entry(kind).or_default() += 1;
    }
}

/// Sets the contributor's thumb on a message; 0 takes it back.
pub fn rate(record: &mut Record, id: &MessageId, thumb: i8) -> Result<(), EditRefused> {
    existing(record, id)?;
    if !(-1..=1).contains(&thumb) {
        return Err(EditRefused::NotAThumb(id.clone()));
    }
    record
        .judgements
        .ratings
        .retain(|rating| &rating.message_id != id);
    if thumb != 0 {
        record.judgements.ratings.push(Rating {
            message_id: id.clone(),
            thumb,
        });
    }
    Ok(())
}

/// Sets the contributor's scores of a reply; without any it takes them back.
pub fn score(record: &mut Record, score: &Score) -> Result<(), EditRefused> {
    let id = &score.message_id;
    let index = existing(record, id)?;
    let empty = score.attributes().iter().all(Option::is_none);
    if record.messages[index].role != Role::Assistant || score.scale != SCALE || !(empty || score.is_sound())
    {
        return Err(EditRefused::NotAScore(id.clone()));
    }
    let scores = &mut record.judgements.scores;
    scores.retain(|other| &other.message_id != id);
    scores.extend((!empty).then(|| score.clone()));
    Ok(())
}

/// Sets what the contributor calls the conversation; an empty title takes it back. What the rules find in it is redacted.
pub fn title(record: &mut Record, text: &str) -> Result<(), EditRefused> {
    if text.chars().count() > TITLE {
        return Err(EditRefused::TooLong);
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    record.judgements.title = (!line.is_empty()).then(|| scrub::scrub_text(&line).0);
    Ok(())
}

/// Sets the contributor's note; an empty one takes it back. What the rules find in it is redacted.
pub fn note(record: &mut Record, text: &str) -> Result<(), EditRefused> {
    if text.chars().count() > NOTE {
        return Err(EditRefused::TooLong);
    }
    let text = text.trim();
    record.judgements.note = (!text.is_empty()).then(|| scrub::scrub_text(text).0);
    Ok(())
}

/// Sets the contributor's labels: trimmed, without repetitions. What the rules find in them is redacted.
pub fn label(record: &mut Record, labels: &[String]) -> Result<(), EditRefused> {
    let mut kept: Vec<String> = vec![];
    for label in labels
        .iter()
        .map(|label| label.trim())
        .filter(|label| !label.is_empty())
    {
        let label = scrub::scrub_text(label).0;
        if label.chars().count() > LABEL {
            return Err(EditRefused::TooLong);
        }
        if !kept.contains(&label) {
            kept.push(label);
        }
    }
    if kept.len() > LABELS {
        return Err(EditRefused::TooLong);
    }
    record.judgements.labels = kept;
    Ok(())
}

/// Says that a detected signal is wrong. The signal stays, marked as contested.
pub fn contest(
    record: &mut Record,
    id: &MessageId,
    kind: SignalKind,
    detector: &str,
) -> Result<(), EditRefused> {
    let named = Named {
        id,
        kind,
        detector,
        confidence: None,
    };
    judge(record, &named, Answer::Contested)
}

/// Names one detected signal. Another version of its detector that says the same of the same message says it again.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    pub id: &'a MessageId,
    pub kind: SignalKind,
    pub detector: &'a str,
    /// How sure the detector was when the contributor answered, if that was before: the signal may have been revised since.
    pub confidence: Option<f64>,
}

impl Named<'_> {
    fn is(&self, signal: &Signal) -> bool {
        &signal.message_id == self.id
            && signal.kind == self.kind
            && family(&signal.detector) == family(self.detector)
    }
}

/// What a contributor answers to a detected signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Confirmed,
    Corrected(Label),
    Contested,
    /// Takes it out. What the machine had said may be counted, without where it was.
    Removed,
    /// Takes it out, and nobody hears of it.
    RemovedUnsaid,
    /// Takes the last answer back; what was removed does not come back.
    Unanswered,
}

/// Answers a detected signal. The outcome (what was detected, how surely, by what; what the contributor says) is kept and travels
/// with the record, also when a newer look at the conversation no longer finds the signal; a removed signal and the events that
/// it was drawn from do not.
pub fn judge(record: &mut Record, named: &Named<'_>, answer: Answer) -> Result<(), EditRefused> {
    existing(record, named.id)?;
    let signal = record.signals.iter().find(|signal| named.is(signal)).cloned();
    let (detector, confidence) = match (named.confidence, &signal) {
        (Some(confidence), _) => (named.detector.to_owned(), confidence),
        (None, Some(signal)) => (signal.detector.clone(), signal.confidence),
        (None, None) => return Err(EditRefused::NoSuchSignal(named.id.clone())),
    };
    if let Answer::Corrected(label) = answer
        && label.kind() == Some(named.kind)
    {
        return Err(EditRefused::NoLabel(named.id.clone()));
    }
    let judgements = &mut record.judgements;
    judgements.contests.retain(|contest| {
        &contest.message_id != named.id
            || contest.kind != named.kind
            || family(&contest.detector) != family(named.detector)
    });
    judgements.outcomes.retain(|outcome| {
        outcome.message_id.as_ref() != Some(named.id)
            || outcome.kind != named.kind
            || family(&outcome.detector) != family(named.detector)
    });
    let (said, label) = match answer {
        Answer::Confirmed => (Some(Said::Confirmed), None),
        Answer::Corrected(label) => (Some(Said::Corrected), Some(label)),
        Answer::Contested => (Some(Said::Contested), None),
        Answer::Removed => (Some(Said::Removed), None),
        Answer::RemovedUnsaid | Answer::Unanswered => (None, None),
    };
    if answer == Answer::Contested && signal.is_some() {
        judgements.contests.push(Contest {
            message_id: named.id.clone(),
            kind: named.kind,
            detector: detector.clone(),
        });
    }
    judgements.outcomes.extend(said.map(|said| Outcome {
        message_id: (said != Said::Removed).then(|| named.id.clone()),
        kind: named.kind,
        detector,
        confidence,
        said,
        label,
    }));
    if let (Answer::Removed | Answer::RemovedUnsaid, Some(signal)) = (answer, signal) {
        remove(record, &signal);
    }
    Ok(())
}

/// Takes a signal out with the events that it was drawn from. What several signals share goes with the first of them: a choice
/// among replies judges each of them.
fn remove(record: &mut Record, gone: &Signal) {
    let choices = [SignalKind::Prefer, SignalKind::Tie, SignalKind::BothBad];
    let parent =
        |record: &Record, id: &MessageId| record.message(id).and_then(|message| message.parent_id.clone());
    let chosen = choices.contains(&gone.kind) && gone.source != Source::Reply;
    let among: BTreeSet<MessageId> = if chosen {
        let question = parent(record, &gone.message_id);
        let replies = record
            .messages
            .iter()
            .filter(|message| message.role == Role::Assistant && message.parent_id == question);
        replies.map(|message| message.id.clone()).collect()
    } else {
        BTreeSet::from([gone.message_id.clone()])
    };
    record.signals.retain(|signal| {
        let same = among.contains(&signal.message_id)
            && family(&signal.detector) == family(&gone.detector)
            && (signal.kind == gone.kind || chosen && choices.contains(&signal.kind));
        !same
    });
    if gone.source != Source::Reply {
        let drawn_from = gesture::drawn_from(gone.kind);
        record
            .events
            .retain(|event| !(among.contains(&event.message_id) && drawn_from.contains(&event.kind)));
    }
}

fn existing(record: &Record, id: &MessageId) -> Result<usize, EditRefused> {
    let place = record.messages.iter().position(|message| &message.id == id);
    place.ok_or_else(|| EditRefused::NoSuchMessage(id.clone()))
}

/// One wish of a contributor, as it is kept beside a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    Redact {
        message_id: MessageId,
        start: usize,
        end: usize,
        #[serde(rename = "type")]
        kind: PiiType,
    },
    DropMessage {
        message_id: MessageId,
    },
    Rate {
        message_id: MessageId,
        thumb: i8,
    },
    Score(Score),
    Title {
        text: String,
    },
    Note {
        text: String,
    },
    Label {
        labels: Vec<String>,
    },
    Contest {
        message_id: MessageId,
        kind: SignalKind,
        detector: String,
    },
    Judge {
        message_id: MessageId,
        kind: SignalKind,
        detector: String,
        answer: Answer,
        /// How sure the detector was at that time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confidence: Option<f64>,
    },
}

impl Edit {
    /// The message the edit is about; notes and labels are about the whole record.
    #[must_use]
    pub fn message_id(&self) -> Option<&MessageId> {
        match self {
            Self::Redact { message_id, .. }
            | Self::DropMessage { message_id }
            | Self::Rate { message_id, .. }
            | Self::Score(Score { message_id, .. })
            | Self::Contest { message_id, .. }
            | Self::Judge { message_id, .. } => Some(message_id),
            Self::Title { .. } | Self::Note { .. } | Self::Label { .. } => None,
        }
    }

    /// Whether it was made on the words of its message, so that other words need another decision. An answer to a signal was
    /// made on the signal.
    fn is_about_words(&self) -> bool {
        !matches!(self, Self::Judge { .. })
    }

    fn make(&self, record: &mut Record) -> Result<(), EditRefused> {
        match self {
            Self::Redact {
                message_id,
                start,
                end,
                kind,
            } => redact(record, message_id, *start, *end, *kind),
            Self::DropMessage { message_id } => drop_message(record, message_id),
            Self::Rate { message_id, thumb } => rate(record, message_id, *thumb),
            Self::Score(given) => score(record, given),
            Self::Title { text } => title(record, text),
            Self::Note { text } => note(record, text),
            Self::Label { labels } => label(record, labels),
            Self::Contest {
                message_id,
                kind,
                detector,
            } => contest(record, message_id, *kind, detector),
            Self::Judge {
                message_id,
                kind,
                detector,
                answer,
                confidence,
            } => {
                let named = Named {
                    id: message_id,
                    kind: *kind,
                    detector,
                    confidence: *confidence,
                };
                judge(record, &named, *answer)
            }
        }
    }
}

/// The edits made to one record, in order, each with the digest of the text it was made on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edits(Vec<Made>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    edit: Edit,
    /// SHA-256, in hex, of the message's text before this edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<String>,
}

/// An edit that a newer revision did not take, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct NotApplied {
    pub edit: Edit,
    pub why: EditRefused,
}

impl Edits {
    /// Makes an edit and keeps it.
    pub fn make(&mut self, edit: Edit, record: &mut Record) -> Result<(), EditRefused> {
        let on = edit
            .message_id()
            .and_then(|id| record.message(id))
            .map(|message| text_digest(&message.text));
        let mut edit = edit;
        if let Edit::Judge {
            message_id,
            kind,
            detector,
            confidence,
            ..
        } = &mut edit
        {
            let named = Named {
                id: message_id,
                kind: *kind,
                detector,
                confidence: None,
            };
            // What the detector says now is what the contributor answers.
            *confidence = None;
            if let Some(signal) = record.signals.iter().find(|signal| named.is(signal)) {
                *confidence = Some(signal.confidence);
                detector.clone_from(&signal.detector);
            }
        }
        edit.make(record)?;
        // Kept notes and labels are the scrubbed ones, so what was removed from them is not stored either.
        match &mut edit {
            Edit::Title { text } => *text = record.judgements.title.clone().unwrap_or_default(),
            Edit::Note { text } => *text = record.judgements.note.clone().unwrap_or_default(),
            Edit::Label { labels } => labels.clone_from(&record.judgements.labels),
            _ => {}
        }
        self.0.push(Made { edit, on });
        Ok(())
    }

    /// The edits, first to last.
    pub fn iter(&self) -> impl Iterator<Item = &Edit> {
        self.0.iter().map(|made| &made.edit)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Makes the edits on a newer revision of the record they were made on. One whose message reads differently now is
/// not made; neither is one that no longer fits.
pub fn apply(edits: &Edits, record: &mut Record) -> Vec<NotApplied> {
    let mut not_applied = vec![];
    for Made { edit, on } in &edits.0 {
        let changed = edit.message_id().filter(|_| edit.is_about_words()).filter(|id| {
            record
                .message(id)
                .is_some_and(|message| on.as_ref() != Some(&text_digest(&message.text)))
        });
        let outcome = match changed {
            Some(id) => Err(EditRefused::Changed(id.clone())),
            None => edit.make(record),
        };
        if let Err(why) = outcome {
            not_applied.push(NotApplied {
                edit: edit.clone(),
                why,
            });
        }
    }
    not_applied
}

fn text_digest(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text))
}

#[cfg(test)]
mod tests;
