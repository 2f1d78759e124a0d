//! Whether anything but the text of stored records tells which of them one person gave.
//!
//! A thousand records of ten contributors arrive as they would: each contributor's within an hour of each other, all on the same
//! days, with the same choices. Everything that the database then holds, but for the text, goes to a classifier: in SQLite at once, in
//! PostgreSQL, which appends rows as they come, after the days are over.

#![allow(clippy::unwrap_used, reason = "these are tests")]
#![allow(clippy::print_stdout, reason = "this is a measurement too")]

mod support;

use std::collections::BTreeMap;

use pool::config::Place;
use pool::http::limits::Limits;
use pool::http::rate::{Loopback, Rate};
use pool::intake::take::{Taken, take};
use rusqlite::types::ValueRef;
use shared::keys::Seed;
use support::cluster::{self, Cluster};
use support::{TestPool, day, record};

const CONTRIBUTORS: usize = 10;
const EACH: usize = 100;
const ALL: usize = CONTRIBUTORS * EACH;
/// Records that one contributor gives in a row, before others do.
const IN_A_ROW: usize = 20;
const FOLDS: usize = 5;

/// A small generator: the same numbers every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ (mixed >> 29)
    }
}

/// The share of records whose contributor is that of most of the nearest seven others, by folds.
fn found_out(rows: &[Vec<f64>], whose: &[usize]) -> f64 {
    let mut right = 0;
    for (at, row) in rows.iter().enumerate() {
        let mut near: Vec<(f64, usize)> = rows
            .iter()
            .enumerate()
            .filter(|(other, _)| other % FOLDS != at % FOLDS)
            .map(|(other, values)| {
                let apart = values
                    .iter()
                    .zip(row)
                    .map(|(left, right)| (left - right).powi(2))
                    .sum();
                (apart, whose[other])
            })
            .collect();
        near.select_nth_unstable_by(7, |left, right| left.0.total_cmp(&right.0));
        let mut votes = [0; CONTRIBUTORS];
        near[..7].iter().for_each(|(_, who)| votes[*who] += 1);
        let most = votes.iter().max().unwrap();
        right += usize::from(votes.iter().position(|votes| votes == most) == Some(whose[at]));
    }
    right as f64 / rows.len() as f64
}

/// As `found_out`, for a single number of each record: its neighbours are those beside it when all are in order. Equal numbers are
/// next to each other in the order of a die, not in that of the file.
fn near_on_a_line(values: &[f64], whose: &[usize]) -> f64 {
    let mut dice = Dice(11);
    let mut order: Vec<(f64, u64, usize)> = values
        .iter()
        .enumerate()
        .map(|(at, value)| (*value, dice.next(), at))
        .collect();
    order.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
    let mut right = 0;
    for (place, (.., at)) in order.iter().enumerate() {
        let mut votes = [0; CONTRIBUTORS];
        for beside in 1..=4 {
            for other in [place.checked_sub(beside), Some(place + beside)]
                .into_iter()
                .flatten()
            {
                if let Some((.., other)) = order.get(other) {
                    votes[whose[*other]] += 1;
                }
            }
        }
        let most = votes.iter().max().unwrap();
        right += usize::from(votes.iter().position(|votes| votes == most) == Some(whose[*at]));
    }
    right as f64 / values.len() as f64
}

/// Each column with mean 0 and variance 1; columns that are always the same tell nothing and go.
fn even(rows: &mut [Vec<f64>]) {
    for column in (0..rows[0].len()).rev() {
        let mean = rows.iter().map(|row| row[column]).sum::<f64>() / rows.len() as f64;
        let spread =
            (rows.iter().map(|row| (row[column] - mean).powi(2)).sum::<f64>() / rows.len() as f64).sqrt();
        for row in rows.iter_mut() {
            if spread == 0.0 {
                row.remove(column);
            } else {
                row[column] = (row[column] - mean) / spread;
            }
        }
    }
}

/// Four bytes as one number.
fn numbers(bytes: &[u8]) -> Vec<f64> {
    bytes
        .chunks(4)
        .map(|chunk| chunk.iter().fold(0.0, |sum, byte| sum * 256.0 + f64::from(*byte)))
        .collect()
}

