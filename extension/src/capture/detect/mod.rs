//! Finds the conversation on a page that no adapter knows.
//!
//! In: the mirror, and what the person typed and sent on this page. Out: the turns, with a confidence; or nothing.
//! Two kinds of evidence count. *Marks*: attributes that differ only in a word for the one or the other side (`message-user` /
//! `message-bot`). *Behaviour*: what the person typed appears as an element, and something new follows it.
//! Deliberately careful: without a composer, without marks for both sides or a typed text, or without a sign that the other
//! side is a model (its marks, or rendered markdown), the page is not a chat. A false conversation is worse than none.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use shared::conversation::Role;

use crate::capture::markdown;
use crate::capture::marks::{is_model_name, words};
use crate::capture::mirror::{Child, Mirror, Node, NodeId, collapse};
use crate::capture::page::{Found, outermost};

mod behaviour; // what was typed appears, and something new follows it
mod marked; // attributes that name a side
mod turns; // elements with a side, as texts without names and times

/// Below this a page is not a chat.
const SURE_ENOUGH: f64 = 0.6;
/// Pages with more elements than this are not searched.
const MAX_SEARCHED: usize = 60_000;

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
