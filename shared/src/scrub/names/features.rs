//! What the model sees of a word: how it is written, what the table says of it and of its neighbours, what stands
//! between them.
//!
//! In: the words of a text. Out: which of them the model is asked about, and their features as bucket numbers. The
//! trainer compiles this very file.

use super::fold;
use super::table::{self, BUCKETS, Table};
use super::tokens::{Gap, Shape, Word};

/// Family particles; they stand inside names and are never names alone.
const PARTICLES: [&str; 38] = [
    "de", "del", "della", "dela", "di", "da", "do", "dos", "das", "du", "des", "la", "le", "los", "las",
    "van", "von", "zu", "zur", "zum", "der", "den", "ten", "ter", "het", "al", "el", "bin", "ibn", "bint",
    "abu", "e", "y", "af", "av", "بن", "ابن", "بنت",
];

/// The particles, ready to be compared.
pub(crate) struct Particles(Vec<u32>);

impl Particles {
    pub(crate) fn new() -> Self {
        let mut hashes: Vec<_> = PARTICLES.iter().map(|word| fold::mix(fold::hash(word))).collect();
        hashes.sort_unstable();
        Self(hashes)
    }

    pub(crate) fn has(&self, word: &Word) -> bool {
        word.length <= 5 && self.0.binary_search(&word.hash).is_ok()
    }
}

/// Whether the model is asked about a word.
pub(crate) fn is_candidate(word: &Word) -> bool {
    let named = word.flags & table::NAME != 0;
    if word.flags & table::NEVER == table::NEVER && word.shape != Shape::Initial {
        return false;
    }
    match word.shape {
        Shape::Title | Shape::Mixed => word.length >= 2 && (word.shape == Shape::Title || word.length <= 16),
        Shape::Initial => true,
        Shape::Upper => word.length >= 2 && (named || word.length >= 4 && word.length <= 14),
        Shape::Lower => {
            word.flags & (table::GIVEN | table::CENSUS_GIVEN | table::FAMILY) != 0
                && word.length >= 3
                && word.flags & table::COMMON == 0
        }
        Shape::Uncased => word.length >= 2 && (named || word.flags & table::COMMON == 0),
        Shape::Other => false,
    }
}

/// Whether a word alone means someone everyone talks about, and hardly anyone else.
pub(crate) fn is_famous(word: &Word) -> bool {
    word.flags & table::NEVER == table::KNOWN && word.flags & (table::GIVEN | table::FAMILY) == 0
}

/// Whether two words stand together as the parts of a name do.
pub(crate) fn is_joined(after: &Word) -> bool {
    matches!(after.gap, Gap::Space | Gap::Hyphen | Gap::Quote)
}

/// Whether a word could be a part of a capitalised run.
fn is_runner(word: &Word) -> bool {
    matches!(
        word.shape,
        Shape::Title | Shape::Upper | Shape::Initial | Shape::Mixed
    ) && word.flags & table::NEVER != table::NEVER
}

/// Where the capitalised run around a word begins and ends.
fn run(words: &[Word], index: usize) -> (usize, usize) {
    let (mut first, mut last) = (index, index);
    let joins =
        |after: &Word, before: &Word| is_joined(after) || after.gap == Gap::Stop && before.length <= 3;
    while first > 0
        && index - first < 6
        && joins(&words[first], &words[first - 1])
        && is_runner(&words[first - 1])
    {
        first -= 1;
    }
    while last + 1 < words.len()
        && last - index < 6
        && joins(&words[last + 1], &words[last])
        && is_runner(&words[last + 1])
    {
        last += 1;
    }
    (first, last)
}

/// Hands on the buckets of one word.
struct Sink<Take>(Take);

impl<Take: FnMut(u32)> Sink<Take> {
    #[inline]
    fn add(&mut self, kind: u32, a: u32, b: u32, c: u32) {
        let mut hash = kind.wrapping_mul(0x9E37_79B1);
        for part in [a, b, c] {
            hash = (hash.rotate_left(5) ^ part).wrapping_mul(0x85EB_CA6B);
        }
        (self.0)(fold::mix(hash) % BUCKETS as u32);
    }
}

