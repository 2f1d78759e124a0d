//! Edits on a small record: two turns, one of them with a regenerated reply.

use super::*;
use crate::conversation::{Capture, Conversation, GestureKind, Message};
use crate::feedback::{Evidence, Signal, Source};
use crate::time::Day;

fn id(name: &str) -> MessageId {
    MessageId(name.into())
}

/// `q1 -> a1, a1b; a1 -> q2 -> a2`, with a signal about `a1` read in `q2`.
fn record() -> Record {
    let row = |name: &str, parent: Option<&str>, role, text: &str| Message {
        id: id(name),
        parent_id: parent.map(id),
        role,
        text: text.into(),
        model: None,
        citations: vec![],
        asides: vec![],
    };
    let conversation = Conversation {
        site: "gradio".into(),
        messages: vec![
            row("q1", None, Role::User, "I work at Acme 😀, mail ada@posteo.net"),
            row("a1", Some("q1"), Role::Assistant, "Acme is nice, [EMAIL_9]"),
            row("a1b", Some("q1"), Role::Assistant, "Acmeist poetry"),
            row("q2", Some("a1"), Role::User, "no, that is wrong"),
            row("a2", Some("q2"), Role::Assistant, "Sorry."),
        ],
        branch: ["q1", "a1", "q2", "a2"].map(id).to_vec(),
        gestures: vec![],
        capture: Capture {
            turns_seen: 5,
            turns_captured: 5,
            confidence: 1.0,
            method: "generic@1".into(),
        },
        day: None,
    };
    let signal = Signal {
        message_id: id("a1"),
        kind: SignalKind::AwareNoCorrection,
        source: Source::Reply,
        polarity: -1.0,
        strength: 0.8,
        confidence: 0.9,
        detector: "reply@1".into(),
        evidence: Some(Evidence {
            message_id: id("q2"),
            start: 4,
            end: 17,
        }),
    };
    let day = Day::try_from("2026-11-22".to_owned()).unwrap();
    Record::new(scrub::scrub(conversation), vec![signal], &day)
}

fn text<'record>(record: &'record Record, name: &str) -> &'record str {
    &record.message(&id(name)).unwrap().text
}

#[test]
fn a_redacted_word_goes_everywhere_as_a_whole_word_only() {
    let mut record = record();
    redact(&mut record, &id("q1"), 10, 14, PiiType::Private).unwrap();
    assert_eq!(text(&record, "q1"), "I work at [PRIVATE_1] 😀, mail [EMAIL_10]");
    assert_eq!(text(&record, "a1"), "[PRIVATE_1] is nice, [EMAIL_9]");
    assert_eq!(text(&record, "a1b"), "Acmeist poetry");
    let spans: Vec<_> = record.messages[0]
        .redactions
        .iter()
        .map(|span| (span.start, span.end, span.rule.as_str()))
        .collect();
    assert_eq!(spans, [(10, 21, "contributor"), (30, 40, "contact.email")]);
    assert_eq!(record.scrub.counts[&PiiType::Private], 2);
}

#[test]
fn a_span_that_touches_a_placeholder_swallows_it_whole() {
    let mut record = record();
    let length = text(&record, "q1").chars().count();
    redact(&mut record, &id("q1"), 18, length - 3, PiiType::Private).unwrap();
    assert_eq!(text(&record, "q1"), "I work at Acme 😀, [PRIVATE_1]");
    assert_eq!(record.messages[0].redactions.len(), 1);
    assert!(!record.scrub.counts.contains_key(&PiiType::Email));
}

#[test]
fn evidence_moves_with_its_text() {
    let mut record = record();
    redact(&mut record, &id("q2"), 0, 2, PiiType::Private).unwrap();
    assert_eq!(text(&record, "q2"), "[PRIVATE_1], that is wrong");
    let evidence = record.signals[0].evidence.clone().unwrap();
    assert_eq!((evidence.start, evidence.end), (13, 26));
}

