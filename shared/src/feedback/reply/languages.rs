//! Which languages a turn may be written in.
//!
//! In: a turn in the person's own words, the request before it, and the stated language where there is one.
//! Out: a set of languages, never empty: English always, as it is borrowed from everywhere.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::cue::in_word;
use super::text::{Own, folded};
use crate::feedback::cues::{ALL, Script, phrases};

/// A set of languages, by their places in `ALL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Languages(u32);

impl Languages {
    pub(super) const ALL: Self = Self(u32::MAX);

    pub(super) fn has(self, language: usize) -> bool {
        self.0 >> language & 1 == 1
    }

    /// Whether this is a function word of one of them.
    pub(super) fn common(self, word: &str) -> bool {
        common().get(word).is_some_and(|mask| mask & self.0 != 0)
    }

    /// The set of these codes.
    #[cfg(test)]
    pub(super) fn of(codes: &[&str]) -> Self {
        let places = ALL
            .iter()
            .enumerate()
            .filter(|(_, cues)| codes.contains(&cues.lang));
        Self(places.fold(0, |set, (place, _)| set | 1 << place))
    }
}

/// The languages that a turn may be written in.
pub(super) fn languages(own: &Own, prev_user: &str, lang: Option<&str>) -> Languages {
    let mut scripts = [false; 10];
    let mut letters = 0_usize;
    let mut latin = 0_usize;
    for script in own.text.chars().take(2_000).filter_map(Script::of) {
        letters += 1;
        latin += usize::from(script == Script::Latin);
        scripts[script as usize] = true;
    }
    let stated = lang.map(|lang| lang.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase());
    let has = |letters: &str| own.text.contains(|letter| letters.contains(letter));
    // With no other script in sight, function words tell; without any, every Latin language may be meant.
    let mut counts = common_words(&own.text);
    if counts.iter().all(|count| *count == 0) && own.text.split_whitespace().nth(5).is_some() {
        let end = prev_user
            .char_indices()
            .nth(600)
            .map_or(prev_user.len(), |(place, _)| place);
        counts = common_words(&folded(&prev_user[..end]));
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let possible = ALL.iter().enumerate().filter(|(index, cues)| {
        cues.lang == "en"
            || stated.as_deref() == Some(cues.lang)
            || match cues.script {
                Script::Latin => {
                    let clear = most > 0 && counts[*index] * 10 < most * 7;
                    latin * 3 > letters && stated.is_none() && !clear
                }
                Script::Cyrillic => scripts[cues.script as usize] && (cues.lang == "uk" || !has("іїєґ")),
                Script::Arabic => scripts[cues.script as usize] && (cues.lang == "fa" || !has("پچژگ")),
                Script::Han => scripts[cues.script as usize] && !scripts[Script::Japanese as usize],
                Script::Japanese => {
                    scripts[cues.script as usize]
                        || scripts[Script::Han as usize] && stated.as_deref() == Some("ja")
                }
                script => scripts[script as usize],
            }
    });
    Languages(possible.fold(0, |set, (index, _)| set | 1 << index))
}

/// How many of the first words are function words, by language.
fn common_words(text: &str) -> [usize; ALL.len()] {
    const FIRST: usize = 40;
    let mut counts = [0; ALL.len()];
    let words = text
        .split(|letter| !in_word(letter))
        .filter(|word| !word.is_empty());
    for mask in words.take(FIRST).filter_map(|word| common().get(word)) {
        let mut rest = *mask;
        while rest != 0 {
            counts[rest.trailing_zeros() as usize] += 1;
            rest &= rest - 1;
        }
    }
    counts
}

/// The function words of every language, and the languages that have them.
fn common() -> &'static HashMap<String, u32> {
    static COMMON: OnceLock<HashMap<String, u32>> = OnceLock::new();
    COMMON.get_or_init(|| {
        let mut words = HashMap::new();
        for (index, cues) in ALL.iter().enumerate() {
            for word in phrases(cues.common) {
                *words.entry(folded(word)).or_default() |= 1 << index;
            }
        }
        words
    })
}
