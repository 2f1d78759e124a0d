//! Reviewers, contributors and what stands between them: the console over real sockets, votes, versions, objections.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::net::SocketAddr;
use std::sync::Arc;

use pool::http::App;
use pool::http::console::{self, Console};
use pool::reviewers;
use serde_json::{Value, json};
use shared::api::{OutcomeState, PoolState, RecordStatus, Verdict};
use shared::consent::{Licence, Purpose, agree};
use shared::envelope::SignedEnvelope;
use shared::keys::SecretKey;
use shared::objection::Objection;
use shared::pseudonym::Byline;
use shared::time::Timestamp;
use support::{Answer, NOON, TestPool, day, exchange, files, holds, id, key, record};

/// A pool with a console and two reviewers.
struct Desk {
    pool: TestPool,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

const NAMES: [&str; 2] = ["ada", "bo"];

fn reviewer_key(name: &str) -> SecretKey {
    SecretKey::from_bytes(&[name.as_bytes()[0]; 32])
}

fn random() -> [u8; 32] {
    use std::sync::atomic::{AtomicU8, Ordering};
    static NEXT: AtomicU8 = AtomicU8::new(1);
    [NEXT.fetch_add(1, Ordering::Relaxed); 32]
}

impl Desk {
    fn start() -> Self {
        let pool = TestPool::start();
        pool.pool
            .store
            .change_setting(reviewers::SETTING, &mut |_| {
                let mut known = vec![];
                for name in NAMES {
                    known = reviewers::with(known, name, reviewer_key(name).public()).unwrap();
                }
                Some(reviewers::written(&known))
            })
            .unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let address = listener.local_addr().unwrap();
        let app = App {
            pool: Arc::clone(&pool.pool),
            clock: Arc::new(|| Timestamp(NOON)),
        };
        let console = Console::new(&app, pool.dir.path().join("data"), random);
        runtime.spawn(console::serve(listener, console));
        Self {
            pool,
            address,
            _runtime: runtime,
        }
    }

