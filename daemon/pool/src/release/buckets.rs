//! Into which bucket a record goes, by the first bits of its id.
//!
//! In: a record id, and how many buckets there are. Out: a number, and in which parts of the order of ids its records lie.
//! Pure. Ids are hashes, so buckets are of the same size without anybody balancing them, and a record never changes its bucket
//! while their number stays.

use serde::{Deserialize, Serialize};
use shared::keys::RecordId;

/// The letters of ids, by value.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Up to this many records are one bucket.
const FEW: u64 = 20_000;
/// Up to this many records are sixteen buckets.
const MANY: u64 = 320_000;

/// How finely a release is divided. It only ever gets finer: every change of it rewrites all files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub enum Division {
    #[default]
    One,
    Sixteen,
    /// By the first byte of the hash that an id is.
    All,
}

/// One bucket of a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bucket {
    division: Division,
    number: u8,
}

impl From<Division> for u16 {
    fn from(division: Division) -> Self {
        match division {
            Division::One => 1,
            Division::Sixteen => 16,
            Division::All => 256,
        }
    }
}

impl TryFrom<u16> for Division {
    type Error = &'static str;
    fn try_from(count: u16) -> Result<Self, Self::Error> {
        match count {
            1 => Ok(Self::One),
            16 => Ok(Self::Sixteen),
            256 => Ok(Self::All),
            _ => Err("a release has 1, 16 or 256 buckets"),
        }
    }
}

impl Division {
    /// The division for so many records: no bucket of more than some ten thousand, and a small pool is not cut into crumbs.
    #[must_use]
    pub fn for_records(records: u64) -> Self {
        if records <= FEW {
            Self::One
        } else if records <= MANY {
            Self::Sixteen
        } else {
            Self::All
        }
    }

    fn bits(self) -> u32 {
        match self {
            Self::One => 0,
            Self::Sixteen => 4,
            Self::All => 8,
        }
    }

    /// Every bucket, in the order of their numbers.
    pub fn buckets(self) -> impl Iterator<Item = Bucket> {
        (0..u16::from(self)).map(move |number| Bucket {
            division: self,
            number: u8::try_from(number).expect("there are at most 256"),
        })
    }

    /// Where this record goes.
    #[must_use]
    pub fn of(self, id: &RecordId) -> Bucket {
        Bucket {
            division: self,
            number: first_byte(id).checked_shr(8 - self.bits()).unwrap_or_default(),
        }
    }

    /// The bucket with this name.
    #[must_use]
    pub fn named(self, name: &str) -> Option<Bucket> {
        self.buckets().find(|bucket| bucket.name() == name)
    }
}

/// The first byte of the hash that this id is.
#[must_use]
pub fn first_byte(id: &RecordId) -> u8 {
    let value = |at: usize| {
        let letter = id.as_ref().as_bytes()[at];
        let value = LETTERS.iter().position(|known| *known == letter);
        u8::try_from(value.expect("an id has only these letters")).expect("there are 32 of them")
    };
    (value(0) << 3) | (value(1) >> 2)
}

impl Bucket {
    /// Its place among the buckets of its division.
    #[must_use]
    pub fn number(self) -> u8 {
        self.number
    }

    /// As it is called in manifests: nothing, one or two hexadecimal digits.
    #[must_use]
    pub fn name(self) -> String {
        match self.division {
            Division::One => String::new(),
            Division::Sixteen => format!("{:x}", self.number),
            Division::All => format!("{:02x}", self.number),
        }
    }

    /// The folder of its files.
    #[must_use]
    pub fn folder(self) -> String {
        match self.division {
            Division::One => "all".to_owned(),
            _ => self.name(),
        }
    }

    /// What the ids in it begin with, in the order of text.
    #[must_use]
    pub fn prefixes(self) -> Vec<String> {
        let letter = |value: u8| char::from(LETTERS[usize::from(value)]);
        let mut prefixes: Vec<String> = match self.division {
            Division::One => vec![String::new()],
            Division::Sixteen => (0..2)
                .map(|low| letter(self.number << 1 | low).to_string())
                .collect(),
            Division::All => (0..4)
                .map(|low| {
                    [letter(self.number >> 3), letter((self.number & 7) << 2 | low)]
                        .iter()
                        .collect()
                })
                .collect(),
        };
        prefixes.sort();
        prefixes
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use shared::keys::{RecordId, Seed};

    use super::{Division, first_byte};

    #[test]
    fn small_pools_have_one_file_and_large_ones_enough_of_them() {
        for (records, count) in [
            (0, 1),
            (20_000, 1),
            (20_001, 16),
            (320_000, 16),
            (1_000_000, 256),
            (u64::MAX, 256),
        ] {
            assert_eq!(u16::from(Division::for_records(records)), count, "{records}");
        }
    }

    #[test]
    fn the_bucket_is_the_first_byte_of_the_hash_and_its_prefixes_say_so() {
        for counter in 0..500 {
            let public = Seed([1; 32]).record_key(counter).public();
            let id = RecordId::of(&public);
            let decoded = data_encoding::BASE32_NOPAD
                .decode(id.as_ref()[..24].to_ascii_uppercase().as_bytes())
                .unwrap();
            assert_eq!(first_byte(&id), decoded[0], "{id}");
            for division in [Division::One, Division::Sixteen, Division::All] {
                let bucket = division.of(&id);
                let fits = |prefix: &String| id.as_ref().starts_with(prefix.as_str());
                assert!(bucket.prefixes().iter().any(fits), "{id} {bucket:?}");
                assert_eq!(division.named(&bucket.name()), Some(bucket));
                assert_eq!(division.buckets().nth(bucket.number().into()), Some(bucket));
            }
        }
    }

    #[test]
    fn every_beginning_belongs_to_exactly_one_bucket() {
        for (division, length) in [(Division::Sixteen, 1), (Division::All, 2)] {
            let all: Vec<String> = division.buckets().flat_map(|bucket| bucket.prefixes()).collect();
            let different: BTreeSet<&String> = all.iter().collect();
            assert_eq!((all.len(), different.len()), (32_usize.pow(length), all.len()));
        }
    }
}
