//! The page's copy: a tree of nodes, kept equal to what the lens described.
//!
//! In: the lens's messages (the protocol stands at the head of `manifest/lens.js`). Out: a tree that
//! selectors, the detector and the markdown writer walk. Deliberately not done here: anything that
//! knows what a chat is.
//! Invariant: whatever a page sends, this is a tree (one root, one parent each, no cycles, bounded
//! depth); what cannot be understood asks for a full picture instead of failing.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

/// The lens's name for one element; unique within one document, never used twice for different elements.
pub type NodeId = u32;

/// Deeper nesting than this is passed over by every walk.
pub const MAX_DEPTH: usize = 256;
/// A page that sends more nodes than this is cut.
const MAX_NODES: usize = 120_000;
/// A page whose text and attributes take more bytes than this is cut.
const MAX_WEIGHT: usize = 48_000_000;
/// What a node takes besides its text and attributes, roughly.
const NODE_WEIGHT: usize = 200;

/// One node as the lens describes it.
#[derive(Deserialize)]
pub struct Description {
    i: NodeId,
    t: String,
    #[serde(default)]
    a: BTreeMap<String, String>,
    #[serde(default)]
    c: Vec<Child>,
    #[serde(default)]
    s: Vec<Child>,
    /// Keep the first `k.0` of `k.1` children.
    #[serde(default)]
    k: Option<(usize, usize)>,
    /// What the last kept child, a text, goes on with.
    #[serde(default)]
    g: String,
    #[serde(default)]
    h: u8,
    #[serde(default)]
    p: u8,
    #[serde(default)]
    r: u8,
    #[serde(default)]
    b: Vec<f64>,
}

impl Description {
    /// For a frame: the origin of the page inside.
    #[must_use]
    pub fn frame_origin(&self) -> Option<&str> {
        (self.t == "iframe")
            .then(|| self.a.get("src").map(String::as_str))
            .flatten()
    }
}

/// A piece of text, or an element.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub enum Child {
    Node(NodeId),
    Text(String),
}

/// Where an element lies on the page, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub left: f64,
    pub width: f64,
    pub height: f64,
    /// How far below the top of the element around it; older recordings do not say it.
    pub top: Option<f64>,
}

impl Bounds {
    fn read(numbers: &[f64]) -> Option<Self> {
        let [left, width, height, rest @ ..] = numbers else {
            return None;
        };
        Some(Self {
            left: *left,
            width: *width,
            height: *height,
            top: rest.first().copied(),
        })
    }
}

/// One element.
pub struct Node {
    pub tag: String,
    pub attributes: BTreeMap<String, String>,
    /// Shadow children first, then light children; in the order in which they are shown.
    pub children: Vec<Child>,
    pub parent: Option<NodeId>,
    /// Not rendered; its descendants are not either.
    pub hidden: bool,
    /// Line breaks in its own text count.
    pub keeps_breaks: bool,
    pub bounds: Option<Bounds>,
    /// The number of the change that last touched this element or anything inside it.
    pub version: u64,
    /// The number of the change with which this element came.
    pub born: u64,
    /// How many changes touched this element or anything inside it.
    pub changes: u32,
    /// The page holds its children in the opposite order.
    reversed: bool,
    /// What this element takes of the mirror's memory, without its descendants.
    weight: usize,
}

impl Node {
    /// The value of an attribute, or nothing.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The words of the class attribute.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or_default().split_whitespace()
    }

    /// Whether the class attribute holds this very word.
    #[must_use]
    pub fn has_class(&self, class: &str) -> bool {
        self.classes().any(|candidate| candidate == class)
    }

    /// The children that are elements.
    pub fn elements(&self) -> impl DoubleEndedIterator<Item = NodeId> {
        self.children.iter().filter_map(|child| match child {
            Child::Node(id) => Some(*id),
            Child::Text(_) => None,
        })
    }
}

/// A page as the lens last described it.
#[derive(Default)]
pub struct Mirror {
    nodes: HashMap<NodeId, Node>,
    root: Option<NodeId>,
    /// Named as a child, not described yet.
    awaited: HashSet<NodeId>,
    /// Without a parent for now: taken out, or described before the node around it.
    loose: HashSet<NodeId>,
    /// The part of `loose` that nobody has named yet.
    unannounced: HashSet<NodeId>,
    /// Children were taken from these and still stand in their lists.
    bereaved: HashSet<NodeId>,
    /// Bytes, roughly.
    weight: usize,
    overfull: bool,
    version: u64,
}

