//! Requests that must not be carried out twice, also when the companion was started again in between.
//!
//! Handing in is harmless when it is repeated: ids see to that. Agreeing, withdrawing and renewing a key are not. They are rare, so
//! that each may be written down before it is done.

use data_encoding::HEXLOWER;
use shared::sealed::Nonce;

use super::NotPaired;
use crate::companion::Companion;
use crate::store::StoreError;

const NAME: &str = "carried_out";
/// The most that are remembered. Only paired browsers get this far, and no clock that is set back makes them forgotten.
const REMEMBERED: usize = 512;

/// Notes a request.
///
/// # Errors
/// When it was noted before, or the store fails.
pub(super) fn note(companion: &Companion, unix_seconds: u64, nonce: &Nonce) -> Result<(), NotPaired> {
    let mark = format!("{unix_seconds}:{}", HEXLOWER.encode(nonce));
    let noted: Result<bool, StoreError> = companion.store.write("carry out once", move |tx| {
        let mut marks: Vec<String> = tx.setting(NAME)?.unwrap_or_default();
        if marks.contains(&mark) {
            return Ok(false);
        }
        marks.push(mark);
        let surplus = marks.len().saturating_sub(REMEMBERED);
        marks.drain(..surplus);
        tx.set(NAME, &marks)?;
        Ok(true)
    });
    if noted? { Ok(()) } else { Err(NotPaired::Repeated) }
}
