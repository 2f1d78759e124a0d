//! Formulas.
//!
//! In: a rendered formula, as the usual libraries draw it. Out: its TeX source, once: from an annotation, from an attribute, or,
//! where there is neither, written anew from its `MathML`.

use super::{Writer, mathml};
use crate::capture::mirror::{Child, Node, NodeId};

/// Attributes in which sites keep the source.
const SOURCES: &[&str] = &[
    "data-math",
    "data-latex",
    "data-tex",
    "data-expr",
    "data-formula",
    "data-katex",
    "data-equation",
    "alttext",
];

impl Writer<'_> {
    /// The TeX source of a rendered formula, and whether it stands on a line of its own.
    pub(super) fn formula(&self, id: NodeId, node: &Node) -> Option<(String, bool)> {
        let display_box = [
            "katex-display",
            "math-display",
            "math-block",
            "MathJax_Display",
            "MathJax_SVG_Display",
            "katex-block",
        ]
        .iter()
        .any(|class| node.has_class(class));
        let is_formula = display_box
            || [
                "katex",
                "math-inline",
                "MathJax",
                "MathJax_SVG",
                "MathJax_CHTML",
                "mwe-math-element",
                "temml",
            ]
            .iter()
            .any(|class| node.has_class(class))
            || matches!(node.tag.as_str(), "math" | "mjx-container")
            || SOURCES.iter().any(|name| node.attribute(name).is_some());
        if !is_formula {
            return None;
        }
        let below = self.mirror.walk(id);
        let nodes = || below.iter().filter_map(|id| self.mirror.node(*id));
        if nodes()
            .filter(|node| node.has_class("katex") || node.tag == "mjx-container")
            .count()
            > 1
        {
            return None; // a box around several
        }
        let annotation = below
            .iter()
            .find(|id| {
                self.mirror.node(**id).is_some_and(|node| {
                    node.tag == "annotation"
                        && node
                            .attribute("encoding")
                            .is_some_and(|encoding| encoding.to_lowercase().contains("tex"))
                })
            })
            .map(|id| self.all_text(*id));
        let attribute = || {
            nodes().find_map(|node| {
                SOURCES
                    .iter()
                    .find_map(|name| node.attribute(name))
                    .filter(|source| !source.trim().is_empty() && *source != "true")
                    .map(str::to_owned)
            })
        };
        let redrawn = || {
            let math = below
                .iter()
                .find(|id| self.mirror.node(**id).is_some_and(|node| node.tag == "math"))?;
            Some(mathml::tex(self.mirror, *math))
        };
        let tex = annotation.or_else(attribute).or_else(redrawn)?;
        let display = display_box
            || node
                .attribute("display")
                .is_some_and(|value| value == "block" || value == "true")
            || node
                .attribute("data-display")
                .is_some_and(|value| value == "true" || value == "block")
            || nodes().any(|node| node.tag == "math" && node.attribute("display") == Some("block"));
        let tex = undelimited(tex.trim());
        let tex = if display {
            tex.lines()
                .filter(|line| !line.trim().is_empty())
                .collect::<Vec<_>>()
                .join("\n")
        } else {
            tex.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        Some((tex, display)).filter(|(tex, _)| !tex.is_empty())
    }

    /// All text inside, hidden or not.
    pub(super) fn all_text(&self, id: NodeId) -> String {
        let mut out = String::new();
        for id in self.mirror.walk(id) {
            for child in self.mirror.node(id).into_iter().flat_map(|node| &node.children) {
                if let Child::Text(text) = child {
                    out.push_str(text);
                }
            }
        }
        out
    }
}

/// The source without the dollars or brackets around it, and without what `MediaWiki` puts there.
fn undelimited(tex: &str) -> &str {
    let wiki = tex
        .strip_prefix("{\\displaystyle ")
        .and_then(|rest| rest.strip_suffix('}'));
    let tex = wiki.unwrap_or(tex).trim();
    for (start, end) in [("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)")] {
        let inside = tex.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
        if let Some(inside) = inside.filter(|inside| !inside.is_empty()) {
            return inside.trim();
        }
    }
    tex
}
