//! The phrases by which people praise, complain, correct, doubt and ask again: one data file per language.
//!
//! In: nothing. Out: lists of phrases, and which languages a text may be written in.
//! Not here: what a phrase means at its place in a turn; `reply::decide` weighs that.
//!
//! Phrases are separated by `;`. A phrase matches whole words; a final `*` makes it a stem (`неправильн*`). Case, accents on Latin letters,
//! vowel points and width never matter: phrases and texts are folded alike (`reply::text::fold`).

mod ar;
mod bn;
mod de;
mod en;
mod es;
mod fa;
mod fr;
mod he;
mod hi;
mod id;
mod it;
mod ja;
mod ko;
mod nl;
mod pl;
mod pt;
mod ru;
mod th;
mod tr;
mod uk;
mod vi;
mod zh;

/// The single phrases of a list.
pub(super) fn phrases(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(';').map(str::trim).filter(|phrase| !phrase.is_empty())
}

/// The phrases of one language.
pub(super) struct Cues {
    /// ISO 639 code.
    pub(super) lang: &'static str,
    pub(super) script: Script,
    /// Words that may stand before what matters: "ok so", "please".
    pub(super) fillers: &'static str,
    /// Verbs that open a task; what follows them is the task's content, not feedback.
    pub(super) tasks: &'static str,
    /// Negations; praise right behind one is none.
    pub(super) negations: &'static str,
    /// Thanks and praise.
    pub(super) praise: &'static str,
    /// Words that praise only when they open a turn or stand alone.
    pub(super) accept: &'static str,
    /// Words that praise or blame where one of `pointers` says that they are about the reply: "that was a clever answer".
    pub(super) good: &'static str,
    pub(super) bad: &'static str,
    /// Words that point at the reply or at who gave it.
    pub(super) pointers: &'static str,
    /// Words by which a clause asks, with or without a question mark.
    pub(super) asks: &'static str,
    /// Makes a question about the reply a doubt: "is that really so?".
    pub(super) really: &'static str,
    /// Says that the reply is wrong.
    pub(super) wrong: &'static str,
    /// Says so only when it opens a clause or the turn is short.
    pub(super) wrong_short: &'static str,
    /// Says what was wanted, or what is right.
    pub(super) correct: &'static str,
    /// Opens a correction when more follows.
    pub(super) correct_open: &'static str,
    /// Doubts the reply or did not understand it.
    pub(super) doubt: &'static str,
    /// Does so only when it opens a clause or the turn is short.
    pub(super) doubt_short: &'static str,
    /// Announces the same question in other words.
    pub(super) rephrase: &'static str,
    /// Asks for another form of the same reply.
    pub(super) refine: &'static str,
    /// Contains a cue and means something else: "no problem", "thanks in advance".
    pub(super) masks: &'static str,
    /// How a model begins when it takes a complaint.
    pub(super) sorry: &'static str,
    /// How a model answers thanks.
    pub(super) welcome: &'static str,
    /// How a model declines.
    pub(super) refusal: &'static str,
}

/// How a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    /// Prefix letters may be glued to a word.
    Arabic,
    Hebrew,
    Devanagari,
    Bengali,
    /// No spaces between words: phrases match anywhere.
    Han,
    Japanese,
    Hangul,
    Thai,
}

impl Script {
    /// Whether spaces separate words, so that a phrase must begin and end with one.
    pub(super) fn spaced(self) -> bool {
        !matches!(self, Self::Han | Self::Japanese | Self::Hangul | Self::Thai)
    }

    /// Whether one language here has the script for itself.
    pub(super) fn alone(self) -> bool {
        !matches!(self, Self::Latin | Self::Cyrillic | Self::Arabic)
    }

    /// The script of a letter, as far as the languages here use it.
    pub(super) fn of(letter: char) -> Option<Self> {
        match letter {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(Self::Latin),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            '\u{590}'..='\u{5ff}' => Some(Self::Hebrew),
            '\u{600}'..='\u{6ff}' => Some(Self::Arabic),
            '\u{900}'..='\u{97f}' => Some(Self::Devanagari),
            '\u{980}'..='\u{9ff}' => Some(Self::Bengali),
            '\u{e00}'..='\u{e7f}' => Some(Self::Thai),
            '\u{3040}'..='\u{30ff}' => Some(Self::Japanese),
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => Some(Self::Han),
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => Some(Self::Hangul),
            _ => None,
        }
    }
}

/// Every language, English first.
pub(super) static ALL: [&Cues; 22] = [
    &en::CUES,
    &es::CUES,
    &fr::CUES,
    &de::CUES,
    &pt::CUES,
    &it::CUES,
    &nl::CUES,
    &pl::CUES,
    &tr::CUES,
    &vi::CUES,
    &id::CUES,
    &ru::CUES,
    &uk::CUES,
    &ar::CUES,
    &fa::CUES,
    &he::CUES,
    &hi::CUES,
    &bn::CUES,
    &zh::CUES,
    &ja::CUES,
    &ko::CUES,
    &th::CUES,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_language_has_every_kind_of_phrase_that_feedback_needs() {
        let mut seen = BTreeSet::new();
        for cues in ALL {
            assert!(seen.insert(cues.lang), "{} stands twice", cues.lang);
            for (what, list) in [
                ("praise", cues.praise),
                ("wrong", cues.wrong),
                ("correct", cues.correct),
                ("doubt", cues.doubt),
                ("rephrase", cues.rephrase),
                ("tasks", cues.tasks),
                ("sorry", cues.sorry),
                ("welcome", cues.welcome),
            ] {
                assert!(phrases(list).next().is_some(), "{} has no {what}", cues.lang);
            }
        }
    }
}
