//! For everybody: the pool's identity, the list of retractions, and one page for people.
//!
//! In: counts, releases, retractions. Out: JSON, or plain HTML without scripts.
//! Nothing that a record says is shown here, and no path of the machine that the pool runs on.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;

use shared::api::PoolInfo;
use warp::Filter;
use warp::http::StatusCode;

use super::App;
use super::places::{self, Newest};
use super::records::off_the_loop;
use super::reply::{Answer, json, refused, typed, unavailable};
use super::site;
use crate::card::{Answers, answers};
use crate::config::Pool;
use crate::release::manifest::Kind;
use crate::store::{Release, StoreError};

/// Retractions that the page shows; programs get all of them.
const SHOWN_RETRACTIONS: u32 = 100;

/// `GET /v1/pool`.
pub(super) async fn pool_info(app: App) -> Answer {
    let info = PoolInfo {
        pool_id: app.pool.id.clone(),
        public_key: app.pool.key.public(),
        name: app.pool.name.clone(),
        terms: app.pool.terms().named(),
    };
    json(StatusCode::OK, &info)
}

/// The query of `GET /v1/retractions`: `after=` a number, or nothing; `None` for anything else.
pub(super) fn after() -> impl Filter<Extract = (Option<u64>,), Error = Infallible> + Clone {
    warp::query::raw()
        .map(|query: String| {
            query
                .strip_prefix("after=")
                .and_then(|cursor| cursor.parse().ok())
                // Cursors are numbers of a database, whose largest this is.
                .filter(|cursor: &u64| i64::try_from(*cursor).is_ok())
        })
        .or(warp::any().map(|| Some(0)))
        .unify()
}

/// `GET /v1/retractions?after=CURSOR`.
pub(super) async fn retractions(app: App, after: Option<u64>) -> Answer {
    off_the_loop(move || {
        let after = after.ok_or_else(|| {
            refused(
                StatusCode::BAD_REQUEST,
                "cursor",
                "ask with ?after= and the cursor of the former answer",
            )
        })?;
        let list = app
            .pool
            .store
            .retractions(after)
            .map_err(|error| unavailable(&error))?;
        Ok(json(StatusCode::OK, &list))
    })
    .await
}

/// Whether there is a page for people at this path.
pub(super) fn is_page(path: &str) -> bool {
    matches!(path, "/" | "/terms" | "/pool.css") || site::is_page(path)
}

/// `GET /v1/openapi.json`.
pub(super) async fn openapi() -> Answer {
    typed(
        StatusCode::OK,
        "application/json",
        include_bytes!("openapi.json").to_vec(),
    )
}

/// `GET /pool.css`.
pub(super) async fn style() -> Answer {
    typed(
        StatusCode::OK,
        "text/css; charset=utf-8",
        include_bytes!("pool.css").to_vec(),
    )
}

/// `GET /`.
pub(super) async fn page(app: App) -> Answer {
    off_the_loop(move || {
        let html = render(&app).map_err(|error| unavailable(&error))?;
        Ok(typed(
            StatusCode::OK,
            "text/html; charset=utf-8",
            html.into_bytes(),
        ))
    })
    .await
}

fn render(app: &App) -> Result<String, StoreError> {
    let pool = &*app.pool;
    let published = pool.store.releases()?;
    let mut newest: BTreeMap<&str, Option<Arc<Newest>>> = BTreeMap::new();
    for release in &published {
        newest
            .entry(&release.path)
            .or_insert_with(|| places::newest(&release.path, (app.clock)()));
    }
    let in_place = |release: &Release| {
        let newest = newest.get(release.path.as_str()).cloned().flatten();
        // The place may have moved on to a later release, or have been moved away.
        newest.filter(|newest| newest.manifest.number == release.number)
    };
    let counts = pool.store.counts()?;
    let name = escape(&pool.name);
    let numbers = [
        (counts.received(), "received"),
        (counts.quarantined, "waiting for review"),
        (counts.accepted, "accepted, not in a release yet"),
        (counts.released, "in the latest release"),
        (counts.rejected, "rejected"),
        (counts.retracted, "taken back"),
    ]
    .map(|(number, what)| format!("<div><dt>{what}</dt><dd>{number}</dd></div>"))
    .concat();
    Ok(include_str!("page.html")
        .replace("{{numbers}}", &numbers)
        .replace("{{releases}}", &releases(&published, &in_place))
        .replace(
            "{{detectors}}",
            &detectors(published.iter().find_map(in_place).as_deref()),
        )
        .replace("{{retractions}}", &retraction_rows(pool)?)
        .replace("{{navigation}}", site::NAVIGATION)
        .replace("{{operator}}", &site::operator(pool)?)
        .replace("{{terms_id}}", &escape(pool.terms().current_id()))
        .replace("{{pool_id}}", pool.id.as_ref())
        .replace("{{public_key}}", &String::from(pool.key.public()))
        .replace("{{name}}", &name))
}

