//! The pool's pages beside the first: data cards, the use register, the log of decisions, consent texts.
//!
//! In: what the store and the releases say. Out: plain HTML without scripts. Nothing that a record says is shown here, no reviewer's
//! name, and no path of the machine that the pool runs on.

use std::fmt::Write as _;

use warp::http::StatusCode;

use super::App;
use super::places;
use super::public::escape;
use super::records::off_the_loop;
use super::reply::{Answer, Refused, not_found, typed, unavailable};
use super::terms;
use crate::config::Pool;
use crate::dossier::REASONS;
use crate::store::StoreError;
use crate::{about, uses};

/// Whether one of these pages is at this path.
pub(super) fn is_page(path: &str) -> bool {
    matches!(path, "/uses" | "/decisions" | "/consent") || terms::is_here(path) || card_of(path).is_some()
}

/// The number in `/releases/N/card`.
fn card_of(path: &str) -> Option<u32> {
    let number = path.strip_prefix("/releases/")?.strip_suffix("/card")?;
    number
        .parse()
        .ok()
        .filter(|parsed: &u32| parsed.to_string() == number)
}

/// `GET` of one of these pages.
pub(super) async fn page(app: App, path: String) -> Answer {
    off_the_loop(move || {
        let pool = &app.pool;
        let (title, body) = match path.as_str() {
            "/uses" => (
                "Who uses it",
                uses_page(pool).map_err(|error| unavailable(&error))?,
            ),
            "/decisions" => ("Decisions", decisions(pool).map_err(|error| unavailable(&error))?),
            "/consent" => ("Consent texts", terms::list(pool)),
            path if terms::is_here(path) => return Ok(terms::answer(&app, path)),
            path => return card_page(&app, path),
        };
        let html = frame(pool, title, &body).map_err(|error| unavailable(&error))?;
        Ok(typed(
            StatusCode::OK,
            "text/html; charset=utf-8",
            html.into_bytes(),
        ))
    })
    .await
}

fn card_page(app: &App, path: &str) -> Result<Answer, Refused> {
    let text = if let Some(number) = card_of(path) {
        let releases = app.pool.store.releases().map_err(|error| unavailable(&error))?;
        let release = releases.iter().find(|release| release.number == number);
        // Only if the place still holds that release.
        release
            .and_then(|release| places::newest(&release.path, (app.clock)()))
            .filter(|newest| newest.manifest.number == number)
            .and_then(|newest| newest.card.clone())
    } else {
        None
    };
    Ok(text.map_or_else(not_found, |text| {
        typed(StatusCode::OK, "text/markdown; charset=utf-8", text.into_bytes())
    }))
}

fn frame(pool: &Pool, title: &str, body: &str) -> Result<String, StoreError> {
    let name = escape(&pool.name);
    Ok(include_str!("frame.html")
        .replace("{{navigation}}", NAVIGATION)
        .replace("{{operator}}", &operator(pool)?)
        .replace("{{title}}", title)
        .replace("{{body}}", body)
        .replace("{{name}}", &name))
}

/// Links to all pages.
pub(super) const NAVIGATION: &str = "<nav aria-label=\"Pages\"><a href=\"/\">The pool</a> <a href=\"/decisions\">Decisions</a> \
     <a href=\"/uses\">Who uses it</a> <a href=\"/consent\">Consent texts</a> <a href=\"/v1/openapi.json\">For programs</a></nav>";

/// Who runs the pool, as they say.
pub(super) fn operator(pool: &Pool) -> Result<String, StoreError> {
    let about = about::of(pool)?;
    Ok(match (about.operator, about.contact) {
        (None, _) => "Its maintainers have not said who they are.".to_owned(),
        (Some(operator), None) => escape(&operator),
        (Some(operator), Some(contact)) => format!("{}. Contact: {}", escape(&operator), escape(&contact)),
    })
}

fn uses_page(pool: &Pool) -> Result<String, StoreError> {
    let uses = uses::all(pool)?;
    let mut html = "<p>Who uses which release for what, as they declared it themselves. Nobody has to, and nobody checks it. To be \
                    listed, write to the maintainers.</p>"
        .to_owned();
    if uses.is_empty() {
        html.push_str("<p>No use has been declared.</p>");
        return Ok(html);
    }
    html.push_str("<ul class=\"plain\">");
    for one in uses.iter().rev() {
        let (who, what) = (escape(&one.who), escape(&one.what));
        let who = match &one.url {
            Some(url) => format!("<a href=\"{}\" rel=\"nofollow noopener\">{who}</a>", escape(url)),
            None => who,
        };
        write!(
            html,
            "<li><article><h3>{who} <time>{}</time></h3><p>Release {}: {what}</p></article></li>",
            one.day, one.release
        )
        .expect("writing to a string does not fail");
    }
    html.push_str("</ul>");
    Ok(html)
}

fn decisions(pool: &Pool) -> Result<String, StoreError> {
    let mut html = "<p>Everything that arrives waits until a maintainer has looked at it, or at a sample of what it arrived with; what nobody \
         has read one by one is accepted by two of them together. Each contributor sees what was decided about their records and why, and \
         can object; somebody else than who decided then answers.</p>\
         <h2 id=\"reasons\">Reasons for rejecting</h2><dl class=\"facts\">"
        .to_owned();
    for (code, sentence) in REASONS {
        write!(html, "<div><dt><code>{code}</code></dt><dd>{sentence}</dd></div>")
            .expect("writing to a string does not fail");
    }
    html.push_str("</dl><h2 id=\"log\">Log</h2>");
    let rulings = pool.store.rulings()?;
    if rulings.is_empty() {
        html.push_str("<p>Nothing has been decided yet.</p>");
        return Ok(html);
    }
    html.push_str(
        "<div class=\"wide\"><table><thead><tr><th>Month</th><th>Decision</th><th>Reason</th><th>Records</th></tr></thead><tbody>",
    );
    for one in &rulings {
        write!(
            html,
            "<tr><td>{}</td><td>{}</td><td><code>{}</code></td><td>{}</td></tr>",
            escape(&one.month),
            escape(&one.verdict),
            escape(&one.code),
            one.count
        )
        .expect("writing to a string does not fail");
    }
    html.push_str("</tbody></table></div>");
    Ok(html)
}
