//! Every refusal has a code that does not change, and the dashboard a sentence for each code that a person can meet there.
//!
//! In: the sources of the companion and the dashboard's message file. That all languages say what English says is looked after by the
//! dashboard's own tests.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

use std::collections::BTreeSet;
use std::path::Path;

/// Codes that are answered to browsers, to the command line, or to callers who are not the page.
const ELSEWHERE: [&str; 19] = [
    "already_running",
    "backup",
    "bad_request",
    "length_required",
    "media_type",
    "method",
    "misdirected",
    "no_answer",
    "no_backup",
    "no_pairing",
    "not_a_record",
    "not_empty",
    "not_running",
    "other_content",
    "other_origin",
    "refused",
    "repeated",
    "unauthorized",
    "unproven",
];

fn sources(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

/// The first text in quotes after each of these beginnings: the code of a refusal stands there.
fn codes() -> BTreeSet<String> {
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    let beginnings = [
        "Refused::new(",
        "Self::new(Kind::",
        "refuse(",
        "=> (\n",
        "const FULL: &str =",
        "const FAILING: &str =",
        "const DAMAGED: &str =",
        "=> \"",
        "(Kind::Broken, ",
    ];
    let mut codes = BTreeSet::new();
    for beginning in beginnings {
        for (place, _) in text.match_indices(beginning) {
            let rest: String = text[place..].chars().take(200).collect();
            let Some(code) = rest.split('"').nth(1) else {
                continue;
            };
            if !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
                codes.insert(code.to_owned());
            }
        }
    }
    codes
}

#[test]
fn every_code_that_the_dashboard_can_meet_has_a_sentence_there_and_every_sentence_a_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("dashboard/messages/en.json");
    let messages: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let said: BTreeSet<String> = messages["refusals"]
        .as_object()
        .unwrap()
        .keys()
        .map(|key| key.replace('-', "_"))
        .collect();
    let codes = codes();
    for code in &said {
        assert!(codes.contains(code), "nothing is refused as {code}");
        assert!(
            !ELSEWHERE.contains(&code.as_str()),
            "{code} is met in the dashboard"
        );
    }
    for code in ELSEWHERE {
        assert!(codes.contains(code), "nothing is refused as {code}");
    }
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    let mut refused = 0;
    for (place, _) in text.match_indices("Refused::new(") {
        let rest: String = text[place..].chars().take(200).collect();
        let arguments = rest.trim_start_matches("Refused::new(").trim_start();
        // Where the code is worked out, it is one of those above all the same.
        if !arguments.starts_with("Kind::")
            || !arguments.split_once(',').unwrap().1.trim_start().starts_with('"')
        {
            continue;
        }
        let code = rest.split('"').nth(1).unwrap();
        assert!(
            said.contains(code) || ELSEWHERE.contains(&code),
            "the dashboard has no sentence for {code}"
        );
        refused += 1;
    }
    assert!(refused > 20, "{refused} refusals were read");
}
