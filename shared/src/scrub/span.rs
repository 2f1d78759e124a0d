//! Places in a text: bytes, code points, graphemes; digits of other scripts; placeholders already there.
//!
//! In: any text. Out: offsets that are safe to cut at.
//! Invariant: every function returns for every string and every offset.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::PiiType;

/// Every type, in the order of its declaration.
pub(crate) const TYPES: [(PiiType, &str); 21] = [
    (PiiType::Person, "PERSON"),
    (PiiType::Email, "EMAIL"),
    (PiiType::Phone, "PHONE"),
    (PiiType::Address, "ADDRESS"),
    (PiiType::CreditCard, "CREDIT_CARD"),
    (PiiType::Iban, "IBAN"),
    (PiiType::BankAccount, "BANK_ACCOUNT"),
    (PiiType::Ip, "IP"),
    (PiiType::Mac, "MAC"),
    (PiiType::UrlWithUser, "URL_WITH_USER"),
    (PiiType::NationalId, "NATIONAL_ID"),
    (PiiType::Passport, "PASSPORT"),
    (PiiType::DriverLicence, "DRIVER_LICENCE"),
    (PiiType::DateOfBirth, "DATE_OF_BIRTH"),
    (PiiType::Username, "USERNAME"),
    (PiiType::Secret, "SECRET"),
    (PiiType::CryptoWallet, "CRYPTO_WALLET"),
    (PiiType::MedicalId, "MEDICAL_ID"),
    (PiiType::VehicleId, "VEHICLE_ID"),
    (PiiType::Coordinates, "COORDINATES"),
    (PiiType::Private, "PRIVATE"),
];

impl PiiType {
    /// Every type, in the order of its declaration.
    pub fn all() -> impl Iterator<Item = Self> {
        TYPES.iter().map(|(kind, _)| *kind)
    }

    /// The type as written in placeholders: `CREDIT_CARD`.
    #[must_use]
    pub fn name(self) -> &'static str {
        TYPES
            .iter()
            .find(|(kind, _)| *kind == self)
            .expect("the table lists every type")
            .1
    }
}

/// `[EMAIL_3]` in a text: where it is, and what it says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Placeholder {
    pub(crate) range: Range<usize>,
    pub(crate) kind: PiiType,
    pub(crate) number: u32,
}

/// All placeholders in a text, first to last. Numbers have at most nine digits and no leading zero.
pub(crate) fn placeholders(text: &str) -> Vec<Placeholder> {
    super::steps::count(text.len());
    let mut found = vec![];
    let mut at = 0;
    while let Some(open) = text[at..].find('[').map(|place| at + place) {
        at = open + 1;
        // The longest placeholder, CREDIT_CARD or URL_WITH_USER with nine digits, has fewer than 32 bytes.
        let window = &text.as_bytes()[at..text.len().min(at + 32)];
        let Some(length) = window.iter().position(|&byte| byte == b']') else {
            continue;
        };
        let Some((name, number)) = text[at..at + length].rsplit_once('_') else {
            continue;
        };
        let (Some((kind, _)), Ok(value)) = (
            TYPES.iter().find(|(_, known)| *known == name),
            number.parse::<u32>(),
        ) else {
            continue;
        };
        if number.len() <= 9 && value.to_string() == number {
            found.push(Placeholder {
                range: open..at + length + 1,
                kind: *kind,
                number: value,
            });
            at += length + 1;
        }
    }
    found
}

/// The text as the rules see it, byte for byte as long: placeholders blanked.
pub(crate) fn blanked<'text>(text: &'text str, placeholders: &[Placeholder]) -> Cow<'text, str> {
    if placeholders.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut blank = String::with_capacity(text.len());
    let mut at = 0;
    for placeholder in placeholders {
        blank.push_str(&text[at..placeholder.range.start]);
        blank.push('[');
        blank.extend(std::iter::repeat_n('_', placeholder.range.len() - 2));
        blank.push(']');
        at = placeholder.range.end;
    }
    blank.push_str(&text[at..]);
    Cow::Owned(blank)
}

