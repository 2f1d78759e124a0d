//! The control in the page with which replies can be rated, for those who want one.
//!
//! In: the setting, and what the watched pages show. Out: `rating.js` beside the lens where the setting says so, told which replies are
//! finished; nothing of it anywhere else. What is clicked there comes back through the lens, like every other gesture.

use std::collections::BTreeSet;

use super::{Background, with};
use crate::browser;
use crate::watch::LensKey;

const LENS: &[&str] = &["lens.js"];
const LENS_AND_RATING: &[&str] = &["lens.js", "rating.js"];

/// Puts the control into the pages that are open, or takes it out of them.
pub(super) async fn switch() {
    let (files, tabs) = with(|background| {
        let keys: Vec<LensKey> = background.pages.keys().cloned().collect();
        for key in &keys {
            background.offer_ratings(key);
        }
        let tabs: BTreeSet<i32> = keys.iter().map(|key| key.tab).collect();
        (background.scripts(), tabs)
    });
    if files == LENS {
        return;
    }
    for tab in tabs {
        browser::inject(tab, files).await;
    }
    // Whoever was just started has heard nothing so far.
    with(|background| {
        let keys: Vec<LensKey> = background.pages.keys().cloned().collect();
        for key in &keys {
            if let Some(page) = background.pages.get_mut(key) {
                page.offered.clear();
            }
            background.offer_ratings(key);
        }
    });
}

impl Background {
    /// What runs in pages that are captured.
    pub(super) fn scripts(&self) -> &'static [&'static str] {
        if self.settings.rating_control {
            LENS_AND_RATING
        } else {
            LENS
        }
    }

    /// Tells a page's lens which replies can be rated, where that is not what it was told last.
    pub(super) fn offer_ratings(&mut self, key: &LensKey) {
        let wanted = self.settings.rating_control;
        let Some(page) = self.pages.get_mut(key) else {
            return;
        };
        let Some(port) = &page.port else { return };
        let replies = if wanted { page.session.rateable() } else { vec![] };
        if replies != page.offered {
            port.offer(&replies);
            page.offered = replies;
        }
    }
}
