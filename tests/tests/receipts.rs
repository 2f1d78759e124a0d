//! Receipts held against the releases of a real pool, which is honest at first and lies then.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use shared::keys::{SecretKey, sha256_hex};
use tests::process::until;
use tests::scenario::chat_line;
use tests::story::Story;

const PATIENCE: Duration = Duration::from_secs(300);

#[track_caller]
fn await_outcome(story: &Story, id: &str, outcome: &str) -> Value {
    until(&format!("record {id} is {outcome}"), PATIENCE, || {
        let shown = story.companion.json(&["show", id]);
        (shown["check"]["outcome"] == outcome).then_some(shown)
    })
}

/// What an operator with the pool's key can do: another list of records, and a manifest that is signed all the same.
fn lie(story: &Story, change: impl Fn(&str) -> String) {
    let path = story.releases.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    manifest["number"] = json!(manifest["number"].as_u64().unwrap() + 1);
    let file = manifest["files"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|file| file["kind"] == "records")
        .unwrap();
    let list = std::fs::read_to_string(story.releases.join(file["path"].as_str().unwrap())).unwrap();
    let altered = change(&list);
    let digest = sha256_hex(altered.as_bytes());
    file["path"] = json!(format!("records/all/{digest}.tsv"));
    file["sha256"] = json!(digest);
    file["bytes"] = json!(altered.len());
    std::fs::write(story.releases.join(format!("records/all/{digest}.tsv")), altered).unwrap();
    let key = key_of(&story.pool.data_dir);
    let signed = shared::release::sign(manifest, &key);
    std::fs::write(&path, serde_json::to_vec_pretty(&signed).unwrap()).unwrap();
}

fn key_of(data_dir: &Path) -> SecretKey {
    let files: Vec<PathBuf> = std::fs::read_dir(data_dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    let file = files
        .iter()
        .find(|path| path.to_string_lossy().ends_with(".key"))
        .unwrap_or_else(|| panic!("no key among {files:?}"));
    let text = std::fs::read_to_string(file).unwrap();
    let bytes: Vec<u8> = (0..64)
        .step_by(2)
        .map(|at| u8::from_str_radix(&text.trim()[at..at + 2], 16).unwrap())
        .collect();
    SecretKey::from_bytes(&bytes.try_into().unwrap())
}

#[test]
fn receipts_are_held_against_the_releases_of_an_honest_pool_and_of_a_lying_one() {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::begin(&folder.path().join("home"));
    let lines = [
        chat_line("Is water wet?", "It makes other things wet."),
        chat_line("Is fire hot?", "Hotter than one would like."),
    ];
    let ids = story.import(folder.path(), &lines);
    story.donate(&ids[0]);
    story.release();
    await_outcome(&story, &ids[0], "as donated");
    story.donate(&ids[1]);
    await_outcome(&story, &ids[1], "absent");
    story.release();
    let shown = await_outcome(&story, &ids[1], "as donated");
    assert_eq!(shown["check"]["release"], 2);

    // Taken back: at once from the pool, and from its next release.
    story.retract(&ids[0]);
    story.release();
    await_outcome(&story, &ids[0], "out");

    // The operator publishes another text than was given.
    let given = std::fs::read_to_string(
        story
            .releases
            .join(shared_list(&story).as_str().unwrap_or_default()),
    )
    .unwrap();
    let digest = given.split('\t').nth(1).unwrap().to_owned();
    lie(&story, |list| list.replace(&digest, &"0".repeat(64)));
    await_outcome(&story, &ids[1], "altered");
    let status = String::from_utf8(story.companion.try_run(&["status"]).stdout).unwrap();
    assert!(
        status.contains("WARNING") && status.contains("ALTERED"),
        "{status}"
    );

    // A manifest that somebody else changed is not believed at all.
    let path = story.releases.join("manifest.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\"rows\": 1", "\"rows\": 2", 1)).unwrap();
    until("the manifest is doubted", PATIENCE, || {
        (story.companion.json(&["status"])["releases"][0]["doubt"] == "unsigned").then_some(())
    });
}

/// The path of the newest release's list of records.
fn shared_list(story: &Story) -> Value {
    let manifest = std::fs::read(story.releases.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let files = manifest["files"].as_array().unwrap();
    files.iter().find(|file| file["kind"] == "records").unwrap()["path"].clone()
}
