//! Where published work names its makers: copyright notices, author lines in the comments of a program, fields of a
//! package, manuals, lists of those to thank. Who signs a published work is no secret of the one who shows it.
//!
//! In: a text and what the rules found in it. Out: the same findings without the names, mail addresses, profiles and
//! postal addresses in such places. Deliberately kept: everything else there (keys, numbers, paths); lines of
//! `git log`; headers of programs that are closed ("all rights reserved", "created by" without a licence); and every
//! name that the conversation shows elsewhere to be a participant's, because that comes back as a repetition.
//!
//! One pass over the text for the words, then a bounded look around each line that has one: linear.

mod comments;
mod signs;

use std::ops::Range;

pub(crate) use self::comments::is_comment;

use self::comments::BRACKETS;
use self::signs::{Sign, Words, words};
use super::lines::Lines;
use super::{Finding, PiiType};

/// Takes the findings out that only name the makers of published work.
pub(crate) fn spare(text: &str, found: &mut Vec<Finding>) {
    if !found.iter().any(may_go) {
        return;
    }
    let credits = credits(text);
    if credits.is_empty() {
        return;
    }
    found.retain(|finding| {
        let behind = credits.partition_point(|credit| credit.range.end <= finding.start);
        let credited = credits[behind..]
            .iter()
            .take_while(|credit| credit.range.start <= finding.start)
            .any(|credit| finding.kind != PiiType::Address || credit.header);
        !(credited && may_go(finding))
    });
}

/// Whether a finding is of those that a credit consists of.
fn may_go(finding: &Finding) -> bool {
    match finding.kind {
        PiiType::Person | PiiType::Email | PiiType::UrlWithUser | PiiType::Address => true,
        PiiType::Username => matches!(finding.rule, "contact.mention" | "contact.handle"),
        _ => false,
    }
}

/// A stretch that names makers.
struct Credit {
    range: Range<usize>,
    /// A header with a licence or a manual: postal addresses in it are those of publishers.
    header: bool,
}

/// How many lines a comment or a section is followed at most.
const MOST_LINES: usize = 400;
/// How many lines back the beginning of a comment is looked for.
const BACK: usize = 60;

/// The stretches of a text that name makers, sorted and apart.
fn credits(text: &str) -> Vec<Credit> {
    let Words { scanner, signs } = words();
    let mut hits: Vec<(Sign, usize, usize)> = vec![];
    let mut counts = [0_usize; 10];
    let mut requests = 0;
    scanner.scan(text.as_bytes(), 0..text.len(), &mut vec![], |hit, word| {
        let sign = signs[word];
        if sign == Sign::Licence && text[hit.clone()].ends_with(':') && !begins_line(text, hit.start) {
            return;
        }
        // A heading says more than a break.
        requests += match text.as_bytes()[hit.clone()] {
            [
                b'\n',
                b'.',
                b's' | b'S' | b't' | b'T' | b'd' | b'D',
                b'h' | b'H' | b'd' | b'D',
                b' ',
            ] => 2,
            _ => usize::from(sign == Sign::Manual),
        };
        counts[sign as usize] += 1;
        hits.push((sign, hit.start, hit.end));
    });
    if requests >= 3 {
        return vec![Credit {
            range: 0..text.len(),
            header: true,
        }];
    }
    hits.retain(|(sign, ..)| !matches!(sign, Sign::Package | Sign::Manual));
    hits.sort_by_key(|&(_, start, end)| (start, end));
    if hits.is_empty() {
        return vec![];
    }
    let lines = Lines::new(text);
    let package = counts[Sign::Package as usize] > 0;
    let open = counts[Sign::Licence as usize] > 0;
    let mut credits: Vec<Credit> = vec![];
    // The comment looked at last, and what was decided on it.
    let mut comment = (0..0, false);
    // Whether that comment says that the program is closed: then only its notice is one.
    let mut shut = false;
    for (at, &(sign, start, end)) in hits.iter().enumerate() {
        let line = lines.of(start);
        let whole = lines.range(line);
        if !comment.0.contains(&line) {
            let block = lines.comment_around(line);
            let bytes = lines.range_of(&block);
            let holds = |wanted: Sign| {
                let from = hits[..at]
                    .iter()
                    .rposition(|hit| hit.1 < bytes.start)
                    .map_or(0, |place| place + 1);
                hits[from..]
                    .iter()
                    .take_while(|hit| hit.1 < bytes.end)
                    .any(|hit| hit.0 == wanted)
            };
            let licence = holds(Sign::Licence);
            let closed = holds(Sign::Closed) && !licence;
            let made = licence
                || holds(Sign::Line)
                || holds(Sign::Notice)
                || holds(Sign::Maker) && lines.is_marked(&block)
                || holds(Sign::Hint) && open;
            let credited = !block.is_empty() && made && !closed;
            if credited {
                credits.push(Credit {
                    range: bytes,
                    header: licence,
                });
            }
            comment = (if block.is_empty() { line..line + 1 } else { block }, credited);
            shut = !credited && closed;
        }
        // What is credited already needs no second look.
        if comment.1
            || shut && sign != Sign::Notice
            || credits.last().is_some_and(|last| start < last.range.end)
        {
            continue;
        }
        match sign {
            Sign::Notice if is_notice(text, start, end, &whole) => {
                let mut last = line;
                while !shut && last < line + 12 && lines.goes_on(last + 1) {
                    last += 1;
                }
                credits.push(Credit {
                    range: start..lines.range(last).end,
                    header: false,
                });
            }
            Sign::Line => credits.push(Credit {
                range: whole.start..lines.range(line + 1).end,
                header: true,
            }),
            Sign::Field if package => credits.push(Credit {
                range: start..lines.value_end(end, line),
                header: false,
            }),
            Sign::Thanks if is_of_changes(near(text, start, &whole)) => credits.push(Credit {
                range: start..whole.end,
                header: false,
            }),
            Sign::Maker | Sign::Hint | Sign::Notice | Sign::Licence
                if open || package || text[whole.clone()].starts_with("=head") =>
            {
                if let Some(section) = lines.section(line) {
                    credits.push(Credit {
                        range: section,
                        header: true,
                    });
                }
            }
            _ => {}
        }
    }
    merged(credits)
}

