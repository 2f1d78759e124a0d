//! Attacks 15 to 22: pages of other origins that ask or write.

use crate::common::ORIGIN;
use crate::support::{READS, Target, WRITES, attack, refused};

/// Harms with a good credential from each of these origins.
#[track_caller]
fn from_origins(target: &Target, origins: &[String]) {
    for origin in origins {
        refused(&target.harm_with(&[("Origin", origin)]), &[403]);
    }
}

#[test]
fn attack_15_a_preflight_of_another_origin() {
    attack(|target| {
        let own = target.own_origin();
        for origin in ["https://evil.test", "null", &own, ORIGIN] {
            for path in READS.iter().chain(&WRITES).chain(&["/", "*"]) {
                let head = [
                    ("Origin", origin),
                    ("Access-Control-Request-Method", "POST"),
                    ("Access-Control-Request-Headers", "authorization,content-type"),
                    ("Sec-Fetch-Site", "cross-site"),
                    ("Sec-Fetch-Mode", "cors"),
                ];
                refused(&target.send("OPTIONS", path, &head, ""), &[405]);
            }
        }
    });
}

#[test]
fn attack_16_a_preflight_for_the_private_network() {
    attack(|target| {
        let head = [
            ("Origin", "https://evil.test"),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Private-Network", "true"),
            ("Access-Control-Request-Local-Network", "true"),
        ];
        refused(&target.send("OPTIONS", "/api/records", &head, ""), &[405]);
    });
}

#[test]
fn attack_17_another_site_writes_with_a_good_credential() {
    attack(|target| {
        from_origins(
            target,
            &[
                "https://evil.test".into(),
                "http://evil.test".into(),
                ORIGIN.into(),
            ],
        );
    });
}

#[test]
fn attack_18_a_page_without_an_origin_of_its_own_writes() {
    attack(|target| from_origins(target, &["null".into()]));
}

#[test]
fn attack_19_a_write_that_names_no_origin() {
    attack(|target| {
        refused(&target.harm_with(&[("Origin", "")]), &[403]);
        let client = target.json(&["status"])["clients"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let bearer = target.bearer();
        let removal = target.send(
            "DELETE",
            &format!("/api/clients/{client}"),
            &[("Authorization", &bearer)],
            "",
        );
        refused(&removal, &[403]);
    });
}

#[test]
fn attack_20_another_local_program_writes() {
    attack(|target| {
        let neighbour = format!("http://127.0.0.1:{}", target.port ^ 1);
        from_origins(target, std::slice::from_ref(&neighbour));
        let labelled = [("Origin", neighbour.as_str()), ("Sec-Fetch-Site", "same-site")];
        refused(&target.harm_with(&labelled), &[403]);
        refused(&target.harm_with(&[("Sec-Fetch-Site", "same-site")]), &[403]);
    });
}

#[test]
fn attack_21_the_dashboard_under_another_name_of_this_machine() {
    attack(|target| {
        let (port, bearer, harm) = (target.port, target.bearer(), target.harm());
        from_origins(
            target,
            &[format!("http://localhost:{port}"), format!("http://[::1]:{port}")],
        );
        for name in [format!("localhost:{port}"), format!("[::1]:{port}")] {
            let head = format!("Host: {name}\r\nAuthorization: {bearer}\r\nConnection: close\r\n");
            refused(
                &target.bytes(format!("GET /api/records HTTP/1.1\r\n{head}\r\n")),
                &[403],
            );
            let write = format!(
                "POST /api/bulk HTTP/1.1\r\n{head}Origin: http://{name}\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\n\r\n{harm}",
                harm.len()
            );
            refused(&target.bytes(write), &[403]);
        }
    });
}

#[test]
fn attack_22_origins_that_look_like_the_dashboards() {
    attack(|target| {
        let port = target.port;
        from_origins(
            target,
            &[
                format!("https://127.0.0.1:{port}"),
                format!("HTTP://127.0.0.1:{port}/"),
                format!("HTTP://127.0.0.1:{port}"),
                format!("http://127.0.0.1:{port}/"),
                format!("http://127.0.0.1:{port}.evil.test"),
                format!("http://user@127.0.0.1:{port}"),
                "http://127.0.0.1".into(),
            ],
        );
        let own = target.own_origin();
        let twice = [("Origin", own.as_str()), ("Origin", "https://evil.test")];
        refused(&target.harm_with(&twice), &[403]);
    });
}
