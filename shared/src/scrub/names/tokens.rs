//! The words of a text, each with what the tagger wants to know of it at once.
//!
//! In: a text of any script. Out: its words in order. Scripts written without spaces give no words here: `han` reads
//! them. One pass, linear; nothing is copied.

use super::fold;
use super::table::Table;

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Shape {
    Lower,
    /// `Maria`
    Title,
    /// `MARIA`
    Upper,
    /// `M`
    Initial,
    /// `McDonald`, `iPhone`
    Mixed,
    /// Of a script without capitals.
    Uncased,
    /// With digits or underscores.
    Other,
}

/// What stands between a word and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Gap {
    Space,
    /// `-` and `‐`
    Hyphen,
    /// A full stop and a space.
    Stop,
    Comma,
    /// A line ends in it.
    Line,
    /// `'` or `’`
    Quote,
    /// Any other.
    Mark,
    Start,
}

/// One word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Of the folded word.
    pub(crate) hash: u32,
    pub(crate) shape: Shape,
    /// What the table says of it.
    pub(crate) flags: u16,
    pub(crate) gap: Gap,
    /// In characters, at most 255.
    pub(crate) length: u8,
}

/// Scripts whose words are not set apart by spaces.
pub(crate) fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{1100}'..='\u{11FF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Which bytes begin or continue an ASCII word.
const fn word_bytes() -> [bool; 128] {
    let mut table = [false; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
}

const WORDS: [bool; 128] = word_bytes();

/// All words of `text[range]`.
pub(crate) fn words(text: &str, range: std::ops::Range<usize>, table: &Table) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut found: Vec<Word> = Vec::with_capacity(range.len() / 6);
    let mut at = range.start;
    let mut last_end = None;
    while at < range.end {
        let byte = bytes[at];
        if byte < 128 && !WORDS[byte as usize] {
            at += 1;
            continue;
        }
        let start = at;
        let (mut hash, mut length) = (fold::SEED, 0_usize);
        let (mut capitals, mut smalls, mut others, mut first_capital) = (0_usize, 0_usize, false, false);
        let mut uncased = false;
        while at < range.end {
            let byte = bytes[at];
            if byte < 128 {
                if !WORDS[byte as usize] {
                    // An apostrophe between letters belongs to the word: O'Brien, D'Amico.
                    let joins = byte == b'\''
                        && length == 1
                        && first_capital
                        && bytes.get(at + 1).is_some_and(u8::is_ascii_uppercase);
                    if joins {
                        hash = fold::push(hash, b'\'');
                        length += 1;
                        at += 1;
                        continue;
                    }
                    break;
                }
                if byte.is_ascii_uppercase() {
                    capitals += 1;
                    first_capital |= length == 0;
                } else if byte.is_ascii_lowercase() {
                    smalls += 1;
                } else {
                    others = true;
                }
                hash = fold::push(hash, byte.to_ascii_lowercase());
                length += 1;
                at += 1;
                continue;
            }
            let letter = text[at..].chars().next().unwrap_or(' ');
            let joins = letter == '’'
                && length == 1
                && first_capital
                && bytes.get(at + 3).is_some_and(u8::is_ascii_uppercase);
            if !joins && (!fold::is_letter(letter) || is_unspaced(letter)) {
                break;
            }
            if letter.is_uppercase() {
                capitals += 1;
                first_capital |= length == 0;
            } else if letter.is_lowercase() {
                smalls += 1;
            } else {
                uncased |= !joins;
            }
            hash = fold::push_char(hash, letter);
            length += 1;
            at += letter.len_utf8();
        }
        if at == start {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        // A blanked placeholder is the same however long it is.
        let hash = if bytes[start] == b'_' {
            fold::SEED
        } else {
            fold::mix(hash)
        };
        let shape = if others {
            Shape::Other
        } else if capitals == 0 && smalls > 0 {
            Shape::Lower
        } else if uncased && capitals == 0 {
            Shape::Uncased
        } else if length == 1 {
            Shape::Initial
        } else if first_capital && capitals == 1 {
            Shape::Title
        } else if smalls == 0 {
            Shape::Upper
        } else {
            Shape::Mixed
        };
        found.push(Word {
            start,
            end: at,
            hash,
            shape,
            flags: table.flags(hash),
            gap: gap(last_end.map_or("", |end| &text[end..start]), last_end.is_none()),
            length: length.min(255) as u8,
        });
        last_end = Some(at);
    }
    found
}

/// The kind of what stands between two words.
fn gap(between: &str, first: bool) -> Gap {
    if first {
        return Gap::Start;
    }
    match between {
        " " | "\u{a0}" => Gap::Space,
        "-" | "‐" | "‑" => Gap::Hyphen,
        ". " | "." => Gap::Stop,
        ", " => Gap::Comma,
        "'" | "’" => Gap::Quote,
        _ if between.contains('\n') => Gap::Line,
        _ => Gap::Mark,
    }
}

/// The first place at or behind an offset where a character begins.
pub(crate) fn ceiling(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}
