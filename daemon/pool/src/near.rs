//! Which records say nearly the same: a few numbers of each record's text, and the clusters that they make.
//!
//! In: a record, and a seed that only this pool knows. Out: twelve numbers that nearly equal texts share, and nothing else: they
//! depend on the text alone, so neither who gave a record nor when can be read from them, and without the seed they say nothing
//! about a text that one has not got.
//!
//! Method: `MinHash` by one permutation with densification (every shingle is hashed once, whatever the number of bins), cut into
//! bands. Two texts whose shingles overlap by 90 % share a band with a probability of 99.9 %, by 80 % with 94 %, by half with 9 %.
//! Linear in the text, and bounded in memory whatever its length.

pub mod clusters; // records that share a number, over others too

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::keys::SecretKey;
use shared::record::Record;

/// Numbers kept of each record.
pub const BANDS: usize = 12;
/// Bins that must agree for one number to agree.
const ROWS: usize = 7;
const BINS: usize = BANDS * ROWS;
/// Words in a row that make one shingle.
const WORDS: usize = 4;
/// 2⁶¹ − 1: products of two numbers below it are reduced by a shift and an addition.
const PRIME: u64 = (1 << 61) - 1;

/// What is kept of a record's text for finding others like it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bands(pub [u64; BANDS]);

/// Makes the numbers of one pool; another pool's are others for the same text.
#[derive(Clone)]
pub struct Sketcher {
    letter: u64,
    word: u64,
    salt: u64,
}

impl Bands {
    /// As they are stored.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        self.0.iter().flat_map(|band| band.to_be_bytes()).collect()
    }

    /// As they were stored; `None` if these bytes are no bands.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut bands = [0; BANDS];
        let (parts, rest) = bytes.as_chunks::<8>();
        if parts.len() != BANDS || !rest.is_empty() {
            return None;
        }
        for (band, part) in bands.iter_mut().zip(parts) {
            *band = u64::from_be_bytes(*part);
        }
        Some(Self(bands))
    }
}

impl Sketcher {
    /// The seed comes from the pool's key, so that every node of a pool has the same and nobody else has it.
    #[must_use]
    pub fn new(pool_key: &SecretKey) -> Self {
        // A signature of a fixed text is the same every time and can be made by the owner of the key only.
        let secret = String::from(pool_key.sign(b"near-v1"));
        let seed: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        let number = |place: usize| {
            let bytes = seed[place * 8..place * 8 + 8]
                .try_into()
                .expect("eight bytes of thirty-two");
            u64::from_be_bytes(bytes)
        };
        let base = |number: u64| number % (PRIME - 1_000_003) + 1_000_003;
        Self {
            letter: base(number(0)),
            word: base(number(1)),
            salt: number(2),
        }
    }

    /// The numbers of a record; `None` if it has no words.
    #[must_use]
    pub fn record(&self, record: &Record) -> Option<Bands> {
        self.texts(record.messages.iter().map(|message| message.text.as_str()))
    }

    /// The numbers of some texts, whatever their order. Case, punctuation, digits and how often something is said do not count.
    #[must_use]
    pub fn texts<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Option<Bands> {
        let mut bins = [u64::MAX; BINS];
        for text in texts {
            self.shingles(text, |hash| {
                // The upper half chooses the bin and the whole number competes in it.
                let bin = usize::try_from((u128::from(hash) * BINS as u128) >> 64)
                    .expect("a bin is smaller than their number");
                bins[bin] = bins[bin].min(mix(hash));
            });
        }
        if bins.iter().all(|bin| *bin == u64::MAX) {
            return None;
        }
        let full = bins;
        for (place, bin) in bins.iter_mut().enumerate() {
            // An empty bin borrows from one that is found in the same way in every record.
            let mut attempt = 0_u64;
            while *bin == u64::MAX {
                attempt += 1;
                let probe = mix(self.salt ^ mix(place as u64 + 1) ^ attempt.wrapping_mul(0x9e37_79b9));
                let from = usize::try_from(probe % BINS as u64).expect("a bin is smaller than their number");
                // After long bad luck the next full one is taken.
                *bin = if attempt > 4_096 {
                    full.iter().copied().find(|other| *other != u64::MAX)?
                } else {
                    full[from]
                };
            }
        }
        let mut bands = [0; BANDS];
        for (place, (band, rows)) in bands.iter_mut().zip(bins.chunks(ROWS)).enumerate() {
            *band = rows
                .iter()
                .fold(mix(self.salt ^ place as u64), |band, row| mix(band ^ *row));
        }
        Some(Bands(bands))
    }

