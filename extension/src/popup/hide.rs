//! What a person may hide of a text by naming it.
//!
//! In: words that were typed or selected, and the texts in which they may stand. Out: whole passages of those texts. Hides nothing itself.

use shared::scrub::Hidden;

/// What of these words can be hidden: each line of them, without placeholders, as far as it stands in one of the texts. A part of
/// a word becomes the whole word.
#[must_use]
pub fn passages(words: &str, texts: &[&str]) -> Vec<String> {
    let lines = words.lines().flat_map(between_placeholders);
    lines.filter_map(|line| whole_words(line.trim(), texts)).collect()
}

fn between_placeholders(line: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (vec![], line);
    let mut from = 0;
    while let Some(start) = rest[from..].find('[').map(|at| from + at) {
        let end = rest[start..].find(']').map(|at| start + at + 1);
        let is_one = |inner: &str| {
            inner.len() > 4
                && inner
                    .chars()
                    .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
        };
        match end.filter(|end| is_one(&rest[start + 1..end - 1])) {
            Some(end) => {
                parts.push(&rest[..start]);
                (rest, from) = (&rest[end..], 0);
            }
            None => from = start + 1,
        }
    }
    parts.push(rest);
    parts
}

fn whole_words(part: &str, texts: &[&str]) -> Option<String> {
    let stands = |passage: &str| {
        let hidden = Hidden::of(passage)?;
        let found = texts.iter().any(|text| !hidden.find(text).is_empty());
        found.then(|| passage.to_owned())
    };
    stands(part).or_else(|| {
        let (text, at) = texts
            .iter()
            .filter(|_| !part.is_empty())
            .find_map(|text| Some((text, text.find(part)?)))?;
        let before = text[..at].trim_end_matches(char::is_alphanumeric).len();
        let after = &text[at + part.len()..];
        let end = text.len() - after.trim_start_matches(char::is_alphanumeric).len();
        stands(&text[before..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_whole_words_that_stand_in_the_text() {
        let texts = ["My cat Whiskers met a party, [EMAIL_1] and the art of war."];
        for (words, expected) in [
            ("Whiskers", vec!["Whiskers"]),
            ("hisker", vec!["Whiskers"]),
            ("art", vec!["art"]),
            ("par", vec!["party"]),
            ("a party, [EMAIL_1] and the", vec!["a party,", "and the"]),
            ("[EMAIL_1]", vec![]),
            ("", vec![]),
            ("zebra", vec![]),
            ("Whiskers\nthe art", vec!["Whiskers", "the art"]),
        ] {
            assert_eq!(passages(words, &texts), expected, "{words}");
        }
        assert_eq!(between_placeholders("a [x] [b"), ["a [x] [b"]);
    }
}
