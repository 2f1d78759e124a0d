//! Attacks 64 to 70: other users and other programs of this machine, and what a careless owner could do to themselves.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::common::{self, Companion, Pool, command, record, submit};
use crate::support::{CANARY, attack, attack_alone, refused};

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

fn allow(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Somebody else on this machine; only the superuser can play them.
const NOBODY: u32 = 65_534;

/// Runs a verb over this data directory as somebody else; nothing where this test may not become somebody else.
fn as_somebody_else(data: &Path, verb: &str) -> Option<Output> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    // Where this program was built may be a place that nobody else can enter.
    let folder = tempfile::tempdir().unwrap();
    allow(folder.path(), 0o755);
    let program = folder.path().join("tributary");
    let built = env!("CARGO_BIN_EXE_tributary");
    if std::fs::hard_link(built, &program).is_err() {
        std::fs::copy(built, &program).unwrap();
    }
    allow(&program, 0o755);
    let output = Command::new(&program)
        .args([verb, "--json", "--data-dir"])
        .arg(data)
        .current_dir("/")
        .uid(NOBODY)
        .gid(NOBODY)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Some(output)
}

#[test]
fn attack_64_another_user_of_this_machine() {
    // By TCP they are as unknown as anybody.
    attack(|target| refused(&target.get("/api/records", &[]), &[401]));
    attack_alone(Companion::start(&[]), |target| {
        let (dir, socket) = (
            target.dir.path().to_owned(),
            target.dir.path().join("companion.sock"),
        );
        assert_eq!((mode(&dir), mode(&socket)), (0o700, 0o600));
        let denied = |output: &Output| {
            assert_eq!(output.status.code(), Some(1), "{output:?}");
            let said = [&output.stdout[..], &output.stderr].concat();
            assert!(!String::from_utf8_lossy(&said).contains(CANARY), "{output:?}");
            assert!(output.stdout.is_empty(), "{output:?}");
        };
        if let Some(output) = as_somebody_else(&dir, "list") {
            denied(&output);
        }
        // Even where the owner opens directory and socket to everybody, the companion looks who it is.
        allow(&dir, 0o711);
        allow(&socket, 0o666);
        if let Some(output) = as_somebody_else(&dir, "list") {
            denied(&output);
            assert!(
                String::from_utf8_lossy(&output.stderr).contains("broke off"),
                "{output:?}"
            );
        }
    });
}

#[test]
fn attack_65_a_careless_umask_and_a_link_in_place_of_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    allow(&data, 0o777);
    let mut careless = Command::new("sh");
    let script = "umask 000; exec \"$0\" \"$@\"";
    careless
        .args(["-c", script, env!("CARGO_BIN_EXE_tributary"), "--data-dir"])
        .arg(&data)
        .stdin(Stdio::null());
    let companion = Companion::start_with(careless, dir, 0, &[]);
    let opened = command(&data)
        .args(["open"])
        .env("PATH", "/nonexistent")
        .output()
        .unwrap();
    assert!(opened.status.success(), "{opened:?}");
    assert_eq!(mode(&data), 0o700);
    let names: Vec<_> = std::fs::read_dir(&data).unwrap().flatten().collect();
    assert!(
        names.len() >= 6,
        "databases, logs, key, lock, socket and page: {names:?}"
    );
    for entry in names {
        assert_eq!(mode(&entry.path()), 0o600, "{:?}", entry.file_name());
    }
    drop(companion);

    for name in ["tributary.db", "keys.db", "master.key", "lock"] {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("elsewhere");
        std::fs::write(&target, "").unwrap();
        std::os::unix::fs::symlink(&target, dir.path().join(name)).unwrap();
        let refused = command(dir.path()).args(["list"]).output().unwrap();
        assert_eq!(refused.status.code(), Some(1), "{name}: {refused:?}");
        let message = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(message.contains("symbolic link"), "{name}: {message}");
        assert_eq!(std::fs::read(&target).unwrap(), b"", "{name}");
    }
}

/// Has a companion refuse to start; out: its one line.
fn refusal(dir: &Path, arguments: &[&str]) -> String {
    let output = command(dir).arg("serve").args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message.trim().lines().count(), 1, "{message}");
    message
}

#[test]
fn attack_66_a_second_companion_over_the_same_records() {
    attack(|target| {
        let port = target.port.to_string();
        for port in ["0", &port] {
            assert!(refusal(target.dir.path(), &["--port", port]).contains("already running"));
        }
    });
}

