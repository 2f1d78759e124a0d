//! Publishing, dropping what was taken back, and what a crash leaves behind.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use pool::formats::{self, named};
use pool::release::buckets::Division;
use pool::release::changes::{self, Change};
use pool::release::manifest::{Kind, Manifest};
use pool::release::place::Place;
use pool::release::{ReleaseError, Scope, Step, publish, release, release_with};
use pool::{audit, sync};
use shared::api::PoolState;
use shared::keys::RecordId;
use support::{TestPool, day, files, holds, id, key};

const KEPT: &str = "kept-canary";
const GONE: &str = "gone-canary";

/// A pool with one record to keep and one that will be taken back, both accepted.
fn two_records() -> TestPool {
    let pool = TestPool::start();
    pool.accepted(&key(1), KEPT);
    pool.accepted(&key(2), GONE);
    pool
}

/// What a file says, packed or not.
fn unpacked(path: &std::path::Path, bytes: &[u8]) -> Vec<u8> {
    if path.extension().is_some_and(|ending| ending == "zst") {
        zstd::decode_all(bytes).unwrap()
    } else {
        bytes.to_vec()
    }
}

/// Whether some file below a folder says this.
fn says(dir: &std::path::Path, text: &str) -> bool {
    files(dir)
        .iter()
        .any(|(path, bytes)| holds(&unpacked(path, bytes), text))
}

fn ids(pool: &TestPool) -> Vec<RecordId> {
    let manifest = Manifest::read(&pool.out()).unwrap();
    manifest
        .records(&pool.out())
        .unwrap()
        .into_iter()
        .map(|(id, _)| id)
        .collect()
}

fn parquet_ids(pool: &TestPool) -> Vec<String> {
    let manifest = Manifest::read(&pool.out()).unwrap();
    let read = |file: &pool::release::manifest::File| {
        sync::ids_in(&pool.out().join(&file.path), "record_id").unwrap()
    };
    manifest.of_kind(Kind::Parquet).flat_map(read).flatten().collect()
}

#[test]
fn a_release_holds_what_was_accepted_and_nothing_else() {
    let pool = two_records();
    pool.put(&pool.envelope(&key(3), "waiting-canary"));
    pool.put(&pool.envelope(&key(4), "rejected-canary"));
    pool.pool.store.reject(&[id(&key(4))], "spam", &day(0)).unwrap();
    let done = release(&pool.pool, &pool.out(), &day(1)).unwrap();
    assert_eq!((done.number, done.rows, done.dropped), (1, 2, 0));
    let mut expected = vec![id(&key(1)), id(&key(2))];
    expected.sort();
    assert_eq!(ids(&pool), expected);
    assert_eq!(
        parquet_ids(&pool),
        expected.iter().map(ToString::to_string).collect::<Vec<_>>()
    );
    let all = files(&pool.out());
    assert!(
        all.iter()
            .any(|(path, bytes)| holds(&unpacked(path, bytes), KEPT))
    );
    for absent in ["waiting-canary", "rejected-canary"] {
        assert!(!all.iter().any(|(_, bytes)| holds(bytes, absent)), "{absent}");
    }
    let standing = pool.pool.store.standing(&id(&key(1))).unwrap().unwrap();
    assert_eq!(
        (standing.state, standing.releases),
        (PoolState::Released, vec![1])
    );
}

#[test]
fn the_next_release_no_longer_holds_what_was_taken_back() {
    let pool = two_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    pool.delete(&key(2));
    let found = audit::audit(&pool.pool).unwrap().wrong;
    assert!(
        found.len() == 1 && found[0].contains("still holds 1 records"),
        "{found:?}"
    );
    let done = release(&pool.pool, &pool.out(), &day(2)).unwrap();
    assert_eq!((done.number, done.rows, done.dropped), (2, 1, 1));
    let id_gone = id(&key(2)).to_string();
    for (path, bytes) in files(&pool.out()) {
        assert!(!holds(&bytes, GONE), "{}", path.display());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            !holds(&bytes, &id_gone) || ["retractions.parquet", "changes.jsonl.zst"].contains(&name.as_str()),
            "{}",
            path.display()
        );
    }
    assert_eq!(
        sync::ids_in(&pool.out().join("retractions.parquet"), "record_id").unwrap(),
        [Some(id_gone)]
    );
    assert_eq!(ids(&pool), [id(&key(1))]);
    assert_eq!(audit::audit(&pool.pool).unwrap().wrong, Vec::<String>::new());
    let standing = |counter| pool.pool.store.standing(&id(&key(counter))).unwrap().unwrap();
    assert_eq!(standing(1).releases, [1, 2]);
    assert_eq!(
        (standing(2).state, standing(2).releases),
        (PoolState::Retracted, vec![1])
    );
}

