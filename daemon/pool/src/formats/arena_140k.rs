//! `arena`: battles with the columns of `LMArena`'s `arena-human-preference-140k`, `both_bad` included.
//!
//! In: one record. Out: a line for every pair of replies to one question that were compared outright; with inferred feedback, those
//! where another reply was asked for and gone on with. Headers, lists and bold text are counted outside of code, as Arena counts them.
//! Not here: tokens, since that takes one model's tokenizer; categories; exact times; sessions.

use serde_json::{Value, json};
use shared::feedback::pairs::Winner;
use shared::record::RecordMessage;

use super::columns::{Column, Field, NO_TIME, NOT_CLASSIFIED, Type, WHY, column, empty, noted};
use super::item::{Compared, Item, because};
use super::{Feedback, Format, Table};
use crate::release::columns::role;

pub(super) const FORMAT: Format = Format {
    name: "arena",
    aliases: &["arena-140k"],
    what: "Two replies and the winner, with the columns of arena-human-preference-140k: rating models, reward models, style control",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "arena",
        columns: COLUMNS,
        more: WHY,
        rows,
    }],
    also: None,
};

const PARTS: Type = Type::List(&Type::Struct(&[
    Field("type", Type::Text),
    Field("text", Type::Text),
    Field("image", Type::Text),
    Field("mimeType", Type::Text),
]));
const MESSAGE: Type = Type::Struct(&[Field("role", Type::Text), Field("content", PARTS)]);
const COUNTED: Type = Type::List(&Type::Struct(&[
    Field("role", Type::Text),
    Field("content", PARTS),
    Field("num_tokens", Type::Int),
]));
const HEADERS: Type = Type::Struct(&[
    Field("h1", Type::Int),
    Field("h2", Type::Int),
    Field("h3", Type::Int),
    Field("h4", Type::Int),
    Field("h5", Type::Int),
    Field("h6", Type::Int),
]);
const LISTS: Type = Type::Struct(&[Field("ordered", Type::Int), Field("unordered", Type::Int)]);
const BOLD: Type = Type::Struct(&[Field("**", Type::Int), Field("__", Type::Int)]);

const COLUMNS: &[Column] = &[
    column("id", Type::Text),
    column("model_a", Type::Text),
    column("model_b", Type::Text),
    noted("winner", Type::Text, "model_a, model_b, tie or both_bad"),
    empty(
        "evaluation_session_id",
        Type::Text,
        "it would link the records of one contributor",
    ),
    noted(
        "evaluation_order",
        Type::Int,
        "the place of this comparison in its conversation, from 1",
    ),
    column("conversation_a", Type::List(&MESSAGE)),
    noted(
        "conversation_b",
        COUNTED,
        "`num_tokens` is always null: counting takes one model's tokenizer",
    ),
    noted(
        "full_conversation",
        Type::List(&Type::Struct(&[
            Field("user", MESSAGE),
            Field("model_side_a", MESSAGE),
            Field("model_side_b", MESSAGE),
        ])),
        "earlier turns had one reply, which stands on both sides",
    ),
    noted(
        "conv_metadata",
        Type::Struct(&[
            Field("sum_assistant_a_tokens", Type::Int),
            Field("header_count_a", HEADERS),
            Field("list_count_a", LISTS),
            Field("bold_count_a", BOLD),
            Field("context_a_tokens", Type::Int),
            Field("sum_assistant_b_tokens", Type::Int),
            Field("header_count_b", HEADERS),
            Field("list_count_b", LISTS),
            Field("bold_count_b", BOLD),
            Field("context_b_tokens", Type::Int),
            Field("sum_user_tokens", Type::Int),
            Field("turns", Type::Int),
        ]),
        "headers, lists and bold text of the two replies, without code; every `…_tokens` is null",
    ),
    empty(
        "category_tag",
        Type::Struct(&[
            Field(
                "creative_writing_v0.1",
                Type::Struct(&[Field("creative_writing", Type::Bool), Field("score", Type::Text)]),
            ),
            Field(
                "criteria_v0.1",
                Type::Struct(&[
                    Field("complexity", Type::Bool),
                    Field("creativity", Type::Bool),
                    Field("domain_knowledge", Type::Bool),
                    Field("problem_solving", Type::Bool),
                    Field("real_world", Type::Bool),
                    Field("specificity", Type::Bool),
                    Field("technical_accuracy", Type::Bool),
                ]),
            ),
            Field(
                "if_v0.1",
                Type::Struct(&[Field("if", Type::Bool), Field("score", Type::Int)]),
            ),
            Field("math_v0.1", Type::Struct(&[Field("math", Type::Bool)])),
        ]),
        NOT_CLASSIFIED,
    ),
    noted("language", Type::Text, "ISO 639-1; null where it is not clear"),
    noted(
        "is_code",
        Type::Bool,
        "whether a message of the battle has a fenced block of code",
    ),
    empty("timestamp", Type::Time, NO_TIME),
];

