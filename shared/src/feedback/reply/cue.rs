//! Finds cue phrases in a turn, in the languages it may be written in.
//!
//! In: an `Own` text. Out: hits, longest phrase first where they nest, with their place in the turn.
//! Not here: weighing them. One pass per language; the automata are built once, on first use.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::text::{Own, folded};
use crate::feedback::cues::{ALL, Cues, Script, phrases};

/// What a phrase is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Praise,
    Accept,
    Wrong,
    WrongShort,
    Correct,
    CorrectOpen,
    Doubt,
    DoubtShort,
    Rephrase,
    Refine,
    /// Contains another phrase and means something else.
    Mask,
}

/// A phrase found in a turn, in bytes of `Own::text`.
#[derive(Clone, Copy)]
pub(super) struct Hit {
    pub(super) role: Use,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) language: &'static Matcher,
}

/// One language, ready for matching.
pub(super) struct Matcher {
    cues: &'static Cues,
    automaton: Option<AhoCorasick>,
    /// By pattern: its use, and whether it is a stem.
    patterns: Vec<(Use, bool)>,
    pub(super) common: Vec<String>,
    pub(super) fillers: Vec<String>,
    tasks: Vec<String>,
    negations: Vec<String>,
    pub(super) sorry: Vec<String>,
    pub(super) welcome: Vec<String>,
    pub(super) refusal: Vec<String>,
}

impl Matcher {
    fn new(cues: &'static Cues) -> Self {
        let mut texts = Vec::new();
        let mut patterns = Vec::new();
        for (role, list) in [
            (Use::Praise, cues.praise),
            (Use::Accept, cues.accept),
            (Use::Wrong, cues.wrong),
            (Use::WrongShort, cues.wrong_short),
            (Use::Correct, cues.correct),
            (Use::CorrectOpen, cues.correct_open),
            (Use::Doubt, cues.doubt),
            (Use::DoubtShort, cues.doubt_short),
            (Use::Rephrase, cues.rephrase),
            (Use::Refine, cues.refine),
            (Use::Mask, cues.masks),
        ] {
            for phrase in phrases(list) {
                texts.push(folded(phrase.trim_end_matches('*')));
                patterns.push((role, phrase.ends_with('*')));
            }
        }
        let words = |list| {
            let mut words: Vec<String> = phrases(list).map(folded).collect();
            words.sort_by_key(|word| std::cmp::Reverse(word.len()));
            words
        };
        Self {
            cues,
            // Building fails only for far more patterns than a phrase list holds; a test builds them all.
            automaton: AhoCorasick::new(&texts).ok(),
            patterns,
            common: words(cues.common),
            fillers: words(cues.fillers),
            tasks: words(cues.tasks),
            negations: words(cues.negations),
            sorry: words(cues.sorry),
            welcome: words(cues.welcome),
            refusal: words(cues.refusal),
        }
    }

    /// Every bounded phrase in the text.
    fn hits(&'static self, own: &Own) -> impl Iterator<Item = Hit> {
        let found = self
            .automaton
            .iter()
            .flat_map(|automaton| automaton.find_overlapping_iter(&own.text));
        found
            .filter(move |found| {
                let stem = self.patterns[found.pattern().as_usize()].1;
                self.stands_free(&own.text, found.start(), found.end(), stem)
            })
            .map(move |found| Hit {
                role: self.patterns[found.pattern().as_usize()].0,
                start: found.start(),
                end: found.end(),
                language: self,
            })
    }

    /// Whether a phrase is bounded as this script wants it.
    fn stands_free(&self, text: &str, start: usize, end: usize, stem: bool) -> bool {
        if !self.cues.script.spaced() {
            // Latin words inside ("error") are bounded all the same.
            let latin = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphabetic());
            return !(latin(text[..start].chars().next_back()) && latin(text[start..].chars().next())
                || latin(text[..end].chars().next_back()) && latin(text[end..].chars().next()));
        }
        let free_before = match text[..start].chars().next_back() {
            None => true,
            Some(letter) if !in_word(letter) => true,
            // One glued prefix letter ("and", "so", "the").
            Some(letter) => {
                let prefix = match self.cues.script {
                    Script::Arabic => "وفبلک",
                    Script::Hebrew => "והשכלב",
                    _ => "",
                };
                prefix.contains(letter)
                    && text[..start - letter.len_utf8()]
                        .chars()
                        .next_back()
                        .is_none_or(|letter| !in_word(letter))
            }
        };
        free_before && (stem || text[end..].chars().next().is_none_or(|letter| !in_word(letter)))
    }

    /// The text without the fillers it begins with.
    pub(super) fn without_fillers<'a>(&self, mut text: &'a str) -> &'a str {
        loop {
            text = text.trim_start_matches(|letter: char| !in_word(letter) && letter != super::text::OPAQUE);
            let Some(rest) = self.fillers.iter().find_map(|filler| self.after(text, filler)) else {
                return text;
            };
            text = rest;
        }
    }

    /// Whether the text opens with a task's verb.
    pub(super) fn opens_task(&self, text: &str) -> bool {
        self.tasks.iter().any(|task| self.after(text, task).is_some())
    }

    /// Whether a negation stands right before this place: at most two words lie between.
    pub(super) fn negated(&self, text: &str, start: usize) -> bool {
        const NEAR: usize = 30;
        let near = text[..start]
            .char_indices()
            .rev()
            .take(NEAR)
            .last()
            .map_or(start, |(place, _)| place);
        let before = text[near..start]
            .rsplit([',', '.', '\n', '!', '?'])
            .next()
            .unwrap_or("");
        let mut last = before.split_whitespace().rev().take(3);
        last.any(|word| self.negations.iter().any(|negation| negation == word))
    }

    fn after<'a>(&self, text: &'a str, word: &str) -> Option<&'a str> {
        let (word, stem) = word.strip_suffix('*').map_or((word, false), |word| (word, true));
        let rest = text.strip_prefix(word)?;
        let free =
            stem || !self.cues.script.spaced() || rest.chars().next().is_none_or(|letter| !in_word(letter));
        (free && !word.is_empty()).then_some(rest)
    }
}

