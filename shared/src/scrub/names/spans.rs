//! From tagged words to names: which words belong together, and who is only talked about.
//!
//! In: a text, its words, a score for each word that could be a name. Out: the places of names. A well-known name (`KNOWN`, `PHRASE`)
//! is no participant's; what touches code is none either.

use std::ops::Range;

use super::features::{self, Particles};
use super::table::{self, Table};
use super::tokens::{Gap, Shape, Word};

/// What a word must reach for a name to be looked for around it.
const SEED: i32 = -40;
/// What a word beside a tagged one must reach to belong to its name; in the unit of the weights, 52 to a logit.
const ATTACHED: i32 = -50;
/// What two and more words together must reach on average, a word alone, one in small letters or words that are in no list.
const SEVERAL: i32 = -60;
const ALONE: i32 = -5;
/// A word alone that is a common given name.
const GIVEN_ALONE: i32 = -30;
const SMALL: i32 = 85;
/// What words that are in no list must reach.
const UNLISTED: i32 = 25;
/// What it counts that a given name stands before a family name.
const PAIRED: i32 = 60;
/// What a word alone must reach that is an everyday word or a place too, or no given name.
const UNLIKELY: i32 = 62;
/// The same where no capital helps, where the family name is that of someone well known,
/// or where all words are everyday ones.
const RARELY: i32 = 240;
/// How much more a word alone must reach that opens a sentence.
const OPENING: i32 = 25;
/// The same for a word that is the name of someone everyone talks about.
const TALKED: i32 = 285;
/// The same for several words of a script without capitals of which none is everyday.
const STRANGE: i32 = 100;
/// What each word must reach beside a name in a list of names.
const COMPANY: i32 = -130;
/// How much more a name must reach among words of software; twice that alone among many.
const OF_TRADE: i32 = 42;
/// Among so many, a full name behind "by" is that of an author.
const AUTHORED: usize = 4;
/// Most words of a name.
const LONGEST: usize = 7;

/// The names in `text`, given the words and the score of each that could be one (`i32::MIN` for the rest).
pub(crate) fn names(
    text: &str,
    words: &[Word],
    scores: &[i32],
    table: &Table,
    particles: &Particles,
) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut at = 0;
    while at < words.len() {
        if scores[at] <= SEED || is_weak_seed(&words[at]) {
            at += 1;
            continue;
        }
        let mut first = at;
        while first > 0 && at - first < 4 {
            let particled = (1..=2)
                .take_while(|back| {
                    first > *back
                        && particles.has(&words[first - back])
                        && features::is_joined(&words[first - back + 1])
                })
                .count();
            let previous = first - 1 - particled.min(first - 1);
            if joins(&words[previous + 1], &words[previous]) && attaches(words, scores, previous) {
                first = previous;
            } else {
                break;
            }
        }
        let mut last = at;
        while last + 1 < words.len() && last - first < LONGEST {
            let particled = (1..=2)
                .take_while(|ahead| {
                    words
                        .get(last + ahead)
                        .is_some_and(|word| particles.has(word) && features::is_joined(word))
                })
                .count();
            let next = last + 1 + particled;
            let Some(word) = words.get(next) else { break };
            if joins(word, &words[next - 1]) && attaches(words, scores, next) {
                last = next;
            } else {
                break;
            }
        }
        // An everyday word that opens a sentence: `Call Maria`.
        while first < last && words[first].flags & table::COMMON != 0 && words[first].flags & table::NAME == 0
        {
            first += 1;
        }
        if is_believed(text, words, scores, first..last + 1, table) {
            let mut from = first;
            // `van der Berg`, `al-Hassan`: the particle is part of what follows it.
            while from > 0
                && first - from < 2
                && particles.has(&words[from - 1])
                && features::is_joined(&words[from])
                && words[from - 1].shape == Shape::Title
            {
                from -= 1;
            }
            last = family_behind(text, words, last, particles);
            found.push(words[from].start..words[last].end);
        }
        at = last + 1;
    }
    let listed = beside_names(text, words, scores, &found);
    found.extend(listed);
    found
}

/// The last word of a name in small letters: the model is hardly asked about family names there, because they are mostly the words they
/// were made of, but behind a given name that is believed they are what they seem.
fn family_behind(text: &str, words: &[Word], last: usize, particles: &Particles) -> usize {
    if words[last].shape != Shape::Lower {
        return last;
    }
    let particled = (1..=2)
        .take_while(|ahead| {
            words
                .get(last + ahead)
                .is_some_and(|word| particles.has(word) && features::is_joined(word))
        })
        .count();
    let next = last + 1 + particled;
    let Some(word) = words.get(next) else { return last };
    let value = &text[word.start..word.end];
    let listed = word.flags & (table::FAMILY | table::CENSUS_FAMILY) != 0;
    let formed = word.length >= 6 && FAMILY_ENDS.iter().any(|end| value.ends_with(end));
    let hyphened = word.gap == Gap::Hyphen && particled == 0;
    let fits = matches!(word.gap, Gap::Space | Gap::Hyphen)
        && word.shape == Shape::Lower
        && word.length >= 3
        && word.flags & (table::COMMON | table::THING) == 0
        && (listed || formed || hyphened);
    if !fits {
        return last;
    }
    // `ostrowska-rej`
    let double = words
        .get(next + 1)
        .is_some_and(|word| word.gap == Gap::Hyphen && word.shape == Shape::Lower && word.length >= 3);
    next + usize::from(double)
}

