//! A release that several machines write: one decides, opens the buckets and publishes; any number of others take buckets.
//!
//! In the place, below `work/`: the plan (signed by the pool's key) and an order for each bucket. In the database: who has which bucket,
//! with a lease. A worker takes a bucket, writes its files, and says which; whoever dies gives the bucket back when the lease is over.
//! The same order gives the same bytes under the same names, so a bucket that is done twice is done once. Nothing of it is seen by readers:
//! what makes a release of the files is the one manifest that the coordinator puts in place at the end.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use shared::keys::{PoolId, sha256_hex};
use shared::time::Timestamp;

use super::buckets::{Bucket, Division};
use super::manifest::File;
use super::order::Order;
use super::place::{Place, PlaceError};
use super::write::{Output, WRITER};
use super::{ReleaseError, canary};
use crate::config::Pool;

/// Where plans and orders are.
pub(super) const FOLDER: &str = "work";
const PLAN: &str = "work/plan.json";

/// How somebody works.
#[derive(Clone, Copy)]
pub struct Shift<'a> {
    /// Their name among those who work on the same release.
    pub name: &'a str,
    /// How long they have for one bucket until others may take it.
    pub lease: Duration,
    pub now: &'a (dyn Fn() -> Timestamp + Sync),
    /// Lets some time pass; `false` to wait no longer.
    pub wait: &'a (dyn Fn() -> bool + Sync),
}

impl fmt::Debug for Shift<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Shift of {}", self.name)
    }
}

/// What came of asking for a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// This place has no release that is being written by several.
    NoPlan,
    /// Others have all that is left.
    AllTaken,
    /// Every bucket is written.
    AllDone,
    /// One more bucket is written, by this one.
    Wrote,
    /// One more was written, but too late: it was another's meanwhile.
    TooLate,
}

/// What is being written.
#[derive(Debug, Serialize, Deserialize)]
struct Plan {
    pool_id: PoolId,
    number: u32,
    /// Another version of the program would write other bytes.
    writer: u32,
    buckets: Division,
    /// The digest of each bucket's order.
    orders: BTreeMap<u8, String>,
}

/// What a worker says about a bucket.
#[derive(Debug, Serialize, Deserialize)]
struct Outcome {
    order: String,
    files: Vec<File>,
}

/// Takes one bucket of the release that is being written in this place, if there is one.
///
/// # Errors
/// If the place or the database fails; the bucket is another's when the lease is over.
pub fn turn(pool: &Pool, place: &Place, shift: &Shift<'_>) -> Result<Turn, ReleaseError> {
    let Some(plan) = Plan::read(pool, place)? else {
        return Ok(Turn::NoPlan);
    };
    if plan.writer != WRITER {
        return Err(ReleaseError::OtherProgram {
            dir: place.address().into(),
        });
    }
    let claim = pool
        .store
        .claim_bucket(plan.number, shift.name, (shift.now)(), shift.lease)?;
    let Some(claim) = claim else {
        let progress = pool.store.progress(plan.number)?;
        return Ok(if progress.open == 0 && !progress.finished.is_empty() {
            Turn::AllDone
        } else {
            Turn::AllTaken
        });
    };
    let bucket = plan.buckets.buckets().nth(claim.bucket.into());
    let (Some(bucket), Some(digest)) = (bucket, plan.orders.get(&claim.bucket)) else {
        return Ok(Turn::AllTaken);
    };
    // Without it, the release was finished or given up since the plan was read.
    let Some(order) = order(place, digest)? else {
        return Ok(Turn::NoPlan);
    };
    let scratch = place.scratch()?;
    let canary = canary(&pool.id);
    let output = Output {
        place,
        scratch: scratch.path(),
        bucket,
        canary: &canary,
    };
    let outcome = Outcome {
        order: digest.clone(),
        files: order.write(pool, output)?,
    };
    let json = serde_json::to_string(&outcome).expect("a file has string keys");
    Ok(if pool.store.finish_bucket(claim, shift.name, &json)? {
        Turn::Wrote
    } else {
        Turn::TooLate
    })
}

/// Takes buckets until none is left, or until `wait` says that it was enough. Gives how many this one wrote.
///
/// # Errors
/// As `turn`.
pub fn work(pool: &Pool, place: &Place, shift: &Shift<'_>) -> Result<u32, ReleaseError> {
    let mut wrote = 0;
    loop {
        match turn(pool, place, shift)? {
            Turn::Wrote => wrote += 1,
            Turn::TooLate => {}
            Turn::AllDone => return Ok(wrote),
            Turn::NoPlan if wrote > 0 => return Ok(wrote),
            Turn::NoPlan | Turn::AllTaken => {
                if !(shift.wait)() {
                    return Ok(wrote);
                }
            }
        }
    }
}

