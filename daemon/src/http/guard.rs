//! Stops, in one fixed order, everything that is not the dashboard or a paired browser.
//!
//! DNS rebinding: the Host must be this machine, byte by byte. Other sites and other local programs: Sec-Fetch, Origin. Simple
//! cross-site writes: content type. Strangers: credentials. In: the head of a request. Out: who is asking and how much they
//! may send, or the final answer. Deliberately one function before all routing, so that no route can be forgotten.

use shared::api::{EXTENSION, MAX_RECORD_BYTES, PAIR, SEALED};
use warp::http::request::Parts;
use warp::http::{HeaderMap, Method, StatusCode, Version, header};

use super::SESSION;
use super::reply::{Reply, refuse};
use super::shell::SHELL;
use crate::companion::{Companion, lock};

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Anyone who may see the page without data.
    Shell,
    /// Someone with a one-time code.
    SigningIn { origin: String },
    /// The dashboard, signed in.
    Dashboard,
    /// An extension; its frame is its credential.
    Extension { origin: String },
}

/// What may go on.
#[derive(Clone, Debug)]
pub struct Admitted {
    pub caller: Caller,
    /// The most bytes of the body.
    pub limit: usize,
}

/// The most bytes that the dashboard sends.
const BODY: usize = 1024 * 1024;
/// A frame is a record and a little more.
const FRAME: usize = MAX_RECORD_BYTES + 64 * 1024;

/// Admits a request, or answers it.
///
/// # Errors
/// The final answer to a request that is not admitted.
pub fn admit(parts: &Parts, port: u16, companion: &Companion) -> Result<Admitted, Reply> {
    protocol(parts)?;
    let host = host(parts, port)?;
    fetch_metadata(parts)?;
    let origin = origin(parts, &host, companion)?;
    let changing = !matches!(parts.method, Method::GET | Method::HEAD);
    if !matches!(
        parts.method,
        Method::GET | Method::HEAD | Method::POST | Method::DELETE
    ) {
        return Err(refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "this method is not allowed",
        ));
    }
    if changing && origin == Origin::Absent {
        return Err(forbidden(
            "changes are taken from the dashboard and from paired browsers only",
        ));
    }
    let path = parts.uri.path();
    let limit = body(parts, path)?;
    let admitted = |caller| Ok(Admitted { caller, limit });
    if !changing && SHELL.iter().any(|asset| asset.path == path) {
        return admitted(Caller::Shell);
    }
    let here = format!("http://{host}");
    match origin {
        Origin::Extension(origin) => {
            if parts.method == Method::POST && matches!(path, PAIR | EXTENSION) {
                admitted(Caller::Extension { origin })
            } else if changing {
                Err(forbidden("extensions may hand in, and nothing else"))
            } else {
                Err(unauthorized())
            }
        }
        Origin::Absent | Origin::Here => {
            if parts.method == Method::POST && path == SESSION {
                return admitted(Caller::SigningIn { origin: here });
            }
            if parts.method == Method::POST && matches!(path, PAIR | EXTENSION) {
                return Err(forbidden("only paired browsers may hand in"));
            }
            let token = bearer(&parts.headers).ok_or_else(unauthorized)?;
            let now = companion.hold_now();
            if lock(&companion.sign_in).admits(now, &here, token) {
                admitted(Caller::Dashboard)
            } else {
                Err(unauthorized())
            }
        }
    }
}

fn bad(message: &str) -> Reply {
    refuse(StatusCode::BAD_REQUEST, "bad_request", message)
}

fn forbidden(message: &str) -> Reply {
    refuse(StatusCode::FORBIDDEN, "forbidden", message)
}

fn unauthorized() -> Reply {
    refuse(
        StatusCode::UNAUTHORIZED,
        "unauthorized",
        "sign in with `tributary open`",
    )
}

/// HTTP/1.1 in origin form, with nothing that asks for another protocol.
fn protocol(parts: &Parts) -> Result<(), Reply> {
    if parts.method == Method::CONNECT {
        return Err(refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "this method is not allowed",
        ));
    }
    let odd = parts.version != Version::HTTP_11 && parts.version != Version::HTTP_10;
    if odd || parts.uri.authority().is_some() || parts.uri.scheme().is_some() {
        return Err(bad("only HTTP/1.1 in origin form is spoken here"));
    }
    if parts.headers.contains_key(header::UPGRADE) {
        return Err(bad("no other protocol is spoken here"));
    }
    Ok(())
}

