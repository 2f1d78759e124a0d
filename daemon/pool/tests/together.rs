//! Releases that several workers write, and what releases do with too much of the same.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use pool::release::buckets::Division;
use pool::release::manifest::{Kind, Manifest};
use pool::release::place::Place;
use pool::release::splits::Split;
use pool::release::survey::{Cap, Caps, HeldBack};
use pool::release::workers::{self, Shift, Turn};
use pool::release::{Options, Scope, hotfix, publish_as, release, split_of};
use pool::{audit, console, sync};
use shared::api::Verdict;
use shared::envelope::SignedEnvelope;
use shared::keys::{RecordId, Seed, sha256_hex};
use shared::pseudonym::Byline;
use shared::record::Record;
use shared::time::Timestamp;
use support::{NOON, TestPool, day, id, key, record};

/// Words that no two numbers share.
fn words(from: u64, count: u64) -> String {
    (from..from + count)
        .map(|number| {
            let digest = sha256_hex(&number.to_le_bytes());
            let letters = digest.bytes().take(9).map(|byte| char::from(b'a' + byte % 16));
            letters.chain([' ']).collect::<String>()
        })
        .collect()
}

/// A record about something: the same number gives near duplicates, whatever they begin with.
fn about(subject: u64, prompt: &str) -> Record {
    let from = subject * 10_000;
    let mut record = record(&words(from, 200));
    record.messages[0].text = prompt.to_owned();
    for (at, first) in [(1, 300), (3, 400), (4, 500)] {
        record.messages[at].text = words(from + first, 60);
    }
    record
}

/// Puts and accepts it, through all gates.
fn give(pool: &TestPool, counter: u64, record: Record) -> RecordId {
    let answer = pool.put(&pool.signed(&key(counter), record));
    assert_eq!(answer.status, 201, "{}", answer.body);
    pool.pool.store.accept(&[id(&key(counter))], &day(0)).unwrap();
    id(&key(counter))
}

/// Gives records about one thing each.
fn give_each(pool: &TestPool, counters: Range<u64>) {
    for counter in counters {
        let prompt = format!("What is {}?", words(counter, 3));
        give(pool, counter, about(counter, &prompt));
    }
}

/// A release that is divided into sixteen, with so many records, and a place for one.
fn divided(pool: &TestPool, out: &Path) {
    release(&pool.pool, out, &day(1)).unwrap();
    // Releases never get coarser, so a former one that was divided is all it takes.
    let mut manifest = Manifest::read(out).unwrap();
    manifest.buckets = Division::Sixteen;
    std::fs::write(out.join("manifest.json"), manifest.signed(&pool.pool.key)).unwrap();
}

fn data(out: &Path) -> BTreeSet<String> {
    let manifest = Manifest::read(out).unwrap();
    let files = manifest.files.iter().filter(|file| file.kind != Kind::Document);
    files.map(|file| file.path.clone()).collect()
}

const LEASE: Duration = Duration::from_secs(60);

