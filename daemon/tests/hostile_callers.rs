//! Attacks on the loopback border, one test each, with the real binary over real sockets.
//!
//! Each refusal is also checked for what no answer may hold: CORS headers, cookies, a server name. The numbers are those of
//! the attack list in SECURITY.md.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Answer, Companion, ORIGIN, Pool, command, now, raw_and_hang_up, record, submit};
use daemon::http::Patience;
use serde_json::json;
use shared::api::{self, ExtensionReply, ExtensionRequest};

/// Every reading route of the dashboard.
const READS: [&str; 5] = [
    "/api/overview",
    "/api/status",
    "/api/records",
    "/api/records/aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "/api/records/aaaaaaaaaaaaaaaaaaaaaaaaaa/envelope",
];

#[track_caller]
fn refused(answer: &Answer, expected: &[u16]) {
    assert!(
        expected.contains(&answer.status),
        "{expected:?} expected: {answer:?}"
    );
    hardened(answer);
}

#[track_caller]
fn hardened(answer: &Answer) {
    for name in ["access-control-", "set-cookie", "\r\nserver:", "x-powered-by"] {
        assert!(!answer.head.contains(name), "{name} in {}", answer.head);
    }
    for header in [
        "x-frame-options: deny",
        "x-content-type-options: nosniff",
        "frame-ancestors 'none'",
        "cache-control: no-store",
        "cross-origin-resource-policy: same-origin",
        "referrer-policy: no-referrer",
    ] {
        assert!(
            answer.head.contains(header),
            "{header} missing in {}",
            answer.head
        );
    }
}

fn with_host(companion: &Companion, host: &str, further: &str) -> Answer {
    companion.raw(format!("GET /api/records HTTP/1.1\r\nHost: {host}\r\n{further}\r\n").as_bytes())
}

fn post(companion: &Companion, path: &str, head: &[(&str, &str)], body: &str) -> Answer {
    companion.request("POST", path, head, body.as_bytes())
}

