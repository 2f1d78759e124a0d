//! Attacks on the companion that pages make, in a real browser: the numbers are those of SECURITY.md, and the same attacks are made
//! without a browser in `daemon/tests/hostile_callers`.
//!
//! The page has the dashboard's own credential, which no page can have: what is stopped is stopped by the guard and by the browser.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::companion::Companion;
use tests::scenario::text_of;

const CANARY: &str = "canary of a private chat";

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
struct Neighbour {
    port: u16,
    heard: Arc<Mutex<String>>,
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
struct Target {
    companion: Companion,
    neighbour: Neighbour,
    token: String,
    id: String,
    _folder: tempfile::TempDir,
}

/// Attacks, and compares what the companion holds and knows with what it did before.
fn attack(text: &str, attack: impl FnOnce(&Target, &mut Browser)) {
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
fn address(companion: &Companion) -> String {
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

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.companion.port)
    }

    /// Runs a script in a page of this address; `harm` and `credential` are those of the dashboard. Out: what it returns, which tells
    /// nothing of the record.
    fn from(&self, browser: &mut Browser, page: &str, script: &str) -> Value {
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
    fn from_neighbour(&self, browser: &mut Browser, script: &str) -> Value {
        let page = format!("http://127.0.0.1:{}/", self.neighbour.port);
        self.from(browser, &page, script)
    }
}

#[test]
fn attack_01_and_02_a_page_whose_name_points_here_since_a_moment_ago() {
    attack(CANARY, |target, browser| {
        let page = format!("http://evil.test:{}/", target.companion.port);
        let told = target.from(
            browser,
            &page,
            "const headers = {authorization: credential, 'content-type': 'application/json'};
             return [location.origin, await ask('/api/records', {headers}), await ask('/api/bulk', {method: 'POST', headers, body: harm})];",
        );
        assert_eq!(
            told[0],
            page.trim_end_matches('/'),
            "it is the same origin: {told}"
        );
        assert_eq!((&told[1][1], &told[2][1]), (&json!(421), &json!(421)), "{told}");
    });
}

#[test]
fn attack_03_a_page_asks_the_address_of_every_interface() {
    attack(CANARY, |target, browser| {
        let told = target.from_neighbour(
            browser,
            "const other = url('/api/bulk').replace('127.0.0.1', '0.0.0.0');
             return [await ask(other, {mode: 'no-cors'}), await ask(other, {mode: 'no-cors', method: 'POST', body: harm})];",
        );
        assert_eq!((&told[0][2], &told[1][2]), (&json!(""), &json!("")), "{told}");
    });
}

#[test]
fn attack_15_and_20_a_page_of_another_port_asks_with_a_good_credential() {
    attack(CANARY, |target, browser| {
        let told = target.from_neighbour(
            browser,
            "const headers = {authorization: credential, 'content-type': 'application/json'};
             return [await ask(url('/api/records'), {headers}), await ask(url('/api/bulk'), {method: 'POST', headers, body: harm}),
                     await ask(url('/api/bulk'), {method: 'POST', mode: 'no-cors', body: harm})];",
        );
        for answer in told.as_array().unwrap() {
            assert_eq!(answer[2], "", "{told}");
            assert!(answer[1] == 0, "{told}");
        }
    });
}

#[test]
fn attack_18_a_frame_without_an_origin_writes() {
    attack(CANARY, |target, browser| {
        let told = target.from_neighbour(
            browser,
            "const frame = document.createElement('iframe');
             frame.sandbox = 'allow-scripts';
             const answer = new Promise((done) => addEventListener('message', ({data}) => done(data)));
             frame.srcdoc = `<script>fetch('${url('/api/bulk')}', {method: 'POST', mode: 'no-cors', body: '${harm}'})
               .then((reply) => parent.postMessage([origin, reply.type], '*'), () => parent.postMessage([origin, 'error'], '*'))<\\/script>`;
             document.body.append(frame);
             return answer;",
        );
        assert_eq!(told[0], "null", "{told}");
    });
}

#[test]
fn attack_24_data_and_page_included_as_image_and_script() {
    attack(CANARY, |target, browser| {
        let told = target.from_neighbour(
            browser,
            "const load = (tag, path) => new Promise((done) => {
               const element = Object.assign(document.createElement(tag), {onload: () => done('loaded'), onerror: () => done('refused')});
               element.src = url(path);
               document.body.append(element);
             });
             return Promise.all([load('img', '/api/records'), load('script', '/api/records'), load('img', '/icon.svg'), load('script', '/app.js')]);",
        );
        assert_eq!(told, json!(["refused", "refused", "refused", "refused"]));
    });
}

#[test]
fn attack_25_somebody_navigates_to_data() {
    attack(CANARY, |target, browser| {
        for path in ["/api/records", "/api/overview", "/api/bulk"] {
            let told = target.from(browser, &target.url(path), "return document.body.innerText;");
            assert!(text_of(&told).contains("forbidden"), "{path}: {told}");
        }
    });
}

