//! Giving, repeating, forging, taking back: over real sockets, against a real database.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

use pool::http::limits::Limits;
use pool::http::rate::{Loopback, Rate};
use shared::api::{PoolInfo, PoolState, RecordStatus, Refusal, RetractionList};
use shared::conversation::{AsideKind, MessageId};
use shared::envelope::{Receipt, SignedEnvelope};
use shared::record::{Aside, Record};
use shared::retraction::RetractionReceipt;
use shared::scrub::{PiiType, Redaction};
use support::{Answer, TestPool, day, id, key, record};

fn code(answer: &Answer) -> String {
    serde_json::from_str::<Refusal>(&answer.body)
        .expect(&answer.body)
        .code
}

fn status(pool: &TestPool, counter: u64) -> RecordStatus {
    let answer = pool.get(&format!("/v1/records/{}/status", id(&key(counter))));
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

#[test]
fn a_record_is_received_once_however_often_it_is_sent() {
    let pool = TestPool::start();
    let signed = pool.envelope(&key(1), "Because of buoyancy.");
    let first = pool.put(&signed);
    assert_eq!(first.status, 201, "{}", first.body);
    let receipt: Receipt = serde_json::from_str(&first.body).unwrap();
    assert!(receipt.is_of(&pool.pool.key.public()));
    assert_eq!(receipt.content_sha256, signed.envelope.content_sha256);
    assert_eq!(receipt.received_day, day(0));
    let again = pool.put(&signed);
    assert_eq!((again.status, again.body), (200, first.body));
    assert_eq!(status(&pool, 1).state, PoolState::Quarantined);
    assert_eq!(pool.pool.store.counts().unwrap().received(), 1);
}

#[test]
fn another_content_under_the_same_id_is_refused() {
    let pool = TestPool::start();
    assert_eq!(pool.put(&pool.envelope(&key(1), "one")).status, 201);
    let answer = pool.put(&pool.envelope(&key(1), "two"));
    assert_eq!((answer.status, code(&answer)), (409, "other_content".to_owned()));
}

#[test]
fn a_retracted_record_cannot_come_back() {
    let pool = TestPool::start();
    let signed = pool.envelope(&key(1), "one");
    pool.put(&signed);
    let answer = pool.delete(&key(1));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let receipt: RetractionReceipt = serde_json::from_str(&answer.body).unwrap();
    assert!(receipt.is_of(&pool.pool.key.public()));
    assert_eq!(receipt.record_id, id(&key(1)));
    let again = pool.put(&signed);
    assert_eq!((again.status, code(&again)), (410, "retracted".to_owned()));
    assert_eq!(status(&pool, 1).state, PoolState::Retracted);
    assert_eq!(
        pool.delete(&key(1)).body,
        answer.body,
        "repeating it changes nothing"
    );
}

#[test]
fn a_retraction_that_overtakes_its_record_wins() {
    let pool = TestPool::start();
    assert_eq!(pool.delete(&key(1)).status, 200);
    assert_eq!(pool.put(&pool.envelope(&key(1), "late")).status, 410);
    assert_eq!(pool.pool.store.counts().unwrap().received(), 0);
}

#[test]
fn nobody_else_can_take_a_record_back() {
    let pool = TestPool::start();
    pool.put(&pool.envelope(&key(1), "mine"));
    let theirs = shared::retraction::Retraction::sign(&key(2), &pool.pool.id);
    let answer = pool.json(
        "DELETE",
        &format!("/v1/records/{}", id(&key(1))),
        &serde_json::to_vec(&theirs).unwrap(),
    );
    assert_eq!((answer.status, code(&answer)), (403, "forged".to_owned()));
    assert_eq!(status(&pool, 1).state, PoolState::Quarantined);
}

#[test]
fn forged_envelopes_are_refused_and_leave_nothing() {
    let pool = TestPool::start();
    let signed = pool.envelope(&key(1), "true");
    let other_id = format!("/v1/records/{}", id(&key(2)));
    let body = serde_json::to_vec(&signed).unwrap();
    let check = |name: &str, answer: Answer, expected: &str| {
        assert_eq!((answer.status, code(&answer).as_str()), (422, expected), "{name}");
    };
    check("another path", pool.json("PUT", &other_id, &body), "other_id");
    let altered = |alter: &dyn Fn(&mut SignedEnvelope)| {
        let mut altered = signed.clone();
        alter(&mut altered);
        pool.put(&altered)
    };
    check(
        "another text",
        altered(&|it| it.envelope.content.messages[0].text = "false".into()),
        "forged",
    );
    check(
        "another consent",
        altered(&|it| it.envelope.consent.purposes.truncate(1)),
        "forged",
    );
    check(
        "another key",
        altered(&|it| it.envelope.pk = key(2).public()),
        "forged",
    );
    let other_pool = shared::keys::PoolId::of(&key(9).public());
    let elsewhere = SignedEnvelope::sign(
        record("x"),
        signed.envelope.consent.clone(),
        day(0),
        &key(1),
        &other_pool,
    );
    check("for another pool", pool.put(&elsewhere), "forged");
    assert_eq!(pool.pool.store.counts().unwrap().received(), 0);
}

#[test]
fn records_without_agreement_are_refused() {
    let pool = TestPool::start();
    let signed = pool.envelope(&key(1), "x").envelope;
    for (expected, alter) in [
        (
            "consent",
            (|it| it.purposes.clear()) as fn(&mut shared::consent::ConsentReceipt),
        ),
        ("terms", |it| it.terms_id = "1999-01".into()),
        ("terms", |it| it.terms_sha256 = "0".repeat(64)),
    ] {
        let mut consent = signed.consent.clone();
        alter(&mut consent);
        let envelope = SignedEnvelope::sign(signed.content.clone(), consent, day(0), &key(1), &pool.pool.id);
        let answer = pool.put(&envelope);
        assert_eq!((answer.status, code(&answer).as_str()), (422, expected));
    }
}

#[test]
fn records_that_break_the_format_are_refused_without_repeating_them() {
    let pool = TestPool::start();
    let check = |name: &str, alter: &dyn Fn(&mut Record)| {
        let mut record = record("hidden words");
        alter(&mut record);
        let answer = pool.put(&pool.signed(&key(1), record));
        assert_eq!(
            (answer.status, code(&answer).as_str()),
            (422, "form"),
            "{name}: {}",
            answer.body
        );
        assert!(!answer.body.contains("hidden"), "{name}");
    };
    let nowhere = || MessageId("hidden".into());
    check("version", &|it| it.v = 2);
    check("no messages", &|it| it.messages.clear());
    check("two of one id", &|it| it.messages[1].id = MessageId("m1".into()));
    check("parent after child", &|it| it.messages.swap(0, 1));
    check("unknown parent", &|it| it.messages[2].parent_id = Some(nowhere()));
    check("its own parent", &|it| {
        it.messages[0].parent_id = Some(MessageId("m1".into()))
    });
    check("id with a path", &|it| {
        it.messages[4].id = MessageId("../../x".into())
    });
    check("branch to nowhere", &|it| it.branch.push(nowhere()));
    check("branch across", &|it| it.branch.insert(1, MessageId("m2".into())));
    check("signal to nowhere", &|it| it.signals[0].message_id = nowhere());
    check("polarity", &|it| it.signals[0].polarity = 1.5);
    check("evidence outside", &|it| {
        it.signals[1].evidence.as_mut().unwrap().end = 99_999
    });
    check("address as site", &|it| {
        it.site = "https://hidden.example/chat".into()
    });
    check("long model", &|it| {
        it.messages[1].model = Some("hidden".repeat(100))
    });
}

#[test]
fn personal_data_that_the_rules_know_is_refused() {
    let pool = TestPool::start();
    let mut record = record("x");
    record.messages[2].text = "Write to ada.lovelace@posteo.net about it.".into();
    let answer = pool.put(&pool.signed(&key(1), record));
    assert_eq!(
        (answer.status, code(&answer).as_str()),
        (422, "personal_data"),
        "{}",
        answer.body
    );
    assert!(!answer.body.contains("lovelace"));
    assert!(answer.body.contains("message m3"), "{}", answer.body);
    let mut record = support::record("x");
    record.judgements.note = Some("Call me: ada.lovelace@posteo.net".into());
    let answer = pool.put(&pool.signed(&key(1), record));
    assert_eq!((answer.status, code(&answer)), (422, "personal_data".to_owned()));
    assert!(answer.body.contains("the note or a label"), "{}", answer.body);
    let mut record = support::record("x");
    record.messages[1].asides.push(Aside {
        kind: AsideKind::Reasoning,
        text: "They are ada.lovelace@posteo.net.".into(),
        redactions: vec![],
    });
    let answer = pool.put(&pool.signed(&key(1), record));
    assert_eq!((answer.status, code(&answer)), (422, "personal_data".to_owned()));
    assert!(answer.body.contains("message m2"), "{}", answer.body);
    assert_eq!(pool.pool.store.counts().unwrap().received(), 0);
}

#[test]
fn what_was_thought_beside_a_reply_is_taken_in_with_it() {
    let pool = TestPool::start();
    let mut record = support::record("x");
    record.messages[1].asides.push(Aside {
        kind: AsideKind::Tool,
        text: "searched for rivers".into(),
        redactions: vec![],
    });
    let answer = pool.put(&pool.signed(&key(1), record.clone()));
    assert_eq!(answer.status, 201, "{}", answer.body);
    record.messages[1].asides[0].redactions.push(Redaction {
        start: 0,
        end: 99,
        kind: PiiType::Private,
        rule: "contributor".into(),
        confidence: 1.0,
    });
    let answer = pool.put(&pool.signed(&key(2), record));
    assert_eq!((answer.status, code(&answer)), (422, "form".to_owned()));
}

#[test]
fn malformed_and_oversized_requests_are_refused() {
    let pool = TestPool::start();
    let path = format!("/v1/records/{}", id(&key(1)));
    let json = "content-type: application/json\r\n";
    let too_large = format!("{json}content-length: {}\r\n", shared::api::MAX_RECORD_BYTES + 1);
    let deep = "[".repeat(100_000);
    for (name, expected, answer) in [
        ("not json", 400, pool.json("PUT", &path, b"{\"envelope\":")),
        ("deep", 422, pool.json("PUT", &path, deep.as_bytes())),
        ("not utf-8", 400, pool.json("PUT", &path, b"\"\xff\"")),
        ("another form", 422, pool.json("PUT", &path, b"{\"hidden\":1}")),
        (
            "no type",
            415,
            pool.send("PUT", &path, "content-length: 2\r\n", b"{}"),
        ),
        (
            "text",
            415,
            pool.send(
                "PUT",
                &path,
                "content-type: text/plain\r\ncontent-length: 2\r\n",
                b"{}",
            ),
        ),
        (
            "packed",
            415,
            pool.send(
                "PUT",
                &path,
                &format!("{json}content-encoding: gzip\r\ncontent-length: 2\r\n"),
                b"{}",
            ),
        ),
        (
            "no length",
            411,
            pool.send(
                "PUT",
                &path,
                &format!("{json}transfer-encoding: chunked\r\n"),
                b"2\r\n{}\r\n0\r\n\r\n",
            ),
        ),
        ("too large", 413, pool.send("PUT", &path, &too_large, b"")),
        ("large retraction", 413, pool.json("DELETE", &path, &[b' '; 5000])),
        (
            "hostile id",
            400,
            pool.json("PUT", "/v1/records/a'%20OR%201=1", b"{}"),
        ),
        (
            "up and out",
            404,
            pool.json("PUT", "/v1/records/../../etc", b"{}"),
        ),
        ("post", 405, pool.json("POST", &path, b"{}")),
        ("trace", 405, pool.send("TRACE", "/", "", b"")),
        ("nowhere", 404, pool.get("/v1/records/")),
        ("double slash", 404, pool.get("//v1/pool")),
        ("odd cursor", 400, pool.get("/v1/retractions?after=-1")),
        ("unknown record", 404, pool.get(&format!("{path}/status"))),
    ] {
        assert_eq!(answer.status, expected, "{name}: {}", answer.body);
        assert!(!code(&answer).is_empty(), "{name}");
        assert!(!answer.body.contains("hidden"), "{name}");
        assert!(!answer.head.to_lowercase().contains("access-control"), "{name}");
    }
    assert_eq!(pool.pool.store.counts().unwrap().received(), 0);
}

#[test]
fn the_pool_says_who_it_is_and_lists_what_was_taken_back() {
    let pool = TestPool::start();
    let info: PoolInfo = serde_json::from_str(&pool.get("/v1/pool").body).unwrap();
    assert_eq!(
        (info.pool_id, info.public_key),
        (pool.pool.id.clone(), pool.pool.key.public())
    );
    pool.delete(&key(1));
    pool.delete(&key(2));
    let all: RetractionList = serde_json::from_str(&pool.get("/v1/retractions").body).unwrap();
    assert_eq!(all.retractions.len(), 2);
    let rest = pool.get(&format!("/v1/retractions?after={}", all.cursor));
    let rest: RetractionList = serde_json::from_str(&rest.body).unwrap();
    assert_eq!((rest.retractions.len(), rest.cursor), (0, all.cursor));
}

#[test]
fn the_page_shows_numbers_and_no_markup_of_others() {
    let pool = TestPool::start();
    pool.put(&pool.envelope(&key(1), "secret words"));
    let page = pool.get("/");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("A &lt;b&gt;test&lt;/b&gt; pool"));
    assert!(page.body.contains("<dt>received</dt><dd>1</dd>"));
    assert!(
        !page.body.contains("secret words") && !page.body.contains("<script") && !page.body.contains("{{")
    );
    assert!(page.head.contains("content-security-policy: default-src 'none'"));
    assert_eq!(pool.get("/pool.css").status, 200);
    assert!(pool.get("/terms").body.contains("What you agree to"));
}

