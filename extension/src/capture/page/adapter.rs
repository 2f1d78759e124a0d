//! Turns where an adapter says they are.
//!
//! In: what the adapter's selectors find. Out: turns, and how well they fit what one expects of a conversation.
//! Does not judge what to do when they fit badly.

use std::collections::{HashMap, HashSet};

use shared::conversation::{RawAside, RawCitation, Role};

use super::{Turn, citations, outermost};
use crate::capture::markdown;
use crate::capture::mirror::{Mirror, NodeId};
use crate::capture::sites::{Look, Part, Site};

/// What an adapter reads, and how well it fits.
pub(super) struct Reading {
    pub turns: Vec<Turn>,
    pub fit: Fit,
    pub busy: bool,
}

/// How well an adapter fits a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fit {
    /// Both sides, in turns.
    Good,
    /// One question, and no reply yet.
    Waiting,
    /// Both sides, but not in turns, or without the elements that should hold their text.
    Doubtful,
    /// One side only.
    OneSided,
    Nothing,
}

/// Which of its alternatives an adapter uses for turns.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    First,
    All,
}

pub(super) fn read(mirror: &Mirror, site: &Site, look: &Look<'_>, elements: &[NodeId]) -> Reading {
    let reader = Reader::new(mirror, site, look);
    let busy = look.first(Part::Busy).iter().any(|id| mirror.is_shown(*id));
    let (turns, fit) = reader.turns(elements, Use::First, busy);
    if fit == Fit::Good {
        return Reading { turns, fit, busy };
    }
    // A page may hold turns of an older and of a newer make.
    let (all, fit_of_all) = reader.turns(elements, Use::All, busy);
    if fit_of_all == Fit::Good && all.len() > turns.len() {
        return Reading {
            turns: all,
            fit: fit_of_all,
            busy,
        };
    }
    Reading { turns, fit, busy }
}

struct Reader<'a> {
    mirror: &'a Mirror,
    site: &'a Site,
    look: &'a Look<'a>,
    /// What is no text of a turn.
    left_out: HashSet<NodeId>,
    named: markdown::Named,
    pagers: HashSet<NodeId>,
    cited: HashSet<NodeId>,
    models: HashSet<NodeId>,
    texts: [Vec<HashSet<NodeId>>; 2],
}

/// One element that holds a turn.
#[derive(Clone, Copy)]
struct Place {
    role: Role,
    beside: bool,
}

impl<'a> Reader<'a> {
    fn new(mirror: &'a Mirror, site: &'a Site, look: &'a Look<'a>) -> Self {
        let sets = |part| {
            look.each(part)
                .iter()
                .map(|found| found.iter().copied().collect())
                .collect()
        };
        Self {
            mirror,
            site,
            look,
            left_out: left_out(look),
            named: named(look),
            pagers: look.first(Part::Pager).iter().copied().collect(),
            cited: look.every(Part::Citations).collect(),
            models: look.every(Part::Model).collect(),
            texts: [sets(Part::UserText), sets(Part::AssistantText)],
        }
    }

    fn turns(&self, elements: &[NodeId], how: Use, busy: bool) -> (Vec<Turn>, Fit) {
        let places = self.places(how);
        let mut turns: Vec<Turn> = Vec::new();
        let mut bare: Vec<bool> = Vec::new();
        let mut parted = false;
        // What was thought in an element of its own belongs to the reply that follows.
        let mut waiting: Vec<RawAside> = Vec::new();
        for id in elements {
            if self.pagers.contains(id)
                && let Some(turn) = turns.last_mut()
            {
                turn.variant = turn.variant.or_else(|| variant(&self.mirror.text(*id)));
            }
            let Some(place) = places.get(id).copied().filter(|_| self.mirror.is_shown(*id)) else {
                parted |= self.is_box_between(*id, &places);
                continue;
            };
            let (text, asides, is_bare) = self.text(*id, place.role);
            if text.is_empty() {
                waiting.extend(asides);
                parted |= place.role == Role::User;
                continue; // a shell whose turn is not mounted, a picture, or a question that is being rewritten
            }
            let parted = std::mem::take(&mut parted);
            let follows = place.role == Role::Assistant
                && turns.last().is_some_and(|before| before.role == Role::Assistant);
            if self.site.joins_parts && follows && !place.beside && !parted {
                if is_bare {
                    continue;
                }
                let before = turns.len() - 1;
                let turn = &mut turns[before];
                turn.nodes.push(*id);
                turn.asides.append(&mut waiting);
                turn.asides.extend(asides);
                turn.citations.extend(self.citations(*id));
                if std::mem::take(&mut bare[before]) {
                    turn.text = text;
                } else {
                    turn.text.push_str("\n\n");
                    turn.text.push_str(&text);
                }
                continue;
            }
            let reply = place.role == Role::Assistant;
            let mut before = std::mem::take(&mut waiting);
            before.extend(asides);
            turns.push(Turn {
                site_id: self.site_id(*id, &places),
                model: if reply { self.model(*id) } else { None },
                citations: if reply { self.citations(*id) } else { Vec::new() },
                asides: if reply { before } else { Vec::new() },
                beside: place.beside || (self.site.beside_neighbours && follows),
                ..Turn::new(vec![*id], place.role, text)
            });
            bare.push(is_bare);
        }
        let fit = self.fit(&mut turns, &bare, busy);
        if self.site.newest_first {
            turns = oldest_first(turns);
        }
        (turns, fit)
    }

