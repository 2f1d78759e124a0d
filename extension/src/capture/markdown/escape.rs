//! From an open line to markdown: emphasis marks, and backslashes where a character would otherwise mean something.
//!
//! In: a line as the writer gathers it, with marks of its own around emphasis and before each character of the page that may
//! mean something in markdown. Out: markdown. A character gets its backslash only where it would be misread.

/// Stands before a character of the page that may mean something in markdown.
const LITERAL: char = '\u{fdd0}';
pub(super) const STRONG: (char, char) = ('\u{fdd1}', '\u{fdd2}');
pub(super) const EMPHASIS: (char, char) = ('\u{fdd3}', '\u{fdd4}');
pub(super) const STRIKE: (char, char) = ('\u{fdd5}', '\u{fdd6}');

/// Whether a character is one of this file's own marks; the page has none, for text is cleaned of them.
pub(super) fn is_mark(character: char) -> bool {
    ('\u{fdd0}'..='\u{fdef}').contains(&character)
}

/// Adds a character of the page.
pub(super) fn push_literal(line: &mut String, character: char) {
    if r"\`*_~[]<>&#+-=.)!$".contains(character) {
        line.push(LITERAL);
    }
    line.push(character);
}

/// The line without marks: what the page shows.
pub(super) fn plain(line: &str) -> String {
    line.chars().filter(|character| !is_mark(*character)).collect()
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// A paragraph: characters at the start of a line may mean something.
    Paragraph,
    /// Inside a heading or a cell.
    Span,
}

/// Writes the line as markdown. `math`: the page draws what stands between dollars, so dollars it shows are dollars.
pub(super) fn resolve(line: &str, place: Place, math: bool) -> String {
    if !line.chars().any(is_mark) {
        return line.to_owned();
    }
    let mut signs = emphasised(line);
    if !math {
        spare_formulas(&mut signs);
    }
    escaped(&signs, place, math)
}

/// Formulas that the page did not draw stand there as they were written: nothing in them gets a backslash.
fn spare_formulas(signs: &mut [Sign]) {
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    while at < signs.len() {
        if signs[at].0 == '\n' && open.is_some_and(|(_, length)| length == 1) {
            open = None;
        }
        if signs[at].0 != '$' {
            at += 1;
            continue;
        }
        let start = at;
        while at < signs.len() && signs[at].0 == '$' {
            at += 1;
        }
        let length = at - start;
        let before = start.checked_sub(1).map_or(' ', |at| signs[at].0);
        let after = signs.get(at).map_or(' ', |sign| sign.0);
        match open {
            Some((from, wanted))
                if wanted == length
                    && (length == 2 || (!before.is_whitespace() && !after.is_alphanumeric())) =>
            {
                for sign in &mut signs[from..at] {
                    sign.1 = false;
                }
                open = None;
            }
            _ if length <= 2 && (length == 2 || !after.is_whitespace()) => open = Some((start, length)),
            _ => open = None,
        }
    }
}

/// One character, and whether it is the page's and may need a backslash.
type Sign = (char, bool);