/// Whether only marks stand before a place in its line.
fn begins_line(text: &str, start: usize) -> bool {
    let before = text.as_bytes()[..start].iter().rev().take(40);
    before
        .take_while(|&&byte| byte != b'\n')
        .all(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
}

/// What stands in a line around a place, but not far from it.
fn near<'text>(text: &'text str, at: usize, line: &Range<usize>) -> &'text str {
    const FAR: usize = 300;
    let ceiling = |place| super::span::ceiling(text, place);
    &text[ceiling(at.saturating_sub(FAR).max(line.start))..ceiling((at + FAR).min(line.end))]
}

/// Whether a line is one of a list of changes: it names a patch or thanks in brackets.
fn is_of_changes(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    [
        "(#",
        "/pull/",
        "/issues/",
        "](https://github",
        "(thanks",
        "(@",
        "in https://github",
    ]
    .iter()
    .any(|sign| line.contains(sign))
}

fn merged(mut credits: Vec<Credit>) -> Vec<Credit> {
    credits.sort_by_key(|credit| credit.range.start);
    let mut merged: Vec<Credit> = vec![];
    for credit in credits {
        match merged
            .last_mut()
            .filter(|last| credit.range.start <= last.range.end)
        {
            Some(last) => {
                last.range.end = last.range.end.max(credit.range.end);
                last.header |= credit.header;
            }
            None => merged.push(credit),
        }
    }
    merged
}

/// Whether "copyright" or its mark begins a notice here: a year, a second mark or a name follows; and the program is not said to be closed.
fn is_notice(text: &str, start: usize, end: usize, line: &Range<usize>) -> bool {
    let rest = text[end..line.end].trim_start_matches(|letter: char| {
        letter.is_whitespace()
            || matches!(letter, ':' | '(' | ')' | '©' | '-' | '{' | '}' | '*')
            || matches!(letter, 'c' | 'C')
    });
    let year = rest.as_bytes().first().is_some_and(u8::is_ascii_digit);
    let by = rest.starts_with("by ") || rest.starts_with("holder");
    let capital = rest.starts_with(char::is_uppercase);
    let begins = text[line.start..start]
        .chars()
        .all(|letter| !letter.is_alphanumeric());
    let mark = matches!(&text[start..end], "©" | "&copy;") || text[start..end].starts_with(['版', '\\']);
    let lower = near(text, start, line).to_ascii_lowercase();
    let closed = ["confidential", "proprietary", "created by"]
        .iter()
        .any(|word| lower.contains(word));
    !closed
        && (year
            || mark
            || by && !text[start..end].starts_with('(')
            || begins && capital && !text[start..end].starts_with('('))
}