#[test]
fn spans_that_are_not_there_are_refused() {
    let mut record = record();
    let before = record.clone();
    for (name, start, end) in [("q1", 3, 3), ("q1", 5, 4), ("q1", 0, 999), ("q1", 999, 1000)] {
        assert_eq!(
            redact(&mut record, &id(name), start, end, PiiType::Private),
            Err(EditRefused::NoSuchSpan(id(name)))
        );
    }
    assert_eq!(
        redact(&mut record, &id("zz"), 0, 1, PiiType::Private),
        Err(EditRefused::NoSuchMessage(id("zz")))
    );
    assert_eq!(record, before);
}

#[test]
fn dropping_a_turn_takes_question_replies_and_signals_and_keeps_the_rest_a_tree() {
    let mut record = record();
    rate(&mut record, &id("a1"), 1).unwrap();
    drop_message(&mut record, &id("a1b")).unwrap();
    let left: Vec<_> = record
        .messages
        .iter()
        .map(|message| (message.id.0.as_str(), message.parent_id.clone()))
        .collect();
    assert_eq!(left, [("q2", None), ("a2", Some(id("q2")))]);
    assert_eq!(record.branch, ["q2", "a2"].map(id));
    assert!(
        record.signals.is_empty() && record.judgements.ratings.is_empty() && record.scrub.counts.is_empty()
    );
    assert_eq!(record.capture.turns_captured, 2);
    assert_eq!(
        drop_message(&mut record, &id("a2")),
        Err(EditRefused::NothingLeft(id("a2")))
    );
}

#[test]
fn a_signal_outlives_the_dropped_turn_it_was_read_in_without_its_evidence() {
    let mut record = record();
    drop_message(&mut record, &id("q2")).unwrap();
    assert_eq!(record.signals.len(), 1);
    assert_eq!(record.signals[0].evidence, None);
}

#[test]
fn judgements_are_set_taken_back_and_scrubbed() {
    let mut record = record();
    rate(&mut record, &id("a1"), -1).unwrap();
    rate(&mut record, &id("a1"), 1).unwrap();
    assert_eq!(
        record.judgements.ratings,
        [Rating {
            message_id: id("a1"),
            thumb: 1
        }]
    );
    rate(&mut record, &id("a1"), 0).unwrap();
    assert!(record.judgements.ratings.is_empty());
    assert_eq!(
        rate(&mut record, &id("a1"), 2),
        Err(EditRefused::NotAThumb(id("a1")))
    );
    note(&mut record, " ask bob@posteo.net ").unwrap();
    assert_eq!(record.judgements.note.as_deref(), Some("ask [EMAIL_1]"));
    note(&mut record, "").unwrap();
    assert_eq!(record.judgements.note, None);
    label(&mut record, &["funny".into(), " funny".into(), String::new()]).unwrap();
    assert_eq!(record.judgements.labels, ["funny"]);
    assert_eq!(label(&mut record, &["x".repeat(65)]), Err(EditRefused::TooLong));
    contest(&mut record, &id("a1"), SignalKind::AwareNoCorrection, "reply@1").unwrap();
    contest(&mut record, &id("a1"), SignalKind::AwareNoCorrection, "reply@1").unwrap();
    assert_eq!(record.judgements.contests.len(), 1);
    assert_eq!(
        contest(&mut record, &id("a1"), SignalKind::Copy, "gesture@1"),
        Err(EditRefused::NoSuchSignal(id("a1")))
    );
}

#[test]
fn edits_are_made_again_on_a_newer_revision_unless_the_text_has_changed() {
    let mut first = record();
    let mut edits = Edits::default();
    edits
        .make(
            Edit::Redact {
                message_id: id("q1"),
                start: 10,
                end: 14,
                kind: PiiType::Private,
            },
            &mut first,
        )
        .unwrap();
    edits
        .make(
            Edit::Rate {
                message_id: id("a2"),
                thumb: 1,
            },
            &mut first,
        )
        .unwrap();
    edits
        .make(
            Edit::Note {
                text: "from ada@posteo.net".into(),
            },
            &mut first,
        )
        .unwrap();
    let kept = serde_json::to_string(&edits).unwrap();
    assert!(!kept.contains("posteo") && !kept.contains("Acme"));
    let edits: Edits = serde_json::from_str(&kept).unwrap();

    let mut same = record();
    assert_eq!(apply(&edits, &mut same), []);
    assert_eq!(same, first);

    let mut changed = record();
    changed.messages[4].text = "Sorry, I was wrong.".into();
    let not_applied = apply(&edits, &mut changed);
    assert_eq!(not_applied.len(), 1);
    assert_eq!(not_applied[0].why, EditRefused::Changed(id("a2")));
    assert_eq!(text(&changed, "q1"), text(&first, "q1"));
}

