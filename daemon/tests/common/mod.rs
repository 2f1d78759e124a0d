//! The real binary on a free port, a paired extension, a signed-in dashboard, and a pool that signs.
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use daemon::config::DataDir;
use daemon::hold::Reading;
use daemon::http::{self, Desk, Patience};
use daemon::pool_client::PoolClient;
use daemon::socket;
use daemon::store::Store;
use daemon::world::World;
use serde_json::{Value, json};
use shared::adapter::{AdapterList, SignedAdapters};
use shared::api::{self, ConversationId, ExtensionReply, ExtensionRequest, PairReply, PairRequest, PoolInfo};
use shared::conversation::{Capture, Conversation, Message, MessageId, Role};
use shared::envelope::{Receipt, SignedEnvelope};
use shared::keys::{PoolId, RecordId, SecretKey};
use shared::pool_terms::PoolTerms;
use shared::record::Record;
use shared::retraction::{Retraction, RetractionReceipt};
use shared::sealed::{self, Destination, PairKey, RequestHead};
use shared::site_report::SiteReport;
use shared::time::{Day, Timestamp};
use tempfile::TempDir;

pub(crate) const ORIGIN: &str = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

/// A running companion; ends with the test.
pub(crate) struct Companion {
    pub(crate) dir: TempDir,
    pub(crate) port: u16,
    /// Nothing when it runs in the test's own process.
    child: Option<Child>,
}