    fn link(&self, name: &str) -> String {
        let dir = self.pool.dir.path().join("data");
        let code = *random().first_chunk().unwrap();
        reviewers::offer(
            &dir,
            &self.pool.pool.id,
            name,
            &reviewer_key(name),
            code,
            Timestamp(NOON),
        )
        .unwrap()
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let port = self.address.port();
        let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        let own = format!("127.0.0.1:{port}");
        if !headers.iter().any(|(name, _)| *name == "host") {
            head += &format!("host: {own}\r\n");
        }
        if method == "POST" {
            head += &format!("content-length: {}\r\n", body.len());
            for (name, usual) in [
                ("content-type", "application/json".to_owned()),
                ("origin", format!("http://{own}")),
            ] {
                if !headers.iter().any(|(given, _)| *given == name) {
                    head += &format!("{name}: {usual}\r\n");
                }
            }
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        exchange(
            self.address,
            &[head.as_bytes(), b"\r\n", body.as_bytes()].concat(),
        )
    }

    fn sign_in(&self, name: &str) -> String {
        let code = json!({ "code": self.link(name) }).to_string();
        let answer = self.send("POST", "/api/session", &[], &code);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(answer["reviewer"], name);
        answer["token"].as_str().unwrap().to_owned()
    }

    fn as_who(&self, token: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let bearer = format!("Bearer {token}");
        let body = if method == "POST" {
            body.to_string()
        } else {
            String::new()
        };
        let answer = self.send(method, path, &[("authorization", &bearer)], &body);
        (answer.status, serde_json::from_str(&answer.body).unwrap())
    }

    fn status(&self, counter: u64) -> RecordStatus {
        let answer = self
            .pool
            .get(&format!("/v1/records/{}/status", id(&key(counter))));
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    fn give(&self, counters: std::ops::Range<u64>, text: impl Fn(u64) -> String) {
        for counter in counters {
            let answer = self.pool.put(&self.pool.envelope(&key(counter), &text(counter)));
            assert_eq!(answer.status, 201, "{}", answer.body);
        }
    }

    fn object(&self, counter: u64, decision: u32, text: &str) -> Answer {
        let objection = Objection::sign(decision, text.into(), &key(counter), &self.pool.pool.id);
        let path = format!("/v1/records/{}/objections", id(&key(counter)));
        self.pool
            .json("POST", &path, &serde_json::to_vec(&objection).unwrap())
    }

    fn version(&self, version: u32, counter: u64, text: &str) -> SignedEnvelope {
        let consent = agree(Licence::CcBy, vec![Purpose::Research], "en", day(0));
        let pool = &self.pool.pool.id;
        SignedEnvelope::sign_version(version, None, record(text), consent, day(0), &key(counter), pool)
    }
}

#[test]
fn accepting_what_nobody_has_read_takes_two_reviewers() {
    let desk = Desk::start();
    desk.give(1..6, |counter| {
        format!("Boats float because of buoyancy, number {counter}.")
    });
    let (ada, bo) = (desk.sign_in("ada"), desk.sign_in("bo"));
    let ids: Vec<_> = (1..6).map(|counter| id(&key(counter)).to_string()).collect();
    for _ in 0..2 {
        let (status, voted) = desk.as_who(&ada, "POST", "/api/vote", &json!({ "ids": ids }));
        assert_eq!(status, 200, "{voted}");
        assert_eq!(voted, json!({ "accepted": 0, "need_another": 5, "gone": 0 }));
    }
    // A second session of the same person is the same person.
    let again = desk.sign_in("ada");
    let (_, voted) = desk.as_who(&again, "POST", "/api/vote", &json!({ "ids": ids }));
    assert_eq!(voted["accepted"], 0);
    assert_eq!(desk.status(1).state, PoolState::Quarantined);
    desk.pool.delete(&key(5));
    let (_, voted) = desk.as_who(&bo, "POST", "/api/vote", &json!({ "ids": ids }));
    assert_eq!(voted, json!({ "accepted": 4, "need_another": 0, "gone": 1 }));
    let status = desk.status(1);
    assert_eq!(status.state, PoolState::Accepted);
    assert_eq!(status.decisions[0].verdict, Verdict::Accepted);
    let log = desk.pool.pool.store.rulings().unwrap();
    assert_eq!((log[0].code.as_str(), log[0].count), ("together", 4));
}

#[test]
fn one_reviewer_accepts_what_they_have_opened_and_nothing_else() {
    let desk = Desk::start();
    desk.give(1..3, |counter| format!("Text {counter}."));
    let ada = desk.sign_in("ada");
    let decide = |counter| {
        let path = format!("/api/records/{}/decide", id(&key(counter)));
        desk.as_who(&ada, "POST", &path, &json!({ "verdict": "accepted" }))
    };
    let (status, answer) = decide(1);
    assert_eq!((status, answer["code"].as_str()), (409, Some("unread")));
    let path = format!("/api/records/{}", id(&key(1)));
    let (status, reading) = desk.as_who(&ada, "GET", &path, &Value::Null);
    assert_eq!(status, 200);
    assert_eq!(reading["record"]["messages"][2]["text"], "Text 1.");
    assert_eq!(reading["doubts"].as_array().unwrap().len(), 5);
    assert_eq!(decide(1).0, 200);
    assert_eq!(desk.status(1).state, PoolState::Accepted);
    assert_eq!(decide(1).0, 404, "it is decided");
    assert_eq!(decide(2).0, 409, "it was not opened");
}

#[test]
fn what_says_nearly_the_same_stands_together_and_the_largest_group_comes_first() {
    let desk = Desk::start();
    let long = "Buy the wonderful boat of our yard, it floats better than all other boats, and it costs less than you would think, because we build it ourselves by hand. ".repeat(4);
    desk.give(1..8, |counter| format!("{long} Offer {counter}."));
    desk.give(8..9, |_| "Archimedes found that a body in water is lifted by the weight of the water which it pushes away, and so a hollow body of steel can float while a massive one sinks.".into());
    let ada = desk.sign_in("ada");
    let (status, quarantine) = desk.as_who(&ada, "GET", "/api/waiting", &Value::Null);
    assert_eq!(status, 200);
    assert_eq!(quarantine["waiting"], 8);
    assert_eq!(quarantine["all_groups"], 2, "{quarantine}");
    assert_eq!(quarantine["groups"][0]["waiting"], 7);
    let ids = quarantine["groups"][0]["ids"].clone();
    let (status, rejected) = desk.as_who(
        &ada,
        "POST",
        "/api/reject",
        &json!({ "ids": ids, "code": "spam", "reason": "An advertisement." }),
    );
    assert_eq!((status, rejected["rejected"].as_u64()), (200, Some(7)));
    let told = desk.status(1);
    assert_eq!(
        told.reason.as_deref(),
        Some("It advertises something, or was made to fill the pool. An advertisement.")
    );
    assert_eq!(told.decisions[0].code, "spam");
    let data = files(&desk.pool.dir.path().join("data"));
    assert!(!data.iter().any(|(_, bytes)| holds(bytes, "wonderful boat")));
    let (_, sample) = desk.as_who(&ada, "GET", "/api/sample", &Value::Null);
    assert_eq!(sample, json!([id(&key(8))]));
}

#[test]
fn a_contributor_can_object_is_answered_by_somebody_else_and_may_give_the_record_again() {
    let desk = Desk::start();
    desk.give(1..2, |_| "Because of buoyancy.".into());
    let (ada, bo) = (desk.sign_in("ada"), desk.sign_in("bo"));
    assert_eq!(desk.object(1, 1, "Why?").status, 409, "nothing was decided");
    let path = format!("/api/records/{}/decide", id(&key(1)));
    let (status, _) = desk.as_who(
        &ada,
        "POST",
        &path,
        &json!({ "verdict": "rejected", "code": "spam" }),
    );
    assert_eq!(status, 200);
    let stranger = Objection::sign(1, "Mine!".into(), &key(2), &desk.pool.pool.id);
    let to = format!("/v1/records/{}/objections", id(&key(1)));
    let forged = desk
        .pool
        .json("POST", &to, &serde_json::to_vec(&stranger).unwrap());
    assert_eq!(forged.status, 403);
    assert_eq!(
        desk.object(1, 2, "Why?").status,
        409,
        "there is no second decision"
    );
    assert_eq!(desk.object(1, 1, " ").status, 422);
    assert_eq!(desk.object(1, 1, &"x".repeat(2_001)).status, 422);
    assert_eq!(desk.object(1, 1, "Write to ada.lovelace@posteo.net.").status, 422);
    let said = desk.object(1, 1, "It is a question about physics.");
    assert_eq!(said.status, 200, "{}", said.body);
    assert!(!said.body.contains("physics"), "what was said is for reviewers");
    assert_eq!(
        desk.object(1, 1, "It is a question about physics.").body,
        said.body,
        "repeating it changes nothing"
    );
    assert_eq!(desk.object(1, 1, "Something else.").status, 409);
    let (_, waiting) = desk.as_who(&bo, "GET", "/api/objections", &Value::Null);
    assert_eq!(
        waiting[0]["dossier"]["rulings"][0]["objection"]["text"],
        "It is a question about physics."
    );
    let path = format!("/api/records/{}/answer", id(&key(1)));
    let answer = json!({ "decision": 1, "upheld": true, "text": "You are right." });
    let (status, refused) = desk.as_who(&ada, "POST", &path, &answer);
    assert_eq!((status, refused["code"].as_str()), (409, Some("own_decision")));
    assert_eq!(
        desk.pool
            .put(&desk.pool.envelope(&key(1), "Because of buoyancy."))
            .status,
        200,
        "still rejected"
    );
    assert_eq!(desk.status(1).state, PoolState::Rejected);
    assert_eq!(desk.as_who(&bo, "POST", &path, &answer).0, 200);
    let told = desk.status(1);
    let outcome = told.decisions[0].objection.clone().unwrap();
    assert_eq!(
        (outcome.state, outcome.answer.as_deref()),
        (OutcomeState::Upheld, Some("You are right."))
    );
    assert!(told.reopened);
    assert_eq!(
        desk.pool
            .put(&desk.pool.envelope(&key(1), "Because of buoyancy."))
            .status,
        201
    );
    let told = desk.status(1);
    assert_eq!(
        (told.state, told.reopened, told.decisions.len()),
        (PoolState::Quarantined, false, 1)
    );
    let (_, waiting) = desk.as_who(&bo, "GET", "/api/objections", &Value::Null);
    assert_eq!(waiting, json!([]));
}

#[test]
fn a_newer_version_takes_the_place_of_the_former_and_keeps_what_was_judged() {
    let desk = Desk::start();
    let mut first = desk.version(1, 1, "canary-of-version-one says this.");
    first.envelope.content.judgements.labels = vec!["helpful".into()];
    let first = SignedEnvelope::sign(
        first.envelope.content,
        first.envelope.consent,
        day(0),
        &key(1),
        &desk.pool.pool.id,
    );
    assert_eq!(desk.pool.put(&first).status, 201);
    desk.pool.pool.store.accept(&[id(&key(1))], &day(0)).unwrap();
    for (version, expected) in [(1, 409), (3, 409), (2, 201), (2, 200), (1, 409)] {
        let text = if version == 1 { "other" } else { "A better text." };
        let answer = desk.pool.put(&desk.version(version, 1, text));
        assert_eq!(answer.status, expected, "version {version}: {}", answer.body);
    }
    let told = desk.status(1);
    assert_eq!((told.version, told.state), (2, PoolState::Quarantined));
    let dossier = desk.pool.pool.store.dossier(&id(&key(1))).unwrap().unwrap();
    assert_eq!(dossier.former[0].judgements.labels, ["helpful"]);
    assert_eq!(dossier.former[0].content_sha256, first.envelope.content_sha256);
    let everywhere = || files(&desk.pool.dir.path().join("data"));
    assert!(
        !everywhere()
            .iter()
            .any(|(_, bytes)| holds(bytes, "canary-of-version-one"))
    );
    assert_eq!(desk.pool.delete(&key(1)).status, 200);
    assert!(
        !everywhere()
            .iter()
            .any(|(_, bytes)| holds(bytes, "A better text") || holds(bytes, "helpful"))
    );
    assert_eq!(desk.pool.put(&desk.version(3, 1, "third")).status, 410);
    for version in [0, 1_001] {
        assert_eq!(desk.pool.put(&desk.version(version, 2, "x")).status, 422);
    }
}

#[test]
fn a_pseudonym_is_taken_only_with_its_own_signature_and_a_sane_name() {
    let desk = Desk::start();
    let pool = &desk.pool.pool.id;
    let consent = agree(Licence::CcBy, vec![Purpose::Research], "en", day(0));
    let give = |counter, byline: Byline| {
        let signed = SignedEnvelope::sign_version(
            1,
            Some(byline),
            record("x"),
            consent.clone(),
            day(0),
            &key(counter),
            pool,
        );
        desk.pool.put(&signed).status
    };
    let own = SecretKey::from_bytes(&[77; 32]);
    let byline = |counter, name: &str| Byline::sign(&id(&key(counter)), Some(name.into()), &own, pool);
    assert_eq!(give(1, byline(1, "Ada of the hills")), 201);
    assert_eq!(
        give(2, byline(1, "Ada of the hills")),
        422,
        "signed for another record"
    );
    assert_eq!(give(2, byline(2, "two\nlines")), 422);
    let mut renamed = byline(2, "Ada");
    renamed.name = Some("Bo".into());
    assert_eq!(give(2, renamed), 422);
    let kept = desk
        .pool
        .pool
        .store
        .kept(&[PoolState::Quarantined], None, 10)
        .unwrap();
    assert!(kept[0].notices.contains("credited"));
}

#[test]
fn a_batch_takes_the_records_of_its_import_and_tells_of_each() {
    let desk = Desk::start();
    let imported = |counter, method: &str| {
        let mut record = record(&format!("text {counter}"));
        record.capture.method = method.into();
        desk.pool.signed(&key(counter), record)
    };
    let batch = |import: &str, records: Vec<SignedEnvelope>| {
        let body = json!({ "import": import, "records": records }).to_string();
        desk.pool.json("POST", "/v1/records:batch", body.as_bytes())
    };
    let mut forged = imported(2, "import:chatgpt@1");
    forged.envelope.content.messages[0].text = "altered".into();
    let answer = batch(
        "chatgpt",
        vec![
            imported(1, "import:chatgpt@1"),
            forged,
            imported(3, "generic@1"),
            imported(4, "import:claude@1"),
            imported(1, "import:chatgpt@1"),
        ],
    );
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    let told: Vec<_> = answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["status"].as_u64().unwrap(),
                one["refusal"]["code"].as_str().unwrap_or("").to_owned(),
            )
        })
        .collect();
    let refused = |code: &str| (422, code.to_owned());
    assert_eq!(
        told,
        [
            (201, String::new()),
            refused("forged"),
            refused("not_of_the_import"),
            refused("not_of_the_import"),
            (200, String::new())
        ]
    );
    assert_eq!(batch("", vec![imported(5, "import:chatgpt@1")]).status, 422);
    assert_eq!(batch("chatgpt", vec![]).status, 422);
    assert_eq!(
        batch(
            "chatgpt",
            (0..101).map(|_| imported(5, "import:chatgpt@1")).collect()
        )
        .status,
        422
    );
    assert_eq!(desk.pool.pool.store.counts().unwrap().received(), 1);
}

