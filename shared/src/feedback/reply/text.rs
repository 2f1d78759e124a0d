//! Reads a turn: what the person wrote themselves, folded for matching, cut into clauses.
//!
//! In: raw text. Out: `Own`, in which quoted, pasted and code passages are one opaque sign each, and every byte
//! knows its place in the raw text.
//! Not here: what any phrase means. Linear in the length of the text.

/// Stands for a passage that is not the person's own words: code, a quotation, an address.
pub(super) const OPAQUE: char = '\u{1}';

/// A turn in the person's own words.
pub(super) struct Own {
    /// Folded text.
    pub(super) text: String,
    /// For every byte of `text`, and for its end: the byte of the raw text.
    at: Vec<usize>,
    /// In order, without gaps worth mentioning.
    pub(super) clauses: Vec<Clause>,
    /// A passage that is not the person's own words names an error: a pasted log, a stack trace.
    pub(super) fault: bool,
    /// How often the last letter has just been repeated.
    drawn: usize,
}

/// A stretch of text between two punctuation marks, in bytes of `Own::text`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Which sentence it belongs to.
    pub(super) sentence: usize,
    /// Its sentence ends with a question mark.
    pub(super) question: bool,
}

/// Of long turns only so many bytes from the start and before the end are read: what lies between is content.
const HEAD: usize = 520;
const TAIL: usize = 320;

impl Own {
    pub(super) fn read(raw: &str) -> Self {
        let room = raw.len().min(HEAD + TAIL) + 8;
        let mut own = Self {
            text: String::with_capacity(room),
            at: Vec::with_capacity(room + 1),
            clauses: Vec::new(),
            fault: false,
            drawn: 0,
        };
        let mut fenced = false;
        let stopped = own.lines(raw, 0, HEAD, &mut fenced);
        if stopped < raw.len() {
            let tail = tail(raw, stopped);
            let whole = raw[..stopped].ends_with('\n');
            for line in raw[stopped..tail].split('\n').skip(usize::from(!whole)) {
                fenced ^= is_fence(line);
            }
            own.opaque(stopped);
            own.push('\n', stopped);
            own.lines(raw, tail, usize::MAX, &mut fenced);
        }
        own.at.push(raw.len());
        own.clauses = clauses(&own.text);
        own
    }

    /// Reads lines from `from` on until there is so much text; says where it stopped.
    fn lines(&mut self, raw: &str, from: usize, most: usize, fenced: &mut bool) -> usize {
        let mut place = from;
        for line in raw[from..].split_inclusive('\n') {
            let (words, ended) = line
                .strip_suffix('\n')
                .map_or((line, false), |words| (words, true));
            if is_fence(words) {
                *fenced = !*fenced;
                self.opaque(place);
            } else if *fenced {
                self.fault = self.fault || names_fault(words);
            } else if is_foreign(words) {
                self.fault = self.fault || names_fault(words);
                self.opaque(place);
            } else {
                let read = self.line(words, place, most);
                if read < words.len() {
                    return place + read;
                }
            }
            if ended {
                self.push('\n', place + words.len());
            }
            place += line.len();
            if self.text.len() >= most {
                return place;
            }
        }
        raw.len()
    }

    /// The place in the raw text of a byte of the folded text.
    pub(super) fn raw(&self, folded: usize) -> usize {
        self.at.get(folded).or(self.at.last()).copied().unwrap_or(0)
    }

    /// The index of the clause that holds this byte.
    pub(super) fn clause_at(&self, place: usize) -> Option<usize> {
        let after = self.clauses.partition_point(|clause| clause.start <= place);
        after
            .checked_sub(1)
            .filter(|index| place < self.clauses[*index].end)
    }

    /// Reads a line until there is so much text; says how far it came.
    fn line(&mut self, line: &str, place: usize, most: usize) -> usize {
        let mut read = 0;
        while let Some(letter) = line[read..].chars().next() {
            if self.text.len() >= most {
                break;
            }
            let taken = foreign_length(&line[read..], letter, &self.text);
            if taken > 0 {
                self.opaque(place + read);
                read += taken;
                continue;
            }
            fold(letter, |folded| self.push_spoken(folded, place + read));
            read += letter.len_utf8();
        }
        read
    }

    /// Letters drawn out in speech count once: "dankeee", "soooo". Two of a kind are spelling.
    fn push_spoken(&mut self, letter: char, place: usize) {
        let drawn = letter.is_alphabetic() && self.text.ends_with(letter) && {
            self.drawn = self.drawn.saturating_add(1);
            true
        };
        if !drawn {
            self.drawn = 0;
        }
        if self.drawn == 2 {
            // The second of them has been written already.
            self.text.pop();
            self.at.truncate(self.text.len());
        }
        if self.drawn < 2 {
            self.push(letter, place);
        }
    }

