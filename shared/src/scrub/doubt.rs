//! What might be personal data and was left: the same model with a lower threshold, and shapes that no rule takes by themselves.
//!
//! In: a scrubbed text. Out: places to look at, for a person who reviews it. Nothing is taken out because of it: at this threshold
//! more than half of what is found is harmless. Linear in the text.

use serde::Serialize;

use super::{names, span};

/// How much better than it is every word's score is taken to be; 52 to a logit.
const LENIENCE: i32 = 104;
/// Digits in a row, with single signs between them, that might be a number of somebody.
const DIGITS: usize = 6;
/// So many places of one text are told: who has more to look at looks at the whole text.
const MOST: usize = 200;

/// A place to look at, in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Doubt {
    pub start: usize,
    pub end: usize,
    pub what: Suspicion,
}

/// What it might be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspicion {
    Name,
    Number,
    /// A name behind an at sign.
    Handle,
}

/// The places of a text that a reviewer should look at, in order, apart from each other.
#[must_use]
pub fn doubts(text: &str) -> Vec<Doubt> {
    let barriers = span::placeholders(text);
    let blanked = span::blanked(text, &barriers);
    let folded = span::plain(&blanked);
    let view: &str = &folded.text;
    let mut found: Vec<(usize, usize, Suspicion)> =
        names::leniently(view, std::slice::from_ref(&(0..view.len())), LENIENCE)
            .into_iter()
            .map(|name| {
                (
                    folded.original(name.start),
                    folded.original(name.end),
                    Suspicion::Name,
                )
            })
            .collect();
    numbers(&blanked, &mut found);
    handles(&blanked, &mut found);
    found.sort_unstable_by_key(|(start, end, _)| (*start, usize::MAX - end));
    let (mut doubts, mut until) = (vec![], 0);
    let mut points = Points {
        text,
        byte: 0,
        point: 0,
    };
    for (start, end, what) in found {
        if start >= until && start < end && doubts.len() < MOST {
            doubts.push(Doubt {
                start: points.at(start),
                end: points.at(end),
                what,
            });
            until = end;
        }
    }
    doubts
}

/// Counts code points once, from the front.
struct Points<'text> {
    text: &'text str,
    byte: usize,
    point: usize,
}

impl Points<'_> {
    fn at(&mut self, byte: usize) -> usize {
        self.point += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.point
    }
}

fn numbers(text: &str, found: &mut Vec<(usize, usize, Suspicion)>) {
    let (mut start, mut end, mut digits) = (0, 0, 0_usize);
    let mut close = |start: usize, end: usize, digits: usize| {
        if digits >= DIGITS {
            found.push((start, end, Suspicion::Number));
        }
    };
    for (place, letter) in text.char_indices() {
        if letter.is_numeric() {
            if digits == 0 {
                start = place;
            }
            digits += 1;
            end = place + letter.len_utf8();
        } else if digits > 0 && (place > end || !matches!(letter, ' ' | '-' | '.' | '/' | '(' | ')')) {
            close(start, end, digits);
            digits = 0;
        }
    }
    close(start, end, digits);
}

fn handles(text: &str, found: &mut Vec<(usize, usize, Suspicion)>) {
    let mut before = ' ';
    let mut open: Option<usize> = None;
    for (place, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        let goes_on = letter.is_alphanumeric() || letter == '_';
        match open {
            Some(start) if !goes_on => {
                if place - start > 3 {
                    found.push((start, place, Suspicion::Handle));
                }
                open = None;
            }
            None if letter == '@' && !before.is_alphanumeric() => open = Some(place),
            _ => {}
        }
        before = letter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> Vec<(String, Suspicion)> {
        let letters: Vec<char> = text.chars().collect();
        doubts(text)
            .into_iter()
            .map(|doubt| (letters[doubt.start..doubt.end].iter().collect(), doubt.what))
            .collect()
    }

    #[test]
    fn numbers_and_handles_are_shown_to_reviewers_and_placeholders_are_not() {
        assert_eq!(
            marked("groß 12, ab 4711-0815 zu @torvi_b, dazu [EMAIL_1] und [PHONE_123456]."),
            [
                ("4711-0815".to_owned(), Suspicion::Number),
                ("@torvi_b".to_owned(), Suspicion::Handle)
            ]
        );
        assert_eq!(marked("a@b 12345 @ @x"), []);
    }

    #[test]
    fn names_that_the_scrubber_was_not_sure_of_are_shown() {
        // At the scrubber's own threshold this word is none; a reviewer is shown it.
        let text = "Größe 12, Vorgang 4711 von gestern";
        assert_eq!(super::super::find(text), vec![], "choose a harder word");
        assert_eq!(marked(text), [("Vorgang".to_owned(), Suspicion::Name)]);
    }

    #[test]
    fn whatever_the_text_places_are_in_order_and_inside_of_it() {
        for text in [
            "",
            "@",
            "123456",
            "@@@abcd",
            "١٢٣٤٥٦٧",
            "[EMAIL_1",
            "a\u{200d}👩‍👩‍👧 123456 @ööö_ö",
            &"1 ".repeat(100_000),
        ] {
            let length = text.chars().count();
            let mut until = 0;
            for doubt in doubts(text) {
                assert!(
                    until <= doubt.start && doubt.start < doubt.end && doubt.end <= length,
                    "{text:.40}"
                );
                until = doubt.end;
            }
        }
    }
}