#[test]
fn attack_1_to_7_and_14_other_names_for_this_machine_are_misdirected() {
    let companion = Companion::start(&[]);
    let token = companion.sign_in();
    let port = companion.port;
    for host in [
        format!("evil.test:{port}"),
        format!("0.0.0.0:{port}"),
        "127.0.0.1".into(),
        format!("127.0.0.1:{}", port ^ 1),
        format!("localhost.evil.test:{port}"),
        format!("127.0.0.1.nip.io:{port}"),
        format!("localhost.:{port}"),
        format!("foo.localhost:{port}"),
        format!("box.local:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("2130706433:{port}"),
        format!("0x7f.1:{port}"),
        format!("127.1:{port}"),
        format!("user@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}@evil.test"),
    ] {
        for further in [
            String::new(),
            format!("Authorization: Bearer {token}\r\n"),
            format!("Authorization: Bearer {token}\r\nOrigin: http://{host}\r\n"),
            format!("X-Forwarded-Host: 127.0.0.1:{port}\r\nForwarded: host=127.0.0.1:{port}\r\n"),
        ] {
            refused(&with_host(&companion, &host, &further), &[421, 400]);
        }
    }
    let good = with_host(
        &companion,
        &format!("LOCALHOST:{port}"),
        "Authorization: Bearer x\r\nConnection: close\r\n",
    );
    refused(&good, &[401]);
}

#[test]
fn attack_8_and_9_a_request_names_exactly_one_host() {
    let companion = Companion::start(&[]);
    let port = companion.port;
    let two = with_host(
        &companion,
        &format!("127.0.0.1:{port}"),
        &format!("Host: evil.test:{port}\r\n"),
    );
    refused(&two, &[400]);
    refused(&companion.raw(b"GET / HTTP/1.1\r\n\r\n"), &[400]);
    refused(&companion.raw(b"GET / HTTP/1.0\r\n\r\n"), &[400, 421]);
}

#[test]
fn attack_10_and_12_only_plain_http_1_in_origin_form_is_spoken() {
    let companion = Companion::start(&[]);
    let port = companion.port;
    let absolute = format!("GET http://evil.test/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    refused(&companion.raw(absolute.as_bytes()), &[400]);
    let reverse = format!("GET http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: evil.test\r\n\r\n");
    refused(&companion.raw(reverse.as_bytes()), &[400]);
    let knowing = companion.raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assert!(matches!(knowing.status, 0 | 400), "{knowing:?}");
    for upgrade in ["h2c", "websocket"] {
        let asking = with_host(
            &companion,
            &format!("127.0.0.1:{port}"),
            &format!("Connection: Upgrade\r\nUpgrade: {upgrade}\r\n"),
        );
        refused(&asking, &[400, 404]);
    }
}

#[test]
fn attack_13_15_and_16_other_methods_and_preflights_are_not_answered() {
    let companion = Companion::start(&[]);
    let port = companion.port;
    refused(
        &companion
            .raw(format!("CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes()),
        &[400, 405],
    );
    for method in ["TRACE", "OPTIONS", "PUT", "PATCH"] {
        refused(&companion.request(method, "/api/records", &[], b""), &[405]);
    }
    let preflight = [
        ("Origin", "https://evil.test"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Private-Network", "true"),
    ];
    refused(
        &companion.request("OPTIONS", "/api/records", &preflight, b""),
        &[403, 405],
    );
    let own = companion.own_origin();
    let preflight = [
        ("Origin", own.as_str()),
        ("Access-Control-Request-Method", "POST"),
    ];
    refused(
        &companion.request("OPTIONS", "/api/records", &preflight, b""),
        &[405],
    );
}

#[test]
fn attack_17_to_22_changes_come_from_the_dashboards_own_origin_only() {
    let companion = Companion::start(&[]);
    let token = companion.sign_in();
    let bearer = format!("Bearer {token}");
    let port = companion.port;
    for origin in [
        "https://evil.test".to_owned(),
        "null".into(),
        format!("http://127.0.0.1:{}", port ^ 1),
        format!("http://localhost:{port}"),
        format!("https://127.0.0.1:{port}"),
        format!("HTTP://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}.evil.test"),
        ORIGIN.to_owned(),
    ] {
        let head = [
            ("Origin", origin.as_str()),
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
        ];
        refused(&post(&companion, "/api/pair", &head, "{}"), &[403]);
    }
    let no_origin = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
    ];
    refused(&post(&companion, "/api/pair", &no_origin, "{}"), &[403]);
    assert_eq!(
        companion
            .api(&token, "POST", "/api/pair", Some(&json!({})))
            .status,
        200,
        "the same request from the dashboard"
    );
}

#[test]
fn attack_21_a_session_belongs_to_the_name_under_which_it_was_opened() {
    let companion = Companion::start(&[]);
    let token = companion.sign_in();
    let elsewhere = with_host(
        &companion,
        &format!("localhost:{}", companion.port),
        &format!("Authorization: Bearer {token}\r\nConnection: close\r\n"),
    );
    refused(&elsewhere, &[401]);
}

#[test]
fn attack_23_to_25_and_32_other_sites_includes_navigations_and_frames_get_nothing() {
    let companion = Companion::start(&[]);
    let bearer = format!("Bearer {}", companion.sign_in());
    for path in READS {
        for (name, value) in [
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
            ("Sec-Fetch-Dest", "image"),
            ("Sec-Fetch-Dest", "script"),
            ("Sec-Fetch-Dest", "iframe"),
            ("Sec-Fetch-Mode", "navigate"),
        ] {
            let answer = companion.request("GET", path, &[("Authorization", &bearer), (name, value)], b"");
            refused(&answer, &[403]);
        }
    }
    for dest in ["iframe", "frame", "object", "embed"] {
        refused(
            &companion.request("GET", "/", &[("Sec-Fetch-Dest", dest)], b""),
            &[403],
        );
    }
}

#[test]
fn attack_26_to_28_and_53_only_json_is_taken_as_json() {
    let companion = Companion::start(&[]);
    let bearer = format!("Bearer {}", companion.sign_in());
    let own = companion.own_origin();
    let head = [("Origin", own.as_str()), ("Authorization", bearer.as_str())];
    refused(&post(&companion, "/api/pair", &head, "{}"), &[415]);
    for content_type in [
        "text/plain",
        "application/json;charset=utf-7",
        "text/json",
        "application/jsonx",
        "application/octet-stream",
    ] {
        let head = [head[0], head[1], ("Content-Type", content_type)];
        refused(&post(&companion, "/api/pair", &head, "{\"x\":\"=\"}"), &[415]);
    }
    let zipped = [
        head[0],
        head[1],
        ("Content-Type", "application/json"),
        ("Content-Encoding", "gzip"),
    ];
    refused(&post(&companion, "/api/pair", &zipped, "{}"), &[415]);
    let good = [
        head[0],
        head[1],
        ("Content-Type", "application/json; charset=utf-8"),
    ];
    assert_eq!(post(&companion, "/api/pair", &good, "{}").status, 200);
}

#[test]
fn attack_33_to_37_nothing_but_a_living_token_in_its_header_is_a_credential() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    let token = companion.sign_in();
    let none = companion.request("GET", "/api/records/aaaaaaaaaaaaaaaaaaaaaaaaaa", &[], b"");
    refused(&none, &[401]);
    let existing = companion.request("GET", &format!("/api/records/{id}"), &[], b"");
    assert_eq!(
        none.body, existing.body,
        "a stranger cannot tell which records exist"
    );
    let other = "0".repeat(token.len());
    for wrong in [other.as_str(), &token[1..], "", " "] {
        let bearer = format!("Bearer {wrong}");
        refused(
            &companion.request("GET", "/api/records", &[("Authorization", &bearer)], b""),
            &[401],
        );
    }
    let huge = "x".repeat(1024 * 1024);
    let huge = companion.request("GET", "/api/records", &[("Authorization", &huge)], b"");
    assert!(matches!(huge.status, 0 | 431), "{}", huge.status);
    refused(
        &companion.request("GET", &format!("/api/records?token={token}&t={token}"), &[], b""),
        &[401],
    );
    let cookie = format!("token={token}; session={token}");
    refused(
        &companion.request("GET", "/api/records", &[("Cookie", &cookie)], b""),
        &[401],
    );
    let good = companion.api(&token, "GET", "/api/records", None);
    assert_eq!(good.status, 200);
    hardened(&good);

    let dir = companion.kill();
    let companion = Companion::start_in(dir, 0, &[]);
    refused(&companion.api(&token, "GET", "/api/records", None), &[401]);
}

#[test]
fn attack_38_a_code_is_used_once_and_guessing_ends() {
    let companion = Companion::start(&[]);
    let own = companion.own_origin();
    let head = [("Origin", own.as_str()), ("Content-Type", "application/json")];
    let url = String::from_utf8(companion.run(&["open", "--print"]).stdout).unwrap();
    let code = json!({"code": url.trim().split("#t=").nth(1).unwrap()}).to_string();
    assert_eq!(post(&companion, "/api/session", &head, &code).status, 200);
    refused(&post(&companion, "/api/session", &head, &code), &[401]);
    for _ in 0..4 {
        refused(
            &post(&companion, "/api/session", &head, "{\"code\":\"guess\"}"),
            &[401],
        );
    }
    let sixth = post(&companion, "/api/session", &head, "{\"code\":\"guess\"}");
    refused(&sixth, &[429]);
    assert!(sixth.head.contains("retry-after"));
}

#[test]
fn attack_39_to_42_extension_and_dashboard_keep_to_their_own_routes() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let token = companion.sign_in();
    let bearer = format!("Bearer {token}");
    for path in READS {
        refused(
            &companion.request("GET", path, &[("Origin", ORIGIN)], b""),
            &[401],
        );
    }
    for path in ["/api/bulk", "/api/settings", "/api/session"] {
        let head = [
            ("Origin", ORIGIN),
            ("Content-Type", "application/json"),
            ("Authorization", bearer.as_str()),
        ];
        refused(&post(&companion, path, &head, "{}"), &[403]);
    }
    let (frame, _) = browser.seal(companion.port, now(), &ExtensionRequest::Status);
    refused(
        &companion.frame(api::EXTENSION, &companion.own_origin(), &frame),
        &[403],
    );
    let other = "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba";
    refused(&companion.frame(api::EXTENSION, other, &frame), &[403]);
    refused(
        &companion.request("GET", "/api/records", &[("Origin", other)], b""),
        &[401],
    );
}

#[test]
fn attack_43_to_45_frames_are_answered_once_now_here_and_to_paired_browsers_only() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let (frame, _) = browser.seal(companion.port, now(), &submit(1, 1, record("q", "a")));
    assert_eq!(companion.frame(api::EXTENSION, ORIGIN, &frame).status, 200);
    refused(&companion.frame(api::EXTENSION, ORIGIN, &frame), &[409]);
    assert_eq!(companion.states().len(), 1);
    for seconds in [now() - 121, now() + 125] {
        let (frame, _) = browser.seal(companion.port, seconds, &ExtensionRequest::Status);
        refused(&companion.frame(api::EXTENSION, ORIGIN, &frame), &[401]);
    }
    let (mut flipped, _) = browser.seal(companion.port, now(), &ExtensionRequest::Status);
    *flipped.last_mut().unwrap() ^= 1;
    refused(&companion.frame(api::EXTENSION, ORIGIN, &flipped), &[401]);
    let (elsewhere, _) = browser.seal(companion.port ^ 1, now(), &ExtensionRequest::Status);
    refused(&companion.frame(api::EXTENSION, ORIGIN, &elsewhere), &[401]);

    let token = companion.sign_in();
    let client = companion.json(&["status"])["clients"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/clients/{client}");
    assert_eq!(companion.api(&token, "DELETE", &path, None).status, 200);
    let (frame, _) = browser.seal(companion.port, now(), &ExtensionRequest::Status);
    refused(&companion.frame(api::EXTENSION, ORIGIN, &frame), &[401, 403]);
}

#[test]
fn attack_43_after_a_restart_too_an_old_frame_is_not_answered_again() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let port = companion.port;
    let (frame, _) = browser.seal(port, now(), &ExtensionRequest::Withdraw);
    let dir = companion.kill();
    std::thread::sleep(Duration::from_millis(1100));
    let companion = Companion::start_in(dir, port, &[]);
    refused(&companion.frame(api::EXTENSION, ORIGIN, &frame), &[401]);
}

#[test]
fn attack_47_pairing_needs_a_pending_code_and_one_browser_wins_it() {
    let companion = Companion::start(&[]);
    let code = shared::sealed::show_code(&[3; 16]);
    refused(&companion.pair_with(&code, ORIGIN).err().unwrap(), &[404]);
    let shown = companion.json(&["pair"])["code"].as_str().unwrap().to_owned();
    for _ in 0..3 {
        refused(&companion.pair_with(&code, ORIGIN).err().unwrap(), &[401]);
    }
    let winners = std::thread::scope(|scope| {
        let race = [(); 2].map(|()| scope.spawn(|| companion.pair_with(&shown, ORIGIN).is_ok()));
        race.into_iter()
            .map(|racer| racer.join().unwrap())
            .filter(|won| *won)
            .count()
    });
    assert_eq!(winners, 1);
    let _ = companion.json(&["pair"]);
    for _ in 0..5 {
        refused(&companion.pair_with(&code, ORIGIN).err().unwrap(), &[401]);
    }
    refused(&companion.pair_with(&code, ORIGIN).err().unwrap(), &[429]);
}

#[test]
fn attack_48_49_and_52_lengths_are_said_are_true_and_are_not_too_great() {
    let companion = Companion::start(&[]);
    let bearer = format!("Bearer {}", companion.sign_in());
    let (port, own) = (companion.port, companion.own_origin());
    let head = format!(
        "POST /api/bulk HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {own}\r\nAuthorization: {bearer}\r\nContent-Type: application/json\r\n"
    );
    let answer = companion.raw(format!("{head}Content-Length: 2097152\r\n\r\n").as_bytes());
    refused(&answer, &[413]);
    let chunked =
        companion.raw(format!("{head}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n").as_bytes());
    refused(&chunked, &[411]);
    let both = companion.raw(
        format!("{head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n")
            .as_bytes(),
    );
    assert!(matches!(both.status, 400 | 411), "{both:?}");
    let lie = raw_and_hang_up(port, format!("{head}Content-Length: 200\r\n\r\n{{}}").as_bytes());
    assert!(matches!(lie.status, 0 | 400 | 408), "{lie:?}");
    assert_eq!(companion.states().len(), 0);
}

#[test]
fn attack_49_and_50_slow_callers_are_let_go() {
    let patience = Patience {
        head: Duration::from_millis(200),
        request: Duration::from_millis(400),
    };
    let (companion, _store) = common::start_here(patience);
    let mut slow = TcpStream::connect(("127.0.0.1", companion.port)).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHo").unwrap();
    let mut answer = Vec::new();
    let _ = slow.read_to_end(&mut answer);
    assert!(
        answer.is_empty() || answer.starts_with(b"HTTP/1.1 408"),
        "{answer:?}"
    );

    let (own, bearer) = (companion.own_origin(), format!("Bearer {}", companion.sign_in()));
    let unfinished = companion.raw(
        format!(
            "POST /api/bulk HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {own}\r\nAuthorization: {bearer}\r\n\
             Content-Type: application/json\r\nContent-Length: 200\r\n\r\n{{}}",
            companion.port
        )
        .as_bytes(),
    );
    refused(&unfinished, &[408]);
    assert!(
        unfinished.head.contains("connection: close"),
        "{}",
        unfinished.head
    );
}

#[test]
fn attack_51_two_hundred_silent_callers_do_not_keep_the_dashboard_out() {
    let companion = Companion::start(&[]);
    let silent: Vec<TcpStream> = (0..200)
        .map(|_| TcpStream::connect(("127.0.0.1", companion.port)).unwrap())
        .collect();
    let asked = Instant::now();
    assert_eq!(companion.request("GET", "/", &[], b"").status, 200);
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    drop(silent);
}

#[test]
fn attack_54_and_55_text_comes_back_as_it_was_handed_in_and_malformed_json_does_not_get_in() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let token = companion.sign_in();
    let odd = "NUL \u{0} tab\t \u{202e}right \u{1b}[2J <script>alert(1)</script> \u{10ffff} \"\\";
    let reply = companion.ask(&mut browser, &submit(1, 1, record(odd, "a")));
    assert!(matches!(reply, ExtensionReply::Committed { .. }), "{reply:?}");
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(companion.json(&["show", &id])["messages"][0]["text"], odd);
    let (own, bearer) = (companion.own_origin(), format!("Bearer {token}"));
    let head = [
        ("Origin", own.as_str()),
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
    ];
    let deep = "[".repeat(10_000);
    for body in [
        deep.as_bytes(),
        b"{\"code\":NaN}",
        b"{\"verb\":\"hold\",\"ids\":[\"\\ud800\"]}",
        b"{\"verb\":\"\xff\"}",
        b"{\"verb\":\"hold\",\"verb\":\"donate\",\"ids\":[]}",
        b"{\"verb\":\"hold\",\"ids\":[],\"surprise\":1}",
        b"{\"verb\":\"destroy\",\"ids\":[]}",
    ] {
        refused(&companion.request("POST", "/api/bulk", &head, body), &[400, 422]);
    }
    assert_eq!(companion.states(), ["held"]);
}

