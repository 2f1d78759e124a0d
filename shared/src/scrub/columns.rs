//! Tables in text: a header line that names personal columns, and the cells beneath it.
//!
//! In: a text with lines separated by comma, semicolon, tab or bar. Out: findings for the cells of columns such as
//! `name`, `dob`, `phone`. A header counts when at least two of its cells are known names of columns.
//! Deliberately no CSV parser: quoted separators are not understood, such rows are passed over.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Finding, PiiType};

/// Names of columns, in lower case without blanks and underscores.
const COLUMNS: &[(PiiType, &[&str])] = &[
    (
        PiiType::Person,
        &[
            "name",
            "fullname",
            "firstname",
            "lastname",
            "surname",
            "customer",
            "customername",
            "employee",
            "patient",
            "contact",
            "nom",
            "prénom",
            "nombre",
            "apellido",
            "apellidos",
            "nome",
            "cognome",
            "naam",
            "voornaam",
            "achternaam",
            "vorname",
            "nachname",
            "imię",
            "nazwisko",
            "имя",
            "фамилия",
            "фио",
            "姓名",
            "名前",
            "氏名",
            "الاسم",
            "नाम",
            "author",
            "student",
            "attendee",
            "participant",
            "teilnehmer",
            "autor",
            "auteur",
            "autore",
            "автор",
            "участник",
        ],
    ),
    (
        PiiType::DateOfBirth,
        &[
            "dob",
            "birthdate",
            "dateofbirth",
            "birthday",
            "born",
            "geburtsdatum",
            "datedenaissance",
            "naissance",
            "fechadenacimiento",
            "nacimiento",
            "datadinascita",
            "geboortedatum",
            "datadenascimento",
            "nascimento",
            "dataurodzenia",
            "датарождения",
            "出生日期",
            "生日",
            "生年月日",
            "تاريخالميلاد",
            "जन्मतिथि",
        ],
    ),
    (
        PiiType::Phone,
        &[
            "phone",
            "phonenumber",
            "tel",
            "telephone",
            "mobile",
            "telefon",
            "téléphone",
            "teléfono",
            "telefono",
            "telefoon",
            "telefone",
            "телефон",
            "电话",
            "手机",
            "電話",
            "電話番号",
            "الهاتف",
            "हाथ",
            "फ़ोन",
            "फोन",
        ],
    ),
    (
        PiiType::Address,
        &[
            "address",
            "street",
            "streetaddress",
            "adresse",
            "anschrift",
            "dirección",
            "indirizzo",
            "adres",
            "endereço",
            "morada",
            "адрес",
            "地址",
            "住所",
            "العنوان",
            "पता",
        ],
    ),
    (
        PiiType::NationalId,
        &[
            "ssn",
            "nationalid",
            "taxid",
            "dni",
            "cpf",
            "pesel",
            "bsn",
            "steuerid",
            "nif",
            "инн",
            "снилс",
            "身份证",
            "身份证号",
        ],
    ),
    (PiiType::Passport, &["passport", "passportno", "passportnumber"]),
    (PiiType::MedicalId, &["mrn", "patientid"]),
    (PiiType::Username, &["username", "login", "handle"]),
    (PiiType::Secret, &["password", "passwd", "pwd"]),
];
/// The rule id of a cell.
const CELL: &str = "columns.cell";
/// Columns that tell a table as well, without being personal, or with rules of their own.
const OTHERS: &[&str] = &[
    "email", "mail", "e-mail", "id", "order", "orderid", "date", "city", "country", "company", "age",
    "gender", "role", "title", "status", "amount", "iban", "ip", "zip",
];

/// Columns that stand beside people as often as beside things: with only such columns, a cell must look like a person's name.
const NEUTRAL: &[&str] = &[
    "task",
    "tasks",
    "done",
    "score",
    "grade",
    "points",
    "note",
    "notes",
    "comment",
    "year",
    "team",
    "department",
    "room",
    "aufgabe",
    "punkte",
    "note",
    "tâche",
    "tarea",
    "puntos",
    "compito",
    "punti",
    "taak",
    "punten",
    "tarefa",
    "pontos",
    "zadanie",
    "punkty",
    "задача",
    "баллы",
    "الدرجة",
    "अंक",
    "分数",
    "成绩",
    "部门",
    "点数",
    "部署",
];

