//! Every site adapter reads its site; and when the site changes, the capture says so and stays right.
//!
//! In: `sites/SITE.jsonl` (what the lens says about a page made after what is known of the site: `sites/make.mjs`) and
//! `sites/SITE.expected.json`. Also: each file fits `manifest/sites/schema.json` and the rules for adapters.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use extension::capture::mirror::{Mirror, NodeId};
use extension::capture::page::{self, Found, Turn};
use extension::capture::select::Selector;
use extension::capture::{Session, Sites, gesture};
use regex::Regex;
use serde::Deserialize;
use serde_json::Value;
use shared::conversation::Role;
use shared::time::Timestamp;

#[derive(Deserialize)]
struct Expected {
    url: String,
    turns: Vec<ExpectedTurn>,
    /// Selector, which of what it finds, kind of gesture, place of the turn.
    clicks: Vec<(String, usize, String, usize)>,
}

#[derive(Deserialize)]
struct ExpectedTurn {
    role: Role,
    text: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    model: Option<String>,
    #[serde(default)]
    beside: bool,
    #[serde(default)]
    variant: Option<(u32, u32)>,
    #[serde(default)]
    citations: Vec<String>,
}

/// Interfaces whose recordings from the running thing stand in `pages/`.
const RECORDED: &[&str] = &[
    "assistant-ui",
    "chainlit",
    "chatscope",
    "deep-chat",
    "gradio",
    "n8n-chat",
    "nicegui",
];

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Every adapter file, by the site's name.
fn files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder("../manifest/sites"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap() != "schema.json")
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn adapters() -> Sites {
    let files = files();
    let borrowed: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let (sites, problems) = Sites::parse(&borrowed);
    assert!(problems.is_empty(), "{problems:?}");
    sites
}

