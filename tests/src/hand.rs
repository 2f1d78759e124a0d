//! A paired browser's hand: gives records to the companion as the extension does, sealed, without a browser around it.
//!
//! In: texts. Out: what the companion answered, or nothing where it was gone. Orders travel through the socket of the command line.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use shared::api::{self, ConversationId, ExtensionReply, ExtensionRequest, PairReply, PairRequest};
use shared::conversation::{Capture, Conversation, Message, MessageId, Role};
use shared::record::Record;
use shared::sealed::{self, Destination, PairKey, RequestHead};
use shared::time::Day;

const ORIGIN: &str = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

/// One paired browser.
pub struct Hand {
    port: u16,
    key: PairKey,
    client_id: [u8; 16],
    /// Makes every nonce another one, in every run.
    count: u64,
    run: [u8; 16],
}

impl Hand {
    /// Pairs with the companion at this port, by a code of `tributary pair`.
    ///
    /// # Panics
    /// When the companion does not pair.
    #[must_use]
    pub fn pair(port: u16, code: &str) -> Self {
        Self::try_pair(port, code).expect("the companion pairs")
    }

    /// Pairs, unless the companion cannot.
    ///
    /// # Panics
    /// When this is no code.
    #[must_use]
    pub fn try_pair(port: u16, code: &str) -> Option<Self> {
        let code = sealed::read_code(code).expect("this is a code of `tributary pair`");
        let run = run();
        let mut client_nonce = [7; 32];
        client_nonce[..16].copy_from_slice(&run);
        let request = PairRequest {
            origin: ORIGIN.into(),
            browser: "Chromium".into(),
        };
        let plain = serde_json::to_vec(&request).expect("this is JSON");
        let to = Destination {
            path: api::PAIR,
            port,
        };
        let frame = sealed::seal_pairing(&code, &client_nonce, &[8; 24], to, &plain);
        let (status, body) = post(port, api::PAIR, &frame)?;
        if status != 200 {
            return None;
        }
        let plain = sealed::open_reply(&sealed::code_key(&code, &client_nonce), &[8; 24], &body).ok()?;
        let reply: PairReply = serde_json::from_slice(&plain).ok()?;
        Some(Self {
            port,
            key: sealed::lasting_key(&code, &client_nonce, &reply.daemon_nonce),
            client_id: reply.client_id,
            count: 0,
            run,
        })
    }

    /// Hands a conversation in. Out: the answer, or nothing when none came.
    pub fn submit(&mut self, conversation: u64, revision: u64, record: Record) -> Option<ExtensionReply> {
        self.count += 1;
        let mut nonce = [0; 24];
        nonce[..8].copy_from_slice(&self.count.to_be_bytes());
        nonce[8..].copy_from_slice(&self.run);
        let request = ExtensionRequest::Submit {
            conversation_id: ConversationId(format!("{conversation:032x}")),
            revision,
            record: Box::new(record),
        };
        let head = RequestHead {
            client_id: self.client_id,
            unix_seconds: now().as_secs(),
            nonce,
        };
        let to = Destination {
            path: api::EXTENSION,
            port: self.port,
        };
        let plain = serde_json::to_vec(&request).expect("this is JSON");
        let frame = sealed::seal_request(&self.key, &head, to, &plain);
        let (status, body) = post(self.port, api::EXTENSION, &frame)?;
        if status != 200 {
            return None;
        }
        let plain = sealed::open_reply(&self.key, &nonce, &body).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

fn run() -> [u8; 16] {
    now().as_nanos().to_be_bytes()
}

#[allow(
    clippy::disallowed_methods,
    reason = "a test browser has the clock of its machine"
)]
fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("it is later than 1970")
}

fn post(port: u16, path: &str, frame: &[u8]) -> Option<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nOrigin: {ORIGIN}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
        api::SEALED,
        frame.len()
    );
    stream.write_all(&[head.as_bytes(), frame].concat()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let split = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..split]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer[split + 4..].to_vec()))
}

/// Sends an order as the command line does, without starting a program for it. Out: the answer, a refusal's message, or nothing when
/// the companion was gone.
#[must_use]
pub fn order(data_dir: &Path, order: &Value) -> Option<Result<Value, String>> {
    let mut stream = UnixStream::connect(data_dir.join("companion.sock")).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    stream.write_all(format!("{order}\n").as_bytes()).ok()?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).ok()?;
    let mut answer: Value = serde_json::from_str(&line).ok()?;
    match answer.get_mut("done") {
        Some(done) => Some(Ok(done.take())),
        None => Some(Err(answer["refused"]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned())),
    }
}

/// A scrubbed conversation of one question and its answer.
///
/// # Panics
/// Never: the day is one.
#[must_use]
pub fn record(question: &str, answer: &str) -> Record {
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
    let day = Day::try_from("2026-11-22".to_owned()).expect("this is a day");
    Record::new(shared::scrub::scrub(conversation), vec![], &day)
}
