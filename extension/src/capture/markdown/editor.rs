//! Code that is drawn line by line: by editors that only show (`CodeMirror`, Monaco, Ace) and by highlighters.
//!
//! In: the element with the code. Out: its lines, in the order in which they stand on the page. Lines that an editor has not
//! drawn, because they are scrolled out of sight, are not on the page and cannot be told.

use super::Writer;
use crate::capture::mirror::{Child, Node, NodeId};

/// What the drawn lines are called.
const LINES: &[&str] = &[
    "view-line",
    "cm-line",
    "CodeMirror-line",
    "ace_line",
    "token-line",
    "line",
    "code-line",
    "blob-code",
    "hljs-ln-code",
];
/// What holds the drawn lines, inside an editor.
const BODIES: &[&str] = &["view-lines", "CodeMirror-code", "cm-content", "ace_text-layer"];
/// What holds line numbers.
const GUTTERS: &[&str] = &[
    "linenumber",
    "line-number",
    "line-numbers",
    "lineno",
    "linenos",
    "linenodiv",
    "ln-num",
    "hljs-ln-numbers",
    "hljs-ln-n",
    "blob-num",
    "gutter",
    "cm-gutters",
    "CodeMirror-gutters",
    "CodeMirror-gutter-wrapper",
    "CodeMirror-linenumber",
    "ace_gutter",
    "margin-view-overlays",
    "react-syntax-highlighter-line-number",
];

/// Whether an element holds line numbers: by its name, or as a column of nothing but numbers that calls itself one.
pub(super) fn is_gutter(writer: &Writer<'_>, node: &Node) -> bool {
    if node.classes().any(|class| GUTTERS.contains(&class)) {
        return true;
    }
    let Some(class) = node.attribute("class") else {
        return false;
    };
    let class = class.to_lowercase();
    if !(class.contains("line") && class.contains("num")
        || class.contains("lineno")
        || class.contains("gutter"))
    {
        return false;
    }
    node.children.iter().all(|child| match child {
        Child::Text(text) => text
            .chars()
            .all(|character| character.is_ascii_digit() || character.is_whitespace()),
        Child::Node(id) => writer
            .mirror
            .text(*id)
            .chars()
            .all(|character| character.is_ascii_digit() || character.is_whitespace()),
    })
}

impl Writer<'_> {
    /// The part of an editor that holds the code; anything else is that part itself.
    pub(super) fn editor_body(&self, id: NodeId) -> NodeId {
        let is_body = |id: &NodeId| {
            self.shown(*id)
                .is_some_and(|node| node.classes().any(|class| BODIES.contains(&class)))
        };
        self.mirror.walk_shown(id).into_iter().find(is_body).unwrap_or(id)
    }

    /// The lines of a code block where each is an element of its own and nothing stands outside of them.
    pub(super) fn lines(&self, body: NodeId) -> Option<Vec<String>> {
        let mut found = Vec::new();
        let mut open = vec![body];
        while let Some(id) = open.pop() {
            let Some(node) = self.shown(id) else { continue };
            let is_line = id != body
                && (node.classes().any(|class| LINES.contains(&class))
                    || node.attribute("data-line").is_some()
                    || (node.tag == "code" && node.parent == Some(body)));
            if is_line {
                found.push(id);
            } else {
                open.extend(node.elements().rev());
            }
        }
        if found.len() < 2 {
            return None;
        }
        let place = |id: &NodeId| -> Option<f64> {
            let top = self.mirror.node(*id)?.attribute("top")?;
            top.trim_end_matches("px")
                .parse()
                .ok()
                .filter(|top: &f64| top.is_finite())
        };
        if found.iter().all(|id| place(id).is_some()) {
            // Drawn at places of their own: the order in the page is the order in which they came into sight.
            found.sort_by(|left, right| {
                place(left)
                    .partial_cmp(&place(right))
                    .unwrap_or(std::cmp::Ordering::Equal)
            });
        }
        let lines: Vec<String> = found
            .iter()
            .map(|id| {
                let line = self.raw(*id).replace('\u{a0}', " ").replace('\u{200b}', "");
                line.strip_suffix('\n').unwrap_or(&line).to_owned()
            })
            .collect();
        let letters = |text: &str| {
            text.chars()
                .filter(|character| !character.is_whitespace() && *character != '\u{200b}')
                .count()
        };
        let inside: usize = lines.iter().map(|line| letters(line)).sum();
        (inside == letters(&self.raw(body))).then_some(lines)
    }
}