#[test]
fn a_record_that_is_rejected_after_its_release_leaves_with_the_next_one() {
    let pool = two_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    pool.pool
        .store
        .reject(&[id(&key(2))], "names a third person", &day(1))
        .unwrap();
    release(&pool.pool, &pool.out(), &day(2)).unwrap();
    assert!(!says(&pool.out(), GONE));
    let listed = sync::ids_in(&pool.out().join("retractions.parquet"), "record_id").unwrap();
    assert_eq!(listed, [Some(id(&key(2)).to_string())]);
}

#[test]
fn the_last_record_can_be_taken_back_too() {
    let pool = TestPool::start();
    pool.accepted(&key(2), GONE);
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    pool.delete(&key(2));
    assert_eq!(release(&pool.pool, &pool.out(), &day(2)).unwrap().rows, 0);
    assert!(!says(&pool.out(), GONE));
}

#[test]
fn an_unchanged_pool_keeps_its_files() {
    let pool = two_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let before = Manifest::read(&pool.out()).unwrap();
    release(&pool.pool, &pool.out(), &day(2)).unwrap();
    let after = Manifest::read(&pool.out()).unwrap();
    let data = |manifest: &Manifest| -> Vec<_> {
        let files = manifest.files.iter().filter(|file| file.kind != Kind::Document);
        files.cloned().collect()
    };
    assert_eq!((after.number, data(&after)), (2, data(&before)));
    assert!(data(&before).iter().all(|file| file.read(&pool.out()).is_ok()));
}

#[test]
fn in_a_divided_release_a_retraction_changes_one_bucket_only() {
    let pool = TestPool::start();
    for counter in 0..40 {
        pool.accepted(&key(counter), &format!("{GONE}-{counter}-"));
    }
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    // Releases never get coarser, so a former one that was divided is all it takes.
    let mut divided = Manifest::read(&pool.out()).unwrap();
    divided.buckets = Division::Sixteen;
    fs::write(pool.out().join("manifest.json"), divided.signed(&pool.pool.key)).unwrap();
    release(&pool.pool, &pool.out(), &day(2)).unwrap();
    let before = Manifest::read(&pool.out()).unwrap();
    assert!(before.of_kind(Kind::Parquet).count() > 5);
    assert_eq!(
        parquet_ids(&pool),
        ids(&pool).iter().map(ToString::to_string).collect::<Vec<_>>()
    );
    assert_eq!(parquet_ids(&pool).len(), 40);
    pool.delete(&key(7));
    release(&pool.pool, &pool.out(), &day(3)).unwrap();
    let after = Manifest::read(&pool.out()).unwrap();
    let bucket = Division::Sixteen.of(&id(&key(7))).name();
    let rest = || before.files.iter().filter(|file| !file.bucket.is_empty());
    assert!(rest().count() > 40);
    for file in rest() {
        assert_eq!(after.files.contains(file), file.bucket != bucket, "{}", file.path);
    }
    assert_eq!(parquet_ids(&pool).len(), 39);
    assert!(!says(&pool.out(), &format!("{GONE}-7-")));
    if let Ok(keep) = std::env::var("KEEP") {
        fs::rename(pool.out(), keep).unwrap();
    }
}

/// What readers see: everything but scratch files.
fn published(pool: &TestPool) -> BTreeMap<PathBuf, Vec<u8>> {
    let manifest = Manifest::read(&pool.out()).unwrap();
    let mut names: Vec<PathBuf> = manifest
        .files
        .iter()
        .map(|file| PathBuf::from(&file.path))
        .collect();
    names.extend(
        [
            "manifest.json",
            "README.md",
            "CHANGES.md",
            "croissant.json",
            "retractions.parquet",
        ]
        .map(PathBuf::from),
    );
    names
        .into_iter()
        .map(|name| (name.clone(), fs::read(pool.out().join(name)).unwrap()))
        .collect()
}

