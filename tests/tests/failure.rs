//! Things that are down, taken or wrong: a clear line, the right exit code, nothing lost.

use std::process::Output;

use tests::companion::Companion;
use tests::process::until;
use tests::scenario::text_of;

fn refused(output: &Output, code: i32, says: &str) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert!(error.contains(says), "expected {says:?} in: {error}");
}

#[test]
fn a_taken_port_and_a_second_companion_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let companion = Companion::start(&folder.path().join("one"), "24h", None);
    refused(&companion.try_run(&["serve"]), 1, "already");
    let mut other = std::process::Command::new(tests::paths::program("tributary"));
    let other = other
        .args(["serve", "--port", &companion.port.to_string(), "--data-dir"])
        .arg(folder.path().join("two"));
    refused(&other.output().unwrap(), 1, &companion.port.to_string());
}

#[test]
fn unknown_ids_and_flags_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let companion = Companion::start(folder.path(), "24h", None);
    let unknown = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
    for verb in ["show", "revoke", "retract", "donate"] {
        refused(&companion.try_run(&[verb, unknown]), 1, unknown);
    }
    refused(
        &companion.try_run(&["list", "--no-such-flag"]),
        2,
        "--no-such-flag",
    );
}

#[test]
fn a_pool_that_is_down_costs_nothing_but_time() {
    let folder = tempfile::tempdir().unwrap();
    let pool = tests::pool::Pool::start(&folder.path().join("pool"));
    let url = pool.url.clone();
    let port = url.rsplit(':').next().unwrap().to_owned();
    let data_dir = pool.data_dir.clone();
    let companion = Companion::start(&folder.path().join("companion"), "24h", Some(&url));
    companion.run(&["consent", "--agree", "--after-window", "wait"]);
    let file = folder.path().join("chat.jsonl");
    let line =
        r#"{"messages":[{"role":"user","content":"Is water wet?"},{"role":"assistant","content":"Yes."}]}"#;
    std::fs::write(&file, line).unwrap();
    companion.run(&["import", &file.to_string_lossy()]);
    let id = text_of(&companion.records()[0]["id"]);

    drop(pool);
    companion.run(&["donate", &id]);
    until(
        "the last error is shown",
        std::time::Duration::from_secs(240),
        || {
            companion.json(&["status"])["last_error"]
                .is_string()
                .then_some(())
        },
    );
    assert_eq!(companion.state(&id), "queued");

    let mut serve = std::process::Command::new(tests::paths::program("tributary-pool"));
    serve
        .args(["serve", "--port", &port, "--data-dir"])
        .arg(&data_dir);
    let _pool = tests::process::Process::start("tributary-pool", &mut serve);
    until(
        "the record is donated once the pool is back",
        std::time::Duration::from_secs(240),
        || (companion.state(&id) == "donated").then_some(()),
    );
}
