//! Where each rule has to look in a text.
//!
//! In: a text as the rules see it. Out: for each rule the stretches around its cues, in order, apart from each other;
//! everywhere else the rule cannot match, so its pattern never runs there. Two passes over the text find all cues of
//! all rules. It deliberately knows nothing about patterns: what a cue promises about them is said at [`Cue`].

use std::ops::Range;

use super::rules::{Cue, NEAR, Rule};
use super::scan::Scanner;
use super::span;

/// The cues of all rules, ready to be looked for. Rules with the same cue share one list of windows.
pub(crate) struct Cues {
    scanner: Scanner,
    /// For each word, the lists it adds to.
    wakes: Vec<Vec<(usize, Wake)>>,
    /// What numbers wake, the fewest digits first.
    numbers: Vec<Number>,
    /// For each rule, its list.
    lists: Vec<usize>,
    count: usize,
}

/// The list that numbers with so many digits add to.
struct Number {
    list: usize,
    least: usize,
    reach: Reach,
}

/// How far a match reaches from its cue, in bytes before and after.
type Reach = (usize, usize);

#[derive(Clone, Copy)]
enum Wake {
    Around(Reach),
    Near,
}

/// A match reaches no further than this from the word it holds; one that goes on behind it is followed.
const USUAL: Reach = (96, 192);
/// The same for long values.
const FAR: Reach = (256, 512);
/// The same for short values.
const CLOSE: Reach = (48, 64);
/// The same for long values that begin with their cue.
const START: Reach = (40, 256);
/// From a number that is the value or nearly all of it.
const NUMBER: Reach = (16, 24);
/// Beyond the last start of a value with a context word, so that most values end within.
const VALUE: usize = 128;
/// The most bytes that stand between the digits of one number.
const GAP: usize = 4;

/// What [`Cues::read`] found, and memory to be used again for the next text.
#[derive(Default)]
pub(crate) struct Windows {
    /// Where to look: one list for each cue.
    of: Vec<Vec<Range<usize>>>,
    /// The lists that hold something, in any order.
    filled: Vec<usize>,
    /// The list and end of each context word, sorted.
    near: Vec<(usize, usize)>,
    lower: Vec<u8>,
}

impl Cues {
    pub(crate) fn new(rules: &[&'static Rule]) -> Self {
        let mut words = std::collections::BTreeMap::<String, Vec<(usize, Wake)>>::new();
        let mut numbers = vec![];
        let mut cues: Vec<Cue> = vec![];
        let mut lists = vec![];
        for rule in rules {
            if let Some(known) = cues.iter().position(|cue| *cue == rule.cue) {
                lists.push(known);
                continue;
            }
            let list = cues.len();
            cues.push(rule.cue);
            lists.push(list);
            let (spellings, wake) = match rule.cue {
                Cue::Any(lists) => (lists, Wake::Around(USUAL)),
                Cue::Far(lists) => (lists, Wake::Around(FAR)),
                Cue::Numbered(lists) => (lists, Wake::Around(USUAL)),
                Cue::Start(lists) => (lists, Wake::Around(START)),
                Cue::Close(lists) => (lists, Wake::Around(CLOSE)),
                Cue::Near(lists) => (lists, Wake::Near),
                Cue::Digits(least) => {
                    numbers.push(Number {
                        list,
                        least,
                        reach: NUMBER,
                    });
                    continue;
                }
                Cue::Beside(least, before, behind) => {
                    numbers.push(Number {
                        list,
                        least,
                        reach: (before, behind),
                    });
                    continue;
                }
            };
            for word in spellings.iter().copied().flatten() {
                // ASCII case is left to the scanner; other capitals are a second word.
                for spelling in [(*word).to_owned(), capitalised(word), word.to_uppercase()] {
                    let woken = words.entry(spelling.to_ascii_lowercase()).or_default();
                    if !woken.iter().any(|&(other, _)| other == list) {
                        woken.push((list, wake));
                    }
                }
            }
        }
        numbers.sort_by_key(|number| number.least);
        // What `is_word` says of such words behind a letter is known before they are compared.
        let opens = |word: &str, woken: &[(usize, Wake)]| {
            word.starts_with(|first: char| first.is_ascii_alphabetic())
                && woken.iter().all(|(_, wake)| matches!(wake, Wake::Near))
        };
        Self {
            scanner: Scanner::new(
                words
                    .iter()
                    .map(|(word, woken)| (word.as_str(), opens(word, woken))),
            ),
            wakes: words.into_values().collect(),
            numbers,
            lists,
            count: cues.len(),
        }
    }

    /// The list of a rule's windows.
    pub(crate) fn list(&self, rule: usize) -> usize {
        self.lists[rule]
    }

    /// Where each rule has to look in this text, by the cues within these stretches of it, which are apart and in order.
    pub(crate) fn read(&self, text: &str, stretches: &[Range<usize>], windows: &mut Windows) {
        windows.clear(self.count);
        for stretch in stretches {
            self.words(text, stretch, windows);
            for (number, digits) in numbers(&text.as_bytes()[stretch.clone()]) {
                let (start, end) = (stretch.start + number.start, stretch.start + number.end);
                for &Number { list, least, reach } in &self.numbers {
                    if digits < least {
                        break;
                    }
                    windows.widen(list, start, end, reach, text.len());
                }
            }
        }
        for &list in &windows.filled {
            for window in &mut windows.of[list] {
                while !text.is_char_boundary(window.start) {
                    window.start -= 1;
                }
                while !text.is_char_boundary(window.end) {
                    window.end += 1;
                }
            }
        }
        windows.near.sort_unstable();
    }

    fn words(&self, text: &str, stretch: &Range<usize>, windows: &mut Windows) {
        let mut lower = std::mem::take(&mut windows.lower);
        self.scanner
            .scan(text.as_bytes(), stretch.clone(), &mut lower, |word, index| {
                let mut context = None;
                for &(list, wake) in &self.wakes[index] {
                    match wake {
                        Wake::Around(reach) => windows.widen(list, word.start, word.end, reach, text.len()),
                        Wake::Near => {
                            let stop = *context.get_or_insert_with(|| {
                                is_word(text, word.start, word.end).then(|| after(text, word.end, NEAR))
                            });
                            if let Some(stop) = stop {
                                windows.widen(list, word.end, stop, (0, VALUE), text.len());
                                windows.near.push((list, word.end));
                            }
                        }
                    }
                }
            });
        windows.lower = lower;
    }
}

impl Windows {
    fn clear(&mut self, count: usize) {
        for list in self.filled.drain(..) {
            self.of[list].clear();
        }
        self.near.clear();
        self.of.resize_with(count, Vec::new);
    }

