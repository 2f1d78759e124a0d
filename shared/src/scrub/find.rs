//! Runs the rules over one text.
//!
//! In: any text. Out: findings, sorted, apart from each other, on whole graphemes, never on a placeholder.
//! Where findings overlap, the surer wins, then the longer, then the earlier, then the rule listed first; what
//! a loser of confidence 0.7 and more has beside the winner stays found if it holds two letters or digits.
//!
//! Each rule reads only the windows around its cues (`windows`), each in linear time.

use std::cell::Cell;
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use regex_automata::meta::Regex;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Input, PatternID};

use super::gate::{Gate, Tries};
use super::pattern::Pattern;
use super::rules::{self, Cue, Hit, Rule};
use super::span::{self, Placeholder};
use super::steps;
use super::windows::{self, Cues, Windows};
use super::{Finding, PiiType};

/// The rules with what is made of them once.
struct Engine {
    rules: Vec<&'static Rule>,
    /// To be tried where a gate says, and to be looked for where none does.
    patterns: Vec<OnceLock<Pattern>>,
    searches: Vec<OnceLock<Regex>>,
    cues: Cues,
    /// The rules that read each list of windows.
    readers: Vec<Vec<usize>>,
    gate: OnceLock<Gate>,
}

/// Bytes that one rule may read in every text, and how many for each byte of its windows. Beyond that, places are no longer tried
/// one by one, and what goes on behind its window is no longer followed.
const FREE: usize = 1 << 20;
const READ: usize = 32;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let rules: Vec<_> = rules::all().collect();
        let cues = Cues::new(&rules);
        let mut readers = vec![];
        for rule in 0..rules.len() {
            let list = cues.list(rule);
            readers.resize_with(readers.len().max(list + 1), Vec::new);
            readers[list].push(rule);
        }
        Engine {
            patterns: rules.iter().map(|_| OnceLock::new()).collect(),
            searches: rules.iter().map(|_| OnceLock::new()).collect(),
            cues,
            readers,
            gate: OnceLock::new(),
            rules,
        }
    })
}

impl Engine {
    fn pattern(&self, index: usize) -> &Pattern {
        self.patterns[index].get_or_init(|| {
            Pattern::new(&self.rules[index].parsed(), rules::MOST)
                .expect("the test over all rules compiles every pattern")
        })
    }

    fn search(&self, index: usize) -> &Regex {
        self.searches[index].get_or_init(|| {
            self.rules[index]
                .compiled()
                .expect("the test over all rules compiles every pattern")
        })
    }

    fn gate(&self) -> &Gate {
        self.gate
            .get_or_init(|| Gate::of(self.rules.iter().map(|rule| rule.parsed()).enumerate()))
    }

    /// Finds out which rules have windows, and, for those that take part in the gate, where a match of them may begin.
    fn starts(&self, text: &str, memory: &mut Memory) {
        let Memory {
            windows,
            awake,
            tries,
            union,
        } = memory;
        tries.resize_with(self.rules.len(), Tries::new);
        for rule in awake.drain(..) {
            tries[rule].clear();
        }
        union.clear();
        for &list in windows.filled() {
            awake.extend_from_slice(&self.readers[list]);
            union.extend_from_slice(windows.of(list));
        }
        awake.sort_unstable();
        // Each list's are in order, and sorting knows what is.
        union.sort_by_key(|window| window.start);
        union.dedup_by(|window, last| {
            let meets = window.start <= last.end;
            if meets {
                last.end = last.end.max(window.end);
            }
            meets
        });
        self.gate().starts(text, union, awake, tries);
    }