/// The cells of personal columns.
pub(crate) fn candidates(text: &str) -> Vec<Finding> {
    let mut found = vec![];
    let mut table: Option<(char, Vec<Option<PiiType>>, bool)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let row = line.trim_end_matches(['\n', '\r']);
        if let Some((separator, columns)) = header(row) {
            table = Some((separator, columns, is_neutral(row, separator)));
        } else if let Some((separator, columns, neutral)) = &table {
            if row.trim().is_empty() {
                table = None;
            } else if !row.contains("---") {
                cells(row, start, (*separator, *neutral), columns, &mut found);
            }
        }
        start += line.len();
    }
    found
}

/// What a cell of a header names: a kind of personal data, something else (`None`), or nothing known.
fn known(cell: &str) -> Option<Option<PiiType>> {
    let cell = cell.trim().trim_matches(['"', '*']);
    // Longer cells are no names of columns, and need not be compared.
    if cell.len() > 60 || cell.bytes().filter(|byte| matches!(byte, b' ' | b'_')).count() > BLANKS {
        return None;
    }
    if !could_be_known(cell) {
        return None;
    }
    let name: String = cell
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '_'))
        .collect();
    names().get(name.to_lowercase().as_str()).copied()
}

fn names() -> &'static HashMap<&'static str, Option<PiiType>> {
    static NAMES: OnceLock<HashMap<&str, Option<PiiType>>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let others = OTHERS.iter().chain(NEUTRAL).map(|name| (*name, None));
        let personal = COLUMNS
            .iter()
            .rev()
            .flat_map(|(kind, names)| names.iter().map(|name| (*name, Some(*kind))));
        others.chain(personal).collect()
    })
}

/// Whether a name of a column begins as this cell does and is as long; of cells with letters beyond ASCII that is not asked.
fn could_be_known(cell: &str) -> bool {
    static LENGTHS: OnceLock<[u64; 256]> = OnceLock::new();
    let lengths = LENGTHS.get_or_init(|| {
        let mut lengths = [0; 256];
        for name in names().keys() {
            lengths[usize::from(name.as_bytes()[0])] |= 1 << name.len().min(63);
        }
        lengths
    });
    if !cell.is_ascii() {
        return true;
    }
    let mut letters = cell.bytes().filter(|byte| !matches!(byte, b' ' | b'_'));
    let Some(first) = letters.next() else { return false };
    lengths[usize::from(first.to_ascii_lowercase())] >> (1 + letters.count()).min(63) & 1 != 0
}

/// Whether nothing in a header says that its rows are people.
fn is_neutral(row: &str, separator: char) -> bool {
    row.split(separator).all(|cell| {
        let name = cell.trim().trim_matches(['"', '*']).to_lowercase();
        matches!(known(cell), None | Some(Some(PiiType::Person)))
            || NEUTRAL.contains(&name.as_str())
            || name == "id"
    })
}

/// The most blanks in the name of a column; prose is given up early.
const BLANKS: usize = 12;

fn header(row: &str) -> Option<(char, Vec<Option<PiiType>>)> {
    if row.len() > 1000 {
        return None;
    }
    let mut counts = [0; 4];
    for byte in row.bytes() {
        match byte {
            b',' => counts[0] += 1,
            b';' => counts[1] += 1,
            b'\t' => counts[2] += 1,
            b'|' => counts[3] += 1,
            _ => {}
        }
    }
    let first = counts.iter().position(|count| *count > 0)?;
    let separator = [',', ';', '\t', '|'][first];
    // Prose with commas is given up at its first cells.
    let count = counts[first] + 1;
    let mut unknown = 0;
    let mut cells = vec![];
    for cell in row.split(separator).map(known) {
        unknown += usize::from(cell.is_none());
        if unknown * 2 > count {
            return None;
        }
        cells.push(cell);
    }
    let named = cells.iter().flatten().count();
    let columns: Vec<_> = cells.into_iter().map(Option::flatten).collect();
    (named >= 2 && named * 2 >= columns.len() && columns.iter().any(Option::is_some))
        .then_some((separator, columns))
}

