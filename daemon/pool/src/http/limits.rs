//! Stops slow and idle callers from keeping others out: the accept loop, with its limits.
//!
//! In: a bound socket. Out: one guarded request after another, HTTP/1.1 only.
//! warp alone has no timeouts and speaks HTTP/2 without being asked; so the loop is our own.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use shared::api::{OBJECTIONS as OBJECTIONS_PATH, SITE_REPORTS};
use shared::time::Timestamp;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use warp::http::request::Parts;
use warp::http::{Method, Request, StatusCode};
use warp::hyper::body::Incoming;
use warp::hyper::server::conn::http1;
use warp::hyper::service::{Service as _, service_fn};

use super::busy::Busy;
use super::rate::Rate;
use super::reply::{Answer, and_close, refuse};
use super::{App, guard, routes};

/// How much at once, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connections: usize,
    /// Until the head of a request must be complete, also on an idle connection.
    pub head: Duration,
    /// Until a request must be answered, its body read included.
    pub request: Duration,
    /// Records taken in a minute before callers are asked to work for each.
    pub records_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 256,
            head: Duration::from_secs(5),
            request: Duration::from_secs(60),
            records_per_minute: 300_000,
        }
    }
}

/// Reports of pages in a minute from one network: a person sends one now and then.
const REPORTS: u32 = 4;
/// Objections in a minute from one network.
const OBJECTIONS: u32 = 10;

/// What stops floods: how often each network asks, and how much arrives altogether.
struct Gates {
    requests: Rate,
    reports: Rate,
    objections: Rate,
    busy: Busy,
}

impl Gates {
    fn check(&self, head: &Parts, address: IpAddr, now: Timestamp) -> Result<(), super::reply::Refused> {
        let mut wait = self.requests.count(address, now);
        if wait.is_none() && head.method == Method::POST {
            let path = head.uri.path();
            if path == SITE_REPORTS {
                wait = self.reports.count(address, now);
            } else if path.ends_with(OBJECTIONS_PATH) {
                wait = self.objections.count(address, now);
            }
        }
        guard::check(head, wait)?;
        guard::work(head, &self.busy, now)
    }
}

/// Answers requests until the future is dropped.
pub async fn serve(listener: TcpListener, app: App, rate: Rate, limits: Limits) -> Infallible {
    let places = Arc::new(Semaphore::new(limits.connections));
    let gates = Arc::new(Gates {
        reports: rate.with(REPORTS),
        objections: rate.with(OBJECTIONS),
        requests: rate,
        busy: Busy::new(limits.records_per_minute),
    });
    loop {
        let place = Arc::clone(&places)
            .acquire_owned()
            .await
            .expect("this semaphore is never closed");
        let Ok((stream, peer)) = listener.accept().await else {
            // Out of file descriptors, or the caller hung up: the next one may fare better.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let app = app.clone();
        let gates = Arc::clone(&gates);
        tokio::spawn(async move {
            answer_connection(stream, peer.ip(), app, gates, limits).await;
            drop(place);
        });
    }
}

async fn answer_connection(stream: TcpStream, address: IpAddr, app: App, gates: Arc<Gates>, limits: Limits) {
    let routes = TowerToHyperService::new(warp::service(routes(app.clone())));
    let service = service_fn(|request: Request<Incoming>| {
        let (head, body) = request.into_parts();
        let passed = gates.check(&head, address, (app.clock)());
        let routes = routes.clone();
        async move {
            let answer: Answer = match passed {
                Err(refusal) => *refusal,
                Ok(()) => {
                    let reply = routes.call(Request::from_parts(head, body));
                    match tokio::time::timeout(limits.request, reply).await {
                        Ok(Ok(answer)) => answer,
                        Ok(Err(never)) => match never {},
                        Err(_) => and_close(refuse(
                            StatusCode::REQUEST_TIMEOUT,
                            "timeout",
                            "the request took too long to arrive: try again",
                        )),
                    }
                }
            };
            Ok::<_, Infallible>(answer)
        }
    });
    // An error here is a caller that hung up or does not speak HTTP: nobody is left to tell.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(64)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
