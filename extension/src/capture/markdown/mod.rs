//! DOM to markdown: what a reader of the page saw, once.
//!
//! In: an element of the mirror and the elements to leave out. Out: markdown text.
//! Left out by rule: controls (buttons, inputs, menus), icons, hidden parts, copies for screen readers, and all but one
//! of the renderings of a formula. Text is not escaped: what stood on the page as `1 < 2` stays `1 < 2`.

use std::collections::HashSet;

use crate::capture::mirror::{Child, MAX_DEPTH, Mirror, Node, NodeId, collapse, is_inline};

use self::code::Side;

mod code; // code blocks and their languages
mod formula; // the source of a formula
mod furniture; // what never is text of a message
mod table; // tables

pub use self::furniture::is_furniture;

/// Writes the element as markdown.
#[must_use]
pub fn write(mirror: &Mirror, id: NodeId, left_out: &HashSet<NodeId>) -> String {
    Writer { mirror, left_out }.document(&[id])
}

/// Writes several elements as one text.
#[must_use]
pub fn write_all(mirror: &Mirror, ids: &[NodeId], left_out: &HashSet<NodeId>) -> String {
    Writer { mirror, left_out }.document(ids)
}

struct Writer<'a> {
    mirror: &'a Mirror,
    left_out: &'a HashSet<NodeId>,
}

/// A finished paragraph, list, code block …; `tight` ones follow a line of a list item without a blank line.
struct Block {
    text: String,
    tight: bool,
}

impl Writer<'_> {
    fn document(&self, ids: &[NodeId]) -> String {
        let mut blocks = Vec::new();
        let mut line = String::new();
        for id in ids {
            self.child(*id, &mut line, &mut blocks, 0);
            flush(&mut line, &mut blocks);
        }
        let texts: Vec<String> = blocks.into_iter().map(|block| block.text).collect();
        texts.join("\n\n")
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
                Child::Text(text) => push_text(line, text, node.keeps_breaks),
                Child::Node(id) => self.child(*id, line, blocks, depth + 1),
            }
        }
    }

    fn child(&self, id: NodeId, line: &mut String, blocks: &mut Vec<Block>, depth: usize) {
        let Some(node) = self.shown(id) else { return };
        if let Some((tex, display)) = self.formula(id, node) {
            if display {
                flush(line, blocks);
                blocks.push(Block {
                    text: format!("$$\n{tex}\n$$")
                        .replace("$$\n", "$$")
                        .replace("\n$$", "$$"),
                    tight: false,
                });
            } else {
                push_raw(line, &format!("${tex}$"));
            }
            return;
        }
        if is_furniture(node) {
            return;
        }
        if depth > MAX_DEPTH {
            return;
        }
        match node.tag.as_str() {
            "br" => {
                while line.ends_with(' ') {
                    line.pop();
                }
                line.push('\n');
            }
            "img" => self.image(node, line),
            tag if is_inline(tag) && !self.holds_blocks(id) => self.inline(id, node, line, depth),
            _ => {
                flush(line, blocks);
                if self.header_of_code(id, node).is_none() {
                    self.block(id, node, blocks, depth);
                }
            }
        }
    }

    fn inline(&self, id: NodeId, node: &Node, line: &mut String, depth: usize) {
        let mut inner = String::new();
        let mut none = Vec::new();
        if node.tag == "code" || node.tag == "kbd" || node.tag == "samp" {
            let text = collapse(&self.raw(id));
            if !text.is_empty() {
                let fence = if text.contains('`') { "``" } else { "`" };
                push_raw(line, &format!("{fence}{text}{fence}"));
            }
            return;
        }
        self.children(node, &mut inner, &mut none, depth);
        let (mark, end) = match node.tag.as_str() {
            "strong" | "b" => ("**".to_owned(), "**".to_owned()),
            "span" if node.has_class("font-bold") => ("**".to_owned(), "**".to_owned()),
            "span" if node.has_class("italic") => ("*".to_owned(), "*".to_owned()),
            "em" | "i" => ("*".to_owned(), "*".to_owned()),
            "del" | "s" | "strike" => ("~~".to_owned(), "~~".to_owned()),
            "a" => match node.attribute("href").filter(|href| is_address(href)) {
                Some(href) if href != inner.trim() => ("[".to_owned(), format!("]({href})")),
                _ => (String::new(), String::new()),
            },
            _ => (String::new(), String::new()),
        };
        let core = inner.trim();
        if core.is_empty() || mark.is_empty() {
            push_text(line, &inner, inner.contains('\n'));
            return;
        }
        let before = &inner[..inner.len() - inner.trim_start().len()];
        let after = &inner[inner.trim_end().len()..];
        push_text(line, before, false);
        push_raw(line, &format!("{mark}{core}{end}"));
        push_text(line, after, false);
    }

    fn block(&self, id: NodeId, node: &Node, blocks: &mut Vec<Block>, depth: usize) {
        match node.tag.as_str() {
            "pre" => {
                let before = self.neighbour(id, node, Side::Before);
                let label = before.and_then(|before| self.header_of_code(before, self.mirror.node(before)?));
                self.code(id, label, blocks);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = usize::from(node.tag.as_bytes()[1] - b'0');
                let text = self.flat(node, depth);
                if !text.is_empty() {
                    blocks.push(Block {
                        text: format!("{} {text}", "#".repeat(level)),
                        tight: false,
                    });
                }
            }
            "ul" | "ol" => self.list(node, blocks, depth),
            "blockquote" => {
                let text = self.inside(node, depth);
                if !text.is_empty() {
                    let quoted: Vec<String> = text
                        .lines()
                        .map(|line| format!("> {line}").trim_end().to_owned())
                        .collect();
                    blocks.push(Block {
                        text: quoted.join("\n"),
                        tight: false,
                    });
                }
            }
            "table" => self.table(id, blocks, depth),
            "hr" => blocks.push(Block {
                text: "---".to_owned(),
                tight: false,
            }),
            _ => {
                if let Some((code, language)) = self.code_with_header(id, node) {
                    self.code(code, Some(language), blocks);
                    return;
                }
                if node.has_class("view-lines") || node.has_class("cm-content") {
                    self.code(id, None, blocks);
                    return;
                }
                let mut line = String::new();
                self.children(node, &mut line, blocks, depth);
                flush(&mut line, blocks);
            }
        }
    }

    /// The text inside an element, as blocks with blank lines between.
    fn inside(&self, node: &Node, depth: usize) -> String {
        let (mut line, mut blocks) = (String::new(), Vec::new());
        self.children(node, &mut line, &mut blocks, depth);
        flush(&mut line, &mut blocks);
        join(&blocks)
    }

    /// The text inside an element on one line.
    fn flat(&self, node: &Node, depth: usize) -> String {
        collapse(&self.inside(node, depth))
    }

    fn list(&self, node: &Node, blocks: &mut Vec<Block>, depth: usize) {
        let mut number: usize = node
            .attribute("start")
            .and_then(|start| start.parse().ok())
            .unwrap_or(1);
        let mut items = Vec::new();
        for id in node.elements() {
            let Some(item) = self.shown(id) else { continue };
            let text = if item.tag == "li" {
                self.inside(item, depth + 1)
            } else {
                let mut nested = Vec::new();
                self.child(id, &mut String::new(), &mut nested, depth + 1);
                join(&nested)
            };
            if text.is_empty() {
                continue;
            }
            let mut marker = if node.tag == "ol" {
                format!("{number}. ")
            } else {
                "- ".to_owned()
            };
            number = number.saturating_add(1);
            let indent = " ".repeat(marker.len());
            if let Some(checked) = self.checkbox(id) {
                marker.push_str(if checked { "[x] " } else { "[ ] " });
            }
            let mut lines = text.lines().map(|line| {
                if line.is_empty() {
                    String::new()
                } else {
                    format!("{indent}{line}")
                }
            });
            let first = lines.next().unwrap_or_default();
            let mut written = vec![format!("{marker}{}", first.trim_start())];
            written.extend(lines);
            items.push(written.join("\n"));
        }
        if !items.is_empty() {
            blocks.push(Block {
                text: items.join("\n"),
                tight: true,
            });
        }
    }

    /// Whether the item is a task, and whether it is done.
    fn checkbox(&self, item: NodeId) -> Option<bool> {
        let below = self.mirror.walk_shown(item);
        let first = below
            .iter()
            .take(4)
            .filter_map(|id| self.mirror.node(*id))
            .find(|node| node.attribute("type") == Some("checkbox"))?;
        Some(first.attribute("checked").is_some())
    }

    fn image(&self, node: &Node, line: &mut String) {
        let small = node
            .bounds
            .is_some_and(|bounds| bounds.width <= 32.0 && bounds.height <= 32.0);
        let alt = collapse(node.attribute("alt").unwrap_or_default());
        let decoration = node
            .classes()
            .any(|class| class.contains("avatar") || class.contains("icon"));
        if small || decoration {
            if !alt.is_empty() && !alt.chars().any(|character| character.is_alphanumeric()) {
                push_raw(line, &alt); // an emoji drawn as a picture
            }
        } else if alt.is_empty() {
            push_raw(line, "[image]");
        } else {
            push_raw(line, &format!("[image: {alt}]"));
        }
    }

    fn holds_blocks(&self, id: NodeId) -> bool {
        self.mirror
            .walk_shown(id)
            .into_iter()
            .skip(1)
            .filter_map(|id| self.mirror.node(id))
            .any(|node| {
                matches!(
                    node.tag.as_str(),
                    "p" | "div"
                        | "pre"
                        | "ul"
                        | "ol"
                        | "table"
                        | "blockquote"
                        | "h1"
                        | "h2"
                        | "h3"
                        | "h4"
                        | "h5"
                        | "h6"
                        | "section"
                        | "article"
                ) || node.has_class("katex-display")
            })
    }
}

