//! A pool that is killed again and again while it receives and takes back, and contributors who keep asking until they are answered.
//!
//! What is checked at the end: everything that was acknowledged is there, once; nothing that was taken back is.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use shared::api::{PoolState, RecordStatus, RetractionList};
use shared::consent::{Licence, Purpose, agree};
use shared::envelope::{Receipt, SignedEnvelope};
use shared::keys::{PoolId, PublicKey, SecretKey};
use shared::retraction::{Retraction, RetractionReceipt};

use super::{day, id, key, record};

const POOL_KEY: [u8; 32] = [7; 32];
const CONTRIBUTORS: u64 = 4;
/// How long a contributor waits for an answer before asking again.
const PATIENCE: Duration = Duration::from_secs(60);

/// What was done.
#[derive(Debug, Default)]
pub struct Report {
    pub rounds: u32,
    pub received: u64,
    pub retracted: u64,
    /// Requests that were sent and not answered.
    pub cut: u64,
}

/// A pool in a process of its own.
pub struct Node {
    process: Child,
    pub address: SocketAddr,
}

impl Node {
    pub fn start(program: &Path, dir: &Path, database: Option<&str>) -> Self {
        let data = dir.join("data");
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("pool.key"), "07".repeat(32)).unwrap();
        let mut command = Command::new(program);
        command.args(["serve", "--port", "0", "--data-dir"]).arg(&data);
        if let Some(database) = database {
            command.args(["--database", database]);
        }
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().rsplit("http://").next().unwrap();
        let address = address
            .parse()
            .unwrap_or_else(|_| panic!("not an address: {line:?}"));
        Self { process, address }
    }

    /// As `kill -9`.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Bytes of memory that the process has had at most.
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kilobytes * 1024
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// How far a contributor is with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Given,
    TakenBack,
}

/// Kills the pool as often, and checks what is left.
pub fn rounds(program: &Path, database: Option<&str>, rounds: u32) -> Report {
    let dir = tempfile::tempdir().unwrap();
    let mut report = Report {
        rounds,
        ..Report::default()
    };
    let known: Mutex<BTreeMap<u64, Known>> = Mutex::default();
    let next = AtomicU64::new(0);
    let unfinished: Mutex<Vec<u64>> = Mutex::default();
    for round in 0..rounds {
        let mut node = Node::start(program, dir.path(), database);
        let address = node.address;
        let dead = AtomicBool::new(false);
        let answered = AtomicU64::new(0);
        let cut = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..CONTRIBUTORS {
                scope.spawn(|| {
                    while !dead.load(Ordering::SeqCst) {
                        let again = unfinished.lock().unwrap().pop();
                        let counter = again.unwrap_or_else(|| next.fetch_add(1, Ordering::SeqCst));
                        let Some(now) = give(address, counter) else {
                            cut.fetch_add(1, Ordering::SeqCst);
                            unfinished.lock().unwrap().push(counter);
                            break;
                        };
                        known.lock().unwrap().insert(counter, now);
                        answered.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            let since = Instant::now();
            while answered.load(Ordering::SeqCst) == 0 && since.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(1));
            }
            // Somewhere in the middle of what they do, another place each time.
            std::thread::sleep(Duration::from_micros(u64::from(round) * 7919 % 40_000));
            node.kill();
            dead.store(true, Ordering::SeqCst);
        });
        report.cut += cut.load(Ordering::SeqCst);
    }
    let node = Node::start(program, dir.path(), database);
    for counter in unfinished.into_inner().unwrap() {
        let now = give(node.address, counter).expect("this pool lives");
        known.lock().unwrap().insert(counter, now);
    }
    check(&node, &known.into_inner().unwrap(), &mut report);
    report
}

