//! How well the capture of one page goes, for the badge and the popup.
//!
//! In: what a session knows. Out: counts, how the page is read, and notes about what may be wrong. Holds no text of the page.

use serde::{Deserialize, Serialize};

/// How well the capture goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Health {
    pub turns_seen: u32,
    pub turns_captured: u32,
    pub confidence: f64,
    pub method: String,
    /// An adapter is meant for this site and no longer fits, or the page is too large to be read whole.
    pub degraded: bool,
    pub streaming: bool,
    /// What the person should know, the most important first.
    pub notes: Vec<Note>,
}

/// Something that may make the capture incomplete or wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The page is too large to be read whole.
    TooLarge,
    /// The site's adapter finds nothing any more; the page is read without it.
    SiteChanged,
    /// As above, and nobody can tell its turns apart without it.
    SiteUnreadable,
    /// The page shows a later part of the conversation only.
    BeginningMissing,
    /// The page changes all the time, so that it is never sure whether a reply is complete.
    NeverRests,
    /// The page changes so much that the lens looks at it less often, to leave it its time.
    ReadLessOften,
}

/// Who found the turns on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    Nobody,
    /// The adapter of this site.
    Adapter(String),
    /// The generic detector.
    Itself,
}

impl Reader {
    /// Of a capture method, as it stands in records.
    #[must_use]
    pub fn of(method: &str) -> Self {
        match method.strip_prefix("adapter:") {
            Some(adapter) => Self::Adapter(adapter.split('@').next().unwrap_or_default().to_owned()),
            None if method.is_empty() => Self::Nobody,
            None => Self::Itself,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_method_in_a_record_says_who_read_the_page() {
        for (method, reader) in [
            ("", Reader::Nobody),
            ("adapter:chatgpt@3", Reader::Adapter("chatgpt".into())),
            ("generic@1", Reader::Itself),
        ] {
            assert_eq!(Reader::of(method), reader);
        }
    }
}
