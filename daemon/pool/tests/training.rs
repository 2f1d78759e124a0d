//! What a release has for training: rows, what justifies them, and how often the detectors were right.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::path::PathBuf;

use arrow_array::{Array, BooleanArray, ListArray, RecordBatch, StringArray, StructArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use pool::formats::{self, named};
use pool::release::manifest::{Kind, Manifest, TRAINING};
use pool::release::release;
use serde_json::Value;
use shared::conversation::{Capture, Conversation, Gesture, GestureKind, Message, MessageId, Role};
use shared::edit::{Answer, Edit, Edits};
use shared::feedback::{SignalKind, detect};
use shared::keys::SecretKey;
use shared::record::{Label, Record};
use shared::scrub::scrub;
use support::{TestPool, day, id, key};

/// A record of messages as `id parent role text` (`-` for no parent) and gestures, as capture would make it.
fn record(messages: &[&str], branch: &[&str], gestures: &[(&str, GestureKind)]) -> Record {
    let message = |line: &&str| {
        let mut fields = line.splitn(4, ' ');
        let mut field = || fields.next().unwrap().to_owned();
        let (name, parent, role) = (field(), field(), field());
        Message {
            id: MessageId(name),
            parent_id: (parent != "-").then_some(MessageId(parent)),
            role: if role == "u" { Role::User } else { Role::Assistant },
            text: field(),
            model: (role == "a").then(|| "model-7".to_owned()),
            citations: vec![],
            asides: vec![],
        }
    };
    let conversation = Conversation {
        site: "gradio".into(),
        messages: messages.iter().map(message).collect(),
        branch: branch.iter().map(|name| MessageId((*name).into())).collect(),
        gestures: gestures
            .iter()
            .map(|(name, kind)| Gesture::new(MessageId((*name).into()), *kind))
            .collect(),
        capture: Capture {
            turns_seen: 3,
            turns_captured: 3,
            confidence: 0.9,
            method: "generic@1".into(),
        },
        day: Some(day(-60)),
    };
    let signals = detect(&conversation);
    Record::new(scrub(conversation), signals, &day(0))
}

const TWO: [&str; 3] = ["q - u Name a colour.", "a q a Red.", "b q a Blue."];
const WENT_ON: [&str; 4] = [TWO[0], TWO[1], TWO[2], "n b u Now name a fruit."];

/// Gives a record to the pool and has it accepted.
fn accepted(pool: &TestPool, key: &SecretKey, record: Record) {
    assert_eq!(pool.put(&pool.signed(key, record)).status, 201);
    pool.pool.store.accept(&[id(key)], &day(0)).unwrap();
}

/// One picked side by side, one inferred from going on, one judged by words.
fn three_records() -> TestPool {
    let pool = TestPool::start();
    accepted(
        &pool,
        &key(1),
        record(&TWO, &["q", "b"], &[("b", GestureKind::Prefer)]),
    );
    accepted(
        &pool,
        &key(2),
        record(&WENT_ON, &["q", "b", "n"], &[("a", GestureKind::Regenerate)]),
    );
    let thanked = [
        "q - u Name a colour.",
        "a q a Red.",
        "n a u Thanks, that is perfect!",
    ];
    let thanked = record(&thanked, &["q", "a", "n"], &[]);
    assert!(
        thanked
            .signals
            .iter()
            .any(|signal| signal.kind == SignalKind::Positive)
    );
    accepted(&pool, &key(3), thanked);
    pool
}

fn table(pool: &TestPool, kind: Kind) -> Option<RecordBatch> {
    let manifest = Manifest::read(&pool.out()).unwrap();
    let paths: Vec<PathBuf> = manifest
        .of_kind(kind)
        .map(|file| pool.out().join(&file.path))
        .collect();
    let path = paths.first()?;
    let file = std::fs::File::open(path).unwrap();
    ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap()
        .next()
        .map(Result::unwrap)
}

fn text(batch: &RecordBatch, column: &str, row: usize) -> String {
    let column = batch.column_by_name(column).unwrap().as_any();
    column
        .downcast_ref::<StringArray>()
        .unwrap()
        .value(row)
        .to_owned()
}

/// The turns in a column as `role: content`.
fn turns(batch: &RecordBatch, column: &str, row: usize) -> Vec<String> {
    let list = batch
        .column_by_name(column)
        .unwrap()
        .as_any()
        .downcast_ref::<ListArray>()
        .unwrap()
        .value(row);
    let list = list.as_any().downcast_ref::<StructArray>().unwrap();
    let field = |name: &str| {
        list.column_by_name(name)
            .unwrap()
            .as_any()
            .downcast_ref::<StringArray>()
            .unwrap()
            .clone()
    };
    let (roles, contents) = (field("role"), field("content"));
    (0..list.len())
        .map(|at| format!("{}: {}", roles.value(at), contents.value(at)))
        .collect()
}

fn words(batch: &RecordBatch, column: &str, row: usize) -> Vec<String> {
    let list = batch
        .column_by_name(column)
        .unwrap()
        .as_any()
        .downcast_ref::<ListArray>()
        .unwrap()
        .value(row);
    let list = list.as_any().downcast_ref::<StringArray>().unwrap();
    (0..list.len()).map(|at| list.value(at).to_owned()).collect()
}

#[test]
fn a_release_has_what_was_given_and_what_was_inferred_in_files_of_their_own() {
    let pool = three_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let rows: Vec<(Kind, usize)> = TRAINING
        .into_iter()
        .map(|kind| (kind, table(&pool, kind).map_or(0, |batch| batch.num_rows())))
        .collect();
    assert_eq!(
        rows,
        [
            (Kind::Preference, 1),
            (Kind::PreferenceInferred, 1),
            (Kind::Kto, 0),
            (Kind::KtoInferred, 1),
            (Kind::Arena, 1),
            (Kind::ArenaInferred, 1)
        ]
    );
    for (kind, key, basis, detector) in [
        (Kind::Preference, key(1), "side_by_side", "gesture@2"),
        (Kind::PreferenceInferred, key(2), "kept", "gesture@2"),
    ] {
        let batch = table(&pool, kind).unwrap();
        assert_eq!(turns(&batch, "prompt", 0), ["user: Name a colour."]);
        assert_eq!(turns(&batch, "chosen", 0), ["assistant: Blue."]);
        assert_eq!(turns(&batch, "rejected", 0), ["assistant: Red."]);
        assert_eq!(
            (text(&batch, "record_id", 0), text(&batch, "basis", 0)),
            (id(&key).to_string(), basis.to_owned())
        );
        assert_eq!(words(&batch, "detectors", 0), [detector, detector]);
        assert_eq!(words(&batch, "evidence_about", 0), ["a", "b"]);
    }
    let batch = table(&pool, Kind::KtoInferred).unwrap();
    assert_eq!(turns(&batch, "completion", 0), ["assistant: Red."]);
    let label = batch
        .column_by_name("label")
        .unwrap()
        .as_any()
        .downcast_ref::<BooleanArray>()
        .unwrap();
    assert!(label.value(0));
    assert_eq!(
        (text(&batch, "basis", 0), words(&batch, "evidence", 0)),
        ("text".to_owned(), vec!["positive".to_owned()])
    );
    let batch = table(&pool, Kind::Arena).unwrap();
    assert_eq!(
        (text(&batch, "winner", 0), text(&batch, "model_a", 0)),
        ("model_b".to_owned(), "model-7".to_owned())
    );
    assert_eq!(
        turns(&batch, "conversation_a", 0),
        ["user: Name a colour.", "assistant: Red."]
    );
    let card = std::fs::read_to_string(pool.out().join("README.md")).unwrap();
    assert!(
        card.contains("config_name: preference-inferred") && !card.contains("config_name: kto\n"),
        "{card}"
    );
}

#[test]
fn exports_have_the_same_rows_as_the_release() {
    let pool = three_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let output = pool.dir.path().join("out.jsonl");
    for kind in TRAINING {
        // The table has the columns of 2023; `arena` alone is the format of 2025.
        let name = kind.folder().replace("arena", "arena-conversations");
        formats::export(named(&name).unwrap(), &pool.out(), None, &output).unwrap();
        let text = std::fs::read_to_string(&output).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let batch = table(&pool, kind);
        assert_eq!(
            lines.len(),
            batch.as_ref().map_or(0, RecordBatch::num_rows),
            "{kind:?}"
        );
        let (Some(batch), Some(line)) = (batch, lines.first()) else {
            continue;
        };
        let names: Vec<_> = batch
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        let line = line.as_object().unwrap();
        assert!(
            names.len() == line.len() && names.iter().all(|name| line.contains_key(name)),
            "{kind:?}: {names:?}"
        );
    }
}

#[test]
fn what_was_taken_back_is_in_no_training_file_of_the_next_release() {
    let pool = three_records();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    for counter in 1..=3 {
        pool.delete(&key(counter));
    }
    accepted(&pool, &key(4), record(&TWO, &["q", "b"], &[]));
    release(&pool.pool, &pool.out(), &day(2)).unwrap();
    for kind in TRAINING {
        assert!(table(&pool, kind).is_none(), "{kind:?}");
        assert!(!pool.out().join(kind.folder()).join("all").exists(), "{kind:?}");
    }
    assert_eq!(
        pool::audit::audit(&pool.pool).unwrap().wrong,
        Vec::<String>::new()
    );
}

/// A record with one thanked reply whose signal was answered.
fn answered(answer: Answer) -> Record {
    let mut record = record(
        &[
            "q - u Name a colour.",
            "a q a Red.",
            "n a u Thanks, that is perfect!",
        ],
        &["q", "a", "n"],
        &[],
    );
    let signal = record.signals[0].clone();
    let edit = Edit::Judge {
        message_id: signal.message_id,
        kind: signal.kind,
        detector: signal.detector,
        answer,
        confidence: None,
    };
    Edits::default().make(edit, &mut record).unwrap();
    record
}

#[test]
fn the_pool_says_how_often_each_detector_was_found_right() {
    let pool = TestPool::start();
    let answers = [
        Answer::Confirmed,
        Answer::Confirmed,
        Answer::Corrected(Label::None),
        Answer::Contested,
        Answer::Removed,
        Answer::RemovedUnsaid,
    ];
    for (counter, answer) in (1..).zip(answers) {
        accepted(&pool, &key(counter), answered(answer));
    }
    assert!(pool.get("/").body.contains("No contributor has answered"));
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let detectors = Manifest::read(&pool.out()).unwrap().detectors;
    let (name, counts) = detectors
        .iter()
        .find(|(name, _)| name.starts_with("reply@"))
        .unwrap();
    assert_eq!(
        (
            counts.signals,
            counts.answered(),
            counts.each().map(|(_, number)| number)
        ),
        (4, 5, [2, 1, 1, 1])
    );
    let card = std::fs::read_to_string(pool.out().join("README.md")).unwrap();
    let row = format!("| {name} | 4 | 5 | 2 (40 %, 12–77 %) | 1 (20 %, 4–62 %) |");
    assert!(card.contains(&row), "{row} in\n{card}");
    let page = pool.get("/").body;
    assert!(
        page.contains(&format!(
            "<code>{name}</code></td><td>4</td><td>5</td><td>2 (40 %, 12–77 %)</td>"
        )),
        "{page}"
    );
}

#[test]
fn answers_that_do_not_fit_are_refused() {
    let pool = TestPool::start();
    let refused = |change: fn(&mut Record)| {
        let mut record = answered(Answer::Confirmed);
        change(&mut record);
        assert_eq!(pool.put(&pool.signed(&key(9), record)).status, 422);
    };
    refused(|record| record.judgements.outcomes[0].message_id = Some(MessageId("gone".into())));
    refused(|record| record.judgements.outcomes[0].message_id = None);
    refused(|record| record.judgements.outcomes[0].confidence = 2.0);
    refused(|record| record.judgements.outcomes[0].detector = "a sentence in a name".into());
    refused(|record| record.judgements.outcomes[0].label = Some(Label::Positive));
    refused(|record| {
        record.events.push(shared::record::Event {
            message_id: MessageId("a".into()),
            kind: GestureKind::ThumbsDown,
            said: vec!["write to ada@posteo.net".into()],
        });
    });
}
