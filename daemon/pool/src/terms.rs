//! The consent terms that a pool has of its own: every version that was ever in force, in each of its languages.
//!
//! In: a version to put in force. Out: which terms the pool knows, and their texts. A version never changes once it has a name; it may get
//! more languages. Without terms of its own, a pool has the project's. Deliberately not here: reading files, and who agreed to what.

use std::fmt;

use serde::{Deserialize, Serialize};
use shared::consent::{ALL_TERMS, TERMS_ID};
use shared::pool_terms::{self, PoolTerms, TermsNamed, Unfit};

use crate::store::{Store, StoreError};

/// Where the settings keep them.
pub const SETTING: &str = "terms";

/// A pool's own terms, oldest first, and which are in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    versions: Vec<PoolTerms>,
    in_force: Option<String>,
}

/// Why terms cannot be put in force.
#[derive(Debug)]
pub enum Refused {
    Unfit(Unfit),
    /// There are terms of this name with another text.
    Changed {
        id: String,
        language: String,
    },
    Store(StoreError),
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfit(why) => why.fmt(formatter),
            Self::Changed { id, language } => write!(
                formatter,
                "the terms {id} have another text in {language} already, and people may have agreed to it: give the new text a new name"
            ),
            Self::Store(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for Refused {}

impl From<Unfit> for Refused {
    fn from(why: Unfit) -> Self {
        Self::Unfit(why)
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The pool's own terms, as they are kept.
///
/// # Errors
/// If the database cannot be read.
pub fn of(store: &Store) -> Result<Terms, StoreError> {
    Ok(read(store.setting(SETTING)?.as_deref()))
}

fn read(setting: Option<&str>) -> Terms {
    setting
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default()
}

/// Puts terms in force, and keeps the former ones.
///
/// # Errors
/// If they are no terms, their name is taken by another text, or the database cannot be written.
pub fn put_in_force(store: &Store, version: &PoolTerms) -> Result<Terms, Refused> {
    let mut result = Ok(Terms::default());
    store.change_setting(SETTING, &mut |setting| {
        result = read(setting.as_deref()).with(version.clone());
        let changed = result.as_ref().ok()?;
        Some(serde_json::to_string(changed).expect("terms are plain strings"))
    })?;
    result
}

/// Puts the project's terms in force again.
///
/// # Errors
/// If the database cannot be written.
pub fn back_to_the_project_s(store: &Store) -> Result<(), StoreError> {
    store.change_setting(SETTING, &mut |setting| {
        let back = read(setting.as_deref()).without_current();
        Some(serde_json::to_string(&back).expect("terms are plain strings"))
    })
}

impl Terms {
    /// With this version in force.
    ///
    /// # Errors
    /// If it is none, or its name is taken by another text.
    pub fn with(mut self, version: PoolTerms) -> Result<Self, Refused> {
        version.check()?;
        let id = version.id.clone();
        match self.versions.iter_mut().find(|known| known.id == id) {
            None => self.versions.push(version),
            Some(known) => {
                for text in version.texts {
                    match known.texts.iter().find(|had| had.language == text.language) {
                        None => known.texts.push(text),
                        Some(had) if had.sha256 == text.sha256 => {}
                        Some(_) => {
                            let language = text.language;
                            return Err(Refused::Changed { id, language });
                        }
                    }
                }
                known.check()?;
            }
        }
        self.in_force = Some(id);
        Ok(self)
    }

    /// With the project's terms in force; what was given under the pool's own ones stays good.
    #[must_use]
    pub fn without_current(mut self) -> Self {
        self.in_force = None;
        self
    }

    /// The pool's own terms in force; none where the project's are.
    #[must_use]
    pub fn current(&self) -> Option<&PoolTerms> {
        self.version(self.in_force.as_deref()?)
    }

    /// By name.
    #[must_use]
    pub fn named(&self) -> Option<TermsNamed> {
        self.current().map(PoolTerms::named)
    }

    /// The name of the terms in force, the pool's or the project's.
    #[must_use]
    pub fn current_id(&self) -> &str {
        self.current().map_or(TERMS_ID, |version| &version.id)
    }

    /// All of the pool's own, oldest first.
    #[must_use]
    pub fn versions(&self) -> &[PoolTerms] {
        &self.versions
    }

    /// One of the pool's own.
    #[must_use]
    pub fn version(&self, id: &str) -> Option<&PoolTerms> {
        self.versions.iter().find(|version| version.id == id)
    }

    /// Terms of this name, the pool's own or the project's.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<PoolTerms> {
        self.version(id).cloned().or_else(|| pool_terms::project(id))
    }

    /// The terms in force.
    #[must_use]
    pub fn in_force(&self) -> PoolTerms {
        self.find(self.current_id())
            .expect("terms in force are among the pool's versions or the project's")
    }

    /// The names of all terms under which this pool may have records: its own, newest first, then the project's.
    #[must_use]
    pub fn all_ids(&self) -> Vec<&str> {
        let own = self.versions.iter().rev().map(|version| &*version.id);
        own.chain(ALL_TERMS.iter().map(|(id, _)| *id)).collect()
    }

    /// Whether a receipt that names this text names terms of this pool.
    #[must_use]
    pub fn knows(&self, terms_id: &str, terms_sha256: &str) -> bool {
        self.version(terms_id)
            .is_some_and(|version| version.texts.iter().any(|text| text.sha256 == terms_sha256))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(id: &str, language: &str, text: &str) -> PoolTerms {
        PoolTerms::new(id.into(), vec![(language.into(), text.into())]).unwrap()
    }

    #[test]
    fn a_version_gets_more_languages_but_never_another_text() {
        let terms = Terms::default().with(version("river-1", "fy", "Skea")).unwrap();
        let terms = terms.with(version("river-1", "en", "Terms")).unwrap();
        assert_eq!(terms.current().unwrap().texts.len(), 2);
        let same = terms.clone().with(version("river-1", "en", "Terms")).unwrap();
        assert_eq!(same, terms);
        let other = terms
            .clone()
            .with(version("river-1", "en", "Other terms"))
            .unwrap_err();
        assert!(
            other.to_string().contains("give the new text a new name"),
            "{other}"
        );
        let next = terms.with(version("river-2", "en", "Other terms")).unwrap();
        assert_eq!((next.current_id(), next.versions().len()), ("river-2", 2));
        assert_eq!(next.all_ids(), ["river-2", "river-1", TERMS_ID]);
        let back = next.without_current();
        assert_eq!((back.current_id(), back.named()), (TERMS_ID, None));
        assert_eq!(back.in_force().id, TERMS_ID);
    }
}
