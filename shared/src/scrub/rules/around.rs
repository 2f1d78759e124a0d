//! What belongs to an address beside its street: the unit and floor, the post code and town behind it, the town, post
//! code or unit before it.
//!
//! In: the place of a street in a text. Out: the place of the whole address. It takes only pieces that are joined by a
//! comma, a blank or one line break, and that read as parts of an address; a bare word behind a comma counts as a town
//! only where the sentence or line ends behind it.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

/// How far is looked on each side, in bytes; addresses are short.
const REACH: usize = 160;
/// How many pieces are taken on each side.
const PIECES: usize = 5;

/// A unit, floor, entrance or building, with its number.
const UNIT: &str = r"(?i:apt|apto|app|local|interior|oficina|edif|edificio|nave|manzana|mz|lote|lt|appt|apartment|appartement|suite|ste|unit|flat|floor|fl|level|room|bus|box|bte|boîte|bât|bâtiment|bat|résidence|esc|escalera|escalier|étage|etage|piso|planta|puerta|pta|portal|depto|dpto|dto|bloco|bloque|bl|casa|sala|andar|torre|scala|sc|interno|int|piano|palazzina|lok|lokal|m|klatka|top|stiege|tür|stock|whg|wohnung|c\.p|cp|cep|p|no|nr|кв|квартира|корп|корпус|к|стр|строение|эт|этаж|под|подъезд|оф|офис|литера|д|дом|شقة|الشقة|الطابق|طابق|الدور|مبنى|بناية|عمارة|رقم|منزل|فيلا|ص\.ب|फ्लैट|मंज़िल|मंजिल|ब्लॉक|सेक्टर|वार्ड|पिन|पिनकोड|pin|sector|block|ward)\.?[ :]?(?:[nN]?[#º°]\.? ?)?-?(?:\d{1,6}(?:-\d{3})?[A-Za-zа-я]?(?:[ºª°/]\d{0,3} ?[A-Za-z]?)?|[A-F])\b";
/// Floors and sides that need no number word: `2º B`, `3e étage`, `bajo`, `EG`, `II`.
const FLOOR: &str = r"(?:\d{1,2} ?(?:º|ª|°|o|er|e|ème|th|nd|rd|st|\.)? ?(?:[A-D]\b|izq\.?|izda\.?|dcha\.?|esq\.?|Esq\.?|Dto\.?|dto\.?|frente|étage|floor|piso|andar|OG|Stock|樓[A-Z]?室?|楼)|bajo|entresuelo|ático|rez-de-chaussée|RDC|EG|DG|Hinterhaus|I{1,3}|[A-Z])";
/// A capitalised word or several, with the small words that stand within names of towns.
const TOWN: &str = r"(?:\p{Lu}[\p{L}\p{M}'’.-]+|[\u{0621}-\u{064A}]{2,14}|[\u{0900}-\u{0963}]{2,14})(?:[ -](?:(?:am|an der|im|in|de|del|de la|do|da|dos|sur|sous|en|les|le|la|di|upon|on|aan|den|van|nad|w|i|y|of|na) )?(?:\p{Lu}[\p{L}\p{M}'’.-]*|\d{1,2}\b|[\u{0621}-\u{064A}]{2,14}|[\u{0900}-\u{0963}]{2,14})){0,3}";
/// A post code of one of the main forms, without the town.
const CODE: &str = r"(?:(?:[A-Z]{1,3}-)?\d{4,6}(?:-\d{3,4})?(?: ?[A-Z]{2}\b)?|\d{8}|\d{2}-\d{3}|\d{3} ?\d{2,3}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d{4}[A-Z]{3})\b";

