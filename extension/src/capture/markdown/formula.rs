//! Formulas.
//!
//! In: a rendered formula, as the usual libraries draw it. Out: its TeX source, once.

use super::Writer;
use crate::capture::mirror::{Child, Node, NodeId};

impl Writer<'_> {
    /// The TeX source of a rendered formula, and whether it stands on a line of its own.
    pub(super) fn formula(&self, id: NodeId, node: &Node) -> Option<(String, bool)> {
        let display_box =
            node.has_class("katex-display") || node.has_class("math-display") || node.has_class("math-block");
        let is_formula = display_box
            || node.has_class("katex")
            || node.has_class("math-inline")
            || matches!(node.tag.as_str(), "math" | "mjx-container")
            || node.attribute("data-math").is_some()
            || node.attribute("data-latex").is_some()
            || node.attribute("data-tex").is_some();
        if !is_formula {
            return None;
        }
        let below = self.mirror.walk(id);
        let nodes = || below.iter().filter_map(|id| self.mirror.node(*id));
        let from_attribute = |node: &Node| {
            ["data-math", "data-latex", "data-tex"]
                .iter()
                .find_map(|name| node.attribute(name))
                .map(str::to_owned)
        };
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
        let tex = annotation.or_else(|| nodes().find_map(from_attribute))?;
        let display = display_box
            || node
                .attribute("display")
                .is_some_and(|value| value == "block" || value == "true")
            || nodes().any(|node| node.tag == "math" && node.attribute("display") == Some("block"));
        Some((tex.trim().to_owned(), display)).filter(|(tex, _)| !tex.is_empty())
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
