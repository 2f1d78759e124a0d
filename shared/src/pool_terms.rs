//! Consent terms that a pool has of its own: their form, and how they are named.
//!
//! In: a name, and a text for each language. Out: the terms as the pool publishes them, or why they are no terms. Whoever gives agrees to one
//! of the texts, the one that was shown; its digest stands in the receipt. Deliberately not here: who has agreed, and which terms a pool takes.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::consent::ALL_TERMS;
use crate::keys::sha256_hex;

/// A text that is longer than this is read by nobody.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;
/// The most languages of one version.
pub const MOST_LANGUAGES: usize = 12;

/// One version of a pool's terms, in full. `GET /v1/terms/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolTerms {
    pub id: String,
    /// The first is the one that is shown where none is in the reader's language.
    pub texts: Vec<TermsText>,
}

/// The terms in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsText {
    pub language: String,
    /// Of the text, 64 hexadecimal digits.
    pub sha256: String,
    /// Markdown.
    pub text: String,
}

/// The terms that a pool has in force, by name. Part of `GET /v1/pool`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsNamed {
    pub id: String,
    pub texts: Vec<TextNamed>,
}

/// One text, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextNamed {
    pub language: String,
    pub sha256: String,
}

/// Why something is no terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The name is not 1 to 40 small letters, digits, dots and hyphens.
    Id(String),
    /// The name is that of the project's terms, or looks like it.
    ProjectId(String),
    Language(String),
    Empty,
    TooLarge(usize),
    /// It holds characters that no text shows.
    Unprintable,
    /// No text, too many, or two in the same language.
    Languages,
    /// A digest that is not that of its text.
    Digest,
}

impl fmt::Display for Unfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(
                formatter,
                "{id:?} cannot name terms: use up to 40 small letters, digits, dots and hyphens, as in river-2026-11"
            ),
            Self::ProjectId(id) => write!(
                formatter,
                "{id} is how the project names its own terms: choose a name of your own, as in river-{id}"
            ),
            Self::Language(language) => write!(
                formatter,
                "{language:?} names no language: use its code, as in en or pt-br"
            ),
            Self::Empty => formatter.write_str("these terms say nothing: write what contributors agree to"),
            Self::TooLarge(bytes) => write!(
                formatter,
                "these terms have {bytes} bytes, and at most {MAX_TEXT_BYTES} are shown to contributors: say it shorter"
            ),
            Self::Unprintable => {
                formatter.write_str("these terms hold control characters: keep to text, line breaks and tabs")
            }
            Self::Languages => write!(
                formatter,
                "terms have 1 to {MOST_LANGUAGES} texts, each in another language"
            ),
            Self::Digest => formatter.write_str("the digest of these terms is not that of their text"),
        }
    }
}

impl std::error::Error for Unfit {}

impl PoolTerms {
    /// Terms of these texts, each with its language.
    ///
    /// # Errors
    /// Says why they are none.
    pub fn new(id: String, texts: Vec<(String, String)>) -> Result<Self, Unfit> {
        let terms = Self {
            id,
            texts: texts
                .into_iter()
                .map(|(language, text)| TermsText {
                    sha256: sha256_hex(text.as_bytes()),
                    language,
                    text,
                })
                .collect(),
        };
        terms.check().map(|()| terms)
    }

    /// Whether a stranger's terms may be shown.
    ///
    /// # Errors
    /// Says why not.
    pub fn check(&self) -> Result<(), Unfit> {
        check_id(&self.id)?;
        let languages: Vec<&str> = self.texts.iter().map(|text| &*text.language).collect();
        let twice = (1..languages.len().min(MOST_LANGUAGES + 1))
            .any(|later| languages[..later].contains(&languages[later]));
        if languages.is_empty() || languages.len() > MOST_LANGUAGES || twice {
            return Err(Unfit::Languages);
        }
        self.texts.iter().try_for_each(TermsText::check)
    }

    /// The text in this language, else the first.
    #[must_use]
    pub fn text_in(&self, language: &str) -> Option<&TermsText> {
        let in_it = self.texts.iter().find(|text| text.language == language);
        in_it.or(self.texts.first())
    }

    /// By name.
    #[must_use]
    pub fn named(&self) -> TermsNamed {
        let texts = self.texts.iter().map(|text| TextNamed {
            language: text.language.clone(),
            sha256: text.sha256.clone(),
        });
        TermsNamed {
            id: self.id.clone(),
            texts: texts.collect(),
        }
    }
}

impl TermsText {
    /// Whether this may be shown.
    ///
    /// # Errors
    /// Says why not.
    pub fn check(&self) -> Result<(), Unfit> {
        if !is_language(&self.language) {
            return Err(Unfit::Language(self.language.chars().take(40).collect()));
        }
        if self.text.len() > MAX_TEXT_BYTES {
            return Err(Unfit::TooLarge(self.text.len()));
        }
        if self.text.trim().is_empty() {
            return Err(Unfit::Empty);
        }
        if self
            .text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        {
            return Err(Unfit::Unprintable);
        }
        if self.sha256 != sha256_hex(self.text.as_bytes()) {
            return Err(Unfit::Digest);
        }
        Ok(())
    }
}

