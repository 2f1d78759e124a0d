//! Finds the conversation on a page that no adapter knows.
//!
//! In: the mirror, and what the person typed and sent on this page. Out: the turns, with a confidence; or nothing.
//! Two kinds of evidence count. *Marks*: attributes that differ only in a word for the one or the other side (`message-user` /
//! `message-bot`). *Behaviour*: what the person typed appears as an element, and something new follows it.
//! Deliberately careful: without a composer, without marks for both sides or a typed text, or without a sign that the other
//! side is a model (its marks, or rendered markdown), the page is not a chat. A false conversation is worse than none.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use shared::conversation::Role;

use crate::capture::markdown;
use crate::capture::mirror::{Child, Mirror, Node, NodeId, collapse};
use crate::capture::page::{Found, Turn, citations, outermost};

/// Below this a page is not a chat.
const SURE_ENOUGH: f64 = 0.6;
/// Pages with more elements than this are not searched.
const MAX_SEARCHED: usize = 60_000;
/// A mark on more elements than this is a style, not a side.
const MAX_MARKED: usize = 2_000;
/// Marks of one side that are tried against those of the other.
const MAX_PATTERNS: usize = 40;

/// Looks for a conversation.
#[must_use]
pub fn detect(mirror: &Mirror, typed: &[String]) -> Option<Found> {
    let page = Page::new(mirror, typed)?;
    let candidate = page.by_marks().or_else(|| page.by_behaviour())?;
    let turns = page.turns(&candidate.items);
    if turns.iter().filter(|turn| turn.role == Role::User).count() == 0
        || !turns.iter().any(|turn| turn.role == Role::Assistant)
        || candidate.confidence < SURE_ENOUGH
    {
        return None;
    }
    Some(Found {
        turns,
        site: "unknown".to_owned(),
        method: "generic@1".to_owned(),
        confidence: candidate.confidence,
        busy: page.is_busy(),
        degraded: false,
    })
}

/// Elements in document order, each with the side it belongs to.
struct Candidate {
    items: Vec<(NodeId, Role)>,
    confidence: f64,
}

struct Page<'a> {
    mirror: &'a Mirror,
    /// Shown elements in document order, controls and page furniture left out.
    shown: Vec<NodeId>,
    place: HashMap<NodeId, usize>,
    composers: Vec<NodeId>,
    /// Elements that show exactly what the person typed, and their texts' keys.
    typed: Vec<NodeId>,
    typed_keys: HashSet<String>,
    /// Texts of elements, by their keys: asked for many times in one look.
    keys: RefCell<HashMap<NodeId, Rc<str>>>,
}

impl<'a> Page<'a> {
    fn new(mirror: &'a Mirror, typed: &[String]) -> Option<Self> {
        let root = mirror.root()?;
        let everything = mirror.walk_shown(root);
        if everything.len() > MAX_SEARCHED {
            return None;
        }
        let composers: Vec<NodeId> = everything
            .iter()
            .copied()
            .filter(|id| mirror.node(*id).is_some_and(is_composer))
            .collect();
        let mut shown = Vec::new();
        let mut closed: HashSet<NodeId> = HashSet::new();
        for id in everything {
            let Some(node) = mirror.node(id) else { continue };
            // A chat may live in a side panel: then its composer does as well.
            let outside = match node.tag.as_str() {
                "nav" | "footer" => true,
                "header" => !mirror
                    .ancestors(id)
                    .any(|id| mirror.node(id).is_some_and(|node| node.tag == "article")),
                "aside" => !composers.iter().any(|composer| mirror.contains(id, *composer)),
                _ => false,
            };
            if node.parent.is_some_and(|parent| closed.contains(&parent))
                || markdown::is_furniture(node)
                || outside
            {
                closed.insert(id);
            } else {
                shown.push(id);
            }
        }
        let place = shown.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let typed_keys: HashSet<String> = typed
            .iter()
            .map(|text| key(text))
            .filter(|key| !key.is_empty())
            .collect();
        let mut page = Self {
            mirror,
            shown,
            place,
            composers,
            typed: Vec::new(),
            typed_keys,
            keys: RefCell::default(),
        };
        page.typed = page.find_typed();
        Some(page)
    }