impl Lines<'_> {
    /// The lines of the comment that holds a line; empty if none does.
    fn comment_around(&self, line: usize) -> Range<usize> {
        if is_comment(self.get(line)) {
            let mut first = line;
            while first > 0 && line - first < MOST_LINES && is_comment(self.get(first - 1)) {
                first -= 1;
            }
            let mut end = line + 1;
            while end < self.count() && end - line < MOST_LINES && is_comment(self.get(end)) {
                end += 1;
            }
            return first..end;
        }
        for first in (line.saturating_sub(BACK)..line).rev() {
            let text = self.get(first);
            if text.len() > 400 {
                break;
            }
            let begins = text.trim_start();
            if let Some((_, closes)) = BRACKETS
                .iter()
                .find(|(opens, closes)| begins.starts_with(opens) && !begins[opens.len()..].contains(closes))
            {
                let end =
                    (line..self.count().min(line + MOST_LINES)).find(|&end| self.get(end).contains(closes));
                return end.map_or(0..0, |end| first..end + 1);
            }
            // Each of what closes a comment has one of these.
            let may_close = text
                .bytes()
                .any(|byte| matches!(byte, b'*' | b'>' | b'}' | b']' | b'|' | b'=' | b'"' | b'\''));
            if may_close && BRACKETS.iter().any(|(_, closes)| text.contains(closes)) {
                break;
            }
        }
        0..0
    }

    /// Whether a comment is one by more than bullets: a list in prose begins its lines with `*` too.
    fn is_marked(&self, block: &Range<usize>) -> bool {
        let opens = |line: usize| self.get(line).trim_start().starts_with("/*");
        !block
            .clone()
            .all(|line| self.get(line).trim_start().starts_with('*'))
            || block.start > 0 && opens(block.start - 1)
            || block.clone().any(|line| {
                self.get(line).contains("*/")
                    || self.get(line).trim() == "*"
                    || self.get(line).contains("@author")
                    || self.get(line).contains("@param")
            })
    }

    /// Whether a line goes on with a notice: indented, with a year or a mail address.
    fn goes_on(&self, line: usize) -> bool {
        let text = self.get(line);
        let begins = text.trim_start();
        text.len() < 400
            && (text.len() - begins.len() >= 2
                && (begins.contains('@') || begins.starts_with(|letter: char| letter.is_ascii_digit()))
                || begins.to_ascii_lowercase().starts_with("copyright"))
    }

    /// Where the value of a field ends: the bracket that closes it, the last line that is indented further, or the end
    /// of its line.
    fn value_end(&self, from: usize, line: usize) -> usize {
        let own = self.range(line);
        let rest = self.text[from..own.end].trim_start_matches(|letter: char| {
            letter.is_whitespace() || matches!(letter, ':' | '=' | '>' | '"' | '\'')
        });
        let most = self.range(line + MOST_LINES).end;
        if rest.starts_with(['[', '{']) {
            let opens = own.end - rest.len();
            let mut depth = 0_usize;
            for (place, byte) in self.text.as_bytes()[opens..most].iter().enumerate() {
                match byte {
                    b'[' | b'{' => depth += 1,
                    b']' | b'}' => depth = depth.saturating_sub(1),
                    _ => continue,
                }
                if depth == 0 {
                    return opens + place;
                }
            }
            return most;
        }
        if self.text[..from].ends_with("<author")
            || self.text[..from].ends_with("<developer")
            || self.text[..from].ends_with("<contributor")
        {
            let closes = self.text[from..most].find("</").map_or(own.end, |_| {
                let last = (line..line + 30).find(|&last| {
                    let text = self.get(last);
                    text.contains("</author")
                        || text.contains("</developer")
                        || text.contains("</contributor")
                });
                self.range(last.unwrap_or(line)).end
            });
            return closes;
        }
        let indent = |line: usize| {
            let text = self.get(line);
            text.len() - text.trim_start().len()
        };
        let mut last = line;
        while last < line + MOST_LINES
            && last + 1 < self.count()
            && !self.get(last + 1).trim().is_empty()
            && (indent(last + 1) > indent(line) || self.get(last + 1).trim_start().starts_with("- "))
        {
            last += 1;
        }
        self.range(last).end
    }

    /// The section that a heading about makers opens: to the next heading.
    fn section(&self, line: usize) -> Option<Range<usize>> {
        if self.get(line).len() > 200
            || !self.is_heading(line)
            || self.get(line).split_whitespace().count() > 5
        {
            return None;
        }
        let mut end = line + 1;
        while end < self.count() && end - line < MOST_LINES && !(end > line + 2 && self.is_heading(end)) {
            end += 1;
        }
        Some(self.range(line).start..self.range(end - 1).end)
    }

    /// A heading of Markdown, POD, a manual as shown, or one with a line under it.
    fn is_heading(&self, line: usize) -> bool {
        let text = self.get(line);
        let letters = text.trim();
        let under = self.get(line + 1).trim();
        let ruled = under.len() >= 3
            && under.len() + 2 >= letters.len()
            && ["=", "-", "~", "^"]
                .iter()
                .any(|mark| under.trim_matches(|letter| mark.contains(letter)).is_empty());
        let capitals = !text.starts_with(' ')
            && letters.len() >= 4
            && letters
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || matches!(byte, b' ' | b'(' | b')' | b'/'));
        let numbered = letters.as_bytes().first().is_some_and(u8::is_ascii_digit)
            && letters.contains(". ")
            && letters.len() < 60;
        let address =
            letters.starts_with("Author") && letters.ends_with("Address") | letters.ends_with("Addresses");
        !letters.is_empty()
            && letters.len() < 100
            && (text.starts_with('#')
                || text.starts_with("=head")
                || text.starts_with("<h")
                || text.starts_with("@section")
                || ruled
                || capitals
                || numbered
                || address)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{find, scrub_text};

    #[test]
    fn who_signs_published_work_stays() {
        for text in [
            "# Copyright (c) 2019 Wanda Kowalczyk <wanda@kowalczyk.dev>\n# Licensed under the MIT License.\nimport os",
            "/**\n * Reads a table.\n *\n * @author Wanda Kowalczyk <wanda@kowalczyk.dev>\n */",
            "/*\n   Author: Wanda Kowalczyk\n   Public domain.\n*/",
            "{\"name\": \"left-pad\", \"version\": \"1.3.0\", \"author\": \"Wanda Kowalczyk <wanda@kowalczyk.dev>\"}",
            "[package]\nname = \"pad\"\nauthors = [\"Wanda Kowalczyk <wanda@kowalczyk.dev>\"]",
            "Package: pad\nMaintainer: Wanda Kowalczyk <wanda@kowalczyk.dev>\nVersion: 1.0",
            "The MIT License (MIT)\n\nCopyright (c) 2014 Wanda Kowalczyk\n\nPermission is hereby granted",
            ".TH PAD 1\n.SH NAME\npad\n.SH AUTHOR\nWritten by Wanda Kowalczyk <wanda@kowalczyk.dev>.\n",
            "- Fix the build (thanks @wkowalczyk77)",
            "Copyright (c) 2010, Wanda Kowalczyk. All rights reserved.",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn who_is_named_elsewhere_goes_here_too() {
        let (scrubbed, _) =
            scrub_text("My name is Wanda Kowalczyk.\n```\n// Copyright (c) 2019 Wanda Kowalczyk\n```");
        assert_eq!(
            scrubbed,
            "My name is [PERSON_1].\n```\n// Copyright (c) 2019 [PERSON_1]\n```"
        );
    }

    #[test]
    fn what_only_resembles_a_credit_goes() {
        for text in [
            "commit 9fceb02\nAuthor: Wanda Kowalczyk <wanda@kowalczyk.dev>\nDate: today",
            "//  Created by Wanda Kowalczyk on 5/6/24.\n//  Copyright © 2024 Acme. All rights reserved.",
            "* Name: Wanda Kowalczyk\n* Driver's license: D1234567",
            "* Contact: Wanda Kowalczyk\n* Reported by: Wanda Kowalczyk",
            "// reported by Wanda Kowalczyk, wanda@kowalczyk.dev",
            "# authorized: Wanda Kowalczyk",
            "* Author: Wanda Kowalczyk",
            "Title: My essay\nAuthor: Wanda Kowalczyk",
            "{\"author\": \"Wanda Kowalczyk\", \"text\": \"hello\"}",
            "(c) Mrs. Wanda Kowalczyk keeps the flat",
            "Licensed under MIT. Ask Dr. Kowalczyk, wanda@kowalczyk.dev.",
        ] {
            assert!(
                find(text)
                    .iter()
                    .any(|finding| finding.kind == super::PiiType::Person),
                "{text}"
            );
        }
        assert_eq!(find("# Author: x\npassword = 'wint3r-Monkey46'").len(), 1);
    }
}
