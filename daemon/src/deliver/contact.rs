//! Stops a pool that is not the one of the first contact: its key is pinned then, and another one gets nothing.
//!
//! In: a pool's address. Out: who answers there, or why nothing may be sent.

use std::sync::Arc;

use shared::api::PoolInfo;
use shared::keys::{PoolId, RecordId, sha256_hex};
use shared::pool_terms::{TermsNamed, Unfit};

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
    if let Some(Err(why)) = shown.terms.as_ref().map(TermsNamed::check) {
        return Err(Failure::Later {
            wait: Some(600_000),
            why: format!("{url} names consent terms that are none: nothing was sent; {why}"),
        }
        .into());
    }
    match pinned {
        Some(pinned) if pinned.public_key == shown.public_key => {
            if pinned.terms != shown.terms {
                let (at, terms) = (url.to_owned(), shown.terms.clone());
                blocking(companion, move |companion| {
                    Ok(companion
                        .store
                        .write("terms of pool", move |tx| tx.keep_terms(&at, terms.as_ref()))?)
                })
                .await?;
            }
            Ok(PoolInfo {
                terms: shown.terms,
                ..pinned
            })
        }
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

/// What a pool shows of itself to whoever may give to it, with its terms in this language where it has its own. Nothing is pinned.
///
/// # Errors
/// When it does not answer as a pool, or its terms are not those that it names.
pub async fn look(client: &PoolClient, url: &str, language: &str) -> Result<Shown, Failure> {
    // Whatever refuses these questions is no pool, or not now.
    let later = |failure| match failure {
        Failure::Never { why } => Failure::Later { wait: None, why },
        later @ Failure::Later { .. } => later,
    };
    let mut pool = client.info(url).await.map_err(later)?;
    pool.name = pool.name.chars().filter(|c| !c.is_control()).take(100).collect();
    let Some(named) = &pool.terms else {
        let terms = client.terms(url).await?;
        return Ok(Shown {
            url: url.to_owned(),
            pool,
            terms_sha256: sha256_hex(&terms),
            own: None,
        });
    };
    let unfit = |why: Unfit| Failure::Never {
        why: format!("{url} does not show its consent terms as it should: {why}"),
    };
    named.check().map_err(unfit)?;
    let terms = client.own_terms(url, &named.id).await.map_err(later)?;
    terms.check().map_err(unfit)?;
    let own = terms
        .text_in(language)
        .cloned()
        .ok_or(Unfit::Languages)
        .map_err(unfit)?;
    if terms.id != named.id || !named.names(&terms.id, &own.sha256) {
        return Err(unfit(Unfit::Digest));
    }
    Ok(Shown {
        url: url.to_owned(),
        pool,
        terms_sha256: own.sha256.clone(),
        own: Some(own),
    })
}

/// Learns who the first pool is and which terms it has, so that the dashboard can show it before the first donation. The others are not
/// asked at once with it, so that no two of them see the same machine come at the same moment.
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
