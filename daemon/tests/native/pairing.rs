//! What the registered program answers and to whom, what its codes are good for, and how keys are renewed.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use daemon::http::Patience;
use daemon::native::FIREFOX_ID;
use serde_json::json;
use shared::api::{self, ExtensionReply, ExtensionRequest};
use shared::sealed::{self, PairKey};

use crate::common::{self, Companion, now, record, submit};
use crate::support::{FIREFOX_ORIGIN, Registered, framed, message, own_origin, start};

#[test]
fn a_browser_pairs_by_itself_and_the_dashboard_says_so() {
    let registered = Registered::new();
    let companion = &registered.companion;
    let code = registered.as_chromium();
    let mut browser = companion.pair_with(&code, &own_origin()).unwrap();
    let clients = registered.clients();
    assert_eq!(clients.len(), 1);
    assert_eq!(
        (&clients[0]["origin"], &clients[0]["by_itself"]),
        (&json!(own_origin()), &json!(true))
    );
    let (frame, nonce) = browser.seal(companion.port, now(), &submit(1, 1, record("q", "a")));
    let answer = companion.frame(api::EXTENSION, &own_origin(), &frame);
    let reply = sealed::open_reply(&browser.key, &nonce, &answer.body).unwrap();
    let reply: ExtensionReply = serde_json::from_slice(&reply).unwrap();
    assert!(matches!(reply, ExtensionReply::Committed { .. }), "{reply:?}");
    // The code is used up.
    assert_eq!(
        companion.pair_with(&code, &own_origin()).err().unwrap().status,
        404
    );

    let code = registered.fetch(&[&registered.file, FIREFOX_ID]);
    assert_eq!(
        companion.pair_with(&code, &own_origin()).err().unwrap().status,
        403,
        "not for Chromium"
    );
    assert!(companion.pair_with(&code, FIREFOX_ORIGIN).is_ok());
    // A person's code and a browser's can wait at the same time.
    let shown = companion.json(&["pair"])["code"].as_str().unwrap().to_owned();
    let fetched = registered.as_chromium();
    assert!(companion.pair_with(&fetched, &own_origin()).is_ok());
    assert!(companion.pair_with(&shown, common::ORIGIN).is_ok());
    let by_itself: Vec<bool> = registered
        .clients()
        .iter()
        .map(|client| client["by_itself"] == true)
        .collect();
    assert_eq!(by_itself, [true, true, true, false]);
}

#[test]
fn nobody_but_our_extension_gets_a_code_and_a_code_is_good_for_our_extension_only() {
    let registered = Registered::new();
    let companion = &registered.companion;
    let ours = format!("{}/", own_origin());
    for arguments in [
        &[][..],
        &["chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba/"],
        &[&registered.file, "other@example.org"],
        &[&registered.file],
        &["/elsewhere/other.json", FIREFOX_ID],
    ] {
        assert_eq!(registered.ask(arguments), (vec![], false), "{arguments:?}");
    }
    for message in [
        &b""[..],
        b"\x01",
        &framed("{\"ask\":\"records\"}"),
        &framed("{\"ask\":\"pair\",\"more\":1}"),
        &framed("not json"),
        &framed(&" ".repeat(2_000)),
        &u32::MAX.to_ne_bytes(),
    ] {
        let answer = start(&registered.program, &[&ours], message);
        assert_eq!(answer, (vec![], false), "{message:?}");
    }
    let code = registered.as_chromium();
    for origin in [common::ORIGIN, FIREFOX_ORIGIN] {
        assert_eq!(
            companion.pair_with(&code, origin).err().unwrap().status,
            403,
            "{origin}"
        );
    }
    assert!(companion.pair_with(&code, &own_origin()).is_ok());
    assert_eq!(registered.clients().len(), 1);

    let Registered {
        home,
        companion,
        program,
        ..
    } = registered;
    let _dir = companion.kill();
    let (bytes, content) = start(&program, &[&ours], &framed("{\"ask\":\"pair\"}"));
    assert!(content);
    assert_eq!(message(&bytes)["is"], "refused");
    drop(home);
}

#[test]
fn a_browser_that_was_unpaired_comes_back_by_a_persons_code_only() {
    let registered = Registered::new();
    let companion = &registered.companion;
    let code = registered.as_chromium();
    assert!(companion.pair_with(&code, &own_origin()).is_ok());
    let token = companion.sign_in();
    let id = registered.clients()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        companion
            .api(&token, "DELETE", &format!("/api/clients/{id}"), None)
            .status,
        200
    );
    let code = registered.as_chromium();
    assert_eq!(
        companion.pair_with(&code, &own_origin()).err().unwrap().status,
        403
    );
    assert!(registered.clients().is_empty());
    let shown = companion.json(&["pair"])["code"].as_str().unwrap().to_owned();
    assert!(companion.pair_with(&shown, &own_origin()).is_ok());
    let code = registered.as_chromium();
    assert!(
        companion.pair_with(&code, &own_origin()).is_ok(),
        "it is welcome again"
    );
}

#[test]
fn a_code_that_a_browser_fetched_is_good_for_a_minute() {
    let passed = Arc::new(AtomicI64::new(0));
    let (companion, _store) =
        common::start_in_world(Patience::default(), common::world_ahead(Arc::clone(&passed)));
    let arguments = [
        "--data-dir",
        companion.dir.path().to_str().unwrap(),
        "native-host",
        &format!("{}/", own_origin()),
    ];
    let program = Path::new(env!("CARGO_BIN_EXE_tributary"));
    let (bytes, content) = start(program, &arguments, &framed("{\"ask\":\"pair\"}"));
    assert!(content);
    let code = message(&bytes)["code"].as_str().unwrap().to_owned();
    passed.fetch_add(60_000, Ordering::Relaxed);
    assert_eq!(
        companion.pair_with(&code, &own_origin()).err().unwrap().status,
        404
    );
}

#[test]
fn a_key_is_renewed_inside_a_sealed_message_and_the_former_one_ends_when_the_new_one_is_used() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let mut renew = |share: [u8; 32]| -> PairKey {
        let reply = companion.ask(&mut browser, &ExtensionRequest::Renew { share });
        let ExtensionReply::Renewed { share: theirs } = reply else {
            panic!("{reply:?}");
        };
        sealed::renewed_key(&browser.key, &share, &theirs)
    };
    // The answer to the first may have been lost: the former key goes on, and asks again.
    let lost = renew([1; 32]);
    let new = renew([2; 32]);
    let former = browser.key.clone();
    assert!(matches!(
        companion.ask(&mut browser, &ExtensionRequest::Status),
        ExtensionReply::Status { .. }
    ));
    browser.key = new;
    let reply = companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    assert!(matches!(reply, ExtensionReply::Committed { .. }), "{reply:?}");
    for ended in [former, lost] {
        let current = std::mem::replace(&mut browser.key, ended);
        let (frame, _) = browser.seal(companion.port, now(), &ExtensionRequest::Status);
        assert_eq!(
            companion.frame(api::EXTENSION, common::ORIGIN, &frame).status,
            401
        );
        browser.key = current;
    }
    let port = companion.port;
    let companion = Companion::start_in(companion.kill(), port, &[]);
    assert!(matches!(
        companion.ask(&mut browser, &ExtensionRequest::Status),
        ExtensionReply::Status { .. }
    ));
}