#[test]
fn several_workers_write_what_one_alone_writes_even_if_one_of_them_dies() {
    let pool = TestPool::start();
    give_each(&pool, 0..60);
    let alone = pool.dir.path().join("alone");
    divided(&pool, &alone);
    release(&pool.pool, &alone, &day(2)).unwrap();
    let out = pool.out();
    divided(&pool, &out);

    // Time passes only while somebody waits.
    let clock = AtomicI64::new(NOON);
    let died = Once::new();
    let next = pool.pool.store.releases().unwrap()[0].number + 1;
    let done = AtomicBool::new(false);
    let now = || Timestamp(clock.load(Ordering::SeqCst));
    let coordinator_now = || {
        // One that dies right after it has taken the first bucket.
        died.call_once(|| {
            let taken = pool.pool.store.claim_bucket(next, "dead", now(), LEASE).unwrap();
            assert!(taken.is_some());
        });
        now()
    };
    let waits = AtomicI64::new(0);
    let coordinator_wait = || {
        waits.fetch_add(1, Ordering::SeqCst);
        clock.fetch_add(1_000, Ordering::SeqCst);
        std::thread::yield_now();
        true
    };
    let worker_wait = || {
        std::thread::yield_now();
        !done.load(Ordering::SeqCst)
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = ["one", "two"]
            .into_iter()
            .map(|name| {
                let (pool, out, now, worker_wait) = (&pool, &out, &now, &worker_wait);
                scope.spawn(move || {
                    let shift = Shift {
                        name,
                        lease: LEASE,
                        now,
                        wait: worker_wait,
                    };
                    workers::work(&pool.pool, &Place::folder(out), &shift).unwrap()
                })
            })
            .collect();
        let shift = Shift {
            name: "coordinator",
            lease: LEASE,
            now: &coordinator_now,
            wait: &coordinator_wait,
        };
        let options = Options {
            shared: Some(shift),
            ..Options::default()
        };
        let mut place = Place::folder(&out);
        let released = publish_as(
            &pool.pool,
            &mut place,
            &Scope::Everything,
            &options,
            &day(2),
            &mut |_| Ok(()),
        );
        done.store(true, Ordering::SeqCst);
        assert_eq!(released.unwrap().unwrap().rows, 60);
        let wrote: u32 = workers.into_iter().map(|worker| worker.join().unwrap()).sum();
        assert!(wrote <= 16, "{wrote}");
    });
    assert!(died.is_completed());
    assert!(
        waits.load(Ordering::SeqCst) * 1_000 >= 60_000,
        "the dead one's bucket was given to another before its lease was over"
    );
    assert_eq!(data(&out), data(&alone));
    assert!(data(&out).len() > 16 * 3);
    assert!(!out.join("work").exists());
    assert_eq!(pool.pool.store.progress(next).unwrap().finished, []);
    let place = Place::folder(&out);
    let shift = Shift {
        name: "late",
        lease: LEASE,
        now: &now,
        wait: &|| false,
    };
    assert_eq!(workers::turn(&pool.pool, &place, &shift).unwrap(), Turn::NoPlan);
    assert_eq!(audit::audit(&pool.pool).unwrap().wrong, Vec::<String>::new());
}

#[test]
fn a_worker_does_only_what_its_own_pool_has_signed() {
    let pool = TestPool::start();
    give(&pool, 1, about(1, "What?"));
    let out = pool.out();
    std::fs::create_dir_all(out.join("work")).unwrap();
    std::fs::write(
        out.join("work/plan.json"),
        format!(
            r#"{{"pool_id":"{}","number":1,"writer":2,"buckets":1,"orders":{{}}}}"#,
            pool.pool.id
        ),
    )
    .unwrap();
    let shift = Shift {
        name: "worker",
        lease: LEASE,
        now: &|| Timestamp(NOON),
        wait: &|| false,
    };
    let refused = workers::turn(&pool.pool, &Place::folder(&out), &shift).unwrap_err();
    assert!(refused.to_string().contains("another pool"), "{refused}");
}

#[test]
fn a_record_taken_back_while_workers_write_is_not_in_the_release_nor_in_its_files() {
    let pool = TestPool::start();
    give_each(&pool, 0..3);
    let retracted = Once::new();
    let now = || {
        // The order is given out; the record goes before anybody has read it.
        retracted.call_once(|| assert_eq!(pool.delete(&key(1)).status, 200));
        Timestamp(NOON)
    };
    let options = Options {
        shared: Some(Shift {
            name: "coordinator",
            lease: LEASE,
            now: &now,
            wait: &|| true,
        }),
        ..Options::default()
    };
    let mut place = Place::folder(&pool.out());
    let done = publish_as(
        &pool.pool,
        &mut place,
        &Scope::Everything,
        &options,
        &day(1),
        &mut |_| Ok(()),
    );
    assert_eq!(done.unwrap().unwrap().rows, 2);
    let manifest = Manifest::read(&pool.out()).unwrap();
    let listed = manifest.records(&pool.out()).unwrap();
    assert!(listed.iter().all(|(listed, _)| *listed != id(&key(1))));
}

