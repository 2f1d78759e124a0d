//! DOM to markdown: what a reader of the page saw, once.
//!
//! In: an element of the mirror and the elements to leave out. Out: markdown text.
//! Left out by rule: controls (buttons, inputs, menus), icons, hidden parts, copies for screen readers, all but one of the
//! renderings of a formula, marks of sources (they are citations), thinking and tool calls (they are asides).
//! A page that shows more than plain paragraphs was rendered from markdown: there a character that would mean something gets
//! a backslash, and only there. Plain text, as questions are, comes out as it stood: `1 < 2` and `2*3*4` stay what they are.

use std::collections::HashSet;

use shared::conversation::{AsideKind, RawAside};

use crate::capture::mirror::{Child, MAX_DEPTH, Mirror, Node, NodeId, collapse, is_inline};

use self::code::Side;
use self::escape::{EMPHASIS, Place, STRIKE, STRONG};
use self::facts::Survey;

mod aside; // thinking and tool calls
mod citation; // sources that a reply names
mod code; // code blocks and their languages
mod editor; // code drawn line by line
mod escape; // backslashes and emphasis
mod facts; // what is known of each element before writing
mod formula; // the source of a formula
mod furniture; // what never is text of a message
mod list; // lists
mod mathml; // formulas without a source
mod media; // pictures, files, sound: placeholders
mod table; // tables

pub use self::aside::Named;
pub use self::citation::citations;
pub use self::furniture::is_furniture;

/// Writes the element as markdown.
#[must_use]
pub fn write(mirror: &Mirror, id: NodeId, left_out: &HashSet<NodeId>) -> String {
    write_all(mirror, &[id], left_out)
}

/// Writes several elements as one text.
#[must_use]
pub fn write_all(mirror: &Mirror, ids: &[NodeId], left_out: &HashSet<NodeId>) -> String {
    Writer {
        mirror,
        left_out,
        survey: Survey::new(mirror, left_out, ids),
    }
    .document(ids)
}

/// What a turn says, and what stands in it apart from that.
#[derive(Default)]
pub struct Reading {
    /// Markdown.
    pub text: String,
    pub asides: Vec<RawAside>,
}

/// Reads a turn: writes its `parts` as one text, without the thinking and the tool calls that stand in the turn.
#[must_use]
pub fn read(
    mirror: &Mirror,
    turn: &[NodeId],
    parts: &[NodeId],
    left_out: &HashSet<NodeId>,
    named: &Named,
) -> Reading {
    let mut unread = left_out.clone();
    unread.retain(|id| !named.reasoning.contains(id) && !named.tool.contains(id));
    let survey = Survey::new(mirror, &unread, turn);
    let found = aside::find(mirror, &survey, turn, named);
    if found.is_empty() {
        return Reading {
            text: write_all(mirror, parts, left_out),
            asides: Vec::new(),
        };
    }
    let mut without = left_out.clone();
    without.extend(found.iter().map(|(id, _)| *id));
    let asides = found.into_iter().map(|(id, kind)| RawAside {
        kind,
        text: write_inside(mirror, id, kind),
    });
    Reading {
        text: write_all(mirror, parts, &without),
        asides: asides.filter(|aside| !aside.text.is_empty()).collect(),
    }
}

/// The text of an aside. A tool is named by the control that unfolds it.
fn write_inside(mirror: &Mirror, id: NodeId, kind: AsideKind) -> String {
    let nothing = HashSet::new();
    let writer = Writer {
        mirror,
        left_out: &nothing,
        survey: Survey::new(mirror, &nothing, &[id]),
    };
    let (mut line, mut blocks) = (String::new(), Vec::new());
    let Some(node) = mirror.node(id) else {
        return String::new();
    };
    for child in &node.children {
        match child {
            // The line that folds it is no part of it.
            Child::Node(id) if mirror.node(*id).is_some_and(|node| node.tag == "summary") => {}
            Child::Node(id) => writer.child(*id, &mut line, &mut blocks, 1),
            Child::Text(text) => writer.push_text(&mut line, text, node.keeps_breaks),
        }
    }
    writer.flush(&mut line, &mut blocks);
    let text = join(&blocks, false);
    let control = mirror.walk_shown(id).into_iter().find(|id| {
        mirror
            .node(*id)
            .is_some_and(|node| node.tag == "summary" || furniture::is_control(node))
    });
    let name = control
        .map(|id| mirror.text(id))
        .filter(|name| kind == AsideKind::Tool && name.len() <= 200);
    match name {
        Some(name) if !name.is_empty() && !text.starts_with(&name) => {
            format!("{name}\n\n{text}").trim_end().to_owned()
        }
        _ => text,
    }
}

