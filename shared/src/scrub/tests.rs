//! What scrubbing promises of a whole conversation, and what must hold for every text.

use proptest::prelude::*;

use super::*;
use crate::conversation::{Message, RawAside};
use crate::record::Record;

fn message(id: usize, text: &str) -> Message {
    Message {
        id: MessageId(format!("m{id}")),
        parent_id: id.checked_sub(1).map(|parent| MessageId(format!("m{parent}"))),
        role: if id.is_multiple_of(2) {
            Role::User
        } else {
            Role::Assistant
        },
        text: text.into(),
        model: None,
        citations: vec![],
        asides: vec![],
    }
}

fn conversation(texts: &[&str]) -> Conversation {
    let messages: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(id, text)| message(id, text))
        .collect();
    Conversation {
        site: "gradio".into(),
        branch: messages.iter().map(|message| message.id.clone()).collect(),
        messages,
        gestures: vec![],
        capture: Capture {
            turns_seen: 1,
            turns_captured: 1,
            confidence: 1.0,
            method: "generic@1".into(),
        },
        day: None,
    }
}

fn texts(scrubbed: &Scrubbed) -> Vec<&str> {
    scrubbed
        .messages
        .iter()
        .map(|message| message.text.as_str())
        .collect()
}

fn record(texts: &[&str]) -> Record {
    let day = Day::try_from("2026-11-22".to_owned()).unwrap();
    Record::new(scrub(conversation(texts)), vec![], &day)
}

/// A record whose texts no rule has seen, as a forger would send it.
fn forged(texts: &[&str]) -> Record {
    let blank: Vec<_> = texts.iter().map(|_| "").collect();
    let mut record = record(&blank);
    for (message, text) in record.messages.iter_mut().zip(texts) {
        message.text = (*text).to_owned();
    }
    record
}

fn check(conversation_texts: &[&str], expected: &[&str]) {
    assert_eq!(texts(&scrub(conversation(conversation_texts))), expected);
}

#[test]
fn the_same_value_gets_the_same_placeholder_in_the_whole_conversation() {
    check(
        &[
            "My name is Maria Gonzalez, mail ada.lovelace@posteo.net.",
            "Thanks, Maria. I wrote to Ada.Lovelace@posteo.net and bob.b@posteo.net",
        ],
        &[
            "My name is [PERSON_1], mail [EMAIL_1].",
            "Thanks, [PERSON_1]. I wrote to [EMAIL_1] and [EMAIL_2]",
        ],
    );
}

#[test]
fn common_personal_data_goes() {
    check(&["call +44 7911 123456"], &["call [PHONE_1]"]);
    check(&["IBAN DE89 3704 0044 0532 0130 00"], &["IBAN [IBAN_1]"]);
    check(
        &["card 4111 1111 1111 1111 please"],
        &["card [CREDIT_CARD_1] please"],
    );
    let key = ["sk-", "proj-", "Ab3dE5fG7hI9jK1lM3nO5pQ7"].concat();
    check(&[&format!("my key is {key}")], &["my key is [SECRET_1]"]);
    check(
        &[&["sk-", "1234567890abcdefghijklmnop"].concat()],
        &["[SECRET_1]"],
    );
}

#[test]
fn a_name_is_found_before_its_introduction_too() {
    check(
        &["Gonzalez again!", "Dear Mr. Gonzalez,"],
        &["[PERSON_1] again!", "Dear Mr. [PERSON_1],"],
    );
}

#[test]
fn placeholders_typed_by_the_user_do_not_confuse_the_numbers() {
    check(
        &["what is [EMAIL_4]? mail ada@posteo.net"],
        &["what is [EMAIL_4]? mail [EMAIL_5]"],
    );
}

#[test]
fn text_without_personal_data_is_untouched() {
    let text = "Use `npm i @types/node@18.11.9`, uuid 5452deea-f21f-4479-ae40-38d4b19831df, 127.0.0.1, #b8ddfe, v2.31.4";
    check(&[text], &[text]);
}

#[test]
fn spans_are_code_points_of_both_texts() {
    let scrubbed = scrub(conversation(&["😀é ada@posteo.net 😀 bob@posteo.net"]));
    assert_eq!(scrubbed.messages[0].text, "😀é [EMAIL_1] 😀 [EMAIL_2]");
    assert_eq!(scrubbed.messages[0].moved, [(3, 17, 3, 12), (20, 34, 15, 24)]);
    let (text, spans) = scrub_text("😀é ada@posteo.net");
    assert_eq!(
        (text.as_str(), spans[0].start, spans[0].end),
        ("😀é [EMAIL_1]", 3, 17)
    );
}