#[test]
fn attack_56_records_that_break_the_format_are_refused() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let breaking: [fn(&mut shared::record::Record); 12] = [
        |record| record.v = 2,
        |record| record.site = "https://evil.test/chat/1".into(),
        |record| record.messages.clear(),
        |record| record.messages.reverse(),
        |record| record.messages[1].id = record.messages[0].id.clone(),
        |record| record.branch.reverse(),
        |record| record.branch.clear(),
        |record| record.messages[0].id.0 = "../../etc/passwd".into(),
        |record| record.capture.confidence = 7.0,
        |record| record.messages[0].model = Some("x".repeat(1_000)),
        |record| record.messages[0].text = "x".repeat(shared::api::MAX_RECORD_BYTES + 1),
        |record| record.judgements.labels = vec!["x".repeat(1_000)],
    ];
    for (index, break_it) in breaking.into_iter().enumerate() {
        let mut broken = record("q", "a");
        break_it(&mut broken);
        let reply = companion.ask(&mut browser, &submit(1, 1, broken));
        assert!(
            matches!(reply, ExtensionReply::Refused { retry: false, .. }),
            "{index}: {reply:?}"
        );
    }
    assert_eq!(companion.states().len(), 0);
}

#[test]
fn attack_57_and_58_hostile_ids_and_paths_find_nothing() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    let token = companion.sign_in();
    let long = "a".repeat(300);
    for id in [
        "..",
        "%2e%2e",
        "%00",
        &long,
        "'%20OR%201=1%20--",
        "..%2f..%2fetc%2fpasswd",
    ] {
        refused(
            &companion.api(&token, "GET", &format!("/api/records/{id}"), None),
            &[400, 404],
        );
        refused(
            &companion.api(
                &token,
                "POST",
                &format!("/api/records/{id}/revoke"),
                Some(&json!({})),
            ),
            &[400, 404],
        );
    }
    for path in [
        "//api/records",
        "/api/../api/records",
        "/API/records",
        "/api/records;x",
        "/api/records/",
    ] {
        refused(&companion.api(&token, "GET", path, None), &[404]);
        refused(&companion.request("GET", path, &[], b""), &[401]);
    }
    assert_eq!(companion.states(), ["held"]);
}

