//! What is known of every element before writing begins, so that no element is walked again and again.
//!
//! In: the elements to write. Out: of each element inside them: how much text it shows, whether it holds blocks, code, controls.

use std::collections::{HashMap, HashSet};

use super::furniture::{is_control, is_furniture};
use super::{is_block, is_code_root};
use crate::capture::mirror::{Child, MAX_DEPTH, Mirror, Node, NodeId};

/// Facts about one element and all that it shows.
#[derive(Clone, Copy, Default)]
pub(super) struct Facts {
    /// Bytes of text other than white space, furniture left out.
    pub(super) text: usize,
    /// Something below starts a line of its own.
    pub(super) blocks: bool,
    /// Something at or below is a control.
    pub(super) controls: bool,
    /// Something at or below shows that the text was rendered from markdown.
    structured: bool,
    /// Code blocks at or below, those inside others not counted.
    pub(super) codes: u32,
    /// The first of these.
    pub(super) code: Option<NodeId>,
}

/// Facts about all elements of a text, and about the text as a whole.
#[derive(Default)]
pub(super) struct Survey {
    facts: HashMap<NodeId, Facts>,
    /// The text shows more than plain paragraphs: it was rendered from markdown.
    pub(super) structured: bool,
    /// It shows formulas inside of lines.
    pub(super) formulas: bool,
}

impl Survey {
    pub(super) fn new(mirror: &Mirror, left_out: &HashSet<NodeId>, roots: &[NodeId]) -> Self {
        let mut survey = Self::default();
        for root in roots {
            survey.structured |= survey.visit(mirror, left_out, *root, 0).structured;
        }
        survey
    }

    pub(super) fn of(&self, id: NodeId) -> Facts {
        self.facts.get(&id).copied().unwrap_or_default()
    }

    fn visit(&mut self, mirror: &Mirror, left_out: &HashSet<NodeId>, id: NodeId, depth: usize) -> Facts {
        let mut facts = Facts::default();
        let Some(node) = mirror.node(id) else { return facts };
        if node.hidden || depth > MAX_DEPTH || left_out.contains(&id) {
            return facts;
        }
        facts.controls = is_control(node);
        for child in &node.children {
            match child {
                Child::Text(text) => {
                    facts.text += text.split_whitespace().map(str::len).sum::<usize>();
                }
                Child::Node(child) => {
                    let below = self.visit(mirror, left_out, *child, depth + 1);
                    let Some(child) = mirror.node(*child).filter(|node| !is_furniture(node)) else {
                        facts.controls |= below.controls;
                        continue;
                    };
                    facts.text += below.text;
                    let blocks = below.blocks && !is_drawn(child);
                    facts.blocks |= blocks || (!child.hidden && is_block(mirror, child));
                    facts.controls |= below.controls;
                    facts.structured |= below.structured;
                    facts.codes += below.codes;
                    facts.code = facts.code.or(below.code);
                }
            }
        }
        if is_code_root(node) && facts.text > 0 {
            (facts.codes, facts.code) = (1, Some(id));
        }
        facts.structured |= facts.text > 0 && is_structure(&node.tag);
        if node.has_class("katex") || node.tag == "mjx-container" || node.has_class("math-inline") {
            let around = node.parent.and_then(|id| mirror.node(id));
            let display = node.attribute("display").is_some()
                || around.is_some_and(|node| node.has_class("katex-display"));
            self.formulas |= !display;
        }
        self.facts.insert(id, facts);
        facts
    }
}

/// Whether an element is a drawn formula: what it is made of is no part of the text around it.
fn is_drawn(node: &Node) -> bool {
    node.has_class("katex")
        || node.has_class("MathJax")
        || matches!(node.tag.as_str(), "math" | "mjx-container" | "svg")
}

/// Whether an element of this name comes from markdown, or from nothing that a plain text would be shown with.
fn is_structure(tag: &str) -> bool {
    matches!(
        tag,
        "strong"
            | "b"
            | "em"
            | "del"
            | "code"
            | "pre"
            | "ul"
            | "ol"
            | "table"
            | "blockquote"
            | "dl"
            | "math"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
    )
}
