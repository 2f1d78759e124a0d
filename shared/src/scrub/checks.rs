//! Checksums of numbers that carry one: cards, accounts, identity numbers, vehicles, wallets.
//!
//! In: the text a pattern matched, separators included. Out: whether the number is a possible one.
//! Invariant: every function returns for every string; none of them knows where the text came from.
//!
//! Identity numbers with a checksum here: Belgium, Brazil, Canada, China, Finland, France, Germany, India, Italy, Japan,
//! the Netherlands, Poland, Portugal, Russia, Spain, Sweden, Switzerland, Turkey, the United Kingdom; without one, by
//! structure: South Korea, the United States. More in `europe` (16 countries) and `world` (20).

use sha2::{Digest, Sha256};

mod europe; // the rest of Europe
mod world; // the rest of the world

pub(crate) use europe::*;
pub(crate) use world::*;

/// The digits of a text, as numbers.
pub(crate) fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|letter| letter.to_digit(10)).collect()
}

fn alphanumerics(text: &str) -> Vec<u8> {
    text.bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|byte| byte.to_ascii_uppercase())
        .collect()
}

fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum()
}

/// Whether a day and a month can be those of a date.
fn day_and_month(day: u32, month: u32) -> bool {
    (1..=31).contains(&day) && (1..=12).contains(&month)
}

/// ISO 7064 mod 11,10: the last digit checks the others.
fn mod_11_10(digits: &[u32]) -> bool {
    let Some((last, body)) = digits.split_last() else {
        return false;
    };
    let product = body.iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == *last
}

fn all_same(digits: &[u32]) -> bool {
    digits.windows(2).all(|pair| pair[0] == pair[1])
}

/// ISO/IEC 7812 (Luhn).
pub(crate) fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    digits.len() > 1 && sum.is_multiple_of(10)
}

/// A payment card: Luhn, and a length and prefix that an issuer uses.
pub(crate) fn credit_card(text: &str) -> bool {
    let digits = digits(text);
    if !luhn(&digits) || all_same(&digits) {
        return false;
    }
    let prefix = |length: usize| {
        digits[..length]
            .iter()
            .fold(0, |number, digit| number * 10 + digit)
    };
    match digits.len() {
        13 | 19 => prefix(1) == 4 || (digits.len() == 19 && prefix(2) == 62),
        14 => matches!(prefix(3), 300..=305 | 309 | 360..=369 | 380..=399),
        15 => matches!(prefix(2), 34 | 37),
        16 => {
            prefix(1) == 4
                || matches!(prefix(2), 50..=65)
                || matches!(prefix(4), 2200..=2204 | 2221..=2720 | 3528..=3589)
                || matches!(prefix(3), 644..=649)
        }
        _ => false,
    }
}

/// ISO 7064 mod 97-10 over letters and digits, the first four moved to the end.
fn mod_97(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .cycle()
        .skip(4)
        .take(bytes.len())
        .fold(0, |rest, &byte| {
            let value = if byte.is_ascii_digit() {
                u32::from(byte - b'0')
            } else {
                u32::from(byte - b'A') + 10
            };
            (rest * if value > 9 { 100 } else { 10 } + value) % 97
        })
}

/// Lengths of account numbers by country, from the SWIFT IBAN registry.
const IBAN_LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 \
    EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 \
    LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 \
    RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/// The length an IBAN of this country has.
pub(crate) fn iban_length(country: &str) -> Option<usize> {
    IBAN_LENGTHS
        .split(' ')
        .find_map(|entry| entry.strip_prefix(country))
        .and_then(|length| length.parse().ok())
}

pub(crate) fn iban(text: &str) -> bool {
    let bytes = alphanumerics(text);
    bytes.len() > 4
        && std::str::from_utf8(&bytes[..2]).ok().and_then(iban_length) == Some(bytes.len())
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && mod_97(&bytes) == 1
}

/// United States social security number: areas, groups and serials that are issued.
pub(crate) fn us_ssn(text: &str) -> bool {
    let d = digits(text);
    let number = |from: usize, to: usize| d[from..to].iter().fold(0, |number, digit| number * 10 + digit);
    d.len() == 9
        && !matches!(number(0, 3), 0 | 666)
        && number(3, 5) != 0
        && number(5, 9) != 0
        && !all_same(&d)
        && number(0, 9) != 123_456_789
        && number(0, 9) != 78_051_120
}

