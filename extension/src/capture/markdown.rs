//! DOM to markdown: what a reader of the page saw, once.
//!
//! In: an element of the mirror and the elements to leave out. Out: markdown text.
//! Left out by rule: controls (buttons, inputs, menus), icons, hidden parts, copies for screen readers, and all but one
//! of the renderings of a formula. Text is not escaped: what stood on the page as `1 < 2` stays `1 < 2`.

use std::collections::HashSet;

use crate::capture::mirror::{Child, MAX_DEPTH, Mirror, Node, NodeId, collapse, is_inline};

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

/// Whether an element never holds text of a message: a control, an icon, a copy for screen readers.
#[must_use]
pub fn is_furniture(node: &Node) -> bool {
    let role = node.attribute("role").unwrap_or_default();
    matches!(
        node.tag.as_str(),
        "button"
            | "svg"
            | "textarea"
            | "select"
            | "input"
            | "nav"
            | "form"
            | "menu"
            | "dialog"
            | "audio"
            | "video"
            | "canvas"
            | "progress"
            | "mat-icon"
            | "object"
            | "iframe"
            | "title"
            | "head"
    ) || matches!(
        role,
        "button"
            | "toolbar"
            | "menu"
            | "menuitem"
            | "tooltip"
            | "textbox"
            | "tablist"
            | "tab"
            | "progressbar"
            | "switch"
            | "alert"
    ) || node.attribute("aria-hidden") == Some("true")
        || node
            .attribute("contenteditable")
            .is_some_and(|value| value != "false")
        || node.classes().any(is_furniture_class)
}

fn is_furniture_class(class: &str) -> bool {
    matches!(
        class,
        "sr-only"
            | "visually-hidden"
            | "visuallyhidden"
            | "screen-reader-text"
            | "screen-reader-only"
            | "cdk-visually-hidden"
            | "material-icons"
            | "material-symbols-outlined"
            | "material-symbols-rounded"
            | "code-copy"
            | "copy-button"
            | "copy-btn"
            | "copy_code_button"
            | "linenumber"
            | "line-numbers-rows"
            | "lineno"
    )
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

    fn table(&self, id: NodeId, blocks: &mut Vec<Block>, depth: usize) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut aligns: Vec<char> = Vec::new();
        for row in self.mirror.walk_shown(id) {
            let Some(node) = self.shown(row).filter(|node| node.tag == "tr") else {
                continue;
            };
            let mut cells = Vec::new();
            for cell in node.elements() {
                let Some(cell) = self
                    .shown(cell)
                    .filter(|cell| cell.tag == "td" || cell.tag == "th")
                else {
                    continue;
                };
                if rows.is_empty() {
                    aligns.push(match cell.attribute("align") {
                        Some("right" | "end") => 'r',
                        Some("center") => 'c',
                        _ => 'l',
                    });
                }
                cells.push(self.flat(cell, depth + 2).replace('|', "\\|"));
            }
            if !cells.is_empty() {
                rows.push(cells);
            }
        }
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        aligns.resize(columns, 'l');
        let mut widths = vec![3; columns];
        for row in &mut rows {
            row.resize(columns, String::new());
            for (width, cell) in widths.iter_mut().zip(row.iter()) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut lines = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .zip(&aligns)
                .map(|((cell, width), align)| pad(cell, *width, *align))
                .collect();
            lines.push(format!("| {} |", cells.join(" | ")));
            if at == 0 {
                let rules: Vec<String> = widths
                    .iter()
                    .zip(&aligns)
                    .map(|(width, align)| rule(*width + 2, *align))
                    .collect();
                lines.push(format!("|{}|", rules.join("|")));
            }
        }
        blocks.push(Block {
            text: lines.join("\n"),
            tight: false,
        });
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

    fn code(&self, id: NodeId, label: Option<String>, blocks: &mut Vec<Block>) {
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

    fn is_line(&self, id: NodeId) -> bool {
        self.mirror.node(id).is_some_and(|node| node.tag == "code")
    }

    /// The language of a code block, from the block, its code element or what is directly around it.
    fn language(&self, block: NodeId, body: NodeId) -> Option<String> {
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
    fn header_of_code(&self, id: NodeId, node: &Node) -> Option<String> {
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
    fn neighbour(&self, id: NodeId, node: &Node, side: Side) -> Option<NodeId> {
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

    fn has_control(&self, id: NodeId) -> bool {
        self.mirror.walk_shown(id).into_iter().any(|id| {
            self.mirror
                .node(id)
                .is_some_and(|node| node.tag == "button" || node.attribute("role") == Some("button"))
        })
    }

    /// A box that holds one `pre`, the name of a language and controls: the `pre` and the language.
    fn code_with_header(&self, id: NodeId, node: &Node) -> Option<(NodeId, String)> {
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

    /// The text inside an element as it stands, lines of their own for blocks and `br`; controls left out.
    fn raw(&self, id: NodeId) -> String {
        let mut out = String::new();
        self.push_raw_text(id, &mut out, 0);
        out
    }

    fn push_raw_text(&self, id: NodeId, out: &mut String, depth: usize) {
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

    /// The TeX source of a rendered formula, and whether it stands on a line of its own.
    fn formula(&self, id: NodeId, node: &Node) -> Option<(String, bool)> {
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
    fn all_text(&self, id: NodeId) -> String {
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

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

/// Whether a short text at a code block is the name of its language; beside a control any word will do.
fn is_code_label(label: &str, controlled: bool) -> bool {
    is_language_word(label) && (controlled || is_known_language(&label.to_lowercase()))
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

fn pad(cell: &str, width: usize, align: char) -> String {
    let blanks = width.saturating_sub(cell.chars().count());
    match align {
        'r' => format!("{}{cell}", " ".repeat(blanks)),
        'c' => format!(
            "{}{cell}{}",
            " ".repeat(blanks / 2),
            " ".repeat(blanks - blanks / 2)
        ),
        _ => format!("{cell}{}", " ".repeat(blanks)),
    }
}

fn rule(width: usize, align: char) -> String {
    match align {
        'r' => format!("{}:", "-".repeat(width - 1)),
        'c' => format!(":{}:", "-".repeat(width - 2)),
        _ => "-".repeat(width),
    }
}

fn is_address(href: &str) -> bool {
    ["http://", "https://", "mailto:", "/"]
        .iter()
        .any(|scheme| href.starts_with(scheme))
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
