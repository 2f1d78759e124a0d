//! Where values of many rules may begin, found in one pass for all of them.
//!
//! In: a text and the stretches in which rules look for values. Out: for each rule the places at which one of its matches may
//! begin: all at which one does, and few more. Only there its own pattern is tried.
//!
//! Of each pattern is known which bytes its matches may have as their first, their second, up to their eighth. One bit for each
//! rule, and eight tables say which rules a place is left with; no word of ASCII is cut. Patterns of which matches may begin
//! inside such a word take no part; [`Gate::of`] says which, by the patterns themselves. Deliberately no automaton: one over all
//! patterns has too many states, and several read most of a text several times.
//! Invariant: the work is linear in the stretches, whatever they hold.

use std::ops::Range;

use super::steps;
use regex_automata::nfa::thompson::{self, NFA, State, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition};

/// The gate of all rules that take part.
pub(crate) struct Gate {
    /// For each of the first bytes of a match and each byte (and the end of the text), the rules for which it may be that one.
    fit: Box<[[Rules; 257]; READ]>,
    /// The rules that match at the beginning of a line, or of a text, only.
    lines: Rules,
    texts: Rules,
    /// For each bit, its rule.
    rules: Vec<usize>,
    /// For each rule, its bit.
    bits: Vec<Option<usize>>,
}

/// One bit for each rule that takes part.
type Rules = [u64; WORDS];
/// Rules beyond these bits would take no part.
const WORDS: usize = 4;
/// Bytes of a match that are looked at.
const READ: usize = 8;
/// Bytes that one pattern may take while it is taken apart.
const MEMORY: usize = 4 << 20;
/// Longer counts are forgotten.
const COUNTED: u32 = 8;
/// Classes of more ranges hold all letters beyond ASCII here.
const RANGES: usize = 8;

/// Where matches of one rule may begin, in order.
pub(crate) type Tries = Vec<usize>;

impl Gate {
    /// The gate of those of these rules (ascending numbers, and patterns) whose matches never begin inside a word of ASCII.
    pub(crate) fn of(patterns: impl Iterator<Item = (usize, Hir)>) -> Self {
        let mut gate = Self {
            fit: Box::new([[[0; WORDS]; 257]; READ]),
            lines: [0; WORDS],
            texts: [0; WORDS],
            rules: vec![],
            bits: vec![],
        };
        for (rule, pattern) in patterns {
            gate.bits.resize(rule + 1, None);
            let bit = gate.rules.len();
            if bit == WORDS * 64 || begin_of(&pattern) != Begin::Outside || reads_on(&pattern) {
                continue;
            }
            let Some(first) = first_bytes(&shortened(&pattern)) else {
                continue;
            };
            for (fit, bytes) in gate.fit.iter_mut().zip(&first) {
                for (fit, _) in fit.iter_mut().zip(bytes).filter(|(_, may)| **may) {
                    set(fit, bit);
                }
            }
            let looks = pattern.properties().look_set_prefix();
            if looks.contains(Look::Start) {
                set(&mut gate.texts, bit);
            } else if looks.contains(Look::StartLF) {
                set(&mut gate.lines, bit);
            }
            gate.rules.push(rule);
            gate.bits[rule] = Some(bit);
        }
        gate
    }

    /// Whether this gate is for a rule.
    pub(crate) fn has(&self, rule: usize) -> bool {
        self.bits[rule].is_some()
    }

    /// Notes for each of these rules the places in these stretches, which are sorted and apart, where a match of it may begin.
    pub(crate) fn starts(
        &self,
        text: &str,
        stretches: &[Range<usize>],
        rules: &[usize],
        found: &mut [Tries],
    ) {
        let mut awake = [0; WORDS];
        for bit in rules.iter().filter_map(|&rule| self.bits[rule]) {
            set(&mut awake, bit);
        }
        let in_line = without(awake, self.texts);
        let within = without(in_line, self.lines);
        let bytes = text.as_bytes();
        for stretch in stretches {
            steps::count(stretch.len());
            let mut last = stretch.start.checked_sub(1).map_or(b'\n', |place| bytes[place]);
            for start in stretch.clone() {
                let byte = bytes[start];
                let before = std::mem::replace(&mut last, byte);
                // Inside a word, or a letter.
                if WORD[usize::from(byte)] && WORD[usize::from(before)] || (0x80..0xC0).contains(&byte) {
                    continue;
                }
                let asked = match before {
                    _ if start == 0 => awake,
                    b'\n' => in_line,
                    _ => within,
                };
                if no(both(asked, self.fit[0][usize::from(byte)])) {
                    continue;
                }
                let left = self.left(asked, &bytes[start..]);
                for (word, &bits) in left.iter().enumerate() {
                    let mut bits = bits;
                    while bits != 0 {
                        found[self.rules[word * 64 + bits.trailing_zeros() as usize]].push(start);
                        bits &= bits - 1;
                    }
                }
            }
        }
    }