#[test]
fn citations_lose_the_reader_and_personal_data() {
    let mut raw = conversation(&["see this"]);
    raw.messages[0].citations.push(RawCitation {
        title: "Mail from ada@posteo.net".into(),
        url: "https://bob:pw@docs.acme.org/page?session=1#x".into(),
    });
    let scrubbed = scrub(raw);
    let cited = &scrubbed.messages[0].citations[0];
    assert_eq!(
        (cited.title.as_str(), cited.url.as_str()),
        ("Mail from [EMAIL_1]", "https://docs.acme.org/page")
    );
}

#[test]
fn what_remains_in_a_record_is_named_by_rule_and_message() {
    let mut record = forged(&["fine", "ada@posteo.net"]);
    record.judgements.note = Some("her mail is bob@posteo.net".into());
    let remaining = remaining(&record);
    assert_eq!(remaining.len(), 2);
    assert_eq!(
        (remaining[0].rule, remaining[0].message_id.clone()),
        ("contact.email", Some(MessageId("m1".into())))
    );
    assert_eq!(remaining[1].message_id, None);
    assert_eq!(rescrub(&mut record), 2);
    assert_eq!(record.messages[1].text, "[EMAIL_1]");
    assert_eq!(record.judgements.note.as_deref(), Some("her mail is [EMAIL_2]"));
}

#[test]
fn a_value_goes_whole_however_far_it_reaches() {
    let long = "k3Y9x".repeat(2_000);
    for (before, after) in [
        ("db_password=", " and so on"),
        ("my password is ", "\nbye"),
        ("x pwd=", ""),
    ] {
        let (scrubbed, _) = scrub_text(&format!("{before}{long}{after}"));
        assert_eq!(scrubbed, format!("{before}[SECRET_1]{after}"));
    }
}

#[test]
fn private_words_go_and_what_is_not_personal_stays_on_every_border() {
    let mut wishes = Wishes {
        private: PrivateWords::new(["Blue Heron"]),
        ..Wishes::default()
    };
    wishes.kept.keep(PiiType::Email, "info@library.net");
    let said = [
        "BlueHeron's mail is info@library.net, mine is ada@posteo.net.",
        "Noted.",
    ];
    let scrubbed = scrub_with(conversation(&said), &wishes);
    assert_eq!(
        texts(&scrubbed)[0],
        "[PRIVATE_1]'s mail is info@library.net, mine is [EMAIL_1]."
    );
    let mut record = Record::new(scrubbed, vec![], &Day::try_from("2026-11-22".to_owned()).unwrap());
    assert_eq!(remaining(&record), []);
    assert_eq!(rescrub(&mut record), 0);
    // Taken out by hand after all: nothing may help to guess it.
    let (start, end) = (22, 38);
    take_span(&mut record, &MessageId("m0".into()), start, end, PiiType::Private).unwrap();
    assert_eq!(
        record.messages[0].text,
        "[PRIVATE_1]'s mail is [PRIVATE_2], mine is [EMAIL_1]."
    );
    assert!(record.scrub.kept.is_empty());
    let mut imported = forged(&["the blue heron papers"]);
    assert_eq!(rescrub_with(&mut imported, &wishes.private), 1);
    assert_eq!(imported.messages[0].text, "the [PRIVATE_1] papers");
}

#[test]
fn tricks_of_writing_are_seen_through_and_go_whole() {
    for (text, left) in [
        ("mail ａｄａ＠ｐｏｓｔｅｏ．ｎｅｔ now", "mail [EMAIL_1] now"),
        ("mail a\u{200B}da@pos\u{AD}teo.net now", "mail [EMAIL_1] now"),
        ("mail ada&#64;posteo.net now", "mail [EMAIL_1] now"),
        (
            "see https://x.org/?q=ada%40posteo.net",
            "see https://x.org/?q=[EMAIL_1]",
        ),
        ("ada.lovelace [at] posteo [dot] net", "[EMAIL_1]"),
        (
            "card 4111\u{2011}1111\u{2011}1111\u{2011}1111 ok",
            "card [CREDIT_CARD_1] ok",
        ),
        (
            "card ４１１１ １１１１ １１１１ １１１１ ok",
            "card [CREDIT_CARD_1] ok",
        ),
        (
            "IBAN DE89\u{2009}3704\u{2009}0044\u{2009}0532\u{2009}0130\u{2009}00",
            "IBAN [IBAN_1]",
        ),
        ("call +44\u{202F}7911\u{A0}123456", "call [PHONE_1]"),
        ("هاتف ٠٠٩٦٦٥٠١٢٣٤٥٦٧", "هاتف [PHONE_1]"),
        ("मोबाइल ९८७६५४३२१०", "मोबाइल [PHONE_1]"),
        (
            "mail \u{202A}ada@posteo.net\u{202C} now",
            "mail \u{202A}[EMAIL_1] now",
        ),
    ] {
        assert_eq!(scrub_text(text).0, left, "{text}");
    }
}