/// The test record with one more signal, from a gesture, and the event behind it.
fn with_events() -> Record {
    let mut record = record();
    let mut copied = record.signals[0].clone();
    (copied.kind, copied.source, copied.polarity) = (SignalKind::Copy, Source::Gesture, 1.0);
    (copied.detector, copied.evidence) = ("gesture@2".into(), None);
    record.signals.push(copied);
    record.events = [
        ("a1", GestureKind::Copy),
        ("a2", GestureKind::Copy),
        ("a1", GestureKind::Stop),
    ]
    .map(|(name, kind)| crate::record::Event {
        message_id: id(name),
        kind,
        said: vec![],
    })
    .to_vec();
    record
}

fn answer(name: &str, kind: SignalKind, detector: &str, answer: Answer) -> Edit {
    Edit::Judge {
        message_id: id(name),
        kind,
        detector: detector.to_owned(),
        answer,
        confidence: None,
    }
}

/// An outcome: message, kind, detector, confidence, answer, label.
type Told<'a> = (Option<&'a str>, SignalKind, &'a str, f64, Said, Option<Label>);

fn outcomes(record: &Record) -> Vec<Told<'_>> {
    record
        .judgements
        .outcomes
        .iter()
        .map(|outcome| {
            let id = outcome.message_id.as_ref().map(|id| id.0.as_str());
            (
                id,
                outcome.kind,
                outcome.detector.as_str(),
                outcome.confidence,
                outcome.said,
                outcome.label,
            )
        })
        .collect()
}

const WRONG: SignalKind = SignalKind::AwareNoCorrection;

#[test]
fn an_answer_to_a_signal_keeps_what_the_machine_had_said() {
    for (given, said, label) in [
        (Answer::Confirmed, Said::Confirmed, None),
        (Answer::Contested, Said::Contested, None),
        (
            Answer::Corrected(Label::Clarification),
            Said::Corrected,
            Some(Label::Clarification),
        ),
        (Answer::Corrected(Label::None), Said::Corrected, Some(Label::None)),
    ] {
        let mut record = with_events();
        let mut edits = Edits::default();
        edits
            .make(answer("a1", WRONG, "reply@1", given), &mut record)
            .unwrap();
        assert_eq!(
            outcomes(&record),
            [(Some("a1"), WRONG, "reply@1", 0.9, said, label)]
        );
        assert_eq!(
            record.judgements.contests.len(),
            usize::from(given == Answer::Contested)
        );
        assert_eq!(record.signals.len(), 2, "the signal stays");
        // The last answer stands, and can be taken back.
        edits
            .make(answer("a1", WRONG, "reply@1", Answer::Confirmed), &mut record)
            .unwrap();
        assert_eq!(outcomes(&record).len(), 1);
        edits
            .make(answer("a1", WRONG, "reply@1", Answer::Unanswered), &mut record)
            .unwrap();
        assert_eq!((outcomes(&record), record.judgements.contests.len()), (vec![], 0));
    }
}

