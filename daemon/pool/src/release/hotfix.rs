//! Keeps the newest release of every place free of what was taken back.
//!
//! In: a pool, a clock, and when to look. Out: hotfixes. What cannot be done now (a place is not reachable, somebody else is releasing) is
//! tried again the next time; `audit` says what is left.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

use shared::time::{Day, Timestamp};

use super::place::Place;
use super::{Scope, publish};
use crate::config::Pool;

/// Looks at every place that this pool has released into. Gives in how many a hotfix was published.
pub fn everywhere(pool: &Pool, today: &Day) -> usize {
    let releases = pool.store.releases().unwrap_or_default();
    let places: BTreeSet<String> = releases.into_iter().map(|release| release.path).collect();
    let fixed = |address: &String| {
        // A folder that was moved away is not made again.
        let here = Place::at(address)
            .ok()
            .filter(|place| place.as_folder().is_none_or(Path::exists));
        let Some(mut place) = here else { return false };
        let done = publish(pool, &mut place, &Scope::Hotfix, today, &mut |_| Ok(()));
        matches!(done, Ok(Some(_)))
    };
    places.iter().filter(|address| fixed(address)).count()
}

/// Looks again and again, each time that `next` is over.
pub async fn keep<N: Future<Output = ()>>(
    pool: Arc<Pool>,
    now: impl Fn() -> Timestamp,
    next: impl Fn() -> N,
) -> Infallible {
    loop {
        next().await;
        let (pool, today) = (Arc::clone(&pool), now().day());
        // A place may bring a runtime of its own, so this needs a thread outside of ours.
        let fixing = std::thread::spawn(move || everywhere(&pool, &today));
        let _ = tokio::task::spawn_blocking(move || fixing.join()).await;
    }
}
