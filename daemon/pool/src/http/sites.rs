//! About chat sites: the adapters that the pool publishes, and reports of how pages are built.

use shared::adapter::SignedAdapters;
use shared::site_report::{MAX_REPORT_BYTES, SiteReport};
use warp::http::StatusCode;
use warp::hyper::body::Bytes;

use super::App;
use super::records::{off_the_loop, parsed};
use super::reply::{Answer, json, refuse, refused, retry_after, unavailable};

/// `GET /v1/adapters`.
pub(super) async fn adapters(app: App) -> Answer {
    off_the_loop(move || {
        let list = app.pool.store.adapters(&app.today());
        let list = list.map_err(|error| unavailable(&error))?;
        Ok(json(StatusCode::OK, &SignedAdapters::sign(list, &app.pool.key)))
    })
    .await
}

/// `POST /v1/site-reports`.
pub(super) async fn report(app: App, body: Bytes) -> Answer {
    off_the_loop(move || {
        if body.len() > MAX_REPORT_BYTES {
            let message = format!("the body may have at most {MAX_REPORT_BYTES} bytes");
            return Err(refused(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message));
        }
        let report: SiteReport = parsed(&body)?;
        report
            .check()
            .map_err(|wrong| refused(StatusCode::UNPROCESSABLE_ENTITY, "form", wrong))?;
        let kept = app.pool.store.keep_report(&report, &app.today());
        if kept.map_err(|error| unavailable(&error))? {
            return Ok(json(StatusCode::OK, &serde_json::json!({})));
        }
        let full = refuse(
            StatusCode::SERVICE_UNAVAILABLE,
            "full",
            "the pool has no room for more reports: try again in some days",
        );
        Err(Box::new(retry_after(full, 86_400)))
    })
    .await
}
