//! Asks the pool what became of donated records, each at its own random time.
//!
//! Asking about several together would tell the pool that they belong together. In: donated records. Out: their releases, and
//! whether reviewers rejected them.

use std::sync::Arc;
use std::time::Duration;

use shared::api::{OutcomeState, PoolState, RecordStatus};
use shared::keys::RecordId;
use shared::objection::Objection;

use crate::companion::{Companion, blocking};
use crate::hold::State;
use crate::pool_client::{Failure, PoolClient};
use crate::refused::{Kind, Refused};
use crate::store::records::Row;
use crate::store::{StoreError, View};

/// Mean time between two questions about one donated record, unless the contributor looks at it.
const ASK: i64 = 6 * 3_600_000;

/// Mean time until a donated record is asked about again, unless the contributor looks at it.
pub(crate) fn after(companion: &Companion) -> i64 {
    // Without delays between donations there is nothing to hide between questions either.
    if companion.world.send_delay == 0 {
        2_000
    } else {
        ASK
    }
}

/// Asks the pool what became of one donated record.
pub(super) async fn ask(companion: &Arc<Companion>, client: &PoolClient, row: Row) -> Result<(), Refused> {
    let url = row.pool_url.clone().unwrap_or_default();
    let (at, of) = (url.clone(), row.id.clone());
    let there = blocking(companion, move |companion| {
        Ok(companion.store.read(|view| id_at(view, &of, &at))?)
    })
    .await?;
    let answer = client.status(&url, &there).await;
    if answer.as_ref().is_ok_and(|status| status.reopened) {
        give_again(companion, client, &url, &row.id).await?;
    }
    let id = row.id;
    blocking(companion, move |companion| {
        let wall = companion.world.now();
        let asked = companion.hold_now() + companion.world.delay(after(companion)).max(1_000);
        companion.store.write("note pool status", move |tx| {
            let Some(mut row) = tx.record(&id)?.filter(|row| row.hold.state == State::Donated) else {
                return Ok(());
            };
            row.asked = asked;
            if let Ok(status) = answer {
                for release in &status.releases {
                    if !row.releases.contains(release) {
                        tx.note(&row.id, &format!("released {release}"), wall)?;
                    }
                }
                let rejected = matches!(status.state, PoolState::Rejected);
                if rejected && row.reason.is_none() {
                    tx.note(&row.id, "rejected", wall)?;
                }
                row.reason = match status.state {
                    PoolState::Rejected => Some(rejection(&status)),
                    _ => None,
                };
                row.releases = status.releases;
            }
            tx.keep_row(&row)?;
            Ok(())
        })
    })
    .await
}

/// What a record is called at the pool with this address.
///
/// # Errors
/// When the store fails.
pub(crate) fn id_at(view: &View<'_>, id: &RecordId, url: &str) -> Result<RecordId, StoreError> {
    match view.pinned_pool(url)? {
        Some(pool) => view.id_at(id, &pool.pool_id),
        None => Ok(id.clone()),
    }
}

/// What a rejection and the answer to an objection are, in one line: another machine wrote it.
fn rejection(status: &RecordStatus) -> String {
    let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_control()).take(200).collect() };
    let reason = plain(status.reason.as_deref().unwrap_or_default());
    let objection = status
        .decisions
        .last()
        .and_then(|decision| decision.objection.as_ref());
    let objection = objection.map_or_else(String::new, |outcome| {
        let answer = outcome.answer.as_deref().map(plain).unwrap_or_default();
        match outcome.state {
            OutcomeState::Waiting => ". Your objection waits for an answer".to_owned(),
            OutcomeState::Upheld => format!(". Your objection was upheld, it is given again: {answer}"),
            OutcomeState::Dismissed => format!(". Your objection was dismissed: {answer}"),
        }
    });
    format!("the pool's reviewers rejected it: {reason}{objection}")
}