/// Every phrase of these languages in a turn. One inside a strictly longer one gives way, whatever the languages:
/// "no" is not said in "no problem". Of equal ones all stay, as they may have several uses.
pub(super) fn hits(own: &Own, languages: &[&'static Matcher]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = languages.iter().flat_map(|language| language.hits(own)).collect();
    hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    let mut reach = (0, 0);
    hits.retain(|hit| {
        let gives_way = hit.end <= reach.1 && (hit.start, hit.end) != reach;
        if !gives_way {
            reach = (hit.start, hit.end);
        }
        !gives_way
    });
    hits
}

/// Letters, digits, marks of Indic scripts and apostrophes make words.
pub(super) fn in_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '\'' | '_' | '\u{900}'..='\u{963}' | '\u{980}'..='\u{9e3}')
}

/// The matchers for the languages that a turn may be written in; English always, as it is borrowed from everywhere.
pub(super) fn languages(own: &Own, prev_user: &str, lang: Option<&str>) -> Vec<&'static Matcher> {
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
    let counts: Vec<usize> = ALL
        .iter()
        .enumerate()
        .map(|(index, _)| common_words(index, &own.text))
        .collect();
    let few = own.text.split_whitespace().count() <= 5;
    let wider: Vec<usize> = if !few && counts.iter().all(|count| *count == 0) {
        let context = folded(&prev_user.chars().take(600).collect::<String>());
        ALL.iter()
            .enumerate()
            .map(|(index, _)| common_words(index, &context))
            .collect()
    } else {
        counts
    };
    let most = wider.iter().copied().max().unwrap_or(0);
    ALL.iter()
        .enumerate()
        .filter(|(index, cues)| {
            cues.lang == "en"
                || stated.as_deref() == Some(cues.lang)
                || match cues.script {
                    Script::Latin => {
                        let clear = most > 0 && wider[*index] * 10 < most * 7;
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
        })
        .map(|(index, _)| matcher(index))
        .collect()
}

/// The matchers of every language, for texts that need a look at their beginning only.
pub(super) fn every() -> impl Iterator<Item = &'static Matcher> {
    (0..ALL.len()).map(matcher)
}

fn matcher(index: usize) -> &'static Matcher {
    static MATCHERS: [OnceLock<Matcher>; ALL.len()] = [const { OnceLock::new() }; ALL.len()];
    MATCHERS[index].get_or_init(|| Matcher::new(ALL[index]))
}

/// How many of the first words are function words of this language.
fn common_words(index: usize, text: &str) -> usize {
    let common = &matcher(index).common;
    text.split(|letter| !in_word(letter))
        .filter(|word| !word.is_empty())
        .take(60)
        .filter(|word| common.iter().any(|c| c == word))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_builds() {
        for matcher in every() {
            assert!(matcher.automaton.is_some(), "{}", matcher.cues.lang);
        }
    }

    #[test]
    fn phrases_match_whole_words_and_longer_phrases_win() {
        for (text, expected) in [
            ("thanksgiving", vec![]),
            ("thanks in advance", vec![Use::Mask]),
            ("thanks", vec![Use::Praise]),
        ] {
            let own = Own::read(text);
            let found: Vec<Use> = hits(&own, &[matcher(0)]).iter().map(|hit| hit.role).collect();
            assert!(
                found
                    .iter()
                    .all(|role| expected.contains(role) || *role == Use::Mask),
                "{text}: {found:?}"
            );
            assert_eq!(found.is_empty() && expected.is_empty(), found.is_empty());
        }
    }
}