    fn key_of(&self, id: NodeId) -> Rc<str> {
        Rc::clone(
            self.keys
                .borrow_mut()
                .entry(id)
                .or_insert_with(|| key(&self.mirror.text(id)).into()),
        )
    }

    /// The outermost elements whose text is what the person typed.
    fn find_typed(&self) -> Vec<NodeId> {
        if self.typed_keys.is_empty() {
            return Vec::new();
        }
        let longest = self.typed_keys.iter().map(String::len).max().unwrap_or(0);
        let mut found = Vec::new();
        for id in &self.shown {
            let Some(node) = self.mirror.node(*id) else {
                continue;
            };
            let has_text = node
                .children
                .iter()
                .any(|child| matches!(child, Child::Text(text) if !text.trim().is_empty()));
            if !has_text || matches!(node.tag.as_str(), "title" | "a") {
                continue;
            }
            for outer in self.mirror.ancestors(*id).take(6) {
                let outer_key = self.key_of(outer);
                if self.typed_keys.contains(&*outer_key) {
                    found.push(outer);
                }
                if outer_key.len() >= longest {
                    break;
                }
            }
        }
        let outer = outermost(self.mirror, &found);
        found.retain(|id| outer.contains(id));
        found.dedup();
        found
    }

    // --- marks ---------------------------------------------------------------------------------------------------------

    fn by_marks(&self) -> Option<Candidate> {
        let mut patterns: BTreeMap<(String, bool), (Vec<NodeId>, f64)> = BTreeMap::new();
        for id in &self.shown {
            let Some(node) = self.mirror.node(*id) else {
                continue;
            };
            for mark in marks(node) {
                let entry = patterns
                    .entry((mark.pattern, mark.role == Role::User))
                    .or_insert((Vec::new(), mark.weight));
                entry.0.push(*id);
                entry.1 = entry.1.min(mark.weight);
            }
        }
        patterns.retain(|_, (ids, _)| ids.len() <= MAX_MARKED);
        let users: Vec<_> = patterns
            .iter()
            .filter(|((_, user), _)| *user)
            .take(MAX_PATTERNS)
            .collect();
        let others: Vec<_> = patterns
            .iter()
            .filter(|((_, user), _)| !*user)
            .take(MAX_PATTERNS)
            .collect();
        let mut best: Option<(f64, Candidate)> = None;
        for ((user_pattern, _), (user_ids, user_weight)) in &users {
            for ((other_pattern, _), (other_ids, other_weight)) in &others {
                let alike = user_pattern == other_pattern;
                let weight = user_weight.min(*other_weight);
                if !alike && (weight < 2.0 || attribute_of(user_pattern) != attribute_of(other_pattern)) {
                    continue;
                }
                for inner in [false, true] {
                    let Some((score, candidate)) = self.weigh(user_ids, other_ids, weight, alike, inner)
                    else {
                        continue;
                    };
                    if best.as_ref().is_none_or(|(best, _)| score > *best) {
                        best = Some((score, candidate));
                    }
                }
            }
        }
        best.map(|(_, candidate)| candidate)
            .filter(|candidate| candidate.confidence >= SURE_ENOUGH)
    }

