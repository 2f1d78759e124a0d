//! Says which language a text is written in.
//!
//! In: any text, markdown or a chat message of two words. Out: a code, where it is clear; otherwise the languages it may be.
//! A language that is not known here, one in two minds, code and addresses come back as none rather than as the nearest.
//! The script decides where it can; else frequent words, letters and endings vote. Linear, and only the beginning is read.

mod tables;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use crate::feedback::folded;
use tables::{ARABIC, CYRILLIC, DEVANAGARI, Known, LATIN};

/// Letters that are read: whoever writes more goes on in the same language.
const LETTERS: usize = 1_500;
/// What an answer needs: votes, and votes ahead of the next.
const ENOUGH: f32 = 1.0;
const AHEAD: f32 = 0.75;
/// Votes for each word: in running text every second or third word is a frequent one. Fewer are chance.
const SHARE: f32 = 0.22;

/// Seldom met here and so near to a larger one that they share most frequent words with it: these need words of their own.
const SHADOWS: [&str; 5] = ["ms", "gl", "az", "be", "mk"];

/// The languages that a text may be written in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guess {
    /// By votes, most first.
    ranked: Vec<(&'static str, f32)>,
    words: usize,
}

impl Guess {
    /// Reads a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let prose = prose(text);
        match script(&prose) {
            Written::Clear(code) => Self {
                ranked: vec![(code, f32::from(u8::MAX))],
                words: 1,
            },
            Written::In(shared) => vote(shared, &prose),
            Written::Nothing => Self::default(),
        }
    }

    /// The language, where it is clear: ISO 639-1.
    #[must_use]
    pub fn clear(&self) -> Option<&'static str> {
        let (code, votes) = *self.ranked.first()?;
        let shadow = |(other, _): &&(&str, f32)| !SHADOWS.contains(other) || SHADOWS.contains(&code);
        let next = self.ranked[1..]
            .iter()
            .find(shadow)
            .map_or(0.0, |(_, votes)| votes.max(0.0));
        let enough = votes >= ENOUGH.max(SHARE * self.words as f32);
        let ahead = votes - next >= AHEAD.max(0.1 * votes);
        (enough && ahead && !code.is_empty()).then_some(code)
    }

    /// The votes for a language; none if it is written otherwise.
    pub(crate) fn votes(&self, code: &str) -> Option<f32> {
        self.ranked
            .iter()
            .find(|(other, _)| *other == code)
            .map(|(_, votes)| *votes)
    }

    /// The votes for the first.
    pub(crate) fn most(&self) -> f32 {
        self.ranked.first().map_or(0.0, |(_, votes)| *votes)
    }

    /// Whether the text may be written in this language: nothing speaks for another one much more.
    #[must_use]
    pub fn may_be(&self, code: &str) -> bool {
        let most = self.most();
        self.votes(code)
            .is_some_and(|votes| votes >= 0.0 && votes + 1.5 * AHEAD >= most && votes * 2.0 + 1.0 >= most)
    }
}

/// The language of each text of a conversation, in order. A text too short to tell is taken to be in the language of the others,
/// if it may be.
#[must_use]
pub fn of_each<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Option<&'static str>> {
    let guesses: Vec<Guess> = texts.map(Guess::of).collect();
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    for code in guesses.iter().filter_map(Guess::clear) {
        *counts.entry(code).or_default() += 1;
    }
    let clear: usize = counts.values().sum();
    let main = counts
        .into_iter()
        .max_by_key(|(code, count)| (*count, *code))
        .filter(|(_, count)| 2 * count >= clear)
        .map(|(code, _)| code);
    guesses
        .iter()
        .map(|guess| guess.clear().or_else(|| main.filter(|main| guess.may_be(main))))
        .collect()
}

/// The languages that have this frequent word, folded.
pub(crate) fn with_word(word: &str) -> impl Iterator<Item = &'static str> {
    shared().iter().flat_map(|shared| {
        let languages = shared.words.get(word).map_or(&[][..], Vec::as_slice);
        languages
            .iter()
            .map(|place| shared.known[usize::from(*place)].code)
    })
}

