//! What a renderer makes of markdown, written back, must mean the same.
//!
//! In: `markdown/cases.txt`, rendered here by comrak and once by other libraries (`markdown/rendered/*.json`, see its README).
//! Out: every case rendered, mirrored, written and rendered again; the two renderings must be equal. What cannot come back
//! is listed by name, and the list must be exact.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test that tells its rate"
)]

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use comrak::{Options, markdown_to_html};
use extension::capture::markdown::write;

#[path = "support/html.rs"]
mod html;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/markdown")
}

/// Name and markdown of every case.
fn cases() -> Vec<(String, String)> {
    let text = fs::read_to_string(folder().join("cases.txt")).unwrap();
    let cases = text.split("%%% ").skip(1).map(|case| {
        let (name, source) = case.split_once('\n').unwrap();
        (name.trim().to_owned(), source.trim_end_matches('\n').to_owned())
    });
    cases.collect()
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.autolink = true;
    options.extension.footnotes = true;
    options.extension.math_dollars = true;
    options.extension.description_lists = true;
    options.extension.cjk_friendly_emphasis = true;
    options.render.r#unsafe = true;
    options
}

fn rendered(source: &str) -> String {
    markdown_to_html(source, &options())
}

/// A page draws formulas: comrak leaves that to others, so its marks are drawn here as `KaTeX` does.
fn drawn(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(start) = rest.find("<span data-math-style=\"") {
        out.push_str(&rest[..start]);
        let (style, after) = rest[start + 23..].split_once("\">").unwrap();
        let (tex, after) = after.split_once("</span>").unwrap();
        let formula = format!(
            r#"<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>{tex}</mi></mrow><annotation encoding="application/x-tex">{tex}</annotation></semantics></math></span><span class="katex-html" aria-hidden="true"><span class="base">{tex}</span></span></span>"#
        );
        if style == "display" {
            out.push_str(&format!(r#"<span class="katex-display">{formula}</span>"#));
        } else {
            out.push_str(&formula);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn written(html: &str) -> String {
    let mirror = html::mirror(html);
    write(&mirror, mirror.root().unwrap(), &HashSet::new())
}

/// Compares, and says what differs.
fn differs(name: &str, source: &str, shown: &str, failed: &mut Vec<String>) {
    let ours = written(shown);
    let (wanted, found) = (
        html::canonical(&rendered(source)),
        html::canonical(&rendered(&ours)),
    );
    if wanted != found {
        if std::env::var_os("SHOW").is_some_and(|show| show == *"1" || name.contains(show.to_str().unwrap()))
        {
            eprintln!(
                "==== {name}\n---- source\n{source}\n---- ours\n{ours}\n---- wanted\n{wanted}---- found\n{found}"
            );
        }
        failed.push(name.to_owned());
    }
}

/// Cases that do not come back, and why.
const LOST: &[(&str, &str)] = &[];

fn check(kind: &str, known: &[(&str, &str)], mut shown: impl FnMut(&str, &str) -> Option<(String, String)>) {
    let (mut failed, mut all) = (Vec::new(), 0);
    for (name, source) in cases() {
        if let Some((source, html)) = shown(&name, &source) {
            all += 1;
            differs(&name, &source, &html, &mut failed);
        }
    }
    println!("{kind}: {} of {all} come back", all - failed.len());
    let known: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        failed, known,
        "{kind}: what does not come back is not what is listed"
    );
}

#[test]
fn markdown_comes_back_from_comrak_inside_a_formatted_reply() {
    assert!(cases().len() >= 150, "{}", cases().len());
    check("comrak, in a reply", LOST, |_, source| {
        let source = format!("**Answer** first.\n\n{source}\n\nDone.");
        let html = drawn(&rendered(&source));
        Some((source, html))
    });
}

/// What a library reads in another way than the reference, so that the page shows something else.
const OTHERWISE: &[(&str, &[(&str, &str)])] = &[
    ("markdown-it", &[]),
    ("marked", &[]),
    (
        "react-markdown",
        &[
            (
                "item with display formula",
                "two dollars inside a line are a formula inside the line",
            ),
            ("table with break", "tags are shown as text"),
            ("details", "tags are shown as text"),
            (
                "mixed document",
                "two dollars inside a line are a formula inside the line",
            ),
        ],
    ),
];

#[test]
fn what_other_libraries_rendered_comes_back() {
    for (library, known) in OTHERWISE {
        let text = fs::read_to_string(folder().join(format!("rendered/{library}.json"))).unwrap();
        let shown: serde_json::Value = serde_json::from_str(&text).unwrap();
        check(library, known, |name, source| {
            let html = shown[name]
                .as_str()
                .unwrap_or_else(|| panic!("{library} has not rendered {name}"));
            Some((format!("**Answer** first.\n\n{source}\n\nDone."), html.to_owned()))
        });
    }
}
