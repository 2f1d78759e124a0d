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
use regex_automata::meta::Regex;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, PatternID};

use super::gate::Gate;
use super::rules::{self, Cue, Hit, Rule};
use super::span::{self, Placeholder};
use super::windows::{self, Cues};
use super::{Finding, PiiType};

/// The rules with what is made of them once.
struct Engine {
    rules: Vec<&'static Rule>,
    patterns: Vec<OnceLock<Regex>>,
    cues: Cues,
    gates: [OnceLock<Option<Gate>>; GROUPS],
}

/// How many groups of rules have a gate of their own: what is alike in one automaton keeps it small.
const GROUPS: usize = 5;

/// The group of a rule.
fn group(rule: &Rule) -> usize {
    match (rule.cue, rule.kind) {
        (_, PiiType::Person) => 0,
        (_, PiiType::Address) => 1,
        (Cue::Digits(_) | Cue::Beside(..), _) => 2,
        (Cue::Near(_), _) => 3,
        _ => 4,
    }
}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let rules: Vec<_> = rules::all().collect();
        Engine {
            patterns: rules.iter().map(|_| OnceLock::new()).collect(),
            cues: Cues::new(&rules),
            gates: std::array::from_fn(|_| OnceLock::new()),
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

    fn gate(&self, group: usize) -> Option<&Gate> {
        self.gates[group]
            .get_or_init(|| {
                let rules = self.rules.iter().enumerate();
                let own = rules.filter(|(_, rule)| self::group(rule) == group);
                Gate::of(own.map(|(index, rule)| (index, rule.parsed())))
            })
            .as_ref()
    }

    /// For each rule that takes part in a gate, where a match of it may begin; `None` for those that read their windows.
    fn starts(&self, text: &str, windows: &[Vec<Range<usize>>]) -> Vec<Option<Vec<usize>>> {
        let mut starts = vec![None; self.rules.len()];
        for group in 0..GROUPS {
            let Some(gate) = self.gate(group) else { continue };
            let mut union: Vec<Range<usize>> = vec![];
            for &rule in gate.rules() {
                union.extend_from_slice(&windows[rule]);
            }
            // Each rule's are in order, and sorting knows what is.
            union.sort_by_key(|window| window.start);
            union.dedup_by(|window, last| {
                let meets = window.start <= last.end;
                if meets {
                    last.end = last.end.max(window.end);
                }
                meets
            });
            for &rule in gate.rules() {
                starts[rule] = Some(vec![]);
            }
            if gate.starts(text, &union, &mut starts).is_none() {
                for &rule in gate.rules() {
                    starts[rule] = None;
                }
            }
        }
        starts
    }

    /// Calls `matched` with the value of each match of a rule in its windows, of those that begin at `starts` if these are known.
    fn values(
        &self,
        index: usize,
        text: &str,
        windows: &[Range<usize>],
        starts: Option<&[usize]>,
        mut matched: impl FnMut(Range<usize>),
    ) {
        if windows.is_empty() || starts.is_some_and(<[usize]>::is_empty) {
            return;
        }
        let numbered = matches!(self.rules[index].cue, Cue::Numbered(_));
        let holds_digit =
            |window: &Range<usize>| text.as_bytes()[window.clone()].iter().any(u8::is_ascii_digit);
        if numbered && !windows.iter().any(holds_digit) {
            return;
        }
        let pattern = self.pattern(index);
        let mut slots = vec![None; 2 * pattern.group_info().group_len(PatternID::ZERO)];
        // What a match took is not read again, however many windows it covers.
        let mut at = windows[0].start;
        let mut starts = starts.map(|starts| starts.iter().copied().peekable());
        for window in windows {
            if numbered && !holds_digit(window) {
                continue;
            }
            at = at.max(window.start);
            let mut end = window.end;
            loop {
                let mut anchored = Anchored::No;
                if let Some(starts) = &mut starts {
                    while starts.next_if(|&start| start < at).is_some() {}
                    let Some(&start) = starts.peek() else { return };
                    (at, anchored) = (start, Anchored::Yes);
                }
                if at >= end {
                    break;
                }
                let input = Input::new(&text[..end]).range(at..).anchored(anchored);
                if pattern.search_slots(&input, &mut slots).is_none() {
                    if starts.is_none() {
                        break;
                    }
                    at += 1;
                    end = window.end;
                    continue;
                }
                let whole = group_at(&slots, 0).expect("a match has a place");
                if whole.end == end && end < text.len() {
                    // It may go on behind the window: read it again with twice as much behind it.
                    at = whole.start;
                    end = span::ceiling(text, end + (end - at));
                    continue;
                }
                matched(
                    (1..slots.len() / 2)
                        .find_map(|group| group_at(&slots, group))
                        .unwrap_or(whole.clone()),
                );
                at = whole.end.max(span::ceiling(text, whole.start + 1));
                end = window.end;
            }
        }
    }
}

/// Where a group of a match stands.
fn group_at(slots: &[Option<NonMaxUsize>], group: usize) -> Option<Range<usize>> {
    Some(slots[2 * group]?.get()..slots[2 * group + 1]?.get())
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
    let starts = engine.starts(view, &windows.of);
    for (index, rule) in engine.rules.iter().enumerate() {
        engine.values(
            index,
            view,
            &windows.of[index],
            starts[index].as_deref(),
            |value| {
                let hit = Hit {
                    text: view,
                    start: value.start,
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
                    found.push(Finding {
                        start: folded.original(place.start),
                        end: folded.original(place.end),
                        kind: rule.kind,
                        rule: rule.id,
                        confidence: rule.confidence,
                    });
                }
            },
        );
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
            if kind == PiiType::Person {
                for form in super::names::forms::handles(value) {
                    values.entry(form).or_insert(PiiType::Username);
                }
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
            .map(|place| {
                (
                    place.start()..place.end(),
                    self.values[place.pattern().as_usize()].1,
                )
            })
            .map(|(place, kind)| match kind {
                PiiType::Username => (place.start..numbered(text, place.end), kind),
                _ => (place, kind),
            })
            .filter(|(place, _)| span::stands_alone(text, place.start, place.end))
            .filter(|(place, kind)| {
                *kind != PiiType::Person || !super::names::touches_code(text, place.start, place.end)
            })
            // `x.com/acme` is another account than `x.com/acme-labs`.
            .filter(|(place, kind)| {
                *kind != PiiType::UrlWithUser || !text[place.end..].starts_with(['-', '.'])
            })
            .map(|(place, kind)| Finding {
                start: place.start,
                end: place.end,
                kind,
                rule: AGAIN,
                confidence: 0.5,
            })
            .collect()
    }
}

/// Where a user name ends that goes on with a number: `akovacs84`.
fn numbered(text: &str, end: usize) -> usize {
    const DIGITS: usize = 4;
    let bytes = &text.as_bytes()[end..];
    end + bytes
        .iter()
        .take(DIGITS)
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}