    fn opaque(&mut self, place: usize) {
        if !self.text.ends_with(OPAQUE) {
            self.push(OPAQUE, place);
        }
    }

    fn push(&mut self, letter: char, place: usize) {
        // Runs of spaces become one, so that phrases match across them.
        if letter == ' ' && self.text.ends_with([' ', '\n']) {
            return;
        }
        self.text.push(letter);
        self.at.extend(std::iter::repeat_n(place, letter.len_utf8()));
    }
}

/// Folds a whole phrase.
pub(crate) fn folded(phrase: &str) -> String {
    let mut text = String::with_capacity(phrase.len());
    for letter in phrase.chars() {
        fold(letter, |letter| text.push(letter));
    }
    text
}

/// Hands over what a letter is matched as: lower case, without accents (Latin), vowel points and width.
fn fold(letter: char, mut push: impl FnMut(char)) {
    match letter {
        'a'..='z' | '0'..='9' | ' ' | '.' | ',' => push(letter),
        'A'..='Z' => push(letter.to_ascii_lowercase()),
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '`' | '\u{b4}' => push('\''),
        '\u{201c}' | '\u{201d}' | '«' | '»' | '„' => push('"'),
        '\t' | '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | OPAQUE => push(' '),
        // Invisible joiners; Arabic, Hebrew and Latin points; Devanagari and Bengali nukta.
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{ad}' => {}
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' => {}
        '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{93c}' | '\u{9bc}' | '\u{fe0f}' => {}
        'أ' | 'إ' | 'آ' | 'ٱ' => push('ا'),
        'ى' | 'ي' | 'ئ' => push('ی'),
        'ك' => push('ک'),
        'ؤ' => push('و'),
        'ة' | 'ۀ' => push('ه'),
        '\u{958}'..='\u{95f}' => push(['क', 'ख', 'ग', 'ज', 'ड', 'ढ', 'फ', 'य'][letter as usize - 0x958]),
        '\u{9dc}' => push('ড'),
        '\u{9dd}' => push('ঢ'),
        '\u{9df}' => push('য'),
        'ё' | 'Ё' => push('е'),
        '\u{ff01}'..='\u{ff5e}' => {
            let narrow = char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter);
            narrow.to_lowercase().for_each(push);
        }
        _ => letter
            .to_lowercase()
            .filter(|lower| !('\u{300}'..='\u{36f}').contains(lower))
            .for_each(|lower| push(bare(lower))),
    }
}

/// A Latin letter without its accent.
fn bare(letter: char) -> char {
    match letter {
        '\0'..='\u{7f}' => letter,
        'à'..='å'
        | 'ā'
        | 'ă'
        | 'ą'
        | 'ạ'
        | 'ả'
        | 'ấ'
        | 'ầ'
        | 'ẩ'
        | 'ẫ'
        | 'ậ'
        | 'ắ'
        | 'ằ'
        | 'ẳ'
        | 'ẵ'
        | 'ặ' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'đ' | 'ď' => 'd',
        'è'..='ë' | 'ē' | 'ę' | 'ě' | 'ẹ' | 'ẻ' | 'ẽ' | 'ế' | 'ề' | 'ể' | 'ễ' | 'ệ' => {
            'e'
        }
        'ğ' => 'g',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ı' | 'ỉ' | 'ị' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö'
        | 'ø'
        | 'ō'
        | 'ő'
        | 'ơ'
        | 'ọ'
        | 'ỏ'
        | 'ố'
        | 'ồ'
        | 'ổ'
        | 'ỗ'
        | 'ộ'
        | 'ớ'
        | 'ờ'
        | 'ở'
        | 'ỡ'
        | 'ợ' => 'o',
        'ř' => 'r',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ů' | 'ű' | 'ư' | 'ụ' | 'ủ' | 'ứ' | 'ừ' | 'ử' | 'ữ' | 'ự' => {
            'u'
        }
        'ý' | 'ÿ' | 'ỳ' | 'ỵ' | 'ỷ' | 'ỹ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => letter,
    }
}

/// Where the tail begins: at a line's start where there is one, and not before `stopped`.
fn tail(raw: &str, stopped: usize) -> usize {
    let mut start = stopped.max(raw.len().saturating_sub(TAIL));
    while !raw.is_char_boundary(start) {
        start += 1;
    }
    match raw[start..].find('\n') {
        Some(end) if start > stopped && end < TAIL / 2 => start + end + 1,
        _ => start,
    }
}

fn is_fence(line: &str) -> bool {
    let trimmed = line.trim_start();
    trimmed.starts_with("```") || trimmed.starts_with("~~~")
}

/// Whether a pasted line names an error, as the tools of every language do in English.
fn names_fault(line: &str) -> bool {
    ["rror", "xception", "raceback", "FAILED", "panicked"]
        .iter()
        .any(|sign| line.contains(sign))
}