#[test]
fn a_correction_to_the_same_label_and_answers_to_nothing_are_refused() {
    let mut record = with_events();
    let before = record.clone();
    let mut edits = Edits::default();
    for (edit, why) in [
        (
            answer(
                "a1",
                WRONG,
                "reply@1",
                Answer::Corrected(Label::AwareNoCorrection),
            ),
            EditRefused::NoLabel(id("a1")),
        ),
        (
            answer("a2", WRONG, "reply@1", Answer::Confirmed),
            EditRefused::NoSuchSignal(id("a2")),
        ),
        (
            answer("zz", WRONG, "reply@1", Answer::Confirmed),
            EditRefused::NoSuchMessage(id("zz")),
        ),
        (
            answer("a1", WRONG, "gesture@2", Answer::Confirmed),
            EditRefused::NoSuchSignal(id("a1")),
        ),
    ] {
        assert_eq!(edits.make(edit, &mut record), Err(why));
    }
    assert!(edits.is_empty() && record == before);
}

#[test]
fn a_removed_signal_leaves_with_its_events_and_is_counted_only_if_the_contributor_lets_it() {
    for (given, expected) in [
        (
            Answer::Removed,
            vec![(None, SignalKind::Copy, "gesture@2", 0.9, Said::Removed, None)],
        ),
        (Answer::RemovedUnsaid, vec![]),
    ] {
        let mut record = with_events();
        let mut edits = Edits::default();
        edits
            .make(answer("a1", SignalKind::Copy, "gesture@2", given), &mut record)
            .unwrap();
        let left: Vec<_> = record
            .events
            .iter()
            .map(|event| (event.message_id.0.as_str(), event.kind))
            .collect();
        assert_eq!(left, [("a2", GestureKind::Copy), ("a1", GestureKind::Stop)]);
        assert_eq!(record.signals.len(), 1);
        assert_eq!(outcomes(&record), expected);
        // A newer revision brings it again: it is taken out again.
        let mut newer = with_events();
        newer.signals[1].detector = "gesture@3".into();
        assert_eq!(apply(&edits, &mut newer), []);
        assert_eq!((newer.signals.len(), newer.events.len()), (1, 2));
        assert_eq!(
            outcomes(&newer),
            expected,
            "what was said of version 2 is not said of version 3"
        );
    }
}

#[test]
fn a_removed_choice_leaves_on_all_replies_that_it_judged() {
    let mut record = with_events();
    for (name, polarity) in [("a1", 1.0), ("a1b", -1.0)] {
        let mut chosen = record.signals[1].clone();
        (chosen.message_id, chosen.kind, chosen.polarity) = (id(name), SignalKind::Prefer, polarity);
        record.signals.push(chosen);
    }
    record.events[0].kind = GestureKind::Prefer;
    let mut edits = Edits::default();
    edits
        .make(
            answer("a1b", SignalKind::Prefer, "gesture@2", Answer::RemovedUnsaid),
            &mut record,
        )
        .unwrap();
    assert!(
        record
            .signals
            .iter()
            .all(|signal| signal.kind != SignalKind::Prefer)
    );
    assert!(
        record
            .events
            .iter()
            .all(|event| event.kind != GestureKind::Prefer)
    );
}

#[test]
fn answers_survive_that_a_late_cue_revises_the_signal_and_that_the_reply_reads_differently() {
    for given in [
        Answer::Confirmed,
        Answer::Corrected(Label::Rephrase),
        Answer::Contested,
    ] {
        let mut edits = Edits::default();
        edits
            .make(answer("a1", WRONG, "reply@1", given), &mut with_events())
            .unwrap();
        let mut newer = with_events();
        newer.signals[0].kind = SignalKind::AwareCorrection;
        newer.signals[0].confidence = 0.5;
        newer.messages[1].text.push_str(" And it goes on.");
        assert_eq!(apply(&edits, &mut newer), []);
        let outcome = outcomes(&newer)[0];
        assert_eq!(
            (outcome.0, outcome.1, outcome.2, outcome.3),
            (Some("a1"), WRONG, "reply@1", 0.9)
        );
        let judged = crate::feedback::combine::verdicts(&newer);
        let verdict = judged
            .iter()
            .find(|verdict| verdict.message_id == id("a1"))
            .unwrap();
        let expected = match given {
            // The contributor's word decides over what the machine finds now.
            Answer::Confirmed | Answer::Corrected(_) => Some(crate::feedback::evidence::Tier::Explicit),
            _ => Some(crate::feedback::evidence::Tier::Text),
        };
        assert_eq!(verdict.tier, expected, "{given:?}");
    }
}

