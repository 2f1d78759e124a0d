//! Runs the rules over one text.
//!
//! In: any text. Out: findings, sorted, apart from each other, on whole graphemes, never on a placeholder.
//! Where findings overlap, the surer wins, then the longer, then the earlier, then the rule listed first; what
//! a loser of confidence 0.7 and more has beside the winner stays found if it holds two letters or digits.
//!
//! One pass over the text says which rules can match at all (`Cue`); only their patterns run, each in linear time.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use regex::Regex;

use super::rules::{self, Cue, Hit, NEAR, Rule};
use super::span::{self, Placeholder};
use super::{Finding, PiiType};

/// The rules with what is made of them once.
struct Engine {
    rules: Vec<&'static Rule>,
    patterns: Vec<OnceLock<Regex>>,
    words: AhoCorasick,
    /// For each word, the rules it wakes.
    wakes: Vec<Vec<usize>>,
}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let rules: Vec<_> = rules::all().collect();
        let mut words: Vec<String> = vec![];
        let mut wakes: Vec<Vec<usize>> = vec![];
        for (index, rule) in rules.iter().enumerate() {
            let (Cue::Any(lists) | Cue::Near(lists)) = rule.cue else {
                continue;
            };
            for word in lists.iter().copied().flatten() {
                // ASCII case is left to the automaton; other capitals are a second word.
                for spelling in [(*word).to_owned(), capitalised(word), word.to_uppercase()] {
                    let place = words
                        .iter()
                        .position(|known| *known == spelling)
                        .unwrap_or_else(|| {
                            words.push(spelling);
                            wakes.push(vec![]);
                            words.len() - 1
                        });
                    if !wakes[place].contains(&index) {
                        wakes[place].push(index);
                    }
                }
            }
        }
        Engine {
            patterns: rules.iter().map(|_| OnceLock::new()).collect(),
            words: AhoCorasickBuilder::new()
                .match_kind(MatchKind::Standard)
                .ascii_case_insensitive(true)
                .build(&words)
                .expect("a few thousand short words fit an automaton"),
            rules,
            wakes,
        }
    })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Engine {
    fn pattern(&self, index: usize) -> &Regex {
        self.patterns[index].get_or_init(|| {
            self.rules[index]
                .compiled()
                .expect("the test over all rules compiles every pattern")
        })
    }

    /// The rules whose cue the text holds, and where the words of `Near` cues end.
    fn awake(&self, text: &str) -> (Vec<bool>, Vec<(usize, usize)>) {
        let mut awake = vec![false; self.rules.len()];
        let mut near = vec![];
        for word in self.words.find_overlapping_iter(text) {
            let short = word.len() <= 4;
            for &rule in &self.wakes[word.pattern().as_usize()] {
                match self.rules[rule].cue {
                    Cue::Near(_) => {
                        let alone = span::stands_alone(text, word.start(), word.end());
                        let first = text[word.start()..].chars().next();
                        // Elsewhere than in Latin, prefixes and particles stick to words: "ورقم", "и".
                        let latin = first.is_none_or(|letter| letter < '\u{370}');
                        let begins = !latin || alone || span::stands_alone(text, word.start(), text.len());
                        if alone || !(short && latin) && begins {
                            awake[rule] = true;
                            near.push((rule, word.end()));
                        }
                    }
                    _ => awake[rule] = true,
                }
            }
        }
        let digits = longest_number(text);
        for (rule, awake) in self.rules.iter().zip(&mut awake) {
            if let Cue::Digits(least) = rule.cue {
                *awake = digits >= least;
            }
        }
        near.sort_unstable();
        (awake, near)
    }
}

/// The most digits in one run of digits and separators.
fn longest_number(text: &str) -> usize {
    let (mut longest, mut count, mut gap) = (0, 0, 0);
    for byte in text.bytes() {
        if byte.is_ascii_digit() {
            count += 1;
            gap = 0;
            longest = longest.max(count);
        } else {
            gap += 1;
            if gap > 4 {
                count = 0;
            }
        }
    }
    longest
}

/// All findings in one text, sorted, not overlapping.
#[must_use]
pub fn find(text: &str) -> Vec<Finding> {
    let barriers = span::placeholders(text);
    settle(text, &barriers, candidates(text, &barriers))
}

