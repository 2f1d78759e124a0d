//! Names of people without any cue beside them: a list of fingerprints and a linear model over hashed features.
//!
//! In: a text. Out: findings of type `PERSON`. Deliberately not here: names by cues alone (`rules::person`), and finding a
//! name again in other messages (`find::Known`). Linear in the text; `README.md` says what the model was made from.

mod company;
mod features;
mod fold;
pub(crate) mod forms;
mod han;
mod spans;
mod subject;
mod table;
mod tokens;
mod turns;

use std::ops::Range;
use std::sync::OnceLock;

pub(crate) use self::spans::touches_code;

use self::features::Particles;
use self::table::Table;
use super::{Finding, PiiType};

/// The model, as `scripts/train-names` wrote it. The extension has it as a file of its own, which it reads at its start (`learn`).
#[cfg(any(test, not(target_family = "wasm")))]
static FILE: &[u8] = include_bytes!("names.bin");
/// The rule id of what the tagger finds.
pub(crate) const TAGGED: &str = "person.tagged";
/// How often such a finding is a name.
const CONFIDENCE: f64 = 0.76;

struct Tagger {
    table: Table,
    particles: Particles,
}

static TAGGER: OnceLock<Tagger> = OnceLock::new();

impl Tagger {
    fn new(table: Table) -> Self {
        Self {
            table,
            particles: Particles::new(),
        }
    }
}

#[cfg(not(target_family = "wasm"))]
fn tagger() -> &'static Tagger {
    TAGGER.get_or_init(|| Tagger::new(Table::read(FILE).expect("the test over the file reads it")))
}

/// Without its model the tagger would find nothing, and nobody would notice.
#[cfg(target_family = "wasm")]
fn tagger() -> &'static Tagger {
    TAGGER
        .get()
        .expect("names are learnt before anything is scrubbed")
}

/// Takes the model, where it is not part of the program; says whether it is one.
#[cfg(target_family = "wasm")]
#[must_use]
pub fn learn(file: &[u8]) -> bool {
    let Some(table) = Table::read(file) else {
        return false;
    };
    TAGGER.get_or_init(|| Tagger::new(table));
    true
}

/// The names in some stretches of a text, which are sorted and apart.
pub(crate) fn candidates(text: &str, stretches: &[Range<usize>]) -> Vec<Finding> {
    leniently(text, stretches, 0)
}

/// As `candidates`, with every word's score so much better than it is: what is found more is not to be taken out, but looked at.
pub(crate) fn leniently(text: &str, stretches: &[Range<usize>], lenience: i32) -> Vec<Finding> {
    let Tagger { table, particles } = tagger();
    let mut found = vec![];
    let (mut words, mut scores, mut buckets) = (vec![], vec![], Vec::with_capacity(64));
    for stretch in stretches {
        let around = widened(text, stretch);
        let mut from = around.start;
        while from < around.end {
            let piece = from..piece_end(text, from, around.end);
            from = piece.end;
            tokens::read(text, piece.clone(), table, &mut words);
            scores.clear();
            scores.extend(words.iter().enumerate().map(|(index, word)| {
                let asked =
                    features::is_candidate(word) && !particles.has(word) && !features::is_famous(word);
                if asked {
                    features::score(text, &words, index, table).saturating_add(lenience)
                } else {
                    i32::MIN
                }
            }));
            let mut names = spans::names(text, &words, &scores, table, particles);
            names.extend(han::names(text, piece, table, &mut buckets));
            // At the edges too little is seen.
            let seen = names
                .into_iter()
                .filter(|name| stretch.start <= name.start && name.end <= stretch.end);
            found.extend(seen.map(finding));
        }
        if *stretch == (0..text.len()) {
            found.extend(turns::speakers(text, table).into_iter().map(finding));
        }
    }
    found
}

/// Bytes read at once: few enough to stay in the cache.
const PIECE: usize = 1 << 14;

/// Where a piece ends that begins at `from`: at the end of a line, or of a word if the line is long.
fn piece_end(text: &str, from: usize, end: usize) -> usize {
    let most = from + PIECE;
    if most >= end {
        return end;
    }
    let bytes = &text.as_bytes()[from..most];
    let cut = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .or_else(|| bytes.iter().rposition(|byte| *byte == b' '));
    cut.map_or_else(|| tokens::ceiling(text, most), |place| from + place + 1)
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
        if taken {
            let pointed = POINTED.contains(&finding.rule);
            let place = finding.start..finding.end;
            if let Some(place) = if pointed {
                participant(text, place)
            } else {
                Some(place)
            } {
                persons.push(Finding {
                    start: place.start,
                    end: place.end,
                    ..finding.clone()
                });
            }
        }
        !taken
    });
    persons.extend(signed_off(text));
    persons.extend(company::present(text).into_iter().map(finding));
    let addressed = found.iter().filter(|other| other.kind == PiiType::Address);
    persons.extend(
        addressed
            .filter_map(|address| company::addressed(text, address.start))
            .map(finding),
    );
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
                // "Soy Ana" at the beginning of a sentence: the rule knows which word says that a name follows.
                if finding.rule.starts_with("person.introduction") {
                    last.start = finding.start;
                }
                last.end = last.end.max(finding.end);
                if finding.confidence > last.confidence {
                    (last.confidence, last.rule) = (finding.confidence, finding.rule);
                }
            }
            _ => found.push(finding),
        }
    }
}

