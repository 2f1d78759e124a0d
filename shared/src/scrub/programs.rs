//! Names that are words of a program: `Len`, `Builder`, `- name: Install Rust`, the authors of a paper in a comment.
//!
//! In: a text and what the rules found in it. Out: the same findings without names that nothing but their form speaks for,
//! where most lines around are lines of a program. Deliberately kept: names beside an e-mail address, a number or
//! anything else that is personal; full names in quotes, which are data; names by a field or an introduction.
//!
//! Each line is judged once: linear.

use super::lines::Lines;
use super::names::TAGGED;
use super::{Finding, PiiType};

/// How many lines before and behind a name are asked.
const AROUND: usize = 8;
/// How close, in bytes, personal data of another type keeps a name.
const BESIDE: usize = 100;
/// Rules that believe a form or a single word before it.
const WEAK: [&str; 6] = [
    TAGGED,
    "person.greeting",
    "person.title",
    "person.told",
    "person.told-lower",
    "person.signature",
];

/// Takes the names out that are words of a program.
pub(crate) fn spare(text: &str, found: &mut Vec<Finding>) {
    let weak = |finding: &Finding| {
        finding.kind == PiiType::Person && (WEAK.contains(&finding.rule) || finding.rule == "person.field")
    };
    if !found.iter().any(weak) {
        return;
    }
    // Where other personal data is, sorted by place.
    let mut others: Vec<_> = found
        .iter()
        .filter(|other| {
            !matches!(
                other.kind,
                PiiType::Person | PiiType::Username | PiiType::UrlWithUser
            )
        })
        .map(|other| (other.start, other.end))
        .collect();
    others.sort_unstable();
    let lines = Lines::new(text);
    let kinds: Vec<Kind> = (0..lines.count())
        .map(|line| kind(lines.beginning(line)))
        .collect();
    let share = |around: std::ops::Range<usize>| {
        let program = kinds[around.clone()]
            .iter()
            .filter(|kind| **kind == Kind::Program)
            .count();
        (
            program,
            kinds[around].iter().filter(|kind| **kind != Kind::Blank).count(),
        )
    };
    let (program, all) = share(0..kinds.len());
    let whole = all >= 8 && program * 20 >= all * 11;
    found.retain(|finding| {
        if !weak(finding) {
            return true;
        }
        let line = lines.of(finding.start);
        let around = line.saturating_sub(AROUND)..lines.count().min(line + AROUND + 1);
        if is_step(&lines, line, &around) || is_translation(&lines, line, &around) {
            return false;
        }
        if finding.rule == "person.field" {
            return true;
        }
        let first = others.partition_point(|other| other.1 + BESIDE < finding.start);
        if others
            .get(first)
            .is_some_and(|other| other.0 < finding.end + BESIDE)
            || is_quoted(text, finding)
        {
            return true;
        }
        let (program, all) = share(around);
        // In a file of a program, and for a single word or small letters in a line of one, fewer lines around do.
        let name = &text[finding.start..finding.end];
        let word =
            !name.contains(' ') && kinds[line] == Kind::Program || !name.chars().any(char::is_uppercase);
        let part = if whole || word { 4 } else { 2 };
        all < 4 || program * part < all
    });
}

/// A full name in quotes.
fn is_quoted(text: &str, finding: &Finding) -> bool {
    let quotes = ['"', '\'', '`'];
    text[..finding.start].ends_with(quotes)
        && text[finding.end..].starts_with(quotes)
        && text[finding.start..finding.end].contains(' ')
}

/// Whether a field `name:` names a step, a job or a task of an automation, not a person.
fn is_step(lines: &Lines<'_>, line: usize, around: &std::ops::Range<usize>) -> bool {
    let name = lines.beginning(line).trim_start().trim_start_matches("- ");
    name.starts_with("name:")
        && around.clone().any(|line| {
            let key = lines.beginning(line).trim_start().trim_start_matches("- ");
            [
                "uses:",
                "run:",
                "runs-on:",
                "on:",
                "push:",
                "pull_request:",
                "branches:",
                "workflow_dispatch:",
                "steps:",
                "jobs:",
                "runs:",
                "hosts:",
                "tasks:",
                "ansible.builtin.",
                "script:",
            ]
            .iter()
            .any(|word| key.starts_with(word))
        })
}