fn cells(
    row: &str,
    start: usize,
    (separator, neutral): (char, bool),
    columns: &[Option<PiiType>],
    found: &mut Vec<Finding>,
) {
    let mut cells = vec![];
    let mut at = 0;
    for cell in row.split(separator) {
        cells.push((at, at + cell.len()));
        at += cell.len() + separator.len_utf8();
    }
    // "Turner, Margaret" without quotes makes one cell too many: it is the person's.
    if cells.len() == columns.len() + 1
        && let Some(person) = columns.iter().position(|kind| *kind == Some(PiiType::Person))
    {
        cells[person].1 = cells[person + 1].1;
        cells.remove(person + 1);
    }
    if cells.len() != columns.len() {
        return;
    }
    for (&(from, to), kind) in cells.iter().zip(columns) {
        let cell = &row[from..to];
        let value = cell.trim().trim_matches('"');
        let Some(kind) = *kind else { continue };
        if !fits(kind, value)
            || neutral && kind == PiiType::Person && !super::names::could_be_a_persons(value)
        {
            continue;
        }
        let from = start + from + cell.find(value).unwrap_or_default();
        found.push(Finding {
            start: from,
            end: from + value.len(),
            kind,
            rule: CELL,
            confidence: 0.82,
        });
    }
}

/// Whether a cell can hold what its column says.
fn fits(kind: PiiType, value: &str) -> bool {
    let digits = value.chars().filter(|letter| letter.is_numeric()).count();
    let letters = value.chars().filter(|letter| letter.is_alphabetic()).count();
    let length = value.chars().count();
    match kind {
        PiiType::Person => {
            letters >= 2
                && digits == 0
                && length <= 60
                && !matches!(
                    value.to_ascii_lowercase().as_str(),
                    "null" | "none" | "n/a" | "string" | "text" | "varchar" | "name"
                )
        }
        PiiType::DateOfBirth => (6..=12).contains(&digits) && length <= 20,
        PiiType::Phone => (6..=18).contains(&digits) && letters <= 4,
        PiiType::Address => digits >= 1 && letters >= 4 && length <= 160,
        PiiType::Secret => length >= 4 && (digits > 0 || length >= 8) && !value.contains(' '),
        PiiType::Username => length >= 3 && !value.contains(' '),
        _ => digits >= 4 && length <= 30,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_beneath_a_header_are_found_and_other_columns_are_not() {
        let text = "name,email,dob,order\nTurner, Margaret,x,1991-08-10,194-51\nFrank Coleman,y,1947-11-01,7\n\nFrank,y,1947-11-02,8\n";
        let found: Vec<_> = candidates(text)
            .into_iter()
            .map(|one| &text[one.start..one.end])
            .collect();
        assert_eq!(
            found,
            ["Turner, Margaret", "1991-08-10", "Frank Coleman", "1947-11-01"]
        );
    }

    #[test]
    fn a_table_of_things_has_no_people() {
        let text = "| Name | Task | Done |\n|---|---|---|\n| Maria Brdarić | tests | yes |\n| Login Page | docs | no |\n";
        let found: Vec<_> = candidates(text)
            .into_iter()
            .map(|one| &text[one.start..one.end])
            .collect();
        assert_eq!(found, ["Maria Brdarić"]);
    }

    #[test]
    fn prose_and_code_with_commas_are_no_tables() {
        for text in [
            "Hello, world\nGoodbye, you\n",
            "name, and so on\nx, y\n",
            "def f(name, phone):\n  return name, phone\n",
        ] {
            assert_eq!(candidates(text), [], "{text}");
        }
    }
}
