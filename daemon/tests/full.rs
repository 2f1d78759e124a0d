//! A file system that is really full, not one that is said to be: 6 MiB of memory, mounted where only this test sees it.
//!
//! The test runs itself again in a name space of its own (`unshare`), because mounting needs one. Where the system allows neither that nor
//! root, it fails and says so; `TRIBUTARY_NO_MOUNT=1` leaves it out on purpose.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test ends where something is not as it should be, and says so where it is left out"
)]

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{Browser, Companion, Pool, record, submit};
use shared::api::ExtensionReply;

const INSIDE: &str = "TRIBUTARY_TEST_MOUNTS_HERE";
const NAME: &str = "on_a_full_disk_nothing_acknowledged_is_lost_and_everything_goes_on_when_there_is_room";

#[test]
fn on_a_full_disk_nothing_acknowledged_is_lost_and_everything_goes_on_when_there_is_room() {
    if let Some(folder) = std::env::var_os(INSIDE) {
        return live_through_it(Path::new(&folder));
    }
    if std::env::var_os("TRIBUTARY_NO_MOUNT").is_some() {
        eprintln!("left out, as TRIBUTARY_NO_MOUNT says: a disk that is really full");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut apart = Command::new("unshare");
    if !rustix::process::geteuid().is_root() {
        apart.arg("--map-root-user");
    }
    let script = r#"mount -t tmpfs -o size=6m,mode=700 tributary "$0" || exit 77; exec "$@""#;
    let done = apart
        .args(["--mount", "sh", "-c", script])
        .arg(folder.path())
        .arg(std::env::current_exe().unwrap())
        .args([NAME, "--exact", "--nocapture"])
        .env(INSIDE, folder.path())
        .output()
        .unwrap();
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(
        done.status.success(),
        "it cannot be tried or has failed; a system without user name spaces needs root, or TRIBUTARY_NO_MOUNT=1: {said}"
    );
    assert!(said.contains("1 passed"), "{said}");
}

/// A file that takes whatever room is left.
struct Filler(PathBuf);

impl Filler {
    fn fill(folder: &Path) -> Self {
        let path = folder.join("filler");
        let mut file = std::fs::File::create(&path).unwrap();
        for size in [65_536, 4_096, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
        Self(path)
    }

    fn make_room(self) {
        std::fs::remove_file(self.0).unwrap();
    }
}

/// What was asked for was done, or was refused in one line that names the disk.
#[track_caller]
fn done_or_full(output: &Output) -> bool {
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        return true;
    }
    assert_eq!(output.status.code(), Some(1), "{said}");
    let ours: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("tributary: "))
        .collect();
    assert!(
        ours.len() == 1 && (said.contains("disk is full") || said.contains("No space left")),
        "{said}"
    );
    false
}

fn state_of(companion: &Companion, id: &str) -> String {
    companion.json(&["show", id])["state"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn hand_in(companion: &Companion, browser: &mut Browser, number: u64, text: &str) -> ExtensionReply {
    companion.ask(browser, &submit(number, 1, record(text, "a")))
}

fn live_through_it(folder: &Path) {
    let pool = Pool::start();
    let dir = tempfile::tempdir_in(folder).unwrap();
    let companion = Companion::start_in(dir, 0, &["--window", "24h", "--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let mut browser = companion.pair();
    for number in 1..=5 {
        let reply = hand_in(&companion, &mut browser, number, &format!("question {number}"));
        assert!(matches!(reply, ExtensionReply::Committed { .. }), "{reply:?}");
    }
    let ids: Vec<String> = companion
        .json(&["list"])
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect();
    let [held, revoked, sent, _, donated] = &ids[..] else {
        panic!("{ids:?}");
    };
    companion.json(&["donate", donated]);
    companion.await_states(&["held", "held", "held", "held", "donated"]);

    let filler = Filler::fill(folder);
    let long = "a long question ".repeat(20_000);
    let reply = hand_in(&companion, &mut browser, 6, long.trim());
    let ExtensionReply::Refused { reason, retry: true } = reply else {
        panic!("{reply:?}");
    };
    assert!(reason.starts_with("the disk is full"), "{reason}");
    let backup = folder.join("backup");
    assert!(!done_or_full(
        &companion.run(&["backup", backup.to_str().unwrap()])
    ));
    assert!(!backup.exists(), "no half of a backup is named as one");
    let is_sent = done_or_full(&companion.run(&["donate", sent]));
    let is_revoked = done_or_full(&companion.run(&["revoke", revoked]));
    let is_retracted = done_or_full(&companion.run(&["retract", donated]));
    // A copy of what it holds can still be read.
    assert_eq!(companion.states().len(), 5);
    assert_eq!(
        companion.json(&["show", held])["messages"][0]["text"],
        "question 5"
    );

    // Ended there and then, and started again while there is still no room.
    let (dir, port) = (companion.dir.path().to_owned(), companion.port);
    let kept = companion.kill();
    let list = common::command(&dir).args(["list", "--json"]).output().unwrap();
    if done_or_full(&list) {
        let list: serde_json::Value = serde_json::from_slice(&list.stdout).unwrap();
        assert_eq!(list.as_array().unwrap().len(), 5);
    }
    filler.make_room();

    let companion = Companion::start_in(kept, port, &["--window", "24h", "--pool", &pool.url]);
    assert_eq!(
        companion.json(&["show", held])["messages"][0]["text"],
        "question 5"
    );
    if is_revoked {
        assert_eq!(
            state_of(&companion, revoked),
            "revoked",
            "what was done stays done"
        );
    }
    if !is_sent && !is_retracted {
        assert_eq!(pool.records(), 1, "what was refused has not left");
    }
    let taken = hand_in(&companion, &mut browser, 6, long.trim());
    assert!(matches!(taken, ExtensionReply::Committed { .. }), "{taken:?}");
    if !is_revoked {
        companion.json(&["revoke", revoked]);
    }
    if !is_retracted {
        companion.json(&["retract", donated]);
    }
    pool.await_retracted(donated);
    assert_eq!(state_of(&companion, donated), "retracted");
    companion.json(&["backup", backup.to_str().unwrap()]);
    assert!(backup.exists());
    let canary = b"question 4";
    for file in std::fs::read_dir(companion.dir.path()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        assert!(
            !bytes.windows(canary.len()).any(|window| window == canary),
            "{:?}",
            file.path()
        );
    }
    for file in ["tributary.db", "keys.db"] {
        let connection = rusqlite::Connection::open(companion.dir.path().join(file)).unwrap();
        let sound: String = connection
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(sound, "ok", "{file}");
    }
}