/// How family names end that hardly anything else does.
const FAMILY_ENDS: [&str; 40] = [
    "ski",
    "ska",
    "cki",
    "cka",
    "wicz",
    "czyk",
    "ová",
    "enko",
    "ović",
    "ovic",
    "evic",
    "yan",
    "idis",
    "poulos",
    "sson",
    "dottir",
    "mann",
    "stein",
    "meier",
    "maier",
    "mayer",
    "bauer",
    "hoff",
    "dorf",
    "elli",
    "etti",
    "ucci",
    "acci",
    "oglu",
    "oğlu",
    "ский",
    "ская",
    "ова",
    "ева",
    "енко",
    "ович",
    "янц",
    "швили",
    "дзе",
    "айте",
];

/// The names in lists of names: two and more capitalised words, none of them everyday ones, that a comma sets apart from a name.
fn beside_names(text: &str, words: &[Word], scores: &[i32], names: &[Range<usize>]) -> Vec<Range<usize>> {
    let unlike = |word: &Word, score: i32| {
        word.shape != Shape::Title && word.shape != Shape::Initial
            || word.flags & (table::COMMON | table::THING | table::KNOWN) != 0
            || score < COMPANY
    };
    let mut found = vec![];
    for name in names {
        let Ok(first) = words.binary_search_by_key(&name.start, |word| word.start) else {
            continue;
        };
        let last = words.partition_point(|word| word.end <= name.end) - 1;
        if first == last {
            continue;
        }
        // Behind it, and before it.
        if let Some(next) = words.get(last + 1).filter(|word| word.gap == Gap::Comma) {
            let run = (last + 1..words.len())
                .take_while(|at| *at == last + 1 || features::is_joined(&words[*at]))
                .take(4)
                .take_while(|at| !unlike(&words[*at], scores[*at]))
                .count();
            let end = last + 1 + run;
            let whole = words.get(end).is_none_or(|word| !features::is_joined(word));
            if (2..=3).contains(&run) && whole && !touches_code(text, next.start, words[end - 1].end) {
                found.push(next.start..words[end - 1].end);
            }
        }
        if words[first].gap == Gap::Comma {
            let mut from = first;
            while from > 0
                && first - from < 4
                && !unlike(&words[from - 1], scores[from - 1])
                && (from == first || features::is_joined(&words[from]))
            {
                from -= 1;
            }
            let run = first - from;
            let whole = from == 0 || run == 0 || !features::is_joined(&words[from]);
            if (2..=3).contains(&run) && whole && !touches_code(text, words[from].start, words[first - 1].end)
            {
                found.push(words[from].start..words[first - 1].end);
            }
        }
    }
    found.retain(|one| {
        names
            .iter()
            .all(|name| name.end <= one.start || one.end <= name.start)
    });
    found
}

/// Whether a word is no reason to look for a name around it: a family name in small letters is mostly the word it was made of
/// (`hammer`, `baker`).
fn is_weak_seed(word: &Word) -> bool {
    word.shape == Shape::Lower && word.flags & (table::GIVEN | table::CENSUS_GIVEN) == 0
}

fn joins(after: &Word, before: &Word) -> bool {
    features::is_joined(after) || after.gap == Gap::Stop && before.shape == Shape::Initial
}

fn attaches(words: &[Word], scores: &[i32], index: usize) -> bool {
    let famous = words[index].flags & table::NEVER == table::KNOWN
        && matches!(words[index].shape, Shape::Title | Shape::Uncased);
    scores[index] > ATTACHED || famous
}

