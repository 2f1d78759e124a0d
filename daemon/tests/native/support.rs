//! A home in which the companion is registered with browsers, and a browser that starts what is registered.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use daemon::native::CHROMIUM_ID;
use serde_json::Value;
use shared::api::NATIVE_HOST;

use crate::common::Companion;

pub(crate) const BROWSERS: [&str; 5] = [
    ".config/chromium/NativeMessagingHosts",
    ".config/google-chrome/NativeMessagingHosts",
    ".config/microsoft-edge/NativeMessagingHosts",
    ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
    ".mozilla/native-messaging-hosts",
];
pub(crate) const FIREFOX_ORIGIN: &str = "moz-extension://01234567-89ab-cdef-0123-456789abcdef";

pub(crate) fn own_origin() -> String {
    format!("chrome-extension://{CHROMIUM_ID}")
}

pub(crate) fn run(home: &Path, arguments: &[&str]) -> Output {
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
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
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
pub(crate) fn start(program: &Path, arguments: &[&str], message: &[u8]) -> (Vec<u8>, bool) {
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

pub(crate) fn framed(message: &str) -> Vec<u8> {
    let mut bytes = u32::try_from(message.len()).unwrap().to_ne_bytes().to_vec();
    bytes.extend_from_slice(message.as_bytes());
    bytes
}

/// The one message that came back.
pub(crate) fn message(bytes: &[u8]) -> Value {
    let (length, text) = bytes.split_first_chunk::<4>().unwrap();
    assert_eq!(u32::from_ne_bytes(*length) as usize, text.len());
    serde_json::from_slice(text).unwrap()
}

pub(crate) struct Registered {
    pub(crate) home: tempfile::TempDir,
    pub(crate) companion: Companion,
    pub(crate) program: PathBuf,
    pub(crate) file: String,
}

impl Registered {
    pub(crate) fn new() -> Self {
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

    pub(crate) fn ask(&self, arguments: &[&str]) -> (Vec<u8>, bool) {
        start(&self.program, arguments, &framed("{\"ask\":\"pair\"}"))
    }

    /// A code that a browser has fetched for its extension.
    pub(crate) fn fetch(&self, arguments: &[&str]) -> String {
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

    pub(crate) fn as_chromium(&self) -> String {
        self.fetch(&[&format!("{}/", own_origin())])
    }

    pub(crate) fn clients(&self) -> Vec<Value> {
        self.companion.json(&["status"])["clients"]
            .as_array()
            .unwrap()
            .clone()
    }
}
