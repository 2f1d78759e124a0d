//! What must hold of every rule, walked over the evidence that the rules carry.
//!
//! Each match is written in other ways in which people hand it over, and must still be found; each near miss must still be
//! left alone. Where a way of writing takes the sign away that a rule goes by, [`LOST`] says so, and why.

use proptest::prelude::*;

use super::span::{self, TYPES};
use super::{find, rules, scrub_text};

/// A way of writing a text, and whether near misses must stay left alone in it.
type Writing = (&'static str, fn(&str) -> String, bool);

const WRITINGS: &[Writing] = &[
    (
        "between paragraphs",
        |text| format!("The weather was fine.\n\n{text}\n\nThat was all there was."),
        true,
    ),
    (
        "between German paragraphs",
        |text| format!("Das Wetter war schön.\n\n{text}\n\nMehr war da nicht."),
        true,
    ),
    (
        "between Russian paragraphs",
        |text| format!("Погода была хорошая.\n\n{text}\n\nЭто всё."),
        true,
    ),
    (
        "between Chinese paragraphs",
        |text| format!("天气很好。\n\n{text}\n\n就这些。"),
        true,
    ),
    (
        "between Arabic paragraphs",
        |text| format!("كان الطقس جميلا.\n\n{text}\n\nهذا كل شيء."),
        true,
    ),
    (
        "between Hindi paragraphs",
        |text| format!("मौसम अच्छा था।\n\n{text}\n\nबस इतना ही।"),
        true,
    ),
    ("behind an emoji", |text| format!("👩‍👩‍👧\n{text}\n🇩🇪"), true),
    ("quoted", |text| lines(text, "> "), true),
    ("listed", |text| format!("- {text}"), true),
    ("numbered", |text| format!("1. {text}"), true),
    ("fenced", |text| format!("```\n{text}\n```"), true),
    (
        "in a cell",
        |text| format!("| a | b |\n|---|---|\n| 1 | {} |", text.replace('\n', "<br>")),
        false,
    ),
    (
        "with line ends of Windows",
        |text| text.replace('\n', "\r\n") + "\r\n\r\nThat was all.",
        true,
    ),
    (
        "with blanks that do not break",
        |text| text.replace(' ', "\u{A0}"),
        false,
    ),
    ("with full-width digits", |text| digits(text, '０'), false),
    ("with Arabic digits", |text| digits(text, '٠'), false),
    ("with Devanagari digits", |text| digits(text, '०'), false),
    ("with zero-width blanks", |text| between(text, '\u{200B}'), false),
    ("with soft hyphens", |text| between(text, '\u{AD}'), false),
    (
        "between marks of direction",
        |text| format!("\u{202A}{text}\u{202C}"),
        true,
    ),
    ("with a byte order mark", |text| format!("\u{FEFF}{text}"), true),
];

fn lines(text: &str, before: &str) -> String {
    text.split('\n')
        .map(|line| format!("{before}{line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// A text with the digits of another script.
fn digits(text: &str, zero: char) -> String {
    let other = |letter: char| match letter.to_digit(10) {
        Some(digit) if letter.is_ascii() => char::from_u32(u32::from(zero) + digit).unwrap(),
        _ => letter,
    };
    text.chars().map(other).collect()
}

/// A text with something nobody sees between letters and digits, every third time.
fn between(text: &str, unseen: char) -> String {
    let mut written = String::new();
    let mut last = ' ';
    for (count, letter) in text.chars().enumerate() {
        if count % 3 == 0 && last.is_alphanumeric() && letter.is_alphanumeric() {
            written.push(unseen);
        }
        written.push(letter);
        last = letter;
    }
    written
}

/// Where a way of writing takes away what a rule goes by: the way, the rule, the reason.
const LOST: &[(&str, &str, &str)] = &[
    (
        "in a cell",
        "secret.key-block",
        "a key over several lines is in no cell",
    ),
    (
        "in a cell",
        "contact.phone-label",
        "the text has a column of its own",
    ),
    (
        "in a cell",
        "machine.log",
        "what a command answers stands on the next line",
    ),
    ("in a cell", "papers.mrz", "the zone has two lines"),
    (
        "in a cell",
        "address.english-with-town",
        "the town stands on the next line",
    ),
    ("in a cell", "address.dutch", "the town stands on the next line"),
    (
        "in a cell",
        "address.after-cue",
        "it reads to the end of the line, and here is none",
    ),
    ("numbered", "person.file-header", "a list is no comment"),
    ("listed", "person.signature", "nobody signs an item of a list"),
    (
        "in a cell",
        "person.signature",
        "the name stands on the next line",
    ),
    ("in a cell", "person.japanese", "the name stands on the next line"),
    ("in a cell", "person.arabic", "the name stands on the next line"),
    (
        "in a cell",
        "person.hindi",
        "the name ends with the line, and here is none",
    ),
];

fn may_be_lost(writing: &str, rule: &str) -> bool {
    LOST.iter().any(|lost| (lost.0, lost.1) == (writing, rule))
}

#[test]
fn what_a_rule_finds_is_found_in_every_way_of_writing_and_what_it_leaves_is_left() {
    let mut wrong = vec![];
    for (name, write, careful) in WRITINGS {
        for rule in rules::all().filter(|rule| !may_be_lost(name, rule.id)) {
            for text in rule.matches {
                let text = write(&text.replace('§', ""));
                if !find(&text).iter().any(|finding| finding.kind == rule.kind) {
                    wrong.push(format!("{name}: {} does not find {text:?}", rule.id));
                }
            }
            for text in rule.ignores.iter().filter(|_| *careful) {
                let text = write(&text.replace('§', ""));
                if let Some(found) = find(&text).iter().find(|finding| finding.kind == rule.kind) {
                    wrong.push(format!(
                        "{name}: {} finds {:?} in {text:?}",
                        found.rule,
                        &text[found.start..found.end]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_excuse_is_kept_for_longer_than_it_is_needed() {
    for (writing, rule, _) in LOST {
        let (_, write, _) = WRITINGS.iter().find(|(name, ..)| name == writing).unwrap();
        let rule = rules::all().find(|one| one.id == *rule).unwrap();
        let holds = |text: &str| {
            find(&write(&text.replace('§', "")))
                .iter()
                .any(|finding| finding.kind == rule.kind)
        };
        assert!(
            !rule.matches.iter().all(|text| holds(text)) || rule.ignores.iter().any(|text| holds(text)),
            "{} {writing}",
            rule.id
        );
    }
}

/// Scrubs a text and checks what must hold of every result.
fn scrubbed(text: &str) -> String {
    let (once, spans) = scrub_text(text);
    assert_eq!(scrub_text(&once).0, once, "twice: {text:?}");
    assert_eq!(find(&once), [], "{text:?}");
    for one in spans {
        let place = |point| span::byte_of(text, point).unwrap();
        let range = place(one.start)..place(one.end);
        assert_eq!(
            span::whole_graphemes(text, range.start, range.end),
            range,
            "{text:?}"
        );
    }
    once
}

#[test]
fn scrubbing_twice_changes_nothing_and_no_grapheme_is_split() {
    for (index, rule) in rules::all().enumerate() {
        for (count, text) in rule.matches.iter().chain(rule.ignores).enumerate() {
            let text = text.replace('§', "");
            // Each text as it is and in two of the ways; all texts together see all ways many times.
            let _ = scrubbed(&text);
            for way in 0..2 {
                let _ = scrubbed(&(WRITINGS[(index + count * 2 + way) % WRITINGS.len()].1)(&text));
            }
        }
    }
}

#[test]
fn marks_around_a_text_stay_where_they_are() {
    const MARKS: &[(&str, &str)] = &[
        ("`", "`"),
        ("**", "**"),
        ("(", ")"),
        ("\"", "\""),
        ("“", "”"),
        ("<b>", "</b>"),
        ("[", "](https://acme.org/a)"),
        ("```\n", "\n```"),
        ("| ", " | x |"),
        ("{\"text\": \"", "\"}"),
        ("<!-- ", " -->"),
        ("# ", "\n"),
    ];
    let mut wrong = vec![];
    for rule in rules::all() {
        for text in rule.matches {
            let text = text.replace('§', "");
            let own = |marks: &str| {
                marks
                    .chars()
                    .any(|mark| !mark.is_alphanumeric() && mark != ' ' && text.contains(mark))
            };
            for (open, close) in MARKS.iter().filter(|(open, close)| !own(open) && !own(close)) {
                let (left, _) = scrub_text(&format!("{open}{text}{close}"));
                if !left.starts_with(open) || !left.ends_with(close) {
                    wrong.push(format!("{} leaves {left:?} of {open}{text}{close}", rule.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn json_stays_json() {
    for rule in rules::all() {
        let texts: Vec<_> = rule.matches.iter().map(|text| text.replace('§', "")).collect();
        let value = serde_json::json!({ "id": 7, "said": texts, "nested": { "text": texts.last() } });
        for json in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let left = scrubbed(&json);
            let read: Result<serde_json::Value, _> = serde_json::from_str(&left);
            assert!(read.is_ok(), "{}: {left}", rule.id);
        }
    }
}

#[test]
fn no_rule_finds_a_placeholder_in_its_own_evidence() {
    for rule in rules::all() {
        for text in rule.matches {
            let left = scrubbed(&text.replace('§', ""));
            for (_, name) in TYPES {
                let again = left
                    .replace("_1]", "_12]")
                    .replace(&format!("[{}_", rule.kind.name()), &format!("[{name}_"));
                let found = find(&again);
                let places = span::placeholders(&again);
                assert!(
                    found.iter().all(|one| places
                        .iter()
                        .all(|place| one.end <= place.range.start || place.range.end <= one.start)),
                    "{}: {again:?} {found:?}",
                    rule.id
                );
            }
        }
    }
}

fn evidence() -> impl Strategy<Value = String> {
    let all: Vec<String> = rules::all()
        .flat_map(|rule| rule.matches.iter().chain(rule.ignores))
        .map(|text| text.replace('§', ""))
        .collect();
    let between = proptest::sample::select(vec![
        " ",
        "\n",
        ", ",
        "\u{301}",
        "\u{200D}",
        "```\n",
        "\r\n> ",
        "=\r\n",
        "&amp;",
        "%20",
        "|",
        "«",
        "。",
        "\u{202E}",
        "",
        "\t",
        "👩‍👩‍👧",
    ]);
    proptest::collection::vec((proptest::sample::select(all), between, "\\PC{0,6}"), 1..4).prop_map(|parts| {
        parts
            .into_iter()
            .map(|(text, between, noise)| format!("{text}{between}{noise}"))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn evidence_of_several_rules_in_one_text_is_scrubbed_for_good(text in evidence()) {
        let _ = scrubbed(&text);
    }
}
