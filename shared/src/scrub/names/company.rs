//! Who was there: the names behind "present:", "Anwesend:", "出席："; and who lives there: the name before an address.
//!
//! In: a text. Out: the places of the names in such lists, also of those that are in no list of names. Believed where the list has
//! two and more entries that are written as names are and no everyday word is among them. One search for the words, then one line each: linear.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

/// Words that open such a list, in small letters; a colon or a blank follows.
const OPENINGS: &[&str] = &[
    "present:",
    "present were ",
    "attendees:",
    "attending:",
    "participants:",
    "guests:",
    "absent:",
    "apologies:",
    "visitors today:",
    "anwesend:",
    "anwesend ",
    "anwesend waren ",
    "anwesende:",
    "teilnehmer:",
    "teilnehmende:",
    "abwesend:",
    "entschuldigt:",
    "es fehlen ",
    "présents :",
    "présents:",
    "étaient présents :",
    "étaient présents ",
    "absents :",
    "participants :",
    "excusés :",
    "asistentes:",
    "presentes:",
    "asisten:",
    "ausentes:",
    "presenti:",
    "assenti:",
    "partecipanti:",
    "participantes:",
    "aanwezig:",
    "aanwezigen:",
    "afwezig:",
    "deelnemers:",
    "obecni:",
    "nieobecni:",
    "uczestnicy:",
    "присутствовали:",
    "присутствуют:",
    "отсутствовали:",
    "участники:",
    "出席：",
    "出席者：",
    "出席:",
    "参加者：",
    "与会者：",
    "参会人员：",
    "到会：",
    "缺席：",
    "欠席：",
    "الحضور:",
    "الحاضرون:",
    "المشاركون:",
    "उपस्थित:",
    "अनुपस्थित:",
];

/// Most bytes of a list, most words and letters of a name in it.
const LIST: usize = 400;
const WORDS: usize = 4;
const LETTERS: usize = 40;

fn openings() -> &'static AhoCorasick {
    static OPENED: OnceLock<AhoCorasick> = OnceLock::new();
    OPENED.get_or_init(|| {
        let cased = OPENINGS.iter().flat_map(|word| {
            let mut letters = word.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            [(*word).to_owned(), first + letters.as_str()]
        });
        AhoCorasickBuilder::new()
            .build(cased)
            .expect("a few dozen short words make an automaton")
    })
}

/// What stands between two names.
const BETWEEN: [&str; 14] = [
    ", ", "、", "، ", "，", ",", " and ", " und ", " et ", " y ", " e ", " en ", " i ", " и ", " और ",
];

/// The places of the names in all such lists.
pub(super) fn present(text: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    for opening in openings().find_iter(text) {
        if text[..opening.start()].ends_with(char::is_alphabetic) {
            continue;
        }
        let most = super::tokens::ceiling(text, (opening.end() + LIST).min(text.len()));
        let list = &text[opening.end()..most];
        let end = list
            .find(['\n', ';', '。', '।', '(', '.', '"', '!', '?'])
            .unwrap_or(list.len());
        let (mut rest, mut at) = (&list[..end], opening.end());
        let mut places = vec![];
        let mut fits = true;
        while !rest.is_empty() {
            let (own, next) = BETWEEN
                .iter()
                .filter_map(|mark| rest.find(mark).map(|place| (place, place + mark.len())))
                .min_by_key(|&(place, next)| (place, usize::MAX - next))
                .unwrap_or((rest.len(), rest.len()));
            let name = rest[..own].trim();
            let start = at + own - rest[..own].trim_start().len();
            fits &= is_name(name);
            places.push(start..start + name.len());
            (rest, at) = (&rest[next..], at + next);
        }
        if fits && places.len() > 1 {
            found.append(&mut places);
        }
    }
    found
}

