//! `setup` and `uninstall` in a home of their own, and what the help says.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod common;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{Companion, Pool, record, submit};

/// A home with a `systemctl` that notes what it is told, and ends with this code.
fn home(code: u8) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let program = home.path().join("systemctl");
    let script = format!("#!/bin/sh\necho \"$@\" >> \"$HOME/told\"\nexit {code}\n");
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    home
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tributary"))
        .args(arguments)
        .env("HOME", home)
        .env("PATH", format!("{}:/usr/bin:/bin", home.display()))
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_DATA_HOME")
        .env_remove("TRIBUTARY_DATA_DIR")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn setup_writes_and_starts_the_unit_and_uninstall_removes_it() {
    let home = home(0);
    let unit = home.path().join(".config/systemd/user/tributary.service");
    let data = home.path().join("my 100% data");
    let arguments = [
        "setup",
        "--pool",
        "https://pool.example.org",
        "--port",
        "7500",
        "--data-dir",
    ];
    let done = run(home.path(), &[&arguments[..], &[data.to_str().unwrap()]].concat());
    assert!(done.status.success(), "{done:?}");
    assert!(
        text(&done.stdout).starts_with(&format!("wrote {}\n", unit.display())),
        "{done:?}"
    );
    let written = std::fs::read_to_string(&unit).unwrap();
    let start = written
        .lines()
        .find_map(|line| line.strip_prefix("ExecStart="))
        .unwrap();
    assert_eq!(
        start,
        format!(
            "\"{}\" serve --data-dir \"{}/my 100%% data\" --port 7500 --pool \"https://pool.example.org\"",
            env!("CARGO_BIN_EXE_tributary"),
            home.path().display()
        )
    );
    let told = || std::fs::read_to_string(home.path().join("told")).unwrap();
    assert_eq!(
        told(),
        "--user daemon-reload\n--user enable --now tributary.service\n"
    );

    let done = run(home.path(), &["uninstall"]);
    assert!(done.status.success(), "{done:?}");
    assert!(
        text(&done.stdout).contains(&format!("removed {}\n", unit.display())),
        "{done:?}"
    );
    assert!(!unit.exists());
    assert!(told().ends_with("--user disable --now tributary.service\n--user daemon-reload\n"));
    assert_eq!(
        text(&run(home.path(), &["uninstall"]).stdout),
        "no service is installed\n"
    );
}

#[test]
fn setup_without_systemd_says_what_is_done_and_what_is_not() {
    let home = home(1);
    let unit = home.path().join(".config/systemd/user/tributary.service");
    let failed = run(home.path(), &["setup"]);
    assert_eq!(failed.status.code(), Some(1));
    let message = text(&failed.stderr);
    assert!(
        message.contains("written but not started") && message.lines().count() == 1,
        "{message}"
    );
    assert!(unit.exists());
    let failed = run(home.path(), &["uninstall"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(
        text(&failed.stderr).contains("systemctl --user stop tributary.service"),
        "{failed:?}"
    );
    assert!(!unit.exists());

    assert!(run(home.path(), &["setup", "--no-start"]).status.success());
    let told = std::fs::read_to_string(home.path().join("told")).unwrap();
    assert_eq!(
        told.lines().count(),
        2,
        "nothing more was told to systemd: {told}"
    );
    let insecure = run(home.path(), &["setup", "--pool", "http://pool.example.org"]);
    assert_eq!(insecure.status.code(), Some(1));
}

/// Every file and folder below a folder, by its name there.
fn everything_below(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            }
            found.insert(entry.path().strip_prefix(folder).unwrap().to_owned());
        }
    }
    found
}

