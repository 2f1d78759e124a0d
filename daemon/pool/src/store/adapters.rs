//! The site adapters that the pool publishes.
//!
//! In: checked adapters. Out: the list of all, with a number that only grows. Deliberately not here: the signature.

use shared::adapter::{Adapter, AdapterList};
use shared::time::Day;

use super::StoreError;

/// What publishing did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    pub adapters: usize,
    /// The number of the list that is in force now.
    pub sequence: u64,
}

/// What is kept of adapters.
pub trait Adapters {
    /// The list in force; empty before anything was published.
    ///
    /// # Errors
    /// If the database cannot be read, or holds an adapter that this program would not have taken.
    fn adapters(&self, today: &Day) -> Result<AdapterList, StoreError>;

    /// Publishes these adapters beside the others, as one change. What is published already, word for word, changes nothing.
    ///
    /// # Errors
    /// If one has not a higher version than the published one, the list would outgrow its limits, or the database cannot be written.
    fn publish_adapters(&self, adapters: &[Adapter], today: &Day) -> Result<Changed, StoreError>;

    /// Takes the adapter of a site out of the list. Nothing if there is none.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn withdraw_adapter(&self, site: &str, today: &Day) -> Result<Option<Changed>, StoreError>;
}

/// The list as its rows say it: number and day of issue, then site and text of each.
pub(super) fn listed(
    state: Option<(u64, String)>,
    rows: Vec<(String, String)>,
    today: &Day,
) -> Result<AdapterList, StoreError> {
    let (sequence, issued) = match state {
        Some((sequence, day)) => (sequence, Day::try_from(day).map_err(|_| damaged("list"))?),
        None => (0, today.clone()),
    };
    let mut adapters = vec![];
    for (site, text) in rows {
        adapters.push(Adapter::read(&text).map_err(|_| damaged(&site))?);
    }
    Ok(AdapterList {
        sequence,
        issued,
        adapters,
    })
}

/// Which of these change the list.
pub(super) fn changing<'a>(
    former: &AdapterList,
    adapters: &'a [Adapter],
) -> Result<Vec<&'a Adapter>, StoreError> {
    let mut next = former.clone();
    let mut changed = vec![];
    for adapter in adapters {
        match next.adapters.iter_mut().find(|known| known.site == adapter.site) {
            Some(known) if known.text == adapter.text => continue,
            Some(known) if known.version >= adapter.version => {
                return Err(StoreError::NotNewer {
                    site: adapter.site.clone(),
                    published: known.version,
                });
            }
            Some(known) => *known = adapter.clone(),
            None => next.adapters.push(adapter.clone()),
        }
        changed.push(adapter);
    }
    next.check().map_err(StoreError::Unfit)?;
    Ok(changed)
}

fn damaged(site: &str) -> StoreError {
    StoreError::DamagedAdapter {
        site: site.to_owned(),
    }
}
