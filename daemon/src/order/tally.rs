//! What is here, what it is about, and what became of it, in numbers: for the dashboard's first page and `tributary tally`.
//!
//! Days are those on which something happened, in UTC. Languages, feedback and risk are counted over the records whose text is
//! still here, as far as they have been read.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::feedback::SignalKind;
use shared::risk::Level;

use crate::companion::Companion;
use crate::hold::State;
use crate::refused::Refused;
use crate::review::{self, Wanted, filter::Sort};
use crate::survey::{self, Survey};

/// Records that are named as due next.
const DUE: usize = 5;

/// Of records that have something in common: how many there are, and how many of them the pool has.
#[derive(Clone, Copy, Default)]
struct Share {
    records: u64,
    donated: u64,
}

impl Share {
    fn add(&mut self, state: State) {
        self.records += 1;
        self.donated += u64::from(state == State::Donated);
    }
}

pub(super) fn tally(companion: &Companion) -> Result<Value, Refused> {
    let due = review::list(
        companion,
        &Wanted {
            sort: Sort::Due,
            ..Wanted::default()
        },
        None,
        DUE,
    )?;
    let waits = |record: &Value| matches!(record["state"].as_str(), Some("held" | "approved" | "ready"));
    let due: Vec<Value> = due.records.into_iter().filter(waits).collect();
    let past = survey::past(companion, || past(companion))?;
    let mut tally = survey::ask(companion, true, |survey| Ok(counted(survey)))?;
    if let (Some(tally), Value::Object(past)) = (tally.as_object_mut(), past) {
        tally.extend(past);
    }
    tally["due"] = json!(due);
    Ok(tally)
}

/// What happened so far: day by day, in releases, and why not.
fn past(companion: &Companion) -> Result<Value, Refused> {
    let (daily, released, reasons) = companion
        .store
        .read(|view| Ok::<_, Refused>((view.daily()?, view.released()?, view.reasons()?)))?;
    let mut days: BTreeMap<String, [u64; 3]> = BTreeMap::new();
    for daily in daily {
        let place = match daily.event.as_str() {
            "held" => 0,
            "donated" => 1,
            _ => 2,
        };
        days.entry(daily.day).or_default()[place] += daily.records;
    }
    let days: Vec<Value> = days
        .into_iter()
        .map(|(day, [arrived, donated, back])| {
            json!({"day": day, "arrived": arrived, "donated": donated, "taken_back": back})
        })
        .collect();
    let mut releases: BTreeMap<u32, u64> = BTreeMap::new();
    let mut unreleased = 0;
    for (numbers, count) in released {
        if numbers.is_empty() {
            unreleased += count;
        }
        for number in numbers {
            *releases.entry(number).or_default() += count;
        }
    }
    let reasons: Vec<Value> = reasons
        .into_iter()
        .map(|(state, reason, records)| json!({"state": state, "reason": reason, "records": records}))
        .collect();
    let releases: Vec<Value> = releases
        .into_iter()
        .map(|(release, records)| json!({"release": release, "records": records}))
        .collect();
    Ok(json!({"days": days, "releases": releases, "unreleased": unreleased, "reasons": reasons}))
}

fn counted(survey: &Survey) -> Value {
    let mut states: BTreeMap<&'static str, u64> =
        State::ALL.into_iter().map(|state| (state.name(), 0)).collect();
    let mut sites: BTreeMap<&str, Share> = BTreeMap::new();
    let mut languages: BTreeMap<&str, Share> = BTreeMap::new();
    let mut signals: BTreeMap<SignalKind, Share> = BTreeMap::new();
    let (mut judged, mut silent) = (Share::default(), Share::default());
    let mut risks = [Share::default(); 3];
    let (mut turns, mut given) = (0_u64, 0_u64);
    let mut risky_and_waiting = 0_u64;
    for row in &survey.rows {
        *states.entry(row.state.name()).or_default() += 1;
        sites.entry(&row.site).or_default().add(row.state);
        turns += u64::from(row.turns);
        given += if row.state == State::Donated {
            u64::from(row.turns)
        } else {
            0
        };
        let Some(about) = survey.about(row) else {
            continue;
        };
        for language in survey.languages_of(about) {
            languages.entry(language).or_default().add(row.state);
        }
        for kind in survey.kinds().filter(|kind| about.has(*kind)) {
            signals.entry(kind).or_default().add(row.state);
        }
        if about.judged {
            judged.add(row.state);
        } else if !about.has_signals() {
            silent.add(row.state);
        }
        let level = match about.level {
            Level::Low => 0,
            Level::Some => 1,
            Level::High => 2,
        };
        risks[level].add(row.state);
        risky_and_waiting += u64::from(level == 2 && row.state.is_open());
    }
    let share =
        |name: Value, share: Share| json!({"name": name, "records": share.records, "donated": share.donated});
    let named = |shares: BTreeMap<&str, Share>| {
        let mut shares: Vec<(&str, Share)> = shares.into_iter().collect();
        shares.sort_by_key(|(_, share)| std::cmp::Reverse(share.records));
        let shares = shares.into_iter();
        shares
            .map(|(name, one)| share(json!(name), one))
            .collect::<Vec<_>>()
    };
    let mut kinds: Vec<(SignalKind, Share)> = signals.into_iter().collect();
    kinds.sort_by_key(|(_, share)| std::cmp::Reverse(share.records));
    let levels = ["low", "some", "high"].into_iter().zip(risks);
    let risks: Vec<Value> = levels.map(|(name, one)| share(json!(name), one)).collect();
    let reading = survey.reading();
    json!({
        "states": states,
        "records": survey.rows.len(),
        "turns": turns,
        "turns_given": given,
        "sites": named(sites),
        "languages": named(languages),
        "signals": kinds.into_iter().map(|(kind, one)| share(json!(kind), one)).collect::<Vec<_>>(),
        "rated": share(json!("rated"), judged),
        "without_feedback": share(json!("none"), silent),
        "risks": risks,
        "risky_and_waiting": risky_and_waiting,
        "reading": (reading.done < reading.of).then_some(reading),
    })
}
