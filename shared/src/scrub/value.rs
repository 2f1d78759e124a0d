//! When two spellings are the same value, and how a value may come back later in a conversation.
//!
//! In: a found value and its type. Out: the key that decides its placeholder's number; the forms to look for.

use super::PiiType;
use super::names::forms::{self, May};
use super::rules::{is_ambiguous, is_common_word};
use super::span;

/// Two values of one type with equal keys get the same placeholder.
pub(crate) fn key(kind: PiiType, value: &str) -> String {
    let plain = span::plain(value);
    let value = if matches!(kind, PiiType::Secret | PiiType::Private) {
        value
    } else {
        &plain.text
    };
    let compact =
        |value: &str| -> String { value.chars().filter(|letter| letter.is_alphanumeric()).collect() };
    match kind {
        PiiType::Secret | PiiType::CryptoWallet | PiiType::Private => value.trim().to_owned(),
        PiiType::Phone => {
            let number = national(value);
            if number.is_empty() { compact(value) } else { number }
        }
        PiiType::Email => value.to_lowercase().replace("=40", "@"),
        PiiType::CreditCard
        | PiiType::Iban
        | PiiType::BankAccount
        | PiiType::NationalId
        | PiiType::Passport
        | PiiType::DriverLicence
        | PiiType::MedicalId
        | PiiType::VehicleId
        | PiiType::Mac => compact(value).to_uppercase(),
        _ => value
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase(),
    }
}

