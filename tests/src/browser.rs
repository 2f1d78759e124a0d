//! A browser with the extension, and someone typing in it.
//!
//! `tests/browser/open.mjs` makes the developer's copy of the extension and starts the browser; this module speaks to it
//! in one JSON object per line.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::companion::Companion;
use crate::paths;
use crate::process::Process;

/// Whether the browser has a window that a person can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    Shown,
    Hidden,
}

/// A browser that takes orders.
pub struct Browser {
    process: Process,
}

impl Browser {
    /// Opens `chromium` or `firefox` with the extension, paired with this companion, capture on for one origin.
    ///
    /// # Panics
    /// When the browser does not start or does not pair within two minutes.
    #[must_use]
    pub fn open(browser: &str, companion: &Companion, origin: &str, window: Window) -> Self {
        Self::open_with(browser, companion, origin, window, |_| {})
    }

    /// The same; `adjust` may add flags of `scripts/browser` or environment variables.
    ///
    /// # Panics
    /// When the browser does not start or does not pair within two minutes.
    #[must_use]
    pub fn open_with(
        browser: &str,
        companion: &Companion,
        origin: &str,
        window: Window,
        adjust: impl FnOnce(&mut Command),
    ) -> Self {
        let mut command = Command::new(paths::root().join("scripts/browser"));
        command.args([
            "--browser",
            browser,
            "--orders",
            "--enable",
            origin,
            "--port",
            &companion.port.to_string(),
        ]);
        if window == Window::Hidden {
            command.arg("--headless");
        }
        command
            .arg("--data-dir")
            .arg(&companion.data_dir)
            .arg("about:blank");
        command
            .env("TRIBUTARY", paths::program("tributary"))
            .stdin(Stdio::piped());
        adjust(&mut command);
        let process = Process::start(browser, &mut command);
        let ready = process.line(Duration::from_secs(300));
        assert!(
            ready.contains("\"ready\":true"),
            "{browser} is not ready: {ready}"
        );
        Self { process }
    }

    /// Opens a browser as it comes from its maker; `adjust` may add flags of `tests/browser/stranger.mjs` or environment variables.
    ///
    /// # Panics
    /// When it does not start within two minutes.
    #[must_use]
    pub fn stranger(browser: &str, adjust: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new("node");
        command
            .arg(paths::root().join("tests/browser/stranger.mjs"))
            .args(["--browser", browser])
            .stdin(Stdio::piped());
        adjust(&mut command);
        let process = Process::start(browser, &mut command);
        let ready = process.line(Duration::from_secs(120));
        assert!(
            ready.contains("\"ready\":true"),
            "{browser} is not ready: {ready}"
        );
        Self { process }
    }

    /// Goes to an address.
    pub fn go(&mut self, url: &str) {
        let _ = self.order(&json!({"open": url}));
    }

    /// Types a text, sends it, and waits until the page shows the end of the reply.
    pub fn say(&mut self, text: &str, until: &str) {
        let _ = self.order(&json!({"say": text, "until": until}));
    }

    /// Clicks the last element that matches a CSS selector.
    pub fn click_last(&mut self, selector: &str) {
        let _ = self.order(&json!({"click": selector, "index": -1}));
    }

    /// Gives any order of `tests/browser/chat.mjs` and returns its answer.
    ///
    /// # Panics
    /// When the order fails.
    pub fn order(&mut self, order: &Value) -> Value {
        let input = self
            .process
            .child()
            .stdin
            .as_mut()
            .expect("standard input is piped");
        writeln!(input, "{order}").expect("the browser takes orders");
        let answer = self.process.line(Duration::from_secs(300));
        assert!(answer.contains("\"done\":true"), "{order} failed: {answer}");
        serde_json::from_str(&answer).expect("an answer is JSON")
    }
}
