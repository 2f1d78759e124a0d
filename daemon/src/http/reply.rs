//! Answers: a status, JSON, and the headers that every answer carries.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;
use shared::api::Refusal;
use warp::http::{HeaderValue, Response, StatusCode};
use warp::hyper::body::Bytes;

use crate::refused::{Kind, Refused};

/// Answers of the routes.
pub type Reply = Response<Bytes>;

/// On every answer, whatever it says.
const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; \
         frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'",
    ),
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cache-control", "no-store"),
];

/// Adds the headers of every answer.
pub fn harden<B>(response: &mut Response<B>) {
    let headers = response.headers_mut();
    headers.remove("server");
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// An answer with a body of this type.
#[must_use]
pub fn bytes(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert("content-type", HeaderValue::from_static(content_type));
    response
}

/// A JSON answer.
#[must_use]
pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Reply {
    let body = serde_json::to_vec(value).unwrap_or_default();
    bytes(status, "application/json", body)
}

/// A refusal of the guard: a status and words that say nothing about what is here.
#[must_use]
pub fn refuse(status: StatusCode, code: &str, message: &str) -> Reply {
    let refusal = Refusal {
        code: code.to_owned(),
        message: message.to_owned(),
    };
    let mut response = json(status, &refusal);
    if status == StatusCode::TOO_MANY_REQUESTS {
        response
            .headers_mut()
            .insert("retry-after", HeaderValue::from_static("10"));
    }
    response
}

/// The refusal of a method, which names those that would do.
#[must_use]
pub fn wrong_method(allowed: &'static str) -> Reply {
    let mut response = refuse(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "this method is not allowed",
    );
    response
        .headers_mut()
        .insert("allow", HeaderValue::from_static(allowed));
    response
}

/// The answer to an order.
#[must_use]
pub fn of<T: Serialize>(outcome: Result<T, Refused>) -> Reply {
    match outcome {
        Ok(value) => json(StatusCode::OK, &value),
        // What is broken is described in the log, which only the owner reads; a failing disk they must know of at once.
        Err(refused) if refused.kind == Kind::Broken && refused.code != "disk_failing" => {
            let number = BROKEN.fetch_add(1, Ordering::Relaxed);
            tracing::error!("error {number}: {}", refused.message);
            refuse(
                status_of(refused.kind),
                refused.code,
                &format!("error {number}: the companion's log says what is broken"),
            )
        }
        Err(refused) => refuse(status_of(refused.kind), refused.code, &refused.message),
    }
}

/// Counts what was broken, so that an answer and its line in the log can be brought together.
static BROKEN: AtomicU64 = AtomicU64::new(1);

fn status_of(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Gone => StatusCode::GONE,
        Kind::Later => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Full => StatusCode::INSUFFICIENT_STORAGE,
        Kind::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
