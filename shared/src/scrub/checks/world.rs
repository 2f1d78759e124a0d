//! Checksums of identity numbers of the Americas, Asia, Africa and Oceania beyond those in the parent module.
//!
//! Argentina, Australia (tax, Medicare), Brazil (firms), Chile, China (Hong Kong, Taiwan), Colombia, Ecuador, Egypt, Iran,
//! Israel, Kazakhstan, Mexico, New Zealand, Saudi Arabia, Singapore, South Africa, Thailand, Uruguay, USA (NPI), Emirates.

use super::{all_same, alphanumerics, day_and_month, digits, luhn, weighted};

/// Luhn over the whole number of a given length; the first digits are those in use.
fn luhn_of(text: &str, length: usize, first: impl Fn(u32) -> bool) -> bool {
    let d = digits(text);
    d.len() == length && first(d[0]) && !all_same(&d) && luhn(&d)
}

/// Saudi identity number (1) or residence number (2).
pub(crate) fn sa_id(text: &str) -> bool {
    luhn_of(text, 10, |first| matches!(first, 1 | 2))
}

/// Emirates ID: 784, year, serial, Luhn.
pub(crate) fn ae_id(text: &str) -> bool {
    digits(text).starts_with(&[7, 8, 4]) && luhn_of(text, 15, |_| true)
}

/// Israeli identity number.
pub(crate) fn il_id(text: &str) -> bool {
    luhn_of(text, 9, |_| true)
}

/// South African identity number: a date and Luhn.
pub(crate) fn za_id(text: &str) -> bool {
    let d = digits(text);
    luhn_of(text, 13, |_| true) && day_and_month(d[4] * 10 + d[5], d[2] * 10 + d[3])
}

/// Egyptian national number: century, date, governorate. Its checksum is not published.
pub(crate) fn eg_id(text: &str) -> bool {
    let d = digits(text);
    d.len() == 14
        && matches!(d[0], 2 | 3)
        && day_and_month(d[5] * 10 + d[6], d[3] * 10 + d[4])
        && matches!(d[7] * 10 + d[8], 1..=4 | 11..=19 | 21..=29 | 31..=35 | 88)
}

