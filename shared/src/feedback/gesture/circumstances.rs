//! What turns a gesture into something else than it looks like: an error, a quotation, a typing error.
//!
//! In: texts of a conversation, or of a page. Out: yes, no, how much. Linear in the texts.
//! Not here: what follows from it.

/// A text longer than this is a reply, whatever it says of errors.
const NOTICE: usize = 300;
/// How many lines of a turn are compared with the reply before it.
const LINES: usize = 50;
/// A shorter line stands in many texts by chance.
const LINE: usize = 20;

/// How pages say that a reply has failed, in lower case.
const FAILURES: &[&str] = &[
    "something went wrong",
    "an error occurred",
    "there was an error",
    "error in ",
    "error generating",
    "error while",
    "network error",
    "connection error",
    "internal server error",
    "failed to ",
    "unable to ",
    "could not ",
    "timed out",
    "timeout",
    "try again later",
    "too many requests",
    "rate limit",
    "overloaded",
    "出错",
    "错误",
    "錯誤",
    "失败",
    "エラー",
    "失敗",
    "오류",
    "실패",
    "error al ",
    "un error",
    "algo salió mal",
    "une erreur",
    "erreur ",
    "ein fehler",
    "fehler bei",
    "schiefgelaufen",
    "ocorreu um erro",
    "algo deu errado",
    "un errore",
    "errore ",
    "er is iets misgegaan",
    "fout opgetreden",
    "wystąpił błąd",
    "coś poszło nie tak",
    "ошибка",
    "что-то пошло не так",
    "помилка",
    "щось пішло не так",
    "hata oluştu",
    "bir sorun oluştu",
    "حدث خطأ",
    "שגיאה",
    "משהו השתבש",
    "خطایی",
    "त्रुटि",
    "ত্রুটি",
    "đã xảy ra lỗi",
    "terjadi kesalahan",
    "เกิดข้อผิดพลาด",
];

/// Whether a short text is a notice that something failed, as pages write it in the place of a reply or beside it.
#[must_use]
pub fn says_that_it_failed(text: &str) -> bool {
    let text = text.trim();
    if text.len() > NOTICE {
        return false;
    }
    let text = text.to_lowercase();
    FAILURES.iter().any(|failure| text.contains(failure))
        || text == "error"
        || text.starts_with("error:")
        || text.starts_with("⚠")
}

/// Whether a reply is no reply: empty, or the notice that it failed.
pub(super) fn is_no_reply(text: &str) -> bool {
    let text = text.trim();
    // A reply may well be about errors; a notice is one line and opens with it.
    text.is_empty() || (!text.contains('\n') && text.len() <= NOTICE / 2 && opens_as_failure(text))
}

fn opens_as_failure(text: &str) -> bool {
    let text = text
        .trim_start_matches(['⚠', '\u{fe0f}', '❌', '!', ' ', '*', '_'])
        .to_lowercase();
    let at_start = |failure: &&str| text.starts_with(failure.trim_end());
    let whole = text == "error" || text.starts_with("error:");
    // "could not" and the like open many honest sentences.
    whole
        || FAILURES
            .iter()
            .filter(|failure| {
                !matches!(
                    **failure,
                    "could not " | "unable to " | "failed to " | "timeout" | "error in "
                )
            })
            .any(at_start)
}

/// Whether a turn opens with, or holds a line of, what programs print when they fail.
pub(super) fn reports_an_error(turn: &str) -> bool {
    turn.lines().take(4 * LINES).any(|line| {
        let line = line.trim_start_matches(['>', '`', ' ', '\t', '[']);
        let head: String = line.chars().take(120).collect();
        let lower = head.to_lowercase();
        const OPENINGS: &[&str] = &[
            "error:",
            "error[",
            "error ",
            "error\u{a0}",
            "fatal:",
            "fatal error",
            "exception in ",
            "traceback (most recent",
            "panic:",
            "uncaught ",
            "unhandled ",
            "segmentation fault",
            "err!",
            "npm err",
            "fehler:",
            "erreur :",
            "erreur:",
            "erro:",
            "errore:",
            "ошибка:",
            "помилка:",
            "hata:",
            "错误",
            "报错",
            "エラー",
            "오류",
        ];
        OPENINGS.iter().any(|opening| lower.starts_with(opening))
            || names_an_error(&head)
            || lower.contains(": command not found")
            || lower.contains(" panicked at ")
            || lower.contains("undefined reference to")
    })
}

