//! How a page is built, without anything it says: what a person may send to the pool when capture does not fit a site.
//!
//! In: nothing but names that programs gave to parts of a page. Out: a report, and whether it keeps to that. Text is only a
//! rough length and a script. Deliberately not here: making one from a page, which the extension does. Both the companion and the
//! pool run `check`, so that no report can carry more than names, whoever made it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::adapter::is_site_id;

/// The largest report, in bytes of JSON.
pub const MAX_REPORT_BYTES: usize = 200_000;
/// The longest name.
pub const MAX_TOKEN: usize = 40;
const MAX_ELEMENTS: usize = 8_000;
const MAX_NAMES: usize = 60;
const MAX_MATCHES: usize = 400;
/// The tag of a piece of text.
pub const TEXT: &str = "#text";

/// The structure of one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteReport {
    /// The form of this report.
    pub v: u32,
    /// The extension's version.
    pub extension: String,
    /// The id of the adapter that is meant for the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The host, only where the person chose to name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    pub reading: Reading,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adapter: Option<AdapterMatches>,
    /// What the generic detector weighed, the best first.
    pub candidates: Vec<Candidate>,
    pub elements: Vec<Element>,
    /// Elements for which there was no room.
    pub left_out: u32,
}

/// How the page was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// `adapter:NAME@VERSION`, `generic@VERSION` or `none`.
    pub method: String,
    pub confidence: f64,
    pub degraded: bool,
    pub turns_seen: u32,
    pub turns_captured: u32,
    /// The page was too large to be read whole.
    pub cut: bool,
}

/// How often each alternative of an adapter's fields matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdapterMatches {
    pub version: u32,
    pub matches: BTreeMap<String, Vec<u32>>,
}

/// A conversation that the generic detector saw, or almost saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// `marks` or `behaviour`.
    pub by: String,
    pub confidence: f64,
    pub user: u32,
    pub assistant: u32,
    /// Elements of it that are in this report, by their numbers.
    pub elements: Vec<u32>,
}

/// One element, or a piece of text. Its number is its place in the list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Element {
    /// The number of the element around it, which comes before it.
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<u32>,
    /// Its place among the children.
    pub at: u32,
    pub tag: String,
    /// Names of attributes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Names in the values of attributes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Vec<String>>,
    /// Names that were left out because they might say something.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dropped: u32,
    /// Of a piece of text: its rough length, 1, 2, 5, 10, 20 and so on.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub length: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<Script>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// Left, width and height, in tens of pixels.
    #[serde(rename = "box", default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<[i32; 3]>,
}

/// What most letters of a text are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Indic,
    Thai,
    Kana,
    Cjk,
    Hangul,
    Other,
    /// Digits and signs only.
    None,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Whether a word may be a name that a program gave: few ASCII letters, digits, `_`, `-`, `:`, and no long number.
#[must_use]
pub fn is_token(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':');
    let mut digits = 0;
    (1..=MAX_TOKEN).contains(&text.len())
        && text.bytes().all(|byte| {
            digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
            known(byte) && digits < 4
        })
}

/// Rounds a length up to 1, 2, 5, 10, 20, 50 and so on: enough to see the shape, too little to recognise a text.
#[must_use]
pub fn rough(length: usize) -> u32 {
    let mut step = 1_u32;
    while step < 1_000_000 {
        for limit in [step, step * 2, step * 5] {
            if length <= limit as usize {
                return limit;
            }
        }
        step *= 10;
    }
    step
}

