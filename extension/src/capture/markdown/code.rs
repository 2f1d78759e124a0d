//! Code blocks: their lines as they stand, and their language.
//!
//! In: a `pre`, an editor that only shows, or a box around one. Out: a fenced block. The name of the language may stand in an
//! attribute, in a class, or as a header beside a copy button; it is never part of the code, nor are line numbers.

use super::furniture::is_furniture;
use super::{Block, Kind, Writer, editor};
use crate::capture::mirror::{Child, MAX_DEPTH, Node, NodeId, collapse, is_inline};

#[derive(Clone, Copy)]
pub(super) enum Side {
    Before,
    After,
}

/// The most bytes of text beside a code block that may be its header.
const HEADER: usize = 80;

impl Writer<'_> {
    pub(super) fn code(&self, id: NodeId, label: Option<String>, blocks: &mut Vec<Block>) {
        let outer = id;
        let id = self.editor_body(id);
        let codes: Vec<NodeId> = self
            .mirror
            .walk_shown(id)
            .into_iter()
            .filter(|id| self.shown(*id).is_some_and(|node| node.tag == "code"))
            .collect();
        let body = match codes.as_slice() {
            [only] => *only,
            _ => id,
        };
        let label = label.or_else(|| {
            let mut beside = String::new();
            if body != outer {
                self.text_around(outer, body, &mut beside, 0);
            }
            code_label(&beside, self.survey.of(outer).controls)
        });
        let language = self
            .language(id, body)
            .or_else(|| self.language(outer, outer))
            .or(label)
            .unwrap_or_default();
        let raw = self
            .lines(body)
            .map_or_else(|| self.raw(body), |lines| lines.join("\n"));
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
            kind: Kind::Code,
        });
    }

    /// The language of a code block, from the block, its code element or what is directly around it.
    pub(super) fn language(&self, block: NodeId, body: NodeId) -> Option<String> {
        let around = self.mirror.ancestors(block).skip(1).take(3);
        let own = [(body, true), (block, true)];
        for (id, own) in own.into_iter().chain(around.map(|id| (id, false))) {
            let Some(node) = self.mirror.node(id) else {
                continue;
            };
            for name in [
                "data-language",
                "data-lang",
                "data-code-language",
                "data-mode-id",
                "language",
            ] {
                if let Some(language) = node.attribute(name).filter(|value| is_language_word(value)) {
                    return Some(language.to_lowercase());
                }
            }
            for class in node.classes() {
                let named = ["language-", "lang-", "highlight-source-", "brush:"]
                    .iter()
                    .find_map(|prefix| class.strip_prefix(prefix));
                let named = named.filter(|value| {
                    is_language_word(value) && (own || is_known_language(&value.to_lowercase()))
                });
                if let Some(language) = named {
                    return Some(language.to_lowercase());
                }
            }
            let listed = own && (node.has_class("hljs") || node.has_class("sourceCode"));
            if let Some(language) = node.classes().find(|class| listed && is_known_language(class)) {
                return Some(language.to_owned());
            }
            let said = node
                .attribute("aria-label")
                .and_then(|label| label.strip_suffix(" code"));
            if let Some(language) = said.filter(|label| is_known_language(&label.to_lowercase())) {
                return Some(language.to_lowercase());
            }
        }
        None
    }

    /// The language that an element names, if all it does is to head the code block right after it.
    pub(super) fn header_of_code(&self, id: NodeId, node: &Node) -> Option<String> {
        if !matches!(node.tag.as_str(), "div" | "span" | "header" | "figcaption") {
            return None;
        }
        let facts = self.survey.of(id);
        if facts.text > HEADER || facts.codes > 0 {
            return None;
        }
        let next = self.neighbour(id, node, Side::After)?;
        let mut leads = Some(next);
        let code = self.survey.of(next).code;
        let is_code = (0..4).any(|_| {
            let here = leads;
            leads = here
                .and_then(|id| self.mirror.node(id))
                .and_then(|node| node.elements().find(|id| self.shown(*id).is_some()));
            here.is_some() && here == code
        });
        if !is_code {
            return None;
        }
        let mut text = String::new();
        self.text_around(id, NodeId::MAX, &mut text, 0);
        code_label(&text, facts.controls)
    }

    /// The shown element next to this one under the same parent.
    pub(super) fn neighbour(&self, id: NodeId, node: &Node, side: Side) -> Option<NodeId> {
        let siblings = &self.mirror.node(node.parent?)?.children;
        let place = siblings
            .iter()
            .position(|sibling| matches!(sibling, Child::Node(other) if *other == id))?;
        let shown = |child: &Child| match child {
            Child::Node(id) => self.shown(*id).map(|_| *id),
            Child::Text(_) => None,
        };
        match side {
            Side::Before => siblings[..place].iter().rev().take(8).find_map(shown),
            Side::After => siblings[place + 1..].iter().take(8).find_map(shown),
        }
    }

    /// A box that holds one code block, the name of a language and controls: the block and the language.
    pub(super) fn code_with_header(&self, id: NodeId, node: &Node) -> Option<(NodeId, String)> {
        let facts = self.survey.of(id);
        if facts.codes != 1 || matches!(node.tag.as_str(), "li" | "body" | "html" | "main") {
            return None;
        }
        let code = facts.code?;
        if facts.text.saturating_sub(self.survey.of(code).text) > HEADER {
            return None;
        }
        let mut outside = String::new();
        self.text_around(id, code, &mut outside, 0);
        code_label(&outside, facts.controls).map(|label| (code, label))
    }

    /// The text of an element that lies outside of one of its parts; a sentence there makes it unusable as a label.
    fn text_around(&self, id: NodeId, part: NodeId, out: &mut String, depth: usize) {
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

    /// The text inside an element as it stands, lines of their own for blocks and `br`; controls and line numbers left out.
    pub(super) fn raw(&self, id: NodeId) -> String {
        let mut out = String::new();
        self.push_raw_text(id, &mut out, 0);
        out
    }

    fn push_raw_text(&self, id: NodeId, out: &mut String, depth: usize) {
        let Some(node) = self.shown(id) else { return };
        if depth > MAX_DEPTH || (is_furniture(node) && depth > 0) || editor::is_gutter(self, node) {
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
                    let own_line =
                        !is_inline(&child.tag) && !matches!(child.tag.as_str(), "pre" | "td" | "ins");
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

/// The language in a short text at a code block, without what its controls say; beside a control any word will do.
fn code_label(text: &str, controlled: bool) -> Option<String> {
    const CONTROLS: &[&str] = &[
        "copy code",
        "copied!",
        "copied",
        "copy",
        "download",
        "edit",
        "run code",
        "run",
        "wrap",
        "expand",
        "collapse",
        "preview",
        "open in canvas",
        "复制代码",
        "复制",
        "下载",
        "运行",
        "折叠",
        "收起",
        "複製",
        "コピーする",
        "コードをコピー",
        "コピー",
        "복사",
        "copier le code",
        "copier",
        "copiar código",
        "copiar",
        "code kopieren",
        "kopieren",
        "копировать код",
        "копировать",
        "copia codice",
        "copia",
    ];
    let mut label = collapse(text).to_lowercase();
    let mut controlled = controlled;
    while let Some(rest) = CONTROLS.iter().find_map(|control| label.strip_suffix(control)) {
        label = rest.trim_end().to_owned();
        controlled = true;
    }
    (is_language_word(&label) && (controlled || is_known_language(&label))).then_some(label)
}

fn is_language_word(word: &str) -> bool {
    !word.is_empty()
        && word.len() <= 24
        && word.split(' ').count() <= 2
        && word
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "+#-_. /".contains(character))
        && word.chars().any(|character| character.is_ascii_alphabetic())
        && !matches!(
            word.to_lowercase().as_str(),
            "none" | "copy" | "copied" | "undefined" | "null" | "code"
        )
}

fn is_known_language(word: &str) -> bool {
    const KNOWN: &str = " python py javascript js typescript ts jsx tsx java kotlin scala groovy c cpp c++ csharp c# cs go golang rust rs ruby rb php \
        swift objectivec objective-c dart r julia matlab perl lua haskell elixir erlang clojure fsharp ocaml sql plsql mysql postgresql html xml css scss \
        sass less json jsonc json5 yaml yml toml ini bash sh shell zsh fish powershell console terminal batch dockerfile docker makefile cmake diff \
        graphql latex tex markdown md plaintext plain text txt vue svelte solidity assembly asm verilog vhdl protobuf nginx mermaid csv regex wasm zig nix \
        vim prolog scheme lisp fortran pascal cobol vb vbnet http hcl terraform ";
    !word.contains(' ') && KNOWN.contains(&format!(" {word} "))
}
