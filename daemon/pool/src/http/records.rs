//! For companions: giving a record, taking it back, asking what became of it.

use shared::api::RecordStatus;
use shared::envelope::{Receipt, SignedEnvelope};
use shared::keys::RecordId;
use shared::retraction::Retraction;
use warp::http::StatusCode;
use warp::hyper::body::Bytes;

use super::App;
use super::reply::{Answer, Refused, json, refuse, refused, unavailable};
use crate::intake::consent::Policy;
use crate::store::Put;
use crate::{intake, retract};

/// `PUT /v1/records/{id}`.
pub(super) async fn put(app: App, id: String, body: Bytes) -> Answer {
    off_the_loop(move || {
        let id = record_id(&id)?;
        let signed: SignedEnvelope = parsed(&body)?;
        let today = app.today();
        intake::check(&signed, &id, &app.pool.id, &Policy::default(), &app.tomorrow())
            .map_err(|why| explained(&why))?;
        let receipt = |day| {
            let digest = signed.envelope.content_sha256.clone();
            Receipt::sign(id.clone(), digest, day, &app.pool.key)
        };
        match app
            .pool
            .store
            .put(&signed, &today)
            .map_err(|error| unavailable(&error))?
        {
            Put::New => Ok(json(StatusCode::CREATED, &receipt(today))),
            Put::Same { received_day } => Ok(json(StatusCode::OK, &receipt(received_day))),
            Put::Other => Err(refused(
                StatusCode::CONFLICT,
                "other_content",
                format!("record {id} is here with another content"),
            )),
            Put::Retracted => Err(refused(
                StatusCode::GONE,
                "retracted",
                format!("record {id} was retracted and cannot come back"),
            )),
        }
    })
    .await
}

/// `DELETE /v1/records/{id}`.
pub(super) async fn delete(app: App, id: String, body: Bytes) -> Answer {
    off_the_loop(move || {
        let id = record_id(&id)?;
        let retraction: Retraction = parsed(&body)?;
        match retract::retract(&app.pool, &id, &retraction, &app.today()) {
            Ok(receipt) => Ok(json(StatusCode::OK, &receipt)),
            Err(retract::Refused::Store(error)) => Err(unavailable(&error)),
            Err(retract::Refused::Forged) => Err(refused(
                StatusCode::FORBIDDEN,
                "forged",
                format!("the retraction is not signed with the key of record {id} for this pool"),
            )),
        }
    })
    .await
}

/// `GET /v1/records/{id}/status`.
pub(super) async fn status(app: App, id: String) -> Answer {
    off_the_loop(move || {
        let id = record_id(&id)?;
        let standing = app
            .pool
            .store
            .standing(&id)
            .map_err(|error| unavailable(&error))?;
        let standing = standing.ok_or_else(|| {
            refused(
                StatusCode::NOT_FOUND,
                "unknown",
                format!("record {id} has never been here"),
            )
        })?;
        let status = RecordStatus {
            state: standing.state,
            reason: standing.reason,
            releases: standing.releases,
            version: 1,
            decisions: vec![],
            reopened: false,
        };
        Ok(json(StatusCode::OK, &status))
    })
    .await
}

/// Signatures, scrub rules and SQLite take their time: not on the threads that answer everybody else.
pub(super) async fn off_the_loop(work: impl FnOnce() -> Result<Answer, Refused> + Send + 'static) -> Answer {
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer.unwrap_or_else(|refusal| *refusal),
        Err(_) => refuse(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "the pool failed on this request: nothing was stored",
        ),
    }
}

fn record_id(text: &str) -> Result<RecordId, Refused> {
    text.parse()
        .map_err(|error| refused(StatusCode::BAD_REQUEST, "not_an_id", format!("{error}")))
}

/// The parser's own words may quote the body, so only the place is told.
pub(super) fn parsed<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(|error| {
        let place = format!("line {} column {}", error.line(), error.column());
        if error.is_data() {
            let message = format!("the body does not have the form of this version: see {place}");
            refused(StatusCode::UNPROCESSABLE_ENTITY, "form", message)
        } else {
            let message = format!("the body is not JSON: see {place}");
            refused(StatusCode::BAD_REQUEST, "not_json", message)
        }
    })
}

fn explained(why: &intake::Refused) -> Refused {
    refused(StatusCode::UNPROCESSABLE_ENTITY, why.code(), why.sentence())
}
