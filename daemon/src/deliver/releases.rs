//! Fetches what a pool's newest release says about donated records, without telling the pool which records these are.
//!
//! In: pools that have something of the contributor's. Out: one outcome per record, kept in the store. All lists are fetched where that is
//! little; of a large release, one list per visit: one that is needed or, as often, any other. Visits come at random times.
//! What is not signed by the pinned key is not believed, and that is kept, too.

use std::collections::HashMap;
use std::sync::Arc;

use shared::keys::RecordId;

use super::{ask, contact};
use crate::companion::{Companion, blocking};
use crate::pool_client::{Failure, PoolClient};
use crate::proof::{self, Doubt, List, Newest, Outcome};
use crate::refused::Refused;
use crate::store::checks::Open;

/// Up to so many bytes of lists are fetched as a whole.
const WHOLE: u64 = 16 * 1024 * 1024;
/// Mean time between two visits while lists of a large release are still needed.
const NEXT_LIST: i64 = 15 * 60 * 1000;

/// Why a visit ended without outcomes.
enum Stopped {
    Here(Refused),
    /// Not now: whoever cannot be reached says nothing.
    Silent,
    Doubted(Doubt),
}

impl From<Refused> for Stopped {
    fn from(refused: Refused) -> Self {
        Self::Here(refused)
    }
}

/// Looks at one pool's newest release, if that is due.
///
/// # Errors
/// When the store fails.
pub(super) async fn visit(companion: &Arc<Companion>, client: &PoolClient) -> Result<(), Refused> {
    let due = blocking(companion, |companion| {
        let now = companion.hold_now();
        Ok(companion.store.read(|view| view.pool_to_visit(now))?)
    })
    .await?;
    let Some(url) = due else {
        return postpone_the_idle(companion).await;
    };
    // Whoever gave something there should learn soon that its terms are others now.
    let _ = contact::contact(companion, client, &url).await;
    let (doubt, left) = match look(companion, client, &url).await {
        Ok(left) => (Some(None), left),
        Err(Stopped::Here(refused)) => return Err(refused),
        Err(Stopped::Silent) => (None, false),
        Err(Stopped::Doubted(doubt)) => (Some(Some(doubt)), false),
    };
    if let Some(Some(doubt)) = doubt {
        tracing::error!(pool = %url, "{}", Doubt::sentence(doubt.name()));
    }
    blocking(companion, move |companion| {
        let usual = ask::after(companion);
        let mean = if left { usual.min(NEXT_LIST) } else { usual };
        let at = companion.hold_now() + companion.world.delay(mean).max(1_000);
        Ok(companion.store.write("releases looked at", move |tx| {
            tx.visit_again(&url, at)?;
            match doubt {
                Some(doubt) => tx.doubt(&url, doubt.map(Doubt::name)),
                None => Ok(()),
            }
        })?)
    })
    .await
}

/// Pools that have nothing of the contributor's are not looked at, and must not keep the companion awake either.
async fn postpone_the_idle(companion: &Arc<Companion>) -> Result<(), Refused> {
    blocking(companion, |companion| {
        let now = companion.hold_now();
        let due = companion.store.read(|view| view.next_visit())?;
        if due.is_none_or(|due| due > now) {
            return Ok(());
        }
        let at = now + companion.world.delay(ask::after(companion)).max(1_000);
        Ok(companion
            .store
            .write("no releases to look at", move |tx| tx.visit_all_by(now, at))?)
    })
    .await
}

