//! What was published: in SQLite.

use std::io;

use rusqlite::params;
use shared::keys::RecordId;

use super::Sqlite;
use crate::store::releases::Releases;
use crate::store::rows::day_of;
use crate::store::{Published, Release, StoreError};

impl Releases for Sqlite {
    fn releases(&self) -> Result<Vec<Release>, StoreError> {
        let rows = self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT number, day, rows, dropped, path FROM releases ORDER BY number DESC")?
                .query_map([], |row| {
                    Ok((
                        row.get(0)?,
                        row.get::<_, String>(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get(4)?,
                    ))
                })?
                .collect::<Result<Vec<(u32, String, u64, u64, String)>, _>>()?)
        })?;
        rows.into_iter()
            .map(|(number, day, rows, dropped, path)| {
                Ok(Release {
                    number,
                    day: day_of(day, "of a release")?,
                    rows,
                    dropped,
                    path,
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
        let done = self.alone(|tx| {
            let mut mark = tx.prepare_cached(
                "UPDATE records
                 SET state = 'released', first_release = coalesce(first_release, ?2), last_release = ?2
                 WHERE record_id = ?1 AND state IN ('accepted', 'released')",
            )?;
            for id in ids {
                if mark.execute(params![id.as_ref(), release.number])? == 0 {
                    return Err(Unpublished::Changed);
                }
            }
            tx.execute(
                "INSERT INTO releases (number, day, rows, dropped, path) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    release.number,
                    release.day.to_string(),
                    release.rows,
                    release.dropped,
                    release.path
                ],
            )?;
            place().map_err(StoreError::Publish)?;
            Ok(())
        });
        match done {
            Ok(()) => Ok(Published::Done),
            Err(Unpublished::Changed) => Ok(Published::RecordsChanged),
            Err(Unpublished::Failed(error)) => Err(error),
        }
    }
}

/// Why nothing was changed.
enum Unpublished {
    Changed,
    Failed(StoreError),
}

impl From<StoreError> for Unpublished {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<rusqlite::Error> for Unpublished {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.into())
    }
}
