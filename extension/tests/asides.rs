//! Thinking and tool calls stand apart from the reply, however a page shows them.
//!
//! In: turns as pages draw them. Out: the reply's text and its asides.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::HashSet;

use extension::capture::markdown::{Named, read};
use shared::conversation::AsideKind;

#[path = "support/html.rs"]
mod html;

fn check(page: &str, text: &str, asides: &[(AsideKind, &str)]) {
    let mirror = html::mirror(page);
    let root = mirror
        .node(mirror.root().unwrap())
        .unwrap()
        .elements()
        .next()
        .unwrap();
    let reading = read(&mirror, &[root], &[root], &HashSet::new(), &Named::default());
    assert_eq!(reading.text, text, "{page}");
    let found: Vec<(AsideKind, &str)> = reading
        .asides
        .iter()
        .map(|aside| (aside.kind, aside.text.as_str()))
        .collect();
    assert_eq!(found, asides, "{page}");
}

use AsideKind::{Reasoning, Tool};

#[test]
fn names_tell_thinking_from_the_reply() {
    check(
        r#"<div><div class="thinking-container"><p>Hm, <b>rivers</b>.</p></div><div class="markdown"><p>It is long.</p></div></div>"#,
        "It is long.",
        &[(Reasoning, "Hm, **rivers**.")],
    );
    check(
        "<div><model-thoughts><p>Hm.</p></model-thoughts><p>It is long.</p></div>",
        "It is long.",
        &[(Reasoning, "Hm.")],
    );
    check(
        r#"<div><div data-testid="subagent-cot-list">Look it up</div><p>Done.</p></div>"#,
        "Done.",
        &[(Reasoning, "Look it up")],
    );
    check(
        r#"<div><details class="thinking-block" open><summary>Thought for 3 s</summary><p>a</p><p>b</p></details><p>c</p></div>"#,
        "c",
        &[(Reasoning, "a\n\nb")],
    );
    check(
        r#"<div><div class="toolcall-container"><button>Searched the web</button><div>3 results</div></div><p>c</p></div>"#,
        "c",
        &[(Tool, "Searched the web\n\n3 results")],
    );
    check(
        r#"<div><div class="MessageToolCall_root__x1"><pre><code>{"q": 1}</code></pre></div><p>c</p></div>"#,
        "c",
        &[(Tool, "```\n{\"q\": 1}\n```")],
    );
}

#[test]
fn an_unfolded_control_tells_what_was_thought() {
    check(
        r#"<div><div><button aria-expanded="true" aria-controls="r1">Thought for 12 s</button><div id="r1" role="region"><p>hm</p></div></div><p>answer</p></div>"#,
        "answer",
        &[(Reasoning, "hm")],
    );
    check(
        r#"<div><button data-state="open">已深度思考（用时 5 秒）</button><div><p>嗯</p></div><div><p>答案</p></div></div>"#,
        "答案",
        &[(Reasoning, "嗯")],
    );
    check(
        r#"<div><div class="x1"><div><button aria-expanded="true">Gedanken</button></div><p>hm</p></div><p>answer</p></div>"#,
        "answer",
        &[(Reasoning, "hm")],
    );
    check(
        r#"<div><button aria-expanded="false">Thought for 12 s</button><div><p>answer</p></div><p>more</p></div>"#,
        "answer\n\nmore",
        &[],
    );
}

#[test]
fn a_reply_is_never_taken_for_an_aside() {
    // Words about thinking in the text, a class on the whole turn, a folded part of the reply.
    check(
        r#"<div><p class="body">I was thinking.</p></div>"#,
        "I was thinking.",
        &[],
    );
    check(
        r#"<div><div class="reasoning-model-reply"><p>All of it.</p></div></div>"#,
        "All of it.",
        &[],
    );
    check(
        r#"<div><details open><summary>Solution</summary><p>x</p></details><p>c</p></div>"#,
        "<details>\n<summary>Solution</summary>\n\nx\n\n</details>\n\nc",
        &[],
    );
    check(
        r#"<div><div class="has-thinking"><p>reply</p></div><p>c</p></div>"#,
        "reply\n\nc",
        &[],
    );
    check(
        r#"<div class="step"><div class="toolbar">x</div><p>reply</p></div>"#,
        "x\n\nreply",
        &[],
    );
}

#[test]
fn thinking_before_any_reply_is_no_reply() {
    check(
        r#"<div><details class="thinking-block" open><summary>Thinking…</summary><p>hm</p></details></div>"#,
        "",
        &[(Reasoning, "hm")],
    );
}

#[test]
fn an_adapter_names_what_no_rule_would_find() {
    let mirror = html::mirror(
        r#"<div><div class="row-1"><p>hm</p></div><div class="row-2"><p>answer</p></div></div>"#,
    );
    let id = |class: &str| {
        mirror
            .all()
            .into_iter()
            .find(|id| mirror.node(*id).unwrap().has_class(class))
            .unwrap()
    };
    let turn = mirror.node(id("row-1")).unwrap().parent.unwrap();
    let named = Named {
        reasoning: HashSet::from([id("row-1")]),
        ..Named::default()
    };
    let reading = read(&mirror, &[turn], &[turn], &HashSet::new(), &named);
    assert_eq!(reading.text, "answer");
    assert_eq!(reading.asides[0].text, "hm");
}