/// A text as [`plain`] writes it, and the way back to the offsets of the original.
pub(crate) struct Folded<'text> {
    pub(crate) text: Cow<'text, str>,
    /// (offset after a shortened letter in the folded text, bytes lost so far); empty if nothing was folded.
    lost: Vec<(usize, usize)>,
}

impl Folded<'_> {
    /// The offset in the original text.
    pub(crate) fn original(&self, offset: usize) -> usize {
        let after = self.lost.partition_point(|&(place, _)| place <= offset);
        offset + if after == 0 { 0 } else { self.lost[after - 1].1 }
    }

    /// The offset in the folded text of an offset in the original.
    pub(crate) fn shortened(&self, offset: usize) -> usize {
        let after = self.lost.partition_point(|&(place, lost)| place + lost <= offset);
        offset - if after == 0 { 0 } else { self.lost[after - 1].1 }
    }
}

/// Writes what only looks different in plain characters: digits of other scripts, full-width letters and marks, blanks and
/// hyphens of every width, entities of HTML, `%40`, letters beside their accents, Cyrillic and Greek letters that pass for
/// Latin ones within a Latin word, line ends of Windows; and leaves out what nobody sees or says: soft hyphens, zero-width
/// blanks, joiners, marks of direction, line breaks within a word of a mail, the `> ` before quoted lines. What stays is
/// in the same order, so offsets find their way back.
pub(crate) fn plain(text: &str) -> Folded<'_> {
    // The first bytes of all of these: most texts of most scripts have none.
    let marked = |byte: u8| !byte.is_ascii() || matches!(byte, b'&' | b'%' | b'\r');
    if !text.bytes().any(marked) && !text.starts_with('>') && !text.contains("\n>") && !text.contains("=\n") {
        return Folded {
            text: Cow::Borrowed(text),
            lost: vec![],
        };
    }
    let mut folded = String::new();
    let (mut lost, mut total) = (vec![], 0);
    let (mut at, mut kept) = (0, 0);
    while at < text.len() {
        let byte = text.as_bytes()[at];
        if byte < 0x80 && !matches!(byte, b'&' | b'%' | b'\r' | b'\n' | b'=' | b'>') {
            at += 1;
            continue;
        }
        let rest = &text[at..];
        if let Some(mark) = accent(rest) {
            // The letter that it belongs to was read before.
            let last = if kept == at {
                folded.chars().next_back()
            } else {
                text[kept..at].chars().next_back()
            };
            if let Some((last, whole)) =
                last.and_then(|last| Some((last, unicode_normalization::char::compose(last, mark)?)))
            {
                if folded.capacity() == 0 {
                    folded.reserve(text.len());
                }
                if kept == at {
                    folded.pop();
                } else {
                    folded.push_str(&text[kept..at - last.len_utf8()]);
                }
                // Never longer than what it stands for: a letter and its accent take at least as many bytes apart.
                let apart = last.len_utf8() + mark.len_utf8();
                if whole.len_utf8() <= apart {
                    folded.push(whole);
                    total += apart - whole.len_utf8();
                    lost.push((folded.len(), total));
                    at += mark.len_utf8();
                    kept = at;
                    continue;
                }
                folded.push(last);
                kept = at;
            }
            at += mark.len_utf8();
            continue;
        }
        let first = rest.chars().next().expect("the loop ends with the text");
        let (seen, length) = match first {
            '&' => entity(rest),
            '%' => percent(rest),
            '\r' | '\n' => line_end(rest),
            '=' => soft_break(text, at),
            '>' if at == 0 => (Some(Seen { letter: None }), quote(rest)),
            '>' => (None, 1),
            _ => (
                seen_as(first).or_else(|| look_alike(text, at, first)),
                first.len_utf8(),
            ),
        };
        if let Some(seen) = seen {
            if folded.capacity() == 0 {
                folded.reserve(text.len());
            }
            folded.push_str(&text[kept..at]);
            folded.extend(seen.letter);
            total += length - seen.letter.map_or(0, char::len_utf8);
            lost.push((folded.len(), total));
            kept = at + length;
        }
        at += length;
    }
    if lost.is_empty() {
        return Folded {
            text: Cow::Borrowed(text),
            lost,
        };
    }
    folded.push_str(&text[kept..]);
    Folded {
        text: Cow::Owned(folded),
        lost,
    }
}

