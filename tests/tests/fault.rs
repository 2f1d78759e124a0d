//! System calls fail while the companion works: it says so, and nothing that it acknowledged is gone.

use tests::faults::{self, Fault, Met};

/// A handful of the failures; `scripts/bench durability` meets every one.
#[test]
fn a_call_that_fails_costs_nothing_that_was_acknowledged() {
    let mut met = vec![];
    for (calls, error, when) in [
        (faults::WRITING, "EIO", 3),
        (faults::WRITING, "EIO", 17),
        (faults::WRITING, "EIO", 29),
        (faults::WRITING, "EIO", 41),
        (faults::WRITING, "ENOSPC", 23),
        (faults::WRITING, "ENOSPC", 37),
        (faults::READING, "EIO", 9),
        ("fdatasync,fsync", "EIO", 5),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let fault = Fault { calls, error, when };
        met.push(faults::meet(folder.path(), fault).unwrap_or_else(|broken| panic!("{broken}")));
    }
    assert!(met.contains(&Met::WhileRunning), "{met:?}");
}