fn join(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        if !out.is_empty() {
            out.push_str(if block.tight { "\n" } else { "\n\n" });
        }
        out.push_str(&block.text);
    }
    out
}

fn flush(line: &mut String, blocks: &mut Vec<Block>) {
    let text: Vec<&str> = line
        .trim_matches([' ', '\n', '\t', '\r', '\u{200b}'])
        .lines()
        .map(str::trim_end)
        .collect();
    let text = text.join("\n");
    if !text.is_empty() {
        blocks.push(Block { text, tight: false });
    }
    line.clear();
}

/// Adds text to the open line; runs of white space become one blank unless line breaks count here.
fn push_text(line: &mut String, text: &str, keeps_breaks: bool) {
    if keeps_breaks {
        line.push_str(text);
        return;
    }
    for character in text.chars() {
        if character.is_whitespace() && character != '\u{a0}' {
            if !line.is_empty() && !line.ends_with([' ', '\n']) {
                line.push(' ');
            }
        } else if character == '\u{a0}' {
            line.push(' ');
        } else if character != '\u{200b}' {
            line.push(character);
        }
    }
}

fn push_raw(line: &mut String, text: &str) {
    line.push_str(text);
}

fn is_address(href: &str) -> bool {
    ["http://", "https://", "mailto:", "/"]
        .iter()
        .any(|scheme| href.starts_with(scheme))
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
            "9. a\n\n   ```\n   x\n   ```\n10. b",
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
        check("<pre>a ``` b</pre>", "````\na ``` b\n````");
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
