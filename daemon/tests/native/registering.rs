//! What `setup` registers with browsers, and what `uninstall` leaves.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use daemon::native::FIREFOX_ID;
use serde_json::{Value, json};
use shared::api::NATIVE_HOST;

use crate::support::{BROWSERS, files, own_origin, run};

#[test]
fn setup_registers_the_program_for_five_browsers_and_uninstall_leaves_no_file_and_no_folder() {
    let home = tempfile::tempdir().unwrap();
    let setup = run(home.path(), &["setup", "--no-start", "--json"]);
    assert!(setup.status.success(), "{setup:?}");
    let said: Value = serde_json::from_slice(&setup.stdout).unwrap();
    let mut written: Vec<PathBuf> = said["written"]
        .as_array()
        .unwrap()
        .iter()
        .map(|path| path.as_str().unwrap().into())
        .collect();
    let mut found = files(home.path());
    written.sort();
    found.sort();
    assert_eq!(found, written, "it names every file that it writes");
    for folder in BROWSERS {
        let text = std::fs::read(home.path().join(folder).join(format!("{NATIVE_HOST}.json"))).unwrap();
        let manifest: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(
            (&manifest["name"], &manifest["type"]),
            (&json!(NATIVE_HOST), &json!("stdio"))
        );
        let (allowed, expected) = if folder.starts_with(".mozilla") {
            ("allowed_extensions", json!([FIREFOX_ID]))
        } else {
            ("allowed_origins", json!([format!("{}/", own_origin())]))
        };
        assert_eq!(manifest[allowed], expected, "{folder}");
        let program = Path::new(manifest["path"].as_str().unwrap());
        assert!(program.is_absolute());
        assert_eq!(program.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
    // A second time changes nothing.
    assert!(run(home.path(), &["setup", "--no-start"]).status.success());
    assert_eq!(files(home.path()).len(), written.len());

    let uninstall = run(home.path(), &["uninstall", "--json"]);
    let said: Value = serde_json::from_slice(&uninstall.stdout).unwrap();
    assert_eq!(said["removed"].as_array().unwrap().len(), written.len(), "{said}");
    assert_eq!(
        std::fs::read_dir(home.path()).unwrap().count(),
        0,
        "{:?}",
        files(home.path())
    );
}

#[test]
fn uninstall_spares_what_is_not_its_own_and_takes_the_records_only_when_told() {
    let home = tempfile::tempdir().unwrap();
    let foreign = home.path().join(BROWSERS[0]).join("org.example.other.json");
    std::fs::create_dir_all(foreign.parent().unwrap()).unwrap();
    std::fs::write(&foreign, "{}").unwrap();
    assert!(run(home.path(), &["setup", "--no-start"]).status.success());
    let data = home.path().join(".local/share/tributary");
    assert!(run(home.path(), &["list"]).status.success());
    std::fs::write(data.join("a note of mine"), "").unwrap();
    std::fs::create_dir_all(data.join("backups/older")).unwrap();
    std::fs::write(data.join("backups/older/keys.db"), "").unwrap();
    assert!(data.join("master.key").exists());

    let _ = run(home.path(), &["uninstall"]);
    assert!(data.join("master.key").exists());
    assert!(foreign.exists());
    assert!(run(home.path(), &["setup", "--no-start"]).status.success());
    let _ = run(home.path(), &["uninstall", "--with-records"]);
    let _ = run(home.path(), &["uninstall", "--with-records"]);
    assert_eq!(files(home.path()), [foreign, data.join("a note of mine")]);
}