    fn widen(&mut self, list: usize, start: usize, end: usize, reach: Reach, length: usize) {
        let windows = &mut self.of[list];
        if windows.is_empty() {
            self.filled.push(list);
        }
        widen(windows, start, end, reach, length);
    }

    /// The windows of a list, in order, apart from each other.
    pub(crate) fn of(&self, list: usize) -> &[Range<usize>] {
        &self.of[list]
    }

    /// The lists that have windows.
    pub(crate) fn filled(&self) -> &[usize] {
        &self.filled
    }

    /// Whether a context word of this list ends close before `start`, with no blank line between.
    pub(crate) fn has_context(&self, text: &str, list: usize, start: usize) -> bool {
        let after = self
            .near
            .partition_point(|&(other, end)| (other, end) <= (list, start));
        self.near[..after].last().is_some_and(|&(other, end)| {
            other == list
                // Four bytes a character at most: what is further away is not counted at all.
                && start - end <= NEAR * 4
                && text[end..start].chars().count() <= NEAR
                && !text[end..start].contains("\n\n")
        })
    }
}

/// Adds a window, one with those before that it meets.
pub(crate) fn widen(windows: &mut Vec<Range<usize>>, start: usize, end: usize, reach: Reach, length: usize) {
    let mut start = start.saturating_sub(reach.0);
    let mut end = (end + reach.1).min(length);
    while let Some(last) = windows.pop_if(|last| start <= last.end) {
        start = start.min(last.start);
        end = end.max(last.end);
    }
    windows.push(start..end);
}

/// Whether a context word is one here: it begins where a word begins; Latin words of up to five letters also end there.
fn is_word(text: &str, start: usize, end: usize) -> bool {
    // Elsewhere than in Latin, prefixes and particles stick to words: "ورقم", "и".
    let first = text[start..].chars().next();
    let latin = first.is_none_or(|letter| letter < '\u{370}');
    if end - start <= 5 && latin {
        span::stands_alone(text, start, end)
    } else {
        !latin || span::stands_alone(text, start, text.len()) || span::stands_alone(text, start, end)
    }
}

/// The offset `count` characters after another.
fn after(text: &str, offset: usize, count: usize) -> usize {
    let tail = &text[offset..];
    tail.char_indices()
        .nth(count)
        .map_or(text.len(), |(place, _)| offset + place)
}

/// Runs of digits with little between them, and how many digits each has.
fn numbers(text: &[u8]) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].iter().position(u8::is_ascii_digit)?;
        let (mut end, mut count) = (start + 1, 1);
        at = end;
        while at < text.len() && at - end <= GAP {
            if text[at].is_ascii_digit() {
                end = at + 1;
                count += 1;
            }
            at += 1;
        }
        Some((start..end, count))
    })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_runs_of_digits_with_little_between() {
        let found: Vec<_> = numbers(b"a 12-34 and 5; 678").collect();
        assert_eq!(found, [(2..7, 4), (12..18, 4)]);
        assert_eq!(numbers(b"none").next(), None);
    }

    #[test]
    fn windows_that_meet_become_one() {
        let mut windows = vec![];
        widen(&mut windows, 100, 110, (10, 10), 1000);
        widen(&mut windows, 300, 310, (10, 10), 1000);
        widen(&mut windows, 315, 316, (10, 10), 1000);
        widen(&mut windows, 990, 1000, (10, 10), 1000);
        assert_eq!(windows, [90..120, 290..326, 980..1000]);
        widen(&mut windows, 995, 1000, (900, 0), 1000);
        let merged = 90..1000;
        assert_eq!(windows, [merged]);
    }
}
