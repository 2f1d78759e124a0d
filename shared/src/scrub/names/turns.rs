//! Who speaks in a transcript: `Anna: hi`, `[12:03] Anna K: done`, `2024-03-01 10:22 Anna wrote:`.
//!
//! In: a text. Out: the places of the speakers. A line counts by what it begins with; labels of forms and settings do so too
//! (`Status: open`), so nobody is believed who is an everyday word, and nothing at all unless one of the speakers has a given
//! name that is in the lists.

use std::ops::Range;

use super::table::{self, Table};
use super::{fold, tokens};

/// Most bytes of what stands before the colon.
const LABEL: usize = 48;
/// Most words of a name.
const WORDS: usize = 3;

/// The places of all speakers.
pub(super) fn speakers(text: &str, table: &Table) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut at = 0;
    let mut listed = false;
    for line in text.split_inclusive('\n') {
        if let Some(label) = label(line)
            && let Some(given) = judged(&line[label.clone()], table)
        {
            listed |= given;
            found.push(at + label.start..at + label.end);
        }
        at += line.len();
    }
    let several = found
        .iter()
        .any(|place| text[place.clone()] != text[found[0].clone()]);
    if listed && several { found } else { vec![] }
}

/// What a line begins with, before a colon, a day and time left out.
fn label(line: &str) -> Option<Range<usize>> {
    // Times and brackets; no name begins with one of these.
    let start = line.find(|letter: char| {
        !letter.is_ascii_digit() && !matches!(letter, '[' | ']' | '(' | ')' | ':' | '.' | '-' | '/' | ' ')
    })?;
    let timed = line[..start].bytes().any(|byte| byte.is_ascii_digit());
    if start > 32 || start > 0 && !timed {
        return None;
    }
    let end = tokens::ceiling(line, (start + LABEL).min(line.len()));
    let colon = start + line[start..end].find(':')?;
    let rest = &line[colon + 1..];
    if !(rest.starts_with([' ', '\n', '\r'])
        || rest.starts_with(|letter: char| !letter.is_ascii())
        || rest.is_empty())
    {
        return None;
    }
    let label = line[start..colon].trim_end();
    let label = [
        " wrote",
        " schrieb",
        " a écrit",
        " escribió",
        " ha scritto",
        " schreef",
        " escreveu",
        " napisał",
        " написал",
    ]
    .iter()
    .find_map(|verb| label.strip_suffix(verb))
    .unwrap_or(label);
    (!label.is_empty()).then_some(start..start + label.len())
}

/// Whether a label can be a name; and if so, whether it begins with a given name of the lists.
fn judged(label: &str, table: &Table) -> Option<bool> {
    let words: Vec<_> = label.split(' ').collect();
    let flags = |word: &str| table.flags(fold::mix(fold::hash(word)));
    let fits = |word: &&str| {
        let letters = word.trim_end_matches('.');
        letters.chars().next().is_some_and(|first| !first.is_lowercase())
            && letters.chars().skip(1).all(|letter| !letter.is_uppercase())
            && letters.chars().all(|letter| {
                letter.is_alphabetic() || matches!(letter, '-' | '\'' | '’' | '\u{900}'..='\u{963}')
            })
            && !letters.chars().any(tokens::is_unspaced)
            && flags(letters) & table::NEVER != table::NEVER
    };
    // Family names are words of everyday more often than given names.
    let first = words[0];
    let word =
        flags(first) & (table::COMMON | table::THING | table::KNOWN) != 0 && flags(first) & table::GIVEN == 0;
    if word || words.len() > WORDS || first.chars().count() < 3 || !words.iter().all(fits) {
        return None;
    }
    let flags = flags(first);
    Some(flags & (table::GIVEN | table::CENSUS_GIVEN) != 0 && flags & (table::COMMON | table::THING) == 0)
}

#[cfg(test)]
mod tests {
    use super::super::tagger;
    use super::*;

    fn all(text: &str) -> Vec<&str> {
        speakers(text, &tagger().table)
            .into_iter()
            .map(|place| &text[place])
            .collect()
    }

    #[test]
    fn who_speaks_is_found_even_with_a_rare_name() {
        assert_eq!(
            all("Yseult: hi\nMaria: hello\nYseult: bye"),
            ["Yseult", "Maria", "Yseult"]
        );
        assert_eq!(
            all("[12:03] Zvonimir Brdar: ok\n[12:04] Maria Stein: thanks"),
            ["Zvonimir Brdar", "Maria Stein"]
        );
        assert_eq!(
            all("2024-03-01 10:22 Yseult wrote:\n> ok\n2024-03-01 10:25 Maria wrote:"),
            ["Yseult", "Maria"]
        );
    }

    #[test]
    fn labels_of_forms_and_logs_are_nobody() {
        for text in [
            "Status: open\nPriority: high\nOwner: Maria",
            "[12:03] Kernel: ok\n[12:04] Gradle: done",
            "Maria: alone",
            "  Maria: x\n  Zvonimir: y",
            "https://a.b\nMaria:443\nHelga:80",
        ] {
            assert!(all(text).is_empty(), "{text}: {:?}", all(text));
        }
    }
}
