//! What gestures and the shape of a tree say.

use super::*;
use crate::conversation::Capture;

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

fn found(
    messages: &[&str],
    branch: &[&str],
    gestures: &[(&str, GestureKind)],
) -> Vec<(String, SignalKind, f64)> {
    let ids = |ids: &[&str]| ids.iter().map(|id| MessageId((*id).to_owned())).collect();
    let conversation = Conversation {
        site: "test".into(),
        messages: messages.iter().map(|line| message(line)).collect(),
        branch: ids(branch),
        gestures: gestures
            .iter()
            .map(|(id, kind)| Gesture {
                message_id: MessageId((*id).to_owned()),
                kind: *kind,
            })
            .collect(),
        capture: Capture {
            turns_seen: 0,
            turns_captured: 0,
            confidence: 1.0,
            method: "test".into(),
        },
        day: None,
    };
    detect(&conversation)
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

const PLAIN: [&str; 2] = ["q - u how do I sort a list", "a q a use `sort`"];

#[test]
fn each_gesture_has_its_published_weight() {
    use GestureKind as G;
    use SignalKind as S;
    for (gesture, kind, weight) in [
        (G::ThumbsUp, S::ThumbsUp, 1.0),
        (G::ThumbsDown, S::ThumbsDown, -1.0),
        (G::Copy, S::Copy, 0.6),
        (G::CopyCode, S::CopyCode, 0.7),
        (G::CopyPart, S::CopyPart, 0.4),
        (G::Regenerate, S::Regenerate, -0.6),
        (G::EditResend, S::EditResend, -0.5),
        (G::Stop, S::Stop, -0.5),
        (G::Prefer, S::Prefer, 0.9),
        (G::Share, S::Share, 0.7),
    ] {
        assert_eq!(
            found(&PLAIN, &["q", "a"], &[("a", gesture)]),
            rows(&[("a", kind, weight)])
        );
    }
}

#[test]
fn a_thumb_taken_back_says_nothing_and_the_last_thumb_counts() {
    use GestureKind::{ThumbsCleared, ThumbsDown, ThumbsUp};
    assert_eq!(found(&PLAIN, &[], &[("a", ThumbsUp), ("a", ThumbsCleared)]), []);
    let changed = found(&PLAIN, &[], &[("a", ThumbsUp), ("a", ThumbsDown)]);
    assert_eq!(changed, rows(&[("a", SignalKind::ThumbsDown, -1.0)]));
}

#[test]
fn copied_code_that_then_fails_is_no_praise() {
    let failed = [
        PLAIN[0],
        PLAIN[1],
        "u a u that doesn't work, I still get an error",
    ];
    assert_eq!(found(&failed, &[], &[("a", GestureKind::CopyCode)]), []);
    let thanked = [PLAIN[0], PLAIN[1], "u a u thanks, that works"];
    assert_eq!(found(&thanked, &[], &[("a", GestureKind::CopyCode)]).len(), 1);
}

#[test]
fn a_part_copied_into_the_next_turn_is_a_quotation() {
    let quoted = [
        "q - u tell me",
        "a q a the tower is forty metres tall",
        "u a u > the tower is forty metres tall\nwhy?",
    ];
    assert_eq!(found(&quoted, &[], &[("a", GestureKind::CopyPart)]), []);
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
fn the_reply_that_was_gone_on_with_is_preferred() {
    let tree = ["q - u hi", "a q a one", "b q a two", "n b u next question please"];
    let expected = rows(&[
        ("a", SignalKind::Regenerate, -0.6),
        ("b", SignalKind::Prefer, 0.6),
    ]);
    assert_eq!(found(&tree, &["q", "b", "n"], &[]), expected);
}

#[test]
fn of_two_replies_shown_side_by_side_none_was_regenerated() {
    let tree = ["q - u hi", "a q a one", "b q a two"];
    let expected = rows(&[("b", SignalKind::Prefer, 0.9), ("a", SignalKind::Prefer, -0.9)]);
    assert_eq!(found(&tree, &["q", "b"], &[("b", GestureKind::Prefer)]), expected);
}

#[test]
fn a_rewritten_question_judges_the_old_reply_by_how_much_it_changed() {
    for (rewritten, expected) in [
        ("how do I sort a list", Some(-0.2)),
        ("how do I sort a list in place without copying", Some(-0.5)),
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
            &[("q", GestureKind::Copy), ("gone", GestureKind::Copy)]
        ),
        []
    );
}

#[test]
fn a_stop_says_more_the_earlier_it_comes_and_a_wish_less_than_a_bare_retry() {
    let messages = &["a - u hello", "b a r hi there"];
    for (gesture, kind, weight) in [
        (GestureKind::StopEarly, SignalKind::Stop, -0.6),
        (GestureKind::Stop, SignalKind::Stop, -0.5),
        (GestureKind::StopLate, SignalKind::Stop, -0.1),
        (GestureKind::Regenerate, SignalKind::Regenerate, -0.6),
        (GestureKind::RegenerateModified, SignalKind::Regenerate, -0.4),
        (GestureKind::Delete, SignalKind::Delete, -0.2),
        (GestureKind::Continue, SignalKind::Continue, 0.1),
    ] {
        assert_eq!(
            found(messages, &["a", "b"], &[("b", gesture)]),
            rows(&[("b", kind, weight)]),
            "{gesture:?}"
        );
    }
}