    /// Calls `each` with the hash of every run of words; of all words where there are fewer.
    fn shingles(&self, text: &str, mut each: impl FnMut(u64)) {
        let mut last = [0_u64; WORDS];
        let mut count = 0_usize;
        let hash = |last: &[u64]| {
            let value = last.iter().fold(1, |value, word| {
                times(value, self.word).wrapping_add(*word) % PRIME
            });
            mix(value ^ self.salt)
        };
        self.words(text, |word| {
            last.rotate_left(1);
            last[WORDS - 1] = word;
            count += 1;
            if count >= WORDS {
                each(hash(&last));
            }
        });
        if (1..WORDS).contains(&count) {
            each(hash(&last[WORDS - count..]));
        }
    }

    /// Calls `each` with a number for every word. Scripts without spaces have words of one letter.
    fn words(&self, text: &str, mut each: impl FnMut(u64)) {
        let mut word = 0_u64;
        let mut read = |letter: char| {
            if is_alone(letter) {
                if word != 0 {
                    each(word);
                }
                each(u64::from(u32::from(letter)));
                word = 0;
            } else if letter.is_alphanumeric() {
                // Numbers are what advertisements change first.
                let letter = if letter.is_numeric() { '0' } else { letter };
                word = times(word.wrapping_add(1) % PRIME, self.letter)
                    .wrapping_add(u64::from(u32::from(letter)))
                    % PRIME;
            } else if word != 0 {
                each(word);
                word = 0;
            }
        };
        for letter in text.chars() {
            // Most letters are of these, and their small ones need no table.
            if letter.is_ascii() {
                read(letter.to_ascii_lowercase());
            } else {
                letter.to_lowercase().for_each(&mut read);
            }
        }
        // What is no letter ends the last word.
        read(' ');
    }
}

