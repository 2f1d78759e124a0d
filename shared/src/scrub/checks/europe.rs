//! Checksums of European identity numbers beyond those in the parent module.
//!
//! Austria (insurance), Bosnia to Slovenia (JMBG), Bulgaria, Croatia, Czechia and Slovakia, Denmark, Estonia and Lithuania,
//! Greece, Hungary, Ireland, Iceland, Latvia, Norway, Romania, Ukraine.

use super::{all_same, alphanumerics, day_and_month, digits, luhn, weighted};

/// Austrian insurance number: the fourth digit checks the others; a date stands at the end.
pub(crate) fn at_insurance(text: &str) -> bool {
    let d = digits(text);
    d.len() == 10
        && d[0] > 0
        && day_and_month(d[4] * 10 + d[5], d[6] * 10 + d[7])
        && weighted(&d, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == d[3]
}

/// Czech and Slovak birth number: divisible by 11; women have 50 added to the month.
pub(crate) fn cz_birth_number(text: &str) -> bool {
    let d = digits(text);
    let number = d
        .iter()
        .fold(0_u64, |number, &digit| number * 10 + u64::from(digit));
    let month = d.get(2).zip(d.get(3)).map(|(tens, ones)| tens * 10 + ones);
    d.len() == 10
        && month.is_some_and(|month| matches!(month, 1..=12 | 21..=32 | 51..=62 | 71..=82))
        && (1..=31).contains(&(d[4] * 10 + d[5]))
        && number.is_multiple_of(11)
}

/// Danish CPR number: a date and four digits. Numbers issued since 2007 have no checksum.
pub(crate) fn dk_cpr(text: &str) -> bool {
    let d = digits(text);
    d.len() == 10 && day_and_month(d[0] * 10 + d[1], d[2] * 10 + d[3])
}

/// Norwegian birth number: two check digits, mod 11.
pub(crate) fn no_birth_number(text: &str) -> bool {
    let d = digits(text);
    let check = |weights: &[u32]| (11 - weighted(&d, weights) % 11) % 11;
    d.len() == 11
        && day_and_month((d[0] % 4) * 10 + d[1], d[2] * 10 + d[3])
        && check(&[3, 7, 6, 1, 8, 9, 4, 5, 2]) == d[9]
        && check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) == d[10]
}