/// How a text is written.
enum Written {
    /// One language has this script for itself.
    Clear(&'static str),
    /// Several share it.
    In(&'static Shared),
    Nothing,
}

/// The words of a text that can tell: no code, no addresses, no placeholders.
fn prose(text: &str) -> String {
    let mut prose = String::new();
    let mut letters = 0;
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        let mut code = false;
        for part in line.split_inclusive('`') {
            if !code {
                for word in part.trim_end_matches('`').split_whitespace() {
                    let foreign = word.contains("://")
                        || word.contains(['_', '=', '{', '}', '\\', '@', '<'])
                        || word.starts_with('[') && word.contains(|letter: char| letter.is_ascii_digit());
                    if !foreign {
                        letters += word.chars().count();
                        prose.push_str(word);
                        prose.push(' ');
                    }
                    if letters >= LETTERS {
                        return prose;
                    }
                }
            }
            code ^= part.ends_with('`');
        }
    }
    prose
}

/// Counts letters by script; one sign of Chinese or Korean says as much as two letters.
fn script(text: &str) -> Written {
    let (mut latin, mut cyrillic, mut arabic, mut devanagari) = (0, 0, 0, 0);
    let (mut han, mut kana, mut hangul) = (0, 0, 0);
    let mut others: Vec<(&'static str, usize)> = Vec::new();
    for letter in text.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => latin += 1,
            '\u{400}'..='\u{52f}' => cyrillic += 1,
            '\u{600}'..='\u{6ff}'
            | '\u{750}'..='\u{77f}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}' => {
                arabic += 1;
            }
            '\u{900}'..='\u{97f}' => devanagari += 1,
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => han += 2,
            '\u{3041}'..='\u{30ff}' => kana += 2,
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => hangul += 2,
            _ => {
                let code = match letter {
                    '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => "el",
                    '\u{531}'..='\u{58f}' => "hy",
                    '\u{5d0}'..='\u{5f4}' => "he",
                    '\u{980}'..='\u{9ff}' => "bn",
                    '\u{a00}'..='\u{a7f}' => "pa",
                    '\u{a80}'..='\u{aff}' => "gu",
                    '\u{b80}'..='\u{bff}' => "ta",
                    '\u{c00}'..='\u{c7f}' => "te",
                    '\u{c80}'..='\u{cff}' => "kn",
                    '\u{d00}'..='\u{d7f}' => "ml",
                    '\u{d80}'..='\u{dff}' => "si",
                    '\u{e01}'..='\u{e7f}' => "th",
                    '\u{e80}'..='\u{eff}' => "lo",
                    '\u{1000}'..='\u{109f}' => "my",
                    '\u{10a0}'..='\u{10ff}' => "ka",
                    '\u{1200}'..='\u{137f}' => "am",
                    '\u{1780}'..='\u{17ff}' => "km",
                    _ => continue,
                };
                match others.iter_mut().find(|(other, _)| *other == code) {
                    Some((_, count)) => *count += 1,
                    None => others.push((code, 1)),
                }
            }
        }
    }
    let shared = shared();
    let japanese = kana > 0 && kana * 8 >= han;
    let east = han + kana;
    let mut all = vec![
        (latin, Written::In(&shared[0])),
        (cyrillic, Written::In(&shared[1])),
        (arabic, Written::In(&shared[2])),
        (devanagari, Written::In(&shared[3])),
        (east, Written::Clear(if japanese { "ja" } else { "zh" })),
        (hangul, Written::Clear("ko")),
    ];
    all.extend(
        others
            .into_iter()
            .map(|(code, count)| (count, Written::Clear(code))),
    );
    let total: usize = all.iter().map(|(count, _)| count).sum();
    // Latin words stand in texts of every script; the other way round they are the exception.
    all.into_iter()
        .enumerate()
        .max_by_key(|(index, (count, _))| if *index == 0 { *count } else { 3 * count })
        .filter(|(_, (count, _))| *count >= 2 && 5 * count >= total)
        .map_or(Written::Nothing, |(_, (_, written))| written)
}

/// The places of the languages that have a word, an ending or a letter.
type Lookup<K> = HashMap<K, Vec<u8>, BuildHasherDefault<Quick>>;

