//! What a store does, on each of the databases: the same tests, written once.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::time::Duration;

use pool::config::DEFAULT_NAME;
use pool::store::claims::Claim;
use pool::store::{Put, Release, Store, StoreError, bucket_of};
use shared::api::PoolState;
use shared::consent::{Licence, Purpose, agree};
use shared::envelope::SignedEnvelope;
use shared::keys::{PoolId, RecordId, SecretKey};
use shared::time::Timestamp;
use support::cluster::{self, Cluster};
use support::{day, id, key, record};

/// Runs a test on a new store of each kind.
fn on_both(test: impl Fn(&Store)) {
    let dir = tempfile::tempdir().unwrap();
    test(&Store::open(&dir.path().join("pool.db")).unwrap());
    let cluster = Cluster::shared();
    test(&cluster::store(&cluster.database()));
}

fn signed(key: &SecretKey, text: &str) -> SignedEnvelope {
    let consent = agree(Licence::CcBy, vec![Purpose::Research], "en", day(0));
    SignedEnvelope::sign(record(text), consent, day(0), key, &pool_id())
}

fn pool_id() -> PoolId {
    PoolId::of(&SecretKey::from_bytes(&[7; 32]).public())
}

/// Puts these counters' records.
fn put(store: &Store, counters: std::ops::Range<u64>) -> Vec<RecordId> {
    counters
        .map(|counter| {
            let put = support::store(store, &signed(&key(counter), "text"), &day(0)).unwrap();
            assert_eq!(put, Put::New);
            id(&key(counter))
        })
        .collect()
}

fn state(store: &Store, id: &RecordId) -> Option<PoolState> {
    store.standing(id).unwrap().map(|standing| standing.state)
}

#[test]
fn a_record_is_kept_once_and_another_content_is_not_taken() {
    on_both(|store| {
        let one = signed(&key(1), "one");
        assert_eq!(support::store(store, &one, &day(0)).unwrap(), Put::New);
        let same = Put::Same { received_day: day(0) };
        assert_eq!(support::store(store, &one, &day(3)).unwrap(), same);
        assert_eq!(
            support::store(store, &signed(&key(1), "two"), &day(3)).unwrap(),
            Put::Other
        );
        let stored = store.stored(&id(&key(1))).unwrap().unwrap();
        assert_eq!(stored.signed, one);
        assert_eq!(
            (stored.state, stored.received_day),
            (PoolState::Quarantined, day(0))
        );
        assert_eq!(store.stored(&id(&key(2))).unwrap(), None);
        assert_eq!(store.standing(&id(&key(2))).unwrap(), None);
    });
}

#[test]
fn a_retraction_wins_whether_it_comes_after_or_before() {
    on_both(|store| {
        put(store, 1..2);
        for counter in [1, 2] {
            assert_eq!(store.retract(&id(&key(counter)), &day(1)).unwrap(), day(1));
            assert_eq!(
                store.retract(&id(&key(counter)), &day(9)).unwrap(),
                day(1),
                "the first day stays"
            );
            assert_eq!(
                support::store(store, &signed(&key(counter), "text"), &day(2)).unwrap(),
                Put::Retracted
            );
            assert_eq!(store.stored(&id(&key(counter))).unwrap(), None);
            assert_eq!(state(store, &id(&key(counter))), Some(PoolState::Retracted));
        }
        let counts = store.counts().unwrap();
        assert_eq!(
            (counts.retracted, counts.received()),
            (1, 1),
            "one of them had been here"
        );
    });
}

#[test]
fn records_are_read_in_the_order_of_their_ids_whatever_the_locale() {
    on_both(|store| {
        let mut ids = put(store, 0..60);
        ids.sort_unstable();
        let mut read: Vec<RecordId> = vec![];
        loop {
            let some = store.some(&[PoolState::Quarantined], read.last(), 7).unwrap();
            if some.is_empty() {
                break;
            }
            read.extend(some.into_iter().map(|stored| stored.signed.envelope.record_id));
        }
        assert_eq!(read, ids);
    });
}