#[test]
fn attack_26_a_form_posts_json_as_text() {
    attack(CANARY, |target, browser| {
        let told = target.from_neighbour(
            browser,
            "const frame = Object.assign(document.createElement('iframe'), {name: 'target'});
             document.body.append(frame);
             const form = Object.assign(document.createElement('form'), {method: 'post', enctype: 'text/plain', action: url('/api/bulk'), target: 'target'});
             const field = Object.assign(document.createElement('input'), {name: harm.slice(0, -1) + ',\"x\":\"', value: '\"}'});
             form.append(field);
             document.body.append(form);
             const answered = new Promise((done) => { frame.onload = () => done('answered'); setTimeout(() => done('nothing'), 5000); });
             form.submit();
             return answered;",
        );
        assert_eq!(told, "answered");
    });
}

#[test]
fn attack_27_and_29_a_body_without_a_type_and_a_beacon() {
    attack(CANARY, |target, browser| {
        let told = target.from_neighbour(
            browser,
            "return [await ask(url('/api/bulk'), {method: 'POST', mode: 'no-cors', body: new Blob([harm])}),
                     await ask(url('/api/session'), {method: 'POST', mode: 'no-cors', body: new Blob(['{}'])}),
                     navigator.sendBeacon(url('/api/bulk'), harm), navigator.sendBeacon(url('/api/bulk'), new Blob([harm]))];",
        );
        assert_eq!(
            (&told[2], &told[3]),
            (&json!(true), &json!(true)),
            "the beacons were sent: {told}"
        );
        // Beacons have no answer: one that can be read is asked for after them.
        let after = target.from_neighbour(browser, "return ask(url('/'), {mode: 'no-cors'});");
        assert_eq!(after[2], "", "{after}");
    });
}

#[test]
fn attack_31_a_page_opens_a_web_socket() {
    attack(CANARY, |target, browser| {
        let told = target.from_neighbour(
            browser,
            "const open = (path) => new Promise((done) => {
               const socket = new WebSocket(url(path).replace('http', 'ws'));
               socket.onopen = () => done('open');
               socket.onerror = () => done('refused');
             });
             return Promise.all([open('/'), open('/api/records'), open('/v1/extension')]);",
        );
        assert_eq!(told, json!(["refused", "refused", "refused"]));
    });
}

#[test]
fn attack_32_a_page_frames_the_dashboard() {
    attack(CANARY, |target, browser| {
        target.from_neighbour(
            browser,
            "const frame = Object.assign(document.createElement('iframe'), {src: url('/')});
             const loaded = new Promise((done) => { frame.onload = done; });
             document.body.append(frame);
             await loaded;",
        );
        let _ = browser.order(&json!({"frame": "iframe"}));
        let shown = browser.order(&json!({"tell": "location.protocol"}));
        assert_eq!(shown["told"], "chrome-error:", "{shown}");
    });
}

#[test]
fn attack_35_and_36_nothing_of_the_dashboard_reaches_another_port_of_this_machine() {
    attack(CANARY, |target, browser| {
        browser.go(&address(&target.companion));
        let _ = browser.order(&json!({"await": "!document.getElementById('top').hidden"}));
        let kept = browser.order(&json!({"tell": "[document.cookie, location.href, sessionStorage.length]"}));
        let kept = &kept["told"];
        assert_eq!(kept[0], "");
        assert!(
            !text_of(&kept[1]).contains("t="),
            "the code is out of the address: {kept}"
        );
        assert_eq!(kept[2], 1, "{kept}");
        target.from_neighbour(
            browser,
            "return [document.cookie, sessionStorage.length, document.referrer];",
        );
        let heard = target.neighbour.heard.lock().unwrap().to_lowercase();
        assert!(heard.contains("get / http/1.1"), "{heard}");
        let from_here = format!("referer: {}", target.url(""));
        for secret in ["cookie:", "authorization:", &from_here, &target.token] {
            assert!(!heard.contains(secret), "{secret} in {heard}");
        }
    });
}

#[test]
fn attack_60_a_chat_that_is_a_page_is_shown_as_text() {
    let hostile = "canary of a private chat <script>window.harmed = 1</script> <img src=x onerror=\"window.harmed = 2\"> \
                   [link](javascript:window.harmed=3) <a href=\"javascript:window.harmed=4\">link</a> <style>*{display:none}</style> \
                   \u{202e}reversed <iframe srcdoc=\"<script>parent.harmed=5</script>\"></iframe>";
    attack(hostile, |target, browser| {
        browser.go(&address(&target.companion));
        let _ = browser.order(&json!({"await": "!document.getElementById('top').hidden"}));
        for view in [
            "#/",
            &format!("#/record/{}", target.id),
            &format!("#/records/{}", target.id),
        ] {
            let _ = browser.order(&json!({"tell": format!("location.hash = '{view}'")}));
            let _ = browser.order(&json!({"tell": "new Promise((done) => setTimeout(done, 300))"}));
            let seen = browser.order(&json!({"tell":
                "{ const links = [...document.querySelectorAll('main a')].map((link) => { link.click(); return link.href; });
                 [window.harmed ?? 0, document.querySelectorAll('main script, main img[src=x], main iframe, main style').length,
                  links.filter((href) => href.startsWith('javascript:')).length, document.querySelector('main').checkVisibility()] }"}));
            assert_eq!(seen["told"], json!([0, 0, 0, true]), "{view}");
        }
    });
}
