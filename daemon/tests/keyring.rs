//! The key to the records in the keyring of a desktop: a real one, on a bus of its own.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs a script on a new bus with an open keyring whose files lie below `home`. `$T` is the program.
fn on_a_desktop(home: &Path, script: &str) -> Output {
    let keyring = "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
    Command::new("dbus-run-session")
        .args(["--", "sh", "-ec", &format!("{keyring}\n{script}")])
        .env("T", env!("CARGO_BIN_EXE_tributary"))
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_RUNTIME_DIR", home)
        .env_remove("TRIBUTARY_KEYRING")
        .stdin(Stdio::null())
        .output()
        .expect("dbus-run-session is there: scripts/setup keyring installs it")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn fine(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}

/// Serves until it is ready, then ends it.
const SERVE: &str = r#"
mkfifo "$HOME/line" 2>/dev/null || true
"$T" serve --port 0 > "$HOME/line" & served=$!
read -r first < "$HOME/line"
kill $served; wait $served || true
"#;

#[test]
fn the_key_lies_in_the_keyring_and_nowhere_else() {
    let home = tempfile::tempdir().unwrap();
    let chat = r#"{"messages":[{"role":"user","content":"question 1"},{"role":"assistant","content":"a"}]}"#;
    std::fs::write(home.path().join("chat.jsonl"), chat).unwrap();
    let script = format!(r#"{SERVE} "$T" import "$HOME/chat.jsonl"; "$T" status --json; "$T" list"#);
    let said = fine(&on_a_desktop(home.path(), &script));
    assert!(
        said.contains(r#""key": "keyring""#) && said.contains("question 1"),
        "{said}"
    );
    let file = std::fs::read(home.path().join("data/tributary/master.key")).unwrap();
    assert!(
        file.starts_with(b"keyring ") && file.len() < 50,
        "the file only names the entry"
    );

    let again = fine(&on_a_desktop(home.path(), r#""$T" list"#));
    assert!(again.contains("question 1"), "{again}");

    let alone = Command::new(env!("CARGO_BIN_EXE_tributary"))
        .arg("list")
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("XDG_RUNTIME_DIR")
        .output()
        .unwrap();
    assert_eq!(alone.status.code(), Some(1));
    assert!(
        text(&alone.stderr).contains("keyring of your desktop"),
        "{}",
        text(&alone.stderr)
    );
}

#[test]
fn uninstalling_with_the_records_takes_the_key_out_of_the_keyring() {
    let home = tempfile::tempdir().unwrap();
    let chat = r#"{"messages":[{"role":"user","content":"question 1"},{"role":"assistant","content":"a"}]}"#;
    std::fs::write(home.path().join("chat.jsonl"), chat).unwrap();
    // The program that is told to stop the service only agrees.
    let script = format!(
        r#"{SERVE} "$T" import "$HOME/chat.jsonl"
mkdir "$HOME/bin"; ln -s /bin/true "$HOME/bin/systemctl"; export PATH="$HOME/bin:$PATH"
cp -r "$HOME/data/tributary" "$HOME/copy"
"$T" --data-dir "$HOME/copy" list
"$T" uninstall --with-records
ls -A "$HOME/data"
"$T" --data-dir "$HOME/copy" list 2>&1 || echo "ended with $?""#
    );
    let said = fine(&on_a_desktop(home.path(), &script));
    let (before, after) = said
        .split_once("removed the key from the keyring")
        .unwrap_or_else(|| panic!("{said}"));
    assert!(before.contains("question 1"), "the copy could be read: {said}");
    assert!(
        after.contains("has lost the key") && after.contains("ended with 1") && !after.contains("question 1"),
        "{said}"
    );
    assert!(!home.path().join("data/tributary").exists());
}

#[test]
fn a_key_that_lay_in_a_file_moves_into_the_keyring_and_opens_the_same_records() {
    let home = tempfile::tempdir().unwrap();
    let chat = r#"{"messages":[{"role":"user","content":"question 1"},{"role":"assistant","content":"a"}]}"#;
    std::fs::write(home.path().join("chat.jsonl"), chat).unwrap();
    let script = r#"TRIBUTARY_KEYRING=off "$T" import "$HOME/chat.jsonl"; "$T" status"#;
    let said = fine(&on_a_desktop(home.path(), script));
    assert!(said.contains("lies in a file beside them"), "it is said: {said}");
    let key = home.path().join("data/tributary/master.key");
    let before = std::fs::read(&key).unwrap();
    assert_eq!(before.len(), 32);
    let said = fine(&on_a_desktop(
        home.path(),
        &format!(r#"{SERVE} "$T" status; "$T" list"#),
    ));
    assert!(
        said.contains("question 1") && !said.contains("lies in a file"),
        "{said}"
    );
    assert!(std::fs::read(&key).unwrap().starts_with(b"keyring "));
}

#[test]
fn without_a_keyring_the_key_lies_in_a_file_that_only_its_owner_reads_and_that_is_said() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let script = format!(r#"{SERVE} "$T" status"#);
    let output = Command::new("sh")
        .args(["-ec", &script])
        .env("T", env!("CARGO_BIN_EXE_tributary"))
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        fine(&output).contains("lies in a file beside them"),
        "{}",
        text(&output.stdout)
    );
    let file = std::fs::metadata(home.path().join("data/tributary/master.key")).unwrap();
    assert_eq!((file.len(), file.permissions().mode() & 0o777), (32, 0o600));
}