fn crash_at(pool: &TestPool, crash: Step) {
    let mut at_step = |step| {
        if step == crash {
            Err(io::Error::other("crash"))
        } else {
            Ok(())
        }
    };
    let error = release_with(&pool.pool, &pool.out(), &day(2), &mut at_step).unwrap_err();
    assert!(matches!(error, ReleaseError::File { .. }), "{error}");
}

#[test]
fn a_crash_before_publication_leaves_the_former_release_as_it_was() {
    for crash in [Step::DataWritten, Step::BeforeManifest] {
        let pool = two_records();
        release(&pool.pool, &pool.out(), &day(1)).unwrap();
        let before = published(&pool);
        pool.delete(&key(2));
        pool.accepted(&key(3), "new-canary");
        crash_at(&pool, crash);
        assert_eq!(published(&pool), before, "{crash:?}");
        let standing = pool.pool.store.standing(&id(&key(3))).unwrap().unwrap();
        assert_eq!(
            (standing.state, standing.releases),
            (PoolState::Accepted, vec![]),
            "{crash:?}"
        );
        let done = release(&pool.pool, &pool.out(), &day(2)).unwrap();
        assert_eq!((done.number, done.rows, done.dropped), (2, 2, 1), "{crash:?}");
        assert!(!says(&pool.out(), GONE), "{crash:?}");
        assert_eq!(
            audit::audit(&pool.pool).unwrap().wrong,
            Vec::<String>::new(),
            "{crash:?}"
        );
    }
}

#[test]
fn a_crash_after_publication_is_finished_by_the_next_call() {
    let pool = two_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    pool.delete(&key(2));
    crash_at(&pool, Step::AfterManifest);
    assert_eq!(Manifest::read(&pool.out()).unwrap().number, 2);
    release(&pool.pool, &pool.out(), &day(3)).unwrap();
    assert_eq!(Manifest::read(&pool.out()).unwrap().number, 3);
    assert!(!says(&pool.out(), GONE));
    assert!(
        !fs::read_dir(pool.out())
            .unwrap()
            .any(|entry| { entry.unwrap().file_name().to_string_lossy().starts_with(".next") })
    );
}

#[test]
fn a_crash_of_the_first_release_does_not_spoil_its_place() {
    let pool = two_records();
    crash_at(&pool, Step::BeforeManifest);
    assert_eq!(release(&pool.pool, &pool.out(), &day(2)).unwrap().number, 1);
}

#[test]
fn a_record_taken_back_while_a_release_is_built_is_not_in_it() {
    let pool = two_records();
    let mut at_step = |step| {
        if step == Step::BeforeManifest {
            assert_eq!(pool.delete(&key(2)).status, 200);
        }
        Ok(())
    };
    let done = release_with(&pool.pool, &pool.out(), &day(1), &mut at_step).unwrap();
    assert_eq!((done.number, done.rows), (1, 1));
    assert!(!says(&pool.out(), GONE));
}

#[test]
fn other_directories_are_refused_and_left_alone() {
    let pool = two_records();
    let elsewhere = pool.dir.path().join("thesis");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("thesis.txt"), "mine").unwrap();
    let error = release(&pool.pool, &elsewhere, &day(1)).unwrap_err();
    assert!(matches!(error, ReleaseError::NotARelease { .. }), "{error}");
    assert_eq!(files(&elsewhere).len(), 1);
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let other = pool::config::Pool::create(&pool.dir.path().join("other"), None, || [8; 32]).unwrap();
    let error = release(&other, &pool.out(), &day(1)).unwrap_err();
    assert!(matches!(error, ReleaseError::OtherPool { .. }), "{error}");
}

#[test]
fn nothing_is_released_before_something_was_accepted() {
    let pool = TestPool::start();
    pool.put(&pool.envelope(&key(1), "x"));
    let error = release(&pool.pool, &pool.out(), &day(1)).unwrap_err();
    assert!(matches!(error, ReleaseError::NothingAccepted), "{error}");
}

