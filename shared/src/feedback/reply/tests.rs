//! What turns say about the reply before them. Invented turns; figures on real ones come from `examples/detect_jsonl`.

use super::*;
use crate::conversation::Capture;

fn kinds(turn: &Turn<'_>) -> Vec<SignalKind> {
    labels(turn).into_iter().map(|label| label.kind).collect()
}

fn after_a_reply(user: &str) -> Vec<SignalKind> {
    kinds(&Turn {
        prev_user: "how tall is the lighthouse",
        prev_assistant: "It is 40 metres tall.",
        user,
        next_assistant: None,
        lang: None,
    })
}

#[test]
fn praise_complaint_correction_and_doubt_are_found_in_many_languages() {
    use SignalKind::{
        AwareCorrection as Correct, AwareNoCorrection as Wrong, Clarification as Doubt, Positive,
    };
    for (user, expected) in [
        ("Thanks, that works!", Positive),
        ("ok great, now do the same for the bridge", Positive),
        ("That's wrong.", Wrong),
        ("it still doesn't work", Wrong),
        ("No, I meant the other lighthouse", Correct),
        ("Are you sure?", Doubt),
        ("¡Muchas gracias!", Positive),
        ("eso no es correcto", Wrong),
        ("No, me refería al otro faro", Correct),
        ("¿Estás seguro?", Doubt),
        ("merci beaucoup", Positive),
        ("non, je voulais l'autre phare", Correct),
        ("Das stimmt nicht.", Wrong),
        ("Nein, ich meinte den anderen Turm", Correct),
        ("tem certeza?", Doubt),
        ("non funziona", Wrong),
        ("bedankt!", Positive),
        ("nie, miałem na myśli drugą latarnię", Correct),
        ("спасибо, помогло", Positive),
        ("это неправильно", Wrong),
        ("ти впевнений?", Doubt),
        ("hayır, diğerini kastetmiştim", Correct),
        ("شكرا جزيلا", Positive),
        ("هل أنت متأكد؟", Doubt),
        ("זה לא נכון", Wrong),
        ("ممنون، عالی بود", Positive),
        ("धन्यवाद", Positive),
        ("ভুল উত্তর", Wrong),
        ("谢谢，太好了", Positive),
        ("不对，我说的是另一座灯塔", Correct),
        ("違います", Wrong),
        ("확실해?", Doubt),
        ("cảm ơn bạn", Positive),
        ("maksud saya yang satunya", Correct),
        ("ขอบคุณมาก", Positive),
    ] {
        assert!(
            after_a_reply(user).contains(&expected),
            "{user}: {:?}",
            after_a_reply(user)
        );
    }
}

#[test]
fn feedback_words_that_are_no_feedback_are_left_alone() {
    for user in [
        "Write a thank-you letter to my aunt",
        "write an email to say thanks for the gift, it was great",
        "Translate: thank you, you are wrong",
        "How do I report a wrong-way driver?",
        "Tell me about the bridge, thanks in advance",
        "no problem",
        "Erkläre mir die Brücke, danke im Voraus",
        "kein Problem",
        "Merci de traduire ce texte en anglais",
        "How far is the next one?",
        "continue",
        "no. 3 please",
        "OK, now tell me about the bridge",
        "```\nthis is wrong, thanks\n```",
        "> that's wrong\nWhat year was it built?",
        "What is the meaning of \"you are wrong\" in French?",
        "何メートルですか",
        "请写一封感谢信",
    ] {
        assert_eq!(after_a_reply(user), [], "{user}");
    }
}

/// What one turn says after a reply, with the reply that follows it.
fn between(prev_assistant: &str, user: &str, next_assistant: &str) -> Vec<SignalKind> {
    kinds(&Turn {
        prev_user: "how do i keep the keeper's log",
        prev_assistant,
        user,
        next_assistant: Some(next_assistant).filter(|text| !text.is_empty()),
        lang: None,
    })
}

#[test]
fn what_follows_and_what_went_before_decide_between_kinds() {
    use SignalKind::{
        AwareCorrection as Correct, AwareNoCorrection as Wrong, Clarification as Doubt, Positive,
    };
    let code = "Run this:\n```\nlog --append\n```";
    let sorry = "I apologize for the confusion.";
    for (before, user, next, expected) in [
        // A word of the reply, thrown back.
        ("Use a ledger with a spine.", "a spine?", "", vec![Doubt]),
        ("Use a ledger with a spine.", "and in winter?", "", vec![]),
        // A tag question doubts; a reply that agrees with it has taken no complaint.
        (
            "Use a ledger.",
            "It closes at eight, right?",
            "You're right, it does.",
            vec![Doubt],
        ),
        (
            "Use a ledger.",
            "does the ink have to be black if it is a copy?",
            "You are correct, black ink lasts.",
            vec![],
        ),
        // A question that the next reply apologises for had reason to ask; one beside a statement corrects.
        ("Use a ledger.", "where is the second column?", sorry, vec![Doubt]),
        (
            "Use a ledger.",
            "where is the second column? there should be four of them",
            sorry,
            vec![Correct],
        ),
        (
            "Use a ledger.",
            "the column for fog was there yesterday",
            sorry,
            vec![Correct],
        ),
        // A log after code reports an error, in any language; a long text that names one does not.
        (code, "error: unknown flag --append", "", vec![Wrong]),
        (code, "```\nerror: unknown flag --append\n```", "", vec![Wrong]),
        (code, "what does exit code 2 mean in error handling?", "", vec![]),
        // Praise that turns, and praise at the end of a short turn.
        (
            "Use a ledger.",
            "This is pretty good, but my ledger has three columns",
            "",
            vec![Positive, Correct],
        ),
        ("Use a ledger.", "that came out amazing!", "", vec![Positive]),
        ("Use a ledger.", "make it amazing", "", vec![SignalKind::Refine]),
        // A letter is content, and so is what a colon announces.
        (
            "Use a ledger.",
            "Dear Ms Keeper,\n\nThank you so much for your letter. It was great to hear from you, and the lamp that you sent works \
             perfectly. We will light it on Sunday when the boats come back from the bank.\n\nYours, the harbour office",
            "",
            vec![],
        ),
        ("Use a ledger.", "Is this correct: the lamp were lit", "", vec![]),
        // The words alone, which no phrase lists.
        (
            "Use a ledger.",
            "you have done the task in a wrong manner",
            "",
            vec![Wrong],
        ),
    ] {
        assert_eq!(between(before, user, next), expected, "{user}");
    }
}