struct Writer<'a> {
    mirror: &'a Mirror,
    left_out: &'a HashSet<NodeId>,
    survey: Survey,
}

/// A finished paragraph, list, code block.
struct Block {
    text: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Paragraph,
    Heading,
    /// `other`: with the second kind of marker, because another list stands right before it.
    List {
        ordered: bool,
        other: bool,
        first: usize,
    },
    Quote,
    Code,
    Formula,
    Rule,
    /// Nothing that follows may stand right below it.
    Closed,
}

impl Writer<'_> {
    fn document(&self, ids: &[NodeId]) -> String {
        if let [id] = ids
            && let Some(text) = self.verbatim(*id)
        {
            return text;
        }
        let mut blocks = Vec::new();
        let mut line = String::new();
        for id in ids {
            self.child(*id, &mut line, &mut blocks, 0);
            self.flush(&mut line, &mut blocks);
        }
        join(&blocks, false)
    }

    /// A text that is one `pre` and no code: what somebody typed, shown with its line breaks.
    fn verbatim(&self, root: NodeId) -> Option<String> {
        let facts = self.survey.of(root);
        let pre = facts.code.filter(|_| facts.codes == 1)?;
        let node = self.mirror.node(pre).filter(|node| node.tag == "pre")?;
        let only = self.survey.of(pre).text == facts.text && !self.survey.of(pre).controls && !facts.controls;
        let marked = node.attribute("class").is_some_and(|class| {
            ["code", "hljs", "shiki", "lang", "highlight"]
                .iter()
                .any(|word| class.contains(word))
        });
        let below = self.mirror.walk_shown(pre);
        let elements = below.iter().skip(1).filter_map(|id| self.mirror.node(*id));
        let plain = elements
            .clone()
            .all(|node| matches!(node.tag.as_str(), "span" | "a" | "br"))
            && elements.count() <= 4;
        (only && plain && !marked && self.language(pre, pre).is_none())
            .then(|| self.raw(pre).trim().to_owned())
            .filter(|text| !text.is_empty())
    }

    fn shown(&self, id: NodeId) -> Option<&Node> {
        let node = self.mirror.node(id)?;
        (!node.hidden && !self.left_out.contains(&id)).then_some(node)
    }

    /// Adds the children of an element: inline ones to the open line, others as blocks.
    fn children(&self, node: &Node, line: &mut String, blocks: &mut Vec<Block>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for child in &node.children {
            match child {
                Child::Text(text) => self.push_text(line, text, node.keeps_breaks),
                Child::Node(id) => self.child(*id, line, blocks, depth + 1),
            }
        }
    }

    fn child(&self, id: NodeId, line: &mut String, blocks: &mut Vec<Block>, depth: usize) {
        let Some(node) = self.shown(id) else { return };
        if depth > MAX_DEPTH {
            return;
        }
        if let Some((tex, display)) = self.formula(id, node) {
            if display {
                self.flush(line, blocks);
                blocks.push(Block {
                    text: format!("$${tex}$$"),
                    kind: Kind::Formula,
                });
            } else {
                line.push_str(&format!("${tex}$"));
            }
            return;
        }
        if let Some(placeholder) = self.placeholder(id, node) {
            line.push_str(&placeholder);
            return;
        }
        if is_furniture(node) && !self.is_only_copy(id, node) {
            return;
        }
        if let Some(mark) = self.source_mark(id, node) {
            if mark.is_empty() {
                while line.ends_with(' ') {
                    line.pop();
                }
            }
            line.push_str(&mark);
            return;
        }
        match node.tag.as_str() {
            "br" => {
                while line.ends_with(' ') {
                    line.pop();
                }
                line.push('\n');
            }
            _ if self.stands_in_line(id, node) => self.inline(id, node, line, depth),
            _ => {
                self.flush(line, blocks);
                if self.header_of_code(id, node).is_none() {
                    self.block(id, node, blocks, depth);
                }
            }
        }
    }

    /// Whether an element is part of a line of text.
    fn stands_in_line(&self, id: NodeId, node: &Node) -> bool {
        !self.survey.of(id).blocks && !is_block(self.mirror, node)
    }

    fn inline(&self, id: NodeId, node: &Node, line: &mut String, depth: usize) {
        if matches!(node.tag.as_str(), "code" | "samp" | "tt") {
            let raw = self.raw(id);
            let text: String = raw.replace(['\n', '\t'], " ");
            if !text.trim().is_empty() {
                line.push_str(&code_span(&text));
            }
            return;
        }
        let mut inner = String::new();
        let mut stray = Vec::new();
        self.children(node, &mut inner, &mut stray, depth);
        for block in stray {
            inner.push_str(&block.text);
        }
        let pair = |pair: (char, char)| (pair.0.to_string(), pair.1.to_string());
        let tags = |name: &str| (format!("<{name}>"), format!("</{name}>"));
        let has = |class: &str| node.has_class(class);
        let (mark, end) = match node.tag.as_str() {
            "strong" | "b" => pair(STRONG),
            "span"
                if has("font-bold")
                    || has("font-semibold")
                    || node.attribute("data-streamdown") == Some("strong") =>
            {
                pair(STRONG)
            }
            "span" if has("italic") => pair(EMPHASIS),
            "em" | "i" | "cite" | "dfn" => pair(EMPHASIS),
            "del" | "s" | "strike" => pair(STRIKE),
            "sub" | "sup" | "kbd" | "ins" | "u" if self.survey.structured || node.tag.starts_with("su") => {
                tags(&node.tag)
            }
            "a" => match node.attribute("href").filter(|href| is_address(href)) {
                Some(href) if !is_same_address(href, escape::plain(&inner).trim()) => {
                    ("[".to_owned(), format!("]({})", target(href)))
                }
                _ => (String::new(), String::new()),
            },
            _ => (String::new(), String::new()),
        };
        let core = inner.trim();
        if core.is_empty() || mark.is_empty() {
            append(line, &inner);
            return;
        }
        let before = &inner[..inner.len() - inner.trim_start().len()];
        let after = &inner[inner.trim_end().len()..];
        append(line, before);
        line.push_str(&mark);
        line.push_str(core);
        line.push_str(&end);
        append(line, after);
    }

    fn block(&self, id: NodeId, node: &Node, blocks: &mut Vec<Block>, depth: usize) {
        match node.tag.as_str() {
            _ if is_code_root(node) => {
                let before = self.neighbour(id, node, Side::Before);
                let label = before.and_then(|before| self.header_of_code(before, self.mirror.node(before)?));
                self.code(id, label, blocks);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heading(usize::from(node.tag.as_bytes()[1] - b'0'), node, blocks, depth);
            }
            _ if self.survey.structured && node.attribute("role") == Some("heading") => {
                let level = node.attribute("aria-level").and_then(|level| level.parse().ok());
                self.heading(level.unwrap_or(2usize).clamp(1, 6), node, blocks, depth);
            }
            "ul" | "ol" => self.list(node, blocks, depth),
            "blockquote" => {
                let text = self.inside(node, depth);
                if !text.is_empty() {
                    let quoted: Vec<String> = text
                        .lines()
                        .map(|line| {
                            if line.is_empty() {
                                ">".to_owned()
                            } else {
                                format!("> {line}")
                            }
                        })
                        .collect();
                    blocks.push(Block {
                        text: quoted.join("\n"),
                        kind: Kind::Quote,
                    });
                }
            }
            "table" => {
                self.table(id, blocks, depth);
            }
            _ if matches!(node.attribute("role"), Some("table" | "grid"))
                && self.table(id, blocks, depth) => {}
            "hr" => blocks.push(Block {
                text: "---".to_owned(),
                kind: Kind::Rule,
            }),
            "dt" => {
                let text = self.flat(node, depth);
                if !text.is_empty() {
                    blocks.push(Block {
                        text,
                        kind: Kind::Closed,
                    });
                }
            }
            "dd" => {
                let text = self.inside(node, depth);
                if !text.is_empty() {
                    let text = format!(": {}", text.replace('\n', "\n  ").replace("\n  \n", "\n\n"));
                    blocks.push(Block {
                        text,
                        kind: Kind::Closed,
                    });
                }
            }
            "details" => self.details(node, blocks, depth),
            _ if self.footnotes(id, node, blocks, depth) => {}
            _ => {
                if let Some((code, language)) = self.code_with_header(id, node) {
                    self.code(code, Some(language), blocks);
                    return;
                }
                let mut line = String::new();
                self.children(node, &mut line, blocks, depth);
                self.flush(&mut line, blocks);
            }
        }
    }

    fn heading(&self, level: usize, node: &Node, blocks: &mut Vec<Block>, depth: usize) {
        let text = self.flat(node, depth).replace("<br>", " ");
        if !text.is_empty() {
            blocks.push(Block {
                text: format!("{} {text}", "#".repeat(level)),
                kind: Kind::Heading,
            });
        }
    }

    /// A part that can be folded: open, with its summary; folded, its summary alone.
    fn details(&self, node: &Node, blocks: &mut Vec<Block>, depth: usize) {
        let (mut summary, mut inner, mut line) = (String::new(), Vec::new(), String::new());
        for child in &node.children {
            match child {
                Child::Node(id) if self.shown(*id).is_some_and(|node| node.tag == "summary") => {
                    summary = self
                        .mirror
                        .node(*id)
                        .map(|node| self.flat(node, depth))
                        .unwrap_or_default();
                }
                Child::Node(id) => self.child(*id, &mut line, &mut inner, depth + 1),
                Child::Text(text) => self.push_text(&mut line, text, node.keeps_breaks),
            }
        }
        self.flush(&mut line, &mut inner);
        if summary.is_empty() && inner.is_empty() {
            return;
        }
        let mut close = |text: String| {
            blocks.push(Block {
                text,
                kind: Kind::Closed,
            });
        };
        close(format!("<details>\n<summary>{summary}</summary>"));
        if !inner.is_empty() {
            close(join(&inner, false));
        }
        close("</details>".to_owned());
    }

    /// The text inside an element, as blocks with blank lines between.
    fn inside(&self, node: &Node, depth: usize) -> String {
        let (mut line, mut blocks) = (String::new(), Vec::new());
        self.children(node, &mut line, &mut blocks, depth);
        self.flush(&mut line, &mut blocks);
        join(&blocks, false)
    }

    /// The text inside an element on one line.
    fn flat(&self, node: &Node, depth: usize) -> String {
        let (mut line, mut blocks) = (String::new(), Vec::new());
        self.children(node, &mut line, &mut blocks, depth);
        let mut parts: Vec<String> = blocks.into_iter().map(|block| block.text).collect();
        parts.push(escape::resolve(line.trim(), Place::Span, self.survey.formulas));
        parts.retain(|part| !part.is_empty());
        let lines = parts.iter().flat_map(|part| part.lines()).map(collapse);
        lines
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("<br>")
    }

    /// Makes the open line a paragraph.
    fn flush(&self, line: &mut String, blocks: &mut Vec<Block>) {
        let open = std::mem::take(line);
        let trimmed = open.trim_matches([' ', '\n', '\t', '\r']);
        if trimmed.is_empty() {
            return;
        }
        let text = escape::resolve(trimmed, Place::Paragraph, self.survey.formulas);
        // In rendered text a line break was asked for, which markdown writes as two blanks.
        let end = if self.survey.structured { "  \n" } else { "\n" };
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let mut text = String::with_capacity(text.len());
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                text.push_str(if line.is_empty() || lines[at - 1].is_empty() {
                    "\n"
                } else {
                    end
                });
            }
            text.push_str(line);
        }
        blocks.push(Block {
            text,
            kind: Kind::Paragraph,
        });
    }

    /// Adds text to the open line; runs of white space become one blank unless line breaks count here.
    fn push_text(&self, line: &mut String, text: &str, keeps_breaks: bool) {
        for character in text.chars() {
            if character == '\u{a0}' || (keeps_breaks && character.is_whitespace()) {
                line.push(if character == '\u{a0}' { ' ' } else { character });
            } else if character.is_ascii_whitespace() {
                if !line.ends_with([' ', '\n']) {
                    line.push(' ');
                }
            } else if character == '\u{200b}' || escape::is_mark(character) {
            } else if self.survey.structured {
                escape::push_literal(line, character);
            } else {
                line.push(character);
            }
        }
    }
}