/// Whether a whole line is quoted, code or a stack trace.
fn is_foreign(line: &str) -> bool {
    let trimmed = line.trim();
    trimmed.starts_with('>')
        || line.starts_with("    ")
        || line.starts_with('\t')
        || trimmed.starts_with("at ") && trimmed.contains('(')
        || trimmed.starts_with("File \"")
        || trimmed.ends_with([';', '{', '}']) && trimmed.is_ascii()
}

/// The length of the code span, quotation or address that starts here; 0 where none does.
fn foreign_length(rest: &str, open: char, before: &str) -> usize {
    /// Longer quotations are passages, and their closing mark may be another's opening.
    const LONGEST: usize = 400;
    let close = match open {
        '`' => '`',
        '"' => '"',
        '“' | '„' => '”',
        '«' => '»',
        '「' => '」',
        '『' => '』',
        'h' if (rest.starts_with("http://") || rest.starts_with("https://"))
            && before
                .chars()
                .next_back()
                .is_none_or(|letter| !letter.is_alphanumeric()) =>
        {
            return rest.find(char::is_whitespace).unwrap_or(rest.len());
        }
        _ => return 0,
    };
    let inside = &rest[open.len_utf8()..];
    inside
        .char_indices()
        .take(LONGEST)
        .find(|(_, letter)| *letter == close || (open == '„' && *letter == '“'))
        .map_or(0, |(end, letter)| open.len_utf8() + end + letter.len_utf8())
}

/// Cuts folded text at punctuation; a question mark marks its whole sentence.
fn clauses(text: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let (mut start, mut sentence, mut first_of_sentence) = (0, 0, 0);
    let mut letters = text.char_indices().peekable();
    while let Some((place, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let ends_sentence = match letter {
            '\n' | '!' | '?' | '。' | '؟' | '।' | ';' => true,
            // Not inside a number or a name: "3.5", "index.js".
            '.' => next.is_none_or(|next| !next.is_alphanumeric()),
            _ => false,
        };
        let ends_clause = ends_sentence
            || matches!(letter, ',' | '、' | '،' | '(' | ')' | '…' | '—' | '–')
            || (letter == '-' && next == Some(' '))
            || (letter == ':' && next != Some('/'));
        if !ends_clause {
            continue;
        }
        if !text[start..place].trim().is_empty() {
            clauses.push(Clause {
                start,
                end: place,
                sentence,
                question: false,
            });
        }
        start = place + letter.len_utf8();
        if ends_sentence {
            if matches!(letter, '?' | '؟') {
                clauses[first_of_sentence..]
                    .iter_mut()
                    .for_each(|clause| clause.question = true);
            }
            first_of_sentence = clauses.len();
            sentence += 1;
        }
    }
    if !text[start..].trim().is_empty() {
        clauses.push(Clause {
            start,
            end: text.len(),
            sentence,
            question: false,
        });
    }
    clauses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_quotations_and_addresses_are_not_own_words() {
        for (raw, expected) in [
            ("say \"thank you\" here", "say \u{1} here"),
            ("> wrong\nok", "\u{1}\nok"),
            ("```\nthanks\n```\nok", "\u{1}\n\n\u{1}\nok"),
            ("use `wrong()` now", "use \u{1} now"),
            ("see https://example.com/wrong now", "see \u{1} now"),
            ("a \" lone mark", "a \" lone mark"),
        ] {
            assert_eq!(Own::read(raw).text, expected, "{raw}");
        }
    }

    #[test]
    fn of_a_long_turn_only_the_ends_are_kept() {
        for long in [
            "word ".repeat(1_000_000),
            "word\n".repeat(1_000_000),
            "不".repeat(1_000_000),
        ] {
            let own = Own::read(&format!("first {long} last"));
            assert!(own.text.len() <= HEAD + TAIL + 16, "{}", own.text.len());
            assert!(own.text.starts_with("first") && own.text.ends_with("last"));
            assert_eq!(own.raw(own.text.len()), long.len() + 11);
        }
    }

    #[test]
    fn folding_ignores_case_accents_points_and_width() {
        for (raw, expected) in [
            ("Señor DÉJÀ", "senor deja"),
            ("İstanbul", "istanbul"),
            ("Ｔｈａｎｋｓ", "thanks"),
            ("it’s", "it's"),
            ("شُكْرًا", "شکرا"),
            ("được", "duoc"),
        ] {
            assert_eq!(folded(raw), expected);
        }
    }

    #[test]
    fn folded_places_lead_back_to_the_raw_text() {
        let raw = "Ça “x” İ ok";
        let own = Own::read(raw);
        let ok = own.text.find("ok").unwrap();
        assert_eq!(&raw[own.raw(ok)..own.raw(ok + 2)], "ok");
    }
}
