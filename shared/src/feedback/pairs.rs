//! What verdicts and the tree are good for in training: which of two replies to one question is better, and whether one is good.
//!
//! In: a record. Out: comparisons and single judgements, each with the evidence that justifies it.
//! Nothing follows from weak evidence alone:
//! - A comparison needs a choice made side by side, or opposite explicit judgements of the two replies (both *explicit*), or
//!   two things together (*inferred*): that another reply was asked for, and that the conversation went on from the other one.
//!   Where what else is known of one of them says the opposite, there is none.
//! - A single judgement needs an explicit one, or (*inferred*) a text verdict of [`SURE`] whose words praise or say what is wrong;
//!   doubts, rephrasings and wishes for a change, copies and other clicks are none.
//!
//! Replies are compared only below the same question: siblings, and replies to the very same words sent again.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::SignalKind;
use super::combine::{Counted, Leaning, Part, Verdict, verdicts};
use super::evidence::{Input, Tier};
use crate::conversation::{MessageId, Role};
use crate::record::{Record, RecordMessage};

/// How sure a detector must be of words that judge a reply by themselves.
pub const SURE: f64 = 0.8;
/// The least strength of a gesture that asks for another reply.
const AGAIN: f64 = 0.6;
/// The strength of a choice made side by side.
pub const CHOICE: f64 = 0.9;
/// How sure we are of a reply that was gone on with over one that was asked for again: neither says so outright.
const KEPT: f64 = 0.42;
/// Of more replies to one question only the first ones are compared.
const REPLIES: usize = 16;

/// Why two replies can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// They were shown side by side, and the person chose.
    SideBySide,
    /// Both were judged explicitly.
    Judged,
    /// Another one was asked for, and the conversation went on from that.
    Kept,
    /// As `Kept`, after the same words were sent again as another question.
    Resent,
}

/// Which of two replies is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Winner {
    First,
    Second,
    Tie,
    BothBad,
}

/// Two replies to one question, in the order of the record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    pub first: MessageId,
    pub second: MessageId,
    pub winner: Winner,
    pub basis: Basis,
    /// Given as such, rather than inferred.
    pub explicit: bool,
    pub confidence: f64,
    pub grounds: Vec<Ground>,
}

impl Comparison {
    /// The better and the worse one, where there is one.
    #[must_use]
    pub fn chosen_and_rejected(&self) -> Option<(&MessageId, &MessageId)> {
        match self.winner {
            Winner::First => Some((&self.first, &self.second)),
            Winner::Second => Some((&self.second, &self.first)),
            Winner::Tie | Winner::BothBad => None,
        }
    }
}

/// Whether one reply is good.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    pub reply: MessageId,
    pub good: bool,
    /// Given as such, rather than inferred from what was written next.
    pub explicit: bool,
    pub confidence: f64,
    pub grounds: Vec<Ground>,
}

/// One piece of evidence, and the reply that it is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ground {
    pub about: MessageId,
    #[serde(flatten)]
    pub input: Input,
}

/// Every comparison that a record justifies.
#[must_use]
pub fn comparisons(record: &Record) -> Vec<Comparison> {
    let tree = Known::new(record);
    let mut found = vec![];
    for replies in tree.same_question() {
        for (at, first) in replies.iter().enumerate() {
            for second in &replies[at + 1..] {
                let one = tree
                    .side_by_side(first, second)
                    .or_else(|| tree.judged(first, second));
                found.extend(one.or_else(|| tree.kept(first, second)));
            }
        }
    }
    found
}

