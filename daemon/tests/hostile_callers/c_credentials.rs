//! Attacks 33 to 40: no credential, a wrong one, an old one, and one that is good for something else.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use daemon::http::Patience;
use serde_json::json;
use shared::api::{self, ExtensionRequest};

use crate::common::{self, Companion, ORIGIN, now};
use crate::support::{READS, Target, WRITES, attack, hardened, refused};

const MINUTE: i64 = 60_000;

#[test]
fn attack_33_no_credential_at_all() {
    attack(|target| {
        let own = target.own_origin();
        for path in READS {
            refused(&target.get(path, &[]), &[401]);
        }
        for path in WRITES
            .iter()
            .filter(|path| path.starts_with("/api/") && **path != "/api/session")
        {
            let head = [("Origin", own.as_str()), ("Content-Type", "application/json")];
            refused(&target.post(path, &head, "{}"), &[401]);
        }
        let existing = target.get(&format!("/api/records/{}", target.id), &[]);
        let missing = target.get("/api/records/aaaaaaaaaaaaaaaaaaaaaaaaaa", &[]);
        let nowhere = target.get("/api/nowhere", &[]);
        assert_eq!(
            existing.body, missing.body,
            "a stranger cannot tell which records exist"
        );
        assert_eq!(existing.body, nowhere.body, "nor which paths");
    });
}

#[test]
fn attack_34_a_wrong_token_of_any_length() {
    attack(|target| {
        let token = &target.token;
        let mut almost = token.clone();
        let last = if almost.pop() == Some('0') { '1' } else { '0' };
        almost.push(last);
        for wrong in [
            &"0".repeat(token.len()),
            &almost,
            &token[1..],
            &token[..token.len() - 1],
            "",
            " ",
            &format!("{token}0"),
            &token.to_uppercase(),
        ] {
            let bearer = format!("Bearer {wrong}");
            refused(&target.get("/api/records", &[("Authorization", &bearer)]), &[401]);
        }
        for scheme in ["Basic", "bearer", "Token", ""] {
            let other = format!("{scheme} {token}");
            refused(&target.get("/api/records", &[("Authorization", &other)]), &[401]);
        }
        let (bearer, wrong) = (target.bearer(), format!("Bearer {almost}"));
        let twice = [
            ("Authorization", bearer.as_str()),
            ("Authorization", wrong.as_str()),
        ];
        refused(&target.get("/api/records", &twice), &[401]);
        let long = "x".repeat(17 * 1024);
        assert_eq!(
            target.get("/api/records", &[("Authorization", &long)]).status,
            431
        );
        let huge = "x".repeat(1024 * 1024);
        let huge = target.get("/api/records", &[("Authorization", &huge)]);
        // Cut off in the middle of its sending, a caller may not see the answer.
        assert!(matches!(huge.status, 0 | 431), "{}", huge.status);
    });
}

#[test]
fn attack_35_a_token_in_the_address_or_in_a_cookie() {
    attack(|target| {
        let token = &target.token;
        for query in [
            format!("?token={token}"),
            format!("?t={token}&access_token={token}&authorization=Bearer%20{token}"),
        ] {
            refused(&target.get(&format!("/api/records{query}"), &[]), &[401]);
        }
        let cookie = format!("token={token}; session={token}; Authorization=Bearer {token}");
        refused(&target.get("/api/records", &[("Cookie", &cookie)]), &[401]);
        let own = target.own_origin();
        let body = json!({"token": token, "verb": "revoke", "ids": [target.id]}).to_string();
        let head = [("Origin", own.as_str()), ("Content-Type", "application/json")];
        refused(&target.post("/api/bulk", &head, &body), &[401]);
    });
}

#[test]
fn attack_36_cookies_are_neither_set_nor_read() {
    attack(|target| {
        let (bearer, cookie) = (target.bearer(), format!("token={}; theme=dark", target.token));
        let shell = daemon::http::shell::SHELL.iter().map(|asset| asset.path);
        for path in READS.into_iter().chain(shell) {
            for credential in [bearer.as_str(), "Bearer x"] {
                let authorized = ("Authorization", credential);
                let plain = target.request("GET", path, &[authorized], b"");
                let with = target.request("GET", path, &[authorized, ("Cookie", &cookie)], b"");
                assert_eq!(plain.status, with.status, "{path}");
                for answer in [plain, with] {
                    hardened(&answer);
                    assert!(!answer.head.contains("set-cookie"), "{path}: {}", answer.head);
                }
            }
        }
        for path in WRITES {
            let answer = target.post(path, &[("Cookie", &cookie)], "{}");
            assert!((400..500).contains(&answer.status), "{path}: {answer:?}");
        }
    });
}

