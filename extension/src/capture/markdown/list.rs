//! Lists: their markers, their nesting, their tasks.
//!
//! In: a list of the page. Out: a block. Items stand apart by a blank line where the page has paragraphs in them.

use super::{Block, Kind, Writer, flush_last, join};
use crate::capture::mirror::{Node, NodeId};

impl Writer<'_> {
    pub(super) fn list(&self, node: &Node, blocks: &mut Vec<Block>, depth: usize) {
        let ordered = node.tag == "ol";
        let again = matches!(blocks.last(), Some(Block { kind: Kind::List { ordered: before, other: false, .. }, .. }) if *before == ordered);
        let first: usize = node
            .attribute("start")
            .and_then(|start| start.parse().ok())
            .filter(|start| *start < 1_000_000_000)
            .unwrap_or(1);
        let items: Vec<NodeId> = node.elements().filter(|id| self.shown(*id).is_some()).collect();
        let loose = items.iter().any(|id| self.has_paragraph(*id));
        let mut number = first;
        let mut written: Vec<String> = Vec::new();
        for id in items {
            let Some(item) = self.shown(id) else { continue };
            let mut inner = Vec::new();
            if item.tag == "li" {
                let mut line = String::new();
                self.children(item, &mut line, &mut inner, depth + 1);
                self.flush(&mut line, &mut inner);
            } else {
                let mut line = String::new();
                self.child(id, &mut line, &mut inner, depth + 1);
                flush_last(self, &mut line, &mut inner);
            }
            let text = join(&inner, !loose);
            let task = self.task(id);
            if text.is_empty() && task.is_none() && !item.children.is_empty() {
                number = number.saturating_add(usize::from(item.tag == "li"));
                continue;
            }
            if item.tag != "li" && !matches!(inner.first().map(|block| block.kind), Some(Kind::Paragraph)) {
                // A list directly inside a list belongs to the item before it.
                let indent = if ordered { "   " } else { "  " };
                written.push(indented(&text, indent));
                continue;
            }
            let mut marker = match (ordered, again) {
                (true, false) => format!("{number}. "),
                (true, true) => format!("{number}) "),
                (false, false) => "- ".to_owned(),
                (false, true) => "* ".to_owned(),
            };
            number = number.saturating_add(1);
            let indent = " ".repeat(marker.len());
            if let Some(done) = task {
                marker.push_str(if done { "[x] " } else { "[ ] " });
            }
            let text = if matches!(inner.first().map(|block| block.kind), Some(Kind::Rule)) {
                text.replacen("---", "***", 1)
            } else {
                text
            };
            let text = indented(&text, &indent);
            written.push(
                format!("{marker}{}", text.trim_start_matches(' '))
                    .trim_end()
                    .to_owned(),
            );
        }
        if !written.is_empty() {
            blocks.push(Block {
                text: written.join(if loose { "\n\n" } else { "\n" }),
                kind: Kind::List {
                    ordered,
                    other: again,
                    first,
                },
            });
        }
    }

    fn has_paragraph(&self, item: NodeId) -> bool {
        self.mirror
            .node(item)
            .into_iter()
            .flat_map(Node::elements)
            .any(|id| self.shown(id).is_some_and(|node| node.tag == "p"))
    }

    /// Whether the item is a task, and whether it is done.
    fn task(&self, item: NodeId) -> Option<bool> {
        let mut open = vec![item];
        for _ in 0..6 {
            let node = self.mirror.node(open.pop()?)?;
            if node.attribute("type") == Some("checkbox") {
                return Some(node.attribute("checked").is_some());
            }
            if node.attribute("role") == Some("checkbox") {
                return Some(node.attribute("aria-checked") == Some("true"));
            }
            open.extend(node.elements().rev());
        }
        None
    }
}

fn indented(text: &str, indent: &str) -> String {
    let lines = text.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!("{indent}{line}")
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}
