//! Conversations to read: the visible path, its thumbs, and what the contributor noted.
//!
//! Left out: other versions of a reply, signals, thinking.

use std::fmt::Write as _;

use shared::conversation::Role;

use super::Shown;

/// Longest run of `#` at a line's start that Markdown takes for a heading.
const DEEPEST: usize = 6;

pub(super) fn text(shown: &Shown, is_first: bool) -> String {
    let mut text = String::new();
    let between = if is_first { "" } else { "\n" };
    let _ = writeln!(
        text,
        "{between}# {}\n\n*{}, {}*",
        shown.title(),
        shown.site,
        shown.month
    );
    if let Some(note) = &shown.judgements.note {
        let _ = writeln!(text, "\n> {}", note.replace('\n', "\n> "));
    }
    let thumbs = shown.thumbs();
    for message in shown.visible() {
        let who = match (message.role, &message.model) {
            (Role::User, _) => "You",
            (Role::Assistant, Some(model)) => model,
            (Role::Assistant, None) => "Reply",
        };
        let thumb = thumbs
            .get(&message.id)
            .map_or("", |(up, _)| if *up { " 👍" } else { " 👎" });
        let _ = writeln!(text, "\n## {who}{thumb}\n\n{}", lowered(message.text.trim_end()));
    }
    text
}

/// Headings inside a message go below the message's own; lines of code stay as they are.
fn lowered(text: &str) -> String {
    let mut fence = None;
    let lines = text.lines().map(|line| {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => {
                let depth = line.bytes().take_while(|byte| *byte == b'#').count();
                if (1..=DEEPEST).contains(&depth) && line[depth..].starts_with(' ') {
                    let deeper = (depth + 2).min(DEEPEST);
                    return format!("{}{}", "#".repeat(deeper), &line[depth..]);
                }
            }
            _ => {}
        }
        line.to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}
