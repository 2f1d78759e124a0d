//! What gestures and the shape of a tree say.

use super::*;
use crate::conversation::{Capture, Message};

/// A message as `id parent role text`; `-` for no parent.
fn message(line: &str) -> Message {
    let mut fields = line.splitn(4, ' ');
    let mut field = || fields.next().unwrap().to_owned();
    let (id, parent, role) = (field(), field(), field());
    Message {
        id: MessageId(id),
        parent_id: (parent != "-").then_some(MessageId(parent)),
        role: if role == "u" { Role::User } else { Role::Assistant },
        text: field(),
        model: None,
        citations: vec![],
        asides: vec![],
    }
}

fn conversation(messages: &[&str], branch: &[&str], gestures: &[(&str, GestureKind)]) -> Conversation {
    let ids = |ids: &[&str]| ids.iter().map(|id| MessageId((*id).to_owned())).collect();
    Conversation {
        site: "test".into(),
        messages: messages.iter().map(|line| message(line)).collect(),
        branch: ids(branch),
        gestures: gestures
            .iter()
            .map(|(id, kind)| Gesture::new(MessageId((*id).to_owned()), *kind))
            .collect(),
        capture: Capture {
            turns_seen: 0,
            turns_captured: 0,
            confidence: 1.0,
            method: "test".into(),
        },
        day: None,
    }
}

fn found(
    messages: &[&str],
    branch: &[&str],
    gestures: &[(&str, GestureKind)],
) -> Vec<(String, SignalKind, f64)> {
    detect(&conversation(messages, branch, gestures))
        .into_iter()
        .map(|signal| {
            (
                signal.message_id.0,
                signal.kind,
                (signal.polarity * signal.strength * 100.0).round() / 100.0,
            )
        })
        .collect()
}

fn rows(expected: &[(&str, SignalKind, f64)]) -> Vec<(String, SignalKind, f64)> {
    expected
        .iter()
        .map(|(id, kind, weight)| ((*id).to_owned(), *kind, *weight))
        .collect()
}

/// A question and a reply; rows of tests add to it.
const PLAIN: [&str; 2] = [
    "q - u how do I sort a list",
    "a q a use `sort`, which is stable and in place",
];

/// One row: what is added to the plain conversation, the visible path, the gestures, the signals as kind and weight by message.
fn check(
    name: &str,
    more: &[&str],
    branch: &[&str],
    gestures: &[(&str, GestureKind)],
    expected: &[(&str, SignalKind, f64)],
) {
    let messages: Vec<&str> = PLAIN.iter().chain(more).copied().collect();
    let mut found = found(&messages, branch, gestures);
    let mut expected = rows(expected);
    found.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    expected.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    assert_eq!(found, expected, "{name}");
}

#[test]
fn each_gesture_has_its_published_weight() {
    use GestureKind as G;
    use SignalKind as S;
    let table: &[(G, Option<(S, f64)>)] = &[
        (G::ThumbsUp, Some((S::ThumbsUp, 1.0))),
        (G::ThumbsDown, Some((S::ThumbsDown, -1.0))),
        (G::ThumbsCleared, None),
        (G::Report, Some((S::Report, -0.9))),
        (G::Copy, Some((S::Copy, 0.6))),
        (G::CopyCode, Some((S::CopyCode, 0.7))),
        (G::CopyPart, Some((S::CopyPart, 0.4))),
        (G::Regenerate, Some((S::Regenerate, -0.6))),
        (G::RegenerateModified, Some((S::Refine, -0.4))),
        (G::RegenerateFailed, None),
        (G::EditResend, Some((S::EditResend, -0.5))),
        (G::Stop, Some((S::Stop, -0.5))),
        (G::StopEarly, Some((S::Stop, -0.6))),
        (G::StopLate, Some((S::Stop, -0.1))),
        (G::Prefer, Some((S::Prefer, 0.9))),
        (G::PreferTie, Some((S::Tie, 0.0))),
        (G::PreferNeither, Some((S::BothBad, -0.9))),
        (G::PreferSkip, None),
        (G::PageVariants, Some((S::Paged, 0.0))),
        (G::Share, Some((S::Share, 0.7))),
        (G::Export, Some((S::Export, 0.7))),
        (G::Pin, Some((S::Pin, 0.7))),
        (G::ReadAloud, Some((S::ReadAloud, 0.2))),
        (G::OpenLink, Some((S::OpenLink, 0.2))),
        (G::Delete, Some((S::Delete, -0.2))),
        (G::Continue, Some((S::Continue, 0.1))),
    ];
    for (gesture, expected) in table {
        let expected: Vec<_> = expected
            .iter()
            .map(|(kind, weight)| ("a", *kind, *weight))
            .collect();
        check(
            &format!("{gesture:?}"),
            &[],
            &["q", "a"],
            &[("a", *gesture)],
            &expected,
        );
    }
}

