//! What a person wants of the scrubber beyond its rules: words that always go, and findings that stay.
//!
//! In: words as the person wrote them; values the person called not personal. Out: where the words stand in a text, in
//! every spelling; whether a finding stays. Does not store anything: the words live in the companion, the kept values
//! in the record that shows them anyway.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark as is_mark;

use super::{Finding, Hidden, PiiType};

/// More words than this are not looked for.
pub const MAX_WORDS: usize = 500;
/// Longest word or phrase, in characters.
pub const MAX_LETTERS: usize = 80;
/// How many letters an ending may add to a word.
const ENDING: usize = 4;
/// A word must be so long before endings are allowed for it: `Al` must not take `Also`.
const INFLECTED_FROM: usize = 4;

/// What the person wants.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    pub private: PrivateWords,
    pub kept: Kept,
    pub hidden: Hidden,
}

/// Words and phrases that go wherever they stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrivateWords {
    /// First letter to the words that begin with it.
    by_first: BTreeMap<char, Vec<Word>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Word {
    /// Folded letters and digits, without anything between.
    letters: Vec<char>,
    /// How many letters may be missing at the end, because other endings replace them.
    open: usize,
    /// How many letters may follow.
    ending: usize,
    /// Written without spaces between words, so it needs no word boundary.
    anywhere: bool,
}

impl PrivateWords {
    /// Takes over words and phrases; what holds fewer than two letters or digits is passed over.
    #[must_use]
    pub fn new<'word>(words: impl IntoIterator<Item = &'word str>) -> Self {
        let mut by_first: BTreeMap<char, Vec<Word>> = BTreeMap::new();
        for word in words.into_iter().take(MAX_WORDS) {
            let short: String = word.chars().take(MAX_LETTERS).collect();
            for spelling in spellings(&short) {
                let Some(word) = Word::new(&spelling) else {
                    continue;
                };
                let same = by_first.entry(word.letters[0]).or_default();
                if !same.contains(&word) {
                    same.push(word);
                }
            }
        }
        Self { by_first }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    /// Where the words stand, in bytes, first to last, apart from each other.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return vec![];
        }
        let letters = folded(text);
        let mut found = vec![];
        let mut at = 0;
        while at < letters.len() {
            let hit = self
                .by_first
                .get(&letters[at].folded)
                .into_iter()
                .flatten()
                .filter_map(|word| word.stands_at(&letters, at))
                .max();
            match hit {
                Some(end) => {
                    found.push(letters[at].range.start..letters[end - 1].range.end);
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }
}

impl Word {
    fn new(spelling: &str) -> Option<Self> {
        let letters: Vec<char> = folded(spelling).into_iter().map(|letter| letter.folded).collect();
        if letters.len() < 2 {
            return None;
        }
        let anywhere = letters.iter().any(|letter| is_unspaced(*letter));
        let inflected = !anywhere
            && letters.len() >= INFLECTED_FROM
            && letters.last().is_some_and(|last| last.is_alphabetic());
        // Slavic and Romance endings take the place of a last vowel: Anna, Anny; but Eva stays whole.
        let open = usize::from(
            inflected
                && letters.len() > INFLECTED_FROM - 1
                && letters.last().is_some_and(|last| "aeoiuyаеояиьй".contains(*last)),
        );
        Some(Self {
            open,
            ending: if inflected { ENDING } else { 0 },
            anywhere,
            letters,
        })
    }

    /// The end of the word that begins here, as a place among the letters.
    fn stands_at(&self, text: &[Letter], at: usize) -> Option<usize> {
        if !self.anywhere && !text[at].begins {
            return None;
        }
        let stem = self.letters.len() - self.open;
        let same = self
            .letters
            .iter()
            .zip(&text[at..])
            .take_while(|(wanted, letter)| **wanted == letter.folded)
            .count();
        if same < stem {
            return None;
        }
        if self.anywhere {
            return (same == self.letters.len()).then_some(at + same);
        }
        let mut end = at + same;
        let most = at + stem + self.ending;
        while end < text.len() && !text[end].begins && end < most && text[end].folded.is_alphabetic() {
            end += 1;
        }
        (end == text.len() || text[end].begins).then_some(end)
    }
}

/// One letter or digit of a text, as it is compared.
pub(super) struct Letter {
    pub(super) folded: char,
    pub(super) range: Range<usize>,
    /// A new word begins here: after anything that is no letter or digit, or at a capital after a small letter.
    pub(super) begins: bool,
}

/// Small letters without accents; what is between words is left out, so `Ann-Marie`, `ann_marie` and `AnnMarie` are one.
pub(super) fn folded(text: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(text.len());
    let (mut apart, mut small_before, mut digit_before) = (true, false, false);
    for (start, character) in text.char_indices() {
        let range = start..start + character.len_utf8();
        if is_invisible(character) || is_mark(character) {
            if let Some(last) = letters.last_mut().filter(|_| !apart) {
                last.range.end = range.end;
            }
            continue;
        }
        if !character.is_alphanumeric() {
            apart = true;
            continue;
        }
        let mut begins =
            apart || (character.is_uppercase() && small_before) || character.is_numeric() != digit_before;
        // A Hangul syllable is one letter here, though Unicode takes it apart as well.
        let whole = is_unspaced(character).then_some(character);
        let plain = character.nfkd().filter(|part| whole.is_none() && !is_mark(*part));
        for plain in whole.into_iter().chain(plain).flat_map(char::to_lowercase) {
            letters.push(Letter {
                folded: plain,
                range: range.clone(),
                begins: std::mem::take(&mut begins),
            });
        }
        (apart, small_before, digit_before) = (false, character.is_lowercase(), character.is_numeric());
    }
    letters
}

/// A word as written, and as written where some letters are not to be had.
fn spellings(word: &str) -> Vec<String> {
    let lower = word.to_lowercase();
    let replaced = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .fold(lower.clone(), |word, (from, to)| word.replace(from, to))
    };
    let mut all = vec![
        word.to_owned(),
        replaced(&[
            ("ä", "ae"),
            ("ö", "oe"),
            ("ü", "ue"),
            ("ß", "ss"),
            ("å", "aa"),
            ("ø", "oe"),
            ("æ", "ae"),
        ]),
        replaced(&[("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß")]),
        replaced(&[
            ("ø", "o"),
            ("ł", "l"),
            ("ı", "i"),
            ("đ", "d"),
            ("ß", "ss"),
            ("ё", "е"),
        ]),
    ];
    all.dedup();
    all
}