#[test]
fn attack_59_a_conversation_that_was_taken_back_is_not_taken_in_again() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    companion.json(&["revoke", "--all"]);
    for revision in [1, 2] {
        let reply = companion.ask(&mut browser, &submit(1, revision, record("q", "a")));
        assert!(matches!(reply, ExtensionReply::Declined { .. }), "{reply:?}");
    }
    assert_eq!(companion.states(), ["revoked"]);
}

#[test]
fn attack_25_reading_changes_nothing() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    let token = companion.sign_in();
    let before = companion.json(&["show", &id])["timeline"].clone();
    for verb in ["donate", "hold", "revoke", "retract", "approve", "edit"] {
        let path = format!("/api/records/{id}/{verb}");
        refused(&companion.api(&token, "GET", &path, None), &[404, 405]);
    }
    for path in [
        "/api/bulk",
        "/api/pair",
        "/api/consent",
        "/api/settings",
        "/api/erase-everything",
    ] {
        refused(&companion.api(&token, "GET", path, None), &[404, 405]);
    }
    assert_eq!(companion.json(&["show", &id])["timeline"], before);
}

#[test]
fn attack_65_files_belong_to_their_owner_whatever_the_umask_and_links_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let companion = Companion::start(&[]);
    companion.pair();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(companion.dir.path()), 0o700);
    for entry in std::fs::read_dir(companion.dir.path()).unwrap().flatten() {
        if entry.file_name() != "log" {
            assert_eq!(mode(&entry.path()), 0o600, "{:?}", entry.file_name());
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("elsewhere");
    std::fs::write(&target, "").unwrap();
    std::os::unix::fs::symlink(&target, dir.path().join("tributary.db")).unwrap();
    let refused = command(dir.path()).args(["list"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("symbolic link"));
}

#[test]
fn attack_66_67_and_70_a_second_companion_a_taken_port_and_other_addresses_are_refused() {
    let companion = Companion::start(&[]);
    let refusal = |dir: &std::path::Path, arguments: &[&str]| {
        let output = command(dir).arg("serve").args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(message.trim().lines().count(), 1, "{message}");
        message
    };
    let port = companion.port.to_string();
    assert!(refusal(companion.dir.path(), &["--port", "0"]).contains("already running"));
    assert!(refusal(companion.dir.path(), &["--port", &port]).contains("already running"));
    let other = tempfile::tempdir().unwrap();
    assert!(refusal(other.path(), &["--port", &port]).contains("is taken"));
    for address in ["0.0.0.0", "::", "192.168.0.1", "example.com"] {
        assert!(refusal(other.path(), &["--port", "0", "--bind", address]).contains("refusing"));
    }
    assert!(
        refusal(
            other.path(),
            &["--port", "0", "--pool", "http://pool.example.org"]
        )
        .contains("https://")
    );
}

#[test]
fn attack_69_no_text_key_or_token_stands_in_the_log_at_debug() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    companion.ask(
        &mut browser,
        &submit(1, 1, record("canary-in-question", "canary-in-answer")),
    );
    let token = companion.sign_in();
    companion.api(&token, "GET", "/api/records?q=canary-in-query", None);
    companion.json(&["donate", "--all"]);
    companion.await_states(&["donated"]);
    let log = companion.log();
    assert!(log.contains("donated"), "the log is on: {log}");
    for secret in ["canary", &token, &data_encoding::HEXLOWER.encode(&browser.key.0)] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn attack_29_and_30_beacons_and_disguised_methods_change_nothing() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {}", companion.sign_in());
    let neighbour = format!("http://127.0.0.1:{}", companion.port ^ 1);
    let beacon = [
        ("Origin", neighbour.as_str()),
        ("Sec-Fetch-Site", "same-site"),
        ("Sec-Fetch-Mode", "no-cors"),
        ("Content-Type", "text/plain;charset=UTF-8"),
    ];
    for path in ["/api/bulk", "/api/session", api::PAIR, api::EXTENSION] {
        refused(
            &post(&companion, path, &beacon, "{\"verb\":\"donate\"}"),
            &[403, 415],
        );
    }
    let own = companion.own_origin();
    let disguised = [
        ("Origin", own.as_str()),
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
        ("X-HTTP-Method-Override", "DELETE"),
        ("X-HTTP-Method", "DELETE"),
        ("X-Method-Override", "DELETE"),
    ];
    let client = companion.json(&["status"])["clients"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for path in [
        format!("/api/clients/{client}"),
        format!("/api/clients/{client}?_method=DELETE"),
        format!("/api/records/{id}"),
    ] {
        refused(
            &post(&companion, &path, &disguised, "{\"_method\":\"DELETE\"}"),
            &[404, 405, 422],
        );
    }
    assert_eq!(
        companion.json(&["status"])["clients"].as_array().unwrap().len(),
        1
    );
    assert_eq!(companion.states(), ["held"]);
}

#[test]
fn attack_31_no_path_becomes_a_web_socket() {
    let companion = Companion::start(&[]);
    let token = companion.sign_in();
    let port = companion.port;
    for path in [
        "/",
        "/api/records",
        "/api/session",
        api::PAIR,
        api::EXTENSION,
        "/ws",
    ] {
        for origin in ["https://evil.test", &companion.own_origin(), ORIGIN] {
            let handshake = companion.raw(
                format!(
                    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\nAuthorization: Bearer {token}\r\n\
                     Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                     Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                )
                .as_bytes(),
            );
            refused(&handshake, &[400, 403, 404]);
        }
    }
}

#[test]
fn attack_36_cookies_are_neither_set_nor_read() {
    let companion = Companion::start(&[]);
    let token = companion.sign_in();
    let (bearer, cookie) = (format!("Bearer {token}"), format!("token={token}; theme=dark"));
    for path in READS.iter().chain(&["/"]) {
        for credential in [&bearer, "Bearer x"] {
            let plain = companion.request("GET", path, &[("Authorization", credential)], b"");
            let with = companion.request(
                "GET",
                path,
                &[("Authorization", credential), ("Cookie", &cookie)],
                b"",
            );
            assert_eq!(plain.status, with.status, "{path}");
            hardened(&plain);
            hardened(&with);
        }
    }
}

#[test]
fn attack_60_chats_reach_the_terminal_without_steering_it() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let hostile = "\u{1b}]0;o\u{7}\u{1b}[2J\r\u{202e} <script>a</script>";
    companion.ask(&mut browser, &submit(1, 1, record(hostile, hostile)));
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    for arguments in [&["list"][..], &["show", &id]] {
        let shown = String::from_utf8(companion.run(arguments).stdout).unwrap();
        assert!(shown.contains("<script>a</script>"), "{shown:?}");
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!shown.contains(steers), "{shown:?}");
    }
    assert!(!companion.log().contains("<script>"));
}

