//! A release, read with the tools that researchers use.

use std::process::Command;

use serde_json::json;
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
    let lines = [
        chat_line("Is water wet?", "It makes other things wet."),
        chat_line("Is fire hot?", "It is, écoute: 🔥."),
    ];
    let ids = story.import(folder.path(), &lines);
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

/// One conversation of an export: messages as `id parent role text`, the last of them shown.
fn exported(name: &str, messages: &[&str]) -> serde_json::Value {
    let mut mapping = serde_json::Map::new();
    let mut last = "";
    for line in messages {
        let mut fields = line.splitn(4, ' ');
        let mut field = || fields.next().unwrap();
        let (id, parent, role, text) = (field(), field(), field(), field());
        mapping.insert(
            id.to_owned(),
            json!({"id": id, "parent": (parent != "-").then_some(parent), "children": [], "message": {
                "id": id, "author": {"role": role}, "content": {"content_type": "text", "parts": [text]}, "metadata": {}
            }}),
        );
        last = id;
    }
    json!({"title": name, "conversation_id": name, "create_time": 1_790_000_000.0, "mapping": mapping, "current_node": last})
}

#[test]
fn preferences_and_judgements_of_an_import_load_as_training_data() {
    let root = tests::paths::root();
    let installed = Command::new(root.join("tests/release/install")).status().unwrap();
    assert!(
        installed.success(),
        "the tools that read releases cannot be installed"
    );
    let folder = tempfile::tempdir().unwrap();
    let story = Story::begin(&folder.path().join("home"));
    let conversations = json!([
        // Two versions, each with a thumb.
        exported(
            "11111111-aaaa-4bbb-8ccc-000000000001",
            &[
                "q - user Name a colour.",
                "a q assistant Red.",
                "b q assistant Blue."
            ]
        ),
        // Asked for again, and gone on with.
        exported(
            "11111111-aaaa-4bbb-8ccc-000000000002",
            &[
                "q - user Name a fruit.",
                "a q assistant A nut.",
                "b q assistant An apple.",
                "n b user Now name a tree.",
                "c n assistant An oak.",
            ],
        ),
        // Thanked for.
        exported(
            "11111111-aaaa-4bbb-8ccc-000000000003",
            &[
                "q - user Name a river.",
                "a q assistant The Rhine.",
                "n a user Thanks, that is perfect!",
                "c n assistant Glad to help.",
            ],
        ),
    ]);
    let thumb = |id: &str, rating: &str, content: &str| json!({"id": id, "conversation_id": "11111111-aaaa-4bbb-8ccc-000000000001", "rating": rating, "content": content});
    let feedback = json!([
        thumb(
            "a",
            "thumbs_down",
            "{\"tags\": [\"inaccurate\"], \"text\": \"ask ada@posteo.net\"}"
        ),
        thumb("b", "thumbs_up", "{}"),
    ]);
    std::fs::write(
        folder.path().join("conversations.json"),
        conversations.to_string(),
    )
    .unwrap();
    std::fs::write(folder.path().join("message_feedback.json"), feedback.to_string()).unwrap();
    let python = root.join("target/researcher/bin/python");
    let zipped = Command::new(&python)
        .args([
            "-m",
            "zipfile",
            "-c",
            "export.zip",
            "conversations.json",
            "message_feedback.json",
        ])
        .current_dir(folder.path())
        .status()
        .unwrap();
    assert!(zipped.success());
    let archive = folder.path().join("export.zip");
    story.companion.run(&["import", &archive.to_string_lossy()]);
    story
        .companion
        .run(&["consent", "--agree", "--after-window", "wait"]);
    let records = story.companion.records();
    assert_eq!(records.len(), 3);
    for record in &records {
        story.donate(&text_of(&record["id"]));
    }
    story.release();
    let output = Command::new(&python)
        .arg(root.join("tests/release/load_release.py"))
        .arg(&story.releases)
        .args(["--rows", "3", "--text-absent", "ada@posteo.net"])
        .args([
            "--training",
            "preference=1",
            "preference-inferred=1",
            "kto=2",
            "kto-inferred=1",
            "arena=1",
            "arena-inferred=1",
        ])
        .env("HF_HOME", folder.path().join("cache"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
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
