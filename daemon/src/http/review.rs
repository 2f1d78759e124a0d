//! What the dashboard asks: each handler reads the request into an order, has it carried out, and answers.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared::consent::{AfterWindow, Licence, Purpose};
use shared::keys::RecordId;
use warp::Rejection;
use warp::http::StatusCode;
use warp::hyper::body::Bytes;
use warp::path::FullPath;

use super::guard::{Admitted, Caller};
use super::reply::{self, Reply, refuse};
use super::session::NoEntry;
use super::shell::SHELL;
use super::{Desk, pools, upload};
use crate::companion::{blocking, lock};
use crate::deliver;
use crate::licence::{self, Choice};
use crate::order::{self, Order, Verb};
use crate::pseudonym;
use crate::refused::Refused;
use crate::review::Edit;

/// `GET /`, and what the page consists of.
pub(super) async fn shell(path: FullPath) -> Result<Reply, Rejection> {
    SHELL
        .iter()
        .find(|asset| asset.path == path.as_str())
        .map(|asset| reply::bytes(StatusCode::OK, asset.content_type, asset.body))
        .ok_or_else(warp::reject)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    code: String,
}

/// `POST /api/session`
pub(super) async fn session(desk: Desk, admitted: Admitted, body: Bytes) -> Reply {
    let Caller::SigningIn { origin } = admitted.caller else {
        return refuse(StatusCode::FORBIDDEN, "forbidden", "sign in from the dashboard");
    };
    let Code { code } = match read_body(&body) {
        Ok(code) => code,
        Err(refusal) => return refusal,
    };
    let companion = &desk.companion;
    let entered = lock(&companion.sign_in).enter(&companion.world, companion.hold_now(), &origin, &code);
    match entered {
        Ok(token) => {
            crate::cli::open::tidy(&companion.dir);
            reply::json(StatusCode::OK, &json!({"token": token}))
        }
        Err(NoEntry::Wrong) => refuse(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "this code is not good any more: run `tributary open`",
        ),
        Err(NoEntry::TooMany) => refuse(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many",
            "too many wrong codes: wait a minute",
        ),
    }
}

/// `GET /api/…`
pub(super) async fn read(path: FullPath, query: String, desk: Desk) -> Result<Reply, Rejection> {
    let segments: Vec<&str> = path.as_str().split('/').skip(1).collect();
    let order = match segments.as_slice() {
        ["api", "overview"] => Order::Overview,
        ["api", "status"] => Order::Status,
        ["api", "tally"] => Order::Tally,
        ["api", "receipts"] => Order::Receipts,
        ["api", "export"] => match after(&query) {
            Ok(after) => Order::Export { after },
            Err(refusal) => return Ok(refusal),
        },
        ["api", "import", id] => return Ok(upload::progress(&desk, id)),
        ["api", "words"] => Order::Words { words: None },
        ["api", "pools"] => Order::Pools,
        ["api", "pseudonym"] => Order::Pseudonym { choice: None },
        ["api", "records", id, "decisions"] => return Ok(pools::decisions(&desk, id).await),
        ["api", "records"] => match list(&query) {
            Ok(order) => order,
            Err(refusal) => return Ok(refusal),
        },
        ["api", "records", id] => {
            if let Ok(id) = id.parse::<RecordId>() {
                deliver::ask::refresh(&desk.companion, &desk.client, &id).await;
            }
            Order::Show { id: (*id).to_owned() }
        }
        ["api", "records", id, "envelope"] => {
            let order = Order::Envelope { id: (*id).to_owned() };
            let outcome = blocking(&desk.companion, move |companion| order::perform(companion, order)).await;
            return Ok(match outcome {
                Ok(Value::String(text)) => reply::bytes(StatusCode::OK, "text/plain; charset=utf-8", text),
                other => reply::of(other),
            });
        }
        _ => return Err(warp::reject()),
    };
    Ok(perform(&desk, order).await)
}

fn after(query: &str) -> Result<Option<u64>, Reply> {
    match list(query)? {
        Order::List { after, .. } => Ok(after),
        _ => Ok(None),
    }
}