#[test]
fn the_console_refuses_strangers_before_it_looks_at_anything() {
    let desk = Desk::start();
    desk.give(1..2, |_| "secret words".into());
    let token = format!("Bearer {}", desk.sign_in("ada"));
    let port = desk.address.port();
    let other = format!("http://127.0.0.1:{}", port ^ 1);
    let other_host = format!("127.0.0.1:{}", port ^ 1);
    let public = desk.pool.address.port();
    let good = ("authorization", token.as_str());
    for (name, expected, answer) in [
        (
            "a rebound name",
            421,
            desk.send("GET", "/api/waiting", &[("host", "evil.test"), good], ""),
        ),
        (
            "another port",
            421,
            desk.send("GET", "/api/waiting", &[("host", &other_host), good], ""),
        ),
        (
            "a preflight",
            405,
            desk.send("OPTIONS", "/api/vote", &[("origin", &other)], ""),
        ),
        (
            "another site reads",
            403,
            desk.send(
                "GET",
                "/api/waiting",
                &[("sec-fetch-site", "cross-site"), good],
                "",
            ),
        ),
        (
            "another site writes",
            403,
            desk.send("POST", "/api/vote", &[("origin", &other), good], r#"{"ids":[]}"#),
        ),
        (
            "no type of its own",
            415,
            desk.send("POST", "/api/vote", &[("content-type", "text/plain"), good], "{}"),
        ),
        ("no token", 401, desk.send("GET", "/api/waiting", &[], "")),
        (
            "a guessed token",
            401,
            desk.send("GET", "/api/waiting", &[("authorization", "Bearer 00")], ""),
        ),
        (
            "a token in a cookie",
            401,
            desk.send("GET", "/api/waiting", &[("cookie", &token)], ""),
        ),
        (
            "nothing there",
            404,
            desk.send("GET", "/api/nothing", &[good], ""),
        ),
        (
            "a hostile id",
            400,
            desk.send("GET", "/api/records/..%2f..%2fpool.key", &[good], ""),
        ),
        (
            "too much",
            413,
            desk.send("POST", "/api/vote", &[good], &" ".repeat(300 * 1024)),
        ),
    ] {
        assert_eq!(answer.status, expected, "{name}: {}", answer.body);
        assert!(!answer.body.contains("secret words"), "{name}");
        let head = answer.head.to_lowercase();
        assert!(
            !head.contains("access-control") && !head.contains("set-cookie"),
            "{name}"
        );
        assert!(
            head.contains("content-security-policy: default-src 'none'; script-src 'self'"),
            "{name}: {head}"
        );
    }
    let page = desk.send("GET", "/", &[], "");
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("secret words"));
    assert_eq!(
        exchange(
            ([127, 0, 0, 1], public).into(),
            b"GET /api/waiting HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        )
        .status,
        404
    );
    let used = desk.link("ada");
    let code = json!({ "code": used }).to_string();
    assert_eq!(desk.send("POST", "/api/session", &[], &code).status, 200);
    for expected in [401, 401, 401, 401, 401, 429] {
        assert_eq!(desk.send("POST", "/api/session", &[], &code).status, expected);
    }
    // Whoever is removed is out at once.
    desk.pool
        .pool
        .store
        .change_setting(reviewers::SETTING, &mut |_| Some("[]".into()))
        .unwrap();
    assert_eq!(desk.send("GET", "/api/waiting", &[good], "").status, 401);
}
