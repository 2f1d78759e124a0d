//! Everything that speaks for or against one reply: signals, ratings, and what the contributor said to signals.
//!
//! In: a record. Out: inputs, each with its rank, its weight and its place in time. Nothing is decided here.
//! The contributor has the last word: a signal that they contested or corrected is listed and weighs nothing, one that they
//! confirmed is as sure as if they had said it themselves.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::{Evidence, Signal, SignalKind, Source, gesture, reply};
use crate::conversation::{GestureKind, MessageId};
use crate::record::{Record, Said};

/// How much a kind of evidence is trusted, least first. A higher tier decides whatever the lower ones say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// What may mean anything: looked on, went on, deleted.
    Passive,
    /// What was done with a reply.
    Behaviour,
    /// What was written next.
    Text,
    /// One reply over another.
    Pairwise,
    /// A judgement given as such.
    Explicit,
}

/// A gesture weaker than this says little by itself.
const WEAK: f64 = 0.2;

/// What an input is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "from", rename_all = "lowercase")]
pub enum What {
    Signal {
        kind: SignalKind,
        source: Source,
        detector: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        evidence: Option<Evidence>,
    },
    /// The contributor's thumb in the dashboard.
    Rating,
    /// What the contributor said that a detected signal really was.
    Label { kind: SignalKind },
}

/// Why an input weighs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SetAside {
    Contested,
    Corrected,
}

/// One piece of evidence about one reply.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Input {
    #[serde(flatten)]
    pub what: What,
    pub tier: Tier,
    pub polarity: f64,
    pub strength: f64,
    pub confidence: f64,
    /// Its place in time among the inputs of its tier; later is greater.
    #[serde(skip)]
    pub at: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<SetAside>,
}

impl Input {
    /// −1 to 1; nothing for what was set aside.
    #[must_use]
    pub fn weight(&self) -> f64 {
        if self.set_aside.is_some() {
            return 0.0;
        }
        self.polarity * self.strength * self.confidence
    }

    /// The kind of signal, if it is one.
    #[must_use]
    pub fn kind(&self) -> Option<SignalKind> {
        match &self.what {
            What::Signal { kind, .. } | What::Label { kind } => Some(*kind),
            What::Rating => None,
        }
    }

    /// The detector, if one found it.
    #[must_use]
    pub fn detector(&self) -> Option<&str> {
        match &self.what {
            What::Signal { detector, .. } => Some(detector),
            What::Rating | What::Label { .. } => None,
        }
    }
}

/// The inputs of each message that has any, in the order of the record.
#[must_use]
pub fn inputs(record: &Record) -> HashMap<&MessageId, Vec<Input>> {
    let times = Times::new(record);
    let mut found: HashMap<&MessageId, Vec<Input>> = HashMap::new();
    let present: HashSet<_> = record
        .signals
        .iter()
        .map(|signal| (&signal.message_id, signal.kind, family(&signal.detector)))
        .collect();
    let mut answered: HashMap<(&MessageId, SignalKind, &str), Said> = HashMap::new();
    for contest in &record.judgements.contests {
        answered.insert(
            (&contest.message_id, contest.kind, &contest.detector),
            Said::Contested,
        );
    }
    for outcome in &record.judgements.outcomes {
        let Some(id) = &outcome.message_id else { continue };
        answered.insert((id, outcome.kind, family(&outcome.detector)), outcome.said);
        let still_there = || present.contains(&(id, outcome.kind, family(&outcome.detector)));
        let word = match outcome.said {
            Said::Corrected => outcome.label.and_then(|label| label.kind()),
            // A signal that was confirmed and then revised away still is the contributor's word.
            Said::Confirmed if is_reply_kind(outcome.kind) && !still_there() => Some(outcome.kind),
            _ => None,
        };
        if let Some(kind) = word {
            found.entry(id).or_default().push(Input {
                what: What::Label { kind },
                tier: Tier::Explicit,
                polarity: reply::polarity(kind),
                strength: 1.0,
                confidence: 1.0,
                at: u64::MAX,
                set_aside: None,
            });
        }
    }
    for signal in &record.signals {
        let said = answered
            .get(&(&signal.message_id, signal.kind, family(&signal.detector)))
            .or_else(|| answered.get(&(&signal.message_id, signal.kind, signal.detector.as_str())));
        let input = of_signal(signal, said.copied(), times.of(signal));
        found.entry(&signal.message_id).or_default().push(input);
    }
    for rating in &record.judgements.ratings {
        found.entry(&rating.message_id).or_default().push(Input {
            what: What::Rating,
            tier: Tier::Explicit,
            polarity: f64::from(rating.thumb),
            strength: 1.0,
            confidence: 1.0,
            at: u64::MAX,
            set_aside: None,
        });
    }
    found
}