    /// How well two sets of marked elements make a conversation; nothing when they cannot.
    fn weigh(
        &self,
        users: &[NodeId],
        others: &[NodeId],
        weight: f64,
        alike: bool,
        inner: bool,
    ) -> Option<(f64, Candidate)> {
        let mut items: Vec<(NodeId, Role)> = users.iter().map(|id| (*id, Role::User)).collect();
        items.extend(others.iter().map(|id| (*id, Role::Assistant)));
        let members: HashSet<NodeId> = items.iter().map(|(id, _)| *id).collect();
        let covered: HashSet<NodeId> = members
            .iter()
            .flat_map(|id| self.mirror.ancestors(*id).skip(1))
            .filter(|outer| members.contains(outer))
            .collect();
        items.retain(|(id, _)| {
            if inner {
                !covered.contains(id)
            } else {
                !self
                    .mirror
                    .ancestors(*id)
                    .skip(1)
                    .any(|outer| members.contains(&outer))
            }
        });
        items.retain(|(id, _)| !self.key_of(*id).is_empty());
        items.sort_by_key(|(id, _)| self.place.get(id).copied().unwrap_or(usize::MAX));
        items.dedup_by_key(|(id, _)| *id);
        let user_count = items.iter().filter(|(_, role)| *role == Role::User).count();
        if user_count == 0 || user_count == items.len() {
            return None;
        }
        let changes = items.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
        #[expect(clippy::cast_precision_loss, reason = "a page has few turns")]
        let alternation = changes as f64 / (items.len() - 1) as f64;
        if alternation < 0.4
            || items.iter().any(|(id, _)| {
                self.composers
                    .iter()
                    .any(|composer| self.mirror.contains(*id, *composer))
            })
        {
            return None;
        }
        let asked = |typed: &NodeId| {
            items
                .iter()
                .any(|(id, role)| *role == Role::User && self.mirror.contains(*id, *typed))
        };
        let covered: HashSet<Rc<str>> = self
            .typed
            .iter()
            .filter(|typed| asked(typed))
            .map(|typed| self.key_of(*typed))
            .collect();
        if self
            .typed
            .iter()
            .any(|typed| !covered.contains(&self.key_of(*typed)))
        {
            return None;
        }
        let container = self.common(items.iter().map(|(id, _)| *id))?;
        let inside = self.key_of(container).len().max(1);
        let held: usize = items.iter().map(|(id, _)| self.key_of(*id).len()).sum();
        #[expect(clippy::cast_precision_loss, reason = "only compared")]
        let coverage = (held as f64 / inside as f64).min(1.0);
        let model_like = weight >= 2.0
            || self.looks_like_a_model(
                items
                    .iter()
                    .filter(|(_, role)| *role == Role::Assistant)
                    .map(|(id, _)| *id),
            );
        let mut confidence: f64 = if !covered.is_empty() { 0.7 } else { 0.4 };
        confidence += 0.1 * alternation + 0.1 * coverage;
        confidence += if weight >= 3.0 {
            0.15
        } else if weight >= 2.0 {
            0.1
        } else {
            0.0
        };
        if self.composers.is_empty() {
            confidence -= 0.25;
        }
        if !model_like {
            confidence = confidence.min(0.3);
        }
        #[expect(clippy::cast_precision_loss, reason = "only compared")]
        let score = confidence * 10.0
            + items.len() as f64 * 0.5
            + weight
            + if alike { 1.0 } else { 0.0 }
            + coverage * 2.0
            - if inner { 0.1 } else { 0.0 };
        Some((
            score,
            Candidate {
                items,
                confidence: confidence.min(0.97),
            },
        ))
    }

    // --- behaviour -----------------------------------------------------------------------------------------------------

    fn by_behaviour(&self) -> Option<Candidate> {
        let mut rows: Vec<NodeId> = Vec::new();
        let mut containers: Vec<NodeId> = Vec::new();
        for typed in &self.typed {
            let (row, container) = self.row_of(*typed)?;
            if !rows.contains(&row) {
                rows.push(row);
                containers.push(container);
            }
        }
        let root = self.common(containers.iter().copied())?;
        let mut items = Vec::new();
        self.split(root, &rows, &mut items);
        let first = items.iter().position(|(_, role)| *role == Role::User)?;
        items.drain(..first);
        let newest = items.iter().rposition(|(_, role)| *role == Role::User)?;
        let asked = items[newest].0;
        // What stood on the page before the question was asked is no reply to it.
        let mut at = 0;
        items.retain(|(id, _)| {
            at += 1;
            at - 1 <= newest || *id > asked
        });
        let model_like = self.looks_like_a_model(
            items
                .iter()
                .filter(|(_, role)| *role == Role::Assistant)
                .map(|(id, _)| *id),
        );
        let confidence = if model_like { 0.8 } else { 0.3 };
        Some(Candidate { items, confidence })
    }