/// Icelandic kennitala: the ninth digit checks the first eight.
pub(crate) fn is_kennitala(text: &str) -> bool {
    let d = digits(text);
    d.len() == 10
        && day_and_month(d[0] * 10 + d[1], d[2] * 10 + d[3])
        && (11 - weighted(&d, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 == d[8]
}

/// Romanian CNP.
pub(crate) fn ro_cnp(text: &str) -> bool {
    let d = digits(text);
    d.len() == 13
        && d[0] > 0
        && day_and_month(d[5] * 10 + d[6], d[3] * 10 + d[4])
        && match weighted(&d, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 {
            10 => d[12] == 1,
            rest => rest == d[12],
        }
}

/// Bulgarian EGN: a date whose month tells the century, and mod 11.
pub(crate) fn bg_egn(text: &str) -> bool {
    let d = digits(text);
    d.len() == 10
        && (1..=12).contains(&((d[2] * 10 + d[3]) % 20))
        && (1..=31).contains(&(d[4] * 10 + d[5]))
        && weighted(&d, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == d[9]
}

/// Estonian and Lithuanian personal code: mod 11 with two sets of weights.
pub(crate) fn ee_personal_code(text: &str) -> bool {
    let d = digits(text);
    d.len() == 11 && (1..=8).contains(&d[0]) && day_and_month(d[5] * 10 + d[6], d[3] * 10 + d[4]) && {
        let first = weighted(&d, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
        let second = weighted(&d, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11;
        (if first < 10 { first } else { second % 10 }) == d[10]
    }
}

/// Latvian personal code: mod 11, or the form issued since 2017 that begins with 32.
pub(crate) fn lv_personal_code(text: &str) -> bool {
    let d = digits(text);
    d.len() == 11 && {
        let sum = weighted(&d, &[1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
        let check = (1101 - sum) % 11 % 10;
        d[..2] == [3, 2] || day_and_month(d[0] * 10 + d[1], d[2] * 10 + d[3]) && check == d[10]
    }
}

/// Croatian OIB, ISO 7064 mod 11,10.
pub(crate) fn hr_oib(text: &str) -> bool {
    let d = digits(text);
    d.len() == 11 && !all_same(&d) && super::mod_11_10(&d)
}

/// JMBG, the number of the states of former Yugoslavia.
pub(crate) fn jmbg(text: &str) -> bool {
    let d = digits(text);
    d.len() == 13 && day_and_month(d[0] * 10 + d[1], d[2] * 10 + d[3]) && {
        let check = 11 - weighted(&d, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        (if check > 9 { 0 } else { check }) == d[12]
    }
}

/// Greek AMKA: a date and Luhn.
pub(crate) fn gr_amka(text: &str) -> bool {
    let d = digits(text);
    d.len() == 11 && day_and_month(d[0] * 10 + d[1], d[2] * 10 + d[3]) && luhn(&d)
}

/// Greek tax number (AFM): powers of two, mod 11.
pub(crate) fn gr_afm(text: &str) -> bool {
    let d = digits(text);
    d.len() == 9 && !all_same(&d) && weighted(&d, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == d[8]
}

/// Hungarian tax number of a person: begins with 8, mod 11.
pub(crate) fn hu_tax(text: &str) -> bool {
    let d = digits(text);
    d.len() == 10 && d[0] == 8 && weighted(&d, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == d[9]
}

/// Irish PPS number: the letter is the weighted sum mod 23; a second letter counts nine times.
pub(crate) fn ie_pps(text: &str) -> bool {
    let bytes = alphanumerics(text);
    if !matches!(bytes.len(), 8 | 9) || !bytes[..7].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let d: Vec<u32> = bytes[..7].iter().map(|byte| u32::from(byte - b'0')).collect();
    let second = match bytes.get(8) {
        None | Some(b'W') => 0,
        Some(letter @ b'A'..=b'Z') => u32::from(letter - b'A') + 1,
        Some(_) => return false,
    };
    let sum = weighted(&d, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second;
    b"WABCDEFGHIJKLMNOPQRSTUV"[sum as usize % 23] == bytes[7]
}

/// Ukrainian taxpayer number (RNOKPP).
pub(crate) fn ua_tax(text: &str) -> bool {
    let d = digits(text);
    let sum: i64 = d
        .iter()
        .zip([-1_i64, 5, 7, 9, 4, 6, 10, 5, 7])
        .map(|(&digit, weight)| i64::from(digit) * weight)
        .sum();
    d.len() == 10 && !all_same(&d) && sum.rem_euclid(11) % 10 == i64::from(d[9])
}

/// German number of the statutory health insurance: a letter counts as two digits, then Luhn from the left.
pub(crate) fn de_health(text: &str) -> bool {
    let bytes = alphanumerics(text);
    if bytes.len() != 10 || !bytes[0].is_ascii_uppercase() || !bytes[1..].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let letter = u32::from(bytes[0] - b'A') + 1;
    let values = [letter / 10, letter % 10]
        .into_iter()
        .chain(bytes[1..9].iter().map(|byte| u32::from(byte - b'0')));
    let sum: u32 = values
        .enumerate()
        .map(|(place, digit)| {
            let product = digit * if place % 2 == 0 { 1 } else { 2 };
            product / 10 + product % 10
        })
        .sum();
    sum % 10 == u32::from(bytes[9] - b'0')
}

/// German pension insurance number: area, birth date, initial, serial, check digit.
pub(crate) fn de_pension(text: &str) -> bool {
    let bytes = alphanumerics(text);
    if bytes.len() != 12 || !bytes[8].is_ascii_uppercase() {
        return false;
    }
    let mut d = vec![];
    for (place, byte) in bytes[..11].iter().enumerate() {
        match byte {
            b'0'..=b'9' if place != 8 => d.push(u32::from(byte - b'0')),
            b'A'..=b'Z' if place == 8 => {
                let letter = u32::from(byte - b'A') + 1;
                d.extend([letter / 10, letter % 10]);
            }
            _ => return false,
        }
    }
    let sum: u32 = d
        .iter()
        .zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1])
        .map(|(digit, weight)| {
            let product = digit * weight;
            product / 10 + product % 10
        })
        .sum();
    bytes[11].is_ascii_digit() && sum % 10 == u32::from(bytes[11] - b'0')
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn european_numbers_pass_and_with_one_digit_changed_fail() {
        check(at_insurance, &["1237 010180"], &["1238 010180"]);
        check(cz_birth_number, &["900223/3944", "736028/5163"], &["900223/3945"]);
        check(dk_cpr, &["070761-4285"], &["320761-4285"]);
        check(no_birth_number, &["11077941012"], &["11077941013"]);
        check(is_kennitala, &["120174-3399"], &["120174-3389"]);
        check(ro_cnp, &["1800101221144"], &["1800101221145"]);
        check(bg_egn, &["7523169263"], &["7523169264"]);
        check(ee_personal_code, &["37605030299"], &["37605030298"]);
        check(lv_personal_code, &["161175-19997"], &["161175-19998"]);
        check(hr_oib, &["33392005961"], &["33392005962"]);
        check(jmbg, &["0101006500006"], &["0101006500007"]);
        check(gr_amka, &["01013099997"], &["01013099998"]);
        check(gr_afm, &["094259216"], &["094259217"]);
        check(hu_tax, &["8071592153"], &["8071592154"]);
        check(ie_pps, &["6433435F", "6433435OA"], &["6433435E", "6433435VH"]);
        check(ua_tax, &["1759013776"], &["1759013777"]);
        check(de_health, &["A123456780"], &["A123456781"]);
        check(de_pension, &["65 170839 J 003"], &["65 170839 J 004"]);
    }
}
