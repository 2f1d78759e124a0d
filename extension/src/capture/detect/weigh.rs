//! What speaks for a conversation with a model, and how much.
//!
//! In: a proposal whose texts are found. Out: a confidence and a rank among the proposals, or nothing where something speaks
//! against it. Two questions count, and both need an answer: *who is who* (words for the sides, questions that were typed here and
//! answered, the side of the screen) and *is the other side a model* (words, rendered markdown on one side only, text that grew
//! while it was watched, tools beside replies only).

use std::collections::HashSet;

use shared::conversation::Role;

use super::bodies::masked;
use super::facts::{Page, Set, Spot, kind};
use super::typed::Shown;
use super::{Candidate, Item};
use crate::capture::marks::{is_reader, words};

/// Replies that changed so often were written before our eyes.
const GROWN: u32 = 4;
/// A reply of so many letters is long, as replies of models are.
const LONG: usize = 120;
/// A model writes sentences around its lists, code and tables: at least so many letters.
const SENTENCE: usize = 40;
/// Speakers' names are not longer than this.
const NAME: usize = 40;
/// Turns that are looked at for names.
const MAX_NAMED: usize = 200;

/// What the elements of a proposal tell, before their texts are looked for.
pub(super) struct Prospect {
    /// The first question.
    from: usize,
    questions: usize,
    replies: usize,
    /// Typed texts among the questions, and how many of them were answered.
    typed: usize,
    answered: usize,
    tools: bool,
    /// Share of the letters around the turns that are in the turns.
    share: f64,
    /// Whatever the texts are, the rank is not higher than this.
    pub(super) most: f64,
}

/// What was found out about the texts of a proposal.
struct Evidence {
    apart: bool,
    rich: u32,
    grown: bool,
    long: bool,
    /// Letters of the questions and of the replies.
    weights: [usize; 2],
}

impl Prospect {
    fn confidence(&self, model: u32, who: u32) -> f64 {
        let mut confidence = 0.5 + 0.05 * f64::from(model.min(5));
        confidence += if self.typed > 0 { 0.1 } else { 0.0 };
        confidence += if who == 2 { 0.05 } else { 0.0 };
        confidence += if self.replies >= 2 { 0.05 } else { 0.0 };
        confidence + 0.05 * self.share
    }

    fn rank(&self, candidate: &Candidate, confidence: f64, apart: bool) -> f64 {
        let items = candidate.items.len() - self.from;
        #[expect(clippy::cast_precision_loss, reason = "only compared")]
        let rank = confidence * 4.0
            + self.typed as f64 * 3.0
            + self.answered as f64
            + self.share * 3.0
            + items as f64 * 0.2
            + candidate.marks * 0.5
            + if apart { 1.0 } else { 0.0 };
        rank
    }
}