#[test]
fn a_flood_from_one_network_is_told_when_to_come_back() {
    let pool = TestPool::start_with(Rate::new(2, Loopback::Counted), Limits::default());
    assert_eq!(pool.get("/v1/pool").status, 200);
    assert_eq!(pool.get("/v1/pool").status, 200);
    let answer = pool.get("/v1/pool");
    assert_eq!((answer.status, code(&answer)), (429, "too_many".to_owned()));
    assert!(answer.head.contains("retry-after: 30"), "{}", answer.head);
}

#[test]
fn a_slow_or_silent_caller_is_dropped_and_keeps_nobody_out() {
    let limits = Limits {
        connections: 2,
        head: Duration::from_millis(200),
        request: Duration::from_millis(300),
        ..Limits::default()
    };
    let pool = TestPool::start_with(Rate::new(1, Loopback::Free), limits);
    let silent: Vec<TcpStream> = (0..2)
        .map(|_| TcpStream::connect(pool.address).unwrap())
        .collect();
    let mut half = TcpStream::connect(pool.address).unwrap();
    half.write_all(b"GET /v1/po").unwrap();
    assert_eq!(pool.get("/v1/pool").status, 200);
    drop(silent);
    let path = format!("/v1/records/{}", id(&key(1)));
    let answer = pool.send(
        "PUT",
        &path,
        "content-type: application/json\r\ncontent-length: 100\r\n",
        b"{",
    );
    assert_eq!(answer.status, 408);
}

