//! Kills the companion again and again while it takes in, donates and takes back, and then accounts for every record. If it is asked
//! to, it also kills the pool and cuts the network between them, and publishes releases in between.
//!
//! In: how many rounds, and what happens in them. Out: what was done, or the first thing that is not as it must be: an acknowledged record that is gone, one that
//! left before its window was over, one that is at the pool twice, one that left after it was revoked, one that was taken back and is in a
//! later release.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shared::api::ExtensionReply;

use crate::companion::Companion;
use crate::hand::{self, Hand};
use crate::pool::Pool;
use crate::process::until;
use crate::relay::Relay;

/// The window of every record: over within some rounds, not within others.
const WINDOW: Duration = Duration::from_millis(300);
/// A delivery that had begun when its record was revoked may still arrive for so long, and is taken back.
const IN_FLIGHT: Duration = Duration::from_secs(8);

/// What was done in all rounds together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Account {
    pub rounds: usize,
    /// Hand-ins that were acknowledged.
    pub acknowledged: usize,
    pub donated: usize,
    pub revoked: usize,
    pub retracted: usize,
    /// How often the pool was killed, and the network cut.
    pub pool_killed: usize,
    pub cut: usize,
    /// Releases that were published and looked through.
    pub releases: usize,
}

/// What happens in the rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The companion is killed.
    Companion,
    /// As `Companion`, and it acknowledges before it has committed, which only a debug build does.
    Weakened,
    /// The companion is killed, the pool is killed, and the network between them is cut, each when chance says so.
    Everywhere,
}

/// Rounds between two releases.
const RELEASE_EVERY: usize = 25;

/// What the companion acknowledged, as the one who asked remembers it.
#[derive(Default)]
struct Memory {
    /// Conversations: the newest acknowledged form, and when its hand-in began.
    forms: BTreeMap<u64, (u64, Instant)>,
    acknowledged: usize,
    /// Conversations of which a record was revoked or retracted, or may have been.
    taken_back: BTreeSet<u64>,
    /// Records that were told to go now, or may have been.
    sent: BTreeSet<String>,
    /// Records whose revocation was acknowledged, when, and in which life of the companion.
    revoked: HashMap<String, (Instant, usize)>,
    retracted: BTreeSet<String>,
}

/// The text of one form of a conversation: nothing in it is personal, and no other has it.
fn question(conversation: u64, form: u64) -> String {
    format!("Question {conversation} in form {form} about rivers")
}

/// What a text says that it is.
fn which(text: &str) -> Option<(u64, u64)> {
    let mut words = text.strip_prefix("Question ")?.split(' ');
    let conversation = words.next()?.parse().ok()?;
    let form = words.nth(2)?.parse().ok()?;
    Some((conversation, form))
}

/// Runs the rounds.
///
/// # Errors
/// The first promise that was broken.
///
/// # Panics
/// When a program does not start.
pub fn run(folder: &Path, rounds: usize, trouble: Trouble) -> Result<Account, String> {
    let mut pool = Pool::start(&folder.join("pool"));
    let relay = Relay::start(&pool.url);
    let mut companion = Companion::start(
        &folder.join("companion"),
        &format!("{}ms", WINDOW.as_millis()),
        Some(&relay.url),
    );
    companion.run(&["consent", "--agree", "--after-window", "donate"]);
    let code = companion.json(&["pair"]);
    let mut hand = Hand::pair(companion.port, code["code"].as_str().unwrap_or_default());
    if trouble == Trouble::Weakened {
        companion.set("TRIBUTARY_TEST_ACKNOWLEDGE_FIRST", "1");
    }
    if trouble == Trouble::Everywhere {
        // Every cut would be a line.
        companion.set("TRIBUTARY_LOG", "error");
    }
    let memory = Mutex::new(Memory::default());
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut conversation = 0;
    let mut starts = vec![Instant::now()];
    let mut done = Account {
        rounds,
        ..Account::default()
    };
    for round in 0..rounds {
        let before = conversation;
        let wait = Duration::from_millis(chance.below(if round % 10 == 0 { 900 } else { 180 }));
        let mut beside = Chance(chance.next());
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            if trouble == Trouble::Everywhere {
                let (pool, relay, over, done) = (&mut pool, &relay, &over, &mut done);
                scope.spawn(move || {
                    while !over.load(Ordering::Relaxed) {
                        disturb(pool, relay, &mut beside, done);
                    }
                });
            }
            live(
                &mut companion,
                &mut hand,
                &memory,
                &mut conversation,
                &mut chance,
                round,
                wait,
            );
            over.store(true, Ordering::Relaxed);
        });
        companion.kill();
        companion.serve();
        starts.push(Instant::now());
        kept_since(&companion, &memory, before).map_err(|broken| format!("round {round}: {broken}"))?;
        if trouble == Trouble::Everywhere && round % RELEASE_EVERY == RELEASE_EVERY - 1 {
            let released =
                nothing_taken_back(folder, &pool).map_err(|broken| format!("round {round}: {broken}"))?;
            done.releases += usize::from(released);
        }
    }
    settle(&companion);
    let memory = memory.into_inner().unwrap_or_else(PoisonError::into_inner);
    account(folder, &companion, &pool, &relay, &memory, &starts, done)
}