/// Whether words that belong together are a participant's name.
fn is_believed(text: &str, words: &[Word], scores: &[i32], range: Range<usize>, table: &Table) -> bool {
    let parts = &words[range.clone()];
    let (first, last) = (&parts[0], &parts[parts.len() - 1]);
    let tagged: Vec<i32> = scores[range.clone()]
        .iter()
        .copied()
        .filter(|score| *score > ATTACHED)
        .collect();
    let sum: i32 = tagged.iter().map(|score| (*score).min(300)).sum();
    let mean = sum / tagged.len().max(1) as i32;
    // A listed given name before a listed family name needs no context.
    let plain = |word: &Word| word.flags & (table::COMMON | table::THING | table::KNOWN) == 0;
    let paired = first.flags & (table::GIVEN | table::CENSUS_GIVEN) != 0
        && last.flags & (table::FAMILY | table::CENSUS_FAMILY) != 0
        && parts.len() > 1
        && plain(first)
        && plain(last);
    let mean = mean + if paired { PAIRED } else { 0 };
    let lone = parts.iter().filter(|word| word.shape != Shape::Initial).count() == 1;
    let any = |flag: u16| parts.iter().any(|word| word.flags & flag != 0);
    let small = parts
        .iter()
        .any(|word| word.shape == Shape::Lower && word.length > 3);
    let talked = any(table::KNOWN) || matches!(first.shape, Shape::Upper | Shape::Mixed);
    let everyday = parts.iter().all(|word| {
        word.flags & (table::COMMON | table::THING) != 0 && word.flags & (table::GIVEN | table::FAMILY) == 0
    });
    // Without capitals a name must be in a list that is not one of everyday words.
    let uncased = parts.iter().all(|word| word.shape == Shape::Uncased);
    let unlisted = !parts.iter().any(|word| word.flags & table::NAME != 0);
    let sure = |word: &Word| word.flags & table::NAME != 0 && word.flags & table::COMMON == 0;
    let strange = uncased && !parts.iter().any(sure);
    let everyday = everyday || strange && (lone || any(table::COMMON));
    let enough = if lone && (any(table::KNOWN) || everyday) {
        TALKED
    } else if everyday || lone && (talked || first.shape == Shape::Uncased && any(table::COMMON)) {
        RARELY
    } else if lone
        && (any(table::COMMON | table::THING | table::KNOWN) || !any(table::GIVEN | table::CENSUS_GIVEN))
    {
        UNLIKELY
    } else if strange {
        STRANGE
    } else if small {
        SMALL
    } else if unlisted {
        UNLISTED
    } else if lone && any(table::GIVEN) {
        GIVEN_ALONE
    } else if lone {
        ALONE
    } else {
        SEVERAL
    };
    // `Led Zeppelin`, `Żelazowej Woli`: what stands beside it with a capital is no name, so both are something else.
    let beside = |word: Option<&Word>, gap: Option<&Word>| {
        gap.is_some_and(|gap| gap.gap == Gap::Space)
            && word.is_some_and(|word| {
                matches!(word.shape, Shape::Title | Shape::Mixed)
                    && word.flags & (table::COMMON | table::NEVER) == 0
                    && !is_opening(word)
            })
    };
    // `GNU Compiler Collectie`: the end of a title.
    let titled = range.start > 0 && first.gap == Gap::Space && !any(table::GIVEN | table::CENSUS_GIVEN) && {
        let before = &words[range.start - 1];
        matches!(before.shape, Shape::Title | Shape::Upper | Shape::Mixed)
            && before.flags & table::NEVER != table::NEVER
            && before.length > 1
            && !is_opening(before)
    };
    let halved = lone
        && (titled
            || beside(range.start.checked_sub(1).map(|at| &words[at]), Some(first))
            || beside(words.get(range.end), words.get(range.end)));
    // In a program, a word alone is one of its own.
    let enough = if halved || lone && super::super::rules::is_code(line(text, first.start, last.end)) {
        enough.max(RARELY)
    } else {
        enough
    };
    if mean <= enough {
        return false;
    }
    // Among words of software, a name alone is a program's and a full one its author's, unless much speaks for it.
    let trade = super::subject::technical(words, range.start, range.end - 1);
    let enough = enough
        + match (trade, lone) {
            (4.., true) => 2 * OF_TRADE,
            (2.., true) | (3.., false) => OF_TRADE,
            _ => 0,
        };
    if super::subject::is_thing(words, range.start, range.end - 1) {
        return false;
    }
    if trade >= AUTHORED && range.start > 0 && !lone && super::subject::is_by(&words[range.start - 1]) {
        return false;
    }
    // A word that opens a sentence has its capital from there.
    let opens = is_opening(first) || text[..first.start].ends_with(['¿', '¡']);
    let enough = enough + if lone && opens { OPENING } else { 0 };
    // `Marble Marble`
    let doubled = parts.len() == 2 && first.hash == last.hash;
    if doubled || mean <= enough || parts.iter().all(|word| word.shape == Shape::Initial) {
        return false;
    }
    // `Sainte-Hélène`, `Maria-Theresien-Straße`: half of a compound.
    let compound =
        range.start > 0 && first.gap == Gap::Hyphen && words[range.start - 1].shape == Shape::Title
            || words
                .get(range.end)
                .is_some_and(|word| word.gap == Gap::Hyphen && word.shape == Shape::Title);
    // `yue-Hans`, `roberta-base`: a part of a code.
    let coded = lone
        && (range.start > 0
            && first.gap == Gap::Hyphen
            && matches!(words[range.start - 1].shape, Shape::Lower | Shape::Other)
            || last.shape == Shape::Lower
                && words.get(range.end).is_some_and(|word| {
                    word.gap == Gap::Hyphen && matches!(word.shape, Shape::Lower | Shape::Other)
                }));
    let quoted = text[..first.start].ends_with(['«', '„']) && lone;
    if compound
        || coded
        || quoted
        || lone && is_listed_literal(text, first.start, last.end)
        || touches_code(text, first.start, last.end) && (lone || !text[last.end..].starts_with('@'))
    {
        return false;
    }
    // `Golden Gate Bridge`, `Penguin Books`
    let thing = |word: &Word| {
        word.flags & table::NEVER != table::NEVER
            && word.flags & table::THING != 0
            && word.flags & (table::NAME & !table::CENSUS_GIVEN) == 0
    };
    let behind = words
        .get(range.end)
        .filter(|word| features::is_joined(word) && word.shape == Shape::Title);
    if thing(last) || behind.is_some_and(thing) {
        return false;
    }
    // Two words on either side may belong to it: `Johann Sebastian` Bach.
    let (from, to) = (range.start.saturating_sub(2), (range.end + 2).min(words.len()));
    if is_well_known(&words[from..to], range.start - from..range.end - from, table) {
        return false;
    }
    // `A. Einstein`
    let famous = parts.iter().any(features::is_famous);
    !famous
        || parts
            .iter()
            .any(|word| !features::is_famous(word) && word.shape != Shape::Initial)
}