fn list(query: &str) -> Result<Order, Reply> {
    let (mut state, mut text, mut after, mut limit) = (None, None, None, 50);
    let (mut site, mut language, mut risk, mut signal, mut sort) = (None, None, None, None, None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let value = value.into_owned();
        let bad = || {
            refuse(
                StatusCode::BAD_REQUEST,
                "bad_request",
                "after and limit are numbers",
            )
        };
        match &*name {
            _ if value.is_empty() => {}
            "state" => state = Some(value),
            "q" => text = Some(value),
            "site" => site = Some(value),
            "language" => language = Some(value),
            "risk" => risk = Some(value),
            "signal" => signal = Some(value),
            "sort" => sort = Some(value),
            "after" => after = Some(value.parse().map_err(|_| bad())?),
            "limit" => limit = value.parse().map_err(|_| bad())?,
            _ => {}
        }
    }
    Ok(Order::List {
        state,
        query: text,
        site,
        language,
        risk,
        signal,
        sort,
        after,
        limit,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seconds {
    #[serde(default)]
    seconds: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bulk {
    verb: Verb,
    ids: Vec<String>,
    #[serde(default)]
    seconds: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agree {
    #[serde(default)]
    terms_id: Option<String>,
    licence: Licence,
    purposes: Vec<Purpose>,
    #[serde(default)]
    after_window: Option<AfterWindow>,
    language: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Consent {
    #[serde(default)]
    agree: Option<Agree>,
    #[serde(default)]
    withdraw: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Licences {
    ids: Vec<String>,
    #[serde(default)]
    licence: Option<Licence>,
    #[serde(default)]
    purposes: Option<Vec<Purpose>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSettings {
    #[serde(default)]
    window_seconds: Option<i64>,
    #[serde(default)]
    after_window: Option<AfterWindow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewWords {
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirm {
    confirm: String,
}

/// `POST /api/…`
pub(super) async fn write(path: FullPath, desk: Desk, body: Bytes) -> Result<Reply, Rejection> {
    let segments: Vec<&str> = path.as_str().split('/').skip(1).collect();
    let order = match segments.as_slice() {
        ["api", "records", id, "edit"] => {
            let id = (*id).to_owned();
            read_body::<Edit>(&body).map(|edit| Order::Edit { id, edit })
        }
        ["api", "records", id, "licence"] => {
            let id = (*id).to_owned();
            return Ok(match read_body::<Choice>(&body) {
                Ok(choice) => {
                    let chosen = blocking(&desk.companion, move |companion| {
                        licence::one(companion, order::read_id(&id)?, choice)
                    });
                    reply::of(chosen.await.map(|receipt| json!({"consent": receipt})))
                }
                Err(refusal) => refusal,
            });
        }
        ["api", "licence"] => read_body::<Licences>(&body).map(|chosen| Order::Licence {
            ids: chosen.ids,
            licence: chosen.licence,
            purposes: chosen.purposes,
        }),
        ["api", "import"] => {
            return Ok(match read_body(&body) {
                Ok(begin) => upload::begin(&desk, &begin),
                Err(refusal) => refusal,
            });
        }
        ["api", "import", id, "part"] => return Ok(upload::part(&desk, id, &body).await),
        ["api", "import", id, "cancel"] => return Ok(upload::cancel(&desk, id)),
        ["api", "records", id, "object"] => return Ok(pools::object(&desk, id, &body).await),
        ["api", "pools", what] => return pools::write(&desk, what, &body).await,
        ["api", "pseudonym"] => {
            read_body::<pseudonym::Choice>(&body).map(|choice| Order::Pseudonym { choice: Some(choice) })
        }
        ["api", "records", id, verb] => {
            let verb: Verb = serde_json::from_value(json!(verb)).map_err(|_| warp::reject())?;
            return Ok(one(&desk, verb, (*id).to_owned(), &body).await);
        }
        ["api", "bulk"] => read_body::<Bulk>(&body).map(|bulk| Order::Change {
            verb: bulk.verb,
            ids: bulk.ids,
            seconds: bulk.seconds,
        }),
        ["api", "pair"] => Ok(Order::Pair),
        ["api", "consent"] => read_body(&body).and_then(consent),
        ["api", "settings"] => read_body::<NewSettings>(&body).map(|new| Order::Settings {
            window_seconds: new.window_seconds,
            after_window: new.after_window,
        }),
        ["api", "words"] => read_body::<NewWords>(&body).map(|new| Order::Words {
            words: Some(new.words),
        }),
        ["api", "erase-everything"] => read_body::<Confirm>(&body).and_then(|confirm| {
            if confirm.confirm == "erase everything" {
                Ok(Order::EraseEverything)
            } else {
                Err(reply::of::<()>(Err(Refused::invalid(
                    "write `erase everything` to confirm",
                ))))
            }
        }),
        _ => return Err(warp::reject()),
    };
    Ok(match order {
        Ok(order) => perform(&desk, order).await,
        Err(refusal) => refusal,
    })
}

fn consent(consent: Consent) -> Result<Order, Reply> {
    match consent {
        Consent {
            agree: Some(agree),
            withdraw: false,
        } => Ok(Order::Agree {
            terms_id: agree.terms_id,
            licence: agree.licence,
            purposes: agree.purposes,
            language: agree.language,
            after_window: agree.after_window,
        }),
        Consent {
            agree: None,
            withdraw: true,
        } => Ok(Order::Withdraw),
        _ => Err(reply::of::<()>(Err(Refused::invalid("either agree or withdraw")))),
    }
}

/// One verb for one record: the answer is the new state, or the refusal itself.
async fn one(desk: &Desk, verb: Verb, id: String, body: &Bytes) -> Reply {
    let seconds = if body.is_empty() {
        None
    } else {
        match read_body::<Seconds>(body) {
            Ok(body) => body.seconds,
            Err(refusal) => return refusal,
        }
    };
    let outcome = blocking(&desk.companion, move |companion| {
        order::change::one(companion, verb, &id, seconds)
    })
    .await;
    reply::of(outcome.map(|state| json!({"state": state})))
}

/// `DELETE /api/clients/{id}`
pub(super) async fn unpair(id: String, desk: Desk) -> Reply {
    perform(&desk, Order::Unpair { id }).await
}

pub(super) async fn perform(desk: &Desk, order: Order) -> Reply {
    reply::of(blocking(&desk.companion, move |companion| order::perform(companion, order)).await)
}

pub(super) fn read_body<T: DeserializeOwned>(body: &Bytes) -> Result<T, Reply> {
    serde_json::from_slice(body).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "the fields are not those of this request",
        ),
        _ => refuse(StatusCode::BAD_REQUEST, "bad_request", "this is not JSON"),
    })
}
