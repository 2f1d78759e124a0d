//! Whether a record was agreed to, on terms that this pool knows and for uses that it has.
//!
//! In: the consent receipt and the pool's policy. Out: nothing, or the one thing that is missing.

use serde::{Deserialize, Serialize};
use shared::consent::{ConsentReceipt, Licence, Purpose, is_known};
use shared::time::Day;

use crate::terms::Terms;

/// What a pool takes. Kept with its settings; without any, all licences and all purposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub licences: Vec<Licence>,
    /// Each record must allow all of these.
    pub needed: Vec<Purpose>,
    /// Where the pool has terms of its own: whether it takes records under the project's, too.
    #[serde(default)]
    pub terms: TermsTaken,
    /// The pool's own terms. They have a setting of their own.
    #[serde(skip)]
    pub own: Terms,
}

/// Under which terms a pool with terms of its own takes records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TermsTaken {
    /// Its own, in any version that it ever had in force.
    #[default]
    Own,
    /// Those, and the project's.
    Both,
}

impl Policy {
    /// Whether records are taken that were agreed to under these terms. A version that was replaced stays good for what was given under it.
    #[must_use]
    pub fn takes(&self, terms_id: &str, terms_sha256: &str) -> bool {
        self.own.knows(terms_id, terms_sha256)
            || self.takes_the_project_s() && is_known(terms_id, terms_sha256)
    }

    /// Whether records under the project's terms are taken.
    #[must_use]
    pub fn takes_the_project_s(&self) -> bool {
        self.terms == TermsTaken::Both || self.own.current().is_none()
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            licences: vec![Licence::Cc0, Licence::CcBy, Licence::ResearchOnly],
            needed: vec![],
            terms: TermsTaken::Own,
            own: Terms::default(),
        }
    }
}

/// What is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAgreed {
    /// The receipt names terms that this pool does not know.
    Terms,
    /// The receipt allows nothing.
    NoPurpose,
    /// The same purpose twice, or a language that is none.
    Malformed,
    /// The pool does not take records with this licence.
    Licence,
    /// The pool needs a purpose that was not allowed.
    Needed(Purpose),
    /// Licence and purposes exclude each other.
    Contradiction,
    /// It was agreed to after the record was made, or in the future.
    Day,
}

impl NotAgreed {
    /// For programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::NoPurpose | Self::Malformed => "consent",
            Self::Licence => "licence",
            Self::Needed(_) => "purpose",
            Self::Contradiction => "contradiction",
            Self::Day => "consent_day",
        }
    }

    /// For people.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Terms => {
                "this pool does not know the consent terms that were agreed to: agree again".to_owned()
            }
            Self::NoPurpose => "the consent receipt allows no purpose".to_owned(),
            Self::Malformed => "the consent receipt's purposes or language are not in order".to_owned(),
            Self::Licence => "this pool does not take records with this licence: see /v1/pool".to_owned(),
            Self::Needed(purpose) => format!(
                "this pool needs records that may be used to {}: see /v1/pool",
                match purpose {
                    Purpose::Research => "do research",
                    Purpose::Train => "train models",
                    Purpose::Evaluate => "evaluate models",
                    Purpose::Commercial => "work commercially",
                }
            ),
            Self::Contradiction => {
                "research only and commercial use exclude each other: choose one of them".to_owned()
            }
            Self::Day => "it was agreed to after the record was made, or on a day to come".to_owned(),
        }
    }
}

