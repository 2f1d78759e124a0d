//! Code blocks: their lines as they stand, and their language.
//!
//! In: a `pre` or a box around one. Out: a fenced block. The name of the language may stand in an attribute, in a class, or
//! as a header beside a copy button; it is never part of the code.

use super::{Block, Writer, is_furniture};
use crate::capture::mirror::{Child, MAX_DEPTH, Node, NodeId, collapse, is_inline};

#[derive(Clone, Copy)]
pub(super) enum Side {
    Before,
    After,
}

impl Writer<'_> {
    pub(super) fn code(&self, id: NodeId, label: Option<String>, blocks: &mut Vec<Block>) {
        let below = self.mirror.walk_shown(id);
        let codes: Vec<NodeId> = below
            .iter()
            .copied()
            .filter(|id| self.shown(*id).is_some_and(|node| node.tag == "code"))
            .collect();
        let body = match codes.as_slice() {
            [only] => *only,
            _ => id,
        };
        let label = label.or_else(|| {
            let mut beside = String::new();
            if body != id {
                self.text_around(id, body, &mut beside, 0);
            }
            Some(collapse(&beside)).filter(|beside| is_code_label(beside, self.has_control(id)))
        });
        let label = label.map(|label| label.to_lowercase());
        let language = self.language(id, body).or(label).unwrap_or_default();
        let raw = if codes.len() > 1 && codes.len() == below.iter().filter(|id| self.is_line(**id)).count() {
            codes
                .iter()
                .map(|id| self.raw(*id))
                .collect::<Vec<_>>()
                .join("\n")
        } else {
            self.raw(body)
        };
        let text = raw.trim_end().trim_start_matches('\n');
        if text.is_empty() {
            return;
        }
        let longest = text
            .split(|character| character != '`')
            .map(str::len)
            .max()
            .unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        blocks.push(Block {
            text: format!("{fence}{language}\n{text}\n{fence}"),
            tight: false,
        });
    }

    pub(super) fn is_line(&self, id: NodeId) -> bool {
        self.mirror.node(id).is_some_and(|node| node.tag == "code")
    }

    /// The language of a code block, from the block, its code element or what is directly around it.
    pub(super) fn language(&self, block: NodeId, body: NodeId) -> Option<String> {
        let around = self.mirror.ancestors(block).take(3);
        for node in [body, block]
            .into_iter()
            .chain(around)
            .filter_map(|id| self.mirror.node(id))
        {
            for name in ["data-language", "data-lang", "data-code-language", "language"] {
                if let Some(language) = node.attribute(name).filter(|value| is_language_word(value)) {
                    return Some(language.to_lowercase());
                }
            }
            for class in node.classes() {
                let named = ["language-", "lang-", "highlight-source-", "brush:"]
                    .iter()
                    .find_map(|prefix| class.strip_prefix(prefix));
                if let Some(language) = named.filter(|value| is_language_word(value)) {
                    return Some(language.to_lowercase());
                }
            }
            if node.tag == "code"
                && node.has_class("hljs")
                && let Some(language) = node.classes().find(|class| is_known_language(class))
            {
                return Some(language.to_owned());
            }
        }
        None
    }

    /// The language that an element names, if all it does is to head the code block right after it.
    pub(super) fn header_of_code(&self, id: NodeId, node: &Node) -> Option<String> {
        if !matches!(node.tag.as_str(), "div" | "span" | "header" | "figcaption") {
            return None;
        }
        let next = self.neighbour(id, node, Side::After)?;
        let is_code = self
            .mirror
            .walk_shown(next)
            .into_iter()
            .take(3)
            .any(|id| self.mirror.node(id).is_some_and(|node| node.tag == "pre"));
        if !is_code {
            return None;
        }
        let mut text = String::new();
        self.text_around(id, NodeId::MAX, &mut text, 0);
        let controlled = self.has_control(id);
        Some(collapse(&text))
            .filter(|label| is_code_label(label, controlled))
            .map(|label| label.to_lowercase())
    }

    /// The shown element next to this one under the same parent.
    pub(super) fn neighbour(&self, id: NodeId, node: &Node, side: Side) -> Option<NodeId> {
        let siblings: Vec<NodeId> = self
            .mirror
            .node(node.parent?)?
            .elements()
            .filter(|id| self.shown(*id).is_some())
            .collect();
        let place = siblings.iter().position(|sibling| *sibling == id)?;
        match side {
            Side::Before => siblings.get(place.checked_sub(1)?).copied(),
            Side::After => siblings.get(place + 1).copied(),
        }
    }

    pub(super) fn has_control(&self, id: NodeId) -> bool {
        self.mirror.walk_shown(id).into_iter().any(|id| {
            self.mirror
                .node(id)
                .is_some_and(|node| node.tag == "button" || node.attribute("role") == Some("button"))
        })
    }

    /// A box that holds one `pre`, the name of a language and controls: the `pre` and the language.
    pub(super) fn code_with_header(&self, id: NodeId, node: &Node) -> Option<(NodeId, String)> {
        if matches!(node.tag.as_str(), "li" | "body" | "html" | "main") {
            return None;
        }
        let below = self.mirror.walk_shown(id);
        let mut blocks = below
            .iter()
            .copied()
            .filter(|id| self.shown(*id).is_some_and(|node| node.tag == "pre"));
        let pre = blocks.next()?;
        if blocks.any(|other| !self.mirror.contains(pre, other)) {
            return None;
        }
        let mut outside = String::new();
        self.text_around(id, pre, &mut outside, 0);
        let label = collapse(&outside);
        let is_label = is_code_label(&label, self.has_control(id));
        is_label.then(|| (pre, label.to_lowercase()))
    }

    /// The text of an element that lies outside of one of its parts; a sentence there makes it unusable as a label.
    pub(super) fn text_around(&self, id: NodeId, part: NodeId, out: &mut String, depth: usize) {
        let Some(node) = self.shown(id) else { return };
        if id == part || depth > MAX_DEPTH || is_furniture(node) {
            return;
        }
        if matches!(node.tag.as_str(), "p" | "li" | "h1" | "h2" | "h3" | "table") {
            out.push_str(" . , ");
        }
        for child in &node.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(child) => {
                    out.push(' ');
                    self.text_around(*child, part, out, depth + 1);
                }
            }
        }
    }

    /// The text inside an element as it stands, lines of their own for blocks and `br`; controls left out.
    pub(super) fn raw(&self, id: NodeId) -> String {
        let mut out = String::new();
        self.push_raw_text(id, &mut out, 0);
        out
    }

    pub(super) fn push_raw_text(&self, id: NodeId, out: &mut String, depth: usize) {
        let Some(node) = self.shown(id) else { return };
        if depth > MAX_DEPTH || (is_furniture(node) && node.attribute("aria-hidden").is_none()) {
            return;
        }
        for child in &node.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(id) => {
                    let Some(child) = self.mirror.node(*id) else {
                        continue;
                    };
                    if child.tag == "br" {
                        out.push('\n');
                        continue;
                    }
                    let own_line = !is_inline(&child.tag) && child.tag != "pre";
                    if own_line && !out.is_empty() && !out.ends_with('\n') {
                        out.push('\n');
                    }
                    self.push_raw_text(*id, out, depth + 1);
                    if own_line && !out.is_empty() && !out.ends_with('\n') {
                        out.push('\n');
                    }
                }
            }
        }
    }
}

