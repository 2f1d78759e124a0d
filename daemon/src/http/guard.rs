//! Stops, in one fixed order, everything that is not the dashboard or a paired browser.
//!
//! DNS rebinding: the Host must be this machine, byte by byte. Other sites and other local programs: Sec-Fetch, Origin. Simple
//! cross-site writes: content type. Strangers: credentials. In: the head of a request. Out: who is asking and how much they
//! may send, or the final answer. Deliberately one function before all routing, so that no route can be forgotten.

use shared::api::{EXTENSION, PAIR};
use warp::http::request::Parts;
use warp::http::{HeaderMap, Method, StatusCode, Version, header};

use super::SESSION;
use super::body;
use super::paths::other_methods;
use super::reply::{Reply, refuse, wrong_method};
use super::session::Entry;
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

/// Admits a request, or answers it.
///
/// # Errors
/// The final answer to a request that is not admitted.
pub fn admit(parts: &Parts, port: u16, companion: &Companion) -> Result<Admitted, Reply> {
    protocol(parts)?;
    let host = host(parts, port)?;
    // Before the origin is looked at: a preflight is answered like any other method that is not spoken here.
    method(parts)?;
    fetch_metadata(parts)?;
    let origin = origin(parts, &host, companion)?;
    let changing = parts.method != Method::GET;
    if changing && origin == Origin::Absent {
        return Err(forbidden(
            "changes are taken from the dashboard and from paired browsers only",
        ));
    }
    let path = parts.uri.path();
    let sealed = matches!(path, PAIR | EXTENSION);
    if changing && !sealed && matches!(origin, Origin::Extension { .. }) {
        return Err(forbidden("extensions may hand in, and nothing else"));
    }
    let limit = body::limit(parts, path)?;
    let admitted = |caller| Ok(Admitted { caller, limit });
    if !changing && SHELL.iter().any(|asset| asset.path == path) {
        return admitted(Caller::Shell);
    }
    let here = format!("http://{host}");
    match origin {
        Origin::Extension { origin, paired } => {
            if parts.method == Method::POST && sealed {
                admitted(Caller::Extension { origin })
            } else if changing || paired {
                Err(forbidden("extensions may hand in, and nothing else"))
            } else {
                Err(unauthorized())
            }
        }
        Origin::Absent | Origin::Here => {
            if parts.method == Method::POST && path == SESSION {
                return admitted(Caller::SigningIn { origin: here });
            }
            if parts.method == Method::POST && sealed {
                return Err(forbidden("only paired browsers may hand in"));
            }
            let token = bearer(&parts.headers).ok_or_else(unauthorized)?;
            let now = companion.hold_now();
            match lock(&companion.sign_in).admits(now, &here, token) {
                Entry::Admitted => match other_methods(path, parts.method.as_str()) {
                    None => admitted(Caller::Dashboard),
                    Some(methods) => Err(wrong_method(methods)),
                },
                Entry::Unknown => Err(unauthorized()),
                Entry::OtherOrigin => Err(forbidden("this session was opened under another name")),
                Entry::TooMany => Err(refuse(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too_many",
                    "too many requests: wait",
                )),
            }
        }
    }
}

pub(super) fn bad(message: &str) -> Reply {
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
        // Has no other form than that of an authority.
        return method(parts);
    }
    if parts.version != Version::HTTP_11 || parts.uri.authority().is_some() || parts.uri.scheme().is_some() {
        return Err(bad("only HTTP/1.1 in origin form is spoken here"));
    }
    if parts.headers.contains_key(header::UPGRADE) {
        return Err(bad("no other protocol is spoken here"));
    }
    Ok(())
}

/// No preflight is ever granted, and nothing is proxied or echoed.
fn method(parts: &Parts) -> Result<(), Reply> {
    if [Method::GET, Method::POST, Method::DELETE].contains(&parts.method) {
        Ok(())
    } else {
        Err(wrong_method("GET, POST, DELETE"))
    }
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
    let says = |name: &str| -> Vec<&str> {
        let values = parts.headers.get_all(name).iter();
        values.map(|value| value.to_str().unwrap_or("?")).collect()
    };
    let (site, mode, dest) = (
        says("sec-fetch-site"),
        says("sec-fetch-mode"),
        says("sec-fetch-dest"),
    );
    let path = parts.uri.path();
    let navigates = mode.contains(&"navigate");
    if navigates && (path != "/" || parts.method != Method::GET) {
        return Err(forbidden("only the dashboard itself can be navigated to"));
    }
    // `tributary open` navigates from a file, which browsers call another site. The page holds nothing but its own code.
    let opened = navigates && dest == ["document"];
    let near = |site: &&str| matches!(*site, "none" | "same-origin");
    if !opened && !site.iter().all(near) {
        return Err(forbidden("requests from other sites are not answered"));
    }
    let shell = SHELL.iter().any(|asset| asset.path == path);
    let meant = |dest: &&str| match *dest {
        "empty" | "document" => true,
        "script" | "style" | "image" => shell,
        _ => false,
    };
    if dest.iter().all(meant) {
        Ok(())
    } else {
        Err(forbidden(
            "data is answered to fetch only, and nothing is embedded",
        ))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    Absent,
    Here,
    Extension { origin: String, paired: bool },
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
    let reading = parts.method == Method::GET;
    let paired = extension && paired(companion, origin);
    if extension && (pairing || reading || paired) {
        let origin = origin.to_owned();
        return Ok(Origin::Extension { origin, paired });
    }
    Err(stranger())
}

fn paired(companion: &Companion, origin: &str) -> bool {
    let clients = companion.store.read(|view| view.clients());
    clients.is_ok_and(|clients| clients.iter().any(|client| client.origin == origin))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok()?.strip_prefix("Bearer "),
        _ => None,
    }
}
