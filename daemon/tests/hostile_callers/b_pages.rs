//! Attacks 23 to 32: what browsers send for a page without asking anybody.

use shared::api;

use crate::common::ORIGIN;
use crate::support::{READS, WRITES, attack, hardened, refused};

#[test]
fn attack_23_reads_that_browsers_call_cross_site_or_same_site() {
    attack(|target| {
        let bearer = target.bearer();
        for path in READS {
            for site in ["cross-site", "same-site", "nonsense"] {
                let head = [("Authorization", bearer.as_str()), ("Sec-Fetch-Site", site)];
                refused(&target.get(path, &head), &[403]);
                let twice = [head[0], ("Sec-Fetch-Site", "none"), head[1]];
                refused(&target.get(path, &twice), &[403]);
            }
        }
    });
}

#[test]
fn attack_24_answers_included_as_images_and_scripts() {
    attack(|target| {
        let bearer = target.bearer();
        for path in READS {
            for dest in ["image", "script", "style", "audio", "font", "worker"] {
                let head = [
                    ("Authorization", bearer.as_str()),
                    ("Sec-Fetch-Site", "same-origin"),
                    ("Sec-Fetch-Mode", "no-cors"),
                    ("Sec-Fetch-Dest", dest),
                ];
                refused(&target.get(path, &head), &[403]);
            }
        }
        // The page's own files may be included by the page, and say themselves that nobody else may.
        hardened(&target.get("/app.js", &[("Sec-Fetch-Dest", "script")]));
    });
}

#[test]
fn attack_25_navigations_and_reads_that_would_change_something() {
    attack(|target| {
        let bearer = target.bearer();
        for path in READS.iter().chain(&WRITES).chain(&["/app.js"]) {
            let head = [
                ("Authorization", bearer.as_str()),
                ("Sec-Fetch-Mode", "navigate"),
                ("Sec-Fetch-Dest", "document"),
            ];
            refused(&target.get(path, &head), &[403]);
        }
        let credential = [("Authorization", bearer.as_str())];
        for verb in ["donate", "hold", "revoke", "retract", "approve", "edit"] {
            let path = format!("/api/records/{}/{verb}", target.id);
            refused(&target.get(&path, &credential), &[405]);
        }
        for path in WRITES.iter().filter(|path| **path != "/api/words") {
            refused(&target.get(path, &credential), &[405]);
        }
        // What may be read changes nothing either, however often; `attack` compares.
        for path in READS.iter().chain(&["/", "/app.js"]) {
            for _ in 0..3 {
                hardened(&target.request("GET", path, &credential, b""));
            }
        }
    });
}

#[test]
fn attack_26_a_form_that_posts_json_as_text() {
    attack(|target| {
        for (origin, expected) in [("https://evil.test", 403), ("", 403)] {
            let head = [("Origin", origin), ("Content-Type", "text/plain")];
            refused(&target.harm_with(&head), &[expected]);
        }
        for enctype in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
        ] {
            refused(&target.harm_with(&[("Content-Type", enctype)]), &[415]);
        }
    });
}

#[test]
fn attack_27_a_body_without_a_type() {
    attack(|target| {
        refused(&target.harm_with(&[("Content-Type", "")]), &[415]);
        let own = target.own_origin();
        refused(&target.post("/api/session", &[("Origin", &own)], "{}"), &[415]);
        refused(&target.post(api::EXTENSION, &[("Origin", ORIGIN)], "{}"), &[415]);
    });
}

#[test]
fn attack_28_types_that_resemble_json() {
    attack(|target| {
        for content_type in [
            "application/json;charset=utf-7",
            "text/json",
            "application/jsonx",
            "application/json-seq",
            "application/json, text/plain",
            "application/octet-stream",
        ] {
            refused(&target.harm_with(&[("Content-Type", content_type)]), &[415]);
        }
        let twice = [
            ("Content-Type", "application/json"),
            ("Content-Type", "text/plain"),
        ];
        refused(&target.harm_with(&twice), &[415]);
        for good in [
            "application/json",
            "application/json; charset=utf-8",
            "Application/JSON;charset=UTF-8",
        ] {
            let head = target.write_head(&[("Content-Type", good)]);
            let head: Vec<(&str, &str)> = head
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            assert_eq!(target.post("/api/settings", &head, "{}").status, 200, "{good}");
        }
    });
}

#[test]
fn attack_29_a_beacon() {
    attack(|target| {
        let neighbour = format!("http://127.0.0.1:{}", target.port ^ 1);
        for origin in [neighbour.as_str(), "https://evil.test", "null"] {
            let beacon = [
                ("Origin", origin),
                ("Sec-Fetch-Site", "same-site"),
                ("Sec-Fetch-Mode", "no-cors"),
                ("Content-Type", "text/plain;charset=UTF-8"),
            ];
            for path in WRITES {
                refused(&target.post(path, &beacon, &target.harm()), &[403]);
            }
        }
        let same = [("Content-Type", "text/plain;charset=UTF-8")];
        refused(&target.harm_with(&same), &[415]);
    });
}

#[test]
fn attack_30_a_method_in_disguise() {
    attack(|target| {
        let client = target.json(&["status"])["clients"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let head = target.write_head(&[
            ("X-HTTP-Method-Override", "DELETE"),
            ("X-HTTP-Method", "DELETE"),
            ("X-Method-Override", "DELETE"),
        ]);
        let head: Vec<(&str, &str)> = head
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        for path in [
            format!("/api/clients/{client}"),
            format!("/api/clients/{client}?_method=DELETE"),
            format!("/api/records/{}", target.id),
        ] {
            refused(&target.post(&path, &head, "{\"_method\":\"DELETE\"}"), &[405]);
        }
    });
}

#[test]
fn attack_31_a_web_socket() {
    attack(|target| {
        let bearer = target.bearer();
        for path in READS.iter().chain(&WRITES).chain(&["/", "/ws"]) {
            for origin in ["https://evil.test", &target.own_origin(), ORIGIN] {
                let handshake = [
                    ("Origin", origin),
                    ("Authorization", bearer.as_str()),
                    ("Connection", "Upgrade"),
                    ("Upgrade", "websocket"),
                    ("Sec-WebSocket-Version", "13"),
                    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
                ];
                refused(&target.get(path, &handshake), &[400]);
            }
        }
    });
}

#[test]
fn attack_32_the_dashboard_in_a_frame() {
    attack(|target| {
        for dest in ["iframe", "frame", "object", "embed", "fencedframe", "portal"] {
            for site in ["same-origin", "cross-site", "none"] {
                let head = [
                    ("Sec-Fetch-Dest", dest),
                    ("Sec-Fetch-Site", site),
                    ("Sec-Fetch-Mode", "navigate"),
                ];
                refused(&target.get("/", &head), &[403]);
            }
        }
        // `refused` has looked for X-Frame-Options and frame-ancestors; so has this, on the page itself.
        let page = target.get("/", &[]);
        assert_eq!(page.status, 200);
        hardened(&page);
    });
}