impl Mirror {
    /// Takes over one picture or a part of one. False when the mirror no longer knows the page: a full picture is needed.
    pub fn apply(&mut self, full_root: Option<NodeId>, descriptions: Vec<Description>, more: bool) -> bool {
        if let Some(root) = full_root {
            let version = self.version;
            *self = Self {
                version,
                ..Self::default()
            };
            self.awaited.insert(root);
            self.root = Some(root);
        }
        let Some(root) = self.root else {
            return false;
        };
        self.version += 1;
        let mut complete = true;
        for description in descriptions {
            complete &= self.describe(description);
        }
        for id in std::mem::take(&mut self.bereaved) {
            self.drop_taken(id);
        }
        if more {
            return complete;
        }
        for id in std::mem::take(&mut self.loose) {
            if id != root && self.nodes.get(&id).is_some_and(|node| node.parent.is_none()) {
                self.remove(id);
            }
        }
        let announced = std::mem::take(&mut self.unannounced).is_empty();
        let arrived = std::mem::take(&mut self.awaited).is_empty();
        complete && announced && arrived
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// How many bytes this takes, roughly.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.weight
    }

    /// Whether the page was too large to be kept whole.
    #[must_use]
    pub fn is_overfull(&self) -> bool {
        self.overfull
    }

    /// Whether there is a picture at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root.is_none_or(|root| !self.nodes.contains_key(&root))
    }

    #[must_use]
    pub fn root(&self) -> Option<NodeId> {
        self.root
    }

    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(&id)
    }

    /// The element and those around it, innermost first.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.nodes.contains_key(&id).then_some(id), |id| {
            self.nodes.get(id).and_then(|node| node.parent)
        })
        .take(MAX_DEPTH * 2)
    }

    /// Whether `inner` is `outer` or lies inside it.
    #[must_use]
    pub fn contains(&self, outer: NodeId, inner: NodeId) -> bool {
        self.ancestors(inner).any(|id| id == outer)
    }

    /// Whether neither the element nor anything around it is hidden.
    #[must_use]
    pub fn is_shown(&self, id: NodeId) -> bool {
        self.nodes.contains_key(&id) && self.ancestors(id).all(|id| !self.nodes[&id].hidden)
    }

    /// The element and all inside it, in document order; hidden parts too.
    #[must_use]
    pub fn walk(&self, id: NodeId) -> Vec<NodeId> {
        self.collect(id, |_| true)
    }

    /// As `walk`, without what is hidden.
    #[must_use]
    pub fn walk_shown(&self, id: NodeId) -> Vec<NodeId> {
        self.collect(id, |node| !node.hidden)
    }

    /// Every element of the page in document order.
    #[must_use]
    pub fn all(&self) -> Vec<NodeId> {
        self.root.map(|root| self.walk(root)).unwrap_or_default()
    }

    /// The text shown inside an element, white space collapsed.
    #[must_use]
    pub fn text(&self, id: NodeId) -> String {
        let mut raw = String::new();
        self.gather(id, &mut raw, 0);
        collapse(&raw)
    }

    fn gather(&self, id: NodeId, out: &mut String, depth: usize) {
        let Some(node) = self.nodes.get(&id) else { return };
        if node.hidden || depth > MAX_DEPTH {
            return;
        }
        for child in &node.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(child) => {
                    let inline = self.nodes.get(child).is_some_and(|node| is_inline(&node.tag));
                    if !inline {
                        out.push(' ');
                    }
                    self.gather(*child, out, depth + 1);
                    if !inline {
                        out.push(' ');
                    }
                }
            }
        }
    }

    fn collect(&self, id: NodeId, enter: impl Fn(&Node) -> bool) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut open = vec![(id, 0)];
        while let Some((id, depth)) = open.pop() {
            let Some(node) = self.nodes.get(&id) else { continue };
            if depth > MAX_DEPTH || !enter(node) {
                continue;
            }
            found.push(id);
            open.extend(node.elements().rev().map(|child| (child, depth + 1)));
        }
        found
    }

    /// Takes over one description. False when it makes no sense here: a full picture is needed.
    fn describe(&mut self, description: Description) -> bool {
        let id = description.i;
        let named = description.s.len() + description.c.len();
        if self.nodes.len() + named >= MAX_NODES {
            self.overfull = true;
            return false;
        }
        if self.bereaved.remove(&id) {
            self.drop_taken(id);
        }
        let Some((mut children, dropped)) = self.kept_children(&description) else {
            return false;
        };
        if !self.nodes.contains_key(&id) && !self.awaited.contains(&id) {
            self.unannounced.insert(id);
            self.loose.insert(id);
        }
        self.awaited.remove(&id);
        let (born, changes) = self
            .nodes
            .get(&id)
            .map_or((self.version, 0), |node| (node.born, node.changes));
        let former = self.nodes.remove(&id);
        let mut node = Node {
            tag: description.t,
            attributes: description.a,
            children: Vec::new(),
            parent: former.as_ref().and_then(|node| node.parent),
            hidden: description.h != 0,
            keeps_breaks: description.p != 0,
            bounds: Bounds::read(&description.b),
            version: 0,
            born,
            changes,
            reversed: description.r != 0,
            weight: 0,
        };
        node.weight = NODE_WEIGHT + node.tag.len() + bytes_of(&node.attributes) + text_bytes(&children);
        self.weight = (self.weight + node.weight).saturating_sub(former.map_or(0, |node| node.weight));
        self.nodes.insert(id, node);
        for child in dropped {
            if let Some(node) = self.nodes.get_mut(&child).filter(|node| node.parent == Some(id)) {
                node.parent = None;
                self.loose.insert(child);
            }
        }
        let mut added = 0;
        for child in description.s.into_iter().chain(description.c) {
            match child {
                Child::Node(child)
                    if child == id || self.is_child(child, id) || self.is_around(child, id) => {}
                Child::Node(child) => {
                    self.adopt(id, child);
                    children.push(Child::Node(child));
                }
                Child::Text(text) if self.weight + added + text.len() > MAX_WEIGHT => {
                    self.overfull = true;
                    drop(text);
                }
                Child::Text(text) => {
                    added += text.len();
                    children.push(Child::Text(text));
                }
            }
        }
        if let Some(node) = self.nodes.get_mut(&id) {
            if node.reversed {
                children.reverse();
            }
            node.children = children;
            node.weight += added;
            self.weight += added;
        }
        self.touch(id);
        true
    }

    /// The children that a description keeps, in the page's order, and the elements among those that it does not keep. Nothing
    /// when it keeps what is not there.
    fn kept_children(&mut self, description: &Description) -> Option<(Vec<Child>, Vec<NodeId>)> {
        let former = self.nodes.get_mut(&description.i);
        let (keep, whole) = description.k.unwrap_or_default();
        if description.k.is_some() && former.as_ref().is_none_or(|node| node.children.len() != whole) {
            return None;
        }
        let Some(node) = former else {
            return Some((Vec::new(), Vec::new()));
        };
        if keep > whole {
            return None;
        }
        let grows = !description.g.is_empty();
        let last = keep
            .checked_sub(1)
            .map(|last| if node.reversed { whole - 1 - last } else { last });
        if grows
            && !matches!(
                last.and_then(|last| node.children.get(last)),
                Some(Child::Text(_))
            )
        {
            return None;
        }
        let mut children = std::mem::take(&mut node.children);
        if node.reversed {
            children.reverse();
        }
        let dropped = children
            .split_off(keep)
            .into_iter()
            .filter_map(|child| match child {
                Child::Node(id) => Some(id),
                Child::Text(_) => None,
            });
        let dropped = dropped.collect();
        if let Some(Child::Text(text)) = children.last_mut().filter(|_| grows) {
            if self.weight + description.g.len() > MAX_WEIGHT {
                self.overfull = true;
            } else {
                text.push_str(&description.g);
            }
        }
        Some((children, dropped))
    }

    /// Makes `child` a child of `parent` and of nobody else.
    fn adopt(&mut self, parent: NodeId, child: NodeId) {
        self.unannounced.remove(&child);
        let Some(node) = self.nodes.get_mut(&child) else {
            self.awaited.insert(child);
            self.nodes.insert(child, Node::awaited(parent, self.version));
            self.weight += NODE_WEIGHT;
            return;
        };
        let former = node.parent.replace(parent);
        if let Some(former) = former.filter(|former| *former != parent) {
            // Once for all that were taken from it: one by one would take the square of their number.
            self.bereaved.insert(former);
        }
    }

    /// Takes those children off an element's list that have another parent by now.
    fn drop_taken(&mut self, id: NodeId) {
        let Some(node) = self.nodes.get_mut(&id) else {
            return;
        };
        let mut children = std::mem::take(&mut node.children);
        children.retain(|child| match child {
            Child::Node(child) => self.is_child(*child, id),
            Child::Text(_) => true,
        });
        if let Some(node) = self.nodes.get_mut(&id) {
            node.children = children;
        }
        self.touch(id);
    }

    fn is_child(&self, child: NodeId, parent: NodeId) -> bool {
        self.nodes
            .get(&child)
            .is_some_and(|node| node.parent == Some(parent))
    }

    /// Whether a known element lies around another one, so that taking it as a child would close a circle.
    fn is_around(&self, outer: NodeId, inner: NodeId) -> bool {
        let holds_something = self
            .nodes
            .get(&outer)
            .is_some_and(|node| !node.children.is_empty());
        holds_something && self.nodes[&outer].parent != Some(inner) && self.contains(outer, inner)
    }

    /// Marks an element and all around it as changed; what is marked already has marked what is around it.
    fn touch(&mut self, id: NodeId) {
        let mut next = Some(id);
        while let Some(node) = next.and_then(|id| self.nodes.get_mut(&id)) {
            if node.version == self.version {
                return;
            }
            node.version = self.version;
            node.changes = node.changes.saturating_add(1);
            next = node.parent;
        }
    }

    fn remove(&mut self, id: NodeId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if let Some(node) = self.nodes.remove(&id) {
                self.weight = self.weight.saturating_sub(node.weight);
                self.awaited.remove(&id);
                self.loose.remove(&id);
                self.bereaved.remove(&id);
                open.extend(node.elements().filter(|child| self.is_child(*child, id)));
            }
        }
    }
}