#[test]
fn decisions_are_taken_for_all_or_for_none() {
    on_both(|store| {
        let ids = put(store, 0..4);
        store.accept(&ids[..2], &day(1)).unwrap();
        let refused = store
            .accept(&[ids[2].clone(), ids[1].clone()], &day(1))
            .unwrap_err();
        assert!(
            matches!(&refused, StoreError::NotWaiting { record_id } if record_id == &ids[1]),
            "{refused}"
        );
        assert_eq!(state(store, &ids[2]), Some(PoolState::Quarantined));
        store
            .reject(&[ids[0].clone(), ids[3].clone()], "spam", &day(1))
            .unwrap();
        assert_eq!(store.stored(&ids[0]).unwrap(), None);
        let standing = store.standing(&ids[3]).unwrap().unwrap();
        assert_eq!(
            (standing.state, standing.reason.as_deref()),
            (PoolState::Rejected, Some("spam"))
        );
        assert!(store.reject(&ids[3..], "again", &day(1)).is_err());
        assert_eq!(store.accept_all(&day(1)).unwrap(), 1);
        let counts = store.counts().unwrap();
        assert_eq!((counts.accepted, counts.rejected, counts.quarantined), (2, 2, 0));
        assert_eq!(
            support::store(store, &signed(&key(3), "text"), &day(2)).unwrap(),
            Put::Same { received_day: day(0) }
        );
    });
}

#[test]
fn a_rejected_record_can_still_be_retracted_and_a_retracted_one_not_rejected() {
    on_both(|store| {
        let ids = put(store, 0..2);
        store.reject(&ids[..1], "spam", &day(1)).unwrap();
        assert_eq!(store.retract(&ids[0], &day(2)).unwrap(), day(2));
        assert_eq!(store.standing(&ids[0]).unwrap().unwrap().reason, None);
        store.retract(&ids[1], &day(2)).unwrap();
        assert!(store.reject(&ids[1..], "late", &day(2)).is_err());
        assert!(store.accept(&ids[1..], &day(2)).is_err());
    });
}

#[test]
fn the_list_of_retractions_is_read_to_its_end_and_misses_nothing() {
    on_both(|store| {
        let ids = put(store, 0..5);
        store.retract(&ids[0], &day(1)).unwrap();
        store.retract(&ids[1], &day(2)).unwrap();
        let first = store.retractions(0).unwrap();
        assert_eq!(first.retractions.len(), 2);
        assert_eq!(store.retractions(first.cursor).unwrap().retractions, []);
        store.retract(&ids[2], &day(3)).unwrap();
        store.retract(&ids[0], &day(4)).unwrap();
        let next = store.retractions(first.cursor).unwrap();
        assert_eq!(next.retractions.len(), 1);
        assert_eq!(next.retractions[0].record_id, ids[2]);
        let mut all = store.retractions(0).unwrap().retractions;
        all.sort_by(|a, b| a.day.cmp(&b.day));
        let all: Vec<_> = all.into_iter().map(|entry| entry.record_id).collect();
        assert_eq!(all, ids[..3]);
        assert_eq!(store.retractions(u64::MAX).unwrap().retractions, []);
        let latest: Vec<_> = store.latest_retractions(2).unwrap();
        assert_eq!(latest[0].record_id, ids[2]);
        assert_eq!(latest.len(), 2);
        let taken_back: Vec<_> = store
            .taken_back()
            .unwrap()
            .into_iter()
            .map(|gone| gone.record_id)
            .collect();
        let mut expected = ids[..3].to_vec();
        expected.sort_unstable();
        assert_eq!(taken_back, expected);
    });
}

#[test]
fn a_release_marks_all_of_its_records_or_none() {
    on_both(|store| {
        let ids = put(store, 0..3);
        store.accept(&ids, &day(1)).unwrap();
        let release = |number| Release {
            number,
            day: day(1),
            rows: 3,
            dropped: 0,
            path: "/somewhere".into(),
        };
        let failed = store.publish(&release(1), &ids, || Err(std::io::Error::other("full")));
        assert!(matches!(failed, Err(StoreError::Publish(_))));
        assert_eq!(state(store, &ids[0]), Some(PoolState::Accepted));
        let mut placed = 0;
        let mut publish = |number| {
            store
                .publish(&release(number), &ids, || {
                    placed += 1;
                    Ok(())
                })
                .unwrap()
        };
        assert_eq!(publish(1), pool::store::Published::Done);
        assert_eq!(publish(2), pool::store::Published::Done);
        store.retract(&ids[1], &day(2)).unwrap();
        assert_eq!(publish(3), pool::store::Published::RecordsChanged);
        assert_eq!(placed, 2);
        let done = store.publish(&release(3), &ids[2..], || Ok(())).unwrap();
        assert_eq!(done, pool::store::Published::Done);
        let standing = store.standing(&ids[0]).unwrap().unwrap();
        assert_eq!(
            (standing.state, standing.releases),
            (PoolState::Released, vec![1, 2])
        );
        assert_eq!(store.standing(&ids[1]).unwrap().unwrap().releases, [1, 2]);
        let numbers: Vec<_> = store
            .releases()
            .unwrap()
            .into_iter()
            .map(|release| release.number)
            .collect();
        assert_eq!(numbers, [3, 2, 1]);
    });
}

