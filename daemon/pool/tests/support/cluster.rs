//! A real PostgreSQL, started for this test program: `initdb` in a directory of its own, reached by a socket there.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use pool::store::postgres::Address;
use pool::store::{Database, Store};

/// A server. Stopped, and its files removed, when the last who uses it is done.
pub struct Cluster {
    dir: PathBuf,
    programs: PathBuf,
    databases: AtomicU32,
}

impl Cluster {
    /// The server that all tests of this program share.
    pub fn shared() -> Arc<Self> {
        static SHARED: OnceLock<Mutex<Weak<Cluster>>> = OnceLock::new();
        let mut shared = SHARED.get_or_init(Mutex::default).lock().unwrap();
        shared.upgrade().unwrap_or_else(|| {
            let cluster = Arc::new(Self::start());
            *shared = Arc::downgrade(&cluster);
            cluster
        })
    }

    /// A server of one's own.
    pub fn start() -> Self {
        let programs = programs();
        let dir = tempfile::Builder::new()
            .prefix("tributary-pg")
            .tempdir()
            .unwrap()
            .keep();
        let cluster = Self {
            dir,
            programs,
            databases: AtomicU32::new(0),
        };
        if is_root() {
            // PostgreSQL refuses to run as root.
            run(Command::new("chown").arg("nobody").arg(&cluster.dir));
        }
        let data = cluster.dir.join("data");
        run(cluster
            .program("initdb")
            .args([
                "--username=pool",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-sync",
                "--no-instructions",
                "-D",
            ])
            .arg(&data));
        let settings = format!(
            "listen_addresses = ''\nunix_socket_directories = '{}'\nmax_connections = 60\nshared_buffers = 32MB\n",
            cluster.dir.display()
        );
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .open(data.join("postgresql.conf"))
            .unwrap();
        file.write_all(settings.as_bytes()).unwrap();
        cluster.go();
        cluster
    }

    /// Starts the server, and waits until it answers.
    pub fn go(&self) {
        let data = self.dir.join("data");
        let log = self.dir.join("log");
        run(self
            .program("pg_ctl")
            .args(["start", "-w", "-t", "120", "-D"])
            .arg(data)
            .arg("-l")
            .arg(log));
    }

    /// Stops the server: at once, and without waiting for anybody.
    pub fn stop(&self) {
        let data = self.dir.join("data");
        run(self
            .program("pg_ctl")
            .args(["stop", "-w", "-m", "immediate", "-D"])
            .arg(data));
    }

    /// The address of a new, empty database.
    pub fn database(&self) -> String {
        let name = format!("pool{}", self.databases.fetch_add(1, Ordering::SeqCst));
        run(self
            .program("createdb")
            .args(["--username=pool", "-h"])
            .arg(&self.dir)
            .arg(&name));
        format!("postgres://pool@/{name}?host={}", self.dir.display())
    }

    /// What a statement gives, as text.
    pub fn ask(&self, address: &str, sql: &str) -> String {
        let asked = self
            .program("psql")
            .args([
                "-X",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                address,
                "-c",
                sql,
            ])
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(asked.status.success(), "{sql}");
        String::from_utf8(asked.stdout).unwrap().trim().to_owned()
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "nobody", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command
            .current_dir(&self.dir)
            .env("HOME", &self.dir)
            .env("LC_ALL", "C.UTF-8");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.dir.join("data");
        let _ = self
            .program("pg_ctl")
            .args(["stop", "-m", "immediate", "-D"])
            .arg(data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// An address as `--database` takes it.
pub fn address(text: &str) -> Address {
    match text.parse().unwrap() {
        Database::Address(address) => Address::read(&address, &|_| None).unwrap(),
        Database::File => panic!("{text} is not an address"),
    }
}

/// A store in a new database.
pub fn store(text: &str) -> Store {
    Store::connect(&address(text), true).unwrap()
}

/// Debian keeps the server's programs out of the path.
fn programs() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            let programs = path.join("bin");
            programs.join("initdb").exists().then_some((version, programs))
        })
        .collect();
    found.sort();
    match found.pop() {
        Some((_, programs)) => programs,
        None => panic!("PostgreSQL is not installed: run scripts/setup postgres"),
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

fn run(command: &mut Command) {
    let done = command.stdin(Stdio::null()).output().unwrap();
    assert!(
        done.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
}

/// How long a test waits for what must come: machines differ.
pub const PATIENCE: Duration = Duration::from_secs(120);