fn releases(releases: &[Release], in_place: &dyn Fn(&Release) -> Option<Arc<Newest>>) -> String {
    if releases.is_empty() {
        return "<p>Nothing has been released yet.</p>".to_owned();
    }
    releases
        .iter()
        .map(|one| release(one, in_place(one).as_deref()))
        .collect()
}

fn release(release: &Release, newest: Option<&Newest>) -> String {
    let Release {
        number,
        day,
        rows,
        dropped,
        ..
    } = release;
    let taken_out = match dropped {
        0 => String::new(),
        dropped => format!(" {dropped} of the release before were taken out."),
    };
    let mut html =
        format!("<article><h3>Release {number} <time>{day}</time></h3><p>{rows} records.{taken_out}</p>");
    match newest {
        Some(Newest { manifest, .. }) => {
            write!(
                html,
                "<p><a href=\"/releases/{number}/card\">Card of release {number}</a></p>"
            )
            .expect("writing to a string does not fail");
            html.push_str(
                "<details><summary>Files</summary><div class=\"wide\"><table><thead><tr><th>File</th><th>Records</th>\
                 <th>Bytes</th></tr></thead><tbody>",
            );
            for file in manifest.files.iter().filter(|file| file.kind != Kind::Records) {
                let path = escape(&file.path);
                write!(
                    html,
                    "<tr><td><code>{path}</code></td><td>{}</td><td>{}</td></tr>",
                    file.rows, file.bytes
                )
                .expect("writing to a string does not fail");
            }
            html.push_str("</tbody></table></div></details>");
        }
        None => html.push_str("<p class=\"past\">Replaced by a later release.</p>"),
    }
    html.push_str("</article>");
    html
}

/// How often each detector was found right, as the latest release that is still in its place says.
fn detectors(newest: Option<&Newest>) -> String {
    let answered: Vec<(&String, &Answers)> = newest
        .iter()
        .flat_map(|newest| &newest.manifest.detectors)
        .filter(|(_, answers)| answers.answered() > 0)
        .collect();
    if answered.is_empty() {
        return "<p>No contributor has answered a signal of the latest release.</p>".to_owned();
    }
    let rows: String = answered
        .iter()
        .map(|(detector, answers)| {
            let all = answers.answered();
            let cells = answers
                .each()
                .map(|(_, number)| format!("<td>{}</td>", answers::told(number, all)))
                .concat();
            format!(
                "<tr><td><code>{}</code></td><td>{}</td><td>{all}</td>{cells}</tr>",
                escape(detector),
                answers.signals
            )
        })
        .collect();
    format!(
        "<div class=\"wide\"><table><thead><tr><th>Detector</th><th>Signals</th><th>Answered</th><th>Confirmed</th><th>Corrected</th>\
         <th>Contested</th><th>Removed</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

fn retraction_rows(pool: &Pool) -> Result<String, StoreError> {
    let latest = pool.store.latest_retractions(SHOWN_RETRACTIONS)?;
    if latest.is_empty() {
        return Ok("<p>No record has been taken back.</p>".to_owned());
    }
    let rows: String = latest
        .iter()
        .map(|gone| {
            format!(
                "<tr><td><code>{}</code></td><td>{}</td></tr>",
                gone.record_id, gone.day
            )
        })
        .collect();
    Ok(format!(
        "<div class=\"wide\"><table><thead><tr><th>Record</th><th>Day</th></tr></thead><tbody>{rows}</tbody></table></div>"
    ))
}

/// Text that stays text inside HTML.
pub(super) fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, letter| {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn no_name_can_become_markup() {
        assert_eq!(
            escape("<img src='x' & \"y\">"),
            "&lt;img src=&#39;x&#39; &amp; &quot;y&quot;&gt;"
        );
    }
}