    /// The largest element around a typed text that holds nothing else, and what lies around that.
    fn row_of(&self, typed: NodeId) -> Option<(NodeId, NodeId)> {
        let mut row = typed;
        for outer in self.mirror.ancestors(typed).skip(1) {
            if !self.place.contains_key(&outer) {
                return None;
            }
            if self.only_labels_outside(outer, row) {
                row = outer;
            } else {
                return Some((row, outer));
            }
        }
        None
    }

    fn only_labels_outside(&self, outer: NodeId, inner: NodeId) -> bool {
        if self
            .composers
            .iter()
            .any(|composer| self.mirror.contains(outer, *composer))
            && self
                .composers
                .iter()
                .all(|composer| !self.mirror.contains(inner, *composer))
        {
            return false;
        }
        self.mirror
            .walk_shown(outer)
            .into_iter()
            .filter(|id| self.place.contains_key(id) && !self.mirror.contains(inner, *id))
            .all(|id| {
                let own = self.mirror.node(id).map(own_text).unwrap_or_default();
                own.is_empty() || is_label(&own)
            })
    }

    fn split(&self, id: NodeId, rows: &[NodeId], items: &mut Vec<(NodeId, Role)>) {
        if !self.place.contains_key(&id) || self.mirror.text(id).is_empty() {
            return;
        }
        if rows.contains(&id) {
            items.push((id, Role::User));
        } else if rows.iter().any(|row| self.mirror.contains(id, *row)) {
            for child in self
                .mirror
                .node(id)
                .map(|node| node.elements().collect::<Vec<_>>())
                .unwrap_or_default()
            {
                self.split(child, rows, items);
            }
        } else if !self
            .composers
            .iter()
            .any(|composer| self.mirror.contains(id, *composer))
            && !is_label(&self.mirror.text(id))
        {
            items.push((id, Role::Assistant));
        }
    }

    // --- both ----------------------------------------------------------------------------------------------------------

    /// Items as turns: neighbours of one side under one parent are one turn; names, times and the like are left out.
    fn turns(&self, items: &[(NodeId, Role)]) -> Vec<Turn> {
        let labels = self.labels(items);
        let mut turns: Vec<Turn> = Vec::new();
        for (id, role) in items {
            let text = markdown::write(self.mirror, *id, &labels);
            if text.is_empty() {
                continue;
            }
            let parent = self.mirror.node(*id).and_then(|node| node.parent);
            if let Some(before) = turns.last_mut().filter(|turn| {
                *role == Role::Assistant && turn.role == *role && self.same_parent(turn, parent)
            }) {
                before.nodes.push(*id);
                before.text.push_str("\n\n");
                before.text.push_str(&text);
                continue;
            }
            turns.push(Turn {
                nodes: vec![*id],
                role: *role,
                text,
                site_id: self.site_id(*id),
                model: None,
                citations: citations(self.mirror, *id),
            });
        }
        turns
    }

    fn same_parent(&self, turn: &Turn, parent: Option<NodeId>) -> bool {
        turn.nodes
            .last()
            .and_then(|id| self.mirror.node(*id))
            .and_then(|node| node.parent)
            == parent
            && turn
                .nodes
                .last()
                .is_some_and(|id| self.mirror.node(*id).is_some_and(|node| marks(node).is_empty()))
    }

