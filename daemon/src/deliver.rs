//! Empties the outbox: one errand at a time, retractions first, each until the pool has proven that it is done.
//!
//! In: the outbox. Out: states changed by receipts that the pool's pinned key has signed. Delays between donations are
//! random, so that the pool cannot tell by their times which records belong together.

pub mod ask; // what became of donated records
pub mod contact; // who the pool is
mod releases; // what its releases say about what it was given

use std::sync::Arc;
use std::time::Duration;

use shared::envelope::SignedEnvelope;
use shared::keys::{PoolId, RecordId};
use shared::retraction::Retraction;

use crate::companion::{Companion, blocking};
use crate::donate::{self, step};
use crate::hold::{Event, State};
use crate::pool_client::{Failure, PoolClient};
use crate::refused::Refused;
use crate::review::revise;
use crate::store::outbox::{Errand, Outgoing};
use crate::{backup, companion, import, pools, restore, retract, survey};
use contact::{Trouble, contact, unproven};

/// An attempt that was never finished is begun again after this long.
const LEASE: i64 = 2 * 60 * 1000;
const LONGEST_WAIT: f64 = 6.0 * 3_600_000.0;

/// Runs until it is dropped.
pub async fn run(companion: Arc<Companion>, client: PoolClient) {
    let mut failed = false;
    loop {
        let pause = match round(&companion, &client).await {
            Ok(pause) => {
                if failed {
                    companion.note_error(None);
                }
                failed = false;
                pause
            }
            Err(refused) => {
                companion.note_error(Some(refused.message));
                failed = true;
                5_000
            }
        };
        let pause = Duration::from_millis(pause.clamp(20, 30_000).unsigned_abs());
        let _ = tokio::time::timeout(pause, companion.wake.notified()).await;
    }
}

/// Does what is due. Out: milliseconds until something may be due again.
async fn round(companion: &Arc<Companion>, client: &PoolClient) -> Result<i64, Refused> {
    // Read before anything is done: what becomes due in between is found by the next round, without a long pause.
    let (began, quiet) = blocking(companion, |companion| {
        let window = companion.settings()?.window;
        Ok((companion.hold_now(), companion.quiet_left(window)))
    })
    .await?;
    blocking(companion, |companion| {
        companion.keep_clock_sometimes()?;
        survey::forget_if_idle(companion);
        import::job::forget_if_idle(companion);
        if let Err(refused) = backup::keep_up(companion) {
            // Deliveries do not depend on it.
            tracing::warn!("{}", refused.message);
        }
        donate::tick(companion)
    })
    .await?;
    while let Some(outgoing) = blocking(companion, |companion| {
        let now = companion.hold_now();
        Ok(companion.store.read(|view| view.outgoing_due(now))?)
    })
    .await?
    {
        deliver(companion, client, outgoing).await?;
    }
    let to_ask = blocking(companion, |companion| {
        let now = companion.hold_now();
        Ok(companion.store.read(|view| view.to_ask_about(now))?)
    })
    .await?;
    for row in to_ask {
        ask::ask(companion, client, row).await?;
    }
    releases::visit(companion, client).await?;
    // A search goes on in steps, so that retractions need not wait for its end.
    let search = restore::search(companion, client).await?;
    blocking(companion, move |companion| {
        let soonest = companion.store.read(|view| {
            Ok::<_, Refused>([
                view.earliest_end(began)?,
                view.next_errand()?,
                view.next_question()?,
                view.next_visit()?,
                Some(began + quiet),
            ])
        })?;
        let soonest = soonest.into_iter().flatten().filter(|at| *at > began).min();
        let pause = soonest.map_or(30_000, |at| at - companion.hold_now());
        Ok(search.map_or(pause, |search| pause.min(search)))
    })
    .await
}

async fn deliver(companion: &Arc<Companion>, client: &PoolClient, outgoing: Outgoing) -> Result<(), Refused> {
    let id = outgoing.record_id.clone();
    let result = match outgoing.errand {
        Errand::Donate => donation(companion, client, &outgoing).await,
        Errand::Retract => retraction(companion, client, &outgoing).await.map(|()| true),
    };
    match result {
        Ok(true) => {
            companion.note_error(None);
            Ok(())
        }
        // Nothing failed: the list of pools says that there is something to decide.
        Ok(false) => put_off(companion, outgoing, Some(600_000)).await,
        // A contradiction between what was agreed to and the record's own terms is that record's matter: the others go on.
        Err(Trouble::Here(refused)) if refused.code == Refused::no_purpose().code => {
            companion.note_error(Some(refused.message));
            put_off(companion, outgoing, Some(600_000)).await
        }
        Err(Trouble::Here(refused)) => Err(refused),
        Err(Trouble::There(Failure::Never { why })) if outgoing.errand == Errand::Donate => {
            tracing::info!(record = %id, "rejected by the pool");
            blocking(companion, move |companion| rejected(companion, &id, why)).await
        }
        Err(Trouble::There(Failure::Never { why })) => {
            companion.note_error(Some(why));
            put_off(companion, outgoing, None).await
        }
        Err(Trouble::There(Failure::Later { wait, why })) => {
            companion.note_error(Some(why));
            put_off(companion, outgoing, wait).await
        }
    }
}

