//! The newest release's manifest and its lists of records, so that contributors can hold their receipts against it.
//!
//! In: the store's word for where the newest release lies; in a path, a bucket and a digest. Out: the bytes as they were published, from a
//! folder or an object store. Whoever asks names buckets, never records: the pool does not learn whose receipt is looked for.
//! Deliberately not here: checking anything. The reader has the pool's key and does that.

use std::io::Write as _;

use shared::api::RELEASE;
use warp::http::StatusCode;

use super::App;
use super::records::off_the_loop;
use super::reply::{Answer, Refused, refuse, refused, retry_after, typed, unavailable};
use super::site;
use crate::release::manifest::{Kind, NAME};
use crate::release::place::{Place, PlaceError};

/// `GET /v1/release` and `GET /v1/release/BUCKET/DIGEST`; any other path is that of a page for people. One route for all of them: each more
/// in warp's chain of types doubles the time that the compiler takes.
pub(super) async fn or_page(app: App, path: String) -> Answer {
    if !is_here(&path) {
        return site::page(app, path).await;
    }
    off_the_loop(move || {
        let parts: Vec<&str> = path.trim_start_matches(RELEASE).split('/').collect();
        match parts.as_slice() {
            [""] => file(&app, NAME, "application/json"),
            ["", bucket, digest] => {
                let name = list_name(bucket, digest).ok_or_else(absent)?;
                file(&app, &name, "text/tab-separated-values; charset=utf-8")
            }
            _ => Err(absent()),
        }
    })
    .await
}

/// Whether there may be something at this path.
pub(super) fn is_here(path: &str) -> bool {
    path.strip_prefix(RELEASE)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') && rest.matches('/').count() == 2)
}

/// The name of a list in its release. Digits and nothing else, so that no path leads elsewhere.
fn list_name(bucket: &str, digest: &str) -> Option<String> {
    let digits = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let fits = (bucket == "all" || (1..=2).contains(&bucket.len()) && digits(bucket))
        && digest.len() == 64
        && digits(digest);
    fits.then(|| {
        let (folder, ending) = (Kind::Records.folder(), Kind::Records.ending());
        format!("{folder}/{bucket}/{digest}.{ending}")
    })
}

fn file(app: &App, name: &str, content_type: &'static str) -> Result<Answer, Refused> {
    let releases = app.pool.store.releases().map_err(|error| unavailable(&error))?;
    let newest = releases.first().ok_or_else(absent)?;
    let read = Place::at(&newest.path).and_then(|place| place.read(name));
    match read {
        Ok(Some(bytes)) => Ok(typed(StatusCode::OK, content_type, bytes)),
        Ok(None) => Err(absent()),
        Err(error) => Err(unreachable(&error)),
    }
}

fn absent() -> Refused {
    refused(
        StatusCode::NOT_FOUND,
        "no_release",
        "there is no release with this here: ask for the newest manifest",
    )
}

/// The place of releases does not answer; where it is, is for the operator.
fn unreachable(error: &PlaceError) -> Refused {
    // Nothing better is left to do if standard error is closed.
    let _ = writeln!(std::io::stderr(), "tributary-pool: {error}");
    let answer = refuse(
        StatusCode::SERVICE_UNAVAILABLE,
        "unavailable",
        "the release cannot be read now: try again later",
    );
    Box::new(retry_after(answer, 300))
}

#[cfg(test)]
mod tests {
    use super::{is_here, list_name};

    #[test]
    fn a_path_names_a_list_and_nothing_else_of_the_machine() {
        let digest = "0f".repeat(32);
        assert_eq!(
            list_name("all", &digest).as_deref(),
            Some(format!("records/all/{digest}.tsv").as_str())
        );
        assert!(list_name("0b", &digest).is_some());
        for (bucket, digest) in [
            ("..", digest.as_str()),
            ("", digest.as_str()),
            ("b3f", digest.as_str()),
            ("ALL", digest.as_str()),
            ("all", "../../manifest.json"),
            ("all", &digest[1..]),
        ] {
            assert_eq!(list_name(bucket, digest), None, "{bucket} {digest}");
        }
        assert!(is_here("/v1/release") && is_here("/v1/release/all/x"));
        for path in [
            "/v1/releases",
            "/v1/release/",
            "/v1/release/a",
            "/v1/release/a/b/c",
        ] {
            assert!(!is_here(path), "{path}");
        }
    }
}