#[test]
fn after_setup_use_and_uninstall_a_home_is_as_it_was_before() {
    let home = home(0);
    std::fs::write(home.path().join("told"), "").unwrap();
    let before = everything_below(home.path());
    let chat = home.path().join("chat.jsonl");
    let messages =
        r#"{"messages":[{"role":"user","content":"Is water wet?"},{"role":"assistant","content":"Yes."}]}"#;

    assert!(run(home.path(), &["setup"]).status.success());
    let unit = std::fs::read_to_string(home.path().join(".config/systemd/user/tributary.service")).unwrap();
    assert!(unit.contains("serve --data-dir"), "{unit}");
    // What the service would run, over the same data directory.
    let data = home.path().join(".local/share/tributary");
    let mut serving = Command::new(env!("CARGO_BIN_EXE_tributary"))
        .args(["serve", "--port", "0", "--data-dir"])
        .arg(&data)
        .env("HOME", home.path())
        .env("TRIBUTARY_KEYRING", "off")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(serving.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let port: u16 = line.rsplit(':').next().unwrap().trim().parse().unwrap();
    std::fs::write(&chat, messages).unwrap();
    for arguments in [
        &["import", chat.to_str().unwrap()][..],
        &["open", "--print"],
        &["pair"],
        &["backup", home.path().join("elsewhere").to_str().unwrap()],
    ] {
        let done = run(home.path(), arguments);
        assert!(done.status.success(), "{arguments:?}: {done:?}");
    }
    let refused = run(home.path(), &["uninstall", "--with-records"]);
    assert!(text(&refused.stderr).contains("still runs"), "{refused:?}");
    assert!(run(home.path(), &["setup"]).status.success());
    // As systemd stops it.
    let process = rustix::process::Pid::from_child(&serving);
    rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
    serving.wait().unwrap();

    let in_use = everything_below(home.path());
    assert!(in_use.len() > before.len() + 10, "{in_use:?}");
    // What was written where its owner said stays its owner's.
    std::fs::remove_file(&chat).unwrap();
    std::fs::remove_file(home.path().join("elsewhere")).unwrap();
    // Who removes the program without a word about the records keeps those, and nothing else.
    let done = run(home.path(), &["uninstall"]);
    assert!(done.status.success(), "{done:?}");
    let left = everything_below(home.path());
    let records = Path::new(".local/share/tributary");
    let others = left
        .difference(&before)
        .filter(|path| !path.starts_with(records) && !records.starts_with(path));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&PathBuf>::new());
    assert!(left.contains(&records.join("tributary.db")), "{left:?}");

    let done = run(home.path(), &["uninstall", "--with-records"]);
    assert!(done.status.success(), "{done:?}");
    assert_eq!(everything_below(home.path()), before, "nothing is left behind");
    assert!(
        std::net::TcpStream::connect(("127.0.0.1", port)).is_err(),
        "nobody listens any more"
    );
    let told = std::fs::read_to_string(home.path().join("told")).unwrap();
    assert!(
        told.ends_with("--user disable --now tributary.service\n--user daemon-reload\n"),
        "{told}"
    );
}

#[test]
fn the_help_names_every_verb_on_one_line_and_fits_80_columns() {
    let home = home(0);
    let help = text(&run(home.path(), &["help"]).stdout);
    let verbs: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .collect();
    for verb in &verbs {
        let (name, what) = verb.trim().split_once(' ').unwrap_or_else(|| panic!("{verb}"));
        assert!(
            verb.starts_with("  ") && !verb.starts_with("   "),
            "one line each: {verb:?}"
        );
        assert!(!what.trim().is_empty(), "{name}");
        let more = run(home.path(), &["help", name]);
        assert!(more.status.success() || name == "help", "{name}");
        for line in text(&more.stdout).lines() {
            assert!(line.chars().count() <= 80, "{name}: {line:?}");
        }
    }
    assert!(verbs.len() >= 20, "{help}");
    for promised in ["24h", "7411", "~/.local/share/tributary", "Exit codes: 0"] {
        let serve = text(&run(home.path(), &["serve", "--help"]).stdout);
        assert!(help.contains(promised) || serve.contains(promised), "{promised}");
    }
}