#[test]
fn attack_61_nothing_of_a_request_stands_in_an_answers_head() {
    let companion = Companion::start(&[]);
    let token = companion.sign_in();
    let canary = "%0d%0aSet-Cookie:%20canary=1";
    for path in [
        format!("/api/records?q={canary}&state={canary}"),
        format!("/api/records/{canary}"),
        format!("/{canary}"),
    ] {
        let answer = companion.api(&token, "GET", &path, None);
        assert!(!answer.head.contains("canary"), "{}", answer.head);
        hardened(&answer);
    }
    let port = companion.port;
    for broken in ["X: a\rSet-Cookie: canary=1", "X: a\0b", "X y: a", " X: folded"] {
        let answer =
            companion.raw(format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{broken}\r\n\r\n").as_bytes());
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (400, ""),
            "{broken:?}: {answer:?}"
        );
        assert!(!answer.head.contains("canary"), "{}", answer.head);
    }
}

#[test]
fn attack_62_a_flood_is_slowed_and_what_was_acknowledged_is_there() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let mut acknowledged = 0;
    let flooded = (1..=1_000).find_map(|number| {
        let (frame, _) = browser.seal(companion.port, now(), &submit(number, 1, record("q", "a")));
        let answer = companion.frame(api::EXTENSION, ORIGIN, &frame);
        if answer.status == 200 {
            acknowledged += 1;
            return None;
        }
        Some(answer)
    });
    let flooded = flooded.expect("a thousand at once are too many");
    refused(&flooded, &[429]);
    assert!(flooded.head.contains("retry-after: "), "{}", flooded.head);
    assert!(acknowledged >= 200, "{acknowledged}");
    assert_eq!(companion.states().len(), acknowledged);
}