    /// Where a match of a rule may begin; `None` if no gate says.
    fn starts_of<'tries>(&self, index: usize, tries: &'tries [Tries]) -> Option<&'tries [usize]> {
        self.gate().has(index).then(|| tries[index].as_slice())
    }

    /// Calls `matched` with the value of each match of a rule in its windows.
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
        let read = match starts {
            Some(starts) => self.values_at(index, text, windows, starts, &mut matched),
            None => Err(0),
        };
        if let Err(from) = read {
            self.values_in(index, text, windows, from, &mut matched);
        }
    }

    /// The values of the matches that begin at these places and in these windows; where trying them reads much more than the
    /// windows hold, it ends and says how far it came.
    fn values_at(
        &self,
        index: usize,
        text: &str,
        windows: &[Range<usize>],
        starts: &[usize],
        matched: &mut impl FnMut(Range<usize>),
    ) -> Result<(), usize> {
        // Most places that the gate leaves lie outside of the rule's windows.
        if !windows.iter().any(|window| holds_any(starts, window)) {
            return Ok(());
        }
        let pattern = self.pattern(index);
        let mut memory = pattern.memory();
        let mut rest = FREE;
        let mut slots = vec![None; pattern.slots()];
        // What a match took is not read again, however many windows it covers.
        let mut at = 0;
        let mut starts = starts.iter().copied().peekable();
        for window in windows {
            at = at.max(window.start);
            rest += window.len() * READ;
            if starts.peek().is_none_or(|&start| start >= window.end) || !self.is_wanted(index, text, window)
            {
                continue;
            }
            while let Some(start) = starts.next_if(|&start| start < window.end) {
                if start < at {
                    continue;
                }
                let mut end = window.end;
                let whole = loop {
                    let (whole, read) = pattern.at(&text[..end], start, &mut memory, &mut slots);
                    rest = rest.checked_sub(read).ok_or(start)?;
                    match &whole {
                        // It may go on behind the window: read it again with twice as much behind it.
                        Some(found) if found.end == end && end < text.len() => {
                            end = span::ceiling(text, end + (end - start));
                        }
                        _ => break whole,
                    }
                };
                if let Some(whole) = whole {
                    at = whole.end.max(span::ceiling(text, start + 1));
                    matched(value(&slots, whole));
                }
            }
        }
        Ok(())
    }

    /// The values of all matches in these windows and from a place on.
    fn values_in(
        &self,
        index: usize,
        text: &str,
        windows: &[Range<usize>],
        from: usize,
        matched: &mut impl FnMut(Range<usize>),
    ) {
        let pattern = self.search(index);
        let mut slots = vec![None; 2 * pattern.group_info().group_len(PatternID::ZERO)];
        let (mut at, mut rest) = (from, FREE);
        for window in windows {
            at = at.max(window.start);
            rest += window.len() * READ;
            if !self.is_wanted(index, text, window) {
                continue;
            }
            let mut end = window.end;
            while at < end {
                let input = Input::new(&text[..end]).range(at..);
                let found = pattern.search_slots(&input, &mut slots);
                let whole = found.and_then(|_| group_at(&slots, 0));
                let read = whole.as_ref().map_or(end, |whole| whole.end) - at;
                steps::count(read);
                rest = rest.saturating_sub(read);
                let Some(whole) = whole else { break };
                // A text that has too much read again is taken at its word.
                if whole.end == end && end < text.len() && rest > 0 {
                    at = whole.start;
                    end = span::ceiling(text, end + (end - at));
                    continue;
                }
                at = whole.end.max(span::ceiling(text, whole.start + 1));
                end = window.end;
                matched(value(&slots, whole));
            }
        }
    }
}

impl Engine {
    /// Whether a window holds what its cue says besides the word.
    fn is_wanted(&self, index: usize, text: &str, window: &Range<usize>) -> bool {
        // Sixteen at once, so that they are compared side by side.
        let digit = |bytes: &[u8]| bytes.iter().fold(false, |any, byte| any | byte.is_ascii_digit());
        !matches!(self.rules[index].cue, Cue::Numbered(_))
            || text.as_bytes()[window.clone()].chunks(16).any(digit)
    }
}

/// Whether one of these places, which are in order, lies in a window.
fn holds_any(starts: &[usize], window: &Range<usize>) -> bool {
    let first = starts.partition_point(|&start| start < window.start);
    starts.get(first).is_some_and(|&start| start < window.end)
}

/// The first group that took part in a match, or else the whole.
fn value(slots: &[Option<NonMaxUsize>], whole: Range<usize>) -> Range<usize> {
    (1..slots.len() / 2)
        .find_map(|group| group_at(slots, group))
        .unwrap_or(whole)
}

/// Where a group of a match stands.
fn group_at(slots: &[Option<NonMaxUsize>], group: usize) -> Option<Range<usize>> {
    Some(slots[2 * group]?.get()..slots[2 * group + 1]?.get())
}

/// Memory that is used again for the next text: asking for it anew costs more than reading a short text.
#[derive(Default)]
struct Memory {
    windows: Windows,
    /// The rules that have windows, in their order.
    awake: Vec<usize>,
    tries: Vec<Tries>,
    union: Vec<Range<usize>>,
}

