//! A release, read with the tools that researchers use.

use std::process::Command;

use tests::scenario::{chat_line, text_of};
use tests::story::Story;

#[test]
fn pyarrow_duckdb_and_datasets_read_the_release_and_a_retraction_reaches_copies() {
    let root = tests::paths::root();
    let installed = Command::new(root.join("tests/release/install")).status().unwrap();
    assert!(
        installed.success(),
        "the tools that read releases cannot be installed"
    );
    let folder = tempfile::tempdir().unwrap();
    let story = Story::begin(&folder.path().join("home"));
    let file = folder.path().join("chats.jsonl");
    let lines = [
        chat_line("Is water wet?", "It makes other things wet."),
        chat_line("Is fire hot?", "It is, écoute: 🔥."),
    ];
    std::fs::write(&file, lines.join("\n")).unwrap();
    story.companion.run(&["import", &file.to_string_lossy()]);
    story
        .companion
        .run(&["consent", "--agree", "--after-window", "wait"]);
    let ids: Vec<String> = story
        .companion
        .records()
        .iter()
        .map(|record| text_of(&record["id"]))
        .collect();
    for id in &ids {
        story.donate(id);
    }
    story.release();
    let read = |arguments: &[&str]| {
        let output = Command::new(root.join("target/researcher/bin/python"))
            .arg(root.join("tests/release/load_release.py"))
            .arg(&story.releases)
            .args(arguments)
            .env("HF_HUB_OFFLINE", "1")
            .env("HF_HOME", folder.path().join("cache"))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    read(&["--rows", "2", "--with", &ids[0], &ids[1]]);

    let copy = folder.path().join("copy");
    let copied = Command::new("cp")
        .arg("-R")
        .args([&story.releases, &copy])
        .status()
        .unwrap();
    assert!(copied.success());
    story.retract(&ids[0]);
    story.release();
    read(&["--rows", "1", "--with", &ids[1], "--without", &ids[0]]);
    story.pool.run(&[
        "sync",
        "--release",
        &story.releases.to_string_lossy(),
        &copy.to_string_lossy(),
    ]);
    let left: Vec<_> = walk(&copy)
        .into_iter()
        .filter(|file| std::fs::read_to_string(file).is_ok_and(|text| text.contains(&ids[0])))
        .collect();
    let only_lists = left.iter().all(|file| {
        !file.to_string_lossy().contains("/data/") && !file.to_string_lossy().contains("/jsonl/")
    });
    assert!(
        only_lists,
        "the consumer's copy still holds the record in {left:?}"
    );
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = vec![];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path))
        } else {
            files.push(path)
        }
    }
    files
}
