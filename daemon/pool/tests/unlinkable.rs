//! Whether anything but the text of stored records tells which of them one person gave.
//!
//! A thousand records of ten contributors arrive as they would: each contributor's within an hour of each other, all on the same
//! days, with the same choices. Everything that the database then holds, but for the text, goes to a classifier.

#![allow(clippy::unwrap_used, reason = "these are tests")]
#![allow(clippy::print_stdout, reason = "this is a measurement too")]

mod support;

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use shared::keys::Seed;
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

#[test]
fn nothing_that_is_stored_beside_the_text_tells_who_gave_a_record() {
    let pool = TestPool::start();
    let mut dice = Dice(7);
    let mut given = [0_u64; CONTRIBUTORS];
    let mut arrived: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for place in 0..ALL {
        let who = place / IN_A_ROW % CONTRIBUTORS;
        let key = Seed([u8::try_from(who).unwrap() + 1; 32]).record_key(given[who]);
        given[who] += 1;
        let words: String = (0..12).map(|_| format!("w{} ", dice.next() % 5_000)).collect();
        let signed = pool.signed(&key, record(&words));
        let arrival = pool::store::dossiers::Arrival {
            bands: pool.pool.sketcher.record(&signed.envelope.content),
            notices: pool::intake::notice::codes(&pool::intake::notice::notices(&signed.envelope.content)),
        };
        // Days do not follow contributors: everybody gives on every day.
        let today = day((place / IN_A_ROW / CONTRIBUTORS) as i64);
        pool.pool.store.take(&signed, &arrival, &today).unwrap();
        arrived.insert(signed.envelope.record_id.to_string(), (who, place));
    }

    let database = rusqlite::Connection::open(pool.dir.path().join("data/pool.db")).unwrap();
    let mut whose = vec![];
    let mut orders = vec![];
    let mut rows: Vec<Vec<f64>> = vec![];
    // In the order in which the file holds them.
    let mut statement = database.prepare("SELECT * FROM records NOT INDEXED").unwrap();
    let columns = statement.column_count();
    let mut found = statement.query([]).unwrap();
    while let Some(row) = found.next().unwrap() {
        let id: String = row.get("record_id").unwrap();
        let (who, order) = arrived[&id];
        whose.push(who);
        orders.push(vec![order as f64]);
        let mut values = vec![rows.len() as f64];
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
        // Of the envelope everything but the content: key, signature, day, version, receipt.
        let envelope: Vec<u8> = database
            .query_row(
                "SELECT envelope FROM contents WHERE record_id = ?1",
                [&id],
                |row| row.get(0),
            )
            .unwrap();
        let mut envelope: serde_json::Value = serde_json::from_slice(&envelope).unwrap();
        envelope["envelope"].as_object_mut().unwrap().remove("content");
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
        rows.push(values);
    }
    assert_eq!(rows.len(), ALL);
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

    // One in ten is right by chance; four standard deviations of a thousand throws are 3.8 %.
    let together = found_out(&rows, &whose);
    println!(
        "by order of arrival {by_order}, by all {} columns {together}",
        rows[0].len()
    );
    assert!(
        together < 0.138,
        "{together} of the contributors are found out by all that is stored"
    );
    let all = rows[0].len();
    assert!(all > 40, "only {all} columns are looked at");
    let mut most: f64 = 0.0;
    for column in 0..all {
        let one: Vec<f64> = rows.iter().map(|row| row[column]).collect();
        most = most.max(near_on_a_line(&one, &whose));
    }
    println!("by the best single column {most}");
    // With so many columns one of them comes far by chance: five standard deviations.
    assert!(
        most < 0.148,
        "{most} of the contributors are found out by one column"
    );
}