/// The initials on the last line of a text, behind a dash: `– MK`.
fn signed_off(text: &str) -> Option<Finding> {
    let text = text.trim_end();
    let start = text.rfind('\n')? + 1;
    let line = &text[start..];
    let initials = line.strip_prefix(['-', '–', '—', '~'])?.trim_start();
    super::rules::are_initials(initials).then(|| Finding {
        rule: "person.initials",
        ..finding(start + line.len() - initials.len()..text.len())
    })
}

/// Rules that believe a word before a name more than the name.
const POINTED: [&str; 6] = [
    "person.hindi",
    "person.greeting",
    "person.title",
    "person.told",
    "person.told-lower",
    "person.arabic",
];

/// What is left of a name without the titles and the like at its ends; nothing of someone everyone talks about.
fn participant(text: &str, place: Range<usize>) -> Option<Range<usize>> {
    let table = &tagger().table;
    let words: Vec<_> = tokens::words(text, place.clone(), table)
        .into_iter()
        .map(|word| (word, word.flags & table::NEVER == table::NEVER))
        .collect();
    let Some(first) = words.iter().position(|(_, never)| !never) else {
        // Scripts without spaces give no words; what gives only titles is no name.
        return words.is_empty().then_some(place);
    };
    // In a script without capitals a pattern takes words that follow a name.
    let uncased = |word: &tokens::Word| word.shape == tokens::Shape::Uncased;
    let cut = words[first..]
        .iter()
        .position(|(word, never)| *never && uncased(word))
        .map_or(words.len(), |place| first + place);
    let last = words[..cut].iter().rposition(|(_, never)| !never)?;
    let start = if first > 0 {
        words[first].0.start
    } else {
        place.start
    };
    let end = if last + 1 < words.len() {
        words[last].0.end
    } else {
        place.end
    };
    let words: Vec<_> = words.into_iter().map(|(word, _)| word).collect();
    (!spans::is_well_known(&words, 0..words.len(), table)).then_some(start..end)
}

/// Whether a word is an everyday one, a place or a title, also if it is a name too.
pub(crate) fn is_word(word: &str) -> bool {
    tagger().table.flags(fold::mix(fold::hash(word))) & (table::COMMON | table::THING) != 0
}

/// Whether a word says nothing alone, although it may be part of a name: an everyday word, a title, a place.
pub(crate) fn is_everyday(word: &str) -> bool {
    let flags = tagger().table.flags(fold::mix(fold::hash(word)));
    flags & table::NEVER == table::NEVER
        || flags & (table::COMMON | table::THING | table::KNOWN) != 0
            && flags & (table::GIVEN | table::FAMILY) == 0
}

/// Whether a word is in the lists as a family name only: in small letters it is mostly the word it was made of.
pub(crate) fn is_family_only(word: &str) -> bool {
    let flags = tagger().table.flags(fold::mix(fold::hash(word)));
    flags & (table::FAMILY | table::CENSUS_FAMILY) != 0 && flags & (table::GIVEN | table::CENSUS_GIVEN) == 0
}

/// Whether the whole of a short text can be a person's name: it begins with a given name of the lists, or ends with one behind a
/// comma, or it is unspaced and begins with a family name.
pub(crate) fn could_be_a_persons(value: &str) -> bool {
    let flags = |word: &str| tagger().table.flags(fold::mix(fold::hash(word)));
    let listed = |word: &str| {
        let flags = flags(word);
        flags & (table::GIVEN | table::CENSUS_GIVEN) != 0
            && (flags & (table::COMMON | table::THING) == 0 || flags & table::GIVEN != 0)
    };
    let words: Vec<&str> = value
        .split([' ', ',', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    let unspaced = value.chars().next().is_some_and(tokens::is_unspaced);
    if unspaced {
        let first = value.chars().next().map_or(0, char::len_utf8);
        return (2..=6).contains(&value.chars().count())
            && (!unspaced_parts(value).is_empty()
                || flags(&value[..first]) & (table::FAMILY | table::BEGINS) != 0);
    }
    let capital = |word: &&str| word.chars().next().is_some_and(|first| !first.is_lowercase());
    (1..=4).contains(&words.len())
        && words.iter().all(capital)
        && (listed(words[0]) || words.last().is_some_and(|last| words.len() > 1 && listed(last)))
}

/// The family name at the front of a Japanese name that is written without a blank, and the given name at the end of a Chinese one
/// of three letters: so they come back alone.
pub(crate) fn unspaced_parts(name: &str) -> Vec<&str> {
    let table = &tagger().table;
    let places: Vec<usize> = name.char_indices().map(|(place, _)| place).collect();
    if !(3..=6).contains(&places.len()) || !name.chars().all(tokens::is_unspaced) {
        return vec![];
    }
    let known = |part: &str, flag: u16| table.flags(fold::mix(fold::hash(part))) & flag != 0;
    let (family, given) = (&name[..places[2]], &name[places[1]..]);
    if known(family, table::CENSUS_FAMILY) {
        vec![family]
    } else if places.len() == 3
        && known(&name[..places[1]], table::FAMILY)
        && !is_word(given)
        && !han::is_title(given)
    {
        vec![given]
    } else {
        vec![]
    }
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