/// Turns the marks of emphasis into markdown.
fn emphasised(line: &str) -> Vec<Sign> {
    let characters = without_seams(line);
    let text = |at: &mut dyn Iterator<Item = &char>| {
        at.copied()
            .find(|character| !is_mark(*character) && !"*_~".contains(*character))
    };
    let mut out: Vec<Sign> = Vec::with_capacity(characters.len());
    // For each open mark, what closes it.
    let mut open: Vec<(char, &'static str)> = Vec::new();
    let mut literal = false;
    for (at, character) in characters.iter().copied().enumerate() {
        let pair = [STRONG, EMPHASIS, STRIKE]
            .into_iter()
            .find(|pair| pair.0 == character || pair.1 == character);
        let Some(pair) = pair else {
            if character == LITERAL {
                literal = true;
            } else {
                out.push((character, literal));
                literal = false;
            }
            continue;
        };
        let mark = if character == pair.0 {
            let nested = open.iter().any(|(opened, _)| *opened == pair.0);
            let before = text(&mut characters[..at].iter().rev());
            let first = text(&mut characters[at..].iter());
            let end = closing(&characters, at, pair);
            let last = text(&mut characters[..end].iter().rev());
            let after = text(&mut characters[end..].iter());
            let fits = stands(before, first) && stands(after, last);
            let (start, stop) = match (pair, nested, fits) {
                (STRIKE, false, _) => ("~~", "~~"),
                (EMPHASIS, true, _) => ("_", "_"),
                (STRONG | STRIKE, true, _) => ("", ""),
                (STRONG, _, true) => ("**", "**"),
                (STRONG, ..) => ("<strong>", "</strong>"),
                (_, _, true) => ("*", "*"),
                _ => ("<em>", "</em>"),
            };
            open.push((pair.0, stop));
            start
        } else {
            match open.iter().rposition(|(opened, _)| *opened == pair.0) {
                Some(place) => open.remove(place).1,
                None => "",
            }
        };
        out.extend(mark.chars().map(|character| (character, false)));
    }
    out
}

/// The characters of a line; where an emphasis ends and the same begins again, it goes on.
fn without_seams(line: &str) -> Vec<char> {
    let mut characters: Vec<char> = Vec::with_capacity(line.len());
    for character in line.chars() {
        let last = characters.last().copied();
        let seam = [STRONG, EMPHASIS, STRIKE]
            .iter()
            .any(|pair| pair.0 == character && last == Some(pair.1));
        let empty = [STRONG, EMPHASIS, STRIKE]
            .iter()
            .any(|pair| pair.1 == character && last == Some(pair.0));
        if seam || empty {
            characters.pop();
        } else {
            characters.push(character);
        }
    }
    characters
}

/// Where the mark at `at` is closed, else the end.
fn closing(characters: &[char], at: usize, pair: (char, char)) -> usize {
    let mut depth = 0usize;
    for (place, character) in characters.iter().enumerate().skip(at).take(4_000) {
        if *character == pair.0 {
            depth += 1;
        } else if *character == pair.1 {
            depth -= 1;
            if depth == 0 {
                return place;
            }
        }
    }
    characters.len()
}

/// Whether a mark between these two characters is read as one: not between a letter and a punctuation mark inside. Scripts
/// without blanks are excepted: renderers of such texts read it, and blanks or tags would change the text.
fn stands(outside: Option<char>, inside: Option<char>) -> bool {
    let (Some(outside), Some(inside)) = (outside, inside) else {
        return true;
    };
    !is_punctuation(inside) || !outside.is_alphanumeric() || outside > '\u{2e80}'
}

fn is_punctuation(character: char) -> bool {
    !character.is_alphanumeric() && !character.is_whitespace()
}

/// Where runs of one character may open and close something.
#[derive(Default)]
struct Pairs {
    first_open: Option<usize>,
    last_close: Option<usize>,
    /// Of each place: the start of its run, whether that opens, whether it closes, whether it has a mark of the writer's own.
    runs: Vec<(usize, usize, bool, bool, bool)>,
}

impl Pairs {
    fn new(signs: &[Sign], which: char) -> Self {
        let mut pairs = Self::default();
        let mut at = 0;
        while at < signs.len() {
            if signs[at].0 != which {
                at += 1;
                continue;
            }
            let start = at;
            while at < signs.len() && signs[at].0 == which {
                at += 1;
            }
            let before = start.checked_sub(1).map_or(' ', |at| signs[at].0);
            let after = signs.get(at).map_or(' ', |sign| sign.0);
            let inner = |inside: char, outside: char| {
                !inside.is_whitespace() && (!is_punctuation(inside) || !outside.is_alphanumeric())
            };
            let (mut opens, mut closes) = (inner(after, before), inner(before, after));
            if which == '_' {
                (opens, closes) = (
                    opens && (!closes || is_punctuation(before)),
                    closes && (!opens || is_punctuation(after)),
                );
            }
            if which == '$' {
                (opens, closes) = (
                    !after.is_whitespace(),
                    !before.is_whitespace() && !after.is_ascii_digit(),
                );
            }
            if opens {
                pairs.first_open.get_or_insert(start);
            }
            if closes {
                pairs.last_close = Some(start);
            }
            let mixed = signs[start..at].iter().any(|sign| !sign.1);
            pairs.runs.push((start, at, opens, closes, mixed));
        }
        pairs
    }

    fn needs(&self, at: usize) -> bool {
        let place = self.runs.partition_point(|run| run.1 <= at);
        let Some(&(start, _, opens, closes, mixed)) = self.runs.get(place) else {
            return false;
        };
        mixed
            || (opens && self.last_close.is_some_and(|close| close > start))
            || (closes && self.first_open.is_some_and(|open| open < start))
    }
}

fn escaped(signs: &[Sign], place: Place, math: bool) -> String {
    let pairs = ['*', '_', '~', '$'].map(|which| (which, Pairs::new(signs, which)));
    let ticks = signs.iter().filter(|sign| sign.0 == '`').count();
    // The last bracket after which a target follows: brackets before it would make a link.
    let link = signs
        .windows(2)
        .rposition(|pair| pair[0] == (']', true) && matches!(pair[1].0, '(' | '['));
    let mut out = String::with_capacity(signs.len() + 8);
    let mut line_start = 0;
    for (at, &(character, literal)) in signs.iter().enumerate() {
        if literal {
            let rest = &signs[at + 1..];
            let next = rest.first().map(|sign| sign.0);
            let needs = match character {
                '\\' => next.is_some_and(|next| next.is_ascii_punctuation() || next == '\n'),
                '`' => ticks > 1,
                '*' | '_' | '~' => pairs
                    .iter()
                    .any(|(which, pairs)| *which == character && pairs.needs(at)),
                '$' => math && pairs[3].1.needs(at),
                '[' => link.is_some_and(|link| link > at),
                '!' => rest.first() == Some(&('[', false)),
                '<' => next.is_some_and(|next| next.is_ascii_alphabetic() || "/!?".contains(next)),
                '&' => is_entity(rest),
                _ => false,
            };
            let starts = place == Place::Paragraph && means_at_start(&signs[line_start..at], character, rest);
            if needs || starts {
                out.push('\\');
            }
        }
        out.push(character);
        if character == '\n' {
            line_start = at + 1;
        }
    }
    out
}

/// Whether a character begins a block where it stands: a heading, a quotation, a list, a line across, a fence.
fn means_at_start(before: &[Sign], character: char, rest: &[Sign]) -> bool {
    let ends = |at: usize| rest.get(at).is_none_or(|sign| sign.0.is_whitespace());
    let same = || rest.iter().take_while(|sign| sign.0 == character).count();
    if matches!(character, '.' | ')') {
        let digits = before.iter().filter(|sign| sign.0.is_ascii_digit()).count();
        return (1..=9).contains(&before.len()) && digits == before.len() && ends(0);
    }
    if !before.is_empty() {
        return false;
    }
    match character {
        '#' => same() < 6 && ends(same()),
        '>' => true,
        '+' => ends(0),
        '-' | '*' | '_' | '=' => {
            let line = rest.iter().take_while(|sign| sign.0 != '\n');
            let mut only = line.map(|sign| sign.0);
            (matches!(character, '-' | '*') && ends(0))
                || only.all(|other| other == character || other == ' ')
        }
        '~' => same() >= 2,
        '[' => {
            let task = rest.first().is_some_and(|sign| " xX".contains(sign.0));
            task && rest.get(1).is_some_and(|sign| sign.0 == ']') && ends(2)
        }
        _ => false,
    }
}

/// Whether an ampersand before this begins an entity.
fn is_entity(rest: &[Sign]) -> bool {
    let name: String = rest.iter().take(32).map(|sign| sign.0).collect();
    name.split_once(';').is_some_and(|(name, _)| {
        let name = name.strip_prefix('#').unwrap_or(name);
        !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric())
    })
}