#[test]
fn attack_37_a_session_that_has_ended() {
    let companion = Companion::start(&[]);
    let token = companion.sign_in();
    assert_eq!(companion.api(&token, "GET", "/api/records", None).status, 200);
    let companion = Companion::start_in(companion.kill(), 0, &[]);
    refused(&companion.api(&token, "GET", "/api/records", None), &[401]);

    let passed = Arc::new(AtomicI64::new(0));
    let world = common::world_ahead(Arc::clone(&passed));
    let (companion, _store) = common::start_in_world(Patience::default(), world);
    let target = Target::new(companion);
    let state = |token: &str| target.api(token, "GET", "/api/status", None).status;
    passed.fetch_add(29 * MINUTE, Ordering::Relaxed);
    assert_eq!(state(&target.token), 200, "it was used, and goes on");
    passed.fetch_add(30 * MINUTE, Ordering::Relaxed);
    refused(&target.api(&target.token, "GET", "/api/records", None), &[401]);

    let busy = target.sign_in();
    for _ in 0..24 {
        assert_eq!(state(&busy), 200);
        passed.fetch_add(29 * MINUTE, Ordering::Relaxed);
    }
    passed.fetch_add(24 * MINUTE, Ordering::Relaxed);
    refused(&target.api(&busy, "GET", "/api/records", None), &[401]);
}

#[test]
fn attack_38_a_one_time_code_again_too_late_and_by_guessing() {
    let passed = Arc::new(AtomicI64::new(0));
    let world = common::world_ahead(Arc::clone(&passed));
    let (companion, _store) = common::start_in_world(Patience::default(), world);
    let target = Target::new(companion);
    let own = target.own_origin();
    let enter = |code: &str| {
        let head = [("Origin", own.as_str()), ("Content-Type", "application/json")];
        target.post("/api/session", &head, &json!({"code": code}).to_string())
    };
    let offered = || {
        let url = String::from_utf8(target.run(&["open", "--print"]).stdout).unwrap();
        url.trim().split("#t=").nth(1).unwrap().to_owned()
    };
    let code = offered();
    assert_eq!(enter(&code).status, 200);
    refused(&enter(&code), &[401]);
    let late = offered();
    passed.fetch_add(MINUTE, Ordering::Relaxed);
    refused(&enter(&late), &[401]);
    let good = offered();
    for guess in 0..4 {
        refused(&enter(&format!("{guess:032x}")), &[401]);
    }
    let sixth = enter(&format!("{:032x}", 6));
    refused(&sixth, &[429]);
    assert!(sixth.head.contains("retry-after: "), "{}", sixth.head);
    refused(&enter(&good), &[429]);
}

#[test]
fn attack_39_an_extension_asks_what_only_the_dashboard_may() {
    attack(|target| {
        let mut browser = target.browser.lock().unwrap();
        let (frame, _) = browser.seal(target.port, now(), &ExtensionRequest::Status);
        for path in WRITES.iter().filter(|path| path.starts_with("/api/")) {
            refused(&target.frame(path, ORIGIN, &frame), &[403]);
            let json = [("Origin", ORIGIN), ("Content-Type", "application/json")];
            refused(&target.post(path, &json, &target.harm()), &[403]);
        }
        for verb in ["edit", "donate", "revoke"] {
            let path = format!("/api/records/{}/{verb}", target.id);
            refused(&target.frame(&path, ORIGIN, &frame), &[403]);
        }
        for path in READS {
            refused(&target.get(path, &[("Origin", ORIGIN)]), &[403]);
        }
        // What it may ask tells it how many records there are, and nothing of them.
        let status = target.ask(&mut browser, &ExtensionRequest::Status);
        let told = format!("{status:?}");
        assert!(
            !told.contains(&target.id) && !told.contains(crate::support::CANARY),
            "{told}"
        );
    });
}

#[test]
fn attack_40_a_dashboard_session_hands_in() {
    attack(|target| {
        let mut browser = target.browser.lock().unwrap();
        let (frame, _) = browser.seal(
            target.port,
            now(),
            &common::submit(2, 1, common::record("q", "a")),
        );
        let (own, bearer) = (target.own_origin(), target.bearer());
        for path in [api::EXTENSION, api::PAIR] {
            let head = [
                ("Origin", own.as_str()),
                ("Authorization", bearer.as_str()),
                ("Content-Type", api::SEALED),
            ];
            let answer = target.request("POST", path, &head, &frame);
            refused(&answer, &[403]);
        }
    });
}
