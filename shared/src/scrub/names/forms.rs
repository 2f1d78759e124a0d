//! The other ways in which a name that was found once may be written: inflected, in small letters, in Latin letters, with a slip of
//! the keyboard, as a user name.
//!
//! In: a full name, or a part of one. Out: spellings to look for as whole words. Only of parts that are hardly an everyday word, and
//! never a spelling that is one. Deliberately no grammar: the endings of a language are tried, right or wrong ones.

use super::{fold, is_everyday, is_family_only, is_word};

/// Most letters of what is bent or misspelt here.
const LONGEST: usize = 24;

/// Whether a spelling can be of use: of a word that stands in no text it is not asked what it means.
pub(crate) type May<'texts> = dyn Fn(&str) -> bool + 'texts;

/// How a part of `name` is written in other cases and in small letters.
pub(crate) fn cases(part: &str, name: &str, may: &May<'_>) -> Vec<String> {
    let length = part.chars().count();
    let capital = part.chars().next().is_some_and(char::is_uppercase);
    if !(3..=LONGEST).contains(&length) || is_word(part) {
        return vec![];
    }
    if !capital {
        let mut forms = prefixed(part);
        forms.retain(|form| may(form));
        return forms;
    }
    if length < 4 {
        return vec![];
    }
    let mut forms = vec![];
    if is_cyrillic(part) {
        forms = russian(part);
        let latin = latin(part);
        forms.push(capitalised(&latin));
    } else if is_latin(part) {
        if !part.ends_with(['s', 'x', 'z', 'ß']) {
            forms.push(format!("{part}s"));
        }
        if is_slavic(name) {
            forms.extend(slavic(part));
        } else if is_finnish(name) {
            forms.extend(finnish(part));
        }
    }
    if !is_family_only(part) {
        forms.push(part.to_lowercase());
    }
    forms.retain(|form| {
        may(form) && !is_everyday(form) && (form.chars().any(char::is_uppercase) || !is_word(form))
    });
    forms
}

/// A long part with one slip of the keyboard: two letters swapped, one left out, one doubled.
pub(crate) fn slips(part: &str, may: &May<'_>) -> Vec<String> {
    let mut ends: Vec<usize> = part.char_indices().map(|(place, _)| place).collect();
    let count = ends.len();
    ends.push(part.len());
    let cased = part.chars().next().is_some_and(char::is_uppercase);
    if !(6..=LONGEST).contains(&count) || !cased || is_word(part) {
        return vec![];
    }
    let mut forms = vec![];
    let mut form = String::new();
    let mut add = |parts: &[&str]| {
        form.clear();
        form.extend(parts.iter().copied());
        if may(&form) && !is_word(&form) && form != part {
            forms.push(form.clone());
        }
    };
    for at in 1..count {
        let (head, letter, tail) = (
            &part[..ends[at]],
            &part[ends[at]..ends[at + 1]],
            &part[ends[at + 1]..],
        );
        add(&[head, tail]);
        add(&[head, letter, letter, tail]);
        if at + 1 < count {
            let (next, rest) = (&part[ends[at + 1]..ends[at + 2]], &part[ends[at + 2]..]);
            if letter != next {
                add(&[head, next, letter, rest]);
            }
        }
    }
    forms
}

/// The user names that people make of a full name: `anna.kovacs`, `akovacs`, `annak`, `kovacs_anna`.
pub(crate) fn handles(name: &str, may: &May<'_>) -> Vec<String> {
    let words: Vec<String> = name
        .split([' ', '\u{a0}', '-'])
        .map(plain)
        .filter(|word| !word.is_empty())
        .collect();
    let (Some(given), Some(family)) = (words.first(), words.last()) else {
        return vec![];
    };
    if words.len() < 2 || words.len() > 5 || family.len() < 3 || given.is_empty() {
        return vec![];
    }
    let initial = &given[..1];
    let mut forms = vec![
        format!("{initial}{family}"),
        format!("{initial}.{family}"),
        format!("{initial}_{family}"),
    ];
    if given.len() >= 2 {
        let end = &family[..1];
        forms.extend([
            format!("{given}{family}"),
            format!("{family}{given}"),
            format!("{given}{end}"),
        ]);
        for mark in ['.', '_', '-'] {
            forms.extend([format!("{given}{mark}{family}"), format!("{family}{mark}{given}")]);
        }
    }
    forms.retain(|form| form.len() >= 5 && may(form) && !is_word(form));
    forms
}

