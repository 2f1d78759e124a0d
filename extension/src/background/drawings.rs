//! The popup's picture of each tab, drawn ahead and kept in the browser's memory: the popup shows it at once, as of its moment, also while the
//! browser still has to start this worker.
//!
//! In: how things stand. Out: writes to session storage. Holds no more text than the view that is kept beside it, and nothing of a tab of which
//! nothing may be read.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use shared::keys::sha256_hex;
use shared::time::Timestamp;

use super::{Background, wishes, with};
use crate::browser::{self, Area};
use crate::outbox::Write;
use crate::popup::{Picture, picture};
use crate::settings::Origin;

/// A picture that is larger than this is not kept, in bytes: memory is short, and the snapshots of pages need it more.
const LARGEST_PICTURE: usize = 250_000;

/// Digests of what was drawn last, by tab: what is the same is not written again.
#[derive(Default)]
pub(super) struct Drawings(BTreeMap<i32, String>);

/// What `popup.js` finds.
#[derive(Serialize)]
struct Drawing<'a> {
    /// Whose page it is about: it is shown in no other.
    origin: &'a Origin,
    at: Timestamp,
    picture: &'a Picture,
}

pub(super) fn key(tab: i32) -> String {
    format!("drawing:{tab}")
}

/// Draws a tab anew.
pub(super) async fn draw(tab: i32) {
    draw_these(BTreeSet::from([tab])).await;
}

/// Draws every tab anew of which something is known.
pub(super) async fn draw_all() {
    let tabs = with(|background| background.drawable());
    draw_these(tabs).await;
}

async fn draw_these(tabs: BTreeSet<i32>) {
    if tabs.is_empty() {
        return;
    }
    let granted = wishes::granted().await;
    for tab in tabs {
        // Between the look at how things stand and the order to write it, nothing else runs: an older picture never follows a newer one.
        let write = with(|background| background.drawing(tab, &granted, browser::now()));
        let Some(write) = write else { continue };
        if !browser::write(Area::Memory, vec![write]).await {
            // Better none than one that is not true any more.
            with(|background| background.drawings.0.remove(&tab));
            let key = key(tab);
            browser::write(Area::Memory, vec![Write { key, value: None }]).await;
        }
    }
}

impl Background {
    /// What is to be written of a tab, where that is new.
    fn drawing(&mut self, tab: i32, granted: &BTreeSet<Origin>, now: Timestamp) -> Option<Write> {
        let origin = self.origin_of(tab);
        let overview = self.overview(Some(tab), origin.as_ref().map(Origin::as_ref), granted);
        let captured = overview.page.as_ref().is_some_and(|page| page.capture.is_some());
        let kept = origin.filter(|_| captured).and_then(|origin| {
            let picture = picture(&overview, browser::kind());
            let text = serde_json::to_string(&picture).expect("a picture has string keys");
            (text.len() <= LARGEST_PICTURE).then_some((origin, picture, sha256_hex(text.as_bytes())))
        });
        let Some((origin, picture, digest)) = kept else {
            let known = self.drawings.0.remove(&tab).is_some() || self.snapshots.contains_key(&key(tab));
            return known.then(|| Write {
                key: key(tab),
                value: None,
            });
        };
        if self.drawings.0.get(&tab) == Some(&digest) {
            return None;
        }
        self.drawings.0.insert(tab, digest);
        let drawing = Drawing {
            origin: &origin,
            at: now,
            picture: &picture,
        };
        Some(Write {
            key: key(tab),
            value: Some(serde_json::to_string(&drawing).expect("a picture has string keys")),
        })
    }

    /// A tab is gone, or shows another document.
    pub(super) fn forget_drawing(&mut self, tab: i32) {
        self.drawings.0.remove(&tab);
        self.snapshots.remove(&key(tab));
    }
}