impl Companion {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), 0, arguments)
    }

    /// Port 0: any free port.
    pub(crate) fn start_in(dir: TempDir, port: u16, arguments: &[&str]) -> Self {
        let program = command(dir.path());
        Self::start_with(program, dir, port, arguments)
    }

    pub(crate) fn start_with(mut program: Command, dir: TempDir, port: u16, arguments: &[&str]) -> Self {
        let mut child = program
            .args(["serve", "--port", &port.to_string()])
            .args(arguments)
            .env("TRIBUTARY_LOG", "debug")
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(dir.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line
            .trim()
            .strip_prefix("tributary: listening on http://127.0.0.1:")
            .unwrap_or_else(|| panic!("{line:?}"))
            .parse()
            .unwrap();
        let child = Some(child);
        Self { dir, port, child }
    }

    /// Ends it as a crash would.
    pub(crate) fn kill(mut self) -> TempDir {
        let child = self.child.as_mut().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        std::mem::replace(&mut self.dir, tempfile::tempdir().unwrap())
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("log")).unwrap()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        command(self.dir.path()).args(arguments).output().unwrap()
    }

    /// A verb that must work; out: its JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub(crate) fn states(&self) -> Vec<String> {
        let list = self.json(&["list"]);
        let states = list.as_array().unwrap().iter();
        states
            .map(|record| record["state"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Waits until the records are in these states, newest first.
    pub(crate) fn await_states(&self, expected: &[&str]) {
        let start = Instant::now();
        loop {
            let states = self.states();
            if states == expected {
                return;
            }
            assert!(
                start.elapsed() < Duration::from_secs(100),
                "{states:?} instead of {expected:?}; status {}; log {}",
                self.json(&["status"]),
                self.log()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    pub(crate) fn own_origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Sends bytes as they are; out: everything that comes back until the connection ends.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Answer {
        raw(self.port, bytes)
    }

    /// A request with one Host and Connection: close; `head` are further header lines.
    pub(crate) fn request(&self, method: &str, path: &str, head: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", self.port);
        text.push_str("Connection: close\r\n");
        for (name, value) in head {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() || method == "POST" {
            text.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(body);
        self.raw(&bytes)
    }

    /// A request of the dashboard.
    pub(crate) fn api(&self, token: &str, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let authorization = format!("Bearer {token}");
        let origin = self.own_origin();
        let mut head = vec![("Authorization", authorization.as_str())];
        if method != "GET" {
            head.push(("Origin", &origin));
        }
        if body.is_some() {
            head.push(("Content-Type", "application/json"));
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        self.request(method, path, &head, body.as_bytes())
    }

    pub(crate) fn sign_in(&self) -> String {
        let output = self.run(&["open", "--print"]);
        let url = String::from_utf8(output.stdout).unwrap();
        let code = url.trim().split("#t=").nth(1).unwrap().to_owned();
        let origin = self.own_origin();
        let answer = self.request(
            "POST",
            "/api/session",
            &[("Origin", &origin), ("Content-Type", "application/json")],
            json!({"code": code}).to_string().as_bytes(),
        );
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn pair(&self) -> Browser {
        let code = self.json(&["pair"])["code"].as_str().unwrap().to_owned();
        self.pair_with(&code, ORIGIN).unwrap()
    }

    pub(crate) fn pair_with(&self, code: &str, origin: &str) -> Result<Browser, Answer> {
        let code = sealed::read_code(code).unwrap();
        let client_nonce = [7; 32];
        let to = Destination {
            path: api::PAIR,
            port: self.port,
        };
        let request = PairRequest {
            origin: origin.into(),
            browser: "Chromium".into(),
        };
        let frame = sealed::seal_pairing(
            &code,
            &client_nonce,
            &[8; 24],
            to,
            &serde_json::to_vec(&request).unwrap(),
        );
        let answer = self.frame(api::PAIR, origin, &frame);
        if answer.status != 200 {
            return Err(answer);
        }
        let plain =
            sealed::open_reply(&sealed::code_key(&code, &client_nonce), &[8; 24], &answer.body).unwrap();
        let reply: PairReply = serde_json::from_slice(&plain).unwrap();
        Ok(Browser {
            key: sealed::lasting_key(&code, &client_nonce, &reply.daemon_nonce),
            client_id: reply.client_id,
            count: 0,
        })
    }

    pub(crate) fn frame(&self, path: &str, origin: &str, frame: &[u8]) -> Answer {
        self.request(
            "POST",
            path,
            &[("Origin", origin), ("Content-Type", api::SEALED)],
            frame,
        )
    }

    /// As `frame`; nothing when the companion is gone.
    pub(crate) fn try_frame(&self, path: &str, origin: &str, frame: &[u8]) -> Option<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nOrigin: {origin}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
            self.port,
            api::SEALED,
            frame.len()
        );
        stream.write_all(&[head.as_bytes(), frame].concat()).ok()?;
        Some(read_answer(stream))
    }

    /// Has a paired browser ask; out: the opened reply.
    pub(crate) fn ask(&self, browser: &mut Browser, request: &ExtensionRequest) -> ExtensionReply {
        let (frame, nonce) = browser.seal(self.port, now(), request);
        let answer = self.frame(api::EXTENSION, ORIGIN, &frame);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let plain = sealed::open_reply(&browser.key, &nonce, &answer.body).unwrap();
        serde_json::from_slice(&plain).unwrap()
    }
}

impl Drop for Companion {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A companion in the test's own process, with its store.
pub(crate) fn start_here(patience: Patience) -> (Companion, Store) {
    start_in_world(patience, world())
}

/// The same, in a world of the test's own.
pub(crate) fn start_in_world(patience: Patience, world: World) -> (Companion, Store) {
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .unwrap();
    let port = listener.local_addr().unwrap().port();
    let data = DataDir(dir.path().to_owned());
    let companion = daemon::companion::Companion::open(data.clone(), world, Some(port)).unwrap();
    let store = companion.store.clone();
    let desk = Desk {
        companion: Arc::new(companion),
        client: PoolClient::new().unwrap(),
        port,
    };
    let (ready, listening) = std::sync::mpsc::channel();
    // Ends with the test's process.
    std::thread::spawn(move || {
        runtime.block_on(async {
            let orders = socket::listen(&data).unwrap();
            ready.send(()).unwrap();
            tokio::join!(
                http::serve(listener, desk.clone(), patience),
                socket::serve(orders, desk)
            );
        });
    });
    listening.recv().unwrap();
    let child = None;
    (Companion { dir, port, child }, store)
}

pub(crate) fn world() -> World {
    world_ahead(Arc::default())
}

/// A world in which so many milliseconds more have passed.
pub(crate) fn world_ahead(passed: Arc<AtomicI64>) -> World {
    let started = Instant::now();
    World {
        clock: Arc::new(move || {
            let passed = passed.load(Ordering::Relaxed);
            Reading {
                wall: Timestamp(i64::try_from(now()).unwrap() * 1000 + passed),
                boot: i64::try_from(started.elapsed().as_millis()).unwrap() + passed,
                boot_id: "test".into(),
            }
        }),
        entropy: Arc::new(|bytes| getrandom::fill(bytes).unwrap()),
        send_delay: 0,
    }
}

/// A paired browser.
pub(crate) struct Browser {
    pub(crate) key: PairKey,
    pub(crate) client_id: [u8; 16],
    count: u64,
}

impl Browser {
    pub(crate) fn seal(
        &mut self,
        port: u16,
        unix_seconds: u64,
        request: &ExtensionRequest,
    ) -> (Vec<u8>, [u8; 24]) {
        self.count += 1;
        let head = RequestHead {
            client_id: self.client_id,
            unix_seconds,
            nonce: {
                let mut nonce = [9; 24];
                nonce[..8].copy_from_slice(&self.count.to_be_bytes());
                nonce
            },
        };
        let to = Destination {
            path: api::EXTENSION,
            port,
        };
        let plain = serde_json::to_vec(request).unwrap();
        (sealed::seal_request(&self.key, &head, to, &plain), head.nonce)
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "a test browser has the clock of its machine"
)]
pub(crate) fn now() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

pub(crate) fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tributary"));
    command
        .arg("--data-dir")
        .arg(dir)
        .env("TRIBUTARY_SEND_DELAY", "0s")
        .stdin(Stdio::null());
    command
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// 0 when nothing came back.
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }
}

pub(crate) fn raw(port: u16, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    // The companion may answer and close before it has read everything.
    let _ = stream.write_all(bytes);
    read_answer(stream)
}

/// Sends bytes, and says that no more will come.
pub(crate) fn raw_and_hang_up(port: u16, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(bytes).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    read_answer(stream)
}

fn read_answer(mut stream: TcpStream) -> Answer {
    stream.set_read_timeout(Some(Duration::from_secs(100))).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let split = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap_or(answer.len());
    let head = String::from_utf8_lossy(&answer[..split]).to_ascii_lowercase();
    Answer {
        status: head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0),
        body: answer.get(split + 4..).unwrap_or_default().to_vec(),
        head,
    }
}

/// A scrubbed conversation of two messages.
pub(crate) fn record(question: &str, answer: &str) -> Record {
    let message = |id: &str, parent: Option<&str>, role, text: &str| Message {
        id: MessageId(id.into()),
        parent_id: parent.map(|id| MessageId(id.into())),
        role,
        text: text.into(),
        model: None,
        citations: vec![],
        asides: vec![],
    };
    let conversation = Conversation {
        site: "gradio".into(),
        messages: vec![
            message("m1", None, Role::User, question),
            message("m2", Some("m1"), Role::Assistant, answer),
        ],
        branch: vec![MessageId("m1".into()), MessageId("m2".into())],
        gestures: vec![],
        capture: Capture {
            turns_seen: 2,
            turns_captured: 2,
            confidence: 1.0,
            method: "generic@1".into(),
        },
        day: None,
    };
    let day = Day::try_from("2026-11-22".to_owned()).unwrap();
    Record::new(shared::scrub::scrub(conversation), vec![], &day)
}

pub(crate) fn submit(conversation: u64, revision: u64, record: Record) -> ExtensionRequest {
    ExtensionRequest::Submit {
        conversation_id: ConversationId(format!("{conversation:032x}")),
        revision,
        record: Box::new(record),
    }
}

/// A pool that keeps what it gets in memory, and signs with the real keys.
pub(crate) struct Pool {
    pub(crate) url: String,
    pub(crate) held: Arc<Mutex<PoolShelf>>,
}

#[derive(Default)]
pub(crate) struct PoolShelf {
    pub(crate) records: Vec<SignedEnvelope>,
    pub(crate) retracted: Vec<RecordId>,
    /// Answers to the next donations, before they are taken: status and body.
    pub(crate) refusals: Vec<(u16, String)>,
    /// Signs with another key than the one it shows.
    pub(crate) forge: bool,
    /// The site adapters it publishes; none: it is older than adapters.
    pub(crate) adapters: Option<AdapterList>,
    /// Reports of pages that it was sent.
    pub(crate) reports: Vec<SiteReport>,
    /// Consent terms of its own.
    pub(crate) terms: Option<PoolTerms>,
    /// Its key's bytes; 5 where nothing else is said.
    pub(crate) key: Option<u8>,
    /// The newest release: its manifest, and its one list.
    pub(crate) release: Option<(String, String)>,
    /// What it was asked, as method and path.
    pub(crate) asked: Vec<String>,
}

impl PoolShelf {
    /// Publishes a release whose list says this of the records.
    pub(crate) fn publish(&mut self, number: u32, day: &str, listed: &[(String, String)]) {
        let list: String = listed
            .iter()
            .map(|(id, digest)| format!("{id}\t{digest}\ttrain\t0\n"))
            .collect();
        let key = SecretKey::from_bytes(&[self.key.unwrap_or(5); 32]);
        let digest = shared::keys::sha256_hex(list.as_bytes());
        let manifest = json!({
            "format": "tributary-release/2", "pool_id": PoolId::of(&key.public()), "number": number, "day": day,
            "files": [{"path": format!("records/all/{digest}.tsv"), "kind": "records", "bucket": "", "rows": listed.len(), "bytes": list.len(), "sha256": digest}],
        });
        self.release = Some((shared::release::sign(manifest, &key).to_string(), list));
    }

    /// The records that it has, with their digests.
    pub(crate) fn listed(&self) -> Vec<(String, String)> {
        let all = self.records.iter();
        all.map(|signed| {
            (
                signed.envelope.record_id.to_string(),
                signed.envelope.content_sha256.clone(),
            )
        })
        .collect()
    }
}

impl Pool {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let held = Arc::new(Mutex::new(PoolShelf::default()));
        let shelf = Arc::clone(&held);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = serve_pool(stream, &shelf);
            }
        });
        Self { url, held }
    }

    /// A pool of its own beside the usual one.
    pub(crate) fn start_another(key: u8) -> Self {
        let pool = Self::start();
        pool.held.lock().unwrap().key = Some(key);
        pool
    }

    pub(crate) fn records(&self) -> usize {
        self.held.lock().unwrap().records.len()
    }

    pub(crate) fn await_retracted(&self, id: &str) {
        let start = Instant::now();
        while !self
            .held
            .lock()
            .unwrap()
            .retracted
            .iter()
            .any(|retracted| retracted.as_ref() == id)
        {
            assert!(
                start.elapsed() < Duration::from_secs(100),
                "{id} was not retracted"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn serve_pool(stream: TcpStream, shelf: &Mutex<PoolShelf>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        if header.trim().is_empty() {
            break;
        }
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let words: Vec<&str> = line.split(' ').collect();
    // A companion that is killed in the middle of a request leaves nothing to answer.
    let [method, path, ..] = words[..] else {
        return Ok(());
    };
    let (status, answer) = answer_as_pool(method, path, &body, &mut shelf.lock().unwrap());
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
        answer.len()
    )
}

fn answer_as_pool(method: &str, path: &str, body: &[u8], shelf: &mut PoolShelf) -> (u16, String) {
    let own = shelf.key.unwrap_or(5);
    let key = SecretKey::from_bytes(&[own; 32]);
    let signing = SecretKey::from_bytes(&[if shelf.forge { own + 1 } else { own }; 32]);
    shelf.asked.push(format!("{method} {path}"));
    let pool_id = PoolId::of(&key.public());
    let day = Day::try_from("2026-11-22".to_owned()).unwrap();
    let json = |value: Value| value.to_string();
    if path == api::POOL {
        return (
            200,
            json(json!(PoolInfo {
                pool_id,
                public_key: key.public(),
                name: "test pool".into(),
                terms: shelf.terms.as_ref().map(PoolTerms::named),
            })),
        );
    }
    if path == api::ADAPTERS {
        let Some(list) = shelf.adapters.clone() else {
            return (
                404,
                json(json!({"code": "not_found", "message": "there is nothing at this path"})),
            );
        };
        return (200, json(json!(SignedAdapters::sign(list, &signing))));
    }
    if path == api::SITE_REPORTS {
        assert_eq!(method, "POST");
        shelf.reports.push(serde_json::from_slice(body).unwrap());
        return (200, "{}".to_owned());
    }
    if let Some(terms) = shelf
        .terms
        .as_ref()
        .filter(|terms| path == format!("{}/{}", api::TERMS, terms.id))
    {
        return (200, json(json!(terms)));
    }
    if path == "/terms" {
        return (200, shared::consent::TERMS.to_owned());
    }
    if let Some(rest) = path.strip_prefix(api::RELEASE) {
        let none = json(json!({"code": "no_release", "message": "none"}));
        return match &shelf.release {
            Some((manifest, _)) if rest.is_empty() => (200, manifest.clone()),
            Some((_, list)) if rest.starts_with("/all/") => (200, list.clone()),
            _ => (404, none),
        };
    }
    let rest = path.strip_prefix("/v1/records/").unwrap();
    let id: RecordId = rest.trim_end_matches("/status").parse().unwrap();
    match method {
        "PUT" => {
            if !shelf.refusals.is_empty() {
                return shelf.refusals.remove(0);
            }
            let signed: SignedEnvelope = serde_json::from_slice(body).unwrap();
            signed.verify(&pool_id).unwrap();
            assert_eq!(signed.envelope.record_id, id);
            if shelf.retracted.contains(&id) {
                return (410, json(json!({"code": "retracted", "message": "taken back"})));
            }
            let digest = signed.envelope.content_sha256.clone();
            shelf.records.retain(|known| known.envelope.record_id != id);
            shelf.records.push(signed);
            (201, json(json!(Receipt::sign(id, digest, day, &signing))))
        }
        "DELETE" => {
            let retraction: Retraction = serde_json::from_slice(body).unwrap();
            assert!(retraction.is_for(&id, &pool_id));
            shelf.records.retain(|known| known.envelope.record_id != id);
            shelf.retracted.push(id.clone());
            (200, json(json!(RetractionReceipt::sign(id, day, &signing))))
        }
        _ if shelf.retracted.contains(&id) => (200, json(json!({"state": "retracted", "releases": []}))),
        _ if shelf.records.iter().any(|known| known.envelope.record_id == id) => {
            (200, json(json!({"state": "released", "releases": [1]})))
        }
        _ => (
            404,
            json(json!({"code": "unknown", "message": "has never been here"})),
        ),
    }
}
