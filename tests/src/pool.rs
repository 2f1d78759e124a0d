//! The pool, run as its maintainers run it: `tributary-pool serve`, and the other verbs beside it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::process::{Process, free_port};

/// A pool; serves while `process` is there.
pub struct Pool {
    pub data_dir: PathBuf,
    pub url: String,
    port: u16,
    process: Option<Process>,
}

impl Pool {
    /// Starts a pool over a data directory.
    #[must_use]
    pub fn start(data_dir: &Path) -> Self {
        let port = free_port();
        let mut pool = Self {
            data_dir: data_dir.to_owned(),
            url: format!("http://127.0.0.1:{port}"),
            port,
            process: None,
        };
        pool.serve();
        pool
    }

    /// Serves (again) on the same port and data directory.
    pub fn serve(&mut self) {
        let mut command = Command::new(crate::paths::program("tributary-pool"));
        command
            .args(["serve", "--port", &self.port.to_string(), "--data-dir"])
            .arg(&self.data_dir)
            .stdin(Stdio::null());
        let process = Process::start("tributary-pool", &mut command);
        process.line_with("listening");
        self.process = Some(process);
    }

    /// The number of the serving process.
    ///
    /// # Panics
    /// When none serves.
    pub fn process_id(&mut self) -> u32 {
        self.process.as_mut().expect("the pool serves").child().id()
    }

    /// Kills the pool as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// What the pool answers to anybody who asks for this.
    ///
    /// # Panics
    /// When it does not answer with JSON.
    #[must_use]
    pub fn get(&self, path: &str) -> Value {
        let host = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("the pool listens");
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("the pool reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the pool answers");
        let (_, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
        serde_json::from_str(body).expect("the answer is JSON")
    }

    /// Runs one verb that must succeed and gives what it printed.
    ///
    /// # Panics
    /// When the verb fails.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.try_run(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "tributary-pool {} failed: {error}",
            arguments.join(" ")
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs one verb and gives its output, whatever came of it.
    ///
    /// # Panics
    /// When the program cannot be started.
    #[must_use]
    pub fn try_run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(crate::paths::program("tributary-pool"));
        command
            .args(arguments)
            .arg("--data-dir")
            .arg(&self.data_dir)
            .stdin(Stdio::null());
        command.output().expect("tributary-pool starts")
    }
}
