//! Whether the description of the pool's border is true of what crosses it: its paths, and real bodies.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use serde_json::{Value, json};
use shared::api::{Decision, Outcome, OutcomeState, PoolInfo, PoolState, RecordStatus, Verdict};
use shared::objection::Objection;
use shared::pool_terms::PoolTerms;
use shared::pseudonym::Byline;
use shared::record::{Contest, Rating};
use shared::retraction::Retraction;
use support::{TestPool, day, id, key, record};

/// Says where a body is not as described; as much of JSON Schema as the description uses.
fn wrong(all: &Value, schema: &Value, body: &Value, place: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return wrong(
            all,
            all.pointer(name.trim_start_matches('#')).unwrap(),
            body,
            place,
        );
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let fits = any.iter().any(|one| wrong(all, one, body, place).is_empty());
        return if fits {
            vec![]
        } else {
            vec![format!("{place}: fits none of its forms")]
        };
    }
    let mut found = vec![];
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    let is = match body {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = types.is_empty() || types.contains(&is) || is == "integer" && types.contains(&"number");
    if !fits {
        found.push(format!("{place}: is {is}, not {types:?}"));
    }
    if let Some(values) = schema["enum"].as_array()
        && !values.contains(body)
    {
        found.push(format!("{place}: {body} is none of the listed values"));
    }
    if let Some(parts) = body.as_array() {
        found.extend(
            parts
                .iter()
                .enumerate()
                .flat_map(|(at, part)| wrong(all, &schema["items"], part, &format!("{place}/{at}"))),
        );
    }
    if let (Some(fields), Some(known)) = (body.as_object(), schema["properties"].as_object()) {
        for (name, value) in fields {
            match known.get(name) {
                Some(field) => found.extend(wrong(all, field, value, &format!("{place}/{name}"))),
                None => found.push(format!("{place}/{name}: is not described")),
            }
        }
        for name in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !fields.contains_key(name) {
                found.push(format!("{place}/{name}: is missing"));
            }
        }
    }
    found
}

#[test]
fn real_bodies_are_as_described() {
    let pool = TestPool::start();
    let description: Value = serde_json::from_str(&pool.get("/v1/openapi.json").body).unwrap();
    let check = |name: &str, body: &Value| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        assert_eq!(wrong(&description, &schema, body, name), Vec::<String>::new());
    };
    let mut full = record("Because of buoyancy.");
    full.judgements.ratings.push(Rating {
        message_id: full.messages[1].id.clone(),
        thumb: -1,
    });
    full.judgements.contests.push(Contest {
        message_id: full.messages[1].id.clone(),
        kind: full.signals[0].kind,
        detector: "reply@1".into(),
    });
    let mut signed = pool.signed(&key(1), full);
    let own = key(50);
    signed.envelope.byline = Some(Byline::sign(
        &id(&key(1)),
        Some("Ada".into()),
        &own,
        &pool.pool.id,
    ));
    signed.envelope.version = 2;
    check("SignedEnvelope", &serde_json::to_value(&signed).unwrap());
    let body = |answer: support::Answer| serde_json::from_str::<Value>(&answer.body).unwrap();
    check("Receipt", &body(pool.put(&pool.envelope(&key(2), "x"))));
    check(
        "RecordStatus",
        &body(pool.get(&format!("/v1/records/{}/status", id(&key(2))))),
    );
    check("Refusal", &body(pool.put(&signed)));
    check("RetractionReceipt", &body(pool.delete(&key(2))));
    check("RetractionList", &body(pool.get("/v1/retractions")));
    check("PoolInfo", &body(pool.get("/v1/pool")));
    check("PoolTerms", &body(pool.get("/v1/terms/2026-11")));
    let own = PoolTerms::new(
        "river-1".into(),
        vec![("fy".into(), "Skea".into()), ("en".into(), "Terms".into())],
    );
    let named = PoolInfo {
        pool_id: pool.pool.id.clone(),
        public_key: pool.pool.key.public(),
        name: "x".into(),
        terms: own.as_ref().ok().map(PoolTerms::named),
    };
    check("PoolInfo", &serde_json::to_value(named).unwrap());
    check("SignedAdapters", &body(pool.get("/v1/adapters")));
    check(
        "Retraction",
        &serde_json::to_value(Retraction::sign(&key(1), &pool.pool.id)).unwrap(),
    );
    check(
        "Objection",
        &serde_json::to_value(Objection::sign(1, "No.".into(), &key(1), &pool.pool.id)).unwrap(),
    );
    let status = RecordStatus {
        state: PoolState::Rejected,
        reason: Some("spam".into()),
        releases: vec![1],
        version: 3,
        decisions: vec![Decision {
            number: 1,
            verdict: Verdict::Rejected,
            code: "spam".into(),
            reason: String::new(),
            day: day(0),
            objection: Some(Outcome {
                state: OutcomeState::Upheld,
                answer: Some("Yes.".into()),
                day: day(1),
            }),
        }],
        reopened: true,
    };
    check("RecordStatus", &serde_json::to_value(status).unwrap());
    // The test can fail.
    let schema = json!({ "$ref": "#/components/schemas/Refusal" });
    assert!(!wrong(&description, &schema, &json!({ "code": 1, "more": true }), "").is_empty());
}

