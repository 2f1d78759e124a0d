//! Which languages a turn may be written in.
//!
//! In: a turn. What is stated, what the turn's words say, and where these are too few, what stands around it.
//! Out: a set of languages, never empty: English always, as it is borrowed from everywhere.

use super::Turn;
use crate::feedback::cues::{ALL, Cues, Script};
use crate::language::{self, Guess};

/// A set of languages, by their places in `ALL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Languages(u32);

impl Languages {
    pub(super) const ALL: Self = Self(u32::MAX);
    /// English stands first.
    pub(super) const ENGLISH: Self = Self(1);

    pub(super) fn has(self, language: usize) -> bool {
        self.0 >> language & 1 == 1
    }

    /// Whether this is a function word of one of them.
    pub(super) fn common(self, word: &str) -> bool {
        language::with_word(word).any(|code| place(code).is_some_and(|place| self.has(place)))
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
pub(super) fn languages(turn: &Turn<'_>) -> Languages {
    let scripts = Scripts::of(turn.user);
    let stated = turn
        .lang
        .and_then(|lang| place(&lang.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase()));
    if let Some(stated) = stated.filter(|stated| scripts.has(ALL[*stated].script)) {
        return Languages(Languages::ENGLISH.0 | 1 << stated);
    }
    let guess = Guess::of(beginning(turn.user, 400));
    let near = near(&guess, scripts);
    let several = near.0.count_ones() > 1;
    // Too few words to tell: as the request before, or the reply, if it may be.
    let around = several
        .then(|| {
            [turn.prev_user, turn.prev_assistant]
                .into_iter()
                .filter_map(|text| Guess::of(beginning(text, 160)).clear().and_then(place))
                .find(|place| {
                    near.has(*place) && guess.votes(ALL[*place].lang).is_none_or(|votes| votes >= 0.0)
                })
        })
        .flatten();
    Languages(Languages::ENGLISH.0 | around.map_or(near.0, |place| 1 << place))
}

/// The languages whose words are worth a look: none has twice the votes.
fn near(guess: &Guess, scripts: Scripts) -> Languages {
    /// So many votes are no chance.
    const FOREIGN: f32 = 5.0;
    let votes = |cues: &Cues| guess.votes(cues.lang);
    let most = ALL.iter().filter_map(|cues| votes(cues)).fold(0.0, f32::max);
    if guess.most() >= FOREIGN.max(2.0 * most) {
        return Languages(0);
    }
    let possible = ALL.iter().enumerate().filter(|(_, cues)| match votes(cues) {
        Some(votes) => most < 1.0 || votes * 2.0 >= most,
        // The bits of another script in the turn.
        None => cues.script.alone() && scripts.has(cues.script),
    });
    Languages(possible.fold(0, |set, (index, _)| set | 1 << index))
}

fn place(code: &str) -> Option<usize> {
    ALL.iter().position(|cues| cues.lang == code)
}

/// The scripts of a text.
#[derive(Clone, Copy)]
struct Scripts(u16);

impl Scripts {
    fn of(text: &str) -> Self {
        let scripts = beginning(text, 2_000).chars().filter_map(Script::of);
        Self(scripts.fold(0, |set, script| set | 1 << script as u16))
    }

    fn has(self, script: Script) -> bool {
        self.0 >> script as u16 & 1 == 1 || script == Script::Japanese && self.has(Script::Han)
    }
}

/// The beginning says enough, and reading no more keeps this fast.
fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
