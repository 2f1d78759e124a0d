//! Pages of every make that no adapter knows: chats come out as they took place, other pages as nothing.
//!
//! In: `unseen/NAME.jsonl` with `NAME.truth.json`, `not-chats/NAME.jsonl`, made by `unseen/record.mjs`.
#![expect(clippy::unwrap_used, reason = "a test")]

mod score;

use std::fs;

use extension::capture::detect::detect;
use extension::capture::mirror::Mirror;
use serde_json::{Value, json};
use shared::conversation::Role;

use score::{Line, Truth, lines, play, said, score, tests_folder, truth};

const INTERFACES: &[&str] = &[
    "gradio",
    "deep-chat",
    "n8n-chat",
    "mesop",
    "chatscope",
    "nicegui",
    "assistant-ui",
    "chainlit",
];

/// Another word for every word, always the same.
fn scrambled(value: &str) -> String {
    let words = value.split_whitespace().map(|word| {
        let sum = word.bytes().fold(7u64, |sum, byte| {
            sum.wrapping_mul(131).wrapping_add(u64::from(byte))
        });
        format!("x{sum:x}")
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The recording as if all classes, ids and data attributes had other names. What is left says nothing about sides.
fn without_names(mut lines: Vec<Line>, each_its_own: bool) -> Vec<Line> {
    for line in &mut lines {
        let nodes = line.m.get_mut("nodes").and_then(Value::as_array_mut);
        for node in nodes.into_iter().flatten() {
            let salt = if each_its_own {
                node["i"].to_string()
            } else {
                String::new()
            };
            let Some(attributes) = node.get_mut("a").and_then(Value::as_object_mut) else {
                continue;
            };
            let renamed = |name: &str, value: &str| {
                let told = name == "class" && (value.contains("language-") || value.contains("katex"));
                !told && (name == "class" || name == "id" || name.starts_with("data-"))
            };
            *attributes = std::mem::take(attributes)
                .into_iter()
                .map(|(name, value)| match value.as_str() {
                    Some(text) if renamed(&name, text) => {
                        let text = json!(scrambled(&format!("{salt}{text}")));
                        if name.starts_with("data-") {
                            (format!("data-{}", scrambled(&name)), text)
                        } else {
                            (name, text)
                        }
                    }
                    _ => (name, value),
                })
                .collect();
        }
    }
    lines
}

/// The recording as if nobody had typed: what the page shows is all there is.
fn without_typing(mut lines: Vec<Line>) -> Vec<Line> {
    for line in &mut lines {
        if let Some(message) = line.m.as_object_mut() {
            message.remove("event");
        }
    }
    lines
}

#[test]
fn names_of_classes_do_not_matter_on_invented_chats() {
    let mut names = names("unseen");
    // Two names and a class `me` are all that tells this page from a talk of two people.
    names.retain(|name| name != "notices-loaded");
    let wrong: Vec<&String> = names
        .iter()
        .filter(|name| {
            let session = play(without_names(lines(&format!("unseen/{name}.jsonl")), false));
            score(
                name,
                &said(&session),
                &truth(&format!("unseen/{name}.truth.json")),
            ) < 1.0
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} exact, not {wrong:?}",
        names.len() - wrong.len(),
        names.len()
    );
}

#[test]
fn interfaces_are_read_though_every_element_has_classes_of_its_own() {
    let mut wrong = Vec::new();
    for name in INTERFACES {
        let recorded = || lines(&format!("pages/{name}.jsonl"));
        let bare = |truth: Truth| -> Truth {
            let plain = |text: String| {
                text.replace(['*', '`'], "")
                    .replace("python", "")
                    .replace("js", "")
            };
            truth
                .into_iter()
                .map(|(role, text)| (role, plain(text)))
                .collect()
        };
        let (wanted, found) = (
            said(&play(recorded())),
            said(&play(without_names(recorded(), true))),
        );
        if score(name, &bare(found), &bare(wanted)) < 1.0 {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "not {wrong:?}");
}

#[test]
fn chats_are_found_though_nobody_typed() {
    let mut told = 0;
    let mut wrong = Vec::new();
    for (folder, name) in INTERFACES
        .iter()
        .map(|name| ("pages", (*name).to_owned()))
        .chain(names("unseen").into_iter().map(|name| ("unseen", name)))
    {
        let recorded = || lines(&format!("{folder}/{name}.jsonl"));
        let wanted = if folder == "unseen" {
            truth(&format!("unseen/{name}.truth.json"))
        } else {
            said(&play(recorded()))
        };
        let found = said(&play(without_typing(recorded())));
        if score(&name, &found, &wanted) < 1.0 {
            wrong.push((name, found.len()));
        } else {
            told += 1;
        }
    }
    println!("{told} exact, not {wrong:?}");
    // What has no sides but its order, or cut what was typed, needs the typing.
    assert!(told >= 46, "{told} exact, not {wrong:?}");
    assert!(
        !wrong
            .iter()
            .any(|(name, _)| INTERFACES.contains(&name.as_str()) || name.ends_with("-loaded"))
    );
}

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
        nodes.push(json!({ "i": row, "t": "div", "a": { "class": if asks { "user-turn" } else { "assistant-turn" } }, "c": children, "b": [0, 900, 300] }));
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
fn a_chat_is_found_on_a_page_of_many_elements() {
    let mirror = large_page(10_000);
    let typed: Vec<String> = (1..24)
        .map(|at| format!("text 10 number {at} about letters"))
        .collect();
    let typed = [typed.join(" ")];
    let began = std::time::Instant::now();
    let found = detect(&mirror, &typed).map_or(0, |found| found.turns.len());
    println!("10,000 elements took {:?}", began.elapsed());
    assert_eq!(found, (10_000_usize - 10).div_ceil(24));
}

/// Pages made after what is known about well-known sites, read without their adapters: with nothing typed, and after the questions were.
#[test]
fn most_sites_are_read_without_their_adapters() {
    #[derive(serde::Deserialize)]
    struct Expected {
        turns: Vec<ExpectedTurn>,
    }
    #[derive(serde::Deserialize)]
    struct ExpectedTurn {
        role: Role,
        text: String,
    }
    let mut exact = [Vec::new(), Vec::new()];
    let mut wrong = [Vec::new(), Vec::new()];
    for name in names("sites") {
        let text =
            std::fs::read_to_string(tests_folder().join(format!("sites/{name}.expected.json"))).unwrap();
        let expected: Expected = serde_json::from_str(&text).unwrap();
        let said: Truth = expected
            .turns
            .into_iter()
            .map(|turn| (turn.role, turn.text))
            .collect();
        let mut mirror = Mirror::default();
        for mut line in lines(&format!("sites/{name}.jsonl")) {
            let root = line.m["root"].as_u64().map(|root| u32::try_from(root).unwrap());
            let nodes = line.m["nodes"].take();
            let nodes = if nodes.is_null() {
                Vec::new()
            } else {
                serde_json::from_value(nodes).unwrap()
            };
            mirror.apply(root, nodes, line.m["more"] == true);
        }
        let asked: Vec<String> = said
            .iter()
            .filter(|(role, _)| *role == Role::User)
            .map(|(_, text)| text.clone())
            .collect();
        for (at, typed) in [&[][..], &asked].into_iter().enumerate() {
            let found: Truth = detect(&mirror, typed)
                .map(|found| {
                    found
                        .turns
                        .into_iter()
                        .map(|turn| (turn.role, turn.text))
                        .collect()
                })
                .unwrap_or_default();
            let list = if score(&format!("{name} {}", ["", "typed"][at]), &found, &said) < 1.0 {
                &mut wrong[at]
            } else {
                &mut exact[at]
            };
            list.push(name.clone());
        }
    }
    for at in 0..2 {
        println!(
            "{} of {} exact, not {:?}",
            exact[at].len(),
            exact[at].len() + wrong[at].len(),
            wrong[at]
        );
    }
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
