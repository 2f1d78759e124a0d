//! Names in Chinese, Japanese and Korean: scripts whose words are not set apart.
//!
//! In: a text. Out: places that begin with a family name and could be a whole name, with their features; and from their scores,
//! which are names. The trainer compiles this very file. Names in katakana are not looked for: they are mostly of people
//! everyone talks about.

use std::ops::Range;

use super::fold;
use super::table::{self, BUCKETS, Table};

/// One place that could be a name.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) range: Range<usize>,
    /// Where the given name begins; the end, if there is none.
    given: usize,
    style: Style,
    /// Whether the line has kana.
    kana: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
enum Style {
    Chinese = 1,
    Japanese = 2,
    Korean = 3,
}

/// What a span must reach, in the unit of the weights.
const ENOUGH: i32 = 25;

/// What stands behind a Chinese family name alone.
const TITLES: [&str; 9] = [
    "先生", "女士", "小姐", "太太", "老师", "经理", "医生", "師傅", "师傅",
];

/// Whether a word is what stands behind a name: `先生`.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word) || matches!(word, "同学" | "主任" | "教授" | "总监" | "律师" | "护士" | "队长")
}

/// What ends the names of firms, schools and stations that begin with a family name: `本田技研`, `山田電機`.
const FIRMS: [&str; 18] = [
    "技研",
    "電機",
    "電器",
    "工業",
    "製薬",
    "重工",
    "建設",
    "銀行",
    "大学",
    "書店",
    "商事",
    "自動車",
    "食品",
    "製作所",
    "株式会社",
    "駅",
    "城",
    "集团",
];

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3005}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_hiragana(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{309F}')
}

fn is_katakana(letter: char) -> bool {
    matches!(letter, '\u{30A1}'..='\u{30FA}' | '\u{30FC}')
}

fn is_hangul(letter: char) -> bool {
    matches!(letter, '\u{AC00}'..='\u{D7A3}')
}

/// The flags of a short string.
fn flags(text: &str, table: &Table) -> u16 {
    table.flags(fold::mix(fold::hash(text)))
}

/// All places in `text[range]` that could be a name. At most a few for each character.
pub(crate) fn candidates(text: &str, range: Range<usize>, table: &Table) -> Vec<Candidate> {
    let mut found = vec![];
    let mut from = range.start;
    for line in text[range].split_inclusive('\n') {
        // The bytes that begin these scripts; most lines have none.
        let begins = |bytes: &[u8]| {
            bytes
                .iter()
                .fold(false, |any, byte| any | (0xE3..=0xF0).contains(byte))
        };
        // Thirty-two at once, so that they are compared side by side.
        if !line.as_bytes().chunks(32).any(begins) {
            from += line.len();
            continue;
        }
        let letters: Vec<(usize, char)> = line
            .char_indices()
            .map(|(place, letter)| (from + place, letter))
            .collect();
        from += line.len();
        let kana = letters
            .iter()
            .any(|(_, letter)| is_hiragana(*letter) || is_katakana(*letter));
        let end = |index: usize| letters.get(index).map_or(from, |(place, _)| *place);
        for index in 0..letters.len() {
            let (start, letter) = letters[index];
            let korean_word = is_hangul(letter) && (index == 0 || !is_hangul(letters[index - 1].1));
            if !korean_word && !is_han(letter)
                || flags(&text[start..end(index + 1)], table) & table::BEGINS == 0
            {
                continue;
            }
            // `高级`, `방법`: an everyday word begins like a name.
            let everyday = !kana
                && index + 1 < letters.len()
                && flags(&text[letters[index].0..end(index + 2)], table) & table::COMMON != 0;
            if everyday {
                continue;
            }
            if korean_word {
                korean(text, &letters, index, &end, table, &mut found);
            } else {
                if !kana {
                    chinese(text, &letters, index, &end, table, &mut found);
                }
                japanese(text, &letters, index, &end, kana, table, &mut found);
            }
        }
    }
    found
}

