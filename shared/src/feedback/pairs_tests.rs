//! Which evidence justifies a comparison or a judgement, and which does not.

use super::*;
use crate::conversation::{Capture, Conversation, Gesture, GestureKind, Message};
use crate::feedback::detect;
use crate::record::{Contest, Label, Outcome, Rating, Said};
use crate::time::Timestamp;

/// The record of messages as `id parent role text` (`-` for no parent) and gestures.
fn record(messages: &[&str], branch: &[&str], gestures: &[(&str, GestureKind)]) -> Record {
    let id = |id: &str| MessageId(id.to_owned());
    let message = |line: &&str| {
        let mut fields = line.splitn(4, ' ');
        let mut field = || fields.next().unwrap().to_owned();
        let (name, parent, role) = (field(), field(), field());
        Message {
            id: MessageId(name),
            parent_id: (parent != "-").then_some(MessageId(parent)),
            role: if role == "u" { Role::User } else { Role::Assistant },
            text: field(),
            model: None,
            citations: vec![],
            asides: vec![],
        }
    };
    let conversation = Conversation {
        site: "test".into(),
        messages: messages.iter().map(message).collect(),
        branch: branch.iter().map(|name| id(name)).collect(),
        gestures: gestures
            .iter()
            .map(|(name, kind)| Gesture::new(id(name), *kind))
            .collect(),
        capture: Capture {
            turns_seen: 0,
            turns_captured: 0,
            confidence: 1.0,
            method: "test".into(),
        },
        day: None,
    };
    let signals = detect(&conversation);
    Record::new(crate::scrub::scrub(conversation), signals, &Timestamp(0).day())
}

/// Comparisons as `first second`, winner, basis.
fn compared(record: &Record) -> Vec<(String, Winner, Basis)> {
    comparisons(record)
        .into_iter()
        .map(|one| (format!("{} {}", one.first, one.second), one.winner, one.basis))
        .collect()
}

const TWO: [&str; 3] = ["q - u name a colour", "a q a red", "b q a blue"];
const WENT_ON: [&str; 4] = [
    "q - u name a colour",
    "a q a red",
    "b q a blue",
    "n b u now name a fruit",
];

#[test]
fn comparisons_need_a_choice_two_judgements_or_two_things_together() {
    use GestureKind as G;
    type Row = (
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
        &'static [(&'static str, G)],
        &'static [(&'static str, Winner, Basis)],
    );
    let end: &[&str] = &["q", "b"];
    let on: &[&str] = &["q", "b", "n"];
    let table: &[Row] = &[
        (
            "side by side",
            &TWO,
            end,
            &[("b", G::Prefer)],
            &[("a b", Winner::Second, Basis::SideBySide)],
        ),
        (
            "a tie",
            &TWO,
            end,
            &[("b", G::PreferTie)],
            &[("a b", Winner::Tie, Basis::SideBySide)],
        ),
        (
            "both bad",
            &TWO,
            end,
            &[("b", G::PreferNeither)],
            &[("a b", Winner::BothBad, Basis::SideBySide)],
        ),
        ("passed over", &TWO, end, &[("b", G::PreferSkip)], &[]),
        (
            "opposite thumbs",
            &TWO,
            end,
            &[("a", G::ThumbsUp), ("b", G::ThumbsDown)],
            &[("a b", Winner::First, Basis::Judged)],
        ),
        (
            "two thumbs up",
            &TWO,
            end,
            &[("a", G::ThumbsUp), ("b", G::ThumbsUp)],
            &[("a b", Winner::Tie, Basis::Judged)],
        ),
        ("one thumb", &TWO, end, &[("b", G::ThumbsUp)], &[]),
        (
            "asked for again and left at that",
            &TWO,
            end,
            &[("a", G::Regenerate)],
            &[],
        ),
        (
            "asked for again and gone on with",
            &WENT_ON,
            on,
            &[("a", G::Regenerate)],
            &[("a b", Winner::Second, Basis::Kept)],
        ),
        (
            "asked for in another form: a refinement is no complaint",
            &WENT_ON,
            on,
            &[("a", G::RegenerateModified)],
            &[],
        ),
        (
            "asked for again because it failed",
            &WENT_ON,
            on,
            &[("a", G::RegenerateFailed)],
            &[],
        ),
        (
            "gone on with, and the old one had a thumb",
            &WENT_ON,
            on,
            &[("a", G::ThumbsUp)],
            &[],
        ),
        (
            "gone on with, and had a thumb down itself",
            &WENT_ON,
            on,
            &[("b", G::ThumbsDown)],
            &[],
        ),
        (
            "gone on with, and the old one was copied last",
            &WENT_ON,
            on,
            &[("a", G::Regenerate), ("a", G::Copy)],
            &[],
        ),
        (
            "picked, but with a thumb down",
            &TWO,
            end,
            &[("b", G::Prefer), ("b", G::ThumbsDown)],
            &[],
        ),
    ];
    for (name, messages, branch, gestures, expected) in table {
        let expected: Vec<_> = expected
            .iter()
            .map(|(pair, winner, basis)| ((*pair).to_owned(), *winner, *basis))
            .collect();
        assert_eq!(compared(&record(messages, branch, gestures)), expected, "{name}");
    }
}

#[test]
fn edited_questions_are_compared_only_where_the_words_are_the_same() {
    let tree = |second: &str| {
        let question = format!("r - u {second}");
        record(
            &[
                "q - u name a  colour",
                "a q a red",
                question.as_str(),
                "b r a blue",
                "n b u now name a fruit",
            ],
            &["r", "b", "n"],
            &[],
        )
    };
    assert_eq!(
        compared(&tree("name a colour")),
        [("a b".to_owned(), Winner::Second, Basis::Resent)]
    );
    assert_eq!(compared(&tree("name a bright colour")), []);
}

