//! Releases in an object store that speaks S3 (moto's server), and releases that are killed at any moment.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use pool::config::Pool;
use pool::release::buckets::Division;
use pool::release::manifest::{Kind, Manifest};
use pool::sync;
use shared::consent::{Licence, Purpose, agree};
use shared::envelope::SignedEnvelope;
use support::{day, exchange, files, holds, id, key, record};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A pool's data directory with accepted records.
struct Filled {
    dir: tempfile::TempDir,
    pool: Pool,
}

impl Filled {
    fn with(records: std::ops::Range<u64>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let pool = Pool::create(&dir.path().join("data"), Some("Test pool"), || [7; 32]).unwrap();
        let filled = Self { dir, pool };
        filled.add(records);
        filled
    }

    fn add(&self, records: std::ops::Range<u64>) {
        for counter in records {
            let consent = agree(Licence::CcBy, vec![Purpose::Research], "en", day(0));
            let text = format!("reply-{counter}-canary");
            let signed = SignedEnvelope::sign(record(&text), consent, day(0), &key(counter), &self.pool.id);
            support::store(&self.pool.store, &signed, &day(0)).unwrap();
            self.pool.store.accept(&[id(&key(counter))], &day(0)).unwrap();
        }
    }

    fn retract(&self, counter: u64) {
        self.pool.store.retract(&id(&key(counter)), &day(0)).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tributary-pool"));
        command
            .arg("--data-dir")
            .arg(self.dir.path().join("data"))
            .args(arguments);
        command
    }

    fn ids(&self, counters: impl IntoIterator<Item = u64>) -> Vec<String> {
        let mut ids: Vec<String> = counters
            .into_iter()
            .map(|counter| id(&key(counter)).to_string())
            .collect();
        ids.sort();
        ids
    }
}

/// An object store on this machine; stopped when dropped.
struct Store {
    child: Child,
    endpoint: String,
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const SECRET: &str = "do-not-tell-this-to-anybody";

impl Store {
    fn start() -> Self {
        let installed = Command::new(root().join("tests/release/install"))
            .status()
            .unwrap();
        assert!(
            installed.success(),
            "the object store for tests cannot be installed"
        );
        let mut child = Command::new(root().join("target/researcher/bin/moto_server"))
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let endpoint = lines
            .find_map(|line| Some(line.ok()?.split_once("Running on ")?.1.trim().to_owned()))
            .expect("the store says where it is");
        // Whatever it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let store = Self { child, endpoint };
        store.python(&["create", "pool"]);
        store
    }

    fn reach<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", SECRET)
            .env("AWS_REGION", "us-east-1")
            .env("AWS_DEFAULT_REGION", "us-east-1")
    }

    fn run(&self, pool: &Filled, arguments: &[&str]) -> Output {
        self.reach(&mut pool.command(arguments)).output().unwrap()
    }

