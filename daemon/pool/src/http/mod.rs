//! What the network may ask of the pool: all routes on one screen.
//!
//! In: a pool, a clock, limits, a bound socket. Out: answers; this module decides nothing.
//! Invariant: no address, user agent or time of a request is stored or logged.

pub mod guard; // refuses before anything is read: method, path, type, size, rate
pub mod busy; // asks for work when too much arrives
pub mod console; // for reviewers, on a port of its own
pub mod limits; // the accept loop: how many connections, and for how long
mod places; // the newest release of each place, wherever it lies
mod newest; // the newest release, to hold receipts against
pub mod public; // for everybody: the page, the pool's identity, the list of retractions
pub mod rate; // how often one network may ask
pub mod records; // for companions: put, delete, status
mod site; // pages for people beside the first
mod terms; // the texts that people agree to
mod sites; // about chat sites: adapters out, reports in
mod reply; // JSON answers and refusals

use std::convert::Infallible;
use std::sync::Arc;

use shared::time::{Day, Timestamp};
use warp::{Filter, Reply};

use crate::config::Pool;

/// What every handler needs.
#[derive(Clone)]
pub struct App {
    pub pool: Arc<Pool>,
    pub clock: Clock,
}

/// Reads the time; only `main` and tests own a real one.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

impl App {
    fn today(&self) -> Day {
        (self.clock)().day()
    }

    /// The last day that a calendar somewhere may show: clocks differ, and so do time zones.
    fn tomorrow(&self) -> Day {
        (self.clock)().plus(24 * 60 * 60 * 1000).day()
    }
}

/// The route table.
pub fn routes(app: App) -> impl Filter<Extract = (impl Reply,), Error = Infallible> + Clone {
    let app = warp::any().map(move || app.clone());
    let body = warp::body::bytes;

    // For companions.
    let put = warp::put()
        .and(app.clone())
        .and(warp::path!("v1" / "records" / String))
        .and(body())
        .then(records::put);
    let delete = warp::delete()
        .and(app.clone())
        .and(warp::path!("v1" / "records" / String))
        .and(body())
        .then(records::delete);
    let batch = warp::post()
        .and(app.clone())
        .and(warp::path!("v1" / "records:batch"))
        .and(body())
        .then(records::batch);
    let object = warp::post()
        .and(app.clone())
        .and(warp::path!("v1" / "records" / String / "objections"))
        .and(body())
        .then(records::object);
    let status = warp::get()
        .and(app.clone())
        .and(warp::path!("v1" / "records" / String / "status"))
        .then(records::status);

    // About chat sites.
    let adapters = warp::get()
        .and(app.clone())
        .and(warp::path!("v1" / "adapters"))
        .then(sites::adapters);
    let report = warp::post()
        .and(app.clone())
        .and(warp::path!("v1" / "site-reports"))
        .and(body())
        .then(sites::report);

    // For everybody.
    let openapi = warp::get()
        .and(warp::path!("v1" / "openapi.json"))
        .then(public::openapi);
    let pool = warp::get()
        .and(app.clone())
        .and(warp::path!("v1" / "pool"))
        .then(public::pool_info);
    let retractions = warp::get()
        .and(app.clone())
        .and(warp::path!("v1" / "retractions"))
        .and(public::after())
        .then(public::retractions);
    let page = warp::get()
        .and(app.clone())
        .and(warp::path::end())
        .then(public::page);
    let beside = warp::get()
        .and(app.clone())
        .and(warp::path::full())
        .then(|app, path: warp::path::FullPath| newest::or_page(app, path.as_str().to_owned()));
    let terms = warp::get()
        .and(app)
        .and(warp::path!("terms"))
        .then(terms::in_force);
    let style = warp::get().and(warp::path!("pool.css")).then(public::style);

    put.or(delete)
        .unify()
        .or(batch)
        .unify()
        .or(object)
        .unify()
        .or(openapi)
        .unify()
        .or(status)
        .unify()
        .or(adapters)
        .unify()
        .or(report)
        .unify()
        .or(pool)
        .unify()
        .or(retractions)
        .unify()
        .or(page)
        .unify()
        .or(terms)
        .unify()
        .or(style)
        .unify()
        .or(beside)
        .unify()
        .recover(|_| async { Ok::<_, Infallible>(reply::not_found()) })
        .unify()
}
