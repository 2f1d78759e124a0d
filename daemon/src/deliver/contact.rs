//! Stops a pool that is not the one of the first contact: its key is pinned then, and another one gets nothing.
//!
//! In: a pool's address. Out: who answers there, or why nothing may be sent.

use std::sync::Arc;

use shared::api::PoolInfo;
use shared::keys::{PoolId, RecordId, sha256_hex};

use crate::companion::{Companion, blocking};
use crate::pool_client::{Failure, PoolClient};
use crate::pools::Shown;
use crate::refused::Refused;

/// What went wrong: in this companion, or between it and the pool.
pub(crate) enum Trouble {
    Here(Refused),
    There(Failure),
}

impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        Self::Here(refused)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::There(failure)
    }
}

/// The pool as pinned at first contact; a pool that shows another key is refused.
pub(crate) async fn contact(
    companion: &Arc<Companion>,
    client: &PoolClient,
    url: &str,
) -> Result<PoolInfo, Trouble> {
    let at = url.to_owned();
    let pinned = blocking(companion, move |companion| {
        Ok(companion.store.read(|view| view.pinned_pool(&at))?)
    })
    .await?;
    let shown = client.info(url).await?;
    if PoolId::of(&shown.public_key) != shown.pool_id {
        return Err(Failure::Later {
            wait: Some(600_000),
            why: format!("{url} shows a pool id that is not that of its key: nothing was sent"),
        }
        .into());
    }
    match pinned {
        Some(pinned) if pinned.public_key == shown.public_key => Ok(pinned),
        Some(_) => Err(Failure::Later {
            wait: Some(600_000),
            why: format!("{url} shows another key than the one pinned at first contact: nothing was sent; ask the pool's maintainers"),
        }
        .into()),
        None => {
            let (at, mut pool) = (url.to_owned(), shown);
            pool.name = pool.name.chars().filter(|c| !c.is_control()).take(100).collect();
            let pinned = pool.clone();
            blocking(companion, move |companion| {
                Ok(companion.store.write("pin pool", move |tx| tx.pin_pool(&at, &pinned))?)
            })
            .await?;
            Ok(pool)
        }
    }
}

/// What a pool shows of itself to whoever may give to it. Nothing is pinned.
///
/// # Errors
/// When it does not answer as a pool.
pub async fn look(client: &PoolClient, url: &str) -> Result<Shown, Failure> {
    let mut pool = client.info(url).await?;
    pool.name = pool.name.chars().filter(|c| !c.is_control()).take(100).collect();
    let terms = client.terms(url).await?;
    Ok(Shown {
        url: url.to_owned(),
        pool,
        terms_sha256: sha256_hex(&terms),
    })
}

/// Learns who the pool is, so that the dashboard can show it before the first donation.
pub async fn greet(companion: Arc<Companion>, client: PoolClient) {
    let Ok(Some(url)) = blocking(&companion, |companion| Ok(companion.settings()?.pool_url)).await else {
        return;
    };
    if let Err(Trouble::There(Failure::Later { why, .. } | Failure::Never { why })) =
        contact(&companion, &client, &url).await
    {
        companion.note_error(Some(why));
    }
}

/// What to do about an answer that the pinned key has not signed.
pub(super) fn unproven(url: &str, id: &RecordId) -> Failure {
    Failure::Later {
        wait: Some(600_000),
        why: format!(
            "the answer of {url} about record {id} is not signed by the pool's pinned key: nothing was marked as done"
        ),
    }
}