/// Gives a record once more whose rejection was taken back: the pool has erased its content. If it fails, the next question leads here
/// again; the receipt stays the one that is kept, as the content is the same.
async fn give_again(
    companion: &Arc<Companion>,
    client: &PoolClient,
    url: &str,
    id: &RecordId,
) -> Result<(), Refused> {
    let (wanted, at) = (id.clone(), url.to_owned());
    let envelope = blocking(companion, move |companion| {
        let today = companion.world.now().day();
        companion.store.read(|view| {
            let row = view
                .record(&wanted)?
                .filter(|row| row.hold.state == State::Donated);
            let pool = view.pinned_pool(&at)?;
            row.zip(pool)
                .map(|(row, pool)| crate::review::envelope(view, &row, &today, &pool.pool_id))
                .transpose()
        })
    })
    .await?;
    if let Some(envelope) = envelope
        && let Err(Failure::Later { why, .. } | Failure::Never { why }) = client
            .donate(
                url,
                &envelope.envelope.record_id,
                super::envelope_bytes(&envelope),
            )
            .await
    {
        companion.note_error(Some(why));
    }
    Ok(())
}

/// Which pool has a record, and what it is called there.
///
/// # Errors
/// When there is no such record, or it is at no pool.
pub fn pool_of(companion: &Companion, id: &RecordId) -> Result<(String, RecordId), Refused> {
    companion.store.read(|view| {
        let row = view.record(id)?.ok_or_else(|| Refused::no_record(id))?;
        let url = row
            .pool_url
            .filter(|_| row.hold.state == State::Donated)
            .ok_or_else(|| {
                Refused::new(
                    Kind::Conflict,
                    "at_no_pool",
                    "this record is at no pool: only what was donated is decided about",
                )
            })?;
        let there = id_at(view, id, &url)?;
        Ok((url, there))
    })
}

/// Signs what is said against a pool's decision.
///
/// # Errors
/// When the record is at no pool, or the text is empty, too long, or holds personal data.
pub fn objection(
    companion: &Companion,
    id: &RecordId,
    decision: u32,
    text: String,
) -> Result<Objection, Refused> {
    let (url, _) = pool_of(companion, id)?;
    if !shared::scrub::find(&text).is_empty() {
        return Err(Refused::new(
            Kind::Invalid,
            "personal_data",
            "the text holds personal data: say it without",
        ));
    }
    let (row, pool) = companion
        .store
        .read(|view| Ok::<_, Refused>((view.record(id)?, view.pinned_pool(&url)?)))?;
    let (Some(row), Some(pool)) = (row, pool) else {
        return Err(Refused::no_record(id));
    };
    let seed = companion.store.write("read seed", |tx| tx.seed())?;
    let key = companion
        .store
        .read(|view| view.key_at(&seed, id, row.counter, &pool.pool_id))?;
    let signed = Objection::sign(decision, text, &key, &pool.pool_id);
    if signed.is_fit() {
        Ok(signed)
    } else {
        Err(Refused::new(
            Kind::Invalid,
            "objection_length",
            "say it in 1 to 2000 characters",
        ))
    }
}

/// The contributor looks at the list: the newest donated records are asked about within minutes, each at its own time, as
/// asking about them together would tell the pool that they belong together.
///
/// # Errors
/// When the store fails.
pub fn soon(companion: &Companion) -> Result<(), Refused> {
    let (now, mean) = (companion.hold_now(), companion.world.send_delay);
    let donated = companion
        .store
        .read(|view| view.records(Some(State::Donated), None, 50))?;
    let later: Vec<(RecordId, i64)> = donated
        .into_iter()
        .filter(|row| row.asked > now + 3 * mean + 2_000)
        .map(|row| (row.id, now + companion.world.delay(mean) + 1_000))
        .collect();
    if later.is_empty() {
        return Ok(());
    }
    companion.change("ask soon", move |tx| {
        for (id, by) in &later {
            tx.ask_by(id, *by)?;
        }
        Ok(())
    })
}

/// Asks about one record because the contributor looks at it; gives up after three seconds.
pub async fn refresh(companion: &Arc<Companion>, client: &PoolClient, id: &RecordId) {
    let wanted = id.clone();
    let row = blocking(companion, move |companion| {
        Ok(companion.store.read(|view| view.record(&wanted))?)
    })
    .await;
    if let Ok(Some(row)) = row
        && row.hold.state == State::Donated
    {
        let _ = tokio::time::timeout(Duration::from_secs(3), ask(companion, client, row)).await;
    }
}