/// One trouble, and its end: the network is cut for a while, the pool is killed and started again, or nothing happens.
fn disturb(pool: &mut Pool, relay: &Relay, chance: &mut Chance, done: &mut Account) {
    let while_it_lasts = Duration::from_millis(chance.below(60));
    match chance.below(6) {
        0 => {
            relay.cut();
            std::thread::sleep(while_it_lasts);
            relay.mend();
            done.cut += 1;
        }
        1 => {
            std::thread::sleep(while_it_lasts);
            pool.kill();
            pool.serve();
            done.pool_killed += 1;
        }
        _ => std::thread::sleep(while_it_lasts),
    }
}

/// Publishes a release in which nothing may be that the pool had acknowledged as taken back before. Gives whether there was anything to
/// publish.
fn nothing_taken_back(folder: &Path, pool: &Pool) -> Result<bool, String> {
    let taken_back = retractions(pool);
    let released = released(folder, pool);
    for (id, _) in &released {
        if taken_back.contains(id) {
            return Err(format!("{id} was taken back and is in a later release"));
        }
    }
    Ok(!released.is_empty())
}

/// The pool's public list.
fn retractions(pool: &Pool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut after = 0;
    loop {
        let list = pool.get(&format!("/v1/retractions?after={after}"));
        let entries = list["retractions"].as_array().map_or(&[][..], Vec::as_slice);
        if entries.is_empty() {
            return found;
        }
        found.extend(
            entries
                .iter()
                .filter_map(|entry| entry["record_id"].as_str().map(str::to_owned)),
        );
        after = list["cursor"].as_u64().unwrap_or_default();
    }
}

/// One life of the companion: records come, orders come, and at some moment it is killed.
fn live(
    companion: &mut Companion,
    hand: &mut Hand,
    memory: &Mutex<Memory>,
    conversation: &mut u64,
    chance: &mut Chance,
    life: usize,
    wait: Duration,
) {
    let process = companion.process_id().to_string();
    let over = AtomicBool::new(false);
    // The first hand-in of a life is slow, as the rules are made ready: the time that is left counts from its answer.
    let (first, awake) = std::sync::mpsc::channel();
    let mut orders = Chance(chance.next());
    let data_dir = companion.data_dir.clone();
    let over = &over;
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let _ = awake.recv_timeout(Duration::from_secs(5));
            std::thread::sleep(wait);
            let _ = Command::new("kill")
                .stderr(Stdio::null())
                .args(["-KILL", "--", &format!("-{process}")])
                .status();
            over.store(true, Ordering::Relaxed);
        });
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                if give_order(&data_dir, memory, &mut orders, life).is_none() {
                    break;
                }
            }
        });
        while !over.load(Ordering::Relaxed) {
            // Every fourth is a newer form of a former conversation.
            let (number, form) = match lock(memory).forms.iter().next_back() {
                Some((number, (form, _))) if chance.below(4) == 0 => (*number, form + 1),
                _ => {
                    *conversation += 1;
                    (*conversation, 1)
                }
            };
            let began = Instant::now();
            let record = hand::record(&question(number, form), "Rivers are long.");
            let reply = hand.submit(number, form, record);
            let _ = first.send(());
            match reply {
                Some(ExtensionReply::Committed { .. }) => {
                    let mut memory = lock(memory);
                    memory.forms.insert(number, (form, began));
                    memory.acknowledged += 1;
                }
                Some(ExtensionReply::Declined { .. }) => {
                    lock(memory).forms.remove(&number);
                    *conversation += 1;
                }
                Some(_) => {}
                None => break,
            }
            // Some rounds hurry, so that kills meet groups; most leave time for deliveries.
            std::thread::sleep(Duration::from_millis(chance.below(30)));
        }
    });
}