/// How many letters from `index` satisfy a condition, at most `most`.
fn length(letters: &[(usize, char)], index: usize, most: usize, is: impl Fn(char) -> bool) -> usize {
    letters
        .iter()
        .skip(index)
        .take(most)
        .take_while(|(_, letter)| is(*letter))
        .count()
}

type End<'letters> = dyn Fn(usize) -> usize + 'letters;

fn chinese(
    text: &str,
    letters: &[(usize, char)],
    index: usize,
    end: &End<'_>,
    table: &Table,
    found: &mut Vec<Candidate>,
) {
    let start = letters[index].0;
    for family in [2, 1] {
        let run = length(letters, index, family + 2, is_han);
        if run <= family || flags(&text[start..end(index + family)], table) & table::FAMILY == 0 {
            continue;
        }
        // `李女士`: the family name alone.
        let titled = TITLES
            .iter()
            .any(|title| text[end(index + family)..].starts_with(title));
        for given in usize::from(!titled)..=run - family {
            found.push(Candidate {
                range: start..end(index + family + given),
                given: end(index + family),
                style: Style::Chinese,
                kana: false,
            });
        }
    }
}

fn japanese(
    text: &str,
    letters: &[(usize, char)],
    index: usize,
    end: &End<'_>,
    kana: bool,
    table: &Table,
    found: &mut Vec<Candidate>,
) {
    let start = letters[index].0;
    for family in 1..=length(letters, index, 4, is_han) {
        if flags(&text[start..end(index + family)], table) & table::CENSUS_FAMILY == 0 {
            continue;
        }
        let mut push = |given: usize, until: usize| {
            found.push(Candidate {
                range: start..end(until),
                given: end(given),
                style: Style::Japanese,
                kana,
            });
        };
        if family >= 2 || kana {
            push(index + family, index + family);
        }
        let blank = usize::from(
            letters
                .get(index + family)
                .is_some_and(|(_, letter)| matches!(letter, ' ' | '\u{3000}')),
        );
        let given = index + family + blank;
        // One letter, and no kana in sight: it is Chinese sooner than Japanese.
        if !kana && family == 1 && blank == 0 {
            continue;
        }
        for count in 1..=length(letters, given, 3, is_han) {
            push(given, given + count);
            for more in 1..=length(letters, given + count, 2, is_hiragana) {
                push(given, given + count + more);
            }
        }
        for script in [is_hiragana as fn(char) -> bool, is_katakana] {
            for count in 2..=length(letters, given, 4, script) {
                push(given, given + count);
                if length(letters, given + count, 1, is_han) == 1 {
                    push(given, given + count + 1);
                }
            }
        }
    }
}

fn korean(
    text: &str,
    letters: &[(usize, char)],
    index: usize,
    end: &End<'_>,
    table: &Table,
    found: &mut Vec<Candidate>,
) {
    let start = letters[index].0;
    for family in [2, 1] {
        let run = length(letters, index, family + 2, is_hangul);
        if run <= family || flags(&text[start..end(index + family)], table) & table::FAMILY == 0 {
            continue;
        }
        for given in 1..=run - family {
            found.push(Candidate {
                range: start..end(index + family + given),
                given: end(index + family),
                style: Style::Korean,
                kana: false,
            });
        }
    }
}

/// Whether the name is of someone everyone talks about.
pub(crate) fn is_famous(text: &str, candidate: &Candidate, table: &Table) -> bool {
    let name = &text[candidate.range.clone()];
    flags(name, table) & table::KNOWN != 0
        || name.contains([' ', '\u{3000}'])
            && flags(&name.replace([' ', '\u{3000}'], ""), table) & table::KNOWN != 0
}