#[test]
fn the_card_counts_what_is_in_the_release() {
    let pool = two_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    pool.delete(&key(2));
    release(&pool.pool, &pool.out(), &day(2)).unwrap();
    let card = fs::read_to_string(pool.out().join("README.md")).unwrap();
    for part in [
        "license: odc-by",
        "release 2",
        "1 records with 5 messages (2 by people, 3 by models) and 3 signals",
        "| CC-BY-4.0 | 1 |",
        "| gradio | 1 |",
        "`retractions.parquet` lists 1 records",
        "1 records of the former",
        "2 records arrived so far",
    ] {
        assert!(card.contains(part), "{part:?} is not in:\n{card}");
    }
    let changes = fs::read_to_string(pool.out().join("CHANGES.md")).unwrap();
    assert!(
        changes.contains("## Release 2") && changes.contains("## Release 1"),
        "{changes}"
    );
}

#[test]
fn a_copy_is_cleaned_of_what_was_taken_back() {
    let pool = two_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let copy = pool.dir.path().join("copy");
    fs::create_dir(&copy).unwrap();
    for file in Manifest::read(&pool.out()).unwrap().files {
        let name = match file.kind {
            Kind::Document | Kind::Facts => continue,
            kind => format!("{}.{}", kind.folder(), kind.ending()),
        };
        fs::copy(pool.out().join(&file.path), copy.join(name)).unwrap();
    }
    for name in ["kto", "messages", "sharelm"] {
        formats::export(
            named(name).unwrap(),
            &pool.out(),
            None,
            &copy.join(format!("{name}.jsonl")),
        )
        .unwrap();
    }
    assert!(says(&copy, GONE));
    pool.delete(&key(2));
    release(&pool.pool, &pool.out(), &day(2)).unwrap();
    let synced = sync::sync(&pool.out(), &copy).unwrap();
    assert_eq!((synced.removed, synced.rewritten, synced.unknown), (6, 6, 0));
    assert!(!says(&copy, GONE));
    assert_eq!(
        sync::ids_in(&copy.join("data.parquet"), "record_id").unwrap(),
        [Some(id(&key(1)).to_string())]
    );
    assert_eq!(sync::sync(&pool.out(), &copy).unwrap().removed, 0);
}