/// One order about one of the newest records. Out: nothing when the companion was gone.
fn give_order(data_dir: &Path, memory: &Mutex<Memory>, chance: &mut Chance, life: usize) -> Option<()> {
    let list = json!({"order": "list", "with": {"state": null, "query": null, "after": null, "limit": 12}});
    let records = hand::order(data_dir, &list)?.ok()?;
    let records = records["records"].as_array()?.clone();
    if let Some(record) = records.get(usize::try_from(chance.below(12)).ok()?) {
        let id = record["id"].as_str()?.to_owned();
        let state = record["state"].as_str()?.to_owned();
        let number = which(record["preview"].as_str()?).map(|(number, _)| number);
        let verb = match (state.as_str(), chance.below(3)) {
            ("donated", 0) => "retract",
            ("held" | "ready" | "approved", 0) => "donate",
            ("held" | "ready" | "approved" | "queued", 1) => "revoke",
            _ => "",
        };
        if !verb.is_empty() {
            {
                let mut memory = lock(memory);
                if verb == "donate" {
                    memory.sent.insert(id.clone());
                } else {
                    memory.taken_back.extend(number);
                }
            }
            let order = json!({"order": "change", "with": {"verb": verb, "ids": [id], "seconds": null}});
            let answer = hand::order(data_dir, &order)?;
            let done = answer.is_ok_and(|answer| answer["results"][0]["ok"] == true);
            if done && verb == "revoke" {
                lock(memory).revoked.insert(id, (Instant::now(), life));
            } else if done && verb == "retract" {
                lock(memory).retracted.insert(id);
            }
        }
    }
    std::thread::sleep(Duration::from_millis(chance.below(20)));
    Some(())
}

/// Whether what was acknowledged in the last round is there after the next start.
fn kept_since(companion: &Companion, memory: &Mutex<Memory>, before: u64) -> Result<(), String> {
    let list = json!({"order": "list", "with": {"state": null, "query": null, "after": null, "limit": 500}});
    let records = until("the companion answers", Duration::from_secs(60), || {
        hand::order(&companion.data_dir, &list)?.ok()
    });
    let there = newest_forms(records["records"].as_array().map_or(&[], Vec::as_slice));
    lost(&lock(memory), &there, before)
}

fn newest_forms(records: &[Value]) -> BTreeMap<u64, u64> {
    let mut forms = BTreeMap::new();
    for record in records {
        if let Some((number, form)) = record["preview"].as_str().and_then(which) {
            let newest = forms.entry(number).or_insert(form);
            *newest = form.max(*newest);
        }
    }
    forms
}

fn lost(memory: &Memory, there: &BTreeMap<u64, u64>, since: u64) -> Result<(), String> {
    for (number, (form, _)) in memory.forms.range(since + 1..) {
        let kept = there.get(number).is_some_and(|kept| kept >= form);
        if !kept && !memory.taken_back.contains(number) {
            return Err(format!(
                "conversation {number} was acknowledged in form {form} and is lost: there is {:?}",
                there.get(number)
            ));
        }
    }
    Ok(())
}

/// Waits until everything that may go has gone, and everything that was taken back is.
fn settle(companion: &Companion) {
    until("all is delivered", Duration::from_secs(600), || {
        let status = companion.json(&["status"]);
        let none = |value: &Value| *value == 0;
        (none(&status["held"])
            && none(&status["ready"])
            && none(&status["queued"])
            && none(&status["outbox"]["donations"])
            && none(&status["outbox"]["retractions"]))
        .then_some(())
    });
}

