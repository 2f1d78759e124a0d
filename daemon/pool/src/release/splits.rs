//! Which records are for training, which for validation and which for tests; and which say the same as others.
//!
//! In: what a person wrote. Out: a split, and numbers that equal prompts and equal conversations share.
//! Pure, and a function of one record only. Prompts that differ in a word nearly always share their split: the smallest of the
//! hashes of all their pieces decides, and with nine of ten pieces in common the smallest is the same one nine times of ten.
//! Deliberately not here: searching for near duplicates, whose first record decides for all of them (`survey`).

use serde::{Deserialize, Serialize};
use shared::keys::sha256_hex;

/// The share of each of validation and test, in percent.
const SHARE: u64 = 5;
/// Words in a piece of a prompt, or letters in scripts that put no spaces between words. Shorter pieces would be in too many prompts,
/// and then one piece with a small hash decides for all of them.
const WORDS: usize = 3;
const LETTERS: usize = 5;
/// Only the beginning of a prompt decides, so that no prompt costs more than this.
const MOST_LETTERS: usize = 4_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    #[default]
    Train,
    Validation,
    Test,
}

/// Every split, in the order in which their files are listed.
pub const SPLITS: [Split; 3] = [Split::Train, Split::Validation, Split::Test];

impl Split {
    /// As it is called in paths and columns.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }

    /// The split with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        SPLITS.into_iter().find(|split| split.name() == name)
    }
}

/// The split of a conversation that begins with this prompt.
#[must_use]
pub fn split(prompt: &str) -> Split {
    let letters = plain(prompt, no_digit);
    let words: Vec<&[char]> = letters
        .split(|letter| *letter == ' ')
        .flat_map(|run| run.chunk_by(|one, next| !(is_word(*one) || is_word(*next))))
        .collect();
    let alone = words
        .iter()
        .filter(|word| is_word(word.first().copied().unwrap_or(' ')))
        .count();
    let length = if alone * 2 > words.len() { LETTERS } else { WORDS };
    let pieces = words.windows(length.min(words.len().max(1)));
    let smallest = pieces
        .map(|piece| hash(&piece.join(&' ')))
        .min()
        .unwrap_or_default();
    // Mixed once more: smallest hashes are small.
    match mix(smallest ^ 0x0074_7269_6275_7461) % 100 {
        0..SHARE => Split::Test,
        SHARE..10 => Split::Validation,
        _ => Split::Train,
    }
}

/// Whether a letter counts as a word, as in scripts that are written without spaces.
fn is_word(letter: char) -> bool {
    matches!(letter, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The prompt of a conversation that has none.
pub(super) const NO_PROMPT: u64 = 0;

/// What prompts have in common that differ at most in punctuation, case and digits.
#[must_use]
pub fn prompt(prompt: &str) -> u64 {
    let letters = plain(prompt, no_digit);
    if letters.is_empty() {
        NO_PROMPT
    } else {
        hash(&letters).max(1)
    }
}

fn no_digit(letter: char) -> char {
    if letter.is_numeric() { '0' } else { letter }
}

/// What conversations have in common in which a person wrote the same, but for punctuation and case.
#[must_use]
pub fn wording<'a>(said: impl Iterator<Item = &'a str>) -> u64 {
    let mut all = String::new();
    for text in said {
        all.extend(plain(text, |letter| letter));
        all.push('\n');
    }
    u64::from_str_radix(&sha256_hex(all.as_bytes())[..16], 16).expect("a digest is hexadecimal digits")
}

/// Letters and digits in lower case, with one space between words.
fn plain(text: &str, change: impl Fn(char) -> char) -> Vec<char> {
    let mut letters = Vec::new();
    for letter in text.chars().take(MOST_LETTERS).flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            letters.push(change(letter));
        } else if letters.last().is_some_and(|last| *last != ' ') {
            letters.push(' ');
        }
    }
    if letters.last() == Some(&' ') {
        letters.pop();
    }
    letters
}

/// FNV-1a, mixed. The splits of published releases hang on it: it must never change.
fn hash(piece: &[char]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for letter in piece {
        for byte in u32::from(*letter).to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    mix(hash)
}

pub(super) fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_writing_only_is_the_same() {
        for (one, other) in [
            ("How do boats float?", "how do boats FLOAT"),
            ("Write 3 lines.", "write 7 lines"),
            ("  a\n\nb ", "a b"),
        ] {
            assert_eq!(split(one), split(other), "{one:?}");
        }
        assert_eq!(
            wording(["Hi!", "So?"].into_iter()),
            wording(["hi", "so"].into_iter())
        );
        assert_ne!(wording(["Hi 1"].into_iter()), wording(["Hi 2"].into_iter()));
        assert_ne!(wording(["a b"].into_iter()), wording(["a", "b"].into_iter()));
    }

    #[test]
    fn the_splits_of_published_releases_never_move() {
        for (prompt, expected) in [
            ("", Split::Train),
            ("How do boats float?", Split::Train),
            ("船はなぜ浮くのですか", Split::Train),
        ] {
            assert_eq!(split(prompt), expected, "{prompt}");
        }
        let of = |wanted| {
            let prompt = |n: u32| {
                sha256_hex(&n.to_le_bytes()).as_bytes()[..20]
                    .chunks(4)
                    .map(|word| std::str::from_utf8(word).unwrap().to_owned())
                    .collect::<Vec<_>>()
                    .join("x y")
            };
            (0..20_000_u32).filter(|n| split(&prompt(*n)) == wanted).count()
        };
        for wanted in [Split::Validation, Split::Test] {
            assert!((850..1_150).contains(&of(wanted)), "{wanted:?}: {}", of(wanted));
        }
    }

    #[test]
    fn near_duplicates_nearly_always_share_their_split() {
        let words: Vec<String> = (0..60_u32)
            .map(|n| sha256_hex(&n.to_le_bytes())[..6].to_owned())
            .collect();
        let mut apart = 0;
        for number in 0..1_000_u32 {
            let begin = usize::try_from(number).unwrap() % 30;
            let mut prompt: Vec<String> = words[begin..begin + 26]
                .iter()
                .map(|word| format!("{word}{}", char::from(b'a' + u8::try_from(number % 26).unwrap())))
                .collect();
            let before = split(&prompt.join(" "));
            prompt[12] = "else".to_owned();
            apart += u32::from(split(&prompt.join(" ")) != before);
        }
        // 21 of 27 pieces are shared, so 41 of 1,000 are expected; independent prompts would be apart 185 times.
        assert!(apart < 70, "{apart}");
    }
}