#[test]
fn records_are_exported_in_the_formats_of_other_tools() {
    let pool = two_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let output = pool.dir.path().join("out.jsonl");
    let lines = |name: &str| -> Vec<serde_json::Value> {
        let done = formats::export(named(name).unwrap(), &pool.out(), None, &output).unwrap();
        assert_eq!((done.written, done.passed_over), (2, 0));
        fs::read_to_string(&output)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let kept = |rows: Vec<serde_json::Value>, name| {
        let id = id(&key(1)).to_string();
        rows.into_iter().find(|row| row[name] == id.as_str()).unwrap()
    };
    let row = kept(lines("messages"), "record_id");
    let roles: Vec<_> = row["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["role"].clone())
        .collect();
    assert_eq!(roles, ["user", "assistant", "user", "assistant"]);
    assert_eq!(row["messages"][1]["content"], KEPT);
    let row = kept(lines("sharelm"), "conversation_id");
    assert_eq!(row.as_object().unwrap().len(), 8);
    assert_eq!(row["conversation_metadata"]["rate"], "thumbup");
    let row = kept(lines("kto"), "record_id");
    assert_eq!(row["label"], true);
    assert_eq!(row["prompt"].as_array().unwrap().len(), 3);
    assert_eq!(
        row["completion"],
        serde_json::json!([{ "role": "assistant", "content": "They weigh less than the water they push away." }])
    );
    let none = formats::export(
        named("messages").unwrap(),
        &pool.out(),
        Some(shared::consent::Purpose::Commercial),
        &output,
    );
    assert_eq!(none.unwrap().written, 0);
    let unknown = named("nonsense").err().unwrap().to_string();
    assert!(
        unknown.contains("known are ") && unknown.contains(" messages "),
        "{unknown}"
    );
}

#[test]
fn a_changed_file_is_noticed() {
    let pool = two_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let manifest = Manifest::read(&pool.out()).unwrap();
    let file = manifest.of_kind(Kind::Jsonl).next().unwrap();
    let path = pool.out().join(&file.path);
    let mut packed = fs::read(&path).unwrap();
    let middle = packed.len() / 2;
    packed[middle] ^= 1;
    fs::write(&path, packed).unwrap();
    let wrong = audit::audit(&pool.pool).unwrap().wrong;
    assert!(
        wrong
            .iter()
            .any(|line| line.contains("is not what was published")),
        "{wrong:?}"
    );
    assert!(
        formats::export(
            named("messages").unwrap(),
            &pool.out(),
            None,
            &pool.dir.path().join("o")
        )
        .is_err()
    );
    assert!(!pool.dir.path().join("o").exists());
}

/// Publishes in the folder of the tests' release.
fn publish_here(pool: &TestPool, scope: &Scope, later: i64) -> Option<pool::store::Release> {
    publish(
        &pool.pool,
        &mut Place::folder(&pool.out()),
        scope,
        &day(later),
        &mut |_| Ok(()),
    )
    .unwrap()
}

#[test]
fn a_hotfix_takes_out_what_was_taken_back_and_lets_nothing_new_in() {
    let pool = two_records();
    assert_eq!(publish_here(&pool, &Scope::Hotfix, 0), None);
    publish_here(&pool, &Scope::Everything, 1);
    pool.accepted(&key(3), "new-canary");
    assert_eq!(publish_here(&pool, &Scope::Hotfix, 2), None);
    pool.delete(&key(2));
    let done = publish_here(&pool, &Scope::Hotfix, 3).unwrap();
    assert_eq!((done.number, done.rows, done.dropped), (2, 1, 1));
    assert!(!says(&pool.out(), GONE) && !says(&pool.out(), "new-canary"));
    let manifest = Manifest::read(&pool.out()).unwrap();
    assert!(manifest.hotfix);
    // Taken back at noon of day 0, out on day 3.
    assert_eq!(manifest.removals, BTreeMap::from([(3, 1)]));
    let card = fs::read_to_string(pool.out().join("README.md")).unwrap();
    assert!(card.contains("the median time from retraction to removal is 3 days"));
    assert_eq!(publish_here(&pool, &Scope::Hotfix, 4), None);
    assert_eq!(publish_here(&pool, &Scope::Everything, 5).unwrap().rows, 2);
    assert_eq!(audit::audit(&pool.pool).unwrap().wrong, Vec::<String>::new());
}

#[test]
fn an_earlier_release_stays_until_one_of_its_records_is_taken_back() {
    let pool = two_records();
    publish_here(&pool, &Scope::Everything, 1);
    let first = Manifest::read(&pool.out()).unwrap();
    pool.accepted(&key(3), "third-canary");
    publish_here(&pool, &Scope::Everything, 2);
    let archived = |number| {
        let bytes = fs::read(pool.out().join(Manifest::archived(number))).unwrap();
        Manifest::parse(&bytes, &pool.out()).unwrap()
    };
    assert_eq!(archived(1), first);
    let aside = |path: &str| pool.out().join("superseded").join(path);
    for file in first.files.iter().filter(|file| file.kind != Kind::Document) {
        let bytes = fs::read(aside(&file.path)).unwrap();
        assert_eq!(shared::keys::sha256_hex(&bytes), file.sha256, "{}", file.path);
    }
    // Readers of the newest release see each record once.
    assert_eq!(files(&pool.out().join("data")).len(), 1);
    pool.delete(&key(2));
    publish_here(&pool, &Scope::Hotfix, 3);
    assert!(!pool.out().join("superseded").exists());
    for number in [1, 2] {
        let withdrawn = archived(number).withdrawn.unwrap();
        assert_eq!(withdrawn.by, 3);
        assert!(withdrawn.paths.iter().any(|path| path.starts_with("data/")));
    }
    assert!(!says(&pool.out(), GONE));
    assert_eq!(audit::audit(&pool.pool).unwrap().wrong, Vec::<String>::new());
}

#[test]
fn changes_name_what_came_and_what_went() {
    let pool = two_records();
    publish_here(&pool, &Scope::Everything, 1);
    pool.accepted(&key(3), "third");
    pool.delete(&key(2));
    publish_here(&pool, &Scope::Everything, 2);
    let lines = zstd::decode_all(fs::read(pool.out().join(changes::NAME)).unwrap().as_slice()).unwrap();
    let (added, removed) = (id(&key(3)), id(&key(2)));
    assert_eq!(
        changes::read(&lines).unwrap(),
        [
            Change::Release {
                release: 2,
                since: Some(1)
            },
            Change::Added { record_id: added },
            Change::Removed { record_id: removed },
        ]
    );
}

#[test]
fn what_arrived_after_the_freeze_waits_for_the_next_release() {
    let pool = two_records();
    // Both arrived on day 0.
    let before = Scope::Until(day(-1));
    assert_eq!(publish_here(&pool, &before, 1).unwrap().rows, 0);
    let on_the_day = Scope::Until(day(0));
    assert_eq!(publish_here(&pool, &on_the_day, 2).unwrap().rows, 2);
    assert_eq!(Manifest::read(&pool.out()).unwrap().frozen, Some(day(0)));
    // What was released stays in.
    assert_eq!(publish_here(&pool, &before, 3).unwrap().rows, 2);
}

#[test]
fn a_manifest_that_the_pool_did_not_sign_is_no_release() {
    let pool = two_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let path = pool.out().join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"rows\": 2", "\"rows\": 3")).unwrap();
    let error = Manifest::read(&pool.out()).unwrap_err();
    assert!(error.to_string().contains("is not signed by the pool"), "{error}");
    assert!(release(&pool.pool, &pool.out(), &day(2)).is_err());
}

