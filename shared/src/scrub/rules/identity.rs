//! Identity numbers that states give people, by country; with a checksum wherever the country has one.

use super::words;
use super::{Cue, Hit, Rule};
use crate::scrub::PiiType;
use crate::scrub::checks;

/// Whether one of these words stands in the 60 characters before.
fn said(hit: &Hit<'_>, words: &[&str]) -> bool {
    let before = hit.before(60).to_lowercase();
    words.iter().any(|word| before.contains(word))
}

macro_rules! numbers {
    ($($id:literal, $cue:expr, $pattern:literal, $check:expr, $confidence:literal, $matches:expr, $ignores:expr;)*) => {
        &[$(Rule {
            id: $id,
            kind: PiiType::NationalId,
            cue: $cue,
            pattern: $pattern,
            check: $check,
            confidence: $confidence,
            #[cfg(test)]
            matches: &$matches,
            #[cfg(test)]
            ignores: &$ignores,
        }),*]
    };
}

pub(super) const RULES: &[Rule] = numbers! {
    "identity.us-ssn", Cue::Digits(9), r"\b\d{3}-\d{2}-\d{4}\b", |hit| checks::us_ssn(hit.value()) && hit.is_free(), 0.88,
        ["my SSN is 536-22-1879"], ["666-22-1879", "536-22-18790", "000-12-3456", "tel 415-555-0132"];
    "identity.us-ssn-by-context", Cue::Near(&[&["ssn", "social security", "itin"]]), r"\b\d{3} ?\d{2} ?\d{4}\b", |hit| checks::us_ssn(hit.value()), 0.9,
        ["SSN 536221879", "social security number: 536 22 1879"], ["SSN format is 9 digits", "ssn 000221879"];
    "identity.uk-nino", Cue::Digits(6), r"\b[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z][A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z] ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d]\b", |hit| checks::uk_nino(hit.value()), 0.93,
        ["NI number AB 12 34 56 C", "JG103759A"], ["BG 12 34 56 C", "AB 12 34 56 Z"];
    "identity.de-tax", Cue::Digits(11), r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b", |hit| checks::de_tax_id(hit.value()) && (said(hit, &["steuer", "idnr", "tax", "tin", "id-nr"]) || hit.value().contains(' ')), 0.92,
        ["Steuer-ID 86 095 742 719", "steuerliche Identifikationsnummer: 86095742719"], ["Steuer-ID 86 095 742 718", "86095742719 without a word"];
    "identity.de-insurance", Cue::Near(&[&["sozialversicherungsnummer", "rentenversicherungsnummer", "sv-nummer", "svnr", "versicherungsnummer", "sv-nr", "rvnr"]]), r"\b\d{2} ?\d{6} ?[A-Z] ?\d{3}\b", super::always, 0.93,
        ["Sozialversicherungsnummer 65 170839 J 003"], ["Sozialversicherungsnummer beantragen 2024"];
    "identity.de-card", Cue::Near(&[&["personalausweis", "ausweisnummer", "ausweisnr", "ausweis", "aufenthaltstitel"]]), r"\b[CFGHJKLMNPRTVWXYZ\d]{9,10}D?\b", |hit| hit.value().bytes().filter(u8::is_ascii_digit).count() >= 3, 0.88,
        ["Personalausweisnummer L01X00T471"], ["Personalausweis verloren am 12.03.2024"];
    "identity.es-dni", Cue::Digits(7), r"(?i)\b(?:\d{2}\.\d{3}\.\d{3}|\d{8}|[xyz][ -]?\d{7})[ -]?[a-z]\b", |hit| checks::es_dni(hit.value()), 0.93,
        ["DNI 12345678Z", "NIE X-1234567-L"], ["12345678A", "X1234567A"];
    "identity.fr-nir", Cue::Digits(12), r"\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b", |hit| checks::fr_nir(hit.value()) && hit.is_free(), 0.95,
        ["n° sécu 2 55 08 14 168 025 38"], ["2 55 08 14 168 025 39"];
    "identity.fr-tax", Cue::Near(&[&["numéro fiscal", "n° fiscal", "identifiant fiscal", "spi"]]), r"\b[0-3]\d ?\d{2} ?\d{3} ?\d{3} ?\d{3}\b", |hit| hit.is_free(), 0.88,
        ["numéro fiscal 30 23 217 600 053"], ["numéro fiscal inconnu en 2024"];
    "identity.it-codice-fiscale", Cue::Digits(2), r"(?i)\b[a-z]{6}[\dlmnpqrstuv]{2}[abcdehlmprst][\dlmnpqrstuv]{2}[a-z][\dlmnpqrstuv]{3}[a-z]\b", |hit| checks::it_codice_fiscale(hit.value()) || said(hit, &["codice fiscale", "c.f.", "cf"]), 0.95,
        ["RSSMRA85T10A562S", "codice fiscale TSOVRC43T08C680P"], ["RSSMRA85T10A562T", "ABCDEF12345"];
    "identity.nl-bsn", Cue::Near(&[&["bsn", "burgerservicenummer", "sofinummer", "sofi", "citizen service"]]), r"\b\d{9}\b|\b\d{4}[. ]\d{2}[. ]\d{3}\b", |hit| checks::nl_bsn(hit.value()), 0.95,
        ["BSN 111222333", "mijn burgerservicenummer is 1112.22.333"], ["BSN 111222334", "111222333 zonder woord"];
    "identity.pl-pesel", Cue::Near(&[&["pesel", "urodz", "nr ewid"]]), r"\b\d{11}\b", |hit| checks::pl_pesel(hit.value()) && hit.is_free(), 0.95,
        ["PESEL 44051401359"], ["PESEL ma 11 cyfr", "44051401359 without a word"];
    "identity.pl-card", Cue::Near(&[&["dowód", "dowodu", "dowodem", "nip"]]), r"\b[A-Z]{3} ?\d{6}\b|\b\d{3}-?\d{3}-?\d{2}-?\d{2}\b|\b\d{3}-\d{2}-\d{2}-\d{3}\b", |hit| hit.value().as_bytes()[0].is_ascii_uppercase() || checks::pl_nip(hit.value()), 0.9,
        ["numer dowodu ABS 123456", "NIP 123-456-32-18"], ["NIP 123-456-32-17", "dowód z 2024"];
    "identity.pt-nif", Cue::Near(&[&["nif", "contribuinte", "nº fiscal", "número fiscal", "niss", "cartão de cidadão", "cc"]]), r"\b\d{3} ?\d{3} ?\d{3}\b|\b\d{8} ?\d ?[A-Z\d]{2}\d\b", |hit| checks::digits(hit.value()).len() != 9 || hit.value().bytes().any(|byte| byte.is_ascii_alphabetic()) || checks::pt_nif(hit.value()), 0.93,
        ["NIF 123456789", "contribuinte n.º 123 456 789"], ["NIF 123456788", "123456789"];
    "identity.br-cpf", Cue::Digits(11), r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b\d{11}\b", |hit| checks::br_cpf(hit.value()) && (hit.value().contains('.') || said(hit, &["cpf"])), 0.95,
        ["CPF 529.982.247-25", "cpf: 52998224725"], ["529.982.247-26", "52998224725", "111.111.111-11"];
    "identity.br-rg", Cue::Near(&[&["rg"]]), r"\b\d{1,2}\.\d{3}\.\d{3}-[\dXx]\b|\b\d{8,9}-?[\dXx]\b", super::always, 0.85,
        ["RG 12.345.678-9"], ["rg -n pattern"];
    "identity.cn", Cue::Digits(17), r"\b[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]\b", |hit| checks::cn_id(hit.value()) || said(hit, &["身份证", "证件"]), 0.95,
        ["身份证号11010519491231002X"], ["110105194912310021", "order 110105194913310020"];
    "identity.jp-my-number", Cue::Near(&[&["マイナンバー", "個人番号", "my number"]]), r"\b\d{4}[ -]?\d{4}[ -]?\d{4}\b", |hit| checks::jp_my_number(hit.value()) || said(hit, &["マイナンバー", "個人番号"]), 0.94,
        ["マイナンバーは1234 5678 9018です"], ["my number of steps 1234 5678 9012", "123456789018"];
    "identity.kr-rrn", Cue::Digits(13), r"\b\d{6}-[1-8]\d{6}\b", |hit| checks::kr_rrn(hit.value()), 0.92,
        ["주민등록번호 900101-1234567"], ["901301-1234567", "900101-9234567"];
    "identity.in-aadhaar", Cue::Digits(12), r"\b[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}\b", |hit| hit.is_free() && (checks::in_aadhaar(hit.value()) && hit.value().contains([' ', '-']) || said(hit, &["aadhaar", "aadhar", "आधार", "uid"])), 0.92,
        ["Aadhaar 2341 2341 2346", "आधार संख्या 234123412346"], ["2341 2341 2347", "234123412346"];
    "identity.in-pan", Cue::Beside(4, 8, 8), r"\b[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]\b", |hit| hit.value().as_bytes()[3] == b'P' || said(hit, &["pan", "पैन"]), 0.9,
        ["PAN ABCPE1234F"], ["ABCXE1234F", "ABCPE12345"];
    "identity.tr", Cue::Near(&[&["tc", "t.c", "kimlik", "tckn"]]), r"\b[1-9]\d{10}\b", |hit| checks::tr_id(hit.value()), 0.93,
        ["TC kimlik no 10000000146"], ["TC kimlik no 10000000147", "10000000146"];
    "identity.ru-snils", Cue::Digits(11), r"\b\d{3}-\d{3}-\d{3}[ -]\d{2}\b|\b\d{11}\b", |hit| (checks::ru_snils(hit.value()) || said(hit, &["снилс"])) && (hit.value().contains('-') || said(hit, &["снилс", "snils"])), 0.94,
        ["СНИЛС 112-233-445 95"], ["112-233-445 96", "11223344595"];
    "identity.ru-inn", Cue::Near(&[&["инн", "inn"]]), r"\b\d{12}\b|\b\d{10}\b", |hit| checks::ru_inn(hit.value()), 0.93,
        ["ИНН 500100732259"], ["ИНН состоит из 12 цифр", "500100732259"];
    "identity.be", Cue::Digits(11), r"\b\d{2}\.?\d{2}\.?\d{2}[-.]\d{3}[-.]\d{2}\b", |hit| checks::be_national(hit.value()) && hit.is_free(), 0.94,
        ["rijksregisternummer 85.07.30-033.28"], ["85.07.30-033.29"];
    "identity.se", Cue::Digits(10), r"\b(?:19|20)?\d{6}[-+]\d{4}\b", |hit| checks::se_personnummer(hit.value()) && hit.is_free(), 0.88,
        ["personnummer 811228-9874"], ["811228-9875", "811328-9874"];
    "identity.fi", Cue::Digits(9), r"\b\d{6}[-+A]\d{3}[\dA-Y]\b", |hit| checks::fi_hetu(hit.value()), 0.88,
        ["henkilötunnus 131052-308T"], ["131052-308U"];
    "identity.ch", Cue::Digits(13), r"\b756\.\d{4}\.\d{4}\.\d{2}\b|\b756\d{10}\b", |hit| checks::ch_ahv(hit.value()), 0.95,
        ["AHV 756.9217.0769.85"], ["756.9217.0769.84"];
    "identity.ca-sin", Cue::Near(&[&["sin", "social insurance", "nas"]]), r"\b\d{3}[ -]?\d{3}[ -]?\d{3}\b", |hit| checks::ca_sin(hit.value()) && !hit.before(1).ends_with('('), 0.9,
        ["SIN 130 692 544"], ["sin 130 692 545", "sin(130692544.5)"];
    "identity.by-context", Cue::Near(&[words::ID]), r"\b(?:[A-Za-z]{1,4}[ -]?)?\d(?:[ ./-]?[A-Za-z\d]){5,19}\b",
        |hit| {
            let digits = checks::digits(hit.value()).len();
            // What stands between the last comma or number and the value: "आधार 3278 2753 6428, फोन 074101 87477".
            let word = hit.before(40);
            let word = word
                .rsplit(|letter: char| matches!(letter, '\n' | ',' | '،' | '，' | '、' | ';' | '；') || letter.is_ascii_digit())
                .next()
                .unwrap_or_default();
            // Next to its word: "DNI: …", "numer dowodu to …"; in a sentence about something else it is another number.
            let close = word.chars().rev().take_while(|letter| !letter.is_alphabetic()).count() <= 4;
            // "BSN 111222334": after a short word, rules of their own check the number.
            let label = word.strip_suffix([' ', '-']).unwrap_or(word);
            let short = (1..=4).contains(&label.bytes().rev().take_while(u8::is_ascii_alphabetic).count());
            let date = hit.value().matches(['-', '.', '/']).count() == 2 && digits == 8;
            digits >= 6 && close && !hit.before(1).ends_with('#') && !short && !date && hit.value().split(' ').all(|part| part.bytes().any(|byte| byte.is_ascii_digit()) || part.len() <= 4) && !hit.value().contains("  ")
                && !hit.value().bytes().any(|byte| byte.is_ascii_lowercase()) && strong_id_word(word)
        }, 0.74,
        ["رقم الهوية 1098765432", "cédula: 1712345678", "National ID: 29001011234567", "身份证：110105194912310"], ["tc 39 rust meeting 2024", "(RFC 7231 7.1.2)", "id 4839201", "sin 45", "pan 1234567 degrees", ".cpf { color: #408090 }"];
};

fn strong_id_word(line: &str) -> bool {
    let lower = line.to_lowercase();
    [
        "ssn",
        "social",
        "national",
        "nino",
        "identity",
        "id card",
        "ausweis",
        "steuer",
        "sécu",
        "nir",
        "insee",
        "dni",
        "nie",
        "nif",
        "curp",
        "rfc",
        "rut",
        "cédula",
        "cedula",
        "fiscal",
        "bsn",
        "burger",
        "cpf",
        "contribuinte",
        "cidadão",
        "pesel",
        "nip",
        "dow",
        "снилс",
        "инн",
        "身份证",
        "证件",
        "マイナンバー",
        "個人番号",
        "هوية",
        "هويت",
        "إقامة",
        "قومي",
        "وطني",
        "بطاقة",
        "आधार",
        "aadha",
        "पैन",
        "주민",
        "kimlik",
        "personnummer",
        "ahv",
        "taxpayer",
        "tax id",
        "الإقامة",
    ]
    .iter()
    .any(|word| lower.contains(word))
}