/// Whether a line is a string of a catalogue of translations (`msgid`, `msgstr`): what a program says in some language.
fn is_translation(lines: &Lines<'_>, line: usize, around: &std::ops::Range<usize>) -> bool {
    let is_key = |line: usize| lines.beginning(line).starts_with("msg");
    (is_key(line) || lines.beginning(line).starts_with(['"', '#']))
        && around.clone().filter(|&line| is_key(line)).count() >= 2
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Blank,
    Prose,
    Program,
}

/// A sign that prose has seldom.
const MARK: u8 = 1;
/// The last sign of what only a program has: `::`, `=>`, `->`, `==`, `&&`, `||`, `()`, `f(`.
const CALL: u8 = 2;
const BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let (marks, calls) = (br#"{}[]()<>=;_\\#*&|$"`~^@%+"#, b":=>&|()");
    let mut at = 0;
    while at < marks.len() {
        bytes[marks[at] as usize] |= MARK;
        at += 1;
    }
    at = 0;
    while at < calls.len() {
        bytes[calls[at] as usize] |= CALL;
        at += 1;
    }
    bytes
};

/// What a line is.
fn kind(line: &str) -> Kind {
    let line = line.trim();
    // A fence says that a program follows; it is no line of one.
    if line.is_empty() || line.starts_with("```") || line.starts_with("~~~") {
        return Kind::Blank;
    }
    // A row of a table in Markdown.
    if line.len() > 1 && line.starts_with('|') && line.ends_with('|') && !line.contains("||") {
        return Kind::Prose;
    }
    let ends = line.ends_with([';', '{', '}', '(', '[', '\\']);
    let comment = super::credits::is_comment(line);
    let mut call = false;
    let mut marks = 0;
    let mut last = 0;
    for byte in line.bytes() {
        let kind = BYTES[usize::from(byte)];
        marks += usize::from(kind & MARK != 0);
        call |= kind & CALL != 0
            && match byte {
                b'>' => matches!(last, b'=' | b'-'),
                b'(' => last.is_ascii_alphanumeric() || last == b'_',
                b')' => last == b'(',
                _ => last == byte,
            };
        last = byte;
    }
    // Asked only where it decides.
    let letters = || line.chars().filter(|letter| !letter.is_whitespace()).count();
    let keyword = marks > 0
        && line
            .split(|letter: char| !letter.is_ascii_alphabetic())
            .next()
            .is_some_and(|word| {
                matches!(
                    word,
                    "def"
                        | "class"
                        | "import"
                        | "from"
                        | "return"
                        | "if"
                        | "else"
                        | "elif"
                        | "for"
                        | "while"
                        | "func"
                        | "fn"
                        | "let"
                        | "const"
                        | "var"
                        | "use"
                        | "pub"
                        | "impl"
                        | "end"
                        | "begin"
                        | "package"
                        | "public"
                        | "private"
                        | "static"
                        | "void"
                        | "int"
                        | "try"
                        | "catch"
                        | "case"
                        | "switch"
                        | "foreach"
                        | "proc"
                        | "set"
                        | "local"
                        | "module"
                        | "require"
                        | "include"
                )
            });
    let list = line.starts_with('(') && marks >= 2;
    if ends || comment || call || keyword || list || marks >= 3 && marks * 10 >= letters() {
        Kind::Program
    } else {
        Kind::Prose
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;

    #[test]
    fn words_of_a_program_are_no_names() {
        for text in [
            "explain(Class, Lim) ->\n    Expl0 = maps:get(reason, Opts),\n    Len = length(Expl0),\n    case Len > Lim of\n        true -> cut(Expl0, Lim);\n        false -> Expl0\n    end.",
            "msgid \"New Password\"\nmsgstr \"Yangi Parol\"\n\n#: a.py:3\nmsgid \"Grant permissions\"\nmsgstr \"Anna õigused\"\n",
            "jobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - name: Install Rust\n        run: rustup update\n",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn data_in_a_program_goes() {
        for text in [
            "ADMINS = [\n    (\"Prisha Sabharwal\", 1),\n    (\"Wanda Kowalczyk\", 2),\n]\nfor admin in ADMINS:\n    check(admin)\n",
            "x = f(1);\ny = g(2);\nz = h(3);\n// Wanda Kowalczyk, wanda@kowalczyk.dev\nx = f(1);\n",
            "- name: Wanda Kowalczyk\n  role: nurse\n",
        ] {
            assert!(
                find(text)
                    .iter()
                    .any(|finding| finding.kind == super::PiiType::Person),
                "{text}"
            );
        }
    }
}
