//! The border to the browser, on 127.0.0.1 only.
//!
//! In: HTTP/1.1. Out: the page, the dashboard's API, sealed answers to paired browsers. Every request passes `guard::admit` before it
//! is routed, and every answer carries the same hardening headers. No cookies, no CORS headers, no WebSocket.

#![allow(
    clippy::result_large_err,
    reason = "a refusal is an answer, and is made at most once per request"
)]

pub mod guard; // who may ask
pub mod intake; // what paired browsers hand in
pub mod reply; // answers
pub mod review; // what the dashboard asks
pub mod session;
pub mod shell; // the page itself // signing in

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use warp::Filter;
use warp::http::{Request, Response, StatusCode};
use warp::hyper::body::Bytes;

use crate::companion::Companion;
use crate::pool_client::PoolClient;
use guard::{Admitted, Caller};
use reply::{Reply, refuse};

/// Where the dashboard signs in.
pub const SESSION: &str = "/api/session";

/// The most connections at once.
const CONNECTIONS: usize = 64;
const HEADER_TIME: Duration = Duration::from_secs(5);
const REQUEST_TIME: Duration = Duration::from_secs(30);

/// What every route needs.
#[derive(Clone)]
pub struct Desk {
    pub companion: Arc<Companion>,
    pub client: PoolClient,
    pub port: u16,
}

/// Every path, grouped by who asks.
fn routes(desk: Desk) -> impl Filter<Extract = (Reply,), Error = Infallible> + Clone + Send + Sync + 'static {
    let desk = warp::any().map(move || desk.clone());
    let caller = warp::ext::get::<Admitted>();
    let body = warp::body::bytes();

    // Anyone: the page, without data.
    let shell = warp::get().and(warp::path::full()).and_then(review::shell);

    // Paired browsers, and those that pair.
    let pair = warp::path!("v1" / "pair")
        .and(warp::post())
        .and(desk.clone())
        .and(caller)
        .and(body)
        .then(intake::pair);
    let extension = warp::path!("v1" / "extension")
        .and(warp::post())
        .and(desk.clone())
        .and(caller)
        .and(body)
        .then(intake::extension);

    // The dashboard.
    let session = warp::path!("api" / "session")
        .and(warp::post())
        .and(desk.clone())
        .and(caller)
        .and(body)
        .then(review::session);
    let read = warp::get()
        .and(warp::path::full())
        .and(warp::query::raw().or(warp::any().map(String::new)).unify())
        .and(desk.clone())
        .and_then(review::read);
    let write = warp::post()
        .and(warp::path::full())
        .and(desk.clone())
        .and(body)
        .and_then(review::write);
    let remove = warp::path!("api" / "clients" / String)
        .and(warp::delete())
        .and(desk)
        .then(review::unpair);

    shell
        .or(pair)
        .unify()
        .or(extension)
        .unify()
        .or(session)
        .unify()
        .or(remove)
        .unify()
        .or(read)
        .unify()
        .or(write)
        .unify()
        .recover(|_| async {
            Ok::<_, Infallible>(refuse(
                StatusCode::NOT_FOUND,
                "not_found",
                "there is nothing here",
            ))
        })
        .unify()
}

/// Serves until it is dropped.
pub async fn serve(listener: TcpListener, desk: Desk) {
    let service = warp::service(routes(desk.clone()));
    let seats = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(seat) = Arc::clone(&seats).acquire_owned().await else {
            return;
        };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of file handles, most likely: wait for some to come back.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let (service, desk) = (service.clone(), desk.clone());
        tokio::spawn(async move {
            let answer =
                hyper::service::service_fn(move |request| answer(request, service.clone(), desk.clone()));
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER_TIME)
                .max_headers(64)
                .max_buf_size(16 * 1024)
                .serve_connection(TokioIo::new(stream), answer);
            // A connection that breaks off is the caller's business.
            let _ = connection.await;
            drop(seat);
        });
    }
}

async fn answer<S>(
    request: Request<Incoming>,
    service: S,
    desk: Desk,
) -> Result<Response<Full<Bytes>>, Infallible>
where
    S: tower_service::Service<Request<Full<Bytes>>, Response = warp::reply::Response, Error = Infallible>,
{
    let answered = tokio::time::timeout(REQUEST_TIME, admit_and_route(request, service, &desk)).await;
    let mut response = answered.unwrap_or_else(|_| {
        closing(refuse(
            StatusCode::REQUEST_TIMEOUT,
            "timeout",
            "this took too long",
        ))
    });
    reply::harden(&mut response);
    Ok(response.map(Full::new))
}

/// The rest of the request was not read: nothing more is taken from this connection.
fn closing(mut response: Reply) -> Reply {
    response
        .headers_mut()
        .insert("connection", warp::http::HeaderValue::from_static("close"));
    response
}

async fn admit_and_route<S>(request: Request<Incoming>, mut service: S, desk: &Desk) -> Reply
where
    S: tower_service::Service<Request<Full<Bytes>>, Response = warp::reply::Response, Error = Infallible>,
{
    let (mut parts, body) = request.into_parts();
    let admitted = match guard::admit(&parts, desk.port, &desk.companion) {
        Ok(admitted) => admitted,
        Err(refusal) => return closing(refusal),
    };
    let body = match Limited::new(body, admitted.limit).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => {
            return closing(refuse(
                StatusCode::BAD_REQUEST,
                "bad_request",
                "the body is not as long as it says",
            ));
        }
    };
    parts.extensions.insert(admitted);
    let Ok(response) = service.call(Request::from_parts(parts, Full::new(body))).await;
    let (parts, body) = response.into_parts();
    let body = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    Response::from_parts(parts, body)
}

/// Whether the caller is an extension, and which.
fn extension_origin(admitted: &Admitted) -> Option<&str> {
    match &admitted.caller {
        Caller::Extension { origin } => Some(origin),
        _ => None,
    }
}
