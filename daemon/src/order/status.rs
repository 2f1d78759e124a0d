//! How the companion is: for `tributary status`, and for the dashboard's first look.

use serde_json::{Value, json};
use shared::api::PoolInfo;

use super::terms;
use crate::adapters;
use crate::backup;
use crate::companion::{self, Companion};
use crate::hold::State;
use crate::keyring;
use crate::pairing;
use crate::pools;
use crate::refused::Refused;
use crate::restore::Search;

fn counts(companion: &Companion) -> Result<impl Fn(&[State]) -> u64, Refused> {
    let counts = companion.store.read(|view| view.counts())?;
    Ok(move |states: &[State]| {
        counts
            .iter()
            .filter(|(state, _)| states.contains(state))
            .map(|(_, count)| count)
            .sum()
    })
}

pub(super) fn status(companion: &Companion) -> Result<Value, Refused> {
    let count = counts(companion)?;
    let (settings, (donations, retractions), clients, [search, searched], adapters, backups, pools, releases) =
        companion.store.read(|view| {
            let searches: [Option<Search>; 2] = [view.setting("search")?, view.setting("searched")?];
            Ok::<_, Refused>((
                companion::settings(view)?,
                view.errands()?,
                pairing::shown(view)?,
                searches
                    .map(|search| search.map(|search| json!({"asked": search.next, "found": search.found}))),
                adapters::status(view)?,
                backup::status(view)?,
                pools::listed(view)?,
                view.releases_checked()?,
            ))
        })?;
    Ok(json!({
        "running": companion.serving.is_some(),
        "port": companion.serving,
        "uptime_seconds": companion.serving.map(|_| companion.running() / 1000),
        "held": count(&[State::Held, State::Approved]),
        "ready": count(&[State::Ready]),
        "queued": count(&[State::Queued]),
        "donated": count(&[State::Donated]),
        "rejected": count(&[State::Rejected]),
        "retracted": count(&[State::Retracted]),
        "revoked": count(&[State::Revoked]),
        "outbox": {"donations": donations, "retractions": retractions},
        "window_seconds": settings.window / 1000,
        "after_window": settings.after_window,
        "consent": settings.consent.is_some(),
        "pool": settings.pool_url,
        "pools": pools,
        "releases": releases,
        "clients": clients,
        "adapters": adapters,
        "backups": backups,
        "key": keyring::place(&companion.dir).name(),
        "search": search,
        "searched": searched,
        "last_error": companion.last_error(),
    }))
}

pub(super) fn overview(companion: &Companion) -> Result<Value, Refused> {
    let count = counts(companion)?;
    let (settings, pinned, clients, end, pools, releases) = companion.store.read(|view| {
        let settings = companion::settings(view)?;
        let pinned: Option<PoolInfo> = match &settings.pool_url {
            Some(url) => view.pinned_pool(url)?,
            None => None,
        };
        Ok::<_, Refused>((
            settings,
            pinned,
            pairing::shown(view)?,
            view.earliest_end(i64::MIN)?,
            pools::listed(view)?,
            view.releases_checked()?,
        ))
    })?;
    let wall = companion.world.now().0;
    let left = |end: i64| {
        (end - companion.hold_now())
            .max(companion.quiet_left(settings.window))
            .max(0)
    };
    let pool = settings.pool_url.as_ref().map(|url| {
        json!({
            "url": url,
            "pool_id": pinned.as_ref().map(|pool| &pool.pool_id),
            "name": pinned.as_ref().map(|pool| &pool.name),
            "error": companion.last_error(),
        })
    });
    Ok(json!({
        "held": count(&[State::Held, State::Approved]),
        "ready": count(&[State::Ready]),
        "queued": count(&[State::Queued]),
        "donated": count(&[State::Donated]),
        "rejected": count(&[State::Rejected]),
        "retracted": count(&[State::Retracted]),
        "revoked": count(&[State::Revoked]),
        "window_seconds": settings.window / 1000,
        "after_window": settings.after_window,
        "pool": pool,
        "pools": pools,
        "releases": releases,
        "consent": settings.consent,
        "terms": terms(),
        "clients": clients,
        "key": keyring::place(&companion.dir).name(),
        "last_error": companion.last_error(),
        "now": wall,
        "earliest_donation": end.map(|end| wall + left(end)),
    }))
}