/// Behind longer texts the memory is given back.
const KEPT: usize = 1 << 20;

thread_local! {
    static MEMORY: Cell<Option<Box<Memory>>> = const { Cell::new(None) };
}

impl Memory {
    fn take() -> Box<Self> {
        MEMORY.take().unwrap_or_default()
    }

    fn keep(self: Box<Self>, read: usize) {
        if read <= KEPT {
            MEMORY.set(Some(self));
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

/// Whether reading around these stretches, which are sorted and apart, reads more than half of a text.
pub(crate) fn is_most(text: &str, stretches: &[Range<usize>]) -> bool {
    let (mut read, mut last) = (0, 0);
    for stretch in stretches {
        let start = stretch.start.saturating_sub(AROUND).max(last);
        last = (stretch.end + AROUND).min(text.len());
        read += last.saturating_sub(start);
    }
    read * 2 > text.len()
}

/// What the rules match, in any order, overlapping.
pub(crate) fn candidates(text: &str, barriers: &[Placeholder], part: Part<'_>) -> Vec<Finding> {
    let engine = engine();
    steps::count(text.len());
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
    let mut memory = Memory::take();
    engine.cues.read(view, &stretches, &mut memory.windows);
    found.extend(named);
    for finding in &mut found {
        (finding.start, finding.end) = (folded.original(finding.start), folded.original(finding.end));
    }
    engine.starts(view, &mut memory);
    let windows = &memory.windows;
    for &index in &memory.awake {
        let rule = engine.rules[index];
        let list = engine.cues.list(index);
        engine.values(
            index,
            view,
            windows.of(list),
            engine.starts_of(index, &memory.tries),
            |value| {
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
                    && (!near || windows.has_context(view, list, hit.start))
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
            },
        );
    }
    memory.keep(view.len());
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

/// Which three bytes follow each other anywhere in some texts: a value with three others stands in none of them.
pub(crate) struct Seen(Box<[u64; 1 << 10]>);

impl Seen {
    pub(crate) fn of<'text>(texts: impl Iterator<Item = &'text str>) -> Self {
        let mut seen = Self(Box::new([0; 1 << 10]));
        for text in texts {
            steps::count(text.len());
            for three in text.as_bytes().windows(3) {
                let (word, bit) = Self::place(three);
                seen.0[word] |= bit;
            }
        }
        seen
    }

    fn place(three: &[u8]) -> (usize, u64) {
        let bytes = u32::from_le_bytes([three[0], three[1], three[2], 0]);
        let hash = bytes.wrapping_mul(0x9E37_79B1) >> 16;
        (hash as usize >> 6, 1 << (hash & 63))
    }

    fn may_hold(&self, value: &str) -> bool {
        value.as_bytes().windows(3).all(|three| {
            let (word, bit) = Self::place(three);
            self.0[word] & bit != 0
        })
    }
}

/// Finds values again that were found elsewhere in the same conversation.
pub(crate) struct Known {
    values: Vec<(String, PiiType)>,
    lookup: Lookup,
}

/// How many values are compared one by one; for more an automaton is worth building.
const FEW: usize = 48;

enum Lookup {
    /// For each first byte, the values that begin with it, longest first.
    Few(Box<[Vec<u8>; 256]>),
    Many(AhoCorasick),
    None,
}

/// The rule id of what is found because it was found elsewhere.
pub(crate) const AGAIN: &str = "again";

impl Known {
    /// Learns from (type, value) pairs: each value, and for persons the parts of their names; but nothing that stands in none of
    /// the texts.
    pub(crate) fn new<'value>(found: impl Iterator<Item = (PiiType, &'value str)>, texts: &Seen) -> Self {
        let mut values = std::collections::BTreeMap::new();
        let may = |form: &str| texts.may_hold(form);
        for (kind, value) in found {
            for form in super::value::repeats(kind, value, &may) {
                if may(&form) {
                    values.entry(form).or_insert(kind);
                }
            }
            if kind == PiiType::Person {
                for form in super::names::forms::handles(value, &may) {
                    values.entry(form).or_insert(PiiType::Username);
                }
            }
        }
        let values: Vec<_> = values.into_iter().collect();
        let lookup = if values.is_empty() {
            Lookup::None
        } else if values.len() <= FEW {
            let mut begins: Box<[Vec<u8>; 256]> = Box::new([const { vec![] }; 256]);
            for (index, (value, _)) in values.iter().enumerate() {
                begins[usize::from(value.as_bytes()[0])].push(index as u8);
            }
            for list in begins.iter_mut().filter(|list| list.len() > 1) {
                list.sort_by_key(|&index| std::cmp::Reverse(values[usize::from(index)].0.len()));
            }
            Lookup::Few(begins)
        } else {
            AhoCorasickBuilder::new()
                .match_kind(MatchKind::LeftmostLongest)
                // Built for one conversation: what is fast to build is fast.
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(values.iter().map(|(value, _)| value))
                .map_or(Lookup::None, Lookup::Many)
        };
        Self { values, lookup }
    }

    /// Each place where a value stands, first to last, the longest where several begin, and which it is.
    fn places(&self, text: &str) -> Vec<(usize, usize)> {
        match &self.lookup {
            Lookup::None => vec![],
            Lookup::Many(automaton) => automaton
                .find_iter(text)
                .map(|place| (place.start(), place.pattern().as_usize()))
                .collect(),
            Lookup::Few(begins) => {
                steps::count(text.len());
                let bytes = text.as_bytes();
                let (mut places, mut at) = (vec![], 0);
                while at < bytes.len() {
                    let found = begins[usize::from(bytes[at])]
                        .iter()
                        .map(|&index| usize::from(index))
                        .find(|&index| bytes[at..].starts_with(self.values[index].0.as_bytes()));
                    if let Some(index) = found {
                        places.push((at, index));
                        at += self.values[index].0.len();
                    } else {
                        at += 1;
                    }
                }
                places
            }
        }
    }

    /// Where these values stand in a text, as whole words.
    pub(crate) fn candidates(&self, text: &str) -> Vec<Finding> {
        self.places(text)
            .into_iter()
            .map(|(start, index)| (start..start + self.values[index].0.len(), self.values[index].1))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The evidence of all rules and texts made to be slow, alone and run together.
    fn texts() -> Vec<String> {
        let mut texts: Vec<String> = rules::all()
            .flat_map(|rule| rule.matches.iter().chain(rule.ignores))
            .map(|text| text.replace('§', ""))
            .collect();
        let alone = texts.len();
        for at in 0..alone {
            let step = 1 + at % 7;
            let some: Vec<_> = (0..5)
                .map(|more| texts[(at * step + more * 31) % alone].as_str())
                .collect();
            texts.push(some.join([" ", "\n", ", ", ""][at % 4]));
        }
        let pieces = include_str!("hostile.txt").lines();
        texts.extend(pieces.map(|piece| piece.repeat(20)));
        texts
    }

    #[test]
    fn where_the_gate_says_a_rule_finds_what_a_search_finds() {
        let engine = engine();
        let mut wrong = vec![];
        let mut memory = Memory::default();
        for text in texts() {
            engine
                .cues
                .read(&text, std::slice::from_ref(&(0..text.len())), &mut memory.windows);
            engine.starts(&text, &mut memory);
            for &index in &memory.awake {
                let windows = memory.windows.of(engine.cues.list(index));
                let Some(starts) = engine.starts_of(index, &memory.tries) else {
                    continue;
                };
                let (mut tried, mut searched) = (vec![], vec![]);
                engine.values(index, &text, windows, Some(starts), |value| tried.push(value));
                engine.values(index, &text, windows, None, |value| searched.push(value));
                if tried != searched {
                    wrong.push(format!(
                        "{}: {tried:?}, {searched:?} in {text:?}",
                        engine.rules[index].id
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn every_rule_that_can_has_a_place_in_the_gate() {
        let engine = engine();
        let most = engine.rules.len();
        let gated = (0..most).filter(|&rule| engine.gate().has(rule)).count();
        // One that finds no bit is only slower; this says when there are too few bits.
        assert!(gated * 10 > most * 7 && gated < 256, "{gated} of {most}");
    }

    #[test]
    fn what_a_text_may_hold_is_told_by_its_bytes() {
        let seen = Seen::of(["Maria Gonzalez", "ол"].into_iter());
        for (value, may) in [
            ("Maria", true),
            ("Gonz", true),
            ("Marai", false),
            ("ол", true),
            ("x", true),
        ] {
            assert_eq!(seen.may_hold(value), may, "{value}");
        }
    }
}