/// A word in the letters of user names; empty if it has others.
fn plain(word: &str) -> String {
    let word = if is_cyrillic(word) {
        latin(word)
    } else {
        word.to_lowercase()
    };
    let folded: String = word
        .chars()
        .map(fold::fold)
        .filter(|letter| *letter != '\0' && *letter != '\'' && *letter != '’')
        .collect();
    if folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
        folded
    } else {
        String::new()
    }
}

fn is_cyrillic(word: &str) -> bool {
    word.chars()
        .all(|letter| matches!(letter, 'А'..='я' | 'Ё' | 'ё' | '-'))
}

fn is_latin(word: &str) -> bool {
    word.chars()
        .all(|letter| letter.is_alphabetic() && letter < '\u{250}')
}

/// Whether a name is Polish, Czech or of a neighbour, by its letters and endings.
fn is_slavic(name: &str) -> bool {
    let name = name.to_lowercase();
    name.contains([
        'ą', 'ę', 'ł', 'ń', 'ś', 'ź', 'ż', 'ć', 'č', 'ř', 'š', 'ž', 'ě', 'ů', 'ď', 'ť', 'ň',
    ]) || [
        "ski", "ska", "cki", "cka", "icz", "ová", "yk", "ek", "ák", "ík", "czak", "vić", "vic",
    ]
    .iter()
    .any(|end| name.ends_with(end))
}

fn is_finnish(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with("nen") || name.ends_with("lä") || ["ää", "yy", "öö"].iter().any(|sign| name.contains(sign))
}

fn russian(part: &str) -> Vec<String> {
    const ENDINGS: [&str; 16] = [
        "а", "у", "ом", "ым", "е", "ы", "и", "ой", "ую", "ю", "я", "ем", "ей", "ии", "ого", "ому",
    ];
    let stem = part
        .strip_suffix("ий")
        .filter(|_| part.ends_with("ский") || part.ends_with("цкий"))
        .unwrap_or_else(|| part.trim_end_matches(['а', 'я', 'й', 'ь']));
    if stem.chars().count() < 3 {
        return vec![];
    }
    ENDINGS.iter().map(|ending| format!("{stem}{ending}")).collect()
}

fn slavic(part: &str) -> Vec<String> {
    const VOWEL: [&str; 12] = ["y", "i", "ie", "ě", "e", "ę", "u", "ou", "ą", "o", "ii", "ią"];
    const CONSONANT: [&str; 10] = ["a", "owi", "ovi", "em", "u", "e", "ie", "ego", "emu", "m"];
    match part.strip_suffix(['a', 'á']) {
        Some(stem) => VOWEL.iter().map(|ending| format!("{stem}{ending}")).collect(),
        None => {
            let mut forms: Vec<String> = CONSONANT.iter().map(|ending| format!("{part}{ending}")).collect();
            // `Marek`, `Marka`
            if let Some(stem) = part.strip_suffix("ek") {
                forms.extend(
                    ["ka", "kowi", "kovi", "kiem", "kem", "ku"].map(|ending| format!("{stem}{ending}")),
                );
            }
            forms
        }
    }
}

fn finnish(part: &str) -> Vec<String> {
    const ENDINGS: [&str; 14] = [
        "n", "lle", "lta", "ltä", "lla", "llä", "a", "ä", "ssa", "sta", "stä", "in", "ta", "tä",
    ];
    let mut forms: Vec<String> = ENDINGS.iter().map(|ending| format!("{part}{ending}")).collect();
    if let Some(stem) = part.strip_suffix("nen") {
        forms
            .extend(["sen", "selle", "selta", "seltä", "sta", "stä"].map(|ending| format!("{stem}{ending}")));
    }
    forms
}

