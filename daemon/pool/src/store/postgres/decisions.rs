//! What maintainers decide about records: in PostgreSQL.

use shared::keys::RecordId;
use shared::time::Day;

use super::Postgres;
use super::failed::Failed;
use super::session::{Session, Values};
use crate::store::StoreError;
use crate::store::decisions::Decisions;

impl Decisions for Postgres {
    fn accept(&self, ids: &[RecordId], day: &Day) -> Result<(), StoreError> {
        let today = day.to_string();
        self.transact(|tx| {
            each(ids, |id| {
                tx.execute(
                    "UPDATE records SET state = 'accepted', decided_day = $2
                     WHERE record_id = $1 AND state = 'quarantined'",
                    &[&id.as_ref(), &today],
                )
            })
        })
    }

    fn accept_all(&self, day: &Day) -> Result<usize, StoreError> {
        let today = day.to_string();
        let accepted = self.once(|session: &mut Session| {
            let values: Values<'_> = &[&today];
            session.execute(
                "UPDATE records SET state = 'accepted', decided_day = $1 WHERE state = 'quarantined'",
                values,
            )
        })?;
        Ok(usize::try_from(accepted).unwrap_or(usize::MAX))
    }

    fn reject(&self, ids: &[RecordId], reason: &str, day: &Day) -> Result<(), StoreError> {
        let today = day.to_string();
        self.transact(|tx| {
            each(ids, |id| {
                tx.execute(
                    "UPDATE records SET state = 'rejected', reason = $2, decided_day = $3, envelope = NULL
                     WHERE record_id = $1 AND state IN ('quarantined', 'accepted', 'released')",
                    &[&id.as_ref(), &reason, &today],
                )
            })
        })?;
        self.note_erased();
        Ok(())
    }
}

/// Changes one row per id, always in the same order, so that two who decide at once wait for each other instead of blocking each other.
fn each(ids: &[RecordId], mut change: impl FnMut(&RecordId) -> Result<u64, Failed>) -> Result<(), Failed> {
    let mut ids: Vec<_> = ids.iter().collect();
    ids.sort_unstable();
    for id in ids {
        if change(id)? == 0 {
            return Err(StoreError::NotWaiting {
                record_id: id.clone(),
            }
            .into());
        }
    }
    Ok(())
}