/// United Kingdom national insurance number: prefixes that are not allocated.
pub(crate) fn uk_nino(text: &str) -> bool {
    let bytes = alphanumerics(text);
    bytes.len() >= 8
        && bytes[..2].iter().all(u8::is_ascii_alphabetic)
        && !matches!(&bytes[..2], b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ")
}

/// United Kingdom NHS number, mod 11.
pub(crate) fn uk_nhs(text: &str) -> bool {
    let d = digits(text);
    d.len() == 10 && !all_same(&d) && {
        let check = 11 - weighted(&d, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        check != 10 && check % 11 == d[9]
    }
}

/// German tax identification number, ISO 7064 mod 11,10.
pub(crate) fn de_tax_id(text: &str) -> bool {
    let d = digits(text);
    if d.len() != 11 || d[0] == 0 {
        return false;
    }
    let repeats = (0..10)
        .map(|digit| d[..10].iter().filter(|&&other| other == digit).count())
        .max();
    matches!(repeats, Some(2 | 3)) && mod_11_10(&d)
}

/// Spanish DNI and NIE: the letter is the number mod 23.
pub(crate) fn es_dni(text: &str) -> bool {
    let mut bytes = alphanumerics(text);
    let Some(letter) = bytes.pop() else { return false };
    if let Some(first) = bytes.first_mut() {
        *first = match *first {
            b'X' => b'0',
            b'Y' => b'1',
            b'Z' => b'2',
            digit => digit,
        };
    }
    let number: Option<usize> = std::str::from_utf8(&bytes)
        .ok()
        .and_then(|number| number.parse().ok());
    number.is_some_and(|number| b"TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == letter)
}

/// French NIR: the key is 97 minus the number mod 97; Corsica counts as 19 and 18.
pub(crate) fn fr_nir(text: &str) -> bool {
    let bytes = alphanumerics(text);
    let Ok(number) = std::str::from_utf8(&bytes) else {
        return false;
    };
    let number = number.replacen("2A", "19", 1).replacen("2B", "18", 1);
    match (
        number.get(..13).map(str::parse::<u64>),
        number.get(13..).map(str::parse::<u64>),
    ) {
        (Some(Ok(body)), Some(Ok(key))) => number.len() == 15 && 97 - body % 97 == key,
        _ => false,
    }
}

/// Italian codice fiscale: the last letter.
pub(crate) fn it_codice_fiscale(text: &str) -> bool {
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ];
    let bytes = alphanumerics(text);
    if bytes.len() != 16 {
        return false;
    }
    let sum: u32 = bytes[..15]
        .iter()
        .enumerate()
        .map(|(place, &byte)| {
            let value = if byte.is_ascii_digit() {
                byte - b'0'
            } else {
                byte - b'A'
            };
            if place % 2 == 0 {
                ODD[usize::from(value)]
            } else {
                u32::from(value)
            }
        })
        .sum();
    u32::from(bytes[15]) == u32::from(b'A') + sum % 26
}

/// Dutch citizen service number, the eleven test.
pub(crate) fn nl_bsn(text: &str) -> bool {
    let d = digits(text);
    d.len() == 9 && !all_same(&d) && {
        let sum = weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2]);
        sum % 11 == d[8] && sum != 0
    }
}