/// What the rules match, in any order, overlapping.
pub(crate) fn candidates(text: &str, barriers: &[Placeholder]) -> Vec<Finding> {
    let engine = engine();
    let blanked = span::blanked(text, barriers);
    let folded = span::ascii_digits(&blanked);
    let view: &str = &folded.text;
    let (awake, near) = engine.awake(view);
    let mut found = super::columns::candidates(view);
    for finding in &mut found {
        (finding.start, finding.end) = (folded.original(finding.start), folded.original(finding.end));
    }
    for (index, rule) in engine.rules.iter().enumerate().filter(|&(index, _)| awake[index]) {
        for captures in engine.pattern(index).captures_iter(view) {
            let Some(value) = captures
                .iter()
                .skip(1)
                .flatten()
                .next()
                .or_else(|| captures.get(0))
            else {
                continue;
            };
            let hit = Hit {
                text: view,
                start: value.start(),
                end: value.end(),
            };
            let context = match rule.cue {
                Cue::Near(_) => has_context(view, &near, index, hit.start),
                _ => true,
            };
            if hit.start < hit.end
                && context
                && span::stands_alone(view, hit.start, hit.end)
                && (rule.check)(&hit)
            {
                found.push(Finding {
                    start: folded.original(hit.start),
                    end: folded.original(hit.end),
                    kind: rule.kind,
                    rule: rule.id,
                    confidence: rule.confidence,
                });
            }
        }
    }
    found
}

/// Whether a context word of this rule ends close before `start`, with no blank line between.
fn has_context(text: &str, near: &[(usize, usize)], rule: usize, start: usize) -> bool {
    let after = near.partition_point(|&(other, end)| (other, end) <= (rule, start));
    near[..after].last().is_some_and(|&(other, end)| {
        other == rule
            // Four bytes a character at most: what is further away is not counted at all.
            && start - end <= NEAR * 4
            && text[end..start].chars().count() <= NEAR
            && !text[end..start].contains("\n\n")
    })
}

/// Makes candidates disjoint and cuts them to whole graphemes outside placeholders.
pub(crate) fn settle(text: &str, barriers: &[Placeholder], mut candidates: Vec<Finding>) -> Vec<Finding> {
    candidates.sort_by(|a, b| {
        b.confidence
            .total_cmp(&a.confidence)
            .then((b.end - b.start).cmp(&(a.end - a.start)))
            .then(a.start.cmp(&b.start))
    });
    let mut taken: std::collections::BTreeMap<usize, usize> = barriers
        .iter()
        .map(|placeholder| (placeholder.range.start, placeholder.range.end))
        .collect();
    let mut settled = vec![];
    for candidate in candidates {
        let whole = span::whole_graphemes(text, candidate.start, candidate.end);
        for free in free_parts(&taken, &whole) {
            let part = trimmed(text, &free);
            let cut = part.len() < whole.len();
            let substance = text[part.clone()]
                .chars()
                .filter(|letter| letter.is_alphanumeric())
                .count();
            // What an unsure finding has beside a surer one is mostly not what it seemed.
            let worth = if cut {
                substance >= 2 && candidate.confidence >= 0.7
            } else {
                substance >= 1
            };
            if worth {
                taken.insert(part.start, part.end);
                settled.push(Finding {
                    start: part.start,
                    end: part.end,
                    ..candidate.clone()
                });
            }
        }
    }
    settled.sort_by_key(|finding| finding.start);
    settled
}

/// The parts of a range that no taken range covers.
fn free_parts(taken: &std::collections::BTreeMap<usize, usize>, range: &Range<usize>) -> Vec<Range<usize>> {
    let before = taken
        .range(..=range.start)
        .next_back()
        .map(|(&start, &end)| (start, end));
    let within = taken
        .range(range.start + 1..range.end)
        .map(|(&start, &end)| (start, end));
    let mut free = vec![];
    let mut at = range.start;
    for (start, end) in before.into_iter().chain(within) {
        if at < start {
            free.push(at..start);
        }
        at = at.max(end);
    }
    if at < range.end {
        free.push(at..range.end);
    }
    free
}

/// A range without the blanks at its ends.
fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..start.max(range.end - (part.len() - part.trim_end().len()))
}

/// Finds values again that were found elsewhere in the same conversation.
pub(crate) struct Known {
    automaton: Option<AhoCorasick>,
    values: Vec<(String, PiiType)>,
}

/// The rule id of what is found because it was found elsewhere.
pub(crate) const AGAIN: &str = "again";

impl Known {
    /// Learns from (type, value) pairs: each value, and for persons the parts of their names.
    pub(crate) fn new<'value>(found: impl Iterator<Item = (PiiType, &'value str)>) -> Self {
        let mut values = std::collections::BTreeMap::new();
        for (kind, value) in found {
            for form in super::value::repeats(kind, value) {
                values.entry(form).or_insert(kind);
            }
        }
        let values: Vec<_> = values.into_iter().collect();
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build(values.iter().map(|(value, _)| value))
            .ok()
            .filter(|_| !values.is_empty());
        Self { automaton, values }
    }

    /// Where these values stand in a text, as whole words.
    pub(crate) fn candidates(&self, text: &str) -> Vec<Finding> {
        let Some(automaton) = &self.automaton else {
            return vec![];
        };
        automaton
            .find_iter(text)
            .filter(|place| span::stands_alone(text, place.start(), place.end()))
            .map(|place| Finding {
                start: place.start(),
                end: place.end(),
                kind: self.values[place.pattern().as_usize()].1,
                rule: AGAIN,
                confidence: 0.5,
            })
            .collect()
    }
}