#[test]
fn code_and_markdown_stay_what_they_are() {
    for (text, left) in [
        (
            "x = {\"mail\": \"ada@posteo.net\"}",
            "x = {\"mail\": \"[EMAIL_1]\"}",
        ),
        (
            "password = 'wint3r-Monkey46' # local",
            "password = '[SECRET_1]' # local",
        ),
        (
            "[write me](mailto:ada@posteo.net)",
            "[write me](mailto:[EMAIL_1])",
        ),
        (
            "| who | mail |\n|---|---|\n| x | ada@posteo.net |",
            "| who | mail |\n|---|---|\n| x | [EMAIL_1] |",
        ),
        (
            "```sh\nssh adal@build.acme.io\n```",
            "```sh\nssh [USERNAME_1]@build.acme.io\n```",
        ),
        (
            "<a href=\"mailto:ada@posteo.net\">x</a>",
            "<a href=\"mailto:[EMAIL_1]\">x</a>",
        ),
    ] {
        assert_eq!(scrub_text(text).0, left, "{text}");
    }
}

#[test]
fn what_a_long_text_repeats_is_found_at_its_end_too() {
    let filler = "Nothing to see here, only some words about the weather. ".repeat(2_000);
    let (scrubbed, _) = scrub_text(&format!(
        "My name is Wanda Kowalczyk. {filler}Wanda, born 1961-04-06"
    ));
    assert!(scrubbed.starts_with("My name is [PERSON_1]. Nothing"));
    assert!(scrubbed.ends_with("weather. [PERSON_1], born [DATE_OF_BIRTH_1]"));
}

#[test]
fn a_very_long_message_takes_no_more_than_linear_time() {
    let row = "name,email\nx,ada@posteo.net +44 7911 123456 aaaa@@@@....:::: /home/ada/ 1.1.1.1.1 Dear Dear A. B. C. \u{301}";
    for text in [
        "a".repeat(400_000),
        "1 ".repeat(200_000),
        "A. ".repeat(130_000),
        row.repeat(500),
        "@".repeat(300_000),
        "[EMAIL_".repeat(50_000),
        "-----BEGIN PRIVATE KEY-----".repeat(3_000),
    ] {
        let (scrubbed, _) = scrub_text(&text);
        assert!(!scrubbed.contains("posteo"));
    }
}

/// The pieces of which hostile texts are made, one a line, written as in JSON; `#LONG` stands for 1,000 letters.
fn hostile_pieces() -> Vec<String> {
    let parsed = |line: &str| serde_json::from_str::<String>(&format!("\"{line}\"")).unwrap();
    include_str!("hostile.txt")
        .lines()
        .map(|line| parsed(line).replace("#LONG", &"a".repeat(1_000)))
        .collect()
}