/// Every single judgement that a record justifies.
#[must_use]
pub fn judgements(record: &Record) -> Vec<Judgement> {
    let judged = |verdict: Verdict| {
        let good = match verdict.leaning {
            Leaning::Good => true,
            Leaning::Bad => false,
            Leaning::Mixed | Leaning::Neutral => return None,
        };
        let explicit = verdict.tier == Some(Tier::Explicit);
        let deciding: Vec<&Counted> = verdict
            .inputs
            .iter()
            .filter(|input| input.part == Part::Decides && (input.weight > 0.0) == good)
            .collect();
        let sure = deciding.iter().any(|counted| explicit || judges(&counted.input));
        let counts = sure && (explicit || verdict.tier == Some(Tier::Text));
        counts.then(|| Judgement {
            confidence: deciding
                .iter()
                .map(|counted| counted.input.confidence)
                .fold(0.0, f64::max),
            grounds: deciding
                .iter()
                .map(|counted| Ground {
                    about: verdict.message_id.clone(),
                    input: counted.input.clone(),
                })
                .collect(),
            reply: verdict.message_id.clone(),
            good,
            explicit,
        })
    };
    verdicts(record).into_iter().filter_map(judged).collect()
}

/// Whether words judge the reply before them, and surely.
fn judges(input: &Input) -> bool {
    input.confidence >= SURE
        && matches!(
            input.kind(),
            Some(SignalKind::Positive | SignalKind::AwareCorrection | SignalKind::AwareNoCorrection)
        )
}

struct Known<'a> {
    record: &'a Record,
    verdicts: HashMap<MessageId, Verdict>,
    /// Replies after which the person went on, on the visible path.
    went_on: HashSet<&'a MessageId>,
}

impl<'a> Known<'a> {
    fn new(record: &'a Record) -> Self {
        let verdicts = verdicts(record)
            .into_iter()
            .map(|verdict| (verdict.message_id.clone(), verdict))
            .collect();
        let went_on = record.branch.windows(2).map(|pair| &pair[0]).collect();
        Self {
            record,
            verdicts,
            went_on,
        }
    }

