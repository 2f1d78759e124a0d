//! Behaviour: what the person typed appears as an element, and something new follows it.
//!
//! In: the elements that show what was typed. Out: proposals with these as questions and what lies between them as replies. Knows no
//! attributes; elements made alike at the same depth count as one kind.

use std::collections::{BTreeMap, HashMap, HashSet};

use shared::conversation::Role;

use super::facts::{Page, is_prose, kind};
use super::typed::Shown;
use super::{Candidate, Item};

/// Kinds of places at which typed texts appear; further ones are not tried.
const MAX_GROUPS: usize = 4;
/// How far out a single question looks for its reply.
const MAX_LEVELS: usize = 6;
/// More elements between questions than this are no replies.
const MAX_PIECES: usize = 4_000;
/// A remark of the page beside replies has less than this in paragraphs.
const REMARK: usize = 60;

#[derive(Clone, Copy)]
enum Piece {
    Question(usize),
    Other(usize),
}

/// A question and what lies between it and the next.
struct Stretch {
    question: usize,
    others: Vec<usize>,
}

impl Page<'_> {
    pub(super) fn by_behaviour(&self, shown: &[Shown]) -> Vec<Candidate> {
        let mut groups: Vec<Vec<Shown>> = Vec::new();
        for alike in [
            |page: &Page<'_>, at: usize| page.spots[at].chain,
            |page: &Page<'_>, at: usize| page.spots[at].tags,
        ] {
            let mut kinds: BTreeMap<u64, Vec<Shown>> = BTreeMap::new();
            for place in shown {
                kinds.entry(alike(self, place.spot)).or_default().push(*place);
            }
            groups.extend(kinds.into_values());
        }
        let distinct = |group: &Vec<Shown>| {
            group
                .iter()
                .map(|place| place.typed)
                .collect::<HashSet<_>>()
                .len()
        };
        groups.sort_by_key(|group| (std::cmp::Reverse(distinct(group)), group[0].spot, group.len()));
        groups.dedup_by(|one, other| {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other.iter())
                    .all(|(one, other)| one.spot == other.spot)
        });
        let mut found = Vec::new();
        for group in groups.iter().take(MAX_GROUPS) {
            let spots: Vec<usize> = group.iter().map(|place| place.spot).collect();
            let mates = self.mates(&spots);
            for questions in [Some(spots.clone()), mates].into_iter().flatten() {
                for around in self.grounds(&questions) {
                    found.extend(self.propose(around, &questions, group));
                }
            }
        }
        found
    }

    /// Questions that were not typed, such as chosen suggestions: elements made like those that show typed texts.
    fn mates(&self, spots: &[usize]) -> Option<Vec<usize>> {
        let chains: HashSet<u64> = spots.iter().map(|at| self.spots[*at].chain).collect();
        let mates: Vec<usize> = (0..self.spots.len())
            .filter(|at| chains.contains(&self.spots[*at].chain) && self.spots[*at].weight() > 0)
            .collect();
        (mates.len() > spots.len() && mates.len() < MAX_PIECES).then_some(mates)
    }

    /// Elements that may hold the whole conversation.
    fn grounds(&self, questions: &[usize]) -> Vec<usize> {
        if questions.len() > 1 {
            return self.common(questions).into_iter().collect();
        }
        let mut grounds = Vec::new();
        let mut weight = self.spots[questions[0]].weight();
        for outer in self.outwards(questions[0]).skip(1) {
            if self.spots[outer].weight() > weight {
                weight = self.spots[outer].weight();
                grounds.push(outer);
                if grounds.len() == MAX_LEVELS {
                    break;
                }
            }
        }
        grounds
    }

    fn propose(&self, around: usize, questions: &[usize], group: &[Shown]) -> Option<Candidate> {
        let mut pieces = Vec::new();
        self.split(around, questions, &mut pieces);
        if pieces.len() > MAX_PIECES {
            return None;
        }
        let stretches = self.in_time(self.stretches(&pieces)?, &pieces, group);
        let (kept, mut besides) = self.replies(&stretches, &pieces);
        let quoted = self.quoted(around, &pieces);
        let quotes: HashSet<usize> = quoted.values().flatten().copied().collect();
        besides.retain(|at| !quotes.contains(at));
        let mut items = Vec::new();
        for stretch in &stretches {
            let mut question: Vec<usize> = quoted.get(&stretch.question).cloned().unwrap_or_default();
            question.push(stretch.question);
            items.push(Item::new(Role::User, question));
            let reply: Vec<usize> = stretch
                .others
                .iter()
                .copied()
                .filter(|at| kept.contains(at) && !quotes.contains(at))
                .collect();
            if !reply.is_empty() {
                items.push(Item::new(Role::Assistant, reply));
            }
        }
        Some(Candidate {
            by: "behaviour",
            items,
            around,
            besides,
            marks: 0.0,
            names_model: false,
        })
    }

    /// What stands quoted above a question, in the same row.
    fn quoted(&self, around: usize, pieces: &[Piece]) -> HashMap<usize, Vec<usize>> {
        let mut quoted = HashMap::new();
        let mut before: Vec<usize> = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Other(at) if self.spots[*at].kind & (kind::QUOTE | kind::PRE) != 0 => before.push(*at),
                Piece::Other(_) => before.clear(),
                Piece::Question(at) => {
                    let row = self.step_towards(around, *at);
                    before.retain(|quote| self.contains(row, *quote));
                    if !before.is_empty() && row != *at {
                        quoted.insert(*at, std::mem::take(&mut before));
                    }
                    before.clear();
                }
            }
        }
        quoted
    }

    fn split(&self, at: usize, questions: &[usize], pieces: &mut Vec<Piece>) {
        for child in self.children(at) {
            let first = questions.partition_point(|question| *question < child);
            match questions.get(first) {
                Some(question) if *question == child => pieces.push(Piece::Question(child)),
                Some(question) if *question < self.spots[child].end => self.split(child, questions, pieces),
                _ if self.holds_composer(child) => {}
                _ => pieces.push(Piece::Other(child)),
            }
        }
    }

    fn stretches(&self, pieces: &[Piece]) -> Option<Vec<Stretch>> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for piece in pieces {
            match (piece, stretches.last_mut()) {
                (Piece::Question(question), _) => stretches.push(Stretch {
                    question: *question,
                    others: Vec::new(),
                }),
                (Piece::Other(other), Some(stretch)) => stretch.others.push(*other),
                (Piece::Other(_), None) => {}
            }
        }
        (!stretches.is_empty()).then_some(stretches)
    }

    /// Puts the newest last, whatever the page does.
    fn in_time(&self, mut stretches: Vec<Stretch>, pieces: &[Piece], group: &[Shown]) -> Vec<Stretch> {
        let typed: HashMap<usize, usize> = group.iter().map(|place| (place.spot, place.typed)).collect();
        let order: Vec<usize> = stretches
            .iter()
            .filter_map(|stretch| typed.get(&stretch.question).copied())
            .collect();
        let rising = order.windows(2).filter(|pair| pair[0] < pair[1]).count();
        let falling = order.windows(2).filter(|pair| pair[0] > pair[1]).count();
        let lead: Vec<usize> = pieces
            .iter()
            .map_while(|piece| match piece {
                Piece::Other(other) => Some(*other),
                Piece::Question(_) => None,
            })
            .collect();
        let newest_first = falling > rising
            || (falling == rising
                && stretches.len() <= 2
                && stretches.last().is_some_and(|last| {
                    self.after(last).is_empty()
                        && lead
                            .iter()
                            .any(|other| self.is_newer(*other, last.question) && !self.is_remark(*other))
                }));
        if newest_first {
            let replies_first = stretches.last().is_some_and(|last| self.after(last).is_empty());
            if replies_first {
                let mut before = lead;
                for stretch in &mut stretches {
                    before.retain(|other| !self.is_older(*other, stretch.question));
                    std::mem::swap(&mut before, &mut stretch.others);
                }
            }
            stretches.reverse();
        } else if let Some(last) = stretches.last_mut() {
            // What stood on the page before the question was asked is no reply to it.
            let question = last.question;
            last.others.retain(|other| !self.is_older(*other, question));
        }
        stretches
    }

    /// What follows a question and came with it or later.
    fn after(&self, stretch: &Stretch) -> Vec<usize> {
        stretch
            .others
            .iter()
            .copied()
            .filter(|other| !self.is_older(*other, stretch.question) && !self.is_remark(*other))
            .collect()
    }

    fn is_remark(&self, at: usize) -> bool {
        self.spots[at].weight() < 8 || (self.spots[at].weight() <= REMARK && self.is_label(at))
    }

    fn born(&self, at: usize) -> u64 {
        self.node(at).map_or(0, |node| node.born)
    }

    /// Whether an element came before the question's branch of the same list did.
    fn is_older(&self, other: usize, question: usize) -> bool {
        self.born(other) < self.born(self.beside(other, question))
    }

    fn is_newer(&self, other: usize, question: usize) -> bool {
        self.born(other) > self.born(self.beside(other, question))
    }

    /// The element around the question that is a sibling of the other, or the question itself.
    fn beside(&self, other: usize, question: usize) -> usize {
        let parent = self.spots[other].parent;
        if self.contains(parent, question) {
            self.step_towards(parent, question)
        } else {
            question
        }
    }

    /// Which of the other elements are replies: those of the kind that holds most, and what is rendered text beside them.
    fn replies(&self, stretches: &[Stretch], pieces: &[Piece]) -> (HashSet<usize>, Vec<usize>) {
        struct Slot {
            stretches: HashSet<usize>,
            weight: usize,
            forms: HashSet<u64>,
            count: usize,
        }
        let mut slots: HashMap<u64, Slot> = HashMap::new();
        let key = |at: usize| self.spots[at].chain;
        for (index, stretch) in stretches.iter().enumerate() {
            for other in &stretch.others {
                let slot = slots.entry(key(*other)).or_insert_with(|| Slot {
                    stretches: HashSet::new(),
                    weight: 0,
                    forms: HashSet::new(),
                    count: 0,
                });
                slot.stretches.insert(index);
                slot.count += 1;
                slot.weight += self.spots[*other].weight() + self.spots[*other].prose;
                if slot.forms.len() < 8 {
                    slot.forms.insert(self.form(*other));
                }
            }
        }
        let constant = |at: usize| {
            slots.get(&key(at)).is_some_and(|slot| {
                slot.count >= 2
                    && (slot.forms.len() == 1 || (slot.count >= 4 && slot.forms.len() * 2 <= slot.count))
            }) || (self.spots[at].weight() <= REMARK && self.is_label(at))
        };
        let others = || {
            stretches
                .iter()
                .flat_map(|stretch| stretch.others.iter().copied())
        };
        let main = others().filter(|at| !constant(*at)).max_by_key(|at| {
            let slot = &slots[&key(*at)];
            (slot.weight * slot.stretches.len(), usize::MAX - at)
        });
        let Some(main) = main else {
            return (HashSet::new(), Vec::new());
        };
        let main_is_prose = self.node(main).is_some_and(|node| is_prose(&node.tag));
        let mut kept = HashSet::new();
        for stretch in stretches {
            let has_main = stretch.others.iter().any(|at| key(*at) == key(main));
            for at in stretch.others.iter().copied().filter(|at| !constant(*at)) {
                let spot = &self.spots[at];
                let rich = (spot.kind | spot.inside) & (kind::PRE | kind::TABLE | kind::QUOTE) != 0
                    || spot.prose >= REMARK;
                let stands_in = !has_main && spot.tags == self.spots[main].tags && spot.weight() >= 2;
                let prose = main_is_prose && self.node(at).is_some_and(|node| is_prose(&node.tag));
                if key(at) == key(main) || ((prose || rich) && self.belongs(main, at)) || stands_in {
                    kept.insert(at);
                }
            }
        }
        let besides = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Other(at) if !kept.contains(at) && self.spots[*at].weight() <= 60 => Some(*at),
                _ => None,
            })
            .collect();
        (kept, besides)
    }
}
