//! How pages are built that no adapter fits, as contributors reported it.
//!
//! In: checked reports. Out: the same, counted. Bounded: a full shelf takes nothing more until a maintainer has cleared it.

use serde::Serialize;
use shared::keys::sha256_hex;
use shared::site_report::SiteReport;
use shared::time::Day;

use super::StoreError;

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

/// What is kept of reports.
pub trait Reports {
    /// Keeps a report; the same one again is counted only. Out: whether there was room.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn keep_report(&self, report: &SiteReport, day: &Day) -> Result<bool, StoreError>;

    /// All reports, the newest day first.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn reports(&self) -> Result<Vec<Reported>, StoreError>;

    /// One report.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn report(&self, id: &str) -> Result<Option<Reported>, StoreError>;

    /// Erases one report, or all of them. Out: how many.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn erase_reports(&self, id: Option<&str>) -> Result<usize, StoreError>;
}

/// Its id and its text. The id is short, as people type it; the same report has the same id.
pub(super) fn written(report: &SiteReport) -> Result<(String, Vec<u8>), StoreError> {
    let json = serde_json::to_vec(report).map_err(|_| damaged("new"))?;
    let mut digest = sha256_hex(&json);
    digest.truncate(16);
    Ok((digest, json))
}

/// Id, day, how often, text.
pub(super) type Raw = (String, String, u64, Vec<u8>);

pub(super) fn reported((id, day, times, report): Raw) -> Result<Reported, StoreError> {
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
