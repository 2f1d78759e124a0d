//! Identity numbers of further countries: by their checksum and the words beside them.
//!
//! A number of nine to fourteen bare digits passes a checksum by chance too often, so each needs its word within
//! forty characters; only forms that nothing else has (CURP, CNPJ) stand alone.

use super::{Cue, Rule};
use crate::scrub::PiiType;
use crate::scrub::checks;

macro_rules! numbers {
    ($($id:literal, $cue:expr, $pattern:literal, $check:expr, $confidence:literal, $matches:expr, $ignores:expr;)*) => {
        &[$(Rule {
            id: $id,
            kind: PiiType::NationalId,
            cue: $cue,
            pattern: $pattern,
            check: |hit| hit.is_free() && ($check)(hit.value()),
            confidence: $confidence,
            #[cfg(test)]
            matches: &$matches,
            #[cfg(test)]
            ignores: &$ignores,
        }),*]
    };
}

pub(super) const RULES: &[Rule] = numbers! {
    "identity.at-insurance", Cue::Near(&[&["svnr", "sv-nummer", "sv-nr", "sozialversicherungsnummer", "versicherungsnummer", "e-card"]]), r"\b\d{4}[ -]?\d{6}\b", checks::at_insurance, 0.95,
        ["SV-Nummer 1237 010180", "Sozialversicherungsnummer: 1237010180"], ["SV-Nummer 1238 010180", "1237 010180"];
    "identity.de-pension", Cue::Beside(6, 16, 16), r"\b\d{2} ?\d{6} ?[A-Z] ?\d{3}\b", checks::de_pension, 0.93,
        ["65 170839 J 003"], ["65 170839 J 004"];
    "identity.cz-sk", Cue::Digits(9), r"\b\d{6}/\d{3,4}\b", |value: &str| checks::cz_birth_number(value), 0.9,
        ["rodné číslo 900223/3944"], ["900223/3945", "201805/2019"];
    "identity.dk-cpr", Cue::Near(&[&["cpr", "cpr-nummer", "cpr-nr", "personnummer"]]), r"\b\d{6}-?\d{4}\b", checks::dk_cpr, 0.93,
        ["CPR-nummer 070761-4285"], ["CPR 320761-4285", "070761-4285"];
    "identity.no", Cue::Near(&[&["fødselsnummer", "fodselsnummer", "personnummer", "fnr", "fødselsnr"]]), r"\b\d{6} ?\d{5}\b", checks::no_birth_number, 0.95,
        ["fødselsnummer 110779 41012"], ["fødselsnummer 11077941013", "11077941012"];
    "identity.is", Cue::Near(&[&["kennitala", "kt."]]), r"\b\d{6}-?\d{4}\b", checks::is_kennitala, 0.95,
        ["kennitala 120174-3399"], ["kennitala 120174-3389", "120174-3399"];
    "identity.ro", Cue::Near(&[&["cnp", "cod numeric personal", "codul numeric"]]), r"\b[1-9]\d{12}\b", checks::ro_cnp, 0.95,
        ["CNP 1800101221144"], ["CNP 1800101221145", "1800101221144"];
    "identity.bg", Cue::Near(&[&["егн", "egn"]]), r"\b\d{10}\b", checks::bg_egn, 0.95,
        ["ЕГН 7523169263"], ["ЕГН 7523169264", "7523169263"];
    "identity.baltic", Cue::Near(&[&["isikukood", "asmens kodas", "personas kods", "personal code"]]), r"\b\d{6}-?\d{5}\b", |value: &str| checks::ee_personal_code(value) || checks::lv_personal_code(value), 0.95,
        ["isikukood 37605030299", "personas kods 161175-19997"], ["isikukood 37605030298", "37605030299"];
    "identity.hr", Cue::Near(&[&["oib"]]), r"\b\d{11}\b", checks::hr_oib, 0.95,
        ["OIB: 33392005961"], ["OIB 33392005962", "33392005961"];
    "identity.yu", Cue::Near(&[&["jmbg", "emšo", "emso", "јмбг", "maticni broj", "matični broj"]]), r"\b\d{13}\b", checks::jmbg, 0.95,
        ["JMBG 0101006500006"], ["JMBG 0101006500007", "0101006500006"];
    "identity.gr", Cue::Near(&[&["αμκα", "amka", "αφμ", "afm", "α.φ.μ", "α.μ.κ.α"]]), r"\b\d{11}\b|\b\d{9}\b", |value: &str| checks::gr_amka(value) || checks::gr_afm(value), 0.95,
        ["ΑΜΚΑ 01013099997", "ΑΦΜ: 094259216"], ["ΑΦΜ 094259217", "094259216"];
    "identity.hu", Cue::Near(&[&["adóazonosító", "adóazonosító jel", "adoazonosito"]]), r"\b8\d{9}\b", checks::hu_tax, 0.95,
        ["adóazonosító jel: 8071592153"], ["adóazonosító 8071592154", "8071592153"];
    "identity.ie", Cue::Near(&[&["pps", "ppsn", "pps number", "pps no"]]), r"\b\d{7} ?[A-W][A-IW]?\b", checks::ie_pps, 0.95,
        ["PPS number 6433435F", "PPSN: 6433435OA"], ["PPS 6433435E", "6433435F"];
    "identity.ua", Cue::Near(&[&["рнокпп", "ідентифікаційний", "іпн", "идентификационный код"]]), r"\b\d{10}\b", checks::ua_tax, 0.95,
        ["РНОКПП 1759013776"], ["РНОКПП 1759013777", "1759013776"];
    "identity.sa", Cue::Near(&[&["هوية", "الهوية", "إقامة", "الإقامة", "iqama", "national id", "السجل المدني"]]), r"\b[12]\d{9}\b", checks::sa_id, 0.95,
        ["رقم الهوية 1000000008", "iqama 2000000006"], ["1000000008", "iqama 3000000007"];
    "identity.ae", Cue::Digits(15), r"\b784-?\d{4}-?\d{7}-?\d\b", checks::ae_id, 0.96,
        ["Emirates ID 784-1980-1234567-8"], ["784-1980-1234567-7"];
    "identity.eg", Cue::Near(&[&["الرقم القومي", "رقم قومي", "القومي", "البطاقة", "بطاقة", "national id"]]), r"\b[23]\d{13}\b", checks::eg_id, 0.95,
        ["الرقم القومي 29001011234567"], ["29001011234567", "49001011234567"];
    "identity.il", Cue::Near(&[&["teudat zehut", "תעודת זהות", "ת.ז", "ת\"ז", "מספר זהות", "israeli id"]]), r"\b\d{9}\b|\b\d{8}-\d\b", checks::il_id, 0.95,
        ["תעודת זהות 123456782", "Teudat Zehut: 123456782"], ["ת.ז 123456783", "123456782"];
    "identity.ir", Cue::Near(&[&["کد ملی", "كد ملي", "کدملی", "شماره ملی"]]), r"\b\d{10}\b|\b\d{3}-\d{6}-\d\b", checks::ir_code, 0.95,
        ["کد ملی 0499370899"], ["کد ملی 0499370898", "0499370899"];
    "identity.kz", Cue::Near(&[&["иин", "жсн"]]), r"\b\d{12}\b", checks::kz_iin, 0.95,
        ["ИИН 850101300194"], ["ИИН 850101300191", "850101300194"];
    "identity.th", Cue::Beside(12, 8, 8), r"\b[1-8]-\d{4}-\d{5}-\d{2}-\d\b", checks::th_id, 0.96,
        ["1-1037-02071-81-1", "เลขประจำตัวประชาชน 1-1037-02071-81-1"], ["1-1037-02071-81-2"];
    "identity.th-by-context", Cue::Near(&[&["เลขประจำตัวประชาชน", "บัตรประชาชน", "เลขบัตร", "thai id"]]), r"\b[1-8] ?\d{4} ?\d{5} ?\d{2} ?\d\b", checks::th_id, 0.96,
        ["บัตรประชาชน 1103702071811"], ["บัตรประชาชน 1103702071812", "1103702071811"];
    "identity.tw", Cue::Near(&[&["身分證", "身份證", "身份证", "統一編號", "居留證", "taiwan id"]]), r"\b[A-Z][1289]\d{8}\b", checks::tw_id, 0.96,
        ["身分證字號 A123456789"], ["身分證 A123456788", "A123456789"];
    "identity.hk", Cue::Beside(6, 8, 8), r"\b[A-Z]{1,2}\d{6} ?\([\dA]\)|\b[A-Z]{1,2}\d{6}[\dA]\b", |value: &str| value.contains('(') && checks::hk_id(value), 0.9,
        ["HKID A123456(3)"], ["A123456(4)", "fn B123456(1)"];
    "identity.sg", Cue::Near(&[&["nric", "fin", "singapore", "singpass"]]), r"\b[STFGM]\d{7}[A-Z]\b", checks::sg_nric, 0.96,
        ["NRIC S1234567D"], ["NRIC S1234567A", "S1234567D"];
    "identity.za", Cue::Near(&[&["south african", "sa id", "id number", "id no", "rsa id", "identity number"]]), r"\b\d{6} ?\d{4} ?\d{2} ?\d\b", checks::za_id, 0.95,
        ["South African ID 8001015009087"], ["ID number 8001015009088", "8001015009087"];
    "identity.au-tfn", Cue::Near(&[&["tfn", "tax file number", "tax file no"]]), r"\b\d{3} ?\d{3} ?\d{3}\b", checks::au_tfn, 0.95,
        ["TFN 123 456 782"], ["TFN 123 456 783", "123 456 782"];
    "identity.nz-ird", Cue::Near(&[&["ird", "ird number"]]), r"\b\d{2,3}-?\d{3}-?\d{3}\b", checks::nz_ird, 0.95,
        ["IRD number 49-091-850"], ["IRD 49-091-851", "49-091-850"];
    "identity.mx-curp", Cue::Beside(6, 8, 16), r"\b[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z\d]\d\b", checks::mx_curp, 0.97,
        ["CURP: HEGG560427MVZRRL04"], ["HEGG560427MVZRRL05"];
    "identity.mx-rfc", Cue::Near(&[&["rfc"]]), r"\b[A-ZÑ&]{4}\d{6}[A-Z\d]{3}\b", |_: &str| true, 0.9,
        ["RFC: GODE561231GR8"], ["RFC 2616", "GODE561231GR8"];
    "identity.cl-rut", Cue::Digits(7), r"\b\d{1,2}\.\d{3}\.\d{3}-[\dkK]\b", checks::cl_rut, 0.93,
        ["RUT 12.345.678-5"], ["12.345.678-6"];
    "identity.cl-rut-bare", Cue::Near(&[&["rut", "run"]]), r"\b\d{7,8}-[\dkK]\b", checks::cl_rut, 0.95,
        ["mi RUT es 12345678-5"], ["RUT 12345678-6", "12345678-5"];
    "identity.ar-cuit", Cue::Digits(11), r"\b(?:20|23|24|27|30|33|34)-\d{8}-\d\b", checks::ar_cuit, 0.93,
        ["CUIL 20-12345678-6"], ["20-12345678-5"];
    "identity.ar-dni", Cue::Near(&[&["dni", "documento", "d.n.i"]]), r"\b\d{1,2}\.\d{3}\.\d{3}\b", |_: &str| true, 0.85,
        ["DNI 30.123.456"], ["30.123.456", "DNI de 2024"];
    "identity.co-nit", Cue::Near(&[&["nit"]]), r"\b\d{3}\.?\d{3}\.?\d{3}-\d\b", checks::co_nit, 0.95,
        ["NIT 900.373.913-4"], ["NIT 900373913-5", "900373913-4"];
    "identity.ec", Cue::Near(&[&["cédula", "cedula", "c.i"]]), r"\b\d{10}\b|\b\d{9}-\d\b", checks::ec_cedula, 0.95,
        ["cédula 1710034065"], ["1710034065", "la cédula cuesta 5"];
    "identity.uy", Cue::Near(&[&["cédula", "cedula", "c.i", "ci"]]), r"\b\d\.?\d{3}\.?\d{3}-\d\b", checks::uy_ci, 0.95,
        ["C.I. 1.234.567-2"], ["C.I. 1.234.567-3", "1.234.567-2"];
    "identity.br-cnpj", Cue::Digits(14), r"\b\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}\b", checks::br_cnpj, 0.95,
        ["CNPJ 11.222.333/0001-81"], ["11.222.333/0001-82"];
};
