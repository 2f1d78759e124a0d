//! What a row says, in the words that both databases use.
//!
//! In: text and bytes of columns. Out: types, or that the row is damaged.

use data_encoding::BASE32_NOPAD;
use shared::api::PoolState;
use shared::keys::RecordId;
use shared::time::Day;

use super::{StoreError, Stored, Tombstone};

/// Every state that a row can have.
const STATES: [PoolState; 5] = [
    PoolState::Quarantined,
    PoolState::Accepted,
    PoolState::Rejected,
    PoolState::Released,
    PoolState::Retracted,
];

/// Id, state, day of arrival, envelope.
pub(super) type RawRecord = (String, String, String, Vec<u8>);

pub(super) fn parsed((id, state, day, envelope): RawRecord) -> Result<Stored, StoreError> {
    Ok(Stored {
        state: state_of(&state, &id)?,
        received_day: day_of(day, &id)?,
        signed: serde_json::from_slice(&envelope).map_err(|_| damaged(&id))?,
    })
}

pub(super) fn tombstone(id: &str, day: String) -> Result<Tombstone, StoreError> {
    Ok(Tombstone {
        day: day_of(day, id)?,
        record_id: id.parse().map_err(|_| damaged(id))?,
    })
}

pub(super) fn day_of(day: String, id: &str) -> Result<Day, StoreError> {
    Day::try_from(day).map_err(|_| damaged(id))
}

pub(super) fn damaged(id: &str) -> StoreError {
    StoreError::Damaged {
        record_id: id.to_owned(),
    }
}

pub(super) fn name_of(state: PoolState) -> &'static str {
    match state {
        PoolState::Quarantined => "quarantined",
        PoolState::Accepted => "accepted",
        PoolState::Rejected => "rejected",
        PoolState::Released => "released",
        PoolState::Retracted => "retracted",
    }
}

pub(super) fn state_of(name: &str, id: &str) -> Result<PoolState, StoreError> {
    STATES
        .into_iter()
        .find(|&state| name_of(state) == name)
        .ok_or_else(|| damaged(id))
}

/// The bucket of a record: the first byte of its id.
#[must_use]
pub fn bucket_of(record_id: &RecordId) -> u8 {
    let start = record_id.as_ref()[..8].to_ascii_uppercase();
    BASE32_NOPAD
        .decode(start.as_bytes())
        .expect("ids are of this alphabet, and eight of its letters are five bytes")[0]
}

/// The ids of a bucket as half-open ranges of text: one, or two where the alphabet goes from letters to digits, which sort before them.
pub(super) fn ranges_of(bucket: u8) -> Vec<(String, String)> {
    let alphabet = b"abcdefghijklmnopqrstuvwxyz234567";
    let first = alphabet[usize::from(bucket >> 3)] as char;
    let seconds = usize::from(bucket & 7) * 4;
    let mut ranges: Vec<(u8, u8)> = vec![];
    for &letter in &alphabet[seconds..seconds + 4] {
        match ranges.last_mut() {
            Some((_, end)) if *end == letter => *end = letter + 1,
            _ => ranges.push((letter, letter + 1)),
        }
    }
    let mut ranges: Vec<_> = ranges
        .into_iter()
        .map(|(start, end)| {
            let text = |second: u8| format!("{first}{}", second as char);
            (text(start), text(end))
        })
        .collect();
    ranges.sort();
    ranges
}

#[cfg(test)]
mod tests {
    use shared::keys::Seed;

    use super::*;

    #[test]
    fn the_ranges_of_a_bucket_hold_its_ids_and_no_others() {
        for counter in 0..3000 {
            let id = RecordId::of(&Seed([3; 32]).record_key(counter).public());
            let holding: Vec<u8> = (0..=255)
                .filter(|&bucket| {
                    ranges_of(bucket)
                        .iter()
                        .any(|(start, end)| (start.as_str()..end.as_str()).contains(&id.as_ref()))
                })
                .collect();
            assert_eq!(holding, [bucket_of(&id)], "{id}");
        }
    }
}