impl TermsNamed {
    /// Whether a stranger's names may be kept.
    ///
    /// # Errors
    /// Says why not.
    pub fn check(&self) -> Result<(), Unfit> {
        check_id(&self.id)?;
        if self.texts.is_empty() || self.texts.len() > MOST_LANGUAGES {
            return Err(Unfit::Languages);
        }
        for text in &self.texts {
            if !is_language(&text.language) {
                return Err(Unfit::Language(text.language.chars().take(40).collect()));
            }
            if text.sha256.len() != 64 || !text.sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(Unfit::Digest);
            }
        }
        Ok(())
    }

    /// Whether one of these texts is the one that a receipt names.
    #[must_use]
    pub fn names(&self, terms_id: &str, terms_sha256: &str) -> bool {
        self.id == terms_id && self.texts.iter().any(|text| text.sha256 == terms_sha256)
    }
}

/// Whether this can name a pool's own terms.
///
/// # Errors
/// Says why not.
pub fn check_id(id: &str) -> Result<(), Unfit> {
    if !is_id(id) {
        return Err(Unfit::Id(id.chars().take(60).collect()));
    }
    // The project names its terms by the month in which they were written; no pool may seem to have one of them.
    let is_month = id.len() == 7
        && id.bytes().enumerate().all(|(at, byte)| {
            if at == 4 {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
    if is_month || ALL_TERMS.iter().any(|(known, _)| *known == id) {
        return Err(Unfit::ProjectId(id.to_owned()));
    }
    Ok(())
}

/// Whether this can be the name of any terms: letters that need no care in a path, a file name or a table.
#[must_use]
pub fn is_id(id: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    (1..=40).contains(&id.len())
        && id.bytes().all(fits)
        && id
            .bytes()
            .next()
            .is_some_and(|first| first.is_ascii_alphanumeric())
        && !id.contains("..")
}

/// Whether this can be the code of a language.
#[must_use]
pub fn is_language(code: &str) -> bool {
    (2..=16).contains(&code.len())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The project's terms in the form of a pool's own.
#[must_use]
pub fn project(id: &str) -> Option<PoolTerms> {
    let text = crate::consent::text_of(id)?;
    let text = TermsText {
        language: "en".to_owned(),
        sha256: sha256_hex(text.as_bytes()),
        text: text.to_owned(),
    };
    Some(PoolTerms {
        id: id.to_owned(),
        texts: vec![text],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(id: &str, texts: &[(&str, &str)]) -> Result<PoolTerms, Unfit> {
        let texts = texts
            .iter()
            .map(|(language, text)| ((*language).to_owned(), (*text).to_owned()));
        PoolTerms::new(id.to_owned(), texts.collect())
    }

    #[test]
    fn each_reason_why_something_is_no_terms_is_said() {
        let long = "x".repeat(MAX_TEXT_BYTES + 1);
        let thirteen: Vec<String> = (0..13).map(|number| format!("l{number}")).collect();
        let thirteen: Vec<(&str, &str)> = thirteen.iter().map(|code| (&**code, "text")).collect();
        for (id, texts, expected) in [
            ("", &[("en", "text")][..], Unfit::Id(String::new())),
            ("River", &[("en", "text")], Unfit::Id("River".into())),
            ("../x", &[("en", "text")], Unfit::Id("../x".into())),
            ("2026-11", &[("en", "text")], Unfit::ProjectId("2026-11".into())),
            ("2031-02", &[("en", "text")], Unfit::ProjectId("2031-02".into())),
            ("river", &[], Unfit::Languages),
            ("river", &[("en", "a"), ("en", "b")], Unfit::Languages),
            ("river", &thirteen, Unfit::Languages),
            ("river", &[("e", "text")], Unfit::Language("e".into())),
            ("river", &[("en", " \n")], Unfit::Empty),
            ("river", &[("en", &long)], Unfit::TooLarge(MAX_TEXT_BYTES + 1)),
            ("river", &[("en", "a\u{1b}[2J")], Unfit::Unprintable),
        ] {
            assert_eq!(terms(id, texts).unwrap_err(), expected);
            assert!(!expected.to_string().contains('\u{1b}'));
        }
        let mut known = terms("river-2026-11", &[("fy", "Skea"), ("en", "Terms")]).unwrap();
        assert_eq!(known.text_in("en").unwrap().text, "Terms");
        assert_eq!(known.text_in("de").unwrap().text, "Skea");
        assert!(known.named().names("river-2026-11", &sha256_hex(b"Terms")));
        assert!(!known.named().names("river-2026-10", &sha256_hex(b"Terms")));
        known.texts[1].text.push('!');
        assert_eq!(known.check(), Err(Unfit::Digest));
    }

    #[test]
    fn the_project_s_terms_have_the_same_form() {
        let terms = project(crate::consent::TERMS_ID).unwrap();
        assert_eq!(
            terms.texts[0].sha256,
            sha256_hex(crate::consent::TERMS.as_bytes())
        );
        assert_eq!(terms.texts[0].check(), Ok(()));
        assert_eq!(project("river"), None);
    }
}