fn rows(item: &Item<'_>) -> Vec<Value> {
    let battle = |(order, compared): (usize, Compared<'_>)| {
        let Compared {
            found,
            prompt,
            first,
            second,
            about,
        } = compared;
        let side = |reply: &RecordMessage| -> Vec<Value> {
            prompt
                .iter()
                .map(|message| parts(message))
                .chain([parts(reply)])
                .collect()
        };
        let (a, b) = (Style::of(&first.text), Style::of(&second.text));
        let turns = prompt
            .iter()
            .filter(|message| role(message.role) == "user")
            .count();
        let row = json!({
            "id": format!("{}-{}-{}", item.line.record_id, found.first, found.second),
            "model_a": first.model,
            "model_b": second.model,
            "winner": match found.winner {
                Winner::First => "model_a",
                Winner::Second => "model_b",
                Winner::Tie => "tie",
                Winner::BothBad => "both_bad",
            },
            "evaluation_order": order + 1,
            "conversation_a": side(first),
            "conversation_b": side(second),
            "full_conversation": full(&prompt, first, second),
            "conv_metadata": {
                "header_count_a": a.headers(), "list_count_a": a.lists(), "bold_count_a": a.bold(),
                "header_count_b": b.headers(), "list_count_b": b.lists(), "bold_count_b": b.bold(),
                "turns": turns,
            },
            "language": first.lang.as_ref().or(second.lang.as_ref()),
            "is_code": prompt.iter().chain([&first, &second]).any(|message| message.text.contains("```")),
        });
        because(row, &about)
    };
    item.compared().into_iter().enumerate().map(battle).collect()
}

fn parts(message: &RecordMessage) -> Value {
    json!({ "role": role(message.role), "content": [{ "type": "text", "text": message.text }] })
}

/// Each question with what each side answered.
fn full(prompt: &[&RecordMessage], first: &RecordMessage, second: &RecordMessage) -> Vec<Value> {
    let mut rounds: Vec<Value> = vec![];
    let mut asked: Option<&RecordMessage> = None;
    for message in prompt {
        if role(message.role) == "user" {
            if let Some(asked) = asked.replace(message) {
                rounds.push(json!({ "user": parts(asked) }));
            }
        } else {
            let user = asked.take().map(parts);
            rounds.push(
                json!({ "user": user, "model_side_a": parts(message), "model_side_b": parts(message) }),
            );
        }
    }
    rounds.push(json!({
        "user": asked.map(parts), "model_side_a": parts(first), "model_side_b": parts(second)
    }));
    rounds
}

/// Marks of style in a reply, blocks of code left out: what Arena controls for.
#[derive(Default)]
struct Style {
    headers: [u64; 6],
    ordered: u64,
    unordered: u64,
    stars: u64,
    underscores: u64,
}

