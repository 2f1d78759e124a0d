//! What one look of the detector costs on large pages that no adapter knows.
//!
//! `cargo test -p extension --release --test detecting_cost -- --ignored --nocapture` prints the times.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that prints what it measured"
)]

use std::time::Instant;

use extension::capture::detect::detect;
use extension::capture::mirror::Mirror;
use serde_json::{Value, json};

/// The elements of one page, written from the inside outwards.
struct Pen {
    nodes: Vec<Value>,
}

impl Pen {
    fn add(&mut self, tag: &str, class: &str, children: &[Value]) -> Value {
        let id = self.nodes.len() + 1;
        let mut node = json!({ "i": id, "t": tag, "c": children, "b": [0, 900, 20] });
        if !class.is_empty() {
            node["a"] = json!({ "class": class });
        }
        self.nodes.push(node);
        json!(id)
    }

    fn mirror(self) -> Mirror {
        let root = u32::try_from(self.nodes.len()).unwrap();
        let mut mirror = Mirror::default();
        assert!(mirror.apply(
            Some(root),
            serde_json::from_value(json!(self.nodes)).unwrap(),
            false
        ));
        mirror
    }
}

/// Turns of 23 elements in a row, without anything around their text.
fn flat(elements: usize) -> Mirror {
    let mut pen = Pen { nodes: Vec::new() };
    let mut rows = Vec::new();
    while pen.nodes.len() < elements {
        let row = pen.nodes.len();
        let asks = rows.len().is_multiple_of(2);
        let pieces: Vec<Value> = (1..24)
            .map(|at| {
                let tag = if asks {
                    "span"
                } else {
                    ["p", "ul", "pre", "p"][at % 4]
                };
                pen.add(tag, "", &[json!(format!("text {row} number {at} about letters"))])
            })
            .collect();
        rows.push(pen.add("div", if asks { "user-turn" } else { "assistant-turn" }, &pieces));
    }
    let main = pen.add("main", "", &rows);
    let composer = pen.add("textarea", "", &[]);
    pen.add("body", "", &[main, composer]);
    pen.mirror()
}

/// A chat as frameworks draw them: every turn with its face, name, time, tools and boxes around boxes.
fn rich(elements: usize, named: bool) -> Mirror {
    let mut pen = Pen { nodes: Vec::new() };
    let mut rows = Vec::new();
    while pen.nodes.len() < elements {
        let at = rows.len();
        let asks = at.is_multiple_of(2);
        let mut body = Vec::new();
        if asks {
            body.push(pen.add("p", "", &[json!(format!("What about the river number {at}?"))]));
        } else {
            for part in 0..6 {
                let code = pen.add("code", "", &[json!("flow()")]);
                let strong = pen.add("strong", "", &[json!("stones")]);
                let text = json!(format!(
                    "Part {part} of reply {at}: words about lamps, and why they matter, with "
                ));
                body.push(pen.add("p", "", &[text, code, json!(" and "), strong]));
            }
            let points: Vec<Value> = (0..6)
                .map(|point| pen.add("li", "", &[json!(format!("point {point} of {at}"))]))
                .collect();
            body.push(pen.add("ul", "", &points));
            let code = pen.add("code", "language-rust", &[json!("fn main() { run(); }")]);
            body.push(pen.add("pre", "", &[code]));
        }
        let prose = pen.add("div", "prose leading-7", &body);
        let name = pen.add("span", "font-bold", &[json!(if asks { "You" } else { "Model" })]);
        let time = pen.add("span", "text-xs", &[json!(format!("10:{:02}", at % 60))]);
        let head = pen.add("div", "flex gap-2", &[name, time]);
        let column = pen.add("div", "flex flex-col", &[head, prose]);
        let tools: Vec<Value> = (0..if asks { 1 } else { 4 })
            .map(|_| pen.add("button", "tool", &[json!("copy")]))
            .collect();
        let tools = pen.add("div", "tools", &tools);
        let class = match (named, asks) {
            (true, true) => "turn user-turn",
            (true, false) => "turn assistant-turn",
            _ => "turn",
        };
        rows.push(pen.add("div", class, &[column, tools]));
    }
    let list = pen.add("div", "list", &rows);
    let main = pen.add("main", "", &[list]);
    let composer = pen.add("textarea", "", &[]);
    let form = pen.add("form", "", &[composer]);
    pen.add("body", "", &[main, form]);
    pen.mirror()
}

/// Comments in threads below an article, with a box to write one.
fn forum(elements: usize) -> Mirror {
    let mut pen = Pen { nodes: Vec::new() };
    let mut rows = Vec::new();
    while pen.nodes.len() < elements {
        let at = rows.len();
        let comment = |pen: &mut Pen, inner: &[Value]| {
            let person = pen.add(
                "a",
                "author",
                &[json!(format!("person {}", pen.nodes.len() % 97))],
            );
            let head = pen.add("div", "head", &[person]);
            let text = pen.add(
                "p",
                "",
                &[json!(format!(
                    "I think that lamp {at} is better than stone {}.",
                    pen.nodes.len()
                ))],
            );
            let list = pen.add("div", "answers", inner);
            pen.add("div", "comment", &[head, text, list])
        };
        let mut inner: Vec<Value> = Vec::new();
        for _ in 0..4 {
            let (one, two) = (comment(&mut pen, &[]), comment(&mut pen, &inner));
            inner = vec![one, two];
        }
        rows.push(comment(&mut pen, &inner));
    }
    let list = pen.add("div", "comments", &rows);
    let composer = pen.add("textarea", "", &[]);
    pen.add("body", "", &[list, composer]);
    pen.mirror()
}

#[test]
#[ignore = "measures"]
fn the_time_of_a_look_at_a_page_that_no_adapter_knows() {
    let flat_typed: Vec<String> = (1..24)
        .map(|at| format!("text 0 number {at} about letters"))
        .collect();
    let river = |at: usize| format!("What about the river number {at}?");
    let rivers: Vec<String> = (0..400).step_by(2).map(river).collect();
    for (name, page, typed) in [
        (
            "flat chat, one question typed",
            flat as fn(usize) -> Mirror,
            vec![flat_typed.join(" ")],
        ),
        ("flat chat, nothing typed", flat, Vec::new()),
        (
            "chat with names for the sides",
            |size| rich(size, true),
            Vec::new(),
        ),
        ("chat, nothing typed", |size| rich(size, false), Vec::new()),
        ("chat, every question typed", |size| rich(size, false), rivers),
        ("forum", forum, Vec::new()),
    ] {
        for elements in [2_500, 10_000, 40_000] {
            let mirror = page(elements);
            let mut times = Vec::new();
            let mut turns = 0;
            for _ in 0..9 {
                let began = Instant::now();
                turns = detect(&mirror, &typed).map_or(0, |found| found.turns.len());
                times.push(began.elapsed().as_secs_f64() * 1_000.0);
            }
            times.sort_by(f64::total_cmp);
            println!(
                "{name}: {elements} elements, {turns} turns, {:.1} ms a look",
                times[times.len() / 2]
            );
        }
    }
}
