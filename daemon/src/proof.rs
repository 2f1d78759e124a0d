//! Holds receipts against a pool's newest release: is each record in it as it was given, or altered, or kept although taken back?
//!
//! In: a signed manifest, lists of records, what the contributor has receipts for. Out: one outcome per record, or why nothing is believed.
//! Pure. What the pool is asked, and when, is the work of `deliver::releases`.

use std::collections::HashMap;

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use serde::Deserialize;
use serde_json::Value;
use shared::keys::{PoolId, PublicKey, RecordId, sha256_hex};
use shared::time::Day;

/// A pool has so many days to take a record out of its newest release.
pub const DAYS_TO_REMOVE: i64 = 3;

/// Why what a pool shows as its newest release is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is not signed by the pool's pinned key.
    Unsigned,
    /// It is older than one that was shown before.
    Older,
    /// Another one was shown under the same number.
    Forked,
    /// A list is not the one that was signed.
    List,
    /// A list that was signed is not given out.
    Withheld,
}

impl Doubt {
    pub const ALL: [Self; 5] = [
        Self::Unsigned,
        Self::Older,
        Self::Forked,
        Self::List,
        Self::Withheld,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Older => "older",
            Self::Forked => "forked",
            Self::List => "list",
            Self::Withheld => "withheld",
        }
    }

    /// For people, after the pool's address.
    #[must_use]
    pub fn sentence(name: &str) -> &'static str {
        match name {
            "unsigned" => "shows a release that its pinned key has not signed: it is not believed",
            "older" => "shows an older release than before: it is not believed",
            "forked" => "shows two different releases under one number: the new one is not believed",
            "list" => "gives a list of records that is not the one it signed: it is not believed",
            "withheld" => "does not give the list of records that it signed: nothing can be checked",
            _ => "shows a release that is not believed",
        }
    }
}

/// What a release says about one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// In it, with the digest of the receipt.
    AsDonated,
    /// Not in it: not reviewed yet, rejected, or newer than the release.
    Absent,
    /// In it with another content than was given.
    Altered,
    /// Not in it, although the pool says that it is.
    Missing,
    /// In it in a form that the contributor has replaced since.
    Former,
    /// Taken back, and no longer in it.
    Out,
    /// Taken back, and the time to take it out is not over.
    Leaving,
    /// In it although it was taken back.
    Retained,
    /// In it, and no receipt is here to compare it with.
    Unproven,
}

impl Outcome {
    pub const ALL: [Self; 9] = [
        Self::AsDonated,
        Self::Absent,
        Self::Altered,
        Self::Missing,
        Self::Former,
        Self::Out,
        Self::Leaving,
        Self::Retained,
        Self::Unproven,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AsDonated => "as donated",
            Self::Absent => "absent",
            Self::Altered => "altered",
            Self::Missing => "missing",
            Self::Former => "former",
            Self::Out => "out",
            Self::Leaving => "leaving",
            Self::Retained => "retained",
            Self::Unproven => "unproven",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }

    /// Whether the pool broke its word.
    #[must_use]
    pub fn is_breach(self) -> bool {
        matches!(self, Self::Altered | Self::Missing | Self::Retained)
    }

    /// Whether a record's history has a line for it.
    #[must_use]
    pub fn is_noted(self) -> bool {
        self.is_breach() || self == Self::AsDonated
    }

    /// For people.
    #[must_use]
    pub fn sentence(name: &str, release: u64) -> String {
        let said = match Self::named(name) {
            Some(Self::AsDonated) => "in it exactly as donated",
            Some(Self::Absent) => "not in it",
            Some(Self::Altered) => "in it, but ALTERED: it is not what you gave",
            Some(Self::Missing) => "NOT in it, although the pool says so",
            Some(Self::Former) => "in it in its former form",
            Some(Self::Out) => "not in it any more",
            Some(Self::Leaving) => "still in it; the pool has some days to take it out",
            Some(Self::Retained) => "still in it ALTHOUGH you took it back",
            Some(Self::Unproven) => "in it; no receipt is here to compare it with",
            None => "not known",
        };
        format!("checked against release {release}: {said}")
    }
}

/// A release as far as receipts are concerned, signed by the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newest {
    pub number: u32,
    pub day: Day,
    /// SHA-256 of the manifest's bytes.
    pub digest: String,
    pub lists: Vec<List>,
}

/// One list of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Hexadecimal digits with which the hashes of its ids begin; none: all records.
    pub bucket: String,
    pub sha256: String,
    pub bytes: u64,
}

#[derive(Deserialize)]
struct Manifest {
    pool_id: PoolId,
    number: u32,
    day: Day,
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    kind: String,
    bucket: String,
    bytes: u64,
    sha256: String,
}

