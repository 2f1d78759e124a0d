//! Numbers on papers, and birthdays: known by the words beside them.

use super::{Cue, Hit, Rule};
use super::{context, words};
use crate::scrub::PiiType;
use crate::scrub::checks;

/// Between the word and the value stand only such: `no.`, `is`, `:`, `number`, in many languages; not another sentence.
fn beside(hit: &Hit<'_>) -> bool {
    let before = hit.before(28);
    let before = before
        .rsplit(['\n', ';', '!', '?', '。'])
        .next()
        .unwrap_or_default();
    // "1. Passport no. …": the number of an item in a list ends no sentence.
    let item = before.rsplit_once(". ").filter(|(item, _)| {
        item.ends_with(|letter: char| letter.is_ascii_digit()) && !item.contains(char::is_alphabetic)
    });
    let before = item.map_or(before, |(_, rest)| rest);
    !before.trim_end().ends_with(',')
        && !before.contains(". ")
            | ["no. ", "nr. ", "n. ", "num. "]
                .iter()
                .any(|short| before.to_lowercase().contains(short))
}

/// `license` alone is mostly one of software: then the number must follow at once and not stand in an address.
fn names_a_licence(hit: &Hit<'_>) -> bool {
    let before = hit.before(44).to_lowercase();
    let near = before.rsplit('\n').next().unwrap_or_default();
    let address = near.contains("://") || near.contains("dl.") || near.contains("www.");
    let software = (near.contains("license") || near.contains("licence"))
        && !["driv", "dl", "permit"].iter().any(|word| near.contains(word))
        && !near
            .trim_end_matches(|letter: char| !letter.is_alphanumeric())
            .ends_with(['e', 'r', 'o']);
    // The word stands on a line before: then it must be one for the licence to drive.
    let above = near.len() < before.len()
        && ![
            "licen",
            "permi",
            "führ",
            "rijb",
            "prawo",
            "praw ",
            "patent",
            "carn",
            "conduc",
            "водит",
            "cnh",
        ]
        .iter()
        .any(|word| near.contains(word))
        && ["license", "licence", "permission", "copyright"]
            .iter()
            .any(|word| before.contains(word))
        && !before.contains("driv");
    let permission = before.contains("permission") || before.contains("copyright");
    // `Unicode-DFS-2016`: the end of a longer word.
    let within = hit.before(1).ends_with('-') || hit.before(2).ends_with(":#");
    !address && !software && !above && !permission && !within && !hit.in_code()
}