struct Patterns {
    /// A piece that belongs to the address wherever it stands behind it.
    sure: Regex,
    /// A town alone: only where the sentence ends behind it.
    town: Regex,
    /// The word for a unit at the end of a street's name.
    unit: Regex,
    /// A piece that stands before the street.
    before: Regex,
}

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let compiled = |pattern: String| {
            super::dialect(&pattern).expect("a test builds these patterns, which depend on no input")
        };
        let gap = r"(?:[,،、] ?\n?| - | – |\n| )";
        let join = r"[,،、]? ?(?:- ?|– ?)?\n?";
        Patterns {
            sure: compiled(format!(
                r"^(?:{join}{UNIT}|[,،/] ?{FLOOR}\b| \d{{3}}[,\n]|{join}{CODE}(?:,? |,?\n){TOWN}(?:,? \(?[A-Z]{{2}}\)?\b)?(?: CEDEX| Cedex)?|(?:[,،] ?\n?|\n){TOWN}(?:[,،]? ?(?:-|–|/)? ?|,?\n)(?:[A-Z]{{2,3}}[, ]{{1,2}})?{CODE}|[,،] ?{TOWN}(?:,| -| /) [A-Z]{{2}}\b|{gap}[A-Z]{{2,3}} {CODE}|{join}{CODE}(?:[,.\n)\x22]|$))"
            )),
            town: compiled(format!(r"^(?:[,،] ?\n?{TOWN}| (?:in|w|в|em|en|à|a|te) {TOWN})(?: \(?[A-Z]{{2}}\)?)?")),
            unit: compiled(r",? (?i:apt|apartment|suite|ste|unit|flat|local|interior|oficina|edif|depto|dpto|piso|apto)\.?$".to_owned()),
            before: compiled(format!(
                r"(?:(?:^|[\s:(])(?:{CODE},? ?{TOWN}, |(?:г\.|город|с\.|пос\.|обл\.|р-н) ?{TOWN}, |\d{{6}}, (?:{TOWN}, )?|(?:Flat|Unit|Apartment|Apt\.?|Suite|Studio|Room|Shop|House|H\.? ?No\.?|Plot|Door|फ्लैट|मकान|वार्ड|प्लॉट) ?(?:नं\.? |नंबर |No\.? ?)?[A-Z]?-?\d{{1,5}}[A-Z]?(?:,? |/)|[A-Z]-|(?:rue|avenue|boulevard|chemin|place|allée|route|quai|impasse) (?:de |du |des |de la |d['’])?|(?:عمارة|شقة|مبنى|حي) [^\n،]{{1,20}}، ))$"
            )),
        }
    })
}

/// The whole address around a street.
pub(crate) fn widened(text: &str, street: Range<usize>) -> Range<usize> {
    let patterns = patterns();
    let (mut start, mut end) = (street.start, street.end);
    // "5 rue Jean Apt" took the word for the unit without its number.
    if let Some(unit) = patterns.unit.find(&text[start..end]) {
        end = start + unit.start();
    }
    for _ in 0..PIECES {
        let tail = cut(text, end, (end + REACH).min(text.len()));
        let Some(piece) = patterns
            .sure
            .find(tail)
            .map(|piece| piece.as_str().trim_end_matches([',', '.', '\n', ')', ' ']).len())
            .filter(|&length| length > 0)
            .or_else(|| town(patterns, tail))
        else {
            break;
        };
        end += piece;
    }
    for _ in 0..PIECES {
        let mut from = start.saturating_sub(REACH);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let head = &text[from..start];
        let line = head.rfind('\n').map_or(0, |place| place + 1);
        let Some(piece) = patterns.before.find(&head[line..]) else {
            break;
        };
        let piece = piece.as_str().trim_start_matches([' ', ':', '(', '\t']);
        if piece.is_empty() {
            break;
        }
        start -= piece.len();
    }
    start..end
}

/// The length of a town behind the address, if the sentence, line or list ends with it.
fn town(patterns: &Patterns, tail: &str) -> Option<usize> {
    let piece = patterns.town.find(tail)?;
    let name = piece.as_str().trim_end_matches('.');
    let rest = &tail[name.len()..];
    let ends = rest.is_empty()
        || rest.starts_with(['\n', ',', '،', ';', ')', '"', '”', '»', '।'])
        || rest
            .strip_prefix(['.', '!', '?'])
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\n', '"']))
        || rest.starts_with(" (");
    ends.then_some(name.len())
}

/// A part of a text, moved inwards to where characters begin.
fn cut(text: &str, start: usize, mut end: usize) -> &str {
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, street: &str, whole: &str) {
        let start = text.find(street).unwrap();
        assert_eq!(&text[widened(text, start..start + street.len())], whole);
    }

    #[test]
    fn units_codes_and_towns_belong_to_the_street() {
        check(
            "Plaza Mayor 47, bajo, 30001 Murcia, gracias",
            "Plaza Mayor 47",
            "Plaza Mayor 47, bajo, 30001 Murcia",
        );
        check(
            "an 58 Oak Ave\nApt 9B\nSalem, OR 97301\nTotal",
            "58 Oak Ave",
            "58 Oak Ave\nApt 9B\nSalem, OR 97301",
        );
        check(
            "Сейчас: 443001, Самара, проспект Мира, 9, кв. 5.",
            "проспект Мира, 9",
            "443001, Самара, проспект Мира, 9, кв. 5",
        );
        check(
            "at 12 High Street, Leeds.",
            "12 High Street",
            "12 High Street, Leeds",
        );
        check(
            "Flat 3, 12 High Street and on",
            "12 High Street",
            "Flat 3, 12 High Street",
        );
    }

    #[test]
    fn what_goes_on_in_the_sentence_does_not() {
        check(
            "at 12 High Street, Paul said so",
            "12 High Street",
            "12 High Street",
        );
        check(
            "12 High Street is nice in 2024 Berlin",
            "12 High Street",
            "12 High Street",
        );
    }
}