/// Polish PESEL: weights, and a month that exists in one of the five centuries.
pub(crate) fn pl_pesel(text: &str) -> bool {
    let d = digits(text);
    d.len() == 11
        && (1..=12).contains(&((d[2] * 10 + d[3]) % 20))
        && (1..=31).contains(&(d[4] * 10 + d[5]))
        && (10 - weighted(&d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10 == d[10]
}

/// Polish NIP.
pub(crate) fn pl_nip(text: &str) -> bool {
    let d = digits(text);
    d.len() == 10 && !all_same(&d) && weighted(&d, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == d[9]
}

/// Portuguese NIF.
pub(crate) fn pt_nif(text: &str) -> bool {
    let d = digits(text);
    d.len() == 9 && matches!(d[0], 1..=3 | 5..=9) && !all_same(&d) && {
        let rest = weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        (if rest < 2 { 0 } else { 11 - rest }) == d[8]
    }
}

/// Brazilian CPF: two check digits.
pub(crate) fn br_cpf(text: &str) -> bool {
    let d = digits(text);
    let check = |length: u32| {
        let sum: u32 = (0..length)
            .zip(&d)
            .map(|(place, digit)| (length + 1 - place) * digit)
            .sum();
        sum * 10 % 11 % 10
    };
    d.len() == 11 && !all_same(&d) && check(9) == d[9] && check(10) == d[10]
}

/// Chinese resident identity number, ISO 7064 mod 11-2, with a birth date inside.
pub(crate) fn cn_id(text: &str) -> bool {
    let bytes = alphanumerics(text);
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let d: Vec<u32> = bytes[..17].iter().map(|byte| u32::from(byte - b'0')).collect();
    let sum = weighted(&d, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    matches!((d[6], d[7]), (1, 8 | 9) | (2, 0))
        && (1..=12).contains(&(d[10] * 10 + d[11]))
        && (1..=31).contains(&(d[12] * 10 + d[13]))
        && b"10X98765432"[sum as usize % 11] == bytes[17]
}

/// Japanese individual number ("My Number").
pub(crate) fn jp_my_number(text: &str) -> bool {
    let d = digits(text);
    d.len() == 12 && {
        let rest = weighted(&d, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        (if rest <= 1 { 0 } else { 11 - rest }) == d[11]
    }
}

/// Korean resident registration number: a date and a century digit. Numbers issued since October 2020 have no checksum.
pub(crate) fn kr_rrn(text: &str) -> bool {
    let d = digits(text);
    d.len() == 13
        && (1..=12).contains(&(d[2] * 10 + d[3]))
        && (1..=31).contains(&(d[4] * 10 + d[5]))
        && (1..=8).contains(&d[6])
}

/// Indian Aadhaar: Verhoeff.
pub(crate) fn in_aadhaar(text: &str) -> bool {
    let d = digits(text);
    d.len() == 12 && d[0] > 1 && verhoeff(&d)
}

fn verhoeff(digits: &[u32]) -> bool {
    // Multiplication in the dihedral group D5, and the powers of the permutation (0 1 5 8 9 4 2 7)(3 6).
    fn times(a: usize, b: usize) -> usize {
        match (a < 5, b < 5) {
            (true, true) => (a + b) % 5,
            (true, false) => 5 + (a + b) % 5,
            (false, true) => 5 + (a + 5 - b) % 5,
            (false, false) => (a + 5 - b) % 5,
        }
    }
    const PERMUTE: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let sum = digits.iter().rev().enumerate().fold(0, |sum, (place, &digit)| {
        times(
            sum,
            (0..place % 8).fold(digit as usize, |digit, _| PERMUTE[digit]),
        )
    });
    sum == 0
}

/// Turkish identity number.
pub(crate) fn tr_id(text: &str) -> bool {
    let d = digits(text);
    d.len() == 11 && d[0] != 0 && {
        let odd: u32 = d[..9].iter().step_by(2).sum();
        let even: u32 = d[1..8].iter().step_by(2).sum();
        (odd * 7 + 90 - even) % 10 == d[9] && d[..10].iter().sum::<u32>() % 10 == d[10]
    }
}

/// Russian insurance number (SNILS).
pub(crate) fn ru_snils(text: &str) -> bool {
    let d = digits(text);
    d.len() == 11 && !all_same(&d) && {
        let sum = weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101;
        sum % 100 == d[9] * 10 + d[10]
    }
}

/// Russian taxpayer number of a person (12 digits) or a firm (10 digits).
pub(crate) fn ru_inn(text: &str) -> bool {
    let d = digits(text);
    let check = |weights: &[u32]| weighted(&d, weights) % 11 % 10;
    match d.len() {
        10 => check(&[2, 4, 10, 3, 5, 9, 4, 6, 8]) == d[9],
        12 => {
            check(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == d[10]
                && check(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == d[11]
        }
        _ => false,
    }
}

/// Belgian national number: 97 minus the rest of the first nine digits, with a leading 2 for births since 2000.
pub(crate) fn be_national(text: &str) -> bool {
    let d = digits(text);
    if d.len() != 11 {
        return false;
    }
    let number = |from: usize, to: usize| {
        d[from..to]
            .iter()
            .fold(0_u64, |number, &digit| number * 10 + u64::from(digit))
    };
    let key = number(9, 11);
    97 - number(0, 9) % 97 == key || 97 - (2_000_000_000 + number(0, 9)) % 97 == key
}

/// Swedish personal number: a date and Luhn over the last ten digits.
pub(crate) fn se_personnummer(text: &str) -> bool {
    let d = digits(text);
    let Some(d) = d.get(d.len().saturating_sub(10)..) else {
        return false;
    };
    d.len() == 10
        && (1..=12).contains(&(d[2] * 10 + d[3]))
        && (1..=31).contains(&(d[4] * 10 + d[5]))
        && luhn(d)
}

/// Finnish identity code: the check character is the number mod 31.
pub(crate) fn fi_hetu(text: &str) -> bool {
    let bytes = alphanumerics(text);
    let number: String = text.chars().filter(char::is_ascii_digit).take(9).collect();
    let Ok(number) = number.parse::<usize>() else {
        return false;
    };
    matches!(bytes.len(), 10 | 11) && bytes.last() == Some(&b"0123456789ABCDEFHJKLMNPRSTUVWXY"[number % 31])
}

/// Swiss insurance number: EAN-13 beginning with 756.
pub(crate) fn ch_ahv(text: &str) -> bool {
    let d = digits(text);
    d.len() == 13
        && d[..3] == [7, 5, 6]
        && (10 - weighted(&d, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10) % 10 == d[12]
}

/// Canadian social insurance number: Luhn; 0 and 8 do not begin one.
pub(crate) fn ca_sin(text: &str) -> bool {
    let d = digits(text);
    d.len() == 9 && !matches!(d[0], 0 | 8) && luhn(&d) && !all_same(&d)
}

/// Vehicle identification number: the ninth character, as North America and China require.
pub(crate) fn vin(text: &str) -> bool {
    let bytes = alphanumerics(text);
    let value = |byte: u8| match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A'..=b'H' => Some(u32::from(byte - b'A') + 1),
        b'J'..=b'N' => Some(u32::from(byte - b'J') + 1),
        b'P' => Some(7),
        b'R' => Some(9),
        b'S'..=b'Z' => Some(u32::from(byte - b'S') + 2),
        _ => None,
    };
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let Some(values) = bytes
        .iter()
        .map(|&byte| value(byte))
        .collect::<Option<Vec<u32>>>()
    else {
        return false;
    };
    values.len() == 17
        && bytes.iter().any(u8::is_ascii_alphabetic)
        && b"0123456789X"[weighted(&values, &WEIGHTS) as usize % 11] == bytes[8]
}

/// A Bitcoin-like address in base58check: version byte, 20 bytes, four bytes of double SHA-256.
pub(crate) fn base58check(text: &str) -> bool {
    const ALPHABET: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = [0_u8; 25];
    for letter in text.bytes() {
        let Some(mut carry) = ALPHABET.iter().position(|&known| known == letter) else {
            return false;
        };
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = (carry % 256) as u8;
            carry /= 256;
        }
        if carry > 0 {
            return false;
        }
    }
    Sha256::digest(Sha256::digest(&bytes[..21]))[..4] == bytes[21..]
}

/// A segwit address: bech32 or bech32m over the part before and after the last `1`.
pub(crate) fn bech32(text: &str) -> bool {
    const ALPHABET: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let text = text.to_ascii_lowercase();
    let Some((prefix, data)) = text.rsplit_once('1') else {
        return false;
    };
    let Some(data) = data
        .bytes()
        .map(|letter| {
            ALPHABET
                .iter()
                .position(|&known| known == letter)
                .map(|place| place as u32)
        })
        .collect::<Option<Vec<u32>>>()
    else {
        return false;
    };
    let high = prefix.bytes().map(|byte| u32::from(byte >> 5));
    let low = prefix.bytes().map(|byte| u32::from(byte & 31));
    let sum = high.chain([0]).chain(low).chain(data).fold(1_u32, |sum, value| {
        let top = sum >> 25;
        GENERATOR
            .iter()
            .enumerate()
            .filter(|(bit, _)| top >> bit & 1 == 1)
            .fold((sum & 0x1ff_ffff) << 5 ^ value, |sum, (_, generator)| {
                sum ^ generator
            })
    });
    sum == 1 || sum == 0x2bc8_30a3
}

/// Whether a text looks drawn at random: letters and digits, and many different ones for its length.
/// Integers only, so that every platform gives the same answer.
pub(crate) fn random_looking(text: &str) -> bool {
    let distinct: std::collections::BTreeSet<char> = text.chars().collect();
    let length = text.chars().count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    // Sixteen digits are all that hexadecimal has: a long key repeats each of them.
    let hex = length >= 24
        && distinct.len() >= 9
        && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    length >= 8 && digits > 0 && letters > 0 && (hex || distinct.len() * 2 >= length.min(32))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn check(accepts: fn(&str) -> bool, right: &[&str], wrong: &[&str]) {
        for number in right {
            assert!(accepts(number), "{number} is valid");
        }
        for number in wrong
            .iter()
            .chain(&["", "0", "é", "x1", "000000000000000000000000000000000"])
        {
            assert!(!accepts(number), "{number} is not valid beside {right:?}");
        }
    }

    #[test]
    fn numbers_with_their_checksum_pass_and_with_one_digit_changed_fail() {
        check(
            credit_card,
            &["4111 1111 1111 1111", "378282246310005", "6011111111111117"],
            &["4111 1111 1111 1112", "1234567812345670"],
        );
        check(
            iban,
            &[
                "DE89 3704 0044 0532 0130 00",
                "GB82WEST12345698765432",
                "NL91 ABNA 0417 1643 00",
            ],
            &["DE89 3704 0044 0532 0130 01", "ZZ89370400440532013000"],
        );
        check(uk_nhs, &["943 476 5919"], &["943 476 5918"]);
        check(de_tax_id, &["86 095 742 719"], &["86 095 742 718"]);
        check(es_dni, &["12345678Z", "X1234567L"], &["12345678A"]);
        check(fr_nir, &["2 55 08 14 168 025 38"], &["2 55 08 14 168 025 39"]);
        check(it_codice_fiscale, &["RSSMRA85T10A562S"], &["RSSMRA85T10A562T"]);
        check(nl_bsn, &["111222333"], &["111222334"]);
        check(pl_pesel, &["44051401359"], &["44051401358"]);
        check(pl_nip, &["123-456-32-18"], &["123-456-32-17"]);
        check(pt_nif, &["123456789"], &["123456788"]);
        check(br_cpf, &["529.982.247-25"], &["529.982.247-26", "111.111.111-11"]);
        check(cn_id, &["11010519491231002X"], &["110105194912310021"]);
        check(jp_my_number, &["1234 5678 9018"], &["1234 5678 9012"]);
        check(in_aadhaar, &["2341 2341 2346"], &["2341 2341 2347"]);
        check(tr_id, &["10000000146"], &["10000000147"]);
        check(ru_snils, &["112-233-445 95"], &["112-233-445 96"]);
        check(ru_inn, &["500100732259", "7830002293"], &["500100732258"]);
        check(be_national, &["85.07.30-033.28"], &["85.07.30-033.29"]);
        check(se_personnummer, &["811228-9874"], &["811228-9875"]);
        check(fi_hetu, &["131052-308T"], &["131052-308U"]);
        check(ch_ahv, &["756.9217.0769.85"], &["756.9217.0769.84"]);
        check(ca_sin, &["130 692 544"], &["046 454 286", "130 692 545"]);
        check(
            vin,
            &["1HGCM82633A004352", "1M8GDM9AXKP042788"],
            &["1HGCM82633A004353"],
        );
        check(
            base58check,
            &["1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"],
            &["1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3"],
        );
        check(
            bech32,
            &["bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"],
            &["bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp"],
        );
        check(us_ssn, &["536-22-1879"], &["666-22-1879", "536-00-1879"]);
        check(kr_rrn, &["900101-1234567"], &["901301-1234567"]);
        check(uk_nino, &["QQ 12 34 56 C"], &["BG 12 34 56 C"]);
    }

    #[test]
    fn random_keys_look_random_and_words_do_not() {
        assert!(random_looking("kJ8vQ2xZ"));
        assert!(!random_looking("aaaaaaa1"));
        assert!(!random_looking("correct-horse"));
    }
}