/// Out: whether it left, or need not; a pool with terms that are not agreed to gets nothing.
async fn donation(
    companion: &Arc<Companion>,
    client: &PoolClient,
    outgoing: &Outgoing,
) -> Result<bool, Trouble> {
    let of = outgoing.record_id.clone();
    let url = blocking(companion, move |companion| {
        let address = companion.store.read(|view| match view.record(&of)? {
            Some(row) => pools::address(view, &row),
            None => Ok(companion::settings(view)?.pool_url),
        })?;
        address.ok_or_else(Refused::no_pool)
    })
    .await
    .map_err(|refused| Failure::Later {
        wait: Some(60_000),
        why: refused.message,
    })?;
    let pool = contact(companion, client, &url).await?;
    let (at, of) = (url.clone(), outgoing.record_id.clone());
    let may = blocking(companion, move |companion| {
        companion
            .store
            .read(|view| pools::terms::may_send(view, &at, &of))
    });
    if !may.await? {
        return Ok(false);
    }
    let (begun, pool_id, at) = (outgoing.clone(), pool.pool_id.clone(), url.clone());
    let Some(envelope) = blocking(companion, move |companion| begin(companion, begun, &at, &pool_id)).await?
    else {
        return Ok(true);
    };
    let digest = envelope.envelope.content_sha256.clone();
    let there = envelope.envelope.record_id.clone();
    let bytes = envelope_bytes(&envelope);
    let receipt = client.donate(&url, &there, bytes).await?;
    let fits = receipt.record_id == there && receipt.content_sha256 == digest;
    if !fits || !receipt.is_of(&pool.public_key) {
        return Err(unproven(&url, &outgoing.record_id).into());
    }
    let id = outgoing.record_id.clone();
    let json = serde_json::to_string(&receipt).expect("a receipt is plain strings");
    blocking(companion, move |companion| received(companion, &id, json, digest)).await?;
    tracing::info!(record = %outgoing.record_id, "donated");
    Ok(true)
}

async fn retraction(
    companion: &Arc<Companion>,
    client: &PoolClient,
    outgoing: &Outgoing,
) -> Result<(), Trouble> {
    let id = outgoing.record_id.clone();
    let Some((url, counter, of)) = blocking(companion, move |companion| {
        let settings = companion.settings()?;
        let row = companion.store.read(|view| view.record(&id))?;
        Ok(row.and_then(|row| Some((row.pool_url.or(settings.pool_url)?, row.counter, row.id))))
    })
    .await?
    else {
        return Err(Failure::Later {
            wait: None,
            why: "no pool is set: a retraction waits".into(),
        }
        .into());
    };
    let pool = contact(companion, client, &url).await?;
    let at = pool.pool_id.clone();
    let key = blocking(companion, move |companion| {
        let seed = companion.store.write("read seed", |tx| tx.seed())?;
        Ok(companion
            .store
            .read(|view| view.key_at(&seed, &of, counter, &at))?)
    })
    .await?;
    let there = RecordId::of(&key.public());
    let retraction = Retraction::sign(&key, &pool.pool_id);
    let receipt = client.retract(&url, &there, &retraction).await?;
    if receipt.record_id != there || !receipt.is_of(&pool.public_key) {
        return Err(unproven(&url, &outgoing.record_id).into());
    }
    let id = outgoing.record_id.clone();
    let json = serde_json::to_string(&receipt).expect("a receipt is plain strings");
    blocking(companion, move |companion| {
        let wall = companion.world.now();
        companion.store.write("retraction confirmed", move |tx| {
            retract::confirmed(tx, &id, &json, wall)
        })?;
        retract::end_erasing(companion)
    })
    .await?;
    tracing::info!(record = %outgoing.record_id, "retraction confirmed");
    Ok(())
}

/// The exact bytes of a donation.
#[must_use]
pub fn envelope_bytes(envelope: &SignedEnvelope) -> Vec<u8> {
    serde_json::to_vec(envelope)
        .expect("an envelope has string keys and finite numbers, which JSON can write")
}

