//! What the pool does about chat sites: adapters out, signed; reports in, checked and bounded.
#![allow(clippy::unwrap_used, reason = "this is a test")]

mod support;

use pool::http::limits::Limits;
use pool::http::rate::{Loopback, Rate};
use serde_json::{Value, json};
use shared::adapter::{Adapter, SignedAdapters};
use shared::time::Timestamp;
use support::TestPool;

fn adapter(site: &str, version: u32) -> Adapter {
    let text = json!({"site": site, "version": version, "verified": "2026-11-21", "hosts": ["chat.example"], "user": [".q"], "assistant": [".a"]});
    Adapter::read(&text.to_string()).unwrap()
}

fn report() -> Value {
    json!({"v": 1, "extension": "0.1.0",
        "reading": {"method": "none", "confidence": 0.0, "degraded": false, "turns_seen": 0, "turns_captured": 0, "cut": false},
        "candidates": [], "elements": [{"at": 0, "tag": "div", "names": ["class"], "values": {"class": ["message"]}}], "left_out": 0})
}

fn send(pool: &TestPool, report: &Value) -> u16 {
    let body = report.to_string();
    let head = format!(
        "content-type: application/json\r\ncontent-length: {}\r\n",
        body.len()
    );
    pool.send("POST", "/v1/site-reports", &head, body.as_bytes())
        .status
}

fn listed(pool: &TestPool) -> SignedAdapters {
    let answer = pool.send("GET", "/v1/adapters", "", b"");
    assert_eq!(answer.status, 200);
    serde_json::from_str(&answer.body).unwrap()
}

#[test]
fn what_is_published_is_served_signed_and_its_number_only_grows() {
    let pool = TestPool::start();
    let (store, key) = (&pool.pool.store, pool.pool.key.public());
    let today = Timestamp(support::NOON).day();
    let empty = listed(&pool);
    assert_eq!(
        (empty.list.sequence, empty.list.adapters.len(), empty.verify(&key)),
        (0, 0, Ok(()))
    );

    store
        .publish_adapters(&[adapter("one", 1), adapter("two", 1)], &today)
        .unwrap();
    let first = listed(&pool);
    assert_eq!(
        (first.list.sequence, first.list.adapters.len(), first.verify(&key)),
        (1, 2, Ok(()))
    );

    let same = store.publish_adapters(&[adapter("one", 1)], &today).unwrap();
    assert_eq!((same.adapters, same.sequence), (0, 1));
    store.publish_adapters(&[adapter("one", 2)], &today).unwrap();
    assert_eq!(listed(&pool).list.adapters[0].version, 2);
    let refused = store.publish_adapters(&[adapter("one", 1)], &today).unwrap_err();
    assert!(refused.to_string().contains("higher version"), "{refused}");

    assert_eq!(store.withdraw_adapter("three", &today).unwrap(), None);
    store.withdraw_adapter("one", &today).unwrap();
    let last = listed(&pool);
    assert_eq!((last.list.sequence, last.list.adapters.len()), (3, 1));
    assert_eq!(last.verify(&key), Ok(()));
}

#[test]
fn a_report_is_kept_once_and_counted() {
    let pool = TestPool::start();
    assert_eq!((send(&pool, &report()), send(&pool, &report())), (200, 200));
    let reports = pool.pool.store.reports().unwrap();
    assert_eq!((reports.len(), reports[0].times), (1, 2));
    let id = reports[0].id.clone();
    assert_eq!(pool.pool.store.report(&id).unwrap().unwrap(), reports[0]);
    assert_eq!(pool.pool.store.erase_reports(Some(&id)).unwrap(), 1);
    assert_eq!(pool.pool.store.report(&id).unwrap(), None);
}

#[test]
fn reports_that_carry_text_or_are_too_large_are_refused() {
    let pool = TestPool::start();
    for (change, status) in [
        (json!([{"at": 0, "tag": "Dear Ada"}]), 422),
        (json!([{"at": 0, "tag": "div", "text": "Dear Ada"}]), 422),
        (
            json!([{"at": 0, "tag": "div", "values": {"class": ["1234567"]}}]),
            422,
        ),
        (
            json!([{"at": 0, "tag": "div", "names": vec!["n".repeat(40); 6_000]}]),
            413,
        ),
        (json!("Dear Ada"), 422),
    ] {
        let mut wrong = report();
        wrong["elements"] = change;
        assert_eq!(send(&pool, &wrong), status, "{}", &wrong.to_string()[..200]);
    }
    assert!(pool.pool.store.reports().unwrap().is_empty());
}

#[test]
fn one_network_cannot_fill_the_shelf_of_reports() {
    let pool = TestPool::start_with(Rate::new(1_000, Loopback::Counted), Limits::default());
    let statuses: Vec<u16> = (0..6)
        .map(|number| {
            let mut another = report();
            another["left_out"] = json!(number);
            send(&pool, &another)
        })
        .collect();
    assert_eq!(statuses, [200, 200, 200, 200, 429, 429]);
    assert_eq!(pool.send("GET", "/v1/adapters", "", b"").status, 200);
}

#[test]
fn a_full_shelf_takes_nothing_more_until_it_is_cleared() {
    let pool = TestPool::start();
    let today = Timestamp(support::NOON).day();
    for number in 0..pool::store::reports::MOST_REPORTS {
        let mut another = report();
        another["left_out"] = json!(number);
        let another = serde_json::from_value(another).unwrap();
        assert!(pool.pool.store.keep_report(&another, &today).unwrap());
    }
    let mut one_more = report();
    one_more["left_out"] = json!(9_999);
    assert_eq!(send(&pool, &one_more), 503);
    pool.pool.store.erase_reports(None).unwrap();
    assert_eq!(send(&pool, &one_more), 200);
}