#[test]
fn more_of_the_same_may_be_asked_for_again_unless_it_was_declined() {
    let again = |prev_assistant| {
        kinds(&Turn {
            prev_user: "give me ten more names",
            prev_assistant,
            user: "give me ten more names",
            next_assistant: None,
            lang: None,
        })
    };
    assert_eq!(again("1. Beacon 2. Lantern"), []);
    assert_eq!(again("I'm sorry, but I can't do that."), [SignalKind::Rephrase]);
}

#[test]
fn no_after_a_question_is_an_answer() {
    let turn = Turn {
        prev_user: "book a table",
        prev_assistant: "Would you like a window seat?",
        user: "no",
        next_assistant: None,
        lang: None,
    };
    assert_eq!(kinds(&turn), []);
}

#[test]
fn the_same_request_again_is_a_rephrase_and_the_next_item_is_not() {
    let again = |prev_user, prev_assistant, user| {
        kinds(&Turn {
            prev_user,
            prev_assistant,
            user,
            next_assistant: None,
            lang: None,
        })
    };
    let rephrase = [SignalKind::Rephrase];
    assert_eq!(
        again(
            "explain chapter 6 of the book",
            "Done.",
            "explain chapter 7 of the book"
        ),
        []
    );
    assert_eq!(
        again(
            "sort this list by name",
            "Done.",
            "sort this list by name, in descending order"
        ),
        rephrase
    );
    assert_eq!(
        again(
            "tell me who built the old bridge",
            "I'm sorry, but I can't.",
            "who built the old stone bridge"
        ),
        rephrase
    );
}

#[test]
fn an_apology_that_follows_makes_a_hint_a_complaint() {
    let turn = |next_assistant| Turn {
        prev_user: "how tall is the lighthouse",
        prev_assistant: "It is 40 metres tall.",
        user: "the sign at the door says 38 metres",
        next_assistant,
        lang: None,
    };
    assert_eq!(kinds(&turn(None)), []);
    assert_eq!(
        kinds(&turn(Some("I apologize for the confusion, it is 38."))),
        [SignalKind::AwareCorrection]
    );
    assert_eq!(kinds(&turn(Some("I'm sorry, but I cannot check signs."))), []);
}

#[test]
fn signals_point_at_the_reply_and_at_the_words_in_code_points() {
    let message = |id: &str, parent: Option<&str>, role, text: &str| Message {
        id: MessageId(id.into()),
        parent_id: parent.map(|parent| MessageId(parent.into())),
        role,
        text: text.into(),
        model: None,
        citations: vec![],
        asides: vec![],
    };
    let conversation = Conversation {
        site: "test".into(),
        messages: vec![
            message("q", None, Role::User, "hi"),
            message("a", Some("q"), Role::Assistant, "hello"),
            message("u", Some("a"), Role::User, "😀 ¡Perfecto, gracias!"),
        ],
        branch: vec![],
        gestures: vec![],
        capture: Capture {
            turns_seen: 3,
            turns_captured: 3,
            confidence: 1.0,
            method: "test".into(),
        },
        day: None,
    };
    let signals = detect(&conversation);
    assert_eq!(signals.len(), 1);
    let evidence = signals[0].evidence.as_ref().unwrap();
    assert_eq!(
        (signals[0].message_id.0.as_str(), evidence.message_id.0.as_str()),
        ("a", "u")
    );
    let words: String = "😀 ¡Perfecto, gracias!"
        .chars()
        .skip(evidence.start)
        .take(evidence.end - evidence.start)
        .collect();
    assert_eq!(words, "gracias");
}

#[test]
fn hostile_texts_take_linear_time() {
    for piece in [
        "\"",
        "`",
        "“",
        "thanks ",
        "no no ",
        "((((",
        "http://",
        "I apologize ",
        "不对",
        "not ",
        "```\n",
        ", , ",
    ] {
        let text = piece.repeat(60_000 / piece.len());
        let turn = Turn {
            prev_user: &text,
            prev_assistant: &text,
            user: &text,
            next_assistant: Some(&text),
            lang: None,
        };
        // Quadratic work on this much text takes minutes, which nobody who runs the tests would miss.
        let _ = labels(&turn);
    }
}

proptest::proptest! {
    #[test]
    fn any_text_gives_labels_that_lie_in_it(user in "(\\PC|thanks|no, |wrong|\n|\"|`|İ|不对){0,40}", other in "\\PC{0,60}") {
        for label in labels(&Turn { prev_user: &other, prev_assistant: &other, user: &user, next_assistant: Some(&other), lang: None }) {
            proptest::prop_assert!(label.start <= label.end && user.get(label.start..label.end).is_some());
            proptest::prop_assert!((0.05..=0.99).contains(&label.score));
        }
    }
}
