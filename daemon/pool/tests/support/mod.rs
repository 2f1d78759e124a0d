//! A real pool on a real socket, and a contributor who gives to it.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "this is a test")]

pub mod cluster;
pub mod kills;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use pool::config::{Place, Pool};
use pool::http::limits::{Limits, serve};
use pool::http::rate::{Loopback, Rate};
use pool::http::{App, Clock};
use pool::store::dossiers::Arrival;
use pool::store::{Put, Store, StoreError};
use shared::consent::{Licence, Purpose, agree};
use shared::conversation::{Capture, Conversation, Message, MessageId, Role};
use shared::envelope::SignedEnvelope;
use shared::feedback::{Evidence, Signal, SignalKind, Source};
use shared::keys::{RecordId, SecretKey, Seed};
use shared::record::Record;
use shared::retraction::Retraction;
use shared::scrub::scrub;
use shared::time::{Day, Timestamp};

pub mod rich;

/// 22 November 2026, noon.
pub const NOON: i64 = 1_795_348_800_000;
const DAY: i64 = 86_400_000;

/// In the program `on_postgres`, every pool has a database of its own there; in all others, a file.
const ON_POSTGRES: bool = matches!(env!("CARGO_CRATE_NAME").as_bytes(), b"on_postgres");

pub struct TestPool {
    pub pool: Arc<Pool>,
    pub address: SocketAddr,
    pub dir: tempfile::TempDir,
    runtime: Option<tokio::runtime::Runtime>,
}

/// Stores a record as the intake does when there is nothing to say about it.
pub fn store(store: &Store, signed: &SignedEnvelope, today: &Day) -> Result<Put, StoreError> {
    let arrival = Arrival {
        json: serde_json::to_vec(signed).unwrap(),
        ..Arrival::default()
    };
    store.take(signed, &arrival, today)
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl TestPool {
    pub fn start() -> Self {
        Self::start_with(Rate::new(1, Loopback::Free), Limits::default())
    }

    pub fn start_with(rate: Rate, limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let place = Place {
            dir: dir.path().join("data"),
            key: None,
            database: ON_POSTGRES.then(|| cluster::address(&cluster::Cluster::shared().database())),
        };
        Self::start_at(&place, dir, rate, limits)
    }

    /// A node of the pool at this place.
    pub fn start_at(place: &Place, dir: tempfile::TempDir, rate: Rate, limits: Limits) -> Self {
        let pool = Arc::new(Pool::create_at(place, Some("A <b>test</b> pool"), || [7; 32]).unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let address = listener.local_addr().unwrap();
        let clock: Clock = Arc::new(|| Timestamp(NOON));
        let app = App {
            pool: Arc::clone(&pool),
            clock,
        };
        runtime.spawn(serve(listener, app, rate, limits));
        Self {
            pool,
            address,
            dir,
            runtime: Some(runtime),
        }
    }

    pub fn out(&self) -> PathBuf {
        self.dir.path().join("release")
    }

    pub fn send(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let head = format!("{method} {path} HTTP/1.1\r\nhost: pool\r\nconnection: close\r\n{headers}\r\n");
        self.raw(&[head.as_bytes(), body].concat())
    }

    pub fn raw(&self, bytes: &[u8]) -> Answer {
        exchange(self.address, bytes)
    }

    pub fn json(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        let headers = format!(
            "content-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        );
        self.send(method, path, &headers, body)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", b"")
    }

    pub fn put(&self, signed: &SignedEnvelope) -> Answer {
        let path = format!("/v1/records/{}", signed.envelope.record_id);
        self.json("PUT", &path, &serde_json::to_vec(signed).unwrap())
    }

    pub fn delete(&self, key: &SecretKey) -> Answer {
        let retraction = Retraction::sign(key, &self.pool.id);
        let path = format!("/v1/records/{}", id(key));
        self.json("DELETE", &path, &serde_json::to_vec(&retraction).unwrap())
    }

    /// A signed envelope of a small conversation that says `text`.
    pub fn envelope(&self, key: &SecretKey, text: &str) -> SignedEnvelope {
        self.signed(key, record(text))
    }

    pub fn signed(&self, key: &SecretKey, record: Record) -> SignedEnvelope {
        let consent = agree(
            Licence::CcBy,
            vec![Purpose::Research, Purpose::Train],
            "en",
            day(0),
        );
        SignedEnvelope::sign(record, consent, day(0), key, &self.pool.id)
    }

    /// Puts and accepts a record.
    pub fn accepted(&self, key: &SecretKey, text: &str) -> RecordId {
        assert_eq!(self.put(&self.envelope(key, text)).status, 201);
        self.pool.store.accept(&[id(key)], &day(0)).unwrap();
        id(key)
    }
}

impl Drop for TestPool {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Sends these bytes and reads until the pool closes the connection.
pub fn exchange(address: SocketAddr, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(100))).unwrap();
    // The pool may refuse and close before it has read everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

pub fn key(counter: u64) -> SecretKey {
    Seed([5; 32]).record_key(counter)
}

pub fn id(key: &SecretKey) -> RecordId {
    RecordId::of(&key.public())
}

pub fn day(later: i64) -> Day {
    Timestamp(NOON + later * DAY).day()
}

/// Two turns with a regenerated reply, a thumb and a rephrased question.
pub fn record(text: &str) -> Record {
    let capture = Capture {
        turns_seen: 5,
        turns_captured: 5,
        confidence: 0.9,
        method: "generic@1".into(),
    };
    let conversation = Conversation {
        site: "gradio".into(),
        messages: vec![
            message("m1", None, Role::User, "How do boats float?"),
            message("m2", Some("m1"), Role::Assistant, "By magic."),
            message("m3", Some("m1"), Role::Assistant, text),
            message("m4", Some("m3"), Role::User, "I meant: why do they not sink?"),
            message(
                "m5",
                Some("m4"),
                Role::Assistant,
                "They weigh less than the water they push away.",
            ),
        ],
        branch: ["m1", "m3", "m4", "m5"].map(|id| MessageId(id.into())).to_vec(),
        gestures: vec![],
        capture,
        day: Some(day(-60)),
    };
    let signals = vec![
        signal("m2", SignalKind::Regenerate, Source::Gesture, None),
        signal("m3", SignalKind::Rephrase, Source::Reply, Some(("m4", 0, 7))),
        signal("m5", SignalKind::ThumbsUp, Source::Explicit, None),
    ];
    Record::new(scrub(conversation), signals, &day(0))
}

fn message(id: &str, parent: Option<&str>, role: Role, text: &str) -> Message {
    Message {
        id: MessageId(id.into()),
        parent_id: parent.map(|parent| MessageId(parent.into())),
        role,
        text: text.into(),
        model: (role == Role::Assistant).then(|| "model-7".into()),
        citations: vec![],
        asides: vec![],
    }
}

fn signal(id: &str, kind: SignalKind, source: Source, evidence: Option<(&str, usize, usize)>) -> Signal {
    Signal {
        message_id: MessageId(id.into()),
        kind,
        source,
        polarity: if kind == SignalKind::ThumbsUp { 1.0 } else { -0.6 },
        strength: 1.0,
        confidence: 0.8,
        detector: "reply@1".into(),
        evidence: evidence.map(|(id, start, end)| Evidence {
            message_id: MessageId(id.into()),
            start,
            end,
        }),
    }
}

/// Every file below a directory, with its bytes.
pub fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

pub fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}