/// `TypeError: …`, `java.lang.NullPointerException: …`: a name that ends so, and a colon.
fn names_an_error(line: &str) -> bool {
    let Some((name, _)) = line.split_once(':') else {
        return false;
    };
    let name = name.trim().rsplit([' ', '.']).next().unwrap_or_default();
    name.len() > 5
        && (name.ends_with("Error") || name.ends_with("Exception"))
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// How many bytes of a reply a turn repeats: marked quotations and long lines, word for word.
pub(super) fn quoted(turn: &str, reply: &str) -> usize {
    turn.lines()
        .take(LINES)
        .map(|line| {
            line.trim_start_matches(['>', ' ', '"', '“'])
                .trim_end_matches(['"', '”', ' '])
        })
        .filter(|line| line.chars().count() >= LINE && reply.contains(line))
        .map(str::len)
        .sum()
}

/// Whether two texts differ by typing errors only: the same words, a few of them off by a letter or two, no number changed.
pub(super) fn differ_by_typing(before: &str, after: &str) -> bool {
    const WORDS: usize = 300;
    const LONGEST: usize = 40;
    let words = |text: &str| -> Vec<Vec<char>> {
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
            .filter(|word| !word.is_empty())
            .take(WORDS + 1)
            .map(|word| word.to_lowercase().chars().collect())
            .collect()
    };
    let (before, after) = (words(before), words(after));
    if before.len() != after.len() || before.is_empty() || before.len() > WORDS {
        return false;
    }
    let off: Vec<_> = before
        .iter()
        .zip(&after)
        .filter(|(one, other)| one != other)
        .collect();
    let by_typing = |(one, other): &(&Vec<char>, &Vec<char>)| {
        let longer = one.len().max(other.len());
        // In scripts without spaces a letter is a word, and another letter another word.
        let letters = one
            .iter()
            .chain(*other)
            .all(|letter| letter.is_alphabetic() && *letter < '\u{e00}');
        let most = if longer >= 7 { 2 } else { 1 };
        letters && (4..=LONGEST).contains(&longer) && distance(one, other) <= most
    };
    off.len() <= (before.len() / 3).max(1) && off.iter().all(by_typing)
}

/// Letters that were put in, left out, changed, or swapped with their neighbour.
fn distance(one: &[char], other: &[char]) -> usize {
    let width = other.len() + 1;
    let mut rows: Vec<Vec<usize>> = vec![vec![0; width]; one.len() + 1];
    for (at, row) in rows.iter_mut().enumerate() {
        row[0] = at;
    }
    rows[0] = (0..width).collect();
    for row in 1..=one.len() {
        for column in 1..width {
            let changed = usize::from(one[row - 1] != other[column - 1]);
            let mut least = (rows[row - 1][column] + 1)
                .min(rows[row][column - 1] + 1)
                .min(rows[row - 1][column - 1] + changed);
            let swapped = row > 1
                && column > 1
                && one[row - 1] == other[column - 2]
                && one[row - 2] == other[column - 1];
            if swapped {
                least = least.min(rows[row - 2][column - 2] + 1);
            }
            rows[row][column] = least;
        }
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_of_failure_is_no_reply_and_a_reply_about_errors_is_one() {
        for (text, expected) in [
            ("", true),
            (" \n", true),
            ("Something went wrong. Please try again.", true),
            ("⚠️ Network error", true),
            ("Error: 503", true),
            ("Ein Fehler ist aufgetreten.", true),
            ("出错了，请重试", true),
            (
                "Something went wrong in your loop:\nyou never increment `i`.",
                false,
            ),
            ("Could not agree more: sort the list first.", false),
            ("Use `try` to catch the error.", false),
        ] {
            assert_eq!(is_no_reply(text), expected, "{text}");
        }
    }

    #[test]
    fn banners_speak_many_languages() {
        for text in [
            "Une erreur est survenue",
            "エラーが発生しました",
            "Request timed out",
            "حدث خطأ ما",
        ] {
            assert!(says_that_it_failed(text), "{text}");
        }
        for text in ["Copied to clipboard", "Chat renamed", ""] {
            assert!(!says_that_it_failed(text), "{text}");
        }
        assert!(
            !says_that_it_failed(&"this long text mentions an error, ".repeat(20)),
            "too long for a notice"
        );
    }

    #[test]
    fn what_programs_print_when_they_fail_is_known() {
        for (turn, expected) in [
            ("error: cannot find value `x`", true),
            (
                "now this:\nTraceback (most recent call last):\n  File \"a.py\"",
                true,
            ),
            ("TypeError: undefined is not a function", true),
            ("java.lang.NullPointerException: null", true),
            ("bash: foo: command not found", true),
            ("thread 'main' panicked at src/main.rs:2", true),
            ("报错了", true),
            ("can you add error handling?", false),
            ("what is a TypeError?", false),
            ("thanks, next: the weather", false),
        ] {
            assert_eq!(reports_an_error(turn), expected, "{turn}");
        }
    }

    #[test]
    fn typing_errors_are_told_from_other_questions() {
        for (before, after, expected) in [
            (
                "waht is the capitel of France",
                "what is the capital of France",
                true,
            ),
            (
                "what is the capital of France",
                "what is the capital of Spain",
                false,
            ),
            ("draw a cat", "draw a dog", false),
            ("explain chapter 6", "explain chapter 7", false),
            ("wie get es dir", "wie geht es dir", true),
            ("请解释第六章", "请解释第七章", false),
            ("sort it", "sort it please", false),
            ("", "", false),
        ] {
            assert_eq!(differ_by_typing(before, after), expected, "{before} / {after}");
        }
    }
}