#[test]
fn each_bucket_goes_to_one_worker_and_back_when_its_lease_is_over() {
    on_both(|store| {
        let lease = Duration::from_secs(60);
        let claim = |worker, now| store.claim_bucket(1, worker, Timestamp(now), lease).unwrap();
        assert_eq!(claim("a", 0), None);
        store.open_buckets(1, &[3, 255]).unwrap();
        let first = claim("a", 0).unwrap();
        let second = claim("b", 0).unwrap();
        assert_eq!([first.bucket, second.bucket], [3, 255]);
        assert_eq!(claim("c", 59_999), None);
        assert!(store.finish_bucket(first, "a", "{}").unwrap());
        assert!(store.finish_bucket(first, "a", "{}").unwrap(), "said twice");
        assert_eq!(
            claim("c", 60_000),
            Some(Claim {
                release: 1,
                bucket: 255
            })
        );
        assert!(!store.finish_bucket(second, "b", "late").unwrap());
        assert_eq!(store.progress(1).unwrap().open, 1);
        assert!(store.finish_bucket(second, "c", "c's").unwrap());
        let progress = store.progress(1).unwrap();
        assert_eq!(
            (progress.open, progress.finished),
            (0, vec![(3, "{}".into()), (255, "c's".into())])
        );
        store.open_buckets(1, &[3]).unwrap();
        assert_eq!(claim("d", 99_999_999), None, "what is finished stays finished");
        store.close_buckets(1).unwrap();
        assert_eq!(
            store.progress(1).unwrap(),
            pool::store::claims::Progress::default()
        );
    });
}

#[test]
fn the_buckets_together_hold_every_record_that_may_be_published() {
    on_both(|store| {
        let ids = put(store, 0..300);
        store.accept(&ids[..200], &day(1)).unwrap();
        store.retract(&ids[0], &day(1)).unwrap();
        let mut found = vec![];
        for bucket in 0..=255 {
            let mut after = None;
            loop {
                let some = store.scan_bucket(bucket, after.as_ref(), 1).unwrap();
                let Some(stored) = some.into_iter().next() else {
                    break;
                };
                let id = stored.signed.envelope.record_id;
                assert_eq!(bucket_of(&id), bucket);
                assert!(after.as_ref() < Some(&id));
                found.push(id.clone());
                after = Some(id);
            }
        }
        found.sort_unstable();
        let mut expected = ids[1..200].to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected);
    });
}

#[test]
fn a_database_knows_its_name_and_its_pool() {
    on_both(|store| {
        assert_eq!(store.name().unwrap(), None);
        store.set_name(DEFAULT_NAME).unwrap();
        store.set_name("Ours").unwrap();
        assert_eq!(store.name().unwrap().as_deref(), Some("Ours"));
        let other = PoolId::of(&key(5).public());
        assert_eq!(store.belongs_to(&pool_id()).unwrap(), pool_id().as_ref());
        assert_eq!(store.belongs_to(&other).unwrap(), pool_id().as_ref());
    });
}