/// Checks a receipt.
///
/// # Errors
/// Says the first thing that is missing.
pub fn check(
    receipt: &ConsentReceipt,
    created_day: &Day,
    tomorrow: &Day,
    policy: &Policy,
) -> Result<(), NotAgreed> {
    let purposes = &receipt.purposes;
    if !policy.takes(&receipt.terms_id, &receipt.terms_sha256) {
        return Err(NotAgreed::Terms);
    }
    if purposes.is_empty() {
        return Err(NotAgreed::NoPurpose);
    }
    let twice = (1..purposes.len()).any(|later| purposes[..later].contains(&purposes[later]));
    let is_language = (2..=16).contains(&receipt.language.len())
        && receipt
            .language
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    // Looked at from the front, the fifth of four purposes is one of them again.
    if purposes.len() > 4 || twice || !is_language {
        return Err(NotAgreed::Malformed);
    }
    if !policy.licences.contains(&receipt.licence) {
        return Err(NotAgreed::Licence);
    }
    if let Some(needed) = policy.needed.iter().find(|needed| !purposes.contains(needed)) {
        return Err(NotAgreed::Needed(*needed));
    }
    if receipt.licence == Licence::ResearchOnly && purposes.contains(&Purpose::Commercial) {
        return Err(NotAgreed::Contradiction);
    }
    if &receipt.day > created_day || created_day > tomorrow {
        return Err(NotAgreed::Day);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use shared::consent::agree;
    use shared::keys::sha256_hex;
    use shared::pool_terms::PoolTerms;

    use super::*;

    fn day(text: &str) -> Day {
        Day::try_from(text.to_owned()).unwrap()
    }

    fn receipt() -> ConsentReceipt {
        agree(
            Licence::CcBy,
            vec![Purpose::Research, Purpose::Train],
            "en",
            day("2026-11-20"),
        )
    }

    fn judged(receipt: &ConsentReceipt, policy: &Policy) -> Result<(), NotAgreed> {
        check(receipt, &day("2026-11-22"), &day("2026-11-23"), policy)
    }

    #[test]
    fn each_thing_that_is_missing_has_its_own_answer() {
        let all = Policy::default();
        assert_eq!(judged(&receipt(), &all), Ok(()));
        let altered = |alter: fn(&mut ConsentReceipt)| {
            let mut receipt = receipt();
            alter(&mut receipt);
            judged(&receipt, &Policy::default())
        };
        for (expected, alter) in [
            (
                NotAgreed::Terms,
                (|it| it.terms_id = "1999-01".into()) as fn(&mut ConsentReceipt),
            ),
            (NotAgreed::Terms, |it| it.terms_sha256 = "0".repeat(64)),
            (NotAgreed::NoPurpose, |it| it.purposes.clear()),
            (NotAgreed::Malformed, |it| it.purposes.push(Purpose::Train)),
            (NotAgreed::Malformed, |it| {
                it.purposes = [Purpose::Train; 5_000].to_vec()
            }),
            (NotAgreed::Malformed, |it| it.language = "x".repeat(17)),
            (NotAgreed::Malformed, |it| it.language = "e\nn".into()),
            (NotAgreed::Contradiction, |it| {
                it.licence = Licence::ResearchOnly;
                it.purposes.push(Purpose::Commercial);
            }),
            (NotAgreed::Day, |it| it.day = day("2026-11-23")),
        ] {
            assert_eq!(altered(alter), Err(expected));
        }
        let strict = Policy {
            licences: vec![Licence::Cc0],
            ..all.clone()
        };
        assert_eq!(judged(&receipt(), &strict), Err(NotAgreed::Licence));
        let needy = Policy {
            needed: vec![Purpose::Train, Purpose::Evaluate],
            ..all.clone()
        };
        assert_eq!(
            judged(&receipt(), &needy),
            Err(NotAgreed::Needed(Purpose::Evaluate))
        );
        let late = check(&receipt(), &day("2026-11-24"), &day("2026-11-23"), &all);
        assert_eq!(late, Err(NotAgreed::Day));
    }

    #[test]
    fn a_pool_with_terms_of_its_own_takes_records_under_each_of_their_versions() {
        let version = |id: &str, text: &str| {
            let texts = vec![
                ("fy".to_owned(), "Skea".to_owned()),
                ("en".to_owned(), text.to_owned()),
            ];
            PoolTerms::new(id.to_owned(), texts).unwrap()
        };
        let own = Terms::default().with(version("river-1", "Old.")).unwrap();
        let own = own.with(version("river-2", "New.")).unwrap();
        let policy = |terms| Policy {
            terms,
            own: own.clone(),
            ..Policy::default()
        };
        let under = |id: &str, text: &str| ConsentReceipt {
            terms_id: id.into(),
            terms_sha256: sha256_hex(text.as_bytes()),
            ..receipt()
        };
        for (receipt, alone, both) in [
            (under("river-1", "Old."), Ok(()), Ok(())),
            (under("river-2", "New."), Ok(()), Ok(())),
            (under("river-2", "Skea"), Ok(()), Ok(())),
            (
                under("river-2", "Old."),
                Err(NotAgreed::Terms),
                Err(NotAgreed::Terms),
            ),
            (
                under("river-3", "New."),
                Err(NotAgreed::Terms),
                Err(NotAgreed::Terms),
            ),
            (receipt(), Err(NotAgreed::Terms), Ok(())),
        ] {
            assert_eq!(judged(&receipt, &policy(TermsTaken::Own)), alone);
            assert_eq!(judged(&receipt, &policy(TermsTaken::Both)), both);
        }
        // A pool that goes back to the project's terms keeps knowing what it had.
        let back = Policy {
            own: own.without_current(),
            ..Policy::default()
        };
        assert_eq!(judged(&receipt(), &back), Ok(()));
        assert_eq!(judged(&under("river-1", "Old."), &back), Ok(()));
    }

    proptest! {
        #[test]
        fn what_a_pool_takes_is_what_its_policy_says(
            licences in prop::collection::vec(prop::sample::select(vec![Licence::Cc0, Licence::CcBy, Licence::ResearchOnly]), 0..3),
            needed in prop::collection::vec(prop::sample::select(vec![Purpose::Research, Purpose::Train, Purpose::Evaluate]), 0..3),
            given in prop::sample::subsequence(vec![Purpose::Research, Purpose::Train, Purpose::Evaluate], 1..=3),
            licence in prop::sample::select(vec![Licence::Cc0, Licence::CcBy, Licence::ResearchOnly]),
        ) {
            let receipt = agree(licence, given.clone(), "en", day("2026-11-20"));
            let policy = Policy { licences: licences.clone(), needed: needed.clone(), ..Policy::default() };
            let fits = licences.contains(&licence) && needed.iter().all(|needed| given.contains(needed));
            prop_assert_eq!(judged(&receipt, &policy).is_ok(), fits);
        }
    }
}
