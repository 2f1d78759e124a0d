//! What a click meant, for every gesture and every way in which pages mark the control for it.
//!
//! In: small pages with two questions and two replies, one control clicked. Out: the gesture and the message it belongs to.
#![expect(clippy::unwrap_used, reason = "a test")]

use extension::capture::Sites;
use extension::capture::gesture::reason::{Said, Ticked};
use extension::capture::gesture::{Click, failure, of_click, of_copy, ratings};
use extension::capture::mirror::{Mirror, NodeId};
use extension::capture::page::Turn;
use shared::conversation::{GestureKind, Role};

#[path = "support/html.rs"]
mod html;

/// A page of two questions and replies; `bar` stands below the second reply, `inside` in it, `end` at the end of the page.
fn page(bar: &str, inside: &str, end: &str) -> (Mirror, Vec<Turn>) {
    let mirror = html::mirror(&format!(
        r#"<main><div class="list">
        <div class="turn"><div id="u1">one?</div></div>
        <div class="turn"><div id="a1"><p>first reply</p></div><div class="bar"><button aria-label="Copy"></button><button aria-label="Good response"></button></div></div>
        <div class="turn"><div id="u2">two?</div></div>
        <div class="turn"><div id="a2"><p>second reply</p>{inside}</div><div class="bar">{bar}</div></div>
        </div><form><textarea></textarea><button class="send"></button></form></main>{end}"#
    ));
    let turns = ["u1", "a1", "u2", "a2"]
        .iter()
        .map(|name| {
            let role = if name.starts_with('u') {
                Role::User
            } else {
                Role::Assistant
            };
            let id = named(&mirror, name);
            Turn::new(vec![id], role, mirror.text(id))
        })
        .collect();
    (mirror, turns)
}

fn named(mirror: &Mirror, name: &str) -> NodeId {
    let all = mirror.all().into_iter();
    let mut found = all.filter(|id| mirror.node(*id).unwrap().attribute("id") == Some(name));
    found.next().unwrap_or_else(|| panic!("no element {name}"))
}

/// The elements under the pointer when the element `it` is clicked at its innermost first child.
fn path(mirror: &Mirror) -> Vec<NodeId> {
    let mut innermost = named(mirror, "it");
    while let Some(child) = mirror.node(innermost).unwrap().elements().next() {
        innermost = child;
    }
    mirror.ancestors(innermost).collect()
}

fn clicked(bar: &str, inside: &str, end: &str, opener: Option<&str>) -> Click {
    let (mirror, turns) = page(bar, inside, end);
    let opener = opener.map(|name| named(&mirror, name));
    let sites = Sites::none();
    of_click(&mirror, sites.find("", &mirror), &turns, &path(&mirror), opener)
}

fn check(bar: &str, expected: Option<GestureKind>) {
    let wanted = expected.map_or(Click::Nothing, |kind| Click::Gesture(3, kind));
    assert_eq!(clicked(bar, "", "", None), wanted, "{bar}");
}

use GestureKind::{
    Continue, Copy, CopyCode, Delete, Export, OpenLink, PageVariants, Pin, Prefer, PreferNeither, PreferSkip,
    PreferTie, ReadAloud, Regenerate, RegenerateModified, Report, Share, Stop, ThumbsCleared, ThumbsDown,
    ThumbsUp,
};