/// What the rules see in place of a character: another, or nothing.
struct Seen {
    letter: Option<char>,
}

fn seen_as(letter: char) -> Option<Seen> {
    let code = u32::from(letter);
    let digit = |zero: u32| char::from_digit(code - zero, 10);
    let letter = match code {
        // Nothing to see: soft hyphen, zero-width blanks, marks of direction, invisible operators, byte order mark.
        // Joiners too, which scripts need to look right but the rules do not.
        0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0x2066..=0x2069 | 0xFEFF => None,
        0xA0 | 0x2000..=0x200A | 0x202F | 0x205F => Some(' '),
        // Hyphens and the minus; longer dashes are punctuation.
        0x2010..=0x2012 | 0x2212 | 0xFE63 | 0xFF0D => Some('-'),
        0x660..=0x669 => digit(0x660),
        0x6F0..=0x6F9 => digit(0x6F0),
        0x966..=0x96F => digit(0x966),
        0x9E6..=0x9EF => digit(0x9E6),
        0xA66..=0xA6F => digit(0xA66),
        0xAE6..=0xAEF => digit(0xAE6),
        0xBE6..=0xBEF => digit(0xBE6),
        0xC66..=0xC6F => digit(0xC66),
        0xE50..=0xE59 => digit(0xE50),
        0x1D7CE..=0x1D7FF => char::from_digit((code - 0x1D7CE) % 10, 10),
        // Full-width forms of ASCII; the marks that Chinese and Japanese sentences need stay.
        0xFF10..=0xFF19
        | 0xFF21..=0xFF3A
        | 0xFF41..=0xFF5A
        | 0xFF0B
        | 0xFF0E
        | 0xFF0F
        | 0xFF1A
        | 0xFF20
        | 0xFF3F => char::from_u32(code - 0xFEE0),
        _ => return None,
    };
    Some(Seen { letter })
}

/// How long the marks of quoted lines at the beginning of a text are: `> `, `>> `.
fn quote(text: &str) -> usize {
    let marks = text
        .bytes()
        .take(24)
        .take_while(|byte| matches!(byte, b'>' | b' '))
        .count();
    // "> " and no more: what is indented within the quotation stays so.
    text.as_bytes()[..marks]
        .iter()
        .rposition(|&byte| byte == b'>')
        .map_or(0, |last| (last + 2).min(marks))
}

/// A line end of Windows, or one behind which a quotation goes on: a line end, and how long it is.
fn line_end(text: &str) -> (Option<Seen>, usize) {
    let end = if text.starts_with("\r\n") { 2 } else { 1 };
    let length = end
        + if text.as_bytes().get(end) == Some(&b'>') {
            quote(&text[end..])
        } else {
            0
        };
    if length == 1 || text.starts_with('\r') && end == 1 {
        return (None, 1);
    }
    (Some(Seen { letter: Some('\n') }), length)
}

/// A line that a mail program broke within a word: `=` and a line end, between letters or digits.
fn soft_break(text: &str, at: usize) -> (Option<Seen>, usize) {
    let rest = &text[at + 1..];
    let length = if rest.starts_with("\r\n") { 2 } else { 1 };
    let word = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'@' | b'-'))
    };
    let within = rest.starts_with(['\r', '\n'])
        && word(text.as_bytes()[..at].last())
        && word(rest.as_bytes().get(length));
    if within {
        (Some(Seen { letter: None }), 1 + length)
    } else {
        (None, 1)
    }
}

/// An accent that stands behind its letter.
fn accent(text: &str) -> Option<char> {
    text.chars()
        .next()
        .filter(|letter| matches!(letter, '\u{300}'..='\u{36F}'))
}

/// A Cyrillic or Greek letter beside a Latin one, that looks like a Latin one.
fn look_alike(text: &str, at: usize, letter: char) -> Option<Seen> {
    const ALIKE: &str =
        "аaеeоoрpсcуyхxіiѕsјjһhԁdԛqԝwАAВBЕEКKМMНHОOРPСCТTХXІIЅSЈJοoΟOΑAΒBΕEΖZΗHΙIΚKΜMΝNΡPΤTΥYΧXνv";
    if !matches!(letter, '\u{370}'..='\u{52F}') {
        return None;
    }
    let latin = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let beside = latin(text.as_bytes()[..at].last()) || latin(text.as_bytes().get(at + letter.len_utf8()));
    let mut pairs = ALIKE.chars();
    while let (Some(other), Some(seen)) = (pairs.next(), pairs.next()) {
        if beside && other == letter {
            return Some(Seen { letter: Some(seen) });
        }
    }
    None
}