#[test]
fn ratings_and_reports_are_explicit_and_nothing_else_is() {
    let gestures = [
        GestureKind::ThumbsUp,
        GestureKind::Report,
        GestureKind::Copy,
        GestureKind::Prefer,
    ];
    for gesture in gestures {
        let explicit = detect(&conversation(&PLAIN, &["q", "a"], &[("a", gesture)]))
            .iter()
            .all(|signal| signal.source == Source::Explicit);
        let expected = matches!(gesture, GestureKind::ThumbsUp | GestureKind::Report);
        assert_eq!(explicit, expected, "{gesture:?}");
    }
}

#[test]
fn each_modifier_changes_what_a_gesture_says() {
    use GestureKind as G;
    use SignalKind as S;
    type Row = (
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
        &'static [(&'static str, G)],
        &'static [(&'static str, S, f64)],
    );
    let path: &[&str] = &["q", "a"];
    let table: &[Row] = &[
        (
            "a thumb taken back says nothing",
            &[],
            path,
            &[("a", G::ThumbsUp), ("a", G::ThumbsCleared)],
            &[],
        ),
        (
            "of two thumbs the later counts",
            &[],
            path,
            &[("a", G::ThumbsUp), ("a", G::ThumbsDown)],
            &[("a", S::ThumbsDown, -1.0)],
        ),
        (
            "a thumb given again after it was taken back counts",
            &[],
            path,
            &[("a", G::ThumbsDown), ("a", G::ThumbsCleared), ("a", G::ThumbsUp)],
            &[("a", S::ThumbsUp, 1.0)],
        ),
        (
            "each repeat weighs a fifth more",
            &["b q a two", "c q a three", "d q a four"],
            &["q", "d"],
            &[("a", G::Regenerate), ("b", G::Regenerate), ("c", G::Regenerate)],
            &[
                ("a", S::Regenerate, -0.6),
                ("b", S::Regenerate, -0.72),
                ("c", S::Regenerate, -0.86),
            ],
        ),
        (
            "trying again after an error banner is technical",
            &["b q a two"],
            &["q", "b"],
            &[("a", G::RegenerateFailed)],
            &[],
        ),
        (
            "after an error banner, and then because of the reply: the second one counts",
            &["b q a two", "c q a three"],
            &["q", "c"],
            &[("a", G::RegenerateFailed), ("b", G::Regenerate)],
            &[("b", S::Regenerate, -0.6)],
        ),
        (
            "a wish for another form is a refinement",
            &["b q a two"],
            &["q", "b"],
            &[("a", G::RegenerateModified)],
            &[("a", S::Refine, -0.4)],
        ),
        (
            "an early stop, and then a new prompt: a correction",
            &["u a u sort it by length instead"],
            &["q", "a", "u"],
            &[("a", G::StopEarly)],
            &[("a", S::Stop, -0.6), ("a", S::AwareCorrection, -0.5)],
        ),
        (
            "a stop near the end corrects nothing",
            &["u a u sort it by length instead"],
            &["q", "a", "u"],
            &[("a", G::StopLate)],
            &[("a", S::Stop, -0.1)],
        ),
        (
            "who thanks after a stop had enough and does not correct",
            &["u a u thanks, that works perfectly"],
            &["q", "a", "u"],
            &[("a", G::Stop)],
            &[("a", S::Stop, -0.5)],
        ),
        (
            "copied code whose complaint follows",
            &["u a u that doesn't work, I still get an error"],
            path,
            &[("a", G::CopyCode)],
            &[],
        ),
        (
            "copied code whose error follows",
            &["u a u NameError: name 'x' is not defined"],
            path,
            &[("a", G::CopyCode)],
            &[],
        ),
        (
            "copied code that is thanked for",
            &["u a u thanks, that works"],
            path,
            &[("a", G::CopyCode)],
            &[("a", S::CopyCode, 0.7)],
        ),
        (
            "a whole reply that was copied is not cancelled by an error",
            &["u a u NameError: name 'x' is not defined"],
            path,
            &[("a", G::Copy)],
            &[("a", S::Copy, 0.6)],
        ),
        (
            "a part copied into the next turn is a quotation",
            &["u a u > which is stable and in place\nwhat does that mean?"],
            path,
            &[("a", G::CopyPart)],
            &[],
        ),
        (
            "code copied into the next turn is a quotation",
            &["u a u which is stable and in place\nmake this faster"],
            path,
            &[("a", G::CopyCode)],
            &[],
        ),
        (
            "a reply copied as a whole into the next turn is a quotation",
            &["u a u use `sort`, which is stable and in place\ntranslate this"],
            path,
            &[("a", G::Copy)],
            &[],
        ),
        (
            "one sentence of a copied reply is not the whole of it",
            &[
                "b q a a first line that is long enough to be known again\nand a second line of it, much longer than the first, which nobody ever quotes in any later turn",
                "u b u a first line that is long enough to be known again",
            ],
            &["q", "b", "u"],
            &[("b", G::Copy)],
            &[
                ("a", S::Regenerate, -0.6),
                ("b", S::Copy, 0.6),
                ("b", S::Prefer, 0.6),
            ],
        ),
        (
            "a choice judges all replies that were shown",
            &["b q a two"],
            &["q", "b"],
            &[("b", G::Prefer)],
            &[("b", S::Prefer, 0.9), ("a", S::Prefer, -0.9)],
        ),
        (
            "of two choices the later counts",
            &["b q a two"],
            &["q", "a"],
            &[("b", G::Prefer), ("a", G::Prefer)],
            &[("a", S::Prefer, 0.9), ("b", S::Prefer, -0.9)],
        ),
        (
            "a tie says of both that neither is better",
            &["b q a two"],
            &["q", "b"],
            &[("a", G::PreferTie)],
            &[("a", S::Tie, 0.0), ("b", S::Tie, 0.0)],
        ),
        (
            "both bad",
            &["b q a two"],
            &["q", "b"],
            &[("a", G::PreferNeither)],
            &[("a", S::BothBad, -0.9), ("b", S::BothBad, -0.9)],
        ),
        (
            "a choice that was passed over says nothing of either, but the second reply came after the first",
            &["b q a two"],
            &["q", "b"],
            &[("a", G::PreferSkip)],
            &[("a", S::Regenerate, -0.6)],
        ),
        (
            "the version that was gone on with was kept",
            &["b q a two", "u b u next question please"],
            &["q", "b", "u"],
            &[],
            &[("a", S::Regenerate, -0.6), ("b", S::Prefer, 0.6)],
        ),
        (
            "who goes back to the first version prefers it to the second",
            &["b q a two", "u a u next question please"],
            &["q", "a", "u"],
            &[],
            &[
                ("a", S::Regenerate, -0.6),
                ("a", S::Prefer, 0.6),
                ("b", S::Prefer, -0.6),
            ],
        ),
        (
            "versions that were looked through before going on are no inspection only",
            &["b q a two", "u b u next question please"],
            &["q", "b", "u"],
            &[("b", G::PageVariants)],
            &[("a", S::Regenerate, -0.6), ("b", S::Prefer, 0.6)],
        ),
        (
            "a conversation that was left after its first reply judges nothing",
            &[],
            path,
            &[],
            &[],
        ),
    ];
    for (name, more, branch, gestures, expected) in table {
        check(name, more, branch, gestures, expected);
    }
}

