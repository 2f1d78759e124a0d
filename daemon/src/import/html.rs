//! The HTML in exports -> markdown. Tolerant: what is not understood loses its tags and keeps its words.
//!
//! In: the sanitised HTML of an answer, or markdown with folded details in it. Out: markdown. Linear in its input.
//! Not a parser of web pages: no styles, no scripts, no tables beyond one row per line.

/// The markdown of an answer.
pub(super) fn to_markdown(html: &str) -> String {
    let mut writer = Writer::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        writer.words(&rest[..start]);
        rest = &rest[start..];
        if !rest[1..].starts_with(|letter: char| letter.is_ascii_alphabetic() || matches!(letter, '/' | '!'))
        {
            writer.text.push('<');
            rest = &rest[1..];
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        writer.tag(&rest[1..end]);
        rest = &rest[end + 1..];
    }
    writer.words(rest);
    writer.text.trim().to_owned()
}

#[derive(Default)]
struct Writer {
    text: String,
    /// Inside of a block of code, where spaces and line breaks stay.
    code: bool,
    /// The lists that are open, each with the number of its next item, or none.
    lists: Vec<Option<u32>>,
    /// The address of the link that is open.
    link: Option<String>,
}

impl Writer {
    fn words(&mut self, html: &str) {
        let words = decoded(html);
        if self.code {
            self.text.push_str(&words);
            return;
        }
        for (place, word) in words.split(char::is_whitespace).enumerate() {
            let space = place > 0 && !self.text.is_empty() && !self.text.ends_with(char::is_whitespace);
            if space {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
    }

    /// Begins a new line, after so many line breaks.
    fn lines(&mut self, breaks: usize) {
        if self.text.is_empty() {
            return;
        }
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        let there = self
            .text
            .bytes()
            .rev()
            .take(breaks)
            .take_while(|byte| *byte == b'\n');
        let missing = breaks - there.count();
        self.text.extend(std::iter::repeat_n('\n', missing));
    }

    fn tag(&mut self, inside: &str) {
        let closes = inside.starts_with('/');
        let name = inside.trim_start_matches('/');
        let end = name
            .find(|letter: char| !letter.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        match (name[..end].to_ascii_lowercase().as_str(), closes) {
            ("p" | "div" | "table" | "blockquote", _) => self.lines(2),
            ("br", _) => self.text.push('\n'),
            ("tr", _) => self.lines(1),
            ("td" | "th", false) if !self.text.ends_with('\n') => self.text.push_str(" | "),
            ("hr", _) => {
                self.lines(2);
                self.text.push_str("---\n\n");
            }
            ("ul", false) => self.list(None),
            ("ol", false) => self.list(Some(1)),
            ("ul" | "ol", true) => {
                self.lists.pop();
                self.lines(if self.lists.is_empty() { 2 } else { 1 });
            }
            ("li", false) => self.item(),
            ("pre", _) => {
                self.code = !closes;
                self.lines(if closes { 1 } else { 2 });
                self.text.push_str(if closes { "```\n\n" } else { "```\n" });
            }
            ("code", _) if !self.code => self.text.push('`'),
            ("strong" | "b", _) => self.text.push_str("**"),
            ("em" | "i", _) => self.text.push('*'),
            ("a", false) => {
                self.link = attribute(inside, "href");
                if self.link.is_some() {
                    self.text.push('[');
                }
            }
            ("a", true) => {
                if let Some(address) = self.link.take() {
                    self.text.push_str(&format!("]({address})"));
                }
            }
            (heading @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6"), _) => {
                self.lines(2);
                if !closes {
                    let depth = usize::from(heading.as_bytes()[1] - b'0');
                    self.text.extend(std::iter::repeat_n('#', depth));
                    self.text.push(' ');
                }
            }
            _ => {}
        }
    }

    fn list(&mut self, number: Option<u32>) {
        self.lines(if self.lists.is_empty() { 2 } else { 1 });
        self.lists.push(number);
    }

    fn item(&mut self) {
        self.lines(1);
        let deep = self.lists.len().saturating_sub(1).min(8);
        self.text.extend(std::iter::repeat_n("  ", deep));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.text.push_str(&format!("{number}. "));
                *number = number.saturating_add(1);
            }
            _ => self.text.push_str("- "),
        }
    }
}

/// The value of an attribute that is written with quotes.
fn attribute(inside: &str, name: &str) -> Option<String> {
    let (_, after) = inside.split_once(&format!("{name}="))?;
    let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, _) = after[1..].split_once(quote)?;
    Some(decoded(value))
}

/// Text with its character references replaced.
fn decoded(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('&') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        // The longest reference that is known here has ten characters.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, reference(&rest[1..end])?))) {
            Some((end, letter)) => {
                text.push(letter);
                rest = &rest[end + 1..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        _ => return None,
    })
}

/// Markdown without the folded details that stand for thinking and tools, and the thinking that was in them.
pub(super) fn without_details(markdown: &str) -> (String, Vec<String>) {
    let mut kept = String::with_capacity(markdown.len());
    let mut thoughts = Vec::new();
    let mut rest = markdown;
    while let Some(start) = rest.find("<details type=\"") {
        let Some(length) = rest[start..].find("</details>") else {
            break;
        };
        kept.push_str(&rest[..start]);
        let details = &rest[start..start + length];
        if details.starts_with("<details type=\"reasoning\"") {
            let after = details
                .split_once("</summary>")
                .or_else(|| details.split_once('>'));
            let quoted = decoded(after.map_or("", |(_, inside)| inside));
            let lines = quoted.lines().map(|line| line.trim_start_matches('>').trim());
            let thought = lines.collect::<Vec<_>>().join("\n").trim().to_owned();
            if !thought.is_empty() {
                thoughts.push(thought);
            }
        }
        rest = &rest[start + length + "</details>".len()..];
    }
    kept.push_str(rest);
    (kept, thoughts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_becomes_markdown() {
        let html = "<h2>Sorting</h2><p>Use <code>sort</code> &amp; <b>keys</b>,\n as in <a href=\"https://example.com/a?b=1&amp;c=2\">the manual</a>:</p>\
                    <pre><code>a &lt; b\n  b</code></pre><ol><li>one</li><li>two<ul><li>inner</li></ul></li></ol><p>1 < 2</p>";
        assert_eq!(
            to_markdown(html),
            "## Sorting\n\nUse `sort` & **keys**, as in [the manual](https://example.com/a?b=1&c=2):\n\n\
             ```\na < b\n  b\n```\n\n1. one\n2. two\n  - inner\n\n1 < 2"
        );
    }

    #[test]
    fn broken_html_keeps_its_words() {
        assert_eq!(to_markdown("<p>one <b>two"), "one **two");
        assert_eq!(to_markdown("a < b and <"), "a < b and <");
        assert_eq!(
            to_markdown("&unknown; &#x1F600; &#99999999;"),
            "&unknown; 😀 &#99999999;"
        );
    }

    #[test]
    fn folded_thinking_is_taken_out_of_a_text() {
        let (text, thoughts) = without_details(
            "<details type=\"reasoning\" done=\"true\"><summary>Thought</summary>\n&gt; Let me see\n&gt; more</details>\n255\
             <details type=\"tool_calls\"><summary>Tool</summary>x</details>",
        );
        assert_eq!(text.trim(), "255");
        assert_eq!(thoughts, ["Let me see\nmore"]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_writer(html in "[<>/&;a-z#0-9 \"'=\n]{0,200}") {
            let _ = to_markdown(&html);
            let _ = without_details(&html);
        }
    }
}