/// Letters of scripts that put no spaces between words.
fn is_alone(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// A product modulo the prime, of two numbers below it. Without a division: this is done for every letter.
fn times(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    // Both halves have 61 bits, so their sum fits.
    let folded = (product as u64 & PRIME) + (product >> 61) as u64;
    if folded >= PRIME { folded - PRIME } else { folded }
}

/// Spreads a number over all 64 bits, each number to another one.
fn mix(number: u64) -> u64 {
    let mut number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sketcher(seed: u8) -> Sketcher {
        Sketcher::new(&SecretKey::from_bytes(&[seed; 32]))
    }

    fn bands(text: &str) -> Option<Bands> {
        sketcher(1).texts([text].into_iter())
    }

    fn shared_bands(left: Bands, right: Bands) -> usize {
        left.0
            .iter()
            .zip(right.0)
            .filter(|(left, right)| **left == *right)
            .count()
    }

    /// Words that no two numbers share.
    fn words(from: u64, count: u64) -> String {
        (from..from + count)
            .map(|number| {
                let mut word = String::new();
                let mut left = mix(number);
                for _ in 0..8 {
                    word.push(char::from(b'a' + u8::try_from(left % 26).unwrap()));
                    left /= 26;
                }
                word + " "
            })
            .collect()
    }

    #[test]
    fn a_text_without_words_is_like_no_other() {
        assert_eq!(bands(""), None);
        assert_eq!(bands("  … — !?\n"), None);
        assert!(bands("hi").is_some());
    }

    #[test]
    fn nearly_equal_texts_share_a_number_and_others_do_not() {
        // (words replaced of 400, share of pairs that must meet, at least and at most)
        for (replaced, least, most) in [(4, 0.97, 1.0), (12, 0.75, 1.0), (120, 0.0, 0.25), (400, 0.0, 0.0)] {
            let met = (0..200)
                .filter(|round| {
                    let start = round * 10_000;
                    let former = words(start, 400);
                    // Changed words stand together: each edge costs some shingles, as an edit does.
                    let newer = words(start + 5_000, replaced) + &words(start + replaced, 400 - replaced);
                    shared_bands(bands(&former).unwrap(), bands(&newer).unwrap()) > 0
                })
                .count();
            let share = met as f64 / 200.0;
            assert!(
                (least..=most).contains(&share),
                "{replaced} of 400 words replaced: {share} of the pairs met"
            );
        }
    }

    #[test]
    fn scripts_without_spaces_are_compared_too() {
        let former =
            "今天天气很好,我们一起去公园散步吧。晚上回家做饭,然后看一部电影,最后早点睡觉。".repeat(2);
        let newer = former.replace("电影", "戏剧");
        assert!(shared_bands(bands(&former).unwrap(), bands(&newer).unwrap()) > 0);
        let other = "人工智能模型可以回答许多不同领域的问题,但它们有时也会给出完全错误的答案,需要人来检查。";
        assert_eq!(shared_bands(bands(&former).unwrap(), bands(other).unwrap()), 0);
    }

    #[test]
    fn eight_megabytes_are_read_once() {
        let long = words(0, 900_000);
        assert!(long.len() > 8_000_000);
        assert!(bands(&long).is_some());
        // The same word over and over, and one word without an end.
        assert!(bands(&"a ".repeat(4_000_000)).is_some());
        assert!(bands(&"a".repeat(8_000_000)).is_some());
    }

    proptest! {
        #[test]
        fn every_text_has_the_same_numbers_every_time(text in "\\PC{0,300}") {
            prop_assert_eq!(bands(&text), bands(&text));
        }

        #[test]
        fn bands_come_back_from_their_bytes(text in "[a-z ]{1,200}x") {
            let bands = bands(&text).unwrap();
            prop_assert_eq!(Bands::from_bytes(&bands.to_bytes()), Some(bands));
            prop_assert_eq!(Bands::from_bytes(&bands.to_bytes()[1..]), None);
        }

        #[test]
        fn case_digits_punctuation_order_and_repetition_do_not_count(
            left in "[a-z]{2,8}( [a-z]{2,8}){6,20}", right in "[a-z]{2,8}( [a-z]{2,8}){6,20}"
        ) {
            let sketcher = sketcher(1);
            let of = |texts: &[&str]| sketcher.texts(texts.iter().copied());
            let plain = of(&[&left, &right]);
            prop_assert_eq!(of(&[&right, &left, &right]), plain);
            prop_assert_eq!(of(&[&left.to_uppercase(), &right.replace(' ', " — ")]), plain);
            prop_assert_eq!(of(&[&format!("{left} 17"), &right]), of(&[&format!("{left} 42"), &right]));
        }

        #[test]
        fn a_product_without_a_division_is_the_remainder(left in 0..PRIME, right in 0..PRIME) {
            let product = u128::from(left) * u128::from(right);
            prop_assert_eq!(u128::from(times(left, right)), product % u128::from(PRIME));
            prop_assert_eq!(times(PRIME - 1, PRIME - 1), 1);
        }

        #[test]
        fn another_pool_has_other_numbers(text in "[a-z]{2,8}( [a-z]{2,8}){0,40}") {
            let here = sketcher(1).texts([text.as_str()].into_iter()).unwrap();
            let there = sketcher(2).texts([text.as_str()].into_iter()).unwrap();
            prop_assert!(here.0.iter().all(|band| !there.0.contains(band)));
        }
    }
}
