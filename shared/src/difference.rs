//! The consent terms on a page: their blocks, and what has changed since other terms were agreed to.
//!
//! In: one text, or two. Out: blocks of words, each the same as before, added or removed. Every word of both texts is in
//! exactly one place. Does not draw.

use serde::Serialize;

/// What a block of the terms is: they use headings, paragraphs and lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Heading,
    Paragraph,
    Item,
}

/// Whether words stand in both texts, only in the new one, or only in the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    Same,
    Added,
    Removed,
}

/// Words of one kind, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    pub mark: Mark,
    pub bold: bool,
    pub text: String,
}

/// One block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Block {
    pub kind: Kind,
    pub runs: Vec<Run>,
}

#[derive(Clone, PartialEq, Eq)]
enum Token {
    Begin(Kind),
    Word { text: String, bold: bool },
}

/// Texts whose lengths multiply to more than this are shown one after the other.
const MOST_COMPARED: usize = 4_000_000;

/// The blocks of a text.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    drawn(tokens(text).into_iter().map(|token| (Mark::Same, token)))
}

/// The blocks of the new text, with what was added to the old one and what is gone from it.
#[must_use]
pub fn difference(old: &str, new: &str) -> Vec<Block> {
    let (old, new) = (tokens(old), tokens(new));
    drawn(script(&old, &new).into_iter())
}

/// Cuts a text into blocks and words.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = vec![];
    let (mut open, mut bold) = (false, false);
    for line in text.lines() {
        let line = line.trim();
        let (kind, words) = if line.is_empty() {
            open = false;
            continue;
        } else if let Some(heading) = line.strip_prefix('#') {
            (Some(Kind::Heading), heading.trim_start_matches('#').trim())
        } else if let Some(item) = line.strip_prefix("- ") {
            (Some(Kind::Item), item)
        } else {
            ((!open).then_some(Kind::Paragraph), line)
        };
        if let Some(kind) = kind {
            tokens.push(Token::Begin(kind));
            bold = false;
        }
        open = kind != Some(Kind::Heading);
        for word in words.split_whitespace() {
            let begins = bold || word.starts_with("**");
            bold ^= word.matches("**").count() % 2 == 1;
            tokens.push(Token::Word {
                text: word.replace("**", ""),
                bold: begins,
            });
        }
    }
    tokens
}

/// The shortest way from one text to the other: the longest common sequence stays.
fn script(old: &[Token], new: &[Token]) -> Vec<(Mark, Token)> {
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let tail = old[head..]
        .iter()
        .rev()
        .zip(new[head..].iter().rev())
        .take_while(|(old, new)| old == new)
        .count();
    let marked = |tokens: &[Token], mark| {
        tokens
            .iter()
            .map(|token| (mark, token.clone()))
            .collect::<Vec<_>>()
    };
    let mut script = marked(&new[..head], Mark::Same);
    let (left, right) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    if left.len().saturating_mul(right.len()) > MOST_COMPARED {
        script.extend(marked(left, Mark::Removed));
        script.extend(marked(right, Mark::Added));
    } else {
        let width = right.len() + 1;
        // How many tokens the rests after each pair of places have in common.
        let mut common = vec![0u32; (left.len() + 1) * width];
        for row in (0..left.len()).rev() {
            for column in (0..right.len()).rev() {
                common[row * width + column] = if left[row] == right[column] {
                    common[(row + 1) * width + column + 1] + 1
                } else {
                    common[(row + 1) * width + column].max(common[row * width + column + 1])
                };
            }
        }
        let (mut row, mut column) = (0, 0);
        while row < left.len() || column < right.len() {
            let (old, new) = (left.get(row), right.get(column));
            let keeps = old.is_some() && old == new;
            let removes = new.is_none()
                || old.is_some() && common[(row + 1) * width + column] >= common[row * width + column + 1];
            let (mark, token) = match (keeps, removes, old, new) {
                (true, _, Some(token), _) => (Mark::Same, token),
                (_, true, Some(token), _) => (Mark::Removed, token),
                (_, _, _, Some(token)) => (Mark::Added, token),
                _ => break,
            };
            row += usize::from(mark != Mark::Added);
            column += usize::from(mark != Mark::Removed);
            script.push((mark, token.clone()));
        }
    }
    script.extend(marked(&new[new.len() - tail..], Mark::Same));
    script
}