#[test]
fn another_try_at_a_reply_that_failed_says_nothing_whoever_noticed() {
    for failed in [
        "",
        "Something went wrong. Please try again.",
        "⚠️ Network error",
        "出错了，请重试",
    ] {
        let reply = format!("a q a {failed}");
        let tree = [PLAIN[0], reply.as_str(), "b q a use sort", "u b u and backwards?"];
        for gestures in [
            &[][..],
            &[("a", GestureKind::Regenerate)],
            &[("a", GestureKind::RegenerateModified)],
        ] {
            assert_eq!(found(&tree, &["q", "b", "u"], gestures), [], "{failed}");
        }
        let edited = [
            PLAIN[0],
            reply.as_str(),
            "r - u how do I sort a list in place",
            "b r a use sort",
        ];
        assert_eq!(
            found(&edited, &["r", "b"], &[("a", GestureKind::EditResend)]),
            [],
            "{failed}, edited"
        );
    }
}

#[test]
fn what_corrects_a_stopped_reply_is_the_whole_next_turn() {
    let messages = [PLAIN[0], PLAIN[1], "u a u sort it by length instead"];
    let signals = detect(&conversation(
        &messages,
        &["q", "a", "u"],
        &[("a", GestureKind::Stop)],
    ));
    let correction = signals
        .iter()
        .find(|signal| signal.kind == SignalKind::AwareCorrection)
        .unwrap();
    let evidence = correction.evidence.as_ref().unwrap();
    assert_eq!(
        (evidence.message_id.0.as_str(), evidence.start, evidence.end),
        ("u", 0, 25)
    );
    assert_eq!(correction.source, Source::Gesture);
}

