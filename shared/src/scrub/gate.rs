//! Where values of many rules may begin, found in one pass for all of them.
//!
//! In: a text and the stretches in which the rules of a group look for values. Out: for each rule of the group the places
//! at which one of its matches may begin: all at which one does, and few more. Only there its own pattern is tried.
//!
//! One automaton holds a shortened form of all patterns of a group: long counts are forgotten, letters of other scripts are all
//! alike. It is started wherever no word of ASCII is cut, and dies after a few bytes at nearly all of these places. Patterns of
//! which matches may begin inside such a word take no part; [`Gate::of`] says which, by the patterns themselves.
//! Invariant: the work is linear in the stretches. Where a text makes it more, or asks for too many states, [`Gate::starts`]
//! gives up and the rules read their windows as if there were no gate.

use std::ops::Range;

use super::pattern::Memory;
use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition};

/// The gate of a group of rules.
pub(crate) struct Gate {
    automaton: DFA,
    memory: Memory<Known>,
    /// For each pattern, the rule it belongs to.
    rules: Vec<usize>,
    /// For each byte, whether it is one of a word, and whether a match may begin with it.
    kinds: [u8; 256],
}

/// A letter, digit or underscore of ASCII.
const WORD: u8 = 1;
/// A match may begin with it.
const BEGINS: u8 = 2;

/// What was learnt of texts so far.
pub(crate) struct Known {
    cache: Cache,
    /// Beginnings of three bytes that nothing matches, where their hash says.
    hopeless: Vec<u32>,
}

/// How many beginnings are remembered, as a power of two.
const HOPELESS: u32 = 14;

/// Bytes that the automaton may take for its states.
const MEMORY: usize = 4 << 20;
/// How often it may run out of them in one text.
const CLEARED: usize = 3;
/// Bytes read behind one place; a pattern that is still undecided there may match.
const READ: usize = 256;
/// Steps that are free in every text, and how many there may be for each byte.
const STEPS: (usize, usize) = (1 << 14, 12);
/// Longer counts are forgotten.
const COUNTED: u32 = 6;
/// Classes of more ranges hold all letters beyond ASCII here.
const RANGES: usize = 8;

impl Gate {
    /// The gate of those of these rules (numbers and patterns) whose matches never begin inside a word of ASCII.
    pub(crate) fn of(patterns: impl Iterator<Item = (usize, Hir)>) -> Option<Self> {
        let (rules, patterns): (Vec<usize>, Vec<Hir>) = patterns
            .filter(|(_, pattern)| begin_of(pattern) == Begin::Outside && !reads_on(pattern))
            .map(|(rule, pattern)| (rule, shortened(&pattern)))
            .unzip();
        let automaton = thompson::Compiler::new()
            .configure(
                thompson::Config::new()
                    .which_captures(WhichCaptures::None)
                    .nfa_size_limit(Some(MEMORY)),
            )
            .build_many_from_hir(&patterns)
            .ok()
            .and_then(|nfa| {
                let config = Config::new().match_kind(MatchKind::All).cache_capacity(MEMORY);
                DFA::builder().configure(config).build_from_nfa(nfa).ok()
            })?;
        let mut cache = automaton.create_cache();
        let mut kinds = [0; 256];
        for byte in 0..=255_u8 {
            let mut begins = |before: &[u8]| {
                let text = [before, &[byte]].concat();
                let input = Input::new(&text).range(before.len()..).anchored(Anchored::Yes);
                let state = automaton.start_state_forward(&mut cache, &input).ok();
                state
                    .and_then(|state| automaton.next_state(&mut cache, state, byte).ok())
                    .is_none_or(|state| !state.is_dead())
            };
            let inside_letter = (0x80..0xC0).contains(&byte);
            if !inside_letter && [&b" "[..], b"a", b"\n", b"\r", b""].into_iter().any(&mut begins) {
                kinds[usize::from(byte)] |= BEGINS;
            }
            if is_word(byte) {
                kinds[usize::from(byte)] |= WORD;
            }
        }
        let maker = automaton.clone();
        let known = move || Known {
            cache: maker.create_cache(),
            hopeless: vec![0; 1 << HOPELESS],
        };
        Some(Self {
            automaton,
            memory: Pool::new(Box::new(known)),
            rules,
            kinds,
        })
    }

