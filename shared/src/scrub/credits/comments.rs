//! How comments look in many languages of programs.
//!
//! In: a line. Out: whether it is one of a comment. Knows no language by name: marks that mean a comment anywhere count.

/// How comments over several lines begin and end.
pub(super) const BRACKETS: &[(&str, &str)] = &[
    ("/*", "*/"),
    ("<!--", "-->"),
    ("<#", "#>"),
    ("(*", "*)"),
    ("{-", "-}"),
    ("--[[", "]]"),
    ("#|", "|#"),
    ("=begin", "=end"),
    ("\"\"\"", "\"\"\""),
    ("'''", "'''"),
    ("r\"\"\"", "\"\"\""),
    ("#[", "]#"),
    ("%{", "%}"),
];

/// Whether a line is one of a comment in some language, also inside a diff.
pub(crate) fn is_comment(line: &str) -> bool {
    let line = line.trim_start_matches(['\u{FEFF}', '\u{202A}', '\u{202B}', '>']);
    let inner = line.strip_prefix(['+', '-']).unwrap_or(line);
    let inner = inner.trim_start();
    let behind = |mark: &str| {
        inner.strip_prefix(mark).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with([' ', '\t', '#', ';', '*', '/', '@', '%', '-', '=', '\r'])
        })
    };
    ["//", "/*", "*/", ";;", ".\\\"", "'\\\"", "<!--", "##", "#'"]
        .iter()
        .any(|mark| inner.starts_with(mark))
        || [
            "#", "*", ";", "%", "\"", "--", "dnl", "!", "REM", "@c", "@comment", "::", "C",
        ]
        .iter()
        .any(|mark| behind(mark))
            && inner.len() > 2
        || ["#", "*", ";", "%", "--", "\""].contains(&inner.trim_end())
}
