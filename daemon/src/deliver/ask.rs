//! Asks the pool what became of donated records, each at its own random time.
//!
//! Asking about several together would tell the pool that they belong together. In: donated records. Out: their releases, and
//! whether reviewers rejected them.

use std::sync::Arc;
use std::time::Duration;

use shared::api::PoolState;
use shared::keys::RecordId;

use crate::companion::{Companion, blocking};
use crate::hold::State;
use crate::pool_client::PoolClient;
use crate::refused::Refused;
use crate::store::records::Row;

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
    let answer = client.status(&url, &row.id).await;
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
                row.releases = status.releases;
                let rejected = matches!(status.state, PoolState::Rejected);
                if rejected && row.reason.is_none() {
                    tx.note(&row.id, "rejected", wall)?;
                }
                row.reason = match status.state {
                    PoolState::Rejected => Some(format!(
                        "the pool's reviewers rejected it: {}",
                        status
                            .reason
                            .unwrap_or_default()
                            .chars()
                            .filter(|c| !c.is_control())
                            .take(200)
                            .collect::<String>()
                    )),
                    _ => None,
                };
            }
            tx.keep_row(&row)?;
            Ok(())
        })
    })
    .await
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