impl Page<'_> {
    /// What can be said without the texts; nothing where something speaks against the proposal.
    pub(super) fn prospect(&self, candidate: &Candidate, shown: &[Shown]) -> Option<Prospect> {
        let items = &candidate.items;
        if items
            .iter()
            .any(|item| item.pieces.iter().any(|piece| self.holds_composer(*piece)))
        {
            return None;
        }
        let from = items.iter().position(|item| item.role == Role::User)?;
        let inside = self.spots[candidate.around].weight().max(1);
        #[expect(clippy::cast_precision_loss, reason = "only compared")]
        let share = (self.held(items) as f64 / inside as f64).min(1.0);
        let items = &items[from..];
        let mut prospect = Prospect {
            from,
            questions: 0,
            replies: 0,
            typed: 0,
            answered: 0,
            tools: false,
            share,
            most: 0.0,
        };
        let mut unanswered = 0;
        let mut covered: HashSet<usize> = HashSet::new();
        let mut misplaced: HashSet<usize> = HashSet::new();
        let (mut least, mut most) = (usize::MAX, 0);
        for (at, item) in items.iter().enumerate() {
            let controls: usize = item.pieces.iter().map(|piece| self.spots[*piece].controls).sum();
            let next_replies = items.get(at + 1).map(|next| next.role == Role::Assistant);
            let places = self.typed_inside(item, shown);
            if item.role == Role::User {
                prospect.questions += 1;
                most = most.max(controls);
                unanswered += usize::from(next_replies == Some(false));
                for typed in places {
                    if covered.insert(typed) {
                        prospect.typed += 1;
                        prospect.answered += usize::from(next_replies == Some(true));
                    }
                }
            } else {
                prospect.replies += 1;
                least = least.min(controls);
                if item.pieces.len() == 1 {
                    misplaced.extend(places);
                }
            }
        }
        if prospect.replies == 0 || misplaced.iter().any(|typed| !covered.contains(typed)) {
            return None;
        }
        let newest = shown.iter().map(|place| place.typed).max();
        if newest.is_some_and(|newest| !covered.contains(&newest))
            && prospect.typed == 0
            && candidate.marks < 2.0
        {
            return None;
        }
        // A question that was just asked is the newest one; all others have their replies.
        let patient = unanswered == 0 || (candidate.marks >= 2.0 && unanswered * 4 <= prospect.questions);
        let typed = prospect.typed > 0;
        if !patient || (!typed && (share < 0.6 || !self.leads_to_a_composer(candidate, items))) {
            return None;
        }
        prospect.tools = least >= 2 && least > most;
        prospect.most = prospect.rank(candidate, prospect.confidence(u32::MAX, 2), true);
        Some(prospect)
    }

    /// Letters in the turns.
    fn held(&self, items: &[Item]) -> usize {
        items
            .iter()
            .flat_map(|item| &item.pieces)
            .map(|piece| self.spots[*piece].weight())
            .sum()
    }

    /// Whether rows of this list can be turns for all that is known without looking at them: something typed stands in it, or
    /// little is said outside of it and before a composer.
    pub(super) fn may_be_taken(&self, around: usize, shown: &[Shown]) -> bool {
        let from = shown.partition_point(|place| place.spot <= around);
        let weight = self.spots[around].weight();
        shown
            .get(from)
            .is_some_and(|place| self.contains(around, place.spot))
            || self.boxes.iter().any(|(inside, _)| {
                self.around_both(around, *inside)
                    .is_some_and(|both| self.spots[both].weight() <= 400 + 2 * weight)
            })
    }

    /// The innermost spot around a list and a composer.
    fn around_both(&self, around: usize, inside: usize) -> Option<usize> {
        self.spots.get(inside)?;
        self.outwards(around).find(|outer| self.contains(*outer, inside))
    }

    /// Confidence and rank.
    pub(super) fn weigh(&self, candidate: &Candidate, prospect: &Prospect) -> Option<(f64, f64)> {
        let items = &candidate.items[prospect.from..];
        let evidence = self.evidence(candidate, items, prospect)?;
        let typed = prospect.typed > 0;
        if !candidate.names_model && self.is_a_group(items) {
            return None;
        }
        let who = if candidate.marks >= 2.0 || evidence.apart || prospect.answered >= 2 {
            2
        } else {
            1
        };
        let mut model = 0;
        model += match (candidate.marks >= 2.0, candidate.names_model) {
            (true, true) => 2,
            (true, false) => 1,
            _ => 0,
        };
        model += evidence.rich.min(2) + u32::from(!typed && evidence.rich >= 4);
        model += if evidence.grown { 2 } else { 0 };
        model += u32::from(prospect.tools);
        model += u32::from(evidence.long && evidence.rich > 0);
        // A name above each text looks like a question above its reply, until there are some.
        let few = if candidate.by == "pairs" { 3 } else { 2 };
        let enough = match who {
            2 => model >= 2,
            _ if typed => model >= 4,
            _ => {
                model >= 3
                    && prospect.replies >= few
                    && (prospect.tools || self.is_framed(candidate.around) || self.names_the_reader(items))
            }
        };
        let doubtful = !typed && who == 1 && !self.speaks_to_a_reader(items, prospect, &evidence);
        if !enough || doubtful {
            return None;
        }
        let confidence = prospect.confidence(model, who);
        let rank = prospect.rank(candidate, confidence, evidence.apart);
        Some((confidence.min(0.97), rank))
    }

    /// Whether two sides that nothing sure tells apart can be a person and a model: questions and replies of some length, and
    /// speakers, if they are named, of whom one is the reader. Two names are two people.
    fn speaks_to_a_reader(&self, items: &[Item], prospect: &Prospect, evidence: &Evidence) -> bool {
        let [asked, replied] = evidence.weights;
        if asked < prospect.questions * 8 || replied < prospect.replies * 80 {
            return false;
        }
        let names = self.speakers(items);
        let reader = self.names_the_reader(items)
            || items
                .iter()
                .filter(|item| item.role == Role::User)
                .take(2)
                .filter_map(|item| self.node(item.pieces[0]))
                .any(|node| {
                    node.classes()
                        .flat_map(words)
                        .any(|word| matches!(word.as_str(), "me" | "mine" | "own" | "self" | "user" | "you"))
                });
        let long_box = self
            .composers
            .iter()
            .any(|id| self.mirror.node(*id).is_some_and(|node| node.tag != "input"));
        reader || (long_box && (names.len() < 2 || prospect.tools))
    }

    fn evidence(&self, candidate: &Candidate, items: &[Item], prospect: &Prospect) -> Option<Evidence> {
        let mut forms: Set<u64> = Set::default();
        let mut answers: Set<u64> = Set::default();
        let (mut kinds, mut plain, mut grown) = ([0u16; 2], 0, false);
        let mut weights = [0usize; 2];
        let (mut apart, mut telling) = ([0usize; 2], 0);
        for item in items {
            let side = usize::from(item.role == Role::Assistant);
            let bodies = || item.bodies.iter().map(|body| &self.spots[*body]);
            let weight: usize = bodies().map(Spot::weight).sum();
            weights[side] += weight;
            let own = bodies().fold(0, |kinds, body| {
                kinds | body.inside | (body.kind & (kind::PRE | kind::QUOTE | kind::FORMULA))
            });
            kinds[side] |= own;
            apart[side] += usize::from(
                item.bodies
                    .iter()
                    .all(|body| self.lies_apart(candidate.around, *body)),
            );
            let form = item.bodies.first().map(|body| self.form(*body));
            if item.role == Role::User {
                forms.extend(form);
            } else {
                // Two different ones are enough.
                if answers.len() < 2 {
                    answers.extend(form);
                }
                plain += bodies().map(|body| body.plain).sum::<usize>();
                telling += usize::from(weight >= LONG || (own & kind::RICH).count_ones() >= 2);
                grown |= weight >= 20
                    && item
                        .pieces
                        .iter()
                        .any(|piece| self.node(*piece).is_some_and(|node| node.changes >= GROWN));
            }
        }
        let (questions, replies) = (prospect.questions, prospect.replies);
        // A text that comes again and again is a name or a heading; a person repeats a question now and then.
        if prospect.typed == 0 && questions >= 2 && forms.len() * 2 <= questions + 1 {
            return None;
        }
        // A short text that answers everything is a receipt.
        let receipt = replies >= 2 && answers.len() == 1 && weights[1] < LONG * replies;
        if receipt && candidate.marks < 2.0 {
            return None;
        }
        let extra = kinds[1] & !kinds[0] & kind::RICH;
        Some(Evidence {
            apart: apart[0] == questions && apart[1] == 0,
            rich: if telling * 3 >= replies && plain >= SENTENCE {
                extra.count_ones()
            } else {
                0
            },
            grown,
            long: weights[1] * questions >= weights[0] * replies * 3,
            weights,
        })
    }

    fn typed_inside(&self, item: &Item, shown: &[Shown]) -> Vec<usize> {
        let mut typed = Vec::new();
        if shown.is_empty() {
            return typed;
        }
        for body in &item.pieces {
            let from = shown.partition_point(|place| place.spot < *body);
            let whole = self.spots[*body].weight();
            // An element around this one may hold the same and nothing more.
            typed.extend(
                self.outwards(*body)
                    .skip(1)
                    .take_while(|outer| self.spots[*outer].weight() == whole)
                    .filter_map(|outer| shown.binary_search_by_key(&outer, |place| place.spot).ok())
                    .map(|at| shown[at].typed),
            );
            typed.extend(
                shown[from..]
                    .iter()
                    .take_while(|place| place.spot < self.spots[*body].end)
                    .filter(|place| item.role == Role::User || self.spots[place.spot].weight() * 2 > whole)
                    .map(|place| place.typed),
            );
        }
        typed
    }

    /// Whether the box to write in comes right after the turns: little else is said between them and it, and around both.
    fn leads_to_a_composer(&self, candidate: &Candidate, items: &[Item]) -> bool {
        let end = self.spots[candidate.around].end;
        let turns = self.held(items);
        self.boxes.iter().any(|(inside, after)| {
            let Some(both) = self.around_both(candidate.around, *inside) else {
                return false;
            };
            let last = items
                .iter()
                .flat_map(|item| &item.pieces)
                .copied()
                .max()
                .unwrap_or(end);
            let between = if *after >= self.spots[last].end {
                let start = self.spots[last].to;
                self.spots
                    .get(*after)
                    .map_or(self.letters.len(), |spot| spot.from)
                    .saturating_sub(start)
            } else {
                return false;
            };
            let foreign = self.spots[both].weight().saturating_sub(turns);
            between <= 80 + turns / 4 && foreign <= 400 + turns
        })
    }

    /// Whether the list has a height of its own and not just that of its rows, as a part of an application has and a document has not.
    fn is_framed(&self, around: usize) -> bool {
        let height = |at: usize| {
            self.node(at)
                .and_then(|node| node.bounds)
                .map(|bounds| bounds.height)
        };
        self.outwards(around).take(4).any(|frame| {
            let rows: f64 = self.each_child(frame).filter_map(height).sum();
            let gaps = 32.0 * (self.each_child(frame).count() as f64 + 1.0);
            height(frame).is_some_and(|height| {
                height > 100.0 && rows > 0.0 && (rows > height + 24.0 || height > rows + gaps)
            })
        })
    }

    /// Whether beside questions, and not beside replies, stands a word for the reader.
    fn names_the_reader(&self, items: &[Item]) -> bool {
        let named = |item: &Item| {
            let body = item.bodies.first().copied().unwrap_or(item.pieces[0]);
            (item.pieces[0]..self.spots[item.pieces[0]].end)
                .take(24)
                .filter(|at| self.spots[*at].own && self.spots[*at].weight() <= NAME)
                .filter(|at| !self.contains(body, *at) || item.left_out.contains(at))
                .any(|at| is_reader(&self.own(at).text))
        };
        let of = |role: Role| items.iter().filter(move |item| item.role == role).take(3);
        of(Role::User).all(named) && !of(Role::Assistant).any(named)
    }

    /// Whether more than two take part.
    fn is_a_group(&self, items: &[Item]) -> bool {
        let names: HashSet<String> = self.speakers(items).iter().map(|name| masked(name)).collect();
        names.len() >= 3 // several models beside one person are told by words for the sides
    }

    /// The different short texts with which most turns begin.
    fn speakers(&self, items: &[Item]) -> HashSet<String> {
        let mut names: HashSet<String> = HashSet::new();
        let mut named = 0;
        for item in items.iter().take(MAX_NAMED) {
            let Some(piece) = item.pieces.first() else {
                continue;
            };
            let Some(first) = (*piece..self.spots[*piece].end).find(|at| self.spots[*at].own) else {
                continue;
            };
            let body = item.bodies.first().copied().unwrap_or(*piece);
            let inside_text = self.contains(body, first) && !item.left_out.contains(&first);
            if inside_text || self.spots[first].weight() > NAME {
                continue;
            }
            named += 1;
            names.insert(self.own(first).text.clone());
        }
        if named * 2 > items.len().min(MAX_NAMED) {
            names
        } else {
            HashSet::new()
        }
    }
}