#[test]
fn older_replies_to_one_question_were_asked_for_again_each_weighing_more() {
    let tree = ["q - u hi", "a q a one", "b q a two", "c q a three"];
    let expected = rows(&[
        ("a", SignalKind::Regenerate, -0.6),
        ("b", SignalKind::Regenerate, -0.72),
    ]);
    assert_eq!(found(&tree, &["q", "c"], &[]), expected);
    // The gesture and the sibling it made are one signal.
    let gestures = [("a", GestureKind::Regenerate), ("b", GestureKind::Regenerate)];
    assert_eq!(found(&tree, &["q", "c"], &gestures), expected);
}

#[test]
fn a_rewritten_question_judges_the_old_reply_by_how_much_it_changed() {
    for (rewritten, expected) in [
        ("how do I sort a list", Some(-0.2)),
        ("how do I sort a lsit", Some(-0.2)),
        ("how do I sort a list in place without copying", Some(-0.5)),
        ("how do I sort a dictionary", Some(-0.5)),
        ("write a poem about winter", None),
    ] {
        let line = format!("r - u {rewritten}");
        let tree = [PLAIN[0], PLAIN[1], line.as_str(), "b r a other"];
        let expected: Vec<_> = expected
            .iter()
            .map(|weight| ("a".to_owned(), SignalKind::EditResend, *weight))
            .collect();
        assert_eq!(found(&tree, &["r", "b"], &[]), expected, "{rewritten}");
        let reported = found(&tree, &["r", "b"], &[("a", GestureKind::EditResend)]);
        assert_eq!(reported, expected, "{rewritten}, reported");
    }
}

#[test]
fn gestures_on_unknown_messages_and_on_questions_are_passed_over() {
    assert_eq!(
        found(
            &PLAIN,
            &[],
            &[
                ("q", GestureKind::Copy),
                ("gone", GestureKind::Copy),
                ("gone", GestureKind::Prefer),
                ("q", GestureKind::Prefer)
            ]
        ),
        []
    );
}

#[test]
fn every_gesture_signal_says_which_events_it_was_drawn_from() {
    use GestureKind as G;
    for gesture in [
        G::ThumbsUp,
        G::ThumbsDown,
        G::Report,
        G::Copy,
        G::CopyCode,
        G::CopyPart,
        G::Regenerate,
        G::RegenerateModified,
        G::EditResend,
        G::Stop,
        G::StopEarly,
        G::StopLate,
        G::Prefer,
        G::PreferTie,
        G::PreferNeither,
        G::PageVariants,
        G::Share,
        G::Export,
        G::Pin,
        G::ReadAloud,
        G::OpenLink,
        G::Delete,
        G::Continue,
    ] {
        let signals = detect(&conversation(&PLAIN, &["q", "a"], &[("a", gesture)]));
        assert!(
            !signals.is_empty()
                && signals
                    .iter()
                    .all(|signal| drawn_from(signal.kind).contains(&gesture)),
            "{gesture:?}"
        );
    }
}