    /// What a successful command printed.
    fn done(&self, pool: &Filled, arguments: &[&str]) -> String {
        let output = self.run(pool, arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{arguments:?}: {errors}{}",
            String::from_utf8_lossy(&output.stdout)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn python(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(root().join("target/researcher/bin/python"));
        command.arg(root().join("tests/release/s3.py")).args(arguments);
        let output = self.reach(&mut command).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Everything in the bucket, as a folder.
    fn dump(&self) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        self.python(&["dump", "pool", dir.path().to_str().unwrap()]);
        dir
    }
}

/// Whether a release that lies here is whole: every file is what its manifest says, and the records are these.
fn is_whole(release: &Path, expected: &[String]) {
    let manifest = Manifest::read(release).unwrap();
    for file in &manifest.files {
        file.read(release).unwrap_or_else(|error| panic!("{error}"));
    }
    let mut ids: Vec<String> = manifest
        .records(release)
        .unwrap()
        .into_iter()
        .map(|(id, _)| id.into())
        .collect();
    ids.sort();
    assert_eq!(ids, expected);
    let mut parquet: Vec<String> = manifest
        .of_kind(Kind::Parquet)
        .flat_map(|file| sync::ids_in(&release.join(&file.path), "record_id").unwrap())
        .flatten()
        .collect();
    parquet.sort();
    assert_eq!(parquet, expected);
    assert_eq!(manifest.rows, expected.len() as u64);
}

#[test]
fn releases_live_in_an_object_store_and_consumers_read_them_back() {
    let store = Store::start();
    let pool = Filled::with(0..5);
    let place = "s3://pool/first/release";
    let told = store.done(&pool, &["release", "--out", place]);
    assert!(
        told.starts_with("release 1 of 5 records is in s3://pool/first/release"),
        "{told}"
    );
    let dump = store.dump();
    is_whole(&dump.path().join("first/release"), &pool.ids(0..5));
    assert_eq!(
        store.python(&["rows", "pool", "first/release/data"]).trim(),
        "5 5"
    );
    store.done(&pool, &["audit"]);

    // What is exported from there is what is exported from a copy on a disk.
    let folder = dump.path().join("first/release");
    let export = |release: &str, name: &str| {
        let output = pool.dir.path().join(name);
        let path = output.to_str().unwrap();
        store.done(
            &pool,
            &["export", "--format", "messages", "--release", release, "-o", path],
        );
        std::fs::read_to_string(output).unwrap()
    };
    let exported = export(place, "remote.jsonl");
    assert_eq!(exported.lines().count(), 5);
    assert_eq!(exported, export(folder.to_str().unwrap(), "local.jsonl"));

    // The pool's pages show it too.
    let mut serve = pool.command(&["serve", "--port", "0"]);
    let mut serve = store.reach(&mut serve).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(serve.stdout.take().unwrap()).lines();
    let address = lines
        .find_map(|line| Some(line.ok()?.split_once("listening on http://")?.1.trim().to_owned()))
        .expect("it says where it listens");
    let get = |path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nhost: pool\r\nconnection: close\r\n\r\n");
        exchange(address.parse().unwrap(), request.as_bytes())
    };
    // The store is asked once and waited for a while; then what it said is there.
    let since = std::time::Instant::now();
    let card = loop {
        let card = get("/releases/1/card");
        if card.status == 200 || since.elapsed() > support::cluster::PATIENCE {
            break card;
        }
        std::thread::yield_now();
    };
    assert!(
        card.body.contains("# Test pool: release 1"),
        "{} {}",
        card.status,
        card.body
    );
    let page = get("/").body;
    assert!(
        page.contains("/releases/1/card") && page.contains("<summary>Files</summary>"),
        "{page}"
    );
    assert!(!page.contains("s3://") && !card.body.contains("s3://"));
    serve.kill().unwrap();
    serve.wait().unwrap();

    pool.add(5..6);
    pool.retract(2);
    let told = store.run(&pool, &["audit"]);
    assert!(String::from_utf8_lossy(&told.stdout).contains("still holds 1 records"));
    let told = store.done(&pool, &["release", "--hotfix", "--out", place]);
    assert!(told.starts_with("release 2 of 4 records"), "{told}");
    store.done(&pool, &["audit"]);
    let copy = dump.path().join("first/release");
    let told = store.done(&pool, &["sync", "--release", place, copy.to_str().unwrap()]);
    assert!(told.starts_with("3 rows removed"), "{told}");
    let told = store.done(&pool, &["sync", "--release", place, copy.to_str().unwrap()]);
    assert!(told.starts_with("0 rows removed"), "{told}");
    let after = store.dump();
    let release = after.path().join("first/release");
    is_whole(&release, &pool.ids([0, 1, 3, 4]));
    for (path, bytes) in files(&release) {
        let bytes = match path.extension() {
            Some(ending) if ending == "zst" => zstd::decode_all(bytes.as_slice()).unwrap(),
            _ => bytes,
        };
        assert!(!holds(&bytes, "reply-2-canary"), "{}", path.display());
    }
    let told = store.done(&pool, &["release", "--out", place]);
    assert!(told.starts_with("release 3 of 5 records"), "{told}");
    assert_eq!(
        store.python(&["rows", "pool", "first/release/data"]).trim(),
        "5 5"
    );
}

#[test]
fn processes_write_one_release_together_also_if_one_of_them_is_killed() {
    let store = Store::start();
    let pool = Filled::with(0..60);
    for place in [
        "s3://pool/together".to_owned(),
        pool.dir.path().join("together").display().to_string(),
    ] {
        // More than one bucket: releases never get coarser, so a former one that was divided is all it takes.
        store.done(&pool, &["release", "--out", &place]);
        let dump = store.dump();
        let folder = dump.path().join("together");
        let folder = if place.starts_with("s3://") {
            folder
        } else {
            place.clone().into()
        };
        let mut divided = Manifest::read(&folder).unwrap();
        divided.buckets = Division::Sixteen;
        let manifest = divided.signed(&pool.pool.key);
        if place.starts_with("s3://") {
            let file = pool.dir.path().join("manifest.json");
            std::fs::write(&file, manifest).unwrap();
            store.python(&["put", "pool", "together/manifest.json", file.to_str().unwrap()]);
        } else {
            std::fs::write(folder.join("manifest.json"), manifest).unwrap();
        }
        let start = |arguments: &[&str]| {
            let mut command = pool.command(arguments);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            store.reach(&mut command).spawn().unwrap()
        };
        let worker = ["release", "--worker", "--lease", "2", "--out", &place];
        let mut workers: Vec<Child> = (0..3).map(|_| start(&worker)).collect();
        let coordinator = start(&["release", "--share", "--lease", "2", "--out", &place]);
        // At whatever it is: with a bucket, before one, or after.
        workers[0].kill().unwrap();
        let told = coordinator.wait_with_output().unwrap();
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        assert!(String::from_utf8_lossy(&told.stdout).contains("of 60 records"));
        for (at, mut worker) in workers.into_iter().enumerate() {
            if at > 0 {
                // One that came too late for the release waits for the next.
                let _ = worker.kill();
            }
            let told = worker.wait_with_output().unwrap();
            assert_eq!(String::from_utf8_lossy(&told.stderr), "");
        }
        let dump = store.dump();
        let folder = if place.starts_with("s3://") {
            dump.path().join("together")
        } else {
            folder
        };
        is_whole(&folder, &pool.ids(0..60));
        assert_eq!(
            Manifest::read(&folder).unwrap().of_kind(Kind::Records).count(),
            16
        );
        assert!(!folder.join("work").exists());
    }
    store.done(&pool, &["audit"]);
}

#[test]
fn of_two_releases_at_once_into_one_bucket_none_spoils_the_other() {
    let store = Store::start();
    let pool = Filled::with(0..20);
    let place = "s3://pool/release";
    let mut published = 0;
    for round in 0..3 {
        pool.add(20 + round..21 + round);
        let mut running: Vec<Child> = (0..2)
            .map(|_| {
                let mut command = pool.command(&["release", "--out", place]);
                command.stdout(Stdio::piped()).stderr(Stdio::piped());
                store.reach(&mut command).spawn().unwrap()
            })
            .collect();
        for child in running.drain(..) {
            let output = child.wait_with_output().unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            let expected = errors.contains("in the meantime") || errors.contains("is running");
            assert!(output.status.success() || expected, "{errors}");
            published += u32::from(output.status.success());
        }
        let dump = store.dump();
        is_whole(&dump.path().join("release"), &pool.ids(0..21 + round));
    }
    assert!(published >= 3, "{published}");
    store.done(&pool, &["audit"]);
}

/// Kills a release after a part of the time that one takes. Gives whether it was killed.
fn killed(mut command: Command, after: Duration) -> bool {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(after);
    let was_running = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    child.wait().unwrap();
    was_running
}

/// Kills so many releases, each at another moment, with something retracted and something new every time. What readers see is
/// always a whole release, and the last one has everything.
fn kill_again_and_again(
    rounds: u64,
    pool: &Filled,
    release: impl Fn() -> Command,
    look: impl Fn(&dyn Fn(&Path)),
) {
    assert!(release().output().unwrap().status.success());
    let begun = std::time::Instant::now();
    pool.add(100..101);
    assert!(release().output().unwrap().status.success());
    let whole = begun.elapsed();
    let mut kills = 0;
    for round in 0..rounds {
        pool.add(101 + round..102 + round);
        pool.retract(round);
        let part = u32::try_from(round * 7 % rounds).unwrap();
        let after = whole * part / u32::try_from(rounds).unwrap();
        kills += u64::from(killed(release(), after));
        look(&|here| {
            let manifest = Manifest::read(here).unwrap();
            for file in &manifest.files {
                file.read(here)
                    .unwrap_or_else(|error| panic!("round {round}: {error}"));
            }
        });
    }
    assert!(
        kills * 3 > rounds,
        "{kills} of {rounds} were still running: the moments are not chosen well"
    );
    assert!(release().output().unwrap().status.success());
    let audit = pool.command(&["audit"]).output().unwrap();
    assert!(
        audit.status.success(),
        "{}",
        String::from_utf8_lossy(&audit.stdout)
    );
    look(&|here| {
        is_whole(here, &pool.ids((rounds..30).chain(100..101 + rounds)));
        for (path, bytes) in files(here) {
            let bytes = match path.extension() {
                Some(ending) if ending == "zst" => zstd::decode_all(bytes.as_slice()).unwrap(),
                _ => bytes,
            };
            for gone in 0..rounds {
                assert!(
                    !holds(&bytes, &format!("reply-{gone}-canary")),
                    "{}",
                    path.display()
                );
            }
        }
    });
}

#[test]
fn a_release_that_is_killed_at_any_moment_leaves_a_whole_one() {
    let pool = Filled::with(0..30);
    let out = pool.dir.path().join("release");
    let release = || pool.command(&["release", "--out", out.to_str().unwrap()]);
    let rounds = std::env::var("ROUNDS").map_or(20, |rounds| rounds.parse().unwrap());
    kill_again_and_again(rounds, &pool, release, |check| check(&out));
}

#[test]
fn a_release_into_an_object_store_that_is_killed_leaves_a_whole_one() {
    let store = Store::start();
    let pool = Filled::with(0..30);
    let release = || {
        let mut command = pool.command(&["release", "--out", "s3://pool/release"]);
        store.reach(&mut command);
        command
    };
    let look = |check: &dyn Fn(&Path)| check(&store.dump().path().join("release"));
    let rounds: u64 = 4;
    assert!(release().output().unwrap().status.success());
    for round in 0..rounds {
        pool.add(101 + round..102 + round);
        pool.retract(round);
        killed(release(), Duration::from_millis(80 * round));
        look(&|here| {
            let manifest = Manifest::read(here).unwrap();
            for file in &manifest.files {
                file.read(here)
                    .unwrap_or_else(|error| panic!("round {round}: {error}"));
            }
        });
    }
    store.done(&pool, &["release", "--out", "s3://pool/release"]);
    look(&|here| is_whole(here, &pool.ids((rounds..30).chain(101..101 + rounds))));
}

#[test]
fn what_goes_wrong_with_an_object_store_is_told_without_its_secrets() {
    let pool = Filled::with(0..1);
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let output = pool
        .command(&["release", "--out", "s3://pool/release"])
        .env("AWS_ENDPOINT_URL", format!("http://{closed}"))
        .env("AWS_ACCESS_KEY_ID", "test-key-id")
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .env("AWS_REGION", "us-east-1")
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), errors.lines().count()),
        (Some(1), 1),
        "{errors}"
    );
    assert!(errors.contains("could not be reached"), "{errors}");
    assert!(
        !errors.contains(SECRET) && !errors.contains("test-key-id"),
        "{errors}"
    );
}