/// Marks an attempt as begun, before the first byte leaves. Out: nothing when the record is no longer to be sent.
fn begin(
    companion: &Companion,
    outgoing: Outgoing,
    url: &str,
    pool: &PoolId,
) -> Result<Option<SignedEnvelope>, Refused> {
    let wall = companion.world.now();
    let circumstances = companion.store.read(|view| companion.circumstances(view))?;
    let (url, pool) = (url.to_owned(), pool.clone());
    companion.store.write("begin delivery", move |tx| {
        let id = outgoing.record_id.clone();
        let row = tx.record(&id)?;
        if let Some(row) = row.as_ref().filter(|row| row.hold.state == State::Donated) {
            // A newer version: nothing of where the record stands changes.
            let envelope = crate::review::envelope(tx, row, &outgoing.queued_day, &pool)?;
            tx.put_off(&id, Errand::Donate, circumstances.now + LEASE)?;
            return Ok(Some(envelope));
        }
        let Some(row) = row.filter(|row| row.hold.state == State::Queued) else {
            tx.recall(&id, Errand::Donate)?;
            return Ok(None);
        };
        let consent = pools::terms::agreed_when_leaving(tx, &row)?;
        let mut row = step(tx, row, Event::Attempt, &circumstances, wall, 0)?;
        row.consent = consent;
        row.pool_url = Some(url);
        tx.keep_row(&row)?;
        tx.keep_signing(&id, &pool)?;
        tx.put_off(&id, Errand::Donate, circumstances.now + LEASE)?;
        let envelope = crate::review::envelope(tx, &row, &outgoing.queued_day, &pool)?;
        Ok(Some(envelope))
    })
}

fn received(companion: &Companion, id: &RecordId, receipt: String, digest: String) -> Result<(), Refused> {
    let wall = companion.world.now();
    let circumstances = companion.store.read(|view| companion.circumstances(view))?;
    let id = id.clone();
    let asked = circumstances.now + companion.world.delay(ask::after(companion));
    companion.change("record donated", move |tx| {
        let Some(row) = tx.record(&id)? else {
            tx.recall(&id, Errand::Donate)?;
            return Ok(());
        };
        if row.hold.state == State::Donated {
            revise::received(tx, &id, &receipt, &digest)?;
            tx.note(&id, "new version", wall)?;
            return Ok(());
        }
        tx.recall(&id, Errand::Donate)?;
        // Revoked while it was under way: the retraction is in the outbox already.
        if row.hold.state != State::Queued {
            return Ok(());
        }
        tx.keep_receipt(&id, Errand::Donate, &receipt)?;
        let mut row = step(tx, row, Event::Received, &circumstances, wall, 0)?;
        row.asked = asked;
        tx.keep_row(&row)?;
        let superseded = match &row.supersedes {
            Some(former) => tx.record(former)?,
            None => None,
        };
        match superseded {
            Some(former) if former.hold.state == State::Donated => {
                retract::erase(tx, former, Event::Retract, &circumstances, wall)
            }
            Some(former) if former.hold.state == State::Queued => {
                retract::erase(tx, former, Event::Revoke, &circumstances, wall)
            }
            _ => Ok(()),
        }
    })
}

fn rejected(companion: &Companion, id: &RecordId, why: String) -> Result<(), Refused> {
    let wall = companion.world.now();
    let circumstances = companion.store.read(|view| companion.circumstances(view))?;
    let id = id.clone();
    companion.store.write("record rejected", move |tx| {
        tx.recall(&id, Errand::Donate)?;
        let Some(row) = tx.record(&id)? else { return Ok(()) };
        if row.hold.state == State::Donated {
            // The pool keeps the form that it has.
            tx.note(&id, "new version refused", wall)?;
            let mut row = row;
            row.reason = Some(why);
            tx.keep_row(&row)?;
            return Ok(());
        }
        if row.hold.state == State::Queued {
            let mut row = step(tx, row, Event::Reject, &circumstances, wall, 0)?;
            row.reason = Some(why);
            tx.keep_row(&row)?;
        }
        Ok(())
    })
}

/// Full jitter: anything between nothing and a limit that doubles with every attempt.
async fn put_off(companion: &Arc<Companion>, outgoing: Outgoing, wait: Option<i64>) -> Result<(), Refused> {
    blocking(companion, move |companion| {
        let limit =
            (2_000.0 * 2_f64.powi(i32::try_from(outgoing.attempts.min(30)).unwrap_or(30))).min(LONGEST_WAIT);
        let jitter = (companion.world.fraction() * limit) as i64;
        let due = companion.hold_now() + jitter.max(wait.unwrap_or(0)).max(50);
        companion.store.write("put off delivery", move |tx| {
            // Only this errand: a retraction may have taken the place of a donation meanwhile.
            let current = tx.outgoing_of(&outgoing.record_id)?;
            if current.is_some_and(|current| current.errand == outgoing.errand) {
                tx.send_out(&Outgoing {
                    due,
                    attempts: outgoing.attempts.saturating_add(1),
                    ..outgoing
                })?;
            }
            Ok(())
        })
    })
    .await
}
