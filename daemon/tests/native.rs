//! Pairing without a code being copied: what `setup` registers with browsers, what the registered program answers and to whom, and what
//! `uninstall` leaves.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use common::{Companion, now, record, submit};
use daemon::http::Patience;
use daemon::native::{CHROMIUM_ID, FIREFOX_ID};
use serde_json::{Value, json};
use shared::api::{self, ExtensionReply, ExtensionRequest, NATIVE_HOST};
use shared::sealed::{self, PairKey};

const BROWSERS: [&str; 5] = [
    ".config/chromium/NativeMessagingHosts",
    ".config/google-chrome/NativeMessagingHosts",
    ".config/microsoft-edge/NativeMessagingHosts",
    ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
    ".mozilla/native-messaging-hosts",
];
const FIREFOX_ORIGIN: &str = "moz-extension://01234567-89ab-cdef-0123-456789abcdef";

fn own_origin() -> String {
    format!("chrome-extension://{CHROMIUM_ID}")
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tributary"))
        .args(arguments)
        .env("HOME", home)
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_DATA_HOME")
        .env_remove("TRIBUTARY_DATA_DIR")
        .output()
        .unwrap()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

/// Starts a program as a browser does, and sends it these bytes. Out: its bytes, and whether it was content.
fn start(program: &Path, arguments: &[&str], message: &[u8]) -> (Vec<u8>, bool) {
    let mut host = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // A program that does not want to hear it has ended already.
    let _ = host.stdin.take().unwrap().write_all(message);
    let mut answer = vec![];
    host.stdout.take().unwrap().read_to_end(&mut answer).unwrap();
    (answer, host.wait().unwrap().success())
}

fn framed(message: &str) -> Vec<u8> {
    let mut bytes = u32::try_from(message.len()).unwrap().to_ne_bytes().to_vec();
    bytes.extend_from_slice(message.as_bytes());
    bytes
}

/// The one message that came back.
fn message(bytes: &[u8]) -> Value {
    let (length, text) = bytes.split_first_chunk::<4>().unwrap();
    assert_eq!(u32::from_ne_bytes(*length) as usize, text.len());
    serde_json::from_slice(text).unwrap()
}

struct Registered {
    home: tempfile::TempDir,
    companion: Companion,
    program: PathBuf,
    file: String,
}

impl Registered {
    fn new() -> Self {
        let (home, companion) = (tempfile::tempdir().unwrap(), Companion::start(&[]));
        let dir = companion.dir.path().to_str().unwrap().to_owned();
        let done = run(home.path(), &["setup", "--no-start", "--data-dir", &dir]);
        assert!(done.status.success(), "{done:?}");
        let file = home.path().join(BROWSERS[4]).join(format!("{NATIVE_HOST}.json"));
        let manifest: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        Self {
            program: manifest["path"].as_str().unwrap().into(),
            file: file.to_str().unwrap().to_owned(),
            home,
            companion,
        }
    }

    fn ask(&self, arguments: &[&str]) -> (Vec<u8>, bool) {
        start(&self.program, arguments, &framed("{\"ask\":\"pair\"}"))
    }

    /// A code that a browser has fetched for its extension.
    fn fetch(&self, arguments: &[&str]) -> String {
        let (bytes, content) = self.ask(arguments);
        assert!(content);
        let offer = message(&bytes);
        assert_eq!(offer["is"], "offer", "{offer}");
        assert_eq!(offer["port"], self.companion.port);
        assert_eq!(
            offer.as_object().unwrap().len(),
            3,
            "a code and a port, nothing else: {offer}"
        );
        offer["code"].as_str().unwrap().to_owned()
    }

    fn as_chromium(&self) -> String {
        self.fetch(&[&format!("{}/", own_origin())])
    }

    fn clients(&self) -> Vec<Value> {
        self.companion.json(&["status"])["clients"]
            .as_array()
            .unwrap()
            .clone()
    }
}

#[test]
fn setup_registers_the_program_for_five_browsers_and_uninstall_leaves_no_file_and_no_folder() {
    let home = tempfile::tempdir().unwrap();
    let setup = run(home.path(), &["setup", "--no-start", "--json"]);
    assert!(setup.status.success(), "{setup:?}");
    let said: Value = serde_json::from_slice(&setup.stdout).unwrap();
    let mut written: Vec<PathBuf> = said["written"]
        .as_array()
        .unwrap()
        .iter()
        .map(|path| path.as_str().unwrap().into())
        .collect();
    let mut found = files(home.path());
    written.sort();
    found.sort();
    assert_eq!(found, written, "it names every file that it writes");
    for folder in BROWSERS {
        let text = std::fs::read(home.path().join(folder).join(format!("{NATIVE_HOST}.json"))).unwrap();
        let manifest: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(
            (&manifest["name"], &manifest["type"]),
            (&json!(NATIVE_HOST), &json!("stdio"))
        );
        let (allowed, expected) = if folder.starts_with(".mozilla") {
            ("allowed_extensions", json!([FIREFOX_ID]))
        } else {
            ("allowed_origins", json!([format!("{}/", own_origin())]))
        };
        assert_eq!(manifest[allowed], expected, "{folder}");
        let program = Path::new(manifest["path"].as_str().unwrap());
        assert!(program.is_absolute());
        assert_eq!(program.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
    // A second time changes nothing.
    assert!(run(home.path(), &["setup", "--no-start"]).status.success());
    assert_eq!(files(home.path()).len(), written.len());

    let uninstall = run(home.path(), &["uninstall", "--json"]);
    let said: Value = serde_json::from_slice(&uninstall.stdout).unwrap();
    assert_eq!(said["removed"].as_array().unwrap().len(), written.len(), "{said}");
    assert_eq!(
        std::fs::read_dir(home.path()).unwrap().count(),
        0,
        "{:?}",
        files(home.path())
    );
}

#[test]
fn uninstall_spares_what_is_not_its_own_and_takes_the_records_only_when_told() {
    let home = tempfile::tempdir().unwrap();
    let foreign = home.path().join(BROWSERS[0]).join("org.example.other.json");
    std::fs::create_dir_all(foreign.parent().unwrap()).unwrap();
    std::fs::write(&foreign, "{}").unwrap();
    assert!(run(home.path(), &["setup", "--no-start"]).status.success());
    let data = home.path().join(".local/share/tributary");
    assert!(run(home.path(), &["list"]).status.success());
    std::fs::write(data.join("a note of mine"), "").unwrap();
    std::fs::create_dir_all(data.join("backups/older")).unwrap();
    std::fs::write(data.join("backups/older/keys.db"), "").unwrap();
    assert!(data.join("master.key").exists());

    let _ = run(home.path(), &["uninstall"]);
    assert!(data.join("master.key").exists());
    assert!(foreign.exists());
    assert!(run(home.path(), &["setup", "--no-start"]).status.success());
    let _ = run(home.path(), &["uninstall", "--with-records"]);
    let _ = run(home.path(), &["uninstall", "--with-records"]);
    assert_eq!(files(home.path()), [foreign, data.join("a note of mine")]);
}

#[test]
fn a_browser_pairs_by_itself_and_the_dashboard_says_so() {
    let registered = Registered::new();
    let companion = &registered.companion;
    let code = registered.as_chromium();
    let mut browser = companion.pair_with(&code, &own_origin()).unwrap();
    let clients = registered.clients();
    assert_eq!(clients.len(), 1);
    assert_eq!(
        (&clients[0]["origin"], &clients[0]["by_itself"]),
        (&json!(own_origin()), &json!(true))
    );
    let (frame, nonce) = browser.seal(companion.port, now(), &submit(1, 1, record("q", "a")));
    let answer = companion.frame(api::EXTENSION, &own_origin(), &frame);
    let reply = sealed::open_reply(&browser.key, &nonce, &answer.body).unwrap();
    let reply: ExtensionReply = serde_json::from_slice(&reply).unwrap();
    assert!(matches!(reply, ExtensionReply::Committed { .. }), "{reply:?}");
    // The code is used up.
    assert_eq!(
        companion.pair_with(&code, &own_origin()).err().unwrap().status,
        404
    );

    let code = registered.fetch(&[&registered.file, FIREFOX_ID]);
    assert_eq!(
        companion.pair_with(&code, &own_origin()).err().unwrap().status,
        403,
        "not for Chromium"
    );
    assert!(companion.pair_with(&code, FIREFOX_ORIGIN).is_ok());
    // A person's code and a browser's can wait at the same time.
    let shown = companion.json(&["pair"])["code"].as_str().unwrap().to_owned();
    let fetched = registered.as_chromium();
    assert!(companion.pair_with(&fetched, &own_origin()).is_ok());
    assert!(companion.pair_with(&shown, common::ORIGIN).is_ok());
    let by_itself: Vec<bool> = registered
        .clients()
        .iter()
        .map(|client| client["by_itself"] == true)
        .collect();
    assert_eq!(by_itself, [true, true, true, false]);
}

#[test]
fn nobody_but_our_extension_gets_a_code_and_a_code_is_good_for_our_extension_only() {
    let registered = Registered::new();
    let companion = &registered.companion;
    let ours = format!("{}/", own_origin());
    for arguments in [
        &[][..],
        &["chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba/"],
        &[&registered.file, "other@example.org"],
        &[&registered.file],
        &["/tmp/other.json", FIREFOX_ID],
    ] {
        assert_eq!(registered.ask(arguments), (vec![], false), "{arguments:?}");
    }
    for message in [
        &b""[..],
        b"\x01",
        &framed("{\"ask\":\"records\"}"),
        &framed("{\"ask\":\"pair\",\"more\":1}"),
        &framed("not json"),
        &framed(&" ".repeat(2_000)),
        &u32::MAX.to_ne_bytes(),
    ] {
        let answer = start(&registered.program, &[&ours], message);
        assert_eq!(answer, (vec![], false), "{message:?}");
    }
    let code = registered.as_chromium();
    for origin in [common::ORIGIN, FIREFOX_ORIGIN] {
        assert_eq!(
            companion.pair_with(&code, origin).err().unwrap().status,
            403,
            "{origin}"
        );
    }
    assert!(companion.pair_with(&code, &own_origin()).is_ok());
    assert_eq!(registered.clients().len(), 1);

    let Registered {
        home,
        companion,
        program,
        ..
    } = registered;
    let _dir = companion.kill();
    let (bytes, content) = start(&program, &[&ours], &framed("{\"ask\":\"pair\"}"));
    assert!(content);
    assert_eq!(message(&bytes)["is"], "refused");
    drop(home);
}

#[test]
fn a_browser_that_was_unpaired_comes_back_by_a_persons_code_only() {
    let registered = Registered::new();
    let companion = &registered.companion;
    let code = registered.as_chromium();
    assert!(companion.pair_with(&code, &own_origin()).is_ok());
    let token = companion.sign_in();
    let id = registered.clients()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        companion
            .api(&token, "DELETE", &format!("/api/clients/{id}"), None)
            .status,
        200
    );
    let code = registered.as_chromium();
    assert_eq!(
        companion.pair_with(&code, &own_origin()).err().unwrap().status,
        403
    );
    assert!(registered.clients().is_empty());
    let shown = companion.json(&["pair"])["code"].as_str().unwrap().to_owned();
    assert!(companion.pair_with(&shown, &own_origin()).is_ok());
    let code = registered.as_chromium();
    assert!(
        companion.pair_with(&code, &own_origin()).is_ok(),
        "it is welcome again"
    );
}

#[test]
fn a_code_that_a_browser_fetched_is_good_for_a_minute() {
    let passed = Arc::new(AtomicI64::new(0));
    let (companion, _store) =
        common::start_in_world(Patience::default(), common::world_ahead(Arc::clone(&passed)));
    let arguments = [
        "--data-dir",
        companion.dir.path().to_str().unwrap(),
        "native-host",
        &format!("{}/", own_origin()),
    ];
    let program = Path::new(env!("CARGO_BIN_EXE_tributary"));
    let (bytes, content) = start(program, &arguments, &framed("{\"ask\":\"pair\"}"));
    assert!(content);
    let code = message(&bytes)["code"].as_str().unwrap().to_owned();
    passed.fetch_add(60_000, Ordering::Relaxed);
    assert_eq!(
        companion.pair_with(&code, &own_origin()).err().unwrap().status,
        404
    );
}

#[test]
fn a_key_is_renewed_inside_a_sealed_message_and_the_former_one_ends_when_the_new_one_is_used() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let mut renew = |share: [u8; 32]| -> PairKey {
        let reply = companion.ask(&mut browser, &ExtensionRequest::Renew { share });
        let ExtensionReply::Renewed { share: theirs } = reply else {
            panic!("{reply:?}");
        };
        sealed::renewed_key(&browser.key, &share, &theirs)
    };
    // The answer to the first may have been lost: the former key goes on, and asks again.
    let lost = renew([1; 32]);
    let new = renew([2; 32]);
    let former = browser.key.clone();
    assert!(matches!(
        companion.ask(&mut browser, &ExtensionRequest::Status),
        ExtensionReply::Status { .. }
    ));
    browser.key = new;
    let reply = companion.ask(&mut browser, &submit(1, 1, record("q", "a")));
    assert!(matches!(reply, ExtensionReply::Committed { .. }), "{reply:?}");
    for ended in [former, lost] {
        let current = std::mem::replace(&mut browser.key, ended);
        let (frame, _) = browser.seal(companion.port, now(), &ExtensionRequest::Status);
        assert_eq!(
            companion.frame(api::EXTENSION, common::ORIGIN, &frame).status,
            401
        );
        browser.key = current;
    }
    let port = companion.port;
    let companion = Companion::start_in(companion.kill(), port, &[]);
    assert!(matches!(
        companion.ask(&mut browser, &ExtensionRequest::Status),
        ExtensionReply::Status { .. }
    ));
}