impl Style {
    fn of(text: &str) -> Self {
        let mut style = Self::default();
        // A block ends at the next fence and has no backtick in it; an open fence is text.
        let mut pieces = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find("```") {
            let inside = &rest[open + 3..];
            let tick = inside.find('`');
            match tick.filter(|tick| inside[*tick..].starts_with("```")) {
                Some(tick) => {
                    pieces.push_str(&rest[..open]);
                    rest = &inside[tick + 3..];
                }
                None => {
                    let end = open + 1;
                    pieces.push_str(&rest[..end]);
                    rest = &rest[end..];
                }
            }
        }
        pieces.push_str(rest);
        for line in pieces.split('\n') {
            style.line(line);
        }
        style
    }

    fn line(&mut self, line: &str) {
        let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
        // The mark of an empty header is followed by the end of its line, which is a space too.
        if (1..=6).contains(&hashes) && line[hashes..].chars().next().is_none_or(char::is_whitespace) {
            self.headers[hashes - 1] += 1;
        }
        let item = line.trim_start();
        let spaced = |rest: &str| rest.chars().next().is_none_or(char::is_whitespace);
        if let Some(rest) = item.strip_prefix(['-', '*', '+']) {
            self.unordered += u64::from(spaced(rest));
        }
        let number = item.trim_start_matches(|letter: char| letter.is_ascii_digit());
        if number.len() < item.len()
            && let Some(rest) = number.strip_prefix('.')
        {
            self.ordered += u64::from(spaced(rest));
        }
        self.stars += pairs(line, "**", '*');
        self.underscores += pairs(line, "__", '_');
    }

    fn headers(&self) -> Value {
        let [h1, h2, h3, h4, h5, h6] = self.headers;
        json!({ "h1": h1, "h2": h2, "h3": h3, "h4": h4, "h5": h5, "h6": h6 })
    }

    fn lists(&self) -> Value {
        json!({ "ordered": self.ordered, "unordered": self.unordered })
    }

    fn bold(&self) -> Value {
        json!({ "**": self.stars, "__": self.underscores })
    }
}

/// How often something without the mark's letter stands between two marks in a line.
fn pairs(line: &str, mark: &str, letter: char) -> u64 {
    let mut found = 0;
    let mut rest = line;
    while let Some(open) = rest.find(mark) {
        let inside = &rest[open + mark.len()..];
        let end = inside.find(letter);
        match end {
            Some(end) if end > 0 && inside[end..].starts_with(mark) => {
                found += 1;
                rest = &inside[end + mark.len()..];
            }
            Some(end) if end > 0 => rest = &inside[end..],
            // The mark may begin one letter later.
            Some(_) => rest = &rest[open + 1..],
            None => break,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Style, pairs};

    #[test]
    fn marks_of_style_are_counted_outside_of_code() {
        let style = Style::of(
            "# One\n\n## Two\n####### seven\n- a\n  * b\n+c\n1. x\n 23. y\n2.5 is no item\n**bold** and __too__\n```\n# code\n- code\n```\n### Three",
        );
        assert_eq!(style.headers, [1, 1, 1, 0, 0, 0]);
        assert_eq!((style.unordered, style.ordered), (2, 2));
        assert_eq!((style.stars, style.underscores), (1, 1));
    }

    #[test]
    fn bold_text_is_what_stands_between_two_marks() {
        for (text, expected) in [
            ("**a** **b**", 2),
            ("**a", 0),
            ("****", 0),
            ("***a**", 1),
            ("**a*b**", 0),
            ("** a **", 1),
        ] {
            assert_eq!(pairs(text, "**", '*'), expected, "{text}");
        }
    }

    #[test]
    fn an_open_fence_hides_nothing() {
        assert_eq!(Style::of("```\n# shown").headers[0], 1);
        assert_eq!(Style::of("a ```x``` # no\n# yes").headers[0], 1);
        assert_eq!(Style::of(&"`".repeat(100_000)).headers[0], 0);
    }
}
