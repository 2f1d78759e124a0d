//! Whatever arrives on a lens's port, the mirror stays a tree of bounded size, nothing panics, and an honest picture heals all.
//!
//! In: random messages, and recordings of real pages mutated at random (seeded, so that a failure comes back). The other half of
//! the defence, what the lens does on such pages, is tested in real browsers.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use extension::capture::mirror::{Description, MAX_DEPTH, Mirror};
use extension::capture::{LensMessage, Session, Sites};
use serde_json::{Value, json};
use shared::time::Timestamp;

/// A generator of numbers that is the same everywhere (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn one_of<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[usize::try_from(self.roll(values.len() as u64)).unwrap()]
    }
}

fn descriptions(nodes: Value) -> Vec<Description> {
    serde_json::from_value(nodes).unwrap()
}

/// One root, one parent each, every parent lists its child, and every walk ends.
fn is_a_tree(mirror: &Mirror) {
    let Some(root) = mirror.root() else { return };
    let all = mirror.all();
    let distinct: HashSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "a node is met twice");
    for id in &all {
        for child in mirror.node(*id).unwrap().elements() {
            if let Some(child) = mirror.node(child) {
                assert_eq!(child.parent, Some(*id), "a child has another parent");
            }
        }
        assert!(mirror.ancestors(*id).count() <= MAX_DEPTH * 2);
    }
    let _ = mirror.text(root);
}

fn random_child(dice: &mut Dice, ids: u64) -> Value {
    match dice.roll(4) {
        0 => json!(["", "x", "a\nb", "\u{fffd}é"][usize::try_from(dice.roll(4)).unwrap()]),
        _ => json!(dice.roll(ids)),
    }
}

fn random_node(dice: &mut Dice, ids: u64) -> Value {
    let children = |dice: &mut Dice| -> Vec<Value> {
        let count = dice.roll(6);
        (0..count).map(|_| random_child(dice, ids)).collect()
    };
    let mut node = json!({ "i": dice.roll(ids), "t": dice.one_of(&["div", "p", "form", "", "x-y"]), "c": children(dice) });
    if dice.roll(3) == 0 {
        node["k"] = json!([dice.roll(5), dice.roll(5)]);
        node["g"] = json!(["", "more"][usize::try_from(dice.roll(2)).unwrap()]);
    }
    if dice.roll(4) == 0 {
        node["s"] = json!(children(dice));
    }
    if dice.roll(4) == 0 {
        node["r"] = json!(1);
    }
    if dice.roll(8) == 0 {
        node["h"] = json!(1);
    }
    if dice.roll(4) == 0 {
        node["b"] = json!(
            [
                [1.0, 2.0, 3.0, 4.0],
                [-1e300, 1e300, 0.0, 0.0],
                [0.0, 0.0, 0.0, 0.0]
            ][usize::try_from(dice.roll(3)).unwrap()]
        );
    }
    node
}

#[test]
fn random_descriptions_leave_a_tree_and_an_honest_picture_heals_it() {
    for seed in 0..300 {
        let mut dice = Dice(seed);
        let ids = 2 + dice.roll(30);
        let mut mirror = Mirror::default();
        for _ in 0..40 {
            let root = (dice.roll(6) == 0).then(|| u32::try_from(dice.roll(ids)).unwrap());
            let count = dice.roll(8);
            let nodes: Vec<Value> = (0..count).map(|_| random_node(&mut dice, ids)).collect();
            mirror.apply(root, descriptions(json!(nodes)), dice.roll(3) == 0);
            is_a_tree(&mirror);
        }
        let honest = json!([{ "i": 1, "t": "html", "c": [2] }, { "i": 2, "t": "p", "c": ["all is well"] }]);
        assert!(mirror.apply(Some(1), descriptions(honest), false), "seed {seed}");
        assert_eq!(mirror.text(1), "all is well");
        assert_eq!(mirror.all(), [1, 2]);
    }
}

#[test]
fn what_the_lens_leaves_out_of_a_description_is_kept() {
    let mut mirror = Mirror::default();
    let mut apply = |root, nodes| mirror.apply(root, descriptions(nodes), false);
    assert!(apply(
        Some(1),
        json!([{ "i": 1, "t": "div", "c": [2, "one"] }, { "i": 2, "t": "b", "c": ["zero "] }])
    ));
    assert!(apply(
        None,
        json!([{ "i": 1, "t": "div", "k": [2, 2], "g": " two", "c": [3] }, { "i": 3, "t": "b", "c": [" three"] }])
    ));
    assert!(apply(None, json!([{ "i": 1, "t": "div", "k": [2, 3] }])));
    assert!(
        !apply(None, json!([{ "i": 1, "t": "div", "k": [2, 3] }])),
        "it has two children"
    );
    assert!(
        !apply(None, json!([{ "i": 1, "t": "div", "k": [1, 2], "g": "x" }])),
        "the first child is no text"
    );
    assert!(
        !apply(None, json!([{ "i": 9, "t": "div", "k": [1, 1] }])),
        "nobody knows it"
    );
    assert_eq!(mirror.text(1), "zero one two");
    assert!(mirror.node(3).is_none());
}

