//! The text exactly as it would be handed over, for the popup: where something was taken out, and what can be said about each reply.
//!
//! In: a record. Out: its visible path as data, with what pressing each button asks for. Text is only cut, never changed.

use serde::Serialize;
use shared::conversation::{GestureKind, MessageId, Role};
use shared::record::{Record, RecordMessage};
use shared::scrub::{PiiType, Redaction};

use crate::message::Ask;

/// The rule of redactions that the person made.
const BY_HAND: &str = "contributor";

/// One message.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turn {
    /// Key of the speaker's name, and the class of the element.
    pub role: &'static str,
    pub pieces: Vec<Piece>,
    /// Of a reply: good and bad.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<Button>,
}

/// A run of text, or a placeholder and what it stands for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Piece {
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redacted: Option<PiiType>,
    /// What can be done about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub button: Option<Button>,
}

/// A button within the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Button {
    /// Names it within this text, so that it keeps the focus when it is drawn anew.
    pub name: String,
    /// Key of what it says.
    pub says: &'static str,
    /// Key of the whole sentence, which takes the placeholder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressed: Option<bool>,
    pub asks: Ask,
}

/// Cuts a scrubbed text at its redactions, which count in code points.
#[must_use]
pub fn pieces(text: &str, redactions: &[Redaction]) -> Vec<Piece> {
    let characters: Vec<char> = text.chars().collect();
    let run = |start: usize, end: usize| characters[start..end].iter().collect::<String>();
    let (mut pieces, mut done) = (vec![], 0);
    for redaction in redactions {
        let end = redaction.end.min(characters.len());
        if redaction.start < done || redaction.start >= end {
            continue;
        }
        if redaction.start > done {
            pieces.push(Piece {
                text: run(done, redaction.start),
                redacted: None,
                button: None,
            });
        }
        pieces.push(Piece {
            text: run(redaction.start, end),
            redacted: Some(redaction.kind),
            button: None,
        });
        done = end;
    }
    if done < characters.len() {
        pieces.push(Piece {
            text: run(done, characters.len()),
            redacted: None,
            button: None,
        });
    }
    pieces
}

/// The messages of the path that the page shows.
#[must_use]
pub fn turns(record: &Record) -> Vec<Turn> {
    let shown = record.branch.iter().filter_map(|id| record.message(id));
    shown
        .map(|message| Turn {
            role: match message.role {
                Role::User => "you",
                Role::Assistant => "model",
            },
            pieces: marked(message),
            ratings: if message.role == Role::Assistant {
                ratings(record, &message.id)
            } else {
                vec![]
            },
        })
        .collect()
}

/// The text with a button beside each redaction that the person may take back: what is not personal after all stays in the text. Nothing leaves
/// by that; the record waits as before.
fn marked(message: &RecordMessage) -> Vec<Piece> {
    let mut pieces = pieces(&message.text, &message.redactions);
    let taken = pieces.iter_mut().filter(|piece| piece.redacted.is_some());
    for (redaction, piece) in taken.enumerate() {
        let by_hand = message
            .redactions
            .get(redaction)
            .is_some_and(|redaction| redaction.rule == BY_HAND);
        let message_id = message.id.clone();
        let (says, sentence, asks) = if by_hand {
            (
                "show",
                "showThis",
                Ask::Show {
                    message_id,
                    redaction,
                },
            )
        } else if piece.redacted.is_some_and(PiiType::may_be_kept) {
            (
                "keep",
                "keepThis",
                Ask::Keep {
                    message_id,
                    redaction,
                },
            )
        } else {
            continue;
        };
        piece.button = Some(Button {
            name: format!("keep-{}-{redaction}", message.id.0),
            says,
            sentence: Some(sentence),
            pressed: None,
            asks,
        });
    }
    pieces
}

/// Good or bad, in one click; a second one takes it back.
fn ratings(record: &Record, id: &MessageId) -> Vec<Button> {
    let of_this = record.events.iter().rev().filter(|event| event.message_id == *id);
    let rated = of_this.filter_map(|event| rating(event.kind)).next().flatten();
    [(true, "rateGood"), (false, "rateBad")]
        .map(|(good, says)| {
            let pressed = rated == Some(good);
            Button {
                name: format!("{says}-{}", id.0),
                says,
                sentence: None,
                pressed: Some(pressed),
                asks: Ask::Rate {
                    message_id: id.clone(),
                    good: (!pressed).then_some(good),
                },
            }
        })
        .into()
}

/// What a gesture says of a reply: good, bad, or neither any more. None when it says nothing of that.
fn rating(kind: GestureKind) -> Option<Option<bool>> {
    match kind {
        GestureKind::ThumbsUp => Some(Some(true)),
        GestureKind::ThumbsDown => Some(Some(false)),
        GestureKind::ThumbsCleared => Some(None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redaction(start: usize, end: usize) -> Redaction {
        Redaction {
            start,
            end,
            kind: PiiType::Email,
            rule: "contact.email".into(),
            confidence: 1.0,
        }
    }

    fn check(text: &str, spans: &[(usize, usize)], expected: &[(&str, bool)]) {
        let redactions: Vec<Redaction> = spans.iter().map(|&(start, end)| redaction(start, end)).collect();
        let found: Vec<(String, bool)> = pieces(text, &redactions)
            .into_iter()
            .map(|piece| (piece.text, piece.redacted.is_some()))
            .collect();
        let expected: Vec<(String, bool)> = expected
            .iter()
            .map(|&(text, redacted)| (text.to_owned(), redacted))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn redactions_are_marked_where_they_stand() {
        check("plain", &[], &[("plain", false)]);
        check(
            "é [EMAIL_1] now",
            &[(2, 11)],
            &[("é ", false), ("[EMAIL_1]", true), (" now", false)],
        );
        check(
            "[EMAIL_1][EMAIL_2]",
            &[(0, 9), (9, 18)],
            &[("[EMAIL_1]", true), ("[EMAIL_2]", true)],
        );
    }

    #[test]
    fn impossible_spans_hide_no_text() {
        check("short", &[(3, 99)], &[("sho", false), ("rt", true)]);
        check("short", &[(7, 9)], &[("short", false)]);
        check(
            "short",
            &[(1, 3), (2, 4)],
            &[("s", false), ("ho", true), ("rt", false)],
        );
        check("", &[(0, 1)], &[]);
    }
}
