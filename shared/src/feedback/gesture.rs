//! Turns what the person did into signals.
//!
//! In: the gestures of a conversation, and the tree itself: siblings show what was asked for again.
//! Out: signals. Polarity and strength are published defaults, own judgement and uncalibrated.
//! Not here: time. Without it, dwelling and early stops cannot be told.

use std::collections::{HashMap, HashSet};

use super::reply::{self, Relation, relation};
use super::{Signal, SignalKind, Source};
use crate::conversation::{Conversation, Gesture, GestureKind, Message, MessageId, Role};

/// This detector and its version.
const DETECTOR: &str = "gesture@1";
/// How sure we are that it happened: as the page reported it, or as the shape of the tree shows it.
const REPORTED: f64 = 0.9;
const DERIVED: f64 = 0.7;

/// Signals from the gestures of a conversation.
#[must_use]
pub fn detect(conversation: &Conversation) -> Vec<Signal> {
    let tree = Tree::new(conversation);
    let mut signals = Signals::default();
    for (id, kind) in thumbs(&conversation.gestures) {
        let (kind, polarity) = if kind == GestureKind::ThumbsUp {
            (SignalKind::ThumbsUp, 1.0)
        } else {
            (SignalKind::ThumbsDown, -1.0)
        };
        signals.add(id, kind, polarity, 1.0, 1.0);
    }
    let mut repeats: HashMap<Option<&MessageId>, i32> = HashMap::new();
    for Gesture { message_id: id, kind } in &conversation.gestures {
        let Some(message) = tree
            .by_id
            .get(id)
            .filter(|message| message.role == Role::Assistant)
        else {
            continue;
        };
        match kind {
            GestureKind::ThumbsUp | GestureKind::ThumbsDown | GestureKind::ThumbsCleared => {}
            GestureKind::Copy => signals.add(id, SignalKind::Copy, 1.0, 0.6, REPORTED),
            GestureKind::CopyCode if tree.complained.contains(id) => {}
            GestureKind::CopyCode => signals.add(id, SignalKind::CopyCode, 1.0, 0.7, REPORTED),
            GestureKind::CopyPart if tree.quoted.contains(id) => {}
            GestureKind::CopyPart => signals.add(id, SignalKind::CopyPart, 1.0, 0.4, REPORTED),
            GestureKind::Regenerate => {
                let repeat = repeats.entry(message.parent_id.as_ref()).or_default();
                signals.add(id, SignalKind::Regenerate, -1.0, regenerated(*repeat), REPORTED);
                *repeat += 1;
            }
            GestureKind::RegenerateModified => {
                signals.add(id, SignalKind::Regenerate, -1.0, 0.4, REPORTED);
            }
            GestureKind::EditResend => {
                if let Some(strength) = tree.rewritten_before(message).map_or(Some(0.5), rewritten) {
                    signals.add(id, SignalKind::EditResend, -1.0, strength, REPORTED);
                }
            }
            GestureKind::Stop => signals.add(id, SignalKind::Stop, -1.0, 0.5, REPORTED),
            GestureKind::StopEarly => signals.add(id, SignalKind::Stop, -1.0, 0.6, REPORTED),
            GestureKind::StopLate => signals.add(id, SignalKind::Stop, -1.0, 0.1, REPORTED),
            GestureKind::Prefer => {
                signals.add(id, SignalKind::Prefer, 1.0, 0.9, REPORTED);
                for other in tree.siblings(message).filter(|other| other.id != *id) {
                    signals.add(&other.id, SignalKind::Prefer, -1.0, 0.9, REPORTED);
                }
            }
            GestureKind::Share => signals.add(id, SignalKind::Share, 1.0, 0.7, REPORTED),
            GestureKind::Delete => signals.add(id, SignalKind::Delete, -1.0, 0.2, REPORTED),
            GestureKind::Continue => signals.add(id, SignalKind::Continue, 1.0, 0.1, REPORTED),
        }
    }
    tree.derive(&mut signals);
    signals.list
}