#[test]
fn attack_67_somebody_has_taken_the_port() {
    let squatter = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = squatter.local_addr().unwrap().port().to_string();
    let dir = tempfile::tempdir().unwrap();
    let message = refusal(dir.path(), &["--port", &port]);
    assert!(
        message.contains(&format!("port {port} of 127.0.0.1 is taken")),
        "{message}"
    );
}

#[test]
fn attack_68_the_arguments_of_programs_are_read_by_everybody() {
    let companion = Companion::start(&[]);
    let tools = tempfile::tempdir().unwrap();
    let told = tools.path().join("told");
    // Opens nothing, and waits, so that its arguments can be looked at.
    let script = format!(
        "#!/bin/sh\necho \"$@\" > {0}.new && mv {0}.new {0}\nwhile [ -e {0} ]; do sleep 0.2; done\n",
        told.display()
    );
    let opener = tools.path().join("xdg-open");
    std::fs::write(&opener, script).unwrap();
    allow(&opener, 0o755);
    let output = command(companion.dir.path())
        .arg("open")
        .env("PATH", format!("{}:/usr/bin:/bin", tools.path().display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    let file = said.trim().strip_prefix("opening ").unwrap();
    let page = std::fs::read_to_string(file).unwrap();
    assert_eq!(mode(Path::new(file)), 0o600);
    let code = page.split("#t=").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(code.len(), 32, "{page}");
    assert!(!said.contains(code));
    let begun = Instant::now();
    while !told.exists() {
        assert!(begun.elapsed() < Duration::from_secs(100), "nothing was opened");
        std::thread::yield_now();
    }
    assert_eq!(std::fs::read_to_string(&told).unwrap().trim(), file);
    let token = companion.sign_in();
    let mut looked_at = 0;
    for process in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(arguments) = std::fs::read(process.path().join("cmdline")) else {
            continue;
        };
        looked_at += 1;
        let arguments = String::from_utf8_lossy(&arguments);
        assert!(
            !arguments.contains(code) && !arguments.contains(&token),
            "{arguments}"
        );
    }
    assert!(looked_at > 1 || !cfg!(target_os = "linux"));
}

#[test]
fn attack_69_somebody_reads_the_log() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    companion.json(&["consent", "--agree"]);
    let code = companion.json(&["pair"])["code"].as_str().unwrap().to_owned();
    let mut browser = companion.pair_with(&code, common::ORIGIN).unwrap();
    companion.ask(
        &mut browser,
        &submit(1, 1, record("canary-in-question", "canary-in-answer")),
    );
    let token = companion.sign_in();
    companion.api(&token, "GET", "/api/records?q=canary-in-query", None);
    companion.request(
        "GET",
        "/canary-in-path",
        &[("Authorization", "Bearer canary-in-head")],
        b"",
    );
    companion.api(
        &token,
        "POST",
        "/api/bulk",
        Some(&serde_json::json!({"canary-in-body": 1})),
    );
    let chat = companion.dir.path().join("chat.jsonl");
    let messages = r#"{"messages":[{"role":"user","content":"canary-in-import"},{"role":"assistant","content":"canary"}]}"#;
    std::fs::write(&chat, messages).unwrap();
    companion.json(&["import", chat.to_str().unwrap()]);
    companion.json(&["words", "--add", "canary-of-words"]);
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    let note = serde_json::json!({"op": "note", "text": "canary-in-note"});
    companion.api(&token, "POST", &format!("/api/records/{id}/edit"), Some(&note));
    companion.json(&["donate", "--all"]);
    companion.await_states(&["donated", "donated"]);
    let log = companion.log();
    assert!(log.contains("donated"), "the log is on: {log}");
    let key = data_encoding::HEXLOWER.encode(&browser.key.0);
    for secret in ["canary", &token, &key, &code, "Bearer", "authorization"] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn attack_70_an_address_that_others_can_reach() {
    let dir = tempfile::tempdir().unwrap();
    for address in [
        "0.0.0.0",
        "::",
        "192.168.0.1",
        "example.com",
        "localhost",
        "127.0.0.2",
        "",
    ] {
        let message = refusal(dir.path(), &["--port", "0", "--bind", address]);
        assert!(message.contains("refusing to listen"), "{message}");
    }
    let pool = ["--port", "0", "--pool", "http://pool.example.org"];
    assert!(refusal(dir.path(), &pool).contains("https://"));
}
