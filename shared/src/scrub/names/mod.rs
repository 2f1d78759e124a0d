//! Names of people without any cue beside them: a list of fingerprints and a linear model over hashed features.
//!
//! In: a text. Out: findings of type `PERSON`. Deliberately not here: names by cues alone (`rules::person`), and finding a
//! name again in other messages (`find::Known`). Linear in the text; `README.md` says what the model was made from.

mod features;
mod fold;
mod spans;
mod table;
mod tokens;

use std::ops::Range;
use std::sync::OnceLock;

use self::features::Particles;
use self::table::Table;
use super::{Finding, PiiType};

/// The model, as `scripts/train-names` wrote it.
static FILE: &[u8] = include_bytes!("names.bin");
/// The rule id of what the tagger finds.
pub(crate) const TAGGED: &str = "person.tagged";
/// How often such a finding is a name.
const CONFIDENCE: f64 = 0.76;

struct Tagger {
    table: Table,
    particles: Particles,
}

fn tagger() -> &'static Tagger {
    static TAGGER: OnceLock<Tagger> = OnceLock::new();
    TAGGER.get_or_init(|| Tagger {
        table: Table::read(FILE).expect("the test over the file reads it"),
        particles: Particles::new(),
    })
}

/// The names in some stretches of a text, which are sorted and apart.
pub(crate) fn candidates(text: &str, stretches: &[Range<usize>]) -> Vec<Finding> {
    let Tagger { table, particles } = tagger();
    let mut found = vec![];
    let mut buckets = Vec::with_capacity(64);
    for stretch in stretches {
        let words = tokens::words(text, widened(text, stretch), table);
        let scores: Vec<i32> = (0..words.len())
            .map(|index| {
                let word = &words[index];
                let asked =
                    features::is_candidate(word) && !particles.has(word) && !features::is_famous(word);
                if asked {
                    features::score(text, &words, index, table, &mut buckets)
                } else {
                    i32::MIN
                }
            })
            .collect();
        let names = spans::names(text, &words, &scores, table, particles);
        // At the edges too little is seen.
        let seen = names
            .into_iter()
            .filter(|name| stretch.start <= name.start && name.end <= stretch.end);
        found.extend(seen.map(finding));
    }
    found
}

fn finding(place: Range<usize>) -> Finding {
    Finding {
        start: place.start,
        end: place.end,
        kind: PiiType::Person,
        rule: TAGGED,
        confidence: CONFIDENCE,
    }
}

/// Where the tagger and a rule see the same person, what both see together is one name, as sure as the surer. What a greeting or a
/// title pointed at and is no participant's name is left out.
pub(crate) fn join(text: &str, found: &mut Vec<Finding>) {
    let mut persons = vec![];
    found.retain(|finding| {
        let taken = finding.kind == PiiType::Person;
        if taken && !(POINTED.contains(&finding.rule) && is_no_participant(&text[finding.start..finding.end]))
        {
            persons.push(finding.clone());
        }
        !taken
    });
    let others = found.len();
    persons.sort_by_key(|finding| (finding.start, finding.end));
    for finding in persons {
        let last = if found.len() > others {
            found.last_mut()
        } else {
            None
        };
        match last {
            Some(last) if finding.start < last.end && (last.rule == TAGGED || finding.rule == TAGGED) => {
                last.end = last.end.max(finding.end);
                if finding.confidence > last.confidence {
                    (last.confidence, last.rule) = (finding.confidence, finding.rule);
                }
            }
            _ => found.push(finding),
        }
    }
}

/// Rules that believe a word before a name more than the name.
const POINTED: [&str; 5] = [
    "person.greeting",
    "person.title",
    "person.told",
    "person.told-lower",
    "person.arabic",
];

/// Whether a name is only of titles and the like, or of someone everyone talks about.
fn is_no_participant(name: &str) -> bool {
    let table = &tagger().table;
    let words = tokens::words(name, 0..name.len(), table);
    words.iter().all(|word| word.flags & table::NEVER == table::NEVER) || spans::is_well_known(&words, table)
}

/// A stretch that cuts no word: on to the next blanks, but not far.
fn widened(text: &str, stretch: &Range<usize>) -> Range<usize> {
    const FAR: usize = 64;
    let bytes = text.as_bytes();
    let mut start = stretch.start.min(text.len());
    while start > 0 && stretch.start - start < FAR && !bytes[start - 1].is_ascii_whitespace() {
        start -= 1;
    }
    let mut end = stretch.end.min(text.len());
    while end < text.len() && end - stretch.end < FAR && !bytes[end].is_ascii_whitespace() {
        end += 1;
    }
    tokens::ceiling(text, start)..tokens::ceiling(text, end)
}

#[cfg(test)]
mod tests;