#[test]
fn a_dropped_turn_takes_its_events_and_outcomes_along() {
    let mut record = with_events();
    let mut edits = Edits::default();
    edits
        .make(answer("a1", WRONG, "reply@1", Answer::Confirmed), &mut record)
        .unwrap();
    edits
        .make(Edit::DropMessage { message_id: id("q1") }, &mut record)
        .unwrap();
    assert_eq!((record.events.len(), record.judgements.outcomes.len()), (1, 0));
}

#[test]
fn reasons_beside_a_rating_are_scrubbed_with_the_conversation() {
    let mut record = with_events();
    record.events[0].said = vec!["ask ada@posteo.net".into(), "not factual".into()];
    assert_eq!(scrub::remaining(&record).len(), 1);
    scrub::rescrub(&mut record);
    assert!(
        record.events[0].said[0].starts_with("ask [EMAIL_"),
        "{:?}",
        record.events[0].said
    );
    assert_eq!(scrub::remaining(&record), []);
}

fn scored(name: &str, helpfulness: Option<u8>, verbosity: Option<u8>) -> Score {
    Score {
        message_id: id(name),
        scale: SCALE,
        helpfulness,
        correctness: None,
        coherence: None,
        complexity: None,
        verbosity,
    }
}

#[test]
fn scores_are_of_replies_between_one_and_five_and_can_be_taken_back() {
    let mut record = record();
    for (name, helpfulness, expected) in [
        ("a1", Some(5), Ok(())),
        ("a1", Some(0), Err(EditRefused::NotAScore(id("a1")))),
        ("a1", Some(6), Err(EditRefused::NotAScore(id("a1")))),
        ("q1", Some(3), Err(EditRefused::NotAScore(id("q1")))),
        ("zz", Some(3), Err(EditRefused::NoSuchMessage(id("zz")))),
    ] {
        let given = scored(name, helpfulness, None);
        assert_eq!(score(&mut record, &given), expected, "{name} {helpfulness:?}");
    }
    score(&mut record, &scored("a1", Some(4), Some(2))).unwrap();
    assert_eq!(record.judgements.scores, [scored("a1", Some(4), Some(2))]);
    let written = serde_json::to_value(&record.judgements.scores[0]).unwrap();
    assert_eq!(
        written,
        serde_json::json!({"message_id": "a1", "scale": 1, "helpfulness": 4, "verbosity": 2})
    );
    score(&mut record, &scored("a1", None, None)).unwrap();
    assert!(record.judgements.scores.is_empty());
}

#[test]
fn scores_go_with_a_dropped_turn_and_are_made_again_on_a_newer_form() {
    let mut edited = record();
    let mut edits = Edits::default();
    let wishes = [
        Edit::Score(scored("a1", Some(4), None)),
        Edit::Title {
            text: "  Where I\n work, ada@posteo.net ".into(),
        },
    ];
    for edit in wishes {
        edits.make(edit, &mut edited).unwrap();
    }
    assert_eq!(
        edited.judgements.title.as_deref(),
        Some("Where I work, [EMAIL_1]")
    );
    let kept = serde_json::to_string(&edits).unwrap();
    assert!(!kept.contains("posteo"), "{kept}");
    let mut newer = record();
    assert_eq!(apply(&serde_json::from_str(&kept).unwrap(), &mut newer), []);
    assert_eq!(newer.judgements, edited.judgements);
    drop_message(&mut newer, &id("a1")).unwrap();
    assert!(newer.judgements.scores.is_empty());
}

#[test]
fn a_record_without_title_and_scores_is_written_as_before() {
    let json = serde_json::to_string(&record()).unwrap();
    assert!(
        !json.contains("\"title\"") && !json.contains("\"scores\""),
        "{json}"
    );
    let read: Record = serde_json::from_str(&json).unwrap();
    assert_eq!(read.judgements.title, None);
}
