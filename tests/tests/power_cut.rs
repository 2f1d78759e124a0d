//! The companion is killed in the middle: nothing that it acknowledged is lost, nothing is donated early or twice.

use serde_json::Value;
use tests::kills::Trouble;
use tests::process::until;
use tests::scenario::{chat_line, text_of};
use tests::story::Story;

fn chats(count: usize) -> String {
    let line = |number: usize| {
        chat_line(
            &format!("What is {number} plus {number}?"),
            &format!("It is {}.", number * 2),
        )
    };
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

fn in_state<'a>(records: &'a [Value], state: &str) -> Vec<&'a Value> {
    records
        .iter()
        .filter(|record| text_of(&record["state"]) == state)
        .collect()
}

#[test]
fn a_companion_killed_while_donating_and_retracting_loses_nothing_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut story = Story::begin(&folder.path().join("home"));
    let file = folder.path().join("chats.jsonl");
    std::fs::write(&file, chats(12)).unwrap();
    story.companion.run(&["import", &file.to_string_lossy()]);
    story
        .companion
        .run(&["consent", "--agree", "--after-window", "wait"]);
    let ids: Vec<String> = story
        .companion
        .records()
        .iter()
        .map(|record| text_of(&record["id"]))
        .collect();
    assert_eq!(ids.len(), 12);

    // Donate eight, and pull the plug after each second one, wherever the sender is then.
    for pair in ids[..8].chunks(2) {
        story.companion.run(&["donate", &pair[0], &pair[1]]);
        story.companion.kill();
        story.companion.serve();
    }
    let records = until(
        "the eight are donated",
        std::time::Duration::from_secs(240),
        || {
            let records = story.companion.records();
            (in_state(&records, "donated").len() == 8).then_some(records)
        },
    );
    assert_eq!(records.len(), 12, "no record is lost");
    assert_eq!(
        in_state(&records, "held").len(),
        4,
        "the four others are still held"
    );

    // Take three back, with a plug pulled in between.
    story.companion.run(&["retract", &ids[0], &ids[1], &ids[2]]);
    story.companion.kill();
    story.companion.serve();
    until(
        "the three are retracted",
        std::time::Duration::from_secs(240),
        || (in_state(&story.companion.records(), "retracted").len() == 3).then_some(()),
    );

    story.retractions_delivered();
    story.release();
    let mut released: Vec<String> = story
        .released()
        .iter()
        .map(|record| text_of(&record["record_id"]))
        .collect();
    released.sort();
    let mut expected = ids[3..8].to_vec();
    expected.sort();
    assert_eq!(
        released, expected,
        "each donated and not retracted record is released exactly once"
    );
}

#[test]
fn a_companion_killed_again_and_again_loses_nothing_hurries_nothing_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let account =
        tests::kills::run(folder.path(), 50, Trouble::Companion).unwrap_or_else(|broken| panic!("{broken}"));
    assert!(
        account.acknowledged > 50 && account.donated > 10 && account.revoked > 5,
        "enough was done: {account:?}"
    );
}

#[test]
fn a_companion_that_acknowledges_before_it_has_committed_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let broken = tests::kills::run(folder.path(), 50, Trouble::Weakened).expect_err("a loss is noticed");
    assert!(broken.contains("is lost"), "{broken}");
}

#[test]
fn companion_and_pool_that_are_killed_with_a_network_that_fails_lose_nothing_and_bring_nothing_back() {
    let folder = tempfile::tempdir().unwrap();
    let account =
        tests::kills::run(folder.path(), 30, Trouble::Everywhere).unwrap_or_else(|broken| panic!("{broken}"));
    assert!(
        account.acknowledged > 30 && account.donated > 5 && account.pool_killed > 5 && account.cut > 5,
        "enough was done: {account:?}"
    );
}
