//! Whether messages are in the language that the record says.
//!
//! In: a record. Out: how many letters stand in messages whose text is clearly in another language than declared. Readers filter by
//! this column, so a wrong one is worse than none. Where the text leaves it open, the declaration counts.

use shared::language::Guess;
use shared::record::Record;

/// Messages longer than this many characters are judged: fewer say too little.
const ENOUGH: usize = 40;

/// How much of a record was looked at, and how much contradicts what is declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    pub judged: usize,
    pub contradicted: usize,
}

impl Agreement {
    /// Whether more than a quarter of what could be judged is in another language.
    #[must_use]
    pub fn is_doubtful(self) -> bool {
        self.contradicted * 4 > self.judged
    }
}

/// Compares what is declared with what is found.
#[must_use]
pub fn agreement(record: &Record) -> Agreement {
    let mut agreement = Agreement::default();
    for message in &record.messages {
        let Some(declared) = &message.lang else { continue };
        let length = message.text.chars().take(1_000).count();
        if length < ENOUGH {
            continue;
        }
        let guess = Guess::of(&message.text);
        let Some(found) = guess.clear() else { continue };
        // `pt-BR` is declared where `pt` is found.
        let declared = declared.split('-').next().unwrap_or_default();
        agreement.judged += length;
        if found != declared && !guess.may_be(declared) {
            agreement.contradicted += length;
        }
    }
    agreement
}
