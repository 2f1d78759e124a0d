//! Attacks 41 to 47: frames of other extensions, again, changed, too late, elsewhere, after the end; and pairing itself.
//!
//! 46, somebody else on the companion's port, is an attack on the extension: see `tests/tests/extension.rs`.

use std::time::Duration;

use shared::api::{self, ExtensionReply, ExtensionRequest};
use shared::sealed;

use crate::common::{Companion, ORIGIN, now, record, submit};
use crate::support::{READS, Target, WRITES, attack, attack_alone, refused};

const OTHER: &str = "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba";

#[test]
fn attack_41_a_good_key_from_another_extension() {
    attack_alone(Companion::start(&[]), |target| {
        let mut browser = target.browser.lock().unwrap();
        let frame = |browser: &mut crate::common::Browser| {
            browser.seal(target.port, now(), &ExtensionRequest::Withdraw).0
        };
        for origin in [OTHER, "moz-extension://01234567-89ab-cdef-0123-456789abcdef"] {
            refused(
                &target.frame(api::EXTENSION, origin, &frame(&mut browser)),
                &[403],
            );
        }
    });
    // Also where the other extension is paired itself.
    let target = Target::new(Companion::start(&[]));
    let code = target.json(&["pair"])["code"].as_str().unwrap().to_owned();
    target.pair_with(&code, OTHER).unwrap();
    let (frame, _) = target
        .browser
        .lock()
        .unwrap()
        .seal(target.port, now(), &ExtensionRequest::Withdraw);
    refused(&target.frame(api::EXTENSION, OTHER, &frame), &[403]);
}

#[test]
fn attack_42_an_extension_that_is_not_paired() {
    attack(|target| {
        for path in READS {
            refused(&target.get(path, &[("Origin", OTHER)]), &[401]);
        }
        for path in WRITES.iter().filter(|path| **path != api::PAIR) {
            for content_type in ["application/json", api::SEALED] {
                let head = [("Origin", OTHER), ("Content-Type", content_type)];
                refused(&target.post(path, &head, &target.harm()), &[403]);
            }
        }
    });
}

#[test]
fn attack_43_a_frame_again_and_one_of_another_time() {
    attack(|target| {
        let mut browser = target.browser.lock().unwrap();
        let (frame, _) = browser.seal(
            target.port,
            now(),
            &submit(1, 1, record(crate::support::CANARY, crate::support::CANARY)),
        );
        assert_eq!(
            target.frame(api::EXTENSION, ORIGIN, &frame).status,
            200,
            "it is known already"
        );
        for _ in 0..3 {
            refused(&target.frame(api::EXTENSION, ORIGIN, &frame), &[409]);
        }
        for seconds in [now() - 121, now() + 125, 0, u64::MAX] {
            let (frame, _) = browser.seal(target.port, seconds, &ExtensionRequest::Withdraw);
            refused(&target.frame(api::EXTENSION, ORIGIN, &frame), &[401]);
        }
    });
}

#[test]
fn attack_43_a_frame_again_after_the_companion_was_started_again() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let port = companion.port;
    let (early, _) = browser.seal(port, now(), &ExtensionRequest::Status);
    assert_eq!(companion.frame(api::EXTENSION, ORIGIN, &early).status, 200);
    // Its time lies after the next start, as it may where clocks differ.
    let (ahead, _) = browser.seal(port, now() + 100, &ExtensionRequest::Withdraw);
    assert_eq!(companion.frame(api::EXTENSION, ORIGIN, &ahead).status, 200);
    companion.json(&["consent", "--agree"]);
    let consent = companion.json(&["consent", "--show"]);
    let dir = companion.kill();
    std::thread::sleep(Duration::from_millis(1100));
    let companion = Companion::start_in(dir, port, &[]);
    refused(&companion.frame(api::EXTENSION, ORIGIN, &early), &[401]);
    refused(&companion.frame(api::EXTENSION, ORIGIN, &ahead), &[409]);
    assert_eq!(companion.json(&["consent", "--show"]), consent);
}

#[test]
fn attack_44_a_frame_that_was_changed_or_meant_for_elsewhere() {
    attack(|target| {
        let mut browser = target.browser.lock().unwrap();
        let seconds = now();
        let (frame, _) = browser.seal(target.port, seconds, &ExtensionRequest::Withdraw);
        for position in 0..frame.len() {
            let mut flipped = frame.clone();
            flipped[position] ^= 1;
            refused(&target.frame(api::EXTENSION, ORIGIN, &flipped), &[401]);
        }
        for length in [0, 1, 47, 48, frame.len() - 1] {
            refused(&target.frame(api::EXTENSION, ORIGIN, &frame[..length]), &[401]);
        }
        let (elsewhere, _) = browser.seal(target.port ^ 1, seconds, &ExtensionRequest::Withdraw);
        refused(&target.frame(api::EXTENSION, ORIGIN, &elsewhere), &[401]);
        // To the path of pairing it says nothing, as nobody is pairing.
        refused(&target.frame(api::PAIR, ORIGIN, &frame), &[404]);
    });
}

#[test]
fn attack_45_the_key_of_a_browser_that_was_unpaired() {
    let companion = Companion::start(&[]);
    let (mut first, mut second) = (companion.pair(), companion.pair());
    let token = companion.sign_in();
    let unpair = |browser: &crate::common::Browser| {
        let path = format!(
            "/api/clients/{}",
            data_encoding::HEXLOWER.encode(&browser.client_id)
        );
        assert_eq!(companion.api(&token, "DELETE", &path, None).status, 200);
    };
    let frame = |browser: &mut crate::common::Browser, number| {
        browser
            .seal(companion.port, now(), &submit(number, 1, record("q", "a")))
            .0
    };
    unpair(&first);
    refused(
        &companion.frame(api::EXTENSION, ORIGIN, &frame(&mut first, 1)),
        &[401],
    );
    assert_eq!(companion.states().len(), 0);
    let reply = companion.ask(&mut second, &submit(2, 1, record("q", "a")));
    assert!(
        matches!(reply, ExtensionReply::Committed { .. }),
        "the other goes on: {reply:?}"
    );
    // With the last browser of this origin the origin itself becomes a stranger's.
    unpair(&second);
    refused(
        &companion.frame(api::EXTENSION, ORIGIN, &frame(&mut second, 3)),
        &[403],
    );
    assert_eq!(companion.states().len(), 1);
}

#[test]
fn attack_47_pairing_when_nobody_pairs_and_two_for_one_code() {
    let companion = Companion::start(&[]);
    let code = sealed::show_code(&[3; 16]);
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
    refused(&companion.pair_with(&shown, ORIGIN).err().unwrap(), &[404]);
    let _ = companion.json(&["pair"]);
    for _ in 0..5 {
        refused(&companion.pair_with(&code, ORIGIN).err().unwrap(), &[401]);
    }
    refused(&companion.pair_with(&code, ORIGIN).err().unwrap(), &[429]);
    assert_eq!(
        companion.json(&["status"])["clients"].as_array().unwrap().len(),
        1
    );
}
