//! How pages are built that no adapter fits, as contributors reported it.
//!
//! In: checked reports. Out: the same, counted. Bounded: a full shelf takes nothing more until a maintainer has cleared it.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use shared::keys::sha256_hex;
use shared::site_report::SiteReport;
use shared::time::Day;

use super::{Store, StoreError};

/// As many different reports are kept; at their largest, 200 MB.
pub const MOST_REPORTS: u64 = 1_000;

/// A report, and how often it came.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reported {
    pub id: String,
    pub received_day: Day,
    pub times: u64,
    pub report: SiteReport,
}

impl Store {
    /// Keeps a report; the same one again is counted only. Out: whether there was room.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn keep_report(&self, report: &SiteReport, day: &Day) -> Result<bool, StoreError> {
        let json = serde_json::to_vec(report).map_err(|_| damaged("new"))?;
        let digest = id_of(&json);
        self.write(|tx| {
            let again = tx.execute(
                "UPDATE site_reports SET times = times + 1 WHERE digest = ?1",
                [&digest],
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
                params![digest, day.to_string(), json],
            )?;
            Ok(true)
        })
    }

    /// All reports, the newest day first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn reports(&self) -> Result<Vec<Reported>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT digest, received_day, times, report FROM site_reports ORDER BY received_day DESC, digest",
        )?;
        let rows = statement.query_map([], raw)?;
        rows.map(|row| reported(row?)).collect()
    }

    /// One report.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn report(&self, id: &str) -> Result<Option<Reported>, StoreError> {
        let row = self
            .lock()
            .query_row(
                "SELECT digest, received_day, times, report FROM site_reports WHERE digest = ?1",
                [id],
                raw,
            )
            .optional()?;
        row.map(reported).transpose()
    }

    /// Erases one report, or all of them. Out: how many.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn erase_reports(&self, id: Option<&str>) -> Result<usize, StoreError> {
        let erased = self
            .write(|tx| Ok(tx.execute("DELETE FROM site_reports WHERE ?1 IS NULL OR digest = ?1", [id])?))?;
        self.flush_erased()?;
        Ok(erased)
    }
}

/// Short, as people type it; the same report has the same id.
fn id_of(json: &[u8]) -> String {
    let mut digest = sha256_hex(json);
    digest.truncate(16);
    digest
}

type Raw = (String, String, u64, Vec<u8>);

fn raw(row: &rusqlite::Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn reported((id, day, times, report): Raw) -> Result<Reported, StoreError> {
    Ok(Reported {
        received_day: Day::try_from(day).map_err(|_| damaged(&id))?,
        report: serde_json::from_slice(&report).map_err(|_| damaged(&id))?,
        id,
        times,
    })
}

fn damaged(id: &str) -> StoreError {
    StoreError::DamagedReport { id: id.to_owned() }
}