/// Puts finished blocks under each other; `tight`: without a blank line where that changes nothing.
fn join(blocks: &[Block], tight: bool) -> String {
    let mut out = String::new();
    for (at, block) in blocks.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).map(|at| blocks[at].kind) {
            let apart = match (before, block.kind) {
                (Kind::Code | Kind::Heading | Kind::Rule, _) => false,
                (Kind::Paragraph, Kind::List { ordered, first, .. }) => ordered && first != 1,
                (Kind::List { .. }, Kind::List { .. })
                | (Kind::Paragraph, Kind::Code | Kind::Quote | Kind::Heading) => false,
                _ => true,
            };
            out.push_str(if tight && !apart { "\n" } else { "\n\n" });
        }
        out.push_str(&block.text);
    }
    out
}

fn flush_last(writer: &Writer<'_>, line: &mut String, blocks: &mut Vec<Block>) {
    writer.flush(line, blocks);
}

/// Adds a finished part of a line; two blanks that meet are one.
fn append(line: &mut String, part: &str) {
    let part = if line.ends_with([' ', '\n']) {
        part.strip_prefix(' ').unwrap_or(part)
    } else {
        part
    };
    line.push_str(part);
}

/// Inline code, in more ticks than it holds.
fn code_span(text: &str) -> String {
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad =
        if text.starts_with('`') || text.ends_with('`') || (text.starts_with(' ') && text.ends_with(' ')) {
            " "
        } else {
            ""
        };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn is_address(href: &str) -> bool {
    let scheme = href.split(['/', '?', '#']).next().unwrap_or_default();
    let bare = !scheme.contains(':') && !href.starts_with('#') && !href.is_empty();
    bare || ["http://", "https://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| href.starts_with(scheme))
}

/// Whether a link shows its own address.
fn is_same_address(href: &str, text: &str) -> bool {
    let bare = |address: &str| {
        address
            .trim_start_matches("mailto:")
            .trim_end_matches('/')
            .to_owned()
    };
    text.starts_with("http") && bare(href) == bare(text)
        || (href.starts_with("mailto:") && bare(href) == text)
}

/// An address as the target of a link.
fn target(href: &str) -> String {
    let plain = !href.contains([' ', '<', '>']) && {
        let mut depth = 0i32;
        href.chars().all(|character| {
            depth += i32::from(character == '(') - i32::from(character == ')');
            depth >= 0
        }) && depth == 0
    };
    if plain {
        href.to_owned()
    } else {
        format!(
            "<{}>",
            href.replace(' ', "%20").replace('<', "%3C").replace('>', "%3E")
        )
    }
}

/// Whether an element holds code that is to be kept line by line.
fn is_code_root(node: &Node) -> bool {
    node.tag == "pre"
        || [
            "CodeMirror",
            "cm-editor",
            "cm-content",
            "monaco-editor",
            "view-lines",
            "ace_editor",
        ]
        .iter()
        .any(|class| node.has_class(class))
}

/// Whether an element stands on lines of its own.
fn is_block(mirror: &Mirror, node: &Node) -> bool {
    let tag = node.tag.as_str();
    let display = tag == "mjx-container" && node.attribute("display") == Some("true");
    if node.has_class("katex-display") || display || is_code_root(node) {
        return true;
    }
    if is_inline(tag)
        || matches!(
            tag,
            "picture" | "slot" | "button" | "input" | "ins" | "audio" | "video" | "canvas"
        )
    {
        return false;
    }
    // Elements of the site's own, and boxes that say so, stand in the line of text they are found in.
    let in_text = || {
        node.parent.and_then(|id| mirror.node(id)).is_some_and(|parent| {
            matches!(
                parent.tag.as_str(),
                "p" | "li" | "td" | "th" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
            ) || is_inline(&parent.tag)
        })
    };
    let says_inline = || {
        node.classes()
            .any(|class| matches!(class, "inline" | "inline-block" | "inline-flex" | "contents"))
    };
    !((tag.contains('-') || says_inline()) && in_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mirror of well-formed markup: `<p class="a">text</p>`, `<br/>`; an attribute `hide` makes an element hidden.
    fn mirror_of(markup: &str) -> Mirror {
        let mut nodes: Vec<serde_json::Value> = vec![serde_json::json!({ "i": 1, "t": "div", "c": [] })];
        let mut open = vec![0usize];
        let mut rest = markup;
        while let Some(start) = rest.find('<') {
            let innermost = *open.last().unwrap();
            if start > 0 {
                nodes[innermost]["c"]
                    .as_array_mut()
                    .unwrap()
                    .push(rest[..start].into());
            }
            let (tag, after) = rest[start + 1..].split_once('>').unwrap();
            rest = after;
            if tag.starts_with('/') {
                open.pop();
                continue;
            }
            let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
            let mut words = tag.splitn(2, ' ');
            let id = nodes.len() + 1;
            let mut node = serde_json::json!({ "i": id, "t": words.next().unwrap(), "c": [], "a": {} });
            let parts: Vec<&str> = words.next().unwrap_or_default().split('"').collect();
            for pair in parts.chunks_exact(2) {
                let name = pair[0].trim().trim_end_matches('=');
                node["a"][name] = pair[1].into();
                if name == "hide" {
                    node["h"] = 1.into();
                }
            }
            nodes[innermost]["c"].as_array_mut().unwrap().push(id.into());
            nodes.push(node);
            if !closed {
                open.push(id - 1);
            }
        }
        let mut mirror = Mirror::default();
        let nodes = serde_json::from_value(nodes.into()).unwrap();
        assert!(mirror.apply(Some(1), nodes, false));
        mirror
    }

    fn check(markup: &str, expected: &str) {
        assert_eq!(
            write(&mirror_of(markup), 1, &HashSet::new()),
            expected,
            "{markup}"
        );
    }

    #[test]
    fn text_is_written_once_and_as_markdown() {
        check(
            "<p>one <b>two</b> <i>three</i>, <s>four</s></p><p>five</p>",
            "one **two** *three*, ~~four~~\n\nfive",
        );
        check("<h2>A <b>title</b></h2>", "## A **title**");
        check("<p>a<br/>b</p><hr/><p>c</p>", "a\nb\n\n---\n\nc");
        check("<p>a<br/><b>b</b></p>", "a  \n**b**");
        check(
            r#"<p>see <a href="https://example.com/x">this</a> and <a href="javascript:x">that</a></p>"#,
            "see [this](https://example.com/x) and that",
        );
        check("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b");
        check(r#"<p>x</p><button>Copy</button><span class="sr-only">copied</span><p hide="1">y</p><p>1 < 2</p>"#.replace("1 < 2", "2 > 1").as_str(), "x\n\n2 > 1");
    }

    #[test]
    fn lists_nest_by_the_width_of_their_marker() {
        check(
            "<ol><li>a</li><li>b<ul><li>c<ul><li>d</li></ul></li></ul></li></ol>",
            "1. a\n2. b\n   - c\n     - d",
        );
        check(
            r#"<ol start="9"><li><p>a</p><pre><code>x</code></pre></li><li>b</li></ol>"#,
            "9. a\n\n   ```\n   x\n   ```\n\n10. b",
        );
        check(
            r#"<ul><li><input type="checkbox" checked=""/> done</li><li><input type="checkbox"/> open</li></ul>"#,
            "- [x] done\n- [ ] open",
        );
    }

    #[test]
    fn code_keeps_its_lines_and_its_language_and_nothing_else() {
        check(
            r#"<pre><code class="language-rust">fn a() {}&#10;</code></pre>"#,
            "```rust\nfn a() {}&#10;\n```",
        );
        check(
            r#"<div><div><span>python</span><button>Copy</button></div><pre><code>a = 1</code></pre></div>"#,
            "```python\na = 1\n```",
        );
        check(
            r#"<p>intro</p><div>js <button>Copy</button></div><pre><code>a</code></pre>"#,
            "intro\n\n```js\na\n```",
        );
        check(
            r#"<pre><code><span class="line">a</span><br/><span class="line">b</span></code></pre>"#,
            "```\na\nb\n```",
        );
        check("<div><p>Yes</p><pre>a</pre></div>", "Yes\n\n```\na\n```");
        check("<p>x</p><pre>a ``` b</pre>", "x\n\n````\na ``` b\n````");
        check("<div><pre>typed *by*\n  hand</pre></div>", "typed *by*\n  hand");
    }

    #[test]
    fn a_formula_is_written_once_from_its_source() {
        let katex = |tex: &str| {
            format!(
                r#"<span class="katex"><span class="katex-mathml"><math><mi>x</mi><annotation encoding="application/x-tex" hide="1">{tex}</annotation></math></span><span class="katex-html" aria-hidden="true">x</span></span>"#
            )
        };
        check(
            &format!("<p>with {} inside</p>", katex("x^2")),
            "with $x^2$ inside",
        );
        check(
            &format!(r#"<p>a</p><span class="katex-display">{}</span>"#, katex("y")),
            "a\n\n$$y$$",
        );
        check(
            r#"<p>b <span data-math="z_1"><span>z</span></span></p>"#,
            "b $z_1$",
        );
    }

    #[test]
    fn tables_keep_their_columns() {
        check(
            r#"<table><thead><tr><th>A</th><th align="right">Price</th></tr></thead><tbody><tr><td>x|y</td><td>1</td></tr></tbody></table>"#,
            "| A    | Price |\n|------|------:|\n| x\\|y |     1 |",
        );
    }

    #[test]
    fn pictures_are_placeholders() {
        check(
            r#"<p>see <img alt="a map"/> <img class="avatar" alt="Kim"/></p>"#,
            "see [image: a map]",
        );
    }
}
