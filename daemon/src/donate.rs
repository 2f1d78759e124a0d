//! The end of the window, and what the contributor decides about it: donate now, approve, hold longer.
//!
//! In: ids, or the passing of time. Out: records that are queued. Delivering them is `deliver`'s work.

use shared::consent::AfterWindow;
use shared::keys::RecordId;
use shared::time::Timestamp;

use crate::companion::Companion;
use crate::hold::{self, Circumstances, Event, State, Stays};
use crate::pools;
use crate::refused::{Kind, Refused};
use crate::store::Tx;
use crate::store::outbox::{Errand, Outgoing};
use crate::store::pools::{Known, pool_of};
use crate::store::records::Row;

/// Donates now, whatever is left of the window.
///
/// # Errors
/// When consent or pool is missing, or the record is erased or donated already.
pub fn donate(companion: &Companion, id: &RecordId) -> Result<(), Refused> {
    decide(companion, "donate record", id, Event::Donate)
}

/// Lets a record go at the end of its window.
///
/// # Errors
/// When the record is erased or donated already.
pub fn approve(companion: &Companion, id: &RecordId) -> Result<(), Refused> {
    decide(companion, "approve record", id, Event::Approve)
}

/// Holds a record for so many milliseconds from now, or longer if it is held longer already.
///
/// # Errors
/// When the record is erased, donated, or on its way.
pub fn hold_for(companion: &Companion, id: &RecordId, length: i64) -> Result<(), Refused> {
    if length <= 0 {
        return Err(Refused::invalid("hold for how long? write --for 7d"));
    }
    decide(companion, "hold record longer", id, Event::HoldFor(length))
}

fn decide(companion: &Companion, name: &'static str, id: &RecordId, event: Event) -> Result<(), Refused> {
    let id = id.clone();
    let wall = companion.world.now();
    let delay = companion.world.delay(companion.world.send_delay);
    let circumstances = companion.store.read(|view| companion.circumstances(view))?;
    companion.change(name, move |tx| {
        let row = tx.record(&id)?.ok_or_else(|| Refused::no_record(&id))?;
        step(tx, row, event, &circumstances, wall, delay).map(drop)
    })
}

/// Lets time pass: records whose window is over become ready or queued. Out: how many changed.
///
/// # Errors
/// When the store fails.
pub fn tick(companion: &Companion) -> Result<usize, Refused> {
    let wall = companion.world.now();
    let (due, circumstances) = companion.store.read(|view| {
        let circumstances = companion.circumstances(view)?;
        let pools = view.pools()?;
        let mut waiting = view.past_their_window(circumstances.now)?;
        // Thousands may wait for approval: they are read only when they may go without one.
        if circumstances.quiet_over
            && circumstances.may_leave
            && circumstances.after_window == AfterWindow::Donate
        {
            waiting.extend(view.ready_to_go()?);
        }
        let due: Vec<Row> = waiting
            .into_iter()
            .filter(|row| {
                hold::next(row.hold, Event::Tick, &of(row, &circumstances, &pools))
                    .is_ok_and(|next| next != row.hold)
            })
            .collect();
        Ok::<_, Refused>((due, circumstances))
    })?;
    if due.is_empty() {
        return Ok(0);
    }
    let due: Vec<(RecordId, i64)> = due
        .into_iter()
        .map(|row| (row.id, companion.world.delay(companion.world.send_delay)))
        .collect();
    let count = due.len();
    companion.store.write("end windows", move |tx| {
        for (id, delay) in due {
            // Read again: it may have been revoked between the two transactions.
            if let Some(row) = tx.record(&id)? {
                match step(tx, row, Event::Tick, &circumstances, wall, delay) {
                    Ok(_) => {}
                    Err(refused) if matches!(refused.kind, Kind::Broken | Kind::Full) => return Err(refused),
                    Err(_) => {}
                }
            }
        }
        Ok::<_, Refused>(())
    })?;
    Ok(count)
}

/// What the decision about this record depends on: one that must be looked at first does not leave by itself, and none leaves for a pool
/// with which nothing is agreed.
fn of(row: &Row, circumstances: &Circumstances, pools: &[Known]) -> Circumstances {
    let mut circumstances = *circumstances;
    circumstances.may_leave &= pool_of(pools, row).is_some_and(|known| known.agreed().is_some());
    if row.look {
        circumstances.after_window = AfterWindow::Wait;
    }
    circumstances
}

/// Moves one record by one event, with everything that belongs to it.
///
/// # Errors
/// When the event may not happen to the record now.
pub fn step(
    tx: &Tx<'_>,
    mut row: Row,
    event: Event,
    circumstances: &Circumstances,
    wall: Timestamp,
    delay: i64,
) -> Result<Row, Refused> {
    let before = row.hold;
    if event == Event::Donate {
        pools::may_leave(tx, &row)?;
    }
    let known = tx.pools()?;
    row.hold = hold::next(before, event, &of(&row, circumstances, &known))
        .map_err(|stays| explain(stays, &row.id))?;
    if matches!(event, Event::Donate | Event::Approve) {
        row.look = false;
        row.reason = None;
    } else if row.hold == before {
        return Ok(row);
    }
    row.updated = wall;
    match (before.state, row.hold.state) {
        (State::Queued, State::Queued) => {}
        (_, State::Queued) => {
            row.reason = None;
            row.consent = pools::agreed(
                tx,
                &Row {
                    hold: before,
                    ..row.clone()
                },
            )?;
            tx.send_out(&Outgoing {
                record_id: row.id.clone(),
                errand: Errand::Donate,
                due: circumstances.now.saturating_add(delay),
                attempts: 0,
                queued_day: wall.day(),
            })?;
        }
        (State::Queued, State::Held) => tx.recall(&row.id, Errand::Donate)?,
        _ => {}
    }
    tx.keep_row(&row)?;
    // An attempt changes what is known of a delivery and not where the record stands: its history has that already.
    let moved = row.hold.state != before.state;
    if event == Event::Donate && moved {
        tx.note(&row.id, "donate now", wall)?;
    }
    if matches!(event, Event::HoldFor(_)) {
        tx.note(&row.id, "held longer", wall)?;
    } else if moved {
        tx.note(&row.id, row.hold.state.name(), wall)?;
    }
    Ok(row)
}

/// Why a record stays, in words.
#[must_use]
pub fn explain(stays: Stays, id: &RecordId) -> Refused {
    let (kind, code, message) = match stays {
        Stays::Erased => (
            Kind::Gone,
            "erased",
            format!("record {id} is erased: nothing more can happen to it"),
        ),
        Stays::AlreadyDonated => (
            Kind::Conflict,
            "already_donated",
            format!(
                "record {id} is donated already: take it back with `tributary retract {id}`, or change it with --new-version"
            ),
        ),
        Stays::NotDonated => (
            Kind::Conflict,
            "not_donated",
            format!("record {id} is not donated yet: erase it with `tributary revoke {id}`"),
        ),
        Stays::OnItsWay => (
            Kind::Conflict,
            "on_its_way",
            format!("record {id} is on its way to the pool: revoke it, or wait until it is donated"),
        ),
        Stays::MayNotLeave => (
            Kind::Conflict,
            "no_consent",
            "consent terms not agreed, or no pool set: run `tributary consent --agree`".to_owned(),
        ),
        Stays::NotNow => (
            Kind::Conflict,
            "not_now",
            format!("record {id} is in a state that does not allow this: see `tributary show {id}`"),
        ),
    };
    Refused::new(kind, code, message)
}