impl Node {
    /// Stands where a node will be that has been named and not described yet.
    fn awaited(parent: NodeId, born: u64) -> Self {
        Self {
            tag: String::new(),
            attributes: BTreeMap::new(),
            children: Vec::new(),
            parent: Some(parent),
            hidden: true,
            keeps_breaks: false,
            bounds: None,
            version: 0,
            born,
            changes: 0,
            reversed: false,
            weight: NODE_WEIGHT,
        }
    }
}

fn bytes_of(attributes: &BTreeMap<String, String>) -> usize {
    attributes
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum()
}

fn text_bytes(children: &[Child]) -> usize {
    let texts = children.iter().map(|child| match child {
        Child::Text(text) => text.len(),
        Child::Node(_) => 0,
    });
    texts.sum()
}

/// Runs of white space become one blank; none at the ends.
#[must_use]
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether an element of this name stands inside a line by default.
#[must_use]
pub fn is_inline(tag: &str) -> bool {
    matches!(
        tag,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "q"
            | "ruby"
            | "rt"
            | "rp"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "svg"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "br"
            | "img"
            | "math"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(json: &str) -> Vec<Description> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_patch_replaces_a_node_and_keeps_its_unchanged_children() {
        let mut mirror = Mirror::default();
        assert!(mirror.apply(
            Some(1),
            nodes(
                r#"[{"i":1,"t":"html","c":[2]},{"i":2,"t":"p","c":["one ",3]},{"i":3,"t":"b","c":["two"]}]"#
            ),
            false
        ));
        assert!(mirror.apply(None, nodes(r#"[{"i":2,"t":"p","c":[3," three"]}]"#), false));
        assert_eq!(mirror.text(1), "two three");
    }

    #[test]
    fn a_node_that_was_never_named_asks_for_a_full_picture() {
        let mut mirror = Mirror::default();
        assert!(!mirror.apply(None, nodes(r#"[{"i":5,"t":"p"}]"#), false));
        assert!(mirror.apply(Some(1), nodes(r#"[{"i":1,"t":"html"}]"#), false));
        assert!(!mirror.apply(None, nodes(r#"[{"i":5,"t":"p"}]"#), false));
    }

    #[test]
    fn a_child_that_never_arrives_asks_for_a_full_picture_only_when_the_picture_ends() {
        let mut mirror = Mirror::default();
        assert!(mirror.apply(Some(1), nodes(r#"[{"i":1,"t":"html","c":[2]}]"#), true));
        assert!(!mirror.apply(None, vec![], false));
    }

    #[test]
    fn cycles_and_repeated_children_are_dropped() {
        let mut mirror = Mirror::default();
        mirror.apply(
            Some(1),
            nodes(r#"[{"i":1,"t":"a","c":[2,2,1]},{"i":2,"t":"b","c":[3]},{"i":3,"t":"c","c":[1,2,3,"x"]}]"#),
            false,
        );
        assert_eq!(mirror.all(), [1, 2, 3]);
        assert_eq!(mirror.text(1), "x");
    }

    #[test]
    fn a_moved_node_has_one_place_only() {
        let mut mirror = Mirror::default();
        mirror.apply(
            Some(1),
            nodes(r#"[{"i":1,"t":"a","c":[2,3]},{"i":2,"t":"p","c":[4]},{"i":3,"t":"p"},{"i":4,"t":"b","c":["x"]}]"#),
            false,
        );
        assert!(mirror.apply(None, nodes(r#"[{"i":3,"t":"p","c":[4]},{"i":2,"t":"p"}]"#), false));
        assert_eq!(mirror.all(), [1, 2, 3, 4]);
        assert_eq!(mirror.node(4).unwrap().parent, Some(3));
    }
}
