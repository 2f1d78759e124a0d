//! Pages of every make that no adapter knows: chats come out as they took place, other pages as nothing.
//!
//! In: `unseen/NAME.jsonl` with `NAME.truth.json`, `not-chats/NAME.jsonl`, made by `unseen/record.mjs`.
#![expect(clippy::unwrap_used, reason = "a test")]

mod score;

use std::fs;

use extension::capture::detect::detect;
use extension::capture::mirror::Mirror;
use serde_json::{Value, json};

use score::{lines, play, said, score, tests_folder, truth};

fn names(folder: &str) -> Vec<String> {
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut names: Vec<String> = fs::read_dir(tests_folder().join(folder))
        .unwrap()
        .filter_map(|entry| {
            entry
                .unwrap()
                .file_name()
                .into_string()
                .unwrap()
                .strip_suffix(".jsonl")
                .map(str::to_owned)
        })
        .filter(|name| name.contains(&only))
        .collect();
    names.sort();
    names
}

#[test]
fn invented_chats_come_out_as_they_took_place() {
    let names = names("unseen");
    let mut wrong = Vec::new();
    for name in &names {
        let session = play(lines(&format!("unseen/{name}.jsonl")));
        let points = score(
            name,
            &said(&session),
            &truth(&format!("unseen/{name}.truth.json")),
        );
        println!("{points:.2} {name} {:.2}", session.health().confidence);
        if points < 1.0 {
            wrong.push(name);
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} exact, not {wrong:?}",
        names.len() - wrong.len(),
        names.len()
    );
}

/// A page of 10,000 elements: a chat of 400 turns beside a sidebar and a document.
fn large_page(elements: usize) -> Mirror {
    let mut nodes = vec![
        json!({ "i": 1, "t": "body", "c": [2, 3, 4], "b": [0, 1280, 900] }),
        json!({ "i": 3, "t": "textarea", "b": [0, 400, 40] }),
    ];
    let (mut rows, mut next) = (Vec::new(), 10);
    while next < elements {
        let row = next;
        let asks = rows.len() % 2 == 0;
        rows.push(row);
        let children: Vec<Value> = (1..24).map(|at| json!(row + at)).collect();
        nodes.push(json!({ "i": row, "t": "div", "a": { "class": if asks { "q" } else { "a" } }, "c": children, "b": [0, 900, 300] }));
        for at in 1..24 {
            let tag = if asks {
                "span"
            } else {
                ["p", "ul", "pre", "p"][at % 4]
            };
            nodes.push(json!({ "i": row + at, "t": tag, "c": [format!("text {row} number {at} about letters")], "b": [0, 900, 20] }));
        }
        next += 24;
    }
    nodes.push(json!({ "i": 2, "t": "main", "c": rows, "b": [0, 900, 800] }));
    nodes.push(json!({ "i": 4, "t": "div", "c": ["Sidebar"], "b": [900, 300, 800] }));
    let mut mirror = Mirror::default();
    assert!(mirror.apply(Some(1), serde_json::from_value(json!(nodes)).unwrap(), false));
    mirror
}

#[test]
fn the_time_for_a_look_grows_with_the_page_and_not_with_its_square() {
    let time = |elements: usize| {
        let mirror = large_page(elements);
        let typed = ["text 10 number 5 about letters".to_owned()];
        (0..3)
            .map(|_| {
                let began = std::time::Instant::now();
                let _ = detect(&mirror, &typed);
                began.elapsed()
            })
            .min()
            .unwrap()
    };
    let (small, large) = (time(5_000), time(40_000));
    println!("5,000 elements {small:?}, 40,000 elements {large:?}");
    assert!(
        large < small * 24,
        "eight times the page took {large:?} instead of {small:?}"
    );
}

#[test]
fn pages_that_are_no_chats_have_no_conversation_whatever_is_typed_there() {
    let names = names("not-chats");
    let mut wrong = Vec::new();
    for name in &names {
        let session = play(lines(&format!("not-chats/{name}.jsonl")));
        if session.conversation().is_some() || session.health().turns_seen > 0 {
            println!("{name}: {:?}", said(&session));
            wrong.push(name);
        }
    }
    assert!(names.len() >= 44 || std::env::var_os("ONLY").is_some());
    assert!(
        wrong.is_empty(),
        "{} of {} are taken for chats: {wrong:?}",
        wrong.len(),
        names.len()
    );
}