    /// The rules that this gate is for.
    pub(crate) fn rules(&self) -> &[usize] {
        &self.rules
    }

    /// Adds to each rule's list the places in these stretches, which are sorted and apart, where a match of it may begin.
    /// `None`: the text is not one for this; the lists are to be thrown away.
    pub(crate) fn starts(
        &self,
        text: &str,
        stretches: &[Range<usize>],
        found: &mut [Option<Vec<usize>>],
    ) -> Option<()> {
        self.read(text, stretches, &mut self.memory.get(), found)
    }

    fn read(
        &self,
        text: &str,
        stretches: &[Range<usize>],
        known: &mut Known,
        found: &mut [Option<Vec<usize>>],
    ) -> Option<()> {
        let bytes = text.as_bytes();
        let mut steps = STEPS.0;
        let cleared = known.cache.clear_count();
        for stretch in stretches {
            steps += stretch.len() * STEPS.1;
            let mut last = stretch
                .start
                .checked_sub(1)
                .map_or(0, |place| self.kinds[usize::from(bytes[place])]);
            for start in stretch.clone() {
                let kind = self.kinds[usize::from(bytes[start])];
                let inside = kind & last & WORD != 0;
                last = kind;
                if inside || kind & BEGINS == 0 {
                    continue;
                }
                let beginning = beginning(bytes, start);
                let slot = (beginning.wrapping_mul(0x9E37_79B1) >> (32 - HOPELESS)) as usize;
                if beginning != 0 && known.hopeless[slot] == beginning {
                    continue;
                }
                let (read, hopeless) = self.read_at(text, start, &mut known.cache, found)?;
                if hopeless && read <= 3 {
                    known.hopeless[slot] = beginning;
                }
                steps = steps.checked_sub(read)?;
                if known.cache.clear_count() - cleared > CLEARED {
                    return None;
                }
            }
        }
        Some(())
    }

    /// Looks which patterns match at one place; says how many bytes that took, and whether it ended without any match.
    fn read_at(
        &self,
        text: &str,
        start: usize,
        cache: &mut Cache,
        found: &mut [Option<Vec<usize>>],
    ) -> Option<(usize, bool)> {
        let automaton = &self.automaton;
        let mut matched = false;
        let end = text.len().min(start + READ);
        let input = Input::new(text).range(start..end).anchored(Anchored::Yes);
        let mut state = automaton.start_state_forward(cache, &input).ok()?;
        let mut at = start;
        while at < end {
            state = automaton.next_state(cache, state, text.as_bytes()[at]).ok()?;
            at += 1;
            if state.is_tagged() {
                if state.is_dead() {
                    return Some((at - start, !matched));
                }
                if state.is_quit() {
                    return None;
                }
                if state.is_match() {
                    matched = true;
                    self.note(state, start, cache, found);
                }
            }
        }
        if end < text.len() {
            for &rule in &self.rules {
                note(&mut found[rule], start);
            }
        } else {
            let state = automaton.next_eoi_state(cache, state).ok()?;
            if state.is_match() {
                self.note(state, start, cache, found);
            }
        }
        Some((at - start, false))
    }

    fn note(
        &self,
        state: regex_automata::hybrid::LazyStateID,
        start: usize,
        cache: &Cache,
        found: &mut [Option<Vec<usize>>],
    ) {
        for index in 0..self.automaton.match_len(cache, state) {
            let pattern = self.automaton.match_pattern(cache, state, index);
            note(&mut found[self.rules[pattern.as_usize()]], start);
        }
    }
}

fn note(starts: &mut Option<Vec<usize>>, start: usize) {
    let starts = starts.get_or_insert_default();
    if starts.last() != Some(&start) {
        starts.push(start);
    }
}

