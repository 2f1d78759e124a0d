//! Newer site adapters than those of the package: from the companion, which has them from the pool and has checked its signature.
//!
//! In: the companion's list. Out: adapters in use, stored for the next start. An adapter that cannot be read is left out; one that
//! finds nothing on a page leaves it to the one of the package. A package without adapters wants none, so it gets none.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::api::{ExtensionReply, ExtensionRequest};

use super::{pairs, store, with};
use crate::browser;
use crate::capture::Sites;
use crate::daemon_client;

/// Where they are stored.
pub(super) const KEY: &str = "adapters";

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    digest: String,
    texts: Vec<String>,
}

/// The adapters to use: those of the package, and what was stored of newer ones. Out: also the digest of the stored list.
pub(super) fn load(packaged: Sites, stored: Option<&str>) -> (Sites, String) {
    let stored: Stored = stored
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    (with_updates(packaged, &stored.texts), stored.digest)
}

/// Asks the companion whether there are others, and goes on with them. An older companion knows none, and no answer changes nothing.
pub(super) async fn sync() {
    let (pairing, have) = with(|background| (background.pairing.clone(), background.adapters.clone()));
    let Some(pairing) = pairing else { return };
    let request = ExtensionRequest::Adapters { have };
    let Ok(ExtensionReply::Adapters {
        digest,
        adapters: Some(adapters),
    }) = daemon_client::ask(&pairing, &request).await
    else {
        return;
    };
    let intact = adapters.into_iter().filter(|adapter| adapter.check().is_ok());
    let texts: Vec<String> = intact.map(|adapter| adapter.text).collect();
    let sites = Rc::new(with_updates(packaged().await, &texts));
    let stored = serde_json::to_string(&Stored {
        digest: digest.clone(),
        texts,
    });
    store(KEY, Some(stored.expect("two plain fields"))).await;
    with(|background| {
        background.adapters = digest;
        background.sites = Rc::clone(&sites);
        for page in background.pages.values_mut() {
            page.session.use_sites(Rc::clone(&sites));
            if let Some(port) = &page.port {
                port.want("full");
            }
        }
    });
}

fn with_updates(packaged: Sites, texts: &[String]) -> Sites {
    if packaged.is_empty() {
        return packaged;
    }
    let (sites, faults) = packaged.updated(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    for fault in faults {
        browser::report(&fault);
    }
    sites
}

/// The site adapters that the package holds, all in one file: an extension cannot list its own files, and reading forty takes long. Asked for
/// at once, even if the answer is awaited later.
pub(super) fn packaged() -> impl Future<Output = Sites> {
    let file = browser::packaged("sites.json");
    async {
        let text = file.await.unwrap_or_default();
        let files: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap_or_default();
        let files: Vec<(String, String)> = files
            .into_iter()
            .map(|(name, adapter)| (name, adapter.to_string()))
            .collect();
        let (sites, faults) = Sites::parse(&pairs(&files).collect::<Vec<_>>());
        for fault in faults {
            browser::report(&fault);
        }
        sites
    }
}
