//! Stops callers that are too many, too slow or too long, before anything else is looked at.
//!
//! In: connections. Out: each request, admitted by the guard and with its whole body, to the routes; and on every answer the
//! hardening headers.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use warp::http::{Request, Response, StatusCode};
use warp::hyper::body::Bytes;

use super::reply::{self, Reply, refuse};
use super::{Desk, guard, routes};

/// The most connections at once.
const CONNECTIONS: usize = 64;
const HEADER_TIME: Duration = Duration::from_secs(5);
const REQUEST_TIME: Duration = Duration::from_secs(30);

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