/// Whether a word begins a sentence or a line, where every word has a capital.
fn is_opening(word: &Word) -> bool {
    matches!(word.gap, Gap::Start | Gap::Line | Gap::Stop)
}

/// The line around a place, cut to 120 bytes on either side.
fn line(text: &str, start: usize, end: usize) -> &str {
    const MOST: usize = 120;
    let from = super::tokens::ceiling(text, start.saturating_sub(MOST));
    let from = text[from..start]
        .rfind('\n')
        .map_or(from, |place| from + place + 1);
    let to = super::tokens::ceiling(text, (end + MOST).min(text.len()));
    let to = text[end..to].find('\n').map_or(to, |place| end + place);
    &text[from..to]
}

/// Whether some of these words are the name of someone everyone talks about and share a word with `own`: `Albert Einstein`, also with
/// a word between.
pub(crate) fn is_well_known(words: &[Word], own: Range<usize>, table: &Table) -> bool {
    let is_phrase =
        |hashes: &mut dyn Iterator<Item = u32>| table.flags(table::phrase(hashes)) & table::PHRASE != 0;
    let joined = |word: &Word| matches!(word.gap, Gap::Space | Gap::Hyphen | Gap::Quote | Gap::Stop);
    (0..own.end).any(|first| {
        (first + 1..words.len().min(first + 5))
            .take_while(|last| joined(&words[*last]))
            .filter(|last| *last >= own.start)
            .any(|last| {
                is_phrase(&mut words[first..=last].iter().map(|word| word.hash))
                    || last == first + 2 && is_phrase(&mut [words[first].hash, words[last].hash].into_iter())
            })
    })
}

/// Whether a word is one whole string among the values of a program: `["Ben", "Ada"]`, `greet("Ben")`. Examples are full of them;
/// what a field calls a name (`"name": "Ben"`) is a matter of the rules.
fn is_listed_literal(text: &str, start: usize, end: usize) -> bool {
    ['"', '\''].into_iter().any(|quote| {
        let before = text[..start].strip_suffix(quote);
        text[end..].starts_with(quote)
            && before.is_some_and(|before| before.trim_end().ends_with(['=', '[', '(', ',', '{']))
    })
}

/// Whether what stands right beside it says that it is code, a path or a handle.
pub(crate) fn touches_code(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let mut after = text[end..].chars();
    let (next, second) = (after.next(), after.next());
    before.is_some_and(|mark| matches!(mark, '_' | '$' | '\\' | '/' | '.' | '&' | '%' | '~' | '#' | '`'))
        || next.is_some_and(|mark| matches!(mark, '(' | '_' | '@' | '\\' | '[' | '{' | '=' | '`' | '&'))
        || next == Some('/') && second.is_some_and(char::is_lowercase)
        || next == Some(':') && second == Some(':')
        || next == Some('<') && second.is_some_and(char::is_alphabetic)
        || text[..start].ends_with("->")
        || text[end..].starts_with(")->")
        || next == Some('.') && second.is_some_and(char::is_alphanumeric)
        || next == Some(')')
            && before == Some('(')
            && text[..start - 1].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
}
