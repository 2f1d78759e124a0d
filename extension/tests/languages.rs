//! Every language of the extension says everything, with the same things filled in, and no page asks for a text that is not there.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// As many characters as browsers' stores take of a description.
const LONGEST_DESCRIPTION: usize = 132;

fn manifest() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../manifest")
}

/// The messages of each language, by key.
fn languages() -> BTreeMap<String, BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for folder in fs::read_dir(manifest().join("_locales")).unwrap() {
        let folder = folder.unwrap();
        let text = fs::read_to_string(folder.path().join("messages.json")).unwrap();
        let messages: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
        let messages = messages
            .into_iter()
            .map(|(key, entry)| (key, entry["message"].as_str().unwrap().to_owned()))
            .collect();
        all.insert(folder.file_name().into_string().unwrap(), messages);
    }
    all
}

/// The numbered places of a message that something is filled into.
fn places(message: &str) -> BTreeSet<&str> {
    message
        .match_indices('$')
        .map(|(at, _)| &message[at..at + 2])
        .collect()
}

/// What stands between quotes after `before`, wherever that occurs.
fn named<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn every_language_says_everything_with_the_same_things_filled_in() {
    let all = languages();
    let expected = ["ar", "de", "en", "es", "fr", "hi", "ja", "pt", "zh"];
    assert_eq!(all.keys().collect::<Vec<_>>(), expected);
    let english = &all["en"];
    for (language, messages) in &all {
        assert_eq!(messages["language"], *language);
        let missing: Vec<_> = english
            .keys()
            .filter(|key| !messages.contains_key(*key))
            .collect();
        assert!(missing.is_empty(), "{language} lacks {missing:?}");
        assert_eq!(messages.len(), english.len(), "{language} says more than English");
        for (key, message) in messages {
            assert_eq!(places(message), places(&english[key]), "{key} in {language}");
            assert!(
                !message.trim().is_empty() && message.trim() == message,
                "{key} in {language}"
            );
        }
        assert!(matches!(&*messages["direction"], "ltr" | "rtl"));
        let description = messages["extensionDescription"].chars().count();
        assert!(
            description <= LONGEST_DESCRIPTION,
            "{language}: {description} characters"
        );
    }
}

#[test]
fn no_page_asks_for_a_text_that_is_not_there() {
    let english = &languages()["en"];
    let mut asked = 0;
    for file in fs::read_dir(manifest()).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for key in named(&text, "data-i18n=\"")
            .into_iter()
            .chain(named(&text, "data-i18n-label=\""))
        {
            assert!(english.contains_key(key), "{} asks for {key}", path.display());
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked}");
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let path = file.unwrap().path();
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        for key in named(&text, "browser::text(\"") {
            assert!(english.contains_key(key), "{} asks for {key}", path.display());
            asked += 1;
        }
    }
    assert!(asked > 60, "{asked}");
}
