//! What pages draw in their own ways: editors, grids, formulas, sources, files, copies for screen readers.
//!
//! In: pieces of pages as sites draw them. Out: the markdown that a reader of the page would have written down.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::HashSet;

use extension::capture::markdown::{citations, write};

#[path = "support/html.rs"]
mod html;

fn check(page: &str, expected: &str) {
    let mirror = html::mirror(page);
    assert_eq!(
        write(&mirror, mirror.root().unwrap(), &HashSet::new()),
        expected,
        "{page}"
    );
}

#[test]
fn code_is_read_from_editors_that_only_show() {
    // Monaco: lines at places of their own, in any order, with blanks that do not break; a decoy to type into.
    check(
        "<div class=\"monaco-editor\" data-mode-id=\"python\"><textarea class=\"inputarea\">x</textarea><div class=\"margin-view-overlays\">12</div><div class=\"view-lines\">\
         <div class=\"view-line\" top=\"19px\"><span><span>\u{a0}\u{a0}return</span>\u{a0}<span>x</span></span></div>\
         <div class=\"view-line\" top=\"0px\"><span><span>def</span>\u{a0}f(x):</span></div>\
         <div class=\"view-line\" top=\"38px\"><span></span></div>\
         <div class=\"view-line\" top=\"57px\"><span>f(1)</span></div></div></div>",
        "```python\ndef f(x):\n  return x\n\nf(1)\n```",
    );
    // CodeMirror 6, with numbers beside the lines.
    check(
        r#"<div class="cm-editor"><div class="cm-scroller"><div class="cm-gutters"><div class="cm-gutterElement">1</div><div class="cm-gutterElement">2</div></div><div class="cm-content" contenteditable="false" data-language="json" role="textbox"><div class="cm-line">{</div><div class="cm-line"><span>  "a"</span>: 1</div><div class="cm-line"><br></div><div class="cm-line">}</div></div></div></div>"#,
        "```json\n{\n  \"a\": 1\n\n}\n```",
    );
    // CodeMirror 5.
    check(
        r#"<div class="CodeMirror"><div class="CodeMirror-gutters"></div><div class="CodeMirror-code"><div><div class="CodeMirror-gutter-wrapper"><div class="CodeMirror-linenumber">1</div></div><pre class="CodeMirror-line"><span>a</span></pre></div><div><div class="CodeMirror-gutter-wrapper"><div class="CodeMirror-linenumber">2</div></div><pre class="CodeMirror-line"><span>b</span></pre></div></div></div>"#,
        "```\na\nb\n```",
    );
    // Ace.
    check(
        r#"<div class="ace_editor"><div class="ace_gutter">1 2</div><div class="ace_text-layer"><div class="ace_line_group"><div class="ace_line">x = 1</div></div><div class="ace_line_group"><div class="ace_line">y = 2</div></div></div></div>"#,
        "```\nx = 1\ny = 2\n```",
    );
}

#[test]
fn code_is_read_from_highlighters() {
    // Shiki, with and without line breaks between the lines.
    check(
        "<pre class=\"shiki\"><code><span class=\"line\"><span>let</span> a;</span>\n<span class=\"line\"></span>\n<span class=\"line\">b</span></code></pre>",
        "```\nlet a;\n\nb\n```",
    );
    check(
        r#"<pre class="shiki" data-language="ts"><code><span class="line">let a;</span><span class="line">b</span></code></pre>"#,
        "```ts\nlet a;\nb\n```",
    );
    // Prism as React draws it; a table of numbers and lines; a column of numbers.
    check(
        r#"<pre><code><div class="token-line">a</div><div class="token-line">b</div></code></pre>"#,
        "```\na\nb\n```",
    );
    check(
        r#"<pre><code class="hljs python"><table class="hljs-ln"><tbody><tr><td class="hljs-ln-numbers" data-line-number="1"></td><td class="hljs-ln-code">a = 1</td></tr><tr><td class="hljs-ln-numbers" data-line-number="2"></td><td class="hljs-ln-code">b = 2</td></tr></tbody></table></code></pre>"#,
        "```python\na = 1\nb = 2\n```",
    );
    check(
        "<pre><span class=\"lineNumbers_x1\">1\n2\n</span><code>a\nb</code></pre>",
        "```\na\nb\n```",
    );
    check(
        "<pre><code><span class=\"linenumber react-syntax-highlighter-line-number\">1</span><span>a</span>\n<span class=\"linenumber\">2</span>b</code></pre>",
        "```\na\nb\n```",
    );
}

