//! How pages are built that no adapter fits: in SQLite.

use rusqlite::{OptionalExtension as _, Row, params};
use shared::site_report::SiteReport;
use shared::time::Day;

use super::Sqlite;
use crate::store::StoreError;
use crate::store::reports::{MOST_REPORTS, Raw, Reported, Reports, reported, written};

impl Reports for Sqlite {
    fn keep_report(&self, report: &SiteReport, day: &Day) -> Result<bool, StoreError> {
        let (id, json) = written(report)?;
        self.write(|tx| {
            let again = tx.execute(
                "UPDATE site_reports SET times = times + 1 WHERE digest = ?1",
                [&id],
            )?;
            if again > 0 {
                return Ok(true);
            }
            let kept: u64 = tx.query_row("SELECT count(*) FROM site_reports", [], |row| row.get(0))?;
            if kept >= MOST_REPORTS {
                return Ok(false);
            }
            tx.execute(
                "INSERT INTO site_reports (digest, received_day, times, report) VALUES (?1, ?2, 1, ?3)",
                params![id, day.to_string(), json],
            )?;
            Ok(true)
        })
    }

    fn reports(&self) -> Result<Vec<Reported>, StoreError> {
        let rows = self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT digest, received_day, times, report FROM site_reports ORDER BY received_day DESC, digest",
                )?
                .query_map([], raw)?
                .collect::<Result<Vec<_>, _>>()?)
        })?;
        rows.into_iter().map(reported).collect()
    }

    fn report(&self, id: &str) -> Result<Option<Reported>, StoreError> {
        let row = self.read(|connection| {
            Ok(connection
                .query_row(
                    "SELECT digest, received_day, times, report FROM site_reports WHERE digest = ?1",
                    [id],
                    raw,
                )
                .optional()?)
        })?;
        row.map(reported).transpose()
    }

    fn erase_reports(&self, id: Option<&str>) -> Result<usize, StoreError> {
        let erased = self
            .write(|tx| Ok(tx.execute("DELETE FROM site_reports WHERE ?1 IS NULL OR digest = ?1", [id])?))?;
        self.flush_mine()?;
        Ok(erased)
    }
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}