impl Newest {
    /// Reads a manifest that this key has signed.
    ///
    /// # Errors
    /// When it has not, or this is no manifest.
    pub fn read(bytes: &[u8], key: &PublicKey) -> Result<Self, Doubt> {
        let value: Value = serde_json::from_slice(bytes).map_err(|_| Doubt::Unsigned)?;
        if !shared::release::is_signed(&value, key) {
            return Err(Doubt::Unsigned);
        }
        let manifest = Manifest::deserialize(&value).map_err(|_| Doubt::Unsigned)?;
        let hexadecimal = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        };
        let lists: Vec<List> = manifest
            .files
            .into_iter()
            .filter(|file| file.kind == "records")
            .map(|file| List {
                bucket: file.bucket,
                sha256: file.sha256,
                bytes: file.bytes,
            })
            .collect();
        let fit = lists.iter().all(|list| {
            list.bucket.len() <= 2
                && hexadecimal(&list.bucket)
                && list.sha256.len() == 64
                && hexadecimal(&list.sha256)
        });
        if manifest.pool_id != PoolId::of(key) || !fit {
            return Err(Doubt::Unsigned);
        }
        Ok(Self {
            number: manifest.number,
            day: manifest.day,
            digest: sha256_hex(bytes),
            lists,
        })
    }

    /// Whether a pool may show this after what it showed before: a number and a digest.
    ///
    /// # Errors
    /// When it goes back, or says something else under the same number.
    pub fn follows(&self, former: Option<&(u32, String)>) -> Result<(), Doubt> {
        match former {
            Some((number, _)) if self.number < *number => Err(Doubt::Older),
            Some((number, digest)) if self.number == *number && self.digest != *digest => Err(Doubt::Forked),
            _ => Ok(()),
        }
    }

    /// All lists together, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.lists
            .iter()
            .fold(0, |all, list| all.saturating_add(list.bytes))
    }
}

impl List {
    /// Whether this record, if it is in the release, is in this list.
    #[must_use]
    pub fn may_hold(&self, id: &RecordId) -> bool {
        // The first eight letters are five whole bytes.
        let letters = id.as_ref()[..8].to_ascii_uppercase();
        let hash = BASE32_NOPAD.decode(letters.as_bytes()).unwrap_or_default();
        HEXLOWER.encode(&hash).starts_with(&self.bucket)
    }

    /// What the list says about those that are wanted; each line is read once, however many are wanted.
    ///
    /// # Errors
    /// When this is not the list that was signed.
    pub fn find<T>(
        &self,
        bytes: &[u8],
        wanted: &HashMap<RecordId, T>,
    ) -> Result<Vec<(RecordId, String)>, Doubt> {
        if sha256_hex(bytes) != self.sha256 {
            return Err(Doubt::List);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Doubt::List)?;
        Ok(text
            .lines()
            .filter_map(|line| {
                let mut fields = line.split('\t');
                let id: RecordId = fields.next()?.parse().ok()?;
                let digest = fields.next()?;
                wanted.contains_key(&id).then(|| (id, digest.to_owned()))
            })
            .collect())
    }
}

/// What is known here of a record that a pool has, or had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// It is there.
    Donated {
        /// Of the receipt.
        digest: Option<String>,
        /// Of former forms of the same record.
        former: Vec<String>,
        /// The pool says that it is in these releases.
        releases: Vec<u32>,
    },
    /// It was taken back; the pool confirmed it on this day.
    TakenBack { confirmed: Option<Day> },
}

