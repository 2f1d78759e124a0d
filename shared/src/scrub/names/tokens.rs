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

/// What a byte of ASCII is in a word; nothing for those that are in none, and for all others.
const SMALL: u8 = 1;
const CAPITAL: u8 = 2;
const OTHER: u8 = 4;
const BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'0'..=b'9' | b'_' => OTHER,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// What a letter is in a word, and how it is folded, for the scripts that most texts beyond ASCII are in.
struct Letters(Vec<(u8, char)>);

/// A letter; unspaced ones are none.
const LETTER: u8 = 8;

impl Letters {
    const FIRST: u32 = 0x80;
    const END: u32 = 0x980;

    fn get() -> &'static Self {
        static LETTERS: std::sync::OnceLock<Letters> = std::sync::OnceLock::new();
        LETTERS.get_or_init(|| {
            Self(
                (Self::FIRST..Self::END)
                    .map(|code| char::from_u32(code).map_or((0, ' '), Self::looked_up))
                    .collect(),
            )
        })
    }

    fn looked_up(letter: char) -> (u8, char) {
        let mut kind = 0;
        if fold::is_letter(letter) && !is_unspaced(letter) {
            kind |= LETTER;
        }
        if letter.is_uppercase() {
            kind |= CAPITAL;
        } else if letter.is_lowercase() {
            kind |= SMALL;
        }
        (kind, fold::fold(letter))
    }

    fn of(&self, letter: char) -> (u8, char) {
        let known = u32::from(letter)
            .checked_sub(Self::FIRST)
            .and_then(|place| self.0.get(place as usize));
        known.copied().unwrap_or_else(|| Self::looked_up(letter))
    }
}

/// All words of `text[range]`.
pub(crate) fn words(text: &str, range: std::ops::Range<usize>, table: &Table) -> Vec<Word> {
    let mut found = vec![];
    read(text, range, table, &mut found);
    found
}

/// The same, into a list that is emptied first: memory that was used before is faster than fresh one.
pub(crate) fn read(text: &str, range: std::ops::Range<usize>, table: &Table, found: &mut Vec<Word>) {
    found.clear();
    let letters = Letters::get();
    let bytes = text.as_bytes();
    let mut at = range.start;
    let mut last_end = None;
    while at < range.end {
        let byte = bytes[at];
        if byte < 128 && BYTES[byte as usize] == 0 {
            at += 1;
            continue;
        }
        let start = at;
        let (mut hash, mut length) = (fold::SEED, 0_usize);
        // What was seen of all bytes together, and how many capitals.
        let (mut seen, mut capitals) = (0, 0_usize);
        let mut first_capital = byte.is_ascii_uppercase();
        let mut uncased = false;
        loop {
            let from = at;
            while at < range.end {
                let byte = bytes[at];
                let kind = BYTES[byte as usize];
                if kind == 0 {
                    break;
                }
                seen |= kind;
                capitals += usize::from(kind == CAPITAL);
                hash = fold::push(hash, byte.to_ascii_lowercase());
                at += 1;
            }
            length += at - from;
            if at >= range.end {
                break;
            }
            let byte = bytes[at];
            if byte < 128 {
                // An apostrophe between letters belongs to the word: O'Brien, D'Amico.
                let joins = byte == b'\''
                    && length == 1
                    && first_capital
                    && bytes.get(at + 1).is_some_and(u8::is_ascii_uppercase);
                if !joins {
                    break;
                }
                hash = fold::push(hash, b'\'');
                length += 1;
                at += 1;
                continue;
            }
            let letter = text[at..].chars().next().unwrap_or(' ');
            let joins = letter == '’'
                && length == 1
                && first_capital
                && bytes.get(at + 3).is_some_and(u8::is_ascii_uppercase);
            let (kind, folded) = letters.of(letter);
            if !joins && kind & LETTER == 0 {
                break;
            }
            if kind & CAPITAL != 0 {
                capitals += 1;
                first_capital |= length == 0;
            } else if kind & SMALL != 0 {
                seen |= SMALL;
            } else {
                uncased |= !joins;
            }
            hash = fold::push_folded(hash, folded);
            length += 1;
            at += letter.len_utf8();
        }
        let (smalls, others) = (seen & SMALL != 0, seen & OTHER != 0);
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
        } else if capitals == 0 && smalls {
            Shape::Lower
        } else if uncased && capitals == 0 {
            Shape::Uncased
        } else if length == 1 {
            Shape::Initial
        } else if first_capital && capitals == 1 {
            Shape::Title
        } else if !smalls {
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
            gap: match last_end {
                Some(end) if end + 1 == start && bytes[end] == b' ' => Gap::Space,
                _ => gap(last_end.map_or("", |end| &text[end..start]), last_end.is_none()),
            },
            length: length.min(255) as u8,
        });
        last_end = Some(at);
    }
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