#[test]
fn headers_of_code_name_its_language_and_are_no_text() {
    for header in [
        r#"<div><span>Rust</span><button>Copy</button></div>"#,
        r#"<div>rust<div role="button">Copy code</div></div>"#,
        r#"<div><span>rust</span><span>复制代码</span></div>"#,
        r#"<div class="bar"><div>rust</div><div><button><svg></svg></button><button>Run</button></div></div>"#,
        r#"<div><p>rust</p><a role="button">Download</a></div>"#.replace("p>", "b>").as_str(),
    ] {
        check(
            &format!("<p>See:</p><div>{header}<pre><code>fn a() {{}}</code></pre></div><p>End</p>"),
            "See:\n\n```rust\nfn a() {}\n```\n\nEnd",
        );
    }
    check(
        r#"<div role="group" aria-label="python code"><pre><code>x</code></pre></div>"#,
        "```python\nx\n```",
    );
    check("<p>Rust</p><pre><code>x</code></pre>", "Rust\n\n```\nx\n```");
}

#[test]
fn formulas_come_from_wherever_their_source_is() {
    check(
        r#"<p>a <span class="math-inline" data-math="x^2"><span class="katex-html" aria-hidden="true">x2</span></span> b</p>"#,
        "a $x^2$ b",
    );
    for name in ["data-latex", "data-tex", "data-expr", "alttext"] {
        check(
            &format!(
                r#"<p>a <span class="katex" {name}="\frac12"><span aria-hidden="true">1/2</span></span></p>"#
            ),
            r"a $\frac12$",
        );
    }
    check(
        r#"<div class="math-block" data-math="\sum_i i"><span class="katex-html">...</span></div>"#,
        r"$$\sum_i i$$",
    );
    // MathJax 3 draws and adds MathML for screen readers.
    check(
        r#"<p>so <mjx-container class="MathJax" jax="CHTML"><mjx-math aria-hidden="true"><mjx-mi></mjx-mi></mjx-math><mjx-assistive-mml><math><msup><mi>e</mi><mrow><mi>i</mi><mi>π</mi></mrow></msup><mo>=</mo><mo>−</mo><mn>1</mn></math></mjx-assistive-mml></mjx-container>.</p>"#,
        r"so $e^{i \pi} = - 1$.",
    );
    check(
        r#"<mjx-container display="true"><mjx-assistive-mml><math display="block"><mfrac><mn>1</mn><msqrt><mi>x</mi></msqrt></mfrac></math></mjx-assistive-mml></mjx-container>"#,
        r"$$\frac{1}{\sqrt{x}}$$",
    );
    check(
        r#"<p><math><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>0</mn></mrow><mi>n</mi></munderover><msub><mi>a</mi><mi>i</mi></msub><mo>≤</mo><mi>sin</mi><mi>θ</mi></math></p>"#,
        r"$\sum_{i = 0}^n a_i \le \sin \theta$",
    );
    check(
        r#"<p><img class="mwe-math-fallback-image-inline" alt="{x}"/></p>"#,
        "${x}$",
    );
}

#[test]
fn grids_of_boxes_are_tables() {
    let table = "| Name | N   |\n|------|-----|\n| a    | 1   |\n| b    | 2   |";
    check(
        r#"<div role="table"><div role="rowgroup"><div role="row"><div role="columnheader">Name</div><div role="columnheader">N</div></div></div><div role="rowgroup"><div role="row"><div role="cell">a</div><div role="cell">1</div></div><div role="row"><div role="cell">b</div><div role="cell">2</div></div></div></div>"#,
        table,
    );
    check(
        r#"<div role="table"><div role="columnheader">Name</div><div role="columnheader">N</div><div role="cell">a</div><div role="cell">1</div><div role="cell">b</div><div role="cell">2</div></div>"#,
        table,
    );
    check(
        "<table><tbody><tr><td>a</td><td>1</td></tr></tbody></table>",
        "|     |     |\n|-----|-----|\n| a   | 1   |",
    );
    check(
        r#"<table><tr><th>A</th></tr><tr><td><p>x</p><p>y|z</p><button>Copy</button></td></tr></table>"#,
        "| A           |\n|-------------|\n| x<br>y\\|z   |"
            .replace("           |\n|-------------|", "         |\n|-----------|")
            .replace("z   |", "z |")
            .as_str(),
    );
}

