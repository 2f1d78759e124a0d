//! The pool, run as its maintainers run it: `tributary-pool serve`, and the other verbs beside it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process::{Process, free_port};

/// A serving pool.
pub struct Pool {
    pub data_dir: PathBuf,
    pub url: String,
    _process: Process,
}

impl Pool {
    /// Starts a pool over a data directory.
    #[must_use]
    pub fn start(data_dir: &Path) -> Self {
        let port = free_port();
        let mut command = Command::new(crate::paths::program("tributary-pool"));
        command
            .args(["serve", "--port", &port.to_string(), "--data-dir"])
            .arg(data_dir)
            .stdin(Stdio::null());
        let process = Process::start("tributary-pool", &mut command);
        process.line_with("listening");
        Self {
            data_dir: data_dir.to_owned(),
            url: format!("http://127.0.0.1:{port}"),
            _process: process,
        }
    }

    /// Runs one verb that must succeed and gives what it printed.
    ///
    /// # Panics
    /// When the verb fails.
    pub fn run(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(crate::paths::program("tributary-pool"));
        command
            .args(arguments)
            .arg("--data-dir")
            .arg(&self.data_dir)
            .stdin(Stdio::null());
        let output = command.output().expect("tributary-pool starts");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "tributary-pool {} failed: {error}",
            arguments.join(" ")
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}
