//! Forgets in which order records arrived, once their day is over.
//!
//! In: the day. Out: a table in which the rows of former days lie in the order of their ids, written by as many transactions as there are
//! buckets; so neither their places (`ctid`) nor the numbers of their transactions (`xmin`) nor those of their long values tell who came after
//! whom. Days stay, as they are kept anyway.
//!
//! PostgreSQL appends rows as they come. An update would leave many where they are and `CLUSTER` keeps the numbers of transactions, so rows are taken
//! out and put in again, a bucket at a time. Whoever wants to write meanwhile waits for one bucket; readers do not wait.
//! Deliberately not here: clusters, where rows of one statement may be on several nodes.

use shared::time::Day;

use super::Postgres;
use super::failed::Failed;
use super::session::Session;
use crate::store::StoreError;
use crate::store::dossiers::Dossiers as _;
use crate::store::rows::ranges_of;

/// Where the settings keep the day before which all is done.
const DONE_BEFORE: &str = "order_forgotten_before";
/// `ORDR`, as a number: who does this holds this lock.
const LOCK: i64 = 0x4f52_4452;

impl Postgres {
    /// Lays the rows of days before `today` in the order of their ids. Gives whether nothing is left to do.
    pub(super) fn lay_anew(&self, today: &Day) -> Result<bool, StoreError> {
        let since = self.setting(DONE_BEFORE)?.unwrap_or_default();
        let until = today.to_string();
        if since >= until {
            return Ok(true);
        }
        if self.is_cluster {
            return Ok(false);
        }
        let is_mine = self.once(|session| {
            let row = session.query_one("SELECT pg_try_advisory_lock($1)", &[&LOCK])?;
            if !row.get::<_, bool>(0) {
                return Ok(false);
            }
            let done = lay_all(session, &since, &until);
            session.query("SELECT pg_advisory_unlock($1)", &[&LOCK])?;
            done?;
            Ok(true)
        })?;
        if is_mine {
            self.change_setting(DONE_BEFORE, &mut |_| Some(until.clone()))?;
            self.note_erased();
        }
        Ok(is_mine)
    }
}

fn lay_all(session: &mut Session, since: &str, until: &str) -> Result<(), Failed> {
    for bucket in 0..=u8::MAX {
        for (from, to) in ranges_of(bucket) {
            session.batch("BEGIN")?;
            match lay(session, &from, &to, since, until) {
                Ok(()) => session.batch("COMMIT")?,
                Err(failed) => {
                    if !failed.is_broken() {
                        session.batch("ROLLBACK")?;
                    }
                    return Err(failed);
                }
            }
        }
    }
    Ok(())
}

fn lay(tx: &mut Session, from: &str, to: &str, since: &str, until: &str) -> Result<(), Failed> {
    // Nobody may look for a row in order to change it while it is neither here nor there.
    tx.batch("LOCK TABLE records IN EXCLUSIVE MODE")?;
    tx.execute(
        "WITH taken AS (
             DELETE FROM records WHERE record_id >= $1 AND record_id < $2 AND received_day >= $3 AND received_day < $4
             RETURNING *)
         INSERT INTO records SELECT * FROM taken ORDER BY record_id",
        &[&from, &to, &since, &until],
    )?;
    Ok(())
}
