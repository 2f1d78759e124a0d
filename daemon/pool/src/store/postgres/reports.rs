//! How pages are built that no adapter fits: in PostgreSQL.

use postgres::Row;
use shared::site_report::SiteReport;
use shared::time::Day;

use super::Postgres;
use crate::store::StoreError;
use crate::store::reports::{MOST_REPORTS, Raw, Reported, Reports, reported, written};

impl Reports for Postgres {
    fn keep_report(&self, report: &SiteReport, day: &Day) -> Result<bool, StoreError> {
        let (id, json) = written(report)?;
        let today = day.to_string();
        self.transact(|tx| {
            let again = tx.execute(
                "UPDATE site_reports SET times = times + 1 WHERE digest = $1",
                &[&id],
            )?;
            if again > 0 {
                return Ok(true);
            }
            // Two nodes that count at the same moment may go past the limit by one each.
            let kept = tx.query_one("SELECT count(*) FROM site_reports", &[])?;
            if kept.get::<_, i64>(0).unsigned_abs() >= MOST_REPORTS {
                return Ok(false);
            }
            tx.execute(
                "INSERT INTO site_reports AS known (digest, received_day, times, report) VALUES ($1, $2, 1, $3)
                 ON CONFLICT (digest) DO UPDATE SET times = known.times + 1",
                &[&id, &today, &json],
            )?;
            Ok(true)
        })
    }

    fn reports(&self) -> Result<Vec<Reported>, StoreError> {
        let rows = self.ask(|session| {
            session.query(
                "SELECT digest, received_day, times, report FROM site_reports ORDER BY received_day DESC, digest",
                &[],
            )
        })?;
        rows.iter().map(raw).map(reported).collect()
    }

    fn report(&self, id: &str) -> Result<Option<Reported>, StoreError> {
        let row = self.ask(|session| {
            session.query_opt(
                "SELECT digest, received_day, times, report FROM site_reports WHERE digest = $1",
                &[&id],
            )
        })?;
        row.as_ref().map(raw).map(reported).transpose()
    }

    fn erase_reports(&self, id: Option<&str>) -> Result<usize, StoreError> {
        let erased = self.once(|session| match id {
            Some(id) => session.execute("DELETE FROM site_reports WHERE digest = $1", &[&id]),
            None => session.execute("DELETE FROM site_reports", &[]),
        })?;
        Ok(usize::try_from(erased).unwrap_or(usize::MAX))
    }
}

fn raw(row: &Row) -> Raw {
    (
        row.get(0),
        row.get(1),
        row.get::<_, i64>(2).unsigned_abs(),
        row.get(3),
    )
}