    /// Whether a text field stands between the turns: some pages put one in the place of a question that is being rewritten.
    fn is_box_between(&self, id: NodeId, places: &HashMap<NodeId, Place>) -> bool {
        let writable = self.mirror.node(id).is_some_and(|node| {
            node.tag == "textarea"
                || node
                    .attribute("contenteditable")
                    .is_some_and(|value| value != "false")
        });
        writable
            && self.mirror.is_shown(id)
            && !self.mirror.ancestors(id).any(|outer| places.contains_key(&outer))
    }

    /// The elements that hold a turn each. Replies side by side are elements of their own.
    fn places(&self, how: Use) -> HashMap<NodeId, Place> {
        let of = |part| match how {
            Use::First => outermost(self.mirror, self.look.first(part)),
            Use::All => outermost(self.mirror, &self.look.every(part).collect::<Vec<_>>()),
        };
        let place = |role| Place { role, beside: false };
        let mut places: HashMap<NodeId, Place> = HashMap::new();
        places.extend(
            of(Part::Assistant)
                .into_iter()
                .map(|id| (id, place(Role::Assistant))),
        );
        places.extend(of(Part::User).into_iter().map(|id| (id, place(Role::User))));
        let around: HashSet<NodeId> = self.look.every(Part::Beside).collect();
        if around.is_empty() {
            return places;
        }
        let replies: HashSet<NodeId> = if self.site.beside_each.is_empty() {
            let of_reply = places.iter().filter(|(_, place)| place.role == Role::Assistant);
            of_reply.map(|(id, _)| *id).collect()
        } else {
            outermost(self.mirror, self.look.first(Part::BesideEach))
        };
        let mut groups: HashMap<NodeId, HashSet<NodeId>> = HashMap::new();
        for reply in replies.into_iter().filter(|id| !self.mirror.text(*id).is_empty()) {
            if let Some(group) = self.mirror.ancestors(reply).find(|outer| around.contains(outer)) {
                groups.entry(group).or_default().insert(reply);
            }
        }
        for (group, replies) in groups.into_iter().filter(|(_, replies)| replies.len() > 1) {
            for outer in self.mirror.ancestors(group) {
                places.remove(&outer);
            }
            let mut order = self.mirror.walk(group);
            order.retain(|id| replies.contains(id));
            for (at, reply) in order.into_iter().enumerate() {
                let place = Place {
                    role: Role::Assistant,
                    beside: at > 0,
                };
                places.insert(reply, place);
            }
        }
        places
    }

    /// The text of a turn, what stands apart from it, and whether it stands elsewhere than the adapter says.
    fn text(&self, id: NodeId, role: Role) -> (String, Vec<RawAside>, bool) {
        let write = |parts: &[NodeId]| match role {
            Role::User => (
                markdown::write_all(self.mirror, parts, &self.left_out),
                Vec::new(),
            ),
            Role::Assistant => {
                let read = markdown::read(self.mirror, &[id], parts, &self.left_out, &self.named);
                (read.text, read.asides)
            }
        };
        let alternatives = &self.texts[usize::from(role == Role::Assistant)];
        let inside = self.mirror.walk_shown(id);
        let Some(set) = alternatives
            .iter()
            .find(|set| inside.iter().any(|id| set.contains(id)))
        else {
            let (text, asides) = write(&[id]);
            return (text, asides, !alternatives.is_empty());
        };
        let apart = |part: NodeId| {
            self.mirror
                .ancestors(part)
                .take_while(|outer| *outer != id)
                .any(|outer| self.left_out.contains(&outer))
        };
        let mut parts: Vec<NodeId> = inside
            .into_iter()
            .filter(|part| set.contains(part) && !apart(*part))
            .collect();
        let outer = outermost(self.mirror, &parts);
        parts.retain(|part| outer.contains(part));
        let (text, asides) = write(&parts);
        (text, asides, false)
    }

    /// Judges the turns, and drops those without their proper text where others have it or it is still to come.
    fn fit(&self, turns: &mut Vec<Turn>, bare: &[bool], busy: bool) -> Fit {
        let proper = |role: Role| {
            turns
                .iter()
                .zip(bare)
                .any(|(turn, bare)| turn.role == role && !bare)
        };
        let (asked, answered) = (proper(Role::User), proper(Role::Assistant) || busy);
        let mut doubtful = false;
        let mut bare = bare.iter();
        turns.retain(|turn| {
            if !bare.next().copied().unwrap_or(false) {
                return true;
            }
            let others_have = if turn.role == Role::User { asked } else { answered };
            doubtful |= !others_have;
            !others_have
        });
        self.fit_of_shape(turns, doubtful)
    }

