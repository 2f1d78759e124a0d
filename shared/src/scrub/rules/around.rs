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
const UNIT: &str = r"(?i:apt|apto|app|local|interior|oficina|edif|edificio|nave|manzana|mz|lote|lt|appt|apartment|appartement|suite|ste|unit|flat|floor|fl|level|room|bus|box|bte|boîte|bât|bâtiment|bat|résidence|esc|escalera|escalier|étage|etage|piso|planta|puerta|pta|portal|depto|dpto|dto|bloco|bloque|bl|casa|sala|andar|torre|scala|sc|interno|int|piano|palazzina|lok|lokal|m|klatka|top|stiege|tür|stock|whg|wohnung|c\.p|cp|cep|p|no|nr|кв|квартира|корп|корпус|к|стр|строение|эт|этаж|под|подъезд|оф|офис|литера|д|дом|شقة|الشقة|الطابق|طابق|الدور|مبنى|بناية|عمارة|رقم|منزل|فيلا|ص\.ب|फ्लैट|मंज़िल|मंजिल|ब्लॉक|सेक्टर|वार्ड|पिन|पिनकोड|pin|sector|block|ward)\.?[ :]?(?:[nN]?[#º°]\.? ?)?-?(?:\d{1,6}(?:-\d{3})?[A-Za-zа-я]?(?:[ºª°/]\d{0,3} ?[A-Za-z]?)?(?: [A-D]\b)?|[A-F])\b";
/// Floors and sides that need no number word: `2º B`, `3e étage`, `bajo`, `EG`; and what does so only before a mark: `B`, `II`.
const FLOOR: &str = r"(?:\d{1,2} ?(?:\.?º|\.?ª|°|o|er|e|ème|th|nd|rd|st|\.)? ?(?:[A-D]\b|izq\.?|izda\.?|dcha\.?|esq\.?|Esq\.?|Dto\.?|dto\.?|frente|étage|floor|piso|andar|OG|Stock|樓[A-Z]?室?|楼)|bajo|entresuelo|ático|rez-de-chaussée|rés-do-chão|[rR]/[cC]|RDC|EG|DG|Hinterhaus)";
const SIDE: &str = r"(?:I{1,3}|[A-Z])(?:[,.;)\n]|$)";
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
    /// A post code, a region and a town before a Russian street, behind what says that an address begins (the first group).
    region: Regex,
    /// A town behind a post code with which the street's pattern ended.
    behind_code: Regex,
}

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let compiled = |pattern: String| {
            super::dialect(&pattern).expect("a test builds these patterns, which depend on no input")
        };
        let gap = r"(?:[,،、] ?\n?| - | – |\n| )";
        let join = r"(?:\.,|[,،、])? ?(?:- ?|– ?)?\n?";
        Patterns {
            sure: compiled(format!(
                r"^(?:{join}{UNIT}|[,،/] ?{FLOOR}\b| (?:bajo|bajos|ático)\b| (?:dcha|izda|izq|dto|esq|Dto|Esq)\b|[,،/] ?{SIDE}| \d{{3}}[,\n]|{join}{CODE}(?:,? |,?\n){TOWN}(?:,? \(?[A-Z]{{2}}\)?\b)?(?: CEDEX| Cedex)?|(?:[,،] ?\n?|\n){TOWN}(?:[,،]? ?(?:-|–|/)? ?|,?\n)(?:[A-Z]{{2,3}}[, ]{{1,2}})?{CODE}|[,،] ?{TOWN}(?:(?:,| -| /) |/)[A-Z]{{2}}\b|{gap}[A-Z]{{2,3}} {CODE}|{join}{CODE}(?:[,.\n)\x22]|$))"
            )),
            town: compiled(format!(r"^(?:[,،] ?\n?{TOWN}| (?:in|w|в|em|en|à|a|te) {TOWN})(?: \(?[A-Z]{{2}}\)?)?")),
            unit: compiled(r",? (?i:apt|apartment|suite|ste|unit|flat|local|interior|oficina|edif|depto|dpto|piso|apto)\.?$".to_owned()),
            before: compiled(format!(
                r"(?:(?:^|[\s:(])(?:{CODE},? ?{TOWN}, |(?:г\.|город|с\.|пос\.|обл\.|р-н) ?{TOWN}, |\d{{6}}, (?:{TOWN}, )?|(?:Flat|Unit|Apartment|Apt\.?|Suite|Studio|Room|Shop|House|H\.? ?No\.?|Plot|Door|फ्लैट|मकान|वार्ड|प्लॉट) ?(?:नं\.? |नंबर |No\.? ?)?[A-Z]?-?\d{{1,5}}[A-Z]?(?:,? |/)|[A-Z]-|(?i:appt|appartement|apt|bât|bâtiment)\.? ?\w{{1,4}},? |(?:rue|avenue|boulevard|chemin|place|allée|route|quai|impasse) (?:de |du |des |de la |d['’])?|(?:عمارة|شقة|مبنى|حي) [^\n،]{{1,20}}، ))$"
            )),
            region: compiled(
                r"(?:адресу:? |адрес(?:: ?| ?[—-] )|[:,] | (?:в|на|из) |^)((?:\d{6}, ?)(?:[А-ЯЁ][а-яё-]+ (?:область|обл\.|край|район|р-н), ?){0,2}(?:(?:г\.|город|с\.|пос\.|д\.) ?)?(?:[А-ЯЁ][а-яё-]+(?: [А-ЯЁ][а-яё-]+)?, ?)?|(?:[А-ЯЁ][а-яё-]+ (?:область|обл\.|край|район|р-н), ?){1,2}(?:(?:г\.|город|с\.|пос\.|д\.) ?[А-ЯЁ][а-яё-]+(?: [А-ЯЁ][а-яё-]+)?, ?)?)$|(?:адресу:? |адрес(?:: ?| ?[—-] )|(?:живу|живёт|проживает|прописан|прописана) (?:в|по) )((?:г\.|город)? ?[А-ЯЁ][а-яё-]+(?: [А-ЯЁ][а-яё-]+)?, ?)$".to_owned(),
            ),
            behind_code: compiled(format!(r"^ {TOWN}(?: \(?[A-Z]{{2}}\)?\b)?")),
        }
    })
}

