//! Pages of every make that no adapter knows: chats come out as they took place, other pages as nothing.
//!
//! In: `unseen/NAME.jsonl` with `NAME.truth.json`, `not-chats/NAME.jsonl`, made by `unseen/record.mjs`.
#![expect(clippy::unwrap_used, reason = "a test")]

mod score;

use std::fs;

use score::{lines, play, said, score, tests_folder, truth};

fn names(folder: &str) -> Vec<String> {
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut names: Vec<String> = fs::read_dir(tests_folder().join(folder))
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().unwrap().strip_suffix(".jsonl").map(str::to_owned))
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
        let points = score(name, &said(&session), &truth(&format!("unseen/{name}.truth.json")));
        println!("{points:.2} {name} {:.2}", session.health().confidence);
        if points < 1.0 {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{} of {} exact, not {wrong:?}", names.len() - wrong.len(), names.len());
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
    assert!(wrong.is_empty(), "{} of {} are taken for chats: {wrong:?}", wrong.len(), names.len());
}
