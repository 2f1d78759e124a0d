//! Taking back: revoke before donation, retract after it, withdraw for everything, erase everything.
//!
//! The text is erased here in the same transaction, and the pool is told by a retraction that goes out before any donation
//! and never expires. When unsure whether the pool has a record, it is taken back twice.

use shared::keys::RecordId;
use shared::time::Timestamp;

use crate::companion::Companion;
use crate::donate::explain;
use crate::hold::{self, Circumstances, Event, State};
use crate::refused::Refused;
use crate::store::outbox::{Errand, Outgoing};
use crate::store::records::Row;
use crate::store::{Tx, View};

/// Erases a record before it is donated.
///
/// # Errors
/// When there is no such record, or it is donated already.
pub fn revoke(companion: &Companion, id: &RecordId) -> Result<(), Refused> {
    take_back(companion, "revoke record", id, Event::Revoke)
}

/// Takes a donated record back.
///
/// # Errors
/// When there is no such record, or it is not donated.
pub fn retract(companion: &Companion, id: &RecordId) -> Result<(), Refused> {
    take_back(companion, "retract record", id, Event::Retract)
}

fn take_back(companion: &Companion, name: &'static str, id: &RecordId, event: Event) -> Result<(), Refused> {
    let id = id.clone();
    let wall = companion.world.now();
    let circumstances = companion.store.read(|view| companion.circumstances(view))?;
    companion.change(name, move |tx| {
        let row = tx.record(&id)?.ok_or_else(|| Refused::no_record(&id))?;
        erase(tx, row, event, &circumstances, wall)
    })
}

/// Withdraws consent: everything held is revoked, everything donated is retracted, nothing more is taken in. Out: how many.
///
/// # Errors
/// When the store fails.
pub fn withdraw(companion: &Companion) -> Result<usize, Refused> {
    let wall = companion.world.now();
    let circumstances = companion.store.read(|view| companion.circumstances(view))?;
    companion.change("withdraw consent", move |tx| {
        tx.unset("consent")?;
        tx.withdraw_from_pools(false)?;
        tx.set("withdrawn", &true)?;
        all(tx, &circumstances, wall)
    })
}

/// Erases everything, here and at the pool. What must still be told to the pool is kept until the pool has confirmed it:
/// the record's id and its key, no content. Out: how many records were erased.
///
/// # Errors
/// When the store fails.
pub fn erase_everything(companion: &Companion) -> Result<usize, Refused> {
    let wall = companion.world.now();
    let circumstances = companion.store.read(|view| companion.circumstances(view))?;
    let count = companion.change("erase everything", move |tx| {
        let count = all(tx, &circumstances, wall)?;
        for setting in ["consent", "withdrawn", "after_window", "search", "searched"] {
            tx.unset(setting)?;
        }
        tx.withdraw_from_pools(true)?;
        for client in tx.clients()? {
            tx.drop_client(&client.id)?;
        }
        for row in tx.records(None, None, usize::MAX)? {
            if tx.outgoing_of(&row.id)?.is_none() {
                tx.forget_record(&row.id)?;
            }
        }
        tx.drop_secret(crate::private::NAME)?;
        tx.set("erasing", &true)?;
        Ok(count)
    })?;
    end_erasing(companion)?;
    Ok(count)
}

/// Forgets the seed once nothing needs it any more. A transaction of its own: the records must be gone for good before the only
/// means to take them back is.
///
/// # Errors
/// When the store fails.
pub fn end_erasing(companion: &Companion) -> Result<(), Refused> {
    let over = |view: &View<'_>| -> Result<bool, Refused> {
        Ok(view.setting("erasing")?.unwrap_or(false) && view.records(None, None, 1)?.is_empty())
    };
    if !companion.store.read(over)? {
        return Ok(());
    }
    companion.store.write("forget seed", move |tx| {
        if over(tx)? {
            tx.drop_secret("seed")?;
            tx.unset("erasing")?;
        }
        Ok(())
    })
}

fn all(tx: &Tx<'_>, circumstances: &Circumstances, wall: Timestamp) -> Result<usize, Refused> {
    let mut count = 0;
    for row in tx.records(None, None, usize::MAX)? {
        let event = match row.hold.state {
            State::Revoked | State::Retracted => continue,
            State::Donated => Event::Retract,
            _ => Event::Revoke,
        };
        erase(tx, row, event, circumstances, wall)?;
        count += 1;
    }
    Ok(count)
}

/// Erases one record here, and has the pool told where it has it or may have it.
///
/// # Errors
/// When the event may not happen to the record now.
pub fn erase(
    tx: &Tx<'_>,
    mut row: Row,
    event: Event,
    circumstances: &Circumstances,
    wall: Timestamp,
) -> Result<(), Refused> {
    let before = row.hold;
    row.hold = hold::next(before, event, circumstances).map_err(|stays| explain(stays, &row.id))?;
    if row.hold == before {
        return Ok(());
    }
    row.updated = wall;
    row.reason = None;
    tx.erase_body(&row.id)?;
    tx.keep_row(&row)?;
    tx.forget_check(&row.id)?;
    tx.note(&row.id, row.hold.state.name(), wall)?;
    if before.sent || before.state == State::Donated {
        tx.send_out(&Outgoing {
            record_id: row.id,
            errand: Errand::Retract,
            due: circumstances.now,
            attempts: 0,
            queued_day: wall.day(),
        })?;
    } else {
        tx.recall(&row.id, Errand::Donate)?;
    }
    Ok(())
}

/// The pool has confirmed a retraction: after `erase_everything` nothing of the record is kept.
///
/// # Errors
/// When the store fails.
pub fn confirmed(tx: &Tx<'_>, id: &RecordId, receipt: &str, wall: Timestamp) -> Result<(), Refused> {
    tx.recall(id, Errand::Retract)?;
    tx.keep_receipt(id, Errand::Retract, receipt)?;
    tx.note(id, "retraction confirmed", wall)?;
    if tx.setting("erasing")?.unwrap_or(false) {
        let erased = tx
            .record(id)?
            .is_some_and(|row| matches!(row.hold.state, State::Revoked | State::Retracted));
        if erased {
            tx.forget_record(id)?;
        }
    }
    Ok(())
}