/// One visit. Out: whether lists are still needed.
async fn look(companion: &Arc<Companion>, client: &PoolClient, url: &str) -> Result<bool, Stopped> {
    let at = url.to_owned();
    let known = blocking(companion, move |companion| {
        companion
            .store
            .read(|view| Ok::<_, Refused>((view.pinned_pool(&at)?, view.believed(&at)?)))
    });
    let (Some(pool), former) = known.await? else {
        return Err(Stopped::Silent);
    };
    let manifest = match client.newest_release(url).await {
        Ok(Some(bytes)) => bytes,
        // A pool that has shown a release has no more or no older one.
        Ok(None) if former.is_some() => return Err(Stopped::Doubted(Doubt::Older)),
        Ok(None) => return Ok(false),
        Err(_) => return Err(Stopped::Silent),
    };
    let newest = Newest::read(&manifest, &pool.public_key).map_err(Stopped::Doubted)?;
    newest.follows(former.as_ref()).map_err(Stopped::Doubted)?;
    let shown_before = former.is_some_and(|(number, _)| number == newest.number);
    let (at, kept) = (url.to_owned(), newest.clone());
    let open = blocking(companion, move |companion| {
        let number = kept.number;
        let address = at.clone();
        companion
            .store
            .write("newest release", move |tx| tx.believe(&address, &kept))?;
        companion.store.read(|view| {
            let open = view.open_outcomes(&at, number)?;
            let open = open.into_iter().map(|open| {
                let id = view.id_at(&open.id, &pool.pool_id)?;
                Ok::<_, Refused>((id, open))
            });
            open.collect::<Result<HashMap<RecordId, Open>, _>>()
        })
    });
    let open = open.await?;
    let (looked_at, unknown): (HashMap<_, _>, HashMap<_, _>) =
        open.into_iter().partition(|(_, open)| open.known.is_some());
    let lists = choose(companion, &newest, &unknown);
    let mut found = HashMap::new();
    for list in &lists {
        let bytes = match client.release_list(url, list).await {
            Ok(Some(bytes)) => bytes,
            // Another release may have taken its place in this moment; at the next visit that is no excuse any more.
            Ok(None) if shown_before => return Err(Stopped::Doubted(Doubt::Withheld)),
            Ok(None) | Err(Failure::Later { .. } | Failure::Never { .. }) => return Err(Stopped::Silent),
        };
        found.extend(list.find(&bytes, &unknown).map_err(Stopped::Doubted)?);
    }
    let total = unknown.len();
    let decided: Vec<(Open, Option<String>)> = unknown
        .into_iter()
        .filter(|(id, _)| lists.iter().any(|list| list.may_hold(id)) || newest.lists.is_empty())
        .map(|(id, open)| (open, found.remove(&id)))
        .collect();
    let left = decided.len() < total;
    keep(companion, newest, decided, looked_at.into_values().collect()).await?;
    Ok(left)
}

/// Which lists to fetch now.
fn choose(companion: &Companion, newest: &Newest, wanted: &HashMap<RecordId, Open>) -> Vec<List> {
    if wanted.is_empty() {
        return vec![];
    }
    let draw = |count: usize| ((companion.world.fraction() * count as f64) as usize).min(count - 1);
    let mut lists = newest.lists.clone();
    if newest.bytes() <= WHOLE {
        // In any order, so that nothing can be read from it.
        for last in (1..lists.len()).rev() {
            lists.swap(last, draw(last + 1));
        }
        return lists;
    }
    let needed: Vec<List> = lists
        .iter()
        .filter(|list| wanted.keys().any(|id| list.may_hold(id)))
        .cloned()
        .collect();
    let from = if needed.is_empty() || companion.world.fraction() < 0.5 {
        lists
    } else {
        needed
    };
    vec![from[draw(from.len())].clone()]
}

async fn keep(
    companion: &Arc<Companion>,
    newest: Newest,
    decided: Vec<(Open, Option<String>)>,
    looked_at: Vec<Open>,
) -> Result<(), Refused> {
    blocking(companion, move |companion| {
        let wall = companion.world.now();
        let today = wall.day();
        let digest = |open: &Open| match open.known {
            // Only whether it was there counts for those that are judged again.
            Some(Outcome::Leaving) => Some(String::new()),
            _ => None,
        };
        let again = looked_at.into_iter().map(|open| {
            let found = digest(&open);
            (open, found)
        });
        let outcomes: Vec<(RecordId, Outcome, Option<Outcome>)> = decided
            .into_iter()
            .chain(again)
            .map(|(open, found)| {
                let outcome = proof::judge(&open.given, found.as_deref(), newest.number, &newest.day, &today);
                (open.id, outcome, open.known)
            })
            .filter(|(_, outcome, known)| Some(*outcome) != *known)
            .collect();
        if outcomes.is_empty() {
            return Ok(());
        }
        for (id, outcome, _) in outcomes.iter().filter(|(_, outcome, _)| outcome.is_breach()) {
            tracing::error!(record = %id, "{}", Outcome::sentence(outcome.name(), newest.number.into()));
        }
        Ok(companion
            .store
            .write("receipts held against a release", move |tx| {
                for (id, outcome, _) in &outcomes {
                    // It may have been taken back, or forgotten, in the meantime.
                    let Some(row) = tx.record(id)? else { continue };
                    let is_back = row.hold.state != crate::hold::State::Donated;
                    let was_back = matches!(outcome, Outcome::Out | Outcome::Leaving | Outcome::Retained);
                    if is_back != was_back {
                        continue;
                    }
                    if tx.keep_check(id, *outcome, newest.number, &today)? && outcome.is_noted() {
                        tx.note(id, &format!("{} {}", outcome.name(), newest.number), wall)?;
                    }
                }
                Ok::<_, crate::store::StoreError>(())
            })?)
    })
    .await
}
