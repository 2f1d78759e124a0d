//! Signing in by `tributary open`, and pairing without a code being copied, in real browsers as they come from their makers.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::companion::Companion;
use tests::process::until;
use tests::scenario::text_of;

const PATIENCE: Duration = Duration::from_secs(90);

fn companion(folder: &Path) -> Companion {
    Companion::start(&folder.join("companion"), "24h", None)
}

/// Has `tributary open` open its file with a program that only notes which.
fn opened(companion: &Companion, folder: &Path) -> PathBuf {
    let (program, told) = (folder.join("xdg-open"), folder.join("told"));
    let _ = std::fs::remove_file(&told);
    let script = format!(
        "#!/bin/sh\necho \"$1\" > {0}.new && mv {0}.new {0}\n",
        told.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let output = Command::new(tests::paths::program("tributary"))
        .arg("open")
        .arg("--data-dir")
        .arg(&companion.data_dir)
        .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    until("something is opened", Duration::from_secs(20), || {
        told.exists().then_some(())
    });
    std::fs::read_to_string(&told).unwrap().trim().into()
}

#[test]
fn open_signs_in_without_a_cookie_and_leaves_no_code_behind_in_chromium_and_firefox() {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    for name in ["chromium", "firefox"] {
        let mut browser = Browser::stranger(name, |_| {});
        let file = opened(&companion, folder.path());
        assert!(file.exists());
        browser.go(&format!("file://{}", file.display()));
        let signed_in = "location.protocol === 'http:' && document.getElementById('top')?.hidden === false";
        let _ = browser.order(&json!({"await": signed_in}));
        let kept = browser.order(&json!({"tell":
            "[location.origin, location.href.includes('t='), document.cookie, sessionStorage.length, localStorage.length]"}));
        let origin = format!("http://127.0.0.1:{}", companion.port);
        assert_eq!(kept["told"], json!([origin, false, "", 1, 0]), "{name}");
        assert!(!file.exists(), "{name}: the file is gone once the code is used");
        // A bookmark in another tab is not signed in.
        let _ = browser.order(&json!({"tab": format!("{origin}/")}));
        let _ = browser.order(&json!({"wait": "tributary open"}));
    }
}

/// A home in which the companion is set up.
struct Home {
    folder: PathBuf,
}

impl Home {
    fn new(folder: &Path, companion: &Companion) -> Self {
        let home = Self {
            folder: folder.join("home"),
        };
        std::fs::create_dir(&home.folder).unwrap();
        let mut setup = Command::new(tests::paths::program("tributary"));
        setup
            .args(["setup", "--no-start", "--data-dir"])
            .arg(&companion.data_dir);
        home.inhabit(&mut setup);
        let output = setup.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        home
    }

    fn inhabit(&self, command: &mut Command) {
        command
            .env("HOME", &self.folder)
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            .env_remove("MOZ_HEADLESS_HOME");
    }
}

fn clients(companion: &Companion) -> Vec<Value> {
    companion.json(&["status"])["clients"].as_array().unwrap().clone()
}

fn pairs_by_itself(name: &str, profile: &str) {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    let home = Home::new(folder.path(), &companion);
    let extension = tests::paths::root().join("dist").join(name);
    let _browser = Browser::stranger(name, |command| {
        home.inhabit(command);
        let profile = home.folder.join(profile);
        std::fs::create_dir_all(&profile).unwrap();
        command
            .arg("--extension")
            .arg(&extension)
            .arg("--profile")
            .arg(profile);
    });
    let paired = until(&format!("{name} has paired by itself"), PATIENCE, || {
        clients(&companion).pop()
    });
    assert_eq!(paired["by_itself"], true, "{paired}");
    let scheme = if name == "firefox" {
        "moz-extension://"
    } else {
        "chrome-extension://"
    };
    assert!(text_of(&paired["origin"]).starts_with(scheme), "{paired}");
    assert_eq!(clients(&companion).len(), 1);
}

#[test]
fn chromium_pairs_by_itself_where_the_companion_is_set_up() {
    pairs_by_itself("chromium", ".config/chromium");
}

#[test]
fn firefox_pairs_by_itself_where_the_companion_is_set_up() {
    pairs_by_itself("firefox", "profile");
}