#[test]
fn what_is_read_grows_no_faster_than_the_text() {
    let mut wrong = vec![];
    for piece in hostile_pieces() {
        let read = |bytes: usize| {
            let text = piece.repeat(bytes.div_ceil(piece.len()));
            steps::counted(|| drop(scrub_text(&text)))
        };
        let (once, twice) = (read(30_000), read(60_000));
        // Each rule may read the same bytes some times over, never more the longer the text is.
        if twice > once * 5 / 2 + 100_000 {
            wrong.push(format!(
                "{:?}: {once}, then {twice}",
                &piece[..piece.len().min(40)]
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Text with what the rules look for in it, whole and broken, beside anything else.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,12}",
        any::<char>().prop_map(String::from),
        proptest::sample::select(vec![
            "ada@posteo.net",
            "+44 7911 123456",
            "[EMAIL_1]",
            "[PERSON_",
            "4111 1111 1111 1111",
            "My name is ",
            "Maria Gonzalez",
            "Dear ",
            "password: ",
            "hunter2x!",
            "://",
            "@",
            "\u{301}",
            "👩‍👩‍👧",
            "\r\n",
            "ул. ",
            "佐藤様",
            "٠١٢",
            "Kennzeichen ",
            "KS-LH 5529",
            "born ",
            "1961-04-06",
            "/home/",
            "12 High Street, London",
            "Best regards,\n",
            "[PHONE_9]",
            "🇩🇪",
            " ",
            ", ",
            ": ",
            "\n",
            "اسمي محمد",
            "tel ",
            "1",
            "00",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn findings_are_sorted_apart_and_on_character_boundaries(text in hostile()) {
        let found = find(&text);
        for pair in found.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start);
        }
        for finding in found {
            prop_assert!(finding.start < finding.end && text.get(finding.start..finding.end).is_some());
        }
    }

    #[test]
    fn scrubbing_twice_changes_nothing(a in hostile(), b in hostile()) {
        let once = scrub(conversation(&[&a, &b]));
        let again = scrub(conversation(&texts(&once)));
        prop_assert_eq!(texts(&once), texts(&again));
        prop_assert!(texts(&once).iter().all(|text| find(text).is_empty()));
    }

    #[test]
    fn after_rescrubbing_nothing_remains(a in hostile(), b in hostile()) {
        let mut record = forged(&[&a, &b]);
        rescrub(&mut record);
        prop_assert_eq!(remaining(&record), vec![]);
        for message in &record.messages {
            let length = message.text.chars().count();
            prop_assert!(message.redactions.iter().all(|redaction| redaction.start < redaction.end && redaction.end <= length));
        }
    }

    #[test]
    fn moved_spans_lead_from_the_raw_text_to_the_placeholders(text in hostile()) {
        let scrubbed = scrub(conversation(&[&text]));
        let raw: Vec<char> = text.chars().collect();
        let new: Vec<char> = scrubbed.messages[0].text.chars().collect();
        let (mut raw_at, mut new_at) = (0, 0);
        for &(raw_start, raw_end, start, end) in &scrubbed.messages[0].moved {
            prop_assert_eq!(&raw[raw_at..raw_start], &new[new_at..start]);
            prop_assert!(new[start] == '[' && new[end - 1] == ']');
            (raw_at, new_at) = (raw_end, end);
        }
        prop_assert_eq!(&raw[raw_at..], &new[new_at..]);
    }
}

#[test]
fn what_stands_beside_a_reply_is_scrubbed_with_it_and_checked_again() {
    let mut raw = conversation(&["I am at ada@lovelace.io", "Noted."]);
    raw.messages[1].asides = vec![
        RawAside {
            kind: AsideKind::Reasoning,
            text: "The address ada@lovelace.io is theirs.".into(),
        },
        RawAside {
            kind: AsideKind::Tool,
            text: "mail to bo@lovelace.io".into(),
        },
    ];
    let mut record = Record::new(
        scrub(raw),
        vec![],
        &Day::try_from("2026-11-22".to_owned()).unwrap(),
    );
    let asides = &record.messages[1].asides;
    assert_eq!(asides[0].text, "The address [EMAIL_1] is theirs.");
    assert_eq!(
        (asides[0].redactions[0].start, asides[0].redactions[0].end),
        (12, 21)
    );
    assert_eq!(asides[1].text, "mail to [EMAIL_2]");
    assert_eq!(record.scrub.counts[&PiiType::Email], 3);
    assert!(remaining(&record).is_empty());
    let json = serde_json::to_value(&record).unwrap();
    assert_eq!(json["messages"][1]["asides"][1]["kind"], "tool");
    assert!(json["messages"][0].get("asides").is_none());

    record.messages[1].asides[0]
        .text
        .push_str(" Also cy@lovelace.io.");
    assert_eq!(remaining(&record)[0].message_id, Some(MessageId("m1".into())));
    assert_eq!(rescrub(&mut record), 1);
    assert_eq!(
        record.messages[1].asides[0].text,
        "The address [EMAIL_1] is theirs. Also [EMAIL_3]."
    );
    assert_eq!(record.messages[1].asides[0].redactions.len(), 2);
    assert!(remaining(&record).is_empty());
}