#[test]
fn a_release_in_the_former_format_is_followed_by_one_in_the_new() {
    let pool = two_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    // As the program before wrote it: one list for all, JSON Lines as they are, not signed.
    let manifest = Manifest::read(&pool.out()).unwrap();
    let mut listed = String::new();
    for (id, digest) in manifest.records(&pool.out()).unwrap() {
        listed += &format!("{id}\t{digest}\n");
    }
    let keep = |folder: &str, ending: &str, bytes: &[u8]| {
        let sha256 = shared::keys::sha256_hex(bytes);
        let path = format!("{folder}/{sha256}.{ending}");
        fs::create_dir_all(pool.out().join(&path).parent().unwrap()).unwrap();
        fs::write(pool.out().join(&path), bytes).unwrap();
        (path, sha256, bytes.len())
    };
    let jsonl = manifest
        .of_kind(Kind::Jsonl)
        .next()
        .unwrap()
        .read(&pool.out())
        .unwrap();
    let parquet = manifest.of_kind(Kind::Parquet).next().unwrap();
    let parquet = fs::read(pool.out().join(&parquet.path)).unwrap();
    let file = |kind: &str, (path, sha256, bytes): (String, String, usize)| serde_json::json!({"path": path, "kind": kind, "bucket": "", "rows": 2, "bytes": bytes, "sha256": sha256});
    let former = serde_json::json!({
        "format": "tributary-release/1", "pool_id": pool.pool.id, "pool_name": "x", "number": 1, "day": day(1),
        "rows": 2, "dropped": 0, "prefix_length": 0,
        "files": [
            file("parquet", keep("data/all", "parquet", &parquet)),
            file("jsonl", keep("jsonl/all", "jsonl", &jsonl)),
            file("records", keep("records", "tsv", listed.as_bytes())),
        ],
    });
    fs::remove_dir_all(pool.out().join("releases")).unwrap();
    fs::write(pool.out().join("manifest.json"), former.to_string()).unwrap();
    let exported = pool.dir.path().join("out.jsonl");
    let done = formats::export(named("messages").unwrap(), &pool.out(), None, &exported).unwrap();
    assert_eq!(done.written, 2);
    pool.delete(&key(2));
    let done = release(&pool.pool, &pool.out(), &day(2)).unwrap();
    assert_eq!((done.number, done.rows, done.dropped), (2, 1, 1));
    assert!(!says(&pool.out(), GONE));
    assert_eq!(audit::audit(&pool.pool).unwrap().wrong, Vec::<String>::new());
}