#[test]
fn lists_and_records_fit_80_columns() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    companion.ask(
        &mut browser,
        &submit(1, 1, record(&"a long question ".repeat(40), "short")),
    );
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    for arguments in [&["list"][..], &["show", &id]] {
        let shown = text(&companion.run(arguments).stdout);
        assert!(shown.contains(&id) && shown.contains("gradio") && shown.contains("a long question"));
        for line in shown.lines() {
            assert!(line.chars().count() <= 80, "{line:?}");
        }
    }
    let listed = text(&companion.run(&["list"]).stdout);
    assert!(
        listed.starts_with(&format!("{id}  held, 23 h left\n")),
        "{listed}"
    );
}

#[test]
fn completions_and_the_manual_know_every_verb_and_none_that_is_hidden() {
    let home = home(0);
    let help = text(&run(home.path(), &["help"]).stdout);
    let verbs = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help");
    let verbs: Vec<&str> = verbs.collect();
    assert!(
        verbs.contains(&"completions") && verbs.contains(&"man"),
        "{verbs:?}"
    );
    let man = text(&run(home.path(), &["man"]).stdout);
    assert!(man.contains(".TH tributary 1"), "{man}");
    for verb in &verbs {
        let heading = format!("TRIBUTARY {}", verb.to_uppercase());
        assert!(
            man.contains(&format!(".SH \"{heading}\"")),
            "{verb} in the manual"
        );
    }
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let completions = text(&run(home.path(), &["completions", shell]).stdout);
        for verb in &verbs {
            assert!(completions.contains(verb), "{verb} in {shell}");
        }
    }
    assert!(!help.contains("native-host") && !man.contains("native\\-host"));
    assert_eq!(run(home.path(), &["completions", "sh"]).status.code(), Some(2));
}

#[test]
fn every_verb_that_says_something_says_it_in_json_too() {
    let pool = Pool::start();
    let companion = Companion::start(&["--pool", &pool.url]);
    let mut browser = companion.pair();
    companion.ask(&mut browser, &submit(1, 1, record("a question", "an answer")));
    let chat = companion.dir.path().join("chat.jsonl");
    let messages =
        r#"{"messages":[{"role":"user","content":"Is water wet?"},{"role":"assistant","content":"Yes."}]}"#;
    std::fs::write(&chat, messages).unwrap();
    let id = companion.json(&["list"])[0]["id"].as_str().unwrap().to_owned();
    let client = companion.json(&["status"])["clients"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for arguments in [
        &["status"][..],
        &["list"],
        &["list", "--state", "held"],
        &["show", &id],
        &["open", "--print"],
        &["pair"],
        &["import", chat.to_str().unwrap()],
        &["consent", "--show"],
        &["consent", "--agree"],
        &["hold", &id, "--for", "7d"],
        &["approve", &id],
        &["words", "--add", "wombat"],
        &["words"],
        &["phrase"],
        &["revoke", &id],
        &["retract", "--all"],
        &["donate", "--all"],
        &["unpair", &client],
        &["consent", "--withdraw"],
        &["erase-everything", "--yes"],
    ] {
        // Parses what was printed, and fails when the verb does.
        let said = companion.json(arguments);
        assert!(said.is_object() || said.is_array(), "{arguments:?}: {said}");
    }
    let opened = common::command(companion.dir.path())
        .args(["open", "--json"])
        .env("PATH", "/nonexistent")
        .output()
        .unwrap();
    let said: serde_json::Value = serde_json::from_slice(&opened.stdout).unwrap();
    assert_eq!(said["opened"], false);
    assert!(Path::new(said["file"].as_str().unwrap()).exists());
    assert!(
        companion.json(&["status"])["clients"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let unknown = companion.run(&["unpair", &client]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(text(&unknown.stderr).contains(&client), "{unknown:?}");
}