/// Iranian national code, mod 11.
pub(crate) fn ir_code(text: &str) -> bool {
    let d = digits(text);
    d.len() == 10 && !all_same(&d) && {
        let rest = weighted(&d, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        d[9] == if rest < 2 { rest } else { 11 - rest }
    }
}

/// Kazakh individual number: mod 11 with two sets of weights.
pub(crate) fn kz_iin(text: &str) -> bool {
    let d = digits(text);
    d.len() == 12 && day_and_month(d[4] * 10 + d[5], d[2] * 10 + d[3]) && {
        let first = weighted(&d, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
        let second = weighted(&d, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
        (if first < 10 { first } else { second }) == d[11]
    }
}

/// Thai citizen number, mod 11.
pub(crate) fn th_id(text: &str) -> bool {
    let d = digits(text);
    d.len() == 13
        && d[0] > 0
        && (11 - weighted(&d, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 10 == d[12]
}

/// Taiwanese identity number: the letter stands for two digits.
pub(crate) fn tw_id(text: &str) -> bool {
    let bytes = alphanumerics(text);
    if bytes.len() != 10 || !bytes[0].is_ascii_uppercase() || !bytes[1..].iter().all(u8::is_ascii_digit) {
        return false;
    }
    // In the order of the codes 10 to 35.
    let Some(code) = b"ABCDEFGHJKLMNPQRSTUVXYWZIO"
        .iter()
        .position(|letter| *letter == bytes[0])
    else {
        return false;
    };
    let code = code as u32 + 10;
    let d: Vec<u32> = bytes[1..].iter().map(|byte| u32::from(byte - b'0')).collect();
    matches!(d[0], 1 | 2 | 8 | 9)
        && (code / 10 + code % 10 * 9 + weighted(&d, &[8, 7, 6, 5, 4, 3, 2, 1, 1])).is_multiple_of(10)
}

/// Hong Kong identity card: one or two letters, six digits, a check character.
pub(crate) fn hk_id(text: &str) -> bool {
    let bytes = alphanumerics(text);
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    if bytes.len() != letters + 7
        || !matches!(letters, 1 | 2)
        || !bytes[letters..letters + 6].iter().all(u8::is_ascii_digit)
    {
        return false;
    }
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        _ => u32::from(byte - b'A') + 10,
    };
    let mut values = if letters == 1 { vec![36] } else { vec![] };
    values.extend(bytes[..letters + 6].iter().map(|&byte| value(byte)));
    let check = (11 - weighted(&values, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    let last = bytes[letters + 6];
    (last.is_ascii_digit() || last == b'A') && value(last) == check
}

/// Singapore NRIC and FIN.
pub(crate) fn sg_nric(text: &str) -> bool {
    let bytes = alphanumerics(text);
    if bytes.len() != 9 || !bytes[1..8].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let d: Vec<u32> = bytes[1..8].iter().map(|byte| u32::from(byte - b'0')).collect();
    let sum = weighted(&d, &[2, 7, 6, 5, 4, 3, 2]) as usize;
    match bytes[0] {
        b'S' => b"JZIHGFEDCBA"[sum % 11] == bytes[8],
        b'T' => b"JZIHGFEDCBA"[(sum + 4) % 11] == bytes[8],
        b'F' => b"XWUTRQPNMLK"[sum % 11] == bytes[8],
        b'G' => b"XWUTRQPNMLK"[(sum + 4) % 11] == bytes[8],
        b'M' => b"KLJNPQRTUWX"[10 - (sum + 3) % 11] == bytes[8],
        _ => false,
    }
}

/// Australian tax file number, mod 11.
pub(crate) fn au_tfn(text: &str) -> bool {
    let d = digits(text);
    d.len() == 9 && !all_same(&d) && weighted(&d, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)
}

/// Australian Medicare card: begins with 2 to 6; the ninth digit checks the first eight.
pub(crate) fn au_medicare(text: &str) -> bool {
    let d = digits(text);
    matches!(d.len(), 10 | 11)
        && (2..=6).contains(&d[0])
        && weighted(&d, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == d[8]
}

/// New Zealand tax number (IRD).
pub(crate) fn nz_ird(text: &str) -> bool {
    let mut d = digits(text);
    if d.len() == 8 {
        d.insert(0, 0);
    }
    let check = |weights: &[u32]| (11 - weighted(&d, weights) % 11) % 11;
    d.len() == 9 && !all_same(&d) && {
        let first = check(&[3, 2, 7, 6, 5, 4, 3, 2]);
        let check = if first == 10 {
            check(&[7, 4, 3, 2, 5, 2, 7, 6])
        } else {
            first
        };
        check == d[8]
    }
}

/// Mexican CURP: the last digit, over an alphabet with Ñ.
pub(crate) fn mx_curp(text: &str) -> bool {
    let letters: Vec<char> = text.chars().map(|letter| letter.to_ascii_uppercase()).collect();
    let value = |letter: char| {
        "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
            .chars()
            .position(|known| known == letter)
    };
    let Some(values) = letters
        .iter()
        .map(|&letter| value(letter))
        .collect::<Option<Vec<_>>>()
    else {
        return false;
    };
    values.len() == 18 && {
        let sum: usize = values[..17]
            .iter()
            .enumerate()
            .map(|(place, value)| value * (18 - place))
            .sum();
        (10 - sum % 10) % 10 == values[17]
    }
}

/// Chilean RUT: mod 11 with the weights 2 to 7 from the right; 10 is written K.
pub(crate) fn cl_rut(text: &str) -> bool {
    let bytes = alphanumerics(text);
    let Some((&last, body)) = bytes.split_last() else {
        return false;
    };
    if !matches!(body.len(), 7 | 8) || !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = body
        .iter()
        .rev()
        .zip([2, 3, 4, 5, 6, 7].into_iter().cycle())
        .map(|(byte, weight)| u32::from(byte - b'0') * weight)
        .sum();
    last == b"0123456789K"[(11 - sum % 11) as usize % 11]
}

/// Argentine CUIT and CUIL.
pub(crate) fn ar_cuit(text: &str) -> bool {
    let d = digits(text);
    d.len() == 11
        && matches!(d[0] * 10 + d[1], 20 | 23 | 24 | 27 | 30 | 33 | 34)
        && (11 - weighted(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 == d[10]
}

/// Ecuadorian identity card: province, and Luhn over ten digits.
pub(crate) fn ec_cedula(text: &str) -> bool {
    let d = digits(text);
    d.len() == 10 && matches!(d[0] * 10 + d[1], 1..=24 | 30) && d[2] < 6 && luhn(&d)
}

/// Uruguayan identity card.
pub(crate) fn uy_ci(text: &str) -> bool {
    let mut d = digits(text);
    if d.len() == 7 {
        d.insert(0, 0);
    }
    d.len() == 8 && !all_same(&d) && (10 - weighted(&d, &[2, 9, 8, 7, 6, 3, 4]) % 10) % 10 == d[7]
}

/// Colombian tax number with its check digit.
pub(crate) fn co_nit(text: &str) -> bool {
    let d = digits(text);
    matches!(d.len(), 9 | 10) && {
        let sum: u32 = d[..d.len() - 1]
            .iter()
            .rev()
            .zip([3, 7, 13, 17, 19, 23, 29, 37, 41])
            .map(|(digit, weight)| digit * weight)
            .sum();
        let rest = sum % 11;
        d[d.len() - 1] == if rest < 2 { rest } else { 11 - rest }
    }
}

/// Brazilian number of firms (CNPJ), often of one person.
pub(crate) fn br_cnpj(text: &str) -> bool {
    let d = digits(text);
    let check = |weights: &[u32]| {
        let rest = weighted(&d, weights) % 11;
        if rest < 2 { 0 } else { 11 - rest }
    };
    d.len() == 14
        && !all_same(&d)
        && check(&[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) == d[12]
        && check(&[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) == d[13]
}

/// American number of health providers (NPI): Luhn with 80840 before it.
pub(crate) fn us_npi(text: &str) -> bool {
    let d = digits(text);
    let whole: Vec<u32> = [8, 0, 8, 4, 0].into_iter().chain(d.iter().copied()).collect();
    d.len() == 10 && matches!(d[0], 1 | 2) && luhn(&whole)
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn numbers_of_the_world_pass_and_with_one_digit_changed_fail() {
        check(sa_id, &["1000000008"], &["1000000009", "3000000004"]);
        check(ae_id, &["784-1980-1234567-8"], &["784-1980-1234567-9"]);
        check(il_id, &["123456782"], &["123456783"]);
        check(za_id, &["8001015009087"], &["8001015009088"]);
        check(eg_id, &["29001011234567"], &["29013011234567"]);
        check(ir_code, &["0499370899"], &["0499370898"]);
        check(kz_iin, &["850101300194"], &["850101300191"]);
        check(th_id, &["1-1037-02071-81-1"], &["1-1037-02071-81-2"]);
        check(tw_id, &["A123456789"], &["A123456788"]);
        check(hk_id, &["A123456(3)", "AB987654(3)"], &["A123456(4)"]);
        check(
            sg_nric,
            &["S1234567D", "T1234567J", "F1234567N", "G1234567X"],
            &["S1234567A"],
        );
        check(au_tfn, &["123 456 782"], &["123 456 783"]);
        check(au_medicare, &["2123 45670 1"], &["2123 45671 1"]);
        check(nz_ird, &["49-091-850", "136-410-132"], &["49-091-851"]);
        check(mx_curp, &["HEGG560427MVZRRL04"], &["HEGG560427MVZRRL05"]);
        check(cl_rut, &["12.345.678-5", "7.654.321-6"], &["12.345.678-6"]);
        check(ar_cuit, &["20-12345678-6"], &["20-12345678-5"]);
        check(ec_cedula, &["1710034065"], &["1710034066"]);
        check(uy_ci, &["1.234.567-2"], &["1.234.567-3"]);
        check(co_nit, &["900373913-4"], &["900373913-5"]);
        check(br_cnpj, &["11.222.333/0001-81"], &["11.222.333/0001-82"]);
        check(us_npi, &["1234567893"], &["1234567894"]);
    }
}