/// Writes the buckets of one candidate into `out`.
pub(crate) fn features(text: &str, candidate: &Candidate, table: &Table, out: &mut Vec<u32>) {
    out.clear();
    let style = candidate.style as u32 | u32::from(candidate.kana) << 4;
    let mut add = |kind: u32, a: u32, b: u32| {
        let mut hash = kind.wrapping_mul(0x9E37_79B1) ^ style.wrapping_mul(0xC2B2_AE35);
        for part in [a, b] {
            hash = (hash.rotate_left(5) ^ part).wrapping_mul(0x85EB_CA6B);
        }
        out.push(fold::mix(hash) % BUCKETS as u32);
    };
    let range = &candidate.range;
    let family = text[range.start..candidate.given].trim_end_matches([' ', '\u{3000}']);
    let given = &text[candidate.given..range.end];
    let blank = u32::from(family.len() < candidate.given - range.start);
    let sizes = family.chars().count() as u32 | (given.chars().count() as u32) << 3 | blank << 6;
    let kinds = given.chars().fold(0, |kinds, letter| {
        kinds << 2
            | if is_hiragana(letter) {
                1
            } else if is_katakana(letter) {
                2
            } else {
                3
            }
    });
    let listed = given
        .char_indices()
        .filter(|(place, letter)| {
            flags(&given[*place..place + letter.len_utf8()], table) & (table::GIVEN | table::CENSUS_GIVEN)
                != 0
        })
        .count() as u32;
    let whole = u32::from(flags(given, table) & table::CENSUS_GIVEN != 0);
    let first = given.chars().next().map_or(0, u32::from);
    let last = given.chars().next_back().map_or(0, u32::from);
    add(100, sizes, 0);
    add(101, sizes, kinds);
    add(102, fold::hash(family), 0);
    add(103, fold::hash(given), 0);
    add(104, first, sizes);
    add(105, last, sizes);
    add(106, listed, sizes);
    add(107, fold::hash(family), first);
    add(108, whole, sizes);
    add(109, first, last);
    // Two letters on either side; what is no word is its own letter too.
    let mut before = text[..range.start].chars().rev();
    let left = [before.next(), before.next(), before.next()].map(|letter| letter.map_or(1, u32::from));
    let mut after = text[range.end..].chars();
    let right = [after.next(), after.next(), after.next()].map(|letter| letter.map_or(1, u32::from));
    let class = |letter: u32| {
        let letter = char::from_u32(letter).unwrap_or(' ');
        if is_han(letter) {
            1
        } else if is_hiragana(letter) {
            2
        } else if is_katakana(letter) {
            3
        } else if is_hangul(letter) {
            4
        } else if letter.is_ascii_alphanumeric() {
            5
        } else {
            u32::from(letter) << 4
        }
    };
    add(110, left[0], 0);
    add(111, left[0], left[1]);
    add(112, right[0], 0);
    add(113, right[0], right[1]);
    add(114, class(left[0]), class(right[0]));
    add(115, class(left[0]), sizes);
    add(116, class(right[0]), sizes);
    add(117, left[0], right[0]);
    add(118, left[1], left[2]);
    add(119, right[1], right[2]);
    add(120, last, right[0]);
    add(121, left[0], fold::hash(family));
    add(122, right[0], sizes | listed << 8);
    add(123, left[0], sizes | listed << 8);
}

/// The names among the candidates: the best of those that overlap.
pub(crate) fn names(
    text: &str,
    range: Range<usize>,
    table: &Table,
    buckets: &mut Vec<u32>,
) -> Vec<Range<usize>> {
    let mut scored: Vec<(i32, Range<usize>)> = vec![];
    for candidate in candidates(text, range, table) {
        features(text, &candidate, table, buckets);
        let sum: i32 = buckets
            .iter()
            .map(|bucket| i32::from(table.weights[*bucket as usize]))
            .sum();
        let firm = FIRMS.iter().any(|end| {
            text[candidate.range.clone()].ends_with(end) || text[candidate.range.end..].starts_with(end)
        });
        if sum + table.bias > ENOUGH && !firm && !is_famous(text, &candidate, table) {
            scored.push((sum, candidate.range));
        }
    }
    // Candidates come sorted by their start, so those that overlap are neighbours.
    let mut best: Vec<(i32, Range<usize>)> = vec![];
    for (score, range) in scored {
        match best.last_mut() {
            Some(last) if range.start < last.1.end => {
                if score > last.0 {
                    *last = (score, range);
                }
            }
            _ => best.push((score, range)),
        }
    }
    best.into_iter().map(|(_, range)| range).collect()
}