/// Stops DNS rebinding: a page whose name points here sends its own name as Host.
fn host(parts: &Parts, port: u16) -> Result<String, Reply> {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(bad("a request names exactly one host"));
    };
    let host = host.to_str().unwrap_or_default().to_ascii_lowercase();
    let own = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
    if own.contains(&host) {
        Ok(host)
    } else {
        Err(refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "misdirected",
            "this is not the host you asked for",
        ))
    }
}

/// Stops pages of other sites and other local ports, where the browser says so. Its silence proves nothing.
fn fetch_metadata(parts: &Parts) -> Result<(), Reply> {
    let says = |name: &str| parts.headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if says("sec-fetch-site").is_some_and(|site| !matches!(site, "none" | "same-origin")) {
        return Err(forbidden("requests from other sites are not answered"));
    }
    let path = parts.uri.path();
    if says("sec-fetch-mode").is_some_and(|mode| mode == "navigate")
        && (path != "/" || parts.method != Method::GET)
    {
        return Err(forbidden("only the dashboard itself can be navigated to"));
    }
    let shell = SHELL.iter().any(|asset| asset.path == path);
    match says("sec-fetch-dest") {
        Some("iframe" | "frame" | "object" | "embed") => Err(forbidden("the dashboard cannot be embedded")),
        Some("empty" | "document") | None => Ok(()),
        Some(_) if shell => Ok(()),
        Some(_) => Err(forbidden("data is answered to fetch only")),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    Absent,
    Here,
    Extension(String),
}

/// Stops pages that are neither the dashboard nor an extension that may be known here.
fn origin(parts: &Parts, host: &str, companion: &Companion) -> Result<Origin, Reply> {
    let mut origins = parts.headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else {
        return Ok(Origin::Absent);
    };
    let stranger = || forbidden("requests from this origin are not answered");
    let origin = origin.to_str().map_err(|_| stranger())?;
    if origins.next().is_some() {
        return Err(stranger());
    }
    if origin.strip_prefix("http://") == Some(host) {
        return Ok(Origin::Here);
    }
    let extension = ["chrome-extension://", "moz-extension://"]
        .into_iter()
        .any(|scheme| {
            origin.strip_prefix(scheme).is_some_and(|id| {
                !id.is_empty()
                    && id
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            })
        });
    // Whoever pairs is not known yet; its frame must name the same origin.
    let pairing = parts.uri.path() == PAIR;
    let reading = matches!(parts.method, Method::GET | Method::HEAD);
    if extension && (pairing || reading || paired(companion, origin)) {
        return Ok(Origin::Extension(origin.to_owned()));
    }
    Err(stranger())
}

fn paired(companion: &Companion, origin: &str) -> bool {
    let clients = companion.store.read(|view| view.clients());
    clients.is_ok_and(|clients| clients.iter().any(|client| client.origin == origin))
}

/// Stops writes that a page of another site could send without asking first, and bodies of no or too great length.
fn body(parts: &Parts, path: &str) -> Result<usize, Reply> {
    let headers = &parts.headers;
    let too_long = |length: usize, limit: usize| {
        if length > limit {
            Err(refuse(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "the body is too large",
            ))
        } else {
            Ok(limit)
        }
    };
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(refuse(
            StatusCode::LENGTH_REQUIRED,
            "length_required",
            "say how long the body is",
        ));
    }
    let mut lengths = headers.get_all(header::CONTENT_LENGTH).iter();
    let length = match (lengths.next(), lengths.next()) {
        (None, _) => None,
        (Some(length), None) => Some(
            length
                .to_str()
                .ok()
                .and_then(|length| length.parse::<usize>().ok())
                .ok_or_else(|| bad("the body's length is not a number"))?,
        ),
        _ => return Err(bad("a request names one length")),
    };
    if parts.method != Method::POST {
        return too_long(length.unwrap_or(0), 0);
    }
    let sealed = matches!(path, PAIR | EXTENSION);
    let types: Vec<&str> = headers
        .get_all(header::CONTENT_TYPE)
        .iter()
        .map(|value| value.to_str().unwrap_or("?"))
        .collect();
    let fits = match types.as_slice() {
        [one] if sealed => *one == SEALED,
        [one] => is_json(one),
        _ => false,
    };
    if !fits || headers.contains_key(header::CONTENT_ENCODING) {
        return Err(refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media_type",
            "this content type is not taken here",
        ));
    }
    let length = length.ok_or_else(|| {
        refuse(
            StatusCode::LENGTH_REQUIRED,
            "length_required",
            "say how long the body is",
        )
    })?;
    too_long(length, if sealed { FRAME } else { BODY })
}

fn is_json(content_type: &str) -> bool {
    let lower = content_type.to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "application/json" | "application/json;charset=utf-8" | "application/json; charset=utf-8"
    )
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok()?.strip_prefix("Bearer "),
        _ => None,
    }
}