/// The thumb that stands on each message, after all changes of mind.
fn thumbs(gestures: &[Gesture]) -> Vec<(&MessageId, GestureKind)> {
    let mut standing: Vec<(&MessageId, GestureKind)> = Vec::new();
    let mut place: HashMap<&MessageId, usize> = HashMap::new();
    for gesture in gestures {
        if matches!(
            gesture.kind,
            GestureKind::ThumbsUp | GestureKind::ThumbsDown | GestureKind::ThumbsCleared
        ) {
            let index = *place.entry(&gesture.message_id).or_insert(standing.len());
            if index == standing.len() {
                standing.push((&gesture.message_id, gesture.kind));
            } else {
                standing[index].1 = gesture.kind;
            }
        }
    }
    standing.retain(|(_, kind)| *kind != GestureKind::ThumbsCleared);
    standing
}

/// Each repeat on the same question weighs a fifth more.
fn regenerated(repeat: i32) -> f64 {
    (0.6 * 1.2_f64.powi(repeat.min(10))).min(1.0)
}

/// How strongly rewriting a question judges the reply to it: a typo hardly, another question not at all.
fn rewritten(relation: Relation) -> Option<f64> {
    match relation {
        Relation::Same => Some(0.2),
        Relation::Alike(alike) if alike >= 0.8 => Some(0.2),
        Relation::Alike(alike) if alike < 0.2 => None,
        _ => Some(0.5),
    }
}

/// Signals, each kind once per message and polarity.
#[derive(Default)]
struct Signals {
    list: Vec<Signal>,
    place: HashMap<(MessageId, SignalKind), usize>,
}

impl Signals {
    /// Adds a signal; a later one of the same kind on the same message replaces it.
    fn add(&mut self, id: &MessageId, kind: SignalKind, polarity: f64, strength: f64, confidence: f64) {
        let explicit = matches!(kind, SignalKind::ThumbsUp | SignalKind::ThumbsDown);
        let signal = Signal {
            message_id: id.clone(),
            kind,
            source: if explicit {
                Source::Explicit
            } else {
                Source::Gesture
            },
            polarity,
            strength,
            confidence,
            detector: DETECTOR.to_owned(),
            evidence: None,
        };
        match self.place.get(&(id.clone(), kind)) {
            Some(index) => self.list[*index] = signal,
            None => {
                self.place.insert((id.clone(), kind), self.list.len());
                self.list.push(signal);
            }
        }
    }

    fn has(&self, id: &MessageId, kind: SignalKind) -> bool {
        self.place.contains_key(&(id.clone(), kind))
    }
}

/// What the shape of the conversation says.
struct Tree<'a> {
    conversation: &'a Conversation,
    by_id: HashMap<&'a MessageId, &'a Message>,
    children: HashMap<Option<&'a MessageId>, Vec<&'a Message>>,
    /// Replies whose next turn complains.
    complained: HashSet<&'a MessageId>,
    /// Replies that the next turn quotes.
    quoted: HashSet<&'a MessageId>,
}

impl<'a> Tree<'a> {
    fn new(conversation: &'a Conversation) -> Self {
        let mut children: HashMap<_, Vec<_>> = HashMap::new();
        for message in &conversation.messages {
            children
                .entry(message.parent_id.as_ref())
                .or_default()
                .push(message);
        }
        let copied: HashSet<&MessageId> = conversation
            .gestures
            .iter()
            .map(|gesture| &gesture.message_id)
            .collect();
        let (mut complained, mut quoted) = (HashSet::new(), HashSet::new());
        for placed in reply::turns(conversation).filter(|placed| copied.contains(&placed.judged.id)) {
            let complains = |label: &reply::Label| {
                matches!(
                    label.kind,
                    SignalKind::AwareCorrection | SignalKind::AwareNoCorrection
                )
            };
            if reply::labels(&placed.turn).iter().any(complains) {
                complained.insert(&placed.judged.id);
            }
            if quotes(&placed.user.text, &placed.judged.text) {
                quoted.insert(&placed.judged.id);
            }
        }
        Self {
            conversation,
            by_id: conversation
                .messages
                .iter()
                .map(|message| (&message.id, message))
                .collect(),
            children,
            complained,
            quoted,
        }
    }