impl SiteReport {
    /// Whether the report holds names and numbers only, within the limits.
    ///
    /// # Errors
    /// Says which part does not; never what it says.
    pub fn check(&self) -> Result<(), &'static str> {
        let all = |tokens: &[String]| tokens.len() <= MAX_NAMES && tokens.iter().all(|token| is_token(token));
        let version = |text: &str| {
            (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        };
        let share = |number: f64| (0.0..=1.0).contains(&number);
        if self.v != 1 {
            return Err("the report has another form than this version knows");
        }
        if !version(&self.extension) {
            return Err("the extension's version is not one");
        }
        if self.site.as_deref().is_some_and(|site| !is_site_id(site)) {
            return Err("the site is not an id");
        }
        if self.host.as_deref().is_some_and(|host| !is_host(host)) {
            return Err("the host is not one");
        }
        if !is_method(&self.reading.method) || !share(self.reading.confidence) {
            return Err("the reading is not one");
        }
        if let Some(adapter) = &self.adapter {
            let fits = adapter.matches.len() <= MAX_NAMES
                && adapter.matches.keys().all(|field| is_token(field))
                && adapter.matches.values().map(Vec::len).sum::<usize>() <= MAX_MATCHES;
            if !fits {
                return Err("the adapter's matches are too many");
            }
        }
        let candidates = self.candidates.len() <= 10
            && self.candidates.iter().all(|candidate| {
                is_token(&candidate.by)
                    && share(candidate.confidence)
                    && candidate.elements.len() <= MAX_MATCHES
            });
        if !candidates {
            return Err("the candidates are not such");
        }
        if self.elements.len() > MAX_ELEMENTS {
            return Err("there are too many elements");
        }
        for (number, element) in self.elements.iter().enumerate() {
            if element.parent.is_some_and(|parent| parent as usize >= number) {
                return Err("an element comes before the one around it");
            }
            let values = element.values.len() <= MAX_NAMES
                && element
                    .values
                    .iter()
                    .all(|(name, tokens)| is_token(name) && all(tokens));
            if !(is_token(&element.tag) || element.tag == TEXT) || !all(&element.names) || !values {
                return Err("an element has something else than short names");
            }
            if element.length != 0 && rough(element.length as usize) != element.length {
                return Err("a length is told too exactly");
            }
        }
        Ok(())
    }
}

fn is_host(text: &str) -> bool {
    (1..=120).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
}

fn is_method(text: &str) -> bool {
    text.len() <= 80
        && text.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'@')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> SiteReport {
        SiteReport {
            v: 1,
            extension: "0.1.0".into(),
            site: Some("chatgpt".into()),
            host: None,
            reading: Reading {
                method: "adapter:chatgpt@1".into(),
                confidence: 0.9,
                degraded: true,
                turns_seen: 4,
                turns_captured: 3,
                cut: false,
            },
            adapter: None,
            candidates: vec![],
            elements: vec![Element {
                tag: "div".into(),
                names: vec!["class".into()],
                ..Element::default()
            }],
            left_out: 0,
        }
    }

    #[test]
    fn names_are_short_and_hold_no_long_numbers() {
        for name in ["message", "q-message__sent", "data-turn", "turn-123", "sm:flex"] {
            assert!(is_token(name), "{name}");
        }
        for other in [
            "",
            "two words",
            "ada@example.com",
            "x1234",
            "née",
            "a/b",
            &"x".repeat(41),
        ] {
            assert!(!is_token(other), "{other}");
        }
    }

    #[test]
    fn lengths_are_told_roughly_only() {
        for (length, told) in [
            (1, 1),
            (3, 5),
            (6, 10),
            (11, 20),
            (21, 50),
            (99_000, 100_000),
            (usize::MAX, 1_000_000),
        ] {
            assert_eq!(rough(length), told);
            assert_eq!(rough(told as usize), told);
        }
    }

    #[test]
    fn a_report_that_carries_more_than_names_is_refused() {
        assert_eq!(plain().check(), Ok(()));
        let changes: [fn(&mut SiteReport); 10] = [
            |report| report.v = 2,
            |report| report.extension = "my own words".into(),
            |report| report.site = Some("https://example.com/c/1".into()),
            |report| report.host = Some("example.com/c/1".into()),
            |report| report.reading.method = "I read it myself".into(),
            |report| report.elements[0].tag = "Dear Ada, ...".into(),
            |report| report.elements[0].names = vec!["what I said".into()],
            |report| {
                _ = report.elements[0]
                    .values
                    .insert("class".into(), vec!["a secret".into()])
            },
            |report| report.elements[0].length = 37,
            |report| report.elements[0].parent = Some(0),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut report = plain();
            change(&mut report);
            assert!(report.check().is_err(), "change {number}");
        }
    }
}
