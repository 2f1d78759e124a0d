//! Attacks 57 to 63: names that are paths or queries, records that come back, text that steers, floods, and what errors say.

use daemon::http::Patience;
use daemon::refused::Refused;
use serde_json::json;
use shared::api::{self, ExtensionReply};

use crate::common::{self, Companion, ORIGIN, now, record, submit};
use crate::support::{CANARY, Target, attack, attack_alone, hardened, refused};

#[test]
fn attack_57_ids_that_are_paths_or_queries() {
    attack(|target| {
        let bearer = target.bearer();
        let credential = [("Authorization", bearer.as_str())];
        let head = target.write_head(&[]);
        let head: Vec<(&str, &str)> = head.iter().map(|(name, value)| (&**name, &**value)).collect();
        let long = "a".repeat(300);
        for id in [
            "..",
            "%2e%2e",
            "%00",
            &long,
            "'%20OR%201=1%20--",
            "'%3B%20DROP%20TABLE%20records%3B--",
            "..%2f..%2fetc%2fpasswd",
            "%25",
            "*",
        ] {
            refused(
                &target.get(&format!("/api/records/{id}"), &credential),
                &[400, 404],
            );
            refused(
                &target.get(&format!("/api/records/{id}/envelope"), &credential),
                &[400, 404],
            );
            for verb in ["revoke", "edit"] {
                let path = format!("/api/records/{id}/{verb}");
                refused(&target.post(&path, &head, "{}"), &[400, 404, 422]);
            }
            refused(
                &target.send("DELETE", &format!("/api/clients/{id}"), &head[..2], ""),
                &[400, 404],
            );
        }
        for id in ["..", "' OR 1=1 --", "", "\0", &long] {
            let body = json!({"verb": "revoke", "ids": [id]}).to_string();
            let answer = target.post("/api/bulk", &head, &body);
            assert_eq!(answer.json()["results"][0]["ok"], false, "{id}");
        }
    });
}

#[test]
fn attack_58_other_spellings_of_a_path() {
    attack(|target| {
        let bearer = target.bearer();
        for path in [
            "//api/records",
            "/api//records",
            "/api/../api/records",
            "/./api/records",
            "/API/records",
            "/api/records;x",
            "/api/records/",
            "/api/records%2f",
            "/%61pi/records",
            "/app.js/..",
            "/../../etc/passwd",
        ] {
            refused(&target.get(path, &[("Authorization", &bearer)]), &[404]);
            refused(&target.get(path, &[]), &[401]);
        }
    });
}

#[test]
fn attack_59_the_same_id_again_with_other_content_and_after_it_was_taken_back() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    for _ in 0..2 {
        let reply = companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
        assert!(
            matches!(reply, ExtensionReply::Committed { revision: 1, .. }),
            "{reply:?}"
        );
    }
    assert_eq!(companion.states(), ["held"]);
    let other = companion.ask(&mut browser, &submit(1, 1, record("another", "a")));
    assert!(
        matches!(&other, ExtensionReply::Refused { reason, retry: false } if reason.contains("other content")),
        "{other:?}"
    );
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(companion.json(&["show", &id])["messages"][0]["text"], "q");
    companion.json(&["revoke", "--all"]);
    for revision in [1, 2] {
        let reply = companion.ask(&mut browser, &submit(1, revision, record("q", "a")));
        assert!(matches!(reply, ExtensionReply::Declined { .. }), "{reply:?}");
    }
    assert_eq!(companion.states(), ["revoked"]);
}

#[test]
fn attack_60_text_that_steers_a_terminal_a_log_or_a_table() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let hostile = "\u{1b}]0;o\u{7}\u{1b}[2J\r\u{202e} <script>a</script> =1+1";
    companion.ask(&mut browser, &submit(1, 1, record(hostile, hostile)));
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    for arguments in [&["list"][..], &["show", &id]] {
        let shown = String::from_utf8(companion.run(arguments).stdout).unwrap();
        assert!(shown.contains("<script>a</script>"), "{shown:?}");
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!shown.contains(steers), "{shown:?}");
    }
    assert!(!companion.log().contains("<script>"));
    // Exports are JSON lines, in which a control character is an escape; tables for spreadsheets are not written.
    let export = String::from_utf8(companion.run(&["export"]).stdout).unwrap();
    assert!(
        !export.trim_end().contains(|c: char| c.is_control()),
        "{export:?}"
    );
    assert_eq!(
        companion.run(&["export", "--format", "csv"]).status.code(),
        Some(2)
    );
}