/// `&#64;`, `&#x40;`, `&commat;`, `&eacute;`: a printable character as an entity of HTML, and how long it is.
fn entity(text: &str) -> (Option<Seen>, usize) {
    const NAMED: &[(&str, char)] = &[
        ("&commat;", '@'),
        ("&period;", '.'),
        ("&nbsp;", ' '),
        ("&shy;", '\u{AD}'),
        ("&colon;", ':'),
        ("&plus;", '+'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&szlig;", 'ß'),
        ("&oslash;", 'ø'),
        ("&aelig;", 'æ'),
    ];
    const ACCENTS: &[(&str, char)] = &[
        ("acute;", '\u{301}'),
        ("grave;", '\u{300}'),
        ("circ;", '\u{302}'),
        ("uml;", '\u{308}'),
        ("tilde;", '\u{303}'),
        ("cedil;", '\u{327}'),
        ("ring;", '\u{30A}'),
        ("caron;", '\u{30C}'),
    ];
    for &(name, letter) in NAMED {
        if text.starts_with(name) {
            let letter = (letter != '\u{AD}').then_some(letter);
            return (Some(Seen { letter }), name.len());
        }
    }
    if let Some(base) = text[1..].chars().next().filter(char::is_ascii_alphabetic) {
        for &(name, mark) in ACCENTS {
            if text[2..].starts_with(name)
                && let Some(letter) = unicode_normalization::char::compose(base, mark)
            {
                return (Some(Seen { letter: Some(letter) }), 2 + name.len());
            }
        }
    }
    let number = text.strip_prefix("&#").and_then(|rest| {
        let end = rest.as_bytes().iter().take(7).position(|&byte| byte == b';')?;
        let digits = rest.get(..end)?;
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        let letter = char::from_u32(code.ok()?)
            .filter(|letter| letter.is_ascii_graphic() || *letter == ' ' || letter.is_alphabetic())?;
        Some((letter, end + 3))
    });
    match number {
        Some((letter, length)) => (Some(Seen { letter: Some(letter) }), length),
        None => (None, 1),
    }
}

/// `%40`, `%2B`, `%20`, `%61` in addresses: letters, digits and the marks that the rules look for, and how long they are. What
/// parts an address from the next stays.
fn percent(text: &str) -> (Option<Seen>, usize) {
    let byte = text.get(1..3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
    match byte {
        Some(byte)
            if byte.is_ascii_alphanumeric()
                || matches!(byte, b'@' | b'+' | b'.' | b'_' | b'-' | b' ' | b',') =>
        {
            (
                Some(Seen {
                    letter: Some(char::from(byte)),
                }),
                3,
            )
        }
        _ => (None, 1),
    }
}

/// The smallest range of whole graphemes around `start..end`.
pub(crate) fn whole_graphemes(text: &str, start: usize, end: usize) -> Range<usize> {
    let boundary = |offset: usize| {
        // Between two ASCII bytes only CR LF is no boundary; asking the tables is for the rest.
        let cut = GraphemeCursor::new(offset, text.len(), true).is_boundary(text, 0);
        cut.unwrap_or(true)
    };
    let (mut start, mut end) = (start, end);
    while !text.is_char_boundary(start) || !boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) || !boundary(end) {
        end += 1;
    }
    start..end
}

/// The first place at or behind an offset where a character begins; the end for all that is further.
pub(crate) fn ceiling(text: &str, mut offset: usize) -> usize {
    while offset < text.len() && !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset.min(text.len())
}

/// Turns ascending byte offsets into code points without starting over each time.
pub(crate) struct CodePoints<'text> {
    text: &'text str,
    byte: usize,
    count: usize,
}

impl<'text> CodePoints<'text> {
    pub(crate) fn new(text: &'text str) -> Self {
        Self {
            text,
            byte: 0,
            count: 0,
        }
    }

