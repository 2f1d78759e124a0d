//! How fast a pool receives and releases. Prints figures, fails only if something is wrong:
//! `cargo bench -p pool`. `KEEP=DIR` keeps the pool in that directory.
#![allow(clippy::unwrap_used, reason = "this is a measurement")]
#![allow(clippy::print_stdout, reason = "this is a measurement")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use pool::release::release;
use support::{TestPool, day, files, id, key};

const RECORDS: u64 = 1000;
const CONTRIBUTORS: usize = 4;

fn main() {
    let pool = TestPool::start();
    let text = "Boats float because they weigh less than the water they push away. ".repeat(25);
    let envelopes: Vec<_> = (0..RECORDS)
        .map(|counter| pool.envelope(&key(counter), &format!("{counter} {text}")))
        .collect();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for part in envelopes.chunks(envelopes.len() / CONTRIBUTORS) {
            let pool = &pool;
            scope.spawn(move || {
                part.iter()
                    .for_each(|envelope| assert_eq!(pool.put(envelope).status, 201))
            });
        }
    });
    let received = begun.elapsed();
    let bytes = serde_json::to_vec(&envelopes[0]).unwrap().len();
    println!(
        "{RECORDS} records of {bytes} bytes received in {received:?}: {:.0} a second, one connection each",
        RECORDS as f64 / received.as_secs_f64()
    );
    let ids: Vec<_> = (0..RECORDS).map(|counter| id(&key(counter))).collect();
    pool.pool.store.accept(&ids, &day(0)).unwrap();
    let begun = Instant::now();
    assert_eq!(release(&pool.pool, &pool.out(), &day(1)).unwrap().rows, RECORDS);
    println!("released in {:?}", begun.elapsed());
    let begun = Instant::now();
    assert_eq!(pool.delete(&key(7)).status, 200);
    println!("one retracted in {:?}", begun.elapsed());
    let begun = Instant::now();
    assert_eq!(release(&pool.pool, &pool.out(), &day(2)).unwrap().dropped, 1);
    println!("released again in {:?}", begun.elapsed());
    for (path, bytes) in files(&pool.out()) {
        println!(
            "{:>9} {}",
            bytes.len(),
            path.strip_prefix(pool.out()).unwrap().display()
        );
    }
    if let Ok(keep) = std::env::var("KEEP") {
        std::fs::create_dir_all(&keep).unwrap();
        std::fs::rename(pool.dir.path(), format!("{keep}/pool")).unwrap();
    }
}