/// An Arabic word with the small words that are written onto it.
fn prefixed(part: &str) -> Vec<String> {
    if !part
        .chars()
        .all(|letter| matches!(letter, '\u{0621}'..='\u{064A}'))
    {
        return vec![];
    }
    ["و", "ل", "ب", "ف", "ك"]
        .iter()
        .map(|prefix| format!("{prefix}{part}"))
        .collect()
}

/// A Russian word in Latin letters, as passports and mail addresses have it.
fn latin(part: &str) -> String {
    const LETTERS: [(char, &str); 33] = [
        ('а', "a"),
        ('б', "b"),
        ('в', "v"),
        ('г', "g"),
        ('д', "d"),
        ('е', "e"),
        ('ё', "e"),
        ('ж', "zh"),
        ('з', "z"),
        ('и', "i"),
        ('й', "y"),
        ('к', "k"),
        ('л', "l"),
        ('м', "m"),
        ('н', "n"),
        ('о', "o"),
        ('п', "p"),
        ('р', "r"),
        ('с', "s"),
        ('т', "t"),
        ('у', "u"),
        ('ф', "f"),
        ('х', "kh"),
        ('ц', "ts"),
        ('ч', "ch"),
        ('ш', "sh"),
        ('щ', "shch"),
        ('ъ', ""),
        ('ы', "y"),
        ('ь', ""),
        ('э', "e"),
        ('ю', "yu"),
        ('я', "ya"),
    ];
    part.to_lowercase()
        .chars()
        .filter_map(|letter| LETTERS.iter().find(|(own, _)| *own == letter))
        .map(|(_, latin)| *latin)
        .collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(forms: &[String], form: &str) -> bool {
        forms.iter().any(|other| other == form)
    }

    #[test]
    fn a_name_bends_as_its_language_does() {
        for (part, name, form) in [
            ("Ольга", "Ольга Смирнова", "Ольгой"),
            ("Горбовский", "Пётр Горбовский", "Горбовскому"),
            ("Ольга", "Ольга Смирнова", "Olga"),
            ("Zbigniew", "Zbigniew Wiśniewski", "Zbigniewem"),
            ("Marek", "Marek Zieliński", "Marka"),
            ("Ludmila", "Ludmila Horáková", "Ludmily"),
            ("Virtanen", "Pekka Virtanen", "Virtaselle"),
            ("Jouko", "Jouko Virtanen", "Joukolle"),
            ("Annegret", "Annegret Küster", "annegret"),
            ("خديجة", "خديجة العتيبي", "لخديجة"),
        ] {
            assert!(
                has(&cases(part, name, &|_| true), form),
                "{form}: {:?}",
                cases(part, name, &|_| true)
            );
        }
        assert!(!has(&cases("Marek", "Marek Smith", &|_| true), "Mareka"));
    }

    #[test]
    fn no_spelling_is_an_everyday_word() {
        assert!(cases("Rose", "Rose Miller", &|_| true).is_empty());
        assert!(cases("Will", "Will Miller", &|_| true).is_empty());
        assert!(!has(&slips("Martin", &|_| true), "Martin"));
    }

    #[test]
    fn user_names_are_made_of_first_and_last_names() {
        let forms = handles("Jürgen Müller-Lüdenscheid", &|_| true);
        for form in [
            "jludenscheid",
            "jurgen.ludenscheid",
            "jurgen_ludenscheid",
            "ludenscheidjurgen",
        ] {
            assert!(has(&forms, form), "{forms:?}");
        }
        assert!(has(&handles("Пётр Горбовский", &|_| true), "petr.gorbovskiy"));
        assert!(handles("Cher", &|_| true).is_empty());
        assert!(handles("王小明", &|_| true).is_empty());
    }
}