#[test]
fn attack_63_refusals_name_no_path_version_query_or_text() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("canary-in-question", "a")));
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    let token = companion.sign_in();
    let home = companion.dir.path().to_str().unwrap().to_owned();
    let edit = json!({"op": "rate", "message_id": "m9", "thumb": 1});
    for answer in [
        companion.api(&token, "GET", "/api/records?state=canary", None),
        companion.api(&token, "GET", "/api/records/canary", None),
        companion.api(&token, "POST", "/api/bulk", Some(&json!({"canary": 1}))),
        companion.api(&token, "POST", &format!("/api/records/{id}/edit"), Some(&edit)),
        companion.api(
            &token,
            "POST",
            &format!("/api/records/{id}/retract"),
            Some(&json!({})),
        ),
        companion.request("GET", "/canary", &[], b""),
    ] {
        assert!((400..500).contains(&answer.status), "{answer:?}");
        hardened(&answer);
        let body = answer.text().to_lowercase();
        for telling in [
            &home,
            "canary",
            "select ",
            "sqlite",
            "panicked",
            ".rs",
            env!("CARGO_PKG_VERSION"),
        ] {
            assert!(!body.contains(telling), "{telling}: {body}");
        }
    }
}

#[test]
fn attack_65_a_careless_umask_opens_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o777)).unwrap();
    let mut careless = Command::new("sh");
    careless
        .args([
            "-c",
            "umask 000; exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_tributary"),
            "--data-dir",
        ])
        .arg(&data)
        .stdin(Stdio::null());
    let companion = Companion::start_with(careless, dir, 0, &[]);
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let names: Vec<_> = std::fs::read_dir(&data).unwrap().flatten().collect();
    assert!(
        names.len() >= 5,
        "databases, logs, key, lock and socket: {names:?}"
    );
    for entry in names {
        assert_eq!(mode(&entry.path()), 0o600, "{:?}", entry.file_name());
    }
    drop(companion);
}

#[test]
fn attack_68_the_one_time_code_stands_in_no_argument() {
    use std::os::unix::fs::PermissionsExt;
    let companion = Companion::start(&[]);
    let tools = tempfile::tempdir().unwrap();
    let told = tools.path().join("told");
    let opener = tools.path().join("xdg-open");
    std::fs::write(
        &opener,
        format!(
            "#!/bin/sh\necho \"$@\" > {0}.new && mv {0}.new {0}\n",
            told.display()
        ),
    )
    .unwrap();
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).unwrap();
    let output = command(companion.dir.path())
        .arg("open")
        .env("PATH", format!("{}:/usr/bin:/bin", tools.path().display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    let file = said.trim().strip_prefix("opening ").unwrap();
    let page = std::fs::read_to_string(file).unwrap();
    assert_eq!(
        std::fs::metadata(file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let code = page.split("#t=").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(code.len(), 32, "{page}");
    assert!(!said.contains(code));
    let start = Instant::now();
    while !told.exists() {
        assert!(start.elapsed() < Duration::from_secs(10), "nothing was opened");
        std::thread::yield_now();
    }
    assert_eq!(std::fs::read_to_string(&told).unwrap().trim(), file);
}