/// A quick hash for tables that hold nothing but our own words.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// The languages of one script, ready to be looked up.
struct Shared {
    known: &'static [Known],
    words: Lookup<&'static str>,
    endings: Lookup<&'static str>,
    /// Every letter that some of them have and others have not.
    letters: Lookup<char>,
}

fn shared() -> &'static [Shared; 4] {
    static SHARED: OnceLock<[Shared; 4]> = OnceLock::new();
    SHARED.get_or_init(|| {
        [LATIN, CYRILLIC, ARABIC, DEVANAGARI].map(|known| {
            let mut shared = Shared {
                known,
                words: Lookup::default(),
                endings: Lookup::default(),
                letters: Lookup::default(),
            };
            for (place, language) in (0_u8..).zip(known) {
                for word in language.words.split_whitespace() {
                    shared.words.entry(word).or_default().push(place);
                }
                for ending in language.endings.split_whitespace() {
                    shared.endings.entry(ending).or_default().push(place);
                }
                for letter in language.letters.chars() {
                    shared.letters.entry(letter).or_default().push(place);
                }
            }
            shared
        })
    })
}

/// Lets words, endings and letters vote.
fn vote(shared: &Shared, prose: &str) -> Guess {
    let mut votes = vec![0.0_f32; shared.known.len()];
    let mut words = 0;
    // As phrases are folded: without accents on Latin letters, and letters of Arabic that are typed for each other as one.
    let text = folded(prose);
    let parts = text.split(|letter: char| !(letter.is_alphabetic() || is_mark(letter) || letter == '\''));
    for word in parts
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
    {
        words += 1;
        if let Some(languages) = shared.words.get(word) {
            give(&mut votes, languages, [2.0, 1.3, 1.0]);
            continue;
        }
        // "l'homme", "c'est": what stands before the apostrophe.
        if let Some(end) = word.find('\'')
            && let Some(languages) = shared.words.get(&word[..=end])
        {
            give(&mut votes, languages, [1.5, 1.2, 0.8]);
        }
        let ending = (2..=5).rev().find_map(|length| {
            let (start, _) = word.char_indices().rev().nth(length - 1)?;
            // Something stands before an ending.
            (start > 1).then(|| shared.endings.get(&word[start..])).flatten()
        });
        if let Some(languages) = ending {
            give(&mut votes, languages, [0.7, 0.5, 0.3]);
        }
    }
    let mut seen: Vec<char> = Vec::new();
    for letter in prose
        .chars()
        .filter(|letter| letter.is_alphabetic() && !letter.is_ascii())
    {
        let letter = letter.to_lowercase().next().unwrap_or(letter);
        if seen.contains(&letter) || seen.len() >= 40 {
            continue;
        }
        seen.push(letter);
        let latin = matches!(letter, '\u{df}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
        let languages = shared.letters.get(&letter).map_or(&[][..], Vec::as_slice);
        // A letter that none of them has speaks against all.
        if languages.is_empty() && !latin {
            continue;
        }
        let has = 1.8 / (languages.len().max(1) as f32).powf(0.7);
        for (place, vote) in (0_u8..).zip(votes.iter_mut()) {
            *vote += if languages.contains(&place) { has } else { -1.5 };
        }
    }
    let mut ranked: Vec<(&'static str, f32)> = shared
        .known
        .iter()
        .map(|language| language.code)
        .zip(votes)
        .collect();
    ranked.sort_by(|one, other| {
        other
            .1
            .total_cmp(&one.1)
            .then(SHADOWS.contains(&one.0).cmp(&SHADOWS.contains(&other.0)))
    });
    Guess { ranked, words }
}

/// The fewer languages have it, the more it says.
fn give(votes: &mut [f32], languages: &[u8], [only, few, many]: [f32; 3]) {
    let worth = match languages.len() {
        1 => only,
        2 | 3 => few,
        _ => many,
    };
    for place in languages {
        votes[usize::from(*place)] += worth;
    }
}

/// Vowel signs of Devanagari are part of the word.
fn is_mark(letter: char) -> bool {
    ('\u{900}'..='\u{963}').contains(&letter) || letter == '\u{200c}'
}

#[cfg(test)]
mod tests;
