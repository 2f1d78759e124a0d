//! Whether all attacks are made: SECURITY.md lists them, and every name it gives is that of a test that runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The tests of these files: their names, and whether they run without being asked to.
fn tests() -> BTreeMap<String, bool> {
    let folders = ["daemon/tests/hostile_callers", "tests/tests/attacks"];
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(root().join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    files.push(root().join("tests/tests/extension.rs"));
    let mut tests = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut attributes = Vec::new();
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[") {
                attributes.push(line);
                continue;
            }
            if let Some(name) = line.strip_prefix("fn ").and_then(|rest| rest.split('(').next())
                && attributes.contains(&"#[test]")
            {
                let runs = !attributes
                    .iter()
                    .any(|line| line.starts_with("#[ignore") || line.starts_with("#[cfg"));
                tests.insert(name.to_owned(), runs);
            }
            attributes.clear();
        }
    }
    tests
}

/// The table of SECURITY.md: number, and names of tests.
fn listed() -> Vec<(usize, Vec<String>)> {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let rows = page.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let number = cells.first()?.parse().ok()?;
        let names = cells
            .last()?
            .split('`')
            .filter(|name| name.starts_with("attack_"));
        Some((number, names.map(str::to_owned).collect()))
    });
    rows.collect()
}

#[test]
fn every_attack_of_the_list_is_a_test_that_runs() {
    let (tests, listed) = (tests(), listed());
    let numbers: Vec<usize> = listed.iter().map(|(number, _)| *number).collect();
    assert_eq!(
        numbers,
        (1..=82).collect::<Vec<_>>(),
        "SECURITY.md lists each attack once, in order"
    );
    for (number, names) in &listed {
        assert!(!names.is_empty(), "attack {number} names no test");
        for name in names {
            assert!(
                name.starts_with(&format!("attack_{number:02}_")),
                "{name} stands at attack {number}"
            );
            assert_eq!(
                tests.get(name),
                Some(&true),
                "{name} of attack {number} is no test that runs"
            );
        }
    }
    let named: Vec<&String> = listed.iter().flat_map(|(_, names)| names).collect();
    for name in tests.keys().filter(|name| name.starts_with("attack_")) {
        assert!(named.contains(&name), "SECURITY.md does not name {name}");
    }
}
