//! What was published.

use std::io;

use shared::keys::RecordId;

use super::{Published, Release, StoreError};

/// What is kept of releases.
pub trait Releases {
    /// All releases, newest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn releases(&self) -> Result<Vec<Release>, StoreError>;

    /// What `Store::publish` calls.
    ///
    /// # Errors
    /// If the database cannot be written or `place` fails; the records then stay as they were.
    fn publish_with(
        &self,
        release: &Release,
        ids: &[RecordId],
        place: &mut dyn FnMut() -> io::Result<()>,
    ) -> Result<Published, StoreError>;
}