/// Scripts that put no space between words.
pub(super) fn is_unspaced(letter: char) -> bool {
    matches!(u32::from(letter), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF | 0x20000..=0x3FFFF)
}

fn is_invisible(character: char) -> bool {
    matches!(u32::from(character), 0xAD | 0x200B..=0x200F | 0x2060..=0x2064 | 0xFEFF)
}

/// Values that the person called not personal. Kept as digests, because a list of them would stand out; the values
/// themselves stand in the record's text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kept(BTreeSet<String>);

impl Kept {
    /// More values than this are not kept in one record.
    pub const MOST: usize = 200;

    /// Keeps this value from now on. False when its kind can never stay, or too much is kept already.
    pub fn keep(&mut self, kind: PiiType, value: &str) -> bool {
        kind.may_be_kept() && self.0.len() < Self::MOST && {
            self.0.insert(digest(value));
            true
        }
    }

    /// Takes over what another list keeps.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().take(Self::MOST).cloned());
    }

    /// Keeps these values no longer. True when one of them was kept.
    pub fn forget(&mut self, other: &Self) -> bool {
        let before = self.0.len();
        self.0.retain(|kept| !other.0.contains(kept));
        self.0.len() < before
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many values are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Forgets what none of these values is.
    pub(super) fn retain_only(&mut self, values: &BTreeSet<String>) {
        self.0.retain(|kept| values.contains(kept));
    }

    /// Leaves out of the findings what stays, with all that lies inside it.
    pub(super) fn spare(&self, text: &str, findings: &mut Vec<Finding>) {
        if self.0.is_empty() {
            return;
        }
        let stays: Vec<Range<usize>> = findings
            .iter()
            .filter(|finding| finding.kind.may_be_kept())
            .map(|finding| finding.start..finding.end)
            .filter(|range| self.0.contains(&digest(&text[range.clone()])))
            .collect();
        findings.retain(|finding| {
            !finding.kind.may_be_kept()
                || !stays
                    .iter()
                    .any(|range| range.start <= finding.start && finding.end <= range.end)
        });
    }
}

