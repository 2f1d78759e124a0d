//! Site adapters on their way from the pool to a browser, and reports of pages on their way back, with the real binary.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::time::{Duration, Instant};

use common::{Browser, Companion, Pool};
use serde_json::Value;
use shared::adapter::{Adapter, AdapterList};
use shared::api::{ExtensionReply, ExtensionRequest};
use shared::site_report::{Element, Reading, SiteReport};
use shared::time::Day;

fn list(sequence: u64, version: u32) -> AdapterList {
    let text = format!(
        r#"{{"site":"some-chat","version":{version},"verified":"2026-11-21","hosts":["chat.example"],"user":[".q"],"assistant":[".a"]}}"#
    );
    AdapterList {
        sequence,
        issued: Day::try_from("2026-11-22".to_owned()).unwrap(),
        adapters: vec![Adapter::read(&text).unwrap()],
    }
}

fn publish(pool: &Pool, list: AdapterList) {
    pool.held.lock().unwrap().adapters = Some(list);
}

/// What the companion says of the adapters, once it has asked.
fn verdict(companion: &Companion) -> Value {
    let start = Instant::now();
    loop {
        let status = companion.json(&["status"])["adapters"].clone();
        if !status["verdict"].is_null() {
            return status;
        }
        assert!(
            start.elapsed() < Duration::from_secs(120),
            "the pool was not asked: {status}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Starts again on the same data, which asks the pool again. The verdict before is of another start.
fn again(companion: Companion, arguments: &[&str], said: &str) -> Companion {
    let companion = Companion::start_in(companion.kill(), 0, arguments);
    let start = Instant::now();
    while !verdict(&companion)["verdict"].as_str().unwrap().contains(said) {
        assert!(
            start.elapsed() < Duration::from_secs(120),
            "{}",
            verdict(&companion)
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    companion
}

fn have(companion: &Companion, browser: &mut Browser, have: &str) -> (String, Option<Vec<Adapter>>) {
    let request = ExtensionRequest::Adapters {
        have: have.to_owned(),
    };
    match companion.ask(browser, &request) {
        ExtensionReply::Adapters { digest, adapters } => (digest, adapters),
        other => panic!("{other:?}"),
    }
}

fn report() -> SiteReport {
    SiteReport {
        v: 1,
        extension: "0.1.0".into(),
        site: None,
        host: None,
        reading: Reading {
            method: "none".into(),
            confidence: 0.0,
            degraded: false,
            turns_seen: 0,
            turns_captured: 0,
            cut: false,
        },
        adapter: None,
        candidates: vec![],
        elements: vec![Element {
            tag: "div".into(),
            ..Element::default()
        }],
        left_out: 0,
    }
}

#[test]
fn a_browser_gets_the_pools_adapters_once_and_again_when_they_change() {
    let pool = Pool::start();
    publish(&pool, list(1, 2));
    let arguments = ["--pool", &pool.url];
    let companion = Companion::start(&arguments);
    let mut browser = companion.pair();
    let status = verdict(&companion);
    assert_eq!(
        (status["verdict"].as_str(), status["list"].as_u64()),
        (Some("taken"), Some(1))
    );
    assert_eq!(status["adapters"][0], "some-chat@2");

    let (digest, adapters) = have(&companion, &mut browser, "");
    assert_eq!(adapters.unwrap()[0].version, 2);
    assert_eq!(have(&companion, &mut browser, &digest), (digest.clone(), None));

    publish(&pool, list(2, 3));
    let companion = again(companion, &arguments, "taken");
    let mut browser = companion.pair();
    let start = Instant::now();
    loop {
        let (other, adapters) = have(&companion, &mut browser, &digest);
        if let Some(adapters) = adapters {
            assert_eq!(adapters[0].version, 3);
            assert_ne!(other, digest);
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(120));
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_old_list_a_forged_list_and_a_changed_list_leave_the_one_in_force() {
    let pool = Pool::start();
    publish(&pool, list(5, 2));
    let arguments = ["--pool", &pool.url];
    let companion = Companion::start(&arguments);
    verdict(&companion);

    publish(&pool, list(4, 9));
    let companion = again(companion, &arguments, "older");
    publish(&pool, list(5, 3));
    let companion = again(companion, &arguments, "two different");
    let mut twice = list(6, 4);
    twice.adapters.push(twice.adapters[0].clone());
    publish(&pool, twice);
    let companion = again(companion, &arguments, "named twice");
    publish(&pool, list(6, 4));
    pool.held.lock().unwrap().forge = true;
    let companion = again(companion, &arguments, "not signed");

    let mut browser = companion.pair();
    let (_, adapters) = have(&companion, &mut browser, "");
    assert_eq!(adapters.unwrap()[0].version, 2);
}

#[test]
fn a_list_larger_than_any_is_not_read_to_its_end() {
    let pool = Pool::start();
    let mut huge = list(1, 2);
    huge.adapters[0].text = " ".repeat(4 * 1024 * 1024);
    publish(&pool, huge);
    let companion = Companion::start(&["--pool", &pool.url]);
    let status = verdict(&companion);
    assert!(
        status["verdict"].as_str().unwrap().contains("too much"),
        "{status}"
    );
    assert!(status["list"].is_null());
}

#[test]
fn updates_that_are_switched_off_are_neither_fetched_nor_served() {
    let pool = Pool::start();
    publish(&pool, list(1, 2));
    let companion = Companion::start(&["--pool", &pool.url]);
    verdict(&companion);
    let mut browser = companion.pair();
    let (digest, _) = have(&companion, &mut browser, "");

    let off = Companion::start_in(companion.kill(), 0, &["--no-adapter-updates"]);
    let mut browser = off.pair();
    assert_eq!(have(&off, &mut browser, &digest), (String::new(), Some(vec![])));
    let kept = Companion::start_in(off.kill(), 0, &[]);
    assert_eq!(kept.json(&["status"])["adapters"]["updates"], false);
    let on = Companion::start_in(kept.kill(), 0, &["--adapter-updates"]);
    assert_eq!(verdict(&on)["verdict"], "taken");
}

#[test]
fn a_report_goes_to_the_pool_and_nothing_of_it_stays_here() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    let mut browser = companion.pair();
    let mut named = report();
    named.elements[0].names = vec!["zyxwvut".into()];
    let request = ExtensionRequest::ReportSite {
        report: Box::new(named.clone()),
    };
    assert_eq!(companion.ask(&mut browser, &request), ExtensionReply::Done);
    assert_eq!(pool.held.lock().unwrap().reports, [named]);
    for file in std::fs::read_dir(companion.dir.path()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        assert!(
            !bytes.windows(7).any(|part| part == b"zyxwvut"),
            "{:?}",
            file.path()
        );
    }
}

#[test]
fn a_report_that_says_more_than_names_is_not_passed_on_and_one_without_a_pool_may_be_tried_again() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    let mut browser = companion.pair();
    let mut talkative = report();
    talkative.elements[0].tag = "Dear Ada".into();
    let request = ExtensionRequest::ReportSite {
        report: Box::new(talkative),
    };
    let refused = companion.ask(&mut browser, &request);
    assert!(
        matches!(refused, ExtensionReply::Refused { retry: false, .. }),
        "{refused:?}"
    );
    assert!(pool.held.lock().unwrap().reports.is_empty());

    let alone = Companion::start(&[]);
    let mut browser = alone.pair();
    let request = ExtensionRequest::ReportSite {
        report: Box::new(report()),
    };
    let refused = alone.ask(&mut browser, &request);
    assert!(
        matches!(refused, ExtensionReply::Refused { retry: true, .. }),
        "{refused:?}"
    );
}
