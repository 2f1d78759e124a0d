//! Marks around a value that are no part of it: the quotation mark that closes behind a password, the stars of bold
//! type, the backtick of a code span, the bracket of a link. A placeholder never takes one of a pair.
//!
//! In: a text and where a value was matched. Out: where the value is. A bounded look at the line before: linear.

use std::ops::Range;

/// How many bytes before a value the mark that opens is looked for.
const BEFORE: usize = 256;

/// The bytes of which every mark that ends a value has one; those that lead letters of other scripts are few.
const MARKED: [bool; 256] = {
    let mut marked = [false; 256];
    let marks = b"\"`*~\\<>])}\xE2\xC2\xE3";
    let mut at = 0;
    while at < marks.len() {
        marked[marks[at] as usize] = true;
        at += 1;
    }
    marked
};

/// The part of a value before the mark that closes what was opened before it.
pub(crate) fn within(text: &str, place: Range<usize>) -> Range<usize> {
    let value = &text[place.clone()];
    if value.bytes().any(|byte| MARKED[usize::from(byte)]) {
        cut(text, place)
    } else {
        place
    }
}

/// The same, of a value that holds something of a mark.
fn cut(text: &str, place: Range<usize>) -> Range<usize> {
    let value = &text[place.clone()];
    if value.contains('\n') {
        return place;
    }
    let from = super::span::ceiling(text, place.start.saturating_sub(BEFORE));
    let before = &text[from..place.start];
    let before = before.rsplit('\n').next().unwrap_or_default();
    let mut end = value.len();
    // Marks that open and close alike: open if there is an odd number of them before.
    for mark in ["\"", "`", "**", "~~"] {
        if let Some(at) = value[..end].find(mark)
            && before.matches(mark).count() % 2 == 1
        {
            end = at;
        }
    }
    // What is written `\n` within quotation marks is the end of a line.
    if before.matches('"').count() % 2 == 1
        && let Some(at) = ["\\n", "\\r", "\\t"]
            .iter()
            .filter_map(|escape| value[..end].find(escape))
            .filter(|&at| at > 0)
            .min()
    {
        end = at;
    }
    for (open, close) in [
        ("“", "”"),
        ("«", "»"),
        ("„", "“"),
        ("「", "」"),
        ("<", "</"),
        ("<!--", " -->"),
        ("[", "]("),
    ] {
        if let Some(at) = value[..end].find(close)
            && before.matches(open).count() > before.matches(close).count()
        {
            end = at;
        }
    }
    for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
        let cut = &value[..end];
        let own = |mark: char| cut.matches(mark).count();
        if cut.ends_with(close)
            && own(close) > own(open)
            && before.matches(open).count() > before.matches(close).count()
        {
            end -= 1;
        }
    }
    // A backslash at the end says how to read what follows.
    if value[..end]
        .bytes()
        .rev()
        .take_while(|&byte| byte == b'\\')
        .count()
        % 2
        == 1
    {
        end -= 1;
    }
    if end == 0 {
        place
    } else {
        place.start..place.start + end
    }
}

/// Where a value begins that was matched from the letter of an escape on: `\n` and `\t` before a mail address in JSON.
pub(crate) fn behind_escape(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let slashes = bytes[..start]
        .iter()
        .rev()
        .take_while(|&&byte| byte == b'\\')
        .count();
    let escape = slashes % 2 == 1 && matches!(bytes.get(start), Some(b'n' | b't' | b'r'));
    start + usize::from(escape)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{behind_escape, cut, within};

    proptest! {
        #[test]
        fn no_mark_is_overlooked(before in "\\PC{0,8}[\"`*~<(\\[{“«„「]{0,2}", value in "[a\"`*~\\\\/<>()\\[\\]{}”»“「」é-]{1,6}") {
            let text = before.clone() + &value;
            let place = before.len()..text.len();
            prop_assert_eq!(within(&text, place.clone()), cut(&text, place));
        }
    }

    #[test]
    fn an_escape_is_no_part_of_an_address() {
        assert_eq!(behind_escape(r"\nada@posteo.net", 1), 2);
        assert_eq!(behind_escape(r"\\nora@posteo.net", 2), 2);
        assert_eq!(behind_escape("nora@posteo.net", 0), 0);
    }

    #[test]
    fn the_mark_that_closes_stays_outside() {
        for (text, value, left) in [
            ("**pw: hunter22x**", "hunter22x**", "hunter22x"),
            ("`--password=wint3r`", "wint3r`", "wint3r"),
            ("{\"a\": \"login x password y2\",\"b\"", "y2\",\"b\"", "y2"),
            ("(pw: hunter22x)", "hunter22x)", "hunter22x"),
            ("pw: hunter22x)", "hunter22x)", "hunter22x)"),
            ("pw: a(b)c**d`e", "a(b)c**d`e", "a(b)c**d`e"),
            ("{\"a\": \"pw: hunter22x\\nbye\"", "hunter22x\\nbye", "hunter22x"),
            ("{\"a\": \"b: \\\"pw: hunter22x\\\"", "hunter22x\\", "hunter22x"),
            ("<b>pw: Sommer1</b>", "Sommer1</b>", "Sommer1"),
        ] {
            let start = text.find(value).unwrap();
            let place = within(text, start..start + value.len());
            assert_eq!(&text[place], left, "{text}");
        }
    }
}