impl PiiType {
    /// Whether a person may say that a value of this kind is not personal and stays. Keys, accounts and papers never do.
    #[must_use]
    pub fn may_be_kept(self) -> bool {
        !matches!(
            self,
            Self::Secret
                | Self::CreditCard
                | Self::Iban
                | Self::BankAccount
                | Self::NationalId
                | Self::Passport
                | Self::DriverLicence
                | Self::MedicalId
                | Self::Private
        )
    }
}

/// Of the letters and digits of a value, in lower case.
pub(super) fn digest(value: &str) -> String {
    let plain: String = value
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    data_encoding::HEXLOWER.encode(&Sha256::digest(plain.as_bytes())[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'text>(words: &[&str], text: &'text str) -> Vec<&'text str> {
        PrivateWords::new(words.iter().copied())
            .find(text)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn a_word_is_found_in_its_inflections() {
        for (word, text, wanted) in [
            ("Hannelore", "Hannelores Garten", "Hannelores"),
            ("Hannelore", "HANNELORE’s plan", "HANNELORE"),
            ("Анна", "я видел Анну вчера", "Анну"),
            ("Marta", "list do Marty jest", "Marty"),
            ("Yıldız", "Yıldız'ın evi", "Yıldız"),
            ("Müller", "bei Familie Mueller", "Mueller"),
            ("Mueller", "Herr Müller kommt", "Müller"),
            ("José", "Jose said so", "Jose"),
            ("Łukasz", "z Lukaszem", "Lukaszem"),
            ("小林", "今日は小林さんと", "小林"),
            ("홍길동", "홍길동이 왔다", "홍길동"),
        ] {
            assert_eq!(found(&[word], text), [wanted], "{word} in {text}");
        }
    }

    #[test]
    fn a_phrase_is_found_however_its_words_are_joined() {
        let text = "Blue Heron, blue-heron, BLUE_HERON, blueHeron, blueheron.example and blue  heron's";
        assert_eq!(found(&["Blue Heron"], text).len(), 6);
        assert_eq!(
            found(&["12 Elm Street"], "at 12 Elm Street, or 12, elm street"),
            ["12 Elm Street", "12, elm street"]
        );
    }

    #[test]
    fn other_words_are_left_alone() {
        for (word, text) in [
            ("Al", "Also, algebra and Albert"),
            ("Rose", "Roseville prospers"),
            ("Eva", "evaluate"),
            ("Ann", "annual"),
            ("x", "x and y"),
            ("!!", "!! yes"),
        ] {
            assert!(found(&[word], text).is_empty(), "{word} in {text}");
        }
    }

    #[test]
    fn what_is_hidden_between_letters_does_not_hide_the_word() {
        assert_eq!(found(&["Heron"], "the He\u{200b}ron").len(), 1);
        assert_eq!(found(&["Heron"], "the Ｈｅｒｏｎ").len(), 1);
    }

    #[test]
    fn a_kept_value_stays_with_all_inside_it_and_a_key_never_does() {
        let mut kept = Kept::default();
        assert!(kept.keep(PiiType::Person, "Ada Lovelace"));
        assert!(!kept.keep(PiiType::Secret, "hunter2hunter2"));
        let finding = |start, end, kind| Finding {
            start,
            end,
            kind,
            rule: "test",
            confidence: 1.0,
        };
        let text = "Ada Lovelace and Ada Byron";
        let mut findings = vec![
            finding(0, 12, PiiType::Person),
            finding(0, 3, PiiType::Person),
            finding(17, 26, PiiType::Person),
            finding(0, 12, PiiType::Secret),
        ];
        kept.spare(text, &mut findings);
        let left: Vec<_> = findings
            .iter()
            .map(|finding| (finding.start, finding.kind))
            .collect();
        assert_eq!(left, [(17, PiiType::Person), (0, PiiType::Secret)]);
    }
}