    fn siblings<'t>(&'t self, message: &'t Message) -> impl Iterator<Item = &'t Message> + use<'a, 't> {
        let parent = self
            .children
            .get(&message.parent_id.as_ref())
            .map_or(&[][..], Vec::as_slice);
        let role = message.role;
        parent.iter().copied().filter(move |other| other.role == role)
    }

    /// How the question before this reply was rewritten, where the rewriting is in the tree.
    fn rewritten_before(&self, reply: &Message) -> Option<Relation> {
        let question = self.by_id.get(reply.parent_id.as_ref()?)?;
        let next = self
            .siblings(question)
            .skip_while(|other| other.id != question.id)
            .nth(1)?;
        Some(relation(&question.text, &next.text))
    }

    /// Adds what siblings show and no gesture said.
    fn derive(&self, signals: &mut Signals) {
        for message in &self.conversation.messages {
            // Each family once, at its first member.
            let family: Vec<&Message> = match self.siblings(message).next() {
                Some(first) if first.id == message.id => self.siblings(message).collect(),
                _ => continue,
            };
            if family.len() < 2 {
                continue;
            }
            match message.role {
                Role::Assistant => self.replies(&family, signals),
                Role::User => self.rewritings(&family, signals),
            }
        }
    }

    /// Several replies to one question: all but the last were asked for again; the one gone on with was kept.
    fn replies(&self, family: &[&Message], signals: &mut Signals) {
        // A picked reply tells that they were shown side by side.
        if family
            .iter()
            .any(|message| signals.has(&message.id, SignalKind::Prefer))
        {
            return;
        }
        for (repeat, old) in family[..family.len() - 1].iter().enumerate() {
            if !signals.has(&old.id, SignalKind::Regenerate) {
                let repeat = i32::try_from(repeat).unwrap_or(i32::MAX);
                signals.add(
                    &old.id,
                    SignalKind::Regenerate,
                    -1.0,
                    regenerated(repeat),
                    DERIVED,
                );
            }
        }
        let branch = &self.conversation.branch;
        let kept = family
            .iter()
            .find(|message| self.children.contains_key(&Some(&message.id)) && branch.contains(&message.id));
        if let Some(kept) = kept {
            signals.add(&kept.id, SignalKind::Prefer, 1.0, 0.6, DERIVED);
            for other in family.iter().filter(|other| other.id != kept.id) {
                if !signals.has(&other.id, SignalKind::Regenerate) {
                    signals.add(&other.id, SignalKind::Prefer, -1.0, 0.6, DERIVED);
                }
            }
        }
    }

    /// A question and its rewritings: the reply to each old wording was not what was wanted.
    fn rewritings(&self, family: &[&Message], signals: &mut Signals) {
        for pair in family.windows(2) {
            let replies = self
                .children
                .get(&Some(&pair[0].id))
                .map_or(&[][..], Vec::as_slice);
            let Some(old) = replies.iter().rfind(|reply| reply.role == Role::Assistant) else {
                continue;
            };
            if signals.has(&old.id, SignalKind::EditResend) {
                continue;
            }
            if let Some(strength) = rewritten(relation(&pair[0].text, &pair[1].text)) {
                signals.add(&old.id, SignalKind::EditResend, -1.0, strength, DERIVED);
            }
        }
    }
}

/// Whether a turn repeats a passage of the reply: a marked quotation, or a long line word for word.
fn quotes(turn: &str, reply: &str) -> bool {
    const LINES: usize = 50;
    turn.lines().take(LINES).any(|line| {
        let quoted = line
            .trim_start_matches(['>', ' ', '"', '“'])
            .trim_end_matches(['"', '”', ' ']);
        quoted.chars().count() >= 20 && reply.contains(quoted)
    })
}

#[cfg(test)]
#[path = "gesture_tests.rs"]
mod tests;