#[test]
fn sources_are_citations_and_marks_no_words() {
    let page = r#"<div><p>Rivers are long <sup><a href="https://one.example/a" title="On rivers">1</a></sup><a href="https://two.example/b">[2]</a>, see <a href="https://three.example/c">the survey</a> <span class="citation-pill"><a href="https://four.example/d">four.example</a><span>+2</span></span>.</p></div>"#;
    check(
        page,
        "Rivers are long, see [the survey](https://three.example/c).",
    );
    let mirror = html::mirror(page);
    let found = citations(&mirror, mirror.root().unwrap());
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|citation| (citation.title.as_str(), citation.url.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("On rivers", "https://one.example/a"),
            ("[2]", "https://two.example/b"),
            ("four.example", "https://four.example/d")
        ]
    );
    check(
        r#"<p>x<sup>2</sup> and <b>10<sup>-3</sup></b></p>"#,
        "x<sup>2</sup> and **10<sup>-3</sup>**",
    );
}

#[test]
fn pictures_files_sound_and_charts_are_placeholders_that_say_their_kind() {
    check(
        r#"<p>see <img alt="a map"> and <img></p>"#,
        "see [image: a map] and [image]",
    );
    check(
        r#"<p>a <img class="avatar" alt="Kim"> b <img class="emoji" alt="🎉"> c</p>"#,
        "a b 🎉 c",
    );
    check(
        r#"<div><div class="attachment-card"><span>Ada's taxes 2025.PDF</span><span>120 KB</span></div><p>Summarise it.</p></div>"#,
        "[file: pdf]\n\nSummarise it.",
    );
    check(
        r#"<p><a download="x" href="/f/1">table.csv</a></p>"#,
        "[file: csv]",
    );
    check(
        "<audio></audio><p>x</p><video></video>",
        "[audio]\n\nx\n\n[video]",
    );
    check(
        r#"<p>x</p><svg aria-roledescription="flowchart-v2" aria-label="steps"><text>a</text></svg>"#,
        "x\n\n[chart: steps]",
    );
}

#[test]
fn what_stands_twice_is_written_once() {
    check(
        r#"<div><p>reply</p><div aria-live="polite" class="sr-only">reply</div><span class="VisuallyHidden_root__x1">reply</span><div box="0 1 1">reply</div></div>"#,
        "reply",
    );
    check(r#"<p>Hi <span aria-hidden="true">🎉</span></p>"#, "Hi 🎉");
    check(
        r#"<div><span class="sr-only">a whole reply</span><span aria-hidden="true"><span>a </span><span>whole </span><span>reply</span></span></div>"#,
        "a whole reply",
    );
    check(r#"<p>text <span aria-hidden="true">text</span></p>"#, "text");
}

#[test]
fn words_that_appear_one_by_one_are_one_text() {
    check(
        r#"<p><span class="fade">The</span><span class="fade"> first</span> <span class="fade">word</span><span class="fade">s.</span></p>"#,
        "The first words.",
    );
    check(
        "<p><strong><span>bo</span></strong><strong><span>ld</span></strong></p>",
        "**bold**",
    );
    check(
        "<p><span>这是</span><span>一句</span><b>话</b><span>。</span></p>",
        "这是一句**话**。",
    );
    check("<p>a<b> b</b> c</p>", "a **b** c");
}

#[test]
fn what_was_typed_comes_out_as_it_was_typed() {
    for text in [
        "2*3*4 and **bold** and # no title",
        "a_b_c <div> &amp;amp; [x](y) `code`",
        "1. one\n   2. two\n- three\n\n    four",
    ] {
        let expected = text.replace("&amp;", "&");
        let page = format!("<div pre-wrap=\"1\">{}</div>", text.replace('<', "&lt;"));
        check(&page, &expected);
    }
    check("<p>2*3*4 and **bold**</p>", "2*3*4 and **bold**");
    check(r#"<p dir="rtl">שלום ‏(עולם)‎</p>"#, "שלום ‏(עולם)‎");
}

#[test]
fn elements_of_the_sites_own_stay_in_their_line() {
    check(
        r#"<p>See <link-block><a href="https://a.example/">the page</a></link-block>, please.</p>"#,
        "See [the page](https://a.example/), please.",
    );
    check(
        r#"<p>an <div class="inline-flex">inline</div> box</p>"#,
        "an inline box",
    );
}