/// Gives a thousand records to a pool. For each its contributor and its place in the order of arrival.
fn arrive(pool: &TestPool) -> BTreeMap<String, (usize, usize)> {
    let mut dice = Dice(7);
    let mut given = [0_u64; CONTRIBUTORS];
    let mut arrived: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for place in 0..ALL {
        let who = place / IN_A_ROW % CONTRIBUTORS;
        let key = Seed([u8::try_from(who).unwrap() + 1; 32]).record_key(given[who]);
        given[who] += 1;
        let words: String = (0..12).map(|_| format!("w{} ", dice.next() % 5_000)).collect();
        let signed = pool.signed(&key, record(&words));
        // Days do not follow contributors: everybody gives on every day.
        let today = day((place / IN_A_ROW / CONTRIBUTORS) as i64);
        let id = signed.envelope.record_id.clone();
        let taken = take(&pool.pool, &id, &signed, &today, &day(30)).unwrap();
        assert!(matches!(taken, Taken::New(_)), "{taken:?}");
        arrived.insert(id.to_string(), (who, place));
    }
    arrived
}

/// Of an envelope everything but the content as numbers: key, signature, day, version, receipt.
fn beside_the_content(envelope: &[u8]) -> Vec<f64> {
    let mut envelope: serde_json::Value = serde_json::from_slice(envelope).unwrap();
    envelope["envelope"].as_object_mut().unwrap().remove("content");
    let mut values = vec![];
    for field in ["/sig", "/envelope/pk"] {
        let hexadecimal = envelope.pointer(field).unwrap().as_str().unwrap().to_owned();
        values.extend(numbers(hexadecimal.as_bytes()));
    }
    let rest = envelope.to_string();
    values.push(rest.len() as f64);
    values.push(
        numbers(
            rest.replace(|letter: char| !letter.is_ascii_digit(), "")
                .as_bytes(),
        )
        .iter()
        .sum(),
    );
    values
}

/// What was found out of some rows: by all columns together, and by the best of them.
struct FoundOut {
    together: f64,
    most: f64,
}

/// Tries to find out who gave which of the rows, of which each is an id and what is stored, in the order in which the database holds them.
fn examine(stored: Vec<(String, Vec<f64>)>, arrived: &BTreeMap<String, (usize, usize)>) -> FoundOut {
    assert_eq!(stored.len(), ALL);
    let mut whose = vec![];
    let mut orders = vec![];
    let mut rows: Vec<Vec<f64>> = vec![];
    for (id, values) in stored {
        let (who, order) = arrived[&id];
        whose.push(who);
        orders.push(vec![order as f64]);
        rows.push([vec![rows.len() as f64], values].concat());
    }
    let widest = rows.iter().map(Vec::len).max().unwrap();
    rows.iter_mut().for_each(|row| row.resize(widest, 0.0));
    even(&mut rows);

    // The control: if the order of arrival were kept, it would tell.
    even(&mut orders);
    let by_order = found_out(&orders, &whose);
    let on_a_line = near_on_a_line(&orders.iter().map(|order| order[0]).collect::<Vec<_>>(), &whose);
    assert!(
        by_order > 0.5 && on_a_line > 0.5,
        "the classifiers see nothing at all: {by_order}, {on_a_line}"
    );

    let together = found_out(&rows, &whose);
    let all = rows[0].len();
    assert!(all > 40, "only {all} columns are looked at");
    let mut most: f64 = 0.0;
    for column in 0..all {
        let one: Vec<f64> = rows.iter().map(|row| row[column]).collect();
        most = most.max(near_on_a_line(&one, &whose));
    }
    println!(
        "by order of arrival {by_order}, by all {all} columns {together}, by the best single column {most}"
    );
    FoundOut { together, most }
}

/// One in ten is right by chance; four standard deviations of a thousand throws are 3.8 %. With so many columns one of them comes far by
/// chance: five standard deviations.
fn assert_chance(found: &FoundOut) {
    let FoundOut { together, most } = found;
    assert!(
        *together < 0.138,
        "{together} of the contributors are found out by all that is stored"
    );
    assert!(
        *most < 0.148,
        "{most} of the contributors are found out by one column"
    );
}