/// Puts words together again.
fn drawn(tokens: impl Iterator<Item = (Mark, Token)>) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![];
    for (mark, token) in tokens {
        match token {
            Token::Begin(kind) => blocks.push(Block { kind, runs: vec![] }),
            Token::Word { text, bold } => {
                if blocks.is_empty() {
                    blocks.push(Block {
                        kind: Kind::Paragraph,
                        runs: vec![],
                    });
                }
                let Some(block) = blocks.last_mut() else { continue };
                match block.runs.last_mut() {
                    Some(run) if (run.mark, run.bold) == (mark, bold) => {
                        run.text.push(' ');
                        run.text.push_str(&text);
                    }
                    _ => block.runs.push(Run { mark, bold, text }),
                }
            }
        }
    }
    blocks.retain(|block| !block.runs.is_empty());
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::TERMS;

    fn words(blocks: &[Block], leave_out: Mark) -> Vec<String> {
        let runs = blocks.iter().flat_map(|block| &block.runs);
        let shown = runs.filter(|run| run.mark != leave_out);
        shown
            .flat_map(|run| run.text.split_whitespace().map(str::to_owned))
            .collect()
    }

    fn plain(text: &str) -> Vec<String> {
        text.replace("**", "")
            .split_whitespace()
            .filter(|word| !["#", "-"].contains(word))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_word_of_the_terms_is_shown() {
        let shown = blocks(TERMS);
        assert_eq!(words(&shown, Mark::Removed), plain(TERMS));
        assert_eq!(shown[0].kind, Kind::Heading);
        assert!(shown[1].runs[0].bold, "{:?}", shown[1].runs[0]);
        assert!(shown.iter().filter(|block| block.kind == Kind::Item).count() > 3);
    }

    #[test]
    fn a_difference_shows_every_word_of_both_texts_and_marks_what_changed() {
        let new = TERMS
            .replace("at least 18 years old", "at least 21 years old")
            .replace("Rules miss things. ", "")
            + "\n**More.** A passage that was not there.\n";
        let shown = difference(TERMS, &new);
        assert_eq!(words(&shown, Mark::Removed), plain(&new));
        assert_eq!(words(&shown, Mark::Added), plain(TERMS));
        let marked = |mark| {
            let runs = shown.iter().flat_map(|block| &block.runs);
            let texts: Vec<&str> = runs
                .filter(|run| run.mark == mark)
                .map(|run| run.text.as_str())
                .collect();
            texts
        };
        assert_eq!(marked(Mark::Removed), ["Rules miss things.", "18"]);
        assert_eq!(
            marked(Mark::Added),
            ["21", "More.", "A passage that was not there."]
        );
    }

    #[test]
    fn the_same_terms_have_no_difference_and_other_ones_share_nothing() {
        assert_eq!(difference(TERMS, TERMS), blocks(TERMS));
        let shown = difference("old words", "# New\n\n- text");
        assert_eq!(
            (
                words(&shown, Mark::Added).len(),
                words(&shown, Mark::Removed).len()
            ),
            (2, 2)
        );
    }

    #[test]
    fn giant_texts_are_shown_one_after_the_other() {
        let (old, new) = ("a ".repeat(3_000), "b ".repeat(3_000));
        let shown = difference(&old, &new);
        assert_eq!(words(&shown, Mark::Added).len(), 3_000);
        assert_eq!(words(&shown, Mark::Removed).len(), 3_000);
    }
}
