//! The companion under attack by pages, the browser that shows them, and another program of this machine that serves them.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::companion::Companion;
use tests::scenario::text_of;

pub(super) const CANARY: &str = "canary of a private chat";

/// One browser for all attacks; it ends with this process, as its orders do.
fn browser() -> std::sync::MutexGuard<'static, Browser> {
    static BROWSER: OnceLock<Mutex<Browser>> = OnceLock::new();
    let browser = BROWSER.get_or_init(|| {
        Mutex::new(Browser::stranger("chromium", |command| {
            // The name of a stranger, which points to this machine since a moment ago.
            command.args(["--", "--host-resolver-rules=MAP evil.test 127.0.0.1"]);
        }))
    });
    browser.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Another program's pages, on another port of this machine; it notes what it is sent.
pub(super) struct Neighbour {
    port: u16,
    pub(super) heard: Arc<Mutex<String>>,
}

impl Neighbour {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(String::new()));
        let noted = Arc::clone(&heard);
        // Ends with this process.
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
                let mut part = [0; 8192];
                let read = stream.read(&mut part).unwrap_or(0);
                noted
                    .lock()
                    .unwrap()
                    .push_str(&String::from_utf8_lossy(&part[..read]));
                let page = "<!doctype html><title>neighbour</title><body>";
                let _ = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
                    page.len()
                );
            }
        });
        Self { port, heard }
    }
}

/// A companion that holds one record.
pub(super) struct Target {
    pub(super) companion: Companion,
    pub(super) neighbour: Neighbour,
    pub(super) token: String,
    pub(super) id: String,
    _folder: tempfile::TempDir,
}

/// Attacks, and compares what the companion holds and knows with what it did before.
pub(super) fn attack(text: &str, attack: impl FnOnce(&Target, &mut Browser)) {
    let folder = tempfile::tempdir().unwrap();
    let companion = Companion::start(&folder.path().join("companion"), "24h", None);
    hold(&companion, folder.path(), text);
    let target = Target {
        token: token(&companion),
        id: text_of(&companion.records()[0]["id"]),
        neighbour: Neighbour::start(),
        companion,
        _folder: folder,
    };
    let before = target.state();
    attack(&target, &mut browser());
    assert_eq!(target.state(), before, "the attack has changed something");
}

fn hold(companion: &Companion, folder: &Path, text: &str) {
    let messages = json!([{"role": "user", "content": text}, {"role": "assistant", "content": text}]);
    let file = folder.join("chat.jsonl");
    std::fs::write(&file, json!({ "messages": messages }).to_string()).unwrap();
    companion.run(&["import", &file.to_string_lossy()]);
}

/// A one-time address of the dashboard.
pub(super) fn address(companion: &Companion) -> String {
    text_of(&companion.json(&["open", "--print"])["url"])
}

fn token(companion: &Companion) -> String {
    let url = address(companion);
    let body = json!({"code": url.split("#t=").nth(1).unwrap()}).to_string();
    let port = companion.port;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let body = answer.split("\r\n\r\n").nth(1).unwrap();
    text_of(&serde_json::from_str::<Value>(body).unwrap()["token"])
}

impl Target {
    fn state(&self) -> Value {
        let mut status = self.companion.json(&["status"]);
        status.as_object_mut().unwrap().remove("uptime_seconds");
        let mut show = self
            .companion
            .json(&["show", &text_of(&self.companion.records()[0]["id"])]);
        show.as_object_mut().unwrap().remove("due");
        json!([status, show])
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.companion.port)
    }

    /// Runs a script in a page of this address; `harm` and `credential` are those of the dashboard. Out: what it returns, which tells
    /// nothing of the record.
    pub(super) fn in_page(&self, browser: &mut Browser, page: &str, script: &str) -> Value {
        browser.go(page);
        let harm = json!({"verb": "revoke", "ids": [self.id]}).to_string();
        let prelude = format!(
            "const url = (path) => 'http://127.0.0.1:{}' + path, harm = {}, credential = 'Bearer {}';
             const ask = async (...request) => {{
               try {{ const reply = await fetch(...request); return [reply.type, reply.status, await reply.text()]; }}
               catch (error) {{ return ['refused by the browser', 0, '']; }}
             }};",
            self.companion.port,
            json!(harm),
            self.token
        );
        let told = browser.order(&json!({"tell": format!("(async () => {{ {prelude} {script} }})()")}));
        assert!(
            !told.to_string().contains(CANARY),
            "it has read the record: {told}"
        );
        told["told"].clone()
    }

    /// The same, in a page of another program of this machine.
    pub(super) fn in_neighbours_page(&self, browser: &mut Browser, script: &str) -> Value {
        let page = format!("http://127.0.0.1:{}/", self.neighbour.port);
        self.in_page(browser, &page, script)
    }
}