/// The name on the line above an address, or before it: `Wanda Kowalczyk, 12 High Street`. At least two words that are written as names
/// are and are no everyday ones.
pub(super) fn addressed(text: &str, address: usize) -> Option<Range<usize>> {
    const FAR: usize = 64;
    let from = super::tokens::ceiling(text, address.saturating_sub(FAR));
    let before = &text[from..address];
    let name = before
        .strip_suffix(", ")
        .or_else(|| before.strip_suffix(",\n"))
        .or_else(|| before.strip_suffix('\n'))?;
    let line = name.rfind('\n').map_or(0, |place| place + 1);
    let mut start = name.len();
    let mut count = 0;
    for word in name[line..].rsplit(' ') {
        let at = start - word.len() - usize::from(count > 0);
        let cased = word.starts_with(char::is_uppercase);
        if !cased || !is_name(word) || word.ends_with('.') && word.len() > 2 {
            break;
        }
        (start, count) = (at, count + 1);
    }
    // A line cut by the look back may begin within a word.
    let whole = start > 0 || from == 0;
    ((2..=WORDS).contains(&count) && whole).then(|| from + start..from + name.len())
}

/// Whether an entry of such a list is written as a name is, and no word of it is an everyday one.
fn is_name(entry: &str) -> bool {
    let letters = entry.chars().count();
    let unspaced = entry.chars().next().is_some_and(super::tokens::is_unspaced);
    if unspaced {
        return (2..=9).contains(&letters) && !entry.split(' ').any(super::is_word);
    }
    let particle = |word: &str| {
        [
            "de", "del", "da", "do", "dos", "di", "la", "van", "von", "der", "den", "ter", "el", "al", "bin",
        ]
        .contains(&word)
    };
    let words: Vec<&str> = entry.split(' ').collect();
    (2..=LETTERS).contains(&letters)
        && words.len() <= WORDS
        && words.iter().enumerate().all(|(index, word)| {
            let plain = word.trim_end_matches('.');
            !plain.is_empty()
                && plain.chars().all(|letter| {
                    letter.is_alphabetic() || matches!(letter, '-' | '\'' | '’' | '\u{900}'..='\u{963}')
                })
                && (index > 0 && particle(plain)
                    || !plain.starts_with(char::is_lowercase)
                        && !super::is_everyday(plain)
                        && !super::super::rules::is_common_word(plain))
        })
}

#[cfg(test)]
mod tests {
    use super::present;

    fn all(text: &str) -> Vec<&str> {
        present(text).into_iter().map(|place| &text[place]).collect()
    }

    #[test]
    fn who_was_there_is_found_by_family_name_alone() {
        assert_eq!(
            all("Protokoll: anwesend Dornseifer, Zirngibl und Hülsebusch; Beschluss 2"),
            ["Dornseifer", "Zirngibl", "Hülsebusch"]
        );
        assert_eq!(all("出席：申屠浩、虞佳宁。下次"), ["申屠浩", "虞佳宁"]);
        assert_eq!(all("Attendees: Anna de Wit, Yseult"), ["Anna de Wit", "Yseult"]);
    }

    #[test]
    fn who_lives_there_is_named_before_the_address() {
        let name = |text: &str| {
            let place = super::addressed(text, text.find("12 High").unwrap())?;
            Some(text[place].to_owned())
        };
        assert_eq!(
            name("for Tamsin Varley, 12 High Street").as_deref(),
            Some("Tamsin Varley")
        );
        assert_eq!(
            name("Yseult Brdar\n12 High Street").as_deref(),
            Some("Yseult Brdar")
        );
        assert_eq!(name("Hotel Adlon, 12 High Street"), None);
        assert_eq!(name("we met on Monday, 12 High Street"), None);
    }

    #[test]
    fn what_else_was_there_is_nobody() {
        for text in [
            "Present: simple, past and future",
            "Participants: Germany, France and Italy",
            "Guests: 12, 14",
            "Presenti: Dornseifer",
            "The gifts present: Old Things, New Ideas",
        ] {
            assert!(all(text).is_empty(), "{text}: {:?}", all(text));
        }
    }
}
