//! One spelling for the many of one name: lower case, without accents, vowel signs and variants of letters.
//!
//! In: characters. Out: folded characters and their hash. The trainer compiles this very file, so that a name is
//! looked up exactly as it was written into the table.

/// The start of a hash (FNV-1a, 32 bits).
pub(crate) const SEED: u32 = 0x811C_9DC5;

/// A hash with one byte more.
pub(crate) fn push(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

/// A hash with one character more, as it is folded; marks and tatweel add nothing.
pub(crate) fn push_char(hash: u32, letter: char) -> u32 {
    if letter.is_ascii() {
        return push(hash, letter.to_ascii_lowercase() as u8);
    }
    push_folded(hash, fold(letter))
}

/// The same of a character that is folded already.
pub(crate) fn push_folded(hash: u32, folded: char) -> u32 {
    if folded == '\0' {
        return hash;
    }
    if folded.is_ascii() {
        return push(hash, folded as u8);
    }
    let mut bytes = [0; 4];
    folded.encode_utf8(&mut bytes).bytes().fold(hash, push)
}

/// The hash of a whole word, folded.
pub(crate) fn hash(word: &str) -> u32 {
    word.chars().fold(SEED, push_char)
}

/// Puts what a weak hash left in the high bits everywhere.
pub(crate) fn mix(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 16)).wrapping_mul(0x85EB_CA6B);
    let hash = (hash ^ (hash >> 13)).wrapping_mul(0xC2B2_AE35);
    hash ^ (hash >> 16)
}

/// One character without case and accent; `\0` for what does not count.
pub(crate) fn fold(letter: char) -> char {
    match letter {
        'A'..='Z' => letter.to_ascii_lowercase(),
        '\0'..='\u{7F}' => letter,
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'Ǎ' | 'ǎ' | 'Ạ'..='ặ' | 'ª' => 'a',
        'Æ' | 'æ' => 'a',
        'Ç' | 'ç' | 'Ć'..='č' => 'c',
        'Ď'..='đ' | 'Ð' | 'ð' => 'd',
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'Ẹ'..='ệ' => 'e',
        'Ĝ'..='ģ' | 'Ǧ' | 'ǧ' => 'g',
        'Ĥ'..='ħ' => 'h',
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' | 'Ỉ'..='ị' => 'i',
        'Ĵ' | 'ĵ' => 'j',
        'Ķ'..='ĸ' => 'k',
        'Ĺ'..='ł' => 'l',
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => 'n',
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='œ' | 'Ơ' | 'ơ' | 'Ọ'..='ợ' | 'º' => 'o',
        'Ŕ'..='ř' => 'r',
        'Ś'..='š' | 'Ș' | 'ș' | 'ß' | 'ẞ' => 's',
        'Ţ'..='ŧ' | 'Ț' | 'ț' => 't',
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' | 'Ư' | 'ư' | 'Ụ'..='ự' => 'u',
        'Ŵ' | 'ŵ' => 'w',
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' | 'Ỳ'..='ỹ' => 'y',
        'Ź'..='ž' => 'z',
        'ё' | 'Ё' => 'е',
        'А'..='Я' => char::from_u32(letter as u32 + 32).unwrap_or(letter),
        'Ѐ'..='Џ' => char::from_u32(letter as u32 + 80).unwrap_or(letter),
        '\u{300}'..='\u{36F}'
        | '\u{64B}'..='\u{65F}'
        | '\u{640}'
        | '\u{670}'
        | '\u{93C}'
        | '\u{200C}'
        | '\u{200D}' => '\0',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        '\u{901}' => '\u{902}',
        '’' | 'ʼ' => '\'',
        _ => letter,
    }
}

/// Whether a character belongs to words.
pub(crate) fn is_letter(letter: char) -> bool {
    letter.is_alphabetic()
        || matches!(letter, '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{93C}' | '\u{94D}' | '\u{200C}' | '\u{200D}')
}