#[test]
fn nothing_that_is_stored_beside_the_text_tells_who_gave_a_record() {
    let pool = TestPool::start();
    let arrived = arrive(&pool);
    let database = rusqlite::Connection::open(pool.dir.path().join("data/pool.db")).unwrap();
    let mut stored = vec![];
    // In the order in which the file holds them.
    let mut statement = database.prepare("SELECT * FROM records NOT INDEXED").unwrap();
    let columns = statement.column_count();
    let mut found = statement.query([]).unwrap();
    while let Some(row) = found.next().unwrap() {
        let id: String = row.get("record_id").unwrap();
        let mut values = vec![];
        for column in 0..columns {
            values.extend(match row.get_ref(column).unwrap() {
                ValueRef::Null => vec![0.0],
                ValueRef::Integer(number) => vec![number as f64],
                ValueRef::Real(number) => vec![number],
                // Ids, digests, days, names; the dossier has no text, so its length says what is in it.
                ValueRef::Text(text) => numbers(&text[..text.len().min(64)]),
                ValueRef::Blob(bytes) if bytes.first() == Some(&b'{') => vec![bytes.len() as f64],
                ValueRef::Blob(bytes) => numbers(bytes),
            });
        }
        let envelope: Vec<u8> = database
            .query_row(
                "SELECT envelope FROM contents WHERE record_id = ?1",
                [&id],
                |row| row.get(0),
            )
            .unwrap();
        values.extend(beside_the_content(&envelope));
        stored.push((id, values));
    }
    assert_chance(&examine(stored, &arrived));
}

/// What PostgreSQL holds of every record, where, and since which transaction.
fn stored_in(database: &str) -> Vec<(String, Vec<f64>)> {
    let mut client = postgres::Client::connect(database, postgres::NoTls).unwrap();
    let rows = client
        .query(
            "SELECT record_id, (ctid::text::point)[0], (ctid::text::point)[1], xmin::text::float8, bucket, content_sha256, received_day,
                 bands, notices, votes, waits, length(dossier), envelope, num_nulls(reason, decided_day, cursor, first_release)
             FROM tributary.records AS kept ORDER BY kept.ctid",
            &[],
        )
        .unwrap();
    let text = |text: &str| numbers(&text.as_bytes()[..text.len().min(64)]);
    rows.iter()
        .map(|row| {
            let id: String = row.get(0);
            let mut values = vec![
                row.get(1),
                row.get(2),
                row.get(3),
                f64::from(row.get::<_, i16>(4)),
            ];
            values.extend(text(&id));
            for column in [5, 6, 8, 9] {
                values.extend(text(row.get(column)));
            }
            values.extend(numbers(row.get(7)));
            values.push(f64::from(u8::from(row.get::<_, bool>(10))));
            values.push(f64::from(row.get::<_, i32>(11)));
            values.extend(beside_the_content(row.get(12)));
            values.push(f64::from(row.get::<_, i32>(13)));
            (id, values)
        })
        .collect()
}

#[test]
fn postgresql_tells_an_order_of_arrival_until_the_day_is_over_and_then_nothing() {
    let database = Cluster::shared().database();
    let dir = tempfile::tempdir().unwrap();
    let place = Place {
        dir: dir.path().join("data"),
        key: None,
        database: Some(cluster::address(&database)),
    };
    let pool = TestPool::start_at(&place, dir, Rate::new(1, Loopback::Free), Limits::default());
    let arrived = arrive(&pool);
    let before = pool.pool.store.counts().unwrap();

    let at_once = examine(stored_in(&database), &arrived);
    assert!(
        at_once.most > 0.5,
        "places and transactions are not looked at: {}",
        at_once.most
    );

    // Records came on days 0 to 4.
    assert!(pool.pool.store.forget_order(&day(5)).unwrap());
    let later = stored_in(&database);
    let ids: Vec<_> = later.iter().map(|(id, _)| id.clone()).collect();
    assert_chance(&examine(later, &arrived));
    assert_eq!(pool.pool.store.counts().unwrap(), before, "all are there");
    assert!(pool.pool.store.flush_erased().unwrap());

    // What is done is not done again, and records of a day that is not over stay where they are.
    assert!(pool.pool.store.forget_order(&day(5)).unwrap());
    let again: Vec<_> = stored_in(&database).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, again);
}