    /// Those of these rules that may match here.
    fn left(&self, mut rules: Rules, rest: &[u8]) -> Rules {
        if let Some(rest) = rest.first_chunk::<READ>() {
            for (at, &byte) in rest.iter().enumerate() {
                rules = both(rules, self.fit[at][usize::from(byte)]);
                if at % 2 == 1 && no(rules) {
                    break;
                }
            }
        } else {
            for (at, fit) in self.fit.iter().enumerate() {
                let byte = rest.get(at).map_or(256, |&byte| usize::from(byte));
                rules = both(rules, fit[byte]);
            }
        }
        rules
    }
}

fn set(rules: &mut Rules, bit: usize) {
    rules[bit / 64] |= 1 << (bit % 64);
}

fn no(rules: Rules) -> bool {
    rules[0] | rules[1] | rules[2] | rules[3] == 0
}

fn both(one: Rules, other: Rules) -> Rules {
    [
        one[0] & other[0],
        one[1] & other[1],
        one[2] & other[2],
        one[3] & other[3],
    ]
}

fn without(one: Rules, other: Rules) -> Rules {
    both(one, [!other[0], !other[1], !other[2], !other[3]])
}

/// The letters, digits and the underscore of ASCII.
const WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        word[byte] = is_word(byte as u8);
        byte += 1;
    }
    word
};

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// For the first bytes of the matches of a pattern, which they may be; whatever follows a match may be anything, and also the end
/// of the text. `None` for a pattern that is too large.
fn first_bytes(pattern: &Hir) -> Option<[[bool; 257]; READ]> {
    let config = thompson::Config::new()
        .which_captures(WhichCaptures::None)
        .nfa_size_limit(Some(MEMORY));
    let nfa = thompson::Compiler::new()
        .configure(config)
        .build_from_hir(pattern)
        .ok()?;
    let mut first = [[false; 257]; READ];
    let mut states = vec![nfa.start_anchored()];
    for bytes in &mut first {
        if !follow(&nfa, &mut states) {
            *bytes = [true; 257];
            // It stays so for all that come behind.
            continue;
        }
        let mut next = vec![];
        let mut step = |start: u8, end: u8, state: StateID| {
            bytes[usize::from(start)..=usize::from(end)].fill(true);
            next.push(state);
        };
        for &state in &states {
            match nfa.state(state) {
                State::ByteRange { trans } => step(trans.start, trans.end, trans.next),
                State::Sparse(sparse) => {
                    for trans in &*sparse.transitions {
                        step(trans.start, trans.end, trans.next);
                    }
                }
                State::Dense(dense) => {
                    for (byte, &state) in (0..=255).zip(&*dense.transitions) {
                        if state != StateID::ZERO {
                            step(byte, byte, state);
                        }
                    }
                }
                _ => {}
            }
        }
        states = next;
    }
    Some(first)
}

/// Adds all states that are reached from these without reading; says whether no match is among them. Once there is one, it stays.
fn follow(nfa: &NFA, states: &mut Vec<StateID>) -> bool {
    let mut known = vec![false; nfa.states().len()];
    states.retain(|state| !std::mem::replace(&mut known[state.as_usize()], true));
    let mut at = 0;
    while let Some(&state) = states.get(at) {
        at += 1;
        let next: &[StateID] = match nfa.state(state) {
            State::Look { next, .. } | State::Capture { next, .. } => &[*next],
            State::Union { alternates } => alternates,
            State::BinaryUnion { alt1, alt2 } => &[*alt1, *alt2],
            State::Match { .. } => return false,
            _ => &[],
        };
        for &state in next {
            if !std::mem::replace(&mut known[state.as_usize()], true) {
                states.push(state);
            }
        }
    }
    true
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
