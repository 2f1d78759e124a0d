//! Erases a record for good, because its contributor says so.
//!
//! In: a signed retraction. Out: the pool's signed receipt, always when the signature fits: also for a record
//! that never came, and as often as it is repeated.

use shared::keys::RecordId;
use shared::retraction::{Retraction, RetractionReceipt};
use shared::time::Day;

use crate::config::Pool;
use crate::store::StoreError;

/// Why a retraction does not take effect.
#[derive(Debug)]
pub enum Refused {
    /// It was not made with the key of this record, or for another pool.
    Forged,
    Store(StoreError),
}

/// Takes a record back.
///
/// # Errors
/// If the signature does not fit, or the database cannot be written.
pub fn retract(
    pool: &Pool,
    record_id: &RecordId,
    retraction: &Retraction,
    today: &Day,
) -> Result<RetractionReceipt, Refused> {
    if !retraction.is_for(record_id, &pool.id) {
        return Err(Refused::Forged);
    }
    let day = pool.store.retract(record_id, today).map_err(Refused::Store)?;
    Ok(RetractionReceipt::sign(record_id.clone(), day, &pool.key))
}
