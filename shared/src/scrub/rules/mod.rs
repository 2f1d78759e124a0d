//! The rules: what personal data looks like, as data with its evidence.
//!
//! In: nothing. Out: one table. Each row carries texts it must find and near misses it must leave alone;
//! one test walks them all through the whole engine.
//!
//! Patterns are regular expressions in linear time with these changes: `\b`, `\d`, `\w` and `\p{N}` mean ASCII,
//! so that the fast automaton does not give up on other scripts; `\p{L}`, `\p{Lu}`, `\p{Ll}` mean Latin, Greek and Cyrillic; the value is the first group that took part, where there is one; and a value that
//! begins or ends inside a word is not taken.

use regex::{Regex, RegexBuilder};
use regex_automata::meta;
use regex_syntax::hir::Hir;

use super::PiiType;

mod account;
mod address;
mod around;
mod contact;
mod context;
mod countries;
mod identity;
mod money;
mod name;
mod network;
mod papers;
mod person;
mod providers;
mod headers;
mod machines;
mod secret;
mod words;

pub(crate) use around::widened;
pub(crate) use name::are_initials;
pub(crate) use words::{is_ambiguous, is_common_word};

/// What a text must hold for the pattern to be tried, and where: only around its cues is a rule looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cue {
    /// Every match holds one of these, in any case. It begins at most 96 bytes before and tells itself within 192
    /// bytes behind; where it goes on, it is followed.
    Any(&'static [&'static [&'static str]]),
    /// The same for short matches: 48 bytes before and 64 behind.
    Close(&'static [&'static [&'static str]]),
    /// The same for long matches that begin with their cue, or nearly: 40 bytes before and 256 behind.
    Start(&'static [&'static [&'static str]]),
    /// The same for long matches: 256 bytes before and 512 behind.
    Far(&'static [&'static [&'static str]]),
    /// As `Any`, and there is a digit within 96 bytes before and 192 behind.
    Numbered(&'static [&'static [&'static str]]),
    /// One of these words (written in lower case) not further before the value than [`NEAR`] characters. A word
    /// begins where a word begins; Latin words of up to five letters must also end there.
    Near(&'static [&'static [&'static str]]),
    /// Every match holds a run with at least this many digits, among digits and the separators people write in
    /// numbers, and is hardly more than it: 16 bytes before and 24 behind.
    Digits(usize),
    /// The same for matches that hold more than the number: so many bytes before and behind it.
    Beside(usize, usize, usize),
}

/// How many characters before a value its context word may end.
pub(crate) const NEAR: usize = 40;

/// One way in which personal data is written.
pub(crate) struct Rule {
    pub(crate) id: &'static str,
    pub(crate) kind: PiiType,
    pub(crate) cue: Cue,
    pub(crate) pattern: &'static str,
    pub(crate) check: fn(&Hit<'_>) -> bool,
    /// 0–1: how often such a match is what the rule says.
    pub(crate) confidence: f64,
    /// Texts in which the rule finds something of its type. `§` stands for nothing: it keeps invented keys from looking real here.
    #[cfg_attr(not(test), expect(dead_code, reason = "evidence, walked by the test"))]
    #[cfg(test)]
    pub(crate) matches: &'static [&'static str],
    /// Near misses in which it finds nothing.
    #[cfg_attr(not(test), expect(dead_code, reason = "evidence, walked by the test"))]
    #[cfg(test)]
    pub(crate) ignores: &'static [&'static str],
}

impl Rule {
    /// The pattern, ready to run.
    pub(crate) fn compiled(&self) -> Result<meta::Regex, Box<meta::BuildError>> {
        let config = meta::Config::new()
            .nfa_size_limit(Some(MOST))
            .hybrid_cache_capacity(MOST);
        meta::Builder::new()
            .configure(config)
            .build_from_hir(&self.parsed())
            .map_err(Box::new)
    }

    /// The pattern, taken apart.
    pub(crate) fn parsed(&self) -> Hir {
        regex_syntax::parse(&written_out(self.pattern)).expect("the test over all rules parses every pattern")
    }
}

/// A pattern of this dialect, ready to run.
pub(crate) fn dialect(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&written_out(pattern))
        .size_limit(MOST)
        .dfa_size_limit(MOST)
        .build()
}

/// A pattern of this dialect in the usual one.
fn written_out(pattern: &str) -> String {
    let dialect = [
        (r"\b", r"(?-u:\b)"),
        (r"\d", "[0-9]"),
        (r"\w", "[0-9A-Za-z_]"),
        (r"\p{Lu}", UPPER),
        (r"\p{Ll}", LOWER),
        (r"\p{L}", LETTER),
        (r"\p{M}", r"[\x{300}-\x{36F}]"),
        (r"\p{N}", "[0-9]"),
    ];
    dialect.iter().fold(pattern.to_owned(), |pattern, (short, long)| {
        pattern.replace(short, long)
    })
}

/// Capitals, small letters and letters of Latin, Greek and Cyrillic: the scripts that have them. The full tables of
/// Unicode would make each pattern many times as large and slow to build.
const UPPER: &str = "[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƠƯȘȚΆΈ-ΏΑ-ΫЀ-ЯҐ]";
const LOWER: &str = "[a-zß-öø-ÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĺļľŀłńņňōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżžơưșțά-ώа-џґḁ-ỹ]";
const LETTER: &str = "[A-Za-zªºÀ-ÖØ-öø-ɏ\u{386}-\u{52F}Ḁ-ỿ]";

/// Bytes one pattern may take; it keeps the memory of a background page in bounds.
pub(crate) const MOST: usize = 8 << 20;

/// What a pattern matched, and what stands around it.
pub(crate) struct Hit<'text> {
    pub(crate) text: &'text str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'text> Hit<'text> {
    pub(crate) fn value(&self) -> &'text str {
        &self.text[self.start..self.end]
    }

    /// Up to `count` characters before the value.
    pub(crate) fn before(&self, count: usize) -> &'text str {
        let bytes = self.text.as_bytes();
        let (mut from, mut left) = (self.start, count);
        while from > 0 && left > 0 {
            from -= 1;
            // The bytes that continue a character do not count.
            left -= usize::from(bytes[from] & 0xC0 != 0x80);
        }
        &self.text[from..self.start]
    }

    /// Up to `count` characters after the value.
    pub(crate) fn after(&self, count: usize) -> &'text str {
        let bytes = self.text.as_bytes();
        let (mut to, mut left) = (self.end, count);
        while to < bytes.len() && (left > 0 || bytes[to] & 0xC0 == 0x80) {
            left = left.saturating_sub(usize::from(bytes[to] & 0xC0 != 0x80));
            to += 1;
        }
        &self.text[self.end..to]
    }

    /// The line the value stands on, cut to 200 characters on either side.
    pub(crate) fn line(&self) -> &'text str {
        let (before, after) = (self.before(200), self.after(200));
        let from = self.start - before.len() + before.rfind('\n').map_or(0, |place| place + 1);
        let to = self.end + after.find('\n').unwrap_or(after.len());
        &self.text[from..to]
    }
}

impl Hit<'_> {
    /// Whether no sign beside the value makes it a part of something longer, as of a version, a date or a path.
    pub(crate) fn is_free(&self) -> bool {
        !self.before(1).ends_with(['-', '.', '/', '+', '#']) && !self.after(1).starts_with(['-', '/'])
    }

    /// Whether the value stands in a line of program text, outside of quotes: there a word with digits is a name
    /// that the program gives, not one that a person has.
    pub(crate) fn in_code(&self) -> bool {
        let quotes = ['"', '\'', '`'];
        let quoted = self.before(1).ends_with(quotes) || self.after(1).starts_with(quotes);
        !quoted && is_code(self.line())
    }
}

/// Whether a line looks like one of a program: what it ends with, and the operators that no prose has.
pub(crate) fn is_code(line: &str) -> bool {
    let line = line.trim();
    line.ends_with([';', '{', '}', '(', '['])
        || ["//", "/*", "* @", "#[", "def ", "fn ", "const ", "var ", "pub "]
            .iter()
            .any(|start| line.starts_with(start))
        || (0..line.len())
            .any(|place| OPENS[usize::from(line.as_bytes()[place])] && is_mark(&line.as_bytes()[place..]))
}

/// Whether an operator or a word of a program begins here.
fn is_mark(rest: &[u8]) -> bool {
    match rest[0] {
        b'-' => rest.starts_with(b"->"),
        b'=' => rest.starts_with(b"=>") || rest.starts_with(b"=="),
        b':' => rest.starts_with(b"::"),
        b'!' => rest.starts_with(b"!="),
        b'+' => rest.starts_with(b"+="),
        b'(' => rest.starts_with(b"()") || rest.starts_with(b"({"),
        b')' => rest.starts_with(b");"),
        b'f' => rest.starts_with(b"fn "),
        b' ' => rest.starts_with(b" def "),
        b's' => rest.starts_with(b"self."),
        b't' => rest.starts_with(b"this."),
        b'*' => rest.starts_with(b"*const") || rest.starts_with(b"*mut"),
        _ => false,
    }
}

/// The bytes that these begin with.
const OPENS: [bool; 256] = {
    let mut opens = [false; 256];
    let bytes = b"-=:!+()fst *";
    let mut at = 0;
    while at < bytes.len() {
        opens[bytes[at] as usize] = true;
        at += 1;
    }
    opens
};

/// For rules whose pattern says it all.
fn always(_: &Hit<'_>) -> bool {
    true
}

/// All rules, in the order that decides between equals.
pub(crate) fn all() -> impl Iterator<Item = &'static Rule> {
    [
        secret::RULES,
        providers::RULES,
        headers::RULES,
        contact::RULES,
        account::RULES,
        machines::RULES,
        money::RULES,
        network::RULES,
        identity::RULES,
        countries::RULES,
        papers::RULES,
        address::RULES,
        person::RULES,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::pattern::Pattern;
    use super::super::span::TYPES;
    use super::super::{find, rules};

    proptest! {
        #[test]
        fn a_mark_of_a_program_is_seen_wherever_it_stands(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec![
                    "-", ">", "=", ":", "!", "+", "(", ")", "{", ";", "f", "n ", " ", "def", "self", "this", ".",
                    "*", "const", "mut", "x",
                ]),
                0..6,
            ),
        ) {
            let marks = [
                "->", "=>", "::", "==", "!=", "()", "({", "});", "fn ", " def ", "self.", "this.", "*const",
                "*mut", "+=", ");",
            ];
            let line = pieces.concat();
            let bytes = line.as_bytes();
            let seen = (0..bytes.len()).any(|at| super::OPENS[usize::from(bytes[at])] && super::is_mark(&bytes[at..]));
            prop_assert_eq!(seen, marks.iter().any(|mark| line.contains(mark)));
        }
    }

    #[test]
    fn every_rule_finds_its_matches_and_leaves_its_near_misses() {
        let mut ids = BTreeSet::new();
        let mut wrong = vec![];
        for rule in rules::all() {
            assert!(ids.insert(rule.id), "{} is there twice", rule.id);
            assert!(
                !rule.matches.is_empty() && !rule.ignores.is_empty(),
                "{} lacks evidence",
                rule.id
            );
            assert!((0.0..=1.0).contains(&rule.confidence), "{}", rule.id);
            for text in rule.matches {
                let text = text.replace('§', "");
                let found = find(&text);
                if !found.iter().any(|finding| finding.kind == rule.kind) {
                    wrong.push(format!("{} does not find {text:?}: {found:?}", rule.id));
                }
            }
            for text in rule.ignores {
                let text = text.replace('§', "");
                if let Some(found) = find(&text).iter().find(|finding| finding.kind == rule.kind) {
                    wrong.push(format!(
                        "{} finds {:?} in {text:?}: {}",
                        rule.id,
                        &text[found.start..found.end],
                        found.rule
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn every_pattern_compiles_small_enough() {
        let wrong: Vec<_> = rules::all()
            .filter_map(|rule| rule.compiled().err().map(|error| format!("{}: {error}", rule.id)))
            .chain(
                rules::all()
                    .filter(|rule| Pattern::new(&rule.parsed(), super::MOST).is_none())
                    .map(|rule| format!("{} cannot be tried at one place", rule.id)),
            )
            .collect();
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn no_rule_matches_a_placeholder() {
        for (kind, name) in TYPES {
            for text in [
                format!("[{name}_1]"),
                format!("Dear [{name}_12], password: [{name}_3] or call [{name}_4], my name is [{name}_5]."),
                format!("https://[{name}_1]:[{name}_2]@[{name}_3]/ user=[{name}_4] \"name\": \"[{name}_5]\""),
            ] {
                assert_eq!(find(&text), [], "{kind:?}");
            }
        }
    }
}