/// The digits of a telephone number as one dials it at home, without the zero, eight or one before it: the same for
/// `+44 7911 123456`, `0044 (0)7911 123456` and `07911 123456`.
fn national(value: &str) -> String {
    // Plans give one digit to North America and Russia, two to these, three to all others.
    const TWO: &[&str] = &[
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
        "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
        "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    let extension = ["ext", "доб", "x", "#"]
        .iter()
        .filter_map(|word| value.find(word))
        .min();
    let value = &value[..extension.unwrap_or(value.len())];
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let abroad = if value.trim_start().starts_with('+') {
        Some(&digits[..])
    } else {
        digits.strip_prefix("00")
    };
    match abroad {
        Some(number) if number.len() >= 8 => {
            let code = if number.starts_with(['1', '7']) {
                1
            } else if TWO.contains(&&number[..2]) {
                2
            } else {
                3
            };
            number[code..].trim_start_matches('0').to_owned()
        }
        _ if digits.len() == 11
            && digits.starts_with(['8', '1'])
            && !digits.starts_with("13")
            && !digits.starts_with("15")
            && !digits.starts_with("18")
            && !digits.starts_with("19") =>
        {
            digits[1..].to_owned()
        }
        _ => digits.trim_start_matches('0').to_owned(),
    }
}

/// The parts of a person's name that stand for the person when they come alone.
pub(crate) fn name_parts(name: &str) -> impl Iterator<Item = &str> {
    name.split([' ', '\u{a0}', '\u{3000}', ',', '·', '・'])
        .map(|part| part.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .filter(|part| {
            let first = part.chars().next();
            let cased = first.is_some_and(char::is_uppercase);
            let uncased = first.is_some_and(|letter| !letter.is_lowercase());
            let least = if cased || part.is_ascii() { 3 } else { 2 };
            uncased
                && part.chars().count() >= least
                && !is_common_word(part)
                && !is_ambiguous(part)
                && !super::names::is_everyday(part)
        })
}

/// How else a part of a name may be written where it comes back.
pub(crate) fn spellings(part: &str, name: &str, may: &May<'_>) -> Vec<String> {
    let mut spellings = forms::cases(part, name, may);
    spellings.extend(forms::slips(part, may));
    spellings
}

/// The spellings under which a value is found again elsewhere. Short and everyday ones are left out: a first name
/// is taken when capitalised, a word such as `Will` only as part of the full name. What is made of a name is made only where it may stand.
pub(crate) fn repeats(kind: PiiType, value: &str, may: &May<'_>) -> Vec<String> {
    let value = value.trim();
    let substance = value.chars().filter(|letter| letter.is_alphanumeric()).count();
    match kind {
        PiiType::Person => {
            let mut forms: Vec<String> = name_parts(value).map(str::to_owned).collect();
            let others: Vec<_> = forms
                .iter()
                .flat_map(|part| spellings(part, value, may))
                .collect();
            forms.extend(super::names::unspaced_parts(value).into_iter().map(str::to_owned));
            if value.split_whitespace().count() > 1 {
                forms.push(value.to_owned());
            } else if substance >= 3
                && value.chars().all(char::is_lowercase)
                && !is_common_word(value)
                && !is_ambiguous(value)
                && !super::names::is_everyday(value)
            {
                forms.push(value.to_owned());
                let mut letters = value.chars();
                forms.extend(
                    letters
                        .next()
                        .map(|first| first.to_uppercase().chain(letters).collect::<String>()),
                );
            }
            forms.extend(others);
            forms
        }
        PiiType::Username if substance >= 4 && !is_common_word(value) => vec![value.to_owned()],
        PiiType::Username => vec![],
        _ if substance >= 6 => vec![value.to_owned()],
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_value_share_a_key() {
        for (kind, one, other) in [
            (PiiType::Email, "Ada@Posteo.net", "ada@posteo.net"),
            (PiiType::Phone, "+44 7911 123456", "0044-7911-123456"),
            (
                PiiType::Iban,
                "DE89 3704 0044 0532 0130 00",
                "de89370400440532013000",
            ),
            (PiiType::Person, "Maria  Gonzalez", "MARIA GONZALEZ"),
            (PiiType::Email, "ada&#64;posteo.net", "ａｄａ＠posteo.net"),
            (PiiType::CreditCard, "4111\u{2011}1111", "41111111"),
            (PiiType::Phone, "٠١٢٣", "0123"),
            (PiiType::Phone, "+44 7911 123456", "07911 123456"),
            (PiiType::Phone, "+49 (0)30 901820", "030/901820"),
            (PiiType::Phone, "+7 (912) 345-67-89", "8 912 345 67 89"),
            (PiiType::Phone, "+1 415-555-0132", "(415) 555-0132 ext. 7"),
            (PiiType::Phone, "+86 139 1234 5678", "13912345678"),
            (PiiType::Email, "ada=40posteo.net", "Ada@posteo.net"),
        ] {
            assert_eq!(key(kind, one), key(kind, other));
        }
        assert_ne!(key(PiiType::Secret, "Hunter2"), key(PiiType::Secret, "hunter2"));
    }

    #[test]
    fn names_come_back_in_parts_but_words_do_not() {
        let forms = repeats(PiiType::Person, "Maria Gonzalez", &|_| true);
        assert_eq!(forms[..4], ["Maria", "Gonzalez", "Maria Gonzalez", "Marias"]);
        for form in ["maria", "Gonzales", "Gonazlez"] {
            assert_eq!(
                forms.iter().any(|other| other == form),
                form != "Gonzales",
                "{form}"
            );
        }
        let forms = repeats(PiiType::Person, "Will de la Cruz", &|_| true);
        assert_eq!(forms[..2], ["Cruz", "Will de la Cruz"]);
        assert!(!forms.iter().any(|form| form.eq_ignore_ascii_case("will")));
        assert_eq!(repeats(PiiType::Person, "ryan", &|_| true), ["ryan", "Ryan"]);
        assert!(repeats(PiiType::Username, "root", &|_| true).is_empty());
        let forms = repeats(PiiType::Person, "Ольга Смирнова", &|_| true);
        for form in ["Ольги", "Ольгой", "Смирнову", "Смирновой"] {
            assert!(forms.iter().any(|other| other == form), "{form}");
        }
        assert!(!repeats(PiiType::Person, "Вера Юдина", &|_| true).contains(&"Веры".to_owned()));
    }
}