/// A word's look in one number: flags, shape.
fn look(word: Option<&Word>) -> u32 {
    word.map_or(0xFFFF, |word| {
        let never = if word.flags & table::NEVER == table::NEVER && word.shape != Shape::Initial {
            table::NEVER
        } else {
            0
        };
        u32::from(word.flags & !table::KNOWN | never) | (word.shape as u32) << 8
    })
}

/// A coarser look: is it in a list at all, is it everyday, how is it written.
fn coarse(word: Option<&Word>) -> u32 {
    let Some(word) = word else { return 0xFF };
    let given = word.flags & (table::GIVEN | table::CENSUS_GIVEN) != 0;
    let family = word.flags & (table::FAMILY | table::CENSUS_FAMILY) != 0;
    u32::from(given)
        | u32::from(family) << 1
        | u32::from(word.flags & table::COMMON != 0) << 2
        | u32::from(word.flags & table::THING != 0) << 3
        | u32::from(word.flags & table::NEVER == table::NEVER) << 7
        | (word.shape as u32) << 4
}

/// The last `count` letters of a word, folded; the whole word if it is shorter.
fn tail(text: &str, word: &Word, count: usize) -> u32 {
    let tail = &text[word.start..word.end];
    let last = &tail.as_bytes()[tail.len().saturating_sub(count)..];
    if last.is_ascii() {
        return hash_ascii(last);
    }
    let from = tail
        .char_indices()
        .rev()
        .take(count)
        .last()
        .map_or(0, |(place, _)| place);
    fold::hash(&tail[from..])
}

/// The first `count` letters of a word, folded.
fn head(text: &str, word: &Word, count: usize) -> u32 {
    let word = &text[word.start..word.end];
    let first = &word.as_bytes()[..word.len().min(count)];
    if first.is_ascii() {
        return hash_ascii(first);
    }
    word.chars().take(count).fold(fold::SEED, fold::push_char)
}

fn hash_ascii(letters: &[u8]) -> u32 {
    letters.iter().fold(fold::SEED, |hash, letter| {
        fold::push(hash, letter.to_ascii_lowercase())
    })
}

/// What stands between two places, as one number: its first four bytes.
fn between(text: &str, start: usize, end: usize) -> u32 {
    text.as_bytes()[start..end]
        .iter()
        .take(4)
        .fold(fold::SEED, |hash, byte| fold::push(hash, *byte))
}

