//! The texts of the consent terms: for companions by id, for people as text.
//!
//! In: paths. Out: the pool's own terms and the project's, as they were agreed to. Texts never change, so whoever has a receipt finds here what
//! its digest is of.

use std::fmt::Write as _;

use shared::api::TERMS;
use shared::pool_terms::{is_id, is_language};
use warp::http::StatusCode;

use super::App;
use super::public::escape;
use super::reply::{Answer, json, not_found, typed};
use crate::config::Pool;

/// Whether there may be terms at this path.
pub(super) fn is_here(path: &str) -> bool {
    named(path).is_some() || page(path).is_some()
}

/// The id in `/v1/terms/{id}`.
fn named(path: &str) -> Option<&str> {
    let id = path.strip_prefix(TERMS)?.strip_prefix('/')?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

/// Id and language in `/consent/{id}` and `/consent/{id}/{language}`.
fn page(path: &str) -> Option<(&str, Option<&str>)> {
    let rest = path.strip_prefix("/consent/")?;
    let (id, language) = match rest.split_once('/') {
        Some((id, language)) => (id, Some(language)),
        None => (rest, None),
    };
    (is_id(id) && language.is_none_or(is_language)).then_some((id, language))
}

/// `GET /v1/terms/{id}`, `GET /consent/{id}` and `GET /consent/{id}/{language}`.
pub(super) fn answer(app: &App, path: &str) -> Answer {
    let terms = app.pool.terms();
    if let Some(id) = named(path) {
        return match terms.find(id) {
            Some(version) => json(StatusCode::OK, &version),
            None => not_found(),
        };
    }
    let text = page(path).and_then(|(id, language)| {
        let version = terms.find(id)?;
        match language {
            None => version.texts.into_iter().next(),
            Some(language) => version.texts.into_iter().find(|text| text.language == language),
        }
    });
    text.map_or_else(not_found, |text| markdown(text.text))
}

/// `GET /terms`.
pub(super) async fn in_force(app: App) -> Answer {
    let text = app.pool.terms().in_force().texts.into_iter().next();
    text.map_or_else(not_found, |text| markdown(text.text))
}

fn markdown(text: String) -> Answer {
    typed(StatusCode::OK, "text/markdown; charset=utf-8", text.into_bytes())
}

/// `GET /consent`: all of them.
pub(super) fn list(pool: &Pool) -> String {
    let terms = pool.terms();
    let mut html = "<p>Every record names the exact text that its contributor agreed to, by id and digest. Texts are never changed; there are \
                    only newer ones.</p>"
        .to_owned();
    if terms.current().is_some() {
        html.push_str(if pool.policy.takes_the_project_s() {
            "<p>This pool has terms of its own. It takes records under those of the Tributary project, too.</p>"
        } else {
            "<p>This pool has terms of its own, and takes no records under those of the Tributary project.</p>"
        });
    }
    html.push_str("<ul class=\"plain\">");
    for version in terms.all_ids().into_iter().filter_map(|id| terms.find(id)) {
        let id = escape(&version.id);
        let whose = match (terms.current().is_some(), terms.version(&version.id).is_some()) {
            (true, false) => ", the project’s",
            _ => "",
        };
        let current = if version.id == terms.current_id() {
            ", in force"
        } else {
            ""
        };
        write!(
            html,
            "<li><a href=\"/consent/{id}\">Version {id}</a>{whose}{current}"
        )
        .expect("writing to a string does not fail");
        for text in &version.texts {
            let language = escape(&text.language);
            write!(
                html,
                "<br><a href=\"/consent/{id}/{language}\" hreflang=\"{language}\">{language}</a> <code>{}</code>",
                text.sha256
            )
            .expect("writing to a string does not fail");
        }
        html.push_str("</li>");
    }
    html.push_str("</ul>");
    html
}