#[test]
fn children_laid_out_from_the_last_to_the_first_stand_in_the_order_in_which_they_are_shown() {
    let mut mirror = Mirror::default();
    let mut apply = |root, nodes| assert!(mirror.apply(root, descriptions(nodes), false));
    let texts = json!([{ "i": 2, "t": "p", "c": ["one"] }, { "i": 3, "t": "p", "c": ["two"] }]);
    apply(
        Some(1),
        json!([{ "i": 1, "t": "div", "r": 1, "c": [3, 2] }, texts[0], texts[1]]),
    );
    // A reply comes in at the page's start of the list, which is the end that is shown; then one that is older at its end.
    apply(
        None,
        json!([{ "i": 1, "t": "div", "r": 1, "c": [4, 3, 2] }, { "i": 4, "t": "p", "c": ["three"] }]),
    );
    apply(
        None,
        json!([{ "i": 1, "t": "div", "r": 1, "k": [3, 3], "c": [5] }, { "i": 5, "t": "p", "c": ["zero"] }]),
    );
    assert_eq!(mirror.text(1), "zero one two three");
    let mut apply = |nodes| assert!(mirror.apply(None, descriptions(nodes), false));
    apply(json!([{ "i": 1, "t": "div", "k": [4, 4] }]));
    assert_eq!(mirror.text(1), "three two one zero");
}

#[test]
fn a_text_that_grows_for_ever_and_a_million_names_stop_at_the_budget() {
    let mut mirror = Mirror::default();
    assert!(mirror.apply(
        Some(1),
        descriptions(json!([{ "i": 1, "t": "p", "c": ["x"] }])),
        false
    ));
    let more = "y".repeat(2_000_000);
    for _ in 0..40 {
        mirror.apply(
            None,
            descriptions(json!([{ "i": 1, "t": "p", "k": [1, 1], "g": more }])),
            false,
        );
    }
    assert!(mirror.is_overfull());
    assert!(mirror.text(1).len() < 60_000_000);

    let many: Vec<u32> = (2..1_000_000).collect();
    assert!(!mirror.apply(
        Some(1),
        descriptions(json!([{ "i": 1, "t": "p", "c": many }])),
        false
    ));
    assert!(mirror.is_overfull() && mirror.len() < 2);
}

#[test]
fn moving_many_children_one_by_one_is_not_quadratic() {
    const CHILDREN: u32 = 60_000;
    let mut mirror = Mirror::default();
    let first: Vec<u32> = (3..CHILDREN).collect();
    let mut page = vec![
        json!({ "i": 1, "t": "html", "c": [2] }),
        json!({ "i": 2, "t": "ul", "c": first }),
    ];
    page.extend((3..CHILDREN).map(|id| json!({ "i": id, "t": "li" })));
    assert!(mirror.apply(Some(1), descriptions(json!(page)), false));
    // Each child moves into the one before it is taken from the long list, once in one message and back in another.
    let wraps: Vec<Value> = (3..CHILDREN)
        .step_by(2)
        .map(|id| json!({ "i": id, "t": "li", "c": [id + 1] }))
        .collect();
    let start = std::time::Instant::now();
    mirror.apply(None, descriptions(json!(wraps)), true);
    mirror.apply(
        None,
        descriptions(json!([{ "i": 2, "t": "ul", "c": first }])),
        false,
    );
    // The square of the number of children takes minutes.
    assert!(start.elapsed().as_secs() < 20);
    is_a_tree(&mirror);
}

fn recordings() -> Vec<(String, Vec<Value>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .map(|path| {
            let lines = fs::read_to_string(&path).unwrap();
            let messages = lines
                .lines()
                .map(|line| serde_json::from_str::<Value>(line).unwrap()["m"].take());
            (path.display().to_string(), messages.collect())
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(!found.is_empty());
    found
}

/// Breaks a message in one of many ways.
fn mutate(message: &mut Value, dice: &mut Dice) {
    match dice.roll(7) {
        0 => message["seq"] = json!(dice.roll(50)),
        1 => message["full"] = json!(true),
        2 => message["root"] = json!(dice.roll(100)),
        3 => message["event"] = json!({ "k": "click", "p": [dice.roll(100), dice.roll(100)], "text": "x" }),
        4 => message["url"] = json!("https://".to_owned() + &"\u{202e}".repeat(500)),
        _ => {
            let Some(nodes) = message["nodes"].as_array_mut().filter(|nodes| !nodes.is_empty()) else {
                return;
            };
            let at = usize::try_from(dice.roll(nodes.len() as u64)).unwrap();
            match dice.roll(5) {
                0 => _ = nodes.remove(at),
                1 => nodes[at]["i"] = json!(dice.roll(100)),
                2 => nodes[at]["k"] = json!([dice.roll(9), dice.roll(9)]),
                3 => nodes[at]["c"] = json!([dice.roll(100), "forged", dice.roll(100)]),
                _ => nodes[at]["b"] = json!([f64::MAX, f64::MIN, -0.0, 1e308]),
            }
        }
    }
}

#[test]
fn mutated_recordings_never_panic_and_an_honest_reading_afterwards_is_exact() {
    let sites = Rc::new(Sites::none());
    for (name, messages) in recordings() {
        let mut dice = Dice(name.len() as u64);
        let mut session = Session::new(Rc::clone(&sites));
        let mut clock = 0;
        for message in &messages {
            let mut message = message.clone();
            for _ in 0..dice.roll(3) {
                mutate(&mut message, &mut dice);
            }
            clock += 400;
            if let Ok(message) = serde_json::from_value::<LensMessage>(message) {
                session.receive(message, Timestamp(clock));
                session.tick(Timestamp(clock));
            }
            let _ = (
                session.health(),
                session.conversation().is_some(),
                session.thread_key(),
            );
        }
        // The same page, told again from the start by a lens that nobody meddles with.
        let mut heals = false;
        for message in &messages {
            clock += 400;
            let heard = session.receive(serde_json::from_value(message.clone()).unwrap(), Timestamp(clock));
            heals |= message["full"] == true;
            assert!(!heals || !heard.needs_full, "{name} does not heal");
        }
        assert!(heals, "{name} has no full picture");
    }
}
