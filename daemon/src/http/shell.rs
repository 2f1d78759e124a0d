//! The dashboard's page without data: all that is served without a credential.
//!
//! In: the files of `dashboard/`, embedded when the program is built. Out: one table of paths.

const PAGE: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const MESSAGES: &str = "application/json; charset=utf-8";
const IMAGE: &str = "image/svg+xml";

/// One file of the page.
pub struct Asset {
    pub path: &'static str,
    pub content_type: &'static str,
    pub body: &'static [u8],
}

macro_rules! asset {
    ($path:literal, $file:literal, $content_type:expr) => {
        Asset {
            path: $path,
            content_type: $content_type,
            body: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/dashboard/", $file)),
        }
    };
}

/// Every file of the page.
pub const SHELL: &[Asset] = &[
    asset!("/", "index.html", PAGE),
    asset!("/address.js", "address.js", SCRIPT),
    asset!("/app.css", "app.css", STYLE),
    asset!("/app.js", "app.js", SCRIPT),
    asset!("/chart.js", "chart.js", SCRIPT),
    asset!("/companion.js", "companion.js", SCRIPT),
    asset!("/countdown.js", "countdown.js", SCRIPT),
    asset!("/dialog.js", "dialog.js", SCRIPT),
    asset!("/dom.js", "dom.js", SCRIPT),
    asset!("/icon.svg", "icon.svg", IMAGE),
    asset!("/keys.js", "keys.js", SCRIPT),
    asset!("/language.js", "language.js", SCRIPT),
    asset!("/languages.js", "languages.js", SCRIPT),
    asset!("/messages.js", "messages.js", SCRIPT),
    asset!("/messages/ar.json", "messages/ar.json", MESSAGES),
    asset!("/messages/de.json", "messages/de.json", MESSAGES),
    asset!("/messages/en.json", "messages/en.json", MESSAGES),
    asset!("/messages/es.json", "messages/es.json", MESSAGES),
    asset!("/messages/fr.json", "messages/fr.json", MESSAGES),
    asset!("/messages/hi.json", "messages/hi.json", MESSAGES),
    asset!("/messages/ja.json", "messages/ja.json", MESSAGES),
    asset!("/messages/pt.json", "messages/pt.json", MESSAGES),
    asset!("/messages/zh.json", "messages/zh.json", MESSAGES),
    asset!("/overview.css", "overview.css", STYLE),
    asset!("/print.css", "print.css", STYLE),
    asset!("/saving.js", "saving.js", SCRIPT),
    asset!("/strings.js", "strings.js", SCRIPT),
    asset!("/text/hidden.js", "text/hidden.js", SCRIPT),
    asset!("/text/markdown.js", "text/markdown.js", SCRIPT),
    asset!("/text/marks.js", "text/marks.js", SCRIPT),
    asset!("/text/points.js", "text/points.js", SCRIPT),
    asset!("/text/render.js", "text/render.js", SCRIPT),
    asset!("/text/selection.js", "text/selection.js", SCRIPT),
    asset!("/tree.js", "tree.js", SCRIPT),
    asset!("/verbs.js", "verbs.js", SCRIPT),
    asset!("/views.css", "views.css", STYLE),
    asset!("/views/banners.js", "views/banners.js", SCRIPT),
    asset!("/views/browsers.js", "views/browsers.js", SCRIPT),
    asset!("/views/consent.js", "views/consent.js", SCRIPT),
    asset!("/views/conversation.js", "views/conversation.js", SCRIPT),
    asset!("/views/decisions.js", "views/decisions.js", SCRIPT),
    asset!("/views/empty.js", "views/empty.js", SCRIPT),
    asset!("/views/feedback.js", "views/feedback.js", SCRIPT),
    asset!("/views/filters.js", "views/filters.js", SCRIPT),
    asset!("/views/heading.js", "views/heading.js", SCRIPT),
    asset!("/views/importing.js", "views/importing.js", SCRIPT),
    asset!("/views/list.js", "views/list.js", SCRIPT),
    asset!("/views/locked.js", "views/locked.js", SCRIPT),
    asset!("/views/message.js", "views/message.js", SCRIPT),
    asset!("/views/notes.js", "views/notes.js", SCRIPT),
    asset!("/views/overview.js", "views/overview.js", SCRIPT),
    asset!("/views/pools.js", "views/pools.js", SCRIPT),
    asset!("/views/proof.js", "views/proof.js", SCRIPT),
    asset!("/views/pseudonym.js", "views/pseudonym.js", SCRIPT),
    asset!("/views/receipts.js", "views/receipts.js", SCRIPT),
    asset!("/views/redacting.js", "views/redacting.js", SCRIPT),
    asset!("/views/row.js", "views/row.js", SCRIPT),
    asset!("/views/scores.js", "views/scores.js", SCRIPT),
    asset!("/views/sent.js", "views/sent.js", SCRIPT),
    asset!("/views/settings.js", "views/settings.js", SCRIPT),
    asset!("/views/side.js", "views/side.js", SCRIPT),
    asset!("/views/terms.js", "views/terms.js", SCRIPT),
    asset!("/views/words.js", "views/words.js", SCRIPT),
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::SHELL;

    fn files(dir: &Path, below: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(dir).unwrap().flatten() {
            let name = format!("{below}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                if name != "/tests" {
                    files(&entry.path(), &name, found);
                }
            } else {
                found.push(name.replace("/index.html", "/"));
            }
        }
    }

    #[test]
    fn every_file_of_the_page_is_served() {
        let mut expected = vec![];
        files(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("dashboard"),
            "",
            &mut expected,
        );
        let mut served: Vec<&str> = SHELL.iter().map(|asset| asset.path).collect();
        expected.sort();
        served.sort_unstable();
        assert_eq!(served, expected);
    }
}