fn account(
    folder: &Path,
    companion: &Companion,
    pool: &Pool,
    relay: &Relay,
    memory: &Memory,
    starts: &[Instant],
    done: Account,
) -> Result<Account, String> {
    let records = companion.records();
    lost(memory, &newest_forms(&records), 0)?;
    let in_state = |state: &str| -> BTreeSet<String> {
        records
            .iter()
            .filter(|record| record["state"] == state)
            .filter_map(|record| record["id"].as_str().map(str::to_owned))
            .collect()
    };
    let donated = in_state("donated");

    let released = released(folder, pool);
    let ids: BTreeSet<String> = released.iter().map(|(id, _)| id.clone()).collect();
    if ids.len() != released.len() {
        return Err("a record is released twice".into());
    }
    let mut numbers = BTreeSet::new();
    for (id, text) in &released {
        let number = which(text).map(|(number, _)| number);
        if !numbers.insert(number) {
            return Err(format!("the conversation of {id} is at the pool twice: {text}"));
        }
        if memory.revoked.contains_key(id) {
            return Err(format!("{id} was revoked and is at the pool"));
        }
        if memory.retracted.contains(id) {
            return Err(format!("{id} was retracted and is at the pool"));
        }
    }
    if ids != donated {
        let difference: Vec<_> = ids.symmetric_difference(&donated).collect();
        return Err(format!("the companion and the pool differ about {difference:?}"));
    }
    in_time(memory, relay, &records, starts)?;
    let listed = retractions(pool);
    if let Some(id) = memory.retracted.iter().find(|id| !listed.contains(*id)) {
        return Err(format!("{id} was retracted and the pool does not say so"));
    }
    Ok(Account {
        acknowledged: memory.acknowledged,
        donated: donated.len(),
        revoked: memory.revoked.len(),
        retracted: memory.retracted.len(),
        releases: done.releases + 1,
        ..done
    })
}

/// Nothing left before its window was over, or after it was revoked.
fn in_time(memory: &Memory, relay: &Relay, records: &[Value], starts: &[Instant]) -> Result<(), String> {
    let mut numbers = HashMap::new();
    for record in records {
        let form = record["preview"].as_str().and_then(which);
        numbers.insert(record["id"].as_str().unwrap_or_default(), form);
    }
    for seen in relay.seen().iter().filter(|seen| seen.method == "PUT") {
        let life = starts.iter().filter(|start| **start <= seen.at).count();
        if let Some((revoked, in_life)) = memory.revoked.get(&seen.record_id)
            && seen.at > *revoked
            && (seen.at > *revoked + IN_FLIGHT || life > in_life + 1)
        {
            return Err(format!("{} left after it was revoked", seen.record_id));
        }
        if memory.sent.contains(&seen.record_id) {
            continue;
        }
        // Only a form that is certainly the one that left tells when its window began.
        let Some(Some((number, form))) = numbers.get(seen.record_id.as_str()) else {
            continue;
        };
        if let Some((newest, began)) = memory.forms.get(number)
            && newest == form
            && seen.at < *began + WINDOW
        {
            return Err(format!("{} left before its window was over", seen.record_id));
        }
    }
    Ok(())
}

/// The ids and first texts of everything that the pool would publish.
fn released(folder: &Path, pool: &Pool) -> Vec<(String, String)> {
    let out = folder.join("release");
    pool.run(&["review", "--accept-all"]);
    // They nearly repeat each other, and all of them are to be seen.
    let done = pool.try_run(&[
        "release",
        "--most-alike",
        "1000000",
        "--out",
        &out.to_string_lossy(),
    ]);
    if !done.status.success() {
        let error = String::from_utf8_lossy(&done.stderr);
        assert!(
            error.contains("no record is accepted"),
            "the release failed: {error}"
        );
        return vec![];
    }
    let mut found = vec![];
    let mut folders = vec![out.join("jsonl")];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let packed = std::fs::read(&path).expect("a release file can be read");
                let text = zstd::decode_all(packed.as_slice()).expect("a release file can be unpacked");
                for line in String::from_utf8_lossy(&text).lines() {
                    let row: Value = serde_json::from_str(line).expect("a line is JSON");
                    if let Some(id) = row["record_id"].as_str() {
                        found.push((id.to_owned(), first_text(&row)));
                    }
                }
            }
        }
    }
    found
}

/// The first string in a row that is one of our questions, wherever the format keeps it.
fn first_text(row: &Value) -> String {
    match row {
        Value::String(text) if which(text).is_some() => text.clone(),
        Value::Array(list) => list
            .iter()
            .map(first_text)
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
        Value::Object(fields) => fields
            .values()
            .map(first_text)
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Numbers that look random and are the same in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}