#[test]
fn http_2_is_not_spoken() {
    let pool = TestPool::start();
    let answer = pool.raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0");
    assert_ne!(answer.status, 200);
    assert!(!answer.head.starts_with("HTTP/2"));
}

#[test]
fn a_busy_pool_asks_for_work_before_it_takes_a_record_and_never_before_it_takes_one_back() {
    let limits = Limits {
        records_per_minute: 2,
        ..Limits::default()
    };
    let pool = TestPool::start_with(Rate::new(1, Loopback::Free), limits);
    assert_eq!(pool.put(&pool.envelope(&key(1), "one")).status, 201);
    assert_eq!(pool.put(&pool.envelope(&key(2), "two")).status, 201);
    let third = pool.envelope(&key(3), "three");
    let refused = pool.put(&third);
    assert_eq!((refused.status, code(&refused)), (429, "work".to_owned()));
    let head = refused.head.to_lowercase();
    assert!(
        head.contains("tributary-work-bits: 18") && head.contains("retry-after: 60"),
        "{head}"
    );
    let with = |work: String| {
        let body = serde_json::to_vec(&third).unwrap();
        let headers = format!(
            "content-type: application/json\r\ncontent-length: {}\r\ntributary-work: {work}\r\n",
            body.len()
        );
        pool.send("PUT", &format!("/v1/records/{}", id(&key(3))), &headers, &body)
    };
    for wrong in ["1", "-1", "x", "99999999999999999999999"] {
        assert_eq!(with(wrong.to_owned()).status, 429, "{wrong}");
    }
    let done = shared::work::solve(&id(&key(3)), 18).unwrap();
    assert_eq!(with(done.to_string()).status, 201);
    assert_eq!(pool.delete(&key(1)).status, 200);
    assert_eq!(pool.get("/v1/pool").status, 200);
}