#[test]
fn labels_tell() {
    for (label, kind) in [
        ("Copy", Copy),
        ("Copy response", Copy),
        ("Good response", ThumbsUp),
        ("Bad response", ThumbsDown),
        ("Like", ThumbsUp),
        ("Dislike", ThumbsDown),
        ("Helpful", ThumbsUp),
        ("Not helpful", ThumbsDown),
        ("Give positive feedback", ThumbsUp),
        ("Give negative feedback", ThumbsDown),
        ("Like this response", ThumbsUp),
        ("Dislike this response", ThumbsDown),
        ("Regenerate", Regenerate),
        ("Try again", Regenerate),
        ("Retry", Regenerate),
        ("Rewrite", Regenerate),
        ("Share", Share),
        ("Stop generating", Stop),
        ("I prefer this response", Prefer),
        ("Continue generating", Continue),
        ("Delete conversation", Delete),
        ("Both are good", PreferTie),
        ("Tie", PreferTie),
        ("Both are bad", PreferNeither),
        ("Skip", PreferSkip),
        ("Report response", Report),
        ("举报", Report),
        ("Pin", Pin),
        ("Bookmark", Pin),
        ("Export to PDF", Export),
        ("导出", Export),
        ("Read aloud", ReadAloud),
        ("Vorlesen", ReadAloud),
        ("Previous response", PageVariants),
        ("复制", Copy),
        ("点赞", ThumbsUp),
        ("点踩", ThumbsDown),
        ("重新生成", Regenerate),
        ("좋아요", ThumbsUp),
        ("高評価", ThumbsUp),
        ("低評価", ThumbsDown),
        ("Gefällt mir nicht", ThumbsDown),
        ("Buena respuesta", ThumbsUp),
        ("Régénérer", Regenerate),
        ("نسخ", Copy),
        ("คัดลอก", Copy),
    ] {
        // The label may stand in an attribute, in the text, in text for screen readers, in a tooltip, in the icon.
        for control in [
            format!(r#"<button id="it" aria-label="{label}"><svg></svg></button>"#),
            format!(r#"<button id="it" title="{label}"><svg></svg></button>"#),
            format!(r#"<button id="it"><svg></svg>{label}</button>"#),
            format!(r#"<button id="it"><svg></svg><span class="sr-only">{label}</span></button>"#),
            format!(r#"<div id="it" role="button"><span>{label}</span></div>"#),
            format!(r#"<button id="it"><svg><title>{label}</title></svg></button>"#),
            format!(
                r#"<button id="it" aria-describedby="tip"><svg></svg></button><div id="tip" role="tooltip">{label}</div>"#
            ),
            format!(r#"<span title="{label}"><div id="it"><svg></svg></div></span>"#),
        ] {
            check(&control, Some(kind));
        }
    }
}

#[test]
fn names_in_the_markup_tell_where_no_words_do() {
    for (attributes, kind) in [
        (r#"data-testid="copy-turn-action-button""#, Copy),
        (r#"data-testid="good-response-turn-action-button""#, ThumbsUp),
        (r#"data-testid="bad-response-turn-action-button""#, ThumbsDown),
        (r#"data-testid="message_action_like""#, ThumbsUp),
        (r#"data-testid="message_action_dislike""#, ThumbsDown),
        (r#"data-testid="message-thumbs-up-button""#, ThumbsUp),
        (r#"data-testid="action-bar-retry""#, Regenerate),
        (r#"data-test-id="thumb-down-button""#, ThumbsDown),
        (r#"class="positive-feedback-off""#, ThumbsUp),
        (r#"class="negative-feedback-off""#, ThumbsDown),
        (r#"class="btn regenerate-btn""#, Regenerate),
        (r#"class="copyBtn""#, Copy),
        (r#"data-action="share""#, Share),
    ] {
        check(
            &format!(r#"<button {attributes}><svg id="it"></svg></button>"#),
            Some(kind),
        );
    }
    check(
        r#"<thumb-up-button><button><mat-icon id="it">thumb_up</mat-icon></button></thumb-up-button>"#,
        Some(ThumbsUp),
    );
}

#[test]
fn icons_tell_by_the_names_that_their_libraries_leave() {
    for (icon, kind) in [
        (r#"<svg class="lucide lucide-copy"></svg>"#, Copy),
        (r#"<svg class="lucide lucide-thumbs-up"></svg>"#, ThumbsUp),
        (r#"<svg class="lucide lucide-thumbs-down"></svg>"#, ThumbsDown),
        (r#"<svg class="lucide lucide-refresh-cw"></svg>"#, Regenerate),
        (r#"<svg class="feather feather-thumbs-up"></svg>"#, ThumbsUp),
        (
            r#"<svg data-icon="thumbs-down" data-prefix="far"></svg>"#,
            ThumbsDown,
        ),
        (r#"<svg data-testid="ContentCopyIcon"></svg>"#, Copy),
        (r#"<svg data-testid="ThumbUpOffAltIcon"></svg>"#, ThumbsUp),
        (r##"<svg><use href="#icon-thumbs-down"></use></svg>"##, ThumbsDown),
        (r##"<svg><use href="/sprites.svg#copy"></use></svg>"##, Copy),
        (r#"<i class="fa-regular fa-thumbs-up"></i>"#, ThumbsUp),
        (r#"<i class="bi bi-hand-thumbs-down"></i>"#, ThumbsDown),
        (r#"<i class="bi bi-arrow-clockwise"></i>"#, Regenerate),
        (r#"<mat-icon>thumb_down</mat-icon>"#, ThumbsDown),
        (r#"<mat-icon fonticon="content_copy"></mat-icon>"#, Copy),
        (
            r#"<span class="material-symbols-outlined">refresh</span>"#,
            Regenerate,
        ),
        (
            r#"<span class="anticon anticon-like"><svg></svg></span>"#,
            ThumbsUp,
        ),
        (
            r#"<span class="anticon anticon-dislike"><svg></svg></span>"#,
            ThumbsDown,
        ),
        (r#"<img alt="copy"/>"#, Copy),
    ] {
        check(&format!(r#"<button id="it">{icon}</button>"#), Some(kind));
    }
}

#[test]
fn icons_tell_by_their_shape() {
    // As three libraries draw them; the fingerprints of more stand in icons.txt.
    for (paths, kind) in [
        (SHAPES[0], Copy),
        (SHAPES[1], ThumbsUp),
        (SHAPES[2], ThumbsDown),
        (SHAPES[3], Regenerate),
        (SHAPES[4], ThumbsUp),
        (SHAPES[5], ThumbsDown),
    ] {
        let drawn: String = paths
            .iter()
            .map(|path| format!(r#"<path d="{path}"/>"#))
            .collect();
        check(
            &format!(r#"<button id="it"><svg>{drawn}</svg></button>"#),
            Some(kind),
        );
    }
    check(
        r#"<button id="it"><svg><path d="M1 2 3 4 5 6 7 8 9 10 11"/></svg></button>"#,
        None,
    );
}

/// The first 24 characters of each path of an icon.
const SHAPES: [&[&str]; 6] = [
    &["M15.666 3.888A2.25 2.25 "],
    &["M15 5.88 14 10h5.83a2 2 ", "M7 10v12"],
    &["M9 18.12 10 14H4.17a2 2 ", "M17 14V2"],
    &[
        "M3 12a9 9 0 0 1 9-9 9.75",
        "M21 3v5h-5",
        "M21 12a9 9 0 0 1-9 9 9.7",
        "M8 16H3v5",
    ],
    &["M1 21h4V9H1v12zm22-11c0-"],
    &["M15 3H6c-.83 0-1.54.5-1."],
];

#[test]
fn place_tells_where_nothing_else_does() {
    let icon =
        |name: &str, parts: &str| format!(r#"<div role="button" id="{name}"><svg>{parts}</svg></div>"#);
    let bar = |which: usize| {
        let parts = [
            "<path/><rect/>",
            "<path/><path/><path/>",
            "<path/>",
            "<path/>",
            "<circle/>",
        ];
        let buttons = parts.iter().enumerate();
        buttons
            .map(|(at, parts)| icon(if at == which { "it" } else { "no" }, parts))
            .collect::<String>()
    };
    check(&bar(0), Some(Copy));
    check(&bar(1), None);
    check(&bar(2), Some(ThumbsUp));
    check(&bar(3), Some(ThumbsDown));
    check(&bar(4), None);
    // Alone, or beside one that says what it is, an icon without words says nothing.
    check(r#"<button id="it"><svg><path/></svg></button>"#, None);
}

#[test]
fn what_is_not_understood_is_no_gesture() {
    for bar in [
        r#"<button id="it" aria-label="Settings"><svg></svg></button>"#,
        r#"<button id="it" aria-label="Translate"><svg class="lucide lucide-copy"></svg></button>"#,
        r#"<button id="it" aria-label="Copy link"><svg></svg></button>"#,
        r#"<button id="it" aria-label="Copy conversation"><svg></svg></button>"#,
        r#"<button id="it" aria-label="Stop recording"><svg></svg></button>"#,
        r#"<button id="it" aria-label="Edit message"><svg></svg></button>"#,
        r#"<button id="it" aria-label="Undo"><svg></svg></button>"#,
        r#"<span id="it">2 minutes ago</span>"#,
        r#"<p id="it">You can copy this, like it, share it and try again.</p>"#,
    ] {
        check(bar, None);
    }
    assert_eq!(clicked("", r#"<p id="it">copy</p>"#, "", None), Click::Nothing);
    assert_eq!(
        clicked(
            "",
            "",
            r#"<nav class="sidebar"><button id="it">Delete chat</button></nav>"#,
            None
        ),
        Click::Nothing
    );
}

#[test]
fn a_thumb_that_stands_is_taken_back_by_a_click() {
    for bar in [
        r#"<button id="it" aria-label="Good response" aria-pressed="true"></button>"#,
        r#"<button id="it" aria-label="Liked"></button>"#,
        r#"<button id="it" aria-label="Remove dislike"></button>"#,
        r#"<button id="it" class="positive-feedback-on"></button>"#,
        r#"<button id="it" data-state="on" title="Dislike"></button>"#,
        r#"<button id="it" class="active" title="Dislike"></button>"#,
        r#"<button id="it"><i class="bi bi-hand-thumbs-up-fill"></i></button>"#,
    ] {
        check(bar, Some(ThumbsCleared));
    }
}

#[test]
fn ratings_that_stand_on_the_page_are_read() {
    for (bar, kind) in [
        (
            r#"<button aria-label="Good response" aria-pressed="true"></button><button aria-label="Bad response" aria-pressed="false"></button>"#,
            Some(ThumbsUp),
        ),
        (
            r#"<button aria-label="Like"></button><button aria-label="Disliked"></button>"#,
            Some(ThumbsDown),
        ),
        (
            r#"<button class="positive-feedback-off"></button><button class="negative-feedback-on"></button>"#,
            Some(ThumbsDown),
        ),
        (
            r#"<button aria-label="Like"></button><button aria-label="Dislike"></button>"#,
            None,
        ),
        (r#"<button aria-label="Pin" aria-pressed="true"></button>"#, None),
    ] {
        let (mirror, turns) = page(bar, "", "");
        let wanted: Vec<(usize, GestureKind)> = kind.map(|kind| (3, kind)).into_iter().collect();
        assert_eq!(ratings(&mirror, None, &turns), wanted, "{bar}");
    }
}

#[test]
fn code_is_copied_at_its_block_and_replies_at_their_bar() {
    for inside in [
        r#"<div><div>python<button id="it" aria-label="Copy"></button></div><pre><code>x</code></pre></div>"#,
        r#"<pre><button id="it" title="copy"></button><code>x</code></pre>"#,
        r#"<div class="code-block"><button id="it">Copy code</button><pre>x</pre></div>"#,
        r#"<div><button id="it">复制代码</button></div><pre>x</pre>"#,
    ] {
        assert_eq!(
            clicked("", inside, "", None),
            Click::Gesture(3, CopyCode),
            "{inside}"
        );
    }
}

#[test]
fn a_copied_selection_is_the_whole_a_code_block_or_a_part() {
    let (mirror, turns) = page(
        "",
        r#"<pre id="code"><code>let x = 1; let y = 2;</code></pre>"#,
        "",
    );
    let (reply, code) = (named(&mirror, "a2"), named(&mirror, "code"));
    for (node, text, kind) in [
        (reply, "second reply let x = 1; let y = 2;", Copy),
        (reply, "second", GestureKind::CopyPart),
        (code, "let x = 1; let y = 2;", CopyCode),
        (code, "let x", GestureKind::CopyPart),
    ] {
        assert_eq!(of_copy(&mirror, &turns, node, text), Some((3, kind)), "{text}");
    }
    let form = mirror
        .all()
        .into_iter()
        .find(|id| mirror.node(*id).unwrap().tag == "form")
        .unwrap();
    assert_eq!(of_copy(&mirror, &turns, form, "draft"), None);
}

#[test]
fn a_menu_belongs_to_the_control_that_opened_it() {
    let opener =
        r#"<button id="open" aria-haspopup="menu" aria-label="Regenerate" aria-controls="menu1"></button>"#;
    let opening = opener.replace(r#"id="open""#, r#"id="it""#);
    assert!(matches!(clicked(&opening, "", "", None), Click::Opens(_)));
    for (item, kind) in [
        (r#"<div role="menuitem" id="it">Try again</div>"#, Regenerate),
        (
            r#"<div role="menuitem" id="it">Shorter</div>"#,
            RegenerateModified,
        ),
        (r#"<div role="menuitem" id="it">更长</div>"#, RegenerateModified),
        (
            r#"<div role="menuitem" id="it">Model 5 mini</div>"#,
            RegenerateModified,
        ),
    ] {
        // Drawn at the end of the page, known by the menu's own word or remembered from the click before.
        let menu = format!(r#"<div><div role="menu" id="menu1">{item}</div></div>"#);
        assert_eq!(
            clicked(opener, "", &menu, None),
            Click::Gesture(3, kind),
            "{item}"
        );
        let menu = format!(r#"<div><div role="menu">{item}</div></div>"#);
        assert_eq!(
            clicked(opener, "", &menu, Some("open")),
            Click::Gesture(3, kind),
            "{item}"
        );
    }
    let more = r#"<button id="open" aria-haspopup="menu" aria-label="More actions"></button>"#;
    let menu = r#"<div role="menu"><div role="menuitem" id="it">Translate</div></div>"#;
    assert_eq!(clicked(more, "", menu, Some("open")), Click::Nothing);
    let menu = r#"<div role="menu"><div role="menuitem" id="it">Copy</div></div>"#;
    assert_eq!(clicked(more, "", menu, Some("open")), Click::Gesture(3, Copy));
    // A menu of unknown origin, away from the turns, says nothing about a reply.
    assert_eq!(clicked(more, "", menu, None), Click::Nothing);
}

#[test]
fn the_right_message_is_meant_wherever_the_bar_stands() {
    let mirror = html::mirror(
        r#"<main><div id="u1">q</div><div id="a1">one</div><div><button id="c1" aria-label="Copy"></button></div>
        <div id="u2">q</div><div id="a2">two<span><button id="c2" aria-label="Copy"></button></span></div></main>"#,
    );
    let turns: Vec<Turn> = ["u1", "a1", "u2", "a2"]
        .iter()
        .map(|name| {
            let role = if name.starts_with('u') {
                Role::User
            } else {
                Role::Assistant
            };
            Turn::new(vec![named(&mirror, name)], role, (*name).to_owned())
        })
        .collect();
    for (button, at) in [("c1", 1), ("c2", 3)] {
        let path: Vec<NodeId> = mirror.ancestors(named(&mirror, button)).collect();
        assert_eq!(
            of_click(&mirror, None, &turns, &path, None),
            Click::Gesture(at, Copy),
            "{button}"
        );
    }
}

#[test]
fn a_link_in_a_reply_is_opened_and_a_pager_pages() {
    let in_reply = |inside: &str| clicked("", inside, "", None);
    assert_eq!(
        in_reply(r#"<a id="it" href="https://example.com/a"><b>source</b></a>"#),
        Click::Gesture(3, OpenLink)
    );
    for not_away in [
        r##"<a id="it" href="#note-1">1</a>"##,
        r#"<a id="it" href="/c/other">other</a>"#,
        r#"<b id="it">bold</b>"#,
    ] {
        assert_eq!(in_reply(not_away), Click::Nothing, "{not_away}");
    }
    let pager =
        r#"<div><button id="it"><svg></svg></button><span>2 / 3</span><button><svg></svg></button></div>"#;
    check(pager, Some(PageVariants));
    check(
        r#"<div><button id="it">‹</button><span>page 2</span><button>›</button></div>"#,
        None,
    );
}

#[test]
fn notices_of_failure_are_seen_and_other_notices_are_not() {
    for (end, expected) in [
        (
            r#"<div role="alert">Something went wrong. Please try again.</div>"#,
            true,
        ),
        (r#"<p class="chat-error">Network error</p>"#, true),
        (
            r#"<div class="ErrorBanner">Ein Fehler ist aufgetreten</div>"#,
            true,
        ),
        (r#"<div role="alert">Copied to clipboard</div>"#, false),
        (r#"<div role="status">Something went wrong</div>"#, false),
        (r#"<div role="alert" hide>Something went wrong</div>"#, false),
        (
            r#"<pre><code class="error">an error occurred</code></pre>"#,
            false,
        ),
    ] {
        let (mirror, _) = page("", "", end);
        assert_eq!(failure::is_shown(&mirror), expected, "{end}");
    }
}

#[test]
fn reasons_count_when_they_are_sent_and_only_those_of_the_box() {
    let boxed = r#"<div role="dialog" id="box" aria-label="Feedback"><button id="tag">Not factual</button><button id="other">Too long</button>
        <textarea id="field" aria-label="Tell us more"></textarea><button id="send">Submit</button><button id="leave">Cancel</button></div>
        <div class="feedback-tags"><button id="chip">Lazy</button></div><textarea id="composer"></textarea>"#;
    let (mirror, _) = page("", "", boxed);
    let at = |name: &str| named(&mirror, name);
    let click = |ticked: &mut Ticked, name: &str, written: Option<(&str, &str)>| {
        let path: Vec<NodeId> = mirror.ancestors(at(name)).take(6).collect();
        ticked.click(&mirror, &path, written.map(|(field, text)| (at(field), text)))
    };
    let reasons =
        |reasons: &[&str]| Said::Reasons(reasons.iter().map(|reason| (*reason).to_owned()).collect());
    let mut ticked = Ticked::default();
    assert_eq!(click(&mut ticked, "tag", None), Said::Waits);
    assert_eq!(click(&mut ticked, "other", None), Said::Waits);
    assert_eq!(click(&mut ticked, "other", None), Said::Waits, "unticked again");
    assert_eq!(
        click(&mut ticked, "field", None),
        Said::Waits,
        "a field is no reason"
    );
    assert_eq!(
        click(&mut ticked, "send", Some(("field", " wrong year "))),
        reasons(&["Not factual", "wrong year"])
    );
    // What stands in the composer is no reason.
    assert_eq!(
        click(&mut ticked, "tag", Some(("composer", "my next question"))),
        Said::Waits
    );
    assert_eq!(
        click(&mut ticked, "send", Some(("composer", "my next question"))),
        reasons(&["Not factual"])
    );
    assert_eq!(click(&mut ticked, "tag", None), Said::Waits);
    assert_eq!(click(&mut ticked, "leave", None), Said::Left);
    assert_eq!(
        ticked.send(&mirror, Some((at("field"), "by keyboard"))),
        reasons(&["by keyboard"])
    );
    assert_eq!(
        ticked.send(&mirror, Some((at("composer"), "my next question"))),
        Said::Waits
    );
    assert_eq!(
        click(&mut ticked, "chip", None),
        reasons(&["Lazy"]),
        "without a field a tick is all there is"
    );
}
