//! What was published: in PostgreSQL.

use std::io;

use shared::keys::RecordId;

use super::Postgres;
use super::failed::Failed;
use crate::store::releases::Releases;
use crate::store::rows::day_of;
use crate::store::{Published, Release, StoreError};

/// Ids in one statement.
const AT_ONCE: usize = 1000;

impl Releases for Postgres {
    fn releases(&self) -> Result<Vec<Release>, StoreError> {
        let rows = self.ask(|session| {
            session.query(
                "SELECT number, day, rows, dropped, path FROM releases ORDER BY number DESC",
                &[],
            )
        })?;
        rows.iter()
            .map(|row| {
                Ok(Release {
                    number: row.get::<_, i32>(0).unsigned_abs(),
                    day: day_of(row.get(1), "of a release")?,
                    rows: row.get::<_, i64>(2).unsigned_abs(),
                    dropped: row.get::<_, i64>(3).unsigned_abs(),
                    path: row.get(4),
                })
            })
            .collect()
    }

    fn publish_with(
        &self,
        release: &Release,
        ids: &[RecordId],
        place: &mut dyn FnMut() -> io::Result<()>,
    ) -> Result<Published, StoreError> {
        let number = i32::try_from(release.number).unwrap_or(i32::MAX);
        let amount = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let mut ids: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
        ids.sort_unstable();
        let mut placed = false;
        let mut changed = false;
        let done = self.transact(|tx| {
            if placed {
                // Only what certainly did not take effect comes here again, and the files are in place already.
                return Err(
                    StoreError::Publish(io::Error::other("the transaction was refused at its end")).into(),
                );
            }
            for some in ids.chunks(AT_ONCE) {
                let marked = tx.execute(
                    "UPDATE records
                     SET state = 'released', first_release = coalesce(first_release, $2), last_release = $2
                     WHERE record_id = ANY($1) AND state IN ('accepted', 'released')",
                    &[&some, &number],
                )?;
                if marked != some.len() as u64 {
                    changed = true;
                    return Err(Failed::Abandoned);
                }
            }
            tx.execute(
                "INSERT INTO releases (number, day, rows, dropped, path) VALUES ($1, $2, $3, $4, $5)",
                &[
                    &number,
                    &release.day.to_string(),
                    &amount(release.rows),
                    &amount(release.dropped),
                    &release.path,
                ],
            )?;
            placed = true;
            place().map_err(|error| Failed::from(StoreError::Publish(error)))
        });
        match done {
            Err(_) if changed => Ok(Published::RecordsChanged),
            done => done.map(|()| Published::Done),
        }
    }
}