#[test]
fn each_comparison_says_why_and_whether_it_was_given_as_such() {
    let chosen = &comparisons(&record(&TWO, &["q", "b"], &[("b", GestureKind::Prefer)]))[0];
    assert!(chosen.explicit && chosen.confidence > 0.8, "{chosen:?}");
    let kept = &comparisons(&record(
        &WENT_ON,
        &["q", "b", "n"],
        &[("a", GestureKind::Regenerate)],
    ))[0];
    assert!(!kept.explicit && kept.confidence < 0.5, "{kept:?}");
    let grounds: Vec<_> = kept
        .grounds
        .iter()
        .map(|ground| {
            (
                ground.about.0.as_str(),
                ground.input.kind(),
                ground.input.detector(),
            )
        })
        .collect();
    assert_eq!(
        grounds,
        [
            ("a", Some(SignalKind::Regenerate), Some("gesture@2")),
            ("b", Some(SignalKind::Prefer), Some("gesture@2"))
        ]
    );
}

fn judged(record: &Record) -> Vec<(String, bool, bool)> {
    judgements(record)
        .into_iter()
        .map(|one| (one.reply.0, one.good, one.explicit))
        .collect()
}

#[test]
fn single_judgements_come_of_thumbs_and_of_sure_words_and_of_no_click() {
    let asked = ["q - u name a colour", "a q a red"];
    use GestureKind as G;
    for (gesture, expected) in [
        (G::ThumbsUp, Some(true)),
        (G::ThumbsDown, Some(false)),
        (G::Report, Some(false)),
        (G::Copy, None),
        (G::CopyCode, None),
        (G::Regenerate, None),
        (G::StopEarly, None),
        (G::Share, None),
        (G::Delete, None),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .map(|good| ("a".to_owned(), good, true))
            .collect();
        assert_eq!(
            judged(&record(&asked, &["q", "a"], &[("a", gesture)])),
            expected,
            "{gesture:?}"
        );
    }
    let with = |kind: SignalKind, confidence: f64| {
        let mut record = record(
            &["q - u x", "a q a y", "n a u z"],
            &["q", "a", "n"],
            &[("a", G::ThumbsUp)],
        );
        let signal = &mut record.signals[0];
        (signal.kind, signal.source, signal.confidence) = (kind, crate::feedback::Source::Reply, confidence);
        signal.polarity = crate::feedback::reply::polarity(kind);
        signal.strength = 0.8;
        record
    };
    for (kind, confidence, expected) in [
        (SignalKind::Positive, 0.9, Some(true)),
        (SignalKind::Positive, 0.7, None),
        (SignalKind::AwareCorrection, 0.9, Some(false)),
        (SignalKind::AwareNoCorrection, 0.8, Some(false)),
        (SignalKind::Clarification, 0.99, None),
        (SignalKind::Rephrase, 0.99, None),
        (SignalKind::Refine, 0.99, None),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .map(|good| ("a".to_owned(), good, false))
            .collect();
        assert_eq!(judged(&with(kind, confidence)), expected, "{kind:?} {confidence}");
    }
}

#[test]
fn the_contributors_word_outranks_the_machines() {
    let words = || {
        let mut record = record(
            &["q - u x", "a q a y", "n a u z"],
            &["q", "a", "n"],
            &[("a", GestureKind::ThumbsUp)],
        );
        let signal = &mut record.signals[0];
        (signal.kind, signal.source, signal.confidence) =
            (SignalKind::AwareCorrection, crate::feedback::Source::Reply, 0.9);
        (signal.polarity, signal.strength, signal.detector) = (-1.0, 0.8, "reply@2".into());
        record
    };
    let outcome = |said, label| Outcome {
        message_id: Some(MessageId("a".into())),
        kind: SignalKind::AwareCorrection,
        detector: "reply@1".into(),
        confidence: 0.8,
        said,
        label,
    };
    assert_eq!(judged(&words()), [("a".to_owned(), false, false)]);
    for (said, label, expected) in [
        (Said::Confirmed, None, Some((false, true))),
        (Said::Corrected, Some(Label::Positive), Some((true, true))),
        (Said::Corrected, Some(Label::None), None),
        (Said::Contested, None, None),
    ] {
        let mut record = words();
        record.judgements.outcomes.push(outcome(said, label));
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(good, explicit)| ("a".to_owned(), good, explicit))
            .collect();
        assert_eq!(judged(&record), expected, "{said:?}");
    }
    let mut contested = words();
    contested.judgements.contests.push(Contest {
        message_id: MessageId("a".into()),
        kind: SignalKind::AwareCorrection,
        detector: "reply@2".into(),
    });
    assert_eq!(judged(&contested), []);
    let mut rated = words();
    rated.judgements.ratings.push(Rating {
        message_id: MessageId("a".into()),
        thumb: 1,
    });
    assert_eq!(judged(&rated), [("a".to_owned(), true, true)]);
}

#[test]
fn very_many_replies_to_one_question_are_compared_in_bounds() {
    let lines: Vec<String> = (0..3_000)
        .map(|number| format!("a{number} q a reply {number}"))
        .collect();
    let mut messages = vec!["q - u name a colour"];
    messages.extend(lines.iter().map(String::as_str));
    let gestures: Vec<(&str, GestureKind)> = messages[1..]
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let kind = if at % 2 == 0 {
                GestureKind::ThumbsUp
            } else {
                GestureKind::ThumbsDown
            };
            (line.split(' ').next().unwrap(), kind)
        })
        .collect();
    let found = comparisons(&record(&messages, &["q", "a1"], &gestures)).len();
    assert_eq!(found, REPLIES * (REPLIES - 1) / 2);
}
