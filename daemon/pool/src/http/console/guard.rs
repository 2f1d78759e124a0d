//! Looks at every request to the console before anything else does, in one fixed order.
//!
//! In: the head of a request, the port. Out: nothing, or the final refusal. The same rules as for a companion's dashboard: the exact
//! host (against DNS rebinding), no foreign origins, no cookies, no preflights, JSON of a known length only.

use warp::http::header::{self, HeaderMap};
use warp::http::request::Parts;
use warp::http::{Method, StatusCode};

use super::super::reply::{Refused, and_close, refuse};

/// Some thousand ids.
pub(super) const MOST_BYTES: u64 = 256 * 1024;

pub(super) fn check(head: &Parts, port: u16) -> Result<(), Refused> {
    let no = |status, code, message: &str| Err(Box::new(and_close(refuse(status, code, message))));
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let mut named = head.headers.get_all(header::HOST).iter();
    let is_ours = matches!((named.next(), named.next()), (Some(one), None) if hosts.iter().any(|host| host.as_bytes() == one.as_bytes()));
    if !is_ours || head.uri.host().is_some() {
        return no(
            StatusCode::MISDIRECTED_REQUEST,
            "host",
            "the console answers to its own address only",
        );
    }
    if !matches!(head.method, Method::GET | Method::POST) {
        return no(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "the console answers to GET and POST",
        );
    }
    let text = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    // The page without data may be navigated to, as links in terminals do.
    let is_page = head.method == Method::GET && head.uri.path() == "/";
    let navigates =
        is_page && text("sec-fetch-mode") == Some("navigate") && text("sec-fetch-dest") == Some("document");
    let from_here = matches!(text("sec-fetch-site"), None | Some("same-origin" | "none"));
    if !(from_here || navigates) {
        return no(
            StatusCode::FORBIDDEN,
            "site",
            "the console is for its own page only",
        );
    }
    let own = text("origin").map(|origin| hosts.iter().any(|host| origin == format!("http://{host}")));
    if own == Some(false) || own.is_none() && head.method == Method::POST {
        return no(
            StatusCode::FORBIDDEN,
            "origin",
            "the console is for its own page only",
        );
    }
    if head.method == Method::POST {
        return body(&head.headers);
    }
    Ok(())
}

fn body(headers: &HeaderMap) -> Result<(), Refused> {
    let no = |status, code, message: &str| Err(Box::new(and_close(refuse(status, code, message))));
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes() == b"application/json");
    if !is_json || headers.contains_key(header::CONTENT_ENCODING) {
        return no(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media_type",
            "send the body as application/json",
        );
    }
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    match length {
        None => no(
            StatusCode::LENGTH_REQUIRED,
            "length",
            "say the length of the body",
        ),
        Some(length) if length > MOST_BYTES => no(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "the body is too large",
        ),
        Some(_) => Ok(()),
    }
}