fn is_number(hit: &Hit<'_>) -> bool {
    let value = hit.value().trim();
    let digits = checks::digits(value).len();
    let separators = value.matches(['-', '.', '/']).count();
    let date = separators == 2
        && (digits == 8 || digits == 6)
        && !value.bytes().any(|byte| byte.is_ascii_alphabetic());
    let recent = value.starts_with("19") || value.starts_with("20");
    // "2024", "1991-2020", "20050303", "2022 13:15".
    let year = recent
        && (value.len() == 4
            || value.len() == 9 && value.as_bytes()[4] == b'-'
            || value.len() == 8
                && digits == 8
                && ("01"..="12").contains(&&value[4..6])
                && ("01"..="31").contains(&&value[6..])
            || value.as_bytes().get(4) == Some(&b' ') && hit.after(1) == ":");
    // "RSA2048", "SHA256", "RFC 7231".
    let standard = ["RSA", "SHA", "AES", "RFC", "ISO", "UTF", "CRC", "ECDSA", "DES"]
        .iter()
        .any(|name| value.starts_with(name));
    (digits >= 4 || digits >= 2 && matches!(value.len(), 9 | 10))
        && !date
        && !year
        && !standard
        && !value.bytes().any(|byte| byte.is_ascii_lowercase())
        && beside(hit)
        && !hit.after(1).starts_with(['%', '€', '$'])
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "papers.passport",
        kind: PiiType::Passport,
        cue: Cue::Near(&[words::PASSPORT, context::PASSPORT]),
        pattern: r"\b(?:[A-Z]{1,3} ?)?\d{6,9}[A-Z]?\b|\b\d{2} ?\d{2} ?(?:№ ?|N ?)?\d{6}\b|\b\d{2} (?:№ ?|N ?)?\d{7}\b|\b[A-Z][A-Z\d]{7,9}\b|\b\d{2}[A-Z]{2}\d{5}\b",
        check: is_number,
        confidence: 0.87,
        #[cfg(test)]
        matches: &[
            "passport number X1234567",
            "Reisepass C01X00T47",
            "паспорт 45 08 123456",
            "护照号E12345678",
            "passeport n° 12AB34567",
        ],
        #[cfg(test)]
        ignores: &[
            "passport expired in 2024",
            "X1234567",
            "passport costs 120 euros",
            "Passport 20.12.2031",
        ],
    },
    Rule {
        id: "papers.mrz",
        kind: PiiType::Passport,
        cue: Cue::Any(&[&["<<"]]),
        pattern: r"\bP[A-Z<][A-Z]{3}[A-Z<]{39}\s?\n?[A-Z\d<]{9}\d[A-Z]{3}\d{7}[MF<]\d{7}[A-Z\d<]{14}[\d<]\d",
        check: super::always,
        confidence: 0.99,
        #[cfg(test)]
        matches: &[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ],
        #[cfg(test)]
        ignores: &["cout << P << x;", "P<<<<"],
    },
    Rule {
        id: "papers.driver-licence",
        kind: PiiType::DriverLicence,
        cue: Cue::Near(&[words::LICENCE, context::LICENCE]),
        pattern: r"\b\d{5}/\d{2}/\d{4}\b|\b[A-Z]{2}-?\d{2} ?(?:19|20)?\d{9,11}\b|\b[A-Z]\d[A-Z\d]{6,9}\b|\b(?:[A-Z]{1,3}[ -]?)?\d[A-Z\d]{3,17}(?:[ -][A-Z\d]{1,8}){0,3}\b|\b[A-Z]{5}\d{5,6}[A-Z\d]{3,5}\b|\b[A-Z]\d{2}[A-Z\d]{8}\b|\b\d{2} ?\d{2} ?\d{6}\b|\b[A-Z]\d{3}-\d{4}-\d{4}(?:-\d{2})?\b",
        check: |hit| {
            is_number(hit)
                && names_a_licence(hit)
                && !super::words::BIRTH
                    .iter()
                    .any(|word| hit.before(12).to_lowercase().contains(word))
        },
        confidence: 0.85,
        #[cfg(test)]
        matches: &[
            "driver's license D1234567",
            "Führerschein B072RRE2I55",
            "driving licence MORGA657054SM9IJ",
            "驾驶证号 110105194912",
            "rijbewijs 1234567890",
            "prawo jazdy nr 37624/16/5258",
        ],
        #[cfg(test)]
        ignores: &[
            "#license-info{font-size:10px;color:#323232;padding:5px}",
            // The name of a licence of software.
            "license = \"MIT AND Unicode-DFS-2016\"",
            "MIT license 2024",
            "\"path\": \"LICENSE.txt\",\n\"bytes\": 11475,",
            "COPYRIGHT AND PERMISSION NOTICE (c) 1991-2020",
            "Vim license\nLast Updated: Fri 16 Sep 2022 13:15:33",
            "the driver license costs 45",
            "license number plates are yellow",
            "D1234567",
        ],
    },
    Rule {
        id: "papers.medical",
        kind: PiiType::MedicalId,
        cue: Cue::Near(&[words::MEDICAL, context::MEDICAL]),
        pattern: r"\b(?:[A-Z]{1,4}[ -]?)?\d(?:[ -]?[A-Z\d]){3,19}\b",
        check: is_number,
        confidence: 0.85,
        #[cfg(test)]
        matches: &[
            "MRN KS4379033",
            "カルテ番号 07484555",
            "Krankenversichertennummer A123456780",
            "номер карты 7654321",
            "1. MRN KS4379033",
            "nº de historia 45124386",
        ],
        #[cfg(test)]
        ignores: &[
            "MRN is an abbreviation",
            "patient id is required",
            "карта мира 2024",
            "KS4379033",
        ],
    },
    Rule {
        id: "papers.nhs",
        kind: PiiType::MedicalId,
        cue: Cue::Near(&[&["nhs"]]),
        pattern: r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b",
        check: |hit| checks::uk_nhs(hit.value()),
        confidence: 0.94,
        #[cfg(test)]
        matches: &["NHS number 943 476 5919"],
        #[cfg(test)]
        ignores: &["phone 943 476 5919", "the NHS was founded in 1948"],
    },
    Rule {
        id: "papers.health-by-checksum",
        kind: PiiType::MedicalId,
        cue: Cue::Near(&[&[
            "kvnr",
            "krankenvers",
            "versichert",
            "gesundheitskarte",
            "egk",
            "medicare",
            "npi",
            "health card",
            "insurance",
        ]]),
        pattern: r"\b[A-Z]\d{9}\b|\b[2-6]\d{3} ?\d{5} ?\d(?:[ -/]\d)?\b|\b[12]\d{9}\b",
        check: |hit| {
            checks::de_health(hit.value()) || checks::au_medicare(hit.value()) || checks::us_npi(hit.value())
        },
        confidence: 0.95,
        #[cfg(test)]
        matches: &["eGK A123456780", "Medicare 2123 45670 1", "NPI 1234567893"],
        #[cfg(test)]
        ignores: &["A123456780", "1234567893"],
    },
    Rule {
        id: "papers.vin",
        kind: PiiType::VehicleId,
        cue: Cue::Beside(1, 16, 16),
        pattern: r"\b[A-HJ-NPR-Z\d]{17}\b",
        check: |hit| {
            let letters = hit.value().bytes().filter(u8::is_ascii_alphabetic).count();
            let before = hit.before(40).to_lowercase();
            letters >= 3
                && (checks::vin(hit.value())
                    || letters <= 13
                        && [
                            "vin",
                            "chassis",
                            "fahrgestell",
                            "bastidor",
                            "telaio",
                            "chassi",
                            "车架",
                            "車台",
                        ]
                        .iter()
                        .any(|word| before.contains(word)))
        },
        confidence: 0.93,
        #[cfg(test)]
        matches: &["VIN 1HGCM82633A004352", "1M8GDM9AXKP042788 failed"],
        #[cfg(test)]
        ignores: &[
            "1HGCM82633A004353 fails its check",
            "12345678901234567",
            "ABCDEFGHJKLMNPRST",
        ],
    },
    Rule {
        id: "papers.plate",
        kind: PiiType::VehicleId,
        cue: Cue::Near(&[words::VEHICLE, context::VEHICLE]),
        pattern: r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·• ]?[A-Z\d]{5,6}|[\u{4E00}-\u{9FFF}\u{3041}-\u{309F}]{1,4} ?\d{3} ?[\u{3041}-\u{309F}] ?\d{1,2}-?\d{2}|[\u{0621}-\u{064A}](?: ?[\u{0621}-\u{064A}]){0,2} ?\d{3,4}\b|\b[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}\b|[А-Я] ?\d{3} ?[А-Я]{2} ?\d{2,3}\b|\b[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2} ?\d{1,4}[EH]?\b|\b[A-Z]{1,3}[ -]?\d{1,4}[ -]?[A-Z]{1,3}(?:[ -]?\d{2,4})?\b|\b\d{1,4}[ -]?[A-Z]{1,3}[ -]?[A-Z\d]{1,4}\b|\b[A-Z]{2,3}[ -]?\d[A-Z\d]{2,4}\b|\b[A-Z]{3}[ -]?\d{3,4}\b|\b[A-Z\d]{2}-[A-Z\d]{2}-[A-Z\d]{2}\b",
        check: |hit| {
            let digits = hit.value().chars().filter(char::is_ascii_digit).count();
            let letters = hit
                .value()
                .chars()
                .filter(|letter| letter.is_alphabetic())
                .count();
            // "07:08:09Z INFO" is a time.
            let clock = hit
                .before(2)
                .strip_suffix(':')
                .is_some_and(|rest| rest.ends_with(|letter: char| letter.is_ascii_digit()));
            digits > 1 && letters > 0 && beside(hit) && !clock
        },
        confidence: 0.83,
        #[cfg(test)]
        matches: &[
            "Kennzeichen KS-LH 5529",
            "matrícula 8369 YWD",
            "number plate AB12 CDE",
            "车牌京A12345",
            "госномер А123ВС77",
            "kenteken 12-AB-34",
            "targa AB 123 CD",
        ],
        #[cfg(test)]
        ignores: &[
            "registration opens in 2024",
            "reg 4 of the CPU",
            "KS-LH 5529",
            "plate number unknown",
        ],
    },
    Rule {
        id: "papers.birth-date-before",
        kind: PiiType::DateOfBirth,
        cue: Cue::Close(&[&["生まれ", "日生", "出生", "年生", " geboren", " पैदा", " को जन्म"]]),
        pattern: r"(\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?[日号]|(?:昭和|平成|令和|大正)\d{1,2}年\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}) ?(?:生まれ|生(?:[）)、。,]|$)|出生|年?生\b| geboren\b| को जन्म| को पैदा)",
        check: super::always,
        confidence: 0.92,
        #[cfg(test)]
        matches: &[
            "1984年5月6日生まれです",
            "1991/7/26出生",
            "昭和55年3月4日生まれ",
            "小野田翔（1974年4月11日生）、",
        ],
        #[cfg(test)]
        ignores: &["2024年5月6日に会う", "2024-05-06 出差"],
    },
    Rule {
        id: "papers.birth-date",
        kind: PiiType::DateOfBirth,
        cue: Cue::Near(&[words::BIRTH, context::BIRTH]),
        pattern: r"(?i)\b\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})\b|\b\d{1,2}\. \d{1,2}\. \d{4}\b|\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?[日号]|(?:昭和|平成|令和|大正)\d{1,2}年\d{1,2}月\d{1,2}日|\b\d{1,2}(?:st|nd|rd|th|er|º|\.)?(?: de| of)? [\p{L}\p{M}\u{0621}-\u{064A}\u{0900}-\u{0963}]{3,14}\.?(?: de| del|,)? \d{4}\b|\b[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b",
        check: |hit| !hit.before(3).ends_with(['-', '/']) && !hit.after(1).starts_with(['T', '-', '/']),
        confidence: 0.9,
        #[cfg(test)]
        matches: &[
            "born on 15/7/84",
            "geboren am 3. Mai 1961",
            "生年月日 1961年4月6日",
            "nacida el 24 de mayo de 1958",
            "\"birthDate\": \"2000-12-16\"",
            "дата рождения 01.02.1980",
            "DOB March 4, 1975",
            "जन्म तिथि ०१/०२/१९८०",
        ],
        #[cfg(test)]
        ignores: &[
            "the meeting is on 2026-05-07",
            "born to run 1975",
            "createdAt: 2026-04-19",
            "geboren 1961",
        ],
    },
];
