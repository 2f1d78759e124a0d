//! Work that a busy pool asks for before it takes a record: a number that takes a while to find and no time to check.
//!
//! In: a record's id and how many bits are asked for. Out: such a number, or whether one fits. It sheds load and does nothing
//! against somebody with many machines; a pool that is not busy asks for none. It is bound to the record, so that it can neither
//! be collected for others nor tell who did it.

use sha2::{Digest, Sha256};

use crate::keys::RecordId;

/// The request header with the number found.
pub const WORK: &str = "tributary-work";
/// The answer's header with how many bits are asked for.
pub const WORK_BITS: &str = "tributary-work-bits";
/// What is asked for at most, and done at most: some seconds of one core.
pub const MOST_BITS: u8 = 24;

/// Finds a number that fits; `None` if more is asked for than any pool may.
#[must_use]
pub fn solve(id: &RecordId, bits: u8) -> Option<u64> {
    if bits > MOST_BITS {
        return None;
    }
    (0..=u64::MAX).find(|number| fits(id, *number, bits))
}

/// Whether the digest of this number and id begins with so many zero bits.
#[must_use]
pub fn fits(id: &RecordId, number: u64, bits: u8) -> bool {
    // 43 bytes: one block of the digest.
    let mut hash = Sha256::new_with_prefix(b"work-v1\n");
    hash.update(id.as_ref());
    hash.update(b"\n");
    hash.update(number.to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let zeros: u32 = digest
        .iter()
        .scan(true, |going_on, byte| {
            let counted = going_on.then(|| byte.leading_zeros());
            *going_on = *byte == 0;
            counted
        })
        .sum();
    zeros >= u32::from(bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::SecretKey;

    fn id(number: u8) -> RecordId {
        RecordId::of(&SecretKey::from_bytes(&[number; 32]).public())
    }

    #[test]
    fn what_was_found_fits_this_record_and_hardly_another() {
        let found = solve(&id(1), 12).expect("twelve bits are found in a moment");
        assert!(fits(&id(1), found, 12));
        assert!(fits(&id(1), found, 0));
        assert!(!(2..12).any(|other| fits(&id(other), found, 12)));
    }

    #[test]
    fn one_number_in_so_many_fits() {
        let count = (0..4096).filter(|number| fits(&id(1), *number, 4)).count();
        assert!(
            (180..340).contains(&count),
            "{count} of 4096 fit, 256 were expected"
        );
    }

    #[test]
    fn nobody_works_for_hours() {
        assert_eq!(solve(&id(1), 25), None);
        assert_eq!(solve(&id(1), 255), None);
        assert_eq!(solve(&id(1), 0), Some(0));
    }
}
