//! Site adapters that the pool publishes: fetched once a day, checked, kept, and served to paired browsers.
//!
//! In: the pool's signed list. Out: the list in force, and a verdict on the last attempt for `tributary status`. Stops a list that the
//! pinned key has not signed, and an old list that somebody shows again. Deliberately not here: what an adapter means; the
//! extension reads it under its own limits. Nothing is told to the pool but that somebody asks.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::adapter::{Adapter, SignedAdapters};
use shared::keys::PoolId;
use shared::time::Day;

use crate::companion::{Companion, blocking};
use crate::deliver::contact::{Trouble, contact};
use crate::pool_client::{Failure, PoolClient};
use crate::refused::Refused;
use crate::store::{StoreError, View};

const DAILY: Duration = Duration::from_secs(24 * 60 * 60);
/// After an attempt that failed, and as long as no pool is set.
const AGAIN: Duration = Duration::from_secs(60 * 60);

const LIST: &str = "adapters";
const VERDICT: &str = "adapters_verdict";
const UPDATES: &str = "adapter_updates";

/// The list in force, and whose it is.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    pool_id: PoolId,
    digest: String,
    signed: SignedAdapters,
}

/// What came of the last attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Verdict {
    day: Day,
    said: String,
}

/// Runs until it is dropped.
pub async fn run(companion: Arc<Companion>, client: PoolClient) {
    loop {
        let pause = match fetch(&companion, &client).await {
            Ok(true) => DAILY,
            Ok(false) => AGAIN,
            Err(refused) => {
                tracing::warn!("{}", refused.message);
                AGAIN
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Switches updates on or off, for good.
///
/// # Errors
/// When the store fails.
pub fn switch(companion: &Companion, on: Updates) -> Result<(), Refused> {
    companion.store.write("switch adapter updates", move |tx| {
        tx.set(UPDATES, &(on == Updates::On))?;
        if on == Updates::Off {
            tx.unset(LIST)?;
            tx.unset(VERDICT)?;
        }
        Ok(())
    })
}

/// Whether the pool's adapters are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updates {
    On,
    Off,
}

/// Asks the pool once. Out: whether it answered.
///
/// # Errors
/// When the store fails.
pub async fn fetch(companion: &Arc<Companion>, client: &PoolClient) -> Result<bool, Refused> {
    let url = blocking(companion, |companion| {
        let on = companion.store.read(updates)?;
        Ok(companion.settings()?.pool_url.filter(|_| on))
    })
    .await?;
    let Some(url) = url else { return Ok(false) };
    let answered = match contact(companion, client, &url).await {
        Ok(pool) => client.adapters(&url).await.map(|signed| (pool, signed)),
        Err(Trouble::Here(refused)) => return Err(refused),
        Err(Trouble::There(failure)) => Err(failure),
    };
    blocking(companion, move |companion| {
        let day = companion.world.now().day();
        companion.store.write("keep adapters", move |tx| {
            let (said, answered) = match answered {
                Err(Failure::Later { why, .. } | Failure::Never { why }) => (why, false),
                Ok((pool, signed)) => {
                    let former = tx
                        .setting::<Kept>(LIST)?
                        .filter(|kept| kept.pool_id == pool.pool_id);
                    match judge(&signed, &pool.public_key, former.as_ref()) {
                        Ok(said) => {
                            let digest = signed.list.digest();
                            tx.set(
                                LIST,
                                &Kept {
                                    pool_id: pool.pool_id,
                                    digest,
                                    signed,
                                },
                            )?;
                            (said, true)
                        }
                        Err(why) => (why, true),
                    }
                }
            };
            tx.set(VERDICT, &Verdict { day, said })?;
            Ok(answered)
        })
    })
    .await
}

/// Whether a list may take the place of the former one, and in which words.
fn judge(
    signed: &SignedAdapters,
    pool_key: &shared::keys::PublicKey,
    former: Option<&Kept>,
) -> Result<String, String> {
    signed
        .verify(pool_key)
        .map_err(|unfit| format!("refused: {unfit}"))?;
    let Some(former) = former else {
        return Ok("taken".to_owned());
    };
    let (sequence, known) = (signed.list.sequence, former.signed.list.sequence);
    if sequence < known {
        return Err(format!(
            "refused: list {sequence} is older than list {known}, which is here"
        ));
    }
    if sequence > known {
        return Ok("taken".to_owned());
    }
    if signed.list.adapters == former.signed.list.adapters {
        Ok("up to date".to_owned())
    } else {
        Err(format!(
            "refused: there are two different lists with number {sequence}"
        ))
    }
}

/// For a paired browser that has the list with this digest: the digest of the list in force, and the list if it is another one.
///
/// # Errors
/// When the store fails.
pub fn for_browser(companion: &Companion, have: &str) -> Result<(String, Option<Vec<Adapter>>), Refused> {
    let kept = companion.store.read(|view| {
        let on = updates(view)?;
        Ok::<_, StoreError>(view.setting::<Kept>(LIST)?.filter(|_| on))
    })?;
    let (digest, adapters) = match kept {
        Some(kept) if !kept.signed.list.adapters.is_empty() => (kept.digest, kept.signed.list.adapters),
        _ => (String::new(), vec![]),
    };
    let news = (digest != have).then_some(adapters);
    Ok((digest, news))
}

/// For `tributary status`.
///
/// # Errors
/// When the store fails.
pub fn status(view: &View<'_>) -> Result<Value, StoreError> {
    let kept = view.setting::<Kept>(LIST)?.map(|kept| kept.signed.list);
    let verdict = view.setting::<Verdict>(VERDICT)?;
    Ok(json!({
        "updates": updates(view)?,
        "list": kept.as_ref().map(|list| list.sequence),
        "issued": kept.as_ref().map(|list| &list.issued),
        "adapters": kept.iter().flat_map(|list| &list.adapters)
            .map(|adapter| format!("{}@{}", adapter.site, adapter.version)).collect::<Vec<_>>(),
        "asked": verdict.as_ref().map(|verdict| &verdict.day),
        "verdict": verdict.map(|verdict| verdict.said),
    }))
}

fn updates(view: &View<'_>) -> Result<bool, StoreError> {
    Ok(view.setting(UPDATES)?.unwrap_or(true))
}

#[cfg(test)]
mod tests {
    use shared::adapter::AdapterList;
    use shared::keys::SecretKey;

    use super::*;

    fn signed(sequence: u64, version: u32, key: &SecretKey) -> SignedAdapters {
        let text = format!(r#"{{"site":"some-chat","version":{version},"verified":"2026-11-21"}}"#);
        let list = AdapterList {
            sequence,
            issued: Day::try_from("2026-11-22".to_owned()).unwrap(),
            adapters: vec![Adapter::read(&text).unwrap()],
        };
        SignedAdapters::sign(list, key)
    }

    #[test]
    fn only_a_newer_list_of_the_same_key_takes_the_place_of_the_former() {
        let (key, stranger) = (SecretKey::from_bytes(&[1; 32]), SecretKey::from_bytes(&[2; 32]));
        let former = signed(5, 2, &key);
        let kept = Kept {
            pool_id: PoolId::of(&key.public()),
            digest: former.list.digest(),
            signed: former,
        };
        for (list, expected) in [
            (signed(6, 3, &key), Ok("taken")),
            (signed(5, 2, &key), Ok("up to date")),
            (signed(4, 9, &key), Err("older")),
            (signed(5, 3, &key), Err("two different")),
            (signed(6, 3, &stranger), Err("not signed")),
        ] {
            let verdict = judge(&list, &key.public(), Some(&kept));
            let fits = match (&verdict, expected) {
                (Ok(said), Ok(wanted)) => said == wanted,
                (Err(why), Err(wanted)) => why.contains(wanted),
                _ => false,
            };
            assert!(fits, "{verdict:?}, expected {expected:?}");
        }
    }
}
