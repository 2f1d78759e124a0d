//! A real PostgreSQL, started for this test program: `initdb` in a directory of its own, reached by a socket there.
//!
//! With `TRIBUTARY_TEST_DATABASE=postgres://…` the tests use that database instead, for example that of a Citus cluster, and empty it before
//! each of them: run them with `--test-threads=1`.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use pool::store::postgres::Address;
use pool::store::{Database, Store};

/// A server. Stopped, and its files removed, when it is dropped or this program ends, however that happens.
pub struct Cluster {
    dir: PathBuf,
    programs: PathBuf,
    /// Waits for the end of its input, which is the end of this program, and cleans up.
    janitor: Option<Child>,
}

impl Cluster {
    /// The server that all tests of this program share. It does not wait for the disk, which only a loss of power would tell.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| {
            // This file may be part of several modules of one program: the first starts the server, the others find it.
            let dir = std::env::temp_dir().join(format!("tributary-pg-{}", std::process::id()));
            let ready = dir.join("ready");
            if std::fs::create_dir(&dir).is_ok() {
                let cluster = Self::start_in(dir, "fsync = off\n");
                std::fs::write(ready, "").unwrap();
                return cluster;
            }
            let since = std::time::Instant::now();
            while !ready.exists() {
                assert!(since.elapsed() < PATIENCE, "nobody started {}", dir.display());
                std::thread::sleep(Duration::from_millis(20));
            }
            Self {
                dir,
                programs: programs(),
                janitor: None,
            }
        })
    }

    /// A server of one's own.
    pub fn start() -> Self {
        let dir = tempfile::Builder::new()
            .prefix("tributary-pg-")
            .tempdir()
            .unwrap()
            .keep();
        Self::start_in(dir, "")
    }

    fn start_in(dir: PathBuf, settings: &str) -> Self {
        let programs = programs();
        if is_root() {
            // PostgreSQL refuses to run as root.
            run(Command::new("chown").arg("nobody").arg(&dir));
        }
        let clean_up = "trap '' INT TERM; cat >/dev/null; kill -9 $(head -n 1 \"$1/data/postmaster.pid\"); rm -rf \"$1\"";
        let janitor = Command::new("sh")
            .args(["-c", clean_up, "janitor"])
            .arg(&dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let cluster = Self {
            dir,
            programs,
            janitor: Some(janitor),
        };
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
            "listen_addresses = ''\nunix_socket_directories = '{}'\nmax_connections = 100\nshared_buffers = 32MB\n{settings}",
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
        if let Ok(given) = std::env::var("TRIBUTARY_TEST_DATABASE") {
            self.ask(&given, "DROP SCHEMA IF EXISTS tributary CASCADE");
            return given;
        }
        let unique = tempfile::Builder::new()
            .prefix("pool")
            .tempfile_in(&self.dir)
            .unwrap();
        let name = unique.path().file_name().unwrap().to_str().unwrap();
        run(self
            .program("createdb")
            .args(["--username=pool", "-h"])
            .arg(&self.dir)
            .arg(name));
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

    /// The number of the server's first process.
    pub fn process_id(&self) -> u32 {
        let file = std::fs::read_to_string(self.dir.join("data/postmaster.pid")).unwrap();
        file.lines().next().unwrap().parse().unwrap()
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
        if let Some(mut janitor) = self.janitor.take() {
            drop(janitor.stdin.take());
            let _ = janitor.wait();
        }
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
