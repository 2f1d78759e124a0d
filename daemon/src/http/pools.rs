//! What the dashboard asks about pools, pseudonyms and decisions: some of it asks a pool first.
//!
//! In: requests of a signed-in page. Out: answers of `pools`, `pseudonym` and `deliver::ask`; nothing is decided here.

use serde::Deserialize;
use serde_json::json;
use shared::consent::{Licence, Purpose};
use warp::Rejection;
use warp::hyper::body::Bytes;

use super::Desk;
use super::reply::{self, Reply};
use super::review::{perform, read_body};
use crate::companion::blocking;
use crate::config;
use crate::deliver::{ask, contact};
use crate::order::{Order, read_id};
use crate::pool_client::Failure;
use crate::pools::{Add, Shown};
use crate::refused::{Kind, Refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Url {
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    url: String,
    /// In which language its terms are wanted, where it has its own.
    #[serde(default)]
    language: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPool {
    shown: Shown,
    licence: Licence,
    purposes: Vec<Purpose>,
    language: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    ids: Vec<String>,
    /// None: the default.
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    decision: u32,
    text: String,
}

/// `POST /api/pools/…`
pub(super) async fn write(desk: &Desk, what: &str, body: &Bytes) -> Result<Reply, Rejection> {
    let order = match what {
        "look" => {
            return Ok(match read_body::<Look>(body) {
                Ok(Look { url, language }) => look(desk, &url, &language).await,
                Err(refusal) => refusal,
            });
        }
        "add" => read_body::<NewPool>(body).map(|new| Order::AddPool {
            add: Box::new(Add {
                shown: new.shown,
                licence: new.licence,
                purposes: new.purposes,
                language: new.language,
            }),
        }),
        "withdraw" => read_body::<Url>(body).map(|Url { url }| Order::WithdrawPool { url }),
        "remove" => read_body::<Url>(body).map(|Url { url }| Order::RemovePool { url }),
        "default" => read_body::<Url>(body).map(|Url { url }| Order::DefaultPool { url }),
        "choose" => read_body::<Chosen>(body).map(|Chosen { ids, url }| Order::ChoosePool { ids, url }),
        _ => return Err(warp::reject()),
    };
    Ok(match order {
        Ok(order) => perform(desk, order).await,
        Err(refusal) => refusal,
    })
}

/// Who answers at an address, before anything is agreed to.
async fn look(desk: &Desk, url: &str, language: &str) -> Reply {
    let url = match config::pool_url(url) {
        Ok(url) => url,
        Err(why) => return reply::of::<()>(Err(Refused::new(Kind::Invalid, "pool_address", why))),
    };
    match contact::look(&desk.client, &url, language).await {
        Ok(shown) => {
            perform(
                desk,
                Order::LookedAt {
                    shown: Box::new(shown),
                },
            )
            .await
        }
        Err(Failure::Never { why }) => {
            reply::of::<()>(Err(Refused::new(Kind::Conflict, "terms_of_pool", why)))
        }
        Err(failure) => reply::of::<()>(Err(said(failure))),
    }
}

/// `GET /api/records/{id}/decisions`
pub(super) async fn decisions(desk: &Desk, id: &str) -> Reply {
    let id = id.to_owned();
    let at = blocking(&desk.companion, move |companion| {
        ask::pool_of(companion, &read_id(&id)?)
    });
    let (url, there) = match at.await {
        Ok(at) => at,
        Err(refused) => return reply::of::<()>(Err(refused)),
    };
    let status = desk.client.status(&url, &there).await;
    reply::of(status.map_err(said).map(|status| {
        json!({"state": status.state, "version": status.version, "decisions": status.decisions, "releases": status.releases})
    }))
}

/// `POST /api/records/{id}/object`
pub(super) async fn object(desk: &Desk, id: &str, body: &Bytes) -> Reply {
    let Said { decision, text } = match read_body(body) {
        Ok(said) => said,
        Err(refusal) => return refusal,
    };
    let id = id.to_owned();
    let signed = blocking(&desk.companion, move |companion| {
        let id = read_id(&id)?;
        let (url, there) = ask::pool_of(companion, &id)?;
        Ok((url, there, ask::objection(companion, &id, decision, text)?))
    });
    let (url, there, objection) = match signed.await {
        Ok(signed) => signed,
        Err(refused) => return reply::of::<()>(Err(refused)),
    };
    let answer = desk.client.object(&url, &there, &objection).await;
    reply::of(
        answer
            .map_err(said)
            .map(|status| json!({"state": status.state, "decisions": status.decisions})),
    )
}

fn said(failure: Failure) -> Refused {
    match failure {
        Failure::Later { why, .. } => Refused::new(Kind::Later, "pool_silent", why),
        Failure::Never { why } => Refused::new(Kind::Conflict, "pool_refused", why),
    }
}
