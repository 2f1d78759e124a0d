//! What speaks for a conversation with a model, and how much.
//!
//! In: a proposal whose texts are found. Out: a confidence and a rank among the proposals, or nothing where something speaks
//! against it. Two questions count, and both need an answer: *who is who* (words for the sides, questions that were typed here and
//! answered, the side of the screen) and *is the other side a model* (words, rendered markdown on one side only, text that grew
//! while it was watched, tools beside replies only).

use std::collections::HashSet;

use shared::conversation::Role;

use super::bodies::{masked, own_text};
use super::facts::{Page, kind};
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

/// What was found out about a proposal.
struct Evidence {
    questions: usize,
    replies: usize,
    /// Typed texts among the questions, and how many of them were answered.
    typed: usize,
    answered: usize,
    /// Questions directly after questions.
    unanswered: usize,
    apart: bool,
    rich: u32,
    grown: bool,
    tools: bool,
    long: bool,
    framed: bool,
    /// Letters of the questions and of the replies.
    weights: [usize; 2],
    /// Share of the letters around the turns that are in the turns.
    share: f64,
}

impl Page<'_> {
    /// Confidence and rank.
    pub(super) fn weigh(&self, candidate: &Candidate, shown: &[Shown]) -> Option<(f64, f64)> {
        let items = &candidate.items;
        if items
            .iter()
            .any(|item| item.pieces.iter().any(|piece| self.holds_composer(*piece)))
        {
            return None;
        }
        let from = items.iter().position(|item| item.role == Role::User)?;
        let items = &items[from..];
        let evidence = self.evidence(candidate, items, shown)?;
        let typed = evidence.typed > 0;
        // A question that was just asked is the newest one; all others have their replies.
        let patient = evidence.unanswered == 0
            || (candidate.marks >= 2.0 && evidence.unanswered * 4 <= evidence.questions);
        if !patient
            || (!typed && !self.leads_to_a_composer(candidate, items))
            || (!candidate.names_model && self.is_a_group(items))
        {
            return None;
        }
        let who = if candidate.marks >= 2.0 || evidence.apart || evidence.answered >= 2 {
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
        model += u32::from(evidence.tools);
        model += u32::from(evidence.long && evidence.rich > 0);
        // A name above each text looks like a question above its reply, until there are some.
        let few = if candidate.by == "pairs" { 3 } else { 2 };
        let enough = match who {
            2 => model >= 2,
            _ if typed => model >= 4,
            _ => model >= 3 && evidence.replies >= few && (evidence.framed || self.names_the_reader(items)),
        };
        let doubtful =
            !typed && (evidence.share < 0.6 || (who == 1 && !self.speaks_to_a_reader(items, &evidence)));
        if !enough || doubtful {
            return None;
        }
        let mut confidence = 0.5 + 0.05 * f64::from(model.min(5));
        confidence += if typed { 0.1 } else { 0.0 };
        confidence += if who == 2 { 0.05 } else { 0.0 };
        confidence += if evidence.replies >= 2 { 0.05 } else { 0.0 };
        confidence += 0.05 * evidence.share;
        #[expect(clippy::cast_precision_loss, reason = "only compared")]
        let rank = confidence * 4.0
            + evidence.typed as f64 * 3.0
            + evidence.answered as f64
            + evidence.share * 3.0
            + items.len() as f64 * 0.2
            + candidate.marks * 0.5
            + if evidence.apart { 1.0 } else { 0.0 };
        Some((confidence.min(0.97), rank))
    }

    /// Whether two sides that nothing sure tells apart can be a person and a model: questions and replies of some length, and
    /// speakers, if they are named, of whom one is the reader. Two names are two people.
    fn speaks_to_a_reader(&self, items: &[Item], evidence: &Evidence) -> bool {
        let [asked, replied] = evidence.weights;
        if asked < evidence.questions * 8 || replied < evidence.replies * 80 {
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
        reader || (long_box && (names.len() < 2 || evidence.tools))
    }

    fn evidence(&self, candidate: &Candidate, items: &[Item], shown: &[Shown]) -> Option<Evidence> {
        let mut evidence = Evidence {
            questions: 0,
            replies: 0,
            typed: 0,
            answered: 0,
            unanswered: 0,
            apart: false,
            rich: 0,
            grown: false,
            tools: false,
            long: false,
            framed: self.is_framed(candidate.around),
            weights: [0, 0],
            share: 0.0,
        };
        let mut covered: HashSet<usize> = HashSet::new();
        let mut misplaced: HashSet<usize> = HashSet::new();
        let mut forms: HashSet<String> = HashSet::new();
        let (mut kinds, mut plain) = ([0u16; 2], 0);
        let (mut weights, mut tools) = ([0usize; 2], [Vec::new(), Vec::new()]);
        let (mut apart, mut telling) = ([0usize; 2], 0);
        for (at, item) in items.iter().enumerate() {
            let side = usize::from(item.role == Role::Assistant);
            let weight: usize = item.bodies.iter().map(|body| self.spots[*body].weight()).sum();
            weights[side] += weight;
            tools[side].push(
                item.pieces
                    .iter()
                    .map(|piece| self.spots[*piece].controls)
                    .sum::<usize>(),
            );
            let own = item.bodies.iter().fold(0, |kinds, body| {
                kinds
                    | self.spots[*body].inside
                    | (self.spots[*body].kind & (kind::PRE | kind::QUOTE | kind::FORMULA))
            });
            kinds[side] |= own;
            apart[side] += usize::from(
                item.bodies
                    .iter()
                    .all(|body| self.lies_apart(candidate.around, *body)),
            );
            let next_replies = items.get(at + 1).map(|next| next.role == Role::Assistant);
            let places = self.typed_inside(item, shown);
            if item.role == Role::User {
                evidence.questions += 1;
                forms.insert(masked(item.bodies.first().map_or("", |body| self.text(*body))));
                evidence.unanswered += usize::from(next_replies == Some(false));
                for typed in places {
                    if covered.insert(typed) {
                        evidence.typed += 1;
                        evidence.answered += usize::from(next_replies == Some(true));
                    }
                }
            } else {
                evidence.replies += 1;
                plain += item
                    .bodies
                    .iter()
                    .map(|body| self.spots[*body].plain)
                    .sum::<usize>();
                telling += usize::from(weight >= LONG || (own & kind::RICH).count_ones() >= 2);
                evidence.grown |= item.pieces.iter().any(|piece| {
                    self.node(*piece)
                        .is_some_and(|node| node.changes >= GROWN && weight >= 20)
                });
                if item.bodies.len() == 1 {
                    misplaced.extend(places);
                }
            }
        }
        // A text that comes again and again is a name or a heading; a person repeats a question now and then.
        if evidence.typed == 0 && evidence.questions >= 2 && forms.len() * 2 <= evidence.questions + 1 {
            return None;
        }
        if evidence.questions == 0
            || evidence.replies == 0
            || misplaced.iter().any(|typed| !covered.contains(typed))
        {
            return None;
        }
        let newest = shown.iter().map(|place| place.typed).max();
        if newest.is_some_and(|newest| !covered.contains(&newest))
            && evidence.typed == 0
            && candidate.marks < 2.0
        {
            return None;
        }
        let extra = kinds[1] & !kinds[0] & kind::RICH;
        evidence.rich = if telling * 3 >= evidence.replies && plain >= SENTENCE {
            extra.count_ones()
        } else {
            0
        };
        evidence.long = weights[1] * evidence.questions >= weights[0] * evidence.replies * 3;
        let least = |tools: &[usize]| tools.iter().copied().min().unwrap_or(0);
        let most = |tools: &[usize]| tools.iter().copied().max().unwrap_or(0);
        evidence.tools = least(&tools[1]) >= 2 && least(&tools[1]) > most(&tools[0]);
        evidence.apart = apart[0] == evidence.questions && apart[1] == 0;
        evidence.weights = weights;
        let inside = self.spots[candidate.around].weight().max(1);
        let held: usize = candidate
            .items
            .iter()
            .flat_map(|item| &item.pieces)
            .map(|piece| self.spots[*piece].weight())
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "only compared")]
        let share = (held as f64 / inside as f64).min(1.0);
        evidence.share = share;
        Some(evidence)
    }

    fn typed_inside(&self, item: &Item, shown: &[Shown]) -> Vec<usize> {
        let mut typed = Vec::new();
        for body in &item.pieces {
            let from = shown.partition_point(|place| place.spot < *body);
            let whole = self.spots[*body].weight();
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
        let turns: usize = items
            .iter()
            .flat_map(|item| &item.pieces)
            .map(|piece| self.spots[*piece].weight())
            .sum();
        self.boxes.iter().any(|(inside, after)| {
            let Some(both) = self
                .outwards(candidate.around)
                .find(|outer| self.spots.get(*inside).is_some() && self.contains(*outer, *inside))
            else {
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
            let rows: f64 = self.children(frame).into_iter().filter_map(height).sum();
            let gaps = 32.0 * (self.children(frame).len() as f64 + 1.0);
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
                .any(|at| self.node(at).is_some_and(|node| is_reader(&own_text(node))))
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
            names.insert(self.node(first).map(own_text).unwrap_or_default());
        }
        if named * 2 > items.len().min(MAX_NAMED) {
            names
        } else {
            HashSet::new()
        }
    }
}
