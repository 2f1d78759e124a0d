//! Attacks 54 to 56: bodies that are too deep, malformed, or of another format.

use shared::api::{self, ExtensionReply, ExtensionRequest};
use shared::sealed::{self, Destination, RequestHead};

use crate::common::{Browser, Companion, ORIGIN, now, record, submit};
use crate::support::{Target, attack, refused, silent};

/// Seals any bytes as a request of this browser would be.
fn seal(browser: &mut Browser, port: u16, plain: &[u8]) -> (Vec<u8>, [u8; 24]) {
    // The nonce is one that the browser then does not use again.
    let (_, nonce) = browser.seal(port, now(), &ExtensionRequest::Status);
    let head = RequestHead {
        client_id: browser.client_id,
        unix_seconds: now(),
        nonce,
    };
    let to = Destination {
        path: api::EXTENSION,
        port,
    };
    (sealed::seal_request(&browser.key, &head, to, plain), nonce)
}

/// Has a paired browser send bytes that are no request; out: the sealed refusal.
#[track_caller]
fn sealed_refusal(target: &Target, plain: &[u8]) {
    let mut browser = target.browser.lock().unwrap();
    let (frame, nonce) = seal(&mut browser, target.port, plain);
    let answer = silent(target.frame(api::EXTENSION, ORIGIN, &frame));
    assert_eq!(answer.status, 200, "a frame is answered by a frame: {answer:?}");
    let reply = sealed::open_reply(&browser.key, &nonce, &answer.body).unwrap();
    let reply: ExtensionReply = serde_json::from_slice(&reply).unwrap();
    assert!(
        matches!(reply, ExtensionReply::Refused { retry: false, .. }),
        "{reply:?}"
    );
}

#[test]
fn attack_54_ten_thousand_brackets() {
    attack(|target| {
        for bracket in ["[", "{\"a\":"] {
            let deep = bracket.repeat(10_000);
            let head = target.write_head(&[]);
            let head: Vec<(&str, &str)> = head.iter().map(|(name, value)| (&**name, &**value)).collect();
            refused(&target.post("/api/bulk", &head, &deep), &[400, 422]);
            sealed_refusal(target, deep.as_bytes());
            let inside = format!(
                "{{\"op\":\"submit\",\"conversation_id\":\"{:032x}\",\"revision\":1,\"record\":{deep}",
                9
            );
            sealed_refusal(target, inside.as_bytes());
        }
    });
}

#[test]
fn attack_55_malformed_json_and_text_that_is_hard_to_keep() {
    attack(|target| {
        let head = target.write_head(&[]);
        let head: Vec<(&str, &str)> = head.iter().map(|(name, value)| (&**name, &**value)).collect();
        for body in [
            &b"{\"verb\":NaN}"[..],
            b"{\"verb\":\"hold\",\"ids\":[\"\\ud800\"]}",
            b"{\"verb\":\"\xff\"}",
            b"{\"verb\":\"hold\",\"verb\":\"revoke\",\"ids\":[]}",
            b"{\"verb\":\"hold\",\"ids\":[],\"ids\":[]}",
            b"",
            b"null",
            b"{\"verb\":\"hold\",\"ids\":[]} {}",
            b"\xef\xbb\xbf{}",
        ] {
            refused(
                &silent(target.request("POST", "/api/bulk", &head, body)),
                &[400, 422],
            );
            sealed_refusal(target, body);
        }
    });
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let odd =
        "NUL \u{0} tab\t \u{202e}right \u{1b}[2J <script>alert(1)</script> \u{10ffff} \"\\ \r\n e\u{301}";
    let reply = companion.ask(&mut browser, &submit(1, 1, record(odd, "a")));
    assert!(matches!(reply, ExtensionReply::Committed { .. }), "{reply:?}");
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(companion.json(&["show", &id])["messages"][0]["text"], odd);
}

#[test]
fn attack_56_unknown_fields_other_versions_and_fields_too_long() {
    attack(|target| {
        let head = target.write_head(&[]);
        let head: Vec<(&str, &str)> = head.iter().map(|(name, value)| (&**name, &**value)).collect();
        for body in [
            "{\"verb\":\"hold\",\"ids\":[],\"surprise\":1}",
            "{\"verb\":\"destroy\",\"ids\":[]}",
            "{\"ids\":[]}",
        ] {
            refused(&target.post("/api/bulk", &head, body), &[422]);
        }
        sealed_refusal(target, b"{\"op\":\"adapters\",\"have\":\"\",\"surprise\":1}");
        sealed_refusal(target, b"{\"op\":\"export\"}");
        let mut browser = target.browser.lock().unwrap();
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
            |record| record.messages[0].text = "x".repeat(api::MAX_RECORD_BYTES + 1),
            |record| record.judgements.labels = vec!["x".repeat(1_000)],
        ];
        for (index, break_it) in breaking.into_iter().enumerate() {
            let mut broken = record("q", "a");
            break_it(&mut broken);
            let reply = target.ask(&mut browser, &submit(7, 1, broken));
            assert!(
                matches!(reply, ExtensionReply::Refused { retry: false, .. }),
                "{index}: {reply:?}"
            );
        }
    });
}