/// Whether a kind is a label of what was written, which a contributor can say themselves.
fn is_reply_kind(kind: SignalKind) -> bool {
    reply::polarity(kind) != 0.0
}

/// A detector's id without its version: what a person said to one version holds for what the next one says again.
#[must_use]
pub fn family(detector: &str) -> &str {
    detector.split('@').next().unwrap_or(detector)
}

fn of_signal(signal: &Signal, said: Option<Said>, at: u64) -> Input {
    let confirmed = said == Some(Said::Confirmed);
    let own_word = confirmed && signal.source == Source::Reply;
    Input {
        what: What::Signal {
            kind: signal.kind,
            source: signal.source,
            detector: signal.detector.clone(),
            evidence: signal.evidence.clone(),
        },
        tier: if own_word { Tier::Explicit } else { tier(signal) },
        polarity: signal.polarity,
        strength: if own_word { 1.0 } else { signal.strength },
        confidence: if confirmed { 1.0 } else { signal.confidence },
        at: if own_word { u64::MAX } else { at },
        set_aside: match said {
            Some(Said::Contested) => Some(SetAside::Contested),
            Some(Said::Corrected) => Some(SetAside::Corrected),
            _ => None,
        },
    }
}

fn tier(signal: &Signal) -> Tier {
    match signal.source {
        Source::Explicit => Tier::Explicit,
        Source::Reply => Tier::Text,
        Source::Gesture => match signal.kind {
            SignalKind::Prefer | SignalKind::Tie | SignalKind::BothBad => Tier::Pairwise,
            _ if signal.strength <= WEAK => Tier::Passive,
            _ => Tier::Behaviour,
        },
    }
}

/// When things happened, as far as a record tells: by the order of events, and of messages.
struct Times<'a> {
    messages: HashMap<&'a MessageId, (u64, Option<&'a MessageId>)>,
    events: HashMap<(&'a MessageId, GestureKind), u64>,
    /// The last choice among the replies below a message.
    choices: HashMap<Option<&'a MessageId>, u64>,
}

impl<'a> Times<'a> {
    fn new(record: &'a Record) -> Self {
        let messages: HashMap<_, _> = (1..)
            .zip(&record.messages)
            .map(|(at, message)| (&message.id, (at, message.parent_id.as_ref())))
            .collect();
        let (mut events, mut choices) = (HashMap::new(), HashMap::new());
        for (at, event) in (1..).zip(&record.events) {
            events.insert((&event.message_id, event.kind), at);
            let is_choice = gesture::drawn_from(SignalKind::Prefer).contains(&event.kind);
            if let Some((_, parent)) = messages.get(&event.message_id).filter(|_| is_choice) {
                choices.insert(*parent, at);
            }
        }
        Self {
            messages,
            events,
            choices,
        }
    }

    fn of(&self, signal: &Signal) -> u64 {
        let at_message = |id: &MessageId| self.messages.get(id).copied();
        match (signal.source, signal.kind) {
            (Source::Reply, _) => {
                let evidence = signal.evidence.as_ref();
                evidence
                    .and_then(|evidence| at_message(&evidence.message_id))
                    .map_or(0, |(at, _)| at)
            }
            (_, SignalKind::Prefer | SignalKind::Tie | SignalKind::BothBad) => at_message(&signal.message_id)
                .and_then(|(_, parent)| self.choices.get(&parent).copied())
                .unwrap_or(0),
            (_, kind) => gesture::drawn_from(kind)
                .iter()
                .filter_map(|kind| self.events.get(&(&signal.message_id, *kind)).copied())
                .max()
                .unwrap_or(0),
        }
    }
}