    /// Short texts beside the message: the speaker's name, the time. By their form, or because they repeat in every turn of a side.
    fn labels(&self, items: &[(NodeId, Role)]) -> HashSet<NodeId> {
        let mut labels = HashSet::new();
        let mut seen: HashMap<(bool, String), HashSet<NodeId>> = HashMap::new();
        let mut per_role: HashMap<bool, usize> = HashMap::new();
        let mut leaves: Vec<(NodeId, NodeId, bool, String)> = Vec::new();
        for (item, role) in items {
            let user = *role == Role::User;
            *per_role.entry(user).or_default() += 1;
            let whole = self.key_of(*item);
            for id in self.mirror.walk_shown(*item) {
                let Some(node) = self.mirror.node(id) else {
                    continue;
                };
                let text = own_text(node);
                if text.is_empty()
                    || text.chars().count() > 40
                    || key(&text) == *whole
                    || self.in_content(*item, id)
                {
                    continue;
                }
                seen.entry((user, text.clone())).or_default().insert(*item);
                leaves.push((*item, id, user, text));
            }
        }
        for (_, id, user, text) in leaves {
            let everywhere = per_role[&user] >= 2 && seen[&(user, text.clone())].len() == per_role[&user];
            let named = self.mirror.node(id).is_some_and(is_named_as_label);
            if everywhere || named || is_label(&text) {
                labels.insert(id);
            }
        }
        labels
    }

    /// Whether an element is part of rendered prose, where nothing is a label.
    fn in_content(&self, item: NodeId, id: NodeId) -> bool {
        self.mirror
            .ancestors(id)
            .take_while(|outer| *outer != item)
            .filter_map(|id| self.mirror.node(id))
            .any(|node| {
                matches!(
                    node.tag.as_str(),
                    "p" | "li"
                        | "pre"
                        | "code"
                        | "table"
                        | "blockquote"
                        | "h1"
                        | "h2"
                        | "h3"
                        | "h4"
                        | "h5"
                        | "h6"
                        | "strong"
                        | "em"
                        | "a"
                        | "math"
                ) || node.has_class("katex")
            })
    }

    fn site_id(&self, id: NodeId) -> Option<String> {
        let node = self.mirror.node(id)?;
        ["data-message-id", "data-turn-id", "data-id"]
            .iter()
            .find_map(|name| node.attribute(name))
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    }

    fn looks_like_a_model(&self, replies: impl Iterator<Item = NodeId>) -> bool {
        let mut replies = replies.peekable();
        replies.peek().is_some()
            && replies.any(|id| {
                self.mirror
                    .walk_shown(id)
                    .into_iter()
                    .filter_map(|id| self.mirror.node(id))
                    .any(|node| {
                        matches!(
                            node.tag.as_str(),
                            "pre" | "table" | "ul" | "ol" | "h1" | "h2" | "h3" | "blockquote"
                        ) || node
                            .classes()
                            .any(|class| class.contains("markdown") || class == "prose" || class == "katex")
                            || is_model_name(&own_text(node))
                            || node.attribute("aria-label").is_some_and(is_model_name)
                    })
            })
    }

    fn is_busy(&self) -> bool {
        self.mirror.root().is_some_and(|root| {
            self.mirror
                .walk_shown(root)
                .into_iter()
                .filter_map(|id| self.mirror.node(id))
                .any(|node| {
                    node.attribute("aria-busy") == Some("true")
                        || ((node.tag == "button" || node.attribute("role") == Some("button"))
                            && ["data-testid", "aria-label", "title"]
                                .iter()
                                .filter_map(|name| node.attribute(name))
                                .any(|label| words(label).first().is_some_and(|word| word == "stop")))
                })
        })
    }

    /// The innermost element around all of these, never one of them.
    fn common(&self, ids: impl Iterator<Item = NodeId>) -> Option<NodeId> {
        let mut shared: Option<Vec<NodeId>> = None;
        for id in ids {
            let around: Vec<NodeId> = self.mirror.ancestors(id).collect();
            shared = Some(match shared {
                None => around,
                Some(before) => before.into_iter().filter(|id| around.contains(id)).collect(),
            });
        }
        shared?.first().copied()
    }
}

/// A word for one side in an attribute; `pattern` is the attribute with that word left open.
struct Mark {
    pattern: String,
    role: Role,
    weight: f64,
}

fn attribute_of(pattern: &str) -> &str {
    pattern.split(':').next().unwrap_or_default()
}

