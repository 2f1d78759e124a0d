//! What maintainers decide about records.

use shared::keys::RecordId;
use shared::time::Day;

use super::StoreError;

/// What is decided about records.
pub trait Decisions {
    /// Accepts these records; all of them or, if one is not in quarantine, none.
    ///
    /// # Errors
    /// If one does not wait, or the database cannot be written.
    fn accept(&self, ids: &[RecordId], day: &Day) -> Result<(), StoreError>;

    /// Accepts whatever waits at this moment and says how many. One statement, so a retraction beside it cannot get in its way.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn accept_all(&self, day: &Day) -> Result<usize, StoreError>;

    /// Rejects these records, also accepted and released ones, and erases their content; all or none.
    ///
    /// # Errors
    /// If one is unknown or rejected already, or the database cannot be written.
    fn reject(&self, ids: &[RecordId], reason: &str, day: &Day) -> Result<(), StoreError>;
}