    /// The replies to each question, in the order of the record; the same words below the same message are one question.
    fn same_question(&self) -> Vec<Vec<&'a RecordMessage>> {
        let by_id: HashMap<&MessageId, &RecordMessage> = self
            .record
            .messages
            .iter()
            .map(|message| (&message.id, message))
            .collect();
        let mut place: HashMap<(Option<&MessageId>, String), usize> = HashMap::new();
        let mut groups: Vec<Vec<&RecordMessage>> = vec![];
        for reply in &self.record.messages {
            let question = reply.parent_id.as_ref().and_then(|id| by_id.get(id));
            let Some(question) =
                question.filter(|question| question.role == Role::User && reply.role == Role::Assistant)
            else {
                continue;
            };
            let words = question.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let group = *place
                .entry((question.parent_id.as_ref(), words))
                .or_insert(groups.len());
            if group == groups.len() {
                groups.push(vec![]);
            }
            if groups[group].len() < REPLIES {
                groups[group].push(reply);
            }
        }
        groups
    }

    /// What speaks of a reply with this weight's sign and counts for something.
    fn ground(&self, id: &MessageId, is: impl Fn(&Input) -> bool) -> Option<Ground> {
        let inputs = &self.verdicts.get(id)?.inputs;
        let counted = inputs
            .iter()
            .filter(|counted| counted.part != Part::Aside && is(&counted.input))
            .max_by(|one, other| one.weight.abs().total_cmp(&other.weight.abs()))?;
        Some(Ground {
            about: id.clone(),
            input: counted.input.clone(),
        })
    }

    fn leaning(&self, id: &MessageId) -> (Leaning, Option<Tier>) {
        self.verdicts.get(id).map_or((Leaning::Neutral, None), |verdict| {
            (verdict.leaning, verdict.tier)
        })
    }

    fn explicit(&self, id: &MessageId) -> Option<bool> {
        match self.leaning(id) {
            (Leaning::Good, Some(Tier::Explicit)) => Some(true),
            (Leaning::Bad, Some(Tier::Explicit)) => Some(false),
            _ => None,
        }
    }

    fn side_by_side(&self, first: &RecordMessage, second: &RecordMessage) -> Option<Comparison> {
        let choice = |id: &MessageId| {
            self.ground(id, |input| {
                input.strength >= CHOICE
                    && matches!(
                        input.kind(),
                        Some(SignalKind::Prefer | SignalKind::Tie | SignalKind::BothBad)
                    )
            })
        };
        if first.parent_id != second.parent_id {
            return None;
        }
        let (one, other) = (choice(&first.id)?, choice(&second.id)?);
        let winner = match (one.input.kind()?, other.input.kind()?) {
            (SignalKind::Prefer, SignalKind::Prefer) if one.input.polarity > other.input.polarity => {
                Winner::First
            }
            (SignalKind::Prefer, SignalKind::Prefer) if other.input.polarity > one.input.polarity => {
                Winner::Second
            }
            (SignalKind::Tie, SignalKind::Tie) => Winner::Tie,
            (SignalKind::BothBad, SignalKind::BothBad) => Winner::BothBad,
            _ => return None,
        };
        let opposed = match winner {
            Winner::First => {
                self.explicit(&first.id) == Some(false) || self.explicit(&second.id) == Some(true)
            }
            Winner::Second => {
                self.explicit(&second.id) == Some(false) || self.explicit(&first.id) == Some(true)
            }
            Winner::Tie | Winner::BothBad => false,
        };
        (!opposed).then(|| Comparison {
            first: first.id.clone(),
            second: second.id.clone(),
            winner,
            basis: Basis::SideBySide,
            explicit: true,
            confidence: one.input.confidence.min(other.input.confidence),
            grounds: vec![one, other],
        })
    }

    fn judged(&self, first: &RecordMessage, second: &RecordMessage) -> Option<Comparison> {
        let winner = match (self.explicit(&first.id)?, self.explicit(&second.id)?) {
            (true, false) => Winner::First,
            (false, true) => Winner::Second,
            (true, true) => Winner::Tie,
            (false, false) => Winner::BothBad,
        };
        let explicit = |input: &Input| input.tier == Tier::Explicit;
        let grounds = vec![
            self.ground(&first.id, explicit)?,
            self.ground(&second.id, explicit)?,
        ];
        Some(Comparison {
            first: first.id.clone(),
            second: second.id.clone(),
            winner,
            basis: Basis::Judged,
            explicit: true,
            confidence: grounds
                .iter()
                .map(|ground| ground.input.confidence)
                .fold(1.0, f64::min),
            grounds,
        })
    }

    fn kept(&self, first: &RecordMessage, second: &RecordMessage) -> Option<Comparison> {
        let (winner, kept, left) = match (
            self.went_on.contains(&first.id),
            self.went_on.contains(&second.id),
        ) {
            (true, false) => (Winner::First, first, second),
            (false, true) => (Winner::Second, second, first),
            _ => return None,
        };
        let siblings = kept.parent_id == left.parent_id;
        let asked_again = self.ground(&left.id, |input| match input.kind() {
            Some(SignalKind::Regenerate) => input.strength >= AGAIN,
            Some(SignalKind::Prefer) => siblings && input.polarity < 0.0,
            Some(SignalKind::EditResend) => !siblings,
            _ => false,
        })?;
        let mut grounds = vec![asked_again];
        if siblings {
            grounds.push(self.ground(&kept.id, |input| {
                input.kind() == Some(SignalKind::Prefer) && input.polarity > 0.0
            })?);
        }
        // Whatever else is known must not say the opposite.
        let fits = !matches!(self.leaning(&kept.id).0, Leaning::Bad | Leaning::Mixed)
            && !matches!(self.leaning(&left.id).0, Leaning::Good | Leaning::Mixed);
        fits.then(|| Comparison {
            first: first.id.clone(),
            second: second.id.clone(),
            winner,
            basis: if siblings { Basis::Kept } else { Basis::Resent },
            explicit: false,
            confidence: KEPT,
            grounds,
        })
    }
}

#[cfg(test)]
#[path = "pairs_tests.rs"]
mod tests;
