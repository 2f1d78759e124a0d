//! Answers as they go out: JSON, refusals, and the headers that every answer has.

use serde::Serialize;
use shared::api::Refusal;
use warp::Reply as _;
use warp::http::StatusCode;
use warp::http::header::{self, HeaderMap, HeaderValue};

/// A finished answer.
pub(super) type Answer = warp::reply::Response;
/// A finished answer that says no.
pub(super) type Refused = Box<Answer>;

/// The page has no scripts at all, so nothing in a record could ever run.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; \
                                       frame-ancestors 'none'; base-uri 'none'";

pub(super) fn json<T: Serialize>(status: StatusCode, body: &T) -> Answer {
    let text = serde_json::to_vec(body).expect("bodies have string keys and finite numbers");
    typed(status, "application/json", text)
}

pub(super) fn typed(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Answer {
    let mut answer = body.into_response();
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    fixed_headers(answer.headers_mut());
    answer
}

pub(super) fn refuse(status: StatusCode, code: &str, message: impl Into<String>) -> Answer {
    let body = Refusal {
        code: code.to_owned(),
        message: message.into(),
    };
    json(status, &body)
}

/// As `refuse`, for the error side of a result.
pub(super) fn refused(status: StatusCode, code: &str, message: impl Into<String>) -> Refused {
    Box::new(refuse(status, code, message))
}

pub(super) fn retry_after(mut answer: Answer, seconds: u64) -> Answer {
    answer
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

/// Says how many bits of work a record needs.
pub(super) fn with_work(mut answer: Answer, bits: u8) -> Answer {
    answer
        .headers_mut()
        .insert(shared::work::WORK_BITS, HeaderValue::from(u16::from(bits)));
    answer
}

/// For refusals that leave a body unread: what follows on this connection is not a request.
pub(super) fn and_close(mut answer: Answer) -> Answer {
    answer
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("close"));
    answer
}

pub(super) fn not_found() -> Answer {
    refuse(
        StatusCode::NOT_FOUND,
        "not_found",
        "there is nothing at this path",
    )
}

/// The database does not answer; the cause is for the operator and goes to standard error, not out: once for each outage.
pub(super) fn unavailable(error: &crate::store::StoreError) -> Refused {
    use std::io::Write as _;
    if !error.is_told() {
        // Nothing better is left to do if standard error is closed.
        let _ = writeln!(std::io::stderr(), "tributary-pool: {error}");
    }
    let answer = refuse(
        StatusCode::SERVICE_UNAVAILABLE,
        "unavailable",
        "the pool cannot store anything now: try again later",
    );
    Box::new(retry_after(answer, 60))
}

fn fixed_headers(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
