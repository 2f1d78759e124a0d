//! Which methods a path knows, so that another one is answered as that and not as a path that is not there.
//!
//! In: a path. Out: its methods, for the header `Allow`; nothing for a path that is not listed, which the routes decide about.

use shared::api::{EXTENSION, PAIR};

use super::SESSION;
use super::shell::SHELL;

/// The methods of a path.
#[must_use]
pub fn methods(path: &str) -> Option<&'static str> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    Some(match segments.as_slice() {
        [
            "api",
            "overview" | "status" | "tally" | "receipts" | "export" | "records",
        ]
        | ["api", "records" | "import", _] => "GET",
        ["api", "records", _, "envelope" | "decisions"] => "GET",
        ["api", "pools"] => "GET",
        [
            "api",
            "pools",
            "look" | "add" | "withdraw" | "remove" | "default" | "choose",
        ] => "POST",
        [
            "api",
            "records",
            _,
            "edit" | "revise" | "licence" | "object" | "donate" | "approve" | "hold" | "revoke" | "retract",
        ] => "POST",
        ["api", "words" | "pseudonym"] => "GET, POST",
        [
            "api",
            "bulk" | "licence" | "import" | "pair" | "consent" | "settings" | "erase-everything",
        ] => "POST",
        ["api", "import", _, "part" | "cancel"] => "POST",
        ["api", "clients", _] => "DELETE",
        _ if [SESSION, PAIR, EXTENSION].contains(&path) => "POST",
        _ if SHELL.iter().any(|asset| asset.path == path) => "GET",
        _ => return None,
    })
}

/// Whether a path is known, under other methods only. Out: those.
#[must_use]
pub fn other_methods(path: &str, method: &str) -> Option<&'static str> {
    methods(path).filter(|known| !known.split(", ").any(|name| name == method))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_path_names_its_methods_and_an_unknown_one_none() {
        for (path, method, expected) in [
            ("/api/records", "GET", None),
            ("/api/records", "POST", Some("GET")),
            ("/api/records/x", "DELETE", Some("GET")),
            ("/api/records/x/donate", "GET", Some("POST")),
            ("/api/clients/x", "POST", Some("DELETE")),
            ("/api/words", "POST", None),
            ("/", "POST", Some("GET")),
            ("/app.js", "DELETE", Some("GET")),
            ("/api/records/", "POST", Some("GET")),
            ("/api/nothing", "GET", None),
            ("", "GET", None),
        ] {
            assert_eq!(other_methods(path, method), expected, "{method} {path}");
        }
    }
}
