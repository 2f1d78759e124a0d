//! The border to the browser, on 127.0.0.1 only.
//!
//! In: HTTP/1.1. Out: the page, the dashboard's API, sealed answers to paired browsers. Every request passes `guard::admit` before it
//! is routed, and every answer carries the same hardening headers. No cookies, no CORS headers, no WebSocket.

#![allow(
    clippy::result_large_err,
    reason = "a refusal is an answer, and is made at most once per request"
)]

pub mod connection; // who may talk, how long and how much
pub mod guard; // who may ask
mod body; // what may be sent
pub mod paths; // which methods a path knows
pub mod intake; // what paired browsers hand in
pub mod reply; // answers
pub mod pools; // pools, pseudonyms, decisions
mod review; // what the dashboard asks
mod upload; // a file of past chats, piece by piece
mod seats; // who has to go when all seats are taken
pub mod session; // signing in
pub mod shell; // the page itself

use std::convert::Infallible;
use std::sync::Arc;

use warp::Filter;
use warp::http::StatusCode;

use crate::companion::Companion;
use crate::pool_client::PoolClient;
pub use connection::{Patience, serve};
use guard::{Admitted, Caller};
use reply::{Reply, refuse};

/// Where the dashboard signs in.
pub const SESSION: &str = "/api/session";

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

/// Whether the caller is an extension, and which.
fn extension_origin(admitted: &Admitted) -> Option<&str> {
    match &admitted.caller {
        Caller::Extension { origin } => Some(origin),
        _ => None,
    }
}
