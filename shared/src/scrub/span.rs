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

/// A text whose digits are all ASCII, and the way back to the offsets of the original.
pub(crate) struct Folded<'text> {
    pub(crate) text: Cow<'text, str>,
    /// (offset after a shortened digit in the folded text, bytes lost so far); empty if nothing was folded.
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

/// Writes full-width, Arabic-Indic, Persian and Devanagari digits, and the full-width `＋ － ＠ ：`, in ASCII.
pub(crate) fn ascii_digits(text: &str) -> Folded<'_> {
    let fold = |letter: char| {
        let digit = |zero: u32| char::from_digit(u32::from(letter) - zero, 10);
        match letter {
            '\u{660}'..='\u{669}' => digit(0x660),
            '\u{6F0}'..='\u{6F9}' => digit(0x6F0),
            '\u{966}'..='\u{96F}' => digit(0x966),
            '\u{FF10}'..='\u{FF19}' => digit(0xFF10),
            '＋' => Some('+'),
            '－' => Some('-'),
            '＠' => Some('@'),
            '：' => Some(':'),
            _ => None,
        }
    };
    // The first bytes of the letters above: most texts of most scripts have none.
    let perhaps = text.bytes().any(|byte| matches!(byte, 0xD9 | 0xDB | 0xE0 | 0xEF));
    if !perhaps || !text.chars().any(|letter| fold(letter).is_some()) {
        return Folded {
            text: Cow::Borrowed(text),
            lost: vec![],
        };
    }
    let mut folded = String::with_capacity(text.len());
    let (mut lost, mut total) = (vec![], 0);
    for letter in text.chars() {
        match fold(letter) {
            Some(ascii) => {
                folded.push(ascii);
                total += letter.len_utf8() - 1;
                lost.push((folded.len(), total));
            }
            None => folded.push(letter),
        }
    }
    Folded {
        text: Cow::Owned(folded),
        lost,
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
        let folded = ascii_digits(text);
        let place = folded.text.find("012").unwrap();
        assert_eq!(&text[folded.original(place)..folded.original(place + 3)], "٠١٢");
        let end = folded.text.find("ab").unwrap();
        assert_eq!(&text[folded.original(end)..], "ab");
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
