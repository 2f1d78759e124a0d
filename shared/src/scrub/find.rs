//! Runs the rules over one text.
//!
//! In: any text. Out: findings, sorted, apart from each other, on whole graphemes, never on a placeholder.
//! Where findings overlap, the surer wins, then the longer, then the earlier, then the rule listed first; what
//! a loser of confidence 0.7 and more has beside the winner stays found if it holds two letters or digits.
//!
//! Each rule reads only the windows around its cues (`windows`), each in linear time.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use regex::Regex;

use super::rules::{self, Cue, Hit, Rule};
use super::span::{self, Placeholder};
use super::windows::{self, Cues};
use super::{Finding, PiiType};

/// The rules with what is made of them once.
struct Engine {
    rules: Vec<&'static Rule>,
    patterns: Vec<OnceLock<Regex>>,
    cues: Cues,
}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let rules: Vec<_> = rules::all().collect();
        Engine {
            patterns: rules.iter().map(|_| OnceLock::new()).collect(),
            cues: Cues::new(&rules),
            rules,
        }
    })
}

impl Engine {
    fn pattern(&self, index: usize) -> &Regex {
        self.patterns[index].get_or_init(|| {
            self.rules[index]
                .compiled()
                .expect("the test over all rules compiles every pattern")
        })
    }

    /// Calls `matched` with the value of each match of a rule in its windows.
    fn values(
        &self,
        index: usize,
        text: &str,
        windows: &[Range<usize>],
        mut matched: impl FnMut(Range<usize>),
    ) {
        let Some(first) = windows.first() else { return };
        let numbered = matches!(self.rules[index].cue, Cue::Numbered(_));
        let holds_digit =
            |window: &Range<usize>| text.as_bytes()[window.clone()].iter().any(u8::is_ascii_digit);
        if numbered && !windows.iter().any(holds_digit) {
            return;
        }
        let pattern = self.pattern(index);
        let mut captures = pattern.capture_locations();
        // What a match took is not read again, however many windows it covers.
        let mut at = first.start;
        for window in windows {
            if numbered && !holds_digit(window) {
                continue;
            }
            at = at.max(window.start);
            let mut end = window.end;
            while at < end
                && let Some(whole) = pattern.captures_read_at(&mut captures, &text[..end], at)
            {
                if whole.end() == end && end < text.len() {
                    // It may go on behind the window: read it again with twice as much behind it.
                    at = whole.start();
                    end = span::ceiling(text, end + (end - at));
                    continue;
                }
                let value = (1..captures.len()).find_map(|group| captures.get(group));
                let (start, stop) = value.unwrap_or((whole.start(), whole.end()));
                matched(start..stop);
                at = whole.end().max(span::ceiling(text, whole.start() + 1));
                end = window.end;
            }
        }
    }
}

/// All findings in one text, sorted, not overlapping.
#[must_use]
pub fn find(text: &str) -> Vec<Finding> {
    let barriers = span::placeholders(text);
    settle(text, &barriers, candidates(text, &barriers, Part::Whole))
}

/// Which part of a text the rules read.
#[derive(Clone, Copy)]
pub(crate) enum Part<'text> {
    Whole,
    /// Only around these stretches, which are sorted and apart; tables are not read.
    Around(&'text [Range<usize>]),
}

/// How much before and behind a stretch is read with it.
const AROUND: usize = 128;

/// What the rules match, in any order, overlapping.
pub(crate) fn candidates(text: &str, barriers: &[Placeholder], part: Part<'_>) -> Vec<Finding> {
    let engine = engine();
    let blanked = span::blanked(text, barriers);
    let folded = span::plain(&blanked);
    let view: &str = &folded.text;
    let whole = 0..view.len();
    let (stretches, mut found) = match part {
        Part::Whole => (vec![whole], super::columns::candidates(view)),
        Part::Around(changed) => {
            let mut stretches = vec![];
            for one in changed {
                let (start, end) = (folded.shortened(one.start), folded.shortened(one.end));
                windows::widen(&mut stretches, start, end, (AROUND, AROUND), view.len());
            }
            (stretches, vec![])
        }
    };
    let named = super::names::candidates(view, &stretches);
    let windows = engine.cues.windows(view, &stretches);
    found.extend(named);
    for finding in &mut found {
        (finding.start, finding.end) = (folded.original(finding.start), folded.original(finding.end));
    }
    for (index, rule) in engine.rules.iter().enumerate() {
        engine.values(index, view, &windows.of[index], |value| {
            let start = match rule.kind {
                PiiType::Email => super::marks::behind_escape(view, value.start),
                _ => value.start,
            };
            let hit = Hit {
                text: view,
                start,
                end: value.end,
            };
            let near = matches!(rule.cue, Cue::Near(_));
            if hit.start < hit.end
                && (!near || windows.has_context(view, index, hit.start))
                && span::stands_alone(view, hit.start, hit.end)
                && (rule.check)(&hit)
            {
                let place = if rule.kind == PiiType::Address {
                    rules::widened(view, hit.start..hit.end)
                } else {
                    hit.start..hit.end
                };
                let place = super::marks::within(view, place);
                found.push(Finding {
                    start: folded.original(place.start),
                    end: folded.original(place.end),
                    kind: rule.kind,
                    rule: rule.id,
                    confidence: rule.confidence,
                });
            }
        });
    }
    super::names::join(text, &mut found);
    super::credits::spare(text, &mut found);
    super::programs::spare(text, &mut found);
    found
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
            // Built for one conversation: what is fast to build is fast.
            .kind(Some(AhoCorasickKind::ContiguousNFA))
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
            .filter(|place| {
                let person = self.values[place.pattern().as_usize()].1 == PiiType::Person;
                !person || !super::names::touches_code(text, place.start(), place.end())
            })
            .filter(|place| {
                // `x.com/acme` is another account than `x.com/acme-labs`.
                let link = self.values[place.pattern().as_usize()].1 == PiiType::UrlWithUser;
                !link || !text[place.end()..].starts_with(['-', '.'])
            })
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
