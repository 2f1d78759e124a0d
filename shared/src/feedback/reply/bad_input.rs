//! What pages and people send that nobody wished for: empty, endless, of one sign, in unknown languages. Nothing here is about time;
//! that each text is read once follows from what is read of it.

use super::*;
use crate::conversation::Capture;

fn after(prev_assistant: &str, user: &str) -> Vec<SignalKind> {
    labels(&Turn {
        prev_user: "how tall is the lighthouse",
        prev_assistant,
        user,
        next_assistant: None,
        lang: None,
    })
    .into_iter()
    .map(|label| label.kind)
    .collect()
}

/// A chat of these texts, the person's and the model's in turn.
fn chat(texts: &[&str]) -> Conversation {
    let id = |number: usize| MessageId(format!("m{number}"));
    Conversation {
        site: "test".into(),
        messages: texts
            .iter()
            .enumerate()
            .map(|(number, text)| Message {
                id: id(number),
                parent_id: number.checked_sub(1).map(id),
                role: if number % 2 == 0 {
                    Role::User
                } else {
                    Role::Assistant
                },
                text: (*text).to_owned(),
                model: None,
                citations: vec![],
                asides: vec![],
            })
            .collect(),
        branch: vec![],
        gestures: vec![],
        capture: Capture {
            turns_seen: u32::try_from(texts.len()).unwrap(),
            turns_captured: u32::try_from(texts.len()).unwrap(),
            confidence: 1.0,
            method: "test".into(),
        },
        day: None,
    }
}

#[test]
fn empty_turns_and_single_signs_say_nothing() {
    for user in [
        "",
        " ",
        "\n\n",
        "\u{200b}",
        "🤔",
        "?",
        ".",
        "…",
        "\u{1}",
        "```",
        "\"",
        "1",
        "\u{feff}\u{202e}",
    ] {
        assert_eq!(after("It is 40 metres tall.", user), [], "{user:?}");
        assert_eq!(after("", user), [], "{user:?}");
    }
}

#[test]
fn a_pasted_log_of_five_megabytes_is_content_and_only_its_ends_are_read() {
    let line = "2026-11-22 10:00:00 INFO worker thanks the queue, that's wrong is not an error\n";
    let log = line.repeat(5_000_000 / line.len());
    let one_line = log.replace('\n', " ");
    let fenced = format!("```\n{log}```\n");
    for paste in [&log, &one_line, &fenced] {
        assert_eq!(
            after(
                "Done.",
                &format!("{paste}\n\nThat's wrong, the second worker died first.")
            ),
            [SignalKind::AwareCorrection],
        );
    }
    assert_eq!(
        after("Done.", &format!("Thank you so much!\n{fenced}")),
        [SignalKind::Positive]
    );
    assert_eq!(
        after(
            "Done.",
            &format!("summarise this:\n{fenced}and count the lines of each worker")
        ),
        []
    );
    // The reply and the request may be as long.
    assert_eq!(
        labels(&Turn {
            prev_user: &log,
            prev_assistant: &log,
            user: "are you sure?",
            next_assistant: Some(&log),
            lang: None
        })
        .first()
        .map(|label| label.kind),
        Some(SignalKind::Clarification)
    );
}

#[test]
fn right_to_left_text_with_code_in_it_is_read_around_the_code() {
    for (user, expected) in [
        ("شكرا جزيلا، الدالة `wrong()` تعمل الآن", vec![SignalKind::Positive]),
        (
            "זה לא נכון:\n```\nreturn thanks;\n```",
            vec![SignalKind::AwareNoCorrection],
        ),
        ("ממה `thanks()` עשויה?", vec![]),
    ] {
        assert_eq!(after("```\nreturn x;\n```", user), expected, "{user}");
    }
}

#[test]
fn of_a_language_that_nobody_taught_nothing_is_claimed() {
    for user in [
        "Vastaus ei valitettavasti pidä paikkaansa",
        "Jibu lako halieleweki kabisa",
        "ეს პასუხი არ არის სწორი",
        "Այս պատասխանը ճիշտ չէ",
        "Odgovor žal ne drži",
    ] {
        assert_eq!(after("It is 40 metres tall.", user), [], "{user}");
    }
}

#[test]
fn a_reply_that_is_only_an_image_can_be_judged() {
    let image = "![](data:image/png;base64,iVBORw0KGgo=)";
    for reply in [image, "", "🖼"] {
        let conversation = chat(&["draw the lighthouse", reply, "perfect, thank you!"]);
        let signals = detect(&conversation);
        assert_eq!(
            signals
                .iter()
                .map(|signal| (signal.message_id.0.as_str(), signal.kind))
                .collect::<Vec<_>>(),
            [("m1", SignalKind::Positive)],
            "{reply}"
        );
    }
}

#[test]
fn five_thousand_turns_are_judged_each_on_its_own() {
    let mut texts = vec![];
    for _ in 0..2_500 {
        texts.extend([
            "how tall is the lighthouse?",
            "It is 40 metres tall.",
            "Thanks!",
            "Gladly.",
        ]);
    }
    let signals = crate::feedback::detect(&chat(&texts));
    let praised: Vec<&str> = signals
        .iter()
        .filter(|signal| signal.kind == SignalKind::Positive)
        .map(|signal| signal.message_id.0.as_str())
        .collect();
    assert_eq!(praised.len(), 2_500);
    assert_eq!(
        (praised[0], praised[1], praised[2_499]),
        ("m1", "m5", "m9997"),
        "in the order of the messages"
    );
}

#[test]
fn the_next_reply_revises_a_signal_and_leaves_the_earlier_ones_as_they_are() {
    let texts = [
        "how tall is the lighthouse",
        "It is 40 metres tall.",
        "thanks!",
        "You're welcome!",
        "the sign at the door says 38 metres",
        "I apologize for the confusion, it is 38 metres.",
    ];
    let (before, after) = (detect(&chat(&texts[..5])), detect(&chat(&texts)));
    let told = |signals: &[Signal]| -> Vec<(String, SignalKind)> {
        signals
            .iter()
            .map(|signal| (signal.message_id.0.clone(), signal.kind))
            .collect()
    };
    assert_eq!(told(&before), [("m1".to_owned(), SignalKind::Positive)]);
    assert_eq!(
        told(&after),
        [
            ("m1".to_owned(), SignalKind::Positive),
            ("m3".to_owned(), SignalKind::AwareCorrection)
        ]
    );
    assert_eq!(before[0], after[0], "what nothing new was learned about stays");
    assert_eq!(
        after[1]
            .evidence
            .as_ref()
            .map(|evidence| evidence.message_id.0.as_str()),
        Some("m4")
    );
}
