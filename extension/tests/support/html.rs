//! HTML to what the lens would have said of it, and to a form in which two renderings can be compared.
//!
//! In: the output of a markdown renderer: well formed, with void elements and entities. Out: a mirror, or canonical text.
//! Not a parser for the web: no script, no comments, no repair of tags that were never closed.
#![allow(dead_code, reason = "each test file uses a part")]

use extension::capture::mirror::{Description, Mirror};
use serde_json::{Value, json};

const VOID: &[&str] = &[
    "br", "hr", "img", "input", "wbr", "col", "link", "meta", "path", "use", "circle", "rect", "line",
    "polyline", "polygon",
];

/// One element, or a text.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(String),
    Element {
        tag: String,
        attributes: Vec<(String, String)>,
        inside: Vec<Piece>,
    },
}

/// An element that is not closed yet: name, attributes, what is inside so far.
type Open = (String, Vec<(String, String)>, Vec<Piece>);

/// The tree of a piece of HTML.
pub(crate) fn parse(html: &str) -> Vec<Piece> {
    let mut open: Vec<Open> = vec![(String::new(), vec![], vec![])];
    let mut rest = html;
    while !rest.is_empty() {
        let Some(start) = rest.find('<') else {
            open.last_mut().unwrap().2.push(Piece::Text(decoded(rest)));
            break;
        };
        if start > 0 {
            open.last_mut()
                .unwrap()
                .2
                .push(Piece::Text(decoded(&rest[..start])));
        }
        let end = tag_end(&rest[start..])
            .map(|end| start + end)
            .unwrap_or(rest.len() - 1);
        let inner = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inner.strip_prefix('/') {
            if let Some(place) = open
                .iter()
                .rposition(|(tag, ..)| tag == name.trim())
                .filter(|place| *place > 0)
            {
                while open.len() > place {
                    close(&mut open);
                }
            }
            continue;
        }
        if inner.starts_with('!') {
            continue;
        }
        let closed = inner.ends_with('/');
        let (tag, attributes) = tag_and_attributes(inner.trim_end_matches('/'));
        let void = closed || VOID.contains(&tag.as_str());
        open.push((tag, attributes, vec![]));
        if void {
            close(&mut open);
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().unwrap().2
}

fn close(open: &mut Vec<Open>) {
    let (tag, attributes, inside) = open.pop().unwrap();
    open.last_mut().unwrap().2.push(Piece::Element {
        tag,
        attributes,
        inside,
    });
}

fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, '>') => return Some(at),
            _ => {}
        }
    }
    None
}

fn tag_and_attributes(inner: &str) -> (String, Vec<(String, String)>) {
    let (tag, mut rest) = inner
        .find(char::is_whitespace)
        .map_or((inner, ""), |end| (&inner[..end], inner[end..].trim()));
    let mut attributes = Vec::new();
    while !rest.is_empty() {
        let end = rest
            .find(|character: char| character == '=' || character.is_whitespace())
            .unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|quote| "\"'".contains(*quote));
            let (inside, left) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            value = decoded(inside);
            rest = left;
        }
        attributes.push((name, value));
        rest = rest.trim_start();
    }
    (tag.to_lowercase(), attributes)
}

fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(';').filter(|end| *end < 12);
        let sign = end.and_then(|end| {
            let name = &rest[1..end];
            let code = name
                .strip_prefix('#')
                .map(|code| match code.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => code.parse(),
                });
            match (name, code) {
                ("amp", _) => Some('&'),
                ("lt", _) => Some('<'),
                ("gt", _) => Some('>'),
                ("quot", _) => Some('"'),
                ("apos", _) => Some('\''),
                ("nbsp", _) => Some('\u{a0}'),
                (_, Some(Ok(code))) => char::from_u32(code),
                _ => None,
            }
        });
        match (sign, end) {
            (Some(sign), Some(end)) => {
                out.push(sign);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The mirror of a page whose body holds this HTML. An attribute `hide` stands for what the lens says of elements that are
/// not rendered, `pre-wrap` for line breaks that count, `box="left width height"` for a place on the page.
pub(crate) fn mirror(html: &str) -> Mirror {
    let mut nodes = Vec::new();
    let body = Piece::Element {
        tag: "body".to_owned(),
        attributes: vec![],
        inside: parse(html),
    };
    let mut next = 1;
    let Value::Number(root) = describe(&body, &mut nodes, &mut next, false) else {
        panic!("the body is an element")
    };
    let mut mirror = Mirror::default();
    let nodes: Vec<Description> = serde_json::from_value(Value::Array(nodes)).unwrap();
    assert!(mirror.apply(Some(u32::try_from(root.as_u64().unwrap()).unwrap()), nodes, false));
    mirror
}

fn describe(piece: &Piece, nodes: &mut Vec<Value>, next: &mut u32, wraps: bool) -> Value {
    match piece {
        Piece::Text(text) => json!(text),
        Piece::Element {
            tag,
            attributes,
            inside,
        } => {
            let id = *next;
            *next += 1;
            let has = |name: &str| attributes.iter().any(|(other, _)| other == name);
            let wraps = wraps || has("pre-wrap") || tag == "pre";
            let children: Vec<Value> = inside
                .iter()
                .map(|piece| describe(piece, nodes, next, wraps))
                .collect();
            let mut node = json!({ "i": id, "t": tag, "c": children, "a": {} });
            for (name, value) in attributes {
                match name.as_str() {
                    "hide" => node["h"] = json!(1),
                    "box" => {
                        let numbers: Vec<f64> =
                            value.split(' ').map(|number| number.parse().unwrap()).collect();
                        node["b"] = json!(numbers);
                    }
                    "style" => {
                        let align = value
                            .split("text-align:")
                            .nth(1)
                            .map(|rest| rest.split(';').next().unwrap().trim());
                        if let Some(align) = align {
                            node["a"]["align"] = json!(align);
                        }
                    }
                    _ => node["a"][name] = json!(value),
                }
            }
            let broken = inside
                .iter()
                .any(|piece| matches!(piece, Piece::Text(text) if text.contains('\n')));
            if wraps && broken {
                node["p"] = json!(1);
            }
            nodes.push(node);
            json!(id)
        }
    }
}

/// The HTML with everything left out that two renderings of one text may differ in.
pub(crate) fn canonical(html: &str) -> String {
    let mut out = String::new();
    let pieces = parse(html);
    write(&pieces, &mut out, false);
    let mut clean = String::new();
    for line in out.lines().map(str::trim).filter(|line| !line.is_empty()) {
        clean.push_str(line);
        clean.push('\n');
    }
    clean
}

fn write(pieces: &[Piece], out: &mut String, pre: bool) {
    for piece in pieces {
        match piece {
            Piece::Text(text) if pre => out.push_str(&text.replace('\n', "⏎")),
            Piece::Text(text) => {
                for character in text.chars() {
                    if !character.is_whitespace() {
                        out.push(character);
                    } else if !out.ends_with([' ', '\n']) {
                        out.push(' ');
                    }
                }
            }
            Piece::Element {
                tag,
                attributes,
                inside,
            } => {
                let value = |name: &str| {
                    attributes
                        .iter()
                        .find(|(other, _)| other == name)
                        .map(|(_, value)| value.as_str())
                };
                if tag == "img" {
                    let alt = value("alt").unwrap_or_default();
                    out.push_str(&if alt.is_empty() {
                        "[image]".to_owned()
                    } else {
                        format!("[image: {alt}]")
                    });
                    continue;
                }
                if value("class").is_some_and(|class| class.contains("footnote-backref")) {
                    continue;
                }
                let block = !matches!(
                    tag.as_str(),
                    "a" | "strong" | "em" | "del" | "code" | "span" | "sup" | "sub" | "kbd" | "input" | "br"
                );
                if block && !pre {
                    while out.ends_with(' ') {
                        out.pop();
                    }
                    out.push('\n');
                }
                out.push_str(&format!("<{tag}"));
                for name in ["href", "start", "align", "checked", "data-math-style"] {
                    if let Some(value) =
                        value(name).filter(|_| !(tag == "a" && value("data-footnote-ref").is_some()))
                    {
                        out.push_str(&format!(" {name}={value}"));
                    }
                }
                if let Some(class) = value("class").filter(|class| class.contains("language-")) {
                    out.push_str(&format!(" {class}"));
                }
                out.push('>');
                if block && !pre {
                    out.push('\n');
                }
                if value("data-math-style").is_some() {
                    let mut tex = String::new();
                    write(inside, &mut tex, false);
                    out.push_str(tex.trim());
                } else {
                    write(inside, out, pre || tag == "pre");
                }
                if block && !pre {
                    while out.ends_with(' ') {
                        out.pop();
                    }
                    out.push('\n');
                }
                if tag == "pre" {
                    while out.ends_with('⏎') {
                        out.pop();
                    }
                }
                out.push_str(&format!("</{tag}>"));
                if block && !pre {
                    out.push('\n');
                }
            }
        }
    }
}
