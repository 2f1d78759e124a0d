//! Tells a report of an error: the reply before brought code, and now something fails.
//!
//! In: a turn, and what the person wrote of it themselves. Out: whether it reports an error.
//! Tools speak English everywhere, so a pasted log or trace says so in every language.

use super::Turn;
use super::text::{Own, folded};

/// Only the first bytes of a turn introduce what failed.
const HEAD: usize = 300;

pub(super) fn reported(turn: &Turn<'_>, own: &Own) -> bool {
    let mut end = own.text.len().min(HEAD);
    while !own.text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &own.text[..end];
    let logged = own.fault || LOGGED.iter().any(|sign| own.text.contains(sign)) || has_code(head);
    if !logged && !mentions_error(head) {
        return false;
    }
    let code = || {
        turn.prev_assistant.contains('`')
            || mentions_error(&folded(&turn.prev_user.chars().take(400).collect::<String>()))
    };
    let opens = || {
        let mut words = head
            .split(['\n', ' '])
            .filter(|word| !word.is_empty())
            .map(|word| word.trim_end_matches(':'));
        words.next().is_some_and(|first| {
            first.ends_with("error")
                || first.ends_with("exception")
                || first == "traceback"
                || first == "fatal" && words.next() == Some("error")
        })
    };
    let told = || TOLD.iter().any(|phrase| has_word(head, phrase));
    // Of a log alone, little is the person's own; a long text that names an error asks for something else.
    let bare = || own.text.len() < 240 && !own.text.contains(['?', '？', '؟']);
    (opens() || mentions_error(head) && told() || logged && (told() || bare())) && code()
}

/// How logs name an error.
const LOGGED: [&str; 7] = [
    "error:",
    "exception:",
    "traceback (most",
    "exception in",
    "command not found",
    "no module named",
    "is not defined",
];
/// How people introduce one.
const TOLD: [&str; 13] = [
    "i get",
    "i got",
    "i'm getting",
    "im getting",
    "getting",
    "it says",
    "shows",
    "throws",
    "gives",
    "giving",
    "now",
    "still",
    "terminal",
];

/// Whether an error is named with its code: "error CS0103", but not "error 404", which people talk about.
fn has_code(text: &str) -> bool {
    text.match_indices("error ").any(|(place, sign)| {
        let code = text[place + sign.len()..].split(' ').next().unwrap_or("");
        let code = code.trim_end_matches(':');
        code.len() > 3
            && code.chars().all(|letter| letter.is_ascii_alphanumeric())
            && code.contains(|letter: char| letter.is_ascii_digit())
    })
}

fn mentions_error(text: &str) -> bool {
    [
        "error",
        "exception",
        "traceback",
        "cannot find",
        "undefined",
        "not found",
        "failed",
        "enoent",
        "no such file",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Whether the text holds the phrase as whole words.
fn has_word(text: &str, phrase: &str) -> bool {
    let phrase = phrase.trim_end_matches('*');
    text.match_indices(phrase).any(|(start, _)| {
        let bounded = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_ascii_alphanumeric());
        bounded(text[..start].chars().next_back()) && bounded(text[start + phrase.len()..].chars().next())
    })
}
