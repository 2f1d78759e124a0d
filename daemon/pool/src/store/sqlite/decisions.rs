//! What maintainers decide about records: in SQLite.

use rusqlite::params;
use shared::keys::RecordId;
use shared::time::Day;

use super::Sqlite;
use crate::store::StoreError;
use crate::store::decisions::Decisions;

impl Decisions for Sqlite {
    fn accept(&self, ids: &[RecordId], day: &Day) -> Result<(), StoreError> {
        self.write(|tx| {
            for id in ids {
                let changed = tx
                    .prepare_cached(
                        "UPDATE records SET state = 'accepted', decided_day = ?2
                         WHERE record_id = ?1 AND state = 'quarantined'",
                    )?
                    .execute(params![id.as_ref(), day.to_string()])?;
                if changed == 0 {
                    return Err(StoreError::NotWaiting {
                        record_id: id.clone(),
                    });
                }
            }
            Ok(())
        })
    }

    fn accept_all(&self, day: &Day) -> Result<usize, StoreError> {
        self.write(|tx| {
            Ok(tx.execute(
                "UPDATE records SET state = 'accepted', decided_day = ?1 WHERE state = 'quarantined'",
                params![day.to_string()],
            )?)
        })
    }

    fn reject(&self, ids: &[RecordId], reason: &str, day: &Day) -> Result<(), StoreError> {
        self.write(|tx| {
            for id in ids {
                let changed = tx
                    .prepare_cached(
                        "UPDATE records SET state = 'rejected', reason = ?2, decided_day = ?3
                         WHERE record_id = ?1 AND state <> 'rejected'",
                    )?
                    .execute(params![id.as_ref(), reason, day.to_string()])?;
                if changed == 0 {
                    return Err(StoreError::NotWaiting {
                        record_id: id.clone(),
                    });
                }
                tx.prepare_cached("DELETE FROM contents WHERE record_id = ?1")?
                    .execute([id.as_ref()])?;
            }
            Ok(())
        })?;
        self.flush_mine()?;
        Ok(())
    }
}
