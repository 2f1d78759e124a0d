//! A file of past chats that the dashboard hands in: begun, sent in pieces, watched, stopped.

use serde_json::json;
use warp::hyper::body::Bytes;

use super::Desk;
use super::reply::{self, Reply};
use crate::companion::blocking;
use crate::import::job::{self, Begin};

/// `POST /api/import`
pub(super) fn begin(desk: &Desk, begin: &Begin) -> Reply {
    let begun = job::begin(&desk.companion, begin);
    reply::of(begun.map(|id| json!({"import": id, "piece": job::PIECE})))
}

/// `POST /api/import/{id}/part`
pub(super) async fn part(desk: &Desk, id: &str, piece: &Bytes) -> Reply {
    let (companion, id, piece) = (desk.companion.clone(), id.to_owned(), piece.clone());
    let taken = blocking(&desk.companion, move |_| job::part(&companion, &id, &piece));
    reply::of(taken.await)
}

/// `GET /api/import/{id}`
pub(super) fn progress(desk: &Desk, id: &str) -> Reply {
    reply::of(job::progress(&desk.companion, id))
}

/// `POST /api/import/{id}/cancel`
pub(super) fn cancel(desk: &Desk, id: &str) -> Reply {
    reply::of(job::cancel(&desk.companion, id))
}