    /// The number of code points before a byte offset that is not before the last one asked for.
    pub(crate) fn at(&mut self, byte: usize) -> usize {
        self.count += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.count
    }
}

/// The byte offset of a code point offset; `None` beyond the end.
pub(crate) fn byte_of(text: &str, code_point: usize) -> Option<usize> {
    text.char_indices()
        .map(|(byte, _)| byte)
        .chain([text.len()])
        .nth(code_point)
}

/// Whether two neighbouring characters belong to one word. Scripts without spaces join nothing.
pub(crate) fn joined(before: char, after: char) -> bool {
    let wordy = |letter: char| {
        letter == '_'
            || letter.is_alphanumeric()
                && !matches!(letter, '\u{E00}'..='\u{E7F}' | '\u{1100}'..='\u{11FF}' | '\u{3000}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
    };
    wordy(before) && wordy(after)
}

/// Whether `start..end` neither begins nor ends inside a word.
pub(crate) fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start]
        .chars()
        .next_back()
        .zip(text[start..].chars().next());
    let after = text[..end].chars().next_back().zip(text[end..].chars().next());
    !before.is_some_and(|(left, right)| joined(left, right))
        && !after.is_some_and(|(left, right)| joined(left, right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_and_look_alikes_are_not() {
        let text = "[EMAIL_1] [EMAIL_0x] [PERSON_12][NOPE_3] [EMAIL_01] [[URL_WITH_USER_7]é";
        let found: Vec<_> = placeholders(text).into_iter().map(|p| &text[p.range]).collect();
        assert_eq!(found, ["[EMAIL_1]", "[PERSON_12]", "[URL_WITH_USER_7]"]);
    }

    #[test]
    fn every_type_is_written_as_it_is_serialised() {
        for (kind, name) in TYPES {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{name}\""));
        }
    }

    #[test]
    fn offsets_find_their_way_back_from_folded_digits() {
        let text = "هاتف ٠١٢ ab";
        let folded = plain(text);
        let place = folded.text.find("012").unwrap();
        assert_eq!(&text[folded.original(place)..folded.original(place + 3)], "٠١٢");
        let end = folded.text.find("ab").unwrap();
        assert_eq!(&text[folded.original(end)..], "ab");
    }

    #[test]
    fn what_only_looks_different_is_seen_plain() {
        for (text, seen) in [
            ("ａｄａ＠posteo。net", "ada@posteo。net"),
            ("a\u{200B}d\u{AD}a", "ada"),
            (
                "a&#64;b &commat; &#x2e; &amp; &#0; &#64",
                "a@b @ . &amp; &#0; &#64",
            ),
            ("a%40b%2B1%20%4%2F", "a@b+1 %4%2F"),
            ("%61d%61", "ada"),
            ("Andr&eacute; Gon&ccedil;alves &#233;", "André Gonçalves é"),
            ("Zoe\u{308} Nguye\u{302}\u{303}n", "Zoë Nguyễn"),
            ("pаypal.com DЕ89 Россия", "paypal.com DE89 Россия"),
            ("a\r\nb\rc", "a\nb\rc"),
            ("> a\n>> b\r\n> \tc > d", "a\nb\n\tc > d"),
            ("pos=\nteo.net x =\n y", "posteo.net x =\n y"),
            ("4111\u{2011}1111\u{202F}1", "4111-1111 1"),
            ("१२৩𝟙", "1231"),
            ("plain & simple 100 %", "plain & simple 100 %"),
        ] {
            let folded = plain(text);
            assert_eq!(folded.text, seen);
            for (place, _) in folded.text.char_indices() {
                assert!(text.is_char_boundary(folded.original(place)), "{text}");
            }
        }
    }

    #[test]
    fn cuts_never_split_a_grapheme() {
        let text = "a👩‍👩‍👧e\u{301}\r\n";
        let family = text.find('👩').unwrap();
        assert_eq!(&text[whole_graphemes(text, family + 4, family + 5)], "👩‍👩‍👧");
        let accent = text.find('e').unwrap();
        assert_eq!(&text[whole_graphemes(text, accent, accent + 1)], "e\u{301}");
    }
}