fn expected(site: &str) -> Expected {
    let path = folder("tests/sites").join(format!("{site}.expected.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn lines(site: &str) -> Vec<Value> {
    fs::read_to_string(folder("tests/sites").join(format!("{site}.jsonl")))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["m"].take())
        .collect()
}

/// The page as the lens described it, after `change` had its way with every element.
fn mirror(site: &str, change: impl Fn(&mut Value)) -> Mirror {
    let mut mirror = Mirror::default();
    for mut message in lines(site) {
        let mut nodes = message["nodes"].take();
        nodes.as_array_mut().into_iter().flatten().for_each(&change);
        let root = message["root"]
            .as_u64()
            .map(|root| NodeId::try_from(root).unwrap());
        let nodes = if nodes.is_null() {
            Vec::new()
        } else {
            serde_json::from_value(nodes).unwrap()
        };
        assert!(mirror.apply(root, nodes, message["more"] == true), "{site}");
    }
    mirror
}

fn sites_with_pages() -> Vec<String> {
    let names = files().into_iter().map(|(name, _)| name);
    names.filter(|name| !RECORDED.contains(&name.as_str())).collect()
}

fn told(turns: &[Turn]) -> Vec<(Role, &str)> {
    turns.iter().map(|turn| (turn.role, turn.text.as_str())).collect()
}

#[test]
fn every_site_is_read_exactly() {
    let sites = adapters();
    let mut unlike = Vec::new();
    for site in sites_with_pages() {
        let expected = expected(&site);
        let mirror = mirror(&site, |_| {});
        let Some(found) = page::read(&mirror, &sites, &expected.url, &[]) else {
            unlike.push(format!("{site}: nothing"));
            continue;
        };
        let wanted: Vec<(Role, &str)> = expected
            .turns
            .iter()
            .map(|turn| (turn.role, turn.text.as_str()))
            .collect();
        if told(&found.turns) != wanted {
            unlike.push(format!(
                "{site}\n  found  {:?}\n  wanted {wanted:?}",
                told(&found.turns)
            ));
            continue;
        }
        assert_eq!(
            (found.site.as_str(), found.degraded, found.busy),
            (site.as_str(), false, false),
            "{site}"
        );
        for (turn, wanted) in found.turns.iter().zip(&expected.turns) {
            let at = format!("{site}: {}", wanted.text);
            assert_eq!(
                (turn.beside, turn.variant),
                (wanted.beside, wanted.variant),
                "{at}"
            );
            assert_eq!(turn.model, wanted.model, "{at}");
            assert_eq!(
                turn.citations
                    .iter()
                    .map(|citation| &citation.url)
                    .collect::<Vec<_>>(),
                wanted.citations.iter().collect::<Vec<_>>(),
                "{at}"
            );
            if wanted.id.is_some() {
                assert_eq!(turn.site_id, wanted.id, "{at}");
            }
        }
        let other = "https://elsewhere.example/";
        if let Some(elsewhere) = sites.find(other, &mirror) {
            let own = elsewhere.id == site || (site.as_str(), elsewhere.id.as_str()) == ("zai", "open-webui");
            assert!(own, "the marks of another interface fit {site}");
        }
    }
    assert!(unlike.is_empty(), "{}", unlike.join("\n"));
}

#[test]
fn replies_side_by_side_are_siblings_of_one_question() {
    let sites = Rc::new(adapters());
    for site in ["chatgpt", "arena", "openrouter"] {
        let expected = expected(site);
        let mut session = Session::new(Rc::clone(&sites));
        for (message, now) in lines(site).into_iter().zip(0..) {
            let mut message = message;
            message["url"] = Value::from(expected.url.as_str());
            session.receive(serde_json::from_value(message).unwrap(), Timestamp(now));
        }
        session.tick(Timestamp(60_000));
        let messages = session.conversation().unwrap().messages;
        let texts: Vec<&str> = messages.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(texts.len(), expected.turns.len(), "{site}: {texts:?}");
        let beside = expected.turns.iter().position(|turn| turn.beside).unwrap();
        let parent = |wanted: &ExpectedTurn| {
            let found = messages
                .iter()
                .find(|message| message.text == wanted.text)
                .unwrap();
            found.parent_id.clone()
        };
        assert_eq!(
            parent(&expected.turns[beside]),
            parent(&expected.turns[beside - 1]),
            "{site}"
        );
    }
}

#[test]
fn clicks_on_a_sites_controls_mean_what_they_say() {
    let sites = adapters();
    let mut clicks = 0;
    for site in sites_with_pages() {
        let expected = expected(&site);
        let mirror = mirror(&site, |_| {});
        let found = page::read(&mirror, &sites, &expected.url, &[]).unwrap();
        for (selector, which, kind, turn) in &expected.clicks {
            let control = Selector::parse(selector).unwrap().all(&mirror)[*which];
            let innermost = *mirror.walk(control).last().unwrap();
            let path: Vec<NodeId> = mirror.ancestors(innermost).collect();
            let meant = gesture::of_click(&mirror, sites.named(&site), &found.turns, &path, None).gesture();
            let meant = meant.map(|(turn, kind)| (turn, serde_json::to_value(kind).unwrap()));
            assert_eq!(
                meant,
                Some((*turn, Value::from(kind.as_str()))),
                "{site}: {selector}"
            );
            clicks += 1;
        }
    }
    assert!(clicks > 60, "only {clicks} clicks");
}

/// The names that an adapter's selectors hold on to: classes, ids, attributes with their values, elements of its own; not those it avoids.
fn names(adapter: &Value, parts: &[&str]) -> BTreeSet<String> {
    let word = Regex::new(r#"\.((?:[\w-]|\\.)+)|#([\w-]+)|\[([\w-]+)(?:[~|^$*]?=['"]?([^'"\]]+))?|(?:^|[\s>(,])([a-z]+-[a-z-]+)"#).unwrap();
    let mut names = BTreeSet::new();
    for part in parts {
        for selector in adapter[part].as_array().into_iter().flatten() {
            let wanted = without_nots(selector.as_str().unwrap());
            for found in word.captures_iter(&wanted) {
                let name = (1..=5)
                    .rev()
                    .find_map(|group| found.get(group))
                    .unwrap()
                    .as_str()
                    .replace('\\', "");
                names.insert(name);
            }
        }
    }
    names
}

/// A selector without its `:not(…)`.
fn without_nots(selector: &str) -> String {
    let mut rest = selector.to_owned();
    while let Some(start) = rest.find(":not(") {
        let mut depth = 0;
        let end = rest[start..].char_indices().find(|(_, character)| {
            depth += match character {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            *character == ')' && depth == 0
        });
        rest.replace_range(start..=start + end.unwrap().0, "");
    }
    rest
}

/// Another name for whatever holds one of these.
fn rename(node: &mut Value, names: &BTreeSet<String>) {
    let other = |name: &str| format!("q{}z", name.len());
    if names.contains(node["t"].as_str().unwrap()) {
        node["t"] = Value::from("div");
    }
    let Some(attributes) = node.get_mut("a").and_then(Value::as_object_mut) else {
        return;
    };
    let old = std::mem::take(attributes);
    for (name, value) in old {
        let text = value.as_str().unwrap();
        let words: Vec<String> = text
            .split(' ')
            .map(|word| {
                if names.iter().any(|name| word.contains(name.as_str())) {
                    other(word)
                } else {
                    word.to_owned()
                }
            })
            .collect();
        let value = if names.contains(text) {
            other(text)
        } else {
            words.join(" ")
        };
        let name = if names.contains(&name) && name != "class" && name != "id" {
            format!("data-{}", other(&name))
        } else {
            name
        };
        attributes.insert(name, Value::from(value));
    }
}

/// What came out is what stood there, or more of it; in the right order, on the right side.
fn is_right(found: &Found, expected: &Expected) -> bool {
    let plain = |text: &str| {
        text.split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut wanted = expected.turns.iter();
    found.turns.iter().all(|turn| {
        let text = plain(&turn.text);
        wanted.any(|wanted| wanted.role == turn.role && text.contains(&plain(&wanted.text)))
    })
}

#[test]
fn a_site_that_renames_things_is_called_degraded_and_read_right_or_not_at_all() {
    let sites = adapters();
    let mut table = Vec::new();
    let mut wrong = Vec::new();
    let mut single = 0;
    for (site, json) in files()
        .into_iter()
        .filter(|(site, _)| !RECORDED.contains(&site.as_str()))
    {
        let adapter: Value = serde_json::from_str(&json).unwrap();
        let expected = expected(&site);
        for parts in [
            &["user"][..],
            &["assistant"],
            &["user_text"],
            &["assistant_text"],
            &["user", "assistant", "user_text", "assistant_text"],
        ] {
            let mut names = names(&adapter, parts);
            // What the other parts hold on to as well cannot be renamed for one alone.
            if parts.len() == 1 {
                let others: Vec<&str> = ["user", "assistant", "user_text", "assistant_text", "marks"]
                    .into_iter()
                    .filter(|part| part != &parts[0])
                    .collect();
                for shared in self::names(&adapter, &others) {
                    names.retain(|name| !shared.contains(name.as_str()));
                }
            }
            if names.is_empty() {
                continue;
            }
            let mirror = mirror(&site, |node| rename(node, &names));
            let what = format!("{site} without {}", parts.join(", "));
            let found = page::read(&mirror, &sites, &expected.url, &[]);
            // Where nothing is left to hold on to, at least the person learns of it, if the address says that there is a conversation.
            let named = adapter["hosts"].is_array() && adapter["thread"].is_string();
            if found.is_none() && named {
                wrong.push(format!("{what}: empty in silence"));
            }
            single += usize::from(parts.len() == 1);
            table.push((what, found, expected.turns.len()));
            let (what, found, _) = table.last().unwrap();
            if let Some(found) = found {
                let complete = found.turns.len() == expected.turns.len();
                if !is_right(found, &expected) {
                    wrong.push(format!("{what}: {:?}", told(&found.turns)));
                } else if !found.degraded && !complete {
                    wrong.push(format!("{what}: {} turns and not degraded", found.turns.len()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let whole = table
        .iter()
        .filter(|(_, found, turns)| found.as_ref().is_some_and(|found| found.turns.len() == *turns))
        .count();
    assert!(
        single > 60 && whole * 10 >= single * 8,
        "{whole} whole of {single} with one part renamed"
    );
}

/// What in a value does not fit a schema. Knows the keywords that the schema of adapters uses, and refuses any other.
fn misfits(value: &Value, schema: &Value, root: &Value, at: &str, found: &mut Vec<String>) {
    let mut own = Vec::new();
    let mut say = |what: String| own.push(format!("{at}: {what}"));
    for (keyword, wanted) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "type" => {
                let fits = match wanted.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_i64(),
                    "boolean" => value.is_boolean(),
                    other => panic!("the schema has an unknown type {other}"),
                };
                if !fits {
                    say(format!("is no {wanted}"));
                }
            }
            "enum" if !wanted.as_array().unwrap().contains(value) => say("is none of the known words".into()),
            "pattern"
                if value
                    .as_str()
                    .is_some_and(|text| !Regex::new(wanted.as_str().unwrap()).unwrap().is_match(text)) =>
            {
                say(format!("is not like {wanted}"));
            }
            "minimum" if value.as_i64() < wanted.as_i64() => say(format!("is less than {wanted}")),
            "minLength"
                if value.as_str().is_some_and(|text| {
                    text.chars().count() < usize::try_from(wanted.as_u64().unwrap()).unwrap()
                }) =>
            {
                say("is too short".into());
            }
            "enum" | "pattern" | "minimum" | "minLength" => {}
            "required" => {
                for name in wanted
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|name| value.get(name.as_str().unwrap()).is_none())
                {
                    say(format!("lacks {name}"));
                }
            }
            "additionalProperties" => {
                assert_eq!(*wanted, Value::Bool(false), "only false is known");
                for name in value
                    .as_object()
                    .into_iter()
                    .flat_map(|fields| fields.keys())
                    .filter(|name| schema["properties"].get(name).is_none())
                {
                    say(format!("has an unknown field {name}"));
                }
            }
            "anyOf" => {
                let fits = wanted.as_array().unwrap().iter().any(|one| {
                    let mut inner = Vec::new();
                    misfits(value, one, root, at, &mut inner);
                    inner.is_empty()
                });
                if !fits {
                    say(format!("is none of {wanted}"));
                }
            }
            "properties" => {
                for (name, inner) in wanted.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        misfits(value, inner, root, &format!("{at}/{name}"), found);
                    }
                }
                continue;
            }
            "items" => {
                for (place, value) in value.as_array().into_iter().flatten().enumerate() {
                    misfits(value, wanted, root, &format!("{at}/{place}"), found);
                }
                continue;
            }
            "$ref" => {
                let inner = root
                    .pointer(wanted.as_str().unwrap().trim_start_matches('#'))
                    .unwrap();
                misfits(value, inner, root, at, found);
                continue;
            }
            other => panic!("the schema has an unknown keyword {other}"),
        }
    }
    found.append(&mut own);
}

#[test]
fn every_adapter_fits_the_schema() {
    let text = fs::read_to_string(folder("../manifest/sites/schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    let problems = |adapter: &Value| {
        let mut found = Vec::new();
        misfits(adapter, &schema, &schema, "", &mut found);
        found
    };
    for (site, text) in files() {
        let adapter: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(problems(&adapter), Vec::<String>::new(), "{site}");
        assert_eq!(adapter["site"], site.as_str());
    }
    let good = serde_json::json!({ "site": "x", "version": 1, "verified": "2026-01-01", "hosts": ["x"], "user": ["a"], "assistant": ["b"] });
    assert_eq!(problems(&good), Vec::<String>::new());
    for (field, wrong) in [
        ("site", serde_json::json!("X y")),
        ("version", serde_json::json!(0)),
        ("verified", serde_json::json!("today")),
        ("hosts", Value::Null),
        ("user", serde_json::json!([""])),
        ("assistant", serde_json::json!("b")),
        ("order", serde_json::json!("sideways")),
        ("actions", serde_json::json!({ "dance": ["c"] })),
        ("joins_parts", serde_json::json!("yes")),
        ("colour", serde_json::json!("red")),
    ] {
        let mut adapter = good.clone();
        adapter[field] = wrong;
        assert!(!problems(&adapter).is_empty(), "{field}");
    }
    let mut homeless = good.clone();
    homeless.as_object_mut().unwrap().remove("hosts");
    assert!(!problems(&homeless).is_empty());
}

#[test]
fn adapters_hold_on_to_names_that_last_and_have_a_page_each() {
    // css-modules (`name_part__a1B2c`), styled components (`sc-abc123`, `css-1x2y3z`), Emotion, build counters (`ng-tns-c12-3`).
    let hashed = Regex::new(r"__[A-Za-z]*[0-9][0-9A-Za-z]*|\b(?:css|sc|jsx|emotion|svelte)-[0-9a-z]{4,}\b|ng-tns|\._[0-9a-f]{6,}|:r[0-9a-z]+:").unwrap();
    for example in [
        ".Message_bubble__k3l4m",
        ".css-1x2y3z",
        ".svelte-1qscqw6",
        "._9663006",
    ] {
        assert!(hashed.is_match(example), "{example}");
    }
    for (site, text) in files() {
        assert!(!hashed.is_match(&text), "{site}: {:?}", hashed.find(&text));
        let adapter: Value = serde_json::from_str(&text).unwrap();
        for host in adapter["hosts"].as_array().into_iter().flatten() {
            assert!(
                host.as_str().unwrap().contains('.') && !host.as_str().unwrap().contains('/'),
                "{site}"
            );
        }
        for mark in adapter["marks"].as_array().into_iter().flatten() {
            let mark = mark.as_str().unwrap();
            assert!(
                mark.contains([' ', '-', '_', '=']),
                "{site}: {mark} fits any page"
            );
        }
        let page = if RECORDED.contains(&site.as_str()) {
            "pages"
        } else {
            "sites"
        };
        let recording = folder("tests").join(page).join(format!("{site}.jsonl"));
        let size = fs::metadata(&recording)
            .unwrap_or_else(|_| panic!("{site} has no page"))
            .len();
        assert!(page == "pages" || size < 30_000, "{site}: {size} bytes");
    }
}

#[test]
fn an_adapter_that_is_blind_on_a_page_full_of_text_says_so() {
    let nodes: Vec<Value> = std::iter::once(serde_json::json!({ "i": 1, "t": "html", "c": [2, 3, 4, 5] }))
        .chain((2..=5).map(
            |id| serde_json::json!({ "i": id, "t": "p", "c": ["words and words and more words ".repeat(6)] }),
        ))
        .collect();
    let mut mirror = Mirror::default();
    assert!(mirror.apply(
        Some(1),
        serde_json::from_value(Value::from(nodes)).unwrap(),
        false
    ));
    let url = "https://claude.ai/chat/0a1b2c3d-0000-4000-8000-000000000001";
    let found = page::read(&mirror, &adapters(), url, &[]).unwrap();
    assert!(found.degraded && found.turns.is_empty());
    assert!(page::read(&mirror, &adapters(), "https://claude.ai/new", &[]).is_none());
    assert!(page::read(&mirror, &adapters(), "https://other.example/chat/0a1b2c3d", &[]).is_none());
}