/// Gives a record, and takes every third one back. `None` if an answer did not come; it is asked again later.
fn give(address: SocketAddr, counter: u64) -> Option<Known> {
    let key = key(counter);
    let takes_back = counter % 3 == 2;
    let (status, body) = put(address, &envelope(&key, counter))?;
    match status {
        200 | 201 => {
            let receipt: Receipt = serde_json::from_str(&body).unwrap();
            assert!(receipt.is_of(&pool_key()), "record {counter}: {body}");
        }
        410 => assert!(takes_back, "record {counter} was never taken back"),
        503 => return None,
        other => panic!("record {counter}: {other} {body}"),
    }
    if !takes_back {
        return Some(Known::Given);
    }
    let retraction = serde_json::to_vec(&Retraction::sign(&key, &pool_id())).unwrap();
    let (status, body) = send(
        address,
        "DELETE",
        &format!("/v1/records/{}", id(&key)),
        &retraction,
    )?;
    if status == 503 {
        return None;
    }
    assert_eq!(status, 200, "record {counter}: {body}");
    let receipt: RetractionReceipt = serde_json::from_str(&body).unwrap();
    assert!(receipt.is_of(&pool_key()), "record {counter}: {body}");
    Some(Known::TakenBack)
}

fn check(node: &Node, known: &BTreeMap<u64, Known>, report: &mut Report) {
    for (&counter, &is) in known {
        let path = format!("/v1/records/{}/status", id(&key(counter)));
        let (code, body) = send(node.address, "GET", &path, b"").unwrap();
        assert_eq!(code, 200, "record {counter} was acknowledged and is lost: {body}");
        let status: RecordStatus = serde_json::from_str(&body).unwrap();
        let expected = match is {
            Known::Given => PoolState::Quarantined,
            Known::TakenBack => PoolState::Retracted,
        };
        assert_eq!(status.state, expected, "record {counter}");
        if is == Known::TakenBack {
            let (code, _) = put(node.address, &envelope(&key(counter), counter)).unwrap();
            assert_eq!(code, 410, "record {counter} came back");
        }
    }
    // The public list has each of them once, and nothing else.
    let mut listed = vec![];
    let mut after = 0;
    loop {
        let (_, body) = send(
            node.address,
            "GET",
            &format!("/v1/retractions?after={after}"),
            b"",
        )
        .unwrap();
        let list: RetractionList = serde_json::from_str(&body).unwrap();
        if list.retractions.is_empty() {
            break;
        }
        after = list.cursor;
        listed.extend(list.retractions.into_iter().map(|entry| entry.record_id));
    }
    listed.sort();
    let mut expected: Vec<_> = known
        .iter()
        .filter(|(_, is)| **is == Known::TakenBack)
        .map(|(&counter, _)| id(&key(counter)))
        .collect();
    expected.sort();
    assert_eq!(listed, expected);
    report.retracted = listed.len() as u64;
    report.received = known.len() as u64;
    let (_, page) = send(node.address, "GET", "/", b"").unwrap();
    let number = format!("<div><dt>received</dt><dd>{}</dd></div>", report.received);
    assert!(page.contains(&number), "{} records were given", report.received);
}

pub fn envelope(key: &SecretKey, counter: u64) -> SignedEnvelope {
    let consent = agree(Licence::CcBy, vec![Purpose::Research], "en", day(0));
    SignedEnvelope::sign(
        record(&format!("It floats, number {counter}.")),
        consent,
        day(0),
        key,
        &pool_id(),
    )
}

fn pool_key() -> PublicKey {
    SecretKey::from_bytes(&POOL_KEY).public()
}

pub fn pool_id() -> PoolId {
    PoolId::of(&pool_key())
}

pub fn put(address: SocketAddr, signed: &SignedEnvelope) -> Option<(u16, String)> {
    let path = format!("/v1/records/{}", signed.envelope.record_id);
    send(address, "PUT", &path, &serde_json::to_vec(signed).unwrap())
}

/// Status and body; `None` if there is no whole answer.
pub fn send(address: SocketAddr, method: &str, path: &str, body: &[u8]) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let about_body = match body.len() {
        0 => String::new(),
        length => format!("content-type: application/json\r\ncontent-length: {length}\r\n"),
    };
    let head = format!("{method} {path} HTTP/1.1\r\nhost: pool\r\nconnection: close\r\n{about_body}\r\n");
    stream.write_all(&[head.as_bytes(), body].concat()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    (length == Some(body.len())).then_some(())?;
    if head.contains(" 503 ") {
        assert!(head.to_ascii_lowercase().contains("\r\nretry-after:"), "{head}");
    }
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}
