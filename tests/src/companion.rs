//! The companion, run as its users run it: `tributary serve`, and the other verbs beside it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::process::{Process, free_port};

/// A companion's data directory and settings; it serves while `process` is there.
pub struct Companion {
    pub data_dir: PathBuf,
    pub port: u16,
    window: String,
    pool: Option<String>,
    environment: Vec<(&'static str, &'static str)>,
    process: Option<Process>,
}

impl Companion {
    /// Starts a companion whose window is `window` (`24h`, `3s`), donating to `pool` without random delays.
    #[must_use]
    pub fn start(data_dir: &Path, window: &str, pool: Option<&str>) -> Self {
        let mut companion = Self {
            data_dir: data_dir.to_owned(),
            port: free_port(),
            window: window.to_owned(),
            pool: pool.map(str::to_owned),
            environment: vec![],
            process: None,
        };
        companion.serve();
        companion
    }

    /// Serves with this in its environment from its next start on.
    pub fn set(&mut self, name: &'static str, value: &'static str) {
        self.environment.push((name, value));
    }

    /// The serving process.
    ///
    /// # Panics
    /// When none serves.
    pub fn process_id(&mut self) -> u32 {
        self.process.as_mut().expect("the companion serves").child().id()
    }

    /// Serves (again) on the same port and data directory.
    pub fn serve(&mut self) {
        let mut command = Command::new(crate::paths::program("tributary"));
        command.args([
            "serve",
            "--window",
            &self.window,
            "--port",
            &self.port.to_string(),
            "--data-dir",
        ]);
        command
            .arg(&self.data_dir)
            .env("TRIBUTARY_SEND_DELAY", "0s")
            .envs(self.environment.iter().copied())
            .stdin(Stdio::null());
        if let Some(pool) = &self.pool {
            command.args(["--pool", pool]);
        }
        let process = Process::start("tributary", &mut command);
        process.line_with("listening");
        self.process = Some(process);
    }

    /// Kills the companion as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Stops the companion in good order.
    pub fn stop(&mut self) {
        self.process = None;
    }

    /// The resident memory of the serving process in KiB; Linux only.
    #[must_use]
    pub fn resident_kib(&mut self) -> Option<u64> {
        let id = self.process.as_mut()?.child().id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?
            .trim()
            .strip_suffix("kB")?
            .trim()
            .parse()
            .ok()
    }

    /// The processor time of the serving process in milliseconds, all threads together; Linux only.
    #[must_use]
    pub fn processor_ms(&mut self) -> f64 {
        let id = self.process_id();
        let status = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        // Behind the name, which may hold anything, in hundredths of a second.
        let fields: Vec<f64> = status
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .filter_map(|field| field.parse().ok())
            .collect();
        fields
            .get(10..12)
            .map_or(0.0, |times| times.iter().sum::<f64>() * 10.0)
    }

    /// Runs one verb and gives its output, whatever came of it.
    ///
    /// # Panics
    /// When the program cannot be started.
    #[must_use]
    pub fn try_run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(crate::paths::program("tributary"));
        command
            .args(arguments)
            .args(["--port", &self.port.to_string(), "--data-dir"])
            .arg(&self.data_dir);
        command.stdin(Stdio::null()).output().expect("tributary starts")
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
            "tributary {} failed: {error}",
            arguments.join(" ")
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs one verb with `--json` that must succeed and gives what it printed.
    ///
    /// # Panics
    /// When the verb fails or prints no JSON.
    #[must_use]
    pub fn json(&self, arguments: &[&str]) -> Value {
        let printed = self.run(&[arguments, &["--json"]].concat());
        serde_json::from_str(&printed)
            .unwrap_or_else(|error| panic!("tributary {} --json: {error}", arguments.join(" ")))
    }

    /// All records as `list --json` shows them.
    #[must_use]
    pub fn records(&self) -> Vec<Value> {
        self.json(&["list"]).as_array().cloned().unwrap_or_default()
    }

    /// The state of one record.
    #[must_use]
    pub fn state(&self, id: &str) -> String {
        self.json(&["show", id])["state"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}