/// The three bytes at a place and what counts of the byte before; 0 near the ends of a text.
fn beginning(bytes: &[u8], start: usize) -> u32 {
    let (Some(before), Some(&[one, two, three])) = (
        start.checked_sub(1).map(|place| bytes[place]),
        bytes[start..].first_chunk::<3>(),
    ) else {
        return 0;
    };
    let before = match before {
        b'\n' => 1,
        b'\r' => 2,
        byte if is_word(byte) => 3,
        _ => 4,
    };
    u32::from_be_bytes([before, one, two, three])
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where the matches of a pattern begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begin {
    /// Never between two bytes of a word of ASCII.
    Outside,
    /// Perhaps there.
    Anywhere,
    /// The pattern may match nothing; then what follows it decides.
    Open,
}

fn begin_of(pattern: &Hir) -> Begin {
    let outside = |is: bool| if is { Begin::Outside } else { Begin::Anywhere };
    match pattern.kind() {
        HirKind::Empty => Begin::Open,
        HirKind::Look(look) => outside(matches!(look, Look::WordAscii | Look::Start | Look::StartLF)),
        HirKind::Literal(literal) => outside(!is_word(literal.0[0])),
        HirKind::Class(Class::Unicode(class)) => outside(class.iter().all(|range| {
            !(u32::from(range.start())..=u32::from(range.end()).min(0x7F)).any(|code| is_word(code as u8))
        })),
        HirKind::Class(Class::Bytes(_)) => Begin::Anywhere,
        HirKind::Capture(capture) => begin_of(&capture.sub),
        HirKind::Repetition(repetition) => match begin_of(&repetition.sub) {
            Begin::Outside if repetition.min == 0 => Begin::Open,
            other => other,
        },
        HirKind::Concat(parts) => parts
            .iter()
            .map(begin_of)
            .find(|begin| *begin != Begin::Open)
            .unwrap_or(Begin::Open),
        HirKind::Alternation(parts) => {
            let begins = || parts.iter().map(begin_of);
            if begins().any(|begin| begin == Begin::Anywhere) {
                Begin::Anywhere
            } else if begins().any(|begin| begin == Begin::Open) {
                Begin::Open
            } else {
                Begin::Outside
            }
        }
    }
}

/// Whether a pattern has a stretch of anything, blanks and letters alike: it would be read to its end at every place.
fn reads_on(pattern: &Hir) -> bool {
    match pattern.kind() {
        HirKind::Repetition(repetition) => {
            let long = repetition.max.is_none_or(|max| max > COUNTED);
            let anything = match repetition.sub.kind() {
                HirKind::Class(Class::Unicode(class)) => [' ', 'a'].iter().all(|letter| {
                    class
                        .iter()
                        .any(|range| (range.start()..=range.end()).contains(letter))
                }),
                _ => false,
            };
            long && anything || reads_on(&repetition.sub)
        }
        HirKind::Capture(capture) => reads_on(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(reads_on),
        _ => false,
    }
}

/// A pattern that matches wherever this one does, and is smaller.
fn shortened(pattern: &Hir) -> Hir {
    match pattern.kind() {
        HirKind::Class(Class::Unicode(class)) => Hir::class(Class::Unicode(coarse(class))),
        HirKind::Capture(capture) => shortened(&capture.sub),
        HirKind::Repetition(repetition) => {
            let counted = repetition.max.is_some_and(|max| max <= COUNTED);
            Hir::repetition(Repetition {
                min: repetition.min.min(COUNTED),
                max: repetition.max.filter(|_| counted),
                greedy: true,
                sub: Box::new(shortened(&repetition.sub)),
            })
        }
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(shortened).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(shortened).collect()),
        _ => pattern.clone(),
    }
}

fn coarse(class: &ClassUnicode) -> ClassUnicode {
    if class.ranges().len() <= RANGES {
        return class.clone();
    }
    let ascii = class
        .iter()
        .filter(|range| range.start().is_ascii())
        .map(|range| ClassUnicodeRange::new(range.start(), range.end()));
    ClassUnicode::new(ascii.chain([ClassUnicodeRange::new('\u{80}', char::MAX)]))
}