/// Whether a short text at a code block is the name of its language; beside a control any word will do.
fn is_code_label(label: &str, controlled: bool) -> bool {
    is_language_word(label) && (controlled || is_known_language(&label.to_lowercase()))
}

fn is_language_word(word: &str) -> bool {
    !word.is_empty()
        && word.len() <= 24
        && word.split(' ').count() <= 2
        && word
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "+#-_. /".contains(character))
        && word.chars().any(|character| character.is_ascii_alphabetic())
        && !matches!(word.to_lowercase().as_str(), "none" | "copy" | "copied")
}

fn is_known_language(word: &str) -> bool {
    const KNOWN: &str = " python py javascript js typescript ts jsx tsx java kotlin scala groovy c cpp c++ csharp c# cs go golang rust rs ruby rb php \
        swift objectivec objective-c dart r julia matlab perl lua haskell elixir erlang clojure fsharp ocaml sql plsql mysql postgresql html xml css scss \
        sass less json jsonc json5 yaml yml toml ini bash sh shell zsh fish powershell console terminal batch dockerfile docker makefile cmake diff \
        graphql latex tex markdown md plaintext plain text txt vue svelte solidity assembly asm verilog vhdl protobuf nginx mermaid csv regex wasm zig nix \
        vim prolog scheme lisp fortran pascal cobol vb vbnet http hcl terraform ";
    KNOWN.contains(&format!(" {word} "))
}
