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
use warp::http::{Request, Response, StatusCode};
use warp::hyper::body::Bytes;

use super::reply::{self, Reply, refuse};
use super::seats::{Seat, Seats};
use super::{Desk, guard, routes};

/// The most connections at once.
const CONNECTIONS: usize = 64;

/// How long callers may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request, and between two requests.
    pub head: Duration,
    /// For a whole request and its answer.
    pub request: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(5),
            request: Duration::from_secs(30),
        }
    }
}

/// Serves until it is dropped.
pub async fn serve(listener: TcpListener, desk: Desk, patience: Patience) {
    let service = warp::service(routes(desk.clone()));
    let seats = Seats::new(CONNECTIONS);
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of file handles, most likely: wait for some to come back.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Some(seat) = seats.take().await.map(Arc::new) else {
            return;
        };
        let (service, desk) = (service.clone(), desk.clone());
        tokio::spawn(async move {
            let speaking = Arc::clone(&seat);
            let answer = hyper::service::service_fn(move |request| {
                let (seat, service, desk) = (Arc::clone(&speaking), service.clone(), desk.clone());
                async move {
                    let answered = answer(request, service, desk, patience, &seat).await;
                    seat.falls_silent();
                    answered
                }
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(patience.head)
                .max_headers(64)
                .max_buf_size(16 * 1024)
                .serve_connection(TokioIo::new(stream), answer);
            tokio::select! {
                // A connection that breaks off is the caller's business.
                _ = connection => {}
                () = seat.wanted.notified() => {}
            }
        });
    }
}

async fn answer<S>(
    request: Request<Incoming>,
    service: S,
    desk: Desk,
    patience: Patience,
    seat: &Seat,
) -> Result<Response<Full<Bytes>>, Infallible>
where
    S: tower_service::Service<Request<Full<Bytes>>, Response = warp::reply::Response, Error = Infallible>,
{
    let answered =
        tokio::time::timeout(patience.request, admit_and_route(request, service, &desk, seat)).await;
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

async fn admit_and_route<S>(request: Request<Incoming>, mut service: S, desk: &Desk, seat: &Seat) -> Reply
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
    // Until here a caller may be one of many who send a byte now and then, to keep others out.
    seat.speaks();
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