#[test]
fn every_described_path_is_there_and_answers_to_its_methods_only() {
    let pool = TestPool::start();
    let description: Value = serde_json::from_str(&pool.get("/v1/openapi.json").body).unwrap();
    let record = id(&key(1));
    for (path, methods) in description["paths"].as_object().unwrap() {
        let path = path.replace("{id}", record.as_ref());
        for method in ["GET", "PUT", "POST", "DELETE", "PATCH"] {
            let status = pool.json(method, &path, b"{}").status;
            if methods.get(method.to_lowercase()).is_some() {
                assert_ne!(status, 405, "{method} {path}");
            } else {
                assert_eq!(status, 405, "{method} {path}");
            }
        }
    }
}

#[test]
fn the_pages_say_who_runs_the_pool_who_uses_it_and_what_was_decided() {
    let pool = TestPool::start();
    pool::about::say(
        &pool.pool,
        Some("The <i>river</i> society"),
        Some("pool@river.test"),
    )
    .unwrap();
    let bad = pool::uses::Use::new(
        "x".into(),
        "y".into(),
        1,
        Some("javascript:alert(1)".into()),
        day(0),
    );
    assert!(bad.is_err());
    let used = pool::uses::Use::new(
        "Lab <b>one</b>".into(),
        "a reward model".into(),
        1,
        Some("https://lab.test/\"x".into()),
        day(0),
    );
    let used = used.unwrap();
    pool::uses::change(&pool.pool, |mut uses| {
        uses.push(used.clone());
        uses
    })
    .unwrap();
    pool.put(&pool.envelope(&key(1), "secret words"));
    pool::console::decide(
        &pool.pool,
        &id(&key(1)),
        Verdict::Rejected,
        "spam",
        "secret reason",
        "ada-the-reviewer",
        &day(0),
    )
    .unwrap();
    for (path, says) in [
        (
            "/",
            "The &lt;i&gt;river&lt;/i&gt; society. Contact: pool@river.test",
        ),
        (
            "/uses",
            "Lab &lt;b&gt;one&lt;/b&gt;</a> <time>2026-11-22</time></h3><p>Release 1: a reward model",
        ),
        (
            "/decisions",
            "<td>2026-11</td><td>rejected</td><td><code>spam</code></td><td>1</td>",
        ),
        ("/consent", "/consent/2026-11"),
    ] {
        let page = pool.get(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains(says), "{path}: {}", page.body);
        let leaks = ["secret", "ada-the-reviewer", "<script", "{{", "\"x\""];
        assert!(
            !leaks.iter().any(|leak| page.body.contains(leak)),
            "{path}: {}",
            page.body
        );
    }
    assert!(pool.get("/consent/2026-11").body.contains("What you agree to"));
    assert!(pool.get("/consent/2026-11/en").body.contains("What you agree to"));
    for path in [
        "/releases/1/card",
        "/releases/01/card",
        "/releases/x/card",
        "/consent/1999-01",
        "/consent/2026-11/fy",
        "/consent/2026-11/en/x",
        "/consent/..",
        "/v1/terms/1999-01",
        "/v1/terms/",
        "/uses/",
        "/../etc/passwd",
    ] {
        assert_eq!(pool.get(path).status, 404, "{path}");
    }
}

#[test]
fn whoever_has_a_receipt_can_fetch_what_the_newest_release_lists() {
    let pool = TestPool::start();
    assert_eq!(pool.get("/v1/release").status, 404, "there is none yet");
    let given = [1, 2].map(|counter| pool.accepted(&key(counter), &format!("reply {counter}")));
    pool::release::release(&pool.pool, &pool.out(), &day(0)).unwrap();
    let answer = pool.get("/v1/release");
    assert_eq!(answer.status, 200);
    let manifest: Value = serde_json::from_str(&answer.body).unwrap();
    assert!(shared::release::is_signed(&manifest, &pool.pool.key.public()));
    let lists: Vec<&Value> = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file["kind"] == "records")
        .collect();
    assert_eq!(lists.len(), 1);
    let digest = lists[0]["sha256"].as_str().unwrap();
    let list = pool.get(&format!("/v1/release/all/{digest}"));
    assert_eq!(list.status, 200);
    assert_eq!(shared::keys::sha256_hex(list.body.as_bytes()), digest);
    for id in &given {
        assert!(shared::release::listed(&list.body, id).is_some());
    }
    for path in [
        format!("/v1/release/all/{}", "0".repeat(64)),
        format!("/v1/release/..%2f..%2fdata/{digest}"),
        "/v1/release/all/manifest.json".to_owned(),
    ] {
        let answer = pool.get(&path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("no_release"), "{}", answer.body);
    }
}
