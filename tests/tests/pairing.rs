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
    until("something is opened", Duration::from_secs(200), || {
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

/// A browser with the extension, in a home in which the companion is set up.
fn paired(name: &str, profile: &str, companion: &Companion, folder: &Path) -> Browser {
    let home = Home::new(folder, companion);
    let extension = tests::paths::root().join("dist").join(name);
    let browser = Browser::stranger(name, |command| {
        home.inhabit(command);
        let profile = home.folder.join(profile);
        std::fs::create_dir_all(&profile).unwrap();
        command
            .arg("--extension")
            .arg(&extension)
            .arg("--profile")
            .arg(profile);
    });
    let client = until(&format!("{name} has paired by itself"), PATIENCE, || {
        clients(companion).pop()
    });
    assert_eq!(client["by_itself"], true, "{client}");
    assert_eq!(clients(companion).len(), 1);
    browser
}

fn origin(companion: &Companion) -> String {
    text_of(&clients(companion)[0]["origin"])
}

#[test]
fn firefox_pairs_by_itself_where_the_companion_is_set_up() {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    let _browser = paired("firefox", "profile", &companion, folder.path());
    assert!(origin(&companion).starts_with("moz-extension://"));
}

#[test]
fn chromium_pairs_by_itself_renews_its_key_and_stays_unpaired_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    let mut browser = paired("chromium", ".config/chromium", &companion, folder.path());
    let options = format!("{}/options.html", origin(&companion));
    let stored = |browser: &mut Browser| {
        let told = browser.order(
            &json!({"tell": "chrome.storage.local.get('pairing').then(({pairing}) => pairing ?? '{}')"}),
        );
        serde_json::from_str::<Value>(&text_of(&told["told"])).unwrap()
    };
    let says = |browser: &mut Browser, text: &str| {
        let _ = browser.order(&json!({"await": format!("document.getElementById('paired').textContent.includes({})", json!(text))}));
    };
    browser.go(&options);
    says(&mut browser, &companion.port.to_string());
    let first = stored(&mut browser);
    assert!(first["since"].as_i64().unwrap() > 0);
    // As if it had been paired long ago; the worker reads it when it is started anew.
    let aged = json!(
        json!({"client_id": first["client_id"], "key": first["key"], "port": first["port"], "since": 1})
            .to_string()
    );
    let _ = browser.order(&json!({"tell": format!("chrome.storage.local.set({{pairing: {aged}}})")}));
    let _ = browser.order(&json!({"stop-worker": true}));
    browser.go(&options);
    let renewed = until("the key is another one", PATIENCE, || {
        Some(stored(&mut browser)).filter(|pairing| pairing["key"] != first["key"])
    });
    assert!(renewed["since"].as_i64() >= first["since"].as_i64());
    // The new key is used, and the companion knows it.
    browser.go(&options);
    says(&mut browser, &companion.port.to_string());
    let trouble = browser.order(&json!({"tell": "document.getElementById('trouble').textContent"}));
    assert_eq!(trouble["told"], "");
    assert_eq!(stored(&mut browser)["key"], renewed["key"]);

    let _ = browser.order(&json!({"tell": "document.getElementById('unpair').click()"}));
    let _ = browser.order(&json!({"await": "document.getElementById('unpair').hidden"}));
    let _ = browser.order(&json!({"stop-worker": true}));
    browser.go(&options);
    let _ = browser.order(&json!({"await": "document.getElementById('unpair').hidden && document.getElementById('paired').textContent !== ''"}));
    assert_eq!(stored(&mut browser), json!({}));
    assert_eq!(clients(&companion).len(), 1, "it has not paired again");
}