/// The whole address around a street.
pub(crate) fn widened(text: &str, street: Range<usize>) -> Range<usize> {
    let patterns = patterns();
    let street = within_sentence(text, behind_verb(text, street));
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
            .map(|piece| {
                piece
                    .as_str()
                    .trim_end_matches([',', '.', '\n', ')', ' ', ';', '"'])
            })
            .filter(|piece| !piece.is_empty() && !is_label(piece))
            .map(str::len)
            .or_else(|| town(patterns, tail))
            .or_else(|| {
                let piece = ends_with_code(&text[start..end]).then(|| patterns.behind_code.find(tail))??;
                (!is_label(piece.as_str())).then_some(piece.len())
            })
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
        if let Some(groups) = patterns.region.captures(&head[line..])
            && let Some(piece) = groups.get(1).or_else(|| groups.get(2))
        {
            start -= piece.len();
            continue;
        }
        let Some(piece) = patterns.before.find(&head[line..]) else {
            break;
        };
        let piece = piece.as_str().trim_start_matches([' ', ':', '(', '\t']);
        if piece.is_empty() {
            break;
        }
        start -= piece.len();
    }
    let place = within_sentence(text, start..end);
    // The full stop that ends the sentence is none of the address; that of `St.` is.
    let value = &text[place.clone()];
    let ends = value.strip_suffix('.').is_some_and(|value| {
        let word = value
            .rsplit(|letter: char| !letter.is_alphabetic())
            .next()
            .unwrap_or_default();
        !SHORTENED.contains(&format!(" {} ", word.to_lowercase()))
    });
    place.start..place.end - usize::from(ends)
}

/// Words with a full stop that do not end a sentence within an address.
const SHORTENED: &str = " st ste sta sto str av ave avda avd blvd blv bulv dr prof col gral gen ing lic cnel cap cmdte pres mons urb edif edf depto dpto apt apto apdo apart rd ln ct pl sq hwy pkwy cres terr ter mt ft ul al os nr no num núm km jr sr dra sra fr bd res bl br esq dto dcha izq izda sen sto mgr gen kap ks bp św im aleja pde cl gr burg kard ул пер пр просп бул наб пл ш г д к кв корп стр обл им акад ген марш р-н пос с ";

/// The part of an address before the full stop that ends its sentence: "75001 Paris. Montant".
fn within_sentence(text: &str, place: Range<usize>) -> Range<usize> {
    let value = &text[place.clone()];
    // Before its number stand the names of streets, with all their abbreviations.
    let number = value.find(|letter: char| letter.is_ascii_digit());
    let end = number.and_then(|number| Some(number + sentence_end(&value[number..])?));
    place.start..end.map_or(place.end, |end| place.start + end)
}

/// Where a sentence ends in this text: at a full stop behind a word that is none of those written short, before a capital.
fn sentence_end(text: &str) -> Option<usize> {
    text.match_indices(". ").map(|(at, _)| at).find(|&at| {
        let word = text[..at]
            .rsplit(|letter: char| !letter.is_alphabetic())
            .next()
            .unwrap_or_default();
        word.chars().count() > 1
            && text[at + 2..].starts_with(char::is_uppercase)
            && !SHORTENED.contains(&format!(" {} ", word.to_lowercase()))
    })
}

/// What a Chinese sentence says before an address; no name of a place begins so.
const VERBS: [&str; 26] = [
    "现居住在",
    "现居住于",
    "现居住地",
    "家庭住址",
    "户籍地址",
    "收货地址",
    "邮寄到",
    "快递到",
    "居住在",
    "现住址",
    "家住在",
    "现居",
    "现住",
    "家住",
    "住在",
    "住址",
    "地址",
    "寄到",
    "寄往",
    "寄至",
    "送到",
    "送至",
    "搬到",
    "位于",
    "住",
    "在",
];