    fn fit_of_shape(&self, turns: &[Turn], doubtful: bool) -> Fit {
        let questions = turns.iter().filter(|turn| turn.role == Role::User).count();
        if turns.is_empty() {
            return Fit::Nothing;
        }
        if questions == turns.len() {
            return if questions == 1 && !self.site.assistant.is_empty() {
                Fit::Waiting
            } else {
                Fit::OneSided
            };
        }
        if questions == 0 {
            return Fit::OneSided;
        }
        let stays = turns
            .windows(2)
            .filter(|pair| pair[0].role == pair[1].role && !pair[1].beside)
            .count();
        if doubtful || (turns.len() >= 4 && stays * 2 > turns.len() - 1) {
            Fit::Doubtful
        } else {
            Fit::Good
        }
    }

    /// The site's name of a message: on its element, inside, or around it where no other turn of its side lies.
    fn site_id(&self, id: NodeId, places: &HashMap<NodeId, Place>) -> Option<String> {
        let of = |id: NodeId, attribute: &crate::capture::sites::IdAttribute| {
            attribute.of(self.mirror.node(id)?).map(str::to_owned)
        };
        let role = places.get(&id).map(|place| place.role);
        self.site.message_id.iter().find_map(|attribute| {
            of(id, attribute)
                .or_else(|| self.mirror.walk(id).into_iter().find_map(|id| of(id, attribute)))
                .or_else(|| {
                    let around = self.mirror.ancestors(id).skip(1).take(REACH);
                    let (outer, name) = around
                        .into_iter()
                        .find_map(|outer| Some((outer, of(outer, attribute)?)))?;
                    let inside: Vec<NodeId> = self.few_inside(outer).collect();
                    let of_side =
                        |id: &&NodeId| places.get(*id).is_some_and(|place| Some(place.role) == role);
                    let shared = inside.iter().filter(of_side).count();
                    (shared == 1 && inside.len() < MOST).then_some(name)
                })
        })
    }

    /// The first elements inside one, without looking at all of them.
    fn few_inside(&self, outer: NodeId) -> impl Iterator<Item = NodeId> {
        let mut open = vec![outer];
        std::iter::from_fn(move || {
            let id = open.pop()?;
            open.extend(
                self.mirror
                    .node(id)
                    .into_iter()
                    .flat_map(|node| node.elements().rev()),
            );
            Some(id)
        })
        .take(MOST)
    }

    fn model(&self, id: NodeId) -> Option<String> {
        let named = self.site.model_attribute.iter().find_map(|name| {
            self.mirror
                .walk(id)
                .into_iter()
                .find_map(|id| self.mirror.node(id)?.attribute(name).map(str::to_owned))
        });
        named
            .or_else(|| {
                let found = self
                    .mirror
                    .walk(id)
                    .into_iter()
                    .find(|id| self.models.contains(id))?;
                Some(self.mirror.text(found))
            })
            .filter(|name| !name.is_empty() && name.len() <= 80 && !name.contains("://"))
    }

    /// The sources of a reply: what the adapter calls one, and what calls itself one.
    fn citations(&self, id: NodeId) -> Vec<RawCitation> {
        let mut found = citations(self.mirror, id);
        let mut known: HashSet<String> = found.iter().map(|citation| citation.url.clone()).collect();
        if self.cited.is_empty() {
            return found;
        }
        let cited = self
            .mirror
            .walk(id)
            .into_iter()
            .filter(|id| self.cited.contains(id));
        for cited in cited {
            for link in self.mirror.walk(cited).into_iter().take(MOST) {
                let Some(node) = self.mirror.node(link).filter(|node| node.tag == "a") else {
                    continue;
                };
                let Some(url) = node.attribute("href").filter(|href| href.starts_with("http")) else {
                    continue;
                };
                if known.insert(url.to_owned()) {
                    found.push(RawCitation {
                        title: self.mirror.text(link),
                        url: url.to_owned(),
                    });
                }
            }
        }
        found
    }
}

/// Turns the other way round; replies side by side keep their order.
pub(super) fn oldest_first(mut turns: Vec<Turn>) -> Vec<Turn> {
    turns.reverse();
    for group in turns.chunk_by_mut(|left, _| left.beside) {
        group.reverse();
    }
    turns
}

/// Elements around a turn in which its name may stand.
const REACH: usize = 6;
/// Elements that are looked at for small things.
const MOST: usize = 2_000;

/// What the adapter calls thinking and tool calls.
pub(super) fn named(look: &Look<'_>) -> markdown::Named {
    markdown::Named {
        reasoning: look.every(Part::Reasoning).collect(),
        tool: look.every(Part::Tool).collect(),
    }
}

/// Everything the adapter calls no text of a turn.
pub(super) fn left_out(look: &Look<'_>) -> HashSet<NodeId> {
    [
        Part::Exclude,
        Part::Reasoning,
        Part::Tool,
        Part::Citations,
        Part::Model,
        Part::Pager,
    ]
    .into_iter()
    .flat_map(|part| look.every(part))
    .collect()
}

/// `2 / 3` as numbers.
fn variant(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text
        .split(|character: char| !character.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let (shown, all) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    (text.chars().count() <= 20 && numbers.next().is_none() && (1..=all).contains(&shown))
        .then_some((shown, all))
}
