//! Stops requests that no handler should see: unknown paths, other methods, bodies that are too large, of another
//! type, compressed, or of unsaid length. Stops floods from one network.
//!
//! In: the head of a request and the network it comes from. Out: nothing, or the final refusal.
//! One function in a fixed order, outside of the router, so that no combination of routes can turn one
//! refusal into another.

use shared::api::{ADAPTERS, MAX_RECORD_BYTES, POOL, RECORDS, RETRACTIONS, SITE_REPORTS};
use shared::site_report::MAX_REPORT_BYTES;
use warp::http::header::{self, HeaderMap};
use warp::http::request::Parts;
use warp::http::{Method, StatusCode};

use super::reply::{Answer, Refused, and_close, refuse, retry_after};

/// A retraction is a key and a signature.
const MAX_RETRACTION_BYTES: usize = 4096;

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
        MAX_REPORT_BYTES
    } else {
        return None;
    };
    body(&head.headers, most).map(and_close)
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
        None if path == SITE_REPORTS => vec![Method::POST],
        None if path == ADAPTERS => vec![Method::GET],
        None if matches!(path, "/" | "/terms" | "/pool.css") || path == POOL || path == RETRACTIONS => {
            vec![Method::GET]
        }
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