#[test]
fn attack_61_a_line_break_in_a_name_a_path_or_a_query() {
    attack(|target| {
        let bearer = target.bearer();
        let canary = "%0d%0aSet-Cookie:%20stranger=1";
        for path in [
            format!("/api/records?q={canary}&state={canary}"),
            format!("/api/records/{canary}"),
            format!("/{canary}"),
        ] {
            let answer = target.get(&path, &[("Authorization", &bearer)]);
            assert!(
                (400..500).contains(&answer.status) || answer.status == 200,
                "{answer:?}"
            );
            assert!(!answer.head.contains("stranger"), "{}", answer.head);
            hardened(&answer);
        }
        for broken in [
            "X: a\rSet-Cookie: stranger=1",
            "X: a\0b",
            "X y: a",
            " X: folded",
            ": x",
        ] {
            let answer = target.bytes(format!(
                "GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{broken}\r\n\r\n",
                target.port
            ));
            assert_eq!(
                (answer.status, answer.text().as_str()),
                (400, ""),
                "{broken:?}: {answer:?}"
            );
            assert!(!answer.head.contains("stranger"), "{}", answer.head);
        }
    });
}

#[test]
fn attack_62_a_flood_of_records_and_a_disk_that_is_full() {
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

    let (companion, store) = common::start_here(Patience::default());
    attack_alone(companion, |target| {
        let confined = store.write("confine", |tx| {
            for connection in [tx.main, tx.keys] {
                connection.query_row("PRAGMA max_page_count = 1", [], |_| Ok(()))?;
            }
            Ok::<_, Refused>(())
        });
        confined.unwrap();
        let mut browser = target.browser.lock().unwrap();
        let long = record(&"a long question ".repeat(20_000), "a");
        let reply = target.ask(&mut browser, &submit(2, 1, long));
        assert!(
            matches!(reply, ExtensionReply::Refused { retry: true, .. }),
            "{reply:?}"
        );
        let words: Vec<String> = (0..400)
            .map(|number| format!("private word number {number}"))
            .collect();
        let full = target.api(
            &target.token,
            "POST",
            "/api/words",
            Some(&json!({"words": words})),
        );
        refused(&full, &[507]);
    });
}

#[test]
fn attack_63_what_refusals_and_errors_say() {
    attack(|target| {
        let (bearer, home) = (target.bearer(), target.dir.path().to_str().unwrap().to_owned());
        let head = target.write_head(&[]);
        let head: Vec<(&str, &str)> = head.iter().map(|(name, value)| (&**name, &**value)).collect();
        let edit = json!({"op": "rate", "message_id": "m9", "thumb": 1}).to_string();
        let credential = [("Authorization", bearer.as_str())];
        for answer in [
            target.get("/api/records?state=hidden", &credential),
            target.get("/api/records/hidden", &credential),
            target.post("/api/bulk", &head, "{\"hidden\": 1}"),
            target.post(&format!("/api/records/{}/edit", target.id), &head, &edit),
            target.post(&format!("/api/records/{}/retract", target.id), &head, "{}"),
            target.get("/hidden", &[]),
        ] {
            assert!((400..500).contains(&answer.status), "{answer:?}");
            tells_nothing(&answer, &home);
        }
    });
    let (companion, store) = common::start_here(Patience::default());
    let target = Target::new(companion);
    let broken = store.write("break", |tx| {
        tx.main.execute_batch("ALTER TABLE settings RENAME TO gone")?;
        Ok::<_, Refused>(())
    });
    broken.unwrap();
    let error = target.api(&target.token, "GET", "/api/overview", None);
    refused(&error, &[500]);
    tells_nothing(&error, target.dir.path().to_str().unwrap());
    let message = error.json()["message"].as_str().unwrap().to_owned();
    assert!(
        message.starts_with("error ") && message.contains("log"),
        "{message}"
    );
}

#[track_caller]
fn tells_nothing(answer: &common::Answer, home: &str) {
    hardened(answer);
    let body = answer.text().to_lowercase();
    for telling in [
        home,
        CANARY,
        "hidden",
        "select ",
        "sqlite",
        "settings",
        "panicked",
        ".rs",
        env!("CARGO_PKG_VERSION"),
    ] {
        assert!(!body.contains(telling), "{telling}: {body}");
    }
}
