//! For companions and platforms: giving a record, taking it back, asking what became of it, saying something against it.

use shared::api::{Batch, BatchItem, BatchResult, MOST_IN_BATCH, RecordStatus, Refusal};
use shared::envelope::{Receipt, SignedEnvelope};
use shared::keys::RecordId;
use shared::objection::Objection;
use shared::retraction::Retraction;
use warp::http::StatusCode;
use warp::hyper::body::Bytes;

use super::App;
use super::reply::{Answer, Refused, json, refuse, refused, unavailable};
use crate::intake::take::Taken;
use crate::store::StoreError;
use crate::{console, intake, retract};

/// `PUT /v1/records/{id}`.
pub(super) async fn put(app: App, id: String, body: Bytes) -> Answer {
    off_the_loop(move || {
        let id = record_id(&id)?;
        let signed: SignedEnvelope = parsed(&body)?;
        match take(&app, &id, &signed).map_err(|error| unavailable(&error))? {
            Ok((status, receipt)) => Ok(json(status, &receipt)),
            Err((status, refusal)) => Err(Box::new(json(status, &refusal))),
        }
    })
    .await
}

/// `POST /v1/records:batch`.
pub(super) async fn batch(app: App, body: Bytes) -> Answer {
    off_the_loop(move || {
        let Batch { import, records } = parsed(&body)?;
        let named = (1..=32).contains(&import.len())
            && import
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte));
        if !named || records.is_empty() || records.len() > MOST_IN_BATCH {
            let message = format!("a batch names its import and has 1 to {MOST_IN_BATCH} records");
            return Err(refused(StatusCode::UNPROCESSABLE_ENTITY, "batch", message));
        }
        let mut results = Vec::with_capacity(records.len());
        for signed in records {
            let id = signed.envelope.record_id.clone();
            let from = signed.envelope.content.capture.method.strip_prefix("import:");
            let declared = from.and_then(|from| from.split('@').next()) == Some(import.as_str());
            let taken = if declared {
                take(&app, &id, &signed).map_err(|error| unavailable(&error))?
            } else {
                Err((
                    StatusCode::UNPROCESSABLE_ENTITY,
                    Refusal {
                        code: "not_of_the_import".to_owned(),
                        message: "only records of the declared import come together: send others one by one"
                            .to_owned(),
                    },
                ))
            };
            results.push(match taken {
                Ok((status, receipt)) => BatchItem {
                    record_id: id,
                    status: status.as_u16(),
                    receipt: Some(receipt),
                    refusal: None,
                },
                Err((status, refusal)) => BatchItem {
                    record_id: id,
                    status: status.as_u16(),
                    receipt: None,
                    refusal: Some(refusal),
                },
            });
        }
        Ok(json(StatusCode::OK, &BatchResult { results }))
    })
    .await
}

type Told = Result<(StatusCode, Receipt), (StatusCode, Refusal)>;

/// Takes a record in, and says so in the words of the border.
fn take(app: &App, id: &RecordId, signed: &SignedEnvelope) -> Result<Told, StoreError> {
    let no = |status, code: &str, message: String| {
        let code = code.to_owned();
        Err((status, Refusal { code, message }))
    };
    let taken = intake::take::take(&app.pool, id, signed, &app.today(), &app.tomorrow())?;
    Ok(match taken {
        Taken::New(receipt) => Ok((StatusCode::CREATED, receipt)),
        Taken::Same(receipt) => Ok((StatusCode::OK, receipt)),
        Taken::Refused(why) => no(StatusCode::UNPROCESSABLE_ENTITY, why.code(), why.sentence()),
        Taken::OtherContent => no(
            StatusCode::CONFLICT,
            "other_content",
            format!(
                "record {id} is here with another content: a newer form has the version after the one that its status tells"
            ),
        ),
        Taken::Retracted => no(
            StatusCode::GONE,
            "retracted",
            format!("record {id} was retracted and cannot come back"),
        ),
    })
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
    off_the_loop(move || told(&app, &record_id(&id)?)).await
}

/// `POST /v1/records/{id}/objections`.
pub(super) async fn object(app: App, id: String, body: Bytes) -> Answer {
    off_the_loop(move || {
        let id = record_id(&id)?;
        let objection: Objection = parsed(&body)?;
        if !objection.is_for(&id, &app.pool.id) {
            let message = format!("the objection is not signed with the key of record {id} for this pool");
            return Err(refused(StatusCode::FORBIDDEN, "forged", message));
        }
        if !objection.is_fit() {
            let message = "say it in 1 to 2000 characters";
            return Err(refused(StatusCode::UNPROCESSABLE_ENTITY, "form", message));
        }
        if !shared::scrub::find(&objection.text).is_empty() {
            let message = "the text holds personal data: say it without";
            return Err(refused(
                StatusCode::UNPROCESSABLE_ENTITY,
                "personal_data",
                message,
            ));
        }
        let said = console::object(&app.pool, &id, objection.decision, &objection.text, &app.today());
        match said {
            Ok(()) => told(&app, &id),
            Err(console::Refused::Store(error)) => Err(unavailable(&error)),
            Err(console::Refused::NotThere) => Err(unknown(&id)),
            Err(console::Refused::Dossier(why)) => {
                Err(refused(StatusCode::CONFLICT, why.code(), why.sentence()))
            }
        }
    })
    .await
}

fn told(app: &App, id: &RecordId) -> Result<Answer, Refused> {
    let store = &app.pool.store;
    let standing = store.standing(id).map_err(|error| unavailable(&error))?;
    let standing = standing.ok_or_else(|| unknown(id))?;
    let dossier = store.dossier(id).map_err(|error| unavailable(&error))?;
    let dossier = dossier.unwrap_or_default();
    let status = RecordStatus {
        state: standing.state,
        reason: standing.reason,
        releases: standing.releases,
        version: dossier.version,
        decisions: dossier.told(),
        reopened: dossier.reopened,
    };
    Ok(json(StatusCode::OK, &status))
}

fn unknown(id: &RecordId) -> Refused {
    refused(
        StatusCode::NOT_FOUND,
        "unknown",
        format!("record {id} has never been here"),
    )
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
