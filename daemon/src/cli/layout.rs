//! Lays text out for a terminal of 80 columns. Chats can hold sequences that steer a terminal: they are shown, not obeyed.

use serde_json::Value;

/// Columns of a terminal.
pub(super) const WIDTH: usize = 80;

/// The text with every character that steers a terminal or reorders what stands around it replaced.
pub(super) fn printable(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| if steers(c) { '\u{fffd}' } else { c })
        .collect()
}

/// Columns that a character takes; East Asian ones and emoji take two.
fn columns(c: char) -> usize {
    let wide = matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}');
    if wide { 2 } else { 1 }
}

fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// One line of at most so many columns.
pub(super) fn cut(text: &str, most: usize) -> String {
    let line = printable(text).replace(['\n', '\t'], " ");
    let line = line.trim_end();
    if width(line) <= most {
        return line.to_owned();
    }
    let mut left = most - 1;
    let mut short: String = line
        .chars()
        .take_while(|c| {
            let fits = columns(*c) <= left;
            left = left.saturating_sub(columns(*c));
            fits
        })
        .collect();
    short.push('…');
    short
}

/// Indented lines that fit the terminal. Code between fences and words that are too long keep their lines.
pub(super) fn wrapped(text: &str, indent: &str) -> String {
    let most = WIDTH - indent.len();
    let (mut lines, mut code) = (Vec::new(), false);
    for line in printable(text).lines() {
        let fence = line.trim_start().starts_with("```");
        if code || fence || width(line) <= most {
            lines.push(format!("{indent}{line}").trim_end().to_owned());
        } else {
            let mut row = String::new();
            for word in line.split(' ') {
                if !row.is_empty() && width(&row) + 1 + width(word) > most {
                    lines.push(format!("{indent}{row}"));
                    row.clear();
                } else if !row.is_empty() {
                    row.push(' ');
                }
                row.push_str(word);
            }
            lines.push(format!("{indent}{row}"));
        }
        code ^= fence;
    }
    lines.join("\n")
}

/// A length of time in its greatest unit: `23 h`.
pub(super) fn length(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// `1 message`, `2 messages`.
pub(super) fn count(number: &Value, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chats_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\nc\u{202e}d"), "a\u{fffd}[2Jb\nc\u{fffd}d");
    }

    #[test]
    fn lines_fit_the_terminal_and_code_keeps_its_lines() {
        let text = format!(
            "{}\n```\n{}\n```\n日本語 {}",
            "word ".repeat(40),
            "x = 1; ".repeat(20),
            "語 ".repeat(60)
        );
        let laid_out = wrapped(&text, "    ");
        let mut code = false;
        for line in laid_out.lines() {
            code ^= line.trim_start().starts_with("```");
            assert!(code || width(line) <= WIDTH, "{line:?}");
        }
        assert!(laid_out.contains(&format!("    {}", "x = 1; ".repeat(20).trim_end())));
        let joined = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(joined(&laid_out), joined(&text), "nothing is lost");
    }

    #[test]
    fn one_line_is_cut_at_the_edge() {
        assert_eq!(cut("short", 10), "short");
        assert_eq!(cut("exactly 10", 10), "exactly 10");
        assert_eq!(cut("a little more", 10), "a little …");
        assert_eq!(width(&cut(&"語".repeat(60), 80)), 79);
    }

    #[test]
    fn lengths_are_told_in_their_greatest_unit() {
        for (milliseconds, expected) in [
            (-1, "0 s"),
            (59_000, "59 s"),
            (1_800_000, "30 min"),
            (86_399_000, "23 h"),
            (604_800_000, "7 days"),
        ] {
            assert_eq!(length(milliseconds), expected);
        }
    }
}