/// Has these buckets written by whoever takes them, this process among them. Gives the files of each.
pub(super) fn share(
    pool: &Pool,
    place: &Place,
    (number, division): (u32, Division),
    orders: &[(Bucket, String)],
    (shift, threads): (&Shift<'_>, usize),
) -> Result<BTreeMap<Bucket, Vec<File>>, ReleaseError> {
    let numbered: BTreeMap<u8, &(Bucket, String)> =
        orders.iter().map(|order| (order.0.number(), order)).collect();
    let plan = Plan {
        pool_id: pool.id.clone(),
        number,
        writer: WRITER,
        buckets: division,
        orders: numbered
            .iter()
            .map(|(number, (_, digest))| (*number, digest.clone()))
            .collect(),
    };
    // Nobody who comes now has anything to do with what a former attempt opened.
    pool.store.close_buckets(number)?;
    place.write(PLAN, &plan.signed(pool))?;
    let open: Vec<u8> = numbered.keys().copied().collect();
    pool.store.open_buckets(number, &open)?;
    let given_up = AtomicBool::new(false);
    let wait = || !given_up.load(Ordering::Relaxed) && (shift.wait)();
    std::thread::scope(|scope| {
        let hands: Vec<_> = (0..threads.max(1))
            .map(|hand| {
                let name = format!("{}-{hand}", shift.name);
                let (wait, given_up) = (&wait, &given_up);
                scope.spawn(move || {
                    let shift = Shift {
                        name: &name,
                        wait,
                        ..*shift
                    };
                    let worked = work(pool, place, &shift);
                    if worked.is_err() {
                        given_up.store(true, Ordering::Relaxed);
                    }
                    worked
                })
            })
            .collect();
        for hand in hands {
            match hand.join() {
                Ok(worked) => worked?,
                Err(panic) => std::panic::resume_unwind(panic),
            };
        }
        Ok::<_, ReleaseError>(())
    })?;
    let mut written = BTreeMap::new();
    for (bucket, outcome) in pool.store.progress(number)?.finished {
        let outcome: Option<Outcome> = serde_json::from_str(&outcome).ok();
        let order = numbered.get(&bucket);
        if let (Some(outcome), Some((bucket, digest))) = (outcome, order)
            && outcome.order == *digest
        {
            written.insert(*bucket, outcome.files);
        }
    }
    if written.len() < orders.len() {
        // Another release of this pool has opened the same buckets, or waiting was given up.
        return Err(PlaceError::Overtaken(place.address()).into());
    }
    Ok(written)
}

/// Puts an order where workers find it; gives its digest.
pub(super) fn put_order(place: &Place, order: &Order) -> Result<String, ReleaseError> {
    let text = order.text();
    let digest = sha256_hex(text.as_bytes());
    place.write(&name_of(&digest), text.as_bytes())?;
    Ok(digest)
}

fn order(place: &Place, digest: &str) -> Result<Option<Order>, ReleaseError> {
    let bytes = place.read(&name_of(digest))?;
    let whole = bytes.filter(|bytes| sha256_hex(bytes) == digest);
    Ok(whole
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| Order::parse(&text)))
}

fn name_of(digest: &str) -> String {
    format!("{FOLDER}/{digest}.tsv")
}

/// Takes away the plan and the orders of a release that is done or was cut short.
pub(super) fn clear(pool: &Pool, place: &Place) -> Result<(), ReleaseError> {
    let left = place.list(FOLDER)?;
    if left.is_empty() {
        return Ok(());
    }
    let number = Plan::read(pool, place).ok().flatten().map(|plan| plan.number);
    // First the plan, so that nobody begins anew.
    place.delete(PLAN)?;
    for entry in left {
        place.delete(&entry.name)?;
    }
    if let Some(number) = number {
        pool.store.close_buckets(number)?;
    }
    Ok(())
}

impl Plan {
    fn read(pool: &Pool, place: &Place) -> Result<Option<Self>, ReleaseError> {
        let Some(bytes) = place.read(PLAN)? else {
            return Ok(None);
        };
        let other = || ReleaseError::OtherPool {
            dir: place.address().into(),
        };
        let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| other())?;
        if !shared::release::is_signed(&value, &pool.key.public()) {
            return Err(other());
        }
        let plan: Self = serde_json::from_value(value).map_err(|_| other())?;
        Ok(Some(plan))
    }

    fn signed(&self, pool: &Pool) -> Vec<u8> {
        let value = serde_json::to_value(self).expect("a plan has string keys");
        let signed = shared::release::sign(value, &pool.key);
        serde_json::to_vec(&signed).expect("JSON can be written")
    }
}