fn marks(node: &Node) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut read = |name: &str, value: &str, weight: f64| {
        if value.len() > 80 {
            return;
        }
        let words = words(value);
        for (at, word) in words.iter().enumerate() {
            let Some((role, strong)) = side(word) else {
                continue;
            };
            let mut pattern = words.clone();
            "*".clone_into(&mut pattern[at]);
            let weight = if strong { weight } else { 1.0 };
            found.push(Mark {
                pattern: format!("{name}:{}", pattern.join("-")),
                role,
                weight,
            });
        }
    };
    for class in node.classes() {
        read("class", class, 2.0);
    }
    for (name, value) in &node.attributes {
        if name.starts_with("data-") {
            read(name, value, 3.0);
        } else if name == "aria-label" {
            let name = value.split(':').next().unwrap_or_default();
            let start = name.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
            read("aria-label", &start, 2.0);
        }
    }
    if node.tag.contains('-') {
        read("tag", &node.tag, 2.0);
    }
    found
}

/// Which side a word speaks for, and whether it can only mean a person and a model.
fn side(word: &str) -> Option<(Role, bool)> {
    Some(match word {
        "user" | "human" | "you" | "prompt" | "query" | "question" => (Role::User, true),
        "me" | "self" | "own" | "mine" | "sent" | "outgoing" | "right" | "customer" | "visitor"
        | "client" | "request" => (Role::User, false),
        "assistant" | "bot" | "ai" | "model" | "chatbot" | "gpt" | "llm" | "answer" | "claude" | "gemini"
        | "copilot" => (Role::Assistant, true),
        "agent" | "response" | "reply" | "received" | "incoming" | "left" | "other" | "them" | "system"
        | "server" => (Role::Assistant, false),
        _ => return None,
    })
}

/// The words of an attribute: `q-message-sent`, `userMessage` and `user_message` alike.
fn words(value: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower_before = false;
    for character in value.chars() {
        if (!character.is_alphanumeric() || (character.is_uppercase() && lower_before)) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        lower_before = character.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn is_composer(node: &Node) -> bool {
    match node.tag.as_str() {
        "textarea" => node.attribute("aria-hidden") != Some("true"),
        "input" => matches!(node.attribute("type"), None | Some("text" | "")),
        _ => node
            .attribute("contenteditable")
            .is_some_and(|value| value != "false"),
    }
}

/// The text of the element itself, not of elements inside it.
fn own_text(node: &Node) -> String {
    let texts: Vec<&str> = node
        .children
        .iter()
        .filter_map(|child| match child {
            Child::Text(text) => Some(text.as_str()),
            Child::Node(_) => None,
        })
        .collect();
    collapse(&texts.join(" "))
}

/// Letters and digits only, in lower case: what remains of a text whatever a page does to its looks.
fn key(text: &str) -> String {
    let key: String = text
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    if key.is_empty() {
        text.split_whitespace().collect()
    } else {
        key
    }
}

fn is_label(text: &str) -> bool {
    let lower = text.trim_end_matches(':').to_lowercase();
    is_model_name(&lower)
        || matches!(lower.as_str(), "you" | "me" | "user" | "human" | "you said")
        || is_time(&lower)
}

fn is_model_name(text: &str) -> bool {
    matches!(
        text.trim_end_matches(':').to_lowercase().as_str(),
        "bot"
            | "assistant"
            | "ai"
            | "ai assistant"
            | "chatbot"
            | "model"
            | "chatgpt"
            | "claude"
            | "gemini"
            | "copilot"
            | "agent"
            | "gpt"
            | "llm"
    )
}

fn is_time(text: &str) -> bool {
    text.len() <= 12
        && text.contains(':')
        && text.chars().filter(char::is_ascii_digit).count() >= 3
        && text
            .chars()
            .all(|character| character.is_ascii_digit() || ": apm.".contains(character))
}

fn is_named_as_label(node: &Node) -> bool {
    node.tag == "time"
        || node.classes().any(|class| {
            words(class).iter().any(|word| {
                matches!(
                    word.as_str(),
                    "name"
                        | "author"
                        | "sender"
                        | "username"
                        | "timestamp"
                        | "stamp"
                        | "time"
                        | "avatar"
                        | "byline"
                )
            })
        })
}