/// What a release says about what it left out.
fn held(out: &Path) -> HeldBack {
    let manifest = Manifest::read(out).unwrap();
    assert_eq!(manifest.held_back, manifest.held_back_by.all());
    manifest.held_back_by
}

fn capped(near_duplicates: u32, same_wording: u32) -> Options<'static> {
    let cap = |least| Cap { least, part: None };
    Options {
        caps: Caps {
            near_duplicates: cap(near_duplicates),
            same_wording: cap(same_wording),
        },
        shared: None,
    }
}

fn publish_capped(pool: &TestPool, options: &Options<'_>, later: i64) -> u64 {
    let done = publish_as(
        &pool.pool,
        &mut Place::folder(&pool.out()),
        &Scope::Everything,
        options,
        &day(later),
        &mut |_| Ok(()),
    );
    done.unwrap().unwrap().rows
}

#[test]
fn of_near_duplicates_a_release_takes_a_bounded_number_and_says_exactly_how_many_it_left() {
    let pool = TestPool::start();
    for counter in 0..12 {
        // The same conversation with other questions.
        give(
            &pool,
            counter,
            about(1, &format!("What is {}?", words(counter, 4))),
        );
    }
    for counter in 12..20 {
        // Other conversations in which people wrote the same.
        let mut record = about(counter, "What is it?");
        record.messages[3].text = "I meant: what is it for?".to_owned();
        give(&pool, counter, record);
    }
    give(&pool, 20, about(20, "And what is that?"));
    let options = capped(5, 3);
    assert_eq!(publish_capped(&pool, &options, 1), 5 + 3 + 1);
    let expected = HeldBack {
        near_duplicates: 7,
        same_wording: 5,
        late: 0,
    };
    assert_eq!(held(&pool.out()), expected);
    let card = std::fs::read_to_string(pool.out().join("README.md")).unwrap();
    assert!(
        card.contains(
            "12 accepted records are not in this release: 7 because it has enough near duplicates of them, 5 because"
        ),
        "{card}"
    );
    assert!(card.contains("takes at most 5 of such a cluster and at most 3 records of one wording"));

    // Nothing changed, so nothing is written anew, and the same ones stay out.
    let before = data(&pool.out());
    assert_eq!(publish_capped(&pool, &options, 2), 9);
    assert_eq!((held(&pool.out()), data(&pool.out())), (expected, before));

    // One goes, and another may come.
    let manifest = Manifest::read(&pool.out()).unwrap();
    let inside = manifest.records(&pool.out()).unwrap();
    let gone = (0..12).find(|counter| inside.iter().any(|(listed, _)| *listed == id(&key(*counter))));
    pool.delete(&key(gone.unwrap()));
    assert_eq!(publish_capped(&pool, &options, 3), 9);
    assert_eq!(held(&pool.out()).near_duplicates, 6);
    let counts = pool.pool.store.counts().unwrap();
    assert_eq!(counts.accepted + counts.released, 9 + held(&pool.out()).all());
    // A hotfix takes nothing new and counts all that waits.
    let next = (0..12).find(|counter| {
        Some(*counter) != gone && inside.iter().any(|(listed, _)| *listed == id(&key(*counter)))
    });
    pool.delete(&key(next.unwrap()));
    let mut place = Place::folder(&pool.out());
    let done = publish_as(
        &pool.pool,
        &mut place,
        &Scope::Hotfix,
        &Options::default(),
        &day(4),
        &mut |_| Ok(()),
    );
    assert_eq!(done.unwrap().unwrap().rows, 8);
    let late = HeldBack {
        late: 11,
        ..HeldBack::default()
    };
    assert_eq!(held(&pool.out()), late);
}