/// Calls `take` with each bucket of word `index`.
pub(crate) fn each(text: &str, words: &[Word], index: usize, take: impl FnMut(u32)) {
    let mut sink = Sink(take);
    let word = &words[index];
    let before = |count: usize| index.checked_sub(count).map(|place| &words[place]);
    let after = |count: usize| words.get(index + count);
    let me = look(Some(word));
    let (own, last, next) = (coarse(Some(word)), coarse(before(1)), coarse(after(1)));
    let shape = word.shape as u32;
    let gap = word.gap as u32;
    let next_gap = after(1).map_or(Gap::Start, |word| word.gap) as u32;
    sink.add(1, shape, 0, 0);
    sink.add(2, me, 0, 0);
    let opens = matches!(word.gap, Gap::Start | Gap::Line | Gap::Stop | Gap::Mark);
    sink.add(3, me, gap, 0);
    sink.add(4, me, next_gap, gap);
    sink.add(5, own, look(before(1)), gap);
    sink.add(6, own, look(after(1)), next_gap);
    sink.add(7, last, own, next | gap << 16 | next_gap << 20);
    sink.add(8, coarse(before(2)), last, own);
    sink.add(9, own, next, coarse(after(2)));
    // The words beside it.
    let hash = |word: Option<&Word>| word.map_or(0, |word| word.hash);
    sink.add(10, hash(before(1)), gap, shape);
    sink.add(11, hash(before(2)), shape, 0);
    sink.add(12, hash(before(1)), hash(before(2)), 0);
    sink.add(13, hash(after(1)), next_gap, shape);
    sink.add(14, hash(after(2)), shape, 0);
    sink.add(15, hash(before(3)), 0, 0);
    sink.add(16, hash(before(1)), gap, u32::from(word.flags & table::NAME != 0));
    sink.add(
        17,
        hash(after(1)),
        next_gap,
        u32::from(word.flags & table::NAME != 0),
    );
    // What it looks like inside.
    let hidden = u32::from(word.flags & (table::COMMON | table::THING) != 0);
    sink.add(20, tail(text, word, 2), shape, 0);
    sink.add(21, tail(text, word, 3), shape, 0);
    sink.add(22, tail(text, word, 4), shape, hidden);
    sink.add(23, head(text, word, 3), shape, 0);
    sink.add(24, head(text, word, 4), hidden, 0);
    sink.add(25, u32::from(word.length.min(12)), shape, u32::from(opens));
    sink.add(26, word.hash, 0, 0);
    // The marks around it.
    let left = before(1).map_or(word.start.saturating_sub(3), |other| other.end);
    let left = super::tokens::ceiling(text, left.max(word.start.saturating_sub(4)));
    let right = after(1).map_or(text.len(), |other| other.start);
    let right = super::tokens::ceiling(text, right.min(word.end + 4));
    let left = between(text, left, word.start);
    let right = between(text, word.end, right);
    sink.add(30, left, own, 0);
    sink.add(31, right, own, 0);
    sink.add(32, left, right, shape);
    // The run of capitals it stands in.
    let (first, end) = run(words, index);
    let all = &words[first..=end];
    let flags = all.iter().fold(0, |flags, word| flags | word.flags);
    let any = |flag: u16| u32::from(flags & flag != 0);
    let listed = all.iter().filter(|word| word.flags & table::NAME != 0).count() as u32;
    let shown = any(table::GIVEN)
        | any(table::FAMILY) << 1
        | any(table::CENSUS_GIVEN) << 2
        | any(table::CENSUS_FAMILY) << 3
        | any(table::COMMON) << 4
        | any(table::THING) << 5;
    let size = all.len().min(5) as u32;
    let place = (index - first).min(3) as u32;
    sink.add(40, shown, size, place);
    sink.add(41, size, place, own);
    sink.add(42, listed.min(3), size, shape);
    let line_begins = first == 0 || words[first].gap == Gap::Line || words[first].gap == Gap::Start;
    let line_ends = words.get(end + 1).is_none_or(|word| word.gap == Gap::Line);
    let alone = u32::from(line_begins) | u32::from(line_ends) << 1;
    sink.add(43, alone, size, shown);
    sink.add(44, alone, own, 0);
    // What the run follows and what follows it.
    let ahead = first.checked_sub(1).map(|place| &words[place]);
    let behind = words.get(end + 1);
    sink.add(45, hash(ahead), words[first].gap as u32, shape);
    sink.add(
        46,
        hash(behind),
        behind.map_or(Gap::Start, |word| word.gap) as u32,
        shape,
    );
    sink.add(
        47,
        hash(ahead),
        hash(first.checked_sub(2).map(|place| &words[place])),
        0,
    );
    sink.add(48, hash(ahead), any(table::NAME), size);
    let run_right = super::tokens::ceiling(
        text,
        behind
            .map_or(text.len(), |word| word.start)
            .min(words[end].end + 4),
    );
    sink.add(
        49,
        between(text, words[end].end, run_right),
        any(table::NAME),
        size.min(3),
    );
}

/// The sum of the weights of word `index`.
pub(crate) fn score(text: &str, words: &[Word], index: usize, table: &Table) -> i32 {
    let mut sum = table.bias;
    each(text, words, index, |bucket| {
        sum += i32::from(table.weights[bucket as usize]);
    });
    sum
}
