//! Stops requests that no handler should see: unknown paths, other methods, bodies that are too large, of another
//! type, compressed, or of unsaid length. Stops floods from one network.
//!
//! In: the head of a request and the network it comes from. Out: nothing, or the final refusal.
//! One function in a fixed order, outside of the router, so that no combination of routes can turn one
//! refusal into another.

use shared::api::{
    ADAPTERS, BATCH, MAX_RECORD_BYTES, OBJECTIONS, OPENAPI, POOL, RECORDS, RETRACTIONS, SITE_REPORTS,
};
use shared::keys::RecordId;
use shared::site_report::MAX_REPORT_BYTES;
use shared::time::Timestamp;
use shared::work;
use warp::http::header::{self, HeaderMap};
use warp::http::request::Parts;
use warp::http::{Method, StatusCode};

use super::busy::Busy;
use super::reply::{Answer, Refused, and_close, refuse, retry_after, with_work};

/// A retraction is a key and a signature.
const MAX_RETRACTION_BYTES: usize = 4096;
/// An objection is some sentences, in any script, with a key and a signature.
const MAX_OBJECTION_BYTES: usize = 32 * 1024;

/// Refuses a request by its head, or lets it pass.
pub(super) fn check(head: &Parts, wait_seconds: Option<u64>) -> Result<(), Refused> {
    refusal(head, wait_seconds).map_or(Ok(()), |answer| Err(Box::new(answer)))
}

fn refusal(head: &Parts, wait_seconds: Option<u64>) -> Option<Answer> {
    let allowed = methods(head.uri.path());
    if allowed.is_empty() {
        return Some(and_close(super::reply::not_found()));
    }
    if !allowed.contains(&head.method) {
        return Some(and_close(refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "this path does not answer to this method",
        )));
    }
    if let Some(seconds) = wait_seconds {
        let answer = refuse(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many",
            "too many requests from this network: try again later",
        );
        return Some(and_close(retry_after(answer, seconds)));
    }
    let most = if head.method == Method::PUT {
        MAX_RECORD_BYTES
    } else if head.method == Method::DELETE {
        MAX_RETRACTION_BYTES
    } else if head.method == Method::POST {
        match head.uri.path() {
            BATCH => MAX_RECORD_BYTES,
            SITE_REPORTS => MAX_REPORT_BYTES,
            _ => MAX_OBJECTION_BYTES,
        }
    } else {
        return None;
    };
    body(&head.headers, most).map(and_close)
}

/// Asks for work before a record is read, when too many arrive; taking back never needs any.
pub(super) fn work(head: &Parts, busy: &Busy, now: Timestamp) -> Result<(), Refused> {
    let id = match head.method {
        Method::PUT => head.uri.path().rsplit('/').next(),
        // Nothing can be worked for many records at once: a batch waits.
        Method::POST if head.uri.path() == BATCH => None,
        _ => return Ok(()),
    };
    let id: Option<RecordId> = id.and_then(|id| id.parse().ok());
    let number: Option<u64> = head
        .headers
        .get(work::WORK)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let worked = |bits| {
        let both = id.zip(number);
        both.is_some_and(|(id, number)| work::fits(&id, number, bits))
    };
    busy.admit(now, worked).map_err(|bits| {
        let answer = refuse(
            StatusCode::TOO_MANY_REQUESTS,
            "work",
            format!("the pool is busy: do {bits} bits of work over the id, or try again later"),
        );
        Box::new(and_close(retry_after(with_work(answer, bits), 60)))
    })
}

/// The methods of a path; none if there is nothing at it.
fn methods(path: &str) -> Vec<Method> {
    let record = path.strip_prefix(RECORDS).and_then(|rest| rest.strip_prefix('/'));
    match record {
        Some(rest) if !rest.is_empty() && !rest.contains('/') => vec![Method::PUT, Method::DELETE],
        Some(rest)
            if rest
                .split_once('/')
                .is_some_and(|(id, verb)| !id.is_empty() && verb == "status") =>
        {
            vec![Method::GET]
        }
        Some(rest)
            if rest
                .split_once('/')
                .is_some_and(|(id, verb)| !id.is_empty() && verb == OBJECTIONS) =>
        {
            vec![Method::POST]
        }
        None if matches!(path, SITE_REPORTS | BATCH) => vec![Method::POST],
        None if matches!(path, ADAPTERS | OPENAPI | POOL | RETRACTIONS) => vec![Method::GET],
        None if super::newest::is_here(path) => vec![Method::GET],
        None if super::public::is_page(path) => vec![Method::GET],
        _ => vec![],
    }
}

fn body(headers: &HeaderMap, most: usize) -> Option<Answer> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.to_ascii_lowercase().replace(' ', ""));
    let is_json = matches!(
        content_type.as_deref(),
        Some("application/json" | "application/json;charset=utf-8")
    );
    if !is_json || headers.contains_key(header::CONTENT_ENCODING) {
        return Some(refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media_type",
            "send the body as application/json, not compressed",
        ));
    }
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u64>().ok());
    match length {
        None => Some(refuse(
            StatusCode::LENGTH_REQUIRED,
            "length",
            "say the length of the body in content-length",
        )),
        Some(length) if length > most as u64 => Some(refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            format!("the body may have at most {most} bytes"),
        )),
        Some(_) => None,
    }
}