/// What a release says about one record; `found` is the digest that it lists.
#[must_use]
pub fn judge(given: &Given, found: Option<&str>, number: u32, day: &Day, today: &Day) -> Outcome {
    match (given, found) {
        (Given::TakenBack { .. }, None) => Outcome::Out,
        (Given::TakenBack { confirmed }, Some(_)) => match confirmed {
            Some(on) if day.days_after(on) > 0 || today.days_after(on) > DAYS_TO_REMOVE => Outcome::Retained,
            _ => Outcome::Leaving,
        },
        (Given::Donated { releases, .. }, None) if releases.contains(&number) => Outcome::Missing,
        (Given::Donated { .. }, None) => Outcome::Absent,
        (Given::Donated { digest, former, .. }, Some(found)) => match digest {
            None => Outcome::Unproven,
            Some(digest) if digest == found => Outcome::AsDonated,
            Some(_) if former.iter().any(|digest| digest == found) => Outcome::Former,
            Some(_) => Outcome::Altered,
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use shared::keys::{SecretKey, Seed};

    use super::*;

    fn day(text: &str) -> Day {
        Day::try_from(text.to_owned()).unwrap()
    }

    fn manifest(key: &SecretKey, number: u32, list: &str) -> Vec<u8> {
        let value = json!({
            "pool_id": PoolId::of(&key.public()), "number": number, "day": "2026-11-22",
            "files": [
                {"path": "records/all/x.tsv", "kind": "records", "bucket": "", "rows": 1, "bytes": list.len(), "sha256": sha256_hex(list.as_bytes())},
                {"path": "data/all/x.parquet", "kind": "parquet", "bucket": "", "rows": 1, "bytes": 9, "sha256": "x"},
            ],
        });
        serde_json::to_vec(&shared::release::sign(value, key)).unwrap()
    }

    #[test]
    fn only_what_the_pinned_key_signed_is_believed_and_it_may_not_go_back() {
        let key = SecretKey::from_bytes(&[3; 32]);
        let read = |number, list: &str| Newest::read(&manifest(&key, number, list), &key.public()).unwrap();
        let newest = read(2, "a");
        assert_eq!((newest.number, newest.lists.len()), (2, 1));
        let other = SecretKey::from_bytes(&[4; 32]).public();
        assert_eq!(
            Newest::read(&manifest(&key, 2, "a"), &other),
            Err(Doubt::Unsigned)
        );
        for bytes in ["", "[]", "null", "{\"signature\":1}", "\u{1F980}"] {
            assert_eq!(Newest::read(bytes.as_bytes(), &other), Err(Doubt::Unsigned));
        }
        let former = Some((2, newest.digest.clone()));
        assert_eq!(newest.follows(None), Ok(()));
        assert_eq!(newest.follows(former.as_ref()), Ok(()));
        assert_eq!(read(3, "b").follows(former.as_ref()), Ok(()));
        assert_eq!(read(2, "b").follows(former.as_ref()), Err(Doubt::Forked));
        assert_eq!(read(1, "a").follows(former.as_ref()), Err(Doubt::Older));
    }

    #[test]
    fn a_list_is_read_once_for_all_that_are_wanted_and_only_if_it_is_the_signed_one() {
        let id = |counter| RecordId::of(&Seed([1; 32]).record_key(counter).public());
        let text = format!("{}\tone\ttrain\n{}\ttwo\n\nnonsense\n", id(1), id(2));
        let key = SecretKey::from_bytes(&[3; 32]);
        let newest = Newest::read(&manifest(&key, 1, &text), &key.public()).unwrap();
        let wanted = HashMap::from([(id(2), ()), (id(3), ())]);
        let found = newest.lists[0].find(text.as_bytes(), &wanted).unwrap();
        assert_eq!(found, [(id(2), "two".to_owned())]);
        assert_eq!(newest.lists[0].find(b"other", &wanted), Err(Doubt::List));
        let of = |bucket: &str| List {
            bucket: bucket.into(),
            ..newest.lists[0].clone()
        };
        for counter in 0..40 {
            let buckets = (0..256).map(|number| format!("{number:02x}"));
            assert_eq!(buckets.filter(|name| of(name).may_hold(&id(counter))).count(), 1);
            assert!(of("").may_hold(&id(counter)));
        }
    }

    #[test]
    fn each_record_has_one_outcome_and_only_broken_words_are_breaches() {
        let donated = |releases: &[u32]| Given::Donated {
            digest: Some("now".into()),
            former: vec!["before".into()],
            releases: releases.to_vec(),
        };
        let back = |on: Option<&str>| Given::TakenBack {
            confirmed: on.map(day),
        };
        let restored = Given::Donated {
            digest: None,
            former: vec![],
            releases: vec![],
        };
        let (made, same, later) = ("2026-11-22", "2026-11-22", "2026-11-26");
        for (given, found, today, expected) in [
            (donated(&[]), Some("now"), same, Outcome::AsDonated),
            (donated(&[]), Some("before"), same, Outcome::Former),
            (donated(&[]), Some("other"), same, Outcome::Altered),
            (donated(&[6]), None, same, Outcome::Absent),
            (donated(&[6, 7]), None, same, Outcome::Missing),
            (restored, Some("now"), same, Outcome::Unproven),
            (back(None), Some("now"), later, Outcome::Leaving),
            (back(Some(made)), None, same, Outcome::Out),
            (back(Some(made)), Some("now"), same, Outcome::Leaving),
            (back(Some(made)), Some("now"), later, Outcome::Retained),
            (back(Some("2026-11-21")), Some("now"), same, Outcome::Retained),
        ] {
            let outcome = judge(&given, found, 7, &day(made), &day(today));
            assert_eq!(outcome, expected, "{given:?} {found:?} {today}");
            assert_eq!(Outcome::named(outcome.name()), Some(outcome));
        }
        let breaches: Vec<Outcome> = Outcome::ALL.into_iter().filter(|one| one.is_breach()).collect();
        assert_eq!(breaches, [Outcome::Altered, Outcome::Missing, Outcome::Retained]);
    }
}
