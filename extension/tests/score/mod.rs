//! Plays recordings of pages and says how far what came out is from what was said.
//!
//! In: lines that the lens sent, and the truth: pairs of role and markdown. Out: a number from 0 to 1 and the differences.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "a test, of which every file uses a part"
)]

use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use extension::capture::{LensMessage, Session, Sites};
use serde_json::Value;
use shared::conversation::Role;
use shared::time::Timestamp;

#[derive(serde::Deserialize)]
pub struct Line {
    pub at: i64,
    pub m: Value,
}

/// What was really said.
pub type Truth = Vec<(Role, String)>;

pub fn tests_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")
}

pub fn lines(file: &str) -> Vec<Line> {
    let text = fs::read_to_string(tests_folder().join(file)).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Plays a recording without adapters, with the ticks that the background would give.
pub fn play(lines: Vec<Line>) -> Session {
    let mut session = Session::new(Rc::new(Sites::none()));
    let mut clock = 0;
    for line in lines {
        while clock + 500 < line.at {
            clock += 500;
            session.tick(Timestamp(clock));
        }
        clock = line.at;
        let message: LensMessage = serde_json::from_value(line.m).unwrap();
        session.receive(message, Timestamp(clock));
    }
    session.tick(Timestamp(clock + 2_000));
    session
}

/// The messages on the visible branch; where answers stand beside each other, all in the order in which they came.
pub fn said(session: &Session) -> Truth {
    let Some(conversation) = session.conversation() else {
        return Vec::new();
    };
    if conversation.messages.len() > conversation.branch.len() {
        let mut messages: Vec<_> = conversation.messages.iter().collect();
        messages.sort_by_key(|message| (message.id.0.len(), message.id.0.clone()));
        return messages
            .into_iter()
            .map(|message| (message.role, message.text.clone()))
            .collect();
    }
    let of = |id: &_| conversation.messages.iter().find(|message| message.id == *id);
    conversation
        .branch
        .iter()
        .filter_map(of)
        .map(|message| (message.role, message.text.clone()))
        .collect()
}

pub fn truth(file: &str) -> Truth {
    let text = fs::read_to_string(tests_folder().join(file)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// White space and the width of a table's columns do not count.
pub fn normalised(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        let rule =
            word.len() > 3 && word.contains('-') && word.chars().all(|character| "|-:".contains(character));
        if !out.is_empty() {
            out.push(' ');
        }
        if rule {
            let mut last = ' ';
            for character in word.chars() {
                if character != '-' || last != '-' {
                    out.push(character);
                }
                last = character;
            }
        } else {
            out.push_str(word);
        }
    }
    out
}

/// 1 when every turn is right and nothing else is there; else the share of turns that are right, at most 0.99.
pub fn score(name: &str, told: &Truth, truth: &Truth) -> f64 {
    let same = |one: &(Role, String), other: &(Role, String)| {
        one.0 == other.0 && normalised(&one.1) == normalised(&other.1)
    };
    let right = told
        .iter()
        .zip(truth)
        .filter(|(told, truth)| same(told, truth))
        .count();
    let most = told.len().max(truth.len()).max(1);
    if right == most {
        return 1.0;
    }
    println!(
        "{name}: {right} of {} turns right, {} found",
        truth.len(),
        told.len()
    );
    for at in 0..most {
        match (told.get(at), truth.get(at)) {
            (Some(told), Some(truth)) if same(told, truth) => {}
            (told, truth) => {
                println!("  {at} said  {}", line(truth));
                println!("  {at} found {}", line(told));
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a page has few turns")]
    let share = right as f64 / most as f64;
    share.min(0.99)
}

fn line(turn: Option<&(Role, String)>) -> String {
    turn.map_or_else(
        || "nothing".to_owned(),
        |(role, text)| format!("{role:?}: {}", normalised(text)),
    )
}