/// An address without the verb that a pattern took with it.
fn behind_verb(text: &str, place: Range<usize>) -> Range<usize> {
    const MOST: usize = 36;
    let value = &text[place.clone()];
    if !value.starts_with(|letter: char| ('\u{4E00}'..='\u{9FFF}').contains(&letter)) {
        return place;
    }
    let head = cut(value, 0, MOST.min(value.len()));
    let start = VERBS
        .iter()
        .filter_map(|verb| head.find(verb).map(|at| (at, at + verb.len())))
        .min_by_key(|&(at, end)| (at, usize::MAX - end))
        .map_or(0, |(_, end)| end);
    let start = start
        + ["是", "为", "在", "了"]
            .iter()
            .find(|word| start > 0 && value[start..].starts_with(**word))
            .map_or(0, |word| word.len());
    if start < value.len() {
        place.start + start..place.end
    } else {
        place
    }
}

/// Whether an address ends with a post code that a town follows.
fn ends_with_code(address: &str) -> bool {
    let digits = address.bytes().rev().take_while(u8::is_ascii_digit).count();
    let before = &address[..address.len() - digits];
    digits == 5 && before.ends_with([' ', ',', '-', '\n'])
        || digits == 3
            && before.ends_with('-')
            && before[..before.len() - 1].ends_with(|letter: char| letter.is_ascii_digit())
}

/// Whether a piece behind an address names what comes next: a telephone, a customer's number.
fn is_label(piece: &str) -> bool {
    piece
        .split(|letter: char| !letter.is_alphabetic() && letter != '-')
        .any(|word| {
            let word = word.to_lowercase();
            ["nummer", "number", "numer"]
                .iter()
                .any(|end| word.ends_with(end))
                || [
                    "tel",
                    "tél",
                    "phone",
                    "telephone",
                    "telefon",
                    "telefone",
                    "teléfono",
                    "telefono",
                    "téléphone",
                    "telefoon",
                    "telemóvel",
                    "mobile",
                    "mobil",
                    "móvil",
                    "cell",
                    "cellulare",
                    "celular",
                    "portable",
                    "handy",
                    "fax",
                    "email",
                    "e-mail",
                    "mail",
                    "correo",
                    "courriel",
                    "contact",
                    "kontakt",
                    "contacto",
                    "contatto",
                    "iban",
                    "order",
                    "invoice",
                    "rechnung",
                    "facture",
                    "factura",
                    "fattura",
                    "fatura",
                    "faktura",
                    "factuur",
                    "commande",
                    "pedido",
                    "dni",
                    "nie",
                    "nif",
                    "cpf",
                    "pesel",
                    "nip",
                    "bsn",
                    "ssn",
                    "dob",
                    "geb",
                    "geboren",
                    "né",
                    "née",
                    "nacido",
                    "nacida",
                    "nato",
                    "nata",
                    "born",
                    "whatsapp",
                    "телефон",
                    "тел",
                    "почта",
                    "инн",
                    "هاتف",
                    "جوال",
                    "الهاتف",
                    "الجوال",
                    "البريد",
                    "फोन",
                    "मोबाइल",
                    "ईमेल",
                ]
                .contains(&word.as_str())
        })
}

/// The length of a town behind the address, if the sentence, line or list ends with it.
fn town(patterns: &Patterns, tail: &str) -> Option<usize> {
    let piece = patterns.town.find(tail)?;
    let name = piece.as_str().trim_end_matches('.');
    let name = &name[..sentence_end(name).unwrap_or(name.len())];
    if is_label(name) {
        return None;
    }
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
    fn what_says_that_an_address_follows_is_none_of_it() {
        check(
            "寄到江苏省苏州市人民路12号",
            "寄到江苏省苏州市人民路12号",
            "江苏省苏州市人民路12号",
        );
        check(
            "живу по адресу Самара, проспект Мира, 9",
            "проспект Мира, 9",
            "Самара, проспект Мира, 9",
        );
        check(
            "443001, Самарская область, г. Сызрань, ул. Мира, 9",
            "ул. Мира, 9",
            "443001, Самарская область, г. Сызрань, ул. Мира, 9",
        );
    }

    #[test]
    fn what_goes_on_in_the_sentence_does_not() {
        check(
            "5 rue Pasteur, 21001 Lens. Montant : 3",
            "5 rue Pasteur, 21001 Lens. Montant",
            "5 rue Pasteur, 21001 Lens",
        );
        check("at 12 High Street.", "12 High Street.", "12 High Street");
        check("Am Markt 4, Kundennummer 4711", "Am Markt 4", "Am Markt 4");
        check("Rosengasse 4, Telefon 0171", "Rosengasse 4", "Rosengasse 4");
        check(
            "12 St. Mary Road, Leeds.",
            "12 St. Mary Road",
            "12 St. Mary Road, Leeds",
        );
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
