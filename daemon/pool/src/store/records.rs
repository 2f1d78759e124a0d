//! Putting a record, taking it back, asking what became of it.

use shared::api::{PoolState, RetractionList};
use shared::keys::{PoolId, RecordId};
use shared::time::Day;

use super::{Counts, Standing, StoreError, Stored, Tombstone};

/// Entries in one answer of the public list of retractions.
pub(super) const RETRACTIONS_AT_ONCE: u32 = 1000;

/// What is kept of records.
pub trait Records {
    /// The pool's name, if it was given one.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn name(&self) -> Result<Option<String>, StoreError>;

    /// Gives the pool a name.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn set_name(&self, name: &str) -> Result<(), StoreError>;

    /// The id of the pool that this database belongs to; to this one, if nobody has claimed it yet.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn belongs_to(&self, pool_id: &PoolId) -> Result<String, StoreError>;

    /// Erases a record, known or not, and blocks its return. Gives the day of its first retraction.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn retract(&self, record_id: &RecordId, day: &Day) -> Result<Day, StoreError>;

    /// Removes what erased content left in the database's files, as far as the database lets a client do it. Gives whether
    /// nothing is left to do: another process that is reading may keep it, and then this must be called again.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn flush_erased(&self) -> Result<bool, StoreError>;

    /// Lets nothing in the database tell any more in which order the records of days before `today` arrived, as far as the database lets a
    /// client do it. Gives whether nothing is left to do.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn forget_order(&self, today: &Day) -> Result<bool, StoreError>;

    /// What is known of one id; `None` if nothing.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn standing(&self, record_id: &RecordId) -> Result<Option<Standing>, StoreError>;

    /// One record with its content; `None` if it has none.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn stored(&self, record_id: &RecordId) -> Result<Option<Stored>, StoreError>;

    /// Some records in one of these states, with ids after `after`, in the order of their ids.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn some(
        &self,
        states: &[PoolState],
        after: Option<&RecordId>,
        at_most: u32,
    ) -> Result<Vec<Stored>, StoreError>;

    /// The public list of retractions after a cursor.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn retractions(&self, after: u64) -> Result<RetractionList, StoreError>;

    /// The latest retractions, newest day first, for people to read.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn latest_retractions(&self, at_most: u32) -> Result<Vec<Tombstone>, StoreError>;

    /// Everything that a consumer must remove: what contributors took back, and what the pool took out again
    /// after it was released; by id.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn taken_back(&self) -> Result<Vec<Tombstone>, StoreError>;

    /// How many records are in which state.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn counts(&self) -> Result<Counts, StoreError>;
}