/// The split of every record that a release lists.
fn splits(out: &Path) -> BTreeMap<RecordId, Split> {
    let manifest = Manifest::read(out).unwrap();
    let listed = manifest.listed(&Place::folder(out)).unwrap();
    let splits: BTreeMap<_, _> = listed
        .into_iter()
        .map(|listed| (listed.record_id, listed.split.unwrap()))
        .collect();
    for file in manifest.of_kind(Kind::Parquet) {
        for record in sync::ids_in(&out.join(&file.path), "record_id")
            .unwrap()
            .into_iter()
            .flatten()
        {
            let listed = splits[&record.parse::<RecordId>().unwrap()];
            assert_eq!(file.split, Some(listed), "{record}");
        }
    }
    splits
}

#[test]
fn near_duplicates_share_their_split_and_keep_it_when_more_of_them_come() {
    let pool = TestPool::start();
    let prompt = |counter: u64| format!("What is {}?", words(1_000_000 + counter * 10, 5));
    let mut apart = 0;
    for subject in 0..40 {
        for counter in [subject, 100 + subject] {
            give(&pool, counter, about(subject, &prompt(counter)));
        }
        apart += usize::from(
            split_of(&about(subject, &prompt(subject))) != split_of(&about(subject, &prompt(100 + subject))),
        );
    }
    assert!(apart > 0, "their prompts alone would have kept them together");
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let first = splits(&pool.out());
    for subject in 0..40 {
        assert_eq!(
            first[&id(&key(subject))],
            first[&id(&key(100 + subject))],
            "{subject}"
        );
    }
    assert!(first.values().collect::<BTreeSet<_>>().len() > 1);
    for subject in 0..40 {
        give(&pool, 200 + subject, about(subject, &prompt(200 + subject)));
    }
    release(&pool.pool, &pool.out(), &day(2)).unwrap();
    let second = splits(&pool.out());
    assert_eq!(second.len(), 120);
    for (record, split) in &first {
        assert_eq!(second[record], *split, "{record}");
    }
    for subject in 0..40 {
        assert_eq!(
            second[&id(&key(200 + subject))],
            first[&id(&key(subject))],
            "{subject}"
        );
    }
    let manifest = Manifest::read(&pool.out()).unwrap();
    assert_eq!(manifest.sameness.unwrap().divided, 0);
}

#[test]
fn what_is_taken_back_leaves_the_newest_release_by_itself() {
    let pool = TestPool::start();
    give_each(&pool, 0..3);
    let elsewhere = pool.dir.path().join("elsewhere");
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    release(&pool.pool, &elsewhere, &day(1)).unwrap();
    pool.delete(&key(1));
    // The first look comes at once; when the second would begin, the first is over.
    let (over, is_over) = std::sync::mpsc::channel();
    let looks = AtomicI64::new(0);
    let shared = std::sync::Arc::clone(&pool.pool);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let keeping = runtime.spawn(async move {
        let next = || {
            let look = looks.fetch_add(1, Ordering::SeqCst);
            let over = over.clone();
            async move {
                if look > 0 {
                    let _ = over.send(());
                    std::future::pending().await
                }
            }
        };
        hotfix::keep(shared, || Timestamp(NOON + 5 * 86_400_000), next).await
    });
    is_over.recv_timeout(support::cluster::PATIENCE).unwrap();
    keeping.abort();
    for out in [pool.out(), elsewhere] {
        let manifest = Manifest::read(&out).unwrap();
        assert!(manifest.hotfix, "{}", out.display());
        assert_eq!((manifest.rows, &manifest.day), (2, &day(5)));
        let listed = manifest.records(&out).unwrap();
        assert!(listed.iter().all(|(listed, _)| *listed != id(&key(1))));
        assert_eq!(manifest.removals, BTreeMap::from([(5, 1)]));
    }
    // Nothing more to take out, so no further release.
    assert_eq!(hotfix::everywhere(&pool.pool, &day(6)), 0);
    assert_eq!(pool.pool.store.releases().unwrap().len(), 4);
}