#[test]
fn what_is_known_of_a_record_beside_its_content_changes_with_it_and_goes_with_it() {
    use pool::dossier::Dossier;
    use pool::store::dossiers::{Arrival, Move};
    use shared::api::Verdict;

    on_both(|store| {
        let sketcher = pool::near::Sketcher::new(&key(99));
        let arrival = |signed: &SignedEnvelope| Arrival {
            bands: sketcher.record(&signed.envelope.content),
            notices: "short,unseen".into(),
            json: signed.verify(&pool_id()).unwrap(),
        };
        let version = |version, text| {
            let consent = agree(Licence::CcBy, vec![Purpose::Research], "en", day(0));
            SignedEnvelope::sign_version(version, None, record(text), consent, day(0), &key(1), &pool_id())
        };
        let take = |signed: &SignedEnvelope, at| store.take(signed, &arrival(signed), &day(at)).unwrap();
        let one = version(1, "one");
        assert_eq!(take(&one, 0), Put::New);
        assert_eq!(take(&one, 5), Put::Same { received_day: day(0) });
        assert_eq!(take(&version(1, "two"), 5), Put::Other);
        assert_eq!(take(&version(3, "two"), 5), Put::Other);
        assert_eq!(take(&version(2, "two"), 5), Put::New);
        let id = id(&key(1));
        let dossier = store.dossier(&id).unwrap().unwrap();
        assert_eq!((dossier.version, dossier.former.len()), (2, 1));
        let kept = store.kept(&[PoolState::Quarantined], None, 10).unwrap();
        assert_eq!((kept.len(), kept[0].id.clone()), (1, id.clone()));
        assert_eq!(kept[0].bands, sketcher.record(&record("two")));
        assert_eq!(kept[0].notices, "short,unseen");
        assert_eq!(store.kept(&[PoolState::Quarantined], Some(&id), 10).unwrap(), []);

        let amend = |work: &mut dyn FnMut(PoolState, &mut Dossier) -> Option<Move>| {
            store.amend(&id, &day(6), work).unwrap()
        };
        assert!(amend(&mut |state, dossier| {
            assert_eq!(state, PoolState::Quarantined);
            assert!(dossier.vote("ada", &day(6)).is_none());
            Some(Move::Stay)
        }));
        assert_eq!(
            store.kept(&[PoolState::Quarantined], None, 10).unwrap()[0].votes,
            ["ada"]
        );
        assert!(amend(&mut |_, dossier| {
            dossier.votes.clear();
            None
        }));
        assert_eq!(
            store.dossier(&id).unwrap().unwrap().votes.len(),
            1,
            "nothing was to change"
        );
        assert!(amend(&mut |_, dossier| {
            dossier
                .rule(Verdict::Accepted, "accepted", "", vec![], &day(6))
                .unwrap();
            Some(Move::Accept)
        }));
        assert_eq!(state(store, &id), Some(PoolState::Accepted));
        assert!(amend(&mut |_, dossier| {
            dossier
                .rule(Verdict::Rejected, "spam", "", vec!["ada".into()], &day(6))
                .unwrap();
            Some(Move::Reject {
                reason: "spam".into(),
            })
        }));
        assert_eq!(state(store, &id), Some(PoolState::Rejected));
        assert_eq!(store.stored(&id).unwrap(), None);
        assert_eq!(store.objections(10).unwrap(), []);
        assert!(amend(&mut |_, dossier| {
            dossier.object(2, "why?", &day(7)).unwrap();
            Some(Move::Stay)
        }));
        assert_eq!(store.objections(10).unwrap().len(), 1);
        assert_eq!(take(&version(2, "two"), 8), Put::Same { received_day: day(5) });
        assert!(amend(&mut |_, dossier| {
            dossier.reopened = true;
            Some(Move::Stay)
        }));
        assert_eq!(take(&version(2, "two"), 8), Put::New, "it may come again");
        assert_eq!(state(store, &id), Some(PoolState::Quarantined));

        store.retract(&id, &day(9)).unwrap();
        assert_eq!(store.dossier(&id).unwrap(), None);
        assert!(
            !store
                .amend(&id, &day(9), &mut |_, _| panic!("it is gone"))
                .unwrap()
        );
        assert_eq!(take(&version(3, "three"), 9), Put::Retracted);
        assert_eq!(
            store
                .kept(&[PoolState::Quarantined, PoolState::Rejected], None, 10)
                .unwrap(),
            []
        );

        assert_eq!(store.setting("colour").unwrap(), None);
        for expected in [None, Some("1"), Some("11")] {
            store
                .change_setting("colour", &mut |former| {
                    assert_eq!(former.as_deref(), expected);
                    Some(former.unwrap_or_default() + "1")
                })
                .unwrap();
        }
        store.change_setting("colour", &mut |_| None).unwrap();
        assert_eq!(store.setting("colour").unwrap().as_deref(), Some("111"));
        store.count_ruling(&day(0), Verdict::Rejected, "spam", 2).unwrap();
        store.count_ruling(&day(1), Verdict::Rejected, "spam", 3).unwrap();
        let log = store.rulings().unwrap();
        assert_eq!(
            (log.len(), log[0].count, log[0].month.as_str()),
            (1, 5, "2026-11")
        );
    });
}
