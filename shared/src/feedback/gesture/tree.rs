//! What the shape of a conversation says: siblings show what was asked for again.
//!
//! In: the conversation. Out: who has which siblings, which copies were quotations or failed, what was stopped and then
//! corrected; signals that follow from siblings where no gesture said so.

use std::collections::{HashMap, HashSet};

use super::circumstances::{differ_by_typing, is_no_reply, quoted, reports_an_error};
use super::{DERIVED, Signals, regenerated};
use crate::conversation::{Conversation, Message, MessageId, Role};
use crate::feedback::reply::{self, Relation, relation};
use crate::feedback::{Evidence, SignalKind};

pub(super) struct Tree<'a> {
    conversation: &'a Conversation,
    pub(super) by_id: HashMap<&'a MessageId, &'a Message>,
    children: HashMap<Option<&'a MessageId>, Vec<&'a Message>>,
    /// Replies whose next turn complains, or shows an error.
    pub(super) failed_in_use: HashSet<&'a MessageId>,
    /// How many bytes of each reply the next turn quotes.
    quoted: HashMap<&'a MessageId, usize>,
    /// The turn that followed a reply and did not praise it.
    followed: HashMap<&'a MessageId, Evidence>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(conversation: &'a Conversation) -> Self {
        let mut children: HashMap<_, Vec<_>> = HashMap::new();
        for message in &conversation.messages {
            children
                .entry(message.parent_id.as_ref())
                .or_default()
                .push(message);
        }
        let mut tree = Self {
            conversation,
            by_id: conversation
                .messages
                .iter()
                .map(|message| (&message.id, message))
                .collect(),
            children,
            failed_in_use: HashSet::new(),
            quoted: HashMap::new(),
            followed: HashMap::new(),
        };
        tree.read_next_turns();
        tree
    }

    /// Only the turns after replies that something was done to are read.
    fn read_next_turns(&mut self) {
        let touched: HashSet<&MessageId> = self
            .conversation
            .gestures
            .iter()
            .map(|gesture| &gesture.message_id)
            .collect();
        let conversation = self.conversation;
        for placed in reply::turns(conversation).filter(|placed| touched.contains(&placed.judged.id)) {
            let id = &placed.judged.id;
            let labels = reply::labels(&placed.turn);
            let is = |kinds: &[SignalKind]| labels.iter().any(|label| kinds.contains(&label.kind));
            let complains = is(&[SignalKind::AwareCorrection, SignalKind::AwareNoCorrection]);
            if complains || reports_an_error(&placed.user.text) {
                self.failed_in_use.insert(id);
            }
            *self.quoted.entry(id).or_default() += quoted(&placed.user.text, &placed.judged.text);
            if !is(&[SignalKind::Positive]) {
                self.followed.entry(id).or_insert_with(|| Evidence {
                    message_id: placed.user.id.clone(),
                    start: 0,
                    end: placed.user.text.chars().count(),
                });
            }
        }
    }

    /// Whether what was copied came back in the next turn: a part of the reply, or most of it.
    pub(super) fn part_is_quoted(&self, id: &MessageId) -> bool {
        self.quoted.get(id).is_some_and(|bytes| *bytes > 0)
    }

    pub(super) fn whole_is_quoted(&self, message: &Message) -> bool {
        self.quoted
            .get(&message.id)
            .is_some_and(|bytes| *bytes > 0 && bytes * 2 >= message.text.len())
    }

    /// The turn that was written after this reply, unless it praises it.
    pub(super) fn turn_after(&self, id: &MessageId) -> Option<&Evidence> {
        self.followed.get(id)
    }

    pub(super) fn siblings<'t>(
        &'t self,
        message: &'t Message,
    ) -> impl Iterator<Item = &'t Message> + use<'a, 't> {
        let parent = self
            .children
            .get(&message.parent_id.as_ref())
            .map_or(&[][..], Vec::as_slice);
        let role = message.role;
        parent.iter().copied().filter(move |other| other.role == role)
    }

    /// Whether the conversation goes on after this reply, or after one of its siblings.
    pub(super) fn goes_on(&self, message: &Message) -> bool {
        self.siblings(message)
            .any(|sibling| self.children.contains_key(&Some(&sibling.id)))
    }

    /// How strongly rewriting the question before this reply judges the reply. `None`: the rewriting is not in the tree.
    pub(super) fn rewritten_before(&self, reply: &Message) -> Option<Option<f64>> {
        let question = self.by_id.get(reply.parent_id.as_ref()?)?;
        let next = self
            .siblings(question)
            .skip_while(|other| other.id != question.id)
            .nth(1)?;
        Some(rewritten(&question.text, &next.text))
    }

    /// Adds what siblings show and no gesture said. `technical` are replies of which another was asked for because they failed.
    pub(super) fn derive(&self, technical: &HashSet<&MessageId>, signals: &mut Signals) {
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
                Role::Assistant => self.replies(&family, technical, signals),
                Role::User => self.rewritings(&family, signals),
            }
        }
    }

    /// Several replies to one question: all but the last were asked for again; the one gone on with was kept.
    fn replies(&self, family: &[&Message], technical: &HashSet<&MessageId>, signals: &mut Signals) {
        // A choice tells that they were shown side by side.
        let chosen = [SignalKind::Prefer, SignalKind::Tie, SignalKind::BothBad];
        if family
            .iter()
            .any(|message| chosen.iter().any(|kind| signals.has(&message.id, *kind)))
        {
            return;
        }
        let real: Vec<&Message> = family
            .iter()
            .copied()
            .filter(|message| !technical.contains(&message.id) && !is_no_reply(&message.text))
            .collect();
        let again = |signals: &Signals, id: &MessageId| {
            signals.has(id, SignalKind::Regenerate) || signals.has(id, SignalKind::Refine)
        };
        let last = family.last().map(|message| &message.id);
        for (repeat, old) in real.iter().filter(|old| Some(&old.id) != last).enumerate() {
            if !again(signals, &old.id) {
                let repeat = i32::try_from(repeat).unwrap_or(i32::MAX);
                signals.add(
                    &old.id,
                    SignalKind::Regenerate,
                    (-1.0, regenerated(repeat)),
                    DERIVED,
                );
            }
        }
        if real.len() < 2 {
            return;
        }
        let branch = &self.conversation.branch;
        let kept = real
            .iter()
            .find(|message| self.children.contains_key(&Some(&message.id)) && branch.contains(&message.id));
        if let Some(kept) = kept {
            signals.add(&kept.id, SignalKind::Prefer, (1.0, 0.6), DERIVED);
            for other in real.iter().filter(|other| other.id != kept.id) {
                if !again(signals, &other.id) {
                    signals.add(&other.id, SignalKind::Prefer, (-1.0, 0.6), DERIVED);
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
            if signals.has(&old.id, SignalKind::EditResend) || is_no_reply(&old.text) {
                continue;
            }
            if let Some(strength) = rewritten(&pair[0].text, &pair[1].text) {
                signals.add(&old.id, SignalKind::EditResend, (-1.0, strength), DERIVED);
            }
        }
    }
}

/// How strongly rewriting a question judges the reply to it: a typing error hardly, another question not at all.
fn rewritten(before: &str, after: &str) -> Option<f64> {
    match relation(before, after) {
        Relation::Same => Some(0.2),
        _ if differ_by_typing(before, after) => Some(0.2),
        Relation::Alike(alike) if alike >= 0.8 => Some(0.2),
        Relation::Alike(alike) if alike < 0.2 => None,
        _ => Some(0.5),
    }
}