#[test]
fn who_asked_for_credit_is_named_and_counted_and_nobody_else() {
    let pool = TestPool::start();
    let own = Seed([9; 32]).pseudonym_key(&pool.pool.id);
    let credited = |counter: u64| {
        let name = Some("Ada of the hills".to_owned());
        let signed = pool.signed(
            &key(counter),
            about(counter, &format!("What is {}?", words(counter, 3))),
        );
        let envelope = signed.envelope;
        let byline = Byline::sign(&id(&key(counter)), name, &own, &pool.pool.id);
        SignedEnvelope::sign_version(
            1,
            Some(byline),
            envelope.content,
            envelope.consent,
            day(0),
            &key(counter),
            &pool.pool.id,
        )
    };
    for counter in 0..2 {
        let answer = pool.put(&credited(counter));
        assert_eq!(answer.status, 201, "{}", answer.body);
        pool.pool.store.accept(&[id(&key(counter))], &day(0)).unwrap();
    }
    give_each(&pool, 2..5);
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let manifest = Manifest::read(&pool.out()).unwrap();
    let column = |name: &str| -> Vec<Option<String>> {
        let read =
            |file: &pool::release::manifest::File| sync::ids_in(&pool.out().join(&file.path), name).unwrap();
        manifest.of_kind(Kind::Parquet).flat_map(read).collect()
    };
    let pseudonym = RecordId::of(&own.public()).to_string();
    for (record, (said, name)) in column("record_id")
        .into_iter()
        .zip(column("pseudonym").into_iter().zip(column("pseudonym_name")))
    {
        let record = record.unwrap();
        let expected = (0..2).any(|counter| id(&key(counter)).as_ref() == record);
        assert_eq!(said, expected.then(|| pseudonym.clone()), "{record}");
        assert_eq!(name, expected.then(|| "Ada of the hills".to_owned()), "{record}");
    }
    let lines = manifest
        .of_kind(Kind::Jsonl)
        .next()
        .unwrap()
        .read(&pool.out())
        .unwrap();
    let lines = String::from_utf8(lines).unwrap();
    let bylines: Vec<(String, Byline)> = lines
        .lines()
        .filter_map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let byline = serde_json::from_value(line.get("byline")?.clone()).unwrap();
            Some((line["record_id"].as_str().unwrap().to_owned(), byline))
        })
        .collect();
    assert_eq!(bylines.len(), 2);
    for (record, byline) in bylines {
        assert!(byline.is_for(&record.parse().unwrap(), &pool.pool.id));
    }
    let card = std::fs::read_to_string(pool.out().join("README.md")).unwrap();
    assert!(card.contains("2 of 5 records carry a pseudonym"), "{card}");
    assert!(
        card.contains("1 different ones; the one with the most records has 100.0 % of these"),
        "{card}"
    );
}

#[test]
fn the_card_says_how_much_was_read_and_how_much_of_that_was_refused() {
    let pool = TestPool::start();
    for counter in 0..4 {
        let record = about(counter, &format!("What is {}?", words(counter, 3)));
        assert_eq!(pool.put(&pool.signed(&key(counter), record)).status, 201);
    }
    let decide = |counter: u64, verdict, code: &str| {
        console::decide(&pool.pool, &id(&key(counter)), verdict, code, "", "ada", &day(0)).unwrap();
    };
    decide(0, Verdict::Accepted, "");
    decide(1, Verdict::Rejected, "spam");
    let rest = [id(&key(2)), id(&key(3))];
    for reviewer in ["ada", "bo"] {
        console::vote(&pool.pool, &rest, reviewer, &day(0)).unwrap();
    }
    assert_eq!(release(&pool.pool, &pool.out(), &day(1)).unwrap().rows, 3);
    let card = std::fs::read_to_string(pool.out().join("README.md")).unwrap();
    for part in [
        "counts 2 records that a maintainer decided about one by one, over the life of the pool: 1 accepted, 1 (50 %, 9–91 %) rejected",
        "2 records were accepted by two maintainers together",
        "| spam | 1 |",
    ] {
        assert!(card.contains(part), "{part:?} is not in:\n{card}");
    }
}
