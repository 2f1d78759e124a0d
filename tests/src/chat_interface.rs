//! A real chat interface, served on this machine with canned, streamed replies.

use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::process::{Process, free_port, until};

/// One running chat interface.
pub struct ChatInterface {
    pub origin: String,
    _process: Process,
}

impl ChatInterface {
    /// Starts `deep-chat`, `gradio` or `mesop`, installing it first where it is missing.
    ///
    /// # Panics
    /// When it cannot be installed or does not answer within two minutes.
    #[must_use]
    pub fn start(name: &str) -> Self {
        let scripts = crate::paths::root().join("tests/interfaces");
        let installed = Command::new(scripts.join("install"))
            .arg(name)
            .stdout(Stdio::null())
            .status();
        assert!(
            installed.is_ok_and(|status| status.success()),
            "the chat interface {name} cannot be installed"
        );
        let port = free_port();
        let process = Process::start(
            name,
            Command::new(scripts.join("start"))
                .args([name, &port.to_string()])
                .stderr(Stdio::null()),
        );
        until(&format!("{name} answers"), Duration::from_secs(300), || {
            TcpStream::connect(("127.0.0.1", port)).ok()
        });
        Self {
            origin: format!("http://127.0.0.1:{port}"),
            _process: process,
        }
    }
}
